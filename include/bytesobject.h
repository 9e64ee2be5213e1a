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

/// The bytes and a NUL after them, borrowed, to be read only; NULL with TypeError.
PyAPI_FUNC(char *) PyBytes_AsString(PyObject *bytes);
/// Stores the bytes, borrowed, and their number. `size` NULL: ValueError when there is a NUL among them. 0 or
/// -1.
PyAPI_FUNC(int) PyBytes_AsStringAndSize(PyObject *bytes, char **text, Py_ssize_t *size);
/// Replaces `*left`, whose reference it takes over, by a new `*left + right`; NULL when that fails. `right` is
/// borrowed; NULL gives `*left` up.
PyAPI_FUNC(void) PyBytes_Concat(PyObject **left, PyObject *right);
/// As PyBytes_Concat, and gives `right` up.
PyAPI_FUNC(void) PyBytes_ConcatAndDel(PyObject **left, PyObject *right);
/// New bytes from the text of a bytes literal with its escapes, or NULL with ValueError. `errors`: "strict"
/// (NULL), "replace" or "ignore"; the last two arguments are ignored.
PyAPI_FUNC(PyObject *) PyBytes_DecodeEscape(const char *text, Py_ssize_t size, const char *errors,
                                            Py_ssize_t unicode, const char *encoding);
/// New bytes by a printf-like format, or NULL.
PyAPI_FUNC(PyObject *) PyBytes_FromFormat(const char *format, ...);
/// As PyBytes_FromFormat.
PyAPI_FUNC(PyObject *) PyBytes_FromFormatV(const char *format, va_list arguments);
/// New bytes from a buffer or an iterable of ints, or NULL with TypeError or ValueError.
PyAPI_FUNC(PyObject *) PyBytes_FromObject(PyObject *object);
/// New bytes of the text up to its NUL, or NULL.
PyAPI_FUNC(PyObject *) PyBytes_FromString(const char *text);
/// New bytes, a copy of `text`. `text` NULL: the bytes are unset, and the caller may write them until it shows
/// the object to anybody. NULL with SystemError, OverflowError or MemoryError.
PyAPI_FUNC(PyObject *) PyBytes_FromStringAndSize(const char *text, Py_ssize_t size);
/// New str, the literal of bytes; `smart`: in double quotes when that saves escapes.
PyAPI_FUNC(PyObject *) PyBytes_Repr(PyObject *bytes, int smart);
/// The number of bytes; -1 with TypeError.
PyAPI_FUNC(Py_ssize_t) PyBytes_Size(PyObject *bytes);

#ifdef __cplusplus
}
#endif
#endif
