/// Memory views.
#ifndef SUTURE_MEMORYOBJECT_H
#define SUTURE_MEMORYOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PyMemoryView_Check(op) Py_IS_TYPE(op, &PyMemoryView_Type)

PyAPI_DATA(PyTypeObject) PyMemoryView_Type;

PyAPI_FUNC(PyObject *) PyMemoryView_FromObject(PyObject *base);
PyAPI_FUNC(PyObject *) PyMemoryView_GetContiguous(PyObject *base, int buffertype, char order);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03070000
PyAPI_FUNC(PyObject *) PyMemoryView_FromMemory(char *mem, Py_ssize_t size, int flags);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030b0000
PyAPI_FUNC(PyObject *) PyMemoryView_FromBuffer(const Py_buffer *info);
#endif

#ifdef __cplusplus
}
#endif
#endif
