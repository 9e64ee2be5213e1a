import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

/// A list's storage: a fixed header and a separately allocated row of items.
///
/// Every operation below wants the list's lock.
///
///     PyListObject                                  ob_item
///     +-----------+---------+---------+-----------+    +----+----+----+------+------+
///     | PyObject  | ob_size | ob_item | allocated |--->| r0 | r1 | r2 | junk | junk |
///     +-----------+---------+---------+-----------+    +----+----+----+------+------+
///                                                       0 ..< ob_size   ..< allocated
///
/// Invariants, while the lock is free:
///   L1  0 <= ob_size <= allocated, and allocated == 0 <=> ob_item == NULL; during a sort the list is
///       empty and `allocated` is -1, so that a comparison function which changes it is found out
///   L2  every slot in 0 ..< ob_size holds one stored reference (NULL only between PyList_New and the first SetItem);
///       slots past it hold none
struct List {
  let base: UnsafeMutablePointer<PyListObject>

  /// - Parameter object: a list, or an instance of a subclass.
  @inline(__always)
  init(_ object: ObjectPointer) { base = object.cast(to: PyListObject.self) }

  @inline(__always)
  var object: ObjectPointer { UnsafeMutableRawPointer(base).assumingMemoryBound(to: PyObject.self) }

  /// Written under the lock; read without it where a length that is just going out of date is right.
  @inline(__always)
  var count: Int {
    get { suture_load_size(object) }
    nonmutating set { suture_store_size(object, newValue) }
  }

  /// The row: not to be touched when `count` is 0.
  @inline(__always)
  var items: UnsafeMutablePointer<ObjectPointer?> { base.pointee.ob_item.unsafelyUnwrapped }
}

// MARK: Operations

extension List {
  /// A new list of `count` items that are still NULL, not tracked yet.
  static func make(_ count: Int) throws(Raise) -> ObjectPointer {
    if count > Int.max / 8 { throw Raise.noMemory }
    let o = try newBuiltin(
      suture_PyList_Type(),
      size: MemoryLayout<PyListObject>.size,
      isTracked: true
    )
    let list = List(o)
    list.count = 0
    list.base.pointee.ob_item = nil
    list.base.pointee.allocated = 0
    if count > 0 {
      guard list.makeRow(count) else {
        freeInstance(o)
        throw Raise.noMemory
      }
      memset(list.items, 0, count * 8)
    }
    gcTrack(o)
    return o
  }

  /// A new list that `fill` fills from `source`, as that is at one moment.
  ///
  /// - Parameter fill: runs while nobody writes `source`, and calls nothing that may suspend locks; false: no memory.
  static func make(reading source: ObjectPointer, _ fill: (List) -> Bool) throws(Raise)
    -> ObjectPointer
  {
    // Made before: an allocation may stop the thread, and others change the source meanwhile.
    let result = try Owned(make(0))
    if withReadLock(source, { fill(List(result.pointer)) }) { return result.take() }
    throw Raise.noMemory
  }

  /// Gives an empty list a row of slots that are not initialised; false: no memory.
  ///
  /// Calls nothing.
  func makeRow(_ n: Int) -> Bool {
    if n == 0 { return true }
    guard n <= Int.max / 8, let row = Freelists.allocate(n * 8) else { return false }
    base.pointee.ob_item = row.assumingMemoryBound(to: ObjectPointer?.self)
    base.pointee.allocated = n
    count = n
    return true
  }

  /// Sets the number of items, and makes room for them with some to spare; new slots are not initialised.
  @inline(__always)
  func resize(_ newCount: Int) throws(Raise) { if !makeSize(newCount) { throw Raise.noMemory } }

  /// As `resize`; false: no memory.
  ///
  /// Calls nothing.
  @inline(__always)
  func makeSize(_ newCount: Int) -> Bool {
    let allocated = base.pointee.allocated
    if allocated >= newCount, newCount >= allocated >> 1 {
      count = newCount
      return true
    }
    return reallocate(newCount)
  }

  @inline(never)
  private func reallocate(_ newCount: Int) -> Bool {
    if newCount == 0 {
      if let row = base.pointee.ob_item { Freelists.release(row) }
      base.pointee.ob_item = nil
      base.pointee.allocated = 0
      count = 0
      return true
    }
    if newCount > Int.max / 16 { return false }
    var capacity = (newCount + (newCount >> 3) + 6) & ~3
    if newCount - count > capacity - newCount { capacity = (newCount + 3) & ~3 }
    let old = base.pointee.ob_item
    guard
      let row = old.map({ Freelists.resize($0, capacity * 8) }) ?? Freelists.allocate(capacity * 8)
    else { return false }
    base.pointee.ob_item = row.assumingMemoryBound(to: ObjectPointer?.self)
    base.pointee.allocated = capacity
    count = newCount
    return true
  }

