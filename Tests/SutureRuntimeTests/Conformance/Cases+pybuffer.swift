import Testing

@testable import SutureRuntime

/// What a view says of itself, its address and its object apart.
private func describe(_ view: Py_buffer) -> String {
  let format = view.format.map { String(cString: $0) } ?? "-"
  let shape = view.shape.map { "\($0.pointee)" } ?? "-"
  let strides = view.strides.map { "\($0.pointee)" } ?? "-"
  return
    "\(view.len) \(view.itemsize) \(view.readonly) \(view.ndim) \(format) \(shape) \(strides)"
}

private let (c, f, a) = (CChar(67), CChar(70), CChar(65))
private let full = PyBUF_FULL_RO | PyBUF_WRITABLE
private let notWritable = "BufferError: Object is not writable."

/// A view of 2 x 3 bytes in C order: 0 1 2 / 3 4 5.
private func withGrid(_ body: (UnsafeMutablePointer<Py_buffer>) -> Void) {
  var bytes: [UInt8] = [0, 1, 2, 3, 4, 5]
  var row = [2, 3, 3, 1]
  bytes.withUnsafeMutableBytes { memory in
    row.withUnsafeMutableBufferPointer { row in
      var view = Py_buffer()
      view.buf = memory.baseAddress
      (view.len, view.itemsize, view.ndim) = (6, 1, 2)
      view.shape = row.baseAddress
      view.strides = row.baseAddress! + 2
      body(&view)
    }
  }
}

/// `memoryview(o)[::2]`.
private func everySecond(_ o: ObjectPointer) -> ObjectPointer? {
  using(PyMemoryView_FromObject(o)) { view in
    using(number(2)) { step in
      using(PySlice_New(nil, nil, step)) { PyObject_GetItem(view, $0) }
    }
  }
}

