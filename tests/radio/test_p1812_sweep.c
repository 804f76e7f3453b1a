/* Receivers along a line at once against the exact function, one by one. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "near.h"
#include "radio/p1812_median.h"

enum { LANES = HTSC__P1812_LANES, POINTS_MAX = 4000, BANDS_MAX = 3, SAMPLES_WANTED = 200000 };

/* dB. Rounding: the two ways sum the smooth Earth's areas and turn the bulge into heights in different orders. */
static const double tolerance_db = 1e-6;

static uint64_t seed = 18120825;

static double uniform(double low, double high) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * (double)(seed >> 11) / 9007199254740992.0;
}

static double log_uniform(double low, double high) {
    return exp(uniform(log(low), log(high)));
}

static size_t choose(size_t count) {
    return (size_t)uniform(0, (double)count) % count;
}

/* A line with the mast's height, the radii and bands that go with it, and what is counted. */
typedef struct trial {
    double ground_amsl_m[POINTS_MAX], clutter_m[POINTS_MAX];
    htsc__p1812_line line;
    double tx_height_agl_m, rx_height_agl_m, root_wavelength_m, noise_m;
    size_t band_count;
    htsc_p1812_options options[BANDS_MAX];
    htsc__p1812_band bands[BANDS_MAX];
    htsc__p1812_radial radial;
    htsc__p1812_lanes lanes;
    htsc__p1812_shape shape;
    double loss_db[LANES];
    size_t samples, long_count, clear_count, edge_count;
    double worst_db;
} trial;

enum { ROUGH, SMOOTH, FLAT, SINES, NOISE, KINDS };

static void random_ground(trial *t, size_t kind) {
    const double size_m = log_uniform(1, 1500), base_m = size_m + uniform(-300, 1500), turn = uniform(0.01, 2);
    double walk = 0, slope = 0;
    for (size_t i = 0; i < t->line.count; i++) {
        const double share = (double)i / (double)t->line.count;
        slope = 0.98 * slope + uniform(-0.02, 0.02);
        walk = fmin(fmax(walk + (kind == ROUGH ? uniform(-0.1, 0.1) : slope), -1), 1);
        const double shapes[KINDS] = {walk, walk, 0, sin(turn * (double)i) * (0.5 + 0.5 * share), uniform(-1, 1)};
        t->ground_amsl_m[i] = base_m + size_m * shapes[kind];
    }
    t->noise_m = kind == FLAT ? 0 : size_m / 10;
}

static void random_clutter(trial *t, size_t kind) {
    double patch_m = 0;
    for (size_t i = 0; i < t->line.count; i++) {
        if (uniform(0, 1) < 0.1) patch_m = uniform(0, 1) < 0.5 ? 0 : uniform(5, 25);
        t->clutter_m[i] = kind == 1 ? uniform(0, 25) : patch_m;
    }
    t->line.clutter_m = kind == 0 ? NULL : t->clutter_m;
}

static htsc_p1812_options random_options(void) {
    htsc_p1812_options options;
    htsc_p1812_options_init(&options);
    options.delta_n = uniform(0, 120);
    options.n0 = uniform(280, 390);
    options.mid_latitude_deg = uniform(0, 80);
    options.polarization = uniform(0, 1) < 0.5 ? HTSC_POLARIZATION_HORIZONTAL : HTSC_POLARIZATION_VERTICAL;
    options.location_sigma_db = 0;
    return options;
}

static void random_bands(trial *t) {
    const htsc_p1812_options options = random_options();
    t->tx_height_agl_m = uniform(0, 1) < 0.7 ? log_uniform(1, 100) : log_uniform(1, 3000);
    t->rx_height_agl_m = log_uniform(1, 30);
    t->band_count = 1 + choose(BANDS_MAX);
    t->root_wavelength_m = 0;
    for (size_t b = 0; b < t->band_count; b++) {
        t->options[b] = options;
        t->options[b].freq_ghz = log_uniform(0.03, 6);
        t->options[b].tx_height_agl_m = t->tx_height_agl_m;
        t->options[b].rx_height_agl_m = t->rx_height_agl_m;
        htsc__p1812_band_init(&t->bands[b], &t->options[b]);
        t->root_wavelength_m = fmax(t->root_wavelength_m, t->bands[b].root_wavelength_m);
    }
}

