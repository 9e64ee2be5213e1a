import CSuture

// The type `object`: what every instance does unless its type says otherwise.

// MARK: Operations

/// An address as repr shows it.
func hexAddress(_ o: ObjectPointer) -> String { "0x" + String(UInt(bitPattern: o), radix: 16) }

private func hasExcess(_ args: ObjectPointer?, _ kwargs: ObjectPointer?) -> Bool {
  (args.map(tupleCount) ?? 0) > 0 || hasKeywords(kwargs)
}

private func isObjectNew(_ type: TypePointer) -> Bool {
  type.word(suture_offset_tp_new()).pointee == FunctionAddress.objectNew
}

private func isObjectInit(_ type: TypePointer) -> Bool {
  type.word(suture_offset_tp_init()).pointee == FunctionAddress.objectInit
}

/// TypeError for a type with abstract methods.
private func abstractError(_ type: TypePointer) throws(Raise) -> Raise {
  let set = try Owned(PyObject_GetAttr(type.asObject, suture_name___abstractmethods__()))
  let list = try Owned(PySequence_List(set.pointer))
  try check(PyList_Sort(list.pointer))
  let count = PyList_Size(list.pointer)
  var names = ""
  for i in 0..<count {
    if i > 0 { names += ", " }
    names += "'\(swiftText(try check(PyList_GetItem(list.pointer, i))))'"
  }
  let plural = count > 1 ? "s" : ""
  return Raise(
    .type,
    "Can't instantiate abstract class \(type.name) without an implementation for abstract method\(plural) \(names)"
  )
}

// MARK: Slots

@c func suture_object_new(_ type: TypePointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  if !hasExcess(args, kwargs), !type!.has(TypeFlag.isAbstract) {
    return type!.pointee.tp_alloc(type, 0)
  }
  return raising { () throws(Raise) in
    let type = type!
    if hasExcess(args, kwargs) {
      if !isObjectNew(type) {
        throw Raise(
          .type,
          "object.__new__() takes exactly one argument (the type to instantiate)"
        )
      }
      if isObjectInit(type) { throw Raise(.type, "\(type.name)() takes no arguments") }
    }
    if type.has(TypeFlag.isAbstract) { throw try abstractError(type) }
    return type.pointee.tp_alloc(type, 0)
  }
}

@c func suture_object_init(_ self: ObjectPointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> Int32
{
  if !hasExcess(args, kwargs) { return 0 }
  return raising { () throws(Raise) in
    let type = self!.type
    if !isObjectInit(type) {
      throw Raise(
        .type,
        "object.__init__() takes exactly one argument (the instance to initialize)"
      )
    }
    if isObjectNew(type) {
      throw Raise(
        .type,
        "\(type.name).__init__() takes exactly one argument (the instance to initialize)"
      )
    }
    return 0
  }
}

@c func suture_object_dealloc(_ self: ObjectPointer?) { freeInstance(self!) }

@c func suture_object_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let type = self!.type
    var name = type.name
    if type.isHeap || type.shortName != UnsafePointer(type.pointee.tp_name) {
      name = try qualifiedName(type)
    }
    return try makeStr("<\(name) object at \(hexAddress(self!))>")
  }
}

@c func suture_object_str(_ self: ObjectPointer?) -> ObjectPointer? {
  guard let repr = self!.type.pointee.tp_repr else { return suture_object_repr(self) }
  return repr(self)
}

@c func suture_object_hash(_ self: ObjectPointer?) -> Int {
  let bits = UInt(bitPattern: self!)
  let hash = Int(bitPattern: bits >> 4 | bits << 60)
  return hash == -1 ? -2 : hash
}

@c func suture_object_richcompare(_ self: ObjectPointer?, _ other: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  switch op {
  case Py_EQ:
    return self == other ? suture_True() : suture_NotImplemented()
  case Py_NE:
    guard let compare = self!.type.pointee.tp_richcompare else { return suture_NotImplemented() }
    guard let result = compare(self, other, Py_EQ) else { return nil }
    if result == suture_NotImplemented() { return result }
    let truth = PyObject_IsTrue(result)
    suture_decref(result)
    if truth < 0 { return nil }
    return truth != 0 ? suture_False() : suture_True()
  default:
    return suture_NotImplemented()
  }
}

// MARK: Methods

