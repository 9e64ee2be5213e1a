import Testing

@testable import SutureRuntime

private typealias Table = UnsafeMutablePointer<_Py_hashtable_t>

/// A key or value that is only an address.
private func address(_ n: Int) -> UnsafeMutableRawPointer? {
  UnsafeMutableRawPointer(bitPattern: n)
}

/// What the destroy functions were called with.
nonisolated(unsafe) private var destroyed: [Int] = []
/// How many blocks a table has, and how many it may still take.
nonisolated(unsafe) private var blocks = 0
nonisolated(unsafe) private var allowance = Int.max

private func countedAllocator() -> _Py_hashtable_allocator_t {
  _Py_hashtable_allocator_t(
    malloc: { size in
      guard allowance > 0 else { return nil }
      allowance -= 1
      blocks += 1
      return PyMem_RawMalloc(size)
    },
    free: {
      blocks -= 1
      PyMem_RawFree($0)
    }
  )
}

/// Adds keys 16, 32 and so on, or takes them out, and gives the number of buckets after each.
private func buckets(_ table: Table, _ keys: ClosedRange<Int>, adds: Bool) -> [Int] {
  keys.map { i in
    if adds {
      #expect(_Py_hashtable_set(table, address(i * 16), address(i)) == 0)
    } else {
      #expect(_Py_hashtable_steal(table, address(i * 16)) == address(i))
    }
    return table.pointee.nbuckets
  }
}

let hashtableCases: [APICase] = [
  APICase("_Py_hashtable_hash_ptr", "_Py_hashtable_compare_direct") { _ in
    for (key, hash) in [
      (0, 0), (1, 1 << 60), (16, 1), (17, 1 << 60 + 1), (0x1230, 0x123), (8, Int.min),
    ] { #expect(_Py_hashtable_hash_ptr(address(key)) == hash) }
    #expect(_Py_hashtable_compare_direct(address(16), address(16)) == 1)
    #expect(_Py_hashtable_compare_direct(address(16), address(32)) == 0)
  },
  APICase(
    "_Py_hashtable_new",
    "_Py_hashtable_set",
    "_Py_hashtable_get",
    "_Py_hashtable_steal",
    "_Py_hashtable_len",
    "_Py_hashtable_size",
    "_Py_hashtable_destroy"
  ) { _ in
    let table = _Py_hashtable_new(_Py_hashtable_hash_ptr, _Py_hashtable_compare_direct)!
    #expect(_Py_hashtable_len(table) == 0 && _Py_hashtable_size(table) == 208)
    // A table has from twice to ten times as many buckets as entries.
    let growing = buckets(table, 1...40, adds: true)
    let sizes = [(8, 16), (8, 32), (16, 64), (8, 128)].flatMap {
      [Int](repeating: $0.1, count: $0.0)
    }
    #expect(growing == sizes)
    #expect(_Py_hashtable_len(table) == 40 && _Py_hashtable_size(table) == 2384)
    #expect(
      [1, 40, 41].map { _Py_hashtable_get(table, address($0 * 16)) } == [1, 40, 0].map(address)
    )
    // Compiled code finds entries through the table.
    let entry = table.pointee.get_entry_func(table, address(32))!
    #expect(entry.pointee.key == address(32) && entry.pointee.value == address(2))
    #expect(entry.pointee.key_hash == 2 && table.pointee.get_entry_func(table, nil) == nil)
    let shrinking = buckets(table, 1...40, adds: false)
    let back = [(27, 128), (6, 64), (3, 32), (4, 16)].flatMap {
      [Int](repeating: $0.1, count: $0.0)
    }
    #expect(shrinking == back)
    #expect(_Py_hashtable_steal(table, address(16)) == nil && _Py_hashtable_len(table) == 0)
    // Keys of which the hash has its highest bit set, and NULL, are keys like others.
    for key in [nil, address(8), address(-8)] {
      #expect(_Py_hashtable_set(table, key, address(3)) == 0)
      #expect(_Py_hashtable_get(table, key) == address(3))
    }
    _Py_hashtable_destroy(table)
  },
  APICase("_Py_hashtable_new_full", "_Py_hashtable_clear", "_Py_hashtable_foreach") { _ in
    blocks = 0
    allowance = .max
    destroyed = []
    var allocator = countedAllocator()
    // All keys have one hash, and are equal when they are equal modulo 100.
    let table = _Py_hashtable_new_full(
      { _ in 7 },
      { Int(bitPattern: $0) % 100 == Int(bitPattern: $1) % 100 ? 1 : 0 },
      { destroyed.append(Int(bitPattern: $0)) },
      { destroyed.append(-Int(bitPattern: $0)) },
      &allocator
    )!
    for i in 1...3 { #expect(_Py_hashtable_set(table, address(i), address(i * 10)) == 0) }
    #expect(_Py_hashtable_get(table, address(202)) == address(20))
    #expect(blocks == 5, "the table, its buckets and the entries")
    var sum = 0
    let all = _Py_hashtable_foreach(
      table,
      { _, key, value, sum in
        sum!.assumingMemoryBound(to: Int.self).pointee +=
          Int(bitPattern: key) + Int(bitPattern: value)
        return 0
      },
      &sum
    )
    #expect(all == 0 && sum == 66)
    var calls = 0
    let first = _Py_hashtable_foreach(
      table,
      { _, _, _, calls in
        calls!.assumingMemoryBound(to: Int.self).pointee += 1
        return 9
      },
      &calls
    )
    #expect(first == 9 && calls == 1, "the first result that is not 0 ends it")
    #expect(_Py_hashtable_steal(table, address(101)) == address(10))
    #expect(destroyed == [], "neither key nor value")
    _Py_hashtable_clear(table)
    #expect(destroyed.sorted() == [-30, -20, 2, 3] && blocks == 2)
    #expect(_Py_hashtable_len(table) == 0 && _Py_hashtable_get(table, address(2)) == nil)
    #expect(_Py_hashtable_set(table, address(4), address(40)) == 0)
    allowance = 0
    #expect(_Py_hashtable_set(table, address(5), address(50)) == -1 && PyErr_Occurred() == nil)
    #expect(_Py_hashtable_len(table) == 1)
    allowance = .max
    _Py_hashtable_destroy(table)
    #expect(destroyed.suffix(2) == [4, -40] && blocks == 0)
    for n in 0...1 {
      allowance = n
      let none = _Py_hashtable_new_full(
        _Py_hashtable_hash_ptr,
        _Py_hashtable_compare_direct,
        nil,
        nil,
        &allocator
      )
      #expect(none == nil && blocks == 0 && PyErr_Occurred() == nil)
    }
  },
]
