// A heap type with every part that a spec can have.
#define Py_LIMITED_API 0x030c0000
#include <Python.h>
#include <structmember.h>
typedef struct { PyObject_HEAD int number; PyObject *object; } Box;
static int alive;
static PyObject *box_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    allocfunc alloc = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Box *self = (Box *)alloc(type, 0);
    if (self) { self->number = 7; alive++; }
    return (PyObject *)self;
}
static void box_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject *object = ((Box *)self)->object;
    alive--;
    Py_XDECREF(object);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}
static PyObject *box_double(PyObject *self, PyObject *unused) { return PyLong_FromLong(2 * ((Box *)self)->number); }
static PyObject *box_get(PyObject *self, void *c) { return PyLong_FromLong(((Box *)self)->number + 1); }
static Py_ssize_t box_len(PyObject *self) { return ((Box *)self)->number; }
static PyMethodDef box_methods[] = {{"double", box_double, METH_NOARGS, "double($self)\n--\n\nTwice."}, {0}};
static PyMemberDef box_members[] = {
    {"number", T_INT, offsetof(Box, number), 0, NULL}, {"object", T_OBJECT_EX, offsetof(Box, object), 0, NULL}, {0}};
static PyGetSetDef box_getset[] = {{"next", box_get, NULL, NULL, NULL}, {0}};
static PyType_Slot box_slots[] = {
    {Py_tp_new, box_new}, {Py_tp_dealloc, box_dealloc}, {Py_tp_methods, box_methods}, {Py_tp_members, box_members},
    {Py_tp_getset, box_getset}, {Py_sq_length, box_len}, {Py_tp_doc, "Box()\n--\n\nA box."}, {0, NULL}};
static PyType_Spec box_spec = {"boxtype.Box", sizeof(Box), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, box_slots};
static PyObject *count_alive(PyObject *m, PyObject *unused) { return PyLong_FromLong(alive); }
static PyMethodDef methods[] = {{"alive", count_alive, METH_NOARGS, NULL}, {0}};
static int exec(PyObject *m) {
    PyObject *type = PyType_FromModuleAndSpec(m, &box_spec, NULL);
    return type ? PyModule_AddObjectRef(m, "Box", type) : -1;
}
static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "boxtype", NULL, 0, methods, slots};
PyMODINIT_FUNC PyInit_boxtype(void) { return PyModuleDef_Init(&def); }
