import CSuture

// What extensions ask of a type: its names, its module, its slots, its part of an instance.

// MARK: Operations

private func moduleOf(_ type: TypePointer) -> ObjectPointer? {
  type.isHeap ? type.heap.pointee.ht_module : nil
}

/// The module of the first type in the MRO for which `accepts` holds, borrowed.
private func findModule(_ type: TypePointer, _ accepts: (ObjectPointer) -> Bool) -> ObjectPointer? {
  if let module = moduleOf(type), isModule(module), accepts(module) { return module }
  guard let mro = type.pointee.tp_mro else { return nil }
  for i in 0..<tupleCount(mro) {
    if let module = moduleOf(tupleItem(mro, i).asType), isModule(module), accepts(module) {
      return module
    }
  }
  return nil
}

/// The same for the module that was made from `def`.
func findModule(_ type: TypePointer, _ def: UnsafeMutablePointer<PyModuleDef>?) -> ObjectPointer? {
  let module = findModule(type) { PyModule_GetDef($0) == def }
  if let module { suture_expose(module) }
  return module
}

private func token(_ type: TypePointer) -> UnsafeMutableRawPointer? {
  type.isHeap ? type.heap.pointee._spec_cache.`init`.map { UnsafeMutableRawPointer($0) } : nil
}

/// The first type of the MRO with the token, borrowed.
private func findBase(_ type: TypePointer, _ wanted: UnsafeMutableRawPointer) -> TypePointer? {
  if token(type) == wanted { return type }
  guard let mro = type.pointee.tp_mro else { return nil }
  for i in 0..<tupleCount(mro) where token(tupleItem(mro, i).asType) == wanted {
    return tupleItem(mro, i).asType
  }
  return nil
}

// MARK: C API

@c @implementation
public func PyType_GetName(_ type: TypePointer?) -> ObjectPointer? {
  if type!.isHeap { return newReference(type!.heap.pointee.ht_name) }
  return PyUnicode_FromString(type!.shortName)
}

@c @implementation
public func PyType_GetQualName(_ type: TypePointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try qualifiedNameObject(type!) }
}

@c @implementation
public func PyType_GetModuleName(_ type: TypePointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    if let module = try moduleName(type!) { return module }
    throw Raise(.attribute, "__module__")
  }
}

@c @implementation
public func PyType_GetFullyQualifiedName(_ type: TypePointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let type = type!
    if !type.isHeap { return PyUnicode_FromString(type.pointee.tp_name) }
    let name = Owned(try qualifiedNameObject(type))
    guard let module = try moduleName(type) else {
      throw Raise(.attribute, "__module__")
    }
    let owned = Owned(module)
    guard owned.pointer.isStr else { return name.take() }
    let text = swiftText(owned.pointer)
    if text == "builtins" || text == "__main__" { return name.take() }
    return try makeStr("\(text).\(swiftText(name.pointer))")
  }
}

@c @implementation
public func PyType_GetModule(_ type: TypePointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let type = type!
    guard type.isHeap else {
      throw Raise(.type, "PyType_GetModule: Type '\(type.name)' is not a heap type")
    }
    guard let module = moduleOf(type) else {
      throw Raise(.type, "PyType_GetModule: Type '\(type.name)' has no associated module")
    }
    suture_expose(module)
    return module
  }
}

@c @implementation
public func PyType_GetModuleState(_ type: TypePointer?) -> UnsafeMutableRawPointer? {
  guard let module = PyType_GetModule(type) else { return nil }
  return PyModule_GetState(module)
}

@c @implementation
public func PyType_GetModuleByDef(
  _ type: TypePointer?,
  _ def: UnsafeMutablePointer<PyModuleDef>?
) -> ObjectPointer? {
  if let module = findModule(type!, def) { return module }
  _ = Raise(
    .type,
    "PyType_GetModuleByDef: No superclass of '\(type!.name)' has the given module"
  )
  return nil
}

