import Testing

@testable import SutureRuntime

/// An object, made anew, and its bytes in versions 0 (1 is the same), 2, 3 and 4; empty: as the version before.
private struct Marshalled: Sendable {
  let make: @Sendable () -> ObjectPointer
  let bytes: [String]

  init(_ make: @autoclosure @escaping @Sendable () -> ObjectPointer, _ bytes: String...) {
    self.make = make
    self.bytes = bytes
  }

  /// The bytes in a version, as a Python bytes literal.
  func expected(_ version: Int32) -> String {
    bytes[min(max(0, Int(version) - 1), bytes.count - 1)]
  }
}

private func longInt(_ digits: String) -> ObjectPointer { PyLong_FromString(digits, nil, 10)! }
private func joined(_ s: String) -> ObjectPointer {
  let half = text(String(s.prefix(1)))
  let rest = text(String(s.dropFirst()))
  defer { drop(half, rest) }
  return PyUnicode_Concat(half, rest)!
}
private func twice(_ o: ObjectPointer) -> ObjectPointer {
  Py_IncRef(o)
  return list(o, o)
}
private func set(_ type: TypePointer, _ items: ObjectPointer...) -> ObjectPointer {
  let set = type == suture_PySet_Type() ? PySet_New(nil)! : PyFrozenSet_New(nil)!
  for item in items {
    PySet_Add(set, item)
    drop(item)
  }
  return set
}
private func dict(_ key: ObjectPointer, _ value: ObjectPointer) -> ObjectPointer {
  let dict = PyDict_New()!
  PyDict_SetItem(dict, key, value)
  drop(key, value)
  return dict
}

