import Testing

@testable import SutureRuntime

/// types.CodeType: what Cython's generated code makes for its functions, and what CPython 3.13 says to wrong arguments.
@Suite("Code objects") struct CodeTests {
  /// The parameters, with `changes` at their positions.
  private func make(_ changes: [Int: ObjectPointer] = [:], count: Int = 16) -> ObjectPointer? {
    var parts: [ObjectPointer?] = [1, 0, 0, 2, 0, 3].map { Py.int($0) }
    parts += [bytes("\u{1E}\0"), Py.tuple(), Py.tuple(), Py.tuple(Py.str("a"), Py.str("b"))]
    parts += [Py.str("f.pyx"), Py.str("name"), Py.str("Type.name"), Py.int(5)]
    parts += [bytes(""), bytes(""), Py.tuple(), Py.tuple()]
    for (i, part) in changes {
      Py_DecRef(parts[i])
      parts[i] = part
    }
    defer { for part in parts { Py_DecRef(part) } }
    return PyObject_Vectorcall(suture_PyCode_Type().asObject, &parts, count, nil)
  }

  private func bytes(_ text: StaticString) -> ObjectPointer {
    PyBytes_FromStringAndSize(text.cString, text.utf8CodeUnitCount)!
  }

  @Test(
    "An attribute is what the constructor was given",
    arguments: [
      ("co_argcount", "1"), ("co_nlocals", "2"), ("co_flags", "3"), ("co_varnames", "('a', 'b')"),
      ("co_filename", "'f.pyx'"), ("co_name", "'name'"), ("co_qualname", "'Type.name'"),
      ("co_firstlineno", "5"), ("co_code", #"b'\x1e\x00'"#), ("co_consts", "()"),
      ("co_freevars", "()"),
    ]
  )
  func keepsItsParts(attribute: String, expected: String) {
    Runtime.attached {
      for count in 16...18 {
        let code = make(count: count)
        #expect(Py.repr(PyObject_GetAttrString(code, attribute)) == expected)
        Py_DecRef(code)
      }
    }
  }

  @Test(
    "A binary for CPython 3.13 may write its last field, as Cython's code does to _co_firsttraceable"
  )
  func hasRoom() {
    Runtime.attached {
      let code = make()
      #expect(suture_PyCode_Type().pointee.tp_basicsize >= 200)
      UnsafeMutableRawPointer(code!).storeBytes(of: Int32.max, toByteOffset: 184, as: Int32.self)
      #expect(Py.repr(PyObject_GetAttrString(code, "co_freevars")) == "()")
      #expect(Py.repr(PyObject_GetAttrString(code, "co_cellvars")) == "()")
      Py_DecRef(code)
    }
  }

  @Test("A wrong part is refused in CPython's words")
  func refusesWrongParts() {
    Runtime.attached {
      let cases: [(Int, ObjectPointer, String)] = [
        (0, Py.str("x"), "TypeError: 'str' object cannot be interpreted as an integer"),
        (0, Py.int(-1), "ValueError: code: argcount must not be negative"),
        (1, Py.int(2), "SystemError: Objects/codeobject.c:412: bad argument to internal function"),
        (0, Py.int(3), "ValueError: code: co_varnames is too small"),
        (3, Py.int(1), "ValueError: code: co_nlocals != len(co_varnames)"),
        (6, Py.str("x"), "TypeError: code() argument 7 must be bytes, not str"),
        (6, bytes("a"), "ValueError: code: co_code is malformed"),
        (7, Py.list(), "TypeError: code() argument 8 must be tuple, not list"),
        (8, Py.tuple(Py.int(1)), "TypeError: name tuples must contain only strings, not 'int'"),
        (10, bytes("x"), "TypeError: code() argument 11 must be str, not bytes"),
      ]
      for (position, part, expected) in cases {
        #expect(Py.repr(make([position: part])) == expected)
      }
      #expect(Py.repr(make(count: 5)) == "TypeError: code expected at least 16 arguments, got 5")
    }
  }

  @Test(
    "replace changes what it names and keeps the rest",
    arguments: [
      ("co_name", "co_name", "7", "TypeError: replace() argument 'co_name' must be str, not int"),
      ("co_argcount", "co_argcount", "2", "2"), ("co_argcount", "co_varnames", "2", "('a', 'b')"),
      ("co_flags", "co_name", "-1", "ValueError: co_flags must be a positive integer"),
      (
        "co_bad", "co_name", "1",
        "TypeError: replace() got an unexpected keyword argument 'co_bad'"
      ),
    ]
  )
  func replaces(keyword: String, attribute: String, value: String, expected: String) {
    Runtime.attached {
      let code = make()
      let replace = PyObject_GetAttrString(code, "replace")
      let none = Py.tuple()
      let keywords = Py.dict([keyword: Int(value)!])
      let changed = PyObject_Call(replace, none, keywords)
      #expect(
        Py.repr(changed == nil ? nil : PyObject_GetAttrString(changed, attribute)) == expected
      )
      for o in [code, replace, none, keywords, changed] { Py_DecRef(o) }
    }
  }

  @Test("PyImport_AddModule gives a module of the runtime, never an empty one in its place")
  func addModuleFindsBuiltins() {
    Runtime.attached {
      let inspect = PyImport_AddModuleRef("inspect")
      #expect(Py.repr(PyObject_GetAttrString(inspect, "CO_VARKEYWORDS")) == "8")
      Py_DecRef(inspect)
    }
  }
}
