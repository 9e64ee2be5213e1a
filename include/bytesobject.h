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
/// Stores the bytes, borrowed, and their number. `size` NULL: ValueError when there is a NUL among
/// them. 0 or -1.
PyAPI_FUNC(int) PyBytes_AsStringAndSize(PyObject *bytes, char **text, Py_ssize_t *size);
/// Replaces `*left`, whose reference it takes over, by a new `*left + right`; NULL when that fails.
/// `right` is borrowed; NULL gives `*left` up.
PyAPI_FUNC(void) PyBytes_Concat(PyObject **left, PyObject *right);
/// As PyBytes_Concat, and gives `right` up.
PyAPI_FUNC(void) PyBytes_ConcatAndDel(PyObject **left, PyObject *right);
/// New bytes from the text of a bytes literal with its escapes, or NULL with ValueError. `errors`:
/// "strict" (NULL), "replace" or "ignore"; the last two arguments are ignored.
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
/// New bytes, a copy of `text`. `text` NULL: the bytes are unset, and the caller may write them
/// until it shows the object to anybody. NULL with SystemError, OverflowError or MemoryError.
PyAPI_FUNC(PyObject *) PyBytes_FromStringAndSize(const char *text, Py_ssize_t size);
/// New str, the literal of bytes; `smart`: in double quotes when that saves escapes.
PyAPI_FUNC(PyObject *) PyBytes_Repr(PyObject *bytes, int smart);
/// The number of bytes; -1 with TypeError.
PyAPI_FUNC(Py_ssize_t) PyBytes_Size(PyObject *bytes);

#ifndef Py_LIMITED_API
#define PyBytes_AS_STRING(op) (((PyBytesObject *)(op))->ob_sval)
#define PyBytes_GET_SIZE(op) (((PyVarObject *)(op))->ob_size)

/// Replaces `*bytes`, whose reference it takes over, by bytes of another size with the same
/// beginning; new bytes are 0. 0, or -1 with SystemError or MemoryError and `*bytes` NULL.
PyAPI_FUNC(int) _PyBytes_Resize(PyObject **bytes, Py_ssize_t size);
/// The first place of `needle`, `offset` added; -1: nowhere.
PyAPI_FUNC(Py_ssize_t) _PyBytes_Find(const char *text, Py_ssize_t size, const char *needle,
                                     Py_ssize_t needle_size, Py_ssize_t offset);
/// The last place of `needle`, `offset` added; -1: nowhere.
PyAPI_FUNC(Py_ssize_t) _PyBytes_ReverseFind(const char *text, Py_ssize_t size, const char *needle,
                                            Py_ssize_t needle_size, Py_ssize_t offset);
/// Fills `dest` with repetitions of `src`.
PyAPI_FUNC(void) _PyBytes_Repeat(char *dest, Py_ssize_t size, const char *src, Py_ssize_t src_size);
/// New `sep.join(iterable)`, or NULL with TypeError.
PyAPI_FUNC(PyObject *) _PyBytes_Join(PyObject *sep, PyObject *iterable);

/// New str, or bytes, of the hexadecimal digits; with `sep`, a str or bytes of one character,
/// between groups of `group` bytes. NULL with ValueError or TypeError.
PyAPI_FUNC(PyObject *) _Py_strhex(const char *bytes, Py_ssize_t size);
PyAPI_FUNC(PyObject *) _Py_strhex_bytes(const char *bytes, Py_ssize_t size);
PyAPI_FUNC(PyObject *) _Py_strhex_with_sep(const char *bytes, Py_ssize_t size, PyObject *sep,
                                           int group);
PyAPI_FUNC(PyObject *) _Py_strhex_bytes_with_sep(const char *bytes, Py_ssize_t size,
                                                 PyObject *sep, int group);

/// Bytes that are written at a pointer: laid out as CPython 3.13's.
typedef struct {
    PyObject *buffer; /* NULL while small_buffer is enough */
    Py_ssize_t allocated;
    Py_ssize_t min_size;
    int use_bytearray;
    int overallocate;
    int use_small_buffer;
    char small_buffer[512];
} _PyBytesWriter;
PyAPI_FUNC(void) _PyBytesWriter_Init(_PyBytesWriter *writer);
/// Where to write at least `size` bytes; NULL with MemoryError.
PyAPI_FUNC(void *) _PyBytesWriter_Alloc(_PyBytesWriter *writer, Py_ssize_t size);
/// `str`, moved to where `size` more bytes fit; NULL with MemoryError, and the writer is emptied.
PyAPI_FUNC(void *) _PyBytesWriter_Prepare(_PyBytesWriter *writer, void *str, Py_ssize_t size);
/// As _PyBytesWriter_Prepare, for `size` bytes in all.
PyAPI_FUNC(void *) _PyBytesWriter_Resize(_PyBytesWriter *writer, void *str, Py_ssize_t size);
/// Writes `size` bytes at `str` and returns what follows them; NULL with MemoryError.
PyAPI_FUNC(void *) _PyBytesWriter_WriteBytes(_PyBytesWriter *writer, void *str, const void *bytes,
                                             Py_ssize_t size);
/// New bytes, or a bytearray, of what was written up to `str`; NULL with MemoryError. The writer is
/// empty then.
PyAPI_FUNC(PyObject *) _PyBytesWriter_Finish(_PyBytesWriter *writer, void *str);
/// Gives the writer's memory up.
PyAPI_FUNC(void) _PyBytesWriter_Dealloc(_PyBytesWriter *writer);
#endif

#ifdef __cplusplus
}
#endif
#endif
