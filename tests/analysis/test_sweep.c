#include "analysis/relief.h"

#include <htscover/sweep.h>

#include "analysis/sweep.h"

enum { COUNT = 3000, MASTS = 4 };

/* dB. The sweep is within 1e-6 dB of the exact function, and half a unit of a float of up to 512 dB is 1.6e-5. */
static const double tolerance_db = 2e-5;

/* Of a float of up to 512 dB that should not fall below another one. */
static const double rounding_db = 4e-5;

typedef struct fixture {
    scratch *scratch;
    htsc_terrain *terrain;
    htsc_clutter *clutter;
    htsc_sweep_options options;
    htsc_mast masts[MASTS];
    double x_m[COUNT], y_m[COUNT];
    float loss_db[MASTS * COUNT];
} fixture;

/* Receivers all about, some beyond the radius of 5 km, one at the mast. */
static void place_receivers(fixture *f) {
    uint64_t seed = 1812;
    for (int i = 0; i < COUNT; i++) {
        const double away_m = i == 0 ? 0 : 5200 * sqrt(random_in(&seed, 0, 1)), turn = random_in(&seed, 0, 2 * M_PI);
        f->x_m[i] = relief_x_m + away_m * sin(turn);
        f->y_m[i] = relief_y_m + away_m * cos(turn);
    }
}

static int set_up(void **state) {
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    assert_int_equal(scratch_setup((void **)&f->scratch), 0);
    f->terrain = relief_terrain(f->scratch, "hills.tif", relief_hills);
    f->clutter = relief_clutter(f->scratch, "patches.tif", relief_patches);
    htsc_sweep_options_init(&f->options);
    f->options.terrain = f->terrain;
    f->options.max_radius_m = 5000;
    const double heights_m[MASTS] = {15, 35, 35, 15}, freqs_mhz[MASTS] = {700, 700, 2600, 3500};
    for (int i = 0; i < MASTS; i++) f->masts[i] = (htsc_mast){relief_x_m, relief_y_m, heights_m[i], NAN, freqs_mhz[i]};
    place_receivers(f);
    *state = f;
    return 0;
}

/* With land cover, and a gap between one and two steps. */
static int set_up_patches(void **state) {
    assert_int_equal(set_up(state), 0);
    fixture *f = *state;
    f->options.clutter = f->clutter;
    f->options.receiver_gap_m = 45;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    htsc_terrain_free(f->terrain);
    htsc_clutter_free(f->clutter);
    scratch_teardown((void **)&f->scratch);
    free(f);
    return 0;
}

static void sweep_all(fixture *f, const htsc_sweep_options *options, int jobs, float *loss_db) {
    htsc_error err;
    assert_ok(htsc_sweep_losses(options, MASTS, f->masts, 1.5, COUNT, f->x_m, f->y_m, jobs, loss_db, &err), err);
}

/* Loss from the mast to one place. */
static double loss_to(const htsc_sweep_options *options, htsc_mast mast, double height_agl_m, double x_m, double y_m) {
    float loss_db;
    htsc_error err;
    assert_ok(htsc_sweep_losses(options, 1, &mast, height_agl_m, 1, &x_m, &y_m, 1, &loss_db, &err), err);
    return (double)loss_db;
}

static double ground_at(const htsc_terrain *terrain, double x_m, double y_m) {
    float ground_m;
    htsc_error err;
    assert_ok(htsc_terrain_sample(terrain, 1, &x_m, &y_m, &ground_m, &err), err);
    return (double)ground_m;
}

static double clutter_at(const htsc_clutter *clutter, double x_m, double y_m) {
    float height_m = 0;
    if (clutter != NULL) htsc_clutter_sample(clutter, 1, &x_m, &y_m, &height_m, NULL, NULL);
    return (double)height_m;
}

/* (8): free space over the slant distance, of 1 m at least. */
static double free_space_db(double freq_mhz, double away_m, double up_m) {
    return 92.4 + 20 * log10(freq_mhz / 1000) + 20 * log10(fmax(hypot(away_m, up_m) / 1000, 1e-3));
}

