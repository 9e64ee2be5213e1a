// The thunks of one shape, for slotthunks.c, which defines SHAPE, RESULT (of the slot), WORD (of libffi), PARAMETERS,
// ARGUMENTS and ADDRESSES.
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define codes PASTE(codes_, SHAPE)
#define cross PASTE(cross_, SHAPE)

static SutureSlotCode *codes[POOL];
static __attribute__((noinline)) RESULT cross(PARAMETERS, SutureSlotCode *code) {
    WORD result = 0;
    void *arguments[] = {ADDRESSES};
    code->body(NULL, &result, arguments, code);
    return (RESULT)result;
}
#define THUNK(n)                                                                                                       \
    static RESULT PASTE(thunk_##n##_, SHAPE)(PARAMETERS) {                                                             \
        SutureSlotCode *code = codes[n];                                                                               \
        if (__builtin_expect(suture_thread()->mode == code->domain, 1))                                                \
            return ((RESULT(*)(PARAMETERS))code->target)(ARGUMENTS);                                                   \
        return cross(ARGUMENTS, code);                                                                                 \
    }
EACH(THUNK)
#define ADDRESS(n) (const void *)PASTE(thunk_##n##_, SHAPE),
static const void *const PASTE(thunks_, SHAPE)[] = {EACH(ADDRESS)};

#undef ADDRESS
#undef THUNK
#undef codes
#undef cross
#undef PASTE
#undef PASTE_
#undef SHAPE
#undef RESULT
#undef WORD
#undef PARAMETERS
#undef ARGUMENTS
#undef ADDRESSES
