#include "analysis/world.h"

#include <math.h>

enum { POINTS = 600 };

typedef struct fixture {
    world w;
    htsc_model_storage storage;
    htsc_propagation_model model;
    htsc_coverage_options options;
    double x_m[POINTS], y_m[POINTS];
} fixture;

static int set_up(void **state) {
    htsc_error error = {HTSC_OK, ""};
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    world_init(&f->w);
    static const char *const files[] = {"sites_lam_son.csv", "sites_song_am.gpkg"};
    htsc_sites_options site_options;
    htsc_sites_options_init(&site_options);
    world_good(htsc_sites_create(&site_options, &f->w.sites, &error), &error);
    for (int i = 0; i < 2; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/ngoclac/%s", HTSC_TESTDATA_DIR, files[i]);
        htsc_input input = htsc_input_of(path);
        world_good(htsc_sites_read(f->w.sites, &input, f->w.findings, NULL, &error), &error);
    }
    htsc_tr38901_options model_options;
    htsc_tr38901_options_init(&model_options);
    world_good(htsc_model_tr38901(&model_options, &f->storage, &f->model, &error), &error);
    htsc_coverage_options_init(&f->options);
    f->options.model = &f->model;
    f->options.date = 20260930;
    f->options.thresholds[HTSC_TECHNOLOGY_4G] = (htsc_thresholds){true, -110, -100, 0};
    f->options.thresholds[HTSC_TECHNOLOGY_5G] = (htsc_thresholds){true, -110, -100, 0};
    uint64_t seed = 15061;
    for (int i = 0; i < POINTS; i++) {
        f->x_m[i] = 528000 + 14000 * world_random(&seed);
        f->y_m[i] = 2218000 + 12000 * world_random(&seed);
    }
    /* One receiver stands exactly at a mast. */
    f->x_m[0] = htsc_sites_get(f->w.sites, 0)->x_m;
    f->y_m[0] = htsc_sites_get(f->w.sites, 0)->y_m;
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    world_clear(&f->w);
    free(f);
    return 0;
}

static htsc_coverage *cover(fixture *f, const htsc_coverage_options *options) {
    htsc_error error = {HTSC_OK, ""};
    htsc_coverage *coverage = NULL;
    world_good(htsc_coverage_create(f->w.sites, options, POINTS, f->x_m, f->y_m, &coverage, &error), &error);
    return coverage;
}

/* The plain way: every cell alone, one loss at a time, no blocks, no pruning. */
static htsc_signal plain(const fixture *f, size_t point, htsc_technology technology, uint32_t operator_index) {
    htsc_signal best = {0, 0, 0, NAN, HTSC_NO_SERVER};
    for (size_t i = 0; i < htsc_sites_count(f->w.sites); i++) {
        const htsc_cell *c = htsc_sites_get(f->w.sites, i);
        if (c->technology != technology || (operator_index != HTSC_UNION && c->operator_index != operator_index))
            continue;
        if (c->status != HTSC_SITE_ON_AIR || c->on_air_date > f->options.date) continue;
        double dx = f->x_m[point] - c->x_m, dy = f->y_m[point] - c->y_m, distance_m = sqrt(dx * dx + dy * dy);
        if (distance_m > f->model.max_distance_m) continue;
        htsc_mast mast = {c->x_m, c->y_m, c->antenna_height_agl_m, (double)NAN, c->freq_mhz};
        htsc_receiver receiver = {f->x_m[point], f->y_m[point], 1.5, (double)NAN};
        htsc_loss loss;
        assert_int_equal(f->model.loss(f->model.ctx, &mast, &receiver, 1, &loss, NULL), HTSC_OK);
        htsc_antenna antenna;
        htsc_antenna_init(&antenna);
        antenna.v_beamwidth_deg = c->v_beamwidth_deg;
        antenna.downtilt_deg = c->downtilt_deg;
        antenna.kind = isnan(c->azimuth_deg) ? HTSC_ANTENNA_OMNI : HTSC_ANTENNA_SECTOR;
        antenna.azimuth_deg = isnan(c->azimuth_deg) ? 0 : c->azimuth_deg;
        antenna.h_beamwidth_deg = isnan(c->azimuth_deg) ? 65 : c->h_beamwidth_deg;
        htsc_link_budget budget = {technology, c->eirp_dbm, c->bandwidth_mhz, c->scs_khz, 0, 0};
        double reference_dbm;
        assert_int_equal(htsc_link_reference_dbm(&budget, &reference_dbm, NULL), HTSC_OK);
        double level_dbm =
            reference_dbm + htsc_antenna_gain_db(&antenna, atan2(dx, dy) * 180 / M_PI,
                                                 atan2(1.5 - c->antenna_height_agl_m, distance_m) * 180 / M_PI);
        best.covered_probability =
            fmaxf(best.covered_probability, (float)htsc_link_probability(&loss, level_dbm, -110));
        best.good_probability = fmaxf(best.good_probability, (float)htsc_link_probability(&loss, level_dbm, -100));
        float rsrp_dbm = (float)htsc_link_mean_dbm(&loss, level_dbm);
        if (isnan(best.rsrp_dbm) || rsrp_dbm > best.rsrp_dbm) best.rsrp_dbm = rsrp_dbm, best.server = (uint32_t)i;
    }
    return best;
}

