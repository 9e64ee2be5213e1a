import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

let pyerrorsCases: [APICase] =
  raisingCases + pendingCases + exceptionCases + unicodeErrorCases + reportCases

/// Checks which exception a call leaves pending.
func expectRaises(
  _ expected: String,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () -> Void
) {
  body()
  #expect(takeError() == expected, sourceLocation: sourceLocation)
}

/// Checks `repr(o)`, and gives no reference up.
func expectBorrowed(
  _ o: ObjectPointer?,
  _ expected: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  if let o { Py_IncRef(o) }
  expectRepr(o, expected, sourceLocation: sourceLocation)
}

/// A new exception `type(message)`.
func exception(_ type: ObjectPointer, _ message: String) -> ObjectPointer {
  let message = text(message)
  defer { drop(message) }
  return PyObject_CallOneArg(type, message)!
}

/// Calls a function of Tests/Extensions/variadics.c, where the C functions are called that Swift cannot call.
func variadic(_ name: String, _ arguments: ObjectPointer?...) throws -> ObjectPointer? {
  let module = try CompiledExtension.module("Tests/Extensions/variadics.c")
  let function = PyObject_GetAttrString(module, name)
  let tuple = PyTuple_New(arguments.count)
  for (i, argument) in arguments.enumerated() {
    Py_IncRef(argument)
    PyTuple_SetItem(tuple, i, argument)
  }
  defer { drop(function, tuple) }
  return PyObject_Call(function, tuple, nil)
}

func attribute(_ o: ObjectPointer?, _ name: String) -> ObjectPointer? {
  PyObject_GetAttrString(o, name)
}

var valueError: ObjectPointer { suture_PyExc_ValueError() }
private var osError: ObjectPointer { suture_PyExc_OSError() }

private let notAnException =
  "SystemError: _PyErr_SetObject: exception 5 is not a BaseException subclass"

