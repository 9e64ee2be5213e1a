import CSuture

// MARK: Operations

/// True or False: immortal, so a new reference and a borrowed one alike.
@inline(__always)
func makeBool(_ value: Bool) -> ObjectPointer { value ? suture_True() : suture_False() }

extension UnsafeMutablePointer where Pointee == PyObject {
  @inline(__always)
  var isBool: Bool { type == suture_PyBool_Type() }
}

// MARK: C API

@c @implementation
public func PyBool_FromLong(_ value: Int) -> ObjectPointer? { makeBool(value != 0) }

@c @implementation
public func Py_IsTrue(_ o: ObjectPointer?) -> Int32 { o == suture_True() ? 1 : 0 }

@c @implementation
public func Py_IsFalse(_ o: ObjectPointer?) -> Int32 { o == suture_False() ? 1 : 0 }

// MARK: Slots

/// The two objects are immortal: a count that reaches zero was drifted there by an extension.
@c func suture_bool_dealloc(_ self: ObjectPointer?) { makeImmortal(self!) }

@c func suture_bool_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeASCII(self == suture_True() ? "True" : "False") }
}

@c func suture_bool_new(_ type: TypePointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkNoKeywords("bool", kwargs)
    let n = PyTuple_Size(args)
    try checkPositional("bool", n, 0, 1)
    if n == 0 { return suture_False() }
    return makeBool(try check(PyObject_IsTrue(PyTuple_GetItem(args, 0))) != 0)
  }
}

@c func suture_bool_vectorcall(
  _ type: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try checkNoNames("bool", names)
    let n = nargsf & Int.max
    try checkPositional("bool", n, 0, 1)
    if n == 0 { return suture_False() }
    return makeBool(try check(PyObject_IsTrue(args![0])) != 0)
  }
}

@c func suture_bool_invert(_ self: ObjectPointer?) -> ObjectPointer? {
  let message: StaticString = """
    Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise inversion \
    of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' operator for \
    boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.
    """
  return message.withUTF8Buffer { (bytes) -> ObjectPointer? in
    let text = UnsafeRawPointer(bytes.baseAddress!).assumingMemoryBound(to: CChar.self)
    if PyErr_WarnEx(suture_PyExc_DeprecationWarning(), text, 1) < 0 { return nil }
    return suture_long_invert(self)
  }
}

@c func suture_bool_and(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  if !a!.isBool || !b!.isBool { return suture_long_and(a, b) }
  return makeBool(a == suture_True() && b == suture_True())
}

@c func suture_bool_or(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  if !a!.isBool || !b!.isBool { return suture_long_or(a, b) }
  return makeBool(a == suture_True() || b == suture_True())
}

@c func suture_bool_xor(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  if !a!.isBool || !b!.isBool { return suture_long_xor(a, b) }
  return makeBool(a != b)
}
