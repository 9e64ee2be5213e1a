import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("The legacy lock", .serialized) struct LegacyLockTests {
  @Test("A holder that never gives it up drains the reclaim queue at its next call")
  func holderDrains() {
    Runtime.attached {
      let entry = LegacyLock.enter()
      defer { LegacyLock.leave(entry) }
      if Runtime.isGILMode { return }
      // Objects of the legacy side, each held by a list alone, which another thread drops.
      let count = 3000
      nonisolated(unsafe) let list = PyList_New(0)
      for _ in 0..<count {
        let item = PyList_New(0)
        PyList_Append(list, item)
        Py_DecRef(item)
      }
      runTogether(1) { _ in
        Runtime.attached {
          let emptied = PyList_SetSlice(list, 0, count, nil)
          #expect(emptied == 0)
        }
      }
      #expect(LegacyLock.reclaimQueueLength >= count, "the lock was not to be had")
      let copy = callCopy(list)
      #expect(LegacyLock.reclaimQueueLength == 0)
      Py_DecRef(copy)
      Py_DecRef(list)
    }
  }
}

extension LegacyLockTests {
  /// G1: the object's lock is free for others meanwhile, and the waiter's again afterwards.
  @Test("A thread that waits for it sets its object lock aside", .disabled(if: Runtime.isGILMode))
  func objectLockIsAside() {
    nonisolated(unsafe) let list = Runtime.attached { PyList_New(0)! }
    nonisolated(unsafe) let stage = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    stage.initialize(to: 0)
    @Sendable func waitFor(_ wanted: UInt32) {
      while suture_load_acquire_u32(stage) < wanted { suture_cpu_relax() }
    }
    runTogether(2) { i in
      Runtime.attached {
        if i == 0 {
          let entry = LegacyLock.enter()
          suture_store_release_u32(stage, 1)
          waitFor(2)
          PyObject_Lock(list)
          PyObject_Unlock(list)
          LegacyLock.leave(entry)
        } else {
          waitFor(1)
          PyObject_Lock(list)
          suture_store_release_u32(stage, 2)
          let entry = LegacyLock.enter()
          #expect(isHeld(list, by: suture_thread()))
          LegacyLock.leave(entry)
          PyObject_Unlock(list)
        }
      }
    }
    stage.deallocate()
    Runtime.attached { Py_DecRef(list) }
  }
}

/// `o.copy()`: a call of a C function, which passes a safepoint.
private func callCopy(_ o: ObjectPointer?) -> ObjectPointer? {
  guard let method = PyObject_GetAttrString(o, "copy") else { return nil }
  defer { Py_DecRef(method) }
  return PyObject_CallNoArgs(method)
}
