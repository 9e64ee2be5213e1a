import CSuture

// PyType_Ready: from a struct that its author filled to a type that can be used.
//
//     fields checked -> base -> bases -> MRO -> dict filled -> slots inherited -> hash -> known to its bases

// MARK: Operations

/// Makes `type` and, before it, its bases ready.
///
/// Once. A static type may be met by several threads before it is ready: one makes it so, under the legacy lock, and the
/// others wait for it. A heap type is its maker's alone until it is ready.
func makeReady(_ type: TypePointer) throws(Raise) {
  if type.has(TypeFlag.ready) { return }
  if type.isHeap || CodeDomain.isStarting || suture_is_gil_mode() {
    try makeReadyOnce(type)
  } else {
    try LegacyLock.holding { () throws(Raise) in try makeReadyOnce(type) }
  }
}

private func makeReadyOnce(_ type: TypePointer) throws(Raise) {
  if type.has(TypeFlag.ready) || type.has(TypeFlag.readying) { return }
  type.setFlag(TypeFlag.readying)
  do throws(Raise) {
    try makeReadySteps(type)
  } catch {
    type.clearFlag(TypeFlag.readying)
    throw error
  }
  type.setFlag(TypeFlag.ready)
  type.clearFlag(TypeFlag.readying)
  invalidate(type)
}

private func makeReadySteps(_ type: TypePointer) throws(Raise) {
  if type.pointee.tp_name == nil {
    throw Raise(.system, "Type does not define the tp_name field.")
  }
  if !type.isHeap {
    // Static objects have no header: they are never counted (C11).
    suture_set_visible(type.asObject, SUTURE_IMMORTAL)
    if CodeDomain.isStarting { type.setFlag(staticBuiltinFlag) }
    if CodeDomain.current != .runtime { wrapExtensionSlots(type) }
    type.setFlag(TypeFlag.immutable)
  }
  let object = suture_PyBaseObject_Type()
  if type.pointee.tp_base == nil, type != object {
    type.pointee.tp_base = object
    if type.isHeap { suture_incref_stored(object.asObject) }
  }
  if let base = type.pointee.tp_base {
    if !base.has(TypeFlag.ready) { try makeReady(base) }
    if type.asObject.pointee.ob_type == nil {
      type.asObject.pointee.ob_type = base.asObject.type
    }
  }
  if type.pointee.tp_dict == nil {
    type.pointee.tp_dict = try Owned(PyDict_New()).store()
  }
  if type.pointee.tp_bases == nil {
    let bases: ObjectPointer
    if let base = type.pointee.tp_base {
      bases = try tupleOf(base.asObject)
    } else {
      bases = try check(PyTuple_New(0))
    }
    suture_into_storage(bases)
    type.pointee.tp_bases = bases
  }
  for base in type.bases where !base.has(TypeFlag.ready) { try makeReady(base) }
  try setMRO(type)
  try setNew(type)
  try fillDict(type)
  try inherit(type)
  if type.pointee.tp_hash == nil {
    let name = suture_name___hash__()
    if dictValue(type.pointee.tp_dict, name) == nil {
      try dictSet(type.pointee.tp_dict, name, suture_None())
    }
    type.pointee.tp_hash = PyObject_HashNotImplemented
  }
  for base in type.bases { Subclasses.add(base, type) }
  if type.has(TypeFlag.haveGC), type.pointee.tp_traverse == nil {
    throw Raise(
      .system,
      "type \(type.name) has the Py_TPFLAGS_HAVE_GC flag but has no traverse function"
    )
  }
}

/// tp_new is inherited, and put into the dict as `__new__` by the type that defines it.
///
/// A static type right below object does not inherit it: its instances come from C only.
private func setNew(_ type: TypePointer) throws(Raise) {
  let base = type.pointee.tp_base
  if type.pointee.tp_new == nil, base == suture_PyBaseObject_Type(), !type.isHeap {
    type.setFlag(TypeFlag.disallowInstantiation)
  }
  if type.has(TypeFlag.disallowInstantiation) {
    type.pointee.tp_new = nil
    return
  }
  if type.pointee.tp_new == nil {
    type.pointee.tp_new = base?.pointee.tp_new
    return
  }
  let name = suture_name___new__()
  if dictValue(type.pointee.tp_dict, name) != nil { return }
  let method = try Owned(PyCFunction_NewEx(suture_new_method(), type.asObject, nil))
  try dictSet(type.pointee.tp_dict, name, method.pointer)
}

