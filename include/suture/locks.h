/// Object locks: the fast paths. The slow ones are in Locking/ObjectLock.swift, which also has the state table, the
/// invariants O1 to O13 and the reasons for the memory orders.
#ifndef SUTURE_LOCKS_H
#define SUTURE_LOCKS_H
#include "counts.h"

/* Values of an object's lock word. Above them: BIASED with the number of a bias, which one thread has. */
#define SUTURE_UNLOCKED 0u
#define SUTURE_LOCKED 1u
#define SUTURE_CONTENDED 2u
#define SUTURE_REVOKING 3u
#define SUTURE_LEFT 4u
#define SUTURE_READABLE 5u
#define SUTURE_BIASED 0x80000000u
/// No word has this value, so nothing is biased to a thread that has it.
#define SUTURE_NO_BIAS 0xFFFFFFFFu

/* SutureHeldLock.state: one of four kinds, and whether the lock is set aside while the thread is blocked. */
#define SUTURE_HELD_WORD 0u      /* by the word */
#define SUTURE_HELD_RECURSIVE 1u /* an enclosing entry holds the same lock */
#define SUTURE_HELD_BIASED 2u    /* by the entry itself: the word is biased to the thread or readable, or being revoked */
#define SUTURE_HELD_BOTH 3u      /* no lock: the two entries before it are held together (O13) */
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

/// Whether the word of `o` is `word`, to a thread that has just marked itself as inside.
SUTURE_INLINE bool suture_is_still(PyObject *_Nonnull o, uint32_t word) {
    suture_order_mark();
    return __builtin_expect(suture_load_acquire_u32(suture_lock_word(o)) == word, 1);
}
/// Whether somebody may wait for the calling thread, which has just ceased to be marked as inside.
SUTURE_INLINE bool suture_is_awaited(PyObject *_Nonnull o) {
    suture_order_mark();
    return __builtin_expect(suture_load_relaxed_u32(suture_lock_word(o)) - SUTURE_REVOKING <= SUTURE_LEFT - SUTURE_REVOKING, 0);
}

void suture_lock_slow(PyThreadState *_Nonnull t, PyObject *_Nonnull o);
void suture_unlock_slow(PyThreadState *_Nonnull t);
void suture_read_lock_slow(PyThreadState *_Nonnull t, PyObject *_Nonnull o);
void suture_read_unlock_slow(PyThreadState *_Nonnull t);
void suture_lock_left(PyThreadState *_Nonnull t, PyObject *_Nonnull o);

/// Takes the lock by an entry alone, where the word is `word` for as long as the thread is inside.
SUTURE_INLINE bool suture_lock_by_entry(PyThreadState *_Nonnull t, PyObject *_Nonnull o, uint32_t word) {
    if (__builtin_expect(t->held_count == t->held_capacity, 0)) return false;
    suture_push_held(t, o, SUTURE_HELD_BIASED);
    if (suture_is_still(o, word)) return true;
    suture_set_held_count(t, t->held_count - 1);
    suture_lock_left(t, o);
    return false;
}
/// Undoes the innermost entry, of `o`, if it was all that held the lock, and nothing is to be done for an outer one.
SUTURE_INLINE bool suture_unlock_by_entry(PyThreadState *_Nonnull t, PyObject *_Nonnull o) {
    const SutureHeldLock *_Nonnull e = t->held + ((int64_t)t->held_count - 1);
    if (__builtin_expect(e->state != SUTURE_HELD_BIASED || (e[-1].state & SUTURE_HELD_ASIDE), 0)) return false;
    suture_set_held_count(t, t->held_count - 1);
    if (suture_is_awaited(o)) suture_lock_left(t, o);
    return true;
}

/// Locks `o` for the calling thread; waits while another one holds it, with the caller's locks set aside.
/// In GIL mode it does nothing. The caller owns a reference to `o` until it has unlocked it.
SUTURE_INLINE void suture_lock(PyObject *_Nonnull o) {
    PyThreadState *t = suture_thread();
    if (t->mode == SUTURE_GIL) return;
    if (__builtin_expect(!suture_is_immortal(o) && suture_load_relaxed_u32(suture_lock_word(o)) == t->bias_fast, 1)
        && suture_lock_by_entry(t, o, t->bias_fast))
        return;
    suture_lock_slow(t, o);
}

