#include <htscover/antenna.h>

#include "base/support.h"

/* Half-power widths in degrees, side lobes, a beam that looks `tilt` down: the cuts agree at 0 and at 180 degrees when
 * tilt is 0. */
typedef struct shape {
    double h_angle_deg[361], h_loss_db[361], v_angle_deg[361], v_loss_db[361];
    size_t count;
} shape;

static double lobe_db(double off_deg, double width_deg, double limit_db) {
    off_deg = remainder(off_deg, 360.0);
    return fmin(12 * (off_deg / width_deg) * (off_deg / width_deg), limit_db);
}

/* The back lobe is 20 dB down, so that the vertical cut is no mirror of itself. */
static shape shape_of(double tilt_deg) {
    shape s = {.count = 360};
    for (int i = 0; i < 361; i++) {
        double ripple_db = 2 * fabs(sin(7 * (double)i * 0.01745329251994329577));
        s.h_angle_deg[i] = s.v_angle_deg[i] = i;
        s.h_loss_db[i] = lobe_db(i, 65, 25) + (i % 180 == 0 ? 0 : i > 100 && i < 260 ? 0 : ripple_db);
        double back_db = 25 + lobe_db(i - 180, 30, 5);
        s.v_loss_db[i] = fmin(lobe_db(i - tilt_deg, 10, 30), back_db);
        if (i > 10 && i < 170) s.v_loss_db[i] -= ripple_db; /* the lower half differs from the upper one */
    }
    return s;
}

static htsc_antenna_pattern *pattern_of(const shape *s) {
    htsc_antenna_cut h = {s->count, s->h_angle_deg, s->h_loss_db}, v = {s->count, s->v_angle_deg, s->v_loss_db};
    htsc_antenna_pattern *pattern = NULL;
    htsc_error err;
    assert_ok(htsc_antenna_pattern_create(&h, &v, NULL, &pattern, &err), err);
    return pattern;
}

/* 1e-12 dB: some roundings of figures up to 30. */
#define ROUNDING_DB 1e-12

static void test_antenna_pattern_gain_is_the_cuts_on_the_principal_planes(void **state) {
    (void)state;
    shape s = shape_of(0);
    htsc_antenna_pattern *p = pattern_of(&s);
    for (int i = 0; i < 360; i++) assert_near(htsc_antenna_pattern_gain_db(p, i, 0, 0), -s.h_loss_db[i], ROUNDING_DB);
    for (int i = -90; i <= 90; i++) {
        assert_near(htsc_antenna_pattern_gain_db(p, 0, i, 0), -s.v_loss_db[(360 - i) % 360], ROUNDING_DB);
        assert_near(htsc_antenna_pattern_gain_db(p, 180, i, 0), -s.v_loss_db[180 + i], ROUNDING_DB);
        assert_near(htsc_antenna_pattern_gain_db(p, -180, i, 0), -s.v_loss_db[180 + i], ROUNDING_DB);
    }
    assert_near(htsc_antenna_pattern_gain_db(p, 30.25, 0, 0), -(0.75 * s.h_loss_db[30] + 0.25 * s.h_loss_db[31]),
                ROUNDING_DB); /* linear in dB */
    htsc_antenna_pattern_free(p);
}

/* Cuts that disagree where they meet cannot both be met: ahead and behind the vertical one is, exactly; the horizontal
 * one is moved there by the difference, and by shares of both between. */
static void test_antenna_pattern_gain_electrical_tilt_moves_the_horizontal_cut(void **state) {
    (void)state;
    shape s = shape_of(6);
    htsc_antenna_pattern *p = pattern_of(&s);
    double ahead_db = s.v_loss_db[0] - s.h_loss_db[0], behind_db = s.v_loss_db[180] - s.h_loss_db[180];
    assert_near(s.v_loss_db[0], 4.32, 1e-9); /* 12 (6 / 10)^2: the file has the tilt in it */
    for (int i = 0; i <= 180; i++) {
        double expected_db = s.h_loss_db[i] + (1 - i / 180.0) * ahead_db + i / 180.0 * behind_db;
        assert_near(htsc_antenna_pattern_gain_db(p, i, 0, 0), -fmax(expected_db, 0), ROUNDING_DB);
    }
    assert_near(htsc_antenna_pattern_gain_db(p, 0, -6, 0), 0, ROUNDING_DB);
    htsc_antenna_pattern_free(p);
}

