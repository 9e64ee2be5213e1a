// A legacy extension that computes without an API call, and a type whose instances GIL-free threads make without it.
#define Py_LIMITED_API 0x030b0000
#include <Python.h>
#include <stdint.h>

/* crunch(address): sets the 32-bit word at `address` to 1 and returns when it is 2; no API call in between. */
static PyObject *crunch(PyObject *module, PyObject *address) {
    (void)module;
    size_t raw = PyLong_AsSize_t(address);
    if (raw == (size_t)-1 && PyErr_Occurred()) return NULL;
    uint32_t *word = (uint32_t *)(uintptr_t)raw;
    __atomic_store_n(word, 1, __ATOMIC_RELEASE);
    while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != 2) continue;
    Py_RETURN_NONE;
}

/* nap(): holds the legacy lock for some microseconds. */
static PyObject *nap(PyObject *module, PyObject *unused) {
    for (volatile int i = 0; i < 20000; i++) continue;
    Py_RETURN_NONE;
}

static PyObject *number(PyObject *self, PyObject *unused) { return PyLong_FromLong(42); }
static PyMethodDef seen_methods[] = {{"number", number, METH_NOARGS, NULL}, {0}};
static PyType_Slot seen_slots[] = {{Py_tp_methods, seen_methods}, {0, NULL}};
static PyType_Spec seen_spec = {"cruncher.Seen", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, seen_slots};

static PyMethodDef methods[] = {
    {"crunch", crunch, METH_O, NULL}, {"nap", nap, METH_NOARGS, NULL}, {0}};
static int exec(PyObject *m) {
    PyObject *type = PyType_FromModuleAndSpec(m, &seen_spec, NULL);
    int result = type ? PyModule_AddObjectRef(m, "Seen", type) : -1;
    Py_XDECREF(type);
    return result;
}
static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "cruncher", NULL, 0, methods, slots};
PyMODINIT_FUNC PyInit_cruncher(void) { return PyModuleDef_Init(&def); }
