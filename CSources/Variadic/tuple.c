// PyTuple_Pack: see va.h.
#include "suture/suture.h"

PyObject *suture_tuple_pack(Py_ssize_t n, SutureArguments *items);

PyObject *PyTuple_Pack(Py_ssize_t n, ...) {
    SutureArguments items;
    va_start(items.arguments, n);
    PyObject *result = suture_tuple_pack(n, &items);
    va_end(items.arguments);
    return result;
}
