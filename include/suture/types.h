/// The layouts of descriptors and of the other objects of the type system, and the table of special methods.
#ifndef SUTURE_TYPES_H
#define SUTURE_TYPES_H
#include "../Python.h"
#include "../structmember.h"
#include "atomic.h"

/// One special method: which slot it stands for, and the functions that convert between the two.
typedef struct {
    const char *_Nullable name;   /* "__len__"; NULL ends the table */
    Py_ssize_t offset;            /* in PyHeapTypeObject */
    void *_Nullable function;     /* fills the slot of a type whose dict defines the method */
    void *_Nullable wrapper;      /* calls the slot from a wrapper_descriptor */
    const char *_Nullable doc;
    Py_ssize_t keywords;          /* 1: the wrapper takes keyword arguments */
    PyObject *name_object;
} SutureSlotDef;
SutureSlotDef *_Nonnull suture_slotdefs(void);
/// The offset in PyHeapTypeObject of each slot number of typeslots.h; -1: no slot.
const int16_t *_Nonnull suture_slot_offsets(void);
#define SUTURE_SLOT_COUNT 84
/// Types of the runtime that the stable ABI does not name; NULL ends the table.
PyTypeObject *_Nullable const *_Nonnull suture_internal_types(void);
/// The method table entry of every type's `__new__`.
PyMethodDef *_Nonnull suture_new_method(void);
/// The `__dict__` and `__weakref__` of classes that add them.
PyGetSetDef *_Nullable suture_subtype_getset(int has_dict, int has_weakref);

typedef struct {
    PyObject ob_base;
    PyTypeObject *d_type;
    PyObject *d_name;
    PyObject *d_qualname;
} PyDescrObject;
typedef struct {
    PyDescrObject d_common;
    PyMethodDef *d_method;
    vectorcallfunc vectorcall;
    uint32_t domain;
} PyMethodDescrObject;
typedef struct {
    PyDescrObject d_common;
    PyMemberDef *d_member;
} PyMemberDescrObject;
typedef struct {
    PyDescrObject d_common;
    PyGetSetDef *d_getset;
    uint32_t domain;
} PyGetSetDescrObject;
typedef struct {
    PyDescrObject d_common;
    SutureSlotDef *d_base;
    void *d_wrapped;
} PyWrapperDescrObject;
typedef struct {
    PyObject ob_base;
    PyWrapperDescrObject *descr;
    PyObject *receiver;
} SutureMethodWrapper;
typedef struct {
    PyObject ob_base;
    PyObject *im_func;
    PyObject *im_self;
    PyObject *im_weakreflist;
    vectorcallfunc vectorcall;
} PyMethodObject;
typedef struct {
    PyObject ob_base;
    PyObject *prop_get, *prop_set, *prop_del, *prop_doc, *prop_name;
    int getter_doc;
} SutureProperty;
/// classmethod and staticmethod objects.
typedef struct {
    PyObject ob_base;
    PyObject *callable;
    PyObject *dict;
} SutureMethodBox;
typedef struct {
    PyObject ob_base;
    PyTypeObject *type;
    PyObject *obj;
    PyTypeObject *obj_type;
} SutureSuper;
typedef struct {
    PyObject ob_base;
    PyObject *origin, *args, *parameters, *weakreflist;
    int starred;
    vectorcallfunc vectorcall;
} SutureGenericAlias;
typedef struct {
    PyObject ob_base;
    PyObject *args, *parameters;
} SutureUnion;
extern PyTypeObject SutureUnion_Type SUTURE_SHARED_DATA;
SUTURE_INLINE PyTypeObject *suture_Union_Type(void) { return &SutureUnion_Type; }

/* Offsets of the slots that inheritance copies by address. */
#define SUTURE_TYPE_FIELDS(X) \
    X(tp_dealloc) X(tp_vectorcall_offset) X(tp_getattr) X(tp_setattr) X(tp_repr) X(tp_hash) X(tp_call) X(tp_str) \
    X(tp_getattro) X(tp_setattro) X(tp_traverse) X(tp_clear) X(tp_richcompare) X(tp_weaklistoffset) X(tp_iter) \
    X(tp_iternext) X(tp_descr_get) X(tp_descr_set) X(tp_dictoffset) X(tp_init) X(tp_alloc) X(tp_new) X(tp_free) \
    X(tp_is_gc) X(tp_del) X(tp_finalize) X(tp_as_async) X(tp_as_number) X(tp_as_mapping) X(tp_as_sequence) \
    X(tp_as_buffer) X(tp_itemsize)
#define X(field) SUTURE_INLINE Py_ssize_t suture_offset_##field(void) { return offsetof(PyTypeObject, field); }
SUTURE_TYPE_FIELDS(X)
#undef X
SUTURE_INLINE Py_ssize_t suture_offset_as_async(void) { return offsetof(PyHeapTypeObject, as_async); }
SUTURE_INLINE Py_ssize_t suture_offset_as_number(void) { return offsetof(PyHeapTypeObject, as_number); }
SUTURE_INLINE Py_ssize_t suture_offset_as_mapping(void) { return offsetof(PyHeapTypeObject, as_mapping); }
SUTURE_INLINE Py_ssize_t suture_offset_as_sequence(void) { return offsetof(PyHeapTypeObject, as_sequence); }
SUTURE_INLINE Py_ssize_t suture_offset_as_buffer(void) { return offsetof(PyHeapTypeObject, as_buffer); }

/* The entries of the type attribute cache are read without a lock. In C because a Swift global is initialised lazily. */
extern uint64_t suture_attribute_cache_words[] SUTURE_SHARED_DATA;
SUTURE_INLINE void *_Nonnull suture_attribute_cache(void) { return suture_attribute_cache_words; }
/// Whether two types are one, as they mostly are where that is asked.
SUTURE_INLINE bool suture_is_one_type(const PyTypeObject *_Nullable a, const PyTypeObject *_Nullable b) { return __builtin_expect(a == b, 1); }
SUTURE_INLINE void suture_fence_acquire(void) { __atomic_thread_fence(__ATOMIC_ACQUIRE); }
SUTURE_INLINE uint32_t *_Nonnull suture_type_version(PyTypeObject *_Nonnull type) { return (uint32_t *)&type->tp_version_tag; }
SUTURE_INLINE uint64_t *_Nonnull suture_type_flags(PyTypeObject *_Nonnull type) { return (uint64_t *)(void *)&type->tp_flags; }
#endif