  /// Appends an item whose stored reference the list takes over; on failure it is dropped.
  @inline(__always)
  func append(stored item: ObjectPointer) throws(Raise) {
    let n = count
    if n < base.pointee.allocated {
      items[n] = item
      count = n + 1
      return
    }
    do throws(Raise) { try resize(n + 1) } catch {
      suture_decref_stored(item)
      throw error
    }
    items[n] = item
  }

  /// Inserts a borrowed item before position `index`, which may lie anywhere.
  func insert(_ index: Int, _ item: ObjectPointer) throws(Raise) {
    let n = count
    if n == Int.max { throw Raise(.overflow, "cannot add more objects to list") }
    try resize(n + 1)
    var position = index
    if position < 0 { position = max(position &+ n, 0) }
    position = min(position, n)
    let row = items
    memmove(row + position + 1, row + position, (n - position) * 8)
    suture_incref_stored(item)
    row[position] = item
  }

  /// The items from `low` to `high`, clipped to the list, as a new list.
  ///
  /// Takes the lock.
  static func slice(_ o: ObjectPointer, _ low: Int, _ high: Int) throws(Raise) -> ObjectPointer {
    try make(reading: o) { result in
      let list = List(o)
      let low = min(max(low, 0), list.count)
      let high = max(min(high, list.count), low)
      guard result.makeRow(high - low) else { return false }
      if low < high { result.fill(0, from: list.items + low, high - low) }
      return true
    }
  }

  /// The items as a new tuple.
  ///
  /// Takes the lock.
  static func tuple(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
    let n = List(o).count
    let tuple = try Owned(Tuple.make(n))
    let isWhole = withReadLock(o) {
      if List(o).count != n { return false }
      for i in 0..<n {
        let item = List(o).items[i]
        if let item { suture_incref_stored(item) }
        Tuple(tuple.pointer).items[i] = item
      }
      return true
    }
    if isWhole { return tuple.take() }
    // It has changed its size meanwhile: a copy does not.
    let copy = try Owned(slice(o, 0, Int.max))
    return try self.tuple(copy.pointer)
  }

  /// Replaces the items from `low` to `high` (clipped) by `row`, whose references the list takes
  /// over.
  ///
  /// The old items are handed to `garbage`, to be dropped when the lock is free.
  func replace(_ low: Int, _ high: Int, _ row: ItemRow, _ garbage: ItemRow) throws(Raise) {
    let n = count
    let low = min(max(low, 0), n)
    let high = max(min(high, n), low)
    let removed = high - low
    let change = row.count - removed
    try garbage.reserve(removed)
    if change > 0 {
      try resize(n + change)
      memmove(items + high + change, items + high, (n - high) * 8)
    }
    if removed > 0 { garbage.take(items + low, removed) }
    if row.count > 0 { memcpy(items + low, row.items!, row.count * 8) }
    if change < 0 {
      memmove(items + high + change, items + high, (n - high) * 8)
      try resize(n + change)
    }
    row.forget()
  }

  func reverse() {
    var low = 0
    var high = count - 1
    while low < high {
      let item = items[low]
      items[low] = items[high]
      items[high] = item
      low += 1
      high -= 1
    }
  }

  /// Takes the whole row out and leaves the list empty.
  ///
  /// A list without a row stays as it is: to clear one that is being sorted does not count as a change.
  func takeAll() -> ItemRow {
    let row = ItemRow(items: base.pointee.ob_item, count: count)
    if row.items == nil { return row }
    base.pointee.ob_item = nil
    base.pointee.allocated = 0
    count = 0
    return row
  }

  /// The item at `index` as a new reference, with the lock taken here; nil when there is none.
  @inline(__always)
  static func item(_ o: ObjectPointer, _ index: Int) -> ObjectPointer? {
    let t = suture_thread()
    let word = suture_brief_word(o)
    guard suture_can_read(t, word) else {
      if t.pointee.mode == SUTURE_GIL,
        UInt(bitPattern: index) < UInt(bitPattern: List(o).count),
        let item = List(o).items[index], suture_incref_quickly(t, item)
      {
        return item
      }
      return itemLocking(o, index)
    }
    suture_enter(t, o)
    guard suture_is_still(o, word), UInt(bitPattern: index) < UInt(bitPattern: List(o).count),
      let item = List(o).items[index], suture_incref_quickly(t, item)
    else { return itemLeaving(o, index) }
    suture_leave(t)
    return suture_is_awaited(o) ? itemRevoked(o, item) : item
  }

  @inline(never)
  private static func itemLeaving(_ o: ObjectPointer, _ index: Int) -> ObjectPointer? {
    endBriefSection(o)
    return itemLocking(o, index)
  }

  @inline(never)
  private static func itemRevoked(_ o: ObjectPointer, _ item: ObjectPointer) -> ObjectPointer {
    suture_lock_left(suture_thread(), o)
    return item
  }

