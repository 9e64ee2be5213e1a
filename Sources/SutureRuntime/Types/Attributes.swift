import CSuture

// Attribute access: the generic algorithm, and the calls that dispatch to tp_getattro and tp_setattro.

// MARK: Layout

/// Where an instance keeps its dict; nil: its type gives it none.
///
/// Types and modules included.
func dictSlot(_ o: ObjectPointer) -> UnsafeMutablePointer<ObjectPointer?>? {
  let type = o.type
  let raw = UnsafeMutableRawPointer(o)
  if type.has(TypeFlag.managedDict) {
    return (raw - prefixSize(type)).assumingMemoryBound(to: ObjectPointer?.self)
  }
  var offset = type.pointee.tp_dictoffset
  if offset == 0 { return nil }
  if offset < 0 {
    let count = abs(o.cast(to: PyVarObject.self).pointee.ob_size)
    offset += instanceSize(type, count)
  }
  return (raw + offset).assumingMemoryBound(to: ObjectPointer?.self)
}

/// The offset of the weak list of a type with Py_TPFLAGS_MANAGED_WEAKREF.
let managedWeaklistOffset = -(headerSize + gcHeaderSize + managedSize) + 8

/// The instance's dict, borrowed, made now if it has none yet; nil: its type gives it none.
func instanceDict(_ o: ObjectPointer) throws(Raise) -> ObjectPointer? {
  guard let slot = dictSlot(o) else { return nil }
  if let dict = slot.pointee { return dict }
  return try withLock(o) { () throws(Raise) in
    if let dict = slot.pointee { return dict }
    // The dict of a legacy type's instance is a field that the extension's code releases (C15).
    if o.type.has(legacyFieldsFlag) {
      let entry = LegacyLock.enter()
      let dict = PyDict_New()
      slot.pointee = dict
      LegacyLock.leave(entry)
      return try check(dict)
    }
    let dict = try Owned(PyDict_New()).store()
    slot.pointee = dict
    return dict
  }
}

// MARK: Operations

/// Throws TypeError unless `name` is a str.
@inline(__always)
func checkAttributeName(_ name: ObjectPointer) throws(Raise) {
  if !name.isStr { throw attributeNameError(name) }
}

@inline(never)
private func attributeNameError(_ name: ObjectPointer) -> Raise {
  Raise(.type, "attribute name must be string, not '\(name.type.name)'")
}

/// AttributeError for an attribute of `o` that is not there, with its `name` and `obj` set.
func missingAttribute(_ o: ObjectPointer, _ name: ObjectPointer, _ rest: String = "") -> Raise {
  let text = swiftText(name)
  if o.isType {
    return withContext(
      Raise(.attribute, "type object '\(o.asType.name)' has no attribute '\(text)'\(rest)"),
      o,
      name
    )
  }
  return withContext(
    Raise(.attribute, "'\(o.type.name)' object has no attribute '\(text)'\(rest)"),
    o,
    name
  )
}

/// Gives the pending AttributeError its `name` and `obj`, unless it has them.
@discardableResult
func withContext(_ raise: Raise, _ o: ObjectPointer, _ name: ObjectPointer) -> Raise {
  guard let error = PyErr_GetRaisedException() else { return raise }
  if error.type == suture_PyExc_AttributeError().asType {
    if PyObject_SetAttr(error, suture_name_name(), name) < 0 { PyErr_Clear() }
    if PyObject_SetAttr(error, suture_name_obj(), o) < 0 { PyErr_Clear() }
  }
  PyErr_SetRaisedException(error)
  return raise
}

/// The value in an instance's dict, which an extension may have put there: a new reference, nil: there is none.
@inline(__always)
private func instanceValue(_ dict: ObjectPointer, _ name: ObjectPointer) throws(Raise)
  -> ObjectPointer?
{
  guard dict.isInstance(TypeFlag.dict) else {
    throw .badInternalCall("Objects/dictobject.c", 2337)
  }
  return try dictGet(dict, name)
}

/// The field that a member descriptor of exactly `o`'s type stands for; nil: something else is to be done.
@inline(__always)
private func plainMember(_ descriptor: ObjectPointer, _ o: ObjectPointer)
  -> UnsafeMutablePointer<ObjectPointer?>?
{
  guard descriptor.type == suture_PyMemberDescr_Type() else { return nil }
  let d = descriptor.cast(to: PyMemberDescrObject.self)
  guard d.pointee.d_common.d_type == o.type else { return nil }
  return plainField(o, o.type, d.pointee.d_member)
}

