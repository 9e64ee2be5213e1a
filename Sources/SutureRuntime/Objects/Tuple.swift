import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

/// A tuple: immutable once its maker has shown it to somebody else, so nothing here locks.
///
///     PyVarObject       ob_item
///     +----------------+----+----+----+
///     | head | ob_size | i0 | i1 | .. |     each item a stored reference; NULL only before it is set
///     +----------------+----+----+----+
struct Tuple {
  let object: ObjectPointer

  /// - Parameter object: a tuple, or an instance of a subclass.
  @inline(__always)
  init(_ object: ObjectPointer) { self.object = object }

  @inline(__always)
  var count: Int { object.cast(to: PyVarObject.self).pointee.ob_size }

  @inline(__always)
  var items: UnsafeMutablePointer<ObjectPointer?> {
    (UnsafeMutableRawPointer(object) + 24).assumingMemoryBound(to: ObjectPointer?.self)
  }

  /// A borrowed item.
  @inline(__always)
  subscript(index: Int) -> ObjectPointer { items[index]! }
}

/// How many items a tuple has.
@inline(__always)
func tupleCount(_ tuple: ObjectPointer) -> Int { Tuple(tuple).count }

/// A tuple's items.
@inline(__always)
func tupleItems(_ tuple: ObjectPointer) -> UnsafeMutablePointer<ObjectPointer?> {
  Tuple(tuple).items
}

/// An item of a tuple, borrowed; Suture's own use only (legacy code is shown it by `suture_expose`).
@inline(__always)
func tupleItem(_ tuple: ObjectPointer, _ i: Int) -> ObjectPointer { Tuple(tuple)[i] }

/// The one empty tuple, immortal.
nonisolated(unsafe) private var emptyTuple: ObjectPointer? = nil

/// Makes the empty tuple.
func startSequences() { _ = PyTuple_New(0) }

extension UnsafeMutablePointer where Pointee == PyObject {
  @inline(__always) var isTuple: Bool { isInstance(TypeFlag.tuple) }
  @inline(__always) var isExactTuple: Bool { type == suture_PyTuple_Type() }
  @inline(__always) var isList: Bool { isInstance(TypeFlag.list) }
  @inline(__always) var isExactList: Bool { type == suture_PyList_Type() }
}

// MARK: Operations

extension Tuple {
  /// A new tuple with `count` items that are still NULL; of 0 items, the empty tuple.
  static func make(_ count: Int) throws(Raise) -> ObjectPointer {
    if count == 0 { return try empty() }
    let o = try makeUnset(count)
    let items = Tuple(o).items
    for i in 0..<count { items[i] = nil }
    return o
  }

  /// A new tuple of at least one item, all of which the caller sets before anything else can happen.
  @inline(__always)
  static func makeUnset(_ count: Int) throws(Raise) -> ObjectPointer {
    if count > Int.max >> 4 { throw Raise.noMemory }
    let o = try newBuiltin(suture_PyTuple_Type(), size: 24 + count * 8, isTracked: true)
    o.cast(to: PyVarObject.self).pointee.ob_size = count
    gcTrack(o)
    return o
  }

  @inline(__always)
  private static func empty() throws(Raise) -> ObjectPointer {
    if let emptyTuple { return emptyTuple }
    let o = try newBuiltin(suture_PyTuple_Type(), size: 24, isTracked: true)
    o.cast(to: PyVarObject.self).pointee.ob_size = 0
    makeImmortal(o)
    emptyTuple = o
    return o
  }

  /// A new tuple of borrowed items.
  static func make(
    copying items: UnsafeMutablePointer<ObjectPointer?>,
    _ count: Int
  ) throws(Raise) -> ObjectPointer {
    if count == 0 { return try empty() }
    let o = try makeUnset(count)
    let target = Tuple(o).items
    for i in 0..<count {
      if let item = items[i] { suture_incref_stored(item) }
      target[i] = items[i]
    }
    return o
  }

  /// A new tuple of one, two or three objects whose references it takes over.
  static func make(taking a: ObjectPointer, _ b: ObjectPointer? = nil, _ c: ObjectPointer? = nil)
    throws(Raise) -> ObjectPointer
  {
    let count = c != nil ? 3 : b != nil ? 2 : 1
    let o: ObjectPointer
    do throws(Raise) { o = try make(count) } catch {
      suture_decref(a)
      if let b { suture_decref(b) }
      if let c { suture_decref(c) }
      throw error
    }
    let items = Tuple(o).items
    suture_into_storage(a)
    items[0] = a
    if let b {
      suture_into_storage(b)
      items[1] = b
    }
    if let c {
      suture_into_storage(c)
      items[2] = c
    }
    return o
  }

  /// The items from `low` to `high`, which lie within the tuple.
  func slice(_ low: Int, _ high: Int) throws(Raise) -> ObjectPointer {
    if low == 0, high == count, object.isExactTuple { return newReference(object) }
    return try Tuple.make(copying: items + low, max(high - low, 0))
  }

  /// `a + b`.
  func concat(_ other: ObjectPointer) throws(Raise) -> ObjectPointer {
    if count == 0, other.isExactTuple { return newReference(other) }
    guard other.isTuple else {
      throw Raise(.type, "can only concatenate tuple (not \"\(other.type.name)\") to tuple")
    }
    let b = Tuple(other)
    if b.count == 0, object.isExactTuple { return newReference(object) }
    let n = count
    let o = try Tuple.make(n + b.count)
    let target = Tuple(o).items
    for i in 0..<n {
      suture_incref_stored(self[i])
      target[i] = self[i]
    }
    for i in 0..<b.count {
      suture_incref_stored(b[i])
      target[n + i] = b[i]
    }
    return o
  }

