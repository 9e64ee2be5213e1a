/* The rows of `suture bench`: loops over the C API that run wholly in C. One file for both worlds, so that CPython's column
   comes from the same machine code: the limited API of 3.13, references counted by calls.

   rows()                                         a tuple of (name, group, question, ideal, reference, PEP 703's scale, limit)
   run(name, threads, iterations, number=20, lists=None)   wall ns, CPU ns of the threads, operations, from the first
                                                  thread's start to the last one's end, without their preparation */
#define Py_LIMITED_API 0x030d0000
#include <gilectomy.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KEYS 64 /* a power of 2 */
#define TRY(condition)                                                                             \
    do {                                                                                           \
        if (!(condition))                                                                          \
            return -1;                                                                             \
    } while (0)

/* Made once, by the module's initialisation; used by every thread. */
static PyObject *one, *two, *name_x, *name_sys, *item_type, *namespace_type;
static PyObject *call_fib, *call_fib_sets, *call_none, *call_first, *call_last, *call_keywords;
static PyObject *name_issubset, *name_issuperset, *name_difference, *name_symmetric, *name_intersection, *name_copy;
static PyObject *thirty_three, *shared_keys[KEYS];

/* Made anew before each run. */
static PyObject *shared_number, *shared_list, *shared_items, *shared_dict, *shared_instance, *shared_set, *shared_superset, *set_1, *set_2;

/* What one thread works on; nobody else sees it. */
typedef struct {
    int number; /* the Fibonacci number */
    PyObject *a, *b, *c, *x, *y;
    PyObject *instance, *namespace, *arguments, *keywords, *text, *more, *list, *lists, *live;
    PyObject *strings[KEYS], *numbers[KEYS];
} Context;

/* ---- The functions that rows call ---- */

static PyObject *vectorcall(PyObject *f, PyObject *a) {
    PyObject *arguments[2] = {NULL, a};
    return PyObject_Vectorcall(f, arguments + 1, 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

/* The sum of f(n - 1) and f(n - 2). */
static PyObject *fib_step(PyObject *f, PyObject *n) {
    PyObject *a = NULL, *b = NULL, *sum = NULL;
    PyObject *m = PyNumber_Subtract(n, one);
    if (m != NULL)
        a = vectorcall(f, m);
    Py_XDECREF(m);
    m = a == NULL ? NULL : PyNumber_Subtract(n, two);
    if (m != NULL)
        b = vectorcall(f, m);
    Py_XDECREF(m);
    if (b != NULL)
        sum = PyNumber_Add(a, b);
    Py_XDECREF(a);
    Py_XDECREF(b);
    return sum;
}

/* Larry Hastings' x.py: each call goes through the API. */
static PyObject *fib(PyObject *module, PyObject *n) {
    (void)module;
    int small = PyObject_RichCompareBool(n, two, Py_LT);
    if (small != 0)
        return small < 0 ? NULL : Py_NewRef(one);
    return fib_step(call_fib, n);
}

/* Calls a method for its time, and forgets the result. */
static int method(PyObject *self, PyObject *name, PyObject *argument) {
    PyObject *arguments[3] = {NULL, self, argument};
    size_t count = argument == NULL ? 1 : 2;
    PyObject *result = PyObject_VectorcallMethod(name, arguments + 1, count | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    TRY(result != NULL);
    Py_DECREF(result);
    return 0;
}

/* y.py: every result goes into one of two sets that all threads share, and seven questions are asked about them. */
static int ask_sets(PyObject *n, PyObject *result) {
    long size = PyLong_AsLong(n), value = PyLong_AsLong(result);
    if (PyErr_Occurred())
        return -1;
    int first = size < 15 || value % 2 != 0;
    PyObject *mine = first ? set_1 : set_2, *other = first ? set_2 : set_1;
    TRY(PySet_Add(mine, result) == 0);
    TRY(method(other, name_issubset, mine) == 0);
    TRY(method(other, name_issuperset, mine) == 0);
    TRY(method(other, name_difference, mine) == 0);
    TRY(method(other, name_symmetric, mine) == 0);
    TRY(PySet_Contains(set_1, thirty_three) >= 0);
    TRY(method(other, name_intersection, mine) == 0);
    return method(other, name_copy, NULL);
}

static PyObject *fib_sets(PyObject *module, PyObject *n) {
    (void)module;
    int small = PyObject_RichCompareBool(n, two, Py_LT);
    if (small != 0)
        return small < 0 ? NULL : Py_NewRef(one);
    PyObject *result = fib_step(call_fib_sets, n);
    if (result != NULL && ask_sets(n, result) < 0)
        Py_CLEAR(result);
    return result;
}

static PyObject *no_arguments(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return Py_NewRef(Py_None);
}

static PyObject *first(PyObject *module, PyObject *argument) {
    (void)module;
    return Py_NewRef(argument);
}

static PyObject *last(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
    (void)module;
    return Py_NewRef(count > 0 ? arguments[count - 1] : Py_None);
}

static PyObject *keywords(PyObject *module, PyObject *arguments, PyObject *named) {
    static char *names[] = {"a", "b", "c", "flag", NULL};
    PyObject *a, *b, *c;
    int flag = 0;
    (void)module;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "OOO|i", names, &a, &b, &c, &flag))
        return NULL;
    return Py_NewRef(c);
}

/* ---- A heap type with a member ---- */

typedef struct {
    PyObject_HEAD
    PyObject *x;
} Item;

static void item_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(((Item *)(void *)self)->x);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}

