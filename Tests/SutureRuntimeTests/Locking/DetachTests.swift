import CSuture
import SutureTestSupport
import Testing

@testable import SutureRuntime

/// What the destructor of a capsule does, which runs while a thread detaches.
private struct Work {
  let lock: ObjectPointer
  /// An object that another thread owns, of which the destructor has the last reference.
  var foreign: ObjectPointer?
}

private func work(_ capsule: ObjectPointer?) -> UnsafeMutablePointer<Work> {
  PyCapsule_GetPointer(capsule, nil)!.assumingMemoryBound(to: Work.self)
}

/// Takes a lock and gives it up, then detaches in free mode and attaches again.
private func lockAndDetach(_ capsule: ObjectPointer?) {
  let lock = work(capsule).pointee.lock
  PyObject_Lock(lock)
  PyObject_Unlock(lock)
  let entry = LegacyLock.enterFree()
  PyEval_RestoreThread(PyEval_SaveThread())
  LegacyLock.leave(entry)
}

/// Leaves the last reference to an object among the spare ones.
private func keepSpare(_ capsule: ObjectPointer?) {
  let entry = LegacyLock.enterFree()
  let o = work(capsule).pointee.foreign!
  for _ in 0..<4 { Spares.conflict(suture_thread(), o) }
  Py_IncRef(o)
  Py_DecRef(o)
  Py_DecRef(o)
  LegacyLock.leave(entry)
}

@Suite("Detaching", .serialized) struct DetachTests {
  /// A list of `count` capsules that legacy code has made, of which nobody else has a reference.
  private static func makeCapsules(
    _ work: UnsafeMutablePointer<Work>,
    _ destructor: @escaping PyCapsule_Destructor
  ) -> ObjectPointer {
    let list = PyList_New(0)!
    let capsule = PyCapsule_New(work, nil, destructor)
    PyList_Append(list, capsule)
    Py_DecRef(capsule)
    return list
  }

  /// Detaches a thread in a legacy call that holds an object lock, whose reclaim queue has a capsule with `destructor`.
  private static func detach(_ destructor: @escaping PyCapsule_Destructor, hasForeign: Bool) {
    nonisolated(unsafe) let data = UnsafeMutablePointer<Work>.allocate(capacity: 1)
    Runtime.attached {
      if Runtime.isGILMode { return }
      let outer = PyList_New(0)!
      let other = PyList_New(0)!
      data.initialize(to: Work(lock: other))
      if hasForeign {
        runTogether(1) { _ in
          Runtime.attached { data.pointee.foreign = PyCapsule_New(data, nil, lockAndDetach) }
        }
      }
      let entry = LegacyLock.enter()
      nonisolated(unsafe) let list = makeCapsules(data, destructor)
      PyObject_Lock(outer)
      runTogether(1) { _ in Runtime.attached { _ = PyList_SetSlice(list, 0, 1, nil) } }
      #expect(LegacyLock.reclaimQueueLength == 1)
      let t = PyEval_SaveThread()!
      #expect(!isHeld(outer, by: t), "nobody waits for a thread that may sleep for long")
      #expect(LegacyLock.reclaimQueueLength == 0)
      PyEval_RestoreThread(t)
      #expect(t.pointee.mode == SUTURE_LEGACY && t.pointee.holds_legacy == 1)
      #expect(isHeld(outer, by: t))
      PyObject_Unlock(outer)
      for o in [list, outer, other] { Py_DecRef(o) }
      LegacyLock.leave(entry)
    }
    data.deallocate()
  }

  @Test(
    "What a thread drops while it gives up the legacy lock changes neither its locks nor its mode"
  )
  func reclaims() { Self.detach(lockAndDetach, hasForeign: false) }

  @Test("What a thread drops after it has detached changes neither its locks nor its mode")
  func givesBackSpares() { Self.detach(keepSpare, hasForeign: true) }
}
