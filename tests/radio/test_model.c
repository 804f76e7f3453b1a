#include <htscover/propagation.h>

#include <stdlib.h>
#include <string.h>

#include "near.h"

static htsc_propagation_model tr38901_model(htsc_scenario scenario, htsc_model_storage *storage) {
    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    options.scenario = scenario;
    htsc_propagation_model model;
    assert_int_equal(htsc_model_tr38901(&options, storage, &model, NULL), HTSC_OK);
    return model;
}

static htsc_mast mast_at(double height_m, double freq_mhz) {
    return (htsc_mast){.x_m = 538500.0,
                       .y_m = 2221150.0,
                       .antenna_height_agl_m = height_m,
                       .ground_amsl_m = (double)NAN,
                       .freq_mhz = freq_mhz};
}

/* A small generator of its own, so that the receivers are the same on every machine. */
static double uniform(uint64_t *seed) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

static htsc_receiver *random_receivers(const htsc_mast *mast, size_t count, uint64_t seed) {
    static const double heights_m[] = {1.5, 1.5, 1.5, 1.5, 6.0, 14.0, 22.5};
    htsc_receiver *receivers = calloc(count, sizeof *receivers);
    assert_non_null(receivers);
    double height_m = 1.5;
    for (size_t i = 0; i < count; i++) {
        double reach_m = pow(10.0, uniform(&seed) * 4.5); /* 1 m to 32 km */
        if (i % 3 == 0) {
            height_m = heights_m[(size_t)(uniform(&seed) * 7.0)];
        }
        if (i > count / 2) {
            height_m = 1.5; /* runs longer than any batch */
        }
        receivers[i] = (htsc_receiver){.x_m = mast->x_m + reach_m * (uniform(&seed) - 0.5),
                                       .y_m = mast->y_m + reach_m * (uniform(&seed) - 0.5),
                                       .height_agl_m = height_m,
                                       .ground_amsl_m = (double)NAN};
    }
    return receivers;
}

static int same_bits(double a, double b) {
    return memcmp(&a, &b, sizeof a) == 0;
}

static void assert_same_loss(const htsc_loss *a, const htsc_loss *b) {
    assert_true(same_bits(a->los_probability, b->los_probability));
    assert_true(same_bits(a->los_db, b->los_db));
    assert_true(same_bits(a->los_sigma_db, b->los_sigma_db));
    assert_true(same_bits(a->nlos_db, b->nlos_db));
    assert_true(same_bits(a->nlos_sigma_db, b->nlos_sigma_db));
    assert_int_equal(a->validity, b->validity);
}

/* The pair on its own, by the public functions: the loss of the table, then the bound. */
static htsc_loss bounded_loss(htsc_scenario scenario, const htsc_mast *mast, const htsc_receiver *receiver) {
    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    options.scenario = scenario;
    double dx = receiver->x_m - mast->x_m, dy = receiver->y_m - mast->y_m;
    double dz = mast->antenna_height_agl_m - receiver->height_agl_m;
    double distance_m = sqrt(dx * dx + dy * dy);
    htsc_loss loss;
    assert_int_equal(htsc_tr38901_loss(&options, mast->freq_mhz, mast->antenna_height_agl_m, receiver->height_agl_m,
                                       distance_m, &loss, NULL),
                     HTSC_OK);
    double horizontal_m = distance_m < 10.0 ? 10.0 : distance_m;
    double bound_db = htsc_free_space_loss_db(mast->freq_mhz, sqrt(horizontal_m * horizontal_m + dz * dz));
    if (loss.los_db < bound_db) {
        loss.los_db = bound_db;
        loss.validity |= HTSC_VALIDITY_FREE_SPACE;
    }
    loss.nlos_db = loss.nlos_db < bound_db ? bound_db : loss.nlos_db;
    return loss;
}

enum { PAIR_COUNT = 3000 };

