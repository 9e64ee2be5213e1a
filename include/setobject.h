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

/// A new frozenset of the elements (NULL: empty), which PySet_Add may fill; NULL on failure.
PyAPI_FUNC(PyObject *) PyFrozenSet_New(PyObject *iterable);
/// Adds an element, borrowed, also to a frozenset that nobody else refers to. 0, or -1 with TypeError (not
/// hashable) or SystemError. Takes the set's lock.
PyAPI_FUNC(int) PySet_Add(PyObject *set, PyObject *key);
/// Removes every element. 0, or -1 with SystemError. Takes the set's lock.
PyAPI_FUNC(int) PySet_Clear(PyObject *set);
/// 1 or 0; -1 with SystemError or what hashing or comparing raised. Takes the set's lock; a comparison suspends it.
PyAPI_FUNC(int) PySet_Contains(PyObject *anyset, PyObject *key);
/// 1 removed, 0 was not there, -1 as PySet_Contains. Takes the set's lock.
PyAPI_FUNC(int) PySet_Discard(PyObject *set, PyObject *key);
/// A new set of the elements (NULL: empty); NULL on failure.
PyAPI_FUNC(PyObject *) PySet_New(PyObject *iterable);
/// Removes an element and returns it, a new reference; NULL with KeyError when there is none. Takes the set's lock.
PyAPI_FUNC(PyObject *) PySet_Pop(PyObject *set);
/// The number of elements; -1 with SystemError.
PyAPI_FUNC(Py_ssize_t) PySet_Size(PyObject *anyset);

#ifndef Py_LIMITED_API
/// Adds the elements of an iterable. 0 or -1.
PyAPI_FUNC(int) _PySet_Update(PyObject *set, PyObject *iterable);
/// Steps through a set from `*position` 0: 1 with a new reference to the key, and its hash; 0 at the end.
PyAPI_FUNC(int) _PySet_NextEntryRef(PyObject *set, Py_ssize_t *position, PyObject **key, Py_hash_t *hash);
#endif

#ifdef __cplusplus
}
#endif
#endif
