import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

private func readBytes(_ path: String) -> [UInt8] {
  let descriptor = open(path, O_RDONLY)
  defer { close(descriptor) }
  var status = stat()
  fstat(descriptor, &status)
  var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
  let count = read(descriptor, &bytes, bytes.count)
  precondition(count == bytes.count)
  return bytes
}

/// A file in memory, as a path.
private func withFile<T>(_ bytes: [UInt8], _ body: (String) -> T) -> T {
  let descriptor = suture_memory_file("fuzz")
  defer { close(descriptor) }
  _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  return body("/proc/self/fd/\(descriptor)")
}

private func inspect(_ bytes: [UInt8]) -> Result<ExtensionFile, LoadError> {
  withFile(bytes) { path in
    do throws(LoadError) { return .success(try ExtensionFile(path: path)) } catch {
      return .failure(error)
    }
  }
}

private struct Generator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}

@Suite("Inspection of files") struct ExtensionFileTests {
  @Test("A file's entry points and names are found without running it")
  func findsNames() throws {
    let file = try ExtensionFile(path: try CompiledExtension.path("Examples/fib/fib.c"))
    #expect(file.moduleName == "fib")
    #expect(file.entryPoints.map(\.symbol).sorted() == ["PyGilectomyInit_fib", "PyInit_fib"])
    #expect(file.missingData == [])
    #expect(file.counting != .inline)
  }

  @Test(
    "A file that is no extension is an error of one line",
    arguments: [
      ("/dev/null", "is not a regular file"), ("/tmp", "is a directory"),
      ("/etc/passwd", "not an ELF file"),
      ("/nonexistent.so", "No such file or directory"),
    ]
  )
  func refusesOtherFiles(_ path: String, _ message: String) {
    do throws(LoadError) {
      _ = try ExtensionFile(path: path)
      Issue.record("\(path) was accepted")
    } catch {
      #expect(error.description == message)
    }
  }

  @Test("An empty file is named as such")
  func refusesEmptyFile() {
    guard case .failure(let error) = inspect([]) else {
      Issue.record("accepted")
      return
    }
    #expect(error.description == "the file is empty")
  }

  @Test("A file for another processor is refused with both names")
  func refusesOtherArchitecture() throws {
    var bytes = readBytes(try CompiledExtension.path("Examples/fib/fib.c"))
    bytes[18] = nativeArchitecture == "x86_64" ? 183 : 62
    guard case .failure(let error) = inspect(bytes) else {
      Issue.record("accepted")
      return
    }
    let other = nativeArchitecture == "x86_64" ? "aarch64" : "x86_64"
    #expect(error.description == "built for \(other), this process is \(nativeArchitecture)")
  }

  @Test("Every truncation is an error or a partial answer, never a crash")
  func survivesTruncation() throws {
    let bytes = readBytes(try CompiledExtension.path("Examples/fib/fib.c"))
    var refused = 0
    for length in stride(from: 1, to: bytes.count, by: 53) {
      if case .failure = inspect(Array(bytes[..<length])) { refused += 1 }
    }
    #expect(refused > 0)
  }

  @Test(
    "Damaged headers and tables are errors or partial answers, never a crash",
    arguments: [1, 2, 3, 4]
  )
  func survivesDamage(_ seed: UInt64) throws {
    let bytes = readBytes(try CompiledExtension.path("Examples/fib/fib.c"))
    var random = Generator(state: seed)
    for round in 0..<400 {
      var damaged = bytes
      // Half of the rounds aim at the headers, where every offset lies.
      let end = round % 2 == 0 ? min(1024, bytes.count) : bytes.count
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let at = Int.random(in: 4..<end, using: &random)
        let width = [1, 4, 8].randomElement(using: &random)!
        let value = [UInt8(0), 0xff, 0x7f, UInt8.random(in: 0...255, using: &random)].randomElement(
          using: &random
        )!
        for i in at..<min(at + width, bytes.count) { damaged[i] = value }
      }
      _ = inspect(damaged)
    }
  }

  @Test(
    "Names that are not ASCII are punycode in symbols",
    arguments: [
      ("mnchen_3ya", "m\u{FC}nchen"), ("bcher_gre_n1a6wic", "b\u{FC}cher_gr\u{F6}\u{DF}e"),
      ("yck6dky8f", "\u{30E2}\u{30B8}\u{30E5}\u{30FC}\u{30EB}"),
      (
        "ihqwcrb4cv8a8dqg056pqjye",
        "\u{4ED6}\u{4EEC}\u{4E3A}\u{4EC0}\u{4E48}\u{4E0D}\u{8BF4}\u{4E2D}\u{6587}"
      ),
    ]
  )
  func decodesPunycode(symbol: String, name: String) {
    let entry = EntryPoint(symbol: "PyInitU_" + symbol)
    #expect(entry?.generation == .legacy)
    #expect(entry?.module == name)
    #expect(EntryPoint(symbol: "PyInitU_\u{20ac}") == nil)
  }
}
