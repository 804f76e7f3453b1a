#include <htscover/antenna.h>

#include "near.h"

/* The sector of TR 38.901 V17.0.0, table 7.3-1, turned to `azimuth_deg` and tilted. */
static htsc_antenna sector(double azimuth_deg, double downtilt_deg) {
    return (htsc_antenna){.kind = HTSC_ANTENNA_SECTOR,
                          .azimuth_deg = azimuth_deg,
                          .downtilt_deg = downtilt_deg,
                          .h_beamwidth_deg = 65.0,
                          .v_beamwidth_deg = 65.0,
                          .front_to_back_db = 30.0,
                          .side_lobe_db = 30.0};
}

/* 1e-12 dB: a handful of roundings of figures up to 30. */
#define ROUNDING_DB 1e-12

static void test_antenna_gain_sector_follows_the_table(void **state) {
    (void)state;
    htsc_antenna a = sector(0.0, 0.0);
    assert_near(htsc_antenna_gain_db(&a, 0.0, 0.0), 0.0, 0.0);
    assert_near(htsc_antenna_gain_db(&a, 32.5, 0.0), -3.0, ROUNDING_DB); /* half the width: 12 / 4 */
    assert_near(htsc_antenna_gain_db(&a, 0.0, 32.5), -3.0, ROUNDING_DB);
    assert_near(htsc_antenna_gain_db(&a, 65.0, 0.0), -12.0, ROUNDING_DB);
    assert_near(htsc_antenna_gain_db(&a, 32.5, -32.5), -6.0, ROUNDING_DB);
    assert_near(htsc_antenna_gain_db(&a, 180.0, 0.0), -30.0, ROUNDING_DB); /* 12 (180/65)^2 = 92: A_max */
    assert_near(htsc_antenna_gain_db(&a, 90.0, 90.0), -30.0, ROUNDING_DB); /* 23.0 + 23.0: A_max */
    assert_near(htsc_antenna_gain_db(&a, 0.0, 90.0), -12.0 * 90.0 * 90.0 / (65.0 * 65.0), ROUNDING_DB);
}

static void test_antenna_gain_limits_are_separate(void **state) {
    (void)state;
    htsc_antenna a = sector(0.0, 0.0);
    a.v_beamwidth_deg = 10.0;
    a.side_lobe_db = 18.0;
    a.front_to_back_db = 25.0;
    assert_near(htsc_antenna_gain_db(&a, 0.0, -80.0), -18.0, ROUNDING_DB);
    assert_near(htsc_antenna_gain_db(&a, 180.0, 0.0), -25.0, ROUNDING_DB);
    assert_near(htsc_antenna_gain_db(&a, 32.5, -80.0), -21.0, ROUNDING_DB);
    assert_near(htsc_antenna_gain_db(&a, 65.0, -80.0), -25.0, ROUNDING_DB);
}

static void test_antenna_gain_downtilt_turns_the_beam_down(void **state) {
    (void)state;
    htsc_antenna a = sector(90.0, 6.0);
    a.v_beamwidth_deg = 10.0;
    assert_near(htsc_antenna_gain_db(&a, 90.0, -6.0), 0.0, 0.0);
    assert_near(htsc_antenna_gain_db(&a, 90.0, -11.0), -3.0, ROUNDING_DB);
    assert_near(htsc_antenna_gain_db(&a, 90.0, -1.0), -3.0, ROUNDING_DB);
    assert_near(htsc_antenna_gain_db(&a, 90.0, 0.0), -4.32, ROUNDING_DB); /* 12 * 0.36 */
}

static void test_antenna_gain_is_symmetric_and_never_above_0(void **state) {
    (void)state;
    for (double azimuth = 0.0; azimuth < 360.0; azimuth += 22.5) {
        htsc_antenna a = sector(azimuth, 4.0);
        for (double off = 0.0; off <= 180.0; off += 7.5) { /* exact in binary, as are the sums: no tolerance */
            for (double elevation = -90.0; elevation <= 90.0; elevation += 15.0) {
                double right = htsc_antenna_gain_db(&a, azimuth + off, elevation);
                double left = htsc_antenna_gain_db(&a, azimuth - off, elevation);
                assert_near(left, right, 0.0);
                assert_true(right <= 0.0 && right >= -30.0);
            }
        }
    }
}