static void test_antenna_pattern_gain_is_continuous_and_never_above_0(void **state) {
    (void)state;
    shape s = shape_of(4);
    htsc_antenna_pattern *p = pattern_of(&s);
    const double step_deg = 1e-6;
    for (double tilt = 0; tilt <= 8; tilt += 8) {
        for (double azimuth = -180; azimuth <= 180; azimuth += 7.5) {
            for (double elevation = -89.5; elevation <= 89.5; elevation += 2.5) {
                double here_db = htsc_antenna_pattern_gain_db(p, azimuth, elevation, tilt);
                assert_true(here_db <= 0 && here_db > -100);
                /* A cut changes by at most some 15 dB a degree; turned, near the poles, 1/cos(89.5) = 115 times that.
                 */
                double up_db = htsc_antenna_pattern_gain_db(p, azimuth, elevation + step_deg, tilt);
                double right_db = htsc_antenna_pattern_gain_db(p, azimuth + step_deg, elevation, tilt);
                assert_near(up_db, here_db, 2000 * step_deg);
                assert_near(right_db, here_db, 2000 * step_deg);
            }
        }
    }
    double down_db = htsc_antenna_pattern_gain_db(p, 0, -90, 0), up_db = htsc_antenna_pattern_gain_db(p, 0, 90, 0);
    for (double azimuth = -180; azimuth <= 180; azimuth += 5) { /* the poles have one value */
        assert_near(htsc_antenna_pattern_gain_db(p, azimuth, -90, 0), down_db, ROUNDING_DB);
        assert_near(htsc_antenna_pattern_gain_db(p, azimuth, 90, 0), up_db, ROUNDING_DB);
        assert_near(htsc_antenna_pattern_gain_db(p, azimuth, -60 + 1e-9, 0),
                    htsc_antenna_pattern_gain_db(p, azimuth, -60 - 1e-9, 0), 1e-6);
    }
    htsc_antenna_pattern_free(p);
}

/* Turned about the axis across boresight: ahead the beam falls by the tilt, behind it rises by it, at the sides it
 * neither falls nor rises but rolls. */
static void test_antenna_pattern_gain_mechanical_tilt_turns_the_sphere(void **state) {
    (void)state;
    shape s = shape_of(0);
    htsc_antenna_pattern *p = pattern_of(&s);
    const double turned_db = 1e-9; /* sines and arc tangents: 1e-13 degrees, times the slopes of the cuts */
    for (double tilt = -10; tilt <= 10; tilt += 2.5) {
        for (double e = -60; e <= 60; e += 5) {
            assert_near(htsc_antenna_pattern_gain_db(p, 0, e, tilt), htsc_antenna_pattern_gain_db(p, 0, e + tilt, 0),
                        turned_db);
            assert_near(htsc_antenna_pattern_gain_db(p, 180, e, tilt),
                        htsc_antenna_pattern_gain_db(p, 180, e - tilt, 0), turned_db);
        }
        assert_near(htsc_antenna_pattern_gain_db(p, 90, 0, tilt), htsc_antenna_pattern_gain_db(p, 90, 0, 0), turned_db);
        assert_near(htsc_antenna_pattern_gain_db(p, -90, 0, tilt), htsc_antenna_pattern_gain_db(p, -90, 0, 0),
                    turned_db);
    }
    /* Level and 60 degrees aside, tilted by 10: by hand, along the antenna's axes ahead = cos 60 cos 10, right = sin
     * 60, up = cos 60 sin 10. */
    const double deg = 0.01745329251994329577;
    double ahead = cos(60 * deg) * cos(10 * deg), right = sin(60 * deg), up = cos(60 * deg) * sin(10 * deg);
    double azimuth = atan2(right, ahead) / deg, elevation = asin(up) / deg;
    assert_near(azimuth, 60.378, 1e-3);
    assert_near(elevation, 4.981, 1e-3);
    assert_near(htsc_antenna_pattern_gain_db(p, 60, 0, 10), htsc_antenna_pattern_gain_db(p, azimuth, elevation, 0),
                turned_db);
    htsc_antenna_pattern_free(p);
}

static void test_antenna_pattern_gain_any_turn_is_the_same(void **state) {
    (void)state;
    shape s = shape_of(3);
    htsc_antenna_pattern *p = pattern_of(&s);
    for (double azimuth = -720; azimuth <= 720; azimuth += 22.5) {
        double expected_db = htsc_antenna_pattern_gain_db(p, remainder(azimuth, 360.0), -10, 0);
        assert_near(htsc_antenna_pattern_gain_db(p, azimuth, -10, 0), expected_db, 0);
    }
    assert_near(htsc_antenna_pattern_gain_db(p, 20 + 360e9, 0, 0), htsc_antenna_pattern_gain_db(p, 20, 0, 0), 0);
    htsc_antenna_pattern_free(p);
}

