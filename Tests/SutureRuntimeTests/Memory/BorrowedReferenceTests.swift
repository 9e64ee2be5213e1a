import Testing

@testable import SutureRuntime

/// A function that gives a borrowed reference, and an object that it gives it from.
struct Lender: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Makes the object that keeps the item alive; takes over the reference to the item.
  let keeper: @Sendable (ObjectPointer) -> ObjectPointer
  let borrow: @Sendable (ObjectPointer) -> ObjectPointer?
  let giveUp: @Sendable (ObjectPointer) -> Void

  init(
    _ name: String,
    from keeper: @escaping @Sendable (ObjectPointer) -> ObjectPointer,
    giveUp: @escaping @Sendable (ObjectPointer) -> Void = { Py_DecRef($0) },
    _ borrow: @escaping @Sendable (ObjectPointer) -> ObjectPointer?
  ) {
    testDescription = name
    self.keeper = keeper
    self.borrow = borrow
    self.giveUp = giveUp
  }
}

nonisolated(unsafe) private let method = lasting(
  [
    PyMethodDef(
      ml_name: forever("method"),
      ml_meth: { _, _ in suture_None() },
      ml_flags: METH_NOARGS,
      ml_doc: nil
    )
  ],
  end: PyMethodDef()
)

private func withKey(_ body: (ObjectPointer) -> ObjectPointer?) -> ObjectPointer? {
  let key = text("held")
  defer { drop(key) }
  return body(key)
}

/// What PyDict_Next gives first.
private func firstEntry(_ dict: ObjectPointer) -> (key: ObjectPointer?, value: ObjectPointer?) {
  var position = 0
  var entry: (key: ObjectPointer?, value: ObjectPointer?)
  _ = PyDict_Next(dict, &position, &entry.key, &entry.value)
  return entry
}

private let inDict: @Sendable (ObjectPointer) -> ObjectPointer = { dict(("held", $0)) }

private let lenders: [Lender] = [
  Lender("PyTuple_GetItem", from: { tuple($0) }) { PyTuple_GetItem($0, 0) },
  Lender("PyList_GetItem", from: { list($0) }) { PyList_GetItem($0, 0) },
  Lender("PyDict_GetItem", from: inDict) { dict in withKey { PyDict_GetItem(dict, $0) } },
  Lender("PyDict_GetItemWithError", from: inDict) { dict in
    withKey { PyDict_GetItemWithError(dict, $0) }
  },
  Lender("PyDict_GetItemString", from: inDict) { PyDict_GetItemString($0, "held") },
  Lender("PyDict_SetDefault", from: inDict) { dict in
    withKey { PyDict_SetDefault(dict, $0, suture_None()) }
  },
  Lender("_PyDict_GetItem_KnownHash", from: inDict) { dict in
    withKey { _PyDict_GetItem_KnownHash(dict, $0, PyObject_Hash($0)) }
  },
  Lender("PyDict_Next, a value", from: inDict) { firstEntry($0).value },
  Lender("PyDict_Next, a key", from: { mapping(($0, suture_None())) }) { firstEntry($0).key },
  Lender(
    "PyModule_GetDict",
    from: { item in
      let module = PyModule_New("keeper")!
      PyObject_SetAttrString(module, "held", item)
      drop(item)
      return module
    }
  ) { PyModule_GetDict($0) },
  Lender(
    "PyWeakref_GetObject",
    from: { item in
      let set = PySet_New(nil)!
      PySet_Add(set, item)
      drop(item)
      return tuple(set, PyWeakref_NewRef(set, nil)!)
    }
  ) { PyWeakref_GetObject(tupleItem($0, 1)) },
  Lender(
    "PyCFunction_GetSelf",
    from: { item in
      defer { drop(item) }
      return PyCFunction_New(method, item)!
    }
  ) { PyCFunction_GetSelf($0) },
  Lender(
    "PyMethod_Self",
    from: { item in
      defer { drop(item) }
      return PyMethod_New(suture_PyLong_Type().asObject, item)!
    }
  ) { PyMethod_Self($0) },
  Lender(
    "PyMethod_Function",
    from: { item in
      defer { drop(item) }
      return PyMethod_New(item, suture_None())!
    }
  ) { PyMethod_Function($0) },
  Lender(
    "PyInstanceMethod_Function",
    from: { item in
      defer { drop(item) }
      return PyInstanceMethod_New(item)!
    }
  ) { PyInstanceMethod_Function($0) },
  Lender(
    "_PyType_Lookup",
    from: { newClass("Keeper", [("held", $0)]) },
    giveUp: { type in
      drop(type)
      _ = PyGC_Collect()
    }
  ) { type in withKey { _PyType_Lookup(type.asType, $0) } },
  Lender(
    "PyStructSequence_GetItem",
    from: { item in
      let type = PyStructSequence_NewType(suture_sys_sequence(SUTURE_SYS_UNRAISABLE))!
      let made = PyStructSequence_New(type)!
      drop(type.asObject)
      PyStructSequence_SetItem(made, 0, item)
      for i in 1..<5 { PyStructSequence_SetItem(made, i, suture_None()) }
      return made
    }
  ) { PyStructSequence_GetItem($0, 0) },
  Lender(
    "PySys_GetObject",
    from: { item in
      PySys_SetObject("held", item)
      return item
    },
    giveUp: { item in
      PySys_SetObject("held", nil)
      drop(item)
    }
  ) { _ in PySys_GetObject("held") },
]