static void test_antenna_gain_any_turn_of_the_bearing_is_the_same(void **state) {
    (void)state;
    htsc_antenna a = sector(350.0, 0.0);
    const double expected = -12.0 * 30.0 * 30.0 / (65.0 * 65.0);
    for (double turns = -3.0; turns <= 3.0; turns += 1.0) {
        assert_near(htsc_antenna_gain_db(&a, 20.0 + 360.0 * turns, 0.0), expected, ROUNDING_DB);
        assert_near(htsc_antenna_gain_db(&a, 320.0 + 360.0 * turns, 0.0), expected, ROUNDING_DB);
    }
    assert_near(htsc_antenna_gain_db(&a, 20.0 + 360.0 * 1e9, 0.0), expected, ROUNDING_DB);
    assert_near(htsc_antenna_gain_db(&a, 170.0, 0.0), -30.0, ROUNDING_DB);
    double far_round = htsc_antenna_gain_db(&a, -1e300, 0.0);
    assert_true(far_round <= 0.0 && far_round >= -30.0);
}

static void test_antenna_gain_omni_has_no_azimuth(void **state) {
    (void)state;
    htsc_antenna a;
    htsc_antenna_init(&a);
    assert_int_equal(htsc_antenna_check(&a, NULL), HTSC_OK);
    for (double bearing = -720.0; bearing <= 720.0; bearing += 45.0) {
        double gain = htsc_antenna_gain_db(&a, bearing, -90.0);
        assert_near(gain, 0.0, 0.0);
        assert_false(signbit(gain)); /* reports print 0, not -0 */
    }
    a.v_beamwidth_deg = 10.0;
    a.downtilt_deg = 5.0;
    assert_int_equal(htsc_antenna_check(&a, NULL), HTSC_OK);
    assert_near(htsc_antenna_gain_db(&a, 123.0, 0.0), -3.0, ROUNDING_DB);
    assert_near(htsc_antenna_gain_db(&a, 321.0, -90.0), -30.0, ROUNDING_DB);
}

static void check_refused(htsc_antenna antenna, const char *message) {
    htsc_error err = {HTSC_OK, ""};
    assert_int_equal(htsc_antenna_check(&antenna, &err), HTSC_ERR_ARGUMENT);
    assert_string_equal(err.message, message);
    assert_int_equal(htsc_antenna_check(&antenna, NULL), HTSC_ERR_ARGUMENT);
}

static void test_antenna_check_edges_of_ranges_pass(void **state) {
    (void)state;
    htsc_antenna a = sector(359.9, 90.0);
    a.h_beamwidth_deg = 360.0;
    a.v_beamwidth_deg = 180.0;
    assert_int_equal(htsc_antenna_check(&a, NULL), HTSC_OK);
    a.azimuth_deg = 0.0;
    a.downtilt_deg = -90.0;
    assert_int_equal(htsc_antenna_check(&a, NULL), HTSC_OK);
}

static void test_antenna_check_outside_ranges_is_refused(void **state) {
    (void)state;
    const double none = (double)NAN;
    check_refused(sector(360.0, 0.0), "azimuth_deg 360 outside [0, 360)");
    check_refused(sector(-0.1, 0.0), "azimuth_deg -0.1 outside [0, 360)");
    check_refused(sector(none, 0.0), "azimuth_deg nan outside [0, 360)");
    check_refused(sector(0.0, 90.5), "downtilt_deg 90.5 outside [-90, 90]");
    htsc_antenna a = sector(0.0, 0.0);
    a.h_beamwidth_deg = 0.0;
    check_refused(a, "h_beamwidth_deg 0 outside (0, 360]");
    a = sector(0.0, 0.0);
    a.v_beamwidth_deg = none;
    check_refused(a, "v_beamwidth_deg nan outside (0, 180]");
    a.v_beamwidth_deg = 180.5;
    check_refused(a, "v_beamwidth_deg 180.5 outside (0, 180]");
    a = sector(0.0, 0.0);
    a.front_to_back_db = 0.0;
    check_refused(a, "front_to_back_db 0 not finite and above 0");
    a = sector(0.0, 0.0);
    a.side_lobe_db = (double)INFINITY;
    check_refused(a, "side_lobe_db inf not finite and above 0");
    a = sector(0.0, 0.0);
    a.kind = (htsc_antenna_kind)3;
    check_refused(a, "kind 3 outside [0, 2]");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_antenna_gain_sector_follows_the_table),
        cmocka_unit_test(test_antenna_gain_limits_are_separate),
        cmocka_unit_test(test_antenna_gain_downtilt_turns_the_beam_down),
        cmocka_unit_test(test_antenna_gain_is_symmetric_and_never_above_0),
        cmocka_unit_test(test_antenna_gain_any_turn_of_the_bearing_is_the_same),
        cmocka_unit_test(test_antenna_gain_omni_has_no_azimuth),
        cmocka_unit_test(test_antenna_check_edges_of_ranges_pass),
        cmocka_unit_test(test_antenna_check_outside_ranges_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
