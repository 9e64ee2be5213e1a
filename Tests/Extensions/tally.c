/* One extension for two worlds: objects that count their lives, and random work on what threads share.

   With TALLY_LEGACY it is what PyPI has: built for a GIL, references counted inline and borrowed, globals unguarded.
   Without, it is a gilectomy extension: calls, new references, locks. */
#ifdef TALLY_LEGACY
#define Py_LIMITED_API 0x030b0000
#include <Python.h>
#include <structmember.h>
void _Py_Dealloc(PyObject *);
PyObject *PyWeakref_GetObject(PyObject *);
#undef Py_INCREF
#undef Py_DECREF
#undef Py_XDECREF
#define Py_INCREF(op) ((void)(((PyObject *)(op))->ob_refcnt++))
static void Py_DECREF(void *op) {
    if (--((PyObject *)op)->ob_refcnt == 0)
        _Py_Dealloc(op);
}
static void Py_XDECREF(void *op) {
    if (op != NULL)
        Py_DECREF(op);
}
#define Py_LOCK(op) ((void)(op))
#define Py_UNLOCK(op) ((void)(op))
#else
#define Py_LIMITED_API 0x030e0000
#define Py_GILECTOMY
#include <gilectomy.h>
#include <structmember.h>
#endif
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ALIVE 0x7A11F00Du
#define DEAD 0xDEADF00Du
#define SLOTS 8

typedef struct {
#ifdef TALLY_LEGACY
    PyObject_HEAD
#endif
    uint32_t state;
    PyObject *object; /* a member: other code sets it by name */
    PyObject *weakrefs;
} Tally;

static long made, freed, called; /* atomic */
static PyObject *stash[SLOTS];   /* legacy: under the legacy lock; else under the lock of the module */
static PyObject *type_;          /* immortal */

#ifdef TALLY_LEGACY
#define TALLY(op) ((Tally *)(op))
#define BASIC_SIZE sizeof(Tally)
#define RELATIVE 0
#else
#define TALLY(op) ((Tally *)PyObject_GetTypeData(op, (PyTypeObject *)type_))
#define BASIC_SIZE -(int)sizeof(Tally)
#define RELATIVE Py_RELATIVE_OFFSET
#endif

static void count(long *counter) { __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED); }

static uint64_t next(uint64_t *random) {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return *random * 0x2545F4914F6CDD1Du >> 32;
}

/* Tally */

static PyObject *tally_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)args, (void)kwargs;
    PyObject *self = ((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self != NULL) {
        TALLY(self)->state = ALIVE;
        count(&made);
    }
    return self;
}

static void tally_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    Tally *tally = TALLY(self);
    PyObject_GC_UnTrack(self);
    if (tally->state != ALIVE) {
        fprintf(stderr, "tally: %p is freed in the state %x\n", (void *)self, tally->state);
        abort();
    }
    tally->state = DEAD;
    if (tally->weakrefs != NULL)
        PyObject_ClearWeakRefs(self);
    count(&freed);
    Py_XDECREF(tally->object);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static int tally_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(TALLY(self)->object);
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static int tally_clear(PyObject *self) {
    PyObject *object = TALLY(self)->object;
    TALLY(self)->object = NULL;
    Py_XDECREF(object);
    return 0;
}

static PyObject *tally_check(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyLong_FromLong(TALLY(self)->state == ALIVE);
}

static PyMethodDef tally_methods[] = {{"check", tally_check, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static PyMemberDef tally_members[] = {
    {"object", T_OBJECT, offsetof(Tally, object), RELATIVE, NULL},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Tally, weakrefs), READONLY | RELATIVE, NULL},
    {NULL, 0, 0, 0, NULL}};
static PyType_Slot tally_slots[] = {
    {Py_tp_new, tally_new},         {Py_tp_dealloc, tally_dealloc}, {Py_tp_traverse, tally_traverse},
    {Py_tp_clear, tally_clear},     {Py_tp_methods, tally_methods}, {Py_tp_members, tally_members},
    {0, NULL}};
static PyType_Spec tally_spec = {
    "tally.Tally", BASIC_SIZE, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, tally_slots};

/* Work. Every function returns -1 with an exception, or 0. */

typedef struct {
    PyObject *module;
    PyObject *list, *dict, *set, *texts, *types, *functions; /* shared */
    PyObject *mine;                                          /* weak references of this thread */
    PyObject *shared;                                        /* the tuple of all of them, but `mine` */
    uint64_t random;
    long depth;
} Work;

