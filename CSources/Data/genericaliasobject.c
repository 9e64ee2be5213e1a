// Generic aliases: list[int].
#include "data.h"

PyObject *suture_alias_new(PyTypeObject *, PyObject *, PyObject *);
void suture_alias_dealloc(PyObject *);
int suture_alias_traverse(PyObject *, visitproc, void *);
PyObject *suture_alias_repr(PyObject *);
Py_hash_t suture_alias_hash(PyObject *);
PyObject *suture_alias_call(PyObject *, PyObject *, PyObject *);
PyObject *suture_alias_getattro(PyObject *, PyObject *);
PyObject *suture_alias_richcompare(PyObject *, PyObject *, int);
PyObject *suture_alias_getitem(PyObject *, PyObject *);
PyObject *suture_alias_iter(PyObject *);
PyObject *suture_alias_mro_entries(PyObject *, PyObject *);
PyObject *suture_alias_instancecheck(PyObject *, PyObject *);
PyObject *suture_alias_subclasscheck(PyObject *, PyObject *);
PyObject *suture_alias_reduce(PyObject *, PyObject *);
PyObject *suture_alias_dir(PyObject *, PyObject *);
PyObject *suture_alias_get_parameters(PyObject *, void *);
PyObject *suture_alias_get_unpacked(PyObject *, void *);
PyObject *suture_type_or(PyObject *, PyObject *);

static PyMethodDef alias_methods[] = {
    {"__mro_entries__", suture_alias_mro_entries, METH_O, NULL},
    {"__instancecheck__", suture_alias_instancecheck, METH_O, NULL},
    {"__subclasscheck__", suture_alias_subclasscheck, METH_O, NULL},
    {"__reduce__", suture_alias_reduce, METH_NOARGS, NULL},
    {"__dir__", suture_alias_dir, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static PyMemberDef alias_members[] = {
    {"__origin__", _Py_T_OBJECT, offsetof(SutureGenericAlias, origin), Py_READONLY, NULL},
    {"__args__", _Py_T_OBJECT, offsetof(SutureGenericAlias, args), Py_READONLY, NULL},
    {"__unpacked__", Py_T_BOOL, offsetof(SutureGenericAlias, starred), Py_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyGetSetDef alias_getset[] = {
    {"__parameters__", suture_alias_get_parameters, NULL, "Type variables in the GenericAlias.", NULL},
    {"__typing_unpacked_tuple_args__", suture_alias_get_unpacked, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyMappingMethods alias_mapping = {.mp_subscript = suture_alias_getitem};
static PyNumberMethods alias_number = {.nb_or = suture_type_or};

PyTypeObject Py_GenericAliasType = {
    SUTURE_TYPE("types.GenericAlias", sizeof(SutureGenericAlias), 0),
    .tp_dealloc = suture_alias_dealloc,
    .tp_repr = suture_alias_repr,
    .tp_as_number = &alias_number,
    .tp_as_mapping = &alias_mapping,
    .tp_hash = suture_alias_hash,
    .tp_call = suture_alias_call,
    .tp_getattro = suture_alias_getattro,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = "GenericAlias(origin, args, /)\n--\n\nRepresent a PEP 585 generic type\n\n"
              "E.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
    .tp_traverse = suture_alias_traverse,
    .tp_richcompare = suture_alias_richcompare,
    .tp_weaklistoffset = offsetof(SutureGenericAlias, weakreflist),
    .tp_iter = suture_alias_iter,
    .tp_methods = alias_methods,
    .tp_members = alias_members,
    .tp_getset = alias_getset,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = suture_alias_new,
    .tp_free = PyObject_GC_Del,
};
