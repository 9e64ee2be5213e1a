/// The three counts of an object: the fast paths. The slow ones are in Memory/Counts.swift, which also has the
/// state table, the rules C1 to C20 and the reasons for the memory orders.
///
///               hidden header, 16 bytes                        what an extension sees
///     +-----------+-----------+----------------------+-----------+  +-------------------+-----------+----
///     | local u32 | owner u32 | shared i32: count|fl | lock  u32 |  | ob_refcnt  i64    | ob_type   | ...
///     +-----------+-----------+----------------------+-----------+  +-------------------+-----------+----
///      -16         -12         -8                     -4             0                   8
#ifndef SUTURE_COUNTS_H
#define SUTURE_COUNTS_H
#include "thread.h"

typedef struct {
    uint32_t local;
    uint32_t owner;
    int32_t shared;
    uint32_t lock;
} SutureHeader;

/// Precedes the header of an object of a type with Py_TPFLAGS_HAVE_GC.
typedef struct {
    uintptr_t next; /* GC list, or 0: not tracked */
    uintptr_t prev; /* low bits: finalized and collector marks */
} SutureGCHeader;

#define SUTURE_BIAS ((int64_t)1 << 29)
#define SUTURE_MERGED 1
#define SUTURE_QUEUED 2
#define SUTURE_EXPOSED 4
#define SUTURE_SHARED_ONE 8
#define SUTURE_SHARED_FLAGS 7
#define SUTURE_DEAD INT32_MIN
#define SUTURE_IMMORTAL ((int64_t)0xC0000000)

SUTURE_INLINE SutureHeader *_Nonnull suture_header(PyObject *_Nonnull o) { return (SutureHeader *)(void *)o - 1; }
SUTURE_INLINE SutureGCHeader *_Nonnull suture_gc_header(PyObject *_Nonnull o) { return (SutureGCHeader *)(void *)suture_header(o) - 1; }
/// ob_size of a mutable container, which other threads may read while its lock's holder writes it.
SUTURE_INLINE Py_ssize_t suture_load_size(PyObject *_Nonnull o) { return __atomic_load_n(&((PyVarObject *)(void *)o)->ob_size, __ATOMIC_RELAXED); }
SUTURE_INLINE void suture_store_size(PyObject *_Nonnull o, Py_ssize_t n) { __atomic_store_n(&((PyVarObject *)(void *)o)->ob_size, n, __ATOMIC_RELAXED); }
/// The lock word of an object with a header.
SUTURE_INLINE uint32_t *_Nonnull suture_lock_word(PyObject *_Nonnull o) { return &suture_header(o)->lock; }
SUTURE_INLINE int64_t suture_visible(PyObject *_Nonnull o) { return __atomic_load_n((int64_t *)&o->ob_refcnt, __ATOMIC_RELAXED); }
SUTURE_INLINE void suture_set_visible(PyObject *_Nonnull o, int64_t v) { __atomic_store_n((int64_t *)&o->ob_refcnt, v, __ATOMIC_RELAXED); }
SUTURE_INLINE bool suture_is_immortal(PyObject *_Nonnull o) { return (int32_t)suture_visible(o) < 0; }

/* Slow paths, in Memory/Counts.swift. */
void suture_incref_slow(PyObject *_Nonnull o);
void suture_decref_slow(PyObject *_Nonnull o);
void suture_local_zero(PyObject *_Nonnull o);
void suture_incref_stored_slow(PyObject *_Nonnull o);
void suture_decref_stored_slow(PyObject *_Nonnull o);
void suture_into_storage_slow(PyObject *_Nonnull o);
void suture_out_of_storage_slow(PyObject *_Nonnull o);
void suture_expose_slow(PyObject *_Nonnull o);
void suture_dealloc_gil(PyObject *_Nonnull o);

SUTURE_INLINE SutureSpare *_Nonnull suture_spare(PyThreadState *_Nonnull t, PyObject *_Nonnull o) {
    return t->spares + ((uint64_t)(uintptr_t)o * 0x9E3779B97F4A7C15u >> 56);
}
/// Takes one of the spare references of a thread in free mode; false: it has none to give out (Spares.swift, P2).
SUTURE_INLINE bool suture_take_spare(PyThreadState *_Nonnull t, PyObject *_Nonnull o) {
    if (t->spare_entries == 0) return false;
    SutureSpare *e = suture_spare(t, o);
    if (e->object != o || e->count < 2) return false;
    e->count--;
    return true;
}
/// Makes the caller's reference a spare one, in free mode; false: the thread has none of the object, or too many.
SUTURE_INLINE bool suture_give_spare(PyThreadState *_Nonnull t, PyObject *_Nonnull o) {
    if (t->spare_entries == 0) return false;
    SutureSpare *e = suture_spare(t, o);
    if (e->object != o || e->count == 0 || e->count == SUTURE_SPARES_MOST) return false;
    e->count++;
    e->used = 1;
    return true;
}

/// Takes a reference in the mode of the calling thread (C1).
SUTURE_INLINE void suture_incref(PyObject *_Nonnull o) {
    int64_t r = suture_visible(o);
    if ((int32_t)r < 0) return;
    PyThreadState *t = suture_thread();
    SutureHeader *h = suture_header(o);
    if (__builtin_expect(suture_load_relaxed_u32(&h->owner) == t->fast_id, 1)) {
        suture_store_relaxed_u32(&h->local, h->local + 1);
        return;
    }
    if (t->mode == SUTURE_GIL) {
        suture_set_visible(o, r + 1);
        return;
    }
    suture_incref_slow(o);
}

