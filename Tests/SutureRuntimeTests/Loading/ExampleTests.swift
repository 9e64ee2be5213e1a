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

  @Test("The lock of an object guards the data that its type adds to it")
  func statsAreWhole() throws {
    let module = try CompiledExtension.module("Examples/stats/stats.c")
    nonisolated(unsafe) let stats = try Runtime.attached {
      let type = try #require(PyObject_GetAttrString(module, "Stats"))
      defer { Py_DecRef(type) }
      return try #require(PyObject_CallNoArgs(type))
    }
    let each = 20_000
    runTogether(4) { thread in
      Runtime.attached {
        let add = PyObject_GetAttrString(stats, "add")!
        for i in 0..<each {
          let number = PyLong_FromLong(thread * each + i)!
          Py_DecRef(callWith(add, number))
          Py_DecRef(number)
        }
        Py_DecRef(add)
      }
    }
    Runtime.attached {
      let get = PyObject_GetAttrString(stats, "get")!
      let result = PyObject_CallNoArgs(get)!
      #expect(reprText(result) == "(80000, 3199960000.0, 0.0, 79999.0)")
      for o in [result, get, stats] { Py_DecRef(o) }
    }
  }

  private static let programs = [
    "fib": "import fib; print(fib.fib(20))",
    "stats": "import stats; s = stats.Stats(); s.add(3); print(s.get())",
    "mistakes": "import mistakes; print(mistakes.fields([1, 2]))",
  ]

  private static func source(_ name: String) -> String {
    name == "mistakes" ? "Tests/Extensions/mistakes.c" : "Examples/\(name)/\(name).c"
  }

  /// What a CPython prints that imports the file.
  private func output(_ python: String, _ path: String) throws -> String {
    let parts = path.split(separator: "/")
    let folder = "/" + parts.dropLast().joined(separator: "/")
    let program = Self.programs[String(parts.last!.dropLast(3))]!
    return try CompiledExtension.run([
      python, "-c", "import sys; sys.path.insert(0, '\(folder)'); \(program)",
    ]).output
  }

  private static let printed = [
    "fib": "6765\n", "stats": "(1, 3.0, 3.0, 3.0)\n", "mistakes": "2\n",
  ]

  @Test(
    "The same file is imported by a stock CPython 3.13, where one is found",
    arguments: ["fib", "stats", "mistakes"]
  )
  func importsInCPython(_ name: String) throws {
    guard let python = try CompiledExtension.stockPython() else { return }
    let path = try CompiledExtension.path(Self.source(name))
    #expect(try output(python, path) == Self.printed[name])
  }

  @Test(
    "Compiled against the headers of a CPython 3.13, where one is found, it runs in parallel too, and counts by calls",
    arguments: ["fib", "stats", "mistakes"]
  )
  func compilesWithCPythonsHeaders(_ name: String) throws {
    guard let python = try CompiledExtension.stockPython() else { return }
    let found = try CompiledExtension.run([
      python, "-c", "import sysconfig; print(sysconfig.get_path('include'))",
    ])
    let headers = String(try #require(found.output.split(separator: "\n").first))
    var template = Array("/tmp/suture-headers-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    defer { _ = try? CompiledExtension.run(["rm", "-r", folder]) }
    // Of Suture's headers this one alone.
    symlink(CompiledExtension.root + "/include/gilectomy.h", folder + "/gilectomy.h")
    let path = folder + "/" + name + ".so"
    let compiled = try CompiledExtension.run([
      "cc", "-O0", "-shared", "-fPIC", "-Wall", "-Werror", "-I" + folder, "-isystem", headers, "-o",
      path, CompiledExtension.root + "/" + Self.source(name),
    ])
    try #require(compiled.code == 0, "\(compiled.output)")
    let file = try ExtensionFile(path: path)
    #expect(file.counting == .calls)
    #expect(try Loader.decide(file, name).entry.generation == .gilectomy)
    #expect(try output(python, path) == Self.printed[name])
  }

  @Test(
    "An extension that counts in its own code never runs in parallel, whatever its entry points"
  )
  func countsInline() throws {
    let file = try ExtensionFile(
      path: try CompiledExtension.path(
        Self.source("mistakes"),
        flags: ["-DMISTAKES_INLINE"],
        name: "inline"
      )
    )
    let decision = try Loader.decide(file, "mistakes")
    #expect(decision.entry.symbol == "PyInit_mistakes" && decision.domain == .legacy)
    let flags = ["-DMISTAKES_INLINE", "-DMISTAKES_ONLY"]
    let only = try ExtensionFile(
      path: try CompiledExtension.path(Self.source("mistakes"), flags: flags, name: "inlineonly")
    )
    #expect {
      try Loader.decide(only, "mistakes")
    } throws: {
      "\($0)"
        == "defines PyGilectomyInit_mistakes, but counts references in its own code: define Py_GILECTOMY before any include"
    }
  }
}
