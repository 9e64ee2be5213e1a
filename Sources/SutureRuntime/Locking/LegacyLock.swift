import CSuture
import SutureSync

/// The one lock under which all legacy code runs and every legacy count is written.
///
/// In GIL mode it is the GIL. Tests/Models/legacy-lock.pml is the model of the word.
///
///     word         | meaning                            | leaves by
///     -------------+------------------------------------+-------------------------------------------------
///     unlocked  0  | no owner                           | CAS 0->1; a woken waiter: CAS 0->2
///     locked    1  | one owner, no sleeper              | release: swap 0; waiter: CAS 1->2
///     contended 2  | one owner, there may be sleepers   | release: swap 0, wake one; or swap 3, wake all
///     reserved  3  | no owner; for those who starve     | a starving waiter: CAS 3->2
///
/// G1  A thread that waits for it holds no object lock: they are set aside first (ObjectLock).
/// G2  It is given up only where a GIL could be: when the outermost legacy call returns, and where the thread detaches.
/// G3  Releasing drains the reclaim queue, releases, looks at the queue again, and loops while the queue is not empty
///     and the lock can be had (C8). A pusher that did not get the lock pushes and then tries again (C7). So of the
///     two, one sees the other.
/// G4  `starving` counts the waiters that have waited for 1 ms. While there is one, a release hands the lock over: a
///     thread that gives it up and wants it back at once waits its turn.
/// G5  Every 1024 objects that the reclaim queue grows by ask its holder to drain it at its next safepoint: what a
///     holder that makes API calls and never gives the lock up lets pile up is bounded by what the others drop between
///     two of its calls. One that makes none delays them, as it does a collection.
///
/// Orders. acquire on every CAS that takes the lock, release on the swaps that give it up; `starving` is a hint.
enum LegacyLock {
  @inline(__always) private static var word: UnsafeMutablePointer<UInt32> { suture_legacy_word() }
  @inline(__always) private static var starving: UnsafeMutablePointer<UInt32> {
    suture_starving_word()
  }
  private static var lock: WordLock { WordLock(word) }
  nonisolated(unsafe) private static var reclaimQueue: [ObjectPointer] = []
  private static let queueLock = Mutex()
  private static let drainEvery: UInt32 = 1024
  /// The length of the reclaim queue, readable without its lock.
  @inline(__always) private static var queueLength: UnsafeMutablePointer<UInt32> {
    suture_queue_length_word()
  }

  // MARK: Taking and giving up

  /// Waits for the lock.
  ///
  /// The thread's object locks are set aside while it waits.
  static func acquire(_ t: ThreadPointer) {
    if lock.tryLock() {
      LockStatistics.count(.legacyUncontended)
    } else {
      acquireSlow(t)
    }
    t.pointee.holds_legacy = 1
  }

  @inline(never)
  private static func acquireSlow(_ t: ThreadPointer) {
    let wasSuspended = ObjectLock.suspendAll(t)
    // The thread counts as detached while it sleeps, so that others may merge for it.
    let isAttached = suture_load_relaxed_u32(&t.pointee.attach_state) == 1
    if isAttached { ThreadTable.endAttach(t) }
    LockStatistics.timed(.legacyContended) { waitForLock() }
    t.pointee.holds_legacy = 1
    if isAttached { ThreadTable.beginAttach(t) }
    if wasSuspended { ObjectLock.resumeInnermost(t) }
  }

  /// Takes the lock in the state `contended`: other sleepers are not known.
  private static func waitForLock() {
    var isStarving = false
    while true {
      let seen = suture_load_relaxed_u32(word)
      switch seen {
      case 0:
        if suture_cas_acquire_u32(word, 0, 2) { break }
        continue
      case 3 where isStarving:
        if suture_cas_acquire_u32(word, 3, 2) { break }
        continue
      case 1:
        _ = suture_cas_acquire_u32(word, 1, 2)
        continue
      default:
        Parker.wait(word, while: seen, nanoseconds: 1_000_000)
        if !isStarving {
          isStarving = true
          _ = suture_add_relaxed_u32(starving, 1)
        }
        continue
      }
      if isStarving { _ = suture_add_relaxed_u32(starving, UInt32.max) }
      return
    }
  }

