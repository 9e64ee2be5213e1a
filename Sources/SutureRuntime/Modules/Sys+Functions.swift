import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The functions of the module sys.

typealias SysArguments = UnsafePointer<ObjectPointer?>

@c func suture_sys_none(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  none()
}
@c func suture_sys_ignore(_ self: ObjectPointer?, _ value: ObjectPointer?) -> ObjectPointer? {
  none()
}

@c func suture_sys_audit_call(_ self: ObjectPointer?, _ args: SysArguments?, _ n: Int)
  -> ObjectPointer?
{
  suture_sys_audit_function(args, n)
}

@c func suture_sys_exc_info(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let e = PyErr_GetHandledException() else {
      return try tupleOf(suture_None(), suture_None(), suture_None())
    }
    let held = Owned(e)
    let tb = Owned(PyException_GetTraceback(e) ?? none())
    return try tupleOf(e.type.asObject, held.pointer, tb.pointer)
  }
}

@c func suture_sys_exception(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  PyErr_GetHandledException() ?? none()
}

@c func suture_sys_getdefaultencoding(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  Sys.str("utf-8")
}

@c func suture_sys_getfilesystemencoding(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  Sys.str("utf-8")
}

@c func suture_sys_getfilesystemencodeerrors(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  Sys.str("surrogateescape")
}

@c func suture_sys_getrecursionlimit(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  PyLong_FromLong(Int(Py_GetRecursionLimit()))
}

@c func suture_sys_setrecursionlimit(_ self: ObjectPointer?, _ limit: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let n = try check(PyLong_AsLong(limit))
    guard n >= 1 else { throw Raise(.value, "recursion limit must be greater or equal than 1") }
    guard n <= Int(Int32.max) else {
      throw Raise(.overflow, "Python int too large to convert to C int")
    }
    Py_SetRecursionLimit(Int32(n))
    return none()
  }
}

@c func suture_sys_get_int_max_str_digits(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  PyLong_FromLong(maxStrDigits)
}

@c func suture_sys_set_int_max_str_digits(_ self: ObjectPointer?, _ limit: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let n = try check(PyLong_AsLong(limit))
    guard n == 0 || n >= 640 else { throw Raise(.value, "maxdigits must be 0 or larger than 640") }
    maxStrDigits = n
    return none()
  }
}

@c func suture_sys_getswitchinterval(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  PyFloat_FromDouble(0.005)
}

@c func suture_sys_is_finalizing(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer?
{
  makeBool(Py_IsFinalizing() != 0)
}

@c func suture_sys_is_gil_enabled(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  makeBool(suture_is_gil_mode())
}

@c func suture_sys_getallocatedblocks(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  PyLong_FromLong(Statistics.usedBlocks)
}

@c func suture_sys_getdlopenflags(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  PyLong_FromLong(Int(RTLD_NOW))
}

@c func suture_sys_getrefcount(_ self: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  PyLong_FromSsize_t(Py_REFCNT(o))
}

@c func suture_sys_intern(_ self: ObjectPointer?, _ s: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard s!.isInstance(TypeFlag.unicode) else {
      throw Raise(
        .type,
        "intern() argument must be str, not \(s!.givenTypeName)"
      )
    }
    guard s!.type == suture_PyUnicode_Type() else {
      throw Raise(.type, "can't intern \(s!.type.name)")
    }
    var interned: ObjectPointer? = newReference(s!)
    PyUnicode_InternInPlace(&interned)
    return interned
  }
}

@c func suture_sys_is_interned(_ self: ObjectPointer?, _ s: ObjectPointer?) -> ObjectPointer? {
  guard let copy = suture_sys_intern(self, s) else { return nil }
  let same = copy == s
  suture_decref(copy)
  return makeBool(same)
}

@c func suture_sys_getframe(_ self: ObjectPointer?, _ args: SysArguments?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in throw Raise(.value, "call stack is not deep enough") }
}

@c func suture_sys_getframemodulename(_ self: ObjectPointer?, _ args: SysArguments?, _ n: Int)
  -> ObjectPointer?
{
  none()
}

/// The bytes that an object says it takes, and its GC header.
func sizeOf(_ o: ObjectPointer) throws(Raise) -> Int {
  let method = try Owned(PyObject_GetAttr(o, suture_name___sizeof__()))
  let result = try Owned(PyObject_CallNoArgs(method.pointer))
  let size = try check(PyLong_AsSsize_t(result.pointer))
  guard size >= 0 else { throw Raise(.value, "__sizeof__() should return >= 0") }
  return size + (o.type.has(TypeFlag.haveGC) ? 16 : 0)
}

@c func suture_sys_getsizeof(_ self: ObjectPointer?, _ args: SysArguments?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard n >= 1, n <= 2 else {
      let bound = n < 1 ? "at least 1 argument" : "at most 2 arguments"
      throw Raise(.type, "getsizeof() takes \(bound) (\(n) given)")
    }
    let o = args![0]!
    do throws(Raise) {
      return PyLong_FromSsize_t(try sizeOf(o))
    } catch {
      guard n == 2, pendingMatches(.type) else { throw error }
      PyErr_Clear()
      return newReference(args![1]!)
    }
  }
}

@c func suture_sys_exit(_ self: ObjectPointer?, _ args: SysArguments?, _ n: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    try checkPositional("exit", n, 0, 1)
    PyErr_SetObject(suture_PyExc_SystemExit(), n == 1 ? args![0] : nil)
    throw .pending
  }
}

@c func suture_sys_excepthook(_ self: ObjectPointer?, _ args: SysArguments?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("excepthook", n, 3, 3)
    PyErr_Display(args![0], args![1], args![2])
    return none()
  }
}

@c func suture_sys_displayhook(_ self: ObjectPointer?, _ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard o != suture_None() else { return none() }
    guard let file = Sys.get("stdout"), file != suture_None() else {
      throw Raise(.runtime, "lost sys.stdout")
    }
    let held = Owned(borrowed: file)
    try check(PyFile_WriteObject(o, held.pointer, 0))
    try write("\n", to: held.pointer)
    return none()
  }
}
