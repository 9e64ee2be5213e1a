import CSuture
import SutureTestSupport
import Testing

@testable import SutureRuntime

private let readersAreAvailable: Bool = {
  Runtime.start()
  return Bias.isAvailable && !suture_counts_locks()
}()

private func word(_ o: ObjectPointer) -> UInt32 { suture_load_acquire_u32(suture_lock_word(o)) }

/// A list of one item that no thread has a bias for.
private func makeSharedList() -> ObjectPointer {
  nonisolated(unsafe) var made: ObjectPointer?
  runTogether(1) { _ in
    Runtime.attached {
      made = PyList_New(0)
      PyList_Append(made, suture_None())
    }
  }
  Runtime.attached {
    PyObject_Lock(made)
    PyObject_Unlock(made)
  }
  return made!
}

/// Makes the next read by a word lock the one that makes its object readable.
private func hasten() { suture_thread().pointee.reads_left = 1 }

private func read(_ list: ObjectPointer) -> Bool {
  let item = PyList_GetItemRef(list, 0)
  Py_DecRef(item)
  return item != nil
}

@Suite(
  "Readable locks",
  .enabled(if: readersAreAvailable, "there are none in this mode"),
  .serialized
)
struct ReadersTests {
  @Test("A list that is read often becomes readable, and then reading leaves its word alone")
  func becomesReadable() {
    let list = makeSharedList()
    Runtime.attached {
      #expect(word(list) == SUTURE_UNLOCKED)
      var reads = 0
      while word(list) == SUTURE_UNLOCKED, reads < 1 << 14 {
        #expect(read(list))
        reads += 1
      }
      #expect(word(list) == SUTURE_READABLE && reads > 1)
      for _ in 0..<10 { #expect(read(list)) }
      withReadLock(list) { #expect(word(list) == SUTURE_READABLE) }
      #expect(word(list) == SUTURE_READABLE)
      #expect(suture_held_count(suture_thread()) == 0)
      Py_DecRef(list)
    }
  }

  @Test("A write makes a readable list one that is locked by its word again")
  func revoked() {
    let list = makeSharedList()
    Runtime.attached {
      hasten()
      #expect(read(list) && word(list) == SUTURE_READABLE)
      #expect(PyList_Append(list, suture_None()) == 0)
      #expect(word(list) == SUTURE_UNLOCKED && PyList_Size(list) == 2)
      hasten()
      #expect(read(list) && word(list) == SUTURE_READABLE)
      Py_DecRef(list)
    }
  }

  @Test("Only a section that reads makes its object readable")
  func writersDoNot() {
    let list = makeSharedList()
    Runtime.attached {
      hasten()
      #expect(PyList_Append(list, suture_None()) == 0)
      #expect(word(list) == SUTURE_UNLOCKED)
      suture_thread().pointee.reads_left = 1 << 13
      Py_DecRef(list)
    }
  }

  @Test("Who holds a lock reads under it")
  func recursion() {
    let list = makeSharedList()
    Runtime.attached {
      PyObject_Lock(list)
      hasten()
      #expect(read(list) && word(list) == SUTURE_LOCKED)
      PyObject_Unlock(list)
      #expect(word(list) == SUTURE_UNLOCKED)
      #expect(read(list) && word(list) == SUTURE_READABLE)
      PyObject_Lock(list)
      #expect(read(list) && word(list) == SUTURE_CONTENDED)
      PyObject_Unlock(list)
      Py_DecRef(list)
    }
  }

  /// Each reader leaves when the one before it has left; the writer must not be in before the last.
  @Test("A writer waits for every reader that is inside", arguments: [1, 2, 5])
  func writerWaits(readers: Int) {
    nonisolated(unsafe) let list = makeSharedList()
    Runtime.attached {
      hasten()
      _ = read(list)
    }
    nonisolated(unsafe) let inside = UnsafeMutablePointer<UInt32>.allocate(capacity: 2)
    inside.initialize(repeating: 0, count: 2)
    nonisolated(unsafe) let left = inside + 1
    runTogether(readers + 1) { i in
      Runtime.attached {
        if i == readers {
          while suture_load_acquire_u32(inside) < readers { suture_cpu_relax() }
          PyObject_Lock(list)
          #expect(suture_load_acquire_u32(left) == readers)
          PyObject_Unlock(list)
          return
        }
        suture_read_lock(list)
        _ = suture_add_relaxed_u32(inside, 1)
        while word(list) == SUTURE_READABLE || suture_load_acquire_u32(left) < i {
          suture_cpu_relax()
        }
        suture_store_release_u32(left, UInt32(i) + 1)
        suture_read_unlock(list)
      }
    }
    #expect(word(list) == SUTURE_UNLOCKED)
    inside.deallocate()
    Runtime.attached { Py_DecRef(list) }
  }
}

@Suite("Readable locks: Stress", .enabled(if: readersAreAvailable), .serialized)
struct ReadersStressTests {
  /// Two plain numbers that are equal outside every write: a reader that meets a writer sees them differ, and
  /// ThreadSanitizer sees the race.
  @Test("No reader is inside with a writer", arguments: [2, 4, 8])
  func readersAndWriters(threads: Int) {
    nonisolated(unsafe) let list = makeSharedList()
    nonisolated(unsafe) let pair = UnsafeMutablePointer<Int>.allocate(capacity: 2)
    pair.initialize(repeating: 0, count: 2)
    nonisolated(unsafe) let torn = UnsafeMutablePointer<UInt32>.allocate(capacity: 2)
    torn.initialize(repeating: 0, count: 2)
    let rounds = 4000
    runTogether(threads) { i in
      Runtime.attached {
        for n in 0..<rounds {
          if (n &* 31 &+ i &* 7) % 64 == 0 {
            withLock(list) {
              pair[0] += 1
              pair[1] += 1
            }
            continue
          }
          if n % 8 == 0 { hasten() }
          let isTorn = withReadLock(list) { pair[0] != pair[1] }
          if isTorn { _ = suture_add_relaxed_u32(torn, 1) }
          if word(list) == SUTURE_READABLE { _ = suture_add_relaxed_u32(torn + 1, 1) }
          if n % 512 == 511 { PyEval_RestoreThread(PyEval_SaveThread()) }
        }
      }
    }
    let writes = (0..<threads).map { i in (0..<rounds).count { ($0 &* 31 &+ i &* 7) % 64 == 0 } }
    #expect(pair[0] == writes.reduce(0, +) && pair[1] == pair[0])
    #expect(torn[0] == 0)
    #expect(torn[1] > 0, "the list was readable at times")
    pair.deallocate()
    torn.deallocate()
    Runtime.attached { Py_DecRef(list) }
  }

  @Test("A dict, a set and a list are read whole while others change them", arguments: [2, 8])
  func containers(threads: Int) {
    nonisolated(unsafe) var dict: ObjectPointer!
    nonisolated(unsafe) var set: ObjectPointer!
    nonisolated(unsafe) var list: ObjectPointer!
    nonisolated(unsafe) var keys: [ObjectPointer] = []
    runTogether(1) { _ in
      Runtime.attached {
        dict = PyDict_New()
        set = PySet_New(nil)
        list = PyList_New(0)
        keys = (0..<32).map { PyLong_FromLong(100_000 + $0)! }
        for key in keys { PyList_Append(list, key) }
      }
    }
    nonisolated(unsafe) let wrong = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    wrong.initialize(to: 0)
    runTogether(threads) { i in
      Runtime.attached {
        for n in 0..<3000 {
          let k = (n &* 17 &+ i) % keys.count
          let key = keys[k]
          // An equal key, not the same: the search compares.
          let equal = PyLong_FromLong(100_000 + k)!
          var isWrong = false
          if n % 16 == i % 16 {
            if n % 3 == 0 {
              if PyDict_Contains(dict, key) == 1, PyDict_DelItem(dict, key) < 0 { PyErr_Clear() }
              _ = PySet_Discard(set, key)
              PyList_SetItem(list, k, Py_NewRef(key))
            } else {
              PyDict_SetItem(dict, key, key)
              PySet_Add(set, key)
              PyList_Append(list, key)
            }
          } else {
            if n % 4 == 0 { hasten() }
            var found: ObjectPointer?
            if PyDict_GetItemRef(dict, equal, &found) < 0 { isWrong = true }
            if let found, found != key { isWrong = true }
            Py_DecRef(found)
            if PySet_Contains(set, equal) < 0 { isWrong = true }
            let item = PyList_GetItemRef(list, k)
            if item != key { isWrong = true }
            Py_DecRef(item)
          }
          Py_DecRef(equal)
          if isWrong { _ = suture_add_relaxed_u32(wrong, 1) }
        }
      }
    }
    #expect(wrong.pointee == 0)
    wrong.deallocate()
    Runtime.attached {
      for key in keys { Py_DecRef(key) }
      for o in [dict, set, list] { Py_DecRef(o) }
    }
  }
}
