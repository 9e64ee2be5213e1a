import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

/// One key and its value, in the order of insertion.
///
/// A hole left by a deletion has neither.
struct DictEntry {
  var hash: Int
  var key: ObjectPointer?
  var value: ObjectPointer?
}

/// A dict's storage: a row of entries in the order of insertion, found through an index that is hashed openly.
///
///     +------+------+--------+   +----+----+----+----+   +------------------+------------------+----
///     | mask | room | filled |   | -1 |  0 | -2 |  1 |   | hash, key, value | hash, key, value | ...
///     +------+------+--------+   +----+----+----+----+   +------------------+------------------+----
///       head                       mask + 1 indices        entries: filled are in use, some are holes
///
/// Invariants, while the dict's lock is free:
///   D1  an index is -1 (never used), -2 (its entry was deleted) or a number below `filled`
///   D2  filled + room <= 2/3 of the indices: a search always ends at a -1
///   D3  an index never returns from -2: a search that was interrupted cannot miss a key that came meanwhile
///   D4  an entry has a key and a value, one stored reference to each, or is a hole and has neither
///   D5  ma_used == the entries that are no holes; ma_table == NULL => ma_used == 0
struct DictTable {
  struct Head {
    var mask: Int
    /// Entries that may still be added.
    var room: Int
    var filled: Int
  }

  let base: UnsafeMutableRawPointer

  @inline(__always)
  init(_ base: UnsafeMutableRawPointer) { self.base = base }

  @inline(__always)
  var head: UnsafeMutablePointer<Head> { base.assumingMemoryBound(to: Head.self) }

  @inline(__always)
  var mask: Int { head.pointee.mask }

  @inline(__always)
  var filled: Int { head.pointee.filled }

  @inline(__always)
  var indices: UnsafeMutablePointer<Int32> {
    (base + MemoryLayout<Head>.size).assumingMemoryBound(to: Int32.self)
  }

  @inline(__always)
  var entries: UnsafeMutablePointer<DictEntry> {
    (base + MemoryLayout<Head>.size + (mask + 1) * 4).assumingMemoryBound(to: DictEntry.self)
  }

  /// An empty table with room for at least `count` entries; nil: no memory.
  ///
  /// Calls nothing.
  static func make(room count: Int) -> DictTable? {
    var size = 8
    while size * 2 / 3 < count {
      size <<= 1
      if size > 1 << 31 { return nil }
    }
    guard let base = Freelists.allocate(bytes(size)) else { return nil }
    let table = DictTable(base)
    table.head.initialize(to: Head(mask: size - 1, room: size * 2 / 3, filled: 0))
    memset(table.indices, 0xff, size * 4)
    return table
  }

  /// The bytes of a table of so many indices.
  @inline(__always)
  private static func bytes(_ size: Int) -> Int {
    MemoryLayout<Head>.size + size * 4 + size * 2 / 3 * MemoryLayout<DictEntry>.stride
  }

  /// Gives up the memory.
  @inline(__always)
  func free() { Freelists.release(base, size: DictTable.bytes(mask + 1)) }

  /// Adds an entry.
  ///
  /// There is room, and no equal key.
  @inline(__always)
  func append(_ entry: DictEntry) {
    let mask = mask
    let indices = indices
    var perturb = UInt(bitPattern: entry.hash)
    var i = entry.hash & mask
    while indices[i] != -1 {
      perturb >>= 5
      i = (i &* 5 &+ Int(bitPattern: perturb) &+ 1) & mask
    }
    let n = filled
    indices[i] = Int32(truncatingIfNeeded: n)
    entries[n] = entry
    head.pointee.filled = n + 1
    head.pointee.room -= 1
  }

  /// Makes a hole of entry `n`, whose references the caller takes over.
  func remove(_ n: Int) {
    let mask = mask
    let indices = indices
    let hash = entries[n].hash
    var perturb = UInt(bitPattern: hash)
    var i = hash & mask
    while indices[i] != Int32(truncatingIfNeeded: n) {
      perturb >>= 5
      i = (i &* 5 &+ Int(bitPattern: perturb) &+ 1) & mask
    }
    indices[i] = -2
    entries[n].key = nil
    entries[n].value = nil
  }

  /// Gives up the references of every entry and the memory.
  ///
  /// No lock is held.
  func drop() {
    let entries = entries
    for n in 0..<filled {
      guard let key = entries[n].key else { continue }
      suture_decref_stored(key)
      if let value = entries[n].value { suture_decref_stored(value) }
    }
    free()
  }
}

/// A dict object.
///
/// Its members expect the object's lock to be held where they do not say that they take it.
struct Dict {
  let object: ObjectPointer

  @inline(__always)
  init(_ object: ObjectPointer) { self.object = object }

