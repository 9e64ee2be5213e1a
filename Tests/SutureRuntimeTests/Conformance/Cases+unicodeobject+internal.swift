import Testing

@testable import SutureRuntime

/// What version-specific binaries call besides the stable ABI.
let unicodeInternalCases: [APICase] = [
  APICase("_PyUnicode_TransformDecimalAndSpaceToASCII") { w in
    for (literal, expected) in [
      (#"'\u0661\u20022'"#, "'1 2'"), (#"'1a\u20ac2'"#, "'1a?'"), ("'abc'", "'abc'"),
      (#"'\x1c1'"#, #"'\x1c1'"#),
    ] {
      expectAnswer(expected, of: literal) {
        show(_PyUnicode_TransformDecimalAndSpaceToASCII($0[0]))
      }
    }
    expectError(badCall(9066), _PyUnicode_TransformDecimalAndSpaceToASCII(w.object))
  },
  APICase(
    "_PyUnicodeWriter_Init",
    "_PyUnicodeWriter_WriteChar",
    "_PyUnicodeWriter_WriteStr",
    "_PyUnicodeWriter_WriteSubstring",
    "_PyUnicodeWriter_WriteASCIIString",
    "_PyUnicodeWriter_WriteLatin1String",
    "_PyUnicodeWriter_Finish"
  ) { _ in
    var writer = _PyUnicodeWriter()
    _PyUnicodeWriter_Init(&writer)
    expectRepr(_PyUnicodeWriter_Finish(&writer), "''")
    let str = text("b€d")
    let before = Py_REFCNT(str)
    for overallocate: UInt8 in [0, 1] {
      _PyUnicodeWriter_Init(&writer)
      writer.overallocate = overallocate
      #expect(_PyUnicodeWriter_WriteChar(&writer, 97) == 0)
      #expect(_PyUnicodeWriter_WriteASCIIString(&writer, "xyz", 2) == 0)
      #expect(_PyUnicodeWriter_WriteASCIIString(&writer, "!", -1) == 0, "up to the NUL")
      #expect(writer.kind == 1 && writer.pos == 4)
      #expect(_PyUnicodeWriter_WriteLatin1String(&writer, [-23, 0] as [CChar], 1) == 0)
      #expect(_PyUnicodeWriter_WriteStr(&writer, str) == 0)
      #expect(writer.kind == 2 && writer.maxchar >= 0x20AC && writer.pos == 8)
      #expect(_PyUnicodeWriter_WriteSubstring(&writer, str, 1, 3) == 0)
      #expect(_PyUnicodeWriter_WriteChar(&writer, 0x1F600) == 0)
      #expect(writer.kind == 4)
      expectRepr(_PyUnicodeWriter_Finish(&writer), "'axy!éb€d€d😀'")
      #expect(writer.buffer == nil, "the writer is empty")
      _PyUnicodeWriter_Init(&writer)
      #expect(_PyUnicodeWriter_WriteStr(&writer, str) == 0)
      expectRepr(_PyUnicodeWriter_Finish(&writer), "'b€d'")
    }
    #expect(Py_REFCNT(str) == before)
    drop(str)
  },
  APICase(
    "_PyUnicodeWriter_PrepareInternal",
    "_PyUnicodeWriter_PrepareKindInternal",
    "_PyUnicodeWriter_Dealloc"
  ) { _ in
    var writer = _PyUnicodeWriter()
    _PyUnicodeWriter_Init(&writer)
    #expect(_PyUnicodeWriter_PrepareInternal(&writer, 3, 0x7F) == 0)
    #expect(writer.size >= 3 && writer.kind == 1 && writer.data != nil)
    // Macros write through the fields.
    writer.data.assumingMemoryBound(to: UInt8.self)[0] = 97
    writer.pos = 1
    #expect(_PyUnicodeWriter_PrepareKindInternal(&writer, 2) == 0)
    #expect(writer.kind == 2 && writer.maxchar >= 0xFFFF && writer.size >= 3)
    writer.data.assumingMemoryBound(to: UInt16.self)[1] = 0x20AC
    writer.pos = 2
    #expect(
      _PyUnicodeWriter_PrepareKindInternal(&writer, 1) == 0 && writer.kind == 2,
      "never narrower"
    )
    expectRepr(_PyUnicodeWriter_Finish(&writer), "'a€'")
    _PyUnicodeWriter_Init(&writer)
    #expect(_PyUnicodeWriter_PrepareInternal(&writer, 5, 0x10FFFF) == 0)
    expectError("MemoryError", _PyUnicodeWriter_PrepareInternal(&writer, Int.max, 0x7F))
    _PyUnicodeWriter_Dealloc(&writer)
    #expect(writer.buffer == nil)
    _PyUnicodeWriter_Dealloc(&writer)
  },
  APICase(
    "_PyUnicode_IsLowercase",
    "_PyUnicode_IsUppercase",
    "_PyUnicode_IsTitlecase",
    "_PyUnicode_IsWhitespace",
    "_PyUnicode_IsLinebreak",
    "_PyUnicode_IsDecimalDigit",
    "_PyUnicode_IsDigit",
    "_PyUnicode_IsNumeric",
    "_PyUnicode_IsPrintable",
    "_PyUnicode_IsAlpha"
  ) { _ in
    let questions: [(Py_UCS4) -> Int32] = [
      _PyUnicode_IsLowercase, _PyUnicode_IsUppercase, _PyUnicode_IsTitlecase,
      _PyUnicode_IsWhitespace,
      _PyUnicode_IsLinebreak, _PyUnicode_IsDecimalDigit, _PyUnicode_IsDigit, _PyUnicode_IsNumeric,
      _PyUnicode_IsPrintable, _PyUnicode_IsAlpha,
    ]
    // One digit for each question, in that order.
    let answers: KeyValuePairs<UInt32, String> = [
      0x41: "0100000011", 0x61: "1000000011", 0x1C5: "0010000011", 0x20: "0001000010",
      0x2028: "0001100000",
      0x35: "0000011110", 0xB2: "0000001110", 0xBD: "0000000110", 0x661: "0000011110",
      0x4E00: "0000000111",
      0x378: "0000000000", 0xDF: "1000000011", 0x130: "0100000011", 0x10FFFF: "0000000000",
      0x110000: "0000000000",
    ]
    for (point, expected) in answers {
      let found = questions.map { $0(point) == 0 ? "0" : "1" }.joined()
      #expect(found == expected, "U+\(String(point, radix: 16))")
    }
  },
  APICase(
    "_PyUnicode_ToLowercase",
    "_PyUnicode_ToUppercase",
    "_PyUnicode_ToTitlecase",
    "_PyUnicode_ToDecimalDigit",
    "_PyUnicode_ToDigit",
    "_PyUnicode_ToNumeric"
  ) { _ in
    let cases: [(point: UInt32, lower: UInt32, upper: UInt32, title: UInt32)] = [
      (0x41, 0x61, 0x41, 0x41), (0x61, 0x61, 0x41, 0x41), (0x1C5, 0x1C6, 0x1C4, 0x1C5),
      (0x35, 0x35, 0x35, 0x35),
      (0xDF, 0xDF, 0x53, 0x53), (0x130, 0x69, 0x130, 0x130),
      (0x110000, 0x110000, 0x110000, 0x110000),
    ]
    for (point, lower, upper, title) in cases {
      #expect(_PyUnicode_ToLowercase(point) == lower)
      #expect(_PyUnicode_ToUppercase(point) == upper)
      #expect(_PyUnicode_ToTitlecase(point) == title)
    }
    let numbers: [(point: UInt32, decimal: Int32, digit: Int32, number: Double)] = [
      (0x35, 5, 5, 5), (0x661, 1, 1, 1), (0xB2, -1, 2, 2), (0xBD, -1, -1, 0.5), (0x4E00, -1, -1, 1),
      (0x41, -1, -1, -1),
      (0x110000, -1, -1, -1),
    ]
    for (point, decimal, digit, number) in numbers {
      #expect(_PyUnicode_ToDecimalDigit(point) == decimal)
      #expect(_PyUnicode_ToDigit(point) == digit)
      #expect(_PyUnicode_ToNumeric(point) == number)
    }
  },
]
