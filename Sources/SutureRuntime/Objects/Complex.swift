import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

extension UnsafeMutablePointer where Pointee == PyObject {
  @inline(__always)
  var isExactComplex: Bool { type == suture_PyComplex_Type() }

  /// A complex or an instance of a subclass.
  @inline(__always)
  var isComplex: Bool {
    type == suture_PyComplex_Type() || PyType_IsSubtype(type, suture_PyComplex_Type()) != 0
  }

  /// The value of what `isComplex`.
  @inline(__always)
  var complexValue: Py_complex {
    get { cast(to: PyComplexObject.self).pointee.cval }
    nonmutating set { cast(to: PyComplexObject.self).pointee.cval = newValue }
  }
}

// MARK: Operations

/// A new complex.
func makeComplex(_ value: Py_complex) throws(Raise) -> ObjectPointer {
  let o = try newObject(suture_PyComplex_Type(), size: 32)
  o.complexValue = value
  return o
}

func add(_ a: Py_complex, _ b: Py_complex) -> Py_complex {
  Py_complex(real: a.real + b.real, imag: a.imag + b.imag)
}

func subtract(_ a: Py_complex, _ b: Py_complex) -> Py_complex {
  Py_complex(real: a.real - b.real, imag: a.imag - b.imag)
}

func multiply(_ a: Py_complex, _ b: Py_complex) -> Py_complex {
  Py_complex(real: a.real * b.real - a.imag * b.imag, imag: a.real * b.imag + a.imag * b.real)
}

/// a / b by Smith's method, which divides by the larger part first; nil: b is 0.
func divide(_ a: Py_complex, _ b: Py_complex) -> Py_complex? {
  if b.real.magnitude >= b.imag.magnitude {
    if b.real == 0 { return nil }
    let ratio = b.imag / b.real
    let denominator = b.real + b.imag * ratio
    return Py_complex(
      real: (a.real + a.imag * ratio) / denominator,
      imag: (a.imag - a.real * ratio) / denominator
    )
  }
  if b.imag.magnitude >= b.real.magnitude {
    let ratio = b.real / b.imag
    let denominator = b.real * ratio + b.imag
    return Py_complex(
      real: (a.real * ratio + a.imag) / denominator,
      imag: (a.imag * ratio - a.real) / denominator
    )
  }
  return Py_complex(real: .nan, imag: .nan)
}

/// What C's errno says of a result.
enum MathError { case none, domain, range }

/// a ** b by polar coordinates.
func generalPower(_ a: Py_complex, _ b: Py_complex) -> (value: Py_complex, error: MathError) {
  if b.real == 0, b.imag == 0 { return (Py_complex(real: 1, imag: 0), .none) }
  if a.real == 0, a.imag == 0 {
    return (Py_complex(real: 0, imag: 0), b.imag != 0 || b.real < 0 ? .domain : .none)
  }
  let radius = hypot(a.real, a.imag)
  var length = pow(radius, b.real)
  let angle = atan2(a.imag, a.real)
  var phase = angle * b.real
  if b.imag != 0 {
    length /= exp(angle * b.imag)
    phase += b.imag * log(radius)
  }
  let result = Py_complex(real: length * cos(phase), imag: length * sin(phase))
  if phase.isInfinite { return (result, .domain) }  // of cos and sin
  return (result, result.real.isInfinite || result.imag.isInfinite ? .range : .none)
}

/// a ** b.
///
/// - Throws: ZeroDivisionError, OverflowError.
func complexPower(_ a: Py_complex, _ b: Py_complex) throws(Raise) -> Py_complex {
  if b.imag == 0, b.real == b.real.rounded(.down), b.real.magnitude <= 100 {
    let n = Int(b.real)
    let power = integralPower(a, Int(n.magnitude))
    guard let result = n > 0 ? power : divide(Py_complex(real: 1, imag: 0), power) else {
      throw zeroToNegative()
    }
    if result.real.isInfinite || result.imag.isInfinite {
      throw Raise(.overflow, "complex exponentiation")
    }
    return result
  }
  let (result, error) = generalPower(a, b)
  switch error {
  case .none: return result
  case .domain: throw zeroToNegative()
  case .range: throw Raise(.overflow, "complex exponentiation")
  }
}

