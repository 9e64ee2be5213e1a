import CSuture

// The module builtins: its types, constants and exceptions, and the argument checks of its functions.

// MARK: Operations

/// The module builtins.
func makeBuiltins() throws(Raise) -> ObjectPointer {
  let module = Owned(try makeModule("builtins"))
  let m = module.pointer
  let name = Owned(try makeStr("builtins"))
  try addFunctions(m, name: name.pointer, suture_builtin_functions(), .runtime)
  let types: [(StaticString, TypePointer)] = [
    ("bool", suture_PyBool_Type()), ("bytearray", suture_PyByteArray_Type()),
    ("bytes", suture_PyBytes_Type()),
    ("classmethod", suture_PyClassMethod_Type()), ("complex", suture_PyComplex_Type()),
    ("dict", suture_PyDict_Type()), ("enumerate", suture_PyEnum_Type()),
    ("filter", suture_PyFilter_Type()),
    ("float", suture_PyFloat_Type()), ("frozenset", suture_PyFrozenSet_Type()),
    ("property", suture_PyProperty_Type()), ("int", suture_PyLong_Type()),
    ("list", suture_PyList_Type()),
    ("map", suture_PyMap_Type()), ("memoryview", suture_PyMemoryView_Type()),
    ("object", suture_PyBaseObject_Type()), ("range", suture_PyRange_Type()),
    ("reversed", suture_PyReversed_Type()), ("set", suture_PySet_Type()),
    ("slice", suture_PySlice_Type()),
    ("staticmethod", suture_PyStaticMethod_Type()), ("str", suture_PyUnicode_Type()),
    ("super", suture_PySuper_Type()), ("tuple", suture_PyTuple_Type()),
    ("type", suture_PyType_Type()),
    ("zip", suture_PyZip_Type()),
  ]
  for (text, type) in types { try add(m, text, type.asObject) }
  try add(m, "None", suture_None())
  try add(m, "Ellipsis", suture_Ellipsis())
  try add(m, "NotImplemented", suture_NotImplemented())
  try add(m, "True", suture_True())
  try add(m, "False", suture_False())
  try add(m, "__debug__", suture_True())
  try addExceptions(to: m.asModule.pointee.module.md_dict!)
  return module.take()
}

/// Adds a borrowed object to a module.
func add(_ module: ObjectPointer, _ name: StaticString, _ value: ObjectPointer) throws(Raise) {
  let text = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
  try check(PyModule_AddObjectRef(module, text, value))
}

// MARK: Functions of one object

@c func suture_builtin_abs(_ module: ObjectPointer?, _ x: ObjectPointer?) -> ObjectPointer? {
  PyNumber_Absolute(x)
}

@c func suture_builtin_all(_ module: ObjectPointer?, _ iterable: ObjectPointer?) -> ObjectPointer? {
  findTruth(iterable!, false)
}

@c func suture_builtin_any(_ module: ObjectPointer?, _ iterable: ObjectPointer?) -> ObjectPointer? {
  findTruth(iterable!, true)
}

/// Whether an item's truth is `wanted`: the answer is then known.
private func findTruth(_ iterable: ObjectPointer, _ wanted: Bool) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = try Owned(PyObject_GetIter(iterable))
    while let item = PyIter_Next(iterator.pointer) {
      let item = Owned(item)
      if (try check(PyObject_IsTrue(item.pointer)) != 0) == wanted {
        return makeBool(wanted)
      }
    }
    if isExceptionPending { throw .pending }
    return wanted ? suture_False() : suture_True()
  }
}

@c func suture_builtin_ascii(_ module: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  PyObject_ASCII(o)
}
@c func suture_builtin_aiter(_ module: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  PyObject_GetAIter(o)
}
@c func suture_builtin_bin(_ module: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  PyNumber_ToBase(o, 2)
}
@c func suture_builtin_hex(_ module: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  PyNumber_ToBase(o, 16)
}
@c func suture_builtin_oct(_ module: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  PyNumber_ToBase(o, 8)
}
@c func suture_builtin_repr(_ module: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  PyObject_Repr(o)
}
@c func suture_builtin_id(_ module: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  PyLong_FromVoidPtr(o)
}

@c func suture_builtin_callable(_ module: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  makeBool(PyCallable_Check(o) != 0)
}

@c func suture_builtin_hash(_ module: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  let hash = PyObject_Hash(o)
  return hash == -1 && isExceptionPending ? nil : PyLong_FromSsize_t(hash)
}

@c func suture_builtin_len(_ module: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  let size = PyObject_Size(o)
  return size < 0 ? nil : PyLong_FromSsize_t(size)
}

@c func suture_builtin_chr(_ module: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let index = try Owned(PyNumber_Index(o))
    var overflow: Int32 = 0
    let value = PyLong_AsLongAndOverflow(index.pointer, &overflow)
    if value == -1, isExceptionPending { throw .pending }
    guard overflow == 0, value >= 0, value < 0x110000 else {
      throw Raise(.value, "chr() arg not in range(0x110000)")
    }
    return try check(PyUnicode_FromOrdinal(Int32(value)))
  }
}

