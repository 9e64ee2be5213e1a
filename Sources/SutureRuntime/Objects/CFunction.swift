import CSuture

// Functions implemented in C, and the one place that calls an entry of a method table.

// MARK: Layout

/// Which convention a method table's entry follows: its ml_flags without METH_CLASS, METH_STATIC and METH_COEXIST.
enum CallFlag {
  static let varargs: Int32 = 0x1
  static let keywords: Int32 = 0x2
  static let noargs: Int32 = 0x4
  static let o: Int32 = 0x8
  static let classMethod: Int32 = 0x10
  static let staticMethod: Int32 = 0x20
  static let coexist: Int32 = 0x40
  static let fastcall: Int32 = 0x80
  static let method: Int32 = 0x200
  static let convention: Int32 = varargs | keywords | noargs | o | fastcall | method
}

typealias MethodDefPointer = UnsafeMutablePointer<PyMethodDef>

extension UnsafeMutablePointer where Pointee == PyObject {
  var asFunction: UnsafeMutablePointer<SutureCFunction> {
    cast(to: SutureCFunction.self)
  }
  var function: UnsafeMutablePointer<PyCFunctionObject> {
    cast(to: PyCFunctionObject.self)
  }
  var isCFunction: Bool {
    type == suture_PyCFunction_Type() || PyType_IsSubtype(type, suture_PyCFunction_Type()) != 0
  }
}

extension SutureCFunction {
  var codeDomain: CodeDomain { CodeDomain(rawValue: domain) ?? .runtime }
}

// MARK: Operations

/// The vectorcall function for the calling convention of an entry; nil: METH_VARARGS, which has none.
///
/// SystemError when the flags name no convention.
func vectorcall(for def: MethodDefPointer) throws(Raise) -> vectorcallfunc? {
  switch def.pointee.ml_flags & CallFlag.convention {
  case CallFlag.varargs, CallFlag.varargs | CallFlag.keywords: nil
  case CallFlag.fastcall: suture_cfunction_vectorcall(Int32(SUTURE_CALL_FAST))
  case CallFlag.fastcall | CallFlag.keywords:
    suture_cfunction_vectorcall(Int32(SUTURE_CALL_FAST_KEYWORDS))
  case CallFlag.noargs: suture_cfunction_vectorcall(Int32(SUTURE_CALL_NOARGS))
  case CallFlag.o: suture_cfunction_vectorcall(Int32(SUTURE_CALL_O))
  case CallFlag.method | CallFlag.fastcall | CallFlag.keywords:
    suture_cfunction_vectorcall(Int32(SUTURE_CALL_METHOD))
  default:
    throw Raise(.system, "\(String(cString: def.pointee.ml_name))() method: bad call flags")
  }
}

/// A function object for an entry of a method table.
///
/// `owner`, `module` and `definingClass` are borrowed.
///
/// - Parameter domain: whose code the entry points to.
func makeCFunction(
  _ def: MethodDefPointer,
  _ owner: ObjectPointer?,
  _ module: ObjectPointer?,
  _ definingClass: TypePointer?,
  _ domain: CodeDomain
) throws(Raise) -> ObjectPointer {
  let vectorcall = try vectorcall(for: def)
  let isMethod = def.pointee.ml_flags & CallFlag.method != 0
  if isMethod, definingClass == nil {
    throw Raise(.system, "attempting to create PyCMethod with a METH_METHOD flag but no class")
  }
  if !isMethod, definingClass != nil {
    throw Raise(.system, "attempting to create PyCFunction with class but no METH_METHOD flag")
  }
  let type = isMethod ? suture_PyCMethod_Type() : suture_PyCFunction_Type()
  let o = try newObject(type, size: MemoryLayout<SutureCFunction>.stride)
  let f = o.asFunction
  f.pointee.method.func.m_ml = def
  f.pointee.method.func.m_self = owner
  f.pointee.method.func.m_module = module
  f.pointee.method.func.m_weakreflist = nil
  f.pointee.method.func.vectorcall = vectorcall
  f.pointee.method.mm_class = definingClass
  f.pointee.domain = domain.rawValue
  if let owner { suture_incref_stored(owner) }
  if let module { suture_incref_stored(module) }
  if let definingClass { suture_incref_stored(definingClass.asObject) }
  gcTrack(o)
  return o
}

