import CSuture

// MARK: Layout

extension UnsafeMutablePointer where Pointee == PyObject {
  @inline(__always) var isSlice: Bool { type == suture_PySlice_Type() }
}

/// A slice applied to a sequence of a known length: `count` positions from `start`, `step` apart.
struct SliceBounds {
  var start: Int
  var stop: Int
  let step: Int
  let count: Int

  /// Runs `__index__` of the slice's parts: the sequence may have changed meanwhile, so look at its length after
  /// `unpackSlice` where that matters.
  init(_ slice: ObjectPointer, _ length: Int) throws(Raise) {
    let (start, stop, step) = try unpackSlice(slice)
    self.init(start, stop, step, length)
  }

  init(_ start: Int, _ stop: Int, _ step: Int, _ length: Int) {
    self.start = start
    self.stop = stop
    self.step = step
    count = PySlice_AdjustIndices(length, &self.start, &self.stop, step)
  }
}

// MARK: Operations

/// The parts of a slice as machine integers, clipped; the missing ones replaced by what they mean.
func unpackSlice(_ o: ObjectPointer) throws(Raise) -> (start: Int, stop: Int, step: Int) {
  let slice = o.cast(to: PySliceObject.self)
  var step = 1
  if let given = try sliceIndex(slice.pointee.step, allowsNone: true) {
    if given == 0 { throw Raise(.value, "slice step cannot be zero") }
    step = max(given, -Int.max)
  }
  let start = try sliceIndex(slice.pointee.start, allowsNone: true)
  let stop = try sliceIndex(slice.pointee.stop, allowsNone: true)
  return (start ?? (step < 0 ? Int.max : 0), stop ?? (step < 0 ? Int.min : Int.max), step)
}

/// A new slice of borrowed parts; nil means None.
func makeSlice(_ start: ObjectPointer?, _ stop: ObjectPointer?, _ step: ObjectPointer?)
  throws(Raise) -> ObjectPointer
{
  let o = try newObject(suture_PySlice_Type(), size: MemoryLayout<PySliceObject>.size)
  let slice = o.cast(to: PySliceObject.self)
  func part(_ p: ObjectPointer?) -> ObjectPointer {
    let p = p ?? suture_None()
    suture_incref_stored(p)
    return p
  }
  slice.pointee.start = part(start)
  slice.pointee.stop = part(stop)
  slice.pointee.step = part(step)
  gcTrack(o)
  return o
}

/// A new slice of two machine integers.
func makeSlice(_ start: Int, _ stop: Int) throws(Raise) -> ObjectPointer {
  let low = try Owned(PyLong_FromSsize_t(start))
  let high = try Owned(PyLong_FromSsize_t(stop))
  return try makeSlice(low.pointer, high.pointer, nil)
}

/// The parts of a slice of a sequence of `length` items, as int objects of any size.
struct IntSlice: ~Copyable {
  let start: ObjectPointer
  let stop: ObjectPointer
  let step: ObjectPointer

  deinit {
    suture_decref(start)
    suture_decref(stop)
    suture_decref(step)
  }

  /// Runs `__index__` of the parts.
  init(_ o: ObjectPointer, _ length: ObjectPointer) throws(Raise) {
    let slice = o.cast(to: PySliceObject.self)
    func index(_ part: ObjectPointer) throws(Raise) -> ObjectPointer {
      guard PyIndex_Check(part) != 0 else {
        throw Raise(.type, "slice indices must be integers or None or have an __index__ method")
      }
      return try check(PyNumber_Index(part))
    }
    let zero = try Owned(PyLong_FromLong(0))
    let stepPart = slice.pointee.step!
    let step = try Owned(stepPart == suture_None() ? PyLong_FromLong(1) : index(stepPart))
    if try compareInts(step.pointer, zero.pointer, Py_EQ) {
      throw Raise(.value, "slice step cannot be zero")
    }
    let isBackward = try compareInts(step.pointer, zero.pointer, Py_LT)
    let one = try Owned(PyLong_FromLong(1))
    let lower = try Owned(PyLong_FromLong(isBackward ? -1 : 0))
    let upper = try Owned(
      isBackward ? PyNumber_Subtract(length, one.pointer) : newReference(length)
    )
    func bound(_ part: ObjectPointer, _ missing: ObjectPointer) throws(Raise) -> ObjectPointer {
      if part == suture_None() { return newReference(missing) }
      var value = try Owned(index(part))
      if try compareInts(value.pointer, zero.pointer, Py_LT) {
        value = try Owned(PyNumber_Add(value.pointer, length))
        if try compareInts(value.pointer, lower.pointer, Py_LT) {
          return newReference(lower.pointer)
        }
      } else if try compareInts(value.pointer, upper.pointer, Py_GT) {
        return newReference(upper.pointer)
      }
      return value.take()
    }
    let start = try Owned(bound(slice.pointee.start, isBackward ? upper.pointer : lower.pointer))
    let stop = try bound(slice.pointee.stop, isBackward ? lower.pointer : upper.pointer)
    self.start = start.take()
    self.stop = stop
    self.step = step.take()
  }
}

