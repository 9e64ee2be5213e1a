import CSuture

// What a wrapper_descriptor runs: the arguments of a Python-level call become those of a slot. Each has the shape
// (self, args, slot), or (self, args, slot, kwargs) for those that take keywords.

typealias WrapperFunction =
  @convention(c) (
    ObjectPointer?, ObjectPointer?, UnsafeMutableRawPointer?
  ) -> ObjectPointer?
typealias KeywordWrapperFunction =
  @convention(c) (
    ObjectPointer?, ObjectPointer?, UnsafeMutableRawPointer?, ObjectPointer?
  ) -> ObjectPointer?

// MARK: Operations

/// Throws TypeError unless `args` holds `n` objects.
private func expect(_ args: ObjectPointer?, _ n: Int) throws(Raise) {
  let got = tupleCount(args!)
  if got == n { return }
  throw Raise(.type, "expected \(n) argument\(n == 1 ? "" : "s"), got \(got)")
}

/// Throws TypeError unless `args` holds from `least` to `most` objects, in PyArg_UnpackTuple's words.
func expectBetween(
  _ args: ObjectPointer?,
  _ name: StaticString,
  _ least: Int,
  _ most: Int
) throws(Raise) {
  try checkPositional(name, tupleCount(args!), least, most)
}

@inline(__always)
private func slot<F>(_ wrapped: UnsafeMutableRawPointer?, _ type: F.Type) -> F {
  unsafeBitCast(wrapped!, to: F.self)
}

/// None for a slot that returned 0.
private func noneOrRaise(_ result: Int32) throws(Raise) -> ObjectPointer {
  if result < 0, isExceptionPending { throw .pending }
  return none()
}

/// The index that `sq_item` takes: from the end when it is negative.
private func sequenceIndex(_ self: ObjectPointer, _ key: ObjectPointer) throws(Raise) -> Int {
  let i = PyNumber_AsSsize_t(key, suture_PyExc_OverflowError())
  if i == -1, isExceptionPending { throw .pending }
  if i < 0, let length = self.type.pointee.tp_as_sequence?.pointee.sq_length {
    let n = length(self)
    if n < 0 { throw .pending }
    return i + n
  }
  return i
}

/// A wrapper of `__setattr__` may not be used to pass by one that a type between defines in C.
private func checkSetattr(_ self: ObjectPointer, _ function: UnsafeRawPointer, _ what: String)
  throws(Raise)
{
  let type = self.type
  let offset = suture_offset_tp_setattro()
  let slot = address(suture_slot_setattr as setattrofunc)
  let mine = type.word(offset).pointee
  var defining = type
  for base in type.linearization.reversed() {
    let theirs = base.word(offset).pointee
    if theirs != slot, theirs == mine {
      defining = base
      break
    }
  }
  var base: TypePointer? = defining
  while let b = base {
    let theirs = b.word(offset).pointee
    if theirs == function { return }
    if theirs != slot { throw Raise(.type, "can't apply this \(what) to \(type.name) object") }
    base = b.pointee.tp_base
  }
}

// MARK: Slots

@c func suture_wrap_unary(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 0)
    return slot(wrapped, unaryfunc.self)(self)
  }
}

@c func suture_wrap_binary(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 1)
    return slot(wrapped, binaryfunc.self)(self, tupleItem(args!, 0))
  }
}

@c func suture_wrap_binary_l(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  suture_wrap_binary(self, args, wrapped)
}

@c func suture_wrap_binary_r(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 1)
    return slot(wrapped, binaryfunc.self)(tupleItem(args!, 0), self)
  }
}

@c func suture_wrap_ternary(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expectBetween(args, "", 1, 2)
    let third = tupleCount(args!) == 2 ? tupleItem(args!, 1) : suture_None()
    return slot(wrapped, ternaryfunc.self)(self, tupleItem(args!, 0), third)
  }
}

