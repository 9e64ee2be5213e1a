import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Single characters, parts, and conversion from and to other representations.

// MARK: Operations

/// A str of 32-bit code points, each checked against U+10FFFF; a new reference.
private func makeChecked(_ points: UnsafePointer<UInt32>, _ n: Int) throws(Raise) -> ObjectPointer {
  for i in 0..<n where points[i] > 0x10FFFF {
    let hex = String(points[i], radix: 16)
    throw Raise(.value, "character U+\(hex) is not in range [U+0000; U+10ffff]")
  }
  return try makeStr(UnsafeBufferPointer(start: points, count: n))
}

/// A str of file-system bytes: UTF-8, where a wrong byte 0xhh becomes U+DChh.
///
/// A new reference.
func decodeFS(_ p: UnsafePointer<UInt8>, _ n: Int) throws(Raise) -> ObjectPointer {
  let scan = scanUTF8(p, n)
  if scan.fault == nil { return try decodeUTF8(p, n) }
  var w = StrWriter(capacity: n)
  var at = 0
  while at < n {
    let part = scanUTF8(p + at, n - at)
    if part.end > 0 {
      let good = try Owned(decodeUTF8(p + at, part.end))
      w.append(strText(good.pointer))
    }
    at += part.end
    guard let fault = part.fault else { break }
    for _ in fault.start..<fault.end {
      w.append(0xDC00 + UInt32(p[at]))
      at += 1
    }
  }
  return try w.finish()
}

/// The file-system bytes of a str: UTF-8, where U+DC80...U+DCFF become the bytes they stand for.
///
/// A new bytes object.
func encodeFS(_ str: ObjectPointer) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  if text.isASCII || utf8Size(text) >= 0 {
    let (bytes, n) = try strUTF8(str)
    return try check(
      PyBytes_FromStringAndSize(UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self), n)
    )
  }
  guard let block = malloc(text.count * 4) else { throw Raise.noMemory }
  defer { free(block) }
  let start = block.assumingMemoryBound(to: UInt8.self)
  var p = start
  for i in 0..<text.count {
    let point = text[i]
    if point >= 0xDC80, point <= 0xDCFF {
      p[0] = UInt8(point - 0xDC00)
      p += 1
    } else if isSurrogate(point) {
      throw utf8SurrogateError(str, i)
    } else {
      p = writeUTF8Point(point, p)
    }
  }
  return try check(
    PyBytes_FromStringAndSize(
      UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self),
      p - start
    )
  )
}

/// The part `start ..< end`, cut to the text; a new reference.
func strSubstring(_ str: ObjectPointer, _ start: Int, _ end: Int) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  let end = min(end, text.count)
  if start == 0, end == text.count { return try exactStr(str) }
  if start < 0 || end < 0 { throw Raise(.index, "string index out of range") }
  if start >= text.count || end < start { return suture_str_empty() }
  return try makeStr(text.slice(start, end - start))
}

// MARK: C API

@c @implementation
public func PyUnicode_FromOrdinal(_ ordinal: Int32) -> ObjectPointer? {
  raising { () throws(Raise) in
    if ordinal < 0 || ordinal > 0x10FFFF { throw Raise(.value, "chr() arg not in range(0x110000)") }
    return try makeStr(point: UInt32(ordinal))
  }
}

@c @implementation
public func PyUnicode_FromObject(_ object: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let object = object!
    if !object.isStr {
      throw Raise(.type, "Can't convert '\(object.type.name)' object to str implicitly")
    }
    return try exactStr(object)
  }
}

@c @implementation
public func PyUnicode_ReadChar(_ str: ObjectPointer?, _ index: Py_ssize_t) -> Py_UCS4 {
  raising { () throws(Raise) in
    let text = strText(try checkStr(str))
    if index < 0 || index >= text.count { throw Raise(.index, "string index out of range") }
    return text[index]
  }
}

@c @implementation
public func PyUnicode_WriteChar(_ str: ObjectPointer?, _ index: Py_ssize_t, _ point: Py_UCS4)
  -> Int32
{
  raising { () throws(Raise) in
    let str = try checkStr(str)
    let text = strText(str)
    if index < 0 || index >= text.count { throw Raise(.index, "string index out of range") }
    if !isModifiableStr(str) { throw Raise(.system, "Cannot modify a string currently used") }
    if point > text.bound { throw Raise(.value, "character out of range") }
    writePoint(strBuffer(str), text.width, index, point)
    return 0
  }
}

