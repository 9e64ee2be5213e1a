import CSuture

// BaseExceptionGroup, and ExceptionGroup, which also derives from Exception and so is made at start.

/// The class ExceptionGroup; nil until it is made.
nonisolated(unsafe) private(set) var exceptionGroupType: ObjectPointer?

// MARK: Operations

func startExceptionGroup() {
  raisingNothing { () throws(Raise) in
    let bases = try Owned(tupleOf(suture_PyExc_BaseExceptionGroup(), suture_PyExc_Exception()))
    exceptionGroupType = PyErr_NewException("builtins.ExceptionGroup", bases.pointer, nil)
    if let type = exceptionGroupType { makeImmortal(type) }
  }
  PyErr_Clear()
}

private extension UnsafeMutablePointer where Pointee == PyObject {
  var group: UnsafeMutablePointer<PyBaseExceptionGroupObject> {
    cast(to: PyBaseExceptionGroupObject.self)
  }
  var isGroup: Bool { PyType_IsSubtype(type, suture_PyExc_BaseExceptionGroup().asType) != 0 }
}

// MARK: Slots

@c func suture_exception_group_new(
  _ type: TypePointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    var cls = type!
    let count = tupleCount(args!)
    guard count == 2 else {
      throw Raise(.type, "BaseExceptionGroup.__new__() takes exactly 2 arguments (\(count) given)")
    }
    let message = tupleItem(args!, 0)
    guard message.isInstance(TypeFlag.unicode) else {
      throw Raise(
        .type,
        "BaseExceptionGroup.__new__() argument 1 must be str, not \(message.givenTypeName)"
      )
    }
    guard PySequence_Check(tupleItem(args!, 1)) != 0 else {
      throw Raise(.type, "second argument (exceptions) must be a sequence")
    }
    let items = try Owned(PySequence_Tuple(tupleItem(args!, 1)))
    let n = tupleCount(items.pointer)
    guard n > 0 else {
      throw Raise(.value, "second argument (exceptions) must be a non-empty sequence")
    }
    var nestsBase = false
    for i in 0..<n {
      let e = tupleItem(items.pointer, i)
      guard e.isExceptionInstance else {
        throw Raise(.value, "Item \(i) of second argument (exceptions) is not an exception")
      }
      if PyType_IsSubtype(e.type, suture_PyExc_Exception().asType) == 0 { nestsBase = true }
    }
    let base = suture_PyExc_BaseExceptionGroup().asType
    if cls == base {
      if !nestsBase, let group = exceptionGroupType { cls = group.asType }
    } else if let group = exceptionGroupType, cls == group.asType {
      if nestsBase { throw Raise(.type, "Cannot nest BaseExceptions in an ExceptionGroup") }
    } else if nestsBase, PyType_IsSubtype(cls, suture_PyExc_Exception().asType) != 0 {
      throw Raise(.type, "Cannot nest BaseExceptions in '\(shortName(cls))'")
    }
    let o = try newException(cls, args)
    initField(exceptionField(o, 72), message)
    initField(exceptionField(o, 80), items.pointer)
    return o
  }
}

@c func suture_exception_group_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  suture_exception_base_init(self, args, kwargs)
}

@c func suture_exception_group_str(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let n = tupleCount(self!.group.pointee.excs)
    var writer = StrWriter()
    let message = try Owned(PyObject_Str(self!.group.pointee.msg))
    try writer.append(str: message.pointer)
    writer.append(" (\(n) sub-exception\(n > 1 ? "s" : ""))")
    return try writer.finish()
  }
}

@c func suture_exception_group_class_getitem(_ type: ObjectPointer?, _ item: ObjectPointer?)
  -> ObjectPointer?
{
  Py_GenericAlias(type, item)
}

@c func suture_exception_group_derive(_ self: ObjectPointer?, _ excs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let args = try Owned(tupleOf(self!.group.pointee.msg, excs!))
    return PyObject_Call(suture_PyExc_BaseExceptionGroup(), args.pointer, nil)
  }
}

// MARK: Splitting

/// What decides which leaves belong to the first half.
private enum Matcher {
  case types(ObjectPointer)
  case callable(ObjectPointer)

