import Glibc
import Testing

@testable import SutureRuntime

let objectCases: [APICase] =
  objectTextCases + objectAttributeCases + objectValueCases + objectTypeCases + objectSpecCases
  + objectLifeCases

private typealias Convert = (ObjectPointer?) -> ObjectPointer?

private func noAttribute(_ type: String, _ name: String) -> String {
  "AttributeError: '\(type)' object has no attribute '\(name)'"
}

private let noDict = " and no __dict__ for setting new attributes"
private let badName = "TypeError: attribute name must be string, not 'object'"
private let badUTF8: [CChar] = [CChar(bitPattern: 0xFF), 0]
private let undecodable =
  "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"

/// An instance of a class, with a dict.
private func makeInstance() -> ObjectPointer {
  let type = makeClass("A")
  defer { drop(type) }
  return PyObject_CallNoArgs(type)!
}

/// An object of which every attribute raises ValueError.
private func makeBooming() -> ObjectPointer {
  make(.binary(Py_tp_getattro) { _, _ in raiseBoom() })
}

private let objectTextCases: [APICase] = [
  APICase("PyObject_Print") { w in
    let abc = text("abc")
    for (o, flags, expected) in [(abc, 0, "'abc'"), (abc, Py_PRINT_RAW, "abc"), (nil, 0, "<nil>")] {
      let file = tmpfile()!
      #expect(PyObject_Print(o, file, Int32(flags)) == 0)
      var written = [UInt8](repeating: 0, count: 16)
      rewind(file)
      let count = fread(&written, 1, 16, file)
      fclose(file)
      #expect(String(decoding: written[..<count], as: UTF8.self) == expected)
    }
    let readOnly = fopen("/dev/null", "r")!
    expectError("OSError: [Errno 9] Bad file descriptor", PyObject_Print(w.object, readOnly, 0))
    fclose(readOnly)
    drop(abc)
  },
  APICase("PyObject_Repr", "PyObject_Str", "PyObject_ASCII") { w in
    for (source, repr, str, ascii) in [
      ("é", "'é'", "é", "'\\xe9'"), ("a", "'a'", "a", "'a'"),
      ("\u{1F600}\n", "'\u{1F600}\\n'", "\u{1F600}\n", "'\\U0001f600\\n'"),
    ] {
      using(text(source)) { o in
        using(PyObject_Repr(o)) { #expect(swiftText($0) == repr) }
        using(PyObject_ASCII(o)) { #expect(swiftText($0) == ascii) }
        let same = PyObject_Str(o)
        #expect(same == o && swiftText(o) == str, "a str is its own text")
        drop(same)
      }
    }
    let address = "<object object at 0x" + String(UInt(bitPattern: w.object), radix: 16) + ">"
    for convert in [PyObject_Repr, PyObject_Str, PyObject_ASCII] as [Convert] {
      using(convert(nil)) { #expect(swiftText($0) == "<NULL>") }
      using(convert(w.object)) { #expect(swiftText($0) == address) }
      using(make(.unary(Py_tp_repr) { _ in raiseBoom() })) {
        expectError("ValueError: boom", convert($0))
      }
    }
    using(make(.unary(Py_tp_repr) { _ in number(5) }, .unary(Py_tp_str) { _ in number(5) })) {
      expectError("TypeError: __repr__ returned non-string (type int)", PyObject_Repr($0))
      expectError("TypeError: __repr__ returned non-string (type int)", PyObject_ASCII($0))
      expectError("TypeError: __str__ returned non-string (type int)", PyObject_Str($0))
    }
  },
  APICase("PyObject_Bytes") { w in
    using(PyBytes_FromString("ab")) {
      let same = PyObject_Bytes($0)
      #expect(same == $0, "bytes are given as they are")
      drop(same)
    }
    using(PyByteArray_FromStringAndSize("q", 1)) { expectRepr(PyObject_Bytes($0), "b'q'") }
    using(list(number(1), number(2))) { expectRepr(PyObject_Bytes($0), "b'\\x01\\x02'") }
    expectRepr(PyObject_Bytes(nil), "b'<NULL>'")
    using(make(.method("__bytes__") { _, _ in PyBytes_FromString("own") })) {
      expectRepr(PyObject_Bytes($0), "b'own'")
    }
    using(make(.method("__bytes__") { _, _ in number(5) })) {
      expectError("TypeError: __bytes__ returned non-bytes (type int)", PyObject_Bytes($0))
    }
    using(list(number(300))) {
      expectError("ValueError: bytes must be in range(0, 256)", PyObject_Bytes($0))
    }
    expectError("TypeError: cannot convert 'object' object to bytes", PyObject_Bytes(w.object))
    using(number(5)) {
      expectError("TypeError: cannot convert 'int' object to bytes", PyObject_Bytes($0))
    }
  },
  APICase("PyObject_Dir") { w in
    using(PyObject_Dir(w.object)) {
      let hash = text("__hash__")
      #expect(PySequence_Contains($0, hash) == 1)
      let before = PySequence_List($0)
      #expect(PyList_Sort($0) == 0 && PyObject_RichCompareBool($0, before, Py_EQ) == 1, "sorted")
      drop(before, hash)
    }
    let o = makeInstance()
    #expect(PyObject_SetAttrString(o, "own", w.object) == 0)
    using(PyObject_Dir(o)) { names in
      using(text("own")) { #expect(PySequence_Contains(names, $0) == 1) }
    }
    drop(o)
    using(make(.method("__dir__") { _, _ in number(5) })) {
      expectError("TypeError: 'int' object is not iterable", PyObject_Dir($0))
    }
    using(make(.method("__dir__") { _, _ in list(text("b"), text("a")) })) {
      expectRepr(PyObject_Dir($0), "['a', 'b']")
    }
  },
  APICase("Py_ReprEnter", "Py_ReprLeave") { w in
    #expect(Py_ReprEnter(w.object) == 0 && Py_ReprEnter(w.object) == 1)
    let other = list()
    #expect(Py_ReprEnter(other) == 0)
    _ = raiseBoom()
    Py_ReprLeave(w.object)
    #expect(takeError() == "ValueError: boom", "a pending exception stays")
    #expect(Py_ReprEnter(w.object) == 0)
    Py_ReprLeave(w.object)
    Py_ReprLeave(other)
    Py_ReprLeave(other)
    #expect(PyList_Append(other, other) == 0)
    expectRepr(Py_NewRef(other), "[[...]]")
    #expect(PyList_SetSlice(other, 0, 1, nil) == 0)
    drop(other)
  },
  APICase("_PyTrash_thread_deposit_object", "_PyTrash_thread_destroy_chain") { w in
    let t = suture_thread()
    let sets = (0..<3).map { _ in PySet_New(nil)! }
    for set in sets {
      PySet_Add(set, w.object)
      _PyTrash_thread_deposit_object(t, set)
      #expect(t.pointee.deferred == set)
    }
    let before = w.references
    t.pointee.dealloc_depth = 1
    _PyTrash_thread_destroy_chain(t)
    #expect(w.references == before, "the outer tp_dealloc will")
    t.pointee.dealloc_depth = 0
    _PyTrash_thread_destroy_chain(t)
    #expect(w.references == before - 3 && t.pointee.deferred == nil)
  },
  APICase("_Py_NewReference") { _ in
    let o = PyObject_Malloc(24)!.assumingMemoryBound(to: PyObject.self)
    o.pointee.ob_type = suture_PyBaseObject_Type()
    _Py_NewReference(o)
    #expect(Py_REFCNT(o) == 1)
    PyObject_Free(o)
    let foreign = PyMem_RawMalloc(24)!.assumingMemoryBound(to: PyObject.self)
    foreign.pointee.ob_type = suture_PyBaseObject_Type()
    _Py_NewReference(foreign)
    #expect(suture_is_immortal(foreign), "it has no room for the counts")
    PyMem_RawFree(foreign)
  },
]

private let objectAttributeCases: [APICase] = [
  APICase(
    "PyObject_GetAttr",
    "PyObject_GetAttrString",
    "PyObject_SetAttr",
    "PyObject_SetAttrString",
    "PyObject_DelAttr",
    "PyObject_DelAttrString"
  ) { w in
    let (o, x) = (makeInstance(), text("x"))
    let before = w.references
    expectError(noAttribute("A", "x"), PyObject_GetAttr(o, x))
    expectError(noAttribute("A", "x"), PyObject_GetAttrString(o, "x"))
    #expect(PyObject_SetAttr(o, x, w.object) == 0)
    #expect(w.references == before + 1, "the object takes its own reference")
    for value in [PyObject_GetAttr(o, x), PyObject_GetAttrString(o, "x")] {
      #expect(value == w.object)
    }
    #expect(w.references == before + 3, "new references")
    drop(w.object, w.object)
    #expect(PyObject_DelAttr(o, x) == 0 && w.references == before)
    expectError(noAttribute("A", "x"), PyObject_DelAttr(o, x))
    #expect(PyObject_SetAttrString(o, "x", w.object) == 0 && w.references == before + 1)
    #expect(PyObject_DelAttrString(o, "x") == 0 && w.references == before)
    expectError(noAttribute("A", "x"), PyObject_DelAttrString(o, "x"))
    #expect(PyObject_SetAttr(o, x, w.object) == 0)
    #expect(PyObject_SetAttr(o, x, nil) == 0 && w.references == before, "NULL deletes")
    #expect(PyObject_SetAttrString(o, "x", w.object) == 0)
    #expect(PyObject_SetAttrString(o, "x", nil) == 0 && w.references == before)
    drop(o, x)
  },
  APICase(
    "PyObject_GetAttr",
    "PyObject_GetAttrString",
    "PyObject_SetAttr",
    "PyObject_SetAttrString",
    "PyObject_DelAttr"
  ) { w in
    let (int, x, five) = (suture_PyLong_Type().asObject, text("x"), number(5))
    expectError("AttributeError: type object 'int' has no attribute 'x'", PyObject_GetAttr(int, x))
    expectError(
      "TypeError: cannot set 'x' attribute of immutable type 'int'",
      PyObject_SetAttr(int, x, w.object)
    )
    expectError(noAttribute("object", "x") + noDict, PyObject_SetAttr(w.object, x, five))
    expectError(noAttribute("object", "x") + noDict, PyObject_SetAttr(w.object, x, nil))
    expectError(noAttribute("object", "x") + noDict, PyObject_DelAttr(w.object, x))
    expectError(noAttribute("object", "x") + noDict, PyObject_SetAttrString(w.object, "x", five))
    expectError(
      "AttributeError: attribute 'real' of 'int' objects is not writable",
      PyObject_SetAttrString(five, "real", five)
    )
    expectError(badName, PyObject_GetAttr(five, w.object))
    expectError(badName, PyObject_SetAttr(five, w.object, five))
    expectError(badName, PyObject_DelAttr(five, w.object))
    expectError(undecodable, PyObject_GetAttrString(five, badUTF8))
    expectError(undecodable, PyObject_SetAttrString(five, badUTF8, five))
    using(makeBooming()) { expectError("ValueError: boom", PyObject_GetAttr($0, x)) }
    drop(x, five)
  },
  APICase("PyObject_GenericGetAttr", "PyObject_GenericSetAttr") { w in
    let (o, x, real, five) = (makeInstance(), text("x"), text("real"), number(5))
    let before = w.references
    #expect(PyObject_GenericSetAttr(o, x, w.object) == 0 && w.references == before + 1)
    let value = PyObject_GenericGetAttr(o, x)
    #expect(value == w.object && w.references == before + 2)
    drop(value)
    #expect(PyObject_GenericSetAttr(o, x, nil) == 0 && w.references == before)
    expectError(noAttribute("A", "x"), PyObject_GenericSetAttr(o, x, nil))
    expectRepr(PyObject_GenericGetAttr(five, real), "5")
    expectError(
      "AttributeError: attribute 'real' of 'int' objects is not writable",
      PyObject_GenericSetAttr(five, real, w.object)
    )
    expectError(noAttribute("object", "x"), PyObject_GenericGetAttr(w.object, x))
    expectError(noAttribute("object", "x") + noDict, PyObject_GenericSetAttr(w.object, x, five))
    // A type is an instance of `type` to it.
    expectError(
      noAttribute("type", "x"),
      PyObject_GenericGetAttr(suture_PyLong_Type().asObject, x)
    )
    expectError(badName, PyObject_GenericGetAttr(o, w.object))
    expectError(badName, PyObject_GenericSetAttr(o, w.object, five))
    using(makeBooming()) {
      expectError(noAttribute("spam.Spam", "x"), PyObject_GenericGetAttr($0, x))
    }
    drop(o, x, real, five)
  },
  APICase("PyObject_GetOptionalAttr", "PyObject_GetOptionalAttrString") { w in
    let (o, x, y) = (makeInstance(), text("x"), text("y"))
    _ = PyObject_SetAttr(o, x, w.object)
    let before = w.references
    var value: ObjectPointer?
    #expect(PyObject_GetOptionalAttr(o, x, &value) == 1)
    #expect(value == w.object && w.references == before + 1, "a new reference")
    drop(value)
    #expect(PyObject_GetOptionalAttrString(o, "x", &value) == 1 && value == w.object)
    drop(value)
    #expect(PyObject_GetOptionalAttr(o, y, &value) == 0 && value == nil)
    value = w.object
    #expect(PyObject_GetOptionalAttrString(w.object, "y", &value) == 0 && value == nil)
    let int = suture_PyLong_Type().asObject
    #expect(PyObject_GetOptionalAttr(int, y, &value) == 0)
    value = w.object
    expectError(badName, PyObject_GetOptionalAttr(o, w.object, &value))
    #expect(value == nil)
    using(makeBooming()) {
      value = w.object
      expectError("ValueError: boom", PyObject_GetOptionalAttr($0, x, &value))
      #expect(value == nil)
      expectError("ValueError: boom", PyObject_GetOptionalAttrString($0, "x", &value))
    }
    drop(o, x, y)
  },
  APICase(
    "PyObject_HasAttr",
    "PyObject_HasAttrString",
    "PyObject_HasAttrWithError",
    "PyObject_HasAttrStringWithError"
  ) { w in
    let (five, booming, real, y) = (number(5), makeBooming(), text("real"), text("y"))
    for has in [PyObject_HasAttr, PyObject_HasAttrWithError]
      as [(ObjectPointer?, ObjectPointer?) -> Int32]
    {
      #expect(has(five, real) == 1 && has(five, y) == 0)
    }
    #expect(PyObject_HasAttrString(five, "real") == 1 && PyObject_HasAttrString(five, "y") == 0)
    #expect(PyObject_HasAttrStringWithError(five, "real") == 1)
    #expect(PyObject_HasAttrStringWithError(five, "y") == 0)
    expectError("ValueError: boom", PyObject_HasAttrWithError(booming, y))
    expectError("ValueError: boom", PyObject_HasAttrStringWithError(booming, "y"))
    expectError(badName, PyObject_HasAttrWithError(five, w.object))
    expectError(undecodable, PyObject_HasAttrStringWithError(five, badUTF8))
    let ignored = "Exception ignored in PyObject_HasAttr"
    let report = written { #expect(PyObject_HasAttr(booming, y) == 0) }
    #expect(
      report.contains(
        ignored + "(); consider using PyObject_HasAttrWithError(), "
          + "PyObject_GetOptionalAttr() or PyObject_GetAttr():\nValueError: boom\n"
      )
    )
    let reportOfString = written { #expect(PyObject_HasAttrString(booming, "y") == 0) }
    #expect(
      reportOfString.contains(
        ignored + "String(); consider using PyObject_HasAttrStringWithError(), "
          + "PyObject_GetOptionalAttrString() or PyObject_GetAttrString():\nValueError: boom\n"
      )
    )
    drop(five, booming, real, y)
  },
  APICase("PyObject_GenericSetDict", "_PyObject_GetDictPtr") { w in
    let o = makeInstance()
    let dict = PyDict_New()
    PyDict_SetItemString(dict, "x", w.object)
    #expect(PyObject_GenericSetDict(o, dict, nil) == 0)
    using(PyObject_GetAttrString(o, "x")) { #expect($0 == w.object) }
    let place = _PyObject_GetDictPtr(o)!
    #expect(place.pointee == dict)
    place.pointee = w.object
    expectError(internalCall("Objects/dictobject.c:2337"), PyObject_GetAttrString(o, "x"))
    place.pointee = dict
    expectError(
      "TypeError: __dict__ must be set to a dictionary, not a 'object'",
      PyObject_GenericSetDict(o, w.object, nil)
    )
    expectError("TypeError: cannot delete __dict__", PyObject_GenericSetDict(o, nil, nil))
    expectError(
      "AttributeError: This object has no __dict__",
      PyObject_GenericSetDict(w.object, dict, nil)
    )
    #expect(_PyObject_GetDictPtr(w.object) == nil && takeError() == nil)
    drop(o, dict)
  },
  APICase("_PyObject_GetState") { w in
    let o = makeInstance()
    #expect(PyObject_SetAttrString(o, "y", w.object) == 0)
    using(_PyObject_GetState(o)) { #expect(PyDict_GetItemString($0, "y") == w.object) }
    drop(o)
    expectRepr(_PyObject_GetState(w.object), "None")
  },
  APICase("PyObject_VisitManagedDict", "PyObject_ClearManagedDict") { w in
    let o = makeInstance()
    let before = w.references
    _ = PyObject_SetAttrString(o, "x", w.object)
    let dict = _PyObject_GetDictPtr(o)?.pointee
    var visited: ObjectPointer?
    let result = PyObject_VisitManagedDict(
      o,
      { found, context in
        context!.storeBytes(of: found, as: ObjectPointer?.self)
        return 7
      },
      &visited
    )
    #expect(result == 7 && visited == dict, "what visit returns is passed on")
    PyObject_ClearManagedDict(o)
    #expect(w.references == before)
    expectError(noAttribute("A", "x"), PyObject_GetAttrString(o, "x"))
    #expect(PyObject_VisitManagedDict(w.object, { _, _ in 7 }, nil) == 0)
    PyObject_ClearManagedDict(w.object)
    drop(o)
  },
]

private let objectValueCases: [APICase] = [
  APICase("PyCallable_Check") { w in
    #expect(PyCallable_Check(suture_PyLong_Type().asObject) == 1)
    #expect(PyCallable_Check(w.object) == 0 && PyCallable_Check(nil) == 0)
    using(make(.ternary(Py_tp_call) { _, _, _ in nil })) { #expect(PyCallable_Check($0) == 1) }
  },
  APICase("PyObject_Hash", "PyObject_HashNotImplemented") { w in
    #expect(PyObject_Hash(w.object) == PyObject_Hash(w.object))
    using(number(5)) { #expect(PyObject_Hash($0) == 5) }
    using(make(.size(Py_tp_hash) { _ in 77 })) { #expect(PyObject_Hash($0) == 77) }
    using(make(.size(Py_tp_hash) { _ in Py_hash_t(raiseBoom() == nil ? -1 : 0) })) {
      expectError("ValueError: boom", PyObject_Hash($0))
    }
    for o in [list(), tuple(list())] {
      expectError("TypeError: unhashable type: 'list'", PyObject_Hash(o))
      drop(o)
    }
    expectError("TypeError: unhashable type: 'object'", PyObject_HashNotImplemented(w.object))
  },
  APICase("PyObject_IsTrue", "PyObject_Not") { w in
    for (o, truth) in [
      (number(0), 0), (number(1), 1), (text(""), 0), (list(), 0), (list(own(w)), 1), (own(w), 1),
      (suture_None(), 0), (make(.inquiry(Py_nb_bool) { _ in 0 }), 0),
      (make(.inquiry(Py_nb_bool) { _ in 1 }, .size(Py_mp_length) { _ in 0 }), 1),
      (make(.size(Py_mp_length) { _ in 0 }, .size(Py_sq_length) { _ in 1 }), 0),
      (make(.size(Py_sq_length) { _ in 3 }), 1),
    ] as [(ObjectPointer, Int32)] {
      #expect(PyObject_IsTrue(o) == truth && PyObject_Not(o) == 1 - truth)
      drop(o)
    }
    for o in [
      make(.inquiry(Py_nb_bool) { _ in raiseBoom() == nil ? -1 : 0 }),
      make(.size(Py_sq_length) { _ in raiseBoom() == nil ? -1 : 0 }),
    ] {
      expectError("ValueError: boom", PyObject_IsTrue(o))
      expectError("ValueError: boom", PyObject_Not(o))
      drop(o)
    }
  },
  APICase("PyObject_RichCompare", "PyObject_RichCompareBool") { w in
    let (one, two) = (number(1), number(2))
    for (op, sign, result) in [
      (Py_LT, "<", 1), (Py_LE, "<=", 1), (Py_EQ, nil, 0), (Py_NE, nil, 1), (Py_GT, ">", 0),
      (Py_GE, ">=", 0),
    ] as [(Int32, String?, Int32)] {
      expectRepr(PyObject_RichCompare(one, two, op), result == 1 ? "True" : "False")
      #expect(PyObject_RichCompareBool(one, two, op) == result)
      if let sign {
        let error = "TypeError: '\(sign)' not supported between instances of 'object' and"
        expectError("\(error) 'int'", PyObject_RichCompare(w.object, one, op))
        expectError("\(error) 'object'", PyObject_RichCompareBool(w.object, w.object, op))
      } else {
        expectRepr(PyObject_RichCompare(w.object, one, op), result == 1 ? "True" : "False")
        #expect(PyObject_RichCompareBool(w.object, w.object, op) == 1 - result)
      }
    }
    using(real(.nan)) {
      #expect(PyObject_RichCompareBool($0, $0, Py_EQ) == 1, "an object equals itself unasked")
      expectRepr(PyObject_RichCompare($0, $0, Py_EQ), "False")
    }
    expectError(internalCall("Objects/object.c:980"), PyObject_RichCompare(nil, one, Py_EQ))
    expectError(internalCall("Objects/object.c:980"), PyObject_RichCompare(one, nil, Py_EQ))
    expectError(internalCall("Objects/object.c:980"), PyObject_RichCompareBool(one, nil, Py_EQ))
    drop(one, two)
  },
  APICase("PyObject_RichCompare") { w in
    // The slot's result is passed on whatever it is; the other operand is asked with the operator turned round.
    let compare: richcmpfunc = { a, b, op in tuple(Py_NewRef(a)!, Py_NewRef(b)!, number(Int(op))) }
    let slot = Slot(Py_tp_richcompare, unsafeBitCast(compare, to: UnsafeMutableRawPointer.self))
    let o = make(slot)
    for (op, turned) in [
      (Py_LT, Py_GT), (Py_LE, Py_GE), (Py_EQ, Py_EQ), (Py_NE, Py_NE), (Py_GT, Py_LT),
      (Py_GE, Py_LE),
    ] {
      using(PyObject_RichCompare(o, w.object, op)) {
        #expect(PyTuple_GetItem($0, 0) == o && PyTuple_GetItem($0, 1) == w.object)
        #expect(PyLong_AsLong(PyTuple_GetItem($0, 2)) == Int(op))
      }
      using(PyObject_RichCompare(w.object, o, op)) {
        #expect(PyTuple_GetItem($0, 0) == o && PyTuple_GetItem($0, 1) == w.object)
        #expect(PyLong_AsLong(PyTuple_GetItem($0, 2)) == Int(turned))
      }
    }
    drop(o)
  },
  APICase("PyObject_SelfIter") { w in
    let before = w.references
    let same = PyObject_SelfIter(w.object)
    #expect(same == w.object && w.references == before + 1)
    drop(same)
  },
  APICase("Py_Is", "Py_IsNone", "Py_TYPE", "Py_IS_TYPE", "Py_SIZE", "Py_SET_SIZE") { w in
    #expect(Py_Is(w.object, w.object) == 1 && Py_Is(w.object, suture_None()) == 0)
    #expect(Py_IsNone(suture_None()) == 1 && Py_IsNone(w.object) == 0)
    #expect(Py_TYPE(w.object) == suture_PyBaseObject_Type())
    #expect(Py_IS_TYPE(suture_True(), suture_PyBool_Type()) == 1)
    #expect(Py_IS_TYPE(suture_True(), suture_PyLong_Type()) == 0, "a base is another type")
    let l = list(number(1), own(w))
    #expect(Py_SIZE(l) == 2)
    Py_SET_SIZE(l.cast(to: PyVarObject.self), 1)
    #expect(PyList_Size(l) == 1)
    Py_SET_SIZE(l.cast(to: PyVarObject.self), 2)
    drop(l)
  },
  APICase("Py_GetConstant", "Py_GetConstantBorrowed") { _ in
    let constants = [
      "None", "False", "True", "Ellipsis", "NotImplemented", "0", "1", "''", "b''", "()",
    ]
    for (id, repr) in constants.enumerated() {
      #expect(Py_GetConstant(UInt32(id)) == Py_GetConstantBorrowed(UInt32(id)))
      expectRepr(Py_GetConstant(UInt32(id)), repr)
    }
    for id in [10, UInt32.max] {
      expectError(internalCall("Objects/object.c:3016"), Py_GetConstant(id))
      expectError(internalCall("Objects/object.c:3016"), Py_GetConstantBorrowed(id))
    }
  },
]
