#include "data/reading.h"

#include <htscover/crs.h>
#include <htscover/fiber.h>

static const char *const operators[] = {"Lam Sơn Telecom", "Sông Âm Mobile", "Hàm Rồng Net", "Cầu Kiệu Fiber"};
static const htsc_box around = {104.6, 19.4, 106.1, 20.8};

static htsc_fiber *new_fiber(void) {
    htsc_sites_options options;
    htsc_fiber *fiber = NULL;
    htsc_error err;
    htsc_sites_options_init(&options);
    options.operators = operators;
    options.operator_count = 4;
    options.near_lonlat = &around;
    assert_ok(htsc_fiber_create(&options, &fiber, &err), err);
    return fiber;
}

static htsc_read_counts read_routes(htsc_fiber *fiber, scratch *s, const char *text, htsc_findings *findings) {
    htsc_input input = htsc_input_of(scratch_write(s, "routes.csv", text));
    htsc_read_counts counts;
    htsc_error err;
    input.crs = HTSC_CRS_VN2000_TM3_105;
    assert_ok(htsc_fiber_read_routes(fiber, &input, findings, &counts, &err), err);
    return counts;
}

static htsc_read_counts read_points(htsc_fiber *fiber, scratch *s, const char *text, htsc_findings *findings) {
    htsc_input input = htsc_input_of(scratch_write(s, "points.csv", text));
    htsc_read_counts counts;
    htsc_error err;
    assert_ok(htsc_fiber_read_access_points(fiber, &input, findings, &counts, &err), err);
    return counts;
}

static void test_fiber_technology_rates(void **state) {
    (void)state;
    static const char *const names[] = {"", "GPON", "XGS-PON", "EPON", "10G-EPON", "P2P"};
    static const double rates_mbps[] = {0, 2488, 9953, 1000, 10000, (double)INFINITY};
    for (int i = 0; i < 6; i++) {
        assert_string_equal(htsc_fiber_technology_name((htsc_fiber_technology)i), names[i]);
        assert_true(htsc_fiber_technology_max_mbps((htsc_fiber_technology)i) == rates_mbps[i]);
    }
    assert_string_equal(htsc_fiber_technology_name((htsc_fiber_technology)6), "");
}

/* A line and a multiline, of which each chain is a route of its own; an empty part is none. */
static void test_fiber_read_routes_chains_and_lengths(void **state) {
    htsc_fiber *fiber = new_fiber();
    htsc_findings *findings = new_findings();
    htsc_read_counts counts =
        read_routes(fiber, *state,
                    "route_id,operator,technology,max_down_mbps,status,wkt\n"
                    "R1,Hàm Rồng Net,xgs-pon,2000,,\"LINESTRING (538000 2221000, 538300 2221400, 538300 2221500)\"\n"
                    "R2,Hàm Rồng Net,,,in_service,\"MULTILINESTRING ((538000 2221000, 538100 2221000), EMPTY, (538500 "
                    "2221000, 538500 2221200))\"\n"
                    "R3,Hàm Rồng Net,,,planned,\"LINESTRING (538000 2221000, 538100 2221000)\"\n",
                    findings);
    assert_no_findings(findings);
    assert_true(counts.read_count == 3 && counts.kept_count == 3);
    assert_int_equal(htsc_fiber_route_count(fiber), 3);
    const htsc_fiber_route *one = htsc_fiber_get_route(fiber, 0), *two = htsc_fiber_get_route(fiber, 1),
                           *three = htsc_fiber_get_route(fiber, 2);
    assert_string_equal(one->route_id, "R1");
    assert_int_equal(one->technology, HTSC_FIBER_XGS_PON);
    assert_true(one->max_down_mbps == 2000 && one->operator_index == 2);
    assert_int_equal(one->point_count, 3);
    assert_near(one->length_m, 600 / 0.9999, 0.03); /* k0 of EPSG:5897 near its meridian, to 5e-5 */
    const double *points = htsc_fiber_points(fiber) + 2 * one->first_point;
    assert_near(points[2], 538300, 1e-9);
    assert_near(points[5], 2221500, 1e-9);
    assert_string_equal(two->route_id, "R2");
    assert_string_equal(three->route_id, "R2");
    assert_int_equal(two->technology, HTSC_FIBER_UNDECLARED);
    assert_true(isnan(two->max_down_mbps));
    assert_int_equal(two->point_count, 2);
    assert_int_equal(three->point_count, 2);
    assert_near(three->length_m, 200 / 0.9999, 0.01);
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
    htsc_fiber_free(NULL);
}

