import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

/// sys.set_int_max_str_digits: the longest decimal text that is read or written; 0: any.
///
/// Set while starting, or by sys.
nonisolated(unsafe) var maxStrDigits: Int = 4300

/// Texts up to this length are never refused.
let strDigitsThreshold = 640

/// The value of an ASCII digit or letter in the bases up to 36; 37 for anything else.
@inline(__always)
func digitValue(_ c: UInt8) -> UInt32 {
  switch c {
  case 0x30...0x39: return UInt32(c) - 0x30
  case 0x41...0x5A: return UInt32(c) - 0x41 + 10
  case 0x61...0x7A: return UInt32(c) - 0x61 + 10
  default: return 37
  }
}

/// What C's isspace says of ASCII.
@inline(__always)
func isASCIISpace(_ c: UInt8) -> Bool { c == 0x20 || (c >= 9 && c <= 13) }

// MARK: Operations

/// What int() reads.
struct IntLiteral {
  /// A new reference; nil: the text is no literal.
  let value: ObjectPointer?
  /// Where reading ended.
  let end: Int
  /// The base that messages name.
  let base: Int

  /// Reads `count` bytes, which are all one literal with space around it.
  ///
  /// - Throws: ValueError for a bad base or too many digits; MemoryError.
  static func read(_ text: UnsafePointer<UInt8>, _ count: Int, base wanted: Int) throws(Raise)
    -> IntLiteral
  {
    if wanted != 0, wanted < 2 || wanted > 36 {
      throw Raise(.value, "int() arg 2 must be >= 2 and <= 36")
    }
    var i = 0
    func at(_ i: Int) -> UInt8 { i < count ? text[i] : 0 }
    while isASCIISpace(at(i)) { i += 1 }
    let isNegative = at(i) == 0x2D
    if isNegative || at(i) == 0x2B { i += 1 }
    var base = wanted
    var mustBeZero = false
    let prefix = at(i) == 0x30 ? prefixBase(at(i + 1)) : 0
    if base == 0 {
      base = prefix == 0 ? 10 : prefix
      mustBeZero = prefix == 0 && at(i) == 0x30  // "010" was octal once
    }
    if prefix == base {
      i += 2
      if at(i) == 0x5F { i += 1 }
    }
    let start = i
    var digits = 0
    var end = i  // after the last digit
    var isPreceded = false  // by a digit
    while true {
      let c = at(i)
      if digitValue(c) < UInt32(base) {
        digits += 1
        end = i + 1
        isPreceded = true
      } else if c == 0x5F, isPreceded, i < count {
        isPreceded = false
      } else {
        break
      }
      i += 1
    }
    if digits == 0 || !isPreceded { return IntLiteral(value: nil, end: end, base: base) }
    if base & (base - 1) != 0, digits > strDigitsThreshold, maxStrDigits > 0, digits > maxStrDigits
    {
      let advice = "use sys.set_int_max_str_digits() to increase the limit"
      let limit = "Exceeds the limit (\(maxStrDigits) digits) for integer string conversion"
      throw Raise(.value, "\(limit): value has \(digits) digits; \(advice)")
    }
    while isASCIISpace(at(i)) { i += 1 }
    if i != count { return IntLiteral(value: nil, end: i, base: base) }
    let value = try convert(text + start, end - start, digits, UInt32(base), isNegative)
    if mustBeZero, !IntObject(value).isZero {
      suture_decref(value)
      return IntLiteral(value: nil, end: i, base: wanted)
    }
    return IntLiteral(value: value, end: i, base: base)
  }

  private static func prefixBase(_ c: UInt8) -> Int {
    switch c | 0x20 {
    case 0x78: return 16
    case 0x6F: return 8
    case 0x62: return 2
    default: return 0
    }
  }