/// Calls an entry of a method table: checks the arguments against its convention, enters the mode of its code, shows
/// it the arguments, converts its result.
///
/// - Parameters:
///   - flags: the entry's convention; a constant where the caller knows it.
///   - callable: what messages name: the function or the descriptor.
///   - owner: `self`; for METH_STATIC NULL.
///   - args: without `self`; `count` positional, then one for each of `kwnames`.
/// - Returns: a new reference or nil; the caller checks it against the pending exception.
@inline(__always)
func callMethodTable(
  _ def: MethodDefPointer,
  flags: Int32,
  domain: CodeDomain,
  callable: ObjectPointer,
  owner: ObjectPointer?,
  definingClass: TypePointer?,
  args: Arguments?,
  count: Int,
  kwnames: ObjectPointer?
) -> ObjectPointer? {
  let thread = suture_thread()
  if suture_is_pending(thread) { Thread.safepoint() }
  if suture_stack_address() < thread.pointee.stack_limit { return failRecursion() }
  if let kwnames, flags & CallFlag.keywords == 0, itemCount(kwnames) > 0 {
    return failKeywords(callable, def, flags)
  }
  if flags & CallFlag.noargs != 0, count != 0 {
    return failCount(callable, "takes no arguments", count)
  }
  if flags & CallFlag.o != 0, count != 1 {
    return failCount(callable, "takes exactly one argument", count)
  }
  if domain.isCurrent {
    return invoke(def, flags, owner, definingClass, args, count, kwnames)
  }
  return crossAndInvoke(def, flags, domain, owner, definingClass, args, count, kwnames)
}

/// `callMethodTable` for a caller that does not know the convention.
func callMethodTable(
  _ def: MethodDefPointer,
  domain: CodeDomain,
  callable: ObjectPointer,
  owner: ObjectPointer?,
  definingClass: TypePointer?,
  args: Arguments?,
  count: Int,
  kwnames: ObjectPointer?
) -> ObjectPointer? {
  callMethodTable(
    def,
    flags: def.pointee.ml_flags & CallFlag.convention,
    domain: domain,
    callable: callable,
    owner: owner,
    definingClass: definingClass,
    args: args,
    count: count,
    kwnames: kwnames
  )
}

@inline(never)
private func crossAndInvoke(
  _ def: MethodDefPointer,
  _ flags: Int32,
  _ domain: CodeDomain,
  _ owner: ObjectPointer?,
  _ definingClass: TypePointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  let crossing = Crossing(into: domain)
  crossing.expose(owner)
  crossing.expose(args, count + itemCount(kwnames))
  if let kwnames { crossing.expose(tuple: kwnames) }
  return crossing.leave(invoke(def, flags, owner, definingClass, args, count, kwnames))
}

/// The call itself, in the entry's own mode.
@inline(__always)
private func invoke(
  _ def: MethodDefPointer,
  _ flags: Int32,
  _ owner: ObjectPointer?,
  _ definingClass: TypePointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  let function = def.pointee.ml_meth
  switch flags {
  case CallFlag.noargs: return function!(owner, nil)
  case CallFlag.o: return function!(owner, args![0])
  case CallFlag.fastcall:
    return unsafeBitCast(function, to: PyCFunctionFast.self)(owner, args, count)
  case CallFlag.fastcall | CallFlag.keywords:
    return unsafeBitCast(function, to: PyCFunctionFastWithKeywords.self)(
      owner,
      args,
      count,
      kwnames
    )
  case CallFlag.method | CallFlag.fastcall | CallFlag.keywords:
    return unsafeBitCast(function, to: PyCMethod.self)(owner, definingClass, args, count, kwnames)
  default:
    return invokeWithTuple(def, flags, owner, args, count, kwnames)
  }
}

