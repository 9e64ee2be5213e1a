import CSuture

// UTF-16 and UTF-32.

// MARK: Operations

@inline(__always)
private func unit16(_ input: ByteView, _ i: Int, _ isBig: Bool) -> UInt32 {
  let a = UInt32(input[i])
  let b = UInt32(input[i + 1])
  return isBig ? a << 8 | b : b << 8 | a
}

@inline(__always)
private func unit32(_ input: ByteView, _ i: Int, _ isBig: Bool) -> UInt32 {
  let low = unit16(input, i, isBig)
  let high = unit16(input, i + 2, isBig)
  return isBig ? low << 16 | high : high << 16 | low
}

/// Reads the byte order mark, when the order is not given.
///
/// - Parameter order: as the API numbers it: -1 little, 1 big, 0 native and told by a mark.
/// - Returns: where the text starts.
private func skipMark(_ input: ByteView, _ width: Int, _ order: inout Int32) -> Int {
  guard order == 0, input.count >= width else { return 0 }
  let first = width == 2 ? unit16(input, 0, false) : unit32(input, 0, false)
  if first == 0xFEFF {
    order = -1
  } else if first == (width == 2 ? 0xFFFE : 0xFFFE_0000) {
    order = 1
  } else {
    return 0
  }
  return width
}

/// Decodes UTF-16 (`width` 2) or UTF-32 (4); a new reference.
///
/// - Parameter consumed: when given, an incomplete sequence at the end is left alone.
func decodeWide(
  _ input: ByteView,
  _ width: Int,
  _ errors: UnsafePointer<CChar>?,
  _ order: inout Int32,
  _ consumed: UnsafeMutablePointer<Int>?
) throws(Raise) -> ObjectPointer {
  width == 2
    ? try decodeUTF16(input, errors, &order, consumed)
    : try decodeUTF32(input, errors, &order, consumed)
}

private func decodeUTF16(
  _ input: ByteView,
  _ errors: UnsafePointer<CChar>?,
  _ order: inout Int32,
  _ consumed: UnsafeMutablePointer<Int>?
) throws(Raise) -> ObjectPointer {
  var i = skipMark(input, 2, &order)
  let isBig = order > 0
  var failure = DecodeErrors(isBig ? "utf-16-be" : "utf-16-le", errors, input)
  var writer = PointWriter(capacity: input.count / 2)
  while i < failure.input.count {
    let left = failure.input.count - i
    var end = i + 2
    let reason: StaticString
    if left < 2 {
      if consumed != nil { break }
      end = i + 1
      reason = "truncated data"
    } else {
      let unit = unit16(failure.input, i, isBig)
      if !isSurrogate(unit) {
        writer.append(unit)
        i += 2
        continue
      }
      if unit >= 0xDC00 {
        reason = "illegal encoding"
      } else if left < 4 {
        if consumed != nil { break }
        end = failure.input.count
        reason = "unexpected end of data"
      } else {
        let low = unit16(failure.input, i + 2, isBig)
        if low & 0xFC00 == 0xDC00 {
          writer.append(0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF))
          i += 4
          continue
        }
        reason = "illegal UTF-16 surrogate"
      }
    }
    i = try failure.handle(i, end, reason, &writer)
  }
  consumed?.pointee = i
  return try writer.finish()
}

private func decodeUTF32(
  _ input: ByteView,
  _ errors: UnsafePointer<CChar>?,
  _ order: inout Int32,
  _ consumed: UnsafeMutablePointer<Int>?
) throws(Raise) -> ObjectPointer {
  var i = skipMark(input, 4, &order)
  let isBig = order > 0
  var failure = DecodeErrors(isBig ? "utf-32-be" : "utf-32-le", errors, input)
  var writer = PointWriter(capacity: input.count / 4)
  while i < failure.input.count {
    var end = i + 4
    let reason: StaticString
    if failure.input.count - i < 4 {
      if consumed != nil { break }
      end = failure.input.count
      reason = "truncated data"
    } else {
      let point = unit32(failure.input, i, isBig)
      if point > 0x10FFFF {
        reason = "code point not in range(0x110000)"
      } else if isSurrogate(point) {
        reason = "code point in surrogate code point range(0xd800, 0xe000)"
      } else {
        writer.append(point)
        i += 4
        continue
      }
    }
    i = try failure.handle(i, end, reason, &writer)
  }
  consumed?.pointee = i
  return try writer.finish()
}

