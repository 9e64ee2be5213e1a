import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

private let bytearraySignature = Signature("bytearray", "source", "encoding", "errors")

/// The bytes that bytearray(source, encoding, errors) starts with.
private func initialBytes(_ bound: BoundArguments) throws(Raise) -> ByteWriter {
  let encoding = try bytearraySignature.text(bound, 1)
  let errors = try bytearraySignature.text(bound, 2)
  guard let source = bound[0] else {
    if encoding != nil { throw Raise(.type, "encoding without a string argument") }
    if errors != nil { throw Raise(.type, "errors without a string argument") }
    return ByteWriter()
  }
  if source.isStr {
    guard let encoding else { throw Raise(.type, "string argument without an encoding") }
    let encoded = try Owned(PyUnicode_AsEncodedString(source, encoding, errors))
    var writer = ByteWriter(capacity: encoded.pointer.bytesView.count)
    writer.append(encoded.pointer.bytesView)
    return writer
  }
  if encoding != nil { throw Raise(.type, "encoding without a string argument") }
  if errors != nil { throw Raise(.type, "errors without a string argument") }
  if let count = try byteCount(source) {
    if count > Int.max - 64 { throw Raise.noMemory }
    var writer = try ByteWriter(checked: count)
    writer.append(repeating: 0, count)
    return writer
  }
  return try ByteArray.content(source)
}

extension ByteWriter {
  /// A writer with room for `size` bytes.
  ///
  /// - Throws: MemoryError, when there is no such room.
  init(checked size: Int) throws(Raise) {
    guard let probe = malloc(max(size, 1)) else { throw Raise.noMemory }
    free(probe)
    self.init(capacity: size)
  }
}

extension ByteArray {
  /// The bytes of a buffer, or of an iterable of ints.
  static func content(_ source: ObjectPointer) throws(Raise) -> ByteWriter {
    if PyObject_CheckBuffer(source) != 0 {
      let copy = try Owned(bytesFromBuffer(source))
      var writer = ByteWriter(capacity: copy.pointer.bytesView.count)
      writer.append(copy.pointer.bytesView)
      return writer
    }
    var writer = ByteWriter()
    guard try appendInts(source, &writer, "byte must be in range(0, 256)") else {
      throw Raise(.type, "cannot convert '\(source.type.name)' object to bytearray")
    }
    return writer
  }

  /// The bytes of what is assigned to a slice.
  fileprivate static func assigned(_ value: ObjectPointer) throws(Raise) -> ByteWriter {
    if PyObject_CheckBuffer(value) != 0 {
      let held = try HeldBuffer(value)
      var writer = ByteWriter(capacity: held.bytes.count)
      writer.append(held.bytes)
      return writer
    }
    if PyIndex_Check(value) != 0 || value.isStr {
      throw Raise(.type, "can assign only bytes, buffers, or iterables of ints in range(0, 256)")
    }
    return try content(value)
  }
}

// MARK: Slots

@c func suture_bytearray_dealloc(_ self: ObjectPointer?) {
  let a = ByteArray.at(self!)
  if a.pointee.ob_exports > 0 {
    let saved = PyErr_GetRaisedException()
    _ = Raise(.system, "deallocated bytearray object has exported buffers")
    PyErr_WriteUnraisable(nil)
    PyErr_SetRaisedException(saved)
  }
  if let bytes = a.pointee.ob_bytes { PyMem_Free(bytes) }
  freeInstance(self!)
}

@c func suture_bytearray_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let bound = try bytearraySignature.bind(tuple: args, dict: keywords)
    // What cannot be made from the arguments leaves nothing of an old content.
    try withLock(self!) { () throws(Raise) in
      if ByteArray.count(self!) != 0 { try ByteArray.resize(self!, 0) }
    }
    let writer = try initialBytes(bound)
    try withLock(self!) { () throws(Raise) in
      try ByteArray.resize(self!, writer.count)
      memcpy(ByteArray.start(self!), writer.start, writer.count)
    }
    return 0
  }
}

@c func suture_bytearray_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    var writer = ByteWriter()
    try ByteArray.withExport(self!) { view throws(Raise) in
      let name = String(cString: self!.type.pointee.tp_name)
      let short = name.split(separator: ".").last.map { String($0) } ?? name
      var text = short
      text.withUTF8 { writer.append(ByteView(raw: UnsafeRawPointer($0.baseAddress), $0.count)) }
      writer.append("(b")
      appendLiteral(view, smart: true, escapeBoth: true, &writer)
      writer.append(UInt8(ascii: ")"))
    }
    return try decodeUTF8(writer.bytes, nil, nil)
  }
}

@c func suture_bytearray_richcompare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  guard PyObject_CheckBuffer(a) != 0, PyObject_CheckBuffer(b) != 0 else {
    return suture_NotImplemented()
  }
  do throws(Raise) {
    let left = try HeldBuffer(a!)
    let right = try HeldBuffer(b!)
    return compareViews(left.bytes, right.bytes, op)
  } catch {
    PyErr_Clear()
    return suture_NotImplemented()
  }
}

