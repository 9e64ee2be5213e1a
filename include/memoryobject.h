/// Memory views.
#ifndef SUTURE_MEMORYOBJECT_H
#define SUTURE_MEMORYOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PyMemoryView_Check(op) Py_IS_TYPE(op, &PyMemoryView_Type)

PyAPI_DATA(PyTypeObject) PyMemoryView_Type;

/// New view of an object's buffer, or NULL with TypeError or what the object raises.
PyAPI_FUNC(PyObject *) PyMemoryView_FromObject(PyObject *base);
/// New view of `base` whose items lie in the order 'C', 'F' or 'A': of a copy when they do not.
/// `buffertype`: PyBUF_READ or PyBUF_WRITE. NULL with BufferError.
PyAPI_FUNC(PyObject *) PyMemoryView_GetContiguous(PyObject *base, int buffertype, char order);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03030000
/// New view of memory that the caller keeps alive; `flags`: PyBUF_READ or PyBUF_WRITE. NULL on
/// failure.
PyAPI_FUNC(PyObject *) PyMemoryView_FromMemory(char *memory, Py_ssize_t size, int flags);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030b0000
/// New view of what `info` describes. The shape and strides are copied; the memory, the format and
/// `info->obj` stay the caller's affair. NULL with ValueError.
PyAPI_FUNC(PyObject *) PyMemoryView_FromBuffer(const Py_buffer *info);
#endif

#ifdef __cplusplus
}
#endif
#endif
