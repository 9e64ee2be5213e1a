import CSuture

// unicode_escape and raw_unicode_escape.

// MARK: Operations

/// What one escape gave.
private enum Escape {
  case point(UInt32)
  case nothing
  /// The escape means nothing: the backslash stands for itself.
  case unknown
  case invalid(StaticString)
  /// The input ends inside the escape.
  case incomplete(StaticString)
}

/// Reads `digits` hexadecimal digits at `i`; what is no digit ends the reading.
private func hexEscape(_ input: ByteView, _ i: inout Int, _ digits: Int, _ reason: StaticString)
  -> Escape
{
  var value: UInt32 = 0
  for _ in 0..<digits {
    guard i < input.count else { return .incomplete(reason) }
    let digit = input[i].hexValue
    if digit == 255 { return .invalid(reason) }
    value = value << 4 | UInt32(digit)
    i += 1
  }
  return .point(value)
}

/// Reads what follows a backslash.
private func unicodeEscape(_ input: ByteView, _ i: inout Int) throws(Raise) -> Escape {
  guard i < input.count else { return .incomplete("\\ at end of string") }
  let letter = input[i]
  if let byte = simpleEscape(letter) {
    i += 1
    return .point(UInt32(byte))
  }
  switch letter {
  case 10:
    i += 1
    return .nothing
  case 48...55: return .point(octal(input, &i))
  case UInt8(ascii: "x"):
    i += 1
    return hexEscape(input, &i, 2, "truncated \\xXX escape")
  case UInt8(ascii: "u"):
    i += 1
    return hexEscape(input, &i, 4, "truncated \\uXXXX escape")
  case UInt8(ascii: "U"):
    i += 1
    let escape = hexEscape(input, &i, 8, "truncated \\UXXXXXXXX escape")
    if case .point(let point) = escape, point > 0x10FFFF {
      return .invalid("illegal Unicode character")
    }
    return escape
  case UInt8(ascii: "N"):
    i += 1
    return try namedEscape(input, &i)
  default: return .unknown
  }
}

/// `{NAME}`, looked up in the module unicodedata.
private func namedEscape(_ input: ByteView, _ i: inout Int) throws(Raise) -> Escape {
  let malformed: StaticString = "malformed \\N character escape"
  guard i < input.count else { return .incomplete(malformed) }
  guard input[i] == UInt8(ascii: "{") else { return .invalid(malformed) }
  i += 1
  let start = i
  while i < input.count, input[i] != UInt8(ascii: "}") { i += 1 }
  guard i < input.count else { return .incomplete(malformed) }
  if i == start { return .invalid(malformed) }
  let name = try Owned(decodeLatin1(input.from(start, to: i)))
  i += 1
  let module = try Owned(PyImport_ImportModule("unicodedata"))
  let lookup = try Owned(PyObject_GetAttrString(module.pointer, "lookup"))
  guard let found = callOne(lookup.pointer, name.pointer) else {
    if PyErr_ExceptionMatches(suture_PyExc_KeyError()) == 0 { throw .pending }
    PyErr_Clear()
    return .invalid("unknown Unicode character name")
  }
  let character = Owned(found)
  guard character.pointer.isStr, strCount(character.pointer) == 1 else {
    return .invalid("unknown Unicode character name")
  }
  return .point(strText(character.pointer)[0])
}

/// Decodes unicode_escape; a new reference.
func decodeUnicodeEscape(
  _ input: ByteView,
  _ errors: UnsafePointer<CChar>?,
  _ consumed: UnsafeMutablePointer<Int>?
) throws(Raise) -> ObjectPointer {
  var failure = DecodeErrors("unicodeescape", errors, input)
  var writer = PointWriter(capacity: input.count)
  var firstInvalid = -1
  var i = 0
  decoding: while i < failure.input.count {
    let byte = failure.input[i]
    if byte != 92 {
      writer.append(byte)
      i += 1
      continue
    }
    let start = i
    i += 1
    let isFirst = firstInvalid < 0
    let problem: StaticString
    switch try unicodeEscape(failure.input, &i) {
    case .point(let point):
      if point > 255, isFirst, i - start <= 4, failure.input[start + 1] <= 55 {
        firstInvalid = start + 1
      }
      writer.append(point)
      continue decoding
    case .nothing: continue decoding
    case .unknown:
      if isFirst { firstInvalid = start + 1 }
      writer.append(UInt8(92))
      writer.append(failure.input[i])
      i += 1
      continue decoding
    case .incomplete(let reason):
      if consumed != nil {
        i = start
        break decoding
      }
      problem = reason
    case .invalid(let reason): problem = reason
    }
    i = try failure.handle(start, i, problem, &writer)
  }
  consumed?.pointee = i
  let result = try Owned(writer.finish())
  if firstInvalid >= 0 { try warnInvalidEscape(input, firstInvalid) }
  return result.take()
}

