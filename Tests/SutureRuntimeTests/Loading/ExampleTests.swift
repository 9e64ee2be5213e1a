import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

private func callWith(_ function: ObjectPointer, _ argument: ObjectPointer) -> ObjectPointer? {
  var arguments: [ObjectPointer?] = [argument]
  return PyObject_Vectorcall(function, &arguments, 1, nil)
}

/// Examples/fib and Examples/legacy: one process, two generations.
@Suite("Examples") struct ExampleTests {
  private func call(_ module: ObjectPointer, _ name: String, _ argument: Int) throws -> Int {
    try Runtime.attached {
      let function = try #require(PyObject_GetAttrString(module, name))
      defer { Py_DecRef(function) }
      let number = try #require(PyLong_FromLong(argument))
      defer { Py_DecRef(number) }
      let result = try #require(callWith(function, number))
      defer { Py_DecRef(result) }
      return PyLong_AsLong(result)
    }
  }

  @Test("fib runs without the legacy lock")
  func fibIsFree() throws {
    nonisolated(unsafe) let fib = try CompiledExtension.module("Examples/fib/fib.c")
    // Another thread computes while this one holds the legacy lock: it would wait for ever if it needed it.
    Runtime.attached {
      let entry = LegacyLock.enter()
      runTogether(2) { _ in #expect((try? call(fib, "fib", 20)) == 6765) }
      LegacyLock.leave(entry)
    }
  }

  @Test("fib and a legacy extension run in one process, from several threads")
  func bothGenerations() throws {
    nonisolated(unsafe) let fib = try CompiledExtension.module("Examples/fib/fib.c")
    nonisolated(unsafe) let legacy = try CompiledExtension.module("Examples/legacy/legacy.c")
    let failures = TestLock()
    nonisolated(unsafe) var wrong = 0
    runTogether(4) { i in
      for _ in 0..<20 {
        let right =
          i % 2 == 0 ? (try? call(fib, "fib", 15)) == 610 : (try? call(legacy, "spin", 200)) == 200
        if !right { failures.withLock { wrong += 1 } }
      }
    }
    #expect(wrong == 0)
  }

  @Test("An object that legacy code keeps is freed after the free side has dropped it")
  func legacyKeepsAnObject() throws {
    let legacy = try CompiledExtension.module("Examples/legacy/legacy.c")
    try Runtime.attached {
      let keep = try #require(PyObject_GetAttrString(legacy, "keep"))
      defer { Py_DecRef(keep) }
      let list = try #require(PyList_New(0))
      let before = try #require(callWith(keep, list))
      Py_DecRef(before)
      #expect(Py_REFCNT(list) == 2)
      Py_DecRef(list)
      let back = try #require(callWith(keep, suture_None()))
      #expect(back == list)
      #expect(Py_REFCNT(back) == 1)
      Py_DecRef(back)
    }
  }

  @Test("The same fib.so is imported by a stock CPython 3.13, where one is found")
  func importsInCPython() throws {
    guard let python = try CompiledExtension.stockPython() else { return }
    let headers = try CompiledExtension.run([
      python, "-c", "import sysconfig; print(sysconfig.get_path('include'))",
    ])
    #expect(headers.code == 0)
    let path = try CompiledExtension.path("Examples/fib/fib.c")
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    let result = try CompiledExtension.run([
      python, "-c", "import sys; sys.path.insert(0, '/\(folder)'); import fib; print(fib.fib(20))",
    ])
    #expect(result.code == 0, "\(result.output)")
    #expect(result.output == "6765\n")
  }
}
