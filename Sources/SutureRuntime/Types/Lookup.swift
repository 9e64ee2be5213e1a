import CSuture
import SutureSync

// Attribute lookup along the MRO, with one cache for the process.
//
// A type's version tag names one state of it and of its bases: tags are never given twice, and a change of a type takes
// the tag from it and from everything below it. So an entry of the cache needs no invalidation.
//
//     entry   [ sequence u32 | version u32 | name | value ]     sequence odd: being written
//
// L1  A reader takes the version before it reads a dict; a writer changes the dict before it takes the versions away.
//     So what is cached under a version that is still valid is what the dict holds.
// L2  Values are borrowed from the dicts. What is replaced in a type's dict goes through `retire`, which keeps it
//     until no thread can be between its lookup and its own reference (Retired.swift).
// L3  Only immortal names are cached: another str can never have their address.

private let cacheSize = 4096
private let entrySize = 32

@inline(__always)
private var cache: UnsafeMutableRawPointer { suture_attribute_cache() }

/// The last version tag given out, atomic.
nonisolated(unsafe) private let lastVersion: UnsafeMutablePointer<UInt32> = {
  let p = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
  p.initialize(to: 0)
  return p
}()

/// Guards every tp_subclasses.
///
/// Innermost: nothing is called while it is held.
let typesLock = Mutex()

// MARK: Operations

/// The attribute `name` found in the MRO of `type`: borrowed, nil when there is none.
///
/// Sets no exception and runs no descriptor.
@inline(__always)
func lookup(_ type: TypePointer, _ name: ObjectPointer) -> ObjectPointer? {
  let version = suture_load_acquire_u32(suture_type_version(type))
  if version != 0 {
    let entry = cacheEntry(version, name)
    let sequence = suture_load_acquire_u32(entry.assumingMemoryBound(to: UInt32.self))
    if sequence & 1 == 0,
      suture_load_acquire_u32((entry + 4).assumingMemoryBound(to: UInt32.self)) == version,
      suture_load_acquire_ptr((entry + 8).assumingMemoryBound(to: UnsafeMutableRawPointer?.self))
        == UnsafeMutableRawPointer(name)
    {
      let value = suture_load_acquire_ptr(
        (entry + 16).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
      )
      if suture_load_acquire_u32(entry.assumingMemoryBound(to: UInt32.self)) == sequence {
        return value?.assumingMemoryBound(to: PyObject.self)
      }
    }
  }
  return lookupSlow(type, name)
}

@inline(__always)
private func cacheEntry(_ version: UInt32, _ name: ObjectPointer) -> UnsafeMutableRawPointer {
  let mixed = UInt(version) &* 0x9E37_79B1 ^ (UInt(bitPattern: name) >> 4)
  return cache + Int(mixed & UInt(cacheSize - 1)) * entrySize
}

@inline(never)
private func lookupSlow(_ type: TypePointer, _ name: ObjectPointer) -> ObjectPointer? {
  if !type.has(TypeFlag.ready), PyType_Ready(type) < 0 {
    PyErr_Clear()
    return nil
  }
  let cacheable = suture_is_immortal(name)
  let version = cacheable ? versionTag(type) : 0
  let value = lookupUncached(type, name)
  if version != 0 { fill(version, name, value) }
  return value
}

/// The walk along the MRO.
func lookupUncached(_ type: TypePointer, _ name: ObjectPointer) -> ObjectPointer? {
  guard let mro = type.pointee.tp_mro else {
    // Half-made types: their own dict, then their base.
    if let dict = type.pointee.tp_dict, let value = dictValue(dict, name) { return value }
    return type.pointee.tp_base.flatMap { lookup($0, name) }
  }
  // Comparing a name that is no exact str runs other code: R1.
  let owned = Owned(borrowed: mro)
  let row = tupleItems(owned.pointer)
  let count = tupleCount(owned.pointer)
  var i = 0
  while i < count {
    let base = row[i]!.asType
    if let dict = base.pointee.tp_dict, let value = dictValue(dict, name) { return value }
    i += 1
  }
  return nil
}

/// A dict's value for a str key, borrowed: sets no exception and keeps one that is pending.
@inline(__always)
func dictValue(_ dict: ObjectPointer, _ name: ObjectPointer) -> ObjectPointer? {
  if let value = PyDict_GetItemWithError(dict, name) { return value }
  return nil
}

private func fill(_ version: UInt32, _ name: ObjectPointer, _ value: ObjectPointer?) {
  let entry = cacheEntry(version, name)
  let word = entry.assumingMemoryBound(to: UInt32.self)
  let sequence = suture_load_acquire_u32(word)
  guard sequence & 1 == 0, suture_cas_acq_rel_u32(word, sequence, sequence | 1) else { return }
  suture_store_release_u32(word + 1, version)
  suture_store_release_ptr(
    (entry + 8).assumingMemoryBound(to: UnsafeMutableRawPointer?.self),
    UnsafeMutableRawPointer(name)
  )
  suture_store_release_ptr(
    (entry + 16).assumingMemoryBound(to: UnsafeMutableRawPointer?.self),
    value.map { UnsafeMutableRawPointer($0) }
  )
  suture_store_release_u32(word, sequence &+ 2)
}

