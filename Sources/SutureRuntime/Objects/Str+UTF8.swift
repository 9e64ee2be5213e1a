import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where UTF-8 is wrong, as a UnicodeDecodeError reports it.
struct UTF8Fault {
  var start: Int
  var end: Int
  var reason: StaticString
}

/// What a run over UTF-8 found: the bytes before `end` are valid.
struct UTF8Scan {
  var end = 0
  var points = 0
  var maximum: UInt32 = 0
  /// nil: all bytes are valid.
  var fault: UTF8Fault?
}

// MARK: Operations

/// The number of ASCII bytes at the start.
func asciiPrefix(_ p: UnsafePointer<UInt8>, _ n: Int) -> Int {
  var i = 0
  while i &+ 8 <= n {
    if UnsafeRawPointer(p + i).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { break }
    i &+= 8
  }
  while i < n, p[i] < 0x80 { i &+= 1 }
  return i
}

/// Reads UTF-8 up to the first fault: overlong forms, surrogates and points above U+10FFFF are faults.
func scanUTF8(_ p: UnsafePointer<UInt8>, _ n: Int) -> UTF8Scan {
  var scan = UTF8Scan()
  var i = asciiPrefix(p, n)
  var points = i
  var maximum: UInt32 = i > 0 ? 0x7F : 0
  while i < n {
    let lead = p[i]
    if lead < 0x80 {
      let run = asciiPrefix(p + i, n - i)
      i &+= run
      points &+= run
      if maximum < 0x7F { maximum = 0x7F }
      continue
    }
    var point: UInt32 = 0
    let size = utf8Sequence(p + i, n - i, &point)
    if size <= 0 {
      scan.fault = utf8Fault(i, n, size)
      break
    }
    if point > maximum { maximum = point }
    points &+= 1
    i &+= size
  }
  scan.end = i
  scan.points = points
  scan.maximum = maximum
  return scan
}

/// Decodes one sequence of two to four bytes.
///
/// - Returns: its size; 0: the data end within it; -1, -2, -3: so many of its bytes are good, the next is not a
///   continuation; -4: no sequence starts so.
@inline(__always)
private func utf8Sequence(_ p: UnsafePointer<UInt8>, _ n: Int, _ point: inout UInt32) -> Int {
  let lead = p[0]
  if lead < 0xC2 || lead > 0xF4 { return -4 }
  if n < 2 { return 0 }
  let b1 = p[1]
  if b1 & 0xC0 != 0x80 { return -1 }
  if lead < 0xE0 {
    point = UInt32(lead & 0x1F) << 6 | UInt32(b1 & 0x3F)
    return 2
  }
  if lead < 0xF0 {
    if lead == 0xE0 ? b1 < 0xA0 : (lead == 0xED && b1 >= 0xA0) { return -1 }
    if n < 3 { return 0 }
    let b2 = p[2]
    if b2 & 0xC0 != 0x80 { return -2 }
    point = UInt32(lead & 0x0F) << 12 | UInt32(b1 & 0x3F) << 6 | UInt32(b2 & 0x3F)
    return 3
  }
  if lead == 0xF0 ? b1 < 0x90 : (lead == 0xF4 && b1 >= 0x90) { return -1 }
  if n < 3 { return 0 }
  let b2 = p[2]
  if b2 & 0xC0 != 0x80 { return -2 }
  if n < 4 { return 0 }
  let b3 = p[3]
  if b3 & 0xC0 != 0x80 { return -3 }
  let high = UInt32(lead & 0x07) << 18 | UInt32(b1 & 0x3F) << 12
  point = high | UInt32(b2 & 0x3F) << 6 | UInt32(b3 & 0x3F)
  return 4
}

private func utf8Fault(_ i: Int, _ n: Int, _ size: Int) -> UTF8Fault {
  switch size {
  case 0: UTF8Fault(start: i, end: n, reason: "unexpected end of data")
  case -4: UTF8Fault(start: i, end: i + 1, reason: "invalid start byte")
  default: UTF8Fault(start: i, end: i - size, reason: "invalid continuation byte")
  }
}

