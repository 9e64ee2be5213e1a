import Testing

@testable import SutureRuntime

private func forget(_ name: String) { PyDict_DelItemString(PyImport_GetModuleDict(), name) }

/// globals of a module in a package, for relative imports.
private func globals(_ name: String, _ value: String) -> ObjectPointer {
  let dict = PyDict_New()!
  let value = text(value)
  PyDict_SetItemString(dict, name, value)
  drop(value)
  return dict
}

/// The definition of the module of PyImport_AppendInittab.
nonisolated(unsafe) private let tableModule = moduleDefinition("suture_tab", size: -1)

let importCases: [APICase] = [
  APICase(
    "PyImport_AddModule",
    "PyImport_AddModuleObject",
    "PyImport_AddModuleRef",
    "PyImport_GetModule",
    "PyImport_GetModuleDict"
  ) { w in
    let name = text("suture_mod")
    #expect(PyImport_GetModuleDict() == PySys_GetObject("modules"), "borrowed")
    #expect(PyImport_GetModule(name) == nil && PyErr_Occurred() == nil)
    let module = PyImport_AddModuleRef("suture_mod")
    expectBorrowed(module, "<module 'suture_mod'>")
    let before = Py_REFCNT(module)
    #expect(PyImport_AddModule("suture_mod") == module)
    #expect(PyImport_AddModuleObject(name) == module && Py_REFCNT(module) == before, "borrowed")
    let again = [PyImport_GetModule(name), PyImport_AddModuleRef("suture_mod")]
    #expect(again == [module, module] && Py_REFCNT(module) == before + 2, "new references")
    for o in again { drop(o) }
    #expect(PyImport_GetModule(w.object) == nil && PyErr_Occurred() == nil)
    let unhashable = list()
    expectError("TypeError: unhashable type: 'list'", PyImport_GetModule(unhashable))
    forget("suture_mod")
    drop(module, name, unhashable)
  },
  APICase("PyImport_Import", "PyImport_ImportModule", "PyImport_ImportModuleNoBlock") { w in
    let name = text("sys")
    let modules = [
      PyImport_Import(name), PyImport_ImportModule("sys"), PyImport_ImportModuleNoBlock("sys"),
    ]
    expectBorrowed(modules[0], "<module 'sys' (built-in)>")
    #expect(modules == [modules[0], modules[0], modules[0]])
    for module in modules { drop(module) }
    expectError("TypeError: module name must be a string", PyImport_Import(w.object))
    for load in [PyImport_ImportModule, PyImport_ImportModuleNoBlock] {
      expectError("ModuleNotFoundError: No module named 'suture_none'", load("suture_none"))
      expectError("ValueError: Empty module name", load(""))
    }
    PyDict_SetItemString(PyImport_GetModuleDict(), "suture_halted", suture_None())
    expectError(
      "ModuleNotFoundError: import of suture_halted halted; None in sys.modules",
      PyImport_ImportModule("suture_halted")
    )
    PyDict_SetItemString(PyImport_GetModuleDict(), "suture_halted", w.object)
    let before = w.references
    let found = PyImport_ImportModule("suture_halted")
    #expect(found == w.object && w.references == before + 1, "whatever is there")
    forget("suture_halted")
    drop(found, name)
  },
  APICase("PyImport_ImportModuleLevel", "PyImport_ImportModuleLevelObject") { w in
    let load = PyImport_ImportModuleLevel
    let some = tuple(text("Hashable"))
    for (fromlist, name) in [(nil, "collections"), (some, "collections.abc")] {
      let module = load("collections.abc", nil, nil, fromlist, 0)
      let expected = PyImport_ImportModule(name)
      #expect(module == expected && module != nil, "\(name)")
      drop(module, expected)
    }
    let package = globals("__package__", "collections")
    let relative = load("abc", package, nil, some, 1)
    let absolute = PyImport_ImportModule("collections.abc")
    #expect(relative == absolute && relative != nil)
    drop(relative, absolute)
    let top = globals("__name__", "m")
    let empty = PyDict_New()
    for (message, name, globals, level) in [
      ("ValueError: level must be >= 0", "sys", nil, -1),
      ("KeyError: \"'__name__' not in globals\"", "sys", nil, 1),
      ("KeyError: \"'__name__' not in globals\"", "sys", empty, 1),
      ("TypeError: globals must be a dict", "sys", w.object, 1),
      ("ValueError: Empty module name", "", nil, 0),
      ("ImportError: attempted relative import beyond top-level package", "abc", package, 3),
      ("ImportError: attempted relative import with no known parent package", "abc", top, 1),
    ] as [(String, String, ObjectPointer?, Int32)] {
      expectError(message, load(name, globals, nil, nil, level))
    }
    let object = PyImport_ImportModuleLevelObject
    expectError("ValueError: Empty module name", object(nil, nil, nil, nil, 0))
    expectError("TypeError: module name must be a string", object(w.object, nil, nil, nil, 0))
    drop(some, package, top, empty)
  },
  APICase("PyImport_ReloadModule") { w in
    let sys = PyImport_ImportModule("sys")
    let before = Py_REFCNT(sys)
    let again = PyImport_ReloadModule(sys)
    #expect(again == sys)
    // The runtime's modules are immortal, save in GIL mode.
    #expect(Py_REFCNT(sys) == before + (suture_is_immortal(sys!) ? 0 : 1), "a new reference")
    drop(sys, again)
    expectError("TypeError: reload() argument must be a module", PyImport_ReloadModule(w.object))
    let unknown = PyModule_New("suture_unknown")
    expectError(
      "ImportError: module suture_unknown not in sys.modules",
      PyImport_ReloadModule(unknown)
    )
    drop(unknown)
  },
  APICase("PyImport_AppendInittab") { _ in
    #expect(PyImport_AppendInittab("suture_tab", nil) == -1)
    #expect(
      PyImport_AppendInittab("suture_tab") {
        let module = PyModule_Create2(tableModule, 1013)
        PyModule_AddIntConstant(module, "x", 5)
        return module
      } == 0
    )
    guard let module = PyImport_ImportModule("suture_tab") else {
      Issue.record("\(takeError() ?? "")")
      return
    }
    expectRepr(PyObject_GetAttrString(module, "x"), "5")
    let again = PyImport_ImportModule("suture_tab")
    #expect(again == module)
    drop(module, again)
    forget("suture_tab")
  },
  APICase(
    "PyImport_GetMagicNumber",
    "PyImport_GetMagicTag",
    "PyImport_GetImporter",
    "PyImport_ImportFrozenModule",
    "PyImport_ImportFrozenModuleObject"
  ) { _ in
    #expect(PyImport_GetMagicNumber() == 168_627_699)
    #expect(String(cString: PyImport_GetMagicTag()!) == "cpython-313")
    let name = text("suture_none")
    #expect(PyImport_GetImporter(name) == suture_None())
    #expect(PyImport_ImportFrozenModule("suture_none") == 0)
    #expect(PyImport_ImportFrozenModuleObject(name) == 0)
    drop(name)
  },
  APICase(
    "PyImport_ExecCodeModule",
    "PyImport_ExecCodeModuleEx",
    "PyImport_ExecCodeModuleObject",
    "PyImport_ExecCodeModuleWithPathnames"
  ) { _ in
    let name = text("suture_code")
    let empty = UnsafeMutablePointer<PyObject>(PyCode_NewEmpty("f.py", "f", 1))
    expectError("AssertionError", PyImport_ExecCodeModule("suture_code", empty))
    #expect(PyImport_GetModule(name) == nil, "a module that failed is forgotten")
    let code = Py_CompileString("_getframe()", "f.py", Py_eval_input)
    let path = text("/p/f.py")
    func expect(_ file: String, _ cached: String, _ module: ObjectPointer?) {
      let entered = PyImport_GetModule(name)
      #expect(entered == module && module != nil)
      expectRepr(PyObject_GetAttrString(module, "__file__"), file)
      expectRepr(PyObject_GetAttrString(module, "__cached__"), cached)
      forget("suture_code")
      drop(entered, module)
    }
    let ex = PyImport_ExecCodeModuleEx
    let withPathnames = PyImport_ExecCodeModuleWithPathnames
    expect("'f.py'", "None", PyImport_ExecCodeModule("suture_code", code))
    expect("'/p/f.py'", "None", ex("suture_code", code, "/p/f.py"))
    expect("'/p/f.py'", "'/p/c'", withPathnames("suture_code", code, "/p/f.py", "/p/c"))
    expect("'/p/f.py'", "None", PyImport_ExecCodeModuleObject(name, code, path, nil))
    drop(name, path, empty, code)
  },
  APICase("_PyImport_GetModuleAttr", "_PyImport_GetModuleAttrString") { w in
    let (sys, maxsize, nope) = (text("sys"), text("maxsize"), text("nope"))
    expectRepr(_PyImport_GetModuleAttr(sys, maxsize), "9223372036854775807")
    expectRepr(_PyImport_GetModuleAttrString("sys", "maxsize"), "9223372036854775807")
    let missing = "AttributeError: module 'sys' has no attribute 'nope'"
    expectError(missing, _PyImport_GetModuleAttr(sys, nope))
    expectError(missing, _PyImport_GetModuleAttrString("sys", "nope"))
    expectError("TypeError: module name must be a string", _PyImport_GetModuleAttr(w.object, nope))
    expectError(
      "TypeError: attribute name must be string, not 'object'",
      _PyImport_GetModuleAttr(sys, w.object)
    )
    for (module, message) in [
      ("suture_none", "ModuleNotFoundError: No module named 'suture_none'"),
      ("", "ValueError: Empty module name"),
    ] { expectError(message, _PyImport_GetModuleAttrString(module, "x")) }
    let nested = _PyImport_GetModuleAttrString("collections.abc", "Hashable")
    expectRepr(nested, "<class 'collections.abc.Hashable'>")
    drop(sys, maxsize, nope)
  },
  APICase("_PyImport_SetModule") { w in
    let (name, unhashable) = (text("suture_entered"), list())
    let before = w.references
    #expect(_PyImport_SetModule(name, w.object) == 0 && w.references == before + 1)
    let found = PyImport_Import(name)
    #expect(found == w.object)
    forget("suture_entered")
    expectError("TypeError: unhashable type: 'list'", _PyImport_SetModule(unhashable, w.object))
    drop(found, name, unhashable)
  },
]
