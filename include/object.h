/// PyObject, PyTypeObject, types made from specs, attributes, and reference counts.
#ifndef SUTURE_OBJECT_H
#define SUTURE_OBJECT_H
#include "pybuffer.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef Py_GILECTOMY
/* An extension that runs in parallel leaves the fields of objects alone. */
#define PyObject_HEAD Py_GILECTOMY_leaves_PyObject_opaque_use_heap_types
#define PyObject_VAR_HEAD Py_GILECTOMY_leaves_PyObject_opaque_use_heap_types
typedef struct PyVarObject PyVarObject;
#else
/// The visible head of every object. Suture's own header (local count, owner, shared count, lock)
/// lies in the 16 bytes before it: see include/suture/counts.h.
struct _object {
    Py_ssize_t ob_refcnt;
    PyTypeObject *ob_type;
};
#define PyObject_HEAD PyObject ob_base;
#define PyObject_VAR_HEAD PyVarObject ob_base;
typedef struct {
    PyObject ob_base;
    Py_ssize_t ob_size;
} PyVarObject;
#endif

/// The visible count of an immortal object. It survives inline code of every CPython from 3.2 on.
#define _Py_IMMORTAL_REFCNT ((Py_ssize_t)0xC0000000)
#ifndef Py_GILECTOMY
#define PyObject_HEAD_INIT(type) {_Py_IMMORTAL_REFCNT, (type)},
#define PyVarObject_HEAD_INIT(type, size) {{_Py_IMMORTAL_REFCNT, (type)}, (size)},
#endif

#define _PyObject_CAST(op) _Py_CAST(PyObject *, (op))
#define _PyVarObject_CAST(op) _Py_CAST(PyVarObject *, (op))

typedef struct {
    int slot;
    void *pfunc;
} PyType_Slot;

typedef struct {
    const char *name;
    int basicsize;
    int itemsize;
    unsigned int flags;
    PyType_Slot *slots;
} PyType_Spec;

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
typedef enum { PYGEN_RETURN = 0, PYGEN_ERROR = -1, PYGEN_NEXT = 1 } PySendResult;
typedef PySendResult (*sendfunc)(PyObject *iter, PyObject *value, PyObject **result);
#endif

#ifndef Py_LIMITED_API
typedef struct {
    binaryfunc nb_add, nb_subtract, nb_multiply, nb_remainder, nb_divmod;
    ternaryfunc nb_power;
    unaryfunc nb_negative, nb_positive, nb_absolute;
    inquiry nb_bool;
    unaryfunc nb_invert;
    binaryfunc nb_lshift, nb_rshift, nb_and, nb_xor, nb_or;
    unaryfunc nb_int;
    void *nb_reserved;
    unaryfunc nb_float;
    binaryfunc nb_inplace_add, nb_inplace_subtract, nb_inplace_multiply, nb_inplace_remainder;
    ternaryfunc nb_inplace_power;
    binaryfunc nb_inplace_lshift, nb_inplace_rshift, nb_inplace_and, nb_inplace_xor, nb_inplace_or;
    binaryfunc nb_floor_divide, nb_true_divide, nb_inplace_floor_divide, nb_inplace_true_divide;
    unaryfunc nb_index;
    binaryfunc nb_matrix_multiply, nb_inplace_matrix_multiply;
} PyNumberMethods;

typedef struct {
    lenfunc sq_length;
    binaryfunc sq_concat;
    ssizeargfunc sq_repeat;
    ssizeargfunc sq_item;
    void *was_sq_slice;
    ssizeobjargproc sq_ass_item;
    void *was_sq_ass_slice;
    objobjproc sq_contains;
    binaryfunc sq_inplace_concat;
    ssizeargfunc sq_inplace_repeat;
} PySequenceMethods;

typedef struct {
    lenfunc mp_length;
    binaryfunc mp_subscript;
    objobjargproc mp_ass_subscript;
} PyMappingMethods;

typedef struct {
    unaryfunc am_await, am_aiter, am_anext;
    sendfunc am_send;
} PyAsyncMethods;

typedef struct {
    getbufferproc bf_getbuffer;
    releasebufferproc bf_releasebuffer;
} PyBufferProcs;

