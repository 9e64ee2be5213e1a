// The type str, its iterator, and the singleton strings.
#include "data.h"

PyObject *suture_latin1[256];
PyObject *suture_empty_text;

#define NOARGS(name) PyObject *suture_str_##name(PyObject *self, PyObject *none);
#define ONE(name) PyObject *suture_str_##name(PyObject *self, PyObject *argument);
#define FAST(name) PyObject *suture_str_##name(PyObject *self, PyObject *const *args, Py_ssize_t n);
#define KEYWORDS(name) PyObject *suture_str_##name(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *keywords);
KEYWORDS(encode) KEYWORDS(replace) KEYWORDS(split) KEYWORDS(rsplit) ONE(join) NOARGS(capitalize)
NOARGS(casefold) NOARGS(title) FAST(center) FAST(count) KEYWORDS(expandtabs) FAST(find) ONE(partition)
FAST(index) FAST(ljust) NOARGS(lower) FAST(lstrip) FAST(rfind) FAST(rindex) FAST(rjust) FAST(rstrip)
ONE(rpartition) KEYWORDS(splitlines) FAST(strip) NOARGS(swapcase) ONE(translate) NOARGS(upper)
FAST(startswith) FAST(endswith) ONE(removeprefix) ONE(removesuffix) NOARGS(isascii) NOARGS(islower)
NOARGS(isupper) NOARGS(istitle) NOARGS(isspace) NOARGS(isdecimal) NOARGS(isdigit) NOARGS(isnumeric)
NOARGS(isalpha) NOARGS(isalnum) NOARGS(isidentifier) NOARGS(isprintable) ONE(zfill) ONE(format_map)
ONE(format_spec) FAST(maketrans) NOARGS(sizeof) NOARGS(getnewargs)
NOARGS(iter_length_hint) NOARGS(iter_reduce) ONE(iter_setstate)
#undef NOARGS
#undef ONE
#undef FAST
#undef KEYWORDS
PyObject *suture_str_format(PyObject *self, PyObject *args, PyObject *keywords);
PyObject *suture_str_new(PyTypeObject *type, PyObject *args, PyObject *keywords);
void suture_str_dealloc(PyObject *self);
PyObject *suture_str_repr(PyObject *self);
PyObject *suture_str_str(PyObject *self);
Py_hash_t suture_str_hash(PyObject *self);
Py_ssize_t suture_str_length(PyObject *self);
PyObject *suture_str_item(PyObject *self, Py_ssize_t index);
PyObject *suture_str_repeat(PyObject *self, Py_ssize_t n);
PyObject *suture_str_subscript(PyObject *self, PyObject *key);
PyObject *suture_str_mod(PyObject *left, PyObject *right);
PyObject *suture_str_iter(PyObject *self);
PyObject *suture_str_iter_next(PyObject *self);
void suture_str_iter_dealloc(PyObject *self);
int suture_str_iter_traverse(PyObject *self, visitproc visit, void *context);

