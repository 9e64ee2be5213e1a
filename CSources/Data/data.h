// Beginnings of static type objects and static objects.
#ifndef SUTURE_DATA_H
#define SUTURE_DATA_H
#include "suture/suture.h"
#define SUTURE_HEAD(type) {_Py_IMMORTAL_REFCNT, &type}
/// The first fields of a static type: name, size of an instance, size of an item.
#define SUTURE_TYPE(name, basicsize, itemsize)                                                     \
    .ob_base = {SUTURE_HEAD(PyType_Type), 0}, .tp_name = name, .tp_basicsize = (basicsize), .tp_itemsize = (itemsize)
#endif
