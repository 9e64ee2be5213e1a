import CSuture

// UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError.

private extension UnsafeMutablePointer where Pointee == PyObject {
  var unicodeError: UnsafeMutablePointer<PyUnicodeErrorObject> {
    cast(to: PyUnicodeErrorObject.self)
  }
}

private enum Field {
  static let encoding = 72
  static let object = 80
  static let reason = 104
}

// MARK: Operations

/// Makes the UnicodeEncodeError of `object[start..<end]`: a new reference, not raised.
func makeEncodeError(
  encoding: String,
  _ object: ObjectPointer,
  _ start: Int,
  _ end: Int,
  reason: String
) throws(Raise) -> ObjectPointer {
  let name = try Owned(makeStr(encoding))
  let why = try Owned(makeStr(reason))
  let from = try Owned(PyLong_FromSsize_t(start))
  let to = try Owned(PyLong_FromSsize_t(end))
  let args = try Owned(tupleOf(name.pointer, object, from.pointer, to.pointer, why.pointer))
  return try makeException(suture_PyExc_UnicodeEncodeError(), args.pointer)
}

/// Makes the UnicodeTranslateError of `object[start..<end]`: a new reference, not raised.
func makeTranslateError(_ object: ObjectPointer, _ start: Int, _ end: Int, reason: String)
  throws(Raise) -> ObjectPointer
{
  let why = try Owned(makeStr(reason))
  let from = try Owned(PyLong_FromSsize_t(start))
  let to = try Owned(PyLong_FromSsize_t(end))
  let args = try Owned(tupleOf(object, from.pointer, to.pointer, why.pointer))
  return try makeException(suture_PyExc_UnicodeTranslateError(), args.pointer)
}

private func expectStr(_ o: ObjectPointer, _ position: Int) throws(Raise) {
  guard o.isInstance(TypeFlag.unicode) else {
    throw Raise(
      .type,
      "argument \(position) must be str, not \(o.givenTypeName)"
    )
  }
}

private func expectIndex(_ o: ObjectPointer) throws(Raise) -> Int {
  let index = try Owned(PyNumber_Index(o))
  return try check(PyLong_AsSsize_t(index.pointer))
}

private func fill(
  _ self: ObjectPointer,
  _ args: ObjectPointer,
  _ kwargs: ObjectPointer?,
  count: Int,
  isDecode: Bool
) -> Int32 {
  guard suture_exception_base_init(self, args, kwargs) == 0 else { return -1 }
  return raising { () throws(Raise) in
    guard tupleCount(args) == count else {
      throw Raise(.type, "function takes exactly \(count) arguments (\(tupleCount(args)) given)")
    }
    let shift = count - 5
    if shift == 0 { try expectStr(tupleItem(args, 0), 1) }
    let object = tupleItem(args, 1 + shift)
    if !isDecode { try expectStr(object, 2 + shift) }
    let start = try expectIndex(tupleItem(args, 2 + shift))
    let end = try expectIndex(tupleItem(args, 3 + shift))
    try expectStr(tupleItem(args, 4 + shift), 5 + shift)
    var held = Owned(borrowed: object)
    if isDecode, !object.isInstance(TypeFlag.bytes) {
      var view = Py_buffer()
      try check(PyObject_GetBuffer(object, &view, PyBUF_SIMPLE))
      let copy = PyBytes_FromStringAndSize(view.buf?.assumingMemoryBound(to: CChar.self), view.len)
      PyBuffer_Release(&view)
      held = try Owned(copy)
    }
    if shift == 0 { writeField(self, exceptionField(self, Field.encoding), tupleItem(args, 0)) }
    writeField(self, exceptionField(self, Field.object), held.pointer)
    writeField(self, exceptionField(self, Field.reason), tupleItem(args, 4 + shift))
    self.unicodeError.pointee.start = start
    self.unicodeError.pointee.end = end
    return 0
  }
}

/// A field that must be a str (or bytes): a new reference.
private func text(_ self: ObjectPointer, _ offset: Int, _ name: StaticString, bytes: Bool = false)
  throws(Raise) -> ObjectPointer
{
  guard let value = readField(self, exceptionField(self, offset)) else {
    throw Raise(.type, "\(name) attribute not set")
  }
  guard value.isInstance(bytes ? TypeFlag.bytes : TypeFlag.unicode) else {
    suture_decref(value)
    throw Raise(.type, "\(name) attribute must be \(bytes ? "bytes" : "unicode")")
  }
  return value
}

