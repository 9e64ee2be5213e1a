import CSuture

// MARK: Operations

/// What `o.__index__()` returns, or `o` itself when it is an int: a new reference to an int or an instance of a subclass.
func indexOf(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  if o.isInt { return newReference(o) }
  guard let f = o.number(.index, as: unaryfunc.self) else {
    throw Raise(.type, "'\(o.type.name)' object cannot be interpreted as an integer")
  }
  let result = Owned(try check(f(o)))
  if !result.pointer.isExactInt { try warnNotExact(result.pointer, "__index__") }
  return result.take()
}

/// TypeError when `result` is not an int, DeprecationWarning when it is an instance of a subclass.
private func warnNotExact(_ result: ObjectPointer, _ method: StaticString) throws(Raise) {
  let name = result.type.name
  if !result.isInt { throw Raise(.type, "\(method) returned non-int (type \(name))") }
  try warnDeprecated(
    """
    \(method) returned non-int (type \(name)).  The ability to return an instance of a strict subclass of int is \
    deprecated, and may be removed in a future version of Python.
    """
  )
}

/// `int(o)`: a new reference to an exact int.
func intOf(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  if o.isExactInt { return newReference(o) }
  if let f = o.number(.int, as: unaryfunc.self) {
    let result = Owned(try check(f(o)))
    if result.pointer.isExactInt { return result.take() }
    try warnNotExact(result.pointer, "__int__")
    return try exactInt(result.pointer)
  }
  if o.hasNumber(.index) { return try check(PyNumber_Index(o)) }
  if let truncate = try lookupSpecial(o, suture_name___trunc__()) {
    let method = Owned(truncate)
    try warnDeprecated("The delegation of int() to __trunc__ is deprecated.")
    let value = Owned(try check(PyObject_CallNoArgs(method.pointer)))
    if value.pointer.isInt { return try exactInt(value.pointer) }
    if !value.pointer.hasNumber(.index) {
      throw Raise(.type, "__trunc__ returned non-Integral (type \(value.pointer.type.name))")
    }
    return try check(PyNumber_Index(value.pointer))
  }
  if let result = try parseInt(o, base: 10) { return result }
  throw Raise(
    .type,
    "int() argument must be a string, a bytes-like object or a real number, not '\(o.type.name)'"
  )
}

/// DeprecationWarning, which may be an error.
func warnDeprecated(_ message: String) throws(Raise) {
  let result = message.withCString { PyErr_WarnEx(suture_PyExc_DeprecationWarning(), $0, 1) }
  try check(result)
}

// MARK: C API

@c @implementation
public func PyNumber_Check(_ o: ObjectPointer?) -> Int32 {
  guard let o else { return 0 }
  let isNumber = o.hasNumber(.index) || o.hasNumber(.int) || o.hasNumber(.float) || o.isComplex
  return isNumber ? 1 : 0
}

@c @implementation
public func PyNumber_Index(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    if o.isExactInt { return newReference(o) }
    let result = Owned(try indexOf(o))
    return try exactInt(result.pointer)
  }
}

@c @implementation
public func PyNumber_AsSsize_t(_ o: ObjectPointer?, _ exception: ObjectPointer?) -> Py_ssize_t {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    let value = Owned(try indexOf(o))
    let int = IntObject(value.pointer)
    if let v = int.int64 { return v }
    guard let exception else { return int.isNegative ? Int.min : Int.max }
    let message = Owned(try makeStr("cannot fit '\(o.type.name)' into an index-sized integer"))
    PyErr_SetObject(exception, message.pointer)
    throw .pending
  }
}

@c @implementation
public func PyNumber_Long(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    return try intOf(o)
  }
}

@c @implementation
public func PyNumber_Float(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    if o.isExactFloat { return newReference(o) }
    if o.hasNumber(.float) || o.hasNumber(.index) || o.isFloat {
      return try makeFloat(convertedDouble(o))
    }
    return try makeFloat(parseFloat(o))
  }
}

@c @implementation
public func PyNumber_ToBase(_ o: ObjectPointer?, _ base: Int32) -> ObjectPointer? {
  raising { () throws(Raise) in
    if base != 2, base != 8, base != 10, base != 16 {
      throw Raise(.system, "PyNumber_ToBase: base must be 2, 8, 10 or 16")
    }
    guard let o else { throw nullArgument() }
    let value = Owned(try indexOf(o))
    return try intText(IntObject(value.pointer), base: Int(base), prefixed: true)
  }
}

/// PyNumber_Index without the copy of a subclass's instance.
@c @implementation
public func _PyNumber_Index(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    return try indexOf(o)
  }
}

@c @implementation
public func _Py_convert_optional_to_ssize_t(_ o: ObjectPointer?, _ result: UnsafeMutableRawPointer?)
  -> Int32
{
  do throws(Raise) {
    let o = o!
    if o == suture_None() { return 1 }
    if !o.hasNumber(.index) {
      throw Raise(.type, "argument should be integer or None, not '\(o.type.name)'")
    }
    let value = try check(PyNumber_AsSsize_t(o, suture_PyExc_OverflowError()))
    result!.storeBytes(of: value, as: Int.self)
    return 1
  } catch { return 0 }
}
