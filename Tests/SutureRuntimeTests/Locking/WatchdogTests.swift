import SutureSync
import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The negative control of the deadlock detector: threads that are really stuck, until the report has come.
@Suite("Deadlock detector", .serialized) struct WatchdogTests {
  @Test("Stuck threads are reported: who holds what, who waits for what")
  func reportsStuckThreads() {
    Runtime.start()
    nonisolated(unsafe) let list = Runtime.attached { PyList_New(0)! }
    nonisolated(unsafe) let isReleased = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    isReleased.initialize(to: 0)
    nonisolated(unsafe) let ids = UnsafeMutablePointer<UInt32>.allocate(capacity: 3)
    ids.initialize(repeating: 0, count: 3)
    let text = TestLock()
    nonisolated(unsafe) var report = ""
    let watchdog = Watchdog(patience: 0.3) { found in
      text.withLock { report = found }
      suture_store_release_u32(isReleased, 1)
    }
    runTogether(3, watchdog: watchdog) { thread in
      Runtime.attached {
        if thread > 0 { ids[thread] = suture_thread().pointee.id }
        switch thread {
        case 0:  // a legacy extension that loops, with an object locked
          let entry = LegacyLock.enter()
          PyObject_Lock(list)
          suture_store_release_u32(ids + thread, suture_thread().pointee.id)
          while suture_load_acquire_u32(isReleased) == 0 { usleep(1000) }
          PyObject_Unlock(list)
          LegacyLock.leave(entry)
        case 1:
          while suture_load_acquire_u32(ids) == 0 { usleep(1000) }
          PyObject_Lock(list)
          PyObject_Unlock(list)
        default:
          while suture_load_acquire_u32(ids) == 0 { usleep(1000) }
          let entry = LegacyLock.enter()
          LegacyLock.leave(entry)
        }
      }
    }
    let found = text.withLock { report }
    func line(_ i: Int) -> Substring {
      found.split(separator: "\n").first { $0.hasPrefix("thread \(ids[i]) ") } ?? ""
    }
    #expect(line(0).contains("attached, legacy mode, holds the legacy lock"), "\(found)")
    #expect(line(0).contains("holds the lock of the list object at "), "\(found)")
    #expect(line(1).contains("waits for the lock of the list object at "), "\(found)")
    #expect(line(1).hasSuffix(", held by thread \(ids[0])"), "\(found)")
    #expect(line(2).hasSuffix("waits for the legacy lock, held by thread \(ids[0])"), "\(found)")
    Runtime.attached { Py_DecRef(list) }
    ids.deallocate()
    isReleased.deallocate()
  }

  @Test("Threads that come on are not reported")
  func leavesOthersAlone() {
    nonisolated(unsafe) var isReported = false
    let watchdog = Watchdog(patience: 0.2) { _ in isReported = true }
    runTogether(2, watchdog: watchdog) { _ in
      for _ in 0..<20 {
        usleep(20_000)
        watchdog.tick()
      }
    }
    #expect(!isReported)
  }
}