static void test_coverage_against_plain_way_is_equal(void **state) {
    fixture *f = *state;
    htsc_coverage *coverage = cover(f, &f->options);
    int covered = 0, uncovered = 0;
    const uint32_t operators[] = {0, 1, HTSC_UNION};
    for (int o = 0; o < 3; o++)
        for (int t = HTSC_TECHNOLOGY_4G; t <= HTSC_TECHNOLOGY_5G; t++)
            for (size_t i = 0; i < POINTS; i++) {
                htsc_signal wanted = plain(f, i, (htsc_technology)t, operators[o]);
                const htsc_signal *got = htsc_coverage_get(coverage, (htsc_technology)t, operators[o]) + i;
                /* Two roundings to float at most: 2^-23 of 1, and of some 200 dB. */
                assert_true(fabsf(got->covered_probability - wanted.covered_probability) <= 3e-7f);
                assert_true(fabsf(got->good_probability - wanted.good_probability) <= 3e-7f);
                assert_true(isnan(wanted.rsrp_dbm) == isnan(got->rsrp_dbm));
                assert_true(isnan(wanted.rsrp_dbm) || fabsf(got->rsrp_dbm - wanted.rsrp_dbm) <= 3e-5f);
                if (htsc_coverage_level(coverage, got) == HTSC_LEVEL_NONE)
                    uncovered++;
                else
                    covered++;
            }
    assert_true(covered > 300 && uncovered > 300); /* the comparison saw both */
    htsc_coverage_free(coverage);
}

static void test_coverage_union_is_never_below_an_operator(void **state) {
    fixture *f = *state;
    htsc_coverage *coverage = cover(f, &f->options);
    for (uint32_t o = 0; o < 2; o++)
        for (size_t i = 0; i < POINTS; i++) {
            const htsc_signal *one = htsc_coverage_get(coverage, HTSC_TECHNOLOGY_4G, o) + i;
            const htsc_signal *any = htsc_coverage_get(coverage, HTSC_TECHNOLOGY_4G, HTSC_UNION) + i;
            assert_true(any->covered_probability >= one->covered_probability);
            assert_true(any->good_probability >= one->good_probability);
            assert_true(htsc_coverage_level(coverage, any) >= htsc_coverage_level(coverage, one));
            assert_false(any->rsrp_dbm < one->rsrp_dbm);
        }
    htsc_coverage_free(coverage);
}

static void test_coverage_of_any_jobs_is_the_same_bytes(void **state) {
    fixture *f = *state;
    htsc_coverage_options options = f->options;
    options.jobs = 1;
    htsc_coverage *one = cover(f, &options);
    for (int jobs = 2; jobs <= 4; jobs++) {
        options.jobs = jobs;
        htsc_coverage *many = cover(f, &options);
        for (int t = HTSC_TECHNOLOGY_4G; t <= HTSC_TECHNOLOGY_5G; t++)
            assert_memory_equal(htsc_coverage_get(one, (htsc_technology)t, 0),
                                htsc_coverage_get(many, (htsc_technology)t, 0),
                                3 * POINTS * sizeof(htsc_signal)); /* two operators and the union */
        assert_int_equal(htsc_coverage_pair_count(one), htsc_coverage_pair_count(many));
        htsc_coverage_free(many);
    }
    htsc_coverage_free(one);
}

static void test_coverage_before_on_air_date_hears_fewer(void **state) {
    fixture *f = *state;
    htsc_coverage_options options = f->options;
    htsc_coverage *later = cover(f, &options);
    options.date = 20150101;
    htsc_coverage *earlier = cover(f, &options);
    assert_true(htsc_coverage_heard_count(earlier) < htsc_coverage_heard_count(later));
    assert_int_equal(htsc_coverage_heard_count(earlier) + htsc_coverage_silent_count(earlier),
                     htsc_sites_count(f->w.sites));
    htsc_coverage_free(earlier);
    htsc_coverage_free(later);
}

static void test_coverage_of_no_points_and_of_unused_technology(void **state) {
    fixture *f = *state;
    htsc_error error = {HTSC_OK, ""};
    htsc_coverage *coverage = NULL;
    world_good(htsc_coverage_create(f->w.sites, &f->options, 0, f->x_m, f->y_m, &coverage, &error), &error);
    assert_int_equal(htsc_coverage_count(coverage), 0);
    assert_null(htsc_coverage_get(coverage, HTSC_TECHNOLOGY_2G, HTSC_UNION));
    htsc_coverage_free(coverage);
}

