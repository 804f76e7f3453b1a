/* Chooses the widest registers of the processor. */
#include "vector_math.h"

#include "vector_math_widths.h"

static size_t whole(size_t count) {
    return (count + HTSC__VECTOR_WIDTH - 1) / HTSC__VECTOR_WIDTH * HTSC__VECTOR_WIDTH;
}

static const htsc__vector_functions *functions(void) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f")) return &htsc__vector_512;
    if (__builtin_cpu_supports("avx")) return &htsc__vector_256;
#endif
    return &htsc__vector_base;
}

void htsc__vector_log2(size_t count, const double *x, double *y) {
    functions()->log2(whole(count), x, y);
}

void htsc__vector_exp2(size_t count, const double *x, double *y) {
    functions()->exp2(whole(count), x, y);
}

void htsc__vector_atan(size_t count, const double *x, double *y) {
    functions()->atan(whole(count), x, y);
}

void htsc__vector_asin(size_t count, const double *x, double *y) {
    functions()->asin(whole(count), x, y);
}

void htsc__vector_sin(size_t count, const double *x, double *y) {
    functions()->sin(whole(count), x, y);
}

void htsc__vector_atan2(size_t count, const double *y, const double *x, double *angle) {
    functions()->atan2(whole(count), y, x, angle);
}
