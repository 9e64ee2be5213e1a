import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

private let badCall = internalCall("Objects/longobject.c:1119")

extension ObjectPointer {
  fileprivate var int: UnsafeMutablePointer<PyLongObject> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: PyLongObject.self)
  }
}

let intBytesCases: [APICase] = [
  APICase("PyLong_AsNativeBytes") { w in
    // The value, the size, the flags; the result, then the 9 bytes that were 0xEE.
    let rest = "eeeeeeeeeeeeeeee"
    for (value, size, flags, expected) in [
      ("1", 8, -1, "8 0100000000000000ee"), ("-1", 8, -1, "8 ffffffffffffffffee"),
      ("256", 1, -1, "8 00" + rest), ("255", 1, -1, "1 ff" + rest), ("255", 1, 4, "1 ff" + rest),
      ("128", 1, 0, "2 80" + rest), ("128", 1, 4, "1 80" + rest), ("-1", 1, 4, "1 ff" + rest),
      ("1180591620717411303424", 9, 1, "9 000000000000000040"),
      ("1180591620717411303424", 4, 1, "9 00000000eeeeeeeeee"), ("0", 0, -1, "8 ee" + rest),
      ("258", 4, 0, "4 00000102eeeeeeeeee"), ("258", 4, 1, "4 02010000eeeeeeeeee"),
      ("index 3", 4, 16 | 3, "4 03000000eeeeeeeeee"),
      ("index 3", 4, -1, "TypeError: expect int, got cases.Index ee" + rest),
      ("object", 4, -1, "TypeError: expect int, got object ee" + rest),
      ("-1", 4, 8, "ValueError: Cannot convert negative int ee" + rest),
      ("7", -1, -1, badCall + " ee" + rest), ("NULL", 4, -1, badCall + " ee" + rest),
    ] as [(String, Int, Int32, String)] {
      expectOutcomes(w, [value: expected]) { o in
        var bytes = [UInt8](repeating: 0xEE, count: 9)
        let result = outcome(PyLong_AsNativeBytes(o, &bytes, size, flags))
        return "\(result) \(hexText(bytes))"
      }
    }
  },
  APICase("PyLong_FromNativeBytes", "PyLong_FromUnsignedNativeBytes") { _ in
    for (bytes, flags, signed, unsigned) in [
      ([0xFF, 0xFF], -1, "-1", "65535"), ([1, 2], 0, "258", "258"), ([1, 2], 1, "513", "513"),
      ([0x80], -1, "-128", "128"), ([0x80], 4, "128", "128"), ([], -1, "0", "0"),
      ([0, 0, 0, 0, 0, 0, 0, 0, 0x40], 1, "1180591620717411303424", "1180591620717411303424"),
    ] as [([UInt8], Int32, String, String)] {
      // An empty array may have no address.
      let buffer = bytes + [0xEE]
      expectRepr(PyLong_FromNativeBytes(buffer, bytes.count, flags), signed)
      expectRepr(PyLong_FromUnsignedNativeBytes(buffer, bytes.count, flags), unsigned)
    }
    expectError(internalCall("Objects/longobject.c:1299"), PyLong_FromNativeBytes(nil, 4, -1))
    expectError(
      internalCall("Objects/longobject.c:1321"),
      PyLong_FromUnsignedNativeBytes(nil, 4, -1)
    )
  },
  APICase("_PyLong_AsByteArray") { w in
    // The value, the size, little-endian, signed, with exceptions.
    for (value, size, little, signed, raises, expected) in [
      ("258", 4, 1, 1, 1, "0 02010000"), ("258", 4, 0, 1, 1, "0 00000102"),
      ("-2", 2, 1, 1, 1, "0 feffeeee"), ("128", 1, 1, 0, 1, "0 80eeeeee"),
      ("-2", 2, 1, 0, 1, "OverflowError: can't convert negative int to unsigned eeeeeeee"),
      ("128", 1, 1, 1, 1, "OverflowError: int too big to convert 80eeeeee"),
      ("65536", 2, 1, 1, 1, "OverflowError: int too big to convert 0000eeee"),
      ("256", 1, 1, 0, 0, "-1 00eeeeee"),
    ] as [(String, Int, Int32, Int32, Int32, String)] {
      expectOutcomes(w, [value: expected]) { o in
        var bytes = [UInt8](repeating: 0xEE, count: 4)
        let result = outcome(_PyLong_AsByteArray(o!.int, &bytes, size, little, signed, raises))
        return "\(result) \(hexText(bytes))"
      }
    }
  },
  APICase("_PyLong_FromByteArray") { _ in
    for (bytes, little, signed, expected) in [
      ([1, 2], 1, 1, "513"), ([1, 2], 0, 1, "258"), ([0xFF], 1, 1, "-1"), ([0xFF], 1, 0, "255"),
      ([0xFF, 0], 0, 1, "-256"),
    ] as [([UInt8], Int32, Int32, String)] {
      expectRepr(_PyLong_FromByteArray(bytes, bytes.count, little, signed), expected)
    }
    expectRepr(_PyLong_FromByteArray([1], 0, 1, 0), "0")
  },
  APICase("PyLong_GetNativeLayout", "PyLong_Export", "PyLong_FreeExport") { w in
    let layout = PyLong_GetNativeLayout()!.pointee
    #expect(layout.bits_per_digit == 30 && layout.digit_size == 4)
    #expect(layout.digits_order == -1 && layout.digit_endianness == -1)
    var export = PyLongExport()
    for n in [0, -7, Int.max, Int.min] {
      let o = number(n)
      #expect(PyLong_Export(o, &export) == 0)
      #expect(export.digits == nil && export.value == Int64(n))
      PyLong_FreeExport(&export)
      drop(o)
    }
    let big = read("-1180591620717411303425")
    #expect(PyLong_Export(big, &export) == 0)
    let digits = export.digits!.assumingMemoryBound(to: UInt32.self)
    #expect(export.negative == 1 && export.ndigits == 3)
    #expect(Py_REFCNT(big) == 2, "the export's own")
    #expect([digits[0], digits[1], digits[2]] == [1, 0, 1 << 10])
    drop(big)
    #expect(digits[2] == 1 << 10, "the export holds the int")
    PyLong_FreeExport(&export)
    expectError("TypeError: expected int, got object", PyLong_Export(w.object, &export))
    #expect(export.digits == nil)
  },
  APICase("PyLongWriter_Create", "PyLongWriter_Finish", "PyLongWriter_Discard") { _ in
    var digits: UnsafeMutableRawPointer?
    let writer = PyLongWriter_Create(1, 3, &digits)
    for (i, digit) in [1, 0, 1 << 10].enumerated() as EnumeratedSequence<[UInt32]> {
      digits!.storeBytes(of: digit, toByteOffset: 4 * i, as: UInt32.self)
    }
    let big = PyLongWriter_Finish(writer)!
    #expect(Py_REFCNT(big) == 1)
    expectRepr(big, "-1180591620717411303425")
    let padded = PyLongWriter_Create(0, 2, &digits)
    digits!.storeBytes(of: 7, as: UInt32.self)
    digits!.storeBytes(of: 0, toByteOffset: 4, as: UInt32.self)
    let seven = PyLongWriter_Finish(padded)
    #expect(seven == suture_small_int(7), "leading zeros go, and small ints are the same objects")
    drop(seven)
    PyLongWriter_Discard(PyLongWriter_Create(0, 2, &digits))
    PyLongWriter_Discard(nil)
    #expect(PyLongWriter_Create(0, 0, &digits) == nil)
    #expect(takeError() == "ValueError: ndigits must be positive")
  },
  APICase("PyUnstable_Long_IsCompact", "PyUnstable_Long_CompactValue") { _ in
    for n in [0, 5, -5, 1 << 30 - 1, -(1 << 30) + 1] {
      let o = number(n)
      #expect(PyUnstable_Long_IsCompact(o.int) == 1)
      #expect(PyUnstable_Long_CompactValue(o.int) == n)
      drop(o)
    }
    let o = number(1 << 30)
    #expect(PyUnstable_Long_IsCompact(o.int) == 0)
    drop(o)
  },
  APICase("_PyLong_FromDigits") { _ in
    func make(_ isNegative: Int32, _ digits: [UInt32]) -> ObjectPointer? {
      var copy = digits + [0]
      return _PyLong_FromDigits(isNegative, digits.count, &copy).map {
        UnsafeMutableRawPointer($0).assumingMemoryBound(to: PyObject.self)
      }
    }
    expectRepr(make(0, [1, 0, 1 << 10]), "1180591620717411303425")
    expectRepr(make(1, [7]), "-7")
    expectRepr(make(0, []), "0")
  },
]

