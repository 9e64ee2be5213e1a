/// True and False.
#ifndef SUTURE_BOOLOBJECT_H
#define SUTURE_BOOLOBJECT_H
#include "longobject.h"

#ifdef __cplusplus
extern "C" {
#endif

/* PyLongObject is opaque in the limited API: only the addresses are used. */
PyAPI_DATA(PyLongObject) _Py_FalseStruct;
PyAPI_DATA(PyLongObject) _Py_TrueStruct;
#define Py_False _PyObject_CAST(&_Py_FalseStruct)
#define Py_True _PyObject_CAST(&_Py_TrueStruct)
#define PyBool_Check(x) Py_IS_TYPE(x, &PyBool_Type)

/// True for anything but 0: a new reference. Never fails.
PyAPI_FUNC(PyObject *) PyBool_FromLong(long value);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
/// 1 when `x` is the object True.
PyAPI_FUNC(int) Py_IsTrue(PyObject *x);
/// 1 when `x` is the object False.
PyAPI_FUNC(int) Py_IsFalse(PyObject *x);
#endif

#ifndef SUTURE_IMPLEMENTATION
#define Py_RETURN_TRUE return Py_NewRef(Py_True)
#define Py_RETURN_FALSE return Py_NewRef(Py_False)
#define Py_IsTrue(x) Py_Is(x, Py_True)
#define Py_IsFalse(x) Py_Is(x, Py_False)
#endif

#ifdef __cplusplus
}
#endif
#endif
