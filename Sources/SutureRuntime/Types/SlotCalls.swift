import CSuture

// The slots of types whose dicts define special methods: each looks the method up in the type and calls it.

// MARK: Operations

/// Calls the special method `name` of the first of `args` with the `count - 1` objects after it.
///
/// - Returns: a new reference; nil without an exception: the type has no such method.
private func callSpecial(
  _ name: ObjectPointer,
  _ args: UnsafeMutablePointer<ObjectPointer?>,
  _ count: Int
) throws(Raise) -> ObjectPointer? {
  let receiver = args[0]!
  guard let found = lookup(receiver.type, name) else { return nil }
  let method = Owned(borrowed: found)
  if method.pointer.type.has(TypeFlag.methodDescriptor) {
    return try check(PyObject_Vectorcall(method.pointer, args, count, nil))
  }
  guard let get = method.pointer.type.pointee.tp_descr_get else {
    return try check(PyObject_Vectorcall(method.pointer, args + 1, count - 1, nil))
  }
  let bound = try Owned(get(method.pointer, receiver, receiver.type.asObject))
  return try check(PyObject_Vectorcall(bound.pointer, args + 1, count - 1, nil))
}

/// The result of the special method, nil without an exception when there is none.
@inline(__always)
private func special(_ name: ObjectPointer, _ self: ObjectPointer?) throws(Raise) -> ObjectPointer?
{
  var row = (self, nil as ObjectPointer?)
  return try withUnsafeMutableBytes(of: &row) { (raw) throws(Raise) in
    try callSpecial(name, raw.baseAddress!.assumingMemoryBound(to: ObjectPointer?.self), 1)
  }
}

private func special(_ name: ObjectPointer, _ self: ObjectPointer?, _ a: ObjectPointer?)
  throws(Raise) -> ObjectPointer?
{
  var row = (self, a)
  return try withUnsafeMutableBytes(of: &row) { (raw) throws(Raise) in
    try callSpecial(name, raw.baseAddress!.assumingMemoryBound(to: ObjectPointer?.self), 2)
  }
}

private func special(
  _ name: ObjectPointer,
  _ self: ObjectPointer?,
  _ a: ObjectPointer?,
  _ b: ObjectPointer?
) throws(Raise) -> ObjectPointer? {
  var row = (self, a, b)
  return try withUnsafeMutableBytes(of: &row) { (raw) throws(Raise) in
    try callSpecial(name, raw.baseAddress!.assumingMemoryBound(to: ObjectPointer?.self), 3)
  }
}

/// AttributeError(name), for a method that was there when the slot was filled.
private func missing(_ name: ObjectPointer) -> Raise { Raise(.attribute, value: name) }

private func required(_ name: ObjectPointer, _ result: ObjectPointer?) throws(Raise)
  -> ObjectPointer
{
  guard let result else { throw missing(name) }
  return result
}

func unarySpecial(_ self: ObjectPointer?, _ name: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try required(name, try special(name, self)) }
}

func binarySpecial(_ self: ObjectPointer?, _ other: ObjectPointer?, _ name: ObjectPointer)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try required(name, try special(name, self, other)) }
}

/// NotImplemented when the type has no such method.
private func maybe(_ name: ObjectPointer, _ self: ObjectPointer?, _ other: ObjectPointer?)
  throws(Raise)
  -> ObjectPointer
{
  try special(name, self, other) ?? suture_NotImplemented()
}

/// A binary operator: `left` by its own method, `right` by the reflected one, first where its type is a subclass of
/// the left one's and overrides it.
func binaryOperation(
  _ left: ObjectPointer?,
  _ right: ObjectPointer?,
  _ slotNumber: Int,
  _ function: UnsafeRawPointer,
  _ name: ObjectPointer,
  _ reflected: ObjectPointer
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let offset = Int(suture_slot_offsets()[slotNumber])
    let leftType = left!.type
    let rightType = right!.type
    func uses(_ type: TypePointer) -> Bool { slotPointer(type, offset)?.pointee == function }
    var tryRight = leftType != rightType && uses(rightType)
    if uses(leftType) {
      if tryRight, PyType_IsSubtype(rightType, leftType) != 0,
        lookup(rightType, reflected) != lookup(leftType, reflected)
      {
        let result = try maybe(reflected, right, left)
        if result != suture_NotImplemented() { return result }
        tryRight = false
      }
      let result = try maybe(name, left, right)
      if result != suture_NotImplemented() || leftType == rightType { return result }
    }
    if tryRight { return try maybe(reflected, right, left) }
    return suture_NotImplemented()
  }
}

