import ArgumentParser
import Suture
import SutureRuntime
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Question: what do N threads cost that each compute Fibonacci through the C API (x), against one
/// that does all of their work (xerial), and when they share two sets (y); and beside a legacy
/// extension? Ideal: x takes the wall time of one thread while there are cores, and N times its CPU.
///
/// Reference: Larry Hastings' programs of the same names; his Gilectomy ran x by 2 threads at 0.42.
struct BenchFib: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fib",
    abstract:
      "Recursive Fibonacci through the C API by N threads, serially, with shared sets, beside a legacy extension."
  )

  @OptionGroup var options: BenchOptions

  @Option(help: "Folders that hold the neighbour's extension, separated by colons.")
  var path: String = ""

  @Option(help: "The Fibonacci number that each thread computes; y takes one smaller by 12.")
  var number = 30

  @Option(help: "How often each thread computes it.")
  var rounds = 1

  @Option(
    help: "The numbers of threads, separated by commas. Default: 1 to twice the cores, at most 8."
  )
  var threads: String?

  @Option(
    help: "Programs of x, xerial and y, separated by commas. Default: all; x with a neighbour."
  )
  var programs: String?

  @Option(help: "A legacy extension that a further thread calls meanwhile: module.function.")
  var neighbour: String?

  @Option(
    name: .customLong("argument"),
    help: "An argument of the neighbour's function, as a Python literal; may be repeated."
  )
  var arguments: [String] = []

  @Flag(help: "Run in GIL mode.")
  var gil = false

  @Option(help: "Write a chart of wall and CPU time against threads to this file, as SVG.")
  var svg: String?

  func validate() throws {
    try checkPositive(("--number", Double(number)), ("--rounds", Double(rounds)))
  }

  func run() throws {
    let names = (programs ?? (neighbour == nil ? "x,xerial,y" : "x")).split(separator: ",")
      .map(String.init)
    let chosen = try names.map { name in
      guard let program = Program(rawValue: name) else {
        throw refuse("--programs: '\(name)' is none of x, xerial and y")
      }
      return program
    }
    let standard = neighbour == nil ? Array(1...min(8, 2 * Machine.cores)) : [1, 2]
    let counts = try threads.map { try numbers($0, option: "--threads") } ?? standard
    // Before minutes of measurements.
    if let svg { close(try Chart.create(svg)) }
    Runtime.start(mode: gil ? .gil : nil)
    let session = try options.session()
    for folder in path.split(separator: ":") { Extensions.addSearchPath(String(folder)) }
    let work = try neighbour.map { try Neighbour($0, arguments) }
    var rows: [Row] = []
    for program in chosen {
      for count in counts {
        rows.append(try measure(session.suture, program, count, "suture", nil))
        if let cpython = session.cpython, work == nil {
          rows.append(try measure(cpython, program, count, "CPython", nil))
        }
      }
    }
    if let work {
      rows += try counts.map { try measure(session.suture, .x, $0, "suture", work) }
    }
    if let svg { try writeChart(rows, to: svg) }
    printLine(options.json ? jsonText(rows) : table(rows))
  }

  // MARK: Measuring

  enum Program: String {
    case x, xerial, y
  }

  /// What one configuration took.
  struct Row {
    var host: String
    var program: Program
    var label: String
    var threads: Int
    /// Seconds.
    var wall: Double
    /// Seconds, of the Fibonacci threads alone.
    var cpu: Double
    /// Calls of Fibonacci.
    var operations: Double
    /// Calls that the neighbour made meanwhile.
    var neighbourCalls: Int
  }

  private func measure(
    _ host: any BenchHost,
    _ program: Program,
    _ threads: Int,
    _ name: String,
    _ neighbour: Neighbour?
  ) throws -> Row {
    let label = program.rawValue + (neighbour.map { " beside \($0.name)" } ?? "")
    let progress = Progress()
    progress.show("\(label), \(threads) threads, \(name)")
    defer { progress.clear() }
    neighbour?.begin()
    // xerial does the work of all threads on one.
    let sample = try host.run(
      program == .y ? "fib_shared_sets" : "fib_api",
      threads: program == .xerial ? 1 : threads,
      iterations: program == .xerial ? rounds * threads : rounds,
      number: program == .y ? max(1, number - 12) : number
    )
    let calls = neighbour?.end() ?? 0
    return Row(
      host: name,
      program: program,
      label: label,
      threads: threads,
      wall: sample.wall / 1e9,
      cpu: sample.cpu / 1e9,
      operations: sample.operations,
      neighbourCalls: calls
    )
  }

  // MARK: Printing

  private func table(_ rows: [Row]) -> String {
    let lines = rows.map { row in
      [
        row.label, row.host, "\(row.threads)", fixed(row.wall, 3), fixed(row.cpu, 3),
        fixed(throughput(row, rows), 2) + "x",
        row.neighbourCalls > 0 ? "\(row.neighbourCalls)" : "-",
      ]
    }
    let titles = ["program", "host", "threads", "wall s", "CPU s", "throughput", "calls beside"]
    return """
      fib(\(number)) x \(rounds) for each thread (y: fib(\(max(1, number - 12)))); \(Machine.summary)
      \(textTable(titles, lines))
      """
  }

  private func jsonText(_ rows: [Row]) -> String {
    let items = rows.map { row -> JSON in
      .object([
        ("host", .string(row.host)), ("program", .string(row.program.rawValue)),
        ("label", .string(row.label)), ("threads", .int(row.threads)),
        ("wall_s", .number(row.wall)), ("cpu_s", .number(row.cpu)),
        ("calls", .number(row.operations)), ("throughput", .number(throughput(row, rows))),
        ("neighbour_calls", .int(row.neighbourCalls)),
      ])
    }
    return JSON.object([
      ("benchmark", .string("fib")), ("machine", Machine.json), ("number", .int(number)),
      ("rounds", .int(rounds)), ("rows", .list(items)),
    ]).text()
  }

  /// Work done a second, in units of the same program's first row on the same host.
  private func throughput(_ row: Row, _ rows: [Row]) -> Double {
    let first = rows.first { $0.program == row.program && $0.host == row.host } ?? row
    return (row.operations / row.wall) / (first.operations / first.wall)
  }

  private func writeChart(_ rows: [Row], to path: String) throws {
    var series: [(name: String, rows: [Row])] = []
    for row in rows {
      let name = row.host == "suture" ? row.label : "\(row.label) (\(row.host))"
      if let i = series.firstIndex(where: { $0.name == name }) {
        series[i].rows.append(row)
      } else {
        series.append((name, [row]))
      }
    }
    func panel(_ title: String, _ value: (Row) -> Double) -> Chart.Panel {
      Chart.Panel(
        title: title,
        series: series.map { one in
          Chart.Series(name: one.name, points: one.rows.map { ($0.threads, value($0)) })
        }
      )
    }
    let chart = Chart(
      title: "Fibonacci by threads: \(Machine.name), \(Machine.cores) cores",
      panels: [panel("wall time, s", { $0.wall }), panel("CPU time, s", { $0.cpu })]
    )
    try chart.write(to: path)
  }
}

