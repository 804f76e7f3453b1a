/* Many numbers at once against the C library in long double, and the widths against each other. */
#include <float.h>
#include <stdbool.h>
#include <string.h>

#include "near.h"
#include "radio/vector_math.h"
#include "radio/vector_math_widths.h"

enum { COUNT = 80000 };

/* Units of the last place. SLEEF states 3.5 for these functions; the reference's own error is under a thousandth where
 * long double is longer than double, else up to one. */
static const double bound_ulp = LDBL_MANT_DIG > DBL_MANT_DIG ? 3.5 : 4.5;

static uint64_t seed = 35;

static double uniform(double low, double high) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * (double)(seed >> 11) / 9007199254740992.0;
}

static double ulp(long double value) {
    const double size = fmax(fabs((double)value), DBL_MIN);
    return nextafter(size, HUGE_VAL) - size;
}

/* A function of one number, what it is held against, and where the engine calls it. */
typedef struct function {
    const char *name;
    void (*many)(size_t count, const double *x, double *y);
    long double (*exactly)(long double x);
    double low, high;
    bool log_spread; /* numbers between 2^low and 2^high */
} function;

static double worst_ulp(const function *f) {
    static double x[COUNT], y[COUNT];
    double worst = 0;
    for (int i = 0; i < COUNT; i++) x[i] = f->log_spread ? exp2(uniform(f->low, f->high)) : uniform(f->low, f->high);
    x[0] = f->log_spread ? exp2(f->low) : f->low;
    x[1] = f->log_spread ? exp2(f->high) : f->high;
    f->many(COUNT, x, y);
    for (int i = 0; i < COUNT; i++) {
        const long double exact = f->exactly((long double)x[i]);
        const double off = (double)fabsl((long double)y[i] - exact) / ulp(exact);
        if (!(off <= bound_ulp)) fail_msg("%s(%.17g) is %.17g, not %.17Lg", f->name, x[i], y[i], exact);
        worst = fmax(worst, off);
    }
    return worst;
}

static void test_vector_functions_of_one_number_are_within_their_bound(void **state) {
    (void)state;
    const function functions[] = {
        {"log2", htsc__vector_log2, log2l, -1000, 1000, true},  {"log2", htsc__vector_log2, log2l, 0.5, 2, false},
        {"exp2", htsc__vector_exp2, exp2l, -1000, 1000, false}, {"exp2", htsc__vector_exp2, exp2l, -1, 1, false},
        {"atan", htsc__vector_atan, atanl, -60, 60, true},      {"atan", htsc__vector_atan, atanl, -3, 3, false},
        {"asin", htsc__vector_asin, asinl, -1, 1, false},       {"asin", htsc__vector_asin, asinl, -40, 0, true},
        {"sin", htsc__vector_sin, sinl, -7, 7, false},          {"sin", htsc__vector_sin, sinl, -40, 0, true},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        print_message("%s: %.2f units of the last place\n", functions[i].name, worst_ulp(&functions[i]));
}

static void test_vector_atan2_all_quarters_are_within_the_bound(void **state) {
    (void)state;
    static double x[COUNT], y[COUNT], angle[COUNT];
    double worst = 0;
    static const double axes[][2] = {{0, 1}, {0, -1}, {1, 0}, {-1, 0}, {0, 0}, {1, 1}, {-1, -1}, {1e-300, -1}};
    for (int i = 0; i < COUNT; i++) {
        y[i] = i < 8 ? axes[i][0] : uniform(-1, 1) * exp2(uniform(-30, 30));
        x[i] = i < 8 ? axes[i][1] : uniform(-1, 1) * exp2(uniform(-30, 30));
    }
    htsc__vector_atan2(COUNT, y, x, angle);
    for (int i = 0; i < COUNT; i++) {
        const long double exact = atan2l((long double)y[i], (long double)x[i]);
        const double off = (double)fabsl((long double)angle[i] - exact) / ulp(exact);
        if (!(off <= bound_ulp)) fail_msg("atan2(%.17g, %.17g) is %.17g", y[i], x[i], angle[i]);
        worst = fmax(worst, off);
    }
    print_message("atan2: %.2f units of the last place\n", worst);
}

static void fill(double *x, double *positive, double *share) {
    for (int i = 0; i < COUNT; i++) {
        x[i] = uniform(-1, 1) * exp2(uniform(-20, 9));
        positive[i] = exp2(uniform(-60, 60));
        share[i] = uniform(-1, 1);
    }
}

static void assert_same(const double *a, const double *b, const char *what) {
    for (int i = 0; i < COUNT; i++)
        if (memcmp(&a[i], &b[i], sizeof *a) != 0) fail_msg("%s: number %d is %a and %a", what, i, a[i], b[i]);
}

static void compare_tables(const htsc__vector_functions *a, const htsc__vector_functions *b) {
    static double x[COUNT], positive[COUNT], share[COUNT], one[COUNT], other[COUNT];
    fill(x, positive, share);
    a->log2(COUNT, positive, one), b->log2(COUNT, positive, other);
    assert_same(one, other, "log2");
    a->exp2(COUNT, x, one), b->exp2(COUNT, x, other);
    assert_same(one, other, "exp2");
    a->atan(COUNT, x, one), b->atan(COUNT, x, other);
    assert_same(one, other, "atan");
    a->asin(COUNT, share, one), b->asin(COUNT, share, other);
    assert_same(one, other, "asin");
    a->sin(COUNT, share, one), b->sin(COUNT, share, other);
    assert_same(one, other, "sin");
    a->atan2(COUNT, x, share, one), b->atan2(COUNT, x, share, other);
    assert_same(one, other, "atan2");
}

static void test_vector_tables_of_all_widths_give_the_same_bits(void **state) {
    (void)state;
    int compared = 0;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx")) compare_tables(&htsc__vector_base, &htsc__vector_256), compared++;
    if (__builtin_cpu_supports("avx512f")) compare_tables(&htsc__vector_base, &htsc__vector_512), compared++;
#endif
    print_message("%d wider tables on this processor\n", compared);
    if (compared == 0) skip();
}

/* Neither the count nor writing over the input changes a bit. */
static void test_vector_log2_any_count_and_in_place_gives_the_same_bits(void **state) {
    (void)state;
    double x[24], all[24], some[24];
    for (int i = 0; i < 24; i++) x[i] = uniform(0.1, 100);
    htsc__vector_log2(24, x, all);
    for (size_t count = 1; count <= 24; count++) {
        htsc__vector_log2(count, x, some);
        assert_memory_equal(some, all, count * sizeof *all);
    }
    htsc__vector_log2(24, x, x);
    assert_memory_equal(x, all, sizeof all);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vector_functions_of_one_number_are_within_their_bound),
        cmocka_unit_test(test_vector_atan2_all_quarters_are_within_the_bound),
        cmocka_unit_test(test_vector_tables_of_all_widths_give_the_same_bits),
        cmocka_unit_test(test_vector_log2_any_count_and_in_place_gives_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
