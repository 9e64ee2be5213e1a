import CSuture
import SutureSync

// Py_LOCK: the lock word of an object's header, suspendable, recursive and biased to the object's maker.
//
//     word          | meaning                              | leaves by
//     --------------+--------------------------------------+---------------------------------------------------
//     biased  0x8.. | nobody's but one thread's: its list  | another thread: CAS to 3; a bias that no thread has
//                   | of held locks says if it is inside   | any more: CAS to 2
//     unlocked    0 | no owner, no sleeper                 | CAS to 1; a waiter: CAS to 2
//     locked      1 | one owner, no sleeper                | unlock: swap 0; a waiter: CAS to 2; a reader: CAS to 5
//     contended   2 | one owner, there may be sleepers     | unlock: swap 0, then wake one
//     revoking    3 | the revoker waits for those inside   | who leaves: CAS to 4, wake all; the revoker: swap 2
//     left        4 | one has left, after `revoking`       | the revoker: swap 2; CAS to 3 to wait for others
//     readable    5 | nobody writes; a reader's list of    | a writer: CAS to 3
//                   | held locks says if it is inside      |
//
// O1  A thread never sleeps while it holds an object lock: `suspendAll` sets its locks aside first, as PEP 703's
//     critical sections do. After the wait the innermost is held again; an outer one when it becomes innermost.
// O2  Recursion is known from the thread's list of held locks: an entry for a lock that an enclosing entry holds is
//     marked `recursive` and touches no word. A biased lock nests without: each entry is biased.
// O3  Static objects (types of an extension, module definitions) have no header: their locks are words of a table,
//     chosen by address. Immortal objects with a header use it as the others do.
// O4  A word is born biased and revoked at most once: it never becomes biased again. (Garbage, which nobody can lock, is
//     made the collector's own with the world stopped: Collector.swift, Y5.)
// O5  The maker is inside while its list has an entry of the kind `biased` for the object that is not set aside. It
//     adds the entry, then looks at the word again; it removes the entry or sets it aside, then looks at the word:
//     when that is `revoking`, its last such entry is gone, and it says so (`left`).
// O6  A revoker sets `revoking`, issues a membarrier, then reads the list. Either the maker's second look came after
//     the barrier and sees `revoking`, or its entry was written before the barrier and is seen. A maker that is
//     detached has every entry set aside (O1), and attaches by a locked instruction: no membarrier is needed.
//     The same holds for a stopped one, so a collector takes a word that nobody holds without a wait.
// O7  A revoker that waits for the maker counts as detached, and holds no object lock.
// O8  A thread whose objects are revoked again and again takes a new bias, so that its old objects are biased to
//     nobody and cost others one CAS; and makes unbiased objects for a while: Bias.swift.
//
// O9  A word lock that only reads (`suture_read_lock`) makes the word readable when it is given up, once in some
//     thousand times for each thread, and never while there may be sleepers. From then on a reader goes in and out by
//     its entry, as O5 says of the maker.
// O10 A reader calls nothing that could set its entry aside, so it is inside for as long as it runs: a writer waits for
//     all of them (O6, with every thread's list), and looks again after each that says `left`. Who leaves and sees
//     `left` makes its entry's end visible by a fence before it looks again: either it sees `revoking` then, or the
//     writer, which sets that and issues a fence before it looks, does not see the entry.
// O11 A reader that was woken and finds the word readable passes the wake on: it does not take the word, so it will
//     not wake the next.
// O12 Who reads one or both of two objects (ObjectLock+Pair.swift) may have to wait for the second: that sets the entry
//     of the first aside before anything was read. To the word that is a reader that leaves and comes back.
// O13 A critical section of two objects has an entry `both` above theirs. When that is innermost again after a wait, both
//     are taken back: neither is held while the thread sleeps for the other.
//
// Orders. acquire on every CAS that takes the word: pairs with the previous owner's release. The list's words are
// written with release and read with acquire, so a revoker that does not find the entry sees what the maker wrote
// inside. A reader's looks are acquire: pairs with the CAS that made the word readable, after the last writer's release.
// Tests/Models/bias.pml is the model of O4 to O6 on a machine with store buffers, readers.pml that of O9 to O11.
//
// The idea: Kawachiya, Koseki, Onodera, "Lock Reservation" (2002); asymmetric Dekker by membarrier: Dice, Moir, Scherer,
// "Quickly Reacquirable Locks" (2003); for readers: Dice, Kogan, "BRAVO - Biased Locking for Reader-Writer Locks" (2019).
//
// May suspend the caller's object locks: anything that can run extension code or block.
//   decref to zero, tp_call, tp_richcompare, import, PyEval_SaveThread, taking another object's lock
// Never suspends them:
//   incref, type checks, PyTuple_GetItem, PyErr_Occurred