/// A legacy extension's function, called in a loop by a thread of its own.
private final class Neighbour: @unchecked Sendable {
  let name: String
  private let function: PythonObject
  private let arguments: [PythonConvertible]
  private let stop = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
  private var thread: pthread_t?
  /// Written by the thread, read after it was joined.
  private var calls = 0

  init(_ name: String, _ arguments: [String]) throws {
    guard let dot = name.lastIndex(of: ".") else {
      throw refuse("--neighbour: '\(name)' is not module.function")
    }
    self.name = name
    let module = try Python.attemptImport(String(name[..<dot]))
    function = try module.getAttribute(String(name[name.index(after: dot)...]))
    self.arguments = try arguments.map { text in
      do throws(LiteralError) {
        return try Runtime.attached { () throws(LiteralError) in
          PythonObject(consuming: try Literal.parse(text))
        }
      } catch { throw refuse("--argument: '\(text)': \(error.message)") }
    }
    stop.initialize(to: 0)
    _ = try function.call(self.arguments, keywords: [])
  }

  deinit { stop.deallocate() }

  func begin() {
    suture_store_release_u32(stop, 0)
    calls = 0
    thread = startThread { [self] in
      while suture_load_acquire_u32(stop) == 0 {
        function.dynamicallyCall(withArguments: arguments)
        calls += 1
      }
    }
  }

  /// - Returns: how many calls were made.
  func end() -> Int {
    suture_store_release_u32(stop, 1)
    if let thread { pthread_join(thread, nil) }
    return calls
  }
}
