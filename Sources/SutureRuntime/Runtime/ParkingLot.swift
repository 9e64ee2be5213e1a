import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// parking_lot.h: sleepers by the address that they sleep on, in buckets of one mutex and one list each.
//
// A sleeper lies on its thread's stack. Who unlinks it, under the bucket's mutex, has the say: an unparker sets
// `isWoken` last and then reads nothing of it; a sleeper whose time is over unlinks itself, or, where an unparker came
// first, waits for `isWoken`.

// MARK: Layout

private struct Sleeper {
  let address: UnsafeRawPointer
  let argument: UnsafeMutableRawPointer?
  var next: UnsafeMutablePointer<Sleeper>?
  var isWoken: UInt32
}
private typealias SleeperPointer = UnsafeMutablePointer<Sleeper>

extension UnsafeMutablePointer where Pointee == Sleeper {
  fileprivate var word: UnsafeMutablePointer<UInt32> {
    (UnsafeMutableRawPointer(self) + MemoryLayout<Sleeper>.offset(of: \.isWoken)!)
      .assumingMemoryBound(to: UInt32.self)
  }
}

/// The sleepers of the addresses that share it, the longest sleeping first.
///
/// `lock` guards the list.
private final class Bucket: @unchecked Sendable {
  let lock = Mutex()
  private var first: SleeperPointer?

  func append(_ sleeper: SleeperPointer) {
    guard var last = first else {
      first = sleeper
      return
    }
    while let next = last.pointee.next { last = next }
    last.pointee.next = sleeper
  }

  /// Unlinks and returns the first sleeper that `matches`.
  func remove(where matches: (SleeperPointer) -> Bool) -> SleeperPointer? {
    var previous: SleeperPointer?
    var next = first
    while let sleeper = next {
      next = sleeper.pointee.next
      if matches(sleeper) {
        if let previous { previous.pointee.next = next } else { first = next }
        sleeper.pointee.next = nil
        return sleeper
      }
      previous = sleeper
    }
    return nil
  }

  func hasSleeper(at address: UnsafeRawPointer) -> Bool {
    var next = first
    while let sleeper = next {
      if sleeper.pointee.address == address { return true }
      next = sleeper.pointee.next
    }
    return false
  }

  private static let all = (0..<64).map { _ in Bucket() }

  static func of(_ address: UnsafeRawPointer) -> Bucket {
    all[Int(UInt(bitPattern: address) >> 4 &* 0x9E37_79B9 & 63)]
  }
}

// MARK: Operations

/// Whether the memory at `address` holds what is at `expected`, by one atomic load.
///
/// Relaxed is enough: who changes it unparks afterwards, and passes the bucket's mutex.
private func holds(_ address: UnsafeRawPointer, _ expected: UnsafeRawPointer, _ size: Int) -> Bool {
  let address = UnsafeMutableRawPointer(mutating: address)
  switch size {
  case 1:
    return suture_load_relaxed_u8(address.assumingMemoryBound(to: UInt8.self))
      == expected.loadUnaligned(as: UInt8.self)
  case 2:
    return suture_load_relaxed_u16(address.assumingMemoryBound(to: UInt16.self))
      == expected.loadUnaligned(as: UInt16.self)
  case 4:
    return suture_load_relaxed_u32(address.assumingMemoryBound(to: UInt32.self))
      == expected.loadUnaligned(as: UInt32.self)
  default:
    return suture_load_relaxed_u64(address.assumingMemoryBound(to: UInt64.self))
      == expected.loadUnaligned(as: UInt64.self)
  }
}

/// Sleeps until the sleeper, which is in the bucket, is woken; false: the time is over.
private func sleep(_ sleeper: SleeperPointer, _ bucket: Bucket, _ timeout: PyTime_t) -> Bool {
  var deadline = timeout < 0 ? nil : _PyDeadline_Init(timeout)
  while suture_load_acquire_u32(sleeper.word) == 0 {
    var left: PyTime_t = -1
    if let end = deadline {
      left = _PyDeadline_Get(end)
      if left <= 0 {
        if bucket.lock.withLock({ bucket.remove { $0 == sleeper } }) != nil { return false }
        deadline = nil
        left = -1
      }
    }
    Parker.wait(sleeper.word, while: 0, nanoseconds: left)
  }
  return true
}

private func wake(_ sleeper: SleeperPointer) {
  let word = sleeper.word
  suture_store_release_u32(word, 1)
  Parker.wake(word, count: 1)
}

// MARK: C API

@c @implementation
public func _PyParkingLot_Park(
  _ address: UnsafeRawPointer?,
  _ expected: UnsafeRawPointer?,
  _ size: Int,
  _ timeout: PyTime_t,
  _ argument: UnsafeMutableRawPointer?,
  _ detach: Int32
) -> Int32 {
  let bucket = Bucket.of(address!)
  return withUnsafeTemporaryAllocation(of: Sleeper.self, capacity: 1) { room in
    let sleeper = room.baseAddress!
    sleeper.initialize(to: Sleeper(address: address!, argument: argument, next: nil, isWoken: 0))
    let isAsleep = bucket.lock.withLock {
      guard holds(address!, expected!, size) else { return false }
      bucket.append(sleeper)
      return true
    }
    guard isAsleep else { return Int32(Py_PARK_AGAIN) }
    let detaches = detach != 0 && suture_thread().pointee.mode != SUTURE_DETACHED
    let thread = detaches ? PyEval_SaveThread() : nil
    defer { if detaches { PyEval_RestoreThread(thread) } }
    return sleep(sleeper, bucket, timeout) ? Int32(Py_PARK_OK) : Int32(Py_PARK_TIMEOUT)
  }
}

@c @implementation
public func _PyParkingLot_Unpark(
  _ address: UnsafeRawPointer?,
  _ function: (
    @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int32) -> Void
  )?,
  _ argument: UnsafeMutableRawPointer?
) {
  let bucket = Bucket.of(address!)
  let woken = bucket.lock.withLock {
    let sleeper = bucket.remove { $0.pointee.address == address }
    let hasMore = sleeper != nil && bucket.hasSleeper(at: address!)
    function!(argument, sleeper?.pointee.argument, hasMore ? 1 : 0)
    return sleeper
  }
  if let woken { wake(woken) }
}

@c @implementation
public func _PyParkingLot_UnparkAll(_ address: UnsafeRawPointer?) {
  let bucket = Bucket.of(address!)
  while let sleeper = bucket.lock.withLock({
    bucket.remove { $0.pointee.address == address }
  }) {
    wake(sleeper)
  }
}
