#include <htscover/propagation.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"

/* Vectors ---------------------------------------------------------------------------------------------------------- */

enum { FIELD_COUNT = 14 };

static htsc_scenario scenario_of(const char *name) {
    if (strcmp(name, "uma") == 0) {
        return HTSC_SCENARIO_UMA;
    }
    if (strcmp(name, "umi") == 0) {
        return HTSC_SCENARIO_UMI;
    }
    assert_string_equal(name, "rma");
    return HTSC_SCENARIO_RMA;
}

static void split(char *line, char **fields) {
    line[strcspn(line, "\r\n")] = '\0';
    for (int i = 0; i < FIELD_COUNT; i++) {
        fields[i] = line;
        char *comma = strchr(line, ',');
        if (i == FIELD_COUNT - 1) {
            assert_null(comma);
            return;
        }
        assert_non_null(comma);
        *comma = '\0';
        line = comma + 1;
    }
}

static double number(const char *text) {
    char *end = NULL;
    double value = strtod(text, &end);
    assert_true(end != text && *end == '\0');
    return value;
}

static int is_close(double value, double expected, double tolerance) {
    return fabs(value - expected) <= tolerance;
}

static void check_vector(char **fields, int line) {
    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    options.scenario = scenario_of(fields[0]);
    options.building_height_m = number(fields[4]);
    options.street_width_m = number(fields[5]);

    htsc_loss loss;
    htsc_error err;
    htsc_status status = htsc_tr38901_loss(&options, number(fields[1]) * 1000.0, number(fields[2]), number(fields[3]),
                                           number(fields[6]), &loss, &err);
    assert_int_equal(status, HTSC_OK);
    const double tolerance = number(fields[12]);
    if (!is_close(loss.los_probability, number(fields[7]), tolerance) ||
        !is_close(loss.los_db, number(fields[8]), tolerance) || !is_close(loss.nlos_db, number(fields[9]), tolerance) ||
        !is_close(loss.los_sigma_db, number(fields[10]), 0.0) ||
        !is_close(loss.nlos_sigma_db, number(fields[11]), 0.0)) {
        fail_msg("tr38901.csv:%d (%s): %.15g, %.15g dB, %.15g dB, %g dB, %g dB", line, fields[13], loss.los_probability,
                 loss.los_db, loss.nlos_db, loss.los_sigma_db, loss.nlos_sigma_db);
    }
}

static void test_tr38901_loss_vectors_match(void **state) {
    (void)state;
    FILE *file = fopen(HTSC_TEST_DIR "/radio/vectors/tr38901.csv", "r");
    assert_non_null(file);
    char line[1024];
    char *fields[FIELD_COUNT];
    assert_non_null(fgets(line, sizeof line, file));
    split(line, fields);
    assert_string_equal(fields[12], "tolerance");
    int rows = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        split(line, fields);
        check_vector(fields, ++rows + 1);
    }
    assert_int_equal(fclose(file), 0);
    assert_true(rows >= 60);
}

/* Properties ------------------------------------------------------------------------------------------------------- */

static const double tx_heights_m[] = {5.0, 10.0, 25.0, 45.0, 150.0};
static const double rx_heights_m[] = {0.5, 1.0, 1.5, 10.0, 13.0, 22.5, 30.0};
static const double freqs_mhz[] = {450.0, 700.0, 1842.5, 3500.0, 28000.0};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

typedef void (*along_path)(const htsc_tr38901_options *options, double freq_mhz, double tx_m, double rx_m);

static void for_every_path(along_path check) {
    for (int s = 0; s < 3; s++) {
        htsc_tr38901_options options;
        htsc_tr38901_options_init(&options);
        options.scenario = (htsc_scenario)s;
        for (size_t f = 0; f < COUNT_OF(freqs_mhz); f++) {
            for (size_t t = 0; t < COUNT_OF(tx_heights_m); t++) {
                for (size_t r = 0; r < COUNT_OF(rx_heights_m); r++) {
                    check(&options, freqs_mhz[f], tx_heights_m[t], rx_heights_m[r]);
                }
            }
        }
    }
}

