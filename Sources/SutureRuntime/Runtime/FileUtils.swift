import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

/// The code point that starts at `p` and its size in UTF-8; nil: none does.
private func wellFormed(_ p: UnsafePointer<UInt8>) -> (UInt32, Int)? {
  let lead = p[0]
  if lead < 0x80 { return (UInt32(lead), 1) }
  let size =
    lead >= 0xC2 && lead <= 0xDF
    ? 2 : lead & 0xF0 == 0xE0 ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0
  if size == 0 { return nil }
  var point = UInt32(lead) & (0x7F >> UInt32(size))
  for i in 1..<size {
    if p[i] & 0xC0 != 0x80 { return nil }  // the NUL ends it too
    point = point << 6 | UInt32(p[i] & 0x3F)
  }
  let isShortest = size == 2 || (size == 3 ? point >= 0x800 : point >= 0x10000)
  return isShortest && point <= 0x10FFFF && !isSurrogate(point) ? (point, size) : nil
}

/// Calls the system detached; -1 becomes OSError.
private func system(_ call: () -> Int32) -> Int32 {
  let thread = PyEval_SaveThread()
  let result = call()
  let number = errno
  PyEval_RestoreThread(thread)
  if result < 0 {
    errno = number
    _ = PyErr_SetFromErrno(suture_PyExc_OSError())
  }
  return result
}

/// fopen of a file name; nil with errno.
private func openFile(
  _ path: ObjectPointer,
  _ mode: UnsafePointer<CChar>
) throws(Raise) -> UnsafeMutablePointer<FILE>? {
  var name: ObjectPointer?
  guard PyUnicode_FSConverter(path, &name) != 0 else { throw .pending }
  let owned = try Owned(name)
  let text = PyBytes_AsString(owned.pointer)
  while true {
    let thread = PyEval_SaveThread()
    let file = fopen(text, mode)
    let number = errno
    PyEval_RestoreThread(thread)
    if file == nil, number == EINTR {
      try check(PyErr_CheckSignals())
      continue
    }
    errno = number
    return file
  }
}

// MARK: C API

@c @implementation
public func Py_DecodeLocale(_ text: UnsafePointer<CChar>?, _ size: UnsafeMutablePointer<Int>?)
  -> UnsafeMutablePointer<wchar_t>?
{
  let length = strlen(text!)
  guard let room = PyMem_RawMalloc((length + 1) * MemoryLayout<wchar_t>.size) else {
    size?.pointee = -1
    return nil
  }
  let wide = room.assumingMemoryBound(to: wchar_t.self)
  var p = UnsafeRawPointer(text!).assumingMemoryBound(to: UInt8.self)
  var n = 0
  while p.pointee != 0 {
    let (point, used) = wellFormed(p) ?? (0xDC00 + UInt32(p.pointee), 1)
    wide[n] = wchar_t(bitPattern: point)
    n += 1
    p += used
  }
  wide[n] = 0
  size?.pointee = n
  return wide
}

@c @implementation
public func Py_EncodeLocale(
  _ text: UnsafePointer<wchar_t>?,
  _ errorPosition: UnsafeMutablePointer<Int>?
) -> UnsafeMutablePointer<CChar>? {
  errorPosition?.pointee = -1
  var writer = ByteWriter()
  var i = 0
  while text![i] != 0 {
    let point = UInt32(bitPattern: text![i])
    if point >= 0xDC80, point <= 0xDCFF {
      writer.append(UInt8(point - 0xDC00))
    } else if isSurrogate(point) || point > 0x10FFFF {
      errorPosition?.pointee = i
      return nil
    } else {
      writer.append(utf8: point)
    }
    i += 1
  }
  writer.append(UInt8(0))
  guard let room = PyMem_Malloc(writer.count) else { return nil }
  memcpy(room, writer.start, writer.count)
  return room.assumingMemoryBound(to: CChar.self)
}

@c @implementation
public func _Py_fopen_obj(_ path: ObjectPointer?, _ mode: UnsafePointer<CChar>?)
  -> UnsafeMutablePointer<FILE>?
{
  raising { () throws(Raise) in
    let how = try Owned(PyUnicode_FromString(mode))
    let event = Owned(try tupleOf(path!, how.pointer, suture_small_int(0)))
    try check(PySys_AuditTuple("open", event.pointer))
    guard let file = try openFile(path!, mode!) else {
      _ = PyErr_SetFromErrnoWithFilenameObject(suture_PyExc_OSError(), path)
      throw .pending
    }
    if _Py_set_inheritable(fileno(file), 0, nil) < 0 {
      fclose(file)
      throw .pending
    }
    return file
  }
}

@c @implementation
public func _Py_dup(_ descriptor: Int32) -> Int32 {
  system { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }
}

@c @implementation
public func _Py_fstat(_ descriptor: Int32, _ status: UnsafeMutablePointer<stat>?) -> Int32 {
  system { fstat(descriptor, status!) }
}

@c @implementation
public func _Py_fstat_noraise(_ descriptor: Int32, _ status: UnsafeMutablePointer<stat>?) -> Int32 {
  fstat(descriptor, status!)
}

@c @implementation
public func _Py_set_inheritable(
  _ descriptor: Int32,
  _ inheritable: Int32,
  _ atomic: UnsafeMutablePointer<Int32>?
) -> Int32 {
  let result = _Py_set_inheritable_async_safe(descriptor, inheritable, atomic)
  if result < 0 { _ = PyErr_SetFromErrno(suture_PyExc_OSError()) }
  return result
}

@c @implementation
public func _Py_set_inheritable_async_safe(
  _ descriptor: Int32,
  _ inheritable: Int32,
  _ atomic: UnsafeMutablePointer<Int32>?
) -> Int32 {
  if let atomic, inheritable == 0, atomic.pointee > 0 { return 0 }
  let old = fcntl(descriptor, F_GETFD)
  if old < 0 { return -1 }
  if let atomic, inheritable == 0, atomic.pointee < 0 {
    atomic.pointee = old & FD_CLOEXEC != 0 ? 1 : 0
  }
  let new = inheritable != 0 ? old & ~FD_CLOEXEC : old | FD_CLOEXEC
  return new == old ? 0 : fcntl(descriptor, F_SETFD, new)
}

@c @implementation
public func _Py_open_noraise(_ path: UnsafePointer<CChar>?, _ flags: Int32) -> Int32 {
  open(path!, flags | O_CLOEXEC)
}

@c @implementation
public func _Py_write_noraise(
  _ descriptor: Int32,
  _ bytes: UnsafeRawPointer?,
  _ count: Int
) -> Py_ssize_t {
  while true {
    let written = write(descriptor, bytes, count)
    if written >= 0 || errno != EINTR { return written }
  }
}
