import CSuture
import SutureTestSupport
import Testing

@testable import SutureRuntime

/// Makes the next read by a word lock the one that makes its object readable (Locking/Bias.swift, B4).
private func hasten() { suture_thread().pointee.reads_left = 1 }

private func drop(_ o: ObjectPointer?) { if let o { suture_decref(o) } }

/// What threads found wrong; they cannot fail a test themselves.
private final class Wrongs: Sendable {
  nonisolated(unsafe) private let word = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)

  init() { word.initialize(to: 0) }
  deinit { word.deallocate() }

  func add() { _ = suture_add_relaxed_u32(word, 1) }
  var count: UInt32 { suture_load_acquire_u32(word) }
}

/// A container that threads share, and numbers that outlive it: to drop one of them never frees it.
private struct Shared: @unchecked Sendable {
  let container: ObjectPointer
  let numbers: [ObjectPointer]

  /// Made by a thread that ends: nobody has a bias for the container.
  init(_ count: Int, _ make: @escaping @Sendable ([ObjectPointer]) -> ObjectPointer) {
    nonisolated(unsafe) var container: ObjectPointer?
    nonisolated(unsafe) var numbers: [ObjectPointer] = []
    runTogether(1) { _ in
      Runtime.attached {
        numbers = (0..<count).map { PyLong_FromLong(1_000_000 + $0)! }
        container = make(numbers)
      }
    }
    self.container = container!
    self.numbers = numbers
  }

  func end() {
    Runtime.attached {
      drop(container)
      numbers.forEach(drop)
    }
  }

  static func of(_ kind: Kind, _ count: Int) -> Shared {
    switch kind {
    case .dict: dict(count)
    case .set: set(count)
    case .list: Shared(count) { numbers in list(of: numbers) }
    }
  }

  static func dict(_ count: Int) -> Shared {
    Shared(count) { numbers in
      let dict = PyDict_New()!
      for n in numbers { PyDict_SetItem(dict, n, n) }
      return dict
    }
  }

  static func set(_ count: Int) -> Shared {
    Shared(count) { numbers in
      let set = PySet_New(nil)!
      for n in numbers { PySet_Add(set, n) }
      return set
    }
  }
}

private enum Kind: CaseIterable {
  case dict, set, list

  static let tables: [Kind] = [.dict, .set]
}

private func list(of items: [ObjectPointer]) -> ObjectPointer {
  let list = PyList_New(0)!
  for item in items { PyList_Append(list, item) }
  return list
}

/// `container.name(argument)`, dropped.
///
/// - Returns: whether there was a result.
private func call(_ container: ObjectPointer, _ name: String, _ argument: ObjectPointer) -> Bool {
  let method = PyObject_GetAttrString(container, name)
  let result = PyObject_CallOneArg(method, argument)
  drop(method)
  drop(result)
  return result != nil
}

/// A new container that was filled by `fill`; nil: there was an exception.
private func filled(_ container: ObjectPointer?, _ fill: (ObjectPointer?) -> Bool) -> ObjectPointer?
{
  if fill(container) { return container }
  drop(container)
  return nil
}

/// Calls `body` with an empty container.
private func with(
  _ empty: ObjectPointer?,
  _ body: (ObjectPointer) -> ObjectPointer?
) -> ObjectPointer? {
  defer { drop(empty) }
  return body(empty!)
}

private typealias Copy = @Sendable (ObjectPointer) -> ObjectPointer?

/// The operations that copy a list.
private let listCopies: [Copy] = [
  { PyList_GetSlice($0, 0, Int.max) },
  { PyList_AsTuple($0) },
  { suture_list_copy($0, nil) },
  { suture_list_repeat($0, 1) },
  { list in with(PySlice_New(nil, nil, nil)) { suture_list_subscript(list, $0) } },
  { list in filled(PyList_New(0)) { PyList_SetSlice($0, 0, 0, list) == 0 } },
  { list in filled(PyList_New(0)) { PyList_Extend($0, list) == 0 } },
  { list in with(PyList_New(0)) { suture_list_concat($0, list) } },
  { list in with(PyList_New(0)) { suture_list_concat(list, $0) } },
  { list in with(PyList_New(0)) { suture_list_inplace_concat($0, list) } },
]

