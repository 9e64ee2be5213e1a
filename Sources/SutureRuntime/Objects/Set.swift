import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

/// A set or frozenset.
///
/// Its elements lie in a table that is hashed openly; their order, which programs print, follows
/// the same rules as CPython's.
///
///     table (smalltable, or malloc'ed)     a slot
///     +-----------+-----------+----        never used  key nil, hash 0
///     | key, hash | key, hash | ...        deleted     key nil, hash -1
///     +-----------+-----------+----        element     key, hash of it (never -1)
///      mask + 1 slots
///
/// Invariants, while the lock is free:
///   S1  mask + 1 is a power of two, at least 8; table is smalltable exactly when it is 8
///   S2  used == elements; fill == used + deleted; fill * 5 < mask * 3 after an insertion, so a search ends
///   S3  an insertion takes the last deleted slot on its way, if there is one
///   S4  an element owns one stored reference
///
/// Members expect the object's lock to be held where they do not say that they take it.
struct SetObject {
  let object: ObjectPointer

  @inline(__always)
  init(_ object: ObjectPointer) { self.object = object }

  @inline(__always)
  var fields: UnsafeMutablePointer<PySetObject> { object.cast(to: PySetObject.self) }

  /// The elements; others may read it without the lock.
  @inline(__always)
  var count: Int {
    get { suture_load_relaxed_word(&fields.pointee.used) }
    nonmutating set { suture_store_relaxed_word(&fields.pointee.used, newValue) }
  }

  /// The hash of a frozenset that is known; else -1.
  ///
  /// Others may read it, or find it out too, without the lock.
  @inline(__always)
  var hash: Int {
    get { suture_load_relaxed_word(&fields.pointee.hash) }
    nonmutating set { suture_store_relaxed_word(&fields.pointee.hash, newValue) }
  }

  /// Slots that hold an element or held one.
  @inline(__always)
  var fill: Int {
    get { fields.pointee.fill }
    nonmutating set { fields.pointee.fill = newValue }
  }

  @inline(__always)
  var small: UnsafeMutablePointer<setentry> {
    (UnsafeMutableRawPointer(object) + 64).assumingMemoryBound(to: setentry.self)
  }

  /// Slots that a search looks at in a row before it jumps.
  static let run = 9
}

// MARK: Operations

@inline(__always)
func isAnySet(_ o: ObjectPointer) -> Bool {
  let type = o.type
  return type == suture_PySet_Type() || type == suture_PyFrozenSet_Type()
    || PyType_IsSubtype(type, suture_PySet_Type()) != 0
    || PyType_IsSubtype(type, suture_PyFrozenSet_Type()) != 0
}

func isExactAnySet(_ o: ObjectPointer) -> Bool {
  o.type == suture_PySet_Type() || o.type == suture_PyFrozenSet_Type()
}

func isSet(_ o: ObjectPointer) -> Bool {
  o.type == suture_PySet_Type() || PyType_IsSubtype(o.type, suture_PySet_Type()) != 0
}

func isFrozenSet(_ o: ObjectPointer) -> Bool {
  o.type == suture_PyFrozenSet_Type() || PyType_IsSubtype(o.type, suture_PyFrozenSet_Type()) != 0
}

/// The type of the results of a set's operations: set or frozenset itself, never a subclass.
func baseSetType(_ o: ObjectPointer) -> TypePointer {
  isFrozenSet(o) ? suture_PyFrozenSet_Type() : suture_PySet_Type()
}

extension SetObject {
  /// Makes an empty set of zeroed memory.
  func initialize() {
    fields.pointee.table = small
    fields.pointee.mask = 7
    fields.pointee.hash = -1
  }

