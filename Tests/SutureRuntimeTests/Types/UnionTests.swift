import SutureTestSupport
import Testing

@testable import SutureRuntime

/// `int | str`: what CPython 3.13 makes of it.
@Suite("Unions of types") struct UnionTests {
  /// The name of a builtin, `None`, `5` or `list[int]`: a new reference.
  private func operand(_ text: String) -> ObjectPointer {
    switch text {
    case "None": return suture_None()
    case "5": return Py.int(5)
    case "list[int]":
      let args = Py.tuple(Py_NewRef(suture_PyLong_Type().asObject))
      defer { suture_decref(args) }
      return Py_GenericAlias(suture_PyList_Type().asObject, args)!
    default:
      let builtins = PyImport_ImportModule("builtins")!
      defer { suture_decref(builtins) }
      return PyObject_GetAttrString(builtins, text)!
    }
  }

  /// What `a | b | ...` is, from the left; a new reference.
  private func union(_ text: String) -> ObjectPointer? {
    var result: ObjectPointer?
    for part in text.split(separator: "|") {
      let right = operand(part.trimmingSpaces)
      guard let left = result else {
        result = right
        continue
      }
      result = PyNumber_Or(left, right)
      suture_decref(left)
      suture_decref(right)
      if result == nil { return nil }
    }
    return result
  }

  @Test(
    "It shows its types, each once, and is the type itself where there is one only",
    arguments: [
      ("int | str", "int | str"), ("int | None", "int | None"), ("None | int", "None | int"),
      ("int | int", "<class 'int'>"), ("int | str | int", "int | str"),
      ("list[int] | None", "list[int] | None"), ("list[int] | list[int]", "list[int]"),
      ("int | 5", "TypeError: unsupported operand type(s) for |: 'type' and 'int'"),
      ("None | None", "TypeError: unsupported operand type(s) for |: 'NoneType' and 'NoneType'"),
    ]
  )
  func shown(_ text: String, _ expected: String) {
    Runtime.attached { #expect(Py.repr(union(text)) == expected) }
  }

  @Test("Unions of the same types are equal and have one hash, in any order")
  func order() {
    Runtime.attached {
      let (a, b, c) = (union("int | str")!, union("str | int")!, union("str | float")!)
      #expect(PyObject_RichCompareBool(a, b, Py_EQ) == 1 && PyObject_Hash(a) == PyObject_Hash(b))
      #expect(PyObject_RichCompareBool(a, c, Py_NE) == 1)
      #expect(Py.repr(PyObject_GetAttrString(a, "__args__")) == "(<class 'int'>, <class 'str'>)")
      #expect(Py.repr(PyObject_GetAttrString(a, "__module__")) == "'types'")
      for o in [a, b, c] { suture_decref(o) }
    }
  }

  @Test("isinstance and issubclass ask for any of the types")
  func instances() {
    Runtime.attached {
      let (types, five, text) = (union("int | None")!, Py.int(5), Py.str("x"))
      #expect(PyObject_IsInstance(five, types) == 1)
      #expect(PyObject_IsInstance(suture_None(), types) == 1)
      #expect(PyObject_IsInstance(text, types) == 0)
      #expect(PyObject_IsSubclass(suture_PyBool_Type().asObject, types) == 1)
      #expect(PyObject_IsSubclass(suture_PyFloat_Type().asObject, types) == 0)
      let generic = union("list[int] | int")!
      #expect(PyObject_IsInstance(five, generic) == -1)
      #expect(
        Py.raised() == "TypeError: isinstance() argument 2 cannot be a parameterized generic"
      )
      for o in [types, five, text, generic] { suture_decref(o) }
    }
  }

  @Test("It is no class: it is not called, not subclassed and has no type variables")
  func noClass() {
    Runtime.attached {
      let types = union("int | str")!
      #expect(
        Py.repr(PyObject_CallNoArgs(types))
          == "TypeError: 'types.UnionType' object is not callable"
      )
      #expect(
        Py.repr(PyObject_CallNoArgs(types.type.asObject))
          == "TypeError: cannot create 'types.UnionType' instances"
      )
      #expect(
        Py.repr(PyObject_GetItem(types, suture_None()))
          == "TypeError: int | str is not a generic class"
      )
      suture_decref(types)
    }
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String { split(separator: " ").joined(separator: " ") }
}