/// Laid out as CPython 3.13's.
struct _typeobject {
    PyVarObject ob_base;
    const char *tp_name;
    Py_ssize_t tp_basicsize, tp_itemsize;
    destructor tp_dealloc;
    Py_ssize_t tp_vectorcall_offset;
    getattrfunc tp_getattr;
    setattrfunc tp_setattr;
    PyAsyncMethods *tp_as_async;
    reprfunc tp_repr;
    PyNumberMethods *tp_as_number;
    PySequenceMethods *tp_as_sequence;
    PyMappingMethods *tp_as_mapping;
    hashfunc tp_hash;
    ternaryfunc tp_call;
    reprfunc tp_str;
    getattrofunc tp_getattro;
    setattrofunc tp_setattro;
    PyBufferProcs *tp_as_buffer;
    unsigned long tp_flags;
    const char *tp_doc;
    traverseproc tp_traverse;
    inquiry tp_clear;
    richcmpfunc tp_richcompare;
    Py_ssize_t tp_weaklistoffset;
    getiterfunc tp_iter;
    iternextfunc tp_iternext;
    PyMethodDef *tp_methods;
    PyMemberDef *tp_members;
    PyGetSetDef *tp_getset;
    PyTypeObject *tp_base;
    PyObject *tp_dict;
    descrgetfunc tp_descr_get;
    descrsetfunc tp_descr_set;
    Py_ssize_t tp_dictoffset;
    initproc tp_init;
    allocfunc tp_alloc;
    newfunc tp_new;
    freefunc tp_free;
    inquiry tp_is_gc;
    PyObject *tp_bases;
    PyObject *tp_mro;
    PyObject *tp_cache;
    void *tp_subclasses;
    PyObject *tp_weaklist;
    destructor tp_del;
    unsigned int tp_version_tag;
    destructor tp_finalize;
    vectorcallfunc tp_vectorcall;
    unsigned char tp_watched;
    uint16_t tp_versions_used;
};

/// A type made at run time. Laid out as CPython 3.13's.
typedef struct _heaptypeobject {
    PyTypeObject ht_type;
    PyAsyncMethods as_async;
    PyNumberMethods as_number;
    PyMappingMethods as_mapping;
    PySequenceMethods as_sequence;
    PyBufferProcs as_buffer;
    PyObject *ht_name, *ht_slots, *ht_qualname;
    struct _dictkeysobject *ht_cached_keys;
    PyObject *ht_module;
    char *_ht_tpname;
    struct {
        PyObject *getitem;
        uint32_t getitem_version;
        PyObject *init;
    } _spec_cache;
} PyHeapTypeObject;
#endif

#define Py_LT 0
#define Py_LE 1
#define Py_EQ 2
#define Py_NE 3
#define Py_GT 4
#define Py_GE 5

#define Py_TPFLAGS_MANAGED_WEAKREF (1UL << 3)
#define Py_TPFLAGS_MANAGED_DICT (1UL << 4)
#define Py_TPFLAGS_SEQUENCE (1UL << 5)
#define Py_TPFLAGS_MAPPING (1UL << 6)
#define Py_TPFLAGS_DISALLOW_INSTANTIATION (1UL << 7)
#define Py_TPFLAGS_IMMUTABLETYPE (1UL << 8)
#define Py_TPFLAGS_HEAPTYPE (1UL << 9)
#define Py_TPFLAGS_BASETYPE (1UL << 10)
#define Py_TPFLAGS_HAVE_VECTORCALL (1UL << 11)
#define Py_TPFLAGS_READY (1UL << 12)
#define Py_TPFLAGS_READYING (1UL << 13)
#define Py_TPFLAGS_HAVE_GC (1UL << 14)
#define Py_TPFLAGS_HAVE_STACKLESS_EXTENSION 0
#define Py_TPFLAGS_METHOD_DESCRIPTOR (1UL << 17)
#define Py_TPFLAGS_VALID_VERSION_TAG (1UL << 19)
#define Py_TPFLAGS_IS_ABSTRACT (1UL << 20)
#define _Py_TPFLAGS_MATCH_SELF (1UL << 22)
#define Py_TPFLAGS_ITEMS_AT_END (1UL << 23)
#define Py_TPFLAGS_LONG_SUBCLASS (1UL << 24)
#define Py_TPFLAGS_LIST_SUBCLASS (1UL << 25)
#define Py_TPFLAGS_TUPLE_SUBCLASS (1UL << 26)
#define Py_TPFLAGS_BYTES_SUBCLASS (1UL << 27)
#define Py_TPFLAGS_UNICODE_SUBCLASS (1UL << 28)
#define Py_TPFLAGS_DICT_SUBCLASS (1UL << 29)
#define Py_TPFLAGS_BASE_EXC_SUBCLASS (1UL << 30)
#define Py_TPFLAGS_TYPE_SUBCLASS (1UL << 31)
#define Py_TPFLAGS_DEFAULT 0UL
#define Py_TPFLAGS_HAVE_FINALIZE (1UL << 0)
#define Py_TPFLAGS_HAVE_VERSION_TAG (1UL << 18)