@c func suture_bytearray_length(_ self: ObjectPointer?) -> Int { ByteArray.count(self!) }

@c func suture_bytearray_concat(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  PyByteArray_Concat(a, b)
}

@c func suture_bytearray_repeat(_ self: ObjectPointer?, _ times: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    try ByteArray.withExport(self!) { view throws(Raise) in
      let (size, overflow) = view.count.multipliedReportingOverflow(by: max(times, 0))
      if overflow || size > Int.max - 64 { throw Raise.noMemory }
      let result = try Owned(newZeroedObject(suture_PyByteArray_Type()))
      try ByteArray.resize(result.pointer, size)
      if size > 0 { repeatBytes(view, ByteArray.start(result.pointer), size) }
      return result.take()
    }
  }
}

@c func suture_bytearray_item(_ self: ObjectPointer?, _ index: Int) -> ObjectPointer? {
  let byte = index < 0 ? -1 : ByteArray.byte(self!, index)
  if byte < 0 {
    _ = Raise(.index, "bytearray index out of range")
    return nil
  }
  return PyLong_FromLong(byte)
}

@c func suture_bytearray_ass_item(_ self: ObjectPointer?, _ index: Int, _ value: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    let message: StaticString = "bytearray index out of range"
    guard let value else {
      try withLock(self!) { () throws(Raise) in
        let i = try checkedIndex(index, ByteArray.count(self!), message)
        try ByteArray.splice(self!, i, i + 1, ByteView(raw: nil, 0))
      }
      return 0
    }
    let byte = try byteValue(value, "byte must be in range(0, 256)")
    try withLock(self!) { () throws(Raise) in
      let i = try checkedIndex(index, ByteArray.count(self!), message)
      ByteArray.start(self!)[i] = byte
    }
    return 0
  }
}

@c func suture_bytearray_iconcat(_ self: ObjectPointer?, _ other: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    if self == other, ByteArray.count(self!) > 0 {
      throw Raise(.buffer, "Existing exports of data: object cannot be re-sized")
    }
    try ByteArray.extend(self!, buffer: other!)
    return newReference(self!)
  }
}

@c func suture_bytearray_irepeat(_ self: ObjectPointer?, _ times: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    try withLock(self!) { () throws(Raise) in
      let count = ByteArray.count(self!)
      let (size, overflow) = count.multipliedReportingOverflow(by: max(times, 0))
      if overflow || size > Int.max - 64 { throw Raise.noMemory }
      try ByteArray.resize(self!, size)
      let start = ByteArray.start(self!)
      var done = count
      while done < size {
        let n = min(done, size - done)
        memcpy(start + done, start, n)
        done += n
      }
    }
    return newReference(self!)
  }
}

@c func suture_bytearray_subscript(_ self: ObjectPointer?, _ key: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    if PyIndex_Check(key) != 0 {
      let index = PyNumber_AsSsize_t(key, suture_PyExc_IndexError())
      if index == -1, isExceptionPending { throw .pending }
      let byte = try withLock(self!) { () throws(Raise) in
        let i = try checkedIndex(index, ByteArray.count(self!), "bytearray index out of range")
        return ByteArray.start(self!)[i]
      }
      return PyLong_FromLong(Int(byte))
    }
    guard key!.type == suture_PySlice_Type() else {
      throw Raise(.type, "bytearray indices must be integers or slices, not \(key!.type.name)")
    }
    let (start, stop, step) = try unpackSlice(key!)
    return try ByteArray.withExport(self!) { view throws(Raise) in
      let slice = SliceBounds(start, stop, step, view.count)
      if slice.step == 1 {
        return try ByteArray.make(view.from(slice.start, to: slice.start + slice.count))
      }
      var writer = ByteWriter(capacity: slice.count)
      for i in 0..<slice.count { writer.append(view[slice.start + i * slice.step]) }
      return try ByteArray.make(writer.bytes)
    }
  }
}

@c func suture_bytearray_ass_subscript(
  _ self: ObjectPointer?,
  _ key: ObjectPointer?,
  _ value: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    if PyIndex_Check(key) != 0 {
      let index = PyNumber_AsSsize_t(key, suture_PyExc_IndexError())
      if index == -1, isExceptionPending { throw .pending }
      let byte = try value.map { (o) throws(Raise) in
        try byteValue(o, "byte must be in range(0, 256)")
      }
      try withLock(self!) { () throws(Raise) in
        let i = try checkedIndex(index, ByteArray.count(self!), "bytearray index out of range")
        if let byte {
          ByteArray.start(self!)[i] = byte
        } else {
          try ByteArray.splice(self!, i, i + 1, ByteView(raw: nil, 0))
        }
      }
      return 0
    }
    guard key!.type == suture_PySlice_Type() else {
      throw Raise(.type, "bytearray indices must be integers or slices, not \(key!.type.name)")
    }
    let (start, stop, step) = try unpackSlice(key!)
    var new = ByteWriter()
    if let value { new = try ByteArray.assigned(value) }
    try withLock(self!) { () throws(Raise) in
      let slice = SliceBounds(start, stop, step, ByteArray.count(self!))
      try assign(self!, slice, new.bytes, isDeletion: value == nil)
    }
    return 0
  }
}

