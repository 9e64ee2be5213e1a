import ArgumentParser
import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

struct Call: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Calls a function of an extension module and prints the result.",
    discussion: """
      ARGS are Python literals: 5  -1.5  "text"  b"bytes"  [1, 2]  {"a": None}  name=value gives a keyword argument.
      The result is printed as repr() writes it. An exception is printed on stderr, and the exit code is 1.
      """
  )

  @Option(help: "Folders to import from, separated by colons.")
  var path: [String] = []

  @Flag(help: "Run the whole process under one lock, as CPython does.")
  var gil = false

  @Flag(help: "Run legacy extensions without the legacy lock, whatever they declare.")
  var parallel = false

  @Argument(help: "An extension file, or the name of a module to import.")
  var module: String

  @Argument(
    help:
      "The function; a dotted path reaches into classes. Anything that is not callable is printed."
  )
  var function: String

  @Argument(parsing: .captureForPassthrough, help: "The arguments, as Python literals.")
  var args: [String] = []

  func run() throws {
    Runtime.start(mode: gil ? .gil : nil)
    for folder in path.flatMap({ $0.split(separator: ":") }) {
      Extensions.addSearchPath(String(folder))
    }
    if parallel { Extensions.allowParallel() }
    try Runtime.attached { () throws in
      guard let module = load() else { throw pending() }
      guard let target = resolve(module) else { throw pending() }
      guard PyCallable_Check(target) != 0 || !args.isEmpty else {
        try printResult(target)
        return
      }
      let (arguments, keywords) = try parse()
      let result = PyObject_Call(target, arguments, keywords)
      Py_DecRef(arguments)
      Py_DecRef(keywords)
      Py_DecRef(target)
      guard let result else { throw pending() }
      try printResult(result)
    }
  }

  /// A name with a slash, or one that ends like a file, is a file.
  private func load() -> ObjectPointer? {
    var old = sigaction()
    sigaction(SIGABRT, nil, &old)
    signal(SIGABRT) { _ in describeAbort() }
    defer { sigaction(SIGABRT, &old, nil) }
    if module.contains("/") || module.hasSuffix(".so") { return Extensions.load(file: module) }
    return Extensions.importModule(module)
  }

  private func resolve(_ module: ObjectPointer) -> ObjectPointer? {
    var current = module
    for name in function.split(separator: ".") {
      guard let next = PyObject_GetAttrString(current, String(name)) else { return nil }
      Py_DecRef(current)
      current = next
    }
    return current
  }

  private func parse() throws -> (ObjectPointer?, ObjectPointer?) {
    var values: [ObjectPointer] = []
    var keywords: ObjectPointer?
    for text in args.first == "--" ? args.dropFirst() : args[...] {
      do throws(LiteralError) {
        if let (name, rest) = Literal.keyword(text) {
          let value = try Literal.parse(rest)
          if keywords == nil { keywords = PyDict_New() }
          PyDict_SetItemString(keywords, name, value)
          Py_DecRef(value)
        } else {
          values.append(try Literal.parse(text))
        }
      } catch {
        let hint = text.hasPrefix("--") ? " (options go before the extension)" : ""
        throw fail("argument \(text): \(error.message)\(hint)", code: 2)
      }
    }
    guard let tuple = PyTuple_New(values.count) else { throw pending() }
    for (i, value) in values.enumerated() { PyTuple_SetItem(tuple, i, value) }
    return (tuple, keywords)
  }

  private func printResult(_ result: ObjectPointer) throws {
    guard let text = reprText(result) else { throw pending() }
    printLine(text)
    Py_DecRef(result)
  }

  private func pending() -> any Error {
    fail(takePendingExceptionText() ?? "SystemError: no exception was set")
  }
}

/// Says which modules were missing when an extension ends the process in its init, as C++ does that may not throw there.
///
/// The heap may be broken: nothing is allocated.
private func describeAbort() {
  func say(_ text: StaticString) {
    write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), to: 2)
  }
  say("the extension ended the process while it was imported")
  let missing = Extensions.missingModules
  if missing.pointee != 0 {
    say("; modules that were not found: ")
    write(UnsafeRawBufferPointer(start: missing, count: strlen(missing)), to: 2)
  }
  say("\n")
}
