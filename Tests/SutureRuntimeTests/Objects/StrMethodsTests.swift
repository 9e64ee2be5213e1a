import Testing

@testable import SutureRuntime

/// A method of a str, its arguments, and CPython's answer.
struct StrCase: Sendable, CustomTestStringConvertible {
  let text: String
  let method: String
  let arguments: [Value]
  let expected: String

  init(_ text: String, _ method: String, _ arguments: [Value], _ expected: String) {
    self.text = text
    self.method = method
    self.arguments = arguments
    self.expected = expected
  }

  var testDescription: String { "'\(text)'.\(method)\(arguments)" }

  /// The answer of this runtime.
  func run() -> String {
    Runtime.attached {
      let str = Py.str(text)
      defer { suture_decref(str) }
      guard let method = PyObject_GetAttrString(str, method) else { return Py.raised() }
      defer { suture_decref(method) }
      return Py.repr(callNew(method, arguments))
    }
  }
}

private let caseMapping: [StrCase] = [
  StrCase("straße", "upper", [], "'STRASSE'"),
  StrCase("straße", "lower", [], "'straße'"),
  StrCase("straße", "title", [], "'Straße'"),
  StrCase("straße", "casefold", [], "'strasse'"),
  StrCase("straße", "swapcase", [], "'STRASSE'"),
  StrCase("straße", "capitalize", [], "'Straße'"),
  StrCase("ΑΣ", "upper", [], "'ΑΣ'"),
  StrCase("ΑΣ", "lower", [], "'ας'"),
  StrCase("ΑΣ", "title", [], "'Ας'"),
  StrCase("ΑΣ", "casefold", [], "'ασ'"),
  StrCase("ΑΣ", "swapcase", [], "'ας'"),
  StrCase("ΑΣ", "capitalize", [], "'Ας'"),
  StrCase("ΣΑΣ ΟΔΟΣ", "upper", [], "'ΣΑΣ ΟΔΟΣ'"),
  StrCase("ΣΑΣ ΟΔΟΣ", "lower", [], "'σας οδος'"),
  StrCase("ΣΑΣ ΟΔΟΣ", "title", [], "'Σας Οδος'"),
  StrCase("ΣΑΣ ΟΔΟΣ", "casefold", [], "'σασ οδοσ'"),
  StrCase("ΣΑΣ ΟΔΟΣ", "swapcase", [], "'σας οδος'"),
  StrCase("ΣΑΣ ΟΔΟΣ", "capitalize", [], "'Σας οδος'"),
  StrCase("ǆabc", "upper", [], "'ǄABC'"),
  StrCase("ǆabc", "lower", [], "'ǆabc'"),
  StrCase("ǆabc", "title", [], "'ǅabc'"),
  StrCase("ǆabc", "casefold", [], "'ǆabc'"),
  StrCase("ǆabc", "swapcase", [], "'ǄABC'"),
  StrCase("ǆabc", "capitalize", [], "'ǅabc'"),
  StrCase("ﬁne", "upper", [], "'FINE'"),
  StrCase("ﬁne", "lower", [], "'ﬁne'"),
  StrCase("ﬁne", "title", [], "'Fine'"),
  StrCase("ﬁne", "casefold", [], "'fine'"),
  StrCase("ﬁne", "swapcase", [], "'FINE'"),
  StrCase("ﬁne", "capitalize", [], "'Fine'"),
  StrCase("İi", "upper", [], "'İI'"),
  StrCase("İi", "lower", [], "'i\u{307}i'"),
  StrCase("İi", "title", [], "'İi'"),
  StrCase("İi", "casefold", [], "'i\u{307}i'"),
  StrCase("İi", "swapcase", [], "'i\u{307}I'"),
  StrCase("İi", "capitalize", [], "'İi'"),
  StrCase("hello WORLD", "upper", [], "'HELLO WORLD'"),
  StrCase("hello WORLD", "lower", [], "'hello world'"),
  StrCase("hello WORLD", "title", [], "'Hello World'"),
  StrCase("hello WORLD", "casefold", [], "'hello world'"),
  StrCase("hello WORLD", "swapcase", [], "'HELLO world'"),
  StrCase("hello WORLD", "capitalize", [], "'Hello world'"),
  StrCase("they're", "upper", [], "\"THEY'RE\""),
  StrCase("they're", "lower", [], "\"they're\""),
  StrCase("they're", "title", [], "\"They'Re\""),
  StrCase("they're", "casefold", [], "\"they're\""),
  StrCase("they're", "swapcase", [], "\"THEY'RE\""),
  StrCase("they're", "capitalize", [], "\"They're\""),
  StrCase("ŉ", "upper", [], "'ʼN'"),
  StrCase("ŉ", "lower", [], "'ŉ'"),
  StrCase("ŉ", "title", [], "'ʼN'"),
  StrCase("ŉ", "casefold", [], "'ʼn'"),
  StrCase("ŉ", "swapcase", [], "'ʼN'"),
  StrCase("ŉ", "capitalize", [], "'ʼN'"),
]

