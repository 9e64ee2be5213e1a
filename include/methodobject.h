/// Functions implemented in C: method tables and the function objects made from them.
#ifndef SUTURE_METHODOBJECT_H
#define SUTURE_METHODOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef PyObject *(*PyCFunction)(PyObject *, PyObject *);
typedef PyObject *(*PyCFunctionFast)(PyObject *, PyObject *const *, Py_ssize_t);
typedef PyObject *(*PyCFunctionWithKeywords)(PyObject *, PyObject *, PyObject *);
typedef PyObject *(*PyCFunctionFastWithKeywords)(PyObject *, PyObject *const *, Py_ssize_t,
                                                 PyObject *);
typedef PyObject *(*PyCMethod)(PyObject *, PyTypeObject *, PyObject *const *, Py_ssize_t,
                               PyObject *);
typedef PyCFunctionFast _PyCFunctionFast;
typedef PyCFunctionFastWithKeywords _PyCFunctionFastWithKeywords;
struct PyMethodDef {
    const char *ml_name;
    PyCFunction ml_meth;
    int ml_flags;
    const char *ml_doc;
};
#define METH_STACKLESS 0
#define METH_VARARGS 0x0001
#define METH_KEYWORDS 0x0002
#define METH_NOARGS 0x0004
#define METH_O 0x0008
#define METH_CLASS 0x0010
#define METH_STATIC 0x0020
#define METH_COEXIST 0x0040
#define METH_FASTCALL 0x0080
#define METH_METHOD 0x0200
#define _PyCFunction_CAST(func) ((PyCFunction)(void (*)(void))(func))
#ifndef Py_LIMITED_API
/// Laid out as CPython 3.13's.
typedef struct {
    PyObject ob_base;
    PyMethodDef *m_ml;
    PyObject *m_self;
    PyObject *m_module;
    PyObject *m_weakreflist;
    vectorcallfunc vectorcall;
} PyCFunctionObject;
typedef struct {
    PyCFunctionObject func;
    PyTypeObject *mm_class;
} PyCMethodObject;
#endif
#ifdef SUTURE_IMPLEMENTATION
/// What Suture allocates for both: CPython's layout, then whose code it is (CodeDomain).
typedef struct {
    PyCMethodObject method;
    uint32_t domain;
} SutureCFunction;
#endif
#define PyCFunction_CheckExact(op) Py_IS_TYPE(op, &PyCFunction_Type)
#define PyCFunction_Check(op) PyObject_TypeCheck(op, &PyCFunction_Type)

PyAPI_DATA(PyTypeObject) PyCFunction_Type;

/// The METH_ flags of `func` (borrowed); -1 with SystemError for another type. No lock.
PyAPI_FUNC(int) PyCFunction_GetFlags(PyObject *func);
/// The C function behind `func` (borrowed). The caller keeps to its convention and, for a legacy one, holds the legacy
/// lock. NULL with SystemError for another type.
PyAPI_FUNC(PyCFunction) PyCFunction_GetFunction(PyObject *func);
/// What `func` passes as `self`: borrowed; NULL for a static method. NULL with SystemError for another type.
PyAPI_FUNC(PyObject *) PyCFunction_GetSelf(PyObject *func);
/// A new function object for `ml`, which must outlive it. `self` and `module` (its `__module__`) are borrowed and may be
/// NULL. The function belongs to the generation of the extension that calls this. NULL with SystemError for bad flags.
PyAPI_FUNC(PyObject *) PyCFunction_NewEx(PyMethodDef *ml, PyObject *self, PyObject *module);

/// PyCFunction_NewEx without a module.
PyAPI_FUNC(PyObject *) PyCFunction_New(PyMethodDef *ml, PyObject *self);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03090000
/// PyCFunction_NewEx for METH_METHOD too: `cls` (borrowed) is the class that defines the method, given if and only if the
/// flag is.
PyAPI_FUNC(PyObject *) PyCMethod_New(PyMethodDef *ml, PyObject *self, PyObject *module,
                                     PyTypeObject *cls);
#endif

#ifndef Py_LIMITED_API
/// PyObject_Call under its old name.
PyAPI_FUNC(PyObject *) PyCFunction_Call(PyObject *callable, PyObject *args, PyObject *kwargs);
#endif

#if !defined(Py_LIMITED_API) && !defined(SUTURE_IMPLEMENTATION)
#define PyCFunction_GET_FUNCTION(op) PyCFunction_GetFunction(_PyObject_CAST(op))
#define PyCFunction_GET_SELF(op) PyCFunction_GetSelf(_PyObject_CAST(op))
#define PyCFunction_GET_FLAGS(op) PyCFunction_GetFlags(_PyObject_CAST(op))
#endif

#ifdef __cplusplus
}
#endif
#endif
