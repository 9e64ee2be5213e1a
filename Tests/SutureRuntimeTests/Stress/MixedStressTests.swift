import SutureSync
import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the threads share, and the two extensions that are made of Tests/Extensions/tally.c.
private struct Shared: @unchecked Sendable {
  let free: ObjectPointer
  let legacy: ObjectPointer
  let list, dict, set, types: ObjectPointer
  /// All containers in one tuple, as `work` takes them.
  let all: ObjectPointer

  init() throws {
    free = try CompiledExtension.module("Tests/Extensions/tally.c")
    legacy = try CompiledExtension.module(
      "Tests/Extensions/tally.c",
      flags: ["-DTALLY_LEGACY"],
      name: "tallylegacy"
    )
    list = PyList_New(0)!
    dict = PyDict_New()!
    set = PySet_New(nil)!
    types = PyList_New(0)!
    all = PyTuple_New(6)!
    let functions = PyList_New(0)!
    PyList_Append(functions, free)
    PyList_Append(functions, legacy)
    let texts = PyList_New(0)!
    for text in ["key1key2", "\u{e9}t\u{e9} key3", "\u{1F40D} key4", "plain"] {
      let o = PyUnicode_FromString(text)!
      PyList_Append(texts, o)
      suture_decref(o)
    }
    for (i, o) in [list, dict, set, texts, types, functions].enumerated() {
      if i != 3, i != 5 { suture_incref(o) }
      PyTuple_SetItem(all, i, o)
    }
    for module in [free, legacy] {
      let type = PyObject_GetAttrString(module, "Tally")!
      let sub = call(suture_PyType_Type().asObject, "Sub", [type], [:])
      PyList_Append(types, sub)
      suture_decref(sub)
      suture_decref(type)
    }
  }

  /// Drops what the threads left behind.
  func clear() {
    PyList_SetSlice(list, 0, Int.max, nil)
    PyList_SetSlice(types, 0, Int.max, nil)
    PyDict_Clear(dict)
    PySet_Clear(set)
    for module in [free, legacy] { suture_decref(callMethod(module, "forget")!) }
    for _ in 0..<4 { _ = PyGC_Collect() }
    for o in [list, dict, set, types, all] { suture_decref(o) }
  }

  /// (made, freed, callbacks) of both extensions together.
  func counts() -> (made: Int, freed: Int, called: Int) {
    var sums = [0, 0, 0]
    for module in [free, legacy] {
      let row = callMethod(module, "counts")!
      for i in 0..<3 { sums[i] += PyLong_AsLong(PyTuple_GetItem(row, i)) }
      suture_decref(row)
    }
    return (sums[0], sums[1], sums[2])
  }
}

/// `type(name, bases, {})`: a new reference.
private func call(
  _ type: ObjectPointer,
  _ name: String,
  _ bases: [ObjectPointer],
  _: [String: ObjectPointer]
) -> ObjectPointer {
  let row = PyTuple_New(bases.count)!
  for (i, base) in bases.enumerated() {
    suture_incref(base)
    PyTuple_SetItem(row, i, base)
  }
  let arguments = PyTuple_New(3)!
  PyTuple_SetItem(arguments, 0, PyUnicode_FromString(name))
  PyTuple_SetItem(arguments, 1, row)
  PyTuple_SetItem(arguments, 2, PyDict_New())
  defer { suture_decref(arguments) }
  return PyObject_CallObject(type, arguments)!
}

private func callMethod(_ o: ObjectPointer, _ name: String, _ arguments: ObjectPointer? = nil)
  -> ObjectPointer?
{
  guard let method = PyObject_GetAttrString(o, name) else { return nil }
  defer { suture_decref(method) }
  return PyObject_CallObject(method, arguments)
}

/// `module.work(shared, mine, seed, steps, 0)`.
private func work(
  _ module: ObjectPointer,
  _ shared: Shared,
  _ mine: ObjectPointer,
  _ seed: UInt64,
  _ steps: Int
) -> Bool {
  let arguments = PyTuple_New(5)!
  suture_incref(shared.all)
  PyTuple_SetItem(arguments, 0, shared.all)
  suture_incref(mine)
  PyTuple_SetItem(arguments, 1, mine)
  PyTuple_SetItem(arguments, 2, PyLong_FromUnsignedLongLong(seed))
  PyTuple_SetItem(arguments, 3, PyLong_FromLong(steps))
  PyTuple_SetItem(arguments, 4, PyLong_FromLong(0))
  defer { suture_decref(arguments) }
  guard let result = callMethod(module, "work", arguments) else {
    PyErr_Print()
    return false
  }
  suture_decref(result)
  return true
}

