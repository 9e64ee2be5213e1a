import CSuture

// MARK: Operations

/// The value of the keyword `name`, borrowed; TypeError for any other keyword.
func keywordArguments(
  _ function: StaticString,
  _ names: [StaticString],
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Int,
  _ kwnames: ObjectPointer?
) throws(Raise) -> [ObjectPointer?] {
  var found = [ObjectPointer?](repeating: nil, count: names.count)
  guard let kwnames else { return found }
  let given = n + Tuple(kwnames).count
  if given > names.count {
    throw Raise(
      .type,
      "\(function)() takes at most \(names.count) \(n == 0 ? "keyword " : "")arguments (\(given) given)"
    )
  }
  for k in 0..<Tuple(kwnames).count {
    let given = Tuple(kwnames)[k]
    var index = 0
    while index < names.count, !isName(given, names[index]) { index += 1 }
    if index == names.count {
      throw Raise(.type, "\(function)() got an unexpected keyword argument '\(swiftText(given))'")
    }
    found[index] = args![n + k]
  }
  return found
}

/// True when a str is this ASCII text.
func isName(_ str: ObjectPointer, _ text: StaticString) -> Bool {
  text.withUTF8Buffer { bytes in
    let n = bytes.count
    guard PyUnicode_GetLength(str) == n else { return false }
    for i in 0..<n where PyUnicode_ReadChar(str, i) != UInt32(bytes[i]) { return false }
    return true
  }
}

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
    if n > 0 { throw Raise(.type, "sort() takes no positional arguments") }
    let given = try keywordArguments("sort", ["key", "reverse"], args, n, kwnames)
    var isReversed = false
    if let flag = given[1] { isReversed = try check(PyObject_IsTrue(flag)) != 0 }
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
