import Testing

@testable import SutureRuntime

@Suite("The mapping protocol, mappingproxy and cells") struct MappingTests {
  @Test("Sequences have a subscript but are no mappings to PyMapping_Size")
  func sizes() {
    Runtime.attached {
      let set = Py.set(1)
      #expect(PyMapping_Check(set) == 0)
      #expect(PyMapping_Size(set) == -1)
      #expect(Py.raised() == "TypeError: set is not a mapping")
      let number = Py.int(1)
      #expect(PyMapping_Size(number) == -1)
      #expect(Py.raised() == "TypeError: object of type 'int' has no len()")
      #expect(PyMapping_Size(nil) == -1)
      #expect(Py.raised() == "SystemError: null argument to internal routine")
    }
  }

  @Test("An optional item tells a missing key from a failure")
  func optionalItems() {
    Runtime.attached {
      let proxy = PyDictProxy_New(Py.dict(["a": 1]))!
      var value: ObjectPointer?
      #expect(PyMapping_GetOptionalItemString(proxy, "a", &value) == 1)
      #expect(Py.repr(value) == "1")
      #expect(PyMapping_GetOptionalItemString(proxy, "b", &value) == 0)
      #expect(value == nil && !isExceptionPending)
      let list = PyList_New(0)!
      #expect(PyMapping_HasKeyWithError(proxy, list) == -1)
      #expect(Py.raised() == "TypeError: unhashable type: 'list'")
      #expect(Py.repr(PyMapping_Keys(proxy)) == "['a']")
      #expect(Py.repr(PyMapping_Items(proxy)) == "[('a', 1)]")
      #expect(
        Py.repr(PyMapping_Values(list)) == "AttributeError: 'list' object has no attribute 'values'"
      )
    }
  }

  @Test("A mappingproxy wraps mappings only")
  func proxies() {
    Runtime.attached {
      #expect(Py.repr(PyDictProxy_New(Py.dict(["a": 1]))) == "mappingproxy({'a': 1})")
      #expect(PyDictProxy_New(PyList_New(0)) == nil)
      #expect(Py.raised() == "TypeError: mappingproxy() argument must be a mapping, not list")
    }
  }

  @Test("A cell holds a reference of its own")
  func cells() throws {
    try Runtime.attached { () throws(Raise) in
      let set = Py.set(1)
      let cell = try makeCell(set)
      #expect(Py_REFCNT(set) == 2)
      #expect(suture_cell_get(cell, nil) == set)
      suture_decref(set)
      setCellContents(cell, nil)
      #expect(Py_REFCNT(set) == 1)
      #expect(suture_cell_get(cell, nil) == nil)
      #expect(Py.raised() == "ValueError: Cell is empty")
      suture_decref(cell)
      suture_decref(set)
    }
  }
}
