import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

let modsupportCases: [APICase] = parsingCases + buildingCases + moduleCases

/// Checks that a parser refused: 0, and this exception.
///
/// A message that begins with ":" is the end of one that names a place in the source.
private func expectRefused(
  _ expected: String,
  _ result: Int32,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result == 0, sourceLocation: sourceLocation)
  let error = takeError() ?? "no exception"
  #expect(error == expected, sourceLocation: sourceLocation)
}

private func wrongCall(_ line: Int) -> String { internalCall("Python/getargs.c:\(line)") }
private let notAnInteger = "TypeError: 'str' object cannot be interpreted as an integer"

/// Arguments of `spam(number, o=None)`, positional and by keyword, and what the parsers say to them.
private struct Parsed: Sendable {
  let positional: @Sendable () -> ObjectPointer
  let keywords: @Sendable () -> ObjectPointer?
  let expected: String

  init(
    _ positional: @autoclosure @escaping @Sendable () -> ObjectPointer,
    _ keywords: @autoclosure @escaping @Sendable () -> ObjectPointer?,
    _ expected: String
  ) {
    self.positional = positional
    self.keywords = keywords
    self.expected = expected
  }
}

private func keywords(_ name: String, _ value: ObjectPointer) -> ObjectPointer {
  let dict = PyDict_New()!
  PyDict_SetItemString(dict, name, value)
  drop(value)
  return dict
}

private let withoutKeywords: [Parsed] = [
  Parsed(tuple(number(7)), nil, "(7, None)"),
  Parsed(tuple(number(7), text("o")), nil, "(7, 'o')"),
  Parsed(tuple(text("x")), nil, notAnInteger),
  Parsed(
    tuple(number(1), number(2), number(3)),
    nil,
    "TypeError: spam() takes at most 2 arguments (3 given)"
  ),
]

private let withKeywords: [Parsed] =
  withoutKeywords + [
    Parsed(tuple(), keywords("number", number(7)), "(7, None)"),
    Parsed(tuple(number(7)), keywords("o", text("x")), "(7, 'x')"),
    Parsed(tuple(), nil, "TypeError: spam() missing required argument 'number' (pos 1)"),
    Parsed(
      tuple(number(7)),
      keywords("number", number(8)),
      "TypeError: argument for spam() given by name ('number') and position (1)"
    ),
    Parsed(
      tuple(number(7)),
      keywords("zzz", number(8)),
      "TypeError: spam() got an unexpected keyword argument 'zzz'"
    ),
  ]

/// Runs the examples through one parser of Tests/Extensions/variadics.c.
private func check(_ name: String, _ examples: [Parsed]) throws {
  let module = try CompiledExtension.module("Tests/Extensions/variadics.c")
  let function = PyObject_GetAttrString(module, name)
  defer { drop(function) }
  for example in examples {
    let positional = example.positional()
    let keywords = example.keywords()
    if let result = PyObject_Call(function, positional, keywords) {
      expectRepr(result, example.expected)
    } else {
      #expect(takeError() == example.expected)
    }
    drop(positional, keywords)
  }
}

private let tooFew = "TypeError: spam() takes at least 1 argument (0 given)"

