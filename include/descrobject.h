/// Descriptors: get-set pairs, members, wrapped methods, properties.
#ifndef SUTURE_DESCROBJECT_H
#define SUTURE_DESCROBJECT_H
#include "methodobject.h"

#ifdef __cplusplus
extern "C" {
#endif

struct PyGetSetDef {
    const char *name;
    getter get;
    setter set;
    const char *doc;
    void *closure;
};
struct PyMemberDef {
    const char *name;
    int type;
    Py_ssize_t offset;
    int flags;
    const char *doc;
};
#define Py_T_SHORT 0
#define Py_T_INT 1
#define Py_T_LONG 2
#define Py_T_FLOAT 3
#define Py_T_DOUBLE 4
#define Py_T_STRING 5
#define _Py_T_OBJECT 6
#define Py_T_CHAR 7
#define Py_T_BYTE 8
#define Py_T_UBYTE 9
#define Py_T_USHORT 10
#define Py_T_UINT 11
#define Py_T_ULONG 12
#define Py_T_STRING_INPLACE 13
#define Py_T_BOOL 14
#define Py_T_OBJECT_EX 16
#define Py_T_LONGLONG 17
#define Py_T_ULONGLONG 18
#define Py_T_PYSSIZET 19
#define _Py_T_NONE 20
#define Py_READONLY 1
#define Py_AUDIT_READ 2
#define _Py_WRITE_RESTRICTED 4
#define Py_RELATIVE_OFFSET 8

PyAPI_DATA(PyTypeObject) PyClassMethodDescr_Type;
PyAPI_DATA(PyTypeObject) PyDictProxy_Type;
PyAPI_DATA(PyTypeObject) PyGetSetDescr_Type;
PyAPI_DATA(PyTypeObject) PyMemberDescr_Type;
PyAPI_DATA(PyTypeObject) PyMethodDescr_Type;
PyAPI_DATA(PyTypeObject) PyProperty_Type;
PyAPI_DATA(PyTypeObject) PyWrapperDescr_Type;

/// A class method from a table entry that stays valid: a new reference, NULL with an exception.
PyAPI_FUNC(PyObject *) PyDescr_NewClassMethod(PyTypeObject *type, PyMethodDef *method);
/// The same for an attribute with a getter and a setter.
PyAPI_FUNC(PyObject *) PyDescr_NewGetSet(PyTypeObject *type, PyGetSetDef *pair);
/// The same for a field of the instances.
PyAPI_FUNC(PyObject *) PyDescr_NewMember(PyTypeObject *type, PyMemberDef *member);
/// The same for a method.
PyAPI_FUNC(PyObject *) PyDescr_NewMethod(PyTypeObject *type, PyMethodDef *method);
PyAPI_FUNC(PyObject *) PyDictProxy_New(PyObject *op);
/// A slot wrapper bound to `self`: a new reference, NULL with MemoryError.
PyAPI_FUNC(PyObject *) PyWrapper_New(PyObject *descriptor, PyObject *self);
/// The field of the struct at `address` as an object: a new reference, NULL with an exception.
PyAPI_FUNC(PyObject *) PyMember_GetOne(const char *address, PyMemberDef *member);
/// Sets the field; the value is borrowed. 0, or -1 with an exception.
PyAPI_FUNC(int) PyMember_SetOne(char *address, PyMemberDef *member, PyObject *value);

#ifndef Py_LIMITED_API
PyAPI_DATA(PyTypeObject) PyMethod_Type;
PyAPI_DATA(PyTypeObject) PyInstanceMethod_Type;
PyAPI_DATA(PyTypeObject) PyClassMethod_Type;
PyAPI_DATA(PyTypeObject) PyStaticMethod_Type;
/// A method that calls `func` with `self` first.
PyAPI_FUNC(PyObject *) PyMethod_New(PyObject *func, PyObject *self);
/// The parts of a method, borrowed.
PyAPI_FUNC(PyObject *) PyMethod_Function(PyObject *method);
PyAPI_FUNC(PyObject *) PyMethod_Self(PyObject *method);
/// A callable that binds as functions do when it is found in a class.
PyAPI_FUNC(PyObject *) PyInstanceMethod_New(PyObject *func);
PyAPI_FUNC(PyObject *) PyInstanceMethod_Function(PyObject *method);
PyAPI_FUNC(PyObject *) PyClassMethod_New(PyObject *callable);
PyAPI_FUNC(PyObject *) PyStaticMethod_New(PyObject *callable);
#endif

#if !defined(Py_LIMITED_API) && !defined(SUTURE_IMPLEMENTATION)
#define PyMethod_Check(op) Py_IS_TYPE(op, &PyMethod_Type)
#define PyMethod_GET_FUNCTION(op) PyMethod_Function(_PyObject_CAST(op))
#define PyMethod_GET_SELF(op) PyMethod_Self(_PyObject_CAST(op))
#define PyInstanceMethod_Check(op) Py_IS_TYPE(op, &PyInstanceMethod_Type)
#define PyInstanceMethod_GET_FUNCTION(op) PyInstanceMethod_Function(_PyObject_CAST(op))
#endif

#ifdef __cplusplus
}
#endif
#endif
