// A weak definition of every function of the manifest. The strong one, in Swift or in CSources/Variadic, replaces it at
// link time; where there is none, a call raises NotImplementedError. So the table of written names cannot lie.
#include "suture/export.h"

#define RESULT_p void *
#define RESULT_i long
#define RESULT_d double
#define RESULT_v void
#define FAIL_p return NULL
#define FAIL_i return -1
#define FAIL_d return -1.0
#define FAIL_v return
#define F(header, added, result, name)                                                             \
    RESULT_##result suture_pending_##name(void) {                                                  \
        suture_pending(#name);                                                                     \
        FAIL_##result;                                                                             \
    }                                                                                              \
    __attribute__((weak, alias("suture_pending_" #name))) RESULT_##result name(void);
#define D(header, added, name)
#include "manifest.h"
