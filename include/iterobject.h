/// Iterators over sequences and callables.
#ifndef SUTURE_ITEROBJECT_H
#define SUTURE_ITEROBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PySeqIter_Check(op) Py_IS_TYPE((op), &PySeqIter_Type)
#define PyCallIter_Check(op) Py_IS_TYPE((op), &PyCallIter_Type)

PyAPI_DATA(PyTypeObject) PyCallIter_Type;
PyAPI_DATA(PyTypeObject) PySeqIter_Type;

PyAPI_FUNC(PyObject *) PyCallIter_New(PyObject *op, PyObject *op2);
PyAPI_FUNC(PyObject *) PySeqIter_New(PyObject *op);

#ifdef __cplusplus
}
#endif
#endif
