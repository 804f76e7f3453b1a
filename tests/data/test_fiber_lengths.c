/* Placement and declared length of routes, and lengths at the edges of the map. */
#include "data/fiber_world.h"

static htsc_read_counts read_routes(htsc_fiber *fiber, scratch *s, const char *rows, const char *crs,
                                    htsc_findings *findings) {
    char text[8192];
    snprintf(text, sizeof text, "route_id,operator,placement,length_m,declared_length_km,status,wkt\n%s", rows);
    htsc_input input = htsc_input_of(scratch_write(s, "routes.csv", text));
    htsc_read_counts counts;
    htsc_error err;
    input.crs = crs;
    assert_ok(htsc_fiber_read_routes(fiber, &input, findings, &counts, &err), err);
    return counts;
}

/* A line of 1000 m in the grid, which is 1000.1 m on the ground here. */
#define LINE "\"LINESTRING (538000 2221000, 539000 2221000)\"\n"

static void test_fiber_read_routes_placement(void **state) {
    static const char *const words[] = {"", "aerial", "buried", "duct", "submarine"};
    htsc_fiber *fiber = fiber_in(NULL, NULL);
    htsc_findings *findings = new_findings();
    read_routes(fiber, *state,
                "R0,A,,,,," LINE "R1,A,Aerial,,,," LINE "R2,A,buried,,,," LINE "R3,A,DUCT,,,," LINE
                "R4,A,submarine,,,," LINE "R5,A,flying,,,," LINE,
                HTSC_CRS_VN2000_TM3_105, findings);
    assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_NOT_ALLOWED, 7, "placement");
    assert_int_equal(htsc_findings_count(findings), 1);
    assert_int_equal(htsc_fiber_route_count(fiber), 5);
    for (unsigned i = 0; i < 5; i++) {
        const htsc_fiber_route *route = htsc_fiber_get_route(fiber, i);
        assert_int_equal(route->placement, i);
        assert_true(isnan(route->declared_length_m));
        assert_string_equal(htsc_fiber_placement_name(route->placement), words[i]);
    }
    assert_string_equal(htsc_fiber_placement_name((htsc_fiber_placement)5), "");
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

