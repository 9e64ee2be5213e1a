import Testing

@testable import SutureRuntime

private func encodeFault(_ codec: String, _ character: String, _ at: Int, _ reason: String)
  -> String
{
  "UnicodeEncodeError: '\(codec)' codec can't encode character '\(character)' in position \(at): \(reason)"
}

private struct Encoder {
  let name: String
  let encode: (ObjectPointer?) -> ObjectPointer?
  /// What it makes of 'aé', '€', '\ud800' and ''.
  let expected: [String]
}

private func unpaired(_ codec: String) -> String {
  encodeFault(codec, #"\ud800"#, 0, "surrogates not allowed")
}
private func narrow(_ codec: String, _ character: String, _ at: Int, _ limit: Int) -> String {
  encodeFault(codec, character, at, "ordinal not in range(\(limit))")
}

private var encoders: [Encoder] {
  let ascii = ["aé": (#"\xe9"#, 1), "€": (#"\u20ac"#, 0), "s": (#"\ud800"#, 0)].mapValues {
    narrow("ascii", $0.0, $0.1, 128)
  }
  let latin = ["€": #"\u20ac"#, "s": #"\ud800"#].mapValues { narrow("latin-1", $0, 0, 256) }
  let utf8 = [#"b'a\xc3\xa9'"#, #"b'\xe2\x82\xac'"#, unpaired("utf-8"), "b''"]
  return [
    Encoder(
      name: "ascii",
      encode: PyUnicode_AsASCIIString,
      expected: [ascii["aé"]!, ascii["€"]!, ascii["s"]!, "b''"]
    ),
    Encoder(
      name: "latin-1",
      encode: PyUnicode_AsLatin1String,
      expected: [#"b'a\xe9'"#, latin["€"]!, latin["s"]!, "b''"]
    ),
    Encoder(name: "utf-8", encode: PyUnicode_AsUTF8String, expected: utf8),
    Encoder(name: "utf-8", encode: { _PyUnicode_AsUTF8String($0, nil) }, expected: utf8),
    Encoder(name: "utf-8", encode: PyUnicode_EncodeFSDefault, expected: utf8),
    Encoder(name: "utf-8", encode: { PyUnicode_AsEncodedString($0, nil, nil) }, expected: utf8),
    Encoder(
      name: "utf-16",
      encode: PyUnicode_AsUTF16String,
      expected: [
        #"b'\xff\xfea\x00\xe9\x00'"#, #"b'\xff\xfe\xac '"#, unpaired("utf-16"), #"b'\xff\xfe'"#,
      ]
    ),
    Encoder(
      name: "utf-32",
      encode: PyUnicode_AsUTF32String,
      expected: [
        #"b'\xff\xfe\x00\x00a\x00\x00\x00\xe9\x00\x00\x00'"#, #"b'\xff\xfe\x00\x00\xac \x00\x00'"#,
        unpaired("utf-32"), #"b'\xff\xfe\x00\x00'"#,
      ]
    ),
    Encoder(
      name: "unicode_escape",
      encode: PyUnicode_AsUnicodeEscapeString,
      expected: [#"b'a\\xe9'"#, #"b'\\u20ac'"#, #"b'\\ud800'"#, "b''"]
    ),
    Encoder(
      name: "raw_unicode_escape",
      encode: PyUnicode_AsRawUnicodeEscapeString,
      expected: [#"b'a\xe9'"#, #"b'\\u20ac'"#, #"b'\\ud800'"#, "b''"]
    ),
  ]
}

let unicodeEncodingCases: [APICase] = [
  APICase(
    "PyUnicode_AsASCIIString",
    "PyUnicode_AsLatin1String",
    "PyUnicode_AsUTF8String",
    "PyUnicode_AsUTF16String",
    "PyUnicode_AsUTF32String",
    "PyUnicode_AsUnicodeEscapeString",
    "PyUnicode_AsRawUnicodeEscapeString",
    "PyUnicode_EncodeFSDefault",
    "_PyUnicode_AsUTF8String"
  ) { w in
    for encoder in encoders {
      for (literal, expected) in zip(
        [#"'a\xe9'"#, #"'\u20ac'"#, #"'\ud800'"#, "''"],
        encoder.expected
      ) {
        expectAnswer(expected, of: literal) { show(encoder.encode($0[0])) }
        // The codec of the registry does the same.
        expectAnswer(expected, of: literal) {
          show(PyUnicode_AsEncodedString($0[0], encoder.name, nil))
        }
      }
      expectError(wrongType, encoder.encode(w.object))
    }
    expectAnswer("b'?'", of: #"'\ud800'"#) { show(_PyUnicode_AsUTF8String($0[0], "replace")) }
    expectAnswer(#"b'a\xff'"#, of: #"'a\udcff'"#) { show(PyUnicode_EncodeFSDefault($0[0])) }
  },
  APICase("PyUnicode_AsEncodedString") { w in
    let examples: [(literal: String, encoding: String, errors: String?, expected: String)] = [
      (#"'\xe9'"#, "latin-1", nil, #"b'\xe9'"#), (#"'\xe9'"#, "ascii", "ignore", "b''"),
      (#"'\xe9'"#, "ascii", "xmlcharrefreplace", "b'&#233;'"),
      (#"'\xe9'"#, "cp437", nil, #"b'\x82'"#),
      (#"'\xe9'"#, "ascii", "nosuch", "LookupError: unknown error handler name 'nosuch'"),
      ("'a'", "nosuch", nil, "LookupError: unknown encoding: nosuch"),
      (
        "'a'", "rot13", nil,
        "LookupError: 'rot13' is not a text encoding; use codecs.encode() to handle arbitrary codecs"
      ),
    ]
    for (literal, encoding, errors, expected) in examples {
      expectAnswer(expected, of: literal) {
        show(PyUnicode_AsEncodedString($0[0], encoding, errors))
      }
    }
    expectError(wrongType, PyUnicode_AsEncodedString(w.object, "ascii", nil))
  },
  APICase("PyUnicode_AsCharmapString", "PyUnicode_BuildEncodingMap") { w in
    let kind = "TypeError: character mapping must return integer, bytes or None, not"
    let undefined = encodeFault("charmap", #"\x61"#, 0, "character maps to <undefined>")
    for (table, expected) in [
      (mapping((number(97), number(120)), (number(98), readByteLiteral("b'yz'"))), "b'xyz'"),
      (mapping((number(98), number(98))), undefined),
      (mapping((number(97), newReference(suture_None())), (number(98), number(98))), undefined),
      (mapping((number(97), number(256))), "TypeError: character mapping must be in range(256)"),
      (mapping((number(97), text("x"))), "\(kind) str"),
      (mapping((number(97), own(w))), "\(kind) object"),
      (own(w), "TypeError: 'object' object is not subscriptable"),
    ] {
      expectAnswer(expected, of: "'ab'") { show(PyUnicode_AsCharmapString($0[0], table)) }
      drop(table)
    }
    let str = text("ba")
    expectError(wrongType, PyUnicode_AsCharmapString(str, nil))
    expectError(wrongType, PyUnicode_AsCharmapString(w.object, str))
    let table = PyUnicode_BuildEncodingMap(str)
    #expect(show(newReference(table!)) == "{98: 0, 97: 1}", "a dict of a short table")
    expectRepr(PyUnicode_AsCharmapString(str, table), #"b'\x00\x01'"#)
    drop(table)
    let full = PyUnicode_New(256, 255)
    for i in 0..<256 { PyUnicode_WriteChar(full, i, UInt32(i * 7 & 255)) }
    let map = PyUnicode_BuildEncodingMap(full)
    expectRepr(PyUnicode_AsCharmapString(str, map), #"b'\x0eW'"#)
    expectAnswer(
      encodeFault("charmap", #"\u20ac"#, 0, "character maps to <undefined>"),
      of: #"'\u20ac'"#
    ) { show(PyUnicode_AsCharmapString($0[0], map)) }
    drop(str, full, map)
    expectError(wrongType, PyUnicode_BuildEncodingMap(w.object))
  },
  APICase("PyUnicode_EncodeLocale") { w in
    let failed = encodeFault("locale", #"\udcff"#, 0, "encoding error")
    for (literal, errors, expected) in [
      (#"'a\u20ac'"#, nil, #"b'a\xe2\x82\xac'"#),
      (#"'a\u20ac'"#, "surrogateescape", #"b'a\xe2\x82\xac'"#),
      (#"'\udcff'"#, "surrogateescape", #"b'\xff'"#), (#"'\udcff'"#, nil, failed),
      (#"'\udcff'"#, "strict", failed),
      ("'a'", "ignore", "ValueError: unsupported error handler"),
      (#"'a\x00b'"#, nil, "ValueError: embedded null character"),
    ] as [(String, String?, String)] {
      expectAnswer(expected, of: literal) { show(PyUnicode_EncodeLocale($0[0], errors)) }
    }
    expectError(wrongType, PyUnicode_EncodeLocale(w.object, nil))
  },
  APICase("PyUnicode_AsEncodedObject", "PyUnicode_AsEncodedUnicode") { w in
    let bytes =
      "encoder returned 'bytes' instead of 'str'; use codecs.encode() to encode to arbitrary types"
    let ascii = narrow("ascii", #"\u20ac"#, 1, 128)
    let examples:
      [(literal: String, encoding: String?, errors: String?, object: String, text: String)] = [
        ("'abc'", "rot13", nil, "'nop'", "'nop'"),
        ("'abc'", "utf-8", nil, "b'abc'", "TypeError: 'utf-8' \(bytes)"),
        ("'abc'", nil, nil, "b'abc'", "TypeError: 'utf-8' \(bytes)"),
        (#"'a\u20ac'"#, "ascii", nil, ascii, ascii),
        (#"'a\u20ac'"#, "ascii", "ignore", "b'a'", "TypeError: 'ascii' \(bytes)"),
        (
          "'a'", "nosuch", nil, "LookupError: unknown encoding: nosuch",
          "LookupError: unknown encoding: nosuch"
        ),
        ("b'a'", "rot13", nil, wrongType, wrongType),
      ]
    for (literal, encoding, errors, object, text) in examples {
      expectAnswer(object, of: literal) { show(PyUnicode_AsEncodedObject($0[0], encoding, errors)) }
      expectAnswer(text, of: literal) { show(PyUnicode_AsEncodedUnicode($0[0], encoding, errors)) }
    }
    expectError(wrongType, PyUnicode_AsEncodedObject(w.object, "rot13", nil))
  },
  APICase("PyUnicode_AsDecodedObject", "PyUnicode_AsDecodedUnicode") { w in
    let examples: [(literal: String, encoding: String?, expected: String)] = [
      ("'nop'", "rot13", "'abc'"),
      ("'abc'", "utf-8", "TypeError: a bytes-like object is required, not 'str'"),
      ("'abc'", nil, "TypeError: a bytes-like object is required, not 'str'"),
      ("'a'", "nosuch", "LookupError: unknown encoding: nosuch"), ("b'a'", "rot13", wrongType),
    ]
    for (literal, encoding, expected) in examples {
      for decode in [PyUnicode_AsDecodedObject, PyUnicode_AsDecodedUnicode] {
        expectAnswer(expected, of: literal) { show(decode($0[0], encoding, nil)) }
      }
    }
    expectError(wrongType, PyUnicode_AsDecodedUnicode(w.object, "rot13", nil))
  },
  APICase("PyUnicode_FSConverter", "PyUnicode_FSDecoder") { w in
    func path(_ value: ObjectPointer) -> ObjectPointer {
      instance(of: "Path", method: "__fspath__", returning: value)
    }
    let unlike = "TypeError: expected str, bytes or os.PathLike object, not"
    for (make, bytes, text) in [
      ({ readByteLiteral(#"'a\u20ac'"#) }, #"b'a\xe2\x82\xac'"#, "'a€'"),
      ({ readByteLiteral(#"'a\udcff'"#) }, #"b'a\xff'"#, #"'a\udcff'"#),
      ({ readByteLiteral(#"b'a\xff'"#) }, #"b'a\xff'"#, #"'a\udcff'"#),
      ({ path(text("a")) }, "b'a'", "'a'"), ({ path(readByteLiteral("b'a'")) }, "b'a'", "'a'"),
      (
        { path(own(w)) },
        "TypeError: expected Path.__fspath__() to return str or bytes, not object", ""
      ),
      ({ own(w) }, "\(unlike) object", ""),
      ({ readByteLiteral("B'a'") }, "\(unlike) bytearray", ""),
      (
        { readByteLiteral(#"'a\x00b'"#) }, "ValueError: embedded null byte",
        "ValueError: embedded null character"
      ),
      (
        { readByteLiteral(#"b'a\x00b'"#) }, "ValueError: embedded null byte",
        "ValueError: embedded null character"
      ),
      ({ readByteLiteral(#"'a\ud800'"#) }, surrogate, #"'a\ud800'"#),
    ] as [(() -> ObjectPointer, String, String)] {
      for (convert, expected) in [
        (PyUnicode_FSConverter, bytes), (PyUnicode_FSDecoder, text.isEmpty ? bytes : text),
      ] {
        let argument = make()
        var result: ObjectPointer?
        let code = convert(argument, &result)
        #expect(code == (result == nil ? 0 : 0x20000), "Py_CLEANUP_SUPPORTED")
        drop(argument)
        #expect(show(result) == expected)
      }
    }
    for convert in [PyUnicode_FSConverter, PyUnicode_FSDecoder] {
      let before = w.references
      var result: ObjectPointer? = own(w)
      #expect(convert(nil, &result) == 1 && result == nil)
      #expect(w.references == before, "NULL gives the result up")
    }
  },
]
