// Bound methods, super, and the attributes that classes give their instances.
#include "data.h"

PyObject *suture_bound_method_new(PyTypeObject *, PyObject *, PyObject *);
void suture_bound_method_dealloc(PyObject *);
int suture_bound_method_traverse(PyObject *, visitproc, void *);
PyObject *suture_bound_method_repr(PyObject *);
Py_hash_t suture_bound_method_hash(PyObject *);
PyObject *suture_bound_method_richcompare(PyObject *, PyObject *, int);
PyObject *suture_bound_method_getattro(PyObject *, PyObject *);
PyObject *suture_bound_method_descr_get(PyObject *, PyObject *, PyObject *);
PyObject *suture_bound_method_reduce(PyObject *, PyObject *);
PyObject *suture_bound_method_get_doc(PyObject *, void *);

static PyMemberDef method_members[] = {
    {"__func__", _Py_T_OBJECT, offsetof(PyMethodObject, im_func), Py_READONLY,
     "the function (or other callable) implementing a method"},
    {"__self__", _Py_T_OBJECT, offsetof(PyMethodObject, im_self), Py_READONLY,
     "the instance to which a method is bound"},
    {NULL, 0, 0, 0, NULL},
};
static PyMethodDef method_methods[] = {
    {"__reduce__", suture_bound_method_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef method_getset[] = {
    {"__doc__", suture_bound_method_get_doc, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
PyTypeObject PyMethod_Type = {
    SUTURE_TYPE("method", sizeof(PyMethodObject), 0),
    .tp_dealloc = suture_bound_method_dealloc,
    .tp_vectorcall_offset = offsetof(PyMethodObject, vectorcall),
    .tp_repr = suture_bound_method_repr,
    .tp_hash = suture_bound_method_hash,
    .tp_call = PyVectorcall_Call,
    .tp_getattro = suture_bound_method_getattro,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_doc = "method(function, instance, /)\n--\n\nCreate a bound instance method object.",
    .tp_traverse = suture_bound_method_traverse,
    .tp_richcompare = suture_bound_method_richcompare,
    .tp_weaklistoffset = offsetof(PyMethodObject, im_weakreflist),
    .tp_methods = method_methods,
    .tp_members = method_members,
    .tp_getset = method_getset,
    .tp_descr_get = suture_bound_method_descr_get,
    .tp_new = suture_bound_method_new,
};

int suture_super_init(PyObject *, PyObject *, PyObject *);
void suture_super_dealloc(PyObject *);
int suture_super_traverse(PyObject *, visitproc, void *);
PyObject *suture_super_repr(PyObject *);
PyObject *suture_super_getattro(PyObject *, PyObject *);
PyObject *suture_super_descr_get(PyObject *, PyObject *, PyObject *);

static PyMemberDef super_members[] = {
    {"__thisclass__", _Py_T_OBJECT, offsetof(SutureSuper, type), Py_READONLY, "the class invoking super()"},
    {"__self__", _Py_T_OBJECT, offsetof(SutureSuper, obj), Py_READONLY,
     "the instance invoking super(); may be None"},
    {"__self_class__", _Py_T_OBJECT, offsetof(SutureSuper, obj_type), Py_READONLY,
     "the type of the instance invoking super(); may be None"},
    {NULL, 0, 0, 0, NULL},
};
PyTypeObject PySuper_Type = {
    SUTURE_TYPE("super", sizeof(SutureSuper), 0),
    .tp_dealloc = suture_super_dealloc,
    .tp_repr = suture_super_repr,
    .tp_getattro = suture_super_getattro,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = "super() -> same as super(__class__, <first argument>)\n"
              "super(type) -> unbound super object\n"
              "super(type, obj) -> bound super object; requires isinstance(obj, type)\n"
              "super(type, type2) -> bound super object; requires issubclass(type2, type)",
    .tp_traverse = suture_super_traverse,
    .tp_members = super_members,
    .tp_descr_get = suture_super_descr_get,
    .tp_init = suture_super_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = PyType_GenericNew,
    .tp_free = PyObject_GC_Del,
};

PyObject *suture_subtype_get_dict(PyObject *, void *);
int suture_subtype_set_dict(PyObject *, PyObject *, void *);
PyObject *suture_subtype_get_weakref(PyObject *, void *);

#define DICT {"__dict__", suture_subtype_get_dict, suture_subtype_set_dict, "dictionary for instance variables", NULL}
#define WEAKREF {"__weakref__", suture_subtype_get_weakref, NULL, "list of weak references to the object", NULL}
#define END {NULL, NULL, NULL, NULL, NULL}
PyGetSetDef *suture_subtype_getset(int has_dict, int has_weakref) {
    static PyGetSetDef both[] = {DICT, WEAKREF, END}, dict[] = {DICT, END}, weakref[] = {WEAKREF, END};
    return has_dict ? (has_weakref ? both : dict) : (has_weakref ? weakref : NULL);
}
