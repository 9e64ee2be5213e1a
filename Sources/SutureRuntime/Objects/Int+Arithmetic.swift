import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

/// |a| + |b|, with a sign: a new reference.
private func addMagnitudes(_ a: IntObject, _ b: IntObject, isNegative: Bool) throws(Raise)
  -> ObjectPointer
{
  let (x, y) = a.count >= b.count ? (a, b) : (b, a)
  let n = x.count + 1
  let o = try newInt(digits: n)
  addDigits(IntObject(o).digits, x.digits, x.count, y.digits, y.count)
  return normalizedInt(o, count: n, isNegative: isNegative)
}

/// |a| - |b|, negated if asked for: a new reference.
private func subtractMagnitudes(_ a: IntObject, _ b: IntObject, isNegated: Bool) throws(Raise)
  -> ObjectPointer
{
  let order = compareDigits(a.digits, a.count, b.digits, b.count)
  if order == 0 { return suture_small_int(0) }
  let (x, y) = order > 0 ? (a, b) : (b, a)
  let o = try newInt(digits: x.count)
  subtractDigits(IntObject(o).digits, x.digits, x.count, y.digits, y.count)
  return normalizedInt(o, count: x.count, isNegative: (order < 0) != isNegated)
}

func addInts(_ a: IntObject, _ b: IntObject) throws(Raise) -> ObjectPointer {
  if let x = a.short, let y = b.short { return try makeInt(x &+ y) }
  if a.isNegative == b.isNegative { return try addMagnitudes(a, b, isNegative: a.isNegative) }
  return try subtractMagnitudes(a, b, isNegated: a.isNegative)
}

func subtractInts(_ a: IntObject, _ b: IntObject) throws(Raise) -> ObjectPointer {
  if let x = a.short, let y = b.short { return try makeInt(x &- y) }
  if a.isNegative != b.isNegative { return try addMagnitudes(a, b, isNegative: a.isNegative) }
  return try subtractMagnitudes(a, b, isNegated: a.isNegative)
}

func multiplyInts(_ a: IntObject, _ b: IntObject) throws(Raise) -> ObjectPointer {
  if let x = a.short, let y = b.short {
    let (product, overflow) = x.multipliedReportingOverflow(by: y)
    if !overflow { return try makeInt(product) }
  }
  let m = a.count
  let n = b.count
  if m == 0 || n == 0 { return suture_small_int(0) }
  let o = try newInt(digits: m + n)
  multiplyDigits(IntObject(o).digits, a.digits, m, b.digits, n)
  return normalizedInt(o, count: m + n, isNegative: a.isNegative != b.isNegative)
}

/// |a| / |b| and |a| % |b|, the remainder with the sign of a, the quotient negative when the signs
/// differ.
///
/// New references.
private func divideTruncating(
  _ a: IntObject,
  _ b: IntObject
) throws(Raise) -> (quotient: ObjectPointer, remainder: ObjectPointer) {
  let m = a.count
  let n = b.count
  if n == 0 { throw Raise(.zeroDivision, "division by zero") }
  let isNegative = a.isNegative != b.isNegative
  if compareDigits(a.digits, m, b.digits, n) < 0 {
    return (suture_small_int(0), try exactInt(a.pointer))
  }
  if n == 1 {
    let q = try newInt(digits: m)
    let r = Int(divideDigits(IntObject(q).digits, a.digits, m, by: b.digits[0]))
    let quotient = Owned(normalizedInt(q, count: m, isNegative: isNegative))
    let remainder = try makeInt(a.isNegative ? -r : r)
    return (quotient.take(), remainder)
  }
  let q = try newInt(digits: m - n + 1)
  IntObject(q).tag = 1
  let ownedQ = Owned(q)
  let r = try newInt(digits: m + 1)
  let row = IntObject(r).digits
  row.update(from: a.digits, count: m)
  row[m] = 0
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: n) { divisor in
    let divisor = divisor.baseAddress!
    divisor.update(from: b.digits, count: n)
    divideDigits(IntObject(q).digits, row, m, by: divisor, n)
  }
  let quotient = normalizedInt(ownedQ.take(), count: m - n + 1, isNegative: isNegative)
  return (quotient, normalizedInt(r, count: n, isNegative: a.isNegative))
}

