/// Atomic operations on the header words, named with their memory order. Swift does not import `_Atomic`, so the
/// fields are plain integers and every access goes through one of these.
#ifndef SUTURE_ATOMIC_H
#define SUTURE_ATOMIC_H
#include <stdbool.h>
#include <stdint.h>
#define SUTURE_INLINE static inline __attribute__((always_inline, unused))

SUTURE_INLINE uint8_t suture_load_relaxed_u8(const uint8_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
SUTURE_INLINE uint16_t suture_load_relaxed_u16(const uint16_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
SUTURE_INLINE uint8_t suture_load_acquire_u8(const uint8_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
SUTURE_INLINE void suture_store_release_u8(uint8_t *_Nonnull p, uint8_t v) { __atomic_store_n(p, v, __ATOMIC_RELEASE); }
SUTURE_INLINE bool suture_cas_acquire_u8(uint8_t *_Nonnull p, uint8_t old, uint8_t new_) {
    return __atomic_compare_exchange_n(p, &old, new_, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}
SUTURE_INLINE bool suture_cas_release_u8(uint8_t *_Nonnull p, uint8_t old, uint8_t new_) {
    return __atomic_compare_exchange_n(p, &old, new_, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}
SUTURE_INLINE uint32_t suture_load_relaxed_u32(const uint32_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
SUTURE_INLINE uint32_t suture_load_acquire_u32(const uint32_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
SUTURE_INLINE void suture_store_relaxed_u32(uint32_t *_Nonnull p, uint32_t v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }
SUTURE_INLINE void suture_store_release_u32(uint32_t *_Nonnull p, uint32_t v) { __atomic_store_n(p, v, __ATOMIC_RELEASE); }
SUTURE_INLINE uint32_t suture_swap_acquire_u32(uint32_t *_Nonnull p, uint32_t v) { return __atomic_exchange_n(p, v, __ATOMIC_ACQUIRE); }
SUTURE_INLINE uint32_t suture_swap_release_u32(uint32_t *_Nonnull p, uint32_t v) { return __atomic_exchange_n(p, v, __ATOMIC_RELEASE); }
SUTURE_INLINE uint32_t suture_load_seq_cst_u32(const uint32_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_SEQ_CST); }
SUTURE_INLINE uint32_t suture_swap_seq_cst_u32(uint32_t *_Nonnull p, uint32_t v) { return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST); }
SUTURE_INLINE uint32_t suture_add_relaxed_u32(uint32_t *_Nonnull p, uint32_t v) { return __atomic_fetch_add(p, v, __ATOMIC_RELAXED); }
SUTURE_INLINE uint32_t suture_or_acq_rel_u32(uint32_t *_Nonnull p, uint32_t v) { return __atomic_fetch_or(p, v, __ATOMIC_ACQ_REL); }
SUTURE_INLINE uint32_t suture_and_acq_rel_u32(uint32_t *_Nonnull p, uint32_t v) { return __atomic_fetch_and(p, v, __ATOMIC_ACQ_REL); }
SUTURE_INLINE void suture_store_release_word(uintptr_t *_Nonnull p, uintptr_t v) { __atomic_store_n(p, v, __ATOMIC_RELEASE); }
SUTURE_INLINE void suture_full_fence(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
SUTURE_INLINE bool suture_cas_acquire_u32(uint32_t *_Nonnull p, uint32_t old, uint32_t new_) {
    return __atomic_compare_exchange_n(p, &old, new_, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}
SUTURE_INLINE bool suture_cas_acq_rel_u32(uint32_t *_Nonnull p, uint32_t old, uint32_t new_) {
    return __atomic_compare_exchange_n(p, &old, new_, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}
SUTURE_INLINE int32_t suture_load_acquire_i32(const int32_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
SUTURE_INLINE void suture_store_relaxed_i32(int32_t *_Nonnull p, int32_t v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }
SUTURE_INLINE void suture_store_release_i32(int32_t *_Nonnull p, int32_t v) { __atomic_store_n(p, v, __ATOMIC_RELEASE); }
SUTURE_INLINE int32_t suture_add_relaxed_i32(int32_t *_Nonnull p, int32_t v) { return __atomic_fetch_add(p, v, __ATOMIC_RELAXED); }
SUTURE_INLINE int32_t suture_or_acq_rel_i32(int32_t *_Nonnull p, int32_t v) { return __atomic_fetch_or(p, v, __ATOMIC_ACQ_REL); }
SUTURE_INLINE bool suture_cas_acq_rel_i32(int32_t *_Nonnull p, int32_t old, int32_t new_) {
    return __atomic_compare_exchange_n(p, &old, new_, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}
SUTURE_INLINE int64_t suture_load_relaxed_i64(const int64_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
SUTURE_INLINE void suture_store_relaxed_i64(int64_t *_Nonnull p, int64_t v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }
SUTURE_INLINE uint64_t suture_load_relaxed_u64(const uint64_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
SUTURE_INLINE void suture_store_relaxed_u64(uint64_t *_Nonnull p, uint64_t v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }
SUTURE_INLINE uint64_t suture_add_relaxed_u64(uint64_t *_Nonnull p, uint64_t v) { return __atomic_fetch_add(p, v, __ATOMIC_RELAXED); }
SUTURE_INLINE uint64_t suture_or_acq_rel_u64(uint64_t *_Nonnull p, uint64_t v) { return __atomic_fetch_or(p, v, __ATOMIC_ACQ_REL); }
SUTURE_INLINE uint64_t suture_swap_acquire_u64(uint64_t *_Nonnull p, uint64_t v) { return __atomic_exchange_n(p, v, __ATOMIC_ACQUIRE); }
SUTURE_INLINE intptr_t suture_load_relaxed_word(const intptr_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
SUTURE_INLINE void suture_store_relaxed_word(intptr_t *_Nonnull p, intptr_t v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }
SUTURE_INLINE void *_Nullable suture_load_acquire_ptr(void *_Nullable const *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
SUTURE_INLINE void suture_store_release_ptr(void *_Nullable *_Nonnull p, void *_Nullable v) { __atomic_store_n(p, v, __ATOMIC_RELEASE); }
SUTURE_INLINE bool suture_cas_acq_rel_ptr(void *_Nullable *_Nonnull p, void *_Nullable old, void *_Nullable new_) {
    return __atomic_compare_exchange_n(p, &old, new_, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}
SUTURE_INLINE void suture_cpu_relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
#endif
