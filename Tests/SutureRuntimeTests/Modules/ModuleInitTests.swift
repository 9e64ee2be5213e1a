import SutureTestSupport
import Testing

@testable import SutureRuntime

private let source = "Tests/Extensions/initcases.c"

/// Imports the module of one case: repr of the module's `attribute`, or the exception.
private func load(_ name: String, _ number: Int, _ attribute: String) throws -> String {
  let path = try CompiledExtension.path(
    source,
    flags: ["-DCASE=\(number)", "-DNAME=\(name)"],
    name: name
  )
  return Runtime.attached {
    guard let module = Extensions.load(file: path) else { return Py.raised() }
    defer { suture_decref(module) }
    return Py.repr(PyObject_GetAttrString(module, attribute))
  }
}

/// Calls a function of the single-phase module.
private func call(_ function: String, _ args: Value = .tuple([])) throws -> String {
  let path = try CompiledExtension.path(source, flags: ["-DCASE=1", "-DNAME=calls"], name: "calls")
  return Runtime.attached {
    guard let module = Extensions.load(file: path) else { return Py.raised() }
    defer { suture_decref(module) }
    guard let target = PyObject_GetAttrString(module, function) else { return Py.raised() }
    defer { suture_decref(target) }
    let arguments = args.make()!
    defer { suture_decref(arguments) }
    return Py.repr(PyObject_Call(target, arguments, nil))
  }
}

@Suite("Module init") struct ModuleInitTests {
  @Test("A single-phase module has its name, its docstring and its file")
  func singlePhase() throws {
    #expect(try load("single", 1, "__name__") == "'single'")
    #expect(try load("single", 1, "__doc__") == "'A module for tests.'")
    #expect(try load("single", 1, "__file__").hasSuffix("/single.so'"))
  }

  @Test("A multi-phase module has its state when its exec slot runs")
  func multiPhase() throws { #expect(try load("multi", 5, "state") == "7") }

  @Test("A module that declares Py_MOD_GIL_NOT_USED and counts by calls only works too")
  func noGIL() throws { #expect(try load("nogil", 12, "state") == "7") }

  @Test(
    "What an init function does wrong is told in CPython's words",
    arguments: [
      (2, "SystemError: initialization of bad2 failed without raising an exception"),
      (3, "SystemError: initialization of bad3 raised unreported exception"),
      (4, "SystemError: initialization of bad4 did not return an extension module"),
      (6, "ValueError: exec failed"),
      (7, "SystemError: execution of module bad7 failed without setting an exception"),
      (8, "SystemError: module bad8: m_size may not be negative for multi-phase initialization"),
      (9, "SystemError: module bad9 has multiple create slots"),
      (10, "SystemError: module bad10 uses unknown slot ID 77"),
      (11, "SystemError: creation of module bad11 failed without setting an exception"),
      (13, "NotImplementedError: PyMissing_Function is not implemented"),
      (14, "SystemError: creation of module bad14 raised unreported exception"),
      (15, "SystemError: execution of module bad15 raised unreported exception"),
    ]
  )
  func badInit(_ number: Int, _ message: String) throws {
    #expect(try load("bad\(number)", number, "__name__") == message)
  }

  @Test("A module that failed is not in sys.modules")
  func failedModuleIsForgotten() throws {
    _ = try load("bad6", 6, "__name__")
    Runtime.attached {
      let name = Py.str("bad6")
      defer { suture_decref(name) }
      #expect(PyImport_GetModule(name) == nil)
      #expect(PyErr_Occurred() == nil)
    }
  }

  @Test(
    "A function's arguments and results are checked in CPython's words",
    arguments: [
      ("answer", Value.tuple([]), "42"),
      ("answer", .tuple([1]), "TypeError: calls.answer() takes no arguments (1 given)"),
      ("one", .tuple([1]), "1"),
      ("one", .tuple([]), "TypeError: calls.one() takes exactly one argument (0 given)"),
      (
        "nothing", .tuple([]),
        "SystemError: <built-in function nothing> returned NULL without setting an exception"
      ),
      (
        "both", .tuple([]),
        "SystemError: <built-in function both> returned a result with an exception set"
      ),
      ("varargs", .tuple([1, 2]), "(1, 2)"),
    ]
  )
  func calls(_ function: String, _ args: Value, _ result: String) throws {
    #expect(try call(function, args) == result)
  }

  @Test("An import of what is not there is a ModuleNotFoundError with the name")
  func notFound() {
    Runtime.attached {
      #expect(
        Py.repr(PyImport_ImportModule("no_such_module"))
          == "ModuleNotFoundError: No module named 'no_such_module'"
      )
      #expect(
        Py.repr(PyImport_ImportModule("builtins.x"))
          == "ModuleNotFoundError: No module named 'builtins.x'; 'builtins' is not a package"
      )
    }
  }

  @Test("A module's missing attribute names both")
  func missingAttribute() throws {
    #expect(
      try load("single", 1, "nothere")
        == "AttributeError: module 'single' has no attribute 'nothere'"
    )
  }
}
