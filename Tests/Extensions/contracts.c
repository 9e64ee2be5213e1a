/* What version-specific extensions rely on in built-in types and functions, beyond what the manual says. */
#include <Python.h>
#include <stddef.h>
#include <string.h>

/* A type with a getter that says that its attribute is not there, and such a __dict__. */
static PyObject *absent(PyObject *self, void *context) {
    PyErr_SetString(PyExc_AttributeError, "absent today");
    return NULL;
}
static PyGetSetDef getset[] = {{"absent", absent, NULL, NULL, NULL}, {"__dict__", absent, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};

/* An instance that is called by vectorcall; its type has PyVectorcall_Call. */
typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
} Caller;

static PyObject *count_arguments(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *names) {
    return PyLong_FromSsize_t(PyVectorcall_NARGS(nargsf) + (names == NULL ? 0 : 100 * PyTuple_Size(names)));
}
static PyObject *caller_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    PyObject *o = PyType_GenericAlloc(type, 0);
    if (o != NULL)
        ((Caller *)o)->vectorcall = count_arguments;
    return o;
}
static PyTypeObject Caller_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "contracts.Caller",
    .tp_basicsize = sizeof(Caller),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_vectorcall_offset = offsetof(Caller, vectorcall),
    .tp_call = PyVectorcall_Call,
    .tp_new = caller_new,
    .tp_getset = getset,
};

/* has_function(o): whether PyVectorcall_Function finds the one above. */
static PyObject *has_function(PyObject *module, PyObject *o) {
    return PyBool_FromLong(PyVectorcall_Function(o) == count_arguments);
}

/* optional(o): what PyObject_GetOptionalAttr and its relatives say of `absent`, and how many names `dir` finds. */
static PyObject *optional(PyObject *module, PyObject *o) {
    PyObject *value = NULL, *name = PyUnicode_FromString("absent");
    int found = PyObject_GetOptionalAttr(o, name, &value), has = PyObject_HasAttrWithError(o, name);
    Py_XDECREF(value);
    Py_DECREF(name);
    PyObject *names = found == 0 && has == 0 ? PyObject_Dir(o) : NULL;
    if (names == NULL)
        return NULL;
    int listed = PySequence_Contains(names, Py_None) == 0 && PyList_Size(names) > 20;
    Py_DECREF(names);
    return Py_BuildValue("(iii)", found, has, listed);
}

/* replace_vectorcall(type): gives a heap type the function as its tp_vectorcall. */
static PyObject *replace_vectorcall(PyObject *module, PyObject *type) {
    ((PyTypeObject *)type)->tp_vectorcall = count_arguments;
    return PyObject_CallNoArgs(type);
}

/* half(self): 0.5, as a __float__. */
static PyObject *half(PyObject *module, PyObject *self) { return PyFloat_FromDouble(0.5); }

static PyObject *meta_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    return ((newfunc)PyType_GetSlot(&PyType_Type, Py_tp_new))(type, args, kwargs);
}

/* below(base, older): a type from a spec, by PyType_FromMetaclass or an older function. */
static PyObject *below(PyObject *module, PyObject *args) {
    PyType_Slot slots[] = {{0, NULL}};
    PyType_Spec spec = {"contracts.Below", 0, 0, Py_TPFLAGS_DEFAULT, slots};
    PyObject *base = PyTuple_GetItem(args, 0);
    if (PyObject_IsTrue(PyTuple_GetItem(args, 1)))
        return PyType_FromSpecWithBases(&spec, base);
    return PyType_FromMetaclass(NULL, NULL, &spec, base);
}

