// list and its iterators.
#include "data.h"

void suture_list_dealloc(PyObject *);
int suture_list_traverse(PyObject *, visitproc, void *);
int suture_list_clear_slot(PyObject *);
int suture_list_init(PyObject *, PyObject *, PyObject *);
PyObject *suture_list_repr(PyObject *);
PyObject *suture_list_richcompare(PyObject *, PyObject *, int);
PyObject *suture_list_iter(PyObject *);
Py_ssize_t suture_list_length(PyObject *);
PyObject *suture_list_concat(PyObject *, PyObject *);
PyObject *suture_list_repeat(PyObject *, Py_ssize_t);
PyObject *suture_list_item(PyObject *, Py_ssize_t);
int suture_list_ass_item(PyObject *, Py_ssize_t, PyObject *);
int suture_list_contains(PyObject *, PyObject *);
PyObject *suture_list_inplace_concat(PyObject *, PyObject *);
PyObject *suture_list_inplace_repeat(PyObject *, Py_ssize_t);
PyObject *suture_list_subscript(PyObject *, PyObject *);
int suture_list_ass_subscript(PyObject *, PyObject *, PyObject *);
PyObject *suture_list_append(PyObject *, PyObject *);
PyObject *suture_list_insert(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_list_extend(PyObject *, PyObject *);
PyObject *suture_list_clear(PyObject *, PyObject *);
PyObject *suture_list_copy(PyObject *, PyObject *);
PyObject *suture_list_pop(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_list_remove(PyObject *, PyObject *);
PyObject *suture_list_index(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *suture_list_count(PyObject *, PyObject *);
PyObject *suture_list_reverse(PyObject *, PyObject *);
PyObject *suture_list_sort(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *suture_list_sizeof(PyObject *, PyObject *);
PyObject *suture_list_reversed(PyObject *, PyObject *);
void suture_indexiter_dealloc(PyObject *);
int suture_indexiter_traverse(PyObject *, visitproc, void *);
PyObject *suture_listiter_next(PyObject *);
PyObject *suture_listreviter_next(PyObject *);
PyObject *suture_indexiter_length_hint(PyObject *, PyObject *);
PyObject *suture_listreviter_length_hint(PyObject *, PyObject *);
PyObject *suture_indexiter_reduce(PyObject *, PyObject *);
PyObject *suture_indexiter_setstate(PyObject *, PyObject *);

#define FAST _PyCFunction_CAST
static PyMethodDef list_methods[] = {
    {"__getitem__", suture_list_subscript, METH_O | METH_COEXIST, "__getitem__($self, index, /)\n--\n\nReturn self[index]."},
    {"__reversed__", suture_list_reversed, METH_NOARGS, "__reversed__($self, /)\n--\n\nReturn a reverse iterator over the list."},
    {"__sizeof__", suture_list_sizeof, METH_NOARGS, "__sizeof__($self, /)\n--\n\nReturn the size of the list in memory, in bytes."},
    {"clear", suture_list_clear, METH_NOARGS, "clear($self, /)\n--\n\nRemove all items from list."},
    {"copy", suture_list_copy, METH_NOARGS, "copy($self, /)\n--\n\nReturn a shallow copy of the list."},
    {"append", suture_list_append, METH_O, "append($self, object, /)\n--\n\nAppend object to the end of the list."},
    {"insert", FAST(suture_list_insert), METH_FASTCALL, "insert($self, index, object, /)\n--\n\nInsert object before index."},
    {"extend", suture_list_extend, METH_O, "extend($self, iterable, /)\n--\n\nExtend list by appending elements from the iterable."},
    {"pop", FAST(suture_list_pop), METH_FASTCALL, "pop($self, index=-1, /)\n--\n\nRemove and return item at index (default last)."},
    {"remove", suture_list_remove, METH_O, "remove($self, value, /)\n--\n\nRemove first occurrence of value."},
    {"index", FAST(suture_list_index), METH_FASTCALL, "index($self, value, start=0, stop=sys.maxsize, /)\n--\n\nReturn first index of value."},
    {"count", suture_list_count, METH_O, "count($self, value, /)\n--\n\nReturn number of occurrences of value."},
    {"reverse", suture_list_reverse, METH_NOARGS, "reverse($self, /)\n--\n\nReverse *IN PLACE*."},
    {"sort", FAST(suture_list_sort), METH_FASTCALL | METH_KEYWORDS, "sort($self, /, *, key=None, reverse=False)\n--\n\nSort the list in ascending order and return None."},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, "See PEP 585"},
    {NULL, NULL, 0, NULL},
};
static PySequenceMethods list_as_sequence = {
    .sq_length = suture_list_length, .sq_concat = suture_list_concat, .sq_repeat = suture_list_repeat,
    .sq_item = suture_list_item, .sq_ass_item = suture_list_ass_item, .sq_contains = suture_list_contains,
    .sq_inplace_concat = suture_list_inplace_concat, .sq_inplace_repeat = suture_list_inplace_repeat,
};
static PyMappingMethods list_as_mapping = {suture_list_length, suture_list_subscript, suture_list_ass_subscript};

PyTypeObject PyList_Type = {
    SUTURE_TYPE("list", sizeof(PyListObject), 0),
    .tp_dealloc = suture_list_dealloc,
    .tp_repr = suture_list_repr,
    .tp_as_sequence = &list_as_sequence,
    .tp_as_mapping = &list_as_mapping,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_LIST_SUBCLASS |
                _Py_TPFLAGS_MATCH_SELF | Py_TPFLAGS_SEQUENCE,
    .tp_doc = "list(iterable=(), /)\n--\n\nBuilt-in mutable sequence.",
    .tp_traverse = suture_list_traverse,
    .tp_clear = suture_list_clear_slot,
    .tp_richcompare = suture_list_richcompare,
    .tp_iter = suture_list_iter,
    .tp_methods = list_methods,
    .tp_init = suture_list_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = PyType_GenericNew,
};

static PyMethodDef listiter_methods[] = {
    {"__length_hint__", suture_indexiter_length_hint, METH_NOARGS, "Private method returning an estimate of len(list(it))."},
    {"__reduce__", suture_indexiter_reduce, METH_NOARGS, "Return state information for pickling."},
    {"__setstate__", suture_indexiter_setstate, METH_O, "Set state information for unpickling."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyListIter_Type = {
    SUTURE_TYPE("list_iterator", sizeof(SutureIndexIterator), 0),
    .tp_dealloc = suture_indexiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = suture_indexiter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_listiter_next,
    .tp_methods = listiter_methods,
};

static PyMethodDef listreviter_methods[] = {
    {"__length_hint__", suture_listreviter_length_hint, METH_NOARGS, "Private method returning an estimate of len(list(it))."},
    {"__reduce__", suture_indexiter_reduce, METH_NOARGS, "Return state information for pickling."},
    {"__setstate__", suture_indexiter_setstate, METH_O, "Set state information for unpickling."},
    {NULL, NULL, 0, NULL},
};
PyTypeObject PyListRevIter_Type = {
    SUTURE_TYPE("list_reverseiterator", sizeof(SutureIndexIterator), 0),
    .tp_dealloc = suture_indexiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = suture_indexiter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_listreviter_next,
    .tp_methods = listreviter_methods,
};
