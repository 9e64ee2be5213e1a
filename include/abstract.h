/// The abstract protocols: object, call, number, sequence, mapping, iterator.
#ifndef SUTURE_ABSTRACT_H
#define SUTURE_ABSTRACT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PY_VECTORCALL_ARGUMENTS_OFFSET ((size_t)1 << (8 * sizeof(size_t) - 1))

/// The next item, a new reference; NULL at the end without an exception, or with one on failure.
PyAPI_FUNC(PyObject *) PyIter_Next(PyObject *iterator);
/// 1 when the type of `o` has a subscript, which is also true of sequences; else 0. Raises nothing.
PyAPI_FUNC(int) PyMapping_Check(PyObject *o);
/// `o[key]` with a key given as UTF-8: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyMapping_GetItemString(PyObject *o, const char *key);
/// 1 or 0; a failure is reported on stderr and counts as 0. Call PyMapping_HasKeyWithError.
PyAPI_FUNC(int) PyMapping_HasKey(PyObject *o, PyObject *key);
/// PyMapping_HasKey with a key given as UTF-8.
PyAPI_FUNC(int) PyMapping_HasKeyString(PyObject *o, const char *key);
/// A new list of `o.items()`; NULL on failure.
PyAPI_FUNC(PyObject *) PyMapping_Items(PyObject *o);
/// A new list of `o.keys()`; NULL on failure.
PyAPI_FUNC(PyObject *) PyMapping_Keys(PyObject *o);
/// PyMapping_Size.
PyAPI_FUNC(Py_ssize_t) PyMapping_Length(PyObject *o);
/// `o[key] = value` with a key given as UTF-8. 0 or -1.
PyAPI_FUNC(int) PyMapping_SetItemString(PyObject *o, const char *key, PyObject *value);
/// `len(o)`; -1 with TypeError, also for a sequence that is no mapping.
PyAPI_FUNC(Py_ssize_t) PyMapping_Size(PyObject *o);
/// A new list of `o.values()`; NULL on failure.
PyAPI_FUNC(PyObject *) PyMapping_Values(PyObject *o);
/// `abs(o)`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Absolute(PyObject *o);
/// `a + b`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Add(PyObject *a, PyObject *b);
/// `a & b`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_And(PyObject *a, PyObject *b);
/// The value of `o.__index__()`; -1 with an exception. A value that does not fit raises `exception`, or is clipped when
/// that is NULL.
PyAPI_FUNC(Py_ssize_t) PyNumber_AsSsize_t(PyObject *o, PyObject *exception);
/// 1 when `o` has `__index__`, `__int__` or `__float__` or is a complex, else 0. Raises nothing.
PyAPI_FUNC(int) PyNumber_Check(PyObject *o);
/// `divmod(a, b)`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Divmod(PyObject *a, PyObject *b);
/// `float(o)`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Float(PyObject *o);
/// `a // b`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_FloorDivide(PyObject *a, PyObject *b);
/// `a += b`: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlaceAdd(PyObject *a, PyObject *b);
/// `a &= b`: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlaceAnd(PyObject *a, PyObject *b);
/// `a //= b`: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlaceFloorDivide(PyObject *a, PyObject *b);
/// `a <<= b`: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlaceLshift(PyObject *a, PyObject *b);
/// `a *= b`: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlaceMultiply(PyObject *a, PyObject *b);
/// `a |= b`: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlaceOr(PyObject *a, PyObject *b);
/// `a **= b` with a modulus or None: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlacePower(PyObject *a, PyObject *b, PyObject *modulus);
/// `a %= b`: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlaceRemainder(PyObject *a, PyObject *b);
/// `a >>= b`: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlaceRshift(PyObject *a, PyObject *b);
/// `a -= b`: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlaceSubtract(PyObject *a, PyObject *b);
/// `a /= b`: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlaceTrueDivide(PyObject *a, PyObject *b);
/// `a ^= b`: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlaceXor(PyObject *a, PyObject *b);
/// `o.__index__()` as an exact int: a new reference, or NULL with TypeError.
PyAPI_FUNC(PyObject *) PyNumber_Index(PyObject *o);
/// `~o`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Invert(PyObject *o);
/// `int(o)`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Long(PyObject *o);
/// `a << b`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Lshift(PyObject *a, PyObject *b);
/// `a * b`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Multiply(PyObject *a, PyObject *b);
/// `-o`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Negative(PyObject *o);
/// `a | b`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Or(PyObject *a, PyObject *b);
/// `+o`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Positive(PyObject *o);
/// `pow(a, b, modulus)`, where None stands for no modulus: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Power(PyObject *a, PyObject *b, PyObject *modulus);
/// `a % b`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Remainder(PyObject *a, PyObject *b);
/// `a >> b`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Rshift(PyObject *a, PyObject *b);
/// `a - b`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Subtract(PyObject *a, PyObject *b);
/// `o.__index__()` as text in base 2, 8, 10 or 16, with 0b, 0o or 0x: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_ToBase(PyObject *o, int base);
/// `a / b`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_TrueDivide(PyObject *a, PyObject *b);
/// `a ^ b`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_Xor(PyObject *a, PyObject *b);
/// `callable(*args, **kwargs)`: a tuple and a dict or NULL, all borrowed. A new reference, or NULL with an exception.
/// Runs extension code: may suspend object locks. So do all calls below.
PyAPI_FUNC(PyObject *) PyObject_Call(PyObject *callable, PyObject *args, PyObject *kwargs);
PyAPI_FUNC(PyObject *) PyObject_CallFunction(PyObject *callable, const char *format, ...);
PyAPI_FUNC(PyObject *) PyObject_CallFunctionObjArgs(PyObject *callable, ...);
PyAPI_FUNC(PyObject *) PyObject_CallMethod(PyObject *obj, const char *name, const char *format,
                                           ...);
