import Testing

@testable import SutureRuntime

let genericaliasobjectCases: [APICase] = [
  APICase("Py_GenericAlias") { w in
    let list = suture_PyList_Type().asObject
    let int = suture_PyLong_Type().asObject
    expectRepr(Py_GenericAlias(list, int), "list[int]")
    let pair = tuple(newReference(suture_PyUnicode_Type().asObject), newReference(int))
    expectRepr(Py_GenericAlias(suture_PyDict_Type().asObject, pair), "dict[str, int]")
    let none = PyTuple_New(0)
    expectRepr(Py_GenericAlias(list, none), "list[()]")
    drop(pair, none)
    let before = w.references
    let alias = Py_GenericAlias(w.object, int)
    #expect(w.references == before + 1, "the alias takes its own reference")
    let origin = PyObject_GetAttrString(alias, "__origin__")
    #expect(origin == w.object)
    drop(origin, alias)
    let argument = Py_GenericAlias(list, w.object)
    let arguments = PyObject_GetAttrString(argument, "__args__")
    #expect(PyTuple_GetItem(arguments, 0) == w.object)
    drop(arguments, argument)
    #expect(w.references == before)
  },
  APICase("Py_GenericAlias") { _ in
    let int = suture_PyLong_Type().asObject
    let alias = Py_GenericAlias(suture_PyList_Type().asObject, int)!
    let same = Py_GenericAlias(suture_PyList_Type().asObject, int)!
    let other = Py_GenericAlias(suture_PySet_Type().asObject, int)!
    #expect(alias.type == suture_Py_GenericAliasType())
    #expect(PyObject_RichCompareBool(alias, same, Py_EQ) == 1)
    #expect(PyObject_RichCompareBool(alias, other, Py_EQ) == 0)
    #expect(PyObject_Hash(alias) == PyObject_Hash(same))
    expectRepr(PyObject_CallNoArgs(alias), "[]")
    let one = number(1)
    expectError(
      "TypeError: isinstance() argument 2 cannot be a parameterized generic",
      PyObject_IsInstance(one, alias)
    )
    drop(alias, same, other, one)
  },
]