private let raisingCases: [APICase] = [
  APICase("PyErr_SetString", "PyErr_SetNone", "PyErr_Occurred", "PyErr_Clear") { _ in
    #expect(PyErr_Occurred() == nil)
    PyErr_SetString(valueError, "a")
    #expect(PyErr_Occurred() == valueError, "the class, borrowed")
    PyErr_Clear()
    #expect(PyErr_Occurred() == nil)
    expectRaises("ValueError: é") { PyErr_SetString(valueError, "é") }
    expectRaises("ValueError") { PyErr_SetNone(valueError) }
    let invalid =
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"
    expectRaises(invalid) { PyErr_SetString(valueError, [CChar(bitPattern: 0xFF), 0]) }
    let five = number(5)
    expectRaises(notAnException) { PyErr_SetNone(five) }
    expectRaises(notAnException) { PyErr_SetString(five, "text") }
    drop(five)
  },
  APICase("PyErr_SetObject", "_PyErr_SetKeyError") { w in
    let before = w.references
    PyErr_SetObject(valueError, w.object)
    #expect(w.references == before + 1, "the exception holds its own reference")
    PyErr_Clear()
    #expect(w.references == before)
    let pair = tuple(number(1), number(2))
    expectRaises("ValueError: (1, 2)") { PyErr_SetObject(valueError, pair) }
    expectRaises("ValueError") { PyErr_SetObject(valueError, suture_None()) }
    expectRaises("ValueError") { PyErr_SetObject(valueError, nil) }
    PyErr_SetObject(suture_PyExc_KeyError(), pair)
    expectRepr(PyErr_GetRaisedException(), "KeyError(1, 2)")
    _PyErr_SetKeyError(pair)
    expectRepr(PyErr_GetRaisedException(), "KeyError((1, 2))")
    let given = exception(valueError, "given")
    PyErr_SetObject(valueError, given)
    let raised = PyErr_GetRaisedException()
    #expect(raised == given, "an instance is raised itself")
    drop(raised)
    PyErr_SetObject(suture_PyExc_TypeError(), given)
    expectRepr(PyErr_GetRaisedException(), "TypeError(ValueError('given'))")
    expectRaises("TypeError: function takes exactly 5 arguments (1 given)") {
      PyErr_SetObject(suture_PyExc_UnicodeDecodeError(), w.object)
    }
    let five = number(5)
    expectRaises(notAnException) { PyErr_SetObject(five, w.object) }
    drop(pair, given, five)
  },
  APICase("PyErr_BadArgument", "PyErr_BadInternalCall", "_PyErr_BadInternalCall", "PyErr_NoMemory")
  { _ in
    expectRaises("TypeError: bad argument type for built-in operation") {
      #expect(PyErr_BadArgument() == 0)
    }
    expectRaises("SystemError: bad argument to internal function") { PyErr_BadInternalCall() }
    expectRaises("SystemError: file.c:7: bad argument to internal function") {
      _PyErr_BadInternalCall("file.c", 7)
    }
    expectRaises("MemoryError") { #expect(PyErr_NoMemory() == nil) }
  },
  APICase("PyErr_Format", "PyErr_FormatV", "_PyErr_FormatFromCause") { _ in
    expectError("ValueError: 5-x", try variadic("err_format", valueError))
    expectRaises("ValueError: 5 x") {
      #expect(withVaList([5, forever("x")]) { PyErr_FormatV(valueError, "%zd %s", $0) } == nil)
    }
    expectRaises("SystemError: invalid format string: %") {
      #expect(withVaList([]) { PyErr_FormatV(valueError, "%", $0) } == nil)
    }
    #expect(try variadic("err_format_from_cause") == nil)
    let raised = PyErr_GetRaisedException()
    expectBorrowed(raised, "KeyError('7')")
    expectRepr(PyException_GetCause(raised), "ValueError('cause')")
    expectRepr(PyException_GetContext(raised), "ValueError('cause')")
    drop(raised)
  },
  APICase(
    "PyErr_SetFromErrno",
    "PyErr_SetFromErrnoWithFilename",
    "PyErr_SetFromErrnoWithFilenameObject",
    "PyErr_SetFromErrnoWithFilenameObjects"
  ) { w in
    let missing = "FileNotFoundError: [Errno 2] No such file or directory"
    let name = text("text")
    let five = number(5)
    func expect(_ expected: String, _ result: () -> ObjectPointer?) {
      errno = 2
      expectError(expected, result())
    }
    expect(missing) { PyErr_SetFromErrno(osError) }
    expect("ValueError: (2, 'No such file or directory')") { PyErr_SetFromErrno(valueError) }
    expect(missing + ": 'fn'") { PyErr_SetFromErrnoWithFilename(osError, "fn") }
    expect(missing) { PyErr_SetFromErrnoWithFilename(osError, nil) }
    expect(missing + ": 5") { PyErr_SetFromErrnoWithFilenameObject(osError, five) }
    expect(missing) { PyErr_SetFromErrnoWithFilenameObject(osError, nil) }
    let both = PyErr_SetFromErrnoWithFilenameObjects
    expect(missing + ": 'text' -> 5") { both(osError, name, five) }
    expect(missing) { both(osError, nil, five) }
    expect(missing + ": 'text'") { both(osError, name, nil) }
    errno = 0
    expectError("OSError: [Errno 0] Error", PyErr_SetFromErrno(osError))
    let before = w.references
    errno = 13
    #expect(PyErr_SetFromErrnoWithFilenameObject(osError, w.object) == nil)
    #expect(w.references == before + 1)
    #expect(
      takeError()?.hasPrefix("PermissionError: [Errno 13] Permission denied: <object") == true
    )
    drop(name, five)
  },
  APICase("PyErr_SetImportError", "PyErr_SetImportErrorSubclass") { w in
    let message = text("text")
    expectError("ImportError: text", PyErr_SetImportError(message, nil, nil))
    expectError(
      "TypeError: expected a message argument",
      PyErr_SetImportError(nil, message, message)
    )
    let before = w.references
    #expect(PyErr_SetImportError(message, w.object, w.object) == nil)
    let raised = PyErr_GetRaisedException()
    #expect(w.references == before + 2)
    for name in ["name", "path"] {
      let value = attribute(raised, name)
      #expect(value == w.object)
      drop(value)
    }
    drop(raised)
    let subclass = PyErr_SetImportErrorSubclass
    let notFound = suture_PyExc_ModuleNotFoundError()
    expectError("ModuleNotFoundError: text", subclass(notFound, message, message, nil))
    expectError(
      "TypeError: expected a subclass of ImportError",
      subclass(valueError, message, nil, nil)
    )
    expectError(
      "TypeError: issubclass() arg 1 must be a class",
      subclass(message, message, nil, nil)
    )
    drop(message)
  },
  APICase("PyErr_CheckSignals", "PyErr_SetInterrupt", "PyErr_SetInterruptEx") { _ in
    #expect(PyErr_CheckSignals() == 0)
    PyErr_SetInterrupt()
    expectError("KeyboardInterrupt", PyErr_CheckSignals())
    #expect(PyErr_CheckSignals() == 0, "once")
    #expect(PyErr_SetInterruptEx(2) == 0)
    expectError("KeyboardInterrupt", PyErr_CheckSignals())
    #expect(PyErr_SetInterruptEx(64) == 0)
    #expect(PyErr_CheckSignals() == 0, "only SIGINT has a handler")
    #expect(PyErr_SetInterruptEx(0) == -1 && PyErr_SetInterruptEx(65) == -1)
  },
]