private func length(_ self: ObjectPointer, bytes: Bool) throws(Raise) -> Int {
  let object = try Owned(text(self, Field.object, "object", bytes: bytes))
  return bytes ? PyBytes_Size(object.pointer) : PyUnicode_GetLength(object.pointer)
}

/// `start`, brought into the object.
private func start(_ self: ObjectPointer, _ result: UnsafeMutablePointer<Py_ssize_t>, bytes: Bool)
  -> Int32
{
  raising { () throws(Raise) in
    let size = try length(self, bytes: bytes)
    var value = self.unicodeError.pointee.start
    if value < 0 { value = 0 }
    if value >= size { value = size - 1 }
    result.pointee = value
    return 0
  }
}

/// `end`, brought into the object.
private func end(_ self: ObjectPointer, _ result: UnsafeMutablePointer<Py_ssize_t>, bytes: Bool)
  -> Int32
{
  raising { () throws(Raise) in
    let size = try length(self, bytes: bytes)
    var value = self.unicodeError.pointee.end
    if value < 1 { value = 1 }
    if value > size { value = size }
    result.pointee = value
    return 0
  }
}

private func setReason(_ self: ObjectPointer, _ reason: UnsafePointer<CChar>?) -> Int32 {
  guard let s = PyUnicode_FromString(reason) else { return -1 }
  writeField(self, exceptionField(self, Field.reason), s)
  suture_decref(s)
  return 0
}

private func hex(_ value: UInt32, _ digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

private func escaped(_ point: UInt32) -> String {
  if point <= 0xFF { return "\\x" + hex(point, 2) }
  if point <= 0xFFFF { return "\\u" + hex(point, 4) }
  return "\\U" + hex(point, 8)
}

// MARK: Slots

@c func suture_exception_unicode_encode_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  fill(self!, args!, kwargs, count: 5, isDecode: false)
}

@c func suture_exception_unicode_decode_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  fill(self!, args!, kwargs, count: 5, isDecode: true)
}

@c func suture_exception_unicode_translate_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  fill(self!, args!, kwargs, count: 4, isDecode: false)
}

/// The message: `<head> <character or byte> in position <n>: <reason>`.
private func message(_ o: ObjectPointer, verb: String, hasEncoding: Bool, bytes: Bool) throws(Raise)
  -> ObjectPointer
{
  guard let object = readField(o, exceptionField(o, Field.object)) else { return try makeStr("") }
  let held = Owned(object)
  var writer = StrWriter()
  if hasEncoding {
    let encoding = readField(o, exceptionField(o, Field.encoding)) ?? none()
    let owned = Owned(encoding)
    writer.append(ascii: "'")
    try writer.append(strOf: owned.pointer)
    writer.append(ascii: "' codec ")
  }
  writer.append("can't \(verb) ")
  let from = o.unicodeError.pointee.start
  let to = o.unicodeError.pointee.end
  let size = bytes ? PyBytes_Size(held.pointer) : PyUnicode_GetLength(held.pointer)
  if from >= 0, from < size, to == from + 1 {
    if bytes {
      let byte = UInt8(bitPattern: PyBytes_AsString(held.pointer)![from])
      writer.append("byte 0x\(hex(UInt32(byte), 2))")
    } else {
      writer.append("character '\(escaped(PyUnicode_ReadChar(held.pointer, from)))'")
    }
    writer.append(" in position \(from): ")
  } else {
    writer.append("\(bytes ? "bytes" : "characters") in position \(from)-\(to &- 1): ")
  }
  let reason = Owned(readField(o, exceptionField(o, Field.reason)) ?? none())
  try writer.append(strOf: reason.pointer)
  return try writer.finish()
}

@c func suture_exception_unicode_encode_str(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try message(self!, verb: "encode", hasEncoding: true, bytes: false)
  }
}

@c func suture_exception_unicode_decode_str(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try message(self!, verb: "decode", hasEncoding: true, bytes: true) }
}

@c func suture_exception_unicode_translate_str(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try message(self!, verb: "translate", hasEncoding: false, bytes: false)
  }
}

// MARK: C API

