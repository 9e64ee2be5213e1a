/// Printing errors, compiling.
#ifndef SUTURE_PYTHONRUN_H
#define SUTURE_PYTHONRUN_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

struct symtable;
#define Py_single_input 256
#define Py_file_input 257
#define Py_eval_input 258
#define Py_func_type_input 345

PyAPI_DATA(int) (*PyOS_InputHook)(void);

/// Writes the text of an exception to sys.stderr. Borrows all; keeps the pending exception.
PyAPI_FUNC(void) PyErr_Display(PyObject *type, PyObject *value, PyObject *traceback);
/// Reports the pending exception by sys.excepthook and drops it. SystemExit ends the process.
PyAPI_FUNC(void) PyErr_Print(void);
/// The same; `set_last` also sets sys.last_exc and its kin.
PyAPI_FUNC(void) PyErr_PrintEx(int set_last);
/// NotImplementedError: there is no compiler. `_getframe()` gives a code object for a traceback.
PyAPI_FUNC(PyObject *) Py_CompileString(const char *source, const char *filename, int start);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030c0000
/// Writes the text of an exception to sys.stderr.
PyAPI_FUNC(void) PyErr_DisplayException(PyObject *exception);
#endif

#ifdef __cplusplus
}
#endif
#endif
