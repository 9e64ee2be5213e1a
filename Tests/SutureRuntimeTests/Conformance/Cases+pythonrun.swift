import SutureTestSupport
import Testing

@testable import SutureRuntime

/// What sys.excepthook was called with.
nonisolated(unsafe) private var hooked: [String] = []

private func raise() { PyErr_SetString(suture_PyExc_ValueError(), "v") }

/// Runs `body` with an excepthook; nil: with none.
private func hooking(_ hook: ObjectPointer?, _ body: () -> Void) {
  let old = PySys_GetObject("excepthook")
  Py_IncRef(old)
  PySys_SetObject("excepthook", hook)
  body()
  PySys_SetObject("excepthook", old)
  drop(old)
}

private func makeHook(_ function: @escaping PyCFunction) -> ObjectPointer? {
  PyCFunction_NewEx(methodTable("hook", METH_VARARGS, function), nil, nil)
}

let pythonrunCases: [APICase] = [
  APICase("PyErr_Print", "PyErr_PrintEx") { _ in
    expectWritten("ValueError: v\n") {
      raise()
      PyErr_Print()
    }
    #expect(PyErr_Occurred() == nil)
    let last = PySys_GetObject("last_exc")
    #expect(last == PySys_GetObject("last_value"))
    expectBorrowed(last, "ValueError('v')")
    #expect(PySys_GetObject("last_type") == suture_PyExc_ValueError())
    #expect(PySys_GetObject("last_traceback") == suture_None())
    expectWritten("KeyError: 'k'\n") {
      PyErr_SetString(suture_PyExc_KeyError(), "k")
      PyErr_PrintEx(0)
    }
    expectBorrowed(PySys_GetObject("last_exc"), "ValueError('v')")
    expectWritten("") { PyErr_Print() }
    for name in ["last_exc", "last_type", "last_value", "last_traceback"] {
      PySys_SetObject(name, nil)
    }
  },
  APICase("PyErr_Print", "PyErr_PrintEx") { _ in
    let hook = makeHook { _, args in
      let repr = PyObject_Repr(args)!
      hooked.append(swiftText(repr))
      drop(repr)
      return suture_None()
    }
    hooked = []
    hooking(hook) {
      expectWritten("") {
        raise()
        PyErr_PrintEx(0)
      }
    }
    #expect(hooked == ["(<class 'ValueError'>, ValueError('v'), None)"])
    drop(hook)
    let failing = makeHook { _, _ in
      PyErr_SetString(suture_PyExc_RuntimeError(), "in hook")
      return nil
    }
    hooking(failing) {
      expectWritten(
        "Error in sys.excepthook:\nRuntimeError: in hook\n\nOriginal exception was:\nValueError: v\n"
      ) {
        raise()
        PyErr_PrintEx(0)
      }
    }
    drop(failing)
    hooking(nil) {
      expectWritten("sys.excepthook is missing\nValueError: v\n") {
        raise()
        PyErr_PrintEx(0)
      }
    }
    hooking(suture_None()) {
      expectWritten(
        "Error in sys.excepthook:\nTypeError: 'NoneType' object is not callable\n\n"
          + "Original exception was:\nValueError: v\n"
      ) {
        raise()
        PyErr_PrintEx(0)
      }
    }
  },
  APICase("PyErr_Display", "PyErr_DisplayException") { w in
    let e = exception(suture_PyExc_ValueError(), "v")
    let before = Py_REFCNT(e)
    // Neither of them asks sys.excepthook.
    hooking(nil) {
      expectWritten("ValueError: v\n") { PyErr_DisplayException(e) }
      expectWritten("ValueError: v\n") { PyErr_Display(nil, e, nil) }
    }
    #expect(Py_REFCNT(e) == before)
    let cause = exception(suture_PyExc_KeyError(), "k")
    PyException_SetCause(e, cause)
    expectWritten(
      "KeyError: 'k'\n\nThe above exception was the direct cause of the following exception:\n\n"
        + "ValueError: v\n"
    ) { PyErr_DisplayException(e) }
    expectWritten("TypeError: print_exception(): Exception expected for value, object found\n") {
      PyErr_SetNone(suture_PyExc_OSError())
      PyErr_Display(nil, w.object, nil)
      #expect(takeError() == "OSError", "what is pending stays so")
    }
    drop(e)
  },
  APICase("Py_CompileString") { _ in
    expectError(
      "NotImplementedError: Py_CompileString() is not supported: there is no Python compiler",
      Py_CompileString("1+1", "f.py", Py_eval_input)
    )
    let code = Py_CompileString("_getframe()", "f.py", Py_eval_input)
    #expect(code?.type == suture_PyCode_Type())
    drop(code)
  },
]
