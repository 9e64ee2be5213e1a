/// Basic types, export macros and version gates. Every other header includes this one.
#ifndef SUTURE_PYPORT_H
#define SUTURE_PYPORT_H
#include <assert.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "patchlevel.h"

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

#define Py_EXPORTED_SYMBOL __attribute__((visibility("default")))
#define PyAPI_FUNC(RTYPE) Py_EXPORTED_SYMBOL RTYPE
#define PyAPI_DATA(RTYPE) extern SUTURE_SHARED_DATA Py_EXPORTED_SYMBOL RTYPE
#define PyMODINIT_FUNC _PyCXX_EXTERN_C Py_EXPORTED_SYMBOL PyObject *
#define PyMODEXPORT_FUNC _PyCXX_EXTERN_C Py_EXPORTED_SYMBOL PySlot *
#define _Py_NO_RETURN __attribute__((noreturn))
#define Py_UNUSED(name) _unused_##name __attribute__((unused))
#define Py_DEPRECATED(VERSION) __attribute__((deprecated))
#define Py_STRINGIFY_(x) #x
#define Py_STRINGIFY(x) Py_STRINGIFY_(x)
#define Py_ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define Py_MIN(x, y) (((x) > (y)) ? (y) : (x))
#define Py_MAX(x, y) (((x) > (y)) ? (x) : (y))
#define Py_ABS(x) ((x) < 0 ? -(x) : (x))
#define Py_CHARMASK(c) ((unsigned char)((c)&0xff))
#define Py_UNREACHABLE() __builtin_unreachable()
#define Py_LOCAL(type) static type
#define Py_LOCAL_INLINE(type) static inline type
#define Py_MEMCPY memcpy
#define Py_SAFE_DOWNCAST(VALUE, WIDE, NARROW) ((NARROW)(VALUE))
#define Py_CAN_START_THREADS 1
#define WITH_THREAD 1
#define HAVE_LONG_LONG 1

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
#define PY_LLONG_MIN LLONG_MIN
#define PY_LLONG_MAX LLONG_MAX
#define PY_ULLONG_MAX ULLONG_MAX
#define PY_INT32_T int32_t
#define PY_UINT32_T uint32_t
#define PY_INT64_T int64_t
#define PY_UINT64_T uint64_t
#define SIZEOF_VOID_P __SIZEOF_POINTER__
#define SIZEOF_SIZE_T __SIZEOF_SIZE_T__
#define SIZEOF_INT __SIZEOF_INT__
#define SIZEOF_SHORT __SIZEOF_SHORT__
#define SIZEOF_LONG __SIZEOF_LONG__
#define SIZEOF_LONG_LONG __SIZEOF_LONG_LONG__
#define SIZEOF_WCHAR_T __SIZEOF_WCHAR_T__
#define SIZEOF_DOUBLE __SIZEOF_DOUBLE__
#define PY_FORMAT_SIZE_T "z"
#endif
