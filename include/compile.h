/// What CPython's header of this name adds is not part of the limited API: include Python.h.
#ifndef SUTURE_COMPILE_H
#define SUTURE_COMPILE_H
#include "Python.h"
#endif