  /// The value of `digits` digits with single underscores between them.
  private static func convert(
    _ text: UnsafePointer<UInt8>,
    _ count: Int,
    _ digits: Int,
    _ base: UInt32,
    _ isNegative: Bool
  ) throws(Raise) -> ObjectPointer {
    if digits <= (base == 10 ? 18 : 11) {
      var value = 0
      for i in 0..<count where text[i] != 0x5F {
        value = value &* Int(base) &+ Int(digitValue(text[i]))
      }
      return try makeInt(isNegative ? -value : value)
    }
    let bitsPerDigit = 32 - (base - 1).leadingZeroBitCount
    let size = (digits * bitsPerDigit + 29) / 30
    let o = try newInt(digits: size)
    let row = IntObject(o).digits
    if base & (base - 1) == 0 {
      var pending: UInt64 = 0
      var bits = 0
      var k = 0
      var i = count - 1
      while i >= 0 {
        if text[i] != 0x5F {
          pending |= UInt64(digitValue(text[i])) << UInt64(bits)
          bits += bitsPerDigit
          if bits >= 30 {
            row[k] = UInt32(truncatingIfNeeded: pending) & digitMask
            pending >>= 30
            bits -= 30
            k += 1
          }
        }
        i -= 1
      }
      while k < size {
        row[k] = UInt32(truncatingIfNeeded: pending)
        pending = 0
        k += 1
      }
      return normalizedInt(o, count: size, isNegative: isNegative)
    }
    // As many digits at a time as stay below 2^30.
    var used = 0
    var factor: UInt64 = 1
    var chunk: UInt64 = 0
    let limit = UInt64(1 << 30) / UInt64(base)
    for i in 0...count {
      let isEnd = i == count
      if !isEnd {
        if text[i] == 0x5F { continue }
        chunk = chunk * UInt64(base) + UInt64(digitValue(text[i]))
        factor *= UInt64(base)
      }
      if isEnd || factor >= limit {
        var carry = chunk
        for k in 0..<used {
          carry += UInt64(row[k]) * factor
          row[k] = UInt32(truncatingIfNeeded: carry) & digitMask
          carry >>= 30
        }
        if carry != 0 {
          row[used] = UInt32(carry)
          used += 1
        }
        chunk = 0
        factor = 1
      }
    }
    return normalizedInt(o, count: used, isNegative: isNegative)
  }
}

/// The ASCII text of a str: other spaces become spaces, other decimal digits ASCII digits; it ends with a "?" in place of
/// the first other character.
func withNumberText<T>(
  _ str: ObjectPointer,
  _ body: (UnsafePointer<UInt8>, Int) throws(Raise) -> T
) throws(Raise) -> T {
  let text = strText(str)
  let n = text.count
  let block = UnsafeMutablePointer<UInt8>.allocate(capacity: n + 1)
  defer { block.deallocate() }
  var count = 0
  while count < n {
    let point = text[count]
    var c = UInt8(truncatingIfNeeded: point)
    if point >= 0x80 {
      c = 0x3F
      if let scalar = Unicode.Scalar(point) {
        let properties = scalar.properties
        if properties.numericType == .decimal, let value = properties.numericValue {
          c = 0x30 + UInt8(value)
        } else if properties.isWhitespace {
          c = 0x20
        }
      }
    }
    block[count] = c
    count += 1
    if point >= 0x80, c == 0x3F { break }
  }
  return try body(block, count)
}

/// The value of a str or a bytes-like object as int() reads it; nil: `o` is neither.
///
/// A new reference.
func parseInt(_ o: ObjectPointer, base: Int) throws(Raise) -> ObjectPointer? {
  if o.isStr {
    let literal = try withNumberText(o) { text, count throws(Raise) in
      try IntLiteral.read(text, count, base: base)
    }
    if let value = literal.value { return value }
    throw invalidLiteral(o, base)
  }
  if PyObject_CheckBuffer(o) == 0 { return nil }
  var view = Py_buffer()
  if PyObject_GetBuffer(o, &view, 0) < 0 {
    PyErr_Clear()
    return nil
  }
  defer { PyBuffer_Release(&view) }
  let empty: StaticString = ""
  let text = UnsafePointer(view.buf?.assumingMemoryBound(to: UInt8.self)) ?? empty.utf8Start
  let literal = try IntLiteral.read(text, view.len, base: base)
  if let value = literal.value { return value }
  let raw = UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self)
  let shown = try Owned(PyBytes_FromStringAndSize(raw, view.len))
  throw invalidLiteral(shown.pointer, base)
}

private func invalidLiteral(_ o: ObjectPointer, _ base: Int) -> Raise {
  guard let repr = PyObject_Repr(o) else { return .pending }
  let text = String(String.UnicodeScalarView(swiftText(repr).unicodeScalars.prefix(200)))
  suture_decref(repr)
  return Raise(.value, "invalid literal for int() with base \(base): \(text)")
}

/// The text of `int` in a base of 2 to 36, with "0x" and the like if asked for: a new str.
func intText(_ int: IntObject, base: Int, prefixed: Bool) throws(Raise) -> ObjectPointer {
  try withIntText(int, base: base, prefixed: prefixed) { text throws(Raise) in
    try makeStr(ascii: text.baseAddress!, count: text.count)
  }
}

