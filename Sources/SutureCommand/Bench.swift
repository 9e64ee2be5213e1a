import ArgumentParser
import Suture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `suture bench`: measurements of the machine that it runs on.
///
/// Wall and CPU time for each row, since a lock that spins looks parallel in one and not in the
/// other.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how extensions scale with threads.",
    subcommands: [BenchFib.self],
    defaultSubcommand: BenchFib.self
  )
}

/// Question: what do two threads cost that compute Fibonacci through the C API, alone and beside a
/// legacy extension? Ideal: with 2 threads on 2 cores the wall time of 1, twice the CPU.
///
/// Reference: Larry Hastings' Gilectomy, 6x in two.
struct BenchFib: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fib",
    abstract:
      "Recursive Fibonacci through the C API, by 1 and 2 threads, alone and beside a legacy extension."
  )

  @Option(help: "Folders that hold the extensions, separated by colons.")
  var path: String = ""

  @Option(help: "The Fibonacci number that each thread computes.")
  var number = 24

  @Option(help: "How often each thread computes it.")
  var rounds = 10

  @Option(help: "The numbers of threads, separated by commas.")
  var threads = "1,2"

  @Option(help: "A legacy extension that a further thread calls meanwhile: module.function.")
  var neighbour: String?

  @Option(
    name: .customLong("argument"),
    help: "An argument of the neighbour's function, as a Python literal; may be repeated."
  )
  var arguments: [String] = []

  @Flag(help: "Run in GIL mode.")
  var gil = false

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    Runtime.start(mode: gil ? .gil : nil)
    let sys = Python.import("sys")
    for folder in path.split(separator: ":") { sys.path.append(String(folder)) }
    let fib = try Python.attemptImport("fib").fib
    let counts = try threads.split(separator: ",").map { text in
      guard let count = Int(text), count > 0 else {
        throw ValidationError("--threads: '\(text)' is not a number of threads")
      }
      return count
    }
    var rows = counts.map { measure(fib, threads: $0, beside: nil) }
    if let neighbour {
      let work = try Neighbour(neighbour, arguments)
      rows += counts.map { measure(fib, threads: $0, beside: work) }
    }
    print(json ? jsonText(rows) : table(rows))
  }

  // MARK: Measuring

  /// What one configuration took.
  struct Row {
    var label: String
    var threads: Int
    /// From the start of the first thread to the end of the last.
    var wall: Double
    /// Of the Fibonacci threads alone.
    var cpu: Double
    /// Calls that the neighbour made meanwhile.
    var neighbourCalls: Int
  }

  private func measure(_ fib: PythonObject, threads: Int, beside neighbour: Neighbour?) -> Row {
    let progress = isatty(2) != 0
    if progress {
      note(
        "fib(\(number)) x \(rounds), \(threads) threads\(neighbour == nil ? "" : ", with a neighbour")"
      )
    }
    let number = self.number
    let rounds = self.rounds
    let cpu = Counter()
    neighbour?.begin()
    let start = nanoseconds(CLOCK_MONOTONIC)
    runThreads(threads) {
      let before = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
      Runtime.attached { for _ in 0..<rounds { fib(number) } }
      cpu.add(nanoseconds(CLOCK_THREAD_CPUTIME_ID) - before)
    }
    let wall = nanoseconds(CLOCK_MONOTONIC) - start
    let calls = neighbour?.end() ?? 0
    if progress { note("") }
    return Row(
      label: neighbour.map { "beside \($0.name)" } ?? "alone",
      threads: threads,
      wall: Double(wall) / 1e9,
      cpu: Double(cpu.value) / 1e9,
      neighbourCalls: calls
    )
  }

  /// A line on the terminal that the next one replaces.
  private func note(_ text: String) {
    let line = "\r\u{1B}[K" + text
    _ = line.utf8.withContiguousStorageIfAvailable { write(2, $0.baseAddress!, $0.count) }
  }

  // MARK: Printing

  private func table(_ rows: [Row]) -> String {
    var lines = [
      "fib(\(number)) x \(rounds) in each thread, \(Runtime.isGILMode ? "GIL" : "gilectomy") mode",
      pad("", 34) + pad("threads", 9) + pad("wall s", 10) + pad("CPU s", 10) + pad("throughput", 12)
        + "calls beside",
    ]
    for row in rows {
      lines.append(
        pad(row.label, 34) + pad("\(row.threads)", 9) + pad(fixed(row.wall, 3), 10)
          + pad(fixed(row.cpu, 3), 10)
          + pad(fixed(throughput(row, rows), 2) + "x", 12)
          + (row.neighbourCalls > 0 ? "\(row.neighbourCalls)" : "-")
      )
    }
    return lines.joined(separator: "\n")
  }

  private func jsonText(_ rows: [Row]) -> String {
    let items = rows.map { row in
      "{\"label\":\"\(row.label)\",\"threads\":\(row.threads),\"wall_s\":\(fixed(row.wall, 6)),"
        + "\"cpu_s\":\(fixed(row.cpu, 6)),\"throughput\":\(fixed(throughput(row, rows), 4)),"
        + "\"neighbour_calls\":\(row.neighbourCalls)}"
    }
    return
      "{\"benchmark\":\"fib\",\"number\":\(number),\"rounds\":\(rounds),\"rows\":[\(items.joined(separator: ","))]}"
  }

  /// Work done a second, in units of the first row's.
  private func throughput(_ row: Row, _ rows: [Row]) -> Double {
    let first = rows[0]
    return Double(row.threads) / row.wall / (Double(first.threads) / first.wall)
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}

