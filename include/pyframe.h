/// Frames.
#ifndef SUTURE_PYFRAME_H
#define SUTURE_PYFRAME_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
/// The line that a frame executes.
PyAPI_FUNC(int) PyFrame_GetLineNumber(PyFrameObject *frame);
/// The code of a frame: a new reference.
PyAPI_FUNC(PyCodeObject *) PyFrame_GetCode(PyFrameObject *frame);
#endif

#ifdef __cplusplus
}
#endif
#endif