static void test_antenna_gain_pattern_kind_turns_with_azimuth(void **state) {
    (void)state;
    shape s = shape_of(2);
    htsc_antenna_pattern *p = pattern_of(&s);
    htsc_antenna a;
    htsc_antenna_init(&a);
    assert_null(a.pattern);
    a.kind = HTSC_ANTENNA_PATTERN;
    htsc_error err;
    assert_status(htsc_antenna_check(&a, &err), HTSC_ERR_ARGUMENT, err);
    assert_string_equal(err.message, "kind 2 without a pattern");
    a.pattern = p, a.azimuth_deg = 350, a.downtilt_deg = 4, a.h_beamwidth_deg = (double)NAN;
    assert_ok(htsc_antenna_check(&a, &err), err);
    for (double bearing = -360; bearing <= 720; bearing += 15)
        assert_near(htsc_antenna_gain_db(&a, bearing, -5), htsc_antenna_pattern_gain_db(p, bearing - 350, -5, 4), 1e-9);
    assert_near(htsc_antenna_gain_db(&a, 350, -6), 0, 1e-9); /* 2 electrical, 4 mechanical */
    a.azimuth_deg = 360;
    assert_status(htsc_antenna_check(&a, &err), HTSC_ERR_ARGUMENT, err);
    a.azimuth_deg = 0, a.downtilt_deg = 91;
    assert_status(htsc_antenna_check(&a, &err), HTSC_ERR_ARGUMENT, err);
    htsc_antenna_pattern_free(p);
}

/* One cut, a straight rise of 1 dB in 6 degrees to either side, written from 0, from -180, from 5, and closed. */
static void test_antenna_pattern_create_takes_any_start_of_the_circle(void **state) {
    (void)state;
    static const double starts_deg[] = {0, -180, 5, -175, 0, -180};
    double angle_deg[73], loss_db[73];
    htsc_error err;
    for (size_t way = 0; way < 6; way++) {
        for (int i = 0; i < 73; i++) {
            angle_deg[i] = starts_deg[way] + 5 * i;
            loss_db[i] = fabs(remainder(angle_deg[i], 360.0)) / 6;
        }
        htsc_antenna_cut cut = {way < 4 ? 72 : 73, angle_deg, loss_db};
        htsc_antenna_pattern *p;
        assert_ok(htsc_antenna_pattern_create(&cut, &cut, NULL, &p, &err), err);
        for (double a = -180; a <= 180; a += 1.25)
            assert_near(htsc_antenna_pattern_gain_db(p, a, 0, 0), -fabs(a) / 6, ROUNDING_DB);
        assert_near(htsc_antenna_pattern_gain_db(p, 0, 90, 0), -15, ROUNDING_DB);
        assert_string_equal(htsc_antenna_pattern_name(p), "");
        assert_true(isnan(htsc_antenna_pattern_gain_dbi(p)) && isnan(htsc_antenna_pattern_freq_mhz(p)) &&
                    isnan(htsc_antenna_pattern_electrical_tilt_deg(p)));
        htsc_antenna_pattern_free(p);
    }
}

/* Neither 0 nor 360 is there: both are halfway between their neighbours. Angles 7.5 apart have no bin of their own. */
static void test_antenna_pattern_create_closes_the_circle_between_angles(void **state) {
    (void)state;
    double angle_deg[48], loss_db[48];
    for (int i = 0; i < 48; i++) angle_deg[i] = 3.75 + 7.5 * i, loss_db[i] = i;
    htsc_antenna_cut cut = {48, angle_deg, loss_db};
    htsc_antenna_pattern *p;
    htsc_error err;
    assert_ok(htsc_antenna_pattern_create(&cut, &cut, NULL, &p, &err), err);
    for (int i = 0; i < 48; i++) /* the cuts are the same one: they agree at 0 and at 180 */
        assert_near(htsc_antenna_pattern_gain_db(p, angle_deg[i], 0, 0), -loss_db[i], ROUNDING_DB);
    assert_near(htsc_antenna_pattern_gain_db(p, 0, 0, 0), -23.5, ROUNDING_DB); /* (0 + 47) / 2 */
    assert_near(htsc_antenna_pattern_gain_db(p, 360 - 1e-9, 0, 0), -23.5, 1e-6);
    htsc_antenna_pattern_free(p);
}

static void check_refused(const htsc_antenna_cut *h, const htsc_antenna_cut *v, const char *message) {
    htsc_error err = {HTSC_OK, ""};
    htsc_antenna_pattern *p = (htsc_antenna_pattern *)&err;
    assert_status(htsc_antenna_pattern_create(h, v, NULL, &p, &err), HTSC_ERR_ARGUMENT, err);
    assert_string_equal(err.message, message);
    assert_null(p);
}

