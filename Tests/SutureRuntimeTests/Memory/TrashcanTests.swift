import SutureTestSupport
import Testing

@testable import SutureRuntime

/// Tests/Extensions/trash.c.
@Suite("Memory that dying objects leave to old binaries", .serialized) struct TrashcanTests {
  @Test(
    "A chain whose tp_dealloc has the trashcan macros dies as a whole, whatever the counter says",
    arguments: [0, 50, 51, 99, 120, 10_000]
  )
  func chain(remaining: Int) throws {
    try Runtime.attached {
      let module = try CompiledExtension.module("Tests/Extensions/trash.c")
      let n = 100_000
      let result = show(callMethod(module, "chain", .int(n), .int(remaining)))
      #expect(result == "(\(n), \(n), 1, 1)")
    }
  }

  /// As CPython 3.13 answers for the same file.
  @Test("An object in the memory that a dead one kept has one reference", arguments: [0, 1])
  func reuse(how: Int) throws {
    try Runtime.attached {
      let module = try CompiledExtension.module("Tests/Extensions/trash.c")
      #expect(show(callMethod(module, "reuse", .int(how))) == "(1, 1, 2)")
    }
  }
}