/* Bits, not decibels: a receiver's loss may not depend on what else is in the batch. */
static void check_batches(htsc_scenario scenario, double height_m, double freq_mhz) {
    static const size_t sizes[] = {1, 2, 3, 7, 64, 127, 128, 129, 1000, PAIR_COUNT};
    htsc_model_storage storage;
    htsc_propagation_model model = tr38901_model(scenario, &storage);
    htsc_mast mast = mast_at(height_m, freq_mhz);
    htsc_receiver *receivers = random_receivers(&mast, PAIR_COUNT, 20261122u + (uint64_t)scenario);
    htsc_loss *losses = calloc(PAIR_COUNT, sizeof *losses);
    assert_non_null(losses);
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        memset(losses, 0, PAIR_COUNT * sizeof *losses);
        for (size_t start = 0; start < PAIR_COUNT; start += sizes[s]) {
            size_t n = PAIR_COUNT - start < sizes[s] ? PAIR_COUNT - start : sizes[s];
            assert_int_equal(model.loss(model.ctx, &mast, receivers + start, n, losses + start, NULL), HTSC_OK);
        }
        for (size_t i = 0; i < PAIR_COUNT; i++) {
            htsc_loss expected = bounded_loss(scenario, &mast, &receivers[i]);
            assert_same_loss(&losses[i], &expected);
        }
    }
    free(losses);
    free(receivers);
}

static void test_model_tr38901_any_batch_equals_single_pairs(void **state) {
    (void)state;
    check_batches(HTSC_SCENARIO_UMA, 25.0, 2593.0);
    check_batches(HTSC_SCENARIO_UMI, 10.0, 3550.0);
    check_batches(HTSC_SCENARIO_RMA, 42.0, 780.5);
}

static void test_model_tr38901_loss_is_never_below_free_space(void **state) {
    (void)state;
    size_t raised = 0;
    for (int s = 0; s < 3; s++) {
        htsc_model_storage storage;
        htsc_propagation_model model = tr38901_model((htsc_scenario)s, &storage);
        htsc_mast mast = mast_at(30.0, 700.0);
        for (double d = 0.0; d < 20000.0; d = d * 1.01 + 0.5) {
            htsc_receiver receiver = {mast.x_m + d, mast.y_m, 1.5, 100.0};
            htsc_loss loss;
            assert_int_equal(model.loss(model.ctx, &mast, &receiver, 1, &loss, NULL), HTSC_OK);
            double floor_db = htsc_free_space_loss_db(mast.freq_mhz, sqrt(d * d + 28.5 * 28.5));
            /* 1e-9 dB: the slant distance is rounded on another way here */
            assert_true(loss.los_db >= floor_db - 1e-9 && loss.nlos_db >= floor_db - 1e-9);
            raised += (loss.validity & HTSC_VALIDITY_FREE_SPACE) != 0;
        }
    }
    assert_true(raised > 0);
}

/* UMa's LOS formula is 28 + 22 log10 d against free space's 32.45 + 20 log10 d: below it up to 168 m. */
static void test_model_tr38901_uma_near_the_mast_is_raised_and_flagged(void **state) {
    (void)state;
    htsc_model_storage storage;
    htsc_propagation_model model = tr38901_model(HTSC_SCENARIO_UMA, &storage);
    htsc_mast mast = mast_at(25.0, 3500.0);
    htsc_receiver receivers[] = {{mast.x_m + 100.0, mast.y_m, 1.5, 0.0}, {mast.x_m + 200.0, mast.y_m, 1.5, 0.0}};
    htsc_loss losses[2];
    assert_int_equal(model.loss(model.ctx, &mast, receivers, 2, losses, NULL), HTSC_OK);
    /* 20 log10(4 pi 102.7241 m 3.5e9 Hz / 299792458 m/s) = 83.562; 1e-3 for the figures written here */
    assert_near(losses[0].los_db, 83.562, 1e-3);
    assert_int_equal(losses[0].validity, HTSC_VALIDITY_FREE_SPACE);
    assert_int_equal(losses[1].validity, 0);
}

static void test_model_tr38901_receiver_at_the_mast_is_finite(void **state) {
    (void)state;
    for (int s = 0; s < 3; s++) {
        htsc_model_storage storage;
        htsc_propagation_model model = tr38901_model((htsc_scenario)s, &storage);
        htsc_mast mast = mast_at(1.0, 700.0); /* and as high: the slant distance is 0 */
        htsc_receiver receiver = {mast.x_m, mast.y_m, 1.0, 0.0};
        htsc_loss loss;
        assert_int_equal(model.loss(model.ctx, &mast, &receiver, 1, &loss, NULL), HTSC_OK);
        assert_true(isfinite(loss.los_db) && isfinite(loss.nlos_db) && isfinite(loss.los_probability));
        assert_true((loss.validity & HTSC_VALIDITY_DISTANCE) != 0);
    }
}

