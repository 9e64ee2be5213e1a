import CSuture

// classmethod and staticmethod: what wraps a callable in a class's dict.

// MARK: Operations

private func box(_ o: ObjectPointer) -> UnsafeMutablePointer<SutureMethodBox> {
  o.cast(to: SutureMethodBox.self)
}

private func newBox(_ type: TypePointer, _ callable: ObjectPointer) throws(Raise) -> ObjectPointer {
  let o = try check(PyType_GenericAlloc(type, 0))
  suture_incref_stored(callable)
  box(o).pointee.callable = callable
  return o
}

/// A staticmethod of a borrowed callable.
func newStaticMethod(_ callable: ObjectPointer) throws(Raise) -> ObjectPointer {
  try newBox(suture_PyStaticMethod_Type(), callable)
}

/// A classmethod of a borrowed callable.
func newClassMethod(_ callable: ObjectPointer) throws(Raise) -> ObjectPointer {
  try newBox(suture_PyClassMethod_Type(), callable)
}

private func initialize(
  _ self: ObjectPointer,
  _ args: ObjectPointer,
  _ kwargs: ObjectPointer?,
  _ name: StaticString
) throws(Raise) {
  try checkNoKeywords(name, kwargs)
  try expectBetween(args, name, 1, 1)
  let callable = tupleItem(args, 0)
  suture_incref_stored(callable)
  let old: ObjectPointer? = box(self).pointee.callable
  box(self).pointee.callable = callable
  if let old { suture_decref_stored(old) }
  let copied = [
    suture_name___module__(), suture_name___name__(), suture_name___qualname__(),
    suture_name___doc__(),
  ]
  for attribute in copied {
    guard let value = try optionalAttribute(callable, attribute) else { continue }
    let owned = Owned(value)
    guard let dict = try instanceDict(self) else { return }
    try dictSet(dict, attribute, owned.pointer)
  }
}

/// The truth of `o.__isabstractmethod__`.
func isAbstractMethod(_ o: ObjectPointer?) throws(Raise) -> Bool {
  guard let o, let value = try optionalAttribute(o, suture_name___isabstractmethod__()) else {
    return false
  }
  let owned = Owned(value)
  return try check(PyObject_IsTrue(owned.pointer)) != 0
}

// MARK: Slots

@c func suture_classmethod_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try initialize(self!, args!, kwargs, "classmethod")
    return 0
  }
}

@c func suture_staticmethod_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try initialize(self!, args!, kwargs, "staticmethod")
    return 0
  }
}

@c func suture_method_box_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  _ = suture_method_box_clear(self)
  freeInstance(self!)
}

@c func suture_method_box_clear(_ self: ObjectPointer?) -> Int32 {
  let callable: ObjectPointer? = box(self!).pointee.callable
  let dict: ObjectPointer? = box(self!).pointee.dict
  box(self!).pointee.callable = nil
  box(self!).pointee.dict = nil
  if let callable { suture_decref_stored(callable) }
  if let dict { suture_decref_stored(dict) }
  return 0
}

@c func suture_method_box_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  let result = visitField(box(self!).pointee.dict, visit!, context)
  return result != 0 ? result : visitField(box(self!).pointee.callable, visit!, context)
}

@c func suture_method_box_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let callable = box(self!).pointee.callable else { return suture_object_repr(self) }
    let kind =
      PyType_IsSubtype(self!.type, suture_PyClassMethod_Type()) != 0
      ? "classmethod" : "staticmethod"
    let text = try Owned(PyObject_Repr(callable))
    return try makeStr("<\(kind)(\(swiftText(text.pointer)))>")
  }
}

@c func suture_method_box_get_abstract(
  _ self: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    makeBool(try isAbstractMethod(box(self!).pointee.callable))
  }
}

@c func suture_classmethod_get(_ self: ObjectPointer?, _ o: ObjectPointer?, _ type: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let callable = box(self!).pointee.callable else {
      throw Raise(.runtime, "uninitialized classmethod object")
    }
    return try newBoundMethod(callable, type ?? o!.type.asObject)
  }
}

@c func suture_staticmethod_get(_ self: ObjectPointer?, _ o: ObjectPointer?, _ type: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let callable = box(self!).pointee.callable else {
      throw Raise(.runtime, "uninitialized staticmethod object")
    }
    return newReference(callable)
  }
}

@c func suture_staticmethod_call(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  PyObject_Call(box(self!).pointee.callable, args, kwargs)
}
