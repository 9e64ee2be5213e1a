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

PyAPI_DATA(PyObject *) PyExc_ResourceWarning;

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03030000
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
PyAPI_DATA(PyObject *) PyExc_TimeoutError;
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
PyAPI_DATA(PyObject *) PyExc_RecursionError;
PyAPI_DATA(PyObject *) PyExc_StopAsyncIteration;
#endif

PyAPI_DATA(PyObject *) PyExc_EncodingWarning;

PyAPI_DATA(PyObject *) PyExc_BaseExceptionGroup;

/// Raises TypeError "bad argument type for built-in operation". Returns 0, as CPython's does.
PyAPI_FUNC(int) PyErr_BadArgument(void);
/// What the macro does, for those who take its address.
PyAPI_FUNC(void) (PyErr_BadInternalCall)(void);
/// Raises KeyboardInterrupt if an interrupt was reported. 0, or -1 with the exception.
PyAPI_FUNC(int) PyErr_CheckSignals(void);
/// Drops the pending exception.
PyAPI_FUNC(void) PyErr_Clear(void);
/// Whether the pending exception is of the class `wanted`, or of one in a tuple. Borrows; cannot
/// fail.
PyAPI_FUNC(int) PyErr_ExceptionMatches(PyObject *wanted);
/// Takes the pending exception out: three new references, or NULLs.
PyAPI_FUNC(void) PyErr_Fetch(PyObject **type, PyObject **value, PyObject **traceback);
/// Raises `type(text)`, formatted as by PyUnicode_FromFormat. Always returns NULL.
PyAPI_FUNC(PyObject *) PyErr_Format(PyObject *type, const char *format, ...);
/// Whether an instance or class is of the class `wanted`, or of one in a tuple. Borrows; cannot
/// fail.
PyAPI_FUNC(int) PyErr_GivenExceptionMatches(PyObject *given, PyObject *wanted);
/// A new class "module.name"; `base` (borrowed) is a class, a tuple of them, or NULL: Exception. A
/// new reference, or NULL.
PyAPI_FUNC(PyObject *) PyErr_NewException(const char *name, PyObject *base, PyObject *dict);
/// PyErr_NewException with a docstring.
PyAPI_FUNC(PyObject *) PyErr_NewExceptionWithDoc(const char *name, const char *doc, PyObject *base,
                                                 PyObject *dict);
/// Raises MemoryError; needs no memory. Always returns NULL.
PyAPI_FUNC(PyObject *) PyErr_NoMemory(void);
/// Makes what PyErr_Fetch gave an instance; it is one already, unless the caller put something else there.
PyAPI_FUNC(void) PyErr_NormalizeException(PyObject **type, PyObject **value, PyObject **traceback);
/// The class of the pending exception, borrowed; NULL: none is pending.
PyAPI_FUNC(PyObject *) PyErr_Occurred(void);
/// A line of a source file: a new str, or NULL without an exception.
PyAPI_FUNC(PyObject *) PyErr_ProgramText(const char *filename, int lineno);
/// Makes an exception pending; steals all three. `type` NULL: none is pending afterwards.
PyAPI_FUNC(void) PyErr_Restore(PyObject *type, PyObject *value, PyObject *traceback);
/// Raises `type(errno, text)`. Always returns NULL.
PyAPI_FUNC(PyObject *) PyErr_SetFromErrno(PyObject *type);
/// Raises `type(errno, text, filename)`. Always returns NULL.
PyAPI_FUNC(PyObject *) PyErr_SetFromErrnoWithFilename(PyObject *type, const char *filename);
/// The same with an object, borrowed; NULL: no file name.
PyAPI_FUNC(PyObject *) PyErr_SetFromErrnoWithFilenameObject(PyObject *type, PyObject *filename);
/// Reports SIGINT, as if it had arrived. Needs no thread state.
PyAPI_FUNC(void) PyErr_SetInterrupt(void);
/// Raises `type()`.
PyAPI_FUNC(void) PyErr_SetNone(PyObject *type);
/// Raises `type(value)`, or `value` itself if it is an instance; a tuple is the arguments. Borrows
/// both.
PyAPI_FUNC(void) PyErr_SetObject(PyObject *type, PyObject *value);
/// Raises `type(text)`; the text is UTF-8.
PyAPI_FUNC(void) PyErr_SetString(PyObject *type, const char *text);
/// Adds a place to the pending SyntaxError.
PyAPI_FUNC(void) PyErr_SyntaxLocation(const char *filename, int lineno);
/// Reports the pending exception on stderr and drops it. `where` (borrowed) is shown, or NULL.
PyAPI_FUNC(void) PyErr_WriteUnraisable(PyObject *where);
/// `__cause__`: a new reference, or NULL without an exception. Takes the lock of `exception`.
PyAPI_FUNC(PyObject *) PyException_GetCause(PyObject *exception);
/// `__context__`: a new reference, or NULL without an exception. Takes the lock of `exception`.
PyAPI_FUNC(PyObject *) PyException_GetContext(PyObject *exception);
/// `__traceback__`: a new reference, or NULL without an exception. Takes the lock of `exception`.
PyAPI_FUNC(PyObject *) PyException_GetTraceback(PyObject *exception);
/// Sets `__cause__`; steals `cause`, which may be NULL.
PyAPI_FUNC(void) PyException_SetCause(PyObject *exception, PyObject *cause);
/// Sets `__context__`; steals `context`, which may be NULL.
PyAPI_FUNC(void) PyException_SetContext(PyObject *exception, PyObject *context);
/// Sets `__traceback__` to a traceback or None, borrowed. 0, or -1 with TypeError.
PyAPI_FUNC(int) PyException_SetTraceback(PyObject *exception, PyObject *traceback);
/// snprintf that always ends the text with a NUL.
PyAPI_FUNC(int) PyOS_snprintf(char *str, size_t size, const char *format, ...);
/// vsnprintf that always ends the text with a NUL.
PyAPI_FUNC(int) PyOS_vsnprintf(char *str, size_t size, const char *format, va_list va);
/// A new UnicodeDecodeError, not raised; NULL with an exception.
PyAPI_FUNC(PyObject *) PyUnicodeDecodeError_Create(const char *encoding, const char *object,
                                                   Py_ssize_t length, Py_ssize_t start,
                                                   Py_ssize_t end, const char *reason);
