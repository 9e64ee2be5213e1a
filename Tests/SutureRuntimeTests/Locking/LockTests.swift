import CSuture
import SutureSync
import SutureTestSupport
import Testing

@testable import SutureRuntime

/// What Tests/Extensions/mutexes.c counts.
private struct Shared {
  var mutexes: (PyMutex, PyMutex, PyMutex, PyMutex) = (.init(), .init(), .init(), .init())
  var counters: (Int, Int, Int, Int) = (0, 0, 0, 0)
}

@Suite("PyMutex", .serialized) struct LockTests {
  typealias MutexPointer = UnsafeMutablePointer<PyMutex>

  private static func make() -> MutexPointer {
    let mutex = MutexPointer.allocate(capacity: 1)
    mutex.initialize(to: PyMutex())
    return mutex
  }

  private static func bits(_ mutex: MutexPointer) -> UInt8 {
    suture_load_acquire_u8(UnsafeMutableRawPointer(mutex).assumingMemoryBound(to: UInt8.self))
  }

  /// Runs `wait` on another thread, which locks `mutex`; then, while it waits, `meanwhile`; then unlocks.
  private static func whileWaiting(
    _ mutex: MutexPointer,
    wait: @escaping @Sendable () -> Void,
    meanwhile: @escaping @Sendable () -> Void
  ) {
    nonisolated(unsafe) let mutex = mutex
    PyMutex_Lock(mutex)
    runTogether(2) { i in
      if i == 0 { return Runtime.attached { wait() } }
      while bits(mutex) != 3 { suture_cpu_relax() }
      Runtime.attached { meanwhile() }
      PyMutex_Unlock(mutex)
    }
    #expect(bits(mutex) == 0)
    mutex.deallocate()
  }

  @Test("A thread that waits is detached for a collection, and its object locks are set aside")
  func detached() {
    nonisolated(unsafe) let mutex = Self.make()
    nonisolated(unsafe) let list = Runtime.attached { PyList_New(0)! }
    let isGIL = Runtime.isGILMode
    Self.whileWaiting(mutex) {
      PyObject_Lock(list)
      PyMutex_Lock(mutex)
      #expect(isGIL || isHeld(list, by: suture_thread()))
      PyMutex_Unlock(mutex)
      PyObject_Unlock(list)
    } meanwhile: {
      _ = PyGC_Collect()
      PyObject_Lock(list)
      PyObject_Unlock(list)
    }
    Runtime.attached { Py_DecRef(list) }
  }

  @Test(
    "A thread that waits lends the legacy lock, and runs nobody's tp_dealloc for it",
    .disabled(if: Runtime.attached { Runtime.isGILMode })
  )
  func legacyLock() {
    nonisolated(unsafe) let mutex = Self.make()
    nonisolated(unsafe) let list = Runtime.attached { PyList_New(0)! }
    let isHeld = Gate(2)
    PyMutex_Lock(mutex)
    runTogether(2) { i in
      Runtime.attached {
        let t = suture_thread()
        if i == 1 {
          isHeld.wait()
          // The item, which is the legacy side's, dies when the lock's holder takes the time.
          _ = PyList_SetSlice(list, 0, 1, nil)
          while suture_load_acquire_u32(suture_legacy_word()) != 0 { suture_cpu_relax() }
          #expect(Self.bits(mutex) & 1 == 1)
          PyMutex_Unlock(mutex)
          return
        }
        let entry = LegacyLock.enter()
        let item = PyList_New(0)
        PyList_Append(list, item)
        Py_DecRef(item)
        isHeld.wait()
        while LegacyLock.reclaimQueueLength == 0 { suture_cpu_relax() }
        PyMutex_Lock(mutex)
        #expect(t.pointee.holds_legacy == 1 && t.pointee.mode == SUTURE_LEGACY)
        #expect(LegacyLock.reclaimQueueLength == 1)
        PyMutex_Unlock(mutex)
        LegacyLock.leave(entry)
        #expect(LegacyLock.reclaimQueueLength == 0)
      }
    }
    mutex.deallocate()
    Runtime.attached { Py_DecRef(list) }
  }

  /// A holder that wants it back at once is the faster one each time.
  @Test("A waiter gets it in the end from a thread that never leaves it alone")
  func handOver() {
    nonisolated(unsafe) let mutex = Self.make()
    nonisolated(unsafe) let isDone = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    isDone.initialize(to: 0)
    runTogether(2) { i in
      if i == 0 {
        while suture_load_acquire_u32(isDone) == 0 {
          PyMutex_Lock(mutex)
          for _ in 0..<2000 { suture_cpu_relax() }
          PyMutex_Unlock(mutex)
        }
      } else {
        for _ in 0..<50 {
          PyMutex_Lock(mutex)
          PyMutex_Unlock(mutex)
        }
        suture_store_release_u32(isDone, 1)
      }
    }
    #expect(Self.bits(mutex) == 0)
    mutex.deallocate()
    isDone.deallocate()
  }

  @Test("No addition under it is lost, and no thread waits for ever", arguments: [false, true])
  func stress(usesPthread: Bool) throws {
    nonisolated(unsafe) let free = try CompiledExtension.module("Tests/Extensions/mutexes.c")
    nonisolated(unsafe) let legacy = try CompiledExtension.module(
      "Tests/Extensions/mutexes.c",
      flags: ["-DMUTEXES_LEGACY"],
      name: "mutexeslegacy"
    )
    nonisolated(unsafe) let shared = UnsafeMutablePointer<Shared>.allocate(capacity: 1)
    shared.initialize(to: Shared())
    let usual = Parker.usesPthread
    Parker.usesPthread = usesPthread
    defer { Parker.usesPthread = usual }
    let (threads, rounds, n) = (5, 40, 1000)
    let watchdog = Watchdog()
    runTogether(threads, watchdog: watchdog) { i in
      Runtime.attached {
        for _ in 0..<rounds {
          watchdog.tick()
          let address = Value.int(Int(bitPattern: shared))
          let result = callMethod(i % 2 == 0 ? free : legacy, "add", address, .int(n))
          #expect(show(result) == "None")
          if i == 0 { _ = PyGC_Collect() }
        }
      }
    }
    let counters = shared.pointee.counters
    let sum = counters.0 + counters.1 + counters.2 + counters.3
    #expect(sum == threads * rounds * n)
    withUnsafePointer(to: &shared.pointee.mutexes.0) { first in
      for i in 0..<4 { #expect(first[i]._bits == 0) }
    }
    shared.deallocate()
  }
}
