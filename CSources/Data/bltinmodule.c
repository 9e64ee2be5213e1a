// zip, map and filter.
#include "data.h"

PyObject *suture_zip_new(PyTypeObject *, PyObject *, PyObject *);
void suture_zip_dealloc(PyObject *);
int suture_zip_traverse(PyObject *, visitproc, void *);
PyObject *suture_zip_next(PyObject *);
PyObject *suture_zip_reduce(PyObject *, PyObject *);
PyObject *suture_zip_setstate(PyObject *, PyObject *);
PyObject *suture_map_new(PyTypeObject *, PyObject *, PyObject *);
PyObject *suture_filter_new(PyTypeObject *, PyObject *, PyObject *);
void suture_mapfilter_dealloc(PyObject *);
int suture_mapfilter_traverse(PyObject *, visitproc, void *);
PyObject *suture_map_next(PyObject *);
PyObject *suture_filter_next(PyObject *);
PyObject *suture_map_reduce(PyObject *, PyObject *);
PyObject *suture_filter_reduce(PyObject *, PyObject *);

static PyMethodDef zip_methods[] = {
    {"__reduce__", suture_zip_reduce, METH_NOARGS, "Return state information for pickling."},
    {"__setstate__", suture_zip_setstate, METH_O, "Set state information for unpickling."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyZip_Type = {
    SUTURE_TYPE("zip", sizeof(SutureZip), 0),
    .tp_dealloc = suture_zip_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = "zip(*iterables, strict=False)\n--\n\nYield tuples of the i-th items of all iterables until the shortest is exhausted.",
    .tp_traverse = suture_zip_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_zip_next,
    .tp_methods = zip_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = suture_zip_new,
};

static PyMethodDef map_methods[] = {
    {"__reduce__", suture_map_reduce, METH_NOARGS, "Return state information for pickling."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyMap_Type = {
    SUTURE_TYPE("map", sizeof(SutureMapFilter), 0),
    .tp_dealloc = suture_mapfilter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = "map(function, iterable, /, *iterables)\n--\n\nMake an iterator that computes the function using arguments from each of the iterables.",
    .tp_traverse = suture_mapfilter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_map_next,
    .tp_methods = map_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = suture_map_new,
};

static PyMethodDef filter_methods[] = {
    {"__reduce__", suture_filter_reduce, METH_NOARGS, "Return state information for pickling."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyFilter_Type = {
    SUTURE_TYPE("filter", sizeof(SutureMapFilter), 0),
    .tp_dealloc = suture_mapfilter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = "filter(function, iterable, /)\n--\n\nReturn an iterator yielding those items of iterable for which function(item) is true.",
    .tp_traverse = suture_mapfilter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_filter_next,
    .tp_methods = filter_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = suture_filter_new,
};