private let pendingCases: [APICase] = [
  APICase("PyErr_ExceptionMatches", "PyErr_GivenExceptionMatches") { w in
    let type = suture_PyExc_TypeError()
    let given = exception(valueError, "given")
    let nested = tuple(newReference(type), tuple(newReference(valueError)))
    let matches = PyErr_GivenExceptionMatches
    #expect(matches(valueError, suture_PyExc_Exception()) == 1)
    #expect(matches(suture_PyExc_Exception(), valueError) == 0)
    #expect(matches(given, valueError) == 1 && matches(given, type) == 0)
    #expect(matches(valueError, nested) == 1 && matches(suture_PyExc_OSError(), nested) == 0)
    #expect(matches(w.object, w.object) == 1 && matches(w.object, valueError) == 0)
    #expect(matches(nil, valueError) == 0 && matches(valueError, nil) == 0)
    #expect(PyErr_ExceptionMatches(valueError) == 0, "nothing is pending")
    PyErr_SetNone(suture_PyExc_KeyError())
    #expect(PyErr_ExceptionMatches(suture_PyExc_LookupError()) == 1)
    #expect(PyErr_ExceptionMatches(nested) == 0)
    PyErr_Clear()
    drop(given, nested)
  },
  APICase("PyErr_Fetch", "PyErr_Restore", "PyErr_NormalizeException") { w in
    var type: ObjectPointer?
    var value: ObjectPointer?
    var traceback: ObjectPointer?
    let before = w.references
    PyErr_Restore(newReference(valueError), own(w), nil)
    #expect(w.references == before + 1, "the reference is stolen")
    PyErr_Fetch(&type, &value, &traceback)
    #expect(type == valueError && traceback == nil)
    #expect(w.references == before + 1 && PyErr_Occurred() == nil)
    #expect(value?.type == valueError.asType, "what was restored is normalized")
    drop(type, value)
    PyErr_Fetch(&type, &value, &traceback)
    #expect(type == nil && value == nil && traceback == nil)
    expectRaises("TypeError: traceback must be a Traceback or None") {
      PyErr_Restore(newReference(valueError), own(w), own(w))
    }
    #expect(w.references == before)
    PyErr_SetNone(valueError)
    PyErr_Restore(nil, nil, nil)
    #expect(PyErr_Occurred() == nil)
    func normalize(_ t: ObjectPointer?, _ v: ObjectPointer?, _ expected: String) {
      var (type, value, traceback) = (t, v, nil as ObjectPointer?)
      PyErr_NormalizeException(&type, &value, &traceback)
      drop(type)
      expectRepr(value, expected)
    }
    normalize(newReference(valueError), text("text"), "ValueError('text')")
    normalize(newReference(valueError), nil, "ValueError()")
    normalize(
      newReference(suture_PyExc_Exception()),
      exception(valueError, "v"),
      "ValueError('v')"
    )
    normalize(
      newReference(suture_PyExc_UnicodeDecodeError()),
      text("text"),
      "TypeError('function takes exactly 5 arguments (1 given)')"
    )
    normalize(number(5), text("text"), "'text'")
    PyErr_NormalizeException(&type, &value, &traceback)
    #expect(type == nil && value == nil, "nothing is left alone")
  },
  APICase("PyErr_GetRaisedException", "PyErr_SetRaisedException") { w in
    #expect(PyErr_GetRaisedException() == nil)
    let e = PyObject_CallOneArg(valueError, w.object)!
    let before = Py_REFCNT(e)
    Py_IncRef(e)
    PyErr_SetRaisedException(e)
    #expect(PyErr_Occurred() == valueError)
    #expect(PyErr_GetRaisedException() == e)
    #expect(PyErr_Occurred() == nil && Py_REFCNT(e) == before + 1, "stolen, and given back")
    PyErr_SetRaisedException(e)
    PyErr_SetRaisedException(nil)
    #expect(PyErr_Occurred() == nil && Py_REFCNT(e) == before)
    drop(e)
  },
  APICase("_PyErr_ChainExceptions1") { _ in
    let first = exception(valueError, "first")
    PyErr_SetString(suture_PyExc_KeyError(), "second")
    _PyErr_ChainExceptions1(newReference(first))
    let second = PyErr_GetRaisedException()
    expectBorrowed(second, "KeyError('second')")
    expectRepr(PyException_GetContext(second), "ValueError('first')")
    drop(second)
    expectRaises("ValueError: first") { _PyErr_ChainExceptions1(first) }
    _PyErr_ChainExceptions1(nil)
    #expect(PyErr_Occurred() == nil)
  },
  APICase(
    "PyErr_GetHandledException",
    "PyErr_SetHandledException",
    "PyErr_GetExcInfo",
    "PyErr_SetExcInfo"
  ) { _ in
    var type: ObjectPointer?
    var value: ObjectPointer?
    var traceback: ObjectPointer?
    #expect(PyErr_GetHandledException() == nil && PyErr_Occurred() == nil)
    let e = exception(valueError, "handled")
    let before = Py_REFCNT(e)
    PyErr_SetHandledException(e)
    #expect(Py_REFCNT(e) == before + 1, "borrowed: a reference of its own")
    expectRepr(PyErr_GetHandledException(), "ValueError('handled')")
    PyErr_SetNone(suture_PyExc_KeyError())
    let raised = PyErr_GetRaisedException()
    expectRepr(PyException_GetContext(raised), "ValueError('handled')")
    drop(raised)
    PyErr_GetExcInfo(&type, &value, &traceback)
    #expect(type == valueError && value == e && traceback == suture_None())
    PyErr_SetExcInfo(nil, nil, nil)
    #expect(PyErr_GetHandledException() == nil)
    PyErr_SetExcInfo(type, value, traceback)
    #expect(Py_REFCNT(e) == before + 1, "the references are stolen")
    expectRepr(PyErr_GetHandledException(), "ValueError('handled')")
    PyErr_SetHandledException(suture_None())
    #expect(PyErr_GetHandledException() == nil && Py_REFCNT(e) == before)
    drop(e)
  },
]

