/// The sys module.
#ifndef SUTURE_SYSMODULE_H
#define SUTURE_SYSMODULE_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef int (*Py_AuditHookFunction)(const char *, PyObject *, void *);

PyAPI_FUNC(void) PySys_FormatStderr(const char *format, ...);
PyAPI_FUNC(void) PySys_FormatStdout(const char *format, ...);
PyAPI_FUNC(PyObject *) PySys_GetObject(const char *text);
PyAPI_FUNC(int) PySys_SetObject(const char *text, PyObject *op);
PyAPI_FUNC(void) PySys_WriteStderr(const char *format, ...);
PyAPI_FUNC(void) PySys_WriteStdout(const char *format, ...);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03070000
PyAPI_FUNC(PyObject *) PySys_GetXOptions(void);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
PyAPI_FUNC(int) PySys_Audit(const char *event, const char *argFormat, ...);
PyAPI_FUNC(int) PySys_AuditTuple(const char *event, PyObject *args);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030f0000
PyAPI_FUNC(PyObject *) PySys_GetAttr(PyObject *name);
PyAPI_FUNC(PyObject *) PySys_GetAttrString(const char *name);
PyAPI_FUNC(int) PySys_GetOptionalAttr(PyObject *name, PyObject **value);
PyAPI_FUNC(int) PySys_GetOptionalAttrString(const char *name, PyObject **value);
#endif

#ifndef Py_LIMITED_API
PyAPI_FUNC(void) PySys_AddWarnOption(const wchar_t *option);
PyAPI_FUNC(void) PySys_AddWarnOptionUnicode(PyObject *option);
PyAPI_FUNC(int) PySys_HasWarnOptions(void);
PyAPI_FUNC(void) PySys_ResetWarnOptions(void);
PyAPI_FUNC(void) PySys_SetArgv(int flag, wchar_t **arg);
PyAPI_FUNC(void) PySys_SetArgvEx(int flag, wchar_t **arg, int flag2);
PyAPI_FUNC(void) PySys_SetPath(const wchar_t *path);
#endif

#ifndef Py_LIMITED_API
PyAPI_FUNC(void) PySys_AddXOption(const wchar_t *option);
#endif

#ifdef __cplusplus
}
#endif
#endif