static htsc_loss loss_at(const htsc_tr38901_options *options, double freq_mhz, double tx_m, double rx_m,
                         double distance_m) {
    htsc_loss loss;
    htsc_error err;
    if (htsc_tr38901_loss(options, freq_mhz, tx_m, rx_m, distance_m, &loss, &err) != HTSC_OK) {
        fail_msg("%s", err.message);
    }
    return loss;
}

/* No tolerance: 1 % of distance is 0.09 dB and more, rounding 1e-13 dB. */
static void check_monotone(const htsc_tr38901_options *options, double freq_mhz, double tx_m, double rx_m) {
    htsc_loss before = loss_at(options, freq_mhz, tx_m, rx_m, 10.0);
    for (double d = 10.1; d < 20000.0; d *= 1.01) {
        htsc_loss loss = loss_at(options, freq_mhz, tx_m, rx_m, d);
        assert_true(loss.los_db >= before.los_db);
        assert_true(loss.nlos_db >= before.nlos_db);
        assert_true(loss.los_probability <= before.los_probability || rx_m > 13.0);
        before = loss;
    }
}

static void check_mixture(const htsc_tr38901_options *options, double freq_mhz, double tx_m, double rx_m) {
    for (double d = 0.0; d < 20000.0; d = d * 1.07 + 1.0) {
        htsc_loss loss = loss_at(options, freq_mhz, tx_m, rx_m, d);
        assert_true(loss.los_probability >= 0.0 && loss.los_probability <= 1.0);
        assert_true(loss.los_db <= loss.nlos_db);
        assert_true(loss.los_sigma_db > 0.0 && loss.nlos_sigma_db > 0.0);
    }
}

/* The two branches of UMa and UMi meet at the breakpoint, wherever it lies. 2 mm apart, at most 40 log10 of the ratio
 * at 10 m: 0.0035 dB. */
static void check_continuous(const htsc_tr38901_options *options, double freq_mhz, double tx_m, double rx_m) {
    if (options->scenario == HTSC_SCENARIO_RMA) {
        return; /* PL1(dBP) takes dBP for the slant distance: the table has a step there */
    }
    double break_m = 4.0 * fmax(tx_m - 1.0, 0.0) * fmax(rx_m - 1.0, 0.0) * freq_mhz / 300.0;
    break_m = fmax(break_m, 10.0);
    htsc_loss near = loss_at(options, freq_mhz, tx_m, rx_m, break_m - 0.001);
    htsc_loss far = loss_at(options, freq_mhz, tx_m, rx_m, break_m + 0.001);
    assert_near(near.los_db, far.los_db, 0.004);
}

static void test_tr38901_loss_distance_grows_loss_never_falls(void **state) {
    (void)state;
    for_every_path(check_monotone);
}

static void test_tr38901_loss_any_distance_is_a_mixture(void **state) {
    (void)state;
    for_every_path(check_mixture);
}

static void test_tr38901_loss_breakpoint_is_continuous(void **state) {
    (void)state;
    for_every_path(check_continuous);
}

static void test_tr38901_loss_under_10_m_is_that_of_10_m(void **state) {
    (void)state;
    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    htsc_loss at_mast = loss_at(&options, 700.0, 35.0, 1.5, 0.0);
    htsc_loss at_10_m = loss_at(&options, 700.0, 35.0, 1.5, 10.0);
    assert_near(at_mast.los_db, at_10_m.los_db, 0.0);
    assert_near(at_mast.nlos_db, at_10_m.nlos_db, 0.0);
    assert_int_equal(at_mast.validity, HTSC_VALIDITY_DISTANCE);
    assert_int_equal(at_10_m.validity, 0);
}

/* Validity --------------------------------------------------------------------------------------------------------- */

static void check_validity(htsc_scenario scenario, double freq_mhz, double tx_m, double rx_m, double d,
                           uint32_t expected) {
    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    options.scenario = scenario;
    assert_int_equal(loss_at(&options, freq_mhz, tx_m, rx_m, d).validity, expected);
}

