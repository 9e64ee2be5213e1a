/// The layouts of the sequence and iterator objects that the API leaves opaque. References in them are stored ones.
#ifndef SUTURE_SEQUENCES_H
#define SUTURE_SEQUENCES_H
#include "../Python.h"
#include "../structseq.h"
#include "atomic.h"

/// Iterators by index: of lists (both ways), tuples, sequences, and reversed. `index` is -2 once exhausted, and the
/// sequence may be NULL then; -1 is in front of the first item, where those that go back may be told to start again.
typedef struct {
    PyObject ob_base;
    int64_t index;
    PyObject *_Nullable sequence;
} SutureIndexIterator;

typedef struct {
    PyObject ob_base;
    PyObject *_Nullable callable, *_Nullable sentinel; /* may be NULL once exhausted */
    int64_t is_exhausted;
} SutureCallIterator;

/// start, stop, step and length are ints; immutable.
typedef struct {
    PyObject ob_base;
    PyObject *start, *stop, *step, *length;
} SutureRange;

typedef struct {
    PyObject ob_base;
    int64_t start, step, left;
} SutureRangeIterator;

typedef struct {
    PyObject ob_base;
    PyObject *start, *step, *left;
} SutureLongRangeIterator;

typedef struct {
    PyObject ob_base;
    Py_ssize_t index; /* PY_SSIZE_T_MAX: `big` counts */
    PyObject *iterator;
    PyObject *big;
} SutureEnumerate;

typedef struct {
    PyObject ob_base;
    PyObject *iterators; /* a tuple */
    int strict;
} SutureZip;

typedef struct {
    PyObject ob_base;
    PyObject *iterators; /* map: a tuple; filter: the iterator */
    PyObject *function;
} SutureMapFilter;

SUTURE_INLINE const char *_Nullable suture_unnamed_field(void) { return PyStructSequence_UnnamedField; }
#endif