#define Py_CONSTANT_NONE 0
#define Py_CONSTANT_FALSE 1
#define Py_CONSTANT_TRUE 2
#define Py_CONSTANT_ELLIPSIS 3
#define Py_CONSTANT_NOT_IMPLEMENTED 4
#define Py_CONSTANT_ZERO 5
#define Py_CONSTANT_ONE 6
#define Py_CONSTANT_EMPTY_STR 7
#define Py_CONSTANT_EMPTY_BYTES 8
#define Py_CONSTANT_EMPTY_TUPLE 9
#define Py_PRINT_RAW 1
#define Py_TP_USE_SPEC NULL

PyAPI_DATA(PyTypeObject) PyBaseObject_Type;
PyAPI_DATA(PyTypeObject) PyBool_Type;
PyAPI_DATA(PyTypeObject) PyLong_Type;
PyAPI_DATA(PyTypeObject) PySuper_Type;
PyAPI_DATA(PyTypeObject) PyType_Type;
PyAPI_DATA(int) _Py_SwappedOp[6];

/// A heap type, a new reference; NULL with an exception. `spec` may go afterwards, its tables may not.
PyAPI_FUNC(PyObject *) PyType_FromSpec(PyType_Spec *spec);
/// 1 when `op` (borrowed, or NULL) can be called, else 0. Never fails.
PyAPI_FUNC(int) PyCallable_Check(PyObject *op);
/// repr(o) with everything but ASCII escaped, a new reference; NULL on failure.
PyAPI_FUNC(PyObject *) PyObject_ASCII(PyObject *o);
/// bytes(o) by `__bytes__`, the buffer protocol or iteration, a new reference; NULL on failure.
PyAPI_FUNC(PyObject *) PyObject_Bytes(PyObject *o);
PyAPI_FUNC(void) PyObject_ClearWeakRefs(PyObject *op);
/// A new, sorted list of the names of `o`; of the caller's locals for NULL. May suspend locks.
PyAPI_FUNC(PyObject *) PyObject_Dir(PyObject *o);
/// A data descriptor of the type, the instance's dict, then the rest of the type: a new reference, or NULL with AttributeError.
PyAPI_FUNC(PyObject *) PyObject_GenericGetAttr(PyObject *o, PyObject *name);
/// Sets, or for NULL deletes, an attribute by a data descriptor or the dict. 0, or -1 with an exception.
PyAPI_FUNC(int) PyObject_GenericSetAttr(PyObject *o, PyObject *name, PyObject *value);
/// `o.name`: a new reference, or NULL with AttributeError. May suspend locks.
PyAPI_FUNC(PyObject *) PyObject_GetAttr(PyObject *o, PyObject *name);
/// The same for UTF-8 text.
PyAPI_FUNC(PyObject *) PyObject_GetAttrString(PyObject *o, const char *name);
/// 1 or 0, never fails: an exception is printed as unraisable.
PyAPI_FUNC(int) PyObject_HasAttr(PyObject *o, PyObject *name);
/// The same for UTF-8 text.
PyAPI_FUNC(int) PyObject_HasAttrString(PyObject *o, const char *name);
/// hash(o); -1 with TypeError when `o` is not hashable.
PyAPI_FUNC(Py_hash_t) PyObject_Hash(PyObject *o);
/// For tp_hash of types that are not hashable: -1 with TypeError.
PyAPI_FUNC(Py_hash_t) PyObject_HashNotImplemented(PyObject *o);
/// 1 or 0 by nb_bool, else by length, else 1; -1 on failure.
PyAPI_FUNC(int) PyObject_IsTrue(PyObject *o);
/// The opposite of PyObject_IsTrue; -1 on failure.
PyAPI_FUNC(int) PyObject_Not(PyObject *o);
/// repr(o), a new str; of NULL "<NULL>". NULL on failure.
PyAPI_FUNC(PyObject *) PyObject_Repr(PyObject *o);
/// `a op b` for Py_LT to Py_GE, a new reference; NULL on failure. Suspends the caller's object locks.
PyAPI_FUNC(PyObject *) PyObject_RichCompare(PyObject *a, PyObject *b, int op);
/// 1 or 0; an object equals itself without being asked. -1 on failure. Suspends the caller's object locks.
PyAPI_FUNC(int) PyObject_RichCompareBool(PyObject *a, PyObject *b, int op);
/// For tp_iter of iterators: a new reference to `o`.
PyAPI_FUNC(PyObject *) PyObject_SelfIter(PyObject *o);
/// `o.name = value`, all borrowed; NULL deletes. 0, or -1 with an exception. May suspend locks.
PyAPI_FUNC(int) PyObject_SetAttr(PyObject *o, PyObject *name, PyObject *value);
/// The same for UTF-8 text.
PyAPI_FUNC(int) PyObject_SetAttrString(PyObject *o, const char *name, PyObject *value);
/// str(o), a new reference; of NULL "<NULL>". NULL on failure.
PyAPI_FUNC(PyObject *) PyObject_Str(PyObject *o);
/// The last version tag given to a type. The cache needs no clearing.
PyAPI_FUNC(unsigned int) PyType_ClearCache(void);
/// A zeroed instance with room for `count` items, tracked by the collector; NULL with MemoryError.
PyAPI_FUNC(PyObject *) PyType_GenericAlloc(PyTypeObject *type, Py_ssize_t count);
/// tp_new by tp_alloc alone; the arguments are ignored.
PyAPI_FUNC(PyObject *) PyType_GenericNew(PyTypeObject *type, PyObject *args, PyObject *kwargs);
/// The type's flags. Never fails.
PyAPI_FUNC(unsigned long) PyType_GetFlags(PyTypeObject *type);
/// 1 when `base` is in the MRO of `type`, else 0. Never fails.
PyAPI_FUNC(int) PyType_IsSubtype(PyTypeObject *type, PyTypeObject *base);
/// Tells the caches that the attributes of `type` changed.
PyAPI_FUNC(void) PyType_Modified(PyTypeObject *type);
/// Completes a static type: inherits slots, fills the dict. It becomes immortal. 0, or -1 with an exception.
PyAPI_FUNC(int) PyType_Ready(PyTypeObject *type);
PyAPI_FUNC(void) Py_DecRef(PyObject *op);
PyAPI_FUNC(void) Py_IncRef(PyObject *op);
/// 1 when the thread is already inside repr of `o`; else 0, to be undone by Py_ReprLeave. -1 with MemoryError.
PyAPI_FUNC(int) Py_ReprEnter(PyObject *o);
/// Undoes Py_ReprEnter. Keeps a pending exception.
PyAPI_FUNC(void) Py_ReprLeave(PyObject *o);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03030000
/// The same below `bases`, a type or a tuple of types, borrowed; NULL: those of the slots.
PyAPI_FUNC(PyObject *) PyType_FromSpecWithBases(PyType_Spec *spec, PyObject *bases);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03040000
/// The slot's function or pointer, inherited or own; NULL when empty, or with SystemError for a bad number.
PyAPI_FUNC(void *) PyType_GetSlot(PyTypeObject *type, int slot);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03030000
/// The setter of `__dict__`. 0, or -1 with an exception.
PyAPI_FUNC(int) PyObject_GenericSetDict(PyObject *o, PyObject *value, void *context);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03090000
/// PyType_FromSpecWithBases that remembers the module (PyType_GetModule).
PyAPI_FUNC(PyObject *) PyType_FromModuleAndSpec(PyObject *module, PyType_Spec *spec,
                                                PyObject *bases);
