import CSuture
import SutureSync

/// Which thread imports what.
///
/// A waiter sleeps detached; who would close a circle of waiters goes on without waiting and sees
/// the module half made, as in CPython.
enum ImportLocks {
  private static let lock = Mutex()
  nonisolated(unsafe) private static var holders: [String: UInt32] = [:]
  nonisolated(unsafe) private static var depths: [String: Int] = [:]
  /// How many names are held; written under the lock.
  nonisolated(unsafe) private static let heldCount: UnsafeMutablePointer<UInt32> = {
    let p = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    p.initialize(to: 0)
    return p
  }()
  nonisolated(unsafe) private static var waits: [UInt32: String] = [:]
  /// Changes with every release: waiters sleep on it.
  nonisolated(unsafe) private static let generation: UnsafeMutablePointer<UInt32> = {
    let p = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    p.initialize(to: 0)
    return p
  }()

  /// - Returns: false: another thread holds it and waits for this one.
  static func acquire(_ name: String) -> Bool {
    let me = suture_thread().pointee.id
    while true {
      var seen: UInt32 = 0
      let state: Bool? = lock.withLock {
        guard let holder = holders[name], holder != me else {
          holders[name] = me
          depths[name, default: 0] += 1
          suture_store_release_u32(heldCount, UInt32(holders.count))
          return true
        }
        var next: UInt32? = holder
        while let thread = next {
          if thread == me { return false }
          next = waits[thread].flatMap { holders[$0] }
        }
        waits[me] = name
        seen = suture_load_acquire_u32(generation)
        return nil
      }
      if let state { return state }
      let thread = Thread.detach()
      Parker.wait(generation, while: seen, nanoseconds: 100_000_000)
      Thread.reattach(thread)
      lock.withLock { waits[me] = nil }
    }
  }

  static func release(_ name: String) {
    lock.withLock {
      depths[name, default: 1] -= 1
      if depths[name] == 0 {
        depths[name] = nil
        holders[name] = nil
        suture_store_release_u32(heldCount, UInt32(holders.count))
      }
      suture_store_release_u32(generation, suture_load_acquire_u32(generation) &+ 1)
    }
    Parker.wake(generation, count: Int(Int32.max))
  }

  /// True when another thread is importing `name`, of a module that the caller has found in sys.modules.
  ///
  /// Who enters it there holds the name already: where the count is 0 afterwards, the import has ended.
  static func isBusy(_ name: @autoclosure () -> String) -> Bool {
    if suture_load_acquire_u32(heldCount) == 0 { return false }
    let name = name()
    let me = suture_thread().pointee.id
    return lock.withLock { holders[name].map { $0 != me } ?? false }
  }
}