static PyObject *fresh(void) { return PyObject_CallObject(type_, NULL); }

/* A new reference to a random item of a list; NULL without an exception: it is empty, or another thread was quicker. */
static PyObject *pick(PyObject *list, uint64_t *random) {
    Py_ssize_t n = PyList_Size(list);
    if (n <= 0)
        return NULL;
    PyObject *item;
#ifdef TALLY_LEGACY
    item = PyList_GetItem(list, (Py_ssize_t)(next(random) % (uint64_t)n)); /* borrowed */
    if (item != NULL) {
        if (PyObject_Hash(item) == -1) /* a weak reference whose object is dead */
            PyErr_Clear();
        Py_INCREF(item);
    }
#else
    item = PySequence_GetItem(list, (Py_ssize_t)(next(random) % (uint64_t)n));
#endif
    if (item == NULL)
        PyErr_Clear();
    return item;
}

static int append(PyObject *list, PyObject *item, Py_ssize_t limit) { /* steals item */
    if (item == NULL)
        return -1;
    int status = PyList_Append(list, item);
    Py_DECREF(item);
    if (status == 0 && PyList_Size(list) > limit)
        status = PyList_SetSlice(list, 0, limit / 2, NULL);
    return status;
}

static PyObject *random_text(Work *w) {
    char text[24];
    snprintf(text, sizeof text, "key%d", (int)(next(&w->random) % 24));
    return PyUnicode_FromString(text);
}

static int into_dict(Work *w) {
    PyObject *key = random_text(w), *item = pick(w->list, &w->random);
    int status = key == NULL ? -1 : item == NULL ? 0 : PyObject_SetItem(w->dict, key, item);
    Py_XDECREF(key);
    Py_XDECREF(item);
    return status;
}

static int out_of_dict(Work *w) {
    PyObject *key = random_text(w);
    if (key == NULL)
        return -1;
#ifdef TALLY_LEGACY
    PyObject *found = PyDict_GetItemWithError(w->dict, key); /* borrowed */
    if (found != NULL) {
        Py_INCREF(found);
        Py_DECREF(found);
    }
#endif
    if (PyDict_DelItem(w->dict, key) < 0)
        PyErr_Clear();
    Py_DECREF(key);
    return 0;
}

static int change_set(Work *w) {
    PyObject *item = pick(w->list, &w->random);
    if (item == NULL)
        return 0;
    int status = next(&w->random) % 2 ? PySet_Add(w->set, item) : PySet_Discard(w->set, item);
    Py_DECREF(item);
    if (status >= 0 && PySet_Size(w->set) > 50) {
        PyObject *popped = PySet_Pop(w->set);
        if (popped == NULL)
            PyErr_Clear();
        Py_XDECREF(popped);
    }
    return status < 0 ? -1 : 0;
}

static int read_text(Work *w) {
    Py_ssize_t size;
    PyObject *text = pick(w->texts, &w->random), *made_ = random_text(w);
    if (text == NULL || made_ == NULL) {
        Py_XDECREF(text);
        Py_XDECREF(made_);
        return made_ == NULL ? -1 : 0;
    }
    int status = PyUnicode_AsUTF8AndSize(text, &size) == NULL || PyObject_Hash(text) == -1 ? -1 : 0;
    if (status == 0)
        status = PyUnicode_Contains(text, made_) < 0 ? -1 : 0;
    PyUnicode_InternInPlace(&made_);
    Py_DECREF(text);
    Py_DECREF(made_);
    return status;
}

/* A weak reference with a callback of either world, which this thread keeps; or one of them is looked at. */
static int weak(Work *w) {
    if (next(&w->random) % 2) {
        PyObject *reference = pick(w->mine, &w->random);
        if (reference == NULL)
            return 0;
#ifdef TALLY_LEGACY
        PyObject *object = PyWeakref_GetObject(reference); /* borrowed */
        if (object != NULL)
            Py_INCREF(object);
#else
        PyObject *object;
        if (PyWeakref_GetRef(reference, &object) < 0)
            return -1;
        if (object == NULL)
            object = Py_NewRef(Py_None);
#endif
        Py_DECREF(reference);
        if (object != Py_None)
            return append(w->list, object, 100);
        Py_DECREF(object);
        return 0;
    }
    if (PyList_Size(w->mine) >= 200)
        return 0;
    PyObject *item = pick(w->list, &w->random);
    if (item == NULL)
        return 0;
    PyObject *callback = pick(w->functions, &w->random);
    PyObject *died = callback == NULL ? NULL : PyObject_GetAttrString(callback, "died");
    PyObject *reference = died == NULL ? NULL : PyWeakref_NewRef(item, died);
    Py_XDECREF(callback);
    Py_XDECREF(died);
    Py_DECREF(item);
    if (reference == NULL)
        return -1;
    return append(w->mine, reference, 1000);
}

