import CSuture

// hashtable.h: chains in a power of two of buckets, a tenth to a half of them in use.

private typealias Table = UnsafeMutablePointer<_Py_hashtable_t>
private typealias Entry = UnsafeMutablePointer<_Py_hashtable_entry_t>

// MARK: Operations

private let fewestBuckets = 16

/// What the chain links; the link is the first field of an entry.
private typealias Link = UnsafeMutablePointer<_Py_slist_item_t>

private func entry(_ link: Link) -> Entry {
  UnsafeMutableRawPointer(link).assumingMemoryBound(to: _Py_hashtable_entry_t.self)
}
private func link(_ entry: Entry) -> Link {
  UnsafeMutableRawPointer(entry).assumingMemoryBound(to: _Py_slist_item_t.self)
}

extension UnsafeMutablePointer where Pointee == _Py_hashtable_t {
  /// Where the chain of a hash begins.
  fileprivate func chain(_ hash: Py_uhash_t) -> UnsafeMutablePointer<_Py_slist_t> {
    pointee.buckets + Int(truncatingIfNeeded: hash) & (pointee.nbuckets - 1)
  }

  /// Where the link to the entry of a key is; it holds NULL: not in the table.
  fileprivate func place(of key: UnsafeRawPointer?) -> UnsafeMutablePointer<Link?> {
    let hash = pointee.hash_func(key)
    var place = UnsafeMutableRawPointer(chain(hash)).assumingMemoryBound(to: Link?.self)
    while let link = place.pointee {
      let found = entry(link)
      if found.pointee.key_hash == hash, pointee.compare_func(key, found.pointee.key) != 0 { break }
      place = UnsafeMutableRawPointer(link).assumingMemoryBound(to: Link?.self)
    }
    return place
  }

  /// Calls `body` with each entry until it gives anything but 0; `body` may free the entry.
  fileprivate func forEach(_ body: (Entry) -> Int32) -> Int32 {
    for i in 0..<pointee.nbuckets {
      var next = pointee.buckets[i].head
      while let link = next {
        next = link.pointee.next
        let result = body(entry(link))
        if result != 0 { return result }
      }
    }
    return 0
  }

  /// Gives the table the buckets that its number of entries asks for; false: no memory, and nothing has changed.
  @discardableResult
  fileprivate func resize() -> Bool {
    var count = fewestBuckets
    while Double(count) < (Double(pointee.nentries) * 10 / 3).rounded(.down) { count *= 2 }
    if count == pointee.nbuckets { return true }
    guard let buckets = makeBuckets(count, pointee.alloc) else { return false }
    var old = self.pointee
    pointee.buckets = buckets
    pointee.nbuckets = count
    _ = withUnsafeMutablePointer(to: &old) {
      $0.forEach { entry in
        add(entry)
        return 0
      }
    }
    pointee.alloc.free(old.buckets)
    return true
  }

  fileprivate func add(_ entry: Entry) {
    let chain = chain(entry.pointee.key_hash)
    entry.pointee._Py_slist_item.next = chain.pointee.head
    chain.pointee.head = link(entry)
  }

  fileprivate func destroyEntries() {
    _ = forEach { entry in
      pointee.key_destroy_func?(entry.pointee.key)
      pointee.value_destroy_func?(entry.pointee.value)
      pointee.alloc.free(entry)
      return 0
    }
  }
}

/// Empty chains.
private func makeBuckets(_ count: Int, _ allocator: _Py_hashtable_allocator_t)
  -> UnsafeMutablePointer<_Py_slist_t>?
{
  guard let room = allocator.malloc(count * MemoryLayout<_Py_slist_t>.stride) else { return nil }
  let buckets = room.bindMemory(to: _Py_slist_t.self, capacity: count)
  buckets.initialize(repeating: _Py_slist_t(head: nil), count: count)
  return buckets
}

/// The function that compiled code calls through the table.
@c func suture_hashtable_entry(
  _ table: UnsafeMutablePointer<_Py_hashtable_t>?,
  _ key: UnsafeRawPointer?
) -> UnsafeMutablePointer<_Py_hashtable_entry_t>? {
  table!.place(of: key).pointee.map(entry)
}

// MARK: C API

@c @implementation
public func _Py_hashtable_hash_ptr(_ key: UnsafeRawPointer?) -> Py_uhash_t {
  let address = UInt(bitPattern: key)
  return Py_uhash_t(truncatingIfNeeded: address >> 4 | address << 60)
}

@c @implementation
public func _Py_hashtable_compare_direct(_ a: UnsafeRawPointer?, _ b: UnsafeRawPointer?) -> Int32 {
  a == b ? 1 : 0
}

@c @implementation
public func _Py_hashtable_new(
  _ hash: _Py_hashtable_hash_func?,
  _ compare: _Py_hashtable_compare_func?
) -> UnsafeMutablePointer<_Py_hashtable_t>? {
  _Py_hashtable_new_full(hash, compare, nil, nil, nil)
}