/// The type's version tag, given now if it has none.
///
/// 0: the tags are used up.
func versionTag(_ type: TypePointer) -> UInt32 {
  let word = suture_type_version(type)
  let now = suture_load_acquire_u32(word)
  if now != 0 { return now }
  guard type.has(TypeFlag.ready) else { return 0 }
  while true {
    let last = suture_load_acquire_u32(lastVersion)
    if last == UInt32.max { return 0 }
    guard suture_cas_acq_rel_u32(lastVersion, last, last + 1) else { continue }
    if suture_cas_acq_rel_u32(word, 0, last + 1) { return last + 1 }
    return suture_load_acquire_u32(word)
  }
}

/// Keeps a reference that a type's dict held until no thread can be using it as borrowed (L2).
func retire(_ o: ObjectPointer) {
  if suture_is_immortal(o) { return }
  if suture_is_gil_mode() || ThreadTable.count <= 1 {
    suture_decref(o)
  } else {
    Retired.keep(o)
  }
}

/// Takes the version tags from `type` and from every type below it.
func invalidate(_ type: TypePointer) {
  let hadVersion = suture_load_acquire_u32(suture_type_version(type)) != 0
  suture_store_release_u32(suture_type_version(type), 0)
  if hadVersion, type.pointee.tp_watched != 0 { notifyWatchers(type) }
  Subclasses.forEach(type) { invalidate($0) }
}

/// The special method `name` of `o`, bound to it as by descriptors: a new reference, nil when its type has none.
func lookupSpecial(_ o: ObjectPointer, _ name: ObjectPointer) throws(Raise) -> ObjectPointer? {
  guard let found = lookup(o.type, name) else { return nil }
  suture_incref(found)
  guard let get = found.type.pointee.tp_descr_get else { return found }
  let bound = get(found, o, o.type.asObject)
  suture_decref(found)
  return try check(bound)
}

// MARK: Subclasses

/// The direct subclasses of a type: a malloc'ed row in tp_subclasses, borrowed; a type that dies takes itself out.
///
///     [ count | capacity | type | type | ... ]
enum Subclasses {
  static func add(_ base: TypePointer, _ type: TypePointer) {
    typesLock.withLock {
      var row = base.pointee.tp_subclasses?.assumingMemoryBound(to: Int.self)
      let count = row?[0] ?? 0
      for i in 0..<count where row![2 + i] == Int(bitPattern: type) { return }
      if row == nil || row![0] == row![1] {
        let capacity = max(4, count * 2)
        let bigger = UnsafeMutablePointer<Int>.allocate(capacity: capacity + 2)
        bigger[0] = count
        bigger[1] = capacity
        for i in 0..<count { bigger[2 + i] = row![2 + i] }
        row?.deallocate()
        row = bigger
        base.pointee.tp_subclasses = UnsafeMutableRawPointer(bigger)
      }
      row![2 + count] = Int(bitPattern: type)
      row![0] = count + 1
    }
  }

  static func remove(_ base: TypePointer, _ type: TypePointer) {
    typesLock.withLock {
      guard let row = base.pointee.tp_subclasses?.assumingMemoryBound(to: Int.self) else { return }
      let count = row[0]
      var i = 0
      while i < count, row[2 + i] != Int(bitPattern: type) { i += 1 }
      guard i < count else { return }
      while i < count - 1 {
        row[2 + i] = row[3 + i]
        i += 1
      }
      row[0] = count - 1
    }
  }

  /// New references to the subclasses, in the order of their making.
  static func all(_ type: TypePointer) -> [TypePointer] {
    typesLock.withLock {
      guard let row = type.pointee.tp_subclasses?.assumingMemoryBound(to: Int.self) else {
        return []
      }
      var types: [TypePointer] = []
      for i in 0..<row[0] {
        let sub = TypePointer(bitPattern: row[2 + i])!
        if increfUnlessDead(sub.asObject) { types.append(sub) }
      }
      return types
    }
  }

  static func forEach(_ type: TypePointer, _ body: (TypePointer) -> Void) {
    guard type.pointee.tp_subclasses != nil else { return }
    for sub in all(type) {
      body(sub)
      suture_decref(sub.asObject)
    }
  }

  static func free(_ type: TypePointer) {
    type.pointee.tp_subclasses?.assumingMemoryBound(to: Int.self).deallocate()
    type.pointee.tp_subclasses = nil
  }
}

// MARK: C API

@c @implementation
public func PyType_Modified(_ type: TypePointer?) {
  if let type { invalidate(type) }
}

@c @implementation
public func PyType_ClearCache() -> UInt32 {
  let last = suture_load_acquire_u32(lastVersion)
  return last
}
