/// Dictionaries, which keep the order of insertion, and their views.
#ifndef SUTURE_DICTOBJECT_H
#define SUTURE_DICTOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
/// As large as CPython 3.13's, with ma_used where binaries read it. The table is Suture's own (Objects/Dict.swift).
typedef struct {
    PyObject ob_base;
    Py_ssize_t ma_used;       /* keys in the dict */
    uint64_t ma_version_tag;  /* goes up whenever the table is replaced */
    void *ma_table;           /* NULL: nothing was ever inserted, or cleared */
    void *ma_spare;
} PyDictObject;
typedef struct {
    PyObject ob_base;
    PyDictObject *dv_dict;
} _PyDictViewObject;
#endif

#define PyDict_Check(op) PyType_FastSubclass(Py_TYPE(op), Py_TPFLAGS_DICT_SUBCLASS)
#define PyDict_CheckExact(op) Py_IS_TYPE(op, &PyDict_Type)
#define PyDictKeys_Check(op) PyObject_TypeCheck(op, &PyDictKeys_Type)
#define PyDictValues_Check(op) PyObject_TypeCheck(op, &PyDictValues_Type)
#define PyDictItems_Check(op) PyObject_TypeCheck(op, &PyDictItems_Type)
#define PyDictViewSet_Check(op) (PyDictKeys_Check(op) || PyDictItems_Check(op))

PyAPI_DATA(PyTypeObject) PyDictItems_Type;
PyAPI_DATA(PyTypeObject) PyDictIterItem_Type;
PyAPI_DATA(PyTypeObject) PyDictIterKey_Type;
PyAPI_DATA(PyTypeObject) PyDictIterValue_Type;
PyAPI_DATA(PyTypeObject) PyDictKeys_Type;
PyAPI_DATA(PyTypeObject) PyDictValues_Type;
PyAPI_DATA(PyTypeObject) PyDict_Type;

PyAPI_DATA(PyTypeObject) PyDictRevIterItem_Type;
PyAPI_DATA(PyTypeObject) PyDictRevIterKey_Type;
PyAPI_DATA(PyTypeObject) PyDictRevIterValue_Type;

