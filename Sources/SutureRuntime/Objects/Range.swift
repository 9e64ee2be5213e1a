import CSuture

// MARK: Layout

/// A range: start, stop, step and length as int objects of any size, immutable.
struct IntRange {
  let object: ObjectPointer
  private let base: UnsafeMutablePointer<SutureRange>

  @inline(__always)
  init(_ object: ObjectPointer) {
    self.object = object
    base = object.cast(to: SutureRange.self)
  }

  var start: ObjectPointer { base.pointee.start }
  var stop: ObjectPointer { base.pointee.stop }
  var step: ObjectPointer { base.pointee.step }
  var length: ObjectPointer { base.pointee.length }
}

extension UnsafeMutablePointer where Pointee == PyObject {
  @inline(__always) var isRange: Bool { type == suture_PyRange_Type() }
  /// An int or a bool, no instance of another subclass.
  fileprivate var isPlainInt: Bool { type == suture_PyLong_Type() || type == suture_PyBool_Type() }
}

// MARK: Operations

/// The int as a machine word; nil when it does not fit.
func smallInt(_ o: ObjectPointer) -> Int? {
  var overflow: Int32 = 0
  let value = PyLong_AsLongAndOverflow(o, &overflow)
  return overflow != 0 ? nil : value
}

/// The number of steps from `start` to `stop`.
private func rangeLength(_ start: Int, _ stop: Int, _ step: Int) -> UInt {
  if step > 0 {
    return start < stop ? (UInt(bitPattern: stop &- start) - 1) / UInt(step) + 1 : 0
  }
  return stop < start ? (UInt(bitPattern: start &- stop) - 1) / step.magnitude + 1 : 0
}

private func rangeLength(_ start: ObjectPointer, _ stop: ObjectPointer, _ step: ObjectPointer)
  throws(Raise) -> ObjectPointer
{
  if let a = smallInt(start), let b = smallInt(stop), let c = smallInt(step) {
    return try check(PyLong_FromSize_t(Int(bitPattern: rangeLength(a, b, c))))
  }
  let zero = try Owned(PyLong_FromLong(0))
  let isForward = try compareInts(step, zero.pointer, Py_GT)
  let low = isForward ? start : stop
  let high = isForward ? stop : start
  if try compareInts(low, high, Py_GE) { return zero.take() }
  let one = try Owned(PyLong_FromLong(1))
  let size = try Owned(isForward ? newReference(step) : PyNumber_Negative(step))
  let distance = try Owned(PyNumber_Subtract(high, low))
  let reach = try Owned(PyNumber_Subtract(distance.pointer, one.pointer))
  let steps = try Owned(PyNumber_FloorDivide(reach.pointer, size.pointer))
  return try check(PyNumber_Add(steps.pointer, one.pointer))
}

extension IntRange {
  /// A new range; takes over the references.
  static func make(taking start: consuming Owned, _ stop: consuming Owned, _ step: consuming Owned)
    throws(Raise) -> ObjectPointer
  {
    let length = try Owned(rangeLength(start.pointer, stop.pointer, step.pointer))
    let o = try newObject(suture_PyRange_Type(), size: MemoryLayout<SutureRange>.size)
    let range = o.cast(to: SutureRange.self)
    range.pointee.start = start.store()
    range.pointee.stop = stop.store()
    range.pointee.step = step.store()
    range.pointee.length = length.store()
    return o
  }

  /// `start + index * step`.
  func item(at index: ObjectPointer) throws(Raise) -> ObjectPointer {
    let offset = try Owned(PyNumber_Multiply(index, step))
    return try check(PyNumber_Add(start, offset.pointer))
  }

  /// The item at an int index, which may be negative.
  func subscript_(_ index: ObjectPointer) throws(Raise) -> ObjectPointer {
    let zero = try Owned(PyLong_FromLong(0))
    var position = Owned(borrowed: index)
    if try compareInts(index, zero.pointer, Py_LT) {
      position = try Owned(PyNumber_Add(index, length))
    }
    guard try compareInts(position.pointer, zero.pointer, Py_GE),
      try compareInts(position.pointer, length, Py_LT)
    else { throw Raise(.index, "range object index out of range") }
    return try item(at: position.pointer)
  }