static void test_coverage_thresholds_the_wrong_way_round_are_refused(void **state) {
    fixture *f = *state;
    htsc_error error = {HTSC_OK, ""};
    htsc_coverage *coverage = NULL;
    htsc_coverage_options options = f->options;
    options.thresholds[HTSC_TECHNOLOGY_5G] = (htsc_thresholds){true, -90, -100, 0};
    assert_int_equal(htsc_coverage_create(f->w.sites, &options, 1, f->x_m, f->y_m, &coverage, &error),
                     HTSC_ERR_ARGUMENT);
    assert_null(coverage);
    assert_non_null(strstr(error.message, "good_dbm"));
}

static htsc_status broken_loss(const void *ctx, const htsc_mast *mast, const htsc_receiver *receivers, size_t count,
                               htsc_loss *losses, htsc_error *err) {
    (void)ctx, (void)mast, (void)receivers, (void)err;
    for (size_t i = 0; i < count; i++) losses[i] = (htsc_loss){.los_probability = 1, .los_db = (double)NAN};
    return HTSC_OK;
}

static void test_coverage_with_a_model_that_gives_nan_is_an_error(void **state) {
    fixture *f = *state;
    htsc_error error = {HTSC_OK, ""};
    htsc_coverage *coverage = NULL;
    htsc_propagation_model model = {"broken", "", 1e6, NULL, broken_loss};
    htsc_coverage_options options = f->options;
    options.model = &model;
    assert_int_equal(htsc_coverage_create(f->w.sites, &options, 5, f->x_m, f->y_m, &coverage, &error),
                     HTSC_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "broken"));
}

static int stop_at_once(void *ctx) {
    (void)ctx;
    return 1;
}

static void test_coverage_cancelled_says_so(void **state) {
    fixture *f = *state;
    htsc_error error = {HTSC_OK, ""};
    htsc_coverage *coverage = NULL;
    htsc_progress progress = {NULL, NULL, stop_at_once};
    htsc_coverage_options options = f->options;
    options.progress = &progress;
    assert_int_equal(htsc_coverage_create(f->w.sites, &options, POINTS, f->x_m, f->y_m, &coverage, &error),
                     HTSC_ERR_CANCELLED);
    assert_null(coverage);
}

/* A model without two branches, and without shadowing: levels are steps. */
static htsc_status step_loss(const void *ctx, const htsc_mast *mast, const htsc_receiver *receivers, size_t count,
                             htsc_loss *losses, htsc_error *err) {
    (void)ctx, (void)err;
    for (size_t i = 0; i < count; i++)
        losses[i] = (htsc_loss){.los_probability = 1,
                                .los_db = hypot(receivers[i].x_m - mast->x_m, receivers[i].y_m - mast->y_m)};
    return HTSC_OK;
}

static void test_coverage_with_a_step_model_has_sharp_edges(void **state) {
    (void)state;
    htsc_error error = {HTSC_OK, ""};
    world w;
    world_init(&w);
    world_sites(&w, "site_id,operator,technology,x_m,y_m,antenna_height_agl_m,freq_mhz,eirp_dbm\n"
                    "A,one,2G,500000,2220000,30,900,60\n");
    htsc_propagation_model model = {"steps", "", 1000, NULL, step_loss};
    htsc_coverage_options options;
    htsc_coverage_options_init(&options);
    options.model = &model;
    options.thresholds[HTSC_TECHNOLOGY_2G] = (htsc_thresholds){true, -90, -40, 0};
    /* Level is 60 - distance, less what the vertical pattern takes: far enough off the mast that is under 1 dB. */
    const double x_m[] = {500095, 500149, 500152, 501001}, y_m[] = {2220000, 2220000, 2220000, 2220000};
    htsc_coverage *coverage = NULL;
    world_good(htsc_coverage_create(w.sites, &options, 4, x_m, y_m, &coverage, &error), &error);
    const htsc_signal *s = htsc_coverage_get(coverage, HTSC_TECHNOLOGY_2G, HTSC_UNION);
    assert_true(s[0].covered_probability == 1.0f);
    assert_true(s[2].covered_probability == 0.0f); /* 60 - 152 is below -90 */
    assert_int_equal(s[3].server, HTSC_NO_SERVER); /* beyond the model's reach */
    assert_true(isnan(s[3].rsrp_dbm));
    assert_int_equal(htsc_coverage_level(coverage, &s[3]), HTSC_LEVEL_NONE);
    htsc_coverage_free(coverage);
    world_clear(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coverage_against_plain_way_is_equal),
        cmocka_unit_test(test_coverage_union_is_never_below_an_operator),
        cmocka_unit_test(test_coverage_of_any_jobs_is_the_same_bytes),
        cmocka_unit_test(test_coverage_before_on_air_date_hears_fewer),
        cmocka_unit_test(test_coverage_of_no_points_and_of_unused_technology),
        cmocka_unit_test(test_coverage_thresholds_the_wrong_way_round_are_refused),
        cmocka_unit_test(test_coverage_with_a_model_that_gives_nan_is_an_error),
        cmocka_unit_test(test_coverage_cancelled_says_so),
        cmocka_unit_test(test_coverage_with_a_step_model_has_sharp_edges),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
