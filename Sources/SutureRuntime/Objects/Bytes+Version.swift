import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// What version-specific binaries call: bytes that grow, and the writer whose fields their macros read.

// MARK: Operations

extension UnsafeMutablePointer where Pointee == _PyBytesWriter {
  /// Where the writer's memory begins.
  fileprivate var start: UnsafeMutableRawPointer {
    if pointee.use_small_buffer != 0 { return UnsafeMutableRawPointer(suture_small_buffer(self)) }
    let buffer = pointee.buffer!
    return UnsafeMutableRawPointer(buffer.isBytes ? buffer.bytesStart : ByteArray.start(buffer))
  }

  fileprivate func empty() {
    let old = pointee.buffer
    pointee.buffer = nil
    if let old { suture_decref(old) }
  }

  /// Moves what was written up to `str` into memory for `size` bytes.
  fileprivate func resize(_ str: UnsafeMutableRawPointer, _ size: Int) throws(Raise)
    -> UnsafeMutableRawPointer
  {
    let written = str - start
    var room = size
    if pointee.overallocate != 0, room <= Int.max - room / 4 { room += room / 4 }
    let fresh =
      pointee.use_bytearray != 0
      ? try check(PyByteArray_FromStringAndSize(nil, room)) : try newBytesUnshared(room)
    let target = UnsafeMutableRawPointer(fresh.isBytes ? fresh.bytesStart : ByteArray.start(fresh))
    memcpy(target, start, written)
    empty()
    pointee.buffer = fresh
    pointee.use_small_buffer = 0
    pointee.allocated = room
    return target + written
  }
}

// MARK: C API

@c @implementation
public func _PyBytes_Resize(_ slot: UnsafeMutablePointer<ObjectPointer?>?, _ size: Py_ssize_t)
  -> Int32
{
  let old = slot!.pointee!
  let result: ObjectPointer? = raising { () throws(Raise) in
    guard old.isBytes, size >= 0 else {
      throw .badInternalCall("Objects/bytesobject.c", 3139)
    }
    let view = old.bytesView
    if size == view.count { return newReference(old) }
    let fresh = try newBytesUnshared(size)
    if size == 0 { return fresh }
    let kept = min(size, view.count)
    memcpy(fresh.bytesStart, view.start, kept)
    memset(fresh.bytesStart + kept, 0, size - kept)
    return fresh
  }
  slot!.pointee = result
  suture_decref(old)
  return result == nil ? -1 : 0
}

@c @implementation
public func _PyBytes_Find(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ needle: UnsafePointer<CChar>?,
  _ needleSize: Py_ssize_t,
  _ offset: Py_ssize_t
) -> Py_ssize_t {
  let view = ByteView(raw: UnsafeRawPointer(text), size)
  let at = view.find(ByteView(raw: UnsafeRawPointer(needle), needleSize))
  return at < 0 ? -1 : at + offset
}

@c @implementation
public func _PyBytes_ReverseFind(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ needle: UnsafePointer<CChar>?,
  _ needleSize: Py_ssize_t,
  _ offset: Py_ssize_t
) -> Py_ssize_t {
  let view = ByteView(raw: UnsafeRawPointer(text), size)
  let at = view.findLast(ByteView(raw: UnsafeRawPointer(needle), needleSize))
  return at < 0 ? -1 : at + offset
}

@c @implementation
public func _PyBytes_Repeat(
  _ dest: UnsafeMutablePointer<CChar>?,
  _ size: Py_ssize_t,
  _ source: UnsafePointer<CChar>?,
  _ sourceSize: Py_ssize_t
) {
  if size > 0, sourceSize > 0 {
    repeatBytes(ByteView(raw: UnsafeRawPointer(source), sourceSize), dest!.asBytes, size)
  }
}

@c @implementation
public func _PyBytes_Join(_ separator: ObjectPointer?, _ iterable: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in try joinBytes(separator!, iterable!) }
}

@c @implementation
public func _PyBytesWriter_Init(_ writer: UnsafeMutablePointer<_PyBytesWriter>?) {
  writer!.pointee.buffer = nil
  writer!.pointee.allocated = 0
  writer!.pointee.min_size = 0
  writer!.pointee.use_bytearray = 0
  writer!.pointee.overallocate = 0
  writer!.pointee.use_small_buffer = 0
}

