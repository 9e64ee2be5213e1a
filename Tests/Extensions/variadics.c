// Calls of the variadic functions of the API, for the conformance cases: Swift cannot make them.
#include <Python.h>

typedef PyObject *const *Arguments;

// MARK: pyerrors.h and warnings.h

static PyObject *err_format(PyObject *self, PyObject *type) { return PyErr_Format(type, "%d-%s", 5, "x"); }

static PyObject *err_format_from_cause(PyObject *self, PyObject *unused) {
    PyErr_SetString(PyExc_ValueError, "cause");
    return _PyErr_FormatFromCause(PyExc_KeyError, "%d", 7);
}

static PyObject *err_format_unraisable(PyObject *self, PyObject *exception) {
    PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
    PyErr_FormatUnraisable("while %s", "testing");
    Py_RETURN_NONE;
}

static PyObject *os_snprintf(PyObject *self, PyObject *unused) {
    char text[8];
    int n = PyOS_snprintf(text, sizeof text, "%d-%s", 5, "abcdefgh");
    return Py_BuildValue("(is)", n, text);
}

static PyObject *err_warn_format(PyObject *self, PyObject *category) {
    return PyErr_WarnFormat(category == Py_None ? NULL : category, 1, "%d %s", 5, "x") < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *err_resource_warning(PyObject *self, PyObject *source) {
    return PyErr_ResourceWarning(source, 1, "%d %s", 5, "x") < 0 ? NULL : Py_NewRef(Py_None);
}

// MARK: modsupport.h

// What a parser stored: an int and an object, the second optional.
static PyObject *stored(int done, int number, PyObject *o) {
    if (!done) return NULL;
    return Py_BuildValue("(iO)", number, o == NULL ? Py_None : o);
}

#define PARSE(name, call)                                                                                    \
    static PyObject *name(PyObject *self, PyObject *args) {                                                  \
        int number = 0;                                                                                      \
        PyObject *o = NULL;                                                                                  \
        int done = call; /* before the others are read */                                                   \
        return stored(done, number, o);                                                                      \
    }
PARSE(arg_parse, PyArg_Parse(args, "i", &number))
PARSE(arg_parse_sizet, _PyArg_Parse_SizeT(args, "i", &number))
PARSE(arg_parse_tuple, PyArg_ParseTuple(args, "i|O:spam", &number, &o))
PARSE(arg_parse_tuple_sizet, _PyArg_ParseTuple_SizeT(args, "i|O:spam", &number, &o))

static PyObject *arg_unpack_tuple(PyObject *self, PyObject *args) {
    PyObject *a = Py_None, *b = Py_None;
    if (!PyArg_UnpackTuple(args, "spam", 1, 2, &a, &b)) return NULL;
    return Py_BuildValue("(OO)", a, b);
}

static char *names[] = {"number", "o", NULL};
#define PARSE_KEYWORDS(name, call)                                                                           \
    static PyObject *name(PyObject *self, PyObject *args, PyObject *kwargs) {                                \
        int number = 0;                                                                                      \
        PyObject *o = NULL;                                                                                  \
        int done = call; /* before the others are read */                                                   \
        return stored(done, number, o);                                                                      \
    }
static _PyArg_Parser parser = {.format = "i|O:spam", .keywords = (const char *const *)names};
PARSE_KEYWORDS(arg_parse_keywords, PyArg_ParseTupleAndKeywords(args, kwargs, "i|O:spam", names, &number, &o))
PARSE_KEYWORDS(arg_parse_keywords_sizet, _PyArg_ParseTupleAndKeywords_SizeT(args, kwargs, "i|O:spam", names, &number, &o))
PARSE_KEYWORDS(arg_parse_keywords_fast, _PyArg_ParseTupleAndKeywordsFast(args, kwargs, &parser, &number, &o))

static PyObject *arg_parse_stack(PyObject *self, Arguments args, Py_ssize_t n) {
    int number = 0;
    PyObject *o = NULL;
    int done = _PyArg_ParseStack(args, n, "i|O:spam", &number, &o);
    return stored(done, number, o);
}

static PyObject *arg_parse_stack_keywords(PyObject *self, Arguments args, Py_ssize_t n, PyObject *kwnames) {
    int number = 0;
    PyObject *o = NULL;
    int done = _PyArg_ParseStackAndKeywords(args, n, kwnames, &parser, &number, &o);
    return stored(done, number, o);
}

static PyObject *build_value(PyObject *self, PyObject *o) { return Py_BuildValue("(is#O)", 5, "text", (Py_ssize_t)2, o); }
static PyObject *build_value_sizet(PyObject *self, PyObject *o) {
    return _Py_BuildValue_SizeT("(is#O)", 5, "text", (Py_ssize_t)2, o);
}

// MARK: ceval.h and sysmodule.h

static PyObject *eval_call_function(PyObject *self, PyObject *callable) {
    return PyEval_CallFunction(callable, "((is))", 1, "a");
}

static PyObject *eval_call_method(PyObject *self, PyObject *o) { return PyEval_CallMethod(o, "count", "(O)", Py_None); }

#define WRITE(name, function, format)                                                                        \
    static PyObject *name(PyObject *self, PyObject *o) {                                                     \
        function(format, 5, o);                                                                              \
        Py_RETURN_NONE;                                                                                      \
    }
WRITE(sys_format_stderr, PySys_FormatStderr, "%d %R|")
WRITE(sys_format_stdout, PySys_FormatStdout, "%d %R|")
#undef WRITE
static PyObject *sys_write_stderr(PyObject *self, PyObject *text) {
    PySys_WriteStderr("%d %s|", 5, PyUnicode_AsUTF8AndSize(text, NULL));
    Py_RETURN_NONE;
}
static PyObject *sys_write_stdout(PyObject *self, PyObject *text) {
    PySys_WriteStdout("%d %s|", 5, PyUnicode_AsUTF8AndSize(text, NULL));
    Py_RETURN_NONE;
}

static PyObject *sys_audit(PyObject *self, PyObject *o) {
    if (PySys_Audit("suture.pair", "iO", 5, o) < 0 || PySys_Audit("suture.one", "i", 6) < 0) return NULL;
    return PySys_Audit("suture.none", NULL) < 0 ? NULL : Py_NewRef(Py_None);
}

// MARK: The module

#define ONE(name) {#name, name, METH_O, NULL}
#define NONE(name) {#name, name, METH_NOARGS, NULL}
#define KEYWORDS(name) {#name, (PyCFunction)(void (*)(void))name, METH_VARARGS | METH_KEYWORDS, NULL}
static PyMethodDef functions[] = {
    ONE(err_format), NONE(err_format_from_cause), ONE(err_format_unraisable), NONE(os_snprintf),
    ONE(err_warn_format), ONE(err_resource_warning),
    ONE(arg_parse), ONE(arg_parse_sizet),
    {"arg_parse_tuple", arg_parse_tuple, METH_VARARGS, NULL},
    {"arg_parse_tuple_sizet", arg_parse_tuple_sizet, METH_VARARGS, NULL},
    {"arg_unpack_tuple", arg_unpack_tuple, METH_VARARGS, NULL},
    KEYWORDS(arg_parse_keywords), KEYWORDS(arg_parse_keywords_sizet), KEYWORDS(arg_parse_keywords_fast),
    {"arg_parse_stack", (PyCFunction)(void (*)(void))arg_parse_stack, METH_FASTCALL, NULL},
    {"arg_parse_stack_keywords", (PyCFunction)(void (*)(void))arg_parse_stack_keywords, METH_FASTCALL | METH_KEYWORDS, NULL},
    ONE(build_value), ONE(build_value_sizet),
    ONE(eval_call_function), ONE(eval_call_method),
    ONE(sys_format_stderr), ONE(sys_format_stdout), ONE(sys_write_stderr), ONE(sys_write_stdout), ONE(sys_audit),
    {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "variadics", .m_size = -1, .m_methods = functions};
PyMODINIT_FUNC PyInit_variadics(void) { return PyModule_Create(&definition); }