/// Removes every key. Does nothing when `dict` is no dict. Takes the dict's lock.
PyAPI_FUNC(void) PyDict_Clear(PyObject *dict);
/// 1 or 0; -1 with what hashing or comparing raised. Takes the dict's lock; a comparison suspends it.
PyAPI_FUNC(int) PyDict_Contains(PyObject *dict, PyObject *key);
/// A new dict with the same keys and values; NULL with SystemError. Takes the dict's lock.
PyAPI_FUNC(PyObject *) PyDict_Copy(PyObject *dict);
/// Deletes a key. 0, or -1 with KeyError, SystemError or TypeError (not hashable). Takes the dict's lock.
PyAPI_FUNC(int) PyDict_DelItem(PyObject *dict, PyObject *key);
/// PyDict_DelItem with a key given as UTF-8.
PyAPI_FUNC(int) PyDict_DelItemString(PyObject *dict, const char *key);
/// The value, borrowed; NULL without an exception when there is none, and also when anything fails. Where other
/// threads may change the dict, call PyDict_GetItemRef. Takes the dict's lock.
PyAPI_FUNC(PyObject *) PyDict_GetItem(PyObject *dict, PyObject *key);
/// PyDict_GetItem with a key given as UTF-8.
PyAPI_FUNC(PyObject *) PyDict_GetItemString(PyObject *dict, const char *key);
/// The value, borrowed; NULL without an exception when there is none, NULL with one on failure. Takes the dict's
/// lock.
PyAPI_FUNC(PyObject *) PyDict_GetItemWithError(PyObject *dict, PyObject *key);
/// A new list of (key, value) tuples; NULL with SystemError.
PyAPI_FUNC(PyObject *) PyDict_Items(PyObject *dict);
/// A new list of the keys; NULL with SystemError.
PyAPI_FUNC(PyObject *) PyDict_Keys(PyObject *dict);
/// Adds the items of any mapping; of a key that is there already, the value is replaced if `override`. 0 or -1.
/// Takes the locks of both; comparisons suspend them.
PyAPI_FUNC(int) PyDict_Merge(PyObject *dict, PyObject *other, int override);
/// Adds the pairs that an iterable yields, as PyDict_Merge. 0, or -1 with TypeError or ValueError for what is no
/// pair.
PyAPI_FUNC(int) PyDict_MergeFromSeq2(PyObject *dict, PyObject *pairs, int override);
/// A new, empty dict; NULL with MemoryError.
PyAPI_FUNC(PyObject *) PyDict_New(void);
/// Steps through a dict from `*position` 0: 1 with the borrowed key and value (either may be NULL), 0 at the end.
/// The dict may not gain or lose keys meanwhile: where other threads might, hold its lock around the whole loop.
PyAPI_FUNC(int) PyDict_Next(PyObject *dict, Py_ssize_t *position, PyObject **key, PyObject **value);
/// Stores `value`; dict takes references of its own to both. 0, or -1 with SystemError or TypeError (not hashable).
/// Takes the dict's lock.
PyAPI_FUNC(int) PyDict_SetItem(PyObject *dict, PyObject *key, PyObject *value);
/// PyDict_SetItem with a key given as UTF-8, which is interned.
PyAPI_FUNC(int) PyDict_SetItemString(PyObject *dict, const char *key, PyObject *value);
/// The number of keys; -1 with SystemError.
PyAPI_FUNC(Py_ssize_t) PyDict_Size(PyObject *dict);
/// PyDict_Merge that replaces.
PyAPI_FUNC(int) PyDict_Update(PyObject *dict, PyObject *other);
/// A new list of the values; NULL with SystemError.
PyAPI_FUNC(PyObject *) PyDict_Values(PyObject *dict);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
PyAPI_FUNC(PyObject *) PyObject_GenericGetDict(PyObject *op, void *pointer);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
/// 1 with a new reference to the value in `*result`; 0 with NULL there when there is none; -1 on failure. Takes the
/// dict's lock.
PyAPI_FUNC(int) PyDict_GetItemRef(PyObject *dict, PyObject *key, PyObject **result);
/// PyDict_GetItemRef with a key given as UTF-8.
PyAPI_FUNC(int) PyDict_GetItemStringRef(PyObject *dict, const char *key, PyObject **result);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030f0000
/// Stores `default_value`, borrowed, unless the key is there: 1 it was, 0 it was not, -1 on failure. `*result`, if
/// `result` is not NULL, is a new reference to the value that is there now. Atomic under the dict's lock.
PyAPI_FUNC(int) PyDict_SetDefaultRef(PyObject *dict, PyObject *key, PyObject *default_value,
                                     PyObject **result);
#endif

#ifndef Py_LIMITED_API
/// PyDict_SetDefaultRef that returns the value, borrowed; NULL on failure.
PyAPI_FUNC(PyObject *) PyDict_SetDefault(PyObject *dict, PyObject *key, PyObject *default_value);
/// Removes a key: 1 with its value in `*result`, a new reference (`result` may be NULL); 0 with NULL there when there is
/// none; -1 on failure. Takes the dict's lock.
PyAPI_FUNC(int) PyDict_Pop(PyObject *dict, PyObject *key, PyObject **result);
/// PyDict_Pop with a key given as UTF-8.
PyAPI_FUNC(int) PyDict_PopString(PyObject *dict, const char *key, PyObject **result);
/// PyDict_Contains with a key given as UTF-8.
PyAPI_FUNC(int) PyDict_ContainsString(PyObject *dict, const char *key);
/// A new dict with room for `count` keys; NULL with MemoryError.
PyAPI_FUNC(PyObject *) _PyDict_NewPresized(Py_ssize_t count);
/// PyDict_GetItemWithError for a key whose hash is known.
PyAPI_FUNC(PyObject *) _PyDict_GetItem_KnownHash(PyObject *dict, PyObject *key, Py_hash_t hash);
/// PyDict_GetItemRef for a key whose hash is known.
PyAPI_FUNC(int) _PyDict_GetItemRef_KnownHash_LockHeld(PyDictObject *dict, PyObject *key, Py_hash_t hash, PyObject **result);
/// PyDict_SetItem for a key whose hash is known.
PyAPI_FUNC(int) _PyDict_SetItem_KnownHash_LockHeld(PyDictObject *dict, PyObject *key, PyObject *value, Py_hash_t hash);
/// Deletes a key if `predicate(value, argument)` is 1: 1 deleted, 0 not, -1 on failure.
PyAPI_FUNC(int) _PyDict_DelItemIf(PyObject *dict, PyObject *key, int (*predicate)(PyObject *value, void *argument),
                                  void *argument);
#endif

#ifdef __cplusplus
}
#endif
#endif
