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
    double likely_km; /* half of the receivers are within two steps of it; 0: anywhere */
    size_t band_count;
    htsc_p1812_options options[BANDS_MAX];
    htsc__p1812_band bands[BANDS_MAX];
    htsc__p1812_radial radial;
    htsc__p1812_lanes lanes;
    htsc__p1812_shape shape;
    double loss_db[LANES];
    size_t samples, long_count, clear_count, edge_count;
    size_t brink_count, tx_brink_count, rx_brink_count, open_count; /* of lines with clutter */
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

enum { NO_GAP_TO_SPEAK_OF, UNDER_A_STEP, A_STEP, STEPS, ANY, LONG, GAPS };

/* Of the line: less than half a step, and at the brink the point behind the last one between is nearest; whole steps,
 * and receivers at points have no brink; longer than most paths. */
static double random_gap_km(double step_km, size_t count) {
    switch (choose(GAPS)) {
    case NO_GAP_TO_SPEAK_OF: return uniform(0.001, 0.5 * step_km);
    case UNDER_A_STEP: return uniform(0.3, 1) * step_km;
    case A_STEP: return step_km;
    case STEPS: return (double)(1 + choose(10)) * step_km;
    case ANY: return log_uniform(0.001, 1);
    default: return uniform(0.5, 2) * (double)count * step_km;
    }
}

