import CSuture

// MARK: Operations

private let sortSignature = Signature("sort", "key", "reverse", positional: 0)

// MARK: Methods

@c func suture_list_append(_ self: ObjectPointer, _ item: ObjectPointer) -> ObjectPointer? {
  PyList_Append(self, item) < 0 ? nil : none()
}

@c func suture_list_insert(_ self: ObjectPointer, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("insert", n, 2, 2)
    let number = try Owned(PyNumber_Index(args![0]))
    let index = PyLong_AsSsize_t(number.pointer)
    if index == -1, isExceptionPending { throw .pending }
    try withLock(self) { () throws(Raise) in try List(self).insert(index, args![1]!) }
    return none()
  }
}

@c func suture_list_extend(_ self: ObjectPointer, _ source: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    try extendList(self, source)
    return none()
  }
}

@c func suture_list_clear(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  _ = suture_list_clear_slot(self)
  return none()
}

@c func suture_list_copy(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try List.slice(self, 0, Int.max)
  }
}

@c func suture_list_pop(_ self: ObjectPointer, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("pop", n, 0, 1)
    var index = -1
    if n == 1 {
      let number = try Owned(PyNumber_Index(args![0]))
      index = PyLong_AsSsize_t(number.pointer)
      if index == -1, isExceptionPending { throw .pending }
    }
    let item = try withLock(self) { () throws(Raise) in
      let list = List(self)
      if list.count == 0 { throw Raise(.index, "pop from empty list") }
      if index < 0 { index += list.count }
      guard index >= 0, index < list.count else { throw Raise(.index, "pop index out of range") }
      return try list.remove(index)
    }
    suture_out_of_storage(item)
    return item
  }
}

@c func suture_list_remove(_ self: ObjectPointer, _ value: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    var i = 0
    while let item = List.item(self, i) {
      let owned = Owned(item)
      if try areEqual(owned.pointer, value) {
        let garbage = ItemRow()
        try withLock(self) { () throws(Raise) in
          try List(self).replace(i, i + 1, ItemRow(), garbage)
        }
        return none()
      }
      i += 1
    }
    throw Raise(.value, "list.remove(x): x not in list")
  }
}

@c func suture_list_index(_ self: ObjectPointer, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("index", n, 1, 3)
    let (start, stop) = try searchBounds(args, n, List(self).count)
    var i = start
    while i < stop, let item = List.item(self, i) {
      let owned = Owned(item)
      if try areEqual(owned.pointer, args![0]!) { return PyLong_FromSsize_t(i) }
      i += 1
    }
    let text = try Owned(PyObject_Repr(args![0]))
    throw Raise(.value, "\(swiftText(text.pointer)) is not in list")
  }
}

@c func suture_list_count(_ self: ObjectPointer, _ value: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    var found = 0
    var i = 0
    while let item = List.item(self, i) {
      let owned = Owned(item)
      if try areEqual(owned.pointer, value) { found += 1 }
      i += 1
    }
    return PyLong_FromSsize_t(found)
  }
}

@c func suture_list_reverse(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  withLock(self) { List(self).reverse() }
  return none()
}

@c func suture_list_sort(
  _ self: ObjectPointer,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let given = try sortSignature.bind(args, n, kwnames)
    let isReversed = try sortSignature.truth(given, 1)
    let key = given[0] == suture_None() ? nil : given[0]
    try sortList(self, key: key, isReversed: isReversed)
    return none()
  }
}

@c func suture_list_sizeof(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  let allocated = max(List(self).base.pointee.allocated, 0)
  return PyLong_FromSsize_t(self.type.pointee.tp_basicsize + allocated * 8)
}

@c func suture_list_reversed(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try makeIndexIterator(suture_PyListRevIter_Type(), self, List(self).count - 1)
  }
}

@c func suture_list_iter(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try makeIndexIterator(suture_PyListIter_Type(), self, 0) }
}

@c func suture_tuple_iter(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try makeIndexIterator(suture_PyTupleIter_Type(), self, 0) }
}