private func fillDict(_ type: TypePointer) throws(Raise) {
  let dict: ObjectPointer = type.pointee.tp_dict
  try addSlotWrappers(type)
  if let methods = type.pointee.tp_methods {
    var method = methods
    while method.pointee.ml_name != nil {
      try addMethod(type, method)
      method += 1
    }
  }
  if let members = type.pointee.tp_members {
    var member = members
    while member.pointee.name != nil {
      let descriptor = try Owned(PyDescr_NewMember(type, member))
      try setDefault(dict, descriptorName(descriptor.pointer), descriptor.pointer)
      member += 1
    }
  }
  if let pairs = type.pointee.tp_getset {
    var pair = pairs
    while pair.pointee.name != nil {
      let descriptor = try Owned(PyDescr_NewGetSet(type, pair))
      try setDefault(dict, descriptorName(descriptor.pointer), descriptor.pointer)
      pair += 1
    }
  }
  let name = suture_name___doc__()
  if dictValue(dict, name) == nil {
    if let text = type.pointee.tp_doc {
      let doc = Owned(try docstringBody(type.shortName, text))
      try dictSet(dict, name, doc.pointer)
    } else {
      try dictSet(dict, name, suture_None())
    }
  }
}

private func setDefault(_ dict: ObjectPointer, _ name: ObjectPointer, _ value: ObjectPointer)
  throws(Raise)
{
  if dictValue(dict, name) == nil { try dictSet(dict, name, value) }
}

/// A wrapper_descriptor for each slot that `type` itself fills, in the order of the definitions.
private func addSlotWrappers(_ type: TypePointer) throws(Raise) {
  let dict: ObjectPointer = type.pointee.tp_dict
  let table = slotDefinitions()
  var def = table
  while def.pointee.name != nil {
    defer { def += 1 }
    guard def.pointee.wrapper != nil, let slot = slotPointer(type, def.pointee.offset),
      let function = slot.pointee
    else { continue }
    let name: ObjectPointer = def.pointee.name_object
    if dictValue(dict, name) != nil { continue }
    if function == FunctionAddress.hashNotImplemented {
      try dictSet(dict, name, suture_None())
      continue
    }
    let wrapper = try Owned(newSlotWrapper(type, def, UnsafeMutableRawPointer(mutating: function)))
    try dictSet(dict, name, wrapper.pointer)
  }
}

private func addMethod(_ type: TypePointer, _ method: UnsafeMutablePointer<PyMethodDef>)
  throws(Raise)
{
  let dict: ObjectPointer = type.pointee.tp_dict
  let flags = method.pointee.ml_flags
  let descriptor: Owned
  let name: Owned
  if flags & METH_CLASS != 0 {
    if flags & METH_STATIC != 0 {
      throw Raise(.value, "method cannot be both class and static")
    }
    descriptor = try Owned(PyDescr_NewClassMethod(type, method))
    name = Owned(borrowed: descriptorName(descriptor.pointer))
  } else if flags & METH_STATIC != 0 {
    let function = try Owned(PyCFunction_NewEx(method, type.asObject, nil))
    descriptor = Owned(try newStaticMethod(function.pointer))
    name = Owned(try interned(method.pointee.ml_name))
  } else {
    descriptor = try Owned(PyDescr_NewMethod(type, method))
    name = Owned(borrowed: descriptorName(descriptor.pointer))
  }
  if flags & METH_COEXIST != 0 {
    try dictSet(dict, name.pointer, descriptor.pointer)
  } else {
    try setDefault(dict, name.pointer, descriptor.pointer)
  }
}

// MARK: Inheritance

private func inherit(_ type: TypePointer) throws(Raise) {
  let order = type.linearization
  if let base = type.pointee.tp_base { inheritSpecial(type, base) }
  var i = 1
  while i < order.count {
    inheritSlots(type, order[i])
    i += 1
  }
  if let base = type.pointee.tp_base {
    if type.pointee.tp_as_async == nil { type.pointee.tp_as_async = base.pointee.tp_as_async }
    if type.pointee.tp_as_sequence == nil {
      type.pointee.tp_as_sequence = base.pointee.tp_as_sequence
    }
    if type.pointee.tp_as_mapping == nil { type.pointee.tp_as_mapping = base.pointee.tp_as_mapping }
    if type.pointee.tp_as_number == nil { type.pointee.tp_as_number = base.pointee.tp_as_number }
    if type.pointee.tp_as_buffer == nil { type.pointee.tp_as_buffer = base.pointee.tp_as_buffer }
  }
}

