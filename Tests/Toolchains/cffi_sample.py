"""Emits the C source of a cffi API-mode extension.

usage: cffi_sample.py OUTPUT.c
"""

import sys

import cffi

builder = cffi.FFI()
builder.cdef("""
    typedef struct { int x, y; double weight; char name[16]; ...; } point_t;
    typedef enum { RED = 1, GREEN, BLUE } color_t;
    typedef int (*reduce_t)(int, int);
    #define LIMIT ...
    static const int SQUARE;
    extern int counter;

    int add(int, int);
    double norm(const point_t *);
    point_t make(int, int, const char *);
    int reduce(const int *, int, reduce_t);
    size_t length(const char *);
    unsigned long long wide(unsigned char, long long);
    const char *color_name(color_t);
    void fill(unsigned char *, size_t, int);
    extern "Python" int on_event(int, void *);
    int fire(int, void *);
""")
builder.set_source(
    "cffi_sample",
    r"""
    #include <math.h>
    #include <string.h>
    typedef struct { int x, hidden, y; double weight; char name[16]; } point_t;
    typedef enum { RED = 1, GREEN, BLUE } color_t;
    typedef int (*reduce_t)(int, int);
    #define LIMIT 1000
    static const int SQUARE = 49;
    int counter = 5;

    static int add(int a, int b) { return a + b; }
    static double norm(const point_t *p) { return sqrt((double)(p->x * p->x + p->y * p->y)); }
    static point_t make(int x, int y, const char *name) {
        point_t p = {x, 0, y, 1.5, ""};
        strncpy(p.name, name, sizeof(p.name) - 1);
        return p;
    }
    static int reduce(const int *v, int n, reduce_t f) {
        int result = n ? v[0] : 0;
        for (int i = 1; i < n; i++)
            result = f(result, v[i]);
        return result;
    }
    static size_t length(const char *s) { return strlen(s); }
    static unsigned long long wide(unsigned char a, long long b) { return a + (unsigned long long)b; }
    static const char *color_name(color_t c) { return c == RED ? "red" : c == GREEN ? "green" : "blue"; }
    static void fill(unsigned char *p, size_t n, int value) { memset(p, value, n); }
    static int on_event(int, void *);
    static int fire(int n, void *handle) { return on_event(n, handle) + 1; }
    """,
)
builder.emit_c_code(sys.argv[1])
