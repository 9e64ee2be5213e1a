/// Layouts of the objects of the bytes family that extensions do not see.
#ifndef SUTURE_BYTES_H
#define SUTURE_BYTES_H
#include "../Python.h"
#include "atomic.h"

/// The iterator of bytes and bytearray.
typedef struct {
    PyObject ob_base;
    PyObject *_Nullable sequence; /* stored; NULL: used up */
    Py_ssize_t index;
} SutureBytesIterator;

/// What several memory views share: one export of one object.
typedef struct {
    PyObject ob_base;
    int flags;          /* SUTURE_BUFFER_RELEASED */
    Py_ssize_t exports; /* views that use it */
    Py_buffer master;   /* master.obj is a plain reference */
} SutureManagedBuffer;
#define SUTURE_BUFFER_RELEASED 1

/// A memory view: a Py_buffer of its own, whose shape, strides and suboffsets lie in `row`.
typedef struct {
    PyVarObject ob_base;                       /* ob_size: 3 * ndim */
    SutureManagedBuffer *_Nullable managed;    /* stored */
    Py_hash_t hash;                            /* -1: not known yet */
    int flags;
    Py_ssize_t exports; /* buffers that others hold of this view */
    Py_buffer view;     /* view.obj is borrowed from managed */
    PyObject *_Nullable weakrefs;
    Py_ssize_t row[1];
} SutureMemoryView;
#define SUTURE_VIEW_RELEASED 1
#define SUTURE_VIEW_C 2
#define SUTURE_VIEW_F 4
#define SUTURE_VIEW_SCALAR 8
#define SUTURE_VIEW_PIL 16

/// The iterator of memory views.
typedef struct {
    PyObject ob_base;
    Py_ssize_t index, length;
    SutureMemoryView *_Nullable sequence; /* stored; NULL: used up */
} SutureMemoryIterator;

PyAPI_DATA(PyTypeObject) PyManagedBuffer_Type;
PyAPI_DATA(PyTypeObject) PyMemoryIter_Type;
SUTURE_INLINE PyTypeObject *_Nonnull suture_PyManagedBuffer_Type(void) { return &PyManagedBuffer_Type; }
SUTURE_INLINE PyTypeObject *_Nonnull suture_PyMemoryIter_Type(void) { return &PyMemoryIter_Type; }

SUTURE_INLINE char *_Nonnull suture_empty_bytearray(void) { return _PyByteArray_empty_string; }
SUTURE_INLINE char *_Nonnull suture_small_buffer(_PyBytesWriter *_Nonnull writer) { return writer->small_buffer; }
SUTURE_INLINE Py_ssize_t *_Nonnull suture_view_row(SutureMemoryView *_Nonnull v) { return v->row; }

/// How a standard codec works.
enum {
    SUTURE_CODEC_UNSUPPORTED,
    SUTURE_CODEC_UTF8,
    SUTURE_CODEC_UTF8_SIG,
    SUTURE_CODEC_UTF16,
    SUTURE_CODEC_UTF16_LE,
    SUTURE_CODEC_UTF16_BE,
    SUTURE_CODEC_UTF32,
    SUTURE_CODEC_UTF32_LE,
    SUTURE_CODEC_UTF32_BE,
    SUTURE_CODEC_UTF7,
    SUTURE_CODEC_LATIN1,
    SUTURE_CODEC_ASCII,
    SUTURE_CODEC_IDENTITY,
    SUTURE_CODEC_UNICODE_ESCAPE,
    SUTURE_CODEC_RAW_UNICODE_ESCAPE,
    SUTURE_CODEC_CHARMAP,
    SUTURE_CODEC_MULTIBYTE, /* asked of an extension module */
    SUTURE_CODEC_ROT13,
    SUTURE_CODEC_HEX,
    SUTURE_CODEC_BASE64,
};
typedef struct {
    const char *_Nonnull module; /* as in encodings.<module> */
    const char *_Nonnull name;
    int kind;
    int table;                    /* of a charmap */
    int is_text;                  /* str to bytes */
    const char *_Nullable provider; /* the extension module of a multibyte codec */
} SutureCodec;
typedef struct {
    const char *_Nonnull alias;
    int codec;
} SutureCodecAlias;
int suture_codec_count(void);
const SutureCodec *_Nonnull suture_codec(int index);
int suture_codec_alias_count(void);
const SutureCodecAlias *_Nonnull suture_codec_alias(int index);
/// 256 code points; 0xFFFE: none.
const uint16_t *_Nonnull suture_charmap(int table);

/// An incremental encoder or decoder, or a stream reader or writer, of a standard codec.
typedef struct {
    PyObject ob_base;
    PyObject *_Nullable errors; /* plain: a member of the type */
    PyObject *_Nullable stream; /* plain: a member of the type */
    PyObject *_Nullable buffer; /* stored: what is not decoded yet */
    int codec;
    int state; /* UTF-16 and UTF-32: the byte order; encoders: 1 after the first write */
} SutureCodecObject;

PyAPI_DATA(PyTypeObject) PyCodecInfo_Type;
PyAPI_DATA(PyTypeObject) PyIncrementalEncoder_Type;
PyAPI_DATA(PyTypeObject) PyIncrementalDecoder_Type;
PyAPI_DATA(PyTypeObject) PyStreamReader_Type;
PyAPI_DATA(PyTypeObject) PyStreamWriter_Type;
SUTURE_INLINE PyTypeObject *_Nonnull suture_PyCodecInfo_Type(void) { return &PyCodecInfo_Type; }
SUTURE_INLINE PyTypeObject *_Nonnull suture_PyIncrementalEncoder_Type(void) { return &PyIncrementalEncoder_Type; }
SUTURE_INLINE PyTypeObject *_Nonnull suture_PyIncrementalDecoder_Type(void) { return &PyIncrementalDecoder_Type; }
SUTURE_INLINE PyTypeObject *_Nonnull suture_PyStreamReader_Type(void) { return &PyStreamReader_Type; }
SUTURE_INLINE PyTypeObject *_Nonnull suture_PyStreamWriter_Type(void) { return &PyStreamWriter_Type; }
/// The error handlers: the methods of a table that ends with a NULL name.
PyMethodDef *_Nonnull suture_codec_handlers(void);
/// encode, decode: their self is the number of the codec.
PyMethodDef *_Nonnull suture_codec_functions(void);
#endif
