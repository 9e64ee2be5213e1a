import CSuture

// The descriptors of C-defined attributes: methods, class methods, members, get-set pairs and slot wrappers.
//
//     PyDescrObject   [ head | d_type | d_name | d_qualname (made when asked) ]

// MARK: Operations

/// The name of a descriptor, borrowed.
@inline(__always)
func descriptorName(_ descriptor: ObjectPointer) -> ObjectPointer {
  descriptor.cast(to: PyDescrObject.self).pointee.d_name
}

private func common(_ o: ObjectPointer) -> UnsafeMutablePointer<PyDescrObject> {
  o.cast(to: PyDescrObject.self)
}

private func make(_ kind: TypePointer, _ type: TypePointer, _ name: UnsafePointer<CChar>)
  throws(Raise) -> ObjectPointer
{
  let text = Owned(try interned(name))
  let o = try newZeroedObject(kind)
  let d = common(o)
  suture_incref_stored(type.asObject)
  d.pointee.d_type = type
  d.pointee.d_name = text.store()
  // Descriptors of static types are there for good, and read by every thread (C14).
  if !type.isHeap {
    makeImmortal(o)
  } else {
    gcTrack(o)
  }
  return o
}

/// A wrapper_descriptor for a slot that `type` fills with `function`.
func newSlotWrapper(
  _ type: TypePointer,
  _ def: UnsafeMutablePointer<SutureSlotDef>,
  _ function: UnsafeMutableRawPointer
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = try make(suture_PyWrapperDescr_Type(), type, def.pointee.name!)
    let wrapper = o.cast(to: PyWrapperDescrObject.self)
    wrapper.pointee.d_base = def
    wrapper.pointee.d_wrapped = function
    return o
  }
}

private func name(_ o: ObjectPointer) -> String { swiftText(descriptorName(o)) }

/// Throws TypeError unless `self` is an instance of the descriptor's type.
@inline(__always)
func checkReceiver(_ o: ObjectPointer, _ self: ObjectPointer) throws(Raise) {
  let type: TypePointer = common(o).pointee.d_type
  if self.type == type || PyType_IsSubtype(self.type, type) != 0 { return }
  throw wrongReceiver(o, self)
}

@inline(never)
private func wrongReceiver(_ o: ObjectPointer, _ self: ObjectPointer) -> Raise {
  let type: TypePointer = common(o).pointee.d_type
  return Raise(
    .type,
    "descriptor '\(name(o))' for '\(type.name)' objects doesn't apply to a '\(self.type.name)' object"
  )
}

/// The table entry that a method descriptor was made of; nil: it is another kind of descriptor.
private func methodDefinition(_ o: ObjectPointer) -> UnsafeMutablePointer<PyMethodDef>? {
  let kind = o.type
  guard kind == suture_PyMethodDescr_Type() || kind == suture_PyClassMethodDescr_Type() else {
    return nil
  }
  return o.cast(to: PyMethodDescrObject.self).pointee.d_method
}

private func doc(_ o: ObjectPointer) -> UnsafePointer<CChar>? {
  if let method = methodDefinition(o) { return UnsafePointer(method.pointee.ml_doc) }
  let kind = o.type
  if kind == suture_PyMemberDescr_Type() {
    return UnsafePointer(o.cast(to: PyMemberDescrObject.self).pointee.d_member.pointee.doc)
  }
  if kind == suture_PyGetSetDescr_Type() {
    return UnsafePointer(o.cast(to: PyGetSetDescrObject.self).pointee.d_getset.pointee.doc)
  }
  return o.cast(to: PyWrapperDescrObject.self).pointee.d_base.pointee.doc
}

// MARK: C API

@c @implementation
public func PyDescr_NewMethod(_ type: TypePointer?, _ method: UnsafeMutablePointer<PyMethodDef>?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    _ = try vectorcall(for: method!)
    let o = try make(suture_PyMethodDescr_Type(), type!, method!.pointee.ml_name)
    let d = o.cast(to: PyMethodDescrObject.self)
    d.pointee.d_method = method
    d.pointee.domain = CodeDomain.current.rawValue
    d.pointee.vectorcall = suture_method_descr_vectorcall
    return o
  }
}

@c @implementation
public func PyDescr_NewClassMethod(
  _ type: TypePointer?,
  _ method: UnsafeMutablePointer<PyMethodDef>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = try make(suture_PyClassMethodDescr_Type(), type!, method!.pointee.ml_name)
    let d = o.cast(to: PyMethodDescrObject.self)
    d.pointee.d_method = method
    d.pointee.domain = CodeDomain.current.rawValue
    return o
  }
}