PyAPI_FUNC(PyObject *) PyObject_CallMethodObjArgs(PyObject *obj, PyObject *name, ...);
/// `callable(*args)`; `args` is a tuple or NULL.
PyAPI_FUNC(PyObject *) PyObject_CallObject(PyObject *callable, PyObject *args);
/// `del o[key]`: 0, or -1 on failure.
PyAPI_FUNC(int) PyObject_DelItem(PyObject *o, PyObject *key);
/// `del o[key]` for a UTF-8 key: 0, or -1 on failure.
PyAPI_FUNC(int) PyObject_DelItemString(PyObject *o, const char *key);
/// format(obj, format_spec), a new str; NULL means an empty specification. NULL on failure.
PyAPI_FUNC(PyObject *) PyObject_Format(PyObject *obj, PyObject *format_spec);
/// `o[key]`, a new reference; of types `__class_getitem__`. NULL on failure.
PyAPI_FUNC(PyObject *) PyObject_GetItem(PyObject *o, PyObject *key);
/// iter(o), a new reference; NULL with TypeError when `o` cannot be iterated.
PyAPI_FUNC(PyObject *) PyObject_GetIter(PyObject *o);
PyAPI_FUNC(int) PyObject_IsInstance(PyObject *object, PyObject *typeorclass);
PyAPI_FUNC(int) PyObject_IsSubclass(PyObject *object, PyObject *typeorclass);
/// PyObject_Size.
PyAPI_FUNC(Py_ssize_t) PyObject_Length(PyObject *o);
/// `o[key] = v`, all borrowed: 0, or -1 on failure.
PyAPI_FUNC(int) PyObject_SetItem(PyObject *o, PyObject *key, PyObject *v);
/// len(o); -1 with TypeError or what `__len__` raised.
PyAPI_FUNC(Py_ssize_t) PyObject_Size(PyObject *o);
/// The type, a new reference; NULL with SystemError for NULL.
PyAPI_FUNC(PyObject *) PyObject_Type(PyObject *o);
/// 1 when the type has sq_item and is no dict.
PyAPI_FUNC(int) PySequence_Check(PyObject *o);
/// `o1 + o2`, a new reference; NULL on failure.
PyAPI_FUNC(PyObject *) PySequence_Concat(PyObject *o1, PyObject *o2);
/// `ob in seq`: 1 or 0; -1 on failure.
PyAPI_FUNC(int) PySequence_Contains(PyObject *seq, PyObject *ob);
/// How many items equal `value`; -1 on failure.
PyAPI_FUNC(Py_ssize_t) PySequence_Count(PyObject *o, PyObject *value);
/// `del o[i]`: 0, or -1 on failure. Negative indices count from the end.
PyAPI_FUNC(int) PySequence_DelItem(PyObject *o, Py_ssize_t i);
/// `del o[i1:i2]`: 0, or -1 on failure.
PyAPI_FUNC(int) PySequence_DelSlice(PyObject *o, Py_ssize_t i1, Py_ssize_t i2);
/// `o` itself when it is a list or a tuple, else a list of what it yields, a new reference. NULL on failure: TypeError
/// with the text `m` when `o` cannot be iterated.
PyAPI_FUNC(PyObject *) PySequence_Fast(PyObject *o, const char *m);
/// `o[i]`, a new reference; NULL on failure. Negative indices count from the end.
PyAPI_FUNC(PyObject *) PySequence_GetItem(PyObject *o, Py_ssize_t i);
/// `o[i1:i2]`, a new reference; NULL on failure.
PyAPI_FUNC(PyObject *) PySequence_GetSlice(PyObject *o, Py_ssize_t i1, Py_ssize_t i2);
/// PySequence_Contains.
PyAPI_FUNC(int) PySequence_In(PyObject *o, PyObject *value);
/// `o1 += o2`, a new reference to the result; NULL on failure.
PyAPI_FUNC(PyObject *) PySequence_InPlaceConcat(PyObject *o1, PyObject *o2);
/// `o *= count`, a new reference to the result; NULL on failure.
PyAPI_FUNC(PyObject *) PySequence_InPlaceRepeat(PyObject *o, Py_ssize_t count);
/// The first position of `value`; -1 with ValueError when there is none.
PyAPI_FUNC(Py_ssize_t) PySequence_Index(PyObject *o, PyObject *value);
/// PySequence_Size.
PyAPI_FUNC(Py_ssize_t) PySequence_Length(PyObject *o);
/// list(o), a new reference; NULL on failure.
PyAPI_FUNC(PyObject *) PySequence_List(PyObject *o);
/// `o * count`, a new reference; NULL on failure.
PyAPI_FUNC(PyObject *) PySequence_Repeat(PyObject *o, Py_ssize_t count);
/// `o[i] = v`, borrowed; NULL deletes. 0, or -1 on failure.
PyAPI_FUNC(int) PySequence_SetItem(PyObject *o, Py_ssize_t i, PyObject *v);
/// `o[i1:i2] = v`, borrowed: 0, or -1 on failure.
PyAPI_FUNC(int) PySequence_SetSlice(PyObject *o, Py_ssize_t i1, Py_ssize_t i2, PyObject *v);
/// len(o) of a sequence; -1 with TypeError.
PyAPI_FUNC(Py_ssize_t) PySequence_Size(PyObject *o);
/// tuple(o), a new reference; NULL on failure.
PyAPI_FUNC(PyObject *) PySequence_Tuple(PyObject *o);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
/// `a @= b`: a new reference to the result, which may be `a`; or NULL.
PyAPI_FUNC(PyObject *) PyNumber_InPlaceMatrixMultiply(PyObject *a, PyObject *b);
/// `a @ b`: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyNumber_MatrixMultiply(PyObject *a, PyObject *b);
#endif

