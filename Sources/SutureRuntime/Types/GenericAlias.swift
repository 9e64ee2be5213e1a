import CSuture

// Generic aliases: `list[int]` is an object that remembers both and otherwise acts as list.

// MARK: Operations

private func body(_ o: ObjectPointer) -> UnsafeMutablePointer<SutureGenericAlias> {
  o.cast(to: SutureGenericAlias.self)
}

private func make(_ type: TypePointer, _ origin: ObjectPointer, _ args: ObjectPointer) throws(Raise)
  -> ObjectPointer
{
  let tuple = args.isTuple ? Owned(borrowed: args) : Owned(try tupleOf(args))
  let o = try check(PyType_GenericAlloc(type, 0))
  suture_incref_stored(origin)
  body(o).pointee.origin = origin
  body(o).pointee.args = tuple.store()
  return o
}

/// True for what has `__typing_subst__`: type variables.
private func isTypeVariable(_ o: ObjectPointer) throws(Raise) -> Bool {
  if o.isType { return false }
  guard let found = try optionalAttribute(o, suture_name___typing_subst__()) else { return false }
  suture_decref(found)
  return true
}

/// The type variables among the arguments, each once: a new tuple.
func typeParameters(_ args: ObjectPointer) throws(Raise) -> ObjectPointer {
  let list = try Owned(PyList_New(0))
  func add(_ o: ObjectPointer) throws(Raise) {
    if try check(PySequence_Contains(list.pointer, o)) == 0 {
      try check(PyList_Append(list.pointer, o))
    }
  }
  for i in 0..<tupleCount(args) {
    let item = tupleItem(args, i)
    if item.isType { continue }
    if try isTypeVariable(item) {
      try add(item)
    } else if let inner = try optionalAttribute(item, suture_name___parameters__()) {
      let owned = Owned(inner)
      guard owned.pointer.isTuple else { continue }
      for k in 0..<tupleCount(owned.pointer) { try add(tupleItem(owned.pointer, k)) }
    }
  }
  return try check(PyList_AsTuple(list.pointer))
}

private func ownParameters(_ self: ObjectPointer) throws(Raise) -> ObjectPointer {
  if let known = body(self).pointee.parameters { return known }
  let made = Owned(try typeParameters(body(self).pointee.args)).store()
  return withLock(self) { () -> ObjectPointer in
    if let known = body(self).pointee.parameters {
      suture_decref_stored(made)
      return known
    }
    body(self).pointee.parameters = made
    return made
  }
}

/// An argument as the repr of an alias or a union shows it.
func typeText(_ o: ObjectPointer) throws(Raise) -> String {
  if o == suture_Ellipsis() { return "..." }
  if o.isInstance(TypeFlag.list) {
    var text = "["
    for i in 0..<PyList_Size(o) {
      if i > 0 { text += ", " }
      text += try typeText(try check(PyList_GetItem(o, i)))
    }
    return text + "]"
  }
  let hasOrigin = try optionalAttribute(o, suture_name___origin__())
  if let hasOrigin {
    suture_decref(hasOrigin)
    let hasArgs = try optionalAttribute(o, suture_name___args__())
    if let hasArgs {
      suture_decref(hasArgs)
      return try reprString(o)
    }
  }
  if let qualname = try optionalAttribute(o, suture_name___qualname__()) {
    let name = Owned(qualname)
    if let found = try optionalAttribute(o, suture_name___module__()) {
      let module = Owned(found)
      if module.pointer != suture_None(), module.pointer.isStr, name.pointer.isStr {
        let text = swiftText(module.pointer)
        return text == "builtins" ? swiftText(name.pointer) : "\(text).\(swiftText(name.pointer))"
      }
    }
  }
  return try reprString(o)
}

private func reprString(_ o: ObjectPointer) throws(Raise) -> String {
  let text = try Owned(PyObject_Repr(o))
  return swiftText(text.pointer)
}

