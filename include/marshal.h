/// Marshalled objects (names of the ABI without a declaration in CPython's headers).
#ifndef SUTURE_MARSHAL_H
#define SUTURE_MARSHAL_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
PyAPI_FUNC(PyObject *) PyMarshal_ReadObjectFromString(const char *data, Py_ssize_t length);
PyAPI_FUNC(PyObject *) PyMarshal_WriteObjectToString(PyObject *op, int version);
#endif

#ifdef __cplusplus
}
#endif
#endif