@c func suture_wrap_ternary_r(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expectBetween(args, "", 1, 2)
    let third = tupleCount(args!) == 2 ? tupleItem(args!, 1) : suture_None()
    return slot(wrapped, ternaryfunc.self)(tupleItem(args!, 0), self, third)
  }
}

@c func suture_wrap_hash(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 0)
    let result = slot(wrapped, hashfunc.self)(self)
    if result == -1, isExceptionPending { throw .pending }
    return PyLong_FromSsize_t(result)
  }
}

@c func suture_wrap_len(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  suture_wrap_hash(self, args, wrapped)
}

@c func suture_wrap_inquiry(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 0)
    let result = slot(wrapped, inquiry.self)(self)
    if result == -1, isExceptionPending { throw .pending }
    return PyBool_FromLong(Int(result))
  }
}

@c func suture_wrap_index(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expectBetween(args, "", 1, 1)
    let n = PyNumber_AsSsize_t(tupleItem(args!, 0), suture_PyExc_OverflowError())
    if n == -1, isExceptionPending { throw .pending }
    return slot(wrapped, ssizeargfunc.self)(self, n)
  }
}

@c func suture_wrap_item(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 1)
    let i = try sequenceIndex(self!, tupleItem(args!, 0))
    return slot(wrapped, ssizeargfunc.self)(self, i)
  }
}

@c func suture_wrap_ass_item(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expectBetween(args, "", 2, 2)
    let i = try sequenceIndex(self!, tupleItem(args!, 0))
    return try noneOrRaise(slot(wrapped, ssizeobjargproc.self)(self, i, tupleItem(args!, 1)))
  }
}

@c func suture_wrap_del_item(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 1)
    let i = try sequenceIndex(self!, tupleItem(args!, 0))
    return try noneOrRaise(slot(wrapped, ssizeobjargproc.self)(self, i, nil))
  }
}

@c func suture_wrap_contains(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 1)
    let result = slot(wrapped, objobjproc.self)(self, tupleItem(args!, 0))
    if result == -1, isExceptionPending { throw .pending }
    return PyBool_FromLong(Int(result))
  }
}

@c func suture_wrap_setitem(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expectBetween(args, "", 2, 2)
    return try noneOrRaise(
      slot(wrapped, objobjargproc.self)(self, tupleItem(args!, 0), tupleItem(args!, 1))
    )
  }
}

@c func suture_wrap_delitem(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 1)
    return try noneOrRaise(slot(wrapped, objobjargproc.self)(self, tupleItem(args!, 0), nil))
  }
}

@c func suture_wrap_setattr(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expectBetween(args, "", 2, 2)
    try checkSetattr(self!, UnsafeRawPointer(wrapped!), "__setattr__")
    return try noneOrRaise(
      slot(wrapped, setattrofunc.self)(self, tupleItem(args!, 0), tupleItem(args!, 1))
    )
  }
}

@c func suture_wrap_delattr(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 1)
    try checkSetattr(self!, UnsafeRawPointer(wrapped!), "__delattr__")
    return try noneOrRaise(slot(wrapped, setattrofunc.self)(self, tupleItem(args!, 0), nil))
  }
}

private func wrapCompare(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?,
  _ op: Int32
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 1)
    return slot(wrapped, richcmpfunc.self)(self, tupleItem(args!, 0), op)
  }
}

