/* An extension written by hand against the limited API of 3.12: heap types, module state, multi-phase initialisation,
   vectorcall, the buffer protocol, collection of cycles.

   With SAMPLE_IS_FREE it declares that it needs no GIL, which is true of everything but an object that two threads change
   at once. */
#define PY_SSIZE_T_CLEAN
#ifdef SAMPLE_IS_FREE
#define Py_LIMITED_API 0x030d0000
#elif !defined(Py_LIMITED_API)
#define Py_LIMITED_API 0x030c0000
#endif
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject *error;
    PyTypeObject *point, *callback, *ring, *grid;
    Py_ssize_t made;
} State;

static struct PyModuleDef module_def;

static State *state_of(PyObject *module) { return (State *)PyModule_GetState(module); }

/* Point: members, properties, arithmetic, comparison, hash. */

typedef struct {
    PyObject_HEAD
    double x, y;
    int tag;
    PyObject *note;
} Point;

/* Counts a point in the state of the module that made the first class of `type` that is not a subclass. */
static int count_point(PyTypeObject *type) {
    State *state;
    while ((state = (State *)PyType_GetModuleState(type)) == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_TypeError))
            return -1;
        PyErr_Clear();
        type = (PyTypeObject *)PyType_GetSlot(type, Py_tp_base);
    }
    __atomic_fetch_add(&state->made, 1, __ATOMIC_RELAXED);
    return 0;
}

static int point_init(PyObject *self, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"x", "y", "tag", NULL};
    Point *p = (Point *)self;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "dd|$i:Point", names, &p->x, &p->y, &p->tag))
        return -1;
    return count_point(Py_TYPE(self));
}

static int point_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((Point *)self)->note);
    return 0;
}

static int point_clear(PyObject *self) {
    Py_CLEAR(((Point *)self)->note);
    return 0;
}

static void point_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    point_clear(self);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}

static PyObject *point_repr(PyObject *self) {
    Point *p = (Point *)self;
    PyObject *x = PyFloat_FromDouble(p->x), *y = PyFloat_FromDouble(p->y), *result = NULL;
    if (x != NULL && y != NULL)
        result = PyUnicode_FromFormat("Point(%R, %R)", x, y);
    Py_XDECREF(x);
    Py_XDECREF(y);
    return result;
}


/* The type that both operands of a binary slot share, if any; borrowed. */
static PyTypeObject *common_type(PyObject *a, PyObject *b) {
    if (PyType_IsSubtype(Py_TYPE(b), Py_TYPE(a)))
        return Py_TYPE(a);
    return PyType_IsSubtype(Py_TYPE(a), Py_TYPE(b)) ? Py_TYPE(b) : NULL;
}

static PyObject *point_add(PyObject *a, PyObject *b) {
    PyTypeObject *type = common_type(a, b);
    if (type == NULL)
        Py_RETURN_NOTIMPLEMENTED;
    Point *p = (Point *)a, *q = (Point *)b;
    return PyObject_CallFunction((PyObject *)type, "dd", p->x + q->x, p->y + q->y);
}

static PyObject *point_negative(PyObject *self) {
    Point *p = (Point *)self;
    return PyObject_CallFunction((PyObject *)Py_TYPE(self), "dd", -p->x, -p->y);
}

static int point_bool(PyObject *self) { return ((Point *)self)->x != 0 || ((Point *)self)->y != 0; }

static PyObject *point_compare(PyObject *a, PyObject *b, int op) {
    if (common_type(a, b) == NULL)
        Py_RETURN_NOTIMPLEMENTED;
    Point *p = (Point *)a, *q = (Point *)b;
    double left = p->x * p->x + p->y * p->y, right = q->x * q->x + q->y * q->y;
    if (op == Py_EQ || op == Py_NE)
        return PyBool_FromLong((p->x == q->x && p->y == q->y) == (op == Py_EQ));
    Py_RETURN_RICHCOMPARE(left, right, op);
}

static Py_hash_t point_hash(PyObject *self) {
    PyObject *pair = Py_BuildValue("(dd)", ((Point *)self)->x, ((Point *)self)->y);
    if (pair == NULL)
        return -1;
    Py_hash_t hash = PyObject_Hash(pair);
    Py_DECREF(pair);
    return hash;
}

static PyObject *point_get_sum(PyObject *self, void *factor) {
    return PyFloat_FromDouble((((Point *)self)->x + ((Point *)self)->y) * (double)(intptr_t)factor);
}

