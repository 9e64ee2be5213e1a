import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The standard codecs, by number (CSources/Data/codectables.h).

// MARK: Layout

/// An encoding's name as the registry compares it: lower case ASCII letters and digits, runs of others as one `_`.
struct CodecName {
  let text: String

  init(_ name: ByteView) {
    var text = ""
    var isGap = false
    for i in 0..<name.count {
      let byte = name[i]
      if byte.isASCIIAlphanumeric || byte == UInt8(ascii: ".") {
        if isGap, !text.isEmpty { text.append("_") }
        isGap = false
        text.unicodeScalars.append(UnicodeScalar(byte.asciiLowered))
      } else {
        isGap = true
      }
    }
    self.text = text
  }

  init(_ name: UnsafePointer<CChar>) {
    self.init(ByteView(raw: UnsafeRawPointer(name), strlen(name)))
  }
}

/// A standard codec.
struct StandardCodec {
  let index: Int
  private let entry: UnsafePointer<SutureCodec>

  init(_ index: Int) {
    self.index = index
    entry = suture_codec(Int32(index))
  }

  var module: String { String(cString: entry.pointee.module) }
  var name: String { String(cString: entry.pointee.name) }
  var kind: Int { Int(entry.pointee.kind) }
  var isText: Bool { entry.pointee.is_text != 0 }
  var provider: UnsafePointer<CChar>? { entry.pointee.provider }
  var moduleText: UnsafePointer<CChar> { entry.pointee.module }
  var table: UnsafePointer<UInt16> { suture_charmap(entry.pointee.table) }

  /// The codec of a normalised name: first as an alias, then as the name of a module.
  static func find(_ name: CodecName) -> StandardCodec? {
    if let codec = alias(name.text) { return codec }
    if name.text.contains(".") {
      let undotted = String(name.text.map { $0 == "." ? "_" : $0 })
      if let codec = alias(undotted) { return codec }
    }
    return search(Int(suture_codec_count()), name.text) { suture_codec(Int32($0)).pointee.module }
      .map { StandardCodec($0) }
  }

  private static func alias(_ text: String) -> StandardCodec? {
    let found = search(Int(suture_codec_alias_count()), text) {
      suture_codec_alias(Int32($0)).pointee.alias
    }
    return found.map { StandardCodec(Int(suture_codec_alias(Int32($0)).pointee.codec)) }
  }

  /// Binary search in a sorted table.
  private static func search(_ count: Int, _ text: String, _ name: (Int) -> UnsafePointer<CChar>)
    -> Int?
  {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let order = text.withCString { strcmp($0, name(middle)) }
      if order == 0 { return middle }
      if order < 0 { high = middle } else { low = middle + 1 }
    }
    return nil
  }

  /// The codecs that most calls name, without normalising.
  static func common(_ name: UnsafePointer<CChar>) -> Int32 {
    for (text, kind) in commonNames where strcasecmp(name, text.cString) == 0 { return kind }
    return 0
  }

  private static let commonNames: [(StaticString, Int32)] = [
    ("utf-8", 1), ("utf8", 1), ("utf_8", 1), ("ascii", 11), ("us-ascii", 11), ("latin-1", 10),
    ("latin1", 10),
    ("iso-8859-1", 10), ("iso8859-1", 10),
  ]
}

// MARK: Operations

extension StandardCodec {
  private func unsupported() -> Raise {
    Raise(.notImplemented, "the codec '\(name)' is not implemented")
  }

  /// Encodes all of `o`: a new reference.
  ///
  /// - Parameter isFirst: write the mark that starts a text, for the encodings that have one.
  func encode(_ o: ObjectPointer, _ errors: UnsafePointer<CChar>?, isFirst: Bool = true)
    throws(Raise) -> ObjectPointer
  {
    switch kind {
    case SUTURE_CODEC_ROT13: return try rot13(o)
    case SUTURE_CODEC_HEX: return try encodeHex(o)
    case SUTURE_CODEC_BASE64: return try encodeBase64(o)
    default: break
    }
    guard o.isStr else {
      throw Raise(.type, "\(module)_encode() argument 1 must be str, not \(o.type.name)")
    }
    switch kind {
    case SUTURE_CODEC_UTF8: return try encodeUTF8(o, errors)
    case SUTURE_CODEC_UTF8_SIG: return try encodeUTF8Signed(o, errors, isFirst)
    case SUTURE_CODEC_UTF16: return try encodeWide(o, 2, errors, isFirst ? 0 : -1)
    case SUTURE_CODEC_UTF16_LE: return try encodeWide(o, 2, errors, -1)
    case SUTURE_CODEC_UTF16_BE: return try encodeWide(o, 2, errors, 1)
    case SUTURE_CODEC_UTF32: return try encodeWide(o, 4, errors, isFirst ? 0 : -1)
    case SUTURE_CODEC_UTF32_LE: return try encodeWide(o, 4, errors, -1)
    case SUTURE_CODEC_UTF32_BE: return try encodeWide(o, 4, errors, 1)
    case SUTURE_CODEC_UTF7: return try encodeUTF7(o)
    case SUTURE_CODEC_LATIN1, SUTURE_CODEC_IDENTITY: return try encodeSingleByte(o, 256, errors)
    case SUTURE_CODEC_ASCII: return try encodeSingleByte(o, 128, errors)
    case SUTURE_CODEC_UNICODE_ESCAPE: return try encodeUnicodeEscape(o)
    case SUTURE_CODEC_RAW_UNICODE_ESCAPE: return try encodeRawUnicodeEscape(o)
    case SUTURE_CODEC_CHARMAP: return try encodeCharmap(o, .table(table), errors)
    case SUTURE_CODEC_MULTIBYTE: return try askProvider("encode", o, errors)
    default: throw unsupported()
    }
  }

