import CSuture

/// A format specification: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
struct FormatSpec {
  static let less: UInt32 = 60, equal: UInt32 = 61, greater: UInt32 = 62, caret: UInt32 = 94
  static let comma: UInt32 = 44, underscore: UInt32 = 95

  var fill: UInt32 = 32
  var align: UInt32
  /// "+", "-" or " "; 0: not given.
  var sign: UInt32 = 0
  var dropsNegativeZero = false
  var isAlternate = false
  /// -1: not given.
  var width = -1
  var precision = -1
  /// "," or "_"; 0: none.
  var grouping: UInt32 = 0
  /// 0: not given.
  var type: UInt32 = 0

  private static func isAlign(_ c: UInt32) -> Bool {
    c == less || c == equal || c == greater || c == caret
  }

  /// - Throws: ValueError; `value` is what is formatted, its type is named in messages.
  init(_ text: StrText, for value: ObjectPointer, defaultType: UInt32, defaultAlign: UInt32)
    throws(Raise)
  {
    align = defaultAlign
    type = defaultType
    var at = 0
    let end = text.count
    func peek() -> UInt32 { at < end ? text[at] : 0 }
    var fillGiven = false
    var alignGiven = false
    if end >= 2, Self.isAlign(text[1]) {
      fill = text[0]
      align = text[1]
      fillGiven = true
      alignGiven = true
      at = 2
    } else if end >= 1, Self.isAlign(text[0]) {
      align = text[0]
      alignGiven = true
      at = 1
    }
    if at < end, peek() == 32 || peek() == 43 || peek() == 45 {
      sign = peek()
      at += 1
    }
    if at < end, peek() == 122 {
      dropsNegativeZero = true
      at += 1
    }
    if at < end, peek() == 35 {
      isAlternate = true
      at += 1
    }
    if !fillGiven, at < end, peek() == 48 {
      fill = 48
      if !alignGiven, defaultAlign == Self.greater { align = Self.equal }
      at += 1
    }
    if let n = try decimalNumber(text, &at, end) { width = n }
    if at < end, peek() == Self.comma {
      grouping = Self.comma
      at += 1
    }
    if at < end, peek() == Self.underscore {
      if grouping != 0 { throw Raise(.value, "Cannot specify both ',' and '_'.") }
      grouping = Self.underscore
      at += 1
    }
    if at < end, peek() == Self.comma, grouping == Self.underscore {
      throw Raise(.value, "Cannot specify both ',' and '_'.")
    }
    if at < end, peek() == 46 {
      at += 1
      guard let n = try decimalNumber(text, &at, end) else {
        throw Raise(.value, "Format specifier missing precision")
      }
      precision = n
    }
    if end - at > 1 { throw try Self.invalid(text, value) }
    if at < end { type = peek() }
    if grouping != 0, !groupingFits {
      throw Raise(.value, "Cannot specify '\(charText(grouping))' with \(Self.quoted(type)).")
    }
  }

  /// Whether numbers of this type may be grouped.
  private var groupingFits: Bool {
    switch type {
    case 0, 100, 101, 102, 103, 69, 71, 37, 70: true  // d e f g E G % F
    case 98, 111, 120, 88: grouping == Self.underscore  // b o x X
    default: false
    }
  }

  private static func invalid(_ text: StrText, _ value: ObjectPointer) throws(Raise) -> Raise {
    var w = StrWriter()
    w.append(ascii: "Invalid format specifier '")
    w.append(text)
    w.append("' for object of type '\(value.type.name)'")
    let message = try Owned(w.finish())
    return Raise(.value, value: message.pointer)
  }

  /// A character of a message, quoted: escaped outside of printable ASCII.
  private static func quoted(_ c: UInt32) -> String {
    c > 32 && c < 128 ? "'\(charText(c))'" : "'\\x\(String(c, radix: 16))'"
  }

  func unknownType(_ value: ObjectPointer) -> Raise {
    Raise(
      .value,
      "Unknown format code \(Self.quoted(type)) for object of type '\(value.type.name)'"
    )
  }

  /// The number of fill characters before and after text of `count` characters.
  func padding(_ count: Int) -> (left: Int, right: Int) {
    let n = max(width - count, 0)
    switch align {
    case Self.greater: return (n, 0)
    case Self.caret: return (n / 2, n - n / 2)
    case Self.less, Self.equal: return (0, n)
    default: return (0, n)
    }
  }
}

private func charText(_ c: UInt32) -> String {
  Unicode.Scalar(c).map { String(Character($0)) } ?? "?"
}

