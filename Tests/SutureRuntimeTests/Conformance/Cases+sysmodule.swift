import Testing

@testable import SutureRuntime

/// A wide C string that lives as long as the process.
func wide(_ text: String) -> UnsafeMutablePointer<wchar_t> {
  let points = text.unicodeScalars.map { wchar_t(bitPattern: $0.value) } + [0]
  let p = UnsafeMutablePointer<wchar_t>.allocate(capacity: points.count)
  p.initialize(from: points, count: points.count)
  return p
}

/// Runs `body` and puts an attribute of sys back.
private func keeping(_ name: String, _ body: () throws -> Void) rethrows {
  let old = PySys_GetObject(name)
  Py_IncRef(old)
  defer {
    PySys_SetObject(name, old)
    drop(old)
  }
  try body()
}

/// The events of the audit hook; the hook is never removed, so that it only listens to names of its own.
nonisolated(unsafe) private var audited: [String] = []

/// Adds a hook that keeps what "suture.*" says, and refuses "suture.fail".
private let auditHook: Bool = {
  let table = methodTable("hook", METH_VARARGS) { _, args in
    let event = swiftText(PyTuple_GetItem(args, 0)!)
    guard event.hasPrefix("suture.") else { return suture_None() }
    if event == "suture.fail" {
      PyErr_SetString(suture_PyExc_RuntimeError(), "no")
      return nil
    }
    let repr = PyObject_Repr(PyTuple_GetItem(args, 1))!
    audited.append("\(event) \(swiftText(repr))")
    drop(repr)
    return suture_None()
  }
  let hook = PyCFunction_NewEx(table, nil, nil)
  drop(suture_sys_addaudithook(nil, hook), hook)
  return true
}()

