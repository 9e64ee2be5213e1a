/// Conversion between doubles and text.
#ifndef SUTURE_PYSTRTOD_H
#define SUTURE_PYSTRTOD_H
#include "object.h"

/* Flags of PyOS_double_to_string: a sign always, ".0" after what looks like an int, a point always, no sign for what
   rounds to zero. */
#define Py_DTSF_SIGN 0x01
#define Py_DTSF_ADD_DOT_0 0x02
#define Py_DTSF_ALT 0x04
#define Py_DTSF_NO_NEG_0 0x08
/* What its `type` says of the value. */
#define Py_DTST_FINITE 0
#define Py_DTST_INFINITE 1
#define Py_DTST_NAN 2

#ifdef __cplusplus
extern "C" {
#endif

/// The text of `value` for a format code of eEfFgG, or r: as repr() writes it. To be freed by PyMem_Free; NULL on
/// failure. `*type`, unless NULL, is set to one of Py_DTST_.
PyAPI_FUNC(char *) PyOS_double_to_string(double value, char format_code, int precision, int flags,
                                         int *type);
/// Reads a decimal literal, inf or nan, without space around it. `*end` is set to where it ended; if `end` is NULL it
/// must end with the text. -1.0 with ValueError, or with `overflow_exception`, unless NULL, for a value that is too
/// large.
PyAPI_FUNC(double) PyOS_string_to_double(const char *text, char **end,
                                         PyObject *overflow_exception);

#ifdef __cplusplus
}
#endif
#endif