/// Reads decimal digits, of any script; nil: there is none.
///
/// - Throws: ValueError when the number is too large.
func decimalNumber(_ text: StrText, _ at: inout Int, _ end: Int) throws(Raise) -> Int? {
  var value = 0
  var found = false
  while at < end, let digit = decimalValue(text[at]) {
    found = true
    if value > Int.max / 10 || value * 10 > Int.max - digit {
      throw Raise(.value, "Too many decimal digits in format string")
    }
    value = value * 10 + digit
    at += 1
  }
  return found ? value : nil
}

// MARK: Numbers

/// The parts of a formatted number.
///
///     <fill> <sign> <prefix> <fill> <digits, grouped> <tail> <fill>
private struct NumberLayout {
  var sign: UInt32 = 0
  var prefix: StrText?
  var digits: StrText
  /// The point, the decimals, the exponent, "%"; or the whole of "inf", or of a character.
  var tail: StrText
  var groupSize = 3
  var uppercase = false

  /// Appends the number as `spec` says.
  func append(to w: inout StrWriter, _ spec: FormatSpec) {
    let fixed = (sign != 0 ? 1 : 0) + (prefix?.count ?? 0) + tail.count
    let zeroFill = spec.fill == 48 && spec.align == FormatSpec.equal
    var shown = digits.count
    var separators = 0
    if spec.grouping != 0, digits.count > 0 {
      let wanted = zeroFill ? spec.width - fixed : 0
      shown = paddedDigits(wanted)
      separators = (shown - 1) / groupSize
    }
    let count = fixed + shown + separators
    let space = max(spec.width - count, 0)
    let inside = spec.align == FormatSpec.equal ? space : 0
    let (left, right) = spec.align == FormatSpec.equal ? (0, 0) : spec.padding(count)
    w.append(spec.fill, times: left)
    if sign != 0 { w.append(sign) }
    if let prefix { appendCased(prefix, &w) }
    w.append(spec.fill, times: inside)
    if separators == 0, shown == digits.count {
      appendCased(digits, &w)
    } else {
      for i in 0..<shown {
        let at = i - (shown - digits.count)
        w.append(at < 0 ? 48 : cased(digits[at]))
        let left = shown - i - 1
        if left > 0, left % groupSize == 0 { w.append(spec.grouping) }
      }
    }
    appendCased(tail, &w)
    w.append(spec.fill, times: right)
  }

  /// The smallest number of digits, at least the number's own, that take `wanted` characters with their separators.
  private func paddedDigits(_ wanted: Int) -> Int {
    var n = digits.count
    if wanted > n {
      n = max(n, wanted - wanted / (groupSize + 1))
      while n > digits.count, n - 1 + (n - 2) / groupSize >= wanted { n -= 1 }
      while n + (n - 1) / groupSize < wanted { n += 1 }
    }
    return n
  }

  private func cased(_ c: UInt32) -> UInt32 { uppercase && c >= 97 && c <= 122 ? c - 32 : c }

  private func appendCased(_ text: StrText, _ w: inout StrWriter) {
    if !uppercase { return w.append(text) }
    for i in 0..<text.count { w.append(cased(text[i])) }
  }
}

/// The sign to show.
private func signChar(_ spec: FormatSpec, isNegative: Bool) -> UInt32 {
  if isNegative { return 45 }
  return spec.sign == 43 || spec.sign == 32 ? spec.sign : 0
}

private var noText: StrText {
  StrText(base: UnsafeRawPointer(bitPattern: 1)!, count: 0, width: 1, isASCII: true)
}

/// `format(int, spec)`: `spec` is a str; a new reference.
///
/// Called by int.__format__.
func formatIntSpec(_ value: ObjectPointer, _ spec: ObjectPointer) throws(Raise) -> ObjectPointer {
  let text = strText(spec)
  if text.count == 0 { return try check(PyObject_Str(value)) }
  let spec = try FormatSpec(text, for: value, defaultType: 0, defaultAlign: FormatSpec.greater)
  switch spec.type {
  case 0, 98, 99, 100, 110, 111, 120, 88:  // b c d n o x X
    return try formatInt(value, spec)
  case 101, 69, 102, 70, 103, 71, 37:  // e E f F g G %
    let float = try Owned(PyNumber_Float(value))
    return try formatFloat(float.pointer, spec)
  default: throw spec.unknownType(value)
  }
}

