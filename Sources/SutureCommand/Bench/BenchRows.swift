import ArgumentParser
import Suture

/// Question: what does each piece of the API cost, and does a second thread cost more than a
/// second core gives? Ideal: at most CPython's time on one thread, and the scale of plain C on two.
///
/// Reference: each row of Benchmarks/rows.c names its own.
struct BenchRows: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rows",
    abstract: "The table: time, CPU time and scale of each piece of the API, beside CPython's.",
    discussion: """
      Each row runs by one thread and by several, and by one in CPython, in turns. `scale` is how much more work is \
      done in the same time; `/control` divides it by the scale of plain arithmetic measured just before; `CPU x` is \
      the CPU time of an operation with several threads, in units of that with one. 1 in both is no cost of sharing. \
      `ratio` is the CPU time of one thread by CPython's. Other programs disturb a run by several threads most: of \
      some attempts the one counts whose threads ran side by side; `parallel` is how many did.
      """
  )

  @OptionGroup var options: BenchOptions

  @Option(help: "Rows whose name or group contains this; several by commas.")
  var rows: String = ""

  @Option(help: "How many threads the scale is measured with.")
  var threads = 2

  @Option(help: "How often every row is measured; medians are printed.")
  var rounds = 5

  @Option(help: "How long a measurement takes, about.")
  var seconds = 0.05

  @Option(help: "Iterations of each measurement, instead of --seconds.")
  var iterations: Int?

  @Option(help: "How often a run by several threads is tried until they run side by side.")
  var attempts = 8

  @Flag(help: "Print each row's question, ideal and reference; measure nothing.")
  var explain = false

  func validate() throws {
    try checkPositive(
      ("--threads", Double(threads)),
      ("--rounds", Double(rounds)),
      ("--seconds", seconds),
      ("--iterations", iterations.map { Double($0) }),
      ("--attempts", Double(attempts))
    )
  }

  func run() throws {
    let session = try options.session()
    let filters = rows.split(separator: ",").map(String.init)
    let chosen = session.rows.filter { row in
      row.group != "program"
        && (filters.isEmpty
          || filters.contains { row.name.contains($0) || row.group == $0 })
    }
    if chosen.isEmpty { throw refuse("--rows: no row is called '\(rows)'") }
    if explain {
      if options.json {
        return printLine(JSON.list(chosen.map { .object(explanation($0)) }).text())
      }
      for row in chosen {
        printLine(
          "\(row.name): \(row.question)\n  ideal: \(row.ideal)\n  reference: \(row.reference)"
        )
      }
      return
    }
    let results = try measure(chosen, session)
    printLine(options.json ? jsonText(results, session) : table(results, session))
  }

  // MARK: Measuring

  /// The samples of one row, a round each.
  struct Result {
    var row: BenchRow
    var single: [Sample] = []
    var parallel: [Sample] = []
    var control: [Double] = []
    var peer: [Sample] = []

    var wall: Double { median(single.map(\.wallPerOperation)) }
    var cpu: Double { median(single.map(\.cpuPerOperation)) }
    var parallelWall: Double { median(parallel.map(\.wallPerOperation)) }
    var parallelCPU: Double { median(parallel.map(\.cpuPerOperation)) }
    /// How many of the threads ran at the same time.
    var parallelism: Double { median(parallel.map(\.parallelism)) }
    var scales: [Double] {
      zip(single, parallel).map { $0.wallPerOperation / $1.wallPerOperation }
    }
    var scale: Double { median(scales) }
    var relativeScale: Double { median(zip(scales, control).map { $0 / $1 }) }
    /// CPU time of an operation with several threads, by that with one.
    var cpuRatio: Double {
      median(zip(single, parallel).map { $1.cpuPerOperation / $0.cpuPerOperation })
    }
    var peerCPU: Double? { peer.isEmpty ? nil : median(peer.map(\.cpuPerOperation)) }
    var ratio: Double? {
      peer.isEmpty
        ? nil : median(zip(single, peer).map { $0.cpuPerOperation / $1.cpuPerOperation })
    }
  }

  private func measure(_ rows: [BenchRow], _ session: BenchSession) throws -> [Result] {
    let progress = Progress()
    defer { progress.clear() }
    guard let control = session.rows.first(where: { $0.name == "arith" }) else {
      throw fail("bench: there is no control row")
    }
    let controlCount = try count(control, session.suture, seconds / 2)
    var counts: [(suture: Int, cpython: Int)] = []
    for row in rows {
      progress.show("calibrating \(row.name)")
      counts.append(
        (
          try count(row, session.suture, seconds),
          try session.cpython.map { try count(row, $0, seconds) } ?? 0
        )
      )
    }
    func time(_ host: any BenchHost, _ name: String, _ threads: Int, _ count: Int) throws -> Sample
    {
      try host.run(name, threads: threads, iterations: count, number: 16)
    }
    var results = rows.map { Result(row: $0) }
    for round in 1...max(1, rounds) {
      for (i, row) in rows.enumerated() {
        progress.show("round \(round) of \(rounds): \(row.name) (\(i + 1) of \(rows.count))")
        let one = try time(session.suture, "arith", 1, controlCount)
        let many = try sideBySide("arith", controlCount, session)
        results[i].control.append(one.wallPerOperation / many.wallPerOperation)
        results[i].single.append(try time(session.suture, row.name, 1, counts[i].suture))
        results[i].parallel.append(try sideBySide(row.name, counts[i].suture, session))
        if let cpython = session.cpython {
          results[i].peer.append(try time(cpython, row.name, 1, counts[i].cpython))
        }
      }
    }
    return results
  }

  private func time(_ host: any BenchHost, _ name: String, _ threads: Int, _ count: Int) throws
    -> Sample
  {
    try host.run(name, threads: threads, iterations: count, number: 16)
  }

  /// A run by several threads that other programs disturbed little: the most parallel of some.
  private func sideBySide(_ name: String, _ count: Int, _ session: BenchSession) throws -> Sample {
    var best = try time(session.suture, name, threads, count)
    for _ in 1..<max(1, attempts) where best.parallelism < 0.95 * Double(threads) {
      let next = try time(session.suture, name, threads, count)
      if next.parallelism > best.parallelism { best = next }
    }
    return best
  }

  private func count(_ row: BenchRow, _ host: any BenchHost, _ seconds: Double) throws -> Int {
    if let iterations { return row.limit == 0 ? iterations : min(iterations, row.limit) }
    // What a cycle costs depends on how many a collection finds, and among how many others.
    if row.group == "collector" { return row.limit }
    return try host.calibrate(row, seconds: seconds)
  }

  // MARK: Printing

  private func table(_ results: [Result], _ session: BenchSession) -> String {
    let titles = [
      "row", "wall 1", "CPU 1", "wall \(threads)", "CPU \(threads)", "parallel", "CPU x", "scale",
      "/control", "PEP 703", "CPython CPU", "ratio",
    ]
    let lines = results.map { r in
      [
        r.row.name, fixed(r.wall, 1), fixed(r.cpu, 1), fixed(r.parallelWall, 1),
        fixed(r.parallelCPU, 1), fixed(r.parallelism, 2), fixed(r.cpuRatio, 2), fixed(r.scale, 2),
        fixed(r.relativeScale, 2), r.row.peerScale == 0 ? "-" : fixed(r.row.peerScale, 2),
        r.peerCPU.map { fixed($0, 1) } ?? "-", r.ratio.map { fixed($0, 2) } ?? "-",
      ]
    }
    let name = session.cpython.map { "CPython: \($0.path), the same extension file" }
    return """
      \(Machine.summary); ns per operation by 1 and \(threads) threads, medians of \(rounds) rounds
      \(name ?? "no CPython 3.13 was found (--python PATH names one)")

      \(textTable(titles, lines))

      \(summary(results))
      """
  }

  /// What the table comes to.
  private func summary(_ results: [Result]) -> String {
    let own = results.filter { $0.row.group == "private" }
    let slow = own.filter { $0.relativeScale < 0.97 && $0.cpuRatio > 1.05 }.map(\.row.name)
    let behind = results.filter { $0.row.group == "shared" && $0.scale < $0.row.peerScale }
      .map(\.row.name)
    var lines = [
      "private rows below 0.97 of the control that also cost more than 1.05 of the CPU: "
        + (slow.isEmpty ? "none" : slow.joined(separator: " ")),
      "shared rows that scale worse than PEP 703's: "
        + (behind.isEmpty ? "none" : behind.joined(separator: " ")),
    ]
    let ratios = results.filter { $0.row.group != "control" }.compactMap(\.ratio)
    if !ratios.isEmpty {
      let mean = geometricMean(ratios)
      lines.append("CPU time of one thread by CPython's, geometric mean: \(fixed(mean, 2))")
    }
    return lines.joined(separator: "\n")
  }

  private func explanation(_ row: BenchRow) -> [(String, JSON)] {
    [
      ("row", .string(row.name)), ("group", .string(row.group)),
      ("question", .string(row.question)), ("ideal", .string(row.ideal)),
      ("reference", .string(row.reference)),
    ]
  }

  private func jsonText(_ results: [Result], _ session: BenchSession) -> String {
    let items = results.map { r -> JSON in
      .object(
        explanation(r.row) + [
          ("wall_ns_1", .number(r.wall)),
          ("cpu_ns_1", .number(r.cpu)), ("wall_ns_\(threads)", .number(r.parallelWall)),
          ("cpu_ns_\(threads)", .number(r.parallelCPU)), ("parallel", .number(r.parallelism)),
          ("cpu_ratio", .number(r.cpuRatio)),
          ("scale", .number(r.scale)), ("scale_by_control", .number(r.relativeScale)),
          ("pep703_scale", r.row.peerScale == 0 ? .null : .number(r.row.peerScale)),
          ("cpython_cpu_ns_1", r.peerCPU.map { .number($0) } ?? .null),
          ("ratio_to_cpython", r.ratio.map { .number($0) } ?? .null),
        ]
      )
    }
    return JSON.object([
      ("benchmark", .string("rows")), ("machine", Machine.json), ("threads", .int(threads)),
      ("rounds", .int(rounds)), ("cpython", session.cpython.map { .string($0.path) } ?? .null),
      ("rows", .list(items)),
    ]).text()
  }
}
