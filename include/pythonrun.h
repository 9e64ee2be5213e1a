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

PyAPI_DATA(int) (*PyOS_InputHook)(void);

PyAPI_FUNC(void) PyErr_Display(PyObject *op, PyObject *op2, PyObject *op3);
PyAPI_FUNC(void) PyErr_Print(void);
PyAPI_FUNC(void) PyErr_PrintEx(int flag);
PyAPI_FUNC(PyObject *) Py_CompileString(const char *text, const char *text2, int flag);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030c0000
PyAPI_FUNC(void) PyErr_DisplayException(PyObject *op);
#endif

#ifdef __cplusplus
}
#endif
#endif
