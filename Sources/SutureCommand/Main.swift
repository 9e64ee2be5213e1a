import ArgumentParser

@main
struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suture",
    abstract: "Runs compiled CPython extension modules without CPython.",
    subcommands: [Inspect.self, Call.self, Status.self, Bench.self]
  )
}
