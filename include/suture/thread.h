/// The state of one attached thread, and the thread-local pointer to it.
#ifndef SUTURE_THREAD_H
#define SUTURE_THREAD_H
#include "../Python.h"
#include "atomic.h"

/// How the running code counts references (see counts.h).
///
///     mode     | code that runs                     | a reference it owns is counted in
///     ---------+------------------------------------+----------------------------------
///     free     | Swift, gilectomy, abi3t            | local or shared
///     legacy   | a legacy extension                 | ob_refcnt, above BIAS
///     gil      | anything, the process has one lock | ob_refcnt
///     detached | nothing of ours                    | (no API call is allowed)
#define SUTURE_FREE 0u
#define SUTURE_LEGACY 1u
#define SUTURE_GIL 2u
#define SUTURE_DETACHED 3u

/// A saved mode only: free mode inside a legacy call, whose thread keeps the legacy lock for its caller.
#define SUTURE_FREE_HOLDING 4u

/// No thread has this id, so no object's owner equals it.
#define SUTURE_NO_OWNER 0xFFFFFFFFu
#define SUTURE_SIZE_CLASSES 33

/// One lock that the thread holds or has set aside: see locks.h.
typedef struct {
    PyObject *_Nonnull object;
    uint32_t state;
} SutureHeldLock;

/// A thread's spare references to an object that others count, too: Memory/Spares.swift.
typedef struct {
    PyObject *_Nullable object;
    uint32_t count;
    uint16_t conflicts;
    uint16_t used; /* since the last sweep */
} SutureSpare;
#define SUTURE_SPARES 256u
#define SUTURE_SPARES_MOST 256u

struct _ts {
    uint32_t fast_id;  /* id in free mode, else SUTURE_NO_OWNER: one comparison decides the fast path */
    uint32_t mode;
    uint32_t id;       /* never 0, never reused */
    uint32_t pending;  /* atomic: a safepoint has work */
    /* At 16, 52, 112, 120, 136 and 168, as in CPython 3.13: version-specific code has these inline. */
    PyInterpreterState *_Nullable interp;
    PyObject *_Nullable handled_exception; /* counted on the free side */
    void *_Nullable exc_previous; /* with the field before it what exc_info points to: NULL */
    uintptr_t stack_limit;    /* below this address a call raises RecursionError */
    uint32_t holds_legacy;    /* 1: this thread holds the legacy lock (in GIL mode: the GIL) */
    int c_recursion_remaining; /* Py_TRASHCAN_BEGIN counts it down: Memory/Trashcan.swift */
    uint32_t dealloc_depth;
    uint32_t saved_mode;      /* the mode to return to after a detach */
    void *_Nullable parked_on; /* atomic: the word that the thread sleeps on, for LockReport */
    SutureHeldLock *_Nullable held; /* after an entry of zeroes; other threads read it under the table's lock */
    uint32_t held_count, held_capacity;
    uint32_t attach_state;    /* atomic: see ThreadState.swift */
    uint32_t at_boundary; /* 1: stopped at a call boundary (Types/Retired.swift) */
    uint64_t ident;
    void *_Nullable merge_queue; /* Swift side, guarded by the thread table's lock */
    PyObject *_Nullable current_exception; /* counted on the free side */
    void *_Nullable exc_info;     /* the address of handled_exception */
    PyObject *_Nullable dict;
    int gilstate_counter;         /* pybind11 counts its nested acquisitions here, and deletes a state of none: 1 */
    uint32_t bias;        /* the lock word of an object that is biased to this thread; SUTURE_NO_BIAS: none is */
    uint32_t bias_fast;   /* the same for the inline paths; SUTURE_NO_BIAS where acquisitions are counted */
    uint32_t readable_fast; /* SUTURE_READABLE for the inline paths, where that is to be had and acquisitions are not counted */
    uint32_t reads_left;  /* word locks that only read, until one makes its object readable */
    uint32_t bias_birth;  /* the lock word of a new object: `bias`, or unlocked */
    uint32_t bias_pause;  /* word locks to take until new objects are biased again; 0: they are */
    uint32_t bias_revoked;    /* revocations since the bias began */
    PyObject *_Nullable deferred; /* the trashcan, CPython's `delete_later`: Memory/Trashcan.swift */
    uint32_t bias_pauses;     /* so far */
    SutureSpare *_Nullable spares;  /* SUTURE_SPARES, by address */
    uint32_t spare_entries;         /* those with a count */
    uint32_t spare_sweep;           /* releases until the next sweep */
    PyObject *_Nullable async_exception;
    PyObject *_Nullable context;
    void *_Nullable freelist[SUTURE_SIZE_CLASSES];
    uint32_t freelist_count[SUTURE_SIZE_CLASSES];
    uint32_t freelist_limit;  /* 0: blocks go back to malloc at once */
    void *_Nullable gilstate_caller; /* the last caller of PyGILState_Ensure, and whether it was legacy code */
    uint32_t gilstate_legacy;
    uintptr_t *_Nullable track_free; /* the thread's free tracking slots: see Collector.swift */
    uint32_t track_count;            /* containers tracked since the last collection, less those untracked */
    uint32_t track_limit;            /* ask for a collection at this count */
    void *_Nullable track_blocks;
    PyObject *_Nullable *_Nullable repr_active; /* what Py_ReprEnter has noted; NULL when nothing is */
    uint32_t repr_count, repr_capacity;
    uint32_t quiet_epoch;      /* the last that ended with the thread at a call boundary; see Types/Retired.swift */
};

