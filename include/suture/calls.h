/// Function addresses that Swift compares or stores: a Swift reference to a C function may be a thunk's address.
#ifndef SUTURE_CALLS_H
#define SUTURE_CALLS_H
#include "../Python.h"
#include "atomic.h"
#include "slots.h"

/// The vectorcall functions of a CFunction by calling convention (CSources/Data/methodobject.c).
enum { SUTURE_CALL_NOARGS, SUTURE_CALL_O, SUTURE_CALL_FAST, SUTURE_CALL_FAST_KEYWORDS, SUTURE_CALL_METHOD };
extern const vectorcallfunc _Nonnull suture_cfunction_vectorcalls[5] SUTURE_SHARED_DATA;
SUTURE_INLINE vectorcallfunc _Nonnull suture_cfunction_vectorcall(int convention) { return suture_cfunction_vectorcalls[convention]; }
/// True when attributes of the type's instances are looked up by PyObject_GenericGetAttr.
SUTURE_INLINE bool suture_is_generic_getattr(const PyTypeObject *_Nonnull type) { return type->tp_getattro == PyObject_GenericGetAttr; }
SUTURE_INLINE bool suture_is_generic_setattr(const PyTypeObject *_Nonnull type) { return type->tp_setattro == PyObject_GenericSetAttr; }

/// An instance of types.SimpleNamespace, or of a type that describes how a module was found.
typedef struct {
    PyObject ob_base;
    PyObject *_Nullable dict;
} SutureNamespace;
/// The types of Modules/ that no header names: SimpleNamespace, ModuleSpec, ExtensionFileLoader, ABCMeta; NULL ends it.
extern PyTypeObject *_Nullable const suture_module_types[5] SUTURE_SHARED_DATA;
SUTURE_INLINE PyTypeObject *_Nullable suture_module_type(int i) { return suture_module_types[i]; }
/// The method table of the module builtins.
PyMethodDef *_Nonnull suture_builtin_functions(void);
/// Those of the stand-ins for email.utils and importlib.metadata.
PyMethodDef *_Nonnull suture_email_functions(void);
PyMethodDef *_Nonnull suture_metadata_functions(void);
PyMethodDef *_Nonnull suture_atexit_functions(void);
PyMethodDef *_Nonnull suture_logging_functions(void);
PyMethodDef *_Nonnull suture_logger_functions(void);
#endif
