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

/// The item, borrowed; NULL with IndexError or SystemError. No negative indices.
PyAPI_FUNC(PyObject *) PyTuple_GetItem(PyObject *tuple, Py_ssize_t index);
/// The items from `low` to `high`, clipped, as a tuple, a new reference; NULL with SystemError.
PyAPI_FUNC(PyObject *) PyTuple_GetSlice(PyObject *tuple, Py_ssize_t low, Py_ssize_t high);
/// A new tuple of `size` NULL items, to be set by PyTuple_SetItem before anybody else sees it; NULL on failure.
PyAPI_FUNC(PyObject *) PyTuple_New(Py_ssize_t size);
/// A new tuple of `size` borrowed objects; NULL on failure.
PyAPI_FUNC(PyObject *) PyTuple_Pack(Py_ssize_t size, ...);
/// Sets an item of a tuple that only the caller knows; takes the reference over, also when it fails. 0, or -1 with
/// IndexError or SystemError.
PyAPI_FUNC(int) PyTuple_SetItem(PyObject *tuple, Py_ssize_t index, PyObject *item);
/// The number of items; -1 with SystemError.
PyAPI_FUNC(Py_ssize_t) PyTuple_Size(PyObject *tuple);

#ifndef Py_LIMITED_API
/// Changes the size of a tuple that only the caller knows: `*tuple` may move, and is NULL on failure, which gives -1.
PyAPI_FUNC(int) _PyTuple_Resize(PyObject **tuple, Py_ssize_t size);
#endif

#if !defined(Py_LIMITED_API) && !defined(SUTURE_IMPLEMENTATION)
#define PyTuple_GET_SIZE(op) Py_SIZE(op)
#define PyTuple_GET_ITEM(op, i) PyTuple_GetItem(_PyObject_CAST(op), (i))
#define PyTuple_SET_ITEM(op, i, item) ((void)PyTuple_SetItem(_PyObject_CAST(op), (i), _PyObject_CAST(item)))
#endif

#ifdef __cplusplus
}
#endif
#endif