  func slice(_ key: ObjectPointer) throws(Raise) -> ObjectPointer {
    let parts = try IntSlice(key, length)
    let newStep = try Owned(PyNumber_Multiply(parts.step, step))
    let newStart = try Owned(item(at: parts.start))
    let newStop = try Owned(item(at: parts.stop))
    return try IntRange.make(taking: newStart, newStop, newStep)
  }

  /// Whether an int is one of the items.
  func contains(int value: ObjectPointer) throws(Raise) -> Bool {
    let zero = try Owned(PyLong_FromLong(0))
    let isForward = try compareInts(step, zero.pointer, Py_GT)
    guard try compareInts(isForward ? start : value, isForward ? value : start, Py_LE) else {
      return false
    }
    guard try compareInts(isForward ? value : stop, isForward ? stop : value, Py_LT) else {
      return false
    }
    let distance = try Owned(PyNumber_Subtract(value, start))
    let rest = try Owned(PyNumber_Remainder(distance.pointer, step))
    return try compareInts(rest.pointer, zero.pointer, Py_EQ)
  }

  /// An iterator from `first` on, `count` steps of `stride`; takes over the references.
  static func makeIterator(
    _ first: consuming Owned,
    _ stride: consuming Owned,
    _ count: consuming Owned
  )
    throws(Raise) -> ObjectPointer
  {
    if let a = smallInt(first.pointer), let b = smallInt(stride.pointer),
      let n = smallInt(count.pointer),
      !b.multipliedReportingOverflow(by: n).overflow,
      !a.addingReportingOverflow(b &* n).overflow
    {
      let o = try newObject(suture_PyRangeIter_Type(), size: MemoryLayout<SutureRangeIterator>.size)
      let iterator = o.cast(to: SutureRangeIterator.self)
      iterator.pointee.start = Int64(a)
      iterator.pointee.step = Int64(b)
      iterator.pointee.left = Int64(n)
      return o
    }
    let o = try newObject(
      suture_PyLongRangeIter_Type(),
      size: MemoryLayout<SutureLongRangeIterator>.size
    )
    let iterator = o.cast(to: SutureLongRangeIterator.self)
    iterator.pointee.start = first.store()
    iterator.pointee.step = stride.store()
    iterator.pointee.left = count.store()
    return o
  }
}

// MARK: Slots

@c func suture_range_dealloc(_ self: ObjectPointer) {
  let range = IntRange(self)
  suture_decref_stored(range.start)
  suture_decref_stored(range.stop)
  suture_decref_stored(range.step)
  suture_decref_stored(range.length)
  freeInstance(self)
}

@c func suture_range_new(_ type: TypePointer, _ args: ObjectPointer, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkNoKeywords("range", kwargs)
    let tuple = Tuple(args)
    try checkPositional("range", tuple.count, 1, 3)
    if tuple.count == 1 {
      let stop = try Owned(PyNumber_Index(tuple[0]))
      let start = try Owned(PyLong_FromLong(0))
      let step = try Owned(PyLong_FromLong(1))
      return try IntRange.make(taking: start, stop, step)
    }
    let start = try Owned(PyNumber_Index(tuple[0]))
    let stop = try Owned(PyNumber_Index(tuple[1]))
    let step = try Owned(tuple.count == 3 ? PyNumber_Index(tuple[2]) : PyLong_FromLong(1))
    if smallInt(step.pointer) == 0 { throw Raise(.value, "range() arg 3 must not be zero") }
    return try IntRange.make(taking: start, stop, step)
  }
}

@c func suture_range_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let range = IntRange(self)
    var writer = StrWriter()
    writer.append(ascii: "range(")
    try writer.append(repr: range.start)
    writer.append(ascii: ", ")
    try writer.append(repr: range.stop)
    if smallInt(range.step) != 1 {
      writer.append(ascii: ", ")
      try writer.append(repr: range.step)
    }
    writer.append(ascii: ")")
    return try writer.finish()
  }
}

@c func suture_range_hash(_ self: ObjectPointer) -> Int {
  raising { () throws(Raise) in
    let range = IntRange(self)
    let n = smallInt(range.length)
    var hash = SequenceHash()
    try hash.add(range.length)
    try hash.add(n == 0 ? suture_None() : range.start)
    try hash.add(n == 0 || n == 1 ? suture_None() : range.step)
    return hash.finish(3)
  }
}

