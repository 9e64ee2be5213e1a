import ArgumentParser
import SutureRuntime

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what an extension file is and how it would run. Runs nothing of it."
  )

  @Argument(help: "The extension file.")
  var file: String

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let found: ExtensionFile
    do throws(LoadError) { found = try ExtensionFile(path: file) } catch {
      throw fail("\(file): \(error.description)")
    }
    let module = found.moduleName
    let plan = Extensions.plan(found, module: module)
    if json {
      printLine(describeJSON(found, plan).text())
    } else {
      describe(found, plan)
    }
  }

  private func describe(_ f: ExtensionFile, _ plan: (text: String?, reason: String?)) {
    let entries = f.entryPoints.map(\.symbol)
    printLine("file          \(f.path)")
    printLine("architecture  \(f.architecture)")
    printLine("entry points  \(entries.isEmpty ? "none" : entries.joined(separator: " "))")
    printLine("counting      \(countingText(f))")
    if !f.needsLibpython.isEmpty {
      printLine("needs         \(f.needsLibpython.joined(separator: " "))")
    }
    printLine("API names     \(f.calledNames.count) called, \(f.referencedNames.count) by address")
    list("missing", f.missingFunctions, "raise NotImplementedError when called")
    list("missing data", f.missingData, "the file cannot be loaded")
    list("not written", f.pendingNames, "raise NotImplementedError when called")
    if let text = plan.text, f.missingData.isEmpty {
      printLine("runs by       \(text)")
    } else {
      printLine("does not run  \(plan.reason ?? "data is missing")")
    }
  }

  private func list(_ title: String, _ names: [String], _ meaning: String) {
    if names.isEmpty { return }
    let padding = String(repeating: " ", count: max(1, 14 - title.count))
    printLine("\(title)\(padding)\(names.count) (\(meaning)): \(names.joined(separator: " "))")
  }

  private func countingText(_ f: ExtensionFile) -> String {
    switch f.counting {
    case .calls: "by calls"
    case .inline: "in its own code"
    case .unknown where f.entryPoints.contains { $0.generation == .gilectomy }:
      "none seen, taken as by calls, as its entry point promises"
    case .unknown: "none seen, taken as in its own code"
    }
  }

  private func describeJSON(_ f: ExtensionFile, _ plan: (text: String?, reason: String?)) -> JSON {
    var entries: [JSON] = []
    for entry in f.entryPoints {
      entries.append(
        .object([
          ("symbol", .string(entry.symbol)), ("module", .string(entry.module)),
          ("generation", .string("\(entry.generation)")),
        ])
      )
    }
    let runs = plan.text != nil && f.missingData.isEmpty
    return .object([
      ("file", .string(f.path)), ("module", .string(f.moduleName)),
      ("architecture", .string(f.architecture)),
      ("entry_points", .list(entries)), ("counting", .string(f.counting.rawValue)),
      ("needs_libpython", .strings(f.needsLibpython)), ("called", .strings(f.calledNames)),
      ("referenced", .strings(f.referencedNames)),
      ("missing_functions", .strings(f.missingFunctions)),
      ("missing_data", .strings(f.missingData)), ("not_written", .strings(f.pendingNames)),
      ("runs", .bool(runs)),
      ("plan", plan.text.map { .string($0) } ?? .null),
      ("reason", plan.reason.map { .string($0) } ?? .null),
    ])
  }
}
