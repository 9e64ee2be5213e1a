import CSuture

// MARK: Operations

/// `a op b` by the number slots alone; NotImplemented when neither knows.
///
/// For sequences that define + and * there.
private func askNumbers(
  _ a: ObjectPointer,
  _ b: ObjectPointer,
  _ slot: (UnsafeMutablePointer<PyNumberMethods>) -> binaryfunc?,
  _ inPlace: (UnsafeMutablePointer<PyNumberMethods>) -> binaryfunc? = { _ in nil }
) throws(Raise) -> ObjectPointer? {
  /// Calls one slot; nil when it does not know.
  func ask(_ f: binaryfunc?) throws(Raise) -> ObjectPointer? {
    guard let f else { return nil }
    let answer = try check(f(a, b))
    if answer != suture_NotImplemented() { return answer }
    suture_decref(answer)
    return nil
  }
  let left = a.type.pointee.tp_as_number
  let right = b.type.pointee.tp_as_number
  if let left, let answer = try ask(inPlace(left)) { return answer }
  let leftSlot = left.flatMap { slot($0) }
  let rightSlot = a.type == b.type ? nil : right.flatMap { slot($0) }
  let isSame = unsafeBitCast(leftSlot, to: UInt.self) == unsafeBitCast(rightSlot, to: UInt.self)
  if let rightSlot, !isSame, leftSlot != nil, PyType_IsSubtype(b.type, a.type) != 0 {
    if let answer = try ask(rightSlot) { return answer }
    return try ask(leftSlot)
  }
  if let answer = try ask(leftSlot) { return answer }
  return isSame ? nil : try ask(rightSlot)
}

private func isSequence(_ o: ObjectPointer) -> Bool {
  !o.isInstance(TypeFlag.dict) && o.type.pointee.tp_as_sequence?.pointee.sq_item != nil
}

/// What a search through an iterable wants to know.
enum SequenceSearch { case count, index, contains }

/// The number of items equal to `value`, or the first one's position, or whether there is one.
func searchItems(_ o: ObjectPointer?, _ value: ObjectPointer?, _ kind: SequenceSearch) throws(Raise)
  -> Int
{
  guard let o, let value else { throw nullArgument() }
  guard let iterator = PyObject_GetIter(o) else {
    guard isTypeErrorPending() else { throw .pending }
    PyErr_Clear()
    throw Raise(.type, "argument of type '\(o.type.name)' is not iterable")
  }
  let items = Owned(iterator)
  var n = 0
  var hasWrapped = false
  while let item = try nextItem(items.pointer) {
    let owned = Owned(item)
    let isEqual = try check(PyObject_RichCompareBool(owned.pointer, value, Py_EQ)) != 0
    if isEqual {
      switch kind {
      case .contains: return 1
      case .index:
        if hasWrapped { throw Raise(.overflow, "index exceeds C integer size") }
        return n
      case .count:
        if n == Int.max { throw Raise(.overflow, "count exceeds C integer size") }
        n += 1
      }
    }
    if kind == .index {
      if n == Int.max { hasWrapped = true }
      n &+= 1
    }
  }
  if kind == .index { throw Raise(.value, "sequence.index(x): x not in sequence") }
  return kind == .contains ? 0 : n
}

/// A negative index counted from the end, by the sequence's length slot.
@inline(__always)
private func resolve(
  _ o: ObjectPointer,
  _ index: Int,
  _ methods: UnsafeMutablePointer<PySequenceMethods>
) throws(Raise) -> Int {
  if index >= 0 { return index }
  guard let length = methods.pointee.sq_length else { return index }
  let n = length(o)
  if n < 0 { throw .pending }
  return index &+ n
}

/// TypeError for an object that is a mapping at best.
private func notSequence(_ o: ObjectPointer, isMapping: Bool, _ what: StaticString) -> Raise {
  isMapping ? Raise(.type, "\(o.type.name) is not a sequence") : typeError(o, what)
}

