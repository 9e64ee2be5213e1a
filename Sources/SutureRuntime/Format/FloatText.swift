import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

/// Text of doubles, as `float.__repr__` and the conversions of format() write it.
enum FloatText {
  /// The flags of PyOS_double_to_string.
  struct Flags: OptionSet {
    let rawValue: Int32
    /// A sign always.
    static let sign = Flags(rawValue: 1)
    /// ".0" at the end of what would look like an int.
    static let addDotZero = Flags(rawValue: 2)
    /// A point always, and no zeros dropped.
    static let alternate = Flags(rawValue: 4)
    /// No sign for what rounds to zero.
    static let noNegativeZero = Flags(rawValue: 8)
  }

  /// A finite magnitude: the digits after "0." times ten to the power of `point`.
  struct Decimal {
    var digits: [UInt8]
    var point: Int
  }
}

// MARK: Operations

extension FloatText {
  /// The shortest digits that read back as `value`, taken from what Swift writes.
  static func shortest(_ value: Double) -> Decimal {
    var digits: [UInt8] = []
    digits.reserveCapacity(17)
    var point = 0
    var exponent = 0
    var isFraction = false
    var isExponent = false
    var isNegative = false
    var text = value.magnitude.description
    text.withUTF8 { bytes in
      for byte in bytes {
        switch byte {
        case 0x2E: isFraction = true
        case 0x65: isExponent = true
        case 0x2D: isNegative = true
        case 0x30...0x39 where isExponent: exponent = exponent * 10 + Int(byte - 0x30)
        case 0x30 where digits.isEmpty:
          if isFraction { point -= 1 }
        case 0x30...0x39:
          digits.append(byte)
          if !isFraction { point += 1 }
        default: break
        }
      }
    }
    while digits.count > 1, digits.last == 0x30 { digits.removeLast() }
    if digits.isEmpty { return Decimal(digits: [0x30], point: 1) }
    return Decimal(digits: digits, point: point + (isNegative ? -exponent : exponent))
  }

  /// The first `count` (> 0) digits, rounded half to even from the exact value.
  static func significant(_ value: Double, _ count: Int) -> Decimal {
    let text = printed(value.magnitude, "%.*e", count - 1)
    var digits: [UInt8] = []
    digits.reserveCapacity(count)
    var i = 0
    while text[i] != 0x65 {
      if text[i] != 0x2E { digits.append(text[i]) }
      i += 1
    }
    let isNegative = text[i + 1] == 0x2D
    var exponent = 0
    for byte in text[(i + 2)...] { exponent = exponent * 10 + Int(byte - 0x30) }
    if value == 0 { return Decimal(digits: digits, point: 1) }
    return Decimal(digits: digits, point: (isNegative ? -exponent : exponent) + 1)
  }

  /// What C's printf writes.
  static func printed(_ value: Double, _ format: StaticString, _ precision: Int) -> [UInt8] {
    let pattern = UnsafeRawPointer(format.utf8Start).assumingMemoryBound(to: CChar.self)
    return [UInt8](unsafeUninitializedCapacity: precision + 330) { buffer, count in
      buffer.withMemoryRebound(to: CChar.self) { text in
        count = Int(
          suture_print_double(text.baseAddress, text.count, pattern, Int32(precision), value)
        )
      }
    }
  }

