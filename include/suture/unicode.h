/// The singleton strings and the character database (CSources/Data/unicodeobject*.c).
#ifndef SUTURE_UNICODE_H
#define SUTURE_UNICODE_H
#include "../Python.h"
#include "atomic.h"
#include "names.h"

/// The strings of one character below U+0100, immortal; filled at start.
extern PyObject *_Nonnull suture_latin1[256] SUTURE_SHARED_DATA;
extern PyObject *_Nonnull suture_empty_text SUTURE_SHARED_DATA;
SUTURE_INLINE PyObject *_Nonnull suture_str_latin1(uint8_t c) { return suture_latin1[c]; }
SUTURE_INLINE void suture_set_str_latin1(uint8_t c, PyObject *_Nonnull o) { suture_latin1[c] = o; }
SUTURE_INLINE PyObject *_Nonnull suture_str_empty(void) { return suture_empty_text; }
SUTURE_INLINE void suture_set_str_empty(PyObject *_Nonnull o) { suture_empty_text = o; }
SUTURE_INLINE void suture_set_name(int index, PyObject *_Nonnull o) { suture_names[index] = o; }
SUTURE_INLINE const char *_Nullable suture_text_of_name(int index) { return suture_name_texts[index]; }
#endif
