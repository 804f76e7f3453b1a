#include <htscover/entry.h>

#include "near.h"

static double loss_of(double freq_ghz, double distance_km, double location_pct) {
    double loss_db = (double)NAN;
    htsc_error err;
    if (htsc_p2108_terminal_loss_db(freq_ghz, distance_km, location_pct, &loss_db, &err) != HTSC_OK) {
        fail_msg("%s", err.message);
    }
    return loss_db;
}

/* Values of the SG 3 workbook at 0.65 km, as listed in the tests of the Java implementation of P.2108-1 by OFCOM
 * (Switzerland), and one of the NTIA implementation (26.6 GHz, to one decimal). Tolerance: the difference between the
 * true quantile and the approximation of P.1057, under 4.5e-4 of a sigma of at most 6 dB, and the last digit. */
static void test_p2108_loss_equals_the_reference_values(void **state) {
    (void)state;
    static const struct {
        double freq_ghz, distance_km, location_pct, loss_db, tolerance_db;
    } rows[] = {{2, 0.65, 5, 19.225939, 3e-3},    {3, 0.65, 5, 20.021496, 3e-3},    {28, 0.65, 5, 22.975946, 3e-3},
                {66, 0.65, 5, 23.899101, 3e-3},   {2, 0.65, 50, 27.092893, 1e-6},   {3, 0.65, 50, 28.337956, 1e-6},
                {28, 0.65, 50, 31.418365, 1e-6},  {2, 0.65, 95, 34.591634, 3e-3},   {6, 0.65, 95, 38.828079, 3e-3},
                {2, 0.65, 99.9, 40.381908, 3e-3}, {5, 0.65, 99.9, 44.157628, 3e-3}, {26.6, 15.8, 45, 32.5, 0.05},
                {10, 0.65, 50, 30.595505, 1e-6},  {40, 0.65, 50, 31.646509, 1e-6},  {12, 0.65, 99.9, 45.371333, 3e-3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double loss_db = loss_of(rows[i].freq_ghz, rows[i].distance_km, rows[i].location_pct);
        assert_near(loss_db, rows[i].loss_db, rows[i].tolerance_db);
    }
}

/* By hand at 1 GHz and 1 km: (4a) -2 log10(1e-12.5 + 1e-16.5), (5a) 32.98, (3a) and (3b) at 50 %. */
static void test_p2108_normal_by_hand(void **state) {
    (void)state;
    double ll = -2 * log10(pow(10, -12.5) + pow(10, -16.5));
    double l = pow(10, -0.2 * ll), s = pow(10, -0.2 * 32.98);
    double median_db, sigma_db;
    assert_int_equal(htsc_p2108_terminal_normal(1, 1, &median_db, &sigma_db, NULL), HTSC_OK);
    assert_near(median_db, -5 * log10(l + s), 1e-9); /* rounding */
    assert_near(sigma_db, sqrt((16 * l + 36 * s) / (l + s)), 1e-9);
    assert_near(loss_of(1, 1, 50), median_db, 1e-12);
    /* F^-1(0.1): the median less one and a quarter sigma. */
    assert_near(loss_of(1, 1, 10), median_db - 1.2815515655446004 * sigma_db, 1e-12);
}

static void test_p2108_loss_rises_with_places_and_distance_and_stays_beyond_2_km(void **state) {
    (void)state;
    for (double freq_ghz = 0.5; freq_ghz <= 67; freq_ghz *= 1.7) {
        double before_db = -1e9;
        for (double pct = 0.5; pct < 100; pct += 3.25) {
            double loss_db = loss_of(freq_ghz, 1.2, pct);
            assert_true(loss_db > before_db);
            before_db = loss_db;
        }
        before_db = -1e9;
        for (double km = 0; km <= 2.0; km += 0.05) {
            double loss_db = loss_of(freq_ghz, km, 50);
            assert_true(loss_db >= before_db);
            before_db = loss_db;
        }
        assert_near(loss_of(freq_ghz, 50, 50), loss_of(freq_ghz, 2, 50), 0.0); /* (6) */
        for (double pct = 1; pct < 100; pct += 7) assert_true(loss_of(freq_ghz, 9, pct) <= loss_of(freq_ghz, 2, pct));
    }
}

static void test_p2108_loss_under_250_m_is_scaled_down_to_0(void **state) {
    (void)state;
    double median_db, sigma_db, short_median_db, short_sigma_db;
    assert_near(loss_of(3.5, 0, 80), 0.0, 0.0);
    assert_near(loss_of(3.5, 0.05, 80), 0.2 * loss_of(3.5, 0.25, 80), 1e-12);
    assert_near(loss_of(3.5, 0.2499999, 80), loss_of(3.5, 0.25, 80), 1e-4); /* 4e-7 of some 20 dB, no step */
    assert_int_equal(htsc_p2108_terminal_normal(3.5, 0.25, &median_db, &sigma_db, NULL), HTSC_OK);
    assert_int_equal(htsc_p2108_terminal_normal(3.5, 0.125, &short_median_db, &short_sigma_db, NULL), HTSC_OK);
    assert_near(short_median_db, 0.5 * median_db, 1e-12);
    assert_near(short_sigma_db, 0.5 * sigma_db, 1e-12);
}

static void check_refused(double freq_ghz, double distance_km, double location_pct, const char *message) {
    htsc_error err = {HTSC_OK, ""};
    double loss_db = 7.0;
    assert_int_equal(htsc_p2108_terminal_loss_db(freq_ghz, distance_km, location_pct, &loss_db, &err),
                     HTSC_ERR_ARGUMENT);
    assert_string_equal(err.message, message);
    assert_near(loss_db, 7.0, 0.0);
}

static void test_p2108_loss_outside_ranges_is_refused(void **state) {
    (void)state;
    check_refused(0.49, 1, 50, "freq_ghz 0.49 outside [0.5, 67]");
    check_refused(67.1, 1, 50, "freq_ghz 67.1 outside [0.5, 67]");
    check_refused((double)NAN, 1, 50, "freq_ghz nan outside [0.5, 67]");
    check_refused(1, -0.1, 50, "distance_km -0.1 outside [0, 20000]");
    check_refused(1, (double)INFINITY, 50, "distance_km inf outside [0, 20000]");
    check_refused(1, 1, 0, "location_pct 0 outside (0, 100)");
    check_refused(1, 1, 100, "location_pct 100 outside (0, 100)");
    double median_db, sigma_db;
    assert_int_equal(htsc_p2108_terminal_normal(0.4, 1, &median_db, &sigma_db, NULL), HTSC_ERR_ARGUMENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_p2108_loss_equals_the_reference_values),
        cmocka_unit_test(test_p2108_normal_by_hand),
        cmocka_unit_test(test_p2108_loss_rises_with_places_and_distance_and_stays_beyond_2_km),
        cmocka_unit_test(test_p2108_loss_under_250_m_is_scaled_down_to_0),
        cmocka_unit_test(test_p2108_loss_outside_ranges_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
