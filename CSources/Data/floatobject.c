// The type float.
#include "data.h"

void suture_float_dealloc(PyObject *self);
PyObject *suture_float_repr(PyObject *self);
Py_hash_t suture_float_hash(PyObject *self);
PyObject *suture_float_compare(PyObject *a, PyObject *b, int op);
PyObject *suture_float_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PyObject *suture_float_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf, PyObject *kwnames);
PyObject *suture_float_add(PyObject *a, PyObject *b);
PyObject *suture_float_subtract(PyObject *a, PyObject *b);
PyObject *suture_float_multiply(PyObject *a, PyObject *b);
PyObject *suture_float_remainder(PyObject *a, PyObject *b);
PyObject *suture_float_divmod(PyObject *a, PyObject *b);
PyObject *suture_float_power(PyObject *a, PyObject *b, PyObject *c);
PyObject *suture_float_negative(PyObject *self);
PyObject *suture_float_positive(PyObject *self);
PyObject *suture_float_absolute(PyObject *self);
int suture_float_bool(PyObject *self);
PyObject *suture_float_int(PyObject *self);
PyObject *suture_float_floor_divide(PyObject *a, PyObject *b);
PyObject *suture_float_true_divide(PyObject *a, PyObject *b);

PyObject *suture_float_as_integer_ratio(PyObject *self, PyObject *unused);
PyObject *suture_float_as_float(PyObject *self, PyObject *unused);
PyObject *suture_float_trunc(PyObject *self, PyObject *unused);
PyObject *suture_float_floor(PyObject *self, PyObject *unused);
PyObject *suture_float_ceil(PyObject *self, PyObject *unused);
PyObject *suture_float_is_integer(PyObject *self, PyObject *unused);
PyObject *suture_float_round(PyObject *self, PyObject *const *args, Py_ssize_t nargs);
PyObject *suture_float_hex(PyObject *self, PyObject *unused);
PyObject *suture_float_fromhex(PyObject *type, PyObject *text);
PyObject *suture_float_getformat(PyObject *type, PyObject *name);
PyObject *suture_float_getnewargs(PyObject *self, PyObject *unused);
PyObject *suture_float_format(PyObject *self, PyObject *spec);
PyObject *suture_float_get_real(PyObject *self, void *closure);
PyObject *suture_float_get_imag(PyObject *self, void *closure);

static PyNumberMethods float_as_number = {
    .nb_add = suture_float_add,
    .nb_subtract = suture_float_subtract,
    .nb_multiply = suture_float_multiply,
    .nb_remainder = suture_float_remainder,
    .nb_divmod = suture_float_divmod,
    .nb_power = suture_float_power,
    .nb_negative = suture_float_negative,
    .nb_positive = suture_float_positive,
    .nb_absolute = suture_float_absolute,
    .nb_bool = suture_float_bool,
    .nb_int = suture_float_int,
    .nb_float = suture_float_positive,
    .nb_floor_divide = suture_float_floor_divide,
    .nb_true_divide = suture_float_true_divide,
};

#define METHOD(name, function, flags, doc) {name, (PyCFunction)(void *)function, flags, doc}
static PyMethodDef float_methods[] = {
    METHOD("conjugate", suture_float_as_float, METH_NOARGS, "conjugate($self, /)\n--\n\nReturn self, the complex conjugate of any float."),
    METHOD("__trunc__", suture_float_trunc, METH_NOARGS, "__trunc__($self, /)\n--\n\nReturn the Integral closest to x between 0 and x."),
    METHOD("__floor__", suture_float_floor, METH_NOARGS, "__floor__($self, /)\n--\n\nReturn the floor as an Integral."),
    METHOD("__ceil__", suture_float_ceil, METH_NOARGS, "__ceil__($self, /)\n--\n\nReturn the ceiling as an Integral."),
    METHOD("__round__", suture_float_round, METH_FASTCALL,
           "__round__($self, ndigits=None, /)\n--\n\nReturn the Integral closest to x, rounding half toward even."),
    METHOD("as_integer_ratio", suture_float_as_integer_ratio, METH_NOARGS,
           "as_integer_ratio($self, /)\n--\n\nReturn a pair of integers, whose ratio is exactly equal to the original float."),
    METHOD("fromhex", suture_float_fromhex, METH_O | METH_CLASS,
           "fromhex($type, string, /)\n--\n\nCreate a floating-point number from a hexadecimal string."),
    METHOD("hex", suture_float_hex, METH_NOARGS, "hex($self, /)\n--\n\nReturn a hexadecimal representation of a floating-point number."),
    METHOD("is_integer", suture_float_is_integer, METH_NOARGS, "is_integer($self, /)\n--\n\nReturn True if the float is an integer."),
    METHOD("__getnewargs__", suture_float_getnewargs, METH_NOARGS, "__getnewargs__($self, /)\n--\n\n"),
    METHOD("__getformat__", suture_float_getformat, METH_O | METH_CLASS,
           "__getformat__($type, typestr, /)\n--\n\nYou probably don't want to use this function."),
    METHOD("__format__", suture_float_format, METH_O, "__format__($self, format_spec, /)\n--\n\nFormats the float according to format_spec."),
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef float_getset[] = {
    {"real", suture_float_get_real, NULL, "the real part of a complex number", NULL},
    {"imag", suture_float_get_imag, NULL, "the imaginary part of a complex number", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject PyFloat_Type = {
    SUTURE_TYPE("float", sizeof(PyFloatObject), 0),
    .tp_dealloc = suture_float_dealloc,
    .tp_repr = suture_float_repr,
    .tp_as_number = &float_as_number,
    .tp_hash = suture_float_hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | _Py_TPFLAGS_MATCH_SELF,
    .tp_doc = "float(x=0, /)\n--\n\nConvert a string or number to a floating-point number, if possible.",
    .tp_richcompare = suture_float_compare,
    .tp_methods = float_methods,
    .tp_getset = float_getset,
    .tp_new = suture_float_new,
    .tp_vectorcall = suture_float_vectorcall,
};

static PyStructSequence_Field float_info_fields[] = {
    {"max", "DBL_MAX -- maximum representable finite float"},
    {"max_exp", "DBL_MAX_EXP -- maximum int e such that radix**(e-1) is representable"},
    {"max_10_exp", "DBL_MAX_10_EXP -- maximum int e such that 10**e is representable"},
    {"min", "DBL_MIN -- Minimum positive normalized float"},
    {"min_exp", "DBL_MIN_EXP -- minimum int e such that radix**(e-1) is a normalized float"},
    {"min_10_exp", "DBL_MIN_10_EXP -- minimum int e such that 10**e is a normalized float"},
    {"dig", "DBL_DIG -- maximum number of decimal digits that can be faithfully represented in a float"},
    {"mant_dig", "DBL_MANT_DIG -- mantissa digits"},
    {"epsilon", "DBL_EPSILON -- Difference between 1 and the next representable float"},
    {"radix", "FLT_RADIX -- radix of exponent"},
    {"rounds", "FLT_ROUNDS -- rounding mode used for arithmetic operations"},
    {NULL, NULL},
};

PyStructSequence_Desc suture_float_info = {
    "sys.float_info",
    "sys.float_info\n\nA named tuple holding information about the float type. It contains low level\n"
    "information about the precision and internal representation. Please study\n"
    "your system's :file:`float.h` for more information.",
    float_info_fields, 11,
};
