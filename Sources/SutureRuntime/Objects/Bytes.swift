import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

/// PyBytesObject: the head and ob_size (24), ob_shash (8; -1: not known yet), the bytes, a NUL.
///
/// Invariants: the NUL at ob_size; nothing changes once another thread can see the object. The hash is written by
/// whoever needs it first, every time with the same value.
let bytesHeaderSize = 32

extension UnsafeMutablePointer where Pointee == PyObject {
  /// The bytes of a bytes object.
  ///
  /// - Safety: the caller has checked the type.
  @inline(__always)
  var bytesStart: UnsafeMutablePointer<UInt8> {
    (UnsafeMutableRawPointer(self) + bytesHeaderSize).assumingMemoryBound(to: UInt8.self)
  }

  /// The bytes of a bytes object, as a view.
  @inline(__always)
  var bytesView: ByteView {
    ByteView(UnsafePointer(bytesStart), cast(to: PyVarObject.self).pointee.ob_size)
  }

  @inline(__always) var isBytes: Bool { isInstance(TypeFlag.bytes) }
  @inline(__always) var isExactBytes: Bool { type == suture_PyBytes_Type() }
}

/// The immortal bytes objects: one for each byte, then the empty one.
nonisolated(unsafe) private var singletons: UnsafeMutablePointer<ObjectPointer>?

// MARK: Operations

/// Makes the empty and the one-byte bytes objects.
func startBytes() {
  let table = UnsafeMutablePointer<ObjectPointer>.allocate(capacity: 257)
  for i in 0...256 {
    do throws(Raise) {
      let o = try rawBytes(i == 256 ? 0 : 1)
      if i < 256 { o.bytesStart[0] = UInt8(i) }
      makeImmortal(o)
      (table + i).initialize(to: o)
    } catch { Diagnostics.fatal("no memory") }
  }
  singletons = table
}

@inline(__always)
func bytesSize(_ count: Int) -> Int { (bytesHeaderSize + 1 + count + 7) & ~7 }

/// A new bytes object of `count` unset bytes.
@inline(__always)
private func rawBytes(_ count: Int) throws(Raise) -> ObjectPointer {
  let o = try newBuiltin(suture_PyBytes_Type(), size: bytesSize(count), isTracked: false)
  let b = o.cast(to: PyBytesObject.self)
  b.pointee.ob_base.ob_size = count
  b.pointee.ob_shash = -1
  o.bytesStart[count] = 0
  return o
}

/// A new bytes object of `count` bytes that the caller sets; a new reference.
///
/// - Throws: OverflowError, MemoryError.
@inline(__always)
func newBytes(_ count: Int) throws(Raise) -> ObjectPointer {
  if count == 0 { return emptyBytes() }
  if count > Int.max - 128 { throw tooLarge(count) }
  return try rawBytes(count)
}

@inline(never)
private func tooLarge(_ count: Int) -> Raise {
  // The limit is CPython's: what an object of its layout can hold.
  count > Int.max - bytesHeaderSize - 1 ? Raise(.overflow, "byte string is too large") : .noMemory
}

@inline(__always)
func emptyBytes() -> ObjectPointer { singletons![256] }

/// The bytes object of one byte: immortal.
@inline(__always)
func byteSingleton(_ byte: UInt8) -> ObjectPointer { singletons![Int(byte)] }

/// A bytes object with a copy of `view`; a new reference.
@inline(__always)
func makeBytes(_ view: ByteView) throws(Raise) -> ObjectPointer {
  if view.count == 1 { return byteSingleton(view[0]) }
  let o = try newBytes(view.count)
  if view.count > 0 { memcpy(o.bytesStart, view.start, view.count) }
  return o
}

func makeBytes(_ text: StaticString) throws(Raise) -> ObjectPointer {
  try makeBytes(ByteView(text.utf8Start, text.utf8CodeUnitCount))
}

extension ByteWriter {
  /// A bytes object of what was written; a new reference.
  consuming func finishBytes() throws(Raise) -> ObjectPointer {
    if isFull { throw Raise.noMemory }
    return try makeBytes(bytes)
  }
}

/// `a + b` as bytes, from any two objects with the buffer interface.
func concatBytes(_ a: ObjectPointer, _ b: ObjectPointer) throws(Raise) -> ObjectPointer {
  guard PyObject_CheckBuffer(a) != 0, PyObject_CheckBuffer(b) != 0 else {
    throw Raise(.type, "can't concat \(b.type.name) to \(a.type.name)")
  }
  let left = try HeldBuffer(a)
  let right = try HeldBuffer(b)
  if left.bytes.count == 0, b.isExactBytes { return newReference(b) }
  if right.bytes.count == 0, a.isExactBytes { return newReference(a) }
  return try joinViews(left.bytes, right.bytes)
}

private func joinViews(_ a: ByteView, _ b: ByteView) throws(Raise) -> ObjectPointer {
  let (total, overflow) = a.count.addingReportingOverflow(b.count)
  if overflow { throw Raise.noMemory }
  let o = try newBytes(total)
  if a.count > 0 { memcpy(o.bytesStart, a.start, a.count) }
  if b.count > 0 { memcpy(o.bytesStart + a.count, b.start, b.count) }
  return o
}

