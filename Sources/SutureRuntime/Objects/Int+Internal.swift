import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Functions outside the stable ABI that version-specific extensions call.

// MARK: Operations

/// The converters of argument parsers: 1, or 0 with an exception.
@inline(__always)
private func convert(
  _ o: ObjectPointer?,
  _ store: (ObjectPointer) throws(Raise) -> Void
) -> Int32 {
  do throws(Raise) {
    let o = o!
    if o.isInt, IntObject(o).isNegative { throw Raise(.value, "value must be positive") }
    try store(o)
    return 1
  } catch { return 0 }
}

/// An unsigned long, of which a narrower type holds the values up to `limit`.
private func unsigned(_ o: ObjectPointer, limit: UInt, _ name: StaticString) throws(Raise) -> UInt {
  let value = PyLong_AsUnsignedLong(o)
  if value == UInt.max, isExceptionPending { throw .pending }
  if value > limit { throw Raise(.overflow, "Python int too large for C \(name)") }
  return value
}

/// A user's or group's id, of which -1 is the greatest.
private func convertID(
  _ o: ObjectPointer,
  _ result: UnsafeMutablePointer<UInt32>,
  _ name: StaticString
) -> Int32 {
  do throws(Raise) {
    guard let index = _PyNumber_Index(o) else {
      throw Raise(.type, "\(name) should be integer, not \(lastDotted(o.type.name))")
    }
    let number = Owned(index)
    var side: Int32 = 0
    let value = PyLong_AsLongAndOverflow(number.pointer, &side)
    if side > 0 { throw Raise(.overflow, "\(name) is greater than maximum") }
    guard side == 0, value == -1 || UInt32(exactly: value) != nil else {
      throw Raise(.overflow, "\(name) is less than minimum")
    }
    result.pointee = UInt32(truncatingIfNeeded: value)
    return 1
  } catch { return 0 }
}

/// The greatest common divisor, not negative, by Euclid's algorithm; short values at machine speed.
private func greatestCommonDivisor(_ a: IntObject, _ b: IntObject) throws(Raise) -> ObjectPointer {
  var x = Owned(try a.isNegative ? negated(a) : exactInt(a.pointer))
  var y = Owned(try b.isNegative ? negated(b) : exactInt(b.pointer))
  while !IntObject(y.pointer).isZero {
    if var p = IntObject(x.pointer).short, var q = IntObject(y.pointer).short {
      while q != 0 { (p, q) = (q, p % q) }
      return try makeInt(p)
    }
    let rest = Owned(try remainderInts(IntObject(x.pointer), IntObject(y.pointer)))
    x = y
    y = rest
  }
  return x.take()
}

/// The quotient nearest to a / b, half to even, and a - quotient * b.
private func divideNear(_ a: IntObject, _ b: IntObject) throws(Raise) -> ObjectPointer {
  if b.isZero { throw Raise(.zeroDivision, "integer division or modulo by zero") }
  let parts = try divideInts(a, b)
  var quotient = Owned(parts.quotient)
  var remainder = Owned(parts.remainder)
  // The remainder has the sign of b: past the half the next quotient is nearer.
  let double = Owned(try shiftLeft(IntObject(remainder.pointer), 1))
  var order = try compareInts(IntObject(double.pointer), b)
  if b.isNegative { order = -order }
  if order > 0 || (order == 0 && IntObject(quotient.pointer).digits[0] & 1 != 0) {
    quotient = Owned(try addInts(IntObject(quotient.pointer), IntObject(suture_small_int(1))))
    remainder = Owned(try subtractInts(IntObject(remainder.pointer), b))
  }
  return try tupleOf(quotient.pointer, remainder.pointer)
}

// MARK: C API

@c @implementation
public func PyUnstable_Long_IsCompact(_ int: UnsafePointer<PyLongObject>?) -> Int32 {
  int!.pointee.long_value.lv_tag < 16 ? 1 : 0
}

@c @implementation
public func PyUnstable_Long_CompactValue(_ int: UnsafePointer<PyLongObject>?) -> Py_ssize_t {
  IntObject(UnsafeMutableRawPointer(mutating: int!).assumingMemoryBound(to: PyObject.self)).short
    ?? 0
}

@c @implementation
public func _PyLong_Sign(_ o: ObjectPointer?) -> Int32 { Int32(IntObject(o!).sign) }

@c @implementation
public func _PyLong_NumBits(_ o: ObjectPointer?) -> Int { IntObject(o!).bitWidth }

@c @implementation
public func _PyLong_AsByteArray(
  _ int: UnsafeMutablePointer<PyLongObject>?,
  _ bytes: UnsafeMutablePointer<UInt8>?,
  _ count: Int,
  _ littleEndian: Int32,
  _ signed: Int32,
  _ raises: Int32
) -> Int32 {
  let value = IntObject(UnsafeMutableRawPointer(int!).assumingMemoryBound(to: PyObject.self))
  do throws(Raise) {
    if value.isNegative, signed == 0 {
      if raises == 0 { return -1 }
      throw Raise(.overflow, "can't convert negative int to unsigned")
    }
    writeBytes(value, bytes!, count)
    if littleEndian == 0 { reverseBytes(bytes!, count) }
    if fits(value, bytes: count, isSigned: signed != 0) { return 0 }
    if raises == 0 { return -1 }
    throw Raise(.overflow, "int too big to convert")
  } catch { return -1 }
}

@c @implementation
public func _PyLong_FromByteArray(
  _ bytes: UnsafePointer<UInt8>?,
  _ count: Int,
  _ littleEndian: Int32,
  _ signed: Int32
) -> ObjectPointer? {
  guard littleEndian != 0 else {
    return signed != 0
      ? PyLong_FromNativeBytes(bytes, count, 0) : PyLong_FromUnsignedNativeBytes(bytes, count, 0)
  }
  return raising { () throws(Raise) in try makeInt(bytes: bytes!, count, isSigned: signed != 0) }
}

