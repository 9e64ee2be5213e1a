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
/// A byte is no futex: its waiters queue in one of 64 buckets, by its address, each with a word of its own to sleep on.
///
/// P1  A thread queues only after seeing 3 inside the bucket.
/// P2  Only the owner changes a 3, inside the bucket: `parked` then says whether a waiter of the byte is queued still.
/// P3  A waiter of more than 1 ms that comes to be the first is handed the lock: the byte stays locked for it.
/// P4  After the store that gives the lock up another thread may free the byte, when no waiter is left; and after the
///     store that wakes a waiter its word may be gone. Neither is touched again: the wake uses the address only.
///
/// Orders. acquire on the CAS that takes the lock: pairs with the release of the CAS or store that gave it up; a lock
/// that is handed over: by the release store to the waiter's word and its acquire load. The CAS that sets `parked` hands
/// nothing over: relaxed would do.
/// Tests/Models/byte-lock.pml is the model.
///
/// The idea: Pizlo, "Locking in WebKit" (2016).
public struct ByteLock {
  @usableFromInline static let locked: UInt8 = 1
  @usableFromInline static let parked: UInt8 = 2

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
      if since == 0 { since = now() }
      if Bucket.of(byte).park(byte, since: since) { return }
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
        Bucket.of(byte).giveUp(byte)
        return true
      }
      if suture_cas_release_u8(byte, seen, 0) { return true }
    }
  }
}

/// A thread that waits for a byte, on its stack; all but `word` is guarded by the bucket.
private struct Waiter {
  static let woken: UInt32 = 1
  static let owner: UInt32 = 2

  /// What the thread sleeps on while it is 0.
  var word: UInt32 = 0
  let byte: UnsafeMutablePointer<UInt8>
  let since: Int64
  var next: UnsafeMutablePointer<Waiter>?
}

/// The waiters of the bytes that share a bucket, first come first.
private struct Bucket {
  nonisolated(unsafe) private static let table: UnsafeMutablePointer<Bucket> = {
    let p = UnsafeMutablePointer<Bucket>.allocate(capacity: 64)
    p.initialize(repeating: Bucket(), count: 64)
    return p
  }()
  private static let patience: Int64 = 1_000_000

  private var lock: UInt32 = 0
  private var first: UnsafeMutablePointer<Waiter>?

  static func of(_ byte: UnsafeMutablePointer<UInt8>) -> BucketPointer {
    BucketPointer(p: table + Int((UInt(bitPattern: byte) &* 0x9E37_79B9_7F4A_7C15) >> 58))
  }

  /// A bucket in place.
  struct BucketPointer {
    fileprivate let p: UnsafeMutablePointer<Bucket>

    private func withLock<T>(_ body: () -> T) -> T {
      let lock = WordLock(p.pointer(to: \.lock)!)
      lock.lock()
      defer { lock.unlock() }
      return body()
    }

    /// Sleeps until it is woken, unless the byte has changed meanwhile (P1).
    ///
    /// - Returns: whether the thread has been handed the lock.
    func park(_ byte: UnsafeMutablePointer<UInt8>, since: Int64) -> Bool {
      var waiter = Waiter(byte: byte, since: since)
      return withUnsafeMutablePointer(to: &waiter) { waiter in
        let isQueued = withLock {
          guard suture_load_relaxed_u8(byte) == ByteLock.locked | ByteLock.parked else {
            return false
          }
          var link = p.pointer(to: \.first)!
          while let other = link.pointee { link = other.pointer(to: \.next)! }
          link.pointee = waiter
          return true
        }
        guard isQueued else { return false }
        let word = waiter.pointer(to: \.word)!
        while true {
          let seen = suture_load_acquire_u32(word)
          if seen != 0 { return seen == Waiter.owner }
          Parker.wait(word, while: 0, nanoseconds: -1)
        }
      }
    }

    /// Gives up the byte, which is 3, and wakes its first waiter (P2, P3).
    func giveUp(_ byte: UnsafeMutablePointer<UInt8>) {
      let woken: UnsafeMutablePointer<UInt32>? = withLock {
        guard let waiter = take(byte) else {
          suture_store_release_u8(byte, 0)
          return nil
        }
        let isOwner = now() - waiter.pointee.since > Bucket.patience
        let rest = contains(byte) ? ByteLock.parked : 0
        suture_store_release_u8(byte, (isOwner ? ByteLock.locked : 0) | rest)
        let word = waiter.pointer(to: \.word)!
        suture_store_release_u32(word, isOwner ? Waiter.owner : Waiter.woken)
        return word
      }
      if let woken { Parker.wake(woken, count: 1) }
    }

    /// Takes the first waiter of the byte out.
    private func take(_ byte: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<Waiter>? {
      var link = p.pointer(to: \.first)!
      while let waiter = link.pointee {
        if waiter.pointee.byte == byte {
          link.pointee = waiter.pointee.next
          return waiter
        }
        link = waiter.pointer(to: \.next)!
      }
      return nil
    }

    private func contains(_ byte: UnsafeMutablePointer<UInt8>) -> Bool {
      var next = p.pointee.first
      while let waiter = next {
        if waiter.pointee.byte == byte { return true }
        next = waiter.pointee.next
      }
      return false
    }
  }
}

private func now() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
