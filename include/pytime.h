/// Clocks, in nanoseconds.
#ifndef SUTURE_PYTIME_H
#define SUTURE_PYTIME_H
#include "object.h"

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
#endif

#ifdef __cplusplus
}
#endif
#endif
