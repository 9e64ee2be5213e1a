/// PyMutex: a lock of one byte, for data that no object carries.
#ifndef SUTURE_LOCK_H
#define SUTURE_LOCK_H
#include "pyport.h"

#ifdef __cplusplus
extern "C" {
#endif

#if !defined(Py_LIMITED_API) || defined(Py_GILECTOMY)
/// Zeroes are unlocked: `static PyMutex m;`. Not recursive, owned by no thread in particular, and never moved while locked.
/// Its two lowest bits: 1 locked, 2 threads wait.
typedef struct PyMutex {
    uint8_t _bits;
} PyMutex;

/// Locks `m`; waits while it is locked.
///
/// - locking: while it waits the thread counts as detached: its object locks are set aside, the legacy lock is given up,
///            and a collection does not wait for it. It runs no code of others. A detached thread may call it, too.
PyAPI_FUNC(void) PyMutex_Lock(PyMutex *m);

/// Unlocks `m`; any thread may. The process ends with a message when it is not locked.
PyAPI_FUNC(void) PyMutex_Unlock(PyMutex *m);

#ifndef SUTURE_IMPLEMENTATION
static inline void _PyMutex_Lock(PyMutex *m) {
    uint8_t unlocked = 0;
    if (!__atomic_compare_exchange_n(&m->_bits, &unlocked, (uint8_t)1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        PyMutex_Lock(m);
}
static inline void _PyMutex_Unlock(PyMutex *m) {
    uint8_t locked = 1;
    if (!__atomic_compare_exchange_n(&m->_bits, &locked, (uint8_t)0, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
        PyMutex_Unlock(m);
}
#define PyMutex_Lock _PyMutex_Lock
#define PyMutex_Unlock _PyMutex_Unlock
#endif
#endif

#ifdef __cplusplus
}
#endif
#endif
