import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// `bytes % arguments`.

// MARK: Layout

/// Where the arguments of one formatting come from.
private struct FormatArguments {
  let all: ObjectPointer
  let isTuple: Bool
  let mapping: ObjectPointer?
  var used = 0

  init(_ all: ObjectPointer) {
    self.all = all
    isTuple = all.isInstance(TypeFlag.tuple)
    let subscripted = all.type.pointee.tp_as_mapping?.pointee.mp_subscript != nil
    mapping =
      subscripted && !isTuple && !all.isBytes && !all.isStr && !ByteArray.isByteArray(all)
      ? all : nil
  }

  mutating func next() throws(Raise) -> Owned {
    let count = isTuple ? PyTuple_Size(all) : 1
    guard used < count else { throw Raise(.type, "not enough arguments for format string") }
    used += 1
    return Owned(borrowed: isTuple ? PyTuple_GetItem(all, used - 1)! : all)
  }

  func checkUsedUp() throws(Raise) {
    let count = isTuple ? PyTuple_Size(all) : 1
    if used < count, mapping == nil {
      throw Raise(.type, "not all arguments converted during bytes formatting")
    }
  }
}

/// One `%` directive.
private struct Directive {
  var left = false
  var plus = false
  var blank = false
  var alternate = false
  var zero = false
  var width = -1
  var precision = -1
  var letter: UInt8 = 0

  mutating func setFlag(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "-"): left = true
    case UInt8(ascii: "+"): plus = true
    case UInt8(ascii: " "): blank = true
    case UInt8(ascii: "#"): alternate = true
    case UInt8(ascii: "0"): zero = true
    default: return false
    }
    return true
  }
}

// MARK: Operations

/// What `format % arguments` gives.
func formatBytes(_ format: ByteView, _ arguments: ObjectPointer) throws(Raise) -> ByteWriter {
  var writer = ByteWriter(capacity: format.count + 32)
  var source = FormatArguments(arguments)
  var i = 0
  while i < format.count {
    let next = format.firstIndex(of: UInt8(ascii: "%"), from: i)
    writer.append(format.from(i, to: next < 0 ? format.count : next))
    if next < 0 { break }
    i = next + 1
    try formatOne(format, &i, &source, &writer)
  }
  try source.checkUsedUp()
  if writer.isFull { throw Raise.noMemory }
  return writer
}

private func formatOne(
  _ format: ByteView,
  _ i: inout Int,
  _ source: inout FormatArguments,
  _ writer: inout ByteWriter
) throws(Raise) {
  if i < format.count, format[i] == UInt8(ascii: "%") {
    i += 1
    writer.append(UInt8(ascii: "%"))
    return
  }
  var directive = Directive()
  var keyed: ObjectPointer?
  defer { if let keyed { suture_decref(keyed) } }
  if i < format.count, format[i] == UInt8(ascii: "(") {
    keyed = try keyedArgument(format, &i, source)
  }
  while i < format.count, directive.setFlag(format[i]) { i += 1 }
  if let width = try number(format, &i, &source, "width too big", limit: Int.max) {
    directive.width = width
    if width < 0 {
      directive.left = true
      directive.width = width == Int.min ? 0 : -width
    }
  }
  if i < format.count, format[i] == UInt8(ascii: ".") {
    i += 1
    let precision = try number(format, &i, &source, "prec too big", limit: Int(Int32.max))
    directive.precision = max(precision ?? 0, 0)
  }
  if i < format.count, format[i] == 104 || format[i] == 108 || format[i] == 76 { i += 1 }
  guard i < format.count else { throw Raise(.value, "incomplete format") }
  directive.letter = format[i]
  i += 1
  if let keyed {
    try convert(directive, keyed, at: i - 1, &writer)
  } else {
    let argument = try source.next()
    try convert(directive, argument.pointer, at: i - 1, &writer)
  }
}

/// `(key)`: a new reference to the mapping's item.
private func keyedArgument(
  _ format: ByteView,
  _ i: inout Int,
  _ source: FormatArguments
) throws(Raise) -> ObjectPointer {
  guard let mapping = source.mapping else { throw Raise(.type, "format requires a mapping") }
  let start = i + 1
  var depth = 1
  i = start
  while i < format.count, depth > 0 {
    if format[i] == UInt8(ascii: ")") {
      depth -= 1
    } else if format[i] == UInt8(ascii: "(") {
      depth += 1
    }
    i += 1
  }
  if depth > 0 { throw Raise(.value, "incomplete format key") }
  let key = try Owned(makeBytes(format.from(start, to: i - 1)))
  return try check(PyObject_GetItem(mapping, key.pointer))
}

