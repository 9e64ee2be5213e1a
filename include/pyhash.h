/// Hashing.
#ifndef SUTURE_PYHASH_H
#define SUTURE_PYHASH_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
PyAPI_FUNC(Py_hash_t) Py_HashBuffer(const void *buffer, Py_ssize_t length);
#endif

#ifdef __cplusplus
}
#endif
#endif
