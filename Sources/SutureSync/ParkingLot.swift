import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Threads that sleep on an address of any size until another thread wakes them: the base of locks that are smaller than
/// a futex, and of C code's own (parking_lot.h).
///
/// A sleeper lies on its thread's stack, in one of 64 buckets, by the address, with a word of its own to sleep on.
///
/// L1  A thread queues under the bucket's lock, after it has been told that it still has a reason to.
/// L2  Who takes a sleeper out of the list, under the bucket's lock, has the say. A sleeper whose time is over takes
///     itself out; where another thread came first, it waits for the word.
/// L3  After the store to the word, the sleeper may be gone: the wake uses its address only.
///
/// Orders. The store to the word is release, the sleeper's load acquire: it sees what the waker did. All else is under the
/// bucket's lock.
///
/// The idea: Pizlo, "Locking in WebKit" (2016).
public enum ParkingLot {
  public enum Outcome: Equatable {
    /// What the waker gave.
    case woken(UInt32)
    case notAsleep
    case timedOut
  }

  /// Sleeps on `address` until it is woken.
  ///
  /// - Parameters:
  ///   - token: for the waker to see.
  ///   - deadline: by `ParkingLot.now`, in nanoseconds; nil: none.
  ///   - shouldSleep: called under the bucket's lock; false: the outcome is `notAsleep`.
  public static func park(
    _ address: UnsafeRawPointer,
    token: UInt,
    deadline: Int64? = nil,
    _ shouldSleep: () -> Bool
  ) -> Outcome {
    let bucket = Bucket.of(address)
    var sleeper = Sleeper(address: address, token: token)
    return withUnsafeMutablePointer(to: &sleeper) { sleeper in
      let isAsleep = bucket.withLock {
        if !shouldSleep() { return false }
        bucket.append(sleeper)
        return true
      }
      return isAsleep ? sleep(sleeper, bucket, deadline) : .notAsleep
    }
  }

  private static func sleep(
    _ sleeper: UnsafeMutablePointer<Sleeper>,
    _ bucket: Bucket,
    _ deadline: Int64?
  ) -> Outcome {
    let word = sleeper.pointer(to: \.word)!
    var deadline = deadline
    while true {
      let given = suture_load_acquire_u32(word)
      if given != 0 { return .woken(given) }
      var left: Int64 = -1
      if let end = deadline {
        left = end - now()
        if left <= 0 {
          if bucket.withLock({ bucket.take { $0 == sleeper } }) != nil { return .timedOut }
          deadline = nil
          left = -1
        }
      }
      Parker.wait(word, while: 0, nanoseconds: left)
    }
  }

  /// Wakes the thread that has slept on `address` for the longest.
  ///
  /// - Parameter body: called under the bucket's lock with the sleeper's token, nil: nobody sleeps there, and whether
  ///   more do. Returns what to give the sleeper, not 0.
  public static func unpark(
    _ address: UnsafeRawPointer,
    _ body: (_ token: UInt?, _ hasMore: Bool) -> UInt32
  ) {
    let bucket = Bucket.of(address)
    let woken: UnsafeMutablePointer<UInt32>? = bucket.withLock {
      let sleeper = bucket.take { $0.pointee.address == address }
      let hasMore = sleeper != nil && bucket.contains(address)
      let given = body(sleeper?.pointee.token, hasMore)
      guard let word = sleeper?.pointer(to: \.word) else { return nil }
      suture_store_release_u32(word, given)
      return word
    }
    if let woken { Parker.wake(woken, count: 1) }
  }

  /// The time of deadlines.
  public static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// A thread that sleeps; all but `word` is guarded by its bucket.
private struct Sleeper {
  let address: UnsafeRawPointer
  let token: UInt
  /// 0 while it sleeps.
  var word: UInt32 = 0
  var next: UnsafeMutablePointer<Sleeper>?
}

/// The sleepers of the addresses that share it, the longest asleep first.
private struct Bucket {
  private struct Storage {
    var lock: UInt32 = 0
    var first: UnsafeMutablePointer<Sleeper>?
  }
  nonisolated(unsafe) private static let table: UnsafeMutablePointer<Storage> = {
    let p = UnsafeMutablePointer<Storage>.allocate(capacity: 64)
    p.initialize(repeating: Storage(), count: 64)
    return p
  }()

  private let p: UnsafeMutablePointer<Storage>

  static func of(_ address: UnsafeRawPointer) -> Bucket {
    Bucket(p: table + Int((UInt(bitPattern: address) &* 0x9E37_79B9_7F4A_7C15) >> 58))
  }

  func withLock<T>(_ body: () -> T) -> T {
    let lock = WordLock(p.pointer(to: \.lock)!)
    lock.lock()
    defer { lock.unlock() }
    return body()
  }

  func append(_ sleeper: UnsafeMutablePointer<Sleeper>) {
    var link = p.pointer(to: \.first)!
    while let other = link.pointee { link = other.pointer(to: \.next)! }
    link.pointee = sleeper
  }

  /// Takes out the first that `matches`.
  func take(_ matches: (UnsafeMutablePointer<Sleeper>) -> Bool) -> UnsafeMutablePointer<Sleeper>? {
    var link = p.pointer(to: \.first)!
    while let sleeper = link.pointee {
      if matches(sleeper) {
        link.pointee = sleeper.pointee.next
        return sleeper
      }
      link = sleeper.pointer(to: \.next)!
    }
    return nil
  }

  func contains(_ address: UnsafeRawPointer) -> Bool {
    var next = p.pointee.first
    while let sleeper = next {
      if sleeper.pointee.address == address { return true }
      next = sleeper.pointee.next
    }
    return false
  }
}
