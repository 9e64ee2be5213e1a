// The type complex.
#include "data.h"

void suture_complex_dealloc(PyObject *self);
PyObject *suture_complex_repr(PyObject *self);
Py_hash_t suture_complex_hash(PyObject *self);
PyObject *suture_complex_compare(PyObject *a, PyObject *b, int op);
PyObject *suture_complex_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PyObject *suture_complex_add(PyObject *a, PyObject *b);
PyObject *suture_complex_subtract(PyObject *a, PyObject *b);
PyObject *suture_complex_multiply(PyObject *a, PyObject *b);
PyObject *suture_complex_power(PyObject *a, PyObject *b, PyObject *c);
PyObject *suture_complex_negative(PyObject *self);
PyObject *suture_complex_positive(PyObject *self);
PyObject *suture_complex_absolute(PyObject *self);
int suture_complex_bool(PyObject *self);
PyObject *suture_complex_true_divide(PyObject *a, PyObject *b);
PyObject *suture_complex_conjugate(PyObject *self, PyObject *unused);
PyObject *suture_complex_complex(PyObject *self, PyObject *unused);
PyObject *suture_complex_getnewargs(PyObject *self, PyObject *unused);
PyObject *suture_complex_format(PyObject *self, PyObject *spec);

static PyNumberMethods complex_as_number = {
    .nb_add = suture_complex_add,
    .nb_subtract = suture_complex_subtract,
    .nb_multiply = suture_complex_multiply,
    .nb_power = suture_complex_power,
    .nb_negative = suture_complex_negative,
    .nb_positive = suture_complex_positive,
    .nb_absolute = suture_complex_absolute,
    .nb_bool = suture_complex_bool,
    .nb_true_divide = suture_complex_true_divide,
};

#define METHOD(name, function, flags, doc) {name, (PyCFunction)(void *)function, flags, doc}
static PyMethodDef complex_methods[] = {
    METHOD("conjugate", suture_complex_conjugate, METH_NOARGS,
           "conjugate($self, /)\n--\n\nReturn the complex conjugate of its argument. (3-4j).conjugate() == 3+4j."),
    METHOD("__complex__", suture_complex_complex, METH_NOARGS, "__complex__($self, /)\n--\n\nConvert this value to exact type complex."),
    METHOD("__getnewargs__", suture_complex_getnewargs, METH_NOARGS, "__getnewargs__($self, /)\n--\n\n"),
    METHOD("__format__", suture_complex_format, METH_O, "__format__($self, format_spec, /)\n--\n\nConvert to a string according to format_spec."),
    {NULL, NULL, 0, NULL},
};

static PyMemberDef complex_members[] = {
    {"real", Py_T_DOUBLE, offsetof(PyComplexObject, cval.real), Py_READONLY, "the real part of a complex number"},
    {"imag", Py_T_DOUBLE, offsetof(PyComplexObject, cval.imag), Py_READONLY, "the imaginary part of a complex number"},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject PyComplex_Type = {
    SUTURE_TYPE("complex", sizeof(PyComplexObject), 0),
    .tp_dealloc = suture_complex_dealloc,
    .tp_repr = suture_complex_repr,
    .tp_as_number = &complex_as_number,
    .tp_hash = suture_complex_hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "complex(real=0, imag=0)\n--\n\nCreate a complex number from a string or numbers.\n\n"
              "If a string is given, parse it as a complex number.\n"
              "If a single number is given, convert it to a complex number.\n"
              "If the 'real' or 'imag' arguments are given, create a complex number\n"
              "with the specified real and imaginary components.",
    .tp_richcompare = suture_complex_compare,
    .tp_methods = complex_methods,
    .tp_members = complex_members,
    .tp_new = suture_complex_new,
};
