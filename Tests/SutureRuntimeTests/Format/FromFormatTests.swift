import Testing

@testable import SutureRuntime

/// A format, the arguments of C that it takes, and the text or the exception that CPython makes of them.
struct FormatCase: Sendable, CustomTestStringConvertible {
  let format: String
  let arguments: @Sendable () -> [any CVarArg]
  let expected: String
  var testDescription: String { format }

  init(
    _ format: String,
    _ arguments: @autoclosure @escaping @Sendable () -> [any CVarArg],
    _ expected: String
  ) {
    self.format = format
    self.arguments = arguments
    self.expected = expected
  }
}

/// A C string that lives as long as the process.
func forever(_ text: String) -> UnsafePointer<CChar> {
  let bytes = Array(text.utf8CString)
  let p = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
  p.initialize(from: bytes, count: bytes.count)
  return UnsafePointer(p)
}

private let numbers: [FormatCase] = [
  FormatCase("%5d|", [Int32(42)], "'   42|'"),
  FormatCase("%-5d|", [Int32(42)], "'42   |'"),
  FormatCase("%05d|", [Int32(-42)], "'-0042|'"),
  FormatCase("%.4d", [Int32(-42)], "'-0042'"),
  FormatCase("%8.4d|", [Int32(-42)], "'   -0042|'"),
  FormatCase("%08.4d|", [Int32(-42)], "'-0000042|'"),
  FormatCase("%-08d|", [Int32(42)], "'42      |'"),
  FormatCase("%x %X %o", [Int32(255), Int32(255), Int32(8)], "'ff FF 10'"),
  FormatCase("%u", [Int32(-1)], "'4294967295'"),
  FormatCase("%ld %lld %zd %zu", [-5, Int64(-6), -7, UInt(8)], "'-5 -6 -7 8'"),
  FormatCase("%lx", [-1], "'ffffffffffffffff'"),
  FormatCase(
    "%*d|%-*d|%.*d",
    [Int32(5), Int32(1), Int32(4), Int32(2), Int32(3), Int32(7)],
    "'    1|2   |007'"
  ),
  FormatCase("%#x", [Int32(255)], "'ff'"),
  FormatCase("%.0d|%.d", [Int32(0), Int32(0)], "'0|0'"),
  FormatCase("%jd %td %zx", [1, 2, 255], "'1 2 ff'"),
  FormatCase("%p", [0x1a2b], "'0x1a2b'"),
  FormatCase("%c%c", [Int32(65), Int32(0x1f600)], "'A😀'"),
]

private let texts: [FormatCase] = [
  FormatCase(
    "%s|%5s|%-5s|%.2s",
    [forever("ab"), forever("ab"), forever("ab"), forever("abc")],
    "'ab|   ab|ab   |ab'"
  ),
  FormatCase("%.3s", [forever("aé€")], "'aé'"),
  FormatCase("%.2s", [forever("aé€")], "'a\u{FFFD}'"),
  FormatCase(
    "%R %S %A %U",
    [Py.str("é"), Py.str("é"), Py.str("é"), Py.str("é")],
    "\"'é' é '\\\\xe9' é\""
  ),
  FormatCase(
    "%.2R|%6S|%-6S|",
    [Py.str("abc"), Py.str("abc"), Py.str("abc")],
    "\"'a|   abc|abc   |\""
  ),
  FormatCase("%V %V", [Py.str("x"), forever("n"), 0, forever("yy")], "'x yy'"),
  FormatCase("%T %#N", [Py.int(1), suture_PyLong_Type()], "'int int'"),
  FormatCase("100%%", [], "'100%'"),
]

private let faults: [FormatCase] = [
  FormatCase("%", [], "SystemError: invalid format string: %"),
  FormatCase("%q", [], "SystemError: invalid format string: %q"),
  FormatCase("%%|%5%", [], "SystemError: invalid format string: %5%"),
  FormatCase("%lls", [], "SystemError: invalid format string: %lls"),
  FormatCase("%c", [Int32(0x110000)], "OverflowError: character argument not in range(0x110000)"),
  FormatCase("%99999999999999999999d", [], "ValueError: width too big"),
  FormatCase("%.99999999999999999999d", [], "ValueError: precision too big"),
  FormatCase("%N", [Py.int(1)], "TypeError: %N argument must be a type"),
  FormatCase(
    "é",
    [],
    "ValueError: PyUnicode_FromFormatV() expects an ASCII-encoded format string, got a non-ASCII byte: 0xc3"
  ),
]

private let byteCases: [FormatCase] = [
  FormatCase(
    "%s %d %c %x %%",
    [forever("ab"), Int32(-5), Int32(65), Int32(255)],
    "b'ab -5 A ff %'"
  ),
  FormatCase(
    "%c",
    [Int32(256)],
    "OverflowError: PyBytes_FromFormatV(): %c format expects an integer in range [0; 255]"
  ),
  FormatCase("a%qb %d", [], "b'a%qb %d'"),
  FormatCase("%5d|%.2s", [Int32(4), forever("abcd")], "b'4|ab'"),
  FormatCase("%", [], "b'%'"),
  FormatCase("%zd %lu", [-1, UInt(5)], "b'-1 5'"),
  FormatCase("%li", [3], "b'%li'"),
]

@Suite("FromFormat") struct FromFormatTests {
  @Test("PyUnicode_FromFormat formats as CPython does", arguments: numbers + texts + faults)
  func str(_ example: FormatCase) {
    Runtime.attached {
      let made = withVaList(example.arguments()) { PyUnicode_FromFormatV(example.format, $0) }
      #expect(Py.repr(made) == example.expected)
    }
  }

  @Test("PyBytes_FromFormat formats as CPython does", arguments: byteCases)
  func bytes(_ example: FormatCase) {
    Runtime.attached {
      let made = withVaList(example.arguments()) { PyBytes_FromFormatV(example.format, $0) }
      #expect(Py.repr(made) == example.expected)
    }
  }

  @Test("PyErr_Format raises with the text")
  func err() {
    Runtime.attached {
      let made = withVaList([Int32(3), Py.str("x")]) {
        PyErr_FormatV(suture_PyExc_KeyError(), "no %d %R", $0)
      }
      #expect(made == nil)
      #expect(Py.raised() == "KeyError: \"no 3 'x'\"")
    }
  }
}
