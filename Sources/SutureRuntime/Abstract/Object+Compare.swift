import CSuture

// MARK: Operations

/// The operation that answers `a op b` when asked of `b`.
@inline(__always)
private func swapped(_ op: Int32) -> Int32 {
  switch op {
  case Py_LT: return Py_GT
  case Py_LE: return Py_GE
  case Py_GT: return Py_LT
  case Py_GE: return Py_LE
  default: return op
  }
}

private func symbol(_ op: Int32) -> String {
  switch op {
  case Py_LT: return "<"
  case Py_LE: return "<="
  case Py_EQ: return "=="
  case Py_NE: return "!="
  case Py_GT: return ">"
  default: return ">="
  }
}

/// Asks one side; nil when it answers NotImplemented.
@inline(__always)
private func ask(_ compare: richcmpfunc, _ a: ObjectPointer, _ b: ObjectPointer, _ op: Int32)
  throws(Raise) -> ObjectPointer?
{
  let answer = try check(compare(a, b, op))
  if answer != suture_NotImplemented() { return answer }
  suture_decref(answer)
  return nil
}

/// `a op b` of two ints of one digit, and of exactly that type; nil: they are others.
@inline(__always)
private func quickCompare(_ a: ObjectPointer, _ b: ObjectPointer, _ op: Int32) -> Bool? {
  guard a.isExactInt, b.isExactInt, let x = IntObject(a).oneDigit, let y = IntObject(b).oneDigit
  else { return nil }
  return compareResult(x &- y, op)
}

/// `a op b`, a new reference: a subclass on the right is asked first.
func richCompare(_ a: ObjectPointer, _ b: ObjectPointer, _ op: Int32) throws(Raise) -> ObjectPointer
{
  var askedRight = false
  if a.type != b.type, let compare = b.type.pointee.tp_richcompare,
    PyType_IsSubtype(b.type, a.type) != 0
  {
    askedRight = true
    if let answer = try ask(compare, b, a, swapped(op)) { return answer }
  }
  if let compare = a.type.pointee.tp_richcompare, let answer = try ask(compare, a, b, op) {
    return answer
  }
  if !askedRight, let compare = b.type.pointee.tp_richcompare,
    let answer = try ask(compare, b, a, swapped(op))
  {
    return answer
  }
  switch op {
  case Py_EQ: return makeBool(a == b)
  case Py_NE: return makeBool(a != b)
  default:
    let left = a.type.name
    let right = b.type.name
    throw Raise(
      .type,
      "'\(symbol(op))' not supported between instances of '\(left)' and '\(right)'"
    )
  }
}

// MARK: C API

@c @implementation
public func PyObject_RichCompare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let a, let b else {
      if isExceptionPending { throw .pending }
      throw Raise.badInternalCall("Objects/object.c", 980)
    }
    try checkRecursion(" in comparison")
    return try richCompare(a, b, op)
  }
}

@c @implementation
public func PyObject_RichCompareBool(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32) -> Int32
{
  if a == b {
    if op == Py_EQ { return 1 }
    if op == Py_NE { return 0 }
  }
  if let a, let b, let result = quickCompare(a, b, op) { return result ? 1 : 0 }
  guard let answer = PyObject_RichCompare(a, b, op) else { return -1 }
  if answer == suture_True() { return 1 }
  if answer == suture_False() { return 0 }
  let result = PyObject_IsTrue(answer)
  suture_decref(answer)
  return result
}
