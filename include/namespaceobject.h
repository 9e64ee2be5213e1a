/// types.SimpleNamespace.
#ifndef SUTURE_NAMESPACEOBJECT_H
#define SUTURE_NAMESPACEOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
/// A new namespace with the attributes that `attributes` holds, a mapping or NULL; or NULL.
PyAPI_FUNC(PyObject *) _PyNamespace_New(PyObject *attributes);
#endif

#ifdef __cplusplus
}
#endif
#endif