static PyMemberDef item_members[] = {{"x", Py_T_OBJECT_EX, offsetof(Item, x), 0, NULL}, {NULL, 0, 0, 0, NULL}};
static PyType_Slot item_slots[] = {{Py_tp_dealloc, (void *)item_dealloc}, {Py_tp_members, item_members}, {0, NULL}};
static PyType_Spec item_spec = {"rows.Item", sizeof(Item), 0, Py_TPFLAGS_DEFAULT, item_slots};

/* ---- The loops: each returns how many operations it did, or -1 with an exception ---- */

#define LOOP(name) static int64_t name(Context *c, int64_t n)
#define REPEAT for (int64_t i = 0; i < n; i++)
#define DROP(made)                                                                                 \
    do {                                                                                           \
        PyObject *dropped = (made);                                                                \
        TRY(dropped != NULL);                                                                      \
        Py_DECREF(dropped);                                                                        \
    } while (0)

LOOP(arith) {
    uint64_t x = (uint64_t)(uintptr_t)c | 1;
    REPEAT x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    return x == 0 ? -1 : n;
}

LOOP(libc_malloc) {
    (void)c;
    REPEAT {
        char *volatile block = malloc(32);
        TRY(block != NULL);
        block[0] = 1;
        free(block);
    }
    return n;
}

/* Calls that fib(k) makes. */
static int64_t calls_of(int k) {
    int64_t a = 1, b = 1;
    for (int i = 2; i <= k; i++) {
        int64_t next = a + b + 1;
        a = b;
        b = next;
    }
    return b;
}

static int64_t fib_loop(PyObject *f, int number, int64_t n) {
    PyObject *k = PyLong_FromLong(number);
    TRY(k != NULL);
    REPEAT DROP(vectorcall(f, k));
    Py_DECREF(k);
    return n * calls_of(number);
}

LOOP(fib_api) { return fib_loop(call_fib, c->number, n); }
LOOP(fib_shared_sets) { return fib_loop(call_fib_sets, c->number, n); }

LOOP(long_churn) { (void)c; REPEAT DROP(PyLong_FromLong(100000 + (long)(i & 0xFFFF))); return n; }
LOOP(long_add) { REPEAT DROP(PyNumber_Add(c->a, c->b)); return n; }
LOOP(long_aslong) { long s = 0; REPEAT s += PyLong_AsLong(c->a); return s == 42 ? -1 : n; }
LOOP(float_add) { REPEAT DROP(PyNumber_Add(c->x, c->y)); return n; }
LOOP(obj_churn) { (void)c; REPEAT DROP(PyObject_CallNoArgs(item_type)); return n; }

LOOP(tuple_churn) {
    REPEAT {
        PyObject *t = PyTuple_New(3);
        TRY(t != NULL);
        PyTuple_SetItem(t, 0, Py_NewRef(c->a));
        PyTuple_SetItem(t, 1, Py_NewRef(c->b));
        PyTuple_SetItem(t, 2, Py_NewRef(c->c));
        Py_DECREF(t);
    }
    return n;
}

LOOP(list_append_get) {
    PyObject *list = NULL;
    REPEAT {
        if (i % 1024 == 0) {
            Py_XDECREF(list);
            TRY((list = PyList_New(0)) != NULL);
        }
        TRY(PyList_Append(list, c->a) == 0);
        DROP(PyList_GetItemRef(list, i % 1024));
    }
    Py_XDECREF(list);
    return n;
}