/// Decodes raw_unicode_escape: only \u and \U are escapes; a new reference.
func decodeRawUnicodeEscape(
  _ input: ByteView,
  _ errors: UnsafePointer<CChar>?,
  _ consumed: UnsafeMutablePointer<Int>?
) throws(Raise) -> ObjectPointer {
  var failure = DecodeErrors("rawunicodeescape", errors, input)
  var writer = PointWriter(capacity: input.count)
  var i = 0
  decoding: while i < failure.input.count {
    let byte = failure.input[i]
    if byte != 92 {
      writer.append(byte)
      i += 1
      continue
    }
    let start = i
    i += 1
    if i == failure.input.count {
      if consumed != nil {
        i = start
        break
      }
      writer.append(byte)
      continue
    }
    let letter = failure.input[i]
    i += 1
    let isLong = letter == UInt8(ascii: "U")
    guard isLong || letter == UInt8(ascii: "u") else {
      writer.append(byte)
      writer.append(letter)
      continue
    }
    let reason: StaticString = isLong ? "truncated \\UXXXXXXXX escape" : "truncated \\uXXXX escape"
    let problem: StaticString
    switch hexEscape(failure.input, &i, isLong ? 8 : 4, reason) {
    case .point(let point) where point <= 0x10FFFF:
      writer.append(point)
      continue decoding
    case .incomplete where consumed != nil:
      i = start
      break decoding
    case .incomplete(let text), .invalid(let text): problem = text
    default: problem = "\\Uxxxxxxxx out of range"
    }
    i = try failure.handle(start, i, problem, &writer)
  }
  consumed?.pointee = i
  return try writer.finish()
}

/// Encodes with escapes for everything outside printable ASCII; a new bytes object.
func encodeUnicodeEscape(_ text: ObjectPointer) throws(Raise) -> ObjectPointer {
  let view = strText(text)
  var writer = ByteWriter(capacity: view.count + 16)
  for i in 0..<view.count {
    let point = view[i]
    switch point {
    case 92: writer.append("\\\\")
    case 9: writer.append("\\t")
    case 10: writer.append("\\n")
    case 13: writer.append("\\r")
    case 32...126: writer.append(UInt8(point))
    default: writer.append(backslash: point)
    }
  }
  return try writer.finishBytes()
}

/// Encodes as Latin-1 with escapes for the rest; a new bytes object.
func encodeRawUnicodeEscape(_ text: ObjectPointer) throws(Raise) -> ObjectPointer {
  let view = strText(text)
  if view.width == 1 { return try makeBytes(view.latin1) }
  var writer = ByteWriter(capacity: view.count + 16)
  for i in 0..<view.count {
    if view[i] < 256 { writer.append(UInt8(view[i])) } else { writer.append(backslash: view[i]) }
  }
  return try writer.finishBytes()
}

// MARK: C API

@c @implementation
public func PyUnicode_DecodeUnicodeEscape(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in try decodeUnicodeEscape(ByteView(text, checked: size), errors, nil)
  }
}

@c @implementation
public func PyUnicode_DecodeRawUnicodeEscape(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try decodeRawUnicodeEscape(ByteView(text, checked: size), errors, nil)
  }
}

@c @implementation
public func PyUnicode_AsUnicodeEscapeString(_ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try encodeUnicodeEscape(checkStr(text)) }
}

@c @implementation
public func PyUnicode_AsRawUnicodeEscapeString(_ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try encodeRawUnicodeEscape(checkStr(text)) }
}