static void test_antenna_pattern_create_bad_cuts_are_refused(void **state) {
    (void)state;
    shape good = shape_of(0), s = good;
    htsc_antenna_cut ok = {360, good.h_angle_deg, good.h_loss_db}, cut = {360, s.h_angle_deg, s.h_loss_db};
    cut.count = 35;
    check_refused(&cut, &ok, "horizontal cut of 35 angles, outside [36, 3601]");
    check_refused(&ok, &(htsc_antenna_cut){3602, s.h_angle_deg, s.h_loss_db},
                  "vertical cut of 3602 angles, outside [36, 3601]");
    cut.count = 340;
    check_refused(&ok, &cut, "vertical cut from 0 to 339 deg: a gap above 10 deg");
    cut.count = 360;
    s.h_angle_deg[7] = 6;
    check_refused(&cut, &ok, "horizontal cut, index 7: angle 6 deg after 6 deg: angles must increase");
    s = good, s.h_angle_deg[359] = 360.5;
    check_refused(&cut, &ok, "horizontal cut, index 359: angle 360.5 deg outside [-180, 360]");
    s = good, s.h_angle_deg[3] = (double)NAN;
    check_refused(&cut, &ok, "horizontal cut, index 3: angle nan deg outside [-180, 360]");
    s = good, s.h_loss_db[9] = -0.1;
    check_refused(&cut, &ok, "horizontal cut, index 9: attenuation -0.1 dB outside [0, 100]");
    s = good, s.h_loss_db[9] = 100.5;
    check_refused(&cut, &ok, "horizontal cut, index 9: attenuation 100.5 dB outside [0, 100]");
    s = good;
    for (int i = 0; i < 360; i++) s.h_angle_deg[i] = i < 100 ? i : i + 10.5;
    check_refused(&cut, &ok, "horizontal cut, index 100: angle 110.5 deg after 99 deg: a gap above 10 deg");
    s = good, s.h_loss_db[360] = 3;
    cut.count = 361;
    check_refused(&cut, &ok, "horizontal cut: 0 and 360 deg are one direction with two attenuations");
    s = good, s.h_angle_deg[0] = -1;
    check_refused(&cut, &ok, "horizontal cut from -1 to 360 deg: more than a turn");
}

static void test_antenna_pattern_create_info_is_kept_and_checked(void **state) {
    (void)state;
    shape s = shape_of(0);
    htsc_antenna_cut cut = {360, s.h_angle_deg, s.h_loss_db};
    htsc_antenna_pattern_info info;
    htsc_antenna_pattern_info_init(&info);
    info.name = "ăng-ten\x01 65", info.gain_dbi = 17.5, info.freq_mhz = 3500, info.electrical_tilt_deg = -2;
    htsc_antenna_pattern *p;
    htsc_error err;
    assert_ok(htsc_antenna_pattern_create(&cut, &cut, &info, &p, &err), err);
    assert_string_equal(htsc_antenna_pattern_name(p), "ăng-ten? 65");
    assert_near(htsc_antenna_pattern_gain_dbi(p), 17.5, 0);
    assert_near(htsc_antenna_pattern_freq_mhz(p), 3500, 0);
    assert_near(htsc_antenna_pattern_electrical_tilt_deg(p), -2, 0);
    htsc_antenna_pattern_free(p);
    info.gain_dbi = 61;
    assert_status(htsc_antenna_pattern_create(&cut, &cut, &info, &p, &err), HTSC_ERR_ARGUMENT, err);
    info.gain_dbi = 10, info.freq_mhz = 0;
    assert_status(htsc_antenna_pattern_create(&cut, &cut, &info, &p, &err), HTSC_ERR_ARGUMENT, err);
    info.freq_mhz = 900, info.electrical_tilt_deg = 91;
    assert_status(htsc_antenna_pattern_create(&cut, &cut, &info, &p, &err), HTSC_ERR_ARGUMENT, err);
    info.electrical_tilt_deg = 0, info.struct_size = 4;
    assert_status(htsc_antenna_pattern_create(&cut, &cut, &info, &p, &err), HTSC_ERR_ARGUMENT, err);
    htsc_antenna_pattern_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_antenna_pattern_gain_is_the_cuts_on_the_principal_planes),
        cmocka_unit_test(test_antenna_pattern_gain_electrical_tilt_moves_the_horizontal_cut),
        cmocka_unit_test(test_antenna_pattern_gain_is_continuous_and_never_above_0),
        cmocka_unit_test(test_antenna_pattern_gain_mechanical_tilt_turns_the_sphere),
        cmocka_unit_test(test_antenna_pattern_gain_any_turn_is_the_same),
        cmocka_unit_test(test_antenna_gain_pattern_kind_turns_with_azimuth),
        cmocka_unit_test(test_antenna_pattern_create_takes_any_start_of_the_circle),
        cmocka_unit_test(test_antenna_pattern_create_closes_the_circle_between_angles),
        cmocka_unit_test(test_antenna_pattern_create_bad_cuts_are_refused),
        cmocka_unit_test(test_antenna_pattern_create_info_is_kept_and_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
