import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

/// Appends everything that `source` yields.
func extendList(_ o: ObjectPointer, _ source: ObjectPointer) throws(Raise) {
  let list = List(o)
  if source.isExactTuple || source.isExactList {
    let hasRoom =
      source.isExactTuple
      ? withLock(o) { list.append(copying: Tuple(source).items, Tuple(source).count) }
      : list.append(copying: source)
    if !hasRoom { throw Raise.noMemory }
    return
  }
  let iterator = try Owned(PyObject_GetIter(source))
  let hint = try lengthHint(source, 8)
  try withLock(o) { () throws(Raise) in
    let n = list.count
    // A hint that cannot be met is no error: the items may still fit.
    if hint > 0, hint <= Int.max / 16 - n, list.base.pointee.allocated >= 0 {
      try list.resize(n + hint)
      list.count = n
    }
  }
  while let item = try nextItem(iterator.pointer) {
    suture_into_storage(item)
    try withLock(o) { () throws(Raise) in try list.append(stored: item) }
  }
  try withLock(o) { () throws(Raise) in
    let n = list.count
    if n < list.base.pointee.allocated { try list.resize(n) }
  }
}

extension List {
  /// Appends borrowed items of another object; false: no memory.
  ///
  /// Calls nothing.
  func append(copying source: UnsafeMutablePointer<ObjectPointer?>?, _ n: Int) -> Bool {
    guard n > 0, let source else { return true }
    let start = count
    guard makeSize(start + n) else { return false }
    fill(start, from: source, n)
    return true
  }

  /// Appends the items of a list, which may be this one; false: no memory.
  ///
  /// Takes the locks.
  func append(copying source: ObjectPointer) -> Bool {
    if source != object {
      return withLock(object, reading: source) {
        append(copying: List(source).base.pointee.ob_item, List(source).count)
      }
    }
    return withLock(source) {
      let n = count
      guard n > 0 else { return true }
      guard makeSize(n + n) else { return false }
      fill(n, from: items, n)
      return true
    }
  }

  /// Copies references into slots that were just made.
  func fill(_ start: Int, from source: UnsafeMutablePointer<ObjectPointer?>, _ n: Int) {
    let row = items
    for i in 0..<n {
      if let item = source[i] { suture_incref_stored(item) }
      row[start + i] = source[i]
    }
  }

  /// Takes the item at `index` out: its stored reference is the caller's.
  func remove(_ index: Int) throws(Raise) -> ObjectPointer {
    let item = items[index]!
    let n = count
    memmove(items + index, items + index + 1, (n - index - 1) * 8)
    try resize(n - 1)
    return item
  }
}

/// The item at `index` of a list as a new reference, or nil past the end: for loops that run code in between.
@inline(__always)
private func itemForLoop(_ o: ObjectPointer, _ index: Int) -> ObjectPointer? { List.item(o, index) }

/// Position of an `index` argument within `count` items.
private func position(_ key: ObjectPointer, _ count: Int) throws(Raise) -> Int {
  let index = try check(PyNumber_AsSsize_t(key, suture_PyExc_IndexError()))
  return index < 0 ? index &+ count : index
}

private func badIndexType(_ key: ObjectPointer) -> Raise {
  Raise(.type, "list indices must be integers or slices, not \(key.type.name)")
}

// MARK: C API

@c @implementation
public func PyList_Clear(_ list: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let list, list.isList else { throw Raise.badInternalCall("Objects/listobject.c", 1456) }
    return suture_list_clear_slot(list)
  }
}

@c @implementation
public func PyList_Extend(_ list: ObjectPointer?, _ iterable: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let list, list.isList, let iterable else {
      throw Raise.badInternalCall("Objects/listobject.c", 1445)
    }
    try extendList(list, iterable)
    return 0
  }
}

// MARK: Slots

@c func suture_list_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  let list = List(self)
  if let row = list.base.pointee.ob_item {
    suture_decref_row(row, list.count)
    Freelists.release(row)
  }
  if self.isExactList {
    freeBuiltin(self, size: MemoryLayout<PyListObject>.size, isTracked: true)
  } else {
    freeInstance(self)
  }
}

@c func suture_list_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  let list = List(self)
  for i in 0..<list.count {
    if let item = list.items[i] {
      let result = visit(item, arg)
      if result != 0 { return result }
    }
  }
  return 0
}

@c func suture_list_clear_slot(_ self: ObjectPointer) -> Int32 {
  let list = List(self)
  ObjectLock.lock(self)
  let count = list.count
  guard let row = list.base.pointee.ob_item else {
    // Of a list that is being sorted, `allocated` says that nobody has changed it.
    ObjectLock.unlock(self)
    return 0
  }
  list.base.pointee.ob_item = nil
  list.base.pointee.allocated = 0
  list.count = 0
  ObjectLock.unlock(self)
  suture_decref_row(row, count)
  Freelists.release(row)
  return 0
}