// MARK: C API

@c @implementation
public func PySequence_Check(_ o: ObjectPointer?) -> Int32 { isSequence(o!) ? 1 : 0 }

@c @implementation
public func PySequence_Size(_ o: ObjectPointer?) -> Py_ssize_t {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    if let length = o.type.pointee.tp_as_sequence?.pointee.sq_length { return length(o) }
    if o.type.pointee.tp_as_mapping?.pointee.mp_length != nil {
      throw Raise(.type, "\(o.type.name) is not a sequence")
    }
    throw Raise(.type, "object of type '\(o.type.name)' has no len()")
  }
}

@c @implementation
public func PySequence_Length(_ o: ObjectPointer?) -> Py_ssize_t { PySequence_Size(o) }

@c @implementation
public func PySequence_Concat(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let a, let b else { throw nullArgument() }
    if let concat = a.type.pointee.tp_as_sequence?.pointee.sq_concat { return concat(a, b) }
    if isSequence(a), isSequence(b), let result = try askNumbers(a, b, { $0.pointee.nb_add }) {
      return result
    }
    throw typeError(a, "can't be concatenated")
  }
}

@c @implementation
public func PySequence_Repeat(_ o: ObjectPointer?, _ times: Py_ssize_t) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    if let multiply = o.type.pointee.tp_as_sequence?.pointee.sq_repeat { return multiply(o, times) }
    if isSequence(o) {
      let n = try Owned(PyLong_FromSsize_t(times))
      if let result = try askNumbers(o, n.pointer, { $0.pointee.nb_multiply }) { return result }
    }
    throw typeError(o, "can't be repeated")
  }
}

@c @implementation
public func PySequence_InPlaceConcat(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let a, let b else { throw nullArgument() }
    if let methods = a.type.pointee.tp_as_sequence {
      if let concat = methods.pointee.sq_inplace_concat { return concat(a, b) }
      if let concat = methods.pointee.sq_concat { return concat(a, b) }
    }
    if isSequence(a), isSequence(b),
      let result = try askNumbers(a, b, { $0.pointee.nb_add }, { $0.pointee.nb_inplace_add })
    {
      return result
    }
    throw typeError(a, "can't be concatenated")
  }
}

@c @implementation
public func PySequence_InPlaceRepeat(_ o: ObjectPointer?, _ times: Py_ssize_t) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    if let methods = o.type.pointee.tp_as_sequence {
      if let multiply = methods.pointee.sq_inplace_repeat { return multiply(o, times) }
      if let multiply = methods.pointee.sq_repeat { return multiply(o, times) }
    }
    if isSequence(o) {
      let n = try Owned(PyLong_FromSsize_t(times))
      if let result = try askNumbers(
        o,
        n.pointer,
        { $0.pointee.nb_multiply },
        { $0.pointee.nb_inplace_multiply }
      ) {
        return result
      }
    }
    throw typeError(o, "can't be repeated")
  }
}

@c @implementation
public func PySequence_GetItem(_ o: ObjectPointer?, _ index: Py_ssize_t) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    if let methods = o.type.pointee.tp_as_sequence, let item = methods.pointee.sq_item {
      return item(o, try resolve(o, index, methods))
    }
    let isMapping = o.type.pointee.tp_as_mapping?.pointee.mp_subscript != nil
    throw notSequence(o, isMapping: isMapping, "does not support indexing")
  }
}

@c @implementation
public func PySequence_SetItem(_ o: ObjectPointer?, _ index: Py_ssize_t, _ value: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    if let methods = o.type.pointee.tp_as_sequence, let assign = methods.pointee.sq_ass_item {
      return assign(o, try resolve(o, index, methods), value)
    }
    let isMapping = o.type.pointee.tp_as_mapping?.pointee.mp_ass_subscript != nil
    throw notSequence(o, isMapping: isMapping, "does not support item assignment")
  }
}