// MARK: Layout

typealias WordPointer = UnsafeMutablePointer<UInt32>

enum ObjectLock {
  nonisolated(unsafe) private static let table: WordPointer = {
    let p = WordPointer.allocate(capacity: 64)
    p.initialize(repeating: 0, count: 64)
    return p
  }()

  @inline(__always)
  static func word(_ o: ObjectPointer) -> WordPointer {
    suture_is_immortal(o) ? immortalWord(o) : suture_lock_word(o)
  }

  /// O3.
  ///
  /// Of the immortal objects only types and module definitions may be static; heap types have a
  /// header.
  @inline(never)
  private static func immortalWord(_ o: ObjectPointer) -> WordPointer {
    let isType = o.type.has(TypeFlag.type)
    let isStatic =
      isType
      ? !UnsafeMutableRawPointer(o).assumingMemoryBound(to: PyTypeObject.self).has(TypeFlag.heap)
      : o.type == suture_PyModuleDef_Type() || o == suture_None()
    if !isStatic { return suture_lock_word(o) }
    return table + Int((UInt(bitPattern: o) >> 4) & 63)
  }

  // MARK: Operations

  @inline(__always)
  static func lock(_ o: ObjectPointer) { suture_lock(o) }

  @inline(__always)
  static func unlock(_ o: ObjectPointer) { suture_unlock(o) }

  /// For a section that only reads, and calls nothing that may suspend locks (O10).
  @inline(__always)
  static func readLock(_ o: ObjectPointer) { suture_read_lock(o) }

  @inline(__always)
  static func readUnlock(_ o: ObjectPointer) { suture_read_unlock(o) }

  fileprivate static func lockSlow(_ t: ThreadPointer, _ o: ObjectPointer) {
    checkAttached()
    let w = word(o)
    if t.pointee.held_count == t.pointee.held_capacity { ThreadTable.growHeld(t) }
    if suture_held_count(t) == 0, suture_load_relaxed_u32(w) == SUTURE_UNLOCKED,
      suture_cas_acquire_u32(w, SUTURE_UNLOCKED, SUTURE_LOCKED)
    {
      suture_push_held(t, o, SUTURE_HELD_WORD)
      Bias.countWordLock(t)
      LockStatistics.count(.objectByWord)
      return
    }
    if suture_load_relaxed_u32(w) == t.pointee.bias {
      suture_push_held(t, o, SUTURE_HELD_BIASED)
      if isStill(w, t.pointee.bias) {
        LockStatistics.count(.objectBiased)
        return
      }
      pop(t)
      left(t, o, w)
    }
    if holds(t, o) {
      suture_push_held(t, o, SUTURE_HELD_RECURSIVE)
      LockStatistics.count(.objectRecursive)
      return
    }
    _ = takeWord(t, o, w, reads: false)
    Bias.countWordLock(t)
    suture_push_held(t, o, SUTURE_HELD_WORD)
  }

  fileprivate static func readLockSlow(_ t: ThreadPointer, _ o: ObjectPointer) {
    checkAttached()
    if t.pointee.held_count == t.pointee.held_capacity { ThreadTable.growHeld(t) }
    let w = suture_lock_word(o)
    while true {
      let seen = suture_load_acquire_u32(w)
      if seen == SUTURE_READABLE || seen == t.pointee.bias {
        if suture_lock_by_entry(t, o, seen) {
          LockStatistics.count(seen == SUTURE_READABLE ? .objectReadable : .objectBiased)
          return
        }
      } else if seen != SUTURE_UNLOCKED, holds(t, o) {
        suture_push_held(t, o, SUTURE_HELD_RECURSIVE)
        LockStatistics.count(.objectRecursive)
        return
      } else if takeWord(t, o, w, reads: true) {
        Bias.countWordLock(t)
        suture_push_held(t, o, SUTURE_HELD_WORD)
        return
      }
    }
  }

