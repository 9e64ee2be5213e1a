// Calls of the functions with variable arguments, which Swift cannot make.
#define Py_LIMITED_API 0x030c0000
#include <Python.h>
/// pack() and pack(x): PyTuple_Pack of nothing, and of (x, None, x).
static PyObject *pack(PyObject *self, PyObject *args) {
    PyObject *x = NULL;
    if (!PyArg_ParseTuple(args, "|O", &x)) return NULL;
    return x ? PyTuple_Pack(3, x, Py_None, x) : PyTuple_Pack(0);
}
static PyMethodDef methods[] = {{"pack", pack, METH_VARARGS, NULL}, {0}};
static PyModuleDef_Slot slots[] = {{0, NULL}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "tuplepack", NULL, 0, methods, slots};
PyMODINIT_FUNC PyInit_tuplepack(void) { return PyModuleDef_Init(&def); }