  /// The text of `value`.
  ///
  /// - Parameters:
  ///   - code: one of e E f F g G, and r for the shortest text that reads back.
  ///   - precision: not negative; not used for r.
  static func write(_ value: Double, code: UInt8, precision: Int, flags: Flags) -> [UInt8] {
    let isUpper = code & 0x20 == 0
    var result: [UInt8] = []
    if !value.isFinite {
      if value.isInfinite, value < 0 {
        result.append(0x2D)
      } else if flags.contains(.sign) {
        result.append(0x2B)
      }
      let name: StaticString = value.isNaN ? (isUpper ? "NAN" : "nan") : (isUpper ? "INF" : "inf")
      name.withUTF8Buffer { result.append(contentsOf: $0) }
      return result
    }
    let body: [UInt8]
    switch code | 0x20 {
    case 0x66:
      var text = printed(value.magnitude, "%.*f", precision)
      if precision == 0 {
        if flags.contains(.alternate) {
          text.append(0x2E)
        } else if flags.contains(.addDotZero) {
          text.append(contentsOf: [0x2E, 0x30])
        }
      }
      body = text
    case 0x65:
      let decimal = significant(value, precision + 1)
      body = assemble(
        decimal,
        useExponent: true,
        padded: precision + 1,
        isUpper: isUpper,
        flags: flags
      )
    case 0x67:
      let wanted = max(precision, 1)
      var decimal = significant(value, wanted)
      let isPadded = flags.contains(.alternate)
      if !isPadded {
        while decimal.digits.count > 1, decimal.digits.last == 0x30 { decimal.digits.removeLast() }
      }
      let limit = flags.contains(.addDotZero) ? wanted - 1 : wanted
      let useExponent = decimal.point <= -4 || decimal.point > limit
      body = assemble(
        decimal,
        useExponent: useExponent,
        padded: isPadded ? wanted : 0,
        isUpper: isUpper,
        flags: flags
      )
    default:
      let decimal = shortest(value)
      let useExponent = decimal.point <= -4 || decimal.point > 16
      body = assemble(decimal, useExponent: useExponent, padded: 0, isUpper: false, flags: flags)
    }
    if value.sign == .minus, !(flags.contains(.noNegativeZero) && isZero(body)) {
      result.append(0x2D)
    } else if flags.contains(.sign) {
      result.append(0x2B)
    }
    result.append(contentsOf: body)
    return result
  }

  /// True when no digit before an exponent is other than 0.
  private static func isZero(_ text: [UInt8]) -> Bool {
    for byte in text {
      if byte | 0x20 == 0x65 { return true }
      if byte >= 0x31, byte <= 0x39 { return false }
    }
    return true
  }

  /// - Parameter padded: the digits to show at least.
  private static func assemble(
    _ decimal: Decimal,
    useExponent: Bool,
    padded: Int,
    isUpper: Bool,
    flags: Flags
  ) -> [UInt8] {
    var text: [UInt8] = []
    let digits = decimal.digits
    let shown = max(digits.count, padded)
    let point = useExponent ? 1 : decimal.point
    if point <= 0 { text.append(0x30) }
    var i = 0
    while i < point {
      text.append(i < digits.count ? digits[i] : 0x30)
      i += 1
    }
    if shown > point {
      text.append(0x2E)
      i = point
      while i < shown {
        text.append(i >= 0 && i < digits.count ? digits[i] : 0x30)
        i += 1
      }
    } else if flags.contains(.addDotZero), !useExponent {
      text.append(0x2E)
      text.append(0x30)
    } else if flags.contains(.alternate) {
      text.append(0x2E)
    }
    if useExponent {
      let exponent = decimal.point - 1
      text.append(isUpper ? 0x45 : 0x65)
      text.append(exponent < 0 ? 0x2D : 0x2B)
      let magnitude = Int(exponent.magnitude)
      if magnitude >= 100 { text.append(UInt8(0x30 + magnitude / 100)) }
      text.append(UInt8(0x30 + magnitude / 10 % 10))
      text.append(UInt8(0x30 + magnitude % 10))
    }
    return text
  }

  // MARK: Reading

  @inline(__always)
  private static func isDigit(_ c: UInt8) -> Bool { c >= 0x30 && c <= 0x39 }

