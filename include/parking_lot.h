/// Sleeping on an address until another thread wakes it: the base of C code's own locks and events.
#ifndef SUTURE_PARKING_LOT_H
#define SUTURE_PARKING_LOT_H
#include "object.h"
#include "pytime.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
/// Results of _PyParkingLot_Park: woken; `*address` was another value; the time is over; a signal came (never, here).
enum { Py_PARK_OK = 0, Py_PARK_AGAIN = -1, Py_PARK_TIMEOUT = -2, Py_PARK_INTR = -3 };
/// Called by _PyParkingLot_Unpark with its own argument, the sleeper's (NULL: nobody sleeps) and whether more may sleep.
/// The sleeper cannot wake, and nobody can fall asleep on the address, while it runs. It must not call the API.
typedef void _Py_unpark_fn_t(void *arg, void *park_arg, int has_more_waiters);

/// Sleeps while `*address` is `*expected`, `size` (1, 2, 4 or 8) bytes of it, for at most `timeout` nanoseconds;
/// negative: for ever. Detached when `detach` is set: an attached thread must set it.
PyAPI_FUNC(int) _PyParkingLot_Park(const void *address, const void *expected, size_t size, PyTime_t timeout,
                                   void *park_arg, int detach);
/// Wakes the thread that has slept on `address` for the longest.
PyAPI_FUNC(void) _PyParkingLot_Unpark(const void *address, _Py_unpark_fn_t *function, void *arg);
/// Wakes all that sleep on `address`.
PyAPI_FUNC(void) _PyParkingLot_UnparkAll(const void *address);
#endif

#ifdef __cplusplus
}
#endif
#endif
