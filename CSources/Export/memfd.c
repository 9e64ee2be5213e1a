// memfd_create is declared only under _GNU_SOURCE, which Swift's Glibc module does not define.
#define _GNU_SOURCE
#include "suture/export.h"
#include <sys/mman.h>

int suture_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
