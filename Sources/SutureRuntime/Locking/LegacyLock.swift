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
///     two, one sees the other. `lend` drains nothing: who lends the lock takes it again, and drains at its release.
/// G4  `starving` counts the waiters that have waited for 1 ms. While there is one, a release hands the lock over: a
///     thread that gives it up and wants it back at once waits its turn.
/// G5  Every 1024 objects that the reclaim queue grows by ask its holder to drain it at its next safepoint: what a
///     holder that makes API calls and never gives the lock up lets pile up is bounded by what the others drop between
///     two of its calls. One that makes none delays them, as it does a collection.
/// G6  Where more than 64 MiB of objects wait in the queue, a thread that dropped one there, or that makes an instance of
///     a legacy type (which can die there alone), lets the holder come to an end: it waits for the lock, for 1 ms at
///     most, at its next call boundary and before each such instance, while it holds no object lock. What was alive when
///     the holder began may wait in any number; beyond, the queue grows by a thousand objects a second and thread.
/// G7  Who waits for a time only does not starve, and gives up only where it has just seen 2 or 3: the release that ends
///     that state wakes again.
///
/// Orders. acquire on every CAS that takes the lock, release on the swaps that give it up; `starving` is a hint. For G3
/// those swaps, and the look at the queue after them, are sequentially consistent, as is the pusher's fence between its
/// push and its try.
enum LegacyLock {
  @inline(__always) private static var word: UnsafeMutablePointer<UInt32> { suture_legacy_word() }
  @inline(__always) private static var starving: UnsafeMutablePointer<UInt32> {
    suture_starving_word()
  }
  private static var lock: WordLock { WordLock(word) }
  nonisolated(unsafe) private static var reclaimQueue: [ObjectPointer] = []
  private static let queueLock = Mutex()
  private static let drainEvery: UInt32 = 1024
  /// G6; tests lower it.
  nonisolated(unsafe) static var queueLimit: UInt64 = 64 << 20
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
    LockStatistics.timed(.legacyContended) { _ = waitForLock() }
    t.pointee.holds_legacy = 1
    if isAttached { ThreadTable.beginAttach(t) }
    if wasSuspended { ObjectLock.resumeInnermost(t) }
  }

  /// Waits for the lock for `nanoseconds` at most, or not at all while the thread holds an object lock.
  ///
  /// The thread is attached.
  ///
  /// - Returns: whether the thread has the lock.
  private static func acquire(_ t: ThreadPointer, nanoseconds: Int64) -> Bool {
    if lock.tryLock() {
      LockStatistics.count(.legacyUncontended)
      t.pointee.holds_legacy = 1
      return true
    }
    if nanoseconds == 0 || t.pointee.held_count != 0 { return false }
    ThreadTable.endAttach(t)
    LockStatistics.timed(.legacyAwaited) {
      if waitForLock(until: monotonicNanoseconds() + nanoseconds) { t.pointee.holds_legacy = 1 }
    }
    ThreadTable.beginAttach(t)
    return t.pointee.holds_legacy != 0
  }

  /// Takes the lock in the state `contended`: other sleepers are not known.
  ///
  /// - Returns: false: it is after `deadline` (G7), and was not to be had.
  private static func waitForLock(until deadline: Int64 = .max) -> Bool {
    let canGiveUp = deadline != .max
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
        if canGiveUp, monotonicNanoseconds() >= deadline { return false }
        Parker.wait(word, while: seen, nanoseconds: 1_000_000)
        if !isStarving, !canGiveUp {
          isStarving = true
          _ = suture_add_relaxed_u32(starving, 1)
        }
        continue
      }
      if isStarving { _ = suture_add_relaxed_u32(starving, UInt32.max) }
      return true
    }
  }

  /// Gives the word up (G4).
  @inline(__always)
  private static func unlock() {
    if suture_load_relaxed_u32(starving) != 0 {
      handOver()
    } else if suture_swap_seq_cst_u32(word, 0) == 2 {
      Parker.wake(word, count: 1)
    }
  }

  @inline(never)
  private static func handOver() {
    LockStatistics.count(.legacyHandedOver)
    _ = suture_swap_seq_cst_u32(word, 3)
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
      guard suture_load_seq_cst_u32(queueLength) != 0, lock.tryLock() else { return }
      t.pointee.holds_legacy = 1
    }
  }

  /// Gives the lock up for a wait in the middle of anything: no tp_dealloc runs, which could wait for what the thread
  /// holds.
  ///
  /// `acquire` is next.
  static func lend(_ t: ThreadPointer) {
    t.pointee.holds_legacy = 0
    unlock()
  }

  /// G5, for the holder at a safepoint.
  static func drainIfHeld(_ t: ThreadPointer) {
    Pending.clear(t, Pending.reclaim)
    if t.pointee.holds_legacy == 0 { return }
    drain()
    Collector.collectPostponed()
  }

  /// G6.
  @inline(__always)
  static func letDrain(_ t: ThreadPointer) {
    if suture_load_relaxed_u64(suture_queue_bytes_word()) > queueLimit { letDrainSlow(t) }
  }

  @inline(never)
  private static func letDrainSlow(_ t: ThreadPointer) {
    guard t.pointee.mode == SUTURE_FREE, t.pointee.holds_legacy == 0, t.pointee.held_count == 0
    else { return }
    if acquire(t, nanoseconds: 1_000_000) { release(t) }
  }

  private static func drain() {
    while suture_load_acquire_u32(queueLength) != 0 {
      let batch = queueLock.withLock {
        let batch = reclaimQueue
        reclaimQueue = []
        suture_store_relaxed_u64(suture_queue_bytes_word(), 0)
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
    let (length, bytes) = queueLock.withLock {
      reclaimQueue.append(o)
      let bytes = reclaimQueueBytes + blockSize(o)
      suture_store_relaxed_u64(suture_queue_bytes_word(), bytes)
      suture_store_release_u32(queueLength, UInt32(reclaimQueue.count))
      return (UInt32(reclaimQueue.count), bytes)
    }
    suture_full_fence()  // G3
    LockStatistics.noteReclaimQueue(length, bytes)
    if length % drainEvery == 0 { ThreadTable.setPending(Pending.reclaim) }
    if bytes > queueLimit { Pending.set(t, Pending.letDrain) }
    if lock.tryLock() {
      t.pointee.holds_legacy = 1
      release(t)
    }
  }

  /// The bytes that an object in the queue holds for certain: its block and its place in the queue.
  private static func blockSize(_ o: ObjectPointer) -> UInt64 {
    let sizeClass = suture_small_class(o)
    let size = sizeClass != 0 ? sizeClass << 4 : max(512, o.type.pointee.tp_basicsize)
    return UInt64(size + MemoryLayout<ObjectPointer>.size)
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

  /// The same with a wait of so many nanoseconds at most, or none while the thread holds an object lock; nil: the lock was
  /// not to be had.
  static func enter(waiting nanoseconds: Int64) -> Entry? {
    let t = suture_thread()
    let mode = t.pointee.mode
    if mode == SUTURE_FREE, t.pointee.holds_legacy == 0 {
      guard acquire(t, nanoseconds: nanoseconds) else { return nil }
      t.setMode(SUTURE_LEGACY)
      return Entry(mode: mode, took: true)
    }
    return enter()
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

  /// The bytes of what waits in the queue, without what these objects refer to.
  static var reclaimQueueBytes: UInt64 { suture_load_relaxed_u64(suture_queue_bytes_word()) }
}