/// A function that gives a new reference, and the object that it gives it from.
private let givers: [Lender] = [
  Lender("PyList_GetItemRef", from: { list($0) }) { PyList_GetItemRef($0, 0) },
  Lender("PySequence_GetItem of a tuple", from: { tuple($0) }) { PySequence_GetItem($0, 0) },
  Lender("PyDict_GetItemRef", from: inDict) { dict in
    var value: ObjectPointer?
    _ = withKey {
      _ = PyDict_GetItemRef(dict, $0, &value)
      return nil
    }
    return value
  },
  Lender("PyDict_Pop", from: inDict) { dict in
    var value: ObjectPointer?
    _ = withKey {
      _ = PyDict_Pop(dict, $0, &value)
      return nil
    }
    return value
  },
  Lender("PyObject_GetItem", from: inDict) { dict in withKey { PyObject_GetItem(dict, $0) } },
  Lender("PyMapping_GetItemString", from: inDict) { PyMapping_GetItemString($0, "held") },
  Lender("PyObject_GetAttrString", from: { newInstance("Holder", ["held": $0]) }) {
    PyObject_GetAttrString($0, "held")
  },
  Lender("list.pop", from: { list($0) }) { callMethod($0, "pop") },
  Lender(
    "PySet_Pop",
    from: { item in
      defer { drop(item) }
      return using(tuple(newReference(item))) { PySet_New($0)! }
    }
  ) { PySet_Pop($0) },
  Lender(
    "PyIter_Next",
    from: { item in
      using(list(item)) { PyObject_GetIter($0)! }
    }
  ) { PyIter_Next($0) },
]

/// A function that takes a reference over from legacy code (`steals`), or takes one of its own.
struct Taker: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let steals: Bool
  let keeper: @Sendable () -> ObjectPointer
  let take: @Sendable (_ keeper: ObjectPointer, _ item: ObjectPointer) -> Int32

  init(
    _ name: String,
    steals: Bool = false,
    _ keeper: @escaping @Sendable () -> ObjectPointer,
    _ take: @escaping @Sendable (ObjectPointer, ObjectPointer) -> Int32
  ) {
    testDescription = name
    self.steals = steals
    self.keeper = keeper
    self.take = take
  }
}

private func error() -> ObjectPointer { PyObject_CallNoArgs(suture_PyExc_ValueError())! }

