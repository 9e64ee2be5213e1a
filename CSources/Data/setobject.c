// The types of sets, frozen sets and their iterator.
#include "data.h"
#include <stddef.h>

_Static_assert(offsetof(PySetObject, smalltable) == 64, "Objects/Set.swift relies on it");

PyObject *suture_set_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords);
PyObject *suture_frozenset_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords);
int suture_set_init(PyObject *self, PyObject *arguments, PyObject *keywords);
void suture_set_dealloc(PyObject *self);
int suture_set_traverse(PyObject *self, visitproc visit, void *argument);
int suture_set_clear_slot(PyObject *self);
Py_ssize_t suture_set_length(PyObject *self);
int suture_set_contains_slot(PyObject *self, PyObject *key);
PyObject *suture_set_repr(PyObject *self);
PyObject *suture_set_compare(PyObject *a, PyObject *b, int operation);
Py_hash_t suture_frozenset_hash(PyObject *self);
PyObject *suture_set_iter(PyObject *self);
PyObject *suture_set_and(PyObject *a, PyObject *b);
PyObject *suture_set_or(PyObject *a, PyObject *b);
PyObject *suture_set_sub(PyObject *a, PyObject *b);
PyObject *suture_set_xor(PyObject *a, PyObject *b);
PyObject *suture_set_iand(PyObject *a, PyObject *b);
PyObject *suture_set_ior(PyObject *a, PyObject *b);
PyObject *suture_set_isub(PyObject *a, PyObject *b);
PyObject *suture_set_ixor(PyObject *a, PyObject *b);
PyObject *suture_set_add(PyObject *self, PyObject *key);
PyObject *suture_set_has(PyObject *self, PyObject *key);
PyObject *suture_set_remove(PyObject *self, PyObject *key);
PyObject *suture_set_discard(PyObject *self, PyObject *key);
PyObject *suture_set_pop(PyObject *self, PyObject *unused);
PyObject *suture_set_clear_method(PyObject *self, PyObject *unused);
PyObject *suture_set_copy(PyObject *self, PyObject *unused);
PyObject *suture_frozenset_copy(PyObject *self, PyObject *unused);
PyObject *suture_set_update(PyObject *self, PyObject *const *others, Py_ssize_t count);
PyObject *suture_set_union(PyObject *self, PyObject *const *others, Py_ssize_t count);
PyObject *suture_set_intersection(PyObject *self, PyObject *const *others, Py_ssize_t count);
PyObject *suture_set_intersection_update(PyObject *self, PyObject *const *others, Py_ssize_t count);
PyObject *suture_set_difference(PyObject *self, PyObject *const *others, Py_ssize_t count);
PyObject *suture_set_difference_update(PyObject *self, PyObject *const *others, Py_ssize_t count);
PyObject *suture_set_symmetric_difference(PyObject *self, PyObject *other);
PyObject *suture_set_symmetric_difference_update(PyObject *self, PyObject *other);
PyObject *suture_set_isdisjoint(PyObject *self, PyObject *other);
PyObject *suture_set_issubset(PyObject *self, PyObject *other);
PyObject *suture_set_issuperset(PyObject *self, PyObject *other);
PyObject *suture_set_reduce(PyObject *self, PyObject *unused);
PyObject *suture_set_sizeof(PyObject *self, PyObject *unused);
PyObject *suture_setiter_next(PyObject *self);
PyObject *suture_setiter_length_hint(PyObject *self, PyObject *unused);
PyObject *suture_setiter_reduce(PyObject *self, PyObject *unused);

#define FAST(f) ((PyCFunction)(void (*)(void))(f))
#define COMMON_METHODS                                                                                       \
    {"__contains__", suture_set_has, METH_O | METH_COEXIST, "x.__contains__(y) <==> y in x."},               \
    {"__reduce__", suture_set_reduce, METH_NOARGS, "Return state information for pickling."},                \
    {"__sizeof__", suture_set_sizeof, METH_NOARGS, "S.__sizeof__() -> size of S in memory, in bytes."},      \
    {"difference", FAST(suture_set_difference), METH_FASTCALL,                                               \
     "Return a new set with elements in the set that are not in the others."},                               \
    {"intersection", FAST(suture_set_intersection), METH_FASTCALL,                                           \
     "Return a new set with elements common to the set and all others."},                                    \
    {"isdisjoint", suture_set_isdisjoint, METH_O, "Return True if two sets have a null intersection."},      \
    {"issubset", suture_set_issubset, METH_O, "Report whether another set contains this set."},              \
    {"issuperset", suture_set_issuperset, METH_O, "Report whether this set contains another set."},          \
    {"symmetric_difference", suture_set_symmetric_difference, METH_O,                                        \
     "Return a new set with elements in either the set or other but not both."},                             \
    {"union", FAST(suture_set_union), METH_FASTCALL,                                                         \
     "Return a new set with elements from the set and all others."},                                         \
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, "See PEP 585"}

