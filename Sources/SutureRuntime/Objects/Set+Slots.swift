import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

/// The argument of `set(...)`, borrowed, if there is one; TypeError when there are more.
private func onlyArgument(_ arguments: ObjectPointer?, _ type: TypePointer) throws(Raise)
  -> ObjectPointer?
{
  guard let arguments, PyTuple_Size(arguments) > 0 else { return nil }
  let count = PyTuple_Size(arguments)
  if count > 1 { throw Raise(.type, "\(type.name) expected at most 1 argument, got \(count)") }
  return try check(PyTuple_GetItem(arguments, 0))
}

// MARK: Slots

@c func suture_set_dealloc(_ self: ObjectPointer) {
  let o = self
  gcUntrack(o)
  let fields = SetObject(o).fields
  if fields.pointee.weakreflist != nil { PyObject_ClearWeakRefs(o) }
  if let table = fields.pointee.table {
    for n in 0...fields.pointee.mask where table[n].key != nil {
      suture_decref_stored(table[n].key)
    }
    if table != SetObject(o).small { Freelists.release(table) }
  }
  freeInstance(o)
}

@c func suture_set_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard SetObject(self).fields.pointee.table != nil else { return 0 }
  var position = 0
  while let entry = SetObject(self).next(&position) {
    let result = visit(entry.pointee.key, argument)
    if result != 0 { return result }
  }
  return 0
}

@c func suture_set_clear_slot(_ self: ObjectPointer) -> Int32 {
  setClear(self)
  return 0
}

@c func suture_set_new(
  _ type: TypePointer,
  _ arguments: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in try makeSet(type, nil) }
}

@c func suture_set_init(
  _ self: ObjectPointer,
  _ arguments: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try checkNoKeywords("set", keywords)
    let elements = try onlyArgument(arguments, self.type)
    if SetObject(self).fields.pointee.fill > 0 { setClear(self) }
    if let elements { try setUpdate(self, elements) }
    return 0
  }
}

@c func suture_frozenset_new(
  _ type: TypePointer,
  _ arguments: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let type = type
    let base = suture_PyFrozenSet_Type()
    if type == base || hasInit(type, of: base) { try checkNoKeywords("frozenset", keywords) }
    guard let elements = try onlyArgument(arguments, type) else { return try makeSet(type, nil) }
    if type == base, elements.type == base { return newReference(elements) }
    return try makeSet(type, elements)
  }
}

@c func suture_set_length(_ self: ObjectPointer) -> Py_ssize_t { SetObject(self).count }

@c func suture_set_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let set = self
    var writer = StrWriter()
    let isPlain = set.type == suture_PySet_Type()
    if try check(Py_ReprEnter(set)) > 0 {
      writer.append(set.type.name)
      writer.append(ascii: "(...)")
      return try writer.finish()
    }
    defer { Py_ReprLeave(set) }
    if SetObject(set).count == 0 {
      writer.append(set.type.name)
      writer.append(ascii: "()")
      return try writer.finish()
    }
    let elements = try Owned(PySequence_List(set))
    if !isPlain {
      writer.append(set.type.name)
      writer.append(ascii: "(")
    }
    writer.append(ascii: "{")
    for i in 0..<PyList_Size(elements.pointer) {
      let element = try Owned(PySequence_GetItem(elements.pointer, i))
      if i > 0 { writer.append(ascii: ", ") }
      try writer.append(repr: element.pointer)
    }
    writer.append(ascii: "}")
    if !isPlain { writer.append(ascii: ")") }
    return try writer.finish()
  }
}

@c func suture_set_reduce(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let list = try Owned(PySequence_List(self))
    let arguments = try Owned(Tuple.make(taking: list.take()))
    let state = try Owned(callMethod(self, suture_name___getstate__()))
    return try Tuple.make(taking: newReference(self.type.asObject), arguments.take(), state.take())
  }
}

@c func suture_set_sizeof(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  let set = SetObject(self)
  var size = instanceSize(self.type, 0)
  if set.fields.pointee.table != set.small {
    size += (set.fields.pointee.mask + 1) * MemoryLayout<setentry>.stride
  }
  return PyLong_FromSsize_t(size)
}

// MARK: Iteration

@c func suture_set_iter(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    try TableIterator.make(suture_PySetIter_Type(), over: self, SetObject(self).count)
  }
}

@c func suture_setiter_next(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    var key: ObjectPointer?
    _ = try TableIterator(self).step("Set") { container, it in
      let set = SetObject(container)
      if it.pointee.used != set.count { return .sizeChanged }
      var position = it.pointee.position
      guard let entry = set.next(&position) else { return .end }
      it.pointee.position = position
      it.pointee.left = it.pointee.left &- 1
      key = newReference(entry.pointee.key)
      return .item
    }
    return key
  }
}

@c func suture_setiter_length_hint(_ self: ObjectPointer, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  TableIterator(self).lengthHint { SetObject($0).count }
}

@c func suture_setiter_reduce(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try TableIterator(self).reduce { (set) throws(Raise) in try check(suture_set_iter(set)) }
  }
}
