/// Imports.
#ifndef SUTURE_IMPORT_H
#define SUTURE_IMPORT_H
#include "moduleobject.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The module of sys.modules, or a new empty one that is entered there: borrowed. Prefer PyImport_AddModuleRef.
PyAPI_FUNC(PyObject *) PyImport_AddModule(const char *name);
/// Makes `initfunc`, a PyInit_ function of the host itself, importable under `name`. 0, or -1 for NULL.
PyAPI_FUNC(int) PyImport_AppendInittab(const char *name, PyObject *(*initfunc)(void));
PyAPI_FUNC(PyObject *) PyImport_ExecCodeModule(const char *name, PyObject *co);
PyAPI_FUNC(PyObject *) PyImport_ExecCodeModuleEx(const char *name, PyObject *co,
                                                 const char *pathname);
PyAPI_FUNC(PyObject *) PyImport_ExecCodeModuleWithPathnames(const char *name, PyObject *co,
                                                            const char *pathname,
                                                            const char *cpathname);
/// None: Suture finds files itself.
PyAPI_FUNC(PyObject *) PyImport_GetImporter(PyObject *path);
/// The magic number of CPython 3.13 bytecode.
PyAPI_FUNC(long) PyImport_GetMagicNumber(void);
/// "cpython-313", static.
PyAPI_FUNC(const char *) PyImport_GetMagicTag(void);
/// sys.modules: borrowed, lives as long as the process.
PyAPI_FUNC(PyObject *) PyImport_GetModuleDict(void);
/// Imports the module of this full name (borrowed): a new reference; for "a.b" that of b. NULL with ImportError or what
/// its init raised. Runs extension code: may suspend object locks. Another thread that imports the same module is waited
/// for.
PyAPI_FUNC(PyObject *) PyImport_Import(PyObject *name);
/// 0: there are no frozen modules.
PyAPI_FUNC(int) PyImport_ImportFrozenModule(const char *name);
/// PyImport_Import with UTF-8.
PyAPI_FUNC(PyObject *) PyImport_ImportModule(const char *name);
/// PyImport_ImportModuleLevelObject with UTF-8.
PyAPI_FUNC(PyObject *) PyImport_ImportModuleLevel(const char *name, PyObject *globals,
                                                  PyObject *locals, PyObject *fromlist, int level);
/// `module` itself (borrowed), as a new reference: extensions are not run again. ImportError when it is not in sys.modules.
PyAPI_FUNC(PyObject *) PyImport_ReloadModule(PyObject *module);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03030000
/// PyImport_AddModule with a str (borrowed).
PyAPI_FUNC(PyObject *) PyImport_AddModuleObject(PyObject *name);
PyAPI_FUNC(PyObject *) PyImport_ExecCodeModuleObject(PyObject *name, PyObject *co,
                                                     PyObject *pathname, PyObject *cpathname);
/// 0: there are no frozen modules.
PyAPI_FUNC(int) PyImport_ImportFrozenModuleObject(PyObject *name);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
/// What the import statement does: `name` relative to `globals` when `level` > 0; with a `fromlist` the module itself, else
/// its first package. All borrowed, NULL allowed but for `name`. A new reference, or NULL with an exception.
PyAPI_FUNC(PyObject *) PyImport_ImportModuleLevelObject(PyObject *name, PyObject *globals,
                                                        PyObject *locals, PyObject *fromlist,
                                                        int level);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03070000
/// The module of sys.modules: a new reference; NULL without an exception when there is none.
PyAPI_FUNC(PyObject *) PyImport_GetModule(PyObject *name);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
/// The module of sys.modules, or a new empty one that is entered there: a new reference.
PyAPI_FUNC(PyObject *) PyImport_AddModuleRef(const char *name);
#endif

/// PyImport_ImportModule.
PyAPI_FUNC(PyObject *) PyImport_ImportModuleNoBlock(const char *name);

#ifndef Py_LIMITED_API
/// An attribute of a module that is imported for it (both borrowed): a new reference, or NULL with an exception.
PyAPI_FUNC(PyObject *) _PyImport_GetModuleAttr(PyObject *module, PyObject *name);
/// The same with UTF-8.
PyAPI_FUNC(PyObject *) _PyImport_GetModuleAttrString(const char *module, const char *name);
/// Enters any object (borrowed) in sys.modules. 0, or -1 with an exception.
PyAPI_FUNC(int) _PyImport_SetModule(PyObject *name, PyObject *module);
#endif

#define PyImport_ImportModuleEx(name, globals, locals, fromlist)                                   \
    PyImport_ImportModuleLevel((name), (globals), (locals), (fromlist), 0)

#ifdef __cplusplus
}
#endif
#endif
