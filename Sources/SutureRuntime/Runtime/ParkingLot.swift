import CSuture
import SutureSync

// parking_lot.h: SutureSync's parking lot, for C code.

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
  let park = {
    ParkingLot.park(
      address!,
      token: UInt(bitPattern: argument),
      deadline: timeout < 0 ? nil : _PyDeadline_Init(timeout)
    ) { holds(address!, expected!, size) }
  }
  var outcome = ParkingLot.Outcome.notAsleep
  if detach != 0 {
    Thread.waiting { outcome = park() }
  } else {
    outcome = park()
  }
  return switch outcome {
  case .woken: Int32(Py_PARK_OK)
  case .notAsleep: Int32(Py_PARK_AGAIN)
  case .timedOut: Int32(Py_PARK_TIMEOUT)
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
  ParkingLot.unpark(address!) { token, hasMore in
    function!(argument, token.flatMap(UnsafeMutableRawPointer.init(bitPattern:)), hasMore ? 1 : 0)
    return 1
  }
}

@c @implementation
public func _PyParkingLot_UnparkAll(_ address: UnsafeRawPointer?) {
  var isDone = false
  while !isDone {
    ParkingLot.unpark(address!) { token, _ in
      isDone = token == nil
      return 1
    }
  }
}
