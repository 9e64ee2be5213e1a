// The type mappingproxy.
#include "data.h"

PyObject *suture_dictproxy_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords);
void suture_dictproxy_dealloc(PyObject *self);
int suture_dictproxy_traverse(PyObject *self, visitproc visit, void *argument);
Py_ssize_t suture_dictproxy_length(PyObject *self);
PyObject *suture_dictproxy_subscript(PyObject *self, PyObject *key);
int suture_dictproxy_contains(PyObject *self, PyObject *key);
PyObject *suture_dictproxy_iter(PyObject *self);
PyObject *suture_dictproxy_repr(PyObject *self);
PyObject *suture_dictproxy_str(PyObject *self);
Py_hash_t suture_dictproxy_hash(PyObject *self);
PyObject *suture_dictproxy_compare(PyObject *self, PyObject *other, int operation);
PyObject *suture_dictproxy_or(PyObject *a, PyObject *b);
PyObject *suture_dictproxy_inplace_or(PyObject *self, PyObject *other);
PyObject *suture_dictproxy_get(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *suture_dictproxy_keys(PyObject *self, PyObject *unused);
PyObject *suture_dictproxy_values(PyObject *self, PyObject *unused);
PyObject *suture_dictproxy_items(PyObject *self, PyObject *unused);
PyObject *suture_dictproxy_copy(PyObject *self, PyObject *unused);
PyObject *suture_dictproxy_reversed(PyObject *self, PyObject *unused);

static PyMethodDef dictproxy_methods[] = {
    {"get", (PyCFunction)(void (*)(void))suture_dictproxy_get, METH_FASTCALL,
     "get($self, key, default=None, /)\n--\n\nReturn the value for key if key is in the mapping, else default."},
    {"keys", suture_dictproxy_keys, METH_NOARGS, "D.keys() -> a set-like object providing a view on D's keys"},
    {"values", suture_dictproxy_values, METH_NOARGS, "D.values() -> an object providing a view on D's values"},
    {"items", suture_dictproxy_items, METH_NOARGS, "D.items() -> a set-like object providing a view on D's items"},
    {"copy", suture_dictproxy_copy, METH_NOARGS, "D.copy() -> a shallow copy of D"},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, "See PEP 585"},
    {"__reversed__", suture_dictproxy_reversed, METH_NOARGS, "D.__reversed__() -> reverse iterator"},
    {0},
};

static PyMappingMethods dictproxy_mapping = {
    .mp_length = suture_dictproxy_length, .mp_subscript = suture_dictproxy_subscript};
static PySequenceMethods dictproxy_sequence = {.sq_contains = suture_dictproxy_contains};
static PyNumberMethods dictproxy_number = {
    .nb_or = suture_dictproxy_or, .nb_inplace_or = suture_dictproxy_inplace_or};

PyTypeObject PyDictProxy_Type = {
    SUTURE_TYPE("mappingproxy", sizeof(SutureMappingProxy), 0),
    .tp_dealloc = suture_dictproxy_dealloc,
    .tp_repr = suture_dictproxy_repr,
    .tp_as_number = &dictproxy_number,
    .tp_as_sequence = &dictproxy_sequence,
    .tp_as_mapping = &dictproxy_mapping,
    .tp_hash = suture_dictproxy_hash,
    .tp_str = suture_dictproxy_str,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MAPPING,
    .tp_doc = "mappingproxy(mapping)\n--\n\nRead-only proxy of a mapping.",
    .tp_traverse = suture_dictproxy_traverse,
    .tp_richcompare = suture_dictproxy_compare,
    .tp_iter = suture_dictproxy_iter,
    .tp_methods = dictproxy_methods,
    .tp_new = suture_dictproxy_new,
    .tp_free = PyObject_GC_Del,
};
