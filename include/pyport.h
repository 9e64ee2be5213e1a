/// Basic types, export macros and version gates. Every other header includes this one.
#ifndef SUTURE_PYPORT_H
#define SUTURE_PYPORT_H
#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <wchar.h>
#include "patchlevel.h"
#include "pyconfig.h"
#include "exports.h"
#include "pymacro.h"
#include "pymath.h"

/* An extension that runs in parallel sees the limited API only: the structs are Suture's affair. */
#if defined(Py_GILECTOMY) && !defined(Py_LIMITED_API)
#define Py_LIMITED_API 0x030d0000
#endif
#ifdef __cplusplus
#define _PyCXX_EXTERN_C extern "C"
#else
#define _PyCXX_EXTERN_C
#endif

#if defined(__has_attribute)
#if __has_attribute(swift_attr)
#define SUTURE_SHARED_DATA __attribute__((swift_attr("nonisolated(unsafe)")))
#endif
#endif
#ifndef SUTURE_SHARED_DATA
#define SUTURE_SHARED_DATA
#endif

#define PyAPI_FUNC(RTYPE) Py_EXPORTED_SYMBOL RTYPE
#define PyAPI_DATA(RTYPE) extern SUTURE_SHARED_DATA Py_EXPORTED_SYMBOL RTYPE
#define PyMODINIT_FUNC _PyCXX_EXTERN_C Py_EXPORTED_SYMBOL PyObject *
#define PyMODEXPORT_FUNC _PyCXX_EXTERN_C Py_EXPORTED_SYMBOL PySlot *
#define _Py_NO_RETURN __attribute__((noreturn))
#define Py_DEPRECATED(VERSION) __attribute__((deprecated))
#define Py_LOCAL(type) static type
#define Py_LOCAL_INLINE(type) static inline type
#define Py_MEMCPY memcpy
#define Py_SAFE_DOWNCAST(VALUE, WIDE, NARROW) ((NARROW)(VALUE))
#define Py_VA_COPY va_copy
#define Py_ARITHMETIC_RIGHT_SHIFT(TYPE, I, J) ((I) >> (J))
#define Py_FORCE_EXPANSION(X) X
#define Py_GCC_ATTRIBUTE(x) __attribute__(x)
#define Py_ALIGNED(X) __attribute__((aligned(X)))
#define Py_ALWAYS_INLINE __attribute__((always_inline))
#define Py_NO_INLINE __attribute__((noinline))
#define _Py_HOT_FUNCTION __attribute__((hot))
#define Py_CAN_START_THREADS 1

#ifdef __cplusplus
#define _Py_CAST(type, expr) ((type)(expr))
#define _Py_NULL nullptr
#else
#define _Py_CAST(type, expr) ((type)(expr))
#define _Py_NULL NULL
#endif
#define _Py_STATIC_CAST(type, expr) _Py_CAST(type, expr)

typedef intptr_t Py_ssize_t;
typedef intptr_t Py_intptr_t;
typedef uintptr_t Py_uintptr_t;
typedef Py_ssize_t Py_hash_t;
typedef size_t Py_uhash_t;
typedef Py_ssize_t Py_ssize_clean_t;
typedef uint32_t Py_UCS4;
typedef uint16_t Py_UCS2;
typedef uint8_t Py_UCS1;
#define PY_SSIZE_T_MAX ((Py_ssize_t)(((size_t)-1) >> 1))
#define PY_SSIZE_T_MIN (-PY_SSIZE_T_MAX - 1)
#define PY_LONG_LONG long long
#define Py_LL(x) x##LL
#define Py_ULL(x) x##ULL
#define PY_SIZE_MAX SIZE_MAX
#define PY_DWORD_MAX 4294967295U
#define SIZEOF_PY_HASH_T SIZEOF_SIZE_T
#define SIZEOF_PY_UHASH_T SIZEOF_SIZE_T
#define PY_LLONG_MIN LLONG_MIN
#define PY_LLONG_MAX LLONG_MAX
#define PY_ULLONG_MAX ULLONG_MAX
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define PY_BIG_ENDIAN 1
#define PY_LITTLE_ENDIAN 0
#else
#define PY_BIG_ENDIAN 0
#define PY_LITTLE_ENDIAN 1
#endif
#define PY_INT32_T int32_t
#define PY_UINT32_T uint32_t
#define PY_INT64_T int64_t
#define PY_UINT64_T uint64_t
#define PY_FORMAT_SIZE_T "z"
#endif
