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

// MARK: Conversion

private let nanosecond: PyTime_t = 1_000_000_000

private func outOfRange() -> Raise {
  Raise(.overflow, "timestamp out of range for platform time_t")
}
private func tooLarge() -> Raise {
  Raise(.overflow, "timestamp too large to convert to C PyTime_t")
}

extension PyTime_t {
  fileprivate func divided(by unit: PyTime_t, _ round: _PyTime_round_t) -> PyTime_t {
    let (quotient, rest) = quotientAndRemainder(dividingBy: unit)
    if rest == 0 { return quotient }
    let isAway =
      switch round {
      case _PyTime_ROUND_FLOOR: rest < 0
      case _PyTime_ROUND_CEILING: rest > 0
      case _PyTime_ROUND_HALF_EVEN:
        rest.magnitude * 2 > unit.magnitude
          || (rest.magnitude * 2 == unit.magnitude && quotient & 1 != 0)
      default: true
      }
    return isAway ? quotient + rest.signum() : quotient
  }

  /// This many units as whole ones of `count` each, rounded down, and the rest.
  fileprivate func split(_ count: PyTime_t) -> (whole: Int, rest: Int) {
    let whole = divided(by: count, _PyTime_ROUND_FLOOR)
    return (Int(whole), Int(self &- whole &* count))
  }
}

extension Double {
  fileprivate func rounded(_ round: _PyTime_round_t) -> Double {
    switch round {
    case _PyTime_ROUND_FLOOR: rounded(.down)
    case _PyTime_ROUND_CEILING: rounded(.up)
    case _PyTime_ROUND_HALF_EVEN: rounded(.toNearestOrEven)
    default: rounded(.awayFromZero)
    }
  }

  /// Whether it is in the range of 64 bits.
  fileprivate var fits: Bool { -0x1p63 <= self && self < 0x1p63 }
}

/// The value of a float; nil: `o` is none.
private func floatValue(_ o: ObjectPointer) throws(Raise) -> Double? {
  guard o.isFloat else { return nil }
  let value = PyFloat_AsDouble(o)
  if value.isNaN { throw Raise(.value, "Invalid value NaN (not a number)") }
  return value
}

/// The nanoseconds of a number of units of `unit` nanoseconds.
private func nanoseconds(
  _ result: UnsafeMutablePointer<PyTime_t>,
  _ o: ObjectPointer,
  _ round: _PyTime_round_t,
  _ unit: PyTime_t
) -> Int32 {
  raising { () throws(Raise) in
    if let value = try floatValue(o) {
      let rounded = (value * Double(unit)).rounded(round)
      result.pointee = rounded.fits ? PyTime_t(rounded) : 0
      if !rounded.fits { throw outOfRange() }
      return 0
    }
    let count = PyLong_AsLongLong(o)
    if count == -1, isExceptionPending {
      guard pendingMatches(.overflow) else { throw .pending }
      throw tooLarge()
    }
    let (value, isTooLarge) = PyTime_t(count).multipliedReportingOverflow(by: unit)
    if isTooLarge { throw tooLarge() }
    result.pointee = value
    return 0
  }
}

/// The whole seconds of a number, and the rest in parts of which a second has `parts`.
private func secondsAndParts(
  _ o: ObjectPointer,
  _ seconds: UnsafeMutablePointer<time_t>,
  _ rest: UnsafeMutablePointer<Int>,
  _ round: _PyTime_round_t,
  _ parts: Double
) -> Int32 {
  raising { () throws(Raise) in
    guard let value = try floatValue(o) else {
      seconds.pointee = try check(_PyLong_AsTime_t(o))
      rest.pointee = 0
      return 0
    }
    var whole = value.rounded(.towardZero)
    var part = whole == value ? 0 : ((value - whole) * parts).rounded(round)
    if part >= parts {
      part -= parts
      whole += 1
    } else if part < 0 {
      part += parts
      whole -= 1
    }
    guard whole.fits else { throw outOfRange() }
    seconds.pointee = time_t(whole)
    rest.pointee = Int(part)
    return 0
  }
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

@c @implementation
public func _PyTime_FromSecondsObject(
  _ result: UnsafeMutablePointer<PyTime_t>?,
  _ o: ObjectPointer?,
  _ round: _PyTime_round_t
) -> Int32 {
  nanoseconds(result!, o!, round, nanosecond)
}

@c @implementation
public func _PyTime_FromMillisecondsObject(
  _ result: UnsafeMutablePointer<PyTime_t>?,
  _ o: ObjectPointer?,
  _ round: _PyTime_round_t
) -> Int32 {
  nanoseconds(result!, o!, round, 1_000_000)
}

@c @implementation
public func _PyTime_FromLong(_ result: UnsafeMutablePointer<PyTime_t>?, _ o: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    guard o!.isInt else { throw Raise(.type, "expect int, got \(o!.type.name)") }
    let value = PyLong_AsLongLong(o)
    if value == -1, isExceptionPending { throw tooLarge() }
    result!.pointee = PyTime_t(value)
    return 0
  }
}

