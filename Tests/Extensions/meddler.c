// Objects that meddle: the first special method that runs (or their death) calls `action(*arguments)`, once, and goes
// on.
#define Py_LIMITED_API 0x030c0000
#include <Python.h>
#include <structmember.h>
typedef struct {
    PyObject_HEAD
    Py_ssize_t number; /* hash(m), m.__index__(), and how many items m yields */
    char answer;       /* m == x, m < x */
    char hashes;       /* whether hash(m) meddles too */
    PyObject *action, *arguments;
} Meddler;
static int meddle(PyObject *o) {
    Meddler *self = (Meddler *)o;
    PyObject *action = self->action;
    if (!action) return 0;
    self->action = NULL;
    PyObject *result = PyObject_CallObject(action, self->arguments);
    Py_DECREF(action);
    Py_XDECREF(result);
    return result ? 0 : -1;
}
static void meddler_dealloc(PyObject *o) {
    PyTypeObject *type = Py_TYPE(o);
    if (meddle(o) < 0) PyErr_Clear();
    Py_XDECREF(((Meddler *)o)->arguments);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(o);
    Py_DECREF(type);
}
static Py_hash_t meddler_hash(PyObject *o) {
    if (((Meddler *)o)->hashes && meddle(o) < 0) return -1;
    return ((Meddler *)o)->number;
}
static PyObject *meddler_compare(PyObject *o, PyObject *other, int op) {
    if (op != Py_EQ && op != Py_LT) Py_RETURN_NOTIMPLEMENTED;
    return meddle(o) < 0 ? NULL : PyBool_FromLong(((Meddler *)o)->answer);
}
static PyObject *meddler_index(PyObject *o) {
    return meddle(o) < 0 ? NULL : PyLong_FromSsize_t(((Meddler *)o)->number);
}
static PyObject *meddler_repr(PyObject *o) {
    return meddle(o) < 0 ? NULL : PyUnicode_FromString("M");
}
static PyObject *meddler_next(PyObject *o) {
    if (meddle(o) < 0 || ((Meddler *)o)->number == 0) return NULL;
    return PyLong_FromSsize_t(((Meddler *)o)->number--);
}
static PyMemberDef members[] = {
    {"number", T_PYSSIZET, offsetof(Meddler, number), 0, NULL}, {"answer", T_BOOL, offsetof(Meddler, answer), 0, NULL},
    {"hashes", T_BOOL, offsetof(Meddler, hashes), 0, NULL}, {"action", T_OBJECT, offsetof(Meddler, action), 0, NULL},
    {"arguments", T_OBJECT, offsetof(Meddler, arguments), 0, NULL}, {0}};
static PyType_Slot type_slots[] = {
    {Py_tp_dealloc, meddler_dealloc}, {Py_tp_hash, meddler_hash},
    {Py_tp_richcompare, meddler_compare}, {Py_nb_index, meddler_index}, {Py_tp_repr, meddler_repr},
    {Py_tp_iter, PyObject_SelfIter}, {Py_tp_iternext, meddler_next}, {Py_tp_members, members}, {0, NULL}};
static PyType_Spec spec = {"meddler.Meddler", sizeof(Meddler), 0, Py_TPFLAGS_DEFAULT, type_slots};
static int exec(PyObject *m) {
    PyObject *type = PyType_FromModuleAndSpec(m, &spec, NULL);
    int result = type ? PyModule_AddObjectRef(m, "Meddler", type) : -1;
    Py_XDECREF(type);
    return result;
}
static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "meddler", NULL, 0, NULL, slots};
PyMODINIT_FUNC PyInit_meddler(void) { return PyModuleDef_Init(&def); }
