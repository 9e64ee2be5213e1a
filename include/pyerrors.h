/// Exceptions: the pending error of the thread, and the exception objects.
#ifndef SUTURE_PYERRORS_H
#define SUTURE_PYERRORS_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PyExceptionClass_Check(x) (PyType_Check((x)) && PyType_FastSubclass((PyTypeObject *)(x), Py_TPFLAGS_BASE_EXC_SUBCLASS))
#define PyExceptionInstance_Check(x) PyType_FastSubclass(Py_TYPE(x), Py_TPFLAGS_BASE_EXC_SUBCLASS)
#define PyExceptionInstance_Class(x) _PyObject_CAST(Py_TYPE(x))
#ifndef SUTURE_IMPLEMENTATION
#define PyErr_BadInternalCall() _PyErr_BadInternalCall(__FILE__, __LINE__)
#endif

#ifndef Py_LIMITED_API
/// The exception objects, laid out as CPython 3.13's. Suture counts the references in them as a container's.
#define PyException_HEAD                                                                           \
    PyObject_HEAD PyObject *dict;                                                                  \
    PyObject *args, *notes, *traceback, *context, *cause;                                          \
    char suppress_context;
typedef struct {
    PyException_HEAD
} PyBaseExceptionObject;
typedef struct {
    PyException_HEAD PyObject *msg, *excs;
} PyBaseExceptionGroupObject;
typedef struct {
    PyException_HEAD PyObject *msg, *filename, *lineno, *offset, *end_lineno, *end_offset, *text;
    PyObject *print_file_and_line;
} PySyntaxErrorObject;
typedef struct {
    PyException_HEAD PyObject *msg, *name, *path, *name_from;
} PyImportErrorObject;
typedef struct {
    PyException_HEAD PyObject *encoding, *object;
    Py_ssize_t start, end;
    PyObject *reason;
} PyUnicodeErrorObject;
typedef struct {
    PyException_HEAD PyObject *code;
} PySystemExitObject;
typedef struct {
    PyException_HEAD PyObject *myerrno, *strerror, *filename, *filename2;
    Py_ssize_t written;
} PyOSErrorObject;
typedef struct {
    PyException_HEAD PyObject *value;
} PyStopIterationObject;
typedef struct {
    PyException_HEAD PyObject *name;
} PyNameErrorObject;
typedef struct {
    PyException_HEAD PyObject *obj, *name;
} PyAttributeErrorObject;
typedef PyOSErrorObject PyEnvironmentErrorObject;
#endif

