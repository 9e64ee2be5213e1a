/// tracemalloc, which is never enabled here.
#ifndef SUTURE_TRACEMALLOC_H
#define SUTURE_TRACEMALLOC_H
#include "pyport.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
/// Notes that a block was allocated or freed: -2 without an exception, for tracemalloc is disabled.
PyAPI_FUNC(int) PyTraceMalloc_Track(unsigned int domain, uintptr_t ptr, size_t size);
PyAPI_FUNC(int) PyTraceMalloc_Untrack(unsigned int domain, uintptr_t ptr);
#endif

#ifdef __cplusplus
}
#endif
#endif
