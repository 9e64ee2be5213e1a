import CSuture
import SutureTestSupport
import Testing

@testable import SutureRuntime

private typealias Park = (isAny: Bool, hasMore: Bool)

/// What sleepers and wakers share, in memory that stays where it is.
private final class Lot: @unchecked Sendable {
  let word = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
  let items = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
  let ended = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)

  init(_ value: UInt64) {
    word.initialize(to: value)
    items.initialize(to: 0)
    ended.initialize(to: 0)
  }
  deinit {
    word.deallocate()
    items.deallocate()
    ended.deallocate()
  }

  func park(while value: UInt64, size: Int = 8, timeout: PyTime_t = -1) -> Int32 {
    var expected = value
    return _PyParkingLot_Park(word, &expected, size, timeout, items, 1)
  }

  /// Wakes one: whether there was one, and whether more sleep.
  func unpark() -> Park {
    var result: Park = (false, true)
    _PyParkingLot_Unpark(
      word,
      { result, items, hasMore in
        if let items { _ = suture_add_relaxed_u32(items.assumingMemoryBound(to: UInt32.self), 1) }
        result!.assumingMemoryBound(to: Park.self).pointee = (items != nil, hasMore != 0)
      },
      &result
    )
    return result
  }

  /// Lets `count` attached threads sleep, and one more call `wake` until all of them have ended.
  ///
  /// Each call is between two collections, which wait for threads that sleep and have not detached.
  func sleepers(_ count: Int, _ wake: @escaping @Sendable () -> Void) {
    let saved = PyEval_SaveThread()
    runTogether(count + 1) { i in
      if i < count {
        Runtime.attached { #expect(self.park(while: 7) == Py_PARK_OK) }
        _ = suture_add_relaxed_u32(self.ended, 1)
        return
      }
      while suture_load_acquire_u32(self.ended) < UInt32(count) {
        Runtime.attached { _ = PyGC_Collect() }
        wake()
      }
    }
    PyEval_RestoreThread(saved)
  }
}

let parkingLotCases: [APICase] = [
  APICase("_PyParkingLot_Park") { _ in
    let lot = Lot(0x0102_0304_0506_0708)
    for (size, same) in [
      (1, 0xFF08), (2, 0xFF0708), (4, 0xFF_0506_0708), (8, 0x0102_0304_0506_0708),
    ]
      as [(Int, UInt64)]
    {
      #expect(lot.park(while: same, size: size, timeout: 0) == Py_PARK_TIMEOUT, "\(size) bytes")
      #expect(lot.park(while: same ^ 1, size: size) == Py_PARK_AGAIN, "\(size) bytes")
    }
    let start = monotonicNanoseconds()
    #expect(lot.park(while: lot.word.pointee, timeout: 2_000_000) == Py_PARK_TIMEOUT)
    #expect(monotonicNanoseconds() - start >= 2_000_000)
    #expect(lot.unpark() == (false, false), "who did not wait any longer is not there")
    // Without a thread state, too.
    let saved = PyEval_SaveThread()
    #expect(lot.park(while: lot.word.pointee, timeout: 1000) == Py_PARK_TIMEOUT)
    PyEval_RestoreThread(saved)
  },
  APICase("_PyParkingLot_Unpark") { _ in
    let lot = Lot(7)
    lot.sleepers(3) {
      let (isAny, hasMore) = lot.unpark()
      #expect(isAny || !hasMore)
    }
    #expect(lot.items.pointee == 3, "each was woken once")
    #expect(lot.unpark() == (false, false))
  },
  APICase("_PyParkingLot_UnparkAll") { _ in
    let lot = Lot(7)
    lot.sleepers(2) { _PyParkingLot_UnparkAll(lot.word) }
    #expect(lot.items.pointee == 0)
  },
]