/* A profile as the header describes it. */
static htsc_p1812_profile rebuilt(const htsc_sweep_options *o, const htsc_mast *mast, double x_m, double y_m) {
    static double d_km[1010], ground_m[1010], tops_m[1010];
    const double dx_m = x_m - mast->x_m, dy_m = y_m - mast->y_m, away_m = sqrt(dx_m * dx_m + dy_m * dy_m);
    const double apart = 2 * M_PI / ceil(2 * M_PI * o->max_radius_m / o->step_m);
    const double bearing = apart * rint(atan2(dx_m, dy_m) / apart);
    const double step_km = o->step_m / 1000, end_km = away_m / 1000 - o->receiver_gap_m / 1000;
    const double between = away_m / 1000 / step_km - 0.5; /* the last is half a step or more before */
    size_t n = 0, brink = 0;
    for (size_t i = 0; i == 0 || (double)i <= between; i++) {
        const double x = mast->x_m + (double)i * o->step_m * sin(bearing),
                     y = mast->y_m + (double)i * o->step_m * cos(bearing);
        d_km[n] = (double)i * step_km;
        ground_m[n] = ground_at(o->terrain, x, y);
        if (isnan(ground_m[n])) ground_m[n] = ground_m[n - 1];
        tops_m[n] = d_km[n] <= end_km ? clutter_at(o->clutter, x, y) : 0;
        n++;
        /* Clutter ends between this point and the next, which may be the receiver. */
        const bool last = (double)(i + 1) > between;
        if (o->clutter == NULL || !(end_km > d_km[n - 1]) || (!last && end_km >= (double)(i + 1) * step_km)) continue;
        double nearest = floor(end_km / step_km + 0.5);
        if (nearest * step_km > away_m / 1000) nearest--;
        if (nearest < 1) continue;
        brink = n;
        d_km[n] = end_km;
        tops_m[n++] = clutter_at(o->clutter, mast->x_m + nearest * o->step_m * sin(bearing),
                                 mast->y_m + nearest * o->step_m * cos(bearing));
    }
    d_km[n] = away_m / 1000;
    ground_m[n] = ground_at(o->terrain, x_m, y_m);
    tops_m[n++] = 0;
    if (brink > 0) {
        const double share = (d_km[brink] - d_km[brink - 1]) / (d_km[brink + 1] - d_km[brink - 1]);
        ground_m[brink] = ground_m[brink - 1] + share * (ground_m[brink + 1] - ground_m[brink - 1]);
    }
    return (htsc_p1812_profile){n, d_km, ground_m, tops_m, NULL};
}

/* The same by the exact function on that profile. */
static double rebuilt_db(const htsc_sweep_options *o, const htsc_mast *mast, double height_agl_m, double x_m,
                         double y_m) {
    const htsc_p1812_profile profile = rebuilt(o, mast, x_m, y_m);
    htsc_p1812_options options;
    htsc_p1812_options_init(&options);
    options.freq_ghz = mast->freq_mhz / 1000;
    options.tx_height_agl_m = mast->antenna_height_agl_m;
    options.rx_height_agl_m = height_agl_m;
    options.time_pct = o->time_pct;
    options.delta_n = o->delta_n;
    options.n0 = o->n0;
    options.mid_latitude_deg = o->mid_latitude_deg;
    options.polarization = o->polarization;
    htsc_p1812_result result;
    htsc_error err;
    assert_ok(htsc_p1812_loss(&profile, &options, &result, &err), err);
    return result.loss_db;
}

static void check_against_rebuilt(fixture *f, const htsc_sweep_options *options, size_t stride) {
    sweep_all(f, options, 2, f->loss_db);
    double worst_db = 0;
    size_t heard = 0;
    for (size_t m = 0; m < MASTS; m++)
        for (size_t i = 0; i < COUNT; i += stride) {
            const double loss_db = (double)f->loss_db[m * COUNT + i];
            const bool near = hypot(f->x_m[i] - relief_x_m, f->y_m[i] - relief_y_m) <= options->max_radius_m;
            assert_int_equal(isnan(loss_db), !near);
            if (!near) continue;
            const double wanted_db = rebuilt_db(options, &f->masts[m], 1.5, f->x_m[i], f->y_m[i]);
            if (!(fabs(loss_db - wanted_db) <= tolerance_db))
                fail_msg("mast %zu, receiver %zu: %.6f dB, not %.6f", m, i, loss_db, wanted_db);
            worst_db = fmax(worst_db, fabs(loss_db - wanted_db));
            heard++;
        }
    print_message("%zu losses within %.1e dB\n", heard, worst_db);
}

static void test_sweep_losses_equal_the_exact_function_on_the_nearest_radial(void **state) {
    fixture *f = *state;
    htsc_sweep_options options = f->options;
    check_against_rebuilt(f, &options, 1);
    options.clutter = f->clutter;
    options.step_m = 47.3;
    options.polarization = HTSC_POLARIZATION_HORIZONTAL;
    options.delta_n = 80;
    options.mid_latitude_deg = 61;
    check_against_rebuilt(f, &options, 1);
    options.time_pct = 3;
    check_against_rebuilt(f, &options, 7);
}

/* Gaps of less than half a step, of about one, of whole ones, and of the longest there may be. */
static void test_sweep_losses_with_any_gap_equal_the_exact_function(void **state) {
    fixture *f = *state;
    static const double gaps_m[] = {1, 12, 30, 47.3, 94.6, 236.5, 1000};
    htsc_sweep_options options = f->options;
    options.clutter = f->clutter;
    for (size_t i = 0; i < sizeof gaps_m / sizeof gaps_m[0]; i++) {
        options.receiver_gap_m = gaps_m[i];
        options.step_m = i % 2 == 0 ? 47.3 : 30;
        check_against_rebuilt(f, &options, 3);
    }
    options.time_pct = 10;
    options.receiver_gap_m = 70;
    check_against_rebuilt(f, &options, 29);
}

