import Testing

@testable import SutureRuntime

@Suite("pybuffer.h") struct BufferTests {
  /// A view of rows of 2 x 3 bytes.
  private func withGrid<T>(_ strides: (Int, Int), _ body: (UnsafeMutablePointer<Py_buffer>) -> T)
    -> T
  {
    var bytes: [UInt8] = [0, 1, 2, 3, 4, 5]
    var row = [2, 3, strides.0, strides.1]
    return bytes.withUnsafeMutableBytes { memory in
      row.withUnsafeMutableBufferPointer { row in
        var view = Py_buffer()
        view.buf = memory.baseAddress
        view.len = 6
        view.itemsize = 1
        view.ndim = 2
        view.shape = row.baseAddress
        view.strides = row.baseAddress! + 2
        return body(&view)
      }
    }
  }

  @Test(
    "PyBuffer_IsContiguous tells the orders apart",
    arguments: [
      (3, 1, "C", 1), (3, 1, "F", 0), (1, 2, "F", 1), (1, 2, "C", 0), (1, 2, "A", 1),
      (6, 1, "A", 0),
    ]
  )
  func orders(outer: Int, inner: Int, order: String, expected: Int32) {
    let letter = CChar(order.utf8.first!)
    withGrid((outer, inner)) { view in #expect(PyBuffer_IsContiguous(view, letter) == expected) }
  }

  @Test(
    "PyBuffer_ToContiguous writes in the wanted order",
    arguments: [
      ("C", [0, 1, 2, 3, 4, 5] as [UInt8]), ("F", [0, 3, 1, 4, 2, 5]),
    ]
  )
  func copies(order: String, expected: [UInt8]) {
    let letter = CChar(order.utf8.first!)
    Runtime.attached {
      withGrid((3, 1)) { view in
        var out = [UInt8](repeating: 9, count: 6)
        #expect(PyBuffer_ToContiguous(&out, view, 6, letter) == 0)
        #expect(out == expected)
        var back = [UInt8](repeating: 9, count: 6)
        #expect(PyBuffer_FromContiguous(view, out, 6, letter) == 0)
        #expect(PyBuffer_ToContiguous(&back, view, 6, letter) == 0)
        #expect(back == expected)
      }
    }
  }

  @Test("PyBuffer_FillInfo refuses to give read-only memory to a writer")
  func readOnly() {
    Runtime.attached {
      let bytes = readByteLiteral("b'abc'")
      defer { suture_decref(bytes) }
      var view = Py_buffer()
      #expect(show(PyObject_GetBuffer(bytes, &view, 1)) == "BufferError: Object is not writable.")
      #expect(
        show(PyObject_GetBuffer(suture_None(), &view, 0))
          == "TypeError: a bytes-like object is required, not 'NoneType'"
      )
    }
  }

  @Test("PyObject_CopyData copies into a buffer that is large enough")
  func copyData() {
    Runtime.attached {
      let from = readByteLiteral("b'xyz'")
      let to = readByteLiteral("B'abcd'")
      let small = readByteLiteral("B'ab'")
      #expect(PyObject_CopyData(to, from) == 0)
      #expect(show(newReference(to)) == "bytearray(b'xyzd')")
      #expect(
        show(PyObject_CopyData(small, from))
          == "BufferError: destination is too small to receive data from source"
      )
      for o in [from, to, small] { suture_decref(o) }
    }
  }
}