/// The module that the type was made with, borrowed; NULL with TypeError.
PyAPI_FUNC(PyObject *) PyType_GetModule(PyTypeObject *type);
/// That module's state; NULL when it has none, or with TypeError.
PyAPI_FUNC(void *) PyType_GetModuleState(PyTypeObject *type);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
PyAPI_FUNC(PyObject *) Py_NewRef(PyObject *obj);
PyAPI_FUNC(PyObject *) Py_XNewRef(PyObject *obj);
/// 1 when both are the same object.
PyAPI_FUNC(int) Py_Is(PyObject *x, PyObject *y);
/// 1 when `x` is None.
PyAPI_FUNC(int) Py_IsNone(PyObject *x);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030b0000
/// `__name__`, a new reference.
PyAPI_FUNC(PyObject *) PyType_GetName(PyTypeObject *type);
/// `__qualname__`, a new reference.
PyAPI_FUNC(PyObject *) PyType_GetQualName(PyTypeObject *type);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030c0000
PyAPI_FUNC(PyObject *) PyType_FromMetaclass(PyTypeObject *type, PyObject *op, PyType_Spec *arg,
                                            PyObject *op2);
/// The part of `obj` that `cls` added by a negative basicsize. Never fails.
PyAPI_FUNC(void *) PyObject_GetTypeData(PyObject *obj, PyTypeObject *cls);
/// The size of that part.
PyAPI_FUNC(Py_ssize_t) PyType_GetTypeDataSize(PyTypeObject *cls);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
/// Deletes an attribute. 0, or -1 with an exception.
PyAPI_FUNC(int) PyObject_DelAttr(PyObject *o, PyObject *name);
/// The same for UTF-8 text.
PyAPI_FUNC(int) PyObject_DelAttrString(PyObject *o, const char *name);
/// 1 with a new reference in `result`; 0 and NULL when there is none; -1 and NULL with an exception.
PyAPI_FUNC(int) PyObject_GetOptionalAttr(PyObject *o, PyObject *name, PyObject **result);
/// The same for UTF-8 text.
PyAPI_FUNC(int) PyObject_GetOptionalAttrString(PyObject *o, const char *name, PyObject **result);
/// 1 or 0, or -1 with an exception other than AttributeError.
PyAPI_FUNC(int) PyObject_HasAttrWithError(PyObject *o, PyObject *name);
/// The same for UTF-8 text.
PyAPI_FUNC(int) PyObject_HasAttrStringWithError(PyObject *o, const char *name);
/// `module.qualname`, without `builtins.` and `__main__.`: a new reference, or NULL with an exception.
PyAPI_FUNC(PyObject *) PyType_GetFullyQualifiedName(PyTypeObject *type);
/// `__module__`, a new reference; NULL with AttributeError.
PyAPI_FUNC(PyObject *) PyType_GetModuleName(PyTypeObject *type);
/// The constant of a Py_CONSTANT_ number, a new reference; NULL with SystemError.
PyAPI_FUNC(PyObject *) Py_GetConstant(unsigned int constant_id);
/// The same, borrowed: the constants are immortal.
PyAPI_FUNC(PyObject *) Py_GetConstantBorrowed(unsigned int constant_id);
/// The module of the first type of the MRO that was made with a module of `def`, borrowed; NULL with TypeError.
PyAPI_FUNC(PyObject *) PyType_GetModuleByDef(PyTypeObject *type, PyModuleDef *def);
#endif