@c @implementation
public func PyUnicodeDecodeError_Create(
  _ encoding: UnsafePointer<CChar>?,
  _ object: UnsafePointer<CChar>?,
  _ length: Py_ssize_t,
  _ start: Py_ssize_t,
  _ end: Py_ssize_t,
  _ reason: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let name = try Owned(PyUnicode_FromString(encoding))
    let data = try Owned(PyBytes_FromStringAndSize(object, length))
    let from = try Owned(PyLong_FromSsize_t(start))
    let to = try Owned(PyLong_FromSsize_t(end))
    let why = try Owned(PyUnicode_FromString(reason))
    let args = try Owned(tupleOf(name.pointer, data.pointer, from.pointer, to.pointer, why.pointer))
    return try makeException(suture_PyExc_UnicodeDecodeError(), args.pointer)
  }
}

@c @implementation
public func PyUnicodeEncodeError_GetEncoding(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try text(self!, Field.encoding, "encoding") }
}

@c @implementation
public func PyUnicodeEncodeError_GetObject(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try text(self!, Field.object, "object", bytes: false) }
}

@c @implementation
public func PyUnicodeEncodeError_GetReason(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try text(self!, Field.reason, "reason") }
}

@c @implementation
public func PyUnicodeEncodeError_SetReason(_ self: ObjectPointer?, _ reason: UnsafePointer<CChar>?)
  -> Int32
{
  setReason(self!, reason)
}

@c @implementation
public func PyUnicodeEncodeError_GetStart(
  _ self: ObjectPointer?,
  _ result: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  start(self!, result!, bytes: false)
}

@c @implementation
public func PyUnicodeEncodeError_GetEnd(
  _ self: ObjectPointer?,
  _ result: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  end(self!, result!, bytes: false)
}

@c @implementation
public func PyUnicodeEncodeError_SetStart(_ self: ObjectPointer?, _ value: Py_ssize_t) -> Int32 {
  self!.unicodeError.pointee.start = value
  return 0
}

@c @implementation
public func PyUnicodeEncodeError_SetEnd(_ self: ObjectPointer?, _ value: Py_ssize_t) -> Int32 {
  self!.unicodeError.pointee.end = value
  return 0
}

@c @implementation
public func PyUnicodeDecodeError_GetEncoding(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try text(self!, Field.encoding, "encoding") }
}

@c @implementation
public func PyUnicodeDecodeError_GetObject(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try text(self!, Field.object, "object", bytes: true) }
}

@c @implementation
public func PyUnicodeDecodeError_GetReason(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try text(self!, Field.reason, "reason") }
}

@c @implementation
public func PyUnicodeDecodeError_SetReason(_ self: ObjectPointer?, _ reason: UnsafePointer<CChar>?)
  -> Int32
{
  setReason(self!, reason)
}

@c @implementation
public func PyUnicodeDecodeError_GetStart(
  _ self: ObjectPointer?,
  _ result: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  start(self!, result!, bytes: true)
}

@c @implementation
public func PyUnicodeDecodeError_GetEnd(
  _ self: ObjectPointer?,
  _ result: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  end(self!, result!, bytes: true)
}

@c @implementation
public func PyUnicodeDecodeError_SetStart(_ self: ObjectPointer?, _ value: Py_ssize_t) -> Int32 {
  self!.unicodeError.pointee.start = value
  return 0
}

@c @implementation
public func PyUnicodeDecodeError_SetEnd(_ self: ObjectPointer?, _ value: Py_ssize_t) -> Int32 {
  self!.unicodeError.pointee.end = value
  return 0
}

@c @implementation
public func PyUnicodeTranslateError_GetObject(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try text(self!, Field.object, "object", bytes: false) }
}

@c @implementation
public func PyUnicodeTranslateError_GetReason(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try text(self!, Field.reason, "reason") }
}

@c @implementation
public func PyUnicodeTranslateError_SetReason(
  _ self: ObjectPointer?,
  _ reason: UnsafePointer<CChar>?
) -> Int32 {
  setReason(self!, reason)
}

@c @implementation
public func PyUnicodeTranslateError_GetStart(
  _ self: ObjectPointer?,
  _ result: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  start(self!, result!, bytes: false)
}

@c @implementation
public func PyUnicodeTranslateError_GetEnd(
  _ self: ObjectPointer?,
  _ result: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  end(self!, result!, bytes: false)
}

@c @implementation
public func PyUnicodeTranslateError_SetStart(_ self: ObjectPointer?, _ value: Py_ssize_t) -> Int32 {
  self!.unicodeError.pointee.start = value
  return 0
}

@c @implementation
public func PyUnicodeTranslateError_SetEnd(_ self: ObjectPointer?, _ value: Py_ssize_t) -> Int32 {
  self!.unicodeError.pointee.end = value
  return 0
}
