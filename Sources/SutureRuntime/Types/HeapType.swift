import CSuture

// type.__new__: a class from a name, bases and a namespace.

// MARK: Layout

/// What `__slots__` and the bases decide about a class's instances.
private struct InstanceLayout {
  var slots: [ObjectPointer] = []  // borrowed from `tuple`
  var tuple: ObjectPointer?
  var addsDict = false
  var addsWeakref = false
}

// MARK: Operations

/// The metatype that a class with these bases gets: the most derived.
///
/// - Throws: TypeError, when none derives from all.
func calculateMetatype(_ start: TypePointer, _ bases: ObjectPointer) throws(Raise) -> TypePointer {
  var winner = start
  for i in 0..<tupleCount(bases) {
    let candidate = tupleItem(bases, i).type
    if PyType_IsSubtype(winner, candidate) != 0 { continue }
    guard PyType_IsSubtype(candidate, winner) != 0 else {
      throw Raise(
        .type,
        "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"
      )
    }
    winner = candidate
  }
  return winner
}

/// A name that begins with two underscores belongs to its class: `__x` becomes `_Class__x`.
private func mangle(_ name: ObjectPointer, _ className: ObjectPointer) throws(Raise)
  -> ObjectPointer
{
  let text = swiftText(name)
  guard text.hasPrefix("__"), !text.hasSuffix("__"), !text.contains(".") else {
    return newReference(name)
  }
  let stripped = swiftText(className).drop { $0 == "_" }
  if stripped.isEmpty { return newReference(name) }
  let mangled = Owned(try makeStr("_\(stripped)\(text)"))
  guard let utf8 = PyUnicode_AsUTF8AndSize(mangled.pointer, nil) else { throw .pending }
  return try interned(utf8)
}

/// Reads `__slots__`.
private func readSlots(
  _ dict: ObjectPointer,
  _ name: ObjectPointer,
  _ base: TypePointer,
  _ bases: ObjectPointer
) throws(Raise) -> InstanceLayout {
  var layout = InstanceLayout()
  let mayAddDict = base.pointee.tp_dictoffset == 0 && !base.has(TypeFlag.managedDict)
  let mayAddWeakref = base.pointee.tp_weaklistoffset == 0 && base.pointee.tp_itemsize == 0
  guard let given = dictValue(dict, suture_name___slots__()) else {
    layout.addsDict = mayAddDict
    layout.addsWeakref = mayAddWeakref
    return layout
  }
  let all: Owned
  if given.isStr {
    all = Owned(try tupleOf(given))
  } else {
    all = try Owned(PySequence_Tuple(given))
  }
  let count = tupleCount(all.pointer)
  if count > 0, base.pointee.tp_itemsize != 0 {
    throw Raise(.type, "nonempty __slots__ not supported for subtype of '\(base.name)'")
  }
  let list = try Owned(PyList_New(0))
  for i in 0..<count {
    let slot = tupleItem(all.pointer, i)
    guard slot.isStr else {
      throw Raise(.type, "__slots__ items must be strings, not '\(slot.type.name)'")
    }
    guard PyUnicode_IsIdentifier(slot) != 0 else {
      throw Raise(.type, "__slots__ must be identifiers")
    }
    let text = swiftText(slot)
    if text == "__dict__" {
      if !mayAddDict || layout.addsDict {
        throw Raise(.type, "__dict__ slot disallowed: we already got one")
      }
      layout.addsDict = true
      continue
    }
    if text == "__weakref__" {
      if !mayAddWeakref || layout.addsWeakref {
        throw Raise(.type, "__weakref__ slot disallowed: we already got one")
      }
      layout.addsWeakref = true
      continue
    }
    let mangled = Owned(try mangle(slot, name))
    if dictValue(dict, mangled.pointer) != nil, text != "__qualname__", text != "__classcell__",
      text != "__classdictcell__"
    {
      let repr = try Owned(PyObject_Repr(slot))
      throw Raise(.value, "\(swiftText(repr.pointer)) in __slots__ conflicts with class variable")
    }
    try check(PyList_Append(list.pointer, mangled.pointer))
  }
  try check(PyList_Sort(list.pointer))
  let tuple = try check(PyList_AsTuple(list.pointer))
  layout.tuple = tuple
  for i in 0..<tupleCount(tuple) { layout.slots.append(tupleItem(tuple, i)) }
  // Another base may have a dict or a weak list, which the instances need too.
  for i in 0..<tupleCount(bases) {
    let other = tupleItem(bases, i).asType
    if other == base { continue }
    if mayAddDict, !layout.addsDict, other.pointee.tp_dictoffset != 0 { layout.addsDict = true }
    if mayAddWeakref, !layout.addsWeakref, other.pointee.tp_weaklistoffset != 0 {
      layout.addsWeakref = true
    }
  }
  return layout
}

