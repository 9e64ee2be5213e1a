import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The folder of the extensions that Scripts/check-toolchains has compiled; nil: it does not run this.
private let toolchains: String? = getenv("SUTURE_TOOLCHAINS").map { String(cString: $0) }

/// An extension of Tests/Toolchains, named by what has made its code.
private enum Sample: String, CaseIterable, CustomTestStringConvertible {
  case limited, cython, nanobind, pybind11, cffi
  var module: String { rawValue + "_sample" }
  var testDescription: String { rawValue }
}

/// How the code of the samples counts references: by calls, as Suture's headers have it, or in its own code, as CPython's
/// had it before 3.12.
private enum Counting: String, CaseIterable { case calls, inline }

/// What the samples must do is written in toolchain_checks.pyx, for CPython and for Suture.
@Suite(
  "Toolchains",
  .serialized,
  .enabled(if: toolchains != nil, "Scripts/check-toolchains compiles the samples and runs this")
)
struct ToolchainTests {
  /// The suture executable, which lies beside the tests.
  private var suture: String {
    get throws {
      let path = try #require(realpath("/proc/self/exe", nil))
      defer { free(path) }
      return String(cString: path).split(separator: "/", omittingEmptySubsequences: false)
        .dropLast().joined(separator: "/") + "/suture"
    }
  }

  /// What `toolchain_checks.FUNCTION(ARGUMENTS)` gives in a process of its own.
  private func callChecks(
    _ function: String,
    _ arguments: [String],
    _ counting: Counting,
    gil: Bool
  )
    throws -> String
  {
    let folder = try #require(toolchains) + "/" + counting.rawValue
    let options = gil ? ["--gil"] : []
    let result = try CompiledExtension.run(
      [try suture, "call", "--path", folder] + options + ["toolchain_checks", function] + arguments
    )
    #expect(result.code == 0)
    return result.output
  }

  @Test(
    "A sample does what it does in CPython, in either mode and however it counts",
    arguments: Sample.allCases.flatMap { sample in
      Counting.allCases.flatMap { counting in [(sample, counting, false), (sample, counting, true)]
      }
    }
  )
  private func conforms(_ sample: Sample, _ counting: Counting, gil: Bool) throws {
    #expect(try callChecks("run", ["\"\(sample.module)\""], counting, gil: gil) == "[]\n")
  }

  @Test(
    "It does so from four threads that the host knows nothing of",
    arguments: Sample.allCases.flatMap { sample in
      Counting.allCases.flatMap { counting in [(sample, counting, false), (sample, counting, true)]
      }
    }
  )
  private func conformsInForeignThreads(_ sample: Sample, _ counting: Counting, gil: Bool) throws {
    let failures = try callChecks(
      "run_together",
      ["\"\(sample.module)\"", "4"],
      counting,
      gil: gil
    )
    #expect(failures == "[]\n")
  }

  @Test("A check that fails is reported")
  func failuresAreSeen() throws {
    let failures = try callChecks("wrong", [], .calls, gil: false)
    #expect(
      failures == #"['1 is not 1.0', '[1] is not [2]', '1, not KeyError', '"\'y\'" is not \'x\'', "#
        + #"'5, not ValueError']"# + "\n"
    )
  }

  @Test(
    "The same files do so in a stock CPython 3.13, where one is found",
    arguments: Sample.allCases
  )
  private func conformsInCPython(_ sample: Sample) throws {
    guard let python = try CompiledExtension.stockPython() else { return }
    let folder = try #require(toolchains) + "/calls"
    let result = try CompiledExtension.run([
      python, "-c",
      "import sys; sys.path.insert(0, '\(folder)'); import toolchain_checks as t; print(t.run('\(sample.module)'))",
    ])
    #expect(result.code == 0)
    #expect(result.output == "[]\n")
  }

  @Test("A sample that declares that it needs no GIL runs in four threads of the host at once")
  func freeSampleRunsInParallel() throws {
    let path = try #require(toolchains) + "/free/limited_sample.abi3.so"
    nonisolated(unsafe) let module = try Runtime.attached {
      try Loader.load("limited_sample", path)
    }
    let wrong = TestLock()
    nonisolated(unsafe) var answers: [String] = []
    // Another thread holds the legacy lock: whoever needed it would wait for ever.
    Runtime.attached {
      let entry = LegacyLock.enter()
      runTogether(4) { _ in
        Runtime.attached {
          for i in 0..<200 {
            let text = sumOfPoints(module, Double(i))
            if text != "Point(\(Double(i) + 1), 3.0)" { wrong.withLock { answers.append(text) } }
          }
        }
      }
      LegacyLock.leave(entry)
    }
    #expect(answers.isEmpty)
  }

  /// `repr(Point(x, 1) + Point(1, 2))`: makes, calls and drops objects of the sample.
  private func sumOfPoints(_ module: ObjectPointer, _ x: Double) -> String {
    let point = PyObject_GetAttrString(module, "Point")!
    func make(_ x: Double, _ y: Double) -> ObjectPointer? {
      var numbers = [PyFloat_FromDouble(x), PyFloat_FromDouble(y)]
      defer { for n in numbers { Py_DecRef(n) } }
      return PyObject_Vectorcall(point, &numbers, 2, nil)
    }
    let first = make(x, 1)
    let second = make(1, 2)
    let sum = PyNumber_Add(first, second)
    for o in [point, first, second] { Py_DecRef(o) }
    return Py.repr(sum)
  }
}
