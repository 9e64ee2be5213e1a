import Testing

@testable import SutureRuntime

private let fields: [StrCase] = [
  StrCase("{}-{}", "format", [1, "x"], "'1-x'"),
  StrCase("{0}{1}{0}", "format", ["a", "b"], "'aba'"),
  StrCase("{:>5}|{:<5}|{:^5}", "format", ["a", "b", "c"], "'    a|b    |  c  '"),
  StrCase(
    "{:05d} {:+,} {:x} {:#b}",
    "format",
    [42, 1234567, 255, 5],
    "'00042 +1,234,567 ff 0b101'"
  ),
  StrCase("{!r:>6}", "format", ["é"], "\"   'é'\""),
  StrCase("{0[1]}", "format", [["a", "b"]], "'b'"),
  StrCase("{:{}}", "format", ["x", 4], "'x   '"),
  StrCase("{", "format", [], "ValueError: Single '{' encountered in format string"),
  StrCase("}", "format", [], "ValueError: Single '}' encountered in format string"),
  StrCase("{0!x}", "format", [1], "ValueError: Unknown conversion specifier x"),
  StrCase(
    "{}",
    "format",
    [],
    "IndexError: Replacement index 0 out of range for positional args tuple"
  ),
  StrCase("{a}", "format", [], "KeyError: 'a'"),
  StrCase("{0.x}", "format", [1], "AttributeError: 'int' object has no attribute 'x'"),
  StrCase("{:d}", "format", ["a"], "ValueError: Unknown format code 'd' for object of type 'str'"),
  StrCase("{:{:{}}}", "format", [1, 2, 3], "ValueError: Max string recursion exceeded"),
  StrCase("{0[}", "format", [1], "ValueError: expected '}' before end of string"),
  StrCase("{0!r", "format", [1], "ValueError: unmatched '{' in format spec"),
  StrCase("{:,_}", "format", [1], "ValueError: Cannot specify both ',' and '_'."),
  StrCase("{:.2}", "format", [1], "ValueError: Precision not allowed in integer format specifier"),
  StrCase("{:5.2}|", "format", ["abc"], "'ab   |'"),
  StrCase(
    "{:=5}",
    "format",
    ["abc"],
    "ValueError: '=' alignment not allowed in string format specifier"
  ),
  StrCase("{{}}", "format", [], "'{}'"),
  StrCase(
    "{a[0]}",
    "format_map",
    [["x"]],
    "TypeError: list indices must be integers or slices, not str"
  ),
  StrCase("{}", "format_map", [[]], "ValueError: Format string contains positional fields"),
]

private let percent: [StrCase] = [
  StrCase("%s %r %a", "__mod__", [.tuple(["é", "é", "é"])], "\"é 'é' '\\\\xe9'\""),
  StrCase("%5d|%-5d|%05d", "__mod__", [.tuple([42, 42, -42])], "'   42|42   |-0042'"),
  StrCase("%x %X %#o %+d", "__mod__", [.tuple([255, 255, 8, 5])], "'ff FF 0o10 +5'"),
  StrCase("%.3d %8.3d", "__mod__", [.tuple([5, -5])], "'005     -005'"),
  StrCase("%c%c", "__mod__", [.tuple([97, "é"])], "'aé'"),
  StrCase("%.2s|%5.1s", "__mod__", [.tuple(["abc", "abc"])], "'ab|    a'"),
  StrCase("%*d|%.*d", "__mod__", [.tuple([5, 42, 4, 7])], "'   42|0007'"),
  StrCase("%%", "__mod__", [.tuple([])], "'%'"),
  StrCase("%d", "__mod__", ["a"], "TypeError: %d format: a real number is required, not str"),
  StrCase("%x", "__mod__", ["a"], "TypeError: %x format: an integer is required, not str"),
  StrCase("%s", "__mod__", [.tuple([])], "TypeError: not enough arguments for format string"),
  StrCase("", "__mod__", [5], "TypeError: not all arguments converted during string formatting"),
  StrCase("%", "__mod__", [5], "ValueError: incomplete format"),
  StrCase("%z", "__mod__", [5], "ValueError: unsupported format character 'z' (0x7a) at index 1"),
  StrCase("%(a", "__mod__", [[]], "ValueError: incomplete format key"),
  StrCase("%(a)s", "__mod__", [5], "TypeError: format requires a mapping"),
  StrCase("%c", "__mod__", ["ab"], "TypeError: %c requires int or char"),
  StrCase("%c", "__mod__", [-1], "OverflowError: %c arg not in range(0x110000)"),
  StrCase("%f", "__mod__", ["a"], "TypeError: must be real number, not str"),
  StrCase("%*d", "__mod__", [.tuple(["a", 1])], "TypeError: * wants int"),
  StrCase(
    "%5%",
    "__mod__",
    [.tuple([1])],
    "ValueError: unsupported format character '%' (0x25) at index 2"
  ),
  StrCase("%lld", "__mod__", [1], "ValueError: unsupported format character 'l' (0x6c) at index 2"),
  StrCase("%é", "__mod__", [1], "ValueError: unsupported format character '?' (0xe9) at index 1"),
  StrCase("%99999999999999999999d", "__mod__", [1], "ValueError: width too big"),
]

@Suite("Formatting of str") struct StrFormatTests {
  @Test("Replacement fields give what CPython gives", arguments: fields)
  func replacesFields(_ c: StrCase) {
    let answer = c.run()
    #expect(answer == c.expected)
  }

  @Test("Percent conversions give what CPython gives", arguments: percent)
  func converts(_ c: StrCase) {
    let answer = c.run()
    #expect(answer == c.expected)
  }
}
