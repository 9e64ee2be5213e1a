// Unions of types: int | str.
#include "data.h"

void suture_union_dealloc(PyObject *);
int suture_union_traverse(PyObject *, visitproc, void *);
PyObject *suture_union_repr(PyObject *);
Py_hash_t suture_union_hash(PyObject *);
PyObject *suture_union_getattro(PyObject *, PyObject *);
PyObject *suture_union_richcompare(PyObject *, PyObject *, int);
PyObject *suture_union_getitem(PyObject *, PyObject *);
PyObject *suture_type_or(PyObject *, PyObject *);

static PyMemberDef union_members[] = {
    {"__args__", _Py_T_OBJECT, offsetof(SutureUnion, args), Py_READONLY, NULL},
    {"__parameters__", _Py_T_OBJECT, offsetof(SutureUnion, parameters), Py_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyMappingMethods union_mapping = {.mp_subscript = suture_union_getitem};
static PyNumberMethods union_number = {.nb_or = suture_type_or};

PyTypeObject SutureUnion_Type = {
    SUTURE_TYPE("types.UnionType", sizeof(SutureUnion), 0),
    .tp_dealloc = suture_union_dealloc,
    .tp_repr = suture_union_repr,
    .tp_as_number = &union_number,
    .tp_as_mapping = &union_mapping,
    .tp_hash = suture_union_hash,
    .tp_getattro = suture_union_getattro,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_doc = "Represent a PEP 604 union type\n\nE.g. for int | str",
    .tp_traverse = suture_union_traverse,
    .tp_richcompare = suture_union_richcompare,
    .tp_members = union_members,
};
