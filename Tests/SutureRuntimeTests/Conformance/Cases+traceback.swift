import Testing

@testable import SutureRuntime

private let shown = "Traceback (most recent call last):\n  File \"file.py\", line 7, in func\n"

/// A frame at line 7 of func in file.py.
func makeFrame() -> OpaquePointer? {
  let code = PyCode_NewEmpty("file.py", "func", 7)
  let globals = PyDict_New()
  defer { drop(UnsafeMutablePointer<PyObject>(code), globals) }
  return PyFrame_New(PyThreadState_Get(), code, globals, nil)
}

/// What PyTraceBack_Print writes.
private func print(_ traceback: ObjectPointer?) -> String {
  let lines = PyList_New(0)
  let file = makeFile(lines)
  defer { drop(lines, file) }
  #expect(PyTraceBack_Print(traceback, file) == 0)
  return (0..<PyList_Size(lines)).map { swiftText(PyList_GetItem(lines, $0)!) }.joined()
}

let tracebackCases: [APICase] = [
  APICase("PyTraceBack_Here", "PyTraceBack_Print") { w in
    let frame = makeFrame()
    let object = UnsafeMutablePointer<PyObject>(frame)
    let before = Py_REFCNT(object)
    PyErr_SetString(suture_PyExc_ValueError(), "v")
    #expect(PyTraceBack_Here(frame) == 0)
    #expect(Py_REFCNT(object) == before + 1, "borrowed: the traceback holds its own reference")
    #expect(PyTraceBack_Here(frame) == 0)
    let e = PyErr_GetRaisedException()
    let traceback = PyException_GetTraceback(e)
    for (name, repr) in [("tb_lineno", "7"), ("tb_lasti", "2")] {
      expectRepr(PyObject_GetAttrString(traceback, name), repr)
    }
    let next = PyObject_GetAttrString(traceback, "tb_next")
    #expect(print(next) == shown && print(nil) == "")
    #expect(print(traceback) == shown + "  File \"file.py\", line 7, in func\n")
    let zero = number(0)
    PySys_SetObject("tracebacklimit", zero)
    #expect(print(traceback) == "")
    PySys_SetObject("tracebacklimit", nil)
    expectError(internalCall("Python/traceback.c:719"), PyTraceBack_Print(w.object, w.object))
    expectError(
      "AttributeError: 'object' object has no attribute 'write'",
      PyTraceBack_Print(traceback, w.object)
    )
    drop(e, traceback, next, zero, object)
  },
  APICase("PyTraceBack_Type") { _ in
    let type = suture_PyTraceBack_Type().asObject
    for (arguments, keywords, shown) in [
      ([nil], ["tb_lasti": 5], "traceback() missing required argument 'tb_frame' (pos 2)"),
      ([nil, nil, 1, 2], ["q": 5], "traceback() takes at most 4 arguments (5 given)"),
      (
        [nil], ["tb_lineno": 5, "tb_lasti": 5, "tb_frame": nil],
        "traceback() argument 'tb_frame' must be frame, not None"
      ),
    ] as [([Value], KeyValuePairs<String, Value>, String)] {
      #expect(show(callNew(type, arguments, keywords)) == "TypeError: \(shown)")
    }
  },
]
