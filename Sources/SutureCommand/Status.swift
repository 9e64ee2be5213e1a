import ArgumentParser
import SutureRuntime

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says how much of the API is written, by header."
  )

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let status = APIStatus.all
    let written = status.reduce(0) { $0 + $1.written.count }
    let pending = status.reduce(0) { $0 + $1.pending.count }
    let needInterpreter = APIStatus.needInterpreter.map { $0.key }
    if json {
      var headers: [JSON] = []
      for h in status {
        headers.append(
          .object([
            ("header", .string(h.header)), ("written", .strings(h.written)),
            ("pending", .strings(h.pending)),
          ])
        )
      }
      printLine(
        JSON.object([
          ("written", .int(written)), ("total", .int(written + pending)),
          ("need_interpreter", .strings(needInterpreter)),
          ("headers", .list(headers)),
        ]).text()
      )
      return
    }
    for h in status {
      let total = h.written.count + h.pending.count
      let name = h.header + ".h" + String(repeating: " ", count: max(1, 24 - h.header.count))
      let missing = h.pending.isEmpty ? "" : "  not written: " + h.pending.joined(separator: " ")
      printLine("\(name)\(h.written.count) of \(total)\(missing)")
    }
    let possible = written + pending - needInterpreter.count
    printLine(
      "written \(written) of \(possible); \(needInterpreter.count) need a Python interpreter: "
        + needInterpreter.joined(separator: ", ")
    )
  }
}