/// The quotient rounded down, and the remainder that has the sign of b.
func divideInts(_ a: IntObject, _ b: IntObject) throws(Raise) -> (
  quotient: ObjectPointer, remainder: ObjectPointer
) {
  if let x = a.short, let y = b.short {
    let (q, r) = try divideFlooring(x, y)
    let quotient = Owned(try makeInt(q))
    let remainder = try makeInt(r)
    return (quotient.take(), remainder)
  }
  let parts = try divideTruncating(a, b)
  let quotient = Owned(parts.quotient)
  let remainder = Owned(parts.remainder)
  let r = IntObject(remainder.pointer)
  if r.isZero || r.isNegative == b.isNegative { return (quotient.take(), remainder.take()) }
  let adjusted = Owned(try addInts(r, b))
  let lower = try subtractInts(IntObject(quotient.pointer), IntObject(suture_small_int(1)))
  return (lower, adjusted.take())
}

@inline(__always)
private func divideFlooring(_ x: Int, _ y: Int) throws(Raise) -> (Int, Int) {
  if y == 0 { throw Raise(.zeroDivision, "division by zero") }
  var q = x / y
  var r = x &- q &* y
  if r != 0, (r < 0) != (y < 0) {
    q &-= 1
    r &+= y
  }
  return (q, r)
}

func remainderInts(_ a: IntObject, _ b: IntObject) throws(Raise) -> ObjectPointer {
  if b.isZero { throw Raise(.zeroDivision, "integer modulo by zero") }
  if let x = a.short, let y = b.short { return try makeInt(divideFlooring(x, y).1) }
  let parts = try divideInts(a, b)
  suture_decref(parts.quotient)
  return parts.remainder
}

func floorDivideInts(_ a: IntObject, _ b: IntObject) throws(Raise) -> ObjectPointer {
  if b.isZero { throw Raise(.zeroDivision, "integer division or modulo by zero") }
  if let x = a.short, let y = b.short { return try makeInt(divideFlooring(x, y).0) }
  let parts = try divideInts(a, b)
  suture_decref(parts.remainder)
  return parts.quotient
}

/// a << shift, for shift >= 0.
func shiftLeft(_ a: IntObject, _ shift: Int) throws(Raise) -> ObjectPointer {
  if a.isZero { return suture_small_int(0) }
  if shift < 30, let x = a.short, a.count == 1 { return try makeInt(x << shift) }
  let words = shift / 30
  let n = a.count
  let total = n + words + 1
  let o = try newInt(digits: total)
  let d = IntObject(o).digits
  d.update(repeating: 0, count: words)
  d[n + words] = shiftDigitsLeft(d + words, a.digits, n, by: UInt32(shift % 30))
  return normalizedInt(o, count: total, isNegative: a.isNegative)
}

/// a >> shift, rounded down, for shift >= 0.
func shiftRight(_ a: IntObject, _ shift: Int) throws(Raise) -> ObjectPointer {
  if let x = a.short { return try makeInt(shift > 62 ? (x < 0 ? -1 : 0) : x >> shift) }
  let words = shift / 30
  let n = a.count - words
  if n <= 0 { return suture_small_int(a.isNegative ? -1 : 0) }
  let bits = UInt32(shift % 30)
  let o = try newInt(digits: n + 1)
  let d = IntObject(o).digits
  let source = a.digits
  shiftDigitsRight(d, source + words, n, by: bits)
  d[n] = 0
  if a.isNegative {
    var cut = source[words] & (1 << bits - 1) != 0
    var i = 0
    while i < words, !cut {
      cut = source[i] != 0
      i += 1
    }
    if cut {
      var one: UInt32 = 1
      addDigits(d, d, n, &one, 1)
    }
  }
  return normalizedInt(o, count: n + 1, isNegative: a.isNegative)
}

enum BitwiseOperation { case and, or, xor }

