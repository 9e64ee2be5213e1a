// Swift cannot define a C variadic function, so each one wraps its va_list here and calls the Swift function that does
// the work. Delete when Swift can define variadics.
#include "suture/suture.h"

#define WITH(last, type, call)                                                                     \
    SutureArguments va;                                                                            \
    va_start(va.arguments, last);                                                                  \
    type result = call;                                                                            \
    va_end(va.arguments);                                                                          \
    return result
#define WITH_LIST(list, type, call)                                                                \
    SutureArguments va;                                                                            \
    va_copy(va.arguments, list);                                                                   \
    type result = call;                                                                            \
    va_end(va.arguments);                                                                          \
    return result

// MARK: Parsing (and arguments.c)

int PyArg_Parse(PyObject *op, const char *text, ...) { WITH(text, int, suture_arg_parse(op, text, &va, 1)); }
int _PyArg_Parse_SizeT(PyObject *op, const char *text, ...) { WITH(text, int, suture_arg_parse(op, text, &va, 1)); }
int PyArg_VaParse(PyObject *op, const char *text, va_list list) {
    WITH_LIST(list, int, suture_arg_parse(op, text, &va, 0));
}
int _PyArg_VaParse_SizeT(PyObject *op, const char *text, va_list list) {
    WITH_LIST(list, int, suture_arg_parse(op, text, &va, 0));
}
int PyArg_VaParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *text, char *const *keywords,
                                  va_list list) {
    WITH_LIST(list, int, suture_arg_parse_keywords(args, kwargs, text, keywords, &va, 1313));
}
int _PyArg_VaParseTupleAndKeywords_SizeT(PyObject *args, PyObject *kwargs, const char *text, char *const *keywords,
                                         va_list list) {
    WITH_LIST(list, int, suture_arg_parse_keywords(args, kwargs, text, keywords, &va, 1338));
}
int PyArg_UnpackTuple(PyObject *args, const char *name, Py_ssize_t min, Py_ssize_t max, ...) {
    WITH(max, int, suture_arg_unpack(args, name, min, max, &va));
}

int _PyArg_ParseStackAndKeywords(PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames,
                                 struct _PyArg_Parser *parser, ...) {
    WITH(parser, int, suture_arg_parse_stack_keywords(args, nargs, kwnames, parser, &va));
}
int _PyArg_ParseTupleAndKeywordsFast(PyObject *args, PyObject *kwargs, struct _PyArg_Parser *parser, ...) {
    WITH(parser, int, suture_arg_parse_fast(args, kwargs, parser, &va));
}

// MARK: Building

PyObject *Py_BuildValue(const char *text, ...) { WITH(text, PyObject *, suture_build_value(text, &va)); }
PyObject *_Py_BuildValue_SizeT(const char *text, ...) { WITH(text, PyObject *, suture_build_value(text, &va)); }
PyObject *Py_VaBuildValue(const char *text, va_list list) {
    WITH_LIST(list, PyObject *, suture_build_value(text, &va));
}
PyObject *_Py_VaBuildValue_SizeT(const char *text, va_list list) {
    WITH_LIST(list, PyObject *, suture_build_value(text, &va));
}

// MARK: Text

PyObject *PyUnicode_FromFormat(const char *format, ...) { WITH(format, PyObject *, suture_text_format(format, &va)); }
PyObject *PyUnicode_FromFormatV(const char *format, va_list list) {
    WITH_LIST(list, PyObject *, suture_text_format(format, &va));
}
PyObject *PyBytes_FromFormat(const char *format, ...) { WITH(format, PyObject *, suture_bytes_format(format, &va)); }
PyObject *PyBytes_FromFormatV(const char *format, va_list list) {
    WITH_LIST(list, PyObject *, suture_bytes_format(format, &va));
}
int PyOS_vsnprintf(char *str, size_t size, const char *format, va_list list) {
    int n = size > INT_MAX - 512 ? -666 : vsnprintf(str, size, format, list);
    if (size > 0) str[size - 1] = '\0';
    return n;
}
int PyOS_snprintf(char *str, size_t size, const char *format, ...) {
    va_list list;
    va_start(list, format);
    int result = PyOS_vsnprintf(str, size, format, list);
    va_end(list);
    return result;
}

