// The type int and the table of small ints.
#include "data.h"

PyLongObject suture_small_ints[SUTURE_LARGEST_SMALL_INT - SUTURE_SMALLEST_INT + 1];

void suture_long_dealloc(PyObject *self);
PyObject *suture_long_repr(PyObject *self);
Py_hash_t suture_long_hash(PyObject *self);
PyObject *suture_long_compare(PyObject *a, PyObject *b, int op);
PyObject *suture_long_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PyObject *suture_long_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf, PyObject *kwnames);
PyObject *suture_long_add(PyObject *a, PyObject *b);
PyObject *suture_long_subtract(PyObject *a, PyObject *b);
PyObject *suture_long_multiply(PyObject *a, PyObject *b);
PyObject *suture_long_remainder(PyObject *a, PyObject *b);
PyObject *suture_long_divmod(PyObject *a, PyObject *b);
PyObject *suture_long_power(PyObject *a, PyObject *b, PyObject *c);
PyObject *suture_long_negative(PyObject *self);
PyObject *suture_long_positive(PyObject *self);
PyObject *suture_long_absolute(PyObject *self);
int suture_long_bool(PyObject *self);
PyObject *suture_long_invert(PyObject *self);
PyObject *suture_long_lshift(PyObject *a, PyObject *b);
PyObject *suture_long_rshift(PyObject *a, PyObject *b);
PyObject *suture_long_and(PyObject *a, PyObject *b);
PyObject *suture_long_xor(PyObject *a, PyObject *b);
PyObject *suture_long_or(PyObject *a, PyObject *b);
PyObject *suture_long_float(PyObject *self);
PyObject *suture_long_floor_divide(PyObject *a, PyObject *b);
PyObject *suture_long_true_divide(PyObject *a, PyObject *b);

