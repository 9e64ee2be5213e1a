import CSuture

/// One conversion of a format: `%(key)flags width.precision type`.
private struct Conversion {
  var isLeft = false, hasSign = false, hasBlank = false, isAlternate = false, hasZero = false
  /// -1: not given.
  var width = -1
  var precision = -1
  var type: UInt32 = 0
  /// The index of the type in the format, for messages.
  var index = 0
}

/// `format % args`.
private struct PercentFormatter {
  let format: StrText
  /// The tuple of arguments, or the one argument; borrowed.
  private var args: ObjectPointer
  private var isTuple: Bool
  private var next = 0
  private var count: Int
  private let mapping: ObjectPointer?
  /// The value of the last key, kept until the next.
  private var keyed: ObjectPointer?
  private var at = 0

  init(_ format: StrText, _ args: ObjectPointer) {
    self.format = format
    self.args = args
    isTuple = args.isInstance(TypeFlag.tuple)
    count = isTuple ? args.cast(to: PyVarObject.self).pointee.ob_size : 1
    let isMapping = PyMapping_Check(args) != 0 && !isTuple && !args.isStr
    mapping = isMapping ? args : nil
  }

  mutating func end() {
    if let keyed { suture_decref(keyed) }
    keyed = nil
  }

  /// The next argument, borrowed.
  private mutating func argument() throws(Raise) -> ObjectPointer {
    if next >= count { throw Raise(.type, "not enough arguments for format string") }
    next += 1
    return isTuple ? tupleItems(args)[next - 1]! : args
  }

  mutating func run(_ w: inout StrWriter) throws(Raise) {
    while at < format.count {
      let start = at
      while at < format.count, format[at] != 37 { at += 1 }
      w.append(format.slice(start, at - start))
      if at == format.count { break }
      at += 1
      try conversion(&w)
      try w.checkMemory()
    }
    if next < count, mapping == nil {
      throw Raise(.type, "not all arguments converted during string formatting")
    }
  }

  private func peek() throws(Raise) -> UInt32 {
    if at >= format.count { throw Raise(.value, "incomplete format") }
    return format[at]
  }

  // MARK: Parsing

  private mutating func conversion(_ w: inout StrWriter) throws(Raise) {
    var c = Conversion()
    if try peek() == 37 {
      w.append(37)
      at += 1
      return
    }
    if try peek() == 40 { try key() }
    flags: while true {
      switch try peek() {
      case 45: c.isLeft = true
      case 43: c.hasSign = true
      case 32: c.hasBlank = true
      case 35: c.isAlternate = true
      case 48: c.hasZero = true
      default: break flags
      }
      at += 1
    }
    if try peek() == 42 {
      at += 1
      let o = try argument()
      if !o.isInstance(TypeFlag.long) { throw Raise(.type, "* wants int") }
      c.width = try check(PyLong_AsSsize_t(o))
      if c.width < 0 {
        c.isLeft = true
        c.width = c.width == Int.min ? 0 : -c.width
      }
    } else if let n = try digits("width too big", Int.max) {
      c.width = n
    }
    if try peek() == 46 {
      at += 1
      c.precision = 0
      if try peek() == 42 {
        at += 1
        let o = try argument()
        if !o.isInstance(TypeFlag.long) { throw Raise(.type, "* wants int") }
        c.precision = max(try intArgument(o), 0)
      } else if let n = try digits("precision too big", Int(Int32.max)) {
        c.precision = n
      }
    }
    if [104, 108, 76].contains(try peek()) { at += 1 }  // h l L
    c.type = try peek()
    c.index = at
    at += 1
    try convert(c, try argument(), &w)
  }

  private mutating func digits(_ message: StaticString, _ limit: Int) throws(Raise) -> Int? {
    var value = 0
    var found = false
    while at < format.count, format[at] >= 48, format[at] <= 57 {
      let digit = Int(format[at]) - 48
      if value > (limit - digit) / 10 { throw Raise(.value, "\(message)") }
      value = value * 10 + digit
      found = true
      at += 1
    }
    return found ? value : nil
  }

  /// Reads `(key)` and makes the mapping's value the one argument.
  private mutating func key() throws(Raise) {
    guard let mapping else { throw Raise(.type, "format requires a mapping") }
    at += 1
    let start = at
    var depth = 1
    while at < format.count, depth > 0 {
      if format[at] == 41 { depth -= 1 }
      if format[at] == 40 { depth += 1 }
      at += 1
    }
    if depth > 0 { throw Raise(.value, "incomplete format key") }
    let key = try Owned(makeStr(format.slice(start, at - 1 - start)))
    let value = try check(PyObject_GetItem(mapping, key.pointer))
    end()
    keyed = value
    args = value
    isTuple = false
    count = 1
    next = 0
  }

  // MARK: Values

  private func convert(_ c: Conversion, _ value: ObjectPointer, _ w: inout StrWriter) throws(Raise)
  {
    switch c.type {
    case 115:  // s
      if value.isExactStr { return text(c, strText(value), &w) }
      let owned = try Owned(PyObject_Str(value))
      text(c, strText(owned.pointer), &w)
    case 114:  // r
      let owned = try Owned(PyObject_Repr(value))
      text(c, strText(owned.pointer), &w)
    case 97:  // a
      let owned = try Owned(PyObject_ASCII(value))
      text(c, strText(owned.pointer), &w)
    case 99:  // c
      var point = try character(value)
      var plain = c
      plain.precision = -1
      withUnsafePointer(to: &point) { p in
        text(plain, StrText(base: p, count: 1, width: 4, isASCII: false), &w)
      }
    case 105, 100, 117, 111, 120, 88: try integer(c, value, &w)  // i d u o x X
    case 101, 69, 102, 70, 103, 71: try double(c, value, &w)  // e E f F g G
    default:
      let shown =
        c.type > 31 && c.type < 127 ? String(Character(Unicode.Scalar(UInt8(c.type)))) : "?"
      let hex = String(c.type, radix: 16)
      throw Raise(.value, "unsupported format character '\(shown)' (0x\(hex)) at index \(c.index)")
    }
  }

