/// Objects that only Suture's own code looks into: iterators of dicts and sets, proxies, cells, capsules; and the key of
/// string hashing.
#ifndef SUTURE_MAPPINGS_H
#define SUTURE_MAPPINGS_H
#include "../Python.h"

void suture_set_hash_secret(uint64_t k0, uint64_t k1);
PyHash_FuncDef *suture_hash_definition(void);
/// The functions of the module weakref.
PyMethodDef *suture_weakref_functions(void);

/// An iterator of a dict, forward or backward, or of a set. `used` is the size at the start; -1 once it was found
/// changed. `position` is -1 when the iterator is exhausted, and the container may be NULL then.
typedef struct {
    PyObject ob_base;
    PyObject *container;
    Py_ssize_t used;
    Py_ssize_t position;
    Py_ssize_t left;
} SutureTableIterator;

typedef struct {
    PyObject ob_base;
    PyObject *mapping;
} SutureMappingProxy;

typedef struct {
    PyObject ob_base;
    PyObject *values;   /* a dict; NULL: empty */
    PyObject *previous; /* the context that was current before it was entered */
    PyObject *weakreflist;
    int is_shared; /* other contexts have the same dict, which is never changed again */
    int is_entered;
} SutureContext;
typedef struct {
    PyObject ob_base;
    PyObject *name;
    PyObject *fallback; /* its default; NULL: none */
} SutureContextVar;
typedef struct {
    PyObject ob_base;
    PyObject *context, *variable;
    PyObject *old_value; /* NULL: there was none */
    int32_t is_used;     /* atomic */
} SutureContextToken;
/// What Token.MISSING is.
PyObject *suture_missing_value(void);
PyMethodDef *suture_contextvars_functions(void);

typedef struct {
    PyObject ob_base;
    PyObject *contents; /* NULL: empty */
} SutureCell;

typedef struct {
    PyObject ob_base;
    void *pointer;
    const char *name;
    void *context;
    PyCapsule_Destructor destructor;
    traverseproc traverse;
    inquiry clear;
    int domain; /* whose code the destructor is: CodeDomain */
} SutureCapsule;
#endif
