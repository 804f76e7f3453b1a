#include <htscover/link.h>

#include "near.h"

static htsc_link_budget budget_of(htsc_technology technology, double eirp_dbm, double bandwidth_mhz, double scs_khz) {
    return (htsc_link_budget){
        .technology = technology, .eirp_dbm = eirp_dbm, .bandwidth_mhz = bandwidth_mhz, .scs_khz = scs_khz};
}

static double reference_of(htsc_link_budget budget) {
    double reference_dbm = 0.0;
    htsc_error err;
    if (htsc_link_reference_dbm(&budget, &reference_dbm, &err) != HTSC_OK) {
        fail_msg("%s", err.message);
    }
    return reference_dbm;
}

static void test_technology_name_every_generation(void **state) {
    (void)state;
    assert_string_equal(htsc_technology_name(HTSC_TECHNOLOGY_2G), "2G");
    assert_string_equal(htsc_technology_name(HTSC_TECHNOLOGY_3G), "3G");
    assert_string_equal(htsc_technology_name(HTSC_TECHNOLOGY_4G), "4G");
    assert_string_equal(htsc_technology_name(HTSC_TECHNOLOGY_5G), "5G");
    assert_string_equal(htsc_technology_name((htsc_technology)4), "unknown");
}

/* Worked by hand, to the 1e-4 dB written.
 * 5G, 100 MHz at 30 kHz: 273 blocks, 10 log10(12 * 273) = 10 log10 3276 = 35.1535; 70 - 35.1535 = 34.8465 dBm.
 * 4G, 20 MHz: 100 blocks, 10 log10 1200 = 30.7918; 62 - 30.7918 = 31.2082 dBm. */
static void test_link_reference_worked_examples(void **state) {
    (void)state;
    assert_near(reference_of(budget_of(HTSC_TECHNOLOGY_5G, 70.0, 100.0, 30.0)), 34.8465, 1e-4);
    assert_near(reference_of(budget_of(HTSC_TECHNOLOGY_4G, 62.0, 20.0, 15.0)), 31.2082, 1e-4);

    htsc_link_budget budget = budget_of(HTSC_TECHNOLOGY_5G, 70.0, 100.0, 30.0);
    budget.reference_offset_db = 3.0;
    budget.extra_loss_db = 8.0;
    assert_near(reference_of(budget), 29.8465, 1e-4);
}

/* RMa at 1 km and 700 MHz loses 93.382 or 116.445 dB (by hand in make_tr38901.py). 5G n28, 20 MHz at 15 kHz:
 * 10 log10(12 * 106) = 31.0449; 60 - 31.0449 = 28.9551: RSRP -64.427 in sight, -87.490 out of it; mean with
 * P = 0.37158: 0.37158 * -64.427 + 0.62842 * -87.490 = -78.920. 3e-3 for the figures carried. */
static void test_link_mean_worked_rsrp(void **state) {
    (void)state;
    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    htsc_loss loss;
    assert_int_equal(htsc_tr38901_loss(&options, 700.0, 35.0, 1.5, 1000.0, &loss, NULL), HTSC_OK);
    double reference_dbm = reference_of(budget_of(HTSC_TECHNOLOGY_5G, 60.0, 20.0, 15.0));
    assert_near(reference_dbm - loss.los_db, -64.427, 3e-3);
    assert_near(reference_dbm - loss.nlos_db, -87.490, 3e-3);
    assert_near(htsc_link_mean_dbm(&loss, reference_dbm), -78.920, 3e-3);
}

static void test_link_reference_older_generations_have_no_blocks(void **state) {
    (void)state;
    htsc_link_budget budget = budget_of(HTSC_TECHNOLOGY_3G, 58.0, (double)NAN, (double)NAN);
    budget.reference_offset_db = -10.0;
    budget.extra_loss_db = 2.0;
    assert_near(reference_of(budget), 46.0, 0.0);
    budget.technology = HTSC_TECHNOLOGY_2G;
    budget.reference_offset_db = 0.0;
    assert_near(reference_of(budget), 56.0, 0.0);
}

static void check_refused(htsc_link_budget budget, const char *message) {
    double reference_dbm = 1.25;
    htsc_error err;
    assert_int_equal(htsc_link_reference_dbm(&budget, &reference_dbm, &err), HTSC_ERR_ARGUMENT);
    assert_string_equal(err.message, message);
    assert_near(reference_dbm, 1.25, 0.0);
    assert_int_equal(htsc_link_reference_dbm(&budget, &reference_dbm, NULL), HTSC_ERR_ARGUMENT);
}