PyObject *suture_long_as_integer_ratio(PyObject *self, PyObject *unused);
PyObject *suture_long_bit_count(PyObject *self, PyObject *unused);
PyObject *suture_long_bit_length(PyObject *self, PyObject *unused);
PyObject *suture_long_as_int(PyObject *self, PyObject *unused);
PyObject *suture_long_is_integer(PyObject *self, PyObject *unused);
PyObject *suture_long_getnewargs(PyObject *self, PyObject *unused);
PyObject *suture_long_sizeof(PyObject *self, PyObject *unused);
PyObject *suture_long_round(PyObject *self, PyObject *const *args, Py_ssize_t nargs);
PyObject *suture_long_format(PyObject *self, PyObject *spec);
PyObject *suture_long_to_bytes(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *suture_long_from_bytes(PyObject *type, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *suture_long_get_real(PyObject *self, void *closure);
PyObject *suture_long_get_imag(PyObject *self, void *closure);
PyObject *suture_long_get_denominator(PyObject *self, void *closure);

static PyNumberMethods long_as_number = {
    .nb_add = suture_long_add,
    .nb_subtract = suture_long_subtract,
    .nb_multiply = suture_long_multiply,
    .nb_remainder = suture_long_remainder,
    .nb_divmod = suture_long_divmod,
    .nb_power = suture_long_power,
    .nb_negative = suture_long_negative,
    .nb_positive = suture_long_positive,
    .nb_absolute = suture_long_absolute,
    .nb_bool = suture_long_bool,
    .nb_invert = suture_long_invert,
    .nb_lshift = suture_long_lshift,
    .nb_rshift = suture_long_rshift,
    .nb_and = suture_long_and,
    .nb_xor = suture_long_xor,
    .nb_or = suture_long_or,
    .nb_int = suture_long_positive,
    .nb_float = suture_long_float,
    .nb_floor_divide = suture_long_floor_divide,
    .nb_true_divide = suture_long_true_divide,
    .nb_index = suture_long_positive,
};

#define METHOD(name, function, flags, doc) {name, (PyCFunction)(void *)function, flags, doc}
static PyMethodDef long_methods[] = {
    METHOD("conjugate", suture_long_as_int, METH_NOARGS, "conjugate($self, /)\n--\n\nReturns self, the complex conjugate of any int."),
    METHOD("bit_length", suture_long_bit_length, METH_NOARGS, "bit_length($self, /)\n--\n\nNumber of bits necessary to represent self in binary."),
    METHOD("bit_count", suture_long_bit_count, METH_NOARGS, "bit_count($self, /)\n--\n\nNumber of ones in the binary representation of the absolute value of self."),
    METHOD("to_bytes", suture_long_to_bytes, METH_FASTCALL | METH_KEYWORDS,
           "to_bytes($self, /, length=1, byteorder='big', *, signed=False)\n--\n\nReturn an array of bytes representing an integer."),
    METHOD("from_bytes", suture_long_from_bytes, METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
           "from_bytes($type, /, bytes, byteorder='big', *, signed=False)\n--\n\nReturn the integer represented by the given array of bytes."),
    METHOD("as_integer_ratio", suture_long_as_integer_ratio, METH_NOARGS,
           "as_integer_ratio($self, /)\n--\n\nReturn a pair of integers, whose ratio is equal to the original int."),
    METHOD("__trunc__", suture_long_as_int, METH_NOARGS, "__trunc__($self, /)\n--\n\nTruncating an Integral returns itself."),
    METHOD("__floor__", suture_long_as_int, METH_NOARGS, "__floor__($self, /)\n--\n\nFlooring an Integral returns itself."),
    METHOD("__ceil__", suture_long_as_int, METH_NOARGS, "__ceil__($self, /)\n--\n\nCeiling of an Integral returns itself."),
    METHOD("__round__", suture_long_round, METH_FASTCALL, "__round__($self, ndigits=<unrepresentable>, /)\n--\n\nRounding an Integral returns itself."),
    METHOD("__getnewargs__", suture_long_getnewargs, METH_NOARGS, "__getnewargs__($self, /)\n--\n\n"),
    METHOD("__format__", suture_long_format, METH_O, "__format__($self, format_spec, /)\n--\n\nConvert to a string according to format_spec."),
    METHOD("__sizeof__", suture_long_sizeof, METH_NOARGS, "__sizeof__($self, /)\n--\n\nReturns size in memory, in bytes."),
    METHOD("is_integer", suture_long_is_integer, METH_NOARGS,
           "is_integer($self, /)\n--\n\nReturns True. Exists for duck type compatibility with float.is_integer."),
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef long_getset[] = {
    {"real", suture_long_get_real, NULL, "the real part of a complex number", NULL},
    {"imag", suture_long_get_imag, NULL, "the imaginary part of a complex number", NULL},
    {"numerator", suture_long_get_real, NULL, "the numerator of a rational number in lowest terms", NULL},
    {"denominator", suture_long_get_denominator, NULL, "the denominator of a rational number in lowest terms", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject PyLong_Type = {
    SUTURE_TYPE("int", offsetof(PyLongObject, long_value.ob_digit), sizeof(digit)),
    .tp_dealloc = suture_long_dealloc,
    .tp_repr = suture_long_repr,
    .tp_as_number = &long_as_number,
    .tp_hash = suture_long_hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_LONG_SUBCLASS | _Py_TPFLAGS_MATCH_SELF,
    .tp_doc = "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer, or return 0 "
              "if no arguments\nare given.",
    .tp_richcompare = suture_long_compare,
    .tp_methods = long_methods,
    .tp_getset = long_getset,
    .tp_new = suture_long_new,
    .tp_vectorcall = suture_long_vectorcall,
};

const PyLongLayout suture_long_digits = {
    .bits_per_digit = PyLong_SHIFT,
    .digit_size = sizeof(digit),
    .digits_order = -1,
    .digit_endianness = -1,
};

static PyStructSequence_Field int_info_fields[] = {
    {"bits_per_digit", "size of a digit in bits"},
    {"sizeof_digit", "size in bytes of the C type used to represent a digit"},
    {"default_max_str_digits", "maximum string conversion digits limitation"},
    {"str_digits_check_threshold", "minimum positive value for int_max_str_digits"},
    {NULL, NULL},
};

PyStructSequence_Desc suture_int_info = {
    "sys.int_info",
    "sys.int_info\n\nA named tuple that holds information about Python's\n"
    "internal representation of integers.  The attributes are read only.",
    int_info_fields, 4,
};

unsigned char _PyLong_DigitValue[256] = {
    37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37,
    37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 37, 37, 37, 37, 37, 37, 37, 10, 11, 12, 13, 14, 15, 16,
    17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 37, 37, 37, 37, 37,
    37, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
    33, 34, 35, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37,
    37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37,
    37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37,
    37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37,
    37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37,
    37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37,
};
