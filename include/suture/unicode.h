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

/// What str knows of a code point: a row of the character database. The four case mappings are added to the point; of a
/// SUTURE_CHAR_SPECIAL one they are `offset << 8 | count` of several points in suture_case_points.
typedef struct {
    int32_t upper, lower, title, fold;
    uint16_t flags;
    uint8_t decimal, digit; /* the value, or 255 */
} SutureCharacter;

#define SUTURE_CHAR_ALPHA 0x1u
#define SUTURE_CHAR_DECIMAL 0x2u
#define SUTURE_CHAR_DIGIT 0x4u
#define SUTURE_CHAR_NUMERIC 0x8u
#define SUTURE_CHAR_LOWER 0x10u
#define SUTURE_CHAR_UPPER 0x20u
#define SUTURE_CHAR_TITLE 0x40u
#define SUTURE_CHAR_SPACE 0x80u
#define SUTURE_CHAR_LINEBREAK 0x100u
#define SUTURE_CHAR_XID_START 0x200u
#define SUTURE_CHAR_XID_CONTINUE 0x400u
#define SUTURE_CHAR_PRINTABLE 0x800u
#define SUTURE_CHAR_CASE_IGNORABLE 0x1000u
#define SUTURE_CHAR_SPECIAL 0x2000u
#define SUTURE_CHAR_CASED 0x70u /* lower, upper or title */

/* Two levels: the number of the block of 128 points, then the number of the row. Row 0 is the unassigned point's. */
extern const SutureCharacter suture_characters[];
extern const uint32_t suture_case_points[];
extern const uint16_t suture_character_blocks[];
extern const uint16_t suture_character_indexes[];

/// The numeric values, in order of the points.
typedef struct {
    uint32_t point;
    double value;
} SutureNumericValue;
extern const SutureNumericValue suture_numeric_values[];
extern const int suture_numeric_count;

SUTURE_INLINE const SutureCharacter *_Nonnull suture_character(uint32_t point) {
    if (__builtin_expect(point > 0x10FFFF, 0)) return suture_characters;
    return &suture_characters[suture_character_indexes[(uint32_t)suture_character_blocks[point >> 7] << 7 | (point & 0x7F)]];
}
SUTURE_INLINE uint32_t suture_character_flags(uint32_t point) { return suture_character(point)->flags; }
SUTURE_INLINE const uint32_t *_Nonnull suture_case_mapping(int32_t special) { return suture_case_points + (special >> 8); }

#if defined(__linux__)
// string.h declares it only with _GNU_SOURCE, which Swift's importer does not define.
void *memmem(const void *text, size_t size, const void *part, size_t part_size);
#endif
/// The first place of `part` in `text`, or NULL.
SUTURE_INLINE const void *_Nullable suture_find_bytes(const void *_Nonnull text, size_t size, const void *_Nonnull part,
                                                     size_t part_size) {
    return memmem(text, size, part, part_size);
}
SUTURE_INLINE const SutureNumericValue *_Nonnull suture_numeric_value(int index) { return suture_numeric_values + index; }
#endif
