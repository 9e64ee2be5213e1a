import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// sys.stdout and sys.stderr, fileobject.h, and PyOS_FSPath.

private extension UnsafeMutablePointer where Pointee == PyObject {
  var file: UnsafeMutablePointer<SutureTextFile> { cast(to: SutureTextFile.self) }
}

// MARK: Operations

func makeTextFile(_ descriptor: Int32, _ name: String, errors: String) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = try newZeroedObject(suture_TextFile_Type())
    o.file.pointee.descriptor = descriptor
    o.file.pointee.name = try Owned(makeStr(name)).store()
    o.file.pointee.errors = try Owned(makeStr(errors)).store()
    o.file.pointee.mode = try Owned(makeStr("w")).store()
    makeImmortal(o)
    return o
  }
}

/// Writes UTF-8 to a descriptor, all of it.
func writeBytes(_ descriptor: Int32, _ text: String) {
  var text = text
  text.withUTF8 { writeBytes(descriptor, UnsafeRawPointer($0.baseAddress!), $0.count) }
}

func writeBytes(_ descriptor: Int32, _ base: UnsafeRawPointer, _ count: Int) {
  var start = 0
  while start < count {
    let n = Glibc.write(descriptor, base + start, count - start)
    if n < 0, errno == EINTR { continue }
    if n <= 0 { return }
    start += n
  }
}

extension Sys {
  /// Flushes sys.stdout and sys.stderr, where they are open, before the process ends.
  ///
  /// - Returns: false: one of them raised, which is reported of sys.stdout.
  static func flushFiles() -> Bool {
    let isFlushed = flush("stdout")
    if !isFlushed { reportUnraisable("Exception ignored on flushing sys.stdout") }
    if flush("stderr") { return isFlushed }
    PyErr_Clear()
    return false
  }

  private static func flush(_ name: StaticString) -> Bool {
    guard let found = PySys_GetObject(name.cString), found != suture_None() else { return true }
    let file = Owned(borrowed: found)
    if let closed = PyObject_GetAttrString(file.pointer, "closed") {
      let closed = Owned(closed)
      if PyObject_IsTrue(closed.pointer) > 0 { return true }
    }
    PyErr_Clear()
    guard let method = PyObject_GetAttrString(file.pointer, "flush") else { return false }
    let owned = Owned(method)
    guard let result = PyObject_CallNoArgs(owned.pointer) else { return false }
    suture_decref(result)
    return true
  }
}

// MARK: Methods

@c func suture_file_write(_ self: ObjectPointer?, _ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard text!.isInstance(TypeFlag.unicode) else {
      throw Raise(.type, "write() argument must be str, not \(text!.givenTypeName)")
    }
    let errors = self!.file.pointee.descriptor == 2 ? "backslashreplace" : "strict"
    let bytes = try Owned(PyUnicode_AsEncodedString(text, "utf-8", errors))
    if let p = PyBytes_AsString(bytes.pointer) {
      writeBytes(self!.file.pointee.descriptor, UnsafeRawPointer(p), PyBytes_Size(bytes.pointer))
    }
    return PyLong_FromSsize_t(PyUnicode_GetLength(text))
  }
}

@c func suture_file_writelines(_ self: ObjectPointer?, _ lines: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = try Owned(PyObject_GetIter(lines))
    while let line = PyIter_Next(iterator.pointer) {
      let line = Owned(line)
      _ = try Owned(suture_file_write(self, line.pointer))
    }
    if isExceptionPending { throw .pending }
    return none()
  }
}

@c func suture_file_flush(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  none()
}
@c func suture_file_yes(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  suture_True()
}
@c func suture_file_no(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  suture_False()
}

@c func suture_file_isatty(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  makeBool(isatty(self!.file.pointee.descriptor) != 0)
}

@c func suture_file_fileno(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  PyLong_FromLong(Int(self!.file.pointee.descriptor))
}

@c func suture_file_get(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  let file = self!.file.pointee
  switch Int(bitPattern: closure) {
  case 0: return newReference(file.name!)
  case 1: return Sys.str("utf-8")
  case 2: return newReference(file.errors!)
  case 3: return newReference(file.mode!)
  case 4, 5: return suture_False()
  default: return none()
  }
}

@c func suture_file_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  Sys.str(
    "<_io.TextIOWrapper name='\(swiftText(self!.file.pointee.name!))' mode='w' encoding='utf-8'>"
  )
}

// MARK: C API

@c @implementation
public func PyFile_WriteObject(_ o: ObjectPointer?, _ file: ObjectPointer?, _ flags: Int32) -> Int32
{
  raising { () throws(Raise) in
    guard let file else { throw Raise(.type, "writeobject with NULL file") }
    let writer = try Owned(PyObject_GetAttr(file, suture_name_write()))
    let text = try Owned(flags & Py_PRINT_RAW != 0 ? PyObject_Str(o) : PyObject_Repr(o))
    let args = try Owned(tupleOf(text.pointer))
    _ = try Owned(PyObject_Call(writer.pointer, args.pointer, nil))
    return 0
  }
}