/* Told beyond 10 % and beyond 50 m; metres win over kilometres; rows out of service are not compared. */
static void test_fiber_read_routes_declared_length_is_compared(void **state) {
    static const struct {
        const char *cells;
        double declared_m;
        bool told;
        const char *column;
    } cases[] = {{"1000,", 1000, false, ""},
                 {"1099,", 1099, false, ""},
                 {"1101,", 1101, true, "length_m"},
                 {"901,", 901, false, ""},
                 {"899,", 899, true, "length_m"},
                 {",1", 1000, false, ""},
                 {",1.2", 1200, true, "declared_length_km"},
                 {"1000,7", 1000, false, ""},
                 {"0,", 0, true, "length_m"},
                 {"5e7,", 5e7, true, "length_m"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        htsc_fiber *fiber = fiber_in(NULL, NULL);
        htsc_findings *findings = new_findings();
        snprintf(text, sizeof text, "R1,A,,%s,," LINE "R2,A,,3,,planned," LINE, cases[i].cells);
        read_routes(fiber, *state, text, HTSC_CRS_VN2000_TM3_105, findings);
        assert_int_equal(htsc_fiber_route_count(fiber), 1);
        assert_near(htsc_fiber_get_route(fiber, 0)->declared_length_m, cases[i].declared_m, 1e-6);
        assert_int_equal(htsc_findings_count(findings), cases[i].told);
        if (cases[i].told) {
            const htsc_finding *f =
                assert_finding(findings, HTSC_SEVERITY_ANOMALY, HTSC_FINDING_LENGTH_MISMATCH, 2, cases[i].column);
            assert_string_equal(f->expected, "1000 m");
        }
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

/* 40 m against 80: beyond 10 %, not beyond 50 m. */
static void test_fiber_read_routes_short_lines_are_not_told(void **state) {
    htsc_fiber *fiber = fiber_in(NULL, NULL);
    htsc_findings *findings = new_findings();
    read_routes(fiber, *state, "R1,A,,80,,,\"LINESTRING (538000 2221000, 538040 2221000)\"\n", HTSC_CRS_VN2000_TM3_105,
                findings);
    assert_no_findings(findings);
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

/* The parts of a row share its declared length, so that nothing is counted twice; those of no length share alike. */
static void test_fiber_read_routes_parts_share_the_declared_length(void **state) {
    htsc_fiber *fiber = fiber_in(NULL, NULL);
    htsc_findings *findings = new_findings();
    read_routes(
        fiber, *state,
        "R1,A,,1020,,,\"MULTILINESTRING ((538000 2221000, 538250 2221000), (539000 2221000, 539750 2221000))\"\n"
        "R2,A,,40,,,\"MULTILINESTRING ((538000 2221000, 538000 2221000), (539000 2221000, 539000 2221000))\"\n",
        HTSC_CRS_VN2000_TM3_105, findings);
    assert_no_findings(findings);
    assert_int_equal(htsc_fiber_route_count(fiber), 4);
    assert_near(htsc_fiber_get_route(fiber, 0)->declared_length_m, 255, 0.01); /* the scale differs by 1e-6 along it */
    assert_near(htsc_fiber_get_route(fiber, 1)->declared_length_m, 765, 0.01);
    assert_near(htsc_fiber_get_route(fiber, 2)->declared_length_m, 20, 1e-9);
    assert_near(htsc_fiber_get_route(fiber, 3)->declared_length_m, 20, 1e-9);
    assert_true(htsc_fiber_get_route(fiber, 2)->length_m == 0);
    htsc_findings_free(findings);
    htsc_fiber_free(fiber);
}

static void test_fiber_read_routes_wrong_lengths_are_refused(void **state) {
    static const struct {
        const char *cells, *column;
        htsc_finding_code code;
    } rules[] = {{"-1,", "length_m", HTSC_FINDING_OUT_OF_RANGE},
                 {"50000001,", "length_m", HTSC_FINDING_OUT_OF_RANGE},
                 {"12 km,", "length_m", HTSC_FINDING_NOT_A_NUMBER},
                 {",-0.1", "declared_length_km", HTSC_FINDING_OUT_OF_RANGE},
                 {",50001", "declared_length_km", HTSC_FINDING_OUT_OF_RANGE},
                 {",inf", "declared_length_km", HTSC_FINDING_NOT_A_NUMBER}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char text[256];
        htsc_fiber *fiber = fiber_in(NULL, NULL);
        htsc_findings *findings = new_findings();
        snprintf(text, sizeof text, "R1,A,,%s,," LINE, rules[i].cells);
        htsc_read_counts counts = read_routes(fiber, *state, text, HTSC_CRS_VN2000_TM3_105, findings);
        assert_finding(findings, HTSC_SEVERITY_ERROR, rules[i].code, 2, rules[i].column);
        assert_true(counts.refused_count == 1 && htsc_fiber_route_count(fiber) == 0);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

/* WGS 84 lengths: a degree along the equator is a pi/180, and the quarter of a meridian tells a degree beside it. */
static void test_fiber_read_routes_at_the_edges_of_the_map(void **state) {
    static const double a_m = 6378137, degree = 3.14159265358979323846 / 180;
    static const struct {
        const char *crs, *wkt;
        double length_m, reach_m; /* the points lie this far from the first one at most */
    } cases[] = {
        {"EPSG:32660", "LINESTRING (179.9 0, -179.9 0)", 0.2, 23000},
        {"EPSG:32601", "LINESTRING (179.9 0, 180 0, -180 0, -179.9 0)", 0.2, 23000},
        {"+proj=aeqd +lat_0=0 +lon_0=180 +datum=WGS84 +units=m +type=crs", "LINESTRING (-179.9 0, 179.9 0)", 0.2,
         23000},
        {"+proj=aeqd +lat_0=0 +lon_0=0 +datum=WGS84 +units=m +type=crs", "LINESTRING (-0.1 0, 0.1 0)", 0.2, 23000},
        {"EPSG:32631", "LINESTRING (0 0, 0.1 0, 0 0)", 0.2, 12000},
        {"EPSG:32630", "LINESTRING (0.05 0, 0 0, -0.05 0)", 0.1, 12000},
        {"EPSG:32760", "LINESTRING (179.9 -1e-12, -179.9 1e-12)", 0.2, 23000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        htsc_fiber *fiber = fiber_in(cases[i].crs, NULL);
        htsc_findings *findings = new_findings();
        snprintf(text, sizeof text, "R1,A,,%.1f,,,\"%s\"\n", a_m * degree * cases[i].length_m, cases[i].wkt);
        read_routes(fiber, *state, text, HTSC_CRS_WGS84, findings);
        assert_no_findings(findings);
        const htsc_fiber_route *route = htsc_fiber_get_route(fiber, 0);
        const double *xy = htsc_fiber_points(fiber) + 2 * route->first_point;
        /* there and back through a projection, 1e-4 m at the worst */
        assert_near(route->length_m, a_m * degree * cases[i].length_m, 1e-3);
        for (size_t k = 1; k < route->point_count; k++)
            assert_true(hypot(xy[2 * k] - xy[0], xy[2 * k + 1] - xy[1]) <= cases[i].reach_m);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

/* Coordinates that are no place on Earth have no length: the row is refused, not kept with a length that is no number.
 */
static void test_fiber_read_routes_off_the_earth_are_refused(void **state) {
    static const struct {
        const char *wkt;
        const htsc_box *near_lonlat;
    } cases[] = {{"LINESTRING (1e12 0, 1e12 10)", NULL},
                 {"LINESTRING (1e30 0, 1e30 0)", NULL},
                 {"LINESTRING (538000 2221000, 1e9 1e9, 538100 2221000)", NULL},
                 {"LINESTRING (538000 2221000, 1e9 1e9, 538100 2221000)", &fiber_area},
                 {"MULTILINESTRING ((538000 2221000, 538100 2221000), (1e12 0, 1e12 10))", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        htsc_fiber *fiber = fiber_in(NULL, cases[i].near_lonlat);
        htsc_findings *findings = new_findings();
        snprintf(text, sizeof text, "R1,A,,,,,\"%s\"\nR2,A,,,,," LINE, cases[i].wkt);
        htsc_read_counts counts = read_routes(fiber, *state, text, HTSC_CRS_VN2000_TM3_105, findings);
        assert_finding(findings, HTSC_SEVERITY_ERROR, HTSC_FINDING_BAD_POSITION, 2, "geometry");
        assert_int_equal(htsc_findings_count(findings), 1);
        assert_true(counts.read_count == 2 && counts.kept_count == 1 && htsc_fiber_route_count(fiber) == 1);
        assert_true(isfinite(htsc_fiber_get_route(fiber, 0)->length_m));
        assert_int_equal(htsc_fiber_get_route(fiber, 0)->first_point, 0);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

static void test_fiber_create_world_mercator_is_refused(void **state) {
    (void)state;
    htsc_sites_options options;
    htsc_fiber *fiber = NULL;
    htsc_error err;
    htsc_sites_options_init(&options);
    options.working_crs = "EPSG:3857";
    assert_status(htsc_fiber_create(&options, &fiber, &err), HTSC_ERR_CRS, err);
    assert_null(fiber);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_fiber_read_routes_placement),
        IN_SCRATCH(test_fiber_read_routes_declared_length_is_compared),
        IN_SCRATCH(test_fiber_read_routes_short_lines_are_not_told),
        IN_SCRATCH(test_fiber_read_routes_parts_share_the_declared_length),
        IN_SCRATCH(test_fiber_read_routes_wrong_lengths_are_refused),
        IN_SCRATCH(test_fiber_read_routes_at_the_edges_of_the_map),
        IN_SCRATCH(test_fiber_read_routes_off_the_earth_are_refused),
        cmocka_unit_test(test_fiber_create_world_mercator_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
