// Containers for the tests of the cycle collector: Node with a weak list of its own, Managed with Py_TPFLAGS_MANAGED_WEAKREF.
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    PyObject *ref;     /* anything */
    PyObject *hook;    /* what tp_finalize calls with the node */
    PyObject *weak;    /* the weak list, of a Node */
    int retracks;      /* tp_clear untracks the node and tracks it again */
    int keeps;         /* tp_clear clears nothing */
} Node;

static int alive, clears;

static PyObject *node_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)args, (void)kwargs;
    PyObject *self = type->tp_alloc(type, 0);
    if (self != NULL)
        __atomic_add_fetch(&alive, 1, __ATOMIC_RELAXED);
    return self;
}

static int node_traverse(PyObject *self, visitproc visit, void *arg) {
    Node *node = (Node *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(node->ref);
    Py_VISIT(node->hook);
    return 0;
}

static int node_clear(PyObject *self) {
    Node *node = (Node *)self;
    clears++;
    if (node->retracks) {
        PyObject_GC_UnTrack(self);
        PyObject_GC_Track(self);
    }
    if (!node->keeps) {
        Py_CLEAR(node->ref);
        Py_CLEAR(node->hook);
    }
    return 0;
}

static void node_finalize(PyObject *self) {
    PyObject *error = PyErr_GetRaisedException(), *hook = ((Node *)self)->hook;
    if (hook != NULL) {
        Py_INCREF(hook);
        PyObject *result = PyObject_CallFunctionObjArgs(hook, self, NULL);
        if (result == NULL)
            PyErr_WriteUnraisable(self);
        Py_XDECREF(result);
        Py_DECREF(hook);
    }
    PyErr_SetRaisedException(error);
}

static void node_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    if (PyObject_CallFinalizerFromDealloc(self) < 0)
        return;
    PyObject_GC_UnTrack(self);
    PyObject_ClearWeakRefs(self);
    Py_CLEAR(((Node *)self)->ref);
    Py_CLEAR(((Node *)self)->hook);
    __atomic_sub_fetch(&alive, 1, __ATOMIC_RELAXED);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMemberDef node_members[] = {
    {"ref", Py_T_OBJECT_EX, offsetof(Node, ref), 0, NULL},
    {"hook", Py_T_OBJECT_EX, offsetof(Node, hook), 0, NULL},
    {"retracks", Py_T_INT, offsetof(Node, retracks), 0, NULL},
    {"keeps", Py_T_INT, offsetof(Node, keeps), 0, NULL},
    {"__weaklistoffset__", Py_T_PYSSIZET, offsetof(Node, weak), Py_READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};
/* The same without a weak list. */
static PyMemberDef managed_members[] = {
    {"ref", Py_T_OBJECT_EX, offsetof(Node, ref), 0, NULL},
    {"hook", Py_T_OBJECT_EX, offsetof(Node, hook), 0, NULL},
    {"retracks", Py_T_INT, offsetof(Node, retracks), 0, NULL},
    {"keeps", Py_T_INT, offsetof(Node, keeps), 0, NULL},
    {NULL, 0, 0, 0, NULL}};

#define SLOTS(members)                                                                             \
    {{Py_tp_new, node_new},           {Py_tp_traverse, node_traverse}, {Py_tp_clear, node_clear},  \
     {Py_tp_finalize, node_finalize}, {Py_tp_dealloc, node_dealloc},   {Py_tp_members, members},   \
     {0, NULL}}
static PyType_Slot node_slots[] = SLOTS(node_members);
static PyType_Slot managed_slots[] = SLOTS(managed_members);
static PyType_Spec node_spec = {"gctypes.Node", sizeof(Node), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, node_slots};
static PyType_Spec managed_spec = {
    "gctypes.Managed", sizeof(Node), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_WEAKREF, managed_slots};

static PyObject *count_alive(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return PyLong_FromLong(__atomic_load_n(&alive, __ATOMIC_RELAXED));
}

static PyObject *count_clears(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return PyLong_FromLong(clears);
}

static PyMethodDef methods[] = {
    {"alive", count_alive, METH_NOARGS, NULL}, {"clears", count_clears, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static int exec(PyObject *module) {
    PyObject *node = PyType_FromModuleAndSpec(module, &node_spec, NULL);
    PyObject *managed = PyType_FromModuleAndSpec(module, &managed_spec, NULL);
    if (PyModule_Add(module, "Node", node) < 0)
        return -1;
    return PyModule_Add(module, "Managed", managed);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "gctypes", NULL, 0, methods, slots, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_gctypes(void);
PyMODINIT_FUNC PyInit_gctypes(void) { return PyModuleDef_Init(&definition); }
PyMODINIT_FUNC PyGilectomyInit_gctypes(void);
PyMODINIT_FUNC PyGilectomyInit_gctypes(void) { return PyModuleDef_Init(&definition); }
