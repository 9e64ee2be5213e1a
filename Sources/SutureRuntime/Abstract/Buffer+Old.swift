import CSuture

// The buffer functions of before PEP 3118. They give the view up before they return, so the pointer is good only while
// the caller keeps the object from changing: CPython exports them for old binaries alone.

// MARK: Operations

/// The memory of `o`, valid as long as it does not change.
private func memory(
  _ o: ObjectPointer?,
  _ flags: Int32
) throws(Raise) -> (start: UnsafeMutableRawPointer?, length: Int) {
  guard let o else { throw Raise(.system, "null argument to internal routine") }
  var view = Py_buffer()
  try check(PyObject_GetBuffer(o, &view, flags))
  let result = (view.buf, view.len)
  PyBuffer_Release(&view)
  return result
}

// MARK: C API

@c @implementation
public func PyObject_AsReadBuffer(
  _ o: ObjectPointer?,
  _ buffer: UnsafeMutablePointer<UnsafeRawPointer?>?,
  _ length: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  raising { () throws(Raise) in
    guard let buffer, let length else { throw Raise(.system, "null argument to internal routine") }
    let found = try memory(o, 0)
    buffer.pointee = UnsafeRawPointer(found.start)
    length.pointee = found.length
    return 0
  }
}

@c @implementation
public func PyObject_AsCharBuffer(
  _ o: ObjectPointer?,
  _ buffer: UnsafeMutablePointer<UnsafePointer<CChar>?>?,
  _ length: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  PyObject_AsReadBuffer(
    o,
    UnsafeMutableRawPointer(buffer)?.assumingMemoryBound(to: UnsafeRawPointer?.self),
    length
  )
}

@c @implementation
public func PyObject_AsWriteBuffer(
  _ o: ObjectPointer?,
  _ buffer: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  _ length: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  raising { () throws(Raise) in
    guard let o, let buffer, let length else {
      throw Raise(.system, "null argument to internal routine")
    }
    do throws(Raise) {
      let found = try memory(o, 1)
      buffer.pointee = found.start
      length.pointee = found.length
    } catch {
      PyErr_Clear()
      throw Raise(.type, "expected a writable bytes-like object")
    }
    return 0
  }
}

/// - Returns: 1 when `o` has a buffer that can be read, else 0; never fails.
@c @implementation
public func PyObject_CheckReadBuffer(_ o: ObjectPointer?) -> Int32 {
  do throws(Raise) {
    _ = try memory(o, 0)
    return 1
  } catch {
    PyErr_Clear()
    return 0
  }
}
