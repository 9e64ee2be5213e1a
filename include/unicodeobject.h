/// Strings of Unicode code points.
///
/// A str is immutable: no function here takes a lock, and any number of threads may use one. Arguments are borrowed unless
/// said otherwise; "new" is a new reference, the caller's. Wrong argument types raise TypeError or SystemError.
#ifndef SUTURE_UNICODEOBJECT_H
#define SUTURE_UNICODEOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#define Py_UNICODE_SIZE SIZEOF_WCHAR_T
typedef wchar_t Py_UNICODE;
#define Py_UNICODE_REPLACEMENT_CHARACTER ((Py_UCS4)0xFFFD)
#ifndef Py_LIMITED_API
/// Laid out as CPython 3.13's. The text follows the struct: PyASCIIObject for pure ASCII,
/// PyCompactUnicodeObject for 1, 2 or 4 bytes a code point.
typedef struct {
    PyObject ob_base;
    Py_ssize_t length;
    Py_hash_t hash;
    struct {
        unsigned int interned : 2;
        unsigned int kind : 3;
        unsigned int compact : 1;
        unsigned int ascii : 1;
        unsigned int statically_allocated : 1;
        unsigned int : 24;
    } state;
} PyASCIIObject;
typedef struct {
    PyASCIIObject _base;
    Py_ssize_t utf8_length;
    char *utf8;
} PyCompactUnicodeObject;
/// A string object of a subclass: the text lies apart.
typedef struct {
    PyCompactUnicodeObject _base;
    union {
        void *any;
        Py_UCS1 *latin1;
        Py_UCS2 *ucs2;
        Py_UCS4 *ucs4;
    } data;
} PyUnicodeObject;
#define PyUnicode_1BYTE_KIND 1
#define PyUnicode_2BYTE_KIND 2
#define PyUnicode_4BYTE_KIND 4
#endif
#define PyUnicode_Check(op) PyType_FastSubclass(Py_TYPE(op), Py_TPFLAGS_UNICODE_SUBCLASS)
#define PyUnicode_CheckExact(op) Py_IS_TYPE(op, &PyUnicode_Type)
#define SSTATE_NOT_INTERNED 0
#define SSTATE_INTERNED_MORTAL 1
#define SSTATE_INTERNED_IMMORTAL 2

PyAPI_DATA(PyTypeObject) PyUnicodeIter_Type;
PyAPI_DATA(PyTypeObject) PyUnicode_Type;

/// Replaces `*pleft` by `*pleft + right`: gives the old reference up, owns the new. NULL there:
/// failed.
PyAPI_FUNC(void) PyUnicode_Append(PyObject **pleft, PyObject *right);
/// As PyUnicode_Append, and gives `right` up.
PyAPI_FUNC(void) PyUnicode_AppendAndDel(PyObject **pleft, PyObject *right);
/// New bytes in ASCII, or NULL with UnicodeEncodeError.
PyAPI_FUNC(PyObject *) PyUnicode_AsASCIIString(PyObject *unicode);
/// New bytes, each code point by `mapping` (int, bytes or None), or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_AsCharmapString(PyObject *unicode, PyObject *mapping);
/// New bytes in `encoding` (NULL: UTF-8), with the error handler `errors` (NULL: strict), or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_AsEncodedString(PyObject *unicode, const char *encoding,
                                                 const char *errors);