/// Writes the code points of `n` bytes of valid UTF-8 at index `at` of text of `width` bytes a point, which holds them.
func writeUTF8(
  _ p: UnsafePointer<UInt8>,
  _ n: Int,
  to base: UnsafeMutableRawPointer,
  width: Int,
  at: Int = 0
) {
  var i = 0
  var out = at
  while i < n {
    let lead = p[i]
    if lead < 0x80 {
      writePoint(base, width, out, UInt32(lead))
      i &+= 1
    } else {
      var point: UInt32 = 0
      i &+= max(utf8Sequence(p + i, n - i, &point), 1)
      writePoint(base, width, out, point)
    }
    out &+= 1
  }
}

/// No address space holds this many bytes: a size above it is a mistake, found before the first byte is read.
let textLimit = 1 << 47

/// Decodes UTF-8 strictly; a new reference.
///
/// - Throws: UnicodeDecodeError, MemoryError.
func decodeUTF8(_ p: UnsafePointer<UInt8>, _ n: Int) throws(Raise) -> ObjectPointer {
  if n == 0 { return suture_str_empty() }
  if n >= textLimit { throw Raise.noMemory }
  let scan = scanUTF8(p, n)
  if let fault = scan.fault { throw utf8DecodeError(p, n, fault) }
  if scan.points == 1 {
    var point = UInt32(p[0])
    if n > 1 { _ = utf8Sequence(p, n, &point) }
    return try makeStr(point: point)
  }
  let o = try newStr(scan.points, maximum: scan.maximum)
  if scan.maximum < 0x80 {
    memcpy(strBuffer(o), p, n)
  } else {
    writeUTF8(p, n, to: strBuffer(o), width: strText(o).width)
  }
  return o
}

/// Sets UnicodeDecodeError(codec, object, start, end, reason).
@inline(never)
func utf8DecodeError(
  _ p: UnsafePointer<UInt8>,
  _ n: Int,
  _ fault: UTF8Fault,
  codec: String = "utf-8"
) -> Raise {
  let reason = UnsafeRawPointer(fault.reason.utf8Start).assumingMemoryBound(to: CChar.self)
  let bytes = UnsafeRawPointer(p).assumingMemoryBound(to: CChar.self)
  if let error = PyUnicodeDecodeError_Create(codec, bytes, n, fault.start, fault.end, reason) {
    PyErr_SetObject(suture_PyExc_UnicodeDecodeError(), error)
    suture_decref(error)
  }
  return .pending
}

/// Sets UnicodeEncodeError(encoding, str, start, end, reason).
@inline(never)
func encodeError(
  _ encoding: String,
  _ str: ObjectPointer,
  _ start: Int,
  _ end: Int,
  _ reason: String
) -> Raise {
  do throws(Raise) {
    let args = try Owned(PyTuple_New(5))
    PyTuple_SetItem(args.pointer, 0, try makeStr(encoding))
    PyTuple_SetItem(args.pointer, 1, newReference(str))
    PyTuple_SetItem(args.pointer, 2, try check(PyLong_FromSsize_t(start)))
    PyTuple_SetItem(args.pointer, 3, try check(PyLong_FromSsize_t(end)))
    PyTuple_SetItem(args.pointer, 4, try makeStr(reason))
    let error = try Owned(PyObject_Call(suture_PyExc_UnicodeEncodeError(), args.pointer, nil))
    PyErr_SetObject(suture_PyExc_UnicodeEncodeError(), error.pointer)
  } catch {}
  return .pending
}

@inline(__always)
func isSurrogate(_ point: UInt32) -> Bool { point & 0xFFFF_F800 == 0xD800 }

/// The bytes that a text takes in UTF-8; -1 - i when the point at `i` is a surrogate.
func utf8Size(_ text: StrText) -> Int {
  if text.isASCII { return text.count }
  var size = text.count
  for i in 0..<text.count {
    let point = text[i]
    if point < 0x80 { continue }
    size &+= 1
    if point >= 0x800 {
      if isSurrogate(point) { return -1 - i }
      size &+= point >= 0x10000 ? 2 : 1
    }
  }
  return size
}

/// Writes a text as UTF-8: a surrogate as the three bytes of its value.
///
/// - Returns: the end of what was written.
@discardableResult
func encodeUTF8(_ text: StrText, to p: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
  if text.isASCII {
    memcpy(p, text.base, text.count)
    return p + text.count
  }
  var p = p
  for i in 0..<text.count { p = writeUTF8Point(text[i], p) }
  return p
}

