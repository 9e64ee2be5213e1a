# cython: language_level=3
"""What the sample extensions must do, written once and compiled, so that it runs in CPython and in Suture alike.

`run(module)` makes every check of a sample and returns what failed; CPython 3.13 passes all of them.
"""

cdef extern from "<pthread.h>" nogil:
    ctypedef unsigned long pthread_t
    int pthread_create(pthread_t *thread, const void *attributes, void *(*start)(void *) noexcept nogil, void *argument)
    int pthread_join(pthread_t thread, void **result)

made = 0


class Failure(Exception):
    pass


def equal(got, expected):
    global made
    made += 1
    if type(got) is not type(expected) or got != expected:
        raise Failure(f"{got!r} is not {expected!r}")


def raises(kind, message, call, *args, **keywords):
    global made
    made += 1
    try:
        result = call(*args, **keywords)
    except kind as error:
        if type(error) is not kind:
            raise Failure(f"{type(error)!r} is not {kind!r}")
        if message is not None and str(error) != message:
            raise Failure(f"{str(error)!r} is not {message!r}")
        return error
    except Exception as error:
        raise Failure(f"{type(error).__name__}: {error}, not {kind.__name__}") from error
    raise Failure(f"{result!r}, not {kind.__name__}")


# The extension written by hand.

def limited_types(m):
    p = m.Point(3, 4.5)
    equal(repr(p), "Point(3.0, 4.5)")
    equal((p.x, p.y, p.tag, p.sum, p.twice), (3.0, 4.5, 0, 7.5, 15.0))
    p.x = 1
    p.sum = 2
    equal(p.x, -2.5)
    equal(m.Point(x=1, y=2, tag=7).tag, 7)
    raises(TypeError, "Point() missing required argument 'y' (pos 2)", m.Point, 1)
    raises(TypeError, "Point() takes at most 2 positional arguments (3 given)", m.Point, 1, 2, 3)
    raises(TypeError, "Point() got an unexpected keyword argument 'z'", m.Point, 1, 2, z=3)
    raises(TypeError, "must be real number, not str", m.Point, "1", 2)
    raises(AttributeError, "readonly attribute", setattr, p, "tag", 1)
    raises(AttributeError, "'limited_sample.Point' object has no attribute 'note'", getattr, p, "note")
    p.note = [1]
    equal(p.note, [1])
    del p.note
    raises(AttributeError, "the sum cannot be deleted", delattr, p, "sum")
    raises(AttributeError, "attribute 'twice' of 'limited_sample.Point' objects is not writable", setattr, p, "twice", 1)
    raises(AttributeError, "'limited_sample.Point' object has no attribute 'z'", getattr, p, "z")
    equal(m.Point.__name__, "Point")
    equal(m.Point.__module__, "limited_sample")
    equal(m.Point.__doc__, "Two numbers.")
    equal(m.Point.__text_signature__, "(x, y, *, tag=0)")
    equal(m.Point.scale.__text_signature__, "($self, factor, /)")


def limited_operators(m):
    p, q = m.Point(1, 2), m.Point(3, 4)
    equal(repr(p + q), "Point(4.0, 6.0)")
    equal(repr(-p), "Point(-1.0, -2.0)")
    equal((p < q, p > q, p == m.Point(1, 2), p != q, p <= p), (True, False, True, True, True))
    equal(p == 1, False)
    equal((bool(p), bool(m.Point(0, 0))), (True, False))
    equal(hash(p), hash((1.0, 2.0)))
    equal(len({p, m.Point(1, 2), q}), 2)
    raises(TypeError, "unsupported operand type(s) for +: 'limited_sample.Point' and 'int'", lambda: p + 1)
    raises(TypeError, "'<' not supported between instances of 'limited_sample.Point' and 'int'", lambda: p < 1)


def limited_methods(m):
    equal(repr(m.Point(1, 2).scale(3)), "Point(3.0, 6.0)")
    raises(m.Error, "scale() takes one argument, 0 given", m.Point(1, 2).scale)
    equal(repr(m.Point.diagonal(2)), "Point(2.0, 2.0)")
    equal(m.Point.origin(), {"x": 0.0, "y": 0.0})
    Sub = type("Sub", (m.Point,), {"extra": property(lambda self: self.x * 10)})
    s = Sub(1, 2)
    equal(s.extra, 10.0)
    equal(type(s + s).__name__, "Sub")
    equal(type(s.scale(2)).__name__, "Point")
    equal(type(Sub.diagonal(1)).__name__, "Sub")
    s.anything = 1
    equal(s.__dict__, {"anything": 1})


