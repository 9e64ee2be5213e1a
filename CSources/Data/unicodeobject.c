// The type str, its iterator, and the singleton strings.
#include "data.h"

void suture_str_dealloc(PyObject *self);
Py_hash_t suture_str_hash(PyObject *self);
Py_ssize_t suture_str_length(PyObject *self);

PyObject *suture_latin1[256];
PyObject *suture_empty_text;

static PySequenceMethods str_as_sequence = {
    .sq_length = suture_str_length,
    .sq_concat = PyUnicode_Concat,
    .sq_contains = PyUnicode_Contains,
};

PyTypeObject PyUnicode_Type = {
    SUTURE_TYPE("str", sizeof(PyUnicodeObject), 0),
    .tp_dealloc = suture_str_dealloc,
    .tp_as_sequence = &str_as_sequence,
    .tp_hash = suture_str_hash,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_UNICODE_SUBCLASS | _Py_TPFLAGS_MATCH_SELF,
    .tp_richcompare = PyUnicode_RichCompare,
};
