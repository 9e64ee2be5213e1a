// The tables of the modules sys and warnings, and the type of sys.stdout and sys.stderr.
#include "data.h"

#define NOARGS(name) PyObject *suture_sys_##name(PyObject *self, PyObject *unused);
#define ONE(name) PyObject *suture_sys_##name(PyObject *self, PyObject *argument);
#define FAST(name) PyObject *suture_sys_##name(PyObject *self, PyObject *const *args, Py_ssize_t n);
NOARGS(exc_info) NOARGS(exception) NOARGS(getdefaultencoding) NOARGS(getfilesystemencoding)
NOARGS(getfilesystemencodeerrors) NOARGS(getrecursionlimit) NOARGS(get_int_max_str_digits) NOARGS(getswitchinterval)
NOARGS(is_finalizing) NOARGS(is_gil_enabled) NOARGS(getallocatedblocks) NOARGS(none) NOARGS(getdlopenflags)
ONE(getrefcount) ONE(intern) ONE(is_interned) ONE(setrecursionlimit) ONE(set_int_max_str_digits) ONE(ignore) ONE(displayhook)
ONE(addaudithook) ONE(unraisablehook)
FAST(getsizeof) FAST(getframe) FAST(getframemodulename) FAST(exit) FAST(excepthook) FAST(audit_call)
#undef NOARGS
#undef ONE
#undef FAST

#define M(name, function, flags, doc) {name, (PyCFunction)(void *)suture_sys_##function, flags, doc}
static PyMethodDef sys_methods[] = {
    M("exc_info", exc_info, METH_NOARGS, "Return current exception information: (type, value, traceback)."),
    M("exception", exception, METH_NOARGS, "Return the current exception."),
    M("getdefaultencoding", getdefaultencoding, METH_NOARGS, "Return the current default encoding used by the Unicode implementation."),
    M("getfilesystemencoding", getfilesystemencoding, METH_NOARGS, "Return the encoding used to convert Unicode filenames to OS filenames."),
    M("getfilesystemencodeerrors", getfilesystemencodeerrors, METH_NOARGS, "Return the error mode used for Unicode to OS filename conversion."),
    M("getrecursionlimit", getrecursionlimit, METH_NOARGS, "Return the current value of the recursion limit."),
    M("setrecursionlimit", setrecursionlimit, METH_O, "Set the maximum depth of the Python interpreter stack to n."),
    M("get_int_max_str_digits", get_int_max_str_digits, METH_NOARGS, "Return the maximum string digits limit for non-binary int<->str conversions."),
    M("set_int_max_str_digits", set_int_max_str_digits, METH_O, "Set the maximum string digits limit for non-binary int<->str conversions."),
    M("getswitchinterval", getswitchinterval, METH_NOARGS, "Return the current thread switch interval."),
    M("setswitchinterval", ignore, METH_O, "Set the ideal thread switching delay; there is none."),
    M("is_finalizing", is_finalizing, METH_NOARGS, "Return True if Python is exiting."),
    M("_is_gil_enabled", is_gil_enabled, METH_NOARGS, "Return True if the GIL is currently enabled and False if it's disabled."),
    M("getallocatedblocks", getallocatedblocks, METH_NOARGS, "Return the number of memory blocks currently allocated."),
    M("getdlopenflags", getdlopenflags, METH_NOARGS, "Return the current value of the flags that are used for dlopen calls."),
    M("setdlopenflags", ignore, METH_O, "Set the flags used by the interpreter for dlopen calls."),
    M("gettrace", none, METH_NOARGS, "Return the global debug tracing function set with sys.settrace."),
    M("settrace", ignore, METH_O, "Set the global debug tracing function: there is no code to trace."),
    M("getprofile", none, METH_NOARGS, "Return the profiling function set with sys.setprofile."),
    M("setprofile", ignore, METH_O, "Set the profiling function: there is no code to profile."),
    M("getrefcount", getrefcount, METH_O, "Return the reference count of object."),
    M("getsizeof", getsizeof, METH_FASTCALL, "getsizeof(object [, default]) -> int\n\nReturn the size of object in bytes."),
    M("intern", intern, METH_O, "``Intern'' the given string."),
    M("_is_interned", is_interned, METH_O, "Return True if the given string is \"interned\"."),
    M("_getframe", getframe, METH_FASTCALL, "Return a frame object from the call stack."),
    M("_getframemodulename", getframemodulename, METH_FASTCALL, "Return the name of the module for a calling frame."),
    M("_clear_type_cache", none, METH_NOARGS, "Clear the internal type lookup cache."),
    M("exit", exit, METH_FASTCALL, "Exit the interpreter by raising SystemExit(status)."),
    M("excepthook", excepthook, METH_FASTCALL, "Handle an exception by displaying it with a traceback on sys.stderr."),
    M("unraisablehook", unraisablehook, METH_O, "Handle an unraisable exception."),
    M("displayhook", displayhook, METH_O, "Print an object to sys.stdout and also save it in builtins._"),
    M("audit", audit_call, METH_FASTCALL, "audit(event, *args): Passes the event to any hooks that are attached."),
    M("addaudithook", addaudithook, METH_O, "Adds a new audit hook callback."),
    {NULL, NULL, 0, NULL},
};
PyModuleDef suture_sys_def = {
    .m_base = {{_Py_IMMORTAL_REFCNT, &PyModuleDef_Type}, NULL, 0, NULL},
    .m_name = "sys",
    .m_doc = "What the runtime tells about itself.",
    .m_size = -1,
    .m_methods = sys_methods,
};

