import CSuture

// What binaries for one version of CPython ask of types, beyond the stable ABI.

// MARK: Layout

/// The callbacks of PyType_AddWatcher, by number.
nonisolated(unsafe) private var watchers = [PyType_WatchCallback?](repeating: nil, count: 8)

// MARK: Operations

/// Tells the watchers of `type` that it changed.
func notifyWatchers(_ type: TypePointer) {
  let bits = type.pointee.tp_watched
  guard bits != 0 else { return }
  for i in 0..<8 where bits & UInt8(1 << i) != 0 {
    guard let callback = typesLock.withLock({ watchers[i] }) else { continue }
    if callback(type) < 0 {
      reportUnraisable(
        "Exception ignored in type watcher callback #\(i) for \(describe(type.asObject))"
      )
    }
  }
}

private func setWatched(_ type: TypePointer, _ change: (UInt8) -> UInt8) {
  typesLock.withLock { type.pointee.tp_watched = change(type.pointee.tp_watched) }
}

private func checkWatcher(_ id: Int32) throws(Raise) {
  guard id >= 0, id < 8 else { throw Raise(.value, "Invalid type watcher ID \(id)") }
  if typesLock.withLock({ watchers[Int(id)] == nil }) {
    throw Raise(.value, "No type watcher set for ID \(id)")
  }
}

// MARK: C API

@c @implementation
public func PyType_AddWatcher(_ callback: PyType_WatchCallback?) -> Int32 {
  let free: Int? = typesLock.withLock {
    guard let i = watchers.firstIndex(where: { $0 == nil }) else { return nil }
    watchers[i] = callback
    return i
  }
  if let free { return Int32(free) }
  _ = Raise(.runtime, "no more type watcher IDs available")
  return -1
}

@c @implementation
public func PyType_ClearWatcher(_ id: Int32) -> Int32 {
  raising { () throws(Raise) in
    try checkWatcher(id)
    typesLock.withLock { watchers[Int(id)] = nil }
    return 0
  }
}

@c @implementation
public func PyType_Watch(_ id: Int32, _ type: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard type!.isType else { throw Raise(.value, "Cannot watch non-type") }
    try checkWatcher(id)
    _ = versionTag(type!.asType)
    setWatched(type!.asType) { $0 | UInt8(1 << id) }
    return 0
  }
}

@c @implementation
public func PyType_Unwatch(_ id: Int32, _ type: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard type!.isType else { throw Raise(.value, "Cannot watch non-type") }
    try checkWatcher(id)
    setWatched(type!.asType) { $0 & ~UInt8(1 << id) }
    return 0
  }
}

@c @implementation
public func PyUnstable_Type_AssignVersionTag(_ type: TypePointer?) -> Int32 {
  // By CPython's rule a type has a tag only while all that it inherits from do.
  for base in type!.linearization.reversed() where versionTag(base) == 0 { return 0 }
  return 1
}

@c @implementation
public func PyType_GetDict(_ type: TypePointer?) -> ObjectPointer? {
  guard let dict = type!.pointee.tp_dict else { return nil }
  return newReference(dict)
}

@c @implementation
public func _PyType_GetDict(_ type: TypePointer?) -> ObjectPointer? {
  guard let dict = type!.pointee.tp_dict else { return nil }
  suture_expose(dict)
  return dict
}

@c @implementation
public func _PyType_Name(_ type: TypePointer?) -> UnsafePointer<CChar>? { type!.shortName }

@c @implementation
public func _PyType_Lookup(_ type: TypePointer?, _ name: ObjectPointer?) -> ObjectPointer? {
  guard let found = lookup(type!, name!) else { return nil }
  suture_expose(found)
  return found
}

@c @implementation
public func _PyType_LookupRef(_ type: TypePointer?, _ name: ObjectPointer?) -> ObjectPointer? {
  lookup(type!, name!).map(newReference)
}

@c @implementation
public func _PyType_GetModuleByDef2(
  _ left: TypePointer?,
  _ right: TypePointer?,
  _ def: UnsafeMutablePointer<PyModuleDef>?
) -> ObjectPointer? {
  if let module = findModule(left!, def) ?? findModule(right!, def) { return module }
  _ = Raise(
    .type,
    "PyType_GetModuleByDef: No superclass of '\(left!.name)' nor '\(right!.name)' has the given module"
  )
  return nil
}

@c @implementation
public func _PyObject_LookupSpecial(_ self: ObjectPointer?, _ name: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try lookupSpecial(self!, name!) }
}

@c @implementation
public func _PyObject_GetState(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let method = try Owned(PyObject_GetAttr(o, suture_name___getstate__()))
    return PyObject_CallNoArgs(method.pointer)
  }
}

@c @implementation
public func _PyObject_GetDictPtr(_ o: ObjectPointer?) -> UnsafeMutablePointer<ObjectPointer?>? {
  dictSlot(o!)
}

@c @implementation
public func PyObject_GetItemData(_ o: ObjectPointer?) -> UnsafeMutableRawPointer? {
  guard o!.type.has(TypeFlag.itemsAtEnd) else {
    _ = Raise(.type, "type '\(o!.type.name)' does not have Py_TPFLAGS_ITEMS_AT_END")
    return nil
  }
  return UnsafeMutableRawPointer(o!) + o!.type.pointee.tp_basicsize
}

@c @implementation
public func PyObject_VisitManagedDict(
  _ o: ObjectPointer?,
  _ visit: visitproc?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  guard o!.type.has(TypeFlag.managedDict), let slot = dictSlot(o!) else { return 0 }
  return visitField(slot.pointee, visit!, context)
}

@c @implementation
public func PyObject_ClearManagedDict(_ o: ObjectPointer?) {
  guard o!.type.has(TypeFlag.managedDict), let slot = dictSlot(o!) else { return }
  let old = slot.pointee
  slot.pointee = nil
  if let old { suture_decref_stored(old) }
}

@c @implementation
public func PyObject_CallFinalizer(_ o: ObjectPointer?) { finalizeObject(o!) }
