/// Weak references and proxies.
#ifndef SUTURE_WEAKREFOBJECT_H
#define SUTURE_WEAKREFOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
/// Laid out as CPython 3.13's.
struct _PyWeakReference {
    PyObject ob_base;
    PyObject *wr_object;
    PyObject *wr_callback;
    Py_hash_t hash;
    PyWeakReference *wr_prev, *wr_next;
    vectorcallfunc vectorcall;
};
#endif
#define PyWeakref_CheckRef(op) PyObject_TypeCheck((op), &_PyWeakref_RefType)
#define PyWeakref_CheckRefExact(op) Py_IS_TYPE((op), &_PyWeakref_RefType)
#define PyWeakref_CheckProxy(op) (Py_IS_TYPE((op), &_PyWeakref_ProxyType) || Py_IS_TYPE((op), &_PyWeakref_CallableProxyType))
#define PyWeakref_Check(op) (PyWeakref_CheckRef(op) || PyWeakref_CheckProxy(op))

PyAPI_DATA(PyTypeObject) _PyWeakref_CallableProxyType;
PyAPI_DATA(PyTypeObject) _PyWeakref_ProxyType;
PyAPI_DATA(PyTypeObject) _PyWeakref_RefType;

/// A proxy, a new reference; shared when `callback` is NULL or None. NULL with TypeError when the type of `object`
/// has no weak references.
PyAPI_FUNC(PyObject *) PyWeakref_NewProxy(PyObject *object, PyObject *callback);
/// A weak reference, a new reference; shared when `callback` is NULL or None. `callback(ref)` is called when the
/// object dies. NULL with TypeError when the type of `object` has no weak references.
PyAPI_FUNC(PyObject *) PyWeakref_NewRef(PyObject *object, PyObject *callback);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
/// 1 with a new reference to the object in `*result`; 0 with NULL there when it is dead; -1 with TypeError.
PyAPI_FUNC(int) PyWeakref_GetRef(PyObject *ref, PyObject **result);
#endif

/// The object, borrowed, or None when it is dead; NULL with SystemError. Where other threads may drop the last
/// reference, call PyWeakref_GetRef.
PyAPI_FUNC(PyObject *) PyWeakref_GetObject(PyObject *ref);

#ifndef Py_LIMITED_API
/// 1 when the object of a weak reference is dead, else 0.
PyAPI_FUNC(int) _PyWeakref_IsDead(PyObject *ref);
/// PyObject_ClearWeakRefs, of a living object too, without a call of the callbacks.
PyAPI_FUNC(void) PyUnstable_Object_ClearWeakRefsNoCallbacks(PyObject *object);
#endif

#ifdef __cplusplus
}
#endif
#endif
