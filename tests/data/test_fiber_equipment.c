/* What access points carry, the OLTs they hang on, and losses and budgets that words stand for. */
#include "data/fiber_world.h"

#include "data/fiber_optics.h"

static htsc_read_counts read_access(htsc_fiber *fiber, scratch *s, const char *rows, htsc_findings *findings) {
    char text[8192];
    snprintf(text, sizeof text, "access_point_id,operator,lon_deg,lat_deg,ports,ports_free,splitter,olt,status\n%s",
             rows);
    htsc_input input = htsc_input_of(scratch_write(s, "points.csv", text));
    htsc_read_counts counts;
    htsc_error err;
    assert_ok(htsc_fiber_read_access_points(fiber, &input, findings, &counts, &err), err);
    return counts;
}

static htsc_read_counts read_olts(htsc_fiber *fiber, scratch *s, const char *rows, htsc_findings *findings) {
    char text[8192];
    snprintf(text, sizeof text, "olt_id,operator,technology,budget_class,budget_db,status,lon_deg,lat_deg\n%s", rows);
    htsc_input input = htsc_input_of(scratch_write(s, "olts.csv", text));
    htsc_read_counts counts;
    htsc_error err;
    assert_ok(htsc_fiber_read_olts(fiber, &input, findings, &counts, &err), err);
    return counts;
}

static void test_splitter_loss_known_ratios_in_every_spelling(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double loss_db;
    } known[] = {{"1x2", 4.3},   {"1x4", 7.4},      {"1x8", 10.7},      {"1x16", 13.9},      {"1x32", 17.2},
                 {"1x64", 21.5}, {"1x128", 25.5},   {"1:16", 13.9},     {"1X32", 17.2},      {"1×32", 17.2},
                 {"64", 21.5},   {" 1 x 8 ", 10.7}, {"1x4+1x16", 21.3}, {"1:4 + 1:8", 18.1}, {"4+16", 21.3}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        double loss_db = (double)NAN;
        if (!htsc__splitter_loss_db(known[i].text, &loss_db)) fail_msg("\"%s\" is not understood", known[i].text);
        assert_near(loss_db, known[i].loss_db, 1e-12); /* one addition */
    }
}

static void test_splitter_loss_unknown_ratios_are_refused(void **state) {
    (void)state;
    static const char *const unknown[] = {"",      "x",           "1",          "0",       "3",
                                          "1x",    "x8",          "2x8",        "1x9",     "1.8",
                                          "1x-8",  "1x8+",        "+1x8",       "1x8+1x9", "1x8x2",
                                          "1x8 4", "1x2+1x2+1x2", "1x00000008", "1x8\n",   "99999999999999999999",
                                          "1×",    "\xc3"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        double loss_db;
        if (htsc__splitter_loss_db(unknown[i], &loss_db)) fail_msg("\"%s\" gives %g dB", unknown[i], loss_db);
    }
}

