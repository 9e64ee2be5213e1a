/// A hash table of plain pointers, with chains: for C, not for objects. The caller sees to it that one thread at a time
/// uses a table.
#ifndef SUTURE_HASHTABLE_H
#define SUTURE_HASHTABLE_H
#include "object.h"
#include "pyhash.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
typedef struct _Py_slist_item_s {
    struct _Py_slist_item_s *next;
} _Py_slist_item_t;
typedef struct {
    _Py_slist_item_t *head;
} _Py_slist_t;

typedef struct {
    _Py_slist_item_t _Py_slist_item;
    Py_uhash_t key_hash;
    void *key;
    void *value;
} _Py_hashtable_entry_t;

typedef struct _Py_hashtable_t _Py_hashtable_t;
typedef Py_uhash_t (*_Py_hashtable_hash_func)(const void *key);
/// Whether two keys are equal.
typedef int (*_Py_hashtable_compare_func)(const void *key1, const void *key2);
typedef void (*_Py_hashtable_destroy_func)(void *key_or_value);
typedef _Py_hashtable_entry_t *(*_Py_hashtable_get_entry_func)(_Py_hashtable_t *table, const void *key);
/// Anything but 0 ends the walk.
typedef int (*_Py_hashtable_foreach_func)(_Py_hashtable_t *table, const void *key, const void *value,
                                          void *user_data);
typedef struct {
    void *(*malloc)(size_t size);
    void (*free)(void *ptr);
} _Py_hashtable_allocator_t;

/// Compiled code reads it: it calls `get_entry_func` inline.
struct _Py_hashtable_t {
    size_t nentries;
    size_t nbuckets;
    _Py_slist_t *buckets;
    _Py_hashtable_get_entry_func get_entry_func;
    _Py_hashtable_hash_func hash_func;
    _Py_hashtable_compare_func compare_func;
    _Py_hashtable_destroy_func key_destroy_func;
    _Py_hashtable_destroy_func value_destroy_func;
    _Py_hashtable_allocator_t alloc;
};

/// A new table that destroys neither keys nor values. NULL, without an exception: no memory.
PyAPI_FUNC(_Py_hashtable_t *) _Py_hashtable_new(_Py_hashtable_hash_func hash_func,
                                                _Py_hashtable_compare_func compare_func);
/// A new table. `key_destroy_func` and `value_destroy_func` may be NULL; `allocator` NULL: PyMem_Malloc and PyMem_Free.
PyAPI_FUNC(_Py_hashtable_t *)
    _Py_hashtable_new_full(_Py_hashtable_hash_func hash_func, _Py_hashtable_compare_func compare_func,
                           _Py_hashtable_destroy_func key_destroy_func,
                           _Py_hashtable_destroy_func value_destroy_func,
                           _Py_hashtable_allocator_t *allocator);
/// Destroys all keys and values, and the table.
PyAPI_FUNC(void) _Py_hashtable_destroy(_Py_hashtable_t *table);
/// Destroys all keys and values.
PyAPI_FUNC(void) _Py_hashtable_clear(_Py_hashtable_t *table);
/// Calls `func` with each entry until it gives anything but 0, and returns what it gave last.
PyAPI_FUNC(int) _Py_hashtable_foreach(_Py_hashtable_t *table, _Py_hashtable_foreach_func func,
                                      void *user_data);
/// The bytes that the table takes, without its keys and values.
PyAPI_FUNC(size_t) _Py_hashtable_size(const _Py_hashtable_t *table);
/// The number of entries.
PyAPI_FUNC(size_t) _Py_hashtable_len(const _Py_hashtable_t *table);
/// Adds a key that is not in the table. 0, or -1 without an exception: no memory.
PyAPI_FUNC(int) _Py_hashtable_set(_Py_hashtable_t *table, const void *key, void *value);
/// The value of a key; NULL: not in the table.
PyAPI_FUNC(void *) _Py_hashtable_get(_Py_hashtable_t *table, const void *key);
/// Takes a key out, destroys neither it nor the value, and returns that; NULL: not in the table.
PyAPI_FUNC(void *) _Py_hashtable_steal(_Py_hashtable_t *table, const void *key);
/// Functions for tables whose keys are the pointers themselves.
PyAPI_FUNC(Py_uhash_t) _Py_hashtable_hash_ptr(const void *key);
PyAPI_FUNC(int) _Py_hashtable_compare_direct(const void *key1, const void *key2);
#endif

#ifdef __cplusplus
}
#endif
#endif