/// Has the calling thread meet what is rare otherwise: containers that become readable, and spare references to them.
private func hasten(_ shared: Shared, _ random: inout SeededRandom) {
  let t = suture_thread()
  t.pointee.reads_left = 1 + UInt32(random.next() % 8)
  let o = [shared.list, shared.dict, shared.set, shared.types][Int(random.next() % 4)]
  for _ in 0..<4 { Spares.conflict(t, o) }
}

/// One random action of a Swift thread, in free mode.
private func swiftStep(_ random: inout SeededRandom, _ shared: Shared) {
  switch random.next() % 8 {
  case 0, 1:
    let module = random.next() % 2 == 0 ? shared.free : shared.legacy
    let type = PyObject_GetAttrString(module, "Tally")!
    let tally = PyObject_CallObject(type, nil)!
    suture_decref(type)
    PyList_Append(shared.list, tally)
    if PyList_Size(shared.list) > 100 { PyList_SetSlice(shared.list, 0, 50, nil) }
    suture_decref(tally)
  case 2:
    let item = PySequence_GetItem(shared.list, Int(random.next() % 50))
    if let item {
      for _ in 0..<random.next() % 8 { Spares.conflict(suture_thread(), item) }
      PyDict_SetItemString(shared.dict, "key\(random.next() % 24)", item)
      suture_decref(item)
    }
  case 3:
    var found: ObjectPointer?
    if PyDict_GetItemStringRef(shared.dict, "key\(random.next() % 24)", &found) > 0 {
      PySet_Add(shared.set, found)
      suture_decref(found!)
    }
  case 4:
    if let type = PySequence_GetItem(shared.types, Int(random.next() % 8)) {
      if let value = PyObject_GetAttrString(type, "shared") { suture_decref(value) }
      PyErr_Clear()
      let instance = PyObject_CallObject(type, nil)!
      suture_decref(type)
      PyObject_SetAttrString(instance, "object", shared.dict)
      suture_decref(instance)
    }
  case 5:
    let t = PyEval_SaveThread()
    if random.next() % 8 == 0 { usleep(50) }
    PyEval_RestoreThread(t)
  case 6:
    PyObject_Lock2(shared.list, shared.dict)
    _ = PyList_Reverse(shared.list)
    PyObject_Unlock2(shared.list, shared.dict)
  default:
    if let text = PyObject_Str(shared.types) { suture_decref(text) }
  }
  PyErr_Clear()
}

@Suite("Mixed stress", .serialized) struct MixedStressTests {
  /// Repeats a run: SUTURE_SEED=n swift test --filter MixedStress.
  private static var seed: UInt64 {
    getenv("SUTURE_SEED").flatMap { UInt64(String(cString: $0)) }
      ?? UInt64(monotonicNanoseconds()) % 1_000_000_007
  }

  /// SUTURE_STRESS=10 makes it ten times as long.
  private static var factor: Int {
    getenv("SUTURE_STRESS").flatMap { Int(String(cString: $0)) } ?? 1
  }

  @Test(
    "Legacy, gilectomy and Swift threads lose no object and free none twice",
    arguments: [2, 8, 32]
  )
  func everythingIsAccountedFor(threads: Int) throws {
    let seed = Self.seed
    print("mixed stress: \(threads) threads, SUTURE_SEED=\(seed)")
    let (shared, mine, before) = try Runtime.attached {
      let shared = try Shared()
      return (shared, (0..<threads).map { _ in Kept(list: PyList_New(0)!) }, shared.counts())
    }
    let rounds = 1600 * Self.factor / threads
    let watchdog = Watchdog()
    runTogether(threads, watchdog: watchdog) { thread in
      var random = SeededRandom(seed: seed &+ UInt64(thread) &* 1000)
      for _ in 0..<rounds {
        watchdog.tick()
        Runtime.attached {
          let list = mine[thread].list
          hasten(shared, &random)
          switch thread % 3 {
          case 0: if !work(shared.legacy, shared, list, random.next(), 20) { abort() }
          case 1: if !work(shared.free, shared, list, random.next(), 20) { abort() }
          default: for _ in 0..<20 { swiftStep(&random, shared) }
          }
        }
      }
    }
    Runtime.attached {
      shared.clear()
      let after = shared.counts()
      let kept = mine.map { PyList_Size($0.list) }.reduce(0, +)
      let (made, freed) = (after.made - before.made, after.freed - before.freed)
      #expect(made > 1000, "objects were made")
      #expect(freed == made, "SUTURE_SEED=\(seed): each is freed once")
      #expect(after.called - before.called == kept, "SUTURE_SEED=\(seed): callbacks run once each")
      for m in mine { suture_decref(m.list) }
    }
    #expect(LegacyLock.reclaimQueueLength == 0)
  }
}

/// The weak references that a thread keeps until the end.
private struct Kept: @unchecked Sendable {
  let list: ObjectPointer
}