static void test_tr38901_loss_outside_ranges_is_flagged(void **state) {
    (void)state;
    const htsc_scenario rma = HTSC_SCENARIO_RMA, uma = HTSC_SCENARIO_UMA, umi = HTSC_SCENARIO_UMI;
    check_validity(rma, 500.0, 10.0, 1.0, 5000.0, 0);
    check_validity(rma, 30000.0, 150.0, 10.0, 10.0, 0);
    check_validity(rma, 499.0, 35.0, 1.5, 100.0, HTSC_VALIDITY_FREQUENCY);
    check_validity(rma, 30001.0, 35.0, 1.5, 100.0, HTSC_VALIDITY_FREQUENCY);
    check_validity(rma, 700.0, 9.9, 1.5, 100.0, HTSC_VALIDITY_TX_HEIGHT);
    check_validity(rma, 700.0, 150.1, 1.5, 100.0, HTSC_VALIDITY_TX_HEIGHT);
    check_validity(rma, 700.0, 35.0, 0.9, 100.0, HTSC_VALIDITY_RX_HEIGHT);
    check_validity(rma, 700.0, 35.0, 10.1, 100.0, HTSC_VALIDITY_RX_HEIGHT);
    check_validity(rma, 700.0, 35.0, 1.5, 9.9, HTSC_VALIDITY_DISTANCE);
    check_validity(rma, 700.0, 35.0, 1.5, 5000.1, HTSC_VALIDITY_DISTANCE);
    check_validity(uma, 500.0, 25.5, 1.5, 5000.0, 0);
    check_validity(uma, 100000.0, 24.5, 22.5, 10.0, 0);
    check_validity(uma, 100001.0, 25.6, 22.6, 5000.1,
                   HTSC_VALIDITY_FREQUENCY | HTSC_VALIDITY_TX_HEIGHT | HTSC_VALIDITY_RX_HEIGHT |
                       HTSC_VALIDITY_DISTANCE);
    check_validity(uma, 700.0, 24.4, 1.4, 100.0, HTSC_VALIDITY_TX_HEIGHT | HTSC_VALIDITY_RX_HEIGHT);
    check_validity(umi, 3500.0, 10.5, 1.5, 100.0, 0);
    check_validity(umi, 3500.0, 10.6, 1.5, 100.0, HTSC_VALIDITY_TX_HEIGHT);
    check_validity(umi, 3500.0, 9.4, 1.5, 100.0, HTSC_VALIDITY_TX_HEIGHT);
}

static void test_tr38901_loss_receiver_above_23_m_keeps_the_probability_of_23_m(void **state) {
    (void)state;
    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    options.scenario = HTSC_SCENARIO_UMA;
    assert_near(loss_at(&options, 700.0, 25.0, 60.0, 450.0).los_probability,
                loss_at(&options, 700.0, 25.0, 23.0, 450.0).los_probability, 0.0);
}

/* As the table writes it, 0.99999 * (1 + 1.25 * 0.926 * 0.18^3 * exp(-0.12)) = 1.006 at 18.001 m. */
static void test_tr38901_loss_tall_receiver_beyond_18_m_is_certain_at_most(void **state) {
    (void)state;
    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    options.scenario = HTSC_SCENARIO_UMA;
    assert_near(loss_at(&options, 700.0, 25.0, 22.5, 18.001).los_probability, 1.0, 0.0);
    assert_true(loss_at(&options, 700.0, 25.0, 22.5, 19.0).los_probability < 1.0);
}

/* Refusals --------------------------------------------------------------------------------------------------------- */

