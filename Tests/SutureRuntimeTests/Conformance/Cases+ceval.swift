import Testing

@testable import SutureRuntime

let cevalCases: [APICase] = [
  APICase("PyEval_SaveThread", "PyEval_RestoreThread") { _ in
    let mode = suture_thread().pointee.mode
    let t = PyEval_SaveThread()
    #expect(suture_thread().pointee.mode == SUTURE_DETACHED)
    PyEval_RestoreThread(t)
    #expect(suture_thread() == t && suture_thread().pointee.mode == mode)
  },
  APICase("PyEval_AcquireThread", "PyEval_ReleaseThread") { _ in
    let t = PyThreadState_Get()
    PyEval_ReleaseThread(t)
    #expect(suture_thread().pointee.mode == SUTURE_DETACHED)
    PyEval_AcquireThread(t)
    #expect(suture_thread() == t)
  },
  APICase(
    "PyEval_AcquireLock",
    "PyEval_ReleaseLock",
    "PyEval_InitThreads",
    "PyEval_ThreadsInitialized"
  ) { _ in
    PyEval_InitThreads()
    #expect(PyEval_ThreadsInitialized() == 1)
    let t = suture_thread()
    PyEval_ReleaseLock()
    PyEval_AcquireLock()
    #expect(suture_thread() == t)
  },
  APICase("Py_EnterRecursiveCall", "Py_LeaveRecursiveCall", "_Py_CheckRecursiveCall") { _ in
    #expect(Py_EnterRecursiveCall(" in a test") == 0)
    Py_LeaveRecursiveCall()
    #expect(_Py_CheckRecursiveCall(" in a test") == -1)
    #expect(takeError() == "RecursionError: maximum recursion depth exceeded in a test")
  },
  APICase("Py_GetRecursionLimit", "Py_SetRecursionLimit") { _ in
    let limit = Py_GetRecursionLimit()
    #expect(limit == 1000)
    Py_SetRecursionLimit(2000)
    #expect(Py_GetRecursionLimit() == 2000)
    Py_SetRecursionLimit(limit)
  },
  APICase("Py_AddPendingCall", "Py_MakePendingCalls") { _ in
    let calls = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    calls.initialize(to: 0)
    let count: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { raw in
      raw!.assumingMemoryBound(to: Int32.self).pointee += 1
      return 0
    }
    #expect(Py_AddPendingCall(count, calls) == 0 && Py_AddPendingCall(count, calls) == 0)
    #expect(Py_MakePendingCalls() == 0)
    #expect(calls.pointee == 2)
    #expect(Py_MakePendingCalls() == 0 && calls.pointee == 2)
    calls.deallocate()
  },
  APICase("PyEval_GetBuiltins", "PyEval_GetFrameBuiltins") { _ in
    let builtins = PyEval_GetBuiltins()
    #expect(PyDict_GetItemString(builtins, "len") != nil)
    let again = PyEval_GetFrameBuiltins()
    #expect(again == builtins)
    drop(again)
  },
  APICase("PyEval_GetGlobals", "PyEval_GetFrameGlobals", "PyEval_GetFrame") { _ in
    #expect(
      PyEval_GetFrame() == nil && PyEval_GetGlobals() == nil && PyEval_GetFrameGlobals() == nil
    )
  },
  APICase("PyEval_GetLocals", "PyEval_GetFrameLocals") { _ in
    expectError("SystemError: frame does not exist", PyEval_GetLocals())
    expectError("SystemError: frame does not exist", PyEval_GetFrameLocals())
  },
  APICase("PyEval_GetFuncName", "PyEval_GetFuncDesc") { w in
    let len = PyDict_GetItemString(PyEval_GetBuiltins(), "len")
    #expect(String(cString: PyEval_GetFuncName(len)!) == "len")
    #expect(String(cString: PyEval_GetFuncDesc(len)!) == "()")
    #expect(String(cString: PyEval_GetFuncName(w.object)!) == "object")
    #expect(String(cString: PyEval_GetFuncDesc(w.object)!) == " object")
  },
  APICase("PyEval_CallObjectWithKeywords") { w in
    let list = suture_PyList_Type().asObject
    let arguments = tuple(tuple(own(w)))
    let result = PyEval_CallObjectWithKeywords(list, arguments, nil)
    #expect(PyList_Size(result) == 1 && PyList_GetItem(result, 0) == w.object)
    drop(result, arguments)
  },
  APICase("PyEval_EvalCode") { w in
    let globals = PyDict_New()
    let code = Py_CompileString("_getframe()", "f.py", Py_eval_input)
    let before = Py_REFCNT(globals)
    let frame = PyEval_EvalCode(code, globals, nil)
    #expect(frame?.type == suture_PyFrame_Type())
    let own = PyObject_GetAttrString(frame, "f_globals")
    let ran = PyObject_GetAttrString(frame, "f_code")
    #expect(own == globals && ran == code)
    drop(frame, own, ran)
    #expect(Py_REFCNT(globals) == before)
    let empty = UnsafeMutablePointer<PyObject>(PyCode_NewEmpty("f.py", "f", 1))
    expectError("AssertionError", PyEval_EvalCode(empty, globals, nil))
    expectError(internalCall("Objects/dictobject.c:2391"), PyEval_EvalCode(code, w.object, nil))
    drop(code, empty, globals)
  },
  APICase("PyEval_CallFunction", "PyEval_CallMethod") { w in
    expectRepr(
      try variadic("eval_call_function", suture_PyTuple_Type().asObject),
      "(1, 'a')"
    )
    let notCallable = try variadic("eval_call_function", suture_None())
    expectError("TypeError: 'NoneType' object is not callable", notCallable)
    let l = list(suture_None(), own(w))
    expectRepr(try variadic("eval_call_method", l), "1")
    drop(l)
    let missing = try variadic("eval_call_method", suture_None())
    expectError("AttributeError: 'NoneType' object has no attribute 'count'", missing)
  },
  APICase("_PyEval_GetBuiltin") { w in
    let (name, nope, key) = (text("len"), text("nope"), list())
    expectRepr(_PyEval_GetBuiltin(name), "<built-in function len>")
    expectError("AttributeError: nope", _PyEval_GetBuiltin(nope))
    expectError("TypeError: unhashable type: 'list'", _PyEval_GetBuiltin(key))
    #expect(_PyEval_GetBuiltin(w.object) == nil)
    PyErr_Clear()
    drop(name, nope, key)
  },
]
