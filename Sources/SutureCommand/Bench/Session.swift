import ArgumentParser
import Suture
import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The extensions of Benchmarks/, compiled, and the hosts that run them.
final class BenchSession {
  let rows: [BenchRow]
  let suture: SutureHost
  /// Nil: no CPython 3.13 was found.
  let cpython: CPython?
  /// The module `rows`.
  let module: PythonObject
  private let folder: String
  private let isTemporary: Bool

  /// - Parameters:
  ///   - folder: where the C files or the compiled ones are; nil: in the clone.
  ///   - python: the interpreter of the CPython column.
  init(folder given: String?, python: String?) throws {
    Runtime.start()
    if let given, access(given + "/rows.so", R_OK) == 0 {
      (folder, isTemporary) = (given, false)
    } else {
      folder = try Self.compile(try Self.sources(given))
      isTemporary = true
    }
    Extensions.addSearchPath(folder)
    let module = try Python.attemptImport("rows")
    self.module = module
    suture = try SutureHost(module)
    if let python { cpython = try CPython(python, folder: folder) } else { cpython = nil }
    rows = module.rows().map { row in
      BenchRow(
        name: String(row[0])!,
        group: String(row[1])!,
        question: String(row[2])!,
        ideal: String(row[3])!,
        reference: String(row[4])!,
        peerScale: Double(row[5])!,
        limit: Int(row[6])!
      )
    }
  }

  deinit {
    guard isTemporary else { return }
    for name in Self.names { unlink(folder + "/" + name + ".so") }
    rmdir(folder)
  }

  /// The legacy neighbour.
  func neighbour() throws -> PythonObject { try Python.attemptImport("neighbour") }

  private static let names = ["rows", "neighbour"]

  /// The folder of the C files: as given, else that of the clone around the current folder or the
  /// program.
  private static func sources(_ given: String?) throws -> String {
    if let given {
      guard access(given + "/rows.c", R_OK) == 0 else {
        throw refuse("--extension: there is neither rows.so nor rows.c in '\(given)'")
      }
      return given
    }
    var program = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &program, program.count - 1)
    let here = getcwd(nil, 0)
    defer { free(here) }
    let starts = [
      here.map { String(cString: $0) } ?? "",
      String(decoding: program[..<max(0, length)].map { UInt8(bitPattern: $0) }, as: UTF8.self),
    ]
    for start in starts {
      var parts = start.split(separator: "/")
      while !parts.isEmpty {
        let folder = "/" + parts.joined(separator: "/")
        if access(folder + "/Benchmarks/rows.c", R_OK) == 0,
          access(folder + "/include/gilectomy.h", R_OK) == 0
        {
          return folder + "/Benchmarks"
        }
        parts.removeLast()
      }
    }
    throw fail(
      "bench: Benchmarks/rows.c is not found: run it in a clone, or name it by --extension"
    )
  }

  /// Compiles the extensions against include/, beside the folder of their sources.
  ///
  /// - Returns: a new folder that holds them.
  private static func compile(_ sources: String) throws -> String {
    var template = Array("/tmp/suture-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw fail("bench: no folder: errno \(errno)") }
    let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    for name in names {
      let compiler = try Child([
        "cc", "-O2", "-shared", "-fPIC", "-pthread", "-I\(sources)/../include", "-o",
        "\(folder)/\(name).so", "\(sources)/\(name).c",
      ])
      guard compiler.wait() == 0 else { throw fail("bench: cc could not compile \(name).c") }
    }
    return folder
  }
}