/// `encoding`: a new reference; NULL with TypeError when it is not set.
PyAPI_FUNC(PyObject *) PyUnicodeDecodeError_GetEncoding(PyObject *exception);
/// `end`, brought into the object. 0, or -1 with TypeError.
PyAPI_FUNC(int) PyUnicodeDecodeError_GetEnd(PyObject *exception, Py_ssize_t *end);
/// `object`: a new reference; NULL with TypeError when it is not set.
PyAPI_FUNC(PyObject *) PyUnicodeDecodeError_GetObject(PyObject *exception);
/// `reason`: a new reference; NULL with TypeError when it is not set.
PyAPI_FUNC(PyObject *) PyUnicodeDecodeError_GetReason(PyObject *exception);
/// `start`, brought into the object. 0, or -1 with TypeError.
PyAPI_FUNC(int) PyUnicodeDecodeError_GetStart(PyObject *exception, Py_ssize_t *start);
/// Sets `end`. Always 0.
PyAPI_FUNC(int) PyUnicodeDecodeError_SetEnd(PyObject *exception, Py_ssize_t end);
/// Sets `reason` to UTF-8 text. 0, or -1 with an exception.
PyAPI_FUNC(int) PyUnicodeDecodeError_SetReason(PyObject *exception, const char *reason);
/// Sets `start`. Always 0.
PyAPI_FUNC(int) PyUnicodeDecodeError_SetStart(PyObject *exception, Py_ssize_t start);
/// `encoding`: a new reference; NULL with TypeError when it is not set.
PyAPI_FUNC(PyObject *) PyUnicodeEncodeError_GetEncoding(PyObject *exception);
/// `end`, brought into the object. 0, or -1 with TypeError.
PyAPI_FUNC(int) PyUnicodeEncodeError_GetEnd(PyObject *exception, Py_ssize_t *end);
/// `object`: a new reference; NULL with TypeError when it is not set.
PyAPI_FUNC(PyObject *) PyUnicodeEncodeError_GetObject(PyObject *exception);
/// `reason`: a new reference; NULL with TypeError when it is not set.
PyAPI_FUNC(PyObject *) PyUnicodeEncodeError_GetReason(PyObject *exception);
/// `start`, brought into the object. 0, or -1 with TypeError.
PyAPI_FUNC(int) PyUnicodeEncodeError_GetStart(PyObject *exception, Py_ssize_t *start);
/// Sets `end`. Always 0.
PyAPI_FUNC(int) PyUnicodeEncodeError_SetEnd(PyObject *exception, Py_ssize_t end);
/// Sets `reason` to UTF-8 text. 0, or -1 with an exception.
PyAPI_FUNC(int) PyUnicodeEncodeError_SetReason(PyObject *exception, const char *reason);
/// Sets `start`. Always 0.
PyAPI_FUNC(int) PyUnicodeEncodeError_SetStart(PyObject *exception, Py_ssize_t start);
/// `end`, brought into the object. 0, or -1 with TypeError.
PyAPI_FUNC(int) PyUnicodeTranslateError_GetEnd(PyObject *exception, Py_ssize_t *end);
/// `object`: a new reference; NULL with TypeError when it is not set.
PyAPI_FUNC(PyObject *) PyUnicodeTranslateError_GetObject(PyObject *exception);
/// `reason`: a new reference; NULL with TypeError when it is not set.
PyAPI_FUNC(PyObject *) PyUnicodeTranslateError_GetReason(PyObject *exception);
/// `start`, brought into the object. 0, or -1 with TypeError.
PyAPI_FUNC(int) PyUnicodeTranslateError_GetStart(PyObject *exception, Py_ssize_t *start);
/// Sets `end`. Always 0.
PyAPI_FUNC(int) PyUnicodeTranslateError_SetEnd(PyObject *exception, Py_ssize_t end);
/// Sets `reason` to UTF-8 text. 0, or -1 with an exception.
PyAPI_FUNC(int) PyUnicodeTranslateError_SetReason(PyObject *exception, const char *reason);
/// Sets `start`. Always 0.
PyAPI_FUNC(int) PyUnicodeTranslateError_SetStart(PyObject *exception, Py_ssize_t start);
/// Prints the message and aborts the process.
_Py_NO_RETURN PyAPI_FUNC(void) Py_FatalError(const char *message);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
/// PyErr_Format with a va_list.
PyAPI_FUNC(PyObject *) PyErr_FormatV(PyObject *type, const char *format, va_list va);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03060000
/// The same with a subclass of ImportError.
PyAPI_FUNC(PyObject *) PyErr_SetImportErrorSubclass(PyObject *type, PyObject *message,
                                                    PyObject *name, PyObject *path);
