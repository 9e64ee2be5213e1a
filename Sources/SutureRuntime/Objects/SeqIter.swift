import CSuture

// Iterators that count: over lists, tuples and anything with sq_item. Threads that share one may get an item twice, but
// nothing breaks: the index is one word, and the sequence stays (ExhaustedIterator.swift).

// MARK: Layout

/// An index iterator, seen through its struct in include/suture/sequences.h.
struct IndexIterator {
  let base: UnsafeMutablePointer<SutureIndexIterator>

  /// What makes an iterator exhausted.
  private static let exhausted = -2

  @inline(__always)
  init(_ o: ObjectPointer) {
    enterIterator(o)
    self.init(entered: o)
  }

  @inline(__always)
  init(entered o: ObjectPointer) { base = o.cast(to: SutureIndexIterator.self) }

  @inline(__always)
  var index: Int {
    get { Int(suture_load_relaxed_i64(&base.pointee.index)) }
    nonmutating set { suture_store_relaxed_i64(&base.pointee.index, Int64(newValue)) }
  }

  var isExhausted: Bool { index == Self.exhausted }

  /// Of an iterator that is not exhausted.
  @inline(__always)
  var sequence: ObjectPointer { base.pointee.sequence.unsafelyUnwrapped }

  /// Ends the iteration for good.
  func exhaust() {
    index = Self.exhausted
    let o = UnsafeMutableRawPointer(base).assumingMemoryBound(to: PyObject.self)
    letGo(&base.pointee.sequence, of: o)
  }

  /// Goes to an index, unless code that ran in between has exhausted the iterator.
  func move(to index: Int) { if !isExhausted { self.index = index } }
}

// MARK: Operations

/// A new iterator over `sequence`, borrowed.
func makeIndexIterator(_ type: TypePointer, _ sequence: ObjectPointer, _ index: Int) throws(Raise)
  -> ObjectPointer
{
  let o = try newObject(type, size: MemoryLayout<SutureIndexIterator>.size)
  let iterator = o.cast(to: SutureIndexIterator.self)
  suture_incref_stored(sequence)
  iterator.pointee.index = Int64(index)
  iterator.pointee.sequence = sequence
  gcTrack(o)
  return o
}

/// The object that `builtins` knows by this name, a new reference.
func builtin(_ name: StaticString) throws(Raise) -> ObjectPointer {
  let text = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
  guard let builtins = PyEval_GetBuiltins() else {
    if isExceptionPending { throw .pending }
    throw Raise(.runtime, "builtins are not available")
  }
  return try check(PyMapping_GetItemString(builtins, text))
}

/// `(builtins.<name>, (argument,))`, and the state if there is one.
///
/// Takes over `argument`.
func makeReduction(_ name: StaticString, _ argument: ObjectPointer, _ state: Int? = nil)
  throws(Raise) -> ObjectPointer
{
  let arguments = try Owned(Tuple.make(taking: argument))
  let function = try Owned(builtin(name))
  if let state {
    let number = try check(PyLong_FromSsize_t(state))
    return try Tuple.make(taking: function.take(), arguments.take(), number)
  }
  return try Tuple.make(taking: function.take(), arguments.take())
}

// MARK: C API

@c @implementation
public func PySeqIter_New(_ sequence: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let sequence, PySequence_Check(sequence) != 0 else {
      throw Raise.badInternalCall("Objects/iterobject.c", 21)
    }
    return try makeIndexIterator(suture_PySeqIter_Type(), sequence, 0)
  }
}

// MARK: Slots

@c func suture_indexiter_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  if let o = self.cast(to: SutureIndexIterator.self).pointee.sequence { suture_decref_stored(o) }
  freeInstance(self)
}

@c func suture_indexiter_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  guard let o = self.cast(to: SutureIndexIterator.self).pointee.sequence else { return 0 }
  return visit(o, arg)
}

@c func suture_listiter_next(_ self: ObjectPointer) -> ObjectPointer? {
  // Ends in a tail call, so that the common way saves fewer registers.
  isEntered(self) ? nextListItem(self) : nextSharedListItem(self)
}

