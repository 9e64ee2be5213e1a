// Swift cannot call the variadic snprintf. Both functions work in the C locale, whatever setlocale(3) said: the decimal
// point of Python's literals is a point. Delete when the standard library prints and reads doubles at any precision.
#define _GNU_SOURCE
#include "suture/numbers.h"
#include <locale.h>
#if defined(__APPLE__)
#include <xlocale.h>
#endif

static locale_t c_locale;
__attribute__((constructor)) static void make_locale(void) { c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0); }

int suture_print_double(char *buffer, size_t size, const char *format, int precision, double value) {
    locale_t old = uselocale(c_locale);
    int count = snprintf(buffer, size, format, precision, value);
    uselocale(old);
    return count;
}

double suture_scan_double(const char *text) { return strtod_l(text, NULL, c_locale); }
