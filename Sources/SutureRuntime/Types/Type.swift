import CSuture

// The type `type`: calling a type, its attributes, and its place among other types.

/// Makes every static type of the export table ready.
func startTypes() {
  startSlotNames()
  ready(suture_PyBaseObject_Type())
  ready(suture_PyType_Type())
  var internalType = suture_internal_types()
  while let type = internalType.pointee {
    ready(type)
    internalType += 1
  }
  var export = suture_exports()
  while let name = export.pointee.name {
    if export.pointee.is_data, namesType(name) {
      let raw = UnsafeMutableRawPointer(mutating: export.pointee.address)
      ready(raw.assumingMemoryBound(to: PyTypeObject.self))
    }
    export += 1
  }
}

private func ready(_ type: TypePointer) {
  do throws(Raise) { try makeReady(type) } catch {
    Diagnostics.fatal("the type \(type.name) cannot be made ready")
  }
}

/// True for PyList_Type, _PyWeakref_RefType, Py_GenericAliasType.
private func namesType(_ name: UnsafePointer<CChar>) -> Bool {
  var end = name
  while end.pointee != 0 { end += 1 }
  let ending: [CChar] = [84, 121, 112, 101]
  guard end - name > 4 else { return false }
  for i in 0..<4 where end[i - 4] != ending[i] { return false }
  return true
}

// MARK: Operations

/// The `__module__` of a type: a new reference, or nil without an exception when it has none.
func moduleName(_ type: TypePointer) throws(Raise) -> ObjectPointer? {
  if type.isHeap {
    guard let found = dictValue(type.pointee.tp_dict, suture_name___module__()) else { return nil }
    return newReference(found)
  }
  let name = UnsafePointer<CChar>(type.pointee.tp_name!)
  let short = type.shortName
  if short == name { return try interned("builtins") }
  return try check(PyUnicode_FromStringAndSize(name, short - name - 1))
}

/// The `__qualname__` of a type: a new reference.
func qualifiedNameObject(_ type: TypePointer) throws(Raise) -> ObjectPointer {
  if type.isHeap { return newReference(type.heap.pointee.ht_qualname) }
  return try check(PyUnicode_FromString(type.shortName))
}

/// `module.qualname`, or tp_name for a built-in type: as repr shows it.
func qualifiedName(_ type: TypePointer) throws(Raise) -> String {
  guard let module = try moduleName(type) else { return type.name }
  let owned = Owned(module)
  guard module.isStr else { return type.name }
  let moduleText = swiftText(owned.pointer)
  if moduleText == "builtins" { return type.name }
  let name = Owned(try qualifiedNameObject(type))
  return "\(moduleText).\(swiftText(name.pointer))"
}

/// The attribute `name` of a type: of its metatype, then along its MRO.
///
/// - Returns: a new reference; nil without an exception: there is none.
func getTypeAttribute(_ type: TypePointer, _ name: ObjectPointer) throws(Raise) -> ObjectPointer? {
  try checkAttributeName(name)
  if !type.has(TypeFlag.ready) { try makeReady(type) }
  let metatype = type.asObject.type
  let metaFound = lookup(metatype, name)
  if let metaFound, metaFound.type.pointee.tp_descr_set != nil,
    let get = metaFound.type.pointee.tp_descr_get
  {
    let descriptor = Owned(borrowed: metaFound)
    return try check(get(descriptor.pointer, type.asObject, metatype.asObject))
  }
  if let metaFound { suture_incref(metaFound) }
  if let found = lookup(type, name) {
    suture_incref(found)
    if let metaFound { suture_decref(metaFound) }
    guard let get = found.type.pointee.tp_descr_get else { return found }
    let result = get(found, nil, type.asObject)
    suture_decref(found)
    return try check(result)
  }
  guard let metaFound else { return nil }
  guard let get = metaFound.type.pointee.tp_descr_get else { return metaFound }
  let result = get(metaFound, type.asObject, metatype.asObject)
  suture_decref(metaFound)
  return try check(result)
}

/// Sets or, with nil, deletes an attribute of a type that may be immutable to Python.
func setTypeAttribute(_ type: TypePointer, _ given: ObjectPointer, _ value: ObjectPointer?)
  throws(Raise)
{
  // The tables of special methods know their names by address.
  var key = newReference(given) as ObjectPointer?
  if given.type == suture_PyUnicode_Type() { PyUnicode_InternInPlace(&key) }
  let owned = Owned(key!)
  let name = owned.pointer
  let metatype = type.asObject.type
  if let found = lookup(metatype, name), let set = found.type.pointee.tp_descr_set {
    let descriptor = Owned(borrowed: found)
    try check(set(descriptor.pointer, type.asObject, value))
  } else {
    try setTypeEntry(type, name, value)
  }
  if isSpecialName(name) { updateSlots(type, name) }
}

