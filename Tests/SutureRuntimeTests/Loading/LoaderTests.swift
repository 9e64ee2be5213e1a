import SutureTestSupport
import Testing

@testable import SutureRuntime

/// A file made of Tests/Extensions/entries.c, and how it is to be run.
struct EntryCase: Sendable, CustomTestStringConvertible {
  let flags: [String]
  let generation: EntryPoint.Generation
  /// Whether the declaration Py_MOD_GIL_NOT_USED counts, as far as the file tells.
  let isBelieved: Bool
  /// The domain of the loaded module.
  let domain: CodeDomain

  var testDescription: String { flags.joined(separator: " ") }

  init(
    _ flags: String,
    _ generation: EntryPoint.Generation,
    isBelieved: Bool,
    _ domain: CodeDomain
  ) {
    self.flags = flags.split(separator: " ").map { "-D" + $0 }
    self.generation = generation
    self.isBelieved = isBelieved
    self.domain = domain
  }

  /// A name for the module that says what it is made of.
  var name: String {
    "entries_" + flags.map { $0.dropFirst(2).filter { $0 != "=" }.lowercased() }.joined()
  }

  /// Compiles it.
  func path(_ name: String? = nil) throws -> String {
    let name = name ?? self.name
    return try CompiledExtension.path(
      "Tests/Extensions/entries.c",
      flags: flags + ["-DNAME=\(name)"],
      name: name
    )
  }
}

/// The domain that the module of a file is given, and the exception if there is one.
private func load(_ path: String) -> (domain: CodeDomain?, error: String) {
  Runtime.attached {
    let module = Extensions.load(file: path)
    defer { drop(module) }
    return (module?.asModule.pointee.codeDomain, Py.raised())
  }
}

@Suite("How a file is run", .disabled(if: Runtime.isGILMode, "one world")) struct LoaderTests {
  @Test(
    "The entry point, the counting and the declaration decide",
    arguments: [
      EntryCase("LEGACY CALLS GIL=1", .legacy, isBelieved: true, .free),
      EntryCase("LEGACY CALLS GIL=0", .legacy, isBelieved: true, .legacy),
      EntryCase("LEGACY CALLS", .legacy, isBelieved: true, .legacy),
      EntryCase("LEGACY INLINE GIL=1", .legacy, isBelieved: false, .legacy),
      EntryCase("LEGACY CALLS INLINE GIL=1", .legacy, isBelieved: false, .legacy),
      EntryCase("LEGACY GIL=1", .legacy, isBelieved: false, .legacy),
      EntryCase("LEGACY WEAK CALLS GIL=1", .legacy, isBelieved: true, .free),
      EntryCase("GILECTOMY", .gilectomy, isBelieved: true, .free),
      EntryCase("GILECTOMY LEGACY CALLS", .gilectomy, isBelieved: true, .free),
      EntryCase("GILECTOMY LEGACY INLINE", .legacy, isBelieved: false, .legacy),
      EntryCase("ABI3T GIL=1", .abi3t, isBelieved: true, .free),
      EntryCase("ABI3T GIL=0", .abi3t, isBelieved: true, .legacy),
      EntryCase("ABI3T", .abi3t, isBelieved: true, .legacy),
      EntryCase("ABI3T LEGACY GILECTOMY GIL=1", .abi3t, isBelieved: true, .free),
    ]
  )
  func decision(file: EntryCase) throws {
    let path = try file.path()
    let decision = try Loader.decide(try ExtensionFile(path: path), file.name)
    #expect(decision.entry.generation == file.generation)
    #expect(decision.believesNoGIL == file.isBelieved)
    let (domain, error) = load(path)
    #expect(error == "")
    #expect(domain == file.domain)
  }

  @Test(
    "A module that the host runs in parallel is free, whatever its file says",
    arguments: [
      EntryCase("LEGACY INLINE", .legacy, isBelieved: true, .free),
      EntryCase("ABI3T", .abi3t, isBelieved: true, .free),
    ]
  )
  func parallel(file: EntryCase) throws {
    let name = file.name + "_parallel"
    let path = try file.path(name)
    Loader.allowParallel(name)
    let decision = try Loader.decide(try ExtensionFile(path: path), name)
    #expect(decision.believesNoGIL && decision.entry.generation == file.generation)
    #expect(load(path).domain == .free)
  }

  @Test(
    "A module whose exec raises is not in sys.modules",
    arguments: [
      EntryCase("LEGACY FAILS", .legacy, isBelieved: false, .legacy),
      EntryCase("ABI3T FAILS", .abi3t, isBelieved: true, .legacy),
    ]
  )
  func failure(file: EntryCase) throws {
    #expect(load(try file.path()).error == "ValueError: exec failed")
    Runtime.attached {
      using(text(file.name)) { #expect(PyImport_GetModule($0) == nil) }
      #expect(Py.raised() == "")
    }
  }

  @Test("A weak name that nobody has is not missing, and data that nobody has are an error")
  func missing() throws {
    let weak = EntryCase("LEGACY WEAK", .legacy, isBelieved: false, .legacy)
    let file = try ExtensionFile(path: try weak.path())
    #expect(file.missingFunctions == [] && file.missingData == [])
    let data = EntryCase("LEGACY DATA", .legacy, isBelieved: false, .legacy)
    let path = try data.path()
    #expect(try ExtensionFile(path: path).missingData == ["PyNotThere_Type"])
    let message = "needs data that Suture does not have: PyNotThere_Type"
    #expect(load(path).error == "ImportError: \(path): \(message)")
  }

  @Test("A file without an entry point for the name is told in CPython's words")
  func otherName() throws {
    let file = EntryCase("LEGACY", .legacy, isBelieved: false, .legacy)
    let path = try CompiledExtension.path(
      "Tests/Extensions/entries.c",
      flags: file.flags + ["-DNAME=something"],
      name: "entries_other"
    )
    let message = "dynamic module does not define module export function (PyInit_entries_other)"
    #expect(load(path).error == "ImportError: \(message)")
  }
}
