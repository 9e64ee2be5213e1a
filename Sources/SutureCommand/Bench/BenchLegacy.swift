import ArgumentParser
import Suture
import SutureRuntime
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Question: what do GIL-free threads lose while another loops in a legacy extension that changes
/// counts inline and never gives its lock up? Ideal: nothing: 1 thread keeps 0.95 of its speed, and
/// 2 threads 0.9 of theirs by CPU second.
///
/// Reference: CPython's free-threaded build turns its GIL on for the whole process then.
struct BenchLegacy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "legacy",
    abstract: "GIL-free threads beside one that loops in a legacy extension.",
    discussion: """
      Two programs run by 1 and by 2 threads, alone and beside the legacy thread in turns: Fibonacci; and Fibonacci \
      that drops objects which legacy code has seen, so that only the legacy side may free them. These wait in the \
      reclaim queue until the legacy lock is free; its greatest length is printed, and the memory that the process \
      gained.
      """
  )

  @OptionGroup var options: BenchOptions

  @Option(help: "The numbers of GIL-free threads, separated by commas.")
  var threads = "1,2"

  @Option(help: "How often everything is measured; medians are printed.")
  var rounds = 7

  @Option(help: "How long a measurement takes, about.")
  var seconds = 0.1

  @Option(help: "Iterations of each measurement, instead of --seconds.")
  var iterations: Int?

  func validate() throws {
    try checkPositive(
      ("--rounds", Double(rounds)),
      ("--seconds", seconds),
      ("--iterations", iterations.map { Double($0) })
    )
  }

  func run() throws {
    let counts = try numbers(threads, option: "--threads")
    let session = try options.session()
    let loop = try LegacyLoop(session)
    let progress = Progress()
    var results: [Result] = []
    for kind in Kind.allCases {
      results += counts.map { Result(kind: kind, threads: $0) }
    }
    let repeats = try Kind.allCases.map { try count($0, session) }
    for round in 1...max(1, rounds) {
      for i in results.indices {
        let n = repeats[results[i].kind == .fib ? 0 : 1]
        progress.show("round \(round) of \(rounds): \(results[i].name)")
        results[i].alone.append(try measure(results[i], n, session, nil))
        results[i].beside.append(try measure(results[i], n, session, loop))
      }
    }
    progress.clear()
    printLine(options.json ? jsonText(results) : table(results))
  }

  // MARK: Measuring

  enum Kind: String, CaseIterable {
    case fib = "fib_api"
    case drops = "drop_seen"
  }

  struct Measurement {
    var sample: Sample
    var queue: Int
    var bytes: Int
    /// Lists that the neighbour made a second.
    var legacySpeed: Double
  }

  /// The rounds of one program by one number of threads.
  struct Result {
    var kind: Kind
    var threads: Int
    var alone: [Measurement] = []
    var beside: [Measurement] = []

    var name: String {
      (kind == .fib ? "fib" : "fib, dropping seen objects")
        + ", \(threads) thread\(threads == 1 ? "" : "s")"
    }
    /// Speed beside the neighbour, by the speed alone.
    var speed: Double { ratio(\.wallPerOperation) }
    var speedByCPU: Double { ratio(\.cpuPerOperation) }
    var queue: Int { beside.map(\.queue).max() ?? 0 }
    var bytes: Int { beside.map(\.bytes).max() ?? 0 }

    private func ratio(_ time: (Sample) -> Double) -> Double {
      median(zip(alone, beside).map { time($0.sample) / time($1.sample) })
    }
  }

  private func count(_ kind: Kind, _ session: BenchSession) throws -> Int {
    if let iterations { return iterations }
    let probe = 200
    let sample = try measure(Result(kind: kind, threads: 1), probe, session, nil).sample
    return max(1, Int(Double(probe) * seconds * 1e9 / sample.wall))
  }

  private func measure(_ result: Result, _ n: Int, _ session: BenchSession, _ loop: LegacyLoop?)
    throws -> Measurement
  {
    // drop_seen computes fib(10) each time, so fib does too.
    var lists = Python.None
    if result.kind == .drops {
      lists = session.module.lists(result.threads, n)
      try session.neighbour().see(lists)
    }
    let before = Machine.residentBytes
    let watch = loop?.begin()
    let sample = try session.suture.run(
      result.kind.rawValue,
      threads: result.threads,
      iterations: n,
      number: 10,
      lists: lists
    )
    let bytes = Machine.residentBytes - before
    if let watch { watch.end() }
    return Measurement(
      sample: sample,
      queue: watch?.longestQueue ?? 0,
      bytes: max(0, bytes),
      legacySpeed: watch?.speed ?? 0
    )
  }

  // MARK: Printing

  private func table(_ results: [Result]) -> String {
    let titles = [
      "program", "alone ns", "beside ns", "speed", "by CPU second", "queue", "memory KiB",
    ]
    let lines = results.map { r in
      [
        r.name, fixed(median(r.alone.map(\.sample.wallPerOperation)), 1),
        fixed(median(r.beside.map(\.sample.wallPerOperation)), 1), fixed(r.speed, 2),
        fixed(r.speedByCPU, 2), "\(r.queue)", "\(r.bytes / 1024)",
      ]
    }
    let lists = median(results.flatMap(\.beside).map(\.legacySpeed))
    return """
      beside a legacy extension that never gives its lock up; \(Machine.summary)
      ns of wall time per operation, medians of \(rounds) rounds; speed: beside by alone, 1 is no loss

      \(textTable(titles, lines))

      the legacy thread made and dropped \(fixed(lists / 1e6, 1)) million lists a second meanwhile
      """
  }

  private func jsonText(_ results: [Result]) -> String {
    let items = results.map { r -> JSON in
      .object([
        ("program", .string(r.kind.rawValue)), ("threads", .int(r.threads)),
        ("alone_ns", .number(median(r.alone.map(\.sample.wallPerOperation)))),
        ("beside_ns", .number(median(r.beside.map(\.sample.wallPerOperation)))),
        ("speed", .number(r.speed)), ("speed_by_cpu", .number(r.speedByCPU)),
        ("queue", .int(r.queue)), ("memory_bytes", .int(r.bytes)),
        ("legacy_lists_per_s", .number(median(r.beside.map(\.legacySpeed)))),
      ])
    }
    return JSON.object([
      ("benchmark", .string("legacy")), ("machine", Machine.json), ("rounds", .int(rounds)),
      ("rows", .list(items)),
    ]).text()
  }
}

