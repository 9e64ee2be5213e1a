import SutureSync

/// What a host program can measure of the runtime.
public enum Statistics {
  private static let lock = Mutex()
  nonisolated(unsafe) private static var recorded: [Int64] = []
  private static let capacity = 4096

  /// How long the world stood still for each collection since `resetPauses`, in nanoseconds; at
  /// most the last 4096.
  public static var pauses: [Int64] { lock.withLock { recorded } }

  public static func resetPauses() { lock.withLock { recorded = [] } }

  /// Objects that wait for the legacy lock to be freed.
  public static var reclaimQueueLength: Int { LegacyLock.reclaimQueueLength }

  /// Their bytes, without what they refer to.
  ///
  /// Beyond 64 MiB, threads that would add to them wait 1 ms for each.
  public static var reclaimQueueBytes: Int { Int(LegacyLock.reclaimQueueBytes) }

  /// How many blocks of up to 512 bytes are in use: most objects and rows.
  ///
  /// 0 while another thread collects, and where malloc gives all memory (SUTURE_MALLOC=1).
  public static var usedBlocks: Int {
    guard StopTheWorld.tryBegin() else { return 0 }
    defer { StopTheWorld.end() }
    var count = 0
    LegacyLock.holding { count = StopTheWorld.run { SmallBlocks.usedCount } }
    return count
  }

  static func record(pause: Int64) {
    lock.withLock {
      if recorded.count == capacity { recorded.removeFirst() }
      recorded.append(pause)
    }
  }
}
