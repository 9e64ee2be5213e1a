import Testing

@testable import SutureRuntime

private func member(_ name: String, _ kind: Int32, _ offset: Int, _ flags: Int32 = 0) -> PyMemberDef
{
  PyMemberDef(name: forever(name), type: kind, offset: offset, flags: flags, doc: nil)
}

private func members(_ rows: PyMemberDef...) -> Slot {
  .table(Py_tp_members, lasting(rows, end: PyMemberDef()))
}

private func attribute(_ o: ObjectPointer?, _ name: String) -> String {
  show(PyObject_GetAttrString(o, name))
}

private typealias MakeType = (UnsafeMutablePointer<PyType_Spec>?) -> ObjectPointer?

/// Checks that no type comes of a spec.
private func expectRefused(
  _ error: String,
  size: Int32 = 0,
  base: ObjectPointer? = nil,
  _ slots: Slot...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let made = withSpec(size: size, slots: slots) { PyType_FromSpecWithBases($0, base) }
  expectError(error, made, sourceLocation: sourceLocation)
}

private let doc = Slot(Py_tp_doc, UnsafeMutableRawPointer(mutating: forever("Spam()\n--\n\nDoc.")))

let objectSpecCases: [APICase] = [
  APICase(
    "PyType_FromSpec",
    "PyType_FromSpecWithBases",
    "PyType_FromModuleAndSpec",
    "PyType_FromMetaclass"
  ) { _ in
    for makeType in [
      { PyType_FromSpec($0) }, { PyType_FromSpecWithBases($0, nil) },
      { PyType_FromModuleAndSpec(nil, $0, nil) }, { PyType_FromMetaclass(nil, nil, $0, nil) },
    ] as [MakeType] {
      withSpec("a.b.Spam", slots: [doc, .size(Py_sq_length) { _ in 7 }]) { spec in
        using(makeType(spec)) { type in
          for (name, value) in [
            ("__name__", "'Spam'"), ("__module__", "'a.b'"), ("__qualname__", "'Spam'"),
            ("__doc__", "'Doc.'"), ("__text_signature__", "'()'"), ("__basicsize__", "16"),
            ("__base__", "<class 'object'>"), ("__class__", "<class 'type'>"),
          ] {
            #expect(attribute(type, name) == value)
          }
          using(PyObject_CallNoArgs(type)) { #expect(PyObject_Size($0) == 7) }
        }
      }
      withSpec(nil) { spec in
        expectError("SystemError: Type spec does not define the name field.", makeType(spec))
      }
    }
  },
  APICase("PyType_FromSpecWithBases", "PyType_FromModuleAndSpec", "PyType_FromMetaclass") { w in
    let (int, str) = (suture_PyLong_Type().asObject, suture_PyUnicode_Type().asObject)
    let list = suture_PyList_Type().asObject
    for (bases, result) in [
      (own(w), "TypeError: bases must be types"), (Py_NewRef(int)!, "(<class 'int'>,)"),
      (tuple(Py_NewRef(list)!), "(<class 'list'>,)"),
      (tuple(int, str), "TypeError: multiple bases have instance lay-out conflict"),
      (
        suture_PyBool_Type().asObject, "TypeError: type 'bool' is not an acceptable base type"
      ),
      (
        number(5),
        "TypeError: metaclass conflict: the metaclass of a derived class must be a "
          + "(non-strict) subclass of the metaclasses of all its bases"
      ),
    ] {
      for makeType in [
        { PyType_FromSpecWithBases($0, bases) }, { PyType_FromModuleAndSpec(nil, $0, bases) },
        { PyType_FromMetaclass(nil, nil, $0, bases) },
      ] as [MakeType] {
        let type = withSpec { makeType($0) }
        #expect((type == nil ? show(nil) : attribute(type, "__bases__")) == result)
        drop(type)
      }
      drop(bases)
    }
    // The slots name bases too.
    using(makeType(Slot(Py_tp_base, list))) {
      #expect(attribute($0, "__bases__") == "(<class 'list'>,)")
    }
    using(tuple(list)) { given in
      using(makeType(Slot(Py_tp_bases, given))) {
        #expect(PyTuple_GetItem(bases(of: $0), 0) == list)
      }
    }
    expectRefused("SystemError: Py_tp_bases is not a tuple", Slot(Py_tp_bases, list))
    expectRefused(
      "TypeError: tp_basicsize for type 'spam.Spam' (8) is too small for base 'list' (40)",
      size: 8,
      base: list
    )
  },
  APICase("PyType_FromMetaclass") { _ in
    let type = suture_PyType_Type().asObject
    let meta = makeClass("Meta", tuple(Py_NewRef(type)!))!
    let made = withSpec { PyType_FromMetaclass(meta.asType, nil, $0, nil) }
    #expect(made?.type.asObject == meta)
    // The metaclass of the bases is taken when it is the more derived one.
    let below = withSpec { PyType_FromMetaclass(suture_PyType_Type(), nil, $0, made) }
    #expect(below?.type.asObject == meta)
    let other = makeClass("Other", tuple(Py_NewRef(type)!))!
    let conflict =
      "TypeError: metaclass conflict: the metaclass of a derived class must be a (non-strict) "
      + "subclass of the metaclasses of all its bases"
    withSpec {
      expectError(conflict, PyType_FromMetaclass(other.asType, nil, $0, made))
      expectError(conflict, PyType_FromMetaclass(suture_PyLong_Type(), nil, $0, nil))
    }
    let custom = makeType(base: type, .ternary(Py_tp_new) { _, _, _ in raiseBoom() })!
    withSpec {
      expectError(
        "TypeError: Metaclasses with custom tp_new are not supported.",
        PyType_FromMetaclass(custom.asType, nil, $0, nil)
      )
    }
    drop(custom, other, below, made, meta)
  },
  APICase("PyType_FromSpec") { w in
    expectRefused("RuntimeError: invalid slot offset", Slot(-1, nil))
    expectRefused("RuntimeError: invalid slot offset", Slot(200, nil))
    expectRefused("SystemError: Multiple Py_tp_doc slots are not supported.", doc, doc)
    let rows = members(member("a", Py_T_INT, 16))
    expectRefused("SystemError: Multiple Py_tp_members slots are not supported.", rows, rows)
    let relative = members(member("a", Py_T_INT, 0, Py_RELATIVE_OFFSET))
    expectRefused(
      "SystemError: With Py_RELATIVE_OFFSET, basicsize must be negative.",
      size: 32,
      relative
    )
    for offset in [8, -1] {
      expectRefused(
        "SystemError: Member offset out of range (0..-basicsize)",
        size: -8,
        members(member("a", Py_T_INT, offset, Py_RELATIVE_OFFSET))
      )
    }
    for base in [suture_PyLong_Type(), suture_PyTuple_Type()] {
      expectRefused(
        "SystemError: Cannot extend variable-size class without Py_TPFLAGS_ITEMS_AT_END.",
        size: -8,
        base: base.asObject
      )
    }
    let fixed = makeType(flags: 0)!
    expectError(
      "TypeError: type 'spam.Spam' is not an acceptable base type",
      makeClass("Q", tuple(Py_NewRef(fixed)!))
    )
    let immutable = makeType(flags: TypeFlag.base | TypeFlag.immutable)!
    expectError(
      "TypeError: cannot set 'x' attribute of immutable type 'spam.Spam'",
      PyObject_SetAttrString(immutable, "x", w.object)
    )
    drop(fixed, immutable)
  },
  APICase("PyType_FromSpec", "PyObject_GetTypeData", "PyObject_GetTypeData_DuringGC") { _ in
    let relative = members(member("a", Py_T_INT, 4, Py_RELATIVE_OFFSET))
    for base in [suture_PyBaseObject_Type(), suture_PyList_Type(), suture_PyType_Type()] {
      let type = makeType(size: -8, base: base.asObject, relative)!
      let data = (base.pointee.tp_basicsize + 15) & ~15
      #expect(type.asType.pointee.tp_basicsize == data + 16)
      if base == suture_PyType_Type() {
        drop(type)
        continue
      }
      let o = PyObject_CallNoArgs(type)!
      let place = PyObject_GetTypeData(o, type.asType)
      #expect(place == UnsafeMutableRawPointer(o) + data)
      #expect(PyObject_GetTypeData_DuringGC(o, type.asType) == place)
      #expect(attribute(o, "a") == "0")
      place?.storeBytes(of: 77, toByteOffset: 4, as: Int32.self)
      #expect(attribute(o, "a") == "77")
      drop(o, type)
    }
  },
  APICase("PyType_GetTypeDataSize") { _ in
    for (size, wanted) in [(-8, 16), (-20, 32), (24, 8), (0, 0)] as [(Int32, Int)] {
      using(makeType(size: size)) { #expect(PyType_GetTypeDataSize($0.asType) == wanted) }
    }
  },
  APICase("PyObject_GetItemData") { w in
    let type = withSpec(size: 32, itemSize: 8, flags: TypeFlag.itemsAtEnd) { PyType_FromSpec($0) }!
    let o = PyType_GenericAlloc(type.asType, 3)!
    #expect(PyObject_GetItemData(o) == UnsafeMutableRawPointer(o) + 32)
    drop(o, type)
    #expect(PyObject_GetItemData(w.object) == nil)
    #expect(takeError() == "TypeError: type 'object' does not have Py_TPFLAGS_ITEMS_AT_END")
  },
  APICase("PyType_FromSlots") { w in
    func slot(_ id: Int32, _ value: UnsafeRawPointer?, optional: Bool = false) -> PySlot {
      var slot = PySlot()
      slot.sl_id = UInt16(id)
      slot.sl_flags = optional ? UInt16(PySlot_OPTIONAL) : 0
      slot.sl_ptr = UnsafeMutableRawPointer(mutating: value)
      return slot
    }
    func makeType(_ slots: PySlot...) -> ObjectPointer? {
      (slots + [PySlot()]).withUnsafeBufferPointer { PyType_FromSlots($0.baseAddress) }
    }
    func size(_ id: Int32, _ n: Int) -> PySlot { slot(id, UnsafeRawPointer(bitPattern: n)) }
    let name = slot(Py_tp_name, forever("spam.Spam"))
    let length: lenfunc = { _ in 7 }
    let rows = [
      PyType_Slot(
        slot: Py_sq_length,
        pfunc: unsafeBitCast(length, to: UnsafeMutableRawPointer.self)
      )
    ]
    let legacy = lasting(rows, end: PyType_Slot())
    let nested = lasting([slot(Py_tp_slots, legacy)], end: PySlot())
    for type in [
      makeType(name, slot(Py_tp_slots, legacy)), makeType(name, slot(Py_slot_subslots, nested)),
      makeType(name, slot(Py_sq_length, rows[0].pfunc), slot(999, nil, optional: true)),
    ] {
      #expect(attribute(type, "__module__") == "'spam'")
      using(PyObject_CallNoArgs(type)) { #expect(PyObject_Size($0) == 7) }
      drop(type)
    }
    let module = PyModule_New("spam")
    let base = Py_NewRef(suture_PyList_Type().asObject)
    let type = makeType(
      name,
      slot(Py_tp_module, module),
      slot(Py_tp_base, base),
      size(Py_tp_extra_basicsize, 8),
      size(Py_tp_flags, Int(TypeFlag.base))
    )!
    #expect(PyType_GetModule(type.asType) == module)
    #expect(type.asType.pointee.tp_base.asObject == base)
    #expect(PyType_GetTypeDataSize(type.asType) == 16)
    #expect(PyType_GetFlags(type.asType) & TypeFlag.base != 0)
    drop(type, base, module)
    expectError("SystemError: unknown slot ID 999", makeType(name, slot(999, nil)))
    expectError("SystemError: Type spec does not define the name field.", makeType())
  },
  APICase("PyType_Ready") { _ in
    // A static type lives as long as the process.
    let type = lasting([PyTypeObject()], end: PyTypeObject())
    expectError("SystemError: Type does not define the tp_name field.", PyType_Ready(type))
    type.pointee.tp_name = forever("spam.Static")
    type.pointee.tp_basicsize = 16
    type.pointee.tp_doc = forever("A static type.")
    type.pointee.tp_new = PyType_GenericNew
    type.pointee.tp_hash = { _ in 77 }
    #expect(PyType_Ready(type) == 0 && PyType_Ready(type) == 0)
    #expect(PyType_GetFlags(type) & TypeFlag.ready != 0 && suture_is_immortal(type.asObject))
    #expect(type.pointee.tp_base == suture_PyBaseObject_Type())
    for (name, value) in [
      ("__name__", "'Static'"), ("__module__", "'spam'"), ("__doc__", "'A static type.'"),
      ("__mro__", "(<class 'spam.Static'>, <class 'object'>)"), ("__class__", "<class 'type'>"),
    ] {
      #expect(attribute(type.asObject, name) == value)
    }
    using(PyObject_CallNoArgs(type.asObject)) {
      #expect(PyObject_Hash($0) == 77 && $0.type == type)
      #expect(show(callMethod($0, "__hash__")) == "77")
      #expect(attribute($0, "__doc__") == "'A static type.'")
    }
    expectError(
      "TypeError: cannot set 'x' attribute of immutable type 'spam.Static'",
      PyObject_SetAttrString(type.asObject, "x", suture_None())
    )
  },
  APICase("PyType_FromSpec") { _ in
    // A name without a module is a DeprecationWarning, which is ignored by default.
    using(makeType("Flat")) {
      #expect(attribute($0, "__module__") == "AttributeError: __module__")
      #expect(attribute($0, "__qualname__") == "'Flat'")
    }
  },
]

/// `type.__bases__`, borrowed from the type.
private func bases(of type: ObjectPointer) -> ObjectPointer? { type.asType.pointee.tp_bases }

/// The object whose finalizer made it live on, or that its tp_dealloc has shown.
nonisolated(unsafe) private var saved: ObjectPointer?

/// The memory at offset 16 of an instance of 24 bytes.
private func counter(_ o: ObjectPointer?) -> UnsafeMutablePointer<Int> {
  (UnsafeMutableRawPointer(o!) + 16).assumingMemoryBound(to: Int.self)
}

/// The end of a tp_dealloc.
private func free(_ o: ObjectPointer) {
  let type = o.type
  type.pointee.tp_free(o)
  drop(type.asObject)
}

let objectLifeCases: [APICase] = [
  APICase("PyObject_CallFinalizer") { w in
    let finalize = Slot.end(Py_tp_finalize) { counter($0).pointee += 1 }
    let type = makeType(size: 24, finalize, .end(Py_tp_dealloc) { free($0!) })!
    let o = PyObject_CallNoArgs(type)!
    PyObject_CallFinalizer(o)
    #expect(counter(o).pointee == 1 && Py_REFCNT(o) == 1)
    drop(o, type)
    PyObject_CallFinalizer(w.object)
  },
  APICase("PyObject_CallFinalizerFromDealloc") { _ in
    let finalize = Slot.end(Py_tp_finalize) { o in
      counter(o).pointee += 1
      if counter(o).pointee == 1 { saved = Py_NewRef(o) }
    }
    let end = Slot.end(Py_tp_dealloc) { o in
      if PyObject_CallFinalizerFromDealloc(o) < 0 { return }
      saved = nil
      free(o!)
    }
    let type = makeType(size: 24, finalize, end)!
    drop(PyObject_CallNoArgs(type))
    #expect(saved != nil)
    if let o = saved {
      #expect(Py_REFCNT(o) == 1 && counter(o).pointee == 1, "the finalizer saved the object")
      drop(o)
    }
    #expect(saved == nil, "the second time it died")
    drop(type)
  },
  APICase("PyObject_ClearWeakRefs") { w in
    let type = makeType(
      size: 24,
      members(member("__weaklistoffset__", Py_T_PYSSIZET, 16, Py_READONLY)),
      .end(Py_tp_dealloc) { o in
        PyObject_ClearWeakRefs(o)
        free(o!)
      }
    )!
    let (o, calls) = (PyObject_CallNoArgs(type)!, list())
    let before = w.references
    using(PyObject_GetAttrString(calls, "append")) { append in
      let (plain, called) = (PyWeakref_NewRef(o, nil), PyWeakref_NewRef(o, append))
      #expect(_PyWeakref_IsDead(plain) == 0)
      drop(o)
      #expect(_PyWeakref_IsDead(plain) == 1 && _PyWeakref_IsDead(called) == 1)
      #expect(PyList_Size(calls) == 1 && PyList_GetItem(calls, 0) == called)
      drop(plain, called)
    }
    #expect(w.references == before)
    drop(calls, type)
    PyObject_ClearWeakRefs(w.object)
    #expect(takeError() == internalCall("Objects/weakrefobject.c:993"))
  },
]
