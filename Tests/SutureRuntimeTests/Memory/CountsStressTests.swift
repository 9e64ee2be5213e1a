import SutureSync
import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Objects that know how often they were freed: each carries its index into a table of bytes.
private enum Counted {
  static let capacity = 1 << 22
  nonisolated(unsafe) static let freed: UnsafeMutablePointer<UInt32> = {
    let p = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
    p.initialize(repeating: 0, count: capacity)
    return p
  }()
  nonisolated(unsafe) static let made: UnsafeMutablePointer<UInt64> = {
    let p = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
    p.initialize(to: 0)
    return p
  }()

  nonisolated(unsafe) static let type: TypePointer = {
    let t = TypePointer.allocate(capacity: 1)
    t.initialize(to: PyTypeObject())
    t.pointee.ob_base.ob_base.ob_refcnt = 0xC000_0000
    t.pointee.ob_base.ob_base.ob_type = suture_PyType_Type()
    let name: StaticString = "counted"
    t.pointee.tp_name = name.cString
    t.pointee.tp_basicsize = 24
    t.pointee.tp_dealloc = { o in
      let index = o!.cast(to: Instance.self).pointee.index
      while true {
        let n = suture_load_relaxed_u32(freed + Int(index))
        if suture_cas_acq_rel_u32(freed + Int(index), n, n + 1) { break }
      }
      freeObject(o!, o!.type)
    }
    return t
  }()

  struct Instance {
    var head: PyObject
    var index: UInt64
  }

  static func make() -> ObjectPointer {
    let o = _PyObject_New(type)!
    o.cast(to: Instance.self).pointee.index = suture_add_relaxed_u64(made, 1)
    return o
  }
}

/// Where the threads of the stress test meet: objects that the free side holds, and objects that legacy code holds.
private final class Exchange: @unchecked Sendable {
  private let lock = Mutex()
  private var slots: [ObjectPointer?] = Array(repeating: nil, count: 16)
  /// Written under the legacy lock.
  var stash: [ObjectPointer] = []

  /// Puts `new` (a reference of the free side) into a slot; the old reference is the caller's.
  func swap(_ i: Int, _ new: ObjectPointer?) -> ObjectPointer? {
    lock.withLock {
      let old = slots[i]
      slots[i] = new
      return old
    }
  }

  /// A new reference, counted in the mode of the thread, to the object in a slot.
  func copy(_ i: Int) -> ObjectPointer? {
    lock.withLock {
      if let o = slots[i] { suture_incref(o) }
      return slots[i]
    }
  }

  func clear() {
    for i in 0..<16 { if let o = swap(i, nil) { suture_decref_stored(o) } }
  }
}

/// What an inline Py_DECREF of an old extension does.
private func inlineDecref(_ o: ObjectPointer) {
  let n = suture_visible(o) - 1
  suture_set_visible(o, n)
  if n == 0 { _Py_Dealloc(o) }
}

@Suite("Counting under stress", .serialized) struct CountsStressTests {
  /// With spare references a thread stays attached for longer, and seems to meet others at every object that it shares.
  @Test(
    "Objects handed across free and legacy threads are freed exactly once",
    arguments: [2, 8, 32],
    [false, true]
  )
  func everyObjectIsFreedOnce(threads: Int, hasSpares: Bool) {
    Runtime.start()
    let exchange = Exchange()
    let seed = UInt64(monotonicNanoseconds())
    let rounds = 400_000 / threads
    let first = Int(suture_load_relaxed_u64(Counted.made))
    runTogether(threads) { thread in
      var random = SeededRandom(seed: seed &+ UInt64(thread))
      let burst = hasSpares ? 50 : 1
      for _ in 0..<rounds / burst {
        Runtime.attached {
          for _ in 0..<burst { step(&random, exchange, hasSpares: hasSpares) }
        }
      }
    }
    Runtime.attached {
      exchange.clear()
      let entry = LegacyLock.enter()
      for o in exchange.stash { inlineDecref(o) }
      exchange.stash = []
      LegacyLock.leave(entry)
    }
    let last = Int(suture_load_relaxed_u64(Counted.made))
    let wrong = (first..<last).filter { Counted.freed[$0] != 1 }
    #expect(last - first > 10_000, "objects were made")
    #expect(
      wrong.isEmpty,
      "seed \(seed): \(wrong.count) of \(last - first) objects were not freed exactly once"
    )
    #expect(LegacyLock.reclaimQueueLength == 0)
  }

  /// One random action of a thread that is attached in free mode.
  private func step(_ random: inout SeededRandom, _ exchange: Exchange, hasSpares: Bool) {
    let slot = Int(random.next() % 16)
    switch random.next() % 8 {
    case 0:  // make one, hand it over
      if let old = exchange.swap(slot, Counted.make()) { suture_decref(old) }
    case 1:  // take one out and drop it
      if let old = exchange.swap(slot, nil) { suture_decref(old) }
    case 2:  // share one, count it up and down
      if let o = exchange.copy(slot) {
        if hasSpares { for _ in 0..<4 { Spares.conflict(suture_thread(), o) } }
        for _ in 0..<5 { suture_incref(o) }
        for _ in 0..<6 { suture_decref(o) }
      }
    case 3:  // a call into a legacy extension, which keeps its argument
      guard let o = exchange.copy(slot) else { return }
      let entry = LegacyLock.enter()
      suture_expose(o)
      suture_set_visible(o, suture_visible(o) + 1)
      exchange.stash.append(o)
      LegacyLock.leave(entry)
      suture_decref(o)
    case 4:  // a legacy extension drops what it kept, inline
      let entry = LegacyLock.enter()
      if !exchange.stash.isEmpty {
        inlineDecref(exchange.stash.remove(at: Int(random.next() % UInt64(exchange.stash.count))))
      }
      LegacyLock.leave(entry)
    case 5:  // a legacy extension makes one and returns it
      let entry = LegacyLock.enter()
      let o = Counted.make()
      suture_into_storage(o)
      LegacyLock.leave(entry)
      if let old = exchange.swap(slot, o) { suture_decref(old) }
    case 6:  // a legacy extension gets one from a container, and gives up the thread in between
      let entry = LegacyLock.enter()
      if let o = exchange.copy(slot) {
        let t = PyEval_SaveThread()
        PyEval_RestoreThread(t)
        inlineDecref(o)
      }
      LegacyLock.leave(entry)
    default:  // a legacy extension stores its own object in a container
      let entry = LegacyLock.enter()
      let o = Counted.make()
      suture_incref_stored(o)
      let old = exchange.swap(slot, o)
      inlineDecref(o)
      if let old { suture_decref_stored(old) }
      LegacyLock.leave(entry)
    }
  }
}
