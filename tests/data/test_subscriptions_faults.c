/* Tables of subscriptions with every fault, empty ones, and GeoPackages. */
#include "data/subscription_world.h"

#include <gdal.h>
#include <ogr_api.h>

/* What a row must be told of: nothing, or one thing. */
typedef struct told {
    const char *row;
    htsc_finding_code code;
    const char *column, *value, *expected;
} told;

#define GOOD ((htsc_finding_code)0)

/* One file with every fault in it: each is told with row, column, value and what was expected; the good rows count. */
static void test_subscriptions_read_all_faults_in_one_file(void **state) {
    static const char whole[] = "whole, [0, 1000000000]", speed[] = "(0, 1000000] Mb/s";
    static const told rows[] = {
        {"001,A,GPON,300,40,2026-06-30", GOOD, "", "", ""},
        {"001,A,GPON,100,-3,", HTSC_FINDING_OUT_OF_RANGE, "households_count", "-3", whole},
        {"001,A,GPON,100,-1e300,", HTSC_FINDING_OUT_OF_RANGE, "households_count", "-1e300", whole},
        {"001,A,GPON,100,5000000000,", HTSC_FINDING_OUT_OF_RANGE, "households_count", "5000000000", whole},
        {"001,A,GPON,100,0.999,", HTSC_FINDING_OUT_OF_RANGE, "households_count", "0.999", whole},
        {"001,A,GPON,100,1e400,", HTSC_FINDING_NOT_A_NUMBER, "households_count", "1e400", whole},
        {"001,A,GPON,100,nan,", HTSC_FINDING_NOT_A_NUMBER, "households_count", "nan", whole},
        {"001,A,GPON,100,inf,", HTSC_FINDING_NOT_A_NUMBER, "households_count", "inf", whole},
        {"001,A,GPON,100,mười,", HTSC_FINDING_NOT_A_NUMBER, "households_count", "mười", whole},
        {"001,A,GPON,100,12 hộ,", HTSC_FINDING_NOT_A_NUMBER, "households_count", "12 hộ", whole},
        {"001,A,GPON,100,0x10,", HTSC_FINDING_NOT_A_NUMBER, "households_count", "0x10", whole},
        {"001,A,GPON,100,\"1,5\",", HTSC_FINDING_NOT_A_NUMBER, "households_count", "1,5", whole},
        {"001,A,GPON,100,=1+1,", HTSC_FINDING_NOT_A_NUMBER, "households_count", "=1+1", whole},
        {"001,A,GPON,-100,5,", HTSC_FINDING_OUT_OF_RANGE, "speed_mbps", "-100", speed},
        {"001,A,GPON,1e7,5,", HTSC_FINDING_OUT_OF_RANGE, "speed_mbps", "1e7", speed},
        {"001,A,GPON,1000 Mb/s,5,", HTSC_FINDING_NOT_A_NUMBER, "speed_mbps", "1000 Mb/s", speed},
        {"001,A,GPON,300,41,2026-07-31", HTSC_FINDING_DUPLICATE, "", "001", "village_code, operator, speed_mbps"},
        {"001,A,XGS-PON,3e2,41,", HTSC_FINDING_DUPLICATE, "", "001", "village_code, operator, speed_mbps"},
        {"001,A,GPON,100,1e1,", GOOD, "", "", ""}, /* none of the refused ones took its place */
        {"002,B,,,0,", GOOD, "", "", ""},
        {"002,B,,,0,", HTSC_FINDING_DUPLICATE, "", "002", "village_code, operator, speed_mbps"}};
    enum { ROWS = sizeof rows / sizeof rows[0] };
    char text[4096] = HEADING;
    size_t faults = 0;
    htsc_subscriptions *s = new_subscriptions(*state, false);
    htsc_findings *findings = new_findings();
    for (size_t i = 0; i < ROWS; i++) snprintf(text + strlen(text), sizeof text - strlen(text), "%s\n", rows[i].row);
    htsc_read_counts counts = read_text(s, *state, text, findings);
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].code == GOOD) continue;
        const htsc_finding *f =
            assert_finding(findings, HTSC_SEVERITY_ERROR, rows[i].code, (int64_t)i + 2, rows[i].column);
        assert_contains(f->file, "subscriptions.csv");
        assert_string_equal(f->value, rows[i].value);
        assert_string_equal(f->expected, rows[i].expected);
        faults++;
    }
    assert_int_equal(htsc_findings_count(findings), faults);
    assert_true(counts.read_count == ROWS && counts.refused_count == faults && counts.kept_count == 3);
    assert_int_equal(htsc_subscriptions_total(s, 1, 0), 50);
    assert_int_equal(htsc_subscriptions_total(s, 0, HTSC_ALL_OPERATORS), 0);
    assert_int_equal(htsc_subscriptions_total(s, HTSC_ALL_VILLAGES, HTSC_ALL_OPERATORS), 50);
    htsc_findings_free(findings);
    htsc_subscriptions_free(s);
}

