#ifndef HTSC_RADIO_FREE_SPACE_H
#define HTSC_RADIO_FREE_SPACE_H

#include <math.h>

#define HTSC__PI 3.14159265358979323846

/* Decadic logarithm of the inner loops. log() is several times faster than log10() in common C libraries; every
 * distance goes through this one expression, so that a bound and a loss computed apart have the same bits. */
static inline double htsc__log10(double x) {
    return log(x) * 0.43429448190325182765;
}

/* Free-space loss at 1 m: 20 log10(4 pi f / c). Add 20 htsc__log10(distance_m). */
double htsc__free_space_at_1m_db(double freq_mhz);

#endif
