import Testing

@testable import SutureRuntime

@Suite("bytesobject.h") struct BytesTests {
  @Test("Methods of bytes answer as CPython does", arguments: lines)
  func methods(line: String) {
    Runtime.attached {
      let (result, expected) = callLine(line)
      #expect(result == expected)
    }
  }

  @Test("The empty and the one-byte bytes objects are shared")
  func singletons() {
    Runtime.attached {
      #expect(PyBytes_FromStringAndSize("a", 1) == PyBytes_FromString("a"))
      #expect(PyBytes_FromString("") == PyBytes_FromStringAndSize(nil, 0))
    }
  }

  @Test(
    "PyBytes_FromStringAndSize rejects sizes that cannot be",
    arguments: [
      (-1, "SystemError: Negative size passed to PyBytes_FromStringAndSize"),
      (Int.max, "OverflowError: byte string is too large"),
    ]
  )
  func sizes(size: Int, message: String) {
    Runtime.attached { #expect(show(PyBytes_FromStringAndSize(nil, size)) == message) }
  }

  @Test("PyBytes_AsStringAndSize without a size refuses NUL bytes")
  func embeddedNull() {
    Runtime.attached {
      let bytes = readByteLiteral(#"b'a\x00b'"#)
      defer { suture_decref(bytes) }
      var text: UnsafeMutablePointer<CChar>?
      var size = 0
      #expect(PyBytes_AsStringAndSize(bytes, &text, &size) == 0)
      #expect(size == 3)
      #expect(show(PyBytes_AsStringAndSize(bytes, &text, nil)) == "ValueError: embedded null byte")
    }
  }

  @Test("PyBytes_Concat takes the left reference over, also when it fails")
  func concat() {
    Runtime.attached {
      var left: ObjectPointer? = readByteLiteral("b'abc'")
      let right = readByteLiteral("B'def'")
      PyBytes_Concat(&left, right)
      #expect(show(left.map { newReference($0) }) == "b'abcdef'")
      PyBytes_Concat(&left, suture_None())
      #expect(left == nil)
      #expect(pendingException() == "TypeError: can't concat NoneType to bytes")
      suture_decref(right)
    }
  }

  @Test("_PyBytes_Resize keeps the beginning", arguments: [(5, 5), (2, 2), (0, 0)])
  func resize(size: Int, expected: Int) {
    Runtime.attached {
      var bytes: ObjectPointer? = PyBytes_FromStringAndSize("abc", 3)
      #expect(_PyBytes_Resize(&bytes, size) == 0)
      #expect(PyBytes_Size(bytes) == expected)
      #expect(
        bytes!.bytesView.hasPrefix(
          ByteView(raw: UnsafeRawPointer(PyBytes_AsString(bytes)), min(size, 2))
        )
      )
      suture_decref(bytes!)
    }
  }

  static let lines: [String] = [
    #"b'a b  c' | split | [b'a', b'b', b'c']"#,
    #"b'a,b,,c' | split | b',' | [b'a', b'b', b'', b'c']"#,
    #"b'a,b,,c' | split | b',' | 1 | [b'a', b'b,,c']"#,
    #"b' a b ' | rsplit | None | 1 | [b' a', b'b']"#,
    #"b'aXbXc' | rsplit | b'X' | 1 | [b'aXb', b'c']"#,
    #"b'a' | split | b'' | ValueError: empty separator"#,
    #"b'a' | split | 1 | TypeError: a bytes-like object is required, not 'int'"#,
    #"b'a\nb\r\nc' | splitlines | [b'a', b'b', b'c']"#,
    #"b'a\nb\r\nc' | splitlines | 1 | [b'a\n', b'b\r\n', b'c']"#,
    #"b'key=value' | partition | b'=' | (b'key', b'=', b'value')"#,
    #"b'key' | partition | b'=' | (b'key', b'', b'')"#,
    #"b'a.b.c' | rpartition | b'.' | (b'a.b', b'.', b'c')"#,
    #"b'  x ' | strip | b'x'"#,
    #"b'xxaxx' | lstrip | b'x' | b'axx'"#,
    #"b'xxaxx' | rstrip | B'x' | b'xxa'"#,
    #"b'abcab' | find | b'ab' | 1 | 3"#,
    #"b'abcab' | rfind | 97 | 3"#,
    #"b'abc' | find | 'a' | TypeError: argument should be integer or bytes-like object, not 'str'"#,
    #"b'abc' | find | 256 | ValueError: byte must be in range(0, 256)"#,
    #"b'abc' | index | b'x' | ValueError: subsection not found"#,
    #"b'aaaa' | count | b'aa' | 2"#,
    #"b'abc' | count | b'' | 4"#,
    #"b'abc' | startswith | b'ab' | True"#,
    #"b'abc' | startswith | 'ab' | TypeError: startswith first arg must be bytes or a tuple of bytes, not str"#,
    #"b'abc' | endswith | b'bc' | -2 | True"#,
    #"b'aXbX' | replace | b'X' | b'--' | b'a--b--'"#,
    #"b'ab' | replace | b'' | b'-' | b'-a-b-'"#,
    #"b'aXbX' | replace | b'X' | b'' | 1 | b'abX'"#,
    #"b'abc' | removeprefix | b'a' | b'bc'"#,
    #"b'abc' | removesuffix | b'bc' | b'a'"#,
    #"b'-' | join | 5 | TypeError: can only join an iterable"#,
    #"b'ab' | center | 7 | b'*' | b'***ab**'"#,
    #"b'ab' | ljust | 4 | b'ab  '"#,
    #"b'ab' | rjust | 4 | 'x' | TypeError: rjust() argument 2 must be a byte string of length 1, not str"#,
    #"b'-12' | zfill | 6 | b'-00012'"#,
    #"b'a\tb' | expandtabs | 4 | b'a   b'"#,
    #"b'hello World' | title | b'Hello World'"#,
    #"b'hello World' | swapcase | b'HELLO wORLD'"#,
    #"b'hELLO' | capitalize | b'Hello'"#,
    #"b'AB' | lower | b'ab'"#,
    #"b'ab' | upper | b'AB'"#,
    #"b'ab1' | isalnum | True"#,
    #"b'' | isalpha | False"#,
    #"b'Ab Cd' | istitle | True"#,
    #"b'abc' | hex | '616263'"#,
    #"b'abcde' | hex | ':' | 2 | '61:6263:6465'"#,
    #"b'abcde' | hex | '::' | ValueError: sep must be length 1."#,
    #"b'' | fromhex | '61 62' | b'ab'"#,
    #"b'' | fromhex | '6x' | ValueError: non-hexadecimal number found in fromhex() arg at position 1"#,
    #"b'\xe9' | decode | UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 0: unexpected end of data"#,
    #"b'\xe9' | decode | 'latin-1' | 'é'"#,
    #"b'ab' | translate | None | b'a' | b'b'"#,
    #"b'ab' | translate | b'a' | ValueError: translation table must be 256 characters long"#,
    #"b'ab' | __mul__ | 3 | b'ababab'"#,
    #"b'ab' | __contains__ | 97 | True"#,
    #"b'ab' | __contains__ | 'a' | TypeError: a bytes-like object is required, not 'str'"#,
    #"b'%d-%s' | __mod__ | 1 | TypeError: not enough arguments for format string"#,
    #"b'%05d|' | __mod__ | -42 | b'-0042|'"#,
    #"b'%x' | __mod__ | 1.5 | TypeError: %x format: an integer is required, not float"#,
    #"b'%c' | __mod__ | 256 | OverflowError: %c arg not in range(256)"#,
    #"b'%s' | __mod__ | 'a' | TypeError: %b requires a bytes-like object, or an object that implements __bytes__, not 'str'"#,
    #"b'ab' | __getitem__ | 5 | IndexError: index out of range"#,
    #"b'ab' | __getitem__ | 'a' | TypeError: byte indices must be integers or slices, not str"#,
    #"b'ab' | __eq__ | 'ab' | NotImplemented"#,
    #"b'it\'s' | __repr__ | 'b"it\'s"'"#,
    #"b'\x00\t\xff"' | __repr__ | 'b\'\\x00\\t\\xff"\''"#,
    #"b'ab' | __getnewargs__ | (b'ab',)"#,
  ]
}
