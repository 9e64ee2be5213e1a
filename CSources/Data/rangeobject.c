// range and its iterators.
#include "data.h"

void suture_range_dealloc(PyObject *);
PyObject *suture_range_new(PyTypeObject *, PyObject *, PyObject *);
PyObject *suture_range_repr(PyObject *);
Py_hash_t suture_range_hash(PyObject *);
PyObject *suture_range_richcompare(PyObject *, PyObject *, int);
Py_ssize_t suture_range_length(PyObject *);
int suture_range_bool(PyObject *);
PyObject *suture_range_item(PyObject *, Py_ssize_t);
PyObject *suture_range_subscript(PyObject *, PyObject *);
int suture_range_contains(PyObject *, PyObject *);
PyObject *suture_range_iter(PyObject *);
PyObject *suture_range_reversed(PyObject *, PyObject *);
PyObject *suture_range_reduce(PyObject *, PyObject *);
PyObject *suture_range_count(PyObject *, PyObject *);
PyObject *suture_range_index(PyObject *, PyObject *);
PyObject *suture_range_start(PyObject *, void *);
PyObject *suture_range_stop(PyObject *, void *);
PyObject *suture_range_step(PyObject *, void *);
void suture_rangeiter_dealloc(PyObject *);
PyObject *suture_rangeiter_next(PyObject *);
PyObject *suture_rangeiter_length_hint(PyObject *, PyObject *);
PyObject *suture_rangeiter_reduce(PyObject *, PyObject *);
PyObject *suture_rangeiter_setstate(PyObject *, PyObject *);
void suture_longrangeiter_dealloc(PyObject *);
PyObject *suture_longrangeiter_next(PyObject *);
PyObject *suture_longrangeiter_length_hint(PyObject *, PyObject *);
PyObject *suture_longrangeiter_reduce(PyObject *, PyObject *);
PyObject *suture_longrangeiter_setstate(PyObject *, PyObject *);

int suture_readonly_set(PyObject *, PyObject *, void *);

static PyMethodDef range_methods[] = {
    {"__reversed__", suture_range_reversed, METH_NOARGS, "Return a reverse iterator."},
    {"__reduce__", suture_range_reduce, METH_NOARGS, "Return state information for pickling."},
    {"count", suture_range_count, METH_O, "rangeobject.count(value) -> integer -- return number of occurrences of value"},
    {"index", suture_range_index, METH_O, "rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the value is not present."},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef range_getset[] = {
    {"start", suture_range_start, suture_readonly_set, NULL, NULL},
    {"stop", suture_range_stop, suture_readonly_set, NULL, NULL},
    {"step", suture_range_step, suture_readonly_set, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyNumberMethods range_as_number = {.nb_bool = suture_range_bool};
static PySequenceMethods range_as_sequence = {
    .sq_length = suture_range_length, .sq_item = suture_range_item, .sq_contains = suture_range_contains};
static PyMappingMethods range_as_mapping = {suture_range_length, suture_range_subscript, NULL};

PyTypeObject PyRange_Type = {
    SUTURE_TYPE("range", sizeof(SutureRange), 0),
    .tp_dealloc = suture_range_dealloc,
    .tp_repr = suture_range_repr,
    .tp_as_number = &range_as_number,
    .tp_as_sequence = &range_as_sequence,
    .tp_as_mapping = &range_as_mapping,
    .tp_hash = suture_range_hash,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_SEQUENCE,
    .tp_doc = "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\n"
              "Return an object that produces the integers from start to stop (exclusive) by step.",
    .tp_richcompare = suture_range_richcompare,
    .tp_iter = suture_range_iter,
    .tp_methods = range_methods,
    .tp_getset = range_getset,
    .tp_new = suture_range_new,
};

static PyMethodDef rangeiter_methods[] = {
    {"__length_hint__", suture_rangeiter_length_hint, METH_NOARGS, "Private method returning an estimate of len(list(it))."},
    {"__reduce__", suture_rangeiter_reduce, METH_NOARGS, "Return state information for pickling."},
    {"__setstate__", suture_rangeiter_setstate, METH_O, "Set state information for unpickling."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyRangeIter_Type = {
    SUTURE_TYPE("range_iterator", sizeof(SutureRangeIterator), 0),
    .tp_dealloc = suture_rangeiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_rangeiter_next,
    .tp_methods = rangeiter_methods,
};

static PyMethodDef longrangeiter_methods[] = {
    {"__length_hint__", suture_longrangeiter_length_hint, METH_NOARGS, "Private method returning an estimate of len(list(it))."},
    {"__reduce__", suture_longrangeiter_reduce, METH_NOARGS, "Return state information for pickling."},
    {"__setstate__", suture_longrangeiter_setstate, METH_O, "Set state information for unpickling."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyLongRangeIter_Type = {
    SUTURE_TYPE("longrange_iterator", sizeof(SutureLongRangeIterator), 0),
    .tp_dealloc = suture_longrangeiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_longrangeiter_next,
    .tp_methods = longrangeiter_methods,
};
