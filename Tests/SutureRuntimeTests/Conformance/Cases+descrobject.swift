import Testing

@testable import SutureRuntime

let descrobjectCases: [APICase] = descriptorCases + memberCases + boundCases

/// A get-set pair, a member that live as long as the process.
private func pair(_ get: getter?) -> UnsafeMutablePointer<PyGetSetDef> {
  let pair = UnsafeMutablePointer<PyGetSetDef>.allocate(capacity: 1)
  pair.initialize(
    to: PyGetSetDef(name: forever("pair"), get: get, set: nil, doc: forever("Pair."), closure: nil)
  )
  return pair
}
private func member(_ type: Int32, _ offset: Int, _ flags: Int32 = 0) -> UnsafeMutablePointer<
  PyMemberDef
> {
  let member = UnsafeMutablePointer<PyMemberDef>.allocate(capacity: 1)
  member.initialize(
    to: PyMemberDef(
      name: forever("field"),
      type: type,
      offset: offset,
      flags: flags,
      doc: forever("Field.")
    )
  )
  return member
}

@c func suture_case_get(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{ newReference(self!) }

/// Checks the attributes that every descriptor of the class Box has.
private func expectDescriptor(_ o: ObjectPointer?, _ repr: String, _ name: String, _ doc: String) {
  expectRepr(PyObject_GetAttrString(o, "__name__"), "'\(name)'")
  expectRepr(PyObject_GetAttrString(o, "__objclass__"), "<class 'cases.Box'>")
  expectRepr(PyObject_GetAttrString(o, "__doc__"), "'\(doc)'")
  expectRepr(PyObject_GetAttrString(o, "__qualname__"), "'Box.\(name)'")
  expectRepr(o, repr)
}

private let descriptorCases: [APICase] = [
  APICase("PyDescr_NewMethod", "PyDescr_NewClassMethod") { w in
    let box = newClass("Box", [])
    let o = PyObject_CallNoArgs(box)
    let method = PyDescr_NewMethod(box.asType, echo(METH_NOARGS))
    let result = PyObject_CallOneArg(method, o)
    #expect(PyTuple_GetItem(result, 0) == o)
    expectError(
      "TypeError: unbound method Box.echo() needs an argument",
      PyObject_CallNoArgs(method)
    )
    expectError(
      "TypeError: descriptor 'echo' for 'Box' objects doesn't apply to a 'object' object",
      PyObject_CallOneArg(method, w.object)
    )
    expectDescriptor(method, "<method 'echo' of 'Box' objects>", "echo", "Doc.")
    let classMethod = PyDescr_NewClassMethod(box.asType, echo(METH_NOARGS | METH_CLASS))
    PyObject_SetAttrString(box, "echo", classMethod)
    expectRepr(invoke(box, "echo"), "(<class 'cases.Box'>, None)")
    expectDescriptor(classMethod, "<method 'echo' of 'Box' objects>", "echo", "Doc.")
    expectError(
      "SystemError: echo() method: bad call flags",
      PyDescr_NewMethod(box.asType, echo(METH_NOARGS | METH_O))
    )
    drop(result, o, box)
  },
  APICase("PyDescr_NewGetSet", "PyDescr_NewMember") { w in
    let box = newClass("Box", [])
    let o = PyObject_CallNoArgs(box)
    let readable = PyDescr_NewGetSet(box.asType, pair(suture_case_get))
    PyObject_SetAttrString(box, "pair", readable)
    let same = PyObject_GetAttrString(o, "pair")
    #expect(same == o)
    drop(same)
    let notWritable = "AttributeError: attribute 'pair' of 'Box' objects is not writable"
    expectError(notWritable, PyObject_SetAttrString(o, "pair", w.object))
    expectError(notWritable, PyObject_DelAttrString(o, "pair"))
    expectDescriptor(readable, "<attribute 'pair' of 'Box' objects>", "pair", "Pair.")
    let none = PyDescr_NewGetSet(box.asType, pair(nil))
    PyObject_SetAttrString(box, "pair", none)
    expectError(
      "AttributeError: attribute 'pair' of 'Box' objects is not readable",
      PyObject_GetAttrString(o, "pair")
    )
    let field = PyDescr_NewMember(box.asType, member(Py_T_PYSSIZET, 0))
    expectDescriptor(field, "<member 'field' of 'Box' objects>", "field", "Field.")
    expectError(
      "SystemError: PyDescr_NewMember used with Py_RELATIVE_OFFSET",
      PyDescr_NewMember(box.asType, member(Py_T_INT, 0, Py_RELATIVE_OFFSET))
    )
    drop(none, o, box)
  },
  APICase("PyDictProxy_New") { w in
    let d = dict(("k", own(w)))
    let before = Py_REFCNT(d)
    let proxy = PyDictProxy_New(d)
    #expect(Py_REFCNT(d) == before + 1, "borrowed")
    let key = text("k")
    let item = PyObject_GetItem(proxy, key)
    #expect(item == w.object)
    expectError(
      "TypeError: 'mappingproxy' object does not support item assignment",
      PyObject_SetItem(proxy, key, w.object)
    )
    drop(item, key, proxy)
    #expect(Py_REFCNT(d) == before)
    drop(d)
    for (o, name) in [(number(5), "int"), (PyList_New(0)!, "list"), (tuple(), "tuple")] {
      expectError(
        "TypeError: mappingproxy() argument must be a mapping, not \(name)",
        PyDictProxy_New(o)
      )
      drop(o)
    }
    let type = suture_PyDictProxy_Type().asObject
    let wrong = "TypeError: mappingproxy() "
    for (arguments, keywords, shown) in [
      ([], [:], "\(wrong)missing required argument 'mapping' (pos 1)"),
      ([], ["map": 5], "\(wrong)missing required argument 'mapping' (pos 1)"),
      ([], ["mapping": 5], "\(wrong)argument must be a mapping, not int"),
      ([], ["mapping": 5, "map": 5], "\(wrong)takes at most 1 keyword argument (2 given)"),
      ([5], ["mapping": 5], "\(wrong)takes at most 1 argument (2 given)"),
    ] as [([Value], KeyValuePairs<String, Value>, String)] {
      #expect(show(callNew(type, arguments, keywords)) == shown)
    }
  },
  APICase("PyWrapper_New") { w in
    let (five, three) = (number(5), number(3))
    let add = PyObject_GetAttrString(suture_PyLong_Type().asObject, "__add__")
    let bound = PyWrapper_New(add, five)
    expectRepr(PyObject_CallOneArg(bound, three), "8")
    expectRepr(PyObject_GetAttrString(bound, "__self__"), "5")
    drop(bound, add, five, three)
    let repr = PyObject_GetAttrString(suture_PyBaseObject_Type().asObject, "__repr__")
    let before = w.references
    let held = PyWrapper_New(repr, w.object)
    #expect(w.references == before + 1, "self is borrowed")
    drop(held, repr)
  },
]

/// A struct with a field of 8 bytes at offset 8.
private final class Field {
  let room = UnsafeMutablePointer<CChar>.allocate(capacity: 32)

  init(_ bytes: [UInt8] = []) {
    room.update(repeating: 0, count: 32)
    for (i, byte) in bytes.enumerated() { room[8 + i] = CChar(bitPattern: byte) }
  }

  deinit { room.deallocate() }

  var bytes: String { hexText((8..<16).map { UInt8(bitPattern: room[$0]) }) }

  func get(_ type: Int32, _ flags: Int32 = 0) -> ObjectPointer? {
    PyMember_GetOne(room, member(type, 8, flags))
  }

  func set(_ type: Int32, _ value: ObjectPointer?, _ flags: Int32 = 0) -> Int32 {
    PyMember_SetOne(room, member(type, 8, flags), value)
  }
}

private let integer = "TypeError: 'object' object cannot be interpreted as an integer"
private let noDelete = "TypeError: can't delete numeric/char attribute"

private let memberCases: [APICase] = [
  APICase("PyMember_GetOne") { w in
    let minusFive: [UInt8] = [0xFB] + [UInt8](repeating: 0xFF, count: 7)
    for (type, expected) in [
      (Py_T_SHORT, "-5"), (Py_T_INT, "-5"), (Py_T_LONG, "-5"), (Py_T_LONGLONG, "-5"),
      (Py_T_PYSSIZET, "-5"), (Py_T_BYTE, "-5"), (Py_T_UBYTE, "251"), (Py_T_USHORT, "65531"),
      (Py_T_UINT, "4294967291"), (Py_T_ULONG, "18446744073709551611"),
      (Py_T_ULONGLONG, "18446744073709551611"), (Py_T_BOOL, "True"), (_Py_T_NONE, "None"),
    ] { expectRepr(Field(minusFive).get(type), expected) }
    expectRepr(Field([0, 0, 0xC0, 0x3F]).get(Py_T_FLOAT), "1.5")
    expectRepr(Field([0, 0, 0, 0, 0, 0, 4, 0x40]).get(Py_T_DOUBLE), "2.5")
    expectRepr(Field([0x78]).get(Py_T_CHAR), "'x'")
    expectRepr(Field([0x68, 0x69]).get(Py_T_STRING_INPLACE), "'hi'")
    for type in [_Py_T_OBJECT, Py_T_STRING] { expectRepr(Field().get(type), "None") }
    expectRepr(Field().get(Py_T_BOOL), "False")
    for type: Int32 in [15, 99] {
      expectError("SystemError: bad memberdescr type", Field().get(type))
    }
    expectError(
      "SystemError: PyMember_GetOne used with Py_RELATIVE_OFFSET",
      Field().get(Py_T_INT, Py_RELATIVE_OFFSET)
    )
  },
  APICase("PyMember_SetOne", "PyMember_GetOne") { w in
    for type in [_Py_T_OBJECT, Py_T_OBJECT_EX] {
      let field = Field()
      let before = w.references
      #expect(field.set(type, w.object) == 0)
      #expect(w.references == before + 1, "the field takes its own reference")
      let read = field.get(type)
      #expect(read == w.object && w.references == before + 2, "a new reference")
      drop(read)
      #expect(field.set(type, suture_None()) == 0 && w.references == before)
      #expect(field.set(type, nil) == 0 && field.bytes == "0000000000000000")
    }
  },
  APICase("PyMember_SetOne") { w in
    // The type, the value; what the field holds then, or the exception and what the field holds.
    let zero = " 0000000000000000"
    for (type, value, expected) in [
      (Py_T_SHORT, "5", "0500000000000000"), (Py_T_SHORT, "-1", "ffff000000000000"),
      (Py_T_SHORT, "object", integer + zero), (Py_T_INT, "5", "0500000000000000"),
      (Py_T_INT, "object", integer + zero), (Py_T_LONG, "5", "0500000000000000"),
      (Py_T_LONG, "object", integer + " ffffffffffffffff"),
      (
        Py_T_LONG, "9223372036854775808",
        "OverflowError: Python int too large to convert to C long ffffffffffffffff"
      ),
      (
        Py_T_LONGLONG, "9223372036854775808",
        "OverflowError: int too big to convert ffffffffffffffff"
      ), (Py_T_FLOAT, "1.5", "0000c03f00000000"), (Py_T_FLOAT, "1e40", "0000807f00000000"),
      (Py_T_FLOAT, "object", "TypeError: must be real number, not object" + zero),
      (Py_T_DOUBLE, "3", "0000000000000840"),
      (Py_T_DOUBLE, "object", "TypeError: must be real number, not object 000000000000f0bf"),
      (Py_T_CHAR, "'x'", "7800000000000000"),
      (Py_T_CHAR, "'xy'", "TypeError: bad argument type for built-in operation" + zero),
      (Py_T_CHAR, "5", "TypeError: bad argument type for built-in operation" + zero),
      (Py_T_BYTE, "-5", "fb00000000000000"), (Py_T_UBYTE, "251", "fb00000000000000"),
      (Py_T_USHORT, "5", "0500000000000000"), (Py_T_UINT, "index 3", "0300000000000000"),
      (
        Py_T_UINT, "18446744073709551616",
        "OverflowError: Python int too large to convert to C unsigned long" + zero
      ), (Py_T_ULONG, "18446744073709551615", "ffffffffffffffff"),
      (Py_T_ULONGLONG, "18446744073709551616", "OverflowError: int too big to convert" + zero),
      (Py_T_PYSSIZET, "-5", "fbffffffffffffff"),
      (Py_T_PYSSIZET, "'a'", "TypeError: an integer is required ffffffffffffffff"),
      (Py_T_BOOL, "True", "0100000000000000"),
      (Py_T_BOOL, "1", "TypeError: attribute value type must be bool" + zero),
      (Py_T_STRING, "'a'", "TypeError: readonly attribute" + zero),
      (Py_T_STRING_INPLACE, "'a'", "TypeError: readonly attribute" + zero),
      (_Py_T_NONE, "5", "SystemError: bad memberdescr type for field" + zero),
      (99, "5", "SystemError: bad memberdescr type for field" + zero),
    ] as [(Int32, String, String)] {
      let field = Field()
      expectOutcomes(w, [value: expected]) { o in
        let result = field.set(type, o)
        guard let error = takeError() else { return field.bytes }
        return "\(result == -1 ? "" : "not -1: ")\(error) \(field.bytes)"
      }
      if type != _Py_T_NONE { expectError(noDelete, field.set(type, nil)) }
    }
    let five = number(5)
    expectError("AttributeError: readonly attribute", Field().set(Py_T_INT, five, Py_READONLY))
    expectError(
      "SystemError: PyMember_SetOne used with Py_RELATIVE_OFFSET",
      Field().set(Py_T_INT, five, Py_RELATIVE_OFFSET)
    )
    drop(five)
  },
  APICase("PyMember_SetOne") { _ in
    // What does not fit is cut with a RuntimeWarning, which is an exception here.
    filtering("error") {
      for (type, value, message, expected) in [
        (Py_T_SHORT, 70000, "Truncation of value to short", "7011000000000000"),
        (Py_T_INT, 1 << 31, "Truncation of value to int", "0000008000000000"),
        (Py_T_BYTE, 300, "Truncation of value to char", "2c00000000000000"),
        (Py_T_UBYTE, -1, "Truncation of value to unsigned char", "ff00000000000000"),
        (Py_T_USHORT, 70000, "Truncation of value to unsigned short", "7011000000000000"),
        (Py_T_UINT, 1 << 32 + 7, "Truncation of value to unsigned int", "0700000000000000"),
        (Py_T_UINT, -2, "Writing negative value into unsigned field", "feffffff00000000"),
        (Py_T_ULONG, -2, "Writing negative value into unsigned field", "feffffffffffffff"),
        (Py_T_ULONGLONG, -2, "Writing negative value into unsigned field", "feffffffffffffff"),
      ] {
        let (field, n) = (Field(), number(value))
        expectError("RuntimeWarning: \(message)", field.set(type, n))
        #expect(field.bytes == expected)
        drop(n)
      }
      for type in [Py_T_UINT, Py_T_ULONG, Py_T_ULONGLONG] {
        let n = number(-1)
        expectError(
          "RuntimeWarning: Writing negative value into unsigned field",
          Field().set(type, n)
        )
        drop(n)
      }
    }
  },
]

private let boundCases: [APICase] = [
  APICase("PyMethod_New", "PyMethod_Function", "PyMethod_Self") { w in
    let function = PyCFunction_New(echo(METH_VARARGS), nil)
    let before = w.references
    let method = PyMethod_New(function, w.object)
    #expect(w.references == before + 1, "self is borrowed")
    #expect(PyMethod_Function(method) == function && PyMethod_Self(method) == w.object)
    #expect(w.references == before + 1, "borrowed")
    let result = PyObject_CallOneArg(method, suture_None())
    let arguments = PyTuple_GetItem(result, 1)
    #expect(PyTuple_Size(arguments) == 2 && PyTuple_GetItem(arguments, 0) == w.object)
    drop(result, method, function)
    expectError(internalCall("Objects/classobject.c:111"), PyMethod_New(w.object, nil))
    expectError(internalCall("Objects/classobject.c:25"), PyMethod_Function(w.object))
    expectError(internalCall("Objects/classobject.c:35"), PyMethod_Self(w.object))
  },
  APICase("PyInstanceMethod_New", "PyInstanceMethod_Function") { w in
    let function = PyCFunction_New(echo(METH_VARARGS), nil)
    let method = PyInstanceMethod_New(function)
    #expect(PyInstanceMethod_Function(method) == function)
    expectRepr(PyObject_CallNoArgs(method), "(None, ())")
    // Found in a class it binds; through the class it is the function itself.
    let cls = newClass("Bound", [("call", method!)])
    let o = PyObject_CallNoArgs(cls)
    let result = invoke(o, "call")
    #expect(PyTuple_GetItem(PyTuple_GetItem(result, 1), 0) == o)
    let unbound = PyObject_GetAttrString(cls, "call")
    #expect(unbound == function)
    drop(result, unbound, o, cls, function)
    expectError(internalCall("Objects/classobject.c:380"), PyInstanceMethod_Function(w.object))
  },
  APICase("PyClassMethod_New", "PyStaticMethod_New") { w in
    let before = w.references
    let held = [PyClassMethod_New(w.object), PyStaticMethod_New(w.object)]
    #expect(w.references == before + 2, "the callable is borrowed")
    drop(held[0], held[1])
    let function = PyCFunction_New(echo(METH_VARARGS), nil)!
    let cls = newClass(
      "Holder",
      [("c", PyClassMethod_New(function)!), ("s", PyStaticMethod_New(function)!)]
    )
    let o = PyObject_CallNoArgs(cls)
    for holder in [cls, o] {
      expectRepr(invoke(holder, "c"), "(None, (<class 'cases.Holder'>,))")
      expectRepr(invoke(holder, "s"), "(None, ())")
    }
    drop(cls, o, function)
  },
]

/// `o.name(argument)`; the argument is taken over.
private func invoke(_ o: ObjectPointer?, _ name: String, _ argument: ObjectPointer? = nil)
  -> ObjectPointer?
{
  guard let method = PyObject_GetAttrString(o, name) else { return nil }
  defer { drop(method, argument) }
  return argument.map { PyObject_CallOneArg(method, $0) } ?? PyObject_CallNoArgs(method)
}