  /// Unlocks the innermost entry.
  ///
  /// - Parameter hasRead: nothing was written (O9).
  fileprivate static func unlockSlow(_ t: ThreadPointer, hasRead: Bool) {
    checkAttached()
    let count = suture_held_count(t)
    if count == 0 { Diagnostics.fatal("an object lock is given up that the thread does not hold") }
    let o = suture_held_object(t, count - 1)
    let state = suture_held_state(t, count - 1)
    pop(t)
    switch state {
    case SUTURE_HELD_WORD:
      if !hasRead || !Bias.makeReadable(t, word(o)) { giveUp(word(o)) }
    case SUTURE_HELD_BIASED: left(t, o, word(o))
    default: break
    }
    if count > 1 { resumeInnermost(t) }
  }

  /// Py_UNLOCK of an object whose lock is not the innermost.
  @inline(never)
  static func refuseUnlock(_ o: ObjectPointer) {
    checkAttached()
    Diagnostics.fatal(
      "Py_UNLOCK of a \(o.type.name) object, whose lock is not the last that the thread has taken"
    )
  }

  nonisolated(unsafe) private static let hasWarned: WordPointer = {
    let p = WordPointer.allocate(capacity: 1)
    p.initialize(to: 0)
    return p
  }()

  /// Says once in a process that a call has left locks behind: the entries from `first` on.
  ///
  /// It names no object: they may be gone by now.
  @inline(never)
  static func warnOfForgottenUnlock(_ t: ThreadPointer, since first: UInt32) {
    let count = (first..<suture_held_count(t)).count {
      suture_held_state(t, $0) != SUTURE_HELD_BOTH
    }
    guard suture_cas_acquire_u32(hasWarned, 0, 1) else { return }
    Diagnostics.warn(
      "an extension has left \(count) object \(count == 1 ? "lock" : "locks") held: a Py_UNLOCK is missing"
    )
  }

