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
    let unplaced = PyCode_NewEmpty("file.py", "func", 0).map { ObjectPointer($0) }
    #expect(show(unplaced).hasSuffix(", file \"file.py\", line -1>"))
    #expect(PyCode_NewEmpty("file.py", [CChar(bitPattern: 0xFF), 0], 7) == nil)
    #expect(takeError()?.hasPrefix("UnicodeDecodeError: ") == true)
  },
  APICase("PyUnstable_Code_NewWithPosOnlyArgs") { w in
    let (empty, strange) = (tuple(), tuple(number(1)))
    let bytes = PyBytes_FromString("")
    let (file, name, qualname) = (text("file.py"), text("func"), text("C.func"))
    let numbers: [Int32] = [0, 0, 0, 0, 1, 0]
    // code, consts, names, varnames, freevars, cellvars, filename, name, qualname, linetable, exceptiontable
    let objects = [
      bytes, empty, empty, empty, empty, empty, file, name, qualname, bytes, bytes,
    ]
    func make(_ n: [Int32], _ o: [ObjectPointer?]) -> ObjectPointer? {
      object(
        PyUnstable_Code_NewWithPosOnlyArgs(
          n[0],
          n[1],
          n[2],
          n[3],
          n[4],
          n[5],
          o[0],
          o[1],
          o[2],
          o[3],
          o[4],
          o[5],
          o[6],
          o[7],
          o[8],
          7,
          o[9],
          o[10]
        )
      )
    }
    let code = make(numbers, objects)
    let attributes = [
      ("co_filename", "'file.py'"), ("co_name", "'func'"), ("co_qualname", "'C.func'"),
      ("co_firstlineno", "7"),
    ]
    for (name, repr) in attributes { expectRepr(PyObject_GetAttrString(code, name), repr) }
    let bad = internalCall("Objects/codeobject.c:412")
    let badNames = internalCall("Objects/codeobject.c:710")
    for (i, value, error) in [
      (0, -1, bad), (1, -1, bad), (1, 1, bad), (2, -1, bad), (4, -1, bad), (5, -1, bad),
      (3, -1, "ValueError: code: co_nlocals != len(co_varnames)"),
      (0, 1, "ValueError: code: co_varnames is too small"),
    ] as [(Int, Int32, String)] {
      var wrong = numbers
      wrong[i] = value
      expectError(error, make(wrong, objects))
    }
    for i in objects.indices {
      var wrong = objects
      for value in i == 0 ? [w.object] : [w.object, nil] {
        wrong[i] = value
        expectError(3...5 ~= i ? badNames : bad, make(numbers, wrong))
      }
    }
    for i in [2, 4, 5] {
      var wrong = objects
      wrong[i] = strange
      expectError("SystemError: non-string found in code slot", make(numbers, wrong))
    }
    drop(code, empty, strange, bytes, file, name, qualname)
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
