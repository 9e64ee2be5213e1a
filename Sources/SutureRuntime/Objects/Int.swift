import CSuture

// MARK: Layout

/// An int object, seen as sign and magnitude.
///
///     PyLongObject
///     +-----------+--------------------+----+----+----
///     | PyObject  | lv_tag: count << 3 | d0 | d1 | ...     value = sign * (d0 + d1 << 30 + d2 << 60 ...)
///     |           |   | 1 - sign       |    |    |
///     +-----------+--------------------+----+----+----
///      0           16                   24
///
/// Invariants:
///   I1  every digit is less than 2^30
///   I2  count is 0 and the sign is 0, or the last of the `count` digits is not 0
///   I3  there is room for one digit at least, and it is 0 when the count is 0
///   I4  an exact int of -5 ... 256 is the one object of suture_small_ints
struct IntObject {
  let pointer: ObjectPointer

  @inline(__always)
  init(_ o: ObjectPointer) { pointer = o }

  @inline(__always)
  var tag: UInt {
    get { UnsafeRawPointer(pointer).load(fromByteOffset: 16, as: UInt.self) }
    nonmutating set {
      UnsafeMutableRawPointer(pointer).storeBytes(of: newValue, toByteOffset: 16, as: UInt.self)
    }
  }

  /// The number of digits.
  @inline(__always)
  var count: Int { Int(bitPattern: tag >> 3) }

  /// 1, 0 or -1.
  @inline(__always)
  var sign: Int { 1 - Int(bitPattern: tag & 3) }

  @inline(__always)
  var isNegative: Bool { tag & 2 != 0 }

  @inline(__always)
  var isZero: Bool { tag & 1 != 0 }

  /// Least significant first.
  @inline(__always)
  var digits: UnsafeMutablePointer<UInt32> {
    (UnsafeMutableRawPointer(pointer) + 24).assumingMemoryBound(to: UInt32.self)
  }

  /// The value, when it has one digit at most: less than 2^30.
  @inline(__always)
  var oneDigit: Int? {
    let t = tag
    return t < 16 ? (1 - Int(bitPattern: t & 3)) &* Int(digits[0]) : nil
  }

  /// The value, when it has two digits at most: less than 2^60, so sums cannot overflow.
  ///
  /// Longer values are nil.
  @inline(__always)
  var short: Int? {
    let t = tag
    let d = digits
    if t < 16 { return (1 - Int(bitPattern: t & 3)) &* Int(d[0]) }
    if t < 24 { return (1 - Int(bitPattern: t & 3)) &* (Int(d[0]) | Int(d[1]) &<< 30) }
    return nil
  }

  /// The magnitude; nil from 2^64 on.
  @inline(__always)
  var magnitude64: UInt64? {
    let n = count
    let d = digits
    switch n {
    case 0, 1: return UInt64(d[0])
    case 2: return UInt64(d[0]) | UInt64(d[1]) &<< 30
    case 3:
      if d[2] >= 16 { return nil }
      return UInt64(d[0]) | UInt64(d[1]) &<< 30 | UInt64(d[2]) &<< 60
    default: return nil
    }
  }

  /// The value modulo 2^64.
  var truncated64: UInt64 {
    let n = count
    let d = digits
    var value: UInt64 = 0
    if n > 0 { value = UInt64(d[0]) }
    if n > 1 { value |= UInt64(d[1]) &<< 30 }
    if n > 2 { value |= UInt64(d[2]) &<< 60 }
    return isNegative ? 0 &- value : value
  }

  /// The value; nil when it does not fit.
  @inline(__always)
  var int64: Int? {
    if let v = short { return v }
    guard let m = magnitude64 else { return nil }
    if isNegative { return m <= 1 << 63 ? Int(truncatingIfNeeded: 0 &- m) : nil }
    return m < 1 << 63 ? Int(truncatingIfNeeded: m) : nil
  }

  /// The highest 62 bits of the magnitude, with the lowest of them standing for all bits below: it rounds as the whole.
  var highBits: UInt64 {
    let shift = bitWidth - 62
    guard shift > 0 else { return magnitude64! }
    let d = digits
    let n = count
    let first = shift / 30
    let cut = UInt128(shift % 30)
    var bits: UInt128 = 0
    for i in first..<n { bits |= UInt128(d[i]) << UInt128(30 * (i - first)) }
    var isCut = bits & (1 << cut - 1) != 0
    var i = 0
    while i < first, !isCut {
      isCut = d[i] != 0
      i += 1
    }
    return UInt64(bits >> cut) | (isCut ? 1 : 0)
  }

  /// The number of bits of the magnitude.
  var bitWidth: Int {
    let n = count
    return n == 0 ? 0 : (n - 1) * 30 + 32 - digits[n - 1].leadingZeroBitCount
  }
}