/* Mostly short, as profiles are gone over for every receiver; a few of 4000 points, and up to 100 km. */
static void random_trial(trial *t, size_t kind, size_t points_max) {
    const double step_m = log_uniform(5, 500);
    t->line.count = (size_t)fmin(log_uniform(3, (double)points_max), 100000 / step_m);
    t->line.count = t->line.count < 3 ? 3 : t->line.count;
    t->line.step_km = step_m / 1000;
    t->line.ground_amsl_m = t->ground_amsl_m;
    t->line.receiver_gap_km = random_gap_km(t->line.step_km, t->line.count);
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

/* Sorted distances with points between; some where the next point joins, with the brink at a point, and a bit to either
 * side. */
static void random_distances(trial *t, double *d_km, size_t count) {
    const double step = t->line.step_km, nearest = 1.5001 * step, farthest = ((double)t->line.count - 0.51) * step;
    for (size_t i = 0; i < count; i++) {
        d_km[i] = uniform(nearest, farthest);
        if (t->likely_km > 0 && uniform(0, 1) < 0.5)
            d_km[i] = fmin(fmax(t->likely_km + uniform(-2, 2) * step, nearest), farthest);
        if (uniform(0, 1) > 0.2) continue;
        const double point_km = (double)(2 + choose(t->line.count - 2)) * step;
        const double before_km = uniform(0, 1) < 0.5 ? 0.5 * step : -t->line.receiver_gap_km,
                     at_km = point_km - before_km;
        if (at_km < nearest || at_km > farthest) continue;
        d_km[i] = at_km;
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

/* The profile of a receiver as the header has it, written out. */
static htsc_p1812_profile write_profile(const htsc__p1812_line *line, double d_km, double ground_amsl_m) {
    static double x_km[POINTS_MAX + 3], ground_m[POINTS_MAX + 3], tops_m[POINTS_MAX + 3];
    const double step = line->step_km, end_km = d_km - line->receiver_gap_km;
    size_t n = 0, nearest = end_km > 0 ? (size_t)floor(end_km / step + 0.5) : 0;
    if ((double)nearest * step > d_km) nearest--;
    bool ended = line->clutter_m == NULL || nearest == 0;
    for (size_t i = 0; i == 0 || (double)i <= d_km / step - 0.5; i++) {
        const double x = (double)i * step;
        if (x == end_km) ended = true;
        if (x > end_km && !ended)
            x_km[n] = end_km, ground_m[n] = NAN, tops_m[n++] = line->clutter_m[nearest], ended = true;
        x_km[n] = x;
        ground_m[n] = line->ground_amsl_m[i];
        tops_m[n++] = line->clutter_m != NULL && x <= end_km ? line->clutter_m[i] : 0;
    }
    if (!ended) x_km[n] = end_km, ground_m[n] = NAN, tops_m[n++] = line->clutter_m[nearest];
    x_km[n] = d_km, ground_m[n] = ground_amsl_m, tops_m[n++] = 0;
    for (size_t i = 1; i + 1 < n; i++) {
        if (!isnan(ground_m[i])) continue;
        const double share = (x_km[i] - x_km[i - 1]) / (x_km[i + 1] - x_km[i - 1]);
        ground_m[i] = ground_m[i - 1] + share * (ground_m[i + 1] - ground_m[i - 1]);
    }
    return (htsc_p1812_profile){n, x_km, ground_m, tops_m, NULL};
}

static void count_lane(trial *t, size_t i) {
    const bool stands = t->lanes.brink_after[i] != HTSC__P1812_NO_BRINK;
    t->samples++;
    t->clear_count += t->lanes.tx_at[i] == 0;
    t->brink_count += stands;
    t->tx_brink_count += t->lanes.tx_at[i] == HTSC__P1812_AT_BRINK;
    t->rx_brink_count += t->lanes.rx_at[i] == HTSC__P1812_AT_BRINK;
    t->open_count += t->line.clutter_m != NULL && t->lanes.d_km[i] <= t->line.receiver_gap_km;
}

static void check_lanes(trial *t, size_t band) {
    for (size_t i = 0; i < t->lanes.count; i++) {
        const htsc_p1812_profile profile = write_profile(&t->line, t->lanes.d_km[i], t->lanes.ground_amsl_m[i]);
        htsc_p1812_result exact;
        htsc_error err;
        if (htsc_p1812_loss(&profile, &t->options[band], &exact, &err) != HTSC_OK) fail_msg("%s", err.message);
        const double off_db = fabs(t->loss_db[i] - exact.loss_db);
        if (!(off_db <= tolerance_db))
            fail_msg("sample %zu: %.9f dB, not %.9f, %.6f km, gap %.6f km, %g GHz, %zu points of %g km, masts %g m, "
                     "%g m",
                     t->samples, t->loss_db[i], exact.loss_db, t->lanes.d_km[i], t->line.receiver_gap_km,
                     t->options[band].freq_ghz, t->line.count, t->line.step_km, t->tx_height_agl_m, t->rx_height_agl_m);
        t->worst_db = fmax(t->worst_db, off_db);
        count_lane(t, i);
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
    print_message("%zu with a brink, the mast's horizon of %zu, the receiver's of %zu; %zu within the gap\n",
                  t->brink_count, t->tx_brink_count, t->rx_brink_count, t->open_count);
    assert_true(t->long_count > 0 && t->clear_count > 0 && t->edge_count > 0);
    assert_true(t->brink_count > SAMPLES_WANTED / 3 && t->rx_brink_count > 100 && t->open_count > 1000);
    free_trial(t);
}

/* Long straight slopes, low antennas and points far apart: the Earth's bulge alone makes horizons, on the chord between
 * points, and the brink is as good a place for them as any. */
static void straight_trial(trial *t) {
    t->line.count = 20 + choose(180);
    t->line.step_km = uniform(0.2, 0.5);
    t->line.ground_amsl_m = t->ground_amsl_m;
    const double slopes_m[2] = {uniform(-2, 2), uniform(-2, 2)};
    const size_t knee = choose(t->line.count);
    t->ground_amsl_m[0] = 1000;
    for (size_t i = 1; i < t->line.count; i++)
        t->ground_amsl_m[i] = t->ground_amsl_m[i - 1] + slopes_m[i < knee ? 0 : 1];
    t->noise_m = 0;
    random_clutter(t, 1 + choose(2));
    random_bands(t);
    t->tx_height_agl_m = log_uniform(1, 10);
    t->rx_height_agl_m = log_uniform(1, 10);
    for (size_t b = 0; b < t->band_count; b++) {
        t->options[b].tx_height_agl_m = t->tx_height_agl_m;
        t->options[b].rx_height_agl_m = t->rx_height_agl_m;
        htsc__p1812_band_init(&t->bands[b], &t->options[b]);
    }
    const double ae_km = HTSC__P1812_EARTH_RADIUS_KM * 157 / (157 - t->options[0].delta_n);
    const double tx_km = sqrt(0.002 * ae_km * t->tx_height_agl_m), rx_km = sqrt(0.002 * ae_km * t->rx_height_agl_m);
    t->line.receiver_gap_km = uniform(0, 1) < 0.5 ? fmax(rx_km + uniform(-1, 1) * t->line.step_km, 0.1) : uniform(1, 9);
    t->likely_km = tx_km + t->line.receiver_gap_km;
    htsc__p1812_radial_start(&t->radial, &t->line, t->tx_height_agl_m, ae_km);
}

static void test_p1812_median_db_straight_slopes_equal_the_exact_function(void **state) {
    (void)state;
    trial *t = new_trial();
    for (size_t turn = 0; turn < 1500; turn++) {
        straight_trial(t);
        run_trial(t, 16);
    }
    print_message("%zu samples, the brink is the mast's horizon of %zu, the receiver's of %zu, within %.1e dB\n",
                  t->samples, t->tx_brink_count, t->rx_brink_count, t->worst_db);
    assert_true(t->tx_brink_count > 1000 && t->rx_brink_count > 1000);
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

static void test_p1812_points_between_last_is_half_a_step_before(void **state) {
    (void)state;
    /* Steps that are exact in binary: the edges are where they are. */
    assert_int_equal(htsc__p1812_points_between(0, 0.03125), 0);
    assert_int_equal(htsc__p1812_points_between(1.49 * 0.03125, 0.03125), 0);
    for (int i = 1; i < 1000; i++) {
        const double edge_km = (i + 0.5) * 0.03125;
        assert_int_equal(htsc__p1812_points_between(edge_km, 0.03125), i);
        assert_int_equal(htsc__p1812_points_between(nextafter(edge_km, 0), 0.03125), i - 1);
    }
}

/* As many as are the gap or more before, to the bit, of those between. */
static void test_p1812_points_cluttered_are_the_gap_before(void **state) {
    (void)state;
    for (int turn = 0; turn < 20000; turn++) {
        const double step_km = log_uniform(0.005, 0.5), gap_km = random_gap_km(step_km, 40);
        double d_km = uniform(0, 40 * step_km);
        if (turn % 2 == 0) d_km = (double)choose(40) * step_km + gap_km;
        const size_t between = htsc__p1812_points_between(d_km, step_km),
                     points = htsc__p1812_points_cluttered(between, d_km, step_km, gap_km);
        assert_true(points <= between);
        assert_true(points == 0 || (double)points * step_km <= d_km - gap_km);
        assert_true(points == between || (double)(points + 1) * step_km > d_km - gap_km);
    }
}

static const double four_grounds_m[] = {10, 30, 20, 99}, four_tops_m[] = {5, 8, 15, 7};

static htsc__p1812_brink brink_of(const htsc__p1812_line *line, double d_km) {
    return htsc__p1812_brink_of(line, htsc__p1812_points_between(d_km, line->step_km), d_km, 12);
}

/* The chord is that of neighbours in the profile, clutter that of the line's nearest point. */
static void test_p1812_brink_of_a_line_has_the_chord_and_the_nearest_clutter(void **state) {
    (void)state;
    static const struct {
        double d_km, gap_km;
        size_t after;
        bool stands;
        double ground_amsl_m, clutter_m;
    } cases[] = {{0.26, 0.03, 2, true, 20 - 8 * 0.5, 15}, /* between the last point and the receiver's 12 m */
                 {0.26, 0.13, 1, true, 30 - 10 * 0.3, 8}, /* between points */
                 {0.26, 0.10, 1, true, 30 - 10 * 0.6, 15},
                 {0.34, 0.08, 2, true, 20 - 8 * 0.06 / 0.14, 7}, /* the point that is nearest is not between */
                 {0.26, 0.18, 0, true, 10 + 20 * 0.8, 8},        /* before the first point */
                 {0.26, 0.22, 0, false, 0, 0},                   /* nearest to the mast */
                 {0.26, 0.26, 0, false, 0, 0},                   /* longer than the path */
                 {0.26, 0.90, 0, false, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const htsc__p1812_line line = {4, 0.1, four_grounds_m, four_tops_m, cases[i].gap_km};
        const htsc__p1812_brink brink = brink_of(&line, cases[i].d_km);
        assert_int_equal(brink.after, cases[i].after);
        assert_int_equal(brink.stands, cases[i].stands);
        if (!brink.stands) continue;
        assert_near(brink.d_km, cases[i].d_km - cases[i].gap_km, 0);
        assert_near(brink.ground_amsl_m, cases[i].ground_amsl_m, 1e-9); /* rounding */
        assert_near(brink.clutter_m, cases[i].clutter_m, 0);
    }
    /* Steps exact in binary: the end is at a point, which stands for itself. */
    const htsc__p1812_line line = {4, 0.125, four_grounds_m, four_tops_m, 0.0625};
    assert_int_equal(brink_of(&line, 0.3125).after, 2);
    assert_false(brink_of(&line, 0.3125).stands);
    const htsc__p1812_line bare = {4, 0.125, four_grounds_m, NULL, 0.03};
    assert_false(brink_of(&bare, 0.3125).stands);
}

/* Without points between the caller takes the exact function, which puts one halfway. */
static void test_p1812_radial_look_without_points_between_sets_none(void **state) {
    (void)state;
    trial *t = new_trial();
    random_trial(t, ROUGH, 50);
    t->lanes.count = 1;
    t->lanes.d_km[0] = 1.4 * t->line.step_km;
    t->lanes.ground_amsl_m[0] = t->ground_amsl_m[1];
    t->lanes.hrs_amsl_m[0] = t->ground_amsl_m[1] + 2;
    t->lanes.tan_t[0] = 123;
    htsc__p1812_radial_look(&t->radial, &t->lanes, 0, 1);
    assert_int_equal(t->lanes.passed[0], 0);
    assert_near(t->lanes.tan_t[0], 123, 0);
    for (int i = 0; i <= 14; i++) {
        htsc_p1812_result result;
        htsc_error err;
        const double d_km = 0.1 * i * t->line.step_km;
        assert_int_equal(htsc__p1812_exact(&t->line, d_km, t->ground_amsl_m[0], 0, &t->options[0], &result, &err),
                         HTSC_OK);
        assert_true(isfinite(result.loss_db) && result.loss_db >= result.breakdown.lbfs_db);
    }
    free_trial(t);
}

/* The exact function over a line is that of the profile written out: 30 m before the receiver clutter ends. */
static void test_p1812_exact_of_a_line_is_that_of_its_profile(void **state) {
    (void)state;
    static const double d_km[] = {0, 0.1, 0.2, 0.23, 0.26}, ground_amsl_m[] = {10, 30, 20, 16, 12},
                        clutter_m[] = {5, 8, 15, 15, 7};
    const htsc__p1812_line line = {4, 0.1, four_grounds_m, four_tops_m, 0.03};
    htsc_p1812_options options = random_options();
    options.freq_ghz = 2;
    options.tx_height_agl_m = 20;
    options.rx_height_agl_m = 2;
    options.time_pct = 10;
    options.location_sigma_db = HTSC_P1812_SIGMA_AUTO;
    options.location_pct = 90;
    htsc_p1812_result by_line, by_profile;
    htsc_error err;
    const htsc_p1812_profile profile = {5, d_km, ground_amsl_m, clutter_m, NULL};
    assert_int_equal(htsc__p1812_exact(&line, 0.26, 12, 7, &options, &by_line, &err), HTSC_OK);
    assert_int_equal(htsc_p1812_loss(&profile, &options, &by_profile, &err), HTSC_OK);
    assert_near(by_line.loss_db, by_profile.loss_db, 1e-12); /* 2 * 0.1 km is not rounded as 0.2 */
    assert_near(by_line.breakdown.sigma_db, by_profile.breakdown.sigma_db, 0);
}

/* The step moves points, not where clutter ends: over flat ground with the same trees all the way the loss is nearly
 * the same for any, the farther they end the less, and only the gap decides. */
static void test_p1812_exact_does_not_hang_on_the_step(void **state) {
    (void)state;
    static const double steps_km[] = {0.005, 0.01, 0.02, 0.03, 0.06, 0.1};
    static double trees_m[300], flat_m[300];
    htsc_p1812_options options;
    htsc_error err;
    htsc_p1812_options_init(&options);
    options.freq_ghz = 2.6;
    options.tx_height_agl_m = 35;
    options.rx_height_agl_m = 1.5;
    double before_db = HUGE_VAL;
    for (size_t i = 0; i < 300; i++) trees_m[i] = 12, flat_m[i] = 100;
    for (double gap_km = 0.015; gap_km < 0.3; gap_km *= 2) {
        double least_db = HUGE_VAL, most_db = -HUGE_VAL;
        for (size_t i = 0; i < sizeof steps_km / sizeof steps_km[0]; i++) {
            const htsc__p1812_line line = {300, steps_km[i], flat_m, trees_m, gap_km};
            htsc_p1812_result result;
            assert_int_equal(htsc__p1812_exact(&line, 1.234, 100, 0, &options, &result, &err), HTSC_OK);
            least_db = fmin(least_db, result.loss_db), most_db = fmax(most_db, result.loss_db);
        }
        print_message("gap %3.0f m: %.3f to %.3f dB\n", 1000 * gap_km, least_db, most_db);
        assert_true(most_db - least_db < 0.05); /* trees near the mast come with the step */
        assert_true(most_db < before_db - 2);   /* a doubled gap halves the angle */
        before_db = least_db;
    }
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
        cmocka_unit_test(test_p1812_median_db_straight_slopes_equal_the_exact_function),
        cmocka_unit_test(test_p1812_median_db_other_lanes_and_bands_change_no_bit),
        cmocka_unit_test(test_p1812_points_between_last_is_half_a_step_before),
        cmocka_unit_test(test_p1812_points_cluttered_are_the_gap_before),
        cmocka_unit_test(test_p1812_brink_of_a_line_has_the_chord_and_the_nearest_clutter),
        cmocka_unit_test(test_p1812_radial_look_without_points_between_sets_none),
        cmocka_unit_test(test_p1812_exact_of_a_line_is_that_of_its_profile),
        cmocka_unit_test(test_p1812_exact_does_not_hang_on_the_step),
        cmocka_unit_test(test_p1812_radial_reserve_failing_allocation_leaves_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
