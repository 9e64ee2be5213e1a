// The type of functions implemented in C, and of those that know their class.
#include "data.h"
#include <stddef.h>

void suture_cfunction_dealloc(PyObject *);
int suture_cfunction_traverse(PyObject *, visitproc, void *);
int suture_cfunction_clear(PyObject *);
PyObject *suture_cfunction_repr(PyObject *);
Py_hash_t suture_cfunction_hash(PyObject *);
PyObject *suture_cfunction_richcompare(PyObject *, PyObject *, int);
PyObject *suture_cfunction_call(PyObject *, PyObject *, PyObject *);
PyObject *suture_cfunction_get_doc(PyObject *, void *);
PyObject *suture_cfunction_get_name(PyObject *, void *);
PyObject *suture_cfunction_get_qualname(PyObject *, void *);
PyObject *suture_cfunction_get_self(PyObject *, void *);
PyObject *suture_cfunction_get_text_signature(PyObject *, void *);
PyObject *suture_cfunction_reduce(PyObject *, PyObject *);

PyObject *suture_cfunction_get_module(PyObject *, void *);
int suture_cfunction_set_module(PyObject *, PyObject *, void *);

static PyMethodDef cfunction_methods[] = {
    {"__reduce__", suture_cfunction_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef cfunction_getset[] = {
    {"__module__", suture_cfunction_get_module, suture_cfunction_set_module, NULL, NULL},
    {"__doc__", suture_cfunction_get_doc, NULL, NULL, NULL},
    {"__name__", suture_cfunction_get_name, NULL, NULL, NULL},
    {"__qualname__", suture_cfunction_get_qualname, NULL, NULL, NULL},
    {"__self__", suture_cfunction_get_self, NULL, NULL, NULL},
    {"__text_signature__", suture_cfunction_get_text_signature, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

#define FIELDS                                                                                     \
    .tp_dealloc = suture_cfunction_dealloc,                                                        \
    .tp_vectorcall_offset = offsetof(PyCFunctionObject, vectorcall),                               \
    .tp_repr = suture_cfunction_repr, .tp_hash = suture_cfunction_hash,                            \
    .tp_call = suture_cfunction_call, .tp_traverse = suture_cfunction_traverse,                    \
    .tp_clear = suture_cfunction_clear, .tp_richcompare = suture_cfunction_richcompare,            \
    .tp_weaklistoffset = offsetof(PyCFunctionObject, m_weakreflist),                               \
    .tp_methods = cfunction_methods, .tp_getset = cfunction_getset

PyTypeObject PyCFunction_Type = {
    SUTURE_TYPE("builtin_function_or_method", sizeof(SutureCFunction), 0),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                Py_TPFLAGS_DISALLOW_INSTANTIATION,
    FIELDS,
};
PyTypeObject PyCMethod_Type = {
    SUTURE_TYPE("builtin_method", sizeof(SutureCFunction), 0),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_base = &PyCFunction_Type,
    FIELDS,
};

PyObject *suture_cfunction_vectorcall_noargs(PyObject *, PyObject *const *, size_t, PyObject *);
PyObject *suture_cfunction_vectorcall_o(PyObject *, PyObject *const *, size_t, PyObject *);
PyObject *suture_cfunction_vectorcall_fast(PyObject *, PyObject *const *, size_t, PyObject *);
PyObject *suture_cfunction_vectorcall_fast_keywords(PyObject *, PyObject *const *, size_t, PyObject *);
PyObject *suture_cfunction_vectorcall_method(PyObject *, PyObject *const *, size_t, PyObject *);
const vectorcallfunc suture_cfunction_vectorcalls[5] = {
    suture_cfunction_vectorcall_noargs, suture_cfunction_vectorcall_o, suture_cfunction_vectorcall_fast,
    suture_cfunction_vectorcall_fast_keywords, suture_cfunction_vectorcall_method,
};
