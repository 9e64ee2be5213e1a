import CSuture

// MARK: Operations

/// `types.GenericAlias(type, key)` or what `__class_getitem__` makes; nil when the type has neither.
private func classItem(_ type: ObjectPointer, _ key: ObjectPointer) throws(Raise) -> ObjectPointer?
{
  if type == suture_PyType_Type().asObject { return try check(Py_GenericAlias(type, key)) }
  var method: ObjectPointer?
  try check(PyObject_GetOptionalAttr(type, suture_name___class_getitem__(), &method))
  guard let method else { return nil }
  let bound = Owned(method)
  if method == suture_None() { return nil }
  return try check(callOne(bound.pointer, key))
}

extension UnsafeMutablePointer where Pointee == PyObject {
  /// True when the object has a length slot.
  var hasLength: Bool {
    type.pointee.tp_as_sequence?.pointee.sq_length != nil
      || type.pointee.tp_as_mapping?.pointee.mp_length != nil
  }
}

/// An estimate of the number of items that `o` will yield: its length, or `__length_hint__`, or `fallback`.
func lengthHint(_ o: ObjectPointer, _ fallback: Int) throws(Raise) -> Int {
  if o.hasLength {
    let n = PyObject_Size(o)
    if n >= 0 { return n }
    guard isTypeErrorPending() else { throw .pending }
    PyErr_Clear()
  }
  guard let method = try lookupSpecial(o, suture_name___length_hint__()) else { return fallback }
  let bound = Owned(method)
  guard let answer = PyObject_CallNoArgs(bound.pointer) else {
    guard isTypeErrorPending() else { throw .pending }
    PyErr_Clear()
    return fallback
  }
  let hint = Owned(answer)
  if answer == suture_NotImplemented() { return fallback }
  guard answer.isInstance(TypeFlag.long) else {
    throw Raise(.type, "__length_hint__ must be an integer, not \(answer.type.name)")
  }
  let n = try check(PyLong_AsSsize_t(hint.pointer))
  if n < 0 { throw Raise(.value, "__length_hint__() should return >= 0") }
  return n
}

// MARK: C API

@c @implementation
public func PyObject_Size(_ o: ObjectPointer?) -> Py_ssize_t {
  guard let o else { return raising { () throws(Raise) -> Int in throw nullArgument() } }
  if let length = o.type.pointee.tp_as_sequence?.pointee.sq_length { return length(o) }
  return PyMapping_Size(o)
}

@c @implementation
public func PyObject_Length(_ o: ObjectPointer?) -> Py_ssize_t { PyObject_Size(o) }

@c @implementation
public func PyObject_LengthHint(_ o: ObjectPointer?, _ fallback: Py_ssize_t) -> Py_ssize_t {
  raising { () throws(Raise) in try lengthHint(o!, fallback) }
}

/// A converter: the index stays as it is when there is none.
private func convertIndex(
  _ o: ObjectPointer?,
  _ index: UnsafeMutablePointer<Py_ssize_t>?,
  allowsNone: Bool
) -> Int32 {
  do throws(Raise) {
    if let o, let value = try sliceIndex(o, allowsNone: allowsNone) { index!.pointee = value }
    return 1
  } catch { return 0 }
}

@c @implementation
public func _PyEval_SliceIndex(_ o: ObjectPointer?, _ index: UnsafeMutablePointer<Py_ssize_t>?)
  -> Int32
{
  convertIndex(o, index, allowsNone: true)
}

@c @implementation
public func _PyEval_SliceIndexNotNone(
  _ o: ObjectPointer?,
  _ index: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  convertIndex(o, index, allowsNone: false)
}