let sysmoduleCases: [APICase] = [
  APICase("PySys_GetObject", "PySys_SetObject") { w in
    let before = w.references
    #expect(PySys_GetObject("suture_x") == nil && PyErr_Occurred() == nil)
    #expect(PySys_SetObject("suture_x", w.object) == 0)
    #expect(w.references == before + 1, "sys holds its own reference")
    #expect(PySys_GetObject("suture_x") == w.object && w.references == before + 1, "borrowed")
    PyErr_SetNone(suture_PyExc_ValueError())
    #expect(PySys_GetObject("suture_y") == nil)
    expectRaises("ValueError") { #expect(PySys_GetObject("suture_x") == w.object) }
    #expect(PySys_SetObject("suture_x", nil) == 0)
    #expect(PySys_SetObject("suture_x", nil) == 0, "also what is not there")
    #expect(w.references == before)
  },
  APICase(
    "PySys_GetAttr",
    "PySys_GetAttrString",
    "PySys_GetOptionalAttr",
    "PySys_GetOptionalAttrString"
  ) { w in
    let name = text("suture_x")
    var value: ObjectPointer?
    expectError("RuntimeError: lost sys.suture_x", PySys_GetAttr(name))
    expectError("RuntimeError: lost sys.suture_x", PySys_GetAttrString("suture_x"))
    value = w.object
    #expect(PySys_GetOptionalAttr(name, &value) == 0 && value == nil)
    value = w.object
    #expect(PySys_GetOptionalAttrString("suture_x", &value) == 0 && value == nil)
    PySys_SetObject("suture_x", w.object)
    let before = w.references
    let found = [PySys_GetAttr(name), PySys_GetAttrString("suture_x")]
    #expect(PySys_GetOptionalAttr(name, &value) == 1 && value == w.object)
    drop(value)
    #expect(PySys_GetOptionalAttrString("suture_x", &value) == 1 && value == w.object)
    drop(value)
    #expect(found == [w.object, w.object] && w.references == before + 2, "new references")
    for o in found { drop(o) }
    PySys_SetObject("suture_x", nil)
    let notText = "TypeError: attribute name must be string, not 'object'"
    expectError(notText, PySys_GetAttr(w.object))
    expectError(notText, PySys_GetOptionalAttr(w.object, &value))
    drop(name)
  },
  APICase("PySys_GetXOptions", "PySys_AddXOption") { _ in
    let options = PySys_GetXOptions()
    #expect(options == PySys_GetObject("_xoptions"), "borrowed")
    PySys_AddXOption(wide("suture"))
    PySys_AddXOption(wide("a=b=c"))
    #expect(PyDict_GetItemString(options, "suture") == suture_True())
    expectBorrowed(PyDict_GetItemString(options, "a"), "'b=c'")
    PyDict_DelItemString(options, "suture")
    PyDict_DelItemString(options, "a")
  },
  APICase(
    "PySys_AddWarnOption",
    "PySys_AddWarnOptionUnicode",
    "PySys_HasWarnOptions",
    "PySys_ResetWarnOptions"
  ) { w in
    let before = w.references
    PySys_ResetWarnOptions()
    #expect(PySys_HasWarnOptions() == 0)
    PySys_AddWarnOption(wide("ignore"))
    #expect(PySys_HasWarnOptions() == 1)
    expectBorrowed(PySys_GetObject("warnoptions"), "['ignore']")
    PySys_AddWarnOptionUnicode(w.object)
    #expect(w.references == before + 1)
    PySys_ResetWarnOptions()
    #expect(PySys_HasWarnOptions() == 0 && w.references == before)
  },
  APICase("PySys_SetArgv", "PySys_SetArgvEx", "PySys_SetPath") { _ in
    var arguments: [UnsafeMutablePointer<wchar_t>?] = [wide("/tmp/prog"), wide("b")]
    keeping("argv") {
      keeping("path") {
        PySys_SetPath(wide("/a:/b"))
        expectBorrowed(PySys_GetObject("path"), "['/a', '/b']")
        PySys_SetArgvEx(2, &arguments, 0)
        expectBorrowed(PySys_GetObject("argv"), "['/tmp/prog', 'b']")
        expectBorrowed(PySys_GetObject("path"), "['/a', '/b']")
        PySys_SetArgv(2, &arguments)
        expectBorrowed(PySys_GetObject("path"), "['/tmp', '/a', '/b']")
        PySys_SetArgvEx(0, nil, 0)
        expectBorrowed(PySys_GetObject("argv"), "['']")
        PySys_SetPath(wide(""))
        expectBorrowed(PySys_GetObject("path"), "['']")
      }
    }
  },
  APICase(
    "PySys_FormatStderr",
    "PySys_FormatStdout",
    "PySys_WriteStderr",
    "PySys_WriteStdout"
  ) { _ in
    let message = text("é")
    for stream in ["stderr", "stdout"] {
      #expect(
        try written(to: stream) { drop(try variadic("sys_format_" + stream, message)) } == "5 'é'|"
      )
      #expect(
        try written(to: stream) { drop(try variadic("sys_write_" + stream, message)) } == "5 é|"
      )
    }
    let long = text(String(repeating: "x", count: 2000))
    let shown = try written { drop(try variadic("sys_write_stderr", long)) }
    #expect(shown.hasSuffix("xxx... truncated") && shown.utf8.count < 1020)
    drop(message, long)
  },
  APICase("PySys_Audit", "PySys_AuditTuple") { w in
    #expect(auditHook)
    audited = []
    let before = w.references
    drop(try variadic("sys_audit", suture_None()))
    #expect(audited == ["suture.pair (5, None)", "suture.one (6,)", "suture.none ()"])
    audited = []
    let pair = tuple(number(1), number(2))
    #expect(PySys_AuditTuple("suture.tuple", pair) == 0 && PySys_AuditTuple("suture.no", nil) == 0)
    #expect(audited == ["suture.tuple (1, 2)", "suture.no ()"])
    expectError("RuntimeError: no", PySys_AuditTuple("suture.fail", nil))
    expectError(
      "TypeError: args must be tuple, got object",
      PySys_AuditTuple("suture.tuple", w.object)
    )
    #expect(w.references == before)
    drop(pair)
  },
  APICase("_PySys_GetAttr") { w in
    let (thread, name, nope) = (PyThreadState_Get(), text("suture_x"), text("suture_y"))
    #expect(PySys_SetObject("suture_x", w.object) == 0)
    let before = w.references
    #expect(_PySys_GetAttr(thread, name) == w.object && w.references == before, "borrowed")
    PyErr_SetNone(suture_PyExc_ValueError())
    expectRaises("ValueError") { #expect(_PySys_GetAttr(thread, nope) == nil) }
    let key = list()
    #expect(_PySys_GetAttr(thread, key) == nil && PyErr_Occurred() == nil)
    #expect(PySys_SetObject("suture_x", nil) == 0)
    drop(name, nope, key)
  },
  APICase("_PySys_GetSizeOf") { _ in
    func size(_ answer: ObjectPointer) -> String {
      let o = instance(of: "Sized", method: "__sizeof__", returning: answer)
      defer { drop(o) }
      return outcome(_PySys_GetSizeOf(o))
    }
    #expect(size(number(10)) == "26", "with the header of a container")
    #expect(size(number(-3)) == "ValueError: __sizeof__() should return >= 0")
    #expect(size(text("x")) == "TypeError: an integer is required")
    let one = number(1)
    #expect(_PySys_GetSizeOf(one) == 28)
    drop(one)
  },
]
