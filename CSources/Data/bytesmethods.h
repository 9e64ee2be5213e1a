// The methods that bytes and bytearray share: each Swift function serves both types.
#ifndef SUTURE_BYTESMETHODS_H
#define SUTURE_BYTESMETHODS_H
#include "suture/suture.h"

PyObject *suture_bytes_capitalize(PyObject *self);
PyObject *suture_bytes_center(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_count(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_decode(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_bytes_endswith(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_expandtabs(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_bytes_find(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_hex(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_bytes_index(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_isalnum(PyObject *self);
PyObject *suture_bytes_isalpha(PyObject *self);
PyObject *suture_bytes_isascii(PyObject *self);
PyObject *suture_bytes_isdigit(PyObject *self);
PyObject *suture_bytes_islower(PyObject *self);
PyObject *suture_bytes_isspace(PyObject *self);
PyObject *suture_bytes_istitle(PyObject *self);
PyObject *suture_bytes_isupper(PyObject *self);
PyObject *suture_bytes_join(PyObject *self, PyObject *argument);
PyObject *suture_bytes_ljust(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_lower(PyObject *self);
PyObject *suture_bytes_lstrip(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_maketrans(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_partition(PyObject *self, PyObject *argument);
PyObject *suture_bytes_removeprefix(PyObject *self, PyObject *argument);
PyObject *suture_bytes_removesuffix(PyObject *self, PyObject *argument);
PyObject *suture_bytes_replace(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_rfind(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_rindex(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_rjust(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_rpartition(PyObject *self, PyObject *argument);
PyObject *suture_bytes_rsplit(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_bytes_rstrip(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_split(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_bytes_splitlines(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_bytes_startswith(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_strip(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_bytes_swapcase(PyObject *self);
PyObject *suture_bytes_title(PyObject *self);
PyObject *suture_bytes_translate(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_bytes_upper(PyObject *self);
PyObject *suture_bytes_zfill(PyObject *self, PyObject *argument);
PyObject *suture_bytesiter_length_hint(PyObject *self, PyObject *unused);
PyObject *suture_bytesiter_reduce(PyObject *self, PyObject *unused);
PyObject *suture_bytesiter_setstate(PyObject *self, PyObject *state);

#define SUTURE_BYTES_METHODS \
    {"capitalize", _PyCFunction_CAST(suture_bytes_capitalize), METH_NOARGS, "Return a copy with its first character capitalized and the rest lowercased."}, \
    {"center", _PyCFunction_CAST(suture_bytes_center), METH_FASTCALL, "Return a centered string of length width."}, \
    {"count", _PyCFunction_CAST(suture_bytes_count), METH_FASTCALL, "Return the number of non-overlapping occurrences of sub."}, \
    {"decode", _PyCFunction_CAST(suture_bytes_decode), METH_FASTCALL | METH_KEYWORDS, "Decode the bytes using the codec registered for encoding."}, \
    {"endswith", _PyCFunction_CAST(suture_bytes_endswith), METH_FASTCALL, "Return True if the bytes ends with the specified suffix."}, \
    {"expandtabs", _PyCFunction_CAST(suture_bytes_expandtabs), METH_FASTCALL | METH_KEYWORDS, "Return a copy where all tab characters are expanded using spaces."}, \
    {"find", _PyCFunction_CAST(suture_bytes_find), METH_FASTCALL, "Return the lowest index where sub is found, -1 on failure."}, \
    {"hex", _PyCFunction_CAST(suture_bytes_hex), METH_FASTCALL | METH_KEYWORDS, "Create a string of hexadecimal numbers."}, \
    {"index", _PyCFunction_CAST(suture_bytes_index), METH_FASTCALL, "Return the lowest index where sub is found."}, \
    {"isalnum", _PyCFunction_CAST(suture_bytes_isalnum), METH_NOARGS, "Return True if all characters are alphanumeric and there is at least one."}, \
    {"isalpha", _PyCFunction_CAST(suture_bytes_isalpha), METH_NOARGS, "Return True if all characters are alphabetic and there is at least one."}, \
    {"isascii", _PyCFunction_CAST(suture_bytes_isascii), METH_NOARGS, "Return True if all characters are ASCII."}, \
    {"isdigit", _PyCFunction_CAST(suture_bytes_isdigit), METH_NOARGS, "Return True if all characters are digits and there is at least one."}, \
    {"islower", _PyCFunction_CAST(suture_bytes_islower), METH_NOARGS, "Return True if all cased characters are lowercase and there is at least one."}, \
    {"isspace", _PyCFunction_CAST(suture_bytes_isspace), METH_NOARGS, "Return True if all characters are whitespace and there is at least one."}, \
    {"istitle", _PyCFunction_CAST(suture_bytes_istitle), METH_NOARGS, "Return True if the text is titlecased and not empty."}, \
    {"isupper", _PyCFunction_CAST(suture_bytes_isupper), METH_NOARGS, "Return True if all cased characters are uppercase and there is at least one."}, \
    {"join", suture_bytes_join, METH_O, "Concatenate any number of bytes-like objects."}, \
    {"ljust", _PyCFunction_CAST(suture_bytes_ljust), METH_FASTCALL, "Return a left-justified string of length width."}, \
    {"lower", _PyCFunction_CAST(suture_bytes_lower), METH_NOARGS, "Return a copy with all the ASCII characters converted to lowercase."}, \
    {"lstrip", _PyCFunction_CAST(suture_bytes_lstrip), METH_FASTCALL, "Strip leading bytes contained in the argument."}, \
    {"maketrans", _PyCFunction_CAST(suture_bytes_maketrans), METH_FASTCALL | METH_STATIC, "Return a translation table for the translate method."}, \
    {"partition", suture_bytes_partition, METH_O, "Partition into three parts using the given separator."}, \
    {"removeprefix", suture_bytes_removeprefix, METH_O, "Return the bytes with the given prefix removed if present."}, \
    {"removesuffix", suture_bytes_removesuffix, METH_O, "Return the bytes with the given suffix removed if present."}, \
    {"replace", _PyCFunction_CAST(suture_bytes_replace), METH_FASTCALL, "Return a copy with all occurrences of old replaced by new."}, \
    {"rfind", _PyCFunction_CAST(suture_bytes_rfind), METH_FASTCALL, "Return the highest index where sub is found, -1 on failure."}, \
    {"rindex", _PyCFunction_CAST(suture_bytes_rindex), METH_FASTCALL, "Return the highest index where sub is found."}, \
    {"rjust", _PyCFunction_CAST(suture_bytes_rjust), METH_FASTCALL, "Return a right-justified string of length width."}, \
    {"rpartition", suture_bytes_rpartition, METH_O, "Partition into three parts using the given separator."}, \
    {"rsplit", _PyCFunction_CAST(suture_bytes_rsplit), METH_FASTCALL | METH_KEYWORDS, "Return a list of the sections, split at sep from the right."}, \
    {"rstrip", _PyCFunction_CAST(suture_bytes_rstrip), METH_FASTCALL, "Strip trailing bytes contained in the argument."}, \
    {"split", _PyCFunction_CAST(suture_bytes_split), METH_FASTCALL | METH_KEYWORDS, "Return a list of the sections, split at sep."}, \
    {"splitlines", _PyCFunction_CAST(suture_bytes_splitlines), METH_FASTCALL | METH_KEYWORDS, "Return a list of the lines, breaking at line boundaries."}, \
    {"startswith", _PyCFunction_CAST(suture_bytes_startswith), METH_FASTCALL, "Return True if the bytes starts with the specified prefix."}, \
    {"strip", _PyCFunction_CAST(suture_bytes_strip), METH_FASTCALL, "Strip leading and trailing bytes contained in the argument."}, \
    {"swapcase", _PyCFunction_CAST(suture_bytes_swapcase), METH_NOARGS, "Return a copy with uppercase ASCII characters converted to lowercase and vice versa."}, \
    {"title", _PyCFunction_CAST(suture_bytes_title), METH_NOARGS, "Return a titlecased version."}, \
    {"translate", _PyCFunction_CAST(suture_bytes_translate), METH_FASTCALL | METH_KEYWORDS, "Return a copy with each character mapped by the given translation table."}, \
    {"upper", _PyCFunction_CAST(suture_bytes_upper), METH_NOARGS, "Return a copy with all the ASCII characters converted to uppercase."}, \
    {"zfill", suture_bytes_zfill, METH_O, "Pad a numeric string with zeros on the left."}

static PyMethodDef suture_bytesiter_methods[] = {
    {"__length_hint__", suture_bytesiter_length_hint, METH_NOARGS, "Private method returning an estimate of len(list(it))."},
    {"__reduce__", suture_bytesiter_reduce, METH_NOARGS, "Return state information for pickling."},
    {"__setstate__", suture_bytesiter_setstate, METH_O, "Set state information for unpickling."},
    {NULL, NULL, 0, NULL},
};
#endif