/// New bytes in Latin-1, or NULL with UnicodeEncodeError.
PyAPI_FUNC(PyObject *) PyUnicode_AsLatin1String(PyObject *unicode);
/// New bytes with \u escapes above Latin-1, or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_AsRawUnicodeEscapeString(PyObject *unicode);
/// New bytes in UTF-16 of the machine's byte order, with a mark, or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_AsUTF16String(PyObject *unicode);
/// New bytes in UTF-32 of the machine's byte order, with a mark, or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_AsUTF32String(PyObject *unicode);
/// New bytes in UTF-8, or NULL with UnicodeEncodeError.
PyAPI_FUNC(PyObject *) PyUnicode_AsUTF8String(PyObject *unicode);
/// New bytes with the escapes of a Python literal, or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_AsUnicodeEscapeString(PyObject *unicode);
/// Copies up to `size` characters to `w`, with a NUL if there is room; the number without the NUL.
/// `w` NULL: the size needed. -1: failed.
PyAPI_FUNC(Py_ssize_t) PyUnicode_AsWideChar(PyObject *unicode, wchar_t *w, Py_ssize_t size);
/// -1, 0 or 1, by code points; -1 with TypeError unless both are str.
PyAPI_FUNC(int) PyUnicode_Compare(PyObject *left, PyObject *right);
/// New `left + right`, or NULL with TypeError.
PyAPI_FUNC(PyObject *) PyUnicode_Concat(PyObject *left, PyObject *right);
/// 1: `element`, a str, is in `container`; 0: not; -1: TypeError.
PyAPI_FUNC(int) PyUnicode_Contains(PyObject *container, PyObject *element);
/// How often `substr` is in `str[start:end]` without overlaps; -1: TypeError.
PyAPI_FUNC(Py_ssize_t) PyUnicode_Count(PyObject *str, PyObject *substr, Py_ssize_t start,
                                       Py_ssize_t end);
/// New str of bytes in `encoding` (NULL: UTF-8), or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_Decode(const char *s, Py_ssize_t size, const char *encoding,
                                        const char *errors);
/// New str of ASCII, or NULL with UnicodeDecodeError.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeASCII(const char *string, Py_ssize_t length,
                                             const char *errors);
/// New str, each byte by `mapping` (NULL: Latin-1), or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeCharmap(const char *string, Py_ssize_t length,
                                               PyObject *mapping, const char *errors);
/// New str of file-system bytes, up to the NUL: UTF-8 with surrogateescape.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeFSDefault(const char *s);
/// As PyUnicode_DecodeFSDefault, of `size` bytes.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeFSDefaultAndSize(const char *s, Py_ssize_t size);
/// New str of Latin-1.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeLatin1(const char *string, Py_ssize_t length,
                                              const char *errors);
/// New str of bytes with \u escapes, or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeRawUnicodeEscape(const char *string, Py_ssize_t length,
                                                        const char *errors);
/// New str of UTF-16; `byteorder` -1, 0 (by the mark) or 1, set to what was found.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF16(const char *string, Py_ssize_t length,
                                             const char *errors, int *byteorder);
/// As PyUnicode_DecodeUTF16; with `consumed`, an incomplete end is left and the bytes used are
/// stored.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF16Stateful(const char *string, Py_ssize_t length,
                                                     const char *errors, int *byteorder,
                                                     Py_ssize_t *consumed);
/// New str of UTF-32; `byteorder` -1, 0 (by the mark) or 1, set to what was found.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF32(const char *string, Py_ssize_t length,
                                             const char *errors, int *byteorder);
/// As PyUnicode_DecodeUTF32; with `consumed`, an incomplete end is left and the bytes used are
/// stored.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF32Stateful(const char *string, Py_ssize_t length,
                                                     const char *errors, int *byteorder,
                                                     Py_ssize_t *consumed);
/// New str of UTF-8, or NULL with UnicodeDecodeError.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF8(const char *string, Py_ssize_t length,
                                            const char *errors);
/// As PyUnicode_DecodeUTF8; with `consumed`, an incomplete end is left and the bytes used are
/// stored.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF8Stateful(const char *string, Py_ssize_t length,
                                                    const char *errors, Py_ssize_t *consumed);
/// New str of bytes with the escapes of a Python literal, or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUnicodeEscape(const char *string, Py_ssize_t length,
                                                     const char *errors);
/// For "O&": stores new bytes of a path (str, bytes or os.PathLike) in `*(PyObject **)pointer`. 0:
/// failed. `op` NULL gives the result up.
PyAPI_FUNC(int) PyUnicode_FSConverter(PyObject *op, void *pointer);
/// For "O&": as PyUnicode_FSConverter, but a new str.
PyAPI_FUNC(int) PyUnicode_FSDecoder(PyObject *op, void *pointer);
/// The first (`direction` > 0) or last index of `substr` in `str[start:end]`; -1: nowhere; -2:
/// TypeError.
PyAPI_FUNC(Py_ssize_t) PyUnicode_Find(PyObject *str, PyObject *substr, Py_ssize_t start,
                                      Py_ssize_t end, int direction);
