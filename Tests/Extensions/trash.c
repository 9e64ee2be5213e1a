/* A type of chains and one of nodes that keep their memory, as binaries for CPython 3.13 have them inline: the macros
   Py_TRASHCAN_BEGIN and _END on the thread's state, and a free list of one. */
#include <Python.h>
#include <structmember.h>

typedef struct {
    char before[52];
    int remaining;
    char between[112];
    PyObject *later;
} State;
typedef struct {
    PyObject_HEAD
    PyObject *next;
} Link;
static long died;
static PyTypeObject Link_Type;

static void link_dealloc(PyObject *self) {
    PyObject_GC_UnTrack(self);
    State *state = (State *)PyThreadState_Get();
    if (state->remaining <= 50 && Py_TYPE(self)->tp_dealloc == link_dealloc) {
        _PyTrash_thread_deposit_object((PyThreadState *)state, self);
        return;
    }
    state->remaining--;
    Py_CLEAR(((Link *)self)->next);
    died++;
    Py_TYPE(self)->tp_free(self);
    state->remaining++;
    if (state->later && state->remaining > 100) _PyTrash_thread_destroy_chain((PyThreadState *)state);
}
static int link_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(((Link *)self)->next);
    return 0;
}
static PyTypeObject Link_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "trash.Link",
    .tp_basicsize = sizeof(Link),
    .tp_dealloc = link_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = link_traverse,
    .tp_free = PyObject_GC_Del,
};

/* chain(n, remaining): how many of a chain of n died with so much headroom, and then with all of it again. */
static PyObject *chain(PyObject *module, PyObject *args) {
    (void)module;
    int n, remaining;
    if (!PyArg_ParseTuple(args, "ii", &n, &remaining)) return NULL;
    PyObject *last = NULL;
    for (int i = 0; i < n; i++) {
        Link *link = PyObject_GC_New(Link, &Link_Type);
        if (link == NULL) return NULL;
        link->next = last;
        last = (PyObject *)link;
        PyObject_GC_Track(last);
    }
    State *state = (State *)PyThreadState_Get();
    int before = state->remaining;
    state->remaining = remaining;
    died = 0;
    Py_XDECREF(last);
    long first = died;
    state->remaining = before;
    PyObject *other = (PyObject *)PyObject_GC_New(Link, &Link_Type);
    if (other == NULL) return NULL;
    ((Link *)other)->next = NULL;
    PyObject_GC_Track(other);
    Py_DECREF(other);
    return Py_BuildValue("llii", first, died - 1, before > 1000, before == ((State *)PyThreadState_Get())->remaining);
}

static PyObject *kept;
static void node_dealloc(PyObject *self) {
    died++;
    if (kept == NULL)
        kept = self;
    else
        PyObject_Free(self);
}
static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "trash.Node",
    .tp_basicsize = sizeof(PyObject),
    .tp_dealloc = node_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

/* reuse(how): a Node in the memory of a dead one; how: 0 by _Py_NewReference, 1 by PyObject_Init. Returns its count of
   references, whether it is the same memory, and how many died. */
static PyObject *reuse(PyObject *module, PyObject *how) {
    (void)module;
    PyObject *first = PyObject_New(PyObject, &Node_Type);
    if (first == NULL) return NULL;
    died = 0;
    Py_DECREF(first);
    PyObject *node = kept;
    kept = NULL;
    if (PyLong_AsLong(how) == 0)
        _Py_NewReference(node);
    else
        PyObject_Init(node, &Node_Type);
    Py_ssize_t count = Py_REFCNT(node);
    int same = node == first;
    Py_INCREF(node);
    Py_DECREF(node);
    Py_DECREF(node);
    PyObject_Free(kept);
    kept = NULL;
    return Py_BuildValue("nil", count, same, died);
}

static PyMethodDef methods[] = {{"chain", chain, METH_VARARGS, NULL}, {"reuse", reuse, METH_O, NULL}, {0}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "trash", NULL, -1, methods, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_trash(void) {
    return PyType_Ready(&Link_Type) < 0 || PyType_Ready(&Node_Type) < 0 ? NULL : PyModule_Create(&def);
}