@c @implementation
public func PyObject_Print(_ o: ObjectPointer?, _ file: UnsafeMutablePointer<FILE>?, _ flags: Int32)
  -> Int32
{
  raising { () throws(Raise) in
    try check(PyErr_CheckSignals())
    clearerr(file!)
    if let o {
      let text = try Owned(flags & Py_PRINT_RAW != 0 ? PyObject_Str(o) : PyObject_Repr(o))
      let utf8 = try Owned(PyUnicode_AsUTF8String(text.pointer))
      let bytes = utf8.pointer.bytesView
      fwrite(bytes.raw, 1, bytes.count, file!)
    } else {
      fputs("<nil>", file!)
    }
    if ferror(file!) != 0 {
      _ = PyErr_SetFromErrno(suture_PyExc_OSError())
      clearerr(file!)
      throw .pending
    }
    return 0
  }
}

@c @implementation
public func PyFile_WriteString(_ text: UnsafePointer<CChar>?, _ file: ObjectPointer?) -> Int32 {
  if isExceptionPending { return -1 }
  return raising { () throws(Raise) in
    guard let file else { throw Raise(.system, "null file for PyFile_WriteString") }
    let s = try Owned(PyUnicode_FromString(text))
    return try check(PyFile_WriteObject(s.pointer, file, Py_PRINT_RAW))
  }
}

@c @implementation
public func PyFile_GetLine(_ file: ObjectPointer?, _ limit: Int32) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let file else { throw Raise.badInternalCall("Objects/fileobject.c", 57) }
    let method = try Owned(PyObject_GetAttr(file, suture_name_readline()))
    let made: ObjectPointer?
    if limit <= 0 {
      made = PyObject_CallNoArgs(method.pointer)
    } else {
      let n = try Owned(PyLong_FromLong(Int(limit)))
      made = callOne(method.pointer, n.pointer)
    }
    let line = try Owned(made)
    let isText = line.pointer.isInstance(TypeFlag.unicode)
    guard isText || line.pointer.isInstance(TypeFlag.bytes) else {
      throw Raise(.type, "object.readline() returned non-string")
    }
    guard limit < 0 else { return line.take() }
    let count = isText ? PyUnicode_GetLength(line.pointer) : PyBytes_Size(line.pointer)
    if count == 0 { throw Raise(.eof, "EOF when reading a line") }
    if isText {
      if PyUnicode_ReadChar(line.pointer, count - 1) == 10 {
        return PyUnicode_Substring(line.pointer, 0, count - 1)
      }
    } else if let p = PyBytes_AsString(line.pointer), p[count - 1] == 10 {
      return PyBytes_FromStringAndSize(p, count - 1)
    }
    return line.take()
  }
}

@c @implementation
public func PyFile_FromFd(
  _ descriptor: Int32,
  _ name: UnsafePointer<CChar>?,
  _ mode: UnsafePointer<CChar>?,
  _ buffering: Int32,
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?,
  _ newline: UnsafePointer<CChar>?,
  _ closes: Int32
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let io = try Owned(PyImport_ImportModule("_io"))
    let open = try Owned(PyObject_GetAttrString(io.pointer, "open"))
    func text(_ s: UnsafePointer<CChar>?) throws(Raise) -> ObjectPointer {
      s == nil ? none() : try check(PyUnicode_FromString(s))
    }
    let fd = try Owned(PyLong_FromLong(Int(descriptor)))
    let how = try Owned(text(mode))
    let size = try Owned(PyLong_FromLong(Int(buffering)))
    let codec = try Owned(text(encoding))
    let handler = try Owned(text(errors))
    let end = try Owned(text(newline))
    let closing = makeBool(closes != 0)
    let args = try Owned(
      tupleOf(
        fd.pointer,
        how.pointer,
        size.pointer,
        codec.pointer,
        handler.pointer,
        end.pointer,
        closing
      )
    )
    return PyObject_Call(open.pointer, args.pointer, nil)
  }
}

@c @implementation
public func PyOS_FSPath(_ path: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let path = path!
    if path.isInstance(TypeFlag.unicode | TypeFlag.bytes) { return newReference(path) }
    guard let found = try lookupSpecial(path, suture_name___fspath__()) else {
      throw Raise(.type, "expected str, bytes or os.PathLike object, not \(path.type.name)")
    }
    let method = Owned(found)
    guard method.pointer != suture_None() else {
      throw Raise(.type, "expected str, bytes or os.PathLike object, not \(path.type.name)")
    }
    let result = try Owned(PyObject_CallNoArgs(method.pointer))
    guard result.pointer.isInstance(TypeFlag.unicode | TypeFlag.bytes) else {
      let got = result.pointer.type.name
      throw Raise(
        .type,
        "expected \(path.type.name).__fspath__() to return str or bytes, not \(got)"
      )
    }
    return result.take()
  }
}
