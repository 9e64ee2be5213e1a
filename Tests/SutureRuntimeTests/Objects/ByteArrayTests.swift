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
      #expect(show(PySequence_DelSlice(array, 0, 1)) == message)
      #expect(show(PySequence_DelSlice(array, 1, 2)) == message)
      #expect(show(callMethod(array, "pop")) == message)
      let two = readByteLiteral("b'xy'")
      #expect(PySequence_SetSlice(array, 0, 2, two) == 0, "the size stays")
      suture_decref(two)
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

  @Test(
    "A method that changes the bytearray leaves these bytes",
    arguments: [
      #"B'ab' | append | 99 | bytearray(b'abc')"#, #"B'ab' | extend | b'cd' | bytearray(b'abcd')"#,
      #"B'abc' | insert | 1 | 120 | bytearray(b'axbc')"#,
      #"B'abc' | insert | -1 | 120 | bytearray(b'abxc')"#,
      #"B'abc' | insert | -9 | 120 | bytearray(b'xabc')"#,
      #"B'abc' | insert | 9 | 120 | bytearray(b'abcx')"#,
      #"B'abc' | pop | bytearray(b'ab')"#, #"B'abc' | pop | -3 | bytearray(b'bc')"#,
      #"B'abcb' | remove | 98 | bytearray(b'acb')"#, #"B'abc' | reverse | bytearray(b'cba')"#,
      #"B'abc' | clear | bytearray(b'')"#, #"B'abc' | __setitem__ | -1 | 120 | bytearray(b'abx')"#,
      #"B'abc' | __delitem__ | 1 | bytearray(b'ac')"#,
      #"B'ab' | __imul__ | 2 | bytearray(b'abab')"#,
    ]
  )
  func changes(line: String) {
    Runtime.attached {
      let (result, expected) = changeLine(line)
      #expect(result == expected)
    }
  }

  @Test("A NUL follows the last byte, whatever was cut off, and the bytes stay in order")
  func room() {
    Runtime.attached {
      let array = PyByteArray_FromStringAndSize(nil, 100)!
      let bytes = UnsafeMutableRawPointer(PyByteArray_AsString(array)!)
      for i in 0..<100 { bytes.storeBytes(of: UInt8(i + 1), toByteOffset: i, as: UInt8.self) }
      func check(_ expected: [Int], _ what: String) {
        let row = UnsafeRawPointer(PyByteArray_AsString(array)!)
          .assumingMemoryBound(to: UInt8.self)
        let found = (0..<PyByteArray_Size(array)).map { Int(row[$0]) }
        #expect(found == expected, "\(what)")
        #expect(row[found.count] == 0, "\(what): the NUL")
      }
      // The front that is cut off is room, which growing uses.
      #expect(PySequence_DelSlice(array, 0, 10) == 0)
      check(Array(11...100), "the front")
      for byte in [1, 2, 3] { drop(callMethod(array, "append", .int(byte))) }
      check(Array(11...100) + [1, 2, 3], "appended")
      #expect(PySequence_DelSlice(array, 5, 93) == 0)
      check(Array(11...15), "most")
      #expect(PySequence_DelSlice(array, 1, 2) == 0)
      check([11, 13, 14, 15], "the middle")
      drop(array)
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
