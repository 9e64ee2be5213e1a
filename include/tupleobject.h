/// Tuples.
#ifndef SUTURE_TUPLEOBJECT_H
#define SUTURE_TUPLEOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
typedef struct {
    PyVarObject ob_base;
    PyObject *ob_item[1];
} PyTupleObject;
#endif
#define PyTuple_Check(op) PyType_FastSubclass(Py_TYPE(op), Py_TPFLAGS_TUPLE_SUBCLASS)
#define PyTuple_CheckExact(op) Py_IS_TYPE(op, &PyTuple_Type)

PyAPI_DATA(PyTypeObject) PyTupleIter_Type;
PyAPI_DATA(PyTypeObject) PyTuple_Type;

PyAPI_FUNC(PyObject *) PyTuple_GetItem(PyObject *op, Py_ssize_t size);
PyAPI_FUNC(PyObject *) PyTuple_GetSlice(PyObject *op, Py_ssize_t size, Py_ssize_t size2);
PyAPI_FUNC(PyObject *) PyTuple_New(Py_ssize_t size);
PyAPI_FUNC(PyObject *) PyTuple_Pack(Py_ssize_t size, ...);
PyAPI_FUNC(int) PyTuple_SetItem(PyObject *op, Py_ssize_t size, PyObject *op2);
PyAPI_FUNC(Py_ssize_t) PyTuple_Size(PyObject *op);

#ifdef __cplusplus
}
#endif
#endif