extension UnsafeMutablePointer where Pointee == PyObject {
  @inline(__always)
  var isInt: Bool { isInstance(TypeFlag.long) }

  @inline(__always)
  var isExactInt: Bool { type == suture_PyLong_Type() }
}

// MARK: Operations

/// Makes the small ints.
func startNumbers() {
  for value in -5...256 {
    let o = suture_small_int(value)
    o.pointee.ob_refcnt = 0xC000_0000
    o.pointee.ob_type = suture_PyLong_Type()
    let int = IntObject(o)
    int.tag = value == 0 ? 1 : value < 0 ? 8 | 2 : 8
    int.digits[0] = UInt32(value.magnitude)
  }
}

@inline(__always)
func isSmallInt(_ value: Int) -> Bool { value >= -5 && value <= 256 }

/// A new exact int with room for `count` digits; tag and digits are the caller's to fill.
@inline(__always)
func newInt(digits count: Int) throws(Raise) -> ObjectPointer {
  if count > 1 << 58 { throw tooManyDigits() }
  return try newBuiltin(
    suture_PyLong_Type(),
    size: (24 + 4 * max(count, 1) + 7) & ~7,
    isTracked: false
  )
}

@inline(never)
private func tooManyDigits() -> Raise { Raise(.overflow, "too many digits in integer") }

/// The int `value`: a new reference.
@inline(__always)
func makeInt(_ value: Int) throws(Raise) -> ObjectPointer {
  if isSmallInt(value) { return suture_small_int(value) }
  if value.magnitude >> 60 == 0 { return try makeShortInt(value) }
  return try makeLongInt(magnitude: UInt64(value.magnitude), isNegative: value < 0)
}

/// A new int of at most two digits, for which there is always room, and none of the small ones.
@inline(__always)
func makeShortInt(_ value: Int) throws(Raise) -> ObjectPointer {
  let o = try newBuiltin(suture_PyLong_Type(), size: 32, isTracked: false)
  let m = value.magnitude
  let int = IntObject(o)
  int.tag = (m &>> 30 == 0 ? 8 : 16) | (value < 0 ? 2 : 0)
  int.digits[0] = UInt32(truncatingIfNeeded: m & 0x3FFF_FFFF)
  int.digits[1] = UInt32(truncatingIfNeeded: m &>> 30)
  return o
}

/// The int `value`: a new reference.
@inline(__always)
func makeInt(unsigned value: UInt64) throws(Raise) -> ObjectPointer {
  if value <= 256 { return suture_small_int(Int(truncatingIfNeeded: value)) }
  if value >> 60 == 0 { return try makeShortInt(Int(truncatingIfNeeded: value)) }
  return try makeLongInt(magnitude: value, isNegative: false)
}

/// A new int of three digits.
@inline(never)
private func makeLongInt(magnitude m: UInt64, isNegative: Bool) throws(Raise) -> ObjectPointer {
  let o = try newInt(digits: 3)
  let int = IntObject(o)
  int.tag = 24 | (isNegative ? 2 : 0)
  int.digits[0] = UInt32(truncatingIfNeeded: m & 0x3FFF_FFFF)
  int.digits[1] = UInt32(truncatingIfNeeded: (m &>> 30) & 0x3FFF_FFFF)
  int.digits[2] = UInt32(truncatingIfNeeded: m &>> 60)
  return o
}

/// Ends the making of an int whose `count` digits are written: restores I2 and I4.
///
/// Takes over `o`, returns the result.
func normalizedInt(_ o: ObjectPointer, count: Int, isNegative: Bool) -> ObjectPointer {
  let int = IntObject(o)
  let d = int.digits
  var n = count
  while n > 0, d[n - 1] == 0 { n -= 1 }
  if n <= 1 {
    let magnitude = n == 0 ? 0 : Int(d[0])
    let value = isNegative ? -magnitude : magnitude
    if isSmallInt(value) {
      int.tag = 1
      suture_decref(o)
      return suture_small_int(value)
    }
  }
  int.tag = UInt(n) << 3 | (isNegative ? 2 : 0)
  return o
}

/// An exact int equal to `o`, which is an int: `o` itself, or the copy of a subclass's instance.
///
/// A new reference.
func exactInt(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  if o.isExactInt { return newReference(o) }
  let int = IntObject(o)
  if let v = int.short { return try makeInt(v) }
  return try copyInt(int, isNegative: int.isNegative)
}

/// A new exact int with the magnitude of `int`.
func copyInt(_ int: IntObject, isNegative: Bool) throws(Raise) -> ObjectPointer {
  let n = int.count
  let o = try newInt(digits: n)
  let result = IntObject(o)
  result.digits.update(from: int.digits, count: max(n, 1))
  return normalizedInt(o, count: n, isNegative: isNegative)
}