/// The value of an object given as one byte.
///
/// - Throws: `message` as ValueError, when it is not in 0 ..< 256.
func byteValue(_ o: ObjectPointer, _ message: StaticString) throws(Raise) -> UInt8 {
  let n = PyNumber_AsSsize_t(o, nil)
  if n == -1, isExceptionPending { throw .pending }
  guard n >= 0, n < 256 else { throw Raise(.value, "\(message)") }
  return UInt8(truncatingIfNeeded: n)
}

/// Bytes from a buffer, a list or tuple of ints, or another iterable of ints; a new reference.
func bytesFromObject(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  if o.isExactBytes { return newReference(o) }
  if PyObject_CheckBuffer(o) != 0 { return try bytesFromBuffer(o) }
  if !o.isStr {
    var writer = ByteWriter()
    if try appendInts(o, &writer, "bytes must be in range(0, 256)") {
      return try writer.finishBytes()
    }
  }
  throw Raise(.type, "cannot convert '\(o.type.name)' object to bytes")
}

/// A copy of the buffer's contents, in C order.
func bytesFromBuffer(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  var view = Py_buffer()
  try check(PyObject_GetBuffer(o, &view, bufferFullReadOnly))
  defer { PyBuffer_Release(&view) }
  let result = try Owned(newBytesUnshared(view.len))
  try check(
    PyBuffer_ToContiguous(result.pointer.bytesStart, &view, view.len, CChar(UInt8(ascii: "C")))
  )
  return result.take()
}

/// Like `newBytes`, for the caller that writes through a pointer: only the empty object is shared.
func newBytesUnshared(_ count: Int) throws(Raise) -> ObjectPointer { try newBytes(count) }

/// Appends the ints of an iterable.
///
/// - Returns: false: `o` is not iterable (no exception is set).
func appendInts(_ o: ObjectPointer, _ writer: inout ByteWriter, _ message: StaticString)
  throws(Raise) -> Bool
{
  if o.type == suture_PyList_Type() || o.type == suture_PyTuple_Type() {
    var i = 0
    while i < PySequence_Size(o) {
      let item = try Owned(PySequence_GetItem(o, i))
      writer.append(try byteValue(item.pointer, message))
      i += 1
    }
    return true
  }
  guard let iteration = PyObject_GetIter(o) else {
    if PyErr_ExceptionMatches(suture_PyExc_TypeError()) == 0 { throw .pending }
    PyErr_Clear()
    return false
  }
  let iterator = Owned(iteration)
  while let next = PyIter_Next(iterator.pointer) {
    let item = Owned(next)
    writer.append(try byteValue(item.pointer, message))
  }
  if isExceptionPending { throw .pending }
  return true
}

// MARK: C API

@c @implementation
public func PyBytes_FromStringAndSize(_ text: UnsafePointer<CChar>?, _ size: Py_ssize_t)
  -> ObjectPointer?
{
  do throws(Raise) {
    if size < 0 { throw negativeSize() }
    guard let text else { return try newBytes(size) }
    return try makeBytes(ByteView(raw: UnsafeRawPointer(text), size))
  } catch { return nil }
}

@inline(never)
private func negativeSize() -> Raise {
  Raise(.system, "Negative size passed to PyBytes_FromStringAndSize")
}

@c @implementation
public func PyBytes_FromString(_ text: UnsafePointer<CChar>?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeBytes(ByteView(raw: UnsafeRawPointer(text!), strlen(text!)))
  }
}

@c @implementation
public func PyBytes_FromObject(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { throw .badInternalCall("Objects/bytesobject.c", 2925) }
    return try bytesFromObject(o)
  }
}

private func checkBytes(_ o: ObjectPointer) throws(Raise) {
  if !o.isBytes { throw Raise(.type, "expected bytes, \(o.type.name) found") }
}

@c @implementation
public func PyBytes_AsString(_ o: ObjectPointer?) -> UnsafeMutablePointer<CChar>? {
  raising { () throws(Raise) in
    try checkBytes(o!)
    return UnsafeMutableRawPointer(o!.bytesStart).assumingMemoryBound(to: CChar.self)
  }
}

@c @implementation
public func PyBytes_AsStringAndSize(
  _ o: ObjectPointer?,
  _ text: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ size: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  raising { () throws(Raise) in
    guard let text else { throw .badInternalCall("Objects/bytesobject.c", 1227) }
    let o = o!
    try checkBytes(o)
    let view = o.bytesView
    text.pointee = UnsafeMutableRawPointer(o.bytesStart).assumingMemoryBound(to: CChar.self)
    if let size {
      size.pointee = view.count
    } else if strlen(text.pointee!) != view.count {
      throw Raise(.value, "embedded null byte")
    }
    return 0
  }
}

@c @implementation
public func PyBytes_Size(_ o: ObjectPointer?) -> Py_ssize_t {
  raising { () throws(Raise) in
    try checkBytes(o!)
    return o!.bytesView.count
  }
}

@c @implementation
public func PyBytes_Concat(_ left: UnsafeMutablePointer<ObjectPointer?>?, _ right: ObjectPointer?) {
  guard let left, let old = left.pointee else { return }
  guard let right else {
    left.pointee = nil
    suture_decref(old)
    return
  }
  let result: ObjectPointer? = raising { () throws(Raise) in try concatBytes(old, right) }
  left.pointee = result
  suture_decref(old)
}

@c @implementation
public func PyBytes_ConcatAndDel(
  _ left: UnsafeMutablePointer<ObjectPointer?>?,
  _ right: ObjectPointer?
) {
  PyBytes_Concat(left, right)
  if let right { suture_decref(right) }
}