PyAPI_DATA(PyObject *) PyExc_ArithmeticError;
PyAPI_DATA(PyObject *) PyExc_AssertionError;
PyAPI_DATA(PyObject *) PyExc_AttributeError;
PyAPI_DATA(PyObject *) PyExc_BaseException;
PyAPI_DATA(PyObject *) PyExc_BufferError;
PyAPI_DATA(PyObject *) PyExc_BytesWarning;
PyAPI_DATA(PyObject *) PyExc_DeprecationWarning;
PyAPI_DATA(PyObject *) PyExc_EOFError;
PyAPI_DATA(PyObject *) PyExc_EnvironmentError;
PyAPI_DATA(PyObject *) PyExc_Exception;
PyAPI_DATA(PyObject *) PyExc_FloatingPointError;
PyAPI_DATA(PyObject *) PyExc_FutureWarning;
PyAPI_DATA(PyObject *) PyExc_GeneratorExit;
PyAPI_DATA(PyObject *) PyExc_IOError;
PyAPI_DATA(PyObject *) PyExc_ImportError;
PyAPI_DATA(PyObject *) PyExc_ImportWarning;
PyAPI_DATA(PyObject *) PyExc_IndentationError;
PyAPI_DATA(PyObject *) PyExc_IndexError;
PyAPI_DATA(PyObject *) PyExc_KeyError;
PyAPI_DATA(PyObject *) PyExc_KeyboardInterrupt;
PyAPI_DATA(PyObject *) PyExc_LookupError;
PyAPI_DATA(PyObject *) PyExc_MemoryError;
PyAPI_DATA(PyObject *) PyExc_NameError;
PyAPI_DATA(PyObject *) PyExc_NotImplementedError;
PyAPI_DATA(PyObject *) PyExc_OSError;
PyAPI_DATA(PyObject *) PyExc_OverflowError;
PyAPI_DATA(PyObject *) PyExc_PendingDeprecationWarning;
PyAPI_DATA(PyObject *) PyExc_ReferenceError;
PyAPI_DATA(PyObject *) PyExc_RuntimeError;
PyAPI_DATA(PyObject *) PyExc_RuntimeWarning;
PyAPI_DATA(PyObject *) PyExc_StopIteration;
PyAPI_DATA(PyObject *) PyExc_SyntaxError;
PyAPI_DATA(PyObject *) PyExc_SyntaxWarning;
PyAPI_DATA(PyObject *) PyExc_SystemError;
PyAPI_DATA(PyObject *) PyExc_SystemExit;
PyAPI_DATA(PyObject *) PyExc_TabError;
PyAPI_DATA(PyObject *) PyExc_TypeError;
PyAPI_DATA(PyObject *) PyExc_UnboundLocalError;
PyAPI_DATA(PyObject *) PyExc_UnicodeDecodeError;
PyAPI_DATA(PyObject *) PyExc_UnicodeEncodeError;
PyAPI_DATA(PyObject *) PyExc_UnicodeError;
PyAPI_DATA(PyObject *) PyExc_UnicodeTranslateError;
PyAPI_DATA(PyObject *) PyExc_UnicodeWarning;
PyAPI_DATA(PyObject *) PyExc_UserWarning;
PyAPI_DATA(PyObject *) PyExc_ValueError;
PyAPI_DATA(PyObject *) PyExc_Warning;
PyAPI_DATA(PyObject *) PyExc_ZeroDivisionError;

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03060000
PyAPI_DATA(PyObject *) PyExc_ModuleNotFoundError;
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03070000
PyAPI_DATA(PyObject *) PyExc_BlockingIOError;
PyAPI_DATA(PyObject *) PyExc_BrokenPipeError;
PyAPI_DATA(PyObject *) PyExc_ChildProcessError;
PyAPI_DATA(PyObject *) PyExc_ConnectionAbortedError;
PyAPI_DATA(PyObject *) PyExc_ConnectionError;
PyAPI_DATA(PyObject *) PyExc_ConnectionRefusedError;
PyAPI_DATA(PyObject *) PyExc_ConnectionResetError;
PyAPI_DATA(PyObject *) PyExc_FileExistsError;
PyAPI_DATA(PyObject *) PyExc_FileNotFoundError;
PyAPI_DATA(PyObject *) PyExc_InterruptedError;
PyAPI_DATA(PyObject *) PyExc_IsADirectoryError;
PyAPI_DATA(PyObject *) PyExc_NotADirectoryError;
PyAPI_DATA(PyObject *) PyExc_PermissionError;
PyAPI_DATA(PyObject *) PyExc_ProcessLookupError;
PyAPI_DATA(PyObject *) PyExc_RecursionError;
PyAPI_DATA(PyObject *) PyExc_ResourceWarning;
PyAPI_DATA(PyObject *) PyExc_StopAsyncIteration;
PyAPI_DATA(PyObject *) PyExc_TimeoutError;
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
PyAPI_DATA(PyObject *) PyExc_EncodingWarning;
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030b0000
PyAPI_DATA(PyObject *) PyExc_BaseExceptionGroup;
#endif