/* Percent of the receivers heard with at most so much loss, of all masts. */
static double share_pct(fixture *f, const htsc_sweep_options *options, double limit_db) {
    size_t heard = 0, covered = 0;
    sweep_all(f, options, 2, f->loss_db);
    for (size_t i = 0; i < (size_t)MASTS * COUNT; i++) {
        heard += isnan(f->loss_db[i]) ? 0 : 1;
        covered += (double)f->loss_db[i] <= limit_db;
    }
    return 100 * (double)covered / (double)heard;
}

/* Over the sea, with towns and woods in it, the gap decides how many are covered and the step does not: points of
 * steps of 10 and 60 m fall on other pixels, no more. */
static void test_sweep_losses_shares_hang_on_the_gap_and_not_on_the_step(void **state) {
    fixture *f = *state;
    static const double steps_m[] = {10, 30, 60};
    htsc_terrain *sea = relief_terrain(f->scratch, "sea.tif", relief_sea);
    htsc_sweep_options options = f->options;
    options.terrain = sea;
    options.clutter = f->clutter;
    double by_step[3], by_gap[3];
    for (size_t i = 0; i < 3; i++) {
        options.step_m = steps_m[i], options.receiver_gap_m = 30;
        by_step[i] = share_pct(f, &options, 140);
        options.step_m = 30, options.receiver_gap_m = steps_m[i];
        by_gap[i] = share_pct(f, &options, 140);
    }
    print_message("covered, steps of 10, 30, 60 m: %.1f, %.1f, %.1f %%; gaps: %.1f, %.1f, %.1f %%\n", by_step[0],
                  by_step[1], by_step[2], by_gap[0], by_gap[1], by_gap[2]);
    assert_true(fabs(by_step[0] - by_step[1]) < 1 && fabs(by_step[2] - by_step[1]) < 1);
    assert_true(by_gap[1] - by_gap[0] > 4 && by_gap[2] - by_gap[1] > 4);
    htsc_terrain_free(sea);
}

static void assert_same_losses(const float *a, const float *b, size_t count) {
    assert_memory_equal(a, b, count * sizeof *a);
}

static void test_sweep_losses_of_any_jobs_are_the_same_bytes(void **state) {
    fixture *f = *state;
    static float other[MASTS * COUNT];
    sweep_all(f, &f->options, 1, f->loss_db);
    for (int jobs = 2; jobs <= 4; jobs++) {
        sweep_all(f, &f->options, jobs, other);
        assert_same_losses(f->loss_db, other, (size_t)MASTS * COUNT);
    }
}

static void test_sweep_losses_of_any_order_are_the_same_bytes(void **state) {
    fixture *f = *state;
    static double x_m[COUNT], y_m[COUNT];
    static float other[MASTS * COUNT];
    size_t order[COUNT];
    uint64_t seed = 9;
    htsc_error err;
    sweep_all(f, &f->options, 2, f->loss_db);
    for (size_t i = 0; i < COUNT; i++) order[i] = i;
    for (size_t i = COUNT - 1; i > 0; i--) {
        const size_t j = (size_t)(random_bits(&seed) % (i + 1)), moved = order[i];
        order[i] = order[j], order[j] = moved;
    }
    for (size_t i = 0; i < COUNT; i++) x_m[i] = f->x_m[order[i]], y_m[i] = f->y_m[order[i]];
    assert_ok(htsc_sweep_losses(&f->options, MASTS, f->masts, 1.5, COUNT, x_m, y_m, 2, other, &err), err);
    for (size_t m = 0; m < MASTS; m++)
        for (size_t i = 0; i < COUNT; i++)
            assert_same_losses(&other[m * COUNT + i], &f->loss_db[m * COUNT + order[i]], 1);
}

static void test_sweep_losses_of_any_split_are_the_same_bytes(void **state) {
    fixture *f = *state;
    static float other[MASTS * COUNT];
    htsc_error err;
    sweep_all(f, &f->options, 2, f->loss_db);
    const size_t sizes[] = {1, 700, 1024, 63};
    for (size_t first = 0, k = 0; first < COUNT; k++) {
        const size_t n = first + sizes[k % 4] < COUNT ? sizes[k % 4] : COUNT - first;
        assert_ok(
            htsc_sweep_losses(&f->options, MASTS, f->masts, 1.5, n, f->x_m + first, f->y_m + first, 2, other, &err),
            err);
        for (size_t m = 0; m < MASTS; m++) assert_same_losses(other + m * n, f->loss_db + m * COUNT + first, n);
        first += n;
    }
}