/// Changes a type's dict, and tells the caches (L1, L2 of Lookup.swift).
func setTypeEntry(_ type: TypePointer, _ name: ObjectPointer, _ value: ObjectPointer?) throws(Raise)
{
  let dict: ObjectPointer = type.pointee.tp_dict
  var old: ObjectPointer?
  try check(PyDict_GetItemRef(dict, name, &old))
  defer { if let old { retire(old) } }
  if let value {
    try dictSet(dict, name, value)
  } else {
    guard old != nil else { throw missingAttribute(type.asObject, name) }
    try check(PyDict_DelItem(dict, name))
  }
  invalidate(type)
}

// MARK: C API

@c @implementation
public func PyType_IsSubtype(_ type: TypePointer?, _ other: TypePointer?) -> Int32 {
  if suture_is_one_type(type, other) { return 1 }
  guard let type, let other else { return 0 }
  if let mro = type.pointee.tp_mro {
    let row = tupleItems(mro)
    let count = tupleCount(mro)
    var i = 0
    while i < count {
      if row[i] == other.asObject { return 1 }
      i += 1
    }
    return 0
  }
  var base = type.pointee.tp_base
  while let b = base {
    if b == other { return 1 }
    base = b.pointee.tp_base
  }
  return other == suture_PyBaseObject_Type() ? 1 : 0
}

@c @implementation
public func PyType_GetFlags(_ type: TypePointer?) -> UInt { type!.pointee.tp_flags & publicFlags }

@c @implementation
public func PyType_GenericAlloc(_ type: TypePointer?, _ count: Int) -> ObjectPointer? {
  let type = type!
  return raising { () throws(Raise) in
    let isSized = type.pointee.tp_itemsize != 0
    let o = try newZeroedObject(type, items: isSized ? count + 1 : 0)
    if isSized { o.cast(to: PyVarObject.self).pointee.ob_size = count }
    if type.has(legacyFieldsFlag) { exposeInstance(o, type) }
    if type.has(TypeFlag.haveGC) { gcTrack(o) }
    return o
  }
}

/// C15, C19: an instance of a legacy type is exposed from birth, and its reference to its heap type is one that the
/// extension's code releases.
private func exposeInstance(_ o: ObjectPointer, _ type: TypePointer) {
  if suture_is_gil_mode() { return }
  suture_header(o).pointee.shared |= SUTURE_EXPOSED
  LegacyLock.letDrain(suture_thread())
  guard type.isHeap, !suture_is_immortal(type.asObject) else { return }
  let entry = LegacyLock.enter()
  suture_out_of_storage(type.asObject)
  LegacyLock.leave(entry)
}

@c @implementation
public func PyType_GenericNew(
  _ type: TypePointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  type!.pointee.tp_alloc(type, 0)
}

// MARK: Slots

@c func suture_type_call(_ self: ObjectPointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let type = self!.asType
    if type == suture_PyType_Type() {
      let count = tupleCount(args!)
      if count == 1 {
        if hasKeywords(kwargs) { throw Raise(.type, "type() takes no keyword arguments") }
        return newReference(tupleItem(args!, 0).type.asObject)
      }
      if count != 3 { throw Raise(.type, "type() takes 1 or 3 arguments") }
    }
    return try makeInstance(type, args, kwargs)
  }
}

/// A call of a type other than `type` itself: a new reference.
@inline(__always)
func makeInstance(_ type: TypePointer, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  throws(Raise) -> ObjectPointer
{
  guard let make = type.pointee.tp_new else { throw cannotCreate(type) }
  let o = try check(make(type, args, kwargs))
  if o.type != type, PyType_IsSubtype(o.type, type) == 0 { return o }
  if let initialize = o.type.pointee.tp_init, initialize(o, args, kwargs) < 0 {
    suture_decref(o)
    throw .pending
  }
  return o
}

@inline(never)
private func cannotCreate(_ type: TypePointer) -> Raise {
  Raise(.type, "cannot create '\(type.name)' instances")
}

@c func suture_type_vectorcall(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let count = nargsf & Int.max
    let named = kwnames.map(tupleCount) ?? 0
    if count == 1, named == 0 { return newReference(args![0]!.type.asObject) }
    let tuple = try Owned(PyTuple_New(count))
    for i in 0..<count {
      suture_incref(args![i]!)
      _ = PyTuple_SetItem(tuple.pointer, i, args![i]!)
    }
    guard named > 0 else { return suture_type_call(self, tuple.pointer, nil) }
    let dict = try Owned(PyDict_New())
    for i in 0..<named { try dictSet(dict.pointer, tupleItem(kwnames!, i), args![count + i]!) }
    return suture_type_call(self, tuple.pointer, dict.pointer)
  }
}

