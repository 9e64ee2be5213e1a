import ArgumentParser
import Suture
import SutureRuntime

/// Question: what does a cyclic container cost from its making to its collection, and how long does
/// the world stand still for it? Ideal: CPython's time, and pauses that do not grow with the work.
///
/// Reference: CPython 3.13, whose whole collection is a pause.
struct BenchGC: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Cycle collection: time of a cycle, and the pauses.",
    discussion: """
      gc_cycles makes and drops lists that hold themselves and collects; gc_live does the same while as many lists \
      live. In CPython a pause is a collection; here it is the time that the world is stopped: finalizers and \
      deallocation run beside the other threads.
      """
  )

  @OptionGroup var options: BenchOptions

  @Option(help: "How many cycles a measurement makes.")
  var iterations = 60_000

  @Option(help: "The numbers of threads, separated by commas. CPython runs one.")
  var threads = "1,2"

  @Option(help: "How often everything is measured; medians are printed.")
  var rounds = 7

  func validate() throws {
    try checkPositive(("--iterations", Double(iterations)), ("--rounds", Double(rounds)))
  }

  func run() throws {
    let counts = try numbers(threads, option: "--threads")
    let session = try options.session()
    let progress = Progress()
    var results: [Result] = []
    for name in ["gc_cycles", "gc_live"] {
      results += counts.map { Result(row: name, host: "suture", threads: $0) }
      if session.cpython != nil { results.append(Result(row: name, host: "CPython", threads: 1)) }
    }
    for round in 1...max(1, rounds) {
      for i in results.indices {
        let r = results[i]
        progress.show("round \(round) of \(rounds): \(r.row), \(r.host), \(r.threads) threads")
        let host: any BenchHost = r.host == "suture" ? session.suture : session.cpython!
        results[i].samples.append(
          try host.run(r.row, threads: r.threads, iterations: iterations, number: 0)
        )
      }
    }
    progress.clear()
    printLine(options.json ? jsonText(results) : table(results))
  }

  /// The rounds of one row on one host.
  struct Result {
    var row, host: String
    var threads: Int
    var samples: [Sample] = []

    var time: Double { median(samples.map(\.wallPerOperation)) }
    var cpu: Double { median(samples.map(\.cpuPerOperation)) }
    var pauses: [Double] { samples.flatMap(\.pauses) }
    /// Of a round.
    var pauseCount: Double { median(samples.map { Double($0.pauses.count) }) }
    var pauseTotal: Double { median(samples.map { $0.pauses.reduce(0, +) }) }
    var longest: Double { pauses.max() ?? 0 }
  }

  private func table(_ results: [Result]) -> String {
    let titles = [
      "row", "host", "threads", "wall ns", "CPU ns", "pauses", "median us", "longest us",
      "total us",
    ]
    let lines = results.map { r in
      [
        r.row, r.host, "\(r.threads)", fixed(r.time, 1), fixed(r.cpu, 1), fixed(r.pauseCount, 0),
        fixed(median(r.pauses) / 1e3, 0), fixed(r.longest / 1e3, 0), fixed(r.pauseTotal / 1e3, 0),
      ]
    }
    return """
      \(iterations) cycles by each thread; \(Machine.summary)
      ns per cycle, and the pauses of a round, medians of \(rounds) rounds; the longest pause of all rounds

      \(textTable(titles, lines))
      """
  }

  private func jsonText(_ results: [Result]) -> String {
    let items = results.map { r -> JSON in
      .object([
        ("row", .string(r.row)), ("host", .string(r.host)), ("threads", .int(r.threads)),
        ("wall_ns", .number(r.time)), ("cpu_ns", .number(r.cpu)),
        ("pauses", .number(r.pauseCount)), ("pause_median_ns", .number(median(r.pauses))),
        ("pause_max_ns", .number(r.longest)), ("pause_total_ns", .number(r.pauseTotal)),
      ])
    }
    return JSON.object([
      ("benchmark", .string("gc")), ("machine", Machine.json), ("iterations", .int(iterations)),
      ("rounds", .int(rounds)), ("rows", .list(items)),
    ]).text()
  }
}
