import SutureTestSupport
import Testing

@testable import SutureRuntime

/// A class by type(name, bases, namespace); bases and namespace are taken over.
func makeClass(_ name: String, _ bases: ObjectPointer? = nil, _ namespace: ObjectPointer? = nil)
  -> ObjectPointer?
{
  let args = Py.tuple(Py.str(name), bases ?? PyTuple_New(0)!, namespace ?? PyDict_New()!)
  defer { suture_decref(args) }
  return PyObject_Call(suture_PyType_Type().asObject, args, nil)
}

private func attribute(_ o: ObjectPointer, _ name: String) -> String {
  Py.repr(PyObject_GetAttrString(o, name))
}

@Suite("Classes") struct TypeTests {
  @Test(
    "A built-in type shows its place among types",
    arguments: [
      ("__name__", "'bool'"), ("__bases__", "(<class 'int'>,)"),
      ("__mro__", "(<class 'bool'>, <class 'int'>, <class 'object'>)"),
      ("__module__", "'builtins'"),
      ("__qualname__", "'bool'"), ("__base__", "<class 'int'>"), ("__itemsize__", "4"),
      ("nosuch", "AttributeError: type object 'bool' has no attribute 'nosuch'"),
    ]
  )
  func builtin(_ name: String, _ expected: String) {
    Runtime.attached { #expect(attribute(suture_PyBool_Type().asObject, name) == expected) }
  }

  @Test(
    "type() refuses what CPython refuses, in its words",
    arguments: [
      ("int", "str", "TypeError: multiple bases have instance lay-out conflict"),
      ("bool", nil, "TypeError: type 'bool' is not an acceptable base type"),
      ("int", "int", "TypeError: duplicate base class int"),
      (
        "object", "int",
        "TypeError: Cannot create a consistent method resolution order (MRO) for bases object, int"
      ),
    ] as [(String, String?, String)]
  )
  func refused(_ first: String, _ second: String?, _ expected: String) {
    Runtime.attached {
      let builtins = PyImport_ImportModule("builtins")!
      let a = PyObject_GetAttrString(builtins, first)!
      let bases = second.map { Py.tuple(a, PyObject_GetAttrString(builtins, $0)!) } ?? Py.tuple(a)
      #expect(Py.repr(makeClass("X", bases)) == expected)
      suture_decref(builtins)
    }
  }

  @Test("A class's instances have a dict, and report what is missing")
  func instances() {
    Runtime.attached {
      let cls = makeClass("A")!
      let o = PyObject_CallNoArgs(cls)!
      let five = Py.int(5)
      #expect(PyObject_SetAttrString(o, "x", five) == 0)
      #expect(attribute(o, "x") == "5")
      #expect(attribute(o, "__dict__") == "{'x': 5}")
      #expect(PyObject_DelAttrString(o, "x") == 0)
      #expect(attribute(o, "x") == "AttributeError: 'A' object has no attribute 'x'")
      #expect(PyObject_DelAttrString(o, "x") == -1)
      #expect(Py.raised() == "AttributeError: 'A' object has no attribute 'x'")
      let error: String = {
        _ = PyObject_GetAttrString(o, "y")
        let raised = PyErr_GetRaisedException()!
        defer { suture_decref(raised) }
        return attribute(raised, "name")
      }()
      #expect(error == "'y'")
      suture_decref(o)
      suture_decref(cls)
    }
  }

  @Test("The attributes of an immutable type stay")
  func immutable() {
    Runtime.attached {
      #expect(PyObject_SetAttrString(suture_PyLong_Type().asObject, "x", suture_None()) == -1)
      #expect(Py.raised() == "TypeError: cannot set 'x' attribute of immutable type 'int'")
      let o = Py.int(1)
      #expect(PyObject_SetAttrString(o, "x", suture_None()) == -1)
      #expect(
        Py.raised()
          == "AttributeError: 'int' object has no attribute 'x' and no __dict__ for setting new attributes"
      )
    }
  }

