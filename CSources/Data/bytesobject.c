// The bytes type, its iterator, and the methods that bytes and bytearray share.
#include "bytesmethods.h"
#include "data.h"

void suture_bytes_dealloc(PyObject *self);
PyObject *suture_bytes_new(PyTypeObject *type, PyObject *args, PyObject *keywords);
PyObject *suture_bytes_repr(PyObject *self);
PyObject *suture_bytes_str(PyObject *self);
Py_hash_t suture_bytes_hash(PyObject *self);
PyObject *suture_bytes_richcompare(PyObject *a, PyObject *b, int op);
PyObject *suture_bytes_iter(PyObject *self);
Py_ssize_t suture_bytes_length(PyObject *self);
PyObject *suture_bytes_concat(PyObject *a, PyObject *b);
PyObject *suture_bytes_repeat(PyObject *self, Py_ssize_t times);
PyObject *suture_bytes_item(PyObject *self, Py_ssize_t index);
int suture_bytes_contains(PyObject *self, PyObject *item);
PyObject *suture_bytes_subscript(PyObject *self, PyObject *key);
PyObject *suture_bytes_mod(PyObject *a, PyObject *b);
int suture_bytes_getbuffer(PyObject *self, Py_buffer *view, int flags);
PyObject *suture_bytes_getnewargs(PyObject *self, PyObject *unused);
PyObject *suture_bytes_bytes(PyObject *self, PyObject *unused);
PyObject *suture_bytes_fromhex(PyObject *type, PyObject *text);
void suture_bytesiter_dealloc(PyObject *self);
int suture_bytesiter_traverse(PyObject *self, visitproc visit, void *argument);
PyObject *suture_bytesiter_next(PyObject *self);

static PyMethodDef bytes_methods[] = {
    {"__getnewargs__", suture_bytes_getnewargs, METH_NOARGS, NULL},
    {"__bytes__", suture_bytes_bytes, METH_NOARGS, "Convert this value to exact type bytes."},
    {"fromhex", suture_bytes_fromhex, METH_O | METH_CLASS,
     "Create a bytes object from a string of hexadecimal numbers."},
    SUTURE_BYTES_METHODS,
    {NULL, NULL, 0, NULL},
};

static PyNumberMethods bytes_number = {.nb_remainder = suture_bytes_mod};
static PySequenceMethods bytes_sequence = {
    .sq_length = suture_bytes_length,
    .sq_concat = suture_bytes_concat,
    .sq_repeat = suture_bytes_repeat,
    .sq_item = suture_bytes_item,
    .sq_contains = suture_bytes_contains,
};
static PyMappingMethods bytes_mapping = {
    .mp_length = suture_bytes_length, .mp_subscript = suture_bytes_subscript};
static PyBufferProcs bytes_buffer = {.bf_getbuffer = suture_bytes_getbuffer};

PyTypeObject PyBytes_Type = {
    SUTURE_TYPE("bytes", offsetof(PyBytesObject, ob_sval) + 1, 1),
    .tp_dealloc = suture_bytes_dealloc,
    .tp_repr = suture_bytes_repr,
    .tp_as_number = &bytes_number,
    .tp_as_sequence = &bytes_sequence,
    .tp_as_mapping = &bytes_mapping,
    .tp_hash = suture_bytes_hash,
    .tp_str = suture_bytes_str,
    .tp_as_buffer = &bytes_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_BYTES_SUBCLASS | _Py_TPFLAGS_MATCH_SELF,
    .tp_doc = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\n"
              "bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\n"
              "bytes(int) -> bytes object of size given by the parameter initialized with null bytes\n"
              "bytes() -> empty bytes object",
    .tp_richcompare = suture_bytes_richcompare,
    .tp_iter = suture_bytes_iter,
    .tp_methods = bytes_methods,
    .tp_new = suture_bytes_new,
};

PyTypeObject PyBytesIter_Type = {
    SUTURE_TYPE("bytes_iterator", sizeof(SutureBytesIterator), 0),
    .tp_dealloc = suture_bytesiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = suture_bytesiter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_bytesiter_next,
    .tp_methods = suture_bytesiter_methods,
};
