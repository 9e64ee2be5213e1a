import Testing

@testable import SutureRuntime

/// What `pack` writes, both ways, as hexadecimal digits; or the exception.
private func packed(
  _ value: Double,
  _ size: Int,
  _ pack: (Double, UnsafeMutablePointer<CChar>?, Int32) -> Int32
) -> String {
  var big = [CChar](repeating: 0, count: size)
  var little = big
  let results = (pack(value, &big, 0), pack(value, &little, 1))
  if let error = takeError() {
    #expect(results == (-1, -1))
    return error
  }
  #expect(results == (0, 0) && big == little.reversed())
  return hexText(big.map { UInt8(bitPattern: $0) })
}

/// The number that `unpack` reads in these bytes, both ways.
private func unpacked(_ bytes: [UInt8], _ unpack: (UnsafePointer<CChar>?, Int32) -> Double)
  -> String
{
  let big = bytes.map { CChar(bitPattern: $0) }
  let value = unpack(big, 0)
  #expect(value.bitPattern == unpack(big.reversed(), 1).bitPattern)
  return value.isNaN ? "nan" : "\(value)"
}

let floatobjectCases: [APICase] = [
  APICase("PyFloat_FromDouble") { _ in
    for (value, expected) in [
      (1.5, "1.5"), (-0.0, "-0.0"), (.infinity, "inf"), (.nan, "nan"), (1e22, "1e+22"),
      (.leastNonzeroMagnitude, "5e-324"),
    ] { expectRepr(PyFloat_FromDouble(value), expected) }
    let f = PyFloat_FromDouble(1.5)
    #expect(Py_REFCNT(f!) == 1)
    drop(f)
  },
  APICase("PyFloat_AsDouble") { w in
    expectOutcomes(
      w,
      [
        "1.5": "1.5", "-1.0": "-1.0", "3": "3.0", "True": "1.0", "index 4": "4.0",
        "10**400": "OverflowError: int too large to convert to float",
        "object": "TypeError: must be real number, not object",
        "'a'": "TypeError: must be real number, not str",
        "NULL": "TypeError: bad argument type for built-in operation",
      ]
    ) { outcome(PyFloat_AsDouble($0)) }
    let float = newInstance("Real", ["__float__": bound(real(2.5), "__float__")])
    #expect(outcome(PyFloat_AsDouble(float)) == "2.5")
    let bad = newInstance("Real", ["__float__": bound(text("x"), "__str__")])
    let error = "TypeError: Real.__float__ returned non-float (type str)"
    #expect(outcome(PyFloat_AsDouble(bad)) == error)
    drop(float, bad)
  },
  APICase("PyFloat_FromString") { w in
    func invalid(_ repr: String) -> String {
      "ValueError: could not convert string to float: \(repr)"
    }
    expectOutcomes(
      w,
      [
        "'1.5'": "1.5", "' 1_0.5 '": "10.5", "'nan'": "nan", "'-inf'": "-inf", "'1e400'": "inf",
        "'\u{661}.5'": "1.5", "b'2.5'": "2.5", "'x'": invalid("'x'"), "''": invalid("''"),
        "'1__0'": invalid("'1__0'"), "b'x'": invalid("b'x'"),
        "5": "TypeError: float() argument must be a string or a real number, not 'int'",
        "object": "TypeError: float() argument must be a string or a real number, not 'object'",
      ]
    ) { show(PyFloat_FromString($0)) }
  },
  APICase("PyFloat_GetInfo", "PyFloat_GetMax", "PyFloat_GetMin") { _ in
    expectRepr(
      PyFloat_GetInfo(),
      "sys.float_info(max=1.7976931348623157e+308, max_exp=1024, max_10_exp=308, "
        + "min=2.2250738585072014e-308, min_exp=-1021, min_10_exp=-307, dig=15, mant_dig=53, "
        + "epsilon=2.220446049250313e-16, radix=2, rounds=1)"
    )
    #expect(PyFloat_GetMax() == 1.7976931348623157e+308)
    #expect(PyFloat_GetMin() == 2.2250738585072014e-308)
  },
  APICase("PyFloat_Pack2", "PyFloat_Unpack2") { _ in
    for (value, expected) in [
      (1.0, "3c00"), (-2.5, "c100"), (0.1, "2e66"), (65519.9, "7bff"), (6e-08, "0001"),
      (3e-08, "0001"), (2.98e-08, "0000"), (.infinity, "7c00"), (.nan, "7e00"), (-0.0, "8000"),
      (65520, "OverflowError: float too large to pack with e format"),
    ] { #expect(packed(value, 2, PyFloat_Pack2) == expected, "\(value)") }
    for (bytes, expected) in [
      ([0x3C, 0], "1.0"), ([0, 1], "5.960464477539063e-08"), ([0x7C, 0], "inf"),
      ([0x7E, 0], "nan"), ([0x80, 0], "-0.0"),
    ] as [([UInt8], String)] { #expect(unpacked(bytes, PyFloat_Unpack2) == expected) }
  },
  APICase("PyFloat_Pack4", "PyFloat_Unpack4") { _ in
    for (value, expected) in [
      (1.0, "3f800000"), (-2.5, "c0200000"), (0.1, "3dcccccd"),
      (.leastNonzeroMagnitude, "00000000"),
      (.infinity, "7f800000"), (.nan, "7fc00000"), (-0.0, "80000000"),
      (1e39, "OverflowError: float too large to pack with f format"),
      (3.4028235677973366e+38, "OverflowError: float too large to pack with f format"),
    ] { #expect(packed(value, 4, PyFloat_Pack4) == expected, "\(value)") }
    for (bytes, expected) in [
      ([0x3F, 0x80, 0, 0], "1.0"), ([0, 0, 0, 1], "1.401298464324817e-45"),
      ([0x7F, 0x80, 0, 0], "inf"), ([0x7F, 0xC0, 0, 0], "nan"),
    ] as [([UInt8], String)] { #expect(unpacked(bytes, PyFloat_Unpack4) == expected) }
  },
  APICase("PyFloat_Pack8", "PyFloat_Unpack8") { _ in
    for (value, expected) in [
      (1.0, "3ff0000000000000"), (0.1, "3fb999999999999a"),
      (.leastNonzeroMagnitude, "0000000000000001"),
      (.infinity, "7ff0000000000000"), (.nan, "7ff8000000000000"), (-0.0, "8000000000000000"),
    ] { #expect(packed(value, 8, PyFloat_Pack8) == expected, "\(value)") }
    for (bytes, expected) in [
      ([0x3F, 0xF0, 0, 0, 0, 0, 0, 0], "1.0"), ([0, 0, 0, 0, 0, 0, 0, 1], "5e-324"),
      ([0x7F, 0xF8, 0, 0, 0, 0, 0, 0], "nan"),
    ] as [([UInt8], String)] { #expect(unpacked(bytes, PyFloat_Unpack8) == expected) }
  },
]
