#include "geo/shapes.h"

#include "geo/overlap.h"

enum { MAX_CELLS = 64 * 64 };

typedef struct shares {
    int width;
    double share[MAX_CELLS];
    int told[MAX_CELLS];
    htsc_status answer;
} shares;

static htsc_status take(void *ctx, int column, int row, double share, htsc_error *err) {
    shares *s = ctx;
    (void)err;
    assert_true(column >= 0 && column < s->width && row >= 0);
    assert_true(share > 0 && share <= 1);
    s->share[row * s->width + column] = share;
    s->told[row * s->width + column]++;
    return s->answer;
}

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

static void overlap(const htsc__geom *polygon, const htsc_grid_spec *spec, shares *out) {
    htsc_error err;
    memset(out, 0, sizeof *out);
    out->width = spec->width;
    assert_true(spec->width * spec->height <= MAX_CELLS);
    assert_ok(htsc__overlap_cells(geos, polygon, spec, take, out, &err), err);
}

static htsc__geom *rectangle(double x0, double y0, double x1, double y1) {
    return GEOSGeom_createRectangle_r(htsc__geos_handle(geos), x0, y0, x1, y1);
}

static double common_area(const htsc__geom *a, const htsc__geom *b) {
    htsc__geom *common = NULL;
    htsc_error err;
    assert_ok(htsc__geom_intersection(geos, a, b, &common, &err), err);
    double area = htsc__geom_area(geos, common);
    htsc__geom_free(geos, common);
    return area;
}

/* Every cell against GEOS, and the sum against the polygon's area. Coordinates as in EPSG:5897: 2e6 m with cells of
 * some 30 m leave 1e-10 of a cell to rounding, so 1e-9 of a cell and of the whole. */
static void assert_exact(const htsc__geom *polygon, const htsc_grid_spec *spec) {
    static shares got;
    double cell = spec->cell_width * spec->cell_height, sum = 0;
    overlap(polygon, spec, &got);
    for (int row = 0; row < spec->height; row++)
        for (int column = 0; column < spec->width; column++) {
            double west = spec->west + column * spec->cell_width, north = spec->north - row * spec->cell_height;
            htsc__geom *box = rectangle(west, north - spec->cell_height, west + spec->cell_width, north);
            double expected = common_area(polygon, box) / cell;
            int at = row * spec->width + column;
            if (!(fabs(got.share[at] - expected) <= 1e-9))
                fail_msg("cell %d, %d: share %.12g, GEOS has %.12g", column, row, got.share[at], expected);
            assert_true(got.told[at] <= 1);
            sum += got.share[at] * cell;
            htsc__geom_free(geos, box);
        }
    htsc__geom *all = rectangle(spec->west, spec->north - spec->height * spec->cell_height,
                                spec->west + spec->width * spec->cell_width, spec->north);
    double whole = common_area(polygon, all);
    assert_near(sum, whole, 1e-9 * fmax(whole, cell));
    htsc__geom_free(geos, all);
}

static void test_overlap_cells_random_polygons_with_holes_equal_geos(void **state) {
    (void)state;
    uint64_t seed = 20260930;
    for (int i = 0; i < 60; i++) {
        htsc_grid_spec spec = {538000 + random_in(&seed, -50, 50), 2221000 + random_in(&seed, -50, 50),
                               random_in(&seed, 10, 60),           random_in(&seed, 10, 60),
                               1 + (int)(random_bits(&seed) % 24), 1 + (int)(random_bits(&seed) % 24)};
        double x = spec.west + random_in(&seed, -0.2, 1.2) * spec.width * spec.cell_width;
        double y = spec.north - random_in(&seed, -0.2, 1.2) * spec.height * spec.cell_height;
        htsc__geom *star = random_star(geos, &seed, x, y, random_in(&seed, 5, 700), 5 + (int)(random_bits(&seed) % 60));
        assert_exact(star, &spec);
        htsc__geom_free(geos, star);
    }
}

/* Outlines of pixels, where every edge runs along an edge of a cell: shares are 0 or 1, and exactly so. */
static void test_overlap_cells_outline_of_pixels_is_all_or_nothing(void **state) {
    (void)state;
    static shares got;
    const htsc_grid_spec spec = {100, 200, 10, 10, 6, 5};
    /* Columns 1-4 of rows 0-3 less the four cells in the middle, and a cell that touches at a corner. */
    htsc__geom *ring = from_wkt(
        geos,
        "MULTIPOLYGON (((110 160, 150 160, 150 200, 110 200, 110 160), (120 170, 140 170, 140 190, 120 190, 120 170)),"
        " ((150 150, 160 150, 160 160, 150 160, 150 150)))");
    overlap(ring, &spec, &got);
    static const char *const expected[] = {".####.", ".#..#.", ".#..#.", ".####.", ".....#"};
    for (int row = 0; row < 5; row++)
        for (int column = 0; column < 6; column++) {
            int at = row * 6 + column;
            assert_int_equal(got.told[at], expected[row][column] == '#');
            assert_true(got.share[at] == (expected[row][column] == '#' ? 1 : 0));
        }
    assert_exact(ring, &spec);
    htsc__geom_free(geos, ring);
}

