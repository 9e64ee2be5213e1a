/// Marshalled objects: the serialization of .pyc files, versions 0 to 4 (marshal.dumps and marshal.loads).
///
/// Numbers, str, bytes, tuple, list, dict, set, frozenset, None, True, False, Ellipsis and StopIteration; an object with
/// the buffer interface is written as bytes. There are no code objects: nothing here could run one.
#ifndef SUTURE_MARSHAL_H
#define SUTURE_MARSHAL_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
#define Py_MARSHAL_VERSION 4

/// The object of `length` bytes, which are not trusted: a new reference.
///
/// What follows the object is ignored. NULL with EOFError where the bytes end too early, with ValueError, TypeError or
/// UnicodeDecodeError where they are no object ("bad marshal data (unknown type code)"). A str that was interned when it
/// was written is interned again, and so lives until the process ends.
PyAPI_FUNC(PyObject *) PyMarshal_ReadObjectFromString(const char *data, Py_ssize_t length);
/// The bytes of an object in the format `version`: a new reference.
///
/// From version 3 on an object that occurs twice is written once; the bytes are CPython's for the same references.
/// NULL with ValueError ("unmarshallable object", "object too deeply nested to marshal").
PyAPI_FUNC(PyObject *) PyMarshal_WriteObjectToString(PyObject *op, int version);
#endif

#ifdef __cplusplus
}
#endif
#endif