static int point_set_sum(PyObject *self, PyObject *value, void *factor) {
    if (value == NULL) {
        PyErr_SetString(PyExc_AttributeError, "the sum cannot be deleted");
        return -1;
    }
    double sum = PyFloat_AsDouble(value);
    if (sum == -1.0 && PyErr_Occurred())
        return -1;
    ((Point *)self)->x = sum / (double)(intptr_t)factor - ((Point *)self)->y;
    return 0;
}

/* A method that gets its defining class, and so the module's state, even for an instance of a subclass. */
static PyObject *point_scale(PyObject *self, PyTypeObject *defining, PyObject *const *args, Py_ssize_t count,
                             PyObject *names) {
    State *state = (State *)PyType_GetModuleState(defining);
    if (count != 1 || (names != NULL && PyTuple_Size(names) != 0)) {
        PyErr_Format(state->error, "scale() takes one argument, %zd given", count);
        return NULL;
    }
    double factor = PyFloat_AsDouble(args[0]);
    if (factor == -1.0 && PyErr_Occurred())
        return NULL;
    Point *p = (Point *)self;
    return PyObject_CallFunction((PyObject *)state->point, "dd", p->x * factor, p->y * factor);
}

static PyObject *point_diagonal(PyObject *cls, PyObject *length) {
    return PyObject_CallFunctionObjArgs(cls, length, length, NULL);
}

static PyObject *point_origin(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(ignored)) {
    return Py_BuildValue("{s:d,s:d}", "x", 0.0, "y", 0.0);
}

static PyMethodDef point_methods[] = {
    {"scale", (PyCFunction)(void (*)(void))point_scale, METH_METHOD | METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("scale($self, factor, /)\n--\n\nA multiple of the point.")},
    {"diagonal", point_diagonal, METH_O | METH_CLASS, NULL},
    {"origin", point_origin, METH_NOARGS | METH_STATIC, NULL},
    {NULL, NULL, 0, NULL},
};
static PyMemberDef point_members[] = {
    {"x", Py_T_DOUBLE, offsetof(Point, x), 0, "the abscissa"},
    {"y", Py_T_DOUBLE, offsetof(Point, y), 0, NULL},
    {"tag", T_INT, offsetof(Point, tag), READONLY, NULL},
    {"note", Py_T_OBJECT_EX, offsetof(Point, note), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyGetSetDef point_properties[] = {
    {"sum", point_get_sum, point_set_sum, "x + y", (void *)1},
    {"twice", point_get_sum, NULL, NULL, (void *)2},
    {NULL, NULL, NULL, NULL, NULL},
};
PyDoc_STRVAR(point_doc, "Point(x, y, *, tag=0)\n--\n\nTwo numbers.");
static PyType_Slot point_slots[] = {
    {Py_tp_doc, (void *)point_doc},
    {Py_tp_init, point_init},
    {Py_tp_traverse, point_traverse},
    {Py_tp_clear, point_clear},
    {Py_tp_dealloc, point_dealloc},
    {Py_tp_repr, point_repr},
    {Py_tp_richcompare, point_compare},
    {Py_tp_hash, point_hash},
    {Py_tp_methods, point_methods},
    {Py_tp_members, point_members},
    {Py_tp_getset, point_properties},
    {Py_nb_add, point_add},
    {Py_nb_negative, point_negative},
    {Py_nb_bool, point_bool},
    {0, NULL},
};
static PyType_Spec point_spec = {
    "limited_sample.Point", sizeof(Point), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, point_slots,
};

/* Callback: called through vectorcall. */

typedef struct {
    PyObject_HEAD
    vectorcallfunc call;
    Py_ssize_t calls;
} Callback;

static PyObject *callback_call(PyObject *self, PyObject *const *args, size_t flags, PyObject *names) {
    Py_ssize_t count = PyVectorcall_NARGS(flags), keywords = names == NULL ? 0 : PyTuple_Size(names);
    PyObject *list = PyList_New(0), *dict = PyDict_New();
    if (list == NULL || dict == NULL)
        goto failed;
    for (Py_ssize_t i = 0; i < count; i++)
        if (PyList_Append(list, args[i]) < 0)
            goto failed;
    for (Py_ssize_t i = 0; i < keywords; i++)
        if (PyDict_SetItem(dict, PyTuple_GetItem(names, i), args[count + i]) < 0)
            goto failed;
    ((Callback *)self)->calls++;
    return Py_BuildValue("(nNN)", ((Callback *)self)->calls, list, dict);
failed:
    Py_XDECREF(list);
    Py_XDECREF(dict);
    return NULL;
}

static PyObject *callback_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)args, (void)kwargs;
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Callback *self = (Callback *)allocate(type, 0);
    if (self != NULL)
        self->call = callback_call;
    return (PyObject *)self;
}

