/// Warnings.
#ifndef SUTURE_WARNINGS_H
#define SUTURE_WARNINGS_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Issues a warning; `category` (borrowed) NULL: RuntimeWarning. 0, or -1 with an exception when a
/// filter raises it.
PyAPI_FUNC(int) PyErr_WarnEx(PyObject *category, const char *message, Py_ssize_t stack_level);
/// The same at a given place; `registry` is a dict, None or NULL.
PyAPI_FUNC(int) PyErr_WarnExplicit(PyObject *category, const char *message, const char *filename,
                                   int lineno, const char *module, PyObject *registry);
/// PyErr_WarnEx with text as by PyUnicode_FromFormat.
PyAPI_FUNC(int) PyErr_WarnFormat(PyObject *category, Py_ssize_t stack_level, const char *format,
                                 ...);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03060000
/// Issues a ResourceWarning about `source`, borrowed or NULL.
PyAPI_FUNC(int) PyErr_ResourceWarning(PyObject *source, Py_ssize_t stack_level, const char *format,
                                      ...);
#endif

#ifdef __cplusplus
}
#endif
#endif
