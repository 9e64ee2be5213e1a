/* Counting as extensions do that were built for the limited API of 3.11 or older: in the object itself, without a call.
   Included before a sample, this makes it such an extension. */
#ifndef SAMPLE_INLINE_COUNTS_H
#define SAMPLE_INLINE_COUNTS_H
#include <Python.h>

static inline void sample_incref(PyObject *o) { o->ob_refcnt++; }
static inline void sample_decref(PyObject *o) {
    if (--o->ob_refcnt == 0)
        _Py_Dealloc(o);
}
static inline void sample_xincref(PyObject *o) {
    if (o != NULL)
        sample_incref(o);
}
static inline void sample_xdecref(PyObject *o) {
    if (o != NULL)
        sample_decref(o);
}
static inline PyObject *sample_new_ref(PyObject *o) { return sample_xincref(o), o; }

#undef Py_INCREF
#undef Py_DECREF
#undef Py_XINCREF
#undef Py_XDECREF
#undef Py_NewRef
#undef Py_XNewRef
#undef Py_CLEAR
#define Py_INCREF(o) sample_incref((PyObject *)(o))
#define Py_DECREF(o) sample_decref((PyObject *)(o))
#define Py_XINCREF(o) sample_xincref((PyObject *)(o))
#define Py_XDECREF(o) sample_xdecref((PyObject *)(o))
#define Py_NewRef(o) sample_new_ref((PyObject *)(o))
#define Py_XNewRef(o) sample_new_ref((PyObject *)(o))
#define Py_CLEAR(o)                                                                                                    \
    do {                                                                                                               \
        PyObject *_old = (PyObject *)(o);                                                                              \
        (o) = NULL;                                                                                                    \
        sample_xdecref(_old);                                                                                          \
    } while (0)
#endif