private func zeroToNegative() -> Raise {
  Raise(.zeroDivision, "0.0 to a negative or complex power")
}

/// x ** n by repeated squaring.
private func integralPower(_ x: Py_complex, _ n: Int) -> Py_complex {
  var result = Py_complex(real: 1, imag: 0)
  var square = x
  var mask = 1
  while n >= mask {
    if n & mask != 0 { result = multiply(result, square) }
    mask <<= 1
    square = multiply(square, square)
  }
  return result
}

/// The value of a complex, a float or an int; nil for anything else.
@inline(__always)
private func complexOperand(_ o: ObjectPointer) throws(Raise) -> Py_complex? {
  if o.isComplex { return o.complexValue }
  guard let real = try realValue(o) else { return nil }
  return Py_complex(real: real, imag: 0)
}

/// What `o.__complex__()` returns; nil: it has none.
func complexBySpecialMethod(_ o: ObjectPointer) throws(Raise) -> Py_complex? {
  guard let method = try lookupSpecial(o, suture_name___complex__()) else { return nil }
  let bound = Owned(method)
  let result = Owned(try check(PyObject_CallNoArgs(bound.pointer)))
  if !result.pointer.isExactComplex {
    let name = result.pointer.type.name
    if !result.pointer.isComplex {
      throw Raise(.type, "__complex__ returned non-complex (type \(name))")
    }
    try warnDeprecated(
      """
      __complex__ returned non-complex (type \(name)).  The ability to return an instance of a strict subclass of \
      complex is deprecated, and may be removed in a future version of Python.
      """
    )
  }
  return result.pointer.complexValue
}

// MARK: C API

@c @implementation
public func PyComplex_FromDoubles(_ real: Double, _ imag: Double) -> ObjectPointer? {
  raising { () throws(Raise) in try makeComplex(Py_complex(real: real, imag: imag)) }
}

@c @implementation
public func PyComplex_RealAsDouble(_ o: ObjectPointer?) -> Double {
  raising { () throws(Raise) in
    let o = o!
    if o.isComplex { return o.complexValue.real }
    if let value = try complexBySpecialMethod(o) { return value.real }
    return try doubleOf(o)
  }
}

@c @implementation
public func PyComplex_ImagAsDouble(_ o: ObjectPointer?) -> Double {
  raising { () throws(Raise) in
    let o = o!
    if o.isComplex { return o.complexValue.imag }
    if let value = try complexBySpecialMethod(o) { return value.imag }
    _ = try doubleOf(o)
    return 0
  }
}

/// The value of a complex, of `__complex__`, or of a real number.
@c @implementation
public func PyComplex_AsCComplex(_ o: ObjectPointer?) -> Py_complex {
  do throws(Raise) {
    let o = o!
    if o.isComplex { return o.complexValue }
    if let value = try complexBySpecialMethod(o) { return value }
    return Py_complex(real: try doubleOf(o), imag: 0)
  } catch { return Py_complex(real: -1, imag: 0) }
}

@c @implementation
public func PyComplex_FromCComplex(_ value: Py_complex) -> ObjectPointer? {
  raising { () throws(Raise) in try makeComplex(value) }
}

@c @implementation
public func _Py_c_sum(_ a: Py_complex, _ b: Py_complex) -> Py_complex { add(a, b) }

@c @implementation
public func _Py_c_diff(_ a: Py_complex, _ b: Py_complex) -> Py_complex { subtract(a, b) }

@c @implementation
public func _Py_c_neg(_ a: Py_complex) -> Py_complex { Py_complex(real: -a.real, imag: -a.imag) }

@c @implementation
public func _Py_c_prod(_ a: Py_complex, _ b: Py_complex) -> Py_complex { multiply(a, b) }

@c @implementation
public func _Py_c_quot(_ a: Py_complex, _ b: Py_complex) -> Py_complex {
  if let quotient = divide(a, b) { return quotient }
  errno = EDOM
  return Py_complex(real: 0, imag: 0)
}