private func intResult(_ result: consuming ObjectPointer) throws(Raise) -> Int {
  let number = Owned(result)
  let n = PyNumber_AsSsize_t(number.pointer, suture_PyExc_OverflowError())
  if n == -1, isExceptionPending { throw .pending }
  return n
}

// MARK: Slots

@c func suture_slot_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    if let result = try special(suture_name___repr__(), self) { return result }
    return try makeStr("<\(self!.type.name) object at \(hexAddress(self!))>")
  }
}

@c func suture_slot_str(_ self: ObjectPointer?) -> ObjectPointer? {
  unarySpecial(self, suture_name___str__())
}

@c func suture_slot_hash(_ self: ObjectPointer?) -> Int {
  raising { () throws(Raise) in
    guard let found = lookup(self!.type, suture_name___hash__()), found != suture_None() else {
      return PyObject_HashNotImplemented(self)
    }
    let result = Owned(
      try required(suture_name___hash__(), try special(suture_name___hash__(), self))
    )
    guard result.pointer.isInstance(TypeFlag.long) else {
      throw Raise(.type, "__hash__ method should return an integer")
    }
    var hash = PyLong_AsSsize_t(result.pointer)
    if hash == -1, isExceptionPending {
      PyErr_Clear()
      hash = PyObject_Hash(result.pointer)
    }
    return hash == -1 ? -2 : hash
  }
}

@c func suture_slot_call(_ self: ObjectPointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let found = lookup(self!.type, suture_name___call__()) else {
      throw missing(suture_name___call__())
    }
    let method = Owned(borrowed: found)
    guard let get = method.pointer.type.pointee.tp_descr_get else {
      return PyObject_Call(method.pointer, args, kwargs)
    }
    let bound = try Owned(get(method.pointer, self, self!.type.asObject))
    return PyObject_Call(bound.pointer, args, kwargs)
  }
}

/// `__getattribute__`, then `__getattr__` where it raised AttributeError.
@c func suture_slot_getattr_hook(_ self: ObjectPointer?, _ name: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let type = self!.type
    guard let hook = lookup(type, suture_name___getattr__()) else {
      return try required(
        suture_name___getattribute__(),
        try special(suture_name___getattribute__(), self, name)
      )
    }
    let fallback = Owned(borrowed: hook)
    let result: ObjectPointer?
    if let found = lookup(type, suture_name___getattribute__()), !isObjectGetattribute(found) {
      result = raising { () throws(Raise) in try special(suture_name___getattribute__(), self, name)
      }
    } else {
      result = PyObject_GenericGetAttr(self, name)
    }
    if let result { return result }
    guard isExceptionPending, PyErr_ExceptionMatches(suture_PyExc_AttributeError()) != 0 else {
      throw .pending
    }
    PyErr_Clear()
    if let get = fallback.pointer.type.pointee.tp_descr_get {
      let bound = try Owned(get(fallback.pointer, self, type.asObject))
      return ObjectCall.with(bound.pointer, name!)
    }
    return ObjectCall.with(fallback.pointer, name!)
  }
}

private func isObjectGetattribute(_ found: ObjectPointer) -> Bool {
  found.type == suture_PyWrapperDescr_Type()
    && UnsafeRawPointer(found.cast(to: PyWrapperDescrObject.self).pointee.d_wrapped)
      == FunctionAddress.genericGetattr
}

@c func suture_slot_setattr(_ self: ObjectPointer?, _ name: ObjectPointer?, _ value: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    let result: ObjectPointer
    if let value {
      result = try required(
        suture_name___setattr__(),
        try special(suture_name___setattr__(), self, name, value)
      )
    } else {
      result = try required(
        suture_name___delattr__(),
        try special(suture_name___delattr__(), self, name)
      )
    }
    suture_decref(result)
    return 0
  }
}

@c func suture_slot_richcompare(_ self: ObjectPointer?, _ other: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let name: ObjectPointer
    switch op {
    case Py_LT: name = suture_name___lt__()
    case Py_LE: name = suture_name___le__()
    case Py_EQ: name = suture_name___eq__()
    case Py_NE: name = suture_name___ne__()
    case Py_GT: name = suture_name___gt__()
    default: name = suture_name___ge__()
    }
    return try maybe(name, self, other)
  }
}

