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
    "__buffer__ exports what its flags ask for, or says why not",
    arguments: [
      (0, nil), (1, "BufferError: Object is not writable."),
      (0x100, "SystemError: Objects/abstract.c:772: bad argument to internal function"),
      (1 << 31, "OverflowError: buffer flags too large"),
    ] as [(Int, String?)]
  )
  func bufferFlags(_ flags: Int, _ refusal: String?) {
    Runtime.attached {
      let o = PyBytes_FromStringAndSize("ab", 2)!
      let answer = called(o, "__buffer__", .tuple([.int(flags)]))
      if let refusal {
        #expect(answer == refusal)
      } else {
        #expect(answer.hasPrefix("<memory at "))
      }
      suture_decref(o)
    }
  }

  @Test("A bound method's __doc__ is its function's")
  func methodDoc() {
    Runtime.attached {
      let len = PyObject_GetAttrString(PyImport_AddModule("builtins"), "len")!
      let method = PyMethod_New(len, suture_None())!
      #expect(
        Py.repr(PyObject_GetAttrString(method, "__doc__"))
          == "'Return the number of items in a container.'"
      )
      suture_decref(method)
      suture_decref(len)
    }
  }

  @Test(
    "The constructors of list and float take no keywords, unless the class has its own other half",
    arguments: [
      ("list", "TypeError: list() takes no keyword arguments"),
      ("float", "TypeError: float() takes no keyword arguments"),
    ]
  )
  func keywords(_ name: String, _ refusal: String) {
    Runtime.attached {
      let base = PyObject_GetAttrString(PyImport_AddModule("builtins"), name)!
      let none = PyTuple_New(0)!
      let keywords = Py.dict(["nosuch": 1])
      let plain = makeClass("Plain", Py.tuple(Py_NewRef(base)))!
      #expect(Py.repr(PyObject_Call(plain, none, keywords)) == refusal)
      // A tp_init of one's own, which calls list's: the tp_new is what counts.
      let own = makeClass("Own", Py.tuple(Py_NewRef(base)), PyDict_New())!
      if name == "list" {
        own.asType.pointee.tp_init = { _, _, _ in 0 }
        let o = PyObject_Call(own, none, nil)!
        #expect(suture_PyList_Type().pointee.tp_init!(o, none, keywords) == -1)
        #expect(Py.raised() == refusal)
        suture_decref(o)
      }
      for o in [base, none, keywords, plain, own] { suture_decref(o) }
    }
  }

  @Test(
    "The protocol of pickle gets a tuple's arguments and the items of lists and dicts",
    arguments: [("tuple", 1), ("list", 3), ("dict", 4)]
  )
  func reduceItems(_ name: String, _ place: Int) {
    Runtime.attached {
      let copyreg = PyImport_AddModule("copyreg")!
      PyObject_SetAttrString(copyreg, "__newobj__", suture_None())
      let o = PyObject_CallNoArgs(PyObject_GetAttrString(PyImport_AddModule("builtins"), name))!
      let reduce = PyObject_GetAttrString(o, "__reduce_ex__")!
      let result = ObjectCall.with(reduce, Py.int(2))
      let part = Py.repr(PySequence_GetItem(result, place))
      switch name {
      case "tuple": #expect(part == "(<class 'tuple'>, ())")
      case "list": #expect(part.hasPrefix("<list_iterator object"))
      default: #expect(part.hasPrefix("<dict_itemiterator object"))
      }
      for x in [result, reduce, o] { suture_decref(x!) }
      let modules = PyImport_GetModuleDict()
      #expect(PyDict_DelItemString(modules, "copyreg") == 0)
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
