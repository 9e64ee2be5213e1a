/// Slices, and Ellipsis.
#ifndef SUTURE_SLICEOBJECT_H
#define SUTURE_SLICEOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

PyAPI_DATA(PyObject) _Py_EllipsisObject;
#define Py_Ellipsis (&_Py_EllipsisObject)
#ifndef Py_LIMITED_API
typedef struct {
    PyObject ob_base;
    PyObject *start, *stop, *step;
} PySliceObject;
#endif
#define PySlice_Check(op) Py_IS_TYPE(op, &PySlice_Type)

PyAPI_DATA(PyTypeObject) PyEllipsis_Type;
PyAPI_DATA(PyTypeObject) PySlice_Type;

/// The parts for a sequence of `length` items, not clipped; -1 without an exception when they do not fit. Prefer
/// PySlice_Unpack.
PyAPI_FUNC(int) PySlice_GetIndices(PyObject *slice, Py_ssize_t length, Py_ssize_t *start,
                                   Py_ssize_t *stop, Py_ssize_t *step);
/// PySlice_Unpack and PySlice_AdjustIndices in one: 0, or -1 with TypeError or ValueError.
PyAPI_FUNC(int) PySlice_GetIndicesEx(PyObject *slice, Py_ssize_t length, Py_ssize_t *start,
                                     Py_ssize_t *stop, Py_ssize_t *step, Py_ssize_t *count);
/// A new slice of borrowed parts, of which NULL means None; NULL on failure.
PyAPI_FUNC(PyObject *) PySlice_New(PyObject *start, PyObject *stop, PyObject *step);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03070000
/// Clips the bounds to a sequence of `length` items; the number of positions. `step` is not 0. Cannot fail.
PyAPI_FUNC(Py_ssize_t) PySlice_AdjustIndices(Py_ssize_t length, Py_ssize_t *start,
                                             Py_ssize_t *stop, Py_ssize_t step);
/// The parts as machine integers, clipped, missing ones replaced. 0, or -1 with TypeError or ValueError. Runs
/// `__index__`.
PyAPI_FUNC(int) PySlice_Unpack(PyObject *slice, Py_ssize_t *start, Py_ssize_t *stop,
                               Py_ssize_t *step);
#endif

#ifdef __cplusplus
}
#endif
#endif
