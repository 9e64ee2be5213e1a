import CSuture

// Unions of types: `int | str`.

// MARK: Operations

private func arguments(_ union: ObjectPointer) -> ObjectPointer {
  union.cast(to: SutureUnion.self).pointee.args
}

func isUnion(_ o: ObjectPointer) -> Bool { o.type == suture_Union_Type() }

private func isAlias(_ o: ObjectPointer) -> Bool {
  PyType_IsSubtype(o.type, suture_Py_GenericAliasType()) != 0
}

/// True for what the operator joins.
private func isMember(_ o: ObjectPointer) -> Bool {
  o == suture_None() || o.isType || isUnion(o) || isAlias(o)
}

/// Adds what `o` contributes to a union's arguments, unless it is among them.
private func gather(_ o: ObjectPointer, into members: ObjectPointer) throws(Raise) {
  if isUnion(o) {
    for i in 0..<tupleCount(arguments(o)) { try gather(tupleItem(arguments(o), i), into: members) }
    return
  }
  let member = o == suture_None() ? suture_PyNone_Type().asObject : o
  for i in 0..<PyList_Size(members) {
    let known = try check(PyList_GetItem(members, i))
    if known == member { return }
    if isAlias(known), isAlias(member) {
      if try check(PyObject_RichCompareBool(known, member, Py_EQ)) != 0 { return }
    }
  }
  try check(PyList_Append(members, member))
}

/// What `isinstance` and `issubclass` look at: a union's arguments, as the tuple of them.
func alternatives(_ cls: ObjectPointer) -> ObjectPointer { isUnion(cls) ? arguments(cls) : cls }

// MARK: Slots

/// `a | b` of types: of one type with itself, that type.
@c func suture_type_or(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  guard isMember(a!), isMember(b!) else { return suture_NotImplemented() }
  return raising { () throws(Raise) in
    let members = try Owned(PyList_New(0))
    try gather(a!, into: members.pointer)
    try gather(b!, into: members.pointer)
    let args = try Owned(PyList_AsTuple(members.pointer))
    if tupleCount(args.pointer) == 1 { return newReference(tupleItem(args.pointer, 0)) }
    let parameters = Owned(try typeParameters(args.pointer))
    let o = try newZeroedObject(suture_Union_Type())
    o.cast(to: SutureUnion.self).pointee.args = args.store()
    o.cast(to: SutureUnion.self).pointee.parameters = parameters.store()
    gcTrack(o)
    return o
  }
}

@c func suture_union_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  let old = self!.cast(to: SutureUnion.self).pointee
  suture_decref_stored(old.args)
  suture_decref_stored(old.parameters)
  freeInstance(self!)
}

@c func suture_union_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  let result = visitField(arguments(self!), visit!, context)
  let parameters: ObjectPointer = self!.cast(to: SutureUnion.self).pointee.parameters
  return result != 0 ? result : visitField(parameters, visit!, context)
}

@c func suture_union_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    var text = ""
    for i in 0..<tupleCount(arguments(self!)) {
      let member = tupleItem(arguments(self!), i)
      if i > 0 { text += " | " }
      text += member == suture_PyNone_Type().asObject ? "None" : try typeText(member)
    }
    return try makeStr(text)
  }
}

@c func suture_union_hash(_ self: ObjectPointer?) -> Int {
  raising { () throws(Raise) in
    let members = try Owned(PyFrozenSet_New(arguments(self!)))
    let hash = PyObject_Hash(members.pointer)
    if hash == -1 { throw .pending }
    return hash
  }
}

/// The order of the types does not matter.
@c func suture_union_richcompare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  guard op == Py_EQ || op == Py_NE, isUnion(b!) else { return suture_NotImplemented() }
  return raising { () throws(Raise) in
    let left = try Owned(PySet_New(arguments(a!)))
    let right = try Owned(PySet_New(arguments(b!)))
    return PyObject_RichCompare(left.pointer, right.pointer, op)
  }
}

/// The union with its type variables replaced.
@c func suture_union_getitem(_ self: ObjectPointer?, _ given: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let parameters: ObjectPointer = self!.cast(to: SutureUnion.self).pointee.parameters
    let args = Owned(try substitute(self!, arguments(self!), parameters, given!))
    var result = Owned(borrowed: tupleItem(args.pointer, 0))
    for i in 1..<max(1, tupleCount(args.pointer)) {
      result = try Owned(PyNumber_Or(result.pointer, tupleItem(args.pointer, i)))
    }
    return result.take()
  }
}

/// `__module__` is that of the type.
@c func suture_union_getattro(_ self: ObjectPointer?, _ name: ObjectPointer?) -> ObjectPointer? {
  if name!.isStr, PyUnicode_Compare(name, suture_name___module__()) == 0 {
    return PyObject_GetAttr(self!.type.asObject, name)
  }
  return PyObject_GenericGetAttr(self, name)
}
