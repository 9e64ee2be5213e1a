import CSuture
import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Stopping the world", .serialized) struct StopTheWorldTests {
  /// Passes safepoints until `isDone` is set, each with a request that was made while the thread was detached.
  ///
  /// - Returns: whether a request to stop stood for a second without a sign of it in the thread's state.
  private static func runUntil(_ isDone: UnsafeMutablePointer<UInt32>) -> Bool {
    let t = suture_thread()
    while suture_load_acquire_u32(isDone) == 0 {
      Pending.set(t, Pending.stop)
      Thread.safepoint()
      let start = monotonicNanoseconds()
      while StopTheWorld.isRequested, !suture_is_pending(t) {
        if monotonicNanoseconds() - start > 1_000_000_000 { return true }
      }
    }
    return false
  }

  /// A signal interrupts it anywhere, for as long as it takes to make the next request.
  @Test("A thread that never detaches stops each time that it is asked to")
  func requestAfterStop() {
    if Runtime.attached({ Runtime.isGILMode }) { return }
    nonisolated(unsafe) let isDone = UnsafeMutablePointer<UInt32>.allocate(capacity: 2)
    isDone.initialize(repeating: 0, count: 2)
    nonisolated(unsafe) let isLost = isDone + 1
    nonisolated(unsafe) var stopped: pthread_t?
    let pause: @convention(c) (Int32) -> Void = { _ in for _ in 0..<2000 { suture_cpu_relax() } }
    let old = signal(SIGURG, pause)
    let gate = Gate(2)
    let watchdog = Watchdog()
    runTogether(2, watchdog: watchdog) { i in
      Runtime.attached {
        if i == 1 {
          stopped = pthread_self()
          gate.wait()
          if Self.runUntil(isDone) { suture_store_release_u32(isLost, 1) }
          return
        }
        gate.wait()
        LegacyLock.holding {
          while !StopTheWorld.tryBegin() { usleep(1000) }
          for n in 0..<4000 where suture_load_relaxed_u32(isLost) == 0 {
            watchdog.tick()
            StopTheWorld.run {}
            for _ in 0..<n &* 7919 % 1000 { suture_cpu_relax() }
            pthread_kill(stopped!, SIGURG)
            for _ in 0..<200 { suture_cpu_relax() }
          }
          StopTheWorld.end()
        }
        suture_store_release_u32(isDone, 1)
      }
    }
    signal(SIGURG, old)
    #expect(isLost.pointee == 0, "a request was lost")
    isDone.deallocate()
  }
}
