import Testing

@testable import SutureRuntime

let unicodeTextCases: [APICase] = [
  APICase("PyUnicode_Concat") { w in
    expectAnswer("'ab€'", of: "'ab'", #"'\u20ac'"#) { show(PyUnicode_Concat($0[0], $0[1])) }
    let str = text("ab")
    let empty = text("")
    let before = Py_REFCNT(str)
    for (left, right) in [(str, empty), (empty, str)] {
      let joined = PyUnicode_Concat(left, right)
      #expect(
        joined == str && Py_REFCNT(str) == before + 1,
        "with nothing: a new reference to itself"
      )
      drop(joined)
    }
    expectError(
      "TypeError: can only concatenate str (not \"object\") to str",
      PyUnicode_Concat(str, w.object)
    )
    expectError("TypeError: must be str, not object", PyUnicode_Concat(w.object, str))
    drop(str, empty)
  },
  APICase("PyUnicode_Contains") { w in
    for (str, part, expected) in [
      ("'abc'", "'bc'", "1"), ("'abc'", "'x'", "0"), ("'abc'", "''", "1"),
      (#"'a\u20ac'"#, #"'\u20ac'"#, "1"),
      ("'abc'", "b'a'", "TypeError: 'in <string>' requires string as left operand, not bytes"),
      ("b'abc'", "'a'", "TypeError: must be str, not bytes"),
    ] {
      expectAnswer(expected, of: str, part) { show(PyUnicode_Contains($0[0], $0[1])) }
    }
    let str = text("a")
    expectError(
      "TypeError: 'in <string>' requires string as left operand, not object",
      PyUnicode_Contains(str, w.object)
    )
    drop(str)
  },
  APICase("PyUnicode_Count") { w in
    for (part, start, end, expected) in [
      ("'aba'", 0, 9, "1"), ("'a'", 1, -1, "1"), ("'a'", 0, Int.max, "3"), ("''", 0, 9, "6"),
      ("'x'", 0, 9, "0"),
      ("'a'", 4, 2, "0"), ("b'a'", 0, 9, "TypeError: must be str, not bytes"),
    ] {
      expectAnswer(expected, of: "'ababa'", part) {
        show(PyUnicode_Count($0[0], $0[1], start, end))
      }
    }
    let str = text("a")
    expectError("TypeError: must be str, not object", PyUnicode_Count(w.object, str, 0, 1))
    drop(str)
  },
  APICase("PyUnicode_Find", "PyUnicode_FindChar") { _ in
    for (letter, start, end, first, last) in [
      ("b", 0, 9, 1, 3), ("a", 1, 4, 2, 2), ("a", -2, 9, 4, 4), ("a", 0, -1, 0, 2),
      ("x", 0, 9, -1, -1),
      ("a", 9, 3, -1, -1), ("a", 0, Int.max, 0, 4), ("a", 0, 2, 0, 0), ("b", 1, 3, 1, 1),
    ] {
      let str = text("ababa")
      let part = text(letter)
      let point = UInt32(letter.utf8.first!)
      #expect(PyUnicode_Find(str, part, start, end, 1) == first)
      #expect(PyUnicode_Find(str, part, start, end, -1) == last)
      #expect(PyUnicode_FindChar(str, point, start, end, 1) == first)
      #expect(PyUnicode_FindChar(str, point, start, end, -1) == last)
      drop(str, part)
    }
  },
  APICase("PyUnicode_Find", "PyUnicode_FindChar") { w in
    let str = readByteLiteral(#"'ab\u20acab\u20ac'"#)
    let part = readByteLiteral(#"'b\u20ac'"#)
    #expect(PyUnicode_Find(str, part, 0, 6, 1) == 1 && PyUnicode_Find(str, part, 0, 6, -1) == 4)
    #expect(
      PyUnicode_FindChar(str, 0x20AC, 0, 6, 1) == 2
        && PyUnicode_FindChar(str, 0x20AC, 0, 6, -1) == 5
    )
    #expect(PyUnicode_FindChar(part, 0x110000, 0, 2, 1) == -1)
    let empty = text("")
    #expect(PyUnicode_Find(str, empty, 2, 6, 1) == 2 && PyUnicode_Find(str, empty, 2, 6, -1) == 6)
    // -2, for -1 says that there is none.
    #expect(PyUnicode_Find(str, w.object, 0, 6, 1) == -2)
    #expect(takeError() == "TypeError: must be str, not object")
    #expect(PyUnicode_Find(w.object, str, 0, 6, -1) == -2)
    #expect(takeError() == "TypeError: must be str, not object")
    drop(str, part, empty)
  },
  APICase("PyUnicode_Tailmatch") { w in
    for (str, part, start, end, suffix, prefix) in [
      ("'abcab'", "'ab'", 0, 9, 1, 1), ("'abcab'", "'ca'", 1, 4, 1, 0),
      ("'abcab'", "'bc'", 1, 4, 0, 1),
      ("'abc'", "'c'", 0, -1, 0, 0), ("'abc'", "'b'", 0, -1, 1, 0), ("'abc'", "''", 9, 9, 0, 0),
      ("'abc'", "''", 0, 3, 1, 1), ("'abc'", "'abcd'", 0, 9, 0, 0),
    ] {
      expectAnswer("\(suffix)", of: str, part) {
        show(PyUnicode_Tailmatch($0[0], $0[1], start, end, 1))
      }
      expectAnswer("\(prefix)", of: str, part) {
        show(PyUnicode_Tailmatch($0[0], $0[1], start, end, -1))
      }
    }
    let str = text("a")
    expectError("TypeError: must be str, not object", PyUnicode_Tailmatch(str, w.object, 0, 1, 1))
    expectError("TypeError: must be str, not object", PyUnicode_Tailmatch(w.object, str, 0, 1, 1))
    drop(str)
  },
  APICase("PyUnicode_Join") { w in
    let comma = text(",")
    for (items, expected) in [
      (list(text("a"), text("b")), "'a,b'"), (tuple(text("a"), text("€"), text("c")), "'a,€,c'"),
      (list(), "''"),
      (text("abc"), "'a,b,c'"),
      (list(text("a"), own(w)), "TypeError: sequence item 1: expected str instance, object found"),
      (list(number(1)), "TypeError: sequence item 0: expected str instance, int found"),
      (number(5), "TypeError: can only join an iterable"),
    ] {
      #expect(show(PyUnicode_Join(comma, items)) == expected)
      drop(items)
    }
    let item = text("ab")
    let one = list(newReference(item))
    let before = Py_REFCNT(item)
    let joined = PyUnicode_Join(comma, one)
    #expect(joined == item && Py_REFCNT(item) == before + 1, "of one: a new reference to itself")
    expectRepr(PyUnicode_Join(w.object, one), "'ab'")
    PyList_Append(one, item)
    expectRepr(PyUnicode_Join(nil, one), "'ab ab'")
    expectError(
      "TypeError: separator: expected str instance, object found",
      PyUnicode_Join(w.object, one)
    )
    expectError("SystemError: null argument to internal routine", PyUnicode_Join(comma, nil))
    drop(comma, item, one, joined)
  },
  APICase("PyUnicode_Partition", "PyUnicode_RPartition") { w in
    for (str, separator, first, last) in [
      ("'a,b,c'", "','", "('a', ',', 'b,c')", "('a,b', ',', 'c')"),
      ("'abc'", "','", "('abc', '', '')", "('', '', 'abc')"),
      ("'abc'", "''", "ValueError: empty separator", "ValueError: empty separator"),
      ("'abc'", "b'b'", "TypeError: must be str, not bytes", "TypeError: must be str, not bytes"),
      (#"'a\u20acb'"#, #"'\u20ac'"#, "('a', '€', 'b')", "('a', '€', 'b')"),
    ] {
      expectAnswer(first, of: str, separator) { show(PyUnicode_Partition($0[0], $0[1])) }
      expectAnswer(last, of: str, separator) { show(PyUnicode_RPartition($0[0], $0[1])) }
    }
    let str = text("abc")
    for partition in [PyUnicode_Partition, PyUnicode_RPartition] {
      expectError("TypeError: must be str, not object", partition(w.object, str))
      let separator = text("bc")
      let before = Py_REFCNT(separator)
      let parts = partition(str, separator)
      #expect(PyTuple_GetItem(parts, 1) == separator)
      drop(parts)
      #expect(Py_REFCNT(separator) == before)
      drop(separator)
    }
    drop(str)
  },
  APICase("PyUnicode_Split", "PyUnicode_RSplit") { w in
    let examples: [(str: String, separator: String?, maximum: Int, first: String, last: String)] = [
      ("'a,b,c'", "','", -1, "['a', 'b', 'c']", "['a', 'b', 'c']"),
      ("'a,b,c'", "','", 1, "['a', 'b,c']", "['a,b', 'c']"),
      ("'a,b'", "','", 0, "['a,b']", "['a,b']"),
      ("' a  b '", nil, -1, "['a', 'b']", "['a', 'b']"),
      ("' a  b '", nil, 1, "['a', 'b ']", "[' a', 'b']"),
      ("''", nil, -1, "[]", "[]"), ("''", "','", -1, "['']", "['']"),
      ("'abc'", "'x'", -1, "['abc']", "['abc']"),
      ("'abc'", "''", -1, "ValueError: empty separator", "ValueError: empty separator"),
      (
        "'abc'", "b'a'", -1, "TypeError: must be str, not bytes",
        "TypeError: must be str, not bytes"
      ),
    ]
    for (str, separator, maximum, first, last) in examples {
      for (split, expected) in [(PyUnicode_Split, first), (PyUnicode_RSplit, last)] {
        expectAnswer(expected, of: str, separator ?? "None") {
          show(split($0[0], separator == nil ? nil : $0[1], maximum))
        }
      }
    }
    let str = text("a")
    for split in [PyUnicode_Split, PyUnicode_RSplit] {
      expectError("TypeError: must be str, not object", split(w.object, str, -1))
      expectError("TypeError: must be str, not object", split(str, w.object, -1))
    }
    drop(str)
  },
  APICase("PyUnicode_Splitlines") { w in
    for (literal, plain, kept) in [
      (#"'a\nb\r\nc\u2028d'"#, "['a', 'b', 'c', 'd']", #"['a\n', 'b\r\n', 'c\u2028', 'd']"#),
      ("''", "[]", "[]"),
      (#"'a\n\n'"#, "['a', '']", #"['a\n', '\n']"#),
      (#"'a\x0bb\x1cc\x85d'"#, "['a', 'b', 'c', 'd']", #"['a\x0b', 'b\x1c', 'c\x85', 'd']"#),
    ] {
      expectAnswer(plain, of: literal) { show(PyUnicode_Splitlines($0[0], 0)) }
      expectAnswer(kept, of: literal) { show(PyUnicode_Splitlines($0[0], 1)) }
    }
    expectError("TypeError: must be str, not object", PyUnicode_Splitlines(w.object, 0))
  },
  APICase("PyUnicode_Replace") { w in
    for (part, by, count, expected) in [
      ("'a'", "'xy'", -1, "'xybxybxy'"), ("'a'", "'xy'", 2, "'xybxyba'"), ("'a'", "''", -1, "'bb'"),
      ("''", "'-'", -1, "'-a-b-a-b-a-'"), ("'a'", #"'\u20ac'"#, -1, "'€b€b€'"),
      ("'aba'", "'c'", -1, "'cba'"),
      ("b'a'", "'x'", -1, "TypeError: must be str, not bytes"),
      ("'a'", "5", -1, "TypeError: must be str, not int"),
    ] {
      expectAnswer(expected, of: "'ababa'", part, by) {
        show(PyUnicode_Replace($0[0], $0[1], $0[2], count))
      }
    }
    let str = text("aba")
    let other = text("x")
    let before = Py_REFCNT(str)
    for (part, count) in [(other, -1), (str, 0)] {
      let same = PyUnicode_Replace(str, part, other, count)
      #expect(
        same == str && Py_REFCNT(str) == before + 1,
        "without a change: a new reference to itself"
      )
      drop(same)
    }
    expectError("TypeError: must be str, not object", PyUnicode_Replace(w.object, str, str, -1))
    drop(str, other)
  },
  APICase("PyUnicode_Format") { w in
    let format = text("%s-%s")
    let before = w.references
    let pair = tuple(number(1), own(w))
    let made = PyUnicode_Format(format, pair)
    #expect(swiftText(made!).hasPrefix("1-<object object at 0x"))
    drop(made, pair)
    #expect(w.references == before)
    for (literal, arguments, expected) in [
      ("'%d-%s'", tuple(number(1), text("x")), "'1-x'"),
      ("'%(a)s'", mapping((text("a"), number(1))), "'1'"),
      ("'%s'", number(5), "'5'"),
      ("'%d'", tuple(text("x")), "TypeError: %d format: a real number is required, not str"),
      ("'%s %s'", tuple(number(1)), "TypeError: not enough arguments for format string"),
      ("'x'", tuple(number(1)), "TypeError: not all arguments converted during string formatting"),
      ("'%q'", tuple(number(1)), "ValueError: unsupported format character 'q' (0x71) at index 1"),
      ("b'%s'", tuple(number(1)), "TypeError: must be str, not bytes"),
    ] {
      expectAnswer(expected, of: literal) { show(PyUnicode_Format($0[0], arguments)) }
      drop(arguments)
    }
    expectError(badCall(14662), PyUnicode_Format(nil, w.object))
    expectError(badCall(14662), PyUnicode_Format(format, nil))
    drop(format)
  },
  APICase("PyUnicode_Translate") { w in
    let range = "ValueError: character mapping must be in range(0x110000)"
    let kind = "TypeError: character mapping must return integer, None or str"
    let undefined =
      #"UnicodeTranslateError: can't translate character '\x62' in position 1: character maps to <undefined>"#
    for (table, errors, expected) in [
      (mapping((number(97), text("xy")), (number(99), number(0x20AC))), nil, "'xyb€'"),
      (mapping((number(97), text(""))), nil, "'bc'"), (mapping(), nil, "'abc'"),
      (mapping((number(98), newReference(suture_None()))), nil, undefined),
      (mapping((number(98), newReference(suture_None()))), "ignore", "'ac'"),
      (mapping((number(98), newReference(suture_None()))), "replace", "'a\u{FFFD}c'"),
      (mapping((number(97), number(-1))), nil, range),
      (mapping((number(97), number(0x110000))), "ignore", range),
      (mapping((number(97), own(w))), nil, kind), (mapping((number(97), real(1.5))), nil, kind),
      (text("xyz"), nil, "'abc'"), (own(w), nil, "TypeError: 'object' object is not subscriptable"),
    ] as [(ObjectPointer, String?, String)] {
      expectAnswer(expected, of: "'abc'") { show(PyUnicode_Translate($0[0], table, errors)) }
      drop(table)
    }
    let str = text("abc")
    expectError(wrongType, PyUnicode_Translate(str, nil, nil))
    expectError("TypeError: must be str, not object", PyUnicode_Translate(w.object, str, nil))
    drop(str)
  },
]