/// Arguments of an alias or a union, with the type variables replaced.
func substitute(
  _ self: ObjectPointer,
  _ args: ObjectPointer,
  _ variables: ObjectPointer,
  _ given: ObjectPointer
) throws(Raise) -> ObjectPointer {
  let items = given.isTuple ? Owned(borrowed: given) : Owned(try tupleOf(given))
  let wanted = tupleCount(variables)
  let count = tupleCount(items.pointer)
  if wanted == 0 { throw Raise(.type, "\(try reprString(self)) is not a generic class") }
  if count != wanted {
    throw Raise(
      .type,
      "Too \(count > wanted ? "many" : "few") arguments for \(try reprString(self)); actual \(count), expected \(wanted)"
    )
  }
  let result = try Owned(PyList_New(0))
  for i in 0..<tupleCount(args) {
    let item = tupleItem(args, i)
    var replacement: ObjectPointer?
    for k in 0..<wanted where tupleItem(variables, k) == item {
      let subst = try Owned(PyObject_GetAttr(item, suture_name___typing_subst__()))
      replacement = try check(ObjectCall.with(subst.pointer, tupleItem(items.pointer, k)))
      break
    }
    if replacement == nil, !item.isType,
      let inner = try optionalAttribute(item, suture_name___parameters__())
    {
      let own = Owned(inner)
      if own.pointer.isTuple, tupleCount(own.pointer) > 0 {
        let row = try Owned(PyList_New(0))
        for k in 0..<tupleCount(own.pointer) {
          let variable = tupleItem(own.pointer, k)
          for m in 0..<wanted where tupleItem(variables, m) == variable {
            try check(PyList_Append(row.pointer, tupleItem(items.pointer, m)))
          }
        }
        let tuple = try Owned(PyList_AsTuple(row.pointer))
        replacement = try check(PyObject_GetItem(item, tuple.pointer))
      }
    }
    let value = Owned(replacement ?? newReference(item))
    try check(PyList_Append(result.pointer, value.pointer))
  }
  return try check(PyList_AsTuple(result.pointer))
}

// MARK: C API

@c @implementation
public func Py_GenericAlias(_ origin: ObjectPointer?, _ args: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try make(suture_Py_GenericAliasType(), origin!, args!) }
}

// MARK: Slots

@c func suture_alias_new(_ type: TypePointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkNoKeywords("GenericAlias", kwargs)
    try expectBetween(args, "GenericAlias", 2, 2)
    return try make(type!, tupleItem(args!, 0), tupleItem(args!, 1))
  }
}

@c func suture_alias_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  if body(self!).pointee.weakreflist != nil { PyObject_ClearWeakRefs(self) }
  let old = body(self!).pointee
  if let origin = old.origin { suture_decref_stored(origin) }
  if let args = old.args { suture_decref_stored(args) }
  if let parameters = old.parameters { suture_decref_stored(parameters) }
  freeInstance(self!)
}

@c func suture_alias_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  var result = visitField(body(self!).pointee.origin, visit!, context)
  if result == 0 { result = visitField(body(self!).pointee.args, visit!, context) }
  if result == 0 { result = visitField(body(self!).pointee.parameters, visit!, context) }
  return result
}

@c func suture_alias_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    var text = body(self!).pointee.starred != 0 ? "*" : ""
    text += try typeText(body(self!).pointee.origin)
    let args: ObjectPointer = body(self!).pointee.args
    text += "["
    for i in 0..<tupleCount(args) {
      if i > 0 { text += ", " }
      text += try typeText(tupleItem(args, i))
    }
    if tupleCount(args) == 0 { text += "()" }
    text += "]"
    return try makeStr(text)
  }
}

@c func suture_alias_hash(_ self: ObjectPointer?) -> Int {
  let origin = PyObject_Hash(body(self!).pointee.origin)
  if origin == -1 { return -1 }
  let args = PyObject_Hash(body(self!).pointee.args)
  if args == -1 { return -1 }
  let hash = origin ^ args
  return hash == -1 ? -2 : hash
}