def limited_callback(m):
    f = m.Callback()
    equal(f(), (1, [], {}))
    equal(f(1, 2, a=3), (2, [1, 2], {"a": 3}))
    equal(f(*[1], **{"b": 2}), (3, [1], {"b": 2}))
    equal(f.calls, 3)
    equal([f(x)[1] for x in "ab"], [["a"], ["b"]])
    raises(TypeError, "cannot create weak reference to 'limited_sample.Callback' object", weak, f)


def weak(o):
    import weakref
    return weakref.ref(o)


def limited_ring(m):
    r = m.Ring([1, 2, 3])
    equal((len(r), r[0], r[-1], r[4], 2 in r, 9 in r), (3, 1, 3, 2, True, False))
    equal(list(r), [1, 2, 3, 1, 2, 3])
    raises(TypeError, "Ring() argument 1 must be list, not tuple", m.Ring, ())
    raises(TypeError, "'str' object cannot be interpreted as an integer", lambda: r["a"])
    raises(KeyError, "5", lambda: m.Ring([])[5])
    raises(StopIteration, "", next, m.Ring([]))
    items = []
    items.append(m.Ring(items))  # a cycle, for the collector


def limited_buffer(m):
    g = m.Grid()
    view = memoryview(g)
    equal((view.shape, view.strides, view.format, view.nbytes, view.readonly), ((2, 3), (6, 2), "h", 12, False))
    view[1, 2] = -7
    equal(view.tolist(), [[0, 0, 0], [0, 0, -7]])
    equal(g.exports, 1)
    view.release()
    equal(g.exports, 0)
    equal(bytes(g), b"\0" * 10 + b"\xf9\xff")
    equal(g.exports, 0)
    equal(m.checksum(b"abc"), 96354)
    equal(m.checksum(bytearray(b"abc")), 96354)
    equal(m.checksum(memoryview(b"xabcx")[1:4]), 96354)
    raises(TypeError, "a bytes-like object is required, not 'str'", m.checksum, "abc")


def limited_functions(m):
    error = raises(m.Error, "text (4)", m.fail, "text", KeyError("why"))
    equal(repr(error.__cause__), "KeyError('why')")
    equal(isinstance(error, ValueError), True)
    equal((m.Error.__name__, m.Error.__module__, m.Error.__doc__), ("Error", "limited_sample", "What can go wrong."))
    raises(TypeError, "fail() takes at least 1 argument (0 given)", m.fail)
    raises(TypeError, "a bytes-like object is required, not 'int'", m.fail, 1)
    equal(m.sorted_by([3, 1, 2]), [1, 2, 3])
    equal(m.sorted_by("bca", reverse=True), ["c", "b", "a"])
    equal(m.sorted_by([1, -2, 3], key=lambda n: -n), [3, 1, -2])
    raises(TypeError, "'int' object is not iterable", m.sorted_by, 1)
    raises(ZeroDivisionError, "division by zero", m.sorted_by, [1], lambda n: n / 0)
    equal((m.VERSION, m.NAME, m.__doc__, m.__name__), (3, "limité", "Sample.", "limited_sample"))
    equal(m.made() > 0, True)


# The Cython module.

def cython_arguments(m):
    equal(m.add(1), (11, []))
    equal(m.add(1, 2, 3, scale=2, x=5), (12, [("x", 5)]))
    equal(m.positional(1, 2, c=3), (1, 2, 3))
    raises(TypeError, None, m.positional, 1, 2)
    raises(TypeError, None, m.positional, a=1, b=2, c=3)
    raises(TypeError, None, m.add)
    equal(m.typed(1, 2, "s"), (1, 2.0, "s", b"", None))
    equal(m.typed(True, 0.5, None, b"b", [1]), (1, 0.5, None, b"b", [1]))
    raises(TypeError, "Argument 's' has incorrect type (expected str, got int)", m.typed, 1, 2, 3)
    raises(OverflowError, None, m.typed, 1 << 40, 2, "")
    raises(TypeError, "must be real number, not str", m.typed, 1, "x", "")
    equal(m.twice(4), ["twice", 8])
    equal(m.twice(x=2), ["twice", 4])


