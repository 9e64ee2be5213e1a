// The slots of a type that hold functions.
#include "data.h"
#include <stddef.h>

#define T(slot, shape) {offsetof(PyTypeObject, slot), SUTURE_IN_TYPE, SUTURE_SHAPE_##shape},
#define N(slot, shape) {offsetof(PyNumberMethods, slot), SUTURE_IN_NUMBER, SUTURE_SHAPE_##shape},
#define S(slot, shape) {offsetof(PySequenceMethods, slot), SUTURE_IN_SEQUENCE, SUTURE_SHAPE_##shape},
#define M(slot, shape) {offsetof(PyMappingMethods, slot), SUTURE_IN_MAPPING, SUTURE_SHAPE_##shape},
#define A(slot, shape) {offsetof(PyAsyncMethods, slot), SUTURE_IN_ASYNC, SUTURE_SHAPE_##shape},
#define B(slot, shape) {offsetof(PyBufferProcs, slot), SUTURE_IN_BUFFER, SUTURE_SHAPE_##shape},

const SutureSlotShape suture_slot_shape_table[] = {
    T(tp_dealloc, V_DYING) T(tp_getattr, O_OW) T(tp_setattr, I_OWO) T(tp_repr, O_O) T(tp_hash, W_O)
    T(tp_call, O_OOO) T(tp_str, O_O) T(tp_getattro, O_OO) T(tp_setattro, I_OOO)
    T(tp_traverse, I_TRAVERSE) T(tp_clear, I_O) T(tp_richcompare, O_OOI) T(tp_iter, O_O)
    T(tp_iternext, O_O) T(tp_descr_get, O_OOO) T(tp_descr_set, I_OOO) T(tp_init, I_OOO)
    T(tp_alloc, O_OW) T(tp_new, O_OOO) T(tp_free, V_DYING) T(tp_is_gc, I_O) T(tp_del, V_DYING)
    T(tp_finalize, V_DYING) T(tp_vectorcall, O_VECTOR)
    N(nb_add, O_OO) N(nb_subtract, O_OO) N(nb_multiply, O_OO) N(nb_remainder, O_OO)
    N(nb_divmod, O_OO) N(nb_power, O_OOO) N(nb_negative, O_O) N(nb_positive, O_O)
    N(nb_absolute, O_O) N(nb_bool, I_O) N(nb_invert, O_O) N(nb_lshift, O_OO) N(nb_rshift, O_OO)
    N(nb_and, O_OO) N(nb_xor, O_OO) N(nb_or, O_OO) N(nb_int, O_O) N(nb_float, O_O)
    N(nb_inplace_add, O_OO) N(nb_inplace_subtract, O_OO) N(nb_inplace_multiply, O_OO)
    N(nb_inplace_remainder, O_OO) N(nb_inplace_power, O_OOO) N(nb_inplace_lshift, O_OO)
    N(nb_inplace_rshift, O_OO) N(nb_inplace_and, O_OO) N(nb_inplace_xor, O_OO) N(nb_inplace_or, O_OO)
    N(nb_floor_divide, O_OO) N(nb_true_divide, O_OO) N(nb_inplace_floor_divide, O_OO)
    N(nb_inplace_true_divide, O_OO) N(nb_index, O_O) N(nb_matrix_multiply, O_OO)
    N(nb_inplace_matrix_multiply, O_OO)
    S(sq_length, W_O) S(sq_concat, O_OO) S(sq_repeat, O_OW) S(sq_item, O_OW) S(sq_ass_item, I_OWO)
    S(sq_contains, I_OO) S(sq_inplace_concat, O_OO) S(sq_inplace_repeat, O_OW)
    M(mp_length, W_O) M(mp_subscript, O_OO) M(mp_ass_subscript, I_OOO)
    A(am_await, O_O) A(am_aiter, O_O) A(am_anext, O_O) A(am_send, I_SEND)
    B(bf_getbuffer, I_BUFFER) B(bf_releasebuffer, V_BUFFER)
    {0, 0, SUTURE_SHAPE_COUNT},
};

const void *suture_own_code(void) { return (const void *)suture_own_code; }
