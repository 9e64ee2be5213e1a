/// Tracebacks.
#ifndef SUTURE_TRACEBACK_H
#define SUTURE_TRACEBACK_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PyTraceBack_Check(v) Py_IS_TYPE((v), &PyTraceBack_Type)

PyAPI_DATA(PyTypeObject) PyTraceBack_Type;

PyAPI_FUNC(int) PyTraceBack_Here(PyFrameObject *frame);
PyAPI_FUNC(int) PyTraceBack_Print(PyObject *op, PyObject *op2);

#ifdef __cplusplus
}
#endif
#endif
