/// Conversion between doubles and text.
#ifndef SUTURE_PYSTRTOD_H
#define SUTURE_PYSTRTOD_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

PyAPI_FUNC(char *) PyOS_double_to_string(double val, char format_code, int precision, int flags,
                                         int *type);
PyAPI_FUNC(double) PyOS_string_to_double(const char *str, char **endptr,
                                         PyObject *overflow_exception);

#ifdef __cplusplus
}
#endif
#endif
