#ifndef HTSC_TESTS_RADIO_NEAR_H
#define HTSC_TESTS_RADIO_NEAR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

/* NaN is near nothing. */
#define assert_near(value, expected, tolerance) assert_near_at((value), (expected), (tolerance), __FILE__, __LINE__)

static inline void assert_near_at(double value, double expected, double tolerance, const char *file, int line) {
    if (!(fabs(value - expected) <= tolerance)) {
        print_error("%.15g is not within %g of %.15g\n", value, tolerance, expected);
        _fail(file, line);
    }
}

#endif