@inline(never)
private func invokeWithTuple(
  _ def: MethodDefPointer,
  _ flags: Int32,
  _ owner: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let tuple = Owned(try makeTuple(args, count))
    if let kwnames, itemCount(kwnames) > 0 {
      let keywords = Owned(try makeKeywordDict(args! + count, kwnames))
      return unsafeBitCast(def.pointee.ml_meth, to: PyCFunctionWithKeywords.self)(
        owner,
        tuple.pointer,
        keywords.pointer
      )
    }
    if flags & CallFlag.keywords != 0 {
      return unsafeBitCast(def.pointee.ml_meth, to: PyCFunctionWithKeywords.self)(
        owner,
        tuple.pointer,
        nil
      )
    }
    return def.pointee.ml_meth!(owner, tuple.pointer)
  }
}

/// Calls a METH_VARARGS entry with a tuple and a dict that exist already.
func callMethodTable(
  _ def: MethodDefPointer,
  domain: CodeDomain,
  callable: ObjectPointer,
  owner: ObjectPointer?,
  tuple: ObjectPointer,
  keywords: ObjectPointer?
) -> ObjectPointer? {
  let takesKeywords = def.pointee.ml_flags & CallFlag.keywords != 0
  if !takesKeywords, let keywords, PyDict_Size(keywords) > 0 {
    return failKeywords(callable, def, CallFlag.varargs)
  }
  if domain.isCurrent { return invokeTuple(def, takesKeywords, owner, tuple, keywords) }
  let crossing = Crossing(into: domain)
  crossing.expose(owner)
  crossing.expose(tuple: tuple)
  crossing.expose(keywords)
  return crossing.leave(invokeTuple(def, takesKeywords, owner, tuple, keywords))
}

private func invokeTuple(
  _ def: MethodDefPointer,
  _ takesKeywords: Bool,
  _ owner: ObjectPointer?,
  _ tuple: ObjectPointer,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  takesKeywords
    ? unsafeBitCast(def.pointee.ml_meth, to: PyCFunctionWithKeywords.self)(owner, tuple, keywords)
    : def.pointee.ml_meth!(owner, tuple)
}

@inline(never)
private func failRecursion() -> ObjectPointer? {
  _ = Raise(.recursion, "maximum recursion depth exceeded while calling a Python object")
  return nil
}

@inline(never)
private func failCount(_ callable: ObjectPointer, _ text: StaticString, _ count: Int)
  -> ObjectPointer?
{
  let name = functionText(callable)
  _ = Raise(.type, "\(name) \(text) (\(count) given)")
  return nil
}

@inline(never)
private func failKeywords(_ callable: ObjectPointer, _ def: MethodDefPointer, _ flags: Int32)
  -> ObjectPointer?
{
  let isTupleCall = flags & CallFlag.varargs != 0
  let name = isTupleCall ? String(cString: def.pointee.ml_name) + "()" : functionText(callable)
  _ = Raise(.type, "\(name) takes no keyword arguments")
  return nil
}

/// How messages name a callable: "module.qualname()", without the module for builtins.
func functionText(_ callable: ObjectPointer) -> String {
  let saved = PyErr_GetRaisedException()
  defer { if let saved { PyErr_SetRaisedException(saved) } else { PyErr_Clear() } }
  guard let qualname = PyObject_GetAttr(callable, suture_name___qualname__()) else {
    PyErr_Clear()
    guard let text = PyObject_Str(callable) else { return "<\(callable.type.name) object>" }
    defer { suture_decref(text) }
    return swiftText(text)
  }
  defer { suture_decref(qualname) }
  let name = qualname.isInstance(TypeFlag.unicode) ? swiftText(qualname) : describe(qualname)
  guard let module = PyObject_GetAttr(callable, suture_name___module__()) else {
    return name + "()"
  }
  defer { suture_decref(module) }
  guard module.isInstance(TypeFlag.unicode) else { return name + "()" }
  let moduleName = swiftText(module)
  return moduleName == "builtins" ? name + "()" : moduleName + "." + name + "()"
}

// MARK: C API