/// The thread that loops in Benchmarks/neighbour.c, and one that watches the reclaim queue.
private final class LegacyLoop: @unchecked Sendable {
  private let function: PythonObject
  /// 0: not begun; 1: it loops; 2: it is to end.
  private let word = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
  private var threads: [pthread_t] = []
  /// Written by the threads, read after they were joined.
  private(set) var longestQueue = 0
  private(set) var speed = 0.0

  init(_ session: BenchSession) throws {
    function = try session.neighbour().getAttribute("loop")
    word.initialize(to: 0)
  }

  deinit { word.deallocate() }

  /// Returns when the legacy thread holds its lock.
  func begin() -> LegacyLoop {
    suture_store_release_u32(word, 0)
    longestQueue = 0
    threads = [
      startThread { [self] in
        let start = nanoseconds(CLOCK_MONOTONIC)
        let made = Int(function(Int(bitPattern: word))) ?? 0
        speed = Double(made) * 1e9 / Double(nanoseconds(CLOCK_MONOTONIC) - start)
      },
      startThread { [self] in
        while suture_load_acquire_u32(word) != 2 {
          longestQueue = max(longestQueue, Statistics.reclaimQueueLength)
          usleep(500)
        }
      },
    ]
    while suture_load_acquire_u32(word) == 0 { usleep(100) }
    return self
  }

  func end() {
    let last = Statistics.reclaimQueueLength
    suture_store_release_u32(word, 2)
    for thread in threads { pthread_join(thread, nil) }
    longestQueue = max(longestQueue, last)
  }
}