extension ByteWriter {
  @inline(__always)
  mutating func append(unit16 unit: UInt32, _ isBig: Bool) {
    append(UInt8(truncatingIfNeeded: isBig ? unit >> 8 : unit))
    append(UInt8(truncatingIfNeeded: isBig ? unit : unit >> 8))
  }

  /// One code point in UTF-16 (`width` 2) or UTF-32 (4).
  @inline(__always)
  mutating func append(wide point: UInt32, _ width: Int, _ isBig: Bool) {
    if width == 4 {
      append(unit16: isBig ? point >> 16 : point & 0xFFFF, isBig)
      append(unit16: isBig ? point & 0xFFFF : point >> 16, isBig)
    } else if point >= 0x10000 {
      append(unit16: 0xD800 + (point - 0x10000) >> 10, isBig)
      append(unit16: 0xDC00 + (point & 0x3FF), isBig)
    } else {
      append(unit16: point, isBig)
    }
  }
}

/// Encodes as UTF-16 (`width` 2) or UTF-32 (4), with a mark when `order` is 0; a new bytes object.
func encodeWide(
  _ text: ObjectPointer,
  _ width: Int,
  _ errors: UnsafePointer<CChar>?,
  _ order: Int32
) throws(Raise) -> ObjectPointer {
  let view = strText(text)
  let isBig = order > 0
  let names16: StaticString = order == 0 ? "utf-16" : isBig ? "utf-16-be" : "utf-16-le"
  let names32: StaticString = order == 0 ? "utf-32" : isBig ? "utf-32-be" : "utf-32-le"
  var failure = EncodeErrors(width == 2 ? names16 : names32, errors, text)
  let reason: StaticString = "surrogates not allowed"
  var writer = ByteWriter(capacity: (view.count + 1) * width)
  if order == 0 { writer.append(wide: 0xFEFF, width, isBig) }
  var i = 0
  while i < view.count {
    let point = view[i]
    if !isSurrogate(point) || failure.mode == .surrogatePass {
      writer.append(wide: point, width, isBig)
      i += 1
      continue
    }
    let replacement = try failure.call(i, i + 1, reason)
    let object = replacement.object.pointer
    if replacement.isBytes {
      if object.bytesView.count % width != 0 { throw failure.fail(i, i + 1, reason) }
      writer.append(object.bytesView)
    } else {
      let other = strText(object)
      if !other.isASCII { throw failure.fail(i, i + 1, reason) }
      for j in 0..<other.count { writer.append(wide: other[j], width, isBig) }
    }
    i = replacement.next
  }
  return try writer.finishBytes()
}

// MARK: C API

private func decodeWide(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ width: Int,
  _ errors: UnsafePointer<CChar>?,
  _ order: UnsafeMutablePointer<Int32>?,
  _ consumed: UnsafeMutablePointer<Py_ssize_t>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    var used = order?.pointee ?? 0
    defer { order?.pointee = used }
    return try decodeWide(ByteView(text, checked: size), width, errors, &used, consumed)
  }
}

@c @implementation
public func PyUnicode_DecodeUTF16(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?,
  _ order: UnsafeMutablePointer<Int32>?
) -> ObjectPointer? { decodeWide(text, size, 2, errors, order, nil) }

@c @implementation
public func PyUnicode_DecodeUTF16Stateful(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?,
  _ order: UnsafeMutablePointer<Int32>?,
  _ consumed: UnsafeMutablePointer<Py_ssize_t>?
) -> ObjectPointer? { decodeWide(text, size, 2, errors, order, consumed) }

@c @implementation
public func PyUnicode_DecodeUTF32(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?,
  _ order: UnsafeMutablePointer<Int32>?
) -> ObjectPointer? { decodeWide(text, size, 4, errors, order, nil) }

@c @implementation
public func PyUnicode_DecodeUTF32Stateful(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?,
  _ order: UnsafeMutablePointer<Int32>?,
  _ consumed: UnsafeMutablePointer<Py_ssize_t>?
) -> ObjectPointer? { decodeWide(text, size, 4, errors, order, consumed) }

@c @implementation
public func PyUnicode_AsUTF16String(_ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try encodeWide(checkStr(text), 2, nil, 0) }
}

@c @implementation
public func PyUnicode_AsUTF32String(_ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try encodeWide(checkStr(text), 4, nil, 0) }
}
