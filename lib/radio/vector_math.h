#ifndef HTSC_RADIO_VECTOR_MATH_H
#define HTSC_RADIO_VECTOR_MATH_H

#include <stddef.h>

/* Elementary functions of many numbers at once, by SLEEF: within 3.5 units of the last place, and the same bits on
 * every processor. `count` is rounded up to HTSC__VECTOR_WIDTH, to which the arrays must reach; `y` may be `x`. */
#define HTSC__VECTOR_WIDTH 8

void htsc__vector_log2(size_t count, const double *x, double *y);
void htsc__vector_exp2(size_t count, const double *x, double *y);
void htsc__vector_atan(size_t count, const double *x, double *y);
void htsc__vector_asin(size_t count, const double *x, double *y);
void htsc__vector_sin(size_t count, const double *x, double *y);
/* Angle of (x, y) from the x axis, as atan2(y, x). */
void htsc__vector_atan2(size_t count, const double *y, const double *x, double *angle);

/* Loops marked so are compiled for several processors; what they compute does not differ. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define HTSC__FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define HTSC__FOR_EACH_PROCESSOR
#endif

#endif
