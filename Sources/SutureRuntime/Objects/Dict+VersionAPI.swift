import CSuture

// Functions of the dict that only extensions built for one version of CPython call.

// MARK: C API

@c @implementation
public func PyDict_SetDefault(
  _ mp: ObjectPointer?,
  _ key: ObjectPointer?,
  _ value: ObjectPointer?
) -> ObjectPointer? {
  var result: ObjectPointer?
  if PyDict_SetDefaultRef(mp, key, value, &result) < 0 { return nil }
  suture_expose(result!)
  suture_decref(result!)
  return result
}

@c @implementation
public func PyDict_Pop(
  _ mp: ObjectPointer?,
  _ key: ObjectPointer?,
  _ result: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  result?.pointee = nil
  return raising { () throws(Raise) in
    guard let mp, mp.isInstance(TypeFlag.dict) else {
      throw .badInternalCall("Objects/dictobject.c", 2958)
    }
    guard let value = try dictPop(mp, key!) else { return 0 }
    if let result { result.pointee = value } else { suture_decref(value) }
    return 1
  }
}

@c @implementation
public func PyDict_PopString(
  _ mp: ObjectPointer?,
  _ key: UnsafePointer<CChar>?,
  _ result: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  result?.pointee = nil
  return raising { () throws(Raise) in
    let key = try Owned(PyUnicode_FromString(key))
    return try check(PyDict_Pop(mp, key.pointer, result))
  }
}

@c @implementation
public func PyDict_ContainsString(_ mp: ObjectPointer?, _ key: UnsafePointer<CChar>?) -> Int32 {
  raising { () throws(Raise) in
    let key = try Owned(PyUnicode_FromString(key))
    return try check(PyDict_Contains(mp, key.pointer))
  }
}

@c @implementation
public func _PyDict_NewPresized(_ count: Py_ssize_t) -> ObjectPointer? {
  raising { () throws(Raise) in
    let dict = try Owned(makeDict())
    if count > 5 { try Dict(dict.pointer).reserve(count) }
    return dict.take()
  }
}

@c @implementation
public func _PyDict_GetItem_KnownHash(
  _ mp: ObjectPointer?,
  _ key: ObjectPointer?,
  _ hash: Py_hash_t
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let mp, mp.isInstance(TypeFlag.dict) else {
      throw .badInternalCall("Objects/dictobject.c", 2266)
    }
    return try dictFind(mp, key!, hash) { suture_expose($0) }
  }
}

private func object(_ dict: UnsafeMutablePointer<PyDictObject>?) -> ObjectPointer {
  UnsafeMutableRawPointer(dict!).assumingMemoryBound(to: PyObject.self)
}

@c @implementation
public func _PyDict_GetItemRef_KnownHash_LockHeld(
  _ mp: UnsafeMutablePointer<PyDictObject>?,
  _ key: ObjectPointer?,
  _ hash: Py_hash_t,
  _ result: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  result!.pointee = nil
  return raising { () throws(Raise) in
    result!.pointee = try dictGet(object(mp), key!, hash: hash)
    return result!.pointee == nil ? 0 : 1
  }
}

@c @implementation
public func _PyDict_SetItem_KnownHash_LockHeld(
  _ mp: UnsafeMutablePointer<PyDictObject>?,
  _ key: ObjectPointer?,
  _ value: ObjectPointer?,
  _ hash: Py_hash_t
) -> Int32 {
  raising { () throws(Raise) in
    try dictSet(object(mp), key!, value!, hash: hash)
    return 0
  }
}

@c @implementation
public func _PyDict_DelItemIf(
  _ mp: ObjectPointer?,
  _ key: ObjectPointer?,
  _ predicate: (@convention(c) (ObjectPointer?, UnsafeMutableRawPointer?) -> Int32)?,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let mp, mp.isInstance(TypeFlag.dict) else {
      throw .badInternalCall("Objects/dictobject.c", 2710)
    }
    let hash = try keyHash(key!)
    // No other thread replaces the value between the question and the deletion, unless the predicate waits.
    return try withLock(mp) { () throws(Raise) in
      guard let value = try dictGet(mp, key!, hash: hash) else { return 0 }
      let owned = Owned(value)
      if try check(predicate!(owned.pointer, argument)) == 0 { return 0 }
      return try dictDelete(mp, key!, hash: hash) ? 1 : 0
    }
  }
}
