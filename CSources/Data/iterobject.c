// Iterators over sequences and callables.
#include "data.h"

void suture_indexiter_dealloc(PyObject *);
int suture_indexiter_traverse(PyObject *, visitproc, void *);
PyObject *suture_seqiter_next(PyObject *);
PyObject *suture_indexiter_length_hint(PyObject *, PyObject *);
PyObject *suture_indexiter_reduce(PyObject *, PyObject *);
PyObject *suture_indexiter_setstate(PyObject *, PyObject *);
void suture_calliter_dealloc(PyObject *);
int suture_calliter_traverse(PyObject *, visitproc, void *);
PyObject *suture_calliter_next(PyObject *);
PyObject *suture_calliter_reduce(PyObject *, PyObject *);

static PyMethodDef seqiter_methods[] = {
    {"__length_hint__", suture_indexiter_length_hint, METH_NOARGS, "Private method returning an estimate of len(list(it))."},
    {"__reduce__", suture_indexiter_reduce, METH_NOARGS, "Return state information for pickling."},
    {"__setstate__", suture_indexiter_setstate, METH_O, "Set state information for unpickling."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PySeqIter_Type = {
    SUTURE_TYPE("iterator", sizeof(SutureIndexIterator), 0),
    .tp_dealloc = suture_indexiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = suture_indexiter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_seqiter_next,
    .tp_methods = seqiter_methods,
};

static PyMethodDef calliter_methods[] = {
    {"__reduce__", suture_calliter_reduce, METH_NOARGS, "Return state information for pickling."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyCallIter_Type = {
    SUTURE_TYPE("callable_iterator", sizeof(SutureCallIterator), 0),
    .tp_dealloc = suture_calliter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = suture_calliter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_calliter_next,
    .tp_methods = calliter_methods,
};