private let parsingCases: [APICase] = [
  APICase(
    "PyArg_ParseTuple",
    "_PyArg_ParseTuple_SizeT",
    "PyArg_Parse",
    "_PyArg_Parse_SizeT",
    "_PyArg_ParseStack"
  ) { w in
    let stores = [Parsed(tuple(), nil, tooFew)]
    for name in ["arg_parse_tuple", "arg_parse_tuple_sizet", "arg_parse_stack"] {
      try check(name, withoutKeywords + stores)
    }
    let five = number(5)
    for name in ["arg_parse", "arg_parse_sizet"] {
      expectRepr(try variadic(name, five), "(5, None)")
      #expect(try variadic(name, suture_None()) == nil)
      #expect(takeError() == "TypeError: 'NoneType' object cannot be interpreted as an integer")
    }
    let before = w.references
    let stored = try variadic("arg_parse_tuple", five, w.object)
    #expect(w.references == before + 1, "what is stored is borrowed; the result holds it")
    drop(stored, five)
  },
  APICase("PyArg_VaParse", "_PyArg_VaParse_SizeT") { _ in
    let arguments = tuple(number(7), text("o"))
    for parse in [PyArg_VaParse, _PyArg_VaParse_SizeT] {
      var n: Int32 = 0
      var o: ObjectPointer?
      let done = withUnsafeMutablePointer(to: &n) { n in
        withUnsafeMutablePointer(to: &o) { o in
          withVaList([n, o]) { parse(arguments, "iO:spam", $0) }
        }
      }
      #expect(done == 1 && n == 7 && o == PyTuple_GetItem(arguments, 1))
      expectRefused(
        "TypeError: spam() takes exactly 1 argument (2 given)",
        withVaList([]) { parse(arguments, "i:spam", $0) }
      )
      expectRefused(
        "SystemError: new style getargs format but argument is not a tuple",
        withVaList([]) { parse(suture_None(), "i:spam", $0) }
      )
    }
    drop(arguments)
  },
  APICase(
    "PyArg_ParseTupleAndKeywords",
    "_PyArg_ParseTupleAndKeywords_SizeT",
    "_PyArg_ParseTupleAndKeywordsFast",
    "_PyArg_ParseStackAndKeywords"
  ) { _ in
    for name in [
      "arg_parse_keywords", "arg_parse_keywords_sizet", "arg_parse_keywords_fast",
      "arg_parse_stack_keywords",
    ] {
      try check(name, withKeywords)
    }
  },
  APICase("PyArg_VaParseTupleAndKeywords", "_PyArg_VaParseTupleAndKeywords_SizeT") { _ in
    var names = ["number", "o"].map { (name: String) in strdup(name) } + [nil]
    defer { for name in names { free(name) } }
    let empty = tuple()
    let one = tuple(number(7))
    let given = keywords("o", text("x"))
    for (parse, line) in [
      (PyArg_VaParseTupleAndKeywords, 1313), (_PyArg_VaParseTupleAndKeywords_SizeT, 1338),
    ] {
      var n: Int32 = 0
      var o: ObjectPointer?
      func call(_ args: ObjectPointer?, _ kwargs: ObjectPointer?, _ format: String) -> Int32 {
        withUnsafeMutablePointer(to: &n) { n in
          withUnsafeMutablePointer(to: &o) { o in
            withVaList([n, o]) { va in
              names.withUnsafeMutableBufferPointer {
                parse(args, kwargs, format, UnsafePointer($0.baseAddress), va)
              }
            }
          }
        }
      }
      #expect(call(one, given, "iO:spam") == 1)
      #expect(n == 7 && o == PyDict_GetItemString(given, "o"), "borrowed")
      expectRefused(
        "TypeError: spam() missing required argument 'number' (pos 1)",
        call(empty, nil, "i|O:spam")
      )
      expectRefused(wrongCall(line), call(given, nil, "i|O:spam"))
      expectRefused(wrongCall(line), call(one, one, "i|O:spam"))
      expectRefused(
        "SystemError: More keyword list entries (2) than format specifiers (1)",
        call(one, nil, "i")
      )
    }
    drop(empty, one, given)
  },
  APICase("PyArg_UnpackTuple", "_PyArg_CheckPositional") { _ in
    let three = number(3)
    expectRepr(try variadic("arg_unpack_tuple", three), "(3, None)")
    expectRepr(try variadic("arg_unpack_tuple", three, three), "(3, 3)")
    #expect(try variadic("arg_unpack_tuple") == nil)
    #expect(takeError() == "TypeError: spam expected at least 1 argument, got 0")
    #expect(try variadic("arg_unpack_tuple", three, three, three) == nil)
    #expect(takeError() == "TypeError: spam expected at most 2 arguments, got 3")
    drop(three)
    let check = _PyArg_CheckPositional
    #expect(check("spam", 1, 1, 2) == 1)
    expectRefused("TypeError: spam expected at least 1 argument, got 0", check("spam", 0, 1, 2))
    expectRefused("TypeError: spam expected at most 2 arguments, got 3", check("spam", 3, 1, 2))
    expectRefused("TypeError: spam expected 1 argument, got 2", check("spam", 2, 1, 1))
    expectRefused("TypeError: spam expected 2 arguments, got 0", check("spam", 0, 2, 2))
    expectRefused(
      "TypeError: unpacked tuple should have 1 element, but has 0",
      check(nil, 0, 1, 1)
    )
    expectRefused(
      "TypeError: unpacked tuple should have at most 1 element, but has 3",
      check(nil, 3, 0, 1)
    )
  },
  APICase(
    "PyArg_ValidateKeywordArguments",
    "_PyArg_NoKeywords",
    "_PyArg_NoPositional",
    "_PyArg_BadArgument"
  ) { w in
    let given = keywords("a", number(1))
    let empty = PyDict_New()
    let arguments = tuple(number(1))
    let nothing = tuple()
    #expect(PyArg_ValidateKeywordArguments(given) == 1)
    let numbered = PyDict_New()
    PyDict_SetItem(numbered, w.object, w.object)
    expectRefused("TypeError: keywords must be strings", PyArg_ValidateKeywordArguments(numbered))
    expectRefused(wrongCall(1470), PyArg_ValidateKeywordArguments(w.object))
    #expect(_PyArg_NoKeywords("spam", nil) == 1 && _PyArg_NoKeywords("spam", empty) == 1)
    expectRefused(
      "TypeError: spam() takes no keyword arguments",
      _PyArg_NoKeywords("spam", given)
    )
    expectRefused(wrongCall(2865), _PyArg_NoKeywords("spam", w.object))
    #expect(_PyArg_NoPositional("spam", nil) == 1 && _PyArg_NoPositional("spam", nothing) == 1)
    expectRefused(
      "TypeError: spam() takes no positional arguments",
      _PyArg_NoPositional("spam", arguments)
    )
    expectRefused(wrongCall(2883), _PyArg_NoPositional("spam", w.object))
    expectRaises("TypeError: spam() argument 1 must be str, not object") {
      _PyArg_BadArgument("spam", "argument 1", "str", w.object)
    }
    expectRaises("TypeError: spam() argument 'x' must be str, not None") {
      _PyArg_BadArgument("spam", "argument 'x'", "str", suture_None())
    }
    drop(given, empty, arguments, nothing, numbered)
  },
  APICase("_PyArg_UnpackKeywords") { w in
    let names = [forever("a"), forever("b"), nil]
    let table = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: 3)
    table.initialize(from: names, count: 3)
    let parser = UnsafeMutablePointer<_PyArg_Parser>.allocate(capacity: 1)
    parser.initialize(to: _PyArg_Parser())
    parser.pointee.keywords = UnsafePointer(table)
    parser.pointee.fname = forever("spam")
    var stack: [ObjectPointer?] = [w.object, suture_None(), suture_None()]
    var buffer: [ObjectPointer?] = [nil, nil]
    /// Both arguments, of which `b` must be given; nil with an exception.
    func unpack(_ n: Int, _ kwargs: ObjectPointer?, _ kwnames: ObjectPointer?) -> [ObjectPointer?]?
    {
      buffer.withUnsafeMutableBufferPointer { buffer in
        stack.withUnsafeMutableBufferPointer { stack in
          _PyArg_UnpackKeywords(
            UnsafePointer(stack.baseAddress),
            n,
            kwargs,
            kwnames,
            parser,
            1,
            2,
            1,
            buffer.baseAddress
          ).map { [$0[0], $0[1]] }
        }
      }
    }
    let before = w.references
    let b = tuple(text("b"))
    #expect(unpack(1, nil, b) == [w.object, suture_None()])
    #expect(unpack(2, nil, nil) == [w.object, suture_None()])
    let given = keywords("b", number(3))
    #expect(unpack(1, given, nil) == [w.object, PyDict_GetItemString(given, "b")])
    #expect(w.references == before, "borrowed")
    for (n, names, message) in [
      (0, nil, "spam() missing required argument 'a' (pos 1)"),
      (3, nil, "spam() takes at most 2 arguments (3 given)"),
      (1, tuple(text("a")), "argument for spam() given by name ('a') and position (1)"),
      (1, tuple(text("z")), "spam() got an unexpected keyword argument 'z'"),
    ] as [(Int, ObjectPointer?, String)] {
      #expect(unpack(n, nil, names) == nil)
      #expect(takeError() == "TypeError: " + message)
      drop(names)
    }
    drop(b, given)
  },
]

