/// Object locks: the fast paths. The slow ones are in Locking/ObjectLock.swift, which also has the state table, the
/// invariants O1 to O8 and the reasons for the memory orders.
#ifndef SUTURE_LOCKS_H
#define SUTURE_LOCKS_H
#include "counts.h"

/* Values of an object's lock word. Above them: BIASED with the number of a bias, which one thread has. */
#define SUTURE_UNLOCKED 0u
#define SUTURE_LOCKED 1u
#define SUTURE_CONTENDED 2u
#define SUTURE_REVOKING 3u
#define SUTURE_LEFT 4u
#define SUTURE_BIASED 0x80000000u
/// No word has this value, so nothing is biased to a thread that has it.
#define SUTURE_NO_BIAS 0xFFFFFFFFu

/* SutureHeldLock.state: one of three kinds, and whether the lock is set aside while the thread is blocked. */
#define SUTURE_HELD_WORD 0u      /* by the word */
#define SUTURE_HELD_RECURSIVE 1u /* an enclosing entry holds the same lock */
#define SUTURE_HELD_BIASED 2u    /* by the entry itself: the word is biased to the thread, or being revoked */
#define SUTURE_HELD_ASIDE 4u

/* Other threads read the list of a thread whose bias they revoke, so its words are written atomically. */
SUTURE_INLINE uint32_t suture_held_count(PyThreadState *_Nonnull t) { return __atomic_load_n(&t->held_count, __ATOMIC_ACQUIRE); }
SUTURE_INLINE void suture_set_held_count(PyThreadState *_Nonnull t, uint32_t n) { __atomic_store_n(&t->held_count, n, __ATOMIC_RELEASE); }
SUTURE_INLINE PyObject *_Nonnull suture_held_object(PyThreadState *_Nonnull t, uint32_t i) { return __atomic_load_n(&t->held[i].object, __ATOMIC_RELAXED); }
SUTURE_INLINE uint32_t suture_held_state(PyThreadState *_Nonnull t, uint32_t i) { return __atomic_load_n(&t->held[i].state, __ATOMIC_ACQUIRE); }
SUTURE_INLINE void suture_set_held_state(PyThreadState *_Nonnull t, uint32_t i, uint32_t state) { __atomic_store_n(&t->held[i].state, state, __ATOMIC_RELEASE); }
/// Adds the innermost entry, for which there is room.
SUTURE_INLINE void suture_push_held(PyThreadState *_Nonnull t, PyObject *_Nonnull o, uint32_t state) {
    uint32_t n = t->held_count;
    __atomic_store_n(&t->held[n].object, o, __ATOMIC_RELAXED);
    __atomic_store_n(&t->held[n].state, state, __ATOMIC_RELAXED);
    suture_set_held_count(t, n + 1);
}
/// Orders a store to the thread's own list before a load of a lock word, for the compiler: the processor is the business
/// of the membarrier that a revoker issues (O6).
SUTURE_INLINE void suture_order_mark(void) { __atomic_signal_fence(__ATOMIC_SEQ_CST); }

void suture_lock_slow(PyThreadState *_Nonnull t, PyObject *_Nonnull o);
void suture_unlock_slow(PyThreadState *_Nonnull t);
void suture_lock_left(PyThreadState *_Nonnull t, PyObject *_Nonnull o);

/// Locks `o` for the calling thread; waits while another one holds it, with the caller's locks set aside.
/// In GIL mode it does nothing. The caller owns a reference to `o` until it has unlocked it.
SUTURE_INLINE void suture_lock(PyObject *_Nonnull o) {
    PyThreadState *t = suture_thread();
    if (t->mode == SUTURE_GIL) return;
    if (__builtin_expect(!suture_is_immortal(o) && suture_load_relaxed_u32(suture_lock_word(o)) == t->bias_fast
                             && t->held_count < t->held_capacity, 1)) {
        suture_push_held(t, o, SUTURE_HELD_BIASED);
        suture_order_mark();
        if (__builtin_expect(suture_load_relaxed_u32(suture_lock_word(o)) == t->bias_fast, 1)) return;
        suture_set_held_count(t, t->held_count - 1);
        suture_lock_left(t, o);
    }
    suture_lock_slow(t, o);
}

/// Undoes the innermost lock of the calling thread, which is that of `o`.
SUTURE_INLINE void suture_unlock(PyObject *_Nonnull o) {
    PyThreadState *t = suture_thread();
    if (t->mode == SUTURE_GIL) return;
    const SutureHeldLock *_Nonnull e = t->held + ((int64_t)t->held_count - 1);
    if (__builtin_expect(e->state == SUTURE_HELD_BIASED && !(e[-1].state & SUTURE_HELD_ASIDE), 1)) {
        suture_set_held_count(t, t->held_count - 1);
        suture_order_mark();
        if (__builtin_expect(suture_load_relaxed_u32(suture_lock_word(o)) == t->bias_fast, 1)) return;
        suture_lock_left(t, o);
        return;
    }
    suture_unlock_slow(t);
}

/* A brief section: by a thread that holds no lock, on an object with a header that is biased to it. Nothing in between
   calls anything, so that a function can end in a tail call and needs no frame:

       if (suture_can_enter(t, o)) {
           suture_enter(t, o);
           if (suture_is_inside(t, o)) { ...; suture_leave(t); return suture_is_inside(t, o) ? result : ended(t, o, result); }
           return slowly: suture_leave(t), suture_lock_left(t, o), then by suture_lock;
       }
       return by suture_lock; */
SUTURE_INLINE bool suture_can_enter(PyThreadState *_Nonnull t, PyObject *_Nonnull o) {
    return __builtin_expect(t->held_count == 0 && suture_load_relaxed_u32(suture_lock_word(o)) == t->bias_fast, 1);
}
SUTURE_INLINE void suture_enter(PyThreadState *_Nonnull t, PyObject *_Nonnull o) {
    __atomic_store_n(&t->held[0].object, o, __ATOMIC_RELAXED);
    __atomic_store_n(&t->held[0].state, SUTURE_HELD_BIASED, __ATOMIC_RELAXED);
    suture_set_held_count(t, 1);
    suture_order_mark();
}
SUTURE_INLINE bool suture_is_inside(PyThreadState *_Nonnull t, PyObject *_Nonnull o) {
    return __builtin_expect(suture_load_relaxed_u32(suture_lock_word(o)) == t->bias_fast, 1);
}
SUTURE_INLINE void suture_leave(PyThreadState *_Nonnull t) {
    suture_set_held_count(t, 0);
    suture_order_mark();
}
#endif
