/// Complex numbers.
#ifndef SUTURE_COMPLEXOBJECT_H
#define SUTURE_COMPLEXOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
typedef struct {
    double real, imag;
} Py_complex;
typedef struct {
    PyObject ob_base;
    Py_complex cval;
} PyComplexObject;
#endif
#define PyComplex_Check(op) PyObject_TypeCheck(op, &PyComplex_Type)
#define PyComplex_CheckExact(op) Py_IS_TYPE(op, &PyComplex_Type)

PyAPI_DATA(PyTypeObject) PyComplex_Type;

/// A new complex; NULL with MemoryError.
PyAPI_FUNC(PyObject *) PyComplex_FromDoubles(double real, double imag);
/// The imaginary part of a complex or of `__complex__`, 0 for another number; -1.0 with TypeError.
PyAPI_FUNC(double) PyComplex_ImagAsDouble(PyObject *value);
/// The real part of a complex or of `__complex__`, else as PyFloat_AsDouble; -1.0 with TypeError.
PyAPI_FUNC(double) PyComplex_RealAsDouble(PyObject *value);

#ifndef Py_LIMITED_API
/// The value of a complex, of `__complex__` or of a real number; -1 with an exception.
PyAPI_FUNC(Py_complex) PyComplex_AsCComplex(PyObject *value);
/// A new complex; NULL with MemoryError.
PyAPI_FUNC(PyObject *) PyComplex_FromCComplex(Py_complex value);
/// Arithmetic. _Py_c_quot and _Py_c_pow set errno to EDOM or ERANGE when they fail, _Py_c_abs sets it always.
PyAPI_FUNC(Py_complex) _Py_c_sum(Py_complex a, Py_complex b);
PyAPI_FUNC(Py_complex) _Py_c_diff(Py_complex a, Py_complex b);
PyAPI_FUNC(Py_complex) _Py_c_neg(Py_complex a);
PyAPI_FUNC(Py_complex) _Py_c_prod(Py_complex a, Py_complex b);
PyAPI_FUNC(Py_complex) _Py_c_quot(Py_complex a, Py_complex b);
PyAPI_FUNC(Py_complex) _Py_c_pow(Py_complex a, Py_complex b);
PyAPI_FUNC(double) _Py_c_abs(Py_complex a);
#endif

#ifdef __cplusplus
}
#endif
#endif
