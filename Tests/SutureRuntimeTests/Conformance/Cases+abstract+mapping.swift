import Testing

@testable import SutureRuntime

private typealias HasKey = (ObjectPointer?, ObjectPointer?) -> Int32
private typealias HasKeyString = (ObjectPointer?, UnsafePointer<CChar>?) -> Int32

private let badUTF8: [CChar] = [CChar(bitPattern: 0xFF), 0]
private let undecodable =
  "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"

let abstractMappingCases: [APICase] = [
  APICase("PyMapping_Keys", "PyMapping_Items", "PyMapping_Values") { w in
    let dict = PyDict_New()
    PyDict_SetItemString(dict, "a", w.object)
    let before = w.references
    let values = PyMapping_Values(dict)
    #expect(PyList_GetItem(values, 0) == w.object && w.references == before + 1)
    drop(values)
    expectRepr(PyMapping_Keys(dict), "['a']")
    let items = PyMapping_Items(dict)
    #expect(PyTuple_GetItem(PyList_GetItem(items, 0), 1) == w.object)
    drop(items, dict)
    for (view, name) in [
      (PyMapping_Keys, "keys"), (PyMapping_Items, "items"), (PyMapping_Values, "values"),
    ] as [((ObjectPointer?) -> ObjectPointer?, String)] {
      expectError("AttributeError: 'object' object has no attribute '\(name)'", view(w.object))
      expectError(nullArgument, view(nil))
      // Of another mapping: the list of what the method's result yields.
      using(Py.dict([:])) { using(PyDictProxy_New($0)) { expectRepr(view($0), "[]") } }
    }
  },
  APICase("PyMapping_GetItemString", "PyMapping_SetItemString") { w in
    let dict = PyDict_New()
    let before = w.references
    #expect(PyMapping_SetItemString(dict, "a", w.object) == 0 && w.references == before + 1)
    let value = PyMapping_GetItemString(dict, "a")
    #expect(value == w.object && w.references == before + 2, "a new reference")
    drop(value)
    expectError("KeyError: 'b'", PyMapping_GetItemString(dict, "b"))
    expectError(undecodable, PyMapping_GetItemString(dict, badUTF8))
    expectError(undecodable, PyMapping_SetItemString(dict, badUTF8, w.object))
    expectError(nullArgument, PyMapping_GetItemString(dict, nil))
    expectError(nullArgument, PyMapping_GetItemString(nil, "a"))
    expectError(nullArgument, PyMapping_SetItemString(dict, nil, w.object))
    expectError(
      "TypeError: 'object' object is not subscriptable",
      PyMapping_GetItemString(w.object, "a")
    )
    expectError(
      "TypeError: 'object' object does not support item assignment",
      PyMapping_SetItemString(w.object, "a", w.object)
    )
    drop(dict)
    #expect(w.references == before)
  },
  APICase("PyObject_DelItemString") { w in
    let dict = PyDict_New()
    let before = w.references
    PyDict_SetItemString(dict, "a", w.object)
    #expect(PyObject_DelItemString(dict, "a") == 0 && w.references == before)
    expectError("KeyError: 'a'", PyObject_DelItemString(dict, "a"))
    expectError(nullArgument, PyObject_DelItemString(dict, nil))
    expectError(nullArgument, PyObject_DelItemString(nil, "a"))
    expectError(
      "TypeError: 'object' object does not support item deletion",
      PyObject_DelItemString(w.object, "a")
    )
    drop(dict)
  },
  APICase("PyMapping_GetOptionalItem", "PyMapping_GetOptionalItemString") { w in
    let dict = PyDict_New()
    PyDict_SetItemString(dict, "a", w.object)
    let before = w.references
    let a = text("a")
    var value: ObjectPointer?
    #expect(PyMapping_GetOptionalItem(dict, a, &value) == 1)
    #expect(value == w.object && w.references == before + 1)
    drop(value)
    #expect(PyMapping_GetOptionalItemString(dict, "a", &value) == 1)
    #expect(value == w.object && w.references == before + 1)
    drop(value)
    #expect(PyMapping_GetOptionalItem(dict, w.object, &value) == 0 && value == nil)
    value = w.object
    #expect(PyMapping_GetOptionalItemString(dict, "b", &value) == 0 && value == nil)
    using(list()) {
      value = w.object
      expectError("TypeError: unhashable type: 'list'", PyMapping_GetOptionalItem(dict, $0, &value))
      #expect(value == nil)
      expectError(
        "TypeError: list indices must be integers or slices, not str",
        PyMapping_GetOptionalItemString($0, "a", &value)
      )
    }
    let plain = "TypeError: 'object' object is not subscriptable"
    expectError(plain, PyMapping_GetOptionalItem(w.object, a, &value))
    expectError(plain, PyMapping_GetOptionalItemString(w.object, "a", &value))
    drop(a, dict)
  },
  APICase("PyMapping_HasKey", "PyMapping_HasKeyWithError") { w in
    let (dict, unhashable) = (Py.dict(["a": 1]), list())
    for hasKey in [PyMapping_HasKey, PyMapping_HasKeyWithError] as [HasKey] {
      using(text("a")) { #expect(hasKey(dict, $0) == 1) }
      #expect(hasKey(dict, w.object) == 0)
    }
    expectError("TypeError: unhashable type: 'list'", PyMapping_HasKeyWithError(dict, unhashable))
    expectError(
      "TypeError: 'object' object is not subscriptable",
      PyMapping_HasKeyWithError(w.object, unhashable)
    )
    let report = written {
      #expect(PyMapping_HasKey(dict, unhashable) == 0, "a failure counts as no")
    }
    #expect(
      report.hasPrefix(
        "Exception ignored in PyMapping_HasKey(); consider using PyMapping_HasKeyWithError(), "
          + "PyMapping_GetOptionalItem() or PyObject_GetItem():"
      )
    )
    #expect(report.hasSuffix("TypeError: unhashable type: 'list'\n"))
    let ofNull = written { #expect(PyMapping_HasKey(nil, dict) == 0) }
    #expect(ofNull.hasSuffix(nullArgument + "\n"))
    drop(dict, unhashable)
  },
  APICase("PyMapping_HasKeyString", "PyMapping_HasKeyStringWithError") { w in
    let dict = Py.dict(["a": 1])
    for hasKey in [PyMapping_HasKeyString, PyMapping_HasKeyStringWithError] as [HasKeyString] {
      #expect("a".withCString { hasKey(dict, $0) } == 1)
      #expect("b".withCString { hasKey(dict, $0) } == 0)
    }
    expectError(undecodable, PyMapping_HasKeyStringWithError(dict, badUTF8))
    expectError(nullArgument, PyMapping_HasKeyStringWithError(dict, nil))
    using(list()) {
      expectError(
        "TypeError: list indices must be integers or slices, not str",
        PyMapping_HasKeyStringWithError($0, "a")
      )
    }
    let report = written { #expect(PyMapping_HasKeyString(w.object, "a") == 0) }
    #expect(
      report.hasPrefix(
        "Exception ignored in PyMapping_HasKeyString(); consider using "
          + "PyMapping_HasKeyStringWithError(), PyMapping_GetOptionalItemString() or "
          + "PyMapping_GetItemString():"
      )
    )
    #expect(report.hasSuffix("TypeError: 'object' object is not subscriptable\n"))
    drop(dict)
  },
]