/// A number up to `limit`, in digits or, as `*`, among the arguments.
private func number(
  _ format: ByteView,
  _ i: inout Int,
  _ source: inout FormatArguments,
  _ tooBig: StaticString,
  limit: Int
) throws(Raise) -> Int? {
  guard i < format.count else { return nil }
  if format[i] == UInt8(ascii: "*") {
    i += 1
    let given = try source.next()
    guard given.pointer.isInstance(TypeFlag.long) else { throw Raise(.type, "* wants int") }
    if limit == Int.max { return try check(PyLong_AsSsize_t(given.pointer)) }
    return try intArgument(given.pointer)
  }
  guard format[i].isASCIIDigit else { return nil }
  var value = 0
  while i < format.count, format[i].isASCIIDigit {
    let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = scaled.addingReportingOverflow(Int(format[i] - 48))
    if overflow || carry || sum > limit { throw Raise(.value, "\(tooBig)") }
    value = sum
    i += 1
  }
  return value
}

private func convert(
  _ d: Directive,
  _ o: ObjectPointer,
  at place: Int,
  _ writer: inout ByteWriter
) throws(Raise) {
  var piece = ByteWriter()
  switch d.letter {
  case UInt8(ascii: "a"), UInt8(ascii: "r"):
    let text = try Owned(PyObject_ASCII(o))
    piece.append(strText(text.pointer).latin1)
    put(d, clipped(piece.bytes, d), isNumber: false, &writer)
  case UInt8(ascii: "s"), UInt8(ascii: "b"):
    try appendObject(o, &piece)
    put(d, clipped(piece.bytes, d), isNumber: false, &writer)
  case UInt8(ascii: "c"):
    piece.append(try oneByte(o))
    put(d, piece.bytes, isNumber: false, &writer)
  case UInt8(ascii: "d"), UInt8(ascii: "i"), UInt8(ascii: "u"), UInt8(ascii: "o"),
    UInt8(ascii: "x"),
    UInt8(ascii: "X"):
    try appendInt(d, o, &piece)
    put(d, piece.bytes, isNumber: true, &writer)
  case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "f"), UInt8(ascii: "F"),
    UInt8(ascii: "g"),
    UInt8(ascii: "G"):
    try appendFloat(d, o, &piece)
    put(d, piece.bytes, isNumber: true, &writer)
  default:
    let code = String(d.letter, radix: 16)
    let shown = String(UnicodeScalar(d.letter))
    throw Raise(.value, "unsupported format character '\(shown)' (0x\(code)) at index \(place)")
  }
}

private func clipped(_ view: ByteView, _ d: Directive) -> ByteView {
  d.precision >= 0 && d.precision < view.count ? view.from(0, to: d.precision) : view
}

/// Writes the converted text in its width: sign and prefix before the zeros, after the blanks.
private func put(_ d: Directive, _ text: ByteView, isNumber: Bool, _ writer: inout ByteWriter) {
  var body = text
  var head = ByteWriter(capacity: 16)
  if isNumber {
    let first = body.count > 0 ? body[0] : 0
    if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      head.append(first)
      body = body.from(1, to: body.count)
    } else if d.plus {
      head.append(UInt8(ascii: "+"))
    } else if d.blank {
      head.append(UInt8(ascii: " "))
    }
    let isBased =
      d.letter == UInt8(ascii: "x") || d.letter == UInt8(ascii: "X")
      || d.letter == UInt8(ascii: "o")
    if d.alternate, isBased, body.count >= 2 {
      head.append(body.from(0, to: 2))
      body = body.from(2, to: body.count)
    }
  }
  let room = max(d.width - head.count - body.count, 0)
  let isZeroFilled = isNumber && d.zero
  if isZeroFilled { writer.append(head.bytes) }
  if !d.left { writer.append(repeating: isZeroFilled ? 48 : 32, room) }
  if !isZeroFilled { writer.append(head.bytes) }
  writer.append(body)
  if d.left { writer.append(repeating: 32, room) }
}

