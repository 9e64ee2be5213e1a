import CSuture

// The relation between special methods and slots, and keeping a type's slots in step with its dict.

/// The addresses of functions that the type system recognises in a slot.
enum FunctionAddress {
  static var hashNotImplemented: UnsafeRawPointer {
    address(PyObject_HashNotImplemented as hashfunc)
  }
  static var objectFree: UnsafeRawPointer { address(PyObject_Free as freefunc) }
  static var genericGetattr: UnsafeRawPointer { address(PyObject_GenericGetAttr as getattrofunc) }
  static var typeGetattr: UnsafeRawPointer { address(suture_type_getattro as getattrofunc) }
  static var genericSetattr: UnsafeRawPointer { address(PyObject_GenericSetAttr as setattrofunc) }
  static var subtypeDealloc: UnsafeRawPointer { address(suture_subtype_dealloc as destructor) }
  static var subtypeTraverse: UnsafeRawPointer { address(suture_subtype_traverse as traverseproc) }
  static var subtypeClear: UnsafeRawPointer { address(suture_subtype_clear as inquiry) }
  static var slotNew: UnsafeRawPointer { address(suture_slot_new as newfunc) }
  static var slotCall: UnsafeRawPointer { address(suture_slot_call as ternaryfunc) }
  static var objectNew: UnsafeRawPointer { address(suture_object_new as newfunc) }
  static var objectInit: UnsafeRawPointer { address(suture_object_init as initproc) }
  static var objectDealloc: UnsafeRawPointer { address(suture_object_dealloc as destructor) }
  static var typeMRO: UnsafeRawPointer { address(suture_type_mro_method as PyCFunction) }
  static var nextNotImplemented: UnsafeRawPointer {
    address(suture_next_not_implemented as iternextfunc)
  }
}

/// A function's address.
@inline(__always)
func address<F>(_ function: F) -> UnsafeRawPointer {
  unsafeBitCast(function, to: UnsafeRawPointer.self)
}

/// The table of special methods; the names are interned at start.
@inline(__always)
func slotDefinitions() -> UnsafeMutablePointer<SutureSlotDef> { suture_slotdefs() }

func startSlotNames() {
  var def = suture_slotdefs()
  while let name = def.pointee.name {
    let object = PyUnicode_InternFromString(name)!
    makeImmortal(object)
    def.pointee.name_object = object
    def += 1
  }
}

/// Where `type` keeps the slot at `offset` of PyHeapTypeObject; nil: it lacks the table for it.
func slotPointer(_ type: TypePointer, _ offset: Int) -> UnsafeMutablePointer<UnsafeRawPointer?>? {
  let table: UnsafeMutableRawPointer?
  let start: Int
  if offset >= suture_offset_as_buffer() {
    table = type.pointee.tp_as_buffer.map { UnsafeMutableRawPointer($0) }
    start = suture_offset_as_buffer()
  } else if offset >= suture_offset_as_sequence() {
    table = type.pointee.tp_as_sequence.map { UnsafeMutableRawPointer($0) }
    start = suture_offset_as_sequence()
  } else if offset >= suture_offset_as_mapping() {
    table = type.pointee.tp_as_mapping.map { UnsafeMutableRawPointer($0) }
    start = suture_offset_as_mapping()
  } else if offset >= suture_offset_as_number() {
    table = type.pointee.tp_as_number.map { UnsafeMutableRawPointer($0) }
    start = suture_offset_as_number()
  } else if offset >= suture_offset_as_async() {
    table = type.pointee.tp_as_async.map { UnsafeMutableRawPointer($0) }
    start = suture_offset_as_async()
  } else {
    return type.word(offset)
  }
  guard let table else { return nil }
  return (table + (offset - start)).assumingMemoryBound(to: UnsafeRawPointer?.self)
}

/// The one slot that `name` fills in `type`, when it stands for several: nil, when two are filled differently.
private func resolveDuplicates(_ type: TypePointer, _ name: ObjectPointer)
  -> UnsafeMutablePointer<UnsafeRawPointer?>?
{
  var found: UnsafeMutablePointer<UnsafeRawPointer?>?
  var def = slotDefinitions()
  while def.pointee.name != nil {
    defer { def += 1 }
    guard def.pointee.name_object == name, let slot = slotPointer(type, def.pointee.offset),
      slot.pointee != nil
    else { continue }
    if found != nil { return nil }
    found = slot
  }
  return found
}