private let takers: [Taker] = [
  Taker("PyTuple_SetItem", steals: true, { PyTuple_New(1)! }) { PyTuple_SetItem($0, 0, $1) },
  Taker("PyList_SetItem", steals: true, { PyList_New(1)! }) { PyList_SetItem($0, 0, $1) },
  Taker("PyModule_Add", steals: true, { PyModule_New("keeper")! }) {
    PyModule_Add($0, "held", $1)
  },
  Taker("PyList_Append", { PyList_New(0)! }) { PyList_Append($0, $1) },
  Taker("PyList_Insert", { PyList_New(0)! }) { PyList_Insert($0, 0, $1) },
  Taker("PySet_Add", { PySet_New(nil)! }) { PySet_Add($0, $1) },
  Taker("PyDict_SetItem, a value", { PyDict_New()! }) { PyDict_SetItem($0, suture_None(), $1) },
  Taker("PyDict_SetItem, a key", { PyDict_New()! }) { PyDict_SetItem($0, $1, suture_None()) },
  Taker("PyDict_SetDefaultRef", { PyDict_New()! }) {
    PyDict_SetDefaultRef($0, suture_None(), $1, nil)
  },
  Taker("PyObject_SetAttrString", { newInstance("Holder", [:]) }) {
    PyObject_SetAttrString($0, "held", $1)
  },
  Taker("PyException_SetArgs", error) { e, item in
    let arguments = PyTuple_New(1)!
    PyTuple_SetItem(arguments, 0, newReference(item))
    PyException_SetArgs(e, arguments)
    Py_DecRef(arguments)
    return 0
  },
  Taker("PySequence_SetItem", { list(suture_None()) }) { PySequence_SetItem($0, 0, $1) },
  Taker("PyCodec_StreamWriter", { list() }) { list, item in
    let writer = PyCodec_StreamWriter("utf-8", item, nil)
    defer { Py_DecRef(writer) }
    return PyList_Append(list, writer)
  },
]

@Suite(
  "References that legacy code has",
  .disabled(if: Runtime.isGILMode, "one count"),
  .serialized
)
struct BorrowedReferenceTests {
  @Test("Legacy code may count what it borrowed by itself, and so keep it", arguments: lenders)
  func inlineReference(lender: Lender) throws {
    try Runtime.attached {
      let live = CountedCapsule.live
      let keeper = lender.keeper(CountedCapsule.make())
      // What Py_INCREF is in a binary for one version of CPython.
      let entry = LegacyLock.enter()
      let borrowed = lender.borrow(keeper)
      if let borrowed { suture_set_visible(borrowed, suture_visible(borrowed) + 1) }
      LegacyLock.leave(entry)
      lender.giveUp(keeper)
      let o = try #require(borrowed, "\(Py.raised())")
      #expect(CountedCapsule.live == live + 1, "the reference of the legacy code keeps it")
      giveUpInline(o)
      #expect(CountedCapsule.live == live)
    }
  }

  @Test("Legacy code counts a new reference that it got as its own", arguments: givers)
  func newReference(giver: Lender) throws {
    try Runtime.attached {
      let live = CountedCapsule.live
      let keeper = giver.keeper(CountedCapsule.make())
      let entry = LegacyLock.enter()
      let given = giver.borrow(keeper)
      LegacyLock.leave(entry)
      giver.giveUp(keeper)
      let o = try #require(given, "\(Py.raised())")
      #expect(CountedCapsule.live == live + 1)
      giveUpInline(o)
      #expect(CountedCapsule.live == live)
    }
  }

  @Test("What legacy code made and gave away dies with its keeper", arguments: takers)
  func givenAway(taker: Taker) {
    Runtime.attached {
      let live = CountedCapsule.live
      let keeper = taker.keeper()
      let entry = LegacyLock.enter()
      let item = CountedCapsule.make()
      #expect(suture_visible(item) == 1)
      #expect(taker.take(keeper, item) == 0)
      LegacyLock.leave(entry)
      if !taker.steals { giveUpInline(item) }
      #expect(CountedCapsule.live == live + 1)
      Py_DecRef(keeper)
      #expect(CountedCapsule.live == live)
    }
  }

  /// What Py_DECREF is in a binary for one version of CPython.
  private func giveUpInline(_ o: ObjectPointer) {
    let entry = LegacyLock.enter()
    suture_set_visible(o, suture_visible(o) - 1)
    if suture_visible(o) == 0 { _Py_Dealloc(o) }
    LegacyLock.leave(entry)
  }
}
