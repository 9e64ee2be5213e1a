import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a function reads in `source`, and how far.
///
/// The end is `nil` when the function does not set it.
private func reading(
  _ source: String,
  _ read: (UnsafePointer<CChar>, inout UnsafeMutablePointer<CChar>?) -> String
) -> String {
  source.withCString { p in
    var end: UnsafeMutablePointer<CChar>?
    let value = read(p, &end)
    return "\(value) \(end.map { String(UnsafePointer($0) - p) } ?? "nil")"
  }
}

let intTextCases: [APICase] = [
  APICase("PyLong_FromString") { _ in
    func invalid(_ base: Int, _ text: String) -> String {
      "ValueError: invalid literal for int() with base \(base): '\(text)'"
    }
    let base = "ValueError: int() arg 2 must be >= 2 and <= 36 nil"
    for (text, radix, expected) in [
      ("  12  ", 10, "12 6"), ("0x1f", 16, "31 4"), ("0x1f", 0, "31 4"), ("0b101", 0, "5 5"),
      ("1_000", 10, "1000 5"), ("zz", 36, "1295 2"), ("-7", 10, "-7 2"),
      ("12abc", 10, invalid(10, "12abc") + " 2"), ("1__0", 10, invalid(10, "1__0") + " 1"),
      ("012", 0, invalid(0, "012") + " 3"), ("", 10, invalid(10, "") + " 0"),
      ("+ 7", 10, invalid(10, "+ 7") + " 1"), ("1", 1, base), ("1", 37, base),
    ] as [(String, Int32, String)] {
      let found = reading(text) { p, end in show(PyLong_FromString(p, &end, radix)) }
      #expect(found == expected, "\(text) in base \(radix)")
      let value = show(PyLong_FromString(text, nil, radix))
      #expect(expected.hasPrefix(value), "the end is optional")
    }
  },
  APICase("PyLong_FromUnicodeObject") { w in
    for (source, base, expected) in [
      (" 1_0 ", 10, "10"), ("ff", 16, "255"), ("\u{661}\u{662}", 10, "12"),
      ("x", 10, "ValueError: invalid literal for int() with base 10: 'x'"),
      ("", 10, "ValueError: invalid literal for int() with base 10: ''"),
      ("1", 1, "ValueError: int() arg 2 must be >= 2 and <= 36"),
    ] as [(String, Int32, String)] {
      let o = text(source)
      #expect(show(PyLong_FromUnicodeObject(o, base)) == expected, "\(source)")
      drop(o)
    }
    let nul = PyUnicode_FromStringAndSize("1\u{0}2", 3)
    expectError(
      "ValueError: invalid literal for int() with base 10: '1\\x002'",
      PyLong_FromUnicodeObject(nul, 10)
    )
    drop(nul)
    expectError(
      "SystemError: Objects/unicodeobject.c:9066: bad argument to internal function",
      PyLong_FromUnicodeObject(w.object, 10)
    )
  },
  APICase("PyOS_strtol", "PyOS_strtoul") { _ in
    let max = "9223372036854775807"
    // The value, the end and errno of the one and of the other.
    for (text, base, signed, unsigned) in [
      ("12abc", 10, "12 2 0", "12 2 0"), ("  12", 10, "12 4 0", "12 4 0"),
      ("-12", 10, "-12 3 0", "0 0 0"), ("+12", 10, "12 3 0", "0 0 0"),
      ("0x1f", 0, "31 4 0", "31 4 0"), ("0x1f", 16, "31 4 0", "31 4 0"),
      ("0o17", 0, "15 4 0", "15 4 0"), ("0b11", 0, "3 4 0", "3 4 0"), ("0x", 0, "0 1 0", "0 1 0"),
      ("017", 0, "0 1 0", "0 1 0"), ("zz", 36, "1295 2 0", "1295 2 0"),
      ("x", 10, "0 0 0", "0 0 0"), ("9", 1, "0 0 0", "0 0 0"), ("12", 37, "0 0 0", "0 0 0"),
      ("9223372036854775808", 10, "\(max) 19 34", "9223372036854775808 19 0"),
      ("-9223372036854775808", 10, "-9223372036854775808 20 0", "0 0 0"),
      ("-9223372036854775809", 10, "\(max) 20 34", "0 0 0"),
      ("18446744073709551615", 10, "\(max) 20 34", "18446744073709551615 20 0"),
      ("18446744073709551616", 10, "\(max) 20 34", "18446744073709551615 20 34"),
    ] as [(String, Int32, String, String)] {
      errno = 0
      let found = reading(text) { p, end in "\(PyOS_strtol(p, &end, base))" }
      #expect("\(found) \(errno)" == signed, "\(text) in base \(base)")
      errno = 0
      let positive = reading(text) { p, end in "\(PyOS_strtoul(p, &end, base))" }
      #expect("\(positive) \(errno)" == unsigned, "\(text) in base \(base)")
    }
    errno = 0
  },
  APICase("_PyLong_Format") { w in
    let n = number(-255)
    for (base, expected) in [(2, "-0b11111111"), (8, "-0o377"), (10, "-255"), (16, "-0xff")]
      as [(Int32, String)]
    { expectRepr(_PyLong_Format(n, base), "'\(expected)'") }
    drop(n)
    expectError(
      "SystemError: Objects/longobject.c:2078: bad argument to internal function",
      _PyLong_Format(w.object, 10)
    )
  },
]
