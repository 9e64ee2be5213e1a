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
]
