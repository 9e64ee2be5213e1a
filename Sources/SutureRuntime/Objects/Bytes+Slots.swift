import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The slots of bytes, and its iterator.

// MARK: Operations

/// Appends the text of a bytes literal without its `b`.
///
/// - Parameter smart: double quotes when there are single ones in it and no double ones.
func appendLiteral(_ view: ByteView, smart: Bool, escapeBoth: Bool, _ writer: inout ByteWriter) {
  let isDouble = smart && view.firstIndex(of: 39) >= 0 && view.firstIndex(of: 34) < 0
  let quote: UInt8 = isDouble ? 34 : 39
  writer.append(quote)
  for i in 0..<view.count {
    let byte = view[i]
    switch byte {
    case quote, 92: writer.append(UInt8(ascii: "\\")); writer.append(byte)
    case 39 where escapeBoth: writer.append("\\'")
    case 9: writer.append("\\t")
    case 10: writer.append("\\n")
    case 13: writer.append("\\r")
    case 32...126: writer.append(byte)
    default:
      writer.append("\\x")
      writer.append(hex: UInt32(byte), 2)
    }
  }
  writer.append(quote)
}

/// Orders two views as a rich comparison does; a new reference.
func compareViews(_ a: ByteView, _ b: ByteView, _ op: Int32) -> ObjectPointer {
  let result: Bool
  switch op {
  case Py_EQ: result = a == b
  case Py_NE: result = !(a == b)
  case Py_LT: result = ByteView.compare(a, b) < 0
  case Py_LE: result = ByteView.compare(a, b) <= 0
  case Py_GT: result = ByteView.compare(a, b) > 0
  default: result = ByteView.compare(a, b) >= 0
  }
  return makeBool(result)
}

/// Fills `count` bytes with repetitions of `pattern`.
func repeatBytes(_ pattern: ByteView, _ to: UnsafeMutablePointer<UInt8>, _ count: Int) {
  if pattern.count == 1 {
    memset(to, Int32(pattern[0]), count)
    return
  }
  var done = min(pattern.count, count)
  if done > 0 { memcpy(to, pattern.start, done) }
  while done < count {
    let n = min(done, count - done)
    memcpy(to + done, to, n)
    done += n
  }
}

/// What `bytes(source, encoding, errors)` holds: exactly a bytes object, or of a subclass; a new reference.
private func newBytes(_ bound: BoundArguments) throws(Raise) -> ObjectPointer {
  let encoding = try bytesSignature.text(bound, 1)
  let errors = try bytesSignature.text(bound, 2)
  guard let source = bound[0] else {
    if encoding != nil { throw Raise(.type, "encoding without a string argument") }
    if errors != nil { throw Raise(.type, "errors without a string argument") }
    return emptyBytes()
  }
  if let encoding {
    guard source.isStr else { throw Raise(.type, "encoding without a string argument") }
    return try check(PyUnicode_AsEncodedString(source, encoding, errors))
  }
  if errors != nil {
    throw Raise(
      .type,
      source.isStr ? "string argument without an encoding" : "errors without a string argument"
    )
  }
  if let method = try lookupSpecial(source, suture_name___bytes__()) {
    let bound = Owned(method)
    let result = try Owned(PyObject_CallNoArgs(bound.pointer))
    guard result.pointer.isBytes else {
      throw Raise(.type, "__bytes__ returned non-bytes (type \(result.pointer.type.name))")
    }
    return result.take()
  }
  if source.isStr { throw Raise(.type, "string argument without an encoding") }
  if let count = try byteCount(source) {
    let result = try newBytesUnshared(count)
    memset(result.bytesStart, 0, count)
    return result
  }
  return try bytesFromObject(source)
}

/// The number of NUL bytes that an int asks for; nil: `source` is no int.
func byteCount(_ source: ObjectPointer) throws(Raise) -> Int? {
  guard PyIndex_Check(source) != 0 else { return nil }
  let n = PyNumber_AsSsize_t(source, suture_PyExc_OverflowError())
  if n == -1, isExceptionPending {
    if PyErr_ExceptionMatches(suture_PyExc_TypeError()) == 0 { throw .pending }
    PyErr_Clear()
    return nil
  }
  if n < 0 { throw Raise(.value, "negative count") }
  return n
}

