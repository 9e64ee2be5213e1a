import CSuture

@testable import SutureRuntime

/// Capsules that are counted until they die.
enum CountedCapsule {
  nonisolated(unsafe) private static let count: UnsafeMutablePointer<UInt64> = {
    let p = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
    p.initialize(to: 0)
    return p
  }()

  /// How many are alive.
  static var live: UInt64 { suture_add_relaxed_u64(count, 0) }

  static func make() -> ObjectPointer {
    _ = suture_add_relaxed_u64(count, 1)
    return PyCapsule_New(UnsafeMutableRawPointer(bitPattern: 8), nil) { _ in
      _ = suture_add_relaxed_u64(CountedCapsule.count, UInt64.max)
    }!
  }
}