/* Mostly short, as profiles are gone over for every receiver; a few of 4000 points, and up to 100 km. */
static void random_trial(trial *t, size_t kind, size_t points_max) {
    const double step_m = log_uniform(5, 500);
    t->line.count = (size_t)fmin(log_uniform(3, (double)points_max), 100000 / step_m);
    t->line.count = t->line.count < 3 ? 3 : t->line.count;
    t->line.step_km = step_m / 1000;
    t->line.ground_amsl_m = t->ground_amsl_m;
    random_ground(t, kind);
    random_clutter(t, choose(3));
    random_bands(t);
    const double ae_km = HTSC__P1812_EARTH_RADIUS_KM * 157 / (157 - t->options[0].delta_n);
    htsc__p1812_radial_start(&t->radial, &t->line, t->tx_height_agl_m, ae_km);
}

static int compare(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Sorted distances with points between; some where the next point joins, and a bit to either side. */
static void random_distances(trial *t, double *d_km, size_t count) {
    const double step = t->line.step_km, farthest = ((double)t->line.count + 0.99) * step;
    for (size_t i = 0; i < count; i++) {
        d_km[i] = uniform(2.0001 * step, farthest);
        if (uniform(0, 1) > 0.1) continue;
        d_km[i] = (double)(3 + choose(t->line.count - 2)) * step;
        const size_t side = choose(3);
        if (side > 0) d_km[i] = nextafter(d_km[i], side == 1 ? 0 : HUGE_VAL);
        t->edge_count++;
    }
    qsort(d_km, count, sizeof *d_km, compare);
}

static double ground_at(const trial *t, double d_km) {
    const double at = fmin(d_km / t->line.step_km, (double)(t->line.count - 1));
    const size_t i = at < (double)(t->line.count - 2) ? (size_t)at : t->line.count - 2;
    const double share = at - (double)i;
    const double between = t->ground_amsl_m[i] + share * (t->ground_amsl_m[i + 1] - t->ground_amsl_m[i]);
    return between + uniform(-t->noise_m, t->noise_m);
}

static void check_lanes(trial *t, size_t band) {
    for (size_t i = 0; i < t->lanes.count; i++) {
        htsc_p1812_result exact;
        htsc_error err;
        const htsc_status status = htsc__p1812_exact(&t->line, t->lanes.d_km[i], t->lanes.ground_amsl_m[i], 0,
                                                     &t->options[band], &exact, &err);
        if (status != HTSC_OK) fail_msg("%s", err.message);
        const double off_db = fabs(t->loss_db[i] - exact.loss_db);
        if (!(off_db <= tolerance_db))
            fail_msg("sample %zu: %.9f dB, not %.9f, %.6f km, %g GHz, %zu points of %g km, masts %g m, %g m",
                     t->samples, t->loss_db[i], exact.loss_db, t->lanes.d_km[i], t->options[band].freq_ghz,
                     t->line.count, t->line.step_km, t->tx_height_agl_m, t->rx_height_agl_m);
        t->worst_db = fmax(t->worst_db, off_db);
        t->clear_count += t->lanes.tx_at[i] == 0;
        t->samples++;
    }
}

static void look_at(trial *t, const double *d_km, size_t count) {
    t->lanes.count = count;
    for (size_t i = 0; i < count; i++) {
        t->lanes.d_km[i] = d_km[i];
        t->lanes.ground_amsl_m[i] = ground_at(t, d_km[i]);
        t->lanes.hrs_amsl_m[i] = t->lanes.ground_amsl_m[i] + t->rx_height_agl_m;
        htsc__p1812_radial_look(&t->radial, &t->lanes, i, t->root_wavelength_m);
        assert_true(t->lanes.passed[i] > 0);
    }
    htsc__p1812_shape_lanes(&t->radial, &t->lanes, &t->shape);
}

/* Two batches, so that the second one stands on what the first has passed. */
static void run_trial(trial *t, size_t lanes) {
    double d_km[2 * LANES];
    random_distances(t, d_km, 2 * lanes);
    for (size_t batch = 0; batch < 2; batch++) {
        look_at(t, d_km + batch * lanes, lanes);
        for (size_t b = 0; b < t->band_count; b++) {
            t->long_count += htsc__p1812_median_db(&t->radial, &t->lanes, &t->shape, &t->bands[b], t->loss_db);
            check_lanes(t, b);
        }
    }
}

static trial *new_trial(void) {
    trial *t = calloc(1, sizeof *t);
    assert_non_null(t);
    assert_int_equal(htsc__p1812_radial_reserve(&t->radial, POINTS_MAX, NULL), HTSC_OK);
    return t;
}

static void free_trial(trial *t) {
    htsc__p1812_radial_clear(&t->radial);
    free(t);
}

static void test_p1812_median_db_random_lines_equal_the_exact_function(void **state) {
    (void)state;
    static const size_t lanes[] = {1, 7, 8, 63, 64};
    trial *t = new_trial();
    for (size_t turn = 0; t->samples < SAMPLES_WANTED || turn < 1000; turn++) {
        const bool far = turn % 100 == 99; /* blocks of blocks of records need many points */
        random_trial(t, turn % KINDS, far ? POINTS_MAX : 200);
        run_trial(t, far ? 7 : lanes[(turn / KINDS) % (sizeof lanes / sizeof *lanes)]);
    }
    print_message("%zu samples, %zu where points join, %.1f %% in sight, %.2f %% the long way, within %.1e dB\n",
                  t->samples, t->edge_count, 100.0 * (double)t->clear_count / (double)t->samples,
                  100.0 * (double)t->long_count / (double)t->samples, t->worst_db);
    assert_true(t->samples >= SAMPLES_WANTED);
    assert_true(t->long_count > 0 && t->clear_count > 0 && t->edge_count > 0);
    free_trial(t);
}

/* A receiver's loss is the same bits alone and among others, with and without lower frequencies beside its own. */
static void test_p1812_median_db_other_lanes_and_bands_change_no_bit(void **state) {
    (void)state;
    trial *t = new_trial();
    for (size_t turn = 0; turn < 5000; turn++) {
        random_trial(t, turn % KINDS, 300);
        double d_km[LANES], together_db[LANES], alone_db;
        random_distances(t, d_km, LANES);
        const htsc__p1812_radial start = t->radial;
        look_at(t, d_km, LANES);
        htsc__p1812_median_db(&t->radial, &t->lanes, &t->shape, &t->bands[0], together_db);
        const htsc__p1812_lanes together = t->lanes;
        t->radial = start;
        for (size_t i = 0; i < LANES; i++) {
            t->lanes.count = 1;
            t->lanes.d_km[0] = d_km[i];
            t->lanes.ground_amsl_m[0] = together.ground_amsl_m[i];
            t->lanes.hrs_amsl_m[0] = together.hrs_amsl_m[i];
            htsc__p1812_radial_look(&t->radial, &t->lanes, 0, t->bands[0].root_wavelength_m);
            htsc__p1812_shape_lanes(&t->radial, &t->lanes, &t->shape);
            double losses_db[LANES];
            htsc__p1812_median_db(&t->radial, &t->lanes, &t->shape, &t->bands[0], losses_db);
            alone_db = losses_db[0];
            assert_memory_equal(&alone_db, &together_db[i], sizeof alone_db);
        }
    }
    free_trial(t);
}

static void test_p1812_points_between_last_is_a_step_before(void **state) {
    (void)state;
    /* Steps that are exact in binary: the edges are where they are. */
    assert_int_equal(htsc__p1812_points_between(0, 0.03125), 0);
    assert_int_equal(htsc__p1812_points_between(1.99 * 0.03125, 0.03125), 0);
    for (int i = 1; i < 1000; i++) {
        const double edge_km = (i + 1) * 0.03125;
        assert_int_equal(htsc__p1812_points_between(edge_km, 0.03125), i);
        assert_int_equal(htsc__p1812_points_between(nextafter(edge_km, 0), 0.03125), i - 1);
    }
}

/* Without points between the caller takes the exact function, which puts one halfway. */
static void test_p1812_radial_look_without_points_between_sets_none(void **state) {
    (void)state;
    trial *t = new_trial();
    random_trial(t, ROUGH, 50);
    t->lanes.count = 1;
    t->lanes.d_km[0] = 1.9 * t->line.step_km;
    t->lanes.ground_amsl_m[0] = t->ground_amsl_m[1];
    t->lanes.hrs_amsl_m[0] = t->ground_amsl_m[1] + 2;
    t->lanes.tan_t[0] = 123;
    htsc__p1812_radial_look(&t->radial, &t->lanes, 0, 1);
    assert_int_equal(t->lanes.passed[0], 0);
    assert_near(t->lanes.tan_t[0], 123, 0);
    for (int i = 0; i <= 19; i++) {
        htsc_p1812_result result;
        htsc_error err;
        const double d_km = 0.1 * i * t->line.step_km;
        assert_int_equal(htsc__p1812_exact(&t->line, d_km, t->ground_amsl_m[0], 0, &t->options[0], &result, &err),
                         HTSC_OK);
        assert_true(isfinite(result.loss_db) && result.loss_db >= result.breakdown.lbfs_db);
    }
    free_trial(t);
}

/* The exact function over a line is that of the profile written out. */
static void test_p1812_exact_of_a_line_is_that_of_its_profile(void **state) {
    (void)state;
    static const double d_km[] = {0, 0.1, 0.2, 0.31}, ground_amsl_m[] = {10, 30, 20, 12}, clutter_m[] = {5, 0, 15, 7};
    const htsc__p1812_line line = {4, 0.1, (const double[]){10, 30, 20, 99}, (const double[]){5, 0, 15, 99}};
    htsc_p1812_options options = random_options();
    options.freq_ghz = 2;
    options.tx_height_agl_m = 20;
    options.rx_height_agl_m = 2;
    options.time_pct = 10;
    options.location_sigma_db = HTSC_P1812_SIGMA_AUTO;
    options.location_pct = 90;
    htsc_p1812_result by_line, by_profile;
    htsc_error err;
    const htsc_p1812_profile profile = {4, d_km, ground_amsl_m, clutter_m, NULL};
    assert_int_equal(htsc__p1812_exact(&line, 0.31, 12, 7, &options, &by_line, &err), HTSC_OK);
    assert_int_equal(htsc_p1812_loss(&profile, &options, &by_profile, &err), HTSC_OK);
    assert_near(by_line.loss_db, by_profile.loss_db, 1e-12); /* 2 * 0.1 km is not rounded as 0.2 */
    assert_near(by_line.breakdown.sigma_db, by_profile.breakdown.sigma_db, 0);
}

static void test_p1812_radial_reserve_failing_allocation_leaves_none(void **state) {
    (void)state;
    for (long n = 1; n <= 2; n++) {
        htsc__p1812_radial radial = {0};
        htsc_error err;
        htsc__memory_fail_at(n);
        assert_int_equal(htsc__p1812_radial_reserve(&radial, 10, &err), HTSC_ERR_MEMORY);
        htsc__memory_fail_at(0);
        assert_int_equal(radial.capacity, 0);
        assert_null(radial.storage);
        assert_int_equal(htsc__p1812_radial_reserve(&radial, 10, &err), HTSC_OK);
        assert_int_equal(htsc__p1812_radial_reserve(&radial, 5, &err), HTSC_OK);
        assert_int_equal(radial.capacity, 10);
        htsc__p1812_radial_clear(&radial);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_p1812_median_db_random_lines_equal_the_exact_function),
        cmocka_unit_test(test_p1812_median_db_other_lanes_and_bands_change_no_bit),
        cmocka_unit_test(test_p1812_points_between_last_is_a_step_before),
        cmocka_unit_test(test_p1812_radial_look_without_points_between_sets_none),
        cmocka_unit_test(test_p1812_exact_of_a_line_is_that_of_its_profile),
        cmocka_unit_test(test_p1812_radial_reserve_failing_allocation_leaves_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
