import CSuture

// MARK: Operations

/// What a merge does with a key that the target already has.
enum MergeRule: Int32 {
  case keep = 0
  case replace = 1
}

/// True for a dict whose iteration is the dict's own: its table may be read in place of its methods.
@inline(__always)
private func isPlainDict(_ o: ObjectPointer) -> Bool {
  if o.type == suture_PyDict_Type() { return true }
  guard o.isInstance(TypeFlag.dict) else { return false }
  let own = unsafeBitCast(suture_PyDict_Type().pointee.tp_iter, to: UInt.self)
  return unsafeBitCast(o.type.pointee.tp_iter, to: UInt.self) == own
}

/// Adds the items of a mapping to a dict: of a dict from its table, of anything else by `keys()` and `[]`.
func dictMerge(_ target: ObjectPointer, _ source: ObjectPointer, _ rule: MergeRule) throws(Raise) {
  if isPlainDict(source) {
    if source != target { try mergeTable(target, source, rule) }
    return
  }
  let keys = try Owned(PyMapping_Keys(source))
  let iterator = try Owned(PyObject_GetIter(keys.pointer))
  while let key = PyIter_Next(iterator.pointer) {
    let key = Owned(key)
    if rule == .keep, try check(PyDict_Contains(target, key.pointer)) != 0 { continue }
    let value = try Owned(PyObject_GetItem(source, key.pointer))
    try dictSet(target, key.pointer, value.pointer)
  }
  if isExceptionPending { throw .pending }
}

/// How a section of a merge ended.
private enum Ending {
  case atEnd
  case noMemory
  /// At an entry, two new references, for whose key an __eq__ has to be called.
  case call(DictEntry)
  /// At a value that was replaced, and may have to be freed.
  case drop(ObjectPointer)
}

/// Goes on in sections as a walk does (KeyTable.swift, K1 and K2).
private func mergeTable(
  _ target: ObjectPointer,
  _ source: ObjectPointer,
  _ rule: MergeRule
) throws(Raise) {
  var position = 0
  var size = 0
  while true {
    let ending = withLock(target, reading: source) {
      mergeSection(Dict(target), Dict(source), rule, &position, &size)
    }
    switch ending {
    case .atEnd: return
    case .noMemory: throw Raise.noMemory
    case .drop(let value): suture_decref_stored(value)
    case .call(let entry):
      let key = Owned(entry.key!)
      let value = Owned(entry.value!)
      switch rule {
      case .replace: try dictSet(target, key.pointer, value.pointer, hash: entry.hash)
      case .keep:
        let kept = try dictSetDefault(target, key.pointer, value.pointer, hash: entry.hash)
        suture_decref(kept.value)
      }
    }
    // What other threads do before the next section begins is none of this thread's doing.
    if Dict(source).count != size { throw Raise(.runtime, "dict mutated during update") }
  }
}

/// - Parameter size: becomes the source's.
@inline(__always)
private func mergeSection(
  _ to: Dict,
  _ from: Dict,
  _ rule: MergeRule,
  _ position: inout Int,
  _ size: inout Int
) -> Ending {
  var isNew = false
  size = from.count
  if position == 0 {
    if size == 0 { return .atEnd }
    // As in CPython, which copies the table then, the keys are not compared.
    isNew = to.count == 0 && rule == .replace && size == from.filled
    if to.count == 0 || (to.table?.head.pointee.room ?? 0) * 2 < size {
      guard to.makeRoom(size) else { return .noMemory }
    }
  }
  while let entry = from.next(&position)?.pointee {
    let n = isNew ? -1 : to.findQuickly(entry.key!, entry.hash)
    if n == -2 {
      suture_incref(entry.key!)
      suture_incref(entry.value!)
      return .call(entry)
    }
    if n < 0 {
      guard to.insertNew(entry) else { return .noMemory }
      suture_incref_stored(entry.key!)
      suture_incref_stored(entry.value!)
    } else if rule == .replace, let old = to.table!.entries[n].value, old != entry.value {
      suture_incref_stored(entry.value!)
      to.table!.entries[n].value = entry.value
      if !dropQuickly(old) { return .drop(old) }
    }
  }
  return .atEnd
}

/// Gives up a stored reference where that calls nothing that may suspend locks; false: it is still the caller's.
@inline(__always)
private func dropQuickly(_ o: ObjectPointer) -> Bool {
  if suture_decref_stored_quickly(o) { return true }
  let t = suture_thread()
  if o.isExactInt || o.isExactStr || o.isExactFloat,
    t.pointee.mode == SUTURE_GIL
      || suture_load_relaxed_u32(&o.header.pointee.owner) == t.pointee.fast_id
        && suture_load_acquire_i32(&o.header.pointee.shared) == 0
  {
    // The last reference to an object that refers to none: its memory is given up, and that is all.
    suture_decref_stored(o)
    return true
  }
  return decrefStoredQuickly(o)
}

