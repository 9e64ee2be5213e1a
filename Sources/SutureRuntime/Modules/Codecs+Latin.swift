import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// ASCII and Latin-1.

// MARK: Operations

/// The str of bytes that all are ASCII, a new reference; nil: they are not.
@inline(__always)
func decodeIfASCII(_ input: ByteView) throws(Raise) -> ObjectPointer? {
  guard asciiLength(input) == input.count else { return nil }
  let text = UnsafeRawPointer(input.start).assumingMemoryBound(to: CChar.self)
  return try check(PyUnicode_FromStringAndSize(text, input.count))
}

/// Decodes ASCII; a new reference.
func decodeASCII(_ input: ByteView, _ errors: UnsafePointer<CChar>?) throws(Raise) -> ObjectPointer
{
  if let text = try decodeIfASCII(input) { return text }
  var failure = DecodeErrors("ascii", errors, input)
  var writer = PointWriter(capacity: input.count)
  var i = 0
  while i < failure.input.count {
    let byte = failure.input[i]
    if byte < 128 {
      writer.append(byte)
      i += 1
    } else if failure.mode == .surrogateEscape {
      writer.append(0xDC00 + UInt32(byte))
      i += 1
    } else {
      i = try failure.handle(i, i + 1, "ordinal not in range(128)", &writer)
    }
  }
  return try writer.finish()
}

/// How many bytes at the front are ASCII.
@inline(__always)
func asciiLength(_ view: ByteView) -> Int {
  var i = 0
  while i + 8 <= view.count {
    if view.raw.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 {
      break
    }
    i += 8
  }
  while i < view.count, view[i] < 128 { i += 1 }
  return i
}

/// Decodes Latin-1; a new reference.
func decodeLatin1(_ input: ByteView) throws(Raise) -> ObjectPointer {
  if let text = try decodeIfASCII(input) { return text }
  var writer = PointWriter(capacity: input.count)
  writer.append(input)
  return try writer.finish()
}

/// Encodes as Latin-1 (`limit` 256) or ASCII (128); a new bytes object.
func encodeSingleByte(
  _ text: ObjectPointer,
  _ limit: UInt32,
  _ errors: UnsafePointer<CChar>?
) throws(Raise) -> ObjectPointer {
  let view = strText(text)
  if view.isASCII || (limit == 256 && view.width == 1) { return try makeBytes(view.latin1) }
  var failure = EncodeErrors(limit == 256 ? "latin-1" : "ascii", errors, text)
  let reason: StaticString =
    limit == 256 ? "ordinal not in range(256)" : "ordinal not in range(128)"
  var writer = ByteWriter(capacity: view.count)
  var i = 0
  while i < view.count {
    let point = view[i]
    if point < limit {
      writer.append(UInt8(point))
      i += 1
      continue
    }
    var end = i + 1
    while end < view.count, view[end] >= limit { end += 1 }
    i = try failure.handle(view, i, end, reason, limit: limit, &writer)
  }
  return try writer.finishBytes()
}

extension ByteWriter {
  /// `\xNN`, `\uNNNN` or `\UNNNNNNNN`.
  mutating func append(backslash point: UInt32) {
    append(UInt8(ascii: "\\"))
    let digits: Int
    if point >= 0x10000 {
      append(UInt8(ascii: "U"))
      digits = 8
    } else if point >= 0x100 {
      append(UInt8(ascii: "u"))
      digits = 4
    } else {
      append(UInt8(ascii: "x"))
      digits = 2
    }
    append(hex: point, digits)
  }

  mutating func append(hex value: UInt32, _ digits: Int) {
    var shift = UInt32(digits) * 4
    while shift > 0 {
      shift -= 4
      append(UInt8.hexDigit(UInt8((value >> shift) & 15)))
    }
  }

  /// `&#NNN;`.
  mutating func append(characterReference point: UInt32) {
    append("&#")
    append(decimal: Int(point))
    append(UInt8(ascii: ";"))
  }

  mutating func append(decimal value: Int) {
    var rest = value.magnitude
    var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
    var n = 24
    withUnsafeMutableBytes(of: &digits) { room in
      repeat {
        n -= 1
        room[n] = UInt8(48 + rest % 10)
        rest /= 10
      } while rest > 0
      if value < 0 { append(UInt8(ascii: "-")) }
      append(ByteView(raw: UnsafeRawPointer(room.baseAddress! + n), 24 - n))
    }
  }
}

// MARK: C API

@c @implementation
public func PyUnicode_DecodeASCII(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in try decodeASCII(ByteView(text, checked: size), errors) }
}

@c @implementation
public func PyUnicode_DecodeLatin1(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in try decodeLatin1(ByteView(text, checked: size)) }
}

@c @implementation
public func PyUnicode_AsASCIIString(_ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try encodeSingleByte(checkStr(text), 128, nil) }
}

@c @implementation
public func PyUnicode_AsLatin1String(_ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try encodeSingleByte(checkStr(text), 256, nil) }
}

extension ByteView {
  /// What a C caller gave.
  @inline(__always)
  init(_ text: UnsafePointer<CChar>?, checked size: Int) throws(Raise) {
    if size < 0 { throw Raise(.system, "Negative size passed to PyUnicode_New") }
    self.init(raw: UnsafeRawPointer(text), size)
  }
}
