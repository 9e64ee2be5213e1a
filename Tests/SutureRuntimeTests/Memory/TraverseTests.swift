import Testing

@testable import SutureRuntime

/// A way to make an object that refers to another.
struct Holder: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Makes it of a list; a new reference.
  let make: @Sendable (ObjectPointer) -> ObjectPointer?

  init(_ name: String, _ make: @escaping @Sendable (ObjectPointer) -> ObjectPointer?) {
    testDescription = name
    self.make = make
  }
}

/// Calls with borrowed arguments.
private func call(_ callable: ObjectPointer?, _ arguments: ObjectPointer...) -> ObjectPointer? {
  var row: [ObjectPointer?] = arguments
  return PyObject_Vectorcall(callable, &row, row.count, nil)
}

private func call(_ type: TypePointer, _ arguments: ObjectPointer...) -> ObjectPointer? {
  var row: [ObjectPointer?] = arguments
  return PyObject_Vectorcall(type.asObject, &row, row.count, nil)
}

/// An instance of a class derived from `base` that has `o` as its attribute `held`.
private func instance(of base: TypePointer, holding o: ObjectPointer) -> ObjectPointer? {
  using(newClass("Holder", base: base, [("held", newReference(o))])) { PyObject_CallNoArgs($0) }
}

/// A frame with `o` among its globals.
private func frame(holding o: ObjectPointer) -> ObjectPointer? {
  using(dict(("held", newReference(o)))) { globals in
    using(PyCode_NewEmpty("file.py", "function", 1).map { ObjectPointer($0) }) {
      PyFrame_New(nil, OpaquePointer($0), globals, nil).map { ObjectPointer($0) }
    }
  }
}

/// The traceback of an exception that was raised in such a frame.
private func traceback(holding o: ObjectPointer) -> ObjectPointer? {
  using(frame(holding: o)) { frame in
    PyErr_SetString(suture_PyExc_ValueError(), "")
    _ = PyTraceBack_Here(OpaquePointer(frame))
  }
  return using(PyErr_GetRaisedException()) { PyException_GetTraceback($0) }
}

@c func suture_test_visit_context(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let held = PyCapsule_GetContext(self) else { return 0 }
  return visit!(held.assumingMemoryBound(to: PyObject.self), argument)
}

@c func suture_test_drop_context(_ self: ObjectPointer?) -> Int32 {
  guard let held = PyCapsule_GetContext(self) else { return 0 }
  PyCapsule_SetContext(self, nil)
  Py_DecRef(held.assumingMemoryBound(to: PyObject.self))
  return 0
}

/// A capsule that refers to `o` by its context, and says so.
private func capsule(holding o: ObjectPointer) -> ObjectPointer? {
  let capsule = PyCapsule_New(UnsafeMutableRawPointer(bitPattern: 8), nil, nil)
  PyCapsule_SetContext(capsule, newReference(o))
  _ = _PyCapsule_SetTraverse(capsule, suture_test_visit_context, suture_test_drop_context)
  return capsule
}

nonisolated(unsafe) private let readOnlyPairs = lasting(
  [PyGetSetDef(name: forever("held"), get: nil, set: nil, doc: nil, closure: nil)],
  end: PyGetSetDef()
)

