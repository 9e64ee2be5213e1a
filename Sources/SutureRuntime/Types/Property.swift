import CSuture

// property: an attribute that runs functions.

// MARK: Operations

private func body(_ o: ObjectPointer) -> UnsafeMutablePointer<SutureProperty> {
  o.cast(to: SutureProperty.self)
}

/// The property's name: as set by `__set_name__`, else its getter's `__name__`.
///
/// A new reference.
private func propertyName(_ o: ObjectPointer) throws(Raise) -> ObjectPointer? {
  if let name = body(o).pointee.prop_name { return newReference(name) }
  guard let get = body(o).pointee.prop_get else { return nil }
  return try optionalAttribute(get, suture_name___name__())
}

private func missing(_ self: ObjectPointer, _ o: ObjectPointer, _ what: String) throws(Raise)
  -> Raise
{
  let type = Owned(try qualifiedNameObject(o.type))
  let typeName = try reprString(type.pointer)
  if let name = try propertyName(self) {
    let owned = Owned(name)
    return Raise(
      .attribute,
      "property \(try reprString(owned.pointer)) of \(typeName) object has no \(what)"
    )
  }
  return Raise(.attribute, "property of \(typeName) object has no \(what)")
}

private func reprString(_ o: ObjectPointer) throws(Raise) -> String {
  let text = try Owned(PyObject_Repr(o))
  return swiftText(text.pointer)
}

/// A copy with one of the functions replaced.
private func copy(
  _ self: ObjectPointer,
  get: ObjectPointer? = nil,
  set: ObjectPointer? = nil,
  delete: ObjectPointer? = nil
) throws(Raise) -> ObjectPointer {
  let old = body(self).pointee
  let none = suture_None()
  let getter = get.flatMap { $0 == none ? nil : $0 } ?? old.prop_get ?? none
  let setter = set.flatMap { $0 == none ? nil : $0 } ?? old.prop_set ?? none
  let deleter = delete.flatMap { $0 == none ? nil : $0 } ?? old.prop_del ?? none
  let doc: ObjectPointer = old.getter_doc != 0 && getter != none ? none : old.prop_doc ?? none
  let args = Owned(try tupleOf(getter, setter, deleter, doc))
  let new = try check(PyObject_Call(self.type.asObject, args.pointer, nil))
  if PyType_IsSubtype(new.type, suture_PyProperty_Type()) != 0, let name = old.prop_name {
    withUnsafeMutablePointer(to: &body(new).pointee.prop_name) { field in
      replace(UnsafeMutableRawPointer(field), name)
    }
  }
  return new
}

private func replace(_ field: UnsafeMutableRawPointer, _ value: ObjectPointer?) {
  setStored(field.assumingMemoryBound(to: ObjectPointer?.self), value)
}

private func field(_ self: ObjectPointer, _ offset: Int) -> UnsafeMutableRawPointer {
  UnsafeMutableRawPointer(self) + offset
}

// MARK: Slots

private let signature = Signature("property", "fget", "fset", "fdel", "doc")

@c func suture_property_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let given = try signature.bind(tuple: args, dict: kwargs)
    let none = suture_None()
    for i in 0..<3 {
      replace(field(self!, 16 + i * 8), given[i] == none ? nil : given[i])
    }
    replace(field(self!, 48), nil)
    body(self!).pointee.getter_doc = 0
    var doc = given[3]
    if doc == none { doc = nil }
    var owned: ObjectPointer?
    if doc == nil, let get = body(self!).pointee.prop_get {
      owned = try optionalAttribute(get, suture_name___doc__())
      if owned == none { owned = nil }
      if owned != nil { body(self!).pointee.getter_doc = 1 }
      doc = owned
    }
    defer { if let owned { suture_decref(owned) } }
    if self!.type == suture_PyProperty_Type() {
      replace(field(self!, 40), doc)
    } else {
      // A subclass keeps the text in its dict, where its own `__doc__` cannot hide it.
      if PyObject_SetAttr(self, suture_name___doc__(), doc ?? none) < 0 {
        let isOptional = body(self!).pointee.getter_doc == 0
        guard isOptional, PyErr_ExceptionMatches(suture_PyExc_AttributeError()) != 0 else {
          throw .pending
        }
        PyErr_Clear()
      }
    }
    return 0
  }
}

@c func suture_property_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  _ = suture_property_clear(self)
  freeInstance(self!)
}

@c func suture_property_clear(_ self: ObjectPointer?) -> Int32 {
  for i in 0..<5 { replace(field(self!, 16 + i * 8), nil) }
  return 0
}

@c func suture_property_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  for i in 0..<5 {
    let value = field(self!, 16 + i * 8).load(as: ObjectPointer?.self)
    let result = visitField(value, visit!, context)
    if result != 0 { return result }
  }
  return 0
}

@c func suture_property_descr_get(
  _ self: ObjectPointer?,
  _ o: ObjectPointer?,
  _ type: ObjectPointer?
) -> ObjectPointer? {
  guard let o, o != suture_None() else { return newReference(self!) }
  return raising { () throws(Raise) in
    guard let get = body(self!).pointee.prop_get else { throw try missing(self!, o, "getter") }
    return ObjectCall.with(get, o)
  }
}

@c func suture_property_descr_set(
  _ self: ObjectPointer?,
  _ o: ObjectPointer?,
  _ value: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let result: ObjectPointer
    if let value {
      guard let set = body(self!).pointee.prop_set else { throw try missing(self!, o!, "setter") }
      result = try check(ObjectCall.with(set, o!, value))
    } else {
      guard let delete = body(self!).pointee.prop_del else {
        throw try missing(self!, o!, "deleter")
      }
      result = try check(ObjectCall.with(delete, o!))
    }
    suture_decref(result)
    return 0
  }
}

@c func suture_property_getter(_ self: ObjectPointer?, _ function: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in try copy(self!, get: function) }
}

@c func suture_property_setter(_ self: ObjectPointer?, _ function: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in try copy(self!, set: function) }
}

@c func suture_property_deleter(_ self: ObjectPointer?, _ function: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try copy(self!, delete: function) }
}

@c func suture_property_set_name(_ self: ObjectPointer?, _ args: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let count = tupleCount(args!)
    if count != 2 {
      throw Raise(.type, "__set_name__() takes 2 positional arguments but \(count) were given")
    }
    replace(field(self!, 48), tupleItem(args!, 1))
    return none()
  }
}

@c func suture_property_get_name(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if let name = try propertyName(self!) { return name }
    throw Raise(.attribute, "'\(self!.type.name)' object has no attribute '__name__'")
  }
}

@c func suture_property_put_name(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  replace(field(self!, 48), value)
  return 0
}

@c func suture_property_get_abstract(
  _ self: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let p = body(self!).pointee
    if try isAbstractMethod(p.prop_get) { return suture_True() }
    if try isAbstractMethod(p.prop_set) { return suture_True() }
    return makeBool(try isAbstractMethod(p.prop_del))
  }
}
