/// Argument parsing, building values, and adding names to modules.
#ifndef SUTURE_MODSUPPORT_H
#define SUTURE_MODSUPPORT_H
#include "moduleobject.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PY_CXX_CONST const
#define Py_CLEANUP_SUPPORTED 0x20000
#ifdef Py_LIMITED_API
#define PyModule_Create(def) PyModule_Create2(def, PYTHON_ABI_VERSION)
#define PyModule_FromDefAndSpec(def, spec) PyModule_FromDefAndSpec2(def, spec, PYTHON_ABI_VERSION)
#else
#define PyModule_Create(def) PyModule_Create2(def, PYTHON_API_VERSION)
#define PyModule_FromDefAndSpec(def, spec) PyModule_FromDefAndSpec2(def, spec, PYTHON_API_VERSION)
#endif
#define PyModule_AddIntMacro(m, c) PyModule_AddIntConstant((m), #c, (c))
#define PyModule_AddStringMacro(m, c) PyModule_AddStringConstant((m), #c, (c))

/// Converts one object. 1, or 0 with an exception. What is stored is borrowed unless the unit says
/// otherwise.
PyAPI_FUNC(int) PyArg_Parse(PyObject *arg, const char *format, ...);
/// Converts the items of a tuple. 1, or 0 with an exception. Lengths of `#` units are Py_ssize_t.
PyAPI_FUNC(int) PyArg_ParseTuple(PyObject *args, const char *format, ...);
/// The same with a dict of keywords or NULL; empty names are positional only.
PyAPI_FUNC(int) PyArg_ParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *format,
                                            char *const *keywords, ...);
/// Stores borrowed pointers to the items of a tuple. 1, or 0 with an exception.
PyAPI_FUNC(int) PyArg_UnpackTuple(PyObject *args, const char *name, Py_ssize_t min, Py_ssize_t max,
                                  ...);
/// PyArg_ParseTuple with a va_list.
PyAPI_FUNC(int) PyArg_VaParse(PyObject *args, const char *format, va_list va);
/// PyArg_ParseTupleAndKeywords with a va_list.
PyAPI_FUNC(int) PyArg_VaParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *format,
                                              char *const *keywords, va_list va);
/// 1 when all keys of a dict are strings, else 0 with TypeError.
PyAPI_FUNC(int) PyArg_ValidateKeywordArguments(PyObject *kwargs);
/// Adds an int. 0, or -1 with an exception.
PyAPI_FUNC(int) PyModule_AddIntConstant(PyObject *module, const char *name, long value);
/// Adds `value` and takes the reference, but only when it succeeds. 0, or -1 with an exception. Prefer PyModule_Add.
PyAPI_FUNC(int) PyModule_AddObject(PyObject *module, const char *name, PyObject *value);
/// Adds a str from UTF-8. 0, or -1 with an exception.
PyAPI_FUNC(int) PyModule_AddStringConstant(PyObject *module, const char *name, const char *value);
/// A new module from `def` (single-phase init): a new reference. Its functions belong to the generation of the caller.
/// SystemError when `def` has slots; RuntimeWarning for another API version.
PyAPI_FUNC(PyObject *) PyModule_Create2(PyModuleDef *def, int apiver);
/// The value that a format describes: a new reference, or NULL with an exception. `N` steals, also
/// on failure.
PyAPI_FUNC(PyObject *) Py_BuildValue(const char *format, ...);
/// Py_BuildValue with a va_list.
PyAPI_FUNC(PyObject *) Py_VaBuildValue(const char *format, va_list va);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
/// Adds the functions of a table that ends with a NULL name and outlives the module. 0, or -1 with an exception.
PyAPI_FUNC(int) PyModule_AddFunctions(PyObject *module, PyMethodDef *functions);
/// The second phase of multi-phase init: makes the state and runs the exec slots. 0, or -1 with an exception.
PyAPI_FUNC(int) PyModule_ExecDef(PyObject *module, PyModuleDef *def);
/// The first phase of multi-phase init, for `spec` (borrowed): a new reference.
PyAPI_FUNC(PyObject *) PyModule_FromDefAndSpec2(PyModuleDef *def, PyObject *spec,
                                                int module_api_version);
