import CSuture
import Testing

@testable import SutureRuntime

@Suite("Deferred deallocations") struct DeferredTests {
  /// The dead objects that wait for a shallower stack are linked through their headers.
  @Test("No thread takes a dead object that waits to be freed for its own", arguments: [0, 1])
  func hasNoOwner(waitingBefore: Int) {
    Runtime.attached {
      if Runtime.isGILMode { return }
      let t = suture_thread()
      let first = PySet_New(nil)!
      let dead = PySet_New(nil)!
      let weak = PyWeakref_NewRef(dead, nil)!
      t.pointee.dealloc_depth = 50
      if waitingBefore == 1 { Py_DecRef(first) }
      Py_DecRef(dead)
      t.pointee.dealloc_depth = 0
      // The last thread of very many may have any id.
      let id = t.pointee.fast_id
      for half in [
        UInt32(UInt(bitPattern: first) >> 32), UInt32(truncatingIfNeeded: UInt(bitPattern: first)),
      ] {
        t.pointee.fast_id = half
        var found: ObjectPointer?
        #expect(PyWeakref_GetRef(weak, &found) == 0 && found == nil)
      }
      t.pointee.fast_id = id
      if waitingBefore == 0 { Py_DecRef(first) }
      Py_DecRef(PySet_New(nil))
      #expect(t.pointee.deferred == nil)
      Py_DecRef(weak)
    }
  }
}
