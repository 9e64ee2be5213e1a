/// The shape of every slot of a type that holds a function: what the closures of Loading/SlotClosures.swift need to
/// know about its arguments and its result.
#ifndef SUTURE_SLOTS_H
#define SUTURE_SLOTS_H
#include "../Python.h"
#include "atomic.h"

/// In which struct a slot lies.
enum { SUTURE_IN_TYPE, SUTURE_IN_NUMBER, SUTURE_IN_SEQUENCE, SUTURE_IN_MAPPING, SUTURE_IN_ASYNC, SUTURE_IN_BUFFER };
/// Result, then arguments: o an object, w a pointer or a size, i an int.
enum {
    SUTURE_SHAPE_O_O,       /* unaryfunc, reprfunc, getiterfunc, iternextfunc */
    SUTURE_SHAPE_O_OO,      /* binaryfunc, getattrofunc */
    SUTURE_SHAPE_O_OW,      /* ssizeargfunc, getattrfunc, allocfunc */
    SUTURE_SHAPE_O_OOO,     /* ternaryfunc, newfunc, descrgetfunc */
    SUTURE_SHAPE_O_OOI,     /* richcmpfunc */
    SUTURE_SHAPE_O_VECTOR,  /* vectorcallfunc */
    SUTURE_SHAPE_I_O,       /* inquiry */
    SUTURE_SHAPE_I_OO,      /* objobjproc */
    SUTURE_SHAPE_I_OWO,     /* ssizeobjargproc, setattrfunc */
    SUTURE_SHAPE_I_OOO,     /* objobjargproc, setattrofunc, initproc, descrsetfunc */
    SUTURE_SHAPE_I_TRAVERSE,/* traverseproc */
    SUTURE_SHAPE_I_BUFFER,  /* getbufferproc */
    SUTURE_SHAPE_I_SEND,    /* sendfunc */
    SUTURE_SHAPE_W_O,       /* lenfunc, hashfunc */
    SUTURE_SHAPE_V_DYING,   /* destructor, freefunc: the object is not shown, it may be dying */
    SUTURE_SHAPE_V_BUFFER,  /* releasebufferproc */
    SUTURE_SHAPE_COUNT
};
/// What a closure of Loading/SlotClosures.swift stands for.
typedef struct {
    const void *_Nonnull target;
    uint32_t domain; /* a CodeDomain */
    /* Crosses into the domain and calls; the arguments are libffi's. */
    void (*_Nonnull body)(void *_Nullable unused, void *_Nullable result, void *_Nullable *_Nullable arguments, void *_Nullable code);
    const void *_Nullable closure;
} SutureSlotCode;
/// A function of a shape that calls the code's target where the calling thread runs in its domain, else its body; NULL:
/// there is none (left). The caller holds the lock of the closures.
const void *_Nullable suture_slot_thunk(int shape, SutureSlotCode *_Nonnull code);
/// The table of Loading/SlotClosures.swift.
extern void *_Nullable suture_slot_closures SUTURE_SHARED_DATA;
SUTURE_INLINE void *_Nullable *_Nonnull suture_slot_closures_word(void) { return &suture_slot_closures; }

typedef struct {
    uint16_t offset;
    uint8_t table;
    uint8_t shape;
} SutureSlotShape;
/// Every slot; ends with an entry of shape SUTURE_SHAPE_COUNT.
extern const SutureSlotShape suture_slot_shape_table[] SUTURE_SHARED_DATA;
SUTURE_INLINE const SutureSlotShape *_Nonnull suture_slot_shapes(void) { return suture_slot_shape_table; }
/// An address in Suture's own code.
const void *_Nonnull suture_own_code(void);
#endif
