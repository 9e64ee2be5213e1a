/* Heap types below built-in ones, whose tp_dealloc calls that of the built-in one and gives up the reference to the type. */
#include <Python.h>

static void below_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyTypeObject *base = type;
    while (PyType_GetSlot(base, Py_tp_base) != NULL && PyType_GetFlags(base) & Py_TPFLAGS_HEAPTYPE)
        base = PyType_GetSlot(base, Py_tp_base);
    ((destructor)PyType_GetSlot(base, Py_tp_dealloc))(self);
    Py_DECREF((PyObject *)type);
}

/* make(base): a type below it. */
static PyObject *make(PyObject *module, PyObject *base) {
    (void)module;
    PyType_Slot slots[] = {{Py_tp_dealloc, below_dealloc}, {0, NULL}};
    PyType_Spec spec = {"below.Below", 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots};
    return PyType_FromSpecWithBases(&spec, base);
}

/* count(type, argument...): how many references to the type 100 instances and their ends leave. */
static PyObject *count(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *type = PyTuple_GetItem(args, 0);
    PyObject *arguments = PyTuple_GetSlice(args, 1, PyTuple_Size(args));
    Py_ssize_t before = Py_REFCNT(type);
    for (int i = 0; arguments != NULL && i < 100; i++) {
        PyObject *o = PyObject_Call(type, arguments, NULL);
        if (o == NULL) {
            Py_DECREF(arguments);
            return NULL;
        }
        Py_DECREF(o);
    }
    Py_XDECREF(arguments);
    return PyLong_FromSsize_t(Py_REFCNT(type) - before);
}

/* text(type, str): an instance of the type below str with the ASCII text, made without a call, as multidict does. */
static PyObject *text(PyObject *module, PyObject *args) {
    (void)module;
    PyTypeObject *type = (PyTypeObject *)PyTuple_GetItem(args, 0);
    Py_ssize_t length;
    const char *ascii = PyUnicode_AsUTF8AndSize(PyTuple_GetItem(args, 1), &length);
    PyUnicodeObject *o = ascii == NULL ? NULL : (PyUnicodeObject *)PyType_GenericAlloc(type, 0);
    if (o == NULL)
        return NULL;
    PyASCIIObject *head = &o->_base._base;
    head->length = length;
    head->hash = -1;
    head->state.kind = PyUnicode_1BYTE_KIND;
    head->state.ascii = 1;
    o->data.any = PyMem_Malloc(length + 1);
    o->_base.utf8 = o->data.any;
    o->_base.utf8_length = length;
    memcpy(o->data.any, ascii, length + 1);
    return (PyObject *)o;
}

static PyMethodDef methods[] = {
    {"make", make, METH_O, NULL},
    {"count", count, METH_VARARGS, NULL},
    {"text", text, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "below", NULL, 0, methods, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_below(void);
PyMODINIT_FUNC PyInit_below(void) { return PyModuleDef_Init(&definition); }
