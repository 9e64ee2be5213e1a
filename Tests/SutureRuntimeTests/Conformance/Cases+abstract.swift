import Testing

@testable import SutureRuntime

let abstractCases: [APICase] = [
  APICase("PyObject_AsReadBuffer", "PyObject_AsCharBuffer", "PyObject_CheckReadBuffer") { w in
    let bytes = PyBytes_FromString("abc")
    var start: UnsafeRawPointer?
    var chars: UnsafePointer<CChar>?
    var length = 0
    #expect(PyObject_AsReadBuffer(bytes, &start, &length) == 0)
    #expect(length == 3 && start?.load(as: UInt8.self) == UInt8(ascii: "a"))
    #expect(PyObject_AsCharBuffer(bytes, &chars, &length) == 0 && chars?.pointee == 97)
    #expect(PyObject_CheckReadBuffer(bytes) == 1 && PyObject_CheckReadBuffer(w.object) == 0)
    let wanted = "TypeError: a bytes-like object is required, not 'object'"
    expectError(wanted, PyObject_AsReadBuffer(w.object, &start, &length))
    expectError(wanted, PyObject_AsCharBuffer(w.object, &chars, &length))
    expectError(
      "SystemError: null argument to internal routine",
      PyObject_AsReadBuffer(bytes, nil, nil)
    )
    drop(bytes)
  },
  APICase("PyObject_AsWriteBuffer") { w in
    let array = PyByteArray_FromStringAndSize("xy", 2)
    var start: UnsafeMutableRawPointer?
    var length = 0
    #expect(PyObject_AsWriteBuffer(array, &start, &length) == 0 && length == 2)
    start?.storeBytes(of: UInt8(ascii: "z"), as: UInt8.self)
    expectRepr(array, "bytearray(b'zy')")
    expectError(
      "TypeError: expected a writable bytes-like object",
      PyObject_AsWriteBuffer(w.object, &start, &length)
    )
  },
]
