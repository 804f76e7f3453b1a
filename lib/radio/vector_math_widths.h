/* The same loops for registers of several widths. SLEEF's functions of one kind ("cinz": without fused multiplication)
 * agree to the bit whatever their width. */
#ifndef HTSC_RADIO_VECTOR_MATH_WIDTHS_H
#define HTSC_RADIO_VECTOR_MATH_WIDTHS_H

#include <stddef.h>

typedef struct htsc__vector_functions {
    void (*log2)(size_t count, const double *x, double *y);
    void (*exp2)(size_t count, const double *x, double *y);
    void (*atan)(size_t count, const double *x, double *y);
    void (*asin)(size_t count, const double *x, double *y);
    void (*sin)(size_t count, const double *x, double *y);
    void (*atan2)(size_t count, const double *y, const double *x, double *angle);
} htsc__vector_functions;

extern const htsc__vector_functions htsc__vector_base, htsc__vector_256, htsc__vector_512;

/* Defines `table` from SLEEF's names with that ending, and how registers of `width` numbers are read and written. */
#define HTSC__VECTOR_TABLE(table, width, ending, load, store) \
    HTSC__VECTOR_LOOP(log2, width, Sleef_cinz_log2##ending, load, store) \
    HTSC__VECTOR_LOOP(exp2, width, Sleef_cinz_exp2##ending, load, store) \
    HTSC__VECTOR_LOOP(atan, width, Sleef_cinz_atan##ending, load, store) \
    HTSC__VECTOR_LOOP(asin, width, Sleef_cinz_asin##ending, load, store) \
    HTSC__VECTOR_LOOP(sin, width, Sleef_cinz_sin##ending, load, store) \
    static void loop_atan2(size_t count, const double *y, const double *x, double *angle) { \
        for (size_t i = 0; i < count; i += (width)) \
            store(angle + i, Sleef_cinz_atan2##ending(load(y + i), load(x + i))); \
    } \
    const htsc__vector_functions table = {loop_log2, loop_exp2, loop_atan, loop_asin, loop_sin, loop_atan2}

#define HTSC__VECTOR_LOOP(name, width, function, load, store) \
    static void loop_##name(size_t count, const double *x, double *y) { \
        for (size_t i = 0; i < count; i += (width)) store(y + i, function(load(x + i))); \
    }

#endif