  /// The slot of the element that equals `key`, or -1 and the slot for it (S3).
  ///
  /// A comparison may change the set: then the search starts again, unless `isAdding` and the element was equal, which
  /// CPython takes for an answer.
  ///
  /// - Parameter mayCall: false: -2 is returned for the slot where an __eq__ would have to be called.
  @inline(__always)
  func search(_ key: ObjectPointer, _ hash: Int, isAdding: Bool = false, mayCall: Bool = true)
    throws(Raise) -> (found: Int, free: Int)
  {
    restart: while true {
      let table = fields.pointee.table!
      let mask = fields.pointee.mask
      var perturb = UInt(bitPattern: hash)
      var i = hash & mask
      var deleted = -1
      while true {
        var n = i
        var left = i + SetObject.run <= mask ? SetObject.run : 0
        while true {
          let entry = table + n
          if let other = entry.pointee.key {
            if entry.pointee.hash == hash {
              if other == key { return (n, -1) }
              if let isEqual = quickEqual(other, key) {
                if isEqual { return (n, -1) }
              } else if !mayCall {
                return (-2, -1)
              } else {
                let isEqual = try calledEqual(other, key)
                if isAdding, isEqual { return (n, -1) }
                if fields.pointee.table != table || fields.pointee.mask != mask
                  || entry.pointee.key != other
                {
                  continue restart
                }
                if isEqual { return (n, -1) }
              }
            }
          } else if entry.pointee.hash == 0 {
            return (-1, deleted >= 0 ? deleted : n)
          } else {
            deleted = n
          }
          if left == 0 { break }
          left -= 1
          n += 1
        }
        perturb >>= 5
        i = (i &* 5 &+ 1 &+ Int(bitPattern: perturb)) & mask
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

  /// The slot of the element that equals `key`, or -1 and the slot for it; -2 where an __eq__ has to be called.
  @inline(__always)
  private func searchQuickly(_ key: ObjectPointer, _ hash: Int) -> (found: Int, free: Int) {
    do throws(Raise) { return try search(key, hash, mayCall: false) } catch { return (-1, -1) }
  }

  /// The slot of the element that equals `key`, -1, or -2 where an __eq__ has to be called.
  @inline(never)
  func findQuickly(_ key: ObjectPointer, _ hash: Int) -> Int {
    count == 0 ? -1 : searchQuickly(key, hash).found
  }

  @inline(__always)
  func contains(_ key: ObjectPointer, _ hash: Int) throws(Raise) -> Bool {
    count == 0 ? false : try search(key, hash).found >= 0
  }

  /// Adds a borrowed key, unless an equal one is there.
  func add(_ key: ObjectPointer, _ hash: Int) throws(Raise) {
    let place = try search(key, hash, isAdding: true)
    if place.found < 0, !insert(key, hash, at: place.free) { throw Raise.noMemory }
  }

  /// As `add`, without a call of an __eq__.
  ///
  /// - Returns: why it was not done.
  @inline(__always)
  func addQuickly(_ key: ObjectPointer, _ hash: Int) -> Refusal? {
    let place = searchQuickly(key, hash)
    if place.found == -2 { return .needsCall }
    return place.found >= 0 || insert(key, hash, at: place.free) ? nil : .noMemory
  }

  enum Refusal { case needsCall, noMemory }

  /// Puts a borrowed key into a slot that `search` found free; false: no memory for the next one.
  ///
  /// Calls nothing.
  @inline(__always)
  private func insert(_ key: ObjectPointer, _ hash: Int, at free: Int) -> Bool {
    suture_incref_stored(key)
    let wasDeleted = fields.pointee.table[free].hash == -1
    fields.pointee.table[free] = setentry(key: key, hash: hash)
    count += 1
    if wasDeleted { return true }
    fill += 1
    return fill * 5 < fields.pointee.mask * 3 || grow()
  }

  @inline(never)
  private func grow() -> Bool {
    let used = fields.pointee.used
    return makeTable(used > 50000 ? used * 2 : used * 4)
  }

  /// Puts an element where no equal one is, into a table without deleted slots.
  private static func insertClean(
    _ table: UnsafeMutablePointer<setentry>,
    _ mask: Int,
    _ entry: setentry
  ) {
    var perturb = UInt(bitPattern: entry.hash)
    var i = entry.hash & mask
    while true {
      var n = i
      let end = i + SetObject.run <= mask ? i + SetObject.run : i
      while n <= end {
        if table[n].key == nil {
          table[n] = entry
          return
        }
        n += 1
      }
      perturb >>= 5
      i = (i &* 5 &+ 1 &+ Int(bitPattern: perturb)) & mask
    }
  }

  /// Moves the elements to a table of more than `least` slots.
  func resize(_ least: Int) throws(Raise) { if !makeTable(least) { throw Raise.noMemory } }

  /// As `resize`; false: no memory.
  ///
  /// Calls nothing.
  private func makeTable(_ least: Int) -> Bool {
    var size = 8
    while size <= least { size <<= 1 }
    let old = fields.pointee.table!
    let oldMask = fields.pointee.mask
    var saved: (setentry, setentry, setentry, setentry, setentry, setentry, setentry, setentry)?
    var table = small
    if size > 8 {
      let bytes = size * MemoryLayout<setentry>.stride
      guard let memory = Freelists.allocate(bytes) else { return false }
      memset(memory, 0, bytes)
      table = memory.assumingMemoryBound(to: setentry.self)
    } else if old == small {
      if fields.pointee.fill == fields.pointee.used { return true }
      saved = fields.pointee.smalltable
      memset(small, 0, 8 * MemoryLayout<setentry>.stride)
    } else {
      memset(small, 0, 8 * MemoryLayout<setentry>.stride)
    }
    if saved != nil {
      withUnsafeBytes(of: &saved!) { bytes in
        for entry in bytes.bindMemory(to: setentry.self) where entry.key != nil {
          SetObject.insertClean(table, size - 1, entry)
        }
      }
    } else {
      for n in 0...oldMask where old[n].key != nil {
        SetObject.insertClean(table, size - 1, old[n])
      }
    }
    fields.pointee.table = table
    fields.pointee.mask = size - 1
    fields.pointee.fill = fields.pointee.used
    if old != small { Freelists.release(old) }
    return true
  }

  /// Makes room for `more` elements at once; false: no memory.
  ///
  /// Calls nothing.
  func makeRoom(_ more: Int) -> Bool {
    (fields.pointee.fill + more) * 5 < fields.pointee.mask * 3
      || makeTable((fields.pointee.used + more) * 2)
  }

  /// Takes the element in slot `n` out: its stored reference is the caller's.
  func remove(_ n: Int) -> ObjectPointer {
    let key = fields.pointee.table[n].key!
    fields.pointee.table[n] = setentry(key: nil, hash: -1)
    count -= 1
    return key
  }

  /// The first element at or after `position`, which moves past it; nil at the end.
  @inline(__always)
  func next(_ position: inout Int) -> UnsafeMutablePointer<setentry>? {
    let table = fields.pointee.table!
    let mask = fields.pointee.mask
    while position <= mask {
      let entry = table + position
      position += 1
      if entry.pointee.key != nil { return entry }
    }
    return nil
  }

  /// `next`, with a new reference to the key.
  ///
  /// Takes the lock.
  func lockedNext(_ position: inout Int) -> setentry? {
    ObjectLock.readLock(object)
    defer { ObjectLock.readUnlock(object) }
    guard let entry = next(&position) else { return nil }
    suture_incref(entry.pointee.key)
    return entry.pointee
  }

  /// Copies the elements of another set into one that has room, and no slot that was ever used.
  func fillEmpty(from other: SetObject) {
    let source = other.fields
    let isSame =
      fields.pointee.mask == source.pointee.mask && source.pointee.fill == source.pointee.used
    for n in 0...source.pointee.mask {
      let entry = source.pointee.table[n]
      guard let key = entry.key else { continue }
      suture_incref_stored(key)
      if isSame {
        fields.pointee.table[n] = entry
      } else {
        SetObject.insertClean(fields.pointee.table, fields.pointee.mask, entry)
      }
    }
    fill = other.count
    count = other.count
  }

  /// Copies the elements of another set into a new one.
  ///
  /// Takes the other set's lock.
  func copy(_ other: ObjectPointer) throws(Raise) {
    let hasRoom = withReadLock(other) {
      let other = SetObject(other)
      if other.count == 0 { return true }
      guard makeRoom(other.count) else { return false }
      fillEmpty(from: other)
      return true
    }
    if !hasRoom { throw Raise.noMemory }
  }

  /// Empties the set.
  ///
  /// - Returns: what the elements were, for `Emptied.drop` without the lock.
  func empty() -> Emptied {
    var old = Emptied(table: nil, mask: fields.pointee.mask, small: fields.pointee.smalltable)
    if fields.pointee.table != small { old.table = fields.pointee.table }
    memset(small, 0, 8 * MemoryLayout<setentry>.stride)
    fields.pointee.table = small
    fields.pointee.mask = 7
    fill = 0
    count = 0
    fields.pointee.hash = -1
    return old
  }

  /// The elements that a set had.
  struct Emptied {
    var table: UnsafeMutablePointer<setentry>?
    var mask: Int
    var small: (setentry, setentry, setentry, setentry, setentry, setentry, setentry, setentry)

    mutating func drop() {
      if let table {
        for n in 0...mask where table[n].key != nil { suture_decref_stored(table[n].key) }
        Freelists.release(table)
        return
      }
      withUnsafeBytes(of: &small) { bytes in
        for entry in bytes.bindMemory(to: setentry.self) where entry.key != nil {
          suture_decref_stored(entry.key)
        }
      }
    }
  }

  /// Exchanges the elements of two sets, both locked.
  func swapElements(_ other: SetObject) {
    let a = fields
    let b = other.fields
    (fill, other.fill) = (other.fill, fill)
    (count, other.count) = (other.count, count)
    (a.pointee.mask, b.pointee.mask) = (b.pointee.mask, a.pointee.mask)
    (a.pointee.smalltable, b.pointee.smalltable) = (b.pointee.smalltable, a.pointee.smalltable)
    let mine = a.pointee.table
    a.pointee.table = b.pointee.table == other.small ? small : b.pointee.table
    b.pointee.table = mine == small ? other.small : mine
    a.pointee.hash = -1
    b.pointee.hash = -1
  }
}

/// A new set of `type` with the elements of an iterable.
func makeSet(_ type: TypePointer, _ elements: ObjectPointer?) throws(Raise) -> ObjectPointer {
  let set: Owned
  if type == suture_PySet_Type() || type == suture_PyFrozenSet_Type() {
    set = try Owned(newZeroedObject(type))
    SetObject(set.pointer).initialize()
    gcTrack(set.pointer)
  } else {
    set = try Owned(type.pointee.tp_alloc(type, 0))
    SetObject(set.pointer).initialize()
  }
  if let elements, isAnySet(elements) {
    try SetObject(set.pointer).copy(elements)
  } else if let elements {
    try setUpdate(set.pointer, elements)
  }
  return set.take()
}

func setAdd(_ set: ObjectPointer, _ key: ObjectPointer) throws(Raise) {
  let hash = try keyHash(key)
  try withLock(set) { () throws(Raise) in try SetObject(set).add(key, hash) }
}

func setContains(_ set: ObjectPointer, _ key: ObjectPointer) throws(Raise) -> Bool {
  try setContains(set, key, hash: keyHash(key))
}

func setContains(_ set: ObjectPointer, _ key: ObjectPointer, hash: Int) throws(Raise) -> Bool {
  let n = withReadLock(set) { SetObject(set).findQuickly(key, hash) }
  if n != -2 { return n >= 0 }
  return try withLock(set) { () throws(Raise) in try SetObject(set).contains(key, hash) }
}

/// Removes an element.
///
/// Takes the lock.
///
/// - Returns: false: there was none.
func setDiscard(_ set: ObjectPointer, _ key: ObjectPointer, hash: Int) throws(Raise) -> Bool {
  let old: ObjectPointer? = try withLock(set) { () throws(Raise) in
    if SetObject(set).count == 0 { return nil }
    let n = try SetObject(set).search(key, hash).found
    return n < 0 ? nil : SetObject(set).remove(n)
  }
  guard let old else { return false }
  suture_decref_stored(old)
  return true
}

/// Adds the elements of an iterable.
func setUpdate(_ set: ObjectPointer, _ other: ObjectPointer) throws(Raise) {
  if set == other { return }
  if isAnySet(other) { return try SetObject(set).addAll(of: SetObject(other)) }
  if other.type == suture_PyDict_Type() { return try SetObject(set).addAll(of: Dict(other)) }
  let iterator = try Owned(PyObject_GetIter(other))
  while let next = PyIter_Next(iterator.pointer) {
    let key = Owned(next)
    try setAdd(set, key.pointer)
  }
  if isExceptionPending { throw .pending }
}

/// Removes every element.
///
/// Takes the lock.
func setClear(_ set: ObjectPointer) {
  var old = withLock(set) { SetObject(set).empty() }
  old.drop()
}

/// An element, taken out; nil: the set is empty.
///
/// Takes the lock. The result is a stored reference.
func setPop(_ set: ObjectPointer) -> ObjectPointer? {
  withLock(set) {
    let fields = SetObject(set).fields
    guard fields.pointee.used > 0 else { return nil }
    var n = fields.pointee.finger & fields.pointee.mask
    while fields.pointee.table[n].key == nil { n = n == fields.pointee.mask ? 0 : n + 1 }
    fields.pointee.finger = n + 1
    return SetObject(set).remove(n)
  }
}

// MARK: C API

@c @implementation
public func PySet_New(_ op: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeSet(suture_PySet_Type(), op) }
}

@c @implementation
public func PyFrozenSet_New(_ op: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeSet(suture_PyFrozenSet_Type(), op) }
}

private func badArgument(_ line: UInt) -> Raise { .badInternalCall("Objects/setobject.c", line) }

@c @implementation
public func PySet_Size(_ anyset: ObjectPointer?) -> Py_ssize_t {
  raising { () throws(Raise) in
    guard let anyset, isAnySet(anyset) else { throw badArgument(2591) }
    return SetObject(anyset).count
  }
}

@c @implementation
public func PySet_Clear(_ set: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let set, isSet(set) else { throw badArgument(2601) }
    setClear(set)
    return 0
  }
}

