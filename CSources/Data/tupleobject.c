// tuple and its iterator.
#include "data.h"

void suture_tuple_dealloc(PyObject *);
int suture_tuple_traverse(PyObject *, visitproc, void *);
PyObject *suture_tuple_new(PyTypeObject *, PyObject *, PyObject *);
PyObject *suture_tuple_repr(PyObject *);
Py_hash_t suture_tuple_hash(PyObject *);
PyObject *suture_tuple_richcompare(PyObject *, PyObject *, int);
PyObject *suture_tuple_iter(PyObject *);
Py_ssize_t suture_tuple_length(PyObject *);
PyObject *suture_tuple_concat(PyObject *, PyObject *);
PyObject *suture_tuple_repeat(PyObject *, Py_ssize_t);
PyObject *suture_tuple_item(PyObject *, Py_ssize_t);
int suture_tuple_contains(PyObject *, PyObject *);
PyObject *suture_tuple_subscript(PyObject *, PyObject *);
PyObject *suture_tuple_index(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_tuple_count(PyObject *, PyObject *);
PyObject *suture_tuple_getnewargs(PyObject *, PyObject *);
void suture_indexiter_dealloc(PyObject *);
int suture_indexiter_traverse(PyObject *, visitproc, void *);
PyObject *suture_tupleiter_next(PyObject *);
PyObject *suture_indexiter_length_hint(PyObject *, PyObject *);
PyObject *suture_indexiter_reduce(PyObject *, PyObject *);
PyObject *suture_indexiter_setstate(PyObject *, PyObject *);

static PyMethodDef tuple_methods[] = {
    {"__getnewargs__", suture_tuple_getnewargs, METH_NOARGS, "__getnewargs__($self, /)\n--\n\n"},
    {"index", _PyCFunction_CAST(suture_tuple_index), METH_FASTCALL, "index($self, value, start=0, stop=sys.maxsize, /)\n--\n\nReturn first index of value."},
    {"count", suture_tuple_count, METH_O, "count($self, value, /)\n--\n\nReturn number of occurrences of value."},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, "See PEP 585"},
    {NULL, NULL, 0, NULL},
};
static PySequenceMethods tuple_as_sequence = {
    .sq_length = suture_tuple_length, .sq_concat = suture_tuple_concat, .sq_repeat = suture_tuple_repeat,
    .sq_item = suture_tuple_item, .sq_contains = suture_tuple_contains,
};
static PyMappingMethods tuple_as_mapping = {suture_tuple_length, suture_tuple_subscript, NULL};

PyTypeObject PyTuple_Type = {
    SUTURE_TYPE("tuple", sizeof(PyTupleObject) - sizeof(PyObject *), sizeof(PyObject *)),
    .tp_dealloc = suture_tuple_dealloc,
    .tp_repr = suture_tuple_repr,
    .tp_as_sequence = &tuple_as_sequence,
    .tp_as_mapping = &tuple_as_mapping,
    .tp_hash = suture_tuple_hash,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_TUPLE_SUBCLASS |
                _Py_TPFLAGS_MATCH_SELF | Py_TPFLAGS_SEQUENCE,
    .tp_doc = "tuple(iterable=(), /)\n--\n\nBuilt-in immutable sequence.",
    .tp_traverse = suture_tuple_traverse,
    .tp_richcompare = suture_tuple_richcompare,
    .tp_iter = suture_tuple_iter,
    .tp_methods = tuple_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = suture_tuple_new,
};

static PyMethodDef tupleiter_methods[] = {
    {"__length_hint__", suture_indexiter_length_hint, METH_NOARGS, "Private method returning an estimate of len(list(it))."},
    {"__reduce__", suture_indexiter_reduce, METH_NOARGS, "Return state information for pickling."},
    {"__setstate__", suture_indexiter_setstate, METH_O, "Set state information for unpickling."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyTupleIter_Type = {
    SUTURE_TYPE("tuple_iterator", sizeof(SutureIndexIterator), 0),
    .tp_dealloc = suture_indexiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = suture_indexiter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_tupleiter_next,
    .tp_methods = tupleiter_methods,
};
