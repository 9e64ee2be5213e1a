import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Py_BuildValue, and the calls whose arguments a format describes.

// MARK: Operations

private struct ValueBuilder {
  var f: FormatCursor
  let arguments: VariadicArguments

  /// How many values there are up to `end`; throws for unbalanced brackets.
  func count(until end: UInt8) throws(Raise) -> Int {
    var p = f
    var level = 0
    var n = 0
    while level > 0 || p.here != end {
      let c = p.take()
      if c.isASCIIAlpha {
        if level == 0 { n += 1 }
        continue
      }
      switch c {
      case 0: throw Raise(.system, "unmatched paren in format")
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        if level == 0 { n += 1 }
        level += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): level -= 1
      case UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: ","), UInt8(ascii: ":"),
        UInt8(ascii: " "),
        UInt8(ascii: "\t"):
        break
      default: if level == 0 { n += 1 }
      }
    }
    return n
  }

  /// Steps over what may stand between values.
  @inline(__always)
  private mutating func skipSeparators() {
    while true {
      switch f.here {
      case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "\t"): f.next += 1
      default: return
      }
    }
  }

  /// Takes the remaining values without keeping them, so that the references of `N` are released.
  mutating func ignore(_ n: Int, until end: UInt8) {
    preservingPending {
      for _ in 0..<n {
        if let o = try? value() { suture_decref(o) } else { PyErr_Clear() }
      }
    }
    if f.here == end, end != 0 { f.next += 1 }
  }

  fileprivate mutating func close(_ end: UInt8) throws(Raise) {
    skipSeparators()
    if f.here != end { throw Raise(.system, "Unmatched paren in format") }
    if end != 0 { f.next += 1 }
  }

  /// A tuple or list of the next `n` values.
  mutating func row(_ n: Int, until end: UInt8, isList: Bool) throws(Raise) -> ObjectPointer {
    guard let made = isList ? PyList_New(n) : PyTuple_New(n) else {
      ignore(n, until: end)
      throw .pending
    }
    let row = Owned(made)
    for i in 0..<n {
      do throws(Raise) {
        let item = try value()
        if isList {
          try check(PyList_SetItem(row.pointer, i, item))
        } else {
          suture_into_storage(item)
          Tuple(row.pointer).items[i] = item
        }
      } catch {
        ignore(n - i - 1, until: end)
        throw error
      }
    }
    try close(end)
    return row.take()
  }

  private mutating func dict(_ n: Int) throws(Raise) -> ObjectPointer {
    if n % 2 != 0 {
      _ = Raise(.system, "Bad dict format")
      ignore(n, until: UInt8(ascii: "}"))
      throw .pending
    }
    let made = try Owned(PyDict_New())
    var i = 0
    while i < n {
      do throws(Raise) {
        let key = try Owned(value())
        i += 1
        let item = try Owned(value())
        i += 1
        try check(PyDict_SetItem(made.pointer, key.pointer, item.pointer))
      } catch {
        ignore(max(0, n - i - 1), until: UInt8(ascii: "}"))
        throw error
      }
    }
    try close(UInt8(ascii: "}"))
    return made.take()
  }

  /// The size that `#` announces, or -1.
  private mutating func size() -> Int {
    f.skip(UInt8(ascii: "#")) ? Int(suture_va_longlong(arguments)) : -1
  }

  /// The next value: a new reference.
  mutating func value() throws(Raise) -> ObjectPointer {
    while true {
      let kind = f.take()
      switch kind {
      case UInt8(ascii: "("):
        let n = try count(until: UInt8(ascii: ")"))
        return try row(n, until: UInt8(ascii: ")"), isList: false)
      case UInt8(ascii: "["):
        let n = try count(until: UInt8(ascii: "]"))
        return try row(n, until: UInt8(ascii: "]"), isList: true)
      case UInt8(ascii: "{"):
        let n = try count(until: UInt8(ascii: "}"))
        return try dict(n)
      case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "h"), UInt8(ascii: "i"):
        return try makeInt(Int(Next.int(arguments)))
      case UInt8(ascii: "H"):
        return try check(PyLong_FromLong(Int(UInt32(bitPattern: Next.int(arguments)))))
      case UInt8(ascii: "I"):
        return try check(PyLong_FromUnsignedLong(UInt(suture_va_uint(arguments))))
      case UInt8(ascii: "n"):
        return try check(PyLong_FromSsize_t(Int(suture_va_longlong(arguments))))
      case UInt8(ascii: "l"): return try check(PyLong_FromLong(suture_va_long(arguments)))
      case UInt8(ascii: "k"):
        return try check(PyLong_FromUnsignedLong(UInt(bitPattern: suture_va_long(arguments))))
      case UInt8(ascii: "L"): return try check(PyLong_FromLongLong(suture_va_longlong(arguments)))
      case UInt8(ascii: "K"):
        return try check(
          PyLong_FromUnsignedLongLong(UInt64(bitPattern: suture_va_longlong(arguments)))
        )
      case UInt8(ascii: "p"): return makeBool(Next.int(arguments) != 0)
      case UInt8(ascii: "f"), UInt8(ascii: "d"):
        return try check(PyFloat_FromDouble(suture_va_double(arguments)))
      case UInt8(ascii: "D"):
        let z = Next.place(arguments, Py_complex.self)
        return try check(PyComplex_FromDoubles(z.pointee.real, z.pointee.imag))
      case UInt8(ascii: "c"):
        var c = CChar(truncatingIfNeeded: Next.int(arguments))
        return try check(PyBytes_FromStringAndSize(&c, 1))
      case UInt8(ascii: "C"): return try check(PyUnicode_FromOrdinal(Next.int(arguments)))
      case UInt8(ascii: "u"):
        let p = Next.pointer(arguments)
        let n = size()
        guard let p else { return none() }
        return try check(PyUnicode_FromWideChar(p.assumingMemoryBound(to: wchar_t.self), n))
      case UInt8(ascii: "s"), UInt8(ascii: "z"), UInt8(ascii: "U"):
        let text = Next.text(arguments)
        let n = size()
        guard let text else { return none() }
        return try check(n < 0 ? PyUnicode_FromString(text) : PyUnicode_FromStringAndSize(text, n))
      case UInt8(ascii: "y"):
        let text = Next.text(arguments)
        let n = size()
        guard let text else { return none() }
        return try check(PyBytes_FromStringAndSize(text, n < 0 ? strlen(text) : n))
      case UInt8(ascii: "N"), UInt8(ascii: "S"), UInt8(ascii: "O"): return try object(kind)
      case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "\t"): break
      default: throw Raise(.system, "bad format char passed to Py_BuildValue")
      }
    }
  }

  private mutating func object(_ kind: UInt8) throws(Raise) -> ObjectPointer {
    if f.skip(UInt8(ascii: "&")) {
      typealias Converter = @convention(c) (UnsafeMutableRawPointer?) -> ObjectPointer?
      let convert = unsafeBitCast(Next.pointer(arguments), to: Converter.self)
      return try check(convert(Next.pointer(arguments)))
    }
    guard let o = Next.object(arguments) else {
      if isExceptionPending { throw .pending }
      throw Raise(.system, "NULL object passed to Py_BuildValue")
    }
    if kind != UInt8(ascii: "N") { suture_incref(o) }
    return o
  }
}

