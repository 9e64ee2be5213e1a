/// Integers of any size.
#ifndef SUTURE_LONGOBJECT_H
#define SUTURE_LONGOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
typedef uint32_t digit;
typedef int32_t sdigit;
#define PyLong_SHIFT 30
#define PyLong_BASE ((digit)1 << PyLong_SHIFT)
#define PyLong_MASK ((digit)(PyLong_BASE - 1))
/// `lv_tag` is the number of digits times 8, plus the sign: 0 positive, 1 zero, 2 negative.
typedef struct {
    uintptr_t lv_tag;
    digit ob_digit[1];
} _PyLongValue;
/// Laid out as CPython 3.13's: 30-bit digits, least significant first.
struct _longobject {
    PyObject ob_base;
    _PyLongValue long_value;
};
#endif
#define PyLong_Check(op) PyType_FastSubclass(Py_TYPE(op), Py_TPFLAGS_LONG_SUBCLASS)
#define PyLong_CheckExact(op) Py_IS_TYPE(op, &PyLong_Type)
#define PyLong_AsPid PyLong_AsLong
#define PyLong_FromPid PyLong_FromLong
#define Py_ASNATIVEBYTES_DEFAULTS -1
#define Py_ASNATIVEBYTES_BIG_ENDIAN 0
#define Py_ASNATIVEBYTES_LITTLE_ENDIAN 1
#define Py_ASNATIVEBYTES_NATIVE_ENDIAN 3
#define Py_ASNATIVEBYTES_UNSIGNED_BUFFER 4
#define Py_ASNATIVEBYTES_REJECT_NEGATIVE 8
#define Py_ASNATIVEBYTES_ALLOW_INDEX 16
typedef struct PyLongLayout {
    uint8_t bits_per_digit;
    uint8_t digit_size;
    int8_t digits_order;
    int8_t digit_endianness;
} PyLongLayout;
typedef struct PyLongExport {
    int64_t value;
    uint8_t negative;
    Py_ssize_t ndigits;
    const void *digits;
    Py_uintptr_t _reserved;
} PyLongExport;