static void test_link_reference_bad_budget_is_refused(void **state) {
    (void)state;
    const double none = (double)NAN;
    check_refused(budget_of(HTSC_TECHNOLOGY_5G, none, 100.0, 30.0), "eirp_dbm nan not finite");
    check_refused(budget_of(HTSC_TECHNOLOGY_5G, 70.0, 100.0, 15.0), "5G has no bandwidth_mhz 100 with scs_khz 15");
    check_refused(budget_of(HTSC_TECHNOLOGY_4G, 70.0, 20.0, 30.0), "4G has no bandwidth_mhz 20 with scs_khz 30");
    check_refused(budget_of(HTSC_TECHNOLOGY_4G, 70.0, none, 15.0), "4G has no bandwidth_mhz nan with scs_khz 15");
    check_refused(budget_of((htsc_technology)4, 70.0, 20.0, 15.0), "technology 4 outside [0, 3]");
    htsc_link_budget budget = budget_of(HTSC_TECHNOLOGY_2G, 55.0, none, none);
    budget.extra_loss_db = -1.0;
    check_refused(budget, "extra_loss_db -1 not finite and at least 0");
    budget.extra_loss_db = 0.0;
    budget.reference_offset_db = (double)INFINITY;
    check_refused(budget, "reference_offset_db inf not finite");
}

/* Quantiles of the normal distribution as tables give them to ten decimals; 1e-9 for those. */
static void test_link_probability_one_normal(void **state) {
    (void)state;
    htsc_loss loss = {.los_probability = 1.0, .los_db = 100.0, .los_sigma_db = 8.0, .nlos_db = 100.0};
    assert_near(htsc_link_probability(&loss, 0.0, -100.0), 0.5, 1e-15);
    assert_near(htsc_link_probability(&loss, 8.0 * 0.6744897502, -100.0), 0.75, 1e-9);
    assert_near(htsc_link_probability(&loss, 8.0 * 1.2815515655, -100.0), 0.9, 1e-9);
    assert_near(htsc_link_probability(&loss, -8.0 * 1.2815515655, -100.0), 0.1, 1e-9);
    /* Q(10) = 7.6198530242e-24: the far tail keeps its figures; relative to ten of them */
    assert_near(htsc_link_probability(&loss, -80.0, -100.0) / 7.6198530242e-24, 1.0, 1e-9);
    assert_near(htsc_link_probability(&loss, 1e4, -100.0), 1.0, 0.0);
}

static void test_link_probability_mixes_both_normals(void **state) {
    (void)state;
    htsc_loss loss = {
        .los_probability = 0.25, .los_db = 90.0, .los_sigma_db = 4.0, .nlos_db = 110.0, .nlos_sigma_db = 8.0};
    /* margin 100: LOS 2.5 sigma over, Q(-2.5) = 0.9937903347; NLOS 1.25 sigma under, Q(1.25) = 0.1056497737 */
    assert_near(htsc_link_probability(&loss, 0.0, -100.0), 0.25 * 0.9937903347 + 0.75 * 0.1056497737, 1e-9);
    assert_near(htsc_link_mean_dbm(&loss, 0.0), -105.0, 1e-12);
}

static void test_link_probability_sigma_0_is_a_step(void **state) {
    (void)state;
    htsc_loss loss = {.los_probability = 0.25, .los_db = 90.0, .nlos_db = 110.0};
    assert_near(htsc_link_probability(&loss, 0.0, -89.0), 0.0, 0.0);
    assert_near(htsc_link_probability(&loss, 0.0, -90.0), 0.25, 0.0);
    assert_near(htsc_link_probability(&loss, 0.0, -109.999), 0.25, 0.0);
    assert_near(htsc_link_probability(&loss, 0.0, -110.0), 1.0, 0.0);
}

static void test_link_probability_is_monotone_within_0_and_1(void **state) {
    (void)state;
    for (int i = 0; i <= 100; i++) {
        htsc_loss loss = {
            .los_probability = i / 100.0, .los_db = 90.0, .los_sigma_db = 4.0, .nlos_db = 110.0, .nlos_sigma_db = 7.82};
        double before = 1.0;
        for (double threshold = -400.0; threshold <= 100.0; threshold += 1.0) {
            double probability = htsc_link_probability(&loss, 0.0, threshold);
            assert_true(probability >= 0.0 && probability <= before);
            before = probability;
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_technology_name_every_generation),
        cmocka_unit_test(test_link_reference_worked_examples),
        cmocka_unit_test(test_link_mean_worked_rsrp),
        cmocka_unit_test(test_link_reference_older_generations_have_no_blocks),
        cmocka_unit_test(test_link_reference_bad_budget_is_refused),
        cmocka_unit_test(test_link_probability_one_normal),
        cmocka_unit_test(test_link_probability_mixes_both_normals),
        cmocka_unit_test(test_link_probability_sigma_0_is_a_step),
        cmocka_unit_test(test_link_probability_is_monotone_within_0_and_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
