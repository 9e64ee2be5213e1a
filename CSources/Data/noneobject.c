// The types of None and NotImplemented.
#include "data.h"

PyObject *suture_none_new(PyTypeObject *, PyObject *, PyObject *);
PyObject *suture_none_repr(PyObject *);
Py_hash_t suture_none_hash(PyObject *);
int suture_none_bool(PyObject *);
PyObject *suture_notimplemented_new(PyTypeObject *, PyObject *, PyObject *);
PyObject *suture_notimplemented_repr(PyObject *);
PyObject *suture_notimplemented_reduce(PyObject *, PyObject *);
int suture_notimplemented_bool(PyObject *);
PyObject *suture_object_richcompare(PyObject *, PyObject *, int);

static PyNumberMethods none_as_number = {.nb_bool = suture_none_bool};
PyTypeObject PyNone_Type = {
    SUTURE_TYPE("NoneType", 0, 0),
    .tp_repr = suture_none_repr,
    .tp_as_number = &none_as_number,
    .tp_hash = suture_none_hash,
    .tp_richcompare = suture_object_richcompare,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "NoneType()\n--\n\nThe type of the None singleton.",
    .tp_new = suture_none_new,
};

static PyNumberMethods notimplemented_as_number = {.nb_bool = suture_notimplemented_bool};
static PyMethodDef notimplemented_methods[] = {
    {"__reduce__", suture_notimplemented_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyNotImplemented_Type = {
    SUTURE_TYPE("NotImplementedType", 0, 0),
    .tp_repr = suture_notimplemented_repr,
    .tp_as_number = &notimplemented_as_number,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "NotImplementedType()\n--\n\nThe type of the NotImplemented singleton.",
    .tp_methods = notimplemented_methods,
    .tp_new = suture_notimplemented_new,
};