@c @implementation
public func _PyBytesWriter_Alloc(
  _ writer: UnsafeMutablePointer<_PyBytesWriter>?,
  _ size: Py_ssize_t
) -> UnsafeMutableRawPointer? {
  writer!.pointee.use_small_buffer = 1
  writer!.pointee.allocated = 512
  writer!.pointee.min_size = 0
  return _PyBytesWriter_Prepare(writer, writer!.start, size)
}

@c @implementation
public func _PyBytesWriter_Prepare(
  _ writer: UnsafeMutablePointer<_PyBytesWriter>?,
  _ str: UnsafeMutableRawPointer?,
  _ size: Py_ssize_t
) -> UnsafeMutableRawPointer? {
  if size == 0 { return str }
  let (needed, overflow) = writer!.pointee.min_size.addingReportingOverflow(size)
  if overflow {
    writer!.empty()
    _ = PyErr_NoMemory()
    return nil
  }
  var place = str
  if needed > writer!.pointee.allocated { place = _PyBytesWriter_Resize(writer, str, needed) }
  writer!.pointee.min_size = needed
  return place
}

@c @implementation
public func _PyBytesWriter_Resize(
  _ writer: UnsafeMutablePointer<_PyBytesWriter>?,
  _ str: UnsafeMutableRawPointer?,
  _ size: Py_ssize_t
) -> UnsafeMutableRawPointer? {
  let place: UnsafeMutableRawPointer? = raising { () throws(Raise) in try writer!.resize(str!, size)
  }
  if place == nil { writer!.empty() }
  return place
}

@c @implementation
public func _PyBytesWriter_WriteBytes(
  _ writer: UnsafeMutablePointer<_PyBytesWriter>?,
  _ str: UnsafeMutableRawPointer?,
  _ bytes: UnsafeRawPointer?,
  _ size: Py_ssize_t
) -> UnsafeMutableRawPointer? {
  guard let place = _PyBytesWriter_Prepare(writer, str, size) else { return nil }
  if size > 0 { memcpy(place, bytes!, size) }
  return place + size
}

@c @implementation
public func _PyBytesWriter_Finish(
  _ writer: UnsafeMutablePointer<_PyBytesWriter>?,
  _ str: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  let start = writer!.start
  let written = ByteView(raw: UnsafeRawPointer(start), str! - start)
  let result: ObjectPointer? = raising { () throws(Raise) in
    writer!.pointee.use_bytearray != 0 ? try ByteArray.make(written) : try makeBytes(written)
  }
  writer!.empty()
  return result
}

@c @implementation
public func _PyBytesWriter_Dealloc(_ writer: UnsafeMutablePointer<_PyBytesWriter>?) {
  writer!.empty()
}

@c @implementation
public func _PyBuffer_ReleaseInInterpreterAndRawFree(
  _ interpreter: OpaquePointer?,
  _ view: UnsafeMutablePointer<Py_buffer>?
) -> Int32 {
  PyBuffer_Release(view)
  PyMem_RawFree(view)
  return 0
}

// MARK: Hexadecimal

@c @implementation
public func _Py_strhex(_ bytes: UnsafePointer<CChar>?, _ size: Py_ssize_t) -> ObjectPointer? {
  _Py_strhex_with_sep(bytes, size, nil, 0)
}

@c @implementation
public func _Py_strhex_bytes(_ bytes: UnsafePointer<CChar>?, _ size: Py_ssize_t) -> ObjectPointer? {
  _Py_strhex_bytes_with_sep(bytes, size, nil, 0)
}

@c @implementation
public func _Py_strhex_with_sep(
  _ bytes: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ separator: ObjectPointer?,
  _ group: Int32
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let view = ByteView(raw: UnsafeRawPointer(bytes), size)
    let digits = try hexDigits(view, separator, Int(group))
    return try decodeASCII(digits.bytes, nil)
  }
}

@c @implementation
public func _Py_strhex_bytes_with_sep(
  _ bytes: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ separator: ObjectPointer?,
  _ group: Int32
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let view = ByteView(raw: UnsafeRawPointer(bytes), size)
    return try hexDigits(view, separator, Int(group)).finishBytes()
  }
}
