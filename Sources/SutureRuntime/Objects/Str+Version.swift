import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// What version-specific binaries use besides the stable ABI.

// MARK: Operations

private func adjustedCase(_ point: UInt32, _ row: UnsafePointer<SutureCharacter>, _ value: Int32)
  -> UInt32
{
  if UInt32(row.pointee.flags) & SUTURE_CHAR_SPECIAL != 0 { return suture_case_mapping(value)[0] }
  return UInt32(bitPattern: Int32(bitPattern: point) &+ value)
}

@inline(__always)
private func has(_ point: UInt32, _ flags: UInt32) -> Int32 {
  suture_character_flags(point) & flags != 0 ? 1 : 0
}

/// The characters that text of this bound is made of, as messages call them.
private func kindName(_ text: StrText) -> StaticString {
  text.isASCII ? "ascii" : text.width == 1 ? "latin1" : text.width == 2 ? "UCS2" : "UCS4"
}

/// A str whose text may be written, or SystemError.
private func checkModifiable(_ str: ObjectPointer) throws(Raise) {
  if !isModifiableStr(str) { throw Raise(.system, "Cannot modify a string currently used") }
}

// MARK: C API

@c @implementation
public func PyUnicode_New(_ size: Py_ssize_t, _ maximum: Py_UCS4) -> ObjectPointer? {
  raising { () throws(Raise) in
    if size == 0 { return suture_str_empty() }
    if maximum > 0x10FFFF {
      throw Raise(.system, "invalid maximum character passed to PyUnicode_New")
    }
    if size < 0 { throw Raise(.system, "Negative size passed to PyUnicode_New") }
    return try newStr(size, maximum: maximum)
  }
}

@c @implementation
public func PyUnicode_FromKindAndData(
  _ kind: Int32,
  _ buffer: UnsafeRawPointer?,
  _ size: Py_ssize_t
) -> ObjectPointer? {
  raising { () throws(Raise) in
    if size < 0 { throw Raise(.value, "size must be positive") }
    guard kind == 1 || kind == 2 || kind == 4 else { throw Raise(.system, "invalid kind") }
    guard size > 0, let buffer else { return suture_str_empty() }
    let text = StrText(base: buffer, count: size, width: Int(kind), isASCII: false)
    if kind == 4, text.maximum > 0x10FFFF {
      throw Raise(.system, "invalid maximum character passed to PyUnicode_New")
    }
    return try makeStr(text)
  }
}

@c @implementation
public func PyUnicode_CopyCharacters(
  _ to: ObjectPointer?,
  _ toStart: Py_ssize_t,
  _ from: ObjectPointer?,
  _ fromStart: Py_ssize_t,
  _ count: Py_ssize_t
) -> Py_ssize_t {
  raising { () throws(Raise) in
    guard let to, let from, to.isStr, from.isStr else { throw strBadCall(1577) }
    let target = strText(to)
    let source = strText(from)
    if fromStart < 0 || fromStart > source.count || toStart < 0 || toStart > target.count {
      throw Raise(.index, "string index out of range")
    }
    if count < 0 { throw Raise(.system, "how_many cannot be negative") }
    let n = min(source.count - fromStart, count)
    if toStart + n > target.count {
      throw Raise(
        .system,
        "Cannot write \(n) characters at \(toStart) in a string of \(target.count) characters"
      )
    }
    if n == 0 { return 0 }
    try checkModifiable(to)
    let part = source.slice(fromStart, n)
    if part.bound > target.bound, part.maximum > target.bound {
      throw Raise(
        .system,
        "Cannot copy \(kindName(source)) characters into a string of \(kindName(target)) characters"
      )
    }
    copyText(part, to: strBuffer(to), width: target.width, at: toStart)
    return n
  }
}