/// 1 when the type has nb_index.
PyAPI_FUNC(int) PyIndex_Check(PyObject *op);
/// 1 when the type has tp_iternext.
PyAPI_FUNC(int) PyIter_Check(PyObject *op);

/// 1 when the type has am_anext.
PyAPI_FUNC(int) PyAIter_Check(PyObject *op);
/// aiter(op), a new reference; NULL with TypeError.
PyAPI_FUNC(PyObject *) PyObject_GetAIter(PyObject *op);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03090000
/// `callable()`.
PyAPI_FUNC(PyObject *) PyObject_CallNoArgs(PyObject *callable);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
/// Sends `value`, borrowed: PYGEN_NEXT with a new item, PYGEN_RETURN with what was returned, PYGEN_ERROR. `*result` is
/// a new reference.
PyAPI_FUNC(PySendResult) PyIter_Send(PyObject *iterator, PyObject *value, PyObject **result);
#endif

/// The number of positional arguments in `nargsf`.
PyAPI_FUNC(Py_ssize_t) PyVectorcall_NARGS(size_t nargsf);
#if !defined(Py_LIMITED_API)
/// The function at the vectorcall offset of the callable's type; NULL without an exception: there is none to use.
PyAPI_FUNC(vectorcallfunc) PyVectorcall_Function(PyObject *callable);
#endif
/// PyObject_Call through the callable's vectorcall function; TypeError when it has none.
PyAPI_FUNC(PyObject *) PyVectorcall_Call(PyObject *callable, PyObject *tuple, PyObject *dict);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030c0000
/// Calls with the arguments in an array: `nargsf` positional ones (with PY_VECTORCALL_ARGUMENTS_OFFSET when args[-1] may
/// be changed for the call), then one for each name in the tuple `kwnames` (or NULL). All borrowed.
PyAPI_FUNC(PyObject *) PyObject_Vectorcall(PyObject *callable, PyObject *const *args,
                                           size_t nargsf, PyObject *kwnames);
