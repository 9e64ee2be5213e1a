import CSuture
import SutureSync

/// References that were replaced while other threads may still be using them as borrowed: values of types' dicts, MROs,
/// instances' dicts.
///
/// R1  A thread that calls other code holds a reference of its own to whatever it found before and uses afterwards. So
///     at a call boundary (detached by `Thread.detach`, or stopped in `Thread.safepoint`) it uses nothing borrowed. A
///     thread that waits for a lock may.
/// R2  What was retired in an epoch is dropped when every thread has been seen at a call boundary by a stop of the
///     world that ended that epoch or a later one.
enum Retired {
  private static let lock = Mutex()
  /// Every stop of the world for a collection ends one; written with the world stopped.
  nonisolated(unsafe) private static var epoch: UInt32 = 1
  nonisolated(unsafe) private static var kept: [(epoch: UInt32, object: ObjectPointer)] = []
  /// So many make the thread ask for a collection.
  private static let many = 1000

  /// Takes over the caller's reference.
  static func keep(_ o: ObjectPointer) {
    suture_into_storage(o)
    let isMany = lock.withLock {
      kept.append((epoch, o))
      return kept.count % many == 0
    }
    if isMany { Collector.ask(suture_thread()) }
  }

  /// The objects that nobody uses any more, each with a stored reference that is the caller's.
  ///
  /// The world is stopped, and the caller at a call boundary.
  static func takeUnused() -> [ObjectPointer] {
    let me = suture_thread()
    var oldest = epoch
    for t in ThreadTable.all {
      if t == me || t.pointee.mode == SUTURE_DETACHED || t.pointee.at_boundary != 0 {
        t.pointee.quiet_epoch = epoch
      }
      oldest = min(oldest, t.pointee.quiet_epoch)
    }
    return lock.withLock {
      epoch += 1
      let unused = kept.filter { $0.epoch <= oldest }
      kept.removeAll { $0.epoch <= oldest }
      return unused.map { $0.object }
    }
  }
}
