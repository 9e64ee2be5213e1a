import Testing

@testable import SutureRuntime

let abstractCases: [APICase] =
  abstractObjectCases + abstractCallCases + abstractNumberCases + abstractSequenceCases
  + abstractMappingCases + abstractIteratorCases

private let abstractObjectCases: [APICase] = [
  APICase("PyObject_AsReadBuffer", "PyObject_AsCharBuffer", "PyObject_CheckReadBuffer") { w in
    let bytes = PyBytes_FromString("abc")
    var start: UnsafeRawPointer?
    var chars: UnsafePointer<CChar>?
    var length = 0
    #expect(PyObject_AsReadBuffer(bytes, &start, &length) == 0)
    #expect(length == 3 && start?.load(as: UInt8.self) == UInt8(ascii: "a"))
    #expect(PyObject_AsCharBuffer(bytes, &chars, &length) == 0 && chars?.pointee == 97)
    #expect(PyObject_CheckReadBuffer(bytes) == 1 && PyObject_CheckReadBuffer(w.object) == 0)
    let wanted = "TypeError: a bytes-like object is required, not 'object'"
    expectError(wanted, PyObject_AsReadBuffer(w.object, &start, &length))
    expectError(wanted, PyObject_AsCharBuffer(w.object, &chars, &length))
    expectError(
      "SystemError: null argument to internal routine",
      PyObject_AsReadBuffer(bytes, nil, nil)
    )
    drop(bytes)
  },
  APICase("PyObject_AsWriteBuffer") { w in
    let array = PyByteArray_FromStringAndSize("xy", 2)
    var start: UnsafeMutableRawPointer?
    var length = 0
    #expect(PyObject_AsWriteBuffer(array, &start, &length) == 0 && length == 2)
    start?.storeBytes(of: UInt8(ascii: "z"), as: UInt8.self)
    expectRepr(array, "bytearray(b'zy')")
    expectError(
      "TypeError: expected a writable bytes-like object",
      PyObject_AsWriteBuffer(w.object, &start, &length)
    )
  },
  APICase("PyObject_Type") { w in
    let before = Py_REFCNT(w.object.type.asObject)
    let type = PyObject_Type(w.object)
    #expect(type == suture_PyBaseObject_Type().asObject)
    drop(type)
    #expect(Py_REFCNT(w.object.type.asObject) == before)
    let made = makeClass("A")
    using(PyObject_CallNoArgs(made)) {
      let before = Py_REFCNT(made!)
      let type = PyObject_Type($0)
      let after = Py_REFCNT(made!)
      #expect(type == made && after == before + 1, "a new reference")
      drop(type)
    }
    drop(made)
    expectError(nullArgument, PyObject_Type(nil))
  },
  APICase("PyObject_GetItem") { w in
    let (l, zero, key) = (list(own(w)), number(0), text("k"))
    let before = w.references
    let item = PyObject_GetItem(l, zero)
    #expect(item == w.object && w.references == before + 1, "a new reference")
    drop(item)
    using(number(-1)) { i in using(PyObject_GetItem(l, i)) { #expect($0 == w.object) } }
    using(number(5)) { expectError("IndexError: list index out of range", PyObject_GetItem(l, $0)) }
    expectError(
      "TypeError: list indices must be integers or slices, not str",
      PyObject_GetItem(l, key)
    )
    using(PyDict_New()) { expectError("KeyError: 'k'", PyObject_GetItem($0, key)) }
    expectError(
      "TypeError: 'object' object is not subscriptable",
      PyObject_GetItem(w.object, zero)
    )
    let int = suture_PyLong_Type().asObject
    expectError("TypeError: type 'int' is not subscriptable", PyObject_GetItem(int, zero))
    expectRepr(PyObject_GetItem(suture_PyList_Type().asObject, int), "list[int]")
    using(PyLong_FromString("1180591620717411303424", nil, 10)) {
      expectError(
        "IndexError: cannot fit 'int' into an index-sized integer",
        PyObject_GetItem(l, $0)
      )
    }
    expectError(nullArgument, PyObject_GetItem(nil, zero))
    expectError(nullArgument, PyObject_GetItem(l, nil))
    drop(l, zero, key)
  },
  APICase("PyObject_SetItem", "PyObject_DelItem") { w in
    let (dict, l, zero, key) = (PyDict_New()!, list(number(1)), number(0), text("k"))
    let before = w.references
    #expect(PyObject_SetItem(dict, key, w.object) == 0 && w.references == before + 1)
    #expect(PyObject_SetItem(l, zero, w.object) == 0 && w.references == before + 2)
    #expect(PyObject_DelItem(dict, key) == 0 && PyObject_DelItem(l, zero) == 0)
    #expect(w.references == before)
    expectError("KeyError: 'k'", PyObject_DelItem(dict, key))
    expectError("IndexError: list assignment index out of range", PyObject_DelItem(l, zero))
    expectError("IndexError: list assignment index out of range", PyObject_SetItem(l, zero, l))
    let index = "TypeError: list indices must be integers or slices, not str"
    expectError(index, PyObject_SetItem(l, key, l))
    expectError(index, PyObject_DelItem(l, key))
    expectError("TypeError: unhashable type: 'list'", PyObject_SetItem(dict, l, l))
    expectError(
      "TypeError: 'object' object does not support item assignment",
      PyObject_SetItem(w.object, zero, l)
    )
    expectError(
      "TypeError: 'object' object does not support item deletion",
      PyObject_DelItem(w.object, zero)
    )
    using(tuple()) {
      expectError(
        "TypeError: 'tuple' object doesn't support item deletion",
        PyObject_DelItem($0, zero)
      )
    }
    expectError(nullArgument, PyObject_SetItem(nil, key, l))
    expectError(nullArgument, PyObject_SetItem(dict, nil, l))
    expectError(nullArgument, PyObject_SetItem(dict, key, nil))
    expectError(nullArgument, PyObject_DelItem(nil, key))
    expectError(nullArgument, PyObject_DelItem(dict, nil))
    drop(dict, l, zero, key)
  },
  APICase("PyObject_Format") { w in
    let (five, spec) = (number(5), text("04"))
    expectRepr(PyObject_Format(five, spec), "'0005'")
    expectRepr(PyObject_Format(five, nil), "'5'")
    let same = PyObject_Format(spec, nil)
    #expect(same == spec, "a str without a specification is given as it is")
    drop(same)
    expectError(
      "TypeError: unsupported format string passed to object.__format__",
      PyObject_Format(w.object, spec)
    )
    expectError(
      "SystemError: Format specifier must be a string, not object",
      PyObject_Format(five, w.object)
    )
    using(text("q")) { q in
      using(real(1.5)) {
        expectError(
          "ValueError: Unknown format code 'q' for object of type 'float'",
          PyObject_Format($0, q)
        )
      }
    }
    drop(five, spec)
  },
  APICase("PyObject_IsInstance", "PyObject_IsSubclass") { w in
    let (object, int, str, bool) = (
      suture_PyBaseObject_Type().asObject, suture_PyLong_Type().asObject,
      suture_PyUnicode_Type().asObject, suture_PyBool_Type().asObject
    )
    #expect(PyObject_IsInstance(w.object, object) == 1 && PyObject_IsInstance(w.object, int) == 0)
    #expect(PyObject_IsInstance(suture_True(), int) == 1)
    #expect(PyObject_IsSubclass(bool, int) == 1 && PyObject_IsSubclass(int, bool) == 0)
    using(tuple(str, tuple(int))) {
      #expect(PyObject_IsInstance(suture_True(), $0) == 1 && PyObject_IsSubclass(bool, $0) == 1)
      #expect(PyObject_IsInstance(w.object, $0) == 0 && PyObject_IsSubclass(object, $0) == 0)
    }
    using(tuple()) { #expect(PyObject_IsInstance(w.object, $0) == 0) }
    expectError(
      "TypeError: isinstance() arg 2 must be a type, a tuple of types, or a union",
      PyObject_IsInstance(w.object, w.object)
    )
    expectError("TypeError: issubclass() arg 1 must be a class", PyObject_IsSubclass(w.object, int))
    expectError(
      "TypeError: issubclass() arg 2 must be a class, a tuple of classes, or a union",
      PyObject_IsSubclass(int, w.object)
    )
  },
]

let abstractIteratorCases: [APICase] = [
  APICase("PyObject_GetIter", "PyIter_Check", "PyIter_Next", "PyIter_NextItem") { w in
    let l = list(own(w), own(w))
    let iterator = PyObject_GetIter(l)
    #expect(PyIter_Check(iterator) == 1 && PyIter_Check(l) == 0)
    let before = w.references
    let first = PyIter_Next(iterator)
    #expect(first == w.object && w.references == before + 1, "a new reference")
    drop(first)
    var item: ObjectPointer?
    #expect(PyIter_NextItem(iterator, &item) == 1)
    #expect(item == w.object && w.references == before + 1)
    drop(item)
    #expect(PyIter_NextItem(iterator, &item) == 0 && item == nil)
    #expect(PyIter_Next(iterator) == nil && takeError() == nil, "the end is no exception")
    item = w.object
    expectError("TypeError: expected an iterator, got 'list'", PyIter_NextItem(l, &item))
    #expect(item == nil)
    drop(iterator, l)
    expectError("TypeError: 'object' object is not iterable", PyObject_GetIter(w.object))
    using(make(.unary(Py_tp_iter) { _ in number(5) })) {
      expectError("TypeError: iter() returned non-iterator of type 'int'", PyObject_GetIter($0))
    }
    using(make(.item(Py_sq_item) { _, i in i < 2 ? number(i) : PySequence_GetItem(nil, 0) })) {
      using(PyObject_GetIter($0)) {
        #expect($0.type == suture_PySeqIter_Type())
        expectRepr(PyIter_Next($0), "0")
        expectRepr(PyIter_Next($0), "1")
        expectError(nullArgument, PyIter_Next($0))
      }
    }
  },
  APICase("PyIter_Next", "PyIter_NextItem") { _ in
    // StopIteration from tp_iternext is the end; another exception is a failure.
    let ending = make(
      .unary(Py_tp_iternext) { _ in
        PyErr_SetNone(suture_PyExc_StopIteration())
        return nil
      }
    )
    let failing = make(.unary(Py_tp_iternext) { _ in raiseBoom() })
    var item: ObjectPointer?
    #expect(PyIter_Next(ending) == nil && takeError() == nil)
    #expect(PyIter_NextItem(ending, &item) == 0 && takeError() == nil)
    expectError("ValueError: boom", PyIter_Next(failing))
    expectError("ValueError: boom", PyIter_NextItem(failing, &item))
    drop(ending, failing)
  },
  APICase("PyIter_Send") { w in
    var result: ObjectPointer?
    let l = list(own(w))
    let iterator = PyObject_GetIter(l)
    let before = w.references
    #expect(PyIter_Send(iterator, suture_None(), &result) == PYGEN_NEXT)
    #expect(result == w.object && w.references == before + 1, "a new reference")
    drop(result)
    #expect(PyIter_Send(iterator, suture_None(), &result) == PYGEN_RETURN)
    #expect(result == suture_None())
    #expect(PyIter_Send(iterator, w.object, &result) == PYGEN_ERROR)
    #expect(takeError() == "AttributeError: 'list_iterator' object has no attribute 'send'")
    #expect(PyIter_Send(w.object, suture_None(), &result) == PYGEN_ERROR && result == nil)
    #expect(takeError() == "AttributeError: 'object' object has no attribute 'send'")
    drop(iterator, l)
    let send: sendfunc = { _, value, result in
      result?.pointee = Py_NewRef(value)
      return PYGEN_RETURN
    }
    using(make(Slot(Py_am_send, unsafeBitCast(send, to: UnsafeMutableRawPointer.self)))) {
      #expect(PyIter_Send($0, w.object, &result) == PYGEN_RETURN && result == w.object)
      drop(result)
    }
  },
  APICase("PyObject_GetAIter", "PyAIter_Check") { w in
    expectError(
      "TypeError: 'object' object is not an async iterable",
      PyObject_GetAIter(w.object)
    )
    using(make(.unary(Py_am_aiter) { _ in number(5) })) {
      expectError(
        "TypeError: aiter() returned not an async iterator of type 'int'",
        PyObject_GetAIter($0)
      )
      #expect(PyAIter_Check($0) == 0)
    }
    using(make(.unary(Py_am_aiter) { Py_NewRef($0) }, .unary(Py_am_anext) { _ in nil })) {
      let before = Py_REFCNT($0)
      let iterator = PyObject_GetAIter($0)
      #expect(iterator == $0 && Py_REFCNT($0) == before + 1 && PyAIter_Check($0) == 1)
      drop(iterator)
    }
    #expect(PyAIter_Check(w.object) == 0)
  },
  APICase("PyObject_LengthHint") { w in
    let l = list(number(1), number(2))
    #expect(PyObject_LengthHint(l, 9) == 2)
    using(PyObject_GetIter(l)) { #expect(PyObject_LengthHint($0, 9) == 2) }
    #expect(PyObject_LengthHint(w.object, 9) == 9)
    drop(l)
    for (hint, expected) in [
      ({ _, _ in number(4) }, "4"), ({ _, _ in Py_NewRef(suture_NotImplemented()) }, "9"),
      ({ _, _ in number(-1) }, "ValueError: __length_hint__() should return >= 0"),
      ({ _, _ in text("a") }, "TypeError: __length_hint__ must be an integer, not str"),
      ({ _, _ in raiseBoom() }, "ValueError: boom"),
    ] as [(PyCFunction, String)] {
      using(make(.method("__length_hint__", hint))) {
        #expect(show(PyObject_LengthHint($0, 9)) == expected)
      }
    }
  },
]
