import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Puts threads to sleep on the address of a word and wakes them: the kernel's futex on Linux, one over
/// pthread elsewhere (and on Linux when `Parker.usesPthread` is set, so that it is tested there).
public enum Parker {
  nonisolated(unsafe) public static var usesPthread = {
    #if os(Linux)
    false
    #else
    true
    #endif
  }()

  /// Sleeps while `word` holds `value`.
  ///
  /// May wake without a reason.
  ///
  /// - Parameter nanoseconds: the longest sleep; negative: no limit.
  public static func wait(
    _ word: UnsafeMutablePointer<UInt32>,
    while value: UInt32,
    nanoseconds: Int64
  ) {
    let t = suture_thread()
    let isKnown = t != suture_detached_thread()
    if isKnown { suture_store_release_ptr(&t.pointee.parked_on, word) }
    defer { if isKnown { suture_store_release_ptr(&t.pointee.parked_on, nil) } }
    #if os(Linux)
    if !usesPthread {
      switch suture_futex_wait(word, value, nanoseconds) {
      case 0, EAGAIN, EINTR, ETIMEDOUT: return
      case let error: fatalError("futex wait failed: errno \(error)")
      }
    }
    #endif
    PthreadFutex.shared.wait(word, while: value, nanoseconds: nanoseconds)
  }

  /// Wakes at most `count` of the threads that sleep on `word`, which may already be freed.
  public static func wake(_ word: UnsafeMutablePointer<UInt32>, count: Int) {
    #if os(Linux)
    if !usesPthread {
      suture_futex_wake(word, Int32(clamping: count))
      return
    }
    #endif
    PthreadFutex.shared.wake(word, count: count)
  }
}

/// Sleepers by address, in 64 buckets of one pthread mutex and condition each (WebKit's parking lot, simplified: a
/// wake rouses the whole bucket, and each sleeper looks at its word again).
final class PthreadFutex: @unchecked Sendable {
  static let shared = PthreadFutex()
  private struct Bucket {
    var mutex = pthread_mutex_t()
    var condition = pthread_cond_t()
  }
  private let buckets: UnsafeMutablePointer<Bucket>

  init() {
    buckets = .allocate(capacity: 64)
    buckets.initialize(repeating: Bucket(), count: 64)
    for i in 0..<64 {
      pthread_mutex_init(&buckets[i].mutex, nil)
      pthread_cond_init(&buckets[i].condition, nil)
    }
  }

  private func bucket(_ word: UnsafeMutablePointer<UInt32>) -> UnsafeMutablePointer<Bucket> {
    let hash = UInt(bitPattern: word) >> 4 &* 0x9E37_79B9
    return buckets + Int(hash & 63)
  }

  func wait(_ word: UnsafeMutablePointer<UInt32>, while value: UInt32, nanoseconds: Int64) {
    let b = bucket(word)
    pthread_mutex_lock(&b.pointee.mutex)
    defer { pthread_mutex_unlock(&b.pointee.mutex) }
    guard suture_load_acquire_u32(word) == value else { return }
    if nanoseconds < 0 {
      pthread_cond_wait(&b.pointee.condition, &b.pointee.mutex)
      return
    }
    var limit = timespec()
    clock_gettime(CLOCK_REALTIME, &limit)
    let total = Int64(limit.tv_nsec) + nanoseconds
    limit.tv_sec += Int(total / 1_000_000_000)
    limit.tv_nsec = Int(total % 1_000_000_000)
    pthread_cond_timedwait(&b.pointee.condition, &b.pointee.mutex, &limit)
  }

  func wake(_ word: UnsafeMutablePointer<UInt32>, count: Int) {
    let b = bucket(word)
    pthread_mutex_lock(&b.pointee.mutex)
    pthread_cond_broadcast(&b.pointee.condition)
    pthread_mutex_unlock(&b.pointee.mutex)
  }
}