#if defined(SUTURE_IMPLEMENTATION) || Py_LIMITED_API + 0 >= 0x030e0000
#define SUTURE_CALLS_REFCNT
/// The number of references. The field alone says less: it is one count of three (include/suture/counts.h).
/// Of an object that threads count at the same time it may be too high: each of them keeps some ready (Memory/Spares.swift).
PyAPI_FUNC(Py_ssize_t) Py_REFCNT(PyObject *op);
#else
/* Weak: CPython before 3.14 has no such function, and its field says all. */
__attribute__((weak)) Py_ssize_t Py_REFCNT(PyObject *op);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030e0000
/// The type, borrowed.
PyAPI_FUNC(PyTypeObject *) Py_TYPE(PyObject *op);
PyAPI_FUNC(int) PyType_GetBaseByToken(PyTypeObject *type, void *token, PyTypeObject **result);
/// Makes a type immutable. 0, or -1 with TypeError when a base is not.
PyAPI_FUNC(int) PyType_Freeze(PyTypeObject *type);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030f0000
PyAPI_FUNC(PyObject *) PyType_GetModuleByToken(PyTypeObject *type, const void *token);
/// ob_size of an object that has one.
PyAPI_FUNC(Py_ssize_t) Py_SIZE(PyObject *op);
/// 1 when `type` is the type itself, not a base of it.
PyAPI_FUNC(int) Py_IS_TYPE(PyObject *op, PyTypeObject *type);
/// Sets ob_size.
PyAPI_FUNC(void) Py_SET_SIZE(PyVarObject *op, Py_ssize_t size);
PyAPI_FUNC(void *) PyObject_GetTypeData_DuringGC(PyObject *op, PyTypeObject *type);
PyAPI_FUNC(void *) PyType_GetModuleState_DuringGC(PyTypeObject *type);
PyAPI_FUNC(int) PyType_GetBaseByToken_DuringGC(PyTypeObject *type, void *token,
                                               PyTypeObject **result);
