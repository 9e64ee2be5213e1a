import CSuture

// isinstance, issubclass and dir.

// MARK: Operations

/// `__bases__` of something that may be a class without being a type: a new tuple, nil: it is none.
private func abstractBases(_ o: ObjectPointer) throws(Raise) -> ObjectPointer? {
  guard let bases = try optionalAttribute(o, suture_name___bases__()) else { return nil }
  if bases.isTuple { return bases }
  suture_decref(bases)
  return nil
}

private func checkClass(_ o: ObjectPointer, _ message: String) throws(Raise) {
  if let bases = try abstractBases(o) {
    suture_decref(bases)
    return
  }
  throw Raise(.type, message)
}

private func isAbstractSubclass(_ sub: ObjectPointer, _ cls: ObjectPointer) throws(Raise) -> Bool {
  if sub == cls { return true }
  guard let found = try abstractBases(sub) else { return false }
  let bases = Owned(found)
  try checkRecursion(" in __issubclass__")
  for i in 0..<tupleCount(bases.pointer) {
    if try isAbstractSubclass(tupleItem(bases.pointer, i), cls) { return true }
  }
  return false
}

/// isinstance without `__instancecheck__`.
func isRealInstance(_ o: ObjectPointer, _ cls: ObjectPointer) throws(Raise) -> Bool {
  if cls.isType {
    if PyType_IsSubtype(o.type, cls.asType) != 0 { return true }
    guard let claimed = try optionalAttribute(o, suture_name___class__()) else { return false }
    let owned = Owned(claimed)
    return owned.pointer != o.type.asObject && owned.pointer.isType
      && PyType_IsSubtype(owned.pointer.asType, cls.asType) != 0
  }
  try checkClass(cls, "isinstance() arg 2 must be a type, a tuple of types, or a union")
  guard let claimed = try optionalAttribute(o, suture_name___class__()) else { return false }
  let owned = Owned(claimed)
  return try isAbstractSubclass(owned.pointer, cls)
}

/// issubclass without `__subclasscheck__`.
func isRealSubclass(_ sub: ObjectPointer, _ cls: ObjectPointer) throws(Raise) -> Bool {
  if cls.isType, sub.isType { return PyType_IsSubtype(sub.asType, cls.asType) != 0 }
  try checkClass(sub, "issubclass() arg 1 must be a class")
  try checkClass(cls, "issubclass() arg 2 must be a class, a tuple of classes, or a union")
  return try isAbstractSubclass(sub, cls)
}

/// What isinstance and issubclass share: tuples and unions, and the hook of the class's type.
private func checkBy(
  _ o: ObjectPointer,
  _ cls: ObjectPointer,
  _ hook: ObjectPointer,
  _ place: StaticString,
  _ real: (ObjectPointer, ObjectPointer) throws(Raise) -> Bool
) throws(Raise) -> Bool {
  if cls.type == suture_PyType_Type() {
    if o == cls, hook == suture_name___subclasscheck__() { return true }
    return try real(o, cls)
  }
  let classes = alternatives(cls)
  if classes.isTuple {
    try checkRecursion(place)
    for i in 0..<tupleCount(classes) {
      if try checkBy(o, tupleItem(classes, i), hook, place, real) { return true }
    }
    return false
  }
  if let method = try lookupSpecial(cls, hook) {
    let bound = Owned(method)
    try checkRecursion(place)
    let result = try Owned(ObjectCall.with(bound.pointer, o))
    return try check(PyObject_IsTrue(result.pointer)) != 0
  }
  return try real(o, cls)
}

// MARK: C API

@c @implementation
public func PyObject_IsInstance(_ o: ObjectPointer?, _ cls: ObjectPointer?) -> Int32 {
  if let o, let cls, o.type.asObject == cls { return 1 }
  return raising { () throws(Raise) in
    guard let o, let cls else { throw nullArgument() }
    return try checkBy(
      o,
      cls,
      suture_name___instancecheck__(),
      " in __instancecheck__",
      isRealInstance
    ) ? 1 : 0
  }
}

@c @implementation
public func PyObject_IsSubclass(_ sub: ObjectPointer?, _ cls: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let sub, let cls else { throw nullArgument() }
    return try checkBy(
      sub,
      cls,
      suture_name___subclasscheck__(),
      " in __subclasscheck__",
      isRealSubclass
    ) ? 1 : 0
  }
}

@c @implementation
public func PyObject_Dir(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else {
      let locals = try Owned(PyEval_GetLocals())
      let names = try Owned(PyMapping_Keys(locals.pointer))
      try check(PyList_Sort(names.pointer))
      return names.take()
    }
    guard let method = try lookupSpecial(o, suture_name___dir__()) else {
      throw Raise(.type, "object does not provide __dir__")
    }
    let bound = Owned(method)
    let names = try Owned(PyObject_CallNoArgs(bound.pointer))
    let sorted = try Owned(PySequence_List(names.pointer))
    try check(PyList_Sort(sorted.pointer))
    return sorted.take()
  }
}
