/// Suture's code, frame and traceback objects: no more than what a traceback needs. Code that is compiled by an extension
/// (Cython) reaches us through the API only, except for the traceback, which is laid out as CPython 3.13's.
#ifndef SUTURE_TRACEBACK_OBJECTS_H
#define SUTURE_TRACEBACK_OBJECTS_H
#include "../Python.h"
#include "atomic.h"

typedef struct {
    PyObject ob_base;
    PyObject *_Nullable filename, *_Nullable name, *_Nullable qualname;
    /* NULL: empty, as in a code object that only stands for a line */
    PyObject *_Nullable code, *_Nullable consts, *_Nullable names, *_Nullable varnames, *_Nullable freevars,
        *_Nullable cellvars, *_Nullable linetable, *_Nullable exceptiontable;
    int first_line, argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags;
} SutureCode;

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
typedef enum { SUTURE_SYS_VERSION, SUTURE_SYS_FLAGS, SUTURE_SYS_HASH, SUTURE_SYS_THREAD } SutureSysSequence;
PyStructSequence_Desc *_Nonnull suture_sys_sequence(SutureSysSequence which);
#endif
