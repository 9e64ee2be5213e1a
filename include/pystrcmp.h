/// Comparison of C strings without regard to case.
#ifndef SUTURE_PYSTRCMP_H
#define SUTURE_PYSTRCMP_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

/// strcasecmp of ASCII.
PyAPI_FUNC(int) PyOS_mystricmp(const char *a, const char *b);
/// strncasecmp of ASCII.
PyAPI_FUNC(int) PyOS_mystrnicmp(const char *a, const char *b, Py_ssize_t size);

#define PyOS_stricmp PyOS_mystricmp
#define PyOS_strnicmp PyOS_mystrnicmp

#ifdef __cplusplus
}
#endif
#endif
