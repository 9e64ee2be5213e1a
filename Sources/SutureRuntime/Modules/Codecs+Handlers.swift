import CSuture

// The error handlers of the registry: callables of one exception that return (replacement, position).

// MARK: Layout

/// What kind of UnicodeError a handler got, with its fields.
private struct Fault: ~Copyable {
  enum Kind { case encode, decode, translate }
  let kind: Kind
  let start: Int
  let end: Int
  /// The str or the bytes object.
  let object: ObjectPointer

  /// What `exc` describes.
  ///
  /// - Throws: TypeError, when it is no UnicodeError.
  static func of(_ exc: ObjectPointer) throws(Raise) -> Fault {
    var from = 0
    var to = 0
    let kind = try kind(exc)
    let object = try read(exc, &from, &to)
    return Fault(kind: kind, start: from, end: to, object: object)
  }

  private static func kind(_ exc: ObjectPointer) throws(Raise) -> Kind {
    if try isInstance(exc, suture_PyExc_UnicodeEncodeError()) { return .encode }
    if try isInstance(exc, suture_PyExc_UnicodeDecodeError()) { return .decode }
    if try isInstance(exc, suture_PyExc_UnicodeTranslateError()) { return .translate }
    throw wrong(exc)
  }

  private static func read(_ exc: ObjectPointer, _ from: inout Int, _ to: inout Int) throws(Raise)
    -> ObjectPointer
  {
    switch try kind(exc) {
    case .encode:
      try check(PyUnicodeEncodeError_GetStart(exc, &from))
      try check(PyUnicodeEncodeError_GetEnd(exc, &to))
      return try check(PyUnicodeEncodeError_GetObject(exc))
    case .decode:
      try check(PyUnicodeDecodeError_GetStart(exc, &from))
      try check(PyUnicodeDecodeError_GetEnd(exc, &to))
      return try check(PyUnicodeDecodeError_GetObject(exc))
    case .translate:
      try check(PyUnicodeTranslateError_GetStart(exc, &from))
      try check(PyUnicodeTranslateError_GetEnd(exc, &to))
      return try check(PyUnicodeTranslateError_GetObject(exc))
    }
  }

  private static func isInstance(_ exc: ObjectPointer, _ type: ObjectPointer) throws(Raise) -> Bool
  {
    try check(PyObject_IsInstance(exc, type)) != 0
  }

  static func wrong(_ exc: ObjectPointer) -> Raise {
    Raise(.type, "don't know how to handle \(exc.type.name) in error callback")
  }

  deinit { suture_decref(object) }

  /// The characters that cannot be encoded.
  func forEach(_ body: (UInt32) throws(Raise) -> Void) throws(Raise) {
    let text = strText(object)
    var i = start
    while i < end {
      try body(text[i])
      i += 1
    }
  }
}

// MARK: Operations

private func answer(_ replacement: consuming Owned, _ position: Int) throws(Raise) -> ObjectPointer
{
  let tuple = try Owned(PyTuple_New(2))
  _ = PyTuple_SetItem(tuple.pointer, 0, replacement.take())
  _ = PyTuple_SetItem(tuple.pointer, 1, try check(PyLong_FromSsize_t(position)))
  return tuple.take()
}

private func answer(ascii writer: borrowing ByteWriter, _ position: Int) throws(Raise)
  -> ObjectPointer
{
  try answer(Owned(decodeASCII(writer.bytes, nil)), position)
}

/// Raises the exception that the handler was asked about.
private func raiseAgain(_ exc: ObjectPointer) -> Raise {
  PyErr_SetObject(exc.type.asObject, exc)
  return .pending
}

// MARK: C API

@c @implementation
public func PyCodec_StrictErrors(_ exc: ObjectPointer?) -> ObjectPointer? {
  if exc!.isInstance(TypeFlag.baseException) {
    PyErr_SetObject(exc!.type.asObject, exc)
  } else {
    _ = Raise(.type, "codec must pass exception instance")
  }
  return nil
}

