import CSuture

// Fields of C structs as attributes: the conversions of PyMemberDef.

// MARK: Operations

/// The field of a Py_T_OBJECT_EX member, which holds a stored reference or NULL; nil: another kind, or a field that
/// wants the legacy lock (C15).
@inline(__always)
func plainField(
  _ o: ObjectPointer,
  _ owner: TypePointer,
  _ member: UnsafeMutablePointer<PyMemberDef>
) -> UnsafeMutablePointer<ObjectPointer?>? {
  guard member.pointee.type == Py_T_OBJECT_EX, member.pointee.flags & Py_RELATIVE_OFFSET == 0,
    member.pointee.offset & 7 == 0, !owner.has(legacyFieldsFlag) || suture_is_gil_mode()
  else { return nil }
  return (UnsafeMutableRawPointer(o) + member.pointee.offset)
    .assumingMemoryBound(to: ObjectPointer?.self)
}

/// Reads a member of `o`.
///
/// The fields of a legacy type's instances are read under its lock (C15), references in others under the object's: the
/// object in the field could go before the reader has its reference.
@inline(__always)
func readMember(
  _ o: ObjectPointer,
  _ owner: TypePointer,
  _ member: UnsafeMutablePointer<PyMemberDef>
) throws(Raise) -> ObjectPointer {
  if let field = plainField(o, owner, member),
    let value = withLock(o, { field.pointee.map(newReference) })
  {
    return value
  }
  return try readMemberSlow(o, owner, member)
}

@inline(never)
private func readMemberSlow(
  _ o: ObjectPointer,
  _ owner: TypePointer,
  _ member: UnsafeMutablePointer<PyMemberDef>
) throws(Raise) -> ObjectPointer {
  let isObject = member.pointee.type == _Py_T_OBJECT || member.pointee.type == Py_T_OBJECT_EX
  let base = UnsafeMutableRawPointer(o)
  if isObject, owner.has(legacyFieldsFlag), !suture_is_gil_mode() {
    let crossing = Crossing(into: .legacy)
    let result: ObjectPointer? = raising { () throws(Raise) in try read(base, member, o.type) }
    return try check(crossing.leave(result))
  }
  if !isObject { return try read(base, member, o.type) }
  return try withLock(o) { () throws(Raise) in try read(base, member, o.type) }
}

/// Writes a member of `o`; nil deletes.
@inline(__always)
func writeMember(
  _ o: ObjectPointer,
  _ owner: TypePointer,
  _ member: UnsafeMutablePointer<PyMemberDef>,
  _ value: ObjectPointer?
) throws(Raise) {
  if let value, member.pointee.flags & Py_READONLY == 0,
    let field = plainField(o, owner, member)
  {
    suture_incref_stored(value)
    let old = exchange(o, field, value)
    if let old { suture_decref_stored(old) }
    return
  }
  try writeMemberSlow(o, owner, member, value)
}

/// Puts a stored reference into a field; the old one is the caller's, to be dropped without the lock.
@inline(__always)
private func exchange(
  _ o: ObjectPointer,
  _ field: UnsafeMutablePointer<ObjectPointer?>,
  _ value: ObjectPointer?
) -> ObjectPointer? {
  withLock(o) {
    let old = field.pointee
    field.pointee = value
    return old
  }
}

@inline(never)
private func writeMemberSlow(
  _ o: ObjectPointer,
  _ owner: TypePointer,
  _ member: UnsafeMutablePointer<PyMemberDef>,
  _ value: ObjectPointer?
) throws(Raise) {
  let isObject = member.pointee.type == _Py_T_OBJECT || member.pointee.type == Py_T_OBJECT_EX
  let base = UnsafeMutableRawPointer(o)
  guard isObject, member.pointee.flags & Py_READONLY == 0 else {
    try write(base, member, value)
    return
  }
  if owner.has(legacyFieldsFlag), !suture_is_gil_mode() {
    let crossing = Crossing(into: .legacy)
    crossing.expose(value)
    let result: Int32 = raising { () throws(Raise) in
      try write(base, member, value)
      return 0
    }
    crossing.leave()
    try check(result)
    return
  }
  let field = (base + member.pointee.offset).assumingMemoryBound(to: ObjectPointer?.self)
  if let value { suture_incref_stored(value) }
  let old = exchange(o, field, value)
  if let old {
    suture_decref_stored(old)
  } else if value == nil, member.pointee.type == Py_T_OBJECT_EX {
    throw Raise(.attribute, String(cString: member.pointee.name))
  }
}