  @Test("Slots hold attributes without a dict, and a dict may be added below")
  func slots() {
    Runtime.attached {
      let namespace = PyDict_New()!
      PyDict_SetItemString(namespace, "__slots__", Py.tuple(Py.str("a")))
      let cls = makeClass("C", nil, namespace)!
      let o = PyObject_CallNoArgs(cls)!
      #expect(attribute(o, "a") == "AttributeError: 'C' object has no attribute 'a'")
      #expect(PyObject_SetAttrString(o, "a", suture_True()) == 0)
      #expect(attribute(o, "a") == "True")
      #expect(PyObject_SetAttrString(o, "b", suture_True()) == -1)
      #expect(
        Py.raised()
          == "AttributeError: 'C' object has no attribute 'b' and no __dict__ for setting new attributes"
      )
      let sub = makeClass("D", Py.tuple(newReference(cls)))!
      let p = PyObject_CallNoArgs(sub)!
      #expect(PyObject_SetAttrString(p, "b", suture_True()) == 0)
      #expect(attribute(p, "__dict__") == "{'b': True}")
      for x in [o, p, sub, cls] { suture_decref(x) }
    }
  }

  @Test(
    "A special method set on a class fills its slot and the slots below; deleting it empties them"
  )
  func slotUpdates() {
    Runtime.attached {
      let cls = makeClass("A")!
      let sub = makeClass("B", Py.tuple(newReference(cls)))!
      let o = PyObject_CallNoArgs(sub)!
      #expect(PyObject_Size(o) == -1)
      #expect(Py.raised() == "TypeError: object of type 'B' has no len()")
      let seven = Py.int(7)
      let method = PyObject_GetAttrString(seven, "__int__")!
      #expect(PyObject_SetAttrString(cls, "__len__", method) == 0)
      #expect(PyObject_Size(o) == 7)
      #expect(PyObject_DelAttrString(cls, "__len__") == 0)
      #expect(PyObject_Size(o) == -1)
      PyErr_Clear()
      for x in [o, sub, cls, method] { suture_decref(x) }
    }
  }

  @Test("A change of a class reaches the caches of the classes below")
  func invalidation() {
    Runtime.attached {
      let cls = makeClass("A")!
      let sub = makeClass("B", Py.tuple(newReference(cls)))!
      let name = PyUnicode_InternFromString("value_of_a")!
      for n in 1..<4 {
        let value = Py.int(n)
        PyObject_SetAttr(cls, name, value)
        suture_decref(value)
        #expect(Py.repr(PyObject_GetAttr(sub, name)) == "\(n)")
        #expect(Py.repr(PyObject_GetAttr(sub, name)) == "\(n)")
      }
      suture_decref(sub)
      suture_decref(cls)
    }
  }

  @Test("isinstance and issubclass say what CPython says of what is no class")
  func checks() {
    Runtime.attached {
      let one = Py.int(1)
      #expect(PyObject_IsInstance(one, one) == -1)
      #expect(
        Py.raised() == "TypeError: isinstance() arg 2 must be a type, a tuple of types, or a union"
      )
      #expect(PyObject_IsSubclass(one, suture_PyLong_Type().asObject) == -1)
      #expect(Py.raised() == "TypeError: issubclass() arg 1 must be a class")
      let both = Py.tuple(suture_PyUnicode_Type().asObject, suture_PyLong_Type().asObject)
      #expect(PyObject_IsInstance(one, both) == 1)
      #expect(PyObject_IsSubclass(suture_PyBool_Type().asObject, both) == 1)
      suture_decref(both)
    }
  }

  @Test("A subclass of a variable-sized type gets a dict before its instances")
  func variableSize() {
    Runtime.attached {
      for base in [
        suture_PyTuple_Type(), suture_PyLong_Type(), suture_PyUnicode_Type(), suture_PyList_Type(),
      ] {
        let cls = makeClass("S", Py.tuple(base.asObject))!
        let o = PyObject_CallNoArgs(cls)!
        #expect(PyObject_SetAttrString(o, "x", suture_True()) == 0, "\(base.name)")
        #expect(attribute(o, "x") == "True", "\(base.name)")
        suture_decref(o)
        suture_decref(cls)
      }
    }
  }

  @Test("Threads may look an attribute up while another replaces it")
  func lookupRace() {
    let cls = Runtime.attached { UInt(bitPattern: makeClass("R")!) }
    Runtime.attached {
      #expect(
        PyObject_SetAttrString(ObjectPointer(bitPattern: cls)!, "shared_value", suture_None()) == 0
      )
    }
    runTogether(3) { index in
      Runtime.attached {
        let type = ObjectPointer(bitPattern: cls)!
        for n in 0..<2000 {
          if index == 0 {
            let value = Py.int(100_000 + n)
            PyObject_SetAttrString(type, "shared_value", value)
            suture_decref(value)
          } else {
            let value = PyObject_GetAttrString(type, "shared_value")
            #expect(value != nil)
            if let value { suture_decref(value) }
          }
        }
      }
    }
  }
}

