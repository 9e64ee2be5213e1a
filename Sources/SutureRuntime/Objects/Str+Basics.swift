import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Length, comparison and concatenation.

// MARK: Operations

/// left + right; a new reference.
func strConcat(_ left: ObjectPointer, _ right: ObjectPointer) throws(Raise) -> ObjectPointer {
  let a = strText(left)
  let b = strText(right)
  if a.count == 0 { return try exactStr(right) }
  if b.count == 0 { return try exactStr(left) }
  let (n, overflow) = a.count.addingReportingOverflow(b.count)
  if overflow { throw Raise(.overflow, "strings are too large to concat") }
  if a.isASCII, b.isASCII {
    let o = try newASCII(n)
    let text = UnsafeMutableRawPointer(o) + StrLayout.asciiSize
    memcpy(text, a.base, a.count)
    memcpy(text + a.count, b.base, b.count)
    return o
  }
  let o = try newStr(n, maximum: max(a.bound, b.bound))
  let base = strBuffer(o)
  let width = max(a.width, b.width)
  copyText(a, to: base, width: width)
  copyText(b, to: base, width: width, at: a.count)
  return o
}

/// True when the text of `str` may be changed in place: nobody else can see it, and nothing was computed from it.
func isModifiableStr(_ str: ObjectPointer) -> Bool {
  isUniquelyReferenced(str) && str.isExactStr && str.cast(to: PyASCIIObject.self).pointee.hash == -1
    && !Interned.isInterned(str)
    && (strText(str).isASCII || str.cast(to: PyCompactUnicodeObject.self).pointee.utf8 == nil)
}

/// SystemError as CPython raises it for a wrong call of a function of this header.
func strBadCall(_ line: UInt) -> Raise { .badInternalCall("Objects/unicodeobject.c", line) }

// MARK: C API

@c @implementation
public func PyUnicode_GetLength(_ str: ObjectPointer?) -> Py_ssize_t {
  raising { () throws(Raise) in strCount(try checkStr(str)) }
}

@c @implementation
public func PyUnicode_GetSize(_ str: ObjectPointer?) -> Py_ssize_t {
  raising { () throws(Raise) in throw Raise(.runtime, "PyUnicode_GetSize has been removed.") }
}

@c @implementation
public func PyUnicode_Compare(_ left: ObjectPointer?, _ right: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    let left = left!
    let right = right!
    guard left.isStr, right.isStr else {
      throw Raise(.type, "Can't compare \(left.type.name) and \(right.type.name)")
    }
    return left == right ? 0 : textCompare(strText(left), strText(right))
  }
}

@c @implementation
public func PyUnicode_CompareWithASCIIString(_ left: ObjectPointer?, _ right: UnsafePointer<CChar>?)
  -> Int32
{
  guard let left, left.isStr else { return -1 }
  let text = strText(left)
  let bytes = UnsafeRawPointer(right!).assumingMemoryBound(to: UInt8.self)
  let n = strlen(right!)
  return textCompare(text, StrText(base: bytes, count: n, width: 1, isASCII: false))
}

@c @implementation
public func PyUnicode_EqualToUTF8(_ str: ObjectPointer?, _ utf8: UnsafePointer<CChar>?) -> Int32 {
  PyUnicode_EqualToUTF8AndSize(str, utf8, strlen(utf8!))
}

@c @implementation
public func PyUnicode_EqualToUTF8AndSize(
  _ str: ObjectPointer?,
  _ utf8: UnsafePointer<CChar>?,
  _ size: Py_ssize_t
) -> Int32 {
  guard let str, str.isStr, size >= 0 else { return 0 }
  let text = strText(str)
  let bytes = UnsafeRawPointer(utf8!).assumingMemoryBound(to: UInt8.self)
  if text.isASCII {
    return text.count == size && memcmp(text.base, bytes, size) == 0 ? 1 : 0
  }
  if text.count > size { return 0 }
  var at = 0
  var buffer: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
  for i in 0..<text.count {
    let point = text[i]
    if isSurrogate(point) { return 0 }
    let matches = withUnsafeMutableBytes(of: &buffer) { raw in
      let p = raw.baseAddress!.assumingMemoryBound(to: UInt8.self)
      let n = writeUTF8Point(point, p) - p
      if at + n > size || memcmp(p, bytes + at, n) != 0 { return false }
      at += n
      return true
    }
    if !matches { return 0 }
  }
  return at == size ? 1 : 0
}