private func formatInt(_ value: ObjectPointer, _ spec: FormatSpec) throws(Raise) -> ObjectPointer {
  if spec.precision != -1 {
    throw Raise(.value, "Precision not allowed in integer format specifier")
  }
  if spec.dropsNegativeZero {
    throw Raise(.value, "Negative zero coercion (z) not allowed in integer format specifier")
  }
  if spec.type == 99 { return try formatChar(value, spec) }
  let base: Int32 =
    spec.type == 98 ? 2 : spec.type == 111 ? 8 : spec.type == 120 || spec.type == 88 ? 16 : 10
  let number = try Owned(PyNumber_ToBase(value, base))
  var digits = strText(number.pointer)
  let isNegative = digits.count > 0 && digits[0] == 45
  if isNegative { digits = digits.slice(1, digits.count - 1) }
  var layout = NumberLayout(
    sign: signChar(spec, isNegative: isNegative),
    digits: digits,
    tail: noText
  )
  if base != 10 {
    if spec.isAlternate { layout.prefix = digits.slice(0, 2) }
    layout.digits = digits.slice(2, digits.count - 2)
    layout.groupSize = 4
    layout.uppercase = spec.type == 88
  }
  var w = StrWriter(capacity: max(spec.width, digits.count + 8))
  layout.append(to: &w, spec)
  return try w.finish()
}

private func formatChar(_ value: ObjectPointer, _ spec: FormatSpec) throws(Raise) -> ObjectPointer {
  if spec.sign != 0 { throw Raise(.value, "Sign not allowed with integer format specifier 'c'") }
  if spec.isAlternate {
    throw Raise(.value, "Alternate form (#) not allowed with integer format specifier 'c'")
  }
  let point = PyLong_AsLong(value)
  if point == -1, isExceptionPending { throw .pending }
  if point < 0 || point > 0x10FFFF { throw Raise(.overflow, "%c arg not in range(0x110000)") }
  let char = try Owned(makeStr(point: UInt32(point)))
  let layout = NumberLayout(digits: noText, tail: strText(char.pointer))
  var w = StrWriter(capacity: max(spec.width, 1))
  layout.append(to: &w, spec)
  return try w.finish()
}

/// `format(float, spec)`: `spec` is a str; a new reference.
///
/// Called by float.__format__.
func formatFloatSpec(_ value: ObjectPointer, _ spec: ObjectPointer) throws(Raise) -> ObjectPointer {
  let text = strText(spec)
  if text.count == 0 { return try check(PyObject_Str(value)) }
  let spec = try FormatSpec(text, for: value, defaultType: 0, defaultAlign: FormatSpec.greater)
  switch spec.type {
  // e E f F g G n %
  case 0, 101, 69, 102, 70, 103, 71, 110, 37: return try formatFloat(value, spec)
  default: throw spec.unknownType(value)
  }
}

/// The text of a double, as PyOS_double_to_string gives it.
private struct DoubleText: ~Copyable {
  private let block: UnsafeMutablePointer<CChar>
  let isNegative: Bool
  let digits: StrText
  let tail: StrText

  /// - Parameter percent: a "%" follows.
  init(
    _ value: Double,
    _ code: UInt32,
    _ precision: Int,
    _ spec: FormatSpec,
    addsDot: Bool,
    percent: Bool = false
  ) throws(Raise) {
    if precision > Int(Int32.max) { throw Raise(.value, "precision too big") }
    var flags: Int32 = 0
    if spec.isAlternate { flags |= 4 }
    if addsDot { flags |= 2 }
    if spec.dropsNegativeZero { flags |= 8 }
    let char = CChar(truncatingIfNeeded: code)
    guard let made = PyOS_double_to_string(value, char, Int32(precision), flags, nil) else {
      throw .pending
    }
    var n = 0
    while made[n] != 0 { n += 1 }
    block = made
    let bytes = UnsafeMutableRawPointer(made).assumingMemoryBound(to: UInt8.self)
    // The NUL's place serves the percent sign: the length is known from here on.
    if percent {
      bytes[n] = 37
      n += 1
    }
    isNegative = bytes[0] == 45
    let start = isNegative ? 1 : 0
    var end = start
    while end < n, bytes[end] >= 48, bytes[end] <= 57 { end += 1 }
    digits = StrText(base: bytes + start, count: end - start, width: 1, isASCII: true)
    tail = StrText(base: bytes + end, count: n - end, width: 1, isASCII: true)
  }

  deinit { PyMem_Free(block) }

  func append(to w: inout StrWriter, _ spec: FormatSpec) {
    let layout = NumberLayout(
      sign: signChar(spec, isNegative: isNegative),
      digits: digits,
      tail: tail
    )
    layout.append(to: &w, spec)
  }
}

