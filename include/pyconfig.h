/// What the platform is. CPython's is made by its configure script; this one asks the compiler.
#ifndef SUTURE_PYCONFIG_H
#define SUTURE_PYCONFIG_H
#define SIZEOF_VOID_P __SIZEOF_POINTER__
#define SIZEOF_SIZE_T __SIZEOF_SIZE_T__
#define SIZEOF_INT __SIZEOF_INT__
#define SIZEOF_SHORT __SIZEOF_SHORT__
#define SIZEOF_LONG __SIZEOF_LONG__
#define SIZEOF_LONG_LONG __SIZEOF_LONG_LONG__
#define SIZEOF_WCHAR_T __SIZEOF_WCHAR_T__
#define SIZEOF_DOUBLE __SIZEOF_DOUBLE__
#define SIZEOF_FLOAT __SIZEOF_FLOAT__
#define ALIGNOF_LONG __SIZEOF_LONG__
#define ALIGNOF_SIZE_T __SIZEOF_SIZE_T__
#define PYLONG_BITS_IN_DIGIT 30
#define WITH_THREAD 1
#define WITH_DOC_STRINGS 1
#define HAVE_LONG_LONG 1
#define HAVE_STDARG_PROTOTYPES 1
#endif