@c func suture_slot_iter(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let type = self!.type
    let found = lookup(type, suture_name___iter__())
    if found == suture_None() { throw Raise(.type, "'\(type.name)' object is not iterable") }
    if found != nil { return try special(suture_name___iter__(), self) }
    guard lookup(type, suture_name___getitem__()) != nil else {
      throw Raise(.type, "'\(type.name)' object is not iterable")
    }
    return PySeqIter_New(self)
  }
}

@c func suture_slot_iternext(_ self: ObjectPointer?) -> ObjectPointer? {
  unarySpecial(self, suture_name___next__())
}

@c func suture_next_not_implemented(_ self: ObjectPointer?) -> ObjectPointer? {
  _ = Raise(.type, "'\(self!.type.name)' object is not iterable")
  return nil
}

@c func suture_slot_descr_get(
  _ self: ObjectPointer?,
  _ object: ObjectPointer?,
  _ type: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let found = lookup(self!.type, suture_name___get__()) else { return newReference(self!) }
    let method = Owned(borrowed: found)
    return ObjectCall.with(
      method.pointer,
      self!,
      object ?? suture_None(),
      type ?? suture_None()
    )
  }
}

@c func suture_slot_descr_set(
  _ self: ObjectPointer?,
  _ target: ObjectPointer?,
  _ value: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let result: ObjectPointer
    if let value {
      result = try required(
        suture_name___set__(),
        try special(suture_name___set__(), self, target, value)
      )
    } else {
      result = try required(
        suture_name___delete__(),
        try special(suture_name___delete__(), self, target)
      )
    }
    suture_decref(result)
    return 0
  }
}

@c func suture_slot_init(_ self: ObjectPointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    guard let method = try lookupSpecial(self!, suture_name___init__()) else {
      throw missing(suture_name___init__())
    }
    let bound = Owned(method)
    let result = try Owned(PyObject_Call(bound.pointer, args, kwargs))
    guard result.pointer == suture_None() else {
      throw Raise(.type, "__init__() should return None, not '\(result.pointer.type.name)'")
    }
    return 0
  }
}

@c func suture_slot_new(_ type: TypePointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let method = try Owned(PyObject_GetAttr(type!.asObject, suture_name___new__()))
    let count = tupleCount(args!)
    let all = try check(PyTuple_New(count + 1))
    let tuple = Owned(all)
    suture_incref(type!.asObject)
    _ = PyTuple_SetItem(all, 0, type!.asObject)
    for i in 0..<count {
      suture_incref(tupleItem(args!, i))
      _ = PyTuple_SetItem(all, i + 1, tupleItem(args!, i))
    }
    return PyObject_Call(method.pointer, tuple.pointer, kwargs)
  }
}

@c func suture_slot_finalize(_ self: ObjectPointer?) {
  keepingException {
    if let result = raising({ () throws(Raise) in try special(suture_name___del__(), self) }) {
      suture_decref(result)
    } else if isExceptionPending {
      PyErr_WriteUnraisable(self)
    }
  }
}

@c func suture_slot_getbuffer(
  _ self: ObjectPointer?,
  _ view: UnsafeMutablePointer<Py_buffer>?,
  _ flags: Int32
) -> Int32 {
  raising { () throws(Raise) in
    let number = try Owned(PyLong_FromLong(Int(flags)))
    let result = Owned(
      try required(
        suture_name___buffer__(),
        try special(suture_name___buffer__(), self, number.pointer)
      )
    )
    guard result.pointer.type == suture_PyMemoryView_Type() else {
      throw Raise(.type, "__buffer__ returned non-memoryview object")
    }
    return PyObject_GetBuffer(result.pointer, view, flags)
  }
}

@c func suture_slot_releasebuffer(_ self: ObjectPointer?, _ view: UnsafeMutablePointer<Py_buffer>?)
{}

@c func suture_slot_await(_ self: ObjectPointer?) -> ObjectPointer? {
  asynchronous(self, suture_name___await__(), "object", " can't be used in 'await' expression")
}
@c func suture_slot_aiter(_ self: ObjectPointer?) -> ObjectPointer? {
  unarySpecial(self, suture_name___aiter__())
}
@c func suture_slot_anext(_ self: ObjectPointer?) -> ObjectPointer? {
  unarySpecial(self, suture_name___anext__())
}

