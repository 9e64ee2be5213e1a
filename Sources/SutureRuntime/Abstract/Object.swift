import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The object protocol: text, truth, hashing and identity. Comparing is in Object+Compare.swift, items and iteration in
// Object+Items.swift.

// MARK: Operations

/// SystemError, as the abstract functions raise for a NULL argument; an exception that is pending stays.
func nullArgument() -> Raise {
  isExceptionPending ? .pending : Raise(.system, "null argument to internal routine")
}

/// TypeError of the form "'int' object <what>".
@inline(never)
func typeError(_ o: ObjectPointer, _ what: StaticString) -> Raise {
  Raise(.type, "'\(o.type.name)' object \(what)")
}

/// True when the pending exception is a TypeError.
func isTypeErrorPending() -> Bool { PyErr_ExceptionMatches(suture_PyExc_TypeError()) != 0 }

/// Drops what a slot returned unless it is a str, and throws TypeError then.
private func checkStr(_ result: ObjectPointer?, _ slot: StaticString) throws(Raise) -> ObjectPointer
{
  let text = try check(result)
  if text.isInstance(TypeFlag.unicode) { return text }
  let name = text.type.name
  suture_decref(text)
  throw Raise(.type, "\(slot) returned non-string (type \(name))")
}

/// `<name object at 0x...>`.
func makeDefaultRepr(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  let address = String(UInt(bitPattern: o), radix: 16)
  return try makeStr("<\(o.type.name) object at 0x\(address)>")
}

// MARK: C API

@c @implementation
public func PyObject_Repr(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { return try makeStr("<NULL>") }
    guard let repr = o.type.pointee.tp_repr else { return try makeDefaultRepr(o) }
    try checkRecursion(" while getting the repr of an object")
    return try checkStr(repr(o), "__repr__")
  }
}

@c @implementation
public func PyObject_Str(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { return try makeStr("<NULL>") }
    if o.type == suture_PyUnicode_Type() { return newReference(o) }
    guard let str = o.type.pointee.tp_str else { return PyObject_Repr(o) }
    try checkRecursion(" while getting the str of an object")
    return try checkStr(str(o), "__str__")
  }
}

@c @implementation
public func PyObject_ASCII(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let repr = try Owned(PyObject_Repr(o))
    let n = try check(PyUnicode_GetLength(repr.pointer))
    var index = 0
    while index < n, PyUnicode_ReadChar(repr.pointer, index) < 128 { index += 1 }
    if index == n { return repr.take() }
    var writer = StrWriter(capacity: n + 16)
    for i in 0..<n { writer.append(escaping: PyUnicode_ReadChar(repr.pointer, i)) }
    return try writer.finish()
  }
}

extension StrWriter {
  /// Appends a code point, as `\xNN`, `\uNNNN` or `\UNNNNNNNN` unless it is ASCII.
  fileprivate mutating func append(escaping point: UInt32) {
    if point < 128 {
      append(point)
      return
    }
    let digits = point < 0x100 ? 2 : point < 0x10000 ? 4 : 8
    append(UInt32(UInt8(ascii: "\\")))
    append(UInt32(UInt8(ascii: digits == 2 ? "x" : digits == 4 ? "u" : "U")))
    for k in 0..<digits {
      let digit = (point >> UInt32(4 * (digits - 1 - k))) & 15
      append(digit < 10 ? 48 + digit : 87 + digit)
    }
  }
}

@c @implementation
public func PyObject_Bytes(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { return PyBytes_FromString("<NULL>") }
    if o.type == suture_PyBytes_Type() { return newReference(o) }
    if let method = try lookupSpecial(o, suture_name___bytes__()) {
      let bound = Owned(method)
      let result = try Owned(PyObject_CallNoArgs(bound.pointer))
      if !result.pointer.isInstance(TypeFlag.bytes) {
        throw Raise(.type, "__bytes__ returned non-bytes (type \(result.pointer.type.name))")
      }
      return result.take()
    }
    return PyBytes_FromObject(o)
  }
}

@c @implementation
public func PyObject_Format(_ o: ObjectPointer?, _ spec: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = o!
    if let spec, !spec.isInstance(TypeFlag.unicode) {
      throw Raise(.system, "Format specifier must be a string, not \(spec.type.name)")
    }
    if spec == nil || PyUnicode_GetLength(spec) == 0 {
      if o.type == suture_PyUnicode_Type() { return newReference(o) }
      if o.type == suture_PyLong_Type() { return PyObject_Str(o) }
    }
    let text: Owned
    if let spec { text = Owned(borrowed: spec) } else { text = try Owned(makeStr("")) }
    guard let method = try lookupSpecial(o, suture_name___format__()) else {
      throw Raise(.type, "Type \(o.type.name) doesn't define __format__")
    }
    let bound = Owned(method)
    let result = try Owned(callOne(bound.pointer, text.pointer))
    if !result.pointer.isInstance(TypeFlag.unicode) {
      throw Raise(.type, "__format__ must return a str, not \(result.pointer.type.name)")
    }
    return result.take()
  }
}

