import Testing

@testable import SutureRuntime

private typealias Pair = (ObjectPointer?, ObjectPointer?) -> ObjectPointer?
private typealias Size = (ObjectPointer?) -> Int

let abstractSequenceCases: [APICase] = [
  APICase("PySequence_Check", "PyMapping_Check") { w in
    for (o, isSequence, isMapping) in [
      (list(), 1, 1), (tuple(), 1, 1), (text("x"), 1, 1), (PyDict_New()!, 0, 1),
      (PySet_New(nil)!, 0, 0), (own(w), 0, 0), (make(.item(Py_sq_item) { _, _ in nil }), 1, 0),
      (make(.binary(Py_mp_subscript) { _, _ in nil }), 0, 1),
    ] as [(ObjectPointer, Int32, Int32)] {
      #expect(PySequence_Check(o) == isSequence && PyMapping_Check(o) == isMapping)
      drop(o)
    }
    #expect(PyMapping_Check(nil) == 0)
  },
  APICase(
    "PySequence_Size",
    "PySequence_Length",
    "PyObject_Size",
    "PyObject_Length",
    "PyMapping_Size",
    "PyMapping_Length"
  ) { w in
    for (size, hasSet, hasDict) in [
      (PySequence_Size, "1", "TypeError: dict is not a sequence"),
      (PySequence_Length, "1", "TypeError: dict is not a sequence"), (PyObject_Size, "1", "0"),
      (PyObject_Length, "1", "0"), (PyMapping_Size, "TypeError: set is not a mapping", "0"),
      (PyMapping_Length, "TypeError: set is not a mapping", "0"),
    ] as [(Size, String, String)] {
      using(list(own(w), own(w))) { #expect(size($0) == 2) }
      using(Py.set(1)) { #expect(show(size($0)) == hasSet) }
      using(PyDict_New()) { #expect(show(size($0)) == hasDict) }
      expectError("TypeError: object of type 'object' has no len()", size(w.object))
      expectError(nullArgument, size(nil))
    }
    using(make(.size(Py_sq_length) { _ in 7 })) {
      #expect(PySequence_Size($0) == 7 && PyObject_Size($0) == 7)
    }
    using(make(.size(Py_mp_length) { _ in 8 })) {
      #expect(PyMapping_Size($0) == 8 && PyObject_Size($0) == 8)
    }
  },
  APICase("PySequence_Concat", "PySequence_InPlaceConcat") { w in
    let l = list(own(w))
    let before = w.references
    let both = PySequence_Concat(l, l)
    #expect(PyList_Size(both) == 2 && PyList_Size(l) == 1 && w.references == before + 2)
    drop(both)
    #expect(w.references == before)
    let same = PySequence_InPlaceConcat(l, l)
    #expect(same == l && PyList_Size(l) == 2 && w.references == before + 1)
    drop(same)
    let two = number(2)
    for concat in [PySequence_Concat, PySequence_InPlaceConcat] as [Pair] {
      expectError("TypeError: 'object' object can't be concatenated", concat(w.object, l))
      expectError("TypeError: 'int' object can't be concatenated", concat(two, two))
      expectError(nullArgument, concat(nil, l))
      expectError(nullArgument, concat(l, nil))
      using(tuple(number(1))) { expectRepr(concat($0, $0), "(1, 1)") }
    }
    expectError(
      "TypeError: can only concatenate list (not \"object\") to list",
      PySequence_Concat(l, w.object)
    )
    expectError("TypeError: 'object' object is not iterable", PySequence_InPlaceConcat(l, w.object))
    drop(l, two)
  },
  APICase("PySequence_Repeat", "PySequence_InPlaceRepeat") { w in
    let l = list(own(w))
    let before = w.references
    let thrice = PySequence_Repeat(l, 3)
    #expect(PyList_Size(thrice) == 3 && PyList_Size(l) == 1 && w.references == before + 3)
    drop(thrice)
    let same = PySequence_InPlaceRepeat(l, 3)
    #expect(same == l && PyList_Size(l) == 3 && w.references == before + 2)
    drop(same)
    for `repeat` in [PySequence_Repeat, PySequence_InPlaceRepeat]
      as [(ObjectPointer?, Int) -> ObjectPointer?]
    {
      using(tuple(number(1))) { expectRepr(`repeat`($0, -3), "()") }
      using(text("ab")) {
        expectRepr(`repeat`($0, 2), "'abab'")
        expectError("OverflowError: repeated string is too long", `repeat`($0, 1 << 62))
      }
      using(list(number(1))) { expectError("MemoryError", `repeat`($0, 1 << 62)) }
      using(number(5)) { expectError("TypeError: 'int' object can't be repeated", `repeat`($0, 2)) }
      expectError("TypeError: 'object' object can't be repeated", `repeat`(w.object, 2))
      expectError(nullArgument, `repeat`(nil, 2))
    }
    drop(l)
  },
  APICase("PySequence_GetItem") { w in
    for (make, name) in [({ list($0, $1) }, "list"), ({ tuple($0, $1) }, "tuple")]
      as [((ObjectPointer, ObjectPointer) -> ObjectPointer, String)]
    {
      let o = make(number(1), own(w))
      let before = w.references
      for i in [1, -1] {
        let item = PySequence_GetItem(o, i)
        #expect(item == w.object && w.references == before + 1, "a new reference")
        drop(item)
      }
      expectError("IndexError: \(name) index out of range", PySequence_GetItem(o, 2))
      expectError("IndexError: \(name) index out of range", PySequence_GetItem(o, -3))
      drop(o)
    }
    using(PyDict_New()) {
      expectError("TypeError: dict is not a sequence", PySequence_GetItem($0, 0))
    }
    expectError(
      "TypeError: 'object' object does not support indexing",
      PySequence_GetItem(w.object, 0)
    )
    expectError(nullArgument, PySequence_GetItem(nil, 0))
    // An index below zero is counted from the end only for a type that tells its length.
    using(make(.item(Py_sq_item) { _, i in number(i) })) {
      expectRepr(PySequence_GetItem($0, -1), "-1")
    }
    using(make(.item(Py_sq_item) { _, i in number(i) }, .size(Py_sq_length) { _ in 10 })) {
      expectRepr(PySequence_GetItem($0, -1), "9")
    }
  },
  APICase("PySequence_SetItem", "PySequence_DelItem") { w in
    let l = list(number(1), number(2))
    let before = w.references
    #expect(PySequence_SetItem(l, -1, w.object) == 0)
    #expect(w.references == before + 1 && PyList_GetItem(l, 1) == w.object)
    #expect(PySequence_DelItem(l, -1) == 0 && w.references == before)
    #expect(PySequence_SetItem(l, 0, nil) == 0 && PyList_Size(l) == 0, "NULL deletes")
    expectError("IndexError: list assignment index out of range", PySequence_SetItem(l, 3, l))
    expectError("IndexError: list assignment index out of range", PySequence_DelItem(l, 3))
    for (o, name) in [(tuple(number(1)), "tuple"), (Py.set(1), "set"), (own(w), "object")] {
      expectError(
        "TypeError: '\(name)' object does not support item assignment",
        PySequence_SetItem(o, 0, w.object)
      )
      expectError(
        "TypeError: '\(name)' object doesn't support item deletion",
        PySequence_DelItem(o, 0)
      )
      drop(o)
    }
    using(PyDict_New()) {
      expectError("TypeError: dict is not a sequence", PySequence_SetItem($0, 0, w.object))
      expectError("TypeError: dict is not a sequence", PySequence_DelItem($0, 0))
    }
    expectError(nullArgument, PySequence_SetItem(nil, 0, w.object))
    expectError(nullArgument, PySequence_DelItem(nil, 0))
    drop(l)
  },
  APICase("PySequence_GetSlice", "PySequence_SetSlice", "PySequence_DelSlice") { w in
    let l = list(number(1), number(2), number(3))
    for (from, to, result) in [
      (0, 2, "[1, 2]"), (1, 99, "[2, 3]"), (-2, -1, "[2]"), (2, 1, "[]"),
    ] {
      expectRepr(PySequence_GetSlice(l, from, to), result)
    }
    let before = w.references
    using(tuple(own(w))) { #expect(PySequence_SetSlice(l, 0, 2, $0) == 0) }
    #expect(PyList_GetItem(l, 0) == w.object && PyList_Size(l) == 2 && w.references == before + 1)
    #expect(PySequence_DelSlice(l, 0, 1) == 0 && PyList_Size(l) == 1 && w.references == before)
    expectError(
      "TypeError: must assign iterable to extended slice",
      PySequence_SetSlice(l, 0, 1, w.object)
    )
    for (o, name) in [(tuple(number(1)), "tuple"), (own(w), "object")] {
      expectError(
        "TypeError: '\(name)' object doesn't support slice assignment",
        PySequence_SetSlice(o, 0, 1, l)
      )
      expectError(
        "TypeError: '\(name)' object doesn't support slice deletion",
        PySequence_DelSlice(o, 0, 1)
      )
      drop(o)
    }
    expectError("TypeError: 'object' object is unsliceable", PySequence_GetSlice(w.object, 0, 1))
    using(PyDict_New()) {
      expectError("KeyError: slice(0, 1, None)", PySequence_GetSlice($0, 0, 1))
    }
    expectError(nullArgument, PySequence_GetSlice(nil, 0, 1))
    expectError(nullArgument, PySequence_SetSlice(nil, 0, 1, l))
    expectError(nullArgument, PySequence_DelSlice(nil, 0, 1))
    drop(l)
  },
  APICase("PySequence_Contains", "PySequence_In") { w in
    for contains in [PySequence_Contains, PySequence_In]
      as [(ObjectPointer?, ObjectPointer?) -> Int32]
    {
      using(list(number(1), own(w))) { #expect(contains($0, w.object) == 1) }
      using(list(number(1))) { l in
        #expect(contains(l, w.object) == 0)
        expectError(internalCall("Objects/object.c:980"), contains(l, nil))
        using(PyObject_GetIter(l)) { iterator in
          using(number(1)) { #expect(contains(iterator, $0) == 1) }
          #expect(PyIter_Next(iterator) == nil, "an iterator is used up to the item")
        }
      }
      using(Py.dict(["a": 1])) { dict in using(text("a")) { #expect(contains(dict, $0) == 1) } }
      using(text("abc")) {
        expectError(
          "TypeError: 'in <string>' requires string as left operand, not object",
          contains($0, w.object)
        )
      }
      expectError(
        "TypeError: argument of type 'object' is not iterable",
        contains(w.object, w.object)
      )
    }
  },
  APICase("PySequence_Count", "PySequence_Index") { w in
    let l = list(number(1), own(w), own(w))
    #expect(PySequence_Count(l, w.object) == 2 && PySequence_Index(l, w.object) == 1)
    using(PyObject_GetIter(l)) { #expect(PySequence_Index($0, w.object) == 1) }
    using(PyObject_GetIter(l)) { #expect(PySequence_Count($0, w.object) == 2) }
    #expect(PySequence_Count(l, suture_None()) == 0)
    expectError(
      "ValueError: sequence.index(x): x not in sequence",
      PySequence_Index(l, suture_None())
    )
    for search in [PySequence_Count, PySequence_Index]
      as [(ObjectPointer?, ObjectPointer?) -> Int]
    {
      expectError("TypeError: argument of type 'object' is not iterable", search(w.object, l))
      expectError(nullArgument, search(nil, l))
      expectError(nullArgument, search(l, nil))
    }
    drop(l)
  },
  APICase("PySequence_List", "PySequence_Tuple") { w in
    let l = list(own(w))
    let before = w.references
    let copy = PySequence_List(l)
    #expect(copy != l && PyList_GetItem(copy, 0) == w.object && w.references == before + 1)
    drop(copy)
    let t = PySequence_Tuple(l)
    #expect(PyTuple_GetItem(t, 0) == w.object && w.references == before + 1)
    let same = PySequence_Tuple(t)
    #expect(same == t, "a tuple is given as it is")
    drop(same, t)
    for (collect, ab) in [
      (PySequence_List, "['a', 'b']"), (PySequence_Tuple, "('a', 'b')"),
    ] as [((ObjectPointer?) -> ObjectPointer?, String)] {
      using(text("ab")) { expectRepr(collect($0), ab) }
      using(Py.dict(["a": 1, "b": 2])) { expectRepr(collect($0), ab) }
      expectError("TypeError: 'object' object is not iterable", collect(w.object))
      expectError(nullArgument, collect(nil))
      using(make(.unary(Py_tp_iter) { Py_NewRef($0) }, .unary(Py_tp_iternext) { _ in raiseBoom() }))
      {
        expectError("ValueError: boom", collect($0))
      }
    }
    drop(l)
  },
  APICase("PySequence_Fast") { w in
    for o in [list(own(w)), tuple(own(w))] {
      let before = w.references
      let same = PySequence_Fast(o, "text")
      #expect(same == o && w.references == before, "a list or tuple is given as it is")
      drop(same, o)
    }
    using(text("ab")) { expectRepr(PySequence_Fast($0, "the text"), "['a', 'b']") }
    expectError("TypeError: the text", PySequence_Fast(w.object, "the text"))
    using(make(.unary(Py_tp_iter) { _ in raiseBoom() })) {
      expectError("ValueError: boom", PySequence_Fast($0, "the text"))
    }
    expectError(nullArgument, PySequence_Fast(nil, "the text"))
  },
]
