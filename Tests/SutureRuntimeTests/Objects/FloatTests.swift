import Testing

@testable import SutureRuntime

@Suite("floatobject.h: floats") struct FloatTests {
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

  @Test(
    "float.hex and float.fromhex",
    arguments: [
      ("0x1.8p+3", "0x1.8000000000000p+3"), ("-0x0p0", "-0x0.0p+0"), ("0x.8p-1074", "0x0.0p+0"),
      ("0x.8000001p-1074", "0x0.0000000000001p-1022"),
      ("0x1.fffffffffffff8p0", "0x1.0000000000000p+1"),
      ("0x1.00000000000008p0", "0x1.0000000000000p+0"), (" 1p3 ", "0x1.0000000000000p+3"),
      ("-iNf", "-inf"), ("nan", "nan"),
      ("0x1p1024", "OverflowError: hexadecimal value too large to represent as a float"),
      ("0x", "ValueError: invalid hexadecimal floating-point string"),
      ("1p", "ValueError: invalid hexadecimal floating-point string"),
    ] as [(String, String)]
  )
  func hex(text: String, expected: String) {
    Runtime.attached {
      let str = PyUnicode_FromString(text)!
      guard let value = suture_float_fromhex(suture_PyFloat_Type().asObject, str) else {
        #expect(pendingException() == expected)
        return
      }
      #expect(swiftText(suture_float_hex(value, nil)!) == expected)
    }
  }

  @Test("A NaN hashes by identity")
  func nan() {
    Runtime.attached {
      let a = PyFloat_FromDouble(.nan)!
      let b = PyFloat_FromDouble(.nan)!
      #expect(PyObject_Hash(a) == PyObject_Hash(a))
      #expect(PyObject_Hash(a) != PyObject_Hash(b))
    }
  }

  @Test("sys.float_info is CPython's")
  func info() {
    Runtime.attached {
      #expect(
        show(PyFloat_GetInfo()) == """
          sys.float_info(max=1.7976931348623157e+308, max_exp=1024, max_10_exp=308, min=2.2250738585072014e-308, \
          min_exp=-1021, min_10_exp=-307, dig=15, mant_dig=53, epsilon=2.220446049250313e-16, radix=2, rounds=1)
          """
      )
      #expect(
        show(PyLong_GetInfo()) == """
          sys.int_info(bits_per_digit=30, sizeof_digit=4, default_max_str_digits=4300, str_digits_check_threshold=640)
          """
      )
    }
  }

  @Test(
    "Packing rounds half to even and refuses what is too large",
    arguments: [
      (2, 1.5, "3e00"), (2, -0.0, "8000"), (2, 65519.9, "7bff"),
      (2, 65520, "OverflowError: float too large to pack with e format"),
      (2, 6e-8, "0001"), (2, 2.98e-8, "0000"), (2, .infinity, "7c00"), (2, 0x1.ff8p-15, "03ff"),
      (2, 0x1.ffcp-15, "0400"), (2, 0x1.ffep-15, "0400"),
      (4, 6e-8, "3380d959"), (4, 3.4e38, "7f7fc99e"),
      (4, 3.4028235677973366e38, "OverflowError: float too large to pack with f format"),
      (4, -.infinity, "ff800000"), (8, 1e300, "7e37e43c8800759c"),
      (8, .leastNonzeroMagnitude, "0000000000000001"),
    ] as [(Int, Double, String)]
  )
  func pack(size: Int, value: Double, expected: String) {
    Runtime.attached {
      var bytes = [CChar](repeating: 0, count: size)
      let result =
        switch size {
        case 2: PyFloat_Pack2(value, &bytes, 0)
        case 4: PyFloat_Pack4(value, &bytes, 0)
        default: PyFloat_Pack8(value, &bytes, 0)
        }
      if result != 0 {
        #expect(pendingException() == expected)
        return
      }
      #expect(hexText(bytes.map { UInt8(bitPattern: $0) }) == expected)
      if size == 2, value == 1.5 || value.isInfinite { #expect(PyFloat_Unpack2(bytes, 0) == value) }
      if size == 4 { #expect(PyFloat_Unpack4(bytes, 0) == Double(Float(value))) }
      if size == 8 { #expect(PyFloat_Unpack8(bytes, 0) == value) }
    }
  }

  /// Operation, operands, result: made by CPython 3.13.
  private static let cases = """
    + | 0.1 | 0.2 | 0.30000000000000004
    + | 0.1 | 1 | 1.1
    + | 1 | 0.5 | 1.5
    - | True | 0.5 | 0.5
    * | 1e300 | 1e300 | inf
    / | 1.0 | 0.0 | ZeroDivisionError: float division by zero
    / | 1 | 3.0 | 0.3333333333333333
    // | -7.5 | 2.0 | -4.0
    % | -7.5 | 2.0 | 0.5
    divmod | -7.5 | 2.0 | (-4.0, 0.5)
    divmod | 7.5 | -2.0 | (-4.0, -0.5)
    divmod | -0.0 | 3.0 | (-0.0, 0.0)
    // | 1.5 | 0.0 | ZeroDivisionError: float floor division by zero
    % | 1.5 | 0.0 | ZeroDivisionError: float modulo by zero
    divmod | 1.5 | 0.0 | ZeroDivisionError: float divmod()
    % | 5.0 | 1e999 | 5.0
    // | -1.0 | 1e999 | -1.0
    ** | 2.0 | 0.5 | 1.4142135623730951
    ** | -8.0 | 0.5 | (1.7319121124709868e-16+2.8284271247461903j)
    ** | 0.0 | -1.0 | ZeroDivisionError: 0.0 cannot be raised to a negative power
    ** | 10.0 | 400 | OverflowError: (34, 'Numerical result out of range')
    ** | 0.0 | 0.0 | 1.0
    ** | -2.0 | 3 | -8.0
    pow | 2.0 | 3 | 5 | TypeError: pow() 3rd argument not allowed unless all arguments are integers
    < | 0.5 | 1 | True
    < | 1e30 | 1000000000000000000000000000000 | False
    ** | 1.5 | 10**400 | OverflowError: int too large to convert to float
    >= | 1e999 | 10**400 | True
    float | 10**400 | OverflowError: int too large to convert to float
    float | 10**308 | 1e+308
    """
}