@c func suture_type_getattro(_ self: ObjectPointer?, _ name: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    if let result = try getTypeAttribute(self!.asType, name!) { return result }
    throw missingAttribute(self!, name!)
  }
}

@c func suture_type_setattro(
  _ self: ObjectPointer?,
  _ name: ObjectPointer?,
  _ value: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let type = self!.asType
    if type.has(TypeFlag.immutable) {
      let text = try Owned(PyObject_Repr(name))
      throw Raise(
        .type,
        "cannot set \(swiftText(text.pointer)) attribute of immutable type '\(type.name)'"
      )
    }
    try checkAttributeName(name!)
    try setTypeAttribute(type, name!, value)
    return 0
  }
}

@c func suture_type_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try makeStr("<class '\(try qualifiedName(self!.asType))'>")
  }
}

@c func suture_type_init(_ self: ObjectPointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    let count = tupleCount(args!)
    if count == 1, hasKeywords(kwargs) {
      throw Raise(.type, "type.__init__() takes no keyword arguments")
    }
    if count != 1, count != 3 { throw Raise(.type, "type.__init__() takes 1 or 3 arguments") }
    return 0
  }
}

@c func suture_type_is_gc(_ self: ObjectPointer?) -> Int32 { self!.asType.isHeap ? 1 : 0 }

@c func suture_type_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  let type = self!.asType
  guard type.isHeap, let visit else { return 0 }
  let heap = type.heap
  var result = visitField(type.pointee.tp_dict, visit, context)
  if result == 0 { result = visitField(type.pointee.tp_cache, visit, context) }
  if result == 0 { result = visitField(type.pointee.tp_mro, visit, context) }
  if result == 0 { result = visitField(type.pointee.tp_bases, visit, context) }
  if result == 0 { result = visitField(type.pointee.tp_base?.asObject, visit, context) }
  if result == 0 { result = visitField(heap.pointee.ht_module, visit, context) }
  return result
}

@c func suture_type_clear(_ self: ObjectPointer?) -> Int32 {
  let type = self!.asType
  invalidate(type)
  if let dict = type.pointee.tp_dict { PyDict_Clear(dict) }
  let module: ObjectPointer? = type.heap.pointee.ht_module
  type.heap.pointee.ht_module = nil
  if let module { suture_decref_stored(module) }
  // The MRO holds the type itself.
  let mro: ObjectPointer? = type.pointee.tp_mro
  type.pointee.tp_mro = nil
  if let mro { suture_decref_stored(mro) }
  return 0
}

@c func suture_type_dealloc(_ self: ObjectPointer?) {
  let type = self!.asType
  gcUntrack(self!)
  keepingException {
    for base in type.bases { Subclasses.remove(base, type) }
    PyObject_ClearWeakRefs(self)
  }
  func drop(_ field: ObjectPointer?) { if let field { suture_decref_stored(field) } }
  let base: TypePointer? = type.pointee.tp_base
  let heap = type.heap
  drop(type.pointee.tp_dict)
  drop(type.pointee.tp_bases)
  drop(type.pointee.tp_mro)
  drop(type.pointee.tp_cache)
  Subclasses.free(type)
  PyObject_Free(UnsafeMutableRawPointer(mutating: type.pointee.tp_doc))
  drop(heap.pointee.ht_name)
  drop(heap.pointee.ht_qualname)
  drop(heap.pointee.ht_slots)
  drop(heap.pointee.ht_module)
  PyMem_Free(heap.pointee._ht_tpname)
  drop(base?.asObject)
  freeInstance(self!)
}

// MARK: Methods

@c func suture_type_mro_method(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let order = try linearize(self!.asType)
    let list = try Owned(PyList_New(0))
    for type in order { try check(PyList_Append(list.pointer, type.asObject)) }
    return list.take()
  }
}

@c func suture_type_subclasses(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let list = try Owned(PyList_New(0))
    var failed = false
    Subclasses.forEach(self!.asType) { sub in
      if PyList_Append(list.pointer, sub.asObject) < 0 { failed = true }
    }
    if failed { throw .pending }
    return list.take()
  }
}

@c func suture_type_prepare(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  PyDict_New()
}

@c func suture_type_instancecheck(_ self: ObjectPointer?, _ instance: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    makeBool(try isRealInstance(instance!, self!))
  }
}

@c func suture_type_subclasscheck(_ self: ObjectPointer?, _ sub: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    makeBool(try isRealSubclass(sub!, self!))
  }
}

@c func suture_type_dir(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let names = try Owned(PyDict_New())
    try mergeNames(names.pointer, self!.asType)
    return PyDict_Keys(names.pointer)
  }
}

@c func suture_type_sizeof(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  let isHeap = self!.asType.isHeap
  let size = isHeap ? MemoryLayout<PyHeapTypeObject>.size : MemoryLayout<PyTypeObject>.size
  return PyLong_FromSsize_t(size)
}