/// Adds the pairs that an iterable gives.
func dictMergePairs(_ target: ObjectPointer, _ pairs: ObjectPointer, _ rule: MergeRule)
  throws(Raise)
{
  let iterator = try Owned(PyObject_GetIter(pairs))
  var n = 0
  while let item = PyIter_Next(iterator.pointer) {
    let item = Owned(item)
    guard let sequence = PySequence_Fast(item.pointer, "") else {
      if PyErr_ExceptionMatches(suture_PyExc_TypeError()) != 0 {
        throw Raise(.type, "cannot convert dictionary update sequence element #\(n) to a sequence")
      }
      throw .pending
    }
    let pair = Owned(sequence)
    let size = try check(PySequence_Size(pair.pointer))
    if size != 2 {
      throw Raise(
        .value,
        "dictionary update sequence element #\(n) has length \(size); 2 is required"
      )
    }
    let key = try Owned(PySequence_GetItem(pair.pointer, 0))
    let value = try Owned(PySequence_GetItem(pair.pointer, 1))
    if rule == .replace {
      try dictSet(target, key.pointer, value.pointer)
    } else {
      suture_decref(try dictSetDefault(target, key.pointer, value.pointer).value)
    }
    n += 1
  }
  if isExceptionPending { throw .pending }
}

/// What `dict(x)` and `d.update(x)` do with their argument: a mapping is what has `keys`.
func dictUpdate(_ target: ObjectPointer, _ argument: ObjectPointer) throws(Raise) {
  if argument.type == suture_PyDict_Type() {
    try dictMerge(target, argument, .replace)
    return
  }
  var keys: ObjectPointer?
  if try check(PyObject_GetOptionalAttr(argument, suture_name_keys(), &keys)) != 0 {
    if let keys { suture_decref(keys) }
    try dictMerge(target, argument, .replace)
  } else {
    try dictMergePairs(target, argument, .replace)
  }
}

/// `dict.fromkeys`: `type()` filled with the keys of an iterable, all with one value.
func dictFromKeys(
  _ type: ObjectPointer,
  _ keys: ObjectPointer,
  _ value: ObjectPointer
) throws(Raise) -> ObjectPointer {
  let result = try Owned(PyObject_CallNoArgs(type))
  let isDict = result.pointer.type == suture_PyDict_Type()
  // As in CPython, nobody minds that a dict or set changes while its own table is walked.
  if isDict, keys.type == suture_PyDict_Type() {
    var position = 0
    while let entry = Dict(keys).lockedNext(&position) {
      let key = Owned(entry.key!)
      try dictSet(result.pointer, key.pointer, value, hash: entry.hash)
    }
    return result.take()
  }
  if isDict, isExactAnySet(keys) {
    var position = 0
    while let entry = SetObject(keys).lockedNext(&position) {
      let key = Owned(entry.key!)
      try dictSet(result.pointer, key.pointer, value, hash: entry.hash)
    }
    return result.take()
  }
  let iterator = try Owned(PyObject_GetIter(keys))
  while let key = PyIter_Next(iterator.pointer) {
    let key = Owned(key)
    if isDict {
      try dictSet(result.pointer, key.pointer, value)
    } else {
      try check(PyObject_SetItem(result.pointer, key.pointer, value))
    }
  }
  if isExceptionPending { throw .pending }
  return result.take()
}

// MARK: C API

@c @implementation
public func PyDict_Merge(_ mp: ObjectPointer?, _ other: ObjectPointer?, _ override: Int32) -> Int32
{
  raising { () throws(Raise) in
    guard let mp, mp.isInstance(TypeFlag.dict), let other else {
      throw .badInternalCall("Objects/dictobject.c", 3798)
    }
    try dictMerge(mp, other, override == 0 ? .keep : .replace)
    return 0
  }
}

@c @implementation
public func PyDict_Update(_ mp: ObjectPointer?, _ other: ObjectPointer?) -> Int32 {
  PyDict_Merge(mp, other, 1)
}

@c @implementation
public func PyDict_MergeFromSeq2(
  _ d: ObjectPointer?,
  _ seq2: ObjectPointer?,
  _ override: Int32
) -> Int32 {
  raising { () throws(Raise) in
    try dictMergePairs(d!, seq2!, override == 0 ? .keep : .replace)
    return 0
  }
}
