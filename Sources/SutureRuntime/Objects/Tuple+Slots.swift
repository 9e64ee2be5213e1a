import CSuture

// MARK: Operations

/// The index that `o` means, clipped to Int; TypeError when it is no int (nor None, when `allowsNone`: the result is
/// nil then).
func sliceIndex(_ o: ObjectPointer, allowsNone: Bool) throws(Raise) -> Int? {
  if allowsNone, o == suture_None() { return nil }
  guard PyIndex_Check(o) != 0 else {
    let none = allowsNone ? "None or " : ""
    throw Raise(.type, "slice indices must be integers or \(none)have an __index__ method")
  }
  return try check(PyNumber_AsSsize_t(o, nil))
}

/// The optional start and stop arguments of index(), as positions within `count`.
func searchBounds(_ args: UnsafePointer<ObjectPointer?>?, _ n: Int, _ count: Int) throws(Raise) -> (
  Int, Int
) {
  var start = 0
  var stop = Int.max
  if n > 1 { start = try sliceIndex(args![1]!, allowsNone: false)! }
  if n > 2 { stop = try sliceIndex(args![2]!, allowsNone: false)! }
  if start < 0 { start = max(start &+ count, 0) }
  if stop < 0 { stop = max(stop &+ count, 0) }
  return (start, stop)
}

/// True when `type` inherits the tp_init of `base`.
func hasInit(_ type: TypePointer, of base: TypePointer) -> Bool {
  unsafeBitCast(type.pointee.tp_init, to: UInt.self)
    == unsafeBitCast(base.pointee.tp_init, to: UInt.self)
}

/// True when `type` inherits the tp_new of `base`.
func hasNew(_ type: TypePointer, of base: TypePointer) -> Bool {
  unsafeBitCast(type.pointee.tp_new, to: UInt.self)
    == unsafeBitCast(base.pointee.tp_new, to: UInt.self)
}

/// True when `a == b`, or they are the same object.
@inline(__always)
func areEqual(_ a: ObjectPointer, _ b: ObjectPointer) throws(Raise) -> Bool {
  if a == b { return true }
  return try check(PyObject_RichCompareBool(a, b, Py_EQ)) != 0
}

/// The result of comparing two lengths.
func compareSizes(_ a: Int, _ b: Int, _ op: Int32) -> ObjectPointer {
  let holds: Bool
  switch op {
  case Py_LT: holds = a < b
  case Py_LE: holds = a <= b
  case Py_EQ: holds = a == b
  case Py_NE: holds = a != b
  case Py_GT: holds = a > b
  default: holds = a >= b
  }
  return makeBool(holds)
}

// MARK: Slots

@c func suture_tuple_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  let tuple = Tuple(self)
  let n = tuple.count
  suture_decref_row(tuple.items, n)
  if self.isExactTuple {
    freeBuiltin(self, size: 24 + n * 8, isTracked: true)
  } else {
    freeInstance(self)
  }
}

@c func suture_tuple_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  let tuple = Tuple(self)
  for i in 0..<tuple.count {
    if let item = tuple.items[i] {
      let result = visit(item, arg)
      if result != 0 { return result }
    }
  }
  return 0
}

@c func suture_tuple_new(_ type: TypePointer, _ args: ObjectPointer, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if type == suture_PyTuple_Type() || hasInit(type, of: suture_PyTuple_Type()) {
      try checkNoKeywords("tuple", kwargs)
    }
    try checkPositional("tuple", Tuple(args).count, 0, 1)
    if Tuple(args).count == 0, type == suture_PyTuple_Type() { return try Tuple.make(0) }
    let items = try Owned(
      Tuple(args).count == 0 ? PyTuple_New(0) : PySequence_Tuple(Tuple(args)[0])
    )
    if type == suture_PyTuple_Type() { return items.take() }
    let source = Tuple(items.pointer)
    let o = try check(type.pointee.tp_alloc(type, source.count))
    let target = Tuple(o).items
    for i in 0..<source.count {
      suture_incref_stored(source[i])
      target[i] = source[i]
    }
    return o
  }
}

