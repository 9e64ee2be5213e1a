import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("What extensions rely on in built-in types and functions", .serialized) struct ContractTests
{
  /// `function` of the extension with these arguments (taken over): the repr of what it returns or raises.
  private func result(_ function: String, _ args: ObjectPointer...) throws -> String {
    Py.repr(try call(function, args))
  }

  private func call(_ name: String, _ args: [ObjectPointer]) throws -> ObjectPointer? {
    let module = try CompiledExtension.module("Tests/Extensions/contracts.c")
    let function = PyObject_GetAttrString(module, name)!
    let copy = args.map { Optional($0) }
    defer {
      suture_decref(function)
      for o in args { suture_decref(o) }
    }
    return PyObject_Vectorcall(function, copy, copy.count, nil)
  }

  private func method(_ name: String) throws -> ObjectPointer {
    let module = try CompiledExtension.module("Tests/Extensions/contracts.c")
    let function = PyObject_GetAttrString(module, name)!
    defer { suture_decref(function) }
    return PyInstanceMethod_New(function)!
  }

  private func builtin(_ name: String, _ args: ObjectPointer) -> ObjectPointer {
    let builtins = PyImport_ImportModule("builtins")!
    let callable = PyObject_GetAttrString(builtins, name)!
    defer {
      suture_decref(builtins)
      suture_decref(callable)
      suture_decref(args)
    }
    return PyObject_Call(callable, args, nil)!
  }

  @Test("A getter that raises AttributeError says that the attribute is not there")
  func absentAttribute() throws {
    try Runtime.attached {
      let caller = try call("Caller", [])!
      #expect(try result("optional", caller) == "(0, 0, 1)")
    }
  }

  @Test("A class that had a __call__ for a time is called by its base's vectorcall again")
  func vectorcallAgain() throws {
    try Runtime.attached {
      let module = try CompiledExtension.module("Tests/Extensions/contracts.c")
      let type = PyObject_GetAttrString(module, "Caller")!
      let sub = makeClass("Sub", Py.tuple(type))!
      let o = PyObject_CallNoArgs(sub)!
      #expect(try result("has_function", Py_NewRef(o)) == "True")
      let half = try method("half")
      #expect(PyObject_SetAttrString(sub, "__call__", half) == 0)
      #expect(Py.repr(PyObject_CallNoArgs(o)) == "0.5")
      #expect(PyObject_DelAttrString(sub, "__call__") == 0)
      #expect(try result("has_function", Py_NewRef(o)) == "False")
      #expect(Py.repr(PyObject_CallNoArgs(o)) == "0")
      #expect(Py.repr(PyObject_CallOneArg(o, o)) == "1")
      for x in [o, sub, half] { suture_decref(x) }
    }
  }

  @Test("A call without arguments of a type that has a tp_vectorcall goes through it")
  func typeVectorcall() throws {
    try Runtime.attached {
      let type = makeClass("Called")!
      let seen = try result("replace_vectorcall", Py_NewRef(type))
      #expect(seen == "0")
      type.asType.pointee.tp_vectorcall = nil
      suture_decref(type)
    }
  }

  @Test("PyNumber_Float asks the __float__ of a subclass of float")
  func floatOfSubclass() throws {
    try Runtime.attached {
      let half = try method("half")
      let type = makeClass("Half", Py.tuple(Py_NewRef(suture_PyFloat_Type().asObject)))!
      #expect(PyObject_SetAttrString(type, "__float__", half) == 0)
      let o = PyObject_CallOneArg(type, Py.int(2))!
      #expect(Py.repr(PyNumber_Float(o)) == "0.5")
      #expect(PyFloat_AsDouble(o) == 2)
      for x in [o, type, half] { suture_decref(x) }
    }
  }

  @Test(
    "A metaclass with a tp_new that comes from a base is refused, or deprecated in older functions"
  )
  func metaclassOfBase() throws {
    try Runtime.attached {
      let args = [Py.str("K"), PyTuple_New(0)!, PyDict_New()!]
      let base = try call("Meta", args)!
      #expect(
        try result("below", Py_NewRef(base), Py_NewRef(suture_False()))
          == "TypeError: Metaclasses with custom tp_new are not supported."
      )
      #expect(
        try result("below", Py_NewRef(base), Py_NewRef(suture_True()))
          == "<class 'contracts.Below'>"
      )
      suture_decref(base)
    }
  }

  @Test("The exception that Cython's generator has pushed is the one that is handled")
  func pushedException() throws {
    try Runtime.attached {
      let pushed = builtin("KeyError", Py.tuple(Py.int(1)))
      let set = builtin("OSError", Py.tuple(Py.int(2)))
      let seen = try result("handled", pushed, set)
      #expect(seen == "(KeyError(1), KeyError(1), OSError(2), None)")
      #expect(PyErr_GetHandledException() == nil)
    }
  }

  @Test(
    "PyUnstable_Object_GC_NewWithExtraData gives zeroes, untracked",
    arguments: [0, 1, 100, 5000]
  )
  func extraData(_ size: Int) throws {
    try Runtime.attached {
      let seen = try result("extra", Py.int(size))
      #expect(seen == "(0, 0, 1, 0)")
    }
  }

  @Test(
    "sq_ass_item of a bytearray converts the value first, and counts a negative index from the end",
    arguments: [
      (-1, 65, "bytearray(b'abA')"), (-3, 65, "bytearray(b'Abc')"),
      (-4, 65, "IndexError: bytearray index out of range"),
      (9, 256, "ValueError: byte must be in range(0, 256)"),
    ]
  )
  func byteItem(_ index: Int, _ value: Int, _ expected: String) throws {
    try Runtime.attached {
      let bytes = PyByteArray_FromStringAndSize("abc", 3)!
      let seen = try result("set_item", bytes, Py.int(index), Py.int(value))
      #expect(seen == expected)
    }
  }

  @Test("An __init__ of a bytearray that fails leaves it empty")
  func failedByteArray() {
    Runtime.attached {
      let bytes = PyByteArray_FromStringAndSize("abc", 3)!
      #expect(
        suture_PyByteArray_Type().pointee.tp_init(bytes, Py.tuple(Py_NewRef(suture_None())), nil)
          < 0
      )
      PyErr_Clear()
      #expect(PyByteArray_Size(bytes) == 0)
      suture_decref(bytes)
    }
  }

  @Test("NoneType compares by tp_richcompare, as every type does")
  func compareNone() {
    Runtime.attached {
      let compare = suture_None().type.pointee.tp_richcompare!
      #expect(compare(suture_None(), suture_None(), Py_EQ) == suture_True())
      #expect(compare(suture_None(), suture_True(), Py_EQ) == suture_NotImplemented())
    }
  }

  @Test("A type with a version tag has bases with tags")
  func tagsOfBases() {
    Runtime.attached {
      let base = makeClass("Base")!
      let type = makeClass("Type", Py.tuple(Py_NewRef(base)))!
      PyType_Modified(base.asType)
      #expect(base.asType.pointee.tp_version_tag == 0)
      #expect(PyUnstable_Type_AssignVersionTag(type.asType) == 1)
      #expect(base.asType.pointee.tp_version_tag != 0)
      suture_decref(type)
      suture_decref(base)
    }
  }

  @Test("A class without annotations of its own has none to delete")
  func deleteAnnotations() {
    Runtime.attached {
      let type = makeClass("Bare")!
      #expect(PyObject_DelAttrString(type, "__annotations__") < 0)
      #expect(Py.raised() == "AttributeError: __annotations__")
      suture_decref(type)
    }
  }
}
