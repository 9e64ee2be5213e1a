import CSuture

// Types from the slot arrays of extensions: PyType_FromSpec and its kin, and PEP 820's PyType_FromSlots.

// MARK: Layout

/// What a spec or a PySlot array says, in one form.
private struct TypePlan {
  var name: UnsafePointer<CChar>?
  var basicsize = 0
  var itemsize = 0
  var flags: UInt = 0
  /// Slot numbers of typeslots.h with their values, in order.
  var slots: [(id: Int, value: UnsafeMutableRawPointer?)] = []
  var metatype: TypePointer?
  var module: ObjectPointer?
  var bases: ObjectPointer?
  /// Whether a metaclass with a tp_new of its own, which is not called, is deprecated only.
  var allowsMetatypeNew = false
  var token: UnsafeMutableRawPointer?
  /// What Py_TP_USE_SPEC (a NULL Py_tp_token) stands for.
  var ownToken: UnsafeMutableRawPointer?
}

private enum SlotID {
  static let base = 48
  static let bases = 49
  static let doc = 56
  static let methods = 64
  static let members = 72
  static let getset = 73
  static let vectorcall = 82
  static let token = 83
}

// MARK: Operations

private func readSpec(_ spec: UnsafeMutablePointer<PyType_Spec>) throws(Raise) -> TypePlan {
  var plan = TypePlan()
  plan.name = spec.pointee.name.map { UnsafePointer($0) }
  plan.basicsize = Int(spec.pointee.basicsize)
  plan.itemsize = Int(spec.pointee.itemsize)
  plan.flags = UInt(spec.pointee.flags)
  plan.ownToken = UnsafeMutableRawPointer(spec)
  if let slots = spec.pointee.slots { try readLegacySlots(&plan, slots) }
  return plan
}

private func readLegacySlots(_ plan: inout TypePlan, _ slots: UnsafeMutablePointer<PyType_Slot>)
  throws(Raise)
{
  var slot = slots
  while slot.pointee.slot != 0 {
    let id = Int(slot.pointee.slot)
    guard id > 0, id < Int(SUTURE_SLOT_COUNT) else { throw Raise(.runtime, "invalid slot offset") }
    try add(&plan, id, slot.pointee.pfunc)
    slot += 1
  }
}

private func add(_ plan: inout TypePlan, _ id: Int, _ value: UnsafeMutableRawPointer?) throws(Raise)
{
  if id == SlotID.token {
    plan.token = value ?? plan.ownToken
    return
  }
  if id == SlotID.doc || id == SlotID.members, plan.slots.contains(where: { $0.id == id }) {
    let what = id == SlotID.doc ? "Py_tp_doc" : "Py_tp_members"
    throw Raise(.system, "Multiple \(what) slots are not supported.")
  }
  plan.slots.append((id, value))
}

/// PEP 820's array.
///
/// `depth` counts nested arrays.
private func readSlotArray(_ plan: inout TypePlan, _ slots: UnsafePointer<PySlot>, _ depth: Int)
  throws(Raise)
{
  if depth > 5 { throw Raise(.system, "slots are nested too deeply") }
  var slot = slots
  while slot.pointee.sl_id != 0 {
    let id = Int(slot.pointee.sl_id)
    let value = slot.pointee
    switch id {
    case 92:
      if let nested = value.sl_ptr {
        try readSlotArray(&plan, nested.assumingMemoryBound(to: PySlot.self), depth + 1)
      }
    case 93:
      if let nested = value.sl_ptr {
        try readLegacySlots(&plan, nested.assumingMemoryBound(to: PyType_Slot.self))
      }
    case 95: plan.name = value.sl_ptr.map { UnsafePointer($0.assumingMemoryBound(to: CChar.self)) }
    case 96: plan.basicsize = value.sl_size
    case 97: plan.basicsize = -value.sl_size
    case 98: plan.itemsize = value.sl_size
    case 99: plan.flags = UInt(value.sl_uint64)
    case 107: plan.metatype = value.sl_ptr.map { $0.assumingMemoryBound(to: PyTypeObject.self) }
    case 108: plan.module = value.sl_ptr.map { $0.assumingMemoryBound(to: PyObject.self) }
    case 88: try add(&plan, 1, value.sl_ptr)
    case 89: try add(&plan, 2, value.sl_ptr)
    case 90: try add(&plan, 3, value.sl_ptr)
    case 91: try add(&plan, 4, value.sl_ptr)
    case 1..<Int(SUTURE_SLOT_COUNT): try add(&plan, id, value.sl_ptr)
    default:
      if value.sl_flags & UInt16(PySlot_OPTIONAL) == 0 {
        throw Raise(.system, "unknown slot ID \(id)")
      }
    }
    slot += 1
  }
}

