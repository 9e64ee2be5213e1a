import SutureTestSupport
import Testing

@testable import SutureRuntime

/// The module atexit, with CPython 3.13's answers; nothing else in the tests registers functions.
@Suite("atexit", .serialized) struct AtExitTests {
  private func call(_ name: String, _ arguments: ObjectPointer...) -> ObjectPointer? {
    let module = PyImport_ImportModule("atexit")
    let function = PyObject_GetAttrString(module, name)
    var row: [ObjectPointer?] = arguments
    defer { for o in [module, function] + row { Py_DecRef(o) } }
    return PyObject_Vectorcall(function, &row, row.count, nil)
  }

  private func method(_ o: ObjectPointer, _ name: String) -> ObjectPointer {
    PyObject_GetAttrString(o, name)!
  }

  @Test("Functions run once, the last first, and one that fails ends nothing")
  func runsInReverse() {
    Runtime.attached {
      let log = Py.list()
      #expect(
        Py.repr(call("register", method(log, "append"), Py.str("first"))).hasPrefix("<built-in")
      )
      Py_DecRef(call("register", method(log, "pop"), Py.str("not an index")))
      Py_DecRef(call("register", method(log, "append"), Py.str("last")))
      #expect(Py.repr(call("_ncallbacks")) == "3")
      #expect(Py.repr(call("_run_exitfuncs")) == "None")
      Py_IncRef(log)
      #expect(Py.repr(log) == "['last', 'first']")
      #expect(Py.repr(call("_ncallbacks")) == "0")
      Py_DecRef(log)
    }
  }

  @Test("unregister takes every entry of a function away")
  func unregisters() {
    Runtime.attached {
      let log = Py.list()
      for _ in 0..<2 { Py_DecRef(call("register", method(log, "append"), Py.int(1))) }
      Py_DecRef(call("register", method(log, "clear")))
      #expect(Py.repr(call("unregister", method(log, "append"))) == "None")
      #expect(Py.repr(call("_ncallbacks")) == "1")
      #expect(Py.repr(call("_clear")) == "None")
      #expect(Py.repr(call("_ncallbacks")) == "0")
      Py_DecRef(log)
    }
  }

  @Test("A function that has run is dropped with its arguments")
  func drops() {
    Runtime.attached {
      let live = CountedCapsule.live
      let log = Py.list()
      Py_DecRef(call("register", method(log, "append"), CountedCapsule.make()))
      Py_DecRef(log)
      #expect(CountedCapsule.live == live + 1)
      #expect(Py.repr(call("_run_exitfuncs")) == "None")
      #expect(CountedCapsule.live == live)
    }
  }

  @Test("Wrong arguments are refused in CPython's words")
  func refuses() {
    Runtime.attached {
      #expect(
        Py.repr(call("register")) == "TypeError: register() takes at least 1 argument (0 given)"
      )
      #expect(
        Py.repr(call("register", Py.int(1))) == "TypeError: the first argument must be callable"
      )
    }
  }
}