// clang-format off
#define M(name, function, flags, doc) {name, (PyCFunction)(void *)suture_str_##function, flags, doc}
#define FASTKW (METH_FASTCALL | METH_KEYWORDS)
static PyMethodDef str_methods[] = {
    M("encode", encode, FASTKW, "encode($self, /, encoding='utf-8', errors='strict')\n--\n\nEncodes the string to bytes."),
    M("replace", replace, FASTKW, "replace($self, old, new, /, count=-1)\n--\n\nA copy with occurrences of old replaced by new."),
    M("split", split, FASTKW, "split($self, /, sep=None, maxsplit=-1)\n--\n\nThe parts between separators, from the left."),
    M("rsplit", rsplit, FASTKW, "rsplit($self, /, sep=None, maxsplit=-1)\n--\n\nThe parts between separators, from the right."),
    M("join", join, METH_O, "join($self, iterable, /)\n--\n\nThe strings of iterable with this one between them."),
    M("capitalize", capitalize, METH_NOARGS, "capitalize($self, /)\n--\n\nFirst character upper case, the rest lower case."),
    M("casefold", casefold, METH_NOARGS, "casefold($self, /)\n--\n\nFor caseless comparisons."),
    M("title", title, METH_NOARGS, "title($self, /)\n--\n\nEach word starts with an upper case character."),
    M("center", center, METH_FASTCALL, "center($self, width, fillchar=' ', /)\n--\n\nCentered in width characters."),
    M("count", count, METH_FASTCALL, "count(sub[, start[, end]]): the number of occurrences that do not overlap."),
    M("expandtabs", expandtabs, FASTKW, "expandtabs($self, /, tabsize=8)\n--\n\nTabs replaced by blanks."),
    M("find", find, METH_FASTCALL, "find(sub[, start[, end]]): the lowest index, or -1."),
    M("partition", partition, METH_O, "partition($self, sep, /)\n--\n\nWhat is before the first separator, it, and what is after it."),
    M("index", index, METH_FASTCALL, "index(sub[, start[, end]]): the lowest index, or ValueError."),
    M("ljust", ljust, METH_FASTCALL, "ljust($self, width, fillchar=' ', /)\n--\n\nLeft-justified in width characters."),
    M("lower", lower, METH_NOARGS, "lower($self, /)\n--\n\nIn lower case."),
    M("lstrip", lstrip, METH_FASTCALL, "lstrip($self, chars=None, /)\n--\n\nWithout leading white space or chars."),
    M("rfind", rfind, METH_FASTCALL, "rfind(sub[, start[, end]]): the highest index, or -1."),
    M("rindex", rindex, METH_FASTCALL, "rindex(sub[, start[, end]]): the highest index, or ValueError."),
    M("rjust", rjust, METH_FASTCALL, "rjust($self, width, fillchar=' ', /)\n--\n\nRight-justified in width characters."),
    M("rstrip", rstrip, METH_FASTCALL, "rstrip($self, chars=None, /)\n--\n\nWithout trailing white space or chars."),
    M("rpartition", rpartition, METH_O, "rpartition($self, sep, /)\n--\n\nWhat is before the last separator, it, and what is after it."),
    M("splitlines", splitlines, FASTKW, "splitlines($self, /, keepends=False)\n--\n\nThe lines."),
    M("strip", strip, METH_FASTCALL, "strip($self, chars=None, /)\n--\n\nWithout leading and trailing white space or chars."),
    M("swapcase", swapcase, METH_NOARGS, "swapcase($self, /)\n--\n\nUpper case to lower case and the reverse."),
    M("translate", translate, METH_O, "translate($self, table, /)\n--\n\nEach character replaced by what table maps its ordinal to."),
    M("upper", upper, METH_NOARGS, "upper($self, /)\n--\n\nIn upper case."),
    M("startswith", startswith, METH_FASTCALL, "startswith(prefix[, start[, end]]): whether it starts with prefix."),
    M("endswith", endswith, METH_FASTCALL, "endswith(suffix[, start[, end]]): whether it ends with suffix."),
    M("removeprefix", removeprefix, METH_O, "removeprefix($self, prefix, /)\n--\n\nWithout the prefix, if it has it."),
    M("removesuffix", removesuffix, METH_O, "removesuffix($self, suffix, /)\n--\n\nWithout the suffix, if it has it."),
    M("isascii", isascii, METH_NOARGS, "isascii($self, /)\n--\n\nWhether all characters are ASCII."),
    M("islower", islower, METH_NOARGS, "islower($self, /)\n--\n\nWhether it is lower case."),
    M("isupper", isupper, METH_NOARGS, "isupper($self, /)\n--\n\nWhether it is upper case."),
    M("istitle", istitle, METH_NOARGS, "istitle($self, /)\n--\n\nWhether it is title case."),
    M("isspace", isspace, METH_NOARGS, "isspace($self, /)\n--\n\nWhether it is white space."),
    M("isdecimal", isdecimal, METH_NOARGS, "isdecimal($self, /)\n--\n\nWhether it consists of decimal characters."),
    M("isdigit", isdigit, METH_NOARGS, "isdigit($self, /)\n--\n\nWhether it consists of digits."),
    M("isnumeric", isnumeric, METH_NOARGS, "isnumeric($self, /)\n--\n\nWhether it consists of numeric characters."),
    M("isalpha", isalpha, METH_NOARGS, "isalpha($self, /)\n--\n\nWhether it consists of letters."),
    M("isalnum", isalnum, METH_NOARGS, "isalnum($self, /)\n--\n\nWhether it consists of letters and digits."),
    M("isidentifier", isidentifier, METH_NOARGS, "isidentifier($self, /)\n--\n\nWhether it is an identifier."),
    M("isprintable", isprintable, METH_NOARGS, "isprintable($self, /)\n--\n\nWhether repr() would escape nothing."),
    M("zfill", zfill, METH_O, "zfill($self, width, /)\n--\n\nFilled with zeros on the left."),
    M("format", format, METH_VARARGS | METH_KEYWORDS, "format(*args, **kwargs): the fields in braces replaced."),
    M("format_map", format_map, METH_O, "format_map($self, mapping, /)\n--\n\nThe fields in braces replaced from a mapping."),
    M("__format__", format_spec, METH_O, "__format__($self, format_spec, /)\n--\n\nFormatted as format_spec says."),
    M("maketrans", maketrans, METH_FASTCALL | METH_STATIC, "maketrans(x[, y[, z]]): a table for translate()."),
    M("__sizeof__", sizeof, METH_NOARGS, "__sizeof__($self, /)\n--\n\nThe size in memory, in bytes."),
    M("__getnewargs__", getnewargs, METH_NOARGS, "__getnewargs__($self, /)\n--\n\nThe arguments that make this string."),
    {NULL, NULL, 0, NULL},
};

