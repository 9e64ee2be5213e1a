// The exception types and the names that lead to them.
#include "data.h"

// MARK: Slots
PyObject *suture_exception_base_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PyObject *suture_exception_os_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PyObject *suture_exception_group_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
int suture_exception_base_init(PyObject *self, PyObject *args, PyObject *kwargs);
int suture_exception_stop_init(PyObject *self, PyObject *args, PyObject *kwargs);
int suture_exception_exit_init(PyObject *self, PyObject *args, PyObject *kwargs);
int suture_exception_import_init(PyObject *self, PyObject *args, PyObject *kwargs);
int suture_exception_os_init(PyObject *self, PyObject *args, PyObject *kwargs);
int suture_exception_name_init(PyObject *self, PyObject *args, PyObject *kwargs);
int suture_exception_attribute_init(PyObject *self, PyObject *args, PyObject *kwargs);
int suture_exception_syntax_init(PyObject *self, PyObject *args, PyObject *kwargs);
int suture_exception_unicode_encode_init(PyObject *self, PyObject *args, PyObject *kwargs);
int suture_exception_unicode_decode_init(PyObject *self, PyObject *args, PyObject *kwargs);
int suture_exception_unicode_translate_init(PyObject *self, PyObject *args, PyObject *kwargs);
int suture_exception_group_init(PyObject *self, PyObject *args, PyObject *kwargs);
PyObject *suture_exception_base_str(PyObject *self);
PyObject *suture_exception_key_str(PyObject *self);
PyObject *suture_exception_import_str(PyObject *self);
PyObject *suture_exception_os_str(PyObject *self);
PyObject *suture_exception_syntax_str(PyObject *self);
PyObject *suture_exception_unicode_encode_str(PyObject *self);
PyObject *suture_exception_unicode_decode_str(PyObject *self);
PyObject *suture_exception_unicode_translate_str(PyObject *self);
PyObject *suture_exception_group_str(PyObject *self);
PyObject *suture_exception_repr(PyObject *self);
void suture_exception_dealloc(PyObject *self);
int suture_exception_traverse(PyObject *self, visitproc visit, void *arg);
int suture_exception_clear(PyObject *self);
PyObject *suture_exception_reduce(PyObject *self, PyObject *unused);
PyObject *suture_exception_import_reduce(PyObject *self, PyObject *unused);
PyObject *suture_exception_os_reduce(PyObject *self, PyObject *unused);
PyObject *suture_exception_attribute_reduce(PyObject *self, PyObject *unused);
PyObject *suture_exception_attribute_getstate(PyObject *self, PyObject *unused);
PyObject *suture_exception_setstate(PyObject *self, PyObject *arg);
PyObject *suture_exception_with_traceback(PyObject *self, PyObject *arg);
PyObject *suture_exception_add_note(PyObject *self, PyObject *arg);
PyObject *suture_exception_group_derive(PyObject *self, PyObject *arg);
PyObject *suture_exception_group_split(PyObject *self, PyObject *arg);
PyObject *suture_exception_group_subgroup(PyObject *self, PyObject *arg);
PyObject *suture_exception_group_class_getitem(PyObject *self, PyObject *arg);
PyObject *suture_exception_get_field(PyObject *self, void *closure);
int suture_exception_set_field(PyObject *self, PyObject *value, void *closure);
PyObject *suture_exception_get_args(PyObject *self, void *closure);
int suture_exception_set_args(PyObject *self, PyObject *value, void *closure);
PyObject *suture_exception_get_traceback(PyObject *self, void *closure);
int suture_exception_set_traceback(PyObject *self, PyObject *value, void *closure);
PyObject *suture_exception_get_context(PyObject *self, void *closure);
int suture_exception_set_context(PyObject *self, PyObject *value, void *closure);
PyObject *suture_exception_get_cause(PyObject *self, void *closure);
int suture_exception_set_cause(PyObject *self, PyObject *value, void *closure);
PyObject *suture_exception_get_suppress(PyObject *self, void *closure);
int suture_exception_set_suppress(PyObject *self, PyObject *value, void *closure);
PyObject *suture_exception_get_integer(PyObject *self, void *closure);
int suture_exception_set_integer(PyObject *self, PyObject *value, void *closure);
PyObject *suture_exception_get_written(PyObject *self, void *closure);
int suture_exception_set_written(PyObject *self, PyObject *value, void *closure);
int suture_exception_set_readonly(PyObject *self, PyObject *value, void *closure);

