// Counters that PyMutexes guard, of one byte each, side by side. With MUTEXES_LEGACY it is built for a GIL.
#ifdef MUTEXES_LEGACY
#include <Python.h>
#else
#define Py_GILECTOMY
#include <gilectomy.h>
#endif
#define COUNT 4

typedef struct {
    PyMutex mutex[COUNT];
    long counter[COUNT];
} Shared;

/* add(address, n): n times adds 1 to a counter of the Shared at `address`, every fourth time with another mutex locked
   inside, and every 64th with the thread detached inside. */
static PyObject *add(PyObject *module, PyObject *args) {
    (void)module;
    size_t address;
    int n;
    if (!PyArg_ParseTuple(args, "ni", &address, &n)) return NULL;
    Shared *shared = (Shared *)address;
    for (int i = 0; i < n; i++) {
        int at = i % COUNT, next = at + 1;
        PyMutex_Lock(&shared->mutex[at]);
        if (i % 4 == 1) {
            PyMutex_Lock(&shared->mutex[next]);
            shared->counter[next]++;
            PyMutex_Unlock(&shared->mutex[next]);
        } else if (i % 64 == 0) {
            Py_BEGIN_ALLOW_THREADS
            shared->counter[at]++;
            Py_END_ALLOW_THREADS
        } else {
            shared->counter[at]++;
        }
        PyMutex_Unlock(&shared->mutex[at]);
    }
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {{"add", add, METH_VARARGS, NULL}, {0}};
static PyModuleDef_Slot slots[] = {{0, NULL}};
#ifdef MUTEXES_LEGACY
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "mutexeslegacy", NULL, 0, methods, slots, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_mutexeslegacy(void) { return PyModuleDef_Init(&def); }
#else
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "mutexes", NULL, 0, methods, slots, NULL, NULL, NULL};
Py_GILECTOMY_ONLY_MODULE(mutexes, &def)
#endif
