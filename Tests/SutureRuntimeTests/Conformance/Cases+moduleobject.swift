import Testing

@testable import SutureRuntime

let moduleobjectCases: [APICase] = plainModuleCases + definedModuleCases

private let badType = "TypeError: bad argument type for built-in operation"
private let nameless = "SystemError: nameless module"
private let fileless = "SystemError: module filename missing"
private let fresh =
  "{'__name__': 'mod', '__doc__': None, '__package__': None, '__loader__': None, '__spec__': None}"

private func shown(_ s: UnsafePointer<CChar>?) -> String {
  s.map { String(cString: $0) } ?? takeError() ?? "NULL"
}

private let plainModuleCases: [APICase] = [
  APICase("PyModule_New", "PyModule_NewObject", "PyModule_GetDict") { w in
    let name = text("mod")
    for module in [PyModule_New("mod"), PyModule_NewObject(name)] {
      #expect(Py_REFCNT(module!) == 1)
      let dict = PyModule_GetDict(module)!
      let before = Py_REFCNT(dict)
      #expect(PyModule_GetDict(module) == dict && Py_REFCNT(dict) == before, "borrowed")
      expectRepr(newReference(dict), fresh)
      #expect(PyDict_SetItemString(dict, "x", w.object) == 0)
      let x = PyObject_GetAttrString(module, "x")
      #expect(x == w.object)
      drop(x, module)
    }
    drop(name)
    let unnamed = PyModule_NewObject(w.object)
    #expect(PyDict_GetItemString(PyModule_GetDict(unnamed), "__name__") == w.object)
    drop(unnamed)
    withBadText { expectError(notUTF8, PyModule_New($0)) }
    expectError(internalCall("Objects/moduleobject.c:554"), PyModule_GetDict(w.object))
  },
  APICase("PyModule_NewObject") { _ in
    let type = suture_PyModule_Type().asObject
    for (arguments, keywords, shown) in [
      ([], ["doc": 5, "name": "mod"], "<module 'mod'>"),
      ([], ["doc": 5], "TypeError: module() missing required argument 'name' (pos 1)"),
      ([], ["name": 5], "TypeError: module() argument 'name' must be str, not int"),
      ([], ["name": "mod", "q": 5], "TypeError: module() got an unexpected keyword argument 'q'"),
      (
        ["mod"], ["name": "mod"],
        "TypeError: argument for module() given by name ('name') and position (1)"
      ),
    ] as [([Value], KeyValuePairs<String, Value>, String)] {
      #expect(show(callNew(type, arguments, keywords)) == shown)
    }
  },
  APICase("PyModule_GetName", "PyModule_GetNameObject") { w in
    let module = PyModule_New("mod")
    #expect(shown(PyModule_GetName(module)) == "mod")
    let name = PyModule_GetNameObject(module)!
    let before = Py_REFCNT(name)
    let again = PyModule_GetNameObject(module)
    #expect(name == again && Py_REFCNT(name) == before + 1, "a new reference")
    drop(name, again)
    PyObject_SetAttrString(module, "__name__", w.object)
    #expect(shown(PyModule_GetName(module)) == nameless)
    expectError(nameless, PyModule_GetNameObject(module))
    PyObject_DelAttrString(module, "__name__")
    #expect(shown(PyModule_GetName(module)) == nameless)
    drop(module)
    #expect(shown(PyModule_GetName(w.object)) == badType)
    expectError(badType, PyModule_GetNameObject(w.object))
  },
  APICase("PyModule_GetFilename", "PyModule_GetFilenameObject") { w in
    let module = PyModule_New("mod")
    #expect(shown(PyModule_GetFilename(module)) == fileless)
    expectError(fileless, PyModule_GetFilenameObject(module))
    let path = text("/x.so")
    PyObject_SetAttrString(module, "__file__", path)
    #expect(shown(PyModule_GetFilename(module)) == "/x.so")
    let before = Py_REFCNT(path)
    let file = PyModule_GetFilenameObject(module)
    #expect(file == path && Py_REFCNT(path) == before + 1, "a new reference")
    drop(file, path)
    PyObject_SetAttrString(module, "__file__", w.object)
    #expect(shown(PyModule_GetFilename(module)) == fileless)
    drop(module)
    #expect(shown(PyModule_GetFilename(w.object)) == badType)
    expectError(badType, PyModule_GetFilenameObject(w.object))
  },
]

/// An object with a `name`, as PyModule_FromSlotsAndSpec wants it.
private func spec(_ name: String) -> ObjectPointer { newInstance("Spec", ["name": text(name)]) }