/// New `format % args`, or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_Format(PyObject *format, PyObject *args);
/// New str of a bytes-like object in `encoding` (NULL: UTF-8), or NULL with TypeError.
PyAPI_FUNC(PyObject *) PyUnicode_FromEncodedObject(PyObject *obj, const char *encoding,
                                                   const char *errors);
/// New str of a printf-like format: %s %d %zd %p %x %c %A %R %S %U %V %T %N and others; NULL:
/// failed.
PyAPI_FUNC(PyObject *) PyUnicode_FromFormat(const char *format, ...);
/// As PyUnicode_FromFormat.
PyAPI_FUNC(PyObject *) PyUnicode_FromFormatV(const char *format, va_list vargs);
/// `obj` itself, new reference, or of a subclass's instance a copy; NULL with TypeError for others.
PyAPI_FUNC(PyObject *) PyUnicode_FromObject(PyObject *obj);
/// New str of one code point, or NULL with ValueError.
PyAPI_FUNC(PyObject *) PyUnicode_FromOrdinal(int ordinal);
/// New str of UTF-8 up to the NUL, or NULL with UnicodeDecodeError.
PyAPI_FUNC(PyObject *) PyUnicode_FromString(const char *u);
/// New str of `size` bytes of UTF-8, or NULL with UnicodeDecodeError.
PyAPI_FUNC(PyObject *) PyUnicode_FromStringAndSize(const char *u, Py_ssize_t size);
/// New str of `size` wide characters (-1: up to the NUL), or NULL with ValueError.
PyAPI_FUNC(PyObject *) PyUnicode_FromWideChar(const wchar_t *w, Py_ssize_t size);
/// "utf-8".
PyAPI_FUNC(const char *) PyUnicode_GetDefaultEncoding(void);
/// 1: `s` is an identifier of the language (keywords included); 0: not.
PyAPI_FUNC(int) PyUnicode_IsIdentifier(PyObject *s);
/// New str of the strings of the iterable `seq` with `separator` (NULL: a blank) between them, or
/// NULL.
PyAPI_FUNC(PyObject *) PyUnicode_Join(PyObject *separator, PyObject *seq);
/// New tuple: before the first `sep`, `sep`, after it; NULL: TypeError or ValueError.
PyAPI_FUNC(PyObject *) PyUnicode_Partition(PyObject *s, PyObject *sep);
/// New tuple: before the last `sep`, `sep`, after it; NULL: TypeError or ValueError.
PyAPI_FUNC(PyObject *) PyUnicode_RPartition(PyObject *s, PyObject *sep);
/// As PyUnicode_Split, from the end.
PyAPI_FUNC(PyObject *) PyUnicode_RSplit(PyObject *s, PyObject *sep, Py_ssize_t maxsplit);
/// New str with `substr` replaced by `replstr`, at most `maxcount` times (-1: everywhere), or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_Replace(PyObject *str, PyObject *substr, PyObject *replstr,
                                         Py_ssize_t maxcount);
/// Makes `*unicode` `length` long: replaces it, and leaves the str that others hold as it is. -1: SystemError or
/// MemoryError.
PyAPI_FUNC(int) PyUnicode_Resize(PyObject **unicode, Py_ssize_t length);
/// New reference: True, False, or NotImplemented unless both are str.
PyAPI_FUNC(PyObject *) PyUnicode_RichCompare(PyObject *left, PyObject *right, int op);
/// New list of the parts between `sep` (NULL: runs of white space), at most `maxsplit` + 1 (-1:
/// all), or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_Split(PyObject *s, PyObject *sep, Py_ssize_t maxsplit);
/// New list of the lines, with their ends if `keepends`, or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_Splitlines(PyObject *s, int keepends);
/// 1: `str[start:end]` begins (`direction` < 0) or ends (> 0) with `substr`; 0: not; -1: TypeError.
PyAPI_FUNC(Py_ssize_t) PyUnicode_Tailmatch(PyObject *str, PyObject *substr, Py_ssize_t start,
                                           Py_ssize_t end, int direction);
/// New str, each code point by `table` (int to int, str or None), or NULL. `errors` (NULL: strict) handles None.
PyAPI_FUNC(PyObject *) PyUnicode_Translate(PyObject *str, PyObject *table, const char *errors);
/// New dict from the code points of a decoding table to their bytes, for PyUnicode_AsCharmapString.
PyAPI_FUNC(PyObject *) PyUnicode_BuildEncodingMap(PyObject *string);
/// -1, 0 or 1, against Latin-1 text. Never fails.
PyAPI_FUNC(int) PyUnicode_CompareWithASCIIString(PyObject *left, const char *right);
/// New str of UTF-7, or NULL with UnicodeDecodeError.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF7(const char *string, Py_ssize_t length,
                                            const char *errors);
