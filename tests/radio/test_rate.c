#include <htscover/rate.h>

#include "near.h"

static double rate_of(const htsc_rate_options *options, double sinr_db, double bandwidth_mhz) {
    double rate_mbps = (double)NAN;
    htsc_error err;
    if (htsc_rate_mbps(options, sinr_db, bandwidth_mhz, &rate_mbps, &err) != HTSC_OK) {
        fail_msg("%s", err.message);
    }
    return rate_mbps;
}

/* Some roundings of figures up to 1000. */
#define ROUNDING 1e-10

static void test_rate_mbps_by_hand(void **state) {
    (void)state;
    htsc_rate_options options;
    htsc_rate_options_init(&options);
    assert_near(rate_of(&options, 0.0, 20.0), 12.0, ROUNDING);                  /* 0.6 log2(2) = 0.6 */
    assert_near(rate_of(&options, 10.0 * log10(3.0), 20.0), 24.0, ROUNDING);    /* 0.6 log2(4) = 1.2 */
    assert_near(rate_of(&options, 10.0 * log10(15.0), 100.0), 240.0, ROUNDING); /* 0.6 log2(16) = 2.4 */
    assert_near(rate_of(&options, -10.0, 20.0), 12.0 * log2(1.1), ROUNDING);    /* the lowest code */
    assert_near(rate_of(&options, -10.0001, 20.0), 0.0, 0.0);                   /* under it */
    assert_near(rate_of(&options, 40.0, 20.0), 88.0, ROUNDING);                 /* 4.4 b/s/Hz */
    assert_near(rate_of(&options, (double)INFINITY, 20.0), 88.0, ROUNDING);
    assert_near(rate_of(&options, -(double)INFINITY, 20.0), 0.0, 0.0);
    assert_near(rate_of(&options, 20.0, 0.0), 0.0, 0.0);
    options.efficiency_bps_hz = HTSC_RATE_NR_256QAM_BPS_HZ;
    assert_near(rate_of(&options, 60.0, 100.0), 740.63, ROUNDING); /* 8 bits x 948/1024 = 7.4063 */
    assert_near(rate_of(&options, 22.0, 100.0), 60.0 * log2(1.0 + pow(10.0, 2.2)), ROUNDING);
}

/* Where 0.6 log2(1 + SINR) meets the ceiling: 10 log10(2^(4.4 / 0.6) - 1) = 22.05 and 37.15 dB, as the header says. */
static void test_rate_mbps_ceiling_is_met_where_it_is_said(void **state) {
    (void)state;
    htsc_rate_options options;
    htsc_rate_options_init(&options);
    assert_true(rate_of(&options, 22.04, 1.0) < 4.4);
    assert_near(rate_of(&options, 22.06, 1.0), 4.4, 0.0);
    options.efficiency_bps_hz = HTSC_RATE_NR_256QAM_BPS_HZ;
    assert_true(rate_of(&options, 37.14, 1.0) < HTSC_RATE_NR_256QAM_BPS_HZ);
    assert_near(rate_of(&options, 37.16, 1.0), HTSC_RATE_NR_256QAM_BPS_HZ, 0.0);
}

static void test_rate_mbps_never_falls_with_sinr_and_bandwidth(void **state) {
    (void)state;
    htsc_rate_options options;
    htsc_rate_options_init(&options);
    options.efficiency_bps_hz = HTSC_RATE_NR_256QAM_BPS_HZ;
    double before_mbps = 0.0;
    for (double sinr_db = -30.0; sinr_db <= 50.0; sinr_db += 0.1) {
        double rate_mbps = rate_of(&options, sinr_db, 40.0);
        assert_true(rate_mbps >= before_mbps && rate_mbps <= 40.0 * HTSC_RATE_NR_256QAM_BPS_HZ);
        assert_near(rate_of(&options, sinr_db, 80.0), 2.0 * rate_mbps, ROUNDING);
        before_mbps = rate_mbps;
    }
}

static void check_rate_refused(htsc_rate_options options, double sinr_db, double bandwidth_mhz, const char *message) {
    htsc_error err = {HTSC_OK, ""};
    double rate_mbps = 7.0;
    assert_int_equal(htsc_rate_mbps(&options, sinr_db, bandwidth_mhz, &rate_mbps, &err), HTSC_ERR_ARGUMENT);
    assert_string_equal(err.message, message);
    assert_near(rate_mbps, 7.0, 0.0);
}

static void test_rate_mbps_outside_ranges_is_refused(void **state) {
    (void)state;
    htsc_rate_options good, bad;
    htsc_rate_options_init(&good);
    check_rate_refused(good, (double)NAN, 20, "sinr_db is no number");
    check_rate_refused(good, 0, -1, "bandwidth_mhz -1 outside [0, 10000]");
    bad = good, bad.attenuation_frac = 0;
    check_rate_refused(bad, 0, 20, "attenuation_frac 0 outside (0, 1]");
    bad = good, bad.sinr_min_db = -31;
    check_rate_refused(bad, 0, 20, "sinr_min_db -31 outside [-30, 30]");
    bad = good, bad.efficiency_bps_hz = (double)NAN;
    check_rate_refused(bad, 0, 20, "efficiency_bps_hz nan outside (0, 20]");
    bad = good, bad.struct_size = 8;
    htsc_error err;
    double rate_mbps;
    assert_int_equal(htsc_rate_mbps(&bad, 0, 20, &rate_mbps, &err), HTSC_ERR_ARGUMENT);
}