static void plain_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static PyMemberDef callback_members[] = {
    {"__vectorcalloffset__", Py_T_PYSSIZET, offsetof(Callback, call), Py_READONLY, NULL},
    {"calls", Py_T_PYSSIZET, offsetof(Callback, calls), Py_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyType_Slot callback_slots[] = {
    {Py_tp_new, callback_new},       {Py_tp_dealloc, plain_dealloc}, {Py_tp_call, PyVectorcall_Call},
    {Py_tp_members, callback_members}, {0, NULL},
};
static PyType_Spec callback_spec = {
    "limited_sample.Callback", sizeof(Callback), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL, callback_slots,
};

/* Ring: an iterable that owns objects and can be part of a cycle. */

typedef struct {
    PyObject_HEAD
    PyObject *items;
    Py_ssize_t next;
} Ring;

static PyObject *ring_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs)) {
    PyObject *items;
    if (!PyArg_ParseTuple(args, "O!:Ring", &PyList_Type, &items))
        return NULL;
    Ring *self = (Ring *)PyType_GenericAlloc(type, 0);
    if (self != NULL)
        self->items = Py_NewRef(items);
    return (PyObject *)self;
}

static int ring_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((Ring *)self)->items);
    return 0;
}

static int ring_clear(PyObject *self) {
    Py_CLEAR(((Ring *)self)->items);
    return 0;
}

static void ring_dealloc(PyObject *self) {
    PyObject_GC_UnTrack(self);
    ring_clear(self);
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

static PyObject *ring_next(PyObject *self) {
    Ring *ring = (Ring *)self;
    Py_ssize_t size = PyList_Size(ring->items);
    if (ring->next >= 2 * size)
        return NULL;
    return Py_XNewRef(PyList_GetItem(ring->items, ring->next++ % size));
}

static Py_ssize_t ring_length(PyObject *self) { return PyList_Size(((Ring *)self)->items); }

static PyObject *ring_item(PyObject *self, PyObject *key) {
    Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred())
        return NULL;
    Py_ssize_t size = ring_length(self);
    if (size == 0) {
        PyErr_SetObject(PyExc_KeyError, key);
        return NULL;
    }
    return Py_NewRef(PyList_GetItem(((Ring *)self)->items, ((i % size) + size) % size));
}

static int ring_contains(PyObject *self, PyObject *value) {
    return PySequence_Contains(((Ring *)self)->items, value);
}

static PyType_Slot ring_slots[] = {
    {Py_tp_new, ring_new},           {Py_tp_traverse, ring_traverse},   {Py_tp_clear, ring_clear},
    {Py_tp_dealloc, ring_dealloc},   {Py_tp_iter, PyObject_SelfIter},   {Py_tp_iternext, ring_next},
    {Py_mp_length, ring_length},     {Py_mp_subscript, ring_item},      {Py_sq_contains, ring_contains},
    {0, NULL},
};
static PyType_Spec ring_spec = {
    "limited_sample.Ring", sizeof(Ring), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, ring_slots,
};

/* Grid: two dimensions of 16-bit numbers, exported as a buffer. */

typedef struct {
    PyObject_HEAD
    int16_t cells[2][3];
    Py_ssize_t shape[2], strides[2];
    Py_ssize_t exports;
} Grid;

static int grid_get_buffer(PyObject *self, Py_buffer *view, int flags) {
    Grid *grid = (Grid *)self;
    if (PyBuffer_FillInfo(view, self, grid->cells, sizeof(grid->cells), 0, flags) < 0)
        return -1;
    grid->shape[0] = 2, grid->shape[1] = 3;
    grid->strides[0] = sizeof(grid->cells[0]), grid->strides[1] = sizeof(int16_t);
    view->itemsize = sizeof(int16_t);
    view->ndim = 2;
    view->format = (flags & PyBUF_FORMAT) ? (char *)"h" : NULL;
    view->shape = grid->shape;
    view->strides = grid->strides;
    grid->exports++;
    return 0;
}

static void grid_release_buffer(PyObject *self, Py_buffer *Py_UNUSED(view)) { ((Grid *)self)->exports--; }