@inline(never)
private func nextSharedListItem(_ self: ObjectPointer) -> ObjectPointer? {
  shareIterator(self)
  return nextListItem(self)
}

@inline(__always)
private func nextListItem(_ self: ObjectPointer) -> ObjectPointer? {
  let iterator = IndexIterator(entered: self)
  let index = iterator.index
  if index < 0 { return nil }
  guard let item = List.item(iterator.sequence, index) else {
    iterator.exhaust()
    return nil
  }
  iterator.index = index &+ 1
  return item
}

@c func suture_listreviter_next(_ self: ObjectPointer) -> ObjectPointer? {
  let iterator = IndexIterator(self)
  let index = iterator.index
  if index < 0 { return nil }
  guard let item = List.item(iterator.sequence, index) else {
    iterator.exhaust()
    return nil
  }
  iterator.index = index - 1
  return item
}

@c func suture_tupleiter_next(_ self: ObjectPointer) -> ObjectPointer? {
  let iterator = IndexIterator(self)
  let index = iterator.index
  if index < 0 { return nil }
  let tuple = Tuple(iterator.sequence)
  guard index < tuple.count else {
    iterator.exhaust()
    return nil
  }
  iterator.index = index + 1
  return newReference(tuple[index])
}

@c func suture_seqiter_next(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = IndexIterator(self)
    let index = iterator.index
    if index < 0 { return nil }
    if index == Int.max { throw Raise(.overflow, "iter index too large") }
    let sequence = Owned(borrowed: iterator.sequence)
    if let item = PySequence_GetItem(sequence.pointer, index) {
      iterator.move(to: index + 1)
      return item
    }
    if PyErr_ExceptionMatches(suture_PyExc_IndexError()) != 0
      || PyErr_ExceptionMatches(suture_PyExc_StopIteration()) != 0
    {
      PyErr_Clear()
      iterator.exhaust()
      return nil
    }
    throw .pending
  }
}

// MARK: Methods

@c func suture_indexiter_length_hint(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = IndexIterator(self)
    let index = iterator.index
    if index < 0 { return PyLong_FromSsize_t(0) }
    let o = iterator.sequence
    if self.type == suture_PySeqIter_Type() {
      let owned = Owned(borrowed: o)
      guard o.type.pointee.tp_as_sequence?.pointee.sq_length != nil else {
        return newReference(suture_NotImplemented())
      }
      let n = try check(PySequence_Size(owned.pointer))
      return PyLong_FromSsize_t(max(n - index, 0))
    }
    let n = o.isTuple ? Tuple(o).count : List(o).count
    return PyLong_FromSsize_t(max(n - index, 0))
  }
}

@c func suture_listreviter_length_hint(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  let iterator = IndexIterator(self)
  let left = iterator.index + 1
  return PyLong_FromSsize_t(left <= 0 || List(iterator.sequence).count < left ? 0 : left)
}

@c func suture_indexiter_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = IndexIterator(self)
    let index = iterator.index
    if index >= 0 {
      let isReversed = self.type == suture_PyListRevIter_Type()
      return try makeReduction(
        isReversed ? "reversed" : "iter",
        newReference(iterator.sequence),
        index
      )
    }
    if self.type == suture_PyListRevIter_Type() {
      return try makeReduction("reversed", List.make(0))
    }
    let isList = self.type == suture_PyListIter_Type()
    return try makeReduction("iter", isList ? List.make(0) : Tuple.make(0))
  }
}

@c func suture_indexiter_setstate(_ self: ObjectPointer, _ state: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = IndexIterator(self)
    let index = try check(PyLong_AsSsize_t(state))
    if iterator.isExhausted { return none() }
    let o = iterator.sequence
    if self.type == suture_PySeqIter_Type() {
      iterator.index = max(index, 0)
    } else if self.type == suture_PyListRevIter_Type() {
      iterator.index = min(max(index, -1), List(o).count - 1)
    } else {
      iterator.index = min(max(index, 0), o.isTuple ? Tuple(o).count : List(o).count)
    }
    return none()
  }
}