@c @implementation
public func PyCMethod_New(
  _ def: UnsafeMutablePointer<PyMethodDef>?,
  _ owner: ObjectPointer?,
  _ module: ObjectPointer?,
  _ definingClass: TypePointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in try makeCFunction(def!, owner, module, definingClass, .current) }
}

@c @implementation
public func PyCFunction_NewEx(
  _ def: UnsafeMutablePointer<PyMethodDef>?,
  _ owner: ObjectPointer?,
  _ module: ObjectPointer?
) -> ObjectPointer? {
  PyCMethod_New(def, owner, module, nil)
}

@c @implementation
public func PyCFunction_New(_ def: UnsafeMutablePointer<PyMethodDef>?, _ owner: ObjectPointer?)
  -> ObjectPointer?
{
  PyCMethod_New(def, owner, nil, nil)
}

@c @implementation
public func PyCFunction_GetFunction(_ o: ObjectPointer?) -> PyCFunction? {
  guard let o, o.isCFunction else {
    _ = Raise.badInternalCall("Objects/methodobject.c", 120)
    return nil
  }
  return o.function.pointee.m_ml.pointee.ml_meth
}

@c @implementation
public func PyCFunction_GetSelf(_ o: ObjectPointer?) -> ObjectPointer? {
  guard let o, o.isCFunction else {
    _ = Raise.badInternalCall("Objects/methodobject.c", 130)
    return nil
  }
  if o.function.pointee.m_ml.pointee.ml_flags & CallFlag.staticMethod != 0 { return nil }
  guard let owner = o.function.pointee.m_self else { return nil }
  suture_expose(owner)
  return owner
}

@c @implementation
public func PyCFunction_GetFlags(_ o: ObjectPointer?) -> Int32 {
  guard let o, o.isCFunction else {
    _ = Raise.badInternalCall("Objects/methodobject.c", 140)
    return -1
  }
  return o.function.pointee.m_ml.pointee.ml_flags
}

// MARK: Calls

@inline(__always)
private func vectorcall(
  _ callable: ObjectPointer?,
  _ flags: Int32,
  _ args: Arguments?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  let f = callable!.asFunction
  let def = f.pointee.method.func.m_ml!
  let owner = def.pointee.ml_flags & CallFlag.staticMethod != 0 ? nil : f.pointee.method.func.m_self
  return callMethodTable(
    def,
    flags: flags,
    domain: f.pointee.codeDomain,
    callable: callable!,
    owner: owner,
    definingClass: f.pointee.method.mm_class,
    args: args,
    count: positionalCount(nargsf),
    kwnames: kwnames
  )
}

@c func suture_cfunction_vectorcall_noargs(
  _ callable: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  vectorcall(callable, CallFlag.noargs, args, nargsf, kwnames)
}

@c func suture_cfunction_vectorcall_o(
  _ callable: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  vectorcall(callable, CallFlag.o, args, nargsf, kwnames)
}

@c func suture_cfunction_vectorcall_fast(
  _ callable: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  vectorcall(callable, CallFlag.fastcall, args, nargsf, kwnames)
}

@c func suture_cfunction_vectorcall_fast_keywords(
  _ callable: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  vectorcall(callable, CallFlag.fastcall | CallFlag.keywords, args, nargsf, kwnames)
}

@c func suture_cfunction_vectorcall_method(
  _ callable: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  vectorcall(
    callable,
    CallFlag.method | CallFlag.fastcall | CallFlag.keywords,
    args,
    nargsf,
    kwnames
  )
}

@c func suture_cfunction_call(
  _ callable: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  let f = callable!.asFunction
  let def = f.pointee.method.func.m_ml!
  if f.pointee.method.func.vectorcall != nil { return PyVectorcall_Call(callable, args, kwargs) }
  let owner = def.pointee.ml_flags & CallFlag.staticMethod != 0 ? nil : f.pointee.method.func.m_self
  return callMethodTable(
    def,
    domain: f.pointee.codeDomain,
    callable: callable!,
    owner: owner,
    tuple: args!,
    keywords: kwargs
  )
}