/// Sets `__doc__`. 0, or -1 with an exception.
PyAPI_FUNC(int) PyModule_SetDocString(PyObject *module, const char *doc);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03090000
/// Makes `type` (borrowed) ready and adds it under its name without the module. 0, or -1 with an exception.
PyAPI_FUNC(int) PyModule_AddType(PyObject *module, PyTypeObject *type);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
/// Adds `value` (borrowed). NULL passes the pending exception on. 0, or -1 with an exception.
PyAPI_FUNC(int) PyModule_AddObjectRef(PyObject *module, const char *name, PyObject *value);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
/// Adds `value` and takes the reference, also when it fails. 0, or -1 with an exception.
PyAPI_FUNC(int) PyModule_Add(PyObject *module, const char *name, PyObject *value);
#endif

#ifndef Py_LIMITED_API
PyAPI_FUNC(PyObject *) _Py_BuildValue_SizeT(const char *format, ...);
PyAPI_FUNC(PyObject *) _Py_VaBuildValue_SizeT(const char *format, va_list va);
#endif

#ifndef Py_LIMITED_API
PyAPI_FUNC(int) _PyArg_Parse_SizeT(PyObject *arg, const char *format, ...);
PyAPI_FUNC(int) _PyArg_ParseTuple_SizeT(PyObject *args, const char *format, ...);
PyAPI_FUNC(int) _PyArg_ParseTupleAndKeywords_SizeT(PyObject *args, PyObject *kwargs,
                                                   const char *format, char *const *keywords, ...);
PyAPI_FUNC(int) _PyArg_VaParse_SizeT(PyObject *args, const char *format, va_list va);
PyAPI_FUNC(int) _PyArg_VaParseTupleAndKeywords_SizeT(PyObject *args, PyObject *kwargs,
                                                     const char *format, char *const *keywords,
                                                     va_list va);
#endif

#ifndef Py_LIMITED_API
/// The parser of a function with keywords, as Argument Clinic writes it down. Laid out as CPython 3.13's.
typedef struct _PyArg_Parser {
    const char *format;
    const char *const *keywords;
    const char *fname;
    const char *custom_msg;
    struct {
        uint8_t v;
    } once;
    int is_kwtuple_owned;
    int pos, min, max;
    PyObject *kwtuple;
    struct _PyArg_Parser *next;
} _PyArg_Parser;
/// Sorts positional and keyword arguments into `buf`, borrowed; returns `args` or `buf`, or NULL with TypeError.
PyAPI_FUNC(PyObject *const *) _PyArg_UnpackKeywords(PyObject *const *args, Py_ssize_t nargs, PyObject *kwargs,
                                                    PyObject *kwnames, struct _PyArg_Parser *parser, int minpos,
                                                    int maxpos, int minkw, PyObject **buf);
/// 1 when the number of arguments is right, else 0 with TypeError.
PyAPI_FUNC(int) _PyArg_CheckPositional(const char *name, Py_ssize_t nargs, Py_ssize_t min, Py_ssize_t max);
/// TypeError "name() argument must be what, not type".
PyAPI_FUNC(void) _PyArg_BadArgument(const char *fname, const char *displayname, const char *expected, PyObject *arg);
/// 1 when there are none, else 0 with TypeError.
PyAPI_FUNC(int) _PyArg_NoKeywords(const char *name, PyObject *kwargs);
PyAPI_FUNC(int) _PyArg_NoPositional(const char *name, PyObject *args);
/// PyArg_ParseTuple and its kin over an array of arguments.
PyAPI_FUNC(int) _PyArg_ParseStack(PyObject *const *args, Py_ssize_t nargs, const char *format, ...);
PyAPI_FUNC(int) _PyArg_ParseStackAndKeywords(PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames,
                                             struct _PyArg_Parser *parser, ...);
PyAPI_FUNC(int) _PyArg_ParseTupleAndKeywordsFast(PyObject *args, PyObject *kwargs, struct _PyArg_Parser *parser, ...);
#endif

#ifdef __cplusplus
}
#endif
#endif
