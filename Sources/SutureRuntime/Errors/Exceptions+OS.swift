import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// OSError: the constructor chooses the subclass by errno.

private extension UnsafeMutablePointer where Pointee == PyObject {
  var os: UnsafeMutablePointer<PyOSErrorObject> { cast(to: PyOSErrorObject.self) }
}

// MARK: Operations

/// The subclass of OSError for an error number; nil: OSError itself.
func osErrorType(_ number: Int32) -> ObjectPointer? {
  switch number {
  case EAGAIN, EALREADY, EINPROGRESS: return suture_PyExc_BlockingIOError()
  case EPIPE, ESHUTDOWN: return suture_PyExc_BrokenPipeError()
  case ECHILD: return suture_PyExc_ChildProcessError()
  case ECONNABORTED: return suture_PyExc_ConnectionAbortedError()
  case ECONNREFUSED: return suture_PyExc_ConnectionRefusedError()
  case ECONNRESET: return suture_PyExc_ConnectionResetError()
  case EEXIST: return suture_PyExc_FileExistsError()
  case ENOENT: return suture_PyExc_FileNotFoundError()
  case EISDIR: return suture_PyExc_IsADirectoryError()
  case ENOTDIR: return suture_PyExc_NotADirectoryError()
  case EINTR: return suture_PyExc_InterruptedError()
  case EACCES, EPERM: return suture_PyExc_PermissionError()
  case ESRCH: return suture_PyExc_ProcessLookupError()
  case ETIMEDOUT: return suture_PyExc_TimeoutError()
  default: return nil
  }
}

/// True for a subclass that defines `__init__` but not `__new__`: then `__init__` reads the arguments.
private func initReadsArguments(_ type: TypePointer) -> Bool {
  let own: initproc = suture_exception_os_init
  let make: newfunc = suture_exception_os_new
  return unsafeBitCast(type.pointee.tp_init, to: Int.self) != unsafeBitCast(own, to: Int.self)
    && unsafeBitCast(type.pointee.tp_new, to: Int.self) == unsafeBitCast(make, to: Int.self)
}

/// `(errno, strerror, filename, winerror, filename2)` into the fields; other counts of arguments leave them empty.
private func fill(_ self: ObjectPointer, _ args: ObjectPointer) throws(Raise) {
  let n = tupleCount(args)
  guard n >= 2, n <= 5 else {
    writeField(self, exceptionField(self, 24), args)
    return
  }
  let filename = n >= 3 ? tupleItem(args, 2) : suture_None()
  let filename2 = n >= 5 ? tupleItem(args, 4) : suture_None()
  if filename != suture_None() {
    guard self.type == suture_PyExc_BlockingIOError().asType, PyNumber_Check(filename) != 0 else {
      writeField(self, exceptionField(self, 88), filename)
      if filename2 != suture_None() { writeField(self, exceptionField(self, 96), filename2) }
      // args keeps only errno and strerror, as always.
      let short = try Owned(PyTuple_GetSlice(args, 0, 2))
      writeField(self, exceptionField(self, 24), short.pointer)
      writeField(self, exceptionField(self, 72), tupleItem(args, 0))
      writeField(self, exceptionField(self, 80), tupleItem(args, 1))
      return
    }
    self.os.pointee.written = try check(PyNumber_AsSsize_t(filename, suture_PyExc_ValueError()))
  }
  writeField(self, exceptionField(self, 24), args)
  writeField(self, exceptionField(self, 72), tupleItem(args, 0))
  writeField(self, exceptionField(self, 80), tupleItem(args, 1))
}

// MARK: Slots

@c func suture_exception_os_new(
  _ type: TypePointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    var cls = type!
    if initReadsArguments(cls) {
      let o = try newException(cls, nil)
      o.os.pointee.written = -1
      return o
    }
    try refuseKeywords(cls, kwargs)
    let n = tupleCount(args!)
    if n >= 2, n <= 5, cls.asObject == suture_PyExc_OSError(),
      tupleItem(args!, 0).isInstance(TypeFlag.long)
    {
      let number = PyLong_AsLong(tupleItem(args!, 0))
      if number == -1, isExceptionPending { PyErr_Clear() }
      if let found = Int32(exactly: number).flatMap(osErrorType) { cls = found.asType }
    }
    let o = try Owned(newException(cls, args))
    o.pointer.os.pointee.written = -1
    try fill(o.pointer, args!)
    return o.take()
  }
}

@c func suture_exception_os_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard initReadsArguments(self!.type) else { return 0 }
    try refuseKeywords(self!.type, kwargs)
    try fill(self!, args!)
    return 0
  }
}