@c @implementation
public func PyCodec_IgnoreErrors(_ exc: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let fault = try Fault.of(exc!)
    return try answer(ascii: ByteWriter(capacity: 0), fault.end)
  }
}

@c @implementation
public func PyCodec_ReplaceErrors(_ exc: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let fault = try Fault.of(exc!)
    var writer = StrWriter()
    switch fault.kind {
    case .encode: writer.append(UInt32(UInt8(ascii: "?")), times: max(fault.end - fault.start, 0))
    case .decode: writer.append(0xFFFD)
    case .translate: writer.append(0xFFFD, times: max(fault.end - fault.start, 0))
    }
    return try answer(Owned(writer.finish()), fault.end)
  }
}

@c @implementation
public func PyCodec_XMLCharRefReplaceErrors(_ exc: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let fault = try Fault.of(exc!)
    guard fault.kind == .encode else { throw Fault.wrong(exc!) }
    var writer = ByteWriter()
    try fault.forEach { (point) throws(Raise) in writer.append(characterReference: point) }
    return try answer(ascii: writer, fault.end)
  }
}

@c @implementation
public func PyCodec_BackslashReplaceErrors(_ exc: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let fault = try Fault.of(exc!)
    var writer = ByteWriter()
    if fault.kind == .decode {
      let bytes = fault.object.bytesView
      var i = fault.start
      while i < fault.end {
        writer.append(backslash: UInt32(bytes[i]))
        i += 1
      }
    } else {
      try fault.forEach { (point) throws(Raise) in writer.append(backslash: point) }
    }
    return try answer(ascii: writer, fault.end)
  }
}

@c @implementation
public func PyCodec_NameReplaceErrors(_ exc: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let fault = try Fault.of(exc!)
    guard fault.kind == .encode else { throw Fault.wrong(exc!) }
    let module = try Owned(PyImport_ImportModule("unicodedata"))
    let name = try Owned(PyObject_GetAttrString(module.pointer, "name"))
    var writer = ByteWriter()
    try fault.forEach { (point) throws(Raise) in
      let character = try Owned(makeStr(point: point))
      let arguments = try Owned(tupleOf(character.pointer, suture_None()))
      let found = try Owned(PyObject_CallObject(name.pointer, arguments.pointer))
      if found.pointer.isStr {
        writer.append("\\N{")
        writer.append(strText(found.pointer).latin1)
        writer.append(UInt8(ascii: "}"))
      } else {
        writer.append(backslash: point)
      }
    }
    return try answer(ascii: writer, fault.end)
  }
}

// MARK: surrogateescape, surrogatepass

private func surrogateEscape(_ exc: ObjectPointer) throws(Raise) -> ObjectPointer {
  let fault = try Fault.of(exc)
  switch fault.kind {
  case .encode:
    var writer = ByteWriter()
    try fault.forEach { (point) throws(Raise) in
      guard point >= 0xDC80, point <= 0xDCFF else { throw raiseAgain(exc) }
      writer.append(UInt8(point - 0xDC00))
    }
    return try answer(Owned(makeBytes(writer.bytes)), fault.end)
  case .decode:
    let bytes = fault.object.bytesView
    var writer = StrWriter()
    var n = 0
    while n < 4, fault.start + n < fault.end, bytes[fault.start + n] >= 128 {
      writer.append(0xDC00 + UInt32(bytes[fault.start + n]))
      n += 1
    }
    if n == 0 { throw raiseAgain(exc) }
    return try answer(Owned(writer.finish()), fault.start + n)
  case .translate: throw Fault.wrong(exc)
  }
}

/// The encodings whose surrogates can be passed: bytes of a surrogate, and their order.
private func surrogateForm(_ encoding: ObjectPointer) -> (width: Int, isBig: Bool)? {
  let text = strText(encoding)
  guard text.width == 1 else { return nil }
  switch CodecName(text.latin1).text {
  case "utf_8", "utf8", "cp_utf8": return (3, false)
  case "utf_16", "utf16", "utf_16_le", "utf16_le", "utf_16le", "utf16le": return (2, false)
  case "utf_16_be", "utf16_be", "utf_16be", "utf16be": return (2, true)
  case "utf_32", "utf32", "utf_32_le", "utf32_le", "utf_32le", "utf32le": return (4, false)
  case "utf_32_be", "utf32_be", "utf_32be", "utf32be": return (4, true)
  default: return nil
  }
}