let pybufferCases: [APICase] = [
  APICase("PyObject_CheckBuffer") { w in
    for o in [PyBytes_FromString(""), PyByteArray_FromStringAndSize("", 0)] {
      #expect(PyObject_CheckBuffer(o) == 1)
      using(PyMemoryView_FromObject(o)) { #expect(PyObject_CheckBuffer($0) == 1) }
      drop(o)
    }
    using(text("")) { #expect(PyObject_CheckBuffer($0) == 0) }
    #expect(PyObject_CheckBuffer(w.object) == 0)
  },
  APICase("PyObject_GetBuffer", "PyBuffer_Release") { w in
    let (bytes, array) = (PyBytes_FromString("abc")!, PyByteArray_FromStringAndSize("abc", 3)!)
    for (flags, rest) in [
      (PyBUF_SIMPLE, "- - -"), (PyBUF_FORMAT, "B - -"), (PyBUF_ND, "- 3 -"),
      (PyBUF_STRIDES, "- 3 1"), (PyBUF_C_CONTIGUOUS, "- 3 1"), (PyBUF_F_CONTIGUOUS, "- 3 1"),
      (PyBUF_INDIRECT, "- 3 1"), (PyBUF_FULL_RO, "B 3 1"), (PyBUF_WRITABLE, "- - -"),
      (full, "B 3 1"),
    ] {
      var view = Py_buffer()
      let before = Py_REFCNT(array)
      #expect(PyObject_GetBuffer(array, &view, flags) == 0)
      #expect(describe(view) == "3 1 0 1 \(rest)")
      #expect(view.obj == array && Py_REFCNT(array) == before + 1, "the view keeps the object")
      #expect(view.buf?.load(as: UInt8.self) == 97)
      PyBuffer_Release(&view)
      #expect(view.obj == nil && Py_REFCNT(array) == before)
      PyBuffer_Release(&view)
      #expect(Py_REFCNT(array) == before, "a view without an object is left alone")
      if flags & PyBUF_WRITABLE != 0 {
        expectError(notWritable, PyObject_GetBuffer(bytes, &view, flags))
        #expect(view.obj == nil)
      } else {
        #expect(PyObject_GetBuffer(bytes, &view, flags) == 0)
        #expect(describe(view) == "3 1 1 1 \(rest)")
        PyBuffer_Release(&view)
      }
    }
    var view = Py_buffer()
    for flags in [PyBUF_READ, PyBUF_WRITE] {
      expectError(internalCall("Objects/abstract.c:430"), PyObject_GetBuffer(bytes, &view, flags))
    }
    expectError(
      "TypeError: a bytes-like object is required, not 'object'",
      PyObject_GetBuffer(w.object, &view, PyBUF_SIMPLE)
    )
    expectError(
      "BufferError: PyBuffer_FillInfo: view==NULL argument is obsolete",
      PyObject_GetBuffer(bytes, nil, PyBUF_SIMPLE)
    )
    drop(bytes, array)
  },
  APICase("PyObject_GetBuffer") { _ in
    let array = PyByteArray_FromStringAndSize("abcdef", 6)!
    let view = everySecond(array)
    for (flags, result) in [
      (PyBUF_STRIDES, "3 1 0 1 - 3 2"), (full, "3 1 0 1 B 3 2"),
      (PyBUF_SIMPLE, "C-contiguous"), (PyBUF_ND, "C-contiguous"),
      (PyBUF_C_CONTIGUOUS, "C-contiguous"), (PyBUF_F_CONTIGUOUS, "Fortran contiguous"),
      (PyBUF_ANY_CONTIGUOUS, "contiguous"),
    ] {
      var info = Py_buffer()
      if result.hasSuffix("contiguous") {
        expectError(
          "BufferError: memoryview: underlying buffer is not \(result)",
          PyObject_GetBuffer(view, &info, flags)
        )
        #expect(info.obj == nil)
      } else {
        #expect(PyObject_GetBuffer(view, &info, flags) == 0 && describe(info) == result)
        PyBuffer_Release(&info)
      }
    }
    drop(view, array)
  },
  APICase("PyObject_GetBuffer", "PyBuffer_Release") { _ in
    // The object's own slots fill the view and are told of its end.
    let get: getbufferproc = { o, view, flags in
      PyBuffer_FillInfo(view, o, UnsafeMutableRawPointer(o), 16, 1, flags)
    }
    let release: releasebufferproc = { _, view in
      view!.pointee.internal = UnsafeMutableRawPointer(view)
    }
    let o = make(
      Slot(Py_bf_getbuffer, unsafeBitCast(get, to: UnsafeMutableRawPointer.self)),
      Slot(Py_bf_releasebuffer, unsafeBitCast(release, to: UnsafeMutableRawPointer.self))
    )
    var view = Py_buffer()
    #expect(PyObject_CheckBuffer(o) == 1 && PyObject_GetBuffer(o, &view, PyBUF_SIMPLE) == 0)
    #expect(view.buf == UnsafeMutableRawPointer(o) && view.internal == nil && Py_REFCNT(o) == 2)
    PyBuffer_Release(&view)
    #expect(view.internal != nil && Py_REFCNT(o) == 1)
    expectError(notWritable, PyObject_GetBuffer(o, &view, PyBUF_WRITABLE))
    drop(o)
  },
  APICase("PyBuffer_FillInfo") { w in
    var memory: [UInt8] = [1, 2, 3]
    memory.withUnsafeMutableBytes { memory in
      var view = Py_buffer()
      for (readonly, flags, result) in [
        (0, PyBUF_SIMPLE, "3 1 0 1 - - -"), (0, PyBUF_WRITABLE, "3 1 0 1 - - -"),
        (1, PyBUF_FORMAT, "3 1 1 1 B - -"), (1, PyBUF_ND, "3 1 1 1 - 3 -"),
        (1, PyBUF_STRIDES, "3 1 1 1 - 3 1"), (0, full, "3 1 0 1 B 3 1"),
      ] as [(Int32, Int32, String)] {
        let before = w.references
        #expect(PyBuffer_FillInfo(&view, w.object, memory.baseAddress, 3, readonly, flags) == 0)
        #expect(describe(view) == result && view.buf == memory.baseAddress)
        #expect(view.obj == w.object && w.references == before + 1, "a new reference")
        PyBuffer_Release(&view)
        #expect(w.references == before)
      }
      for flags in [PyBUF_WRITABLE, PyBUF_WRITABLE | PyBUF_READ] {
        expectError(
          notWritable,
          PyBuffer_FillInfo(&view, w.object, memory.baseAddress, 3, 1, flags)
        )
      }
      for flags in [PyBUF_READ, PyBUF_WRITE] {
        expectError(
          internalCall("Objects/abstract.c:772"),
          PyBuffer_FillInfo(&view, w.object, memory.baseAddress, 3, 0, flags)
        )
      }
      expectError(
        "BufferError: PyBuffer_FillInfo: view==NULL argument is obsolete",
        PyBuffer_FillInfo(nil, w.object, memory.baseAddress, 3, 0, PyBUF_SIMPLE)
      )
      #expect(PyBuffer_FillInfo(&view, nil, memory.baseAddress, 3, 0, PyBUF_SIMPLE) == 0)
      #expect(view.obj == nil, "there may be no object")
    }
  },
  APICase("_PyBuffer_ReleaseInInterpreterAndRawFree") { w in
    let memory = PyMem_RawMalloc(MemoryLayout<Py_buffer>.size)!
    let view = memory.assumingMemoryBound(to: Py_buffer.self)
    view.initialize(to: Py_buffer())
    let before = w.references
    #expect(PyBuffer_FillInfo(view, w.object, memory, 1, 1, PyBUF_SIMPLE) == 0)
    #expect(w.references == before + 1)
    #expect(_PyBuffer_ReleaseInInterpreterAndRawFree(PyInterpreterState_Get(), view) == 0)
    #expect(w.references == before)
  },
  APICase("PyBuffer_GetPointer") { _ in
    withGrid { view in
      for (i, j, offset) in [(0, 0, 0), (0, 2, 2), (1, 0, 3), (1, 2, 5)] {
        #expect(PyBuffer_GetPointer(view, [i, j]) == view.pointee.buf + offset)
      }
    }
    // A suboffset that is not negative says: there is a pointer here, to be followed.
    var (upper, lower): ([UInt8], [UInt8]) = ([1, 2, 3], [4, 5, 6])
    upper.withUnsafeMutableBytes { first in
      lower.withUnsafeMutableBytes { second in
        var pointers = [first.baseAddress, second.baseAddress]
        var layout = [2, 2, 8, 1, 1, -1]
        pointers.withUnsafeMutableBytes { pointers in
          layout.withUnsafeMutableBufferPointer { layout in
            var view = Py_buffer()
            view.buf = pointers.baseAddress
            (view.len, view.itemsize, view.ndim) = (4, 1, 2)
            view.shape = layout.baseAddress
            view.strides = layout.baseAddress! + 2
            view.suboffsets = layout.baseAddress! + 4
            #expect(PyBuffer_GetPointer(&view, [1, 0]) == second.baseAddress! + 1)
            #expect(PyBuffer_GetPointer(&view, [0, 1]) == first.baseAddress! + 2)
            view.suboffsets![0] = 0
            #expect(PyBuffer_GetPointer(&view, [1, 1]) == second.baseAddress! + 1)
            // A memoryview of it shows it to those who ask for suboffsets.
            using(PyMemoryView_FromBuffer(&view)) { memory in
              var info = Py_buffer()
              #expect(PyObject_GetBuffer(memory, &info, PyBUF_INDIRECT) == 0)
              #expect(PyBuffer_GetPointer(&info, [1, 1]) == second.baseAddress! + 1)
              PyBuffer_Release(&info)
              expectError(
                "BufferError: memoryview: underlying buffer requires suboffsets",
                PyObject_GetBuffer(memory, &info, PyBUF_STRIDES)
              )
            }
            #expect(PyBuffer_IsContiguous(&view, a) == 0)
          }
        }
      }
    }
  },
  APICase("PyBuffer_IsContiguous", "PyBuffer_FromContiguous") { _ in
    withGrid { view in
      let rows = view.pointee.strides
      view.pointee.strides = nil
      #expect([c, f, a].map { PyBuffer_IsContiguous(view, $0) } == [1, 0, 1], "without strides")
      view.pointee.strides = rows
      // How far a dimension of one item goes makes no difference.
      (view.pointee.len, view.pointee.shape![0], view.pointee.strides![0]) = (3, 1, 99)
      #expect([c, f, a].map { PyBuffer_IsContiguous(view, $0) } == [1, 1, 1], "one row")
      #expect(PyBuffer_FromContiguous(view, [9, 8, 7] as [UInt8], 2, c) == 0)
      let bytes = view.pointee.buf!.assumingMemoryBound(to: UInt8.self)
      #expect((0..<4).map { bytes[$0] } == [9, 8, 2, 3], "as many as are given")
    }
  },
  APICase("PyObject_GetBuffer") { _ in
    using(PyBytes_FromString("abc")) { bytes in
      using(PyMemoryView_FromObject(bytes)) { memory in
        var info = Py_buffer()
        expectError(
          "BufferError: memoryview: cannot cast to unsigned bytes if the format flag is present",
          PyObject_GetBuffer(memory, &info, PyBUF_FORMAT)
        )
        #expect(info.obj == nil)
      }
    }
  },
  APICase("PyBuffer_SizeFromFormat") { _ in
    for (format, size) in [
      ("B", 1), ("i", 4), ("d", 8), ("2i", 8), ("=iq", 12), ("", 0), ("!", 0), ("bi", 8),
      ("ib", 5), ("<bi", 5), ("@n", 8), ("=l", 4), ("l", 8), ("5s", 5), ("xi", 8), ("b0i", 4),
      ("  i  e", 6), ("3p?", 4),
    ] {
      #expect(PyBuffer_SizeFromFormat(format) == size)
    }
    for (format, error) in [
      ("zz", "bad char in struct format"), ("=n", "bad char in struct format"),
      ("<P", "bad char in struct format"), ("i@", "bad char in struct format"),
      ("i2", "repeat count given without format specifier"),
      ("9223372036854775807i", "total struct size too long"),
      ("99999999999999999999i", "total struct size too long"),
    ] {
      #expect(PyBuffer_SizeFromFormat(format) == -1)
      #expect(takeError()?.hasSuffix("error: \(error)") == true)
    }
  },
  APICase("PyBuffer_IsContiguous", "PyBuffer_FillContiguousStrides") { _ in
    withGrid { view in
      for (order, strides, isC, isF) in [
        (c, [3, 1], 1, 0), (f, [1, 2], 0, 1),
      ] as [(CChar, [Int], Int32, Int32)] {
        let (shape, row) = (view.pointee.shape, view.pointee.strides!)
        PyBuffer_FillContiguousStrides(2, shape, row, 1, order)
        #expect([row[0], row[1]] == strides)
        #expect(PyBuffer_IsContiguous(view, c) == isC && PyBuffer_IsContiguous(view, f) == isF)
        #expect(PyBuffer_IsContiguous(view, a) == 1 && PyBuffer_IsContiguous(view, 88) == 0)
      }
      view.pointee.strides[0] = 6
      for order in [c, f, a] { #expect(PyBuffer_IsContiguous(view, order) == 0) }
    }
    var (shape, strides) = ([2, 3, 4], [0, 0, 0])
    PyBuffer_FillContiguousStrides(3, &shape, &strides, 8, c)
    #expect(strides == [96, 32, 8])
    PyBuffer_FillContiguousStrides(3, &shape, &strides, 8, f)
    #expect(strides == [8, 16, 48])
  },
  APICase("PyBuffer_ToContiguous", "PyBuffer_FromContiguous") { _ in
    withGrid { view in
      var out = [UInt8](repeating: 9, count: 6)
      for (order, wanted) in [
        (c, [0, 1, 2, 3, 4, 5]), (f, [0, 3, 1, 4, 2, 5]), (a, [0, 1, 2, 3, 4, 5]),
      ] as [(CChar, [UInt8])] {
        #expect(PyBuffer_ToContiguous(&out, view, 6, order) == 0 && out == wanted)
      }
      expectError(
        "ValueError: PyBuffer_ToContiguous: len != view->len",
        PyBuffer_ToContiguous(&out, view, 5, c)
      )
      let source: [UInt8] = [10, 11, 12, 13, 14, 15, 16, 17]
      for (order, length, wanted) in [
        (c, 6, [10, 11, 12, 13, 14, 15]), (f, 6, [10, 12, 14, 11, 13, 15]),
        (f, 8, [10, 12, 14, 11, 13, 15]),
      ] as [(CChar, Int, [UInt8])] {
        #expect(PyBuffer_FromContiguous(view, source, length, order) == 0)
        #expect(PyBuffer_ToContiguous(&out, view, 6, c) == 0 && out == wanted)
      }
      #expect(PyBuffer_FromContiguous(view, [1, 2] as [UInt8], 2, c) == 0)
      #expect(PyBuffer_ToContiguous(&out, view, 6, c) == 0 && out == [1, 2, 14, 11, 13, 15])
    }
  },
  APICase("PyObject_CopyData") { w in
    let (array, bytes) = (PyByteArray_FromStringAndSize("....", 4)!, PyBytes_FromString("abc")!)
    #expect(PyObject_CopyData(array, bytes) == 0)
    expectRepr(Py_NewRef(array), "bytearray(b'abc.')")
    using(PyBytes_FromString("xy")) { source in
      using(everySecond(array)) { #expect(PyObject_CopyData($0, source) == 0) }
    }
    expectRepr(Py_NewRef(array), "bytearray(b'xby.')")
    expectError(notWritable, PyObject_CopyData(bytes, bytes))
    using(PyByteArray_FromStringAndSize("..", 2)) {
      expectError(
        "BufferError: destination is too small to receive data from source",
        PyObject_CopyData($0, bytes)
      )
    }
    let unfit = "TypeError: both destination and source must be bytes-like objects"
    expectError(unfit, PyObject_CopyData(array, w.object))
    expectError(unfit, PyObject_CopyData(w.object, bytes))
    drop(array, bytes)
  },
]
