import Testing

@testable import SutureRuntime

private typealias Concatenation = (UnsafeMutablePointer<ObjectPointer?>?, ObjectPointer?) -> Void
private var concatenations: [(function: Concatenation, takesRight: Bool)] {
  [(PyBytes_Concat, false), (PyBytes_ConcatAndDel, true)]
}

private func noBytes(_ line: Int) -> String { internalCall("Objects/bytesobject.c:\(line)") }

let bytesobjectCases: [APICase] =
  [
    APICase("PyBytes_FromString", "PyBytes_FromStringAndSize") { _ in
      expectRepr(PyBytes_FromString("ab"), "b'ab'")
      expectRepr(PyBytes_FromString(""), "b''")
      let text: [CChar] = [97, 0, 98]
      expectRepr(PyBytes_FromStringAndSize(text, 3), #"b'a\x00b'"#)
      expectRepr(PyBytes_FromStringAndSize("ab", 0), "b''")
      expectRepr(PyBytes_FromStringAndSize(nil, 0), "b''")
      let unset = PyBytes_FromStringAndSize(nil, 2)!
      let bytes = PyBytes_AsString(unset)!
      bytes[0] = 120
      bytes[1] = 121
      expectRepr(unset, "b'xy'")
      expectError(
        "SystemError: Negative size passed to PyBytes_FromStringAndSize",
        PyBytes_FromStringAndSize("ab", -1)
      )
      let tooLarge = "OverflowError: byte string is too large"
      expectError(tooLarge, PyBytes_FromStringAndSize(nil, Int.max))
      expectError(tooLarge, PyBytes_FromStringAndSize(nil, Int.max - 32))
      expectError("MemoryError", PyBytes_FromStringAndSize(nil, Int.max - 33))
    },
    APICase("PyBytes_FromObject", "PySequence_Contains") { w in
      // What __iter__ raises is kept, unless it is a TypeError.
      let o = newInstance("Raiser", ["__iter__": bound(PyList_New(0)!, "pop")])
      expectError("IndexError: pop from empty list", PyBytes_FromObject(o))
      expectError("IndexError: pop from empty list", PySequence_Contains(o, w.object))
      expectError("IndexError: pop from empty list", PySequence_Fast(o, "no sequence"))
      drop(o)
    },
    APICase("PyBytes_FromObject") { w in
      for (value, expected) in [
        ("b'ab'", "b'ab'"), ("B'ab'", "b'ab'"), ("M'ab'", "b'ab'"), ("[]", "b''"),
        ("'a'", "TypeError: cannot convert 'str' object to bytes"),
        ("5", "TypeError: cannot convert 'int' object to bytes"),
        ("None", "TypeError: cannot convert 'NoneType' object to bytes"),
      ] {
        expectAnswer(expected, of: value) { show(PyBytes_FromObject($0[0])) }
      }
      let bytes = PyBytes_FromString("abc")
      let before = Py_REFCNT(bytes)
      #expect(
        PyBytes_FromObject(bytes) == bytes && Py_REFCNT(bytes) == before + 1,
        "bytes themselves"
      )
      drop(bytes, bytes)
      let range = "ValueError: bytes must be in range(0, 256)"
      for (items, expected) in [
        (list(number(1), number(255)), #"b'\x01\xff'"#), (tuple(number(7)), #"b'\x07'"#),
        (list(number(256)), range), (tuple(number(-1)), range), (list(read("10**400")), range),
        (list(own(w)), "TypeError: 'object' object cannot be interpreted as an integer"),
      ] {
        #expect(show(PyBytes_FromObject(items)) == expected)
        drop(items)
      }
      expectError(noBytes(2925), PyBytes_FromObject(nil))
      expectError(
        "TypeError: cannot convert 'object' object to bytes",
        PyBytes_FromObject(w.object)
      )
    },
    APICase("PyBytes_Size", "PyBytes_AsString") { _ in
      let bytes = readByteLiteral(#"b'a\x00b'"#)
      #expect(PyBytes_Size(bytes) == 3)
      let text = PyBytes_AsString(bytes)!
      #expect(text[0] == 97 && text[1] == 0 && text[2] == 98 && text[3] == 0, "a NUL follows")
      #expect(PyBytes_AsString(bytes) == text, "the object's own memory")
      drop(bytes)
      for (literal, name) in [("'a'", "str"), ("B'a'", "bytearray"), ("5", "int")] {
        let o = readByteLiteral(literal)
        expectError("TypeError: expected bytes, \(name) found", PyBytes_Size(o))
        #expect(PyBytes_AsString(o) == nil)
        #expect(takeError() == "TypeError: expected bytes, \(name) found")
        drop(o)
      }
    },
    APICase("PyBytes_AsStringAndSize") { w in
      let plain = PyBytes_FromString("ab")
      let embedded = readByteLiteral(#"b'a\x00b'"#)
      var text: UnsafeMutablePointer<CChar>?
      var size = 77
      #expect(PyBytes_AsStringAndSize(embedded, &text, &size) == 0)
      #expect(size == 3 && text == PyBytes_AsString(embedded))
      #expect(PyBytes_AsStringAndSize(plain, &text, nil) == 0)
      #expect(text == PyBytes_AsString(plain))
      expectError("ValueError: embedded null byte", PyBytes_AsStringAndSize(embedded, &text, nil))
      expectError(
        "TypeError: expected bytes, object found",
        PyBytes_AsStringAndSize(w.object, &text, &size)
      )
      expectError(noBytes(1227), PyBytes_AsStringAndSize(plain, nil, &size))
      drop(plain, embedded)
    },
    APICase("PyBytes_Concat", "PyBytes_ConcatAndDel") { _ in
      for (left, right, expected) in [
        ("b'ab'", "b'cd'", "b'abcd'"), ("b'ab'", "b''", "b'ab'"), ("b''", "b'ab'", "b'ab'"),
        ("b'ab'", "M'c'", "b'abc'"), ("B'a'", "b'b'", "b'ab'"),
        ("b'ab'", "'c'", "TypeError: can't concat str to bytes"),
        ("'a'", "b'b'", "TypeError: can't concat bytes to str"),
      ] {
        for (concat, takesRight) in concatenations {
          var joined: ObjectPointer? = readByteLiteral(left)
          let other = readByteLiteral(right)
          concat(&joined, other)
          #expect(show(joined) == expected)
          if !takesRight { drop(other) }
        }
      }
    },
    APICase("PyBytes_Concat", "PyBytes_ConcatAndDel") { w in
      let before = w.references
      for (concat, takesRight) in concatenations {
        var left: ObjectPointer? = own(w)
        concat(&left, own(w))
        expectError("TypeError: can't concat object to object", left)
        if !takesRight { drop(w.object) }
        #expect(w.references == before, "the left reference is taken over")
        left = own(w)
        concat(&left, nil)
        #expect(left == nil && w.references == before, "NULL gives the left one up")
        #expect(PyErr_Occurred() == nil)
        concat(&left, own(w))
        #expect(left == nil && PyErr_Occurred() == nil)
        if !takesRight { drop(w.object) }
      }
    },
    APICase("PyNumber_Remainder") { _ in
      // The operator % of bytes: what a wrong argument and extreme widths give.
      let smallest = number(Int.min)
      for (format, items, expected) in [
        ("b'%u'", tuple(text("a")), "TypeError: %u format: a real number is required, not str"),
        ("b'%i'", tuple(text("a")), "TypeError: %d format: a real number is required, not str"),
        ("b'%*d|'", tuple(newReference(smallest), number(5)), "b'5|'"),
        ("'%*d|'", tuple(newReference(smallest), number(5)), "'5|'"),
        ("b'%.3000000000d'", tuple(number(5)), "ValueError: prec too big"),
        ("b'%.2147483647d'", tuple(number(5)), "OverflowError: precision too large"),
        ("'%.2147483647d'", tuple(number(5)), "OverflowError: precision too large"),
      ] {
        expectAnswer(expected, of: format) { show(PyNumber_Remainder($0[0], items)) }
        drop(items)
      }
      drop(smallest)
    },
    APICase("PyBytes_DecodeEscape") { _ in
      func decode(_ text: String, _ errors: String?) -> String {
        show(PyBytes_DecodeEscape(text, text.utf8.count, errors, 0, nil))
      }
      for (text, errors, expected) in [
        (#"a\x41\n\101\\"#, nil, #"b'aA\nA\\'"#), (#"\x4"#, "replace", "b'?'"),
        (#"\x4"#, "ignore", "b''"), (#"\x4"#, nil, #"ValueError: invalid \x escape at position 0"#),
        (#"a\xg"#, "strict", #"ValueError: invalid \x escape at position 1"#),
        (#"\x4"#, "nosuch", "ValueError: decoding error; unknown error handling code: nosuch"),
        ("\\", nil, #"ValueError: Trailing \ in string"#),
      ] as [(String, String?, String)] {
        #expect(decode(text, errors) == expected)
      }
      expectRepr(PyBytes_DecodeEscape(nil, 0, nil, 0, nil), "b''")
    },
    APICase("PyBytes_Repr") { _ in
      for (literal, plain, smart) in [
        ("b'ab'", "b'ab'", "b'ab'"), ("b''", "b''", "b''"),
        (#"b'a\xff\n'"#, #"b'a\xff\n'"#, #"b'a\xff\n'"#),
        ("b'a\\'b'", #"b'a\'b'"#, #"b"a'b""#), (#"b'\'"'"#, #"b'\'"'"#, #"b'\'"'"#),
      ] {
        let bytes = readByteLiteral(literal)
        for (isSmart, expected) in [(Int32(0), plain), (1, smart)] {
          let text = PyBytes_Repr(bytes, isSmart)!
          #expect(swiftText(text) == expected)
          drop(text)
        }
        drop(bytes)
      }
    },
    APICase("PyBytes_FromFormat") { _ in
      expectRepr(try callFromFormat("bytes"), "b'ab -5 A ff 7 %'")
    },
    APICase("PyBytes_FromFormatV") { _ in
      func format(_ format: String, _ arguments: any CVarArg...) -> String {
        withVaList(arguments) { show(PyBytes_FromFormatV(format, $0)) }
      }
      #expect(
        format("%s|%d|%zd|%c|%x|%%", forever("ab"), Int32(-5), 6, Int32(65), Int32(255))
          == "b'ab|-5|6|A|ff|%'"
      )
      #expect(format("%.2s", forever("abc")) == "b'ab'")
      #expect(format("a%q") == "b'a%q'", "the rest of an unknown format is copied")
      #expect(
        format("%c", Int32(256))
          == "OverflowError: PyBytes_FromFormatV(): %c format expects an integer in range [0; 255]"
      )
    },
  ] + bytesInternals

/// What version-specific binaries call.
private let bytesInternals: [APICase] = [
  APICase("_PyBytes_Resize") { w in
    for (size, expected) in [(2, "b'ab'"), (4, "b'abcd'"), (0, "b''")] {
      var bytes = PyBytes_FromStringAndSize("abcd", 4)
      #expect(_PyBytes_Resize(&bytes, size) == 0)
      #expect(show(bytes) == expected)
    }
    var grown = PyBytes_FromStringAndSize("ab", 2)
    #expect(_PyBytes_Resize(&grown, 6) == 0 && PyBytes_Size(grown) == 6)
    #expect(PyBytes_AsString(grown)![1] == 98 && PyBytes_AsString(grown)![6] == 0)
    expectError(noBytes(3139), _PyBytes_Resize(&grown, -1))
    #expect(grown == nil)
    var witness: ObjectPointer? = own(w)
    expectError(noBytes(3139), _PyBytes_Resize(&witness, 2))
    #expect(witness == nil, "the reference is given up")
    var large = PyBytes_FromStringAndSize("ab", 2)
    expectError("MemoryError", _PyBytes_Resize(&large, 1 << 62))
    #expect(large == nil)
  },
  APICase("_PyBytes_Find", "_PyBytes_ReverseFind") { _ in
    let examples: [(needle: String, first: Int, last: Int)] = [
      ("ab", 11, 13), ("q", -1, -1), ("", 10, 15), ("xababa", -1, -1), ("xabab", 10, 10),
    ]
    for (needle, first, last) in examples {
      #expect(_PyBytes_Find("xabab", 5, needle, needle.utf8.count, 10) == first)
      #expect(_PyBytes_ReverseFind("xabab", 5, needle, needle.utf8.count, 10) == last)
    }
  },
  APICase("_PyBytes_Repeat") { _ in
    for (source, size, expected) in [("abc", 9, "abcabcabc"), ("x", 5, "xxxxx"), ("ab", 0, "")] {
      var text = [CChar](repeating: 0, count: 10)
      _PyBytes_Repeat(&text, size, source, source.utf8.count)
      #expect(text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) } == expected)
    }
  },
  APICase("_PyBytes_Join") { w in
    let comma = PyBytes_FromString(",")
    let wrong = "expected a bytes-like object"
    for (items, expected) in [
      (list(readByteLiteral("b'a'"), readByteLiteral("B'b'")), "b'a,b'"), (list(), "b''"),
      (tuple(readByteLiteral("b'a'")), "b'a'"),
      (list(text("a")), "TypeError: sequence item 0: \(wrong), str found"),
      (list(readByteLiteral("b'a'"), own(w)), "TypeError: sequence item 1: \(wrong), object found"),
      (number(5), "TypeError: can only join an iterable"),
    ] {
      #expect(show(_PyBytes_Join(comma, items)) == expected)
      drop(items)
    }
    drop(comma)
  },
  APICase(
    "_Py_strhex",
    "_Py_strhex_bytes",
    "_Py_strhex_with_sep",
    "_Py_strhex_bytes_with_sep"
  ) { _ in
    let bytes: [CChar] = [1, -85, -51]
    expectRepr(_Py_strhex(bytes, 3), "'01abcd'")
    expectRepr(_Py_strhex("", 0), "''")
    expectRepr(_Py_strhex_bytes(bytes, 2), "b'01ab'")
    for (separator, group, expected) in [
      ("':'", 1, "'01:ab:cd'"), ("b'-'", 2, "'01-abcd'"), ("':'", -2, "'01ab:cd'"),
      ("':'", 0, "'01abcd'"), ("'::'", 1, "ValueError: sep must be length 1."),
      ("5", 1, "TypeError: object of type 'int' has no len()"),
    ] as [(String, Int32, String)] {
      expectAnswer(expected, of: separator) { show(_Py_strhex_with_sep(bytes, 3, $0[0], group)) }
      let isText = expected.hasPrefix("'")
      expectAnswer((isText ? "b" + expected : expected), of: separator) {
        show(_Py_strhex_bytes_with_sep(bytes, 3, $0[0], group))
      }
    }
    expectRepr(_Py_strhex_with_sep(bytes, 3, nil, 1), "'01abcd'")
    expectRepr(_Py_strhex_bytes_with_sep(bytes, 3, nil, 1), "b'01abcd'")
  },
  APICase(
    "_PyBytesWriter_Init",
    "_PyBytesWriter_Alloc",
    "_PyBytesWriter_Prepare",
    "_PyBytesWriter_Resize",
    "_PyBytesWriter_WriteBytes",
    "_PyBytesWriter_Finish",
    "_PyBytesWriter_Dealloc"
  ) { _ in
    let writer = UnsafeMutablePointer<_PyBytesWriter>.allocate(capacity: 1)
    defer { writer.deallocate() }
    for useByteArray in [Int32(0), 1] {
      _PyBytesWriter_Init(writer)
      writer.pointee.use_bytearray = useByteArray
      writer.pointee.overallocate = 1
      var place = _PyBytesWriter_Alloc(writer, 3)
      place = _PyBytesWriter_WriteBytes(writer, place, "abc", 3)
      // Beyond the small buffer: what was written moves.
      let long = [CChar](repeating: 120, count: 600)
      place = _PyBytesWriter_Prepare(writer, place, 600)
      place = _PyBytesWriter_WriteBytes(writer, place, long, 600)
      place = _PyBytesWriter_Resize(writer, place, 5000)
      place = _PyBytesWriter_WriteBytes(writer, place, "end", 3)
      let made = _PyBytesWriter_Finish(writer, place)!
      #expect(made.type == (useByteArray == 0 ? suture_PyBytes_Type() : suture_PyByteArray_Type()))
      #expect(PyObject_Size(made) == 606)
      let text = useByteArray == 0 ? PyBytes_AsString(made)! : PyByteArray_AsString(made)!
      #expect(text[2] == 99 && text[3] == 120 && text[602] == 120 && text[603] == 101)
      drop(made)
    }
    _PyBytesWriter_Init(writer)
    let start = _PyBytesWriter_Alloc(writer, 10)
    expectRepr(_PyBytesWriter_Finish(writer, start), "b''")
    _PyBytesWriter_Init(writer)
    #expect(_PyBytesWriter_Alloc(writer, 1000) != nil)
    _PyBytesWriter_Dealloc(writer)
    #expect(writer.pointee.buffer == nil)
    _PyBytesWriter_Init(writer)
    _ = _PyBytesWriter_Alloc(writer, 10)
    #expect(_PyBytesWriter_Prepare(writer, start, Int.max) == nil)
    #expect(takeError() == "MemoryError")
  },
]
