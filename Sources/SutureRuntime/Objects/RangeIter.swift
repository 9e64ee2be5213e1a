import CSuture

// MARK: Operations

/// `(iter, (range(first, end, step),), None)`, for pickling.
private func makeRangeReduction(
  _ first: consuming Owned,
  _ stride: consuming Owned,
  _ count: ObjectPointer
)
  throws(Raise) -> ObjectPointer
{
  let reach = try Owned(PyNumber_Multiply(count, stride.pointer))
  let end = try Owned(PyNumber_Add(first.pointer, reach.pointer))
  let range = try IntRange.make(taking: first, end, stride)
  let arguments = try Owned(Tuple.make(taking: range))
  let function = try builtin("iter")
  return try Tuple.make(taking: function, arguments.take(), none())
}

// MARK: Slots

@c func suture_rangeiter_dealloc(_ self: ObjectPointer) { freeInstance(self) }

@c func suture_rangeiter_next(_ self: ObjectPointer) -> ObjectPointer? {
  let iterator = self.cast(to: SutureRangeIterator.self)
  if iterator.pointee.left <= 0 { return nil }
  let value = iterator.pointee.start
  iterator.pointee.start = value &+ iterator.pointee.step
  iterator.pointee.left = iterator.pointee.left - 1
  return PyLong_FromSsize_t(Int(value))
}

@c func suture_rangeiter_length_hint(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  PyLong_FromSsize_t(Int(self.cast(to: SutureRangeIterator.self).pointee.left))
}

@c func suture_rangeiter_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = self.cast(to: SutureRangeIterator.self).pointee
    let first = try Owned(PyLong_FromSsize_t(Int(iterator.start)))
    let stride = try Owned(PyLong_FromSsize_t(Int(iterator.step)))
    let count = try Owned(PyLong_FromSsize_t(Int(iterator.left)))
    return try makeRangeReduction(first, stride, count.pointer)
  }
}

@c func suture_rangeiter_setstate(_ self: ObjectPointer, _ state: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let index = try check(PyLong_AsSsize_t(state))
    let iterator = self.cast(to: SutureRangeIterator.self)
    let steps = min(max(Int64(index), 0), iterator.pointee.left)
    iterator.pointee.start = iterator.pointee.start &+ steps &* iterator.pointee.step
    iterator.pointee.left = iterator.pointee.left - steps
    return none()
  }
}

@c func suture_longrangeiter_dealloc(_ self: ObjectPointer) {
  let iterator = self.cast(to: SutureLongRangeIterator.self).pointee
  suture_decref_stored(iterator.start)
  suture_decref_stored(iterator.step)
  suture_decref_stored(iterator.left)
  freeInstance(self)
}

/// Moves the iterator on by `steps`, whose place the new state takes under the lock.
private func advance(_ o: ObjectPointer, _ steps: ObjectPointer) throws(Raise) -> ObjectPointer? {
  let iterator = o.cast(to: SutureLongRangeIterator.self)
  let zero = try Owned(PyLong_FromLong(0))
  var oldLeft: ObjectPointer?
  var oldStart: ObjectPointer?
  try withLock(o) { () throws(Raise) in
    guard try compareInts(iterator.pointee.left, zero.pointer, Py_GT) else { return }
    let offset = try Owned(PyNumber_Multiply(steps, iterator.pointee.step))
    let start = try Owned(PyNumber_Add(iterator.pointee.start, offset.pointer))
    let left = try Owned(PyNumber_Subtract(iterator.pointee.left, steps))
    oldStart = iterator.pointee.start
    oldLeft = iterator.pointee.left
    iterator.pointee.start = start.store()
    iterator.pointee.left = left.store()
  }
  if let oldLeft { suture_decref_stored(oldLeft) }
  if let oldStart { suture_out_of_storage(oldStart) }
  return oldStart
}

@c func suture_longrangeiter_next(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let one = try Owned(PyLong_FromLong(1))
    return try advance(self, one.pointer)
  }
}

@c func suture_longrangeiter_length_hint(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer?
{
  withLock(self) { newReference(self.cast(to: SutureLongRangeIterator.self).pointee.left) }
}

@c func suture_longrangeiter_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = self.cast(to: SutureLongRangeIterator.self)
    let (start, left) = withLock(self) {
      (newReference(iterator.pointee.start), newReference(iterator.pointee.left))
    }
    let first = Owned(start)
    let count = Owned(left)
    return try makeRangeReduction(first, Owned(borrowed: iterator.pointee.step), count.pointer)
  }
}

@c func suture_longrangeiter_setstate(_ self: ObjectPointer, _ state: ObjectPointer)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let zero = try Owned(PyLong_FromLong(0))
    var steps = Owned(borrowed: state)
    if try compareInts(state, zero.pointer, Py_LT) { return none() }
    let left = withLock(self) {
      newReference(self.cast(to: SutureLongRangeIterator.self).pointee.left)
    }
    let limit = Owned(left)
    if try compareInts(limit.pointer, steps.pointer, Py_LT) {
      steps = Owned(borrowed: limit.pointer)
    }
    if let old = try advance(self, steps.pointer) { suture_decref(old) }
    return none()
  }
}
