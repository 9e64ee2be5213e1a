import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("What is written of the API") struct StatusTests {
  @Test("Only what needs a Python interpreter is pending, and the README names it")
  func pending() throws {
    let pending = APIStatus.all.flatMap { $0.pending }
    #expect(Set(pending) == Set(APIStatus.needInterpreter.map { $0.key }))
    let readme = try text(CompiledExtension.root + "/README.md")
    guard let title = readme.range(of: "## What it does not do") else {
      Issue.record("the README has no list")
      return
    }
    let rows = readme[title.upperBound...].split(separator: "\n").filter { $0.hasPrefix("| `Py") }
    for (name, reason) in APIStatus.needInterpreter {
      #expect(
        rows.contains { $0.contains("`\(name)`") && $0.contains(reason) },
        "\(name) \(reason)"
      )
    }
    let named = rows.flatMap { $0.split(separator: "`").filter { $0.hasPrefix("Py") } }
    #expect(Set(named.map(String.init)) == Set(pending), "the README names nothing else")
  }

  @Test("What is pending raises NotImplementedError")
  func raises() {
    Runtime.attached {
      func expect(_ name: String, _ failed: Bool) {
        #expect(failed && Py.raised() == "NotImplementedError: \(name) is not implemented")
      }
      let code = PyEval_EvalCodeEx(nil, nil, nil, nil, 0, nil, 0, nil, 0, nil, nil)
      expect("PyEval_EvalCodeEx", code == nil)
      expect("PyEval_EvalFrame", PyEval_EvalFrame(nil) == nil)
      expect("PyEval_EvalFrameEx", PyEval_EvalFrameEx(nil, 0) == nil)
      expect("Py_NewInterpreter", Py_NewInterpreter() == nil)
      Py_EndInterpreter(nil)
      expect("Py_EndInterpreter", true)
      expect("Py_Main", Py_Main(0, nil) == -1)
      expect("Py_BytesMain", Py_BytesMain(0, nil) == -1)
    }
  }

  private func text(_ path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw TestFailure(description: "no \(path)") }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let n = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer[..<n], as: UTF8.self)
  }
}
