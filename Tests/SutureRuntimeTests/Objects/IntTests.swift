import Testing

@testable import SutureRuntime

@Suite("longobject.h: ints") struct IntTests {
  @Test(
    "Operations agree with CPython 3.13",
    arguments: cases.split(separator: "\n").map(String.init)
  )
  func operations(line: String) {
    Runtime.attached {
      let (result, expected) = calculate(line)
      #expect(result == expected)
    }
  }

  @Test("Conversions to C report what does not fit as CPython's do")
  func conversions() {
    Runtime.attached {
      let big = read("123456789012345678901234567890")
      let minus = read("-1")
      let text = read("'3'")
      #expect(
        show(PyLong_AsLong(big)) == "OverflowError: Python int too large to convert to C long"
      )
      #expect(
        show(PyLong_AsLong(text)) == "TypeError: 'str' object cannot be interpreted as an integer"
      )
      #expect(show(PyLong_AsLongLong(big)) == "OverflowError: int too big to convert")
      #expect(
        show(PyLong_AsInt(read("2147483648")))
          == "OverflowError: Python int too large to convert to C int"
      )
      #expect(PyLong_AsInt(read("-2147483648")) == Int32.min)
      #expect(
        show(PyLong_AsSsize_t(big)) == "OverflowError: Python int too large to convert to C ssize_t"
      )
      #expect(show(PyLong_AsSsize_t(text)) == "TypeError: an integer is required")
      #expect(PyLong_AsSize_t(minus) == -1)
      #expect(pendingException() == "OverflowError: can't convert negative value to size_t")
      #expect(PyLong_AsUnsignedLong(minus) == UInt.max)
      #expect(pendingException() == "OverflowError: can't convert negative value to unsigned int")
      #expect(PyLong_AsUnsignedLong(big) == UInt.max)
      #expect(
        pendingException() == "OverflowError: Python int too large to convert to C unsigned long"
      )
      #expect(PyLong_AsUnsignedLongLong(minus) == UInt64.max)
      #expect(pendingException() == "OverflowError: can't convert negative int to unsigned")
      #expect(PyLong_AsUnsignedLongLongMask(big) == 14_083_847_773_837_265_618)
      #expect(PyLong_AsUnsignedLongMask(minus) == UInt.max)
      #expect(PyLong_AsDouble(read("1.0")) == -1)
      #expect(pendingException() == "TypeError: an integer is required")
      #expect(PyLong_AsVoidPtr(minus) == UnsafeMutableRawPointer(bitPattern: -1))
      #expect(PyLong_AsLong(nil) == -1)
      #expect(
        pendingException()
          == "SystemError: Objects/longobject.c:472: bad argument to internal function"
      )
    }
  }

  @Test(
    "AndOverflow says the sign of what does not fit",
    arguments: [
      ("9223372036854775807", Int.max, 0), ("-9223372036854775808", Int.min, 0),
      ("9223372036854775808", -1, 1),
      ("-9223372036854775809", -1, -1), ("-1", -1, 0),
    ] as [(String, Int, Int32)]
  )
  func overflow(text: String, value: Int, sign: Int32) {
    Runtime.attached {
      var overflow: Int32 = 7
      #expect(PyLong_AsLongAndOverflow(read(text), &overflow) == value)
      #expect(overflow == sign)
      #expect(!isExceptionPending)
    }
  }

  @Test(
    "The ints from -5 to 256 are the same objects, in any form",
    arguments: [-5, -1, 0, 1, 256]
  )
  func smallInts(value: Int) {
    Runtime.attached {
      let one = PyLong_FromLong(value)
      #expect(PyLong_FromSsize_t(value) == one)
      #expect(PyLong_FromDouble(Double(value)) == one)
      #expect(read(String(value)) == one)
      let large = read("1267650600228229401496703205376")
      let sum = PyNumber_Add(large, one)
      #expect(PyNumber_Subtract(sum, large) == one)
      #expect(suture_is_immortal(one!))
    }
  }

  @Test(
    "PyLong_AsNativeBytes copies what fits and says what is needed",
    arguments: [
      ("0", 0, -1, 8, ""), ("127", 1, -1, 1, "7f"), ("128", 1, 3, 2, "80"), ("255", 1, -1, 1, "ff"),
      ("256", 1, -1, 8, "00"),
      ("-129", 1, -1, 8, "7f"), ("300", 4, 0, 4, "0000012c"), ("300", 4, 1, 4, "2c010000"),
      ("-300", 4, 0, 4, "fffffed4"),
      ("9223372036854775808", 8, 7, 8, "0000000000000080"),
      ("18446744073709551616", 8, 7, 9, "0000000000000000"),
      ("-1180591620717411303424", 12, 0, 9, "ffffffc00000000000000000"),
      ("-9223372036854775808", 8, 3, 8, "0000000000000080"),
      ("32768", 2, 3, 3, "0080"),
    ] as [(String, Int, Int32, Int, String)]
  )
  func nativeBytes(text: String, size: Int, flags: Int32, needed: Int, bytes: String) {
    Runtime.attached {
      var buffer = [UInt8](repeating: 0xCC, count: size + 1)
      #expect(PyLong_AsNativeBytes(read(text), &buffer, size, flags) == needed)
      #expect(hexText(Array(buffer[..<size])) == bytes)
      #expect(buffer[size] == 0xCC)
    }
  }

  @Test(
    "An int survives the way through bytes, digits and text",
    arguments: [
      "0", "-1", "255", "-128", "1152921504606846976", "-1267650600228229401496703205377",
      "99999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999",
    ]
  )
  func roundTrips(text: String) {
    Runtime.attached {
      let value = read(text)
      var bytes = [UInt8](repeating: 0, count: 64)
      _ = PyLong_AsNativeBytes(value, &bytes, 64, 3)
      #expect(show(PyLong_FromNativeBytes(bytes, 64, 3)) == text)
      for base: Int32 in [2, 8, 16] {
        let digits = PyNumber_ToBase(value, base)!
        #expect(show(PyLong_FromString(swiftText(digits), nil, base)) == text)
      }
      var export = PyLongExport()
      #expect(PyLong_Export(value, &export) == 0)
      guard let digits = export.digits else {
        #expect(String(export.value) == text)
        return
      }
      var target: UnsafeMutableRawPointer?
      let writer = PyLongWriter_Create(Int32(export.negative), export.ndigits, &target)
      target!.copyMemory(from: digits, byteCount: export.ndigits * 4)
      #expect(show(PyLongWriter_Finish(writer)) == text)
      PyLong_FreeExport(&export)
    }
  }

  @Test("Fixed widths refuse what does not fit")
  func fixedWidths() {
    Runtime.attached {
      var narrow: UInt32 = 0
      #expect(PyLong_AsUInt32(read("4294967295"), &narrow) == 0)
      #expect(narrow == UInt32.max)
      #expect(PyLong_AsUInt32(read("4294967296"), &narrow) == -1)
      #expect(pendingException() == "OverflowError: Python int too large to convert to C uint32_t")
      #expect(PyLong_AsUInt32(read("-1"), &narrow) == -1)
      #expect(pendingException() == "ValueError: Cannot convert negative int")
      var wide: Int64 = 0
      #expect(PyLong_AsInt64(read("-9223372036854775808"), &wide) == 0)
      #expect(wide == Int64.min)
      #expect(PyLong_AsInt64(read("9223372036854775808"), &wide) == -1)
      #expect(pendingException() == "OverflowError: Python int too large to convert to C int64_t")
    }
  }

  @Test("More than 4300 decimal digits are refused")
  func digitLimit() {
    Runtime.attached {
      let advice = "use sys.set_int_max_str_digits() to increase the limit"
      let long = String(repeating: "1", count: 5000)
      #expect(
        show(PyLong_FromString(long, nil, 10))
          == "ValueError: Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; \(advice)"
      )
      let value = PyLong_FromString(long, nil, 16)
      #expect(
        show(PyObject_Repr(value))
          == "ValueError: Exceeds the limit (4300 digits) for integer string conversion; \(advice)"
      )
    }
  }

  @Test(
    "Division to the nearest",
    arguments: [
      ("7", "2", "(4, -1)"), ("-7", "2", "(-4, 1)"), ("7", "-2", "(-4, -1)"),
      ("5", "-2", "(-2, 1)"), ("15", "10", "(2, -5)"), ("25", "10", "(2, 5)"),
      ("-25", "10", "(-2, -5)"),
      ("1000000000000000000000000000000", "7", "(142857142857142857142857142857, 1)"),
      ("1", "0", "ZeroDivisionError: integer division or modulo by zero"),
    ]
  )
  func divideNear(a: String, b: String, expected: String) {
    Runtime.attached { #expect(show(_PyLong_DivmodNear(read(a), read(b))) == expected) }
  }

  @Test(
    "Greatest common divisors",
    arguments: [
      ("12", "18", "6"), ("0", "0", "0"), ("-4", "6", "2"),
      (
        "10000000000000000000000000000000000000000", "-100000000000000000000000000000000000",
        "100000000000000000000000000000000000"
      ),
    ]
  )
  func gcd(a: String, b: String, expected: String) {
    Runtime.attached { #expect(show(_PyLong_GCD(read(a), read(b))) == expected) }
  }

  @Test(
    "Fraction and exponent",
    arguments: [
      ("1", 0.5, 1), ("0", 0, 0), ("-8", -0.5, 4),
      ("1000000000000000000000000000000", 0.7888609052210118, 100),
      ("18446744073709551615", 0.5, 65), ("-1267650600228229401496703205376", -0.5, 101),
    ] as [(String, Double, Int)]
  )
  func frexp(text: String, fraction: Double, exponent: Int) {
    Runtime.attached {
      var power = 99
      #expect(_PyLong_Frexp(read(text).cast(to: PyLongObject.self), &power) == fraction)
      #expect(power == exponent)
    }
  }

  /// Operation, operands, result: made by CPython 3.13.
  private static let cases = """
    + | 1 | 2 | 3
    + | 1073741823 | 1 | 1073741824
    + | 1152921504606846975 | 1 | 1152921504606846976
    + | 9223372036854775807 | 1 | 9223372036854775808
    - | -9223372036854775808 | 1 | -9223372036854775809
    - | 1000000000000000000000 | 1000000000000000000000 | 0
    - | 1000000000000000000000 | 999999999999999999999 | 1
    * | 4294967296 | 4294967296 | 18446744073709551616
    * | -123456789012345678901234567890 | 987654321098765432109876543210 | -121932631137021795226185032733622923332237463801111263526900
    * | 1000000000000000000000 | 0 | 0
    // | 7 | -2 | -4
    % | 7 | -2 | -1
    // | -7 | 2 | -4
    % | -7 | 2 | 1
    divmod | -123456789012345678901234567890 | 9876543210987654321 | (-12499999887, 8950617269660493837)
    divmod | 123456789012345678901234567890 | -9876543210987654321 | (-12499999887, -8950617269660493837)
    // | 1 | 0 | ZeroDivisionError: integer division or modulo by zero
    % | 1 | 0 | ZeroDivisionError: integer modulo by zero
    divmod | 1 | 0 | ZeroDivisionError: integer division or modulo by zero
    // | 123456789012345678901234567890 | 0 | ZeroDivisionError: integer division or modulo by zero
    / | 1 | 3 | 0.3333333333333333
    / | 1 | 0 | ZeroDivisionError: division by zero
    / | 123456789012345678901234567890 | 7 | 1.763668414462081e+28
    / | 1 | -123456789012345678901234567890 | -8.1000000729e-30
    / | 9007199254740993 | 1 | 9007199254740992.0
    << | 1 | 100 | 1267650600228229401496703205376
    << | -3 | 59 | -1729382256910270464
    << | 1 | -1 | ValueError: negative shift count
    >> | -1 | 1000 | -1
    >> | -1 | 1180591620717411303424 | -1
    >> | 5 | 1180591620717411303424 | 0
    >> | -1180591620717411303424 | 200 | -1
    >> | -1180591620717411303424 | 65 | -32
    >> | -1180591620717411303425 | 65 | -33
    >> | -1199038364791120855040 | 65 | -33
    << | 0 | 1180591620717411303424 | 0
    << | 1 | 1180591620717411303424 | OverflowError: too many digits in integer
    or | 1237940039285380274899124223 | 1 | 1237940039285380274899124223
    ^ | 1237940039285380274899124223 | -618970019642690137449562112 | -618970019642690137449562113
    & | -1237940039285380274899124224 | 1237940039285380274899124223 | 0
    pow | 2 | 2 | -4 | 0
    pow | 3 | -1 | 1 | 0
    / | 1 | 10**323 | 1e-323
    / | 11417981541647680316116887983825362587765178369 | 1 | 1.1417981541647682e+46
    / | 11417981541647680316116887983825362587765178368 | 1 | 1.141798154164768e+46
    / | 10633823966279328163822077199654060033 | 1180591620717411303424 | 9007199254740994.0
    / | 10633823966279328163822077199654060032 | 1180591620717411303424 | 9007199254740992.0
    >> | -1267650600228229401496703205377 | 3 | -158456325028528675187087900673
    >> | 1267650600228229401496703205377 | 99 | 2
    >> | 5 | -1 | ValueError: negative shift count
    << | 0 | 1267650600228229401496703205376 | 0
    << | 1 | 1267650600228229401496703205376 | OverflowError: too many digits in integer
    & | -1 | 1267650600228229401496703205376 | 1267650600228229401496703205376
    or | -1267650600228229401496703205376 | 5 | -1267650600228229401496703205371
    ^ | -1267650600228229401496703205377 | 1267650600228229401496703205377 | -2
    & | -1267650600228229401496703205376 | -1180591620717411303424 | -1267650600228229401496703205376
    ** | 2 | 200 | 1606938044258990275541962092341162602522202993782792835301376
    ** | -3 | 41 | -36472996377170786403
    ** | 0 | 0 | 1
    ** | 2 | -1 | 0.5
    ** | 0 | -1 | ZeroDivisionError: 0.0 cannot be raised to a negative power
    pow | 3 | 1000 | 1000000007 | 56888193
    pow | 3 | -1 | 7 | 5
    pow | 3 | 5 | -7 | -2
    pow | 2 | 3 | 0 | ValueError: pow() 3rd argument cannot be 0
    pow | 2 | -1 | 4 | ValueError: base is not invertible for the given modulus
    pow | 2 | 3 | 1 | 0
    pow | 123456789012345678901234567890 | 98765432109876543210 | 1000000000000000000117 | 73667873535950752080
    pow | 2 | 3 | 5.0 | TypeError: pow() 3rd argument not allowed unless all arguments are integers
    neg | 1152921504606846976 | -1152921504606846976
    ~ | 1152921504606846975 | -1152921504606846976
    ~ | -1152921504606846976 | 1152921504606846975
    abs | -1267650600228229401496703205376 | 1267650600228229401496703205376
    < | 1 | 1267650600228229401496703205376 | True
    < | -1267650600228229401496703205376 | -5 | True
    """
}
