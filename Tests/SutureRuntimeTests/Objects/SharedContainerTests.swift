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

private enum Kind: CaseIterable { case dict, set }

/// A list and the operations that copy it.
private let copies: [@Sendable (ObjectPointer) -> ObjectPointer?] = [
  { PyList_GetSlice($0, 0, Int.max) },
  { PyList_AsTuple($0) },
  { suture_list_copy($0, nil) },
  { suture_list_repeat($0, 1) },
  { list in
    let all = PySlice_New(nil, nil, nil)!
    defer { suture_decref(all) }
    return suture_list_subscript(list, all)
  },
  { list in
    let empty = PyList_New(0)!
    _ = PyList_SetSlice(empty, 0, 0, list)
    return empty
  },
  { list in
    let empty = PyList_New(0)!
    defer { suture_decref(empty) }
    return suture_list_concat(empty, list)
  },
]

@Suite("Threads that read one container", .serialized) struct SharedContainerTests {
  @Test("Each goes through it by an iterator of its own", arguments: Kind.allCases, [2, 4])
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

  @Test("Those that share an iterator get each element once", arguments: Kind.allCases, [2, 4])
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
          guard let copy = copies[round % copies.count](shared.container) else {
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
            let copy = PyDict_Copy(dict)
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
          let copy =
            round % 2 == 0 ? PySet_New(shared.container)! : suture_set_copy(shared.container, nil)!
          if PySet_Size(copy) != 16 { wrongs.add() }
          for n in 0..<16 {
            let low = PySet_Contains(copy, shared.numbers[n])
            if low + PySet_Contains(copy, shared.numbers[n + 16]) != 1 { wrongs.add() }
          }
          if round % 64 == 5, PyObject_RichCompareBool(shared.container, copy, Py_EQ) < 0 {
            wrongs.add()
          }
          suture_decref(copy)
        }
      }
    }
    #expect(wrongs.count == 0)
    shared.end()
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
