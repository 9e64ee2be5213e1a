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
PyAPI_FUNC(PyObject *) Py_GenericAlias(PyObject *op, PyObject *op2);
#endif

#ifdef __cplusplus
}
#endif
#endif
