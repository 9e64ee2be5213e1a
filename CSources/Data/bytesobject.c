// The bytes type and its iterator.
#include "data.h"

void suture_bytes_dealloc(PyObject *self);

PyTypeObject PyBytes_Type = {
    SUTURE_TYPE("bytes", offsetof(PyBytesObject, ob_sval) + 1, 1),
    .tp_dealloc = suture_bytes_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_BYTES_SUBCLASS | _Py_TPFLAGS_MATCH_SELF,
};