/// Undoes the innermost lock of the calling thread, which is that of `o`.
SUTURE_INLINE void suture_unlock(PyObject *_Nonnull o) {
    PyThreadState *t = suture_thread();
    if (t->mode != SUTURE_GIL && !suture_unlock_by_entry(t, o)) suture_unlock_slow(t);
}

/// The same for a caller that may be wrong.
///
/// \returns false when the innermost lock is that of another object or there is none, and nothing is done.
SUTURE_INLINE bool suture_unlock_checked(PyObject *_Nonnull o) {
    PyThreadState *t = suture_thread();
    if (t->mode == SUTURE_GIL) return true;
    if (__builtin_expect(t->held[(int64_t)t->held_count - 1].object != o, 0)) return false;
    if (!suture_unlock_by_entry(t, o)) suture_unlock_slow(t);
    return true;
}

/// As `suture_lock`, for a caller that only reads `o`, an object with a header, and calls nothing that may suspend
/// locks before `suture_read_unlock`. Other threads may read it at the same time.
SUTURE_INLINE void suture_read_lock(PyObject *_Nonnull o) {
    PyThreadState *t = suture_thread();
    if (t->mode == SUTURE_GIL) return;
    uint32_t word = suture_load_acquire_u32(suture_lock_word(o));
    if (__builtin_expect(word == t->bias_fast || word == t->readable_fast, 1) && suture_lock_by_entry(t, o, word)) return;
    suture_read_lock_slow(t, o);
}
SUTURE_INLINE void suture_read_unlock(PyObject *_Nonnull o) {
    PyThreadState *t = suture_thread();
    if (t->mode != SUTURE_GIL && !suture_unlock_by_entry(t, o)) suture_read_unlock_slow(t);
}

/// As `suture_read_lock`, for a caller whose innermost lock is that of another object. A wait for `o` sets that aside:
/// both are held at the end.
SUTURE_INLINE void suture_read_lock_inside(PyObject *_Nonnull o) {
    PyThreadState *t = suture_thread();
    suture_read_lock(o);
    if (t->mode == SUTURE_GIL) return;
    while (__builtin_expect(t->held[t->held_count - 2].state & SUTURE_HELD_ASIDE, 0)) {
        suture_read_unlock(o);
        suture_read_lock(o);
    }
}

/* A brief section: by a thread that holds no lock, on an object with a header that is biased to it, or that is readable
   and that it reads. Nothing in between calls anything, so that a function can end in a tail call and needs no frame:

       uint32_t word = suture_brief_word(o);
       if (suture_can_write(t, word)) {                 // or suture_can_read
           suture_enter(t, o);
           if (suture_is_still(o, word)) { ...; suture_leave(t); return suture_is_awaited(o) ? ended(t, o, result) : result; }
           return slowly: suture_leave(t), suture_lock_left(t, o), then by suture_lock;
       }
       return by suture_lock; */
SUTURE_INLINE uint32_t suture_brief_word(PyObject *_Nonnull o) { return suture_load_acquire_u32(suture_lock_word(o)); }
SUTURE_INLINE bool suture_can_write(PyThreadState *_Nonnull t, uint32_t word) {
    return __builtin_expect(t->held_count == 0 && word == t->bias_fast, 1);
}
SUTURE_INLINE bool suture_can_read(PyThreadState *_Nonnull t, uint32_t word) {
    return __builtin_expect(t->held_count == 0 && (word == t->bias_fast || word == t->readable_fast), 1);
}
SUTURE_INLINE void suture_enter(PyThreadState *_Nonnull t, PyObject *_Nonnull o) {
    __atomic_store_n(&t->held[0].object, o, __ATOMIC_RELAXED);
    __atomic_store_n(&t->held[0].state, SUTURE_HELD_BIASED, __ATOMIC_RELAXED);
    suture_set_held_count(t, 1);
}
SUTURE_INLINE void suture_leave(PyThreadState *_Nonnull t) { suture_set_held_count(t, 0); }
#endif
