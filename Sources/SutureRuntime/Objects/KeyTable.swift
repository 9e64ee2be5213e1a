import CSuture

// Walks over the keys of one set or dict that add them to another, or look them up there.
//
// K1  A walk goes on in sections that only read the container that it goes through, so other threads may read that at
//     the same time. A section calls nothing that may suspend locks.
// K2  Where an __eq__ has to be called, the section ends with a new reference to the key. The key is dealt with by itself,
//     and the next section begins behind it, in the table as it is then: who changes a container that is walked meets
//     what CPython does.

/// A container that finds its keys by their hashes.
///
/// Members expect the object's lock to be held where they do not say that they take it.
protocol KeyTable {
  var object: ObjectPointer { get }
  var count: Int { get }

  /// The first key at or after `position`, which moves past it, and its hash, both of the table; nil at the end.
  func nextKey(_ position: inout Int) -> setentry?

  /// -1: no key is equal; -2: an __eq__ has to be called.
  func findQuickly(_ key: ObjectPointer, _ hash: Int) -> Int

  /// Whether there is an equal key.
  ///
  /// Takes the lock.
  func lockedContains(_ key: ObjectPointer, _ hash: Int) throws(Raise) -> Bool

  /// Copies the keys, if none of them has to be compared, into a set that has room for them and never had any.
  ///
  /// - Returns: whether it was done.
  func fill(_ empty: SetObject) -> Bool
}

extension SetObject: KeyTable {
  @inline(__always)
  func nextKey(_ position: inout Int) -> setentry? { next(&position)?.pointee }

  func lockedContains(_ key: ObjectPointer, _ hash: Int) throws(Raise) -> Bool {
    try setContains(object, key, hash: hash)
  }

  func fill(_ empty: SetObject) -> Bool {
    empty.fillEmpty(from: self)
    return true
  }
}

extension Dict: KeyTable {
  @inline(__always)
  func nextKey(_ position: inout Int) -> setentry? {
    next(&position).map { setentry(key: $0.pointee.key, hash: $0.pointee.hash) }
  }

  func lockedContains(_ key: ObjectPointer, _ hash: Int) throws(Raise) -> Bool {
    try dictContains(object, key, hash: hash)
  }

  /// CPython compares a dict's keys of one hash.
  func fill(_ empty: SetObject) -> Bool { false }
}

// MARK: Operations

/// How a section of a walk ended.
private enum Ending {
  case atEnd
  /// At a key that is not wanted.
  case early
  case noMemory
  /// At a key, a new reference, for which an __eq__ has to be called.
  case call(setentry)

  @inline(__always)
  init(_ refusal: SetObject.Refusal, _ entry: setentry) {
    switch refusal {
    case .noMemory: self = .noMemory
    case .needsCall: self = .calling(entry)
    }
  }

  @inline(__always)
  static func calling(_ entry: setentry) -> Ending {
    suture_incref(entry.key)
    return .call(entry)
  }
}

extension SetObject {
  /// Adds the keys of another container.
  ///
  /// Takes the locks.
  func addAll(of source: some KeyTable) throws(Raise) {
    var position = 0
    while true {
      let ending = withLock(object, reading: source.object) { () -> Ending in
        if position == 0 {
          guard makeRoom(source.count) else { return .noMemory }
          if fill == 0, source.fill(self) { return .atEnd }
        }
        while let entry = source.nextKey(&position) {
          if let refusal = addQuickly(entry.key, entry.hash) { return Ending(refusal, entry) }
        }
        return .atEnd
      }
      switch ending {
      case .atEnd, .early: return
      case .noMemory: throw Raise.noMemory
      case .call(let entry):
        let key = Owned(entry.key!)
        try withLock(object) { () throws(Raise) in try add(key.pointer, entry.hash) }
      }
    }
  }

  /// Looks the elements up in another container, and puts those that are there, or those that are not, into `result`.
  ///
  /// Takes the locks.
  ///
  /// - Parameters:
  ///   - isThere: which elements are wanted.
  ///   - result: a new set; nil: the walk ends at the first element that is not wanted.
  /// - Returns: whether it came to the end.
  @discardableResult
  func select(_ isThere: Bool, in asked: some KeyTable, into result: SetObject? = nil)
    throws(Raise) -> Bool
  {
    var position = 0
    while true {
      let ending = withReadLock2(object, asked.object) { () -> Ending in
        while let entry = nextKey(&position) {
          let found = asked.findQuickly(entry.key, entry.hash)
          if found == -2 { return .calling(entry) }
          if (found >= 0) != isThere {
            if result == nil { return .early }
          } else if let refusal = result?.addQuickly(entry.key, entry.hash) {
            return Ending(refusal, entry)
          }
        }
        return .atEnd
      }
      switch ending {
      case .atEnd: return true
      case .early: return false
      case .noMemory: throw Raise.noMemory
      case .call(let entry):
        let key = Owned(entry.key!)
        if try asked.lockedContains(key.pointer, entry.hash) != isThere {
          if result == nil { return false }
        } else {
          try result?.add(key.pointer, entry.hash)
        }
      }
    }
  }
}