/// The operation on the infinite two's complements.
func bitwise(_ a: IntObject, _ b: IntObject, _ operation: BitwiseOperation) throws(Raise)
  -> ObjectPointer
{
  if let x = a.short, let y = b.short {
    switch operation {
    case .and: return try makeInt(x & y)
    case .or: return try makeInt(x | y)
    case .xor: return try makeInt(x ^ y)
    }
  }
  let n = max(a.count, b.count) + 1
  let o = try newInt(digits: n)
  let d = IntObject(o).digits
  var x = ComplementDigits(a)
  var y = ComplementDigits(b)
  for i in 0..<n {
    let p = x.next(i)
    let q = y.next(i)
    switch operation {
    case .and: d[i] = p & q
    case .or: d[i] = p | q
    case .xor: d[i] = p ^ q
    }
  }
  let isNegative = d[n - 1] & 1 << 29 != 0
  if isNegative {
    var carry: UInt32 = 1
    for i in 0..<n {
      carry += ~d[i] & digitMask
      d[i] = carry & digitMask
      carry >>= 30
    }
  }
  return normalizedInt(o, count: n, isNegative: isNegative)
}

/// The digits of a two's complement, one after the other.
private struct ComplementDigits {
  let digits: MutableDigits
  let count: Int
  let isNegative: Bool
  var carry: UInt32 = 1

  init(_ int: IntObject) {
    digits = int.digits
    count = int.count
    isNegative = int.isNegative
  }

  mutating func next(_ i: Int) -> UInt32 {
    let digit = i < count ? digits[i] : 0
    if !isNegative { return digit }
    carry += ~digit & digitMask
    let result = carry & digitMask
    carry >>= 30
    return result
  }
}

func negated(_ a: IntObject) throws(Raise) -> ObjectPointer {
  if let x = a.short { return try makeInt(-x) }
  return try copyInt(a, isNegative: !a.isNegative)
}

/// a ** b for b >= 0, reduced by `modulus` (> 0) at each step if there is one.
private func power(_ a: IntObject, _ b: IntObject, modulus: IntObject?) throws(Raise)
  -> ObjectPointer
{
  var result = Owned(suture_small_int(1))
  if b.isZero {
    if let modulus { return try remainderInts(IntObject(result.pointer), modulus) }
    return result.take()
  }
  func reduce(_ value: consuming Owned) throws(Raise) -> Owned {
    guard let modulus else { return value }
    return Owned(try remainderInts(IntObject(value.pointer), modulus))
  }
  let base = try reduce(Owned(borrowed: a.pointer))
  var bit = b.bitWidth - 1
  let digits = b.digits
  while bit >= 0 {
    let r = IntObject(result.pointer)
    result = try reduce(Owned(try multiplyInts(r, r)))
    if digits[bit / 30] >> UInt32(bit % 30) & 1 != 0 {
      result = try reduce(
        Owned(try multiplyInts(IntObject(result.pointer), IntObject(base.pointer)))
      )
    }
    bit -= 1
  }
  return try exactInt(result.pointer)
}

/// The inverse of a modulo n (> 0).
private func inverse(_ a: IntObject, modulo n: IntObject) throws(Raise) -> ObjectPointer {
  // a * b == x and a * c == y, modulo n, all along.
  var b = Owned(suture_small_int(1))
  var c = Owned(suture_small_int(0))
  var x = Owned(borrowed: a.pointer)
  var y = Owned(borrowed: n.pointer)
  while !IntObject(y.pointer).isZero {
    let parts = try divideInts(IntObject(x.pointer), IntObject(y.pointer))
    let quotient = Owned(parts.quotient)
    x = y
    y = Owned(parts.remainder)
    let product = Owned(try multiplyInts(IntObject(quotient.pointer), IntObject(c.pointer)))
    let next = Owned(try subtractInts(IntObject(b.pointer), IntObject(product.pointer)))
    b = c
    c = next
  }
  if IntObject(x.pointer).int64 != 1 {
    throw Raise(.value, "base is not invertible for the given modulus")
  }
  return b.take()
}

