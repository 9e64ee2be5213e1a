import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The time of a clock in nanoseconds.
private func read(_ clock: clockid_t, _ result: UnsafeMutablePointer<PyTime_t>) -> Int32 {
  var t = timespec()
  guard clock_gettime(clock, &t) == 0 else { return -1 }
  result.pointee = Int64(t.tv_sec) &* 1_000_000_000 &+ Int64(t.tv_nsec)
  return 0
}

private func readOrRaise(_ clock: clockid_t, _ result: UnsafeMutablePointer<PyTime_t>) -> Int32 {
  if read(clock, result) == 0 { return 0 }
  _ = PyErr_SetFromErrno(suture_PyExc_OSError())
  return -1
}

// MARK: C API

@c @implementation
public func PyTime_AsSecondsDouble(_ t: PyTime_t) -> Double {
  // Whole seconds are exact for longer than nanoseconds are.
  t % 1_000_000_000 == 0 ? Double(t / 1_000_000_000) : Double(t) / 1e9
}

@c @implementation
public func PyTime_Monotonic(_ result: UnsafeMutablePointer<PyTime_t>?) -> Int32 {
  readOrRaise(CLOCK_MONOTONIC, result!)
}

@c @implementation
public func PyTime_PerfCounter(_ result: UnsafeMutablePointer<PyTime_t>?) -> Int32 {
  readOrRaise(CLOCK_MONOTONIC, result!)
}

@c @implementation
public func PyTime_Time(_ result: UnsafeMutablePointer<PyTime_t>?) -> Int32 {
  readOrRaise(CLOCK_REALTIME, result!)
}

@c @implementation
public func PyTime_MonotonicRaw(_ result: UnsafeMutablePointer<PyTime_t>?) -> Int32 {
  read(CLOCK_MONOTONIC, result!)
}

@c @implementation
public func PyTime_PerfCounterRaw(_ result: UnsafeMutablePointer<PyTime_t>?) -> Int32 {
  read(CLOCK_MONOTONIC, result!)
}

@c @implementation
public func PyTime_TimeRaw(_ result: UnsafeMutablePointer<PyTime_t>?) -> Int32 {
  read(CLOCK_REALTIME, result!)
}
