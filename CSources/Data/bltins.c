// types.SimpleNamespace, and the two kinds of it that describe how a module was found.
#include "data.h"
#include <stddef.h>

PyObject *suture_namespace_new(PyTypeObject *, PyObject *, PyObject *);
int suture_namespace_init(PyObject *, PyObject *, PyObject *);
void suture_namespace_dealloc(PyObject *);
int suture_namespace_traverse(PyObject *, visitproc, void *);
int suture_namespace_clear(PyObject *);
PyObject *suture_namespace_repr(PyObject *);
PyObject *suture_namespace_richcompare(PyObject *, PyObject *, int);
PyObject *suture_namespace_get_dict(PyObject *, void *);
PyObject *suture_namespace_reduce(PyObject *, PyObject *);
PyObject *suture_loader_repr(PyObject *);

static PyGetSetDef namespace_getset[] = {
    {"__dict__", suture_namespace_get_dict, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyMethodDef namespace_methods[] = {
    {"__reduce__", suture_namespace_reduce, METH_NOARGS, "Return state information for pickling"},
    {NULL, NULL, 0, NULL},
};

PyTypeObject SutureNamespace_Type = {
    SUTURE_TYPE("types.SimpleNamespace", sizeof(SutureNamespace), 0),
    .tp_dealloc = suture_namespace_dealloc,
    .tp_repr = suture_namespace_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = "SimpleNamespace(mapping_or_iterable=(), /, **kwargs)\n--\n\nA simple attribute-based namespace.",
    .tp_traverse = suture_namespace_traverse,
    .tp_clear = suture_namespace_clear,
    .tp_richcompare = suture_namespace_richcompare,
    .tp_methods = namespace_methods,
    .tp_getset = namespace_getset,
    .tp_dictoffset = offsetof(SutureNamespace, dict),
    .tp_init = suture_namespace_init,
    .tp_new = suture_namespace_new,
    .tp_free = PyObject_GC_Del,
};
PyTypeObject SutureModuleSpec_Type = {
    SUTURE_TYPE("_frozen_importlib.ModuleSpec", sizeof(SutureNamespace), 0),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_base = &SutureNamespace_Type,
};
PyTypeObject SutureExtensionLoader_Type = {
    SUTURE_TYPE("_frozen_importlib_external.ExtensionFileLoader", sizeof(SutureNamespace), 0),
    .tp_repr = suture_loader_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_base = &SutureNamespace_Type,
};
PyTypeObject *const suture_module_types[4] = {
    &SutureNamespace_Type, &SutureModuleSpec_Type, &SutureExtensionLoader_Type, NULL,
};