  /// Gives the word up (G4).
  @inline(__always)
  private static func unlock() {
    if suture_load_relaxed_u32(starving) != 0 {
      handOver()
    } else if suture_swap_release_u32(word, 0) == 2 {
      Parker.wake(word, count: 1)
    }
  }

  @inline(never)
  private static func handOver() {
    LockStatistics.count(.legacyHandedOver)
    _ = suture_swap_release_u32(word, 3)
    Parker.wake(word, count: Int(Int32.max))
  }

  /// G3.
  ///
  /// Runs tp_dealloc of objects whose last reference went meanwhile.
  static func release(_ t: ThreadPointer) {
    while true {
      drain()
      t.pointee.holds_legacy = 0
      unlock()
      guard suture_load_acquire_u32(queueLength) != 0, lock.tryLock() else { return }
      t.pointee.holds_legacy = 1
    }
  }

  /// G5, for the holder at a safepoint.
  static func drainIfHeld(_ t: ThreadPointer) {
    Pending.clear(t, Pending.reclaim)
    if t.pointee.holds_legacy != 0 { drain() }
  }

  private static func drain() {
    while suture_load_acquire_u32(queueLength) != 0 {
      let batch = queueLock.withLock {
        let batch = reclaimQueue
        reclaimQueue = []
        suture_store_release_u32(queueLength, 0)
        return batch
      }
      for o in batch { judgeReclaimed(o) }
    }
  }

  /// C7: an object with QUEUED set is judged here when the lock is free or ours, else by its next holder.
  static func reclaim(_ o: ObjectPointer) {
    let t = suture_thread()
    if t.pointee.holds_legacy != 0 {
      judgeReclaimed(o)
      return
    }
    if lock.tryLock() {
      t.pointee.holds_legacy = 1
      judgeReclaimed(o)
      release(t)
      return
    }
    let length = queueLock.withLock {
      reclaimQueue.append(o)
      suture_store_release_u32(queueLength, UInt32(reclaimQueue.count))
      return UInt32(reclaimQueue.count)
    }
    LockStatistics.noteReclaimQueue(length)
    if length % drainEvery == 0 { ThreadTable.setPending(Pending.reclaim) }
    if lock.tryLock() {
      t.pointee.holds_legacy = 1
      release(t)
    }
  }

  // MARK: Legacy mode

  /// What `leave` needs to undo an `enter`.
  struct Entry {
    fileprivate let mode: UInt32
    fileprivate let took: Bool
  }

  /// Enters legacy mode: takes the lock unless the thread holds it.
  ///
  /// In GIL mode does nothing.
  @inline(__always)
  static func enter() -> Entry {
    let t = suture_thread()
    let mode = t.pointee.mode
    if mode == SUTURE_LEGACY || mode == SUTURE_GIL { return Entry(mode: mode, took: false) }
    return enterSlow(t)
  }

  @inline(never)
  private static func enterSlow(_ t: ThreadPointer) -> Entry {
    checkAttached()
    let mode = t.pointee.mode
    let took = t.pointee.holds_legacy == 0
    if took { acquire(t) }
    t.setMode(SUTURE_LEGACY)
    return Entry(mode: mode, took: took)
  }

  /// Leaves legacy mode; the outermost leave gives the lock up.
  @inline(__always)
  static func leave(_ entry: Entry) {
    let t = suture_thread()
    if t.pointee.mode == entry.mode { return }
    t.setMode(entry.mode)
    if entry.took { release(t) }
  }

  /// Switches to free mode for a gilectomy function that legacy code calls; the lock is kept.
  ///
  /// `leave` undoes it.
  @inline(__always)
  static func enterFree() -> Entry {
    let t = suture_thread()
    let mode = t.pointee.mode
    if mode == SUTURE_LEGACY { t.setMode(SUTURE_FREE) }
    return Entry(mode: mode, took: false)
  }

  /// Runs `body` with the lock held, in the mode of the caller.
  static func holding<E: Error>(_ body: () throws(E) -> Void) throws(E) {
    let entry = enter()
    defer { leave(entry) }
    guard switches(entry) else { return try body() }
    let inner = enterFree()
    defer { leave(inner) }
    try body()
  }

  /// Whether `leave(entry)` will change the mode: a result has to be converted then.
  @inline(__always)
  static func switches(_ entry: Entry) -> Bool { suture_thread().pointee.mode != entry.mode }

  static var reclaimQueueLength: Int { Int(suture_load_acquire_u32(queueLength)) }
}
