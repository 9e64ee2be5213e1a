/* Types whose every function tells a hook of the host that it runs, and keeps its last argument.

   As PyInit_ it is what PyPI has: references are counted inline, and tuples are read without a call. With NOTER_FREE it
   counts by calls. The hook is the pointer in the capsule sys.noter_hook. */
#define Py_LIMITED_API 0x030d0000
#include <Python.h>
#include <structmember.h>

void _Py_Dealloc(PyObject *);
int PyObject_CallFinalizerFromDealloc(PyObject *);

#ifdef NOTER_FREE
#define NAME "freenoter"
#define ENTRY PyGilectomyInit_freenoter
#define INCREF(o) Py_IncRef(o)
#define DECREF(o) Py_DecRef(o)
PyMODINIT_FUNC ENTRY(void);
#else
#define NAME "noter"
#define ENTRY PyInit_noter
#define INCREF(o) ((void)(o)->ob_refcnt++)
#define DECREF(o) (--(o)->ob_refcnt == 0 ? _Py_Dealloc(o) : (void)0)
#endif
#define ITEM(tuple, i) (((PyObject **)((char *)(tuple) + 3 * sizeof(void *)))[i])

typedef struct {
    PyObject_HEAD
    PyObject *held, *weakrefs;
    vectorcallfunc vectorcall;
} Noter;
static void (*hook)(const char *);

static PyObject *give(PyObject *o) {
    INCREF(o);
    return o;
}
static void keep(PyObject *self, PyObject *value) {
    PyObject *old = ((Noter *)self)->held;
    if (value) INCREF(value);
    ((Noter *)self)->held = value;
    if (old) DECREF(old);
}
/* What `self` holds, or itself. */
static PyObject *held(PyObject *self) {
    return give(((Noter *)self)->held ? ((Noter *)self)->held : self);
}

static PyObject *vectorcall(PyObject *self, PyObject *const *args, size_t n, PyObject *names) {
    hook("vectorcall");
    n = PyVectorcall_NARGS(n) + (names ? PyTuple_Size(names) : 0);
    if (n) keep(self, args[n - 1]);
    return held(self);
}
static PyObject *tp_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    hook("tp_new");
    PyObject *self = PyType_GenericNew(type, args, kwargs);
    if (self) ((Noter *)self)->vectorcall = vectorcall;
    return self;
}
static int tp_init(PyObject *self, PyObject *args, PyObject *kwargs) {
    hook("tp_init");
    if (PyTuple_Size(args)) keep(self, ITEM(args, 0));
    return 0;
}
static void tp_dealloc(PyObject *self) {
    hook("tp_dealloc");
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (PyObject_CallFinalizerFromDealloc(self) < 0) return;
    if (((Noter *)self)->weakrefs) PyObject_ClearWeakRefs(self);
    keep(self, NULL);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    DECREF((PyObject *)type);
}
static void tp_finalize(PyObject *self) { hook("tp_finalize"); }
static int tp_traverse(PyObject *self, visitproc visit, void *arg) {
    hook("tp_traverse");
    Py_VISIT(((Noter *)self)->held);
    Py_VISIT(Py_TYPE(self));
    return 0;
}
static int tp_clear(PyObject *self) {
    hook("tp_clear");
    keep(self, NULL);
    return 0;
}
static PyObject *tp_repr(PyObject *self) {
    hook("tp_repr");
    return PyUnicode_FromString("noter");
}
static PyObject *tp_str(PyObject *self) {
    hook("tp_str");
    return PyUnicode_FromString("noter");
}
static Py_hash_t tp_hash(PyObject *self) {
    hook("tp_hash");
    return 1;
}
static PyObject *tp_call(PyObject *self, PyObject *args, PyObject *kwargs) {
    hook("tp_call");
    if (PyTuple_Size(args)) keep(self, ITEM(args, 0));
    return held(self);
}
static PyObject *tp_getattro(PyObject *self, PyObject *name) {
    hook("tp_getattro");
    return PyObject_GenericGetAttr(self, name);
}
static int tp_setattro(PyObject *self, PyObject *name, PyObject *value) {
    hook("tp_setattro");
    if (PyUnicode_CompareWithASCIIString(name, "held")) return PyObject_GenericSetAttr(self, name, value);
    keep(self, value);
    return 0;
}
static PyObject *tp_richcompare(PyObject *self, PyObject *other, int op) {
    hook("tp_richcompare");
    keep(self, other);
    return held(self);
}
static PyObject *tp_iter(PyObject *self) {
    hook("tp_iter");
    return give(self);
}
static PyObject *tp_iternext(PyObject *self) {
    hook("tp_iternext");
    return held(self);
}
static PyObject *tp_descr_get(PyObject *self, PyObject *o, PyObject *type) {
    hook("tp_descr_get");
    keep(self, o);
    return held(self);
}
static int tp_descr_set(PyObject *self, PyObject *o, PyObject *value) {
    hook("tp_descr_set");
    keep(self, value);
    return 0;
}
static PyObject *nb_add(PyObject *self, PyObject *other) {
    hook("nb_add");
    keep(self, other);
    return held(self);
}
static PyObject *nb_power(PyObject *self, PyObject *other, PyObject *modulus) {
    hook("nb_power");
    keep(self, modulus);
    return held(self);
}
static int nb_bool(PyObject *self) {
    hook("nb_bool");
    return 1;
}
static Py_ssize_t mp_length(PyObject *self) {
    hook("mp_length");
    return 1;
}
static PyObject *mp_subscript(PyObject *self, PyObject *key) {
    hook("mp_subscript");
    keep(self, key);
    return held(self);
}
static int mp_ass_subscript(PyObject *self, PyObject *key, PyObject *value) {
    hook("mp_ass_subscript");
    keep(self, value);
    return 0;
}
static PyObject *sq_item(PyObject *self, Py_ssize_t i) {
    hook("sq_item");
    return held(self);
}
static int sq_ass_item(PyObject *self, Py_ssize_t i, PyObject *value) {
    hook("sq_ass_item");
    keep(self, value);
    return 0;
}
static int sq_contains(PyObject *self, PyObject *value) {
    hook("sq_contains");
    keep(self, value);
    return 1;
}
static PySendResult am_send(PyObject *self, PyObject *value, PyObject **result) {
    hook("am_send");
    keep(self, value);
    *result = held(self);
    return PYGEN_NEXT;
}
static int bf_getbuffer(PyObject *self, Py_buffer *view, int flags) {
    hook("bf_getbuffer");
    *view = (Py_buffer){.buf = &((Noter *)self)->held, .len = 1, .itemsize = 1, .ndim = 1};
    view->obj = give(self);
    return 0;
}
static void bf_releasebuffer(PyObject *self, Py_buffer *view) { hook("bf_releasebuffer"); }
static PyObject *get(PyObject *self, void *closure) {
    hook("get");
    return held(self);
}
static int set(PyObject *self, PyObject *value, void *closure) {
    hook("set");
    keep(self, value);
    return 0;
}
static PyObject *method_o(PyObject *self, PyObject *o) {
    hook("METH_O");
    keep(self, o);
    return held(self);
}
static PyObject *method_keywords(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    hook("METH_FASTCALL");
    n += names ? PyTuple_Size(names) : 0;
    if (n) keep(self, args[n - 1]);
    return held(self);
}
/* Keeps the dict. */
static PyObject *method_dict(PyObject *self, PyObject *args, PyObject *kwargs) {
    hook("METH_VARARGS");
    keep(self, kwargs);
    return held(self);
}
static PyMethodDef methods[] = {
    {"o", method_o, METH_O, NULL},
    {"keywords", (PyCFunction)(void (*)(void))method_keywords, METH_FASTCALL | METH_KEYWORDS, NULL},
    {"dict", (PyCFunction)(void (*)(void))method_dict, METH_VARARGS | METH_KEYWORDS, NULL},
    {0}};