@c func suture_exception_os_str(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = self!
    let number = readField(o, exceptionField(o, 72))
    defer { if let number { suture_decref(number) } }
    let text = readField(o, exceptionField(o, 80))
    defer { if let text { suture_decref(text) } }
    let filename = readField(o, exceptionField(o, 88))
    defer { if let filename { suture_decref(filename) } }
    let filename2 = readField(o, exceptionField(o, 96))
    defer { if let filename2 { suture_decref(filename2) } }
    if filename == nil, number == nil || text == nil { return suture_exception_base_str(o) }
    var writer = StrWriter()
    writer.append(ascii: "[Errno ")
    try writer.append(strOf: number ?? suture_None())
    writer.append(ascii: "] ")
    try writer.append(strOf: text ?? suture_None())
    if let filename {
      writer.append(ascii: ": ")
      try writer.append(repr: filename)
      if let filename2 {
        writer.append(ascii: " -> ")
        try writer.append(repr: filename2)
      }
    }
    return try writer.finish()
  }
}

extension StrWriter {
  /// Appends `str(o)`.
  mutating func append(strOf o: ObjectPointer) throws(Raise) {
    let text = try Owned(PyObject_Str(o))
    try append(str: text.pointer)
  }
}

@c func suture_exception_os_reduce(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    var args = try Owned(exceptionArgs(self!))
    if tupleCount(args.pointer) == 2, let filename = readField(self!, exceptionField(self!, 88)) {
      let filename = Owned(filename)
      let first = tupleItem(args.pointer, 0)
      let second = tupleItem(args.pointer, 1)
      if let filename2 = readField(self!, exceptionField(self!, 96)) {
        let filename2 = Owned(filename2)
        args = try Owned(tupleOf(first, second, filename.pointer, suture_None(), filename2.pointer))
      } else {
        args = try Owned(tupleOf(first, second, filename.pointer))
      }
    }
    if let dict = readField(self!, exceptionField(self!, 16)) {
      let dict = Owned(dict)
      return try tupleOf(self!.type.asObject, args.pointer, dict.pointer)
    }
    return try tupleOf(self!.type.asObject, args.pointer)
  }
}

@c func suture_exception_get_written(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let n = self!.os.pointee.written
    guard n != -1 else { throw Raise(.attribute, "characters_written") }
    return PyLong_FromSsize_t(n)
  }
}

@c func suture_exception_set_written(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let value else {
      guard self!.os.pointee.written != -1 else { throw Raise(.attribute, "characters_written") }
      self!.os.pointee.written = -1
      return 0
    }
    self!.os.pointee.written = try check(PyNumber_AsSsize_t(value, suture_PyExc_ValueError()))
    return 0
  }
}

// MARK: C API

@c @implementation
public func PyErr_SetFromErrnoWithFilenameObjects(
  _ type: ObjectPointer?,
  _ filename: ObjectPointer?,
  _ filename2: ObjectPointer?
) -> ObjectPointer? {
  let number = errno
  if number == EINTR, PyErr_CheckSignals() != 0 { return nil }
  raisingNothing { () throws(Raise) in
    let text = number == 0 ? "Error" : String(cString: strerror(number))
    let message = try Owned(makeStr(text))
    let code = try Owned(PyLong_FromLong(Int(number)))
    let args: Owned
    if let filename, let filename2 {
      let zero = try Owned(PyLong_FromLong(0))
      args = try Owned(tupleOf(code.pointer, message.pointer, filename, zero.pointer, filename2))
    } else if let filename {
      args = try Owned(tupleOf(code.pointer, message.pointer, filename))
    } else {
      args = try Owned(tupleOf(code.pointer, message.pointer))
    }
    let e = try Owned(PyObject_Call(type, args.pointer, nil))
    PyErr_SetObject(e.pointer.type.asObject, e.pointer)
  }
  return nil
}

@c @implementation
public func PyErr_SetFromErrnoWithFilenameObject(_ type: ObjectPointer?, _ filename: ObjectPointer?)
  -> ObjectPointer?
{
  PyErr_SetFromErrnoWithFilenameObjects(type, filename, nil)
}

@c @implementation
public func PyErr_SetFromErrno(_ type: ObjectPointer?) -> ObjectPointer? {
  PyErr_SetFromErrnoWithFilenameObjects(type, nil, nil)
}

@c @implementation
public func PyErr_SetFromErrnoWithFilename(
  _ type: ObjectPointer?,
  _ filename: UnsafePointer<CChar>?
) -> ObjectPointer? {
  guard let filename else { return PyErr_SetFromErrnoWithFilenameObjects(type, nil, nil) }
  let number = errno
  guard let name = PyUnicode_DecodeFSDefault(filename) else { return nil }
  errno = number
  _ = PyErr_SetFromErrnoWithFilenameObjects(type, name, nil)
  suture_decref(name)
  return nil
}
