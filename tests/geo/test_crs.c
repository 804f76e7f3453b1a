#include "base/support.h"

#include <htscover/crs.h>

#include "geo/crs.h"

static htsc_transform *transform_of(const char *from, const char *to) {
    htsc_transform *transform = NULL;
    htsc_error err;
    assert_ok(htsc_transform_create(from, to, &transform, &err), err);
    return transform;
}

/* Control point of the design, to its last digit: 1 mm. */
static const double control_lon_deg = 105.37, control_lat_deg = 20.08, control_x_m = 538500.127,
                    control_y_m = 2221151.985;

static void test_transform_points_control_point_to_a_millimetre(void **state) {
    (void)state;
    htsc_transform *t = transform_of(HTSC_CRS_WGS84, HTSC_CRS_VN2000_TM3_105);
    double x = control_lon_deg, y = control_lat_deg;
    htsc_error err;
    assert_ok(htsc_transform_points(t, 1, &x, &y, &err), err);
    assert_near(x, control_x_m, 1e-3);
    assert_near(y, control_y_m, 1e-3);
    htsc_transform_free(t);
}

/* 1 mm is 1e-8 degrees or a little less. */
static void test_transform_points_inverse_control_point_to_a_millimetre(void **state) {
    (void)state;
    htsc_transform *t = transform_of(HTSC_CRS_WGS84, HTSC_CRS_VN2000_TM3_105);
    double x = control_x_m, y = control_y_m;
    htsc_error err;
    assert_ok(htsc_transform_points_inverse(t, 1, &x, &y, &err), err);
    assert_near(x, control_lon_deg, 9e-9);
    assert_near(y, control_lat_deg, 9e-9);
    htsc_transform_free(t);
    t = transform_of(HTSC_CRS_VN2000_TM3_105, HTSC_CRS_WGS84); /* the same, named the other way round */
    x = control_x_m, y = control_y_m;
    assert_ok(htsc_transform_points(t, 1, &x, &y, &err), err);
    assert_near(x, control_lon_deg, 9e-9);
    assert_near(y, control_lat_deg, 9e-9);
    htsc_transform_free(t);
}

/* Without the shift from WGS 84 to VN-2000 the same degrees are 538696.161, 2221043.413: 224 m away. */
static void test_transform_points_datum_shift_is_not_dropped(void **state) {
    (void)state;
    htsc_transform *t = transform_of(HTSC_CRS_WGS84, HTSC_CRS_VN2000_TM3_105);
    double x = control_lon_deg, y = control_lat_deg;
    htsc_error err;
    assert_ok(htsc_transform_points(t, 1, &x, &y, &err), err);
    assert_near(hypot(x - 538696.161, y - 2221043.413), 224, 0.5);
    htsc_transform_free(t);
    /* VN-2000 degrees, EPSG:4756, need no shift: this is what forgetting it would give. */
    t = transform_of("EPSG:4756", HTSC_CRS_VN2000_TM3_105);
    x = control_lon_deg, y = control_lat_deg;
    assert_ok(htsc_transform_points(t, 1, &x, &y, &err), err);
    assert_near(x, 538696.161, 1e-3);
    assert_near(y, 2221043.413, 1e-3);
    htsc_transform_free(t);
}

/* There and back within 1e-8 degrees, 1 mm: each way takes the height as 0 on its own ellipsoid, which a shift of 224 m
 * between normals and some 20 m of height turn into about 0.7 mm. */
static void test_transform_points_round_trip_over_the_province(void **state) {
    (void)state;
    enum { COUNT = 500 };
    double lon[COUNT], lat[COUNT], x[COUNT], y[COUNT];
    uint64_t seed = 38;
    htsc_error err;
    for (int i = 0; i < COUNT; i++) {
        x[i] = lon[i] = random_in(&seed, 104.3, 106.1);
        y[i] = lat[i] = random_in(&seed, 19.2, 20.7);
    }
    htsc_transform *t = transform_of(HTSC_CRS_WGS84, HTSC_CRS_VN2000_TM3_105);
    assert_ok(htsc_transform_points(t, COUNT, x, y, &err), err);
    assert_ok(htsc_transform_points_inverse(t, COUNT, x, y, &err), err);
    for (int i = 0; i < COUNT; i++) {
        assert_near(x[i], lon[i], 1e-8);
        assert_near(y[i], lat[i], 1e-8);
    }
    htsc_transform_free(t);
}

