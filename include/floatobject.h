/// Floating-point numbers.
#ifndef SUTURE_FLOATOBJECT_H
#define SUTURE_FLOATOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
typedef struct {
    PyObject ob_base;
    double ob_fval;
} PyFloatObject;
#endif
#define PyFloat_Check(op) PyObject_TypeCheck(op, &PyFloat_Type)
#define PyFloat_CheckExact(op) Py_IS_TYPE(op, &PyFloat_Type)
#define Py_RETURN_NAN return PyFloat_FromDouble(Py_NAN)
#define Py_RETURN_INF(sign) return PyFloat_FromDouble(copysign(Py_INFINITY, (sign)))

PyAPI_DATA(PyTypeObject) PyFloat_Type;

/// The value of a float, of `__float__` or of `__index__`; -1.0 with an exception. -1.0 may also be the value.
PyAPI_FUNC(double) PyFloat_AsDouble(PyObject *value);
/// A new float; NULL with MemoryError.
PyAPI_FUNC(PyObject *) PyFloat_FromDouble(double value);
/// Reads a str or a bytes-like object, borrowed, as float() does: a new reference, or NULL with ValueError or
/// TypeError.
PyAPI_FUNC(PyObject *) PyFloat_FromString(PyObject *text);
/// sys.float_info: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyFloat_GetInfo(void);
/// The largest finite double.
PyAPI_FUNC(double) PyFloat_GetMax(void);
/// The smallest positive double of full precision.
PyAPI_FUNC(double) PyFloat_GetMin(void);

#ifndef Py_LIMITED_API
/// Write `value` in the IEEE format of 2, 4 or 8 bytes, rounded half to even. 0, or -1 with OverflowError.
PyAPI_FUNC(int) PyFloat_Pack2(double value, char *bytes, int little_endian);
PyAPI_FUNC(int) PyFloat_Pack4(double value, char *bytes, int little_endian);
PyAPI_FUNC(int) PyFloat_Pack8(double value, char *bytes, int little_endian);
/// Read the IEEE format of 2, 4 or 8 bytes. Never fail.
PyAPI_FUNC(double) PyFloat_Unpack2(const char *bytes, int little_endian);
PyAPI_FUNC(double) PyFloat_Unpack4(const char *bytes, int little_endian);
PyAPI_FUNC(double) PyFloat_Unpack8(const char *bytes, int little_endian);
#endif

#ifdef __cplusplus
}
#endif
#endif