@c @implementation
public func PyType_GetModuleByToken(_ type: TypePointer?, _ token: UnsafeRawPointer?)
  -> ObjectPointer?
{
  if let module = PyType_GetModuleByToken_DuringGC(type, token) { return newReference(module) }
  _ = Raise(
    .type,
    "PyType_GetModuleByToken: No superclass of '\(type!.name)' has the given module"
  )
  return nil
}

@c @implementation
public func PyType_GetModuleByToken_DuringGC(_ type: TypePointer?, _ token: UnsafeRawPointer?)
  -> ObjectPointer?
{
  findModule(type!) { module in
    var own: UnsafeMutableRawPointer?
    return PyModule_GetToken_DuringGC(module, &own) == 0
      && own == UnsafeMutableRawPointer(mutating: token)
  }
}

@c @implementation
public func PyType_GetModule_DuringGC(_ type: TypePointer?) -> ObjectPointer? { moduleOf(type!) }

@c @implementation
public func PyType_GetModuleState_DuringGC(_ type: TypePointer?) -> UnsafeMutableRawPointer? {
  moduleOf(type!).flatMap { PyModule_GetState_DuringGC($0) }
}

@c @implementation
public func PyType_GetBaseByToken(
  _ type: TypePointer?,
  _ token: UnsafeMutableRawPointer?,
  _ result: UnsafeMutablePointer<TypePointer?>?
) -> Int32 {
  result?.pointee = nil
  return raising { () throws(Raise) in
    guard let token else {
      throw Raise(.system, "PyType_GetBaseByToken called with token=NULL")
    }
    guard type!.asObject.isType else {
      throw Raise(.type, "expected a type, got a '\(type!.asObject.type.name)' object")
    }
    guard let base = findBase(type!, token) else { return 0 }
    if let result {
      suture_incref(base.asObject)
      result.pointee = base
    }
    return 1
  }
}

@c @implementation
public func PyType_GetBaseByToken_DuringGC(
  _ type: TypePointer?,
  _ token: UnsafeMutableRawPointer?,
  _ result: UnsafeMutablePointer<TypePointer?>?
) -> Int32 {
  let base = token.flatMap { findBase(type!, $0) }
  result?.pointee = base
  return base == nil ? 0 : 1
}

@c @implementation
public func PyType_GetSlot(_ type: TypePointer?, _ slot: Int32) -> UnsafeMutableRawPointer? {
  guard slot > 0, slot < SUTURE_SLOT_COUNT else {
    _ = Raise.badInternalCall("Objects/typeobject.c", 4907)
    return nil
  }
  if slot == 83 { return token(type!) }
  let offset = Int(suture_slot_offsets()[Int(slot)])
  guard let word = slotPointer(type!, offset), let value = word.pointee else { return nil }
  return UnsafeMutableRawPointer(mutating: originalSlot(value))
}

@c @implementation
public func PyObject_GetTypeData(_ o: ObjectPointer?, _ type: TypePointer?)
  -> UnsafeMutableRawPointer?
{
  UnsafeMutableRawPointer(o!) + ((type!.pointee.tp_base.pointee.tp_basicsize + 15) & ~15)
}

@c @implementation
public func PyObject_GetTypeData_DuringGC(_ o: ObjectPointer?, _ type: TypePointer?)
  -> UnsafeMutableRawPointer?
{
  PyObject_GetTypeData(o, type)
}

@c @implementation
public func PyType_GetTypeDataSize(_ type: TypePointer?) -> Int {
  let size = type!.pointee.tp_basicsize - ((type!.pointee.tp_base.pointee.tp_basicsize + 15) & ~15)
  return size < 0 ? 0 : size
}

@c @implementation
public func PyType_Freeze(_ type: TypePointer?) -> Int32 {
  raising { () throws(Raise) in
    let type = type!
    guard let mro = type.pointee.tp_mro else { throw Raise(.type, "unable to get the type MRO") }
    for i in 1..<max(1, tupleCount(mro)) {
      let base = tupleItem(mro, i).asType
      if !base.has(TypeFlag.immutable) {
        throw Raise(.type, "Creating immutable type \(type.name) from mutable base \(base.name)")
      }
    }
    type.setFlag(TypeFlag.immutable)
    invalidate(type)
    return 0
  }
}