#ifdef __cplusplus
static_assert(offsetof(struct _ts, interp) == 16 && offsetof(struct _ts, current_exception) == 112, "");
#else
_Static_assert(offsetof(struct _ts, interp) == 16, "read inline by pybind11 and Cython");
_Static_assert(offsetof(struct _ts, current_exception) == 112, "read inline by Cython");
_Static_assert(offsetof(struct _ts, exc_info) == 120, "read inline by Cython");
_Static_assert(offsetof(struct _ts, gilstate_counter) == 136, "changed inline by pybind11");
_Static_assert(offsetof(struct _ts, c_recursion_remaining) == 52, "changed inline by Py_TRASHCAN_BEGIN");
_Static_assert(offsetof(struct _ts, deferred) == 168, "read inline by Py_TRASHCAN_END");
#endif

#if defined(__ELF__)
#define SUTURE_TLS __attribute__((tls_model("initial-exec")))
#else
#define SUTURE_TLS
#endif
extern _Thread_local PyThreadState *_Nonnull suture_current_thread SUTURE_TLS;
extern PyThreadState suture_no_thread SUTURE_SHARED_DATA;
/// Counted in debug builds only: the mutexes that the calling thread holds (SutureSync, W4).
extern _Thread_local uint32_t suture_held_mutexes SUTURE_TLS;
/// 1: the whole process runs under one lock. Set before the first object, never changed.
extern uint32_t suture_gil_mode SUTURE_SHARED_DATA;