private func surrogatePass(_ exc: ObjectPointer) throws(Raise) -> ObjectPointer {
  let fault = try Fault.of(exc)
  if fault.kind == .translate { throw Fault.wrong(exc) }
  let isEncode = fault.kind == .encode
  let encoding = try Owned(
    isEncode ? PyUnicodeEncodeError_GetEncoding(exc) : PyUnicodeDecodeError_GetEncoding(exc)
  )
  guard let form = surrogateForm(encoding.pointer) else { throw raiseAgain(exc) }
  if isEncode {
    var writer = ByteWriter()
    try fault.forEach { (point) throws(Raise) in
      guard isSurrogate(point) else { throw raiseAgain(exc) }
      if form.width == 3 {
        writer.append(utf8: point)
      } else {
        writer.append(wide: point, form.width, form.isBig)
      }
    }
    return try answer(Owned(makeBytes(writer.bytes)), fault.end)
  }
  let bytes = fault.object.bytesView
  guard bytes.count - fault.start >= form.width else { throw raiseAgain(exc) }
  let part = bytes.from(fault.start, to: fault.start + form.width)
  let point: UInt32
  switch form.width {
  case 3:
    let isThree = part[0] & 0xF0 == 0xE0 && part[1] & 0xC0 == 0x80 && part[2] & 0xC0 == 0x80
    point =
      isThree ? UInt32(part[0] & 15) << 12 | UInt32(part[1] & 63) << 6 | UInt32(part[2] & 63) : 0
  case 2:
    point =
      form.isBig ? UInt32(part[0]) << 8 | UInt32(part[1]) : UInt32(part[1]) << 8 | UInt32(part[0])
  default:
    let a = UInt32(part[0])
    let b = UInt32(part[1])
    let c = UInt32(part[2])
    let d = UInt32(part[3])
    point = form.isBig ? a << 24 | b << 16 | c << 8 | d : d << 24 | c << 16 | b << 8 | a
  }
  guard isSurrogate(point) else { throw raiseAgain(exc) }
  return try answer(Owned(makeStr(point: point)), fault.start + form.width)
}

// MARK: Slots

@c func suture_codec_strict_errors(_ self: ObjectPointer?, _ exc: ObjectPointer?) -> ObjectPointer?
{
  PyCodec_StrictErrors(exc)
}

@c func suture_codec_ignore_errors(_ self: ObjectPointer?, _ exc: ObjectPointer?) -> ObjectPointer?
{
  PyCodec_IgnoreErrors(exc)
}

@c func suture_codec_replace_errors(_ self: ObjectPointer?, _ exc: ObjectPointer?) -> ObjectPointer?
{
  PyCodec_ReplaceErrors(exc)
}

@c func suture_codec_xmlcharrefreplace_errors(_ self: ObjectPointer?, _ exc: ObjectPointer?)
  -> ObjectPointer?
{
  PyCodec_XMLCharRefReplaceErrors(exc)
}

@c func suture_codec_backslashreplace_errors(_ self: ObjectPointer?, _ exc: ObjectPointer?)
  -> ObjectPointer?
{
  PyCodec_BackslashReplaceErrors(exc)
}

@c func suture_codec_namereplace_errors(_ self: ObjectPointer?, _ exc: ObjectPointer?)
  -> ObjectPointer?
{
  PyCodec_NameReplaceErrors(exc)
}

@c func suture_codec_surrogatepass_errors(_ self: ObjectPointer?, _ exc: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try surrogatePass(exc!) }
}

@c func suture_codec_surrogateescape_errors(_ self: ObjectPointer?, _ exc: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try surrogateEscape(exc!) }
}