/// An index counted from the end when negative.
///
/// - Throws: IndexError with `message`.
@inline(__always)
func checkedIndex(_ index: Int, _ count: Int, _ message: StaticString) throws(Raise) -> Int {
  let i = index < 0 ? index + count : index
  guard i >= 0, i < count else { throw Raise(.index, "\(message)") }
  return i
}

// MARK: C API

@c @implementation
public func PyBytes_Repr(_ o: ObjectPointer?, _ smart: Int32) -> ObjectPointer? {
  raising { () throws(Raise) in
    let view = o!.bytesView
    var writer = ByteWriter(capacity: view.count + 16)
    writer.append(UInt8(ascii: "b"))
    appendLiteral(view, smart: smart != 0, escapeBoth: false, &writer)
    return try decodeASCII(writer.bytes, nil)
  }
}

// MARK: Slots

@c func suture_bytes_dealloc(_ self: ObjectPointer?) {
  if self!.isExactBytes {
    freeBuiltin(self!, size: bytesSize(self!.bytesView.count), isTracked: false)
  } else {
    freeInstance(self!)
  }
}

private let bytesSignature = Signature("bytes", "source", "encoding", "errors")

@c func suture_bytes_new(_ type: TypePointer?, _ args: ObjectPointer?, _ keywords: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let made = try Owned(newBytes(bytesSignature.bind(tuple: args, dict: keywords)))
    if type == suture_PyBytes_Type() { return made.take() }
    let view = made.pointer.bytesView
    let o = try check(type!.pointee.tp_alloc(type, view.count))
    let b = o.cast(to: PyBytesObject.self)
    b.pointee.ob_base.ob_size = view.count
    b.pointee.ob_shash = -1
    memcpy(o.bytesStart, view.start, view.count)
    o.bytesStart[view.count] = 0
    return o
  }
}

@c func suture_bytes_repr(_ self: ObjectPointer?) -> ObjectPointer? { PyBytes_Repr(self, 1) }

@c func suture_bytes_str(_ self: ObjectPointer?) -> ObjectPointer? { PyBytes_Repr(self, 1) }

@c func suture_bytes_hash(_ self: ObjectPointer?) -> Int {
  let b = self!.cast(to: PyBytesObject.self)
  if b.pointee.ob_shash == -1 {
    let view = self!.bytesView
    b.pointee.ob_shash = hashBytes(view.raw, view.count)
  }
  return b.pointee.ob_shash
}

@c func suture_bytes_richcompare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  guard a!.isBytes, b!.isBytes else { return suture_NotImplemented() }
  if a == b {
    return makeBool(op == Py_EQ || op == Py_LE || op == Py_GE)
  }
  return compareViews(a!.bytesView, b!.bytesView, op)
}

@c func suture_bytes_length(_ self: ObjectPointer?) -> Int { self!.bytesView.count }

@c func suture_bytes_concat(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try concatBytes(a!, b!) }
}

@c func suture_bytes_repeat(_ self: ObjectPointer?, _ times: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    let view = self!.bytesView
    let (size, overflow) = view.count.multipliedReportingOverflow(by: max(times, 0))
    if overflow { throw Raise(.overflow, "repeated bytes are too long") }
    if size == view.count, self!.isExactBytes { return newReference(self!) }
    if size > Int.max - 64 { throw Raise(.overflow, "repeated bytes are too long") }
    let result = try newBytes(size)
    if size > 0 { repeatBytes(view, result.bytesStart, size) }
    return result
  }
}

@c func suture_bytes_item(_ self: ObjectPointer?, _ index: Int) -> ObjectPointer? {
  let view = self!.bytesView
  guard index >= 0, index < view.count else {
    _ = Raise(.index, "index out of range")
    return nil
  }
  return PyLong_FromLong(Int(view[index]))
}

@c func suture_bytes_subscript(_ self: ObjectPointer?, _ key: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let view = self!.bytesView
    if PyIndex_Check(key) != 0 {
      let index = PyNumber_AsSsize_t(key, suture_PyExc_IndexError())
      if index == -1, isExceptionPending { throw .pending }
      return PyLong_FromLong(Int(view[try checkedIndex(index, view.count, "index out of range")]))
    }
    guard key!.type == suture_PySlice_Type() else {
      throw Raise(.type, "byte indices must be integers or slices, not \(key!.type.name)")
    }
    let slice = try SliceBounds(key!, view.count)
    if slice.count == view.count, slice.step == 1, slice.start == 0, self!.isExactBytes {
      return newReference(self!)
    }
    if slice.step == 1 {
      return try makeBytes(view.from(slice.start, to: slice.start + slice.count))
    }
    let result = try newBytesUnshared(slice.count)
    for i in 0..<slice.count { result.bytesStart[i] = view[slice.start + i * slice.step] }
    return result
  }
}