  /// Decodes a buffer, or a str where the codec takes one: a new reference and how much was decoded.
  ///
  /// - Parameters:
  ///   - order: of UTF-16 and UTF-32: 0 before the mark was seen.
  ///   - final: false: leave an incomplete sequence at the end alone.
  func decode(
    _ o: ObjectPointer,
    _ errors: UnsafePointer<CChar>?,
    order: inout Int32,
    final: Bool = true
  ) throws(Raise) -> (ObjectPointer, Int) {
    if kind == SUTURE_CODEC_ROT13 { return (try rot13(o), strCount(o)) }
    if kind == SUTURE_CODEC_MULTIBYTE {
      let result = try askProvider("decode", o, errors)
      return (result, max(PyObject_Size(o), 0))
    }
    let isEscape =
      kind == SUTURE_CODEC_UNICODE_ESCAPE || kind == SUTURE_CODEC_RAW_UNICODE_ESCAPE
    if isEscape, o.isStr {
      let bytes = try Owned(encodeUTF8(o, nil))
      return try decode(bytes.pointer.bytesView, errors, &order, final)
    }
    let held = try HeldBuffer(o)
    return try decode(held.bytes, errors, &order, final)
  }

  func decode(
    _ input: ByteView,
    _ errors: UnsafePointer<CChar>?,
    _ order: inout Int32,
    _ final: Bool
  ) throws(Raise) -> (ObjectPointer, Int) {
    var used = input.count
    let result = try withUnsafeMutablePointer(to: &used) { (p) throws(Raise) in
      try decode(input, errors, &order, final ? nil : p)
    }
    return (result, used)
  }

  private func decode(
    _ input: ByteView,
    _ errors: UnsafePointer<CChar>?,
    _ order: inout Int32,
    _ consumed: UnsafeMutablePointer<Int>?
  ) throws(Raise) -> ObjectPointer {
    switch kind {
    case SUTURE_CODEC_UTF8: return try decodeUTF8(input, errors, consumed)
    case SUTURE_CODEC_UTF8_SIG: return try decodeUTF8Signed(input, errors, &order, consumed)
    case SUTURE_CODEC_UTF16: return try decodeWide(input, 2, errors, &order, consumed)
    case SUTURE_CODEC_UTF16_LE: return try decodeOrdered(input, errors, -1, 2, consumed)
    case SUTURE_CODEC_UTF16_BE: return try decodeOrdered(input, errors, 1, 2, consumed)
    case SUTURE_CODEC_UTF32: return try decodeWide(input, 4, errors, &order, consumed)
    case SUTURE_CODEC_UTF32_LE: return try decodeOrdered(input, errors, -1, 4, consumed)
    case SUTURE_CODEC_UTF32_BE: return try decodeOrdered(input, errors, 1, 4, consumed)
    case SUTURE_CODEC_UTF7: return try decodeUTF7(input, errors, consumed)
    case SUTURE_CODEC_LATIN1, SUTURE_CODEC_IDENTITY: return try decodeLatin1(input)
    case SUTURE_CODEC_ASCII: return try decodeASCII(input, errors)
    case SUTURE_CODEC_UNICODE_ESCAPE: return try decodeUnicodeEscape(input, errors, consumed)
    case SUTURE_CODEC_RAW_UNICODE_ESCAPE: return try decodeRawUnicodeEscape(input, errors, consumed)
    case SUTURE_CODEC_CHARMAP: return try decodeCharmap(input, .table(table), errors)
    case SUTURE_CODEC_HEX: return try decodeHex(input)
    case SUTURE_CODEC_BASE64: return try decodeBase64(input)
    default: throw unsupported()
    }
  }

  private func decodeOrdered(
    _ input: ByteView,
    _ errors: UnsafePointer<CChar>?,
    _ fixed: Int32,
    _ width: Int,
    _ consumed: UnsafeMutablePointer<Int>?
  ) throws(Raise) -> ObjectPointer {
    var order = fixed
    return try decodeWide(input, width, errors, &order, consumed)
  }

