import Foundation
import SutureTestSupport
import Testing

/// What SUTURE_LOCK_STATS makes a process print at its end.
@Suite("Lock statistics") struct LockStatisticsTests {
  private func statistics(_ value: String, of example: String, _ arguments: String...) throws
    -> [String]
  {
    let program = Bundle.main.bundleURL.appendingPathComponent("suture").path
    let path = try CompiledExtension.path("Examples/\(example)/\(example).c")
    let result = try CompiledExtension.run(
      [program, "call", path] + arguments,
      environment: ["SUTURE_LOCK_STATS=\(value)"]
    )
    #expect(result.code == 0)
    return result.output.split(separator: "\n").map(String.init)
  }

  private func counts(of example: String, _ arguments: String) throws -> [String: Int] {
    let parts = arguments.split(separator: " ").map(String.init)
    let lines = try statistics("json", of: example, parts[0], parts[1])
    let line = try #require(lines.first { $0.hasPrefix("{") })
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    return try #require(object).mapValues {
      ($0 as? [String: Int])?["count"] ?? ($0 as? Int) ?? -1
    }
  }

  @Test("A GIL-free extension takes object locks and never the legacy one; a legacy one takes that")
  func json() throws {
    let free = try counts(of: "fib", "fib 5")
    let legacy = try counts(of: "legacy", "spin 10")
    #expect(free.keys.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "_" } })
    #expect(free.values.allSatisfy { $0 >= 0 } && free["longest_reclaim_queue"] == 0)
    #expect(free["legacy_uncontended"] == 0)
    #expect(try #require(legacy["legacy_uncontended"]) > 0)
    #expect(try #require(free["object_biased"]) > 0)
  }

  @Test("The table's figures stand below each other")
  func table() throws {
    let lines = try statistics("1", of: "fib", "fib", "5")
    let start = try #require(lines.firstIndex(of: "suture: locks"))
    let figures = lines[(start + 1)...].filter { $0.hasPrefix("  ") }
    #expect(figures.count > 10)
    #expect(figures.allSatisfy { $0.dropFirst(46).first.map { $0 == " " } ?? true })
    #expect(figures.allSatisfy { $0.dropFirst(45).first?.isNumber == true })
  }

  @Test("Nothing is printed where it is off", arguments: ["", "0"])
  func off(_ value: String) throws {
    #expect(try statistics(value, of: "fib", "fib", "5") == ["5"])
  }
}
