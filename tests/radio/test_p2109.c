#include <htscover/entry.h>

#include "near.h"
#include "radio/normal.h"

static double loss_of(htsc_building building, double freq_ghz, double elevation_deg, double probability) {
    double loss_db = (double)NAN;
    htsc_error err;
    if (htsc_p2109_entry_loss_db(building, freq_ghz, elevation_deg, probability, &loss_db, &err) != HTSC_OK) {
        fail_msg("%s", err.message);
    }
    return loss_db;
}

/* Values of the clutter and building entry workbook of SG 3, as listed in the tests of the Octave implementation by
 * OFCOM (Switzerland): 28 GHz at 0 degrees, 2 GHz at 45 degrees. They have three decimals; the probabilities, seven
 * digits. Tolerance: 0.01 dB, that of those tests, for its quantile is the approximation of P.1057. */
static void test_p2109_loss_equals_the_reference_values(void **state) {
    (void)state;
    static const double probability[] = {1e-7,      1e-5,      1e-3,      1e-2,      0.1,      0.251188643,
                                         0.5011872, 0.7943282, 0.8912509, 0.9954054, 0.9977001};
    static const struct {
        htsc_building building;
        double freq_ghz, elevation_deg, loss_db[11];
    } rows[] = {{HTSC_BUILDING_TRADITIONAL,
                 28,
                 0,
                 {-0.275, 0.491, 1.671, 2.769, 6.891, 12.423, 20.218, 30.317, 35.448, 52.581, 55.440}},
                {HTSC_BUILDING_THERMALLY_EFFICIENT,
                 28,
                 0,
                 {-2.117, -0.244, 4.774, 9.369, 19.484, 29.326, 41.732, 57.223, 65.040, 91.100, 95.448}},
                {HTSC_BUILDING_TRADITIONAL,
                 2,
                 45,
                 {-2.484, -1.841, 0.281, 3.508, 11.251, 16.923, 23.556, 31.809, 35.991, 49.966, 52.300}},
                {HTSC_BUILDING_THERMALLY_EFFICIENT,
                 2,
                 45,
                 {-2.882, -2.260, 2.135, 8.605, 20.566, 28.613, 37.995, 49.747, 55.724, 75.753, 79.101}}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t k = 0; k < sizeof probability / sizeof probability[0]; k++) {
            double loss_db = loss_of(rows[i].building, rows[i].freq_ghz, rows[i].elevation_deg, probability[k]);
            if (fabs(loss_db - rows[i].loss_db[k]) > 0.01) print_error("row %zu, probability %zu:\n", i, k);
            assert_near(loss_db, rows[i].loss_db[k], 0.01);
        }
    }
}

/* At 1 GHz, level and median, table 1 stands there bare: 10 log10(10^(r/10) + 10^(w/10) + 10^-0.3). */
static void test_p2109_loss_by_hand_at_1_ghz(void **state) {
    (void)state;
    double traditional_db = 10 * log10(pow(10, 1.264) + pow(10, 0.91) + pow(10, -0.3));
    double efficient_db = 10 * log10(pow(10, 2.819) + pow(10, 2.78) + pow(10, -0.3));
    assert_near(loss_of(HTSC_BUILDING_TRADITIONAL, 1, 0, 0.5), traditional_db, 1e-12);
    assert_near(loss_of(HTSC_BUILDING_THERMALLY_EFFICIENT, 1, 0, 0.5), efficient_db, 1e-12);
}

static void test_p2109_loss_rises_with_probability_and_elevation(void **state) {
    (void)state;
    for (int building = 0; building < 2; building++) {
        for (double freq_ghz = 0.08; freq_ghz <= 100; freq_ghz *= 2.1) {
            double before_db = -1e9;
            for (double p = 0.01; p < 1; p += 0.01) {
                double loss_db = loss_of((htsc_building)building, freq_ghz, 0, p);
                assert_true(loss_db > before_db);
                before_db = loss_db;
            }
            assert_true(loss_of((htsc_building)building, freq_ghz, 30, 0.5) >
                        loss_of((htsc_building)building, freq_ghz, 10, 0.5));
            assert_near(loss_of((htsc_building)building, freq_ghz, 30, 0.5),
                        loss_of((htsc_building)building, freq_ghz, -30, 0.5), 0.0);
        }
    }
}