/// The operations that copy a dict.
private let dictCopies: [Copy] = [
  { PyDict_Copy($0) },
  { dict in filled(PyDict_New()) { PyDict_Update($0, dict) == 0 } },
  { dict in filled(PyDict_New()) { PyDict_Merge($0, dict, 0) == 0 } },
  { dict in with(PyDict_New()) { suture_dict_or($0, dict) } },
  { dict in with(PyDict_New()) { suture_dict_or(dict, $0) } },
  { PyObject_CallOneArg(suture_PyDict_Type().asObject, $0) },
]

/// The operations of a set, and one of which it is a subset, that copy it or give what the other has besides.
private let setCopies: [@Sendable (ObjectPointer, ObjectPointer) -> ObjectPointer?] = [
  { set, _ in PySet_New(set) },
  { set, _ in PyFrozenSet_New(set) },
  { set, _ in suture_set_copy(set, nil) },
  { set, _ in filled(PySet_New(nil)) { _PySet_Update($0, set) == 0 } },
  { set, _ in with(PySet_New(nil)) { suture_set_or($0, set) } },
  { set, _ in with(PySet_New(nil)) { suture_set_or(set, $0) } },
  { set, _ in with(PySet_New(nil)) { suture_set_sub(set, $0) } },
  { set, all in suture_set_and(set, all) },
  { set, all in suture_set_and(all, set) },
  { set, all in suture_set_sub(all, set) },
]

/// Makes a container of a thread that has ended readable (O9).
private func makeReadable(_ o: ObjectPointer) {
  PyObject_Lock(o)
  PyObject_Unlock(o)
  hasten()
  withReadLock(o) {}
}

private func isReadable(_ o: ObjectPointer) -> Bool {
  suture_load_acquire_u32(suture_lock_word(o)) == SUTURE_READABLE
}

private let readersAreAvailable: Bool = {
  Runtime.start()
  return Bias.isAvailable && !suture_counts_locks()
}()

/// The methods with one argument that read it and, if they do not change it, the container itself.
private let readingMethods: [(kind: Kind, changesSelf: Bool, names: [String])] = [
  (.list, false, ["__add__", "__eq__", "__lt__"]),
  (.list, true, ["extend", "__iadd__"]),
  (.dict, false, ["__or__", "__eq__"]),
  (.dict, true, ["update", "__ior__"]),
  (
    .set, false,
    [
      "__or__", "__and__", "__sub__", "__xor__", "__eq__", "__le__", "__lt__", "union",
      "intersection", "difference", "symmetric_difference", "issubset", "issuperset", "isdisjoint",
    ]
  ),
  (
    .set, true,
    [
      "__ior__", "__iand__", "__isub__", "__ixor__", "update", "intersection_update",
      "difference_update", "symmetric_difference_update",
    ]
  ),
]

@Suite("Threads that read one container", .serialized) struct SharedContainerTests {
  @Test("Each goes through it by an iterator of its own", arguments: Kind.tables, [2, 4])
  private func iterators(kind: Kind, threads: Int) {
    let wrongs = Wrongs()
    let shared = kind == .dict ? Shared.dict(64) : Shared.set(64)
    runTogether(threads) { i in
      Runtime.attached {
        for round in 0..<200 {
          hasten()
          // A step meets changes of values and of the size; both are allowed at any time.
          if round % 16 == i {
            let n = shared.numbers[round % 64]
            if kind == .dict {
              PyDict_SetItem(shared.container, n, shared.numbers[i])
              if round % 3 == 0, PyDict_DelItem(shared.container, n) < 0 { PyErr_Clear() }
            } else {
              PySet_Discard(shared.container, n)
              if round % 3 == 0 { PySet_Add(shared.container, n) }
            }
          }
          let iterator = PyObject_GetIter(shared.container)!
          var found = 0
          while let key = PyIter_Next(iterator) {
            let value = PyLong_AsLong(key) - 1_000_000
            if value < 0 || value >= 64 || shared.numbers[value] != key { wrongs.add() }
            suture_decref(key)
            found += 1
          }
          if found > 64 { wrongs.add() }
          if isExceptionPending {
            if PyErr_ExceptionMatches(suture_PyExc_RuntimeError()) == 0 { wrongs.add() }
            PyErr_Clear()
          }
          suture_decref(iterator)
        }
      }
    }
    #expect(wrongs.count == 0)
    shared.end()
  }