private func read(
  _ base: UnsafeRawPointer,
  _ member: UnsafeMutablePointer<PyMemberDef>,
  _ type: TypePointer?
) throws(Raise) -> ObjectPointer {
  if member.pointee.flags & Py_RELATIVE_OFFSET != 0 {
    throw Raise(.system, "PyMember_GetOne used with Py_RELATIVE_OFFSET")
  }
  let p = base + member.pointee.offset
  switch member.pointee.type {
  case Py_T_BOOL: return makeBool(p.load(as: Int8.self) != 0)
  case Py_T_BYTE: return try check(PyLong_FromLong(Int(p.load(as: Int8.self))))
  case Py_T_UBYTE: return try check(PyLong_FromLong(Int(p.load(as: UInt8.self))))
  case Py_T_SHORT: return try check(PyLong_FromLong(Int(p.loadUnaligned(as: Int16.self))))
  case Py_T_USHORT: return try check(PyLong_FromLong(Int(p.loadUnaligned(as: UInt16.self))))
  case Py_T_INT: return try check(PyLong_FromLong(Int(p.loadUnaligned(as: Int32.self))))
  case Py_T_UINT: return try check(PyLong_FromLong(Int(p.loadUnaligned(as: UInt32.self))))
  case Py_T_LONG, Py_T_LONGLONG, Py_T_PYSSIZET:
    return try check(PyLong_FromSsize_t(p.loadUnaligned(as: Int.self)))
  case Py_T_ULONG, Py_T_ULONGLONG:
    return try check(PyLong_FromUnsignedLong(p.loadUnaligned(as: UInt.self)))
  case Py_T_FLOAT: return try check(PyFloat_FromDouble(Double(p.loadUnaligned(as: Float.self))))
  case Py_T_DOUBLE: return try check(PyFloat_FromDouble(p.loadUnaligned(as: Double.self)))
  case Py_T_STRING:
    guard let text = p.loadUnaligned(as: UnsafePointer<CChar>?.self) else { return none() }
    return try check(PyUnicode_FromString(text))
  case Py_T_STRING_INPLACE:
    return try check(PyUnicode_FromString(p.assumingMemoryBound(to: CChar.self)))
  case Py_T_CHAR:
    return try check(PyUnicode_FromStringAndSize(p.assumingMemoryBound(to: CChar.self), 1))
  case _Py_T_OBJECT:
    guard let value = p.loadUnaligned(as: ObjectPointer?.self) else { return none() }
    return newReference(value)
  case Py_T_OBJECT_EX:
    guard let value = p.loadUnaligned(as: ObjectPointer?.self) else {
      let name = String(cString: member.pointee.name)
      throw Raise(.attribute, "'\(type?.name ?? "object")' object has no attribute '\(name)'")
    }
    return newReference(value)
  case _Py_T_NONE: return none()
  default: throw Raise(.system, "bad memberdescr type")
  }
}

private func warn(_ text: String) throws(Raise) {
  try check(text.withCString { PyErr_WarnEx(suture_PyExc_RuntimeWarning(), $0, 1) })
}

/// Stores an integer, cut to the width of the field, and then warns of what was cut off.
private func store<T: FixedWidthInteger>(
  _ value: ObjectPointer,
  _ p: UnsafeMutableRawPointer,
  as type: T.Type,
  _ what: StaticString
) throws(Raise) {
  let n = PyLong_AsLong(value)
  if n == -1, isExceptionPending { throw .pending }
  p.storeBytes(of: T(truncatingIfNeeded: n), as: type)
  if T(exactly: n) == nil { try warn("Truncation of value to \(what)") }
}

/// As `store`, for the fields that take what only an unsigned long can hold, and negative integers with a warning.
private func storeUnsigned<T: FixedWidthInteger>(
  _ value: ObjectPointer,
  _ p: UnsafeMutableRawPointer,
  as type: T.Type,
  isLongLong: Bool = false
) throws(Raise) {
  var overflow: Int32 = 0
  let n = PyLong_AsLongLongAndOverflow(value, &overflow)
  if n == -1, isExceptionPending { throw .pending }
  if overflow < 0 { throw Raise(.overflow, "Python int too large to convert to C long") }
  var bits = UInt(bitPattern: Int(n))
  if overflow > 0 {
    bits = isLongLong ? UInt(PyLong_AsUnsignedLongLong(value)) : PyLong_AsUnsignedLong(value)
    if bits == UInt.max, isExceptionPending { throw .pending }
  }
  p.storeBytes(of: T(truncatingIfNeeded: bits), as: type)
  if n < 0, overflow == 0 {
    try warn("Writing negative value into unsigned field")
  } else if T(exactly: bits) == nil {
    try warn("Truncation of value to unsigned int")
  }
}