/* Longitude comes first whatever the CRS' own order; 3405 and 5897 share a datum, and the control point. */
static void test_transform_points_between_zones_of_vn2000(void **state) {
    (void)state;
    htsc_transform *t = transform_of("EPSG:3405", HTSC_CRS_VN2000_TM3_105);
    double x = control_lon_deg, y = control_lat_deg;
    htsc_error err;
    htsc_transform *there = transform_of(HTSC_CRS_WGS84, "EPSG:3405");
    assert_ok(htsc_transform_points(there, 1, &x, &y, &err), err);
    assert_ok(htsc_transform_points(t, 1, &x, &y, &err), err);
    assert_near(x, control_x_m, 1e-3);
    assert_near(y, control_y_m, 1e-3);
    htsc_transform_free(there);
    htsc_transform_free(t);
}

static void test_transform_points_same_crs_changes_nothing(void **state) {
    (void)state;
    htsc_transform *t = transform_of(HTSC_CRS_WGS84, "OGC:CRS84");
    double x = 105.37, y = 20.08;
    htsc_error err;
    assert_ok(htsc_transform_points(t, 1, &x, &y, &err), err);
    assert_true(x == 105.37 && y == 20.08);
    htsc_transform_free(t);
}

static void test_transform_points_what_cannot_be_becomes_nan(void **state) {
    (void)state;
    htsc_transform *t = transform_of(HTSC_CRS_WGS84, HTSC_CRS_VN2000_TM3_105);
    double x[3] = {105.37, (double)NAN, 105.37}, y[3] = {100, 20, 20.08};
    htsc_error err;
    assert_ok(htsc_transform_points(t, 3, x, y, &err), err);
    assert_true(isnan(x[0]) && isnan(y[0]));
    assert_true(isnan(x[1]) && isnan(y[1]));
    assert_near(x[2], control_x_m, 1e-3); /* one bad point spoils no other */
    assert_status(htsc_transform_points(t, 1, NULL, NULL, &err), HTSC_ERR_ARGUMENT, err);
    assert_ok(htsc_transform_points(t, 0, NULL, NULL, &err), err);
    htsc_transform_free(t);
    htsc_transform_free(NULL);
}

static void test_transform_create_unknown_crs_is_named(void **state) {
    (void)state;
    static const char *const unknown[] = {"EPSG:999999", "nonsense", "", "+proj=nothing +type=crs",
                                          "+proj=longlat +step +proj=utm"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        htsc_transform *t = (htsc_transform *)&t;
        htsc_error err;
        assert_status(htsc_transform_create(unknown[i], HTSC_CRS_WGS84, &t, &err), HTSC_ERR_CRS, err);
        assert_null(t);
        assert_contains(err.message, unknown[i]);
        assert_status(htsc_transform_create(HTSC_CRS_WGS84, unknown[i], &t, &err), HTSC_ERR_CRS, err);
    }
}

/* Indian 1960 / UTM 48N to a datum without any known way there. */
static void test_transform_create_without_a_known_shift_is_refused(void **state) {
    (void)state;
    htsc_transform *t = NULL;
    htsc_error err;
    assert_status(
        htsc_transform_create("+proj=utm +zone=48 +a=6377000 +b=6356000 +type=crs", HTSC_CRS_VN2000_TM3_105, &t, &err),
        HTSC_ERR_CRS, err);
    assert_contains(err.message, "datum shift");
    assert_null(t);
}

