import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Which objects a thread may lock with plain stores: those whose lock word has the thread's bias (ObjectLock.swift).
///
/// B1  A bias is a number that one thread has, or no thread any more. It is given and taken back under the thread
///     table's lock.
/// B2  A thread takes a new bias only while it holds no lock, so nobody is inside an object of its old one.
/// B3  A revocation costs as much as some 1600 word locks (one membarrier, 12 us while the maker runs; 0.3 us else). A
///     thread that has had 8 of them makes unbiased objects until it has taken that many word locks, and twice as many
///     each time that this happens again: so objects that are made by one thread and worked on by others cost at most
///     about twice what plain locks would.
///
/// B4  A container that is read by several threads becomes readable (O9) by one in 8192 of a thread's word locks that
///     only read: what is read often is so soon, and a writer's revocation, the price of some 600 such locks, comes
///     at most that often. No counter for each object is needed.
///
/// HotSpot counts by class instead (Russell and Detlefs, 2006). A thread is what hands objects on or does not, and the
/// count by thread costs the allocation no look at the type.
enum Bias {
  private static let revocationLimit: UInt32 = 8
  private static let pause: UInt32 = 1 << 14
  private static let longestPause: UInt32 = 10
  private static let readsUntilReadable: UInt32 = 1 << 13

  /// False where the kernel or a sandbox refuses membarrier, in GIL mode, and with SUTURE_BIAS=0.
  static let isAvailable: Bool = {
    if suture_is_gil_mode() { return false }
    if let value = getenv("SUTURE_BIAS"), value[0] == CChar(48) { return false }
    return suture_register_membarrier()
  }()

  /// Gives `t` a bias, B1.
  ///
  /// The caller holds the thread table's lock.
  static func begin(_ t: ThreadPointer, number: UInt32) {
    let isBiased = isAvailable && number < SUTURE_BIASED >> 1
    t.pointee.bias = isBiased ? SUTURE_BIASED | number : SUTURE_NO_BIAS
    t.pointee.bias_fast = suture_counts_locks() ? SUTURE_NO_BIAS : t.pointee.bias
    t.pointee.bias_birth = isBiased ? t.pointee.bias : SUTURE_UNLOCKED
    t.pointee.bias_revoked = 0
    t.pointee.readable_fast =
      isAvailable && !suture_counts_locks() ? SUTURE_READABLE : SUTURE_NO_BIAS
    t.pointee.reads_left = readsUntilReadable
  }

  /// Whether the word `seen` is biased.
  @inline(__always)
  static func isBiased(_ seen: UInt32) -> Bool { seen & SUTURE_BIASED != 0 }

  /// Sets the word `w` of `o`, which was seen as biased or readable, to `revoking`.
  ///
  /// The caller owns the word as soon as nobody is inside; `finish` says so.
  ///
  /// - Parameter reads: the caller only reads, so a readable word stays.
  /// - Returns: nil: another thread was first, or `seen` is neither; else whether somebody is inside.
  static func revoke(_ seen: UInt32, of o: ObjectPointer, _ w: WordPointer, reads: Bool) -> Bool? {
    guard isBiased(seen) || seen == SUTURE_READABLE && !reads,
      suture_cas_acq_rel_u32(w, seen, SUTURE_REVOKING)
    else { return nil }
    suture_full_fence()
    return isBiased(seen) ? revokeMaker(seen, o) : revokeReaders(o)
  }

  private static func revokeMaker(_ seen: UInt32, _ o: ObjectPointer) -> Bool {
    LockStatistics.count(.revoked)
    var isInside = false
    var mayRun = false
    ThreadTable.withBias(seen) { t in
      // += would claim the whole state, which is another thread's.
      t.pointee.bias_revoked = t.pointee.bias_revoked + 1
      if t.pointee.bias_revoked == revocationLimit { Pending.set(t, Pending.bias) }
      mayRun = ThreadTable.isAttached(t)
      if !mayRun { isInside = ObjectLock.isInside(t, o) }
    }
    guard mayRun else { return isInside }
    suture_membarrier()
    return isMakerInside(seen, o)
  }

  private static func revokeReaders(_ o: ObjectPointer) -> Bool {
    LockStatistics.count(.readersRevoked)
    let me = suture_thread()
    if ThreadTable.contains(where: { $0 != me && ThreadTable.isAttached($0) }) {
      suture_membarrier()
    }
    return isAnyoneInside(o)
  }

  /// Waits until nobody is inside, after `revoke` has found somebody.
  ///
  /// The calling thread counts as detached.
  static func waitForThoseInside(_ seen: UInt32, of o: ObjectPointer, _ w: WordPointer) {
    if isBiased(seen) {
      while isMakerInside(seen, o) {
        Parker.wait(w, while: SUTURE_REVOKING, nanoseconds: -1)
        if suture_load_acquire_u32(w) == SUTURE_LEFT { return }
      }
    } else {
      while isAnyoneInside(o) {
        Parker.wait(w, while: SUTURE_REVOKING, nanoseconds: -1)
        _ = suture_cas_acq_rel_u32(w, SUTURE_LEFT, SUTURE_REVOKING)
        suture_full_fence()  // O10: the next look comes after
      }
    }
  }

  /// The caller owns the word now; others may sleep for it.
  static func finish(_ w: WordPointer) { _ = suture_swap_acquire_u32(w, SUTURE_CONTENDED) }

  private static func isMakerInside(_ bias: UInt32, _ o: ObjectPointer) -> Bool {
    var isInside = false
    ThreadTable.withBias(bias) { isInside = ObjectLock.isInside($0, o) }
    return isInside
  }

  private static func isAnyoneInside(_ o: ObjectPointer) -> Bool {
    ThreadTable.contains { ObjectLock.isInside($0, o) }
  }

  /// B4: gives the word up as readable, if it is time for that and there are no sleepers (O9).
  ///
  /// - Returns: false: the caller still has the word.
  static func makeReadable(_ t: ThreadPointer, _ w: WordPointer) -> Bool {
    t.pointee.reads_left -= 1
    guard t.pointee.reads_left == 0 else { return false }
    t.pointee.reads_left = readsUntilReadable
    guard isAvailable, suture_cas_acq_rel_u32(w, SUTURE_LOCKED, SUTURE_READABLE) else {
      return false
    }
    LockStatistics.count(.madeReadable)
    return true
  }

  /// B2, B3: what the thread itself does at a safepoint after too many revocations.
  static func change(_ t: ThreadPointer) {
    guard suture_held_count(t) == 0 else { return }
    Pending.clear(t, Pending.bias)
    ThreadTable.changeBias(t)
    t.pointee.bias_birth = SUTURE_UNLOCKED
    t.pointee.bias_pause = pause << min(t.pointee.bias_pauses, longestPause)
    t.pointee.bias_pauses += 1
    LockStatistics.count(.biasPaused)
  }

  /// B3: one word lock more.
  @inline(__always)
  static func countWordLock(_ t: ThreadPointer) {
    if t.pointee.bias_pause == 0 { return }
    t.pointee.bias_pause -= 1
    if t.pointee.bias_pause == 0, t.pointee.bias != SUTURE_NO_BIAS {
      t.pointee.bias_birth = t.pointee.bias
    }
  }
}