private func power(_ a: IntObject, _ b: IntObject, modulo c: IntObject) throws(Raise)
  -> ObjectPointer
{
  if c.isZero { throw Raise(.value, "pow() 3rd argument cannot be 0") }
  let modulus = Owned(try c.isNegative ? negated(c) : exactInt(c.pointer))
  let m = IntObject(modulus.pointer)
  if m.int64 == 1 { return suture_small_int(0) }
  var base = Owned(borrowed: a.pointer)
  var exponent = Owned(borrowed: b.pointer)
  if b.isNegative {
    base = Owned(try inverse(a, modulo: m))
    exponent = Owned(try negated(b))
  }
  let result = Owned(try power(IntObject(base.pointer), IntObject(exponent.pointer), modulus: m))
  let r = IntObject(result.pointer)
  if c.isNegative, !r.isZero { return try subtractInts(r, m) }
  return result.take()
}

/// a / b as the nearest double.
func trueDivide(_ a: IntObject, _ b: IntObject) throws(Raise) -> Double {
  if b.isZero { throw Raise(.zeroDivision, "division by zero") }
  if a.isZero { return b.isNegative ? -0.0 : 0.0 }
  let isNegative = a.isNegative != b.isNegative
  if let x = a.short, let y = b.short, x.magnitude <= 1 << 53, y.magnitude <= 1 << 53 {
    return Double(x) / Double(y)
  }
  // An integral quotient of 55 bits at least, at the place of its lowest bit, with that bit standing for all below it.
  let place = max(a.bitWidth - b.bitWidth, -1021) - 55
  if place > 1024 { throw Raise(.overflow, "integer division result too large for a float") }
  if a.bitWidth - b.bitWidth < -1080 { return isNegative ? -0.0 : 0.0 }
  let dividend = Owned(try copyInt(a, isNegative: false))
  let divisor = Owned(try copyInt(b, isNegative: false))
  let d = IntObject(dividend.pointer)
  var sticky = false
  let shifted: Owned
  if place <= 0 {
    shifted = Owned(try shiftLeft(d, -place))
  } else {
    shifted = Owned(try shiftRight(d, place))
    let back = Owned(try shiftLeft(IntObject(shifted.pointer), place))
    sticky = try compareInts(IntObject(back.pointer), d) != 0
  }
  let parts = try divideTruncating(IntObject(shifted.pointer), IntObject(divisor.pointer))
  let quotient = Owned(parts.quotient)
  let remainder = Owned(parts.remainder)
  if !IntObject(remainder.pointer).isZero { sticky = true }
  let q = IntObject(quotient.pointer).magnitude64!
  let magnitude = roundedDouble(q, isSticky: sticky, place: place)
  if magnitude.isInfinite {
    throw Raise(.overflow, "integer division result too large for a float")
  }
  return isNegative ? -magnitude : magnitude
}

/// -1, 0, 1.
@inline(__always)
func compareInts(_ a: IntObject, _ b: IntObject) throws(Raise) -> Int {
  if let x = a.short, let y = b.short { return x < y ? -1 : x > y ? 1 : 0 }
  return compareLongInts(a, b)
}

func compareLongInts(_ a: IntObject, _ b: IntObject) -> Int {
  if a.sign != b.sign { return a.sign < b.sign ? -1 : 1 }
  return a.sign * compareDigits(a.digits, a.count, b.digits, b.count)
}

/// What a comparison operator says of an order.
@inline(__always)
func compareResult(_ order: Int, _ op: Int32) -> Bool {
  switch op {
  case Py_LT: order < 0
  case Py_LE: order <= 0
  case Py_EQ: order == 0
  case Py_NE: order != 0
  case Py_GT: order > 0
  default: order >= 0
  }
}

// MARK: Slots

/// Calls `body` with two ints; NotImplemented when one is not.
@inline(__always)
private func withInts(
  _ a: ObjectPointer?,
  _ b: ObjectPointer?,
  _ body: (IntObject, IntObject) throws(Raise) -> ObjectPointer
) -> ObjectPointer? {
  guard let a, let b, a.isInt, b.isInt else { return suture_NotImplemented() }
  return raising { () throws(Raise) in try body(IntObject(a), IntObject(b)) }
}