@inline(__always)
func writeUTF8Point(_ point: UInt32, _ p: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<
  UInt8
> {
  @inline(__always) func tail(_ shift: UInt32) -> UInt8 {
    0x80 | UInt8(truncatingIfNeeded: (point >> shift) & 0x3F)
  }
  if point < 0x80 {
    p[0] = UInt8(point)
    return p + 1
  }
  if point < 0x800 {
    p[0] = 0xC0 | UInt8(point >> 6)
    p[1] = tail(0)
    return p + 2
  }
  if point < 0x10000 {
    p[0] = 0xE0 | UInt8(point >> 12)
    p[1] = tail(6)
    p[2] = tail(0)
    return p + 3
  }
  p[0] = 0xF0 | UInt8(truncatingIfNeeded: point >> 18)
  p[1] = tail(12)
  p[2] = tail(6)
  p[3] = tail(0)
  return p + 4
}

/// A str's text as UTF-8 with a NUL after it; valid while the str is.
///
/// Made once and published by CAS.
///
/// - Throws: UnicodeEncodeError for surrogates, MemoryError.
func strUTF8(_ str: ObjectPointer) throws(Raise) -> (bytes: UnsafePointer<UInt8>, count: Int) {
  let text = strText(str)
  if text.isASCII { return (text.base.assumingMemoryBound(to: UInt8.self), text.count) }
  let raw = UnsafeMutableRawPointer(str)
  let slot = (raw + 48).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
  let length = (raw + 40).assumingMemoryBound(to: Int64.self)
  if let known = suture_load_acquire_ptr(slot) {
    return (
      UnsafePointer(known.assumingMemoryBound(to: UInt8.self)), Int(suture_load_relaxed_i64(length))
    )
  }
  let size = utf8Size(text)
  if size < 0 { throw utf8SurrogateError(str, -1 - size) }
  guard let block = PyMem_Malloc(size + 1) else { throw Raise.noMemory }
  let bytes = block.assumingMemoryBound(to: UInt8.self)
  encodeUTF8(text, to: bytes).pointee = 0
  suture_store_relaxed_i64(length, Int64(size))
  if suture_cas_acq_rel_ptr(slot, nil, block) { return (UnsafePointer(bytes), size) }
  PyMem_Free(block)
  return (UnsafePointer(suture_load_acquire_ptr(slot)!.assumingMemoryBound(to: UInt8.self)), size)
}

/// Sets the UnicodeEncodeError for the run of surrogates that starts at `start`.
@inline(never)
func utf8SurrogateError(_ str: ObjectPointer, _ start: Int) -> Raise {
  let text = strText(str)
  var end = start + 1
  while end < text.count, isSurrogate(text[end]) { end += 1 }
  return encodeError("utf-8", str, start, end, "surrogates not allowed")
}

// MARK: C API

@c @implementation
public func PyUnicode_FromString(_ utf8: UnsafePointer<CChar>?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let p = utf8!
    return try decodeUTF8(UnsafeRawPointer(p).assumingMemoryBound(to: UInt8.self), strlen(p))
  }
}

@c @implementation
public func PyUnicode_FromStringAndSize(_ utf8: UnsafePointer<CChar>?, _ size: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if size < 0 { throw Raise(.system, "Negative size passed to PyUnicode_FromStringAndSize") }
    guard let utf8 else {
      if size > 0 {
        throw Raise(
          .system,
          "NULL string with positive size with NULL passed to PyUnicode_FromStringAndSize"
        )
      }
      return suture_str_empty()
    }
    return try decodeUTF8(UnsafeRawPointer(utf8).assumingMemoryBound(to: UInt8.self), size)
  }
}

@c @implementation
public func PyUnicode_AsUTF8AndSize(
  _ str: ObjectPointer?,
  _ size: UnsafeMutablePointer<Py_ssize_t>?
) -> UnsafePointer<CChar>? {
  if let str, str.isStr {
    let state = suture_load_relaxed_u32(strState(str))
    if state & StrLayout.ascii != 0 {
      size?.pointee = strCount(str)
      return UnsafeRawPointer(strData(str, state)).assumingMemoryBound(to: CChar.self)
    }
  }
  return encodedUTF8(str, size)
}

@inline(never)
private func encodedUTF8(_ str: ObjectPointer?, _ size: UnsafeMutablePointer<Py_ssize_t>?)
  -> UnsafePointer<CChar>?
{
  do throws(Raise) {
    let (bytes, count) = try strUTF8(checkStr(str))
    size?.pointee = count
    return UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self)
  } catch {
    size?.pointee = -1
    return nil
  }
}
