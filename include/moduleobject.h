/// Modules: definitions, slots, state; and the slot arrays of PEP 793 and PEP 820.
#ifndef SUTURE_MODULEOBJECT_H
#define SUTURE_MODULEOBJECT_H
#include "methodobject.h"

#ifdef __cplusplus
extern "C" {
#endif

struct PyModuleDef_Base {
#ifdef Py_GILECTOMY
    struct {
        Py_ssize_t ob_refcnt;
        PyTypeObject *ob_type;
    } ob_base;
#else
    PyObject ob_base;
#endif
    PyObject *(*m_init)(void);
    Py_ssize_t m_index;
    PyObject *m_copy;
};
#define PyModuleDef_HEAD_INIT                                                                      \
    { {_Py_IMMORTAL_REFCNT, NULL}, NULL, 0, NULL }
struct PyModuleDef_Slot {
    int slot;
    void *value;
};
struct PyModuleDef {
    PyModuleDef_Base m_base;
    const char *m_name;
    const char *m_doc;
    Py_ssize_t m_size;
    PyMethodDef *m_methods;
    PyModuleDef_Slot *m_slots;
    traverseproc m_traverse;
    inquiry m_clear;
    freefunc m_free;
};
#define Py_mod_create 1
#define Py_mod_exec 2
#define Py_mod_multiple_interpreters 3
#define Py_mod_gil 4
#define Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED ((void *)0)
#define Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED ((void *)1)
#define Py_MOD_PER_INTERPRETER_GIL_SUPPORTED ((void *)2)
#define Py_MOD_GIL_USED ((void *)0)
#define Py_MOD_GIL_NOT_USED ((void *)1)

/// One entry of a slot array (PEP 820), 16 bytes.
struct PySlot {
    uint16_t sl_id;
    uint16_t sl_flags;
    uint32_t _sl_reserved;
    union {
        void *sl_ptr;
        void (*sl_func)(void);
        Py_ssize_t sl_size;
        int64_t sl_int64;
        uint64_t sl_uint64;
    };
};
#define PySlot_OPTIONAL 0x0001
#define PySlot_STATIC 0x0002
#define PySlot_INTPTR 0x0004
#define Py_slot_end 0
#define Py_slot_subslots 92
#define Py_tp_slots 93
#define Py_mod_slots 94
#define Py_slot_invalid 0xffff
#define Py_tp_name 95
#define Py_tp_basicsize 96
#define Py_tp_extra_basicsize 97
#define Py_tp_itemsize 98
#define Py_tp_flags 99
#define Py_mod_name 100
#define Py_mod_doc 101
#define Py_mod_state_size 102
#define Py_mod_methods 103
#define Py_mod_state_traverse 104
#define Py_mod_state_clear 105
#define Py_mod_state_free 106
#define Py_tp_metaclass 107
#define Py_tp_module 108
#define Py_mod_abi 109
#define Py_mod_token 110
#define PySlot_DATA(NAME, VALUE) {NAME, PySlot_INTPTR, 0, {(void *)(VALUE)}}
#define PySlot_FUNC(NAME, VALUE) {NAME, 0, 0, {.sl_func = (void (*)(void))(VALUE)}}
#define PySlot_SIZE(NAME, VALUE) {NAME, 0, 0, {.sl_size = (Py_ssize_t)(VALUE)}}
#define PySlot_INT64(NAME, VALUE) {NAME, 0, 0, {.sl_int64 = (int64_t)(VALUE)}}
#define PySlot_UINT64(NAME, VALUE) {NAME, 0, 0, {.sl_uint64 = (uint64_t)(VALUE)}}
#define PySlot_STATIC_DATA(NAME, VALUE) {NAME, PySlot_STATIC, 0, {(void *)(VALUE)}}
#define PySlot_PTR(NAME, VALUE) {NAME, PySlot_INTPTR, 0, {(void *)(VALUE)}}
#define PySlot_PTR_STATIC(NAME, VALUE) {NAME, PySlot_INTPTR | PySlot_STATIC, 0, {(void *)(VALUE)}}
#define PySlot_END {Py_slot_end, 0, 0, {NULL}}

/// What an extension was built for (PEP 803).
typedef struct PyABIInfo {
    uint8_t abiinfo_major_version;
    uint8_t abiinfo_minor_version;
    uint16_t flags;
    uint32_t build_version;
    uint32_t abi_version;
} PyABIInfo;
#define PyABIInfo_STABLE 0x0001
#define PyABIInfo_GIL 0x0002
#define PyABIInfo_FREETHREADED 0x0004
#define PyABIInfo_INTERNAL 0x0008
#define PyABIInfo_FREETHREADING_AGNOSTIC (PyABIInfo_GIL | PyABIInfo_FREETHREADED)
#define PyABIInfo_DEFAULT_FLAGS (PyABIInfo_STABLE | PyABIInfo_GIL)
#ifdef Py_LIMITED_API
#define PyABIInfo_DEFAULT_ABI_VERSION Py_LIMITED_API
#else
#define PyABIInfo_DEFAULT_ABI_VERSION PY_VERSION_HEX
#endif
#define PyABIInfo_VAR(NAME)                                                                        \
    static PyABIInfo NAME = {1, 0, PyABIInfo_DEFAULT_FLAGS, PY_VERSION_HEX,                        \
                             PyABIInfo_DEFAULT_ABI_VERSION}
#ifndef Py_LIMITED_API
/// Laid out as CPython 3.13's.
typedef struct {
    PyObject ob_base;
    PyObject *md_dict;
    PyModuleDef *md_def;
    void *md_state;
    PyObject *md_weaklist;
    PyObject *md_name;
} PyModuleObject;
#endif
#ifdef SUTURE_IMPLEMENTATION
/// What Suture allocates: CPython's layout, then what a module made from slots (PEP 793) has instead of a PyModuleDef.
typedef struct {
    PyModuleObject module;
    traverseproc traverse;
    inquiry clear;
    freefunc free;
    Py_ssize_t state_size;
    const void *token;
    int (**exec)(PyObject *); /* NULL-terminated, owned */
    uint32_t domain;          /* whose code the functions above are (CodeDomain) */
} SutureModule;
#endif
#define PyModule_Check(op) PyObject_TypeCheck(op, &PyModule_Type)
#define PyModule_CheckExact(op) Py_IS_TYPE(op, &PyModule_Type)

PyAPI_DATA(PyTypeObject) PyModule_Type;

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
PyAPI_DATA(PyTypeObject) PyModuleDef_Type;
#endif

/// The definition that `module` was made from; NULL: none, or TypeError for another type.
PyAPI_FUNC(PyModuleDef *) PyModule_GetDef(PyObject *module);
/// The module's `__dict__`: borrowed, valid while the module lives. NULL with SystemError for another type.
PyAPI_FUNC(PyObject *) PyModule_GetDict(PyObject *module);
/// `__file__` as UTF-8, valid while the module's dict holds it. NULL with SystemError when there is none.
PyAPI_FUNC(const char *) PyModule_GetFilename(PyObject *module);
/// `__file__`: a new reference. NULL with SystemError when there is none.
PyAPI_FUNC(PyObject *) PyModule_GetFilenameObject(PyObject *module);
/// `__name__` as UTF-8, valid while the module's dict holds it. NULL with SystemError when there is none.
PyAPI_FUNC(const char *) PyModule_GetName(PyObject *module);
/// The module's state: memory of the size that its definition asks for, zeroed. NULL: none (no exception), or TypeError.
/// Unguarded: a parallel extension locks what it changes there.
PyAPI_FUNC(void *) PyModule_GetState(PyObject *module);
/// A new, empty module: a new reference. Not in sys.modules.
PyAPI_FUNC(PyObject *) PyModule_New(const char *name);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
/// Makes `def` an immortal object and returns it: what a multi-phase init function returns.
PyAPI_FUNC(PyObject *) PyModuleDef_Init(PyModuleDef *def);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03030000
/// `__name__`: a new reference. NULL with SystemError when there is none, TypeError for another type.
PyAPI_FUNC(PyObject *) PyModule_GetNameObject(PyObject *module);
/// PyModule_New with a str (borrowed).
PyAPI_FUNC(PyObject *) PyModule_NewObject(PyObject *name);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030f0000
/// 0 when an extension built for `info` can run here, else -1 with ImportError. `module_name` may be NULL.
PyAPI_FUNC(int) PyABIInfo_Check(PyABIInfo *info, const char *module_name);
/// A new module from slots (PEP 793), for `spec` (borrowed): a new reference. Its exec slots have not run.
PyAPI_FUNC(PyObject *) PyModule_FromSlotsAndSpec(const PySlot *slots, PyObject *spec);
/// Runs the exec slots of a module made from slots or from a definition. 0, or -1 with an exception.
PyAPI_FUNC(int) PyModule_Exec(PyObject *module);
/// Stores the token of the module: its definition or its Py_mod_token. 0, or -1 with TypeError.
PyAPI_FUNC(int) PyModule_GetToken(PyObject *module, void **token);
/// Stores the size of the module's state. 0, or -1 with TypeError.
PyAPI_FUNC(int) PyModule_GetStateSize(PyObject *module, Py_ssize_t *size);
/// PyModule_GetState for tp_traverse and tp_clear: raises and counts nothing.
PyAPI_FUNC(void *) PyModule_GetState_DuringGC(PyObject *module);
/// PyModule_GetToken for tp_traverse and tp_clear: raises and counts nothing.
PyAPI_FUNC(int) PyModule_GetToken_DuringGC(PyObject *module, void **token);
#endif

#ifndef Py_LIMITED_API
/// PyState_AddModule.
PyAPI_FUNC(int) _PyState_AddModule(PyObject *module, PyModuleDef *def);
#endif

#ifdef __cplusplus
}
#endif
#endif
