import Testing

@testable import SutureRuntime

/// The text of a double and what was said of its kind, or the exception.
private func written(_ value: Double, _ code: Character, _ precision: Int32, _ flags: Int32)
  -> String
{
  var type: Int32 = 7
  let letter = CChar(bitPattern: code.asciiValue!)
  guard let text = PyOS_double_to_string(value, letter, precision, flags, &type) else {
    return takeError() ?? "NULL"
  }
  defer { PyMem_Free(text) }
  return "\(String(cString: text)) \(type)"
}

/// The double, what follows it and the exception.
private func parsed(_ text: String, end wantsEnd: Bool, _ overflow: ObjectPointer? = nil) -> String
{
  text.withCString { text in
    var end: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(mutating: text)
    let value = withUnsafeMutablePointer(to: &end) {
      PyOS_string_to_double(text, wantsEnd ? $0 : nil, overflow)
    }
    let error = takeError()
    #expect(error == nil || value == -1)
    let rest = wantsEnd ? "|" + String(cString: end!) : ""
    return (error ?? "\(value)") + rest
  }
}

let pystrtodCases: [APICase] = [
  APICase("PyOS_double_to_string") { _ in
    let examples: [(Double, Character, Int32, Int32, String)] = [
      (3.14159, "f", 2, 0, "3.14 0"), (0.1, "r", 0, 0, "0.1 0"), (1e20, "r", 0, 0, "1e+20 0"),
      (1, "r", 0, Py_DTSF_ADD_DOT_0, "1.0 0"), (1, "r", 0, 0, "1 0"),
      (1, "g", 3, Py_DTSF_ALT, "1.00 0"), (-0.0001, "f", 2, Py_DTSF_NO_NEG_0, "0.00 0"),
      (-0.0001, "f", 2, 0, "-0.00 0"), (1.5, "e", 3, Py_DTSF_SIGN, "+1.500e+00 0"),
      (1.5, "E", 3, 0, "1.500E+00 0"), (1e10, "G", 3, 0, "1E+10 0"),
      (.infinity, "f", 2, 0, "inf 1"),
      (-.infinity, "F", 2, 0, "-INF 1"), (.infinity, "E", 2, Py_DTSF_SIGN, "+INF 1"),
      (.nan, "r", 0, 0, "nan 2"),
      (1, "q", 0, 0, "SystemError: Python/pystrtod.c:1275: bad argument to internal function"),
      (1, "r", 1, 0, "SystemError: Python/pystrtod.c:1269: bad argument to internal function"),
    ]
    for (value, code, precision, flags, expected) in examples {
      #expect(written(value, code, precision, flags) == expected)
    }
    let text = PyOS_double_to_string(2, 114, 0, 0, nil)
    #expect(text.map { String(cString: $0) } == "2", "the kind need not be asked for")
    PyMem_Free(text)
  },
  APICase("PyOS_string_to_double") { w in
    func refused(_ text: String) -> String {
      "ValueError: could not convert string to float: '\(text)'"
    }
    let examples: [(text: String, ended: String, whole: String)] = [
      ("1.5", "1.5|", "1.5"), ("1.5x", "1.5|x", refused("1.5x")),
      ("x", refused("x") + "|x", refused("x")),
      ("", refused("") + "|", refused("")), (" 1", refused(" 1") + "| 1", refused(" 1")),
      ("1 ", "1.0| ", refused("1 ")), ("inf", "inf|", "inf"), ("-Infinity", "-inf|", "-inf"),
      ("0x10", "0.0|x10", refused("0x10")), ("1_0", "1.0|_0", refused("1_0")),
      ("1e", "1.0|e", refused("1e")), ("1e400", "inf|", "inf"), ("-1e400", "-inf|", "-inf"),
    ]
    for (text, ended, whole) in examples {
      #expect(parsed(text, end: true) == ended)
      #expect(parsed(text, end: false) == whole)
    }
    #expect(PyOS_string_to_double("-nan", nil, nil).isNaN)
    let overflow = suture_PyExc_OverflowError()
    let message = "OverflowError: value too large to convert to float: '-1e400'"
    #expect(parsed("-1e400", end: true, overflow) == message + "|")
    #expect(parsed("-1e400", end: false, overflow) == message)
    #expect(parsed("x", end: false, overflow) == refused("x"), "for overflow only")
  },
]
