import CSuture
import SutureSync

/// Stops every other thread at a safepoint, for the cycle collector.
///
/// Tests/Models/stop-the-world.pml is the model.
///
///     stop word | meaning
///     ----------+---------------------------------------------------------------
///     0         | threads run
///     1         | a collector waits for threads to stop, or works
///
/// S1  While the collector works no other thread is in `attached`: each is detached, claimed or stopped
///     (ThreadState.swift), and none of these touches an object.
/// S2  A thread that sleeps for an object lock or the legacy lock counts as detached, so a stopped holder cannot keep
///     the world from stopping.
/// S3  The collector holds the legacy lock before it stops the world: a legacy thread stopped in the middle of a call
///     would hold what tp_traverse needs.
/// S4  A thread takes the request out of `pending` before it looks at the stop word for the last time: a request that
///     it does not see there is made afterwards, and stays.
///
/// Orders. The stop word and attach_state are written and then the other is read, on both sides: read-modify-writes,
/// which are sequentially consistent on the machines we run on (x86: locked; arm64: acq_rel exchanges with a fence
/// between by the full-barrier CAS of `beginAttach`).
enum StopTheWorld {
  @inline(__always) private static var word: UnsafeMutablePointer<UInt32> { suture_stop_word() }
  /// It is only tried for, and held while the collector frees garbage, which runs extension code.
  private static let collectorLock = Mutex(isLeaf: false)
  /// Who stops the world, or has stopped it.
  nonisolated(unsafe) private(set) static var stopper: ThreadPointer?

  @inline(__always)
  static var isRequested: Bool { suture_load_acquire_u32(word) != 0 }

  /// Runs `body` with every other thread stopped.
  ///
  /// The calling thread is attached and holds the legacy lock.
  static func run<T>(_ body: () -> T) -> T {
    let me = suture_thread()
    LockStatistics.count(.stops)
    stopper = me
    _ = suture_swap_acquire_u32(word, 1)
    suture_full_fence()
    // All are asked before the first is waited for: they stop at the same time.
    let others = ThreadTable.all
    for t in others where t != me { Pending.set(t, Pending.stop) }
    for t in others where t != me {
      let state = suture_attach_word(t)
      while suture_load_acquire_u32(state) == ThreadTable.attached {
        Parker.wait(state, while: ThreadTable.attached, nanoseconds: -1)
      }
    }
    let result = body()
    stopper = nil
    suture_store_release_u32(word, 0)
    Parker.wake(word, count: Int(Int32.max))
    return result
  }

  /// Waits until the world runs, stopped if the calling thread is attached.
  static func waitWhileStopped() {
    guard isRequested else { return }
    let t = suture_thread()
    if t.pointee.mode != SUTURE_DETACHED {
      stopHere(t)
    } else {
      while isRequested { Parker.wait(word, while: 1, nanoseconds: -1) }
    }
  }

  /// Whether this thread may collect now: one collector at a time, and a second one has nothing to do.
  static func tryBegin() -> Bool { collectorLock.tryLock() }

  static func end() { collectorLock.unlock() }

  /// Stops the calling thread, which is `attached`, until the world runs again.
  @inline(never)
  static func stopHere(_ t: ThreadPointer) {
    HeldMutexes.assertNone()
    let state = suture_attach_word(t)
    while true {
      Pending.clear(t, Pending.stop)  // S4
      guard isRequested else { return }
      suture_store_release_u32(state, ThreadTable.stopped)
      Parker.wake(state, count: 1)
      while isRequested { Parker.wait(word, while: 1, nanoseconds: -1) }
      _ = suture_swap_acquire_u32(state, ThreadTable.attached)
      suture_full_fence()
    }
  }
}

/// The bits of PyThreadState.pending: what a safepoint has to do.
enum Pending {
  static let merge: UInt32 = 1
  static let stop: UInt32 = 2
  static let collect: UInt32 = 4
  static let bias: UInt32 = 8
  static let reclaim: UInt32 = 16
  static let letDrain: UInt32 = 32

  static func set(_ t: ThreadPointer, _ bit: UInt32) {
    _ = suture_or_acq_rel_u32(&t.pointee.pending, bit)
  }
  static func clear(_ t: ThreadPointer, _ bit: UInt32) {
    _ = suture_and_acq_rel_u32(&t.pointee.pending, ~bit)
  }
}