static void test_overlap_cells_vertices_on_cell_corners_and_edges(void **state) {
    (void)state;
    static const char *const wkts[] = {
        "POLYGON ((0 0, 8 0, 8 8, 0 8, 0 0))",
        "POLYGON ((0 0, 8 8, 8 0, 0 0))",
        "POLYGON ((4 0, 8 4, 4 8, 0 4, 4 0), (4 2, 2 4, 4 6, 6 4, 4 2))",
        "POLYGON ((0.5 0.5, 7.5 0.5, 7.5 7.5, 0.5 7.5, 0.5 0.5))",
        "POLYGON ((-5 -5, 20 -5, 20 20, -5 20, -5 -5))",
        "POLYGON ((1 1, 7 1, 7 3, 3 3, 3 5, 7 5, 7 7, 1 7, 1 1))",
        "MULTIPOLYGON (((0 0, 2 0, 2 2, 0 0)), ((2 2, 4 2, 4 4, 2 2)), ((7 7, 8 7, 8 8, 7 7)))"};
    const htsc_grid_spec spec = {0, 8, 1, 1, 8, 8}, wide = {0, 8, 4, 1, 2, 8}, one = {0, 8, 8, 8, 1, 1};
    for (size_t i = 0; i < sizeof wkts / sizeof wkts[0]; i++) {
        htsc__geom *geom = from_wkt(geos, wkts[i]);
        assert_exact(geom, &spec);
        assert_exact(geom, &wide);
        assert_exact(geom, &one);
        htsc__geom_free(geos, geom);
    }
}

/* A share no larger than rounding is not told; one that is small but there, is. */
static void test_overlap_cells_polygon_far_smaller_than_a_cell(void **state) {
    (void)state;
    static shares got;
    const htsc_grid_spec spec = {0, 2000, 1000, 1000, 2, 2};
    htsc__geom *small = from_wkt(geos, "POLYGON ((999 999, 1001 999, 1001 1001, 999 1001, 999 999))");
    overlap(small, &spec, &got);
    for (int i = 0; i < 4; i++) assert_near(got.share[i], 1e-6, 1e-15);
    htsc__geom_free(geos, small);
}

static void test_overlap_cells_outside_or_empty_tells_nothing(void **state) {
    (void)state;
    static const char *const wkts[] = {"POLYGON EMPTY", "POLYGON ((20 20, 21 20, 21 21, 20 20))",
                                       "POLYGON ((8 0, 9 0, 9 8, 8 8, 8 0))", "POLYGON ((-9 -9, -8 -9, -8 -8, -9 -9))"};
    static shares got;
    const htsc_grid_spec spec = {0, 8, 1, 1, 8, 8};
    for (size_t i = 0; i < sizeof wkts / sizeof wkts[0]; i++) {
        htsc__geom *geom = from_wkt(geos, wkts[i]);
        overlap(geom, &spec, &got);
        for (int k = 0; k < 64; k++) assert_int_equal(got.told[k], 0);
        htsc__geom_free(geos, geom);
    }
}

/* Pieces of a partition: their shares add up to 1 in every inner cell. 1e-9 as above. */
static void test_overlap_cells_parts_sum_to_the_whole(void **state) {
    (void)state;
    static shares one, other;
    uint64_t seed = 4;
    const htsc_grid_spec spec = {0, 640, 10, 10, 64, 64};
    htsc__geom *star = random_star(geos, &seed, 320, 320, 310, 40), *all = rectangle(0, 0, 640, 640), *rest = NULL;
    htsc_error err;
    assert_ok(htsc__geom_difference(geos, all, star, &rest, &err), err);
    overlap(star, &spec, &one);
    overlap(rest, &spec, &other);
    for (int i = 0; i < 64 * 64; i++) assert_near(one.share[i] + other.share[i], 1, 1e-9);
    htsc__geom_free(geos, star), htsc__geom_free(geos, all), htsc__geom_free(geos, rest);
}

static void test_overlap_cells_answer_of_the_listener_ends_it(void **state) {
    (void)state;
    static shares got;
    const htsc_grid_spec spec = {0, 8, 1, 1, 8, 8};
    htsc__geom *geom = from_wkt(geos, "POLYGON ((0 0, 8 0, 8 8, 0 8, 0 0))");
    memset(&got, 0, sizeof got);
    got.width = 8, got.answer = HTSC_ERR_CANCELLED;
    assert_int_equal(htsc__overlap_cells(geos, geom, &spec, take, &got, NULL), HTSC_ERR_CANCELLED);
    int told = 0;
    for (int i = 0; i < 64; i++) told += got.told[i];
    assert_int_equal(told, 1);
    htsc__geom_free(geos, geom);
}

static htsc_status ignore(void *ctx, int column, int row, double share, htsc_error *err) {
    (void)ctx, (void)column, (void)row, (void)share, (void)err;
    return HTSC_OK;
}

static htsc_status one_overlap(void *ctx, htsc_error *err) {
    const htsc_grid_spec spec = {0, 64, 8, 8, 8, 8};
    return htsc__overlap_cells(geos, ctx, &spec, ignore, NULL, err);
}

static void test_overlap_cells_failing_allocation_is_an_error(void **state) {
    (void)state;
    uint64_t seed = 9;
    htsc__geom *star = random_star(geos, &seed, 32, 32, 30, 20);
    fail_each_allocation(one_overlap, star);
    htsc__geom_free(geos, star);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overlap_cells_random_polygons_with_holes_equal_geos),
        cmocka_unit_test(test_overlap_cells_outline_of_pixels_is_all_or_nothing),
        cmocka_unit_test(test_overlap_cells_vertices_on_cell_corners_and_edges),
        cmocka_unit_test(test_overlap_cells_polygon_far_smaller_than_a_cell),
        cmocka_unit_test(test_overlap_cells_outside_or_empty_tells_nothing),
        cmocka_unit_test(test_overlap_cells_parts_sum_to_the_whole),
        cmocka_unit_test(test_overlap_cells_answer_of_the_listener_ends_it),
        cmocka_unit_test(test_overlap_cells_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
