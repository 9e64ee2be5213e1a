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

#ifdef __cplusplus
}
#endif
#endif
