// The type of capsules.
#include "data.h"

void suture_capsule_dealloc(PyObject *self);
PyObject *suture_capsule_repr(PyObject *self);

PyTypeObject PyCapsule_Type = {
    SUTURE_TYPE("PyCapsule", sizeof(SutureCapsule), 0),
    .tp_dealloc = suture_capsule_dealloc,
    .tp_repr = suture_capsule_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_doc = "A C pointer with a name, passed between extension modules.",
};
