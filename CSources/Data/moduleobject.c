// The types of modules and of module definitions.
#include "data.h"
#include <stddef.h>

int suture_module_init(PyObject *, PyObject *, PyObject *);
PyObject *suture_module_new(PyTypeObject *, PyObject *, PyObject *);
void suture_module_dealloc(PyObject *);
int suture_module_traverse(PyObject *, visitproc, void *);
int suture_module_clear(PyObject *);
PyObject *suture_module_repr(PyObject *);
PyObject *suture_module_getattro(PyObject *, PyObject *);
PyObject *suture_module_dir(PyObject *, PyObject *);
PyObject *suture_module_get_dict(PyObject *, void *);
PyObject *suture_module_get_annotations(PyObject *, void *);
int suture_module_set_annotations(PyObject *, PyObject *, void *);

static PyMethodDef module_methods[] = {
    {"__dir__", suture_module_dir, METH_NOARGS, "__dir__() -> list\nspecialized dir() implementation"},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef module_getset[] = {
    {"__dict__", suture_module_get_dict, NULL, NULL, NULL},
    {"__annotations__", suture_module_get_annotations, suture_module_set_annotations, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject PyModule_Type = {
    SUTURE_TYPE("module", sizeof(SutureModule), 0),
    .tp_dealloc = suture_module_dealloc,
    .tp_repr = suture_module_repr,
    .tp_getattro = suture_module_getattro,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = "module(name, doc=None)\n--\n\nCreate a module object.\n\nThe name must be a string; the optional doc "
              "argument can have any type.",
    .tp_traverse = suture_module_traverse,
    .tp_clear = suture_module_clear,
    .tp_weaklistoffset = offsetof(PyModuleObject, md_weaklist),
    .tp_methods = module_methods,
    .tp_getset = module_getset,
    .tp_dictoffset = offsetof(PyModuleObject, md_dict),
    .tp_init = suture_module_init,
    .tp_new = suture_module_new,
    .tp_free = PyObject_GC_Del,
};
PyTypeObject PyModuleDef_Type = {
    SUTURE_TYPE("moduledef", sizeof(PyModuleDef), 0),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};