/// The generic lookup: a data descriptor of the type, then the instance's dict, then what else the type has.
///
/// - Returns: a new reference; nil without an exception when there is no such attribute.
func getGeneric(_ o: ObjectPointer, _ name: ObjectPointer) throws(Raise) -> ObjectPointer? {
  try checkAttributeName(name)
  let type = o.type
  guard let found = lookup(type, name) else {
    guard let slot = dictSlot(o), let dict = slot.pointee else { return nil }
    return try instanceValue(dict, name)
  }
  if let value = plainMember(found, o)?.pointee { return newReference(value) }
  suture_incref(found)
  let get = found.type.pointee.tp_descr_get
  if let get, found.type.pointee.tp_descr_set != nil {
    let result = get(found, o, type.asObject)
    suture_decref(found)
    return try check(result)
  }
  if let slot = dictSlot(o), let dict = slot.pointee {
    do throws(Raise) {
      if let value = try instanceValue(dict, name) {
        suture_decref(found)
        return value
      }
    } catch {
      suture_decref(found)
      throw error
    }
  }
  guard let get else { return found }
  let result = get(found, o, type.asObject)
  suture_decref(found)
  return try check(result)
}

@inline(never)
private func cannotSet(_ o: ObjectPointer, _ name: ObjectPointer, isReadOnly: Bool) -> Raise {
  if isReadOnly {
    let text = "'\(o.type.name)' object attribute '\(swiftText(name))' is read-only"
    return withContext(Raise(.attribute, text), o, name)
  }
  let rest = suture_is_generic_setattr(o.type) ? " and no __dict__ for setting new attributes" : ""
  return missingAttribute(o, name, rest)
}

/// The generic assignment; `value` nil deletes.
func setGeneric(_ o: ObjectPointer, _ name: ObjectPointer, _ value: ObjectPointer?) throws(Raise) {
  try checkAttributeName(name)
  let type = o.type
  let found = lookup(type, name)
  if let found, let set = found.type.pointee.tp_descr_set {
    let descriptor = Owned(borrowed: found)
    try check(set(descriptor.pointer, o, value))
    return
  }
  guard dictSlot(o) != nil else { throw cannotSet(o, name, isReadOnly: found != nil) }
  if value == nil, dictSlot(o)!.pointee == nil { throw missingAttribute(o, name) }
  guard let dict = try instanceDict(o) else { return }
  let owned = Owned(borrowed: dict)
  if let value {
    try dictSet(owned.pointer, name, value)
  } else if PyDict_DelItem(owned.pointer, name) < 0 {
    if PyErr_ExceptionMatches(suture_PyExc_KeyError()) != 0 {
      PyErr_Clear()
      throw missingAttribute(o, name)
    }
    throw .pending
  }
}

/// The attribute, or nil without an exception when there is none (a raised AttributeError is swallowed).
func optionalAttribute(_ o: ObjectPointer, _ name: ObjectPointer) throws(Raise) -> ObjectPointer? {
  let type = o.type
  if let getattro = type.pointee.tp_getattro {
    let function = unsafeBitCast(getattro, to: UnsafeRawPointer.self)
    do throws(Raise) {
      if function == FunctionAddress.genericGetattr { return try getGeneric(o, name) }
      if function == FunctionAddress.typeGetattr { return try getTypeAttribute(o.asType, name) }
    } catch {
      // The attribute's own getter may say that it is not there.
      try clearAttributeError()
      return nil
    }
  }
  if let result = PyObject_GetAttr(o, name) { return result }
  try clearAttributeError()
  return nil
}

/// Clears a pending AttributeError; any other exception stays.
private func clearAttributeError() throws(Raise) {
  guard isExceptionPending, PyErr_ExceptionMatches(suture_PyExc_AttributeError()) != 0 else {
    throw .pending
  }
  PyErr_Clear()
}

@inline(__always)
private func setAttribute(_ o: ObjectPointer, _ name: ObjectPointer, _ value: ObjectPointer?)
  throws(Raise)
{
  try checkAttributeName(name)
  if suture_is_generic_setattr(o.type) {
    try setGeneric(o, name, value)
  } else {
    try setAttributeSlow(o, name, value)
  }
}

