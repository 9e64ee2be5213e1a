import CSuture

// instancemethod: gives any callable the binding behaviour of a function; and the constructors of the other wrappers
// that binaries for one version of CPython call.

// MARK: Operations

private func function(_ o: ObjectPointer) -> ObjectPointer {
  o.cast(to: SutureMethodBox.self).pointee.callable
}

// MARK: C API

@c @implementation
public func PyMethod_New(_ function: ObjectPointer?, _ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let function, let self else {
      throw Raise.badInternalCall("Objects/classobject.c", 111)
    }
    return try newBoundMethod(function, self)
  }
}

@c @implementation
public func PyMethod_Function(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o, o.type == suture_PyMethod_Type() else {
      throw Raise.badInternalCall("Objects/classobject.c", 25)
    }
    let result: ObjectPointer = o.cast(to: PyMethodObject.self).pointee.im_func
    suture_expose(result)
    return result
  }
}

@c @implementation
public func PyMethod_Self(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o, o.type == suture_PyMethod_Type() else {
      throw Raise.badInternalCall("Objects/classobject.c", 35)
    }
    let result: ObjectPointer = o.cast(to: PyMethodObject.self).pointee.im_self
    suture_expose(result)
    return result
  }
}

@c @implementation
public func PyInstanceMethod_New(_ callable: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = try newZeroedObject(suture_PyInstanceMethod_Type())
    suture_incref_stored(callable!)
    o.cast(to: SutureMethodBox.self).pointee.callable = callable
    gcTrack(o)
    return o
  }
}

@c @implementation
public func PyInstanceMethod_Function(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o, o.type == suture_PyInstanceMethod_Type() else {
      throw Raise.badInternalCall("Objects/classobject.c", 380)
    }
    suture_expose(function(o))
    return function(o)
  }
}

@c @implementation
public func PyClassMethod_New(_ callable: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try newClassMethod(callable!) }
}

@c @implementation
public func PyStaticMethod_New(_ callable: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try newStaticMethod(callable!) }
}

// MARK: Slots

@c func suture_instancemethod_new(
  _ type: TypePointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expectBetween(args, "instancemethod", 1, 1)
    guard PyCallable_Check(tupleItem(args!, 0)) != 0 else {
      throw Raise(.type, "first argument must be callable")
    }
    return PyInstanceMethod_New(tupleItem(args!, 0))
  }
}

@c func suture_instancemethod_call(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  PyObject_Call(function(self!), args, kwargs)
}

@c func suture_instancemethod_get(
  _ self: ObjectPointer?,
  _ o: ObjectPointer?,
  _ type: ObjectPointer?
) -> ObjectPointer? {
  guard let o else { return newReference(function(self!)) }
  return PyMethod_New(function(self!), o)
}

@c func suture_instancemethod_getattro(_ self: ObjectPointer?, _ name: ObjectPointer?)
  -> ObjectPointer?
{
  methodAttribute(self!, function(self!), name!)
}

@c func suture_instancemethod_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    var name = "?"
    if let found = try optionalAttribute(function(self!), suture_name___name__()) {
      if found.isStr { name = swiftText(found) }
      suture_decref(found)
    }
    return try makeStr("<instancemethod \(name) at \(hexAddress(self!))>")
  }
}

@c func suture_instancemethod_richcompare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  let kind = suture_PyInstanceMethod_Type()
  guard op == Py_EQ || op == Py_NE, a!.type == kind, b!.type == kind else {
    return suture_NotImplemented()
  }
  let equal = PyObject_RichCompareBool(function(a!), function(b!), Py_EQ)
  if equal < 0 { return nil }
  return makeBool((equal == 1) == (op == Py_EQ))
}

@c func suture_instancemethod_get_doc(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  PyObject_GetAttr(function(self!), suture_name___doc__())
}
