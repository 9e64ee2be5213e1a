import Testing

@testable import SutureRuntime

let bytearrayobjectCases: [APICase] = [
  APICase("PyByteArray_FromStringAndSize", "PyByteArray_Size", "PyByteArray_AsString") { _ in
    let text: [CChar] = [97, 0, 98]
    let array = PyByteArray_FromStringAndSize(text, 3)!
    #expect(PyByteArray_Size(array) == 3)
    let bytes = PyByteArray_AsString(array)!
    #expect(bytes[0] == 97 && bytes[1] == 0 && bytes[2] == 98 && bytes[3] == 0, "a NUL follows")
    bytes[0] = 65
    expectRepr(array, #"bytearray(b'A\x00b')"#)
    let empty = PyByteArray_FromStringAndSize(nil, 0)!
    #expect(PyByteArray_AsString(empty)![0] == 0, "a bytearray without memory shows a NUL")
    drop(empty)
    let unset = PyByteArray_FromStringAndSize(nil, 5)
    #expect(PyByteArray_Size(unset) == 5)
    drop(unset)
    let negative = "SystemError: Negative size passed to PyByteArray_FromStringAndSize"
    expectError(negative, PyByteArray_FromStringAndSize("ab", -1))
    expectError(negative, PyByteArray_FromStringAndSize(nil, -1))
    expectError("MemoryError", PyByteArray_FromStringAndSize(nil, Int.max))
  },
  APICase("PyByteArray_FromObject") { w in
    for (value, expected) in [
      ("b'ab'", "bytearray(b'ab')"), ("B'x'", "bytearray(b'x')"), ("M'xy'", "bytearray(b'xy')"),
      ("3", #"bytearray(b'\x00\x00\x00')"#), ("-1", "ValueError: negative count"),
      ("'a'", "TypeError: string argument without an encoding"),
      ("None", "TypeError: cannot convert 'NoneType' object to bytearray"),
    ] {
      expectAnswer(expected, of: value) { show(PyByteArray_FromObject($0[0])) }
    }
    expectError(
      "TypeError: cannot convert 'object' object to bytearray",
      PyByteArray_FromObject(w.object)
    )
    let outside = list(number(1), number(256))
    expectError("ValueError: byte must be in range(0, 256)", PyByteArray_FromObject(outside))
    let object = list(own(w))
    expectError(
      "TypeError: 'object' object cannot be interpreted as an integer",
      PyByteArray_FromObject(object)
    )
    drop(outside, object)
  },
  APICase("PyByteArray_Concat") { w in
    for (left, right, expected) in [
      ("B'a'", "b'b'", "bytearray(b'ab')"), ("b'a'", "M'b'", "bytearray(b'ab')"),
      ("b''", "b''", "bytearray(b'')"), ("b'a'", "'b'", "TypeError: can't concat str to bytes"),
      ("'a'", "b'b'", "TypeError: can't concat bytes to str"),
      ("5", "6", "TypeError: can't concat int to int"),
    ] {
      expectAnswer(expected, of: left, right) { show(PyByteArray_Concat($0[0], $0[1])) }
    }
    let array = PyByteArray_FromStringAndSize("ab", 2)
    let before = Py_REFCNT(array)
    expectError(
      "TypeError: can't concat object to bytearray",
      PyByteArray_Concat(array, w.object)
    )
    drop(PyByteArray_Concat(array, array))
    #expect(Py_REFCNT(array) == before)
    #expect(PyByteArray_Resize(array, 3) == 0, "the buffers are released")
    drop(array)
  },
  APICase("PyByteArray_Resize") { _ in
    let array = PyByteArray_FromStringAndSize("abcdef", 6)!
    for size in [3, 3, 300, 2] {
      #expect(PyByteArray_Resize(array, size) == 0)
      #expect(PyByteArray_Size(array) == size)
      #expect(PyByteArray_AsString(array)![1] == 98, "the beginning stays")
      if size == 300 { PyByteArray_AsString(array)![299] = 1 }
    }
    expectError("MemoryError", PyByteArray_Resize(array, Int.max))
    let view = PyMemoryView_FromObject(array)
    #expect(PyByteArray_Resize(array, 2) == 0, "the same size")
    for size in [1, 5] {
      expectError(
        "BufferError: Existing exports of data: object cannot be re-sized",
        PyByteArray_Resize(array, size)
      )
    }
    drop(view)
    expectError(
      "BufferError: Existing exports of data: object cannot be re-sized",
      PySequence_InPlaceConcat(array, array)
    )
    #expect(PyByteArray_Resize(array, 0) == 0)
    expectRepr(array, "bytearray(b'')")
  },
]
