/// Start and stop.
#ifndef SUTURE_PYLIFECYCLE_H
#define SUTURE_PYLIFECYCLE_H
#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*PyOS_sighandler_t)(int);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030b0000
PyAPI_DATA(const unsigned long) Py_Version;
#endif

/// The handler of a signal.
PyAPI_FUNC(PyOS_sighandler_t) PyOS_getsig(int number);
/// Sets the handler of a signal; returns the old one.
PyAPI_FUNC(PyOS_sighandler_t) PyOS_setsig(int number, PyOS_sighandler_t handler);
/// Registers a function for the end of the process, after those of the module atexit. 0, or -1: there are 32.
PyAPI_FUNC(int) Py_AtExit(void (*function)(void));
PyAPI_FUNC(void) Py_EndInterpreter(PyThreadState *tstate);
/// Runs the functions of the module atexit, flushes sys.stdout and sys.stderr, and ends the process; with status 120 where
/// a flush fails.
_Py_NO_RETURN PyAPI_FUNC(void) Py_Exit(int status);
/// Nothing: the runtime ends with the process.
PyAPI_FUNC(void) Py_Finalize(void);
/// What this build is called.
PyAPI_FUNC(const char *) Py_GetBuildInfo(void);
/// The compiler, in brackets.
PyAPI_FUNC(const char *) Py_GetCompiler(void);
/// The copyright line.
PyAPI_FUNC(const char *) Py_GetCopyright(void);
/// sys.platform.
PyAPI_FUNC(const char *) Py_GetPlatform(void);
/// sys.version.
PyAPI_FUNC(const char *) Py_GetVersion(void);
/// Starts the runtime, if it does not run yet.
PyAPI_FUNC(void) Py_Initialize(void);
/// The same; signals are never installed.
PyAPI_FUNC(void) Py_InitializeEx(int install_signals);
/// Always 1: whoever can ask runs in the runtime.
PyAPI_FUNC(int) Py_IsInitialized(void);
PyAPI_FUNC(int) Py_Main(int argc, wchar_t **argv);
PyAPI_FUNC(PyThreadState *) Py_NewInterpreter(void);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03060000
/// The same; always 0.
PyAPI_FUNC(int) Py_FinalizeEx(void);
#endif

PyAPI_FUNC(int) Py_BytesMain(int argc, char **argv);

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
/// 1 while the process exits.
PyAPI_FUNC(int) Py_IsFinalizing(void);
#endif

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030e0000
/// A version as PY_VERSION_HEX writes it.
PyAPI_FUNC(uint32_t) Py_PACK_FULL_VERSION(int major, int minor, int micro, int level, int serial);
/// Py_PACK_FULL_VERSION of major.minor.0.
PyAPI_FUNC(uint32_t) Py_PACK_VERSION(int major, int minor);
#endif

PyAPI_FUNC(wchar_t *) Py_GetExecPrefix(void);
PyAPI_FUNC(wchar_t *) Py_GetPath(void);
PyAPI_FUNC(wchar_t *) Py_GetPrefix(void);
PyAPI_FUNC(wchar_t *) Py_GetProgramFullPath(void);
PyAPI_FUNC(wchar_t *) Py_GetProgramName(void);
PyAPI_FUNC(wchar_t *) Py_GetPythonHome(void);
PyAPI_FUNC(void) Py_SetProgramName(const wchar_t *text);
PyAPI_FUNC(void) Py_SetPythonHome(const wchar_t *text);

#ifndef Py_LIMITED_API
/// Py_IsFinalizing: there is one interpreter.
PyAPI_FUNC(int) _Py_IsInterpreterFinalizing(PyInterpreterState *interpreter);
/// Fills a buffer with bytes of the kernel's generator; does not wait for it to be ready. 0, or -1 with OSError or
/// ValueError.
PyAPI_FUNC(int) _PyOS_URandomNonblock(void *buffer, Py_ssize_t size);
/// Gives the signals that CPython ignores (SIGPIPE, SIGXFSZ) back to the system, for a process about to exec.
PyAPI_FUNC(void) _Py_RestoreSignals(void);
PyAPI_FUNC(void) Py_SetPath(const wchar_t *path);
#endif

#ifdef __cplusplus
}
#endif
#endif
