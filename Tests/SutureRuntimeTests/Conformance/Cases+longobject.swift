import Testing

@testable import SutureRuntime

let longobjectCases: [APICase] =
  toIntegerCases + fromIntegerCases + intTextCases + intBytesCases + intInternalCases

private let noIndex = "TypeError: 'object' object cannot be interpreted as an integer"
private let noInt = "TypeError: an integer is required"
private let badIndex = "TypeError: __index__ returned non-int (type str)"

private func badLong(_ line: Int) -> String { internalCall("Objects/longobject.c:\(line)") }
private func tooLarge(_ type: String) -> String {
  "OverflowError: Python int too large to convert to C \(type)"
}

private let toIntegerCases: [APICase] = [
  APICase("PyLong_AsLong") { w in
    expectOutcomes(
      w,
      [
        "7": "7", "-1": "-1", "9223372036854775807": "9223372036854775807",
        "-9223372036854775808": "-9223372036854775808", "True": "1", "index 5": "5",
        "9223372036854775808": tooLarge("long"), "-9223372036854775809": tooLarge("long"),
        "object": noIndex, "index 'x'": badIndex, "NULL": badLong(472),
      ]
    ) { outcome(PyLong_AsLong($0)) }
  },
  APICase("PyLong_AsInt") { w in
    expectOutcomes(
      w,
      [
        "7": "7", "-1": "-1", "2147483647": "2147483647", "-2147483648": "-2147483648",
        "index 5": "5", "2147483648": tooLarge("int"), "-2147483649": tooLarge("int"),
        "18446744073709551616": tooLarge("int"), "object": noIndex, "index 'x'": badIndex,
        "NULL": badLong(472),
      ]
    ) { outcome(PyLong_AsInt($0)) }
  },
  APICase("PyLong_AsLongLong") { w in
    let overflow = "OverflowError: int too big to convert"
    expectOutcomes(
      w,
      [
        "7": "7", "-1": "-1", "9223372036854775807": "9223372036854775807",
        "-9223372036854775808": "-9223372036854775808", "index 5": "5",
        "9223372036854775808": overflow, "-9223372036854775809": overflow, "object": noIndex,
        "index 'x'": badIndex, "NULL": badLong(1488),
      ]
    ) { outcome(PyLong_AsLongLong($0)) }
  },
  APICase("PyLong_AsSsize_t") { w in
    expectOutcomes(
      w,
      [
        "7": "7", "-1": "-1", "9223372036854775807": "9223372036854775807",
        "-9223372036854775808": "-9223372036854775808", "index 5": noInt,
        "9223372036854775808": tooLarge("ssize_t"), "-9223372036854775809": tooLarge("ssize_t"),
        "object": noInt, "NULL": badLong(583),
      ]
    ) { outcome(PyLong_AsSsize_t($0)) }
  },
  APICase("PyLong_AsLongAndOverflow", "PyLong_AsLongLongAndOverflow") { w in
    // The value, then the overflow.
    let expected: KeyValuePairs = [
      "7": "7 0", "-1": "-1 0", "9223372036854775807": "9223372036854775807 0",
      "-9223372036854775808": "-9223372036854775808 0", "9223372036854775808": "-1 1",
      "-9223372036854775809": "-1 -1", "index 5": "5 0", "object": "\(noIndex) 0",
    ]
    expectOutcomes(w, expected) { o in
      var overflow: Int32 = 77
      return "\(outcome(PyLong_AsLongAndOverflow(o, &overflow))) \(overflow)"
    }
    expectOutcomes(w, expected) { o in
      var overflow: Int32 = 77
      return "\(outcome(PyLong_AsLongLongAndOverflow(o, &overflow))) \(overflow)"
    }
    var overflow: Int32 = 77
    #expect(outcome(PyLong_AsLongAndOverflow(nil, &overflow)) == badLong(472))
    #expect(outcome(PyLong_AsLongLongAndOverflow(nil, &overflow)) == badLong(1647))
  },
  APICase("PyLong_AsUnsignedLong", "PyLong_AsUnsignedLongLong", "PyLong_AsSize_t") { w in
    func expected(_ negative: String, _ overflow: String, _ line: Int) -> KeyValuePairs<
      String, String
    > {
      [
        "7": "7", "0": "0", "True": "1", "18446744073709551615": "18446744073709551615",
        "-1": "OverflowError: can't convert negative \(negative)", "18446744073709551616": overflow,
        "index 5": noInt, "object": noInt, "1.5": noInt, "NULL": badLong(line),
      ]
    }
    expectOutcomes(w, expected("value to unsigned int", tooLarge("unsigned long"), 632)) {
      outcome(PyLong_AsUnsignedLong($0))
    }
    let tooBig = "OverflowError: int too big to convert"
    expectOutcomes(w, expected("int to unsigned", tooBig, 1532)) {
      outcome(PyLong_AsUnsignedLongLong($0))
    }
    expectOutcomes(w, expected("value to size_t", tooLarge("size_t"), 686)) {
      outcome(UInt(bitPattern: PyLong_AsSize_t($0)))
    }
  },
  APICase("PyLong_AsUnsignedLongMask", "PyLong_AsUnsignedLongLongMask") { w in
    let expected: KeyValuePairs = [
      "7": "7", "-1": "18446744073709551615", "18446744073709551616": "0",
      "18446744073709551623": "7", "-9223372036854775809": "9223372036854775807", "index 5": "5",
      "object": noIndex, "index 'x'": badIndex,
    ]
    expectOutcomes(w, expected) { outcome(PyLong_AsUnsignedLongMask($0)) }
    expectOutcomes(w, expected) { outcome(PyLong_AsUnsignedLongLongMask($0)) }
    #expect(outcome(PyLong_AsUnsignedLongMask(nil)) == badLong(755))
    #expect(outcome(PyLong_AsUnsignedLongLongMask(nil)) == badLong(1607))
  },
  APICase("PyLong_AsDouble") { w in
    let overflow = "OverflowError: int too large to convert to float"
    expectOutcomes(
      w,
      [
        "7": "7.0", "-1": "-1.0", "9007199254740993": "9007199254740992.0", "10**400": overflow,
        "index 5": noInt, "object": noInt, "NULL": badLong(3522),
      ]
    ) { outcome(PyLong_AsDouble($0)) }
  },
  APICase("PyLong_AsInt32", "PyLong_AsInt64") { w in
    expectOutcomes(
      w,
      [
        "7": "0 7", "-2147483648": "0 -2147483648", "2147483648": tooLarge("int32_t"),
        "index 5": "0 5",
        "object": "TypeError: 'object' object cannot be interpreted as an integer",
      ]
    ) { o in
      var value: Int32 = 77
      let result = PyLong_AsInt32(o, &value)
      return result == 0 ? "0 \(value)" : outcome(result)
    }
    expectOutcomes(
      w,
      [
        "-1": "0 -1", "9223372036854775807": "0 9223372036854775807", "index 5": "0 5",
        "9223372036854775808": tooLarge("int64_t"), "object": noIndex,
      ]
    ) { o in
      var value: Int64 = 77
      let result = PyLong_AsInt64(o, &value)
      return result == 0 ? "0 \(value)" : outcome(result)
    }
  },
  APICase("PyLong_AsUInt32", "PyLong_AsUInt64") { w in
    let negative = "ValueError: Cannot convert negative int"
    expectOutcomes(
      w,
      [
        "4294967295": "0 4294967295", "4294967296": tooLarge("uint32_t"), "-1": negative,
        "index 5": "0 5", "object": noIndex,
      ]
    ) { o in
      var value: UInt32 = 77
      let result = PyLong_AsUInt32(o, &value)
      return result == 0 ? "0 \(value)" : outcome(result)
    }
    expectOutcomes(
      w,
      [
        "18446744073709551615": "0 18446744073709551615", "-1": negative, "index 5": "0 5",
        "18446744073709551616": tooLarge("uint64_t"), "object": noIndex,
      ]
    ) { o in
      var value: UInt64 = 77
      let result = PyLong_AsUInt64(o, &value)
      return result == 0 ? "0 \(value)" : outcome(result)
    }
  },
  APICase("PyLong_FromVoidPtr", "PyLong_AsVoidPtr") { w in
    func outcome(_ p: UnsafeMutableRawPointer?) -> String {
      if let error = takeError() { return p == nil ? error : "\(error), but \(p!)" }
      return String(UInt(bitPattern: p), radix: 16)
    }
    expectRepr(PyLong_FromVoidPtr(UnsafeMutableRawPointer(bitPattern: 0x1000)), "4096")
    expectRepr(
      PyLong_FromVoidPtr(UnsafeMutableRawPointer(bitPattern: UInt.max)),
      "18446744073709551615"
    )
    expectRepr(PyLong_FromVoidPtr(nil), "0")
    expectOutcomes(
      w,
      [
        "4096": "1000", "18446744073709551615": "ffffffffffffffff", "-1": "ffffffffffffffff",
        "0": "0", "18446744073709551616": tooLarge("unsigned long"),
        "-9223372036854775809": tooLarge("long"), "object": noInt, "index 5": noInt,
      ]
    ) { outcome(PyLong_AsVoidPtr($0)) }
  },
  APICase("_PyLong_Copy") { _ in
    for value in ["0", "5", "-7", "1073741824", "-1180591620717411303424"] {
      let int = PyLong_FromString(value, nil, 10)!
      let copy = _PyLong_Copy(int.cast(to: PyLongObject.self))!
      expectRepr(copy, value)
      drop(int)
    }
    expectRepr(_PyLong_Copy(suture_True().cast(to: PyLongObject.self)), "1")
  },
]