@c func suture_wrap_lt(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? { wrapCompare(self, args, wrapped, Py_LT) }
@c func suture_wrap_le(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? { wrapCompare(self, args, wrapped, Py_LE) }
@c func suture_wrap_eq(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? { wrapCompare(self, args, wrapped, Py_EQ) }
@c func suture_wrap_ne(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? { wrapCompare(self, args, wrapped, Py_NE) }
@c func suture_wrap_gt(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? { wrapCompare(self, args, wrapped, Py_GT) }
@c func suture_wrap_ge(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? { wrapCompare(self, args, wrapped, Py_GE) }

@c func suture_wrap_next(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 0)
    if let result = slot(wrapped, unaryfunc.self)(self) { return result }
    if !isExceptionPending { PyErr_SetNone(suture_PyExc_StopIteration()) }
    throw .pending
  }
}

@c func suture_wrap_descr_get(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expectBetween(args, "", 1, 2)
    let none = suture_None()
    var object: ObjectPointer? = tupleItem(args!, 0)
    if object == none { object = nil }
    var type: ObjectPointer? = tupleCount(args!) == 2 ? tupleItem(args!, 1) : nil
    if type == none { type = nil }
    if object == nil, type == nil { throw Raise(.type, "__get__(None, None) is invalid") }
    return slot(wrapped, descrgetfunc.self)(self, object, type)
  }
}

@c func suture_wrap_descr_set(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expectBetween(args, "", 2, 2)
    return try noneOrRaise(
      slot(wrapped, descrsetfunc.self)(self, tupleItem(args!, 0), tupleItem(args!, 1))
    )
  }
}

@c func suture_wrap_descr_delete(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 1)
    return try noneOrRaise(slot(wrapped, descrsetfunc.self)(self, tupleItem(args!, 0), nil))
  }
}

@c func suture_wrap_del(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expect(args, 0)
    slot(wrapped, destructor.self)(self)
    return none()
  }
}

@c func suture_wrap_call(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  slot(wrapped, ternaryfunc.self)(self, args, kwargs)
}

@c func suture_wrap_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  slot(wrapped, initproc.self)(self, args, kwargs) < 0 ? nil : none()
}

@c func suture_wrap_buffer(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expectBetween(args, "", 1, 1)
    let flags = PyNumber_AsSsize_t(tupleItem(args!, 0), suture_PyExc_OverflowError())
    if flags == -1, isExceptionPending { throw .pending }
    if flags > Int32.max { throw Raise(.overflow, "buffer flags too large") }
    return try MemoryView.make(
      of: self!,
      by: slot(wrapped, getbufferproc.self),
      flags: Int32(truncatingIfNeeded: flags)
    )
  }
}

@c func suture_wrap_releasebuffer(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ wrapped: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try expectBetween(args, "", 1, 1)
    let view = tupleItem(args!, 0)
    guard view.type == suture_PyMemoryView_Type() else {
      throw Raise(.type, "expected a memoryview object")
    }
    let name = try Owned(PyUnicode_InternFromString("release"))
    let release = try Owned(PyObject_GetAttr(view, name.pointer))
    return PyObject_CallNoArgs(release.pointer)
  }
}

/// The C function behind every `__new__`: checks that the type asked for may be made by the type it belongs to.
@c func suture_type_new_method(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let self, self.isType else {
      throw Raise(.system, "__new__() called with non-type 'self'")
    }
    let type = self.asType
    guard let args, tupleCount(args) > 0 else {
      throw Raise(.type, "\(type.name).__new__(): not enough arguments")
    }
    let first = tupleItem(args, 0)
    guard first.isType else {
      throw Raise(
        .type,
        "\(type.name).__new__(X): X is not a type object (\(first.type.name))"
      )
    }
    let subtype = first.asType
    guard PyType_IsSubtype(subtype, type) != 0 else {
      let name = subtype.name
      throw Raise(.type, "\(type.name).__new__(\(name)): \(name) is not a subtype of \(type.name)")
    }
    let offset = suture_offset_tp_new()
    var base: TypePointer? = subtype
    while let b = base, b.word(offset).pointee == FunctionAddress.slotNew {
      base = b.pointee.tp_base
    }
    if let base, base.word(offset).pointee != type.word(offset).pointee {
      throw Raise(
        .type,
        "\(type.name).__new__(\(subtype.name)) is not safe, use \(base.name).__new__()"
      )
    }
    let rest = try Owned(PyTuple_GetSlice(args, 1, tupleCount(args)))
    guard let make = type.pointee.tp_new else {
      throw Raise(.type, "cannot create '\(type.name)' instances")
    }
    return make(subtype, rest.pointer, kwargs)
  }
}