@inline(never)
private func setAttributeSlow(_ o: ObjectPointer, _ name: ObjectPointer, _ value: ObjectPointer?)
  throws(Raise)
{
  let type = o.type
  if let set = type.pointee.tp_setattro {
    try check(set(o, name, value))
    return
  }
  if let set = type.pointee.tp_setattr {
    var size = 0
    guard let text = PyUnicode_AsUTF8AndSize(name, &size) else { throw .pending }
    try check(set(o, UnsafeMutablePointer(mutating: text), value))
    return
  }
  let how = value == nil ? "del" : "assign to"
  let kind =
    type.pointee.tp_getattr == nil && type.pointee.tp_getattro == nil ? "no" : "only read-only"
  throw Raise(
    .type,
    "'\(type.name)' object has \(kind) attributes (\(how) .\(swiftText(name)))"
  )
}

// MARK: C API

@c @implementation
public func PyObject_GenericGetAttr(_ o: ObjectPointer?, _ name: ObjectPointer?) -> ObjectPointer? {
  do throws(Raise) {
    if let result = try getGeneric(o!, name!) { return result }
  } catch { return nil }
  return noAttribute(o!, name!)
}

@inline(never)
private func noAttribute(_ o: ObjectPointer, _ name: ObjectPointer) -> ObjectPointer? {
  let text = "'\(o.type.name)' object has no attribute '\(swiftText(name))'"
  withContext(Raise(.attribute, text), o, name)
  return nil
}

@c @implementation
public func PyObject_GenericSetAttr(
  _ o: ObjectPointer?,
  _ name: ObjectPointer?,
  _ value: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try setGeneric(o!, name!, value)
    return 0
  }
}

@c @implementation
public func PyObject_GenericGetDict(_ o: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let dict = try instanceDict(o!) else {
      throw Raise(.attribute, "This object has no __dict__")
    }
    return newReference(dict)
  }
}

@c @implementation
public func PyObject_GenericSetDict(
  _ o: ObjectPointer?,
  _ value: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let slot = dictSlot(o!) else { throw Raise(.attribute, "This object has no __dict__") }
    guard let value else {
      throw Raise(.type, "cannot delete __dict__")
    }
    guard value.isInstance(TypeFlag.dict) else {
      throw Raise(.type, "__dict__ must be set to a dictionary, not a '\(value.type.name)'")
    }
    replaceDict(o!, slot, value)
    return 0
  }
}

/// Puts another dict, borrowed, into an instance's slot.
func replaceDict(
  _ o: ObjectPointer,
  _ slot: UnsafeMutablePointer<ObjectPointer?>,
  _ value: ObjectPointer?
) {
  if o.type.has(legacyFieldsFlag) {
    let entry = LegacyLock.enter()
    if let value { suture_incref(value) }
    let old = slot.pointee
    slot.pointee = value
    if let old { retire(old) }
    LegacyLock.leave(entry)
    return
  }
  let old: ObjectPointer? = withLock(o) {
    if let value { suture_incref_stored(value) }
    let old = slot.pointee
    slot.pointee = value
    return old
  }
  if let old {
    suture_out_of_storage(old)
    retire(old)
  }
}

@c @implementation
public func PyObject_GetAttr(_ o: ObjectPointer?, _ name: ObjectPointer?) -> ObjectPointer? {
  let o = o!
  let name = name!
  let type = o.type
  guard name.isStr else {
    _ = attributeNameError(name)
    return nil
  }
  let result: ObjectPointer?
  if suture_is_generic_getattr(type) {
    do throws(Raise) {
      if let result = try getGeneric(o, name) { return result }
      result = noAttribute(o, name)
    } catch { result = nil }
  } else if let get = type.pointee.tp_getattro {
    result = get(o, name)
  } else if let get = type.pointee.tp_getattr {
    var size = 0
    guard let text = PyUnicode_AsUTF8AndSize(name, &size) else { return nil }
    result = get(o, UnsafeMutablePointer(mutating: text))
  } else {
    _ = missingAttribute(o, name)
    return nil
  }
  if result == nil { addContext(o, name) }
  return result
}

/// A pending AttributeError without a `name` and an `obj` gets them.
@inline(never)
private func addContext(_ o: ObjectPointer, _ name: ObjectPointer) {
  guard let error = suture_thread().pointee.current_exception,
    error.type == suture_PyExc_AttributeError().asType
  else { return }
  let saved = PyErr_GetRaisedException()!
  var isSet = false
  if let value = PyObject_GetAttr(saved, suture_name_name()) {
    isSet = value != suture_None()
    suture_decref(value)
  } else {
    PyErr_Clear()
  }
  PyErr_SetRaisedException(saved)
  if !isSet { withContext(.pending, o, name) }
}

