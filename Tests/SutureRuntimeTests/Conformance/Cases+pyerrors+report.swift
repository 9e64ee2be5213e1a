import Testing

@testable import SutureRuntime

let reportCases: [APICase] = [
  APICase("PyErr_WriteUnraisable", "PyErr_FormatUnraisable") { w in
    func raise() { PyErr_SetString(valueError, "v") }
    let before = w.references
    let name = text("name")
    expectWritten("Exception ignored in: 'name'\nValueError: v\n") {
      raise()
      PyErr_WriteUnraisable(name)
    }
    expectWritten("ValueError: v\n") {
      raise()
      PyErr_WriteUnraisable(nil)
    }
    expectWritten("while testing:\nValueError: v\n") { try report(valueError) }
    expectWritten("ValueError: \n") {
      PyErr_SetNone(valueError)
      PyErr_WriteUnraisable(suture_None())
    }
    expectWritten(
      "Exception ignored in: 'name'\nTraceback (most recent call last):\n"
        + "  File \"file.py\", line 3, in f\nValueError: v\n"
    ) {
      raise()
      _PyTraceback_Add("f", "file.py", 3)
      PyErr_WriteUnraisable(name)
    }
    expectWritten("") { PyErr_WriteUnraisable(w.object) }
    #expect(w.references == before)
    drop(name)
  },
  APICase("PyErr_WriteUnraisable", "PyErr_FormatUnraisable") { w in
    // list.append as the hook keeps what it was called with.
    let told = list()
    let append = attribute(told, "append")
    let old = PySys_GetObject("unraisablehook")
    Py_IncRef(old)
    defer { drop(told, append, old) }
    expectWritten("") {
      PySys_SetObject("unraisablehook", append)
      PyErr_SetString(valueError, "v")
      PyErr_WriteUnraisable(w.object)
      try report(valueError)
      PySys_SetObject("unraisablehook", old)
    }
    #expect(PyErr_Occurred() == nil && PyList_Size(told) == 2)
    let first = PyList_GetItem(told, 0)
    #expect(PyTuple_GetItem(first, 0) == valueError && PyTuple_GetItem(first, 4) == w.object)
    expectBorrowed(
      PyList_GetItem(told, 1),
      "UnraisableHookArgs(exc_type=<class 'ValueError'>, exc_value=ValueError('v'), "
        + "exc_traceback=None, err_msg='while testing', object=None)"
    )
    // The hook that prints accepts what the hook is told.
    let hook = PySys_GetObject("__unraisablehook__")
    expectWritten("while testing:\nValueError: v\n") {
      drop(PyObject_CallOneArg(hook, PyList_GetItem(told, 1)))
    }
    expectError(
      "TypeError: sys.unraisablehook argument type must be UnraisableHookArgs",
      PyObject_CallOneArg(hook, w.object)
    )
    PyList_SetSlice(told, 0, 2, nil)
  },
  APICase("PyErr_WriteUnraisable") { w in
    let old = PySys_GetObject("unraisablehook")!
    Py_IncRef(old)
    // A hook that fails: its exception is shown instead.
    let failing = exception(valueError, "not callable")
    expectWritten(
      "Exception ignored in sys.unraisablehook: ValueError('not callable')\n"
        + "TypeError: 'ValueError' object is not callable\n"
    ) {
      PySys_SetObject("unraisablehook", failing)
      PyErr_SetString(valueError, "lost")
      PyErr_WriteUnraisable(w.object)
    }
    for hook in [suture_None(), nil] {
      expectWritten("Exception ignored in: ValueError('not callable')\nValueError: v\n") {
        PySys_SetObject("unraisablehook", hook)
        PyErr_SetString(valueError, "v")
        PyErr_WriteUnraisable(failing)
      }
    }
    PySys_SetObject("unraisablehook", old)
    drop(old, failing)
  },
  APICase("PyOS_snprintf", "PyOS_vsnprintf") { _ in
    expectRepr(try variadic("os_snprintf"), "(10, '5-abcde')")
    var buffer = [CChar](repeating: 1, count: 8)
    let n = withVaList([5, forever("abcdefgh")]) { PyOS_vsnprintf(&buffer, 8, "%ld-%s", $0) }
    #expect(
      n == 10 && buffer[..<8].elementsEqual("5-abcde".utf8CString),
      "cut, and ended with a NUL"
    )
  },
]

/// Raises `type("v")` and reports it by PyErr_FormatUnraisable("while %s", "testing").
private func report(_ type: ObjectPointer) throws {
  let e = exception(type, "v")
  drop(try variadic("err_format_unraisable", e), e)
}