static int64_t set_and_get(PyObject **keys, PyObject *value, int64_t n) {
    PyObject *dict = PyDict_New(), *found;
    TRY(dict != NULL);
    REPEAT {
        PyObject *key = keys[i & (KEYS - 1)];
        TRY(PyDict_SetItem(dict, key, value) == 0);
        TRY(PyDict_GetItemRef(dict, key, &found) == 1);
        Py_DECREF(found);
    }
    Py_DECREF(dict);
    return n;
}
LOOP(dict_set_get_str) { return set_and_get(c->strings, c->a, n); }
LOOP(dict_set_get_int) { return set_and_get(c->numbers, c->a, n); }

LOOP(dict_new_4) {
    REPEAT {
        PyObject *dict = PyDict_New();
        TRY(dict != NULL);
        for (int k = 0; k < 4; k++)
            TRY(PyDict_SetItem(dict, c->strings[k], c->a) == 0);
        Py_DECREF(dict);
    }
    return n;
}

LOOP(attr_get) { REPEAT DROP(PyObject_GetAttr(c->instance, name_x)); return n; }
LOOP(attr_set) { REPEAT TRY(PyObject_SetAttr(c->instance, name_x, c->a) == 0); return n; }
LOOP(attr_get_dict) { REPEAT DROP(PyObject_GetAttr(c->namespace, name_x)); return n; }

LOOP(call_noargs) { (void)c; REPEAT DROP(PyObject_CallNoArgs(call_none)); return n; }
LOOP(call_o) { REPEAT DROP(vectorcall(call_first, c->a)); return n; }
LOOP(call_fastcall) {
    PyObject *arguments[4] = {NULL, c->a, c->b, c->c};
    REPEAT DROP(PyObject_Vectorcall(call_last, arguments + 1, 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL));
    return n;
}
LOOP(call_varargs_kw) { REPEAT DROP(PyObject_Call(call_keywords, c->arguments, c->keywords)); return n; }

LOOP(parse_tuple) {
    PyObject *x, *y, *z;
    REPEAT TRY(PyArg_ParseTuple(c->arguments, "OOO", &x, &y, &z));
    return n;
}
LOOP(build_value) { REPEAT DROP(Py_BuildValue("(Oi)", c->a, 7)); return n; }
LOOP(str_concat) { REPEAT DROP(PyUnicode_Concat(c->text, c->more)); return n; }
LOOP(str_format) { (void)c; REPEAT DROP(PyUnicode_FromFormat("%s-%d", "abc", (int)i)); return n; }
LOOP(str_utf8) {
    Py_ssize_t size;
    REPEAT TRY(PyUnicode_AsUTF8AndSize(c->text, &size) != NULL);
    return n;
}
LOOP(bytes_build) { (void)c; REPEAT DROP(PyBytes_FromStringAndSize("0123456789abcdef0123456789abcdef", 32)); return n; }
LOOP(incref_private) { REPEAT { Py_IncRef(c->a); Py_DecRef(c->a); } return n; }
LOOP(incref_none) { (void)c; REPEAT { Py_IncRef(Py_None); Py_DecRef(Py_None); } return n; }

static int64_t iterate_over(PyObject *container, int64_t n) {
    int64_t done = 0;
    while (done < n) {
        PyObject *iterator = PyObject_GetIter(container), *item;
        TRY(iterator != NULL);
        while ((item = PyIter_Next(iterator)) != NULL) {
            Py_DECREF(item);
            done++;
        }
        Py_DECREF(iterator);
        TRY(!PyErr_Occurred());
    }
    return done;
}

LOOP(iterate) { return iterate_over(c->list, n); }

LOOP(import_lookup) { (void)c; REPEAT DROP(PyImport_ImportModule("sys")); return n; }
LOOP(import_getmodule) { (void)c; REPEAT DROP(PyImport_GetModule(name_sys)); return n; }
LOOP(err_set_clear) {
    (void)c;
    REPEAT {
        PyErr_SetString(PyExc_ValueError, "boom");
        TRY(PyErr_Occurred());
        PyErr_Clear();
    }
    return n;
}
LOOP(err_occurred) { (void)c; REPEAT TRY(!PyErr_Occurred()); return n; }
LOOP(gilstate_pair) { (void)c; REPEAT PyGILState_Release(PyGILState_Ensure()); return n; }
LOOP(allow_threads) { (void)c; REPEAT PyEval_RestoreThread(PyEval_SaveThread()); return n; }
LOOP(mem_malloc) {
    (void)c;
    REPEAT {
        char *volatile block = PyMem_Malloc(32);
        TRY(block != NULL);
        block[0] = 1;
        PyMem_Free(block);
    }
    return n;
}
LOOP(subtype) {
    PyTypeObject *type = (PyTypeObject *)(void *)item_type;
    REPEAT TRY(PyType_IsSubtype(Py_TYPE(c->instance), type));
    return n;
}

