import CSuture

// MARK: Layout

extension UnsafeMutablePointer where Pointee == PyObject {
  @inline(__always)
  var isExactFloat: Bool { type == suture_PyFloat_Type() }

  /// A float or an instance of a subclass.
  @inline(__always)
  var isFloat: Bool {
    type == suture_PyFloat_Type() || PyType_IsSubtype(type, suture_PyFloat_Type()) != 0
  }

  /// The value of what `isFloat`.
  @inline(__always)
  var floatValue: Double {
    get { UnsafeRawPointer(self).load(fromByteOffset: 16, as: Double.self) }
    nonmutating set {
      UnsafeMutableRawPointer(self).storeBytes(of: newValue, toByteOffset: 16, as: Double.self)
    }
  }
}

// MARK: Operations

/// A new float.
@inline(__always)
func makeFloat(_ value: Double) throws(Raise) -> ObjectPointer {
  let o = try newBuiltin(suture_PyFloat_Type(), size: 24, isTracked: false)
  o.floatValue = value
  return o
}

/// A new str of ASCII text.
func makeASCII(_ text: StaticString) throws(Raise) -> ObjectPointer {
  try makeStr(ascii: text.utf8Start, count: text.utf8CodeUnitCount)
}

/// A new str of ASCII text.
func makeASCII(_ text: [UInt8]) throws(Raise) -> ObjectPointer {
  try text.withUnsafeBufferPointer { (bytes) throws(Raise) in
    try makeStr(ascii: bytes.baseAddress!, count: bytes.count)
  }
}

/// The value of an int, a float or an instance of a subclass; nil for anything else.
///
/// - Throws: OverflowError for an int that is too large.
@inline(__always)
func realValue(_ o: ObjectPointer) throws(Raise) -> Double? {
  if o.isExactFloat { return o.floatValue }
  if o.isInt { return try doubleOrOverflow(IntObject(o)) }
  return o.isFloat ? o.floatValue : nil
}

@inline(__always)
func doubleOrOverflow(_ int: IntObject) throws(Raise) -> Double {
  guard let value = doubleValue(int) else {
    throw Raise(.overflow, "int too large to convert to float")
  }
  return value
}

/// The value of `o` as a float, or by `__float__` or `__index__`.
func doubleOf(_ o: ObjectPointer) throws(Raise) -> Double {
  if o.isFloat { return o.floatValue }
  return try convertedDouble(o)
}

/// The same by `__float__` or `__index__`, which a subclass of float may define anew.
func convertedDouble(_ o: ObjectPointer) throws(Raise) -> Double {
  if let convert = o.number(.float, as: unaryfunc.self) {
    let result = Owned(try check(convert(o)))
    if !result.pointer.isExactFloat {
      let name = result.pointer.type.name
      if !result.pointer.isFloat {
        throw Raise(.type, "\(o.type.name).__float__ returned non-float (type \(name))")
      }
      try warnDeprecated(
        """
        \(o.type.name).__float__ returned non-float (type \(name)).  The ability to return an instance of a strict \
        subclass of float is deprecated, and may be removed in a future version of Python.
        """
      )
    }
    return result.pointer.floatValue
  }
  if o.hasNumber(.index) {
    let index = Owned(try indexOf(o))
    return try doubleOrOverflow(IntObject(index.pointer))
  }
  throw Raise(.type, "must be real number, not \(o.type.name)")
}

// MARK: C API

@c @implementation
public func PyFloat_FromDouble(_ value: Double) -> ObjectPointer? {
  raising { () throws(Raise) in try makeFloat(value) }
}

@c @implementation
public func PyFloat_AsDouble(_ o: ObjectPointer?) -> Double {
  raising { () throws(Raise) in
    guard let o else { throw Raise.badArgument() }
    return o.isExactFloat ? o.floatValue : try doubleOf(o)
  }
}

@c @implementation
public func PyFloat_GetMax() -> Double { Double.greatestFiniteMagnitude }

@c @implementation
public func PyFloat_GetMin() -> Double { Double.leastNormalMagnitude }

@c @implementation
public func PyFloat_FromString(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeFloat(parseFloat(o!)) }
}

// MARK: Slots

@c func suture_float_dealloc(_ self: ObjectPointer?) {
  if self!.isExactFloat {
    freeBuiltin(self!, size: 24, isTracked: false)
  } else {
    freeInstance(self!)
  }
}

@c func suture_float_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try makeASCII(FloatText.write(self!.floatValue, code: 0x72, precision: 0, flags: .addDotZero))
  }
}

@c func suture_float_hash(_ self: ObjectPointer?) -> Py_hash_t {
  doubleHash(self!.floatValue, of: self!)
}
