/// Access to a `va_list` from Swift, which cannot touch one: the C functions of CSources/Variadic wrap theirs in this
/// struct and pass its address. Delete when Swift can define variadic C functions.
#ifndef SUTURE_VA_H
#define SUTURE_VA_H
#include "atomic.h"
#include <stdarg.h>
#include <stddef.h>
typedef struct {
    va_list arguments;
} SutureArguments;
SUTURE_INLINE int suture_va_int(SutureArguments *_Nonnull v) { return va_arg(v->arguments, int); }
SUTURE_INLINE unsigned suture_va_uint(SutureArguments *_Nonnull v) { return va_arg(v->arguments, unsigned); }
SUTURE_INLINE long suture_va_long(SutureArguments *_Nonnull v) { return va_arg(v->arguments, long); }
SUTURE_INLINE long long suture_va_longlong(SutureArguments *_Nonnull v) { return va_arg(v->arguments, long long); }
SUTURE_INLINE double suture_va_double(SutureArguments *_Nonnull v) { return va_arg(v->arguments, double); }
SUTURE_INLINE void *_Nullable suture_va_pointer(SutureArguments *_Nonnull v) { return va_arg(v->arguments, void *); }
#endif