def cython_functions(m):
    equal(m.add.__name__, "add")
    equal(m.add.__doc__, "Every kind of parameter.")
    equal(m.add.__defaults__, (10,))
    equal(m.add.__kwdefaults__, {"scale": 1})
    code = m.add.__code__
    equal((code.co_name, code.co_argcount, code.co_kwonlyargcount), ("add", 2, 1))
    equal(code.co_varnames[:5], ("a", "b", "scale", "rest", "named"))
    equal(code.co_flags & 12, 12)
    equal(m.fibonacci(15), 610)
    equal(m.module_globals.__module__, "cython_sample")
    equal(m.squares(8), [1, 9, 25, 49])
    step = m.counter(5)
    equal((step(), step(2), step(by=3)), (6, 8, 11))
    other = m.counter()
    equal((other(), step(0)), (1, 11))


def cython_exceptions(m):
    equal(m.order(True), ["try", "except 7 (7, 'why')", "finally", "second from Error"])
    equal(m.order(False), ["try", "else", "finally"])
    raises(ZeroDivisionError, "integer division or modulo by zero", m.fails, "zero")
    raises(KeyError, "'k'", m.fails, "key")
    raises(NameError, "name 'GONE' is not defined", m.fails, "name")
    raises(ValueError, "negative", m.convert, -1)
    equal(m.convert(4), 4)
    raises(TypeError, None, m.convert, "x")
    error = raises(m.Error, "(1, 'a')", throw, m.Error(1, "a"))
    equal((error.code, error.args), (1, (1, "a")))
    lines = []
    tb = raises(ValueError, None, m.convert, -5).__traceback__
    while tb is not None:
        lines.append(tb.tb_frame.f_code.co_name)
        tb = tb.tb_next
    equal(lines[-2:], ["cython_sample.convert", "cython_sample.checked"])


def throw(error):
    raise error


def cython_texts(m):
    equal(m.texts("ab", 2.5), [
        "ab", "    'ab'", "2.500", "+2.500000e+00", "00002", "0x2", "ab2.5", "ab=2", "   ab    |",
        "ba", "abab", "éab", True, "a,b",
    ])


def cython_data(m):
    equal(m.containers(), (
        {"a": 0, "b": 1, "c": 2, "d": 3}, {0, 1, 2}, 0, [1, 2, 3], 4, [2, 1, 0], 0, [1, 0],
        {"a": 1, "b": 2}, [2, 1, 0, "x", "y"], 9, None, frozenset({1}), True, False, False, True,
    ))
    equal(m.integers(17, 5), (22, 12, 85, 3, 2, 4913, 20070057552195992158208, -9, 1, 21, 20, -18, 3.4, (3, 2)))
    equal(m.integers(-7, 2), (-5, -9, -14, -4, 1, -343, -8264141345021879123968, 3, 0, -5, -5, 6, -3.5, (-4, 1)))
    raises(ZeroDivisionError, None, m.integers, 1, 0)
    equal(m.wrapping(10, -7), (4, -4, 2, 249))
    raises(OverflowError, None, m.wrapping, 256, 1)
    equal((m.match_length("abc"), m.match_length([1])), ("long 3", 1))


def cython_class(m):
    V = m.Vector
    v = V(3, 4)
    equal((repr(v), v.norm, len(v), v[1], list(v)), ("Vector(3.0, 4.0)", 5.0, 2, 4.0, [3.0, 4.0]))
    v.norm = 10
    equal((v.x, v.y), (6.0, 8.0))
    equal(repr(V(1, 2) + V(3, 4)), "Vector(4.0, 6.0)")
    equal(repr(V(1, 2) * 3), "Vector(3.0, 6.0)")
    equal(repr(-V(1, 2)), "Vector(-1.0, -2.0)")
    equal((V(1, 2) == V(1, 2), V(1, 2) != V(1, 2), V(1, 2) == 3), (True, False, False))
    equal(hash(V(1, 2)) == hash(V(1, 2)), True)
    equal((bool(V()), bool(V(1))), (False, True))
    equal(repr(V.origin()), "Vector(0.0, 0.0)")
    equal(repr(V.diagonal(2)), "Vector(2.0, 2.0)")
    equal(V(tag="t").tag, "t")
    equal(V(1, 2).dot(V(3, 4)), 11.0)
    raises(IndexError, "index 2 out of range", lambda: v[2])
    raises(TypeError, None, lambda: v + 1)
    raises(TypeError, None, v.dot, 1)
    raises(AttributeError, None, setattr, v, "tag", 1)
    raises(AttributeError, None, setattr, v, "unknown", 1)
    w = m.Vector3(1, 2, 3)
    equal((w.dot(m.Vector3(1, 1, 1)), w.z, isinstance(w, V)), (6.0, 3.0, True))
    raises(TypeError, None, w.dot, v)
    equal(weak(v)() is v, True)
    equal(repr(type("Sub", (V,), {"__neg__": lambda self: "negative"})(1, 2).__neg__()), "'negative'")


