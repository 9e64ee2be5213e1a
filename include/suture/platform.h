/// What Swift cannot reach of the platform: futexes (`syscall` is variadic), and what glibc declares only with
/// _GNU_SOURCE or in headers outside its Swift module.
#ifndef SUTURE_PLATFORM_H
#define SUTURE_PLATFORM_H
#include "atomic.h"
#include <stddef.h>
/// Sleeps while `*word == value`, at most `nanoseconds` (negative: for ever). 0, or the errno: EAGAIN, EINTR, ETIMEDOUT.
int suture_futex_wait(uint32_t *_Nonnull word, uint32_t value, int64_t nanoseconds);
/// Wakes at most `count` sleepers. Reads nothing through `word`: the memory may already be freed.
void suture_futex_wake(uint32_t *_Nonnull word, int count);
/// Registers the process for `suture_membarrier`. False: the kernel or a sandbox refuses.
bool suture_register_membarrier(void);
/// Returns after every running thread of the process has passed a full memory barrier.
void suture_membarrier(void);
/// The kernel's id of the calling thread.
uint64_t suture_native_thread_id(void);
/// Fills memory with the kernel's random bytes, without waiting for its generator to be ready. False: errno says why.
bool suture_fill_random(void *_Nonnull buffer, size_t size);
/// The lowest address of the calling thread's stack, and its size; 0 when unknown.
/// Where the shared object that holds `address` is loaded; 0: none.
uintptr_t suture_code_base(const void *_Nonnull address);
uintptr_t suture_stack_base(size_t *_Nonnull size);
/// Asks for the memory at `address`, which may be any, ahead of its use.
SUTURE_INLINE void suture_prefetch(const void *_Nullable address) { __builtin_prefetch(address); }
/// The 4 bytes before `block`, which may belong to malloc: hidden from AddressSanitizer.
uint32_t suture_word_before(const void *_Nonnull block);
#endif
