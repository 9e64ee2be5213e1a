import Testing

@testable import SutureRuntime

private func noList(_ line: Int) -> String { internalCall("Objects/listobject.c:\(line)") }

let listobjectCases: [APICase] = [
  APICase("PyList_New", "PyList_Size") { w in
    let empty = PyList_New(0)
    #expect(PyList_Size(empty) == 0 && Py_REFCNT(empty!) == 1)
    drop(empty)
    let three = PyList_New(3)
    #expect(PyList_Size(three) == 3, "of NULL items, which the list may die with")
    drop(three)
    expectError(noList(242), PyList_New(-1))
    expectError("MemoryError", PyList_New(1 << 62))
    expectError(noList(319), PyList_Size(w.object))
  },
  APICase("PyList_Append", "PyList_Insert") { w in
    let l = PyList_New(0)
    let before = w.references
    #expect(PyList_Append(l, w.object) == 0)
    #expect(w.references == before + 1, "the list takes its own reference")
    #expect(PyList_Insert(l, 0, w.object) == 0)
    #expect(w.references == before + 2)
    drop(l)
    #expect(w.references == before)
    for (index, expected) in [
      (0, "['x', 1, 2, 3]"), (1, "[1, 'x', 2, 3]"), (-1, "[1, 2, 'x', 3]"),
      (99, "[1, 2, 3, 'x']"), (-99, "['x', 1, 2, 3]"),
    ] {
      let (l, x) = (list(number(1), number(2), number(3)), text("x"))
      #expect(PyList_Insert(l, index, x) == 0)
      expectRepr(l, expected)
      drop(x)
    }
    expectError(noList(527), PyList_Append(w.object, w.object))
    expectError(noList(492), PyList_Insert(w.object, 0, w.object))
    let empty = PyList_New(0)
    expectError(noList(527), PyList_Append(empty, nil))
    expectError(noList(466), PyList_Insert(empty, 0, nil))
    drop(empty)
  },
  APICase("PyList_GetItem", "PyList_GetItemRef", "PyList_SetItem") { w in
    let l = PyList_New(1)
    #expect(PyList_SetItem(l, 0, own(w)) == 0)
    let before = w.references
    #expect(PyList_GetItem(l, 0) == w.object)
    #expect(w.references == before, "borrowed")
    let item = PyList_GetItemRef(l, 0)
    #expect(item == w.object && w.references == before + 1, "a new reference")
    drop(item)
    expectError("IndexError: list index out of range", PyList_GetItem(l, 1))
    expectError("IndexError: list index out of range", PyList_GetItemRef(l, -1))
    expectError("IndexError: list assignment index out of range", PyList_SetItem(l, 1, own(w)))
    #expect(w.references == before, "the stolen reference is given up")
    #expect(PyList_SetItem(l, 0, number(1)) == 0)
    #expect(w.references == before - 1, "the old item is given up")
    #expect(PyList_SetItem(l, 0, nil) == 0, "NULL is an item too")
    drop(l)
    expectError(noList(405), PyList_GetItem(w.object, 0))
    expectError("TypeError: expected a list", PyList_GetItemRef(w.object, 0))
    expectError(noList(439), PyList_SetItem(w.object, 0, own(w)))
  },
  APICase("PyList_GetSlice", "PyList_AsTuple") { w in
    let l = list(number(1), own(w), number(3))
    let before = w.references
    for (low, high, count) in [(1, 2, 1), (-5, 2, 2), (0, 99, 3), (2, 1, 0), (5, 9, 0)] {
      let slice = PyList_GetSlice(l, low, high)
      #expect(PyList_Size(slice) == count && slice != l)
      #expect(w.references == before + (count == 0 ? 0 : 1))
      drop(slice)
    }
    let tuple = PyList_AsTuple(l)
    #expect(PyTuple_Size(tuple) == 3 && w.references == before + 1)
    drop(tuple, l)
    expectError(noList(703), PyList_GetSlice(w.object, 0, 1))
    expectError(noList(3174), PyList_AsTuple(w.object))
    expectError(noList(3174), PyList_AsTuple(nil))
  },
  APICase("PyList_SetSlice") { w in
    for (low, high, new, expected) in [
      (1, 2, "xy", "[1, 'x', 'y', 3]"), (0, 3, nil, "[]"), (-9, 9, "z", "['z']"),
      (2, 1, "z", "[1, 2, 'z', 3]"), (0, 0, nil, "[1, 2, 3]"), (5, 9, "z", "[1, 2, 3, 'z']"),
    ] as [(Int, Int, String?, String)] {
      let (l, items) = (list(number(1), number(2), number(3)), new.map { text($0) })
      #expect(PyList_SetSlice(l, low, high, items) == 0)
      expectRepr(l, expected)
      drop(items)
    }
    let l = list(own(w), number(2))
    let before = w.references
    #expect(PyList_SetSlice(l, 1, 1, l) == 0 && PyList_Size(l) == 4, "itself")
    #expect(w.references == before + 1)
    expectError("TypeError: can only assign an iterable", PyList_SetSlice(l, 0, 0, w.object))
    expectError(noList(1002), PyList_SetSlice(w.object, 0, 1, l))
    #expect(PyList_SetSlice(l, 0, 4, nil) == 0)
    #expect(w.references == before - 1)
    drop(l)
  },
  APICase("PyList_Sort", "PyList_Reverse") { w in
    let l = list(number(3), number(1), number(2))
    #expect(PyList_Sort(l) == 0)
    expectRepr(newReference(l), "[1, 2, 3]")
    #expect(PyList_Reverse(l) == 0)
    expectRepr(l, "[3, 2, 1]")
    let mixed = list(number(1), own(w))
    let before = w.references
    expectError(
      "TypeError: '<' not supported between instances of 'object' and 'int'",
      PyList_Sort(mixed)
    )
    #expect(w.references == before && PyList_Size(mixed) == 2, "the items are still there")
    drop(mixed)
    for o in [nil, w.object] {
      expectError(noList(3125), PyList_Sort(o))
      expectError(noList(3159), PyList_Reverse(o))
    }
  },
  APICase("PyList_Extend", "PyList_Clear") { w in
    let (l, items) = (PyList_New(0), tuple(own(w), number(1)))
    let before = w.references
    #expect(PyList_Extend(l, items) == 0)
    #expect(PyList_Extend(l, l) == 0, "itself")
    #expect(PyList_Size(l) == 4 && w.references == before + 2)
    expectError("TypeError: 'object' object is not iterable", PyList_Extend(l, w.object))
    #expect(PyList_Clear(l) == 0)
    #expect(PyList_Size(l) == 0 && w.references == before)
    drop(l, items)
    expectError(noList(1445), PyList_Extend(w.object, w.object))
    expectError(noList(1456), PyList_Clear(w.object))
  },
]