LOOP(gc_cycles) {
    (void)c;
    REPEAT {
        PyObject *list = PyList_New(1);
        TRY(list != NULL);
        PyList_SetItem(list, 0, Py_NewRef(list));
        Py_DECREF(list);
    }
    PyGC_Collect();
    /* A collection that the thread has asked for meanwhile may run here, and not when the time is taken. */
    Py_BEGIN_ALLOW_THREADS
    Py_END_ALLOW_THREADS
    return n;
}

LOOP(gc_live) { return gc_cycles(c, n); }

LOOP(shared_incref) { (void)c; REPEAT { Py_IncRef(shared_number); Py_DecRef(shared_number); } return n; }
LOOP(shared_list_append) { REPEAT TRY(PyList_Append(shared_list, c->a) == 0); return n; }
LOOP(shared_list_get) { (void)c; REPEAT DROP(PyList_GetItemRef(shared_items, i & (KEYS - 1))); return n; }
LOOP(shared_dict_get) {
    PyObject *found;
    (void)c;
    REPEAT {
        TRY(PyDict_GetItemRef(shared_dict, shared_keys[i & (KEYS - 1)], &found) == 1);
        Py_DECREF(found);
    }
    return n;
}
LOOP(shared_dict_set) { REPEAT TRY(PyDict_SetItem(shared_dict, c->strings[i & (KEYS - 1)], c->a) == 0); return n; }
LOOP(shared_dict_iterate) { (void)c; return iterate_over(shared_dict, n); }
LOOP(shared_dict_update) {
    PyObject *dict = PyDict_New();
    (void)c;
    TRY(dict != NULL);
    REPEAT TRY(PyDict_Update(dict, shared_dict) == 0);
    Py_DECREF(dict);
    return n;
}
LOOP(shared_set_compare) { (void)c; REPEAT TRY(PyObject_RichCompareBool(shared_set, shared_superset, Py_LE) == 1); return n; }
LOOP(shared_attr_get) { (void)c; REPEAT DROP(PyObject_GetAttr(shared_instance, name_x)); return n; }

/* A little work, and one item less of a list that the run was given. */
LOOP(drop_seen) {
    TRY(c->lists != NULL);
    REPEAT {
        TRY(fib_loop(call_fib, 10, 1) > 0);
        TRY(PyList_SetItem(c->lists, i, Py_NewRef(Py_None)) == 0);
    }
    return n;
}

/* ---- The table ---- */

typedef struct {
    const char *name, *ideal, *reference;
} Group;

static const Group control = {"control", "2 threads on 2 cores: scale 2", "none: no API is called"};
static const Group private = {
    "private", "t1 at most CPython's; scale that of the control",
    "CPython 3.13 for t1; PEP 703's reference implementation for the scale"};
static const Group shared = {
    "shared", "scale at least that of PEP 703's reference implementation", "PEP 703's reference implementation, on 2 cores"};
static const Group collector = {"collector", "t1 at most CPython's", "CPython 3.13"};
static const Group program = {"program", "wall time of one thread, whatever the threads", "Larry Hastings' Gilectomy: 0.42"};

typedef struct {
    const char *name;
    const Group *group;
    const char *question;
    int64_t (*loop)(Context *, int64_t);
    double peer;   /* the scale of PEP 703's reference implementation; 0: not known */
    int64_t limit; /* of the iterations of a thread; 0: none */
} Row;

