/// What the number types need from C: the table of small ints, and text of doubles by snprintf, which is variadic.
#ifndef SUTURE_NUMBERS_H
#define SUTURE_NUMBERS_H
#include "../Python.h"
#include "atomic.h"

#define SUTURE_SMALLEST_INT (-5)
#define SUTURE_LARGEST_SMALL_INT 256

/// The ints -5 ... 256, immortal, filled by startNumbers().
extern PyLongObject suture_small_ints[SUTURE_LARGEST_SMALL_INT - SUTURE_SMALLEST_INT + 1] SUTURE_SHARED_DATA;
SUTURE_INLINE PyObject *_Nonnull suture_small_int(Py_ssize_t value) {
    return (PyObject *)&suture_small_ints[value - SUTURE_SMALLEST_INT];
}
/// snprintf(buffer, size, format, precision, value) in the C locale. `format` is "%.*e" or "%.*f".
int suture_print_double(char *_Nullable buffer, size_t size, const char *_Nonnull format, int precision, double value);
/// strtod in the C locale. `text` has the form of a decimal literal.
double suture_scan_double(const char *_Nonnull text);
/// What sys.int_info and sys.float_info are made of, and the layout of the digits.
extern PyStructSequence_Desc suture_int_info SUTURE_SHARED_DATA, suture_float_info SUTURE_SHARED_DATA;
extern const PyLongLayout suture_long_digits SUTURE_SHARED_DATA;
SUTURE_INLINE PyStructSequence_Desc *_Nonnull suture_int_info_description(void) { return &suture_int_info; }
SUTURE_INLINE PyStructSequence_Desc *_Nonnull suture_float_info_description(void) { return &suture_float_info; }
SUTURE_INLINE const PyLongLayout *_Nonnull suture_long_layout(void) { return &suture_long_digits; }
#endif
