import CSuture

// Instances of heap types that leave tp_dealloc, tp_traverse or tp_clear to the runtime: their finalizer, weak list,
// slots and dict, then what their base does.

// MARK: Operations

/// The nearest base (or `type` itself) with another function at `offset`.
private func baseBeyond(_ type: TypePointer, _ offset: Int, _ function: UnsafeRawPointer)
  -> TypePointer
{
  var base = type
  while base.word(offset).pointee == function, let next = base.pointee.tp_base { base = next }
  return base
}

/// The T_OBJECT_EX members that `__slots__` made, as fields of `o`.
private func forEachSlot(
  _ type: TypePointer,
  _ o: ObjectPointer,
  _ body: (UnsafeMutablePointer<ObjectPointer?>) -> Bool
) {
  guard type.isHeap, type.heap.pointee.ht_slots != nil, let members = type.pointee.tp_members else {
    return
  }
  var member = members
  while member.pointee.name != nil {
    if member.pointee.type == Py_T_OBJECT_EX, member.pointee.flags & Py_READONLY == 0 {
      let field = (UnsafeMutableRawPointer(o) + member.pointee.offset)
        .assumingMemoryBound(to: ObjectPointer?.self)
      if !body(field) { return }
    }
    member += 1
  }
}

private func dropField(_ field: UnsafeMutablePointer<ObjectPointer?>) {
  let old = field.pointee
  field.pointee = nil
  if let old { suture_decref_stored(old) }
}

/// True when the dict is a field that `type` adds to what `base` clears by itself.
private func addsDict(_ type: TypePointer, _ base: TypePointer) -> Bool {
  let managed = TypeFlag.managedDict
  if type.has(managed) { return !base.has(managed) || base.has(TypeFlag.heap) }
  return type.pointee.tp_dictoffset != 0 && base.pointee.tp_dictoffset == 0
}

// MARK: Slots

@c func suture_subtype_dealloc(_ self: ObjectPointer?) {
  let o = self!
  var type = o.type
  let isGC = type.has(TypeFlag.haveGC)
  if isGC { gcUntrack(o) }
  if type.pointee.tp_finalize != nil {
    if isGC { gcTrack(o) }
    if PyObject_CallFinalizerFromDealloc(o) < 0 { return }
    if isGC { gcUntrack(o) }
    type = o.type
  }
  if let delete = type.pointee.tp_del { delete(o) }
  let base = baseBeyond(type, suture_offset_tp_dealloc(), FunctionAddress.subtypeDealloc)
  if type.pointee.tp_weaklistoffset != 0, base.pointee.tp_weaklistoffset == 0 {
    PyObject_ClearWeakRefs(o)
  }
  var level: TypePointer? = type
  while let t = level, t != base {
    forEachSlot(t, o) { field in
      dropField(field)
      return true
    }
    level = t.pointee.tp_base
  }
  if addsDict(type, base), let slot = dictSlot(o) { dropField(slot) }
  if base.has(TypeFlag.haveGC) { gcTrack(o) }
  type = o.type
  // By CPython's rule a heap type's tp_dealloc gives the instance's reference to its type up; a static type's does not.
  let keepsType = !base.isHeap
  base.pointee.tp_dealloc(o)
  if keepsType { suture_decref_stored(type.asObject) }
}

@c func suture_subtype_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  let o = self!
  let type = o.type
  let base = baseBeyond(type, suture_offset_tp_traverse(), FunctionAddress.subtypeTraverse)
  var result: Int32 = 0
  var level: TypePointer? = type
  while let t = level, t != base {
    forEachSlot(t, o) { field in
      result = visitField(field.pointee, visit!, context)
      return result == 0
    }
    if result != 0 { return result }
    level = t.pointee.tp_base
  }
  if addsDict(type, base), let slot = dictSlot(o) {
    result = visitField(slot.pointee, visit!, context)
    if result != 0 { return result }
  }
  if type.isHeap, !base.isHeap || base.pointee.tp_traverse == nil {
    result = visitField(type.asObject, visit!, context)
    if result != 0 { return result }
  }
  guard let next = base.pointee.tp_traverse,
    base.word(suture_offset_tp_traverse()).pointee != FunctionAddress.subtypeTraverse
  else { return 0 }
  return next(o, visit, context)
}