/// The code, the precision and the dot for PyOS_double_to_string.
private func floatStyle(_ spec: FormatSpec) -> (code: UInt32, precision: Int) {
  var code = spec.type == 0 ? 114 : spec.type == 110 ? 103 : spec.type  // r g
  var precision = spec.precision
  if precision < 0 {
    precision = code == 114 ? 0 : 6
  } else if code == 114 {
    code = 103
  }
  return (code, precision)
}

private func formatFloat(_ value: ObjectPointer, _ spec: FormatSpec) throws(Raise) -> ObjectPointer
{
  var double = PyFloat_AsDouble(value)
  if double == -1, isExceptionPending { throw .pending }
  var (code, precision) = floatStyle(spec)
  let isPercent = spec.type == 37
  if isPercent {
    code = 102
    double *= 100
  }
  let text = try DoubleText(
    double,
    code,
    precision,
    spec,
    addsDot: spec.type == 0,
    percent: isPercent
  )
  var w = StrWriter(capacity: max(spec.width, text.digits.count + text.tail.count + 1))
  text.append(to: &w, spec)
  return try w.finish()
}

/// `format(complex, spec)`: `spec` is a str; a new reference.
///
/// Called by complex.__format__.
func formatComplexSpec(_ value: ObjectPointer, _ spec: ObjectPointer) throws(Raise) -> ObjectPointer
{
  let text = strText(spec)
  if text.count == 0 { return try check(PyObject_Str(value)) }
  let spec = try FormatSpec(text, for: value, defaultType: 0, defaultAlign: FormatSpec.greater)
  switch spec.type {
  case 0, 101, 69, 102, 70, 103, 71, 110: break  // e E f F g G n
  default: throw spec.unknownType(value)
  }
  if spec.fill == 48 {
    throw Raise(.value, "Zero padding is not allowed in complex format specifier")
  }
  if spec.align == FormatSpec.equal {
    throw Raise(.value, "'=' alignment flag is not allowed in complex format specifier")
  }
  let real = PyComplex_RealAsDouble(value)
  let imaginary = PyComplex_ImagAsDouble(value)
  let (code, precision) = floatStyle(spec)
  let omitsReal = spec.type == 0 && real == 0 && real.sign == .plus
  let hasParens = spec.type == 0 && !omitsReal
  var part = spec
  part.fill = 32
  part.align = FormatSpec.less
  part.width = -1
  var w = StrWriter()
  if hasParens { w.append(40) }
  if !omitsReal {
    let re = try DoubleText(real, code, precision, spec, addsDot: false)
    re.append(to: &w, part)
    part.sign = 43
  }
  let im = try DoubleText(imaginary, code, precision, spec, addsDot: false)
  im.append(to: &w, part)
  w.append(106)
  if hasParens { w.append(41) }
  let number = try Owned(w.finish())
  let (left, right) = spec.padding(strCount(number.pointer))
  return try strPadded(number.pointer, left, right, spec.fill)
}

// MARK: Text

/// `format(str, spec)`: `spec` is a str; a new reference.
func formatStrSpec(_ value: ObjectPointer, _ spec: ObjectPointer) throws(Raise) -> ObjectPointer {
  let own = strText(value)
  let text = strText(spec)
  if text.count == 0 { return try exactStr(value) }
  let spec = try FormatSpec(text, for: value, defaultType: 115, defaultAlign: FormatSpec.less)
  if spec.type != 115 { throw spec.unknownType(value) }
  if spec.sign != 0 {
    let what = spec.sign == 32 ? "Space" : "Sign"
    throw Raise(.value, "\(what) not allowed in string format specifier")
  }
  if spec.dropsNegativeZero {
    throw Raise(.value, "Negative zero coercion (z) not allowed in string format specifier")
  }
  if spec.isAlternate {
    throw Raise(.value, "Alternate form (#) not allowed in string format specifier")
  }
  if spec.align == FormatSpec.equal {
    throw Raise(.value, "'=' alignment not allowed in string format specifier")
  }
  let shown = spec.precision >= 0 ? min(spec.precision, own.count) : own.count
  let (left, right) = spec.padding(shown)
  if left == 0, right == 0, shown == own.count { return try exactStr(value) }
  var w = StrWriter(capacity: left + shown + right)
  w.append(spec.fill, times: left)
  w.append(own.slice(0, shown))
  w.append(spec.fill, times: right)
  return try w.finish()
}
