import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

private typealias Clock = (UnsafeMutablePointer<PyTime_t>?) -> Int32

/// The time of a system clock, in nanoseconds.
private func now(_ clock: clockid_t) -> PyTime_t {
  var time = timespec()
  clock_gettime(clock, &time)
  return PyTime_t(time.tv_sec) * 1_000_000_000 + PyTime_t(time.tv_nsec)
}

/// Checks that a clock of the API lies between two readings of the system's.
private func expectClock(
  _ id: clockid_t,
  _ clocks: [Clock],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for clock in clocks {
    var time: PyTime_t = 0
    let before = now(id)
    let result = clock(&time)
    let after = now(id)
    #expect(result == 0, sourceLocation: sourceLocation)
    #expect((before...after).contains(time), sourceLocation: sourceLocation)
  }
}

private let rounds = [
  _PyTime_ROUND_FLOOR, _PyTime_ROUND_CEILING, _PyTime_ROUND_HALF_EVEN, _PyTime_ROUND_UP,
]

let pytimeCases: [APICase] = [
  APICase("PyTime_AsSecondsDouble") { _ in
    for (time, seconds) in [
      (0, 0), (1, 1e-09), (-1_500_000_000, -1.5), (1_000_000_001, 1.000000001),
      (PyTime_t.max, 9223372036.854776), (PyTime_t.min, -9223372036.854776),
    ] as [(PyTime_t, Double)] { #expect(PyTime_AsSecondsDouble(time) == seconds) }
  },
  APICase("PyTime_Time", "PyTime_TimeRaw") { _ in
    expectClock(CLOCK_REALTIME, [PyTime_Time, PyTime_TimeRaw])
  },
  APICase(
    "PyTime_Monotonic",
    "PyTime_PerfCounter",
    "PyTime_MonotonicRaw",
    "PyTime_PerfCounterRaw"
  ) { _ in
    let clocks: [Clock] = [
      PyTime_Monotonic, PyTime_PerfCounter, PyTime_MonotonicRaw, PyTime_PerfCounterRaw,
    ]
    expectClock(CLOCK_MONOTONIC, clocks)
    // The Raw forms need no thread state.
    let saved = PyEval_SaveThread()
    expectClock(CLOCK_MONOTONIC, [PyTime_MonotonicRaw, PyTime_PerfCounterRaw])
    expectClock(CLOCK_REALTIME, [PyTime_TimeRaw])
    PyEval_RestoreThread(saved)
  },
  APICase(
    "_PyTime_FromSecondsObject",
    "_PyTime_FromMillisecondsObject",
    "_PyTime_FromLong",
    "_PyTime_FromSeconds",
    "_PyTime_AsLong"
  ) { w in
    func expect(
      _ convert: (UnsafeMutablePointer<PyTime_t>?, ObjectPointer?, _PyTime_round_t) -> Int32,
      _ o: ObjectPointer,
      _ expected: [PyTime_t]
    ) {
      for (round, expected) in zip(rounds, expected) {
        var t: PyTime_t = -77
        #expect(
          convert(&t, o, round) == 0 && t == expected,
          "\(show(Py_NewRef(o))) \(round.rawValue)"
        )
      }
      drop(o)
    }
    let seconds = _PyTime_FromSecondsObject
    let milliseconds = _PyTime_FromMillisecondsObject
    expect(seconds, number(-5), [-5_000_000_000, -5_000_000_000, -5_000_000_000, -5_000_000_000])
    expect(seconds, indexable(5), [5_000_000_000, 5_000_000_000, 5_000_000_000, 5_000_000_000])
    expect(seconds, real(1.4e-9), [1, 2, 1, 2])
    expect(seconds, real(2.5e-9), [2, 3, 2, 3])
    expect(seconds, real(-1.5e-9), [-2, -1, -2, -2])
    expect(seconds, real(9223372036.8), [Int64](repeating: 9_223_372_036_799_998_976, count: 4))
    expect(
      milliseconds,
      number(9_223_372_036_854),
      [Int64](repeating: 9_223_372_036_854_000_000, count: 4)
    )
    expect(milliseconds, real(-1.5e-9), [-1, 0, 0, -1])
    expect(milliseconds, real(0.1), [100_000, 100_000, 100_000, 100_000])
    let large = "OverflowError: timestamp too large to convert to C PyTime_t"
    let range = "OverflowError: timestamp out of range for platform time_t"
    for (o, error) in [
      (number(9_223_372_037), large), (number(Int.max), large),
      (read("1180591620717411303424"), large),
      (real(9223372036.854775807), range), (real(.infinity), range),
      (real(.nan), "ValueError: Invalid value NaN (not a number)"),
      (own(w), "TypeError: 'object' object cannot be interpreted as an integer"),
    ] {
      var t: PyTime_t = 0
      expectError(error, seconds(&t, o, _PyTime_ROUND_UP))
      drop(o)
    }
    expectOutcomes(
      w,
      [
        "-5": "0 -5", "9223372036854775807": "0 9223372036854775807", "True": "0 1",
        "9223372036854775808": "\(large) -77", "1.5": "TypeError: expect int, got float -77",
        "object": "TypeError: expect int, got object -77",
      ]
    ) { o in
      var t: PyTime_t = -77
      let result = _PyTime_FromLong(&t, o)
      return "\(takeError() ?? "\(result)") \(t)"
    }
    #expect(_PyTime_FromSeconds(-3) == -3_000_000_000)
    #expect(_PyTime_FromSeconds(Int32.max) == 2_147_483_647_000_000_000)
    expectRepr(_PyTime_AsLong(-5), "-5")
  },
  APICase(
    "_PyTime_AsMilliseconds",
    "_PyTime_AsMicroseconds",
    "_PyTime_AsTimeval",
    "_PyTime_AsTimeval_clamp",
    "_PyTime_AsTimevalTime_t",
    "_PyTime_AsTimespec",
    "_PyTime_AsTimespec_clamp"
  ) { _ in
    for (time, expected) in [
      (1, [0, 1, 0, 1]), (500_000, [0, 1, 0, 1]), (1_500_000, [1, 2, 2, 2]),
      (-500_001, [-1, 0, -1, -1]), (-500_000, [-1, 0, 0, -1]),
      (PyTime_t.max, [9_223_372_036_854, 9_223_372_036_855, 9_223_372_036_855, 9_223_372_036_855]),
      (
        PyTime_t.min,
        [-9_223_372_036_855, -9_223_372_036_854, -9_223_372_036_855, -9_223_372_036_855]
      ),
    ] as [(PyTime_t, [PyTime_t])] {
      #expect(rounds.map { _PyTime_AsMilliseconds(time, $0) } == expected, "\(time)")
    }
    // Seconds and microseconds by rounding.
    for (time, expected) in [
      (-1, [[-1, 999_999], [0, 0], [0, 0], [-1, 999_999]]),
      (1500, [[0, 1], [0, 2], [0, 2], [0, 2]]),
      (999_999_500, [[0, 999_999], [1, 0], [1, 0], [1, 0]]),
      (-999_999_999, [[-1, 0], [-1, 1], [-1, 0], [-1, 0]]),
      (
        PyTime_t.min,
        [
          [-9_223_372_037, 145_224], [-9_223_372_037, 145_225], [-9_223_372_037, 145_224],
          [-9_223_372_037, 145_224],
        ]
      ),
    ] as [(PyTime_t, [[Int]])] {
      for (round, expected) in zip(rounds, expected) {
        var (plain, clamped) = (timeval(), timeval())
        var (seconds, microseconds) = (time_t(), Int32())
        #expect(_PyTime_AsMicroseconds(time, round) == expected[0] * 1_000_000 + expected[1])
        #expect(_PyTime_AsTimeval(time, &plain, round) == 0)
        _PyTime_AsTimeval_clamp(time, &clamped, round)
        #expect(_PyTime_AsTimevalTime_t(time, &seconds, &microseconds, round) == 0)
        for parts in [
          [plain.tv_sec, Int(plain.tv_usec)], [clamped.tv_sec, Int(clamped.tv_usec)],
          [seconds, Int(microseconds)],
        ] { #expect(parts == expected, "\(time) \(round.rawValue)") }
      }
    }
    for (time, expected) in [
      (1, [0, 1]), (-1001, [-1, 999_998_999]), (PyTime_t.max, [9_223_372_036, 854_775_807]),
      (PyTime_t.min, [-9_223_372_037, 145_224_192]),
    ] as [(PyTime_t, [Int])] {
      var (plain, clamped) = (timespec(), timespec())
      #expect(_PyTime_AsTimespec(time, &plain) == 0)
      _PyTime_AsTimespec_clamp(time, &clamped)
      #expect([plain.tv_sec, plain.tv_nsec] == expected)
      #expect([clamped.tv_sec, clamped.tv_nsec] == expected)
    }
  },
  APICase("_PyTime_ObjectToTime_t", "_PyTime_ObjectToTimeval", "_PyTime_ObjectToTimespec") { w in
    for (value, whole, micro, nano) in [
      (-0.5, [-1, 0, 0, -1], [[-1, 500_000], [-1, 500_000]], [-1, 500_000_000]),
      (1.0000005, [1, 2, 1, 2], [[1, 0], [1, 1]], [1, 500]),
      (0.9999999999, [0, 1, 1, 1], [[0, 999_999], [1, 0]], [0, 999_999_999]),
      (-1e-10, [-1, 0, 0, -1], [[-1, 999_999], [0, 0]], [-1, 999_999_999]),
    ] as [(Double, [Int], [[Int]], [Int])] {
      let o = real(value)
      for (round, expected) in zip(rounds, whole) {
        var seconds = 0
        #expect(_PyTime_ObjectToTime_t(o, &seconds, round) == 0 && seconds == expected, "\(value)")
      }
      var (seconds, rest) = (0, 0)
      for (round, expected) in zip(rounds, micro) {
        #expect(_PyTime_ObjectToTimeval(o, &seconds, &rest, round) == 0)
        #expect([seconds, rest] == expected, "\(value) \(round.rawValue)")
      }
      #expect(_PyTime_ObjectToTimespec(o, &seconds, &rest, _PyTime_ROUND_FLOOR) == 0)
      #expect([seconds, rest] == nano, "\(value)")
      drop(o)
    }
    let range = "OverflowError: timestamp out of range for platform time_t"
    for (o, expected) in [
      (number(-5), "-5"), (indexable(5), "5"), (read("9223372036854775808"), range),
      (real(9.3e18), range), (real(-.infinity), range),
      (real(.nan), "ValueError: Invalid value NaN (not a number)"),
      (own(w), "TypeError: 'object' object cannot be interpreted as an integer"),
    ] {
      var (seconds, rest) = (0, 77)
      func answer(_ result: Int32) -> String {
        if let error = takeError() { return result == -1 ? error : "\(result) \(error)" }
        return "\(seconds)"
      }
      #expect(answer(_PyTime_ObjectToTime_t(o, &seconds, _PyTime_ROUND_UP)) == expected)
      for convert in [_PyTime_ObjectToTimeval, _PyTime_ObjectToTimespec] {
        #expect(answer(convert(o, &seconds, &rest, _PyTime_ROUND_UP)) == expected)
        #expect(rest == 0 || expected.contains(":"))
      }
      drop(o)
    }
  },
  APICase("_PyDeadline_Init", "_PyDeadline_Get") { _ in
    let before = now(CLOCK_MONOTONIC)
    let deadline = _PyDeadline_Init(1_000_000_000)
    let left = _PyDeadline_Get(deadline)
    let after = now(CLOCK_MONOTONIC)
    #expect((before...after).contains(deadline - 1_000_000_000))
    #expect((1_000_000_000 - (after - before)...1_000_000_000).contains(left))
    #expect(_PyDeadline_Init(PyTime_t.max) == PyTime_t.max, "the end of time")
    #expect(_PyDeadline_Get(0) < 0)
  },
]
