# cython: language_level=3, show_performance_hints=False
"""A Cython module: what the compiler makes of most of the language, against the limited API."""

from libc.math cimport sqrt
from libc.string cimport memset
from cython.view cimport array
from cpython.buffer cimport PyBUF_FORMAT


class Error(Exception):
    """An exception class made by a class statement."""

    def __init__(self, code, *details):
        super().__init__(code, *details)
        self.code = code


cdef class Vector:
    """Two doubles: arithmetic, comparison, hashing, properties."""

    cdef public double x, y
    cdef readonly object tag
    cdef object __weakref__

    def __init__(self, double x=0, double y=0, *, tag=None):
        self.x = x
        self.y = y
        self.tag = tag

    def __repr__(self):
        return f"Vector({self.x!r}, {self.y!r})"

    def __add__(self, other):
        if not isinstance(self, Vector) or not isinstance(other, Vector):
            return NotImplemented
        cdef Vector a = self, b = other
        return Vector(a.x + b.x, a.y + b.y)

    def __mul__(self, double factor):
        return Vector(self.x * factor, self.y * factor)

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __bool__(self):
        return self.x != 0 or self.y != 0

    def __eq__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return self.x == (<Vector>other).x and self.y == (<Vector>other).y

    def __hash__(self):
        return hash((self.x, self.y))

    def __len__(self):
        return 2

    def __getitem__(self, int i):
        if i == 0:
            return self.x
        if i == 1:
            return self.y
        raise IndexError(f"index {i} out of range")

    def __iter__(self):
        yield self.x
        yield self.y

    @property
    def norm(self):
        return sqrt(self.x * self.x + self.y * self.y)

    @norm.setter
    def norm(self, double value):
        cdef double factor = value / self.norm
        self.x *= factor
        self.y *= factor

    @staticmethod
    def origin():
        return Vector()

    @classmethod
    def diagonal(cls, double length):
        return cls(length, length)

    cpdef double dot(self, Vector other):
        return self.x * other.x + self.y * other.y


cdef class Vector3(Vector):
    """A subclass: an inherited constructor, an overridden cpdef method."""

    cdef public double z

    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z

    cpdef double dot(self, Vector other):
        cdef double plane = Vector.dot(self, other)
        return plane + self.z * (<Vector3?>other).z


class Named:
    """An ordinary class with a dict, a metaclass keyword and a class attribute."""

    kind = "named"

    def __init__(self, name):
        self.name = name

    def __str__(self):
        return f"<{self.name:>6}>"

    def __getattr__(self, attribute):
        if attribute.startswith("dynamic_"):
            return attribute[len("dynamic_"):]
        raise AttributeError(attribute)

    @property
    def upper(self):
        return self.name.upper()

    @classmethod
    def make(cls, *names, **more):
        return [cls(n) for n in names] + [cls(f"{k}={v}") for k, v in sorted(more.items())]

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.seen = kind.__name__ if kind else None
        return kind is KeyError


cdef class Bytes:
    """An exporter of the buffer protocol."""

    cdef unsigned char data[8]
    cdef Py_ssize_t shape[1]
    cdef Py_ssize_t strides[1]
    cdef readonly int views

    def __cinit__(self):
        cdef int i
        for i in range(8):
            self.data[i] = i

    def __getbuffer__(self, Py_buffer *buffer, int flags):
        self.shape[0] = 8
        self.strides[0] = 1
        buffer.buf = self.data
        buffer.obj = self
        buffer.len = 8
        buffer.itemsize = 1
        buffer.readonly = 0
        buffer.ndim = 1
        buffer.format = NULL
        if flags & PyBUF_FORMAT:
            buffer.format = "B"
        buffer.shape = self.shape
        buffer.strides = self.strides
        buffer.suboffsets = NULL
        buffer.internal = NULL
        self.views += 1

    def __releasebuffer__(self, Py_buffer *buffer):
        self.views -= 1


def add(a, b=10, *rest, scale=1, **named):
    """Every kind of parameter."""
    return (a + b + sum(rest)) * scale, sorted(named.items())


def positional(a, /, b, *, c):
    return a, b, c