@c func suture_object_format(_ self: ObjectPointer?, _ spec: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard spec!.isStr else {
      throw Raise(.type, "__format__() argument must be str, not \(spec!.givenTypeName)")
    }
    if PyUnicode_GetLength(spec) > 0 {
      throw Raise(.type, "unsupported format string passed to \(self!.type.name).__format__")
    }
    return PyObject_Str(self)
  }
}

@c func suture_object_sizeof(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  let type = self!.type
  var size = type.pointee.tp_basicsize
  if type.pointee.tp_itemsize > 0 {
    size += abs(self!.cast(to: PyVarObject.self).pointee.ob_size) * type.pointee.tp_itemsize
  }
  return PyLong_FromSsize_t(size)
}

/// The names of the instance, of its class and of the classes above: a list that PyObject_Dir sorts.
@c func suture_object_dir(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let names = try Owned(PyDict_New())
    if let own = try optionalAttribute(self!, suture_name___dict__()) {
      let dict = Owned(own)
      if dict.pointer.isInstance(TypeFlag.dict) {
        try check(PyDict_Update(names.pointer, dict.pointer))
      }
    }
    let type = try Owned(PyObject_GetAttr(self, suture_name___class__()))
    if type.pointer.isType { try mergeNames(names.pointer, type.pointer.asType) }
    return PyDict_Keys(names.pointer)
  }
}

/// Adds the names that `type` and the types above it define, its own first.
func mergeNames(_ names: ObjectPointer, _ type: TypePointer) throws(Raise) {
  for base in type.linearization {
    if let dict = base.pointee.tp_dict { try check(PyDict_Update(names, dict)) }
  }
}

@c func suture_object_reduce(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  _ = Raise(.type, "cannot pickle '\(lastDotted(self!.type.name))' object")
  return nil
}

@c func suture_object_reduce_ex(_ self: ObjectPointer?, _ version: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    let protocolVersion = PyLong_AsLong(version)
    if protocolVersion == -1, isExceptionPending { throw .pending }
    let name = suture_name___reduce__()
    if lookup(self!.type, name) != lookup(suture_PyBaseObject_Type(), name) {
      let method = try Owned(PyObject_GetAttr(self, name))
      return PyObject_CallNoArgs(method.pointer)
    }
    return try reduceNewobj(self!)
  }
}

/// (copyreg.__newobj__, (type, *args), state, items of a list, items of a dict), as pickle's protocol 2 wants it.
private func reduceNewobj(_ self: ObjectPointer) throws(Raise) -> ObjectPointer {
  let type = self.type
  if type.pointee.tp_new == nil {
    throw Raise(.type, "cannot pickle '\(type.name)' object")
  }
  var arguments = try check(PyTuple_New(0))
  if let getter = try optionalAttribute(self, suture_name___getnewargs__()) {
    let method = Owned(getter)
    suture_decref(arguments)
    arguments = try check(PyObject_CallNoArgs(method.pointer))
  } else if lookup(type, suture_name___getnewargs_ex__()) == nil, hasHiddenFields(self) {
    suture_decref(arguments)
    throw Raise(.type, "cannot pickle '\(type.name)' object")
  }
  let rest = Owned(arguments)
  let getState = try Owned(PyObject_GetAttr(self, suture_name___getstate__()))
  let state = try Owned(PyObject_CallNoArgs(getState.pointer))
  let copyreg = try Owned(PyImport_ImportModule("copyreg"))
  let function = try Owned(PyObject_GetAttrString(copyreg.pointer, "__newobj__"))
  let head = Owned(try tupleOf(type.asObject))
  let all = try Owned(PySequence_Concat(head.pointer, rest.pointer))
  var listItems = Owned(borrowed: suture_None())
  if self.isInstance(TypeFlag.list) { listItems = try Owned(PyObject_GetIter(self)) }
  var dictItems = Owned(borrowed: suture_None())
  if self.isInstance(TypeFlag.dict) {
    let items = try Owned(PyObject_GetAttr(self, suture_name_items()))
    let pairs = try Owned(PyObject_CallNoArgs(items.pointer))
    dictItems = try Owned(PyObject_GetIter(pairs.pointer))
  }
  return try tupleOf(
    function.pointer,
    all.pointer,
    state.pointer,
    listItems.pointer,
    dictItems.pointer
  )
}

