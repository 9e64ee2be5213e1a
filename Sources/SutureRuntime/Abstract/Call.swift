import CSuture

// The call protocol. Every call goes through a vectorcall function where the callable has one, else through tp_call;
// the result is checked once, here.

typealias Arguments = UnsafePointer<ObjectPointer?>

// MARK: Operations

/// The vectorcall function of `callable`; nil: its type has none, or this instance does without.
@inline(__always)
func vectorcallFunction(_ callable: ObjectPointer) -> vectorcallfunc? {
  let type = callable.type
  guard type.has(TypeFlag.haveVectorcall) else { return nil }
  return vectorcallField(callable)
}

/// What the instance has at its type's tp_vectorcall_offset; nil: nothing, or the type has no such field.
@inline(__always)
private func vectorcallField(_ callable: ObjectPointer) -> vectorcallfunc? {
  let offset = callable.type.pointee.tp_vectorcall_offset
  guard offset > 0 else { return nil }
  return (UnsafeRawPointer(callable) + offset).loadUnaligned(as: vectorcallfunc?.self)
}

/// The number of positional arguments in a vectorcall's `nargsf`.
@inline(__always)
func positionalCount(_ nargsf: Int) -> Int { nargsf & Int.max }

/// Calls with the arguments in an array; the first `count` are positional, one more for each of `kwnames`.
///
/// - Returns: a new reference, or nil with an exception pending: exactly one of the two.
@inline(__always)
func call(_ callable: ObjectPointer, _ args: Arguments?, _ nargsf: Int, _ kwnames: ObjectPointer?)
  -> ObjectPointer?
{
  guard let function = vectorcallFunction(callable) else {
    return callThroughTuple(callable, args, positionalCount(nargsf), kwnames)
  }
  return call(callable, function, args, nargsf, kwnames)
}

@inline(__always)
private func call(
  _ callable: ObjectPointer,
  _ function: vectorcallfunc,
  _ args: Arguments?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  if callable.type.has(TypeFlag.legacyCode | TypeFlag.freeCode | legacyFieldsFlag) {
    return checkResult(callable, callForeign(function, callable, args, nargsf, kwnames))
  }
  return checkResult(callable, function(callable, args, nargsf, kwnames))
}

/// A vectorcall function that an extension put into its own instance.
@inline(never)
private func callForeign(
  _ function: vectorcallfunc,
  _ callable: ObjectPointer,
  _ args: Arguments?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  // A subclass made by a call of `type` inherits the function, and of its origin only legacyFieldsFlag.
  let domain: CodeDomain =
    callable.type.has(TypeFlag.freeCode) ? .free : suture_is_gil_mode() ? .runtime : .legacy
  if domain.isCurrent { return function(callable, args, nargsf, kwnames) }
  let crossing = Crossing(into: domain)
  crossing.expose(callable)
  crossing.expose(args, positionalCount(nargsf) + itemCount(kwnames))
  if let kwnames { crossing.expose(kwnames) }
  return crossing.leave(function(callable, args, nargsf, kwnames))
}

/// Makes the tuple and the dict that tp_call takes.
private func callThroughTuple(
  _ callable: ObjectPointer,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard callable.type.pointee.tp_call != nil else { throw notCallable(callable) }
    let tuple = Owned(try makeTuple(args, count))
    guard let kwnames, itemCount(kwnames) > 0 else { return callSlot(callable, tuple.pointer, nil) }
    let keywords = Owned(try makeKeywordDict(args! + count, kwnames))
    return callSlot(callable, tuple.pointer, keywords.pointer)
  }
}

/// tp_call, with the recursion check and the result check.
private func callSlot(_ callable: ObjectPointer, _ args: ObjectPointer, _ keywords: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let slot = callable.type.pointee.tp_call else { throw notCallable(callable) }
    try checkRecursion(" while calling a Python object")
    return checkResult(callable, slot(callable, args, keywords))
  }
}

private func notCallable(_ callable: ObjectPointer) -> Raise {
  Raise(.type, "'\(callable.type.name)' object is not callable")
}