  init(_ condition: ObjectPointer) throws(Raise) {
    if condition.isExceptionClass {
      self = .types(condition)
      return
    }
    if condition.isInstance(TypeFlag.tuple) {
      var all = true
      for i in 0..<tupleCount(condition) where !tupleItem(condition, i).isExceptionClass {
        all = false
      }
      if all {
        self = .types(condition)
        return
      }
    } else if PyCallable_Check(condition) != 0 {
      self = .callable(condition)
      return
    }
    throw Raise(
      .type,
      "expected an exception type, a tuple of exception types, or a callable (other than a class)"
    )
  }

  func matches(_ e: ObjectPointer) throws(Raise) -> Bool {
    switch self {
    case .types(let types): return PyErr_GivenExceptionMatches(e, types) != 0
    case .callable(let function):
      let answer = try Owned(callOne(function, e))
      return try check(PyObject_IsTrue(answer.pointer)) != 0
    }
  }
}

/// The two halves of `e`: new references, nil for an empty half.
private func split(
  _ e: ObjectPointer,
  _ matcher: Matcher,
  wantsRest: Bool
) throws(Raise) -> (ObjectPointer?, ObjectPointer?) {
  if try matcher.matches(e) { return (newReference(e), nil) }
  guard e.isGroup else { return (nil, wantsRest ? newReference(e) : nil) }
  try checkRecursion(" in exception_group_split_recursive")
  let matched = try Owned(PyList_New(0))
  let rest = try Owned(PyList_New(0))
  let items = Owned(borrowed: e.group.pointee.excs)
  for i in 0..<tupleCount(items.pointer) {
    let halves = try split(tupleItem(items.pointer, i), matcher, wantsRest: wantsRest)
    defer {
      if let half = halves.0 { suture_decref(half) }
      if let half = halves.1 { suture_decref(half) }
    }
    if let half = halves.0 { try check(PyList_Append(matched.pointer, half)) }
    if let half = halves.1 { try check(PyList_Append(rest.pointer, half)) }
  }
  let first = try derive(e, matched.pointer)
  do throws(Raise) { return (first, wantsRest ? try derive(e, rest.pointer) : nil) } catch {
    if let first { suture_decref(first) }
    throw error
  }
}

/// `e.derive(items)` with the metadata of `e`; nil for no items.
private func derive(_ e: ObjectPointer, _ items: ObjectPointer) throws(Raise) -> ObjectPointer? {
  guard PyList_Size(items) > 0 else { return nil }
  let method = try Owned(PyObject_GetAttrString(e, "derive"))
  let made = try Owned(callOne(method.pointer, items))
  guard made.pointer.isGroup else {
    throw Raise(.type, "derive must return an instance of BaseExceptionGroup")
  }
  if let tb = PyException_GetTraceback(e) {
    let tb = Owned(tb)
    try check(PyException_SetTraceback(made.pointer, tb.pointer))
  }
  PyException_SetContext(made.pointer, PyException_GetContext(e))
  PyException_SetCause(made.pointer, PyException_GetCause(e))
  var notes: ObjectPointer?
  if PyObject_GetOptionalAttr(e, suture_name___notes__(), &notes) < 0 { throw .pending }
  if let notes {
    let notes = Owned(notes)
    if PySequence_Check(notes.pointer) != 0 {
      let copy = try Owned(PySequence_List(notes.pointer))
      try check(PyObject_SetAttr(made.pointer, suture_name___notes__(), copy.pointer))
    }
  }
  return made.take()
}

@c func suture_exception_group_split(_ self: ObjectPointer?, _ condition: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let halves = try split(self!, try Matcher(condition!), wantsRest: true)
    defer {
      if let half = halves.0 { suture_decref(half) }
      if let half = halves.1 { suture_decref(half) }
    }
    return try tupleOf(halves.0 ?? suture_None(), halves.1 ?? suture_None())
  }
}

@c func suture_exception_group_subgroup(_ self: ObjectPointer?, _ condition: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try split(self!, try Matcher(condition!), wantsRest: false).0 ?? none()
  }
}