static void test_fiber_read_routes_wrong_rows_are_refused(void **state) {
    static const struct {
        const char *row;
        htsc_finding_code code;
        const char *column;
    } rules[] = {
        {",Hàm Rồng Net,GPON,100,,\"LINESTRING (0 0, 1 1)\"", HTSC_FINDING_MISSING_VALUE, "route_id"},
        {"R1,,GPON,100,,\"LINESTRING (0 0, 1 1)\"", HTSC_FINDING_MISSING_VALUE, "operator"},
        {"R1,Ai đó,GPON,100,,\"LINESTRING (0 0, 1 1)\"", HTSC_FINDING_UNKNOWN_OPERATOR, "operator"},
        {"R1,Hàm Rồng Net,DSL,100,,\"LINESTRING (0 0, 1 1)\"", HTSC_FINDING_NOT_ALLOWED, "technology"},
        {"R1,Hàm Rồng Net,GPON,0,,\"LINESTRING (0 0, 1 1)\"", HTSC_FINDING_OUT_OF_RANGE, "max_down_mbps"},
        {"R1,Hàm Rồng Net,GPON,1000001,,\"LINESTRING (0 0, 1 1)\"", HTSC_FINDING_OUT_OF_RANGE, "max_down_mbps"},
        {"R1,Hàm Rồng Net,GPON,fast,,\"LINESTRING (0 0, 1 1)\"", HTSC_FINDING_NOT_A_NUMBER, "max_down_mbps"},
        {"R1,Hàm Rồng Net,GPON,100,soon,\"LINESTRING (0 0, 1 1)\"", HTSC_FINDING_NOT_ALLOWED, "status"},
        {"R1,Hàm Rồng Net,GPON,100,,", HTSC_FINDING_MISSING_VALUE, "geometry"},
        {"R1,Hàm Rồng Net,GPON,100,,LINESTRING EMPTY", HTSC_FINDING_BAD_GEOMETRY, "geometry"},
        {"R1,Hàm Rồng Net,GPON,100,,\"POLYGON ((0 0, 1 1, 1 0, 0 0))\"", HTSC_FINDING_BAD_GEOMETRY, "geometry"},
        {"R1,Hàm Rồng Net,GPON,100,,nonsense", HTSC_FINDING_BAD_GEOMETRY, "geometry"},
        {"R1,Hàm Rồng Net,GPON,100,,\"LINESTRING (1e30 0, 1e31 1)\"", HTSC_FINDING_BAD_POSITION, "geometry"}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char text[512];
        snprintf(text, sizeof text,
                 "route_id,operator,technology,max_down_mbps,status,wkt\n%s\nR9,Hàm Rồng Net,,,,\"LINESTRING (538000 "
                 "2221000, 538100 2221000)\"\n",
                 rules[i].row);
        htsc_fiber *fiber = new_fiber();
        htsc_findings *findings = new_findings();
        htsc_input input = htsc_input_of(scratch_write(*state, "routes.csv", text));
        htsc_read_counts counts;
        htsc_error err;
        input.crs = rules[i].code == HTSC_FINDING_BAD_POSITION ? "EPSG:3405" : HTSC_CRS_VN2000_TM3_105;
        assert_ok(htsc_fiber_read_routes(fiber, &input, findings, &counts, &err), err);
        assert_finding(findings, HTSC_SEVERITY_ERROR, rules[i].code, 2, rules[i].column);
        assert_int_equal(htsc_findings_count(findings), 1);
        assert_true(counts.read_count == 2 && counts.kept_count == 1 && counts.refused_count == 1);
        assert_int_equal(htsc_fiber_route_count(fiber), 1);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

static void test_fiber_read_access_points_duplicates_and_service(void **state) {
    htsc_fiber *fiber = new_fiber();
    htsc_findings *findings = new_findings();
    htsc_read_counts counts = read_points(fiber, *state,
                                          "access_point_id,operator,technology,max_down_mbps,status,lon_deg,lat_deg\n"
                                          "A1,Hàm Rồng Net,P2P,1000,in_service,105.37,20.08\n"
                                          "A1,Cầu Kiệu Fiber,GPON,,,105.37,20.08\n" /* another operator's own number */
                                          "A1,Hàm Rồng Net,GPON,,,105.38,20.08\n"
                                          "A2,Hàm Rồng Net,GPON,,off,105.38,20.08\n"
                                          "A3,Hàm Rồng Net,GPON,,,105.85,21.03\n"
                                          "A4,Hàm Rồng Net,GPON,,,20.08,105.37\n",
                                          findings);
    assert_true(counts.read_count == 6 && counts.kept_count == 3 && counts.refused_count == 3);
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_DUPLICATE, 4, "");
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_FAR_AWAY, 6, "lon_deg");
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_SWAPPED_LONLAT, 7, "lon_deg");
    assert_int_equal(htsc_findings_count(findings), 3);
    assert_int_equal(htsc_fiber_access_point_count(fiber), 2);
    const htsc_access_point *a = htsc_fiber_get_access_point(fiber, 0);
    assert_string_equal(a->access_point_id, "A1");
    assert_int_equal(a->technology, HTSC_FIBER_P2P);
    assert_near(a->x_m, 538500.127, 1e-3);
    assert_near(a->y_m, 2221151.985, 1e-3);
    assert_int_equal(htsc_fiber_get_access_point(fiber, 1)->operator_index, 3);
    assert_string_equal(htsc_fiber_operator(fiber, 3), "Cầu Kiệu Fiber");
    assert_int_equal(htsc_fiber_operator_count(fiber), 4);
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

