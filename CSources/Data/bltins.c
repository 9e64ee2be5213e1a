// types.SimpleNamespace, and the two kinds of it that describe how a module was found.
#include "data.h"
#include <stddef.h>

PyObject *suture_namespace_new(PyTypeObject *, PyObject *, PyObject *);
int suture_namespace_init(PyObject *, PyObject *, PyObject *);
void suture_namespace_dealloc(PyObject *);
int suture_namespace_traverse(PyObject *, visitproc, void *);
int suture_namespace_clear(PyObject *);
PyObject *suture_namespace_repr(PyObject *);
PyObject *suture_namespace_richcompare(PyObject *, PyObject *, int);
PyObject *suture_namespace_get_dict(PyObject *, void *);
PyObject *suture_namespace_reduce(PyObject *, PyObject *);
PyObject *suture_loader_repr(PyObject *);
PyObject *suture_spec_repr(PyObject *);

static PyGetSetDef namespace_getset[] = {
    {"__dict__", suture_namespace_get_dict, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyMethodDef namespace_methods[] = {
    {"__reduce__", suture_namespace_reduce, METH_NOARGS, "Return state information for pickling"},
    {NULL, NULL, 0, NULL},
};

PyTypeObject SutureNamespace_Type = {
    SUTURE_TYPE("types.SimpleNamespace", sizeof(SutureNamespace), 0),
    .tp_dealloc = suture_namespace_dealloc,
    .tp_repr = suture_namespace_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = "SimpleNamespace(mapping_or_iterable=(), /, **kwargs)\n--\n\nA simple attribute-based namespace.",
    .tp_traverse = suture_namespace_traverse,
    .tp_clear = suture_namespace_clear,
    .tp_richcompare = suture_namespace_richcompare,
    .tp_methods = namespace_methods,
    .tp_getset = namespace_getset,
    .tp_dictoffset = offsetof(SutureNamespace, dict),
    .tp_init = suture_namespace_init,
    .tp_new = suture_namespace_new,
    .tp_free = PyObject_GC_Del,
};
PyTypeObject SutureModuleSpec_Type = {
    SUTURE_TYPE("_frozen_importlib.ModuleSpec", sizeof(SutureNamespace), 0),
    .tp_repr = suture_spec_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_base = &SutureNamespace_Type,
};
PyTypeObject SutureExtensionLoader_Type = {
    SUTURE_TYPE("_frozen_importlib_external.ExtensionFileLoader", sizeof(SutureNamespace), 0),
    .tp_repr = suture_loader_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_base = &SutureNamespace_Type,
};
PyObject *suture_abc_register(PyObject *, PyObject *);
PyObject *suture_abc_instancecheck(PyObject *, PyObject *);
PyObject *suture_abc_subclasscheck(PyObject *, PyObject *);
static PyMethodDef abc_methods[] = {
    {"register", suture_abc_register, METH_O, "Register a virtual subclass of an ABC."},
    {"__instancecheck__", suture_abc_instancecheck, METH_O, "Override for isinstance(instance, cls)."},
    {"__subclasscheck__", suture_abc_subclasscheck, METH_O, "Override for issubclass(subclass, cls)."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject SutureABCMeta_Type = {
    SUTURE_TYPE("abc.ABCMeta", 0, 0),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_TYPE_SUBCLASS,
    .tp_base = &PyType_Type,
    .tp_methods = abc_methods,
};
PyTypeObject *const suture_module_types[5] = {
    &SutureNamespace_Type, &SutureModuleSpec_Type, &SutureExtensionLoader_Type, &SutureABCMeta_Type, NULL,
};

PyObject *suture_email_parsedate(PyObject *, PyObject *);
PyObject *suture_metadata_version(PyObject *, PyObject *);
static PyMethodDef email_functions[] = {
    {"parsedate_to_datetime", suture_email_parsedate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
static PyMethodDef metadata_functions[] = {
    {"version", suture_metadata_version, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
PyObject *suture_atexit_register(PyObject *, PyObject *, PyObject *);
PyObject *suture_atexit_unregister(PyObject *, PyObject *);
PyObject *suture_atexit_clear(PyObject *, PyObject *);
PyObject *suture_atexit_run(PyObject *, PyObject *);
PyObject *suture_atexit_count(PyObject *, PyObject *);
static PyMethodDef atexit_functions[] = {
    {"register", (PyCFunction)(void *)suture_atexit_register, METH_VARARGS | METH_KEYWORDS,
     "register($module, func, /, *args, **kwargs)\n--\n\n"
     "Register a function to be executed upon normal program termination."},
    {"unregister", suture_atexit_unregister, METH_O,
     "unregister($module, func, /)\n--\n\nUnregister an exit function which was previously registered."},
    {"_clear", suture_atexit_clear, METH_NOARGS, NULL},
    {"_run_exitfuncs", suture_atexit_run, METH_NOARGS, NULL},
    {"_ncallbacks", suture_atexit_count, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
PyObject *suture_logging_get_logger(PyObject *, PyObject *);
PyObject *suture_logging_is_enabled(PyObject *, PyObject *, PyObject *);
PyObject *suture_logging_log(PyObject *, PyObject *, PyObject *);
static PyMethodDef logging_functions[] = {
    {"getLogger", suture_logging_get_logger, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
#define LOG(name) {name, (PyCFunction)(void *)suture_logging_log, METH_VARARGS | METH_KEYWORDS, NULL}
static PyMethodDef logger_functions[] = {
    {"isEnabledFor", (PyCFunction)(void *)suture_logging_is_enabled, METH_VARARGS | METH_KEYWORDS, NULL},
    LOG("debug"), LOG("info"), LOG("warning"), LOG("error"), LOG("critical"), LOG("exception"), LOG("log"),
    LOG("handle"), LOG("makeRecord"), LOG("addHandler"), LOG("setLevel"),
    {NULL, NULL, 0, NULL},
};
PyMethodDef *suture_atexit_functions(void) { return atexit_functions; }
PyMethodDef *suture_logging_functions(void) { return logging_functions; }
PyMethodDef *suture_logger_functions(void) { return logger_functions; }
PyMethodDef *suture_email_functions(void) { return email_functions; }
PyMethodDef *suture_metadata_functions(void) { return metadata_functions; }


PyObject *suture_builtin_abs(PyObject *, PyObject *);
PyObject *suture_builtin_all(PyObject *, PyObject *);
PyObject *suture_builtin_any(PyObject *, PyObject *);
PyObject *suture_builtin_ascii(PyObject *, PyObject *);
PyObject *suture_builtin_aiter(PyObject *, PyObject *);
PyObject *suture_builtin_bin(PyObject *, PyObject *);
PyObject *suture_builtin_callable(PyObject *, PyObject *);
PyObject *suture_builtin_chr(PyObject *, PyObject *);
PyObject *suture_builtin_delattr(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_builtin_dir(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_builtin_divmod(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_builtin_format(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_builtin_getattr(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_builtin_hasattr(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_builtin_hash(PyObject *, PyObject *);
PyObject *suture_builtin_hex(PyObject *, PyObject *);
PyObject *suture_builtin_id(PyObject *, PyObject *);
PyObject *suture_builtin_isinstance(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_builtin_issubclass(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_builtin_iter(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_builtin_len(PyObject *, PyObject *);
PyObject *suture_builtin_max(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *suture_builtin_min(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *suture_builtin_next(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_builtin_oct(PyObject *, PyObject *);
PyObject *suture_builtin_ord(PyObject *, PyObject *);
PyObject *suture_builtin_pow(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *suture_builtin_print(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *suture_builtin_repr(PyObject *, PyObject *);
PyObject *suture_builtin_round(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *suture_builtin_setattr(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_builtin_sorted(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *suture_builtin_sum(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *suture_builtin_vars(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_builtin_import(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);

// The functions that need a Python interpreter: Cython's code looks up every name that it uses when it starts.
#define ABSENT(X) \
    X(__build_class__) X(breakpoint) X(compile) X(eval) X(exec) X(globals) X(input) X(locals) X(open)
#define DEFINE(name)                                                                                             \
    static PyObject *absent_##name(PyObject *module, PyObject *args, PyObject *kwargs) {                         \
        (void)module, (void)args, (void)kwargs;                                                                  \
        PyErr_SetString(PyExc_NotImplementedError, #name "() is not supported: there is no Python interpreter"); \
        return NULL;                                                                                             \
    }
#define ENTRY(name) {#name, _PyCFunction_CAST(absent_##name), METH_VARARGS | METH_KEYWORDS, NULL},
ABSENT(DEFINE)

// The functions of the module builtins.
static PyMethodDef builtin_functions[] = {
    ABSENT(ENTRY)
    {"abs", suture_builtin_abs, METH_O,
     "abs($module, x, /)\n--\n\nReturn the absolute value of the argument."},
    {"all", suture_builtin_all, METH_O,
     "all($module, iterable, /)\n--\n\nReturn True if bool(x) is True for all values x in the iterable."},
    {"any", suture_builtin_any, METH_O,
     "any($module, iterable, /)\n--\n\nReturn True if bool(x) is True for any x in the iterable."},
    {"ascii", suture_builtin_ascii, METH_O,
     "ascii($module, obj, /)\n--\n\nReturn an ASCII-only representation of an object."},
    {"aiter", suture_builtin_aiter, METH_O,
     "aiter($module, async_iterable, /)\n--\n\nReturn an AsyncIterator for an AsyncIterable object."},
    {"bin", suture_builtin_bin, METH_O,
     "bin($module, number, /)\n--\n\nReturn the binary representation of an integer."},
    {"callable", suture_builtin_callable, METH_O,
     "callable($module, obj, /)\n--\n\nReturn whether the object is callable."},
    {"chr", suture_builtin_chr, METH_O,
     "chr($module, i, /)\n--\n\nReturn a Unicode string of one character with ordinal i."},
    {"delattr", _PyCFunction_CAST(suture_builtin_delattr), METH_FASTCALL,
     "delattr($module, obj, name, /)\n--\n\nDeletes the named attribute from the given object."},
    {"dir", _PyCFunction_CAST(suture_builtin_dir), METH_FASTCALL,
     "dir([object]) -> list of strings"},
    {"divmod", _PyCFunction_CAST(suture_builtin_divmod), METH_FASTCALL,
     "divmod($module, x, y, /)\n--\n\nReturn the tuple (x//y, x%y)."},
    {"format", _PyCFunction_CAST(suture_builtin_format), METH_FASTCALL,
     "format($module, value, format_spec='', /)\n--\n\nReturn type(value).__format__(value, format_spec)."},
    {"getattr", _PyCFunction_CAST(suture_builtin_getattr), METH_FASTCALL,
     "getattr(object, name[, default]) -> value"},
    {"hasattr", _PyCFunction_CAST(suture_builtin_hasattr), METH_FASTCALL,
     "hasattr($module, obj, name, /)\n--\n\nReturn whether the object has an attribute with the given name."},
    {"hash", suture_builtin_hash, METH_O,
     "hash($module, obj, /)\n--\n\nReturn the hash value for the given object."},
    {"hex", suture_builtin_hex, METH_O,
     "hex($module, number, /)\n--\n\nReturn the hexadecimal representation of an integer."},
    {"id", suture_builtin_id, METH_O,
     "id($module, obj, /)\n--\n\nReturn the identity of an object."},
    {"isinstance", _PyCFunction_CAST(suture_builtin_isinstance), METH_FASTCALL,
     "isinstance($module, obj, class_or_tuple, /)\n--\n\nReturn whether an object is an instance of a class or of a subclass thereof."},
    {"issubclass", _PyCFunction_CAST(suture_builtin_issubclass), METH_FASTCALL,
     "issubclass($module, cls, class_or_tuple, /)\n--\n\nReturn whether 'cls' is derived from another class or is the same class."},
    {"iter", _PyCFunction_CAST(suture_builtin_iter), METH_FASTCALL,
     "iter(iterable) -> iterator"},
    {"len", suture_builtin_len, METH_O,
     "len($module, obj, /)\n--\n\nReturn the number of items in a container."},
    {"max", _PyCFunction_CAST(suture_builtin_max), METH_FASTCALL | METH_KEYWORDS,
     "max(iterable, *[, default=obj, key=func]) -> value"},
    {"min", _PyCFunction_CAST(suture_builtin_min), METH_FASTCALL | METH_KEYWORDS,
     "min(iterable, *[, default=obj, key=func]) -> value"},
    {"next", _PyCFunction_CAST(suture_builtin_next), METH_FASTCALL,
     "next(iterator[, default])"},
    {"oct", suture_builtin_oct, METH_O,
     "oct($module, number, /)\n--\n\nReturn the octal representation of an integer."},
    {"ord", suture_builtin_ord, METH_O,
     "ord($module, c, /)\n--\n\nReturn the Unicode code point for a one-character string."},
    {"pow", _PyCFunction_CAST(suture_builtin_pow), METH_FASTCALL | METH_KEYWORDS,
     "pow($module, /, base, exp, mod=None)\n--\n\nEquivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments."},
    {"print", _PyCFunction_CAST(suture_builtin_print), METH_FASTCALL | METH_KEYWORDS,
     "print($module, /, *args, sep=' ', end='\\n', file=None, flush=False)\n--\n\nPrints the values to a stream, or to sys.stdout by default."},
    {"repr", suture_builtin_repr, METH_O,
     "repr($module, obj, /)\n--\n\nReturn the canonical string representation of the object."},
    {"round", _PyCFunction_CAST(suture_builtin_round), METH_FASTCALL | METH_KEYWORDS,
     "round($module, /, number, ndigits=None)\n--\n\nRound a number to a given precision in decimal digits."},
    {"setattr", _PyCFunction_CAST(suture_builtin_setattr), METH_FASTCALL,
     "setattr($module, obj, name, value, /)\n--\n\nSets the named attribute on the given object to the specified value."},
    {"sorted", _PyCFunction_CAST(suture_builtin_sorted), METH_FASTCALL | METH_KEYWORDS,
     "sorted($module, iterable, /, *, key=None, reverse=False)\n--\n\nReturn a new list containing all items from the iterable in ascending order."},
    {"sum", _PyCFunction_CAST(suture_builtin_sum), METH_FASTCALL | METH_KEYWORDS,
     "sum($module, iterable, /, start=0)\n--\n\nReturn the sum of a 'start' value (default: 0) plus an iterable of numbers"},
    {"vars", _PyCFunction_CAST(suture_builtin_vars), METH_FASTCALL,
     "vars([object]) -> dictionary"},
    {"__import__", _PyCFunction_CAST(suture_builtin_import), METH_FASTCALL | METH_KEYWORDS,
     "__import__($module, /, name, globals=None, locals=None, fromlist=(),\n           level=0)\n--\n\nImport a module."},
    {NULL, NULL, 0, NULL},
};
PyMethodDef *suture_builtin_functions(void) { return builtin_functions; }
