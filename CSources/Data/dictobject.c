// The types of dicts, of their views and of the views' iterators.
#include "data.h"

PyObject *suture_dict_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords);
int suture_dict_init(PyObject *self, PyObject *arguments, PyObject *keywords);
void suture_dict_dealloc(PyObject *self);
int suture_dict_traverse(PyObject *self, visitproc visit, void *argument);
int suture_dict_clear_slot(PyObject *self);
PyObject *suture_dict_repr(PyObject *self);
Py_ssize_t suture_dict_length(PyObject *self);
PyObject *suture_dict_subscript(PyObject *self, PyObject *key);
int suture_dict_store(PyObject *self, PyObject *key, PyObject *value);
int suture_dict_contains(PyObject *self, PyObject *key);
PyObject *suture_dict_compare(PyObject *self, PyObject *other, int operation);
PyObject *suture_dict_or(PyObject *self, PyObject *other);
PyObject *suture_dict_inplace_or(PyObject *self, PyObject *other);
PyObject *suture_dict_iter(PyObject *self);
PyObject *suture_dict_reversed(PyObject *self, PyObject *unused);
PyObject *suture_dict_getitem(PyObject *self, PyObject *key);
PyObject *suture_dict_has(PyObject *self, PyObject *key);
PyObject *suture_dict_get(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *suture_dict_setdefault(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *suture_dict_pop(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *suture_dict_popitem(PyObject *self, PyObject *unused);
PyObject *suture_dict_update(PyObject *self, PyObject *arguments, PyObject *keywords);
PyObject *suture_dict_fromkeys(PyObject *type, PyObject *const *arguments, Py_ssize_t count);
PyObject *suture_dict_copy(PyObject *self, PyObject *unused);
PyObject *suture_dict_clear_method(PyObject *self, PyObject *unused);
PyObject *suture_dict_sizeof(PyObject *self, PyObject *unused);
PyObject *suture_dict_keys(PyObject *self, PyObject *unused);
PyObject *suture_dict_values(PyObject *self, PyObject *unused);
PyObject *suture_dict_items(PyObject *self, PyObject *unused);

#define FAST(f) ((PyCFunction)(void (*)(void))(f))

static PyMethodDef dict_methods[] = {
    {"__contains__", suture_dict_has, METH_O | METH_COEXIST, "True if the dictionary has the specified key, else False."},
    {"__getitem__", suture_dict_getitem, METH_O | METH_COEXIST, "Return self[key]."},
    {"__sizeof__", suture_dict_sizeof, METH_NOARGS, "Return the size of the dict in memory."},
    {"get", FAST(suture_dict_get), METH_FASTCALL,
     "get($self, key, default=None, /)\n--\n\nReturn the value for key if key is in the dictionary, else default."},
    {"setdefault", FAST(suture_dict_setdefault), METH_FASTCALL,
     "setdefault($self, key, default=None, /)\n--\n\nInsert key with a value of default if key is not in the dictionary."},
    {"pop", FAST(suture_dict_pop), METH_FASTCALL, "D.pop(k[,d]) -> v, remove specified key and return the corresponding value."},
    {"popitem", suture_dict_popitem, METH_NOARGS,
     "popitem($self, /)\n--\n\nRemove and return a (key, value) pair as a 2-tuple."},
    {"keys", suture_dict_keys, METH_NOARGS, "D.keys() -> a set-like object providing a view on D's keys"},
    {"items", suture_dict_items, METH_NOARGS, "D.items() -> a set-like object providing a view on D's items"},
    {"values", suture_dict_values, METH_NOARGS, "D.values() -> an object providing a view on D's values"},
    {"update", FAST(suture_dict_update), METH_VARARGS | METH_KEYWORDS,
     "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F."},
    {"fromkeys", FAST(suture_dict_fromkeys), METH_FASTCALL | METH_CLASS,
     "fromkeys($type, iterable, value=None, /)\n--\n\nCreate a new dictionary with keys from iterable and values set to value."},
    {"clear", suture_dict_clear_method, METH_NOARGS, "clear($self, /)\n--\n\nRemove all items from the dict."},
    {"copy", suture_dict_copy, METH_NOARGS, "copy($self, /)\n--\n\nReturn a shallow copy of the dict."},
    {"__reversed__", suture_dict_reversed, METH_NOARGS,
     "__reversed__($self, /)\n--\n\nReturn a reverse iterator over the dict keys."},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, "See PEP 585"},
    {0},
};

static PyMappingMethods dict_mapping = {
    .mp_length = suture_dict_length, .mp_subscript = suture_dict_subscript, .mp_ass_subscript = suture_dict_store};
static PySequenceMethods dict_sequence = {.sq_contains = suture_dict_contains};
static PyNumberMethods dict_number = {.nb_or = suture_dict_or, .nb_inplace_or = suture_dict_inplace_or};

PyTypeObject PyDict_Type = {
    SUTURE_TYPE("dict", sizeof(PyDictObject), 0),
    .tp_dealloc = suture_dict_dealloc,
    .tp_repr = suture_dict_repr,
    .tp_as_number = &dict_number,
    .tp_as_sequence = &dict_sequence,
    .tp_as_mapping = &dict_mapping,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DICT_SUBCLASS |
                _Py_TPFLAGS_MATCH_SELF | Py_TPFLAGS_MAPPING,
    .tp_doc = "dict() -> new empty dictionary\n"
              "dict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\n"
              "dict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n"
              "        d[k] = v\n"
              "dict(**kwargs) -> new dictionary initialized with the name=value pairs\n"
              "    in the keyword argument list.  For example:  dict(one=1, two=2)",
    .tp_traverse = suture_dict_traverse,
    .tp_clear = suture_dict_clear_slot,
    .tp_richcompare = suture_dict_compare,
    .tp_iter = suture_dict_iter,
    .tp_methods = dict_methods,
    .tp_init = suture_dict_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = suture_dict_new,
    .tp_free = PyObject_GC_Del,
};

// Iterators.

PyObject *suture_dictiter_key(PyObject *self);
PyObject *suture_dictiter_value(PyObject *self);
PyObject *suture_dictiter_item(PyObject *self);
PyObject *suture_dictiter_key_back(PyObject *self);
PyObject *suture_dictiter_value_back(PyObject *self);
PyObject *suture_dictiter_item_back(PyObject *self);
void suture_tableiter_dealloc(PyObject *self);
int suture_tableiter_traverse(PyObject *self, visitproc visit, void *argument);
PyObject *suture_dictiter_length_hint(PyObject *self, PyObject *unused);
PyObject *suture_dictiter_reduce(PyObject *self, PyObject *unused);

static PyMethodDef dictiter_methods[] = {
    {"__length_hint__", suture_dictiter_length_hint, METH_NOARGS, "Private method returning an estimate of len(list(it))."},
    {"__reduce__", suture_dictiter_reduce, METH_NOARGS, "Return state information for pickling."},
    {0},
};

#define DICT_ITERATOR(symbol, name, next)                                                                    \
    PyTypeObject symbol = {                                                                                  \
        SUTURE_TYPE(name, sizeof(SutureTableIterator), 0),                                                   \
        .tp_dealloc = suture_tableiter_dealloc,                                                              \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,             \
        .tp_traverse = suture_tableiter_traverse,                                                            \
        .tp_iter = PyObject_SelfIter,                                                                        \
        .tp_iternext = next,                                                                                 \
        .tp_methods = dictiter_methods,                                                                      \
        .tp_free = PyObject_GC_Del,                                                                          \
    }
DICT_ITERATOR(PyDictIterKey_Type, "dict_keyiterator", suture_dictiter_key);
DICT_ITERATOR(PyDictIterValue_Type, "dict_valueiterator", suture_dictiter_value);
DICT_ITERATOR(PyDictIterItem_Type, "dict_itemiterator", suture_dictiter_item);
DICT_ITERATOR(PyDictRevIterKey_Type, "dict_reversekeyiterator", suture_dictiter_key_back);
DICT_ITERATOR(PyDictRevIterValue_Type, "dict_reversevalueiterator", suture_dictiter_value_back);
DICT_ITERATOR(PyDictRevIterItem_Type, "dict_reverseitemiterator", suture_dictiter_item_back);

// Views.

void suture_dictview_dealloc(PyObject *self);
int suture_dictview_traverse(PyObject *self, visitproc visit, void *argument);
Py_ssize_t suture_dictview_length(PyObject *self);
int suture_dictview_contains(PyObject *self, PyObject *element);
PyObject *suture_dictview_repr(PyObject *self);
PyObject *suture_dictview_compare(PyObject *self, PyObject *other, int operation);
PyObject *suture_dictview_subtract(PyObject *a, PyObject *b);
PyObject *suture_dictview_and(PyObject *a, PyObject *b);
PyObject *suture_dictview_or(PyObject *a, PyObject *b);
PyObject *suture_dictview_xor(PyObject *a, PyObject *b);
PyObject *suture_dictview_isdisjoint(PyObject *self, PyObject *other);
PyObject *suture_dictview_mapping(PyObject *self, void *unused);
PyObject *suture_dictkeys_iter(PyObject *self);
PyObject *suture_dictvalues_iter(PyObject *self);
PyObject *suture_dictitems_iter(PyObject *self);
PyObject *suture_dictkeys_reversed(PyObject *self, PyObject *unused);
PyObject *suture_dictvalues_reversed(PyObject *self, PyObject *unused);
PyObject *suture_dictitems_reversed(PyObject *self, PyObject *unused);

static PyGetSetDef dictview_attributes[] = {
    {"mapping", suture_dictview_mapping, NULL, "dictionary that this view refers to", NULL},
    {0},
};
static PyNumberMethods dictview_number = {
    .nb_subtract = suture_dictview_subtract,
    .nb_and = suture_dictview_and,
    .nb_xor = suture_dictview_xor,
    .nb_or = suture_dictview_or,
};
static PySequenceMethods dictview_sequence = {.sq_length = suture_dictview_length, .sq_contains = suture_dictview_contains};
static PySequenceMethods dictvalues_sequence = {.sq_length = suture_dictview_length};

#define IS_DISJOINT                                                                                          \
    {"isdisjoint", suture_dictview_isdisjoint, METH_O, "Return True if the view and the given iterable have a null intersection."}
#define REVERSED(f) {"__reversed__", f, METH_NOARGS, "Return a reverse iterator over the view."}
static PyMethodDef dictkeys_methods[] = {IS_DISJOINT, REVERSED(suture_dictkeys_reversed), {0}};
static PyMethodDef dictitems_methods[] = {IS_DISJOINT, REVERSED(suture_dictitems_reversed), {0}};
static PyMethodDef dictvalues_methods[] = {REVERSED(suture_dictvalues_reversed), {0}};

#define DICT_VIEW(name, iter, methods)                                                                       \
    SUTURE_TYPE(name, sizeof(_PyDictViewObject), 0), .tp_dealloc = suture_dictview_dealloc,                  \
        .tp_repr = suture_dictview_repr,                               \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,             \
        .tp_traverse = suture_dictview_traverse, .tp_iter = iter, .tp_methods = methods,                     \
        .tp_getset = dictview_attributes, .tp_free = PyObject_GC_Del

PyTypeObject PyDictKeys_Type = {
    DICT_VIEW("dict_keys", suture_dictkeys_iter, dictkeys_methods),
    .tp_as_number = &dictview_number,
    .tp_as_sequence = &dictview_sequence,
    .tp_richcompare = suture_dictview_compare,
};
PyTypeObject PyDictItems_Type = {
    DICT_VIEW("dict_items", suture_dictitems_iter, dictitems_methods),
    .tp_as_number = &dictview_number,
    .tp_as_sequence = &dictview_sequence,
    .tp_richcompare = suture_dictview_compare,
};
PyTypeObject PyDictValues_Type = {
    DICT_VIEW("dict_values", suture_dictvalues_iter, dictvalues_methods),
    .tp_as_sequence = &dictvalues_sequence,
};