@c @implementation
public func PyUnicode_Fill(
  _ str: ObjectPointer?,
  _ start: Py_ssize_t,
  _ count: Py_ssize_t,
  _ point: Py_UCS4
) -> Py_ssize_t {
  raising { () throws(Raise) in
    guard let str, str.isStr else { throw strBadCall(9909) }
    try checkModifiable(str)
    let text = strText(str)
    if start < 0 { throw Raise(.index, "string index out of range") }
    if point > text.bound {
      throw Raise(.value, "fill character is bigger than the string maximum character")
    }
    let n = min(text.count - start, count)
    if n <= 0 { return 0 }
    let base = strBuffer(str)
    for i in start..<(start + n) { writePoint(base, text.width, i, point) }
    return n
  }
}

@c @implementation
public func PyUnicode_AsUTF8(_ str: ObjectPointer?) -> UnsafePointer<CChar>? {
  PyUnicode_AsUTF8AndSize(str, nil)
}

@c @implementation
public func _PyUnicode_AsUTF8NoNUL(_ str: ObjectPointer?) -> UnsafePointer<CChar>? {
  var n = 0
  guard let bytes = PyUnicode_AsUTF8AndSize(str, &n) else { return nil }
  if strlen(bytes) != n {
    _ = Raise(.value, "embedded null character")
    return nil
  }
  return bytes
}

@c @implementation
public func _PyUnicode_AsUTF8String(_ str: ObjectPointer?, _ errors: UnsafePointer<CChar>?)
  -> ObjectPointer?
{
  PyUnicode_AsEncodedString(str, PyUnicode_GetDefaultEncoding(), errors)
}

@c @implementation
public func _PyUnicode_Copy(_ str: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let str, str.isStr else { throw strBadCall(2347) }
    let text = strText(str)
    if text.count == 0 { return suture_str_empty() }
    let o = try newStr(text.count, maximum: text.bound)
    copyText(text, to: strBuffer(o), width: text.width)
    return o
  }
}

@c @implementation
public func _PyUnicode_Equal(_ left: ObjectPointer?, _ right: ObjectPointer?) -> Int32 {
  strEqual(left!, right!) ? 1 : 0
}

@c @implementation
public func _PyUnicode_EqualToASCIIString(_ str: ObjectPointer?, _ right: UnsafePointer<CChar>?)
  -> Int32
{
  let text = strText(str!)
  let n = strlen(right!)
  return text.isASCII && text.count == n && memcmp(text.base, right!, n) == 0 ? 1 : 0
}

@c @implementation
public func _PyUnicode_InternMortal(_ slot: UnsafeMutablePointer<ObjectPointer?>?) {
  PyUnicode_InternInPlace(slot)
}

@c @implementation
public func _PyUnicode_TransformDecimalAndSpaceToASCII(_ str: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let str, str.isStr else { throw strBadCall(9066) }
    return try asciiNumberText(str)
  }
}

// MARK: Writer

private typealias Writer = UnsafeMutablePointer<_PyUnicodeWriter>

/// Makes the writer's fields those of its buffer.
private func refresh(_ w: UnsafeMutablePointer<_PyUnicodeWriter>) {
  let text = strText(w.pointee.buffer!)
  w.pointee.data = UnsafeMutableRawPointer(mutating: text.base)
  w.pointee.kind = Int32(text.width)
  w.pointee.maxchar = text.bound
  w.pointee.size = text.count
}

/// Room for `length` more code points up to `maximum`.
private func prepare(
  _ w: UnsafeMutablePointer<_PyUnicodeWriter>,
  _ length: Int,
  _ maximum: UInt32
) throws(Raise) {
  if length == 0 { return }
  let (needed, overflow) = w.pointee.pos.addingReportingOverflow(length)
  if overflow { throw Raise.noMemory }
  let bound = max(maximum, w.pointee.maxchar, w.pointee.min_char)
  if needed <= w.pointee.size, maximum <= w.pointee.maxchar, w.pointee.readonly == 0,
    w.pointee.buffer != nil
  {
    return
  }
  var size = max(needed, w.pointee.min_length)
  if w.pointee.overallocate != 0, size < Int.max / 8 { size += size / 4 }
  size = max(size, w.pointee.readonly == 0 ? w.pointee.size : 0)
  let o = try newStr(size, maximum: bound)
  if let old = w.pointee.buffer {
    let text = strText(old).slice(0, w.pointee.pos)
    copyText(text, to: strBuffer(o), width: strText(o).width)
    suture_decref(old)
  }
  w.pointee.buffer = o
  w.pointee.readonly = 0
  refresh(w)
}