@c @implementation
public func PyUnicode_Substring(_ str: ObjectPointer?, _ start: Py_ssize_t, _ end: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try strSubstring(ensureStr(str!), start, end) }
}

@c @implementation
public func PyUnicode_Resize(_ slot: UnsafeMutablePointer<ObjectPointer?>?, _ length: Py_ssize_t)
  -> Int32
{
  raising { () throws(Raise) in
    guard let slot else { throw strBadCall(1835) }
    guard let str = slot.pointee, str.isStr, length >= 0 else { throw strBadCall(1841) }
    let text = strText(str)
    if text.count == length { return 0 }
    if length == 0 {
      slot.pointee = suture_str_empty()
      suture_decref(str)
      return 0
    }
    let o = try newStr(length, maximum: text.bound)
    let kept = min(length, text.count)
    memcpy(strBuffer(o), text.base, kept * text.width)
    slot.pointee = o
    suture_decref(str)
    return 0
  }
}

@c @implementation
public func PyUnicode_FromWideChar(_ wide: UnsafePointer<wchar_t>?, _ size: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let wide else {
      if size == 0 { return suture_str_empty() }
      throw strBadCall(1940)
    }
    let n = size == -1 ? wcslen(wide) : size
    if n < 0 { throw Raise(.system, "Negative size passed to PyUnicode_New") }
    if n >= textLimit / 4 { throw Raise.noMemory }
    if n == 0 { return suture_str_empty() }
    return try makeChecked(UnsafeRawPointer(wide).assumingMemoryBound(to: UInt32.self), n)
  }
}

@c @implementation
public func PyUnicode_AsWideChar(
  _ str: ObjectPointer?,
  _ buffer: UnsafeMutablePointer<wchar_t>?,
  _ size: Py_ssize_t
) -> Py_ssize_t {
  raising { () throws(Raise) in
    guard let str else { throw strBadCall(3164) }
    let text = strText(try checkStr(str))
    guard let buffer else { return text.count + 1 }
    var n = text.count
    if size > n { n += 1 } else { n = min(size, n) }
    copyText(text.slice(0, min(n, text.count)), to: buffer, width: 4)
    if n > text.count { buffer[text.count] = 0 }
    return size > text.count ? text.count : n
  }
}

@c @implementation
public func PyUnicode_AsWideCharString(
  _ str: ObjectPointer?,
  _ size: UnsafeMutablePointer<Py_ssize_t>?
) -> UnsafeMutablePointer<wchar_t>? {
  raising { () throws(Raise) in
    guard let str else { throw strBadCall(3206) }
    let text = strText(try checkStr(str))
    if size == nil {
      for i in 0..<text.count where text[i] == 0 { throw Raise(.value, "embedded null character") }
    }
    guard let block = PyMem_Malloc((text.count + 1) * 4) else { throw Raise.noMemory }
    copyText(text, to: block, width: 4)
    let wide = block.assumingMemoryBound(to: wchar_t.self)
    wide[text.count] = 0
    size?.pointee = text.count
    return wide
  }
}

@c @implementation
public func PyUnicode_GetDefaultEncoding() -> UnsafePointer<CChar>? {
  let name: StaticString = "utf-8"
  return UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
}

@c @implementation
public func PyUnicode_DecodeFSDefault(_ bytes: UnsafePointer<CChar>?) -> ObjectPointer? {
  PyUnicode_DecodeFSDefaultAndSize(bytes, strlen(bytes!))
}

@c @implementation
public func PyUnicode_DecodeFSDefaultAndSize(_ bytes: UnsafePointer<CChar>?, _ size: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if size <= 0 { return suture_str_empty() }
    return try decodeFS(UnsafeRawPointer(bytes!).assumingMemoryBound(to: UInt8.self), size)
  }
}

@c @implementation
public func PyUnicode_EncodeFSDefault(_ str: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try encodeFS(checkStr(str)) }
}

