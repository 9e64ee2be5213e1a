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
}
