import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

/// The byte that a backslash and `letter` stand for in every kind of literal; nil: none.
@inline(__always)
func simpleEscape(_ letter: UInt8) -> UInt8? {
  switch letter {
  case 92, 39, 34: return letter
  case UInt8(ascii: "b"): return 8
  case UInt8(ascii: "f"): return 12
  case UInt8(ascii: "t"): return 9
  case UInt8(ascii: "n"): return 10
  case UInt8(ascii: "r"): return 13
  case UInt8(ascii: "v"): return 11
  case UInt8(ascii: "a"): return 7
  default: return nil
  }
}

/// Warns of the first escape that means nothing, or of an octal one above 0o377.
///
/// - Parameter at: the place after the backslash.
func warnInvalidEscape(_ input: ByteView, _ at: Int) throws(Raise) {
  let letter = input[at]
  var message = ByteWriter()
  if letter >= 52, letter <= 55 {
    message.append("invalid octal escape sequence '\\")
    message.append(input.from(at, to: min(at + 3, input.count)))
  } else {
    message.append("invalid escape sequence '\\")
    if letter < 128 { message.append(letter) } else { message.append(utf8: UInt32(letter)) }
  }
  message.append("'\0")
  let text = UnsafeRawPointer(message.start).assumingMemoryBound(to: CChar.self)
  try check(PyErr_WarnEx(suture_PyExc_DeprecationWarning(), text, 1))
}

/// Reads one to three octal digits at `i`.
@inline(__always)
func octal(_ input: ByteView, _ i: inout Int) -> UInt32 {
  var value: UInt32 = 0
  let end = min(i + 3, input.count)
  while i < end, input[i] >= 48, input[i] <= 55 {
    value = value << 3 | UInt32(input[i] - 48)
    i += 1
  }
  return value
}

/// Reads the escapes of a bytes literal's text.
private func decodeEscapes(
  _ input: ByteView,
  _ errors: UnsafePointer<CChar>?,
  _ firstInvalid: inout Int
) throws(Raise) -> ByteWriter {
  var writer = try ByteWriter(checked: input.count)
  var i = 0
  while i < input.count {
    if input[i] != 92 {
      writer.append(input[i])
      i += 1
      continue
    }
    let backslash = i
    i += 1
    guard i < input.count else { throw Raise(.value, "Trailing \\ in string") }
    let letter = input[i]
    if let byte = simpleEscape(letter) {
      writer.append(byte)
      i += 1
    } else if letter == 10 {
      i += 1
    } else if letter >= 48, letter <= 55 {
      let value = octal(input, &i)
      if value > 255, firstInvalid < 0 { firstInvalid = backslash + 1 }
      writer.append(UInt8(truncatingIfNeeded: value))
    } else if letter == UInt8(ascii: "x") {
      i += 1
      let high = i < input.count ? input[i].hexValue : 255
      let low = i + 1 < input.count ? input[i + 1].hexValue : 255
      if high != 255, low != 255 {
        writer.append(high << 4 | low)
        i += 2
        continue
      }
      switch ErrorMode(errors) {
      case .strict: throw Raise(.value, "invalid \\x escape at position \(backslash)")
      case .replace: writer.append(UInt8(ascii: "?"))
      case .ignore: break
      default:
        let name = String(cString: errors!)
        throw Raise(.value, "decoding error; unknown error handling code: \(name)")
      }
      if high != 255 { i += 1 }
    } else {
      if firstInvalid < 0 { firstInvalid = i }
      writer.append(92)
    }
  }
  return writer
}

// MARK: C API

@c @implementation
public func PyBytes_DecodeEscape(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?,
  _ unicode: Py_ssize_t,
  _ encoding: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    if size > Int.max - 40 { throw Raise(.overflow, "byte string is too large") }
    let input = ByteView(raw: UnsafeRawPointer(text), size)
    var firstInvalid = -1
    let writer = try decodeEscapes(input, errors, &firstInvalid)
    if firstInvalid >= 0 { try warnInvalidEscape(input, firstInvalid) }
    return try makeBytes(writer.bytes)
  }
}