private let exceptionCases: [APICase] = [
  APICase("PyErr_NewException", "PyErr_NewExceptionWithDoc", "PyExceptionClass_Name") { w in
    expectRepr(PyErr_NewException("a.b", nil, nil), "<class 'a.b'>")
    let bases = tuple(newReference(valueError), newReference(suture_PyExc_KeyError()))
    let both = PyErr_NewException("a.b.c", bases, nil)
    expectBorrowed(both, "<class 'a.b.c'>")
    #expect(PyErr_GivenExceptionMatches(both, suture_PyExc_LookupError()) == 1)
    expectError(
      "SystemError: PyErr_NewException: name must be module.class",
      PyErr_NewException("nodot", nil, nil)
    )
    let before = w.references
    let dict = PyDict_New()
    PyDict_SetItemString(dict, "x", w.object)
    let documented = PyErr_NewExceptionWithDoc("m.E", "the doc", valueError, dict)
    expectRepr(attribute(documented, "__doc__"), "'the doc'")
    expectRepr(attribute(documented, "__module__"), "'m'")
    let x = attribute(documented, "x")
    #expect(x == w.object)
    #expect(String(cString: PyExceptionClass_Name(documented)!) == "E")
    #expect(String(cString: PyExceptionClass_Name(valueError)!) == "ValueError")
    expectRepr(PyObject_CallOneArg(documented, x), "E(\(String(describing: reprOf(w.object))))")
    drop(x, bases, both, dict, documented)
    PyGC_Collect()
    #expect(w.references == before)
  },
  APICase(
    "PyException_GetCause",
    "PyException_SetCause",
    "PyException_GetContext",
    "PyException_SetContext"
  ) { _ in
    let e = exception(valueError, "e")
    let other = exception(valueError, "other")
    let before = Py_REFCNT(other)
    #expect(PyException_GetCause(e) == nil && PyException_GetContext(e) == nil)
    PyException_SetCause(e, newReference(other))
    PyException_SetContext(e, newReference(other))
    #expect(Py_REFCNT(other) == before + 2, "stolen")
    expectRepr(PyException_GetCause(e), "ValueError('other')")
    expectRepr(PyException_GetContext(e), "ValueError('other')")
    #expect(Py_REFCNT(other) == before + 2, "a new reference each")
    expectRepr(attribute(e, "__suppress_context__"), "True")
    PyException_SetCause(e, nil)
    PyException_SetContext(e, nil)
    #expect(PyException_GetCause(e) == nil && Py_REFCNT(other) == before)
    drop(e, other)
  },
  APICase("PyException_GetTraceback", "PyException_SetTraceback") { w in
    PyErr_SetString(valueError, "e")
    _PyTraceback_Add("f", "file.py", 3)
    let e = PyErr_GetRaisedException()
    let traceback = PyException_GetTraceback(e)
    #expect(traceback?.type == suture_PyTraceBack_Type())
    #expect(PyException_SetTraceback(e, suture_None()) == 0)
    #expect(PyException_GetTraceback(e) == nil)
    #expect(PyException_SetTraceback(e, traceback) == 0)
    let again = PyException_GetTraceback(e)
    #expect(again == traceback)
    expectError(
      "TypeError: __traceback__ must be a traceback or None",
      PyException_SetTraceback(e, w.object)
    )
    expectError(
      "TypeError: __traceback__ may not be deleted",
      PyException_SetTraceback(e, nil)
    )
    drop(e, traceback, again)
  },
  APICase("PyException_GetArgs", "PyException_SetArgs") { w in
    let e = exception(valueError, "e")
    expectRepr(PyException_GetArgs(e), "('e',)")
    let arguments = tuple(own(w))
    let before = Py_REFCNT(arguments)
    PyException_SetArgs(e, arguments)
    #expect(Py_REFCNT(arguments) == before + 1, "borrowed: a reference of its own")
    let got = PyException_GetArgs(e)
    #expect(got == arguments)
    drop(got, e, arguments)
  },
  APICase("PyErr_ProgramText", "PyErr_SyntaxLocation", "PyErr_SyntaxLocationEx") { _ in
    let path = CompiledExtension.root + "/LICENSE"
    expectRepr(PyErr_ProgramText(path, 1), #"'MIT License\n'"#)
    for line: Int32 in [0, -1, 100_000] { #expect(PyErr_ProgramText(path, line) == nil) }
    #expect(PyErr_ProgramText(nil, 1) == nil && PyErr_ProgramText("/nonexistent", 1) == nil)
    #expect(PyErr_Occurred() == nil)
    PyErr_SetString(suture_PyExc_SyntaxError(), "bad")
    PyErr_SyntaxLocation("/nonexistent", 3)
    var e = PyErr_GetRaisedException()
    for (name, repr) in [("lineno", "3"), ("offset", "None"), ("text", "None")] {
      expectRepr(attribute(e, name), repr)
    }
    expectRepr(PyObject_Str(e), "'bad (nonexistent, line 3)'")
    drop(e)
    PyErr_SetString(suture_PyExc_SyntaxError(), "bad")
    PyErr_SyntaxLocationEx(path, 1, 4)
    e = PyErr_GetRaisedException()
    for (name, repr) in [("offset", "4"), ("end_lineno", "1"), ("text", #"'MIT License\n'"#)] {
      expectRepr(attribute(e, name), repr)
    }
    drop(e)
    PyErr_SetString(valueError, "bad")
    PyErr_SyntaxLocationEx("f", 1, 4)
    e = PyErr_GetRaisedException()
    expectRepr(
      attribute(e, "__dict__"),
      "{'lineno': 1, 'offset': 4, 'end_lineno': 1, 'end_offset': None, 'filename': 'f', "
        + "'msg': 'bad', 'print_file_and_line': None}"
    )
    drop(e)
  },
]

/// repr(o) as text.
private func reprOf(_ o: ObjectPointer) -> String {
  let repr = PyObject_Repr(o)!
  defer { drop(repr) }
  return swiftText(repr)
}
