import Testing

@testable import SutureRuntime

private typealias GetBaseByToken = (
  TypePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<TypePointer?>?
) -> Int32

/// How often the watched type changed.
nonisolated(unsafe) private var changes = 0

/// A module of a definition with a state of 16 bytes; both live as long as the process.
private func makeModule() -> (module: ObjectPointer, def: UnsafeMutablePointer<PyModuleDef>) {
  var definition = PyModuleDef()
  definition.m_name = forever("spam")
  definition.m_size = 16
  let def = lasting([definition], end: PyModuleDef())
  return (PyModule_Create2(def, PYTHON_API_VERSION)!, def)
}

private let noModule = "has the given module"

let objectTypeCases: [APICase] = [
  APICase("PyType_GetFlags", "PyType_IsSubtype") { _ in
    #expect(PyType_GetFlags(suture_PyBool_Type()) & TypeFlag.long != 0)
    #expect(PyType_GetFlags(suture_PyBool_Type()) & TypeFlag.base == 0)
    #expect(PyType_GetFlags(suture_PyList_Type()) & TypeFlag.long == 0)
    let (bool, int, object) = (
      suture_PyBool_Type(), suture_PyLong_Type(), suture_PyBaseObject_Type()
    )
    #expect(PyType_IsSubtype(bool, int) == 1 && PyType_IsSubtype(int, bool) == 0)
    #expect(PyType_IsSubtype(bool, object) == 1 && PyType_IsSubtype(int, int) == 1)
  },
  APICase("PyType_GenericAlloc", "PyType_GenericNew") { w in
    let type = makeType(size: 32)!
    for o in [
      PyType_GenericAlloc(type.asType, 0), PyType_GenericNew(type.asType, w.object, w.object),
    ] {
      #expect(o?.type.asObject == type && Py_REFCNT(o!) == 1)
      for offset in [16, 24] {
        #expect(UnsafeRawPointer(o!).load(fromByteOffset: offset, as: Int.self) == 0)
      }
      drop(o)
    }
    drop(type)
    let sized = withSpec(size: 24, itemSize: 8) { PyType_FromSpec($0) }!
    let o = PyType_GenericAlloc(sized.asType, 5)!
    #expect(Py_SIZE(o) == 5)
    for i in 0..<5 {
      #expect(UnsafeRawPointer(o).load(fromByteOffset: 24 + 8 * i, as: Int.self) == 0)
    }
    drop(o, sized)
    #expect(PyType_GenericAlloc(suture_PyList_Type(), 0).map(PyObject_GC_IsTracked) == 1)
  },
  APICase("PyType_GetSlot") { _ in
    let index: unaryfunc = { _ in number(5) }
    let address = unsafeBitCast(index, to: UnsafeMutableRawPointer.self)
    let type = makeType(Slot(Py_nb_index, address))!
    let sub = makeClass("Sub", tuple(Py_NewRef(type)!))!
    for t in [type, sub] { #expect(PyType_GetSlot(t.asType, Py_nb_index) == address) }
    let base = PyType_GetSlot(type.asType, Py_tp_base)
    #expect(base == UnsafeMutableRawPointer(suture_PyBaseObject_Type()))
    #expect(PyType_GetSlot(type.asType, Py_nb_add) == nil && takeError() == nil)
    #expect(PyType_GetSlot(suture_PyLong_Type(), Py_tp_new) != nil, "of a static type too")
    for bad in [0, -1, 84, 200] as [Int32] {
      #expect(PyType_GetSlot(type.asType, bad) == nil)
      #expect(takeError() == internalCall("Objects/typeobject.c:4907"))
    }
    drop(sub, type)
  },
  APICase(
    "PyType_GetName",
    "PyType_GetQualName",
    "PyType_GetModuleName",
    "PyType_GetFullyQualifiedName",
    "_PyType_Name"
  ) { _ in
    func namespace(_ pairs: (String, ObjectPointer)...) -> ObjectPointer {
      let dict = PyDict_New()!
      for (key, value) in pairs {
        PyDict_SetItemString(dict, key, value)
        drop(value)
      }
      return dict
    }
    let inner = makeClass(
      "C",
      nil,
      namespace(("__module__", text("a.b")), ("__qualname__", text("Q.C")))
    )!
    let odd = makeClass("D", nil, namespace(("__module__", number(5))))!
    for (type, name, qualname, module, full) in [
      (suture_PyLong_Type().asObject, "int", "int", "'builtins'", "int"),
      (makeType()!, "Spam", "Spam", "'spam'", "spam.Spam"),
      (makeType("a.b.C")!, "C", "C", "'a.b'", "a.b.C"), (inner, "C", "Q.C", "'a.b'", "a.b.Q.C"),
      (odd, "D", "D", "5", "D"), (makeClass("E")!, "E", "E", "'__main__'", "E"),
    ] {
      let type = type.asType
      expectRepr(PyType_GetName(type), "'\(name)'")
      expectRepr(PyType_GetQualName(type), "'\(qualname)'")
      expectRepr(PyType_GetModuleName(type), module)
      expectRepr(PyType_GetFullyQualifiedName(type), "'\(full)'")
      #expect(_PyType_Name(type).map { String(cString: $0) } == name)
      drop(type.asObject)
    }
  },
  APICase(
    "PyType_FromModuleAndSpec",
    "PyType_GetModule",
    "PyType_GetModuleState",
    "PyType_GetModule_DuringGC",
    "PyType_GetModuleState_DuringGC"
  ) { _ in
    let (module, _) = makeModule()
    let before = Py_REFCNT(module)
    let type = withSpec { PyType_FromModuleAndSpec(module, $0, nil) }!
    #expect(Py_REFCNT(module) == before + 1, "the type keeps the module")
    #expect(PyType_GetModule(type.asType) == module && Py_REFCNT(module) == before + 1, "borrowed")
    let state = PyType_GetModuleState(type.asType)
    #expect(state != nil && state == PyModule_GetState(module))
    #expect(PyType_GetModule_DuringGC(type.asType) == module)
    #expect(PyType_GetModuleState_DuringGC(type.asType) == state)
    let sub = makeClass("Sub", tuple(Py_NewRef(type)!))!
    let (own, int) = (sub.asType, suture_PyLong_Type())
    let none = "TypeError: PyType_GetModule: Type 'Sub' has no associated module"
    expectError(none, PyType_GetModule(own))
    #expect(PyType_GetModuleState(own) == nil && takeError() == none)
    let notHeap = "TypeError: PyType_GetModule: Type 'int' is not a heap type"
    expectError(notHeap, PyType_GetModule(int))
    #expect(PyType_GetModuleState(int) == nil && takeError() == notHeap)
    #expect(PyType_GetModule_DuringGC(own) == nil && PyType_GetModule_DuringGC(int) == nil)
    #expect(PyType_GetModuleState_DuringGC(own) == nil && takeError() == nil)
    drop(sub, type, module)
  },
  APICase(
    "PyType_GetModuleByDef",
    "_PyType_GetModuleByDef2",
    "PyType_GetModuleByToken",
    "PyType_GetModuleByToken_DuringGC"
  ) { _ in
    let (module, def) = makeModule()
    let type = withSpec { PyType_FromModuleAndSpec(module, $0, nil) }!
    let sub = makeClass("Sub", tuple(Py_NewRef(type)!))!
    let (int, other) = (suture_PyLong_Type(), lasting([PyModuleDef()], end: PyModuleDef()))
    let before = Py_REFCNT(module)
    for t in [type, sub] { #expect(PyType_GetModuleByDef(t.asType, def) == module) }
    #expect(_PyType_GetModuleByDef2(int, sub.asType, def) == module)
    #expect(_PyType_GetModuleByDef2(sub.asType, int, def) == module)
    #expect(PyType_GetModuleByToken_DuringGC(sub.asType, def) == module)
    #expect(Py_REFCNT(module) == before, "borrowed")
    #expect(PyType_GetModuleByToken(sub.asType, def) == module)
    #expect(Py_REFCNT(module) == before + 1, "a new reference")
    drop(module)
    let error = "TypeError: PyType_GetModuleByDef: No superclass of"
    expectError("\(error) 'Sub' \(noModule)", PyType_GetModuleByDef(sub.asType, other))
    expectError("\(error) 'int' \(noModule)", PyType_GetModuleByDef(int, def))
    expectError(
      "\(error) 'Sub' nor 'int' \(noModule)",
      _PyType_GetModuleByDef2(sub.asType, int, other)
    )
    expectError(
      "TypeError: PyType_GetModuleByToken: No superclass of 'int' \(noModule)",
      PyType_GetModuleByToken(int, def)
    )
    #expect(PyType_GetModuleByToken_DuringGC(int, def) == nil && takeError() == nil)
    drop(sub, type, module)
  },
  APICase("PyType_GetBaseByToken", "PyType_GetBaseByToken_DuringGC") { w in
    let token = UnsafeMutableRawPointer(bitPattern: 0x1230)!
    let type = makeType(Slot(Py_tp_token, token))!
    let sub = makeClass("Sub", tuple(Py_NewRef(type)!))!
    var base: TypePointer?
    for t in [type, sub] {
      for get in [PyType_GetBaseByToken, PyType_GetBaseByToken_DuringGC]
        as [GetBaseByToken]
      {
        base = nil
        #expect(get(t.asType, token, &base) == 1 && base?.asObject == type)
      }
      drop(type)
      #expect(PyType_GetBaseByToken(t.asType, token, nil) == 1)
    }
    #expect(PyType_GetBaseByToken(suture_PyLong_Type(), token, &base) == 0 && base == nil)
    base = suture_PyLong_Type()
    #expect(PyType_GetBaseByToken_DuringGC(sub.asType, token + 1, &base) == 0 && base == nil)
    expectError(
      "SystemError: PyType_GetBaseByToken called with token=NULL",
      PyType_GetBaseByToken(sub.asType, nil, &base)
    )
    expectError(
      "TypeError: expected a type, got a 'object' object",
      PyType_GetBaseByToken(w.object.asType, token, &base)
    )
    drop(sub, type)
    // Py_TP_USE_SPEC stands for the address of the spec.
    withSpec(slots: [Slot(Py_tp_token, nil)]) { spec in
      using(PyType_FromSpec(spec)) {
        #expect(PyType_GetBaseByToken($0.asType, spec, nil) == 1)
      }
    }
  },
  APICase("PyType_Freeze") { w in
    let type = makeClass("A")!
    let sub = makeClass("B", tuple(Py_NewRef(type)!))!
    expectError(
      "TypeError: Creating immutable type B from mutable base A",
      PyType_Freeze(sub.asType)
    )
    #expect(PyObject_SetAttrString(type, "x", suture_None()) == 0)
    #expect(PyType_Freeze(type.asType) == 0 && PyType_Freeze(sub.asType) == 0)
    for (t, name) in [(type, "A"), (sub, "B")] {
      expectError(
        "TypeError: cannot set 'x' attribute of immutable type '\(name)'",
        PyObject_SetAttrString(t, "x", w.object)
      )
      #expect(PyType_GetFlags(t.asType) & TypeFlag.immutable != 0)
      using(PyObject_CallNoArgs(t)) { #expect(PyObject_SetAttrString($0, "x", w.object) == 0) }
    }
    drop(sub, type)
  },
  APICase("PyType_AddWatcher", "PyType_ClearWatcher", "PyType_Watch", "PyType_Unwatch") { w in
    let type = makeClass("A")!
    changes = 0
    let id = PyType_AddWatcher { _ in
      changes += 1
      return 0
    }
    #expect(id >= 0 && PyType_Watch(id, type) == 0)
    let name = text("x")
    for n in 1...2 {
      #expect(_PyType_Lookup(type.asType, suture_name___len__()) == nil)
      #expect(PyObject_SetAttr(type, name, suture_None()) == 0 && changes == n)
    }
    drop(name)
    #expect(PyType_Unwatch(id, type) == 0)
    #expect(_PyType_Lookup(type.asType, suture_name___len__()) == nil)
    #expect(PyObject_SetAttrString(type, "y", suture_None()) == 0 && changes == 2)
    for call in [PyType_Watch, PyType_Unwatch] as [(Int32, ObjectPointer?) -> Int32] {
      expectError("ValueError: Cannot watch non-type", call(id, w.object))
      expectError("ValueError: Invalid type watcher ID 9", call(9, type))
      expectError("ValueError: Invalid type watcher ID -1", call(-1, type))
    }
    #expect(PyType_ClearWatcher(id) == 0)
    let unset = "ValueError: No type watcher set for ID \(id)"
    expectError(unset, PyType_ClearWatcher(id))
    expectError(unset, PyType_Watch(id, type))
    expectError("ValueError: Invalid type watcher ID 9", PyType_ClearWatcher(9))
    drop(type)
  },
  APICase("PyType_AddWatcher") { _ in
    var ids: [Int32] = []
    while true {
      let id = PyType_AddWatcher { _ in raiseBoom() == nil ? -1 : 0 }
      if id < 0 { break }
      ids.append(id)
    }
    #expect(takeError() == "RuntimeError: no more type watcher IDs available")
    #expect(Set(ids) == Set(0..<8))
    let type = makeClass("A")!
    #expect(PyType_Watch(ids[0], type) == 0)
    let report = written { #expect(PyObject_SetAttrString(type, "x", suture_None()) == 0) }
    let ignored = "Exception ignored in type watcher callback #\(ids[0]) for <class '__main__.A'>"
    #expect(report.contains("\(ignored):\nValueError: boom\n"))
    for id in ids { #expect(PyType_ClearWatcher(id) == 0) }
    drop(type)
  },
  APICase("_PyType_Lookup", "_PyType_LookupRef", "PyType_Modified", "PyType_ClearCache") { w in
    let (type, name) = (makeClass("A")!, PyUnicode_InternFromString("spam_spam_spam"))
    let sub = makeClass("B", tuple(Py_NewRef(type)!))!
    #expect(_PyType_Lookup(sub.asType, name) == nil && takeError() == nil)
    #expect(_PyType_LookupRef(sub.asType, name) == nil && takeError() == nil)
    let dict = PyType_GetDict(type.asType)
    let before = w.references
    PyDict_SetItem(dict, name, w.object)
    PyType_Modified(type.asType)
    #expect(_PyType_Lookup(sub.asType, name) == w.object, "the caches know of the change")
    #expect(w.references == before + 1, "borrowed")
    #expect(_PyType_LookupRef(sub.asType, name) == w.object && w.references == before + 2)
    drop(w.object)
    PyDict_DelItem(dict, name)
    PyType_Modified(type.asType)
    #expect(_PyType_Lookup(sub.asType, name) == nil && w.references == before)
    #expect(PyType_ClearCache() > 0)
    drop(dict, sub, type, name)
  },
  APICase("PyUnstable_Type_AssignVersionTag", "PyType_GetDict", "_PyType_GetDict") { _ in
    let type = makeClass("A")!
    let t = type.asType
    #expect(PyUnstable_Type_AssignVersionTag(t) == 1 && t.pointee.tp_version_tag != 0)
    let dict = PyType_GetDict(t)!
    let count = Py_REFCNT(dict)
    #expect(PyDict_GetItemString(dict, "__module__") != nil && dict == _PyType_GetDict(t))
    #expect(Py_REFCNT(dict) == count, "_PyType_GetDict borrows")
    #expect(PyType_GetDict(t) == dict && Py_REFCNT(dict) == count + 1, "a new reference")
    drop(dict, dict, type)
  },
  APICase("_PyObject_LookupSpecial") { w in
    let (l, name) = (list(own(w)), suture_name___len__())
    using(_PyObject_LookupSpecial(l, name)) { expectRepr(PyObject_CallNoArgs($0), "1") }
    #expect(_PyObject_LookupSpecial(w.object, name) == nil && takeError() == nil)
    // Special methods are looked up in the type, not in the instance.
    let type = makeClass("A")!
    let o = PyObject_CallNoArgs(type)!
    #expect(PyObject_SetAttr(o, name, w.object) == 0)
    #expect(_PyObject_LookupSpecial(o, name) == nil && takeError() == nil)
    drop(o, type, l)
  },
]