/// The bases of the type: given ones, else the slots', else object.
///
/// A new tuple.
private func basesTuple(_ plan: TypePlan) throws(Raise) -> ObjectPointer {
  if let bases = plan.bases {
    return bases.isTuple ? newReference(bases) : try tupleOf(bases)
  }
  var base: ObjectPointer?
  for slot in plan.slots {
    guard let value = slot.value?.assumingMemoryBound(to: PyObject.self) else { continue }
    if slot.id == SlotID.bases {
      guard value.isTuple else { throw Raise(.system, "Py_tp_bases is not a tuple") }
      return newReference(value)
    }
    if slot.id == SlotID.base { base = value }
  }
  return try tupleOf(base ?? suture_PyBaseObject_Type().asObject)
}

/// What the special members of a spec say about the layout.
private struct SpecialMembers {
  var weaklistoffset = 0
  var dictoffset = 0
  var vectorcalloffset = 0
  var count = 0
}

private func readMembers(_ plan: TypePlan) throws(Raise) -> SpecialMembers {
  var result = SpecialMembers()
  for slot in plan.slots where slot.id == SlotID.members {
    guard let start = slot.value?.assumingMemoryBound(to: PyMemberDef.self) else { continue }
    var member = start
    while member.pointee.name != nil {
      defer { member += 1 }
      result.count += 1
      let isRelative = member.pointee.flags & Py_RELATIVE_OFFSET != 0
      if isRelative {
        if plan.basicsize > 0 {
          throw Raise(.system, "With Py_RELATIVE_OFFSET, basicsize must be negative.")
        }
        if member.pointee.offset < 0 || member.pointee.offset >= -plan.basicsize {
          throw Raise(.system, "Member offset out of range (0..-basicsize)")
        }
      }
      let name = String(cString: member.pointee.name)
      guard
        name == "__weaklistoffset__" || name == "__dictoffset__" || name == "__vectorcalloffset__"
      else {
        continue
      }
      // Relative ones are set when the offset of the type's data is known.
      let offset = isRelative ? -1 : member.pointee.offset
      if name == "__weaklistoffset__" { result.weaklistoffset = offset }
      if name == "__dictoffset__" { result.dictoffset = offset }
      if name == "__vectorcalloffset__" { result.vectorcalloffset = offset }
    }
  }
  return result
}

private func align(_ n: Int) -> Int { (n + 15) & ~15 }

/// Copies the members behind the type object, with relative offsets resolved.
private func copyMembers(
  _ type: TypePointer,
  _ members: UnsafeMutablePointer<PyMemberDef>,
  _ dataOffset: Int
) throws(Raise) {
  let copy = heapMembers(type)
  var i = 0
  while members[i].name != nil {
    copy[i] = members[i]
    if members[i].flags & Py_RELATIVE_OFFSET != 0 {
      copy[i].flags &= ~Py_RELATIVE_OFFSET
      copy[i].offset += dataOffset
      let name = String(cString: copy[i].name)
      if name == "__weaklistoffset__" { type.pointee.tp_weaklistoffset = copy[i].offset }
      if name == "__dictoffset__" { type.pointee.tp_dictoffset = copy[i].offset }
      if name == "__vectorcalloffset__" { type.pointee.tp_vectorcall_offset = copy[i].offset }
    }
    i += 1
  }
  type.pointee.tp_members = copy
}