/// As PyUnicode_DecodeUTF7; with `consumed`, an incomplete end is left and the bytes used are
/// stored.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF7Stateful(const char *string, Py_ssize_t length,
                                                    const char *errors, Py_ssize_t *consumed);
/// New bytes for the file system: UTF-8 with surrogateescape, or NULL with UnicodeEncodeError.
PyAPI_FUNC(PyObject *) PyUnicode_EncodeFSDefault(PyObject *unicode);
/// New reference to the interned str of this UTF-8, which is immortal; NULL: failed.
PyAPI_FUNC(PyObject *) PyUnicode_InternFromString(const char *u);
/// Replaces `*result` by the interned str of the same text, which is immortal. Does nothing on
/// failure.
PyAPI_FUNC(void) PyUnicode_InternInPlace(PyObject **result);

/// The characters and a NUL in new memory (PyMem_Free), their number in `*size`. `size` NULL: a NUL
/// within is a ValueError.
PyAPI_FUNC(wchar_t *) PyUnicode_AsWideCharString(PyObject *unicode, Py_ssize_t *size);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03030000
/// Copies the code points to `buffer` of `buflen`, with a NUL if `copy_null`: `buffer`, or NULL
/// with SystemError.
PyAPI_FUNC(Py_UCS4 *) PyUnicode_AsUCS4(PyObject *unicode, Py_UCS4 *buffer, Py_ssize_t buflen,
                                       int copy_null);
/// The code points and a NUL in new memory (PyMem_Free), or NULL.
PyAPI_FUNC(Py_UCS4 *) PyUnicode_AsUCS4Copy(PyObject *unicode);
/// New str of the locale's bytes (UTF-8); `errors` NULL, "strict" or "surrogateescape".
PyAPI_FUNC(PyObject *) PyUnicode_DecodeLocale(const char *str, const char *errors);
/// As PyUnicode_DecodeLocale, of `len` bytes and a NUL.
PyAPI_FUNC(PyObject *) PyUnicode_DecodeLocaleAndSize(const char *str, Py_ssize_t len,
                                                     const char *errors);
/// New bytes in the locale's encoding (UTF-8); `errors` NULL, "strict" or "surrogateescape".
PyAPI_FUNC(PyObject *) PyUnicode_EncodeLocale(PyObject *unicode, const char *errors);
/// The first (`direction` > 0) or last index of `ch` in `str[start:end]`; -1: nowhere.
PyAPI_FUNC(Py_ssize_t) PyUnicode_FindChar(PyObject *str, Py_UCS4 ch, Py_ssize_t start,
                                          Py_ssize_t end, int direction);
/// The number of code points; -1: TypeError.
PyAPI_FUNC(Py_ssize_t) PyUnicode_GetLength(PyObject *unicode);
/// The code point at `index`; (Py_UCS4)-1 with IndexError or TypeError.
PyAPI_FUNC(Py_UCS4) PyUnicode_ReadChar(PyObject *unicode, Py_ssize_t index);
/// New `str[start:end]`, no negative indexes; NULL with IndexError.
PyAPI_FUNC(PyObject *) PyUnicode_Substring(PyObject *str, Py_ssize_t start, Py_ssize_t end);
/// Writes to a new str that nobody else holds and that was not hashed yet. -1: IndexError,
/// SystemError, ValueError.
PyAPI_FUNC(int) PyUnicode_WriteChar(PyObject *unicode, Py_ssize_t index, Py_UCS4 character);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
/// The UTF-8 with a NUL, which lives as long as `unicode`, its size in `*size`; NULL with
/// UnicodeEncodeError.
PyAPI_FUNC(const char *) PyUnicode_AsUTF8AndSize(PyObject *unicode, Py_ssize_t *size);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
/// 1: the text is this UTF-8; 0: not. Never fails.
PyAPI_FUNC(int) PyUnicode_EqualToUTF8(PyObject *op, const char *text);
/// As PyUnicode_EqualToUTF8, of `size` bytes.
PyAPI_FUNC(int) PyUnicode_EqualToUTF8AndSize(PyObject *op, const char *text, Py_ssize_t size);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030e0000
/// 1: the same text; 0: not; -1: TypeError.
PyAPI_FUNC(int) PyUnicode_Equal(PyObject *str1, PyObject *str2);
#endif