@c func suture_list_init(_ self: ObjectPointer, _ args: ObjectPointer, _ kwargs: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    if hasNew(self.type, of: suture_PyList_Type()) {
      try checkNoKeywords("list", kwargs)
    }
    try checkPositional("list", Tuple(args).count, 0, 1)
    if List(self).count > 0 { _ = suture_list_clear_slot(self) }
    if Tuple(args).count == 1 { try extendList(self, Tuple(args)[0]) }
    return 0
  }
}

@c func suture_list_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    if List(self).count == 0 { return try makeStr("[]") }
    if try check(Py_ReprEnter(self)) > 0 { return try makeStr("[...]") }
    defer { Py_ReprLeave(self) }
    var writer = StrWriter()
    writer.append(ascii: "[")
    var i = 0
    while i < List(self).count {
      if i > 0 { writer.append(ascii: ", ") }
      if let item = itemForLoop(self, i) {
        let owned = Owned(item)
        try writer.append(repr: owned.pointer)
      } else {
        writer.append(ascii: "<NULL>")
      }
      i += 1
    }
    writer.append(ascii: "]")
    return try writer.finish()
  }
}

@c func suture_list_richcompare(_ self: ObjectPointer, _ other: ObjectPointer, _ op: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard self.isList, other.isList else { return newReference(suture_NotImplemented()) }
    if op == Py_EQ || op == Py_NE, List(self).count != List(other).count {
      return makeBool(op == Py_NE)
    }
    var i = 0
    while true {
      // Either list may shrink while the items are compared: take both items anew each time.
      guard let left = itemForLoop(self, i) else { break }
      let a = Owned(left)
      guard let right = itemForLoop(other, i) else { break }
      let b = Owned(right)
      if try areEqual(a.pointer, b.pointer) {
        i += 1
        continue
      }
      if i >= List(self).count || i >= List(other).count { break }
      if op == Py_EQ || op == Py_NE { return makeBool(op == Py_NE) }
      return PyObject_RichCompare(a.pointer, b.pointer, op)
    }
    return compareSizes(List(self).count, List(other).count, op)
  }
}

@c func suture_list_length(_ self: ObjectPointer) -> Int { List(self).count }

@c func suture_list_concat(_ self: ObjectPointer, _ other: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard other.isList else {
      throw Raise(.type, "can only concatenate list (not \"\(other.type.name)\") to list")
    }
    // Made before: an allocation may stop the thread, and others change the lists meanwhile.
    let result = try Owned(List.make(0))
    let target = List(result.pointer)
    let concat = {
      let a = List(self).count
      let b = List(other).count
      guard target.makeRow(a + b) else { return false }
      if a > 0 { target.fill(0, from: List(self).items, a) }
      if b > 0 { target.fill(a, from: List(other).items, b) }
      return true
    }
    let hasRoom =
      self == other ? withReadLock(self, concat) : withReadLock2(self, other, concat)
    if !hasRoom { throw Raise.noMemory }
    return result.take()
  }
}

@c func suture_list_repeat(_ self: ObjectPointer, _ times: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    try List.make(reading: self) { result in
      let n = List(self).count
      if n == 0 || times <= 0 { return true }
      let (total, overflow) = n.multipliedReportingOverflow(by: times)
      guard !overflow, result.makeRow(total) else { return false }
      for k in 0..<times { result.fill(k * n, from: List(self).items, n) }
      return true
    }
  }
}

@c func suture_list_item(_ self: ObjectPointer, _ index: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let item = List.item(self, index) else { throw Raise(.index, "list index out of range") }
    return item
  }
}

@c func suture_list_ass_item(_ self: ObjectPointer, _ index: Int, _ value: ObjectPointer?) -> Int32
{
  raising { () throws(Raise) in
    var old: ObjectPointer?
    if let value { suture_incref_stored(value) }
    let isValid = try withLock(self) { () throws(Raise) in
      let list = List(self)
      guard index >= 0, index < list.count else { return false }
      if let value {
        old = list.items[index]
        list.items[index] = value
      } else {
        old = try list.remove(index)
      }
      return true
    }
    if !isValid {
      if let value { suture_decref_stored(value) }
      throw Raise(.index, "list assignment index out of range")
    }
    if let old { suture_decref_stored(old) }
    return 0
  }
}

@c func suture_list_contains(_ self: ObjectPointer, _ value: ObjectPointer) -> Int32 {
  raising { () throws(Raise) in
    var i = 0
    while let item = itemForLoop(self, i) {
      let owned = Owned(item)
      if try areEqual(owned.pointer, value) { return 1 }
      i += 1
    }
    return 0
  }
}