// MARK: Attributes
#define FIELD(name, layout, field, doc) \
    {name, suture_exception_get_field, suture_exception_set_field, doc, (void *)offsetof(Py##layout##Object, field)}
#define FIXED(name, layout, field, doc) \
    {name, suture_exception_get_field, suture_exception_set_readonly, doc, (void *)offsetof(Py##layout##Object, field)}
#define INTEGER(name, layout, field, doc) \
    {name, suture_exception_get_integer, suture_exception_set_integer, doc, (void *)offsetof(Py##layout##Object, field)}
#define END {NULL, NULL, NULL, NULL, NULL}

static PyMethodDef base_methods[] = {
    {"__reduce__", suture_exception_reduce, METH_NOARGS, NULL},
    {"__setstate__", suture_exception_setstate, METH_O, NULL},
    {"with_traceback", suture_exception_with_traceback, METH_O,
     "Exception.with_traceback(tb) --\n    set self.__traceback__ to tb and return self."},
    {"add_note", suture_exception_add_note, METH_O, "Exception.add_note(note) --\n    add a note to the exception"},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef base_getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {"args", suture_exception_get_args, suture_exception_set_args, NULL, NULL},
    {"__traceback__", suture_exception_get_traceback, suture_exception_set_traceback, NULL, NULL},
    {"__context__", suture_exception_get_context, suture_exception_set_context, "exception context", NULL},
    {"__cause__", suture_exception_get_cause, suture_exception_set_cause, "exception cause", NULL},
    {"__suppress_context__", suture_exception_get_suppress, suture_exception_set_suppress, NULL, NULL},
    END,
};
static PyGetSetDef stop_getset[] = {FIELD("value", StopIteration, value, "generator return value"), END};
static PyGetSetDef exit_getset[] = {FIELD("code", SystemExit, code, "exception code"), END};
static PyMethodDef import_methods[] = {{"__reduce__", suture_exception_import_reduce, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static PyGetSetDef import_getset[] = {
    FIELD("msg", ImportError, msg, "exception message"),
    FIELD("name", ImportError, name, "module name"),
    FIELD("path", ImportError, path, "module path"),
    FIELD("name_from", ImportError, name_from, "name imported from module"),
    END,
};
static PyMethodDef os_methods[] = {{"__reduce__", suture_exception_os_reduce, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static PyGetSetDef os_getset[] = {
    FIELD("errno", OSError, myerrno, "POSIX exception code"),
    FIELD("strerror", OSError, strerror, "exception strerror"),
    FIELD("filename", OSError, filename, "exception filename"),
    FIELD("filename2", OSError, filename2, "second exception filename"),
    {"characters_written", suture_exception_get_written, suture_exception_set_written, NULL, NULL},
    END,
};
static PyGetSetDef name_getset[] = {FIELD("name", NameError, name, "name"), END};
static PyMethodDef attribute_methods[] = {
    {"__getstate__", suture_exception_attribute_getstate, METH_NOARGS, NULL},
    {"__reduce__", suture_exception_attribute_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef attribute_getset[] = {
    FIELD("name", AttributeError, name, "attribute name"),
    FIELD("obj", AttributeError, obj, "object"),
    END,
};
static PyGetSetDef syntax_getset[] = {
    FIELD("msg", SyntaxError, msg, "exception msg"),
    FIELD("filename", SyntaxError, filename, "exception filename"),
    FIELD("lineno", SyntaxError, lineno, "exception lineno"),
    FIELD("offset", SyntaxError, offset, "exception offset"),
    FIELD("text", SyntaxError, text, "exception text"),
    FIELD("end_lineno", SyntaxError, end_lineno, "exception end lineno"),
    FIELD("end_offset", SyntaxError, end_offset, "exception end offset"),
    FIELD("print_file_and_line", SyntaxError, print_file_and_line, "exception print_file_and_line"),
    END,
};
static PyGetSetDef unicode_getset[] = {
    FIELD("encoding", UnicodeError, encoding, "exception encoding"),
    FIELD("object", UnicodeError, object, "exception object"),
    INTEGER("start", UnicodeError, start, "exception start"),
    INTEGER("end", UnicodeError, end, "exception end"),
    FIELD("reason", UnicodeError, reason, "exception reason"),
    END,
};
static PyMethodDef group_methods[] = {
    {"__class_getitem__", suture_exception_group_class_getitem, METH_O | METH_CLASS, "See PEP 585"},
    {"derive", suture_exception_group_derive, METH_O, NULL},
    {"split", suture_exception_group_split, METH_O, NULL},
    {"subgroup", suture_exception_group_subgroup, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef group_getset[] = {
    FIXED("message", BaseExceptionGroup, msg, "exception message"),
    FIXED("exceptions", BaseExceptionGroup, excs, "nested exceptions"),
    END,
};

// MARK: Types
#define PLAIN_STR .tp_str = suture_exception_base_str, .tp_repr = suture_exception_repr
#define SLOTS_Base .tp_new = suture_exception_base_new, .tp_init = suture_exception_base_init, PLAIN_STR, \
    .tp_methods = base_methods, .tp_getset = base_getset
#define SLOTS_Plain .tp_new = suture_exception_base_new, .tp_init = suture_exception_base_init, PLAIN_STR
#define SLOTS_Key .tp_new = suture_exception_base_new, .tp_init = suture_exception_base_init, \
    .tp_str = suture_exception_key_str, .tp_repr = suture_exception_repr
#define SLOTS_StopIteration .tp_new = suture_exception_base_new, .tp_init = suture_exception_stop_init, PLAIN_STR, .tp_getset = stop_getset
#define SLOTS_SystemExit .tp_new = suture_exception_base_new, .tp_init = suture_exception_exit_init, PLAIN_STR, .tp_getset = exit_getset
#define SLOTS_Import .tp_new = suture_exception_base_new, .tp_init = suture_exception_import_init, \
    .tp_str = suture_exception_import_str, .tp_repr = suture_exception_repr, .tp_methods = import_methods, .tp_getset = import_getset
#define SLOTS_OS .tp_new = suture_exception_os_new, .tp_init = suture_exception_os_init, \
    .tp_str = suture_exception_os_str, .tp_repr = suture_exception_repr, .tp_methods = os_methods, .tp_getset = os_getset
#define SLOTS_Name .tp_new = suture_exception_base_new, .tp_init = suture_exception_name_init, PLAIN_STR, .tp_getset = name_getset
#define SLOTS_Attribute .tp_new = suture_exception_base_new, .tp_init = suture_exception_attribute_init, PLAIN_STR, \
    .tp_methods = attribute_methods, .tp_getset = attribute_getset
#define SLOTS_Syntax .tp_new = suture_exception_base_new, .tp_init = suture_exception_syntax_init, \
    .tp_str = suture_exception_syntax_str, .tp_repr = suture_exception_repr, .tp_getset = syntax_getset
#define SLOTS_UnicodeEncode .tp_new = suture_exception_base_new, .tp_init = suture_exception_unicode_encode_init, \
    .tp_str = suture_exception_unicode_encode_str, .tp_repr = suture_exception_repr, .tp_getset = unicode_getset
#define SLOTS_UnicodeDecode .tp_new = suture_exception_base_new, .tp_init = suture_exception_unicode_decode_init, \
    .tp_str = suture_exception_unicode_decode_str, .tp_repr = suture_exception_repr, .tp_getset = unicode_getset
#define SLOTS_UnicodeTranslate .tp_new = suture_exception_base_new, .tp_init = suture_exception_unicode_translate_init, \
    .tp_str = suture_exception_unicode_translate_str, .tp_repr = suture_exception_repr, .tp_getset = unicode_getset
#define SLOTS_Group .tp_new = suture_exception_group_new, .tp_init = suture_exception_group_init, \
    .tp_str = suture_exception_group_str, .tp_repr = suture_exception_repr, .tp_methods = group_methods, .tp_getset = group_getset

#define BASE_OF(name) &suture_exception_types[SUTURE_EXC_##name]
// Subclasses that share a layout inherit the methods and attributes of the first type that has it.
#define X(name, base, layout, slots, text)                                                                             \
    [SUTURE_EXC_##name] = {                                                                                            \
        SUTURE_TYPE(#name, sizeof(Py##layout##Object), 0),                                                             \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASE_EXC_SUBCLASS,      \
        .tp_doc = text,                                                                                                \
        .tp_base = SUTURE_EXC_##name == 0 ? &PyBaseObject_Type : BASE_OF(base),                                        \
        .tp_dealloc = suture_exception_dealloc,                                                                        \
        .tp_traverse = suture_exception_traverse,                                                                      \
        .tp_clear = suture_exception_clear,                                                                            \
        .tp_getattro = PyObject_GenericGetAttr,                                                                        \
        .tp_setattro = PyObject_GenericSetAttr,                                                                        \
        .tp_dictoffset = offsetof(PyBaseExceptionObject, dict),                                                        \
        SLOTS_##slots,                                                                                                 \
    },
PyTypeObject suture_exception_types[SUTURE_EXC_COUNT] = {SUTURE_EXCEPTIONS(X)};
#undef X

#define LAYOUT_BaseException 0
#define LAYOUT_StopIteration 1
#define LAYOUT_SystemExit 1
#define LAYOUT_NameError 1
#define LAYOUT_AttributeError 2
#define LAYOUT_BaseExceptionGroup 2
#define LAYOUT_ImportError 4
#define LAYOUT_OSError 4
#define LAYOUT_SyntaxError 8
#define LAYOUT_UnicodeError 0x82
#define X(name, base, layout, slots, doc) LAYOUT_##layout,
const uint8_t suture_exception_layouts[SUTURE_EXC_COUNT] = {SUTURE_EXCEPTIONS(X)};
#undef X

static struct {
    SutureGCHeader collector;
    SutureHeader header;
    PyBaseExceptionObject error;
} last_memory_error = {.error = {.ob_base = {_Py_IMMORTAL_REFCNT, &suture_exception_types[SUTURE_EXC_MemoryError]}}};
PyObject *suture_last_memory_error(void) { return &last_memory_error.error.ob_base; }

// MARK: Names
#define NAME(name) PyObject *PyExc_##name = (PyObject *)&suture_exception_types[SUTURE_EXC_##name];
NAME(BaseException)
NAME(Exception)
NAME(TypeError)
NAME(PythonFinalizationError)
NAME(StopAsyncIteration)
NAME(StopIteration)
NAME(GeneratorExit)
NAME(SystemExit)
NAME(KeyboardInterrupt)
NAME(ImportError)
NAME(ModuleNotFoundError)
NAME(OSError)
NAME(EOFError)
NAME(RuntimeError)
NAME(RecursionError)
NAME(NotImplementedError)
NAME(NameError)
NAME(UnboundLocalError)
NAME(AttributeError)
NAME(SyntaxError)
NAME(IndentationError)
NAME(TabError)
NAME(LookupError)
NAME(IndexError)
NAME(KeyError)
NAME(ValueError)
NAME(UnicodeError)
NAME(UnicodeEncodeError)
NAME(UnicodeDecodeError)
NAME(UnicodeTranslateError)
NAME(AssertionError)
NAME(ArithmeticError)
NAME(FloatingPointError)
NAME(OverflowError)
NAME(ZeroDivisionError)
NAME(SystemError)
NAME(ReferenceError)
NAME(MemoryError)
NAME(BufferError)
NAME(Warning)
NAME(UserWarning)
NAME(EncodingWarning)
NAME(DeprecationWarning)
NAME(PendingDeprecationWarning)
NAME(SyntaxWarning)
NAME(RuntimeWarning)
NAME(FutureWarning)
NAME(ImportWarning)
NAME(UnicodeWarning)
NAME(BytesWarning)
NAME(ResourceWarning)
NAME(ConnectionError)
NAME(BlockingIOError)
NAME(BrokenPipeError)
NAME(ChildProcessError)
NAME(ConnectionAbortedError)
NAME(ConnectionRefusedError)
NAME(ConnectionResetError)
NAME(FileExistsError)
NAME(FileNotFoundError)
NAME(IsADirectoryError)
NAME(NotADirectoryError)
NAME(InterruptedError)
NAME(PermissionError)
NAME(ProcessLookupError)
NAME(TimeoutError)
NAME(BaseExceptionGroup)
PyObject *PyExc_EnvironmentError = (PyObject *)&suture_exception_types[SUTURE_EXC_OSError];
PyObject *PyExc_IOError = (PyObject *)&suture_exception_types[SUTURE_EXC_OSError];
