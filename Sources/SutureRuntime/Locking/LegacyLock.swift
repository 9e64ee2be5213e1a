import CSuture
import SutureSync

/// The one lock under which all legacy code runs and every legacy count is written. In GIL mode it is the GIL.
///
///     word         | meaning
///     -------------+--------------------------------
///     0, 1, 2      | as WordLock's
///
/// G1  A thread that waits for it holds no object lock: they are set aside first (ObjectLock).
/// G2  It is given up only where a GIL could be: when the outermost legacy call returns, and where the thread detaches.
/// G3  Releasing drains the reclaim queue, releases, looks at the queue again, and loops while the queue is not empty
///     and the lock can be had (C8). A pusher that did not get the lock pushes and then tries again (C7). So of the
///     two, one sees the other.
///
/// A waiter that has waited for 1 ms asks for the lock by name: the next release hands it over.
enum LegacyLock {
  @inline(__always) private static var word: UnsafeMutablePointer<UInt32> { suture_legacy_word() }
  /// Set while a thread has waited for more than 1 ms.
  @inline(__always) private static var starving: UnsafeMutablePointer<UInt32> { suture_starving_word() }
  private static var lock: WordLock { WordLock(word) }
  nonisolated(unsafe) private static var reclaimQueue: [ObjectPointer] = []
  private static let queueLock = Mutex()
  /// The length of the reclaim queue, readable without its lock.
  @inline(__always) private static var queueLength: UnsafeMutablePointer<UInt32> { suture_queue_length_word() }

  // MARK: Taking and giving up

  /// Waits for the lock. The thread's object locks are set aside while it waits.
  static func acquire(_ t: ThreadPointer) {
    if !lock.tryLock() { acquireSlow(t) }
    t.pointee.holds_legacy = 1
  }

  @inline(never)
  private static func acquireSlow(_ t: ThreadPointer) {
    let wasSuspended = ObjectLock.suspendAll(t)
    // The thread counts as detached while it sleeps, so that others may merge for it.
    let isAttached = suture_load_relaxed_u32(&t.pointee.attach_state) == 1
    if isAttached { ThreadTable.endAttach(t) }
    var waits = 0
    while suture_swap_acquire_u32(word, 2) != 0 {
      Parker.wait(word, while: 2, nanoseconds: 1_000_000)
      waits += 1
      if waits == 1 { _ = suture_or_acq_rel_u32(starving, 1) }
    }
    suture_store_relaxed_u32(starving, 0)
    t.pointee.holds_legacy = 1
    if isAttached { ThreadTable.beginAttach(t) }
    if wasSuspended { ObjectLock.resumeInnermost(t) }
  }

  /// G3. Runs tp_dealloc of objects whose last reference went meanwhile.
  static func release(_ t: ThreadPointer) {
    while true {
      drain()
      t.pointee.holds_legacy = 0
      lock.unlock()
      if suture_load_relaxed_u32(starving) != 0 { Parker.wake(word, count: 1) }
      guard suture_load_acquire_u32(queueLength) != 0, lock.tryLock() else { return }
      t.pointee.holds_legacy = 1
    }
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
    queueLock.withLock {
      reclaimQueue.append(o)
      suture_store_release_u32(queueLength, UInt32(reclaimQueue.count))
    }
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

  /// Enters legacy mode: takes the lock unless the thread holds it. In GIL mode does nothing.
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

  /// Switches to free mode for a gilectomy function that legacy code calls; the lock is kept. `leave` undoes it.
  @inline(__always)
  static func enterFree() -> Entry {
    let t = suture_thread()
    let mode = t.pointee.mode
    if mode == SUTURE_LEGACY { t.setMode(SUTURE_FREE) }
    return Entry(mode: mode, took: false)
  }

  /// Whether `leave(entry)` will change the mode: a result has to be converted then.
  @inline(__always)
  static func switches(_ entry: Entry) -> Bool { suture_thread().pointee.mode != entry.mode }

  static var reclaimQueueLength: Int { Int(suture_load_acquire_u32(queueLength)) }
}
