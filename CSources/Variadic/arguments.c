// Format strings of arguments whose units and arguments are of the common kinds, without a call. Anything else, errors
// included, is left to Format/Arguments.swift, which begins again and stores again what was stored here.
#include "suture/suture.h"

static inline int is_end(char c) { return c == '\0' || c == ':' || c == ';'; }
static inline int is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

/// The value of an int of exactly that type with one digit at most.
static inline int short_int(PyObject *o, long *value) {
    if (o->ob_type != &PyLong_Type)
        return 0;
    const PyLongObject *n = (const PyLongObject *)o;
    if (n->long_value.lv_tag >= 16)
        return 0;
    *value = (1 - (long)(n->long_value.lv_tag & 3)) * (long)n->long_value.ob_digit[0];
    return 1;
}

/// The text of a str that is ASCII, or of a bytes object.
static inline const char *plain_text(PyObject *o, char unit, Py_ssize_t *size) {
    if (unit == 'y') {
        if (o->ob_type != &PyBytes_Type)
            return NULL;
        *size = ((PyVarObject *)o)->ob_size;
        return ((PyBytesObject *)o)->ob_sval;
    }
    const PyASCIIObject *s = (const PyASCIIObject *)o;
    if (o->ob_type != &PyUnicode_Type || !s->state.ascii || !s->state.compact)
        return NULL;
    *size = s->length;
    return (const char *)(s + 1);
}

/// Stores all the arguments and returns the rest of the format; NULL: the general way has to be gone.
static inline const char *store_common(PyObject *const *items, Py_ssize_t count, const char *format, va_list *places,
                                       int *has_optional) {
    int shows = suture_thread()->mode == SUTURE_LEGACY;
    *has_optional = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *o = items[i];
        long value;
        Py_ssize_t size;
        if (*format == '|') {
            if ((*has_optional)++)
                return NULL;
            format++;
        }
        char unit = *format++;
        switch (unit) {
        case 'O':
            if (*format == '&')
                return NULL;
            if (*format == '!') {
                PyTypeObject *type = va_arg(*places, PyTypeObject *);
                if (o->ob_type != type && !PyType_IsSubtype(o->ob_type, type))
                    return NULL;
                format++;
            }
            *va_arg(*places, PyObject **) = o;
            break;
        case 'U':
        case 'S':
            if (!(o->ob_type->tp_flags & (unit == 'U' ? Py_TPFLAGS_UNICODE_SUBCLASS : Py_TPFLAGS_BYTES_SUBCLASS)))
                return NULL;
            *va_arg(*places, PyObject **) = o;
            break;
        case 'p':
            if (o != Py_True && o != Py_False && o != Py_None)
                return NULL;
            *va_arg(*places, int *) = o == Py_True;
            break;
        case 'i':
            if (!short_int(o, &value))
                return NULL;
            *va_arg(*places, int *) = (int)value;
            break;
        case 'l':
        case 'n':
        case 'L':
            if (!short_int(o, &value))
                return NULL;
            *va_arg(*places, long *) = value;
            break;
        case 'd':
            if (o->ob_type != &PyFloat_Type)
                return NULL;
            *va_arg(*places, double *) = ((PyFloatObject *)o)->ob_fval;
            break;
        case 's':
        case 'z':
        case 'y': {
            const char *text = plain_text(o, unit, &size);
            if (text == NULL || *format == '*')
                return NULL;
            *va_arg(*places, const char **) = text;
            if (*format == '#') {
                *va_arg(*places, Py_ssize_t *) = size;
                format++;
            } else if (strlen(text) != (size_t)size) {
                return NULL;
            }
            break;
        }
        default: return NULL;
        }
        if (shows)
            suture_expose(o);
    }
    return format;
}

/// 1: the arguments fit the format and are stored. 0: ask the general way.
static inline int parse_row(PyObject *const *items, Py_ssize_t count, const char *format, va_list *places) {
    int has_optional;
    const char *rest = store_common(items, count, format, places, &has_optional);
    return rest != NULL && (is_end(*rest) || *rest == '|' || (has_optional && is_letter(*rest)));
}

static inline int parse_tuple(PyObject *args, const char *format, va_list *places) {
    if (args == NULL || !(args->ob_type->tp_flags & Py_TPFLAGS_TUPLE_SUBCLASS))
        return 0;
    return parse_row(((PyTupleObject *)args)->ob_item, ((PyVarObject *)args)->ob_size, format, places);
}

/// As `parse_row`, where no argument is given by keyword.
static inline int parse_named(PyObject *args, PyObject *kwargs, const char *format, char *const *names, va_list *places) {
    if (args == NULL || !(args->ob_type->tp_flags & Py_TPFLAGS_TUPLE_SUBCLASS) || kwargs != NULL || format == NULL ||
        names == NULL)
        return 0;
    Py_ssize_t count = ((PyVarObject *)args)->ob_size, n = 0;
    while (names[n] != NULL && names[n][0] == '\0')
        n++;
    for (; names[n] != NULL; n++)
        if (names[n][0] == '\0')
            return 0;
    int has_optional;
    const char *rest =
        count > n ? NULL : store_common(((PyTupleObject *)args)->ob_item, count, format, places, &has_optional);
    if (rest == NULL || count == n)
        return rest != NULL && is_end(*rest);
    return *rest == '|' && !has_optional ? is_letter(rest[1]) : has_optional && is_letter(*rest);
}

#define TRY(last, common, general)                                                                                     \
    SutureArguments va;                                                                                                \
    va_start(va.arguments, last);                                                                                      \
    int done = common;                                                                                                 \
    va_end(va.arguments);                                                                                              \
    if (done)                                                                                                          \
        return 1;                                                                                                      \
    va_start(va.arguments, last);                                                                                      \
    done = general;                                                                                                    \
    va_end(va.arguments);                                                                                              \
    return done

int PyArg_ParseTuple(PyObject *op, const char *text, ...) {
    TRY(text, parse_tuple(op, text, &va.arguments), suture_arg_parse(op, text, &va, 0));
}
int _PyArg_ParseTuple_SizeT(PyObject *op, const char *text, ...) {
    TRY(text, parse_tuple(op, text, &va.arguments), suture_arg_parse(op, text, &va, 0));
}
int _PyArg_ParseStack(PyObject *const *args, Py_ssize_t nargs, const char *format, ...) {
    TRY(format, parse_row(args, nargs, format, &va.arguments), suture_arg_parse_stack(args, nargs, format, &va));
}
int PyArg_ParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *text, char *const *keywords, ...) {
    TRY(keywords, parse_named(args, kwargs, text, keywords, &va.arguments),
        suture_arg_parse_keywords(args, kwargs, text, keywords, &va, 1263));
}
int _PyArg_ParseTupleAndKeywords_SizeT(PyObject *args, PyObject *kwargs, const char *text, char *const *keywords,
                                       ...) {
    TRY(keywords, parse_named(args, kwargs, text, keywords, &va.arguments),
        suture_arg_parse_keywords(args, kwargs, text, keywords, &va, 1287));
}
