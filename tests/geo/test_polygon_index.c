#include "geo/shapes.h"

#include "geo/polygon_index.h"

static htsc__geos *geos;

static int setup(void **state) {
    (void)state;
    geos = new_geos();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    htsc__geos_free(geos);
    return 0;
}

static uint32_t find(htsc__polygon_index *index, double x, double y, double tolerance) {
    uint32_t found = 12345;
    htsc_error err;
    assert_ok(htsc__polygon_index_find(index, x, y, tolerance, &found, &err), err);
    return found;
}

/* Squares 0, 1 and 2 in a row, and 3 apart; 4 is empty. */
static htsc__polygon_index *squares(htsc__geom *geoms[5], bool turned) {
    static const char *const wkts[] = {
        "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))", "POLYGON ((10 0, 20 0, 20 10, 10 10, 10 0))",
        "POLYGON ((20 0, 30 0, 30 10, 20 10, 20 0))", "POLYGON ((40 0, 50 0, 50 10, 40 10, 40 0))", "POLYGON EMPTY"};
    htsc__polygon_index *index = NULL;
    htsc_error err;
    for (int i = 0; i < 5; i++) geoms[i] = from_wkt(geos, wkts[turned ? 4 - i : i]);
    assert_ok(htsc__polygon_index_create(geos, (const htsc__geom *const *)geoms, 5, &index, &err), err);
    return index;
}

static void free_squares(htsc__polygon_index *index, htsc__geom *geoms[5]) {
    htsc__polygon_index_free(index);
    for (int i = 0; i < 5; i++) htsc__geom_free(geos, geoms[i]);
}

static void test_polygon_index_find_inside_border_and_outside(void **state) {
    (void)state;
    htsc__geom *geoms[5];
    htsc__polygon_index *index = squares(geoms, false);
    assert_int_equal(find(index, 5, 5, 0.5), 0);
    assert_int_equal(find(index, 15, 5, 0.5), 1);
    assert_int_equal(find(index, 10, 5, 0.5), 0);  /* a shared border: the first */
    assert_int_equal(find(index, 20, 10, 0.5), 1); /* a shared corner */
    assert_int_equal(find(index, 50, 10, 0.5), 3); /* its own corner */
    assert_int_equal(find(index, 35, 5, 0.5), HTSC__NO_POLYGON);
    assert_int_equal(find(index, (double)NAN, 5, 0.5), HTSC__NO_POLYGON);
    assert_int_equal(find(index, 5, (double)INFINITY, 0.5), HTSC__NO_POLYGON);
    free_squares(index, geoms);
}

/* The order of the polygons decides, not the order in which the tree meets them. */
static void test_polygon_index_find_shared_border_follows_the_order_of_the_polygons(void **state) {
    (void)state;
    htsc__geom *geoms[5];
    htsc__polygon_index *index = squares(geoms, true); /* 1: apart, 2: right, 3: middle, 4: left */
    assert_int_equal(find(index, 20, 5, 0.5), 2);
    assert_int_equal(find(index, 10, 5, 0.5), 3);
    assert_int_equal(find(index, 5, 5, 0.5), 4);
    free_squares(index, geoms);
}

static void test_polygon_index_find_within_tolerance_the_nearest(void **state) {
    (void)state;
    htsc__geom *geoms[5];
    htsc__polygon_index *index = squares(geoms, false);
    assert_int_equal(find(index, 30.4, 5, 0.5), 2);
    assert_int_equal(find(index, 30.5, 5, 0.5), 2);
    assert_int_equal(find(index, 30.6, 5, 0.5), HTSC__NO_POLYGON);
    assert_int_equal(find(index, 39.7, 5, 20), 3); /* nearest of two in reach */
    assert_int_equal(find(index, 35, 5, 20), 2);   /* equally far: the first */
    assert_int_equal(find(index, 10, 10.3, 0.5), 0);
    assert_int_equal(find(index, 10.1, 10.3, 0.5), 1);                /* above the second */
    assert_int_equal(find(index, -0.4, -0.4, 0.5), HTSC__NO_POLYGON); /* 0.57 from the corner, though in the box */
    assert_int_equal(find(index, -0.3, -0.3, 0.5), 0);
    assert_int_equal(find(index, 9.9, 5, 5), 0); /* inside one beats near another */
    free_squares(index, geoms);
}

