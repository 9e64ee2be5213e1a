// The types of weak references and proxies.
#include "data.h"
#include <stddef.h>

PyObject *suture_weakref_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords);
int suture_weakref_init(PyObject *self, PyObject *arguments, PyObject *keywords);
void suture_weakref_dealloc(PyObject *self);
int suture_weakref_traverse(PyObject *self, visitproc visit, void *argument);
int suture_weakref_clear(PyObject *self);
Py_hash_t suture_weakref_hash(PyObject *self);
PyObject *suture_weakref_compare(PyObject *self, PyObject *other, int operation);
PyObject *suture_weakref_repr(PyObject *self);
PyObject *suture_weakref_callback(PyObject *self, void *unused);

static PyGetSetDef weakref_attributes[] = {
    {"__callback__", suture_weakref_callback, NULL, NULL, NULL},
    {0},
};
static PyMethodDef weakref_methods[] = {
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, "See PEP 585"},
    {0},
};

PyTypeObject _PyWeakref_RefType = {
    SUTURE_TYPE("weakref.ReferenceType", sizeof(PyWeakReference), 0),
    .tp_dealloc = suture_weakref_dealloc,
    .tp_vectorcall_offset = offsetof(PyWeakReference, vectorcall),
    .tp_repr = suture_weakref_repr,
    .tp_hash = suture_weakref_hash,
    .tp_call = PyVectorcall_Call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_BASETYPE,
    .tp_traverse = suture_weakref_traverse,
    .tp_clear = suture_weakref_clear,
    .tp_richcompare = suture_weakref_compare,
    .tp_methods = weakref_methods,
    .tp_getset = weakref_attributes,
    .tp_init = suture_weakref_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = suture_weakref_new,
    .tp_free = PyObject_GC_Del,
};

PyObject *suture_weakref_getweakrefcount(PyObject *module, PyObject *o);
PyObject *suture_weakref_getweakrefs(PyObject *module, PyObject *o);
PyObject *suture_weakref_proxy(PyObject *module, PyObject *const *arguments, Py_ssize_t count);

static PyMethodDef weakref_functions[] = {
    {"getweakrefcount", suture_weakref_getweakrefcount, METH_O, "Return the number of weak references to 'object'."},
    {"getweakrefs", suture_weakref_getweakrefs, METH_O, "Return a list of all weak reference objects pointing to 'object'."},
    {"proxy", (PyCFunction)(void (*)(void))suture_weakref_proxy, METH_FASTCALL,
     "Create a proxy object that weakly references 'object'."},
    {0},
};
PyMethodDef *suture_weakref_functions(void) { return weakref_functions; }

PyObject *suture_proxy_repr(PyObject *self);
PyObject *suture_proxy_str(PyObject *self);
PyObject *suture_proxy_getattr(PyObject *self, PyObject *name);
int suture_proxy_setattr(PyObject *self, PyObject *name, PyObject *value);
PyObject *suture_proxy_compare(PyObject *a, PyObject *b, int operation);
PyObject *suture_proxy_call(PyObject *self, PyObject *arguments, PyObject *keywords);
PyObject *suture_proxy_iter(PyObject *self);
PyObject *suture_proxy_next(PyObject *self);
int suture_proxy_bool(PyObject *self);
Py_ssize_t suture_proxy_length(PyObject *self);
int suture_proxy_contains(PyObject *self, PyObject *element);
PyObject *suture_proxy_subscript(PyObject *self, PyObject *key);
int suture_proxy_store(PyObject *self, PyObject *key, PyObject *value);
PyObject *suture_proxy_bytes(PyObject *self, PyObject *unused);
PyObject *suture_proxy_reversed(PyObject *self, PyObject *unused);
PyObject *suture_proxy_power(PyObject *a, PyObject *b, PyObject *c);
PyObject *suture_proxy_inplace_power(PyObject *a, PyObject *b, PyObject *c);
PyObject *suture_proxy_add(PyObject *a, PyObject *b);
PyObject *suture_proxy_subtract(PyObject *a, PyObject *b);
PyObject *suture_proxy_multiply(PyObject *a, PyObject *b);
PyObject *suture_proxy_remainder(PyObject *a, PyObject *b);
PyObject *suture_proxy_divmod(PyObject *a, PyObject *b);
PyObject *suture_proxy_lshift(PyObject *a, PyObject *b);
PyObject *suture_proxy_rshift(PyObject *a, PyObject *b);
PyObject *suture_proxy_and(PyObject *a, PyObject *b);
PyObject *suture_proxy_xor(PyObject *a, PyObject *b);
PyObject *suture_proxy_or(PyObject *a, PyObject *b);
PyObject *suture_proxy_floor_divide(PyObject *a, PyObject *b);
PyObject *suture_proxy_true_divide(PyObject *a, PyObject *b);
PyObject *suture_proxy_matrix_multiply(PyObject *a, PyObject *b);
PyObject *suture_proxy_inplace_add(PyObject *a, PyObject *b);
PyObject *suture_proxy_inplace_subtract(PyObject *a, PyObject *b);
PyObject *suture_proxy_inplace_multiply(PyObject *a, PyObject *b);
PyObject *suture_proxy_inplace_remainder(PyObject *a, PyObject *b);
PyObject *suture_proxy_inplace_lshift(PyObject *a, PyObject *b);
PyObject *suture_proxy_inplace_rshift(PyObject *a, PyObject *b);
PyObject *suture_proxy_inplace_and(PyObject *a, PyObject *b);
PyObject *suture_proxy_inplace_xor(PyObject *a, PyObject *b);
PyObject *suture_proxy_inplace_or(PyObject *a, PyObject *b);
PyObject *suture_proxy_inplace_floor_divide(PyObject *a, PyObject *b);
PyObject *suture_proxy_inplace_true_divide(PyObject *a, PyObject *b);
PyObject *suture_proxy_inplace_matrix_multiply(PyObject *a, PyObject *b);
PyObject *suture_proxy_negative(PyObject *self);
PyObject *suture_proxy_positive(PyObject *self);
PyObject *suture_proxy_absolute(PyObject *self);
PyObject *suture_proxy_invert(PyObject *self);
PyObject *suture_proxy_int(PyObject *self);
PyObject *suture_proxy_float(PyObject *self);
PyObject *suture_proxy_index(PyObject *self);