static void test_sweep_losses_over_any_area_read_are_the_same_bytes(void **state) {
    fixture *f = *state;
    static float other[MASTS * COUNT];
    sweep_all(f, &f->options, 2, f->loss_db);
    htsc_sweep_options options = f->options;
    htsc_terrain *terrain = relief_read(scratch_path(f->scratch, "hills.tif"), 5250);
    htsc_clutter *clutter = relief_read_clutter(scratch_path(f->scratch, "patches.tif"), 5250);
    options.terrain = terrain;
    options.clutter = options.clutter == NULL ? NULL : clutter;
    sweep_all(f, &options, 2, other);
    assert_same_losses(f->loss_db, other, (size_t)MASTS * COUNT);
    htsc_terrain_free(terrain);
    htsc_clutter_free(clutter);
}

/* Masts share what they can; none changes what another one gets. */
static void test_sweep_losses_of_any_masts_beside_are_the_same_bytes(void **state) {
    fixture *f = *state;
    static float alone[COUNT];
    htsc_error err;
    sweep_all(f, &f->options, 2, f->loss_db);
    for (size_t m = 0; m < MASTS; m++) {
        assert_ok(htsc_sweep_losses(&f->options, 1, &f->masts[m], 1.5, COUNT, f->x_m, f->y_m, 2, alone, &err), err);
        assert_same_losses(alone, f->loss_db + m * COUNT, COUNT);
    }
}

static void test_sweep_losses_at_half_time_keep_to_free_space(void **state) {
    fixture *f = *state;
    static float other[MASTS * COUNT];
    const double mast_m = ground_at(f->terrain, relief_x_m, relief_y_m);
    size_t fell = 0, rose = 0;
    sweep_all(f, &f->options, 2, f->loss_db);
    htsc_sweep_options options = f->options;
    options.time_pct = 1;
    sweep_all(f, &options, 2, other);
    for (size_t m = 0; m < MASTS; m++)
        for (size_t i = 0; i < COUNT; i++) {
            const double away_m = hypot(f->x_m[i] - relief_x_m, f->y_m[i] - relief_y_m);
            const double half_db = (double)f->loss_db[m * COUNT + i], one_db = (double)other[m * COUNT + i];
            if (away_m > 5000) continue;
            const double up_m =
                ground_at(f->terrain, f->x_m[i], f->y_m[i]) + 1.5 - mast_m - f->masts[m].antenna_height_agl_m;
            const double bound_db = free_space_db(f->masts[m].freq_mhz, away_m, up_m) - rounding_db;
            assert_true(half_db >= bound_db);
            assert_true(one_db >= bound_db - 2.6 * log10(50)); /* (9a) */
            fell += one_db < half_db - rounding_db;
            rose += one_db > half_db + rounding_db;
        }
    /* It rises where the diffraction loss is larger for b0 than in the median: p1812.h names that exception. */
    print_message("at 1 %% of the time %zu losses are less, %zu more\n", fell, rose);
    assert_true(fell > (size_t)10 * COUNT / 4 && rose < fell / 100);
}

static void test_sweep_losses_at_the_mast_and_in_the_first_step_are_exact(void **state) {
    fixture *f = *state;
    static const double away_m[] = {0, 0.0005, 1, 15, 29.9, 30, 30.1, 59.9, 60, 60.1, 75, 90, 249.9, 250, 250.1};
    for (size_t m = 0; m < MASTS; m++) {
        double before_db = 0;
        for (size_t i = 0; i < sizeof away_m / sizeof *away_m; i++) {
            const double loss_db = loss_to(&f->options, f->masts[m], 1.5, relief_x_m, relief_y_m + away_m[i]);
            assert_near(loss_db, rebuilt_db(&f->options, &f->masts[m], 1.5, relief_x_m, relief_y_m + away_m[i]),
                        tolerance_db);
            if (i < 3) {
                /* Straight under the antenna: 13.5 or 33.5 m of free space, within what 1 m of slope adds. */
                const double up_m = f->masts[m].antenna_height_agl_m - 1.5;
                assert_near(loss_db, free_space_db(f->masts[m].freq_mhz, away_m[i], up_m), i < 2 ? 1e-3 : 0.5);
            }
            assert_true(loss_db > before_db - 6); /* no holes: relief and diffraction are mild so near */
            before_db = loss_db;
        }
    }
}

static void test_sweep_losses_over_the_sea_are_finite_and_grow(void **state) {
    fixture *f = *state;
    htsc_terrain *sea = relief_terrain(f->scratch, "sea.tif", relief_sea);
    htsc_sweep_options options = f->options;
    options.terrain = sea;
    for (size_t m = 0; m < MASTS; m++) {
        double before_db = 0;
        for (double away_m = 20; away_m < 5000; away_m *= 1.1) {
            const double loss_db = loss_to(&options, f->masts[m], 1.5, relief_x_m + away_m, relief_y_m);
            assert_near(loss_db, rebuilt_db(&options, &f->masts[m], 1.5, relief_x_m + away_m, relief_y_m),
                        tolerance_db);
            if (away_m > 250) assert_true(loss_db > before_db);
            before_db = loss_db;
        }
    }
    htsc_terrain_free(sea);
}

