// The type of capsules.
#include "data.h"

void suture_capsule_dealloc(PyObject *self);
PyObject *suture_capsule_repr(PyObject *self);
int suture_capsule_traverse(PyObject *self, visitproc visit, void *argument);
int suture_capsule_clear(PyObject *self);

PyTypeObject PyCapsule_Type = {
    SUTURE_TYPE("PyCapsule", sizeof(SutureCapsule), 0),
    .tp_dealloc = suture_capsule_dealloc,
    .tp_repr = suture_capsule_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_doc = "A C pointer with a name, passed between extension modules.",
    .tp_traverse = suture_capsule_traverse,
    .tp_clear = suture_capsule_clear,
    .tp_free = PyObject_GC_Del,
};