static PyMethodDef iterator_methods[] = {
    M("__length_hint__", iter_length_hint, METH_NOARGS, "The number of characters left."),
    M("__reduce__", iter_reduce, METH_NOARGS, "Return state information for pickling."),
    M("__setstate__", iter_setstate, METH_O, "Set state information for unpickling."),
    {NULL, NULL, 0, NULL},
};
// clang-format on

static PyNumberMethods str_as_number = {.nb_remainder = suture_str_mod};

static PySequenceMethods str_as_sequence = {
    .sq_length = suture_str_length,
    .sq_concat = PyUnicode_Concat,
    .sq_repeat = suture_str_repeat,
    .sq_item = suture_str_item,
    .sq_contains = PyUnicode_Contains,
};

static PyMappingMethods str_as_mapping = {.mp_length = suture_str_length, .mp_subscript = suture_str_subscript};

PyTypeObject PyUnicode_Type = {
    SUTURE_TYPE("str", sizeof(PyUnicodeObject), 0),
    .tp_dealloc = suture_str_dealloc,
    .tp_repr = suture_str_repr,
    .tp_as_number = &str_as_number,
    .tp_as_sequence = &str_as_sequence,
    .tp_as_mapping = &str_as_mapping,
    .tp_hash = suture_str_hash,
    .tp_str = suture_str_str,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_UNICODE_SUBCLASS | _Py_TPFLAGS_MATCH_SELF,
    .tp_doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str",
    .tp_richcompare = PyUnicode_RichCompare,
    .tp_iter = suture_str_iter,
    .tp_methods = str_methods,
    .tp_new = suture_str_new,
};

#define ITERATOR(name)                                                                                                 \
    {                                                                                                                  \
        SUTURE_TYPE(name, 32, 0), .tp_dealloc = suture_str_iter_dealloc,                                               \
            .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, .tp_traverse = suture_str_iter_traverse,              \
            .tp_iter = PyObject_SelfIter, .tp_iternext = suture_str_iter_next, .tp_methods = iterator_methods,         \
    }
PyTypeObject PyUnicodeIter_Type = ITERATOR("str_iterator");
PyTypeObject PyUnicodeASCIIIter_Type = ITERATOR("str_ascii_iterator");