PyAPI_FUNC(int) PyErr_BadArgument(void);
PyAPI_FUNC(void) (PyErr_BadInternalCall)(void);
PyAPI_FUNC(int) PyErr_CheckSignals(void);
PyAPI_FUNC(void) PyErr_Clear(void);
PyAPI_FUNC(int) PyErr_ExceptionMatches(PyObject *op);
PyAPI_FUNC(void) PyErr_Fetch(PyObject **result, PyObject **result2, PyObject **result3);
PyAPI_FUNC(PyObject *) PyErr_Format(PyObject *exception, const char *format, ...);
PyAPI_FUNC(int) PyErr_GivenExceptionMatches(PyObject *op, PyObject *op2);
PyAPI_FUNC(PyObject *) PyErr_NewException(const char *name, PyObject *base, PyObject *dict);
PyAPI_FUNC(PyObject *) PyErr_NewExceptionWithDoc(const char *name, const char *doc, PyObject *base,
                                                 PyObject *dict);
PyAPI_FUNC(PyObject *) PyErr_NoMemory(void);
PyAPI_FUNC(void) PyErr_NormalizeException(PyObject **result, PyObject **result2,
                                          PyObject **result3);
PyAPI_FUNC(PyObject *) PyErr_Occurred(void);
PyAPI_FUNC(PyObject *) PyErr_ProgramText(const char *filename, int lineno);
PyAPI_FUNC(void) PyErr_Restore(PyObject *op, PyObject *op2, PyObject *op3);
PyAPI_FUNC(PyObject *) PyErr_SetFromErrno(PyObject *op);
PyAPI_FUNC(PyObject *) PyErr_SetFromErrnoWithFilename(PyObject *exc, const char *filename);
PyAPI_FUNC(PyObject *) PyErr_SetFromErrnoWithFilenameObject(PyObject *op, PyObject *op2);
PyAPI_FUNC(void) PyErr_SetInterrupt(void);
PyAPI_FUNC(void) PyErr_SetNone(PyObject *op);
PyAPI_FUNC(void) PyErr_SetObject(PyObject *op, PyObject *op2);
PyAPI_FUNC(void) PyErr_SetString(PyObject *exception, const char *string);
PyAPI_FUNC(void) PyErr_SyntaxLocation(const char *filename, int lineno);
PyAPI_FUNC(void) PyErr_WriteUnraisable(PyObject *op);
PyAPI_FUNC(PyObject *) PyException_GetCause(PyObject *op);
PyAPI_FUNC(PyObject *) PyException_GetContext(PyObject *op);
PyAPI_FUNC(PyObject *) PyException_GetTraceback(PyObject *op);
PyAPI_FUNC(void) PyException_SetCause(PyObject *op, PyObject *op2);
PyAPI_FUNC(void) PyException_SetContext(PyObject *op, PyObject *op2);
PyAPI_FUNC(int) PyException_SetTraceback(PyObject *op, PyObject *op2);
PyAPI_FUNC(int) PyOS_snprintf(char *str, size_t size, const char *format, ...);
PyAPI_FUNC(int) PyOS_vsnprintf(char *str, size_t size, const char *format, va_list va);
PyAPI_FUNC(PyObject *) PyUnicodeDecodeError_Create(const char *encoding, const char *object,
                                                   Py_ssize_t length, Py_ssize_t start,
                                                   Py_ssize_t end, const char *reason);