/// `suture_incref` where that calls nothing; false: it would, and no reference was taken.
SUTURE_INLINE bool suture_incref_quickly(PyThreadState *_Nonnull t, PyObject *_Nonnull o) {
    int64_t r = suture_visible(o);
    if ((int32_t)r < 0) return t->mode != SUTURE_LEGACY;
    SutureHeader *h = suture_header(o);
    if (__builtin_expect(suture_load_relaxed_u32(&h->owner) == t->fast_id, 1)) {
        suture_store_relaxed_u32(&h->local, h->local + 1);
        return true;
    }
    if (t->mode == SUTURE_FREE) return suture_take_spare(t, o);
    if (t->mode != SUTURE_GIL) return false;
    suture_set_visible(o, r + 1);
    return true;
}

/// Gives up a reference in the mode of the calling thread (C2, C3). May run tp_dealloc.
SUTURE_INLINE void suture_decref(PyObject *_Nonnull o) {
    int64_t r = suture_visible(o);
    if ((int32_t)r < 0) return;
    PyThreadState *t = suture_thread();
    SutureHeader *h = suture_header(o);
    if (__builtin_expect(suture_load_relaxed_u32(&h->owner) == t->fast_id, 1)) {
        uint32_t n = h->local - 1;
        suture_store_relaxed_u32(&h->local, n);
        if (n == 0) suture_local_zero(o);
        return;
    }
    if (t->mode == SUTURE_GIL) {
        suture_set_visible(o, r - 1);
        if (r == 1) suture_dealloc_gil(o);
        return;
    }
    suture_decref_slow(o);
}

/* References that Suture's own containers hold are counted on the free side in every mode. In free and in GIL mode
   these four are the plain operations; in legacy mode they convert (C5, C18). */

/// Takes a reference for a container, from a borrowed pointer.
SUTURE_INLINE void suture_incref_stored(PyObject *_Nonnull o) {
    if (__builtin_expect(suture_thread()->mode == SUTURE_LEGACY, 0)) suture_incref_stored_slow(o);
    else suture_incref(o);
}
/// Gives up a container's reference. May run tp_dealloc.
SUTURE_INLINE void suture_decref_stored(PyObject *_Nonnull o) {
    if (__builtin_expect(suture_thread()->mode == SUTURE_LEGACY, 0)) suture_decref_stored_slow(o);
    else suture_decref(o);
}
/// `suture_decref_stored` where that calls nothing; false: it might, and the reference is still the caller's.
SUTURE_INLINE bool suture_decref_stored_quickly(PyObject *_Nonnull o) {
    int64_t r = suture_visible(o);
    PyThreadState *t = suture_thread();
    if (t->mode == SUTURE_LEGACY) return false;
    if ((int32_t)r < 0) return true;
    SutureHeader *h = suture_header(o);
    if (__builtin_expect(suture_load_relaxed_u32(&h->owner) == t->fast_id, 1)) {
        if (h->local == 1) return false;
        suture_store_relaxed_u32(&h->local, h->local - 1);
        return true;
    }
    if (t->mode == SUTURE_FREE) return suture_give_spare(t, o);
    if (r == 1) return false;
    suture_set_visible(o, r - 1);
    return true;
}
/// Turns the caller's own reference into a container's (`takeIn`).
SUTURE_INLINE void suture_into_storage(PyObject *_Nonnull o) {
    if (__builtin_expect(suture_thread()->mode == SUTURE_LEGACY, 0)) suture_into_storage_slow(o);
}
/// Turns a container's reference into the caller's own (`handOut`).
SUTURE_INLINE void suture_out_of_storage(PyObject *_Nonnull o) {
    if (__builtin_expect(suture_thread()->mode == SUTURE_LEGACY, 0)) suture_out_of_storage_slow(o);
}
/// Makes a pointer fit to be shown to the caller as a borrowed reference (C5).
SUTURE_INLINE void suture_expose(PyObject *_Nonnull o) {
    if (__builtin_expect(suture_thread()->mode == SUTURE_LEGACY, 0)) suture_expose_slow(o);
}

/// `suture_decref_stored` of a row of items, of which some may be NULL, from its end, as CPython drops a list's.
SUTURE_INLINE void suture_decref_row(PyObject *_Nullable *_Nullable row, Py_ssize_t count) {
    PyThreadState *t = suture_thread();
    uint32_t mode = t->mode, id = t->fast_id; /* the same again after whatever a tp_dealloc does */
    while (count > 0) {
        PyObject *o = row[--count];
        if (o == NULL) continue;
        int64_t r = suture_visible(o);
        SutureHeader *h = suture_header(o);
        if (mode == SUTURE_LEGACY) {
            suture_decref_stored_slow(o);
        } else if ((int32_t)r < 0) {
            continue;
        } else if (mode == SUTURE_GIL) {
            suture_set_visible(o, r - 1);
            if (r == 1) suture_dealloc_gil(o);
        } else if (__builtin_expect(suture_load_relaxed_u32(&h->owner) == id, 1)) {
            uint32_t n = h->local - 1;
            suture_store_relaxed_u32(&h->local, n);
            if (n == 0) suture_local_zero(o);
        } else {
            suture_decref_slow(o);
        }
    }
}

/// Gives a new object its counts: one reference, owned by the caller (C6).
SUTURE_INLINE void suture_init_counts(PyObject *_Nonnull o) {
    PyThreadState *t = suture_thread();
    SutureHeader *h = suture_header(o);
    if (__builtin_expect(t->mode == SUTURE_FREE, 1)) {
        h->local = 1;
        h->owner = t->id;
        h->shared = 0;
        h->lock = t->bias_birth;
        o->ob_refcnt = SUTURE_BIAS;
    } else {
        h->local = 0;
        h->owner = 0;
        h->shared = SUTURE_MERGED | SUTURE_EXPOSED;
        h->lock = t->bias_birth;
        o->ob_refcnt = 1;
    }
}
#endif
