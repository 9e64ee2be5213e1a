// Calls of the variadic functions of abstract.h and tupleobject.h, which Swift cannot make. None stands for NULL; what
// is called gets `x` for each argument.
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define OR_NULL(o) ((o) == Py_None ? NULL : (o))

static PyObject *function(PyObject *m, PyObject *args) {
    PyObject *f, *x;
    const char *format;
    if (!PyArg_ParseTuple(args, "OzO", &f, &format, &x)) return NULL;
    return PyObject_CallFunction(OR_NULL(f), format, x, x);
}
static PyObject *function_size(PyObject *m, PyObject *f) {
    return _PyObject_CallFunction_SizeT(OR_NULL(f), "s#", "spam", (Py_ssize_t)2);
}
static PyObject *function_objects(PyObject *m, PyObject *args) {
    PyObject *f, *x, *y;
    if (!PyArg_ParseTuple(args, "OOO", &f, &x, &y)) return NULL;
    return PyObject_CallFunctionObjArgs(OR_NULL(f), OR_NULL(x), y, NULL);
}
static PyObject *method(PyObject *m, PyObject *args) {
    PyObject *o, *x;
    const char *name, *format;
    if (!PyArg_ParseTuple(args, "OzzO", &o, &name, &format, &x)) return NULL;
    return PyObject_CallMethod(OR_NULL(o), name, format, x, x);
}
static PyObject *method_size(PyObject *m, PyObject *args) {
    PyObject *o;
    const char *name;
    if (!PyArg_ParseTuple(args, "Os", &o, &name)) return NULL;
    return _PyObject_CallMethod_SizeT(OR_NULL(o), name, "y#", "spam", (Py_ssize_t)2);
}
static PyObject *method_named(PyObject *m, PyObject *args) {
    PyObject *o, *name, *x;
    const char *format;
    if (!PyArg_ParseTuple(args, "OOzO", &o, &name, &format, &x)) return NULL;
    return _PyObject_CallMethod(OR_NULL(o), OR_NULL(name), format, x, x);
}
static PyObject *method_objects(PyObject *m, PyObject *args) {
    PyObject *o, *name, *x;
    if (!PyArg_ParseTuple(args, "OOO", &o, &name, &x)) return NULL;
    return PyObject_CallMethodObjArgs(OR_NULL(o), OR_NULL(name), OR_NULL(x), NULL);
}
/// pack() and pack(x): PyTuple_Pack of nothing, and of (x, None, x).
static PyObject *pack(PyObject *m, PyObject *args) {
    PyObject *x = NULL;
    if (!PyArg_ParseTuple(args, "|O", &x)) return NULL;
    return x ? PyTuple_Pack(3, x, Py_None, x) : PyTuple_Pack(0);
}
static PyMethodDef methods[] = {
    {"function", function, METH_VARARGS, NULL},
    {"function_size", function_size, METH_O, NULL},
    {"function_objects", function_objects, METH_VARARGS, NULL},
    {"method", method, METH_VARARGS, NULL},
    {"method_size", method_size, METH_VARARGS, NULL},
    {"method_named", method_named, METH_VARARGS, NULL},
    {"method_objects", method_objects, METH_VARARGS, NULL},
    {"pack", pack, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "callvariadics", NULL, 0, methods, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_callvariadics(void) { return PyModuleDef_Init(&definition); }