private func slot(_ id: Int32, _ pointer: UnsafeMutableRawPointer?) -> PySlot {
  var slot = PySlot()
  slot.sl_id = UInt16(id)
  slot.sl_ptr = pointer
  return slot
}

/// Slots, or any other values, that live as long as the process.
private func forever<T>(_ values: [T]) -> UnsafeMutablePointer<T> {
  let row = UnsafeMutablePointer<T>.allocate(capacity: values.count)
  row.initialize(from: values, count: values.count)
  return row
}

nonisolated(unsafe) private let abi = forever([
  PyABIInfo(
    abiinfo_major_version: 1,
    abiinfo_minor_version: 0,
    flags: UInt16(PyABIInfo_STABLE | PyABIInfo_GIL | PyABIInfo_FREETHREADED),
    build_version: 0x030f_0000,
    abi_version: 0x030f_0000
  )
])

private func slots(_ more: PySlot...) -> UnsafeMutablePointer<PySlot> {
  forever([slot(Py_mod_abi, abi)] + more + [PySlot()])
}

/// An exec slot: counts in the module's state.
@c func suture_case_exec(_ module: ObjectPointer?) -> Int32 {
  PyModule_GetState(module)!.assumingMemoryBound(to: Int.self).pointee += 1
  return 0
}
@c func suture_case_exec_fails(_ module: ObjectPointer?) -> Int32 {
  PyErr_SetString(suture_PyExc_ValueError(), "exec failed")
  return -1
}

private typealias Exec = @convention(c) (ObjectPointer?) -> Int32
private func address(_ exec: Exec) -> UnsafeMutableRawPointer {
  unsafeBitCast(exec, to: UnsafeMutableRawPointer.self)
}

private func definition(_ stateSize: Int) -> UnsafeMutablePointer<PyModuleDef> {
  var def = PyModuleDef()
  def.m_name = forever("mod")
  def.m_size = stateSize
  return forever([def])
}

