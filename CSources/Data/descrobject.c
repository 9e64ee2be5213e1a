// The types of descriptors, and of what they bind.
#include "data.h"

void suture_descr_dealloc(PyObject *);
int suture_descr_traverse(PyObject *, visitproc, void *);
PyObject *suture_descr_repr(PyObject *);
PyObject *suture_descr_get_name(PyObject *, void *);
PyObject *suture_descr_get_objclass(PyObject *, void *);
PyObject *suture_descr_get_qualname(PyObject *, void *);
PyObject *suture_descr_get_doc(PyObject *, void *);
PyObject *suture_descr_get_text_signature(PyObject *, void *);
PyObject *suture_descr_reduce(PyObject *, PyObject *);
PyObject *suture_method_descr_get(PyObject *, PyObject *, PyObject *);
PyObject *suture_method_descr_vectorcall(PyObject *, PyObject *const *, size_t, PyObject *);
PyObject *suture_classmethod_descr_get(PyObject *, PyObject *, PyObject *);
PyObject *suture_classmethod_descr_call(PyObject *, PyObject *, PyObject *);
PyObject *suture_member_get(PyObject *, PyObject *, PyObject *);
int suture_member_set(PyObject *, PyObject *, PyObject *);
PyObject *suture_getset_get(PyObject *, PyObject *, PyObject *);
int suture_getset_set(PyObject *, PyObject *, PyObject *);
PyObject *suture_wrapper_descr_get(PyObject *, PyObject *, PyObject *);
PyObject *suture_wrapper_descr_call(PyObject *, PyObject *, PyObject *);
void suture_method_wrapper_dealloc(PyObject *);
int suture_method_wrapper_traverse(PyObject *, visitproc, void *);
PyObject *suture_method_wrapper_repr(PyObject *);
Py_hash_t suture_method_wrapper_hash(PyObject *);
PyObject *suture_method_wrapper_call(PyObject *, PyObject *, PyObject *);
PyObject *suture_method_wrapper_richcompare(PyObject *, PyObject *, int);
PyObject *suture_method_wrapper_get_self(PyObject *, void *);
PyObject *suture_method_wrapper_get_objclass(PyObject *, void *);
PyObject *suture_method_wrapper_get_name(PyObject *, void *);
PyObject *suture_method_wrapper_get_qualname(PyObject *, void *);
PyObject *suture_method_wrapper_get_doc(PyObject *, void *);
PyObject *suture_method_wrapper_get_text_signature(PyObject *, void *);
PyObject *suture_method_wrapper_reduce(PyObject *, PyObject *);