/// The nearest double; -1.0 with OverflowError when it is too large, TypeError when `value` is no int.
PyAPI_FUNC(double) PyLong_AsDouble(PyObject *value);
/// The value of an int or of `__index__`; -1 with OverflowError or TypeError. -1 may also be the value: then nothing is
/// pending.
PyAPI_FUNC(long) PyLong_AsLong(PyObject *value);
/// As PyLong_AsLong, but a value that does not fit is no error: -1, with the sign in `*overflow`, else 0 there.
PyAPI_FUNC(long) PyLong_AsLongAndOverflow(PyObject *value, int *overflow);
/// As PyLong_AsLong.
PyAPI_FUNC(long long) PyLong_AsLongLong(PyObject *value);
/// As PyLong_AsLongAndOverflow.
PyAPI_FUNC(long long) PyLong_AsLongLongAndOverflow(PyObject *value, int *overflow);
/// The value of an int; (size_t)-1 with OverflowError or TypeError.
PyAPI_FUNC(size_t) PyLong_AsSize_t(PyObject *value);
/// The value of an int, not of `__index__`; -1 with OverflowError or TypeError.
PyAPI_FUNC(Py_ssize_t) PyLong_AsSsize_t(PyObject *value);
/// The value of an int; (unsigned long)-1 with OverflowError or TypeError.
PyAPI_FUNC(unsigned long) PyLong_AsUnsignedLong(PyObject *value);
/// As PyLong_AsUnsignedLong.
PyAPI_FUNC(unsigned long long) PyLong_AsUnsignedLongLong(PyObject *value);
/// The value of an int or of `__index__` modulo 2^64; -1 with TypeError.
PyAPI_FUNC(unsigned long long) PyLong_AsUnsignedLongLongMask(PyObject *value);
/// As PyLong_AsUnsignedLongLongMask.
PyAPI_FUNC(unsigned long) PyLong_AsUnsignedLongMask(PyObject *value);
/// The address that PyLong_FromVoidPtr made an int of; NULL with OverflowError or TypeError.
PyAPI_FUNC(void *) PyLong_AsVoidPtr(PyObject *value);
/// The integral part: a new reference, or NULL with ValueError for a NaN, OverflowError for an infinity.
PyAPI_FUNC(PyObject *) PyLong_FromDouble(double value);
/// A new reference to an int; NULL with MemoryError. -5 to 256 are always the same objects.
PyAPI_FUNC(PyObject *) PyLong_FromLong(long value);
/// As PyLong_FromLong.
PyAPI_FUNC(PyObject *) PyLong_FromLongLong(long long value);
/// As PyLong_FromLong.
PyAPI_FUNC(PyObject *) PyLong_FromSize_t(size_t value);
/// As PyLong_FromLong.
PyAPI_FUNC(PyObject *) PyLong_FromSsize_t(Py_ssize_t value);
/// Reads `text` as int() does in `base` (0: as a literal says) and sets `*end`, unless NULL, to where reading ended.
/// A new reference, or NULL with ValueError.
PyAPI_FUNC(PyObject *) PyLong_FromString(const char *text, char **end, int base);
/// As PyLong_FromLong.
PyAPI_FUNC(PyObject *) PyLong_FromUnsignedLong(unsigned long value);
/// As PyLong_FromLong.
PyAPI_FUNC(PyObject *) PyLong_FromUnsignedLongLong(unsigned long long value);
/// The address as an int: a new reference, or NULL with MemoryError.
PyAPI_FUNC(PyObject *) PyLong_FromVoidPtr(void *pointer);
/// sys.int_info: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyLong_GetInfo(void);
/// strtol without locales; base 0 knows 0x, 0o and 0b. Saturates and sets errno to ERANGE.
PyAPI_FUNC(long) PyOS_strtol(const char *text, char **end, int base);
/// strtoul without locales and signs. ULONG_MAX with errno ERANGE when the number is too large.
PyAPI_FUNC(unsigned long) PyOS_strtoul(const char *text, char **end, int base);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
/// As PyLong_AsLong.
PyAPI_FUNC(int) PyLong_AsInt(PyObject *value);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030e0000
/// As PyLong_FromLong.
PyAPI_FUNC(PyObject *) PyLong_FromInt32(int32_t value);
/// As PyLong_FromLong.
PyAPI_FUNC(PyObject *) PyLong_FromUInt32(uint32_t value);
/// Stores the value of an int or of `__index__`. 0, or -1 with OverflowError or TypeError.
PyAPI_FUNC(int) PyLong_AsInt32(PyObject *object, int32_t *value);
/// As PyLong_AsInt32; ValueError for a negative value.
PyAPI_FUNC(int) PyLong_AsUInt32(PyObject *object, uint32_t *value);
/// As PyLong_FromLong.
PyAPI_FUNC(PyObject *) PyLong_FromInt64(int64_t value);
/// As PyLong_FromLong.
PyAPI_FUNC(PyObject *) PyLong_FromUInt64(uint64_t value);
/// As PyLong_AsInt32.
PyAPI_FUNC(int) PyLong_AsInt64(PyObject *object, int64_t *value);
/// As PyLong_AsUInt32.
PyAPI_FUNC(int) PyLong_AsUInt64(PyObject *object, uint64_t *value);
/// Copies the lowest `size` bytes of the two's complement. The size that the value needs: more than `size` means that
/// it was cut; -1 with an exception.
PyAPI_FUNC(Py_ssize_t) PyLong_AsNativeBytes(PyObject *value, void *buffer, Py_ssize_t size,
                                            int flags);
/// The int whose two's complement the bytes are: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyLong_FromNativeBytes(const void *buffer, size_t size, int flags);
/// The int whose magnitude the bytes are: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyLong_FromUnsignedNativeBytes(const void *buffer, size_t size, int flags);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030f0000
/// How the digits of PyLong_Export and PyLongWriter_Create are laid out. Static.
PyAPI_FUNC(const PyLongLayout *) PyLong_GetNativeLayout(void);
/// Shows an int: as `value` where `digits` is NULL, else as digits that stay valid until PyLong_FreeExport. 0, or -1
/// with TypeError.
PyAPI_FUNC(int) PyLong_Export(PyObject *object, PyLongExport *result);
/// Gives up what PyLong_Export filled in.
PyAPI_FUNC(void) PyLong_FreeExport(PyLongExport *result);
/// Begins an int of `count` digits, which the caller fills in at `*digits`. NULL with ValueError or MemoryError.
PyAPI_FUNC(PyLongWriter *) PyLongWriter_Create(int negative, Py_ssize_t count, void **digits);
/// The int, a new reference; the writer is gone. NULL on failure.
PyAPI_FUNC(PyObject *) PyLongWriter_Finish(PyLongWriter *writer);
/// Gives up a writer that is not finished; NULL is allowed.
PyAPI_FUNC(void) PyLongWriter_Discard(PyLongWriter *writer);
#endif

