import CSuture

// Iterators of dicts: TableIterator.swift.

// MARK: Operations

func makeDictIterator(_ dict: ObjectPointer, _ type: TypePointer, isReverse: Bool = false)
  throws(Raise)
  -> ObjectPointer
{
  if !isReverse { return try TableIterator.make(type, over: dict, Dict(dict).count) }
  let (count, filled) = withReadLock(dict) { (Dict(dict).count, Dict(dict).filled) }
  return try TableIterator.make(type, over: dict, count, position: count == 0 ? -1 : filled - 1)
}

/// What an iterator hands out of an entry: one or two new references.
private struct Step {
  var key: ObjectPointer?
  var value: ObjectPointer?
}

private enum Part {
  case key, value, both
}

/// Advances; nil at the end.
@inline(__always)
private func advance(_ iterator: ObjectPointer, _ part: Part, isReverse: Bool) throws(Raise)
  -> Step?
{
  var step = Step()
  let isFound = try TableIterator(iterator).step("dictionary") { container, it in
    let dict = Dict(container)
    if it.pointee.used != dict.count { return .sizeChanged }
    var position = it.pointee.position
    guard let entry = isReverse ? dict.previous(&position) : dict.next(&position) else {
      return .end
    }
    it.pointee.position = position
    if !isReverse, it.pointee.left == 0 { return .keysChanged }
    it.pointee.left = it.pointee.left &- 1
    if part != .value { step.key = newReference(entry.pointee.key!) }
    if part != .key { step.value = newReference(entry.pointee.value!) }
    return .item
  }
  return isFound ? step : nil
}

extension Dict {
  /// The last entry at or before `position`, which moves before it; nil: there is none.
  fileprivate func previous(_ position: inout Int) -> UnsafeMutablePointer<DictEntry>? {
    guard let table else { return nil }
    var n = min(position, table.filled - 1)
    while n >= 0 {
      let entry = table.entries + n
      n -= 1
      if entry.pointee.key != nil {
        position = n
        return entry
      }
    }
    return nil
  }
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

@c func suture_dictiter_length_hint(_ self: ObjectPointer, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  TableIterator(self).lengthHint { Dict($0).count }
}

@c func suture_dictiter_reduce(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try TableIterator(self).reduce { (dict) throws(Raise) in try makeDictIterator(dict, self.type) }
  }
}