/// `a op b` of two ints.
func compareInts(_ a: ObjectPointer, _ b: ObjectPointer, _ op: Int32) throws(Raise) -> Bool {
  try check(PyObject_RichCompareBool(a, b, op)) != 0
}

// MARK: C API

@c @implementation
public func PySlice_New(_ start: ObjectPointer?, _ stop: ObjectPointer?, _ step: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try makeSlice(start, stop, step) }
}

@c @implementation
public func PySlice_Unpack(
  _ slice: ObjectPointer?,
  _ start: UnsafeMutablePointer<Py_ssize_t>?,
  _ stop: UnsafeMutablePointer<Py_ssize_t>?,
  _ step: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  raising { () throws(Raise) in
    let parts = try unpackSlice(slice!)
    start!.pointee = parts.start
    stop!.pointee = parts.stop
    step!.pointee = parts.step
    return 0
  }
}

@c @implementation
public func PySlice_AdjustIndices(
  _ length: Py_ssize_t,
  _ start: UnsafeMutablePointer<Py_ssize_t>?,
  _ stop: UnsafeMutablePointer<Py_ssize_t>?,
  _ step: Py_ssize_t
) -> Py_ssize_t {
  /// Brings one bound into the sequence.
  func clip(_ bound: Int) -> Int {
    if bound < 0 {
      let shifted = bound &+ length
      return shifted < 0 ? (step < 0 ? -1 : 0) : shifted
    }
    return bound >= length ? (step < 0 ? length - 1 : length) : bound
  }
  let low = clip(start!.pointee)
  let high = clip(stop!.pointee)
  start!.pointee = low
  stop!.pointee = high
  if step < 0 { return high < low ? (low - high - 1) / (0 - step) + 1 : 0 }
  return low < high ? (high - low - 1) / step + 1 : 0
}

@c @implementation
public func PySlice_GetIndices(
  _ slice: ObjectPointer?,
  _ length: Py_ssize_t,
  _ start: UnsafeMutablePointer<Py_ssize_t>?,
  _ stop: UnsafeMutablePointer<Py_ssize_t>?,
  _ step: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  // The older function: -1 without an exception when a part is not an int, or out of range.
  let parts = slice!.cast(to: PySliceObject.self).pointee
  step!.pointee = 1
  if parts.step != suture_None() {
    guard parts.step.isInstance(TypeFlag.long) else { return -1 }
    step!.pointee = PyLong_AsSsize_t(parts.step)
  }
  let isBackward = step!.pointee < 0
  if parts.start == suture_None() {
    start!.pointee = isBackward ? length - 1 : 0
  } else {
    guard parts.start.isInstance(TypeFlag.long) else { return -1 }
    start!.pointee = PyLong_AsSsize_t(parts.start)
    if start!.pointee < 0 { start!.pointee &+= length }
  }
  if parts.stop == suture_None() {
    stop!.pointee = isBackward ? -1 : length
  } else {
    guard parts.stop.isInstance(TypeFlag.long) else { return -1 }
    stop!.pointee = PyLong_AsSsize_t(parts.stop)
    if stop!.pointee < 0 { stop!.pointee &+= length }
  }
  return stop!.pointee > length || start!.pointee >= length || step!.pointee == 0 ? -1 : 0
}

@c @implementation
public func PySlice_GetIndicesEx(
  _ slice: ObjectPointer?,
  _ length: Py_ssize_t,
  _ start: UnsafeMutablePointer<Py_ssize_t>?,
  _ stop: UnsafeMutablePointer<Py_ssize_t>?,
  _ step: UnsafeMutablePointer<Py_ssize_t>?,
  _ count: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  if PySlice_Unpack(slice, start, stop, step) < 0 { return -1 }
  count!.pointee = PySlice_AdjustIndices(length, start, stop, step!.pointee)
  return 0
}

