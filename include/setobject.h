/// Sets and frozen sets.
#ifndef SUTURE_SETOBJECT_H
#define SUTURE_SETOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
/// Laid out as CPython 3.13's.
typedef struct {
    PyObject *key;
    Py_hash_t hash;
} setentry;
#define PySet_MINSIZE 8
typedef struct {
    PyObject ob_base;
    Py_ssize_t fill; /* entries in use, with the deleted ones */
    Py_ssize_t used;
    Py_ssize_t mask;
    setentry *table;
    Py_hash_t hash; /* of a frozenset; -1: not known */
    Py_ssize_t finger;
    setentry smalltable[PySet_MINSIZE];
    PyObject *weakreflist;
} PySetObject;
#endif

#define PyFrozenSet_CheckExact(ob) Py_IS_TYPE(ob, &PyFrozenSet_Type)
#define PyFrozenSet_Check(ob) PyObject_TypeCheck(ob, &PyFrozenSet_Type)
#define PyAnySet_CheckExact(ob) (Py_IS_TYPE(ob, &PySet_Type) || Py_IS_TYPE(ob, &PyFrozenSet_Type))
#define PyAnySet_Check(ob) (PyObject_TypeCheck(ob, &PySet_Type) || PyObject_TypeCheck(ob, &PyFrozenSet_Type))
#define PySet_CheckExact(op) Py_IS_TYPE(op, &PySet_Type)
#define PySet_Check(ob) PyObject_TypeCheck(ob, &PySet_Type)

PyAPI_DATA(PyTypeObject) PyFrozenSet_Type;
PyAPI_DATA(PyTypeObject) PySetIter_Type;
PyAPI_DATA(PyTypeObject) PySet_Type;

PyAPI_FUNC(PyObject *) PyFrozenSet_New(PyObject *op);
PyAPI_FUNC(int) PySet_Add(PyObject *set, PyObject *key);
PyAPI_FUNC(int) PySet_Clear(PyObject *set);
PyAPI_FUNC(int) PySet_Contains(PyObject *anyset, PyObject *key);
PyAPI_FUNC(int) PySet_Discard(PyObject *set, PyObject *key);
PyAPI_FUNC(PyObject *) PySet_New(PyObject *op);
PyAPI_FUNC(PyObject *) PySet_Pop(PyObject *set);
PyAPI_FUNC(Py_ssize_t) PySet_Size(PyObject *anyset);

#ifdef __cplusplus
}
#endif
#endif