/* Zones are not the sweep's; that the model bears them all at sea is what it rests on when it gets them. */
static void test_p1812_loss_all_at_sea_is_finite(void **state) {
    (void)state;
    static double d_km[1001], ground_m[1001];
    static uint8_t zone[1001];
    memset(zone, HTSC_P1812_SEA, sizeof zone);
    for (size_t i = 0; i < 1001; i++) d_km[i] = 0.03 * (double)i;
    htsc_p1812_options options;
    htsc_p1812_options_init(&options);
    options.tx_height_agl_m = 30;
    options.rx_height_agl_m = 1.5;
    for (size_t n = 1; n <= 1001; n++)
        for (int time = 0; time < 2; time++) {
            const htsc_p1812_profile profile = {n, d_km, ground_m, NULL, zone};
            htsc_p1812_result result;
            htsc_error err;
            options.freq_ghz = n % 2 == 0 ? 0.7 : 3.5;
            options.time_pct = time == 0 ? 50 : 1;
            assert_ok(htsc_p1812_loss(&profile, &options, &result, &err), err);
            assert_true(isfinite(result.loss_db));
        }
}

static double cliff_before(double east_m, double north_m) {
    (void)north_m;
    return east_m > 1000 ? 1000 : 0;
}

static double cliff_behind(double east_m, double north_m) {
    (void)north_m;
    return east_m > -1000 ? 1000 : 0;
}

static double higher_hill(double east_m, double north_m) {
    return 300 * exp(-(pow(east_m - 200, 2) + pow(north_m, 2)) / 10000);
}

/* All receivers and masts over a relief: the exact function's losses, all finite and not below free space. */
static void check_relief(fixture *f, const char *name, relief_fn height) {
    htsc_terrain *terrain = relief_terrain(f->scratch, name, height);
    htsc_sweep_options options = f->options;
    options.terrain = terrain;
    check_against_rebuilt(f, &options, 3);
    const double mast_m = ground_at(terrain, relief_x_m, relief_y_m);
    for (size_t i = 0; i < (size_t)MASTS * COUNT; i++) {
        const htsc_mast *mast = &f->masts[i / COUNT];
        const double x = f->x_m[i % COUNT], y = f->y_m[i % COUNT], away_m = hypot(x - relief_x_m, y - relief_y_m);
        if (away_m > 5000) continue;
        const double up_m = ground_at(terrain, x, y) + 1.5 - mast_m - mast->antenna_height_agl_m;
        assert_true(isfinite(f->loss_db[i]));
        assert_true((double)f->loss_db[i] >= free_space_db(mast->freq_mhz, away_m, up_m) - rounding_db);
    }
    htsc_terrain_free(terrain);
}

static void test_sweep_losses_beside_cliffs_and_higher_hills_are_exact(void **state) {
    fixture *f = *state;
    check_relief(f, "before.tif", cliff_before);
    check_relief(f, "behind.tif", cliff_behind);
    check_relief(f, "hill.tif", higher_hill);
    for (size_t m = 0; m < MASTS; m++) f->masts[m].antenna_height_agl_m = m < 2 ? 3000 : 1;
    check_relief(f, "hills again.tif", relief_hills);
}

static double all_town(double east_m, double north_m) {
    (void)east_m, (void)north_m;
    return 2;
}

static void test_sweep_losses_below_the_clutter_are_exact_and_higher(void **state) {
    fixture *f = *state;
    htsc_clutter *town = relief_clutter(f->scratch, "town.tif", all_town);
    htsc_sweep_options options = f->options;
    static float open_db[MASTS * COUNT];
    sweep_all(f, &options, 2, open_db);
    options.clutter = town; /* 20 m: above two of the masts and all receivers */
    check_against_rebuilt(f, &options, 3);
    double added_db = 0;
    for (size_t i = 0; i < (size_t)MASTS * COUNT; i++)
        if (isfinite(open_db[i])) added_db += (double)(f->loss_db[i] - open_db[i]);
    assert_true(added_db / (MASTS * COUNT) > 5);
    htsc_clutter_free(town);
}

static double edge_m;

static double knife_edge(double east_m, double north_m) {
    (void)north_m;
    return fabs(east_m - 2000) < 50 ? edge_m : 0;
}

