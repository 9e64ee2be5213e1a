import Testing

@testable import SutureRuntime

/// UnicodeEncodeError, UnicodeDecodeError or UnicodeTranslateError about the characters from 1 to `end`.
///
/// A new reference; the one to `object` is taken over.
private func unicodeError(_ type: ObjectPointer, _ object: ObjectPointer, _ end: Int)
  -> ObjectPointer
{
  let arguments =
    type == suture_PyExc_UnicodeTranslateError()
    ? tuple(object, number(1), number(end), text("why"))
    : tuple(text("ascii"), object, number(1), number(end), text("why"))
  defer { drop(arguments) }
  return PyObject_CallObject(type, arguments)!
}

/// A handler of errors and what it answers about encoding 'é€😀', decoding b'\xff\xfe' and translating 'é€'.
private struct HandlerCase {
  let name: String
  let handle: (ObjectPointer?) -> ObjectPointer?
  let encode: String?
  let decode: String?
  let translate: String?
}

private var handlerCases: [HandlerCase] {
  [
    HandlerCase(
      name: "ignore",
      handle: PyCodec_IgnoreErrors,
      encode: "('', 4)",
      decode: "('', 3)",
      translate: "('', 3)"
    ),
    HandlerCase(
      name: "replace",
      handle: PyCodec_ReplaceErrors,
      encode: "('???', 4)",
      decode: "('\u{FFFD}', 3)",
      translate: "('\u{FFFD}\u{FFFD}', 3)"
    ),
    HandlerCase(
      name: "xmlcharrefreplace",
      handle: PyCodec_XMLCharRefReplaceErrors,
      encode: "('&#233;&#8364;&#128512;', 4)",
      decode: nil,
      translate: nil
    ),
    HandlerCase(
      name: "backslashreplace",
      handle: PyCodec_BackslashReplaceErrors,
      encode: #"('\\xe9\\u20ac\\U0001f600', 4)"#,
      decode: #"('\\xff\\xfe', 3)"#,
      translate: #"('\\xe9\\u20ac', 3)"#
    ),
    HandlerCase(
      name: "namereplace",
      handle: PyCodec_NameReplaceErrors,
      encode: #"('\\N{LATIN SMALL LETTER E WITH ACUTE}\\N{EURO SIGN}\\U0001f600', 4)"#,
      decode: nil,
      translate: nil
    ),
  ]
}

/// Runs `body` while `import unicodedata` gives a module that knows two names.
private func withUnicodeData(_ body: () -> Void) {
  let names = mapping(
    (text("é"), text("LATIN SMALL LETTER E WITH ACUTE")),
    (text("€"), text("EURO SIGN"))
  )
  let get = PyObject_GetAttrString(names, "get")
  let module = PyModule_New("unicodedata")
  PyModule_AddObjectRef(module, "name", get)
  let modules = PyImport_GetModuleDict()
  let old = PyDict_GetItemString(modules, "unicodedata").map(newReference)
  PyDict_SetItemString(modules, "unicodedata", module)
  body()
  if let old {
    PyDict_SetItemString(modules, "unicodedata", old)
  } else {
    PyDict_DelItemString(modules, "unicodedata")
  }
  drop(names, get, module, old)
}

/// A search function for the codec "conformance", which encodes and decodes by looking up in `table`.
private func searchFunction(_ table: ObjectPointer) -> ObjectPointer {
  let get = PyObject_GetAttrString(table, "get")!
  let codec = tuple(
    get,
    newReference(get),
    newReference(suture_PyList_Type().asObject),
    newReference(suture_PyTuple_Type().asObject)
  )
  let codecs = mapping(
    (text("conformance"), codec),
    (text("three"), tuple(number(1), number(2), number(3))),
    (text("five"), number(5))
  )
  defer { drop(codecs) }
  return PyObject_GetAttrString(codecs, "get")!
}

