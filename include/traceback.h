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

#ifdef __cplusplus
}
#endif
#endif
