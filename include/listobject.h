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

/// Appends `item`, borrowed. 0, or -1 with SystemError or MemoryError. Takes the list's lock.
PyAPI_FUNC(int) PyList_Append(PyObject *list, PyObject *item);
/// A new tuple of the items; NULL with SystemError when `list` is no list.
PyAPI_FUNC(PyObject *) PyList_AsTuple(PyObject *list);
/// The item, borrowed; NULL with IndexError or SystemError. No negative indices. Where other threads may change the
/// list, call PyList_GetItemRef.
PyAPI_FUNC(PyObject *) PyList_GetItem(PyObject *list, Py_ssize_t index);
/// A new list of the items from `low` to `high`, clipped; NULL with SystemError. Takes the list's lock.
PyAPI_FUNC(PyObject *) PyList_GetSlice(PyObject *list, Py_ssize_t low, Py_ssize_t high);
/// Inserts `item`, borrowed, before `index`, which may lie anywhere. 0 or -1. Takes the list's lock.
PyAPI_FUNC(int) PyList_Insert(PyObject *list, Py_ssize_t index, PyObject *item);
/// A new list of `size` NULL items, to be set by PyList_SetItem before anybody else sees it; NULL on failure.
PyAPI_FUNC(PyObject *) PyList_New(Py_ssize_t size);
/// Reverses in place. 0, or -1 with SystemError. Takes the list's lock.
PyAPI_FUNC(int) PyList_Reverse(PyObject *list);
/// Replaces the item by `item`, whose reference it takes over, also when it fails. 0, or -1 with IndexError or
/// SystemError. Takes the list's lock.
PyAPI_FUNC(int) PyList_SetItem(PyObject *list, Py_ssize_t index, PyObject *item);
/// Replaces `list[low:high]` by what `items`, borrowed, yields; NULL deletes. 0 or -1. Takes the list's lock.
PyAPI_FUNC(int) PyList_SetSlice(PyObject *list, Py_ssize_t low, Py_ssize_t high, PyObject *items);
/// The number of items; -1 with SystemError.
PyAPI_FUNC(Py_ssize_t) PyList_Size(PyObject *list);
/// Sorts in place by `<`, stably. 0, or -1 with what a comparison raised, or ValueError when one changed the list.
/// Holds the list's lock; comparisons may suspend it.
PyAPI_FUNC(int) PyList_Sort(PyObject *list);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
/// The item, a new reference; NULL with IndexError or TypeError. Takes the list's lock.
PyAPI_FUNC(PyObject *) PyList_GetItemRef(PyObject *list, Py_ssize_t index);
#endif

#ifndef Py_LIMITED_API
/// Removes every item. 0, or -1 with SystemError. Takes the list's lock.
PyAPI_FUNC(int) PyList_Clear(PyObject *list);
/// Appends what `iterable`, borrowed, yields. 0 or -1. Takes the list's lock.
PyAPI_FUNC(int) PyList_Extend(PyObject *list, PyObject *iterable);
#endif

#if !defined(Py_LIMITED_API) && !defined(SUTURE_IMPLEMENTATION)
#define PyList_GET_SIZE(op) Py_SIZE(op)
#define PyList_GET_ITEM(op, i) PyList_GetItem(_PyObject_CAST(op), (i))
#define PyList_SET_ITEM(op, i, item) ((void)PyList_SetItem(_PyObject_CAST(op), (i), _PyObject_CAST(item)))
#endif

#ifdef __cplusplus
}
#endif
#endif
