/// Context variables: values that belong to a task, which a thread runs in a context of its own (PEP 567).
///
/// A thread begins in a context of its own that is empty. A context is entered by one thread at a time, once; the others
/// may read and copy it. A copy shares its values with the original until one of them is changed: a copy costs the same
/// for any number of variables, the first change after it as much as they are.
#ifndef SUTURE_CONTEXT_H
#define SUTURE_CONTEXT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
PyAPI_DATA(PyTypeObject) PyContext_Type;
PyAPI_DATA(PyTypeObject) PyContextVar_Type;
PyAPI_DATA(PyTypeObject) PyContextToken_Type;
typedef struct _pycontextobject PyContext;
typedef struct _pycontextvarobject PyContextVar;
typedef struct _pycontexttokenobject PyContextToken;

#define PyContext_CheckExact(o) Py_IS_TYPE((o), &PyContext_Type)
#define PyContextVar_CheckExact(o) Py_IS_TYPE((o), &PyContextVar_Type)
#define PyContextToken_CheckExact(o) Py_IS_TYPE((o), &PyContextToken_Type)

/// A new, empty context: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyContext_New(void);
/// A copy of `context`, which another thread may be in: a new reference, or NULL with an exception.
PyAPI_FUNC(PyObject *) PyContext_Copy(PyObject *context);
/// A copy of the thread's current context: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyContext_CopyCurrent(void);
/// Makes `context` the thread's current one, which holds a reference to it until the exit.
///
/// Returns 0, or -1 with RuntimeError: some thread is in it already.
PyAPI_FUNC(int) PyContext_Enter(PyObject *context);
/// Makes the context that was current before the enter so again.
///
/// Returns 0, or -1 with RuntimeError: it is not the current one.
PyAPI_FUNC(int) PyContext_Exit(PyObject *context);

/// A new variable; `default_value` is borrowed and may be NULL. A new reference, or NULL with an exception.
PyAPI_FUNC(PyObject *) PyContextVar_New(const char *name, PyObject *default_value);
/// Its value in the current context, else `default_value`, else its own default: a new reference in `*value`, or NULL
/// where there is none of them.
///
/// Returns 0, or -1 with an exception.
PyAPI_FUNC(int) PyContextVar_Get(PyObject *var, PyObject *default_value, PyObject **value);
/// Sets it in the current context: a token that remembers the value before, a new reference; or NULL with an exception.
PyAPI_FUNC(PyObject *) PyContextVar_Set(PyObject *var, PyObject *value);
/// Brings back the value that `token` remembers, once.
///
/// Returns 0, or -1: ValueError for the token of another variable or context, RuntimeError for a used one.
PyAPI_FUNC(int) PyContextVar_Reset(PyObject *var, PyObject *token);
#endif

#ifdef __cplusplus
}
#endif
#endif
