import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

/// The code point that starts at `p` and its size in UTF-8; nil: none does.
private func wellFormed(_ p: UnsafePointer<UInt8>) -> (UInt32, Int)? {
  let lead = p[0]
  if lead < 0x80 { return (UInt32(lead), 1) }
  let size =
    lead >= 0xC2 && lead <= 0xDF
    ? 2 : lead & 0xF0 == 0xE0 ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0
  if size == 0 { return nil }
  var point = UInt32(lead) & (0x7F >> UInt32(size))
  for i in 1..<size {
    if p[i] & 0xC0 != 0x80 { return nil }  // the NUL ends it too
    point = point << 6 | UInt32(p[i] & 0x3F)
  }
  let isShortest = size == 2 || (size == 3 ? point >= 0x800 : point >= 0x10000)
  return isShortest && point <= 0x10FFFF && !isSurrogate(point) ? (point, size) : nil
}

// MARK: C API

@c @implementation
public func Py_DecodeLocale(_ text: UnsafePointer<CChar>?, _ size: UnsafeMutablePointer<Int>?)
  -> UnsafeMutablePointer<wchar_t>?
{
  let length = strlen(text!)
  guard let room = PyMem_RawMalloc((length + 1) * MemoryLayout<wchar_t>.size) else {
    size?.pointee = -1
    return nil
  }
  let wide = room.assumingMemoryBound(to: wchar_t.self)
  var p = UnsafeRawPointer(text!).assumingMemoryBound(to: UInt8.self)
  var n = 0
  while p.pointee != 0 {
    let (point, used) = wellFormed(p) ?? (0xDC00 + UInt32(p.pointee), 1)
    wide[n] = wchar_t(bitPattern: point)
    n += 1
    p += used
  }
  wide[n] = 0
  size?.pointee = n
  return wide
}

@c @implementation
public func Py_EncodeLocale(
  _ text: UnsafePointer<wchar_t>?,
  _ errorPosition: UnsafeMutablePointer<Int>?
) -> UnsafeMutablePointer<CChar>? {
  errorPosition?.pointee = -1
  var writer = ByteWriter()
  var i = 0
  while text![i] != 0 {
    let point = UInt32(bitPattern: text![i])
    if point >= 0xDC80, point <= 0xDCFF {
      writer.append(UInt8(point - 0xDC00))
    } else if isSurrogate(point) || point > 0x10FFFF {
      errorPosition?.pointee = i
      return nil
    } else {
      writer.append(utf8: point)
    }
    i += 1
  }
  writer.append(UInt8(0))
  guard let room = PyMem_Malloc(writer.count) else { return nil }
  memcpy(room, writer.start, writer.count)
  return room.assumingMemoryBound(to: CChar.self)
}
