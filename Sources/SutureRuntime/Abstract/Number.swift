import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

/// The slots of PyNumberMethods, in order.
enum NumberSlot: Int {
  case add, subtract, multiply, remainder, divmod, power, negative, positive, absolute, bool,
    invert, lshift, rshift, and
  case xor, or, int, reserved, float, inplaceAdd, inplaceSubtract, inplaceMultiply,
    inplaceRemainder, inplacePower
  case inplaceLshift, inplaceRshift, inplaceAnd, inplaceXor, inplaceOr, floorDivide, trueDivide,
    inplaceFloorDivide
  case inplaceTrueDivide, index, matrixMultiply, inplaceMatrixMultiply
}

extension UnsafeMutablePointer where Pointee == PyObject {
  /// A number slot of the object's type; nil: it has none.
  @inline(__always)
  func number<F>(_ slot: NumberSlot, as: F.Type) -> F? {
    guard let methods = type.pointee.tp_as_number else { return nil }
    return UnsafeRawPointer(methods).load(fromByteOffset: slot.rawValue * 8, as: F?.self)
  }

  @inline(__always)
  func hasNumber(_ slot: NumberSlot) -> Bool { number(slot, as: UnsafeRawPointer.self) != nil }
}

// MARK: Operations

@inline(__always)
private func isSame<F>(_ f: F, _ g: F) -> Bool {
  unsafeBitCast(f, to: UInt.self) == unsafeBitCast(g, to: UInt.self)
}

/// The slot of the right operand, where it is another one than the left operand's.
@inline(__always)
private func rightSlot<F>(_ a: ObjectPointer, _ b: ObjectPointer, _ left: F?, _ slot: NumberSlot)
  -> F?
{
  if a.type == b.type { return nil }
  guard let right = b.number(slot, as: F.self) else { return nil }
  if let left, isSame(left, right) { return nil }
  return right
}

/// Asks both operands' types, a subclass of the left one's type first.
///
/// - Returns: a new reference, or NotImplemented, which is immortal.
@inline(__always)
private func operate(_ a: ObjectPointer, _ b: ObjectPointer, _ slot: NumberSlot) throws(Raise)
  -> ObjectPointer
{
  let left = a.number(slot, as: binaryfunc.self)
  let right = rightSlot(a, b, left, slot)
  if let left {
    if let right, PyType_IsSubtype(b.type, a.type) != 0 {
      let result = try check(right(a, b))
      if result != suture_NotImplemented() { return result }
      return try check(left(a, b))
    }
    let result = try check(left(a, b))
    if result != suture_NotImplemented() { return result }
  }
  if let right { return try check(right(a, b)) }
  return suture_NotImplemented()
}

/// The operation on two floats, or on two ints of one digit, of exactly these types; nil: they are others, or there is
/// no memory, and the general way is to be gone.
///
/// - Parameter ints: of two numbers below 2^30 gives one below 2^60.
@inline(__always)
private func quick(
  _ a: ObjectPointer,
  _ b: ObjectPointer,
  _ floats: (Double, Double) -> Double,
  _ ints: (Int, Int) -> Int
) -> ObjectPointer? {
  if a.isExactInt, b.isExactInt {
    guard let x = IntObject(a).oneDigit, let y = IntObject(b).oneDigit else { return nil }
    let value = ints(x, y)
    if isSmallInt(value) { return suture_small_int(value) }
    do throws(Raise) { return try makeShortInt(value) } catch { return nil }
  }
  guard a.isExactFloat, b.isExactFloat else { return nil }
  do throws(Raise) { return try makeFloat(floats(a.floatValue, b.floatValue)) } catch { return nil }
}

/// The in-place slot of the left operand, else the plain operation.
@inline(__always)
private func operateInPlace(
  _ a: ObjectPointer,
  _ b: ObjectPointer,
  _ inplace: NumberSlot,
  _ slot: NumberSlot
) throws(Raise) -> ObjectPointer {
  if let f = a.number(inplace, as: binaryfunc.self) {
    let result = try check(f(a, b))
    if result != suture_NotImplemented() { return result }
  }
  return try operate(a, b, slot)
}

@inline(never)
private func unsupported(_ a: ObjectPointer, _ b: ObjectPointer, _ symbol: StaticString) -> Raise {
  Raise(.type, "unsupported operand type(s) for \(symbol): '\(a.type.name)' and '\(b.type.name)'")
}

@inline(__always)
private func binary(
  _ a: ObjectPointer?,
  _ b: ObjectPointer?,
  _ slot: NumberSlot,
  _ symbol: StaticString
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let a, let b else { throw nullArgument() }
    let result = try operate(a, b, slot)
    if result == suture_NotImplemented() { throw unsupported(a, b, symbol) }
    return result
  }
}

@inline(__always)
private func inplaceBinary(
  _ a: ObjectPointer?,
  _ b: ObjectPointer?,
  _ inplace: NumberSlot,
  _ slot: NumberSlot,
  _ symbol: StaticString
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let a, let b else { throw nullArgument() }
    let result = try operateInPlace(a, b, inplace, slot)
    if result == suture_NotImplemented() { throw unsupported(a, b, symbol) }
    return result
  }
}