/// A new tuple of borrowed objects.
func makeTuple(_ items: Arguments?, _ count: Int) throws(Raise) -> ObjectPointer {
  let tuple = try check(PyTuple_New(count))
  if count == 0 { return tuple }
  let slots = tupleItems(tuple)
  for i in 0..<count {
    let item = items![i]!
    suture_incref_stored(item)
    slots[i] = item
  }
  return tuple
}

/// The length of a tuple; nil counts as empty.
@inline(__always)
func itemCount(_ tuple: ObjectPointer?) -> Int {
  tuple.map { tupleCount($0) } ?? 0
}

/// A new dict of `kwnames`' names and the values at `values`.
func makeKeywordDict(_ values: Arguments, _ kwnames: ObjectPointer) throws(Raise) -> ObjectPointer {
  let dict = try Owned(PyDict_New())
  let names = tupleItems(kwnames)
  for i in 0..<itemCount(kwnames) {
    try check(PyDict_SetItem(dict.pointer, names[i], values[i]))
  }
  return dict.take()
}

/// A callable gives a result or an exception, never both and never neither: else SystemError, in CPython's words.
@inline(__always)
func checkResult(_ callable: ObjectPointer?, _ result: ObjectPointer?) -> ObjectPointer? {
  if (result == nil) == isExceptionPending { return result }
  return failedResultCheck(callable, result)
}

@inline(never)
private func failedResultCheck(_ callable: ObjectPointer?, _ result: ObjectPointer?)
  -> ObjectPointer?
{
  guard let result else {
    let text = callable.map(describe) ?? "function"
    _ = Raise(.system, "\(text) returned NULL without setting an exception")
    return nil
  }
  suture_decref(result)
  raiseSystemErrorFromPending {
    (callable.map(describe) ?? "function") + " returned a result with an exception set"
  }
  return nil
}

/// repr(o) as Swift text; sets no exception.
func describe(_ o: ObjectPointer) -> String {
  guard let text = PyObject_Repr(o) else {
    PyErr_Clear()
    return "<\(o.type.name) object>"
  }
  defer { suture_decref(text) }
  return swiftText(text)
}

/// Replaces the pending exception by a SystemError whose cause it becomes.
func raiseSystemErrorFromPending(_ message: () -> String) {
  let cause = PyErr_GetRaisedException()
  _ = Raise(.system, message())
  guard let cause else { return }
  guard let error = PyErr_GetRaisedException() else { return suture_decref(cause) }
  suture_incref(cause)
  PyException_SetCause(error, cause)
  PyException_SetContext(error, cause)
  PyErr_SetRaisedException(error)
}

/// Calls `callable` with a tuple and a dict.
func call(_ callable: ObjectPointer, tuple: ObjectPointer, keywords: ObjectPointer?)
  -> ObjectPointer?
{
  guard let function = vectorcallFunction(callable) else {
    return callSlot(callable, tuple, keywords)
  }
  return callVector(callable, function, tuple, keywords)
}

private func callVector(
  _ callable: ObjectPointer,
  _ function: vectorcallfunc,
  _ tuple: ObjectPointer,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  let count = itemCount(tuple)
  let items = UnsafePointer(tupleItems(tuple))
  guard let keywords, PyDict_Size(keywords) > 0 else {
    return call(callable, function, items, count, nil)
  }
  return raising { () throws(Raise) in
    let n = PyDict_Size(keywords)
    let names = try Owned(PyTuple_New(n))
    let stack = UnsafeMutablePointer<ObjectPointer?>.allocate(capacity: count + n + 1)
    var filled = 0
    defer {
      for i in 0..<filled { suture_decref(stack[1 + count + i]!) }
      stack.deallocate()
    }
    stack[0] = nil
    for i in 0..<count { stack[1 + i] = items[i] }
    var position = 0
    var key: ObjectPointer?
    var value: ObjectPointer?
    while filled < n, PyDict_Next(keywords, &position, &key, &value) != 0 {
      guard key!.isInstance(TypeFlag.unicode) else {
        throw Raise(.type, "keywords must be strings")
      }
      suture_incref_stored(key!)
      tupleItems(names.pointer)[filled] = key
      suture_incref(value!)
      stack[1 + count + filled] = value
      filled += 1
    }
    return call(callable, function, UnsafePointer(stack + 1), count | Int.min, names.pointer)
  }
}