static const Row table[] = {
    {"arith", &control, "how do two cores scale at plain arithmetic, now?", arith, 0, 0},
    {"libc_malloc", &control, "and at libc's malloc and free?", libc_malloc, 1.87, 0},
    {"fib_api", &private, "recursive Fibonacci, each call through the API", fib_api, 1.96, 0},
    {"long_churn", &private, "make and drop an int", long_churn, 1.89, 0},
    {"long_add", &private, "add two ints", long_add, 1.93, 0},
    {"long_aslong", &private, "read an int", long_aslong, 1.82, 0},
    {"float_add", &private, "add two floats", float_add, 1.93, 0},
    {"tuple_churn", &private, "make, fill and drop a tuple of 3", tuple_churn, 1.88, 0},
    {"obj_churn", &private, "make and drop an instance of a heap type", obj_churn, 1.94, 0},
    {"list_append_get", &private, "append to a list and read the item", list_append_get, 1.96, 0},
    {"dict_set_get_str", &private, "set and get by a str", dict_set_get_str, 1.94, 0},
    {"dict_set_get_int", &private, "set and get by an int", dict_set_get_int, 1.96, 0},
    {"dict_new_4", &private, "make and drop a dict of 4", dict_new_4, 1.94, 0},
    {"attr_get", &private, "read a member of an instance", attr_get, 1.79, 0},
    {"attr_set", &private, "write a member of an instance", attr_set, 2.12, 0},
    {"attr_get_dict", &private, "read an attribute out of an instance's dict", attr_get_dict, 2.01, 0},
    {"call_noargs", &private, "call METH_NOARGS", call_noargs, 2.09, 0},
    {"call_o", &private, "call METH_O", call_o, 1.76, 0},
    {"call_fastcall", &private, "call METH_FASTCALL with 3", call_fastcall, 2.00, 0},
    {"call_varargs_kw", &private, "call METH_VARARGS | METH_KEYWORDS with a dict", call_varargs_kw, 1.90, 0},
    {"parse_tuple", &private, "PyArg_ParseTuple \"OOO\"", parse_tuple, 1.93, 0},
    {"build_value", &private, "Py_BuildValue \"(Oi)\"", build_value, 0, 0},
    {"str_concat", &private, "concatenate two strs", str_concat, 0, 0},
    {"str_format", &private, "PyUnicode_FromFormat \"%s-%d\"", str_format, 0, 0},
    {"str_utf8", &private, "a str as UTF-8", str_utf8, 0, 0},
    {"bytes_build", &private, "make and drop 32 bytes", bytes_build, 0, 0},
    {"incref_private", &private, "take and drop a reference to an own object", incref_private, 1.99, 0},
    {"incref_none", &private, "take and drop a reference to None", incref_none, 1.84, 0},
    {"iterate", &private, "an item of a list, by an iterator", iterate, 0, 0},
    {"import_lookup", &private, "import a module that is there", import_lookup, 0, 200000},
    {"import_getmodule", &private, "look a module up", import_getmodule, 0, 0},
    {"err_set_clear", &private, "raise and clear an exception", err_set_clear, 0, 0},
    {"err_occurred", &private, "ask for an exception", err_occurred, 0, 0},
    {"gilstate_pair", &private, "a nested PyGILState pair", gilstate_pair, 0, 0},
    {"allow_threads", &private, "detach and attach", allow_threads, 0, 0},
    {"mem_malloc", &private, "PyMem_Malloc and PyMem_Free", mem_malloc, 1.93, 0},
    {"subtype", &private, "PyType_IsSubtype", subtype, 0, 0},
    {"shared_incref", &shared, "take and drop a reference to an object that another thread made", shared_incref, 0.35, 0},
    {"shared_list_append", &shared, "append to one list", shared_list_append, 0.62, 1500000},
    {"shared_list_get", &shared, "get a reference out of one list", shared_list_get, 0.39, 0},
    {"shared_dict_get", &shared, "get a reference out of one dict", shared_dict_get, 0.44, 0},
    {"shared_dict_set", &shared, "set in one dict", shared_dict_set, 0.26, 0},
    {"shared_dict_iterate", &shared, "a key of one dict, by an iterator of the thread's own", shared_dict_iterate, 0, 0},
    {"shared_dict_update", &shared, "update a dict of the thread's own by one dict of 64", shared_dict_update, 0, 0},
    {"shared_set_compare", &shared, "ask whether one set of 64 is a subset of another", shared_set_compare, 0, 0},
    {"shared_attr_get", &shared, "read a member of one instance", shared_attr_get, 0.52, 0},
    {"gc_cycles", &collector, "make, drop and collect a list that holds itself", gc_cycles, 1.17, 60000},
    {"gc_live", &collector, "the same while 200,000 lists live", gc_live, 0, 60000},
    {"fib_shared_sets", &program, "Fibonacci with two sets that all threads share", fib_shared_sets, 0, 1},
    {"drop_seen", &program, "Fibonacci, and drop an object that legacy code has seen", drop_seen, 0, 0},
};
#define ROWS ((Py_ssize_t)(sizeof table / sizeof table[0]))

