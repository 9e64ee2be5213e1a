import SutureTestSupport
import Testing

@testable import SutureRuntime

/// An object that gives back what it is called with: (args, kwargs or None).
private func makeCallee() -> ObjectPointer {
  make(
    .ternary(Py_tp_call) { _, args, kwargs in
      tuple(Py_NewRef(args)!, Py_NewRef(kwargs ?? suture_None())!)
    }
  )
}

private let notCallable = "TypeError: 'object' object is not callable"

/// Calls a function of Tests/Extensions/callvariadics.c, which calls the variadic function of that name.
private func viaC(_ name: String, _ args: ObjectPointer?...) throws -> ObjectPointer? {
  let module = try CompiledExtension.module("Tests/Extensions/callvariadics.c")
  let function = PyObject_GetAttrString(module, name)
  defer { drop(function) }
  return PyObject_Vectorcall(function, args, args.count, nil)
}

/// Checks a result of `makeCallee` that has `n` positional arguments, each the witness, and gives it up.
private func expectCalled(
  _ result: ObjectPointer?,
  with n: Int,
  _ w: Witness,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let args = PyTuple_GetItem(result, 0)
  #expect(PyTuple_Size(args) == n, sourceLocation: sourceLocation)
  for i in 0..<n {
    #expect(PyTuple_GetItem(args, i) == w.object, sourceLocation: sourceLocation)
  }
  #expect(PyTuple_GetItem(result, 1) == suture_None(), sourceLocation: sourceLocation)
  drop(result)
}