  /// The tuple repeated `times` times.
  func repeated(_ times: Int) throws(Raise) -> ObjectPointer {
    let n = count
    if n == 0 || times == 1, object.isExactTuple { return newReference(object) }
    if n == 0 || times <= 0 { return try Tuple.make(0) }
    let (total, overflow) = n.multipliedReportingOverflow(by: times)
    if overflow { throw Raise.noMemory }
    let o = try Tuple.make(total)
    let target = Tuple(o).items
    for k in 0..<total {
      let item = self[k % n]
      suture_incref_stored(item)
      target[k] = item
    }
    return o
  }
}

/// The hash that tuples, slices and ranges share: xxHash over the hashes of the parts.
struct SequenceHash {
  private static let prime1: UInt = 11_400_714_785_074_694_791
  private static let prime2: UInt = 14_029_467_366_897_019_727
  private static let prime5: UInt = 2_870_177_450_012_600_261
  private var accumulator = prime5

  init() {}

  mutating func add(_ item: ObjectPointer) throws(Raise) {
    let lane = UInt(bitPattern: try check(PyObject_Hash(item)))
    accumulator = accumulator &+ lane &* SequenceHash.prime2
    accumulator = (accumulator << 31) | (accumulator >> 33)
    accumulator = accumulator &* SequenceHash.prime1
  }

  /// - Parameter count: the tuple's length; nil for a slice, whose length says nothing.
  func finish(_ count: Int?) -> Int {
    var result = accumulator
    if let count {
      result = result &+ (UInt(bitPattern: count) ^ (SequenceHash.prime5 ^ 3_527_539))
    }
    return result == UInt.max ? 1_546_275_796 : Int(bitPattern: result)
  }
}

// MARK: C API

private let file: StaticString = "Objects/tupleobject.c"

@c @implementation
public func PyTuple_New(_ size: Py_ssize_t) -> ObjectPointer? {
  do throws(Raise) {
    if size < 0 { throw badCall(38) }
    return try Tuple.make(size)
  } catch { return nil }
}

@inline(never)
private func badCall(_ line: UInt) -> Raise { Raise.badInternalCall(file, line) }

@c @implementation
public func PyTuple_Size(_ tuple: ObjectPointer?) -> Py_ssize_t {
  guard let tuple, tuple.isTuple else {
    return raising { () throws(Raise) -> Int in throw Raise.badInternalCall(file, 91) }
  }
  return Tuple(tuple).count
}

@c @implementation
public func PyTuple_GetItem(_ tuple: ObjectPointer?, _ index: Py_ssize_t) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let tuple, tuple.isTuple else { throw Raise.badInternalCall(file, 102) }
    guard index >= 0, index < Tuple(tuple).count else {
      throw Raise(.index, "tuple index out of range")
    }
    let item = Tuple(tuple).items[index]
    if let item { suture_expose(item) }
    return item
  }
}

@c @implementation
public func PyTuple_SetItem(_ tuple: ObjectPointer?, _ index: Py_ssize_t, _ item: ObjectPointer?)
  -> Int32
{
  guard let tuple, tuple.isTuple, isUniquelyReferenced(tuple) || Py_REFCNT(tuple) == 1 else {
    return refuse(item, badCall(118))
  }
  guard index >= 0, index < Tuple(tuple).count else {
    return refuse(item, Raise(.index, "tuple assignment index out of range"))
  }
  if let item { suture_into_storage(item) }
  let slot = Tuple(tuple).items + index
  let old = slot.pointee
  slot.pointee = item
  if let old { suture_decref_stored(old) }
  return 0
}

/// Gives up a reference that was to be stored.
@inline(never)
private func refuse(_ item: ObjectPointer?, _ error: @autoclosure () -> Raise) -> Int32 {
  if let item { suture_decref(item) }
  _ = error()
  return -1
}

@c @implementation
public func PyTuple_GetSlice(_ tuple: ObjectPointer?, _ low: Py_ssize_t, _ high: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let tuple, tuple.isTuple else { throw Raise.badInternalCall(file, 435) }
    let n = Tuple(tuple).count
    let start = min(max(low, 0), n)
    return try Tuple(tuple).slice(start, max(min(high, n), start))
  }
}

@c @implementation
public func _PyTuple_Resize(_ place: UnsafeMutablePointer<ObjectPointer?>?, _ size: Py_ssize_t)
  -> Int32
{
  let place = place!
  return raising { () throws(Raise) in
    guard let old = place.pointee else { throw Raise.badInternalCall(file, 911) }
    let n = old.isExactTuple ? Tuple(old).count : 0
    guard old.isExactTuple, n == 0 || Py_REFCNT(old) == 1, size >= 0 else {
      place.pointee = nil
      suture_decref(old)
      throw Raise.badInternalCall(file, 911)
    }
    if n == size { return 0 }
    place.pointee = nil
    let owned = Owned(old)
    let new = try Tuple.make(size)
    for i in 0..<min(n, size) {
      Tuple(new).items[i] = Tuple(owned.pointer).items[i]
      Tuple(owned.pointer).items[i] = nil
    }
    place.pointee = new
    return 0
  }
}

/// PyTuple_Pack: the items are borrowed.
@c func suture_tuple_pack(_ count: Int, _ items: UnsafeMutablePointer<SutureArguments>)
  -> ObjectPointer?
{
  guard let o = PyTuple_New(count) else { return nil }
  let target = Tuple(o).items
  for i in 0..<max(count, 0) {
    let item = suture_va_pointer(items)!.assumingMemoryBound(to: PyObject.self)
    suture_incref_stored(item)
    target[i] = item
  }
  return o
}
