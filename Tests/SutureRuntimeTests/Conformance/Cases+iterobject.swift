import Testing

@testable import SutureRuntime

let iterobjectCases: [APICase] = [
  APICase("PyCallIter_New") { w in
    let l = list(own(w), number(1), number(2))
    let pop = PyObject_GetAttrString(l, "pop")
    let before = w.references
    let iterator = PyCallIter_New(pop, w.object)
    #expect(iterator?.type == suture_PyCallIter_Type() && PyIter_Check(iterator) == 1)
    #expect(w.references == before + 1, "the iterator takes its own reference")
    expectRepr(PyIter_Next(iterator), "2")
    expectRepr(PyIter_Next(iterator), "1")
    #expect(PyIter_Next(iterator) == nil && takeError() == nil, "the sentinel ends it")
    #expect(PyList_Size(l) == 0)
    #expect(PyIter_Next(iterator) == nil && takeError() == nil, "the callable is not asked again")
    expectRepr(callMethod(iterator, "__reduce__"), "(<built-in function iter>, ((),))")
    let other = PyCallIter_New(pop, w.object)
    expectError("IndexError: pop from empty list", PyIter_Next(other))
    let parts = callMethod(other, "__reduce__")
    #expect(PyTuple_GetItem(PyTuple_GetItem(parts, 1), 0) == pop)
    #expect(PyTuple_GetItem(PyTuple_GetItem(parts, 1), 1) == w.object)
    drop(parts, other, iterator, pop, l)
    #expect(w.references == before - 1)
  },
  APICase("PyCallIter_New") { w in
    // StopIteration from the callable is an end too; whether it can be called shows at the first item.
    let ending = make(
      .ternary(Py_tp_call) { _, _, _ in
        PyErr_SetNone(suture_PyExc_StopIteration())
        return nil
      }
    )
    using(PyCallIter_New(ending, w.object)) {
      #expect(PyIter_Next($0) == nil && takeError() == nil)
    }
    using(PyCallIter_New(w.object, ending)) {
      expectError("TypeError: 'object' object is not callable", PyIter_Next($0))
    }
    drop(ending)
  },
  APICase("PySeqIter_New") { w in
    let l = list(own(w), number(1))
    let iterator = PySeqIter_New(l)
    #expect(iterator?.type == suture_PySeqIter_Type() && Py_REFCNT(l) == 2)
    expectRepr(callMethod(iterator, "__length_hint__"), "2")
    let before = w.references
    let item = PyIter_Next(iterator)
    #expect(item == w.object && w.references == before + 1)
    drop(item)
    using(callMethod(iterator, "__reduce__")) {
      expectRepr(Py_XNewRef(PyTuple_GetItem($0, 2)), "1")
      #expect(PyTuple_GetItem(PyTuple_GetItem($0, 1), 0) == l)
    }
    expectRepr(PyIter_Next(iterator), "1")
    #expect(PyIter_Next(iterator) == nil && takeError() == nil, "IndexError ends it")
    using(number(3)) { _ = PyList_Append(l, $0) }
    #expect(PyIter_Next(iterator) == nil, "for good")
    expectRepr(callMethod(iterator, "__length_hint__"), "0")
    expectRepr(callMethod(iterator, "__reduce__"), "(<built-in function iter>, ((),))")
    drop(iterator)
    #expect(Py_REFCNT(l) == 1)
    drop(l)
  },
  APICase("PySeqIter_New") { w in
    let failing = make(.item(Py_sq_item) { _, _ in raiseBoom() })
    using(PySeqIter_New(failing)) { expectError("ValueError: boom", PyIter_Next($0)) }
    drop(failing)
    expectError(internalCall("Objects/iterobject.c:21"), PySeqIter_New(w.object))
    using(PyDict_New()) { expectError(internalCall("Objects/iterobject.c:21"), PySeqIter_New($0)) }
  },
  APICase("PySeqIter_New", "PyCallIter_New") { _ in
    // Code that makes an item uses the iterator up: a sequence's item still comes, then the end.
    let greedy = make(
      .item(Py_sq_item) { _, i in
        if i == 1 { exhaustHeld() }
        if i < 4 { return number(i) }
        PyErr_SetNone(suture_PyExc_IndexError())
        return nil
      },
      .size(Py_sq_length) { _ in 4 }
    )
    let called = make(
      .ternary(Py_tp_call) { _, _, _ in
        calls += 1
        let made = number(calls)
        if calls == 2 { exhaustHeld() }
        return made
      }
    )
    let four = number(4)
    calls = 0
    for (iterator, expected) in [
      (PySeqIter_New(greedy), ["0", "1"]), (reversed(greedy), ["3", "2", "1"]),
      (PyCallIter_New(called, four), ["1"]),
    ] {
      held = iterator
      for item in expected { expectRepr(PyIter_Next(iterator), item) }
      #expect(PyIter_Next(iterator) == nil && takeError() == nil)
      held = nil
      drop(iterator)
    }
    drop(greedy, called, four)
  },
]

nonisolated(unsafe) private var held: ObjectPointer?
nonisolated(unsafe) private var calls = 0

private func exhaustHeld() {
  guard let iterator = held else { return }
  held = nil
  while let item = PyIter_Next(iterator) { drop(item) }
}

private func reversed(_ o: ObjectPointer) -> ObjectPointer? {
  PyObject_CallOneArg(suture_PyReversed_Type().asObject, o)
}