/// The words that all threads share, each on a cache line of its own: in C because a Swift global with storage of its
/// own is initialised lazily, behind a check.
typedef struct {
    uint32_t legacy __attribute__((aligned(64)));       /* the legacy lock: LegacyLock.swift */
    uint32_t starving __attribute__((aligned(64)));     /* its waiters of more than 1 ms */
    uint32_t queue_length __attribute__((aligned(64))); /* of its reclaim queue */
    uint32_t postponed;                                 /* collections, because it was taken: Collector.swift */
    uint64_t queue_bytes;                               /* of the objects in the queue */
    uint32_t stop __attribute__((aligned(64)));         /* the stop word: StopTheWorld.swift */
    uint32_t lock_statistics;                           /* 1: acquisitions are counted. Set once, at the start */
} SutureSharedWords;
extern SutureSharedWords suture_shared_words SUTURE_SHARED_DATA;
SUTURE_INLINE uint32_t *_Nonnull suture_legacy_word(void) { return &suture_shared_words.legacy; }
SUTURE_INLINE uint32_t *_Nonnull suture_starving_word(void) { return &suture_shared_words.starving; }
SUTURE_INLINE uint32_t *_Nonnull suture_queue_length_word(void) { return &suture_shared_words.queue_length; }
SUTURE_INLINE uint64_t *_Nonnull suture_queue_bytes_word(void) { return &suture_shared_words.queue_bytes; }
SUTURE_INLINE uint32_t *_Nonnull suture_postponed_word(void) { return &suture_shared_words.postponed; }
SUTURE_INLINE uint32_t *_Nonnull suture_stop_word(void) { return &suture_shared_words.stop; }
SUTURE_INLINE bool suture_counts_locks(void) { return suture_shared_words.lock_statistics != 0; }
SUTURE_INLINE void suture_set_counts_locks(bool on) { suture_shared_words.lock_statistics = on ? 1 : 0; }

/// Where the small blocks are: SmallBlocks.swift. `size` is 0 before the first, and where there are none.
typedef struct {
    uintptr_t base, size;
    uint8_t *_Nullable classes; /* of each 64 KiB from `base` on: the size class of its blocks, or 0 */
} SutureSmallBlocks;
extern SutureSmallBlocks suture_small_blocks SUTURE_SHARED_DATA;
SUTURE_INLINE SutureSmallBlocks *_Nonnull suture_small(void) { return &suture_small_blocks; }
SUTURE_INLINE bool suture_is_small(const void *_Nonnull block) { return (uintptr_t)block - suture_small_blocks.base < suture_small_blocks.size; }
/// The size class of a small block; 0: it is malloc's.
SUTURE_INLINE long suture_small_class(const void *_Nonnull block) {
    uintptr_t at = (uintptr_t)block - suture_small_blocks.base;
    return at < suture_small_blocks.size ? suture_small_blocks.classes[at >> 16] : 0;
}

/// The calling thread's state; of a detached thread a state whose mode is SUTURE_DETACHED.
SUTURE_INLINE PyThreadState *_Nonnull suture_thread(void) { return suture_current_thread; }
SUTURE_INLINE void suture_set_thread(PyThreadState *_Nonnull t) { suture_current_thread = t; }
SUTURE_INLINE PyThreadState *_Nonnull suture_detached_thread(void) { return &suture_no_thread; }
SUTURE_INLINE bool suture_is_gil_mode(void) { return suture_gil_mode != 0; }
SUTURE_INLINE void suture_set_gil_mode(bool on) { suture_gil_mode = on ? 1 : 0; }
SUTURE_INLINE uint32_t suture_mutexes_held(void) { return suture_held_mutexes; }
SUTURE_INLINE void suture_count_mutex(int32_t by) { suture_held_mutexes += (uint32_t)by; }
/// Whether a safepoint has work: a plain load on every machine.
SUTURE_INLINE bool suture_is_pending(PyThreadState *_Nonnull t) { return __atomic_load_n(&t->pending, __ATOMIC_RELAXED) != 0; }
SUTURE_INLINE uint32_t *_Nonnull suture_attach_word(PyThreadState *_Nonnull t) { return &t->attach_state; }
/// The head of the thread's list of free blocks of a size class.
SUTURE_INLINE void *_Nullable *_Nonnull suture_freelist(PyThreadState *_Nonnull t, long size_class) { return &t->freelist[size_class]; }
SUTURE_INLINE uint32_t *_Nonnull suture_freelist_count(PyThreadState *_Nonnull t, long size_class) { return &t->freelist_count[size_class]; }
SUTURE_INLINE uintptr_t suture_stack_address(void) { return (uintptr_t)__builtin_frame_address(0); }
/// PyGILState_Ensure for the caller whose return address is given. Runtime/PyState.swift.
unsigned suture_gilstate_ensure(void *_Nonnull caller);
#endif