@c func suture_subtype_clear(_ self: ObjectPointer?) -> Int32 {
  let o = self!
  let type = o.type
  let base = baseBeyond(type, suture_offset_tp_clear(), FunctionAddress.subtypeClear)
  var level: TypePointer? = type
  while let t = level, t != base {
    forEachSlot(t, o) { field in
      dropField(field)
      return true
    }
    level = t.pointee.tp_base
  }
  if addsDict(type, base), let slot = dictSlot(o), let dict = slot.pointee { PyDict_Clear(dict) }
  guard let next = base.pointee.tp_clear,
    base.word(suture_offset_tp_clear()).pointee != FunctionAddress.subtypeClear
  else { return 0 }
  return next(o)
}

// MARK: Attributes of instances

/// The descriptor of `__dict__` that a built-in base of `type` has.
private func inheritedDictDescriptor(_ type: TypePointer) -> ObjectPointer? {
  var base: TypePointer? = type
  while let b = base, b.pointee.tp_base != nil {
    if b.pointee.tp_dictoffset != 0, !b.has(TypeFlag.managedDict), !b.isHeap {
      if let found = lookup(b, suture_name___dict__()), found.type.pointee.tp_descr_set != nil {
        return found
      }
      return nil
    }
    base = b.pointee.tp_base
  }
  return nil
}

@c func suture_subtype_get_dict(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  if let found = inheritedDictDescriptor(self!.type), let get = found.type.pointee.tp_descr_get {
    return get(found, self, self!.type.asObject)
  }
  return PyObject_GenericGetDict(self, nil)
}

@c func suture_subtype_set_dict(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    if let found = inheritedDictDescriptor(self!.type), let set = found.type.pointee.tp_descr_set {
      return set(found, self, value)
    }
    guard let slot = dictSlot(self!) else { throw Raise(.attribute, "This object has no __dict__") }
    if let value, !value.isInstance(TypeFlag.dict) {
      throw Raise(.type, "__dict__ must be set to a dictionary, not a '\(value.type.name)'")
    }
    replaceDict(self!, slot, value)
    return 0
  }
}

@c func suture_subtype_get_weakref(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  let offset = self!.type.pointee.tp_weaklistoffset
  if offset == 0 { return none() }
  let first = (UnsafeMutableRawPointer(self!) + offset).load(as: ObjectPointer?.self)
  return first.map(newReference) ?? none()
}

// MARK: Finalizers

/// Runs tp_finalize, once for a collected object.
private func callFinalizer(_ o: ObjectPointer) {
  let type = o.type
  guard let finalize = type.pointee.tp_finalize else { return }
  let isGC = type.has(TypeFlag.haveGC) && (type.pointee.tp_is_gc.map { $0(o) != 0 } ?? true)
  if isGC {
    if suture_gc_header(o).pointee.prev & 1 != 0 { return }
    suture_gc_header(o).pointee.prev |= 1
  }
  finalize(o)
}

@c @implementation
public func PyObject_CallFinalizerFromDealloc(_ o: ObjectPointer?) -> Int32 {
  let o = o!
  let type = o.type
  if type.pointee.tp_finalize == nil { return 0 }
  if type.has(TypeFlag.haveGC), suture_gc_header(o).pointee.prev & 1 != 0 { return 0 }
  reviveForFinalizer(o)
  callFinalizer(o)
  return wasResurrected(o) ? -1 : 0
}

/// Runs the finalizer of an object that is alive or kept so.
func finalizeObject(_ o: ObjectPointer) { callFinalizer(o) }