def cython_python_class(m):
    n = m.Named("bob")
    equal((str(n), n.upper, n.kind, n.dynamic_x, n.__dict__), ("<   bob>", "BOB", "named", "x", {"name": "bob"}))
    raises(AttributeError, "missing", getattr, n, "missing")
    equal([x.name for x in m.Named.make("a", k=1, b=2)], ["a", "b=2", "k=1"])
    with n as same:
        raise KeyError
    equal((n.seen, same is n), ("KeyError", True))
    Sub = type("Sub", (m.Named,), {"kind": "sub"})
    equal((Sub("x").kind, Sub("x").upper, m.Named.__qualname__), ("sub", "X", "Named"))


def cython_buffers(m):
    b = m.Bytes()
    equal((m.total(b), b.views), (28, 0))
    equal(m.total(bytearray(b"abc")), 294)
    raises(BufferError, None, m.total, b"abc")
    raises(TypeError, None, m.total, 1)
    view = memoryview(b)
    equal((bytes(view), view.format, b.views), (bytes(range(8)), "B", 1))
    equal((m.clear(b), m.total(b)), (8, 0))
    view[3] = 5
    view.release()
    equal((m.total(b), b.views), (5, 0))
    raises(TypeError, "Argument 'values' must not be None", m.clear, None)
    equal(m.table(3, 4), ([3, 7, 11], 3, 4))