@c func suture_long_add(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withInts(a, b) { x, y throws(Raise) in try addInts(x, y) }
}

@c func suture_long_subtract(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withInts(a, b) { x, y throws(Raise) in try subtractInts(x, y) }
}

@c func suture_long_multiply(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withInts(a, b) { x, y throws(Raise) in try multiplyInts(x, y) }
}

@c func suture_long_remainder(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withInts(a, b) { x, y throws(Raise) in try remainderInts(x, y) }
}

@c func suture_long_floor_divide(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withInts(a, b) { x, y throws(Raise) in try floorDivideInts(x, y) }
}

@c func suture_long_divmod(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withInts(a, b) { x, y throws(Raise) in
    if y.isZero { throw Raise(.zeroDivision, "integer division or modulo by zero") }
    let parts = try divideInts(x, y)
    let quotient = Owned(parts.quotient)
    let remainder = Owned(parts.remainder)
    return try tupleOf(quotient.pointer, remainder.pointer)
  }
}

@c func suture_long_true_divide(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withInts(a, b) { x, y throws(Raise) in try makeFloat(trueDivide(x, y)) }
}

@c func suture_long_power(_ a: ObjectPointer?, _ b: ObjectPointer?, _ c: ObjectPointer?)
  -> ObjectPointer?
{
  withInts(a, b) { x, y throws(Raise) in
    if let c, c != suture_None() {
      if !c.isInt { return suture_NotImplemented() }
      return try power(x, y, modulo: IntObject(c))
    }
    if y.isNegative {
      guard let base = doubleValue(x), let exponent = doubleValue(y) else {
        throw Raise(.overflow, "int too large to convert to float")
      }
      return try floatPower(base, exponent)
    }
    return try power(x, y, modulus: nil)
  }
}

@c func suture_long_and(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withInts(a, b) { x, y throws(Raise) in try bitwise(x, y, .and) }
}

@c func suture_long_or(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withInts(a, b) { x, y throws(Raise) in try bitwise(x, y, .or) }
}

@c func suture_long_xor(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withInts(a, b) { x, y throws(Raise) in try bitwise(x, y, .xor) }
}

@c func suture_long_lshift(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withInts(a, b) { x, y throws(Raise) in
    if y.isNegative { throw Raise(.value, "negative shift count") }
    if x.isZero { return suture_small_int(0) }
    guard let shift = y.int64 else { throw Raise(.overflow, "too many digits in integer") }
    return try shiftLeft(x, shift)
  }
}

@c func suture_long_rshift(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withInts(a, b) { x, y throws(Raise) in
    if y.isNegative { throw Raise(.value, "negative shift count") }
    guard let shift = y.int64 else { return suture_small_int(x.isNegative ? -1 : 0) }
    return try shiftRight(x, shift)
  }
}

@c func suture_long_negative(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try negated(IntObject(self!)) }
}

@c func suture_long_positive(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try exactInt(self!) }
}

@c func suture_long_absolute(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try IntObject(self!).isNegative ? negated(IntObject(self!)) : exactInt(self!)
  }
}

@c func suture_long_invert(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let int = IntObject(self!)
    if let x = int.short { return try makeInt(~x) }
    let next = Owned(try addInts(int, IntObject(suture_small_int(1))))
    return try negated(IntObject(next.pointer))
  }
}

@c func suture_long_float(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let value = doubleValue(IntObject(self!)) else {
      throw Raise(.overflow, "int too large to convert to float")
    }
    return try makeFloat(value)
  }
}

@c func suture_long_compare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32) -> ObjectPointer?
{
  guard let a, let b, a.isInt, b.isInt else { return suture_NotImplemented() }
  return raising { () throws(Raise) in
    let order = a == b ? 0 : try compareInts(IntObject(a), IntObject(b))
    return makeBool(compareResult(order, op))
  }
}
