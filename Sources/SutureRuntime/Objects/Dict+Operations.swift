import CSuture

// What is done with a whole dict, with its lock taken here.

// MARK: Operations

/// The value of a key of a dict, borrowed; nil: there is none (an exception that a comparison
/// raises is dropped).
///
/// Takes the dict's lock. Who cannot rely on the dict to keep the value uses `dictGet`.
func dictLookup(_ dict: ObjectPointer, _ key: ObjectPointer, _ hash: Int) -> ObjectPointer? {
  do throws(Raise) {
    return try dictFind(dict, key, hash) { _ in }
  } catch {
    PyErr_Clear()
    return nil
  }
}

/// The value of a key of a dict, made fit for the caller by `use`, which may not suspend locks; nil: there is none.
///
/// Takes the dict's lock.
@inline(__always)
func dictFind(
  _ dict: ObjectPointer,
  _ key: ObjectPointer,
  _ hash: Int,
  use: (ObjectPointer) -> Void
) throws(Raise) -> ObjectPointer? {
  ObjectLock.readLock(dict)
  let n = Dict(dict).findQuickly(key, hash)
  let value = n < 0 ? nil : Dict(dict).table.unsafelyUnwrapped.entries[n].value
  if let value { use(value) }
  ObjectLock.readUnlock(dict)
  return n == -2 ? try dictFindComparing(dict, key, hash, use: use) : value
}

/// `dictFind` where keys have to be compared.
@inline(never)
private func dictFindComparing(
  _ dict: ObjectPointer,
  _ key: ObjectPointer,
  _ hash: Int,
  use: (ObjectPointer) -> Void
) throws(Raise) -> ObjectPointer? {
  try withLock(dict) { () throws(Raise) in
    guard let value = try Dict(dict).value(key, hash) else { return nil }
    use(value)
    return value
  }
}

/// Whether a dict has a key.
///
/// Takes the dict's lock.
func dictContains(_ dict: ObjectPointer, _ key: ObjectPointer) throws(Raise) -> Bool {
  try dictContains(dict, key, hash: keyHash(key))
}

func dictContains(_ dict: ObjectPointer, _ key: ObjectPointer, hash: Int) throws(Raise) -> Bool {
  let n = withReadLock(dict) { Dict(dict).findQuickly(key, hash) }
  if n != -2 { return n >= 0 }
  return try withLock(dict) { () throws(Raise) in try Dict(dict).find(key, hash) >= 0 }
}

/// The value of a key of a dict, a new reference; nil: there is none.
///
/// Takes the dict's lock.
func dictGet(_ dict: ObjectPointer, _ key: ObjectPointer) throws(Raise) -> ObjectPointer? {
  try dictGet(dict, key, hash: keyHash(key))
}

func dictGet(_ dict: ObjectPointer, _ key: ObjectPointer, hash: Int) throws(Raise) -> ObjectPointer?
{
  try dictFind(dict, key, hash) { suture_incref($0) }
}

/// Stores a value, borrowed as its key is.
///
/// Takes the dict's lock.
func dictSet(_ dict: ObjectPointer, _ key: ObjectPointer, _ value: ObjectPointer) throws(Raise) {
  try dictSet(dict, key, value, hash: keyHash(key))
}

func dictSet(_ dict: ObjectPointer, _ key: ObjectPointer, _ value: ObjectPointer, hash: Int)
  throws(Raise)
{
  ObjectLock.lock(dict)
  let d = Dict(dict)
  let n = d.findQuickly(key, hash)
  if n >= 0 {
    suture_incref_stored(value)
    let entry = d.table.unsafelyUnwrapped.entries + n
    let old = entry.pointee.value
    entry.pointee.value = value
    ObjectLock.unlock(dict)
    if let old { suture_decref_stored(old) }
    return
  }
  if n == -1, let table = d.table, table.head.pointee.room > 0 {
    suture_incref_stored(value)
    suture_incref_stored(key)
    table.append(DictEntry(hash: hash, key: key, value: value))
    d.count += 1
    ObjectLock.unlock(dict)
    return
  }
  try dictSetSlowly(dict, key, value, hash)
}

/// `dictSet` where keys have to be compared or the table has to grow; ends the caller's lock.
@inline(never)
private func dictSetSlowly(
  _ dict: ObjectPointer,
  _ key: ObjectPointer,
  _ value: ObjectPointer,
  _ hash: Int
) throws(Raise) {
  let old: ObjectPointer?
  do throws(Raise) { old = try Dict(dict).set(key, value, hash) } catch {
    ObjectLock.unlock(dict)
    throw error
  }
  ObjectLock.unlock(dict)
  if let old { suture_decref_stored(old) }
}

/// Deletes a key.
///
/// Takes the dict's lock.
///
/// - Returns: false: there was none.
func dictDelete(_ dict: ObjectPointer, _ key: ObjectPointer, hash: Int) throws(Raise) -> Bool {
  let entry: DictEntry? = try withLock(dict) { () throws(Raise) in
    let n = try Dict(dict).find(key, hash)
    return n < 0 ? nil : Dict(dict).removeEntry(n)
  }
  guard let entry else { return false }
  dropEntry(entry)
  return true
}

/// Gives up the references of an entry that was taken out.
func dropEntry(_ entry: DictEntry) {
  if let value = entry.value { suture_decref_stored(value) }
  if let key = entry.key { suture_decref_stored(key) }
}

/// Removes every key.
///
/// Takes the dict's lock.
func dictClear(_ dict: ObjectPointer) {
  let table: DictTable? = withLock(dict) {
    let dict = Dict(dict)
    let table = dict.table
    dict.fields.pointee.ma_table = nil
    dict.count = 0
    dict.version &+= 1
    return table
  }
  table?.drop()
}

/// A new, empty dict.
func makeDict() throws(Raise) -> ObjectPointer {
  let size = MemoryLayout<PyDictObject>.size
  let dict = try newBuiltin(suture_PyDict_Type(), size: size, isTracked: true)
  let fields = dict.cast(to: PyDictObject.self)
  fields.pointee.ma_used = 0
  fields.pointee.ma_version_tag = 0
  fields.pointee.ma_table = nil
  fields.pointee.ma_spare = nil
  gcTrack(dict)
  return dict
}

/// A dict with the same keys and values.
///
/// Takes the dict's lock.
func dictCopy(_ dict: ObjectPointer) throws(Raise) -> ObjectPointer {
  let copy = try Owned(makeDict())
  let isCopied = withReadLock(dict) {
    let source = Dict(dict)
    if source.count == 0 { return true }
    guard let target = DictTable.make(room: source.count) else { return false }
    var position = 0
    while let entry = source.next(&position) {
      suture_incref_stored(entry.pointee.key!)
      suture_incref_stored(entry.pointee.value!)
      target.append(entry.pointee)
    }
    Dict(copy.pointer).fields.pointee.ma_table = target.base
    Dict(copy.pointer).count = source.count
    return true
  }
  if !isCopied { throw Raise.noMemory }
  return copy.take()
}

/// Raises KeyError(key): a tuple is wrapped, so that it is the one argument.
func keyError(_ key: ObjectPointer) -> Raise {
  guard let arguments = PyTuple_New(1) else { return .pending }
  suture_incref(key)
  if PyTuple_SetItem(arguments, 0, key) >= 0 { PyErr_SetObject(suture_PyExc_KeyError(), arguments) }
  suture_decref(arguments)
  return .pending
}

/// Has nothing to do: the key of hashing is made when the first str is hashed.
func startMappings() {}
