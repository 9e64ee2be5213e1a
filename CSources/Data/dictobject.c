// The types of dicts, of their views and of the views' iterators.
#include "data.h"

void suture_dict_dealloc(PyObject *self);
int suture_dict_traverse(PyObject *self, visitproc visit, void *argument);
int suture_dict_clear(PyObject *self);

PyTypeObject PyDict_Type = {
    SUTURE_TYPE("dict", sizeof(PyDictObject), 0),
    .tp_dealloc = suture_dict_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DICT_SUBCLASS |
                _Py_TPFLAGS_MATCH_SELF | Py_TPFLAGS_MAPPING,
    .tp_traverse = suture_dict_traverse,
    .tp_clear = suture_dict_clear,
};