PyAPI_FUNC(PyObject *) PyUnicodeDecodeError_GetEncoding(PyObject *op);
PyAPI_FUNC(int) PyUnicodeDecodeError_GetEnd(PyObject *op, Py_ssize_t *size);
PyAPI_FUNC(PyObject *) PyUnicodeDecodeError_GetObject(PyObject *op);
PyAPI_FUNC(PyObject *) PyUnicodeDecodeError_GetReason(PyObject *op);
PyAPI_FUNC(int) PyUnicodeDecodeError_GetStart(PyObject *op, Py_ssize_t *size);
PyAPI_FUNC(int) PyUnicodeDecodeError_SetEnd(PyObject *op, Py_ssize_t size);
PyAPI_FUNC(int) PyUnicodeDecodeError_SetReason(PyObject *exc, const char *reason);
PyAPI_FUNC(int) PyUnicodeDecodeError_SetStart(PyObject *op, Py_ssize_t size);
PyAPI_FUNC(PyObject *) PyUnicodeEncodeError_GetEncoding(PyObject *op);
PyAPI_FUNC(int) PyUnicodeEncodeError_GetEnd(PyObject *op, Py_ssize_t *size);
PyAPI_FUNC(PyObject *) PyUnicodeEncodeError_GetObject(PyObject *op);
PyAPI_FUNC(PyObject *) PyUnicodeEncodeError_GetReason(PyObject *op);
PyAPI_FUNC(int) PyUnicodeEncodeError_GetStart(PyObject *op, Py_ssize_t *size);
PyAPI_FUNC(int) PyUnicodeEncodeError_SetEnd(PyObject *op, Py_ssize_t size);
PyAPI_FUNC(int) PyUnicodeEncodeError_SetReason(PyObject *exc, const char *reason);
PyAPI_FUNC(int) PyUnicodeEncodeError_SetStart(PyObject *op, Py_ssize_t size);
PyAPI_FUNC(int) PyUnicodeTranslateError_GetEnd(PyObject *op, Py_ssize_t *size);
PyAPI_FUNC(PyObject *) PyUnicodeTranslateError_GetObject(PyObject *op);
PyAPI_FUNC(PyObject *) PyUnicodeTranslateError_GetReason(PyObject *op);
PyAPI_FUNC(int) PyUnicodeTranslateError_GetStart(PyObject *op, Py_ssize_t *size);
PyAPI_FUNC(int) PyUnicodeTranslateError_SetEnd(PyObject *op, Py_ssize_t size);
PyAPI_FUNC(int) PyUnicodeTranslateError_SetReason(PyObject *exc, const char *reason);
PyAPI_FUNC(int) PyUnicodeTranslateError_SetStart(PyObject *op, Py_ssize_t size);
_Py_NO_RETURN PyAPI_FUNC(void) Py_FatalError(const char *message);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
PyAPI_FUNC(PyObject *) PyErr_FormatV(PyObject *exception, const char *format, va_list vargs);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03060000
PyAPI_FUNC(PyObject *) PyErr_SetImportErrorSubclass(PyObject *op, PyObject *op2, PyObject *op3,
                                                    PyObject *op4);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03070000
PyAPI_FUNC(void) PyErr_GetExcInfo(PyObject **result, PyObject **result2, PyObject **result3);
PyAPI_FUNC(void) PyErr_SetExcInfo(PyObject *op, PyObject *op2, PyObject *op3);
PyAPI_FUNC(PyObject *) PyErr_SetFromErrnoWithFilenameObjects(PyObject *op, PyObject *op2,
                                                             PyObject *op3);
PyAPI_FUNC(PyObject *) PyErr_SetImportError(PyObject *op, PyObject *op2, PyObject *op3);
PyAPI_FUNC(void) PyErr_SyntaxLocationEx(const char *filename, int lineno, int col_offset);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03080000
PyAPI_FUNC(const char *) PyExceptionClass_Name(PyObject *op);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
PyAPI_FUNC(int) PyErr_SetInterruptEx(int signum);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030b0000
PyAPI_FUNC(PyObject *) PyErr_GetHandledException(void);
PyAPI_FUNC(void) PyErr_SetHandledException(PyObject *op);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030c0000
PyAPI_FUNC(PyObject *) PyErr_GetRaisedException(void);
PyAPI_FUNC(void) PyErr_SetRaisedException(PyObject *op);
PyAPI_FUNC(PyObject *) PyException_GetArgs(PyObject *op);
PyAPI_FUNC(void) PyException_SetArgs(PyObject *op, PyObject *op2);
#endif

#ifndef Py_LIMITED_API
PyAPI_FUNC(void) _PyErr_BadInternalCall(const char *filename, int lineno);
#endif

#ifdef __cplusplus
}
#endif
#endif
