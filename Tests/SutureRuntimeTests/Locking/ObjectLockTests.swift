import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("Object locks") struct ObjectLockTests {
  private func makeList() -> ObjectPointer { Runtime.attached { PyList_New(0)! } }
  private func drop(_ objects: ObjectPointer...) {
    Runtime.attached { for o in objects { Py_DecRef(o) } }
  }
  /// Whether the calling thread holds the lock of `o`.
  private func isLocked(_ o: ObjectPointer) -> Bool { isHeld(o, by: suture_thread()) }

  @Test("The structs of critical sections have the sizes that PEP 703 fixes")
  func structSizes() {
    #expect(MemoryLayout<PyCriticalSection>.size == 16)
    #expect(MemoryLayout<PyCriticalSection2>.size == 24)
  }

  @Test("A lock is recursive, and free after as many unlocks")
  func recursion() {
    let list = makeList()
    Runtime.attached {
      for _ in 0..<3 { PyObject_Lock(list) }
      for _ in 0..<2 { PyObject_Unlock(list) }
      #expect(isLocked(list))
      PyObject_Unlock(list)
      #expect(!isLocked(list))
    }
    drop(list)
  }

  @Test("Py_LOCK2 takes one object once")
  func lockTwice() {
    let list = makeList()
    Runtime.attached {
      PyObject_Lock2(list, list)
      #expect(isLocked(list))
      PyObject_Unlock2(list, list)
      #expect(!isLocked(list))
    }
    drop(list)
  }

  @Test("A thread that detaches sets its locks aside and has the innermost back afterwards")
  func detachSuspends() {
    let outer = makeList()
    let inner = makeList()
    Runtime.attached {
      PyObject_Lock(outer)
      PyObject_Lock(inner)
      let t = PyEval_SaveThread()!
      #expect(!isHeld(outer, by: t) && !isHeld(inner, by: t))
      PyEval_RestoreThread(t)
      #expect(!isLocked(outer) && isLocked(inner))
      PyObject_Unlock(inner)
      #expect(isLocked(outer), "the outer lock is taken when it becomes innermost")
      PyObject_Unlock(outer)
      #expect(!isLocked(outer) && !isLocked(inner))
    }
    drop(outer, inner)
  }

  @Test("Increments under a lock are not lost", arguments: [2, 8])
  func mutualExclusion(threads: Int) {
    nonisolated(unsafe) let list = makeList()
    nonisolated(unsafe) let count = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    count.initialize(to: 0)
    runTogether(threads) { _ in
      for _ in 0..<2000 {
        Runtime.attached {
          PyObject_Lock(list)
          count.pointee += 1
          PyObject_Unlock(list)
        }
      }
    }
    #expect(count.pointee == threads * 2000)
    count.deallocate()
    drop(list)
  }

  @Test("Locks taken in opposite orders, with legacy calls between, do not deadlock")
  func oppositeOrders() {
    nonisolated(unsafe) let a = makeList()
    nonisolated(unsafe) let b = makeList()
    runTogether(4) { i in
      for n in 0..<1000 {
        Runtime.attached {
          let (first, second) = i % 2 == 0 ? (a, b) : (b, a)
          PyObject_Lock(first)
          if n % 3 == 0 {
            let entry = LegacyLock.enter()
            PyObject_Lock(second)
            PyObject_Unlock(second)
            LegacyLock.leave(entry)
          } else {
            PyObject_Lock(second)
            PyObject_Unlock(second)
          }
          PyObject_Unlock(first)
        }
      }
    }
    #expect(suture_load_acquire_u32(suture_lock_word(a)) == SUTURE_UNLOCKED)
    #expect(suture_load_acquire_u32(suture_lock_word(b)) == SUTURE_UNLOCKED)
    drop(a, b)
  }

  @Test("Both locks of Py_LOCK2 are held again after a wait, and neither in it")
  func pairIsResumed() {
    let a = makeList()
    let b = makeList()
    let inner = makeList()
    Runtime.attached {
      PyObject_Lock(a)
      PyObject_Lock2(a, b)
      let t = PyEval_SaveThread()!
      #expect(!isHeld(a, by: t) && !isHeld(b, by: t))
      PyEval_RestoreThread(t)
      #expect(isLocked(a) && isLocked(b))
      PyObject_Lock(inner)
      PyEval_RestoreThread(PyEval_SaveThread())
      #expect(isLocked(inner) && !isLocked(a) && !isLocked(b))
      PyObject_Unlock(inner)
      #expect(isLocked(a) && isLocked(b))
      PyObject_Unlock2(b, a)
      #expect(isLocked(a) && !isLocked(b))
      PyObject_Unlock(a)
      #expect(!isLocked(a) && !isLocked(b))
    }
    drop(a, b, inner)
  }

  @Test("Two threads that take the two locks of a section back do not hold one each")
  func pairsAreResumedTogether() {
    nonisolated(unsafe) let objects = (makeList(), makeList())
    // Guarded by the first lock and by the second.
    nonisolated(unsafe) let counts = UnsafeMutablePointer<Int>.allocate(capacity: 2)
    counts.initialize(repeating: 0, count: 2)
    let rounds = 2000
    runTogether(4) { i in
      Runtime.attached {
        for _ in 0..<rounds {
          var section = PyCriticalSection2()
          let (a, b) = i % 2 == 0 ? objects : (objects.1, objects.0)
          PyCriticalSection2_Begin(&section, a, b)
          counts[0] += 1
          counts[1] += 1
          PyEval_RestoreThread(PyEval_SaveThread())
          counts[0] += 1
          counts[1] += 1
          PyCriticalSection2_End(&section)
          withLock(objects.0) { counts[0] += 1 }
          withLock(objects.1) { counts[1] += 1 }
        }
      }
    }
    #expect(counts[0] == 12 * rounds && counts[1] == 12 * rounds)
    counts.deallocate()
    drop(objects.0, objects.1)
  }

  @Test("Py_LOCK2 holds both at once, whatever the order")
  func pairsExclude() {
    nonisolated(unsafe) let a = makeList()
    nonisolated(unsafe) let b = makeList()
    nonisolated(unsafe) let count = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    count.initialize(to: 0)
    runTogether(4) { i in
      for _ in 0..<1000 {
        Runtime.attached {
          PyObject_Lock2(i % 2 == 0 ? a : b, i % 2 == 0 ? b : a)
          count.pointee += 1
          PyObject_Unlock2(a, b)
        }
      }
    }
    #expect(count.pointee == 4000)
    count.deallocate()
    drop(a, b)
  }
}
