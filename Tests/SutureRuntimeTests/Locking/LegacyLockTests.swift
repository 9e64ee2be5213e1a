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

/// `o.copy()`: a call of a C function, which passes a safepoint.
private func callCopy(_ o: ObjectPointer?) -> ObjectPointer? {
  guard let method = PyObject_GetAttrString(o, "copy") else { return nil }
  defer { Py_DecRef(method) }
  return PyObject_CallNoArgs(method)
}