private let fromIntegerCases: [APICase] = [
  APICase("PyLong_FromLong", "PyLong_FromLongLong", "PyLong_FromSsize_t", "PyLong_FromInt64") { _ in
    for n in [0, -1, 1 << 30, Int.max, Int.min] {
      expectRepr(PyLong_FromLong(n), "\(n)")
      expectRepr(PyLong_FromLongLong(Int64(n)), "\(n)")
      expectRepr(PyLong_FromSsize_t(n), "\(n)")
      expectRepr(PyLong_FromInt64(Int64(n)), "\(n)")
    }
    for n in [-5, 256] {
      let a = PyLong_FromLong(n)
      let b = PyLong_FromInt64(Int64(n))
      #expect(a == b, "small ints are the same objects")
      drop(a, b)
    }
    let a = PyLong_FromLong(257)
    let b = PyLong_FromLong(257)
    #expect(a != b && Py_REFCNT(a!) == 1, "each a new reference to a new int")
    drop(a, b)
  },
  APICase(
    "PyLong_FromUnsignedLong",
    "PyLong_FromUnsignedLongLong",
    "PyLong_FromSize_t",
    "PyLong_FromUInt64"
  ) { _ in
    for n in [0, 1 << 30, 1 << 60, 1 << 63, UInt.max] {
      expectRepr(PyLong_FromUnsignedLong(n), "\(n)")
      expectRepr(PyLong_FromUnsignedLongLong(UInt64(n)), "\(n)")
      expectRepr(PyLong_FromSize_t(Int(bitPattern: n)), "\(n)")
      expectRepr(PyLong_FromUInt64(UInt64(n)), "\(n)")
    }
  },
  APICase("PyLong_FromInt32", "PyLong_FromUInt32") { _ in
    for n in [0, -1, Int32.max, Int32.min] { expectRepr(PyLong_FromInt32(n), "\(n)") }
    for n in [0, 1 << 31, UInt32.max] { expectRepr(PyLong_FromUInt32(n), "\(n)") }
  },
  APICase("PyLong_FromDouble") { _ in
    for (value, expected) in [
      (2.7, "2"), (-2.7, "-2"), (-0.0, "0"), (0x1p63, "9223372036854775808"),
      (-0x1p63, "-9223372036854775808"), (0x1p70, "1180591620717411303424"),
    ] { expectRepr(PyLong_FromDouble(value), expected) }
    expectError("ValueError: cannot convert float NaN to integer", PyLong_FromDouble(.nan))
    for infinity in [Double.infinity, -.infinity] {
      expectError(
        "OverflowError: cannot convert float infinity to integer",
        PyLong_FromDouble(infinity)
      )
    }
  },
  APICase("PyLong_GetInfo") { _ in
    expectRepr(
      PyLong_GetInfo(),
      "sys.int_info(bits_per_digit=30, sizeof_digit=4, default_max_str_digits=4300, "
        + "str_digits_check_threshold=640)"
    )
  },
]