static PyObject *rows(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    PyObject *all = PyTuple_New(ROWS);
    for (Py_ssize_t i = 0; all != NULL && i < ROWS; i++) {
        const Row *r = &table[i];
        PyObject *row = Py_BuildValue("(sssssdL)", r->name, r->group->name, r->question, r->group->ideal, r->group->reference, r->peer, (long long)r->limit);
        if (row == NULL || PyTuple_SetItem(all, i, row) < 0)
            Py_CLEAR(all);
    }
    return all;
}

/* ---- Running ---- */

/* A list of `count` lists of one number. */
static PyObject *list_of_lists(int count) {
    PyObject *list = PyList_New(0);
    for (int i = 0; list != NULL && i < count; i++) {
        PyObject *item = Py_BuildValue("[i]", 1000 + i);
        if (item == NULL || PyList_Append(list, item) < 0)
            Py_CLEAR(list);
        Py_XDECREF(item);
    }
    return list;
}

static int prepare(Context *c, const Row *row, int index, int number, PyObject *lists) {
    memset(c, 0, sizeof *c);
    c->number = number;
    TRY((c->a = PyLong_FromLong(1000001 + index)) && (c->b = PyLong_FromLong(2000001 + index)));
    TRY((c->c = PyLong_FromLong(3000001 + index)));
    TRY((c->x = PyFloat_FromDouble(1.5)) && (c->y = PyFloat_FromDouble(2.25)));
    TRY((c->instance = PyObject_CallNoArgs(item_type)) && PyObject_SetAttr(c->instance, name_x, c->a) == 0);
    TRY((c->namespace = PyObject_CallNoArgs(namespace_type)) && PyObject_SetAttr(c->namespace, name_x, c->a) == 0);
    TRY((c->arguments = PyTuple_Pack(3, c->a, c->b, c->c)));
    TRY((c->keywords = Py_BuildValue("{s:i}", "flag", 7)));
    TRY((c->text = PyUnicode_FromFormat("hello world %d", index)) && (c->more = PyUnicode_FromFormat(", goodbye %d", index)));
    for (int i = 0; i < KEYS; i++) {
        char text[32];
        snprintf(text, sizeof text, "key_%d_%d", index, i);
        TRY((c->strings[i] = PyUnicode_InternFromString(text)) && (c->numbers[i] = PyLong_FromLong(100000 * (index + 1) + i)));
    }
    TRY((c->list = PyList_New(0)));
    for (int i = 0; i < 1000; i++) {
        PyObject *item = PyLong_FromLong(5000000 + i);
        TRY(item != NULL);
        int failed = PyList_Append(c->list, item);
        Py_DECREF(item);
        TRY(failed == 0);
    }
    if (row->loop == gc_live)
        TRY((c->live = list_of_lists(200000)));
    if (lists != Py_None)
        TRY((c->lists = PySequence_GetItem(lists, index)));
    return 0;
}

static void finish(Context *c) {
    PyObject **fields[] = {&c->a, &c->b, &c->c, &c->x, &c->y, &c->instance, &c->namespace, &c->arguments, &c->keywords, &c->text, &c->more, &c->list, &c->lists, &c->live};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        Py_XDECREF(*fields[i]);
    for (int i = 0; i < KEYS; i++) {
        Py_XDECREF(c->strings[i]);
        Py_XDECREF(c->numbers[i]);
    }
}

/* Replaces what a variable holds; NULL stands for an exception. */
static int replace(PyObject **variable, PyObject *made) {
    TRY(made != NULL);
    PyObject *old = *variable;
    *variable = made;
    Py_XDECREF(old);
    return 0;
}

static int prepare_shared(void) {
    TRY(replace(&shared_number, PyLong_FromLong(987654321)) == 0);
    TRY(replace(&shared_list, PyList_New(0)) == 0);
    TRY(replace(&shared_items, PyList_New(0)) == 0);
    TRY(replace(&shared_dict, PyDict_New()) == 0);
    TRY(replace(&shared_instance, PyObject_CallNoArgs(item_type)) == 0);
    TRY(replace(&set_1, PySet_New(NULL)) == 0);
    TRY(replace(&set_2, PySet_New(NULL)) == 0);
    TRY(PyObject_SetAttr(shared_instance, name_x, shared_number) == 0);
    for (int i = 0; i < KEYS; i++) {
        PyObject *value = PyLong_FromLong(7000000 + i);
        TRY(value != NULL);
        int failed = PyDict_SetItem(shared_dict, shared_keys[i], value) < 0 || PyList_Append(shared_items, value) < 0;
        Py_DECREF(value);
        TRY(!failed);
    }
    TRY(replace(&shared_set, PySet_New(shared_items)) == 0);
    TRY(replace(&shared_superset, PySet_New(shared_set)) == 0);
    return 0;
}