static PyMethodDef set_methods[] = {
    COMMON_METHODS,
    {"add", suture_set_add, METH_O, "Add an element to a set."},
    {"clear", suture_set_clear_method, METH_NOARGS, "Remove all elements from this set."},
    {"copy", suture_set_copy, METH_NOARGS, "Return a shallow copy of a set."},
    {"discard", suture_set_discard, METH_O, "Remove an element from a set if it is a member."},
    {"difference_update", FAST(suture_set_difference_update), METH_FASTCALL,
     "Update the set, removing elements found in others."},
    {"intersection_update", FAST(suture_set_intersection_update), METH_FASTCALL,
     "Update the set, keeping only elements found in it and all others."},
    {"pop", suture_set_pop, METH_NOARGS, "Remove and return an arbitrary set element."},
    {"remove", suture_set_remove, METH_O, "Remove an element from a set; it must be a member."},
    {"symmetric_difference_update", suture_set_symmetric_difference_update, METH_O,
     "Update the set, keeping only elements found in either set, but not in both."},
    {"update", FAST(suture_set_update), METH_FASTCALL, "Update the set, adding elements from all others."},
    {0},
};
static PyMethodDef frozenset_methods[] = {
    COMMON_METHODS,
    {"copy", suture_frozenset_copy, METH_NOARGS, "Return a shallow copy of a set."},
    {0},
};

static PySequenceMethods set_sequence = {.sq_length = suture_set_length, .sq_contains = suture_set_contains_slot};
static PyNumberMethods set_number = {
    .nb_subtract = suture_set_sub,
    .nb_and = suture_set_and,
    .nb_xor = suture_set_xor,
    .nb_or = suture_set_or,
    .nb_inplace_subtract = suture_set_isub,
    .nb_inplace_and = suture_set_iand,
    .nb_inplace_xor = suture_set_ixor,
    .nb_inplace_or = suture_set_ior,
};
static PyNumberMethods frozenset_number = {
    .nb_subtract = suture_set_sub, .nb_and = suture_set_and, .nb_xor = suture_set_xor, .nb_or = suture_set_or};

#define ANY_SET(name)                                                                                        \
    SUTURE_TYPE(name, sizeof(PySetObject), 0), .tp_dealloc = suture_set_dealloc, .tp_repr = suture_set_repr, \
        .tp_as_sequence = &set_sequence,                                                                     \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | _Py_TPFLAGS_MATCH_SELF,  \
        .tp_traverse = suture_set_traverse, .tp_clear = suture_set_clear_slot,                               \
        .tp_richcompare = suture_set_compare, .tp_weaklistoffset = offsetof(PySetObject, weakreflist),       \
        .tp_iter = suture_set_iter, .tp_alloc = PyType_GenericAlloc, .tp_free = PyObject_GC_Del

PyTypeObject PySet_Type = {
    ANY_SET("set"),
    .tp_as_number = &set_number,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_doc = "Build an unordered collection of unique elements.",
    .tp_methods = set_methods,
    .tp_init = suture_set_init,
    .tp_new = suture_set_new,
};
PyTypeObject PyFrozenSet_Type = {
    ANY_SET("frozenset"),
    .tp_as_number = &frozenset_number,
    .tp_hash = suture_frozenset_hash,
    .tp_doc = "Build an immutable unordered collection of unique elements.",
    .tp_methods = frozenset_methods,
    .tp_new = suture_frozenset_new,
};

void suture_tableiter_dealloc(PyObject *self);
int suture_tableiter_traverse(PyObject *self, visitproc visit, void *argument);

static PyMethodDef setiter_methods[] = {
    {"__length_hint__", suture_setiter_length_hint, METH_NOARGS, "Private method returning an estimate of len(list(it))."},
    {"__reduce__", suture_setiter_reduce, METH_NOARGS, "Return state information for pickling."},
    {0},
};

PyTypeObject PySetIter_Type = {
    SUTURE_TYPE("set_iterator", sizeof(SutureTableIterator), 0),
    .tp_dealloc = suture_tableiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = suture_tableiter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_setiter_next,
    .tp_methods = setiter_methods,
    .tp_free = PyObject_GC_Del,
};