@c @implementation
public func PySequence_DelItem(_ o: ObjectPointer?, _ index: Py_ssize_t) -> Int32 {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    if let methods = o.type.pointee.tp_as_sequence, let assign = methods.pointee.sq_ass_item {
      return assign(o, try resolve(o, index, methods), nil)
    }
    let isMapping = o.type.pointee.tp_as_mapping?.pointee.mp_ass_subscript != nil
    throw notSequence(o, isMapping: isMapping, "doesn't support item deletion")
  }
}

@c @implementation
public func PySequence_GetSlice(_ o: ObjectPointer?, _ low: Py_ssize_t, _ high: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    guard let subscript_ = o.type.pointee.tp_as_mapping?.pointee.mp_subscript else {
      throw typeError(o, "is unsliceable")
    }
    let slice = try Owned(makeSlice(low, high))
    return subscript_(o, slice.pointer)
  }
}

@c @implementation
public func PySequence_SetSlice(
  _ o: ObjectPointer?,
  _ low: Py_ssize_t,
  _ high: Py_ssize_t,
  _ value: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    guard let assign = o.type.pointee.tp_as_mapping?.pointee.mp_ass_subscript else {
      throw typeError(o, "doesn't support slice assignment")
    }
    let slice = try Owned(makeSlice(low, high))
    return assign(o, slice.pointer, value)
  }
}

@c @implementation
public func PySequence_DelSlice(_ o: ObjectPointer?, _ low: Py_ssize_t, _ high: Py_ssize_t) -> Int32
{
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    guard let assign = o.type.pointee.tp_as_mapping?.pointee.mp_ass_subscript else {
      throw typeError(o, "doesn't support slice deletion")
    }
    let slice = try Owned(makeSlice(low, high))
    return assign(o, slice.pointer, nil)
  }
}

@c @implementation
public func PySequence_Tuple(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    if o.isExactTuple { return newReference(o) }
    if o.isExactList { return PyList_AsTuple(o) }
    let list = try Owned(PySequence_List(o))
    // Nobody else knows the list: its items move.
    let source = List(list.pointer)
    let result = try Tuple.make(source.count)
    for i in 0..<source.count {
      Tuple(result).items[i] = source.items[i]
    }
    source.count = 0
    return result
  }
}

@c @implementation
public func PySequence_List(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    let list = try Owned(List.make(0))
    try extendList(list.pointer, o)
    return list.take()
  }
}

@c @implementation
public func PySequence_Fast(_ o: ObjectPointer?, _ message: UnsafePointer<CChar>?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let o else { throw nullArgument() }
    if o.isExactList || o.isExactTuple { return newReference(o) }
    guard let iterator = PyObject_GetIter(o) else {
      if isTypeErrorPending() { PyErr_SetString(suture_PyExc_TypeError(), message) }
      throw .pending
    }
    let items = Owned(iterator)
    return PySequence_List(items.pointer)
  }
}

@c @implementation
public func PySequence_Contains(_ o: ObjectPointer?, _ value: ObjectPointer?) -> Int32 {
  if let contains = o?.type.pointee.tp_as_sequence?.pointee.sq_contains {
    return contains(o, value)
  }
  return raising { () throws(Raise) in Int32(try searchItems(o, value, .contains)) }
}

@c @implementation
public func PySequence_In(_ o: ObjectPointer?, _ value: ObjectPointer?) -> Int32 {
  PySequence_Contains(o, value)
}

@c @implementation
public func PySequence_Count(_ o: ObjectPointer?, _ value: ObjectPointer?) -> Py_ssize_t {
  raising { () throws(Raise) in try searchItems(o, value, .count) }
}

@c @implementation
public func PySequence_Index(_ o: ObjectPointer?, _ value: ObjectPointer?) -> Py_ssize_t {
  raising { () throws(Raise) in try searchItems(o, value, .index) }
}