/// Makes the type.
private func build(_ plan: TypePlan) throws(Raise) -> ObjectPointer {
  let special = try readMembers(plan)
  guard let name = plan.name else {
    throw Raise(.system, "Type spec does not define the name field.")
  }
  let nameText = String(cString: name)
  let bases = Owned(try basesTuple(plan))
  let metatype = try chooseMetatype(plan, bases.pointer)
  if tupleCount(bases.pointer) == 0 { throw Raise(.system, "a type needs a base") }
  let base = try bestBase(bases.pointer)
  var basicsize = plan.basicsize
  var dataOffset = basicsize
  if basicsize == 0 {
    basicsize = base.pointee.tp_basicsize
    dataOffset = basicsize
  } else if basicsize < 0 {
    dataOffset = align(base.pointee.tp_basicsize)
    basicsize = dataOffset + align(-plan.basicsize)
    if base.pointee.tp_itemsize != 0, plan.flags & TypeFlag.itemsAtEnd == 0,
      !base.has(TypeFlag.itemsAtEnd)
    {
      throw Raise(.system, "Cannot extend variable-size class without Py_TPFLAGS_ITEMS_AT_END.")
    }
  }
  if plan.itemsize < 0 { throw Raise(.system, "itemsize must not be negative") }

  let made = Owned(try allocateHeapType(metatype, members: special.count).asObject)
  let type = made.pointer.asType
  let text = try copyText(name)
  type.pointee.tp_name = UnsafePointer(text)
  type.heap.pointee._ht_tpname = text
  let short = Owned(try interned(type.shortName))
  suture_incref_stored(short.pointer)
  type.heap.pointee.ht_name = short.pointer
  suture_incref_stored(short.pointer)
  type.heap.pointee.ht_qualname = short.pointer
  type.pointee.tp_flags = plan.flags | TypeFlag.heap
  suture_incref_stored(base.asObject)
  type.pointee.tp_base = base
  suture_incref_stored(bases.pointer)
  type.pointee.tp_bases = bases.pointer
  type.pointee.tp_basicsize = basicsize
  type.pointee.tp_itemsize = plan.itemsize
  if let module = plan.module {
    suture_incref_stored(module)
    type.heap.pointee.ht_module = module
  }
  type.heap.pointee._spec_cache.`init` = plan.token?.assumingMemoryBound(to: PyObject.self)

  let offsets = suture_slot_offsets()
  for slot in plan.slots {
    switch slot.id {
    case SlotID.base, SlotID.bases: continue
    case SlotID.doc:
      if let doc = slot.value {
        type.pointee.tp_doc = UnsafePointer(try copyText(doc.assumingMemoryBound(to: CChar.self)))
      }
    case SlotID.members:
      if let members = slot.value {
        try copyMembers(type, members.assumingMemoryBound(to: PyMemberDef.self), dataOffset)
      }
    default:
      let offset = Int(offsets[slot.id])
      if offset >= 0 {
        (UnsafeMutableRawPointer(type) + offset)
          .storeBytes(of: slot.value, as: UnsafeMutableRawPointer?.self)
      }
    }
  }
  if special.weaklistoffset > 0 { type.pointee.tp_weaklistoffset = special.weaklistoffset }
  if special.dictoffset > 0 { type.pointee.tp_dictoffset = special.dictoffset }
  if special.vectorcalloffset > 0 { type.pointee.tp_vectorcall_offset = special.vectorcalloffset }
  if type.has(TypeFlag.managedDict) { type.pointee.tp_dictoffset = -1 }
  if type.has(TypeFlag.managedWeakref) { type.pointee.tp_weaklistoffset = managedWeaklistOffset }

  if CodeDomain.current != .runtime { wrapExtensionSlots(type) }
  if type.pointee.tp_dealloc == nil { type.pointee.tp_dealloc = suture_subtype_dealloc }
  try makeReady(type)
  if plan.basicsize > 0, type.pointee.tp_basicsize < base.pointee.tp_basicsize {
    throw Raise(
      .type,
      "tp_basicsize for type '\(nameText)' (\(plan.basicsize)) is too small for base '\(base.name)' (\(base.pointee.tp_basicsize))"
    )
  }
  fixupInherited(type)
  // These members only say where the fields are: the class does not show them.
  for (offset, member) in [
    (special.weaklistoffset, "__weaklistoffset__"), (special.dictoffset, "__dictoffset__"),
  ] where offset != 0 {
    try check(PyDict_DelItemString(type.pointee.tp_dict, member))
  }
  try setModuleName(type, name)
  return made.take()
}