static PyMemberDef grid_members[] = {
    {"exports", Py_T_PYSSIZET, offsetof(Grid, exports), Py_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyType_Slot grid_slots[] = {
    {Py_tp_dealloc, plain_dealloc},
    {Py_bf_getbuffer, grid_get_buffer},
    {Py_bf_releasebuffer, grid_release_buffer},
    {Py_tp_members, grid_members},
    {0, NULL},
};
static PyType_Spec grid_spec = {"limited_sample.Grid", sizeof(Grid), 0, Py_TPFLAGS_DEFAULT, grid_slots};

/* Functions. */

static PyObject *module_checksum(PyObject *Py_UNUSED(module), PyObject *argument) {
    Py_buffer view;
    if (PyObject_GetBuffer(argument, &view, PyBUF_SIMPLE) < 0)
        return NULL;
    unsigned long sum = 0;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t i = 0; i < view.len; i++)
        sum = sum * 31 + ((unsigned char *)view.buf)[i];
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&view);
    return PyLong_FromUnsignedLong(sum);
}

static PyObject *module_fail(PyObject *module, PyObject *args) {
    const char *text;
    Py_ssize_t length;
    PyObject *cause = NULL;
    if (!PyArg_ParseTuple(args, "s#|O:fail", &text, &length, &cause))
        return NULL;
    PyErr_Format(state_of(module)->error, "%s (%zd)", text, length);
    if (cause != NULL) {
        PyObject *raised = PyErr_GetRaisedException();
        PyException_SetCause(raised, Py_NewRef(cause));
        PyErr_SetRaisedException(raised);
    }
    return NULL;
}

static PyObject *module_made(PyObject *module, PyObject *Py_UNUSED(ignored)) {
    return PyLong_FromSsize_t(state_of(module)->made);
}

static PyObject *module_sorted_by(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"items", "key", "reverse", NULL};
    PyObject *items, *key = Py_None;
    int reverse = 0;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|Op:sorted_by", names, &items, &key, &reverse))
        return NULL;
    PyObject *list = PySequence_List(items), *sort = NULL, *options = NULL, *empty = NULL, *result = NULL;
    if (list == NULL)
        return NULL;
    sort = PyObject_GetAttrString(list, "sort");
    options = Py_BuildValue("{s:O,s:O}", "key", key, "reverse", reverse ? Py_True : Py_False);
    empty = PyTuple_New(0);
    if (sort != NULL && options != NULL && empty != NULL)
        result = PyObject_Call(sort, empty, options);
    Py_XDECREF(sort);
    Py_XDECREF(options);
    Py_XDECREF(empty);
    if (result == NULL) {
        Py_DECREF(list);
        return NULL;
    }
    Py_DECREF(result);
    return list;
}

static PyMethodDef module_methods[] = {
    {"checksum", module_checksum, METH_O, PyDoc_STR("The hash of any buffer.")},
    {"fail", module_fail, METH_VARARGS, NULL},
    {"made", module_made, METH_NOARGS, NULL},
    {"sorted_by", (PyCFunction)(void (*)(void))module_sorted_by, METH_VARARGS | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject *add_type(PyObject *module, PyType_Spec *spec) {
    PyTypeObject *type = (PyTypeObject *)PyType_FromModuleAndSpec(module, spec, NULL);
    if (type != NULL && PyModule_AddType(module, type) < 0)
        Py_CLEAR(type);
    return type;
}

static int module_exec(PyObject *module) {
    State *state = state_of(module);
    state->error = PyErr_NewExceptionWithDoc("limited_sample.Error", "What can go wrong.", PyExc_ValueError, NULL);
    if (state->error == NULL || PyModule_AddObjectRef(module, "Error", state->error) < 0)
        return -1;
    if ((state->point = add_type(module, &point_spec)) == NULL ||
        (state->callback = add_type(module, &callback_spec)) == NULL ||
        (state->ring = add_type(module, &ring_spec)) == NULL || (state->grid = add_type(module, &grid_spec)) == NULL)
        return -1;
    return PyModule_AddIntConstant(module, "VERSION", 3) < 0 ? -1 : PyModule_AddStringConstant(module, "NAME", "limité");
}

static int module_traverse(PyObject *module, visitproc visit, void *arg) {
    State *state = state_of(module);
    Py_VISIT(state->error);
    Py_VISIT(state->point);
    Py_VISIT(state->callback);
    Py_VISIT(state->ring);
    Py_VISIT(state->grid);
    return 0;
}

static int module_clear(PyObject *module) {
    State *state = state_of(module);
    Py_CLEAR(state->error);
    Py_CLEAR(state->point);
    Py_CLEAR(state->callback);
    Py_CLEAR(state->ring);
    Py_CLEAR(state->grid);
    return 0;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
#ifdef SAMPLE_IS_FREE
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};
static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "limited_sample", "Sample.", sizeof(State), module_methods, module_slots,
    module_traverse,       module_clear,     NULL,
};

PyMODINIT_FUNC PyInit_limited_sample(void) { return PyModuleDef_Init(&module_def); }
