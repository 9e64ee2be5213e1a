import CSuture

// The slots and attributes of function objects.

// MARK: Slots

@c func suture_cfunction_dealloc(_ o: ObjectPointer?) {
  let o = o!
  gcUntrack(o)
  let f = o.asFunction
  if f.pointee.method.func.m_weakreflist != nil { PyObject_ClearWeakRefs(o) }
  let owner = f.pointee.method.func.m_self
  let module = f.pointee.method.func.m_module
  let definingClass = f.pointee.method.mm_class
  freeInstance(o)
  if let owner { suture_decref_stored(owner) }
  if let module { suture_decref_stored(module) }
  if let definingClass { suture_decref_stored(definingClass.asObject) }
}

@c func suture_cfunction_traverse(
  _ o: ObjectPointer?,
  _ visit: visitproc?,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  let f = o!.asFunction.pointee.method
  if let x = f.func.m_self, case let r = visit!(x, arg), r != 0 { return r }
  if let x = f.func.m_module, case let r = visit!(x, arg), r != 0 { return r }
  if let x = f.mm_class, case let r = visit!(x.asObject, arg), r != 0 { return r }
  return 0
}

@c func suture_cfunction_clear(_ o: ObjectPointer?) -> Int32 {
  let f = o!.asFunction
  if let owner = f.pointee.method.func.m_self,
    f.pointee.method.func.m_module == nil || owner.type != suture_PyModule_Type()
  {
    f.pointee.method.func.m_self = nil
    suture_decref_stored(owner)
  }
  return 0
}

private func namesOwner(_ f: UnsafeMutablePointer<PyCFunctionObject>) -> ObjectPointer? {
  guard let owner = f.pointee.m_self, !isModule(owner) else { return nil }
  return owner
}

@c func suture_cfunction_repr(_ o: ObjectPointer?) -> ObjectPointer? {
  let f = o!.function
  let name = String(cString: f.pointee.m_ml.pointee.ml_name)
  return raising { () throws(Raise) in
    guard let owner = namesOwner(f) else { return try makeStr("<built-in function \(name)>") }
    let address = String(UInt(bitPattern: owner), radix: 16)
    return try makeStr("<built-in method \(name) of \(owner.type.name) object at 0x\(address)>")
  }
}

@c func suture_cfunction_hash(_ o: ObjectPointer?) -> Py_hash_t {
  let f = o!.function
  let code = unsafeBitCast(f.pointee.m_ml.pointee.ml_meth, to: UInt.self)
  let owner = UInt(bitPattern: f.pointee.m_self)
  let mixed = Int(bitPattern: ((owner >> 4) | (owner << 60)) ^ ((code >> 4) | (code << 60)))
  return mixed == -1 ? -2 : mixed
}

@c func suture_cfunction_richcompare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  guard op == 2 || op == 3, a!.isCFunction, b!.isCFunction else {
    return newReference(suture_NotImplemented())
  }
  let x = a!.function
  let y = b!.function
  let isSame =
    x.pointee.m_self == y.pointee.m_self
    && unsafeBitCast(x.pointee.m_ml.pointee.ml_meth, to: UInt.self)
      == unsafeBitCast(y.pointee.m_ml.pointee.ml_meth, to: UInt.self)
  return makeBool(isSame == (op == 2))
}

@c func suture_cfunction_get_doc(_ o: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  let def = o!.function.pointee.m_ml!
  return raising { () throws(Raise) in
    try documentation(def.pointee.ml_name, def.pointee.ml_doc)
  }
}

@c func suture_cfunction_get_text_signature(
  _ o: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  let def = o!.function.pointee.m_ml!
  return raising { () throws(Raise) in
    try docstringSignature(def.pointee.ml_name, def.pointee.ml_doc, flags: def.pointee.ml_flags)
  }
}

@c func suture_cfunction_get_name(_ o: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  PyUnicode_FromString(o!.function.pointee.m_ml.pointee.ml_name)
}

@c func suture_cfunction_get_qualname(_ o: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  let f = o!.function
  guard let owner = namesOwner(f) else { return suture_cfunction_get_name(o, closure) }
  return raising { () throws(Raise) in
    let type = owner.isInstance(TypeFlag.type) ? owner : owner.type.asObject
    let qualname = try Owned(PyObject_GetAttr(type, suture_name___qualname__()))
    guard qualname.pointer.isInstance(TypeFlag.unicode) else {
      throw Raise(.type, "<method>.__class__.__qualname__ is not a unicode object")
    }
    var writer = StrWriter()
    try writer.append(str: qualname.pointer)
    writer.append(ascii: ".")
    writer.append(String(cString: f.pointee.m_ml.pointee.ml_name))
    return try writer.finish()
  }
}

@c func suture_cfunction_get_self(_ o: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  let f = o!.function
  if f.pointee.m_ml.pointee.ml_flags & CallFlag.staticMethod != 0 { return none() }
  return newReference(f.pointee.m_self ?? suture_None())
}

@c func suture_cfunction_get_module(_ o: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  newReference(o!.function.pointee.m_module ?? suture_None())
}

@c func suture_cfunction_set_module(
  _ o: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  let value = value ?? suture_None()
  suture_incref_stored(value)
  let old = withLock(o!) {
    let old = o!.function.pointee.m_module
    o!.function.pointee.m_module = value
    return old
  }
  if let old { suture_decref_stored(old) }
  return 0
}

@c func suture_cfunction_reduce(_ o: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  let f = o!.function
  guard let owner = namesOwner(f) else { return suture_cfunction_get_name(o, nil) }
  return raising { () throws(Raise) in
    let builtins = try Owned(PyImport_ImportModule("builtins"))
    let getattr = try Owned(PyObject_GetAttrString(builtins.pointer, "getattr"))
    let name = try Owned(suture_cfunction_get_name(o, nil))
    let pair: [ObjectPointer?] = [owner, name.pointer]
    let arguments = Owned(
      try pair.withUnsafeBufferPointer { (p) throws(Raise) in try makeTuple(p.baseAddress, 2) }
    )
    let result: [ObjectPointer?] = [getattr.pointer, arguments.pointer]
    return try result.withUnsafeBufferPointer { (p) throws(Raise) in try makeTuple(p.baseAddress, 2)
    }
  }
}
