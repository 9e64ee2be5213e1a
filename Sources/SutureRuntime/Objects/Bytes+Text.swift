import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The methods of bytes and bytearray that see ASCII text: cases, widths, hexadecimal.

// MARK: Operations

/// Whether there is a byte and all of them pass.
private func all(_ self: ObjectPointer?, _ passes: (UInt8) -> Bool) -> ObjectPointer? {
  raising { () throws(Raise) in
    try ByteString.with(self!) { view throws(Raise) in
      for i in 0..<view.count where !passes(view[i]) { return suture_False() }
      return makeBool(view.count > 0)
    }
  }
}

private func map(_ self: ObjectPointer?, _ transform: (UInt8) -> UInt8) -> ObjectPointer? {
  raising { () throws(Raise) in
    try ByteString.with(self!) { view throws(Raise) in
      var writer = ByteWriter(capacity: view.count)
      for i in 0..<view.count { writer.append(transform(view[i])) }
      return try ByteString.make(like: self!, writer)
    }
  }
}

/// Whether there is a letter of the wanted case and none of the other.
private func isCased(_ self: ObjectPointer?, upper: Bool) -> ObjectPointer? {
  raising { () throws(Raise) in
    try ByteString.with(self!) { view throws(Raise) in
      var found = false
      for i in 0..<view.count {
        if upper ? view[i].isASCIILower : view[i].isASCIIUpper { return suture_False() }
        if upper ? view[i].isASCIIUpper : view[i].isASCIILower { found = true }
      }
      return makeBool(found)
    }
  }
}

private func pad(
  _ name: StaticString,
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ leftOf: (Int, Int) -> Int
) throws(Raise) -> ObjectPointer {
  try checkPositional(name, n, 1, 2)
  let width = try sizeArgument(args![0]!)
  let fill = n > 1 ? try fillByte(name, args![1]!) : UInt8(ascii: " ")
  return try ByteString.with(self!) { view throws(Raise) in
    if view.count >= width { return try ByteString.unchanged(self!, view) }
    let room = width - view.count
    let left = leftOf(room, width)
    return try ByteString.make(like: self!, width) { p in
      memset(p, Int32(fill), left)
      memcpy(p + left, view.start, view.count)
      memset(p + left + view.count, Int32(fill), room - left)
    }
  }
}

private func fillByte(_ name: StaticString, _ o: ObjectPointer) throws(Raise) -> UInt8 {
  if o.isBytes, o.bytesView.count == 1 { return o.bytesView[0] }
  if ByteArray.isByteArray(o), PyByteArray_Size(o) == 1 {
    return try ByteArray.withExport(o) { view throws(Raise) in view[0] }
  }
  let given = o.givenTypeName
  throw Raise(.type, "\(name)() argument 2 must be a byte string of length 1, not \(given)")
}

// MARK: Slots

@c func suture_bytes_isalnum(_ self: ObjectPointer?) -> ObjectPointer? {
  all(self) { $0.isASCIIAlphanumeric }
}
@c func suture_bytes_isalpha(_ self: ObjectPointer?) -> ObjectPointer? {
  all(self) { $0.isASCIIAlpha }
}
@c func suture_bytes_isdigit(_ self: ObjectPointer?) -> ObjectPointer? {
  all(self) { $0.isASCIIDigit }
}
@c func suture_bytes_isspace(_ self: ObjectPointer?) -> ObjectPointer? {
  all(self) { $0.isASCIISpace }
}
@c func suture_bytes_islower(_ self: ObjectPointer?) -> ObjectPointer? {
  isCased(self, upper: false)
}
@c func suture_bytes_isupper(_ self: ObjectPointer?) -> ObjectPointer? {
  isCased(self, upper: true)
}

@c func suture_bytes_isascii(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try ByteString.with(self!) { view throws(Raise) in
      makeBool(asciiLength(view) == view.count)
    }
  }
}

@c func suture_bytes_istitle(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try ByteString.with(self!) { view throws(Raise) in
      var found = false
      var inWord = false
      for i in 0..<view.count {
        if view[i].isASCIIUpper ? inWord : view[i].isASCIILower && !inWord { return suture_False() }
        inWord = view[i].isASCIIAlpha
        if inWord { found = true }
      }
      return makeBool(found)
    }
  }
}

@c func suture_bytes_lower(_ self: ObjectPointer?) -> ObjectPointer? {
  map(self) { $0.asciiLowered }
}
@c func suture_bytes_upper(_ self: ObjectPointer?) -> ObjectPointer? {
  map(self) { $0.asciiUppered }
}

@c func suture_bytes_swapcase(_ self: ObjectPointer?) -> ObjectPointer? {
  map(self) { $0.isASCIIAlpha ? $0 ^ 32 : $0 }
}

@c func suture_bytes_title(_ self: ObjectPointer?) -> ObjectPointer? {
  var inWord = false
  return map(self) { byte in
    let result = inWord ? byte.asciiLowered : byte.asciiUppered
    inWord = byte.isASCIIAlpha
    return result
  }
}

@c func suture_bytes_capitalize(_ self: ObjectPointer?) -> ObjectPointer? {
  var isFirst = true
  return map(self) { byte in
    let result = isFirst ? byte.asciiUppered : byte.asciiLowered
    isFirst = false
    return result
  }
}

@c func suture_bytes_center(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try pad("center", self, args, n) { room, width in room / 2 + (room & width & 1) }
  }
}

@c func suture_bytes_ljust(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try pad("ljust", self, args, n) { _, _ in 0 } }
}

@c func suture_bytes_rjust(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try pad("rjust", self, args, n) { room, _ in room } }
}

