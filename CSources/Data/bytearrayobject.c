// The bytearray type and its iterator.
#include "bytesmethods.h"
#include "data.h"

char _PyByteArray_empty_string[1] = {0};

void suture_bytearray_dealloc(PyObject *self);
int suture_bytearray_init(PyObject *self, PyObject *args, PyObject *keywords);
PyObject *suture_bytearray_repr(PyObject *self);
PyObject *suture_bytearray_richcompare(PyObject *a, PyObject *b, int op);
PyObject *suture_bytes_iter(PyObject *self);
Py_ssize_t suture_bytearray_length(PyObject *self);
PyObject *suture_bytearray_concat(PyObject *a, PyObject *b);
PyObject *suture_bytearray_repeat(PyObject *self, Py_ssize_t times);
PyObject *suture_bytearray_item(PyObject *self, Py_ssize_t index);
int suture_bytearray_ass_item(PyObject *self, Py_ssize_t index, PyObject *value);
int suture_bytes_contains(PyObject *self, PyObject *item);
PyObject *suture_bytearray_iconcat(PyObject *self, PyObject *other);
PyObject *suture_bytearray_irepeat(PyObject *self, Py_ssize_t times);
PyObject *suture_bytearray_subscript(PyObject *self, PyObject *key);
int suture_bytearray_ass_subscript(PyObject *self, PyObject *key, PyObject *value);
PyObject *suture_bytearray_mod(PyObject *a, PyObject *b);
int suture_bytearray_getbuffer(PyObject *self, Py_buffer *view, int flags);
void suture_bytearray_releasebuffer(PyObject *self, Py_buffer *view);
PyObject *suture_bytearray_alloc(PyObject *self, PyObject *unused);
PyObject *suture_bytearray_reduce(PyObject *self, PyObject *unused);
PyObject *suture_bytearray_reduce_ex(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytearray_sizeof(PyObject *self, PyObject *unused);
PyObject *suture_bytearray_append(PyObject *self, PyObject *item);
PyObject *suture_bytearray_clear(PyObject *self, PyObject *unused);
PyObject *suture_bytearray_copy(PyObject *self, PyObject *unused);
PyObject *suture_bytearray_extend(PyObject *self, PyObject *iterable);
PyObject *suture_bytearray_fromhex(PyObject *type, PyObject *text);
PyObject *suture_bytearray_insert(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytearray_pop(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytearray_remove(PyObject *self, PyObject *value);
PyObject *suture_bytearray_reverse(PyObject *self, PyObject *unused);
void suture_bytesiter_dealloc(PyObject *self);
int suture_bytesiter_traverse(PyObject *self, visitproc visit, void *argument);
PyObject *suture_bytesiter_next(PyObject *self);

static PyMethodDef bytearray_methods[] = {
    {"__alloc__", suture_bytearray_alloc, METH_NOARGS, "Return the number of bytes actually allocated."},
    {"__reduce__", suture_bytearray_reduce, METH_NOARGS, "Return state information for pickling."},
    {"__reduce_ex__", _PyCFunction_CAST(suture_bytearray_reduce_ex), METH_FASTCALL,
     "Return state information for pickling."},
    {"__sizeof__", suture_bytearray_sizeof, METH_NOARGS, "Returns the size of the bytearray object in memory, in bytes."},
    {"append", suture_bytearray_append, METH_O, "Append a single item to the end of the bytearray."},
    {"clear", suture_bytearray_clear, METH_NOARGS, "Remove all items from the bytearray."},
    {"copy", suture_bytearray_copy, METH_NOARGS, "Return a copy of B."},
    {"extend", suture_bytearray_extend, METH_O, "Append all the items from the iterator or sequence to the end of the bytearray."},
    {"fromhex", suture_bytearray_fromhex, METH_O | METH_CLASS,
     "Create a bytearray object from a string of hexadecimal numbers."},
    {"insert", _PyCFunction_CAST(suture_bytearray_insert), METH_FASTCALL,
     "Insert a single item into the bytearray before the given index."},
    {"pop", _PyCFunction_CAST(suture_bytearray_pop), METH_FASTCALL, "Remove and return a single item from B."},
    {"remove", suture_bytearray_remove, METH_O, "Remove the first occurrence of a value in the bytearray."},
    {"reverse", suture_bytearray_reverse, METH_NOARGS, "Reverse the order of the values in B in place."},
    SUTURE_BYTES_METHODS,
    {NULL, NULL, 0, NULL},
};

static PyNumberMethods bytearray_number = {.nb_remainder = suture_bytearray_mod};
static PySequenceMethods bytearray_sequence = {
    .sq_length = suture_bytearray_length,
    .sq_concat = suture_bytearray_concat,
    .sq_repeat = suture_bytearray_repeat,
    .sq_item = suture_bytearray_item,
    .sq_ass_item = suture_bytearray_ass_item,
    .sq_contains = suture_bytes_contains,
    .sq_inplace_concat = suture_bytearray_iconcat,
    .sq_inplace_repeat = suture_bytearray_irepeat,
};
static PyMappingMethods bytearray_mapping = {
    .mp_length = suture_bytearray_length,
    .mp_subscript = suture_bytearray_subscript,
    .mp_ass_subscript = suture_bytearray_ass_subscript,
};
static PyBufferProcs bytearray_buffer = {
    .bf_getbuffer = suture_bytearray_getbuffer, .bf_releasebuffer = suture_bytearray_releasebuffer};

PyTypeObject PyByteArray_Type = {
    SUTURE_TYPE("bytearray", sizeof(PyByteArrayObject), 0),
    .tp_dealloc = suture_bytearray_dealloc,
    .tp_repr = suture_bytearray_repr,
    .tp_as_number = &bytearray_number,
    .tp_as_sequence = &bytearray_sequence,
    .tp_as_mapping = &bytearray_mapping,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_str = suture_bytearray_repr,
    .tp_as_buffer = &bytearray_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | _Py_TPFLAGS_MATCH_SELF,
    .tp_doc = "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\n"
              "bytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\n"
              "bytearray(int) -> bytes array of size given by the parameter initialized with null bytes\n"
              "bytearray() -> empty bytes array",
    .tp_richcompare = suture_bytearray_richcompare,
    .tp_iter = suture_bytes_iter,
    .tp_methods = bytearray_methods,
    .tp_init = suture_bytearray_init,
    .tp_new = PyType_GenericNew,
};

PyTypeObject PyByteArrayIter_Type = {
    SUTURE_TYPE("bytearray_iterator", sizeof(SutureBytesIterator), 0),
    .tp_dealloc = suture_bytesiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = suture_bytesiter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_bytesiter_next,
    .tp_methods = suture_bytesiter_methods,
};