  @inline(__always)
  var fields: UnsafeMutablePointer<PyDictObject> { object.cast(to: PyDictObject.self) }

  // These have setters so that `count += 1` writes the one word: on a field of `pointee` it claims the whole struct, and
  // ThreadSanitizer reports it against threads that read the reference count.

  @inline(__always)
  var count: Int {
    get { suture_load_relaxed_word(&fields.pointee.ma_used) }
    nonmutating set { suture_store_relaxed_word(&fields.pointee.ma_used, newValue) }
  }

  /// Changes whenever the table does: what was found in it before is to be looked for again.
  @inline(__always)
  var version: UInt64 {
    get { fields.pointee.ma_version_tag }
    nonmutating set { fields.pointee.ma_version_tag = newValue }
  }

  @inline(__always)
  var table: DictTable? { fields.pointee.ma_table.map { DictTable($0) } }

  /// Entries, with the holes: the end of the positions of `next`.
  @inline(__always)
  var filled: Int { table.map { $0.filled } ?? 0 }
}

// MARK: Operations

/// The hash of a key: of a str, the one that it remembers.
@inline(__always)
func keyHash(_ key: ObjectPointer) throws(Raise) -> Int {
  if key.type == suture_PyUnicode_Type() {
    let known = key.cast(to: PyASCIIObject.self).pointee.hash
    if known != -1 { return known }
  } else if key.isExactInt, let value = IntObject(key).oneDigit {
    return value == -1 ? -2 : value
  }
  let hash = PyObject_Hash(key)
  if hash == -1 { throw .pending }
  return hash
}

/// Whether two objects of exactly the type str have the same text.
///
/// Calls nothing.
@inline(__always)
func exactStrEqual(_ a: ObjectPointer, _ b: ObjectPointer) -> Bool {
  let x = a.cast(to: PyASCIIObject.self)
  let y = b.cast(to: PyASCIIObject.self)
  guard x.pointee.length == y.pointee.length, x.pointee.state.kind == y.pointee.state.kind,
    x.pointee.state.ascii == y.pointee.state.ascii
  else { return false }
  let offset =
    x.pointee.state.ascii != 0
    ? MemoryLayout<PyASCIIObject>.size : MemoryLayout<PyCompactUnicodeObject>.size
  let bytes = x.pointee.length * Int(x.pointee.state.kind)
  return memcmp(UnsafeRawPointer(x) + offset, UnsafeRawPointer(y) + offset, bytes) == 0
}

/// Whether two keys of one hash are equal; nil: only a call can tell.
@inline(__always)
func quickEqual(_ a: ObjectPointer, _ b: ObjectPointer) -> Bool? {
  if a.type == suture_PyUnicode_Type() {
    return b.type == suture_PyUnicode_Type() ? exactStrEqual(a, b) : nil
  }
  guard a.isExactInt, b.isExactInt, let x = IntObject(a).oneDigit, let y = IntObject(b).oneDigit
  else { return nil }
  return x == y
}

extension Dict {
  /// The entry with an equal key, or -1.
  ///
  /// Keys that are not of exactly the type str, or small ints, are compared by their __eq__, which suspends the
  /// lock; the search starts again when the table or the entry is not the same afterwards.
  @inline(__always)
  func find(_ key: ObjectPointer, _ hash: Int) throws(Raise) -> Int {
    let n = findQuickly(key, hash)
    return n == -2 ? try findComparing(key, hash) : n
  }

  /// As `find`, without a call of an __eq__: -2 where there has to be one.
  @inline(never)
  func findQuickly(_ key: ObjectPointer, _ hash: Int) -> Int {
    guard count > 0, let table else { return -1 }
    let mask = table.mask
    let indices = table.indices
    let entries = table.entries
    var perturb = UInt(bitPattern: hash)
    var i = hash & mask
    while true {
      let n = Int(indices[i])
      if n >= 0 {
        let entry = entries + n
        if entry.pointee.key == key { return n }
        if entry.pointee.hash == hash, let other = entry.pointee.key {
          guard let isEqual = quickEqual(other, key) else { return -2 }
          if isEqual { return n }
        }
      } else if n == -1 {
        return -1
      }
      perturb >>= 5
      i = (i &* 5 &+ Int(bitPattern: perturb) &+ 1) & mask
    }
  }

  @inline(never)
  private func findComparing(_ key: ObjectPointer, _ hash: Int) throws(Raise) -> Int {
    restart: while true {
      guard count > 0, let table else { return -1 }
      let mask = table.mask
      let indices = table.indices
      let entries = table.entries
      var perturb = UInt(bitPattern: hash)
      var i = hash & mask
      while true {
        let n = Int(indices[i])
        if n >= 0 {
          let entry = entries + n
          guard let other = entry.pointee.key else { return -1 }
          if other == key { return n }
          if entry.pointee.hash == hash {
            if let isEqual = quickEqual(other, key) {
              if isEqual { return n }
            } else {
              let before = version
              let isEqual = try calledEqual(other, key)
              if version != before || entry.pointee.key != other {
                continue restart
              }
              if isEqual { return n }
            }
          }
        } else if n == -1 {
          return -1
        }
        perturb >>= 5
        i = (i &* 5 &+ Int(bitPattern: perturb) &+ 1) & mask
      }
    }
  }