@c @implementation
public func PyUnicode_Equal(_ left: ObjectPointer?, _ right: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let left, left.isStr else {
      throw Raise(.type, "first argument must be str, not \(left?.type.name ?? "NULL")")
    }
    guard let right, right.isStr else {
      throw Raise(.type, "second argument must be str, not \(right?.type.name ?? "NULL")")
    }
    return strEqual(left, right) ? 1 : 0
  }
}

@c @implementation
public func PyUnicode_RichCompare(_ left: ObjectPointer?, _ right: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  guard let left, let right, left.isStr, right.isStr else { return suture_NotImplemented() }
  var result: Bool
  switch op {
  case Py_EQ: result = strEqual(left, right)
  case Py_NE: result = !strEqual(left, right)
  case Py_LT: result = left != right && textCompare(strText(left), strText(right)) < 0
  case Py_LE: result = left == right || textCompare(strText(left), strText(right)) <= 0
  case Py_GT: result = left != right && textCompare(strText(left), strText(right)) > 0
  case Py_GE: result = left == right || textCompare(strText(left), strText(right)) >= 0
  default:
    _ = PyErr_BadArgument()
    return nil
  }
  return makeBool(result)
}

@c @implementation
public func PyUnicode_Concat(_ left: ObjectPointer?, _ right: ObjectPointer?) -> ObjectPointer? {
  do throws(Raise) {
    let left = try ensureStr(left!)
    let right = right!
    if !right.isStr { throw cannotConcat(right) }
    return try strConcat(left, right)
  } catch { return nil }
}

@inline(never)
private func cannotConcat(_ right: ObjectPointer) -> Raise {
  Raise(.type, "can only concatenate str (not \"\(right.type.name)\") to str")
}

@c @implementation
public func PyUnicode_Append(_ slot: UnsafeMutablePointer<ObjectPointer?>?, _ right: ObjectPointer?)
{
  guard let slot else {
    if !isExceptionPending { _ = strBadCall(11141) }
    return
  }
  let left = slot.pointee
  guard let left, let right, left.isStr, right.isStr else {
    if !isExceptionPending { _ = strBadCall(11148) }
    slot.pointee = nil
    if let left { suture_decref(left) }
    return
  }
  slot.pointee = raising { () throws(Raise) in try strConcat(left, right) }
  suture_decref(left)
}

@c @implementation
public func PyUnicode_AppendAndDel(
  _ slot: UnsafeMutablePointer<ObjectPointer?>?,
  _ right: ObjectPointer?
) {
  PyUnicode_Append(slot, right)
  if let right { suture_decref(right) }
}

@c @implementation
public func PyUnicode_AsUCS4(
  _ str: ObjectPointer?,
  _ buffer: UnsafeMutablePointer<Py_UCS4>?,
  _ size: Py_ssize_t,
  _ copyNull: Int32
) -> UnsafeMutablePointer<Py_UCS4>? {
  raising { () throws(Raise) in
    guard let buffer, size >= 0 else { throw strBadCall(2464) }
    let text = strText(try checkStr(str))
    if size < text.count + (copyNull != 0 ? 1 : 0) {
      if copyNull != 0, size > 0 { buffer[0] = 0 }
      throw Raise(.system, "string is longer than the buffer")
    }
    copyText(text, to: buffer, width: 4)
    if copyNull != 0 { buffer[text.count] = 0 }
    return buffer
  }
}

@c @implementation
public func PyUnicode_AsUCS4Copy(_ str: ObjectPointer?) -> UnsafeMutablePointer<Py_UCS4>? {
  raising { () throws(Raise) in
    let n = strCount(try checkStr(str)) + 1
    guard let block = PyMem_Malloc(n * 4) else { throw Raise.noMemory }
    return PyUnicode_AsUCS4(str, block.assumingMemoryBound(to: UInt32.self), n, 1)
  }
}