static PyMethodDef descr_methods[] = {
    {"__reduce__", suture_descr_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
#define COMMON                                                                                     \
    {"__objclass__", suture_descr_get_objclass, NULL, NULL, NULL},                                 \
    {"__name__", suture_descr_get_name, NULL, NULL, NULL},                                         \
    {"__doc__", suture_descr_get_doc, NULL, NULL, NULL},                                           \
    {"__qualname__", suture_descr_get_qualname, NULL, NULL, NULL}
static PyGetSetDef function_getset[] = {
    COMMON,
    {"__text_signature__", suture_descr_get_text_signature, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyGetSetDef data_getset[] = {COMMON, {NULL, NULL, NULL, NULL, NULL}};

#define FIELDS                                                                                     \
    .tp_dealloc = suture_descr_dealloc, .tp_repr = suture_descr_repr, .tp_getattro = PyObject_GenericGetAttr, \
    .tp_traverse = suture_descr_traverse, .tp_methods = descr_methods

PyTypeObject PyMethodDescr_Type = {
    SUTURE_TYPE("method_descriptor", sizeof(PyMethodDescrObject), 0), FIELDS,
    .tp_vectorcall_offset = offsetof(PyMethodDescrObject, vectorcall),
    .tp_call = PyVectorcall_Call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_getset = function_getset,
    .tp_descr_get = suture_method_descr_get,
};
PyTypeObject PyClassMethodDescr_Type = {
    SUTURE_TYPE("classmethod_descriptor", sizeof(PyMethodDescrObject), 0), FIELDS,
    .tp_call = suture_classmethod_descr_call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_getset = function_getset,
    .tp_descr_get = suture_classmethod_descr_get,
};
PyTypeObject PyMemberDescr_Type = {
    SUTURE_TYPE("member_descriptor", sizeof(PyMemberDescrObject), 0), FIELDS,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_getset = data_getset,
    .tp_descr_get = suture_member_get,
    .tp_descr_set = suture_member_set,
};
PyTypeObject PyGetSetDescr_Type = {
    SUTURE_TYPE("getset_descriptor", sizeof(PyGetSetDescrObject), 0), FIELDS,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_getset = data_getset,
    .tp_descr_get = suture_getset_get,
    .tp_descr_set = suture_getset_set,
};
PyTypeObject PyWrapperDescr_Type = {
    SUTURE_TYPE("wrapper_descriptor", sizeof(PyWrapperDescrObject), 0), FIELDS,
    .tp_call = suture_wrapper_descr_call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_getset = function_getset,
    .tp_descr_get = suture_wrapper_descr_get,
};

static PyGetSetDef wrapper_getset[] = {
    {"__self__", suture_method_wrapper_get_self, NULL, NULL, NULL},
    {"__objclass__", suture_method_wrapper_get_objclass, NULL, NULL, NULL},
    {"__name__", suture_method_wrapper_get_name, NULL, NULL, NULL},
    {"__qualname__", suture_method_wrapper_get_qualname, NULL, NULL, NULL},
    {"__doc__", suture_method_wrapper_get_doc, NULL, NULL, NULL},
    {"__text_signature__", suture_method_wrapper_get_text_signature, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyMethodDef wrapper_methods[] = {
    {"__reduce__", suture_method_wrapper_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyMethodWrapper_Type = {
    SUTURE_TYPE("method-wrapper", sizeof(SutureMethodWrapper), 0),
    .tp_dealloc = suture_method_wrapper_dealloc,
    .tp_repr = suture_method_wrapper_repr,
    .tp_hash = suture_method_wrapper_hash,
    .tp_call = suture_method_wrapper_call,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = suture_method_wrapper_traverse,
    .tp_richcompare = suture_method_wrapper_richcompare,
    .tp_methods = wrapper_methods,
    .tp_getset = wrapper_getset,
};

// property, classmethod, staticmethod

PyObject *suture_property_new(PyTypeObject *, PyObject *, PyObject *);
int suture_property_init(PyObject *, PyObject *, PyObject *);
void suture_property_dealloc(PyObject *);
int suture_property_traverse(PyObject *, visitproc, void *);
int suture_property_clear(PyObject *);
PyObject *suture_property_descr_get(PyObject *, PyObject *, PyObject *);
int suture_property_descr_set(PyObject *, PyObject *, PyObject *);
PyObject *suture_property_getter(PyObject *, PyObject *);
PyObject *suture_property_setter(PyObject *, PyObject *);
PyObject *suture_property_deleter(PyObject *, PyObject *);
PyObject *suture_property_set_name(PyObject *, PyObject *);
PyObject *suture_property_get_abstract(PyObject *, void *);
PyObject *suture_property_get_name(PyObject *, void *);
int suture_property_put_name(PyObject *, PyObject *, void *);

static PyMethodDef property_methods[] = {
    {"getter", suture_property_getter, METH_O, "Descriptor to obtain a copy of the property with a different getter."},
    {"setter", suture_property_setter, METH_O, "Descriptor to obtain a copy of the property with a different setter."},
    {"deleter", suture_property_deleter, METH_O, "Descriptor to obtain a copy of the property with a different deleter."},
    {"__set_name__", suture_property_set_name, METH_VARARGS, "__set_name__($self, owner, name, /)\n--\n\nMethod to set name of a property."},
    {NULL, NULL, 0, NULL},
};
static PyMemberDef property_members[] = {
    {"fget", _Py_T_OBJECT, offsetof(SutureProperty, prop_get), Py_READONLY, NULL},
    {"fset", _Py_T_OBJECT, offsetof(SutureProperty, prop_set), Py_READONLY, NULL},
    {"fdel", _Py_T_OBJECT, offsetof(SutureProperty, prop_del), Py_READONLY, NULL},
    {"__doc__", _Py_T_OBJECT, offsetof(SutureProperty, prop_doc), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyGetSetDef property_getset[] = {
    {"__name__", suture_property_get_name, suture_property_put_name, NULL, NULL},
    {"__isabstractmethod__", suture_property_get_abstract, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
PyTypeObject PyProperty_Type = {
    SUTURE_TYPE("property", sizeof(SutureProperty), 0),
    .tp_dealloc = suture_property_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = "property(fget=None, fset=None, fdel=None, doc=None)\n--\n\nProperty attribute.",
    .tp_traverse = suture_property_traverse,
    .tp_clear = suture_property_clear,
    .tp_methods = property_methods,
    .tp_members = property_members,
    .tp_getset = property_getset,
    .tp_descr_get = suture_property_descr_get,
    .tp_descr_set = suture_property_descr_set,
    .tp_init = suture_property_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = PyType_GenericNew,
    .tp_free = PyObject_GC_Del,
};

int suture_classmethod_init(PyObject *, PyObject *, PyObject *);
int suture_staticmethod_init(PyObject *, PyObject *, PyObject *);
void suture_method_box_dealloc(PyObject *);
int suture_method_box_traverse(PyObject *, visitproc, void *);
int suture_method_box_clear(PyObject *);
PyObject *suture_method_box_repr(PyObject *);
PyObject *suture_classmethod_get(PyObject *, PyObject *, PyObject *);
PyObject *suture_staticmethod_get(PyObject *, PyObject *, PyObject *);
PyObject *suture_staticmethod_call(PyObject *, PyObject *, PyObject *);
PyObject *suture_method_box_get_abstract(PyObject *, void *);

static PyMemberDef box_members[] = {
    {"__func__", _Py_T_OBJECT, offsetof(SutureMethodBox, callable), Py_READONLY, NULL},
    {"__wrapped__", _Py_T_OBJECT, offsetof(SutureMethodBox, callable), Py_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyGetSetDef box_getset[] = {
    {"__isabstractmethod__", suture_method_box_get_abstract, NULL, NULL, NULL},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
#define BOX                                                                                        \
    .tp_dealloc = suture_method_box_dealloc, .tp_repr = suture_method_box_repr,                    \
    .tp_getattro = PyObject_GenericGetAttr,                                                        \
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,                     \
    .tp_traverse = suture_method_box_traverse, .tp_clear = suture_method_box_clear,                \
    .tp_members = box_members, .tp_getset = box_getset, .tp_dictoffset = offsetof(SutureMethodBox, dict), \
    .tp_alloc = PyType_GenericAlloc, .tp_new = PyType_GenericNew, .tp_free = PyObject_GC_Del
PyTypeObject PyClassMethod_Type = {
    SUTURE_TYPE("classmethod", sizeof(SutureMethodBox), 0), BOX,
    .tp_doc = "classmethod(function, /)\n--\n\nConvert a function to be a class method.",
    .tp_descr_get = suture_classmethod_get,
    .tp_init = suture_classmethod_init,
};
PyTypeObject PyStaticMethod_Type = {
    SUTURE_TYPE("staticmethod", sizeof(SutureMethodBox), 0), BOX,
    .tp_doc = "staticmethod(function, /)\n--\n\nConvert a function to be a static method.",
    .tp_call = suture_staticmethod_call,
    .tp_descr_get = suture_staticmethod_get,
    .tp_init = suture_staticmethod_init,
};

PyObject *suture_instancemethod_new(PyTypeObject *, PyObject *, PyObject *);
PyObject *suture_instancemethod_call(PyObject *, PyObject *, PyObject *);
PyObject *suture_instancemethod_get(PyObject *, PyObject *, PyObject *);
PyObject *suture_instancemethod_getattro(PyObject *, PyObject *);
PyObject *suture_instancemethod_repr(PyObject *);
PyObject *suture_instancemethod_richcompare(PyObject *, PyObject *, int);
PyObject *suture_instancemethod_get_doc(PyObject *, void *);

static PyMemberDef instancemethod_members[] = {
    {"__func__", _Py_T_OBJECT, offsetof(SutureMethodBox, callable), Py_READONLY,
     "the function (or other callable) implementing a method"},
    {NULL, 0, 0, 0, NULL},
};
static PyGetSetDef instancemethod_getset[] = {
    {"__doc__", suture_instancemethod_get_doc, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
PyTypeObject PyInstanceMethod_Type = {
    SUTURE_TYPE("instancemethod", sizeof(SutureMethodBox), 0),
    .tp_dealloc = suture_method_box_dealloc,
    .tp_repr = suture_instancemethod_repr,
    .tp_call = suture_instancemethod_call,
    .tp_getattro = suture_instancemethod_getattro,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "instancemethod(function)\n\nBind a function to a class.",
    .tp_traverse = suture_method_box_traverse,
    .tp_richcompare = suture_instancemethod_richcompare,
    .tp_members = instancemethod_members,
    .tp_getset = instancemethod_getset,
    .tp_descr_get = suture_instancemethod_get,
    .tp_new = suture_instancemethod_new,
};
