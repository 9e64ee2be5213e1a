import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

/// One step of a UTF-8 decoder.
private enum UTF8Step {
  case point(UInt32, Int)
  /// The sequence ends with the input.
  case truncated
  case invalidStart
  /// The first bytes of the sequence, as many as are right.
  case invalidContinuation(Int)
}

/// Decodes the sequence at `i`, by the rules of Unicode's table 3-7.
@inline(__always)
private func utf8Step(_ input: ByteView, _ i: Int) -> UTF8Step {
  let lead = input[i]
  if lead < 0x80 { return .point(UInt32(lead), 1) }
  var low: UInt8 = 0x80
  var high: UInt8 = 0xBF
  let length: Int
  var point: UInt32
  switch lead {
  case 0xC2...0xDF:
    length = 2
    point = UInt32(lead & 0x1F)
  case 0xE0...0xEF:
    length = 3
    point = UInt32(lead & 0x0F)
    if lead == 0xE0 { low = 0xA0 }
    if lead == 0xED { high = 0x9F }
  case 0xF0...0xF4:
    length = 4
    point = UInt32(lead & 0x07)
    if lead == 0xF0 { low = 0x90 }
    if lead == 0xF4 { high = 0x8F }
  default: return .invalidStart
  }
  var n = 1
  while n < length {
    if i + n >= input.count { return .truncated }
    let byte = input[i + n]
    if byte < low || byte > high { return .invalidContinuation(n) }
    low = 0x80
    high = 0xBF
    point = point << 6 | UInt32(byte & 0x3F)
    n += 1
  }
  return .point(point, length)
}

/// Whether the data end within a surrogate, which "surrogatepass" takes when it is whole.
private func isCutSurrogate(_ rest: ByteView) -> Bool {
  rest.count == 2 && rest[0] == 0xED && rest[1] & 0xE0 == 0xA0
}

/// Decodes UTF-8; a new reference.
///
/// - Parameter consumed: when given, an incomplete sequence at the end is left alone.
func decodeUTF8(
  _ input: ByteView,
  _ errors: UnsafePointer<CChar>?,
  _ consumed: UnsafeMutablePointer<Int>?
) throws(Raise) -> ObjectPointer {
  if let text = try decodeIfASCII(input) {
    consumed?.pointee = input.count
    return text
  }
  var failure = DecodeErrors("utf-8", errors, input)
  var writer = PointWriter(capacity: input.count)
  var i = 0
  decoding: while i < failure.input.count {
    let end: Int
    let reason: StaticString
    switch utf8Step(failure.input, i) {
    case .point(let point, let length):
      writer.append(point)
      i += length
      continue decoding
    case .truncated:
      if consumed != nil { break decoding }
      end = failure.input.count
      reason = "unexpected end of data"
    case .invalidStart:
      end = i + 1
      reason = "invalid start byte"
    case .invalidContinuation(let n):
      if consumed != nil, isCutSurrogate(failure.input.from(i, to: failure.input.count)) {
        break decoding
      }
      end = i + n
      reason = "invalid continuation byte"
    }
    if failure.mode == .surrogateEscape {
      while i < end {
        writer.append(0xDC00 + UInt32(failure.input[i]))
        i += 1
      }
    } else {
      i = try failure.handle(i, end, reason, &writer)
    }
  }
  consumed?.pointee = i
  return try writer.finish()
}

extension ByteWriter {
  @inline(__always)
  mutating func append(utf8 point: UInt32) {
    if point < 0x80 {
      append(UInt8(point))
    } else if point < 0x800 {
      append(UInt8(0xC0 | point >> 6))
      append(UInt8(0x80 | point & 0x3F))
    } else if point < 0x10000 {
      append(UInt8(0xE0 | point >> 12))
      append(UInt8(0x80 | (point >> 6) & 0x3F))
      append(UInt8(0x80 | point & 0x3F))
    } else {
      append(UInt8(0xF0 | point >> 18))
      append(UInt8(0x80 | (point >> 12) & 0x3F))
      append(UInt8(0x80 | (point >> 6) & 0x3F))
      append(UInt8(0x80 | point & 0x3F))
    }
  }
}

/// Encodes a str as UTF-8; a new bytes object.
func encodeUTF8(_ text: ObjectPointer, _ errors: UnsafePointer<CChar>?) throws(Raise)
  -> ObjectPointer
{
  let view = strText(text)
  if view.isASCII { return try makeBytes(view.latin1) }
  let reason: StaticString = "surrogates not allowed"
  var failure = EncodeErrors("utf-8", errors, text)
  var writer = ByteWriter(capacity: view.count * min(view.width + 1, 4))
  var i = 0
  while i < view.count {
    let point = view[i]
    if !isSurrogate(point) {
      writer.append(utf8: point)
      i += 1
      continue
    }
    var end = i + 1
    while end < view.count, isSurrogate(view[end]) { end += 1 }
    if failure.mode == .surrogatePass {
      for j in i..<end { writer.append(utf8: view[j]) }
      i = end
    } else {
      i = try failure.handle(view, i, end, reason, limit: 128, &writer)
    }
  }
  return try writer.finishBytes()
}

// MARK: C API

@c @implementation
public func PyUnicode_DecodeUTF8(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in try decodeUTF8(ByteView(text, checked: size), errors, nil) }
}

@c @implementation
public func PyUnicode_DecodeUTF8Stateful(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?,
  _ consumed: UnsafeMutablePointer<Py_ssize_t>?
) -> ObjectPointer? {
  raising { () throws(Raise) in try decodeUTF8(ByteView(text, checked: size), errors, consumed) }
}

@c @implementation
public func PyUnicode_AsUTF8String(_ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try encodeUTF8(checkStr(text), nil) }
}
