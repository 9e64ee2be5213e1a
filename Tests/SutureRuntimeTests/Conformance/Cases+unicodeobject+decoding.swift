import Testing

@testable import SutureRuntime

private typealias Decode = (UnsafePointer<CChar>?, Int, UnsafePointer<CChar>?) -> ObjectPointer?

/// What `decode` makes of the bytes that a literal stands for.
private func decoded(_ literal: String, _ errors: String? = nil, _ decode: Decode) -> String {
  let bytes = readByteLiteral(literal)
  defer { drop(bytes) }
  return show(decode(PyBytes_AsString(bytes), PyBytes_Size(bytes), errors))
}

private func expectDecoded(
  _ expected: String,
  _ literal: String,
  _ errors: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ decode: Decode
) {
  #expect(decoded(literal, errors, decode) == expected, sourceLocation: sourceLocation)
}

private func fault(_ codec: String, _ what: String) -> String {
  "UnicodeDecodeError: '\(codec)' codec can't decode \(what)"
}

func utf8Fault(_ what: String) -> String { fault("utf-8", what) }

private let unknownHandler = "LookupError: unknown error handler name 'nosuch'"

private struct Decoder {
  let name: String
  let decode: Decode
  let examples: [(literal: String, errors: String?, expected: String)]
}

private var decoders: [Decoder] {
  let ascii = fault("ascii", "byte 0xff in position 1: ordinal not in range(128)")
  let utf8: [(String, String?, String)] = [
    (#"b'a\xe2\x82\xac'"#, nil, "'a€'"),
    (#"b'a\xff'"#, nil, utf8Fault("byte 0xff in position 1: invalid start byte")),
    (#"b'a\xe2\x82'"#, nil, utf8Fault("bytes in position 1-2: unexpected end of data")),
    (#"b'\xed\xa0\x80'"#, nil, utf8Fault("byte 0xed in position 0: invalid continuation byte")),
    (#"b'\xed\xa0\x80'"#, "surrogatepass", #"'\ud800'"#),
    (#"b'a\xff'"#, "surrogateescape", #"'a\udcff'"#),
    (#"b'\xff'"#, "nosuch", unknownHandler),
  ]
  return [
    Decoder(
      name: "ascii",
      decode: PyUnicode_DecodeASCII,
      examples: [
        ("b'ab'", nil, "'ab'"), (#"b'a\xff'"#, nil, ascii),
        (#"b'a\xff'"#, "replace", "'a\u{FFFD}'"),
        (#"b'\xff'"#, "nosuch", unknownHandler),
      ]
    ),
    Decoder(
      name: "latin-1",
      decode: PyUnicode_DecodeLatin1,
      examples: [(#"b'a\xff\x80'"#, nil, #"'aÿ\x80'"#)]
    ),
    Decoder(name: "utf-8", decode: PyUnicode_DecodeUTF8, examples: utf8),
    Decoder(
      name: "utf-8",
      decode: { PyUnicode_DecodeUTF8Stateful($0, $1, $2, nil) },
      examples: utf8
    ),
    Decoder(name: "utf-8", decode: { PyUnicode_Decode($0, $1, nil, $2) }, examples: utf8),
    Decoder(
      name: "utf-7",
      decode: PyUnicode_DecodeUTF7,
      examples: [
        ("b'a+IKw-b'", nil, "'a€b'"), ("b'+IKw'", nil, "'€'"),
        (#"b'a\xff'"#, "replace", "'a\u{FFFD}'"),
        (#"b'a\xff'"#, nil, fault("utf7", "byte 0xff in position 1: unexpected special character")),
        ("b'+IK'", nil, fault("utf7", "bytes in position 0-2: unterminated shift sequence")),
        (
          "b'+IK!'", nil,
          fault("utf7", "bytes in position 0-3: partial character in shift sequence")
        ),
        (
          "b'+IKx!'", nil,
          fault("utf7", "bytes in position 0-4: non-zero padding bits in shift sequence")
        ),
      ]
    ),
    Decoder(
      name: "unicode_escape",
      decode: PyUnicode_DecodeUnicodeEscape,
      examples: [
        (#"b'\\x41\\u20ac\\n\xe9'"#, nil, #"'A€\né'"#), (#"b'\\x4'"#, "ignore", "''"),
        (
          #"b'\\x4'"#, nil, fault("unicodeescape", #"bytes in position 0-2: truncated \xXX escape"#)
        ),
        (
          #"b'\\U00110000'"#, nil,
          fault("unicodeescape", "bytes in position 0-9: illegal Unicode character")
        ),
        (#"b'a\\'"#, nil, fault("unicodeescape", #"byte 0x5c in position 1: \ at end of string"#)),
      ]
    ),
    Decoder(
      name: "raw_unicode_escape",
      decode: PyUnicode_DecodeRawUnicodeEscape,
      examples: [
        (#"b'\\x41\\u20ac'"#, nil, #"'\\x41€'"#), (#"b'\\u20'"#, "replace", "'\u{FFFD}'"),
        (
          #"b'\\u20'"#, nil,
          fault("rawunicodeescape", #"bytes in position 0-3: truncated \uXXXX escape"#)
        ),
        (
          #"b'\\U00110000'"#, nil,
          fault("rawunicodeescape", #"bytes in position 0-9: \Uxxxxxxxx out of range"#)
        ),
      ]
    ),
  ]
}

/// A decoder of UTF-16 or UTF-32: whole, and stateful.
private struct WideDecoder {
  typealias Whole = (
    UnsafePointer<CChar>?, Int, UnsafePointer<CChar>?, UnsafeMutablePointer<Int32>?
  ) -> ObjectPointer?
  typealias Stateful = (
    UnsafePointer<CChar>?, Int, UnsafePointer<CChar>?, UnsafeMutablePointer<Int32>?,
    UnsafeMutablePointer<Int>?
  ) -> ObjectPointer?
  let whole: Whole
  let stateful: Stateful

  /// The text and the byte order that was found.
  func decode(_ literal: String, order: Int32, _ errors: String? = nil) -> String {
    var found = order
    let text = decoded(literal, errors) { whole($0, $1, $2, &found) }
    return "\(text) \(found)"
  }

  /// The text, the byte order that was found and the number of bytes used.
  func decodePart(_ literal: String, order: Int32) -> String {
    var found = order
    var used = 77
    let text = decoded(literal) { stateful($0, $1, $2, &found, &used) }
    return "\(text) \(found) \(used)"
  }
}

let unicodeDecodingCases: [APICase] = [
  APICase(
    "PyUnicode_DecodeASCII",
    "PyUnicode_DecodeLatin1",
    "PyUnicode_DecodeUTF8",
    "PyUnicode_DecodeUTF7",
    "PyUnicode_DecodeUnicodeEscape",
    "PyUnicode_DecodeRawUnicodeEscape"
  ) { _ in
    for decoder in decoders {
      for (literal, errors, expected) in decoder.examples {
        #expect(decoded(literal, errors, decoder.decode) == expected)
        let registered = decoded(literal, errors) { PyUnicode_Decode($0, $1, decoder.name, $2) }
        #expect(registered == expected, "the codec of the registry does the same")
      }
      expectRepr(decoder.decode(nil, 0, nil), "''")
    }
  },
  APICase("PyUnicode_Decode") { _ in
    for (encoding, errors, expected) in [
      ("latin-1", nil, "'ÿ'"), ("ascii", "replace", "'\u{FFFD}'"), ("cp437", nil, #"'\xa0'"#),
      ("nosuch", nil, "LookupError: unknown encoding: nosuch"),
      (
        "hex", nil,
        "LookupError: 'hex' is not a text encoding; use codecs.decode() to handle arbitrary codecs"
      ),
    ] as [(String, String?, String)] {
      expectDecoded(expected, #"b'\xff'"#, errors) { PyUnicode_Decode($0, $1, encoding, $2) }
    }
  },
  APICase("PyUnicode_DecodeUTF8Stateful", "PyUnicode_DecodeUTF7Stateful") { _ in
    var used = 77
    let utf8: Decode = { PyUnicode_DecodeUTF8Stateful($0, $1, $2, &used) }
    #expect(decoded(#"b'a\xe2\x82'"#, nil, utf8) == "'a'" && used == 1, "an incomplete end is left")
    #expect(decoded(#"b'a\xe2\x82\xac'"#, nil, utf8) == "'a€'" && used == 4)
    #expect(decoded(#"b'a\xed\xa0'"#, nil, utf8) == "'a'" && used == 1, "it may be a surrogate")
    used = 77
    let bad = utf8Fault("byte 0xff in position 1: invalid start byte")
    #expect(decoded(#"b'a\xff'"#, nil, utf8) == bad && used == 77, "on failure it is not stored")
    let utf7: Decode = { PyUnicode_DecodeUTF7Stateful($0, $1, $2, &used) }
    #expect(decoded("b'a+IK'", nil, utf7) == "'a'" && used == 1)
    #expect(decoded("b'a+IKw-b'", nil, utf7) == "'a€b'" && used == 7)
    let whole: Decode = { PyUnicode_DecodeUTF7Stateful($0, $1, $2, nil) }
    #expect(
      decoded("b'a+IK'", nil, whole)
        == fault("utf7", "bytes in position 1-3: unterminated shift sequence"),
      "without `consumed` it is an error"
    )
    expectRepr(utf8(nil, 0, nil), "''")
    #expect(used == 0)
  },
  APICase("PyUnicode_DecodeUTF16", "PyUnicode_DecodeUTF16Stateful") { _ in
    let utf16 = WideDecoder(whole: PyUnicode_DecodeUTF16, stateful: PyUnicode_DecodeUTF16Stateful)
    let cut = fault("utf-16-le", "byte 0xac in position 2: truncated data")
    for (literal, order, expected) in [
      (#"b'\xff\xfea\x00\xac '"#, 0, "'a€' -1"), (#"b'\xfe\xff\x00a \xac'"#, 0, "'a€' 1"),
      (#"b'a\x00\xac '"#, -1, "'a€' -1"),
      (#"b'\x00a \xac'"#, 1, "'a€' 1"), (#"b'a\x00\xac '"#, 0, "'a€' 0"),
      (#"b'\xff\xfea\x00'"#, -1, #"'\ufeffa' -1"#),
      (#"b'=\xd8\x00\xde'"#, -1, "'😀' -1"), (#"b'a\x00\xac'"#, -1, cut + " -1"),
      (
        #"b'\x00\xd8a\x00'"#, -1,
        fault("utf-16-le", "bytes in position 0-1: illegal UTF-16 surrogate") + " -1"
      ),
      (
        #"b'\x00\xd8='"#, -1,
        fault("utf-16-le", "bytes in position 0-2: unexpected end of data") + " -1"
      ),
    ] as [(String, Int32, String)] {
      #expect(utf16.decode(literal, order: order) == expected)
    }
    #expect(utf16.decode(#"b'a\x00\xac'"#, order: -1, "replace") == "'a\u{FFFD}' -1")
    expectDecoded("'a€'", #"b'a\x00\xac '"#) { PyUnicode_DecodeUTF16($0, $1, $2, nil) }
    #expect(utf16.decodePart(#"b'a\x00\xac'"#, order: -1) == "'a' -1 2")
    #expect(utf16.decodePart(#"b'\xff\xfea\x00\xac'"#, order: 0) == "'a' -1 4")
    #expect(utf16.decodePart(#"b'\xff'"#, order: 0) == "'' 0 0", "half a mark")
    #expect(utf16.decodePart(#"b'a\x00=\xd8'"#, order: -1) == "'a' -1 2", "half a pair")
  },
  APICase("PyUnicode_DecodeUTF32", "PyUnicode_DecodeUTF32Stateful") { _ in
    let utf32 = WideDecoder(whole: PyUnicode_DecodeUTF32, stateful: PyUnicode_DecodeUTF32Stateful)
    let little = #"a\x00\x00\x00\xac \x00\x00"#
    let big = #"\x00\x00\x00a\x00\x00 \xac"#
    let cut = fault("utf-32-le", "bytes in position 4-6: truncated data")
    let large = fault("utf-32-le", "bytes in position 0-3: code point not in range(0x110000)")
    for (literal, order, expected) in [
      (#"b'\xff\xfe\x00\x00\#(little)'"#, 0, "'a€' -1"),
      (#"b'\x00\x00\xfe\xff\#(big)'"#, 0, "'a€' 1"),
      ("b'\(little)'", -1, "'a€' -1"), ("b'\(big)'", 1, "'a€' 1"), ("b'\(little)'", 0, "'a€' 0"),
      (#"b'\xff\xfe\x00\x00\#(little)'"#, -1, #"'\ufeffa€' -1"#),
      (#"b'a\x00\x00\x00\xac \x00'"#, -1, cut + " -1"),
      (#"b'\x00\x00\x11\x00'"#, -1, large + " -1"),
    ] as [(String, Int32, String)] {
      #expect(utf32.decode(literal, order: order) == expected)
    }
    #expect(utf32.decode(#"b'a\x00\x00\x00\xac \x00'"#, order: -1, "replace") == "'a\u{FFFD}' -1")
    expectDecoded("'a€'", "b'\(little)'") { PyUnicode_DecodeUTF32($0, $1, $2, nil) }
    #expect(utf32.decodePart(#"b'a\x00\x00\x00\xac \x00'"#, order: -1) == "'a' -1 4")
    #expect(utf32.decodePart(#"b'\xff\xfe\x00\x00a\x00\x00\x00\xac'"#, order: 0) == "'a' -1 8")
    #expect(utf32.decodePart(#"b'\xff\xfe\x00'"#, order: 0) == "'' 0 0", "a part of a mark")
  },
  APICase("PyUnicode_DecodeCharmap") { w in
    let undefined = fault("charmap", "byte 0x61 in position 0: character maps to <undefined>")
    let kind = "TypeError: character mapping must return integer, None or str"
    for (table, errors, expected) in [
      (mapping((number(97), text("x")), (number(98), number(0x20AC))), nil, "'x€'"),
      (mapping((number(97), text("xyz")), (number(98), text(""))), nil, "'xyz'"),
      (mapping(), nil, undefined),
      (mapping((number(98), text("b"))), "replace", "'\u{FFFD}b'"),
      (mapping((number(97), newReference(suture_None()))), nil, undefined),
      (mapping((number(97), readByteLiteral("b'x'"))), nil, kind),
      (mapping((number(97), own(w))), nil, kind),
      (
        mapping((number(97), number(0x110000))), nil,
        "TypeError: character mapping must be in range(0x110000)"
      ),
      (text(String(repeating: "A", count: 98) + "€"), nil, "'A€'"),
      (text(String(repeating: "\u{FFFE}", count: 98)), nil, undefined), (text("A"), nil, undefined),
      (own(w), nil, "TypeError: 'object' object is not subscriptable"),
    ] as [(ObjectPointer, String?, String)] {
      expectDecoded(expected, "b'ab'", errors) { PyUnicode_DecodeCharmap($0, $1, table, $2) }
      drop(table)
    }
    // as Latin-1
    expectDecoded("'é'", #"b'\xe9'"#) { PyUnicode_DecodeCharmap($0, $1, nil, $2) }
    expectRepr(PyUnicode_DecodeCharmap(nil, 0, w.object, nil), "''")
  },
  APICase("PyUnicode_DecodeFSDefault", "PyUnicode_DecodeFSDefaultAndSize") { _ in
    expectDecoded(#"'a\udcff€'"#, #"b'a\xff\xe2\x82\xac'"#) { bytes, _, _ in
      PyUnicode_DecodeFSDefault(bytes)
    }
    expectDecoded("'a'", #"b'a\x00b'"#) { bytes, _, _ in PyUnicode_DecodeFSDefault(bytes) }
    expectDecoded(#"'a\udcff'"#, #"b'a\xffb'"#) { bytes, _, _ in
      PyUnicode_DecodeFSDefaultAndSize(bytes, 2)
    }
    expectDecoded(#"'a\x00b'"#, #"b'a\x00b'"#) { bytes, n, _ in
      PyUnicode_DecodeFSDefaultAndSize(bytes, n)
    }
    expectRepr(PyUnicode_DecodeFSDefaultAndSize("ab", 0), "''")
  },
  APICase("PyUnicode_DecodeLocale", "PyUnicode_DecodeLocaleAndSize") { _ in
    let failed = fault("locale", "byte 0xff in position 1: decoding error")
    for (literal, errors, expected) in [
      (#"b'a\xe2\x82\xac'"#, nil, "'a€'"), (#"b'a\xff'"#, nil, failed),
      (#"b'a\xff'"#, "strict", failed),
      (#"b'a\xff'"#, "surrogateescape", #"'a\udcff'"#),
      ("b'a'", "ignore", "ValueError: unsupported error handler"),
    ] as [(String, String?, String)] {
      expectDecoded(expected, literal, errors) { bytes, _, errors in
        PyUnicode_DecodeLocale(bytes, errors)
      }
      #expect(decoded(literal, errors, PyUnicode_DecodeLocaleAndSize) == expected)
    }
    for errors in [nil, "surrogateescape"] {
      #expect(
        decoded(#"b'a\x00b'"#, errors, PyUnicode_DecodeLocaleAndSize)
          == "ValueError: embedded null byte"
      )
    }
    expectError("ValueError: embedded null byte", PyUnicode_DecodeLocaleAndSize("ab", 1, nil))
  },
]
