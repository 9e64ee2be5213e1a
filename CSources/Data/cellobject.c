// The type of cells.
#include "data.h"

PyObject *suture_cell_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords);
void suture_cell_dealloc(PyObject *self);
int suture_cell_traverse(PyObject *self, visitproc visit, void *argument);
int suture_cell_clear(PyObject *self);
PyObject *suture_cell_repr(PyObject *self);
PyObject *suture_cell_compare(PyObject *self, PyObject *other, int operation);
PyObject *suture_cell_get(PyObject *self, void *unused);
int suture_cell_set(PyObject *self, PyObject *value, void *unused);

static PyGetSetDef cell_attributes[] = {
    {"cell_contents", suture_cell_get, suture_cell_set, NULL, NULL},
    {0},
};

PyTypeObject PyCell_Type = {
    SUTURE_TYPE("cell", sizeof(SutureCell), 0),
    .tp_dealloc = suture_cell_dealloc,
    .tp_repr = suture_cell_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Create a new cell object.",
    .tp_traverse = suture_cell_traverse,
    .tp_clear = suture_cell_clear,
    .tp_richcompare = suture_cell_compare,
    .tp_getset = cell_attributes,
    .tp_new = suture_cell_new,
    .tp_free = PyObject_GC_Del,
};
