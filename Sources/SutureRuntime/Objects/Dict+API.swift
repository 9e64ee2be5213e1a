import CSuture

// The dict part of the C API. Functions that take a key of C text make a str of it.

// MARK: C API

@c @implementation
public func PyDict_New() -> ObjectPointer? {
  raising { () throws(Raise) in try makeDict() }
}

@inline(__always)
private func isDict(_ o: ObjectPointer?) -> Bool { o?.isInstance(TypeFlag.dict) ?? false }

/// `dict`, or SystemError when it is no dict.
///
/// CPython names a line of its own source here.
@inline(__always)
private func dict(_ o: ObjectPointer?, _ line: UInt) throws(Raise) -> ObjectPointer {
  guard let o, o.isInstance(TypeFlag.dict) else { throw badCall(line) }
  return o
}

@inline(never)
private func badCall(_ line: UInt) -> Raise { .badInternalCall("Objects/dictobject.c", line) }

/// What `body` finds; an error of its own goes to sys.stderr, and the pending exception of the caller stays.
@inline(__always)
private func suppressing(
  _ advice: StaticString,
  _ body: () throws(Raise) -> ObjectPointer?
) -> ObjectPointer? {
  if isExceptionPending {
    let saved = PyErr_GetRaisedException()
    let value = raising(body)
    if value == nil, isExceptionPending { ignorePending(advice) }
    PyErr_SetRaisedException(saved)
    return value
  }
  let value = raising(body)
  if value == nil, isExceptionPending { ignorePending(advice) }
  return value
}

/// Shows the pending exception and clears it; a KeyError is only cleared.
private func ignorePending(_ advice: StaticString) {
  if PyErr_ExceptionMatches(suture_PyExc_KeyError()) != 0 {
    PyErr_Clear()
  } else {
    reportUnraisable("Exception ignored in \(advice)")
  }
}

@inline(__always)
private func borrowedItem(_ mp: ObjectPointer, _ key: ObjectPointer) throws(Raise) -> ObjectPointer?
{
  try dictFind(mp, key, keyHash(key)) { suture_expose($0) }
}

@c @implementation
public func PyDict_GetItem(_ mp: ObjectPointer?, _ key: ObjectPointer?) -> ObjectPointer? {
  guard let mp, let key, isDict(mp) else { return nil }
  return suppressing(
    "PyDict_GetItem(); consider using PyDict_GetItemRef() or PyDict_GetItemWithError()"
  ) { () throws(Raise) in try borrowedItem(mp, key) }
}

@c @implementation
public func PyDict_GetItemWithError(_ mp: ObjectPointer?, _ key: ObjectPointer?) -> ObjectPointer? {
  do throws(Raise) {
    let mp = try dict(mp, 2391)
    guard let key else { throw badCall(2391) }
    return try borrowedItem(mp, key)
  } catch { return nil }
}

@c @implementation
public func PyDict_GetItemRef(
  _ mp: ObjectPointer?,
  _ key: ObjectPointer?,
  _ result: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  result!.pointee = nil
  return raising { () throws(Raise) in
    let mp = try dict(mp, 2337)
    guard let value = try dictGet(mp, key!) else { return 0 }
    result!.pointee = value
    return 1
  }
}

@c @implementation
public func PyDict_GetItemStringRef(
  _ mp: ObjectPointer?,
  _ key: UnsafePointer<CChar>?,
  _ result: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  result!.pointee = nil
  return raising { () throws(Raise) in
    let key = try Owned(PyUnicode_FromString(key))
    return try check(PyDict_GetItemRef(mp, key.pointer, result))
  }
}

@c @implementation
public func PyDict_GetItemString(_ dp: ObjectPointer?, _ key: UnsafePointer<CChar>?)
  -> ObjectPointer?
{
  guard let dp, isDict(dp) else { return nil }
  return suppressing("PyDict_GetItemString(); consider using PyDict_GetItemRefString()") {
    () throws(Raise) in
    let key = try Owned(PyUnicode_FromString(key))
    return try borrowedItem(dp, key.pointer)
  }
}