/// `%b`: bytes, __bytes__, or a buffer.
private func appendObject(_ o: ObjectPointer, _ piece: inout ByteWriter) throws(Raise) {
  if o.isBytes {
    piece.append(o.bytesView)
    return
  }
  if !ByteArray.isByteArray(o), let method = try lookupSpecial(o, suture_name___bytes__()) {
    let bound = Owned(method)
    let result = try Owned(PyObject_CallNoArgs(bound.pointer))
    guard result.pointer.isBytes else {
      throw Raise(.type, "__bytes__ returned non-bytes (type \(result.pointer.type.name))")
    }
    piece.append(result.pointer.bytesView)
    return
  }
  guard PyObject_CheckBuffer(o) != 0 else {
    let name = o.type.name
    throw Raise(
      .type,
      "%b requires a bytes-like object, or an object that implements __bytes__, not '\(name)'"
    )
  }
  let copy = try Owned(bytesFromBuffer(o))
  piece.append(copy.pointer.bytesView)
}

private func oneByte(_ o: ObjectPointer) throws(Raise) -> UInt8 {
  if o.isBytes, o.bytesView.count == 1 { return o.bytesView[0] }
  if ByteArray.isByteArray(o), ByteArray.count(o) == 1 {
    return UInt8(max(ByteArray.byte(o, 0), 0))
  }
  guard !o.isBytes, !ByteArray.isByteArray(o), PyIndex_Check(o) != 0 else {
    throw Raise(.type, "%c requires an integer in range(256) or a single byte")
  }
  let index = try Owned(PyNumber_Index(o))
  var overflow: Int32 = 0
  let n = PyLong_AsLongAndOverflow(index.pointer, &overflow)
  guard overflow == 0, n >= 0, n < 256 else { throw Raise(.overflow, "%c arg not in range(256)") }
  return UInt8(n)
}

private func appendInt(_ d: Directive, _ o: ObjectPointer, _ piece: inout ByteWriter) throws(Raise)
{
  let letter = d.letter
  let isBased =
    letter == UInt8(ascii: "x") || letter == UInt8(ascii: "X") || letter == UInt8(ascii: "o")
  let base: Int32 = letter == UInt8(ascii: "o") ? 8 : isBased ? 16 : 10
  let value = try integer(o, isBased, letter)
  if d.precision > Int(Int32.max) - 3 { throw Raise(.overflow, "precision too large") }
  let text = try Owned(PyNumber_ToBase(value.pointer, base))
  var digits = strText(text.pointer).latin1
  if digits[0] == UInt8(ascii: "-") {
    piece.append(digits[0])
    digits = digits.from(1, to: digits.count)
  }
  if isBased {
    if d.alternate {
      piece.append(UInt8(ascii: "0"))
      piece.append(letter)
    }
    digits = digits.from(2, to: digits.count)
  }
  piece.append(repeating: 48, d.precision - digits.count)
  for i in 0..<digits.count {
    piece.append(letter == UInt8(ascii: "X") ? digits[i].asciiUppered : digits[i])
  }
}

private func integer(_ o: ObjectPointer, _ isBased: Bool, _ letter: UInt8) throws(Raise) -> Owned {
  if o.isInstance(TypeFlag.long) { return Owned(borrowed: o) }
  if PyNumber_Check(o) != 0 {
    if let value = isBased ? PyNumber_Index(o) : PyNumber_Long(o) { return Owned(value) }
    if PyErr_ExceptionMatches(suture_PyExc_TypeError()) == 0 { throw .pending }
    PyErr_Clear()
  }
  let wanted = isBased ? "an integer" : "a real number"
  let shown = letter == UInt8(ascii: "i") ? "d" : String(UnicodeScalar(letter))
  throw Raise(.type, "%\(shown) format: \(wanted) is required, not \(o.type.name)")
}

private func appendFloat(_ d: Directive, _ o: ObjectPointer, _ piece: inout ByteWriter)
  throws(Raise)
{
  let value = PyFloat_AsDouble(o)
  if value == -1, isExceptionPending {
    throw Raise(.type, "float argument required, not \(o.type.name)")
  }
  let precision = Int32(clamping: d.precision < 0 ? 6 : d.precision)
  let flags: Int32 = d.alternate ? 4 : 0
  guard let text = PyOS_double_to_string(value, CChar(bitPattern: d.letter), precision, flags, nil)
  else {
    throw .pending
  }
  piece.append(ByteView(raw: UnsafeRawPointer(text), strlen(text)))
  PyMem_Free(text)
}