  @inline(never)
  private func calledEqual(_ other: ObjectPointer, _ key: ObjectPointer) throws(Raise) -> Bool {
    suture_incref(other)
    let result = PyObject_RichCompareBool(other, key, Py_EQ)
    suture_decref(other)
    return try check(result) != 0
  }

  /// The value of a key, borrowed from the dict, or nil.
  @inline(__always)
  func value(_ key: ObjectPointer, _ hash: Int) throws(Raise) -> ObjectPointer? {
    let n = try find(key, hash)
    return n < 0 ? nil : table!.entries[n].value
  }

  /// Adds a key that is not there.
  ///
  /// Takes over one stored reference to each.
  func insertNew(_ key: ObjectPointer, _ value: ObjectPointer, _ hash: Int) throws(Raise) {
    if !insertNew(DictEntry(hash: hash, key: key, value: value)) { throw Raise.noMemory }
  }

  /// As above; false: no memory, and the references are the caller's.
  ///
  /// Calls nothing.
  @inline(__always)
  func insertNew(_ entry: DictEntry) -> Bool {
    if table == nil || table!.head.pointee.room == 0 {
      guard makeRoom(count * 3 / 2 + 1) else { return false }
    }
    table!.append(entry)
    count += 1
    return true
  }

  /// Replaces the table by one without holes that has room for `more` further entries.
  func reserve(_ more: Int) throws(Raise) { if !makeRoom(more) { throw Raise.noMemory } }

  /// As `reserve`; false: no memory.
  ///
  /// Calls nothing.
  func makeRoom(_ more: Int) -> Bool {
    guard let bigger = DictTable.make(room: count + more) else { return false }
    if let table {
      let entries = table.entries
      for n in 0..<table.filled where entries[n].key != nil { bigger.append(entries[n]) }
      table.free()
    }
    fields.pointee.ma_table = bigger.base
    version &+= 1
    return true
  }

  /// Stores a value, borrowed as its key is.
  ///
  /// - Returns: the value that it replaces, a stored reference that the caller gives up without the lock.
  func set(_ key: ObjectPointer, _ value: ObjectPointer, _ hash: Int) throws(Raise)
    -> ObjectPointer?
  {
    let n = try find(key, hash)
    guard n >= 0 else {
      try add(key, value, hash)
      return nil
    }
    suture_incref_stored(value)
    let entry = table!.entries + n
    let old = entry.pointee.value
    entry.pointee.value = value
    return old
  }

  /// Stores a value and its key, both borrowed, that a lookup has just not found.
  func add(_ key: ObjectPointer, _ value: ObjectPointer, _ hash: Int) throws(Raise) {
    suture_incref_stored(value)
    suture_incref_stored(key)
    do throws(Raise) {
      try insertNew(key, value, hash)
    } catch {
      suture_decref_stored(key)
      suture_decref_stored(value)
      throw error
    }
  }

  /// Takes entry `n` out.
  ///
  /// - Returns: the entry, whose stored references the caller gives up without the lock.
  func removeEntry(_ n: Int) -> DictEntry {
    let entry = table!.entries[n]
    table!.remove(n)
    count -= 1
    return entry
  }

  /// The first entry at or after `position`, which moves past it; nil at the end.
  @inline(__always)
  func next(_ position: inout Int) -> UnsafeMutablePointer<DictEntry>? {
    guard let table, position >= 0 else { return nil }
    let entries = table.entries
    let filled = table.filled
    while position < filled {
      let entry = entries + position
      position += 1
      if entry.pointee.key != nil { return entry }
    }
    return nil
  }

  /// `next` with the lock taken here; the key is a new reference, the value is not.
  func lockedNext(_ position: inout Int) -> DictEntry? {
    ObjectLock.readLock(object)
    defer { ObjectLock.readUnlock(object) }
    guard let entry = next(&position) else { return nil }
    suture_incref(entry.pointee.key!)
    return entry.pointee
  }

  /// As `lockedNext`, but the value is a new reference too.
  func lockedNextItem(_ position: inout Int) -> DictEntry? {
    ObjectLock.readLock(object)
    defer { ObjectLock.readUnlock(object) }
    guard let entry = next(&position) else { return nil }
    suture_incref(entry.pointee.key!)
    suture_incref(entry.pointee.value!)
    return entry.pointee
  }
}
