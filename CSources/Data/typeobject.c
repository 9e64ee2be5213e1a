// The types `type` and `object`, and the runtime's types that the stable ABI does not name.
#include "data.h"

PyTypeObject *const *suture_internal_types(void) {
    static PyTypeObject *const types[] = {
        &PyNone_Type,        &PyNotImplemented_Type, &PyCell_Type,          &PyMethod_Type,
        &PyClassMethod_Type, &PyStaticMethod_Type,   &PyCMethod_Type,       &PyCode_Type,
        &PyFrame_Type,       &PyMethodWrapper_Type,  &PyUnicodeASCIIIter_Type, &SutureUnion_Type,
        &PyContextTokenMissing_Type, NULL,
    };
    return types;
}

PyObject *suture_type_new_method(PyObject *, PyObject *, PyObject *);
PyMethodDef *suture_new_method(void) {
    static PyMethodDef method = {
        "__new__", (PyCFunction)(void (*)(void))suture_type_new_method, METH_VARARGS | METH_KEYWORDS,
        "__new__($type, *args, **kwargs)\n--\n\n"
        "Create and return a new object.  See help(type) for accurate signature."};
    return &method;
}

// type

#define GETSET(name) \
    PyObject *suture_type_get_##name(PyObject *, void *); int suture_type_set_##name(PyObject *, PyObject *, void *);