private let numbers: [Marshalled] = [
  Marshalled(number(1000), #"b'i\xe8\x03\x00\x00'"#),
  Marshalled(
    number(-1),
    #"b'i\xff\xff\xff\xff'"#,
    #"b'i\xff\xff\xff\xff'"#,
    #"b'\xe9\xff\xff\xff\xff'"#
  ),
  Marshalled(number(-1 << 31), #"b'i\x00\x00\x00\x80'"#),
  Marshalled(number(1 << 31), #"b'l\x03\x00\x00\x00\x00\x00\x00\x00\x02\x00'"#),
  Marshalled(number(-1 << 31 - 1), #"b'l\xfd\xff\xff\xff\x01\x00\x00\x00\x02\x00'"#),
  Marshalled(
    longInt("-123456789012345678901234567890"),
    #"b'l\xf9\xff\xff\xff\xd2\n~\x1c\xb9\x03\x9f\x1bl\x7f!]c\x00'"#
  ),
  Marshalled(
    real(0.1),
    #"b'f\x130.10000000000000001'"#,
    #"b'g\x9a\x99\x99\x99\x99\x99\xb9?'"#
  ),
  Marshalled(real(-.infinity), #"b'f\x04-inf'"#, #"b'g\x00\x00\x00\x00\x00\x00\xf0\xff'"#),
  Marshalled(
    PyComplex_FromDoubles(1.5, 2)!,
    #"b'x\x031.5\x012'"#,
    #"b'y\x00\x00\x00\x00\x00\x00\xf8?\x00\x00\x00\x00\x00\x00\x00@'"#
  ),
]

private let texts: [Marshalled] = [
  Marshalled(
    joined("hello"),
    #"b'u\x05\x00\x00\x00hello'"#,
    #"b'u\x05\x00\x00\x00hello'"#,
    #"b'u\x05\x00\x00\x00hello'"#,
    #"b'z\x05hello'"#
  ),
  Marshalled(
    PyUnicode_InternFromString("hello")!,
    #"b'u\x05\x00\x00\x00hello'"#,
    #"b'u\x05\x00\x00\x00hello'"#,
    #"b'\xf4\x05\x00\x00\x00hello'"#,
    #"b'\xda\x05hello'"#
  ),
  Marshalled(joined("é€"), #"b'u\x05\x00\x00\x00\xc3\xa9\xe2\x82\xac'"#),
  Marshalled(
    PyUnicode_DecodeUTF8("\u{1}", 1, nil)!,
    #"b'u\x01\x00\x00\x00\x01'"#,
    #"b'u\x01\x00\x00\x00\x01'"#,
    #"b'\xf4\x01\x00\x00\x00\x01'"#,
    #"b'\xda\x01\x01'"#
  ),
  Marshalled(PyBytes_FromString("abc")!, #"b's\x03\x00\x00\x00abc'"#),
  Marshalled(PyByteArray_FromStringAndSize("abc", 3)!, #"b's\x03\x00\x00\x00abc'"#),
]

private let containers: [Marshalled] = [
  Marshalled(
    tuple(number(1000), suture_None(), suture_True(), suture_False(), suture_Ellipsis()),
    #"b'(\x05\x00\x00\x00i\xe8\x03\x00\x00NTF.'"#,
    #"b'(\x05\x00\x00\x00i\xe8\x03\x00\x00NTF.'"#,
    #"b'(\x05\x00\x00\x00i\xe8\x03\x00\x00NTF.'"#,
    #"b')\x05i\xe8\x03\x00\x00NTF.'"#
  ),
  Marshalled(
    tuple(),
    #"b'(\x00\x00\x00\x00'"#,
    #"b'(\x00\x00\x00\x00'"#,
    #"b'\xa8\x00\x00\x00\x00'"#,
    #"b'\xa9\x00'"#
  ),
  Marshalled(newReference(suture_PyExc_StopIteration()), "b'S'"),
  Marshalled(
    list(number(1000), real(1.5)),
    #"b'[\x02\x00\x00\x00i\xe8\x03\x00\x00f\x031.5'"#,
    #"b'[\x02\x00\x00\x00i\xe8\x03\x00\x00g\x00\x00\x00\x00\x00\x00\xf8?'"#
  ),
  Marshalled(
    twice(number(1000)),
    #"b'[\x02\x00\x00\x00i\xe8\x03\x00\x00i\xe8\x03\x00\x00'"#,
    #"b'[\x02\x00\x00\x00i\xe8\x03\x00\x00i\xe8\x03\x00\x00'"#,
    #"b'[\x02\x00\x00\x00\xe9\xe8\x03\x00\x00r\x00\x00\x00\x00'"#
  ),
  Marshalled(
    dict(number(1000), list()),
    #"b'{i\xe8\x03\x00\x00[\x00\x00\x00\x000'"#
  ),
  Marshalled(
    set(suture_PySet_Type(), number(1000), number(2000), number(3000)),
    #"b'<\x03\x00\x00\x00i\xb8\x0b\x00\x00i\xd0\x07\x00\x00i\xe8\x03\x00\x00'"#,
    #"b'<\x03\x00\x00\x00i\xb8\x0b\x00\x00i\xd0\x07\x00\x00i\xe8\x03\x00\x00'"#,
    #"b'<\x03\x00\x00\x00\xe9\xb8\x0b\x00\x00\xe9\xd0\x07\x00\x00\xe9\xe8\x03\x00\x00'"#
  ),
  Marshalled(set(suture_PyFrozenSet_Type()), #"b'>\x00\x00\x00\x00'"#),
]

/// Bytes that are no object, or that end too early.
private let faults: [(String, String)] = [
  ("", "EOFError: EOF read where object expected"),
  ("i\u{1}", "EOFError: marshal data too short"),
  ("0", "TypeError: NULL object in marshal data for object"),
  ("?", "ValueError: bad marshal data (unknown type code)"),
  ("f", "EOFError: EOF read where not expected"),
  ("f\u{3}abc", "ValueError: could not convert string to float: 'abc'"),
  ("g123", "EOFError: marshal data too short"),
  (#"l\1\0\0\0\377\377"#, "ValueError: bad marshal data (digit out of range in long)"),
  (#"l\2\0\0\0\1\0\0\0"#, "ValueError: bad marshal data (unnormalized long data)"),
  (#"l\0\0\0\200"#, "ValueError: bad marshal data (long size out of range)"),
  (#"s\377\377\377\377"#, "ValueError: bad marshal data (bytes object size out of range)"),
  (#"a\377\377\377\377"#, "ValueError: bad marshal data (string size out of range)"),
  (#"(\377\377\377\377"#, "ValueError: bad marshal data (tuple size out of range)"),
  (#"(\377\377\377\177"#, "EOFError: EOF read where object expected"),
  (#"[\377\377\377\377"#, "ValueError: bad marshal data (list size out of range)"),
  (#"<\377\377\377\377"#, "ValueError: bad marshal data (set size out of range)"),
  (#")\0010"#, "TypeError: NULL object in marshal data for tuple"),
  (#"[\1\0\0\0000"#, "TypeError: NULL object in marshal data for list"),
  (#">\1\0\0\0000"#, "TypeError: NULL object in marshal data for set"),
  (#"<\1\0\0\0[\0\0\0\0"#, "TypeError: unhashable type: 'list'"),
  (#"r\0\0\0\0"#, "ValueError: bad marshal data (invalid reference)"),
  (#"\276\1\0\0\0r\0\0\0\0"#, "ValueError: bad marshal data (invalid reference)"),
  ("c", "ValueError: unmarshalling code objects is disallowed"),
  (
    #"u\3\0\0\0ab\351"#,
    "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 2: unexpected end of data"
  ),
  // Where CPython's stack overflows: a tuple that holds itself, in a set.
  (
    #"<\1\0\0\0\251\1r\0\0\0\0"#,
    "RecursionError: maximum recursion depth exceeded while hashing a tuple"
  ),
]

/// Bytes, with octal escapes, and the object that they are.
private let readable: [(String, String)] = [
  ("NN", "None"), (#"I\1\0\0\0\0\0\0\0"#, "1"), (#"l\0\0\0\0"#, "0"),
  (#"l\376\377\377\377\1\0\2\0"#, "-65537"), (#"x\0031.5\0012"#, "(1.5+2j)"),
  (#"f\0031\0005"#, "1.0"), (#"Z\3ab\351"#, "'abé'"), (#"u\3\0\0\0\355\240\200"#, #"'\ud800'"#),
  (#"\251\1r\0\0\0\0"#, "((...),)"), (#"\333\1\0\0\0r\0\0\0\0"#, "[[...]]"),
  (#"\373Nr\0\0\0\0000"#, "{None: {...}}"), ("{N0", "{}"),
  (#"[\2\0\0\0\276\1\0\0\0Nr\0\0\0\0"#, "[frozenset({None}), frozenset({None})]"),
]

/// The object that bytes with the escapes of Python stand for.
private func unmarshal(_ escaped: String) -> ObjectPointer? {
  let bytes = PyBytes_DecodeEscape(escaped, escaped.utf8.count, nil, 0, nil)
  defer { drop(bytes) }
  return PyMarshal_ReadObjectFromString(PyBytes_AsString(bytes), PyBytes_Size(bytes))
}

let marshalCases: [APICase] = [
  APICase("PyMarshal_WriteObjectToString") { w in
    for example in numbers + texts + containers {
      for version: Int32 in 0...4 {
        let o = example.make()
        let bytes = PyMarshal_WriteObjectToString(o, version)
        let back = PyMarshal_ReadObjectFromString(PyBytes_AsString(bytes), PyBytes_Size(bytes))
        if o.type != suture_PyByteArray_Type() {
          #expect(PyObject_RichCompareBool(back, o, Py_EQ) == 1, "what is written can be read")
        }
        drop(o, back)
        expectRepr(bytes, example.expected(version))
      }
    }
    #expect(PyMarshal_WriteObjectToString(w.object, 4) == nil)
    #expect(takeError() == "ValueError: unmarshallable object")
    let around = list(own(w))
    expectError("ValueError: unmarshallable object", PyMarshal_WriteObjectToString(around, 4))
    drop(around)
  },
  APICase("PyMarshal_WriteObjectToString") { _ in
    var deep = list()
    for _ in 1..<2000 { deep = list(deep) }
    let bytes = PyMarshal_WriteObjectToString(deep, 4)
    #expect(PyBytes_Size(bytes) == 10000)
    expectError(
      "ValueError: object too deeply nested to marshal",
      {
        deep = list(deep)
        return PyMarshal_WriteObjectToString(deep, 4)
      }()
    )
    drop(deep, bytes)
    let circle = list()
    PyList_Append(circle, circle)
    expectRepr(
      PyMarshal_WriteObjectToString(circle, 4),
      #"b'\xdb\x01\x00\x00\x00r\x00\x00\x00\x00'"#
    )
    #expect(PyMarshal_WriteObjectToString(circle, 2) == nil)
    #expect(takeError() == "ValueError: object too deeply nested to marshal")
    PyList_SetSlice(circle, 0, 1, nil)
    drop(circle)
  },
  APICase("PyMarshal_ReadObjectFromString") { _ in
    for (bytes, message) in faults { expectError(message, unmarshal(bytes)) }
    for (bytes, repr) in readable {
      let o = unmarshal(bytes)
      // A tuple that holds itself is only freed by the collector.
      expectRepr(o, repr)
    }
    let deep = String(repeating: #")\1"#, count: 2000)
    expectError("ValueError: recursion limit exceeded", unmarshal(deep + "N"))
    expectError("EOFError: EOF read where object expected", unmarshal(String(deep.dropLast(6))))
    let shared = unmarshal(#"[\2\0\0\0\332\3abcr\0\0\0\0"#)
    #expect(PyList_GetItem(shared, 0) == PyList_GetItem(shared, 1), "one object for one number")
    #expect(Interned.isInterned(PyList_GetItem(shared, 0)!))
    drop(shared)
  },
]