@c func suture_bytes_zfill(_ self: ObjectPointer?, _ width: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let width = try sizeArgument(width!)
    return try ByteString.with(self!) { view throws(Raise) in
      if view.count >= width { return try ByteString.unchanged(self!, view) }
      let isSigned =
        view.count > 0 && (view[0] == UInt8(ascii: "+") || view[0] == UInt8(ascii: "-"))
      let sign = isSigned ? 1 : 0
      let room = width - view.count
      return try ByteString.make(like: self!, width) { p in
        memset(p + sign, 48, room)
        memcpy(p + sign + room, view.start + sign, view.count - sign)
        if isSigned { p[0] = view[0] }
      }
    }
  }
}

private let expandtabsSignature = Signature("expandtabs", "tabsize")

@c func suture_bytes_expandtabs(
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try expandtabsSignature.bind(args, n, names)
    let size = try bound[0].map { (o) throws(Raise) in try intArgument(o) } ?? 8
    return try ByteString.with(self!) { view throws(Raise) in
      var writer = ByteWriter(capacity: view.count)
      var column = 0
      for i in 0..<view.count {
        if view[i] == 9 {
          if size > 0 {
            let step = size - column % size
            if writer.count > Int.max - 64 - step { throw Raise(.overflow, "result too long") }
            writer.append(repeating: 32, step)
            column += step
          }
        } else {
          writer.append(view[i])
          column = view[i] == 10 || view[i] == 13 ? 0 : column + 1
        }
      }
      return try ByteString.make(like: self!, writer)
    }
  }
}

// MARK: Hexadecimal

let hexSignature = Signature("hex", "sep", "bytes_per_sep")

/// What `hex(sep, bytes_per_sep)` of bytes, bytearray and memoryview gives: a new str.
func hexText(_ view: ByteView, _ bound: BoundArguments) throws(Raise) -> ObjectPointer {
  var group = 1
  if let given = bound[1] { group = try intArgument(given) }
  let digits = try hexDigits(view, bound[0], group)
  return try decodeASCII(digits.bytes, nil)
}

/// The digits of `view`, with `sep` (a str or bytes of one character) between groups of `group` bytes: counted from
/// the right, or from the left when negative.
func hexDigits(_ view: ByteView, _ sep: ObjectPointer?, _ group: Int) throws(Raise) -> ByteWriter {
  var separator: UInt8?
  if let sep {
    let length = try check(PyObject_Size(sep))
    if length != 1 { throw Raise(.value, "sep must be length 1.") }
    if sep.isStr {
      let points = strText(sep)
      if !points.isASCII { throw Raise(.value, "sep must be ASCII.") }
      separator = UInt8(points[0])
    } else if sep.isBytes {
      separator = sep.bytesView[0]
    } else {
      throw Raise(.type, "sep must be str or bytes.")
    }
    if separator! > 127 { throw Raise(.value, "sep must be ASCII.") }
  }
  if group == 0 { separator = nil }
  let size = Int(clamping: group.magnitude)
  var writer = ByteWriter(capacity: view.count * 3)
  for i in 0..<view.count {
    if i > 0, let separator, (group > 0 ? view.count - i : i) % size == 0 {
      writer.append(separator)
    }
    writer.append(UInt8.hexDigit(view[i] >> 4))
    writer.append(UInt8.hexDigit(view[i] & 15))
  }
  return writer
}

@c func suture_bytes_hex(
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try hexSignature.bind(args, n, names)
    return try ByteString.with(self!) { view throws(Raise) in try hexText(view, bound) }
  }
}

/// The bytes that hexadecimal digits in pairs, with white space between them, stand for.
private func parseHex(_ text: ObjectPointer) throws(Raise) -> ByteWriter {
  guard text.isStr else {
    throw Raise(.type, "fromhex() argument must be str, not \(text.givenTypeName)")
  }
  let view = strText(text)
  var writer = ByteWriter(capacity: view.count / 2)
  func digit(_ i: Int) throws(Raise) -> UInt8 {
    let value = i < view.count && view[i] < 128 ? UInt8(view[i]).hexValue : 255
    if value == 255 {
      throw Raise(.value, "non-hexadecimal number found in fromhex() arg at position \(i)")
    }
    return value
  }
  if !view.isASCII {
    var i = 0
    while view[i] < 128 { i += 1 }
    _ = try digit(i)
  }
  var i = 0
  while true {
    while i < view.count, view[i] < 128, UInt8(view[i]).isASCIISpace { i += 1 }
    if i >= view.count { break }
    writer.append(try digit(i) << 4 | digit(i + 1))
    i += 2
  }
  return writer
}

@c func suture_bytes_fromhex(_ type: ObjectPointer?, _ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let writer = try parseHex(text!)
    let isBase = type == suture_PyBytes_Type().asObject
    let result = try Owned(makeBytes(writer.bytes))
    return isBase ? result.take() : callOne(type!, result.pointer)
  }
}

@c func suture_bytearray_fromhex(_ type: ObjectPointer?, _ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let writer = try parseHex(text!)
    let result = try Owned(ByteArray.make(writer.bytes))
    return type == suture_PyByteArray_Type().asObject
      ? result.take() : callOne(type!, result.pointer)
  }
}

private let decodeSignature = Signature("decode", "encoding", "errors")

@c func suture_bytes_decode(
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try decodeSignature.bind(args, n, names)
    let encoding = try decodeSignature.text(bound, 0)
    let errors = try decodeSignature.text(bound, 1)
    let standard: StaticString = "utf-8"
    return PyUnicode_FromEncodedObject(self, encoding ?? standard.cString, errors)
  }
}