PyAPI_FUNC(PyObject *) PyType_GetModule_DuringGC(PyTypeObject *type);
PyAPI_FUNC(PyObject *) PyType_GetModuleByToken_DuringGC(PyTypeObject *type, const void *token);
/// A heap type from a slot array (PEP 820), a new reference; NULL with an exception.
PyAPI_FUNC(PyObject *) PyType_FromSlots(const PySlot *slots);
/// For tp_dealloc: runs tp_finalize. -1: the object was resurrected, return at once.
PyAPI_FUNC(int) PyObject_CallFinalizerFromDealloc(PyObject *o);
#endif

PyAPI_FUNC(void) _Py_Dealloc(PyObject *op);

PyAPI_FUNC(void) _Py_IncRef(PyObject *op);
PyAPI_FUNC(void) _Py_DecRef(PyObject *op);

PyAPI_FUNC(void) _Py_SetRefcnt(PyObject *ob, Py_ssize_t refcnt);

#ifndef Py_LIMITED_API
/// Gives an object whose type is set one reference, the caller's. Its memory is of PyObject_Malloc or PyMem_Malloc, or of
/// an object that died and whose tp_dealloc kept it; in other memory the object becomes immortal.
PyAPI_FUNC(void) _Py_NewReference(PyObject *op);
/// What Py_TRASHCAN_BEGIN and _END of CPython 3.13 call: puts a dying object, with its tp_dealloc to be called again, on
/// the thread's list; and takes all off, unless an outer tp_dealloc will.
PyAPI_FUNC(void) _PyTrash_thread_deposit_object(PyThreadState *tstate, PyObject *op);
PyAPI_FUNC(void) _PyTrash_thread_destroy_chain(PyThreadState *tstate);
/// Writes repr(o), with Py_PRINT_RAW str(o), as UTF-8; "<nil>" for NULL. 0, or -1 with an exception (OSError when the
/// file refuses).
PyAPI_FUNC(int) PyObject_Print(PyObject *o, FILE *file, int flags);
typedef int (*PyType_WatchCallback)(PyTypeObject *type);
/// Calls `callback` after each change of a watched type. Returns the watcher's number, or -1 with RuntimeError.
PyAPI_FUNC(int) PyType_AddWatcher(PyType_WatchCallback callback);
PyAPI_FUNC(int) PyType_ClearWatcher(int watcher_id);
PyAPI_FUNC(int) PyType_Watch(int watcher_id, PyObject *type);
PyAPI_FUNC(int) PyType_Unwatch(int watcher_id, PyObject *type);
/// Gives `type` a version tag. Returns 1, or 0 when the tags are used up.
PyAPI_FUNC(int) PyUnstable_Type_AssignVersionTag(PyTypeObject *type);
/// The type's dict, a new reference. It must not be changed.
PyAPI_FUNC(PyObject *) PyType_GetDict(PyTypeObject *type);
PyAPI_FUNC(PyObject *) _PyType_GetDict(PyTypeObject *type);
/// What follows the last dot of tp_name.
PyAPI_FUNC(const char *) _PyType_Name(PyTypeObject *type);
/// The attribute in the MRO, borrowed; NULL without an exception.
PyAPI_FUNC(PyObject *) _PyType_Lookup(PyTypeObject *type, PyObject *name);
/// The same, as a new reference.
PyAPI_FUNC(PyObject *) _PyType_LookupRef(PyTypeObject *type, PyObject *name);
PyAPI_FUNC(PyObject *) _PyType_GetModuleByDef2(PyTypeObject *left, PyTypeObject *right, PyModuleDef *def);
/// The special method bound to `self`, a new reference; NULL without an exception when its type has none.
PyAPI_FUNC(PyObject *) _PyObject_LookupSpecial(PyObject *self, PyObject *name);
PyAPI_FUNC(PyObject *) _PyObject_GetState(PyObject *obj);
/// Where the instance keeps its dict; NULL when it has none.
PyAPI_FUNC(PyObject **) _PyObject_GetDictPtr(PyObject *obj);
/// The items behind an instance of a type with Py_TPFLAGS_ITEMS_AT_END.
PyAPI_FUNC(void *) PyObject_GetItemData(PyObject *obj);
PyAPI_FUNC(int) PyObject_VisitManagedDict(PyObject *obj, visitproc visit, void *arg);
PyAPI_FUNC(void) PyObject_ClearManagedDict(PyObject *obj);
PyAPI_FUNC(void) PyObject_CallFinalizer(PyObject *obj);
#endif

