import CSuture

// super: attribute lookup that starts after a class in another object's MRO.

// MARK: Operations

private func body(_ o: ObjectPointer) -> UnsafeMutablePointer<SutureSuper> {
  o.cast(to: SutureSuper.self)
}

/// The class in whose MRO super(type, o) looks: a new reference.
private func checkReceiver(_ type: TypePointer, _ o: ObjectPointer) throws(Raise) -> TypePointer {
  if o.isType, PyType_IsSubtype(o.asType, type) != 0 { return newReference(o).asType }
  if PyType_IsSubtype(o.type, type) != 0 { return newReference(o.type.asObject).asType }
  if let claimed = try optionalAttribute(o, suture_name___class__()) {
    if claimed.isType, claimed.asType != o.type, PyType_IsSubtype(claimed.asType, type) != 0 {
      return claimed.asType
    }
    suture_decref(claimed)
  }
  let kind = o.isType ? "type" : "instance of"
  let name = o.isType ? o.asType.name : o.type.name
  throw Raise(
    .type,
    "super(type, obj): obj (\(kind) \(name)) is not an instance or subtype of type (\(type.name))."
  )
}

/// The first `name` after `type` in the MRO of `start`: borrowed.
func lookupAfter(_ type: TypePointer, in start: TypePointer, _ name: ObjectPointer)
  -> ObjectPointer?
{
  let mro = start.linearization
  guard let index = mro.firstIndex(of: type) else { return nil }
  for base in mro[(index + 1)...] {
    if let dict = base.pointee.tp_dict, let found = dictValue(dict, name) { return found }
  }
  return nil
}

// MARK: Slots

@c func suture_super_init(_ self: ObjectPointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    try checkNoKeywords("super", kwargs)
    let count = tupleCount(args!)
    try checkPositional("super()", count, 0, 2)
    // Without arguments CPython looks at the calling Python frame; there is none.
    guard count > 0 else { throw Raise(.runtime, "super(): no arguments") }
    let first = tupleItem(args!, 0)
    guard first.isType else {
      throw Raise(.type, "super() argument 1 must be a type, not \(first.type.name)")
    }
    var o: ObjectPointer? = count == 2 ? tupleItem(args!, 1) : nil
    if o == suture_None() { o = nil }
    var start: TypePointer?
    if let o { start = try checkReceiver(first.asType, o) }
    let old = body(self!).pointee
    suture_incref_stored(first)
    if let o { suture_incref_stored(o) }
    if let start { suture_into_storage(start.asObject) }
    body(self!).pointee.type = first.asType
    body(self!).pointee.obj = o
    body(self!).pointee.obj_type = start
    drop(old)
    return 0
  }
}

private func drop(_ old: SutureSuper) {
  if let type = old.type { suture_decref_stored(type.asObject) }
  if let o = old.obj { suture_decref_stored(o) }
  if let type = old.obj_type { suture_decref_stored(type.asObject) }
}

@c func suture_super_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  drop(body(self!).pointee)
  freeInstance(self!)
}

@c func suture_super_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  var result = visitField(body(self!).pointee.obj, visit!, context)
  if result == 0 { result = visitField(body(self!).pointee.type?.asObject, visit!, context) }
  if result == 0 { result = visitField(body(self!).pointee.obj_type?.asObject, visit!, context) }
  return result
}

@c func suture_super_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let type = body(self!).pointee.type.map { $0.name } ?? "NULL"
    if let start = body(self!).pointee.obj_type {
      return try makeStr("<super: <class '\(type)'>, <\(start.name) object>>")
    }
    return try makeStr("<super: <class '\(type)'>, NULL>")
  }
}

@c func suture_super_getattro(_ self: ObjectPointer?, _ name: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let start = body(self!).pointee.obj_type, let type = body(self!).pointee.type,
      name!.isStr, name != suture_name___class__(),
      let found = lookupAfter(type, in: start, name!)
    else { return PyObject_GenericGetAttr(self, name) }
    let value = Owned(borrowed: found)
    guard let get = value.pointer.type.pointee.tp_descr_get else { return value.take() }
    let o: ObjectPointer? = body(self!).pointee.obj
    return get(value.pointer, o == start.asObject ? nil : o, start.asObject)
  }
}

@c func suture_super_descr_get(_ self: ObjectPointer?, _ o: ObjectPointer?, _ type: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let o, o != suture_None(), body(self!).pointee.obj == nil,
      let own = body(self!).pointee.type
    else { return newReference(self!) }
    if self!.type != suture_PySuper_Type() {
      return ObjectCall.with(self!.type.asObject, own.asObject, o)
    }
    let start = Owned(try checkReceiver(own, o).asObject)
    let new = try check(PyType_GenericAlloc(suture_PySuper_Type(), 0))
    suture_incref_stored(own.asObject)
    suture_incref_stored(o)
    body(new).pointee.type = own
    body(new).pointee.obj = o
    body(new).pointee.obj_type = start.store().asType
    return new
  }
}
