import Testing

@testable import SutureRuntime

private let (c, f, a) = (CChar(67), CChar(70), CChar(65))

private func attribute(_ o: ObjectPointer?, _ name: String) -> String {
  show(PyObject_GetAttrString(o, name))
}

/// `bytes(o)`.
private func content(_ o: ObjectPointer?) -> String { show(PyObject_Bytes(o)) }

/// Does `view[0] = n`.
private func setFirst(_ view: ObjectPointer?, _ n: Int) -> Int32 {
  let (zero, value) = (number(0), number(n))
  defer { drop(zero, value) }
  return PyObject_SetItem(view, zero, value)
}

/// `memoryview(bytearray(range(6))).cast('B', [2, 3])`, a grid in C order.
private func makeGrid() -> ObjectPointer {
  let array = PyByteArray_FromStringAndSize("\0\u{1}\u{2}\u{3}\u{4}\u{5}", 6)
  let view = PyMemoryView_FromObject(array)
  defer { drop(array, view) }
  return callMethod(view, "cast", "B", [2, 3])!
}

let memoryobjectCases: [APICase] = [
  APICase("PyMemoryView_FromObject") { w in
    let array = PyByteArray_FromStringAndSize("abc", 3)!
    let view = PyMemoryView_FromObject(array)
    #expect(view?.type == suture_PyMemoryView_Type() && Py_REFCNT(array) == 2)
    #expect(content(view) == "b'abc'" && attribute(view, "readonly") == "False")
    using(PyObject_GetAttrString(view, "obj")) { #expect($0 == array) }
    #expect(setFirst(view, 65) == 0)
    let again = PyMemoryView_FromObject(view)
    #expect(content(again) == "b'Abc'", "a view of a view shows the same memory")
    expectError(
      "BufferError: Existing exports of data: object cannot be re-sized",
      PyByteArray_Resize(array, 10)
    )
    drop(view, again)
    #expect(PyByteArray_Resize(array, 1) == 0 && Py_REFCNT(array) == 1)
    drop(array)
    using(PyBytes_FromString("abc")) {
      using(PyMemoryView_FromObject($0)) { #expect(attribute($0, "readonly") == "True") }
    }
    expectError(
      "TypeError: memoryview: a bytes-like object is required, not 'object'",
      PyMemoryView_FromObject(w.object)
    )
  },
  APICase("PyMemoryView_FromObject") { w in
    // The view keeps the object that its buffer names, which need not be the one that was asked.
    let get: getbufferproc = { o, view, flags in
      let words = UnsafeMutableRawPointer(o!).assumingMemoryBound(to: ObjectPointer?.self)
      return PyBuffer_FillInfo(view, words[2], UnsafeMutableRawPointer(o), 3, 1, flags)
    }
    let slot = Slot(Py_bf_getbuffer, unsafeBitCast(get, to: UnsafeMutableRawPointer.self))
    let type = makeType(size: 24, slot)
    let o = PyObject_CallNoArgs(type)!
    UnsafeMutableRawPointer(o).storeBytes(of: w.object, toByteOffset: 16, as: ObjectPointer.self)
    let before = w.references
    let view = PyMemoryView_FromObject(o)
    #expect(w.references == before + 1)
    drop(callMethod(view, "release"))
    #expect(w.references == before)
    expectError(
      "ValueError: operation forbidden on released memoryview object",
      PyMemoryView_FromObject(view)
    )
    drop(view, o, type)
  },
  APICase("PyMemoryView_FromMemory") { _ in
    var memory: [CChar] = [97, 98, 99]
    memory.withUnsafeMutableBufferPointer { memory in
      let view = PyMemoryView_FromMemory(memory.baseAddress, 3, PyBUF_WRITE)
      #expect(content(view) == "b'abc'" && attribute(view, "obj") == "None")
      #expect(setFirst(view, 65) == 0 && memory[0] == 65)
      drop(view)
      let fixed = PyMemoryView_FromMemory(memory.baseAddress, 2, PyBUF_READ)
      #expect(content(fixed) == "b'Ab'" && attribute(fixed, "readonly") == "True")
      expectError("TypeError: cannot modify read-only memory", setFirst(fixed, 65))
      #expect(attribute(fixed, "format") == "'B'" && attribute(fixed, "shape") == "(2,)")
      drop(fixed)
    }
  },
  APICase("PyMemoryView_FromBuffer") { w in
    var memory: [UInt8] = [1, 2, 3, 4, 5, 6]
    memory.withUnsafeMutableBytes { memory in
      var (shape, strides) = ([2, 2], [1, 3])
      var info = Py_buffer()
      expectError(
        "ValueError: PyMemoryView_FromBuffer(): info->buf must not be NULL",
        PyMemoryView_FromBuffer(&info)
      )
      (info.buf, info.len, info.itemsize, info.ndim) = (memory.baseAddress, 4, 1, 2)
      info.obj = w.object
      let before = w.references
      let view = shape.withUnsafeMutableBufferPointer { shape in
        strides.withUnsafeMutableBufferPointer { strides in
          info.shape = shape.baseAddress
          info.strides = strides.baseAddress
          return PyMemoryView_FromBuffer(&info)
        }
      }
      (shape, strides) = ([9, 9], [9, 9])
      #expect(attribute(view, "shape") == "(2, 2)", "the shape and the strides are copied")
      #expect(attribute(view, "strides") == "(1, 3)" && content(view) == "b'\\x01\\x04\\x02\\x05'")
      #expect(w.references == before && attribute(view, "obj") == "None", "info->obj is no affair")
      drop(view)
      #expect(w.references == before)
      info.ndim = 65
      expectError(
        "ValueError: memoryview: number of dimensions must not exceed 64",
        PyMemoryView_FromBuffer(&info)
      )
    }
  },
  APICase("PyMemoryView_GetContiguous") { w in
    let (array, grid) = (PyByteArray_FromStringAndSize("abc", 3)!, makeGrid())
    for order in [c, f, a] {
      let view = PyMemoryView_GetContiguous(array, PyBUF_WRITE, order)
      #expect(setFirst(view, 65) == 0)
      drop(view)
      expectRepr(Py_NewRef(array), "bytearray(b'Abc')")
    }
    for order in [c, a] {
      using(PyMemoryView_GetContiguous(grid, PyBUF_WRITE, order)) {
        #expect(attribute($0, "strides") == "(3, 1)" && attribute($0, "readonly") == "False")
      }
    }
    // In the other order: a copy, which cannot be written through.
    using(PyMemoryView_GetContiguous(grid, PyBUF_READ, f)) {
      #expect(attribute($0, "strides") == "(1, 2)" && attribute($0, "shape") == "(2, 3)")
      #expect(attribute($0, "readonly") == "True")
      #expect(show(callMethod($0, "tolist")) == "[[0, 1, 2], [3, 4, 5]]")
      #expect(show(callMethod($0, "tobytes", "A")) == "b'\\x00\\x03\\x01\\x04\\x02\\x05'")
    }
    expectError(
      "BufferError: writable contiguous buffer requested for a non-contiguous object.",
      PyMemoryView_GetContiguous(grid, PyBUF_WRITE, f)
    )
    using(PyBytes_FromString("abc")) {
      expectError(
        "BufferError: underlying buffer is not writable",
        PyMemoryView_GetContiguous($0, PyBUF_WRITE, c)
      )
    }
    expectError(
      "TypeError: memoryview: a bytes-like object is required, not 'object'",
      PyMemoryView_GetContiguous(w.object, PyBUF_READ, c)
    )
    drop(array, grid)
  },
]