static void test_model_tr38901_names_and_reach(void **state) {
    (void)state;
    htsc_model_storage storage;
    htsc_propagation_model model = tr38901_model(HTSC_SCENARIO_UMI, &storage);
    assert_string_equal(model.name, "TR 38.901 UMi");
    assert_non_null(strstr(model.source, "TR 38.901 V17.0.0"));
    assert_near(model.max_distance_m, 5000.0, 0.0);
    model = tr38901_model(HTSC_SCENARIO_UMA, &storage);
    assert_string_equal(model.name, "TR 38.901 UMa");
    assert_near(model.max_distance_m, 5000.0, 0.0);
    model = tr38901_model(HTSC_SCENARIO_RMA, &storage);
    assert_string_equal(model.name, "TR 38.901 RMa");
    assert_near(model.max_distance_m, 10000.0, 0.0);

    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    options.max_distance_m = 7500.0;
    assert_int_equal(htsc_model_tr38901(&options, &storage, &model, NULL), HTSC_OK);
    assert_near(model.max_distance_m, 7500.0, 0.0);
    options.street_width_m = 51.0;
    htsc_error err;
    assert_int_equal(htsc_model_tr38901(&options, &storage, &model, &err), HTSC_ERR_ARGUMENT);
    assert_string_equal(err.message, "street_width_m 51 outside [5, 50]");
}

static void check_refused(const htsc_propagation_model *model, const htsc_mast *mast, const htsc_receiver *receivers,
                          size_t count, const char *message) {
    htsc_loss losses[3];
    htsc_error err;
    assert_int_equal(model->loss(model->ctx, mast, receivers, count, losses, &err), HTSC_ERR_ARGUMENT);
    assert_string_equal(err.message, message);
}

static void check_refusals(const htsc_propagation_model *model) {
    htsc_mast mast = mast_at(30.0, 700.0);
    htsc_receiver receivers[3] = {{0.0, 0.0, 1.5, 0.0}, {0.0, 0.0, 1.5, 0.0}, {0.0, 0.0, 1.5, 0.0}};
    receivers[2].height_agl_m = 0.0;
    check_refused(model, &mast, receivers, 3, "receiver 2: height_agl_m 0 not finite and above 0");
    receivers[1].y_m = (double)NAN;
    check_refused(model, &mast, receivers, 3, "receiver 1: x_m 0, y_m nan not finite");
    receivers[0].x_m = 1e300;
    check_refused(model, &mast, receivers, 1, "receiver 0: loss not finite at this distance and height");
    mast.freq_mhz = 0.0;
    check_refused(model, &mast, receivers, 0, "mast: freq_mhz 0 not finite and above 0");
    mast.antenna_height_agl_m = (double)NAN;
    check_refused(model, &mast, receivers, 0, "mast: antenna_height_agl_m nan not finite and above 0");
    mast.x_m = (double)INFINITY;
    check_refused(model, &mast, receivers, 0, "mast: x_m inf, y_m 2.22115e+06 not finite");
}

static void test_model_loss_bad_place_is_refused(void **state) {
    (void)state;
    htsc_model_storage storage;
    htsc_propagation_model model = tr38901_model(HTSC_SCENARIO_RMA, &storage);
    check_refusals(&model);
    assert_int_equal(htsc_model_free_space(1000.0, &storage, &model, NULL), HTSC_OK);
    check_refusals(&model);
    assert_int_equal(model.loss(model.ctx, &(htsc_mast){0.0, 0.0, 30.0, 0.0, 700.0}, NULL, 0, NULL, NULL), HTSC_OK);
}

/* Recommendation ITU-R P.525-5, equation (4): 32.4 + 20 log f + 20 log d in MHz and km; its constant is
 * 20 log10(4 pi 1e9 / 299792458) = 32.44778322, here to 1e-8. */
static void test_free_space_loss_db_constant_and_slopes(void **state) {
    (void)state;
    assert_near(htsc_free_space_loss_db(1.0, 1000.0), 32.44778322, 1e-8);
    assert_near(htsc_free_space_loss_db(1000.0, 1000.0), 92.44778322, 1e-8);
    assert_near(htsc_free_space_loss_db(1000.0, 10000.0) - htsc_free_space_loss_db(1000.0, 1000.0), 20.0, 1e-12);
    assert_near(htsc_free_space_loss_db(20000.0, 1000.0) - htsc_free_space_loss_db(2000.0, 1000.0), 20.0, 1e-12);
}