/// True when the default `__getstate__` cannot know the whole state: there are fields beyond the dict and the weak
/// references.
private func hasHiddenFields(_ self: ObjectPointer) -> Bool {
  let type = self.type
  if self.isInstance(TypeFlag.list) || self.isInstance(TypeFlag.dict) { return false }
  let name = suture_name___getstate__()
  if lookup(type, name) != lookup(suture_PyBaseObject_Type(), name) { return false }
  if type.pointee.tp_itemsize != 0 { return true }
  var size = suture_PyBaseObject_Type().pointee.tp_basicsize
  let word = MemoryLayout<UnsafeRawPointer>.size
  if type.pointee.tp_dictoffset != 0 { size += word }
  if type.pointee.tp_weaklistoffset > 0 { size += word }
  return type.pointee.tp_basicsize > size
}

@c func suture_object_getstate(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let slot = dictSlot(self!), let dict = slot.pointee, PyDict_Size(dict) > 0 else {
      return none()
    }
    return PyDict_Copy(dict)
  }
}

@c func suture_object_init_subclass(_ type: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{ none() }

@c func suture_object_subclasshook(_ type: ObjectPointer?, _ other: ObjectPointer?)
  -> ObjectPointer?
{
  suture_NotImplemented()
}

@c func suture_object_get_class(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  newReference(self!.type.asObject)
}

@c func suture_object_set_class(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let value else { throw Raise(.type, "can't delete __class__ attribute") }
    guard value.isType else {
      throw Raise(.type, "__class__ must be set to a class, not '\(value.type.name)' object")
    }
    let old = self!.type
    let new = value.asType
    let module = suture_PyModule_Type()
    let areModules = PyType_IsSubtype(old, module) != 0 && PyType_IsSubtype(new, module) != 0
    func isMutable(_ type: TypePointer) -> Bool { type.isHeap && !type.has(TypeFlag.immutable) }
    guard areModules || (isMutable(old) && isMutable(new)) else {
      throw Raise(
        .type,
        "__class__ assignment only supported for mutable types or ModuleType subclasses"
      )
    }
    try checkSameLayout(old, new, "__class__")
    if new.isHeap { suture_incref_stored(value) }
    self!.pointee.ob_type = new
    if old.isHeap { suture_decref_stored(old.asObject) }
    return 0
  }
}

/// Throws TypeError unless an instance of `old` may become one of `new`.
func checkSameLayout(_ old: TypePointer, _ new: TypePointer, _ attribute: String) throws(Raise) {
  let free = suture_offset_tp_free()
  if old.word(free).pointee != new.word(free).pointee {
    throw Raise(
      .type,
      "\(attribute) assignment: '\(new.name)' deallocator differs from '\(old.name)'"
    )
  }
  let managed = TypeFlag.managedDict | TypeFlag.managedWeakref
  func isLike(_ a: TypePointer, _ b: TypePointer) -> Bool {
    a.pointee.tp_basicsize == b.pointee.tp_basicsize
      && a.pointee.tp_itemsize == b.pointee.tp_itemsize
      && a.pointee.tp_dictoffset == b.pointee.tp_dictoffset
      && a.pointee.tp_weaklistoffset == b.pointee.tp_weaklistoffset
      && a.pointee.tp_flags & managed == b.pointee.tp_flags & managed
      && a.has(TypeFlag.haveGC) == b.has(TypeFlag.haveGC)
  }
  func root(_ type: TypePointer) -> TypePointer {
    var type = type
    while let base = type.pointee.tp_base, isLike(type, base) { type = base }
    return type
  }
  let a = root(old)
  let b = root(new)
  if a == b { return }
  if a.pointee.tp_base == b.pointee.tp_base, isLike(a, b), sameSlots(a, b) { return }
  throw Raise(
    .type,
    "\(attribute) assignment: '\(new.name)' object layout differs from '\(old.name)'"
  )
}

private func sameSlots(_ a: TypePointer, _ b: TypePointer) -> Bool {
  guard a.isHeap, b.isHeap else { return false }
  let mine: ObjectPointer? = a.heap.pointee.ht_slots
  let theirs: ObjectPointer? = b.heap.pointee.ht_slots
  guard let mine, let theirs else { return mine == nil && theirs == nil }
  return PyObject_RichCompareBool(mine, theirs, Py_EQ) == 1
}
