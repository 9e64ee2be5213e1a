/* The variadic functions that format, called as C calls them. */
#define Py_LIMITED_API 0x030c0000
#include <Python.h>

static PyObject *text(PyObject *self, PyObject *o) {
    (void)self;
    return PyUnicode_FromFormat("%s %d %c %zd %R", "ab", -5, 0x20ac, (Py_ssize_t)7, o);
}
static PyObject *bytes(PyObject *self, PyObject *unused) {
    (void)self, (void)unused;
    return PyBytes_FromFormat("%s %d %c %x %zd %%", "ab", -5, 'A', 255, (Py_ssize_t)7);
}
static PyMethodDef functions[] = {
    {"text", text, METH_O, NULL},
    {"bytes", bytes, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "fromformat", NULL, 0, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_fromformat(void) { return PyModuleDef_Init(&definition); }