/// The value that a format describes: None for an empty one, a tuple for several values.
private func build(_ format: UnsafePointer<CChar>, _ va: VariadicArguments) throws(Raise)
  -> ObjectPointer
{
  var builder = ValueBuilder(f: FormatCursor(format), arguments: va)
  switch try builder.count(until: 0) {
  case 0: return none()
  case 1: return try builder.value()
  case let n: return try builder.row(n, until: 0, isList: false)
  }
}

/// The arguments of a call: a tuple.
///
/// A single value that is a tuple stands for its items.
private func buildArguments(_ format: UnsafePointer<CChar>?, _ va: VariadicArguments) throws(Raise)
  -> ObjectPointer
{
  guard let format, format.pointee != 0 else { return try check(PyTuple_New(0)) }
  var builder = ValueBuilder(f: FormatCursor(format), arguments: va)
  let n = try builder.count(until: 0)
  if n != 1 { return try builder.row(n, until: 0, isList: false) }
  let value = try Owned(builder.value())
  try builder.close(0)
  if value.pointer.isInstance(TypeFlag.tuple) { return value.take() }
  return try tupleOf(value.pointer)
}

// MARK: C API

@c @implementation
func suture_build_value(_ format: UnsafePointer<CChar>, _ va: VariadicArguments) -> ObjectPointer? {
  raising { () throws(Raise) in try build(format, va) }
}