  /// O1: sets every held lock aside.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  static func suspendAll(_ t: ThreadPointer) -> Bool {
    let n = suture_held_count(t)
    guard n > 0 else { return false }
    for i in 0..<n {
      let state = suture_held_state(t, i)
      if state & SUTURE_HELD_ASIDE != 0 { continue }
      suture_set_held_state(t, i, state | SUTURE_HELD_ASIDE)
      if state == SUTURE_HELD_BOTH { continue }
      LockStatistics.count(.suspended)
      let o = suture_held_object(t, i)
      if state == SUTURE_HELD_WORD { giveUp(word(o)) }
    }
    // Last, for an object may have several biased entries.
    for i in 0..<n where suture_held_state(t, i) == SUTURE_HELD_BIASED | SUTURE_HELD_ASIDE {
      let o = suture_held_object(t, i)
      left(t, o, word(o))
    }
    return true
  }

  /// O1, O13: takes the innermost lock back after a wait, or the innermost two.
  static func resumeInnermost(_ t: ThreadPointer) {
    let n = suture_held_count(t)
    guard n > 0 else { return }
    let state = suture_held_state(t, n - 1)
    if state & SUTURE_HELD_ASIDE == 0 { return }
    if state == SUTURE_HELD_BOTH | SUTURE_HELD_ASIDE {
      resumeBoth(t, n - 1)
    } else {
      resume(t, n - 1, reads: false)
    }
  }

  /// Takes the lock of an entry that is set aside; no other lock is held if that needs a wait.
  static func resume(_ t: ThreadPointer, _ i: UInt32, reads: Bool) {
    while !tryResume(t, i, reads: reads) {
      let o = suture_held_object(t, i)
      var isTaken = false
      waiting(t) { isTaken = waitForWord(o, word(o), reads: reads) }
      if isTaken { return suture_set_held_state(t, i, SUTURE_HELD_WORD) }
    }
  }

  /// Takes the lock of an entry that is set aside, unless that needs a wait.
  ///
  /// A recursive entry has no word of its own: it becomes the one that holds it, and the entry that held it finds it
  /// suspended still and takes it when it becomes innermost.
  static func tryResume(_ t: ThreadPointer, _ i: UInt32, reads: Bool) -> Bool {
    let o = suture_held_object(t, i)
    let w = word(o)
    let state = suture_held_state(t, i)
    let seen = suture_load_acquire_u32(w)
    if seen == t.pointee.bias || reads && seen == SUTURE_READABLE {
      suture_set_held_state(t, i, SUTURE_HELD_BIASED)
      if isStill(w, seen) { return true }
      suture_set_held_state(t, i, state)
      left(t, o, w)
    }
    guard suture_cas_acquire_u32(w, SUTURE_UNLOCKED, SUTURE_LOCKED) else { return false }
    suture_set_held_state(t, i, SUTURE_HELD_WORD)
    return true
  }

  /// O5: the second look.
  @inline(__always)
  private static func isStill(_ w: WordPointer, _ seen: UInt32) -> Bool {
    suture_order_mark()
    return suture_load_acquire_u32(w) == seen
  }

  /// O5, O10: an entry of `o` is gone or set aside; the revoker, if there is one, learns of the last.
  fileprivate static func left(_ t: ThreadPointer, _ o: ObjectPointer, _ w: WordPointer) {
    suture_order_mark()
    let seen = suture_load_relaxed_u32(w)
    guard seen == SUTURE_REVOKING || seen == SUTURE_LEFT else { return }
    suture_full_fence()
    guard suture_load_relaxed_u32(w) == SUTURE_REVOKING, !isInside(t, o) else { return }
    if suture_cas_acq_rel_u32(w, SUTURE_REVOKING, SUTURE_LEFT) {
      Parker.wake(w, count: Int(Int32.max))
    }
  }

  /// Whether the list of `t` has a biased entry of `o` that is not set aside.
  ///
  /// Of another thread it is read under the table's lock.
  static func isInside(_ t: ThreadPointer, _ o: ObjectPointer) -> Bool {
    for i in 0..<suture_held_count(t)
    where suture_held_state(t, i) == SUTURE_HELD_BIASED && suture_held_object(t, i) == o {
      return true
    }
    return false
  }

  /// O2: whether an entry that is not set aside holds the lock of `o`.
  private static func holds(_ t: ThreadPointer, _ o: ObjectPointer) -> Bool {
    for i in 0..<suture_held_count(t) where suture_held_object(t, i) == o {
      let state = suture_held_state(t, i)
      if state == SUTURE_HELD_WORD || state == SUTURE_HELD_BIASED { return true }
    }
    return false
  }

  @inline(__always)
  private static func pop(_ t: ThreadPointer) { suture_set_held_count(t, t.pointee.held_count - 1) }

  @inline(__always)
  private static func giveUp(_ w: WordPointer) {
    if suture_swap_release_u32(w, SUTURE_UNLOCKED) == SUTURE_CONTENDED { Parker.wake(w, count: 1) }
  }

  /// Takes the word; the thread's other locks are set aside if that needs a wait (O1).
  ///
  /// - Returns: false: the caller only reads, and the word is readable now.
  private static func takeWord(
    _ t: ThreadPointer,
    _ o: ObjectPointer,
    _ w: WordPointer,
    reads: Bool
  ) -> Bool {
    let seen = suture_load_relaxed_u32(w)
    if seen == SUTURE_UNLOCKED, suture_cas_acquire_u32(w, SUTURE_UNLOCKED, SUTURE_LOCKED) {
      LockStatistics.count(.objectByWord)
      return true
    }
    if let isInside = Bias.revoke(seen, of: o, w, reads: reads) {
      if isInside {
        suspendAll(t)
        waiting(t) { Bias.waitForThoseInside(seen, of: o, w) }
      }
      Bias.finish(w)
      return true
    }
    if reads, suture_load_acquire_u32(w) == SUTURE_READABLE { return false }
    suspendAll(t)
    var isTaken = false
    waiting(t) { isTaken = waitForWord(o, w, reads: reads) }
    return isTaken
  }

  /// S2: a thread that sleeps for a lock counts as detached.
  private static func waiting(_ t: ThreadPointer, _ body: () -> Void) {
    ThreadTable.endAttach(t)
    LockStatistics.timed(.objectContended, body)
    ThreadTable.beginAttach(t)
  }

  /// Sleeps until it has the word, or may read without; the calling thread counts as detached (O7).
  ///
  /// - Returns: as `takeWord`.
  private static func waitForWord(_ o: ObjectPointer, _ w: WordPointer, reads: Bool) -> Bool {
    var backoff = Backoff()
    var hasSlept = false
    while true {
      let seen = suture_load_acquire_u32(w)
      switch seen {
      case SUTURE_UNLOCKED:
        // As `contended` once it has slept: it cannot know that it was the last sleeper.
        let taken = hasSlept ? SUTURE_CONTENDED : SUTURE_LOCKED
        if suture_cas_acquire_u32(w, SUTURE_UNLOCKED, taken) { return true }
      case SUTURE_LOCKED, SUTURE_CONTENDED:
        if !hasSlept, backoff.spin() { continue }
        if seen == SUTURE_LOCKED, !suture_cas_acquire_u32(w, SUTURE_LOCKED, SUTURE_CONTENDED) {
          continue
        }
        hasSlept = true
        Parker.wait(w, while: SUTURE_CONTENDED, nanoseconds: -1)
      case SUTURE_REVOKING, SUTURE_LEFT:
        hasSlept = true
        Parker.wait(w, while: seen, nanoseconds: -1)
      case SUTURE_READABLE where reads:
        if hasSlept { Parker.wake(w, count: Int(Int32.max)) }
        return false
      default:
        guard let isInside = Bias.revoke(seen, of: o, w, reads: reads) else { continue }
        if isInside { Bias.waitForThoseInside(seen, of: o, w) }
        Bias.finish(w)
        return true
      }
    }
  }
}