// MARK: Slots

@c func suture_slice_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  let slice = self.cast(to: PySliceObject.self).pointee
  suture_decref_stored(slice.start)
  suture_decref_stored(slice.stop)
  suture_decref_stored(slice.step)
  freeInstance(self)
}

@c func suture_slice_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  let slice = self.cast(to: PySliceObject.self).pointee
  for part: ObjectPointer? in [slice.start, slice.stop, slice.step] {
    let result = visit(part, arg)
    if result != 0 { return result }
  }
  return 0
}

@c func suture_slice_new(_ type: TypePointer, _ args: ObjectPointer, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkNoKeywords("slice", kwargs)
    let tuple = Tuple(args)
    try checkPositional("slice", tuple.count, 1, 3)
    if tuple.count == 1 { return try makeSlice(nil, tuple[0], nil) }
    return try makeSlice(tuple[0], tuple[1], tuple.count == 3 ? tuple[2] : nil)
  }
}

@c func suture_slice_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let slice = self.cast(to: PySliceObject.self).pointee
    var writer = StrWriter()
    writer.append(ascii: "slice(")
    try writer.append(repr: slice.start)
    writer.append(ascii: ", ")
    try writer.append(repr: slice.stop)
    writer.append(ascii: ", ")
    try writer.append(repr: slice.step)
    writer.append(ascii: ")")
    return try writer.finish()
  }
}

@c func suture_slice_hash(_ self: ObjectPointer) -> Int {
  raising { () throws(Raise) in
    let slice = self.cast(to: PySliceObject.self).pointee
    var hash = SequenceHash()
    try hash.add(slice.start)
    try hash.add(slice.stop)
    try hash.add(slice.step)
    return hash.finish(nil)
  }
}

@c func suture_slice_richcompare(_ self: ObjectPointer, _ other: ObjectPointer, _ op: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard self.isSlice, other.isSlice else { return newReference(suture_NotImplemented()) }
    if self == other {
      return makeBool(op == Py_EQ || op == Py_LE || op == Py_GE)
    }
    let a = self.cast(to: PySliceObject.self).pointee
    let b = other.cast(to: PySliceObject.self).pointee
    let left = try Owned(
      Tuple.make(taking: newReference(a.start), newReference(a.stop), newReference(a.step))
    )
    let right = try Owned(
      Tuple.make(taking: newReference(b.start), newReference(b.stop), newReference(b.step))
    )
    return PyObject_RichCompare(left.pointer, right.pointer, op)
  }
}

@c func suture_slice_start(_ self: ObjectPointer, _: UnsafeMutableRawPointer?) -> ObjectPointer? {
  newReference(self.cast(to: PySliceObject.self).pointee.start)
}

@c func suture_slice_stop(_ self: ObjectPointer, _: UnsafeMutableRawPointer?) -> ObjectPointer? {
  newReference(self.cast(to: PySliceObject.self).pointee.stop)
}

@c func suture_slice_step(_ self: ObjectPointer, _: UnsafeMutableRawPointer?) -> ObjectPointer? {
  newReference(self.cast(to: PySliceObject.self).pointee.step)
}

/// The setter of fields that only the runtime writes.
@c func suture_readonly_set(_: ObjectPointer?, _: ObjectPointer?, _: UnsafeMutableRawPointer?)
  -> Int32
{
  raising { () throws(Raise) in throw Raise(.attribute, "readonly attribute") }
}

@c func suture_slice_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let a = self.cast(to: PySliceObject.self).pointee
    let parts = try Tuple.make(
      taking: newReference(a.start),
      newReference(a.stop),
      newReference(a.step)
    )
    return try Tuple.make(taking: newReference(self.type.asObject), parts)
  }
}

/// `slice.indices(length)`: as ints of any size.
@c func suture_slice_indices(_ self: ObjectPointer, _ length: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let n = try Owned(PyNumber_Index(length))
    let zero = try Owned(PyLong_FromLong(0))
    if try check(PyObject_RichCompareBool(n.pointer, zero.pointer, Py_LT)) != 0 {
      throw Raise(.value, "length should not be negative")
    }
    let parts = try IntSlice(self, n.pointer)
    return try Tuple.make(
      taking: newReference(parts.start),
      newReference(parts.stop),
      newReference(parts.step)
    )
  }
}