/* As testdata/README.md counts them. */
static void test_fiber_testdata_counts(void **state) {
    (void)state;
    htsc_fiber *fiber = new_fiber();
    htsc_findings *findings = new_findings();
    htsc_input routes = htsc_input_of(HTSC_TESTDATA_DIR "/ngoclac/fiber_routes.geojson"),
               points = htsc_input_of(HTSC_TESTDATA_DIR "/ngoclac/access_points.csv");
    htsc_read_counts counts;
    htsc_error err;
    assert_ok(htsc_fiber_read_routes(fiber, &routes, findings, &counts, &err), err);
    assert_int_equal(counts.read_count, 25);
    assert_int_equal(htsc_fiber_route_count(fiber), 22);
    for (size_t i = 0; i < 22; i++)
        assert_true(htsc_fiber_get_route(fiber, i)->point_count >= 2 && htsc_fiber_get_route(fiber, i)->length_m > 0);
    assert_ok(htsc_fiber_read_access_points(fiber, &points, findings, &counts, &err), err);
    assert_int_equal(counts.read_count, 180);
    assert_int_equal(htsc_fiber_access_point_count(fiber), 168);
    assert_no_findings(findings);
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

typedef struct paths {
    char *routes, *points;
} paths;

static htsc_status read_both(void *ctx, htsc_error *err) {
    const paths *p = ctx;
    htsc_sites_options options;
    htsc_fiber *fiber = NULL;
    htsc_findings *findings = NULL;
    htsc_input routes = htsc_input_of(p->routes), points = htsc_input_of(p->points);
    routes.crs = HTSC_CRS_VN2000_TM3_105;
    htsc_sites_options_init(&options);
    htsc_status status = htsc_fiber_create(&options, &fiber, err);
    if (status == HTSC_OK) status = htsc_findings_create(&findings, err);
    if (status == HTSC_OK) {
        status = htsc_fiber_read_routes(fiber, &routes, findings, NULL, err);
        if (status != HTSC_OK) assert_int_equal(htsc_fiber_route_count(fiber), 0);
    }
    if (status == HTSC_OK) {
        status = htsc_fiber_read_access_points(fiber, &points, findings, NULL, err);
        if (status != HTSC_OK) assert_int_equal(htsc_fiber_access_point_count(fiber), 0);
    }
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
    return status;
}

static void test_fiber_failing_allocation_is_an_error(void **state) {
    paths p = {
        strdup(scratch_write(*state, "r.csv",
                             "route_id,operator,wkt\nR1,A,\"LINESTRING (538000 2221000, 538300 2221400)\"\nR1,A,x\n")),
        strdup(scratch_write(*state, "p.csv",
                             "access_point_id,operator,lon_deg,lat_deg\nA1,A,105.37,20.08\nA1,A,105.37,20.08\n"))};
    assert_true(fail_each_allocation(read_both, &p) >= 30);
    free(p.routes), free(p.points);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fiber_technology_rates),
        IN_SCRATCH(test_fiber_read_routes_chains_and_lengths),
        IN_SCRATCH(test_fiber_read_routes_wrong_rows_are_refused),
        IN_SCRATCH(test_fiber_read_access_points_duplicates_and_service),
        cmocka_unit_test(test_fiber_testdata_counts),
        IN_SCRATCH(test_fiber_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
