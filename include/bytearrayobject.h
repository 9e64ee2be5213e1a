/// Mutable byte strings.
#ifndef SUTURE_BYTEARRAYOBJECT_H
#define SUTURE_BYTEARRAYOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
typedef struct {
    PyVarObject ob_base;
    Py_ssize_t ob_alloc;
    char *ob_bytes;
    char *ob_start;
    Py_ssize_t ob_exports;
} PyByteArrayObject;
#endif
#define PyByteArray_Check(self) PyObject_TypeCheck(self, &PyByteArray_Type)
#define PyByteArray_CheckExact(self) Py_IS_TYPE(self, &PyByteArray_Type)

PyAPI_DATA(PyTypeObject) PyByteArrayIter_Type;
PyAPI_DATA(PyTypeObject) PyByteArray_Type;

PyAPI_FUNC(char *) PyByteArray_AsString(PyObject *op);
PyAPI_FUNC(PyObject *) PyByteArray_Concat(PyObject *op, PyObject *op2);
PyAPI_FUNC(PyObject *) PyByteArray_FromObject(PyObject *op);
PyAPI_FUNC(PyObject *) PyByteArray_FromStringAndSize(const char *text, Py_ssize_t size);
PyAPI_FUNC(int) PyByteArray_Resize(PyObject *op, Py_ssize_t size);
PyAPI_FUNC(Py_ssize_t) PyByteArray_Size(PyObject *op);

#ifdef __cplusplus
}
#endif
#endif