/// The method `name` of `o` called with the arguments after `args[0]`, which is `o`.
private func callMethod(
  _ name: ObjectPointer,
  _ args: Arguments,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  let o = args[0]!
  let type = o.type
  // A function in the type that no instance attribute can hide is called with `o` as its first argument.
  if type.pointee.tp_dictoffset == 0, !type.has(TypeFlag.managedDict),
    suture_is_generic_getattr(type),
    let found = lookup(type, name), found.type.has(TypeFlag.methodDescriptor)
  {
    suture_incref(found)
    defer { suture_decref(found) }
    return call(found, args, positionalCount(nargsf), kwnames)
  }
  guard let method = PyObject_GetAttr(o, name) else { return nil }
  defer { suture_decref(method) }
  return call(method, args + 1, (positionalCount(nargsf) - 1) | (nargsf & Int.min), kwnames)
}

// MARK: C API

@c @implementation
public func PyCallable_Check(_ o: ObjectPointer?) -> Int32 {
  guard let o else { return 0 }
  return o.type.pointee.tp_call == nil ? 0 : 1
}

@c @implementation
public func PyVectorcall_NARGS(_ nargsf: Int) -> Py_ssize_t { positionalCount(nargsf) }

@c @implementation
public func PyObject_Vectorcall(
  _ callable: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  call(callable!, args, nargsf, kwnames)
}

@c @implementation
public func PyObject_VectorcallMethod(
  _ name: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  callMethod(name!, args!, nargsf, kwnames)
}

@c @implementation
public func PyVectorcall_Function(_ callable: ObjectPointer?) -> vectorcallfunc? {
  vectorcallFunction(callable!)
}

@c @implementation
public func PyVectorcall_Call(
  _ callable: ObjectPointer?,
  _ tuple: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  // The offset alone counts: a type that got a tp_call of its own has lost the flag, and may still come here.
  guard let function = vectorcallField(callable!) else {
    _ = Raise(.type, "'\(callable!.type.name)' object does not support vectorcall")
    return nil
  }
  return callVector(callable!, function, tuple!, keywords)
}

@c @implementation
public func PyObject_Call(
  _ callable: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  call(callable!, tuple: args!, keywords: kwargs)
}

@c @implementation
public func PyObject_CallObject(_ callable: ObjectPointer?, _ args: ObjectPointer?)
  -> ObjectPointer?
{
  guard let args else { return call(callable!, nil, 0, nil) }
  guard args.isInstance(TypeFlag.tuple) else {
    _ = Raise(.type, "argument list must be a tuple")
    return nil
  }
  return call(callable!, tuple: args, keywords: nil)
}

@c @implementation
public func PyObject_CallNoArgs(_ callable: ObjectPointer?) -> ObjectPointer? {
  let callable = callable!
  if callable.type == suture_PyType_Type(), callable != suture_PyType_Type().asObject,
    callable.asType.pointee.tp_vectorcall == nil
  {
    return checkResult(callable, callType(callable.cast(to: PyTypeObject.self)))
  }
  return call(callable, nil, 0, nil)
}

private func callType(_ type: TypePointer) -> ObjectPointer? {
  do throws(Raise) {
    try checkRecursion(" while calling a Python object")
    return try makeInstance(type, Tuple.make(0), nil)
  } catch { return nil }
}

@c @implementation
public func PyEval_CallObjectWithKeywords(
  _ callable: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    if let args, !args.isInstance(TypeFlag.tuple) {
      throw Raise(.type, "argument list must be a tuple")
    }
    if let kwargs, !kwargs.isInstance(TypeFlag.dict) {
      throw Raise(.type, "keyword list must be a dictionary")
    }
    if let args { return call(callable!, tuple: args, keywords: kwargs) }
    let empty = try Owned(PyTuple_New(0))
    return call(callable!, tuple: empty.pointer, keywords: kwargs)
  }
}

@c @implementation
public func PyCFunction_Call(
  _ callable: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  call(callable!, tuple: args!, keywords: kwargs)
}