// MARK: Errors and warnings

PyObject *PyErr_Format(PyObject *exception, const char *format, ...) {
    WITH(format, PyObject *, suture_err_format(exception, format, &va));
}
PyObject *PyErr_FormatV(PyObject *exception, const char *format, va_list list) {
    WITH_LIST(list, PyObject *, suture_err_format(exception, format, &va));
}
int PyErr_WarnFormat(PyObject *category, Py_ssize_t level, const char *format, ...) {
    WITH(format, int, suture_warn_format(category, NULL, level, format, &va));
}
int PyErr_ResourceWarning(PyObject *source, Py_ssize_t level, const char *format, ...) {
    WITH(format, int, suture_warn_format(PyExc_ResourceWarning, source, level, format, &va));
}

PyObject *_PyErr_FormatFromCause(PyObject *type, const char *format, ...) {
    WITH(format, PyObject *, suture_err_format_from_cause(type, format, &va));
}
void PyErr_FormatUnraisable(const char *format, ...) {
    SutureArguments va;
    va_start(va.arguments, format);
    suture_err_format_unraisable(format, &va);
    va_end(va.arguments);
}

// MARK: Calls

PyObject *PyObject_CallFunction(PyObject *callable, const char *format, ...) {
    WITH(format, PyObject *, suture_call_format(callable, format, &va));
}
PyObject *_PyObject_CallFunction_SizeT(PyObject *callable, const char *format, ...) {
    WITH(format, PyObject *, suture_call_format(callable, format, &va));
}
PyObject *PyObject_CallMethod(PyObject *o, const char *name, const char *format, ...) {
    WITH(format, PyObject *, suture_call_method_format(o, name, format, &va));
}
PyObject *_PyObject_CallMethod_SizeT(PyObject *o, const char *name, const char *format, ...) {
    WITH(format, PyObject *, suture_call_method_format(o, name, format, &va));
}
PyObject *_PyObject_CallMethod(PyObject *o, PyObject *name, const char *format, ...) {
    WITH(format, PyObject *, suture_call_method_named(o, name, format, &va));
}
PyObject *PyObject_CallFunctionObjArgs(PyObject *callable, ...) {
    WITH(callable, PyObject *, suture_call_objects(callable, &va));
}
PyObject *PyObject_CallMethodObjArgs(PyObject *o, PyObject *name, ...) {
    WITH(name, PyObject *, suture_call_method_objects(o, name, &va));
}
PyObject *PyEval_CallFunction(PyObject *callable, const char *format, ...) {
    WITH(format, PyObject *, suture_eval_call(callable, format, &va));
}
PyObject *PyEval_CallMethod(PyObject *o, const char *name, const char *format, ...) {
    PyObject *method = PyObject_GetAttrString(o, name);
    if (method == NULL) return NULL;
    SutureArguments va;
    va_start(va.arguments, format);
    PyObject *result = suture_eval_call(method, format, &va);
    va_end(va.arguments);
    Py_DecRef(method);
    return result;
}

// MARK: sys

static void write_formatted(int is_stderr, const char *format, va_list list) {
    char text[1001];
    int n = PyOS_vsnprintf(text, sizeof text, format, list);
    suture_sys_write(is_stderr, text, (Py_ssize_t)strlen(text), n < 0 || (size_t)n >= sizeof text);
}
void PySys_WriteStdout(const char *format, ...) {
    va_list list;
    va_start(list, format);
    write_formatted(0, format, list);
    va_end(list);
}
void PySys_WriteStderr(const char *format, ...) {
    va_list list;
    va_start(list, format);
    write_formatted(1, format, list);
    va_end(list);
}
void PySys_FormatStdout(const char *format, ...) {
    SutureArguments va;
    va_start(va.arguments, format);
    suture_sys_format(0, format, &va);
    va_end(va.arguments);
}
void PySys_FormatStderr(const char *format, ...) {
    SutureArguments va;
    va_start(va.arguments, format);
    suture_sys_format(1, format, &va);
    va_end(va.arguments);
}
int PySys_Audit(const char *event, const char *format, ...) {
    WITH(format, int, suture_sys_audit(event, format, &va));
}