let codecsCases: [APICase] = [
  APICase("PyCodec_KnownEncoding") { _ in
    for (name, expected) in [
      ("utf-8", 1), ("UTF 8", 1), ("Latin1", 1), ("nosuch", 0), ("", 0),
    ] as [(String, Int32)] {
      #expect(PyCodec_KnownEncoding(name) == expected)
      #expect(PyErr_Occurred() == nil)
    }
    #expect(PyCodec_KnownEncoding(nil) == 0 && PyErr_Occurred() == nil)
  },
  APICase("PyCodec_Encode", "PyCodec_Decode") { w in
    let unknown = "LookupError: unknown encoding: nosuch"
    let examples:
      [(literal: String, encoding: String?, errors: String?, encoded: String?, decoded: String?)] =
        [
          (#"'a\u20ac'"#, "utf-8", nil, #"b'a\xe2\x82\xac'"#, nil),
          (#"'\xe9'"#, "ascii", "ignore", "b''", nil),
          ("'ab'", "rot13", nil, "'no'", "'no'"), ("b'ab'", "hex", nil, "b'6162'", #"b'\xab'"#),
          (#"b'\xe2\x82\xac'"#, "utf-8", nil, nil, "'€'"),
          (#"b'\xff'"#, "ascii", "replace", nil, "'\u{FFFD}'"),
          ("b'a'", "nosuch", nil, unknown, unknown), ("b'a'", nil, nil, wrongType, wrongType),
          (
            "5", "utf-8", nil, "TypeError: utf_8_encode() argument 1 must be str, not int",
            "TypeError: a bytes-like object is required, not 'int'"
          ),
        ]
    for (literal, encoding, errors, encoded, decoded) in examples {
      if let encoded {
        expectAnswer(encoded, of: literal) { show(PyCodec_Encode($0[0], encoding, errors)) }
      }
      if let decoded {
        expectAnswer(decoded, of: literal) { show(PyCodec_Decode($0[0], encoding, errors)) }
      }
    }
    expectError(
      "TypeError: a bytes-like object is required, not 'object'",
      PyCodec_Decode(w.object, "utf-8", nil)
    )
  },
  APICase("PyCodec_Encoder", "PyCodec_Decoder") { _ in
    for (find, literal, expected) in [
      (PyCodec_Encoder, "'ab'", "(b'ab', 2)"), (PyCodec_Decoder, "b'ab'", "('ab', 2)"),
    ] {
      let function = find("utf-8")
      expectAnswer(expected, of: literal) { show(PyObject_CallOneArg(function, $0[0])) }
      drop(function)
      expectError("LookupError: unknown encoding: nosuch", find("nosuch"))
      expectError(wrongType, find(nil))
    }
  },
  APICase("PyCodec_IncrementalEncoder", "PyCodec_IncrementalDecoder") { _ in
    let encoder = PyCodec_IncrementalEncoder("ascii", "replace")
    let encode = PyObject_GetAttrString(encoder, "encode")
    expectAnswer("b'a?'", of: #"'a\xe9'"#) { show(PyObject_CallOneArg(encode, $0[0])) }
    let decoder = PyCodec_IncrementalDecoder("utf-8", nil)
    let decode = PyObject_GetAttrString(decoder, "decode")
    expectAnswer("'a'", of: #"b'a\xe2\x82'"#) { show(PyObject_CallOneArg(decode, $0[0])) }
    expectAnswer("'€'", of: #"b'\xac'"#) { show(PyObject_CallOneArg(decode, $0[0])) }
    drop(encoder, encode, decoder, decode)
    expectError("LookupError: unknown encoding: nosuch", PyCodec_IncrementalEncoder("nosuch", nil))
    expectError("LookupError: unknown encoding: nosuch", PyCodec_IncrementalDecoder("nosuch", nil))
  },
  APICase("PyCodec_IncrementalEncoder", "PyCodec_IncrementalDecoder") { _ in
    // What getstate() gives before and after the first character, which files rely on.
    for (encoding, before, after, decoder) in [
      ("utf-8", "0", "0", "(b'', 0)"), ("utf-8-sig", "1", "0", "(b'', 1)"),
      ("utf-16", "2", "0", "(b'', 2)"), ("utf-32", "2", "0", "(b'', 2)"),
      ("utf-16-le", "0", "0", "(b'', 0)"), ("cp1252", "0", "0", "(b'', 0)"),
    ] {
      let made = PyCodec_IncrementalEncoder(encoding, nil)
      #expect(show(callMethod(made, "getstate")) == before)
      drop(callMethod(made, "encode", "a"))
      #expect(show(callMethod(made, "getstate")) == after)
      drop(made)
      let reader = PyCodec_IncrementalDecoder(encoding, nil)
      #expect(show(callMethod(reader, "getstate")) == decoder)
      drop(reader)
    }
    let signed = PyCodec_IncrementalDecoder("utf-8-sig", nil)
    let feed = PyObject_GetAttrString(signed, "decode")
    expectAnswer("''", of: #"b'\xef\xbb'"#) { show(PyObject_CallOneArg(feed, $0[0])) }
    expectAnswer("'a'", of: #"b'\xbfa'"#) { show(PyObject_CallOneArg(feed, $0[0])) }
    expectAnswer(#"'\ufeff'"#, of: #"b'\xef\xbb\xbf'"#) { show(PyObject_CallOneArg(feed, $0[0])) }
    drop(signed, feed)
    let decoder = PyCodec_IncrementalDecoder("utf-16", nil)
    let decode = PyObject_GetAttrString(decoder, "decode")
    let missing =
      "UnicodeDecodeError: 'utf-16' codec can't decode bytes in position 0-1: Stream does not start with BOM"
    expectAnswer(missing, of: "b'ab'") { show(PyObject_CallOneArg(decode, $0[0])) }
    expectAnswer("''", of: #"b'\xfe'"#) { show(PyObject_CallOneArg(decode, $0[0])) }
    expectAnswer("'a'", of: #"b'\xff\x00a\x00'"#) { show(PyObject_CallOneArg(decode, $0[0])) }
    #expect(show(callMethod(decoder, "getstate")) == #"(b'\x00', 1)"#)
    drop(decoder, decode)
  },
  APICase("PyCodec_StreamReader", "PyCodec_StreamWriter") { w in
    for make in [PyCodec_StreamReader, PyCodec_StreamWriter] {
      let before = w.references
      let made = make("utf-8", w.object, "ignore")
      #expect(w.references == before + 1, "it keeps the stream")
      let stream = PyObject_GetAttrString(made, "stream")
      #expect(stream == w.object)
      expectRepr(PyObject_GetAttrString(made, "errors"), "'ignore'")
      drop(stream, made)
      #expect(w.references == before)
      expectError("LookupError: unknown encoding: nosuch", make("nosuch", w.object, nil))
    }
  },
  APICase("PyCodec_Register", "PyCodec_Unregister") { w in
    let table = mapping((text("ab"), tuple(own(w), number(2))), (text("bad"), number(5)))
    let search = searchFunction(table)
    let before = Py_REFCNT(search)
    #expect(PyCodec_Register(search) == 0)
    #expect(Py_REFCNT(search) == before + 1, "the registry keeps its own reference")
    let good = text("ab")
    let bad = text("bad")
    let references = w.references
    for convert in [PyCodec_Encode, PyCodec_Decode] {
      let converted = convert(good, "Conformance", nil)
      #expect(converted == w.object && w.references == references + 1, "a new reference")
      drop(converted)
    }
    expectError(
      "TypeError: encoder must return a tuple (object, integer)",
      PyCodec_Encode(bad, "conformance", nil)
    )
    expectError(
      "TypeError: decoder must return a tuple (object,integer)",
      PyCodec_Decode(bad, "conformance", nil)
    )
    expectError(
      "TypeError: 'conformance' encoder returned 'object' instead of 'bytes'; use codecs.encode() to encode to arbitrary types",
      PyUnicode_AsEncodedString(good, "conformance", nil)
    )
    expectRepr(PyCodec_StreamReader("conformance", good, nil), "['a', 'b']")
    expectRepr(PyCodec_StreamWriter("conformance", good, nil), "('a', 'b')")
    expectError(
      "AttributeError: 'tuple' object has no attribute 'incrementalencoder'",
      PyCodec_IncrementalEncoder("conformance", nil)
    )
    for name in ["three", "five"] {
      expectError("TypeError: codec search functions must return 4-tuples", PyCodec_Encoder(name))
      #expect(PyCodec_KnownEncoding(name) == 0)
    }
    #expect(PyCodec_KnownEncoding("conformance") == 1)
    #expect(PyCodec_Unregister(search) == 0)
    #expect(Py_REFCNT(search) == before, "the reference is given up")
    #expect(PyCodec_KnownEncoding("conformance") == 0, "what was found is forgotten")
    drop(good, bad, search, table)
  },
  APICase("PyCodec_Register", "PyCodec_Unregister") { w in
    expectError("TypeError: argument must be callable", PyCodec_Register(w.object))
    expectError(wrongType, PyCodec_Register(nil))
    #expect(PyCodec_Unregister(w.object) == 0, "what was never registered")
    #expect(PyCodec_Unregister(nil) == 0)
  },
  APICase("PyCodec_RegisterError", "PyCodec_LookupError") { w in
    let strict = PyCodec_LookupError(nil)!
    let named = PyCodec_LookupError("strict")
    #expect(strict == named, "NULL is strict")
    let replace = PyCodec_LookupError("replace")!
    let before = Py_REFCNT(replace)
    #expect(PyCodec_RegisterError("conformance", replace) == 0)
    #expect(Py_REFCNT(replace) == before + 1, "the registry keeps its own reference")
    let found = PyCodec_LookupError("conformance")
    #expect(found == replace && Py_REFCNT(replace) == before + 2, "a new reference")
    expectAnswer("b'?'", of: #"'\xe9'"#) {
      show(PyUnicode_AsEncodedString($0[0], "ascii", "conformance"))
    }
    let empty = mapping()
    let get = PyObject_GetAttrString(empty, "get")
    #expect(PyCodec_RegisterError("conformance", get) == 0)
    #expect(Py_REFCNT(replace) == before + 1, "the old handler is given up")
    expectAnswer(
      "TypeError: encoding error handler must return (str/bytes, int) tuple",
      of: #"'\xe9'"#
    ) { show(PyUnicode_AsEncodedString($0[0], "ascii", "conformance")) }
    expectError(
      "TypeError: decoding error handler must return (str, int) tuple",
      PyUnicode_DecodeASCII([-1] as [CChar], 1, "conformance")
    )
    #expect(PyCodec_RegisterError("conformance", strict) == 0)
    drop(strict, named, replace, found, empty, get)
    expectError("LookupError: unknown error handler name 'nosuch'", PyCodec_LookupError("nosuch"))
    expectError("TypeError: handler must be callable", PyCodec_RegisterError("nosuch", w.object))
    expectError("TypeError: handler must be callable", PyCodec_RegisterError("nosuch", nil))
    expectError("LookupError: unknown error handler name 'nosuch'", PyCodec_LookupError("nosuch"))
  },
  APICase("PyCodec_StrictErrors") { w in
    let error = unicodeError(suture_PyExc_UnicodeEncodeError(), text("aé€😀b"), 4)
    let before = Py_REFCNT(error)
    #expect(PyCodec_StrictErrors(error) == nil)
    let raised = PyErr_GetRaisedException()
    #expect(raised == error && Py_REFCNT(error) == before + 1, "the exception itself")
    drop(raised, error)
    expectError("TypeError: codec must pass exception instance", PyCodec_StrictErrors(w.object))
  },
  APICase(
    "PyCodec_IgnoreErrors",
    "PyCodec_ReplaceErrors",
    "PyCodec_XMLCharRefReplaceErrors",
    "PyCodec_BackslashReplaceErrors",
    "PyCodec_NameReplaceErrors"
  ) { w in
    let encode = unicodeError(suture_PyExc_UnicodeEncodeError(), text("aé€😀b"), 4)
    let decode = unicodeError(
      suture_PyExc_UnicodeDecodeError(),
      readByteLiteral(#"b'a\xff\xfeb'"#),
      3
    )
    let translate = unicodeError(suture_PyExc_UnicodeTranslateError(), text("aé€b"), 3)
    func cannot(_ name: String) -> String {
      "TypeError: don't know how to handle \(name) in error callback"
    }
    withUnicodeData {
      for handler in handlerCases {
        for (error, expected) in [
          (encode, handler.encode ?? cannot("UnicodeEncodeError")),
          (decode, handler.decode ?? cannot("UnicodeDecodeError")),
          (translate, handler.translate ?? cannot("UnicodeTranslateError")),
          (w.object, cannot("object")),
        ] {
          #expect(show(handler.handle(error)) == expected)
          let registered = PyCodec_LookupError(handler.name)
          #expect(
            show(PyObject_CallOneArg(registered, error)) == expected,
            "the handler of that name"
          )
          drop(registered)
        }
      }
    }
    drop(encode, decode, translate)
  },
]
