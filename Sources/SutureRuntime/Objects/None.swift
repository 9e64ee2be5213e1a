import CSuture

// None, NotImplemented and Ellipsis: three objects that are only themselves, and the constants that the API names.

// MARK: Operations

/// What calling the type of a singleton gives: the singleton.
private func makeSingleton(
  _ o: ObjectPointer,
  _ args: ObjectPointer,
  _ kwargs: ObjectPointer?,
  _ name: StaticString
) -> ObjectPointer? {
  raising { () throws(Raise) in
    if Tuple(args).count > 0 || (kwargs != nil && PyDict_Size(kwargs) > 0) {
      throw Raise(.type, "\(name) takes no arguments")
    }
    return o
  }
}

// MARK: C API

@c @implementation
public func Py_Is(_ a: ObjectPointer?, _ b: ObjectPointer?) -> Int32 { a == b ? 1 : 0 }

@c @implementation
public func Py_IsNone(_ o: ObjectPointer?) -> Int32 { o == suture_None() ? 1 : 0 }

@c @implementation
public func Py_GetConstant(_ id: UInt32) -> ObjectPointer? {
  raising { () throws(Raise) in
    switch Int32(bitPattern: id) {
    case Py_CONSTANT_NONE: return suture_None()
    case Py_CONSTANT_FALSE: return suture_False()
    case Py_CONSTANT_TRUE: return suture_True()
    case Py_CONSTANT_ELLIPSIS: return suture_Ellipsis()
    case Py_CONSTANT_NOT_IMPLEMENTED: return suture_NotImplemented()
    case Py_CONSTANT_ZERO: return PyLong_FromLong(0)
    case Py_CONSTANT_ONE: return PyLong_FromLong(1)
    case Py_CONSTANT_EMPTY_STR: return PyUnicode_FromStringAndSize(nil, 0)
    case Py_CONSTANT_EMPTY_BYTES: return PyBytes_FromStringAndSize(nil, 0)
    case Py_CONSTANT_EMPTY_TUPLE: return PyTuple_New(0)
    default: throw Raise.badInternalCall("Objects/object.c", 3016)
    }
  }
}

/// The constants are immortal, so the reference need not be given back.
@c @implementation
public func Py_GetConstantBorrowed(_ id: UInt32) -> ObjectPointer? { Py_GetConstant(id) }

@c @implementation
public func Py_TYPE(_ o: ObjectPointer?) -> TypePointer? { o!.type }

@c @implementation
public func Py_SIZE(_ o: ObjectPointer?) -> Py_ssize_t {
  o!.cast(to: PyVarObject.self).pointee.ob_size
}

@c @implementation
public func Py_SET_SIZE(_ o: UnsafeMutablePointer<PyVarObject>?, _ size: Py_ssize_t) {
  o!.pointee.ob_size = size
}

@c @implementation
public func Py_IS_TYPE(_ o: ObjectPointer?, _ type: TypePointer?) -> Int32 {
  o!.type == type ? 1 : 0
}

// MARK: Slots

@c func suture_none_new(_: TypePointer, _ args: ObjectPointer, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  makeSingleton(suture_None(), args, kwargs, "NoneType")
}

@c func suture_none_repr(_: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try makeStr("None") }
}

/// CPython's constant.
@c func suture_none_hash(_: ObjectPointer) -> Int { 0xFCA8_6420 }

@c func suture_none_bool(_: ObjectPointer) -> Int32 { 0 }

@c func suture_notimplemented_new(_: TypePointer, _ args: ObjectPointer, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  makeSingleton(suture_NotImplemented(), args, kwargs, "NotImplementedType")
}

@c func suture_notimplemented_repr(_: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try makeStr("NotImplemented") }
}

@c func suture_notimplemented_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  suture_notimplemented_repr(self)
}

@c func suture_notimplemented_bool(_: ObjectPointer) -> Int32 {
  let text = "NotImplemented should not be used in a boolean context"
  return PyErr_WarnEx(suture_PyExc_DeprecationWarning(), text, 1) < 0 ? -1 : 1
}

@c func suture_ellipsis_new(_: TypePointer, _ args: ObjectPointer, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  makeSingleton(suture_Ellipsis(), args, kwargs, "EllipsisType")
}

@c func suture_ellipsis_repr(_: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try makeStr("Ellipsis") }
}

@c func suture_ellipsis_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  suture_ellipsis_repr(self)
}
