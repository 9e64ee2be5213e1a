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

/// The bytes and a NUL after them, borrowed: valid until the size changes. `array` is not checked.
/// Other threads may write them too: hold Py_LOCK(array), or a buffer.
PyAPI_FUNC(char *) PyByteArray_AsString(PyObject *array);
/// New bytearray, the contents of two buffers, or NULL with TypeError.
PyAPI_FUNC(PyObject *) PyByteArray_Concat(PyObject *left, PyObject *right);
/// New bytearray(object), or NULL.
PyAPI_FUNC(PyObject *) PyByteArray_FromObject(PyObject *object);
/// New bytearray, a copy of `text`, or of unset bytes when that is NULL. NULL with SystemError or
/// MemoryError.
PyAPI_FUNC(PyObject *) PyByteArray_FromStringAndSize(const char *text, Py_ssize_t size);
/// Changes the size; new bytes are unset. 0, or -1 with BufferError while there are buffers,
/// SystemError or MemoryError. Takes the bytearray's lock.
PyAPI_FUNC(int) PyByteArray_Resize(PyObject *array, Py_ssize_t size);
/// The number of bytes. `array` is not checked.
PyAPI_FUNC(Py_ssize_t) PyByteArray_Size(PyObject *array);

#ifndef Py_LIMITED_API
/// What a bytearray without memory shows: one NUL.
PyAPI_DATA(char) _PyByteArray_empty_string[1];
#define PyByteArray_AS_STRING(op)                                                                  \
    (((PyVarObject *)(op))->ob_size ? ((PyByteArrayObject *)(op))->ob_start : _PyByteArray_empty_string)
#define PyByteArray_GET_SIZE(op) (((PyVarObject *)(op))->ob_size)
#endif

#ifdef __cplusplus
}
#endif
#endif
