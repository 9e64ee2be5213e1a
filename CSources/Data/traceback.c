// Tracebacks, and the code and frame objects that they point to.
#include "data.h"

void suture_traceback_dealloc(PyObject *self);
int suture_traceback_traverse(PyObject *self, visitproc visit, void *arg);
int suture_traceback_clear(PyObject *self);
PyObject *suture_traceback_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PyObject *suture_traceback_get(PyObject *self, void *closure);
int suture_traceback_set_next(PyObject *self, PyObject *value, void *closure);
void suture_code_dealloc(PyObject *self);
PyObject *suture_code_repr(PyObject *self);
PyObject *suture_code_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PyObject *suture_code_get(PyObject *self, void *closure);
PyObject *suture_code_replace(PyObject *self, PyObject *args, PyObject *kwargs);
void suture_frame_dealloc(PyObject *self);
int suture_frame_traverse(PyObject *self, visitproc visit, void *arg);
int suture_frame_clear(PyObject *self);
PyObject *suture_frame_repr(PyObject *self);
PyObject *suture_frame_get(PyObject *self, void *closure);
int suture_frame_set_line(PyObject *self, PyObject *value, void *closure);

#define GETTER(name, prefix, index) {name, suture_##prefix##_get, NULL, NULL, (void *)index}
#define END {NULL, NULL, NULL, NULL, NULL}

static PyGetSetDef traceback_getset[] = {
    {"tb_next", suture_traceback_get, suture_traceback_set_next, NULL, (void *)0},
    GETTER("tb_frame", traceback, 1),
    GETTER("tb_lasti", traceback, 2),
    GETTER("tb_lineno", traceback, 3),
    END,
};
PyTypeObject PyTraceBack_Type = {
    SUTURE_TYPE("traceback", sizeof(SutureTraceback), 0),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)\n--\n\nCreate a new traceback object.",
    .tp_dealloc = suture_traceback_dealloc,
    .tp_traverse = suture_traceback_traverse,
    .tp_clear = suture_traceback_clear,
    .tp_getset = traceback_getset,
    .tp_new = suture_traceback_new,
};

/* In the order of the type's parameters: Errors/Code.swift. */
static PyGetSetDef code_getset[] = {
    GETTER("co_argcount", code, 0), GETTER("co_posonlyargcount", code, 1), GETTER("co_kwonlyargcount", code, 2),
    GETTER("co_nlocals", code, 3), GETTER("co_stacksize", code, 4), GETTER("co_flags", code, 5),
    GETTER("co_code", code, 6), GETTER("co_consts", code, 7), GETTER("co_names", code, 8),
    GETTER("co_varnames", code, 9), GETTER("co_filename", code, 10), GETTER("co_name", code, 11),
    GETTER("co_qualname", code, 12), GETTER("co_firstlineno", code, 13), GETTER("co_linetable", code, 14),
    GETTER("co_exceptiontable", code, 15), GETTER("co_freevars", code, 16), GETTER("co_cellvars", code, 17),
    END,
};
static PyMethodDef code_methods[] = {
    {"replace", (PyCFunction)(void *)suture_code_replace, METH_VARARGS | METH_KEYWORDS,
     "Return a copy of the code object with new values for the specified fields."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyCode_Type = {
    SUTURE_TYPE("code", sizeof(SutureCode), 0),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Create a code object.  Not for mere mortals.",
    .tp_new = suture_code_new,
    .tp_dealloc = suture_code_dealloc,
    .tp_repr = suture_code_repr,
    .tp_methods = code_methods,
    .tp_getset = code_getset,
};

static PyGetSetDef frame_getset[] = {
    GETTER("f_back", frame, 0),
    GETTER("f_code", frame, 1),
    GETTER("f_globals", frame, 2),
    GETTER("f_locals", frame, 3),
    GETTER("f_builtins", frame, 4),
    {"f_lineno", suture_frame_get, suture_frame_set_line, NULL, (void *)5},
    GETTER("f_lasti", frame, 6),
    END,
};
PyTypeObject PyFrame_Type = {
    SUTURE_TYPE("frame", sizeof(SutureFrame), 0),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_dealloc = suture_frame_dealloc,
    .tp_traverse = suture_frame_traverse,
    .tp_clear = suture_frame_clear,
    .tp_repr = suture_frame_repr,
    .tp_getset = frame_getset,
};

// MARK: Types without instances

#define ABSENT(symbol, name)                                                                       \
    PyTypeObject symbol = {                                                                        \
        SUTURE_TYPE(name, sizeof(PyObject), 0),                                                    \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,                        \
    };
ABSENT(PyFunction_Type, "function")
ABSENT(PyGen_Type, "generator")
ABSENT(PyCoro_Type, "coroutine")
ABSENT(PyAsyncGen_Type, "async_generator")
