import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A race that ThreadSanitizer must report: run with SUTURE_RACE=1 by Scripts/check-threads, which expects a failure.
@Suite("NegativeControl") struct NegativeControlTests {
  @Test("A plain increment by two threads is a race", .enabled(if: getenv("SUTURE_RACE") != nil))
  func plainIncrementRaces() {
    nonisolated(unsafe) let word = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    word.initialize(to: 0)
    runTogether(2) { _ in for _ in 0..<10_000 { word.pointee += 1 } }
    #expect(word.pointee <= 20_000)
  }
}
