/// The table of every exported name (CSources/Export): the export stub's content, and what `suture status` prints.
#ifndef SUTURE_EXPORT_H
#define SUTURE_EXPORT_H
#include "atomic.h"
#include <stddef.h>
typedef struct {
    const char *_Nullable name;     /* NULL ends the table */
    const char *_Nonnull header;
    const char *_Nonnull added;     /* the version of CPython that added it, "3.2" */
    bool is_data;
    const void *_Nonnull address;   /* what an extension binds to */
    const void *_Nullable pending;  /* equal to address: not written yet */
} SutureExport;
const SutureExport *_Nonnull suture_exports(void);
/// An anonymous file in memory, or -1 with errno.
int suture_memory_file(const char *_Nonnull name);
/// Raises NotImplementedError: `name` is not implemented.
void suture_pending(const char *_Nonnull name);
#endif
