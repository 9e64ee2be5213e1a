import CSuture

// Codecs that map each byte to a character, by a table or by a Python mapping.

// MARK: Layout

/// What a charmap codec maps by.
enum CharMapping {
  /// Each byte is the character of its number.
  case identity
  /// 256 characters; 0xFFFE: none.
  case table(UnsafePointer<UInt16>)
  /// A Python mapping, borrowed.
  case object(ObjectPointer)

  init(_ mapping: ObjectPointer?) {
    if let mapping { self = .object(mapping) } else { self = .identity }
  }
}

private let undefined: StaticString = "character maps to <undefined>"

// MARK: Operations

/// `mapping[key]`, nil when there is none: a LookupError, or None.
private func item(_ mapping: ObjectPointer, _ key: UInt32) throws(Raise) -> ObjectPointer? {
  let number = try Owned(PyLong_FromLong(Int(key)))
  guard let value = PyObject_GetItem(mapping, number.pointer) else {
    if PyErr_ExceptionMatches(suture_PyExc_LookupError()) == 0 { throw .pending }
    PyErr_Clear()
    return nil
  }
  if value == suture_None() {
    suture_decref(value)
    return nil
  }
  return value
}

/// Appends what `byte` means; false: nothing.
private func append(_ byte: UInt8, _ mapping: CharMapping, _ writer: inout PointWriter)
  throws(Raise) -> Bool
{
  switch mapping {
  case .identity:
    writer.append(byte)
    return true
  case .table(let table):
    let point = table[Int(byte)]
    if point == 0xFFFE { return false }
    writer.append(UInt32(point))
    return true
  case .object(let o):
    if o.isExactStr {
      let text = strText(o)
      guard Int(byte) < text.count, text[Int(byte)] != 0xFFFE else { return false }
      writer.append(text[Int(byte)])
      return true
    }
    guard let found = try item(o, UInt32(byte)) else { return false }
    let value = Owned(found)
    if value.pointer.isInstance(TypeFlag.long) {
      let point = PyLong_AsLong(value.pointer)
      if point == -1, isExceptionPending { throw .pending }
      if point == 0xFFFE { return false }
      guard point >= 0, point <= 0x10FFFF else {
        throw Raise(.type, "character mapping must be in range(0x110000)")
      }
      writer.append(UInt32(point))
      return true
    }
    guard value.pointer.isStr else {
      throw Raise(.type, "character mapping must return integer, None or str")
    }
    let text = strText(value.pointer)
    if text.count == 1, text[0] == 0xFFFE { return false }
    writer.append(str: value.pointer)
    return true
  }
}

/// Decodes by a mapping of bytes; a new reference.
func decodeCharmap(
  _ input: ByteView,
  _ mapping: CharMapping,
  _ errors: UnsafePointer<CChar>?
) throws(Raise) -> ObjectPointer {
  if case .identity = mapping { return try decodeLatin1(input) }
  var failure = DecodeErrors("charmap", errors, input)
  var writer = PointWriter(capacity: input.count)
  var i = 0
  while i < failure.input.count {
    if try append(failure.input[i], mapping, &writer) {
      i += 1
    } else {
      i = try failure.handle(i, i + 1, undefined, &writer)
    }
  }
  return try writer.finish()
}

/// Appends the bytes that a character maps to; false: none.
private func append(_ point: UInt32, _ mapping: CharMapping, _ writer: inout ByteWriter)
  throws(Raise) -> Bool
{
  switch mapping {
  case .identity:
    if point > 255 { return false }
    writer.append(UInt8(point))
    return true
  case .table(let table):
    if point < 128, table[Int(point)] == point {
      writer.append(UInt8(point))
      return true
    }
    var byte = 255
    while byte >= 0, UInt32(table[byte]) != point || point == 0xFFFE { byte -= 1 }
    if byte < 0 { return false }
    writer.append(UInt8(byte))
    return true
  case .object(let o):
    guard let found = try item(o, point) else { return false }
    let value = Owned(found)
    if value.pointer.isInstance(TypeFlag.long) {
      let byte = PyLong_AsLong(value.pointer)
      if byte == -1, isExceptionPending { throw .pending }
      guard byte >= 0, byte <= 255 else {
        throw Raise(.type, "character mapping must be in range(256)")
      }
      writer.append(UInt8(byte))
      return true
    }
    guard value.pointer.isBytes else {
      let name = value.pointer.type.name
      throw Raise(.type, "character mapping must return integer, bytes or None, not \(name)")
    }
    writer.append(value.pointer.bytesView)
    return true
  }
}

/// Encodes by a mapping of characters; a new bytes object.
func encodeCharmap(
  _ text: ObjectPointer,
  _ mapping: CharMapping,
  _ errors: UnsafePointer<CChar>?
) throws(Raise) -> ObjectPointer {
  if case .identity = mapping { return try encodeSingleByte(text, 256, errors) }
  let view = strText(text)
  var failure = EncodeErrors("charmap", errors, text)
  var writer = ByteWriter(capacity: view.count)
  var i = 0
  while i < view.count {
    if try append(view[i], mapping, &writer) {
      i += 1
    } else {
      i = try handle(view, i, mapping, &failure, &writer)
    }
  }
  return try writer.finishBytes()
}

/// Deals with the run of characters from `start` on that have no mapping.
///
/// - Returns: where encoding goes on.
private func handle(
  _ view: StrText,
  _ start: Int,
  _ mapping: CharMapping,
  _ failure: inout EncodeErrors,
  _ writer: inout ByteWriter
) throws(Raise) -> Int {
  var end = start + 1
  var probe = ByteWriter(capacity: 16)
  while end < view.count {
    if try append(view[end], mapping, &probe) { break }
    end += 1
  }
  switch failure.mode {
  case .ignore: return end
  case .replace:
    for _ in start..<end {
      if try !append(UInt32(UInt8(ascii: "?")), mapping, &writer) {
        throw failure.fail(start, end, undefined)
      }
    }
    return end
  case .xmlCharRefReplace:
    var text = ByteWriter()
    for i in start..<end { text.append(characterReference: view[i]) }
    for i in 0..<text.bytes.count {
      if try !append(UInt32(text.bytes[i]), mapping, &writer) {
        throw failure.fail(start, end, undefined)
      }
    }
    return end
  default: break
  }
  let replacement = try failure.call(start, end, undefined)
  if replacement.isBytes {
    writer.append(replacement.object.pointer.bytesView)
  } else {
    let text = strText(replacement.object.pointer)
    for i in 0..<text.count {
      if try !append(text[i], mapping, &writer) { throw failure.fail(start, end, undefined) }
    }
  }
  return replacement.next
}

// MARK: C API

@c @implementation
public func PyUnicode_DecodeCharmap(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ mapping: ObjectPointer?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try decodeCharmap(ByteView(text, checked: size), CharMapping(mapping), errors)
  }
}

@c @implementation
public func PyUnicode_AsCharmapString(_ text: ObjectPointer?, _ mapping: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let text, text.isStr, let mapping else {
      throw Raise.badArgument()
    }
    return try encodeCharmap(text, .object(mapping), nil)
  }
}