PyAPI_DATA(PyObject) _Py_NoneStruct;
PyAPI_DATA(PyObject) _Py_NotImplementedStruct;
#define Py_None (&_Py_NoneStruct)
#define Py_NotImplemented (&_Py_NotImplementedStruct)
#define Py_RETURN_NONE return Py_NewRef(Py_None)
#define Py_RETURN_NOTIMPLEMENTED return Py_NewRef(Py_NotImplemented)
#define Py_RETURN_RICHCOMPARE(val1, val2, op)                                                      \
    do {                                                                                           \
        switch (op) {                                                                              \
        case Py_EQ: if ((val1) == (val2)) Py_RETURN_TRUE; Py_RETURN_FALSE;                         \
        case Py_NE: if ((val1) != (val2)) Py_RETURN_TRUE; Py_RETURN_FALSE;                         \
        case Py_LT: if ((val1) < (val2)) Py_RETURN_TRUE; Py_RETURN_FALSE;                          \
        case Py_GT: if ((val1) > (val2)) Py_RETURN_TRUE; Py_RETURN_FALSE;                          \
        case Py_LE: if ((val1) <= (val2)) Py_RETURN_TRUE; Py_RETURN_FALSE;                         \
        case Py_GE: if ((val1) >= (val2)) Py_RETURN_TRUE; Py_RETURN_FALSE;                         \
        default: Py_UNREACHABLE();                                                                 \
        }                                                                                          \
    } while (0)

/* Extensions count by calls, so that one file runs in every world: a file that inlined Suture's
   counting would corrupt CPython's objects. */