  private func text(_ c: Conversion, _ text: StrText, _ w: inout StrWriter) {
    let n = c.precision >= 0 ? min(c.precision, text.count) : text.count
    let padding = max(c.width - n, 0)
    if !c.isLeft { w.append(32, times: padding) }
    w.append(text.slice(0, n))
    if c.isLeft { w.append(32, times: padding) }
  }

  private func character(_ value: ObjectPointer) throws(Raise) -> UInt32 {
    if value.isStr {
      if strCount(value) == 1 { return strText(value)[0] }
      throw Raise(.type, "%c requires int or char")
    }
    var overflow: Int32 = 0
    let point = PyLong_AsLongAndOverflow(value, &overflow)
    if point == -1, isExceptionPending {
      if PyErr_ExceptionMatches(suture_PyExc_TypeError()) != 0 {
        throw Raise(.type, "%c requires int or char")
      }
      throw .pending
    }
    if point < 0 || point > 0x10FFFF { throw Raise(.overflow, "%c arg not in range(0x110000)") }
    return UInt32(point)
  }

  /// An int of `value`; a new reference.
  private func integerValue(_ c: Conversion, _ value: ObjectPointer) throws(Raise) -> ObjectPointer
  {
    if value.isInstance(TypeFlag.long) { return newReference(value) }
    let needsIndex = c.type == 111 || c.type == 120 || c.type == 88
    if PyNumber_Check(value) != 0 {
      if let number = needsIndex ? PyNumber_Index(value) : PyNumber_Long(value) { return number }
      if PyErr_ExceptionMatches(suture_PyExc_TypeError()) == 0 { throw .pending }
    }
    let letter = Character(Unicode.Scalar(UInt8(c.type)))
    let wanted = needsIndex ? "an integer" : "a real number"
    throw Raise(.type, "%\(letter) format: \(wanted) is required, not \(value.type.name)")
  }

  private func integer(_ c: Conversion, _ value: ObjectPointer, _ w: inout StrWriter) throws(Raise)
  {
    let number = try Owned(integerValue(c, value))
    let base: Int32 = c.type == 111 ? 8 : c.type == 120 || c.type == 88 ? 16 : 10
    let made = try Owned(PyNumber_ToBase(number.pointer, base))
    var digits = strText(made.pointer)
    let isNegative = digits[0] == 45
    if isNegative { digits = digits.slice(1, digits.count - 1) }
    var prefix: StrText?
    if base != 10 {
      if c.isAlternate { prefix = digits.slice(0, 2) }
      digits = digits.slice(2, digits.count - 2)
    }
    if c.precision > Int(Int32.max) - 3 { throw Raise(.overflow, "precision too large") }
    let zeros = max(c.precision - digits.count, 0)
    numeric(c, isNegative, prefix, zeros, digits, &w)
  }

  private func double(_ c: Conversion, _ value: ObjectPointer, _ w: inout StrWriter) throws(Raise) {
    let x = PyFloat_AsDouble(value)
    if x == -1, isExceptionPending { throw .pending }
    let precision = c.precision < 0 ? 6 : c.precision
    let code = CChar(truncatingIfNeeded: c.type)
    guard let made = PyOS_double_to_string(x, code, Int32(precision), c.isAlternate ? 4 : 0, nil)
    else {
      throw .pending
    }
    defer { PyMem_Free(made) }
    var n = 0
    while made[n] != 0 { n += 1 }
    let isNegative = made[0] == 45
    let start = isNegative ? 1 : 0
    let digits = StrText(base: made + start, count: n - start, width: 1, isASCII: true)
    numeric(c, isNegative, nil, 0, digits, &w)
  }

  /// Appends sign, prefix, `zeros` zeros and digits, padded to the width.
  private func numeric(
    _ c: Conversion,
    _ isNegative: Bool,
    _ prefix: StrText?,
    _ zeros: Int,
    _ digits: StrText,
    _ w: inout StrWriter
  ) {
    let sign: UInt32 = isNegative ? 45 : c.hasSign ? 43 : c.hasBlank ? 32 : 0
    let n = (sign != 0 ? 1 : 0) + (prefix?.count ?? 0) + zeros + digits.count
    let padding = max(c.width - n, 0)
    let isFilled = c.hasZero && !c.isLeft
    if !c.isLeft, !isFilled { w.append(32, times: padding) }
    if sign != 0 { w.append(sign) }
    let isUpper = c.type == 88
    if let prefix { for i in 0..<prefix.count { w.append(upper(prefix[i], isUpper)) } }
    w.append(48, times: zeros + (isFilled ? padding : 0))
    if isUpper {
      for i in 0..<digits.count { w.append(upper(digits[i], true)) }
    } else {
      w.append(digits)
    }
    if c.isLeft { w.append(32, times: padding) }
  }

  private func upper(_ c: UInt32, _ isUpper: Bool) -> UInt32 {
    isUpper && c >= 97 && c <= 122 ? c - 32 : c
  }
}

// MARK: C API

@c @implementation
public func PyUnicode_Format(_ format: ObjectPointer?, _ args: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let format, let args else { throw strBadCall(14662) }
    _ = try ensureStr(format)
    var formatter = PercentFormatter(strText(format), args)
    defer { formatter.end() }
    var w = StrWriter(capacity: strCount(format) + 100)
    try formatter.run(&w)
    return try w.finish()
  }
}
