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
}