#endif

/// The same with a column; negative: none.
PyAPI_FUNC(void) PyErr_SyntaxLocationEx(const char *filename, int lineno, int column);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03030000
/// The exception that is being handled: new references.
PyAPI_FUNC(void) PyErr_GetExcInfo(PyObject **type, PyObject **value, PyObject **traceback);
/// Sets the exception that is being handled; steals all three.
PyAPI_FUNC(void) PyErr_SetExcInfo(PyObject *type, PyObject *value, PyObject *traceback);
/// Raises ImportError with a message, a module name and a path (NULL: None), all borrowed. Always
/// returns NULL.
PyAPI_FUNC(PyObject *) PyErr_SetImportError(PyObject *message, PyObject *name, PyObject *path);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03040000
/// The same with two file names, borrowed.
PyAPI_FUNC(PyObject *) PyErr_SetFromErrnoWithFilenameObjects(PyObject *type, PyObject *filename,
                                                             PyObject *filename2);
#endif

/// tp_name of an exception class; lives as long as the class.
PyAPI_FUNC(const char *) PyExceptionClass_Name(PyObject *type);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
/// Reports a signal. 0, or -1 for a number that is none. Needs no thread state.
PyAPI_FUNC(int) PyErr_SetInterruptEx(int number);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030b0000
/// The exception that is being handled: a new reference, or NULL without an exception.
PyAPI_FUNC(PyObject *) PyErr_GetHandledException(void);
/// Sets the exception that is being handled, borrowed; NULL or None: none is.
PyAPI_FUNC(void) PyErr_SetHandledException(PyObject *exception);
#endif

/// Takes the pending exception out: a new reference, or NULL.
PyAPI_FUNC(PyObject *) PyErr_GetRaisedException(void);
/// Makes an instance the pending exception; steals it. NULL: none is pending.
PyAPI_FUNC(void) PyErr_SetRaisedException(PyObject *exception);
/// `args`: a new reference to a tuple.
PyAPI_FUNC(PyObject *) PyException_GetArgs(PyObject *exception);
/// Sets `args` to a tuple, borrowed.
PyAPI_FUNC(void) PyException_SetArgs(PyObject *exception, PyObject *args);

/// What the macro PyErr_BadInternalCall calls.
PyAPI_FUNC(void) _PyErr_BadInternalCall(const char *filename, int lineno);

#ifndef Py_LIMITED_API
PyAPI_DATA(PyObject *) PyExc_PythonFinalizationError;
/// Makes `exception` (stolen, may be NULL) the context of the pending one, or pending itself.
PyAPI_FUNC(void) _PyErr_ChainExceptions1(PyObject *exception);
/// Raises KeyError(key), also for a key that is a tuple.
PyAPI_FUNC(void) _PyErr_SetKeyError(PyObject *key);
/// PyErr_Format with the pending exception as cause and context.
PyAPI_FUNC(PyObject *) _PyErr_FormatFromCause(PyObject *type, const char *format, ...);
/// PyErr_WriteUnraisable with text of its own; NULL: without.
PyAPI_FUNC(void) PyErr_FormatUnraisable(const char *format, ...);
_Py_NO_RETURN PyAPI_FUNC(void) _Py_FatalErrorFunc(const char *function, const char *message);
#endif

#ifdef __cplusplus
}
#endif
#endif
