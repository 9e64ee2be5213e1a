/// Struct sequences: tuples with named fields.
#ifndef SUTURE_STRUCTSEQ_H
#define SUTURE_STRUCTSEQ_H
#include "tupleobject.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct PyStructSequence_Field {
    const char *name;
    const char *doc;
} PyStructSequence_Field;
typedef struct PyStructSequence_Desc {
    const char *name;
    const char *doc;
    PyStructSequence_Field *fields;
    int n_in_sequence;
} PyStructSequence_Desc;

PyAPI_DATA(const char *const) PyStructSequence_UnnamedField;

/// The item, borrowed; hidden ones too. Unchecked.
PyAPI_FUNC(PyObject *) PyStructSequence_GetItem(PyObject *sequence, Py_ssize_t index);
/// A new instance with NULL items; NULL on failure.
PyAPI_FUNC(PyObject *) PyStructSequence_New(PyTypeObject *type);
/// A new type with these fields, of which it copies the texts; NULL on failure.
PyAPI_FUNC(PyTypeObject *) PyStructSequence_NewType(PyStructSequence_Desc *desc);
/// Sets an item; takes the reference over. Unchecked.
PyAPI_FUNC(void) PyStructSequence_SetItem(PyObject *sequence, Py_ssize_t index, PyObject *item);

#ifndef Py_LIMITED_API
/// Fills `type`, zeroed memory of the caller's, as PyStructSequence_NewType fills a new one.
PyAPI_FUNC(void) PyStructSequence_InitType(PyTypeObject *type, PyStructSequence_Desc *desc);
/// The same: 0, or -1 on failure.
PyAPI_FUNC(int) PyStructSequence_InitType2(PyTypeObject *type, PyStructSequence_Desc *desc);
#endif

#ifdef __cplusplus
}
#endif
#endif