/// Calls `body` with the ASCII text of `int` in base 2, 8, 10 or 16, lower case, with its sign.
///
/// - Throws: ValueError when there are too many decimal digits.
func withIntText<T>(
  _ int: IntObject,
  base: Int,
  prefixed: Bool,
  _ body: (UnsafeBufferPointer<UInt8>) throws(Raise) -> T
) throws(Raise) -> T {
  let n = int.count
  let isDecimal = base == 10
  if isDecimal, n >= 10 * strDigitsThreshold / 90 + 2, maxStrDigits > 0,
    maxStrDigits / 90 <= (n - 11) / 10
  {
    throw tooManyDigits()
  }
  // The text is written from the end.
  let capacity = n * (isDecimal ? 10 : 30) + 8
  let block = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
  defer { block.deallocate() }
  var i = capacity
  if n == 0 {
    i -= 1
    block[i] = 0x30
  } else if isDecimal {
    if let magnitude = int.magnitude64 {
      i = writeDecimal(magnitude, block, i)
    } else {
      i = writeLongDecimal(int, block, i)
    }
    if n > strDigitsThreshold / 10, maxStrDigits > 0, capacity - i > maxStrDigits {
      throw tooManyDigits()
    }
  } else {
    let bits = base == 16 ? 4 : base == 8 ? 3 : 1
    let digits = int.digits
    var pending: UInt64 = 0
    var available = 0
    for k in 0..<n {
      pending |= UInt64(digits[k]) << UInt64(available)
      available += 30
      while available >= bits, available > 0, k < n - 1 || pending != 0 {
        let digit = UInt8(truncatingIfNeeded: pending) & UInt8(base - 1)
        i -= 1
        block[i] = digit < 10 ? 0x30 + digit : 0x57 + digit
        pending >>= UInt64(bits)
        available -= bits
      }
    }
    if pending != 0 {
      i -= 1
      let digit = UInt8(pending)
      block[i] = digit < 10 ? 0x30 + digit : 0x57 + digit
    }
  }
  if prefixed, !isDecimal {
    i -= 2
    block[i] = 0x30
    block[i + 1] = base == 16 ? 0x78 : base == 8 ? 0x6F : 0x62
  }
  if int.isNegative {
    i -= 1
    block[i] = 0x2D
  }
  return try body(UnsafeBufferPointer(start: block + i, count: capacity - i))
}

private func tooManyDigits() -> Raise {
  let advice = "use sys.set_int_max_str_digits() to increase the limit"
  return Raise(
    .value,
    "Exceeds the limit (\(maxStrDigits) digits) for integer string conversion; \(advice)"
  )
}

@inline(__always)
private func writeDecimal(_ magnitude: UInt64, _ block: UnsafeMutablePointer<UInt8>, _ end: Int)
  -> Int
{
  var rest = magnitude
  var i = end
  repeat {
    let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
    i -= 1
    block[i] = 0x30 + UInt8(truncatingIfNeeded: remainder)
    rest = quotient
  } while rest != 0
  return i
}

/// Converts to digits of base 10^9, then writes those.
private func writeLongDecimal(_ int: IntObject, _ block: UnsafeMutablePointer<UInt8>, _ end: Int)
  -> Int
{
  let n = int.count
  let capacity = n + n / 8 + 2
  let row = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
  defer { row.deallocate() }
  var used = 0
  var k = n - 1
  while k >= 0 {
    var carry = UInt64(int.digits[k])
    for j in 0..<used {
      carry |= UInt64(row[j]) << 30
      let quotient = carry / 1_000_000_000
      row[j] = UInt32(truncatingIfNeeded: carry - quotient * 1_000_000_000)
      carry = quotient
    }
    while carry != 0 {
      row[used] = UInt32(carry % 1_000_000_000)
      carry /= 1_000_000_000
      used += 1
    }
    k -= 1
  }
  var i = end
  for j in 0..<used {
    var rest = row[j]
    let isLast = j == used - 1
    for _ in 0..<9 {
      if isLast, rest == 0 { break }
      i -= 1
      block[i] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }
  return i
}

// MARK: C API

@c @implementation
public func PyLong_FromString(
  _ text: UnsafePointer<CChar>?,
  _ end: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ base: Int32
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let text = text!
    let count = strlen(text)
    let bytes = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
    let literal = try IntLiteral.read(bytes, count, base: Int(base))
    end?.pointee = UnsafeMutablePointer(mutating: text) + literal.end
    if let value = literal.value { return value }
    let shown = try Owned(PyUnicode_FromStringAndSize(text, min(count, 200)))
    throw invalidLiteral(shown.pointer, literal.base)
  }
}

@c @implementation
public func PyLong_FromUnicodeObject(_ text: ObjectPointer?, _ base: Int32) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let text, let value = try parseInt(text, base: Int(base)) else {
      throw Raise.badInternalCall("Objects/unicodeobject.c", 9066)
    }
    return value
  }
}

@c @implementation
public func _PyLong_Format(_ o: ObjectPointer?, _ base: Int32) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o, o.isInt else { throw Raise.badInternalCall("Objects/longobject.c", 2078) }
    return try intText(IntObject(o), base: Int(base), prefixed: true)
  }
}

// MARK: Slots

@c func suture_long_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let int = IntObject(self!)
    guard let value = int.short else { return try intText(int, base: 10, prefixed: false) }
    return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) {
      buffer throws(Raise) -> ObjectPointer in
      let block = buffer.baseAddress!
      var i = writeDecimal(UInt64(value.magnitude), block, 24)
      if value < 0 {
        i -= 1
        block[i] = 0x2D
      }
      return try makeStr(ascii: block + i, count: 24 - i)
    }
  }
}
