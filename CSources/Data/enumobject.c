// enumerate and reversed.
#include "data.h"

PyObject *suture_enumerate_new(PyTypeObject *, PyObject *, PyObject *);
void suture_enumerate_dealloc(PyObject *);
int suture_enumerate_traverse(PyObject *, visitproc, void *);
PyObject *suture_enumerate_next(PyObject *);
PyObject *suture_enumerate_reduce(PyObject *, PyObject *);
PyObject *suture_reversed_new(PyTypeObject *, PyObject *, PyObject *);
PyObject *suture_reversed_next(PyObject *);
PyObject *suture_reversed_length_hint(PyObject *, PyObject *);
PyObject *suture_reversed_reduce(PyObject *, PyObject *);
PyObject *suture_reversed_setstate(PyObject *, PyObject *);
void suture_indexiter_dealloc(PyObject *);
int suture_indexiter_traverse(PyObject *, visitproc, void *);

static PyMethodDef enumerate_methods[] = {
    {"__reduce__", suture_enumerate_reduce, METH_NOARGS, "Return state information for pickling."},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, "See PEP 585"},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyEnum_Type = {
    SUTURE_TYPE("enumerate", sizeof(SutureEnumerate), 0),
    .tp_dealloc = suture_enumerate_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = "enumerate(iterable, start=0)\n--\n\nReturn an enumerate object, which yields pairs of a count and an item.",
    .tp_traverse = suture_enumerate_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_enumerate_next,
    .tp_methods = enumerate_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = suture_enumerate_new,
};

static PyMethodDef reversed_methods[] = {
    {"__length_hint__", suture_reversed_length_hint, METH_NOARGS, "Private method returning an estimate of len(list(it))."},
    {"__reduce__", suture_reversed_reduce, METH_NOARGS, "Return state information for pickling."},
    {"__setstate__", suture_reversed_setstate, METH_O, "Set state information for unpickling."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyReversed_Type = {
    SUTURE_TYPE("reversed", sizeof(SutureIndexIterator), 0),
    .tp_dealloc = suture_indexiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = "reversed(sequence, /)\n--\n\nReturn a reverse iterator over the values of the given sequence.",
    .tp_traverse = suture_indexiter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_reversed_next,
    .tp_methods = reversed_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = suture_reversed_new,
};
