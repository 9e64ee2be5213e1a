/// Clocks, in nanoseconds.
#ifndef SUTURE_PYTIME_H
#define SUTURE_PYTIME_H
#include "object.h"
#include <sys/time.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_LIMITED_API
typedef int64_t PyTime_t;
#define PyTime_MIN INT64_MIN
#define PyTime_MAX INT64_MAX
/// Nanoseconds as seconds.
PyAPI_FUNC(double) PyTime_AsSecondsDouble(PyTime_t t);
/// A clock's time: 0, or -1 with an exception. The Raw forms need no thread state.
PyAPI_FUNC(int) PyTime_Monotonic(PyTime_t *result);
PyAPI_FUNC(int) PyTime_PerfCounter(PyTime_t *result);
PyAPI_FUNC(int) PyTime_Time(PyTime_t *result);
PyAPI_FUNC(int) PyTime_MonotonicRaw(PyTime_t *result);
PyAPI_FUNC(int) PyTime_PerfCounterRaw(PyTime_t *result);
PyAPI_FUNC(int) PyTime_TimeRaw(PyTime_t *result);

/// Down, up, to the nearest (half to even), away from zero.
typedef enum {
    _PyTime_ROUND_FLOOR = 0,
    _PyTime_ROUND_CEILING = 1,
    _PyTime_ROUND_HALF_EVEN = 2,
    _PyTime_ROUND_UP = 3,
    _PyTime_ROUND_TIMEOUT = _PyTime_ROUND_UP
} _PyTime_round_t;

/// Seconds, milliseconds of an int or float object: 0, or -1 with OverflowError, TypeError, ValueError (NaN).
PyAPI_FUNC(int) _PyTime_FromSecondsObject(PyTime_t *result, PyObject *o, _PyTime_round_t round);
PyAPI_FUNC(int) _PyTime_FromMillisecondsObject(PyTime_t *result, PyObject *o, _PyTime_round_t round);
/// Nanoseconds of an int object: 0, or -1 with OverflowError or TypeError.
PyAPI_FUNC(int) _PyTime_FromLong(PyTime_t *result, PyObject *o);
PyAPI_FUNC(PyTime_t) _PyTime_FromSeconds(int seconds);
/// An int of nanoseconds: a new reference, or NULL.
PyAPI_FUNC(PyObject *) _PyTime_AsLong(PyTime_t t);
PyAPI_FUNC(PyTime_t) _PyTime_AsMilliseconds(PyTime_t t, _PyTime_round_t round);
PyAPI_FUNC(PyTime_t) _PyTime_AsMicroseconds(PyTime_t t, _PyTime_round_t round);
/// The fraction is never negative. Every PyTime_t fits: they return 0.
PyAPI_FUNC(int) _PyTime_AsTimeval(PyTime_t t, struct timeval *tv, _PyTime_round_t round);
PyAPI_FUNC(void) _PyTime_AsTimeval_clamp(PyTime_t t, struct timeval *tv, _PyTime_round_t round);
PyAPI_FUNC(int) _PyTime_AsTimevalTime_t(PyTime_t t, time_t *seconds, int *microseconds,
                                        _PyTime_round_t round);
PyAPI_FUNC(int) _PyTime_AsTimespec(PyTime_t t, struct timespec *ts);
PyAPI_FUNC(void) _PyTime_AsTimespec_clamp(PyTime_t t, struct timespec *ts);
/// Seconds of an int or float object, and their fraction, which is never negative: 0, or -1 with OverflowError,
/// TypeError, ValueError (NaN).
PyAPI_FUNC(int) _PyTime_ObjectToTime_t(PyObject *o, time_t *seconds, _PyTime_round_t round);
PyAPI_FUNC(int) _PyTime_ObjectToTimeval(PyObject *o, time_t *seconds, long *microseconds,
                                        _PyTime_round_t round);
PyAPI_FUNC(int) _PyTime_ObjectToTimespec(PyObject *o, time_t *seconds, long *nanoseconds,
                                         _PyTime_round_t round);
/// The monotonic clock's time after `timeout`, at most PyTime_MAX; and what is left until then, negative when it is over.
PyAPI_FUNC(PyTime_t) _PyDeadline_Init(PyTime_t timeout);
PyAPI_FUNC(PyTime_t) _PyDeadline_Get(PyTime_t deadline);
#endif

#ifdef __cplusplus
}
#endif
#endif
