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

/// Both locks are held; comparing keys and dropping old values suspends them, so the source's size is looked at again
/// after each item.
private func mergeTable(
  _ target: ObjectPointer,
  _ source: ObjectPointer,
  _ rule: MergeRule
) throws(Raise) {
  let to = Dict(target)
  let from = Dict(source)
  try withLock2(target, source) { () throws(Raise) in
    let size = from.count
    if size == 0 { return }
    if to.count == 0 || (to.table?.head.pointee.room ?? 0) * 2 < size { try to.reserve(size) }
    var position = 0
    while let entry = from.next(&position) {
      let copy = entry.pointee
      suture_incref_stored(copy.key!)
      suture_incref_stored(copy.value!)
      let dropped = try store(copy, in: to, rule)
      if let key = dropped.key { suture_decref_stored(key) }
      if let value = dropped.value { suture_decref_stored(value) }
      if from.count != size { throw Raise(.runtime, "dict mutated during update") }
    }
  }
}

/// Puts an entry, whose stored references it takes over, into a dict.
///
/// - Returns: the references that were not needed, or that were replaced.
@inline(__always)
private func store(
  _ entry: DictEntry,
  in dict: Dict,
  _ rule: MergeRule
) throws(Raise) -> (key: ObjectPointer?, value: ObjectPointer?) {
  do throws(Raise) {
    let n = try dict.find(entry.key!, entry.hash)
    if n < 0 {
      try dict.insertNew(entry.key!, entry.value!, entry.hash)
      return (nil, nil)
    }
    if rule == .keep { return (entry.key, entry.value) }
    let slot = dict.table!.entries + n
    let old = slot.pointee.value
    slot.pointee.value = entry.value
    return (entry.key, old)
  } catch {
    suture_decref_stored(entry.key!)
    suture_decref_stored(entry.value!)
    throw error
  }
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