def cython_generators(m):
    g = m.countdown(3)
    equal((next(g), g.send("x"), next(g)), (3, 2, 1))
    error = raises(StopIteration, None, next, g)
    equal(error.value, ["x", "closed"])
    g = m.countdown(2)
    equal((next(g), g.throw(ValueError("now"))), (2, "caught now"))
    g.close()
    raises(StopIteration, "", next, g)
    equal(list(m.delegate([1, 2], "ab", m.countdown(2))), [1, 2, "a", "b", 2, 1])
    raises(ZeroDivisionError, None, list, m.delegate([1], (1 // x for x in [0])))
    equal(m.countdown(1).__name__, "countdown")
    raises(TypeError, "can't send non-None value to a just-started generator", m.countdown(1).send, 1)
    c = m.coroutine(m.coroutine(finished()))
    error = raises(StopIteration, None, c.send, None)
    equal(error.value, [["awaited", "done"], "done"])


async def finished():
    return "awaited"


# The nanobind module.

def nanobind_functions(m):
    equal((m.add(1), m.add(1, 2), m.add(a=1, b=3)), (11, 3, 4))
    equal([m.kind(x) for x in (1, 1.5, "s", [1, 2], {})], ["int", "float", "str", "list of int", "dict"])
    equal(m.total([1, 2.5]), 3.5)
    equal(m.twice(["a", "é"]), ["a", "é", "a", "é"])
    equal(m.lengths(["ab", "c"]), {"ab": 2, "c": 1})
    equal(m.divide(7, 2), (3, 1))
    equal((m.maybe(None), m.maybe(2)), (None, 3))
    equal((m.either(1), m.either("x")), (0, 1))
    equal(m.apply(lambda x: x * 3, 2), 18)
    equal(m.adder(5)(2), 7)
    equal(m.apply(m.adder(5), 1), 11)
    equal(m.objects(1, "a", k=2), ["1", "'a'", "k=2"])
    equal(m.bytes(b"ab\0d"), b"ab")
    equal((m.answer, m.sub.name(), m.__doc__), (42, "sub", "A sample"))
    equal(m.add.__doc__, "add(a: int, b: int = 10) -> int\n\nAdds ints.")
    equal(m.add.__name__, "add")


def nanobind_exceptions(m):
    raises(TypeError, "kind(): incompatible function arguments. The following argument types are supported:\n"
           "    1. kind(arg: int, /) -> str\n    2. kind(arg: float, /) -> str\n    3. kind(arg: str, /) -> str\n"
           "    4. kind(arg: collections.abc.Sequence[int], /) -> str\n    5. kind(arg: dict, /) -> str\n\n"
           "Invoked with types: NoneType", m.kind, None)
    raises(ValueError, "division", m.divide, 1, 0)
    for which, kind, text in (
        (0, IndexError, "range"), (1, TypeError, "type"), (2, KeyError, "'key'"), (3, StopIteration, "done"),
        (4, MemoryError, "std::bad_alloc"), (5, OverflowError, "big"), (6, RuntimeError, "run"),
    ):
        raises(kind, text, getattr(m, "raise"), which)
    equal(m.catches(lambda: {}["k"]), "KeyError")
    equal(m.catches(lambda: 1 // 0), "other")
    equal(m.catches(lambda: None), "none")
    raises(ZeroDivisionError, None, m.apply, lambda x: x // 0, 1)
    a = m.Account()
    raises(m.Broke, "only 0", a.withdraw, 5)
    equal(issubclass(m.Broke, ValueError), True)


def nanobind_classes(m):
    r = m.Rectangle(2, 3)
    equal((repr(r), r.area(), r.name(), r.describe()), ("Rectangle(2, 3)", 6.0, "rectangle", "rectangle of 6"))
    equal((repr(m.Rectangle()), repr(m.Rectangle(width=4))), ("Rectangle(1, 1)", "Rectangle(4, 1)"))
    r.width = 5
    equal((r.width, r.square, m.Rectangle.unit().square), (5.0, False, True))
    r.diagonal2 = 2
    equal((r.diagonal2, hash(r)), (8.0, 64))
    equal((r == m.Rectangle(2, 2), r == m.Rectangle(), repr(r + m.Rectangle())), (True, False, "Rectangle(3, 3)"))
    equal(isinstance(r, m.Shape), True)
    raises(AttributeError, None, setattr, r, "height", 1)
    raises(ValueError, "negative side", m.Rectangle, -1, 1)
    raises(TypeError, None, m.Rectangle, "x")
    equal(m.shared().area(), 6.0)


def nanobind_instances(m):
    a = m.Account()
    a.balance = 10
    equal((a.withdraw(3), a.withdraw(2), len(a), a[0], list(a)), (7, 5, 2, "withdraw 3", ["withdraw 3", "withdraw 2"]))
    raises(IndexError, "no such entry", lambda: a[9])
    a.log = ["x"]
    equal(a.log, ["x"])
    a.owner = a
    equal(a.owner is a, True)
    a.owner = None
    a.anything = 5
    equal(a.__dict__, {"anything": 5})
    r = weak(a)
    equal(r() is a, True)


def nanobind_overrides(m):
    class Circle(m.Shape):
        def area(self):
            return 3.0

    class Square(m.Shape):
        def area(self):
            return 4.0

        def name(self):
            return "square"

    equal((Circle().describe(), Square().describe()), ("shape of 3", "square of 4"))
    raises(RuntimeError, None, m.Shape().area)


# The pybind11 module.

def pybind11_functions(m):
    equal((m.add(1), m.add(1, 2), m.add(a=1, b=3)), (11, 3, 4))
    equal([m.kind(x) for x in (1, "s")], ["int", "str"])
    equal(m.total([1, 2.5]), 3.5)
    equal(m.apply(lambda x: x * 3, 2), 18)
    equal(m.apply_elsewhere(lambda x: x + 1, 2), 3)
    raises(IndexError, "range", m.fail, 0)
    raises(ValueError, "value", m.fail, 1)
    raises(TypeError, "kind(): incompatible function arguments. The following argument types are supported:\n"
           "    1. (arg0: typing.SupportsInt | typing.SupportsIndex) -> str\n    2. (arg0: str) -> str\n\n"
           "Invoked with: None", m.kind, None)
    raises(ZeroDivisionError, None, m.apply, lambda x: x // 0, 1)


def pybind11_classes(m):
    c = m.Counter(5)
    equal((c.step(), c.step(by=3), c.value, c.log, repr(c)), (6, 9, 9, ["step 1", "step 3"], "Counter(9)"))
    c.value = 1
    equal((c == m.Counter(1), c == m.Counter()), (True, False))
    raises(AttributeError, None, setattr, c, "log", [])
    Sub = type("Sub", (m.Counter,), {})
    s = Sub(2)
    s.extra = 1
    equal((s.step(), s.extra), (3, 1))


# The cffi module.

def cffi_functions(m):
    lib, ffi = m.lib, m.ffi
    equal((lib.add(2, 3), lib.LIMIT, lib.SQUARE, lib.counter), (5, 1000, 49, 5))
    equal((lib.length(b"abc"), lib.wide(200, 1 << 40)), (3, 200 + (1 << 40)))
    equal(ffi.string(lib.color_name(lib.GREEN)), b"green")
    equal((lib.RED, lib.BLUE), (1, 3))
    raises(OverflowError, None, lib.wide, 256, 0)
    raises(TypeError, None, lib.add, "1", 2)
    raises(TypeError, None, lib.add, 1)
    raises(AttributeError, None, getattr, lib, "nosuch")


def cffi_memory(m):
    lib, ffi = m.lib, m.ffi
    p = ffi.new("point_t *", {"x": 3, "y": 4})
    equal((lib.norm(p), p.x, p.weight), (5.0, 3, 0.0))
    q = lib.make(1, 2, b"name")
    equal((q.x, q.y, q.weight, ffi.string(q.name)), (1, 2, 1.5, b"name"))
    v = ffi.new("int[]", [1, 2, 3, 4])
    equal((len(v), v[3], ffi.unpack(v, 2), ffi.sizeof("point_t") >= 36), (4, 4, [1, 2], True))
    raises(IndexError, None, lambda: v[4])
    b = bytearray(4)
    lib.fill(ffi.from_buffer(b), 3, 7)
    equal(b, bytearray(b"\7\7\7\0"))
    equal(bytes(ffi.buffer(v, 4)), b"\1\0\0\0")
    raises(AttributeError, None, getattr, p, "hidden")


def cffi_callbacks(m):
    lib, ffi = m.lib, m.ffi
    v = ffi.new("int[]", [1, 2, 3, 4])
    f = ffi.callback("int(int, int)", lambda a, b: a * 10 + b)
    equal(lib.reduce(v, 4, f), 1234)
    ffi.def_extern(name="on_event")(lambda n, handle: ffi.from_handle(handle).append(n) or n * 2)
    seen = []
    held = ffi.new_handle(seen)
    equal((lib.fire(4, held), seen), (9, [4]))


CHECKS = {
    "limited_sample": [
        limited_types, limited_operators, limited_methods, limited_callback, limited_ring, limited_buffer,
        limited_functions,
    ],
    "cython_sample": [
        cython_arguments, cython_functions, cython_exceptions, cython_texts, cython_data, cython_class,
        cython_python_class, cython_buffers, cython_generators,
    ],
    "nanobind_sample": [
        nanobind_functions, nanobind_exceptions, nanobind_classes, nanobind_instances, nanobind_overrides,
    ],
    "pybind11_sample": [pybind11_functions, pybind11_classes],
    "cffi_sample": [cffi_functions, cffi_memory, cffi_callbacks],
}


def run(module):
    """Makes the checks of a sample; returns what failed, one line each."""
    if isinstance(module, str):
        module = __import__(module)
    failures = []
    for check in CHECKS[module.__name__]:
        try:
            check(module)
        except Exception as error:
            failures.append(f"{check.__name__}: {type(error).__name__}: {error}")
    return failures


def repeat(module, int count):
    """Makes the checks again and again, for one who looks at the memory meanwhile."""
    failures = []
    for _ in range(count):
        failures += run(module)
    return failures


cdef void *work(void *job) noexcept nogil:
    with gil:
        module, failures = <object>job
        failures.extend(run(module))
    return NULL


def run_together(module, int count):
    """Makes the checks in `count` threads (at most 16) that the host knows nothing of, at once."""
    cdef pthread_t threads[16]
    cdef int i
    failures = []
    job = __import__(module), failures
    for i in range(count):
        pthread_create(&threads[i], NULL, work, <void *>job)
    with nogil:
        for i in range(count):
            pthread_join(threads[i], NULL)
    return failures


def wrong():
    """Checks that fail, so that a test can see that failures are seen."""
    failures = []
    for check in (
        lambda: equal(1, 1.0), lambda: equal([1], [2]), lambda: raises(KeyError, None, int, "1"),
        lambda: raises(KeyError, "x", throw, KeyError("y")), lambda: raises(ValueError, None, int, 5),
    ):
        try:
            check()
        except Failure as error:
            failures.append(str(error))
    return failures