/// The cleanup call of PyArg_Parse*: gives the result of a converter up.
private func cleanUp(_ slot: UnsafeMutablePointer<ObjectPointer?>) -> Int32 {
  if let old = slot.pointee {
    slot.pointee = nil
    suture_decref(old)
  }
  return 1
}

@c @implementation
public func PyUnicode_FSConverter(_ path: ObjectPointer?, _ result: UnsafeMutableRawPointer?)
  -> Int32
{
  let slot = result!.assumingMemoryBound(to: ObjectPointer?.self)
  guard let path else { return cleanUp(slot) }
  do throws(Raise) {
    let plain = try Owned(PyOS_FSPath(path))
    let bytes =
      plain.pointer.isStr
      ? try Owned(encodeFS(plain.pointer)) : Owned(borrowed: plain.pointer)
    let n = PyBytes_Size(bytes.pointer)
    if strlen(PyBytes_AsString(bytes.pointer)!) != n { throw Raise(.value, "embedded null byte") }
    slot.pointee = bytes.take()
    return 0x20000  // Py_CLEANUP_SUPPORTED
  } catch { return 0 }
}

@c @implementation
public func PyUnicode_FSDecoder(_ path: ObjectPointer?, _ result: UnsafeMutableRawPointer?) -> Int32
{
  let slot = result!.assumingMemoryBound(to: ObjectPointer?.self)
  guard let path else { return cleanUp(slot) }
  do throws(Raise) {
    let plain = try Owned(PyOS_FSPath(path))
    var text: ObjectPointer
    if plain.pointer.isStr {
      text = newReference(plain.pointer)
    } else {
      let bytes = UnsafeRawPointer(PyBytes_AsString(plain.pointer)!).assumingMemoryBound(
        to: UInt8.self
      )
      text = try decodeFS(bytes, PyBytes_Size(plain.pointer))
    }
    let points = strText(text)
    for i in 0..<points.count where points[i] == 0 {
      suture_decref(text)
      throw Raise(.value, "embedded null character")
    }
    slot.pointee = text
    return 0x20000  // Py_CLEANUP_SUPPORTED
  } catch { return 0 }
}

@c @implementation
public func PyUnicode_DecodeLocale(
  _ bytes: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  PyUnicode_DecodeLocaleAndSize(bytes, strlen(bytes!), errors)
}

/// True: undecodable bytes are escaped.
///
/// Throws ValueError for other error handlers than strict and surrogateescape.
private func escapes(_ errors: UnsafePointer<CChar>?) throws(Raise) -> Bool {
  guard let errors, strcmp(errors, "strict") != 0 else { return false }
  if strcmp(errors, "surrogateescape") == 0 { return true }
  throw Raise(.value, "unsupported error handler")
}

@c @implementation
public func PyUnicode_DecodeLocaleAndSize(
  _ bytes: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let escaping = try escapes(errors)
    let p = UnsafeRawPointer(bytes!).assumingMemoryBound(to: UInt8.self)
    if p[size] != 0 || strlen(bytes!) != size { throw Raise(.value, "embedded null byte") }
    if size == 0 { return suture_str_empty() }
    if escaping { return try decodeFS(p, size) }
    if let start = scanUTF8(p, size).fault?.start {
      let fault = UTF8Fault(start: start, end: start + 1, reason: "decoding error")
      throw utf8DecodeError(p, size, fault, codec: "locale")
    }
    return try decodeUTF8(p, size)
  }
}

@c @implementation
public func PyUnicode_EncodeLocale(_ str: ObjectPointer?, _ errors: UnsafePointer<CChar>?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let str = try checkStr(str)
    let escaping = try escapes(errors)
    let text = strText(str)
    for i in 0..<text.count where text[i] == 0 { throw Raise(.value, "embedded null character") }
    for i in 0..<text.count where isSurrogate(text[i]) {
      if escaping, text[i] >= 0xDC80, text[i] <= 0xDCFF { continue }
      throw encodeError("locale", str, i, i + 1, "encoding error")
    }
    if escaping { return try encodeFS(str) }
    let (bytes, n) = try strUTF8(str)
    return try check(
      PyBytes_FromStringAndSize(UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self), n)
    )
  }
}