/// Fills the slot of `def` and the definitions after it that share it, from what the type's MRO holds.
///
/// - Returns: the definition after them.
@discardableResult
private func updateSlot(_ type: TypePointer, _ first: UnsafeMutablePointer<SutureSlotDef>)
  -> UnsafeMutablePointer<SutureSlotDef>
{
  var def = first
  let offset = def.pointee.offset
  guard let slot = slotPointer(type, offset) else {
    repeat { def += 1 } while def.pointee.name != nil && def.pointee.offset == offset
    return def
  }
  var specific: UnsafeRawPointer?
  var generic: UnsafeRawPointer?
  var useGeneric = false
  let wrapperType = suture_PyWrapperDescr_Type()
  repeat {
    defer { def += 1 }
    let name: ObjectPointer = def.pointee.name_object
    guard let found = lookup(type, name) else {
      if offset == suture_offset_tp_iternext() { specific = FunctionAddress.nextNotImplemented }
      continue
    }
    if found.type == wrapperType,
      found.cast(to: PyWrapperDescrObject.self).pointee.d_base.pointee.name_object == name
    {
      let wrapper = found.cast(to: PyWrapperDescrObject.self)
      let only = resolveDuplicates(type, name)
      if only == nil || only == slot { generic = def.pointee.function.map { UnsafeRawPointer($0) } }
      let wrapped = UnsafeRawPointer(wrapper.pointee.d_wrapped)
      if specific == nil || specific == wrapped,
        wrapper.pointee.d_base.pointee.wrapper == def.pointee.wrapper,
        PyType_IsSubtype(type, wrapper.pointee.d_common.d_type) != 0
      {
        specific = wrapped
      } else {
        useGeneric = true
      }
    } else if found.type == suture_PyCFunction_Type(),
      found.cast(to: PyCFunctionObject.self).pointee.m_ml == suture_new_method(),
      offset == suture_offset_tp_new()
    {
      // The C function behind `__new__`, inherited: as tp_new is.
      specific = UnsafeRawPointer(type.word(suture_offset_tp_new()).pointee)
    } else if found == suture_None(), offset == suture_offset_tp_hash() {
      specific = FunctionAddress.hashNotImplemented
    } else {
      useGeneric = true
      generic = def.pointee.function.map { UnsafeRawPointer($0) }
      if offset == suture_offset_tp_call() { type.clearFlag(TypeFlag.haveVectorcall) }
    }
  } while def.pointee.name != nil && def.pointee.offset == offset
  slot.pointee = specific != nil && !useGeneric ? specific : generic
  return def
}

/// Fills every slot of a new heap type from its dict and its bases.
func fixupSlots(_ type: TypePointer) {
  var def = slotDefinitions()
  while def.pointee.name != nil { def = updateSlot(type, def) }
}

/// Brings the slots that `name` stands for up to date in `type` and in every type below it that does not define it.
func updateSlots(_ type: TypePointer, _ name: ObjectPointer) {
  var firsts: [UnsafeMutablePointer<SutureSlotDef>] = []
  let table = slotDefinitions()
  var def = table
  while def.pointee.name != nil {
    if def.pointee.name_object == name {
      var first = def
      while first > table, (first - 1).pointee.offset == def.pointee.offset { first -= 1 }
      if !firsts.contains(first) { firsts.append(first) }
    }
    def += 1
  }
  if !firsts.isEmpty { updateBelow(type, name, firsts) }
}

private func updateBelow(
  _ type: TypePointer,
  _ name: ObjectPointer,
  _ firsts: [UnsafeMutablePointer<SutureSlotDef>]
) {
  for first in firsts { updateSlot(type, first) }
  Subclasses.forEach(type) { sub in
    if let dict = sub.pointee.tp_dict, dictValue(dict, name) != nil { return }
    updateBelow(sub, name, firsts)
  }
}

/// True for names that begin and end with two underscores: only those may stand for slots.
func isSpecialName(_ name: ObjectPointer) -> Bool {
  let n = PyUnicode_GetLength(name)
  guard n > 4 else { return false }
  func isUnderscore(_ i: Int) -> Bool { PyUnicode_ReadChar(name, i) == 95 }
  return isUnderscore(0) && isUnderscore(1) && isUnderscore(n - 1) && isUnderscore(n - 2)
}
