/* Larry Hastings' benchmark, recursive Fibonacci, through the C API. One file for both worlds: in CPython it is imported
   by PyInit_fib, in Suture it runs in parallel by PyGilectomyInit_fib. */
#define Py_GILECTOMY
#define Py_LIMITED_API 0x030b0000
#include <gilectomy.h>

/* fib(n) with every number an object: n < 2 is compared, n - 1 and n - 2 are made, the results are added and freed. */
static PyObject *fibonacci(PyObject *n, PyObject *one, PyObject *two) {
    int small = PyObject_RichCompareBool(n, two, Py_LT);
    if (small != 0)
        return small < 0 ? NULL : Py_NewRef(n);
    PyObject *sum = NULL, *a = NULL, *b = NULL;
    PyObject *m = PyNumber_Subtract(n, one);
    if (m != NULL)
        a = fibonacci(m, one, two);
    Py_XDECREF(m);
    m = a == NULL ? NULL : PyNumber_Subtract(n, two);
    if (m != NULL)
        b = fibonacci(m, one, two);
    Py_XDECREF(m);
    if (b != NULL)
        sum = PyNumber_Add(a, b);
    Py_XDECREF(a);
    Py_XDECREF(b);
    return sum;
}

static PyObject *fib(PyObject *module, PyObject *n) {
    (void)module;
    PyObject *one = PyLong_FromLong(1), *two = PyLong_FromLong(2), *result = NULL;
    if (one != NULL && two != NULL)
        result = fibonacci(n, one, two);
    Py_XDECREF(one);
    Py_XDECREF(two);
    return result;
}

/* count(list): appends to a list that threads may share, under the list's own lock. */
static PyObject *count(PyObject *module, PyObject *list) {
    (void)module;
    PyObject *n = NULL;
    Py_LOCK(list);
    Py_ssize_t size = PyList_Size(list);
    if (size >= 0)
        n = PyLong_FromSsize_t(size);
    int failed = n == NULL || PyList_Append(list, n) < 0;
    Py_UNLOCK(list);
    if (failed)
        Py_CLEAR(n);
    return n;
}

static PyMethodDef methods[] = {
    {"fib", fib, METH_O, "fib(n)\n--\n\nThe n-th Fibonacci number, recursively."},
    {"count", count, METH_O, "count(list)\n--\n\nAppends the length of the list to it."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "fib", "Recursive Fibonacci.", 0, methods, NULL, NULL, NULL, NULL,
};

Py_GILECTOMY_MODULE(fib, &definition)
