#include "data/subscription_world.h"

static void test_subscriptions_read_values(void **state) {
    htsc_subscriptions *s = new_subscriptions(*state, false);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts = read_text(s, *state, HEADING "001,B,xgs-pon,1000,12,2026-06-30\n002,A,,,0,\n", findings);
    assert_no_findings(findings);
    assert_true(counts.read_count == 2 && counts.kept_count == 2);
    assert_int_equal(htsc_subscriptions_count(s), 2);
    const htsc_subscription *one = htsc_subscriptions_get(s, 0), *two = htsc_subscriptions_get(s, 1);
    assert_true(one->village_index == 1 && one->operator_index == 1 && one->technology == HTSC_FIBER_XGS_PON);
    assert_true(one->speed_mbps == 1000 && one->households_count == 12 && one->date == 20260630);
    assert_true(two->village_index == 0 && two->operator_index == 0 && two->technology == HTSC_FIBER_UNDECLARED);
    assert_true(isnan(two->speed_mbps) && two->households_count == 0 && two->date == 0);
    assert_int_equal(htsc_subscriptions_operator_count(s), 2);
    assert_string_equal(htsc_subscriptions_operator(s, 1), "B");
    htsc_findings_free(findings);
    htsc_subscriptions_free(s);
    htsc_subscriptions_free(NULL);
}

static void test_subscriptions_read_wrong_rows_are_refused(void **state) {
    static const struct {
        const char *row;
        htsc_finding_code code;
        const char *column, *value;
    } rules[] = {{",A,,,5,", HTSC_FINDING_MISSING_VALUE, "village_code", ""},
                 {"003,A,,,5,", HTSC_FINDING_UNKNOWN_VILLAGE, "village_code", "003"},
                 {"1,A,,,5,", HTSC_FINDING_UNKNOWN_VILLAGE, "village_code", "1"}, /* text, not a number */
                 {"001,,,,5,", HTSC_FINDING_MISSING_VALUE, "operator", ""},
                 {"001,Z,,,5,", HTSC_FINDING_UNKNOWN_OPERATOR, "operator", "Z"},
                 {"001,A,DSL,,5,", HTSC_FINDING_NOT_ALLOWED, "technology", "DSL"},
                 {"001,A,,0,5,", HTSC_FINDING_OUT_OF_RANGE, "speed_mbps", "0"},
                 {"001,A,,fast,5,", HTSC_FINDING_NOT_A_NUMBER, "speed_mbps", "fast"},
                 {"001,A,,,,", HTSC_FINDING_MISSING_VALUE, "households_count", ""},
                 {"001,A,,,-1,", HTSC_FINDING_OUT_OF_RANGE, "households_count", "-1"},
                 {"001,A,,,2.5,", HTSC_FINDING_OUT_OF_RANGE, "households_count", "2.5"},
                 {"001,A,,,1000000001,", HTSC_FINDING_OUT_OF_RANGE, "households_count", "1000000001"},
                 {"001,A,,,5,2026-02-30", HTSC_FINDING_BAD_DATE, "date", "2026-02-30"}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char text[256];
        htsc_subscriptions *s = new_subscriptions(*state, false);
        htsc_findings *findings = new_findings();
        snprintf(text, sizeof text, HEADING "%s\n001,A,,,5,\n", rules[i].row);
        htsc_read_counts counts = read_text(s, *state, text, findings);
        const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_ERROR, rules[i].code, 2, rules[i].column);
        assert_string_equal(f->value, rules[i].value);
        assert_int_equal(htsc_findings_count(findings), 1);
        assert_true(counts.read_count == 2 && counts.kept_count == 1);
        assert_int_equal(htsc_subscriptions_total(s, HTSC_ALL_VILLAGES, HTSC_ALL_OPERATORS), 5);
        htsc_findings_free(findings);
        htsc_subscriptions_free(s);
    }
}

/* Village, operator and speed together; across files too, and whatever the date and the technology. */
static void test_subscriptions_read_duplicates_are_refused(void **state) {
    htsc_subscriptions *s = new_subscriptions(*state, false);
    htsc_findings *findings = new_findings();
    read_text(s, *state,
              HEADING "001,A,,100,5,\n001,A,GPON,100.0,6,\n001,A,,200,7,\n001,B,,100,8,\n002,A,,100,9,\n001,A,,,10,\n"
                      "001,A,,,11,2026-01-01\n",
              findings);
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_DUPLICATE, 3, "");
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_DUPLICATE, 8, "");
    assert_int_equal(htsc_findings_count(findings), 2);
    htsc_read_counts counts = read_text(s, *state, HEADING "002,A,,100,9,\n", findings);
    assert_true(counts.refused_count == 1 && counts.kept_count == 0);
    assert_int_equal(htsc_subscriptions_count(s), 5);
    htsc_findings_free(findings);
    htsc_subscriptions_free(s);
}