static void test_crs_check_metric_working_crs(void **state) {
    (void)state;
    static const char *const good[] = {"EPSG:5897", "EPSG:3405", "EPSG:32648", "EPSG:2154"};
    static const char *const bad[] = {"EPSG:4326", "EPSG:4756", "OGC:CRS84", "EPSG:2263", "EPSG:999999",
                                      /* Web Mercator, however it is written */
                                      "EPSG:3857", "epsg:3857", "EPSG:3395", "urn:ogc:def:crs:EPSG::3857",
                                      "+proj=webmerc +datum=WGS84 +type=crs"};
    htsc_error err;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) assert_ok(htsc__crs_check_metric(good[i], &err), err);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_status(htsc__crs_check_metric(bad[i], &err), HTSC_ERR_CRS, err);
        assert_contains(err.message, bad[i]);
    }
    assert_status(htsc__crs_check_metric("EPSG:3857", &err), HTSC_ERR_CRS, err);
    assert_contains(err.message, "Web Mercator");
    assert_status(htsc__crs_check_metric("EPSG:4326", &err), HTSC_ERR_CRS, err);
    assert_contains(err.message, "degree");
}

/* A degree of the equator is a * pi / 180; the quarter meridian of WGS 84 is 10 001 965.729 m (DMA TR 8350.2). 1 mm. */
static void test_geodesic_distance_known_lines(void **state) {
    (void)state;
    assert_near(htsc_geodesic_distance_m(105, 0, 106, 0), 6378137 * acos(-1) / 180, 1e-3);
    assert_near(htsc_geodesic_distance_m(105, 0, 105, 90), 10001965.729, 1e-3);
    assert_near(htsc_geodesic_distance_m(105.4, 20, 105.4, 20), 0, 1e-9);
    assert_near(htsc_geodesic_distance_m(-179.5, 10, 179.5, 10), htsc_geodesic_distance_m(10, 10, 11, 10), 1e-6);
}

/* An octant is an eighth of the ellipsoid's 510 065 621.724 km2 (Karney 2013); either way round. 1 km2 for its digits.
 */
static void test_geodesic_ring_area_an_octant(void **state) {
    (void)state;
    const double lon[] = {0, 90, 0}, lat[] = {0, 0, 90}, back_lon[] = {0, 90, 0}, back_lat[] = {90, 0, 0};
    assert_near(htsc__geodesic_ring_area_m2(3, lon, lat), 510065621.724e6 / 8, 1e6);
    assert_near(htsc__geodesic_ring_area_m2(3, back_lon, back_lat), 510065621.724e6 / 8, 1e6);
    assert_near(htsc__geodesic_ring_area_m2(0, NULL, NULL), 0, 0);
}

static htsc_status one_transform(void *ctx, htsc_error *err) {
    (void)ctx;
    htsc_transform *t = NULL;
    htsc_status status = htsc_transform_create(HTSC_CRS_WGS84, HTSC_CRS_VN2000_TM3_105, &t, err);
    htsc_transform_free(t);
    return status;
}

static void test_transform_create_failing_allocation_is_an_error(void **state) {
    (void)state;
    assert_true(fail_each_allocation(one_transform, NULL) >= 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transform_points_control_point_to_a_millimetre),
        cmocka_unit_test(test_transform_points_inverse_control_point_to_a_millimetre),
        cmocka_unit_test(test_transform_points_datum_shift_is_not_dropped),
        cmocka_unit_test(test_transform_points_round_trip_over_the_province),
        cmocka_unit_test(test_transform_points_between_zones_of_vn2000),
        cmocka_unit_test(test_transform_points_same_crs_changes_nothing),
        cmocka_unit_test(test_transform_points_what_cannot_be_becomes_nan),
        cmocka_unit_test(test_transform_create_unknown_crs_is_named),
        cmocka_unit_test(test_transform_create_without_a_known_shift_is_refused),
        cmocka_unit_test(test_crs_check_metric_working_crs),
        cmocka_unit_test(test_geodesic_distance_known_lines),
        cmocka_unit_test(test_geodesic_ring_area_an_octant),
        cmocka_unit_test(test_transform_create_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