static void test_p2109_normal_has_the_median_and_the_width(void **state) {
    (void)state;
    double median_db, sigma_db;
    assert_int_equal(htsc_p2109_entry_normal(HTSC_BUILDING_TRADITIONAL, 3.5, 5, &median_db, &sigma_db, NULL), HTSC_OK);
    double low_db = loss_of(HTSC_BUILDING_TRADITIONAL, 3.5, 5, 0.1);
    double high_db = loss_of(HTSC_BUILDING_TRADITIONAL, 3.5, 5, 0.9);
    assert_near(median_db, loss_of(HTSC_BUILDING_TRADITIONAL, 3.5, 5, 0.5), 1e-12);
    assert_near(sigma_db, (high_db - low_db) / (2 * 1.2815515655446004), 1e-12);
}

/* Quantiles of tables, to all their digits. Relative to 1e-13: the start is refined to the last digits. */
static void test_normal_quantile_equals_the_tables(void **state) {
    (void)state;
    static const double table[][2] = {{0.5, 0},
                                      {0.9, 1.2815515655446004},
                                      {0.975, 1.959963984540054},
                                      {0.99, 2.3263478740408408},
                                      {1e-3, -3.090232306167813},
                                      {1e-9, -5.997807015007686}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_near(htsc__normal_quantile(table[i][0]), table[i][1], 1e-13 * fmax(1, fabs(table[i][1])));
    }
    for (double x = -8; x <= 8; x += 0.01) { /* there and back; 1 - p has few digits left far up */
        double p = 0.5 * erfc(-x / sqrt(2.0));
        if (p < 0.999) assert_near(htsc__normal_quantile(p), x, 1e-11);
    }
}

static void check_refused(int building, double freq_ghz, double elevation_deg, double probability,
                          const char *message) {
    htsc_error err = {HTSC_OK, ""};
    double loss_db = 7.0;
    assert_int_equal(
        htsc_p2109_entry_loss_db((htsc_building)building, freq_ghz, elevation_deg, probability, &loss_db, &err),
        HTSC_ERR_ARGUMENT);
    assert_string_equal(err.message, message);
    assert_near(loss_db, 7.0, 0.0);
}

static void test_p2109_loss_outside_ranges_is_refused(void **state) {
    (void)state;
    check_refused(2, 1, 0, 0.5, "building 2 outside [0, 1]");
    check_refused(0, 0.079, 0, 0.5, "freq_ghz 0.079 outside [0.08, 100]");
    check_refused(0, 101, 0, 0.5, "freq_ghz 101 outside [0.08, 100]");
    check_refused(0, 1, 91, 0.5, "elevation_deg 91 outside [-90, 90]");
    check_refused(0, 1, (double)NAN, 0.5, "elevation_deg nan outside [-90, 90]");
    check_refused(0, 1, 0, 0, "probability 0 outside (0, 1)");
    check_refused(0, 1, 0, 1, "probability 1 outside (0, 1)");
    double median_db, sigma_db;
    assert_int_equal(htsc_p2109_entry_normal((htsc_building)9, 1, 0, &median_db, &sigma_db, NULL), HTSC_ERR_ARGUMENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_p2109_loss_equals_the_reference_values),
        cmocka_unit_test(test_p2109_loss_by_hand_at_1_ghz),
        cmocka_unit_test(test_p2109_loss_rises_with_probability_and_elevation),
        cmocka_unit_test(test_p2109_normal_has_the_median_and_the_width),
        cmocka_unit_test(test_normal_quantile_equals_the_tables),
        cmocka_unit_test(test_p2109_loss_outside_ranges_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
