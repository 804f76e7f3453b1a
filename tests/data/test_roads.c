#include "data/reading.h"

#include <htscover/crs.h>
#include <htscover/roads.h>

static const htsc_box around = {104.6, 19.4, 106.1, 20.8};

static htsc_roads *new_roads(const htsc_box *near_lonlat) {
    htsc_roads *roads = NULL;
    htsc_error err;
    assert_ok(htsc_roads_create(HTSC_CRS_VN2000_TM3_105, near_lonlat, &roads, &err), err);
    return roads;
}

static htsc_read_counts read_wkt(htsc_roads *roads, scratch *s, const char *text, htsc_findings *findings) {
    htsc_input input = htsc_input_of(scratch_write(s, "roads.csv", text));
    htsc_read_counts counts;
    htsc_error err;
    input.crs = HTSC_CRS_VN2000_TM3_105;
    assert_ok(htsc_roads_read(roads, &input, findings, &counts, &err), err);
    return counts;
}

/* Each part is a road; lines shorter than 1 mm are dropped and counted, and leave no points behind. */
static void test_roads_read_lines_parts_and_dropped_ones(void **state) {
    htsc_roads *roads = new_roads(&around);
    htsc_findings *findings = new_findings();
    assert_null(htsc_roads_points(roads));
    htsc_read_counts counts =
        read_wkt(roads, *state,
                 "name,wkt\n"
                 "QL15,\"LINESTRING (538000 2221000, 538300 2221400, 538300 2221500)\"\n"
                 ",\"LINESTRING (538000 2221000, 538000 2221000.0009)\"\n"
                 ",\"MULTILINESTRING ((538000 2221000, 538100 2221000), (538500 2221000, 538500 2221000), (538500 "
                 "2221000, 538500.001 2221000))\"\n",
                 findings);
    assert_no_findings(findings);
    assert_true(counts.read_count == 3 && counts.kept_count == 3);
    assert_int_equal(htsc_roads_count(roads), 3);
    assert_int_equal(htsc_roads_dropped_count(roads), 2);
    assert_int_equal(htsc_roads_point_count(roads), 7);
    const htsc_road *one = htsc_roads_get(roads, 0), *two = htsc_roads_get(roads, 1), *three = htsc_roads_get(roads, 2);
    assert_true(one->first_point == 0 && one->point_count == 3);
    assert_near(one->length_m, 600, 1e-6);
    assert_true(two->first_point == 3 && two->point_count == 2);
    assert_near(two->length_m, 100, 1e-6);
    assert_true(three->first_point == 5 && three->point_count == 2);
    const double *xy = htsc_roads_points(roads);
    assert_near(xy[2], 538300, 1e-6);
    assert_near(xy[2 * two->first_point + 2], 538100, 1e-6);
    htsc_findings_free(findings);
    htsc_roads_free(roads);
    htsc_roads_free(NULL);
}

static void test_roads_read_wrong_rows_are_refused(void **state) {
    static const struct {
        const char *wkt;
        htsc_finding_code code;
    } rules[] = {{"", HTSC_FINDING_MISSING_VALUE},
                 {"nonsense", HTSC_FINDING_BAD_GEOMETRY},
                 {"LINESTRING EMPTY", HTSC_FINDING_BAD_GEOMETRY},
                 {"POINT (538000 2221000)", HTSC_FINDING_BAD_GEOMETRY},
                 {"POLYGON ((0 0, 1 1, 1 0, 0 0))", HTSC_FINDING_BAD_GEOMETRY},
                 {"LINESTRING (538000 2221000, 838000 2221000)", HTSC_FINDING_FAR_AWAY},
                 /* a good part, one of nothing and one far away: none of the row is kept */
                 {"MULTILINESTRING ((538000 2221000, 538100 2221000), (538000 2221000, 538000 2221000), (0 0, 9 9))",
                  HTSC_FINDING_FAR_AWAY}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char text[512];
        htsc_roads *roads = new_roads(&around);
        htsc_findings *findings = new_findings();
        snprintf(text, sizeof text, "id,wkt\n1,\"%s\"\n2,\"LINESTRING (538000 2221000, 538100 2221000)\"\n",
                 rules[i].wkt);
        htsc_read_counts counts = read_wkt(roads, *state, text, findings);
        assert_finding(findings, HTSC_SEVERITY_ERROR, rules[i].code, 2, "geometry");
        assert_int_equal(htsc_findings_count(findings), 1);
        assert_true(counts.read_count == 2 && counts.kept_count == 1 && counts.refused_count == 1);
        assert_true(htsc_roads_count(roads) == 1 && htsc_roads_point_count(roads) == 2);
        assert_int_equal(htsc_roads_dropped_count(roads), 0);
        htsc_findings_free(findings);
        htsc_roads_free(roads);
    }
}