private let buildingCases: [APICase] = [
  APICase("Py_BuildValue", "_Py_BuildValue_SizeT") { w in
    for name in ["build_value", "build_value_sizet"] {
      expectRepr(try variadic(name, suture_None()), "(5, 'te', None)")
      let before = w.references
      let made = try variadic(name, w.object)
      #expect(w.references == before + 1, "O takes a reference of its own")
      drop(made)
    }
  },
  APICase("Py_VaBuildValue", "_Py_VaBuildValue_SizeT") { w in
    for build in [Py_VaBuildValue, _Py_VaBuildValue_SizeT] {
      expectRepr(withVaList([Int32(1), forever("a")]) { build("{i:s}", $0) }, "{1: 'a'}")
      let before = w.references
      Py_IncRef(w.object)
      let made = withVaList([w.object]) { build("[N]", $0) }
      #expect(w.references == before + 1, "N takes the caller's reference over")
      drop(made)
      Py_IncRef(w.object)
      #expect(withVaList([0, w.object]) { build("ON", $0) } == nil)
      #expect(takeError() == "SystemError: NULL object passed to Py_BuildValue")
      #expect(w.references == before, "also when it fails")
    }
  },
]

private let notAModule = "TypeError: PyModule_AddObjectRef() first argument must be a module"
private let withoutValue =
  "SystemError: PyModule_AddObjectRef() must be called with an exception raised if value is NULL"