@c func suture_alias_call(_ self: ObjectPointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let o = try check(PyObject_Call(body(self!).pointee.origin, args, kwargs))
    if PyObject_SetAttrString(o, "__orig_class__", self) < 0 {
      let ignored =
        PyErr_ExceptionMatches(suture_PyExc_AttributeError()) != 0
        || PyErr_ExceptionMatches(suture_PyExc_TypeError()) != 0
      if !ignored {
        suture_decref(o)
        throw .pending
      }
      PyErr_Clear()
    }
    return o
  }
}

/// The alias's own attributes by name, everything else from the origin.
@c func suture_alias_getattro(_ self: ObjectPointer?, _ name: ObjectPointer?) -> ObjectPointer? {
  let own = [
    "__class__", "__origin__", "__args__", "__unpacked__", "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__", "__reduce_ex__", "__reduce__", "__copy__", "__deepcopy__", "__bases__",
  ]
  if name!.isStr, !own.contains(swiftText(name!)) {
    return PyObject_GetAttr(body(self!).pointee.origin, name)
  }
  return PyObject_GenericGetAttr(self, name)
}

@c func suture_alias_richcompare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  let kind = suture_Py_GenericAliasType()
  guard op == Py_EQ || op == Py_NE, PyType_IsSubtype(a!.type, kind) != 0,
    PyType_IsSubtype(b!.type, kind) != 0
  else { return suture_NotImplemented() }
  var equal = body(a!).pointee.starred == body(b!).pointee.starred ? Int32(1) : 0
  if equal == 1 {
    equal = PyObject_RichCompareBool(body(a!).pointee.origin, body(b!).pointee.origin, Py_EQ)
  }
  if equal == 1 {
    equal = PyObject_RichCompareBool(body(a!).pointee.args, body(b!).pointee.args, Py_EQ)
  }
  if equal < 0 { return nil }
  return makeBool((equal == 1) == (op == Py_EQ))
}

@c func suture_alias_getitem(_ self: ObjectPointer?, _ given: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let variables = try ownParameters(self!)
    let args = Owned(try substitute(self!, body(self!).pointee.args, variables, given!))
    return try make(suture_Py_GenericAliasType(), body(self!).pointee.origin, args.pointer)
  }
}

/// Yields the unpacked alias once: `*tuple[int]`.
@c func suture_alias_iter(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let starred = Owned(
      try make(suture_Py_GenericAliasType(), body(self!).pointee.origin, body(self!).pointee.args)
    )
    body(starred.pointer).pointee.starred = 1
    let tuple = Owned(try tupleOf(starred.pointer))
    return PyObject_GetIter(tuple.pointer)
  }
}

@c func suture_alias_mro_entries(_ self: ObjectPointer?, _ bases: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in try tupleOf(body(self!).pointee.origin) }
}

@c func suture_alias_instancecheck(_ self: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  _ = Raise(.type, "isinstance() argument 2 cannot be a parameterized generic")
  return nil
}

@c func suture_alias_subclasscheck(_ self: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  _ = Raise(.type, "issubclass() argument 2 cannot be a parameterized generic")
  return nil
}

@c func suture_alias_reduce(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let args = Owned(try tupleOf(body(self!).pointee.origin, body(self!).pointee.args))
    return try tupleOf(suture_Py_GenericAliasType().asObject, args.pointer)
  }
}

@c func suture_alias_dir(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let names = try Owned(PyObject_Dir(body(self!).pointee.origin))
    for name in [
      "__origin__", "__args__", "__parameters__", "__mro_entries__", "__reduce__", "__unpacked__",
    ] {
      let text = Owned(try makeStr(name))
      if try check(PySequence_Contains(names.pointer, text.pointer)) == 0 {
        try check(PyList_Append(names.pointer, text.pointer))
      }
    }
    return names.take()
  }
}

@c func suture_alias_get_parameters(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in newReference(try ownParameters(self!)) }
}

@c func suture_alias_get_unpacked(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  if body(self!).pointee.starred != 0, body(self!).pointee.origin == suture_PyTuple_Type().asObject
  {
    return newReference(body(self!).pointee.args)
  }
  return none()
}
