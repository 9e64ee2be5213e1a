/// The sys module.
#ifndef SUTURE_SYSMODULE_H
#define SUTURE_SYSMODULE_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef int (*Py_AuditHookFunction)(const char *, PyObject *, void *);

/// Writes text as of PyUnicode_FromFormat to sys.stderr. Keeps the pending exception.
PyAPI_FUNC(void) PySys_FormatStderr(const char *format, ...);
/// Writes text as of PyUnicode_FromFormat to sys.stdout. Keeps the pending exception.
PyAPI_FUNC(void) PySys_FormatStdout(const char *format, ...);
/// An attribute of sys, borrowed; NULL without an exception when there is none.
PyAPI_FUNC(PyObject *) PySys_GetObject(const char *name);
/// Sets an attribute of sys, borrowed; NULL deletes it. 0, or -1 with an exception.
PyAPI_FUNC(int) PySys_SetObject(const char *name, PyObject *value);
/// printf to sys.stderr, at most 1000 bytes. Keeps the pending exception.
PyAPI_FUNC(void) PySys_WriteStderr(const char *format, ...);
/// printf to sys.stdout, at most 1000 bytes. Keeps the pending exception.
PyAPI_FUNC(void) PySys_WriteStdout(const char *format, ...);

/// The dict sys._xoptions, borrowed.
PyAPI_FUNC(PyObject *) PySys_GetXOptions(void);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
/// Calls the audit hooks with arguments as of Py_BuildValue. 0, or -1 with an exception.
PyAPI_FUNC(int) PySys_Audit(const char *event, const char *format, ...);
/// Calls the audit hooks with a tuple, borrowed, or NULL. 0, or -1 with an exception.
PyAPI_FUNC(int) PySys_AuditTuple(const char *event, PyObject *args);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030f0000
/// An attribute of sys: a new reference; NULL with RuntimeError when there is none.
PyAPI_FUNC(PyObject *) PySys_GetAttr(PyObject *name);
/// The same with a C string.
PyAPI_FUNC(PyObject *) PySys_GetAttrString(const char *name);
/// 1 and a new reference, 0 and NULL, or -1 with an exception.
PyAPI_FUNC(int) PySys_GetOptionalAttr(PyObject *name, PyObject **value);
/// The same with a C string.
PyAPI_FUNC(int) PySys_GetOptionalAttrString(const char *name, PyObject **value);
#endif

PyAPI_FUNC(void) PySys_ResetWarnOptions(void);
PyAPI_FUNC(void) PySys_SetArgv(int flag, wchar_t **arg);
PyAPI_FUNC(void) PySys_SetArgvEx(int flag, wchar_t **arg, int flag2);

#ifndef Py_LIMITED_API
PyAPI_FUNC(void) PySys_AddWarnOption(const wchar_t *option);
PyAPI_FUNC(void) PySys_AddWarnOptionUnicode(PyObject *option);
PyAPI_FUNC(int) PySys_HasWarnOptions(void);
PyAPI_FUNC(void) PySys_SetPath(const wchar_t *path);
#endif

#ifndef Py_LIMITED_API
/// An attribute of sys, borrowed; NULL without an exception when there is none. Keeps the pending exception.
PyAPI_FUNC(PyObject *) _PySys_GetAttr(PyThreadState *tstate, PyObject *name);
/// sys.getsizeof(o): (size_t)-1 with an exception.
PyAPI_FUNC(size_t) _PySys_GetSizeOf(PyObject *o);
PyAPI_FUNC(void) PySys_AddXOption(const wchar_t *option);
#endif

#ifdef __cplusplus
}
#endif
#endif