private func write(_ w: UnsafeMutablePointer<_PyUnicodeWriter>, _ text: StrText) throws(Raise) {
  if text.count == 0 { return }
  try prepare(w, text.count, text.maximum)
  copyText(text, to: w.pointee.data, width: Int(w.pointee.kind), at: w.pointee.pos)
  w.pointee.pos += text.count
}

@c @implementation
public func _PyUnicodeWriter_Init(_ writer: UnsafeMutablePointer<_PyUnicodeWriter>?) {
  writer!.pointee = _PyUnicodeWriter()
  writer!.pointee.min_char = 127
}

@c @implementation
public func _PyUnicodeWriter_PrepareInternal(
  _ writer: UnsafeMutablePointer<_PyUnicodeWriter>?,
  _ length: Py_ssize_t,
  _ maximum: Py_UCS4
) -> Int32 {
  raising { () throws(Raise) in
    try prepare(writer!, length, maximum)
    return 0
  }
}

@c @implementation
public func _PyUnicodeWriter_PrepareKindInternal(
  _ writer: UnsafeMutablePointer<_PyUnicodeWriter>?,
  _ kind: Int32
) -> Int32 {
  raising { () throws(Raise) in
    let w = writer!
    if w.pointee.kind >= kind { return 0 }
    try prepare(
      w,
      max(w.pointee.size - w.pointee.pos, 1),
      kind == 1 ? 0xFF : kind == 2 ? 0xFFFF : 0x10FFFF
    )
    return 0
  }
}

@c @implementation
public func _PyUnicodeWriter_WriteChar(
  _ writer: UnsafeMutablePointer<_PyUnicodeWriter>?,
  _ point: Py_UCS4
) -> Int32 {
  raising { () throws(Raise) in
    let w = writer!
    try prepare(w, 1, point)
    writePoint(w.pointee.data, Int(w.pointee.kind), w.pointee.pos, point)
    w.pointee.pos += 1
    return 0
  }
}

@c @implementation
public func _PyUnicodeWriter_WriteStr(
  _ writer: UnsafeMutablePointer<_PyUnicodeWriter>?,
  _ str: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try write(writer!, strText(str!))
    return 0
  }
}

@c @implementation
public func _PyUnicodeWriter_WriteSubstring(
  _ writer: UnsafeMutablePointer<_PyUnicodeWriter>?,
  _ str: ObjectPointer?,
  _ start: Py_ssize_t,
  _ end: Py_ssize_t
) -> Int32 {
  raising { () throws(Raise) in
    try write(writer!, strText(str!).slice(start, end - start))
    return 0
  }
}

private func writeBytes(
  _ writer: UnsafeMutablePointer<_PyUnicodeWriter>?,
  _ bytes: UnsafePointer<CChar>?,
  _ count: Int
) -> Int32 {
  raising { () throws(Raise) in
    let n = count < 0 ? strlen(bytes!) : count
    try write(writer!, StrText(base: bytes!, count: n, width: 1, isASCII: false))
    return 0
  }
}

@c @implementation
public func _PyUnicodeWriter_WriteASCIIString(
  _ writer: UnsafeMutablePointer<_PyUnicodeWriter>?,
  _ bytes: UnsafePointer<CChar>?,
  _ count: Py_ssize_t
) -> Int32 {
  writeBytes(writer, bytes, count)
}

@c @implementation
public func _PyUnicodeWriter_WriteLatin1String(
  _ writer: UnsafeMutablePointer<_PyUnicodeWriter>?,
  _ bytes: UnsafePointer<CChar>?,
  _ count: Py_ssize_t
) -> Int32 {
  writeBytes(writer, bytes, count)
}

