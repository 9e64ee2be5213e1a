/// Frames.
#ifndef SUTURE_PYFRAME_H
#define SUTURE_PYFRAME_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The line that a frame executes.
PyAPI_FUNC(int) PyFrame_GetLineNumber(PyFrameObject *frame);
/// The code of a frame: a new reference.
PyAPI_FUNC(PyCodeObject *) PyFrame_GetCode(PyFrameObject *frame);

#ifndef Py_LIMITED_API
PyAPI_DATA(PyTypeObject) PyCode_Type;
PyAPI_DATA(PyTypeObject) PyFrame_Type;
/// Types of things that only an interpreter makes: they exist so that code can ask whether something is one.
PyAPI_DATA(PyTypeObject) PyFunction_Type;
PyAPI_DATA(PyTypeObject) PyGen_Type;
PyAPI_DATA(PyTypeObject) PyCoro_Type;
PyAPI_DATA(PyTypeObject) PyAsyncGen_Type;
/// A code object that stands for a place in a file: a new reference, or NULL with an exception.
PyAPI_FUNC(PyCodeObject *) PyCode_NewEmpty(const char *filename, const char *name, int line);
/// A code object with a name and a place; the rest is not kept. A new reference, or NULL with an exception.
PyAPI_FUNC(PyCodeObject *) PyUnstable_Code_NewWithPosOnlyArgs(
    int argcount, int posonlyargcount, int kwonlyargcount, int nlocals, int stacksize, int flags, PyObject *code,
    PyObject *consts, PyObject *names, PyObject *varnames, PyObject *freevars, PyObject *cellvars, PyObject *filename,
    PyObject *name, PyObject *qualname, int line, PyObject *linetable, PyObject *exceptiontable);
/// Its bytecode (that of an empty one) and the names of its variables (none: ()): new references.
PyAPI_FUNC(PyObject *) PyCode_GetCode(PyCodeObject *code);
PyAPI_FUNC(PyObject *) PyCode_GetVarnames(PyCodeObject *code);
PyAPI_FUNC(PyObject *) PyCode_GetCellvars(PyCodeObject *code);
PyAPI_FUNC(PyObject *) PyCode_GetFreevars(PyCodeObject *code);
/// A frame for `code` (borrowed): a new reference, or NULL with an exception.
PyAPI_FUNC(PyFrameObject *) PyFrame_New(PyThreadState *tstate, PyCodeObject *code, PyObject *globals, PyObject *locals);
/// What the frame knows: new references. There is no frame behind one.
PyAPI_FUNC(PyFrameObject *) PyFrame_GetBack(PyFrameObject *frame);
PyAPI_FUNC(PyObject *) PyFrame_GetGlobals(PyFrameObject *frame);
PyAPI_FUNC(PyObject *) PyFrame_GetLocals(PyFrameObject *frame);
PyAPI_FUNC(PyObject *) PyFrame_GetBuiltins(PyFrameObject *frame);
PyAPI_FUNC(PyObject *) PyFrame_GetGenerator(PyFrameObject *frame);
PyAPI_FUNC(int) PyFrame_GetLasti(PyFrameObject *frame);
/// Adds a line of its own to the traceback of the pending exception.
PyAPI_FUNC(void) _PyTraceback_Add(const char *function, const char *filename, int line);
#endif

#if !defined(Py_LIMITED_API) && !defined(SUTURE_IMPLEMENTATION)
/// The first fields of a code object, laid out as CPython 3.13's.
struct PyCodeObject {
    PyVarObject ob_base;
    PyObject *co_consts, *co_names, *co_exceptiontable;
    int co_flags, co_argcount, co_posonlyargcount, co_kwonlyargcount, co_stacksize, co_firstlineno;
    int co_nlocalsplus, co_framesize, co_nlocals, co_ncellvars, co_nfreevars;
    uint32_t co_version;
    PyObject *co_localsplusnames, *co_localspluskinds, *co_filename, *co_name, *co_qualname, *co_linetable;
};
#define CO_OPTIMIZED 0x0001
#define CO_NEWLOCALS 0x0002
#define CO_VARARGS 0x0004
#define CO_VARKEYWORDS 0x0008
#define CO_NESTED 0x0010
#define CO_GENERATOR 0x0020
#define CO_COROUTINE 0x0080
#define CO_ITERABLE_COROUTINE 0x0100
#define CO_ASYNC_GENERATOR 0x0200
#define PyCode_Check(op) Py_IS_TYPE(op, &PyCode_Type)
#define PyFrame_Check(op) Py_IS_TYPE(op, &PyFrame_Type)
#define PyFunction_Check(op) Py_IS_TYPE(op, &PyFunction_Type)
#define PyGen_Check(op) PyObject_TypeCheck(op, &PyGen_Type)
#define PyGen_CheckExact(op) Py_IS_TYPE(op, &PyGen_Type)
#define PyCoro_CheckExact(op) Py_IS_TYPE(op, &PyCoro_Type)
#define PyAsyncGen_CheckExact(op) Py_IS_TYPE(op, &PyAsyncGen_Type)
#endif

#ifdef __cplusplus
}
#endif
#endif
