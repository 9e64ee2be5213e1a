import CSuture

// The attributes of types: `__name__`, `__module__`, `__bases__` and the rest of type's getset table.

// MARK: Operations

/// Throws TypeError when `type` may not get (or, with nil, lose) the attribute.
private func checkSettable(_ type: TypePointer, _ value: ObjectPointer?, _ name: String)
  throws(Raise)
{
  if type.has(TypeFlag.immutable) {
    throw Raise(.type, "cannot set '\(name)' attribute of immutable type '\(type.name)'")
  }
  if value == nil {
    throw Raise(.type, "cannot delete '\(name)' attribute of immutable type '\(type.name)'")
  }
}

/// Throws TypeError when `type` may not get `value` as its attribute `name`, a str.
private func checkText(_ type: TypePointer, _ value: ObjectPointer?, _ name: String) throws(Raise) {
  try checkSettable(type, value, name)
  guard value!.isStr else {
    let given = value!.type.name
    throw Raise(.type, "can only assign string to \(type.name).\(name), not '\(given)'")
  }
}

/// Replaces a stored reference that other threads may be using as borrowed.
private func replaceRetiring(_ field: inout ObjectPointer!, _ value: ObjectPointer) {
  suture_incref_stored(value)
  let old: ObjectPointer? = field
  field = value
  if let old {
    suture_out_of_storage(old)
    retire(old)
  }
}

/// An entry of a type's own dict, a new reference.
private func ownEntry(_ type: TypePointer, _ name: ObjectPointer) throws(Raise) -> ObjectPointer? {
  var value: ObjectPointer?
  try check(PyDict_GetItemRef(type.pointee.tp_dict, name, &value))
  return value
}

/// A copy of a str's text for tp_name, from PyMem_Malloc.
///
/// - Throws: ValueError when the text holds a null character.
func copyName(_ name: ObjectPointer) throws(Raise) -> UnsafeMutablePointer<CChar> {
  var size = 0
  guard let text = PyUnicode_AsUTF8AndSize(name, &size) else { throw .pending }
  for i in 0..<size where text[i] == 0 {
    throw Raise(.value, "type name must not contain null characters")
  }
  return try copyText(text)
}

/// A copy of a C string, from PyMem_Malloc.
func copyText(_ text: UnsafePointer<CChar>) throws(Raise) -> UnsafeMutablePointer<CChar> {
  var size = 0
  while text[size] != 0 { size += 1 }
  guard let raw = PyMem_Malloc(size + 1) else { throw Raise.noMemory }
  let copy = raw.assumingMemoryBound(to: CChar.self)
  copy.update(from: text, count: size + 1)
  return copy
}

// MARK: Slots

@c func suture_type_get_name(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  PyType_GetName(self!.asType)
}

@c func suture_type_set_name(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let type = self!.asType
    try checkText(type, value, "__name__")
    let text = try copyName(value!)
    // Another thread may be reading the old text: it stays.
    type.pointee.tp_name = UnsafePointer(text)
    type.heap.pointee._ht_tpname = text
    replaceRetiring(&type.heap.pointee.ht_name, value!)
    invalidate(type)
    return 0
  }
}

@c func suture_type_get_qualname(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  PyType_GetQualName(self!.asType)
}

@c func suture_type_set_qualname(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let type = self!.asType
    try checkText(type, value, "__qualname__")
    replaceRetiring(&type.heap.pointee.ht_qualname, value!)
    return 0
  }
}

@c func suture_type_get_module(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if let module = try moduleName(self!.asType) { return module }
    throw Raise(.attribute, "__module__")
  }
}

@c func suture_type_set_module(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try checkSettable(self!.asType, value, "__module__")
    try setTypeEntry(self!.asType, suture_name___module__(), value)
    return 0
  }
}

@c func suture_type_get_bases(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  newReference(self!.asType.pointee.tp_bases)
}

@c func suture_type_set_bases(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let type = self!.asType
    try checkSettable(type, value, "__bases__")
    let bases = value!
    guard bases.isTuple else {
      throw Raise(.type, "can only assign tuple to \(type.name).__bases__, not \(bases.type.name)")
    }
    guard tupleCount(bases) > 0 else {
      throw Raise(.type, "can only assign non-empty tuple to \(type.name).__bases__, not ()")
    }
    for i in 0..<tupleCount(bases) {
      let base = tupleItem(bases, i)
      guard base.isType else {
        throw Raise(
          .type,
          "\(type.name).__bases__ must be tuple of classes, not '\(base.type.name)'"
        )
      }
      if PyType_IsSubtype(base.asType, type) != 0 {
        throw Raise(.type, "a __bases__ item causes an inheritance cycle")
      }
    }
    let newBase = try bestBase(bases)
    if let old = type.pointee.tp_base { try checkSameLayout(old, newBase, "__bases__") }
    try replaceBases(type, bases, newBase)
    return 0
  }
}