static void test_sweep_losses_behind_a_rising_edge_do_not_fall(void **state) {
    fixture *f = *state;
    double before_db[MASTS] = {0};
    for (size_t m = 0; m < MASTS; m++) f->masts[m].antenna_height_agl_m = 60;
    for (edge_m = 0; edge_m <= 400; edge_m += 25) {
        htsc_terrain *terrain = relief_terrain(f->scratch, "edge.tif", knife_edge);
        htsc_sweep_options options = f->options;
        options.terrain = terrain;
        for (size_t m = 0; m < MASTS; m++) {
            const double loss_db = loss_to(&options, f->masts[m], 30, relief_x_m + 4000, relief_y_m);
            assert_true(loss_db >= before_db[m] - rounding_db);
            before_db[m] = loss_db;
        }
        htsc_terrain_free(terrain);
    }
    assert_true(before_db[0] > free_space_db(f->masts[0].freq_mhz, 4000, 30) + 20);
}

/* Two tiles with a gap nothing is known of between them: the ground before it is held over, and that is counted. */
typedef struct counting {
    size_t receivers, unknown;
} counting;

static htsc_status count_batch(void *ctx, const htsc__sweep_batch *batch, htsc_error *err) {
    (void)err;
    counting *c = ctx;
    c->receivers += batch->count;
    c->unknown += batch->unknown_ground_count;
    return HTSC_OK;
}

static htsc_terrain *two_tiles(scratch *s) {
    static float values[100 * 100];
    const char *folder = scratch_path(s, "tiles");
    assert_int_equal(mkdir(folder, 0700), 0);
    for (int i = 0; i < 100 * 100; i++) values[i] = (float)(100 + 40 * sin(i % 100 / 7.0) + 20 * cos(i / 700.0));
    make_raster(scratch_path(s, "tiles/a.tif"), &(raster){100, 100, 535000, 2222000, 20, 5897, -9999}, GDT_Float32,
                values);
    make_raster(scratch_path(s, "tiles/b.tif"), &(raster){100, 100, 539000, 2222000, 20, 5897, -9999}, GDT_Float32,
                values);
    return relief_read(folder, 6000);
}

static void test_sweep_losses_beyond_a_gap_hold_the_ground_over(void **state) {
    fixture *f = *state;
    enum { NEAR = 200, FAR = 200 };
    double x_m[NEAR + FAR], y_m[NEAR + FAR];
    float loss_db[NEAR + FAR];
    uint64_t seed = 6;
    htsc_error err;
    htsc_terrain *terrain = two_tiles(f->scratch);
    htsc_sweep_options options = f->options;
    options.terrain = terrain;
    for (int i = 0; i < NEAR + FAR; i++) {
        x_m[i] = i < NEAR ? random_in(&seed, 535300, 536700) : random_in(&seed, 539100, 540900);
        y_m[i] = random_in(&seed, 2220700, 2221300);
    }
    assert_ok(htsc_sweep_losses(&options, 1, f->masts, 1.5, NEAR + FAR, x_m, y_m, 2, loss_db, &err), err);
    for (int i = 0; i < NEAR + FAR; i++)
        assert_near((double)loss_db[i], rebuilt_db(&options, &f->masts[0], 1.5, x_m[i], y_m[i]), tolerance_db);
    htsc__receivers receivers;
    htsc__sweep_band band;
    counting counted = {0, 0};
    assert_ok(htsc__receivers_init(&receivers, &options, 1.5, NEAR + FAR, x_m, y_m, 1, &err), err);
    assert_ok(htsc__sweep_band_init(&band, &options, 700, 15, 1.5, &err), err);
    const htsc__sweep_place place = {relief_x_m, relief_y_m, ground_at(terrain, relief_x_m, relief_y_m), 1, &band};
    assert_ok(htsc__sweep(&options, &receivers, &place, 1, count_batch, &counted, &err), err);
    assert_int_equal(counted.receivers, NEAR + FAR);
    assert_int_equal(counted.unknown, FAR);
    htsc__receivers_clear(&receivers);
    const double in_gap = loss_to(&options, f->masts[0], 1.5, 538000, 2221000);
    const double off_raster = loss_to(&options, f->masts[0], 1.5, 536000, 2224000);
    assert_true(isnan(in_gap) && isnan(off_raster)); /* no ground under the receiver */
    htsc_terrain_free(terrain);
}

/* A declared ground height stands in for the terrain's, and is what the profile begins with. */
static void test_sweep_losses_with_the_masts_ground_given_take_it(void **state) {
    fixture *f = *state;
    const double x_m = relief_x_m + 2000, y_m = relief_y_m - 300,
                 found_db = loss_to(&f->options, f->masts[0], 1.5, x_m, y_m);
    htsc_mast mast = f->masts[0];
    mast.ground_amsl_m = ground_at(f->terrain, relief_x_m, relief_y_m);
    assert_near(loss_to(&f->options, mast, 1.5, x_m, y_m), found_db, 0);
    mast.ground_amsl_m += 500;
    mast.antenna_height_agl_m = 3000;
    const double up_m = mast.ground_amsl_m + 3000 - 1.5 - ground_at(f->terrain, x_m, y_m);
    /* In sight, and far from the ground. */
    assert_near(loss_to(&f->options, mast, 1.5, x_m, y_m), free_space_db(mast.freq_mhz, hypot(2000, 300), up_m), 1e-3);
}

