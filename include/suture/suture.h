/// What Swift imports: the whole API with every struct laid open, and the inline parts of the runtime.
#ifndef SUTURE_SUTURE_H
#define SUTURE_SUTURE_H
#ifndef SUTURE_IMPLEMENTATION
#define SUTURE_IMPLEMENTATION 1
#endif
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"
#endif
#include "../Python.h"
#include "../gilectomy.h"
#include "../structmember.h"
#include "accessors.h"
#include "atomic.h"
#include "bytes.h"
#include "calls.h"
#include "counts.h"
#include "exceptions.h"
#include "export.h"
#include "locks.h"
#include "platform.h"
#include "mappings.h"
#include "names.h"
#include "sequences.h"
#include "numbers.h"
#include "thread.h"
#include "traceback.h"
#include "types.h"
#include "unicode.h"
#include "va.h"
#include "variadic.h"
#if defined(__clang__)
#pragma clang diagnostic pop
#endif
#endif
