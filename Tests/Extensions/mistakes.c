/* What the author of an extension gets wrong.

   MISTAKES_INLINE: it counts references in its own code. MISTAKES_ONLY: it has no entry point for a GIL. */
#define Py_GILECTOMY
#include <gilectomy.h>

#ifdef MISTAKES_INLINE
PyAPI_FUNC(void) _Py_Dealloc(PyObject *);
void (*mistakes_dealloc)(PyObject *) = _Py_Dealloc;
#endif

static PyObject *nothing(PyObject *module, PyObject *o) {
    (void)module, (void)o;
    return NULL;
}

static PyObject *both(PyObject *module, PyObject *o) {
    (void)module;
    PyErr_SetString(PyExc_ValueError, "bad");
    return Py_NewRef(o);
}

static PyObject *lock(PyObject *module, PyObject *o) {
    (void)o;
    Py_LOCK(module);
    return PyLong_FromLong(1);
}

static PyObject *unlock(PyObject *module, PyObject *o) {
    (void)module;
    Py_UNLOCK(o);
    return PyLong_FromLong(1);
}

static PyObject *unlock_other(PyObject *module, PyObject *o) {
    Py_LOCK(module);
    Py_UNLOCK(o);
    return PyLong_FromLong(1);
}

static PyObject *lock_pair(PyObject *module, PyObject *o) {
    (void)o;
    Py_LOCK2(module, Py_None);
    return PyLong_FromLong(1);
}

static PyObject *unlock_one_of_pair(PyObject *module, PyObject *o) {
    Py_LOCK2(module, o);
    Py_UNLOCK(o);
    return PyLong_FromLong(1);
}

/* Only the lock of the one with the lower address is taken. */
static PyObject *unlock_pair_of_one(PyObject *module, PyObject *o) {
    (void)module;
    PyObject *other = PyList_New(0);
    Py_LOCK(o < other ? o : other);
    Py_UNLOCK2(o, other);
    return PyLong_FromLong(1);
}

/* No mistake: what macros say of an object that is opaque. */
static PyObject *fields(PyObject *module, PyObject *o) {
    (void)module;
    if (!PyList_Check(o) || PyList_CheckExact(Py_None) || !Py_IS_TYPE(o, Py_TYPE(o)) || Py_REFCNT(o) < 1)
        return Py_NewRef(Py_None);
    return PyLong_FromSsize_t(Py_SIZE(o));
}

static PyMethodDef methods[] = {
    {"nothing", nothing, METH_O, NULL},
    {"both", both, METH_O, NULL},
    {"lock", lock, METH_O, NULL},
    {"unlock", unlock, METH_O, NULL},
    {"unlock_other", unlock_other, METH_O, NULL},
    {"lock_pair", lock_pair, METH_O, NULL},
    {"unlock_one_of_pair", unlock_one_of_pair, METH_O, NULL},
    {"unlock_pair_of_one", unlock_pair_of_one, METH_O, NULL},
    {"fields", fields, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "mistakes", NULL, 0, methods, NULL, NULL, NULL, NULL,
};

#ifdef MISTAKES_ONLY
Py_GILECTOMY_ONLY_MODULE(mistakes, &definition)
#else
Py_GILECTOMY_MODULE(mistakes, &definition)
#endif
