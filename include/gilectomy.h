/// The gilectomy entry point and the object locks, for extensions that run in parallel.
///
/// Works on top of this project's Python.h and of CPython's own (3.9 or later). A file that defines Py_GILECTOMY before
/// it includes this header is held to the better API: with Suture's Python.h the fields of PyObject are out of reach,
/// and with either, a call that returns a borrowed reference out of something that another thread may change is a
/// compile error that names its replacement. Where nothing is said of Py_LIMITED_API, it is that of the headers' version.
///
/// An extension built this way counts references by calls, keeps no state in unguarded globals, and guards its own
/// mutable data with Py_LOCK. It is never run under the legacy lock.
#ifndef SUTURE_GILECTOMY_H
#define SUTURE_GILECTOMY_H
#ifndef Py_PYTHON_H
#if defined(Py_GILECTOMY) && !defined(Py_LIMITED_API)
#include <patchlevel.h>
#include <pyconfig.h>
#ifndef Py_GIL_DISABLED
#define Py_LIMITED_API (PY_VERSION_HEX & 0xffff0000)
#endif
#endif
#include <Python.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Weak: in stock CPython they are absent, and its GIL does their work. */
#ifdef SUTURE_IMPLEMENTATION
#define SUTURE_WEAK
#else
#define SUTURE_WEAK __attribute__((weak))
#endif

/// Locks `op`; waits while another thread holds the lock.
///
/// The lock is recursive and suspendable: while the thread waits for anything (another object's lock, the legacy lock,
/// Py_BEGIN_ALLOW_THREADS, a collection), the locks that it holds are set aside. So no order of locks can deadlock, and
/// a call that may suspend ends the atomicity: look at the data again after it.
///
/// - op:      borrowed; kept alive by the caller until the unlock.
/// - locking: may suspend the caller's other object locks.
SUTURE_WEAK void PyObject_Lock(PyObject *op);

/// Undoes the innermost PyObject_Lock of the thread, which locked `op`.
SUTURE_WEAK void PyObject_Unlock(PyObject *op);

/// Locks both objects, in the order of their addresses; one object once. After a wait both are held again, where
/// of two PyObject_Lock only the inner one is.
SUTURE_WEAK void PyObject_Lock2(PyObject *a, PyObject *b);

/// Undoes PyObject_Lock2 with the same objects, in either order.
SUTURE_WEAK void PyObject_Unlock2(PyObject *a, PyObject *b);

#define Py_LOCK(op)                                                                                \
    do {                                                                                           \
        if (PyObject_Lock)                                                                         \
            PyObject_Lock((PyObject *)(op));                                                       \
    } while (0)
#define Py_UNLOCK(op)                                                                              \
    do {                                                                                           \
        if (PyObject_Unlock)                                                                       \
            PyObject_Unlock((PyObject *)(op));                                                     \
    } while (0)
#define Py_LOCK2(a, b)                                                                             \
    do {                                                                                           \
        if (PyObject_Lock2)                                                                        \
            PyObject_Lock2((PyObject *)(a), (PyObject *)(b));                                      \
    } while (0)
#define Py_UNLOCK2(a, b)                                                                           \
    do {                                                                                           \
        if (PyObject_Unlock2)                                                                      \
            PyObject_Unlock2((PyObject *)(a), (PyObject *)(b));                                    \
    } while (0)

/// Defines PyInit_<name> and PyGilectomyInit_<name>, which return `PyModuleDef_Init(def)`: one .so for both worlds.
/// Multi-phase initialisation only.
#define Py_GILECTOMY_MODULE(name, def)                                                             \
    PyMODINIT_FUNC PyInit_##name(void) { return PyModuleDef_Init(def); }                           \
    Py_GILECTOMY_ONLY_MODULE(name, def)

/// Defines PyGilectomyInit_<name> alone: no host with a GIL can run the extension by mistake.
#define Py_GILECTOMY_ONLY_MODULE(name, def)                                                        \
    PyMODINIT_FUNC PyGilectomyInit_##name(void);                                                   \
    PyMODINIT_FUNC PyGilectomyInit_##name(void) { return PyModuleDef_Init(def); }

#if defined(Py_GILECTOMY) && !defined(SUTURE_OBJECT_H)
/* CPython's headers count in the extension's own code, which needs a GIL. */
#undef Py_INCREF
#undef Py_DECREF
#undef Py_XINCREF
#undef Py_XDECREF
#undef Py_NewRef
#undef Py_XNewRef
#define Py_INCREF(op) Py_IncRef((PyObject *)(op))
#define Py_DECREF(op) Py_DecRef((PyObject *)(op))
#define Py_XINCREF(op) Py_IncRef((PyObject *)(op))
#define Py_XDECREF(op) Py_DecRef((PyObject *)(op))
static inline PyObject *suture_NewRef(PyObject *op) { return Py_IncRef(op), op; }
#define Py_NewRef(op) suture_NewRef((PyObject *)(op))
#define Py_XNewRef(op) suture_NewRef((PyObject *)(op))
#endif

#ifdef Py_GILECTOMY
#define SUTURE_BORROWS(instead)                                                                    \
    __attribute__((unavailable("returns a borrowed reference, which another thread may free: use " instead)))
PyObject *PyList_GetItem(PyObject *, Py_ssize_t) SUTURE_BORROWS("PyList_GetItemRef");
PyObject *PyDict_GetItem(PyObject *, PyObject *) SUTURE_BORROWS("PyDict_GetItemRef");
PyObject *PyDict_GetItemWithError(PyObject *, PyObject *) SUTURE_BORROWS("PyDict_GetItemRef");
PyObject *PyDict_GetItemString(PyObject *, const char *) SUTURE_BORROWS("PyDict_GetItemStringRef");
PyObject *PyImport_AddModule(const char *) SUTURE_BORROWS("PyImport_AddModuleRef");
PyObject *PyWeakref_GetObject(PyObject *) SUTURE_BORROWS("PyWeakref_GetRef");
PyObject *PySys_GetObject(const char *) SUTURE_BORROWS("PySys_GetAttrString");
#endif

#ifdef __cplusplus
}
#endif
#endif