@c @implementation
public func PyDescr_NewMember(_ type: TypePointer?, _ member: UnsafeMutablePointer<PyMemberDef>?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if member!.pointee.flags & Py_RELATIVE_OFFSET != 0 {
      throw Raise(.system, "PyDescr_NewMember used with Py_RELATIVE_OFFSET")
    }
    let o = try make(suture_PyMemberDescr_Type(), type!, member!.pointee.name)
    o.cast(to: PyMemberDescrObject.self).pointee.d_member = member
    return o
  }
}

@c @implementation
public func PyDescr_NewGetSet(_ type: TypePointer?, _ pair: UnsafeMutablePointer<PyGetSetDef>?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let o = try make(suture_PyGetSetDescr_Type(), type!, pair!.pointee.name)
    let d = o.cast(to: PyGetSetDescrObject.self)
    d.pointee.d_getset = pair
    d.pointee.domain = CodeDomain.current.rawValue
    return o
  }
}

@c @implementation
public func PyWrapper_New(_ descriptor: ObjectPointer?, _ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = try newZeroedObject(suture_PyMethodWrapper_Type())
    let wrapper = o.cast(to: SutureMethodWrapper.self)
    suture_incref_stored(descriptor!)
    suture_incref_stored(self!)
    wrapper.pointee.descr = descriptor!.cast(to: PyWrapperDescrObject.self)
    wrapper.pointee.receiver = self
    gcTrack(o)
    return o
  }
}

// MARK: Slots

@c func suture_descr_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  let d = common(self!)
  let type: TypePointer? = d.pointee.d_type
  let name: ObjectPointer? = d.pointee.d_name
  let qualname: ObjectPointer? = d.pointee.d_qualname
  if let name { suture_decref_stored(name) }
  if let qualname { suture_decref_stored(qualname) }
  if let type { suture_decref_stored(type.asObject) }
  freeInstance(self!)
}

@c func suture_descr_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  visitField(common(self!).pointee.d_type?.asObject, visit!, context)
}

@c func suture_descr_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let kind = self!.type
    let what: String
    if kind == suture_PyMemberDescr_Type() {
      what = "member"
    } else if kind == suture_PyGetSetDescr_Type() {
      what = "attribute"
    } else if kind == suture_PyWrapperDescr_Type() {
      what = "slot wrapper"
    } else {
      what = "method"
    }
    return try makeStr(
      "<\(what) '\(name(self!))' of '\(common(self!).pointee.d_type.name)' objects>"
    )
  }
}

@c func suture_descr_get_name(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  newReference(descriptorName(self!))
}

@c func suture_descr_get_objclass(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  newReference(common(self!).pointee.d_type.asObject)
}

@c func suture_descr_get_qualname(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let type = Owned(try qualifiedNameObject(common(self!).pointee.d_type))
    return try makeStr("\(swiftText(type.pointer)).\(name(self!))")
  }
}

@c func suture_descr_get_doc(_ self: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let text = doc(self!) else { return none() }
    let kind = self!.type
    if kind == suture_PyMemberDescr_Type() || kind == suture_PyGetSetDescr_Type() {
      return try check(PyUnicode_FromString(text))
    }
    return try documentation(PyUnicode_AsUTF8AndSize(descriptorName(self!), nil)!, text)
  }
}

@c func suture_descr_get_text_signature(
  _ self: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try docstringSignature(
      PyUnicode_AsUTF8AndSize(descriptorName(self!), nil)!,
      doc(self!),
      flags: methodDefinition(self!)?.pointee.ml_flags ?? 0
    )
  }
}

@c func suture_descr_reduce(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let builtins = try Owned(PyImport_ImportModule("builtins"))
    let getattr = try Owned(PyObject_GetAttrString(builtins.pointer, "getattr"))
    let args = Owned(try tupleOf(common(self!).pointee.d_type.asObject, descriptorName(self!)))
    return try tupleOf(getattr.pointer, args.pointer)
  }
}

// MARK: Methods of classes in C

@c func suture_method_descr_get(_ self: ObjectPointer?, _ o: ObjectPointer?, _ type: ObjectPointer?)
  -> ObjectPointer?
{
  guard let o else { return newReference(self!) }
  return raising { () throws(Raise) in
    try checkReceiver(self!, o)
    let d = self!.cast(to: PyMethodDescrObject.self)
    if d.pointee.d_method.pointee.ml_flags & METH_METHOD != 0 {
      guard let type else {
        throw Raise(
          .type,
          "descriptor '\(name(self!))' needs a type, not None, as arg 2"
        )
      }
      return try bindFunction(
        d.pointee.d_method,
        o,
        type.isType ? common(self!).pointee.d_type : nil,
        d.pointee.domain
      )
    }
    return try bindFunction(d.pointee.d_method, o, nil, d.pointee.domain)
  }
}

