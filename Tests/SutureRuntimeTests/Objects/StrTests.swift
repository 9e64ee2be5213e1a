import Testing

@testable import SutureRuntime

@Suite("unicodeobject.h: making and comparing") struct StrTests {
  @Test(
    "Text goes through a str unchanged, at the narrowest width",
    arguments: [
      ("", 1), ("a", 1), ("hello", 1), ("h\u{e9}", 1), ("\u{20ac}uro", 2), ("a\u{1F600}", 4),
    ]
  )
  func roundTrip(text: String, width: Int) throws {
    try Runtime.attached { () throws(Raise) in
      let str = try makeStr(text)
      #expect(strText(str).width == width)
      let end = strText(str).count * width
      for i in end..<(end + width) {
        let byte = strText(str).base.load(fromByteOffset: i, as: UInt8.self)
        #expect(byte == 0, "a NUL ends the text")
      }
      #expect(swiftText(str) == text)
      let utf8 = try strUTF8(str)
      #expect(utf8.count == text.utf8.count)
      #expect(String(cString: utf8.bytes) == text)
      suture_decref(str)
    }
  }

  @Test("Interned strings of the same text are one object")
  func interning() {
    Runtime.attached {
      let a = PyUnicode_InternFromString("some name")
      let b = PyUnicode_InternFromString("some name")
      #expect(a != nil && a == b)
      #expect(PyUnicode_InternFromString("__len__") == suture_name___len__())
    }
  }

  @Test("A writer widens as it goes")
  func writer() throws {
    try Runtime.attached { () throws(Raise) in
      var w = StrWriter(capacity: 1)
      w.append(ascii: "abc")
      w.append(0xE9)
      w.append(0x20AC, times: 3)
      w.append("\u{1F600}!")
      let str = try w.finish()
      let text = swiftText(str)
      #expect(text == "abc\u{e9}\u{20ac}\u{20ac}\u{20ac}\u{1F600}!")
      suture_decref(str)
    }
  }

  @Test(
    "Wrong UTF-8 raises UnicodeDecodeError with the range and the reason",
    arguments: [
      ([0x80], "position 0: invalid start byte"),
      ([0x41, 0xC3], "position 1: unexpected end of data"),
      ([0xE0, 0x80], "position 0: invalid continuation byte"),
      ([0xE2, 0x82, 0x41], "in position 0-1: invalid continuation byte"),
      ([0xED, 0xA0, 0x80], "position 0: invalid continuation byte"),
      ([0xF5], "position 0: invalid start byte"),
      ([0xF0, 0x9F, 0x98], "in position 0-2: unexpected end of data"),
    ] as [([UInt8], String)]
  )
  func wrongUTF8(bytes: [UInt8], end: String) {
    let message = Runtime.attached {
      bytes.withUnsafeBufferPointer { raw in
        raw.withMemoryRebound(to: CChar.self) {
          Py.repr(PyUnicode_FromStringAndSize($0.baseAddress, $0.count))
        }
      }
    }
    #expect(message.hasPrefix("UnicodeDecodeError: 'utf-8' codec can't decode byte"))
    #expect(message.hasSuffix(end))
  }

  @Test("A surrogate has no UTF-8")
  func surrogate() {
    let message = Runtime.attached {
      let str = PyUnicode_FromOrdinal(0xD800)!
      defer { suture_decref(str) }
      let bytes = PyUnicode_AsUTF8AndSize(str, nil)
      return bytes == nil ? Py.raised() : "bytes"
    }
    let place = "can't encode character '\\ud800' in position 0"
    #expect(message == "UnicodeEncodeError: 'utf-8' codec \(place): surrogates not allowed")
  }

  @Test("Only a new str that one reference holds may be written")
  func writing() {
    Runtime.attached {
      let str = PyUnicode_New(3, 0x7F)!
      let first = PyUnicode_Fill(str, 0, 3, 97)
      let written = PyUnicode_WriteChar(str, 1, 98)
      #expect(first == 3)
      #expect(written == 0)
      let text = swiftText(str)
      #expect(text == "aba")
      suture_incref(str)
      let refused = PyUnicode_WriteChar(str, 1, 99)
      let message = Py.raised()
      #expect(refused == -1)
      #expect(message == "SystemError: Cannot modify a string currently used")
      suture_decref(str)
      suture_decref(str)
    }
  }

  @Test("An instance of a subclass has the text, the hash and the UTF-8 of a str")
  func subclasses() {
    Runtime.attached {
      let base = suture_PyUnicode_Type().asObject
      let bases = Py.tuple(newReference(base))
      let args = Py.tuple(Py.str("S"), bases, PyDict_New()!)
      guard let made = PyObject_Call(suture_PyType_Type().asObject, args, nil) else {
        Issue.record("\(Py.raised())")
        return
      }
      for text in ["", "abc", "\u{e9}\u{20ac}", "\u{1F600}"] {
        guard let o = callNew(made, [.str(text)]) else {
          Issue.record("\(Py.raised())")
          continue
        }
        let plain = Py.str(text)
        let isOwn = o.type == made.asType
        let sameHash = PyObject_Hash(o) == PyObject_Hash(plain)
        let isEqual = PyUnicode_Compare(o, plain) == 0
        let utf8 = String(cString: PyUnicode_AsUTF8AndSize(o, nil)!)
        #expect(isOwn && sameHash && isEqual)
        #expect(utf8 == text)
        suture_decref(plain)
        suture_decref(o)
      }
      suture_decref(args)
      suture_decref(made)
    }
  }
}
