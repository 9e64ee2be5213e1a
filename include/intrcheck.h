/// Interrupts.
#ifndef SUTURE_INTRCHECK_H
#define SUTURE_INTRCHECK_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Nothing yet.
PyAPI_FUNC(void) PyOS_AfterFork(void);
/// 1 if an interrupt was reported; forgets it.
PyAPI_FUNC(int) PyOS_InterruptOccurred(void);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03070000
/// Nothing yet.
PyAPI_FUNC(void) PyOS_BeforeFork(void);
/// Nothing yet.
PyAPI_FUNC(void) PyOS_AfterFork_Parent(void);
/// Nothing yet.
PyAPI_FUNC(void) PyOS_AfterFork_Child(void);
#endif

#ifdef __cplusplus
}
#endif
#endif