// MARK: warnings

#define KEYWORDS(name) PyObject *suture_warnings_##name(PyObject *self, PyObject *args, PyObject *kwargs);
KEYWORDS(warn) KEYWORDS(warn_explicit) KEYWORDS(simplefilter) KEYWORDS(filterwarnings)
#undef KEYWORDS
PyObject *suture_warnings_resetwarnings(PyObject *self, PyObject *unused);
#define W(name, function, doc) {name, (PyCFunction)(void *)suture_warnings_##function, METH_VARARGS | METH_KEYWORDS, doc}
static PyMethodDef warnings_methods[] = {
    W("warn", warn, "Issue a warning, or maybe ignore it or raise an exception."),
    W("warn_explicit", warn_explicit, "Issue a warning, or maybe ignore it or raise an exception."),
    W("simplefilter", simplefilter, "Insert a simple entry into the list of warnings filters (at the front)."),
    W("filterwarnings", filterwarnings, "Insert an entry into the list of warnings filters (at the front)."),
    {"resetwarnings", suture_warnings_resetwarnings, METH_NOARGS, "Clear the list of warning filters, so that no filters are active."},
    {"_filters_mutated", suture_sys_none, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
PyModuleDef suture_warnings_def = {
    .m_base = {{_Py_IMMORTAL_REFCNT, &PyModuleDef_Type}, NULL, 0, NULL},
    .m_name = "warnings",
    .m_doc = "Issue warnings, and filter them.",
    .m_size = -1,
    .m_methods = warnings_methods,
};

// MARK: Files

PyObject *suture_file_write(PyObject *self, PyObject *text);
PyObject *suture_file_flush(PyObject *self, PyObject *unused);
PyObject *suture_file_isatty(PyObject *self, PyObject *unused);
PyObject *suture_file_fileno(PyObject *self, PyObject *unused);
PyObject *suture_file_yes(PyObject *self, PyObject *unused);
PyObject *suture_file_no(PyObject *self, PyObject *unused);
PyObject *suture_file_writelines(PyObject *self, PyObject *lines);
PyObject *suture_file_get(PyObject *self, void *closure);
PyObject *suture_file_repr(PyObject *self);
static PyMethodDef file_methods[] = {
    {"write", suture_file_write, METH_O, "Write string s to stream."},
    {"writelines", suture_file_writelines, METH_O, "Write a list of lines to stream."},
    {"flush", suture_file_flush, METH_NOARGS, "Flush write buffers, if applicable."},
    {"close", suture_file_flush, METH_NOARGS, "Flush: the descriptor belongs to the process."},
    {"isatty", suture_file_isatty, METH_NOARGS, "Return whether this is an 'interactive' stream."},
    {"fileno", suture_file_fileno, METH_NOARGS, "Return underlying file descriptor if one exists."},
    {"writable", suture_file_yes, METH_NOARGS, "Return whether object was opened for writing."},
    {"readable", suture_file_no, METH_NOARGS, "Return whether object was opened for reading."},
    {"seekable", suture_file_no, METH_NOARGS, "Return whether object supports random access."},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef file_getset[] = {
    {"name", suture_file_get, NULL, NULL, (void *)0},     {"encoding", suture_file_get, NULL, NULL, (void *)1},
    {"errors", suture_file_get, NULL, NULL, (void *)2},   {"mode", suture_file_get, NULL, NULL, (void *)3},
    {"closed", suture_file_get, NULL, NULL, (void *)4},   {"line_buffering", suture_file_get, NULL, NULL, (void *)5},
    {"newlines", suture_file_get, NULL, NULL, (void *)6}, {NULL, NULL, NULL, NULL, NULL},
};
PyTypeObject SutureTextFile_Type = {
    SUTURE_TYPE("_io.TextIOWrapper", sizeof(SutureTextFile), 0),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_repr = suture_file_repr,
    .tp_methods = file_methods,
    .tp_getset = file_getset,
};

// MARK: Struct sequences

static PyStructSequence_Field version_fields[] = {
    {"major", "Major release number"}, {"minor", "Minor release number"}, {"micro", "Patch release number"},
    {"releaselevel", "'alpha', 'beta', 'candidate', or 'final'"}, {"serial", "Serial release number"}, {NULL, NULL}};
static PyStructSequence_Field flags_fields[] = {
    {"debug", "-d"}, {"inspect", "-i"}, {"interactive", "-i"}, {"optimize", "-O or -OO"}, {"dont_write_bytecode", "-B"},
    {"no_user_site", "-s"}, {"no_site", "-S"}, {"ignore_environment", "-E"}, {"verbose", "-v"}, {"bytes_warning", "-b"},
    {"quiet", "-q"}, {"hash_randomization", "-R"}, {"isolated", "-I"}, {"dev_mode", "-X dev"}, {"utf8_mode", "-X utf8"},
    {"warn_default_encoding", "-X warn_default_encoding"}, {"safe_path", "-P"}, {"int_max_str_digits", "-X int_max_str_digits"},
    {NULL, NULL}};
static PyStructSequence_Field hash_fields[] = {
    {"width", "width of the type used for hashing, in bits"}, {"modulus", "prime number giving the modulus on which the hash function is based"},
    {"inf", "value to be used for hash of a positive infinity"}, {"nan", "value to be used for hash of a nan"},
    {"imag", "multiplier used for the imaginary part of a complex number"}, {"algorithm", "name of the algorithm for hashing of str, bytes and memoryviews"},
    {"hash_bits", "internal output size of hash algorithm"}, {"seed_bits", "seed size of hash algorithm"},
    {"cutoff", "small string optimization cutoff"}, {NULL, NULL}};
static PyStructSequence_Field thread_fields[] = {
    {"name", "name of the thread implementation"}, {"lock", "name of the lock implementation"},
    {"version", "name and version of the thread library"}, {NULL, NULL}};
static PyStructSequence_Field unraisable_fields[] = {
    {"exc_type", "Exception type"}, {"exc_value", "Exception value"}, {"exc_traceback", "Exception traceback"},
    {"err_msg", "Error message"}, {"object", "Object causing the exception"}, {NULL, NULL}};
static PyStructSequence_Desc sequences[] = {
    {"sys.version_info", "Version information as a named tuple.", version_fields, 5},
    {"sys.flags", "Flags provided through command line arguments or environment vars.", flags_fields, 18},
    {"sys.hash_info", "Hash parameters used for computing hash of builtin types.", hash_fields, 9},
    {"sys.thread_info", "A named tuple holding information about the thread implementation.", thread_fields, 3},
    {"builtins.UnraisableHookArgs", "UnraisableHookArgs\n\nType used to pass arguments to sys.unraisablehook.", unraisable_fields, 5},
};
PyStructSequence_Desc *suture_sys_sequence(SutureSysSequence which) { return &sequences[which]; }
