/// Allocation of objects, and the cycle collector.
#ifndef SUTURE_OBJIMPL_H
#define SUTURE_OBJIMPL_H
#include "pymem.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PyObject_New(type, typeobj) ((type *)_PyObject_New(typeobj))
#define PyObject_NewVar(type, typeobj, n) ((type *)_PyObject_NewVar((typeobj), (n)))
#define PyObject_NEW(type, typeobj) PyObject_New(type, typeobj)
#define PyObject_NEW_VAR(type, typeobj, n) PyObject_NewVar(type, typeobj, n)
#define PyObject_GC_New(type, typeobj) ((type *)_PyObject_GC_New(typeobj))
#define PyObject_GC_NewVar(type, typeobj, n) ((type *)_PyObject_GC_NewVar((typeobj), (n)))
#define PyObject_GC_Resize(type, op, n) ((type *)_PyObject_GC_Resize(_PyVarObject_CAST(op), (n)))
#define PyObject_INIT(op, typeobj) PyObject_Init(_PyObject_CAST(op), (typeobj))
#define PyObject_INIT_VAR(op, typeobj, size) PyObject_InitVar(_PyVarObject_CAST(op), (typeobj), (size))
#define PyObject_MALLOC PyObject_Malloc
#define PyObject_REALLOC PyObject_Realloc
#define PyObject_FREE PyObject_Free
#define PyObject_Del PyObject_Free
#define PyObject_DEL PyObject_Free
#define PyType_IS_GC(t) PyType_HasFeature((t), Py_TPFLAGS_HAVE_GC)
#define Py_VISIT(op)                                                                               \
    do {                                                                                           \
        if (op) {                                                                                  \
            int vret = visit(_PyObject_CAST(op), arg);                                             \
            if (vret)                                                                              \
                return vret;                                                                       \
        }                                                                                          \
    } while (0)

typedef int (*gcvisitobjects_t)(PyObject *, void *);

/// Collects garbage, unless the collector is disabled; then gives the memory of free small blocks (see PyObject_Free) of
/// which more than 8 MiB of a size are free back to the system, those that other threads keep included; but what was
/// needed again within a second after it was given back so, it leaves alone for a second. Returns the number of objects
/// that were found to be garbage. Waits for the legacy lock.
PyAPI_FUNC(Py_ssize_t) PyGC_Collect(void);
/// Frees a block. One of up to 512 bytes is kept for those to come of about its size. When so many of a size are free
/// that they take 8 MiB, and half of what is in use, more than before, their memory goes back to the system, save where a
/// block in use is within the same 8 KiB, and not while such memory was needed again within a second; PyGC_Collect gives
/// it back then. A larger block is malloc's.
PyAPI_FUNC(void) PyObject_Free(void *ptr);
PyAPI_FUNC(void) PyObject_GC_Del(void *pointer);
PyAPI_FUNC(void) PyObject_GC_Track(void *pointer);
PyAPI_FUNC(void) PyObject_GC_UnTrack(void *pointer);
PyAPI_FUNC(PyObject *) PyObject_Init(PyObject *op, PyTypeObject *type);
PyAPI_FUNC(PyVarObject *) PyObject_InitVar(PyVarObject *arg, PyTypeObject *type, Py_ssize_t size);
PyAPI_FUNC(void *) PyObject_Malloc(size_t size);
PyAPI_FUNC(void *) PyObject_Realloc(void *ptr, size_t new_size);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
PyAPI_FUNC(void *) PyObject_Calloc(size_t nelem, size_t elsize);
#endif

#ifndef Py_LIMITED_API
/// Calls `callback` with each tracked object that is alive now (borrowed), until it returns 0.
PyAPI_FUNC(void) PyUnstable_GC_VisitObjects(gcvisitobjects_t callback, void *arg);
#endif

PyAPI_FUNC(int) PyObject_GC_IsFinalized(PyObject *op);
PyAPI_FUNC(int) PyObject_GC_IsTracked(PyObject *op);

PyAPI_FUNC(int) PyGC_Disable(void);
PyAPI_FUNC(int) PyGC_Enable(void);
PyAPI_FUNC(int) PyGC_IsEnabled(void);

#if !defined(Py_LIMITED_API)
/// Whether the object is one of those that the collector may track, which `tp_is_gc` decides where it is defined.
PyAPI_FUNC(int) PyObject_IS_GC(PyObject *op);
/// PyObject_GC_New with `extra` bytes after the instance. All of them and the fields are zero, and the object is not
/// tracked.
PyAPI_FUNC(PyObject *) PyUnstable_Object_GC_NewWithExtraData(PyTypeObject *type, size_t extra);
#endif

PyAPI_FUNC(PyObject *) _PyObject_GC_New(PyTypeObject *type);
PyAPI_FUNC(PyVarObject *) _PyObject_GC_NewVar(PyTypeObject *type, Py_ssize_t size);
PyAPI_FUNC(PyVarObject *) _PyObject_GC_Resize(PyVarObject *arg, Py_ssize_t size);
PyAPI_FUNC(PyObject *) _PyObject_New(PyTypeObject *type);
PyAPI_FUNC(PyVarObject *) _PyObject_NewVar(PyTypeObject *type, Py_ssize_t size);

#ifdef __cplusplus
}
#endif
#endif