  @inline(never)
  private static func itemLocking(_ o: ObjectPointer, _ index: Int) -> ObjectPointer? {
    withReadLock(o) {
      let list = List(o)
      guard UInt(bitPattern: index) < UInt(bitPattern: list.count), let item = list.items[index]
      else { return nil }
      suture_incref(item)
      return item
    }
  }
}

/// A row of stored references outside any list: what goes into one, or what came out of one.
///
/// Dropped at the end of its life, which should be after the list's lock is free.
final class ItemRow {
  private(set) var items: UnsafeMutablePointer<ObjectPointer?>?
  private(set) var count: Int

  init(items: UnsafeMutablePointer<ObjectPointer?>? = nil, count: Int = 0) {
    self.items = items
    self.count = count
  }

  /// A copy of the items of a list (under its lock) or a tuple.
  init(of o: ObjectPointer) throws(Raise) {
    items = nil
    count = 0
    let isCopied =
      o.isTuple
      ? copy(Tuple(o).items, Tuple(o).count)
      : withReadLock(o) { copy(List(o).base.pointee.ob_item, List(o).count) }
    if !isCopied { throw Raise.noMemory }
  }

  /// Copies into a row that has no room yet; false: no memory.
  private func copy(_ source: UnsafeMutablePointer<ObjectPointer?>?, _ n: Int) -> Bool {
    guard makeRoom(n) else { return false }
    for i in 0..<n {
      if let item = source![i] { suture_incref_stored(item) }
      items![i] = source![i]
    }
    count = n
    return true
  }

  /// Makes room for `n` items in a row that has none.
  func reserve(_ n: Int) throws(Raise) { if !makeRoom(n) { throw Raise.noMemory } }

  /// As `reserve`; false: no memory.
  ///
  /// Calls nothing.
  func makeRoom(_ n: Int) -> Bool {
    if n == 0 { return true }
    guard n <= Int.max / 8, let row = Freelists.allocate(n * 8) else { return false }
    items = row.assumingMemoryBound(to: ObjectPointer?.self)
    return true
  }

  /// Takes over `n` references.
  func take(_ source: UnsafeMutablePointer<ObjectPointer?>, _ n: Int) {
    memcpy(items!, source, n * 8)
    count = n
  }

  /// Takes over one reference, within the reserved room.
  func add(_ item: ObjectPointer?) {
    items![count] = item
    count += 1
  }

  /// The references belong to somebody else now.
  func forget() { count = 0 }

  deinit {
    suture_decref_row(items, count)
    if let items { Freelists.release(items) }
  }
}

// MARK: C API

private let file: StaticString = "Objects/listobject.c"

@c @implementation
public func PyList_New(_ size: Py_ssize_t) -> ObjectPointer? {
  raising { () throws(Raise) in
    if size < 0 { throw Raise.badInternalCall(file, 242) }
    return try List.make(size)
  }
}

@c @implementation
public func PyList_Size(_ list: ObjectPointer?) -> Py_ssize_t {
  guard let list, list.isList else {
    return raising { () throws(Raise) -> Int in throw Raise.badInternalCall(file, 319) }
  }
  return List(list).count
}

/// In legacy mode the lock makes this as safe as under a GIL; in free mode a borrowed item of a list that another
/// thread changes cannot be safe, and PyList_GetItemRef is the function to call.
@c @implementation
public func PyList_GetItem(_ list: ObjectPointer?, _ index: Py_ssize_t) -> ObjectPointer? {
  if let list, list.isList, suture_thread().pointee.mode != SUTURE_LEGACY,
    UInt(bitPattern: index) < UInt(bitPattern: List(list).count)
  {
    return List(list).items[index]
  }
  return exposedItem(list, index)
}

@inline(never)
private func exposedItem(_ list: ObjectPointer?, _ index: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let list, list.isList else { throw Raise.badInternalCall(file, 405) }
    let (isThere, item): (Bool, ObjectPointer?) = withReadLock(list) {
      guard index >= 0, index < List(list).count else { return (false, nil) }
      let item = List(list).items[index]
      if let item { suture_expose(item) }
      return (true, item)
    }
    if !isThere { throw Raise(.index, "list index out of range") }
    return item
  }
}

@c @implementation
public func PyList_GetItemRef(_ list: ObjectPointer?, _ index: Py_ssize_t) -> ObjectPointer? {
  guard let list, list.isList else { return noItem(.type, "expected a list") }
  return List.item(list, index) ?? noItem(.index, "list index out of range")
}

@inline(never)
private func noItem(_ kind: Raise.Kind, _ message: StaticString) -> ObjectPointer? {
  _ = Raise(kind, "\(message)")
  return nil
}