/// Deprecated: the result of a str-to-any decoder, new reference, or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_AsDecodedObject(PyObject *unicode, const char *encoding,
                                                 const char *errors);
/// Deprecated: as PyUnicode_AsDecodedObject, checked to be a str.
PyAPI_FUNC(PyObject *) PyUnicode_AsDecodedUnicode(PyObject *unicode, const char *encoding,
                                                  const char *errors);
/// Deprecated: the result of a str-to-any encoder, new reference, or NULL.
PyAPI_FUNC(PyObject *) PyUnicode_AsEncodedObject(PyObject *unicode, const char *encoding,
                                                 const char *errors);
/// Deprecated: as PyUnicode_AsEncodedObject, checked to be a str.
PyAPI_FUNC(PyObject *) PyUnicode_AsEncodedUnicode(PyObject *unicode, const char *encoding,
                                                  const char *errors);

#ifndef Py_LIMITED_API
/// Always -1 with RuntimeError: CPython took it away, and keeps the name.
PyAPI_FUNC(Py_ssize_t) PyUnicode_GetSize(PyObject *unicode);
/// As PyUnicode_InternInPlace.
PyAPI_FUNC(void) PyUnicode_InternImmortal(PyObject **unicode);
#endif

#ifndef Py_LIMITED_API
/// A new str of `size` code points up to `maxchar`, whose text is not written yet; of size 0 the empty str. NULL:
/// SystemError or MemoryError.
PyAPI_FUNC(PyObject *) PyUnicode_New(Py_ssize_t size, Py_UCS4 maxchar);
/// New str of `size` code points of `kind` (1, 2 or 4) bytes, or NULL with ValueError or SystemError.
PyAPI_FUNC(PyObject *) PyUnicode_FromKindAndData(int kind, const void *buffer, Py_ssize_t size);
/// Copies into `to`, a new str that nobody else holds: the number copied, or -1.
PyAPI_FUNC(Py_ssize_t) PyUnicode_CopyCharacters(PyObject *to, Py_ssize_t to_start, PyObject *from, Py_ssize_t from_start,
                                                Py_ssize_t how_many);
/// Fills a part of a new str that nobody else holds: the number written, or -1.
PyAPI_FUNC(Py_ssize_t) PyUnicode_Fill(PyObject *unicode, Py_ssize_t start, Py_ssize_t length, Py_UCS4 fill_char);
/// As PyUnicode_AsUTF8AndSize.
PyAPI_FUNC(const char *) PyUnicode_AsUTF8(PyObject *unicode);
/// As PyUnicode_AsUTF8; NULL with ValueError when a NUL is within.
PyAPI_FUNC(const char *) _PyUnicode_AsUTF8NoNUL(PyObject *unicode);
/// New bytes in UTF-8, or NULL.
PyAPI_FUNC(PyObject *) _PyUnicode_AsUTF8String(PyObject *unicode, const char *errors);
/// New str of exactly the type str with the same text, or NULL.
PyAPI_FUNC(PyObject *) _PyUnicode_Copy(PyObject *unicode);
/// 1: the same text; 0: not. Both are str.
PyAPI_FUNC(int) _PyUnicode_Equal(PyObject *left, PyObject *right);
PyAPI_FUNC(int) _PyUnicode_EqualToASCIIString(PyObject *unicode, const char *right);
/// As PyUnicode_InternInPlace: every interned str is immortal.
PyAPI_FUNC(void) _PyUnicode_InternMortal(PyObject **unicode);
/// New str: digits of all scripts as ASCII digits, white space as blanks, up to the first other character, a "?".
PyAPI_FUNC(PyObject *) _PyUnicode_TransformDecimalAndSpaceToASCII(PyObject *unicode);

