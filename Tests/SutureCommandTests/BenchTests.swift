import Foundation
import FoundationXML
import SutureTestSupport
import Testing

@testable import SutureCommand

/// What `suture bench` prints; never how fast it is.
@Suite("suture bench") struct BenchTests {
  /// Runs the program that was built beside the tests.
  private func suture(_ arguments: String...) throws -> (code: Int32, output: String) {
    try suture(arguments)
  }

  private func suture(_ arguments: [String]) throws -> (code: Int32, output: String) {
    let program = Bundle.main.bundleURL.appendingPathComponent("suture").path
    return try CompiledExtension.run(
      [program, "bench"] + arguments + ["--extension", CompiledExtension.root + "/Benchmarks"]
    )
  }

  private func json(_ result: (code: Int32, output: String)) throws -> [String: Any] {
    #expect(result.code == 0, "\(result.output)")
    let parsed = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(parsed as? [String: Any])
  }

  @Test("The table has a line for each row, and JSON says what each row measures")
  func table() throws {
    let all = try json(
      suture("--json", "--iterations", "20", "--rounds", "1", "--python", "none")
    )
    let rows = try #require(all["rows"] as? [[String: Any]])
    let names = rows.compactMap { $0["row"] as? String }
    #expect(Set(names).count == names.count && names.count > 40)
    for row in rows {
      for key in ["question", "ideal", "reference"] {
        let text = row[key] as? String
        #expect(text?.isEmpty == false, "\(row["row"] ?? ""): \(key)")
      }
      for key in [
        "wall_ns_1", "cpu_ns_1", "wall_ns_2", "cpu_ns_2", "cpu_ratio", "scale", "scale_by_control",
      ] {
        let number = row[key] as? Double
        #expect(number.map { $0 > 0 } == true, "\(row["row"] ?? ""): \(key)")
      }
      #expect(row["cpython_cpu_ns_1"] is NSNull)
    }
    let text = try suture(
      "--rows",
      "long_add,control",
      "--iterations",
      "20",
      "--rounds",
      "1",
      "--python",
      "none"
    )
    let lines = text.output.split(separator: "\n").map(String.init)
    for name in ["row ", "arith ", "libc_malloc ", "long_add "] {
      #expect(lines.contains { $0.hasPrefix(name) }, "\(text.output)")
    }
  }

  @Test(
    "What cannot be measured is said in one line, without a word from the CPython that was started",
    arguments: [
      (["--rows", "absent"], "bench: --rows: no row is called 'absent'"),
      (["fib", "--programs", "z"], "bench: --programs: 'z' is none of x, xerial and y"),
      (["fib", "--threads", "1,0"], "bench: --threads: '0' is not a number above 0"),
      (["fib", "--neighbour", "spin"], "bench: --neighbour: 'spin' is not module.function"),
      (
        ["--python", "/absent"],
        "bench: --python: '/absent' is neither a CPython 3.13 nor a folder that holds python3.13"
      ),
      (
        ["fib", "--svg", "/absent/x.svg"],
        "bench: /absent/x.svg cannot be written: No such file or directory"
      ),
    ]
  )
  func refusesArguments(_ arguments: [String], _ message: String) throws {
    let result = try suture(arguments)
    #expect(result.code == (message.contains("/absent") ? 1 : 64))
    #expect(result.output == message + "\n")
  }

  @Test("A number that must be above 0 is refused before anything runs")
  func refusesZero() throws {
    for option in ["threads", "rounds", "seconds", "iterations", "attempts"] {
      let result = try suture("--" + option, "0")
      #expect(result.code == 64)
      #expect(result.output.hasPrefix("Error: --\(option) must be above 0\n"), "\(result.output)")
    }
  }

  @Test("An explanation is text or JSON")
  func explains() throws {
    let text = try suture("--explain", "--rows", "long_add", "--python", "none")
    #expect(text.output.hasPrefix("long_add: "))
    let all = try suture("--explain", "--rows", "long_add", "--python", "none", "--json")
    let rows = try JSONSerialization.jsonObject(with: Data(all.output.utf8)) as? [[String: String]]
    #expect(rows?.first?["row"] == "long_add" && rows?.first?["question"]?.isEmpty == false)
  }

  @Test("fib prints each program by each number of threads, and draws them")
  func fib() throws {
    let file = NSTemporaryDirectory() + "suture-bench-\(getpid()).svg"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let all = try json(
      suture(
        "fib",
        "--number",
        "14",
        "--threads",
        "1,2",
        "--json",
        "--python",
        "none",
        "--svg",
        file
      )
    )
    let rows = try #require(all["rows"] as? [[String: Any]])
    let labels = rows.map { "\($0["program"] ?? "") \($0["threads"] ?? "")" }
    #expect(labels == ["x 1", "x 2", "xerial 1", "xerial 2", "y 1", "y 2"])
    for row in rows {
      #expect((row["cpu_s"] as? Double).map { $0 > 0 } == true)
      #expect((row["wall_s"] as? Double).map { $0 > 0 } == true)
    }
    // fib(14) makes 1219 calls; x on two threads and xerial for two make the same.
    #expect(rows.prefix(4).map { $0["calls"] as? Double } == [1219, 2438, 1219, 2438])
    let drawing = try #require(FileManager.default.contents(atPath: file))
    #expect(XMLParser(data: drawing).parse())
    let text = String(decoding: drawing, as: UTF8.self)
    #expect(text.components(separatedBy: "<polyline").count == 1 + 2 * 3, "3 lines in 2 panels")
  }

  @Test("legacy waits for no GIL-free thread, and its queue holds at most what they dropped")
  func legacy() throws {
    let all = try json(
      suture("legacy", "--iterations", "30", "--rounds", "1", "--json", "--python", "none")
    )
    let rows = try #require(all["rows"] as? [[String: Any]])
    #expect(rows.map { $0["threads"] as? Int } == [1, 2, 1, 2])
    #expect(rows.map { $0["queue"] as? Int } == [0, 0, 30, 60])
    for row in rows { #expect((row["legacy_lists_per_s"] as? Double).map { $0 > 0 } == true) }
  }

  @Test("gc prints the pauses of both rows")
  func pauses() throws {
    let all = try json(
      suture("gc", "--iterations", "50", "--rounds", "1", "--json", "--python", "none")
    )
    let rows = try #require(all["rows"] as? [[String: Any]])
    #expect(rows.map { $0["row"] as? String } == ["gc_cycles", "gc_cycles", "gc_live", "gc_live"])
    for row in rows {
      #expect((row["pauses"] as? Double).map { $0 >= 1 } == true)
      #expect((row["pause_max_ns"] as? Double).map { $0 > 0 } == true)
    }
  }

  @Test(
    "The median is the middle",
    arguments: [([], 0), ([3], 3), ([3, 1, 2], 2), ([4, 1, 2, 3], 2.5)] as [([Double], Double)]
  )
  func medians(values: [Double], middle: Double) { #expect(median(values) == middle) }

  @Test("A chart of names with markup in them is well-formed")
  func chart() {
    let series = Chart.Series(name: "<x> & \"y\"", points: [(1, 0.5), (2, 0)])
    let svg = Chart(title: "a < b", panels: [.init(title: "p", series: [series])]).svg
    #expect(XMLParser(data: Data(svg.utf8)).parse())
  }
}