/// Calls the method `name` of args[0] with the arguments after it.
PyAPI_FUNC(PyObject *) PyObject_VectorcallMethod(PyObject *name, PyObject *const *args,
                                                 size_t nargsf, PyObject *kwnames);
#endif

/// 1, 0 for KeyError, or -1 on failure.
PyAPI_FUNC(int) PyMapping_HasKeyWithError(PyObject *o, PyObject *key);
/// PyMapping_HasKeyWithError with a key given as UTF-8.
PyAPI_FUNC(int) PyMapping_HasKeyStringWithError(PyObject *o, const char *key);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
/// 1 with a new reference to `o[key]` in `*result`; 0 with NULL there for KeyError, which is cleared; -1 on
/// failure.
PyAPI_FUNC(int) PyMapping_GetOptionalItem(PyObject *o, PyObject *key, PyObject **result);
/// PyMapping_GetOptionalItem with a key given as UTF-8.
PyAPI_FUNC(int) PyMapping_GetOptionalItemString(PyObject *o, const char *key, PyObject **result);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030e0000
/// 1 with a new reference in `*item`, 0 at the end, -1 on failure.
PyAPI_FUNC(int) PyIter_NextItem(PyObject *iterator, PyObject **item);
#endif

#ifndef Py_LIMITED_API
/// len(o), or what `__length_hint__` estimates, or `fallback`; -1 on failure.
PyAPI_FUNC(Py_ssize_t) PyObject_LengthHint(PyObject *o, Py_ssize_t fallback);
/// The converters for slice bounds: 1 with the clipped index, or 0 with TypeError. None leaves `*index` alone.
PyAPI_FUNC(int) _PyEval_SliceIndex(PyObject *o, Py_ssize_t *index);
PyAPI_FUNC(int) _PyEval_SliceIndexNotNone(PyObject *o, Py_ssize_t *index);
/// `callable(argument)`: a new reference, or NULL with an exception.
PyAPI_FUNC(PyObject *) PyObject_CallOneArg(PyObject *callable, PyObject *argument);
/// PyObject_Vectorcall with the keywords in a dict, or NULL.
PyAPI_FUNC(PyObject *) PyObject_VectorcallDict(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwargs);
PyAPI_FUNC(PyObject *) _PyObject_CallFunction_SizeT(PyObject *callable, const char *format, ...);
PyAPI_FUNC(PyObject *) _PyObject_CallMethod_SizeT(PyObject *op, const char *name,
                                                  const char *format, ...);
/// PyObject_CallMethod with the name as a str (borrowed).
PyAPI_FUNC(PyObject *) _PyObject_CallMethod(PyObject *op, PyObject *name, const char *format, ...);
PyAPI_FUNC(int) PyObject_AsCharBuffer(PyObject *op, const char **buffer, Py_ssize_t *length);
PyAPI_FUNC(int) PyObject_AsReadBuffer(PyObject *op, const void **buffer, Py_ssize_t *length);
PyAPI_FUNC(int) PyObject_AsWriteBuffer(PyObject *op, void **buffer, Py_ssize_t *length);
PyAPI_FUNC(int) PyObject_CheckReadBuffer(PyObject *op);
#endif

#ifndef SUTURE_IMPLEMENTATION
#define PySequence_ITEM(o, i) PySequence_GetItem(o, i)
#define PyMapping_DelItemString(O, K) PyObject_DelItemString((O), (K))
#define PyMapping_DelItem(O, K) PyObject_DelItem((O), (K))
#define PySequence_Fast_GET_SIZE(o) (PyList_Check(o) ? PyList_Size(o) : PyTuple_Size(o))
#define PySequence_Fast_GET_ITEM(o, i) (PyList_Check(o) ? PyList_GetItem((o), (i)) : PyTuple_GetItem((o), (i)))
#ifndef Py_LIMITED_API
/* The items themselves, for a list or tuple that no other thread changes meanwhile. */
#define PySequence_Fast_ITEMS(o)                                                                   \
    (PyList_Check(o) ? ((PyListObject *)(o))->ob_item : ((PyTupleObject *)(o))->ob_item)
#endif
#endif

#ifndef Py_LIMITED_API
/// PyNumber_Index that gives an instance of a subclass as it is.
PyAPI_FUNC(PyObject *) _PyNumber_Index(PyObject *o);
/// A converter for PyArg_Parse: stores the value of `__index__`, nothing for None. 1, or 0 with an exception.
PyAPI_FUNC(int) _Py_convert_optional_to_ssize_t(PyObject *object, void *result);
#endif

#ifdef __cplusplus
}
#endif
#endif
