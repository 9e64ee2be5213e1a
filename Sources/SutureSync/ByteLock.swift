import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A lock that is one byte: CPython 3.13's PyMutex, whose uncontended paths extensions have inline.
///
///     value             | meaning                     | leaves by
///     ------------------+-----------------------------+--------------------------------------------------
///     unlocked        0 | no owner, no waiter         | lock: CAS 0->1
///     locked          1 | one owner, no waiter        | unlock: CAS 1->0; a waiter: CAS 1->3
///     parked          2 | no owner, there are waiters | lock: CAS 2->3
///     locked | parked 3 | one owner, may have waiters | unlock, in the bucket: 0, 2; handed over: 1, 3
///
/// A byte is no futex: its waiters sleep in the parking lot; its bucket is meant below.
///
/// P1  A thread queues only after seeing 3 inside the bucket.
/// P2  Only the owner changes a 3, inside the bucket: `parked` then says whether a waiter of the byte is queued still.
/// P3  A waiter of more than 1 ms that comes to be the first is handed the lock: the byte stays locked for it.
/// P4  After the store that gives the lock up another thread may free the byte, when no waiter is left: it is not touched
///     again.
///
/// Orders. acquire on the CAS that takes the lock: pairs with the release of the CAS or store that gave it up; a lock
/// that is handed over: by what the waker gives the sleeper. The CAS that sets `parked` hands nothing over: relaxed would
/// do.
/// Tests/Models/byte-lock.pml is the model.
public struct ByteLock {
  @usableFromInline static let locked: UInt8 = 1
  @usableFromInline static let parked: UInt8 = 2
  private static let patience: Int64 = 1_000_000
  /// What a waiter is given: nothing but the wake, or the lock.
  private static let wake: UInt32 = 1
  private static let ownership: UInt32 = 2

  public let byte: UnsafeMutablePointer<UInt8>

  @inlinable
  public init(_ byte: UnsafeMutablePointer<UInt8>) { self.byte = byte }

  @inlinable
  public func tryLock() -> Bool { suture_cas_acquire_u8(byte, 0, ByteLock.locked) }

  /// Waits for the lock after `tryLock` has failed.
  @inline(never)
  public func lockSlow() {
    var backoff = Backoff()
    var since: Int64 = 0
    while true {
      let seen = suture_load_relaxed_u8(byte)
      if seen & ByteLock.locked == 0 {
        if suture_cas_acquire_u8(byte, seen, seen | ByteLock.locked) { return }
        continue
      }
      if seen & ByteLock.parked == 0 {
        if backoff.spin() { continue }
        guard suture_cas_acquire_u8(byte, seen, seen | ByteLock.parked) else { continue }
      }
      if since == 0 { since = ParkingLot.now() }
      let outcome = ParkingLot.park(byte, token: UInt(since)) {
        suture_load_relaxed_u8(byte) == ByteLock.locked | ByteLock.parked
      }
      if outcome == .woken(ByteLock.ownership) { return }
    }
  }

  /// Gives the lock up.
  ///
  /// - Returns: false: nobody held it, and nothing is done.
  @inlinable
  public func unlock() -> Bool {
    suture_cas_release_u8(byte, ByteLock.locked, 0) || unlockSlow()
  }

  @inline(never)
  @usableFromInline
  func unlockSlow() -> Bool {
    while true {
      let seen = suture_load_relaxed_u8(byte)
      if seen & ByteLock.locked == 0 { return false }
      if seen & ByteLock.parked != 0 {
        giveUpParked()
        return true
      }
      if suture_cas_release_u8(byte, seen, 0) { return true }
    }
  }

  /// Gives up the byte, which is 3, and wakes its first waiter (P2, P3).
  private func giveUpParked() {
    ParkingLot.unpark(byte) { since, hasMore in
      let isHandedOver = since.map { ParkingLot.now() - Int64($0) > ByteLock.patience } ?? false
      let rest = hasMore ? ByteLock.parked : 0
      suture_store_release_u8(byte, (isHandedOver ? ByteLock.locked : 0) | rest)
      return isHandedOver ? ByteLock.ownership : ByteLock.wake
    }
  }
}