@c @implementation
public func _PyTime_FromSeconds(_ seconds: Int32) -> PyTime_t { PyTime_t(seconds) * nanosecond }

@c @implementation
public func _PyTime_AsLong(_ t: PyTime_t) -> ObjectPointer? { PyLong_FromInt64(t) }

@c @implementation
public func _PyTime_AsMilliseconds(_ t: PyTime_t, _ round: _PyTime_round_t) -> PyTime_t {
  t.divided(by: 1_000_000, round)
}

@c @implementation
public func _PyTime_AsMicroseconds(_ t: PyTime_t, _ round: _PyTime_round_t) -> PyTime_t {
  t.divided(by: 1000, round)
}

@c @implementation
public func _PyTime_AsTimeval(
  _ t: PyTime_t,
  _ result: UnsafeMutablePointer<timeval>?,
  _ round: _PyTime_round_t
) -> Int32 {
  let (seconds, rest) = _PyTime_AsMicroseconds(t, round).split(1_000_000)
  result!.pointee = timeval(tv_sec: seconds, tv_usec: suseconds_t(rest))
  return 0
}

@c @implementation
public func _PyTime_AsTimeval_clamp(
  _ t: PyTime_t,
  _ result: UnsafeMutablePointer<timeval>?,
  _ round: _PyTime_round_t
) {
  _ = _PyTime_AsTimeval(t, result, round)
}

@c @implementation
public func _PyTime_AsTimevalTime_t(
  _ t: PyTime_t,
  _ seconds: UnsafeMutablePointer<time_t>?,
  _ microseconds: UnsafeMutablePointer<Int32>?,
  _ round: _PyTime_round_t
) -> Int32 {
  let (whole, rest) = _PyTime_AsMicroseconds(t, round).split(1_000_000)
  seconds!.pointee = whole
  microseconds!.pointee = Int32(rest)
  return 0
}

@c @implementation
public func _PyTime_AsTimespec(_ t: PyTime_t, _ result: UnsafeMutablePointer<timespec>?) -> Int32 {
  let (seconds, rest) = t.split(nanosecond)
  result!.pointee = timespec(tv_sec: seconds, tv_nsec: rest)
  return 0
}

@c @implementation
public func _PyTime_AsTimespec_clamp(_ t: PyTime_t, _ result: UnsafeMutablePointer<timespec>?) {
  _ = _PyTime_AsTimespec(t, result)
}

@c @implementation
public func _PyTime_ObjectToTime_t(
  _ o: ObjectPointer?,
  _ seconds: UnsafeMutablePointer<time_t>?,
  _ round: _PyTime_round_t
) -> Int32 {
  raising { () throws(Raise) in
    guard let value = try floatValue(o!) else {
      seconds!.pointee = try check(_PyLong_AsTime_t(o))
      return 0
    }
    let rounded = value.rounded(round)
    guard rounded.fits else { throw outOfRange() }
    seconds!.pointee = time_t(rounded)
    return 0
  }
}

@c @implementation
public func _PyTime_ObjectToTimeval(
  _ o: ObjectPointer?,
  _ seconds: UnsafeMutablePointer<time_t>?,
  _ microseconds: UnsafeMutablePointer<Int>?,
  _ round: _PyTime_round_t
) -> Int32 {
  secondsAndParts(o!, seconds!, microseconds!, round, 1e6)
}

@c @implementation
public func _PyTime_ObjectToTimespec(
  _ o: ObjectPointer?,
  _ seconds: UnsafeMutablePointer<time_t>?,
  _ nanoseconds: UnsafeMutablePointer<Int>?,
  _ round: _PyTime_round_t
) -> Int32 {
  secondsAndParts(o!, seconds!, nanoseconds!, round, 1e9)
}

@c @implementation
public func _PyDeadline_Init(_ timeout: PyTime_t) -> PyTime_t {
  let (end, isTooLate) = monotonicNanoseconds().addingReportingOverflow(timeout)
  return isTooLate ? PyTime_t.max : end
}

@c @implementation
public func _PyDeadline_Get(_ deadline: PyTime_t) -> PyTime_t {
  deadline &- monotonicNanoseconds()
}