let abstractCallCases: [APICase] = [
  APICase("PyObject_Call", "PyObject_CallObject") { w in
    let (callee, args, kwargs) = (makeCallee(), tuple(own(w)), Py.dict(["k": 2]))
    let before = w.references
    expectCalled(PyObject_Call(callee, args, nil), with: 1, w)
    expectCalled(PyObject_CallObject(callee, args), with: 1, w)
    expectCalled(PyObject_CallObject(callee, nil), with: 0, w)
    let both = PyObject_Call(callee, args, kwargs)
    #expect(PyTuple_GetItem(both, 0) == args && PyTuple_GetItem(both, 1) == kwargs)
    drop(both)
    #expect(w.references == before, "the arguments are borrowed")
    expectError(notCallable, PyObject_Call(w.object, args, nil))
    expectError(notCallable, PyObject_CallObject(w.object, nil))
    using(list()) {
      expectError("TypeError: argument list must be a tuple", PyObject_CallObject(callee, $0))
    }
    using(PyObject_GetAttrString(kwargs, "get")) { get in
      expectError(
        "TypeError: dict.get() takes no keyword arguments",
        PyObject_Call(get, args, kwargs)
      )
    }
    using(PyDict_New()) { numbered in
      using(number(5)) { PyDict_SetItem(numbered, $0, $0) }
      let type = suture_PyDict_Type().asObject
      using(tuple()) {
        expectError("TypeError: keywords must be strings", PyObject_Call(type, $0, numbered))
      }
    }
    drop(callee, args, kwargs)
  },
  APICase("PyObject_Call") { w in
    // A call gives a result or an exception, never both and never neither.
    let silent = make(.ternary(Py_tp_call) { _, _, _ in nil })
    #expect(PyObject_CallNoArgs(silent) == nil)
    let error = takeError()
    #expect(error?.hasPrefix("SystemError: <spam.Spam object at 0x") == true)
    #expect(error?.hasSuffix("> returned NULL without setting an exception") == true)
    let loud = make(
      .ternary(Py_tp_call) { _, args, _ in
        _ = raiseBoom()
        return Py_NewRef(args)
      }
    )
    using(tuple(own(w))) { #expect(PyObject_Call(loud, $0, nil) == nil) }
    #expect(takeError()?.hasSuffix("> returned a result with an exception set") == true)
    drop(silent, loud)
  },
  APICase("PyObject_CallNoArgs", "PyObject_CallOneArg") { w in
    let callee = makeCallee()
    let before = w.references
    expectCalled(PyObject_CallNoArgs(callee), with: 0, w)
    expectCalled(PyObject_CallOneArg(callee, w.object), with: 1, w)
    #expect(w.references == before)
    expectError(notCallable, PyObject_CallNoArgs(w.object))
    expectError(notCallable, PyObject_CallOneArg(w.object, callee))
    drop(callee)
  },
  APICase("PyVectorcall_NARGS") { _ in
    #expect(PyVectorcall_NARGS(5) == 5)
    #expect(PyVectorcall_NARGS(5 | Int.min) == 5, "without PY_VECTORCALL_ARGUMENTS_OFFSET")
  },
  APICase("PyVectorcall_Function") { w in
    #expect(PyVectorcall_Function(w.object) == nil && takeError() == nil)
    #expect(PyVectorcall_Function(suture_PyType_Type().asObject) != nil)
  },
  APICase("PyVectorcall_Call") { w in
    let l = list()
    let before = w.references
    using(PyObject_GetAttrString(l, "append")) { append in
      using(tuple(own(w))) { drop(PyVectorcall_Call(append, $0, nil)) }
    }
    #expect(PyList_GetItem(l, 0) == w.object && w.references == before + 1)
    using(tuple()) { none in
      let (five, kwargs) = (number(5), Py.dict(["length": 2]))
      using(PyObject_GetAttrString(five, "to_bytes")) {
        expectRepr(PyVectorcall_Call($0, none, kwargs), "b'\\x00\\x05'")
      }
      drop(five, kwargs)
      expectError(
        "TypeError: 'object' object does not support vectorcall",
        PyVectorcall_Call(w.object, none, nil)
      )
    }
    drop(l)
  },
  APICase("PyObject_Vectorcall", "PyObject_VectorcallDict") { w in
    let callee = makeCallee()
    var args: [ObjectPointer?] = [nil, w.object, w.object]
    let before = w.references
    args.withUnsafeMutableBufferPointer { row in
      let first = row.baseAddress! + 1
      for flag in [0, Int.min] {
        expectCalled(PyObject_Vectorcall(callee, first, 2 | flag, nil), with: 2, w)
        expectCalled(PyObject_VectorcallDict(callee, first, 2 | flag, nil), with: 2, w)
      }
      #expect(row[0] == nil, "args[-1] is as before")
      using(tuple(text("k"))) { names in
        let result = PyObject_Vectorcall(callee, first, 1, names)
        #expect(PyDict_GetItemString(PyTuple_GetItem(result, 1), "k") == w.object)
        #expect(PyTuple_Size(PyTuple_GetItem(result, 0)) == 1)
        drop(result)
      }
      using(Py.dict(["k": 2])) { kwargs in
        let result = PyObject_VectorcallDict(callee, first, 1, kwargs)
        #expect(PyTuple_GetItem(PyTuple_GetItem(result, 0), 0) == w.object)
        expectRepr(Py_XNewRef(PyTuple_GetItem(result, 1)), "{'k': 2}")
        drop(result)
      }
      expectError(notCallable, PyObject_Vectorcall(w.object, first, 1, nil))
      expectError(notCallable, PyObject_VectorcallDict(w.object, first, 1, nil))
      using(PyDict_New()) { none in
        let result = PyObject_VectorcallDict(callee, first, 1, none)
        #expect(PyTuple_GetItem(result, 1) == none, "tp_call gets the dict that there is")
        drop(result)
      }
    }
    #expect(w.references == before, "the arguments are borrowed")
    drop(callee)
  },
  APICase("PyObject_VectorcallMethod") { w in
    let (l, append, nope) = (list(), text("append"), text("nope"))
    let before = w.references
    var args: [ObjectPointer?] = [l, w.object]
    drop(PyObject_VectorcallMethod(append, &args, 2, nil))
    drop(PyObject_VectorcallMethod(append, &args, 2 | Int.min, nil))
    #expect(PyList_Size(l) == 2 && w.references == before + 2)
    expectError(
      "AttributeError: 'list' object has no attribute 'nope'",
      PyObject_VectorcallMethod(nope, &args, 2, nil)
    )
    expectError(
      "TypeError: list.append() takes exactly one argument (0 given)",
      PyObject_VectorcallMethod(append, &args, 1, nil)
    )
    // A callable in the instance hides the method of the type; it is called without the instance.
    let type = makeClass("A")
    let o = PyObject_CallNoArgs(type)
    let callee = makeCallee()
    PyObject_SetAttr(o, append, callee)
    args[0] = o
    expectCalled(PyObject_VectorcallMethod(append, &args, 2, nil), with: 1, w)
    drop(callee, o, type, l, append, nope)
  },
  APICase("PyObject_CallFunction", "_PyObject_CallFunction_SizeT") { w in
    let (callee, none) = (makeCallee(), suture_None())
    let before = w.references
    for (format, n) in [("", 0), ("O", 1), ("OO", 2), ("(OO)", 2)] {
      try using(text(format)) {
        expectCalled(try viaC("function", callee, $0, w.object), with: n, w)
        expectError(notCallable, try viaC("function", w.object, $0, w.object))
        expectError(nullArgument, try viaC("function", none, $0, w.object))
      }
    }
    expectCalled(try viaC("function", callee, none, w.object), with: 0, w)
    #expect(w.references == before, "the arguments are borrowed")
    try using(tuple(number(1), number(2))) { pair in
      // One argument that is a tuple is taken for all the arguments.
      try using(text("O")) { expectRepr(try viaC("function", callee, $0, pair), "((1, 2), None)") }
    }
    for (format, error) in [
      ("O)", "SystemError: Unmatched paren in format"),
      ("q", "SystemError: bad format char passed to Py_BuildValue"),
    ] {
      try using(text(format)) { expectError(error, try viaC("function", callee, $0, w.object)) }
    }
    expectRepr(try viaC("function_size", callee), "(('sp',), None)")
    expectError(nullArgument, try viaC("function_size", none))
  },
  APICase("PyObject_CallFunctionObjArgs") { w in
    let (callee, none) = (makeCallee(), suture_None())
    let before = w.references
    expectCalled(try viaC("function_objects", callee, w.object, w.object), with: 2, w)
    expectCalled(try viaC("function_objects", callee, none, w.object), with: 0, w)
    #expect(w.references == before)
    expectError(notCallable, try viaC("function_objects", w.object, none, none))
    expectError(nullArgument, try viaC("function_objects", none, none, none))
    drop(callee)
  },
  APICase("PyObject_CallMethod", "_PyObject_CallMethod_SizeT") { w in
    let (l, none, append, one) = (list(), suture_None(), text("append"), text("O"))
    let before = w.references
    drop(try viaC("method", l, append, one, w.object))
    #expect(PyList_GetItem(l, 0) == w.object && w.references == before + 1)
    try using(text("pop")) { pop in
      let item = try viaC("method", l, pop, none, none)
      #expect(item == w.object, "without a format there are no arguments")
      drop(item)
      expectError(nullArgument, try viaC("method", none, pop, none, none))
    }
    expectError(nullArgument, try viaC("method", l, none, none, none))
    try using(text("nope")) {
      expectError(
        "AttributeError: 'list' object has no attribute 'nope'",
        try viaC("method", l, $0, one, w.object)
      )
    }
    try using(number(5)) { five in
      try using(text("real")) {
        expectError(
          "TypeError: attribute of type 'int' is not callable",
          try viaC("method", five, $0, none, none)
        )
      }
    }
    drop(try viaC("method_size", l, append))
    expectRepr(l, "[b'sp']")
    expectError(nullArgument, try viaC("method_size", none, append))
    drop(append, one)
  },
  APICase("_PyObject_CallMethod") { w in
    let (l, none, append, pop) = (list(), suture_None(), text("append"), text("pop"))
    let one = text("O")
    let before = w.references
    drop(try viaC("method_named", l, append, one, w.object))
    #expect(PyList_GetItem(l, 0) == w.object && w.references == before + 1)
    let item = try viaC("method_named", l, pop, none, none)
    #expect(item == w.object, "without a format there are no arguments")
    expectError(nullArgument, try viaC("method_named", none, pop, none, none))
    expectError(nullArgument, try viaC("method_named", l, none, none, none))
    expectError(
      "TypeError: attribute name must be string, not 'list'",
      try viaC("method_named", l, l, one, w.object)
    )
    try using(text("__doc__")) {
      expectError(
        "TypeError: attribute of type 'str' is not callable",
        try viaC("method_named", l, $0, none, none)
      )
    }
    drop(item, l, append, pop, one)
  },
  APICase("PyObject_CallMethodObjArgs") { w in
    let (l, none, append, nope) = (list(), suture_None(), text("append"), text("nope"))
    let before = w.references
    drop(try viaC("method_objects", l, append, w.object))
    #expect(PyList_GetItem(l, 0) == w.object && w.references == before + 1)
    expectError(
      "TypeError: list.append() takes exactly one argument (0 given)",
      try viaC("method_objects", l, append, none)
    )
    expectError(
      "AttributeError: 'list' object has no attribute 'nope'",
      try viaC("method_objects", l, nope, w.object)
    )
    expectError(nullArgument, try viaC("method_objects", none, nope, w.object))
    expectError(nullArgument, try viaC("method_objects", l, none, w.object))
    drop(l, append, nope)
  },
]
