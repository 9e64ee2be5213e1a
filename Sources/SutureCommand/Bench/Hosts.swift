import Suture
import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What one run of a row took.
struct Sample {
  /// Nanoseconds from the start of the first thread to the end of the last.
  var wall: Double
  /// Nanoseconds, of the row's threads alone.
  var cpu: Double
  var operations: Double
  /// Nanoseconds of each garbage collection, where the row is about them.
  var pauses: [Double] = []

  var wallPerOperation: Double { wall / operations }
  var cpuPerOperation: Double { cpu / operations }
  /// How many of the threads ran at the same time, on average.
  var parallelism: Double { cpu / wall }
}

/// One row of Benchmarks/rows.c.
struct BenchRow {
  var name, group, question, ideal, reference: String
  /// How PEP 703's reference implementation scales from 1 to 2 threads on 2 cores; 0: not known.
  var peerScale: Double
  /// The most iterations of a thread; 0: any number.
  var limit: Int
}

/// Where rows are run.
protocol BenchHost: AnyObject {
  func run(_ row: String, threads: Int, iterations: Int, number: Int) throws -> Sample
}

extension BenchHost {
  /// How many iterations take about `seconds` on one thread.
  func calibrate(_ row: BenchRow, seconds: Double) throws -> Int {
    var count = row.limit == 0 ? 16 : min(16, row.limit)
    while true {
      let sample = try run(row.name, threads: 1, iterations: count, number: 12)
      let most = row.limit == 0 ? Int.max : row.limit
      if sample.wall > seconds * 2.5e8 || count >= most {
        return max(1, min(most, Int(Double(count) * seconds * 1e9 / max(sample.wall, 1))))
      }
      count = min(most, sample.wall < seconds * 1e7 ? count * 16 : count * 3)
    }
  }
}

/// This process.
final class SutureHost: BenchHost {
  private let function: PythonObject

  init(_ module: PythonObject) throws { function = try module.getAttribute("run") }

  func run(_ row: String, threads: Int, iterations: Int, number: Int) throws -> Sample {
    try run(row, threads: threads, iterations: iterations, number: number, lists: Python.None)
  }

  /// - Parameter lists: what the row works on, an item for each thread.
  func run(_ row: String, threads: Int, iterations: Int, number: Int, lists: PythonObject) throws
    -> Sample
  {
    Statistics.resetPauses()
    let result = try function.call([row, threads, iterations, number, lists], keywords: [])
    return Sample(
      wall: Double(Int(result[0])!),
      cpu: Double(Int(result[1])!),
      operations: Double(Int(result[2])!),
      pauses: Statistics.pauses.map { Double($0) }
    )
  }
}

/// A CPython 3.13 that imports the same extension file and answers over pipes.
final class CPython: BenchHost {
  private static let script = """
    import gc, sys, time
    sys.path.insert(0, sys.argv[1])
    import rows
    print("ready", flush=True)
    pauses, began = [], 0
    def watch(phase, info):
        global began
        now = time.perf_counter_ns()
        if phase == "start":
            began = now
        else:
            pauses.append(now - began)
    for line in sys.stdin:
        name, threads, iterations, number = line.split()
        pauses.clear()
        if name.startswith("gc_"):
            gc.callbacks.append(watch)
        result = rows.run(name, int(threads), int(iterations), int(number))
        gc.callbacks.clear()
        print(*result, *pauses, flush=True)
    """

  private let child: Child
  let path: String

  init(_ path: String, folder: String) throws {
    self.path = path
    child = try Child([path, "-c", Self.script, folder])
    // It has the file by now: a run that ends early may remove the folder.
    guard child.readLine() == "ready" else {
      throw fail("bench: \(path) cannot import \(folder)/rows.so")
    }
  }

  func run(_ row: String, threads: Int, iterations: Int, number: Int) throws -> Sample {
    child.send("\(row) \(threads) \(iterations) \(number)\n")
    let words = (child.readLine() ?? "").split(separator: " ").compactMap { Double($0) }
    guard words.count >= 3 else { throw fail("bench: \(path) could not run \(row)") }
    return Sample(
      wall: words[0],
      cpu: words[1],
      operations: words[2],
      pauses: Array(words.dropFirst(3))
    )
  }

  /// The CPython 3.13 that the user names, as a program or as its folder, or one that is installed; nil: there is none.
  ///
  /// The user names one by `--python`, else by the environment's PYTHON313.
  static func find(_ named: String?) throws -> String? {
    let variable = getenv("PYTHON313").map { String(cString: $0) } ?? ""
    if let given = named ?? (variable.isEmpty ? nil : variable) {
      let inside = given + "/python3.13"
      let program = access(inside, X_OK) == 0 ? inside : given
      guard isVersion313(program) else {
        let source = named == nil ? "PYTHON313" : "--python"
        throw fail(
          "bench: \(source): '\(given)' is neither a CPython 3.13 nor a folder that holds python3.13"
        )
      }
      return program
    }
    var candidates = ["python3.13"]
    if let home = getenv("HOME") {
      let versions = String(cString: home) + "/.pyenv/versions"
      candidates += names(in: versions).filter { $0.hasPrefix("3.13") }.sorted()
        .map { versions + "/" + $0 + "/bin/python3.13" }
    }
    return candidates.first { isVersion313($0) }
  }

  private static func isVersion313(_ python: String) -> Bool {
    let check = "import sys; print(*sys.version_info[:2], sys.implementation.name)"
    guard let child = try? Child([python, "-c", check], quiet: true) else { return false }
    return child.readLine() == "3 13 cpython"
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { tuple in
          tuple.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
        }
      )
    }
    return names
  }
}
