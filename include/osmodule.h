/// Paths.
#ifndef SUTURE_OSMODULE_H
#define SUTURE_OSMODULE_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03060000
/// A str or bytes itself, else `path.__fspath__()`: a new reference, or NULL with TypeError.
PyAPI_FUNC(PyObject *) PyOS_FSPath(PyObject *path);
#endif

#ifdef __cplusplus
}
#endif
#endif
