import CSuture
import SutureTestSupport
import Testing

@testable import SutureRuntime

private let isGILMode: Bool = {
  Runtime.start()
  return Runtime.isGILMode
}()

/// How often the capsules of these tests were destroyed.
nonisolated(unsafe) private let destroyed: UnsafeMutablePointer<UInt32> = {
  let p = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
  p.initialize(to: 0)
  return p
}()

/// A capsule that another thread has made, so that the calling one does not own it.
private func makeForeign() -> ObjectPointer {
  nonisolated(unsafe) var made: ObjectPointer?
  runTogether(1) { _ in
    Runtime.attached {
      made = PyCapsule_New(destroyed, "spare") { _ in _ = suture_add_relaxed_u32(destroyed, 1) }
    }
  }
  return made!
}

/// What a thread sees that meets others at `o`, and its next increment.
private func meetOthers(_ o: ObjectPointer) {
  for _ in 0..<4 { Spares.conflict(suture_thread(), o) }
}

private func spares(_ o: ObjectPointer) -> Int64 { Spares.count(suture_thread(), o) }
private func shared(_ o: ObjectPointer) -> Int32 {
  suture_load_acquire_i32(&suture_header(o).pointee.shared) >> 3
}

@Suite("Spare references", .disabled(if: isGILMode, "one count for all"), .serialized)
struct SparesTests {
  @Test("A thread that meets others counts without touching what they share, and gives all back")
  func batch() {
    let o = makeForeign()
    Runtime.attached {
      let before = shared(o)
      meetOthers(o)
      Py_IncRef(o)
      #expect(spares(o) > 1 && shared(o) == before + 1 + Int32(spares(o)))
      let with = shared(o)
      for _ in 0..<10 { Py_IncRef(o) }
      #expect(Py_REFCNT(o) == 12)
      for _ in 0..<11 { Py_DecRef(o) }
      #expect(shared(o) == with && Py_REFCNT(o) == 1)
      Spares.giveAllBack(suture_thread())
      #expect(spares(o) == 0 && shared(o) == before && Py_REFCNT(o) == 1)
      Py_DecRef(o)
    }
  }

  @Test("Fewer conflicts than four, or others in between, leave the count as it is")
  func tooFew() {
    let o = makeForeign()
    Runtime.attached {
      for _ in 0..<3 { Spares.conflict(suture_thread(), o) }
      Py_IncRef(o)
      #expect(spares(o) == 0 && Py_REFCNT(o) == 2)
      Py_DecRef(o)
      Py_DecRef(o)
    }
  }

  @Test("The owner of an object, and legacy code, have none")
  func whoHasNone() {
    let foreign = makeForeign()
    Runtime.attached {
      let own = PyList_New(0)!
      meetOthers(own)
      Py_IncRef(own)
      #expect(spares(own) == 0)
      Py_DecRef(own)
      Py_DecRef(own)
      let entry = LegacyLock.enter()
      meetOthers(foreign)
      Py_IncRef(foreign)
      Py_DecRef(foreign)
      #expect(spares(foreign) == 0)
      LegacyLock.leave(entry)
      Py_DecRef(foreign)
    }
  }

  @Test("More references than a batch are taken, and more than a thread keeps are given up")
  func manyReferences() {
    let o = makeForeign()
    let before = destroyed.pointee
    Runtime.attached {
      meetOthers(o)
      for _ in 0..<5000 { Py_IncRef(o) }
      #expect(Py_REFCNT(o) == 5001 && spares(o) >= 1)
      for _ in 0..<5000 { Py_DecRef(o) }
      #expect(Py_REFCNT(o) == 1 && spares(o) <= 256)
      Py_DecRef(o)
      #expect(destroyed.pointee == before, "the spare references keep it")
      Spares.giveAllBack(suture_thread())
      #expect(destroyed.pointee == before + 1)
    }
  }

  enum End: CaseIterable { case detach, collection, sweep, end }

  /// Another thread drops the last reference while this one has only spare ones.
  @Test("Spare references end with an attachment, a collection or disuse", arguments: End.allCases)
  func ends(how: End) {
    nonisolated(unsafe) let o = makeForeign()
    nonisolated(unsafe) let other = makeForeign()
    let before = destroyed.pointee
    runTogether(1) { _ in
      Runtime.attached {
        meetOthers(o)
        Py_IncRef(o)
        Py_DecRef(o)
        runTogether(1) { _ in Runtime.attached { Py_DecRef(o) } }
        #expect(spares(o) > 0 && destroyed.pointee == before)
        switch how {
        case .detach: PyEval_RestoreThread(PyEval_SaveThread())
        case .collection: PyGC_Collect()
        case .sweep:
          meetOthers(other)
          for _ in 0..<10_000 {
            Py_IncRef(other)
            Py_DecRef(other)
          }
        case .end: return
        }
        #expect(destroyed.pointee == before + 1, "\(how)")
      }
    }
    #expect(destroyed.pointee == before + 1)
    Runtime.attached { Py_DecRef(other) }
    #expect(destroyed.pointee == before + 2)
  }

  @Test("A weak reference finds an object that lives by spare references, and nothing afterwards")
  func weakReference() {
    nonisolated(unsafe) var made: ObjectPointer!
    runTogether(1) { _ in Runtime.attached { made = PySet_New(nil) } }
    Runtime.attached {
      let weak = PyWeakref_NewRef(made, nil)
      meetOthers(made)
      Py_IncRef(made)
      Py_DecRef(made)
      Py_DecRef(made)
      var found: ObjectPointer?
      #expect(PyWeakref_GetRef(weak, &found) == 1 && found == made)
      Py_DecRef(found)
      Spares.giveAllBack(suture_thread())
      #expect(PyWeakref_GetRef(weak, &found) == 0 && found == nil)
      Py_DecRef(weak)
    }
  }

  /// No conflict is made up here: threads that count one object do meet.
  @Test("Threads that count one object end with the count that they began with", arguments: [2, 8])
  func contended(threads: Int) {
    nonisolated(unsafe) let o = makeForeign()
    let before = destroyed.pointee
    runTogether(threads) { i in
      Runtime.attached {
        for n in 0..<100_000 {
          Py_IncRef(o)
          if n % 3 == 0 { Py_IncRef(o) }
          Py_DecRef(o)
          if n % 3 == 0 { Py_DecRef(o) }
          if n % 20_000 == i { PyEval_RestoreThread(PyEval_SaveThread()) }
        }
      }
    }
    Runtime.attached {
      #expect(Py_REFCNT(o) == 1)
      Py_DecRef(o)
    }
    #expect(destroyed.pointee == before + 1)
  }
}
