// The types of contextvars.
#include "data.h"
#include <stddef.h>

PyObject *suture_context_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords);
void suture_context_dealloc(PyObject *self);
int suture_context_traverse(PyObject *self, visitproc visit, void *argument);
int suture_context_clear(PyObject *self);
PyObject *suture_context_compare(PyObject *self, PyObject *other, int operation);
Py_ssize_t suture_context_length(PyObject *self);
PyObject *suture_context_subscript(PyObject *self, PyObject *key);
int suture_context_contains(PyObject *self, PyObject *key);
PyObject *suture_context_iter(PyObject *self);
PyObject *suture_context_run(PyObject *self, PyObject *const *arguments, Py_ssize_t count, PyObject *names);
PyObject *suture_context_get(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *suture_context_copy(PyObject *self, PyObject *unused);
PyObject *suture_context_keys(PyObject *self, PyObject *unused);
PyObject *suture_context_values(PyObject *self, PyObject *unused);
PyObject *suture_context_items(PyObject *self, PyObject *unused);

static PyMethodDef context_methods[] = {
    {"run", _PyCFunction_CAST(suture_context_run), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"get", _PyCFunction_CAST(suture_context_get), METH_FASTCALL,
     "get($self, key, default=None, /)\n--\n\nThe value of the variable `key` in the context; `default` where it has none."},
    {"copy", suture_context_copy, METH_NOARGS, "copy($self, /)\n--\n\nA context with the same values."},
    {"keys", suture_context_keys, METH_NOARGS, "keys($self, /)\n--\n\nThe variables that have a value in the context."},
    {"values", suture_context_values, METH_NOARGS, "values($self, /)\n--\n\nTheir values."},
    {"items", suture_context_items, METH_NOARGS, "items($self, /)\n--\n\nPairs of a variable and its value."},
    {0},
};
static PyMappingMethods context_mapping = {
    .mp_length = suture_context_length, .mp_subscript = suture_context_subscript};
static PySequenceMethods context_sequence = {.sq_contains = suture_context_contains};

PyTypeObject PyContext_Type = {
    SUTURE_TYPE("_contextvars.Context", sizeof(SutureContext), 0),
    .tp_dealloc = suture_context_dealloc,
    .tp_as_sequence = &context_sequence,
    .tp_as_mapping = &context_mapping,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = suture_context_traverse,
    .tp_clear = suture_context_clear,
    .tp_richcompare = suture_context_compare,
    .tp_weaklistoffset = offsetof(SutureContext, weakreflist),
    .tp_iter = suture_context_iter,
    .tp_methods = context_methods,
    .tp_new = suture_context_new,
    .tp_free = PyObject_GC_Del,
};

PyObject *suture_contextvar_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords);
void suture_contextvar_dealloc(PyObject *self);
int suture_contextvar_traverse(PyObject *self, visitproc visit, void *argument);
int suture_contextvar_clear(PyObject *self);
PyObject *suture_contextvar_repr(PyObject *self);
PyObject *suture_contextvar_get(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *suture_contextvar_set(PyObject *self, PyObject *value);
PyObject *suture_contextvar_reset(PyObject *self, PyObject *token);

static PyMethodDef contextvar_methods[] = {
    {"get", _PyCFunction_CAST(suture_contextvar_get), METH_FASTCALL,
     "get($self, default=<unrepresentable>, /)\n--\n\n"
     "The value in the current context, else `default`, else the variable's own default; LookupError without any."},
    {"set", suture_contextvar_set, METH_O,
     "set($self, value, /)\n--\n\nSets the value in the current context. The token that it returns is for `reset`."},
    {"reset", suture_contextvar_reset, METH_O,
     "reset($self, token, /)\n--\n\nBrings back the value from before the `set` that made the token."},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, "See PEP 585"},
    {0},
};
static PyMemberDef contextvar_members[] = {
    {"name", Py_T_OBJECT_EX, offsetof(SutureContextVar, name), Py_READONLY, NULL},
    {0},
};

PyTypeObject PyContextVar_Type = {
    SUTURE_TYPE("_contextvars.ContextVar", sizeof(SutureContextVar), 0),
    .tp_dealloc = suture_contextvar_dealloc,
    .tp_repr = suture_contextvar_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = suture_contextvar_traverse,
    .tp_clear = suture_contextvar_clear,
    .tp_methods = contextvar_methods,
    .tp_members = contextvar_members,
    .tp_new = suture_contextvar_new,
    .tp_free = PyObject_GC_Del,
};

PyObject *suture_token_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords);
void suture_token_dealloc(PyObject *self);
int suture_token_traverse(PyObject *self, visitproc visit, void *argument);
int suture_token_clear(PyObject *self);
PyObject *suture_token_repr(PyObject *self);
PyObject *suture_token_get_var(PyObject *self, void *unused);
PyObject *suture_token_get_old_value(PyObject *self, void *unused);

static PyMethodDef token_methods[] = {
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, "See PEP 585"},
    {0},
};
static PyGetSetDef token_attributes[] = {
    {"var", suture_token_get_var, NULL, NULL, NULL},
    {"old_value", suture_token_get_old_value, NULL, NULL, NULL},
    {0},
};

PyTypeObject PyContextToken_Type = {
    SUTURE_TYPE("_contextvars.Token", sizeof(SutureContextToken), 0),
    .tp_dealloc = suture_token_dealloc,
    .tp_repr = suture_token_repr,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = suture_token_traverse,
    .tp_clear = suture_token_clear,
    .tp_methods = token_methods,
    .tp_getset = token_attributes,
    .tp_new = suture_token_new,
    .tp_free = PyObject_GC_Del,
};

PyObject *suture_missing_repr(PyObject *self);

PyTypeObject PyContextTokenMissing_Type = {
    SUTURE_TYPE("Token.MISSING", sizeof(PyObject), 0),
    .tp_repr = suture_missing_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
};
static PyObject missing = SUTURE_HEAD(PyContextTokenMissing_Type);
PyObject *suture_missing_value(void) { return &missing; }

PyObject *suture_contextvars_copy_context(PyObject *module, PyObject *unused);

static PyMethodDef contextvars_functions[] = {
    {"copy_context", suture_contextvars_copy_context, METH_NOARGS, NULL},
    {0},
};
PyMethodDef *suture_contextvars_functions(void) { return contextvars_functions; }