/// A heap type object with room for `members` members: zeroed, its slot tables in place.
func allocateHeapType(_ metatype: TypePointer, members: Int) throws(Raise) -> TypePointer {
  guard let allocate = metatype.pointee.tp_alloc else {
    throw Raise(.system, "metatype without tp_alloc")
  }
  let o = try check(allocate(metatype, members))
  if !suture_is_gil_mode() { suture_header(o).pointee.shared |= SUTURE_EXPOSED }  // C19
  let type = o.asType
  let heap = type.heap
  type.pointee.tp_flags = 0
  type.pointee.tp_as_async = field(heap, suture_offset_as_async())
  type.pointee.tp_as_number = field(heap, suture_offset_as_number())
  type.pointee.tp_as_mapping = field(heap, suture_offset_as_mapping())
  type.pointee.tp_as_sequence = field(heap, suture_offset_as_sequence())
  type.pointee.tp_as_buffer = field(heap, suture_offset_as_buffer())
  // Until it is ready, a failure drops it as an empty type.
  type.setFlag(TypeFlag.heap)
  return type
}

private func field<T>(_ heap: UnsafeMutablePointer<PyHeapTypeObject>, _ offset: Int)
  -> UnsafeMutablePointer<T>
{
  (UnsafeMutableRawPointer(heap) + offset).assumingMemoryBound(to: T.self)
}

/// The row of members behind a heap type object.
func heapMembers(_ type: TypePointer) -> UnsafeMutablePointer<PyMemberDef> {
  let metatype = type.asObject.type
  return (UnsafeMutableRawPointer(type) + metatype.pointee.tp_basicsize)
    .assumingMemoryBound(to: PyMemberDef.self)
}

/// Gives the instances of a new class their slots, dict and weak list.
private func layOut(_ type: TypePointer, _ base: TypePointer, _ layout: InstanceLayout)
  throws(Raise)
{
  type.pointee.tp_basicsize = base.pointee.tp_basicsize
  type.pointee.tp_itemsize = base.pointee.tp_itemsize
  type.pointee.tp_dictoffset = base.pointee.tp_dictoffset
  type.pointee.tp_weaklistoffset = base.pointee.tp_weaklistoffset
  if !layout.slots.isEmpty {
    let members = heapMembers(type)
    var offset = base.pointee.tp_basicsize
    for (i, slot) in layout.slots.enumerated() {
      guard let text = PyUnicode_AsUTF8AndSize(slot, nil) else { throw .pending }
      members[i] = PyMemberDef(
        name: text,
        type: Py_T_OBJECT_EX,
        offset: offset,
        flags: 0,
        doc: nil
      )
      offset += 8
    }
    type.pointee.tp_members = members
    type.pointee.tp_basicsize = offset
  }
  if layout.addsDict {
    type.setFlag(TypeFlag.managedDict)
    type.pointee.tp_dictoffset = -1
  }
  if layout.addsWeakref {
    type.setFlag(TypeFlag.managedWeakref)
    type.pointee.tp_weaklistoffset = managedWeaklistOffset
  }
  let addsDict: Int32 = type.pointee.tp_dictoffset != 0 && base.pointee.tp_dictoffset == 0 ? 1 : 0
  let addsWeakref: Int32 =
    type.pointee.tp_weaklistoffset != 0 && base.pointee.tp_weaklistoffset == 0 ? 1 : 0
  type.pointee.tp_getset = suture_subtype_getset(addsDict, addsWeakref)
}

/// `__module__`, `__qualname__`, `__doc__` and the implicit class methods of a namespace.
private func fillFromNamespace(_ type: TypePointer, _ dict: ObjectPointer) throws(Raise) {
  let qualnameKey = suture_name___qualname__()
  if let qualname = dictValue(dict, qualnameKey) {
    guard qualname.isStr else {
      throw Raise(.type, "type __qualname__ must be a str, not \(qualname.type.name)")
    }
    suture_incref_stored(qualname)
    let old: ObjectPointer? = type.heap.pointee.ht_qualname
    type.heap.pointee.ht_qualname = qualname
    if let old { suture_decref_stored(old) }
    try check(PyDict_DelItem(dict, qualnameKey))
  }
  if dictValue(dict, suture_name___module__()) == nil, let module = try callingModule() {
    let owned = Owned(module)
    try dictSet(dict, suture_name___module__(), owned.pointer)
  }
  if let doc = dictValue(dict, suture_name___doc__()), doc.isStr {
    guard let text = PyUnicode_AsUTF8AndSize(doc, nil) else { throw .pending }
    type.pointee.tp_doc = UnsafePointer(try copyText(text))
  }
  if let cell = dictValue(dict, suture_name___classcell__()) {
    guard cell.type == suture_PyCell_Type() else {
      throw Raise(
        .type,
        "__classcell__ must be a nonlocal cell, not <class '\(cell.type.name)'>"
      )
    }
    try check(PyObject_SetAttrString(cell, "cell_contents", type.asObject))
    try check(PyDict_DelItem(dict, suture_name___classcell__()))
  }
}

/// The name of the module whose code is making a class: no Python frame runs, so `__main__`.
private func callingModule() throws(Raise) -> ObjectPointer? {
  newReference(suture_name___main__())
}

