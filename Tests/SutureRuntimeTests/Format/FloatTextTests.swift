import Testing

@testable import SutureRuntime

@Suite("pystrtod.h: text of doubles") struct FloatTextTests {
  @Test(
    "PyOS_double_to_string writes as the conversions of % do",
    arguments: [
      (1.5, "r", 0, 0, "1.5"), (100, "r", 0, 2, "100.0"), (100, "r", 0, 0, "100"),
      (1e16, "r", 0, 2, "1e+16"), (-0.0, "r", 0, 1, "-0"),
      (2.5, "f", 0, 0, "2"), (3.5, "f", 0, 4, "4."), (0.125, "f", 2, 0, "0.12"),
      (1e22, "f", 1, 0, "10000000000000000000000.0"),
      (1234.5678, "e", 3, 0, "1.235e+03"), (0, "e", 2, 0, "0.00e+00"),
      (1e-300, "E", 0, 4, "1.E-300"),
      (1234567, "g", 6, 0, "1.23457e+06"), (123456, "g", 6, 0, "123456"),
      (0.0001, "g", 6, 0, "0.0001"), (0.00001, "g", 6, 0, "1e-05"),
      (1.5, "g", 6, 4, "1.50000"), (100, "g", 3, 2, "1e+02"), (10, "g", 3, 2, "10.0"),
      (-0.001, "f", 2, 8, "0.00"), (-0.001, "f", 2, 0, "-0.00"),
      (.infinity, "f", 2, 1, "+inf"), (-.infinity, "G", 2, 0, "-INF"), (.nan, "e", 2, 1, "+nan"),
    ] as [(Double, String, Int32, Int32, String)]
  )
  func write(value: Double, code: String, precision: Int32, flags: Int32, text: String) {
    Runtime.attached {
      var type: Int32 = 9
      let result = PyOS_double_to_string(value, CChar(code.utf8.first!), precision, flags, &type)
      #expect(String(cString: result!) == text)
      #expect(type == (value.isNaN ? 2 : value.isInfinite ? 1 : 0))
      PyMem_Free(result)
    }
  }

  @Test(
    "PyOS_string_to_double reads as far as a literal goes",
    arguments: [
      ("1.5e3x", 1500, 5), ("-infinity!", -.infinity, 9), ("infi", .infinity, 3), ("1e+", 1, 1),
      (".5.5", 0.5, 2), ("0x10", 0, 1), ("1e400", .infinity, 5),
    ] as [(String, Double, Int)]
  )
  func read(text: String, value: Double, length: Int) {
    Runtime.attached {
      text.withCString { start in
        var end: UnsafeMutablePointer<CChar>?
        #expect(PyOS_string_to_double(start, &end, nil) == value)
        #expect(end! - UnsafeMutablePointer(mutating: start) == length)
      }
    }
  }

  @Test(
    "PyOS_string_to_double reports what is no literal",
    arguments: [
      ("", "ValueError: could not convert string to float: ''"),
      (" 1", "ValueError: could not convert string to float: ' 1'"),
      ("1.5x", "ValueError: could not convert string to float: '1.5x'"),
      ("1e400", "OverflowError: value too large to convert to float: '1e400'"),
    ]
  )
  func malformed(text: String, message: String) {
    Runtime.attached {
      #expect(PyOS_string_to_double(text, nil, suture_PyExc_OverflowError()) == -1)
      #expect(pendingException() == message)
    }
  }

  @Test("Text reads back as the same double")
  func roundTrip() {
    var bits: UInt64 = 0x9E37_79B9_7F4A_7C15
    for _ in 0..<20_000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: bits)
      if value.isNaN { continue }
      let text = FloatText.write(value, code: 0x72, precision: 0, flags: .addDotZero)
      #expect(FloatText.read(text, text.count)?.value == value)
    }
  }
}