static void test_sweep_losses_without_receivers_or_place_are_none(void **state) {
    fixture *f = *state;
    htsc_error err;
    assert_ok(htsc_sweep_losses(&f->options, MASTS, f->masts, 1.5, 0, f->x_m, f->y_m, 2, f->loss_db, &err), err);
    assert_true(isnan(loss_to(&f->options, f->masts[0], 1.5, NAN, relief_y_m)));
    assert_true(isnan(loss_to(&f->options, f->masts[0], 1.5, relief_x_m + 5000.01, relief_y_m)));
    assert_true(isfinite(loss_to(&f->options, f->masts[0], 1.5, relief_x_m + 5000, relief_y_m)));
}

static void assert_refused(fixture *f, const htsc_sweep_options *options, htsc_mast mast, double height_agl_m,
                           const char *message) {
    htsc_error err = {HTSC_OK, ""};
    assert_status(htsc_sweep_losses(options, 1, &mast, height_agl_m, COUNT, f->x_m, f->y_m, 1, f->loss_db, &err),
                  HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, message);
}

static void test_sweep_losses_options_outside_their_ranges_are_named(void **state) {
    fixture *f = *state;
    htsc_sweep_options o = f->options;
    o.terrain = NULL;
    assert_refused(f, &o, f->masts[0], 1.5, "the sweep needs terrain");
    o = f->options, o.max_radius_m = 249;
    assert_refused(f, &o, f->masts[0], 1.5, "max_radius_m 249 outside [250, 100000]");
    o = f->options, o.max_radius_m = NAN;
    assert_refused(f, &o, f->masts[0], 1.5, "max_radius_m nan outside [250, 100000]");
    o = f->options, o.step_m = 4.9;
    assert_refused(f, &o, f->masts[0], 1.5, "step_m 4.9 outside [5, 500]");
    o = f->options, o.step_m = 501;
    assert_refused(f, &o, f->masts[0], 1.5, "step_m 501 outside [5, 500]");
    o = f->options, o.receiver_gap_m = 0.9;
    assert_refused(f, &o, f->masts[0], 1.5, "receiver_gap_m 0.9 outside [1, 1000]");
    o = f->options, o.receiver_gap_m = 1000.1;
    assert_refused(f, &o, f->masts[0], 1.5, "receiver_gap_m 1000.1 outside [1, 1000]");
    o = f->options, o.receiver_gap_m = NAN;
    assert_refused(f, &o, f->masts[0], 1.5, "receiver_gap_m nan outside [1, 1000]");
    o = f->options, o.time_pct = 51;
    assert_refused(f, &o, f->masts[0], 1.5, "time_pct 51 outside [1, 50]");
    o = f->options, o.terminal_clutter = true, o.clutter = f->clutter;
    assert_refused(f, &o, f->masts[0], 1.5, "terminal_clutter with a clutter profile would count the clutter twice");
    o = f->options, o.struct_size = 8;
    assert_refused(f, &o, f->masts[0], 1.5, "sweep options of 8 bytes");
}

static void test_sweep_losses_masts_and_heights_outside_their_ranges_are_named(void **state) {
    fixture *f = *state;
    htsc_error err = {HTSC_OK, ""};
    htsc_mast mast = f->masts[0];
    assert_refused(f, &f->options, mast, 0.5, "rx_height_agl_m 0.5 outside [1, 3000]");
    mast.freq_mhz = 7000;
    assert_refused(f, &f->options, mast, 1.5, "freq_ghz 7 outside [0.03, 6]");
    mast = f->masts[0], mast.antenna_height_agl_m = 0.5;
    assert_refused(f, &f->options, mast, 1.5, "tx_height_agl_m 0.5 outside [1, 3000]");
    mast = f->masts[0], mast.x_m = 100000;
    assert_refused(f, &f->options, mast, 1.5, "no ground height under the mast at x 100000.00 m, y 2221000.00 m");
    mast = f->masts[0], mast.ground_amsl_m = 9001;
    assert_refused(f, &f->options, mast, 1.5, "ground_amsl_m 9001 of the mast outside [-500, 9000]");
    assert_status(htsc_sweep_losses(&f->options, 0, &mast, 1.5, COUNT, f->x_m, f->y_m, 1, f->loss_db, &err),
                  HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "no mast");
    f->masts[1].ground_amsl_m = 200;
    assert_status(htsc_sweep_losses(&f->options, 2, f->masts, 1.5, COUNT, f->x_m, f->y_m, 1, f->loss_db, &err),
                  HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "mast 1 has another ground_amsl_m than the first");
    f->masts[1].x_m += 1;
    assert_status(htsc_sweep_losses(&f->options, 2, f->masts, 1.5, COUNT, f->x_m, f->y_m, 1, f->loss_db, &err),
                  HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "mast 1 stands elsewhere than the first");
}

