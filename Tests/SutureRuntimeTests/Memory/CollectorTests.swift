import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("Cycle collection", .serialized) struct CollectorTests {
  /// A list that holds itself, kept alive by that alone.
  private func makeCycle() {
    let list = PyList_New(0)!
    PyList_Append(list, list)
    Py_DecRef(list)
  }

  @Test("A list that holds itself is collected")
  func selfReference() {
    Runtime.attached {
      _ = PyGC_Collect()
      for _ in 0..<100 { makeCycle() }
      #expect(PyGC_Collect() == 100)
      #expect(PyGC_Collect() == 0)
    }
  }

  @Test("What is reachable from outside survives")
  func reachable() {
    Runtime.attached {
      _ = PyGC_Collect()
      let outer = PyList_New(0)!
      let inner = PyList_New(0)!
      PyList_Append(outer, inner)
      PyList_Append(inner, outer)
      Py_DecRef(outer)
      #expect(PyGC_Collect() == 0, "inner is held from here")
      #expect(PyList_Size(inner) == 1)
      Py_DecRef(inner)
      #expect(PyGC_Collect() == 2)
    }
  }

  @Test("What is nested deeply dies at once, whole")
  func deepNesting() {
    Runtime.attached {
      let live = CountedCapsule.live
      var o = CountedCapsule.make()
      for i in 0..<1000 {
        switch i % 4 {
        case 0: o = Py.list(o)
        case 1: o = Py.tuple(o)
        case 2: o = newInstance("Holder", ["held": o])
        default: o = dict(("held", o))
        }
      }
      #expect(CountedCapsule.live == live + 1)
      Py_DecRef(o)
      #expect(CountedCapsule.live == live)
    }
  }

  @Test("A cycle through dicts and tuples is collected")
  func mixedContainers() {
    Runtime.attached {
      _ = PyGC_Collect()
      let dict = PyDict_New()!
      let list = PyList_New(0)!
      PyList_Append(list, dict)
      PyDict_SetItemString(dict, "list", list)
      Py_DecRef(list)
      Py_DecRef(dict)
      #expect(PyGC_Collect() == 2)
    }
  }

  @Test("PyGC_Disable keeps PyGC_Collect from working, and says what was before")
  func disable() {
    Runtime.attached {
      _ = PyGC_Collect()
      #expect(PyGC_Disable() == 1)
      #expect(PyGC_IsEnabled() == 0)
      makeCycle()
      #expect(PyGC_Collect() == 0)
      #expect(PyGC_Enable() == 0)
      #expect(PyGC_Collect() == 1)
    }
  }

  @Test("Collections stop running threads, which lose nothing", arguments: [2, 8])
  func stopsTheWorldUnderStress(threads: Int) {
    Runtime.start()
    nonisolated(unsafe) let shared = Runtime.attached { PyList_New(0)! }
    runTogether(threads) { i in
      for n in 0..<400 {
        Runtime.attached {
          makeCycle()
          let number = PyLong_FromLong(n)
          PyList_Append(shared, number)
          Py_DecRef(number)
          if n % 50 == i % 50 { _ = PyGC_Collect() }
          if n % 7 == 0 {
            let entry = LegacyLock.enter()
            makeCycle()
            LegacyLock.leave(entry)
          }
        }
      }
    }
    Runtime.attached {
      _ = PyGC_Collect()
      #expect(PyGC_Collect() == 0)
      #expect(PyList_Size(shared) == threads * 400)
      Py_DecRef(shared)
    }
  }

  @Test("A collection serves every thread that has asked for one")
  func servesAll() {
    Runtime.attached {
      let t = suture_thread()
      Collector.ask(t)
      #expect(t.pointee.pending & Pending.collect != 0)
      _ = PyGC_Collect()
      #expect(t.pointee.pending & Pending.collect == 0)
    }
  }

  @Test("To collect what another thread made takes no revocation of its bias")
  func garbageOfOthers() {
    Runtime.start()
    let made = Gate(2)
    let collected = Gate(2)
    nonisolated(unsafe) var found = 0
    nonisolated(unsafe) var revoked: UInt32 = 0
    runTogether(2) { role in
      if role == 0 {
        made.wait()
        Runtime.attached { found = PyGC_Collect() }
        collected.wait()
        return
      }
      let state = PyGILState_Ensure()
      _ = PyGC_Collect()
      let before = suture_thread().pointee.bias_revoked
      for _ in 0..<100 { makeCycle() }
      let t = PyEval_SaveThread()
      made.wait()
      collected.wait()
      PyEval_RestoreThread(t)
      revoked = suture_thread().pointee.bias_revoked - before
      PyGILState_Release(state)
    }
    #expect(found >= 100)
    #expect(revoked == 0)
  }

  /// `count` lists, each of which holds the first and the next; the caller owns a reference to the first.
  private func makeRing(_ count: Int) -> ObjectPointer {
    let lists = (0..<count).map { _ in PyList_New(0)! }
    for (i, list) in lists.enumerated() {
      PyList_Append(list, lists[0])
      PyList_Append(list, lists[(i + 1) % count])
      PyList_Append(lists[0], list)
    }
    for list in lists.dropFirst() { Py_DecRef(list) }
    return lists[0]
  }

  @Test("A root of many references keeps them all, however often it is looked at")
  func wide() {
    Runtime.attached {
      _ = PyGC_Collect()
      let first = makeRing(1000)
      for _ in 0..<3 {
        makeCycle()
        #expect(PyGC_Collect() == 1)
      }
      #expect(PyList_Size(first) == 1002)
      Py_DecRef(first)
      #expect(PyGC_Collect() == 1000)
    }
  }

  @Test("What was not tracked during a collection is collected when it is tracked again")
  func untrackedMeanwhile() {
    Runtime.attached {
      _ = PyGC_Collect()
      let outer = PyList_New(0)!
      let inner = PyList_New(0)!
      PyList_Append(outer, inner)
      PyList_Append(inner, outer)
      PyObject_GC_UnTrack(inner)
      #expect(PyGC_Collect() == 0)
      PyObject_GC_Track(inner)
      #expect(PyGC_Collect() == 0)
      Py_DecRef(inner)
      Py_DecRef(outer)
      #expect(PyGC_Collect() == 2)
    }
  }

  @Test("An object that waits for its owner is a root, and its count is right afterwards")
  func queued() {
    Runtime.attached {
      _ = PyGC_Collect()
      let list = PyList_New(0)!
      PyList_Append(list, list)
      for _ in 0..<3 {
        list.header.pointee.shared |= SUTURE_QUEUED
        #expect(PyGC_Collect() == 0)
        list.header.pointee.shared &= ~SUTURE_QUEUED
      }
      #expect(PyGC_Collect() == 0)
      #expect(PyList_Size(list) == 1)
      Py_DecRef(list)
      #expect(PyGC_Collect() == 1)
    }
  }
}
