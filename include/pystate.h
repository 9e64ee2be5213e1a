/// Thread states. "Holding the GIL" reads "attached": see LOCKING in the architecture page.
#ifndef SUTURE_PYSTATE_H
#define SUTURE_PYSTATE_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { PyGILState_LOCKED, PyGILState_UNLOCKED } PyGILState_STATE;
#define MAX_CO_EXTRA_USERS 255

PyAPI_FUNC(PyGILState_STATE) PyGILState_Ensure(void);
PyAPI_FUNC(PyThreadState *) PyGILState_GetThisThreadState(void);
PyAPI_FUNC(void) PyGILState_Release(PyGILState_STATE arg);
PyAPI_FUNC(void) PyInterpreterState_Clear(PyInterpreterState *interp);
PyAPI_FUNC(void) PyInterpreterState_Delete(PyInterpreterState *interp);
PyAPI_FUNC(PyInterpreterState *) PyInterpreterState_New(void);
/// The module that PyState_AddModule noted under `def`: borrowed. NULL without an exception: none, or `def` has slots.
PyAPI_FUNC(PyObject *) PyState_FindModule(PyModuleDef *def);
PyAPI_FUNC(void) PyThreadState_Clear(PyThreadState *tstate);
PyAPI_FUNC(void) PyThreadState_Delete(PyThreadState *tstate);
PyAPI_FUNC(PyThreadState *) PyThreadState_Get(void);
PyAPI_FUNC(PyObject *) PyThreadState_GetDict(void);
PyAPI_FUNC(PyThreadState *) PyThreadState_New(PyInterpreterState *interp);
PyAPI_FUNC(int) PyThreadState_SetAsyncExc(unsigned long value, PyObject *op);
PyAPI_FUNC(PyThreadState *) PyThreadState_Swap(PyThreadState *tstate);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03030000
/// Notes `module` (borrowed) under `def`. 0, or -1 with SystemError when `def` has slots.
PyAPI_FUNC(int) PyState_AddModule(PyObject *module, PyModuleDef *def);
/// Forgets the module under `def`. 0, or -1 with SystemError when `def` has slots.
PyAPI_FUNC(int) PyState_RemoveModule(PyModuleDef *def);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03070000
PyAPI_FUNC(int64_t) PyInterpreterState_GetID(PyInterpreterState *interp);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03080000
PyAPI_FUNC(PyObject *) PyInterpreterState_GetDict(PyInterpreterState *interp);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03090000
PyAPI_FUNC(PyInterpreterState *) PyInterpreterState_Get(void);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03090000
PyAPI_FUNC(PyFrameObject *) PyThreadState_GetFrame(PyThreadState *tstate);
PyAPI_FUNC(uint64_t) PyThreadState_GetID(PyThreadState *tstate);
PyAPI_FUNC(PyInterpreterState *) PyThreadState_GetInterpreter(PyThreadState *tstate);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030f0000
PyAPI_FUNC(PyInterpreterGuard *) PyInterpreterGuard_FromCurrent(void);
PyAPI_FUNC(PyInterpreterGuard *) PyInterpreterGuard_FromView(PyInterpreterView *view);
PyAPI_FUNC(void) PyInterpreterGuard_Close(PyInterpreterGuard *guard);
PyAPI_FUNC(PyInterpreterView *) PyInterpreterView_FromCurrent(void);
PyAPI_FUNC(PyInterpreterView *) PyInterpreterView_FromMain(void);
PyAPI_FUNC(void) PyInterpreterView_Close(PyInterpreterView *view);
PyAPI_FUNC(PyThreadStateToken *) PyThreadState_Ensure(PyInterpreterGuard *guard);
PyAPI_FUNC(PyThreadStateToken *) PyThreadState_EnsureFromView(PyInterpreterView *view);
PyAPI_FUNC(void) PyThreadState_Release(PyThreadStateToken *token);
#endif

#ifndef Py_LIMITED_API
/// 1 when the calling thread is attached, else 0.
PyAPI_FUNC(int) PyGILState_Check(void);
PyAPI_FUNC(void) PyThreadState_DeleteCurrent(void);
/// The state of the calling thread, or NULL when it is detached.
PyAPI_FUNC(PyThreadState *) PyThreadState_GetUnchecked(void);
PyAPI_FUNC(PyThreadState *) _PyThreadState_UncheckedGet(void);
PyAPI_FUNC(PyThreadState *) _PyThreadState_GetCurrent(void);
/// The one interpreter.
PyAPI_FUNC(PyInterpreterState *) PyInterpreterState_Main(void);
PyAPI_FUNC(PyInterpreterState *) PyInterpreterState_Head(void);
/// Begins and ends a part of the program that is not traced. Nothing is traced here: they do nothing.
PyAPI_FUNC(void) PyThreadState_EnterTracing(PyThreadState *tstate);
PyAPI_FUNC(void) PyThreadState_LeaveTracing(PyThreadState *tstate);
PyAPI_FUNC(void) _PyThreadState_Init(PyThreadState *tstate);
PyAPI_FUNC(PyThreadState *) _PyThreadState_Prealloc(PyInterpreterState *interp);
#endif

#define PyThreadState_GET() PyThreadState_Get()

#if !defined(Py_LIMITED_API) && !defined(SUTURE_IMPLEMENTATION)
/// What pybind11 and Cython read of a thread's state, where CPython 3.13 has it.
struct _ts {
    void *_suture_1[2];
    PyInterpreterState *interp;
    void *_suture_2[11];
    PyObject *current_exception;
    void *exc_info;
    PyObject *dict;
    int gilstate_counter;
};
#endif

#ifdef __cplusplus
}
#endif
#endif
