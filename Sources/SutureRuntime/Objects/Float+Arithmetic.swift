import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

/// magnitude * 2 ** place as the nearest double, half to even: 0 when too small, infinite when too large.
///
/// - Parameters:
///   - magnitude: less than 2^63.
///   - isSticky: the true value is a little more than that.
func roundedDouble(_ magnitude: UInt64, isSticky: Bool, place: Int) -> Double {
  if magnitude == 0 { return 0 }
  var m = magnitude
  let width = 64 - m.leadingZeroBitCount
  // Rounded at the precision that a double has at this place: the scaling is then exact.
  let extra = max(width - 53, -1074 - place)
  if extra > width { return 0 }
  if extra > 0 {
    let half: UInt64 = 1 << UInt64(extra - 1)
    let low = m & (half << 1 - 1)
    m -= low
    if low > half || (low == half && (isSticky || m & (half << 1) != 0)) { m += half << 1 }
  }
  return scalbn(Double(m), Int32(clamping: place))
}

/// The quotient rounded down and the remainder with the sign of `y`, which is not 0.
private func divideFlooring(_ x: Double, _ y: Double) -> (quotient: Double, remainder: Double) {
  var remainder = fmod(x, y)
  var quotient = (x - remainder) / y
  if remainder == 0 {
    remainder = copysign(0, y)
  } else if (remainder < 0) != (y < 0) {
    remainder += y
    quotient -= 1
  }
  if quotient == 0 { return (copysign(0, x / y), remainder) }
  var floored = quotient.rounded(.down)
  if quotient - floored > 0.5 { floored += 1 }
  return (floored, remainder)
}

private func remainder(_ x: Double, _ y: Double) -> Double {
  let r = fmod(x, y)
  if r == 0 { return copysign(0, y) }
  return (r < 0) != (y < 0) ? r + y : r
}

/// x ** y: a new float, or a complex for a broken power of a negative number.
func floatPower(_ x: Double, _ y: Double) throws(Raise) -> ObjectPointer {
  if x == 0, y < 0, y.isFinite {
    throw Raise(.zeroDivision, "0.0 cannot be raised to a negative power")
  }
  if x < 0, x.isFinite, y.isFinite, y != y.rounded(.down) {
    return try makeComplex(complexPower(Py_complex(real: x, imag: 0), Py_complex(real: y, imag: 0)))
  }
  let result = pow(x, y)
  if result.isInfinite, x.isFinite, y.isFinite { throw rangeError() }
  return try makeFloat(result)
}

/// OverflowError with the number and the text of ERANGE.
private func rangeError() -> Raise {
  do throws(Raise) {
    let number = Owned(try makeInt(Int(ERANGE)))
    let text = Owned(try makeASCII("Numerical result out of range"))
    let args = Owned(try tupleOf(number.pointer, text.pointer))
    return Raise(.overflow, value: args.pointer)
  } catch { return error }
}

/// -1, 0, 1; nil: not ordered.
func compareDouble(_ x: Double, _ int: IntObject) throws(Raise) -> Int? {
  if x.isNaN { return nil }
  if x.isInfinite { return x < 0 ? -1 : 1 }
  if let value = int.short, value.magnitude <= 1 << 53 {
    let y = Double(value)
    return x < y ? -1 : x > y ? 1 : 0
  }
  let whole = Owned(try makeInt(truncating: x))
  let order = try compareInts(IntObject(whole.pointer), int)
  if order != 0 { return order }
  let fraction = x - x.rounded(.towardZero)
  return fraction < 0 ? -1 : fraction > 0 ? 1 : 0
}

// MARK: Slots

/// Calls `body` with two reals; NotImplemented when one is not.
@inline(__always)
private func withReals(
  _ a: ObjectPointer?,
  _ b: ObjectPointer?,
  _ body: (Double, Double) throws(Raise) -> ObjectPointer
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let x = try realValue(a!), let y = try realValue(b!) else {
      return suture_NotImplemented()
    }
    return try body(x, y)
  }
}

@c func suture_float_add(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withReals(a, b) { x, y throws(Raise) in try makeFloat(x + y) }
}

@c func suture_float_subtract(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withReals(a, b) { x, y throws(Raise) in try makeFloat(x - y) }
}

@c func suture_float_multiply(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withReals(a, b) { x, y throws(Raise) in try makeFloat(x * y) }
}

@c func suture_float_true_divide(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withReals(a, b) { x, y throws(Raise) in
    if y == 0 { throw Raise(.zeroDivision, "float division by zero") }
    return try makeFloat(x / y)
  }
}

@c func suture_float_floor_divide(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withReals(a, b) { x, y throws(Raise) in
    if y == 0 { throw Raise(.zeroDivision, "float floor division by zero") }
    return try makeFloat(divideFlooring(x, y).quotient)
  }
}

@c func suture_float_remainder(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withReals(a, b) { x, y throws(Raise) in
    if y == 0 { throw Raise(.zeroDivision, "float modulo by zero") }
    return try makeFloat(remainder(x, y))
  }
}

@c func suture_float_divmod(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withReals(a, b) { x, y throws(Raise) in
    if y == 0 { throw Raise(.zeroDivision, "float divmod()") }
    let parts = divideFlooring(x, y)
    let quotient = Owned(try makeFloat(parts.quotient))
    let remainder = Owned(try makeFloat(parts.remainder))
    return try tupleOf(quotient.pointer, remainder.pointer)
  }
}

@c func suture_float_power(_ a: ObjectPointer?, _ b: ObjectPointer?, _ c: ObjectPointer?)
  -> ObjectPointer?
{
  if c != nil, c != suture_None() {
    return raising { () throws(Raise) in
      throw Raise(.type, "pow() 3rd argument not allowed unless all arguments are integers")
    }
  }
  return withReals(a, b) { x, y throws(Raise) in try floatPower(x, y) }
}

@c func suture_float_negative(_ self: ObjectPointer?) -> ObjectPointer? {
  PyFloat_FromDouble(-self!.floatValue)
}

@c func suture_float_positive(_ self: ObjectPointer?) -> ObjectPointer? {
  self!.isExactFloat ? newReference(self!) : PyFloat_FromDouble(self!.floatValue)
}

@c func suture_float_absolute(_ self: ObjectPointer?) -> ObjectPointer? {
  PyFloat_FromDouble(self!.floatValue.magnitude)
}

@c func suture_float_bool(_ self: ObjectPointer?) -> Int32 { self!.floatValue != 0 ? 1 : 0 }

@c func suture_float_int(_ self: ObjectPointer?) -> ObjectPointer? {
  PyLong_FromDouble(self!.floatValue)
}

@c func suture_float_compare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let x = a!.floatValue
    let b = b!
    if b.isFloat {
      let y = b.floatValue
      let result =
        switch op {
        case Py_LT: x < y
        case Py_LE: x <= y
        case Py_EQ: x == y
        case Py_NE: x != y
        case Py_GT: x > y
        default: x >= y
        }
      return makeBool(result)
    }
    if !b.isInt { return suture_NotImplemented() }
    guard let order = try compareDouble(x, IntObject(b)) else { return makeBool(op == Py_NE) }
    return makeBool(compareResult(order, op))
  }
}
