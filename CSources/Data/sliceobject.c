// slice and Ellipsis.
#include "data.h"

void suture_slice_dealloc(PyObject *);
int suture_slice_traverse(PyObject *, visitproc, void *);
PyObject *suture_slice_new(PyTypeObject *, PyObject *, PyObject *);
PyObject *suture_slice_repr(PyObject *);
Py_hash_t suture_slice_hash(PyObject *);
PyObject *suture_slice_richcompare(PyObject *, PyObject *, int);
PyObject *suture_slice_start(PyObject *, void *);
PyObject *suture_slice_stop(PyObject *, void *);
PyObject *suture_slice_step(PyObject *, void *);
PyObject *suture_slice_reduce(PyObject *, PyObject *);
PyObject *suture_slice_indices(PyObject *, PyObject *);
PyObject *suture_ellipsis_new(PyTypeObject *, PyObject *, PyObject *);
PyObject *suture_ellipsis_repr(PyObject *);
PyObject *suture_ellipsis_reduce(PyObject *, PyObject *);

int suture_readonly_set(PyObject *, PyObject *, void *);

static PyMethodDef slice_methods[] = {
    {"indices", suture_slice_indices, METH_O, "S.indices(len) -> (start, stop, stride)\n\nThe slice applied to a sequence of this length."},
    {"__reduce__", suture_slice_reduce, METH_NOARGS, "Return state information for pickling."},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef slice_getset[] = {
    {"start", suture_slice_start, suture_readonly_set, NULL, NULL},
    {"stop", suture_slice_stop, suture_readonly_set, NULL, NULL},
    {"step", suture_slice_step, suture_readonly_set, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
PyTypeObject PySlice_Type = {
    SUTURE_TYPE("slice", sizeof(PySliceObject), 0),
    .tp_dealloc = suture_slice_dealloc,
    .tp_repr = suture_slice_repr,
    .tp_hash = suture_slice_hash,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object.",
    .tp_traverse = suture_slice_traverse,
    .tp_richcompare = suture_slice_richcompare,
    .tp_methods = slice_methods,
    .tp_getset = slice_getset,
    .tp_new = suture_slice_new,
};

static PyMethodDef ellipsis_methods[] = {
    {"__reduce__", suture_ellipsis_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyEllipsis_Type = {
    SUTURE_TYPE("ellipsis", 0, 0),
    .tp_repr = suture_ellipsis_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "ellipsis()\n--\n\nThe type of the Ellipsis singleton.",
    .tp_methods = ellipsis_methods,
    .tp_new = suture_ellipsis_new,
};
