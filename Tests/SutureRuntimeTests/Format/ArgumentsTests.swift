import Testing

@testable import SutureRuntime

/// Arguments, a format of one unit, and what it stores (as text) or raises.
struct UnitCase: Sendable, CustomTestStringConvertible {
  let format: String
  let argument: @Sendable () -> ObjectPointer
  let expected: String
  var testDescription: String { "\(format) -> \(expected)" }

  init(
    _ format: String,
    _ argument: @autoclosure @escaping @Sendable () -> ObjectPointer,
    _ expected: String
  ) {
    self.format = format
    self.argument = argument
    self.expected = expected
  }
}

private func pair(_ a: Int, _ b: ObjectPointer) -> ObjectPointer {
  let tuple: ObjectPointer? = raising { () throws(Raise) in try tupleOf(Py.int(a), b) }
  return tuple!
}
private func bytes(_ text: String) -> ObjectPointer { PyBytes_FromString(text)! }

private let units: [UnitCase] = [
  UnitCase("i", Py.int(-7), "-7"),
  UnitCase("i", Py.int(1 << 40), "OverflowError: signed integer is greater than maximum"),
  UnitCase("i", Py.int(-1 << 40), "OverflowError: signed integer is less than minimum"),
  UnitCase("i", Py.str("x"), "TypeError: 'str' object cannot be interpreted as an integer"),
  UnitCase("b", Py.int(256), "OverflowError: unsigned byte integer is greater than maximum"),
  UnitCase("b", Py.int(-1), "OverflowError: unsigned byte integer is less than minimum"),
  UnitCase("h", Py.int(40000), "OverflowError: signed short integer is greater than maximum"),
  UnitCase("B", Py.int(257), "1"),
  UnitCase("H", Py.int(65537), "1"),
  UnitCase("l", Py.int(-5), "-5"),
  UnitCase("n", Py.int(6), "6"),
  UnitCase("k", Py.str("a"), "TypeError: argument 1 must be int, not str"),
  UnitCase("k", PyFloat_FromDouble(1.5)!, "TypeError: argument 1 must be int, not float"),
  UnitCase("p", Py.str(""), "0"),
  UnitCase("c", bytes("a"), "97"),
  UnitCase("c", bytes("ab"), "TypeError: argument 1 must be a byte string of length 1, not bytes"),
  UnitCase("C", Py.str("€"), "8364"),
  UnitCase("C", Py.str("ab"), "TypeError: argument 1 must be a unicode character, not str"),
  UnitCase("(ii)", pair(1, Py.int(2)), "1"),
  UnitCase("(ii)", Py.int(5), "TypeError: argument 1 must be 2-item sequence, not int"),
  UnitCase(
    "(iii)",
    pair(1, Py.int(2)),
    "TypeError: argument 1 must be sequence of length 3, not 2"
  ),
  UnitCase("(iS)", pair(1, Py.str("x")), "TypeError: argument 1, item 1 must be bytes, not str"),
  UnitCase("S:f", Py.int(1), "TypeError: f() argument 1 must be bytes, not int"),
  UnitCase("S;a message", Py.int(1), "TypeError: a message"),
  UnitCase("U", Py.int(1), "TypeError: argument 1 must be str, not int"),
  UnitCase("Y", Py.int(1), "TypeError: argument 1 must be bytearray, not int"),
  UnitCase("s", suture_None(), "TypeError: argument 1 must be str, not None"),
  UnitCase("s", PyUnicode_FromStringAndSize("a\0b", 3)!, "ValueError: embedded null character"),
  UnitCase("z", Py.int(1), "TypeError: argument 1 must be str or None, not int"),
  UnitCase("y", bytes("x"), "stored"),
  UnitCase("y", PyBytes_FromStringAndSize("a\0b", 3)!, "ValueError: embedded null byte"),
  UnitCase("y", Py.str("x"), "TypeError: a bytes-like object is required, not 'str'"),
  UnitCase("q", Py.int(1), "SystemError: argument 1 (impossible<bad format char>)"),
  UnitCase("ii:f", Py.int(1), "TypeError: f() takes exactly 2 arguments (1 given)"),
  UnitCase("i|ii", Py.int(1), "1"),
]

/// Keywords of a call, by the test's own spelling: `format names / positional / keywords`.
struct KeywordCase: Sendable, CustomTestStringConvertible {
  let format: String
  let names: [String]
  let positional: Int
  let keywords: [String]
  let expected: String
  var testDescription: String { "\(format) \(names) \(positional) \(keywords)" }

  init(
    _ format: String,
    _ names: [String],
    _ positional: Int,
    _ keywords: [String],
    _ expected: String
  ) {
    self.format = format
    self.names = names
    self.positional = positional
    self.keywords = keywords
    self.expected = expected
  }
}

