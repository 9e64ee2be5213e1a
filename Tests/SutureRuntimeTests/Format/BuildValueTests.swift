import Testing

@testable import SutureRuntime

private let cases: [FormatCase] = [
  FormatCase("", [], "None"),
  FormatCase("i", [Int32(1)], "1"),
  FormatCase("ii", [Int32(1), Int32(2)], "(1, 2)"),
  FormatCase("(i)", [Int32(1)], "(1,)"),
  FormatCase("()", [], "()"),
  FormatCase("[i,i]", [Int32(1), Int32(2)], "[1, 2]"),
  FormatCase("{s:i,s:i}", [forever("a"), Int32(1), forever("b"), Int32(2)], "{'a': 1, 'b': 2}"),
  FormatCase(
    "((ii)[i]{s:O})",
    [Int32(1), Int32(2), Int32(3), forever("k"), suture_None()],
    "((1, 2), [3], {'k': None})"
  ),
  FormatCase("s#y#", [forever("abc"), 2, forever("abc"), 1], "('ab', b'a')"),
  FormatCase("z", [0], "None"),
  FormatCase("c", [Int32(65)], "b'A'"),
  FormatCase("C", [Int32(0x20ac)], "'€'"),
  FormatCase("d", [1.5], "1.5"),
  FormatCase(
    "b B h H I",
    [Int32(-1), Int32(-1), Int32(-2), Int32(65535), Int32(-1)],
    "(-1, -1, -2, 65535, 4294967295)"
  ),
  FormatCase(
    "k K L l n",
    [-1, -1, -2, -3, 4],
    "(18446744073709551615, 18446744073709551615, -2, -3, 4)"
  ),
  FormatCase("i)", [Int32(1)], "1"),
  FormatCase("(i", [Int32(1)], "SystemError: unmatched paren in format"),
  FormatCase("[i)", [Int32(1)], "SystemError: unmatched paren in format"),
  FormatCase("q", [Int32(1)], "SystemError: bad format char passed to Py_BuildValue"),
  FormatCase("{i}", [Int32(1)], "SystemError: Bad dict format"),
  FormatCase("{i:i,i}", [Int32(1), Int32(1), Int32(2)], "SystemError: Bad dict format"),
  FormatCase("(O)", [0], "SystemError: NULL object passed to Py_BuildValue"),
]

@Suite("Py_BuildValue") struct BuildValueTests {
  @Test("A value is built as CPython builds it", arguments: cases)
  func build(_ example: FormatCase) {
    Runtime.attached {
      let made = withVaList(example.arguments()) { Py_VaBuildValue(example.format, $0) }
      #expect(Py.repr(made) == example.expected)
    }
  }

  @Test("O takes a reference of its own, N takes over the caller's, also after a failure")
  func references() {
    Runtime.attached {
      let list = PyList_New(0)!
      let made = withVaList([list, list]) { Py_VaBuildValue("OO", $0) }
      #expect(Py_REFCNT(list) == 3)
      suture_decref(made!)
      #expect(Py_REFCNT(list) == 1)
      suture_incref(list)
      let failed = withVaList([0, list]) { Py_VaBuildValue("ON", $0) }
      #expect(failed == nil)
      #expect(Py.raised() == "SystemError: NULL object passed to Py_BuildValue")
      #expect(Py_REFCNT(list) == 1)
      suture_decref(list)
    }
  }
}