/// A legacy extension's function, called in a loop by a thread of its own.
private final class Neighbour: @unchecked Sendable {
  let name: String
  private let function: PythonObject
  private let arguments: [PythonConvertible]
  private let stop = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
  private var thread: pthread_t?
  private let calls = Counter()

  init(_ name: String, _ arguments: [String]) throws {
    guard let dot = name.lastIndex(of: ".") else {
      throw ValidationError("--neighbour: '\(name)' is not module.function")
    }
    self.name = name
    let module = try Python.attemptImport(String(name[..<dot]))
    function = try module.getAttribute(String(name[name.index(after: dot)...]))
    self.arguments = try arguments.map { text in
      do throws(LiteralError) {
        return try Runtime.attached { () throws(LiteralError) in
          PythonObject(consuming: try Literal.parse(text))
        }
      } catch { throw ValidationError("--argument: '\(text)': \(error.message)") }
    }
    stop.initialize(to: 0)
    _ = try function.call(self.arguments, keywords: [])
  }

  func begin() {
    suture_store_release_u32(stop, 0)
    calls.reset()
    thread = startThread { [self] in
      while suture_load_acquire_u32(stop) == 0 {
        function.dynamicallyCall(withArguments: arguments)
        calls.add(1)
      }
    }
  }

  /// - Returns: how many calls were made.
  func end() -> Int {
    suture_store_release_u32(stop, 1)
    if let thread { pthread_join(thread, nil) }
    return calls.value
  }
}

/// A sum that threads add to.
private final class Counter: @unchecked Sendable {
  private let lock = Mutex()
  private var total = 0
  var value: Int { lock.withLock { total } }
  func add(_ n: Int) { lock.withLock { total += n } }
  func reset() { lock.withLock { total = 0 } }
}

private func nanoseconds(_ clock: clockid_t) -> Int {
  var now = timespec()
  clock_gettime(clock, &now)
  return now.tv_sec * 1_000_000_000 + now.tv_nsec
}

/// `value` with `digits` decimals.
func fixed(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite else { return "-" }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let scaled = Int((value * scale).rounded())
  let whole = String(abs(scaled) / Int(scale))
  let rest = String(abs(scaled) % Int(scale))
  return (scaled < 0 ? "-" : "") + whole
    + (digits == 0 ? "" : "." + String(repeating: "0", count: digits - rest.count) + rest)
}

private func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
  final class Box: @unchecked Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  pthread_create(
    &thread,
    nil,
    { raw in
      Unmanaged<Box>.fromOpaque(raw!).takeRetainedValue().body()
      return nil
    },
    Unmanaged.passRetained(Box(body)).toOpaque()
  )
  return thread
}

/// Runs `body` on `count` threads; returns when all have ended.
private func runThreads(_ count: Int, _ body: @escaping @Sendable () -> Void) {
  let threads = (0..<count).map { _ in startThread(body) }
  for thread in threads { pthread_join(thread, nil) }
}
