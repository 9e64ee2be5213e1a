import Testing

@testable import SutureRuntime

@Suite("bytearrayobject.h") struct ByteArrayTests {
  @Test("Methods of bytearray answer as CPython does", arguments: lines)
  func methods(line: String) {
    Runtime.attached {
      let (result, expected) = callLine(line)
      #expect(result == expected)
    }
  }

  @Test("A bytearray with exports cannot change its size")
  func exports() {
    Runtime.attached {
      let array = readByteLiteral("B'abc'")
      defer { suture_decref(array) }
      let view = PyMemoryView_FromObject(array)!
      let message = "BufferError: Existing exports of data: object cannot be re-sized"
      #expect(show(PyByteArray_Resize(array, 5)) == message)
      #expect(show(callMethod(array, "append", 1)) == message)
      suture_decref(view)
      #expect(PyByteArray_Resize(array, 5) == 0)
      #expect(PyByteArray_Size(array) == 5)
    }
  }

  @Test(
    "Slices are replaced by bytes of another length",
    arguments: [
      (0, 2, "b''", "bytearray(b'cdef')"), (1, 3, "b'XYZW'", "bytearray(b'aXYZWdef')"),
      (6, 6, "b'!'", "bytearray(b'abcdef!')"), (0, 6, "b'q'", "bytearray(b'q')"),
    ]
  )
  func slices(low: Int, high: Int, new: String, expected: String) {
    Runtime.attached {
      let array = readByteLiteral("B'abcdef'")
      let value = readByteLiteral(new)
      #expect(PySequence_SetSlice(array, low, high, value) == 0)
      suture_decref(value)
      #expect(show(array) == expected)
    }
  }

  static let lines: [String] = [
    #"B'ab' | append | 99 | None"#,
    #"B'ab' | append | 256 | ValueError: byte must be in range(0, 256)"#,
    #"B'ab' | append | 'c' | TypeError: 'str' object cannot be interpreted as an integer"#,
    #"B'ab' | extend | b'cd' | None"#,
    #"B'ab' | extend | 5 | TypeError: can't extend bytearray with int"#,
    #"B'ab' | extend | 'cd' | TypeError: expected iterable of integers; got: 'str'"#,
    #"B'abc' | insert | 1 | 120 | None"#,
    #"B'abc' | pop | 99"#,
    #"B'' | pop | IndexError: pop from empty bytearray"#,
    #"B'abc' | pop | 9 | IndexError: pop index out of range"#,
    #"B'abc' | remove | 98 | None"#,
    #"B'abc' | remove | 120 | ValueError: value not found in bytearray"#,
    #"B'abc' | reverse | None"#,
    #"B'abc' | clear | None"#,
    #"B'abc' | copy | bytearray(b'abc')"#,
    #"B'abc' | __setitem__ | 0 | 120 | None"#,
    #"B'abc' | __setitem__ | 3 | 120 | IndexError: bytearray index out of range"#,
    #"B'abc' | __setitem__ | 'a' | 120 | TypeError: bytearray indices must be integers or slices, not str"#,
    #"B'abc' | __delitem__ | 1 | None"#,
    #"B'abc' | __iadd__ | b'd' | bytearray(b'abcd')"#,
    #"B'abc' | __iadd__ | 'd' | TypeError: can't concat str to bytearray"#,
    #"B'ab' | __imul__ | 2 | bytearray(b'abab')"#,
    #"B'a-b' | split | b'-' | [bytearray(b'a'), bytearray(b'b')]"#,
    #"B'abc' | replace | b'b' | b'xx' | bytearray(b'axxc')"#,
    #"B'abc' | __eq__ | b'abc' | True"#,
    #"B'abc' | __repr__ | "bytearray(b'abc')""#,
    #"B'a' | __hash__ | TypeError: 'NoneType' object is not callable"#,
    #"B'abc' | __alloc__ | 4"#,
    #"B'abc' | __reduce__ | (<class 'bytearray'>, ('abc', 'latin-1'), None)"#,
  ]
}