/// Puts `new` in the place of a slice.
///
/// The caller holds the lock.
private func assign(
  _ self: ObjectPointer,
  _ given: SliceBounds,
  _ new: ByteView,
  isDeletion: Bool
) throws(Raise) {
  let slice = given
  if slice.step == 1 {
    let end = max(slice.start, slice.stop)
    try ByteArray.splice(self, slice.start, end, new)
    return
  }
  if isDeletion || new.count == 0 {
    if slice.count == 0 { return }
    try ByteArray.checkResizable(self)
    let step = slice.step < 0 ? -slice.step : slice.step
    let first = slice.step < 0 ? slice.start + (slice.count - 1) * slice.step : slice.start
    let start = ByteArray.start(self)
    let size = ByteArray.count(self)
    var to = first
    var next = first
    var left = slice.count
    for i in first..<size {
      if left > 0, i == next {
        next += step
        left -= 1
      } else {
        start[to] = start[i]
        to += 1
      }
    }
    try ByteArray.resize(self, size - slice.count)
    return
  }
  if slice.count != new.count {
    throw Raise(
      .value,
      "attempt to assign bytes of size \(new.count) to extended slice of size \(slice.count)"
    )
  }
  let start = ByteArray.start(self)
  for i in 0..<slice.count { start[slice.start + i * slice.step] = new[i] }
}

@c func suture_bytearray_mod(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  guard ByteArray.isByteArray(a!) else { return suture_NotImplemented() }
  return raising { () throws(Raise) in
    try ByteArray.withExport(a!) { view throws(Raise) in
      let writer = try formatBytes(view, b!)
      return try ByteArray.make(writer.bytes)
    }
  }
}

@c func suture_bytearray_getbuffer(
  _ self: ObjectPointer?,
  _ view: UnsafeMutablePointer<Py_buffer>?,
  _ flags: Int32
) -> Int32 {
  guard let view else {
    _ = Raise(.buffer, "bytearray_getbuffer: view==NULL argument is obsolete")
    return -1
  }
  return withLock(self!) {
    let start = UnsafeMutableRawPointer(ByteArray.start(self!))
    if PyBuffer_FillInfo(view, self, start, ByteArray.count(self!), 0, flags) < 0 { return -1 }
    ByteArray.addExports(self!, 1)
    return 0
  }
}

@c func suture_bytearray_releasebuffer(
  _ self: ObjectPointer?,
  _ view: UnsafeMutablePointer<Py_buffer>?
) {
  withLock(self!) { ByteArray.addExports(self!, -1) }
}

// MARK: Methods

@c func suture_bytearray_alloc(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  PyLong_FromSsize_t(ByteArray.at(self!).pointee.ob_alloc)
}

@c func suture_bytearray_sizeof(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer?
{
  PyLong_FromSsize_t(self!.type.pointee.tp_basicsize + ByteArray.at(self!).pointee.ob_alloc)
}

@c func suture_bytearray_reduce(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in try reduce(self!, 2) }
}

@c func suture_bytearray_reduce_ex(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("__reduce_ex__", n, 0, 1)
    return try reduce(self!, n == 1 ? intArgument(args![0]!) : 0)
  }
}

private func reduce(_ self: ObjectPointer, _ version: Int) throws(Raise) -> ObjectPointer {
  let inner: Owned
  if version < 3 {
    inner = try Owned(PyTuple_New(2))
    let text = try ByteArray.withExport(self) { view throws(Raise) in try decodeLatin1(view) }
    _ = PyTuple_SetItem(inner.pointer, 0, text)
    _ = PyTuple_SetItem(inner.pointer, 1, try check(PyUnicode_FromString("latin-1")))
  } else {
    let isEmpty = ByteArray.count(self) == 0
    inner = try Owned(PyTuple_New(isEmpty ? 0 : 1))
    if !isEmpty {
      let copy = try ByteArray.withExport(self) { view throws(Raise) in try makeBytes(view) }
      _ = PyTuple_SetItem(inner.pointer, 0, copy)
    }
  }
  let state = try Owned(PyObject_GenericGetOptionalDict(self))
  let result = try Owned(PyTuple_New(3))
  _ = PyTuple_SetItem(result.pointer, 0, newReference(self.type.asObject))
  _ = PyTuple_SetItem(result.pointer, 1, inner.take())
  _ = PyTuple_SetItem(result.pointer, 2, state.take())
  return result.take()
}

/// `o.__dict__` or None: a new reference.
private func PyObject_GenericGetOptionalDict(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  var dict: ObjectPointer?
  try check(PyObject_GetOptionalAttr(o, suture_name___dict__(), &dict))
  return dict ?? none()
}
