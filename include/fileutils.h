/// Encodings of file names, file descriptors.
#ifndef SUTURE_FILEUTILS_H
#define SUTURE_FILEUTILS_H
#include "object.h"
#include <stdio.h>
#include <sys/stat.h>

#ifdef __cplusplus
extern "C" {
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
/// New wide text (PyMem_RawFree) of a NUL-terminated string in UTF-8; other bytes become
/// U+DC80...U+DCFF. Its length in `*size`, which may be NULL. NULL: no memory, `*size` is
/// (size_t)-1. Needs no thread state.
PyAPI_FUNC(wchar_t *) Py_DecodeLocale(const char *arg, size_t *size);
/// New UTF-8 string (PyMem_Free) of wide text; U+DC80...U+DCFF become bytes. NULL: no memory, or
/// `*error_pos`, which may be NULL, is the index of a character that cannot be encoded.
PyAPI_FUNC(char *) Py_EncodeLocale(const wchar_t *text, size_t *error_pos);
#endif

#ifndef Py_LIMITED_API
/// fopen of a str, bytes or path (borrowed), not inheritable. NULL with OSError, TypeError or ValueError.
PyAPI_FUNC(FILE *) _Py_fopen_obj(PyObject *path, const char *mode);
/// dup, not inheritable. -1 with OSError.
PyAPI_FUNC(int) _Py_dup(int fd);
/// 0, or -1 with OSError.
PyAPI_FUNC(int) _Py_fstat(int fd, struct stat *status);
/// Whether exec keeps `fd`. `*atomic`, which may be NULL, says whether the flag to open it otherwise worked: -1 unknown,
/// and then found out here; 1 leaves nothing to do. 0, or -1 with OSError.
PyAPI_FUNC(int) _Py_set_inheritable(int fd, int inheritable, int *atomic);
/// The same without exceptions, and without a thread state: -1 with errno.
PyAPI_FUNC(int) _Py_fstat_noraise(int fd, struct stat *status);
PyAPI_FUNC(int) _Py_set_inheritable_async_safe(int fd, int inheritable, int *atomic);
/// open, not inheritable. -1 with errno.
PyAPI_FUNC(int) _Py_open_noraise(const char *path, int flags);
/// write, again after a signal. -1 with errno.
PyAPI_FUNC(Py_ssize_t) _Py_write_noraise(int fd, const void *bytes, size_t count);
#endif

#ifdef __cplusplus
}
#endif
#endif
