/// Hashing.
#ifndef SUTURE_PYHASH_H
#define SUTURE_PYHASH_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
typedef struct {
    Py_hash_t (*const hash)(const void *, Py_ssize_t);
    const char *name;
    const int hash_bits;
    const int seed_bits;
} PyHash_FuncDef;
/// The key of the hash of strings; the last word salts the hash tables of other libraries.
typedef union {
    unsigned char uc[24];
    struct {
        uint64_t k0, k1;
    } siphash;
    struct {
        unsigned char padding[16];
        Py_hash_t hashsalt;
    } expat;
} _Py_HashSecret_t;
PyAPI_DATA(_Py_HashSecret_t) _Py_HashSecret;

/// The hash of bytes, as of a bytes object with this content: never -1.
PyAPI_FUNC(Py_hash_t) Py_HashBuffer(const void *buffer, Py_ssize_t length);
/// Py_HashBuffer.
PyAPI_FUNC(Py_hash_t) _Py_HashBytes(const void *buffer, Py_ssize_t length);
/// The hash of a number of this value, never -1; of a NaN the hash of `o` as itself.
PyAPI_FUNC(Py_hash_t) _Py_HashDouble(PyObject *o, double value);
/// The hash of an address: never -1.
PyAPI_FUNC(Py_hash_t) Py_HashPointer(const void *pointer);
/// The hash of an object as itself, by its address.
PyAPI_FUNC(Py_hash_t) PyObject_GenericHash(PyObject *o);
/// What the hash of strings is.
PyAPI_FUNC(PyHash_FuncDef *) PyHash_GetFuncDef(void);
#endif

#ifdef __cplusplus
}
#endif
#endif