private let definedModuleCases: [APICase] = [
  APICase("PyModuleDef_Init", "PyModule_GetDef", "PyModule_GetState", "PyModule_GetStateSize") {
    w in
    let def = definition(16)
    let o = PyModuleDef_Init(def)
    #expect(UnsafeMutableRawPointer(o) == UnsafeMutableRawPointer(def))
    #expect(o?.type == suture_PyModuleDef_Type() && def.pointee.m_base.m_index > 0)
    let index = def.pointee.m_base.m_index
    #expect(PyModuleDef_Init(def) == o && def.pointee.m_base.m_index == index)
    let module = PyModule_Create2(def, 1013)
    #expect(PyModule_GetDef(module) == def)
    let state = PyModule_GetState(module)!.assumingMemoryBound(to: Int.self)
    #expect(state[0] == 0 && state[1] == 0, "zeroed")
    var size = 0
    #expect(PyModule_GetStateSize(module, &size) == 0 && size == 16)
    let plain = PyModule_New("plain")
    #expect(PyModule_GetDef(plain) == nil && PyModule_GetState(plain) == nil && takeError() == nil)
    drop(module, plain)
    #expect(PyModule_GetDef(w.object) == nil && takeError() == badType)
    #expect(PyModule_GetState(w.object) == nil && takeError() == badType)
    #expect(PyModule_GetStateSize(w.object, &size) == -1 && size == -1)
    #expect(takeError()?.hasPrefix("TypeError: ") == true)
  },
  APICase("PyModule_GetToken", "PyModule_GetToken_DuringGC", "PyModule_GetState_DuringGC") { w in
    let def = definition(8)
    let module = PyModule_Create2(def, 1013)
    var token: UnsafeMutableRawPointer?
    for function in [PyModule_GetToken, PyModule_GetToken_DuringGC] {
      #expect(function(module, &token) == 0 && token == UnsafeMutableRawPointer(def))
    }
    #expect(PyModule_GetState_DuringGC(module) == PyModule_GetState(module))
    let plain = PyModule_New("plain")
    #expect(PyModule_GetToken(plain, &token) == 0 && token == nil)
    #expect(PyModule_GetState_DuringGC(plain) == nil)
    token = UnsafeMutableRawPointer(def)
    #expect(PyModule_GetToken(w.object, &token) == -1 && token == nil)
    #expect(takeError()?.hasPrefix("TypeError: ") == true)
    drop(module, plain)
  },
  APICase("PyModule_FromSlotsAndSpec", "PyModule_Exec", "PyModule_GetStateSize") { w in
    let spec = spec("pkg.mod")
    let before = Py_REFCNT(spec)
    var mine = 0
    let array = withUnsafeMutablePointer(to: &mine) { token in
      slots(
        slot(Py_mod_doc, UnsafeMutableRawPointer(mutating: forever("Text."))),
        slot(Py_mod_state_size, UnsafeMutableRawPointer(bitPattern: 24)),
        slot(Py_mod_methods, echo(METH_O)),
        slot(Py_mod_token, token),
        // PySlot.h numbers the exec slot of new arrays 85.
        slot(85, address(suture_case_exec)),
        slot(85, address(suture_case_exec))
      )
    }
    let module = PyModule_FromSlotsAndSpec(array, spec)
    #expect(Py_REFCNT(spec) == before, "the spec is borrowed")
    expectRepr(PyObject_GetAttrString(module, "__name__"), "'pkg.mod'")
    expectRepr(PyObject_GetAttrString(module, "__doc__"), "'Text.'")
    var (size, token) = (0, nil as UnsafeMutableRawPointer?)
    #expect(PyModule_GetStateSize(module, &size) == 0 && size == 24)
    #expect(PyModule_GetToken(module, &token) == 0)
    #expect(withUnsafeMutablePointer(to: &mine) { UnsafeMutableRawPointer($0) } == token)
    #expect(PyModule_GetDef(module) == nil)
    #expect(PyModule_Exec(module) == 0)
    #expect(PyModule_GetState(module)?.load(as: Int.self) == 2, "both exec slots ran, in order")
    let function = PyObject_GetAttrString(module, "echo")
    #expect(PyCFunction_GetSelf(function) == module)
    drop(function, module)
    let failing = PyModule_FromSlotsAndSpec(slots(slot(85, address(suture_case_exec_fails))), spec)
    expectError("ValueError: exec failed", PyModule_Exec(failing))
    drop(failing)
    let noABI = forever([PySlot()])
    expectError(
      "SystemError: module pkg.mod does not define Py_mod_abi",
      PyModule_FromSlotsAndSpec(noABI, spec)
    )
    expectError(
      "SystemError: module pkg.mod uses unknown slot ID 77",
      PyModule_FromSlotsAndSpec(slots(slot(77, nil)), spec)
    )
    drop(spec)
    expectError(
      "AttributeError: 'object' object has no attribute 'name'",
      PyModule_FromSlotsAndSpec(array, w.object)
    )
    #expect(PyModule_Exec(w.object) == -1 && takeError()?.hasPrefix("TypeError: ") == true)
    let plain = PyModule_New("plain")
    #expect(PyModule_Exec(plain) == 0, "nothing to run")
    drop(plain)
  },
  APICase("PyABIInfo_Check") { _ in
    func check(_ major: UInt8, _ flags: Int32, _ version: UInt32, _ name: String?) -> String? {
      var info = PyABIInfo(
        abiinfo_major_version: major,
        abiinfo_minor_version: 0,
        flags: UInt16(flags),
        build_version: version,
        abi_version: version
      )
      let result = PyABIInfo_Check(&info, name)
      let error = takeError()
      #expect(result == (error == nil ? 0 : -1))
      return error
    }
    #expect(check(0, PyABIInfo_INTERNAL, 0, "m") == nil, "no information")
    #expect(check(1, PyABIInfo_DEFAULT_FLAGS, 0x030c_0000, "m") == nil)
    #expect(check(1, PyABIInfo_GIL, 0x030d_0000, "m") == nil)
    for (flags, version) in [
      (PyABIInfo_DEFAULT_FLAGS, 0x0400_0000), (PyABIInfo_GIL, 0x030c_0000),
      (PyABIInfo_INTERNAL, 0x030d_0000),
    ] as [(Int32, UInt32)] {
      #expect(check(1, flags, version, "m")?.hasPrefix("ImportError: module m: ") == true)
      #expect(check(1, flags, version, nil)?.hasPrefix("ImportError: module: ") == true)
    }
    #expect(check(2, PyABIInfo_DEFAULT_FLAGS, 0, "m")?.hasPrefix("ImportError: ") == true)
  },
  APICase("_PyState_AddModule") { _ in
    let def = definition(0)
    let module = PyModule_Create2(def, 1013)!
    #expect(PyState_FindModule(def) == nil)
    let before = Py_REFCNT(module)
    #expect(_PyState_AddModule(module, def) == 0)
    #expect(PyState_FindModule(def) == module)
    #expect(Py_REFCNT(module) == before + 1, "the table's own reference")
    #expect(PyState_RemoveModule(def) == 0 && PyState_FindModule(def) == nil)
    #expect(Py_REFCNT(module) == before)
    drop(module)
  },
]