@Suite("descrobject.h") struct DescriptorTests {
  @Test(
    "Methods check their receiver and their arguments",
    arguments: [
      ([], "TypeError: unbound method list.append() needs an argument"),
      (
        [1, 2], "TypeError: descriptor 'append' for 'list' objects doesn't apply to a 'int' object"
      ),
    ] as [([Int], String)]
  )
  func receiver(_ numbers: [Int], _ expected: String) {
    Runtime.attached {
      let method = PyObject_GetAttrString(suture_PyList_Type().asObject, "append")!
      let args = PyTuple_New(numbers.count)!
      for (i, n) in numbers.enumerated() { PyTuple_SetItem(args, i, Py.int(n)) }
      #expect(Py.repr(PyObject_Call(method, args, nil)) == expected)
      suture_decref(args)
      suture_decref(method)
    }
  }

  @Test(
    "A descriptor's repr names its kind",
    arguments: [
      ("append", "<method 'append' of 'list' objects>"),
      ("__len__", "<slot wrapper '__len__' of 'list' objects>"),
      ("__class_getitem__", "<built-in method __class_getitem__ of type object at"),
    ]
  )
  func repr(_ name: String, _ expected: String) {
    Runtime.attached {
      #expect(attribute(suture_PyList_Type().asObject, name).hasPrefix(expected))
    }
  }

  @Test("A property runs its getter and names itself when it has no setter")
  func property() {
    Runtime.attached {
      let function = PyObject_GetAttrString(PyImport_ImportModule("builtins")!, "repr")!
      let property = ObjectCall.with(suture_PyProperty_Type().asObject, function)!
      let namespace = PyDict_New()!
      PyDict_SetItemString(namespace, "x", property)
      let cls = makeClass("P", nil, namespace)!
      let o = PyObject_CallNoArgs(cls)!
      #expect(attribute(o, "x").hasPrefix("'<__main__.P object at"))
      #expect(PyObject_SetAttrString(o, "x", suture_None()) == -1)
      #expect(Py.raised() == "AttributeError: property 'x' of 'P' object has no setter")
      for x in [o, cls, property, function] { suture_decref(x) }
    }
  }

  @Test("A generic alias shows its parts and makes its origin's instances")
  func alias() {
    Runtime.attached {
      let alias = Py_GenericAlias(suture_PyList_Type().asObject, suture_PyLong_Type().asObject)!
      #expect(attribute(alias, "__args__") == "(<class 'int'>,)")
      #expect(Py.repr(PyObject_CallNoArgs(alias)) == "[]")
      #expect(Py.repr(newReference(alias)) == "list[int]")
      suture_decref(alias)
    }
  }
}