/// `o` itself when it is an int, else what its `__index__` returns: a new reference.
@inline(__always)
func indexInt(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  if o.isInt { return newReference(o) }
  return try indexOf(o)
}

/// Calls `body` with the int that `o` is or has as its `__index__`.
///
/// - Parameter line: where CPython's longobject.c reports a NULL.
@inline(__always)
func withIndex<T>(_ o: ObjectPointer?, _ line: UInt, _ body: (IntObject) throws(Raise) -> T)
  throws(Raise) -> T
{
  guard let o else { throw Raise.badInternalCall("Objects/longobject.c", line) }
  if o.isInt { return try body(IntObject(o)) }
  let index = Owned(try indexOf(o))
  return try body(IntObject(index.pointer))
}

/// `o` as an int; no conversion.
@inline(__always)
private func requireInt(_ o: ObjectPointer?, _ line: UInt) throws(Raise) -> IntObject {
  guard let o else { throw Raise.badInternalCall("Objects/longobject.c", line) }
  if !o.isInt { throw Raise(.type, "an integer is required") }
  return IntObject(o)
}

/// The double nearest to `int`, half to even; nil when it is too large.
func doubleValue(_ int: IntObject) -> Double? {
  if let v = int.short { return Double(v) }
  let width = int.bitWidth
  if width > 1024 { return nil }
  let magnitude =
    Double(int.highBits) * Double(sign: .plus, exponent: max(width - 62, 0), significand: 1)
  if magnitude.isInfinite { return nil }
  return int.isNegative ? -magnitude : magnitude
}

/// The integral part of `value`: a new reference.
func makeInt(truncating value: Double) throws(Raise) -> ObjectPointer {
  if value > -9.2e18, value < 9.2e18 { return try makeInt(Int(value)) }
  if value.isNaN { throw Raise(.value, "cannot convert float NaN to integer") }
  if value.isInfinite { throw Raise(.overflow, "cannot convert float infinity to integer") }
  let significand = value.significandBitPattern | 1 << 52
  let shift = Int(value.exponent) - 52
  let n = (shift + 53 + 29) / 30
  let o = try newInt(digits: n)
  let d = IntObject(o).digits
  d.update(repeating: 0, count: n)
  var carry = UInt128(significand) << UInt128(shift % 30)
  var i = shift / 30
  while carry != 0 {
    d[i] = UInt32(truncatingIfNeeded: carry & 0x3FFF_FFFF)
    carry >>= 30
    i += 1
  }
  return normalizedInt(o, count: n, isNegative: value < 0)
}

// MARK: C API

@c @implementation
public func PyLong_FromLong(_ value: Int) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(value) }
}

@c @implementation
public func PyLong_FromLongLong(_ value: Int64) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(Int(value)) }
}

@c @implementation
public func PyLong_FromSsize_t(_ value: Py_ssize_t) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(value) }
}

@c @implementation
public func PyLong_FromSize_t(_ value: Int) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(unsigned: UInt64(UInt(bitPattern: value))) }
}

@c @implementation
public func PyLong_FromUnsignedLong(_ value: UInt) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(unsigned: UInt64(value)) }
}

@c @implementation
public func PyLong_FromUnsignedLongLong(_ value: UInt64) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(unsigned: value) }
}

@c @implementation
public func PyLong_FromInt32(_ value: Int32) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(Int(value)) }
}

@c @implementation
public func PyLong_FromUInt32(_ value: UInt32) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(Int(value)) }
}

@c @implementation
public func PyLong_FromInt64(_ value: Int64) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(Int(value)) }
}

@c @implementation
public func PyLong_FromUInt64(_ value: UInt64) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(unsigned: value) }
}

@c @implementation
public func PyLong_FromVoidPtr(_ pointer: UnsafeMutableRawPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(unsigned: UInt64(UInt(bitPattern: pointer))) }
}

@c @implementation
public func PyLong_FromDouble(_ value: Double) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(truncating: value) }
}

/// The value, or -1 with `overflow` set to the sign when it does not fit.
@inline(__always)
private func asInt(_ o: ObjectPointer?, _ line: UInt, _ overflow: UnsafeMutablePointer<Int32>)
  throws(Raise) -> Int
{
  overflow.pointee = 0
  return try withIndex(o, line) { int throws(Raise) in
    if let v = int.int64 { return v }
    overflow.pointee = Int32(int.sign)
    return -1
  }
}

@c @implementation
public func PyLong_AsLong(_ o: ObjectPointer?) -> Int {
  raising { () throws(Raise) in
    try withIndex(o, 472) { int throws(Raise) in
      guard let v = int.int64 else {
        throw Raise(.overflow, "Python int too large to convert to C long")
      }
      return v
    }
  }
}

