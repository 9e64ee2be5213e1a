// The memoryview type, its iterator, and the shared exports.
#include "data.h"

void suture_managedbuffer_dealloc(PyObject *self);
int suture_managedbuffer_traverse(PyObject *self, visitproc visit, void *argument);
int suture_managedbuffer_clear(PyObject *self);
PyTypeObject PyManagedBuffer_Type = {
    SUTURE_TYPE("managedbuffer", sizeof(SutureManagedBuffer), 0),
    .tp_dealloc = suture_managedbuffer_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = suture_managedbuffer_traverse,
    .tp_clear = suture_managedbuffer_clear,
};

void suture_memory_dealloc(PyObject *self);
int suture_memory_traverse(PyObject *self, visitproc visit, void *argument);
int suture_memory_clear(PyObject *self);
PyObject *suture_memory_new(PyTypeObject *type, PyObject *args, PyObject *keywords);
PyObject *suture_memory_repr(PyObject *self);
Py_hash_t suture_memory_hash(PyObject *self);
PyObject *suture_memory_richcompare(PyObject *a, PyObject *b, int op);
PyObject *suture_memory_iter(PyObject *self);
Py_ssize_t suture_memory_length(PyObject *self);
PyObject *suture_memory_item(PyObject *self, Py_ssize_t index);
PyObject *suture_memory_subscript(PyObject *self, PyObject *key);
int suture_memory_ass_subscript(PyObject *self, PyObject *key, PyObject *value);
int suture_memory_getbuffer(PyObject *self, Py_buffer *view, int flags);
void suture_memory_releasebuffer(PyObject *self, Py_buffer *view);
PyObject *suture_memory_release(PyObject *self, PyObject *unused);
PyObject *suture_memory_tobytes(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_memory_tolist(PyObject *self, PyObject *unused);
PyObject *suture_memory_hex(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_memory_cast(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_memory_toreadonly(PyObject *self, PyObject *unused);
PyObject *suture_memory_from_flags(PyObject *type, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_memory_enter(PyObject *self, PyObject *unused);
PyObject *suture_memory_exit(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_memory_get(PyObject *self, void *field);
void suture_memoryiter_dealloc(PyObject *self);
int suture_memoryiter_traverse(PyObject *self, visitproc visit, void *argument);
PyObject *suture_memoryiter_next(PyObject *self);

static PyMethodDef memory_methods[] = {
    {"release", suture_memory_release, METH_NOARGS, "Release the underlying buffer exposed by the memoryview object."},
    {"tobytes", _PyCFunction_CAST(suture_memory_tobytes), METH_FASTCALL | METH_KEYWORDS,
     "Return the data in the buffer as a byte string."},
    {"hex", _PyCFunction_CAST(suture_memory_hex), METH_FASTCALL | METH_KEYWORDS,
     "Return the data in the buffer as a str of hexadecimal numbers."},
    {"tolist", suture_memory_tolist, METH_NOARGS, "Return the data in the buffer as a list of elements."},
    {"cast", _PyCFunction_CAST(suture_memory_cast), METH_FASTCALL | METH_KEYWORDS,
     "Cast a memoryview to a new format or shape."},
    {"toreadonly", suture_memory_toreadonly, METH_NOARGS, "Return a readonly version of the memoryview."},
    {"_from_flags", _PyCFunction_CAST(suture_memory_from_flags), METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
     "Create a new memoryview object which references the given object."},
    {"__enter__", suture_memory_enter, METH_NOARGS, NULL},
    {"__exit__", _PyCFunction_CAST(suture_memory_exit), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

#define FIELD(name, number, doc) {name, suture_memory_get, NULL, doc, (void *)number}
static PyGetSetDef memory_getset[] = {
    FIELD("obj", 0, "The underlying object of the memoryview."),
    FIELD("nbytes", 1, "The amount of space in bytes that the array would use in a contiguous representation."),
    FIELD("readonly", 2, "A bool indicating whether the memory is read only."),
    FIELD("itemsize", 3, "The size in bytes of each element of the memoryview."),
    FIELD("format", 4, "A string containing the format (in struct module style) for each element in the view."),
    FIELD("ndim", 5, "An integer indicating how many dimensions of a multi-dimensional array the memory represents."),
    FIELD("shape", 6, "A tuple of ndim integers giving the shape of the memory as an N-dimensional array."),
    FIELD("strides", 7, "A tuple of ndim integers giving the size in bytes to access each element."),
    FIELD("suboffsets", 8, "A tuple of integers used internally for PIL-style arrays."),
    FIELD("c_contiguous", 9, "A bool indicating whether the memory is C contiguous."),
    FIELD("f_contiguous", 10, "A bool indicating whether the memory is Fortran contiguous."),
    FIELD("contiguous", 11, "A bool indicating whether the memory is contiguous."),
    {NULL, NULL, NULL, NULL, NULL},
};

static PySequenceMethods memory_sequence = {.sq_length = suture_memory_length, .sq_item = suture_memory_item};
static PyMappingMethods memory_mapping = {
    .mp_length = suture_memory_length,
    .mp_subscript = suture_memory_subscript,
    .mp_ass_subscript = suture_memory_ass_subscript,
};
static PyBufferProcs memory_buffer = {
    .bf_getbuffer = suture_memory_getbuffer, .bf_releasebuffer = suture_memory_releasebuffer};

PyTypeObject PyMemoryView_Type = {
    SUTURE_TYPE("memoryview", offsetof(SutureMemoryView, row), sizeof(Py_ssize_t)),
    .tp_dealloc = suture_memory_dealloc,
    .tp_repr = suture_memory_repr,
    .tp_as_sequence = &memory_sequence,
    .tp_as_mapping = &memory_mapping,
    .tp_hash = suture_memory_hash,
    .tp_as_buffer = &memory_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_SEQUENCE,
    .tp_doc = "Create a new memoryview object which references the given object.",
    .tp_traverse = suture_memory_traverse,
    .tp_clear = suture_memory_clear,
    .tp_richcompare = suture_memory_richcompare,
    .tp_weaklistoffset = offsetof(SutureMemoryView, weakrefs),
    .tp_iter = suture_memory_iter,
    .tp_methods = memory_methods,
    .tp_getset = memory_getset,
    .tp_new = suture_memory_new,
};

PyTypeObject PyMemoryIter_Type = {
    SUTURE_TYPE("memory_iterator", sizeof(SutureMemoryIterator), 0),
    .tp_dealloc = suture_memoryiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = suture_memoryiter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = suture_memoryiter_next,
};
