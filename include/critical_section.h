/// Critical sections (PEP 703's names): scopes that hold the locks of one or two objects.
///
/// They are set aside while the thread waits for anything, as PyObject_Lock in gilectomy.h says. After the wait the
/// innermost section holds its locks again, both of two; an outer one when it becomes innermost.
#ifndef SUTURE_CRITICAL_SECTION_H
#define SUTURE_CRITICAL_SECTION_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

/// 16 bytes, on the caller's stack.
typedef struct PyCriticalSection {
    uintptr_t _cs_prev;
    void *_cs_object;
} PyCriticalSection;
/// 24 bytes, on the caller's stack.
typedef struct PyCriticalSection2 {
    PyCriticalSection _cs_base;
    void *_cs_object2;
} PyCriticalSection2;
#define Py_BEGIN_CRITICAL_SECTION(op)                                                              \
    {                                                                                              \
        PyCriticalSection _py_cs;                                                                  \
        PyCriticalSection_Begin(&_py_cs, _PyObject_CAST(op))
#define Py_END_CRITICAL_SECTION()                                                                  \
    PyCriticalSection_End(&_py_cs);                                                                \
    }
#define Py_BEGIN_CRITICAL_SECTION2(a, b)                                                           \
    {                                                                                              \
        PyCriticalSection2 _py_cs2;                                                                \
        PyCriticalSection2_Begin(&_py_cs2, _PyObject_CAST(a), _PyObject_CAST(b))
#define Py_END_CRITICAL_SECTION2()                                                                 \
    PyCriticalSection2_End(&_py_cs2);                                                              \
    }

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030f0000
PyAPI_FUNC(void) PyCriticalSection_Begin(PyCriticalSection *c, PyObject *op);
PyAPI_FUNC(void) PyCriticalSection_End(PyCriticalSection *c);
PyAPI_FUNC(void) PyCriticalSection2_Begin(PyCriticalSection2 *c, PyObject *a, PyObject *b);
PyAPI_FUNC(void) PyCriticalSection2_End(PyCriticalSection2 *c);
#endif

#ifdef __cplusplus
}
#endif
#endif