static PyGetSetDef pairs[] = {{"pair", get, set, NULL, NULL}, {0}};
static PyMemberDef members[] = {{"__weaklistoffset__", T_PYSSIZET, offsetof(Noter, weakrefs), READONLY, NULL}, {0}};
static PyMemberDef vector_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Noter, vectorcall), READONLY, NULL}, {0}};
#define S(name) {Py_##name, name}
static PyType_Slot type_slots[] = {
    S(tp_new), S(tp_init), S(tp_dealloc), S(tp_finalize), S(tp_traverse), S(tp_clear), S(tp_repr), S(tp_str), S(tp_hash),
    S(tp_call), S(tp_getattro), S(tp_setattro), S(tp_richcompare), S(tp_iter), S(tp_iternext), S(tp_descr_get),
    S(tp_descr_set), S(nb_add), S(nb_power), S(nb_bool), S(mp_length), S(mp_subscript), S(mp_ass_subscript), S(sq_item),
    S(sq_ass_item), S(sq_contains), S(am_send), S(bf_getbuffer), S(bf_releasebuffer), {Py_tp_methods, methods},
    {Py_tp_getset, pairs}, {Py_tp_members, members}, {0, NULL}};
static PyType_Slot vector_slots[] = {
    S(tp_new), S(tp_dealloc), S(tp_traverse), S(tp_clear), {Py_tp_call, PyVectorcall_Call},
    {Py_tp_members, vector_members}, {Py_tp_getset, pairs}, {0, NULL}};
#define FLAGS (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE)
static PyType_Spec spec = {NAME ".Noter", sizeof(Noter), 0, FLAGS, type_slots};
static PyType_Spec vector_spec = {
    NAME ".Vector", sizeof(Noter), 0, FLAGS | Py_TPFLAGS_HAVE_VECTORCALL, vector_slots};

static void destroy(PyObject *capsule) { hook("capsule"); }
static PyObject *make_capsule(PyObject *m, PyObject *unused) { return PyCapsule_New(&hook, NULL, destroy); }

static int m_traverse(PyObject *m, visitproc visit, void *arg) {
    hook("m_traverse");
    return 0;
}
static int m_clear(PyObject *m) {
    hook("m_clear");
    return 0;
}
static void m_free(void *m) { hook("m_free"); }
static struct PyModuleDef part = {
    PyModuleDef_HEAD_INIT, NAME ".part", NULL, 8, NULL, NULL, m_traverse, m_clear, m_free};
static PyObject *make_module(PyObject *m, PyObject *unused) { return PyModule_Create(&part); }

static PyMethodDef functions[] = {
    {"capsule", make_capsule, METH_NOARGS, NULL}, {"module", make_module, METH_NOARGS, NULL}, {0}};
static int add(PyObject *m, const char *name, PyType_Spec *spec) {
    PyObject *type = PyType_FromModuleAndSpec(m, spec, NULL);
    return type ? PyModule_AddObjectRef(m, name, type) : -1;
}
static int exec(PyObject *m) {
    hook("exec");
    return add(m, "Noter", &spec) < 0 ? -1 : add(m, "Vector", &vector_spec);
}
static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, NAME, NULL, 0, functions, slots};
PyMODINIT_FUNC ENTRY(void) {
    hook = (void (*)(const char *))PyCapsule_GetPointer(PySys_GetObject("noter_hook"), NULL);
    hook("init");
    return PyModuleDef_Init(&def);
}
