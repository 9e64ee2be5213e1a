import Testing

@testable import SutureRuntime

/// A code object or a frame as an object.
private func object(_ opaque: OpaquePointer?) -> ObjectPointer? {
  UnsafeMutablePointer<PyObject>(opaque)
}

let pyframeCases: [APICase] = [
  APICase(
    "PyCode_NewEmpty",
    "PyCode_GetCode",
    "PyCode_GetVarnames",
    "PyCode_GetCellvars",
    "PyCode_GetFreevars"
  ) { _ in
    let code = PyCode_NewEmpty("file.py", "func", 7)
    let attributes = [
      ("co_filename", "'file.py'"), ("co_name", "'func'"), ("co_firstlineno", "7"),
    ]
    for (name, repr) in attributes { expectRepr(PyObject_GetAttrString(object(code), name), repr) }
    expectRepr(PyCode_GetCode(code), #"b'\x95\x00\x17\x00e\x01'"#)
    for get in [PyCode_GetVarnames, PyCode_GetCellvars, PyCode_GetFreevars] {
      expectRepr(get(code), "()")
    }
    drop(object(code))
    #expect(PyCode_NewEmpty("file.py", [CChar(bitPattern: 0xFF), 0], 7) == nil)
    #expect(takeError()?.hasPrefix("UnicodeDecodeError: ") == true)
  },
  APICase("PyUnstable_Code_NewWithPosOnlyArgs") { _ in
    let empty = tuple()
    let bytes = PyBytes_FromString("")
    let (file, name, qualname) = (text("file.py"), text("func"), text("C.func"))
    let code = PyUnstable_Code_NewWithPosOnlyArgs(
      0,
      0,
      0,
      0,
      1,
      0,
      bytes,
      empty,
      empty,
      empty,
      empty,
      empty,
      file,
      name,
      qualname,
      7,
      bytes,
      bytes
    )
    let attributes = [
      ("co_filename", "'file.py'"), ("co_name", "'func'"), ("co_qualname", "'C.func'"),
      ("co_firstlineno", "7"),
    ]
    for (name, repr) in attributes { expectRepr(PyObject_GetAttrString(object(code), name), repr) }
    drop(object(code), empty, bytes, file, name, qualname)
  },
  APICase(
    "PyFrame_New",
    "PyFrame_GetLineNumber",
    "PyFrame_GetCode",
    "PyFrame_GetBack",
    "PyFrame_GetGlobals",
    "PyFrame_GetLocals",
    "PyFrame_GetBuiltins",
    "PyFrame_GetGenerator",
    "PyFrame_GetLasti"
  ) { w in
    let code = PyCode_NewEmpty("file.py", "func", 7)
    let globals = PyDict_New()
    let locals = PyDict_New()
    PyDict_SetItemString(locals, "witness", w.object)
    let frame = PyFrame_New(PyThreadState_Get(), code, globals, locals)
    let counts = [object(code), globals, locals].map { Py_REFCNT($0) }
    let got = [object(PyFrame_GetCode(frame)), PyFrame_GetGlobals(frame), PyFrame_GetLocals(frame)]
    #expect(got == [object(code), globals, locals])
    #expect(got.map { Py_REFCNT($0) } == counts.map { $0 + 1 }, "new references")
    for o in got { drop(o) }
    #expect(PyFrame_GetLineNumber(frame) == 7 && PyFrame_GetLasti(frame) == 2)
    #expect(PyFrame_GetBack(frame) == nil && PyFrame_GetGenerator(frame) == nil)
    let builtins = PyFrame_GetBuiltins(frame)
    #expect(PyDict_GetItemString(builtins, "len") != nil)
    drop(builtins, object(frame), object(code), globals, locals)
  },
  APICase("_PyTraceback_Add") { _ in
    _PyTraceback_Add("g", "other.py", 9)
    #expect(PyErr_Occurred() == nil, "nothing is pending: nothing happens")
    expectWritten(
      "Traceback (most recent call last):\n  File \"other.py\", line 9, in g\nValueError: v\n"
    ) {
      PyErr_SetString(suture_PyExc_ValueError(), "v")
      _PyTraceback_Add("g", "other.py", 9)
      PyErr_WriteUnraisable(nil)
    }
  },
]
