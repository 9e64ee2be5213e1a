/* An extension as PyPI has them: built for a GIL, it changes reference counts in its own code, as the macros of CPython's
   headers before 3.12 do. Suture runs it under the legacy lock. */
#define Py_LIMITED_API 0x030b0000
#include <Python.h>

void _Py_Dealloc(PyObject *);
#undef Py_INCREF
#undef Py_DECREF
#define Py_INCREF(op) ((void)(((PyObject *)(op))->ob_refcnt++))
#define Py_DECREF(op)                                                                              \
    do {                                                                                           \
        if (--((PyObject *)(op))->ob_refcnt == 0)                                                  \
            _Py_Dealloc((PyObject *)(op));                                                         \
    } while (0)

static PyObject *kept; /* one object, kept between calls: legacy code may, under its lock */

/* keep(object): keeps it, returns what was kept before. */
static PyObject *keep(PyObject *module, PyObject *object) {
    (void)module;
    PyObject *old = kept;
    Py_INCREF(object);
    kept = object;
    if (old == NULL) {
        Py_INCREF(Py_None);
        return Py_None;
    }
    return old;
}

/* spin(n): makes and drops n lists of one number, without giving up the lock. */
static PyObject *spin(PyObject *module, PyObject *count) {
    (void)module;
    long n = PyLong_AsLong(count);
    if (n == -1 && PyErr_Occurred())
        return NULL;
    for (long i = 0; i < n; i++) {
        PyObject *list = PyList_New(0);
        PyObject *number = list == NULL ? NULL : PyLong_FromLong(i);
        if (number == NULL || PyList_Append(list, number) < 0) {
            if (number != NULL)
                Py_DECREF(number);
            if (list != NULL)
                Py_DECREF(list);
            return NULL;
        }
        Py_DECREF(number);
        Py_DECREF(list);
    }
    return PyLong_FromLong(n);
}

/* apply(function, argument): calls back, whatever generation the function is. */
static PyObject *apply(PyObject *module, PyObject *args) {
    PyObject *function, *argument;
    (void)module;
    if (!PyArg_ParseTuple(args, "OO:apply", &function, &argument))
        return NULL;
    return PyObject_CallFunctionObjArgs(function, argument, NULL);
}

static PyMethodDef methods[] = {
    {"keep", keep, METH_O, "keep(object)\n--\n\nKeeps the object, returns the one before."},
    {"spin", spin, METH_O, "spin(n)\n--\n\nMakes and drops n lists."},
    {"apply", apply, METH_VARARGS, "apply(function, argument)\n--\n\nCalls back."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "legacy", "An extension that was built for a GIL.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_legacy(void);
PyMODINIT_FUNC PyInit_legacy(void) { return PyModule_Create(&definition); }
