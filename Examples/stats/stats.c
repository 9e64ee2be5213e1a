/* A type with data of its own in C that threads share: numbers are added to it, and it knows how many they were, their
   sum, the least and the greatest. The object's lock guards the data; in CPython its GIL does, and the lock is nothing. */
#define Py_GILECTOMY
#include <gilectomy.h>

typedef struct {
    Py_ssize_t count;
    double sum, least, greatest;
} Stats;

/* The type has no subclasses, so the data is behind the object's own type. */
static Stats *data(PyObject *self) { return (Stats *)PyObject_GetTypeData(self, Py_TYPE(self)); }

static PyObject *add(PyObject *self, PyObject *number) {
    /* Before the lock is taken: it may call __float__, and what waits in there would set the lock aside. */
    double x = PyFloat_AsDouble(number);
    if (x == -1.0 && PyErr_Occurred())
        return NULL;
    Stats *stats = data(self);
    Py_LOCK(self);
    if (stats->count == 0 || x < stats->least)
        stats->least = x;
    if (stats->count == 0 || x > stats->greatest)
        stats->greatest = x;
    stats->count++;
    stats->sum += x;
    Py_UNLOCK(self);
    Py_RETURN_NONE;
}

static PyObject *get(PyObject *self, PyObject *unused) {
    (void)unused;
    Py_LOCK(self);
    Stats now = *data(self);
    Py_UNLOCK(self);
    return Py_BuildValue("(nddd)", now.count, now.sum, now.least, now.greatest);
}

static PyMethodDef methods[] = {
    {"add", add, METH_O, "add(number)\n--\n\nAdds a number."},
    {"get", get, METH_NOARGS, "get()\n--\n\nHow many numbers were added, their sum, the least, the greatest."},
    {NULL, NULL, 0, NULL},
};

/* The memory of a new object is zeroes, which is a Stats without numbers. */
static PyType_Slot slots[] = {
    {Py_tp_doc, "Numbers that threads add up."},
    {Py_tp_methods, methods},
    {0, NULL},
};

/* The size is negative: what the type adds to an object, whatever that looks like. */
static PyType_Spec spec = {"stats.Stats", -(int)sizeof(Stats), 0, Py_TPFLAGS_DEFAULT, slots};

static int make_type(PyObject *module) {
    PyObject *type = PyType_FromModuleAndSpec(module, &spec, NULL);
    int failed = type == NULL || PyModule_AddObjectRef(module, "Stats", type) < 0;
    Py_XDECREF(type);
    return failed ? -1 : 0;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, (void *)make_type}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "stats", "Numbers that threads add up.", 0, NULL, module_slots, NULL, NULL, NULL,
};

Py_GILECTOMY_MODULE(stats, &definition)