@c @implementation
func suture_lock_slow(_ t: ThreadPointer, _ o: ObjectPointer) { ObjectLock.lockSlow(t, o) }

@c @implementation
func suture_unlock_slow(_ t: ThreadPointer) { ObjectLock.unlockSlow(t, hasRead: false) }

@c @implementation
func suture_read_lock_slow(_ t: ThreadPointer, _ o: ObjectPointer) {
  ObjectLock.readLockSlow(t, o)
}

@c @implementation
func suture_read_unlock_slow(_ t: ThreadPointer) { ObjectLock.unlockSlow(t, hasRead: true) }

@c @implementation
func suture_lock_left(_ t: ThreadPointer, _ o: ObjectPointer) {
  ObjectLock.left(t, o, ObjectLock.word(o))
}

/// Runs `body` with `o` locked.
///
/// A call from the "may suspend" list inside it ends the atomicity: look again afterwards.
@inline(__always)
func withLock<T, E: Error>(_ o: ObjectPointer, _ body: () throws(E) -> T) throws(E) -> T {
  ObjectLock.lock(o)
  defer { ObjectLock.unlock(o) }
  return try body()
}

/// Runs `body`, which reads `o` and calls nothing that may suspend locks, while nobody writes it.
@inline(__always)
func withReadLock<T>(_ o: ObjectPointer, _ body: () -> T) -> T {
  ObjectLock.readLock(o)
  defer { ObjectLock.readUnlock(o) }
  return body()
}

// MARK: C API

@c @implementation
public func PyCriticalSection_Begin(
  _ section: UnsafeMutablePointer<PyCriticalSection>?,
  _ o: ObjectPointer?
) {
  section!.pointee._cs_object = UnsafeMutableRawPointer(o!)
  ObjectLock.lock(o!)
}

@c @implementation
public func PyCriticalSection_End(_ section: UnsafeMutablePointer<PyCriticalSection>?) {
  guard let o = section!.pointee._cs_object else { return }
  ObjectLock.unlock(o.assumingMemoryBound(to: PyObject.self))
}

@c @implementation
public func PyObject_Lock(_ o: ObjectPointer?) { ObjectLock.lock(o!) }

@c @implementation
public func PyObject_Unlock(_ o: ObjectPointer?) {
  if !suture_unlock_checked(o!) { ObjectLock.refuseUnlock(o!) }
}
