import Testing

@testable import SutureRuntime

let listobjectCases: [APICase] = [
  APICase("PyList_New", "PyList_Size") { _ in
    let empty = PyList_New(0)
    #expect(PyList_Size(empty) == 0)
    drop(empty)
    #expect(PyList_New(-1) == nil)
    #expect(takeError()?.hasPrefix("SystemError: ") == true)
    #expect(PyList_Size(suture_None()) == -1)
    #expect(takeError()?.hasSuffix(": bad argument to internal function") == true)
  },
  APICase("PyList_Append") { w in
    let l = PyList_New(0)
    let before = w.references
    #expect(PyList_Append(l, w.object) == 0)
    #expect(w.references == before + 1, "the list takes its own reference")
    drop(l)
    #expect(w.references == before)
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
    drop(l)
  },
]