private let questions: [StrCase] = [
  StrCase("", "isdecimal", [], "False"),
  StrCase("", "isnumeric", [], "False"),
  StrCase("", "isidentifier", [], "False"),
  StrCase("abc", "isdecimal", [], "False"),
  StrCase("abc", "isnumeric", [], "False"),
  StrCase("abc", "isidentifier", [], "True"),
  StrCase("Abc", "isdecimal", [], "False"),
  StrCase("Abc", "isnumeric", [], "False"),
  StrCase("Abc", "isidentifier", [], "True"),
  StrCase("ABC", "isdecimal", [], "False"),
  StrCase("ABC", "isnumeric", [], "False"),
  StrCase("ABC", "isidentifier", [], "True"),
  StrCase("ǅ", "isprintable", [], "True"),
  StrCase("a1", "isalpha", [], "False"),
  StrCase("a1", "isalnum", [], "True"),
  StrCase("a1", "isdigit", [], "False"),
  StrCase("a1", "isspace", [], "False"),
  StrCase("a1", "islower", [], "True"),
  StrCase("a1", "isupper", [], "False"),
  StrCase("a1", "istitle", [], "False"),
  StrCase("a1", "isascii", [], "True"),
  StrCase("١٢", "isalpha", [], "False"),
  StrCase("١٢", "isalnum", [], "True"),
  StrCase("١٢", "isdigit", [], "True"),
  StrCase("١٢", "isspace", [], "False"),
  StrCase("١٢", "islower", [], "False"),
  StrCase("١٢", "isupper", [], "False"),
  StrCase("١٢", "istitle", [], "False"),
  StrCase("١٢", "isascii", [], "False"),
  StrCase("²", "isprintable", [], "True"),
  StrCase("½", "isprintable", [], "True"),
  StrCase("Ⅷ", "isprintable", [], "True"),
  StrCase(" \u{2003}", "isalpha", [], "False"),
  StrCase(" \u{2003}", "isalnum", [], "False"),
  StrCase(" \u{2003}", "isdigit", [], "False"),
  StrCase(" \u{2003}", "isspace", [], "True"),
  StrCase(" \u{2003}", "islower", [], "False"),
  StrCase(" \u{2003}", "isupper", [], "False"),
  StrCase(" \u{2003}", "istitle", [], "False"),
  StrCase(" \u{2003}", "isascii", [], "False"),
  StrCase("_x", "isalpha", [], "False"),
  StrCase("_x", "isalnum", [], "False"),
  StrCase("_x", "isdigit", [], "False"),
  StrCase("_x", "isspace", [], "False"),
  StrCase("_x", "islower", [], "True"),
  StrCase("_x", "isupper", [], "False"),
  StrCase("_x", "istitle", [], "False"),
  StrCase("_x", "isascii", [], "True"),
  StrCase("1x", "isalpha", [], "False"),
  StrCase("1x", "isalnum", [], "True"),
  StrCase("1x", "isdigit", [], "False"),
  StrCase("1x", "isspace", [], "False"),
  StrCase("1x", "islower", [], "True"),
  StrCase("1x", "isupper", [], "False"),
  StrCase("1x", "istitle", [], "False"),
  StrCase("1x", "isascii", [], "True"),
  StrCase("é", "isprintable", [], "True"),
  StrCase("·a", "isalpha", [], "False"),
  StrCase("·a", "isalnum", [], "False"),
  StrCase("·a", "isdigit", [], "False"),
  StrCase("·a", "isspace", [], "False"),
  StrCase("·a", "islower", [], "True"),
  StrCase("·a", "isupper", [], "False"),
  StrCase("·a", "istitle", [], "False"),
  StrCase("·a", "isascii", [], "False"),
  StrCase("a·", "isalpha", [], "False"),
  StrCase("a·", "isalnum", [], "False"),
  StrCase("a·", "isdigit", [], "False"),
  StrCase("a·", "isspace", [], "False"),
  StrCase("a·", "islower", [], "True"),
  StrCase("a·", "isupper", [], "False"),
  StrCase("a·", "istitle", [], "False"),
  StrCase("a·", "isascii", [], "False"),
  StrCase("\u{7f}", "isprintable", [], "False"),
  StrCase("日本", "isalpha", [], "True"),
  StrCase("日本", "isalnum", [], "True"),
  StrCase("日本", "isdigit", [], "False"),
  StrCase("日本", "isspace", [], "False"),
  StrCase("日本", "islower", [], "False"),
  StrCase("日本", "isupper", [], "False"),
  StrCase("日本", "istitle", [], "False"),
  StrCase("日本", "isascii", [], "False"),
]