/// A definition that lives as long as the process, in memory like that of an extension's data.
func moduleDefinition(
  _ name: String,
  doc: String? = nil,
  size: Int = 0,
  methods: UnsafeMutablePointer<PyMethodDef>? = nil,
  slots: [(Int32, UnsafeMutableRawPointer?)]? = nil
) -> UnsafeMutablePointer<PyModuleDef> {
  let memory = calloc(1, 64 + MemoryLayout<PyModuleDef>.size)! + 64
  let definition = memory.assumingMemoryBound(to: PyModuleDef.self)
  definition.pointee.m_base.ob_base.ob_refcnt = Int(_Py_IMMORTAL_REFCNT)
  definition.pointee.m_name = forever(name)
  definition.pointee.m_doc = doc.map(forever)
  definition.pointee.m_size = size
  definition.pointee.m_methods = methods
  if let slots {
    let table = UnsafeMutablePointer<PyModuleDef_Slot>.allocate(capacity: slots.count + 1)
    for (i, slot) in (slots + [(0, nil)]).enumerated() {
      (table + i).initialize(to: PyModuleDef_Slot(slot: slot.0, value: slot.1))
    }
    definition.pointee.m_slots = table
  }
  return definition
}

/// A table of one function.
func methodTable(_ name: String, _ flags: Int32, _ function: @escaping PyCFunction)
  -> UnsafeMutablePointer<PyMethodDef>
{
  let table = UnsafeMutablePointer<PyMethodDef>.allocate(capacity: 2)
  table.initialize(
    to: PyMethodDef(ml_name: forever(name), ml_meth: function, ml_flags: flags, ml_doc: nil)
  )
  (table + 1).initialize(to: PyMethodDef())
  return table
}