/* A heading and nothing else: nobody subscribes, and nothing is told. */
static void test_subscriptions_read_empty_table_is_zero(void **state) {
    htsc_subscriptions *s = new_subscriptions(*state, false);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts = read_text(s, *state, HEADING, findings);
    assert_no_findings(findings);
    assert_true(counts.read_count == 0 && htsc_subscriptions_count(s) == 0);
    assert_int_equal(htsc_subscriptions_total(s, HTSC_ALL_VILLAGES, HTSC_ALL_OPERATORS), 0);
    assert_int_equal(htsc_subscriptions_total(s, 1, 1), 0);
    htsc_findings_free(findings);
    htsc_subscriptions_free(s);
}

/* A row of a layer; NULL and NaN: not declared. */
typedef struct layer_row {
    const char *village, *operator_name, *technology;
    double speed_mbps, households;
    int year;
} layer_row;

/* Fields of their own types: text, real, whole (or real) number, date. With `points` each row has a place too. */
static void add_layer(GDALDatasetH dataset, const char *name, bool real_households, bool points, const layer_row *rows,
                      size_t count) {
    static const char *const names[] = {"village_code", "operator",         "technology",
                                        "speed_mbps",   "households_count", "date"};
    const OGRFieldType types[] = {OFTString, OFTString, OFTString, OFTReal, real_households ? OFTReal : OFTInteger64,
                                  OFTDate};
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, name, NULL, points ? wkbPoint : wkbNone, NULL);
    assert_non_null(layer);
    for (size_t i = 0; i < 6; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(names[i], types[i]);
        assert_int_equal(OGR_L_CreateField(layer, field, 1), OGRERR_NONE);
        OGR_Fld_Destroy(field);
    }
    for (size_t i = 0; i < count; i++) {
        const layer_row *row = &rows[i];
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        if (row->village != NULL) OGR_F_SetFieldString(feature, 0, row->village);
        if (row->operator_name != NULL) OGR_F_SetFieldString(feature, 1, row->operator_name);
        if (row->technology != NULL) OGR_F_SetFieldString(feature, 2, row->technology);
        if (!isnan(row->speed_mbps)) OGR_F_SetFieldDouble(feature, 3, row->speed_mbps);
        if (!isnan(row->households) && real_households) OGR_F_SetFieldDouble(feature, 4, row->households);
        if (!isnan(row->households) && !real_households) OGR_F_SetFieldInteger64(feature, 4, (GIntBig)row->households);
        if (row->year != 0) OGR_F_SetFieldDateTime(feature, 5, row->year, 6, 30, 0, 0, 0, 0);
        if (points) {
            OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
            OGR_G_SetPoint_2D(point, 0, 1e30, -1e30); /* nobody looks at it */
            assert_int_equal(OGR_F_SetGeometryDirectly(feature, point), OGRERR_NONE);
        }
        assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
}

static GDALDatasetH new_geopackage(scratch *s, const char *name, const char **path) {
    GDALAllRegister();
    *path = scratch_path(s, name);
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GPKG"), *path, 0, 0, 0, GDT_Unknown, NULL);
    assert_non_null(dataset);
    return dataset;
}