private let others: [StrCase] = [
  StrCase("abcb", "rfind", ["a"], "0"),
  StrCase("abcb", "rfind", ["abcb"], "0"),
  StrCase("\u{3B1}bcb", "rfind", ["\u{3B1}b"], "0"),
  StrCase("abc", "find", ["", 0, -5], "0"),
  StrCase("abc", "find", ["", -5, -5], "0"),
  StrCase("abc", "find", ["", 4], "-1"),
  StrCase("abc", "endswith", ["bc", 2], "False"),
  // The bytes of the needle are there, at an odd place.
  StrCase("\u{1100}\u{1211}\u{12}", "find", ["\u{1111}\u{1212}"], "-1"),
  StrCase("\u{1100}\u{1211}\u{12}\u{1111}\u{1212}", "find", ["\u{1111}\u{1212}"], "3"),
  StrCase("a,b,,c", "split", [","], "['a', 'b', '', 'c']"),
  StrCase("a,b,,c", "split", [",", 1], "['a', 'b,,c']"),
  StrCase("a,b,,c", "rsplit", [",", 1], "['a,b,', 'c']"),
  StrCase(" a  b ", "split", [], "['a', 'b']"),
  StrCase(" a  b c ", "split", [nil, 1], "['a', 'b c ']"),
  StrCase(" a  b c ", "rsplit", [nil, 1], "[' a  b', 'c']"),
  StrCase("abc", "split", [""], "ValueError: empty separator"),
  StrCase("abc", "split", [5], "TypeError: must be str or None, not int"),
  StrCase("aXbXc", "partition", ["X"], "('a', 'X', 'bXc')"),
  StrCase("aXbXc", "rpartition", ["X"], "('aXb', 'X', 'c')"),
  StrCase("abc", "partition", ["X"], "('abc', '', '')"),
  StrCase("abc", "rpartition", ["X"], "('', '', 'abc')"),
  StrCase("abc", "partition", [""], "ValueError: empty separator"),
  StrCase("a\u{a}b\u{d}\u{a}c\u{2028}d", "splitlines", [], "['a', 'b', 'c', 'd']"),
  StrCase("a\u{a}b\u{d}\u{a}c", "splitlines", [1], "['a\\n', 'b\\r\\n', 'c']"),
  StrCase(",", "join", [["a", "bé", "日"]], "'a,bé,日'"),
  StrCase(",", "join", [["a", 1]], "TypeError: sequence item 1: expected str instance, int found"),
  StrCase(",", "join", [5], "TypeError: can only join an iterable"),
  StrCase("", "join", [[]], "''"),
  StrCase("abcabc", "find", ["c"], "2"),
  StrCase("abcabc", "find", ["c", 3], "5"),
  StrCase("abcabc", "rfind", ["c", 0, -1], "2"),
  StrCase("abc", "find", ["é"], "-1"),
  StrCase("abc", "find", [""], "0"),
  StrCase("abc", "find", ["", 5], "-1"),
  StrCase("abc", "index", ["x"], "ValueError: substring not found"),
  StrCase("aaa", "count", ["a"], "3"),
  StrCase("aaa", "count", ["aa"], "1"),
  StrCase("aaa", "count", [""], "4"),
  StrCase("aaa", "count", ["a", -2], "2"),
  StrCase("aaa", "replace", ["a", "b"], "'bbb'"),
  StrCase("aaa", "replace", ["a", "bb", 2], "'bbbba'"),
  StrCase("abc", "replace", ["", "-"], "'-a-b-c-'"),
  StrCase("", "replace", ["", "x"], "'x'"),
  StrCase("日本", "replace", ["日", "a"], "'a本'"),
  StrCase("abc", "startswith", ["b", 1], "True"),
  StrCase("abc", "startswith", [.tuple(["x", "a"])], "True"),
  StrCase(
    "abc",
    "startswith",
    [5],
    "TypeError: startswith first arg must be str or a tuple of str, not int"
  ),
  StrCase(
    "abc",
    "startswith",
    [.tuple([5])],
    "TypeError: tuple for startswith must only contain str, not int"
  ),
  StrCase("abc", "endswith", ["bc"], "True"),
  StrCase("abc", "endswith", ["b", 0, 2], "True"),
  StrCase("xxabxx", "strip", ["x"], "'ab'"),
  StrCase(" ab ", "lstrip", [], "'ab '"),
  StrCase("ab\u{3000}", "rstrip", [], "'ab'"),
  StrCase("abc", "strip", [5], "TypeError: strip arg must be None or str"),
  StrCase("abc", "removeprefix", ["ab"], "'c'"),
  StrCase("abc", "removesuffix", ["bc"], "'a'"),
  StrCase("abc", "center", [8], "'  abc   '"),
  StrCase("abc", "center", [8, "é"], "'ééabcééé'"),
  StrCase(
    "abc",
    "center",
    [8, "xx"],
    "TypeError: The fill character must be exactly one character long"
  ),
  StrCase(
    "abc",
    "center",
    [8, 5],
    "TypeError: The fill character must be a unicode character, not int"
  ),
  StrCase("ab", "ljust", [5, "*"], "'ab***'"),
  StrCase("ab", "rjust", [5, "日"], "'日日日ab'"),
  StrCase("-42", "zfill", [6], "'-00042'"),
  StrCase("+42", "zfill", [2], "'+42'"),
  StrCase("a\u{9}bc\u{9}d", "expandtabs", [], "'a       bc      d'"),
  StrCase("a\u{9}bc\u{9}d", "expandtabs", [4], "'a   bc  d'"),
  StrCase("abc", "translate", [["x", "y"]], "'abc'"),
  StrCase("abc", "find", [], "TypeError: find expected at least 1 argument, got 0"),
  StrCase("abc", "find", ["a", 1, 2, 3], "TypeError: find expected at most 3 arguments, got 4"),
  StrCase(
    "abc",
    "replace",
    ["a"],
    "TypeError: replace() takes at least 2 positional arguments (1 given)"
  ),
  StrCase(
    "abc",
    "expandtabs",
    [1099511627776],
    "OverflowError: Python int too large to convert to C int"
  ),
  StrCase(
    "abc",
    "encode",
    ["utf-8", 5],
    "TypeError: encode() argument 'errors' must be str, not int"
  ),
  StrCase("abc", "__getitem__", [1], "'b'"),
  StrCase("abc", "__getitem__", [-4], "IndexError: string index out of range"),
  StrCase("abc", "__getitem__", ["x"], "TypeError: string indices must be integers, not 'str'"),
  StrCase("abc", "__mul__", [3], "'abcabcabc'"),
  StrCase(
    "abc",
    "__contains__",
    [5],
    "TypeError: 'in <string>' requires string as left operand, not int"
  ),
]

@Suite("The methods of str") struct StrMethodsTests {
  @Test("Case mappings follow Unicode, with special casing", arguments: caseMapping)
  func maps(_ c: StrCase) {
    let answer = c.run()
    #expect(answer == c.expected)
  }

  @Test("Questions about characters follow the database", arguments: questions)
  func asks(_ c: StrCase) {
    let answer = c.run()
    #expect(answer == c.expected)
  }

  @Test("Searching, splitting and padding give what CPython gives", arguments: others)
  func searches(_ c: StrCase) {
    let answer = c.run()
    #expect(answer == c.expected)
  }
}
