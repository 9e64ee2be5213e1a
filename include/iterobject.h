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

/// A new iterator that calls `callable` until it returns `sentinel`; both borrowed. NULL on failure.
PyAPI_FUNC(PyObject *) PyCallIter_New(PyObject *callable, PyObject *sentinel);
/// A new iterator over a borrowed object with sq_item, from index 0 until IndexError; NULL on failure.
PyAPI_FUNC(PyObject *) PySeqIter_New(PyObject *sequence);

#ifdef __cplusplus
}
#endif
#endif