  @Test("Those that share an iterator get each element once", arguments: Kind.tables, [2, 4])
  private func oneIterator(kind: Kind, threads: Int) {
    for _ in 0..<8 {
      let wrongs = Wrongs()
      let shared = kind == .dict ? Shared.dict(1000) : Shared.set(1000)
      nonisolated(unsafe) let iterator = Runtime.attached { PyObject_GetIter(shared.container)! }
      nonisolated(unsafe) let seen = UnsafeMutablePointer<UInt32>.allocate(capacity: 1000)
      seen.initialize(repeating: 0, count: 1000)
      runTogether(threads + 1) { i in
        Runtime.attached {
          if i == threads {
            // Writes that leave the size alone: who steps has to wait for them, and loses the iterator's lock.
            for n in 0..<500 {
              let number = shared.numbers[n]
              if kind == .dict {
                PyDict_SetItem(shared.container, number, shared.numbers[0])
              } else {
                PySet_Add(shared.container, number)
              }
            }
            return
          }
          hasten()
          while let key = PyIter_Next(iterator) {
            _ = suture_add_relaxed_u32(seen + (PyLong_AsLong(key) - 1_000_000), 1)
            suture_decref(key)
            if suture_thread().pointee.reads_left > 64 { suture_thread().pointee.reads_left = 64 }
          }
          if isExceptionPending {
            wrongs.add()
            PyErr_Clear()
          }
        }
      }
      #expect(wrongs.count == 0)
      #expect((0..<1000).allSatisfy { seen[$0] == 1 })
      seen.deallocate()
      Runtime.attached { suture_decref(iterator) }
      shared.end()
    }
  }

  /// The list is always `k` times number `k`.
  @Test("A copy of a list is the list of one moment", arguments: [2, 4])
  func lists(threads: Int) {
    let wrongs = Wrongs()
    let shared = Shared(40) { _ in PyList_New(0)! }
    runTogether(threads) { i in
      Runtime.attached {
        for round in 0..<1500 {
          if round % 8 == i {
            let k = (round &* 7 &+ i) % 40
            let items = PyList_New(k)!
            for n in 0..<k { PyList_SetItem(items, n, Py_NewRef(shared.numbers[k])) }
            PyList_SetSlice(shared.container, 0, Int.max, items)
            suture_decref(items)
            continue
          }
          hasten()
          guard let copy = listCopies[round % listCopies.count](shared.container) else {
            wrongs.add()
            PyErr_Clear()
            continue
          }
          let count = PySequence_Size(copy)
          for n in 0..<count {
            let item = PySequence_GetItem(copy, n)
            if item != shared.numbers[count] { wrongs.add() }
            drop(item)
          }
          suture_decref(copy)
        }
      }
    }
    #expect(wrongs.count == 0)
    shared.end()
  }

  /// All values of the dict are the same number.
  @Test(
    "A copy of a dict, and its keys, values and items, are those of one moment",
    arguments: [2, 4]
  )
  func dicts(threads: Int) {
    let wrongs = Wrongs()
    let shared = Shared.dict(16)
    Runtime.attached {
      for n in shared.numbers { PyDict_SetItem(shared.container, n, shared.numbers[0]) }
    }
    runTogether(threads) { i in
      Runtime.attached {
        let dict = shared.container
        for round in 0..<1500 {
          if round % 8 == i {
            PyObject_Lock(dict)
            for n in shared.numbers { PyDict_SetItem(dict, n, shared.numbers[round % 16]) }
            // One key after another leaves, so there are always 16 or 15.
            let last = shared.numbers[round % 16]
            PyDict_DelItem(dict, last)
            if round % 3 == 0 { PyDict_SetItem(dict, last, last) }
            PyObject_Unlock(dict)
            continue
          }
          hasten()
          var values: ObjectPointer?
          switch round % 4 {
          case 0: values = PyDict_Values(dict)
          case 1:
            let copy = dictCopies[round / 4 % dictCopies.count](dict)
            values = PyDict_Values(copy)
            // Equal or not: these only have to survive what the others do.
            if PyObject_RichCompareBool(dict, copy, Py_EQ) < 0 { wrongs.add() }
            drop(PyObject_Repr(dict))
            drop(suture_dict_sizeof(dict, nil))
            drop(copy)
          case 2:
            let items = PyDict_Items(dict)!
            values = PyList_New(0)
            for n in 0..<PyList_Size(items) {
              PyList_Append(values, PyTuple_GetItem(PyList_GetItem(items, n), 1))
            }
            suture_decref(items)
          default:
            let keys = PyDict_Keys(dict)!
            let distinct = PySet_New(keys)
            if PySet_Size(distinct) != PyList_Size(keys) || PyList_Size(keys) < 15 { wrongs.add() }
            drop(distinct)
            suture_decref(keys)
          }
          guard let values else { continue }
          let count = PyList_Size(values)
          if count < 15 || count > 16 { wrongs.add() }
          for n in 1..<count where PyList_GetItem(values, n) != PyList_GetItem(values, 0) {
            wrongs.add()
          }
          suture_decref(values)
        }
      }
    }
    #expect(wrongs.count == 0)
    shared.end()
  }

