/// The Swift functions behind the variadic ones of CSources/Variadic.
#ifndef SUTURE_VARIADIC_H
#define SUTURE_VARIADIC_H
#include "../Python.h"
#include "va.h"

/// PyArg_Parse when `legacy` is set (one object, not a tuple), else PyArg_ParseTuple: 1, or 0 with an exception.
int suture_arg_parse(PyObject *_Nullable args, const char *_Nonnull format, SutureArguments *_Nonnull va, int legacy);
/// `line` is where CPython's getargs.c reports arguments that are no tuple, keywords that are no dict, and NULLs.
int suture_arg_parse_keywords(PyObject *_Nullable args, PyObject *_Nullable kwargs, const char *_Nullable format,
                              char *_Nullable const *_Nullable keywords, SutureArguments *_Nonnull va, int line);
int suture_arg_unpack(PyObject *_Nullable args, const char *_Nullable name, Py_ssize_t min, Py_ssize_t max,
                      SutureArguments *_Nonnull va);
PyObject *_Nullable suture_build_value(const char *_Nonnull format, SutureArguments *_Nonnull va);
PyObject *_Nullable suture_text_format(const char *_Nonnull format, SutureArguments *_Nonnull va);
PyObject *_Nullable suture_bytes_format(const char *_Nonnull format, SutureArguments *_Nonnull va);
PyObject *_Nullable suture_err_format(PyObject *_Nullable type, const char *_Nonnull format, SutureArguments *_Nonnull va);
int suture_warn_format(PyObject *_Nullable category, PyObject *_Nullable source, Py_ssize_t level,
                       const char *_Nonnull format, SutureArguments *_Nonnull va);
PyObject *_Nullable suture_call_format(PyObject *_Nullable callable, const char *_Nullable format,
                                       SutureArguments *_Nonnull va);
PyObject *_Nullable suture_call_method_format(PyObject *_Nullable o, const char *_Nullable name,
                                              const char *_Nullable format, SutureArguments *_Nonnull va);
PyObject *_Nullable suture_call_method_named(PyObject *_Nullable o, PyObject *_Nullable name,
                                             const char *_Nullable format, SutureArguments *_Nonnull va);
PyObject *_Nullable suture_call_objects(PyObject *_Nullable callable, SutureArguments *_Nonnull va);
PyObject *_Nullable suture_call_method_objects(PyObject *_Nullable o, PyObject *_Nullable name,
                                               SutureArguments *_Nonnull va);
PyObject *_Nullable suture_eval_call(PyObject *_Nullable callable, const char *_Nonnull format,
                                     SutureArguments *_Nonnull va);
void suture_sys_format(int is_stderr, const char *_Nonnull format, SutureArguments *_Nonnull va);
void suture_sys_write(int is_stderr, const char *_Nonnull text, Py_ssize_t size, int truncated);
int suture_sys_audit(const char *_Nonnull event, const char *_Nullable format, SutureArguments *_Nonnull va);
int suture_arg_parse_stack(PyObject *_Nullable const *_Nullable args, Py_ssize_t nargs, const char *_Nonnull format,
                           SutureArguments *_Nonnull va);
int suture_arg_parse_stack_keywords(PyObject *_Nullable const *_Nullable args, Py_ssize_t nargs,
                                    PyObject *_Nullable kwnames, _PyArg_Parser *_Nonnull parser,
                                    SutureArguments *_Nonnull va);
int suture_arg_parse_fast(PyObject *_Nullable args, PyObject *_Nullable kwargs, _PyArg_Parser *_Nonnull parser,
                          SutureArguments *_Nonnull va);
PyObject *_Nullable suture_err_format_from_cause(PyObject *_Nullable type, const char *_Nonnull format,
                                                 SutureArguments *_Nonnull va);
void suture_err_format_unraisable(const char *_Nullable format, SutureArguments *_Nonnull va);
#endif