/// A builtin function bound to `self`, which runs in the descriptor's domain.
private func bindFunction(
  _ method: UnsafeMutablePointer<PyMethodDef>,
  _ self: ObjectPointer,
  _ owner: TypePointer?,
  _ domain: UInt32
) throws(Raise) -> ObjectPointer {
  try makeCFunction(method, self, nil, owner, codeDomain(domain))
}

@inline(__always)
func codeDomain(_ raw: UInt32) -> CodeDomain { CodeDomain(rawValue: raw) ?? .runtime }

@c func suture_method_descr_vectorcall(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  let o = self!
  let d = o.cast(to: PyMethodDescrObject.self)
  let count = nargsf & Int.max
  return raising { () throws(Raise) in
    if count < 1 {
      let qualname = try Owned(suture_descr_get_qualname(o, nil))
      throw Raise(.type, "unbound method \(swiftText(qualname.pointer))() needs an argument")
    }
    let receiver = args![0]!
    try checkReceiver(o, receiver)
    return callMethodTable(
      d.pointee.d_method,
      domain: codeDomain(d.pointee.domain),
      callable: o,
      owner: receiver,
      definingClass: d.pointee.d_common.d_type,
      args: args! + 1,
      count: count - 1,
      kwnames: kwnames
    )
  }
}

@c func suture_classmethod_descr_get(
  _ self: ObjectPointer?,
  _ o: ObjectPointer?,
  _ type: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let own: TypePointer = common(self!).pointee.d_type
    guard let cls = type ?? o.map({ $0.type.asObject }) else {
      throw Raise(
        .type,
        "descriptor '\(name(self!))' for type '\(own.name)' needs either an object or a type"
      )
    }
    guard cls.isType else {
      throw Raise(
        .type,
        "descriptor '\(name(self!))' for type '\(own.name)' needs a type, not a '\(cls.type.name)' as arg 2"
      )
    }
    guard PyType_IsSubtype(cls.asType, own) != 0 else {
      throw Raise(
        .type,
        "descriptor '\(name(self!))' requires a subtype of '\(own.name)' but received '\(cls.asType.name)'"
      )
    }
    let d = self!.cast(to: PyMethodDescrObject.self)
    let owner = d.pointee.d_method.pointee.ml_flags & METH_METHOD != 0 ? own : nil
    return try bindFunction(d.pointee.d_method, cls, owner, d.pointee.domain)
  }
}

@c func suture_classmethod_descr_call(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let own: TypePointer = common(self!).pointee.d_type
    guard tupleCount(args!) > 0 else {
      throw Raise(.type, "descriptor '\(name(self!))' of '\(own.name)' object needs an argument")
    }
    let bound = try Owned(suture_classmethod_descr_get(self, nil, tupleItem(args!, 0)))
    let rest = try Owned(PyTuple_GetSlice(args, 1, tupleCount(args!)))
    return PyObject_Call(bound.pointer, rest.pointer, kwargs)
  }
}

// MARK: Slot wrappers

/// Calls a slot wrapper for `o`.
private func callWrapper(
  _ descriptor: ObjectPointer,
  _ o: ObjectPointer,
  _ args: ObjectPointer,
  _ kwargs: ObjectPointer?
) throws(Raise) -> ObjectPointer? {
  let d = descriptor.cast(to: PyWrapperDescrObject.self)
  let def: UnsafeMutablePointer<SutureSlotDef> = d.pointee.d_base
  if def.pointee.keywords != 0 {
    let function = unsafeBitCast(def.pointee.wrapper!, to: KeywordWrapperFunction.self)
    return function(o, args, d.pointee.d_wrapped, kwargs)
  }
  if hasKeywords(kwargs) {
    throw Raise(.type, "wrapper \(name(descriptor))() takes no keyword arguments")
  }
  let function = unsafeBitCast(def.pointee.wrapper!, to: WrapperFunction.self)
  return function(o, args, d.pointee.d_wrapped)
}

