import Testing

@testable import SutureRuntime

let surrogate =
  #"UnicodeEncodeError: 'utf-8' codec can't encode character '\ud800' in position 1: surrogates not allowed"#

let unicodeReadingCases: [APICase] = [
  APICase("PyUnicode_GetLength") { w in
    expectAnswer("2", of: #"'a\u20ac'"#) { show(PyUnicode_GetLength($0[0])) }
    expectAnswer("0", of: "''") { show(PyUnicode_GetLength($0[0])) }
    expectError(wrongType, PyUnicode_GetLength(w.object))
  },
  APICase("PyUnicode_GetSize") { w in
    expectError("RuntimeError: PyUnicode_GetSize has been removed.", PyUnicode_GetSize(w.object))
  },
  APICase("PyUnicode_GetDefaultEncoding") { _ in
    #expect(String(cString: PyUnicode_GetDefaultEncoding()) == "utf-8")
  },
  APICase("PyUnicode_Substring") { w in
    let str = readByteLiteral(#"'ab\u20acd'"#)
    for (start, end, expected) in [
      (0, 2, "'ab'"), (1, 9, "'b€d'"), (5, 9, "''"), (2, 1, "''"), (-1, 2, outOfRange),
      (0, -1, outOfRange),
    ] {
      #expect(show(PyUnicode_Substring(str, start, end)) == expected)
    }
    let before = Py_REFCNT(str)
    #expect(
      PyUnicode_Substring(str, 0, 5) == str && Py_REFCNT(str) == before + 1,
      "the whole: itself"
    )
    drop(str, str)
    // CPython does not look at the type.
    expectError("TypeError: must be str, not object", PyUnicode_Substring(w.object, 0, 1))
  },
  APICase("PyUnicode_AsUTF8", "PyUnicode_AsUTF8AndSize", "_PyUnicode_AsUTF8NoNUL") { w in
    for function in [
      PyUnicode_AsUTF8, _PyUnicode_AsUTF8NoNUL, { PyUnicode_AsUTF8AndSize($0, nil) },
    ] {
      let str = text("a€")
      let utf8 = function(str)
      #expect(utf8.map { String(cString: $0) } == "a€")
      #expect(function(str) == utf8, "it lives as long as the str")
      drop(str)
      for (literal, expected) in [(#"'a\ud800'"#, surrogate), ("b'a'", wrongType)] {
        expectAnswer(expected, of: literal) { function($0[0]) == nil ? takeError() ?? "" : "text" }
      }
      #expect(function(w.object) == nil && takeError() == wrongType)
    }
    let embedded = readByteLiteral(#"'a\x00b'"#)
    var size = 77
    #expect(PyUnicode_AsUTF8AndSize(embedded, &size)?[2] == 98 && size == 3)
    #expect(PyUnicode_AsUTF8(embedded)?[2] == 98)
    #expect(_PyUnicode_AsUTF8NoNUL(embedded) == nil)
    #expect(takeError() == "ValueError: embedded null character")
    drop(embedded)
    #expect(PyUnicode_AsUTF8AndSize(w.object, &size) == nil && size == -1)
    #expect(takeError() == wrongType)
  },
  APICase("PyUnicode_AsWideChar") { w in
    let str = readByteLiteral(#"'a\U0001f600'"#)
    var wide = [wchar_t](repeating: 88, count: 4)
    for (size, result, expected) in [
      (4, 2, [97, 0x1F600, 0, 88]), (3, 2, [97, 0x1F600, 0, 88]), (2, 2, [97, 0x1F600, 88, 88]),
      (1, 1, [97, 88, 88, 88]), (0, 0, [88, 88, 88, 88]),
    ] as [(Int, Int, [wchar_t])] {
      wide = [88, 88, 88, 88]
      #expect(PyUnicode_AsWideChar(str, &wide, size) == result)
      #expect(wide == expected)
    }
    #expect(PyUnicode_AsWideChar(str, nil, 0) == 3, "the size needed, the NUL included")
    drop(str)
    expectError(wrongType, PyUnicode_AsWideChar(w.object, &wide, 4))
    expectError(badCall(3164), PyUnicode_AsWideChar(nil, &wide, 4))
  },
  APICase("PyUnicode_AsWideCharString") { w in
    let str = readByteLiteral(#"'a\u20ac'"#)
    let embedded = readByteLiteral(#"'a\x00b'"#)
    var size = 77
    for (o, length) in [(str, 2), (embedded, 3)] {
      let wide = PyUnicode_AsWideCharString(o, &size)!
      #expect(size == length && wide[0] == 97 && wide[length] == 0)
      PyMem_Free(wide)
    }
    let wide = PyUnicode_AsWideCharString(str, nil)!
    #expect(wide[1] == 0x20AC)
    PyMem_Free(wide)
    #expect(PyUnicode_AsWideCharString(embedded, nil) == nil)
    #expect(takeError() == "ValueError: embedded null character")
    #expect(PyUnicode_AsWideCharString(w.object, &size) == nil && takeError() == wrongType)
    #expect(PyUnicode_AsWideCharString(nil, &size) == nil && takeError() == badCall(3206))
    drop(str, embedded)
  },
  APICase("PyUnicode_AsUCS4", "PyUnicode_AsUCS4Copy") { _ in
    let str = readByteLiteral(#"'a\u20ac'"#)
    var points = [UInt32](repeating: 88, count: 4)
    let longer = "SystemError: string is longer than the buffer"
    for (size, withNUL, error, expected) in [
      (4, 0, nil, [97, 0x20AC, 88, 88]), (4, 1, nil, [97, 0x20AC, 0, 88]),
      (2, 0, nil, [97, 0x20AC, 88, 88]),
      (2, 1, longer, [0, 88, 88, 88]), (1, 0, longer, [88, 88, 88, 88]),
      (-1, 0, badCall(2464), [88, 88, 88, 88]),
    ] as [(Int, Int32, String?, [UInt32])] {
      points = [88, 88, 88, 88]
      points.withUnsafeMutableBufferPointer {
        #expect(
          PyUnicode_AsUCS4(str, $0.baseAddress, size, withNUL)
            == (error == nil ? $0.baseAddress : nil)
        )
      }
      #expect(takeError() == error)
      #expect(points == expected)
    }
    #expect(PyUnicode_AsUCS4(str, nil, 4, 0) == nil && takeError() == badCall(2464))
    let copy = PyUnicode_AsUCS4Copy(str)!
    #expect(copy[0] == 97 && copy[1] == 0x20AC && copy[2] == 0)
    PyMem_Free(copy)
    drop(str)
  },
  APICase("PyUnicode_IsIdentifier") { _ in
    for (literal, expected) in [
      ("'a1_'", "1"), ("'_'", "1"), ("'class'", "1"), (#"'\xe9'"#, "1"), ("'1a'", "0"), ("''", "0"),
      ("'a b'", "0"),
    ] {
      expectAnswer(expected, of: literal) { show(PyUnicode_IsIdentifier($0[0])) }
    }
  },
  APICase(
    "PyUnicode_InternFromString",
    "PyUnicode_InternInPlace",
    "PyUnicode_InternImmortal",
    "_PyUnicode_InternMortal"
  ) { w in
    let interned = PyUnicode_InternFromString("a conformance case's name")
    #expect(interned != nil && interned == PyUnicode_InternFromString("a conformance case's name"))
    for intern in [PyUnicode_InternInPlace, PyUnicode_InternImmortal, _PyUnicode_InternMortal] {
      let other = text("a conformance case's name")
      #expect(other != interned)
      var place: ObjectPointer? = newReference(other)
      let before = Py_REFCNT(other)
      intern(&place)
      #expect(place == interned && Py_REFCNT(other) == before - 1, "the old reference is given up")
      drop(other, place)
      place = w.object
      intern(&place)
      #expect(place == w.object, "what is no str stays")
    }
    drop(interned, interned)
    let bad: [CChar] = [-1, 0]
    expectError(
      utf8Fault("byte 0xff in position 0: invalid start byte"),
      PyUnicode_InternFromString(bad)
    )
    expectRepr(PyUnicode_InternFromString(""), "''")
  },
  APICase("PyUnicode_EqualToUTF8", "PyUnicode_EqualToUTF8AndSize") { _ in
    for (literal, utf8, expected) in [
      (#"'a\u20ac'"#, "a€", 1), ("'a'", "ab", 0), ("'ab'", "a", 0), (#"'a\x00b'"#, "a", 0),
      ("''", "", 1),
      (#"'\U0001f600'"#, "😀", 1), (#"'\U0001f600'"#, "😁", 0), (#"'\xe9'"#, "é", 1),
      (#"'\xe9'"#, "e", 0),
    ] as [(String, String, Int32)] {
      let str = readByteLiteral(literal)
      #expect(PyUnicode_EqualToUTF8(str, utf8) == expected)
      #expect(PyUnicode_EqualToUTF8AndSize(str, utf8 + "x", utf8.utf8.count) == expected)
      drop(str)
    }
    let embedded = readByteLiteral(#"'a\x00b'"#)
    let lone = readByteLiteral(#"'\ud800'"#)
    #expect(PyUnicode_EqualToUTF8AndSize(embedded, "a\0b", 3) == 1)
    #expect(
      PyUnicode_EqualToUTF8([lone][0], [-19, -96, -128, 0] as [CChar]) == 0,
      "surrogates are no UTF-8"
    )
    drop(embedded, lone)
    let special = subclassInstance("ab")
    #expect(PyUnicode_EqualToUTF8(special, "ab") == 1)
    drop(special)
  },
  APICase("PyUnicode_Compare", "PyUnicode_RichCompare") { w in
    for (left, right, expected) in [
      ("'ab'", "'ac'", -1), ("'ab'", "'ab'", 0), ("'b'", "'ab'", 1),
      (#"'\u20ac'"#, #"'\U0001f600'"#, -1),
      (#"'\uffff'"#, #"'\U00010000'"#, -1), ("''", "'a'", -1), (#"'\xe9'"#, "'z'", 1),
      (#"'\u0201'"#, #"'\u0102'"#, 1), (#"'\U00010201'"#, #"'\U00010102'"#, 1),
    ] as [(String, String, Int32)] {
      expectAnswer("\(expected)", of: left, right) { show(PyUnicode_Compare($0[0], $0[1])) }
      let truths = [
        (Py_LT, expected < 0), (Py_LE, expected <= 0), (Py_EQ, expected == 0),
        (Py_NE, expected != 0),
        (Py_GT, expected > 0), (Py_GE, expected >= 0),
      ]
      for (op, truth) in truths {
        expectAnswer((truth ? "True" : "False"), of: left, right) {
          show(PyUnicode_RichCompare($0[0], $0[1], op))
        }
      }
    }
    let str = text("ab")
    expectError("TypeError: Can't compare str and object", PyUnicode_Compare(str, w.object))
    expectError("TypeError: Can't compare object and str", PyUnicode_Compare(w.object, str))
    expectRepr(PyUnicode_RichCompare(str, w.object, Py_EQ), "NotImplemented")
    expectRepr(PyUnicode_RichCompare(w.object, str, Py_LT), "NotImplemented")
    expectError(wrongType, PyUnicode_RichCompare(str, str, -1))
    drop(str)
  },
  APICase("PyUnicode_CompareWithASCIIString", "_PyUnicode_EqualToASCIIString") { _ in
    for (literal, right, expected) in [
      ("'ab'", "ab", 0), ("'ab'", "abc", -1), (#"'ab\x00'"#, "ab", 1), ("'b'", "ab", 1),
      ("''", "", 0),
      (#"'\u20ac'"#, "z", 1),
    ] as [(String, String, Int32)] {
      expectAnswer("\(expected)", of: literal) {
        show(PyUnicode_CompareWithASCIIString($0[0], right))
      }
      expectAnswer((expected == 0 ? "1" : "0"), of: literal) {
        show(_PyUnicode_EqualToASCIIString($0[0], right))
      }
    }
    let accent = readByteLiteral(#"'\xe9'"#)
    #expect(PyUnicode_CompareWithASCIIString(accent, [-23, 0] as [CChar]) == 0, "as Latin-1")
    #expect(_PyUnicode_EqualToASCIIString(accent, [-23, 0] as [CChar]) == 0, "not ASCII")
    drop(accent)
  },
  APICase("PyUnicode_Equal", "_PyUnicode_Equal") { w in
    for (left, right, expected) in [
      ("'ab'", "'ab'", "1"), ("'ab'", "'ac'", "0"), (#"'\u20ac'"#, #"'\u20ac'"#, "1"),
      ("'ab'", "'abc'", "0"),
    ] {
      expectAnswer(expected, of: left, right) { show(PyUnicode_Equal($0[0], $0[1])) }
      expectAnswer(expected, of: left, right) { show(_PyUnicode_Equal($0[0], $0[1])) }
    }
    // As CPython 3.14, where it is new, says.
    let str = text("ab")
    expectError("TypeError: first argument must be str, not object", PyUnicode_Equal(w.object, str))
    expectError(
      "TypeError: second argument must be str, not object",
      PyUnicode_Equal(str, w.object)
    )
    drop(str)
  },
]
