/// Calls of the evaluation loop that extensions use: threads, recursion, builtins.
#ifndef SUTURE_CEVAL_H
#define SUTURE_CEVAL_H
#include "pystate.h"

#ifdef __cplusplus
extern "C" {
#endif

#define Py_BEGIN_ALLOW_THREADS                                                                     \
    {                                                                                              \
        PyThreadState *_save;                                                                      \
        _save = PyEval_SaveThread();
#define Py_BLOCK_THREADS PyEval_RestoreThread(_save);
#define Py_UNBLOCK_THREADS _save = PyEval_SaveThread();
#define Py_END_ALLOW_THREADS                                                                       \
    PyEval_RestoreThread(_save);                                                                   \
    }
#define FVC_MASK 0x3
#define FVC_NONE 0x0
#define FVC_STR 0x1
#define FVC_REPR 0x2
#define FVC_ASCII 0x3
#define FVS_MASK 0x4
#define FVS_HAVE_SPEC 0x4

PyAPI_FUNC(void) PyEval_AcquireThread(PyThreadState *tstate);
/// The frame that code made by Py_CompileString("_getframe()") asks for (Cython does so for its tracebacks): a new
/// reference. No other code can run: AssertionError for an empty code object, else NotImplementedError.
PyAPI_FUNC(PyObject *) PyEval_EvalCode(PyObject *op, PyObject *op2, PyObject *op3);
PyAPI_FUNC(PyObject *) PyEval_EvalCodeEx(PyObject *co, PyObject *globals, PyObject *locals,
                                         PyObject *const *args, int argc, PyObject *const *kwds,
                                         int kwdc, PyObject *const *defs, int defc,
                                         PyObject *kwdefs, PyObject *closure);
PyAPI_FUNC(PyObject *) PyEval_EvalFrame(PyFrameObject *frame);
PyAPI_FUNC(PyObject *) PyEval_EvalFrameEx(PyFrameObject *f, int exc);
PyAPI_FUNC(PyObject *) PyEval_GetBuiltins(void);
PyAPI_FUNC(PyFrameObject *) PyEval_GetFrame(void);
PyAPI_FUNC(const char *) PyEval_GetFuncDesc(PyObject *op);
PyAPI_FUNC(const char *) PyEval_GetFuncName(PyObject *op);
PyAPI_FUNC(PyObject *) PyEval_GetGlobals(void);
PyAPI_FUNC(PyObject *) PyEval_GetLocals(void);
PyAPI_FUNC(void) PyEval_ReleaseThread(PyThreadState *tstate);
PyAPI_FUNC(void) PyEval_RestoreThread(PyThreadState *tstate);
PyAPI_FUNC(PyThreadState *) PyEval_SaveThread(void);
PyAPI_FUNC(int) Py_AddPendingCall(int (*func)(void *), void *arg);
PyAPI_FUNC(int) Py_GetRecursionLimit(void);
PyAPI_FUNC(int) Py_MakePendingCalls(void);
PyAPI_FUNC(void) Py_SetRecursionLimit(int flag);

PyAPI_FUNC(int) Py_EnterRecursiveCall(const char *where);
PyAPI_FUNC(void) Py_LeaveRecursiveCall(void);

PyAPI_FUNC(PyObject *) PyEval_GetFrameBuiltins(void);
PyAPI_FUNC(PyObject *) PyEval_GetFrameGlobals(void);
PyAPI_FUNC(PyObject *) PyEval_GetFrameLocals(void);

PyAPI_FUNC(void) PyEval_InitThreads(void);

#ifndef Py_LIMITED_API
PyAPI_FUNC(void) PyEval_AcquireLock(void);
PyAPI_FUNC(PyObject *) PyEval_CallFunction(PyObject *callable, const char *format, ...);
PyAPI_FUNC(PyObject *) PyEval_CallMethod(PyObject *op, const char *name, const char *format, ...);
PyAPI_FUNC(PyObject *) PyEval_CallObjectWithKeywords(PyObject *callable, PyObject *args,
                                                     PyObject *kwargs);
PyAPI_FUNC(void) PyEval_ReleaseLock(void);
PyAPI_FUNC(int) PyEval_ThreadsInitialized(void);
PyAPI_FUNC(int) _Py_CheckRecursiveCall(const char *where);
/// The builtin of this name: a new reference, or NULL with AttributeError.
PyAPI_FUNC(PyObject *) _PyEval_GetBuiltin(PyObject *name);
#endif

#ifdef __cplusplus
}
#endif
#endif