@c func suture_tuple_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let tuple = Tuple(self)
    if tuple.count == 0 { return try makeStr("()") }
    if try check(Py_ReprEnter(self)) > 0 { return try makeStr("(...)") }
    defer { Py_ReprLeave(self) }
    var writer = StrWriter()
    writer.append(ascii: "(")
    for i in 0..<tuple.count {
      if i > 0 { writer.append(ascii: ", ") }
      if let item = tuple.items[i] {
        try writer.append(repr: item)
      } else {
        writer.append(ascii: "<NULL>")
      }
    }
    if tuple.count == 1 { writer.append(ascii: ",") }
    writer.append(ascii: ")")
    return try writer.finish()
  }
}

@c func suture_tuple_hash(_ self: ObjectPointer) -> Int {
  raising { () throws(Raise) in
    // A tuple that holds itself, which only C and marshal can make.
    try checkRecursion(" while hashing a tuple")
    var hash = SequenceHash()
    let tuple = Tuple(self)
    for i in 0..<tuple.count { try hash.add(tuple[i]) }
    return hash.finish(tuple.count)
  }
}

@c func suture_tuple_richcompare(_ self: ObjectPointer, _ other: ObjectPointer, _ op: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard self.isTuple, other.isTuple else { return newReference(suture_NotImplemented()) }
    let a = Tuple(self)
    let b = Tuple(other)
    let n = min(a.count, b.count)
    var i = 0
    while i < n, try areEqual(a[i], b[i]) { i += 1 }
    if i == n { return compareSizes(a.count, b.count, op) }
    if op == Py_EQ { return suture_False() }
    if op == Py_NE { return suture_True() }
    return PyObject_RichCompare(a[i], b[i], op)
  }
}

@c func suture_tuple_length(_ self: ObjectPointer) -> Int { Tuple(self).count }

@c func suture_tuple_concat(_ self: ObjectPointer, _ other: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try Tuple(self).concat(other) }
}

@c func suture_tuple_repeat(_ self: ObjectPointer, _ times: Int) -> ObjectPointer? {
  raising { () throws(Raise) in try Tuple(self).repeated(times) }
}

@c func suture_tuple_item(_ self: ObjectPointer, _ index: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard index >= 0, index < Tuple(self).count else {
      throw Raise(.index, "tuple index out of range")
    }
    return newReference(Tuple(self)[index])
  }
}

@c func suture_tuple_contains(_ self: ObjectPointer, _ value: ObjectPointer) -> Int32 {
  raising { () throws(Raise) in
    let tuple = Tuple(self)
    for i in 0..<tuple.count where try areEqual(tuple[i], value) { return 1 }
    return 0
  }
}

@c func suture_tuple_subscript(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let tuple = Tuple(self)
    if PyIndex_Check(key) != 0 {
      var index = try check(PyNumber_AsSsize_t(key, suture_PyExc_IndexError()))
      if index < 0 { index += tuple.count }
      return suture_tuple_item(self, index)
    }
    guard key.type == suture_PySlice_Type() else {
      throw Raise(.type, "tuple indices must be integers or slices, not \(key.type.name)")
    }
    let slice = try SliceBounds(key, tuple.count)
    if slice.count <= 0 { return try Tuple.make(0) }
    if slice.step == 1 { return try tuple.slice(slice.start, slice.start + slice.count) }
    let o = try Tuple.make(slice.count)
    var position = slice.start
    for i in 0..<slice.count {
      suture_incref_stored(tuple[position])
      Tuple(o).items[i] = tuple[position]
      position &+= slice.step
    }
    return o
  }
}

// MARK: Methods

@c func suture_tuple_index(_ self: ObjectPointer, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("index", n, 1, 3)
    let tuple = Tuple(self)
    let (start, stop) = try searchBounds(args, n, tuple.count)
    var i = start
    while i < min(stop, tuple.count) {
      if try areEqual(tuple[i], args![0]!) { return PyLong_FromSsize_t(i) }
      i += 1
    }
    throw Raise(.value, "tuple.index(x): x not in tuple")
  }
}

@c func suture_tuple_count(_ self: ObjectPointer, _ value: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let tuple = Tuple(self)
    var found = 0
    for i in 0..<tuple.count where try areEqual(tuple[i], value) { found += 1 }
    return PyLong_FromSsize_t(found)
  }
}

@c func suture_tuple_getnewargs(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let tuple = Tuple(self)
    return try Tuple.make(taking: Tuple.make(copying: tuple.items, tuple.count))
  }
}