  /// Of each pair of numbers one is in the set.
  @Test("A copy of a set is the set of one moment", arguments: [2, 4])
  func sets(threads: Int) {
    let wrongs = Wrongs()
    let shared = Shared.set(32)
    nonisolated(unsafe) let all = Runtime.attached { PyFrozenSet_New(shared.container)! }
    Runtime.attached { for n in 0..<16 { PySet_Discard(shared.container, shared.numbers[n + 16]) } }
    runTogether(threads) { i in
      Runtime.attached {
        for round in 0..<1500 {
          if round % 8 == i {
            let n = round % 16
            PyObject_Lock(shared.container)
            let isLow = PySet_Contains(shared.container, shared.numbers[n]) == 1
            PySet_Discard(shared.container, shared.numbers[isLow ? n : n + 16])
            PySet_Add(shared.container, shared.numbers[isLow ? n + 16 : n])
            PyObject_Unlock(shared.container)
            continue
          }
          hasten()
          let copy = setCopies[round % setCopies.count](shared.container, all)!
          if PySet_Size(copy) != 16 { wrongs.add() }
          for n in 0..<16 {
            let low = PySet_Contains(copy, shared.numbers[n])
            if low + PySet_Contains(copy, shared.numbers[n + 16]) != 1 { wrongs.add() }
          }
          if PyObject_RichCompareBool(shared.container, copy, Py_EQ) < 0 { wrongs.add() }
          if PyObject_RichCompareBool(shared.container, all, Py_LE) != 1 { wrongs.add() }
          suture_decref(copy)
        }
      }
    }
    #expect(wrongs.count == 0)
    Runtime.attached { suture_decref(all) }
    shared.end()
  }

  @Test(
    "An operation on two containers leaves those readable that it only reads",
    .enabled(if: readersAreAvailable),
    arguments: readingMethods.indices
  )
  func leftReadable(methods: Int) {
    let (kind, changesSelf, names) = readingMethods[methods]
    let shared = Shared.of(kind, 8)
    let other = Shared.of(kind, 8)
    Runtime.attached {
      for name in names {
        makeReadable(shared.container)
        #expect(isReadable(shared.container))
        #expect(call(other.container, name, shared.container), "\(name)")
        #expect(isReadable(shared.container), "\(name)")
        if changesSelf { continue }
        makeReadable(other.container)
        #expect(call(other.container, name, shared.container), "\(name)")
        #expect(isReadable(other.container) && isReadable(shared.container), "\(name)")
        #expect(call(other.container, name, other.container), "\(name) with itself")
        #expect(isReadable(other.container), "\(name) with itself")
      }
      #expect(suture_held_count(suture_thread()) == 0)
    }
    shared.end()
    other.end()
  }

  @Test(
    "A set reads a dict's keys, and leaves it readable",
    .enabled(if: readersAreAvailable),
    arguments: ["update", "union", "difference", "difference_update", "symmetric_difference"]
  )
  func setAndDict(name: String) {
    let dict = Shared.dict(8)
    let set = Shared.set(8)
    Runtime.attached {
      makeReadable(dict.container)
      #expect(call(set.container, name, dict.container))
      #expect(isReadable(dict.container))
    }
    dict.end()
    set.end()
  }