static int change_types(Work *w) {
    PyObject *type = pick(w->types, &w->random);
    if (type == NULL)
        return 0;
    int status = 0;
    PyObject *result = NULL;
    switch (next(&w->random) % 4) {
    case 0: /* a new one */
        result = PyObject_CallFunction((PyObject *)&PyType_Type, "s(O){}", "Sub", type_);
        if (result == NULL)
            status = -1;
        else {
            status = append(w->types, result, 12);
            result = NULL;
        }
        break;
    case 1: { /* an attribute, looked up by others meanwhile */
        PyObject *value = fresh();
        status = value == NULL ? -1 : PyObject_SetAttrString(type, "shared", value);
        Py_XDECREF(value);
        break;
    }
    case 2:
        result = PyObject_GetAttrString(type, "shared");
        if (result == NULL)
            PyErr_Clear();
        break;
    default: { /* an instance, with a dict */
        PyObject *instance = PyObject_CallObject(type, NULL);
        if (instance == NULL) {
            status = -1;
            break;
        }
        status = PyObject_SetAttrString(instance, "list", w->list);
        result = PyObject_CallMethod(instance, "check", NULL);
        if (status == 0 && result == NULL)
            status = -1;
        if (append(w->list, instance, 100) < 0)
            status = -1;
    }
    }
    Py_XDECREF(result);
    Py_DECREF(type);
    return status;
}

static int member(Work *w) {
    PyObject *a = pick(w->list, &w->random), *b = pick(w->list, &w->random);
    int status = 0;
    if (a != NULL && b != NULL) {
        if (next(&w->random) % 3 == 0) {
            PyObject *value = PyObject_GetAttrString(a, "object");
            if (value == NULL)
                status = -1;
            Py_XDECREF(value);
        } else
            status = PyObject_SetAttrString(a, "object", b);
    }
    Py_XDECREF(a);
    Py_XDECREF(b);
    return status;
}

static int cycle(void) {
    PyObject *list = PyList_New(0), *tally = fresh();
    int status = list == NULL || tally == NULL ? -1 : PyList_Append(list, tally);
    if (status == 0)
        status = PyObject_SetAttrString(tally, "object", list);
    Py_XDECREF(list);
    Py_XDECREF(tally);
    return status;
}

static int swap_stash(Work *w) {
    int i = (int)(next(&w->random) % SLOTS);
    PyObject *item = pick(w->list, &w->random);
    Py_LOCK(w->module);
    PyObject *old = stash[i];
    stash[i] = item;
    Py_UNLOCK(w->module);
    Py_XDECREF(old);
    return 0;
}