static void test_polygon_index_find_holes_are_outside(void **state) {
    (void)state;
    htsc__geom *geom = from_wkt(geos, "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (4 4, 6 4, 6 6, 4 6, 4 4))");
    const htsc__geom *const geoms[1] = {geom};
    htsc__polygon_index *index = NULL;
    htsc_error err;
    assert_ok(htsc__polygon_index_create(geos, geoms, 1, &index, &err), err);
    assert_int_equal(find(index, 5, 5, 0.5), HTSC__NO_POLYGON);
    assert_int_equal(find(index, 5, 5, 1), 0);
    assert_int_equal(find(index, 4, 5, 0), 0); /* the hole's border is the polygon's */
    htsc__polygon_index_free(index);
    htsc__polygon_index_free(NULL);
    htsc__geom_free(geos, geom);
}

static void test_polygon_index_of_no_polygons_finds_none(void **state) {
    (void)state;
    htsc__polygon_index *index = NULL;
    htsc_error err;
    assert_ok(htsc__polygon_index_create(geos, NULL, 0, &index, &err), err);
    assert_int_equal(find(index, 5, 5, 0.5), HTSC__NO_POLYGON);
    htsc__polygon_index_free(index);
}

/* Overlapping stars against plain GEOS, one polygon after the other. */
static void test_polygon_index_find_random_equals_looking_at_all(void **state) {
    (void)state;
    enum { COUNT = 40 };
    uint64_t seed = 11;
    htsc__geom *stars[COUNT];
    GEOSContextHandle_t handle = htsc__geos_handle(geos);
    htsc__polygon_index *index = NULL;
    htsc_error err;
    for (int i = 0; i < COUNT; i++)
        stars[i] =
            random_star(geos, &seed, random_in(&seed, 0, 100), random_in(&seed, 0, 100), random_in(&seed, 2, 15), 12);
    assert_ok(htsc__polygon_index_create(geos, (const htsc__geom *const *)stars, COUNT, &index, &err), err);
    for (int k = 0; k < 3000; k++) {
        double x = random_in(&seed, -10, 110), y = random_in(&seed, -10, 110), nearest = 0.5;
        uint32_t expected = HTSC__NO_POLYGON;
        GEOSGeometry *point = GEOSGeom_createPointFromXY_r(handle, x, y);
        for (uint32_t i = 0; i < COUNT && expected == HTSC__NO_POLYGON; i++)
            if (GEOSIntersects_r(handle, stars[i], point) == 1) expected = i;
        bool inside = expected != HTSC__NO_POLYGON;
        for (uint32_t i = 0; i < COUNT && !inside; i++) {
            double distance;
            assert_int_equal(GEOSDistance_r(handle, stars[i], point, &distance), 1);
            if (distance <= nearest && (distance < nearest || expected == HTSC__NO_POLYGON))
                nearest = distance, expected = i;
        }
        assert_int_equal(find(index, x, y, 0.5), expected);
        GEOSGeom_destroy_r(handle, point);
    }
    htsc__polygon_index_free(index);
    for (int i = 0; i < COUNT; i++) htsc__geom_free(geos, stars[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_polygon_index_find_inside_border_and_outside),
        cmocka_unit_test(test_polygon_index_find_shared_border_follows_the_order_of_the_polygons),
        cmocka_unit_test(test_polygon_index_find_within_tolerance_the_nearest),
        cmocka_unit_test(test_polygon_index_find_holes_are_outside),
        cmocka_unit_test(test_polygon_index_of_no_polygons_finds_none),
        cmocka_unit_test(test_polygon_index_find_random_equals_looking_at_all),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