/* Against plain sums, over random rows in two files and with operators as they come. */
static void test_subscriptions_total_equals_plain_sums(void **state) {
    static char text[65536];
    htsc_subscriptions *s = new_subscriptions(*state, true);
    htsc_findings *findings = new_findings();
    int64_t sums[3][6] = {{0}};
    uint64_t seed = 4;
    int speed = 0;
    assert_int_equal(htsc_subscriptions_total(s, 0, 0), 0);
    assert_int_equal(htsc_subscriptions_total(s, HTSC_ALL_VILLAGES, HTSC_ALL_OPERATORS), 0);
    for (int file = 0; file < 2; file++) {
        size_t used = (size_t)snprintf(text, sizeof text, HEADING);
        for (int i = 0; i < 200; i++) {
            unsigned village = (unsigned)(random_bits(&seed) % 2);
            unsigned operator_index =
                i < 5 ? (unsigned)i : (unsigned)(random_bits(&seed) % 5); /* in the order of ids */
            unsigned households = (unsigned)(random_bits(&seed) % 1000);
            used += (size_t)snprintf(text + used, sizeof text - used, "00%u,op%u,,%d,%u,\n", 2 - village,
                                     operator_index, ++speed, households);
            for (int v = 0; v < 2; v++)
                for (int o = 0; o < 2; o++) sums[v == 0 ? 2 : village][o == 0 ? 5 : operator_index] += households;
        }
        read_text(s, *state, text, findings);
    }
    assert_no_findings(findings);
    assert_int_equal(htsc_subscriptions_operator_count(s), 5);
    for (uint32_t v = 0; v < 3; v++)
        for (uint32_t o = 0; o < 6; o++)
            assert_int_equal(
                htsc_subscriptions_total(s, v == 2 ? HTSC_ALL_VILLAGES : v, o == 5 ? HTSC_ALL_OPERATORS : o),
                sums[v][o]);
    assert_int_equal(htsc_subscriptions_total(s, 7, HTSC_ALL_OPERATORS), 0);
    assert_int_equal(htsc_subscriptions_total(s, 0, 7), 0);
    htsc_findings_free(findings);
    htsc_subscriptions_free(s);
}

static void test_subscriptions_read_maps_and_missing_columns(void **state) {
    htsc_subscriptions *s = new_subscriptions(*state, false);
    htsc_findings *findings = new_findings();
    htsc_error err;
    const htsc_field_map good[] = {{"village_code", "thon", NULL}, {"operator", NULL, "A"}},
                         bad[] = {{"village_code", "thon", NULL}, {"operator", NULL, "A"}, {"lon_deg", "thon", NULL}};
    htsc_input input = htsc_input_of(scratch_write(*state, "m.csv", "thon,households_count\n001,4\n"));
    input.fields = good, input.field_count = 2;
    assert_ok(htsc_subscriptions_read(s, &input, findings, NULL, &err), err);
    assert_no_findings(findings);
    assert_int_equal(htsc_subscriptions_total(s, 1, 0), 4);
    input.fields = bad, input.field_count = 3; /* there is no place to be read */
    assert_status(htsc_subscriptions_read(s, &input, findings, NULL, &err), HTSC_ERR_ARGUMENT, err);
    input = htsc_input_of(scratch_write(*state, "n.csv", "village_code,operator\n001,A\n"));
    assert_status(htsc_subscriptions_read(s, &input, findings, NULL, &err), HTSC_ERR_FORMAT, err);
    assert_contains(err.message, "households_count");
    assert_int_equal(htsc_subscriptions_count(s), 1);
    htsc_findings_free(findings);
    htsc_subscriptions_free(s);
}

typedef struct world {
    htsc_villages *villages;
    char *path;
} world;

static htsc_status read_all(void *ctx, htsc_error *err) {
    const world *w = ctx;
    htsc_subscriptions *s = NULL;
    htsc_findings *findings = NULL;
    htsc_input input = htsc_input_of(w->path);
    htsc_status status = htsc_subscriptions_create(w->villages, NULL, 0, &s, err);
    if (status == HTSC_OK) status = htsc_findings_create(&findings, err);
    if (status == HTSC_OK) {
        status = htsc_subscriptions_read(s, &input, findings, NULL, err);
        if (status != HTSC_OK) assert_int_equal(htsc_subscriptions_count(s), 0);
    }
    htsc_findings_free(findings);
    htsc_subscriptions_free(s);
    return status;
}

static void test_subscriptions_failing_allocation_is_an_error(void **state) {
    world w = {new_villages(*state), strdup(scratch_write(*state, "s.csv", HEADING "001,A,,5,5,\n001,A,,5,5,\n"))};
    assert_true(fail_each_allocation(read_all, &w) >= 15);
    htsc_villages_free(w.villages);
    free(w.path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_subscriptions_read_values),
        IN_SCRATCH(test_subscriptions_read_wrong_rows_are_refused),
        IN_SCRATCH(test_subscriptions_read_duplicates_are_refused),
        IN_SCRATCH(test_subscriptions_total_equals_plain_sums),
        IN_SCRATCH(test_subscriptions_read_maps_and_missing_columns),
        IN_SCRATCH(test_subscriptions_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
