// The operations whose costs Scripts/check-counts measures: each op_NAME does one thing `count` times. What an operation
// needs is made before, in `context`, so that a function's own instructions are those of the operation.
#define Py_GILECTOMY
#define Py_LIMITED_API 0x030e0000
#include <gilectomy.h>
#include <pthread.h>
#include <structmember.h>

#define KEYS 64
static struct {
    PyObject *big, *other, *half, *text, *more, *pair, *key_x, *function, *type, *instance, *list, *dict;
    PyObject *shared_list, *shared_dict; /* made by another thread, of immortal things */
    PyObject *names[KEYS], *numbers[KEYS];
} context;

#define OPERATION(name) __attribute__((noinline)) static int op_##name(long count)
#define LOOP for (long i = 0; i < count; i++)
#define MUST(condition) do { if (!(condition)) return -1; } while (0)
/* A call that gives a new reference, which is dropped. */
#define DROP(call) do { PyObject *result = call; MUST(result != NULL); Py_DECREF(result); } while (0)

OPERATION(incref) { LOOP { Py_INCREF(context.big); Py_DECREF(context.big); } return 0; }
OPERATION(int_make) { LOOP DROP(PyLong_FromLong(100000 + i)); return 0; }
OPERATION(int_value) { LOOP MUST(PyLong_AsLong(context.big) == 1000001); return 0; }
OPERATION(int_add) { LOOP DROP(PyNumber_Add(context.big, context.other)); return 0; }
OPERATION(int_compare) { LOOP MUST(PyObject_RichCompareBool(context.big, context.other, Py_LT) == 1); return 0; }
OPERATION(float_add) { LOOP DROP(PyNumber_Add(context.half, context.half)); return 0; }
OPERATION(str_utf8) {
    Py_ssize_t size;
    LOOP MUST(PyUnicode_AsUTF8AndSize(context.text, &size) != NULL);
    return 0;
}
OPERATION(str_concat) { LOOP DROP(PyUnicode_Concat(context.text, context.more)); return 0; }
OPERATION(bytes_make) { LOOP DROP(PyBytes_FromStringAndSize("0123456789abcdef", 16)); return 0; }
OPERATION(tuple_make) {
    LOOP {
        PyObject *tuple = PyTuple_New(2);
        MUST(tuple != NULL);
        PyTuple_SetItem(tuple, 0, Py_NewRef(context.big));
        PyTuple_SetItem(tuple, 1, Py_NewRef(context.other));
        Py_DECREF(tuple);
    }
    return 0;
}
OPERATION(list_append) {
    LOOP {
        MUST(PyList_Append(context.list, context.big) == 0);
        if (i % 64 == 63)
            MUST(PyList_SetSlice(context.list, 0, 64, NULL) == 0);
    }
    return 0;
}
OPERATION(list_item) { LOOP DROP(PyList_GetItemRef(context.pair, 1)); return 0; }
OPERATION(list_iterate) {
    for (long done = 0; done < count;) {
        PyObject *iterator = PyObject_GetIter(context.pair), *item;
        MUST(iterator != NULL);
        while ((item = PyIter_Next(iterator)) != NULL) {
            Py_DECREF(item);
            done++;
        }
        Py_DECREF(iterator);
    }
    return 0;
}
OPERATION(dict_str_set) { LOOP MUST(PyDict_SetItem(context.dict, context.names[i % KEYS], context.big) == 0); return 0; }
OPERATION(dict_str_get) {
    LOOP {
        PyObject *value;
        MUST(PyDict_GetItemRef(context.dict, context.names[i % KEYS], &value) == 1);
        Py_DECREF(value);
    }
    return 0;
}
OPERATION(dict_int_set) { LOOP MUST(PyDict_SetItem(context.dict, context.numbers[i % KEYS], context.big) == 0); return 0; }
OPERATION(shared_list_item) { LOOP DROP(PyList_GetItemRef(context.shared_list, 1)); return 0; }
OPERATION(shared_dict_get) {
    LOOP {
        PyObject *value;
        MUST(PyDict_GetItemRef(context.shared_dict, context.key_x, &value) == 1);
        Py_DECREF(value);
    }
    return 0;
}
OPERATION(import_module) { LOOP DROP(PyImport_ImportModule("sys")); return 0; }
OPERATION(dict_make) {
    LOOP {
        PyObject *dict = PyDict_New();
        MUST(dict != NULL && PyDict_SetItem(dict, context.names[0], context.big) == 0);
        Py_DECREF(dict);
    }
    return 0;
}
OPERATION(attribute_get) { LOOP DROP(PyObject_GetAttr(context.instance, context.key_x)); return 0; }
OPERATION(attribute_set) { LOOP MUST(PyObject_SetAttr(context.instance, context.key_x, context.big) == 0); return 0; }
OPERATION(instance_make) { LOOP DROP(PyObject_CallNoArgs(context.type)); return 0; }
OPERATION(call_one) {
    PyObject *arguments[2] = {NULL, context.big};
    LOOP DROP(PyObject_Vectorcall(context.function, arguments + 1, 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL));
    return 0;
}
OPERATION(parse_tuple) {
    PyObject *arguments = PyTuple_Pack(2, context.big, context.text), *first;
    const char *text;
    MUST(arguments != NULL);
    LOOP MUST(PyArg_ParseTuple(arguments, "Os", &first, &text));
    Py_DECREF(arguments);
    return 0;
}
OPERATION(build_value) { LOOP DROP(Py_BuildValue("(Oi)", context.big, 7)); return 0; }
OPERATION(lock) {
    LOOP {
        Py_LOCK(context.list);
        Py_UNLOCK(context.list);
    }
    return 0;
}
OPERATION(error) {
    LOOP {
        PyErr_SetString(PyExc_ValueError, "no");
        PyErr_Clear();
    }
    return 0;
}