private func write(
  _ base: UnsafeMutableRawPointer,
  _ member: UnsafeMutablePointer<PyMemberDef>,
  _ value: ObjectPointer?
) throws(Raise) {
  if member.pointee.flags & Py_RELATIVE_OFFSET != 0 {
    throw Raise(.system, "PyMember_SetOne used with Py_RELATIVE_OFFSET")
  }
  if member.pointee.flags & Py_READONLY != 0 { throw Raise(.attribute, "readonly attribute") }
  let p = base + member.pointee.offset
  let kind = member.pointee.type
  guard let value else {
    if kind == Py_T_OBJECT_EX {
      if p.loadUnaligned(as: ObjectPointer?.self) == nil {
        throw Raise(.attribute, String(cString: member.pointee.name))
      }
    } else if kind != _Py_T_OBJECT {
      throw Raise(.type, "can't delete numeric/char attribute")
    }
    swap(p, nil)
    return
  }
  switch kind {
  case Py_T_BOOL:
    guard value.type == suture_PyBool_Type() else {
      throw Raise(.type, "attribute value type must be bool")
    }
    p.storeBytes(of: value == suture_True() ? 1 : 0, as: Int8.self)
  case Py_T_BYTE: try store(value, p, as: Int8.self, "char")
  case Py_T_UBYTE: try store(value, p, as: UInt8.self, "unsigned char")
  case Py_T_SHORT: try store(value, p, as: Int16.self, "short")
  case Py_T_USHORT: try store(value, p, as: UInt16.self, "unsigned short")
  case Py_T_INT: try store(value, p, as: Int32.self, "int")
  case Py_T_UINT: try storeUnsigned(value, p, as: UInt32.self)
  case Py_T_ULONG: try storeUnsigned(value, p, as: UInt.self)
  case Py_T_ULONGLONG: try storeUnsigned(value, p, as: UInt.self, isLongLong: true)
  case Py_T_FLOAT:
    let x = PyFloat_AsDouble(value)
    if x == -1, isExceptionPending { throw .pending }
    p.storeBytes(of: Float(x), as: Float.self)
  // As in CPython, what cannot be converted leaves -1 behind.
  case Py_T_LONG, Py_T_LONGLONG:
    let n = kind == Py_T_LONG ? PyLong_AsLong(value) : Int(PyLong_AsLongLong(value))
    p.storeBytes(of: n, as: Int.self)
    if n == -1, isExceptionPending { throw .pending }
  case Py_T_PYSSIZET:
    let n = PyLong_AsSsize_t(value)
    p.storeBytes(of: n, as: Int.self)
    if n == -1, isExceptionPending { throw .pending }
  case Py_T_DOUBLE:
    let x = PyFloat_AsDouble(value)
    p.storeBytes(of: x, as: Double.self)
    if x == -1, isExceptionPending { throw .pending }
  case _Py_T_OBJECT, Py_T_OBJECT_EX:
    swap(p, value)
  case Py_T_CHAR:
    var size = 0
    guard let text = PyUnicode_AsUTF8AndSize(value, &size) else { throw .pending }
    guard size == 1 else {
      PyErr_BadArgument()
      throw .pending
    }
    p.storeBytes(of: text[0], as: CChar.self)
  case Py_T_STRING, Py_T_STRING_INPLACE: throw Raise(.type, "readonly attribute")
  default:
    throw Raise(.system, "bad memberdescr type for \(String(cString: member.pointee.name))")
  }
}

private func swap(_ p: UnsafeMutableRawPointer, _ value: ObjectPointer?) {
  let field = p.assumingMemoryBound(to: ObjectPointer?.self)
  if let value { suture_incref(value) }
  let old = field.pointee
  field.pointee = value
  if let old { suture_decref(old) }
}

// MARK: C API

@c @implementation
public func PyMember_GetOne(
  _ address: UnsafePointer<CChar>?,
  _ member: UnsafeMutablePointer<PyMemberDef>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let base = UnsafeRawPointer(address!)
    let o = UnsafeMutableRawPointer(mutating: base).assumingMemoryBound(to: PyObject.self)
    return try read(base, member!, member!.pointee.type == Py_T_OBJECT_EX ? o.type : nil)
  }
}

@c @implementation
public func PyMember_SetOne(
  _ address: UnsafeMutablePointer<CChar>?,
  _ member: UnsafeMutablePointer<PyMemberDef>?,
  _ value: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try write(UnsafeMutableRawPointer(address!), member!, value)
    return 0
  }
}
