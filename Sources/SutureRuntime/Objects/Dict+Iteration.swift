import CSuture

// Iterators of dicts, one struct for six types. The dict's lock is all that an advance needs: ExhaustedIterator.swift
// says why the dict is still there.

// MARK: Operations

private func fields(_ o: ObjectPointer) -> UnsafeMutablePointer<SutureTableIterator> {
  o.cast(to: SutureTableIterator.self)
}

func makeDictIterator(_ dict: ObjectPointer, _ type: TypePointer, isReverse: Bool = false)
  throws(Raise)
  -> ObjectPointer
{
  let iterator = try newObject(type, size: MemoryLayout<SutureTableIterator>.size)
  let count = Dict(dict).count
  suture_incref_stored(dict)
  fields(iterator).pointee.container = dict
  fields(iterator).pointee.used = count
  fields(iterator).pointee.left = count
  fields(iterator).pointee.position = isReverse ? Dict(dict).filled - 1 : 0
  if isReverse, count == 0 { fields(iterator).pointee.position = -1 }
  gcTrack(iterator)
  return iterator
}

/// What an iterator hands out of an entry: one or two new references.
private struct Step {
  var key: ObjectPointer?
  var value: ObjectPointer?
}

private enum Part {
  case key, value, both
}

/// The dict of an iterator; nil: it is exhausted and has let it go.
@inline(__always)
private func container(_ iterator: ObjectPointer) -> ObjectPointer? {
  enterIterator(iterator)
  return fields(iterator).pointee.container
}

/// Advances; nil at the end.
///
/// Takes the dict's lock.
private func advance(_ iterator: ObjectPointer, _ part: Part, isReverse: Bool) throws(Raise)
  -> Step?
{
  let it = fields(iterator)
  guard let container = container(iterator) else { return nil }
  let dict = Dict(container)
  var isExhausted = true
  defer { if isExhausted { letGo(&it.pointee.container, of: iterator) } }
  return try withLock(container) { () throws(Raise) in
    if it.pointee.position < 0 { return nil }
    if it.pointee.used != dict.count {
      it.pointee.used = -1  // stays in this state
      isExhausted = false
      throw Raise(.runtime, "dictionary changed size during iteration")
    }
    var position = it.pointee.position
    let found = isReverse ? previous(it, dict) : dict.next(&position)
    if !isReverse { it.pointee.position = position }
    guard let entry = found else {
      it.pointee.position = -1
      return nil
    }
    if !isReverse, it.pointee.left == 0 {
      it.pointee.position = -1
      throw Raise(.runtime, "dictionary keys changed during iteration")
    }
    it.pointee.left = it.pointee.left - 1
    isExhausted = false
    var step = Step()
    if part != .value { step.key = newReference(entry.pointee.key!) }
    if part != .key { step.value = newReference(entry.pointee.value!) }
    return step
  }
}

/// The entry at or before the position, which moves below it.
private func previous(
  _ it: UnsafeMutablePointer<SutureTableIterator>,
  _ dict: Dict
) -> UnsafeMutablePointer<DictEntry>? {
  guard let table = dict.table else { return nil }
  var n = min(it.pointee.position, table.filled - 1)
  while n >= 0 {
    let entry = table.entries + n
    n -= 1
    if entry.pointee.key != nil {
      it.pointee.position = n
      return entry
    }
  }
  return nil
}

private func nextKey(_ iterator: ObjectPointer, isReverse: Bool) -> ObjectPointer? {
  raising { () throws(Raise) in try advance(iterator, .key, isReverse: isReverse)?.key }
}

private func nextValue(_ iterator: ObjectPointer, isReverse: Bool) -> ObjectPointer? {
  raising { () throws(Raise) in try advance(iterator, .value, isReverse: isReverse)?.value }
}

private func nextItem(_ iterator: ObjectPointer, isReverse: Bool) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let step = try advance(iterator, .both, isReverse: isReverse) else { return nil }
    return try makePair(Owned(step.key!), Owned(step.value!))
  }
}

// MARK: Slots

@c func suture_dict_iter(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try makeDictIterator(self, suture_PyDictIterKey_Type()) }
}

@c func suture_dict_reversed(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try makeDictIterator(self, suture_PyDictRevIterKey_Type(), isReverse: true)
  }
}

@c func suture_dictiter_key(_ self: ObjectPointer) -> ObjectPointer? {
  nextKey(self, isReverse: false)
}

@c func suture_dictiter_value(_ self: ObjectPointer) -> ObjectPointer? {
  nextValue(self, isReverse: false)
}

@c func suture_dictiter_item(_ self: ObjectPointer) -> ObjectPointer? {
  nextItem(self, isReverse: false)
}

@c func suture_dictiter_key_back(_ self: ObjectPointer) -> ObjectPointer? {
  nextKey(self, isReverse: true)
}

@c func suture_dictiter_value_back(_ self: ObjectPointer) -> ObjectPointer? {
  nextValue(self, isReverse: true)
}

@c func suture_dictiter_item_back(_ self: ObjectPointer) -> ObjectPointer? {
  nextItem(self, isReverse: true)
}

@c func suture_tableiter_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  if let container = fields(self).pointee.container { suture_decref_stored(container) }
  freeInstance(self)
}

@c func suture_tableiter_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let container = fields(self).pointee.container else { return 0 }
  return visit(container, argument)
}

@c func suture_dictiter_length_hint(_ self: ObjectPointer, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  let it = fields(self)
  guard let container = container(self) else { return PyLong_FromLong(0) }
  let left = withLock(container) {
    it.pointee.position >= 0 && it.pointee.used == Dict(container).count ? it.pointee.left : 0
  }
  return PyLong_FromSsize_t(left)
}

/// Lists what is left with a copy of the iterator, which itself stays where it is.
@c func suture_dictiter_reduce(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let container = container(self) else { return try makeReduction("iter", List.make(0)) }
    let copy = try Owned(makeDictIterator(container, self.type))
    withLock(container) {
      fields(copy.pointer).pointee.used = fields(self).pointee.used
      fields(copy.pointer).pointee.position = fields(self).pointee.position
      fields(copy.pointer).pointee.left = fields(self).pointee.left
    }
    return try makeReduction("iter", check(PySequence_List(copy.pointer)))
  }
}