/// pow(): as `operate`, then the type of the third operand.
private func operatePower(
  _ a: ObjectPointer,
  _ b: ObjectPointer,
  _ c: ObjectPointer
) throws(Raise) -> ObjectPointer {
  let left = a.number(.power, as: ternaryfunc.self)
  let right = rightSlot(a, b, left, .power)
  let rightFirst = left != nil && right != nil && PyType_IsSubtype(b.type, a.type) != 0
  if rightFirst, let right {
    let result = try check(right(a, b, c))
    if result != suture_NotImplemented() { return result }
  }
  if let left {
    let result = try check(left(a, b, c))
    if result != suture_NotImplemented() { return result }
  }
  if !rightFirst, let right {
    let result = try check(right(a, b, c))
    if result != suture_NotImplemented() { return result }
  }
  guard let third = c.number(.power, as: ternaryfunc.self) else { return suture_NotImplemented() }
  if let left, isSame(left, third) { return suture_NotImplemented() }
  if let right, isSame(right, third) { return suture_NotImplemented() }
  return try check(third(a, b, c))
}

private func power(
  _ a: ObjectPointer,
  _ b: ObjectPointer,
  _ c: ObjectPointer,
  _ symbol: StaticString
) throws(Raise) -> ObjectPointer {
  let result = try operatePower(a, b, c)
  if result != suture_NotImplemented() { return result }
  if c == suture_None() { throw unsupported(a, b, symbol) }
  throw Raise(
    .type,
    "unsupported operand type(s) for \(symbol): '\(a.type.name)', '\(b.type.name)', '\(c.type.name)'"
  )
}

@inline(__always)
private func unary(_ o: ObjectPointer?, _ slot: NumberSlot, _ place: StaticString) -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    if let f = o.number(slot, as: unaryfunc.self) { return try check(f(o)) }
    throw Raise(.type, "bad operand type for \(place): '\(o.type.name)'")
  }
}

/// `sequence * count`, where the count is an int.
private func repeated(
  _ f: ssizeargfunc,
  _ sequence: ObjectPointer,
  _ count: ObjectPointer
) throws(Raise) -> ObjectPointer {
  if !count.hasNumber(.index) {
    throw Raise(.type, "can't multiply sequence by non-int of type '\(count.type.name)'")
  }
  let n = try check(PyNumber_AsSsize_t(count, suture_PyExc_OverflowError()))
  return try check(f(sequence, n))
}

/// True for a builtin function with the name of Python 2's `print >> file`.
private func isPrint(_ o: ObjectPointer) -> Bool {
  guard o.type == suture_PyCFunction_Type() else { return false }
  let name: StaticString = "print"
  return strcmp(o.cast(to: PyCFunctionObject.self).pointee.m_ml.pointee.ml_name, name.cString) == 0
}

// MARK: C API

@c @implementation
public func PyNumber_Add(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  if let a, let b, let result = quick(a, b, { $0 + $1 }, { $0 &+ $1 }) { return result }
  return add(a, b)
}

@inline(never)
private func add(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let a, let b else { throw nullArgument() }
    let result = try operate(a, b, .add)
    if result != suture_NotImplemented() { return result }
    if let concat = a.type.pointee.tp_as_sequence?.pointee.sq_concat {
      return try check(concat(a, b))
    }
    throw unsupported(a, b, "+")
  }
}

@c @implementation
public func PyNumber_Multiply(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  if let a, let b, let result = quick(a, b, { $0 * $1 }, { $0 &* $1 }) { return result }
  return multiply(a, b)
}

@inline(never)
private func multiply(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let a, let b else { throw nullArgument() }
    let result = try operate(a, b, .multiply)
    if result != suture_NotImplemented() { return result }
    if let f = a.type.pointee.tp_as_sequence?.pointee.sq_repeat { return try repeated(f, a, b) }
    if let f = b.type.pointee.tp_as_sequence?.pointee.sq_repeat { return try repeated(f, b, a) }
    throw unsupported(a, b, "*")
  }
}

@c @implementation
public func PyNumber_Subtract(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  if let a, let b, let result = quick(a, b, { $0 - $1 }, { $0 &- $1 }) { return result }
  return subtract(a, b)
}

@inline(never)
private func subtract(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binary(a, b, .subtract, "-")
}

@c @implementation
public func PyNumber_TrueDivide(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binary(a, b, .trueDivide, "/")
}

@c @implementation
public func PyNumber_FloorDivide(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binary(a, b, .floorDivide, "//")
}

@c @implementation
public func PyNumber_Remainder(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binary(a, b, .remainder, "%")
}

@c @implementation
public func PyNumber_Divmod(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binary(a, b, .divmod, "divmod()")
}

@c @implementation
public func PyNumber_MatrixMultiply(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binary(a, b, .matrixMultiply, "@")
}