let intInternalCases: [APICase] = [
  APICase("_PyLong_Sign", "_PyLong_NumBits") { _ in
    for (literal, sign, bits) in [
      ("0", 0, 0), ("5", 1, 3), ("-5", -1, 3), ("1180591620717411303424", 1, 71),
    ] as [(String, Int32, Int)] {
      let o = read(literal)
      #expect(_PyLong_Sign(o) == sign)
      #expect(_PyLong_NumBits(o) == bits)
      drop(o)
    }
  },
  APICase("_PyLong_GCD") { _ in
    for (a, b, expected) in [
      ("12", "-18", "6"), ("0", "0", "0"), ("0", "-7", "7"),
      ("1208925819614629174706176", "37778931862957161709568", "37778931862957161709568"),
    ] {
      let (x, y) = (read(a), read(b))
      expectRepr(_PyLong_GCD(x, y), expected)
      drop(x, y)
    }
  },
  APICase("_PyLong_DivmodNear") { w in
    for (a, b, expected) in [
      (7, 2, "(4, -1)"), (5, 2, "(2, 1)"), (-7, 2, "(-4, 1)"), (7, -2, "(-4, -1)"),
      (9, 4, "(2, 1)"), (11, 4, "(3, -1)"),
    ] {
      let (x, y) = (number(a), number(b))
      expectRepr(_PyLong_DivmodNear(x, y), expected)
      drop(x, y)
    }
    let (one, zero) = (number(1), number(0))
    expectError(
      "ZeroDivisionError: integer division or modulo by zero",
      _PyLong_DivmodNear(one, zero)
    )
    expectError(
      "TypeError: non-integer arguments in division",
      _PyLong_DivmodNear(one, w.object)
    )
    drop(one, zero)
  },
  APICase("_PyLong_Frexp") { _ in
    for (literal, fraction, expected) in [
      ("0", 0, 0), ("1", 0.5, 1), ("-3", -0.75, 2),
      ("100000000000000000000", 0.6776263578034403, 67),
    ] as [(String, Double, Int)] {
      let o = read(literal)
      var exponent = -1
      #expect(_PyLong_Frexp(o.int, &exponent) == fraction)
      #expect(exponent == expected)
      drop(o)
    }
  },
  APICase("_PyLong_Lshift", "_PyLong_Rshift") { _ in
    let three = number(3)
    let high = _PyLong_Lshift(three, 70)
    expectRepr(_PyLong_Rshift(high, 70), "3")
    expectRepr(high, "3541774862152233910272")
    let minusOne = number(-1)
    expectRepr(_PyLong_Rshift(minusOne, 200), "-1")
    drop(three, minusOne)
  },
  APICase(
    "_PyLong_UnsignedShort_Converter",
    "_PyLong_UnsignedInt_Converter",
    "_PyLong_UnsignedLong_Converter",
    "_PyLong_UnsignedLongLong_Converter",
    "_PyLong_Size_t_Converter"
  ) { w in
    typealias Converter = (ObjectPointer?, UnsafeMutableRawPointer?) -> Int32
    func check(_ convert: Converter, _ bits: Int, _ narrow: String, _ wide: String) {
      let max = UInt.max >> (64 - bits)
      let untouched = " 99"
      let overflow = "OverflowError: \(bits < 64 ? narrow : wide)\(untouched)"
      var expected = [
        ("7", "1 7"), ("\(max)", "1 \(max)"), ("-1", "ValueError: value must be positive 99"),
        ("object", "TypeError: an integer is required 99"),
        ("18446744073709551616", "OverflowError: \(wide)\(untouched)"),
      ]
      if bits < 64 { expected.append(("\(max + 1)", overflow)) }
      for (literal, expected) in expected {
        expectOutcomes(w, [literal: expected]) { o in
          var value: UInt = 99
          let result = convert(o, &value)
          return "\(takeError() ?? "\(result)") \(value)"
        }
      }
    }
    let long = "Python int too large to convert to C unsigned long"
    let short = "Python int too large for C unsigned short"
    check(_PyLong_UnsignedShort_Converter, 16, short, long)
    check(_PyLong_UnsignedInt_Converter, 32, "Python int too large for C unsigned int", long)
    check(_PyLong_UnsignedLong_Converter, 64, "", long)
    check(_PyLong_UnsignedLongLong_Converter, 64, "", "int too big to convert")
    check(_PyLong_Size_t_Converter, 64, "", "Python int too large to convert to C size_t")
  },
  APICase("_PyLong_FromTime_t", "_PyLong_AsTime_t") { w in
    expectRepr(_PyLong_FromTime_t(-5), "-5")
    expectOutcomes(
      w,
      [
        "5": "5", "-1": "-1", "index 5": "5",
        "9223372036854775808": "OverflowError: timestamp out of range for platform time_t",
        "object": "TypeError: 'object' object cannot be interpreted as an integer",
      ]
    ) { outcome(_PyLong_AsTime_t($0)) }
  },
  APICase("_PyLong_FromGid", "_Py_Gid_Converter", "_Py_Uid_Converter") { w in
    expectRepr(_PyLong_FromGid(5), "5")
    expectRepr(_PyLong_FromGid(1 << 31), "2147483648")
    expectRepr(_PyLong_FromGid(gid_t.max), "-1")
    for (name, convert) in [("uid", _Py_Uid_Converter), ("gid", _Py_Gid_Converter)] {
      let small = "OverflowError: \(name) is less than minimum 77"
      let large = "OverflowError: \(name) is greater than maximum 77"
      expectOutcomes(
        w,
        [
          "0": "1 0", "-1": "1 4294967295", "4294967295": "1 4294967295", "True": "1 1",
          "index 5": "1 5", "-2": small, "4294967296": small, "-9223372036854775809": small,
          "9223372036854775808": large, "18446744073709551616": large,
          "object": "TypeError: \(name) should be integer, not object 77",
          "'x'": "TypeError: \(name) should be integer, not str 77",
          "index 'x'": "TypeError: \(name) should be integer, not Index 77",
        ]
      ) { o in
        var id: UInt32 = 77
        let result = convert(o, &id)
        return "\(takeError() ?? "\(result)") \(id)"
      }
    }
  },
]
