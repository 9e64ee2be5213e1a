import CSuture

/// How long a thread that found a lock taken leaves it alone before it looks again.
///
/// A look takes the lock's cache line from its holder, who pays for that at the next operation: so the looks are ever
/// further apart (Anderson, "The Performance of Spin Lock Alternatives", 1990), and end after some 6 us, when a
/// sleep in the kernel is the cheaper wait.
public struct Backoff {
  @usableFromInline var pauses: UInt32 = Backoff.first
  @usableFromInline static let first: UInt32 = 8
  @usableFromInline static let last: UInt32 = 128

  @inlinable
  public init() {}

  /// Waits, twice as long as the last time.
  ///
  /// - Returns: false, at once: it has waited long enough.
  @inline(never)
  public mutating func spin() -> Bool {
    if pauses > Backoff.last { return false }
    for _ in 0..<pauses { suture_cpu_relax() }
    pauses *= 2
    return true
  }
}