@c @implementation
public func PyList_SetItem(_ list: ObjectPointer?, _ index: Py_ssize_t, _ item: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    guard let list, list.isList else {
      if let item { suture_decref(item) }
      throw Raise.badInternalCall(file, 439)
    }
    ObjectLock.lock(list)
    guard index >= 0, index < List(list).count else {
      ObjectLock.unlock(list)
      if let item { suture_decref(item) }
      throw Raise(.index, "list assignment index out of range")
    }
    if let item { suture_into_storage(item) }
    let slot = List(list).items + index
    let old = slot.pointee
    slot.pointee = item
    ObjectLock.unlock(list)
    if let old { suture_decref_stored(old) }
    return 0
  }
}

@c @implementation
public func PyList_Append(_ list: ObjectPointer?, _ item: ObjectPointer?) -> Int32 {
  guard let list, list.isList, let item else { return badAppend() }
  let t = suture_thread()
  let fields = List(list).base
  if t.pointee.mode == SUTURE_GIL {
    let n = List(list).count
    guard n < fields.pointee.allocated, suture_incref_quickly(t, item) else {
      return appendLocking(list, item)
    }
    List(list).items[n] = item
    List(list).count = n &+ 1
    return 0
  }
  let word = suture_brief_word(list)
  guard suture_can_write(t, word) else { return appendLocking(list, item) }
  suture_enter(t, list)
  guard suture_is_still(list, word) else { return appendLeaving(list, item) }
  let count = List(list).count
  guard count < fields.pointee.allocated, suture_incref_quickly(t, item) else {
    return appendLeaving(list, item)
  }
  List(list).items[count] = item
  List(list).count = count &+ 1
  suture_leave(t)
  return suture_is_awaited(list) ? appendRevoked(list) : 0
}

@inline(never)
private func badAppend() -> Int32 {
  _ = Raise.badInternalCall(file, 527)
  return -1
}

@inline(never)
private func appendLocking(_ list: ObjectPointer, _ item: ObjectPointer) -> Int32 {
  suture_incref_stored(item)
  return raising { () throws(Raise) in
    try withLock(list) { () throws(Raise) in try List(list).append(stored: item) }
    return 0
  }
}

@inline(never)
private func appendLeaving(_ list: ObjectPointer, _ item: ObjectPointer) -> Int32 {
  endBriefSection(list)
  return appendLocking(list, item)
}

@inline(never)
private func appendRevoked(_ list: ObjectPointer) -> Int32 {
  suture_lock_left(suture_thread(), list)
  return 0
}

/// Leaves a brief section (locks.h) whose work cannot be done, or whose object is not the thread's any more.
@inline(__always)
func endBriefSection(_ o: ObjectPointer) {
  let t = suture_thread()
  suture_leave(t)
  suture_lock_left(t, o)
}

@c @implementation
public func PyList_Insert(_ list: ObjectPointer?, _ index: Py_ssize_t, _ item: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    guard let list, list.isList else { throw Raise.badInternalCall(file, 492) }
    guard let item else { throw Raise.badInternalCall(file, 466) }
    try withLock(list) { () throws(Raise) in try List(list).insert(index, item) }
    return 0
  }
}

@c @implementation
public func PyList_GetSlice(_ list: ObjectPointer?, _ low: Py_ssize_t, _ high: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let list, list.isList else { throw Raise.badInternalCall(file, 703) }
    return try List.slice(list, low, high)
  }
}

@c @implementation
public func PyList_SetSlice(
  _ list: ObjectPointer?,
  _ low: Py_ssize_t,
  _ high: Py_ssize_t,
  _ items: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let list, list.isList else { throw Raise.badInternalCall(file, 1002) }
    try assignSlice(list, low, high, items)
    return 0
  }
}

@c @implementation
public func PyList_AsTuple(_ list: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let list, list.isList else { throw Raise.badInternalCall(file, 3174) }
    return try List.tuple(list)
  }
}

@c @implementation
public func PyList_Reverse(_ list: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let list, list.isList else { throw Raise.badInternalCall(file, 3159) }
    withLock(list) { List(list).reverse() }
    return 0
  }
}

@c @implementation
public func PyList_Sort(_ list: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let list, list.isList else { throw Raise.badInternalCall(file, 3125) }
    try sortList(list, key: nil, isReversed: false)
    return 0
  }
}

/// `list[low:high] = items`; nil deletes.
func assignSlice(_ list: ObjectPointer, _ low: Int, _ high: Int, _ items: ObjectPointer?)
  throws(Raise)
{
  var row = ItemRow()
  if let items {
    let fast = try Owned(PySequence_Fast(items, "can only assign an iterable"))
    row = try ItemRow(of: fast.pointer)
  }
  let garbage = ItemRow()
  try withLock(list) { () throws(Raise) in try List(list).replace(low, high, row, garbage) }
}
