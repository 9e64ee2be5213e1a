/// Layouts of the objects of the bytes family that extensions do not see.
#ifndef SUTURE_BYTES_H
#define SUTURE_BYTES_H
#include "../Python.h"
#include "atomic.h"

/// The iterator of bytes and bytearray.
typedef struct {
    PyObject ob_base;
    PyObject *_Nullable sequence; /* stored; NULL: used up */
    Py_ssize_t index;
} SutureBytesIterator;

/// What several memory views share: one export of one object.
typedef struct {
    PyObject ob_base;
    int flags;          /* SUTURE_BUFFER_RELEASED */
    Py_ssize_t exports; /* views that use it */
    Py_buffer master;   /* master.obj is a plain reference */
} SutureManagedBuffer;
#define SUTURE_BUFFER_RELEASED 1

/// A memory view: a Py_buffer of its own, whose shape, strides and suboffsets lie in `row`.
typedef struct {
    PyVarObject ob_base;                       /* ob_size: 3 * ndim */
    SutureManagedBuffer *_Nullable managed;    /* stored */
    Py_hash_t hash;                            /* -1: not known yet */
    int flags;
    Py_ssize_t exports; /* buffers that others hold of this view */
    Py_buffer view;     /* view.obj is borrowed from managed */
    PyObject *_Nullable weakrefs;
    Py_ssize_t row[1];
} SutureMemoryView;
#define SUTURE_VIEW_RELEASED 1
#define SUTURE_VIEW_C 2
#define SUTURE_VIEW_F 4
#define SUTURE_VIEW_SCALAR 8
#define SUTURE_VIEW_PIL 16

/// The iterator of memory views.
typedef struct {
    PyObject ob_base;
    Py_ssize_t index, length;
    SutureMemoryView *_Nullable sequence; /* stored; NULL: used up */
} SutureMemoryIterator;

PyAPI_DATA(PyTypeObject) PyManagedBuffer_Type;
PyAPI_DATA(PyTypeObject) PyMemoryIter_Type;
SUTURE_INLINE PyTypeObject *_Nonnull suture_PyManagedBuffer_Type(void) { return &PyManagedBuffer_Type; }
SUTURE_INLINE PyTypeObject *_Nonnull suture_PyMemoryIter_Type(void) { return &PyMemoryIter_Type; }

/// What a bytearray without memory shows: one NUL.
extern char suture_empty_bytes[1] SUTURE_SHARED_DATA;
SUTURE_INLINE char *_Nonnull suture_empty_bytearray(void) { return suture_empty_bytes; }
SUTURE_INLINE Py_ssize_t *_Nonnull suture_view_row(SutureMemoryView *_Nonnull v) { return v->row; }
#endif