private let keywords: [KeywordCase] = [
  KeywordCase("O", ["a"], 1, [], "ok"),
  KeywordCase("O|O", ["a", "b"], 1, ["b"], "ok"),
  KeywordCase("O", ["a"], 0, [], "TypeError: function missing required argument 'a' (pos 1)"),
  KeywordCase(
    "|O",
    ["a"],
    0,
    ["b"],
    "TypeError: this function got an unexpected keyword argument 'b'"
  ),
  KeywordCase("|O:foo", ["a"], 0, ["b"], "TypeError: foo() got an unexpected keyword argument 'b'"),
  KeywordCase(
    "|OO",
    ["arg1", "arg3"],
    0,
    ["arg33"],
    "TypeError: this function got an unexpected keyword argument 'arg33'. Did you mean 'arg3'?"
  ),
  KeywordCase("O:foo", ["a"], 2, [], "TypeError: foo() takes at most 1 argument (2 given)"),
  KeywordCase(
    "O:foo",
    ["a"],
    0,
    ["a", "b"],
    "TypeError: foo() takes at most 1 keyword argument (2 given)"
  ),
  KeywordCase(
    "O|O:foo",
    ["a", "b"],
    1,
    ["a"],
    "TypeError: argument for foo() given by name ('a') and position (1)"
  ),
  KeywordCase("OO", ["", "b"], 1, [], "TypeError: function missing required argument 'b' (pos 2)"),
  KeywordCase(
    "OO",
    ["", "b"],
    0,
    [],
    "TypeError: function takes at least 1 positional argument (0 given)"
  ),
  KeywordCase("|$O", ["a"], 1, [], "TypeError: function takes no positional arguments"),
  KeywordCase(
    "O|$O:f",
    ["a", "b"],
    2,
    [],
    "TypeError: f() takes at most 1 positional argument (2 given)"
  ),
  KeywordCase(
    "O|$O:f",
    ["a", "b"],
    0,
    ["b"],
    "TypeError: f() missing required argument 'a' (pos 1)"
  ),
  KeywordCase("|O|O", ["a", "b"], 1, [], "SystemError: Invalid format string (| specified twice)"),
  KeywordCase(
    "O",
    ["a", "b"],
    1,
    [],
    "SystemError: More keyword list entries (2) than format specifiers (1)"
  ),
  KeywordCase(
    "O)",
    ["a"],
    1,
    [],
    "SystemError: more argument specifiers than keyword list entries (remaining format:')')"
  ),
  KeywordCase("O", ["a", ""], 1, [], "SystemError: Empty keyword parameter name"),
]

@Suite("PyArg_") struct ArgumentsTests {
  @Test("A format unit converts or refuses as in CPython", arguments: units)
  func unit(_ example: UnitCase) {
    Runtime.attached {
      let args = try! tupleOf(example.argument())
      let places = UnsafeMutablePointer<Int>.allocate(capacity: 6)
      places.initialize(repeating: 0, count: 6)
      let ok = withVaList([places, places + 1, places + 2, places + 3]) {
        PyArg_VaParse(args, example.format, $0)
      }
      if ok == 0 {
        #expect(Py.raised() == example.expected)
      } else if example.expected == "stored" {
        #expect(places[0] != 0)
      } else {
        let wide = ["l", "n"].contains(example.format)
        #expect(
          "\(wide ? places[0] : Int(Int32(truncatingIfNeeded: places[0])))" == example.expected
        )
      }
      places.deallocate()
      suture_decref(args)
    }
  }

  @Test("Keywords are matched and refused as in CPython", arguments: keywords)
  func keyword(_ example: KeywordCase) {
    Runtime.attached {
      let args = PyTuple_New(example.positional)!
      for i in 0..<example.positional { PyTuple_SetItem(args, i, Py.int(i)) }
      let kwargs = PyDict_New()!
      for name in example.keywords { PyDict_SetItemString(kwargs, name, suture_None()) }
      var names: [UnsafeMutablePointer<CChar>?] = example.names.map {
        UnsafeMutablePointer(mutating: forever($0))
      }
      names.append(nil)
      let places = UnsafeMutablePointer<ObjectPointer?>.allocate(capacity: 6)
      let ok = withVaList([places, places + 1, places + 2]) {
        PyArg_VaParseTupleAndKeywords(args, kwargs, example.format, names, $0)
      }
      #expect((ok == 0 ? Py.raised() : "ok") == example.expected)
      places.deallocate()
      suture_decref(args)
      suture_decref(kwargs)
    }
  }

  @Test("A buffer that was taken is released when a later argument is refused")
  func cleanup() {
    Runtime.attached {
      let data = PyByteArray_FromStringAndSize("abc", 3)!
      let args = try! tupleOf(data, Py.str("x"))
      var view = Py_buffer()
      var n: Int32 = 0
      let ok = withUnsafeMutablePointer(to: &view) { v in
        withUnsafeMutablePointer(to: &n) { n in
          withVaList([v, n]) { PyArg_VaParse(args, "y*i", $0) }
        }
      }
      #expect(ok == 0)
      #expect(Py.raised() == "TypeError: 'str' object cannot be interpreted as an integer")
      #expect(PyByteArray_Resize(data, 100) == 0)
      suture_decref(args)
      suture_decref(data)
    }
  }
}