@c @implementation
public func PyDict_SetItem(_ mp: ObjectPointer?, _ key: ObjectPointer?, _ item: ObjectPointer?)
  -> Int32
{
  do throws(Raise) {
    try dictSet(dict(mp, 2527), key!, item!)
    return 0
  } catch { return -1 }
}

@c @implementation
public func PyDict_SetItemString(
  _ dp: ObjectPointer?,
  _ key: UnsafePointer<CChar>?,
  _ item: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    var name = PyUnicode_FromString(key)
    guard name != nil else { throw .pending }
    PyUnicode_InternInPlace(&name)
    let key = try Owned(name)
    return try check(PyDict_SetItem(dp, key.pointer, item))
  }
}

@c @implementation
public func PyDict_DelItem(_ mp: ObjectPointer?, _ key: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    let hash = try keyHash(key!)
    let mp = try dict(mp, 2659)
    if try !dictDelete(mp, key!, hash: hash) { throw keyError(key!) }
    return 0
  }
}

@c @implementation
public func PyDict_DelItemString(_ dp: ObjectPointer?, _ key: UnsafePointer<CChar>?) -> Int32 {
  raising { () throws(Raise) in
    let key = try Owned(PyUnicode_FromString(key))
    return try check(PyDict_DelItem(dp, key.pointer))
  }
}

@c @implementation
public func PyDict_Contains(_ mp: ObjectPointer?, _ key: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in try dictContains(mp!, key!) ? 1 : 0 }
}

@c @implementation
public func PyDict_Next(
  _ mp: ObjectPointer?,
  _ position: UnsafeMutablePointer<Py_ssize_t>?,
  _ key: UnsafeMutablePointer<ObjectPointer?>?,
  _ value: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  guard let mp, isDict(mp) else { return 0 }
  return withReadLock(mp) {
    guard let entry = Dict(mp).next(&position!.pointee) else { return 0 }
    if let key {
      suture_expose(entry.pointee.key!)
      key.pointee = entry.pointee.key
    }
    if let value {
      suture_expose(entry.pointee.value!)
      value.pointee = entry.pointee.value
    }
    return 1
  }
}

@c @implementation
public func PyDict_Size(_ mp: ObjectPointer?) -> Py_ssize_t {
  raising { () throws(Raise) in Dict(try dict(mp, 4049)).count }
}

@c @implementation
public func PyDict_Clear(_ mp: ObjectPointer?) {
  if let mp, isDict(mp) { dictClear(mp) }
}

@c @implementation
public func PyDict_Copy(_ mp: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try dictCopy(dict(mp, 4032)) }
}

@c @implementation
public func PyDict_SetDefaultRef(
  _ mp: ObjectPointer?,
  _ key: ObjectPointer?,
  _ value: ObjectPointer?,
  _ result: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  result?.pointee = nil
  return raising { () throws(Raise) in
    let mp = try dict(mp, 4221)
    let found = try dictSetDefault(mp, key!, value!)
    if let result { result.pointee = found.value } else { suture_decref(found.value) }
    return found.isOld ? 1 : 0
  }
}

/// The value of `key`, which is set to `value` when it has none.
///
/// Takes the dict's lock.
///
/// - Returns: the value that is there now, a new reference, and whether it was there before.
func dictSetDefault(
  _ dict: ObjectPointer,
  _ key: ObjectPointer,
  _ value: ObjectPointer
) throws(Raise) -> (value: ObjectPointer, isOld: Bool) {
  try dictSetDefault(dict, key, value, hash: keyHash(key))
}

func dictSetDefault(
  _ dict: ObjectPointer,
  _ key: ObjectPointer,
  _ value: ObjectPointer,
  hash: Int
) throws(Raise) -> (value: ObjectPointer, isOld: Bool) {
  try withLock(dict) { () throws(Raise) in
    if let old = try Dict(dict).value(key, hash) { return (newReference(old), true) }
    try Dict(dict).add(key, value, hash)
    return (newReference(value), false)
  }
}