static void check_refused(const htsc_tr38901_options *options, double freq_mhz, double tx_m, double rx_m,
                          double distance_m, const char *message) {
    htsc_error err = {HTSC_OK, ""};
    htsc_loss loss = {.los_db = -1.0};
    assert_int_equal(htsc_tr38901_loss(options, freq_mhz, tx_m, rx_m, distance_m, &loss, &err), HTSC_ERR_ARGUMENT);
    assert_int_equal(err.status, HTSC_ERR_ARGUMENT);
    assert_string_equal(err.message, message);
    assert_near(loss.los_db, -1.0, 0.0);
    assert_int_equal(htsc_tr38901_loss(options, freq_mhz, tx_m, rx_m, distance_m, &loss, NULL), HTSC_ERR_ARGUMENT);
}

static void test_tr38901_loss_bad_argument_is_refused(void **state) {
    (void)state;
    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    check_refused(&options, 0.0, 35.0, 1.5, 100.0, "freq_mhz 0 not finite and above 0");
    check_refused(&options, (double)NAN, 35.0, 1.5, 100.0, "freq_mhz nan not finite and above 0");
    check_refused(&options, 700.0, (double)INFINITY, 1.5, 100.0, "tx_height_agl_m inf not finite and above 0");
    check_refused(&options, 700.0, 35.0, -1.5, 100.0, "rx_height_agl_m -1.5 not finite and above 0");
    check_refused(&options, 700.0, 35.0, 1.5, -1.0, "distance_m -1 not finite and at least 0");
    check_refused(&options, 700.0, 35.0, 1.5, (double)INFINITY, "distance_m inf not finite and at least 0");
    check_refused(&options, 700.0, 35.0, 1.5, 1e300, "loss not finite at distance_m 1e+300, heights 35 and 1.5");
}

static void test_tr38901_loss_bad_option_is_refused(void **state) {
    (void)state;
    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    options.building_height_m = 4.9;
    check_refused(&options, 700.0, 35.0, 1.5, 100.0, "building_height_m 4.9 outside [5, 50]");
    htsc_tr38901_options_init(&options);
    options.street_width_m = (double)NAN;
    check_refused(&options, 700.0, 35.0, 1.5, 100.0, "street_width_m nan outside [5, 50]");
    htsc_tr38901_options_init(&options);
    options.scenario = (htsc_scenario)3;
    check_refused(&options, 700.0, 35.0, 1.5, 100.0, "scenario 3 outside [0, 2]");
    htsc_tr38901_options_init(&options);
    options.max_distance_m = -1.0;
    check_refused(&options, 700.0, 35.0, 1.5, 100.0, "max_distance_m -1 not finite and at least 0");
    htsc_tr38901_options_init(&options);
    options.struct_size = 0;
    htsc_error err;
    htsc_loss loss;
    assert_int_equal(htsc_tr38901_loss(&options, 700.0, 35.0, 1.5, 100.0, &loss, &err), HTSC_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, "call htsc_tr38901_options_init first"));
}

static void test_tr38901_loss_street_of_uma_is_not_looked_at(void **state) {
    (void)state;
    htsc_tr38901_options options;
    htsc_tr38901_options_init(&options);
    options.scenario = HTSC_SCENARIO_UMA;
    options.street_width_m = 0.0;
    options.building_height_m = 0.0;
    assert_true(loss_at(&options, 700.0, 25.0, 1.5, 100.0).los_db > 0.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tr38901_loss_vectors_match),
        cmocka_unit_test(test_tr38901_loss_distance_grows_loss_never_falls),
        cmocka_unit_test(test_tr38901_loss_any_distance_is_a_mixture),
        cmocka_unit_test(test_tr38901_loss_breakpoint_is_continuous),
        cmocka_unit_test(test_tr38901_loss_under_10_m_is_that_of_10_m),
        cmocka_unit_test(test_tr38901_loss_outside_ranges_is_flagged),
        cmocka_unit_test(test_tr38901_loss_receiver_above_23_m_keeps_the_probability_of_23_m),
        cmocka_unit_test(test_tr38901_loss_tall_receiver_beyond_18_m_is_certain_at_most),
        cmocka_unit_test(test_tr38901_loss_bad_argument_is_refused),
        cmocka_unit_test(test_tr38901_loss_bad_option_is_refused),
        cmocka_unit_test(test_tr38901_loss_street_of_uma_is_not_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
