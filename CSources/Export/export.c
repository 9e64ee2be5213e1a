// The export table. It also keeps the linker from dropping functions that nothing in the process calls.
// The names are declared here without their types: only addresses are taken.
#include "suture/export.h"

#define F(header, added, result, name) extern char name[], suture_pending_##name[];
#define D(header, added, name) extern char name[];
#include "manifest.h"
#undef F
#undef D

static const SutureExport table[] = {
#define F(header, added, result, name) {#name, #header, #added, false, name, suture_pending_##name},
#define D(header, added, name) {#name, #header, #added, true, name, NULL},
#include "manifest.h"
#undef F
#undef D
    {NULL, "", "", false, "", NULL},
};

const SutureExport *suture_exports(void) { return table; }
