import CSuture
import SutureTestSupport
import Testing

@testable import SutureRuntime

/// An instance of a class `spam.Thing` from a spec, with `hidden` bytes beyond those of object: a new reference.
private func makeThing(hidden: Int32) -> ObjectPointer {
  let slots = UnsafeMutablePointer<PyType_Slot>.allocate(capacity: 2)
  slots[0] = PyType_Slot(
    slot: Py_tp_methods,
    pfunc: UnsafeMutableRawPointer(thingMethods)
  )
  slots[1] = PyType_Slot(slot: 0, pfunc: nil)
  var spec = PyType_Spec(
    name: forever("spam.Thing"),
    basicsize: Int32(suture_PyBaseObject_Type().pointee.tp_basicsize) + hidden,
    itemsize: 0,
    flags: UInt32(Py_TPFLAGS_DEFAULT),
    slots: slots
  )
  let type = PyType_FromSpec(&spec)!
  defer { suture_decref(type) }
  return PyObject_CallNoArgs(type)!
}

nonisolated(unsafe) private let thingMethods: UnsafeMutablePointer<PyMethodDef> = {
  let methods = UnsafeMutablePointer<PyMethodDef>.allocate(capacity: 2)
  methods[0] = PyMethodDef(
    ml_name: forever("poke"),
    ml_meth: { _, _ in none() },
    ml_flags: METH_NOARGS,
    ml_doc: nil
  )
  methods[1] = PyMethodDef()
  return methods
}()

private func called(_ o: ObjectPointer?, _ name: String, _ args: Value = .tuple([])) -> String {
  let method = PyObject_GetAttrString(o, name)
  defer { if let method { suture_decref(method) } }
  let arguments = args.make()!
  defer { suture_decref(arguments) }
  return Py.repr(PyObject_Call(method, arguments, nil))
}

@Suite("Methods of object") struct ObjectMethodsTests {
  @Test(
    "An object with fields that no one knows of cannot be pickled, and the protocol tells how it is named"
  )
  func hiddenFields() {
    Runtime.attached {
      let thing = makeThing(hidden: 8)
      defer { suture_decref(thing) }
      #expect(called(thing, "__reduce__") == "TypeError: cannot pickle 'Thing' object")
      #expect(
        called(thing, "__reduce_ex__", .tuple([2]))
          == "TypeError: cannot pickle 'spam.Thing' object"
      )
    }
  }

  @Test("A method that is called on its class without an instance names itself without the module")
  func unbound() {
    Runtime.attached {
      let thing = makeThing(hidden: 0)
      defer { suture_decref(thing) }
      #expect(
        called(thing.type.asObject, "poke")
          == "TypeError: unbound method Thing.poke() needs an argument"
      )
    }
  }

  @Test("object.__dir__ lists the names of the class first, then those of its bases")
  func dirOrder() {
    Runtime.attached {
      let thing = makeThing(hidden: 0)
      defer { suture_decref(thing) }
      let names = called(thing, "__dir__")
      #expect(names.hasPrefix("['poke', "), "\(names)")
      #expect(names.contains("'__reduce_ex__'"), "\(names)")
    }
  }

  @Test(
    "An argument of a wrong type is named as CPython's parser names it",
    arguments: [
      ("int", "__format__"), ("float", "__format__"), ("list", "__format__"),
      ("bytes", "fromhex"), ("bytearray", "fromhex"), ("float", "__getformat__"),
    ]
  )
  func noneIsNamed(_ type: String, _ method: String) {
    Runtime.attached {
      let builtins = PyImport_ImportModule("builtins")!
      let class_ = PyObject_GetAttrString(builtins, type)!
      let o = PyObject_CallNoArgs(class_)!
      defer { for x in [builtins, class_, o] { suture_decref(x) } }
      #expect(
        called(o, method, .tuple([.none]))
          == "TypeError: \(method)() argument must be str, not None"
      )
    }
  }

  @Test("__buffer__ and __release_buffer__ count their arguments under no name")
  func bufferArguments() {
    Runtime.attached {
      let o = PyByteArray_FromStringAndSize("ab", 2)
      defer { suture_decref(o!) }
      let message = "TypeError:  expected 1 argument, got"
      #expect(called(o, "__buffer__") == "\(message) 0")
      #expect(called(o, "__release_buffer__", .tuple([1, 2])) == "\(message) 2")
    }
  }

  @Test(
    "Extensions find the functions of Python's that need an interpreter, and a call raises",
    arguments: [
      "__build_class__", "breakpoint", "compile", "eval", "exec", "globals", "input", "locals",
      "open",
    ]
  )
  func absentBuiltins(_ name: String) {
    Runtime.attached {
      let function = PyObject_GetAttrString(PyImport_AddModule("builtins"), name)!
      #expect(
        Py.repr(PyObject_CallNoArgs(function))
          == "NotImplementedError: \(name)() is not supported: there is no Python interpreter"
      )
      suture_decref(function)
    }
  }

  @Test("io.UnsupportedOperation is an OSError and a ValueError")
  func unsupportedOperation() {
    Runtime.attached {
      let io = PyImport_ImportModule("io")!
      let error = PyObject_GetAttrString(io, "UnsupportedOperation")!
      #expect(Py.repr(Py_NewRef(error)) == "<class 'io.UnsupportedOperation'>")
      #expect(PyObject_IsSubclass(error, suture_PyExc_OSError()) == 1)
      #expect(PyObject_IsSubclass(error, suture_PyExc_ValueError()) == 1)
      suture_decref(error)
      suture_decref(io)
    }
  }

  @Test("A module's spec shows its name, its loader and its origin, where it has one")
  func moduleSpec() throws {
    let path = try CompiledExtension.path(
      "Tests/Extensions/initcases.c",
      flags: ["-DCASE=5", "-DNAME=specified"],
      name: "specified"
    )
    Runtime.attached {
      let module = Extensions.load(file: path)
      defer { if let module { suture_decref(module) } }
      let spec = PyObject_GetAttrString(module, "__spec__")
      let loader = Py.repr(PyObject_GetAttrString(spec, "loader"))
      #expect(
        Py.repr(spec) == "ModuleSpec(name='specified', loader=\(loader), origin='\(path)')"
      )
    }
  }
}
