import SutureTestSupport
import Testing

@testable import SutureRuntime

/// Loads the module of one case of Tests/Extensions/initcases.c, whose exec slot raises.
private func load(_ name: String) throws -> String {
  let path = try CompiledExtension.path(
    "Tests/Extensions/initcases.c",
    flags: ["-DCASE=6", "-DNAME=\(name)"],
    name: name
  )
  Runtime.attached { #expect(Extensions.load(file: path) == nil) }
  return path
}

@Suite("Init failures") struct InitFailureTests {
  @Test("The host's text of what an init raised says which module from which file it was")
  func hostText() throws {
    let path = try load("noted")
    Runtime.attached {
      #expect(
        takePendingExceptionText()
          == "ValueError: exec failed\nwhile importing noted from \(path)"
      )
    }
  }

  @Test("str() of an exception that left an init function is the extension's own text")
  func noteIsApart() throws {
    let path = try load("apart")
    Runtime.attached {
      guard let error = PyErr_GetRaisedException() else {
        Issue.record("nothing was raised")
        return
      }
      defer { suture_decref(error) }
      #expect(Py.repr(PyObject_Str(error)) == "'exec failed'")
      #expect(
        Py.repr(PyObject_GetAttrString(error, "__notes__"))
          == "['while importing apart from \(path)']"
      )
    }
  }

  @Test("The modules that imports looked for in vain are listed, as many as there is room for")
  func missingModules() {
    Runtime.attached {
      func list(after name: String) -> String {
        #expect(PyImport_ImportModule(name) == nil)
        PyErr_Clear()
        return String(cString: Import.missingModules)
      }
      // Other tests' modules may have filled it.
      let missing = list(after: "no_such_thing")
      #expect(missing.contains("no_such_thing") || missing.utf8.count + 15 >= 128)
      let long = String(repeating: "x", count: 128)
      #expect(list(after: long) == missing)
      for _ in 0..<40 { #expect(list(after: "nope").utf8.count < 128) }
    }
  }
}