@c @implementation
public func _PyLong_FromDigits(
  _ negative: Int32,
  _ count: Py_ssize_t,
  _ digits: UnsafeMutablePointer<UInt32>?
) -> UnsafeMutablePointer<PyLongObject>? {
  do throws(Raise) {
    let o = try newInt(digits: count)
    let int = IntObject(o)
    int.digits[0] = 0
    if count > 0 { int.digits.update(from: digits!, count: count) }
    return normalizedInt(o, count: count, isNegative: negative != 0).cast(to: PyLongObject.self)
  } catch { return nil }
}

@c @implementation
public func _PyLong_Copy(_ o: UnsafeMutablePointer<PyLongObject>?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let int = IntObject(UnsafeMutableRawPointer(o!).assumingMemoryBound(to: PyObject.self))
    if let value = int.short { return try makeInt(value) }
    return try copyInt(int, isNegative: int.isNegative)
  }
}

@c @implementation
public func _PyLong_GCD(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try greatestCommonDivisor(IntObject(a!), IntObject(b!)) }
}

@c @implementation
public func _PyLong_DivmodNear(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let a, let b, a.isInt, b.isInt else {
      throw Raise(.type, "non-integer arguments in division")
    }
    return try divideNear(IntObject(a), IntObject(b))
  }
}

@c @implementation
public func _PyLong_Frexp(
  _ int: UnsafeMutablePointer<PyLongObject>?,
  _ exponent: UnsafeMutablePointer<Py_ssize_t>?
) -> Double {
  let value = IntObject(UnsafeMutableRawPointer(int!).assumingMemoryBound(to: PyObject.self))
  exponent!.pointee = 0
  if value.isZero { return 0 }
  var power = value.bitWidth
  var fraction = scalbn(Double(value.highBits), Int32(-min(power, 62)))
  if fraction == 1 {
    fraction = 0.5
    power += 1
  }
  exponent!.pointee = power
  return value.isNegative ? -fraction : fraction
}

@c @implementation
public func _PyLong_Lshift(_ o: ObjectPointer?, _ shift: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    if shift < 0 { throw Raise(.overflow, "too many digits in integer") }
    return try shiftLeft(IntObject(o!), shift)
  }
}

@c @implementation
public func _PyLong_Rshift(_ o: ObjectPointer?, _ shift: Int) -> ObjectPointer? {
  raising { () throws(Raise) in try shiftRight(IntObject(o!), shift < 0 ? Int.max : shift) }
}

@c @implementation
public func _PyLong_UnsignedShort_Converter(_ o: ObjectPointer?, _ result: UnsafeMutableRawPointer?)
  -> Int32
{
  convert(o) { o throws(Raise) in
    let value = try unsigned(o, limit: UInt(UInt16.max), "unsigned short")
    result!.storeBytes(of: UInt16(value), as: UInt16.self)
  }
}

@c @implementation
public func _PyLong_UnsignedInt_Converter(_ o: ObjectPointer?, _ result: UnsafeMutableRawPointer?)
  -> Int32
{
  convert(o) { o throws(Raise) in
    let value = try unsigned(o, limit: UInt(UInt32.max), "unsigned int")
    result!.storeBytes(of: UInt32(value), as: UInt32.self)
  }
}

@c @implementation
public func _PyLong_UnsignedLong_Converter(_ o: ObjectPointer?, _ result: UnsafeMutableRawPointer?)
  -> Int32
{
  convert(o) { o throws(Raise) in
    result!.storeBytes(of: try unsigned(o, limit: UInt.max, "unsigned long"), as: UInt.self)
  }
}

@c @implementation
public func _PyLong_UnsignedLongLong_Converter(
  _ o: ObjectPointer?,
  _ result: UnsafeMutableRawPointer?
) -> Int32 {
  convert(o) { o throws(Raise) in
    let value = PyLong_AsUnsignedLongLong(o)
    if value == UInt64.max, isExceptionPending { throw .pending }
    result!.storeBytes(of: value, as: UInt64.self)
  }
}

@c @implementation
public func _PyLong_Size_t_Converter(_ o: ObjectPointer?, _ result: UnsafeMutableRawPointer?)
  -> Int32
{
  convert(o) { o throws(Raise) in
    let value = PyLong_AsSize_t(o)
    if value == -1, isExceptionPending { throw .pending }
    result!.storeBytes(of: value, as: Int.self)
  }
}

@c @implementation
public func _PyLong_FromTime_t(_ value: Int) -> ObjectPointer? { PyLong_FromLong(value) }

@c @implementation
public func _PyLong_AsTime_t(_ o: ObjectPointer?) -> Int {
  let value = PyLong_AsLongLong(o)
  if value == -1, isExceptionPending, PyErr_ExceptionMatches(suture_PyExc_OverflowError()) != 0 {
    _ = Raise(.overflow, "timestamp out of range for platform time_t")
  }
  return Int(value)
}

@c @implementation
public func _PyLong_FromGid(_ id: gid_t) -> ObjectPointer? {
  id == gid_t.max ? PyLong_FromLong(-1) : PyLong_FromUnsignedLong(UInt(id))
}

@c @implementation
public func _Py_Uid_Converter(_ o: ObjectPointer?, _ result: UnsafeMutablePointer<uid_t>?) -> Int32
{
  convertID(o!, result!, "uid")
}

@c @implementation
public func _Py_Gid_Converter(_ o: ObjectPointer?, _ result: UnsafeMutablePointer<gid_t>?) -> Int32
{
  convertID(o!, result!, "gid")
}