/* Calls another module's `work`, or this one's. */
static int call_back(PyObject *functions, PyObject *shared, PyObject *mine, uint64_t *random, long depth) {
    PyObject *callee = pick(functions, random);
    if (callee == NULL)
        return 0;
    PyObject *result = PyObject_CallMethod(
        callee, "work", "OOKll", shared, mine, (unsigned long long)next(random), 2L, depth);
    Py_DECREF(callee);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

typedef struct {
    PyObject *functions, *shared, *mine;
    uint64_t random;
    int status;
} Foreign;

static void *foreign(void *raw) {
    Foreign *f = raw;
    PyGILState_STATE state = PyGILState_Ensure();
    f->status = call_back(f->functions, f->shared, f->mine, &f->random, 1);
    if (f->status < 0)
        PyErr_Print();
    PyGILState_Release(state);
    return NULL;
}

/* A thread that the runtime has not seen before, which ends at once: what it owns is left behind. */
static int another_thread(Work *w) {
    Foreign f = {w->functions, w->shared, w->mine, next(&w->random) | 1, 0};
    pthread_t thread;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = pthread_create(&thread, NULL, foreign, &f);
    if (error == 0)
        pthread_join(thread, NULL);
    Py_END_ALLOW_THREADS
    return error != 0 || f.status < 0 ? -1 : 0;
}

static int iterate(Work *w) {
#ifdef TALLY_LEGACY
    if (next(&w->random) % 2) {
        PyObject *key, *value;
        Py_ssize_t position = 0;
        while (PyDict_Next(w->dict, &position, &key, &value)) {
            Py_INCREF(value);
            (void)PyObject_Hash(key);
            Py_DECREF(value);
        }
        return 0;
    }
#endif
    PyObject *iterator = PyObject_GetIter(next(&w->random) % 2 ? w->list : w->set), *item;
    if (iterator == NULL)
        return -1;
    while ((item = PyIter_Next(iterator)) != NULL)
        Py_DECREF(item);
    PyErr_Clear(); /* changed during iteration */
    Py_DECREF(iterator);
    return 0;
}

static int raise_and_catch(void) {
    PyObject *value = fresh(), *type, *error, *traceback;
    if (value == NULL)
        return -1;
    PyErr_SetObject(PyExc_ValueError, value);
    Py_DECREF(value);
    PyErr_Fetch(&type, &error, &traceback);
    PyErr_NormalizeException(&type, &error, &traceback);
    Py_XDECREF(type);
    Py_XDECREF(error);
    Py_XDECREF(traceback);
    return 0;
}

static int step(Work *w) {
    uint64_t choice = next(&w->random) % 256;
    if (choice == 0)
        return PyGC_Collect() < 0 ? -1 : 0;
    if (choice == 1)
        return w->depth > 0 ? 0 : another_thread(w);
    switch (choice % 17) {
    case 0:
    case 1:
    case 2: return append(w->list, fresh(), 100);
    case 3: return into_dict(w);
    case 4: return out_of_dict(w);
    case 5: return change_set(w);
    case 6: return read_text(w);
    case 7: return weak(w);
    case 8: return change_types(w);
    case 9:
        return w->depth > 2 ? 0 : call_back(w->functions, w->shared, w->mine, &w->random, w->depth + 1);
    case 10:
        Py_BEGIN_ALLOW_THREADS
        if (next(&w->random) % 4 == 0)
            usleep(50);
        Py_END_ALLOW_THREADS
        return 0;
    case 11: return member(w);
    case 12: return cycle();
    case 13: return swap_stash(w);
    case 14: return iterate(w);
    case 15: return raise_and_catch();
    default: {
        PyObject *copy = PySequence_Tuple(w->list);
        Py_XDECREF(copy);
        return copy == NULL ? -1 : 0;
    }
    }
}

/* work(shared, mine, seed, steps, depth) -> None */
static PyObject *work(PyObject *module, PyObject *args) {
    Work w = {.module = module};
    unsigned long long seed;
    long steps;
    if (!PyArg_ParseTuple(args, "OOKll:work", &w.shared, &w.mine, &seed, &steps, &w.depth))
        return NULL;
    if (!PyArg_ParseTuple(w.shared, "OOOOOO", &w.list, &w.dict, &w.set, &w.texts, &w.types, &w.functions))
        return NULL;
    w.random = seed * 0x9E3779B97F4A7C15u | 1;
    while (steps-- > 0)
        if (step(&w) < 0)
            return NULL;
    return Py_BuildValue("");
}

static PyObject *died(PyObject *module, PyObject *reference) {
    (void)module, (void)reference;
    count(&called);
    return Py_BuildValue("");
}

static PyObject *forget(PyObject *module, PyObject *unused) {
    (void)unused;
    for (int i = 0; i < SLOTS; i++) {
        Py_LOCK(module);
        PyObject *old = stash[i];
        stash[i] = NULL;
        Py_UNLOCK(module);
        Py_XDECREF(old);
    }
    return Py_BuildValue("");
}

/* counts() -> (made, freed, callbacks) */
static PyObject *counts(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return Py_BuildValue("lll", made, freed, called);
}

static PyMethodDef methods[] = {
    {"work", work, METH_VARARGS, NULL},
    {"died", died, METH_O, NULL},
    {"forget", forget, METH_NOARGS, NULL},
    {"counts", counts, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int exec(PyObject *module) {
    type_ = PyType_FromModuleAndSpec(module, &tally_spec, NULL);
    return type_ == NULL ? -1 : PyModule_AddObjectRef(module, "Tally", type_);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};
#ifdef TALLY_LEGACY
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "tallylegacy", NULL, 0, methods, slots, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_tallylegacy(void) { return PyModuleDef_Init(&definition); }
#else
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "tally", NULL, 0, methods, slots, NULL, NULL, NULL};
Py_GILECTOMY_MODULE(tally, &definition)
#endif
