/// File objects.
#ifndef SUTURE_FILEOBJECT_H
#define SUTURE_FILEOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

PyAPI_DATA(const char *) Py_FileSystemDefaultEncoding;
PyAPI_DATA(int) Py_HasFileSystemDefaultEncoding;

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03070000
PyAPI_DATA(int) Py_UTF8Mode;
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03060000
PyAPI_DATA(const char *) Py_FileSystemDefaultEncodeErrors;
#endif

/// `_io.open(descriptor, ...)`: a new reference, or NULL with an exception.
PyAPI_FUNC(PyObject *) PyFile_FromFd(int descriptor, const char *name, const char *mode,
                                     int buffering, const char *encoding, const char *errors,
                                     const char *newline, int closes);
/// `file.readline()`: a new reference. A negative limit drops the newline and raises EOFError at the end.
PyAPI_FUNC(PyObject *) PyFile_GetLine(PyObject *file, int limit);
/// Writes repr(value), with Py_PRINT_RAW str(value). 0, or -1 with an exception.
PyAPI_FUNC(int) PyFile_WriteObject(PyObject *value, PyObject *file, int flags);
/// Writes UTF-8 text. 0, or -1 with an exception; nothing happens while one is pending.
PyAPI_FUNC(int) PyFile_WriteString(const char *text, PyObject *file);
/// The int itself, or what `fileno()` gives; -1 with TypeError or ValueError.
PyAPI_FUNC(int) PyObject_AsFileDescriptor(PyObject *o);

#ifdef __cplusplus
}
#endif
#endif