@c func suture_bytes_getbuffer(
  _ self: ObjectPointer?,
  _ view: UnsafeMutablePointer<Py_buffer>?,
  _ flags: Int32
) -> Int32 {
  let bytes = self!.bytesView
  return PyBuffer_FillInfo(
    view,
    self,
    UnsafeMutableRawPointer(self!.bytesStart),
    bytes.count,
    1,
    flags
  )
}

@c func suture_bytes_getnewargs(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    let copy = try Owned(makeBytes(self!.bytesView))
    let tuple = try check(PyTuple_New(1))
    _ = PyTuple_SetItem(tuple, 0, copy.take())
    return tuple
  }
}

@c func suture_bytes_bytes(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try ByteString.unchanged(self!, self!.bytesView) }
}

@c func suture_bytes_mod(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  guard a!.isBytes else { return suture_NotImplemented() }
  return raising { () throws(Raise) in
    let writer = try formatBytes(a!.bytesView, b!)
    return try makeBytes(writer.bytes)
  }
}

// MARK: Iterator

/// The iterator of bytes and of bytearray: the sequence until it is used up, and the next index.
private typealias Iterator = UnsafeMutablePointer<SutureBytesIterator>

private func iterator(_ o: ObjectPointer?) -> Iterator { o!.cast(to: SutureBytesIterator.self) }

@c func suture_bytes_iter(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let type = self!.isBytes ? suture_PyBytesIter_Type() : suture_PyByteArrayIter_Type()
    let o = try newObject(type, size: instanceSize(type, 0))
    suture_incref_stored(self!)
    iterator(o).pointee.sequence = self
    iterator(o).pointee.index = 0
    gcTrack(o)
    return o
  }
}

@c func suture_bytesiter_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  if let sequence = iterator(self).pointee.sequence { suture_decref_stored(sequence) }
  freeInstance(self!)
}

@c func suture_bytesiter_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let sequence = iterator(self).pointee.sequence else { return 0 }
  return visit!(sequence, argument)
}

@c func suture_bytesiter_next(_ self: ObjectPointer?) -> ObjectPointer? {
  var dropped: ObjectPointer?
  let result: ObjectPointer? = withLock(self!) {
    guard let sequence = iterator(self).pointee.sequence else { return nil }
    let index = iterator(self).pointee.index
    let byte =
      sequence.isBytes
      ? (index < sequence.bytesView.count ? Int(sequence.bytesView[index]) : -1)
      : ByteArray.byte(sequence, index)
    if byte < 0 {
      iterator(self).pointee.sequence = nil
      dropped = sequence
      return nil
    }
    iterator(self).pointee.index = index + 1
    return PyLong_FromLong(byte)
  }
  if let dropped { suture_decref_stored(dropped) }
  return result
}

@c func suture_bytesiter_length_hint(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  let left = withLock(self!) {
    guard let sequence = iterator(self).pointee.sequence else { return 0 }
    let count = sequence.cast(to: PyVarObject.self).pointee.ob_size
    return max(count - iterator(self).pointee.index, 0)
  }
  return PyLong_FromSsize_t(left)
}

@c func suture_bytesiter_reduce(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    let (held, index): (ObjectPointer?, Int) = withLock(self!) {
      (iterator(self).pointee.sequence.map { newReference($0) }, iterator(self).pointee.index)
    }
    guard let held else { return try makeReduction("iter", Tuple.make(0)) }
    return try makeReduction("iter", held, index)
  }
}

@c func suture_bytesiter_setstate(_ self: ObjectPointer?, _ state: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    let index = PyLong_AsSsize_t(state)
    if index == -1, isExceptionPending { throw .pending }
    withLock(self!) {
      guard let sequence = iterator(self).pointee.sequence else { return }
      let count = sequence.cast(to: PyVarObject.self).pointee.ob_size
      iterator(self).pointee.index = min(max(index, 0), count)
    }
    return none()
  }
}