@c @implementation
public func PySet_Contains(_ anyset: ObjectPointer?, _ key: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let anyset, isAnySet(anyset) else { throw badArgument(2618) }
    return try setContains(anyset, key!) ? 1 : 0
  }
}

@c @implementation
public func PySet_Discard(_ set: ObjectPointer?, _ key: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let set, isSet(set) else { throw badArgument(2633) }
    return try setDiscard(set, key!, hash: keyHash(key!)) ? 1 : 0
  }
}

@c @implementation
public func PySet_Add(_ set: ObjectPointer?, _ key: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    // The only reference may be a container's (an argument tuple's), so all counts are looked at.
    guard let set, isSet(set) || (isFrozenSet(set) && Py_REFCNT(set) == 1) else {
      throw badArgument(2649)
    }
    try setAdd(set, key!)
    return 0
  }
}

@c @implementation
public func _PySet_Update(_ set: ObjectPointer?, _ iterable: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let set, isSet(set) else { throw badArgument(2707) }
    try setUpdate(set, iterable!)
    return 0
  }
}

@c @implementation
public func _PySet_NextEntryRef(
  _ set: ObjectPointer?,
  _ position: UnsafeMutablePointer<Py_ssize_t>?,
  _ key: UnsafeMutablePointer<ObjectPointer?>?,
  _ hash: UnsafeMutablePointer<Py_hash_t>?
) -> Int32 {
  raising { () throws(Raise) in
    guard let set, isAnySet(set) else { throw badArgument(2682) }
    guard let entry = SetObject(set).lockedNext(&position!.pointee) else { return 0 }
    key!.pointee = entry.key
    hash!.pointee = entry.hash
    return 1
  }
}

@c @implementation
public func PySet_Pop(_ set: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let set, isSet(set) else { throw badArgument(2697) }
    guard let key = setPop(set) else { throw Raise(.key, "pop from an empty set") }
    suture_out_of_storage(key)
    return key
  }
}