@c @implementation
func suture_call_format(
  _ callable: ObjectPointer?,
  _ format: UnsafePointer<CChar>?,
  _ va: VariadicArguments
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let callable else { throw nullArgument() }
    let args = try Owned(buildArguments(format, va))
    return PyObject_Call(callable, args.pointer, nil)
  }
}

@c @implementation
func suture_call_method_format(
  _ o: ObjectPointer?,
  _ name: UnsafePointer<CChar>?,
  _ format: UnsafePointer<CChar>?,
  _ va: VariadicArguments
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o, let name else { throw nullArgument() }
    return try callAttribute(Owned(PyObject_GetAttrString(o, name)), format, va)
  }
}

@c @implementation
func suture_call_method_named(
  _ o: ObjectPointer?,
  _ name: ObjectPointer?,
  _ format: UnsafePointer<CChar>?,
  _ va: VariadicArguments
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o, let name else { throw nullArgument() }
    return try callAttribute(Owned(PyObject_GetAttr(o, name)), format, va)
  }
}

/// Calls what an object gave as its method.
private func callAttribute(
  _ method: consuming Owned,
  _ format: UnsafePointer<CChar>?,
  _ va: VariadicArguments
) throws(Raise) -> ObjectPointer? {
  guard PyCallable_Check(method.pointer) != 0 else {
    throw Raise(.type, "attribute of type '\(method.pointer.type.name)' is not callable")
  }
  let args = try Owned(buildArguments(format, va))
  return PyObject_Call(method.pointer, args.pointer, nil)
}

/// Calls with the objects of a variadic list that NULL ends.
private func callObjects(_ callable: ObjectPointer, _ va: VariadicArguments) -> ObjectPointer? {
  withUnsafeTemporaryAllocation(of: ObjectPointer?.self, capacity: 9) { stack in
    var n = 0
    while let o = Next.object(va) {
      if n == 8 { return callMany(callable, stack, o, va) }
      n += 1
      stack.initializeElement(at: n, to: o)
    }
    stack.initializeElement(at: 0, to: nil)
    return PyObject_Vectorcall(callable, stack.baseAddress! + 1, n | Int.min, nil)
  }
}

private func callMany(
  _ callable: ObjectPointer,
  _ first: UnsafeMutableBufferPointer<ObjectPointer?>,
  _ ninth: ObjectPointer,
  _ va: VariadicArguments
) -> ObjectPointer? {
  var items: [ObjectPointer?] = []
  for i in 1...8 { items.append(first[i]) }
  items.append(ninth)
  while let o = Next.object(va) { items.append(o) }
  return items.withUnsafeBufferPointer {
    PyObject_Vectorcall(callable, $0.baseAddress, $0.count, nil)
  }
}

@c @implementation
func suture_call_objects(_ callable: ObjectPointer?, _ va: VariadicArguments) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let callable else { throw nullArgument() }
    return callObjects(callable, va)
  }
}

@c @implementation
func suture_call_method_objects(
  _ o: ObjectPointer?,
  _ name: ObjectPointer?,
  _ va: VariadicArguments
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o, let name else { throw nullArgument() }
    let method = try Owned(PyObject_GetAttr(o, name))
    return callObjects(method.pointer, va)
  }
}

@c @implementation
func suture_eval_call(
  _ callable: ObjectPointer?,
  _ format: UnsafePointer<CChar>,
  _ va: VariadicArguments
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let args = try Owned(build(format, va))
    guard args.pointer.isInstance(TypeFlag.tuple) else {
      throw Raise(.type, "argument list must be a tuple")
    }
    return PyObject_Call(callable, args.pointer, nil)
  }
}

@c @implementation
public func PyObject_CallOneArg(_ callable: ObjectPointer?, _ argument: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let callable, let argument else { throw nullArgument() }
    return callOne(callable, argument)
  }
}

@c @implementation
public func PyObject_VectorcallDict(
  _ callable: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ flags: Int,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  // tp_call gets a dict without keywords too.
  guard let kwargs, PyDict_Size(kwargs) > 0 || vectorcallFunction(callable!) == nil else {
    return PyObject_Vectorcall(callable, args, flags, nil)
  }
  return raising { () throws(Raise) in
    let n = flags & Int.max
    let tuple = try Owned(PyTuple_New(n))
    for i in 0..<n { try check(PyTuple_SetItem(tuple.pointer, i, newReference(args![i]!))) }
    return PyObject_Call(callable, tuple.pointer, kwargs)
  }
}