static double sinr_of(const htsc_sinr_options *options, double signal_dbm, const double *others_dbm, size_t count) {
    double sinr_db = (double)NAN;
    htsc_error err;
    if (htsc_sinr_db(options, signal_dbm, others_dbm, count, &sinr_db, &err) != HTSC_OK) {
        fail_msg("%s", err.message);
    }
    return sinr_db;
}

static htsc_sinr_options sinr_options(double scs_khz) {
    htsc_sinr_options options;
    htsc_sinr_options_init(&options);
    assert_true(isnan(options.scs_khz)); /* no default */
    options.scs_khz = scs_khz;
    return options;
}

static void test_sinr_db_by_hand(void **state) {
    (void)state;
    htsc_sinr_options options = sinr_options(10.0);
    /* -174 + 40 + 9 = -125 dBm */
    assert_near(sinr_of(&options, -100.0, NULL, 0), 25.0, ROUNDING);
    const double equal[] = {-125.0};
    assert_near(sinr_of(&options, -100.0, equal, 1), 25.0 - 10.0 * log10(2.0), ROUNDING);
    const double nine[] = {-125.0, -125.0 + 10.0 * log10(8.0)};
    assert_near(sinr_of(&options, -100.0, nine, 2), 15.0, ROUNDING); /* 1 + 8 + the noise are 10 */
    options.load_frac = 0.5;
    assert_near(sinr_of(&options, -100.0, nine, 2), 25.0 - 10.0 * log10(5.5), ROUNDING);
    options.load_frac = 0.0;
    assert_near(sinr_of(&options, -100.0, nine, 2), 25.0, ROUNDING);
    /* 15 kHz and 7 dB: -174 + 41.76 + 7 = -125.24 dBm, the usual figure of 4G */
    options = sinr_options(15.0);
    options.noise_figure_db = 7.0;
    assert_near(sinr_of(&options, -125.24, NULL, 0), 0.0, 0.005);
    const double none[] = {-(double)INFINITY};
    assert_near(sinr_of(&options, -90.0, none, 1), sinr_of(&options, -90.0, NULL, 0), 0.0);
}

static void test_sinr_db_falls_with_each_interferer_and_load(void **state) {
    (void)state;
    const double others[] = {-110.0, -105.0, -120.0, -98.0};
    htsc_sinr_options options = sinr_options(30.0);
    for (double load = 0.1; load <= 1.0; load += 0.1) {
        double before_db = (double)INFINITY;
        options.load_frac = load;
        for (size_t count = 0; count <= 4; count++) {
            double sinr_db = sinr_of(&options, -95.0, others, count);
            assert_true(sinr_db < before_db);
            before_db = sinr_db;
        }
    }
    options.load_frac = 0.5;
    double half_db = sinr_of(&options, -95.0, others, 4);
    options.load_frac = 1.0;
    assert_true(sinr_of(&options, -95.0, others, 4) < half_db);
}

static void check_sinr_refused(htsc_sinr_options options, double signal_dbm, double other_dbm, const char *message) {
    htsc_error err = {HTSC_OK, ""};
    double sinr_db = 7.0;
    assert_int_equal(htsc_sinr_db(&options, signal_dbm, &other_dbm, 1, &sinr_db, &err), HTSC_ERR_ARGUMENT);
    assert_string_equal(err.message, message);
    assert_near(sinr_db, 7.0, 0.0);
}

static void test_sinr_db_outside_ranges_is_refused(void **state) {
    (void)state;
    htsc_sinr_options good = sinr_options(30.0), bad;
    htsc_sinr_options_init(&bad);
    check_sinr_refused(bad, -90, -100, "scs_khz nan outside (0, 1000]");
    check_sinr_refused(good, (double)NAN, -100, "signal_dbm nan outside [-400, 100]");
    check_sinr_refused(good, -90, (double)NAN, "interference_dbm[0] nan above 100");
    check_sinr_refused(good, -90, 101, "interference_dbm[0] 101 above 100");
    bad = good, bad.load_frac = 1.1;
    check_sinr_refused(bad, -90, -100, "load_frac 1.1 outside [0, 1]");
    bad = good, bad.noise_figure_db = -1;
    check_sinr_refused(bad, -90, -100, "noise_figure_db -1 outside [0, 30]");
    bad = good, bad.struct_size = 0;
    double sinr_db;
    assert_int_equal(htsc_sinr_db(&bad, -90, NULL, 0, &sinr_db, NULL), HTSC_ERR_ARGUMENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rate_mbps_by_hand),
        cmocka_unit_test(test_rate_mbps_ceiling_is_met_where_it_is_said),
        cmocka_unit_test(test_rate_mbps_never_falls_with_sinr_and_bandwidth),
        cmocka_unit_test(test_rate_mbps_outside_ranges_is_refused),
        cmocka_unit_test(test_sinr_db_by_hand),
        cmocka_unit_test(test_sinr_db_falls_with_each_interferer_and_load),
        cmocka_unit_test(test_sinr_db_outside_ranges_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
