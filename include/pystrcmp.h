/// Comparison of C strings without regard to case.
#ifndef SUTURE_PYSTRCMP_H
#define SUTURE_PYSTRCMP_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

PyAPI_FUNC(int) PyOS_mystricmp(const char *text, const char *text2);
PyAPI_FUNC(int) PyOS_mystrnicmp(const char *text, const char *text2, Py_ssize_t size);

#ifdef __cplusplus
}
#endif
#endif
