import CSuture

// MARK: Operations

/// The six bits that a letter of the base64 alphabet stands for; 255: none.
@inline(__always)
func base64Value(_ byte: UInt8) -> UInt32 {
  switch byte {
  case 65...90: return UInt32(byte) - 65
  case 97...122: return UInt32(byte) - 71
  case 48...57: return UInt32(byte) + 4
  case UInt8(ascii: "+"): return 62
  case UInt8(ascii: "/"): return 63
  default: return 255
  }
}

/// The letter of the low six bits.
func base64Letter(_ value: UInt32) -> UInt8 {
  let letters: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  return letters.utf8Start[Int(value & 63)]
}

/// Whether UTF-7 writes a character as itself.
private func isDirect(_ point: UInt32) -> Bool {
  guard point < 128 else { return false }
  switch UInt8(point) {
  case UInt8(ascii: "+"), UInt8(ascii: "\\"), UInt8(ascii: "~"), 127: return false
  case 9, 10, 13: return true
  default: return point >= 32
  }
}

/// The state of a base64 run.
private struct Shift {
  var isOn = false
  var bits: UInt32 = 0
  var buffer: UInt32 = 0
  var surrogate: UInt32 = 0
  /// How much had been written when the run began.
  var outputStart = 0

  /// Takes six bits; writes what they complete.
  mutating func take(_ value: UInt32, _ writer: inout PointWriter) {
    buffer = buffer << 6 | value
    bits += 6
    guard bits >= 16 else { return }
    bits -= 16
    let unit = buffer >> bits
    buffer &= (1 << bits) - 1
    if surrogate != 0 {
      let high = surrogate
      surrogate = 0
      if unit & 0xFC00 == 0xDC00 {
        writer.append(0x10000 + (high & 0x3FF) << 10 + (unit & 0x3FF))
        return
      }
      writer.append(high)
    }
    if unit & 0xFC00 == 0xD800 { surrogate = unit } else { writer.append(unit) }
  }
}

/// Decodes UTF-7; a new reference.
func decodeUTF7(
  _ input: ByteView,
  _ errors: UnsafePointer<CChar>?,
  _ consumed: UnsafeMutablePointer<Int>?
) throws(Raise) -> ObjectPointer {
  var failure = DecodeErrors("utf7", errors, input)
  var writer = PointWriter(capacity: input.count)
  var shift = Shift()
  var start = 0
  var i = 0
  while true {
    while i < failure.input.count {
      var reason: StaticString?
      let byte = failure.input[i]
      if shift.isOn {
        let value = base64Value(byte)
        if value != 255 {
          shift.take(value, &writer)
          i += 1
        } else {
          shift.isOn = false
          if shift.bits >= 6 {
            reason = "partial character in shift sequence"
          } else if shift.bits > 0, shift.buffer != 0 {
            reason = "non-zero padding bits in shift sequence"
          }
          if reason == nil {
            if shift.surrogate != 0, byte < 128, byte != UInt8(ascii: "+") {
              writer.append(shift.surrogate)
            }
            shift.surrogate = 0
            if byte == UInt8(ascii: "-") { i += 1 }
          } else {
            i += 1
          }
        }
      } else if byte == UInt8(ascii: "+") {
        start = i
        i += 1
        if i < failure.input.count, failure.input[i] == UInt8(ascii: "-") {
          i += 1
          writer.append(UInt8(ascii: "+"))
        } else if i < failure.input.count, base64Value(failure.input[i]) == 255 {
          i += 1
          reason = "ill-formed sequence"
        } else {
          shift = Shift(isOn: true, outputStart: writer.count)
        }
      } else if byte < 128 {
        writer.append(byte)
        i += 1
      } else {
        start = i
        i += 1
        reason = "unexpected special character"
      }
      if let reason { i = try failure.handle(start, i, reason, &writer) }
    }
    let isPartial = shift.surrogate != 0 || shift.bits >= 6 || (shift.bits > 0 && shift.buffer != 0)
    guard shift.isOn, consumed == nil, isPartial else { break }
    i = try failure.handle(start, failure.input.count, "unterminated shift sequence", &writer)
    shift.isOn = shift.isOn && i < failure.input.count
    if i >= failure.input.count { break }
  }
  if let consumed {
    consumed.pointee = shift.isOn ? start : i
    if shift.isOn { writer.truncate(shift.outputStart) }
  }
  return try writer.finish()
}

/// Encodes as UTF-7; a new bytes object.
func encodeUTF7(_ text: ObjectPointer) throws(Raise) -> ObjectPointer {
  let view = strText(text)
  var writer = ByteWriter(capacity: view.count + 16)
  var isShifted = false
  var bits: UInt32 = 0
  var buffer: UInt32 = 0
  func flush(_ writer: inout ByteWriter) {
    while bits >= 6 {
      bits -= 6
      writer.append(base64Letter(buffer >> bits))
      buffer &= (1 << bits) - 1
    }
  }
  for i in 0..<view.count {
    let point = view[i]
    if isDirect(point) {
      if isShifted {
        if bits > 0 { writer.append(base64Letter(buffer << (6 - bits))) }
        bits = 0
        buffer = 0
        isShifted = false
        if base64Value(UInt8(point)) != 255 || point == 45 { writer.append(UInt8(ascii: "-")) }
      }
      writer.append(UInt8(point))
      continue
    }
    if !isShifted {
      writer.append(UInt8(ascii: "+"))
      if point == UInt32(UInt8(ascii: "+")) {
        writer.append(UInt8(ascii: "-"))
        continue
      }
      isShifted = true
    }
    if point >= 0x10000 {
      buffer = buffer << 16 | (0xD800 + (point - 0x10000) >> 10)
      bits += 16
      flush(&writer)
    }
    buffer = buffer << 16 | (point >= 0x10000 ? 0xDC00 + (point & 0x3FF) : point)
    bits += 16
    flush(&writer)
  }
  if bits > 0 { writer.append(base64Letter(buffer << (6 - bits))) }
  if isShifted { writer.append(UInt8(ascii: "-")) }
  return try writer.finishBytes()
}

// MARK: C API

@c @implementation
public func PyUnicode_DecodeUTF7(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in try decodeUTF7(ByteView(text, checked: size), errors, nil) }
}

@c @implementation
public func PyUnicode_DecodeUTF7Stateful(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?,
  _ consumed: UnsafeMutablePointer<Py_ssize_t>?
) -> ObjectPointer? {
  raising { () throws(Raise) in try decodeUTF7(ByteView(text, checked: size), errors, consumed) }
}
