/// Encodings of file names.
#ifndef SUTURE_FILEUTILS_H
#define SUTURE_FILEUTILS_H
#include "object.h"

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

#ifdef __cplusplus
}
#endif
#endif