/// Builds a str in parts. Laid out as CPython 3.13's: its macros read the fields.
typedef struct {
    PyObject *buffer; /* owned; NULL: nothing written */
    void *data;
    int kind;
    Py_UCS4 maxchar;
    Py_ssize_t size, pos, min_length;
    Py_UCS4 min_char;
    unsigned char overallocate, readonly;
} _PyUnicodeWriter;
PyAPI_FUNC(void) _PyUnicodeWriter_Init(_PyUnicodeWriter *writer);
/// Makes room for `length` more code points up to `maxchar`. 0, or -1 with MemoryError.
PyAPI_FUNC(int) _PyUnicodeWriter_PrepareInternal(_PyUnicodeWriter *writer, Py_ssize_t length, Py_UCS4 maxchar);
PyAPI_FUNC(int) _PyUnicodeWriter_PrepareKindInternal(_PyUnicodeWriter *writer, int kind);
PyAPI_FUNC(int) _PyUnicodeWriter_WriteChar(_PyUnicodeWriter *writer, Py_UCS4 ch);
PyAPI_FUNC(int) _PyUnicodeWriter_WriteStr(_PyUnicodeWriter *writer, PyObject *str);
PyAPI_FUNC(int) _PyUnicodeWriter_WriteSubstring(_PyUnicodeWriter *writer, PyObject *str, Py_ssize_t start,
                                                Py_ssize_t end);
/// `len` -1: up to the NUL.
PyAPI_FUNC(int) _PyUnicodeWriter_WriteASCIIString(_PyUnicodeWriter *writer, const char *str, Py_ssize_t len);
PyAPI_FUNC(int) _PyUnicodeWriter_WriteLatin1String(_PyUnicodeWriter *writer, const char *str, Py_ssize_t len);
/// The str, a new reference, or NULL; the writer is empty afterwards.
PyAPI_FUNC(PyObject *) _PyUnicodeWriter_Finish(_PyUnicodeWriter *writer);
PyAPI_FUNC(void) _PyUnicodeWriter_Dealloc(_PyUnicodeWriter *writer);

/* Questions about one code point, from the character database. */
PyAPI_FUNC(int) _PyUnicode_IsLowercase(Py_UCS4 ch);
PyAPI_FUNC(int) _PyUnicode_IsUppercase(Py_UCS4 ch);
PyAPI_FUNC(int) _PyUnicode_IsTitlecase(Py_UCS4 ch);
PyAPI_FUNC(int) _PyUnicode_IsWhitespace(Py_UCS4 ch);
PyAPI_FUNC(int) _PyUnicode_IsLinebreak(Py_UCS4 ch);
PyAPI_FUNC(int) _PyUnicode_IsDecimalDigit(Py_UCS4 ch);
PyAPI_FUNC(int) _PyUnicode_IsDigit(Py_UCS4 ch);
PyAPI_FUNC(int) _PyUnicode_IsNumeric(Py_UCS4 ch);
PyAPI_FUNC(int) _PyUnicode_IsPrintable(Py_UCS4 ch);
PyAPI_FUNC(int) _PyUnicode_IsAlpha(Py_UCS4 ch);
/// The first code point of the mapping.
PyAPI_FUNC(Py_UCS4) _PyUnicode_ToLowercase(Py_UCS4 ch);
PyAPI_FUNC(Py_UCS4) _PyUnicode_ToUppercase(Py_UCS4 ch);
PyAPI_FUNC(Py_UCS4) _PyUnicode_ToTitlecase(Py_UCS4 ch);
/// The value, or -1.
PyAPI_FUNC(int) _PyUnicode_ToDecimalDigit(Py_UCS4 ch);
PyAPI_FUNC(int) _PyUnicode_ToDigit(Py_UCS4 ch);
PyAPI_FUNC(double) _PyUnicode_ToNumeric(Py_UCS4 ch);

/// Whether a byte is ASCII white space: read by the macros of binaries.
PyAPI_DATA(const unsigned char) _Py_ascii_whitespace[128];
/// The classes of a byte in the C locale: 1 lower, 2 upper, 4 digit, 8 space, 16 hexadecimal digit.
PyAPI_DATA(const unsigned int) _Py_ctype_table[256];
PyAPI_DATA(const unsigned char) _Py_ctype_tolower[256];
PyAPI_DATA(const unsigned char) _Py_ctype_toupper[256];
PyAPI_DATA(const char *) Py_hexdigits;
#endif

#ifdef __cplusplus
}
#endif
#endif
