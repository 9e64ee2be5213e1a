/// Capsules: C pointers passed between extensions.
#ifndef SUTURE_PYCAPSULE_H
#define SUTURE_PYCAPSULE_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*PyCapsule_Destructor)(PyObject *);
#define PyCapsule_CheckExact(op) Py_IS_TYPE((op), &PyCapsule_Type)

PyAPI_DATA(PyTypeObject) PyCapsule_Type;

/// The context, which may be NULL; NULL with ValueError when `capsule` is not valid.
PyAPI_FUNC(void *) PyCapsule_GetContext(PyObject *capsule);
/// The destructor, which may be NULL; NULL with ValueError when `capsule` is not valid.
PyAPI_FUNC(PyCapsule_Destructor) PyCapsule_GetDestructor(PyObject *capsule);
/// The name, which may be NULL; NULL with ValueError when `capsule` is not valid.
PyAPI_FUNC(const char *) PyCapsule_GetName(PyObject *capsule);
/// The pointer; NULL with ValueError unless `name` is the capsule's (both NULL, or equal text).
PyAPI_FUNC(void *) PyCapsule_GetPointer(PyObject *capsule, const char *name);
/// The pointer in the capsule that the dotted `name` leads to, which is also its name; NULL with ImportError or
/// AttributeError. `no_block` is ignored.
PyAPI_FUNC(void *) PyCapsule_Import(const char *name, int no_block);
/// 1 when PyCapsule_GetPointer would succeed, else 0. Raises nothing.
PyAPI_FUNC(int) PyCapsule_IsValid(PyObject *capsule, const char *name);
/// A new capsule; NULL with ValueError for a NULL pointer. `name` is not copied and must live as long. The
/// destructor is called in the mode of the extension that gives it here.
PyAPI_FUNC(PyObject *) PyCapsule_New(void *pointer, const char *name, PyCapsule_Destructor destructor);
/// 0, or -1 with ValueError.
PyAPI_FUNC(int) PyCapsule_SetContext(PyObject *capsule, void *context);
/// 0, or -1 with ValueError.
PyAPI_FUNC(int) PyCapsule_SetDestructor(PyObject *capsule, PyCapsule_Destructor destructor);
/// 0, or -1 with ValueError. `name` is not copied.
PyAPI_FUNC(int) PyCapsule_SetName(PyObject *capsule, const char *name);
/// 0, or -1 with ValueError, also for a NULL pointer.
PyAPI_FUNC(int) PyCapsule_SetPointer(PyObject *capsule, void *pointer);

#ifndef Py_LIMITED_API
/// Gives a capsule functions for the cycle collector. 0, or -1 with ValueError.
PyAPI_FUNC(int) _PyCapsule_SetTraverse(PyObject *capsule, traverseproc traverse, inquiry clear);
#endif

#ifdef __cplusplus
}
#endif
#endif
