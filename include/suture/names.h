/// Interned attribute names that the runtime looks up. Filled at start; read by index, so that a lookup costs no
/// string. In Swift: `suture_name___len__()`.
#ifndef SUTURE_NAMES_H
#define SUTURE_NAMES_H
#include "../Python.h"
#include "atomic.h"
#define SUTURE_NAMES(X) \
    X(__abs__) X(__abstractmethods__) X(__add__) X(__aenter__) X(__aiter__) X(__all__) X(__and__) \
    X(__anext__) X(__annotations__) X(__args__) X(__await__) X(__bases__) X(__bool__) X(__build_class__) \
    X(__builtins__) X(__bytes__) X(__call__) X(__cause__) X(__ceil__) X(__class__) X(__class_getitem__) \
    X(__classcell__) X(__complex__) X(__contains__) X(__context__) X(__copy__) X(__deepcopy__) X(__del__) \
    X(__delattr__) X(__delete__) X(__delitem__) X(__dict__) X(__dictoffset__) X(__dir__) X(__divmod__) \
    X(__doc__) X(__enter__) X(__eq__) X(__exit__) X(__file__) X(__float__) X(__floor__) X(__floordiv__) \
    X(__format__) X(__fspath__) X(__ge__) X(__get__) X(__getattr__) X(__getattribute__) X(__getinitargs__) \
    X(__getitem__) X(__getnewargs__) X(__getnewargs_ex__) X(__getstate__) X(__gt__) X(__hash__) X(__iadd__) \
    X(__iand__) X(__ifloordiv__) X(__ilshift__) X(__imatmul__) X(__imod__) X(__import__) X(__imul__) \
    X(__index__) X(__init__) X(__init_subclass__) X(__instancecheck__) X(__int__) X(__invert__) X(__ior__) \
    X(__ipow__) X(__irshift__) X(__isabstractmethod__) X(__isub__) X(__iter__) X(__itruediv__) X(__ixor__) \
    X(__le__) X(__len__) X(__length_hint__) X(__loader__) X(__lshift__) X(__lt__) X(__main__) X(__matmul__) \
    X(__missing__) X(__mod__) X(__module__) X(__mro__) X(__mro_entries__) X(__mul__) X(__name__) X(__ne__) \
    X(__neg__) X(__new__) X(__next__) X(__notes__) X(__objclass__) X(__or__) X(__origin__) X(__package__) \
    X(__parameters__) X(__path__) X(__pos__) X(__pow__) X(__prepare__) X(__qualname__) X(__radd__) \
    X(__rand__) X(__rdivmod__) X(__reduce__) X(__reduce_ex__) X(__release_buffer__) X(__buffer__) X(__repr__) \
    X(__reversed__) X(__rfloordiv__) X(__rlshift__) X(__rmatmul__) X(__rmod__) X(__rmul__) X(__ror__) \
    X(__round__) X(__rpow__) X(__rrshift__) X(__rshift__) X(__rsub__) X(__rtruediv__) X(__rxor__) X(__self__) \
    X(__set__) X(__set_name__) X(__setattr__) X(__setitem__) X(__setstate__) X(__signature__) X(__sizeof__) \
    X(__slots__) X(__spec__) X(__static_attributes__) X(__str__) X(__sub__) X(__subclasscheck__) \
    X(__subclasshook__) X(__suppress_context__) X(__text_signature__) X(__traceback__) X(__truediv__) \
    X(__trunc__) X(__type_params__) X(__typing_subst__) X(__weakref__) X(__wrapped__) X(__xor__) X(append) \
    X(args) X(builtins) X(clear) X(close) X(copy) X(decode) X(encode) X(errors) X(extend) X(flush) X(get) \
    X(items) X(key) X(keys) X(keepends) X(encoding) X(strict) X(modules) X(msg) X(name) X(obj) X(offset) \
    X(path) X(pop) X(print_file_and_line) X(readline) X(replace) X(reverse) X(send) X(sep) X(setdefault) \
    X(sort) X(stdout) X(stderr) X(stdin) X(sys) X(text) X(filename) X(lineno) X(end_lineno) X(end_offset) \
    X(throw) X(update) X(value) X(values) X(warnings) X(write) X(mro) X(object)
