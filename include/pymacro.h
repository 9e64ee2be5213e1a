/// Macros that have nothing to do with objects.
#ifndef SUTURE_PYMACRO_H
#define SUTURE_PYMACRO_H
#include "pyconfig.h"

#define Py_MIN(x, y) (((x) > (y)) ? (y) : (x))
#define Py_MAX(x, y) (((x) > (y)) ? (x) : (y))
#define Py_ABS(x) ((x) < 0 ? -(x) : (x))
#define Py_CHARMASK(c) ((unsigned char)((c)&0xff))
#define Py_STRINGIFY_(x) #x
#define Py_STRINGIFY(x) Py_STRINGIFY_(x)
#define Py_ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define Py_MEMBER_SIZE(type, member) sizeof(((type *)0)->member)
#define Py_UNUSED(name) _unused_##name __attribute__((unused))
#define Py_UNREACHABLE() __builtin_unreachable()
/// An expression of value 0 that does not compile unless `cond`, a constant, holds.
#define Py_BUILD_ASSERT_EXPR(cond) (sizeof(char[1 - 2 * !(cond)]) - sizeof(char))
#define Py_BUILD_ASSERT(cond) ((void)Py_BUILD_ASSERT_EXPR(cond))

/// Documentation strings: `PyDoc_STRVAR(doc, "text")` defines a static array.
#define PyDoc_VAR(name) static const char name[]
#define PyDoc_STR(str) str
#define PyDoc_STRVAR(name, str) PyDoc_VAR(name) = PyDoc_STR(str)
#endif