/// Calls the method `name` of `o` without arguments.
func callMethod(_ o: ObjectPointer, _ name: ObjectPointer) -> ObjectPointer? {
  var arguments: ObjectPointer? = o
  return PyObject_VectorcallMethod(name, &arguments, 1, nil)
}

/// Calls the method `name` of `o` with one argument.
func callMethod(_ o: ObjectPointer, _ name: ObjectPointer, _ argument: ObjectPointer)
  -> ObjectPointer?
{
  var arguments: (ObjectPointer?, ObjectPointer?) = (o, argument)
  return withUnsafeMutablePointer(to: &arguments) { pair in
    let row = UnsafeMutableRawPointer(pair).assumingMemoryBound(to: ObjectPointer?.self)
    return PyObject_VectorcallMethod(name, row, 2, nil)
  }
}

@c @implementation
public func PyObject_IsTrue(_ o: ObjectPointer?) -> Int32 {
  let o = o!
  if o == suture_True() { return 1 }
  if o == suture_False() || o == suture_None() { return 0 }
  let type = o.type.pointee
  if let truth = type.tp_as_number?.pointee.nb_bool {
    let result = truth(o)
    return result > 0 ? 1 : result
  }
  let length: Int
  if let method = type.tp_as_mapping?.pointee.mp_length {
    length = method(o)
  } else if let method = type.tp_as_sequence?.pointee.sq_length {
    length = method(o)
  } else {
    return 1
  }
  return length > 0 ? 1 : Int32(length)
}

@c @implementation
public func PyObject_Not(_ o: ObjectPointer?) -> Int32 {
  let result = PyObject_IsTrue(o)
  return result < 0 ? result : 1 - result
}

@c @implementation
public func PyObject_Hash(_ o: ObjectPointer?) -> Py_hash_t {
  let o = o!
  if let hash = o.type.pointee.tp_hash { return hash(o) }
  if o.type.pointee.tp_dict == nil {
    if PyType_Ready(o.type) < 0 { return -1 }
    if let hash = o.type.pointee.tp_hash { return hash(o) }
  }
  return PyObject_HashNotImplemented(o)
}

@c @implementation
public func PyObject_HashNotImplemented(_ o: ObjectPointer?) -> Py_hash_t {
  raising { () throws(Raise) -> Int in throw Raise(.type, "unhashable type: '\(o!.type.name)'") }
}

@c @implementation
public func PyObject_Type(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    return newReference(o.type.asObject)
  }
}

@c @implementation
public func PyObject_AsFileDescriptor(_ o: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    let o = o!
    var number = Owned(borrowed: o)
    if !o.isInstance(TypeFlag.long) {
      let name = try Owned(PyUnicode_InternFromString("fileno"))
      var method: ObjectPointer?
      try check(PyObject_GetOptionalAttr(o, name.pointer, &method))
      guard let method else {
        throw Raise(.type, "argument must be an int, or have a fileno() method.")
      }
      let bound = Owned(method)
      number = try Owned(PyObject_CallNoArgs(bound.pointer))
      guard number.pointer.isInstance(TypeFlag.long) else {
        throw Raise(.type, "fileno() returned a non-integer")
      }
    }
    let fd = PyLong_AsInt(number.pointer)
    if fd == -1, isExceptionPending { throw .pending }
    if fd < 0 { throw Raise(.value, "file descriptor cannot be a negative integer (\(fd))") }
    return fd
  }
}

// MARK: Recursive repr

@c @implementation
public func Py_ReprEnter(_ o: ObjectPointer?) -> Int32 {
  let t = suture_thread()
  let n = Int(t.pointee.repr_count)
  for i in 0..<n where t.pointee.repr_active![i] == o { return 1 }
  if n == Int(t.pointee.repr_capacity) {
    let capacity = max(8, n * 2)
    guard let row = realloc(t.pointee.repr_active, capacity * 8) else {
      _ = PyErr_NoMemory()
      return -1
    }
    t.pointee.repr_active = row.assumingMemoryBound(to: ObjectPointer?.self)
    t.pointee.repr_capacity = UInt32(capacity)
  }
  t.pointee.repr_active![n] = o
  t.pointee.repr_count = UInt32(n + 1)
  return 0
}

@c @implementation
public func Py_ReprLeave(_ o: ObjectPointer?) {
  let t = suture_thread()
  guard let row = t.pointee.repr_active else { return }
  var i = Int(t.pointee.repr_count)
  while i > 0 {
    i -= 1
    guard row[i] == o else { continue }
    t.pointee.repr_count -= 1
    for k in i..<Int(t.pointee.repr_count) { row[k] = row[k + 1] }
    break
  }
  if t.pointee.repr_count == 0 {
    free(row)
    t.pointee.repr_active = nil
    t.pointee.repr_capacity = 0
  }
}
