import CSuture

// The locks of two objects at once.
//
// Both are taken in the order of their addresses, so that threads that want the same two do not each hold one of them
// in turns. Waiting for the second sets the first aside (O1); both are held when `body` begins, and for as long as it
// calls nothing that may suspend locks. After such a call only the inner one is, as with any two locks; in a critical
// section, where an extension may call anything, both are (O13).

// MARK: Operations

extension ObjectLock {
  /// Locks two objects; one object, or two that share a word, once.
  static func lock2(_ a: ObjectPointer, _ b: ObjectPointer) {
    let t = suture_thread()
    if t.pointee.mode == SUTURE_GIL { return }
    if a == b {
      lock(a)
    } else if word(a) == word(b) {
      lock(min(a, b))
      if t.pointee.held_count == t.pointee.held_capacity { ThreadTable.growHeld(t) }
      suture_push_held(t, max(a, b), SUTURE_HELD_RECURSIVE)
    } else {
      lock(min(a, b))
      lock(max(a, b))
      settle(t, false, false)
    }
  }

  static func unlock2(_ a: ObjectPointer, _ b: ObjectPointer) {
    if a != b { unlock(max(a, b)) }
    unlock(min(a, b))
  }

  /// As `lock2`, for a body that may suspend locks: both are held again after each wait (O13).
  ///
  /// Two that share a word are held by either's entry.
  static func lockBoth(_ a: ObjectPointer, _ b: ObjectPointer) {
    lock2(a, b)
    let t = suture_thread()
    if t.pointee.mode == SUTURE_GIL || word(a) == word(b) { return }
    if t.pointee.held_count == t.pointee.held_capacity { ThreadTable.growHeld(t) }
    suture_push_held(t, suture_None(), SUTURE_HELD_BOTH)
  }

  /// For a caller that may be wrong.
  static func unlockBoth(_ a: ObjectPointer, _ b: ObjectPointer) {
    let t = suture_thread()
    if t.pointee.mode == SUTURE_GIL { return }
    var n = suture_held_count(t)
    if word(a) != word(b), n > 2, suture_held_state(t, n - 1) == SUTURE_HELD_BOTH,
      suture_held_object(t, n - 3) == min(a, b)
    {
      n -= 1
      suture_set_held_count(t, n)
    }
    if n == 0 || suture_held_object(t, n - 1) != max(a, b) { refuseUnlock(max(a, b)) }
    unlock2(a, b)
  }

  /// O13, for the entry `both` at `i`.
  static func resumeBoth(_ t: ThreadPointer, _ i: UInt32) {
    resume(t, i - 1, reads: false)
    settleSlow(t, outer: (i - 2, false), inner: (i - 1, false))
    suture_set_held_state(t, i, SUTURE_HELD_BOTH)
  }

  /// Locks `target`, and `source`, another object, as `readLock` does.
  static func lock(_ target: ObjectPointer, reading source: ObjectPointer) {
    let t = suture_thread()
    if t.pointee.mode == SUTURE_GIL { return }
    if target < source {
      lock(target)
      readLock(source)
    } else {
      readLock(source)
      lock(target)
    }
    settle(t, target > source, target < source)
  }

  static func unlock(_ target: ObjectPointer, reading source: ObjectPointer) {
    if target < source {
      readUnlock(source)
      unlock(target)
    } else {
      unlock(target)
      readUnlock(source)
    }
  }

  /// As `readLock`, for two different objects.
  static func readLock2(_ a: ObjectPointer, _ b: ObjectPointer) {
    let t = suture_thread()
    if t.pointee.mode == SUTURE_GIL { return }
    readLock(min(a, b))
    readLock(max(a, b))
    settle(t, true, true)
  }

  static func readUnlock2(_ a: ObjectPointer, _ b: ObjectPointer) {
    readUnlock(max(a, b))
    readUnlock(min(a, b))
  }

  /// Makes sure that the two innermost locks are both held.
  @inline(__always)
  private static func settle(_ t: ThreadPointer, _ outerReads: Bool, _ innerReads: Bool) {
    let n = suture_held_count(t)
    if suture_held_state(t, n - 2) & SUTURE_HELD_ASIDE != 0 {
      settleSlow(t, outer: (n - 2, outerReads), inner: (n - 1, innerReads))
    }
  }

  @inline(never)
  private static func settleSlow(
    _ t: ThreadPointer,
    outer: (entry: UInt32, reads: Bool),
    inner: (entry: UInt32, reads: Bool)
  ) {
    var aside = outer
    var held = inner
    while suture_held_state(t, aside.entry) & SUTURE_HELD_ASIDE != 0,
      !tryResume(t, aside.entry, reads: aside.reads)
    {
      // Let both go, sleep for the one that was not to be had, and try the other.
      suspendAll(t)
      resume(t, aside.entry, reads: aside.reads)
      swap(&aside, &held)
    }
  }
}

/// Runs `body`, which calls nothing that may suspend locks, with both objects locked.
@inline(__always)
func withLock2<T>(_ a: ObjectPointer, _ b: ObjectPointer, _ body: () -> T) -> T {
  ObjectLock.lock2(a, b)
  defer { ObjectLock.unlock2(a, b) }
  return body()
}

/// Runs `body`, which only reads `source`, another object than `target`, with `target` locked.
///
/// It calls nothing that may suspend locks.
@inline(__always)
func withLock<T>(_ target: ObjectPointer, reading source: ObjectPointer, _ body: () -> T) -> T {
  ObjectLock.lock(target, reading: source)
  defer { ObjectLock.unlock(target, reading: source) }
  return body()
}

/// As `withReadLock`, for two different objects.
@inline(__always)
func withReadLock2<T>(_ a: ObjectPointer, _ b: ObjectPointer, _ body: () -> T) -> T {
  ObjectLock.readLock2(a, b)
  defer { ObjectLock.readUnlock2(a, b) }
  return body()
}

// MARK: C API

@c @implementation
public func PyCriticalSection2_Begin(
  _ section: UnsafeMutablePointer<PyCriticalSection2>?,
  _ a: ObjectPointer?,
  _ b: ObjectPointer?
) {
  section!.pointee._cs_base._cs_object = UnsafeMutableRawPointer(a!)
  section!.pointee._cs_object2 = UnsafeMutableRawPointer(b!)
  ObjectLock.lockBoth(a!, b!)
}

@c @implementation
public func PyCriticalSection2_End(_ section: UnsafeMutablePointer<PyCriticalSection2>?) {
  guard let a = section!.pointee._cs_base._cs_object, let b = section!.pointee._cs_object2 else {
    return
  }
  ObjectLock.unlockBoth(
    a.assumingMemoryBound(to: PyObject.self),
    b.assumingMemoryBound(to: PyObject.self)
  )
}

@c @implementation
public func PyObject_Lock2(_ a: ObjectPointer?, _ b: ObjectPointer?) {
  ObjectLock.lockBoth(a!, b!)
}

@c @implementation
public func PyObject_Unlock2(_ a: ObjectPointer?, _ b: ObjectPointer?) {
  ObjectLock.unlockBoth(a!, b!)
}
