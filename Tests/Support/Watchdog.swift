import SutureRuntime
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Tells when threads are stuck: prints who holds and who waits (LockReport).
///
/// Threads that work for long call `tick`; without one for `patience` they count as stuck.
package final class Watchdog: @unchecked Sendable {
  private let ticks = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
  private let patience: Double
  private let onStuck: @Sendable (String) -> Void
  private let lock = TestLock()
  nonisolated(unsafe) private var isDone = false
  private var thread = pthread_t()

  /// - Parameters:
  ///   - patience: in seconds; 0: the environment's SUTURE_PATIENCE, or 120.
  ///   - onStuck: gets the report, once; ends the process when nothing else is given, for the threads cannot be ended.
  package init(
    patience: Double = 0,
    onStuck: @escaping @Sendable (String) -> Void = Watchdog.endProcess
  ) {
    ticks.initialize(to: 0)
    let given = getenv("SUTURE_PATIENCE").flatMap { Double(String(cString: $0)) } ?? 120
    self.patience = patience > 0 ? patience : given
    self.onStuck = onStuck
    let raw = Unmanaged.passRetained(self).toOpaque()
    let error = pthread_create(
      &thread,
      nil,
      { raw in
        Unmanaged<Watchdog>.fromOpaque(raw!).takeRetainedValue().watch()
        return nil
      },
      raw
    )
    precondition(error == 0, "pthread_create: \(error)")
  }

  deinit { ticks.deallocate() }

  package func tick() { _ = suture_add_relaxed_u64(ticks, 1) }

  /// Ends the watch; the threads are through.
  package func end() {
    lock.withLock { isDone = true }
    pthread_join(thread, nil)
  }

  private func watch() {
    var seen = suture_load_relaxed_u64(ticks)
    var waited = 0.0
    while !lock.withLock({ isDone }) {
      usleep(20_000)
      waited += 0.02
      let now = suture_load_relaxed_u64(ticks)
      if now != seen {
        seen = now
        waited = 0
      }
      if waited >= patience {
        onStuck(LockReport.text())
        return
      }
    }
  }

  package static func endProcess(_ report: String) {
    let text = "stuck: no thread of the test has come on; who holds and who waits:\n\(report)"
    _ = text.withCString { write(2, $0, strlen($0)) }
    exit(70)
  }
}
