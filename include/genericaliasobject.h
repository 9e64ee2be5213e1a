/// Generic aliases such as list[int].
#ifndef SUTURE_GENERICALIASOBJECT_H
#define SUTURE_GENERICALIASOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03090000
PyAPI_DATA(PyTypeObject) Py_GenericAliasType;
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03090000
/// `origin[args]`, both borrowed: a new reference, NULL with an exception. What `__class_getitem__` returns.
PyAPI_FUNC(PyObject *) Py_GenericAlias(PyObject *origin, PyObject *args);
#endif

#ifdef __cplusplus
}
#endif
#endif