@c @implementation
public func _Py_hashtable_new_full(
  _ hash: _Py_hashtable_hash_func?,
  _ compare: _Py_hashtable_compare_func?,
  _ destroyKey: _Py_hashtable_destroy_func?,
  _ destroyValue: _Py_hashtable_destroy_func?,
  _ allocator: UnsafeMutablePointer<_Py_hashtable_allocator_t>?
) -> UnsafeMutablePointer<_Py_hashtable_t>? {
  let allocator =
    allocator?.pointee ?? _Py_hashtable_allocator_t(malloc: PyMem_Malloc, free: PyMem_Free)
  guard let room = allocator.malloc(MemoryLayout<_Py_hashtable_t>.size) else { return nil }
  guard let buckets = makeBuckets(fewestBuckets, allocator) else {
    allocator.free(room)
    return nil
  }
  let table = room.bindMemory(to: _Py_hashtable_t.self, capacity: 1)
  table.initialize(
    to: _Py_hashtable_t(
      nentries: 0,
      nbuckets: fewestBuckets,
      buckets: buckets,
      get_entry_func: suture_hashtable_entry,
      hash_func: hash,
      compare_func: compare,
      key_destroy_func: destroyKey,
      value_destroy_func: destroyValue,
      alloc: allocator
    )
  )
  return table
}

@c @implementation
public func _Py_hashtable_destroy(_ table: UnsafeMutablePointer<_Py_hashtable_t>?) {
  let table = table!
  table.destroyEntries()
  table.pointee.alloc.free(table.pointee.buckets)
  table.pointee.alloc.free(table)
}

@c @implementation
public func _Py_hashtable_clear(_ table: UnsafeMutablePointer<_Py_hashtable_t>?) {
  let table = table!
  table.destroyEntries()
  table.pointee.buckets.update(repeating: _Py_slist_t(head: nil), count: table.pointee.nbuckets)
  table.pointee.nentries = 0
  table.resize()
}

@c @implementation
public func _Py_hashtable_foreach(
  _ table: UnsafeMutablePointer<_Py_hashtable_t>?,
  _ function: _Py_hashtable_foreach_func?,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  table!.forEach { function!(table, $0.pointee.key, $0.pointee.value, argument) }
}

@c @implementation
public func _Py_hashtable_size(_ table: UnsafePointer<_Py_hashtable_t>?) -> Int {
  let table = table!.pointee
  return MemoryLayout<_Py_hashtable_t>.size + table.nbuckets * MemoryLayout<_Py_slist_t>.stride
    + table.nentries * MemoryLayout<_Py_hashtable_entry_t>.stride
}

@c @implementation
public func _Py_hashtable_len(_ table: UnsafePointer<_Py_hashtable_t>?) -> Int {
  table!.pointee.nentries
}

@c @implementation
public func _Py_hashtable_set(
  _ table: UnsafeMutablePointer<_Py_hashtable_t>?,
  _ key: UnsafeRawPointer?,
  _ value: UnsafeMutableRawPointer?
) -> Int32 {
  let table = table!
  guard let room = table.pointee.alloc.malloc(MemoryLayout<_Py_hashtable_entry_t>.size) else {
    return -1
  }
  let entry = room.bindMemory(to: _Py_hashtable_entry_t.self, capacity: 1)
  entry.initialize(
    to: _Py_hashtable_entry_t(
      _Py_slist_item: _Py_slist_item_t(next: nil),
      key_hash: table.pointee.hash_func(key),
      key: UnsafeMutableRawPointer(mutating: key),
      value: value
    )
  )
  table.pointee.nentries += 1
  if table.pointee.nentries > table.pointee.nbuckets / 2, !table.resize() {
    table.pointee.nentries -= 1
    table.pointee.alloc.free(entry)
    return -1
  }
  table.add(entry)
  return 0
}

@c @implementation
public func _Py_hashtable_get(
  _ table: UnsafeMutablePointer<_Py_hashtable_t>?,
  _ key: UnsafeRawPointer?
) -> UnsafeMutableRawPointer? {
  suture_hashtable_entry(table, key)?.pointee.value
}

@c @implementation
public func _Py_hashtable_steal(
  _ table: UnsafeMutablePointer<_Py_hashtable_t>?,
  _ key: UnsafeRawPointer?
) -> UnsafeMutableRawPointer? {
  let table = table!
  let place = table.place(of: key)
  guard let link = place.pointee else { return nil }
  place.pointee = link.pointee.next
  let value = entry(link).pointee.value
  table.pointee.alloc.free(link)
  table.pointee.nentries -= 1
  if table.pointee.nentries * 10 < table.pointee.nbuckets { table.resize() }
  return value
}
