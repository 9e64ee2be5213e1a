/// File objects.
#ifndef SUTURE_FILEOBJECT_H
#define SUTURE_FILEOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

PyAPI_DATA(const char *) Py_FileSystemDefaultEncoding;
PyAPI_DATA(int) Py_HasFileSystemDefaultEncoding;

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03080000
PyAPI_DATA(int) Py_UTF8Mode;
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
PyAPI_DATA(const char *) Py_FileSystemDefaultEncodeErrors;
#endif

PyAPI_FUNC(PyObject *) PyFile_FromFd(int flag, const char *text, const char *text2, int flag2,
                                     const char *text3, const char *text4, const char *text5,
                                     int flag3);
PyAPI_FUNC(PyObject *) PyFile_GetLine(PyObject *op, int flag);
PyAPI_FUNC(int) PyFile_WriteObject(PyObject *op, PyObject *op2, int flag);
PyAPI_FUNC(int) PyFile_WriteString(const char *text, PyObject *op);
/// The int itself, or what `fileno()` gives; -1 with TypeError or ValueError.
PyAPI_FUNC(int) PyObject_AsFileDescriptor(PyObject *o);

#ifdef __cplusplus
}
#endif
#endif
