import CSuture

// MARK: Operations

/// The value of a key of any mapping, a new reference; nil: KeyError.
func optionalItem(_ o: ObjectPointer, _ key: ObjectPointer) throws(Raise) -> ObjectPointer? {
  if o.type == suture_PyDict_Type() { return try dictGet(o, key) }
  if let value = PyObject_GetItem(o, key) { return value }
  guard PyErr_ExceptionMatches(suture_PyExc_KeyError()) != 0 else { throw .pending }
  PyErr_Clear()
  return nil
}

/// A str of a key given as C text; NULL is an error.
private func keyText(_ text: UnsafePointer<CChar>?) throws(Raise) -> ObjectPointer {
  guard let text else { throw nullArgument() }
  return try check(PyUnicode_FromString(text))
}

private func optionalItem(_ o: ObjectPointer, _ text: UnsafePointer<CChar>?) throws(Raise)
  -> ObjectPointer?
{
  let key = try Owned(keyText(text))
  return try optionalItem(o, key.pointer)
}

/// A list of what the method `name` of a mapping gives.
private func listed(_ o: ObjectPointer?, _ name: ObjectPointer) throws(Raise) -> ObjectPointer {
  guard let o else { throw nullArgument() }
  let elements = try Owned(callMethod(o, name))
  guard let result = PyObject_GetIter(elements.pointer) else {
    if isTypeErrorPending() {
      let method = swiftText(name)
      throw Raise(
        .type,
        "\(o.type.name).\(method)() returned a non-iterable (type \(elements.pointer.type.name))"
      )
    }
    throw .pending
  }
  let iterator = Owned(result)
  return try check(PySequence_List(iterator.pointer))
}

/// 1, 0, or 0 with the exception reported on stderr: the test cannot fail.
private func reportingHasKey(
  _ name: String,
  use others: String,
  _ body: () throws(Raise) -> ObjectPointer?
) -> Int32 {
  let found: Int32 = raising { () throws(Raise) in
    guard let value = try body() else { return 0 }
    suture_decref(value)
    return 1
  }
  if found >= 0 { return found }
  writeUnraisable(in: name, use: others)
  return 0
}

// MARK: C API

@c @implementation
public func PyMapping_Check(_ o: ObjectPointer?) -> Int32 {
  guard let methods = o?.type.pointee.tp_as_mapping else { return 0 }
  return methods.pointee.mp_subscript != nil ? 1 : 0
}

@c @implementation
public func PyMapping_Size(_ o: ObjectPointer?) -> Py_ssize_t {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    let type = o.type.pointee
    if let length = type.tp_as_mapping?.pointee.mp_length {
      let n = length(o)
      if n < 0 { throw .pending }
      return n
    }
    if type.tp_as_sequence?.pointee.sq_length != nil {
      throw Raise(.type, "\(o.type.name) is not a mapping")
    }
    throw Raise(.type, "object of type '\(o.type.name)' has no len()")
  }
}

@c @implementation
public func PyMapping_Length(_ o: ObjectPointer?) -> Py_ssize_t { PyMapping_Size(o) }

@c @implementation
public func PyMapping_GetItemString(_ o: ObjectPointer?, _ key: UnsafePointer<CChar>?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let key = try Owned(keyText(key))
    return try check(PyObject_GetItem(o, key.pointer))
  }
}

@c @implementation
public func PyMapping_SetItemString(
  _ o: ObjectPointer?,
  _ key: UnsafePointer<CChar>?,
  _ value: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let key = try Owned(keyText(key))
    return try check(PyObject_SetItem(o, key.pointer, value))
  }
}

@c @implementation
public func PyMapping_GetOptionalItem(
  _ o: ObjectPointer?,
  _ key: ObjectPointer?,
  _ result: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  result!.pointee = nil
  return raising { () throws(Raise) in
    guard let o, let key else { throw nullArgument() }
    result!.pointee = try optionalItem(o, key)
    return result!.pointee == nil ? 0 : 1
  }
}

@c @implementation
public func PyMapping_GetOptionalItemString(
  _ o: ObjectPointer?,
  _ key: UnsafePointer<CChar>?,
  _ result: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  result!.pointee = nil
  return raising { () throws(Raise) in
    let key = try Owned(keyText(key))
    return try check(PyMapping_GetOptionalItem(o, key.pointer, result))
  }
}

@c @implementation
public func PyMapping_HasKeyWithError(_ o: ObjectPointer?, _ key: ObjectPointer?) -> Int32 {
  var value: ObjectPointer?
  let found = PyMapping_GetOptionalItem(o, key, &value)
  if let value { suture_decref(value) }
  return found
}

@c @implementation
public func PyMapping_HasKeyStringWithError(_ o: ObjectPointer?, _ key: UnsafePointer<CChar>?)
  -> Int32
{
  var value: ObjectPointer?
  let found = PyMapping_GetOptionalItemString(o, key, &value)
  if let value { suture_decref(value) }
  return found
}

@c @implementation
public func PyMapping_HasKey(_ o: ObjectPointer?, _ key: ObjectPointer?) -> Int32 {
  reportingHasKey(
    "PyMapping_HasKey",
    use: "PyMapping_HasKeyWithError(), PyMapping_GetOptionalItem() or PyObject_GetItem()"
  ) { () throws(Raise) in
    guard let o, let key else { throw nullArgument() }
    return try optionalItem(o, key)
  }
}

@c @implementation
public func PyMapping_HasKeyString(_ o: ObjectPointer?, _ key: UnsafePointer<CChar>?) -> Int32 {
  reportingHasKey(
    "PyMapping_HasKeyString",
    use:
      "PyMapping_HasKeyStringWithError(), PyMapping_GetOptionalItemString() or PyMapping_GetItemString()"
  ) { () throws(Raise) in
    guard let o else { throw nullArgument() }
    return try optionalItem(o, key)
  }
}

@c @implementation
public func PyMapping_Keys(_ o: ObjectPointer?) -> ObjectPointer? {
  if let o, o.type == suture_PyDict_Type() { return PyDict_Keys(o) }
  return raising { () throws(Raise) in try listed(o, suture_name_keys()) }
}

@c @implementation
public func PyMapping_Items(_ o: ObjectPointer?) -> ObjectPointer? {
  if let o, o.type == suture_PyDict_Type() { return PyDict_Items(o) }
  return raising { () throws(Raise) in try listed(o, suture_name_items()) }
}

@c @implementation
public func PyMapping_Values(_ o: ObjectPointer?) -> ObjectPointer? {
  if let o, o.type == suture_PyDict_Type() { return PyDict_Values(o) }
  return raising { () throws(Raise) in try listed(o, suture_name_values()) }
}
