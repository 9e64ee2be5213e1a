/// The codec registry.
#ifndef SUTURE_CODECS_H
#define SUTURE_CODECS_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The error handler "backslashreplace": a new tuple (replacement, position), or NULL. `exc`: a
/// UnicodeError, borrowed.
PyAPI_FUNC(PyObject *) PyCodec_BackslashReplaceErrors(PyObject *exc);
/// What the decoder makes of `object`, borrowed: a new reference, or NULL with LookupError or what
/// it raises.
PyAPI_FUNC(PyObject *) PyCodec_Decode(PyObject *object, const char *encoding, const char *errors);
/// The decoder function, a new reference; NULL with LookupError.
PyAPI_FUNC(PyObject *) PyCodec_Decoder(const char *encoding);
/// What the encoder makes of `object`, borrowed: a new reference, or NULL with LookupError or what
/// it raises.
PyAPI_FUNC(PyObject *) PyCodec_Encode(PyObject *object, const char *encoding, const char *errors);
/// The encoder function, a new reference; NULL with LookupError.
PyAPI_FUNC(PyObject *) PyCodec_Encoder(const char *encoding);
/// The error handler "ignore": a new tuple (replacement, position), or NULL. `exc`: a UnicodeError,
/// borrowed.
PyAPI_FUNC(PyObject *) PyCodec_IgnoreErrors(PyObject *exc);
/// A new incremental decoder; NULL with LookupError.
PyAPI_FUNC(PyObject *) PyCodec_IncrementalDecoder(const char *encoding, const char *errors);
/// A new incremental encoder; NULL with LookupError.
PyAPI_FUNC(PyObject *) PyCodec_IncrementalEncoder(const char *encoding, const char *errors);
/// 1 when there is a codec of this name. Never fails.
PyAPI_FUNC(int) PyCodec_KnownEncoding(const char *encoding);
/// The error handler of this name (NULL: "strict"), a new reference; NULL with LookupError.
PyAPI_FUNC(PyObject *) PyCodec_LookupError(const char *name);
/// Adds a function that finds codecs by name; the registry keeps its own reference. 0, or -1 with
/// TypeError.
PyAPI_FUNC(int) PyCodec_Register(PyObject *search_function);
/// Sets the error handler of a name; the registry keeps its own reference. 0, or -1 with TypeError.
PyAPI_FUNC(int) PyCodec_RegisterError(const char *name, PyObject *handler);
/// The error handler "replace": a new tuple (replacement, position), or NULL. `exc`: a
/// UnicodeError, borrowed.
PyAPI_FUNC(PyObject *) PyCodec_ReplaceErrors(PyObject *exc);
/// A new reader that decodes what it reads from `stream`, borrowed; NULL with LookupError.
PyAPI_FUNC(PyObject *) PyCodec_StreamReader(const char *encoding, PyObject *stream,
                                            const char *errors);
/// A new writer that encodes what it writes to `stream`, borrowed; NULL with LookupError.
PyAPI_FUNC(PyObject *) PyCodec_StreamWriter(const char *encoding, PyObject *stream,
                                            const char *errors);
/// The error handler "strict": raises `exc`, borrowed. Always NULL.
PyAPI_FUNC(PyObject *) PyCodec_StrictErrors(PyObject *exc);
/// The error handler "xmlcharrefreplace": a new tuple (replacement, position), or NULL. `exc`: a
/// UnicodeError, borrowed.
PyAPI_FUNC(PyObject *) PyCodec_XMLCharRefReplaceErrors(PyObject *exc);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
/// The error handler "namereplace": a new tuple (replacement, position), or NULL. `exc`: a
/// UnicodeError, borrowed. Needs the module unicodedata.
PyAPI_FUNC(PyObject *) PyCodec_NameReplaceErrors(PyObject *exc);
#endif

/// Removes a function that PyCodec_Register added, and forgets what was looked up. 0 or -1.
PyAPI_FUNC(int) PyCodec_Unregister(PyObject *search_function);

#ifdef __cplusplus
}
#endif
#endif