@c @implementation
public func PyNumber_And(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binary(a, b, .and, "&")
}

@c @implementation
public func PyNumber_Or(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binary(a, b, .or, "|")
}

@c @implementation
public func PyNumber_Xor(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binary(a, b, .xor, "^")
}

@c @implementation
public func PyNumber_Lshift(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binary(a, b, .lshift, "<<")
}

@c @implementation
public func PyNumber_Rshift(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let a, let b else { throw nullArgument() }
    let result = try operate(a, b, .rshift)
    if result != suture_NotImplemented() { return result }
    guard isPrint(a) else { throw unsupported(a, b, ">>") }
    let hint = "Did you mean \"print(<message>, file=<output_stream>)\"?"
    throw Raise(
      .type,
      "unsupported operand type(s) for >>: '\(a.type.name)' and '\(b.type.name)'. \(hint)"
    )
  }
}

@c @implementation
public func PyNumber_Power(_ a: ObjectPointer?, _ b: ObjectPointer?, _ c: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let a, let b, let c else { throw nullArgument() }
    return try power(a, b, c, "** or pow()")
  }
}

@c @implementation
public func PyNumber_InPlaceAdd(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let a, let b else { throw nullArgument() }
    let result = try operateInPlace(a, b, .inplaceAdd, .add)
    if result != suture_NotImplemented() { return result }
    if let methods = a.type.pointee.tp_as_sequence,
      let concat = methods.pointee.sq_inplace_concat ?? methods.pointee.sq_concat
    {
      return try check(concat(a, b))
    }
    throw unsupported(a, b, "+=")
  }
}

@c @implementation
public func PyNumber_InPlaceMultiply(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let a, let b else { throw nullArgument() }
    let result = try operateInPlace(a, b, .inplaceMultiply, .multiply)
    if result != suture_NotImplemented() { return result }
    if let methods = a.type.pointee.tp_as_sequence {
      if let f = methods.pointee.sq_inplace_repeat ?? methods.pointee.sq_repeat {
        return try repeated(f, a, b)
      }
    } else if let f = b.type.pointee.tp_as_sequence?.pointee.sq_repeat {
      return try repeated(f, b, a)
    }
    throw unsupported(a, b, "*=")
  }
}

@c @implementation
public func PyNumber_InPlaceSubtract(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  inplaceBinary(a, b, .inplaceSubtract, .subtract, "-=")
}

@c @implementation
public func PyNumber_InPlaceTrueDivide(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  inplaceBinary(a, b, .inplaceTrueDivide, .trueDivide, "/=")
}

@c @implementation
public func PyNumber_InPlaceFloorDivide(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer?
{
  inplaceBinary(a, b, .inplaceFloorDivide, .floorDivide, "//=")
}

@c @implementation
public func PyNumber_InPlaceRemainder(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  inplaceBinary(a, b, .inplaceRemainder, .remainder, "%=")
}

@c @implementation
public func PyNumber_InPlaceMatrixMultiply(_ a: ObjectPointer?, _ b: ObjectPointer?)
  -> ObjectPointer?
{
  inplaceBinary(a, b, .inplaceMatrixMultiply, .matrixMultiply, "@=")
}

@c @implementation
public func PyNumber_InPlaceAnd(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  inplaceBinary(a, b, .inplaceAnd, .and, "&=")
}

@c @implementation
public func PyNumber_InPlaceOr(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  inplaceBinary(a, b, .inplaceOr, .or, "|=")
}

@c @implementation
public func PyNumber_InPlaceXor(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  inplaceBinary(a, b, .inplaceXor, .xor, "^=")
}

@c @implementation
public func PyNumber_InPlaceLshift(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  inplaceBinary(a, b, .inplaceLshift, .lshift, "<<=")
}

@c @implementation
public func PyNumber_InPlaceRshift(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  inplaceBinary(a, b, .inplaceRshift, .rshift, ">>=")
}

@c @implementation
public func PyNumber_InPlacePower(_ a: ObjectPointer?, _ b: ObjectPointer?, _ c: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let a, let b, let c else { throw nullArgument() }
    if let f = a.number(.inplacePower, as: ternaryfunc.self) {
      let result = try check(f(a, b, c))
      if result != suture_NotImplemented() { return result }
    }
    return try power(a, b, c, "**=")
  }
}

@c @implementation
public func PyNumber_Negative(_ o: ObjectPointer?) -> ObjectPointer? {
  unary(o, .negative, "unary -")
}

@c @implementation
public func PyNumber_Positive(_ o: ObjectPointer?) -> ObjectPointer? {
  unary(o, .positive, "unary +")
}

@c @implementation
public func PyNumber_Invert(_ o: ObjectPointer?) -> ObjectPointer? { unary(o, .invert, "unary ~") }

@c @implementation
public func PyNumber_Absolute(_ o: ObjectPointer?) -> ObjectPointer? {
  unary(o, .absolute, "abs()")
}
