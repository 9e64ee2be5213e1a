/// The buffer protocol.
#ifndef SUTURE_PYBUFFER_H
#define SUTURE_PYBUFFER_H
#include "pytypedefs.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A view of an object's memory. `obj` owns a reference while the view is held.
typedef struct {
    void *buf;
    PyObject *obj;
    Py_ssize_t len, itemsize;
    int readonly, ndim;
    char *format;
    Py_ssize_t *shape, *strides, *suboffsets;
    void *internal;
} Py_buffer;
typedef int (*getbufferproc)(PyObject *, Py_buffer *, int);
typedef void (*releasebufferproc)(PyObject *, Py_buffer *);

#define PyBUF_MAX_NDIM 64
#define PyBUF_SIMPLE 0
#define PyBUF_WRITABLE 0x0001
#define PyBUF_WRITEABLE PyBUF_WRITABLE
#define PyBUF_FORMAT 0x0004
#define PyBUF_ND 0x0008
#define PyBUF_STRIDES (0x0010 | PyBUF_ND)
#define PyBUF_C_CONTIGUOUS (0x0020 | PyBUF_STRIDES)
#define PyBUF_F_CONTIGUOUS (0x0040 | PyBUF_STRIDES)
#define PyBUF_ANY_CONTIGUOUS (0x0080 | PyBUF_STRIDES)
#define PyBUF_INDIRECT (0x0100 | PyBUF_STRIDES)
#define PyBUF_CONTIG (PyBUF_ND | PyBUF_WRITABLE)
#define PyBUF_CONTIG_RO (PyBUF_ND)
#define PyBUF_STRIDED (PyBUF_STRIDES | PyBUF_WRITABLE)
#define PyBUF_STRIDED_RO (PyBUF_STRIDES)
#define PyBUF_RECORDS (PyBUF_STRIDES | PyBUF_WRITABLE | PyBUF_FORMAT)
#define PyBUF_RECORDS_RO (PyBUF_STRIDES | PyBUF_FORMAT)
#define PyBUF_FULL (PyBUF_INDIRECT | PyBUF_WRITABLE | PyBUF_FORMAT)
#define PyBUF_FULL_RO (PyBUF_INDIRECT | PyBUF_FORMAT)
#define PyBUF_READ 0x100
#define PyBUF_WRITE 0x200

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030b0000
/// 1 when the object has the buffer interface. Never fails.
PyAPI_FUNC(int) PyObject_CheckBuffer(PyObject *object);
/// Fills `view` by the wishes of `flags`; `view->obj` gets a new reference, to be given up by
/// PyBuffer_Release. 0, or -1 with TypeError or BufferError.
PyAPI_FUNC(int) PyObject_GetBuffer(PyObject *object, Py_buffer *view, int flags);
/// The address of the item at `indices`, one for each dimension. Nothing is checked.
PyAPI_FUNC(void *) PyBuffer_GetPointer(const Py_buffer *view, const Py_ssize_t *indices);
/// The size of an item of a struct format; -1 with struct.error.
PyAPI_FUNC(Py_ssize_t) PyBuffer_SizeFromFormat(const char *format);
/// Copies the items of `view` to `buf` in the order 'C', 'F' or 'A'; `len` is `view->len`. 0, or -1
/// with ValueError.
PyAPI_FUNC(int) PyBuffer_ToContiguous(void *buf, const Py_buffer *view, Py_ssize_t len, char order);
/// Copies items in the order 'C' or 'F' from `buf` into `view`. 0.
PyAPI_FUNC(int) PyBuffer_FromContiguous(const Py_buffer *view, const void *buf, Py_ssize_t len,
                                        char order);
/// Copies the items of one buffer into another, at least as large. 0, or -1 with TypeError or
/// BufferError.
PyAPI_FUNC(int) PyObject_CopyData(PyObject *dest, PyObject *src);
/// 1 when the items lie in the order 'C', 'F', or either ('A'). Never fails.
PyAPI_FUNC(int) PyBuffer_IsContiguous(const Py_buffer *view, char order);
/// Stores the strides of a contiguous array of this shape in the order 'C' or 'F'.
PyAPI_FUNC(void) PyBuffer_FillContiguousStrides(int ndims, Py_ssize_t *shape, Py_ssize_t *strides,
                                                int itemsize, char fort);
/// Fills `view` for a row of `len` bytes, for a bf_getbuffer: `view->obj` gets a new reference to
/// `o`, which may be NULL. 0, or -1 with BufferError.
PyAPI_FUNC(int) PyBuffer_FillInfo(Py_buffer *view, PyObject *o, void *buf, Py_ssize_t len,
                                  int readonly,
                                  int flags);
/// Ends the use of a view and gives `view->obj` up. Of a view without an object it does nothing.
PyAPI_FUNC(void) PyBuffer_Release(Py_buffer *view);
#endif

#ifndef Py_LIMITED_API
/// Ends the use of a view that PyMem_RawMalloc made, and frees it. 0.
PyAPI_FUNC(int) _PyBuffer_ReleaseInInterpreterAndRawFree(PyInterpreterState *interp,
                                                         Py_buffer *view);
#endif

#ifdef __cplusplus
}
#endif
#endif