/// A class of these three, whose metatype is decided.
private func makeClass(
  _ metatype: TypePointer,
  _ name: ObjectPointer,
  _ bases: ObjectPointer,
  _ namespace: ObjectPointer
) throws(Raise) -> ObjectPointer {
  let base = try bestBase(bases)
  let dict = try Owned(PyDict_Copy(namespace))
  let layout = try readSlots(dict.pointer, name, base, bases)
  var slots = layout.tuple
  defer { if let slots { suture_decref(slots) } }
  let made = Owned(try allocateHeapType(metatype, members: layout.slots.count).asObject)
  let type = made.pointer.asType
  let text = try copyName(name)
  type.pointee.tp_name = UnsafePointer(text)
  type.heap.pointee._ht_tpname = text
  suture_incref_stored(name)
  type.heap.pointee.ht_name = name
  suture_incref_stored(name)
  type.heap.pointee.ht_qualname = name
  if let tuple = slots {
    suture_into_storage(tuple)
    type.heap.pointee.ht_slots = tuple
    slots = nil
  }
  type.setFlag(TypeFlag.heap | TypeFlag.base | TypeFlag.haveGC)
  suture_incref_stored(base.asObject)
  type.pointee.tp_base = base
  suture_incref_stored(bases)
  type.pointee.tp_bases = bases
  type.pointee.tp_alloc = PyType_GenericAlloc
  type.pointee.tp_free = PyObject_GC_Del
  type.pointee.tp_dealloc = suture_subtype_dealloc
  type.pointee.tp_traverse = suture_subtype_traverse
  type.pointee.tp_clear = suture_subtype_clear
  try fillFromNamespace(type, dict.pointer)
  type.pointee.tp_dict = dict.store()
  try layOut(type, base, layout)
  try makeReady(type)
  fixupSlots(type)
  return made.take()
}

/// Calls `__set_name__` of every value of the namespace that has it.
private func setNames(_ type: TypePointer) throws(Raise) {
  let copy = try Owned(PyDict_Copy(type.pointee.tp_dict))
  var position = 0
  var key: ObjectPointer?
  var value: ObjectPointer?
  while PyDict_Next(copy.pointer, &position, &key, &value) != 0 {
    guard let method = try lookupSpecial(value!, suture_name___set_name__()) else { continue }
    let bound = Owned(method)
    guard let result = ObjectCall.with(bound.pointer, type.asObject, key!) else { throw .pending }
    suture_decref(result)
  }
}

/// Calls `super(type, type).__init_subclass__(**kwargs)`.
private func initSubclass(_ type: TypePointer, _ kwargs: ObjectPointer?) throws(Raise) {
  guard let found = lookupAfter(type, in: type, suture_name___init_subclass__()) else { return }
  let value = Owned(borrowed: found)
  var function = value.pointer
  suture_incref(function)
  if let get = function.type.pointee.tp_descr_get {
    let bound = get(function, nil, type.asObject)
    suture_decref(function)
    function = try check(bound)
  }
  let owned = Owned(function)
  let empty = try Owned(PyTuple_New(0))
  let result = try Owned(PyObject_Call(owned.pointer, empty.pointer, kwargs))
  _ = result.pointer
}

// MARK: Slots

@c func suture_type_new(_ metatype: TypePointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let count = tupleCount(args!)
    if count != 3 {
      throw Raise(.type, "type.__new__() takes exactly 3 arguments (\(count) given)")
    }
    let name = tupleItem(args!, 0)
    let given = tupleItem(args!, 1)
    let namespace = tupleItem(args!, 2)
    func expect(_ ok: Bool, _ i: Int, _ what: String, _ o: ObjectPointer) throws(Raise) {
      if !ok {
        throw Raise(.type, "type.__new__() argument \(i) must be \(what), not \(o.type.name)")
      }
    }
    try expect(name.isStr, 1, "str", name)
    try expect(given.isTuple, 2, "tuple", given)
    try expect(namespace.isInstance(TypeFlag.dict), 3, "dict", namespace)
    for i in 0..<tupleCount(given) where !tupleItem(given, i).isType {
      let base = tupleItem(given, i)
      if let entries = try optionalAttribute(base, suture_name___mro_entries__()) {
        suture_decref(entries)
        throw Raise(
          .type,
          "type() doesn't support MRO entry resolution; use types.new_class()"
        )
      }
    }
    let winner = try calculateMetatype(metatype!, given)
    if winner != metatype!, let make = winner.pointee.tp_new,
      winner.word(suture_offset_tp_new()).pointee != address(suture_type_new as newfunc)
    {
      return make(winner, args, kwargs)
    }
    let bases: Owned
    if tupleCount(given) == 0 {
      bases = Owned(try tupleOf(suture_PyBaseObject_Type().asObject))
    } else {
      bases = Owned(borrowed: given)
    }
    let made = Owned(try makeClass(winner, name, bases.pointer, namespace))
    let type = made.pointer.asType
    try setNames(type)
    try initSubclass(type, kwargs)
    return made.take()
  }
}