  private func encodeUTF8Signed(
    _ o: ObjectPointer,
    _ errors: UnsafePointer<CChar>?,
    _ isFirst: Bool
  ) throws(Raise) -> ObjectPointer {
    let body = try Owned(encodeUTF8(o, errors))
    if !isFirst { return body.take() }
    var writer = ByteWriter()
    writer.append(utf8: 0xFEFF)
    writer.append(body.pointer.bytesView)
    return try writer.finishBytes()
  }

  /// UTF-8 whose first character may be a mark; `order` is 1 once the start is behind.
  private func decodeUTF8Signed(
    _ input: ByteView,
    _ errors: UnsafePointer<CChar>?,
    _ order: inout Int32,
    _ consumed: UnsafeMutablePointer<Int>?
  ) throws(Raise) -> ObjectPointer {
    var skipped = 0
    if order == 0 {
      let isMark = input.count >= 3 && input[0] == 0xEF && input[1] == 0xBB && input[2] == 0xBF
      skipped = isMark ? 3 : 0
      order = 1
    }
    let result = try decodeUTF8(input.from(skipped, to: input.count), errors, consumed)
    if let consumed { consumed.pointee += skipped }
    return result
  }

  /// A multibyte codec of an extension module: `module.getcodec(name).encode(o, errors)[0]`.
  private func askProvider(
    _ verb: StaticString,
    _ o: ObjectPointer,
    _ errors: UnsafePointer<CChar>?
  ) throws(Raise) -> ObjectPointer {
    guard let found = PyImport_ImportModule(provider) else {
      PyErr_Clear()
      throw unsupported()
    }
    let module = Owned(found)
    let getcodec = try Owned(PyObject_GetAttrString(module.pointer, "getcodec"))
    let label = try Owned(PyUnicode_FromString(moduleText))
    let codec = try Owned(callOne(getcodec.pointer, label.pointer))
    let method = try Owned(PyObject_GetAttrString(codec.pointer, verb.cString))
    let strict: StaticString = "strict"
    let result = try Owned(callCodec(method.pointer, o, errors ?? strict.cString))
    return try check(PySequence_GetItem(result.pointer, 0))
  }
}

// MARK: Codecs between bytes, and between strs

private func rot13(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  guard o.isStr else { throw Raise(.type, "rot_13 codec needs a str, not \(o.type.name)") }
  let text = strText(o)
  var writer = StrWriter(capacity: text.count)
  for i in 0..<text.count {
    let point = text[i]
    switch point | 32 {
    case 97...109: writer.append(point + 13)
    case 110...122: writer.append(point - 13)
    default: writer.append(point)
    }
  }
  return try writer.finish()
}

private func encodeHex(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  let held = try HeldBuffer(o)
  var writer = ByteWriter(capacity: held.bytes.count * 2)
  for i in 0..<held.bytes.count {
    writer.append(UInt8.hexDigit(held.bytes[i] >> 4))
    writer.append(UInt8.hexDigit(held.bytes[i] & 15))
  }
  return try writer.finishBytes()
}

private func decodeHex(_ input: ByteView) throws(Raise) -> ObjectPointer {
  if input.count % 2 != 0 { throw Raise(.value, "Odd-length string") }
  var writer = ByteWriter(capacity: input.count / 2)
  var i = 0
  while i < input.count {
    let high = input[i].hexValue
    let low = input[i + 1].hexValue
    if high == 255 || low == 255 { throw Raise(.value, "Non-hexadecimal digit found") }
    writer.append(high << 4 | low)
    i += 2
  }
  return try writer.finishBytes()
}

/// Base64 in lines of 76 letters.
private func encodeBase64(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  let held = try HeldBuffer(o)
  let input = held.bytes
  var writer = ByteWriter(capacity: input.count * 3 / 2 + 4)
  var i = 0
  while i < input.count {
    let n = min(input.count - i, 3)
    var group = UInt32(input[i]) << 16
    if n > 1 { group |= UInt32(input[i + 1]) << 8 }
    if n > 2 { group |= UInt32(input[i + 2]) }
    for k in 0..<4 {
      writer.append(k <= n ? base64Letter(group >> UInt32(18 - 6 * k)) : UInt8(ascii: "="))
    }
    i += n
    if i % 57 == 0 || i == input.count { writer.append(10) }
  }
  return try writer.finishBytes()
}

private func decodeBase64(_ input: ByteView) throws(Raise) -> ObjectPointer {
  var writer = ByteWriter(capacity: input.count)
  var bits: UInt32 = 0
  var buffer: UInt32 = 0
  var padding = 0
  for i in 0..<input.count {
    if input[i] == UInt8(ascii: "=") {
      padding += 1
      continue
    }
    let value = base64Value(input[i])
    if value == 255 { continue }
    padding = 0
    buffer = buffer << 6 | value
    bits += 6
    if bits >= 8 {
      bits -= 8
      writer.append(UInt8(truncatingIfNeeded: buffer >> bits))
      buffer &= (1 << bits) - 1
    }
  }
  if bits > 0, Int(bits) / 2 > padding { throw Raise(.value, "Incorrect padding") }
  return try writer.finishBytes()
}