static const struct {
    const char *name;
    int (*run)(long);
} operations[] = {
#define ROW(name) {#name, op_##name},
    ROW(incref) ROW(int_make) ROW(int_value) ROW(int_add) ROW(int_compare) ROW(float_add) ROW(str_utf8) ROW(str_concat)
    ROW(bytes_make) ROW(tuple_make) ROW(list_append) ROW(list_item) ROW(list_iterate) ROW(dict_str_set)
    ROW(dict_str_get) ROW(dict_int_set) ROW(dict_make) ROW(attribute_get) ROW(attribute_set) ROW(instance_make)
    ROW(shared_list_item) ROW(shared_dict_get) ROW(import_module) ROW(call_one) ROW(parse_tuple) ROW(build_value) ROW(lock) ROW(error)
};

static PyObject *identity(PyObject *module, PyObject *o) {
    (void)module;
    return Py_NewRef(o);
}

typedef struct {
    PyObject *x;
} Instance;
static void instance_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(((Instance *)PyObject_GetTypeData(self, type))->x);
    PyObject_Free(self);
    Py_DECREF((PyObject *)type);
}
static PyMemberDef members[] = {{"x", Py_T_OBJECT_EX, offsetof(Instance, x), Py_RELATIVE_OFFSET, NULL}, {0}};
static PyType_Slot slots[] = {{Py_tp_dealloc, (void *)instance_dealloc}, {Py_tp_members, members}, {0, NULL}};
static PyType_Spec spec = {"operations.Instance", -(int)sizeof(Instance), 0, Py_TPFLAGS_DEFAULT, slots};

static void *make_shared(void *unused) {
    PyGILState_STATE state = PyGILState_Ensure();
    context.shared_list = PyList_New(0);
    context.shared_dict = PyDict_New();
    for (int i = 0; i < 4; i++)
        PyList_Append(context.shared_list, Py_None);
    PyDict_SetItem(context.shared_dict, context.key_x, Py_None);
    PyGILState_Release(state);
    return unused;
}
/* Reads what another thread made so often that it becomes readable. */
static int share(void) {
    pthread_t thread;
    Py_BEGIN_ALLOW_THREADS
    if (pthread_create(&thread, NULL, make_shared, NULL) == 0)
        pthread_join(thread, NULL);
    Py_END_ALLOW_THREADS
    MUST(context.shared_list != NULL && context.shared_dict != NULL && !PyErr_Occurred());
    MUST(op_shared_list_item(20000) == 0);
    return op_shared_dict_get(20000);
}

static int prepare(PyObject *module) {
    MUST(context.big = PyLong_FromLong(1000001));
    MUST(context.other = PyLong_FromLong(2000001));
    MUST(context.half = PyFloat_FromDouble(0.5));
    MUST(context.text = PyUnicode_FromString("a text of 23 characters"));
    MUST(context.more = PyUnicode_FromString(", and more"));
    MUST(context.pair = PyList_New(0));
    for (int i = 0; i < 256; i++)
        MUST(PyList_Append(context.pair, context.big) == 0);
    MUST(context.key_x = PyUnicode_InternFromString("x"));
    MUST(context.function = PyObject_GetAttrString(module, "identity"));
    MUST(context.type = PyType_FromSpec(&spec));
    MUST(context.instance = PyObject_CallNoArgs(context.type));
    MUST(PyObject_SetAttr(context.instance, context.key_x, context.big) == 0);
    MUST(context.list = PyList_New(0));
    MUST(context.dict = PyDict_New());
    for (int i = 0; i < KEYS; i++) {
        MUST(context.names[i] = PyUnicode_FromFormat("name_%d", i));
        PyUnicode_InternInPlace(&context.names[i]);
        MUST(context.numbers[i] = PyLong_FromLong(100000 + i));
    }
    return share();
}

/* run(count): every operation that often, after once to warm up the free lists; the number of operations. */
static PyObject *run(PyObject *module, PyObject *count) {
    long n = PyLong_AsLong(count), rows = sizeof operations / sizeof *operations;
    if (n < 0 || prepare(module) < 0)
        return NULL;
    for (long i = 0; i < rows; i++) {
        if (operations[i].run(128) < 0 || operations[i].run(n) < 0) {
            if (!PyErr_Occurred())
                PyErr_Format(PyExc_RuntimeError, "%s went wrong", operations[i].name);
            return NULL;
        }
    }
    return PyLong_FromLong(rows);
}

static PyMethodDef methods[] = {
    {"run", run, METH_O, "run(count)\n--\n\nDoes every operation."},
    {"identity", identity, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "operations", "Hot operations of the C API.", 0, methods, NULL, NULL, NULL, NULL,
};
Py_GILECTOMY_MODULE(operations, &definition)
