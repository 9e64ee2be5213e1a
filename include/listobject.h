/// Lists.
#ifndef SUTURE_LISTOBJECT_H
#define SUTURE_LISTOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
typedef struct {
    PyVarObject ob_base;
    PyObject **ob_item;
    Py_ssize_t allocated;
} PyListObject;
#endif
#define PyList_Check(op) PyType_FastSubclass(Py_TYPE(op), Py_TPFLAGS_LIST_SUBCLASS)
#define PyList_CheckExact(op) Py_IS_TYPE(op, &PyList_Type)

PyAPI_DATA(PyTypeObject) PyListIter_Type;
PyAPI_DATA(PyTypeObject) PyListRevIter_Type;
PyAPI_DATA(PyTypeObject) PyList_Type;

PyAPI_FUNC(int) PyList_Append(PyObject *op, PyObject *op2);
PyAPI_FUNC(PyObject *) PyList_AsTuple(PyObject *op);
PyAPI_FUNC(PyObject *) PyList_GetItem(PyObject *op, Py_ssize_t size);
PyAPI_FUNC(PyObject *) PyList_GetSlice(PyObject *op, Py_ssize_t size, Py_ssize_t size2);
PyAPI_FUNC(int) PyList_Insert(PyObject *op, Py_ssize_t size, PyObject *op2);
PyAPI_FUNC(PyObject *) PyList_New(Py_ssize_t size);
PyAPI_FUNC(int) PyList_Reverse(PyObject *op);
PyAPI_FUNC(int) PyList_SetItem(PyObject *op, Py_ssize_t size, PyObject *op2);
PyAPI_FUNC(int) PyList_SetSlice(PyObject *op, Py_ssize_t size, Py_ssize_t size2, PyObject *op2);
PyAPI_FUNC(Py_ssize_t) PyList_Size(PyObject *op);
PyAPI_FUNC(int) PyList_Sort(PyObject *op);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
PyAPI_FUNC(PyObject *) PyList_GetItemRef(PyObject *op, Py_ssize_t size);
#endif

#ifdef __cplusplus
}
#endif
#endif