static void test_roads_read_geojson_and_files_that_are_none(void **state) {
    scratch *s = *state;
    htsc_roads *roads = new_roads(&around);
    htsc_findings *findings = new_findings();
    htsc_read_counts counts;
    htsc_error err;
    htsc_input input = htsc_input_of(
        scratch_write(s, "roads.geojson",
                      "{\"type\":\"FeatureCollection\",\"features\":["
                      "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\",\"coordinates\":"
                      "[[105.37,20.08],[105.38,20.08]]}},"
                      "{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}]}"));
    assert_ok(htsc_roads_read(roads, &input, findings, &counts, &err), err);
    assert_true(counts.read_count == 2 && counts.kept_count == 1);
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_MISSING_VALUE, 2, "geometry");
    assert_near(htsc_roads_points(roads)[0], 538500.127, 1e-3);
    assert_near(htsc_roads_points(roads)[1], 2221151.985, 1e-3);
    /* a degree of the parallel: N cos(lat) pi/180, N of WGS 84, and the scale 0.9999 of the grid */
    assert_near(htsc_roads_get(roads, 0)->length_m, 0.01 * 104592.5 * 0.9999, 0.5);
    input = htsc_input_of(scratch_write(s, "none.csv", "id,name\n1,x\n"));
    assert_status(htsc_roads_read(roads, &input, findings, &counts, &err), HTSC_ERR_FORMAT, err);
    assert_contains(err.message, "wkt");
    input = htsc_input_of(scratch_path(s, "missing.csv"));
    assert_status(htsc_roads_read(roads, &input, findings, &counts, &err), HTSC_ERR_IO, err);
    assert_int_equal(htsc_roads_count(roads), 1);
    htsc_findings_free(findings);
    htsc_roads_free(roads);
}

static void test_roads_create_degrees_are_refused(void **state) {
    (void)state;
    htsc_roads *roads = (htsc_roads *)state;
    htsc_error err;
    assert_status(htsc_roads_create(HTSC_CRS_WGS84, NULL, &roads, &err), HTSC_ERR_CRS, err);
    assert_null(roads);
}

static htsc_status read_all(void *ctx, htsc_error *err) {
    htsc_roads *roads = NULL;
    htsc_findings *findings = NULL;
    htsc_input input = htsc_input_of(ctx);
    input.crs = HTSC_CRS_VN2000_TM3_105;
    htsc_status status = htsc_roads_create(HTSC_CRS_VN2000_TM3_105, &around, &roads, err);
    if (status == HTSC_OK) status = htsc_findings_create(&findings, err);
    if (status == HTSC_OK) {
        status = htsc_roads_read(roads, &input, findings, NULL, err);
        if (status != HTSC_OK) assert_int_equal(htsc_roads_count(roads), 0);
    }
    htsc_findings_free(findings);
    htsc_roads_free(roads);
    return status;
}

static void test_roads_failing_allocation_is_an_error(void **state) {
    char *path = strdup(scratch_write(*state, "r.csv", "wkt\n\"LINESTRING (538000 2221000, 538300 2221400)\"\nx\n"));
    assert_true(fail_each_allocation(read_all, path) >= 12);
    free(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_roads_read_lines_parts_and_dropped_ones),
        IN_SCRATCH(test_roads_read_wrong_rows_are_refused),
        IN_SCRATCH(test_roads_read_geojson_and_files_that_are_none),
        cmocka_unit_test(test_roads_create_degrees_are_refused),
        IN_SCRATCH(test_roads_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