def typed(int i, double d, str s, bytes b=b"", list items=None):
    return i, d, s, b, items


def total(unsigned char[:] values):
    """Reads any buffer through a typed memoryview."""
    cdef Py_ssize_t i
    cdef long result = 0
    for i in range(values.shape[0]):
        result += values[i]
    return result


def clear(unsigned char[::1] values not None):
    """Writes through a typed memoryview, without the GIL."""
    cdef Py_ssize_t n = values.shape[0]
    if n:
        with nogil:
            memset(&values[0], 0, n)
    return n


def table(int rows, int columns):
    """A Cython array, its memoryview, a slice of it."""
    cdef array store = array((rows, columns), sizeof(int), "i")
    cdef int[:, :] view = store
    cdef int i, j
    for i in range(rows):
        for j in range(columns):
            view[i, j] = i * columns + j
    cdef int[:] column = view[:, columns - 1]
    return [column[i] for i in range(rows)], view.shape[0], view.shape[1]


def countdown(n):
    """A generator that takes values and closes in order."""
    log = []
    try:
        while n:
            got = yield n
            if got is not None:
                log.append(got)
            n -= 1
    except ValueError as error:
        yield f"caught {error}"
    finally:
        log.append("closed")
    return log


def delegate(*parts):
    for part in parts:
        yield from part


def squares(n):
    return list(x * x for x in range(n) if x % 2)


def counter(start=0):
    """A closure with a variable of its own."""
    value = start

    def step(by=1):
        nonlocal value
        value += by
        return value

    return step


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def order(fail):
    """In which order the parts of a try statement run."""
    steps = []
    try:
        try:
            steps.append("try")
            if fail:
                raise Error(7, "why")
        except Error as error:
            steps.append(f"except {error.code} {error.args}")
            raise ValueError("second") from error
        else:
            steps.append("else")
        finally:
            steps.append("finally")
    except ValueError as error:
        steps.append(f"{error} from {type(error.__cause__).__name__}")
    return steps


def fails(what):
    return {"zero": lambda: 1 // 0, "key": lambda: {}["k"], "name": lambda: GONE}[what]()


cdef int checked(int value) except -1:
    if value < 0:
        raise ValueError("negative")
    return value


def convert(value):
    return checked(value)


def texts(name, double value):
    return [
        f"{name}", f"{name!r:>8}", f"{value:.3f}", f"{value:+e}", f"{int(value):05d}",
        f"{int(value):#x}", f"{name}{value}", "%s=%d" % (name, value), "{0:^9}|".format(name),
        name[::-1], name * 2, "é" + name, name in "xabcx", ",".join(sorted(name)),
    ]


def containers():
    pairs = {k: v for v, k in enumerate("abc")}
    pairs.update(d=3)
    first, *middle, last = range(5)
    numbers = [3, 1, 2]
    numbers.sort(key=lambda n: -n)
    numbers += (0,)
    del numbers[0]
    return (
        pairs, {x % 3 for x in range(9)}, first, middle, last, numbers, numbers[-1], numbers[1:],
        dict(a=1, **{"b": 2}), [*numbers, *"xy"], {**pairs, "a": 9}["a"], pairs.pop("zz", None),
        frozenset((1, 1)), (1, 2) < (1, 3), not numbers, numbers is None, 1 < 2 < 3 != 4,
    )


def integers(a, b):
    return a + b, a - b, a * b, a // b, a % b, a ** 3, a << 70, -a >> 1, a & b, a | b, a ^ b, ~a, a / b, divmod(a, b)


def wrapping(unsigned char a, long long b):
    """C arithmetic."""
    a += 250
    return a, b // 2, b % 3, <int>(b & 0xFF)


def match_length(value):
    if (n := len(value)) > 2:
        return f"long {n}"
    return n


def decorated(function):
    def call(*args, **kwargs):
        return [function.__name__, function(*args, **kwargs)]
    return call


@decorated
def twice(x: int = 1) -> int:
    """Doubles."""
    return 2 * x


async def coroutine(awaitable):
    return [await awaitable, "done"]


def module_globals():
    global STATE
    STATE += 1
    return STATE


STATE = 0
GONE = 1
del GONE
