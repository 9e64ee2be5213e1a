import CSuture

// Iterators of dicts and sets, one struct for seven types.
//
// T1  The iterator's lock guards its fields. A step takes the container's lock too, but only reads it: threads that go
//     through one container, each with an iterator of its own, leave one another alone.
// T2  A wait for the container sets the iterator's lock aside (O1). `suture_read_lock_inside` has both at the end, but
//     what was read of the fields before it is out of date.
// T3  The container is there for as long as a step runs: ExhaustedIterator.swift, of whose X1 the iterator's lock is part.

// MARK: Layout

/// An iterator of a dict or set, seen through its struct in include/suture/mappings.h.
struct TableIterator {
  let object: ObjectPointer

  @inline(__always)
  init(_ object: ObjectPointer) { self.object = object }

  /// To be used in the iterator's lock.
  @inline(__always)
  var fields: UnsafeMutablePointer<SutureTableIterator> {
    object.cast(to: SutureTableIterator.self)
  }

  /// nil: the iterator is exhausted and has let it go.
  @inline(__always)
  var container: ObjectPointer? {
    enterIterator(object)
    return fields.pointee.container
  }
}

// MARK: Operations

extension TableIterator {
  /// What came of a step.
  enum Outcome {
    case item
    case end
    /// RuntimeError: an iterator stays in this state.
    case sizeChanged
    /// RuntimeError, and the end.
    case keysChanged
  }

  /// A new iterator over `container`, borrowed, which has `count` elements.
  static func make(
    _ type: TypePointer,
    over container: ObjectPointer,
    _ count: Int,
    position: Int = 0
  ) throws(Raise) -> ObjectPointer {
    let o = try newObject(type, size: MemoryLayout<SutureTableIterator>.size)
    let fields = TableIterator(o).fields
    suture_incref_stored(container)
    fields.pointee.container = container
    fields.pointee.used = count
    fields.pointee.left = count
    fields.pointee.position = position
    gcTrack(o)
    return o
  }

  /// Takes a step: `body` gets the container and the fields, of an iterator that is not at its end.
  ///
  /// It runs in both locks, so it calls nothing that may suspend them.
  ///
  /// - Parameter kind: what the RuntimeError calls the container.
  /// - Returns: whether there was an item.
  @inline(__always)
  func step(
    _ kind: StaticString,
    _ body: (ObjectPointer, UnsafeMutablePointer<SutureTableIterator>) -> Outcome
  ) throws(Raise) -> Bool {
    suture_lock(object)
    guard let container = fields.pointee.container else {
      suture_unlock(object)
      return false
    }
    suture_read_lock_inside(container)
    // Looked at now: who had the iterator meanwhile may have come to its end (T2).
    let outcome = fields.pointee.position < 0 ? .end : body(container, fields)
    switch outcome {
    case .item: break
    case .end, .keysChanged: fields.pointee.position = -1
    case .sizeChanged: fields.pointee.used = -1
    }
    suture_read_unlock(container)
    suture_unlock(object)
    return outcome == .item ? true : try endStep(outcome, kind)
  }

  @inline(never)
  private func endStep(_ outcome: Outcome, _ kind: StaticString) throws(Raise) -> Bool {
    if outcome == .sizeChanged { throw Raise(.runtime, "\(kind) changed size during iteration") }
    letGo(&fields.pointee.container, of: object)
    if outcome == .keysChanged { throw Raise(.runtime, "\(kind) keys changed during iteration") }
    return false
  }

  /// How many elements are left, if the container has as many as at the start.
  func lengthHint(_ count: (ObjectPointer) -> Int) -> ObjectPointer? {
    guard let container else { return PyLong_FromLong(0) }
    let left = withLock(object) {
      let it = fields
      return it.pointee.position >= 0 && it.pointee.used == count(container) ? it.pointee.left : 0
    }
    return PyLong_FromSsize_t(left)
  }

  /// Lists what is left with a copy of the iterator, which itself stays where it is.
  ///
  /// - Parameter copy: makes a new iterator over the container.
  func reduce(_ copy: (ObjectPointer) throws(Raise) -> ObjectPointer) throws(Raise) -> ObjectPointer
  {
    guard let container else { return try makeReduction("iter", List.make(0)) }
    let other = try Owned(copy(container))
    let it = TableIterator(other.pointer).fields
    withLock(object) {
      it.pointee.used = fields.pointee.used
      it.pointee.position = fields.pointee.position
      it.pointee.left = fields.pointee.left
    }
    return try makeReduction("iter", check(PySequence_List(other.pointer)))
  }
}

// MARK: Slots

@c func suture_tableiter_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  let it = TableIterator(self).fields
  if let container = it.pointee.container { suture_decref_stored(container) }
  freeInstance(self)
}

@c func suture_tableiter_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let container = TableIterator(self).fields.pointee.container else { return 0 }
  return visit(container, argument)
}