private let holders: [Holder] = [
  Holder("tuple") { tuple(newReference($0)) },
  Holder("dict") { dict(("held", newReference($0))) },
  Holder("mappingproxy") { using(dict(("held", newReference($0)))) { PyDictProxy_New($0) } },
  Holder("view of a dict") { using(dict(("held", newReference($0)))) { callMethod($0, "values") } },
  Holder("iterator of a dict") { using(dict(("held", newReference($0)))) { PyObject_GetIter($0) } },
  Holder("set") { using(tuple(bound(newReference($0), "append"))) { PySet_New($0) } },
  Holder("frozenset") { using(tuple(bound(newReference($0), "append"))) { PyFrozenSet_New($0) } },
  Holder("builtin method") { bound(newReference($0), "append") },
  Holder("method wrapper") { bound(newReference($0), "__len__") },
  Holder("iterator of a list") { PyObject_GetIter($0) },
  Holder("reversed") { call(suture_PyReversed_Type(), $0) },
  Holder("enumerate") { call(suture_PyEnum_Type(), $0) },
  Holder("zip") { call(suture_PyZip_Type(), $0) },
  Holder("map") { call(suture_PyMap_Type(), suture_PyLong_Type().asObject, $0) },
  Holder("filter") { call(suture_PyFilter_Type(), suture_None(), $0) },
  Holder("callable iterator") { o in
    using(bound(newReference(o), "pop")) { PyCallIter_New($0, suture_None()) }
  },
  Holder("sentinel of a callable iterator") {
    PyCallIter_New(suture_PyLong_Type().asObject, $0)
  },
  Holder("slice") { PySlice_New(nil, $0, nil) },
  Holder("cell") { call(suture_PyCell_Type(), $0) },
  Holder("module") { o in
    let module = PyModule_New("holder")
    PyObject_SetAttrString(module, "held", o)
    return module
  },
  Holder("struct sequence") { o in
    let made = using(
      PyStructSequence_NewType(suture_sys_sequence(SUTURE_SYS_UNRAISABLE)).map { $0.asObject }
    ) { PyStructSequence_New($0.asType) }
    PyStructSequence_SetItem(made, 0, newReference(o))
    for i in 1..<5 { PyStructSequence_SetItem(made, i, suture_None()) }
    return made
  },
  Holder("capsule") { capsule(holding: $0) },
  Holder("SimpleNamespace") { o in
    using(PyImport_ImportModule("types")) {
      using(PyObject_GetAttrString($0, "SimpleNamespace")) { type in
        using(tuple()) { none in
          using(dict(("held", newReference(o)))) { PyObject_Call(type, none, $0) }
        }
      }
    }
  },
  Holder("stream writer") { PyCodec_StreamWriter("utf-8", $0, nil) },
  Holder("exception") { call(suture_PyExc_ValueError(), $0) },
  Holder("context of an exception") { o in
    let e = call(suture_PyExc_ValueError())
    PyException_SetContext(e, call(suture_PyExc_ValueError(), o))
    return e
  },
  Holder("cause of an exception") { o in
    let e = call(suture_PyExc_ValueError())
    PyException_SetCause(e, call(suture_PyExc_ValueError(), o))
    return e
  },
  Holder("traceback of an exception") { o in
    let e = call(suture_PyExc_ValueError())
    using(traceback(holding: o)) { _ = PyException_SetTraceback(e, $0) }
    return e
  },
  Holder("traceback") { traceback(holding: $0) },
  Holder("frame") { frame(holding: $0) },
  Holder("generic alias") { Py_GenericAlias(suture_PyList_Type().asObject, $0) },
  Holder("instance") { newInstance("Holder", ["held": newReference($0)]) },
  Holder("class") { newClass("Holder", [("held", newReference($0))]) },
  Holder("classmethod") { call(suture_PyClassMethod_Type(), $0) },
  Holder("staticmethod") { call(suture_PyStaticMethod_Type(), $0) },
  Holder("instancemethod") { PyInstanceMethod_New($0) },
  Holder("bound method") { PyMethod_New(suture_PyLong_Type().asObject, $0) },
  Holder("function of a bound method") { PyMethod_New($0, suture_None()) },
  Holder("property") { call(suture_PyProperty_Type(), $0) },
  Holder("setter of a property") { call(suture_PyProperty_Type(), suture_None(), $0) },
  Holder("super") { o in
    using(instance(of: suture_PyBaseObject_Type(), holding: o)) {
      call(suture_PySuper_Type(), $0.type.asObject, $0)
    }
  },
  Holder("descriptor") { o in
    using(newClass("Holder", [("held", newReference(o))])) {
      PyDescr_NewGetSet($0.asType, readOnlyPairs)
    }
  },
  Holder("iterator of a str") { o in
    using(instance(of: suture_PyUnicode_Type(), holding: o)) { PyObject_GetIter($0) }
  },
  Holder("iterator of a bytes object") { o in
    using(instance(of: suture_PyBytes_Type(), holding: o)) { PyObject_GetIter($0) }
  },
  Holder("memoryview") { o in
    using(instance(of: suture_PyBytes_Type(), holding: o)) { PyMemoryView_FromObject($0) }
  },
  Holder("iterator of a memoryview") { o in
    using(instance(of: suture_PyBytes_Type(), holding: o)) {
      using(PyMemoryView_FromObject($0)) { PyObject_GetIter($0) }
    }
  },
  Holder("callback of a weak reference") { o in
    using(bound(newReference(o), "append")) { PyWeakref_NewRef(suture_PyList_Type().asObject, $0) }
  },
]

@Suite("What containers show the collector", .serialized) struct TraverseTests {
  @Test("A list that is held by what it holds is collected", arguments: holders)
  func cycle(holder: Holder) {
    Runtime.attached {
      let live = CountedCapsule.live
      let list = list(CountedCapsule.make())
      guard let made = holder.make(list) else {
        Issue.record("\(holder.testDescription): \(Py.raised())")
        return
      }
      PyList_Append(list, made)
      drop(made, list)
      #expect(Py.raised() == "")
      #expect(CountedCapsule.live == live + 1, "they keep each other")
      _ = PyGC_Collect()
      #expect(CountedCapsule.live == live)
    }
  }
}
