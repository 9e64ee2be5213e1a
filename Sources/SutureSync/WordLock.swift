import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A lock that is one 32-bit word.
///
///     value       | meaning                          | leaves by
///     ------------+----------------------------------+------------------------------
///     unlocked  0 | no owner, no sleeper             | lock: CAS 0->1
///     locked    1 | one owner, no sleeper            | unlock: 1->0; waiter: 1->2
///     contended 2 | one owner, there may be sleepers | unlock: 2->0, then wake one
///
/// W1  A thread sleeps only after seeing `contended` under the kernel's compare.
/// W2  A woken thread takes the word as `contended`, never `locked`: it cannot know it was the last sleeper.
/// W3  After the release store another thread may free the word. Waking uses the address only and reads nothing.
///
/// Orders. acquire on 0->1 and ->2: pairs with the previous owner's release, so its writes are visible.
///         release on ->0: publishes ours.
///
/// The algorithm is Drepper's third mutex ("Futexes Are Tricky", 2011).
public struct WordLock {
  public let word: UnsafeMutablePointer<UInt32>

  @inlinable
  public init(_ word: UnsafeMutablePointer<UInt32>) { self.word = word }

  @inlinable
  public func tryLock() -> Bool { suture_cas_acquire_u32(word, 0, 1) }

  @inlinable
  public func lock() {
    if !suture_cas_acquire_u32(word, 0, 1) { lockSlow() }
  }

  @inlinable
  public func unlock() {
    if suture_swap_release_u32(word, 0) == 2 { unlockSlow() }
  }

  @inline(never)
  public func lockSlow() {
    var spins = 0
    while spins < 40 {
      if suture_load_relaxed_u32(word) == 0, suture_cas_acquire_u32(word, 0, 1) { return }
      suture_cpu_relax()
      spins += 1
    }
    while suture_swap_acquire_u32(word, 2) != 0 {
      Parker.wait(word, while: 2, nanoseconds: -1)
    }
  }

  @inline(never)
  public func unlockSlow() { Parker.wake(word, count: 1) }
}

/// A mutex with storage of its own, for state that no object carries.
///
/// W4  A mutex is a leaf: who holds one makes no object and passes no safepoint. It could have to stop there for a
///     collection, which would wait for ever for an attached thread that waits for the mutex. Debug builds check it.
public final class Mutex: @unchecked Sendable {
  private let word: UnsafeMutablePointer<UInt32>
  private let isLeaf: Bool

  /// - Parameter isLeaf: false: of a mutex that no attached thread waits for, W4 need not hold.
  public init(isLeaf: Bool = true) {
    self.isLeaf = isLeaf
    word = .allocate(capacity: 1)
    word.initialize(to: 0)
  }

  deinit { word.deallocate() }

  public func lock() {
    WordLock(word).lock()
    if isLeaf { HeldMutexes.count(1) }
  }

  public func unlock() {
    if isLeaf { HeldMutexes.count(-1) }
    WordLock(word).unlock()
  }

  public func tryLock() -> Bool {
    let isLocked = WordLock(word).tryLock()
    if isLocked, isLeaf { HeldMutexes.count(1) }
    return isLocked
  }

  /// - Note: `body` calls no extension code: a mutex is not suspendable.
  public func withLock<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> T {
    lock()
    defer { unlock() }
    return try body()
  }
}

/// The mutexes that the calling thread holds, counted in debug builds for W4.
public enum HeldMutexes {
  @inlinable @inline(__always)
  public static func count(_ by: Int32) {
    #if DEBUG
    suture_count_mutex(by)
    #endif
  }

  /// Where a thread may stop: it holds none.
  @inlinable @inline(__always)
  public static func assertNone() {
    #if DEBUG
    precondition(suture_mutexes_held() == 0, "a thread may stop here, and holds a mutex (W4)")
    #endif
  }
}