static htsc_loss free_space_loss(double mast_ground_m, double receiver_ground_m, double mast_height_m,
                                 double distance_m) {
    htsc_model_storage storage;
    htsc_propagation_model model;
    assert_int_equal(htsc_model_free_space(50000.0, &storage, &model, NULL), HTSC_OK);
    assert_string_equal(model.name, "free space");
    assert_near(model.max_distance_m, 50000.0, 0.0);
    htsc_mast mast = {0.0, 0.0, mast_height_m, mast_ground_m, 1000.0};
    htsc_receiver receiver = {0.0, distance_m, 1.5, receiver_ground_m};
    htsc_loss loss;
    assert_int_equal(model.loss(model.ctx, &mast, &receiver, 1, &loss, NULL), HTSC_OK);
    assert_near(loss.los_probability, 1.0, 0.0);
    assert_near(loss.los_sigma_db, 0.0, 0.0);
    assert_near(loss.nlos_db, loss.los_db, 0.0);
    return loss;
}

/* 3-4-5 triangles: 300 m across, 400 m up; or 400 m across and 300 m up, 400 m of ground less 100 m of mast. 1e-9 dB
 * for the logarithm's rounding. */
static void test_model_free_space_uses_terrain_where_both_are_known(void **state) {
    (void)state;
    const double unknown = (double)NAN;
    const double at_500_m = htsc_free_space_loss_db(1000.0, 500.0);
    assert_near(free_space_loss(100.0, 500.0, 1.5, 300.0).los_db, at_500_m, 1e-9);
    assert_near(free_space_loss(500.0, 100.0, 1.5, 300.0).los_db, at_500_m, 1e-9);
    assert_near(free_space_loss(100.0, 500.0, 101.5, 400.0).los_db, at_500_m, 1e-9);
    assert_near(free_space_loss(unknown, 500.0, 1.5, 300.0).los_db, htsc_free_space_loss_db(1000.0, 300.0), 1e-9);
    assert_near(free_space_loss(100.0, unknown, 401.5, 300.0).los_db, at_500_m, 1e-9);
}

static void test_model_free_space_under_1_m_is_that_of_1_m(void **state) {
    (void)state;
    htsc_loss at_mast = free_space_loss(0.0, 0.0, 1.5, 0.0);
    htsc_loss at_1_m = free_space_loss(0.0, 0.0, 1.5, 1.0);
    assert_near(at_mast.los_db, htsc_free_space_loss_db(1000.0, 1.0), 0.0);
    assert_near(at_1_m.los_db, htsc_free_space_loss_db(1000.0, 1.0), 0.0);
    assert_int_equal(at_mast.validity, HTSC_VALIDITY_DISTANCE);
    assert_int_equal(at_1_m.validity, 0);
}

static void test_model_free_space_bad_reach_is_refused(void **state) {
    (void)state;
    htsc_model_storage storage;
    htsc_propagation_model model;
    htsc_error err;
    assert_int_equal(htsc_model_free_space(0.0, &storage, &model, &err), HTSC_ERR_ARGUMENT);
    assert_string_equal(err.message, "max_distance_m 0 not finite and above 0");
    assert_int_equal(htsc_model_free_space((double)NAN, &storage, &model, NULL), HTSC_ERR_ARGUMENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model_tr38901_any_batch_equals_single_pairs),
        cmocka_unit_test(test_model_tr38901_loss_is_never_below_free_space),
        cmocka_unit_test(test_model_tr38901_uma_near_the_mast_is_raised_and_flagged),
        cmocka_unit_test(test_model_tr38901_receiver_at_the_mast_is_finite),
        cmocka_unit_test(test_model_tr38901_names_and_reach),
        cmocka_unit_test(test_model_loss_bad_place_is_refused),
        cmocka_unit_test(test_free_space_loss_db_constant_and_slopes),
        cmocka_unit_test(test_model_free_space_uses_terrain_where_both_are_known),
        cmocka_unit_test(test_model_free_space_under_1_m_is_that_of_1_m),
        cmocka_unit_test(test_model_free_space_bad_reach_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
