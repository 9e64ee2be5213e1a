/// The arguments of the process.
#ifndef SUTURE_INITCONFIG_H
#define SUTURE_INITCONFIG_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
PyAPI_FUNC(void) Py_GetArgcArgv(int *argc, wchar_t ***argv);
#endif

#ifdef __cplusplus
}
#endif
#endif