#define X(name) SUTURE_NAME_##name,
enum { SUTURE_NAMES(X) SUTURE_NAME_COUNT };
#undef X
extern PyObject *_Nonnull suture_names[SUTURE_NAME_COUNT] SUTURE_SHARED_DATA;
/// The text of each name, in the same order; NULL ends it.
extern const char *_Nullable const suture_name_texts[SUTURE_NAME_COUNT + 1] SUTURE_SHARED_DATA;
SUTURE_INLINE PyObject *_Nullable *_Nonnull suture_name_table(void) { return (PyObject **)suture_names; }
SUTURE_INLINE const char *_Nullable const *_Nonnull suture_name_text_table(void) { return suture_name_texts; }
SUTURE_INLINE PyObject *_Nonnull suture_name___abs__(void) { return suture_names[SUTURE_NAME___abs__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___abstractmethods__(void) { return suture_names[SUTURE_NAME___abstractmethods__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___add__(void) { return suture_names[SUTURE_NAME___add__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___aenter__(void) { return suture_names[SUTURE_NAME___aenter__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___aiter__(void) { return suture_names[SUTURE_NAME___aiter__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___all__(void) { return suture_names[SUTURE_NAME___all__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___and__(void) { return suture_names[SUTURE_NAME___and__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___anext__(void) { return suture_names[SUTURE_NAME___anext__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___annotations__(void) { return suture_names[SUTURE_NAME___annotations__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___args__(void) { return suture_names[SUTURE_NAME___args__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___await__(void) { return suture_names[SUTURE_NAME___await__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___bases__(void) { return suture_names[SUTURE_NAME___bases__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___bool__(void) { return suture_names[SUTURE_NAME___bool__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___build_class__(void) { return suture_names[SUTURE_NAME___build_class__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___builtins__(void) { return suture_names[SUTURE_NAME___builtins__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___bytes__(void) { return suture_names[SUTURE_NAME___bytes__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___call__(void) { return suture_names[SUTURE_NAME___call__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___cause__(void) { return suture_names[SUTURE_NAME___cause__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___ceil__(void) { return suture_names[SUTURE_NAME___ceil__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___class__(void) { return suture_names[SUTURE_NAME___class__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___class_getitem__(void) { return suture_names[SUTURE_NAME___class_getitem__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___classcell__(void) { return suture_names[SUTURE_NAME___classcell__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___complex__(void) { return suture_names[SUTURE_NAME___complex__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___contains__(void) { return suture_names[SUTURE_NAME___contains__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___context__(void) { return suture_names[SUTURE_NAME___context__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___copy__(void) { return suture_names[SUTURE_NAME___copy__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___deepcopy__(void) { return suture_names[SUTURE_NAME___deepcopy__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___del__(void) { return suture_names[SUTURE_NAME___del__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___delattr__(void) { return suture_names[SUTURE_NAME___delattr__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___delete__(void) { return suture_names[SUTURE_NAME___delete__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___delitem__(void) { return suture_names[SUTURE_NAME___delitem__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___dict__(void) { return suture_names[SUTURE_NAME___dict__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___dictoffset__(void) { return suture_names[SUTURE_NAME___dictoffset__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___dir__(void) { return suture_names[SUTURE_NAME___dir__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___divmod__(void) { return suture_names[SUTURE_NAME___divmod__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___doc__(void) { return suture_names[SUTURE_NAME___doc__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___enter__(void) { return suture_names[SUTURE_NAME___enter__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___eq__(void) { return suture_names[SUTURE_NAME___eq__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___exit__(void) { return suture_names[SUTURE_NAME___exit__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___file__(void) { return suture_names[SUTURE_NAME___file__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___float__(void) { return suture_names[SUTURE_NAME___float__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___floor__(void) { return suture_names[SUTURE_NAME___floor__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___floordiv__(void) { return suture_names[SUTURE_NAME___floordiv__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___format__(void) { return suture_names[SUTURE_NAME___format__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___fspath__(void) { return suture_names[SUTURE_NAME___fspath__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___ge__(void) { return suture_names[SUTURE_NAME___ge__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___get__(void) { return suture_names[SUTURE_NAME___get__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___getattr__(void) { return suture_names[SUTURE_NAME___getattr__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___getattribute__(void) { return suture_names[SUTURE_NAME___getattribute__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___getinitargs__(void) { return suture_names[SUTURE_NAME___getinitargs__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___getitem__(void) { return suture_names[SUTURE_NAME___getitem__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___getnewargs__(void) { return suture_names[SUTURE_NAME___getnewargs__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___getnewargs_ex__(void) { return suture_names[SUTURE_NAME___getnewargs_ex__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___getstate__(void) { return suture_names[SUTURE_NAME___getstate__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___gt__(void) { return suture_names[SUTURE_NAME___gt__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___hash__(void) { return suture_names[SUTURE_NAME___hash__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___iadd__(void) { return suture_names[SUTURE_NAME___iadd__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___iand__(void) { return suture_names[SUTURE_NAME___iand__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___ifloordiv__(void) { return suture_names[SUTURE_NAME___ifloordiv__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___ilshift__(void) { return suture_names[SUTURE_NAME___ilshift__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___imatmul__(void) { return suture_names[SUTURE_NAME___imatmul__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___imod__(void) { return suture_names[SUTURE_NAME___imod__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___import__(void) { return suture_names[SUTURE_NAME___import__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___imul__(void) { return suture_names[SUTURE_NAME___imul__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___index__(void) { return suture_names[SUTURE_NAME___index__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___init__(void) { return suture_names[SUTURE_NAME___init__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___init_subclass__(void) { return suture_names[SUTURE_NAME___init_subclass__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___instancecheck__(void) { return suture_names[SUTURE_NAME___instancecheck__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___int__(void) { return suture_names[SUTURE_NAME___int__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___invert__(void) { return suture_names[SUTURE_NAME___invert__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___ior__(void) { return suture_names[SUTURE_NAME___ior__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___ipow__(void) { return suture_names[SUTURE_NAME___ipow__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___irshift__(void) { return suture_names[SUTURE_NAME___irshift__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___isabstractmethod__(void) { return suture_names[SUTURE_NAME___isabstractmethod__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___isub__(void) { return suture_names[SUTURE_NAME___isub__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___iter__(void) { return suture_names[SUTURE_NAME___iter__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___itruediv__(void) { return suture_names[SUTURE_NAME___itruediv__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___ixor__(void) { return suture_names[SUTURE_NAME___ixor__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___le__(void) { return suture_names[SUTURE_NAME___le__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___len__(void) { return suture_names[SUTURE_NAME___len__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___length_hint__(void) { return suture_names[SUTURE_NAME___length_hint__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___loader__(void) { return suture_names[SUTURE_NAME___loader__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___lshift__(void) { return suture_names[SUTURE_NAME___lshift__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___lt__(void) { return suture_names[SUTURE_NAME___lt__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___main__(void) { return suture_names[SUTURE_NAME___main__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___matmul__(void) { return suture_names[SUTURE_NAME___matmul__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___missing__(void) { return suture_names[SUTURE_NAME___missing__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___mod__(void) { return suture_names[SUTURE_NAME___mod__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___module__(void) { return suture_names[SUTURE_NAME___module__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___mro__(void) { return suture_names[SUTURE_NAME___mro__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___mro_entries__(void) { return suture_names[SUTURE_NAME___mro_entries__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___mul__(void) { return suture_names[SUTURE_NAME___mul__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___name__(void) { return suture_names[SUTURE_NAME___name__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___ne__(void) { return suture_names[SUTURE_NAME___ne__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___neg__(void) { return suture_names[SUTURE_NAME___neg__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___new__(void) { return suture_names[SUTURE_NAME___new__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___next__(void) { return suture_names[SUTURE_NAME___next__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___notes__(void) { return suture_names[SUTURE_NAME___notes__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___objclass__(void) { return suture_names[SUTURE_NAME___objclass__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___or__(void) { return suture_names[SUTURE_NAME___or__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___origin__(void) { return suture_names[SUTURE_NAME___origin__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___package__(void) { return suture_names[SUTURE_NAME___package__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___parameters__(void) { return suture_names[SUTURE_NAME___parameters__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___path__(void) { return suture_names[SUTURE_NAME___path__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___pos__(void) { return suture_names[SUTURE_NAME___pos__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___pow__(void) { return suture_names[SUTURE_NAME___pow__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___prepare__(void) { return suture_names[SUTURE_NAME___prepare__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___qualname__(void) { return suture_names[SUTURE_NAME___qualname__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___radd__(void) { return suture_names[SUTURE_NAME___radd__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rand__(void) { return suture_names[SUTURE_NAME___rand__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rdivmod__(void) { return suture_names[SUTURE_NAME___rdivmod__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___reduce__(void) { return suture_names[SUTURE_NAME___reduce__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___reduce_ex__(void) { return suture_names[SUTURE_NAME___reduce_ex__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___release_buffer__(void) { return suture_names[SUTURE_NAME___release_buffer__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___buffer__(void) { return suture_names[SUTURE_NAME___buffer__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___repr__(void) { return suture_names[SUTURE_NAME___repr__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___reversed__(void) { return suture_names[SUTURE_NAME___reversed__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rfloordiv__(void) { return suture_names[SUTURE_NAME___rfloordiv__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rlshift__(void) { return suture_names[SUTURE_NAME___rlshift__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rmatmul__(void) { return suture_names[SUTURE_NAME___rmatmul__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rmod__(void) { return suture_names[SUTURE_NAME___rmod__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rmul__(void) { return suture_names[SUTURE_NAME___rmul__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___ror__(void) { return suture_names[SUTURE_NAME___ror__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___round__(void) { return suture_names[SUTURE_NAME___round__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rpow__(void) { return suture_names[SUTURE_NAME___rpow__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rrshift__(void) { return suture_names[SUTURE_NAME___rrshift__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rshift__(void) { return suture_names[SUTURE_NAME___rshift__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rsub__(void) { return suture_names[SUTURE_NAME___rsub__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rtruediv__(void) { return suture_names[SUTURE_NAME___rtruediv__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___rxor__(void) { return suture_names[SUTURE_NAME___rxor__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___self__(void) { return suture_names[SUTURE_NAME___self__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___set__(void) { return suture_names[SUTURE_NAME___set__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___set_name__(void) { return suture_names[SUTURE_NAME___set_name__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___setattr__(void) { return suture_names[SUTURE_NAME___setattr__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___setitem__(void) { return suture_names[SUTURE_NAME___setitem__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___setstate__(void) { return suture_names[SUTURE_NAME___setstate__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___signature__(void) { return suture_names[SUTURE_NAME___signature__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___sizeof__(void) { return suture_names[SUTURE_NAME___sizeof__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___slots__(void) { return suture_names[SUTURE_NAME___slots__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___spec__(void) { return suture_names[SUTURE_NAME___spec__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___static_attributes__(void) { return suture_names[SUTURE_NAME___static_attributes__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___str__(void) { return suture_names[SUTURE_NAME___str__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___sub__(void) { return suture_names[SUTURE_NAME___sub__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___subclasscheck__(void) { return suture_names[SUTURE_NAME___subclasscheck__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___subclasshook__(void) { return suture_names[SUTURE_NAME___subclasshook__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___suppress_context__(void) { return suture_names[SUTURE_NAME___suppress_context__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___text_signature__(void) { return suture_names[SUTURE_NAME___text_signature__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___traceback__(void) { return suture_names[SUTURE_NAME___traceback__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___truediv__(void) { return suture_names[SUTURE_NAME___truediv__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___trunc__(void) { return suture_names[SUTURE_NAME___trunc__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___type_params__(void) { return suture_names[SUTURE_NAME___type_params__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___typing_subst__(void) { return suture_names[SUTURE_NAME___typing_subst__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___weakref__(void) { return suture_names[SUTURE_NAME___weakref__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___wrapped__(void) { return suture_names[SUTURE_NAME___wrapped__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name___xor__(void) { return suture_names[SUTURE_NAME___xor__]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_append(void) { return suture_names[SUTURE_NAME_append]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_args(void) { return suture_names[SUTURE_NAME_args]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_builtins(void) { return suture_names[SUTURE_NAME_builtins]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_clear(void) { return suture_names[SUTURE_NAME_clear]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_close(void) { return suture_names[SUTURE_NAME_close]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_copy(void) { return suture_names[SUTURE_NAME_copy]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_decode(void) { return suture_names[SUTURE_NAME_decode]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_encode(void) { return suture_names[SUTURE_NAME_encode]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_errors(void) { return suture_names[SUTURE_NAME_errors]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_extend(void) { return suture_names[SUTURE_NAME_extend]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_flush(void) { return suture_names[SUTURE_NAME_flush]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_get(void) { return suture_names[SUTURE_NAME_get]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_items(void) { return suture_names[SUTURE_NAME_items]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_key(void) { return suture_names[SUTURE_NAME_key]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_keys(void) { return suture_names[SUTURE_NAME_keys]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_keepends(void) { return suture_names[SUTURE_NAME_keepends]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_encoding(void) { return suture_names[SUTURE_NAME_encoding]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_strict(void) { return suture_names[SUTURE_NAME_strict]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_modules(void) { return suture_names[SUTURE_NAME_modules]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_msg(void) { return suture_names[SUTURE_NAME_msg]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_name(void) { return suture_names[SUTURE_NAME_name]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_obj(void) { return suture_names[SUTURE_NAME_obj]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_offset(void) { return suture_names[SUTURE_NAME_offset]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_path(void) { return suture_names[SUTURE_NAME_path]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_pop(void) { return suture_names[SUTURE_NAME_pop]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_print_file_and_line(void) { return suture_names[SUTURE_NAME_print_file_and_line]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_readline(void) { return suture_names[SUTURE_NAME_readline]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_replace(void) { return suture_names[SUTURE_NAME_replace]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_reverse(void) { return suture_names[SUTURE_NAME_reverse]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_send(void) { return suture_names[SUTURE_NAME_send]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_sep(void) { return suture_names[SUTURE_NAME_sep]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_setdefault(void) { return suture_names[SUTURE_NAME_setdefault]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_sort(void) { return suture_names[SUTURE_NAME_sort]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_stdout(void) { return suture_names[SUTURE_NAME_stdout]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_stderr(void) { return suture_names[SUTURE_NAME_stderr]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_stdin(void) { return suture_names[SUTURE_NAME_stdin]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_sys(void) { return suture_names[SUTURE_NAME_sys]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_text(void) { return suture_names[SUTURE_NAME_text]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_filename(void) { return suture_names[SUTURE_NAME_filename]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_lineno(void) { return suture_names[SUTURE_NAME_lineno]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_end_lineno(void) { return suture_names[SUTURE_NAME_end_lineno]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_end_offset(void) { return suture_names[SUTURE_NAME_end_offset]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_throw(void) { return suture_names[SUTURE_NAME_throw]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_update(void) { return suture_names[SUTURE_NAME_update]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_value(void) { return suture_names[SUTURE_NAME_value]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_values(void) { return suture_names[SUTURE_NAME_values]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_warnings(void) { return suture_names[SUTURE_NAME_warnings]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_write(void) { return suture_names[SUTURE_NAME_write]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_mro(void) { return suture_names[SUTURE_NAME_mro]; }
SUTURE_INLINE PyObject *_Nonnull suture_name_object(void) { return suture_names[SUTURE_NAME_object]; }
#endif
