import CSuture

// Bound methods: a callable and the object that becomes its first argument.

// MARK: Operations

private func method(_ o: ObjectPointer) -> UnsafeMutablePointer<PyMethodObject> {
  o.cast(to: PyMethodObject.self)
}

/// A method that calls `function` with `self` first; both are borrowed.
func newBoundMethod(_ function: ObjectPointer, _ self: ObjectPointer) throws(Raise) -> ObjectPointer
{
  let o = try newZeroedObject(suture_PyMethod_Type())
  suture_incref_stored(function)
  suture_incref_stored(self)
  method(o).pointee.im_func = function
  method(o).pointee.im_self = self
  method(o).pointee.vectorcall = suture_bound_method_vectorcall
  gcTrack(o)
  return o
}

// MARK: Slots

@c func suture_bound_method_vectorcall(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  let receiver: ObjectPointer = method(self!).pointee.im_self
  let function: ObjectPointer = method(self!).pointee.im_func
  let count = nargsf & Int.max
  if nargsf < 0 {
    // The caller lends the word before the arguments.
    let row = UnsafeMutablePointer(mutating: args!) - 1
    let saved = row[0]
    row[0] = receiver
    let result = PyObject_Vectorcall(function, row, count + 1, kwnames)
    row[0] = saved
    return result
  }
  let total = count + (kwnames.map(tupleCount) ?? 0)
  return withUnsafeTemporaryAllocation(of: ObjectPointer?.self, capacity: total + 1) { row in
    row[0] = receiver
    for i in 0..<total { row[i + 1] = args![i] }
    return PyObject_Vectorcall(function, row.baseAddress!, count + 1, kwnames)
  }
}

@c func suture_bound_method_new(
  _ type: TypePointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try checkNoKeywords("method", kwargs)
    try expectBetween(args, "method", 2, 2)
    guard PyCallable_Check(tupleItem(args!, 0)) != 0 else {
      throw Raise(.type, "first argument must be callable")
    }
    guard tupleItem(args!, 1) != suture_None() else {
      throw Raise(.type, "instance must not be None")
    }
    return try newBoundMethod(tupleItem(args!, 0), tupleItem(args!, 1))
  }
}

@c func suture_bound_method_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  if method(self!).pointee.im_weakreflist != nil { PyObject_ClearWeakRefs(self) }
  let function: ObjectPointer = method(self!).pointee.im_func
  let receiver: ObjectPointer = method(self!).pointee.im_self
  suture_decref_stored(function)
  suture_decref_stored(receiver)
  freeInstance(self!)
}

@c func suture_bound_method_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  let result = visitField(method(self!).pointee.im_func, visit!, context)
  return result != 0 ? result : visitField(method(self!).pointee.im_self, visit!, context)
}

@c func suture_bound_method_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let function: ObjectPointer = method(self!).pointee.im_func
    var found = try optionalAttribute(function, suture_name___qualname__())
    if found == nil { found = try optionalAttribute(function, suture_name___name__()) }
    var name = "?"
    if let found {
      if found.isStr { name = swiftText(found) }
      suture_decref(found)
    }
    let text = try Owned(PyObject_Repr(method(self!).pointee.im_self))
    return try makeStr("<bound method \(name) of \(swiftText(text.pointer))>")
  }
}

@c func suture_bound_method_hash(_ self: ObjectPointer?) -> Int {
  raising { () throws(Raise) in
    let function = PyObject_Hash(method(self!).pointee.im_func)
    if function == -1 { throw .pending }
    let hash = suture_object_hash(method(self!).pointee.im_self) ^ function
    return hash == -1 ? -2 : hash
  }
}

@c func suture_bound_method_richcompare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  let kind = suture_PyMethod_Type()
  guard op == Py_EQ || op == Py_NE, a!.type == kind, b!.type == kind else {
    return suture_NotImplemented()
  }
  var equal = PyObject_RichCompareBool(
    method(a!).pointee.im_func,
    method(b!).pointee.im_func,
    Py_EQ
  )
  if equal < 0 { return nil }
  if equal == 1 { equal = method(a!).pointee.im_self == method(b!).pointee.im_self ? 1 : 0 }
  return makeBool((equal == 1) == (op == Py_EQ))
}

/// An attribute of a method's own type, or else of its function: a new reference.
func methodAttribute(_ self: ObjectPointer, _ function: ObjectPointer?, _ name: ObjectPointer)
  -> ObjectPointer?
{
  guard name.isStr, let found = lookup(self.type, name) else {
    return PyObject_GetAttr(function, name)
  }
  suture_incref(found)
  guard let get = found.type.pointee.tp_descr_get else { return found }
  let result = get(found, self, self.type.asObject)
  suture_decref(found)
  return result
}

@c func suture_bound_method_getattro(_ self: ObjectPointer?, _ name: ObjectPointer?)
  -> ObjectPointer?
{
  methodAttribute(self!, method(self!).pointee.im_func, name!)
}

@c func suture_bound_method_descr_get(
  _ self: ObjectPointer?,
  _ o: ObjectPointer?,
  _ type: ObjectPointer?
) -> ObjectPointer? { newReference(self!) }

@c func suture_bound_method_get_doc(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  PyObject_GetAttr(method(self!).pointee.im_func, suture_name___doc__())
}

@c func suture_bound_method_reduce(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let builtins = try Owned(PyImport_ImportModule("builtins"))
    let getattr = try Owned(PyObject_GetAttrString(builtins.pointer, "getattr"))
    let name = try Owned(PyObject_GetAttr(method(self!).pointee.im_func, suture_name___name__()))
    let args = Owned(try tupleOf(method(self!).pointee.im_self, name.pointer))
    return try tupleOf(getattr.pointer, args.pointer)
  }
}
