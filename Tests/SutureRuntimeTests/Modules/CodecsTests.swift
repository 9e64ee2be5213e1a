import Testing

@testable import SutureRuntime

/// What `replaceInput` decodes in place of the input.
nonisolated(unsafe) private var replacement: ObjectPointer?

/// An error handler: puts `replacement` into the exception, and goes on at 4.
nonisolated(unsafe) private let replaceInput = lasting(
  [
    PyMethodDef(
      ml_name: forever("replace"),
      ml_meth: { _, error in
        PyObject_SetAttrString(error, "object", replacement)
        return tuple(text("?"), number(4))
      },
      ml_flags: METH_O,
      ml_doc: nil
    )
  ],
  end: PyMethodDef()
)

@Suite("codecs.h") struct CodecsTests {
  @Test("Codecs answer as CPython does", arguments: lines)
  func methods(line: String) {
    Runtime.attached {
      let (result, expected) = callLine(line)
      #expect(result == expected)
    }
  }

  @Test(
    "An encoding is known by its aliases, in any spelling",
    arguments: [
      ("UTF 8", 1), ("latin1", 1), ("Windows-1252", 1), ("cp037", 1), ("big5", 1), ("nosuch", 0),
      ("", 0),
    ]
  )
  func known(name: String, expected: Int32) {
    Runtime.attached { #expect(PyCodec_KnownEncoding(name) == expected) }
  }

  @Test("A stateful decoder leaves an incomplete end alone")
  func stateful() {
    Runtime.attached {
      var used = 0
      let bytes: [CChar] = [97, -30, -126]
      #expect(show(PyUnicode_DecodeUTF8Stateful(bytes, 3, nil, &used)) == "'a'")
      #expect(used == 1)
    }
  }

  @Test("An unknown error handler is named")
  func unknownHandler() {
    Runtime.attached {
      #expect(
        show(PyCodec_LookupError("nosuch")) == "LookupError: unknown error handler name 'nosuch'"
      )
      #expect(
        show(PyCodec_RegisterError("nosuch", suture_None()))
          == "TypeError: handler must be callable"
      )
    }
  }

  @Test(
    "The wrong exception is no use to a handler",
    arguments: ["ignore", "replace", "xmlcharrefreplace"]
  )
  func wrongException(name: String) {
    Runtime.attached {
      let handler = PyCodec_LookupError(name)!
      let message = "TypeError: don't know how to handle str in error callback"
      #expect(show(callNew(handler, ["x"])) == message)
      suture_decref(handler)
    }
  }

  @Test("surrogateescape takes four bytes at most")
  func surrogateEscape() {
    Runtime.attached {
      let handler = PyCodec_LookupError("surrogateescape")!
      let error = PyUnicodeDecodeError_Create("utf-8", "\u{7F}\u{7F}", 2, 0, 0, "odd")!
      for (bytes, expected) in [
        (#"b'\xff\xfe\xfd\xfc\xfb\xfa'"#, #"('\udcff\udcfe\udcfd\udcfc', 4)"#),
        (#"b'\xff\xfea'"#, #"('\udcff\udcfe', 2)"#),
      ] {
        let object = readByteLiteral(bytes)
        PyObject_SetAttrString(error, "object", object)
        _ = PyUnicodeDecodeError_SetEnd(error, PyBytes_Size(object))
        #expect(show(callOne(handler, error)) == expected)
        drop(object)
      }
      drop(handler, error)
    }
  }

  @Test("A decoder goes on with the bytes that a handler puts into the exception, and drops them")
  func replacedInput() {
    Runtime.attached {
      let input = readByteLiteral(#"b'\xffabc'"#)
      let other = PyBytes_FromStringAndSize("0123456", 7)!
      let before = Py_REFCNT(other)
      replacement = other
      let handler = PyCFunction_New(replaceInput, nil)
      #expect(PyCodec_RegisterError("suture.replace", handler) == 0)
      let text = PyUnicode_Decode(PyBytes_AsString(input), 4, "utf-8", "suture.replace")
      #expect(show(text) == "'?456'")
      #expect(Py_REFCNT(other) == before)
      drop(input, other, handler)
    }
  }

  @Test("An incremental decoder keeps what is incomplete")
  func incremental() {
    Runtime.attached {
      let decoder = PyCodec_IncrementalDecoder("utf-8", nil)!
      func feed(_ literal: String) -> String {
        let bytes = readByteLiteral(literal)
        defer { suture_decref(bytes) }
        let name = Py.str("decode")
        defer { suture_decref(name) }
        let method = PyObject_GetAttr(decoder, name)!
        defer { suture_decref(method) }
        return show(callOne(method, bytes))
      }
      #expect(feed(#"b'a\xe2\x82'"#) == "'a'")
      #expect(feed(#"b'\xac'"#) == "'\u{20AC}'")
      suture_decref(decoder)
    }
  }

  static let lines: [String] = [
    #"b'abc' | decode | 'ascii' | 'abc'"#,
    #"b'\xff' | decode | 'ascii' | 'replace' | '�'"#,
    #"b'\xff' | decode | 'ascii' | 'surrogateescape' | '\udcff'"#,
    #"b'\xff' | decode | 'ascii' | 'backslashreplace' | '\\xff'"#,
    #"b'\xe2\x82' | decode | 'utf-8' | UnicodeDecodeError: 'utf-8' codec can't decode bytes in position 0-1: unexpected end of data"#,
    #"b'\xe2\x82' | decode | 'utf-8' | 'replace' | '�'"#,
    #"b'\xf0\x9f\x98\x80' | decode | 'utf8' | '😀'"#,
    #"b'\xed\xa0\x80' | decode | 'utf-8' | UnicodeDecodeError: 'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte"#,
    #"b'\xed\xa0\x80' | decode | 'utf-8' | 'surrogatepass' | '\ud800'"#,
    #"b'\xed\xa0a' | decode | 'utf-8' | 'surrogatepass' | UnicodeDecodeError: 'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte"#,
    #"b'\xe0\x80\x80' | decode | 'utf-8' | UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe0 in position 0: invalid continuation byte"#,
    #"b'\xe0\xa0\x80' | decode | 'utf-8' | 'ࠀ'"#,
    #"b'\xf0\x8f\xbf\xbf' | decode | 'utf-8' | UnicodeDecodeError: 'utf-8' codec can't decode byte 0xf0 in position 0: invalid continuation byte"#,
    #"b'\xf4\x90\x80\x80' | decode | 'utf-8' | UnicodeDecodeError: 'utf-8' codec can't decode byte 0xf4 in position 0: invalid continuation byte"#,
    #"b'\xf4\x8f\xbf\xbf' | decode | 'utf-8' | '\U0010ffff'"#,
    #"'\udc41' | encode | 'ascii' | 'surrogateescape' | UnicodeEncodeError: 'ascii' codec can't encode character '\udc41' in position 0: ordinal not in range(128)"#,
    #"'\udc41' | encode | 'utf-8' | 'surrogateescape' | UnicodeEncodeError: 'utf-8' codec can't encode character '\udc41' in position 0: surrogates not allowed"#,
    #"b'\xff\xfea\x00' | decode | 'utf-16' | 'a'"#,
    #"b'\x00\xd8' | decode | 'utf-16-le' | UnicodeDecodeError: 'utf-16-le' codec can't decode bytes in position 0-1: unexpected end of data"#,
    #"b'\x00\xdc' | decode | 'utf-16-le' | UnicodeDecodeError: 'utf-16-le' codec can't decode bytes in position 0-1: illegal encoding"#,
    #"b'a' | decode | 'utf-16-be' | UnicodeDecodeError: 'utf-16-be' codec can't decode byte 0x61 in position 0: truncated data"#,
    #"b'\x00\x00\x11\x00' | decode | 'utf-32-le' | UnicodeDecodeError: 'utf-32-le' codec can't decode bytes in position 0-3: code point not in range(0x110000)"#,
    #"b'+AGE-b' | decode | 'utf-7' | 'ab'"#,
    #"b'+AGE' | decode | 'utf-7' | 'a'"#,
    #"b'\\u20ac\\x41' | decode | 'unicode_escape' | '€A'"#,
    #"b'\\x4' | decode | 'unicode_escape' | UnicodeDecodeError: 'unicodeescape' codec can't decode bytes in position 0-2: truncated \xXX escape"#,
    #"b'\\u20ac\\x41' | decode | 'raw_unicode_escape' | '€\\x41'"#,
    #"b'\x80' | decode | 'cp1252' | '€'"#,
    #"b'\x81' | decode | 'cp1252' | UnicodeDecodeError: 'charmap' codec can't decode byte 0x81 in position 0: character maps to <undefined>"#,
    #"b'\xc1' | decode | 'koi8-r' | 'а'"#,
    #"b'\xef\xbb\xbfa' | decode | 'utf-8-sig' | 'a'"#,
    #"b'6162' | decode | 'hex' | LookupError: 'hex' is not a text encoding; use codecs.decode() to handle arbitrary codecs"#,
    #"b'a' | decode | 'nosuch' | LookupError: unknown encoding: nosuch"#,
    #"b'\xff' | decode | 'ascii' | 'nosuch' | LookupError: unknown error handler name 'nosuch'"#,
    #"'a' | encode | b'a'"#,
    #"'\xe9' | encode | 'ascii' | UnicodeEncodeError: 'ascii' codec can't encode character '\xe9' in position 0: ordinal not in range(128)"#,
    #"'\xe9' | encode | 'ascii' | 'xmlcharrefreplace' | b'&#233;'"#,
    #"'\xe9' | encode | 'ascii' | 'backslashreplace' | b'\\xe9'"#,
    #"'\xe9\u20ac' | encode | 'latin-1' | 'replace' | b'\xe9?'"#,
    #"'\u20ac' | encode | 'utf-16' | b'\xff\xfe\xac '"#,
    #"'\ud800' | encode | 'utf-8' | UnicodeEncodeError: 'utf-8' codec can't encode character '\ud800' in position 0: surrogates not allowed"#,
    #"'\ud800' | encode | 'utf-8' | 'surrogatepass' | b'\xed\xa0\x80'"#,
    #"'\udc80' | encode | 'utf-8' | 'surrogateescape' | b'\x80'"#,
    #"'\u20ac' | encode | 'cp1252' | b'\x80'"#,
    #"'\u2603' | encode | 'cp1252' | UnicodeEncodeError: 'charmap' codec can't encode character '\u2603' in position 0: character maps to <undefined>"#,
    #"'\u20aca' | encode | 'utf-7' | b'+IKw-a'"#,
    #"'\u20ac\n' | encode | 'unicode_escape' | b'\\u20ac\\n'"#,
    #"'a' | encode | 'rot13' | LookupError: 'rot13' is not a text encoding; use codecs.encode() to handle arbitrary codecs"#,
  ]
}