/// Slots that a base fills by special methods in its dict are found by the slot_ functions: vectorcall must not pass
/// them by.
private func fixupInherited(_ type: TypePointer) {
  if type.word(suture_offset_tp_call()).pointee == FunctionAddress.slotCall {
    type.clearFlag(TypeFlag.haveVectorcall)
  }
}

private func chooseMetatype(_ plan: TypePlan, _ bases: ObjectPointer) throws(Raise) -> TypePointer {
  let metatype = try calculateMetatype(plan.metatype ?? suture_PyType_Type(), bases)
  guard PyType_IsSubtype(metatype, suture_PyType_Type()) != 0 else {
    throw Raise(.type, "Metaclass '\(metatype.name)' is not a subclass of 'type'.")
  }
  let offset = suture_offset_tp_new()
  if metatype.word(offset).pointee != nil,
    metatype.word(offset).pointee != suture_PyType_Type().word(offset).pointee
  {
    if plan.allowsMetatypeNew {
      try warnDeprecated(
        """
        Type \(String(cString: plan.name!)) uses PyType_Spec with a metaclass that has custom tp_new. This is \
        deprecated and will no longer be allowed in Python 3.14.
        """
      )
      return metatype
    }
    throw Raise(.type, "Metaclasses with custom tp_new are not supported.")
  }
  return metatype
}

/// `__module__` from what stands before the last dot of the name.
private func setModuleName(_ type: TypePointer, _ name: UnsafePointer<CChar>) throws(Raise) {
  var last: UnsafePointer<CChar>?
  var p = name
  while p.pointee != 0 {
    if p.pointee == 46 { last = p }
    p += 1
  }
  guard let last else {
    let text = "builtin type \(String(cString: name)) has no __module__ attribute"
    try check(text.withCString { PyErr_WarnEx(suture_PyExc_DeprecationWarning(), $0, 1) })
    return
  }
  let key = suture_name___module__()
  if dictValue(type.pointee.tp_dict, key) != nil { return }
  var module = try check(PyUnicode_FromStringAndSize(name, last - name)) as ObjectPointer?
  PyUnicode_InternInPlace(&module)
  let owned = Owned(module!)
  try dictSet(type.pointee.tp_dict, key, owned.pointer)
  invalidate(type)
}

// MARK: C API

@c @implementation
public func PyType_FromMetaclass(
  _ metatype: TypePointer?,
  _ module: ObjectPointer?,
  _ spec: UnsafeMutablePointer<PyType_Spec>?,
  _ bases: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    var plan = try readSpec(spec!)
    plan.metatype = metatype
    plan.module = module
    plan.bases = bases
    return try build(plan)
  }
}

/// The functions that are older than PyType_FromMetaclass.
private func fromSpec(
  _ module: ObjectPointer?,
  _ spec: UnsafeMutablePointer<PyType_Spec>,
  _ bases: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    var plan = try readSpec(spec)
    plan.allowsMetatypeNew = true
    plan.module = module
    plan.bases = bases
    return try build(plan)
  }
}

@c @implementation
public func PyType_FromModuleAndSpec(
  _ module: ObjectPointer?,
  _ spec: UnsafeMutablePointer<PyType_Spec>?,
  _ bases: ObjectPointer?
) -> ObjectPointer? { fromSpec(module, spec!, bases) }

@c @implementation
public func PyType_FromSpecWithBases(
  _ spec: UnsafeMutablePointer<PyType_Spec>?,
  _ bases: ObjectPointer?
) -> ObjectPointer? { fromSpec(nil, spec!, bases) }

@c @implementation
public func PyType_FromSpec(_ spec: UnsafeMutablePointer<PyType_Spec>?) -> ObjectPointer? {
  fromSpec(nil, spec!, nil)
}

@c @implementation
public func PyType_FromSlots(_ slots: UnsafePointer<PySlot>?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let slots = slots!
    var plan = TypePlan()
    plan.ownToken = UnsafeMutableRawPointer(mutating: slots)
    try readSlotArray(&plan, slots, 1)
    return try build(plan)
  }
}