private func asynchronous(
  _ self: ObjectPointer?,
  _ name: ObjectPointer,
  _ what: String,
  _ rest: String
)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if let result = try special(name, self) { return result }
    throw Raise(.type, "\(what) \(self!.type.name)\(rest)")
  }
}

@c func suture_slot_bool(_ self: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    var isLength = false
    var result = try special(suture_name___bool__(), self)
    if result == nil {
      isLength = true
      result = try special(suture_name___len__(), self)
    }
    guard let result else { return 1 }
    let value = Owned(result)
    if isLength {
      let n = PyNumber_AsSsize_t(value.pointer, suture_PyExc_OverflowError())
      if n == -1, isExceptionPending { throw .pending }
      if n < 0 { throw Raise(.value, "__len__() should return >= 0") }
      return n > 0 ? 1 : 0
    }
    guard value.pointer.type == suture_PyBool_Type() else {
      throw Raise(.type, "__bool__ should return bool, returned \(value.pointer.type.name)")
    }
    return value.pointer == suture_True() ? 1 : 0
  }
}

@c func suture_slot_index(_ self: ObjectPointer?) -> ObjectPointer? {
  unarySpecial(self, suture_name___index__())
}

@c func suture_slot_length(_ self: ObjectPointer?) -> Int {
  raising { () throws(Raise) in
    let result = try required(suture_name___len__(), try special(suture_name___len__(), self))
    let number = try Owned(PyNumber_Index(Owned(result).pointer))
    let n = PyLong_AsSsize_t(number.pointer)
    if n == -1, isExceptionPending { throw .pending }
    if n < 0 { throw Raise(.value, "__len__() should return >= 0") }
    return n
  }
}

@c func suture_slot_getitem(_ self: ObjectPointer?, _ key: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(self, key, suture_name___getitem__())
}

@c func suture_slot_setitem(_ self: ObjectPointer?, _ key: ObjectPointer?, _ value: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    let result: ObjectPointer
    if let value {
      result = try required(
        suture_name___setitem__(),
        try special(suture_name___setitem__(), self, key, value)
      )
    } else {
      result = try required(
        suture_name___delitem__(),
        try special(suture_name___delitem__(), self, key)
      )
    }
    suture_decref(result)
    return 0
  }
}

@c func suture_slot_item(_ self: ObjectPointer?, _ i: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    let key = try Owned(PyLong_FromSsize_t(i))
    return try required(
      suture_name___getitem__(),
      try special(suture_name___getitem__(), self, key.pointer)
    )
  }
}

@c func suture_slot_ass_item(_ self: ObjectPointer?, _ i: Int, _ value: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    let key = try Owned(PyLong_FromSsize_t(i))
    return suture_slot_setitem(self, key.pointer, value)
  }
}

@c func suture_slot_contains(_ self: ObjectPointer?, _ item: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    let type = self!.type
    let found = lookup(type, suture_name___contains__())
    if found == suture_None() { throw Raise(.type, "'\(type.name)' object is not a container") }
    if found != nil {
      let result = Owned(
        try required(
          suture_name___contains__(),
          try special(suture_name___contains__(), self, item)
        )
      )
      return PyObject_IsTrue(result.pointer)
    }
    let iterator = try Owned(PyObject_GetIter(self))
    while let next = PyIter_Next(iterator.pointer) {
      let equal = PyObject_RichCompareBool(next, item, Py_EQ)
      suture_decref(next)
      if equal != 0 { return equal }
    }
    if isExceptionPending { throw .pending }
    return 0
  }
}

@c func suture_slot_power(
  _ self: ObjectPointer?,
  _ other: ObjectPointer?,
  _ modulus: ObjectPointer?
) -> ObjectPointer? {
  let function = address(suture_slot_power as ternaryfunc)
  if modulus == suture_None() {
    return binaryOperation(self, other, 33, function, suture_name___pow__(), suture_name___rpow__())
  }
  return raising { () throws(Raise) in
    if slotPointer(self!.type, Int(suture_slot_offsets()[33]))?.pointee == function {
      return try required(
        suture_name___pow__(),
        try special(suture_name___pow__(), self, other, modulus)
      )
    }
    return suture_NotImplemented()
  }
}

@c func suture_slot_ipow(_ self: ObjectPointer?, _ other: ObjectPointer?, _ modulus: ObjectPointer?)
  -> ObjectPointer?
{
  binarySpecial(self, other, suture_name___ipow__())
}
