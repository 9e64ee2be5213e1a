/// Immutable byte strings.
#ifndef SUTURE_BYTESOBJECT_H
#define SUTURE_BYTESOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
/// One byte longer than its size says: a NUL follows the last byte.
typedef struct {
    PyVarObject ob_base;
    Py_hash_t ob_shash;
    char ob_sval[1];
} PyBytesObject;
#endif
#define PyBytes_Check(op) PyType_FastSubclass(Py_TYPE(op), Py_TPFLAGS_BYTES_SUBCLASS)
#define PyBytes_CheckExact(op) Py_IS_TYPE(op, &PyBytes_Type)

PyAPI_DATA(PyTypeObject) PyBytesIter_Type;
PyAPI_DATA(PyTypeObject) PyBytes_Type;

PyAPI_FUNC(char *) PyBytes_AsString(PyObject *op);
PyAPI_FUNC(int) PyBytes_AsStringAndSize(PyObject *obj, char **s, Py_ssize_t *len);
PyAPI_FUNC(void) PyBytes_Concat(PyObject **result, PyObject *op);
PyAPI_FUNC(void) PyBytes_ConcatAndDel(PyObject **result, PyObject *op);
PyAPI_FUNC(PyObject *) PyBytes_DecodeEscape(const char *text, Py_ssize_t size, const char *text2,
                                            Py_ssize_t size2, const char *text3);
PyAPI_FUNC(PyObject *) PyBytes_FromFormat(const char *text, ...);
PyAPI_FUNC(PyObject *) PyBytes_FromFormatV(const char *text, va_list va);
PyAPI_FUNC(PyObject *) PyBytes_FromObject(PyObject *op);
PyAPI_FUNC(PyObject *) PyBytes_FromString(const char *text);
PyAPI_FUNC(PyObject *) PyBytes_FromStringAndSize(const char *text, Py_ssize_t size);
PyAPI_FUNC(PyObject *) PyBytes_Repr(PyObject *op, int flag);
PyAPI_FUNC(Py_ssize_t) PyBytes_Size(PyObject *op);

#ifdef __cplusplus
}
#endif
#endif
