// Swift cannot call the variadic syscall(2), nor pthread_getattr_np and dladdr, which need
// _GNU_SOURCE. Delete when it can.
#define _GNU_SOURCE
#include "suture/platform.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int suture_futex_wait(uint32_t *word, uint32_t value, int64_t nanoseconds) {
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    long r = syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, nanoseconds < 0 ? NULL : &limit, NULL, 0);
    return r == 0 ? 0 : errno;
}
void suture_futex_wake(uint32_t *word, int count) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}
bool suture_register_membarrier(void) {
    return syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
}
void suture_membarrier(void) { syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0); }
uint64_t suture_native_thread_id(void) { return (uint64_t)syscall(SYS_gettid); }
bool suture_fill_random(void *buffer, size_t size) {
    int device = -1; // once the generator is not ready
    char *p = buffer;
    while (size > 0) {
        ssize_t n = device < 0 ? getrandom(p, size, GRND_NONBLOCK) : read(device, p, size);
        if (n < 0 && errno == EAGAIN && device < 0) {
            device = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
            if (device < 0)
                return false;
        } else if (n > 0) {
            p += n;
            size -= (size_t)n;
        } else if (n == 0 || errno != EINTR) {
            break;
        }
    }
    if (device >= 0)
        close(device);
    return size == 0;
}
uintptr_t suture_stack_base(size_t *size) {
    pthread_attr_t attributes;
    void *base = NULL;
    *size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return 0;
    pthread_attr_getstack(&attributes, &base, size);
    pthread_attr_destroy(&attributes);
    return (uintptr_t)base;
}
uintptr_t suture_code_base(const void *address) {
    Dl_info info;
    return dladdr(address, &info) != 0 ? (uintptr_t)info.dli_fbase : 0;
}
__attribute__((no_sanitize("address"))) uint32_t suture_word_before(const void *block) {
    return ((const uint32_t *)block)[-1];
}
