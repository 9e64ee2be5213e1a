import Testing
@testable import SutureRuntime

@Suite("unicodeobject.h: making and comparing") struct StrTests {
  @Test("Text goes through a str unchanged, at the narrowest width", arguments: [
    ("", 1), ("a", 1), ("hello", 1), ("h\u{e9}", 1), ("\u{20ac}uro", 2), ("a\u{1F600}", 4),
  ])
  func roundTrip(text: String, width: Int) throws {
    try Runtime.attached { () throws(Raise) in
      let str = try makeStr(text)
      #expect(strText(str).width == width)
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
}