GETSET(name) GETSET(qualname) GETSET(module) GETSET(bases) GETSET(doc) GETSET(abstract) GETSET(annotations)
GETSET(type_params)
#undef GETSET
PyObject *suture_type_get_mro(PyObject *, void *);
PyObject *suture_type_get_dict(PyObject *, void *);
PyObject *suture_type_get_text_signature(PyObject *, void *);
PyObject *suture_type_get_flags(PyObject *, void *);
PyObject *suture_type_mro_method(PyObject *, PyObject *);
PyObject *suture_type_subclasses(PyObject *, PyObject *);
PyObject *suture_type_prepare(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *suture_type_instancecheck(PyObject *, PyObject *);
PyObject *suture_type_subclasscheck(PyObject *, PyObject *);
PyObject *suture_type_dir(PyObject *, PyObject *);
PyObject *suture_type_sizeof(PyObject *, PyObject *);
void suture_type_dealloc(PyObject *);
PyObject *suture_type_repr(PyObject *);
PyObject *suture_type_or(PyObject *, PyObject *);
PyObject *suture_type_call(PyObject *, PyObject *, PyObject *);
PyObject *suture_type_getattro(PyObject *, PyObject *);
int suture_type_setattro(PyObject *, PyObject *, PyObject *);
int suture_type_traverse(PyObject *, visitproc, void *);
int suture_type_clear(PyObject *);
int suture_type_init(PyObject *, PyObject *, PyObject *);
PyObject *suture_type_new(PyTypeObject *, PyObject *, PyObject *);
int suture_type_is_gc(PyObject *);
PyObject *suture_type_vectorcall(PyObject *, PyObject *const *, size_t, PyObject *);

static PyGetSetDef type_getset[] = {
    {"__name__", suture_type_get_name, suture_type_set_name, NULL, NULL},
    {"__qualname__", suture_type_get_qualname, suture_type_set_qualname, NULL, NULL},
    {"__bases__", suture_type_get_bases, suture_type_set_bases, NULL, NULL},
    {"__mro__", suture_type_get_mro, NULL, NULL, NULL},
    {"__module__", suture_type_get_module, suture_type_set_module, NULL, NULL},
    {"__abstractmethods__", suture_type_get_abstract, suture_type_set_abstract, NULL, NULL},
    {"__dict__", suture_type_get_dict, NULL, NULL, NULL},
    {"__doc__", suture_type_get_doc, suture_type_set_doc, NULL, NULL},
    {"__text_signature__", suture_type_get_text_signature, NULL, NULL, NULL},
    {"__annotations__", suture_type_get_annotations, suture_type_set_annotations, NULL, NULL},
    {"__type_params__", suture_type_get_type_params, suture_type_set_type_params, NULL, NULL},
    {"__flags__", suture_type_get_flags, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyMemberDef type_members[] = {
    {"__basicsize__", Py_T_PYSSIZET, offsetof(PyTypeObject, tp_basicsize), Py_READONLY, NULL},
    {"__itemsize__", Py_T_PYSSIZET, offsetof(PyTypeObject, tp_itemsize), Py_READONLY, NULL},
    {"__weakrefoffset__", Py_T_PYSSIZET, offsetof(PyTypeObject, tp_weaklistoffset), Py_READONLY, NULL},
    {"__base__", _Py_T_OBJECT, offsetof(PyTypeObject, tp_base), Py_READONLY, NULL},
    {"__dictoffset__", Py_T_PYSSIZET, offsetof(PyTypeObject, tp_dictoffset), Py_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyMethodDef type_methods[] = {
    {"mro", suture_type_mro_method, METH_NOARGS,
     "mro($self, /)\n--\n\nReturn a type's method resolution order."},
    {"__subclasses__", suture_type_subclasses, METH_NOARGS,
     "__subclasses__($self, /)\n--\n\nReturn a list of immediate subclasses."},
    {"__prepare__", (PyCFunction)(void (*)(void))suture_type_prepare, METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
     "__prepare__($cls, name, bases, /, **kwds)\n--\n\nCreate the namespace for the class statement"},
    {"__instancecheck__", suture_type_instancecheck, METH_O,
     "__instancecheck__($self, instance, /)\n--\n\nCheck if an object is an instance."},
    {"__subclasscheck__", suture_type_subclasscheck, METH_O,
     "__subclasscheck__($self, subclass, /)\n--\n\nCheck if a class is a subclass."},
    {"__dir__", suture_type_dir, METH_NOARGS,
     "__dir__($self, /)\n--\n\nSpecialized __dir__ implementation for types."},
    {"__sizeof__", suture_type_sizeof, METH_NOARGS,
     "__sizeof__($self, /)\n--\n\nReturn memory consumption of the type object."},
    {NULL, NULL, 0, NULL},
};
static PyNumberMethods type_number = {.nb_or = suture_type_or};

PyTypeObject PyType_Type = {
    SUTURE_TYPE("type", sizeof(PyHeapTypeObject), sizeof(PyMemberDef)),
    .tp_dealloc = suture_type_dealloc,
    .tp_vectorcall_offset = offsetof(PyTypeObject, tp_vectorcall),
    .tp_repr = suture_type_repr,
    .tp_as_number = &type_number,
    .tp_call = suture_type_call,
    .tp_getattro = suture_type_getattro,
    .tp_setattro = suture_type_setattro,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_TYPE_SUBCLASS |
                Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_ITEMS_AT_END,
    .tp_doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    .tp_traverse = suture_type_traverse,
    .tp_clear = suture_type_clear,
    .tp_weaklistoffset = offsetof(PyTypeObject, tp_weaklist),
    .tp_methods = type_methods,
    .tp_members = type_members,
    .tp_getset = type_getset,
    .tp_dictoffset = offsetof(PyTypeObject, tp_dict),
    .tp_init = suture_type_init,
    .tp_new = suture_type_new,
    .tp_free = PyObject_GC_Del,
    .tp_is_gc = suture_type_is_gc,
    .tp_vectorcall = suture_type_vectorcall,
};

// object

PyObject *suture_object_new(PyTypeObject *, PyObject *, PyObject *);
int suture_object_init(PyObject *, PyObject *, PyObject *);
void suture_object_dealloc(PyObject *);
PyObject *suture_object_repr(PyObject *);
PyObject *suture_object_str(PyObject *);
Py_hash_t suture_object_hash(PyObject *);
PyObject *suture_object_richcompare(PyObject *, PyObject *, int);
PyObject *suture_object_format(PyObject *, PyObject *);
PyObject *suture_object_sizeof(PyObject *, PyObject *);
PyObject *suture_object_dir(PyObject *, PyObject *);
PyObject *suture_object_reduce(PyObject *, PyObject *);
PyObject *suture_object_reduce_ex(PyObject *, PyObject *);
PyObject *suture_object_getstate(PyObject *, PyObject *);
PyObject *suture_object_init_subclass(PyObject *, PyObject *);
PyObject *suture_object_subclasshook(PyObject *, PyObject *);
PyObject *suture_object_get_class(PyObject *, void *);
int suture_object_set_class(PyObject *, PyObject *, void *);

static PyMethodDef object_methods[] = {
    {"__reduce_ex__", suture_object_reduce_ex, METH_O,
     "__reduce_ex__($self, protocol, /)\n--\n\nHelper for pickle."},
    {"__reduce__", suture_object_reduce, METH_NOARGS, "__reduce__($self, /)\n--\n\nHelper for pickle."},
    {"__getstate__", suture_object_getstate, METH_NOARGS, "__getstate__($self, /)\n--\n\nHelper for pickle."},
    {"__subclasshook__", suture_object_subclasshook, METH_O | METH_CLASS,
     "Abstract classes can override this to customize issubclass().\n\n"
     "This is invoked early on by abc.ABCMeta.__subclasscheck__().\n"
     "It should return True, False or NotImplemented.  If it returns\n"
     "NotImplemented, the normal algorithm is used.  Otherwise, it\n"
     "overrides the normal algorithm (and the outcome is cached).\n"},
    {"__init_subclass__", suture_object_init_subclass, METH_NOARGS | METH_CLASS,
     "This method is called when a class is subclassed.\n\n"
     "The default implementation does nothing. It may be\n"
     "overridden to extend subclasses.\n"},
    {"__format__", suture_object_format, METH_O,
     "__format__($self, format_spec, /)\n--\n\nDefault object formatter.\n\n"
     "Return str(self) if format_spec is empty. Raise TypeError otherwise."},
    {"__sizeof__", suture_object_sizeof, METH_NOARGS,
     "__sizeof__($self, /)\n--\n\nSize of object in memory, in bytes."},
    {"__dir__", suture_object_dir, METH_NOARGS,
     "__dir__($self, /)\n--\n\nDefault dir() implementation."},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef object_getset[] = {
    {"__class__", suture_object_get_class, suture_object_set_class, "the object's class", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject PyBaseObject_Type = {
    SUTURE_TYPE("object", sizeof(PyObject), 0),
    .tp_dealloc = suture_object_dealloc,
    .tp_repr = suture_object_repr,
    .tp_hash = suture_object_hash,
    .tp_str = suture_object_str,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "object()\n--\n\nThe base class of the class hierarchy.\n\n"
              "When called, it accepts no arguments and returns a new featureless\n"
              "instance that has no instance attributes and cannot be given any.\n",
    .tp_richcompare = suture_object_richcompare,
    .tp_methods = object_methods,
    .tp_getset = object_getset,
    .tp_init = suture_object_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = suture_object_new,
    .tp_free = PyObject_Free,
};