/* handled(e, other): what is handled while a generator of Cython's has pushed `e`, nothing, and set `other`. */
static PyObject *handled(PyObject *module, PyObject *args) {
    struct item {
        PyObject *exception;
        struct item *previous;
    } item = {PyTuple_GetItem(args, 0), NULL};
    PyThreadState *state = PyThreadState_Get();
    item.previous = state->exc_info;
    Py_INCREF(item.exception);
    state->exc_info = &item;
    PyObject *pushed = PyErr_GetHandledException();
    PyErr_SetString(PyExc_ValueError, "raised meanwhile");
    PyObject *raised = PyErr_GetRaisedException();
    PyObject *context = PyException_GetContext(raised);
    Py_DECREF(raised);
    PyErr_SetHandledException(PyTuple_GetItem(args, 1));
    PyObject *set = PyErr_GetHandledException();
    PyErr_SetHandledException(NULL);
    PyObject *none = PyErr_GetHandledException();
    state->exc_info = item.previous;
    return Py_BuildValue("(NNNN)", pushed, context == NULL ? Py_NewRef(Py_None) : context, set,
                         none == NULL ? Py_NewRef(Py_None) : none);
}

/* extra(n): whether an instance with n bytes more is untracked and zero, and what PyObject_IS_GC says of it and of n. */
typedef struct {
    PyObject_HEAD
    PyObject *member;
} Plain;
static int plain_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(((Plain *)self)->member);
    return 0;
}
static void plain_dealloc(PyObject *self) {
    PyObject_GC_UnTrack(self);
    Py_XDECREF(((Plain *)self)->member);
    Py_TYPE(self)->tp_free(self);
}
static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "contracts.Plain",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = plain_traverse,
    .tp_dealloc = plain_dealloc,
};
static PyObject *extra(PyObject *module, PyObject *n) {
    Py_ssize_t size = PyLong_AsSsize_t(n);
    /* A block that is not zero, to be used again. */
    void *dirty = PyObject_Malloc(sizeof(Plain) + 16 + size);
    memset(dirty, 0x55, sizeof(Plain) + 16 + size);
    PyObject_Free(dirty);
    PyObject *o = PyUnstable_Object_GC_NewWithExtraData(&Plain_Type, size);
    if (o == NULL)
        return NULL;
    char *bytes = (char *)(o + 1);
    int sum = 0, tracked = PyObject_GC_IsTracked(o), isGC = PyObject_IS_GC(o);
    for (Py_ssize_t i = 0; i < (Py_ssize_t)sizeof(void *) + size; i++)
        sum |= bytes[i];
    memset(bytes + sizeof(void *), 1, size);
    PyObject_GC_Track(o);
    Py_DECREF(o);
    return Py_BuildValue("(iiii)", sum, tracked, isGC, PyObject_IS_GC(n));
}

/* set_item(bytearray, index, value): sq_ass_item itself. */
static PyObject *set_item(PyObject *module, PyObject *args) {
    PyObject *o = PyTuple_GetItem(args, 0);
    Py_ssize_t index = PyLong_AsSsize_t(PyTuple_GetItem(args, 1));
    ssizeobjargproc set = PyType_GetSlot(Py_TYPE(o), Py_sq_ass_item);
    if (set(o, index, PyTuple_GetItem(args, 2)) < 0)
        return NULL;
    return Py_NewRef(o);
}

static PyMethodDef methods[] = {
    {"has_function", has_function, METH_O, NULL}, {"optional", optional, METH_O, NULL},
    {"replace_vectorcall", replace_vectorcall, METH_O, NULL}, {"half", half, METH_O, NULL},
    {"below", below, METH_VARARGS, NULL}, {"handled", handled, METH_VARARGS, NULL},
    {"extra", extra, METH_O, NULL}, {"set_item", set_item, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static int run(PyObject *module) {
    if (PyType_Ready(&Plain_Type) < 0 || PyModule_AddType(module, &Caller_Type) < 0)
        return -1;
    PyType_Slot slots[] = {{Py_tp_new, meta_new}, {0, NULL}};
    PyType_Spec spec = {"contracts.Meta", 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots};
    PyObject *meta = PyType_FromSpecWithBases(&spec, (PyObject *)&PyType_Type);
    return PyModule_Add(module, "Meta", meta);
}
static PyModuleDef_Slot slots[] = {{Py_mod_exec, run}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "contracts", NULL, 0, methods, slots, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_contracts(void);
PyMODINIT_FUNC PyInit_contracts(void) { return PyModuleDef_Init(&definition); }