static PyNumberMethods proxy_number = {
    .nb_add = suture_proxy_add,
    .nb_subtract = suture_proxy_subtract,
    .nb_multiply = suture_proxy_multiply,
    .nb_remainder = suture_proxy_remainder,
    .nb_divmod = suture_proxy_divmod,
    .nb_lshift = suture_proxy_lshift,
    .nb_rshift = suture_proxy_rshift,
    .nb_and = suture_proxy_and,
    .nb_xor = suture_proxy_xor,
    .nb_or = suture_proxy_or,
    .nb_floor_divide = suture_proxy_floor_divide,
    .nb_true_divide = suture_proxy_true_divide,
    .nb_matrix_multiply = suture_proxy_matrix_multiply,
    .nb_inplace_add = suture_proxy_inplace_add,
    .nb_inplace_subtract = suture_proxy_inplace_subtract,
    .nb_inplace_multiply = suture_proxy_inplace_multiply,
    .nb_inplace_remainder = suture_proxy_inplace_remainder,
    .nb_inplace_lshift = suture_proxy_inplace_lshift,
    .nb_inplace_rshift = suture_proxy_inplace_rshift,
    .nb_inplace_and = suture_proxy_inplace_and,
    .nb_inplace_xor = suture_proxy_inplace_xor,
    .nb_inplace_or = suture_proxy_inplace_or,
    .nb_inplace_floor_divide = suture_proxy_inplace_floor_divide,
    .nb_inplace_true_divide = suture_proxy_inplace_true_divide,
    .nb_inplace_matrix_multiply = suture_proxy_inplace_matrix_multiply,
    .nb_negative = suture_proxy_negative,
    .nb_positive = suture_proxy_positive,
    .nb_absolute = suture_proxy_absolute,
    .nb_invert = suture_proxy_invert,
    .nb_int = suture_proxy_int,
    .nb_float = suture_proxy_float,
    .nb_index = suture_proxy_index,
    .nb_power = suture_proxy_power,
    .nb_inplace_power = suture_proxy_inplace_power,
    .nb_bool = suture_proxy_bool,
};
static PySequenceMethods proxy_sequence = {.sq_length = suture_proxy_length, .sq_contains = suture_proxy_contains};
static PyMappingMethods proxy_mapping = {
    .mp_length = suture_proxy_length, .mp_subscript = suture_proxy_subscript, .mp_ass_subscript = suture_proxy_store};
static PyMethodDef proxy_methods[] = {
    {"__bytes__", suture_proxy_bytes, METH_NOARGS, NULL},
    {"__reversed__", suture_proxy_reversed, METH_NOARGS, NULL},
    {0},
};

#define PROXY(name)                                                                                          \
    SUTURE_TYPE(name, sizeof(PyWeakReference), 0), .tp_dealloc = suture_weakref_dealloc,                     \
        .tp_repr = suture_proxy_repr, .tp_as_number = &proxy_number, .tp_as_sequence = &proxy_sequence,      \
        .tp_as_mapping = &proxy_mapping, .tp_hash = PyObject_HashNotImplemented, .tp_str = suture_proxy_str, \
        .tp_getattro = suture_proxy_getattr, .tp_setattro = suture_proxy_setattr,                            \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,             \
        .tp_traverse = suture_weakref_traverse, .tp_clear = suture_weakref_clear,                            \
        .tp_richcompare = suture_proxy_compare, .tp_iter = suture_proxy_iter, .tp_free = PyObject_GC_Del

PyTypeObject _PyWeakref_ProxyType = {
    PROXY("weakref.ProxyType"),
    .tp_iternext = suture_proxy_next,
    .tp_methods = proxy_methods,
};
PyTypeObject _PyWeakref_CallableProxyType = {
    PROXY("weakref.CallableProxyType"),
    .tp_call = suture_proxy_call,
    .tp_iternext = suture_proxy_next,
};
