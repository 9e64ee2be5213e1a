/* A legacy neighbour for `suture bench legacy`: it changes counts in its own code, as extensions that were built against
   CPython's headers before 3.12 do, and it never gives the legacy lock up while it loops. */
#define Py_LIMITED_API 0x030b0000
#include <Python.h>
#include <stdint.h>

void _Py_Dealloc(PyObject *);
#undef Py_INCREF
#undef Py_DECREF
#define Py_INCREF(op) ((void)(((PyObject *)(op))->ob_refcnt++))
#define Py_DECREF(op)                                                                              \
    do {                                                                                           \
        if (--((PyObject *)(op))->ob_refcnt == 0)                                                  \
            _Py_Dealloc((PyObject *)(op));                                                         \
    } while (0)

static int churn(long number) {
    PyObject *list = PyList_New(0), *item = PyLong_FromLong(number);
    int failed = list == NULL || item == NULL || PyList_Append(list, item) < 0;
    if (item != NULL)
        Py_DECREF(item);
    if (list != NULL)
        Py_DECREF(list);
    return failed ? -1 : 0;
}

/* loop(address): makes and drops lists until the 32-bit word at `address` is 2; sets it to 1 when it begins. Returns the
   number of lists. */
static PyObject *loop(PyObject *module, PyObject *address) {
    (void)module;
    size_t raw = PyLong_AsSize_t(address);
    if (raw == (size_t)-1 && PyErr_Occurred())
        return NULL;
    uint32_t *word = (uint32_t *)(uintptr_t)raw;
    __atomic_store_n(word, 1, __ATOMIC_RELEASE);
    long made = 0;
    while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != 2) {
        if (churn(1000 + made++ % 1000) < 0)
            return NULL;
    }
    return PyLong_FromLong(made);
}

/* see(lists): looks at each item of each list, so that legacy code has seen them all. Returns their number. */
static PyObject *see(PyObject *module, PyObject *lists) {
    long seen = 0;
    (void)module;
    for (Py_ssize_t i = 0; i < PyList_Size(lists); i++) {
        PyObject *list = PyList_GetItem(lists, i);
        for (Py_ssize_t k = 0; list != NULL && k < PyList_Size(list); k++) {
            PyObject *item = PyList_GetItem(list, k);
            if (item == NULL)
                return NULL;
            Py_INCREF(item);
            Py_DECREF(item);
            seen++;
        }
    }
    return PyErr_Occurred() ? NULL : PyLong_FromLong(seen);
}

static PyMethodDef methods[] = {
    {"loop", loop, METH_O, "loop(address)\n--\n\nMakes and drops lists until the word is 2."},
    {"see", see, METH_O, "see(lists)\n--\n\nLooks at each item of each list."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "neighbour", "The legacy neighbour of suture bench.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_neighbour(void);
PyMODINIT_FUNC PyInit_neighbour(void) { return PyModule_Create(&definition); }