@c @implementation
public func _Py_c_pow(_ a: Py_complex, _ b: Py_complex) -> Py_complex {
  let (result, error) = generalPower(a, b)
  if error != .none { errno = error == .domain ? EDOM : ERANGE }
  return result
}

@c @implementation
public func _Py_c_abs(_ a: Py_complex) -> Double {
  let result = hypot(a.real, a.imag)
  errno = result.isInfinite && a.real.isFinite && a.imag.isFinite ? ERANGE : 0
  return result
}

// MARK: Slots

@inline(__always)
private func withOperands(
  _ a: ObjectPointer?,
  _ b: ObjectPointer?,
  _ body: (Py_complex, Py_complex) throws(Raise) -> Py_complex
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let x = try complexOperand(a!), let y = try complexOperand(b!) else {
      return suture_NotImplemented()
    }
    return try makeComplex(body(x, y))
  }
}

@c func suture_complex_add(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withOperands(a, b) { x, y throws(Raise) in add(x, y) }
}

@c func suture_complex_subtract(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withOperands(a, b) { x, y throws(Raise) in subtract(x, y) }
}

@c func suture_complex_multiply(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withOperands(a, b) { x, y throws(Raise) in multiply(x, y) }
}

@c func suture_complex_true_divide(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  withOperands(a, b) { x, y throws(Raise) in
    guard let quotient = divide(x, y) else {
      throw Raise(.zeroDivision, "complex division by zero")
    }
    return quotient
  }
}

@c func suture_complex_power(_ a: ObjectPointer?, _ b: ObjectPointer?, _ c: ObjectPointer?)
  -> ObjectPointer?
{
  withOperands(a, b) { x, y throws(Raise) in
    if c != nil, c != suture_None() { throw Raise(.value, "complex modulo") }
    return try complexPower(x, y)
  }
}

@c func suture_complex_negative(_ self: ObjectPointer?) -> ObjectPointer? {
  let value = self!.complexValue
  return PyComplex_FromDoubles(-value.real, -value.imag)
}

@c func suture_complex_positive(_ self: ObjectPointer?) -> ObjectPointer? {
  if self!.isExactComplex { return newReference(self!) }
  return raising { () throws(Raise) in try makeComplex(self!.complexValue) }
}

@c func suture_complex_absolute(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let value = self!.complexValue
    let result = hypot(value.real, value.imag)
    if result.isInfinite, value.real.isFinite, value.imag.isFinite {
      throw Raise(.overflow, "absolute value too large")
    }
    return try makeFloat(result)
  }
}

@c func suture_complex_bool(_ self: ObjectPointer?) -> Int32 {
  let value = self!.complexValue
  return value.real != 0 || value.imag != 0 ? 1 : 0
}

@c func suture_complex_compare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  if op != Py_EQ, op != Py_NE { return suture_NotImplemented() }
  return raising { () throws(Raise) in
    let x = a!.complexValue
    let b = b!
    let isEqual: Bool
    if b.isInt {
      let order = try compareDouble(x.real, IntObject(b))
      isEqual = x.imag == 0 && order == 0
    } else if b.isFloat {
      isEqual = x.imag == 0 && x.real == b.floatValue
    } else if b.isComplex {
      let y = b.complexValue
      isEqual = x.real == y.real && x.imag == y.imag
    } else {
      return suture_NotImplemented()
    }
    return makeBool(isEqual == (op == Py_EQ))
  }
}

@c func suture_complex_hash(_ self: ObjectPointer?) -> Py_hash_t {
  complexHash(self!.complexValue, of: self!)
}

@c func suture_complex_dealloc(_ self: ObjectPointer?) { freeInstance(self!) }

@c func suture_complex_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let value = self!.complexValue
    var text: [UInt8] = []
    if value.real == 0, value.real.sign == .plus {
      text = FloatText.write(value.imag, code: 0x72, precision: 0, flags: [])
      text.append(0x6A)
    } else {
      text.append(0x28)
      text += FloatText.write(value.real, code: 0x72, precision: 0, flags: [])
      text += FloatText.write(value.imag, code: 0x72, precision: 0, flags: .sign)
      text.append(0x6A)
      text.append(0x29)
    }
    return try makeASCII(text)
  }
}
