#include "geo/shapes.h"

#include <htscover/crs.h>

#include "geo/table.h"

static htsc__geos *geos;

static int setup(void **state) {
    (void)state;
    geos = new_geos();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    htsc__geos_free(geos);
    htsc__geos_free(NULL);
    return 0;
}

static void test_geom_from_wkt_nonsense_is_an_error(void **state) {
    (void)state;
    static const char *const bad[] = {"",
                                      "nonsense",
                                      "POLYGON",
                                      "POLYGON ((0 0, 1 1))",
                                      "POLYGON ((0 0, 1 0, 1 1, 0 1))",
                                      "LINESTRING (0 0)",
                                      "POLYGON ((0 0, 1 0, 1 x, 0 0))"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        htsc__geom *geom = NULL;
        htsc_error err;
        assert_status(htsc__geom_from_wkt(geos, bad[i], &geom, &err), HTSC_ERR_GEOMETRY, err);
        assert_null(geom);
        assert_contains(err.message, "WKT");
    }
}

static void test_geom_from_wkb_truncated_is_an_error(void **state) {
    (void)state;
    static const unsigned char point[] = {1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0x40};
    htsc__geom *geom = NULL;
    htsc_error err;
    assert_ok(htsc__geom_from_wkb(geos, point, sizeof point, &geom, &err), err);
    htsc__geom_free(geos, geom);
    for (size_t size = 0; size < sizeof point; size++)
        assert_status(htsc__geom_from_wkb(geos, point, size, &geom, &err), HTSC_ERR_GEOMETRY, err);
}