/* A class' own variability goes before the option, and that before the rule. */
static void test_sweep_sigma_db_goes_by_class_option_and_rule(void **state) {
    fixture *f = *state;
    enum { OPEN, TOWN, TREES };
    double x_m[3], y_m[3] = {2221000, 2221000, 2221000};
    htsc_error err;
    htsc__receivers receivers;
    htsc_sweep_options options = f->options;
    options.clutter = f->clutter;
    for (double east_m = 0; east_m < 1200; east_m += 400)
        x_m[(int)relief_patches(east_m + 200, -1) - 1] = relief_x_m + east_m + 200;
    y_m[0] -= 25, y_m[1] -= 25, y_m[2] -= 25;
    assert_ok(htsc__receivers_init(&receivers, &options, 1.5, 3, x_m, y_m, 1, &err), err);
    const double rule_db = 2.1; /* below the clutter */
    assert_near(htsc__sweep_sigma_db(&options, &receivers, OPEN, rule_db), 0.85 * rule_db,
                1e-12); /* 1.5 of 10 m over */
    assert_near(htsc__sweep_sigma_db(&options, &receivers, TOWN, rule_db), rule_db, 0);
    assert_near(htsc__sweep_sigma_db(&options, &receivers, TREES, rule_db), 7, 0);
    options.location_sigma_db = 5.5;
    assert_near(htsc__sweep_sigma_db(&options, &receivers, TOWN, rule_db), 5.5, 0);
    assert_near(htsc__sweep_sigma_db(&options, &receivers, TREES, rule_db), 7, 0);
    htsc__receivers_clear(&receivers);
}

static htsc_status sweep_few(void *ctx, htsc_error *err) {
    fixture *f = ctx;
    return htsc_sweep_losses(&f->options, 2, f->masts, 1.5, 40, f->x_m, f->y_m, 1, f->loss_db, err);
}

static void test_sweep_losses_failing_allocation_is_an_error(void **state) {
    fixture *f = *state;
    f->options.clutter = f->clutter;
    assert_true(fail_each_allocation(sweep_few, f) >= 20);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define OVER_PATCHES(test) \
    { #test "_over_patches", test, set_up_patches, tear_down, NULL }

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_sweep_losses_equal_the_exact_function_on_the_nearest_radial),
        IN_WORLD(test_sweep_losses_with_any_gap_equal_the_exact_function),
        IN_WORLD(test_sweep_losses_shares_hang_on_the_gap_and_not_on_the_step),
        IN_WORLD(test_sweep_losses_of_any_jobs_are_the_same_bytes),
        IN_WORLD(test_sweep_losses_of_any_order_are_the_same_bytes),
        IN_WORLD(test_sweep_losses_of_any_split_are_the_same_bytes),
        IN_WORLD(test_sweep_losses_over_any_area_read_are_the_same_bytes),
        IN_WORLD(test_sweep_losses_of_any_masts_beside_are_the_same_bytes),
        OVER_PATCHES(test_sweep_losses_of_any_jobs_are_the_same_bytes),
        OVER_PATCHES(test_sweep_losses_of_any_order_are_the_same_bytes),
        OVER_PATCHES(test_sweep_losses_of_any_split_are_the_same_bytes),
        OVER_PATCHES(test_sweep_losses_over_any_area_read_are_the_same_bytes),
        OVER_PATCHES(test_sweep_losses_of_any_masts_beside_are_the_same_bytes),
        IN_WORLD(test_sweep_losses_at_half_time_keep_to_free_space),
        IN_WORLD(test_sweep_losses_at_the_mast_and_in_the_first_step_are_exact),
        IN_WORLD(test_sweep_losses_over_the_sea_are_finite_and_grow),
        cmocka_unit_test(test_p1812_loss_all_at_sea_is_finite),
        IN_WORLD(test_sweep_losses_beside_cliffs_and_higher_hills_are_exact),
        IN_WORLD(test_sweep_losses_below_the_clutter_are_exact_and_higher),
        IN_WORLD(test_sweep_losses_behind_a_rising_edge_do_not_fall),
        IN_WORLD(test_sweep_losses_beyond_a_gap_hold_the_ground_over),
        IN_WORLD(test_sweep_losses_with_the_masts_ground_given_take_it),
        IN_WORLD(test_sweep_losses_without_receivers_or_place_are_none),
        IN_WORLD(test_sweep_losses_options_outside_their_ranges_are_named),
        IN_WORLD(test_sweep_losses_masts_and_heights_outside_their_ranges_are_named),
        IN_WORLD(test_sweep_sigma_db_goes_by_class_option_and_rule),
        IN_WORLD(test_sweep_losses_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
