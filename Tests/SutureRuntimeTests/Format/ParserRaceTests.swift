import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("Argument parsers that threads share") struct ParserRaceTests {
  /// A parser of `spam(a, b=None)` that no call has completed.
  private static func makeParser() -> ClinicParser {
    let names = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: 3)
    names.initialize(from: [("a" as StaticString), "b"].map(\.chars) + [nil], count: 3)
    let parser = ClinicParser.allocate(capacity: 1)
    parser.initialize(to: _PyArg_Parser())
    parser.pointee.keywords = UnsafePointer(names)
    parser.pointee.fname = ("spam" as StaticString).chars
    return parser
  }

  @Test("Threads whose first calls meet at a parser complete it once, while others collect")
  func completion() {
    Runtime.start()
    let (threads, parsers) = (4, 300)
    nonisolated(unsafe) let made = (0..<parsers).map { _ in Self.makeParser() }
    nonisolated(unsafe) let failures = UnsafeMutablePointer<Int>.allocate(capacity: threads)
    failures.initialize(repeating: 0, count: threads)
    runTogether(threads) { thread in
      Runtime.attached {
        let name: ObjectPointer? = raising { () throws(Raise) in try tupleOf(Py.str("b")) }
        var arguments: [ObjectPointer?] = [suture_None(), suture_True()]
        var buffer: [ObjectPointer?] = [nil, nil]
        for (i, parser) in made.enumerated() {
          if i % threads == thread { PyGC_Collect() }
          let found = _PyArg_UnpackKeywords(&arguments, 1, nil, name, parser, 1, 2, 0, &buffer)
          if found?[0] != suture_None() || found?[1] != suture_True() { failures[thread] += 1 }
        }
        suture_decref(name!)
      }
    }
    for thread in 0..<threads { #expect(failures[thread] == 0) }
    failures.deallocate()
  }
}

extension StaticString {
  fileprivate var chars: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
