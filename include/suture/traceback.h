/// Suture's code, frame and traceback objects: no more than what a traceback needs.
#ifndef SUTURE_TRACEBACK_OBJECTS_H
#define SUTURE_TRACEBACK_OBJECTS_H
#include "../Python.h"
#include "atomic.h"

/* The fields that version-specific code reads (pybind11: co_filename, co_name, co_argcount) are where CPython 3.13 has
   them. An object that is NULL is empty, as in a code object that only stands for a line. */
typedef struct {
    PyVarObject ob_base;
    PyObject *_Nullable consts, *_Nullable names, *_Nullable exceptiontable;
    int flags, argcount, posonlyargcount, kwonlyargcount, stacksize, first_line;
    int unused_1[2], nlocals, unused_2[3];
    PyObject *_Nullable varnames, *_Nullable code;
    PyObject *_Nullable filename, *_Nullable name, *_Nullable qualname, *_Nullable linetable;
    PyObject *_Nullable freevars, *_Nullable cellvars;
    void *_Nullable unused_3[6]; /* Cython's code sets _co_firsttraceable, at 184 */
} SutureCode;
#ifndef __cplusplus
_Static_assert(offsetof(SutureCode, argcount) == 52 && offsetof(SutureCode, first_line) == 68, "");
_Static_assert(offsetof(SutureCode, nlocals) == 80 && offsetof(SutureCode, filename) == 112, "");
_Static_assert(sizeof(SutureCode) == 208, "as CPython 3.13's");
#endif

typedef struct {
    PyObject ob_base;
    PyObject *_Nullable code, *_Nullable globals, *_Nullable locals;
    int line; /* where CPython 3.13 has f_lineno, which Cython's code sets */
} SutureFrame;

typedef struct {
    PyObject ob_base;
    PyObject *_Nullable tb_next;
    PyObject *_Nullable tb_frame;
    int tb_lasti;
    int tb_lineno;
} SutureTraceback;

/// A file that writes to a descriptor of the process: sys.stdout and sys.stderr.
typedef struct {
    PyObject ob_base;
    int descriptor;
    PyObject *_Nullable name, *_Nullable errors, *_Nullable mode;
} SutureTextFile;
extern PyTypeObject SutureTextFile_Type SUTURE_SHARED_DATA;
SUTURE_INLINE PyTypeObject *_Nonnull suture_TextFile_Type(void) { return &SutureTextFile_Type; }

/// The tables of sys: CSources/Data/sysmodule.c.
extern PyModuleDef suture_sys_def SUTURE_SHARED_DATA;
extern PyModuleDef suture_warnings_def SUTURE_SHARED_DATA;
SUTURE_INLINE PyMethodDef *_Nonnull suture_sys_methods(void) { return suture_sys_def.m_methods; }
SUTURE_INLINE PyMethodDef *_Nonnull suture_warnings_methods(void) { return suture_warnings_def.m_methods; }
/// The struct sequences of sys, in the order of SutureSysSequence.
typedef enum { SUTURE_SYS_VERSION, SUTURE_SYS_FLAGS, SUTURE_SYS_HASH, SUTURE_SYS_THREAD, SUTURE_SYS_UNRAISABLE } SutureSysSequence;
PyStructSequence_Desc *_Nonnull suture_sys_sequence(SutureSysSequence which);
#endif
