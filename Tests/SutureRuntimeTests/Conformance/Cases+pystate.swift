import SutureTestSupport
import Testing

@testable import SutureRuntime

let pystateCases: [APICase] = [
  APICase(
    "PyGILState_Ensure",
    "PyGILState_Release",
    "PyGILState_GetThisThreadState",
    "PyGILState_Check"
  ) { _ in
    #expect(PyGILState_Check() == 1)
    let t = PyGILState_GetThisThreadState()
    #expect(t == suture_thread())
    let mode = suture_thread().pointee.mode
    let state = PyGILState_Ensure()
    #expect(PyGILState_GetThisThreadState() == t, "the thread keeps its state")
    PyGILState_Release(state)
    #expect(suture_thread().pointee.mode == mode, "the mode is as before")
    // A thread of unknown code counts as legacy: it waits for the legacy lock, which this one gives up.
    let saved = PyEval_SaveThread()
    runTogether(1) { _ in
      #expect(PyGILState_GetThisThreadState() == nil)
      let made = PyGILState_Ensure()
      #expect(PyGILState_GetThisThreadState() == suture_thread())
      PyGILState_Release(made)
      #expect(PyGILState_GetThisThreadState() == nil, "Release deletes the state that Ensure made")
    }
    PyEval_RestoreThread(saved)
  },
  APICase(
    "PyThreadState_Get",
    "PyThreadState_GetID",
    "PyThreadState_GetInterpreter",
    "PyThreadState_GetFrame"
  ) { _ in
    let t = PyThreadState_Get()
    #expect(t == suture_thread())
    #expect(PyThreadState_GetID(t) == UInt64(suture_thread().pointee.id))
    #expect(PyThreadState_GetInterpreter(t) == PyInterpreterState_Get())
    #expect(PyThreadState_GetFrame(t) == nil, "no Python code runs")
  },
  APICase("PyThreadState_GetDict") { w in
    let dict = PyThreadState_GetDict()
    #expect(dict != nil && dict == PyThreadState_GetDict())
    #expect(PyDict_SetItemString(dict, "witness", w.object) == 0)
    #expect(PyDict_DelItemString(dict, "witness") == 0)
  },
  APICase("PyThreadState_New", "PyThreadState_Swap", "PyThreadState_Clear", "PyThreadState_Delete")
  { _ in
    let old = PyThreadState_Get()
    let new = PyThreadState_New(PyInterpreterState_Get())
    #expect(PyThreadState_Swap(new) == old)
    #expect(PyThreadState_Get() == new)
    #expect(PyThreadState_Swap(old) == new)
    PyThreadState_Clear(new)
    PyThreadState_Delete(new)
  },
  APICase("PyThreadState_DeleteCurrent", "_PyThreadState_Prealloc", "_PyThreadState_Init") { _ in
    let old = PyThreadState_Get()
    let new = _PyThreadState_Prealloc(PyInterpreterState_Get())
    _PyThreadState_Init(new)
    _ = PyThreadState_Swap(new)
    PyThreadState_DeleteCurrent()
    #expect(suture_thread().pointee.mode == SUTURE_DETACHED)
    PyEval_RestoreThread(old)
  },
  APICase("PyGILState_Ensure", "PyGILState_Release", "PyThreadState_GetDict") { _ in
    // A state that Ensure made ends with what it held.
    let live = CountedCapsule.live
    nonisolated(unsafe) let capsule = CountedCapsule.make()
    // The thread may need the legacy lock, which this one may hold.
    let saved = PyEval_SaveThread()
    runTogether(1) { _ in
      let state = PyGILState_Ensure()
      PyDict_SetItemString(PyThreadState_GetDict(), "held", capsule)
      PyGILState_Release(state)
      #expect(PyGILState_GetThisThreadState() == nil)
      // Of a state that was there before, the mode stays.
      Runtime.attached {}
      let inner = PyGILState_Ensure()
      PyGILState_Release(inner)
      Runtime.attached { #expect(suture_thread().pointee.mode != SUTURE_LEGACY) }
    }
    PyEval_RestoreThread(saved)
    drop(capsule)
    #expect(CountedCapsule.live == live)
  },
  APICase("PyThreadState_New", "PyThreadState_Delete", "PyThreadState_Clear") { _ in
    let live = CountedCapsule.live
    let mode = suture_thread().pointee.mode
    nonisolated(unsafe) let new = PyThreadState_New(PyInterpreterState_Get())
    nonisolated(unsafe) let capsule = CountedCapsule.make()
    let saved = PyEval_SaveThread()
    runTogether(1) { _ in
      PyEval_RestoreThread(new)
      #expect(suture_thread().pointee.mode == mode, "that of the code that made it")
      PyDict_SetItemString(PyThreadState_GetDict(), "held", capsule)
      Py_DecRef(capsule)
      PyThreadState_Clear(new)
      #expect(CountedCapsule.live == live)
      PyThreadState_DeleteCurrent()
      let own = PyThreadState_New(PyInterpreterState_Main())
      #expect(PyGILState_GetThisThreadState() == own, "the thread's first")
      PyThreadState_Delete(own)
      #expect(PyGILState_GetThisThreadState() == nil)
    }
    PyEval_RestoreThread(saved)
  },
  APICase("PyThreadState_SetAsyncExc") { w in
    #expect(PyThreadState_SetAsyncExc(0, nil) == 0, "no such thread")
    #expect(PyThreadState_SetAsyncExc(PyThread_get_thread_ident(), suture_PyExc_ValueError()) >= 1)
    #expect(PyThreadState_SetAsyncExc(PyThread_get_thread_ident(), nil) >= 1)
    let before = w.references
    #expect(PyThreadState_SetAsyncExc(PyThread_get_thread_ident(), w.object) == 1)
    #expect(w.references == before + 1)
    #expect(PyThreadState_SetAsyncExc(PyThread_get_thread_ident(), w.object) == 1)
    #expect(w.references == before + 1, "the one before is given up")
    #expect(PyThreadState_SetAsyncExc(PyThread_get_thread_ident(), nil) == 1)
    #expect(w.references == before)
  },
  APICase(
    "PyInterpreterState_Get",
    "PyInterpreterState_GetID",
    "PyInterpreterState_GetDict",
    "PyInterpreterState_New",
    "PyInterpreterState_Clear",
    "PyInterpreterState_Delete"
  ) { _ in
    let interpreter = PyInterpreterState_Get()
    #expect(PyInterpreterState_GetID(interpreter) == 0)
    #expect(PyInterpreterState_GetDict(interpreter) == PyInterpreterState_GetDict(interpreter))
    #expect(PyInterpreterState_New() == nil, "there is one interpreter")
    PyInterpreterState_Clear(nil)
    PyInterpreterState_Delete(nil)
  },
  APICase(
    "PyInterpreterGuard_FromCurrent",
    "PyInterpreterGuard_FromView",
    "PyInterpreterGuard_Close",
    "PyInterpreterView_FromCurrent",
    "PyInterpreterView_FromMain",
    "PyInterpreterView_Close",
    "PyThreadState_Ensure",
    "PyThreadState_EnsureFromView",
    "PyThreadState_Release"
  ) { _ in
    let view = PyInterpreterView_FromCurrent()
    let main = PyInterpreterView_FromMain()
    let guardian = PyInterpreterGuard_FromView(view)
    #expect(view != nil && main != nil && guardian != nil)
    let current = PyInterpreterGuard_FromCurrent()
    #expect(current != nil)
    let token = PyThreadState_Ensure(guardian)
    #expect(token != nil)
    PyThreadState_Release(token)
    PyInterpreterGuard_Close(guardian)
    PyInterpreterGuard_Close(current)
    PyInterpreterView_Close(view)
    PyInterpreterView_Close(main)
    runTogether(1) { _ in
      let view = PyInterpreterView_FromMain()
      let token = PyThreadState_EnsureFromView(view)
      #expect(token != nil && suture_thread().pointee.mode == SUTURE_FREE)
      PyThreadState_Release(token)
      #expect(suture_thread().pointee.mode == SUTURE_DETACHED)
    }
  },
  APICase(
    "PyThreadState_GetUnchecked",
    "_PyThreadState_UncheckedGet",
    "_PyThreadState_GetCurrent",
    "PyInterpreterState_Main",
    "PyInterpreterState_Head"
  ) { _ in
    let t = PyThreadState_Get()
    #expect(PyThreadState_GetUnchecked() == t)
    #expect(_PyThreadState_UncheckedGet() == t && _PyThreadState_GetCurrent() == t)
    #expect(PyInterpreterState_Main() == PyInterpreterState_Get())
    #expect(PyInterpreterState_Head() == PyInterpreterState_Get())
    let saved = PyEval_SaveThread()
    #expect(PyThreadState_GetUnchecked() == nil && _PyThreadState_UncheckedGet() == nil)
    PyEval_RestoreThread(saved)
  },
  APICase("PyState_FindModule", "PyState_AddModule", "PyState_RemoveModule") { w in
    let definition = moduleDefinition("state", size: -1)
    #expect(PyState_FindModule(definition) == nil)
    let before = w.references
    #expect(PyState_AddModule(w.object, definition) == 0)
    #expect(w.references == before + 1)
    #expect(PyState_FindModule(definition) == w.object && w.references == before + 1, "borrowed")
    #expect(PyState_RemoveModule(definition) == 0)
    #expect(PyState_FindModule(definition) == nil && w.references == before)
    #expect(PyState_RemoveModule(definition) == 0)
    let slots = moduleDefinition("slots", slots: [])
    #expect(PyState_FindModule(slots) == nil && PyErr_Occurred() == nil)
    expectError(
      "SystemError: PyState_AddModule called on module with slots",
      PyState_AddModule(w.object, slots)
    )
    expectError(
      "SystemError: PyState_RemoveModule called on module with slots",
      PyState_RemoveModule(slots)
    )
  },
  APICase("PyThreadState_EnterTracing", "PyThreadState_LeaveTracing") { _ in
    let t = PyThreadState_Get()
    PyThreadState_EnterTracing(t)
    PyThreadState_LeaveTracing(t)
    #expect(PyThreadState_Get() == t)
  },
]
