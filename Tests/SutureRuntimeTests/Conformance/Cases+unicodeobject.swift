import Testing

@testable import SutureRuntime

let unicodeobjectCases: [APICase] =
  unicodeMakingCases + unicodeWritingCases + unicodeReadingCases + unicodeTextCases
  + unicodeEncodingCases + unicodeDecodingCases + unicodeInternalCases

let outOfRange = "IndexError: string index out of range"
let wrongType = "TypeError: bad argument type for built-in operation"

func badCall(_ line: Int) -> String { internalCall("Objects/unicodeobject.c:\(line)") }

/// A new str of `count` dashes, which may be written.
private func dashes(_ count: Int, upTo maximum: UInt32) -> ObjectPointer {
  let made = PyUnicode_New(count, maximum)!
  #expect(PyUnicode_Fill(made, 0, count, 45) == count)
  return made
}

// MARK: New strings

private let unicodeMakingCases: [APICase] = [
  APICase("PyUnicode_New") { _ in
    for maximum: UInt32 in [0x7F, 0xFF, 0xFFFF, 0x10FFFF] {
      let made = PyUnicode_New(3, maximum)
      #expect(PyUnicode_GetLength(made) == 3)
      #expect(PyUnicode_Fill(made, 0, 3, min(maximum, 0x10FFFF)) == 3, "the bound is writable")
      #expect(PyUnicode_ReadChar(made, 2) == maximum)
      drop(made)
    }
    expectRepr(PyUnicode_New(0, 0x10FFFF), "''")
    expectError("SystemError: Negative size passed to PyUnicode_New", PyUnicode_New(-1, 127))
    expectError(
      "SystemError: invalid maximum character passed to PyUnicode_New",
      PyUnicode_New(3, 0x110000)
    )
    expectError("MemoryError", PyUnicode_New(1 << 62, 0x10FFFF))
  },
  APICase("PyUnicode_FromKindAndData") { _ in
    let one: [UInt8] = [0xE9, 97]
    let two: [UInt16] = [0x20AC, 97]
    let four: [UInt32] = [0x1F600, 97, 0x110000]
    expectRepr(PyUnicode_FromKindAndData(1, one, 2), "'éa'")
    expectRepr(PyUnicode_FromKindAndData(2, two, 2), "'€a'")
    expectRepr(PyUnicode_FromKindAndData(4, four, 2), "'😀a'")
    expectRepr(PyUnicode_FromKindAndData(1, nil, 0), "''")
    let narrow = PyUnicode_FromKindAndData(4, [UInt32(97)], 1)
    let letter = text("a")
    #expect(narrow == letter, "text is kept as narrow as it is")
    drop(narrow, letter)
    expectError("SystemError: invalid kind", PyUnicode_FromKindAndData(3, one, 2))
    expectError("SystemError: invalid kind", PyUnicode_FromKindAndData(0, nil, 0))
    expectError("ValueError: size must be positive", PyUnicode_FromKindAndData(1, one, -1))
    expectError(
      "SystemError: invalid maximum character passed to PyUnicode_New",
      PyUnicode_FromKindAndData(4, four, 3)
    )
  },
  APICase("PyUnicode_FromString", "PyUnicode_FromStringAndSize") { _ in
    let bad =
      #"UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 1: invalid start byte"#
    let invalid: [CChar] = [97, -1, 0]
    let embedded: [CChar] = [97, 0, 98]
    expectRepr(PyUnicode_FromString("a€"), "'a€'")
    expectRepr(PyUnicode_FromString(""), "''")
    expectError(bad, PyUnicode_FromString(invalid))
    expectRepr(PyUnicode_FromStringAndSize(embedded, 3), #"'a\x00b'"#)
    expectRepr(PyUnicode_FromStringAndSize("a€", 4), "'a€'")
    expectRepr(PyUnicode_FromStringAndSize("ab", 0), "''")
    expectRepr(PyUnicode_FromStringAndSize(nil, 0), "''")
    expectError(bad, PyUnicode_FromStringAndSize(invalid, 2))
    expectError(
      "UnicodeDecodeError: 'utf-8' codec can't decode bytes in position 1-2: unexpected end of data",
      PyUnicode_FromStringAndSize("a€", 3)
    )
    let negative = "SystemError: Negative size passed to PyUnicode_FromStringAndSize"
    expectError(negative, PyUnicode_FromStringAndSize("ab", -1))
    expectError(negative, PyUnicode_FromStringAndSize(nil, -1))
    expectError(
      "SystemError: NULL string with positive size with NULL passed to PyUnicode_FromStringAndSize",
      PyUnicode_FromStringAndSize(nil, 3)
    )
  },
  APICase("PyUnicode_FromObject", "_PyUnicode_Copy") { w in
    let str = text("abc")
    let before = Py_REFCNT(str)
    #expect(PyUnicode_FromObject(str) == str && Py_REFCNT(str) == before + 1, "a new reference")
    drop(str)
    let copy = _PyUnicode_Copy(str)
    #expect(copy != str && Py_REFCNT(str) == before)
    expectRepr(copy, "'abc'")
    drop(str)
    let special = subclassInstance("abc")
    let exact = PyUnicode_FromObject(special)!
    #expect(exact != special && exact.type == suture_PyUnicode_Type(), "of a subclass a copy")
    expectRepr(exact, "'abc'")
    drop(special)
    expectError(
      "TypeError: Can't convert 'object' object to str implicitly",
      PyUnicode_FromObject(w.object)
    )
    expectError(badCall(2347), _PyUnicode_Copy(w.object))
  },
  APICase("PyUnicode_FromEncodedObject") { w in
    let examples: [(literal: String, encoding: String?, errors: String?, expected: String)] = [
      ("b'ab'", nil, nil, "'ab'"), ("B'ab'", nil, nil, "'ab'"), ("M'ab'", nil, nil, "'ab'"),
      ("b''", "nosuch", nil, "''"), (#"b'\xe9'"#, "latin-1", nil, "'é'"),
      (#"b'a\xff'"#, "ascii", "replace", "'a\u{FFFD}'"),
      (#"b'\xff'"#, nil, nil, utf8Fault("byte 0xff in position 0: invalid start byte")),
      (#"b'\xff'"#, "ascii", "nosuch", "LookupError: unknown error handler name 'nosuch'"),
      ("b'a'", "nosuch", nil, "LookupError: unknown encoding: nosuch"),
      ("'ab'", nil, nil, "TypeError: decoding str is not supported"),
      ("5", nil, nil, "TypeError: decoding to str: need a bytes-like object, int found"),
    ]
    for (literal, encoding, errors, expected) in examples {
      expectAnswer(expected, of: literal) {
        show(PyUnicode_FromEncodedObject($0[0], encoding, errors))
      }
    }
    expectError(
      "TypeError: decoding to str: need a bytes-like object, object found",
      PyUnicode_FromEncodedObject(w.object, nil, nil)
    )
    expectError(badCall(3334), PyUnicode_FromEncodedObject(nil, nil, nil))
    let array = PyByteArray_FromStringAndSize("ab", 2)
    drop(PyUnicode_FromEncodedObject(array, "ascii", nil))
    #expect(PyByteArray_Resize(array, 1) == 0, "the buffer is released")
    drop(array)
  },
  APICase("PyUnicode_FromOrdinal") { _ in
    for (point, expected) in [
      (0, #"'\x00'"#), (65, "'A'"), (0x20AC, "'€'"), (0x1F600, "'😀'"), (0xD800, #"'\ud800'"#),
    ] as [(Int32, String)] {
      expectRepr(PyUnicode_FromOrdinal(point), expected)
    }
    for point: Int32 in [0x110000, -1] {
      expectError("ValueError: chr() arg not in range(0x110000)", PyUnicode_FromOrdinal(point))
    }
  },
  APICase("PyUnicode_FromWideChar") { _ in
    let wide: [wchar_t] = [97, 0x20AC, 0x1F600, 0]
    expectRepr(PyUnicode_FromWideChar(wide, -1), "'a€😀'")
    expectRepr(PyUnicode_FromWideChar(wide, 2), "'a€'")
    expectRepr(PyUnicode_FromWideChar(wide, 4), #"'a€😀\x00'"#)
    expectRepr(PyUnicode_FromWideChar(nil, 0), "''")
    expectError(badCall(1940), PyUnicode_FromWideChar(nil, 2))
    expectError(badCall(1940), PyUnicode_FromWideChar(nil, -1))
    expectError(
      "SystemError: Negative size passed to PyUnicode_New",
      PyUnicode_FromWideChar(wide, -2)
    )
    expectError(
      "ValueError: character U+110000 is not in range [U+0000; U+10ffff]",
      PyUnicode_FromWideChar([0x110000], 1)
    )
  },
  APICase("PyUnicode_FromFormat") { w in
    let before = w.references
    let digits = number(12)
    expectRepr(try callFromFormat("text", digits), "'ab -5 € 7 12'")
    let made = try callFromFormat("text", w.object)
    #expect(swiftText(made!).hasPrefix("ab -5 € 7 <object object at 0x"))
    #expect(w.references == before)
    drop(made, digits)
  },
  APICase("PyUnicode_FromFormatV") { w in
    func format(_ format: String, _ arguments: any CVarArg...) -> String {
      withVaList(arguments) { show(PyUnicode_FromFormatV(format, $0)) }
    }
    let before = w.references
    #expect(
      format("%s|%.2s|%d|%c", forever("ab"), forever("abc"), Int32(-5), Int32(0x20AC))
        == "'ab|ab|-5|€'"
    )
    #expect(format("%T %N", w.object, suture_PyList_Type()) == "'object list'")
    #expect(w.references == before, "borrowed")
    #expect(format("%") == "SystemError: invalid format string: %")
    #expect(format("%q") == "SystemError: invalid format string: %q")
    #expect(format("%N", w.object) == "TypeError: %N argument must be a type")
    #expect(
      format("%c", Int32(0x110000)) == "OverflowError: character argument not in range(0x110000)"
    )
  },
]

/// A new instance of a subclass of str.
func subclassInstance(_ s: String) -> ObjectPointer {
  let bases = tuple(newReference(suture_PyUnicode_Type().asObject))
  let arguments = tuple(text("Special"), bases, PyDict_New()!)
  let type = PyObject_Call(suture_PyType_Type().asObject, arguments, nil)
  let value = text(s)
  defer { drop(arguments, type, value) }
  return PyObject_CallOneArg(type, value)!
}

// MARK: Writing

private let unicodeWritingCases: [APICase] = [
  APICase("PyUnicode_WriteChar", "PyUnicode_ReadChar") { w in
    let str = dashes(3, upTo: 0xFFFF)
    #expect(PyUnicode_WriteChar(str, 0, 97) == 0 && PyUnicode_WriteChar(str, 2, 0x20AC) == 0)
    #expect(PyUnicode_ReadChar(str, 0) == 97 && PyUnicode_ReadChar(str, 2) == 0x20AC)
    for index in [3, -1] {
      expectError(outOfRange, PyUnicode_WriteChar(str, index, 97))
      #expect(PyUnicode_ReadChar(str, index) == UInt32.max && takeError() == outOfRange)
    }
    expectError("ValueError: character out of range", PyUnicode_WriteChar(str, 0, 0x110000))
    expectError("ValueError: character out of range", PyUnicode_WriteChar(str, 0, 0x10000))
    let shared = "SystemError: Cannot modify a string currently used"
    _ = newReference(str)
    expectError(shared, PyUnicode_WriteChar(str, 0, 97))
    drop(str)
    _ = PyObject_Hash(str)
    expectError(shared, PyUnicode_WriteChar(str, 0, 97))
    expectRepr(str, "'a-€'")
    expectError(wrongType, PyUnicode_WriteChar(w.object, 0, 97))
    #expect(PyUnicode_ReadChar(w.object, 0) == UInt32.max && takeError() == wrongType)
  },
  APICase("PyUnicode_Fill") { w in
    let overflow = "ValueError: fill character is bigger than the string maximum character"
    let examples:
      [(maximum: UInt32, start: Int, count: Int, point: UInt32, expected: String, text: String)] = [
        (0x7F, 1, 2, 120, "2", "'-xx-'"), (0x7F, 1, 20, 120, "3", "'-xxx'"),
        (0x7F, 5, 2, 120, "0", "'----'"),
        (0x7F, 1, -2, 120, "0", "'----'"), (0x7F, -1, 2, 120, outOfRange, "'----'"),
        (0x7F, 1, 2, 0xE9, overflow, "'----'"), (0xFF, 1, 2, 0x20AC, overflow, "'----'"),
        (0x10FFFF, 1, 2, 0x110000, overflow, "'----'"), (0xFFFF, 1, 2, 0x20AC, "2", "'-€€-'"),
      ]
    for (maximum, start, count, point, expected, text) in examples {
      let str = dashes(4, upTo: maximum)
      #expect(show(PyUnicode_Fill(str, start, count, point)) == expected)
      expectRepr(str, text)
    }
    let shared = text("abc")
    _ = newReference(shared)
    expectError(
      "SystemError: Cannot modify a string currently used",
      PyUnicode_Fill(shared, 0, 1, 65)
    )
    drop(shared, shared)
    expectError(badCall(9909), PyUnicode_Fill(w.object, 0, 1, 65))
  },
  APICase("PyUnicode_CopyCharacters") { _ in
    struct Copy {
      let maximum: UInt32, at: Int, from: String, start: Int, count: Int, result: String,
        text: String
    }
    func cannot(_ from: String, _ to: String) -> String {
      "SystemError: Cannot copy \(from) characters into a string of \(to) characters"
    }
    let tooMany = "SystemError: Cannot write 4 characters at 0 in a string of 3 characters"
    let examples: [Copy] = [
      Copy(maximum: 0x7F, at: 1, from: "'abcd'", start: 1, count: 2, result: "2", text: "'-bc'"),
      Copy(maximum: 0x7F, at: 0, from: "'abc'", start: 1, count: 20, result: "2", text: "'bc-'"),
      Copy(maximum: 0x7F, at: 0, from: "'abc'", start: 1, count: 0, result: "0", text: "'---'"),
      Copy(
        maximum: 0xFFFF,
        at: 0,
        from: #"'ab\u20ac'"#,
        start: 0,
        count: 3,
        result: "3",
        text: "'ab€'"
      ),
      Copy(
        maximum: 0x7F,
        at: 0,
        from: #"'a\u20ac'"#,
        start: 0,
        count: 1,
        result: "1",
        text: "'a--'"
      ),
      Copy(
        maximum: 0x7F,
        at: 0,
        from: "'abcd'",
        start: 0,
        count: 4,
        result: tooMany,
        text: "'---'"
      ),
      Copy(
        maximum: 0x7F,
        at: 4,
        from: "'abcd'",
        start: 0,
        count: 1,
        result: outOfRange,
        text: "'---'"
      ),
      Copy(
        maximum: 0x7F,
        at: -1,
        from: "'abcd'",
        start: 0,
        count: 1,
        result: outOfRange,
        text: "'---'"
      ),
      Copy(
        maximum: 0x7F,
        at: 0,
        from: "'abcd'",
        start: 5,
        count: 1,
        result: outOfRange,
        text: "'---'"
      ),
      Copy(
        maximum: 0x7F,
        at: 0,
        from: "'abcd'",
        start: 0,
        count: -1,
        result: "SystemError: how_many cannot be negative",
        text: "'---'"
      ),
      Copy(
        maximum: 0x7F,
        at: 0,
        from: #"'\u20ac'"#,
        start: 0,
        count: 1,
        result: cannot("UCS2", "ascii"),
        text: "'---'"
      ),
      Copy(
        maximum: 0x7F,
        at: 0,
        from: #"'\xe9'"#,
        start: 0,
        count: 1,
        result: cannot("latin1", "ascii"),
        text: "'---'"
      ),
      Copy(
        maximum: 0xFF,
        at: 0,
        from: #"'\u20ac\U0001f600'"#,
        start: 0,
        count: 1,
        result: cannot("UCS4", "latin1"),
        text: "'---'"
      ),
    ]
    for e in examples {
      let target = dashes(3, upTo: e.maximum)
      expectAnswer(e.result, of: e.from) {
        show(PyUnicode_CopyCharacters(target, e.at, $0[0], e.start, e.count))
      }
      expectRepr(target, e.text)
    }
  },
  APICase("PyUnicode_CopyCharacters") { w in
    let target = dashes(3, upTo: 0x7F)
    let source = text("ab")
    expectError(badCall(1577), PyUnicode_CopyCharacters(target, 0, w.object, 0, 1))
    expectError(badCall(1577), PyUnicode_CopyCharacters(w.object, 0, source, 0, 1))
    _ = newReference(target)
    expectError(
      "SystemError: Cannot modify a string currently used",
      PyUnicode_CopyCharacters(target, 0, source, 0, 1)
    )
    #expect(PyUnicode_CopyCharacters(target, 0, source, 0, 0) == 0, "nothing to copy")
    drop(target, target, source)
  },
  APICase("PyUnicode_Resize") { w in
    for (size, expected) in [(2, "'--'"), (4, "'----'"), (0, "''")] {
      var str: ObjectPointer? = dashes(4, upTo: 0x7F)
      #expect(PyUnicode_Resize(&str, size) == 0)
      expectRepr(str, expected)
    }
    var str: ObjectPointer? = dashes(2, upTo: 0xFFFF)
    #expect(PyUnicode_Resize(&str, 300) == 0 && PyUnicode_GetLength(str) == 300)
    #expect(PyUnicode_ReadChar(str, 1) == 45)
    #expect(PyUnicode_Fill(str, 2, 298, 0x20AC) == 298, "the new str may be written")
    expectError(badCall(1841), PyUnicode_Resize(&str, -1))
    expectError("MemoryError", PyUnicode_Resize(&str, 1 << 62))
    #expect(PyUnicode_GetLength(str) == 300, "left as it was")
    drop(str)
    // A str that others hold is not changed: a copy takes its place.
    let held = text("abcd")
    var shared: ObjectPointer? = newReference(held)
    #expect(PyUnicode_Resize(&shared, 2) == 0 && shared != held)
    expectRepr(shared, "'ab'")
    expectRepr(held, "'abcd'")
    var witness: ObjectPointer? = w.object
    expectError(badCall(1841), PyUnicode_Resize(&witness, 2))
    var none: ObjectPointer?
    expectError(badCall(1841), PyUnicode_Resize(&none, 2))
    expectError(badCall(1835), PyUnicode_Resize(nil, 2))
  },
  APICase("PyUnicode_Append", "PyUnicode_AppendAndDel") { w in
    for (append, takesRight) in [(PyUnicode_Append, false), (PyUnicode_AppendAndDel, true)] {
      expectRaises(badCall(11141)) { append(nil, nil) }
      for (left, right, expected) in [
        ("'ab'", #"'\u20acd'"#, "'ab€d'"), ("'ab'", "''", "'ab'"), ("''", "'ab'", "'ab'"),
        ("'ab'", "b'c'", badCall(11148)), ("b'a'", "'c'", badCall(11148)),
      ] {
        var joined: ObjectPointer? = readByteLiteral(left)
        let other = readByteLiteral(right)
        append(&joined, other)
        #expect(show(joined) == expected)
        if !takesRight { drop(other) }
      }
      let before = w.references
      var left: ObjectPointer? = own(w)
      append(&left, own(w))
      expectError(badCall(11148), left)
      #expect(w.references == before + (takesRight ? 0 : 1), "the left reference is given up")
      if !takesRight { drop(w.object) }
      left = text("ab")
      append(&left, nil)
      expectError(badCall(11148), left)
      append(&left, nil)
      expectError(badCall(11148), left)
      // Others keep the str that they hold.
      let held = text("ab")
      left = newReference(held)
      let more = text("cd")
      append(&left, more)
      if !takesRight { drop(more) }
      expectRepr(left, "'abcd'")
      expectRepr(held, "'ab'")
    }
  },
]