@c @implementation
public func PyObject_GetAttrString(_ o: ObjectPointer?, _ text: UnsafePointer<CChar>?)
  -> ObjectPointer?
{
  if o!.type.pointee.tp_getattro == nil, let get = o!.type.pointee.tp_getattr {
    return get(o, UnsafeMutablePointer(mutating: text))
  }
  guard let name = PyUnicode_FromString(text) else { return nil }
  defer { suture_decref(name) }
  return PyObject_GetAttr(o, name)
}

@c @implementation
public func PyObject_SetAttr(_ o: ObjectPointer?, _ name: ObjectPointer?, _ value: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    try setAttribute(o!, name!, value)
    return 0
  }
}

@c @implementation
public func PyObject_SetAttrString(
  _ o: ObjectPointer?,
  _ text: UnsafePointer<CChar>?,
  _ value: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    if o!.type.pointee.tp_setattro == nil, let set = o!.type.pointee.tp_setattr {
      return set(o, UnsafeMutablePointer(mutating: text), value)
    }
    // A name that becomes a key of a dict is worth interning.
    let name = try Owned(PyUnicode_InternFromString(text))
    try setAttribute(o!, name.pointer, value)
    return 0
  }
}

@c @implementation
public func PyObject_DelAttr(_ o: ObjectPointer?, _ name: ObjectPointer?) -> Int32 {
  PyObject_SetAttr(o, name, nil)
}

@c @implementation
public func PyObject_DelAttrString(_ o: ObjectPointer?, _ text: UnsafePointer<CChar>?) -> Int32 {
  raising { () throws(Raise) in
    let name = try Owned(PyUnicode_FromString(text))
    try setAttribute(o!, name.pointer, nil)
    return 0
  }
}

@c @implementation
public func PyObject_GetOptionalAttr(
  _ o: ObjectPointer?,
  _ name: ObjectPointer?,
  _ result: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  result!.pointee = nil
  return raising { () throws(Raise) in
    try checkAttributeName(name!)
    let value = try optionalAttribute(o!, name!)
    result!.pointee = value
    return value == nil ? 0 : 1
  }
}

@c @implementation
public func PyObject_GetOptionalAttrString(
  _ o: ObjectPointer?,
  _ text: UnsafePointer<CChar>?,
  _ result: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  result!.pointee = nil
  return raising { () throws(Raise) in
    let name = try Owned(PyUnicode_FromString(text))
    return PyObject_GetOptionalAttr(o, name.pointer, result)
  }
}

@c @implementation
public func PyObject_HasAttrWithError(_ o: ObjectPointer?, _ name: ObjectPointer?) -> Int32 {
  var value: ObjectPointer?
  let found = PyObject_GetOptionalAttr(o, name, &value)
  if let value { suture_decref(value) }
  return found
}

@c @implementation
public func PyObject_HasAttrStringWithError(_ o: ObjectPointer?, _ text: UnsafePointer<CChar>?)
  -> Int32
{
  var value: ObjectPointer?
  let found = PyObject_GetOptionalAttrString(o, text, &value)
  if let value { suture_decref(value) }
  return found
}

@c @implementation
public func PyObject_HasAttr(_ o: ObjectPointer?, _ name: ObjectPointer?) -> Int32 {
  let found = PyObject_HasAttrWithError(o, name)
  if found < 0 {
    writeUnraisable(
      in: "PyObject_HasAttr",
      use: "PyObject_HasAttrWithError(), PyObject_GetOptionalAttr() or PyObject_GetAttr()"
    )
  }
  return found < 0 ? 0 : found
}

@c @implementation
public func PyObject_HasAttrString(_ o: ObjectPointer?, _ text: UnsafePointer<CChar>?) -> Int32 {
  let found = PyObject_HasAttrStringWithError(o, text)
  if found < 0 {
    writeUnraisable(
      in: "PyObject_HasAttrString",
      use:
        "PyObject_HasAttrStringWithError(), PyObject_GetOptionalAttrString() or PyObject_GetAttrString()"
    )
  }
  return found < 0 ? 0 : found
}