@c @implementation
public func PyObject_GetItem(_ o: ObjectPointer?, _ key: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o, let key else { throw nullArgument() }
    if let subscript_ = o.type.pointee.tp_as_mapping?.pointee.mp_subscript {
      return subscript_(o, key)
    }
    if o.type.pointee.tp_as_sequence?.pointee.sq_item != nil {
      guard PyIndex_Check(key) != 0 else {
        throw Raise(.type, "sequence index must be integer, not '\(key.type.name)'")
      }
      return PySequence_GetItem(o, try check(PyNumber_AsSsize_t(key, suture_PyExc_IndexError())))
    }
    if o.isInstance(TypeFlag.type) {
      if let item = try classItem(o, key) { return item }
      let name = UnsafeMutableRawPointer(o).assumingMemoryBound(to: PyTypeObject.self).name
      throw Raise(.type, "type '\(name)' is not subscriptable")
    }
    throw typeError(o, "is not subscriptable")
  }
}

@c @implementation
public func PyObject_SetItem(_ o: ObjectPointer?, _ key: ObjectPointer?, _ value: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    guard let o, let key, let value else { throw nullArgument() }
    if let assign = o.type.pointee.tp_as_mapping?.pointee.mp_ass_subscript {
      return assign(o, key, value)
    }
    if o.type.pointee.tp_as_sequence != nil {
      if PyIndex_Check(key) != 0 {
        return PySequence_SetItem(
          o,
          try check(PyNumber_AsSsize_t(key, suture_PyExc_IndexError())),
          value
        )
      }
      if o.type.pointee.tp_as_sequence.pointee.sq_ass_item != nil {
        throw Raise(.type, "sequence index must be integer, not '\(key.type.name)'")
      }
    }
    throw typeError(o, "does not support item assignment")
  }
}

@c @implementation
public func PyObject_DelItem(_ o: ObjectPointer?, _ key: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let o, let key else { throw nullArgument() }
    if let assign = o.type.pointee.tp_as_mapping?.pointee.mp_ass_subscript {
      return assign(o, key, nil)
    }
    if o.type.pointee.tp_as_sequence != nil {
      if PyIndex_Check(key) != 0 {
        return PySequence_DelItem(o, try check(PyNumber_AsSsize_t(key, suture_PyExc_IndexError())))
      }
      if o.type.pointee.tp_as_sequence.pointee.sq_ass_item != nil {
        throw Raise(.type, "sequence index must be integer, not '\(key.type.name)'")
      }
    }
    throw typeError(o, "does not support item deletion")
  }
}

@c @implementation
public func PyObject_DelItemString(_ o: ObjectPointer?, _ key: UnsafePointer<CChar>?) -> Int32 {
  raising { () throws(Raise) in
    guard let o, let key else { throw nullArgument() }
    let name = try Owned(PyUnicode_FromString(key))
    return PyObject_DelItem(o, name.pointer)
  }
}

@c @implementation
public func PyObject_GetIter(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = o!
    guard let iterate = o.type.pointee.tp_iter else {
      if PySequence_Check(o) != 0 { return PySeqIter_New(o) }
      throw typeError(o, "is not iterable")
    }
    let iterator = try check(iterate(o))
    if PyIter_Check(iterator) != 0 { return iterator }
    let name = iterator.type.name
    suture_decref(iterator)
    throw Raise(.type, "iter() returned non-iterator of type '\(name)'")
  }
}

@c @implementation
public func PyObject_GetAIter(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = o!
    guard let iterate = o.type.pointee.tp_as_async?.pointee.am_aiter else {
      throw typeError(o, "is not an async iterable")
    }
    let iterator = try check(iterate(o))
    if PyAIter_Check(iterator) != 0 { return iterator }
    let name = iterator.type.name
    suture_decref(iterator)
    throw Raise(.type, "aiter() returned not an async iterator of type '\(name)'")
  }
}

@c @implementation
public func PyObject_SelfIter(_ o: ObjectPointer?) -> ObjectPointer? { newReference(o!) }

@c @implementation
public func PyIndex_Check(_ o: ObjectPointer?) -> Int32 {
  o!.type.pointee.tp_as_number?.pointee.nb_index != nil ? 1 : 0
}
