import ArgumentParser

/// `suture bench`: measurements of the machine that it runs on.
///
/// Wall and CPU time for each row, since a lock that spins looks parallel in one and not in the
/// other. Hosts and numbers of threads take turns within a run and medians of several rounds are
/// printed: machines are shared, and speeds of different runs cannot be compared.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the API, its scaling with threads, and the runtime beside legacy code.",
    subcommands: [BenchRows.self, BenchFib.self, BenchLegacy.self, BenchGC.self],
    defaultSubcommand: BenchRows.self
  )
}

/// The options of every measurement.
struct BenchOptions: ParsableArguments {
  @Option(help: "The folder of the benchmarks' C files, or of rows.so and neighbour.so.")
  var `extension`: String?

  @Option(
    help:
      "The CPython 3.13 to compare with, or its folder; 'none' for none. Default: PYTHON313, else the one that is found."
  )
  var python: String?

  @Flag(help: "Print JSON.")
  var json = false

  /// The extensions and the hosts of a run.
  ///
  /// `Runtime.start` may have been called before, to choose the mode.
  func session() throws -> BenchSession {
    try BenchSession(
      folder: `extension`,
      python: python == "none" ? nil : CPython.find(python)
    )
  }
}

/// The positive numbers of a comma-separated list.
func numbers(_ text: String, option: String) throws -> [Int] {
  try text.split(separator: ",").map { part in
    guard let number = Int(part), number > 0 else {
      throw refuse("\(option): '\(part)' is not a number above 0")
    }
    return number
  }
}

/// For `validate`: the options' values, where they are given, are above 0.
func checkPositive(_ options: (String, Double?)...) throws {
  for (name, value) in options {
    if let value, !(value > 0) { throw ValidationError("\(name) must be above 0") }
  }
}

/// Ends the command because of an argument that `validate` could not judge.
func refuse(_ message: String) -> any Error { fail("bench: " + message, code: 64) }