private func inheritSpecial(_ type: TypePointer, _ base: TypePointer) {
  // An extension's type that sets the flag has to bring its own tp_traverse, as in CPython.
  if !type.has(TypeFlag.haveGC) || CodeDomain.isStarting, base.has(TypeFlag.haveGC),
    type.pointee.tp_traverse == nil, type.pointee.tp_clear == nil
  {
    type.setFlag(TypeFlag.haveGC)
    type.pointee.tp_traverse = base.pointee.tp_traverse
    type.pointee.tp_clear = base.pointee.tp_clear
  }
  let inherited =
    TypeFlag.managedDict | TypeFlag.managedWeakref | TypeFlag.itemsAtEnd | TypeFlag.matchSelf
    | TypeFlag.long | TypeFlag.list | TypeFlag.tuple | TypeFlag.bytes | TypeFlag.unicode
    | TypeFlag.dict | TypeFlag.baseException | TypeFlag.type | legacyFieldsFlag
  type.setFlag(base.pointee.tp_flags & inherited)
  if type.has(TypeFlag.legacyCode) { type.setFlag(legacyFieldsFlag) }
  if type.pointee.tp_basicsize == 0 { type.pointee.tp_basicsize = base.pointee.tp_basicsize }
  if type.pointee.tp_itemsize == 0 { type.pointee.tp_itemsize = base.pointee.tp_itemsize }
  if type.pointee.tp_weaklistoffset == 0 {
    type.pointee.tp_weaklistoffset = base.pointee.tp_weaklistoffset
  }
  if type.pointee.tp_dictoffset == 0 { type.pointee.tp_dictoffset = base.pointee.tp_dictoffset }
}

/// Copies what `type` leaves open and `base` itself defines (and did not merely inherit).
private func inheritSlots(_ type: TypePointer, _ base: TypePointer) {
  if !type.has(TypeFlag.sequence | TypeFlag.mapping) {
    type.setFlag(base.pointee.tp_flags & (TypeFlag.sequence | TypeFlag.mapping))
  }
  inheritTable(type, base, suture_offset_tp_as_number(), MemoryLayout<PyNumberMethods>.size)
  inheritTable(type, base, suture_offset_tp_as_async(), MemoryLayout<PyAsyncMethods>.size)
  inheritTable(type, base, suture_offset_tp_as_sequence(), MemoryLayout<PySequenceMethods>.size)
  inheritTable(type, base, suture_offset_tp_as_mapping(), MemoryLayout<PyMappingMethods>.size)
  inheritTable(type, base, suture_offset_tp_as_buffer(), MemoryLayout<PyBufferProcs>.size)

  let parent = base.pointee.tp_base
  func copy(_ offset: Int) {
    let mine = type.word(offset)
    guard mine.pointee == nil, let theirs = base.word(offset).pointee else { return }
    if let parent, parent.word(offset).pointee == theirs { return }
    mine.pointee = theirs
  }
  copy(suture_offset_tp_dealloc())
  if type.pointee.tp_getattr == nil, type.pointee.tp_getattro == nil {
    type.pointee.tp_getattr = base.pointee.tp_getattr
    type.pointee.tp_getattro = base.pointee.tp_getattro
  }
  if type.pointee.tp_setattr == nil, type.pointee.tp_setattro == nil {
    type.pointee.tp_setattr = base.pointee.tp_setattr
    type.pointee.tp_setattro = base.pointee.tp_setattro
  }
  copy(suture_offset_tp_repr())
  copy(suture_offset_tp_vectorcall_offset())
  if type.pointee.tp_call == nil, base.has(TypeFlag.haveVectorcall) {
    type.setFlag(TypeFlag.haveVectorcall)
  }
  copy(suture_offset_tp_call())
  copy(suture_offset_tp_str())
  if type.pointee.tp_richcompare == nil, type.pointee.tp_hash == nil, !overridesHash(type) {
    type.pointee.tp_richcompare = base.pointee.tp_richcompare
    type.pointee.tp_hash = base.pointee.tp_hash
  }
  copy(suture_offset_tp_iter())
  copy(suture_offset_tp_iternext())
  copy(suture_offset_tp_descr_get())
  let get = suture_offset_tp_descr_get()
  if let mine = type.word(get).pointee, mine == base.word(get).pointee,
    type.has(TypeFlag.immutable), base.has(TypeFlag.methodDescriptor)
  {
    type.setFlag(TypeFlag.methodDescriptor)
  }
  copy(suture_offset_tp_descr_set())
  copy(suture_offset_tp_dictoffset())
  copy(suture_offset_tp_init())
  copy(suture_offset_tp_alloc())
  copy(suture_offset_tp_is_gc())
  copy(suture_offset_tp_finalize())
  if type.has(TypeFlag.haveGC) == base.has(TypeFlag.haveGC) {
    copy(suture_offset_tp_free())
  } else if type.has(TypeFlag.haveGC), type.pointee.tp_free == nil,
    base.word(suture_offset_tp_free()).pointee == FunctionAddress.objectFree
  {
    type.pointee.tp_free = PyObject_GC_Del
  }
}

