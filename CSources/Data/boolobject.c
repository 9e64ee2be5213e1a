// The type bool. Its two objects are in object.c.
#include "data.h"

PyObject *suture_bool_repr(PyObject *self);
PyObject *suture_bool_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PyObject *suture_bool_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf, PyObject *kwnames);
PyObject *suture_bool_invert(PyObject *self);
PyObject *suture_bool_and(PyObject *a, PyObject *b);
PyObject *suture_bool_xor(PyObject *a, PyObject *b);
PyObject *suture_bool_or(PyObject *a, PyObject *b);
void suture_bool_dealloc(PyObject *self);

static PyNumberMethods bool_as_number = {
    .nb_invert = suture_bool_invert,
    .nb_and = suture_bool_and,
    .nb_xor = suture_bool_xor,
    .nb_or = suture_bool_or,
};

PyTypeObject PyBool_Type = {
    SUTURE_TYPE("bool", offsetof(PyLongObject, long_value.ob_digit), sizeof(digit)),
    .tp_dealloc = suture_bool_dealloc,
    .tp_repr = suture_bool_repr,
    .tp_as_number = &bool_as_number,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "bool(object=False, /)\n--\n\nReturns True when the argument is true, False otherwise.\n"
              "The builtins True and False are the only two instances of the class bool.\n"
              "The class bool is a subclass of the class int, and cannot be subclassed.",
    .tp_base = &PyLong_Type,
    .tp_new = suture_bool_new,
    .tp_vectorcall = suture_bool_vectorcall,
};