private func replaceBases(_ type: TypePointer, _ bases: ObjectPointer, _ base: TypePointer)
  throws(Raise)
{
  let oldBases: ObjectPointer = type.pointee.tp_bases
  let oldBase: TypePointer? = type.pointee.tp_base
  let oldTypes = type.bases
  suture_incref_stored(bases)
  suture_incref_stored(base.asObject)
  type.pointee.tp_bases = bases
  type.pointee.tp_base = base
  do throws(Raise) {
    try updateMROs(type)
  } catch {
    type.pointee.tp_bases = oldBases
    type.pointee.tp_base = oldBase
    suture_decref_stored(bases)
    suture_decref_stored(base.asObject)
    throw error
  }
  for old in oldTypes { Subclasses.remove(old, type) }
  for new in type.bases { Subclasses.add(new, type) }
  invalidate(type)
  updateAllSlots(type)
  suture_out_of_storage(oldBases)
  retire(oldBases)
  if let oldBase {
    suture_out_of_storage(oldBase.asObject)
    retire(oldBase.asObject)
  }
}

private func updateMROs(_ type: TypePointer) throws(Raise) {
  try setMRO(type)
  for sub in Subclasses.all(type) {
    let owned = Owned(sub.asObject)
    try updateMROs(owned.pointer.asType)
  }
}

private func updateAllSlots(_ type: TypePointer) {
  fixupSlots(type)
  Subclasses.forEach(type) { updateAllSlots($0) }
}

@c func suture_type_get_mro(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  guard let mro = self!.asType.pointee.tp_mro else { return none() }
  return newReference(mro)
}

@c func suture_type_get_dict(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  guard let dict = self!.asType.pointee.tp_dict else { return none() }
  return PyDictProxy_New(dict)
}

@c func suture_type_get_doc(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let type = self!.asType
    if !type.isHeap, let doc = type.pointee.tp_doc { return try documentation(type.shortName, doc) }
    guard let found = dictValue(type.pointee.tp_dict, suture_name___doc__()) else { return none() }
    let value = Owned(borrowed: found)
    guard let get = value.pointer.type.pointee.tp_descr_get else { return value.take() }
    return get(value.pointer, nil, self)
  }
}

@c func suture_type_set_doc(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try checkSettable(self!.asType, value, "__doc__")
    try setTypeEntry(self!.asType, suture_name___doc__(), value)
    return 0
  }
}

@c func suture_type_get_text_signature(
  _ self: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try docstringSignature(self!.asType.shortName, self!.asType.pointee.tp_doc)
  }
}

@c func suture_type_get_abstract(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let type = self!.asType
    // `type` itself has the descriptor in its dict.
    if type != suture_PyType_Type(),
      let value = try ownEntry(type, suture_name___abstractmethods__())
    {
      return value
    }
    throw Raise(.attribute, value: suture_name___abstractmethods__())
  }
}

@c func suture_type_set_abstract(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let type = self!.asType
    var isAbstract = false
    if let value {
      isAbstract = try check(PyObject_IsTrue(value)) != 0
      try setTypeEntry(type, suture_name___abstractmethods__(), value)
    } else {
      guard let old = try ownEntry(type, suture_name___abstractmethods__()) else {
        throw Raise(.attribute, value: suture_name___abstractmethods__())
      }
      suture_decref(old)
      try setTypeEntry(type, suture_name___abstractmethods__(), nil)
    }
    if isAbstract { type.setFlag(TypeFlag.isAbstract) } else { type.clearFlag(TypeFlag.isAbstract) }
    return 0
  }
}

@c func suture_type_get_flags(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  PyLong_FromUnsignedLong(PyType_GetFlags(self!.asType))
}

@c func suture_type_get_annotations(
  _ self: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let type = self!.asType
    guard type.isHeap else {
      throw Raise(.attribute, "type object '\(type.name)' has no attribute '__annotations__'")
    }
    if let value = try ownEntry(type, suture_name___annotations__()) { return value }
    let dict = try Owned(PyDict_New())
    try setTypeEntry(type, suture_name___annotations__(), dict.pointer)
    return dict.take()
  }
}

@c func suture_type_set_annotations(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let type = self!.asType
    if type.has(TypeFlag.immutable) {
      throw Raise(.type, "cannot set '__annotations__' attribute of immutable type '\(type.name)'")
    }
    if value == nil, PyDict_Contains(type.pointee.tp_dict, suture_name___annotations__()) == 0 {
      throw Raise(.attribute, "__annotations__")
    }
    try setTypeEntry(type, suture_name___annotations__(), value)
    return 0
  }
}

@c func suture_type_get_type_params(
  _ self: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let type = self!.asType
    if type != suture_PyType_Type(), let value = try ownEntry(type, suture_name___type_params__()) {
      return value
    }
    return try check(PyTuple_New(0))
  }
}

@c func suture_type_set_type_params(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try checkSettable(self!.asType, value, "__type_params__")
    try setTypeEntry(self!.asType, suture_name___type_params__(), value)
    return 0
  }
}