private typealias ExecFunction = @convention(c) (ObjectPointer?) -> Int32
private func exec(_ function: ExecFunction) -> (Int32, UnsafeMutableRawPointer?) {
  (Py_mod_exec, unsafeBitCast(function, to: UnsafeMutableRawPointer.self))
}
private typealias CreateFunction =
  @convention(c) (ObjectPointer?, UnsafeMutablePointer<PyModuleDef>?) -> ObjectPointer?
private func create(_ function: CreateFunction) -> (Int32, UnsafeMutableRawPointer?) {
  (Py_mod_create, unsafeBitCast(function, to: UnsafeMutableRawPointer.self))
}

/// An object with the attribute `name`, as a spec has it.
private func makeSpec(_ name: String?) -> ObjectPointer {
  let spec = PyObject_CallNoArgs(PySys_GetObject("implementation")!.type.asObject)!
  if let name {
    let value = text(name)
    PyObject_SetAttrString(spec, "name", value)
    drop(value)
  }
  return spec
}

private let moduleCases: [APICase] = [
  APICase("PyModule_AddObject", "PyModule_AddObjectRef", "PyModule_Add") { w in
    let module = PyModule_New("m")
    let before = w.references
    #expect(PyModule_AddObjectRef(module, "o", w.object) == 0)
    #expect(w.references == before + 1, "borrowed")
    #expect(PyModule_AddObject(module, "o", own(w)) == 0 && w.references == before + 1, "stolen")
    #expect(PyModule_Add(module, "o", own(w)) == 0 && w.references == before + 1, "stolen")
    expectError(notAModule, PyModule_AddObjectRef(w.object, "o", w.object))
    Py_IncRef(w.object)
    expectError(notAModule, PyModule_AddObject(w.object, "o", w.object))
    #expect(w.references == before + 2, "not stolen when it fails")
    expectError(notAModule, PyModule_Add(w.object, "o", w.object))
    #expect(w.references == before + 1, "stolen also when it fails")
    for add in [PyModule_AddObjectRef, PyModule_AddObject, PyModule_Add] {
      expectError(withoutValue, add(module, "o", nil))
      PyErr_SetString(suture_PyExc_ValueError(), "pending")
      expectError("ValueError: pending", add(module, "o", nil))
    }
    drop(module)
  },
  APICase("PyModule_AddIntConstant", "PyModule_AddStringConstant", "PyModule_AddType") { w in
    let module = PyModule_New("m")
    #expect(PyModule_AddIntConstant(module, "i", -7) == 0)
    #expect(PyModule_AddStringConstant(module, "s", "é") == 0)
    #expect(PyModule_AddType(module, suture_PyLong_Type()) == 0)
    for (name, repr) in [("i", "-7"), ("s", "'é'"), ("int", "<class 'int'>")] {
      expectRepr(PyObject_GetAttrString(module, name), repr)
    }
    expectError(notAModule, PyModule_AddIntConstant(w.object, "i", 1))
    expectError(notAModule, PyModule_AddStringConstant(w.object, "s", "text"))
    expectError(notAModule, PyModule_AddType(w.object, suture_PyLong_Type()))
    expectError(
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
      PyModule_AddStringConstant(module, "s", [CChar(bitPattern: 0xFF), 0])
    )
    drop(module)
  },
  APICase("PyModule_AddFunctions", "PyModule_SetDocString") { w in
    let module = PyModule_New("m")
    let functions = methodTable("f", METH_NOARGS) { module, _ in PyModule_GetNameObject(module) }
    #expect(PyModule_AddFunctions(module, functions) == 0)
    let f = PyObject_GetAttrString(module, "f")
    expectBorrowed(f, "<built-in function f>")
    expectRepr(PyObject_CallNoArgs(f), "'m'")
    drop(f)
    expectError(
      "TypeError: bad argument type for built-in operation",
      PyModule_AddFunctions(w.object, functions)
    )
    expectError(
      "ValueError: module functions cannot set METH_CLASS or METH_STATIC",
      PyModule_AddFunctions(module, methodTable("f", METH_NOARGS | METH_CLASS) { _, _ in nil })
    )
    #expect(PyModule_SetDocString(module, "doc") == 0)
    expectRepr(PyObject_GetAttrString(module, "__doc__"), "'doc'")
    let five = number(5)
    expectError(
      "AttributeError: 'int' object attribute '__doc__' is read-only",
      PyModule_SetDocString(five, "doc")
    )
    drop(module, five)
  },
  APICase("PyModule_Create2") { _ in
    let functions = methodTable("f", METH_NOARGS) { _, _ in number(8) }
    let definition = moduleDefinition("plain", doc: "the doc", size: 8, methods: functions)
    let module = PyModule_Create2(definition, 1013)
    expectBorrowed(module, "<module 'plain'>")
    expectRepr(PyObject_GetAttrString(module, "__doc__"), "'the doc'")
    let f = PyObject_GetAttrString(module, "f")
    expectRepr(PyObject_CallNoArgs(f), "8")
    drop(f)
    #expect(PyModule_GetState(module) != nil)
    expectError(
      "SystemError: module slots: PyModule_Create is incompatible with m_slots",
      PyModule_Create2(moduleDefinition("slots", slots: []), 1013)
    )
    drop(module)
  },
  APICase("PyModule_FromDefAndSpec2", "PyModule_ExecDef") { _ in
    let spec = makeSpec("a.b")
    func make(_ slots: (Int32, UnsafeMutableRawPointer?)..., size: Int = 0) -> ObjectPointer? {
      PyModule_FromDefAndSpec2(
        moduleDefinition("b", doc: "the doc", size: size, slots: slots),
        spec,
        1013
      )
    }
    let ran = exec { PyModule_AddIntConstant($0, "ran", 1) }
    let module = make(ran)
    expectBorrowed(module, "<module 'a.b'>")
    #expect(PyModule_ExecDef(module, PyModule_GetDef(module)) == 0)
    expectRepr(PyObject_GetAttrString(module, "ran"), "1")
    expectRepr(PyObject_GetAttrString(module, "__doc__"), "'the doc'")
    drop(module)
    func expectFailed(_ message: String, _ function: ExecFunction) {
      let module = make(exec(function))
      expectError(message, PyModule_ExecDef(module, PyModule_GetDef(module)))
      drop(module)
    }
    expectFailed("ValueError: exec") { _ in
      PyErr_SetString(suture_PyExc_ValueError(), "exec")
      return -1
    }
    expectFailed("SystemError: execution of module a.b failed without setting an exception") { _ in
      -1
    }
    expectFailed("SystemError: execution of module a.b raised unreported exception") { _ in
      PyErr_SetString(suture_PyExc_ValueError(), "exec")
      return 0
    }
    let five = create { _, _ in number(5) }
    expectError(
      "SystemError: creation of module a.b failed without setting an exception",
      make(create { _, _ in nil })
    )
    expectError("SystemError: module a.b uses unknown slot ID 99", make((99, nil)))
    expectError("SystemError: module a.b has multiple create slots", make(five, five))
    expectError(
      "SystemError: module a.b specifies execution slots, but did not create a ModuleType instance",
      make(five, ran)
    )
    expectError(
      "SystemError: module a.b: m_size may not be negative for multi-phase initialization",
      make(ran, size: -1)
    )
    let nameless = makeSpec(nil)
    #expect(PyModule_FromDefAndSpec2(moduleDefinition("b", slots: []), nameless, 1013) == nil)
    #expect(takeError()?.hasPrefix("AttributeError: ") == true)
    drop(spec, nameless)
  },
]
