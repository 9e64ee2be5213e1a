import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A C file of the repository, compiled into a real .so against include/, once for each process.
package enum CompiledExtension {
  /// The root of the repository.
  package static let root: String = {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/")
  }()

  nonisolated(unsafe) private static var built: [String: String] = [:]
  private static let lock = TestLock()

  private static let folder: String = {
    var template = Array("/tmp/suture-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("mkdtemp failed: errno \(errno)") }
    return template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }()

  /// The path of the .so made from `source`, which is relative to the repository.
  package static func path(_ source: String, flags: [String] = [], name: String? = nil) throws
    -> String
  {
    try lock.withLock {
      let key = source + " " + flags.joined(separator: " ") + (name ?? "")
      if let done = built[key] { return done }
      let stem =
        name ?? source.split(separator: "/").last!.split(separator: ".").first.map(String.init)!
      let output = folder + "/" + stem + ".so"
      let arguments =
        ["cc", "-O1", "-g", "-shared", "-fPIC", "-Wall", "-I" + root + "/include", "-o", output]
        + flags
        + [root + "/" + source]
      let status = try run(arguments)
      guard status.code == 0 else { throw TestFailure(description: "cc failed: \(status.output)") }
      built[key] = output
      return output
    }
  }

  /// Loads the extension as a module, once; a borrowed reference.
  package static func module(_ source: String, flags: [String] = [], name: String? = nil) throws
    -> ObjectPointer
  {
    let path = try path(source, flags: flags, name: name)
    let stem = String(path.split(separator: "/").last!.split(separator: ".").first!)
    return try Runtime.attached {
      let sys = PySys_GetObject("path")
      let folder = PyUnicode_FromString(folder)
      if PySequence_Contains(sys, folder) == 0 { PyList_Append(sys, folder) }
      Py_DecRef(folder)
      guard let module = PyImport_ImportModule(stem) else {
        PyErr_Print()
        throw TestFailure(description: "\(stem) cannot be imported")
      }
      return module
    }
  }

  /// A CPython 3.13, where one is found: PYTHON313, which names the program or its folder, or on the path.
  package static func stockPython() throws -> String? {
    func isVersion313(_ program: String) -> Bool {
      let found = try? run([program, "-c", "import sys; print(sys.version_info[:2] == (3, 13))"])
      return found?.code == 0 && found?.output == "True\n"
    }
    guard let named = getenv("PYTHON313").map({ String(cString: $0) }), !named.isEmpty else {
      return ["python3.13", "python3"].first(where: isVersion313)
    }
    let inside = named + "/python3.13"
    let program = access(inside, X_OK) == 0 ? inside : named
    if isVersion313(program) { return program }
    throw TestFailure(
      description:
        "PYTHON313: '\(named)' is neither a CPython 3.13 nor a folder that holds python3.13"
    )
  }

  /// Runs a program found on the path.
  ///
  /// - Returns: its exit code and what it printed on both streams.
  package static func run(_ arguments: [String], environment: [String] = []) throws -> (
    code: Int32, output: String
  ) {
    let log = folder + "/output-\(UInt32.random(in: 0...UInt32.max))"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for a in argv { free(a) } }
    var env: [UnsafeMutablePointer<CChar>?] = []
    var e = environ
    while let one = e.pointee {
      env.append(strdup(one))
      e += 1
    }
    env += environment.map { strdup($0) } + [nil]
    defer { for a in env { free(a) } }
    var pid = pid_t()
    let error = posix_spawnp(&pid, arguments[0], &actions, nil, &argv, &env)
    guard error == 0 else { throw TestFailure(description: "\(arguments[0]): errno \(error)") }
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    return (code, read(log))
  }

  private static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let n = fread(&buffer, 1, buffer.count, file)
      if n == 0 { break }
      bytes += buffer[0..<n]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

package struct TestFailure: Error, CustomStringConvertible {
  package let description: String
  package init(description: String) { self.description = description }
}

package final class TestLock: @unchecked Sendable {
  private var mutex = pthread_mutex_t()
  package init() { pthread_mutex_init(&mutex, nil) }
  package func withLock<T>(_ body: () throws -> T) rethrows -> T {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    return try body()
  }
}
