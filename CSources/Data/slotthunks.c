// Functions for the slots of extensions' types, made beforehand: a libffi closure costs 200 instructions more. Each has
// a number; what it calls is in a table. When a shape's are used up, closures are made.
#include "suture/suture.h"

#define POOL 64
#define EIGHT(F, n) F(0##n##0) F(0##n##1) F(0##n##2) F(0##n##3) F(0##n##4) F(0##n##5) F(0##n##6) F(0##n##7)
#define EACH(F) EIGHT(F, 0) EIGHT(F, 1) EIGHT(F, 2) EIGHT(F, 3) EIGHT(F, 4) EIGHT(F, 5) EIGHT(F, 6) EIGHT(F, 7)

#define SHAPE O_O
#define RESULT void *
#define WORD void *
#define PARAMETERS void *a
#define ARGUMENTS a
#define ADDRESSES &a
#include "slotthunks.h"

#define SHAPE O_OO
#define RESULT void *
#define WORD void *
#define PARAMETERS void *a, void *b
#define ARGUMENTS a, b
#define ADDRESSES &a, &b
#include "slotthunks.h"

#define SHAPE O_OW
#define RESULT void *
#define WORD void *
#define PARAMETERS void *a, void *b
#define ARGUMENTS a, b
#define ADDRESSES &a, &b
#include "slotthunks.h"

#define SHAPE O_OOO
#define RESULT void *
#define WORD void *
#define PARAMETERS void *a, void *b, void *c
#define ARGUMENTS a, b, c
#define ADDRESSES &a, &b, &c
#include "slotthunks.h"

#define SHAPE O_OOI
#define RESULT void *
#define WORD void *
#define PARAMETERS void *a, void *b, int c
#define ARGUMENTS a, b, c
#define ADDRESSES &a, &b, &c
#include "slotthunks.h"

#define SHAPE I_O
#define RESULT int
#define WORD intptr_t
#define PARAMETERS void *a
#define ARGUMENTS a
#define ADDRESSES &a
#include "slotthunks.h"

#define SHAPE I_OO
#define RESULT int
#define WORD intptr_t
#define PARAMETERS void *a, void *b
#define ARGUMENTS a, b
#define ADDRESSES &a, &b
#include "slotthunks.h"

#define SHAPE I_OOO
#define RESULT int
#define WORD intptr_t
#define PARAMETERS void *a, void *b, void *c
#define ARGUMENTS a, b, c
#define ADDRESSES &a, &b, &c
#include "slotthunks.h"

#define SHAPE W_O
#define RESULT intptr_t
#define WORD intptr_t
#define PARAMETERS void *a
#define ARGUMENTS a
#define ADDRESSES &a
#include "slotthunks.h"

#define SHAPE V_DYING
#define RESULT void
#define WORD intptr_t
#define PARAMETERS void *a
#define ARGUMENTS a
#define ADDRESSES &a
#include "slotthunks.h"

static const struct {
    SutureSlotCode **codes;
    const void *const *thunks;
} pools[SUTURE_SHAPE_COUNT] = {
#define POOL_OF(shape) [SUTURE_SHAPE_##shape] = {codes_##shape, thunks_##shape},
    POOL_OF(O_O) POOL_OF(O_OO) POOL_OF(O_OW) POOL_OF(O_OOO) POOL_OF(O_OOI) POOL_OF(I_O)
    POOL_OF(I_OO) POOL_OF(I_OOO) POOL_OF(W_O) POOL_OF(V_DYING)
};
static int used[SUTURE_SHAPE_COUNT];

const void *suture_slot_thunk(int shape, SutureSlotCode *code) {
    if (pools[shape].codes == NULL || used[shape] == POOL)
        return NULL;
    int n = used[shape]++;
    pools[shape].codes[n] = code;
    return pools[shape].thunks[n];
}