static void test_fiber_read_access_points_equipment(void **state) {
    htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts = read_access(fiber, *state,
                                          "P1,A,105.37,20.08,16,4,1x16,O1,\n"
                                          "P2,A,105.37,20.08,,,,,\n"
                                          "P3,A,105.37,20.08,0,0,1x4+1x8,,\n"
                                          "P4,A,105.37,20.08,,3,,,\n",
                                          findings);
    assert_no_findings(findings);
    assert_int_equal(counts.kept_count, 4);
    const htsc_access_point *one = htsc_fiber_get_access_point(fiber, 0), *two = htsc_fiber_get_access_point(fiber, 1),
                            *three = htsc_fiber_get_access_point(fiber, 2),
                            *four = htsc_fiber_get_access_point(fiber, 3);
    assert_true(one->ports == 16 && one->ports_free == 4 && one->splitter_loss_db == 13.9);
    assert_string_equal(one->olt_id, "O1");
    assert_int_equal(one->olt_index, HTSC_NO_OLT); /* not yet linked */
    assert_true(two->ports == -1 && two->ports_free == -1 && isnan(two->splitter_loss_db));
    assert_string_equal(two->olt_id, "");
    assert_true(three->ports == 0 && three->ports_free == 0);
    assert_near(three->splitter_loss_db, 18.1, 1e-12); /* one addition */
    assert_true(four->ports == -1 && four->ports_free == 3);
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

static void test_fiber_read_access_points_wrong_equipment_is_refused(void **state) {
    static const struct {
        const char *cells;
        htsc_finding_code code;
        const char *column, *value;
    } rules[] = {{"-1,,,", HTSC_FINDING_OUT_OF_RANGE, "ports", "-1"},
                 {"1.5,,,", HTSC_FINDING_OUT_OF_RANGE, "ports", "1.5"},
                 {"1000001,,,", HTSC_FINDING_OUT_OF_RANGE, "ports", "1000001"},
                 {"1e30,,,", HTSC_FINDING_OUT_OF_RANGE, "ports", "1e30"},
                 {"many,,,", HTSC_FINDING_NOT_A_NUMBER, "ports", "many"},
                 {"8,9,,", HTSC_FINDING_OUT_OF_RANGE, "ports_free", "9"},
                 {"8,-2,,", HTSC_FINDING_OUT_OF_RANGE, "ports_free", "-2"},
                 {"8,nan,,", HTSC_FINDING_NOT_A_NUMBER, "ports_free", "nan"},
                 {"8,8,1x9,", HTSC_FINDING_NOT_ALLOWED, "splitter", "1x9"}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char text[256];
        htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
        htsc_findings *findings = new_findings();
        snprintf(text, sizeof text, "P1,A,105.37,20.08,%s,\nP1,A,105.37,20.08,,,,,\n", rules[i].cells);
        htsc_read_counts counts = read_access(fiber, *state, text, findings);
        const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_ERROR, rules[i].code, 2, rules[i].column);
        assert_string_equal(f->value, rules[i].value);
        assert_int_equal(htsc_findings_count(findings), 1); /* the id of a refused row is free */
        assert_true(counts.read_count == 2 && counts.kept_count == 1);
        assert_int_equal(htsc_fiber_access_point_count(fiber), 1);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

static void test_fiber_read_olts_budgets(void **state) {
    static const double budgets_db[] = {28, 32, 29, 31, 33, 26.5, 20};
    htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts = read_olts(fiber, *state,
                                        "O1,A,GPON,B+,,,105.37,20.08\n"
                                        "O2,A,GPON,c+,,,105.37,20.08\n"
                                        "O3,A,XGS-PON,N1,,,105.37,20.08\n"
                                        "O4,A,XGS-PON,N2,,,105.37,20.08\n"
                                        "O5,A,XGS-PON,E1,,,105.37,20.08\n"
                                        "O6,A,EPON,,26.5,,105.37,20.08\n"
                                        "O7,A,GPON,B+,20,,105.37,20.08\n" /* the number wins */
                                        "O8,A,GPON,B+,,planned,105.37,20.08\n"
                                        "O9,B,,,,,105.37,20.08\n",
                                        findings);
    assert_int_equal(counts.kept_count, 9);
    assert_int_equal(htsc_fiber_olt_count(fiber), 8); /* the planned one is none */
    for (size_t i = 0; i < 7; i++) assert_true(htsc_fiber_get_olt(fiber, i)->budget_db == budgets_db[i]);
    assert_finding(findings, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_MISSING_VALUE, 10, "budget_class");
    assert_int_equal(htsc_findings_count(findings), 1);
    const htsc_olt *last = htsc_fiber_get_olt(fiber, 7);
    assert_string_equal(last->olt_id, "O9");
    assert_true(isnan(last->budget_db) && last->operator_index == 1 && last->technology == HTSC_FIBER_UNDECLARED);
    assert_near(last->x_m, 538500.127, 1e-3);
    assert_near(last->y_m, 2221151.985, 1e-3);
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

static void test_fiber_read_olts_wrong_rows_are_refused(void **state) {
    static const struct {
        const char *row;
        htsc_finding_code code;
        const char *column;
    } rules[] = {{",A,GPON,B+,,,105.37,20.08", HTSC_FINDING_MISSING_VALUE, "olt_id"},
                 {"O1,Z,GPON,B+,,,105.37,20.08", HTSC_FINDING_UNKNOWN_OPERATOR, "operator"},
                 {"O1,A,DSL,B+,,,105.37,20.08", HTSC_FINDING_NOT_ALLOWED, "technology"},
                 {"O1,A,GPON,Q9,,,105.37,20.08", HTSC_FINDING_NOT_ALLOWED, "budget_class"},
                 {"O1,A,GPON,,9.99,,105.37,20.08", HTSC_FINDING_OUT_OF_RANGE, "budget_db"},
                 {"O1,A,GPON,,45.01,,105.37,20.08", HTSC_FINDING_OUT_OF_RANGE, "budget_db"},
                 {"O1,A,GPON,,x,,105.37,20.08", HTSC_FINDING_NOT_A_NUMBER, "budget_db"},
                 {"O1,A,GPON,B+,,soon,105.37,20.08", HTSC_FINDING_NOT_ALLOWED, "status"},
                 {"O1,A,GPON,B+,,,105.85,21.03", HTSC_FINDING_FAR_AWAY, "lon_deg"},
                 {"O1,A,GPON,B+,,,20.08,105.37", HTSC_FINDING_SWAPPED_LONLAT, "lon_deg"}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char text[256];
        htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
        htsc_findings *findings = new_findings();
        snprintf(text, sizeof text, "%s\nO1,A,,B+,,,105.37,20.08\nO1,A,,B+,,,105.37,20.08\n", rules[i].row);
        htsc_read_counts counts = read_olts(fiber, *state, text, findings);
        assert_finding(findings, HTSC_SEVERITY_ERROR, rules[i].code, 2, rules[i].column);
        assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_DUPLICATE, 4, "");
        assert_int_equal(htsc_findings_count(findings), 2);
        assert_true(counts.read_count == 3 && counts.kept_count == 1);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

/* An id is an operator's own; one that is unknown or planned is told once, and found when it comes. */
static void test_fiber_link_finds_and_tells(void **state) {
    htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
    htsc_findings *findings = new_findings();
    htsc_error err;
    read_access(fiber, *state,
                "P1,A,105.37,20.08,,,,O1,\nP2,B,105.37,20.08,,,,O1,\nP3,B,105.37,20.08,,,,O2,\n"
                "P4,A,105.37,20.08,,,,O3,\nP5,A,105.37,20.08,,,,,\nP6,A,105.37,20.08,,,,O9,off\n",
                findings);
    read_olts(fiber, *state, "O1,B,,B+,,,105.37,20.08\nO1,A,,C+,,,105.37,20.08\nO3,A,,C+,,planned,105.37,20.08\n",
              findings);
    for (int again = 0; again < 2; again++) {
        assert_ok(htsc_fiber_link(fiber, findings, &err), err);
        assert_int_equal(htsc_fiber_get_access_point(fiber, 0)->olt_index, 1);
        assert_int_equal(htsc_fiber_get_access_point(fiber, 1)->olt_index, 0);
        for (size_t i = 2; i < 5; i++) assert_int_equal(htsc_fiber_get_access_point(fiber, i)->olt_index, HTSC_NO_OLT);
        const htsc_finding *f = assert_finding(findings, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_UNKNOWN_OLT, 4, "olt");
        assert_string_equal(f->value, "O2");
        assert_contains(f->file, "points.csv");
        assert_finding(findings, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_UNKNOWN_OLT, 5, "olt");
        assert_int_equal(htsc_findings_count(findings), 2);
    }
    read_olts(fiber, *state, "O2,B,,B+,,,105.37,20.08\n", findings);
    assert_ok(htsc_fiber_link(fiber, findings, &err), err);
    assert_int_equal(htsc_fiber_get_access_point(fiber, 2)->olt_index, 2);
    assert_int_equal(htsc_findings_count(findings), 2);
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

static void test_fiber_link_of_nothing_is_good(void **state) {
    (void)state;
    htsc_fiber *fiber = fiber_in(NULL, NULL);
    htsc_findings *findings = new_findings();
    htsc_error err;
    assert_ok(htsc_fiber_link(fiber, findings, &err), err);
    assert_no_findings(findings);
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

typedef struct paths {
    char *points, *olts;
} paths;

static htsc_status read_and_link(void *ctx, htsc_error *err) {
    const paths *p = ctx;
    htsc_sites_options options;
    htsc_fiber *fiber = NULL;
    htsc_findings *findings = NULL;
    htsc_input points = htsc_input_of(p->points), olts = htsc_input_of(p->olts);
    htsc_sites_options_init(&options);
    htsc_status status = htsc_fiber_create(&options, &fiber, err);
    if (status == HTSC_OK) status = htsc_findings_create(&findings, err);
    if (status == HTSC_OK) status = htsc_fiber_read_access_points(fiber, &points, findings, NULL, err);
    if (status == HTSC_OK) {
        status = htsc_fiber_read_olts(fiber, &olts, findings, NULL, err);
        if (status != HTSC_OK) assert_int_equal(htsc_fiber_olt_count(fiber), 0);
    }
    if (status == HTSC_OK) status = htsc_fiber_link(fiber, findings, err);
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
    return status;
}

static void test_fiber_equipment_failing_allocation_is_an_error(void **state) {
    paths p = {strdup(scratch_write(*state, "p.csv",
                                    "access_point_id,operator,olt,splitter,lon_deg,lat_deg\n"
                                    "A1,A,O1,1x8,105.37,20.08\nA2,A,O7,1x9,105.37,20.08\nA3,A,O8,,105.37,20.08\n")),
               strdup(scratch_write(*state, "o.csv", "olt_id,operator,lon_deg,lat_deg\nO1,A,105.37,20.08\n"))};
    assert_true(fail_each_allocation(read_and_link, &p) >= 30);
    free(p.points), free(p.olts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_splitter_loss_known_ratios_in_every_spelling),
        cmocka_unit_test(test_splitter_loss_unknown_ratios_are_refused),
        IN_SCRATCH(test_fiber_read_access_points_equipment),
        IN_SCRATCH(test_fiber_read_access_points_wrong_equipment_is_refused),
        IN_SCRATCH(test_fiber_read_olts_budgets),
        IN_SCRATCH(test_fiber_read_olts_wrong_rows_are_refused),
        IN_SCRATCH(test_fiber_link_finds_and_tells),
        cmocka_unit_test(test_fiber_link_of_nothing_is_good),
        IN_SCRATCH(test_fiber_equipment_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