/* Holds the threads until all are ready. */
typedef struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int ready, is_open;
} Gate;

typedef struct {
    pthread_t thread;
    Gate *gate;
    const Row *row;
    PyObject *lists, *error; /* borrowed; owned */
    int index, number;
    int64_t iterations, operations;
    uint64_t begin, end, cpu;
} Worker;

static uint64_t nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void *work(void *raw) {
    Worker *w = raw;
    Context c;
    PyGILState_STATE state = PyGILState_Ensure();
    int failed = prepare(&c, w->row, w->index, w->number, w->lists) < 0;
    Py_BEGIN_ALLOW_THREADS
    pthread_mutex_lock(&w->gate->mutex);
    w->gate->ready++;
    pthread_cond_broadcast(&w->gate->changed);
    while (!w->gate->is_open)
        pthread_cond_wait(&w->gate->changed, &w->gate->mutex);
    pthread_mutex_unlock(&w->gate->mutex);
    Py_END_ALLOW_THREADS
    w->begin = nanoseconds(CLOCK_MONOTONIC);
    uint64_t cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
    if (!failed)
        failed = (w->operations = w->row->loop(&c, w->iterations)) < 0;
    w->cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
    w->end = nanoseconds(CLOCK_MONOTONIC);
    if (failed)
        w->error = PyErr_GetRaisedException();
    finish(&c);
    PyGILState_Release(state);
    return NULL;
}

/* What the threads left behind: an update that was lost is a wrong result, not a fast one. */
static int verify(const Row *row, int threads, int64_t operations) {
    Py_ssize_t found = 0, expected = 0;
    if (row->loop == shared_list_append) {
        found = PyList_Size(shared_list);
        expected = (Py_ssize_t)operations;
    } else if (row->loop == shared_dict_set && operations >= (int64_t)threads * KEYS) {
        found = PyDict_Size(shared_dict);
        expected = KEYS + (Py_ssize_t)threads * KEYS;
    }
    if (found == expected)
        return 0;
    PyErr_Format(PyExc_AssertionError, "%s: %zd items instead of %zd", row->name, found, expected);
    return -1;
}

static PyObject *run_row(const Row *row, int threads, int64_t iterations, int number, PyObject *lists) {
    if (row->group == &collector)
        PyGC_Collect();
    Worker *workers = calloc((size_t)threads, sizeof *workers);
    if (workers == NULL)
        return PyErr_NoMemory();
    Gate gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};
    int started = 0;
    while (started < threads) {
        Worker *w = &workers[started];
        *w = (Worker){.gate = &gate, .row = row, .lists = lists, .index = started, .number = number, .iterations = iterations};
        if (pthread_create(&w->thread, NULL, work, w) != 0)
            break;
        started++;
    }
    Py_BEGIN_ALLOW_THREADS
    pthread_mutex_lock(&gate.mutex);
    while (gate.ready < started)
        pthread_cond_wait(&gate.changed, &gate.mutex);
    gate.is_open = 1;
    pthread_cond_broadcast(&gate.changed);
    pthread_mutex_unlock(&gate.mutex);
    for (int i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    Py_END_ALLOW_THREADS
    uint64_t begin = UINT64_MAX, end = 0, cpu = 0;
    int64_t operations = 0;
    PyObject *error = NULL;
    for (int i = 0; i < started; i++) {
        Worker *w = &workers[i];
        begin = w->begin < begin ? w->begin : begin;
        end = w->end > end ? w->end : end;
        cpu += w->cpu;
        operations += w->operations;
        if (error == NULL)
            error = w->error;
        else
            Py_XDECREF(w->error);
    }
    free(workers);
    /* PyGC_Collect does nothing while another thread collects: what is left belongs to the row, and not to the next run. */
    if (row->group == &collector && threads > 1) {
        uint64_t start = nanoseconds(CLOCK_MONOTONIC), start_cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
        PyGC_Collect();
        end += nanoseconds(CLOCK_MONOTONIC) - start;
        cpu += nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start_cpu;
    }
    if (error != NULL)
        PyErr_SetRaisedException(error);
    else if (started < threads)
        PyErr_SetString(PyExc_OSError, "a thread cannot be started");
    else if (verify(row, threads, operations) == 0)
        return Py_BuildValue("(KKL)", (unsigned long long)(end - begin), (unsigned long long)cpu, (long long)operations);
    return NULL;
}