@c func suture_list_inplace_concat(_ self: ObjectPointer, _ other: ObjectPointer) -> ObjectPointer?
{
  raising { () throws(Raise) in
    try extendList(self, other)
    return newReference(self)
  }
}

@c func suture_list_inplace_repeat(_ self: ObjectPointer, _ times: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    var garbage: ItemRow?
    try withLock(self) { () throws(Raise) in
      let list = List(self)
      let n = list.count
      if n == 0 || times == 1 { return }
      if times < 1 {
        garbage = list.takeAll()
        return
      }
      let (total, overflow) = n.multipliedReportingOverflow(by: times)
      if overflow { throw Raise.noMemory }
      try list.resize(total)
      for k in 1..<times { list.fill(k * n, from: list.items, n) }
    }
    withExtendedLifetime(garbage) {}
    return newReference(self)
  }
}

@c func suture_list_subscript(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    if PyIndex_Check(key) != 0 {
      return suture_list_item(self, try position(key, List(self).count))
    }
    guard key.isSlice else { throw badIndexType(key) }
    let parts = try unpackSlice(key)
    return try List.make(reading: self) { result in
      let list = List(self)
      let slice = SliceBounds(parts.start, parts.stop, parts.step, list.count)
      if slice.count <= 0 { return true }
      guard result.makeRow(slice.count) else { return false }
      var from = slice.start
      for i in 0..<slice.count {
        let item = list.items[from]
        if let item { suture_incref_stored(item) }
        result.items[i] = item
        from &+= slice.step
      }
      return true
    }
  }
}

@c func suture_list_ass_subscript(
  _ self: ObjectPointer,
  _ key: ObjectPointer,
  _ value: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    if PyIndex_Check(key) != 0 {
      return suture_list_ass_item(self, try position(key, List(self).count), value)
    }
    guard key.isSlice else { throw badIndexType(key) }
    let parts = try unpackSlice(key)
    if parts.step == 1 {
      try assignSimpleSlice(self, parts.start, parts.stop, value)
    } else if let value {
      try assignExtendedSlice(self, parts, value)
    } else {
      try deleteExtendedSlice(self, parts)
    }
    return 0
  }
}

/// `list[start:stop] = value`, with the bounds as a slice gives them.
private func assignSimpleSlice(
  _ o: ObjectPointer,
  _ start: Int,
  _ stop: Int,
  _ value: ObjectPointer?
) throws(Raise) {
  var row = ItemRow()
  if let value {
    let fast = try Owned(PySequence_Fast(value, "must assign iterable to extended slice"))
    row = try ItemRow(of: fast.pointer)
  }
  let garbage = ItemRow()
  try withLock(o) { () throws(Raise) in
    let slice = SliceBounds(start, stop, 1, List(o).count)
    try List(o).replace(slice.start, slice.stop, row, garbage)
  }
}

private func assignExtendedSlice(
  _ o: ObjectPointer,
  _ parts: (start: Int, stop: Int, step: Int),
  _ value: ObjectPointer
) throws(Raise) {
  let fast = try Owned(
    PySequence_Fast(value, "must assign iterable to extended slice")
  )
  let row = try ItemRow(of: fast.pointer)
  let expected = try withLock(o) { () throws(Raise) -> Int? in
    let list = List(o)
    let slice = SliceBounds(parts.start, parts.stop, parts.step, list.count)
    if slice.count != row.count { return slice.count }
    // The references change places: what was in the list is dropped with the row.
    var to = slice.start
    for i in 0..<slice.count {
      let old = list.items[to]
      list.items[to] = row.items![i]
      row.items![i] = old
      to &+= slice.step
    }
    return nil
  }
  if let expected {
    throw Raise(
      .value,
      "attempt to assign sequence of size \(row.count) to extended slice of size \(expected)"
    )
  }
}

private func deleteExtendedSlice(_ o: ObjectPointer, _ parts: (start: Int, stop: Int, step: Int))
  throws(Raise)
{
  let garbage = ItemRow()
  try withLock(o) { () throws(Raise) in
    let list = List(o)
    let n = list.count
    let slice = SliceBounds(parts.start, parts.stop, parts.step, n)
    if slice.count <= 0 { return }
    // Work upwards whatever the direction.
    let step = abs(slice.step)
    let first = slice.step > 0 ? slice.start : slice.start + slice.step * (slice.count - 1)
    try garbage.reserve(slice.count)
    var to = first
    var taken = 0
    for from in first..<n {
      if taken < slice.count, from == first + taken * step {
        garbage.add(list.items[from])
        taken += 1
      } else {
        list.items[to] = list.items[from]
        to += 1
      }
    }
    try list.resize(n - slice.count)
  }
}