  /// Threads wait for each of the two locks while they hold the other.
  @Test(
    "Containers that are added to each other get what both had",
    arguments: Kind.allCases,
    [2, 4]
  )
  private func crossed(kind: Kind, threads: Int) {
    let wrongs = Wrongs()
    let a = Shared.of(kind, 8)
    let b = Shared.of(kind, 40)
    runTogether(threads) { i in
      Runtime.attached {
        let (mine, other) = i % 2 == 0 ? (a, b) : (b, a)
        for round in 0..<1000 {
          if round % 16 == 0 { hasten() }
          if !call(mine.container, kind == .list ? "extend" : "update", other.container) {
            wrongs.add()
          }
          if kind == .list { PyList_SetSlice(mine.container, 20, Int.max, nil) }
        }
      }
    }
    #expect(wrongs.count == 0)
    Runtime.attached {
      let known = PySet_New(nil)!
      for n in a.numbers + b.numbers { PySet_Add(known, n) }
      for shared in [a, b] {
        let found = PySet_New(shared.container)!
        #expect(PyObject_RichCompareBool(found, known, kind == .list ? Py_LE : Py_EQ) == 1)
        drop(found)
      }
      drop(known)
    }
    a.end()
    b.end()
  }

  /// Numbers of several digits are compared by a call, between sections that read.
  @Test(
    "Keys that are compared by calls are found while others come and go",
    arguments: Kind.tables,
    [2, 4]
  )
  private func compared(kind: Kind, threads: Int) {
    @Sendable func big(_ n: Int) -> ObjectPointer {
      PyLong_FromString("\(1_000_000 + n)" + "0000000000", nil, 10)!
    }
    @Sendable func fill(_ container: ObjectPointer, _ keys: [ObjectPointer]) {
      for key in keys {
        _ = kind == .dict ? PyDict_SetItem(container, key, key) : PySet_Add(container, key)
      }
    }
    let wrongs = Wrongs()
    let shared = Shared.of(kind, 0)
    nonisolated(unsafe) let keys = Runtime.attached { (0..<24).map(big) }
    Runtime.attached { fill(shared.container, keys) }
    runTogether(threads) { i in
      Runtime.attached {
        let twins = (0..<24).map(big)
        let all = PySet_New(nil)!
        for twin in twins { PySet_Add(all, twin) }
        for round in 0..<400 {
          let key = keys[(round &* 7 &+ i) % 24]
          if round % 4 == 0 {
            if kind == .dict {
              if PyDict_DelItem(shared.container, key) < 0 { PyErr_Clear() }
            } else {
              PySet_Discard(shared.container, key)
            }
            fill(shared.container, [keys[(round &* 5) % 24]])
            continue
          }
          hasten()
          let mine = (kind == .dict ? PyDict_New() : PySet_New(nil))!
          fill(mine, twins)
          if !call(mine, "update", shared.container) {
            // CPython too minds that a dict gets another size meanwhile.
            if kind == .set || PyErr_ExceptionMatches(suture_PyExc_RuntimeError()) == 0 {
              wrongs.add()
            }
            PyErr_Clear()
          }
          if PyObject_Size(mine) != 24 { wrongs.add() }
          let found = PySet_New(shared.container)!
          if PyObject_RichCompareBool(found, all, Py_LE) != 1 { wrongs.add() }
          if kind == .set {
            if PyObject_RichCompareBool(shared.container, all, Py_LE) != 1 { wrongs.add() }
            let rest = suture_set_sub(shared.container, all)
            let both = suture_set_and(shared.container, all)
            if PySet_Size(rest) != 0 || PySet_Size(both) > 24 { wrongs.add() }
            drop(rest)
            drop(both)
          }
          drop(found)
          drop(mine)
        }
        drop(all)
        twins.forEach(drop)
      }
    }
    #expect(wrongs.count == 0)
    shared.end()
    Runtime.attached { keys.forEach(drop) }
  }

  @Test("A frozenset is hashed by all at once")
  func hashes() {
    let wrongs = Wrongs()
    let shared = Shared(4) { numbers in
      let set = PySet_New(nil)!
      for n in numbers { PySet_Add(set, n) }
      defer { suture_decref(set) }
      return PyFrozenSet_New(set)!
    }
    let expected = Runtime.attached {
      let copy = PySet_New(shared.container)
      let other = PyFrozenSet_New(copy)
      defer { drop(other) }
      drop(copy)
      return PyObject_Hash(other)
    }
    runTogether(4) { _ in
      Runtime.attached { if PyObject_Hash(shared.container) != expected { wrongs.add() } }
    }
    #expect(wrongs.count == 0)
    shared.end()
  }
}