static PyObject *run(PyObject *module, PyObject *arguments) {
    const char *name;
    int threads, number = 20;
    long long iterations;
    PyObject *lists = Py_None;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "siL|iO:run", &name, &threads, &iterations, &number, &lists))
        return NULL;
    if (threads < 1 || threads > 1024 || iterations < 1) {
        PyErr_SetString(PyExc_ValueError, "run() needs 1 to 1024 threads and an iteration");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < ROWS; i++) {
        if (strcmp(table[i].name, name) == 0)
            return prepare_shared() < 0 ? NULL : run_row(&table[i], threads, iterations, number, lists);
    }
    PyErr_Format(PyExc_ValueError, "there is no row '%s'", name);
    return NULL;
}

/* lists(threads, count): a list for each thread, of `count` lists of one number, for drop_seen. */
static PyObject *lists(PyObject *module, PyObject *arguments) {
    int threads, count;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "ii:lists", &threads, &count))
        return NULL;
    PyObject *all = PyList_New(0);
    for (int i = 0; all != NULL && i < threads; i++) {
        PyObject *list = list_of_lists(count);
        if (list == NULL || PyList_Append(all, list) < 0)
            Py_CLEAR(all);
        Py_XDECREF(list);
    }
    return all;
}

static PyMethodDef methods[] = {
    {"rows", rows, METH_NOARGS, "rows()\n--\n\nName, group, question, ideal, reference, PEP 703's scale and limit of each row."},
    {"run", run, METH_VARARGS, "run(name, threads, iterations, number=20, lists=None)\n--\n\nWall and CPU nanoseconds, and operations."},
    {"lists", lists, METH_VARARGS, "lists(threads, count)\n--\n\nWhat drop_seen works on."},
    {"fib", fib, METH_O, "fib(n)\n--\n\nRecursive Fibonacci."},
    {"fib_sets", fib_sets, METH_O, "fib_sets(n)\n--\n\nThe same with two shared sets."},
    {"no_arguments", no_arguments, METH_NOARGS, NULL},
    {"first", first, METH_O, NULL},
    {"last", (PyCFunction)(void (*)(void))last, METH_FASTCALL, NULL},
    {"keywords", (PyCFunction)(void (*)(void))keywords, METH_VARARGS | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL},
};

static int set_up(PyObject *module) {
    static const struct {
        PyObject **variable;
        const char *name;
    } functions[] = {
        {&call_fib, "fib"}, {&call_fib_sets, "fib_sets"}, {&call_none, "no_arguments"},
        {&call_first, "first"}, {&call_last, "last"}, {&call_keywords, "keywords"},
    }, names[] = {
        {&name_x, "x"}, {&name_sys, "sys"}, {&name_issubset, "issubset"}, {&name_issuperset, "issuperset"},
        {&name_difference, "difference"}, {&name_symmetric, "symmetric_difference"},
        {&name_intersection, "intersection"}, {&name_copy, "copy"},
    };
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        TRY((*functions[i].variable = PyObject_GetAttrString(module, functions[i].name)) != NULL);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        TRY((*names[i].variable = PyUnicode_InternFromString(names[i].name)) != NULL);
    for (int i = 0; i < KEYS; i++) {
        char text[32];
        snprintf(text, sizeof text, "shared_%d", i);
        TRY((shared_keys[i] = PyUnicode_InternFromString(text)) != NULL);
    }
    TRY((one = PyLong_FromLong(1)) && (two = PyLong_FromLong(2)) && (thirty_three = PyLong_FromLong(33)));
    TRY((item_type = PyType_FromSpec(&item_spec)) && PyModule_AddObjectRef(module, "Item", item_type) == 0);
    PyObject *types = PyImport_ImportModule("types");
    TRY(types != NULL);
    namespace_type = PyObject_GetAttrString(types, "SimpleNamespace");
    Py_DECREF(types);
    return namespace_type == NULL ? -1 : 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)set_up}, {0, NULL}};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "rows", "The rows of suture bench.", 0, methods, slots, NULL, NULL, NULL,
};

Py_GILECTOMY_MODULE(rows, &definition)