  /// The value and the length of the decimal literal, infinity or nan that `text` begins with; nil: none.
  static func read(_ text: UnsafePointer<UInt8>, _ count: Int) -> (value: Double, length: Int)? {
    func at(_ i: Int) -> UInt8 { i < count ? text[i] : 0 }
    let isNegative = at(0) == 0x2D
    let start = isNegative || at(0) == 0x2B ? 1 : 0
    var i = start
    while isDigit(at(i)) { i += 1 }
    var digits = i - start
    if at(i) == 0x2E {
      let fraction = i + 1
      i = fraction
      while isDigit(at(i)) { i += 1 }
      digits += i - fraction
    }
    if digits == 0 {
      guard let (magnitude, length) = readWord(text + start, count - start) else { return nil }
      return (isNegative ? -magnitude : magnitude, start + length)
    }
    if at(i) | 0x20 == 0x65 {
      var k = i + 1
      if at(k) == 0x2B || at(k) == 0x2D { k += 1 }
      if isDigit(at(k)) {
        while isDigit(at(k)) { k += 1 }
        i = k
      }
    }
    let length = i
    let value = withUnsafeTemporaryAllocation(of: CChar.self, capacity: length + 1) {
      copy -> Double in
      memcpy(copy.baseAddress!, text, length)
      copy[length] = 0
      return suture_scan_double(copy.baseAddress!)
    }
    return (value, length)
  }

  private static func readWord(_ text: UnsafePointer<UInt8>, _ count: Int) -> (Double, Int)? {
    func matches(_ word: StaticString) -> Bool {
      let n = word.utf8CodeUnitCount
      if count < n { return false }
      for i in 0..<n where text[i] | 0x20 != word.utf8Start[i] { return false }
      return true
    }
    if matches("infinity") { return (Double.infinity, 8) }
    if matches("inf") { return (Double.infinity, 3) }
    return matches("nan") ? (Double.nan, 3) : nil
  }
}

// MARK: C API

@c @implementation
public func PyOS_double_to_string(
  _ value: Double,
  _ code: CChar,
  _ precision: Int32,
  _ flags: Int32,
  _ type: UnsafeMutablePointer<Int32>?
) -> UnsafeMutablePointer<CChar>? {
  do throws(Raise) {
    let code = UInt8(bitPattern: code)
    switch code {
    case 0x65, 0x45, 0x66, 0x46, 0x67, 0x47: break
    case 0x72 where precision == 0: break
    case 0x72: throw Raise.badInternalCall("Python/pystrtod.c", 1269)
    default: throw Raise.badInternalCall("Python/pystrtod.c", 1275)
    }
    let text = FloatText.write(
      value,
      code: code,
      precision: Int(max(precision, 0)),
      flags: FloatText.Flags(rawValue: flags)
    )
    guard let block = PyMem_Malloc(text.count + 1) else { throw Raise.noMemory }
    let result = block.assumingMemoryBound(to: CChar.self)
    memcpy(result, text, text.count)
    result[text.count] = 0
    type?.pointee = value.isNaN ? 2 : value.isInfinite ? 1 : 0
    return result
  } catch { return nil }
}

@c @implementation
public func PyOS_string_to_double(
  _ text: UnsafePointer<CChar>?,
  _ end: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ overflow: ObjectPointer?
) -> Double {
  raising { () throws(Raise) in
    let start = UnsafeMutablePointer(mutating: text!)
    let count = strlen(start)
    let bytes = UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self)
    end?.pointee = start
    func shown() -> String {
      String(decoding: UnsafeBufferPointer(start: bytes, count: min(count, 200)), as: UTF8.self)
    }
    guard let (value, length) = FloatText.read(bytes, count), end != nil || length == count else {
      throw Raise(.value, "could not convert string to float: '\(shown())'")
    }
    end?.pointee = start + length
    let isWord = bytes[length - 1] > 0x39  // inf, infinity
    if value.isInfinite, !isWord, let overflow {
      let message = Owned(try makeStr("value too large to convert to float: '\(shown())'"))
      PyErr_SetObject(overflow, message.pointer)
      throw .pending
    }
    return value
  }
}
