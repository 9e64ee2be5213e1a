// The singletons, the thread-local pointer, and the process-wide constants.
#include "data.h"

PyObject _Py_NoneStruct = SUTURE_HEAD(PyNone_Type);
PyObject _Py_NotImplementedStruct = SUTURE_HEAD(PyNotImplemented_Type);
PyObject _Py_EllipsisObject = SUTURE_HEAD(PyEllipsis_Type);
PyLongObject _Py_FalseStruct = {SUTURE_HEAD(PyBool_Type), {1, {0}}};
PyLongObject _Py_TrueStruct = {SUTURE_HEAD(PyBool_Type), {8, {1}}};

PyThreadState suture_no_thread = {.fast_id = SUTURE_NO_OWNER, .mode = SUTURE_DETACHED, .id = SUTURE_NO_OWNER, .bias_fast = SUTURE_NO_BIAS};
_Thread_local PyThreadState *suture_current_thread = &suture_no_thread;
_Thread_local uint32_t suture_held_mutexes;
uint32_t suture_gil_mode;
SutureSharedWords suture_shared_words;
void *suture_slot_closures;
uint64_t suture_attribute_cache_words[4096 * 4] __attribute__((aligned(32)));
SutureSmallBlocks suture_small_blocks;

int _Py_SwappedOp[6] = {Py_GT, Py_GE, Py_EQ, Py_NE, Py_LT, Py_LE};
const unsigned long Py_Version = PY_VERSION_HEX;
const char *Py_FileSystemDefaultEncoding = "utf-8";
const char *Py_FileSystemDefaultEncodeErrors = "surrogateescape";
int Py_HasFileSystemDefaultEncoding = 1;
int Py_UTF8Mode = 1;
int (*PyOS_InputHook)(void);
const char *const PyStructSequence_UnnamedField = "unnamed field";

PyObject *suture_names[SUTURE_NAME_COUNT];
#define X(name) #name,
const char *const suture_name_texts[SUTURE_NAME_COUNT + 1] = {SUTURE_NAMES(X) NULL};
#undef X
