/* One module for each way in which init can go: compiled with -DCASE=... -DNAME=... */
#define Py_LIMITED_API 0x030c0000
#include <Python.h>

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TEXT_(a) #a
#define TEXT(a) TEXT_(a)
#define ENTRY JOIN(PyInit_, NAME)

#define SINGLE 1
#define NULL_WITHOUT_EXCEPTION 2
#define RESULT_WITH_EXCEPTION 3
#define NOT_A_MODULE 4
#define MULTI 5
#define EXEC_FAILS 6
#define EXEC_FAILS_SILENTLY 7
#define NEGATIVE_SIZE 8
#define TWO_CREATES 9
#define UNKNOWN_SLOT 10
#define CREATE_NULL 11
#define NO_GIL 12
#define MISSING_FUNCTION 13
#define CREATE_WITH_EXCEPTION 14
#define EXEC_WITH_EXCEPTION 15

static PyObject *answer(PyObject *self, PyObject *unused) {
    (void)self, (void)unused;
    return PyLong_FromLong(42);
}
static PyObject *one(PyObject *self, PyObject *x) {
    (void)self;
    return Py_NewRef(x);
}
static PyObject *nothing(PyObject *self, PyObject *unused) {
    (void)self, (void)unused;
    return NULL;
}
static PyObject *both(PyObject *self, PyObject *unused) {
    (void)self, (void)unused;
    PyErr_SetString(PyExc_ValueError, "left over");
    return PyLong_FromLong(1);
}
static PyObject *varargs(PyObject *self, PyObject *args) {
    (void)self;
    return Py_NewRef(args);
}
static PyMethodDef functions[] = {
    {"answer", answer, METH_NOARGS, "answer($module, /)\n--\n\nThe answer."},
    {"one", one, METH_O, NULL},
    {"nothing", nothing, METH_NOARGS, NULL},
    {"both", both, METH_NOARGS, NULL},
    {"varargs", varargs, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int exec(PyObject *module) {
#if CASE == EXEC_FAILS
    PyErr_SetString(PyExc_ValueError, "exec failed");
    return -1;
#elif CASE == EXEC_FAILS_SILENTLY
    return -1;
#elif CASE == EXEC_WITH_EXCEPTION
    PyErr_SetString(PyExc_ValueError, "left over");
    return 0;
#elif CASE == MULTI || CASE == NO_GIL
    int *state = PyModule_GetState(module);
    *state = 7;
    return PyModule_AddIntConstant(module, "state", *state);
#else
    (void)module;
    return 0;
#endif
}
static PyObject *create(PyObject *spec, PyModuleDef *def) {
    (void)spec, (void)def;
#if CASE == CREATE_WITH_EXCEPTION
    PyErr_SetString(PyExc_ValueError, "left over");
    return PyModule_New(TEXT(NAME));
#else
    return NULL;
#endif
}
static PyModuleDef_Slot slots[] = {
#if CASE == TWO_CREATES
    {Py_mod_create, create}, {Py_mod_create, create},
#elif CASE == CREATE_NULL || CASE == CREATE_WITH_EXCEPTION
    {Py_mod_create, create},
#elif CASE == UNKNOWN_SLOT
    {77, create},
#elif CASE == NO_GIL
    {Py_mod_gil, (void *)1},
#endif
    {Py_mod_exec, exec},
    {0, NULL},
};
static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, TEXT(NAME), "A module for tests.", CASE == NEGATIVE_SIZE ? -1 : (Py_ssize_t)sizeof(int),
    functions, CASE >= MULTI ? slots : NULL, NULL, NULL, NULL,
};

#if CASE == MISSING_FUNCTION
extern PyObject *PyMissing_Function(PyObject *);
#endif

PyMODINIT_FUNC ENTRY(void) {
    (void)slots, (void)create, (void)exec;
#if CASE == SINGLE
    return PyModule_Create(&definition);
#elif CASE == NULL_WITHOUT_EXCEPTION
    return NULL;
#elif CASE == RESULT_WITH_EXCEPTION
    PyErr_SetString(PyExc_ValueError, "left over");
    return PyModule_Create(&definition);
#elif CASE == NOT_A_MODULE
    return PyLong_FromLong(5);
#elif CASE == MISSING_FUNCTION
    return PyMissing_Function(NULL);
#else
    return PyModuleDef_Init(&definition);
#endif
}