#ifndef Py_LIMITED_API
/// Whether the value has one digit, and what it is then.
PyAPI_FUNC(int) PyUnstable_Long_IsCompact(const PyLongObject *value);
PyAPI_FUNC(Py_ssize_t) PyUnstable_Long_CompactValue(const PyLongObject *value);
/// Reads a str as int() does: a new reference, or NULL with ValueError.
PyAPI_FUNC(PyObject *) PyLong_FromUnicodeObject(PyObject *text, int base);
/// -1, 0 or 1. `value` is an int.
PyAPI_FUNC(int) _PyLong_Sign(PyObject *value);
/// The number of bits of the magnitude. `value` is an int.
PyAPI_FUNC(size_t) _PyLong_NumBits(PyObject *value);
/// Copies the lowest `size` bytes. 0, or -1 when the value does not fit, with OverflowError if `with_exceptions`.
PyAPI_FUNC(int) _PyLong_AsByteArray(PyLongObject *value, unsigned char *bytes, size_t size,
                                    int little_endian, int is_signed, int with_exceptions);
/// The int that the bytes are: a new reference, or NULL.
PyAPI_FUNC(PyObject *) _PyLong_FromByteArray(const unsigned char *bytes, size_t size,
                                             int little_endian, int is_signed);
/// The int of these digits of 30 bits: a new reference, or NULL.
PyAPI_FUNC(PyLongObject *) _PyLong_FromDigits(int negative, Py_ssize_t count, digit *digits);
/// An exact int of the same value: a new reference, or NULL.
PyAPI_FUNC(PyObject *) _PyLong_Copy(PyLongObject *o);
/// The greatest common divisor of two ints: a new reference, or NULL.
PyAPI_FUNC(PyObject *) _PyLong_GCD(PyObject *a, PyObject *b);
/// A new tuple of the quotient nearest to a / b, half to even, and the remainder; or NULL.
PyAPI_FUNC(PyObject *) _PyLong_DivmodNear(PyObject *a, PyObject *b);
/// A fraction of 0.5 to 1, times two to the power of `*exponent`: `value`, rounded half to even.
PyAPI_FUNC(double) _PyLong_Frexp(PyLongObject *value, Py_ssize_t *exponent);
/// `value << shift` and `value >> shift`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) _PyLong_Lshift(PyObject *value, size_t shift);
PyAPI_FUNC(PyObject *) _PyLong_Rshift(PyObject *value, size_t shift);
/// The text in base 2, 8, 10 or 16 with its prefix: a new reference, or NULL.
PyAPI_FUNC(PyObject *) _PyLong_Format(PyObject *value, int base);
/// Converters for PyArg_Parse: store the value of an int that is not negative. 1, or 0 with an exception.
PyAPI_FUNC(int) _PyLong_UnsignedShort_Converter(PyObject *object, void *result);
PyAPI_FUNC(int) _PyLong_UnsignedInt_Converter(PyObject *object, void *result);
PyAPI_FUNC(int) _PyLong_UnsignedLong_Converter(PyObject *object, void *result);
PyAPI_FUNC(int) _PyLong_UnsignedLongLong_Converter(PyObject *object, void *result);
PyAPI_FUNC(int) _PyLong_Size_t_Converter(PyObject *object, void *result);
/// An int of seconds, and back: -1 with OverflowError or TypeError.
PyAPI_FUNC(PyObject *) _PyLong_FromTime_t(long value);
PyAPI_FUNC(long) _PyLong_AsTime_t(PyObject *value);
/// The int of a group's id, -1 for (gid_t)-1: a new reference, or NULL.
PyAPI_FUNC(PyObject *) _PyLong_FromGid(gid_t id);
/// Converters for PyArg_Parse: -1 is (uid_t)-1. 1, or 0 with an exception.
PyAPI_FUNC(int) _Py_Uid_Converter(PyObject *object, uid_t *result);
PyAPI_FUNC(int) _Py_Gid_Converter(PyObject *object, gid_t *result);
/// The values of the bytes as digits of bases up to 36; 37 for other bytes.
PyAPI_DATA(unsigned char) _PyLong_DigitValue[256];
#endif

#define PyLong_AS_LONG(op) PyLong_AsLong(op)

#ifdef __cplusplus
}
#endif
#endif