static void test_geom_kinds(void **state) {
    (void)state;
    static const struct {
        const char *wkt;
        bool polygonal, lineal, empty;
        size_t parts;
    } cases[] = {{"POLYGON ((0 0, 1 0, 1 1, 0 0))", true, false, false, 1},
                 {"MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))", true, false, false, 2},
                 {"LINESTRING (0 0, 1 1)", false, true, false, 1},
                 {"MULTILINESTRING ((0 0, 1 1), (2 2, 3 3), (4 4, 5 5))", false, true, false, 3},
                 {"POINT (1 1)", false, false, false, 1},
                 {"POLYGON EMPTY", true, false, true, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        htsc__geom *geom = from_wkt(geos, cases[i].wkt);
        assert_int_equal(htsc__geom_is_polygonal(geos, geom), cases[i].polygonal);
        assert_int_equal(htsc__geom_is_lineal(geos, geom), cases[i].lineal);
        assert_int_equal(htsc__geom_is_empty(geos, geom), cases[i].empty);
        assert_int_equal(htsc__geom_part_count(geos, geom), cases[i].parts);
        htsc__geom_free(geos, geom);
    }
}

static void test_geom_make_polygonal_valid_is_kept_without_a_reason(void **state) {
    (void)state;
    char reason[200] = "old";
    htsc__geom *geom = from_wkt(geos, "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 1))"), *valid = NULL;
    htsc_error err;
    assert_ok(htsc__geom_make_polygonal(geos, geom, &valid, reason, &err), err);
    assert_string_equal(reason, "");
    assert_near(htsc__geom_area(geos, valid), 15.5, 1e-12);
    htsc__geom_free(geos, geom);
    htsc__geom_free(geos, valid);
}

/* A bow tie of two triangles of 1 m2 each, a ring with a spike, and a hole outside, which becomes a part of its own:
 * repaired, and said where. */
static void test_geom_make_polygonal_wrong_is_repaired_with_a_reason(void **state) {
    (void)state;
    static const struct {
        const char *wkt, *reason;
        double area;
    } cases[] = {{"POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))", "Self-intersection at 1 1", 2},
                 {"POLYGON ((0 0, 4 0, 4 4, 4 9, 4 4, 0 4, 0 0))", "Self-intersection", 16},
                 {"POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (10 10, 11 10, 11 11, 10 10))", "Hole lies outside", 16.5}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char reason[200];
        htsc__geom *geom = from_wkt(geos, cases[i].wkt), *valid = NULL;
        htsc_error err;
        assert_ok(htsc__geom_make_polygonal(geos, geom, &valid, reason, &err), err);
        assert_contains(reason, cases[i].reason);
        assert_true(htsc__geom_is_polygonal(geos, valid));
        assert_int_equal(GEOSisValid_r(htsc__geos_handle(geos), valid), 1);
        assert_near(htsc__geom_area(geos, valid), cases[i].area, 1e-12);
        htsc__geom_free(geos, geom);
        htsc__geom_free(geos, valid);
    }
}

/* All on one line: nothing is left, and that is no error. */
static void test_geom_make_polygonal_without_area_is_empty(void **state) {
    (void)state;
    char reason[200];
    htsc__geom *geom = from_wkt(geos, "POLYGON ((0 0, 1 1, 2 2, 0 0))"), *valid = NULL;
    htsc_error err;
    assert_ok(htsc__geom_make_polygonal(geos, geom, &valid, reason, &err), err);
    assert_true(htsc__geom_is_polygonal(geos, valid));
    assert_near(htsc__geom_area(geos, valid), 0, 0);
    htsc__geom_free(geos, geom);
    htsc__geom_free(geos, valid);
}

static void test_geom_intersection_drops_lines_and_points(void **state) {
    (void)state;
    htsc__geom *a = from_wkt(geos, "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))");
    /* Meets `a` in a square, along an edge, and at a corner. */
    htsc__geom *b = from_wkt(
        geos, "MULTIPOLYGON (((1 1, 3 1, 3 3, 1 3, 1 1)), ((-1 0, 0 0, 0 1, -1 1, -1 0)), ((2 0, 3 -1, 2 -1, 2 0)))");
    htsc__geom *common = NULL, *rest = NULL, *all = NULL, *edge = NULL;
    htsc_error err;
    assert_ok(htsc__geom_intersection(geos, a, b, &common, &err), err);
    assert_true(htsc__geom_is_polygonal(geos, common));
    assert_near(htsc__geom_area(geos, common), 1, 1e-12);
    assert_ok(htsc__geom_difference(geos, a, b, &rest, &err), err);
    assert_near(htsc__geom_area(geos, rest), 3, 1e-12);
    const htsc__geom *both[2] = {a, b};
    assert_ok(htsc__geom_union(geos, both, 2, &all, &err), err);
    assert_near(htsc__geom_area(geos, all), 4 + 4 + 1 + 0.5 - 1, 1e-12);
    assert_true(htsc__geom_intersects(geos, a, b));
    assert_ok(htsc__geom_intersection(geos, a, htsc__geom_part(geos, b, 1), &edge, &err), err);
    assert_true(htsc__geom_is_polygonal(geos, edge));
    assert_true(htsc__geom_is_empty(geos, edge));
    htsc__geom *geoms[] = {a, b, common, rest, all, edge};
    for (size_t i = 0; i < sizeof geoms / sizeof geoms[0]; i++) htsc__geom_free(geos, geoms[i]);
    assert_ok(htsc__geom_union(geos, both, 0, &all, &err), err); /* of nothing: empty */
    assert_true(htsc__geom_is_polygonal(geos, all) && htsc__geom_is_empty(geos, all));
    htsc__geom_free(geos, all);
}

static void test_geom_bounds_and_inner_point(void **state) {
    (void)state;
    htsc__geom *ring = from_wkt(geos, "POLYGON ((0 0, 9 0, 9 7, 0 7, 0 0), (1 1, 8 1, 8 6, 1 6, 1 1))");
    htsc_box box;
    htsc_error err;
    double x, y;
    assert_ok(htsc__geom_bounds(geos, ring, &box, &err), err);
    assert_true(box.min_x == 0 && box.min_y == 0 && box.max_x == 9 && box.max_y == 7);
    assert_ok(htsc__geom_inner_point(geos, ring, &x, &y, &err), err);
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(htsc__geos_handle(geos), x, y);
    assert_true(htsc__geom_intersects(geos, ring, point)); /* the middle lies in the hole */
    htsc__geom_free(geos, point);
    htsc__geom_free(geos, ring);
}

typedef struct walked {
    int rings, holes;
    size_t points;
    bool stop;
} walked;

static htsc_status walk(void *ctx, bool hole, size_t count, const double *x, const double *y, htsc_error *err) {
    walked *w = ctx;
    (void)err;
    w->rings++;
    w->holes += hole;
    w->points += count;
    assert_true(hole == (count == 4) || !hole);
    if (count > 1 && !w->stop) assert_true(x[0] == x[count - 1] && y[0] == y[count - 1]);
    return w->stop ? HTSC_ERR_CANCELLED : HTSC_OK;
}

static void test_geom_each_ring_outer_holes_and_lines(void **state) {
    (void)state;
    htsc__geom *geom =
        from_wkt(geos, "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 2 1, 2 2, 1 1), (4 4, 5 4, 5 5, 4 4)),"
                       " ((20 20, 21 20, 21 21, 20 21, 20 20)))");
    walked w = {0};
    htsc_error err;
    assert_ok(htsc__geom_each_ring(geos, geom, walk, &w, &err), err);
    assert_int_equal(w.rings, 4);
    assert_int_equal(w.holes, 2);
    assert_int_equal(w.points, 5 + 4 + 4 + 5);
    w = (walked){.stop = true}; /* what the callback returns ends the walk */
    assert_int_equal(htsc__geom_each_ring(geos, geom, walk, &w, &err), HTSC_ERR_CANCELLED);
    assert_int_equal(w.rings, 1);
    htsc__geom_free(geos, geom);
}

static void test_geom_transform_vertex_outside_the_crs_is_an_error(void **state) {
    (void)state;
    htsc_transform *transform = NULL;
    htsc_error err;
    assert_ok(htsc_transform_create(HTSC_CRS_WGS84, HTSC_CRS_VN2000_TM3_105, &transform, &err), err);
    htsc__geom *good = from_wkt(geos, "POLYGON ((105.3 20, 105.4 20, 105.4 20.1, 105.3 20))"), *moved = NULL,
               *back = NULL;
    htsc__geom *bad = from_wkt(geos, "POLYGON ((105.3 20, 105.4 20, 105.4 200, 105.3 20))"), *none = NULL;
    assert_status(htsc__geom_transform(geos, bad, transform, false, &none, &err), HTSC_ERR_CRS, err);
    assert_null(none);
    assert_ok(htsc__geom_transform(geos, good, transform, false, &moved, &err), err);
    assert_ok(htsc__geom_transform(geos, moved, transform, true, &back, &err), err);
    htsc_box box;
    assert_ok(htsc__geom_bounds(geos, back, &box, &err), err);
    assert_near(box.min_x, 105.3, 1e-8); /* 1 mm: see test_crs */
    assert_near(box.max_y, 20.1, 1e-8);
    htsc__geom_free(geos, good), htsc__geom_free(geos, moved), htsc__geom_free(geos, back), htsc__geom_free(geos, bad);
    htsc_transform_free(transform);
}

/* Sum of the geodesic areas of a file's polygons in longitude and latitude. */
static double file_area_km2(const char *path) {
    htsc_input input = htsc_input_of(path);
    htsc__table *table = NULL;
    htsc__row row;
    htsc_error err;
    bool more = true;
    double sum_m2 = 0;
    assert_ok(htsc__table_open(&input, &table, &err), err);
    while (assert_ok(htsc__table_next(table, &row, &more, &err), err), more) {
        htsc__geom *geom = NULL;
        double area_m2 = 0;
        assert_ok(htsc__geom_from_wkb(geos, row.wkb, row.wkb_size, &geom, &err), err);
        assert_ok(htsc__geom_geodesic_area_m2(geos, geom, &area_m2, &err), err);
        sum_m2 += area_m2;
        htsc__geom_free(geos, geom);
    }
    htsc__table_free(table);
    return sum_m2 / 1e6;
}

/* Figures are given to 0.001 and 0.01 km2: half of the last digit. */
static void test_geom_geodesic_area_synthetic_commune(void **state) {
    (void)state;
    assert_near(file_area_km2(HTSC_TESTDATA_DIR "/ngoclac/commune.geojson"), 90.546, 5e-4);
}

static void test_geom_geodesic_area_commune_15061(void **state) {
    (void)state;
    const char *path = shared_data("thanhhoa/commune_15061_ngoc_lac.geojson");
    if (path == NULL) skip();
    assert_near(file_area_km2(path), 90.05, 5e-3);
}

/* A hole is taken away: one degree square at the equator less its middle. 1e-9 of it. */
static void test_geom_geodesic_area_holes_are_taken_away(void **state) {
    (void)state;
    htsc__geom *whole = from_wkt(geos, "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))"),
               *hole = from_wkt(geos, "POLYGON ((0.2 0.2, 0.2 0.8, 0.8 0.8, 0.8 0.2, 0.2 0.2))");
    htsc__geom *frame =
        from_wkt(geos, "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0), (0.2 0.2, 0.8 0.2, 0.8 0.8, 0.2 0.8, 0.2 0.2))");
    double areas[3];
    htsc_error err;
    assert_ok(htsc__geom_geodesic_area_m2(geos, whole, &areas[0], &err), err);
    assert_ok(htsc__geom_geodesic_area_m2(geos, hole, &areas[1], &err), err);
    assert_ok(htsc__geom_geodesic_area_m2(geos, frame, &areas[2], &err), err);
    assert_near(areas[2], areas[0] - areas[1], 1e-9 * areas[0]);
    htsc__geom_free(geos, whole), htsc__geom_free(geos, hole), htsc__geom_free(geos, frame);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_geom_from_wkt_nonsense_is_an_error),
        cmocka_unit_test(test_geom_from_wkb_truncated_is_an_error),
        cmocka_unit_test(test_geom_kinds),
        cmocka_unit_test(test_geom_make_polygonal_valid_is_kept_without_a_reason),
        cmocka_unit_test(test_geom_make_polygonal_wrong_is_repaired_with_a_reason),
        cmocka_unit_test(test_geom_make_polygonal_without_area_is_empty),
        cmocka_unit_test(test_geom_intersection_drops_lines_and_points),
        cmocka_unit_test(test_geom_bounds_and_inner_point),
        cmocka_unit_test(test_geom_each_ring_outer_holes_and_lines),
        cmocka_unit_test(test_geom_transform_vertex_outside_the_crs_is_an_error),
        cmocka_unit_test(test_geom_geodesic_area_synthetic_commune),
        cmocka_unit_test(test_geom_geodesic_area_commune_15061),
        cmocka_unit_test(test_geom_geodesic_area_holes_are_taken_away),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