/// One of the tables of slots that hang off a type: copied where both have the table.
private func inheritTable(_ type: TypePointer, _ base: TypePointer, _ offset: Int, _ size: Int) {
  guard let mine = type.word(offset).pointee, let theirs = base.word(offset).pointee, mine != theirs
  else { return }
  let parent = base.pointee.tp_base.flatMap { $0.word(offset).pointee }
  var i = 0
  while i < size {
    let own = UnsafeMutableRawPointer(mutating: mine + i).assumingMemoryBound(
      to: UnsafeRawPointer?.self
    )
    let other = (theirs + i).load(as: UnsafeRawPointer?.self)
    if own.pointee == nil, let other,
      parent == nil || parent!.load(fromByteOffset: i, as: UnsafeRawPointer?.self) != other
    {
      own.pointee = other
    }
    i += 8
  }
}

private func overridesHash(_ type: TypePointer) -> Bool {
  let dict: ObjectPointer = type.pointee.tp_dict
  return dictValue(dict, suture_name___eq__()) != nil
    || dictValue(dict, suture_name___hash__()) != nil
}

// MARK: Documentation

/// The length of the signature part of a docstring that begins with `name(...)\n--\n\n`: up to and with the closing
/// parenthesis; nil: there is none.
func signatureLength(_ name: UnsafePointer<CChar>, _ doc: UnsafePointer<CChar>) -> Int? {
  guard let start = signatureStart(name, doc) else { return nil }
  let marker: [CChar] = [41, 10, 45, 45, 10, 10]  // ")\n--\n\n"
  var i = start
  while doc[i] != 0 {
    if doc[i] == 41 {
      var k = 0
      while k < 6, doc[i + k] == marker[k] { k += 1 }
      if k == 6 { return i + 1 }
    }
    if doc[i] == 10, doc[i + 1] == 10 { return nil }
    i += 1
  }
  return nil
}

/// Where the parenthesis after `name` lies in `doc`.
private func signatureStart(_ name: UnsafePointer<CChar>, _ doc: UnsafePointer<CChar>) -> Int? {
  var name = name
  var p = name
  while p.pointee != 0 {
    if p.pointee == 46 { name = p + 1 }
    p += 1
  }
  var i = 0
  while name[i] != 0 {
    if doc[i] != name[i] { return nil }
    i += 1
  }
  return doc[i] == 40 ? i : nil
}

/// The text of a docstring without its signature: a new str.
func docstringBody(_ name: UnsafePointer<CChar>, _ doc: UnsafePointer<CChar>) throws(Raise)
  -> ObjectPointer
{
  var text = doc
  if let length = signatureLength(name, doc) { text = doc + length + 5 }
  return try check(PyUnicode_FromString(text))
}

/// `__doc__` of something implemented in C: a new str, None without a text.
func documentation(_ name: UnsafePointer<CChar>, _ doc: UnsafePointer<CChar>?) throws(Raise)
  -> ObjectPointer
{
  guard let doc else { return none() }
  let body = Owned(try docstringBody(name, doc))
  return PyUnicode_GetLength(body.pointer) == 0 ? none() : body.take()
}

/// The `__text_signature__` of a docstring: a new str, or None.
///
/// - Parameter flags: those of the method: they imply a signature where no or one argument is taken.
func docstringSignature(
  _ name: UnsafePointer<CChar>,
  _ doc: UnsafePointer<CChar>?,
  flags: Int32 = 0
) throws(Raise) -> ObjectPointer {
  if let doc, let start = signatureStart(name, doc), let end = signatureLength(name, doc) {
    return try check(PyUnicode_FromStringAndSize(doc + start, end - start))
  }
  guard flags & (METH_NOARGS | METH_O) != 0 else { return none() }
  var parameters: [String] = []
  if flags & METH_STATIC == 0 { parameters.append(flags & METH_CLASS == 0 ? "$self" : "$type") }
  if flags & METH_O != 0 { parameters.append("object") }
  if !parameters.isEmpty { parameters.append("/") }
  return try makeStr("(\(parameters.joined(separator: ", ")))")
}

// MARK: C API

@c @implementation
public func PyType_Ready(_ type: TypePointer?) -> Int32 {
  raising { () throws(Raise) in
    try makeReady(type!)
    return 0
  }
}
