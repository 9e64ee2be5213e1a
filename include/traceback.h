/// Tracebacks.
#ifndef SUTURE_TRACEBACK_H
#define SUTURE_TRACEBACK_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PyTraceBack_Check(v) Py_IS_TYPE((v), &PyTraceBack_Type)

PyAPI_DATA(PyTypeObject) PyTraceBack_Type;

/// Adds `frame`, borrowed, to the traceback of the pending exception. 0, or -1 with an exception.
PyAPI_FUNC(int) PyTraceBack_Here(PyFrameObject *frame);
/// Writes a traceback to a Python file. 0, or -1 with an exception.
PyAPI_FUNC(int) PyTraceBack_Print(PyObject *traceback, PyObject *file);

#if !defined(Py_LIMITED_API) && !defined(SUTURE_IMPLEMENTATION)
/// Laid out as CPython 3.13's.
typedef struct _traceback {
    PyObject ob_base;
    struct _traceback *tb_next;
    PyFrameObject *tb_frame;
    int tb_lasti;
    int tb_lineno;
} PyTracebackObject;
#endif

#ifdef __cplusplus
}
#endif
#endif