@c func suture_wrapper_descr_call(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let type: TypePointer = common(self!).pointee.d_type
    guard tupleCount(args!) > 0 else {
      throw Raise(.type, "descriptor '\(name(self!))' of '\(type.name)' object needs an argument")
    }
    let receiver = tupleItem(args!, 0)
    guard PyType_IsSubtype(receiver.type, type) != 0 else {
      throw Raise(
        .type,
        "descriptor '\(name(self!))' requires a '\(type.name)' object but received a '\(receiver.type.name)'"
      )
    }
    let rest = try Owned(PyTuple_GetSlice(args, 1, tupleCount(args!)))
    return try callWrapper(self!, receiver, rest.pointer, kwargs)
  }
}

@c func suture_wrapper_descr_get(
  _ self: ObjectPointer?,
  _ o: ObjectPointer?,
  _ type: ObjectPointer?
) -> ObjectPointer? {
  guard let o else { return newReference(self!) }
  return raising { () throws(Raise) in
    try checkReceiver(self!, o)
    return PyWrapper_New(self, o)
  }
}

private func wrapped(_ o: ObjectPointer) -> ObjectPointer {
  UnsafeMutableRawPointer(o.cast(to: SutureMethodWrapper.self).pointee.descr!)
    .assumingMemoryBound(to: PyObject.self)
}

@c func suture_method_wrapper_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  let descriptor = wrapped(self!)
  let receiver: ObjectPointer? = self!.cast(to: SutureMethodWrapper.self).pointee.receiver
  suture_decref_stored(descriptor)
  if let receiver { suture_decref_stored(receiver) }
  freeInstance(self!)
}

@c func suture_method_wrapper_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  let result = visitField(wrapped(self!), visit!, context)
  if result != 0 { return result }
  return visitField(self!.cast(to: SutureMethodWrapper.self).pointee.receiver, visit!, context)
}

@c func suture_method_wrapper_call(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try callWrapper(
      wrapped(self!),
      self!.cast(to: SutureMethodWrapper.self).pointee.receiver,
      args!,
      kwargs
    )
  }
}

@c func suture_method_wrapper_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let receiver: ObjectPointer = self!.cast(to: SutureMethodWrapper.self).pointee.receiver
    return try makeStr(
      "<method-wrapper '\(name(wrapped(self!)))' of \(receiver.type.name) object at \(hexAddress(receiver))>"
    )
  }
}

@c func suture_method_wrapper_hash(_ self: ObjectPointer?) -> Int {
  let wrapper = self!.cast(to: SutureMethodWrapper.self)
  let hash = suture_object_hash(wrapper.pointee.receiver) ^ suture_object_hash(wrapped(self!))
  return hash == -1 ? -2 : hash
}

@c func suture_method_wrapper_richcompare(
  _ a: ObjectPointer?,
  _ b: ObjectPointer?,
  _ op: Int32
) -> ObjectPointer? {
  let kind = suture_PyMethodWrapper_Type()
  guard op == Py_EQ || op == Py_NE, a!.type == kind, b!.type == kind else {
    return suture_NotImplemented()
  }
  let x = a!.cast(to: SutureMethodWrapper.self)
  let y = b!.cast(to: SutureMethodWrapper.self)
  let equal = x.pointee.descr == y.pointee.descr && x.pointee.receiver == y.pointee.receiver
  return makeBool(equal == (op == Py_EQ))
}

@c func suture_method_wrapper_get_self(
  _ self: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> ObjectPointer? {
  newReference(self!.cast(to: SutureMethodWrapper.self).pointee.receiver)
}

@c func suture_method_wrapper_get_objclass(
  _ self: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> ObjectPointer? { suture_descr_get_objclass(wrapped(self!), nil) }

@c func suture_method_wrapper_get_name(
  _ self: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> ObjectPointer? { suture_descr_get_name(wrapped(self!), nil) }

@c func suture_method_wrapper_get_qualname(
  _ self: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> ObjectPointer? { suture_descr_get_qualname(wrapped(self!), nil) }

@c func suture_method_wrapper_get_doc(
  _ self: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> ObjectPointer? { suture_descr_get_doc(wrapped(self!), nil) }

@c func suture_method_wrapper_get_text_signature(
  _ self: ObjectPointer?,
  _ context: UnsafeMutableRawPointer?
) -> ObjectPointer? { suture_descr_get_text_signature(wrapped(self!), nil) }

@c func suture_method_wrapper_reduce(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let builtins = try Owned(PyImport_ImportModule("builtins"))
    let getattr = try Owned(PyObject_GetAttrString(builtins.pointer, "getattr"))
    let args = Owned(
      try tupleOf(
        self!.cast(to: SutureMethodWrapper.self).pointee.receiver,
        descriptorName(wrapped(self!))
      )
    )
    return try tupleOf(getattr.pointer, args.pointer)
  }
}
