/// Allocation of memory that holds no object.
#ifndef SUTURE_PYMEM_H
#define SUTURE_PYMEM_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PyMem_New(type, n)                                                                         \
    (((size_t)(n) > PY_SSIZE_T_MAX / sizeof(type)) ? NULL                                          \
                                                   : ((type *)PyMem_Malloc((n) * sizeof(type))))
#define PyMem_Resize(p, type, n)                                                                   \
    ((p) = ((size_t)(n) > PY_SSIZE_T_MAX / sizeof(type))                                           \
               ? NULL                                                                              \
               : (type *)PyMem_Realloc((p), (n) * sizeof(type)))
#define PyMem_MALLOC(n) PyMem_Malloc(n)
#define PyMem_NEW(type, n) PyMem_New(type, n)
#define PyMem_REALLOC(p, n) PyMem_Realloc(p, n)
#define PyMem_RESIZE(p, type, n) PyMem_Resize(p, type, n)
#define PyMem_FREE(p) PyMem_Free(p)
#define PyMem_Del PyMem_Free
#define PyMem_DEL PyMem_Free

PyAPI_FUNC(void) PyMem_Free(void *ptr);
PyAPI_FUNC(void *) PyMem_Malloc(size_t size);
PyAPI_FUNC(void *) PyMem_Realloc(void *ptr, size_t new_size);

PyAPI_FUNC(void *) PyMem_Calloc(size_t nelem, size_t elsize);

#ifndef Py_LIMITED_API
/// A copy of a string (PyMem_Free). NULL, without an exception: no memory.
PyAPI_FUNC(char *) _PyMem_Strdup(const char *text);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
PyAPI_FUNC(void *) PyMem_RawMalloc(size_t size);
PyAPI_FUNC(void *) PyMem_RawCalloc(size_t nelem, size_t elsize);
PyAPI_FUNC(void *) PyMem_RawRealloc(void *ptr, size_t new_size);
PyAPI_FUNC(void) PyMem_RawFree(void *ptr);
#endif

#ifdef __cplusplus
}
#endif
#endif
