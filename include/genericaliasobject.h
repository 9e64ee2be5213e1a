/// Generic aliases such as list[int].
#ifndef SUTURE_GENERICALIASOBJECT_H
#define SUTURE_GENERICALIASOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

PyAPI_DATA(PyTypeObject) Py_GenericAliasType;

/// `origin[args]`, both borrowed: a new reference, NULL with an exception. What `__class_getitem__` returns.
PyAPI_FUNC(PyObject *) Py_GenericAlias(PyObject *origin, PyObject *args);

#ifdef __cplusplus
}
#endif
#endif
