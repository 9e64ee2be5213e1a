/// Ranges.
#ifndef SUTURE_RANGEOBJECT_H
#define SUTURE_RANGEOBJECT_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PyRange_Check(op) Py_IS_TYPE(op, &PyRange_Type)

PyAPI_DATA(PyTypeObject) PyLongRangeIter_Type;
PyAPI_DATA(PyTypeObject) PyRangeIter_Type;
PyAPI_DATA(PyTypeObject) PyRange_Type;

#ifdef __cplusplus
}
#endif
#endif
