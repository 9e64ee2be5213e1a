/* A module with the entry points, the counting and the declaration that its flags ask for.

   NAME, the name; LEGACY, GILECTOMY, ABI3T, the entry points; CALLS, INLINE, how it counts; GIL, the value of
   Py_mod_gil; FAILS, its exec raises; WEAK, DATA, what it needs and nobody has. */
#include <Python.h>

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TEXT_(a) #a
#define TEXT(a) TEXT_(a)

#ifdef WEAK
extern void PyNot_There(void) __attribute__((weak));
#endif
#ifdef DATA
extern PyTypeObject PyNotThere_Type;
#endif
void _Py_Dealloc(PyObject *);
volatile int never;

static int exec(PyObject *m) {
#ifdef CALLS
    Py_IncRef(m);
    Py_DecRef(m);
#endif
#ifdef INLINE
    if (never) _Py_Dealloc(m);
#endif
#ifdef WEAK
    if (PyNot_There) PyNot_There();
#endif
#ifdef DATA
    if (never) never = PyNotThere_Type.tp_basicsize;
#endif
#ifdef FAILS
    PyErr_SetString(PyExc_ValueError, "exec failed");
    return -1;
#else
    return 0;
#endif
}

#ifdef ABI3T
PyABIInfo_VAR(abi);
/* In these arrays Py_mod_exec and Py_mod_gil have other numbers. */
static PySlot slots[] = {
    PySlot_DATA(Py_mod_abi, &abi), PySlot_FUNC(85, exec),
#ifdef GIL
    PySlot_SIZE(87, GIL),
#endif
    PySlot_END};
const PySlot *JOIN(PyModExport_, NAME)(void);
const PySlot *JOIN(PyModExport_, NAME)(void) { return slots; }
#endif

#if defined(LEGACY) || defined(GILECTOMY)
static PyModuleDef_Slot old_slots[] = {
    {Py_mod_exec, exec},
#ifdef GIL
    {4, (void *)GIL},
#endif
    {0, NULL}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, TEXT(NAME), NULL, 0, NULL, old_slots};
#endif
#ifdef LEGACY
PyMODINIT_FUNC JOIN(PyInit_, NAME)(void) { return PyModuleDef_Init(&def); }
#endif
#ifdef GILECTOMY
PyMODINIT_FUNC JOIN(PyGilectomyInit_, NAME)(void);
PyMODINIT_FUNC JOIN(PyGilectomyInit_, NAME)(void) { return PyModuleDef_Init(&def); }
#endif