@c @implementation
public func PyLong_AsLongAndOverflow(_ o: ObjectPointer?, _ overflow: UnsafeMutablePointer<Int32>?)
  -> Int
{
  raising { () throws(Raise) in try asInt(o, 472, overflow!) }
}

@c @implementation
public func PyLong_AsLongLong(_ o: ObjectPointer?) -> Int64 {
  raising { () throws(Raise) in
    try withIndex(o, 1488) { int throws(Raise) in
      guard let v = int.int64 else { throw Raise(.overflow, "int too big to convert") }
      return Int64(v)
    }
  }
}

@c @implementation
public func PyLong_AsLongLongAndOverflow(
  _ o: ObjectPointer?,
  _ overflow: UnsafeMutablePointer<Int32>?
) -> Int64 {
  raising { () throws(Raise) in Int64(try asInt(o, 1647, overflow!)) }
}

@c @implementation
public func PyLong_AsInt(_ o: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    try withIndex(o, 472) { int throws(Raise) in
      guard let v = int.int64, let narrow = Int32(exactly: v) else {
        throw Raise(.overflow, "Python int too large to convert to C int")
      }
      return narrow
    }
  }
}

@c @implementation
public func PyLong_AsSsize_t(_ o: ObjectPointer?) -> Py_ssize_t {
  raising { () throws(Raise) in
    let int = try requireInt(o, 583)
    guard let v = int.int64 else {
      throw Raise(.overflow, "Python int too large to convert to C ssize_t")
    }
    return v
  }
}

@c @implementation
public func PyLong_AsUnsignedLong(_ o: ObjectPointer?) -> UInt {
  raising { () throws(Raise) in
    let int = try requireInt(o, 632)
    if int.isNegative { throw Raise(.overflow, "can't convert negative value to unsigned int") }
    guard let m = int.magnitude64 else {
      throw Raise(.overflow, "Python int too large to convert to C unsigned long")
    }
    return UInt(m)
  }
}

@c @implementation
public func PyLong_AsSize_t(_ o: ObjectPointer?) -> Int {
  raising { () throws(Raise) in
    let int = try requireInt(o, 686)
    if int.isNegative { throw Raise(.overflow, "can't convert negative value to size_t") }
    guard let m = int.magnitude64 else {
      throw Raise(.overflow, "Python int too large to convert to C size_t")
    }
    return Int(bitPattern: UInt(m))
  }
}

@c @implementation
public func PyLong_AsUnsignedLongLong(_ o: ObjectPointer?) -> UInt64 {
  raising { () throws(Raise) in
    let int = try requireInt(o, 1532)
    if int.isNegative { throw Raise(.overflow, "can't convert negative int to unsigned") }
    guard let m = int.magnitude64 else { throw Raise(.overflow, "int too big to convert") }
    return m
  }
}

@c @implementation
public func PyLong_AsUnsignedLongMask(_ o: ObjectPointer?) -> UInt {
  raising { () throws(Raise) in try withIndex(o, 755) { int throws(Raise) in UInt(int.truncated64) }
  }
}

@c @implementation
public func PyLong_AsUnsignedLongLongMask(_ o: ObjectPointer?) -> UInt64 {
  raising { () throws(Raise) in try withIndex(o, 1607) { int throws(Raise) in int.truncated64 } }
}

@c @implementation
public func PyLong_AsVoidPtr(_ o: ObjectPointer?) -> UnsafeMutableRawPointer? {
  raising { () throws(Raise) in
    let int = try requireInt(o, 583)
    if let v = int.int64 { return UnsafeMutableRawPointer(bitPattern: v) }
    if int.isNegative { throw Raise(.overflow, "Python int too large to convert to C long") }
    guard let m = int.magnitude64 else {
      throw Raise(.overflow, "Python int too large to convert to C unsigned long")
    }
    return UnsafeMutableRawPointer(bitPattern: UInt(m))
  }
}

@c @implementation
public func PyLong_AsDouble(_ o: ObjectPointer?) -> Double {
  raising { () throws(Raise) in
    let int = try requireInt(o, 3522)
    guard let v = doubleValue(int) else {
      throw Raise(.overflow, "int too large to convert to float")
    }
    return v
  }
}

// MARK: Slots

@c func suture_long_dealloc(_ self: ObjectPointer?) {
  if self!.isExactInt, IntObject(self!).count <= 2 {
    freeBuiltin(self!, size: 32, isTracked: false)
  } else {
    freeInstance(self!)
  }
}

@c func suture_long_hash(_ self: ObjectPointer?) -> Py_hash_t { intHash(IntObject(self!)) }

@c func suture_long_bool(_ self: ObjectPointer?) -> Int32 { IntObject(self!).isZero ? 0 : 1 }