static void test_subscriptions_read_geopackage(void **state) {
    const double none = (double)NAN;
    const layer_row good[] = {{"001", "B", "xgs-pon", 1000, 12, 2026}, {"002", "A", NULL, none, 0, 0}},
                    bad[] = {{"001", "A", NULL, none, 5, 0},        {NULL, "A", NULL, none, 5, 0},
                             {"001", NULL, NULL, none, 5, 0},       {"003", "A", NULL, none, 5, 0},
                             {"001", "A", "DSL", 100, 5, 0},        {"001", "A", NULL, -1, 5, 0},
                             {"001", "A", NULL, HUGE_VAL, 5, 0},    {"001", "A", NULL, 100, none, 0},
                             {"001", "A", NULL, 100, -7, 0},        {"001", "A", NULL, 100, 2.5, 0},
                             {"001", "A", NULL, 100, 1e12, 0},      {"001", "A", NULL, none, 6, 2026},
                             {"002", "B", "GPON", 0.125, 1e9, 1999}};
    static const told faults[] = {{"", GOOD, "", "", ""},
                                  {"", HTSC_FINDING_MISSING_VALUE, "village_code", "", ""},
                                  {"", HTSC_FINDING_MISSING_VALUE, "operator", "", ""},
                                  {"", HTSC_FINDING_UNKNOWN_VILLAGE, "village_code", "003", ""},
                                  {"", HTSC_FINDING_NOT_ALLOWED, "technology", "DSL", ""},
                                  {"", HTSC_FINDING_OUT_OF_RANGE, "speed_mbps", "-1", ""},
                                  {"", HTSC_FINDING_NOT_A_NUMBER, "speed_mbps", "inf", ""},
                                  {"", HTSC_FINDING_MISSING_VALUE, "households_count", "", ""},
                                  {"", HTSC_FINDING_OUT_OF_RANGE, "households_count", "-7", ""},
                                  {"", HTSC_FINDING_OUT_OF_RANGE, "households_count", "2.5", ""},
                                  {"", HTSC_FINDING_OUT_OF_RANGE, "households_count", "1000000000000", ""},
                                  {"", HTSC_FINDING_DUPLICATE, "", "001", ""},
                                  {"", GOOD, "", "", ""}};
    htsc_subscriptions *s = new_subscriptions(*state, false);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts;
    htsc_error err;
    const char *path;
    GDALDatasetH dataset = new_geopackage(*state, "subscriptions.gpkg", &path);
    add_layer(dataset, "good", false, true, good, 2);
    add_layer(dataset, "bad", true, false, bad, 13);
    add_layer(dataset, "empty", false, false, NULL, 0);
    GDALClose(dataset);
    htsc_input input = htsc_input_of(path);
    assert_status(htsc_subscriptions_read(s, &input, findings, &counts, &err), HTSC_ERR_FORMAT, err);
    assert_contains(err.message, "has 3 layers; name one");
    input.layer = "good";
    assert_ok(htsc_subscriptions_read(s, &input, findings, &counts, &err), err);
    assert_true(counts.read_count == 2 && counts.kept_count == 2);
    input.layer = "empty";
    assert_ok(htsc_subscriptions_read(s, &input, findings, &counts, &err), err);
    assert_true(counts.read_count == 0 && counts.kept_count == 0);
    assert_no_findings(findings);
    const htsc_subscription *one = htsc_subscriptions_get(s, 0), *two = htsc_subscriptions_get(s, 1);
    assert_true(one->village_index == 1 && one->operator_index == 1 && one->technology == HTSC_FIBER_XGS_PON);
    assert_true(one->speed_mbps == 1000 && one->households_count == 12 && one->date == 20260630);
    assert_true(two->village_index == 0 && isnan(two->speed_mbps) && two->households_count == 0 && two->date == 0);
    input.layer = "bad";
    assert_ok(htsc_subscriptions_read(s, &input, findings, &counts, &err), err);
    assert_true(counts.read_count == 13 && counts.kept_count == 2 && counts.refused_count == 11);
    for (size_t i = 1; i < 12; i++) {
        const htsc_finding *f =
            assert_finding(findings, HTSC_SEVERITY_ERROR, faults[i].code, (int64_t)i + 1, faults[i].column);
        assert_contains(f->file, "subscriptions.gpkg");
        assert_string_equal(f->value, faults[i].value);
    }
    assert_int_equal(htsc_findings_count(findings), 11);
    assert_int_equal(htsc_subscriptions_total(s, HTSC_ALL_VILLAGES, HTSC_ALL_OPERATORS), 1000000017);
    htsc_findings_free(findings);
    htsc_subscriptions_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_subscriptions_read_all_faults_in_one_file),
        IN_SCRATCH(test_subscriptions_read_empty_table_is_zero),
        IN_SCRATCH(test_subscriptions_read_geopackage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