@c func suture_range_richcompare(_ self: ObjectPointer, _ other: ObjectPointer, _ op: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard other.isRange, op == Py_EQ || op == Py_NE else {
      return newReference(suture_NotImplemented())
    }
    func isEqual() throws(Raise) -> Bool {
      if self == other { return true }
      let a = IntRange(self)
      let b = IntRange(other)
      guard try compareInts(a.length, b.length, Py_EQ) else { return false }
      let n = smallInt(a.length)
      if n == 0 { return true }
      guard try compareInts(a.start, b.start, Py_EQ) else { return false }
      if n == 1 { return true }
      return try compareInts(a.step, b.step, Py_EQ)
    }
    return makeBool(try isEqual() == (op == Py_EQ))
  }
}

@c func suture_range_length(_ self: ObjectPointer) -> Int {
  PyLong_AsSsize_t(IntRange(self).length)
}

@c func suture_range_bool(_ self: ObjectPointer) -> Int32 { PyObject_IsTrue(IntRange(self).length) }

@c func suture_range_item(_ self: ObjectPointer, _ index: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    let number = try Owned(PyLong_FromSsize_t(index))
    return try IntRange(self).subscript_(number.pointer)
  }
}

@c func suture_range_subscript(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    if PyIndex_Check(key) != 0 {
      let index = try Owned(PyNumber_Index(key))
      return try IntRange(self).subscript_(index.pointer)
    }
    guard key.isSlice else {
      throw Raise(.type, "range indices must be integers or slices, not \(key.type.name)")
    }
    return try IntRange(self).slice(key)
  }
}

@c func suture_range_contains(_ self: ObjectPointer, _ value: ObjectPointer) -> Int32 {
  raising { () throws(Raise) in
    if value.isPlainInt { return try IntRange(self).contains(int: value) ? 1 : 0 }
    return Int32(try searchItems(self, value, .contains))
  }
}

@c func suture_range_iter(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let range = IntRange(self)
    return try IntRange.makeIterator(
      Owned(borrowed: range.start),
      Owned(borrowed: range.step),
      Owned(borrowed: range.length)
    )
  }
}

// MARK: Methods

@c func suture_range_reversed(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let range = IntRange(self)
    let one = try Owned(PyLong_FromLong(1))
    let last = try Owned(PyNumber_Subtract(range.length, one.pointer))
    let first = try Owned(range.item(at: last.pointer))
    let step = try Owned(PyNumber_Negative(range.step))
    return try IntRange.makeIterator(first, step, Owned(borrowed: range.length))
  }
}

@c func suture_range_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let range = IntRange(self)
    let parts = try Tuple.make(
      taking: newReference(range.start),
      newReference(range.stop),
      newReference(range.step)
    )
    return try Tuple.make(taking: newReference(self.type.asObject), parts)
  }
}

@c func suture_range_count(_ self: ObjectPointer, _ value: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    if value.isPlainInt { return PyLong_FromLong(try IntRange(self).contains(int: value) ? 1 : 0) }
    return PyLong_FromSsize_t(try searchItems(self, value, .count))
  }
}

@c func suture_range_index(_ self: ObjectPointer, _ value: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard value.isPlainInt else { return PyLong_FromSsize_t(try searchItems(self, value, .index)) }
    let range = IntRange(self)
    guard try range.contains(int: value) else {
      let text = try Owned(PyObject_Repr(value))
      throw Raise(.value, "\(swiftText(text.pointer)) is not in range")
    }
    let distance = try Owned(PyNumber_Subtract(value, range.start))
    return PyNumber_FloorDivide(distance.pointer, range.step)
  }
}

@c func suture_range_start(_ self: ObjectPointer, _: UnsafeMutableRawPointer?) -> ObjectPointer? {
  newReference(IntRange(self).start)
}

@c func suture_range_stop(_ self: ObjectPointer, _: UnsafeMutableRawPointer?) -> ObjectPointer? {
  newReference(IntRange(self).stop)
}

@c func suture_range_step(_ self: ObjectPointer, _: UnsafeMutableRawPointer?) -> ObjectPointer? {
  newReference(IntRange(self).step)
}