@c @implementation
public func _PyUnicodeWriter_Finish(_ writer: UnsafeMutablePointer<_PyUnicodeWriter>?)
  -> ObjectPointer?
{
  let w = writer!
  guard let buffer = w.pointee.buffer else { return suture_str_empty() }
  w.pointee.buffer = nil
  let owned = Owned(buffer)
  if w.pointee.pos == 0 { return suture_str_empty() }
  return raising { () throws(Raise) in
    let text = strText(owned.pointer).slice(0, w.pointee.pos)
    // S1: a writer of a wide buffer may have written narrow text only.
    return try makeStr(text)
  }
}

@c @implementation
public func _PyUnicodeWriter_Dealloc(_ writer: UnsafeMutablePointer<_PyUnicodeWriter>?) {
  guard let buffer = writer!.pointee.buffer else { return }
  writer!.pointee.buffer = nil
  suture_decref(buffer)
}

// MARK: Characters

@c @implementation
public func _PyUnicode_IsLowercase(_ point: Py_UCS4) -> Int32 { has(point, SUTURE_CHAR_LOWER) }

@c @implementation
public func _PyUnicode_IsUppercase(_ point: Py_UCS4) -> Int32 { has(point, SUTURE_CHAR_UPPER) }

@c @implementation
public func _PyUnicode_IsTitlecase(_ point: Py_UCS4) -> Int32 { has(point, SUTURE_CHAR_TITLE) }

@c @implementation
public func _PyUnicode_IsWhitespace(_ point: Py_UCS4) -> Int32 { has(point, SUTURE_CHAR_SPACE) }

@c @implementation
public func _PyUnicode_IsLinebreak(_ point: Py_UCS4) -> Int32 { has(point, SUTURE_CHAR_LINEBREAK) }

@c @implementation
public func _PyUnicode_IsDecimalDigit(_ point: Py_UCS4) -> Int32 { has(point, SUTURE_CHAR_DECIMAL) }

@c @implementation
public func _PyUnicode_IsDigit(_ point: Py_UCS4) -> Int32 { has(point, SUTURE_CHAR_DIGIT) }

@c @implementation
public func _PyUnicode_IsNumeric(_ point: Py_UCS4) -> Int32 { has(point, SUTURE_CHAR_NUMERIC) }

@c @implementation
public func _PyUnicode_IsPrintable(_ point: Py_UCS4) -> Int32 { has(point, SUTURE_CHAR_PRINTABLE) }

@c @implementation
public func _PyUnicode_IsAlpha(_ point: Py_UCS4) -> Int32 { has(point, SUTURE_CHAR_ALPHA) }

@c @implementation
public func _PyUnicode_ToLowercase(_ point: Py_UCS4) -> Py_UCS4 {
  let row = suture_character(point)
  return adjustedCase(point, row, row.pointee.lower)
}

@c @implementation
public func _PyUnicode_ToUppercase(_ point: Py_UCS4) -> Py_UCS4 {
  let row = suture_character(point)
  return adjustedCase(point, row, row.pointee.upper)
}

@c @implementation
public func _PyUnicode_ToTitlecase(_ point: Py_UCS4) -> Py_UCS4 {
  let row = suture_character(point)
  return adjustedCase(point, row, row.pointee.title)
}

@c @implementation
public func _PyUnicode_ToDecimalDigit(_ point: Py_UCS4) -> Int32 {
  Int32(decimalValue(point) ?? -1)
}

@c @implementation
public func _PyUnicode_ToDigit(_ point: Py_UCS4) -> Int32 {
  let value = suture_character(point).pointee.digit
  return value == 255 ? -1 : Int32(value)
}

@c @implementation
public func _PyUnicode_ToNumeric(_ point: Py_UCS4) -> Double {
  var low: Int32 = 0
  var high = suture_numeric_count
  while low < high {
    let middle = (low + high) / 2
    let row = suture_numeric_value(middle)
    if row.pointee.point == point { return row.pointee.value }
    if row.pointee.point < point { low = middle + 1 } else { high = middle }
  }
  return -1
}
