// The standard codecs: their tables, error handlers and classes.
#include "data.h"
#include "codectables.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
int suture_codec_count(void) { return COUNT(codecs); }
const SutureCodec *suture_codec(int index) { return &codecs[index]; }
int suture_codec_alias_count(void) { return COUNT(aliases); }
const SutureCodecAlias *suture_codec_alias(int index) { return &aliases[index]; }
const uint16_t *suture_charmap(int table) { return charmaps[table]; }

PyObject *suture_codec_strict_errors(PyObject *self, PyObject *exc);
PyObject *suture_codec_ignore_errors(PyObject *self, PyObject *exc);
PyObject *suture_codec_replace_errors(PyObject *self, PyObject *exc);
PyObject *suture_codec_xmlcharrefreplace_errors(PyObject *self, PyObject *exc);
PyObject *suture_codec_backslashreplace_errors(PyObject *self, PyObject *exc);
PyObject *suture_codec_namereplace_errors(PyObject *self, PyObject *exc);
PyObject *suture_codec_surrogatepass_errors(PyObject *self, PyObject *exc);
PyObject *suture_codec_surrogateescape_errors(PyObject *self, PyObject *exc);
PyObject *suture_codec_encode(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_codec_decode(PyObject *self, PyObject *const *args, Py_ssize_t count);

#define HANDLER(name, doc) {#name "_errors", suture_codec_##name##_errors, METH_O, doc}
static PyMethodDef handlers[] = {
    HANDLER(strict, "Implements the 'strict' error handling."),
    HANDLER(ignore, "Implements the 'ignore' error handling."),
    HANDLER(replace, "Implements the 'replace' error handling."),
    HANDLER(xmlcharrefreplace, "Implements the 'xmlcharrefreplace' error handling."),
    HANDLER(backslashreplace, "Implements the 'backslashreplace' error handling."),
    HANDLER(namereplace, "Implements the 'namereplace' error handling."),
    HANDLER(surrogatepass, "Implements the 'surrogatepass' error handling."),
    HANDLER(surrogateescape, "Implements the 'surrogateescape' error handling."),
    {NULL, NULL, 0, NULL},
};
PyMethodDef *suture_codec_handlers(void) { return handlers; }

static PyMethodDef functions[] = {
    {"encode", _PyCFunction_CAST(suture_codec_encode), METH_FASTCALL, "Encode an object: (result, length consumed)."},
    {"decode", _PyCFunction_CAST(suture_codec_decode), METH_FASTCALL, "Decode an object: (result, length consumed)."},
    {NULL, NULL, 0, NULL},
};
PyMethodDef *suture_codec_functions(void) { return functions; }

PyObject *suture_codecinfo_get(PyObject *self, void *field);
#define FIELD(name, number) {name, suture_codecinfo_get, NULL, NULL, (void *)number}
static PyGetSetDef codecinfo_getset[] = {
    FIELD("name", 0),          FIELD("encode", 1),       FIELD("decode", 2),
    FIELD("streamreader", 3),  FIELD("streamwriter", 4), FIELD("incrementalencoder", 5),
    FIELD("incrementaldecoder", 6), FIELD("_is_text_encoding", 7),
    {NULL, NULL, NULL, NULL, NULL},
};
PyObject *suture_codecinfo_repr(PyObject *self);

/// A tuple (encode, decode, streamreader, streamwriter); the other fields follow from the number of the codec.
PyTypeObject PyCodecInfo_Type = {
    SUTURE_TYPE("codecs.CodecInfo", offsetof(PyTupleObject, ob_item), sizeof(PyObject *)),
    .tp_repr = suture_codecinfo_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_TUPLE_SUBCLASS,
    .tp_doc = "Codec details when looking up the codec registry",
    .tp_getset = codecinfo_getset,
    .tp_base = &PyTuple_Type,
};

void suture_codec_object_dealloc(PyObject *self);
int suture_codec_object_traverse(PyObject *self, visitproc visit, void *argument);
int suture_codec_object_clear(PyObject *self);
int suture_incremental_init(PyObject *self, PyObject *args, PyObject *keywords);
int suture_stream_init(PyObject *self, PyObject *args, PyObject *keywords);
PyObject *suture_incremental_encode(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_incremental_decode(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *suture_incremental_reset(PyObject *self, PyObject *unused);
PyObject *suture_incremental_getstate_encoder(PyObject *self, PyObject *unused);
PyObject *suture_incremental_setstate_encoder(PyObject *self, PyObject *state);
PyObject *suture_incremental_getstate_decoder(PyObject *self, PyObject *unused);
PyObject *suture_incremental_setstate_decoder(PyObject *self, PyObject *state);
PyObject *suture_stream_read(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *suture_stream_write(PyObject *self, PyObject *text);

static PyMemberDef incremental_members[] = {
    {"errors", Py_T_OBJECT_EX, offsetof(SutureCodecObject, errors), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyMemberDef stream_members[] = {
    {"errors", Py_T_OBJECT_EX, offsetof(SutureCodecObject, errors), 0, NULL},
    {"stream", Py_T_OBJECT_EX, offsetof(SutureCodecObject, stream), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyMethodDef encoder_methods[] = {
    {"encode", _PyCFunction_CAST(suture_incremental_encode), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"reset", suture_incremental_reset, METH_NOARGS, NULL},
    {"getstate", suture_incremental_getstate_encoder, METH_NOARGS, NULL},
    {"setstate", suture_incremental_setstate_encoder, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
static PyMethodDef decoder_methods[] = {
    {"decode", _PyCFunction_CAST(suture_incremental_decode), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"reset", suture_incremental_reset, METH_NOARGS, NULL},
    {"getstate", suture_incremental_getstate_decoder, METH_NOARGS, NULL},
    {"setstate", suture_incremental_setstate_decoder, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
static PyMethodDef reader_methods[] = {
    {"read", _PyCFunction_CAST(suture_stream_read), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};
static PyMethodDef writer_methods[] = {
    {"write", suture_stream_write, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

#define CODEC_TYPE(symbol, name, init, methods, members)                                           \
    PyTypeObject symbol = {                                                                        \
        SUTURE_TYPE(name, sizeof(SutureCodecObject), 0),                                           \
        .tp_dealloc = suture_codec_object_dealloc,                                                 \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,                 \
        .tp_traverse = suture_codec_object_traverse,                                               \
        .tp_clear = suture_codec_object_clear,                                                     \
        .tp_methods = methods,                                                                     \
        .tp_members = members,                                                                     \
        .tp_init = init,                                                                           \
        .tp_new = PyType_GenericNew,                                                               \
    }
CODEC_TYPE(PyIncrementalEncoder_Type, "codecs.IncrementalEncoder", suture_incremental_init, encoder_methods,
           incremental_members);
CODEC_TYPE(PyIncrementalDecoder_Type, "codecs.IncrementalDecoder", suture_incremental_init, decoder_methods,
           incremental_members);
CODEC_TYPE(PyStreamReader_Type, "codecs.StreamReader", suture_stream_init, reader_methods, stream_members);
CODEC_TYPE(PyStreamWriter_Type, "codecs.StreamWriter", suture_stream_init, writer_methods, stream_members);