#ifndef SUTURE_IMPLEMENTATION
#ifdef SUTURE_CALLS_REFCNT
#define Py_REFCNT(op) (Py_REFCNT)(_PyObject_CAST(op))
#else
static inline Py_ssize_t _Py_REFCNT(PyObject *op) { return (Py_REFCNT) ? (Py_REFCNT)(op) : *(Py_ssize_t *)op; }
#define Py_REFCNT(op) _Py_REFCNT(_PyObject_CAST(op))
#endif
#ifdef Py_GILECTOMY
/* Weak too: CPython has them since 3.14 and 3.15. Before, its objects begin with count, type and size. */
__attribute__((weak)) PyTypeObject *Py_TYPE(PyObject *op);
__attribute__((weak)) Py_ssize_t Py_SIZE(PyObject *op);
static inline PyTypeObject *_Py_TYPE(PyObject *op) { return (Py_TYPE) ? (Py_TYPE)(op) : ((PyTypeObject **)op)[1]; }
static inline Py_ssize_t _Py_SIZE(PyObject *op) { return (Py_SIZE) ? (Py_SIZE)(op) : ((Py_ssize_t *)op)[2]; }
#define Py_TYPE(op) _Py_TYPE(_PyObject_CAST(op))
#define Py_SIZE(op) _Py_SIZE(_PyObject_CAST(op))
#else
#define Py_TYPE(op) (_PyObject_CAST(op)->ob_type)
#define Py_SIZE(op) (_PyVarObject_CAST(op)->ob_size)
#define Py_SET_SIZE(op, size) ((void)(_PyVarObject_CAST(op)->ob_size = (size)))
#define Py_SET_TYPE(op, type) ((void)(_PyObject_CAST(op)->ob_type = (type)))
#define Py_SET_REFCNT(op, count) _Py_SetRefcnt(_PyObject_CAST(op), (count))
#endif
#define Py_IS_TYPE(op, type) (Py_TYPE(op) == (type))
#define Py_INCREF(op) Py_IncRef(_PyObject_CAST(op))
#define Py_DECREF(op) Py_DecRef(_PyObject_CAST(op))
#define Py_XINCREF(op) Py_IncRef(_PyObject_CAST(op))
#define Py_XDECREF(op) Py_DecRef(_PyObject_CAST(op))
static inline PyObject *_Py_NewRef(PyObject *op) { return Py_IncRef(op), op; }
static inline PyObject *_Py_XNewRef(PyObject *op) { return Py_IncRef(op), op; }
#define Py_NewRef(op) _Py_NewRef(_PyObject_CAST(op))
#define Py_XNewRef(op) _Py_XNewRef(_PyObject_CAST(op))
#define Py_CLEAR(op)                                                                               \
    do {                                                                                           \
        PyObject **_py_slot = (PyObject **)&(op);                                                  \
        PyObject *_py_old = *_py_slot;                                                             \
        if (_py_old != NULL) {                                                                     \
            *_py_slot = NULL;                                                                      \
            Py_DecRef(_py_old);                                                                    \
        }                                                                                          \
    } while (0)
#define Py_SETREF(dst, src)                                                                        \
    do {                                                                                           \
        PyObject **_py_slot = (PyObject **)&(dst);                                                 \
        PyObject *_py_old = *_py_slot;                                                             \
        *_py_slot = _PyObject_CAST(src);                                                           \
        Py_DecRef(_py_old);                                                                        \
    } while (0)
#define Py_XSETREF(dst, src) Py_SETREF(dst, src)
#if defined(Py_LIMITED_API) && Py_LIMITED_API + 0 < 0x030d0000
/* Functions since 3.13 only. */
#define PyObject_DelAttr(o, name) PyObject_SetAttr((o), (name), NULL)
#define PyObject_DelAttrString(o, name) PyObject_SetAttrString((o), (name), NULL)
#endif
#define Py_Is(x, y) ((x) == (y))
#define Py_IsNone(x) Py_Is(x, Py_None)
#define PyType_HasFeature(type, feature) ((PyType_GetFlags(type) & (feature)) != 0)
#define PyType_FastSubclass(type, flag) PyType_HasFeature(type, flag)
#define PyObject_TypeCheck(ob, type) (Py_TYPE(ob) == (type) || PyType_IsSubtype(Py_TYPE(ob), (type)))
#define PyType_Check(op) PyType_FastSubclass(Py_TYPE(op), Py_TPFLAGS_TYPE_SUBCLASS)
#define PyType_CheckExact(op) Py_IS_TYPE(op, &PyType_Type)
/* Suture bounds the depth of every tp_dealloc itself. */
#define Py_TRASHCAN_BEGIN(op, dealloc) do {
#define Py_TRASHCAN_END } while (0);
#endif

#ifdef __cplusplus
}
#endif
#endif