@c func suture_builtin_ord(_ module: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = o!
    var size = 0
    if o.isInstance(TypeFlag.unicode) {
      size = PyUnicode_GetLength(o)
      if size == 1 { return PyLong_FromLong(Int(PyUnicode_ReadChar(o, 0))) }
    } else if o.isInstance(TypeFlag.bytes) {
      size = PyBytes_Size(o)
      if size == 1 { return PyLong_FromLong(Int(UInt8(bitPattern: PyBytes_AsString(o)![0]))) }
    } else if PyType_IsSubtype(o.type, suture_PyByteArray_Type()) != 0 {
      size = PyByteArray_Size(o)
      if size == 1 { return PyLong_FromLong(Int(UInt8(bitPattern: PyByteArray_AsString(o)![0]))) }
    } else {
      throw Raise(.type, "ord() expected string of length 1, but \(o.type.name) found")
    }
    throw Raise(.type, "ord() expected a character, but string of length \(size) found")
  }
}

// MARK: Functions of several objects

@c func suture_builtin_delattr(_ module: ObjectPointer?, _ args: Arguments?, _ count: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("delattr", count, 2, 2)
    try check(PyObject_SetAttr(args![0], args![1], nil))
    return none()
  }
}

@c func suture_builtin_setattr(_ module: ObjectPointer?, _ args: Arguments?, _ count: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("setattr", count, 3, 3)
    try check(PyObject_SetAttr(args![0], args![1], args![2]))
    return none()
  }
}

@c func suture_builtin_dir(_ module: ObjectPointer?, _ args: Arguments?, _ count: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("dir", count, 0, 1)
    return PyObject_Dir(count == 1 ? args![0] : nil)
  }
}

@c func suture_builtin_divmod(_ module: ObjectPointer?, _ args: Arguments?, _ count: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("divmod", count, 2, 2)
    return PyNumber_Divmod(args![0], args![1])
  }
}

@c func suture_builtin_format(_ module: ObjectPointer?, _ args: Arguments?, _ count: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("format", count, 1, 2)
    if count == 2, !args![1]!.isInstance(TypeFlag.unicode) {
      throw Raise(.type, "format() argument 2 must be str, not \(args![1]!.type.name)")
    }
    return PyObject_Format(args![0], count == 2 ? args![1] : nil)
  }
}

@c func suture_builtin_getattr(_ module: ObjectPointer?, _ args: Arguments?, _ count: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("getattr", count, 2, 3)
    if count == 2 { return PyObject_GetAttr(args![0], args![1]) }
    var found: ObjectPointer?
    try check(PyObject_GetOptionalAttr(args![0], args![1], &found))
    return found ?? newReference(args![2]!)
  }
}

@c func suture_builtin_hasattr(_ module: ObjectPointer?, _ args: Arguments?, _ count: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("hasattr", count, 2, 2)
    var found: ObjectPointer?
    try check(PyObject_GetOptionalAttr(args![0], args![1], &found))
    guard let found else { return suture_False() }
    suture_decref(found)
    return suture_True()
  }
}

@c func suture_builtin_isinstance(_ module: ObjectPointer?, _ args: Arguments?, _ count: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("isinstance", count, 2, 2)
    return makeBool(try check(PyObject_IsInstance(args![0], args![1])) != 0)
  }
}

@c func suture_builtin_issubclass(_ module: ObjectPointer?, _ args: Arguments?, _ count: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("issubclass", count, 2, 2)
    return makeBool(try check(PyObject_IsSubclass(args![0], args![1])) != 0)
  }
}

@c func suture_builtin_iter(_ module: ObjectPointer?, _ args: Arguments?, _ count: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("iter", count, 1, 2)
    if count == 1 { return PyObject_GetIter(args![0]) }
    guard PyCallable_Check(args![0]) != 0 else {
      throw Raise(.type, "iter(v, w): v must be callable")
    }
    return PyCallIter_New(args![0], args![1])
  }
}

@c func suture_builtin_next(_ module: ObjectPointer?, _ args: Arguments?, _ count: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("next", count, 1, 2)
    let iterator = args![0]!
    guard PyIter_Check(iterator) != 0, let next = iterator.type.pointee.tp_iternext else {
      throw Raise(.type, "'\(iterator.type.name)' object is not an iterator")
    }
    if let item = next(iterator) { return item }
    if count == 2 {
      if isExceptionPending {
        guard PyErr_ExceptionMatches(suture_PyExc_StopIteration()) != 0 else { throw .pending }
        PyErr_Clear()
      }
      return newReference(args![1]!)
    }
    if !isExceptionPending { PyErr_SetNone(suture_PyExc_StopIteration()) }
    throw .pending
  }
}

@c func suture_builtin_vars(_ module: ObjectPointer?, _ args: Arguments?, _ count: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("vars", count, 0, 1)
    guard count == 1 else { throw Raise(.system, "frame does not exist") }
    var found: ObjectPointer?
    try check(PyObject_GetOptionalAttr(args![0], suture_name___dict__(), &found))
    guard let found else { throw Raise(.type, "vars() argument must have __dict__ attribute") }
    return found
  }
}
