#include "base/support.h"

#include <htscover/clutter.h>
#include <htscover/crs.h>

#include "data/clutter.h"
#include "geo/raster.h"

static const char vn[] = HTSC_CRS_VN2000_TM3_105, utm32[] = "EPSG:32632";
static const char testdata[] = HTSC_TESTDATA_DIR "/ngoclac/land_cover.tif";

static htsc_clutter *read_clutter(const char *path, const htsc_box *box, const char *crs) {
    htsc_clutter *clutter = NULL;
    htsc_error err;
    assert_ok(htsc_clutter_read(path, box, crs, NULL, 0, &clutter, &err), err);
    return clutter;
}

/* Table 2 of P.1812-8. */
static void test_clutter_category_names_and_heights(void **state) {
    (void)state;
    static const char *const names[] = {"water", "open", "suburban", "trees", "dense_urban"};
    static const double heights_m[] = {0, 0, 10, 15, 20};
    for (int i = 0; i < HTSC_CLUTTER_CATEGORY_COUNT; i++) {
        htsc_clutter_category category = HTSC_CLUTTER_WATER;
        assert_string_equal(htsc_clutter_category_name((htsc_clutter_category)i), names[i]);
        assert_near(htsc_clutter_category_height_m((htsc_clutter_category)i), heights_m[i], 0);
        assert_true(htsc_clutter_category_parse(names[i], &category));
        assert_int_equal(category, i);
    }
    htsc_clutter_category category = HTSC_CLUTTER_TREES;
    assert_false(htsc_clutter_category_parse("Water", &category));
    assert_false(htsc_clutter_category_parse("", &category));
    assert_int_equal(category, HTSC_CLUTTER_TREES);
    assert_string_equal(htsc_clutter_category_name((htsc_clutter_category)5), "");
    assert_true(isnan(htsc_clutter_category_height_m((htsc_clutter_category)-1)));
}

/* The legend of the product: eleven codes. */
static void test_clutter_worldcover_has_the_products_codes(void **state) {
    (void)state;
    static const int codes[] = {10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100};
    size_t count = 0;
    const htsc_clutter_class *classes = htsc_clutter_worldcover(&count);
    assert_int_equal(count, sizeof codes / sizeof codes[0]);
    for (size_t i = 0; i < count; i++) assert_int_equal(classes[i].code, codes[i]);
    assert_int_equal(classes[0].category, HTSC_CLUTTER_TREES);
    assert_int_equal(classes[4].category, HTSC_CLUTTER_SUBURBAN);
    assert_int_equal(classes[7].category, HTSC_CLUTTER_WATER);
    assert_ptr_equal(htsc_clutter_worldcover(NULL), classes);
}

/* 4 x 2 pixels of 500 m: trees, built-up, water, no data; crops, a code of no class, mangroves, 255. */
static const raster small = {4, 2, 530000, 2221000, 500, 5897, 0};
static float small_values[] = {10, 50, 80, 0, 40, 77, 95, 255};
static const htsc_box small_box = {530000, 2220000, 532000, 2221000};

static void test_clutter_sample_nearest_pixel_and_fallback(void **state) {
    static const float expected_m[] = {15, 10, 0, 0, 0, 0, 15, 0};
    static const uint8_t expected_fallback[] = {0, 0, 0, 1, 0, 1, 0, 1};
    const char *path = make_raster(scratch_path(*state, "cover.tif"), &small, GDT_Byte, small_values);
    htsc_clutter *clutter = read_clutter(path, &small_box, vn);
    for (int i = 0; i < 8; i++)
        for (int corner = 0; corner < 4; corner++) { /* all over a pixel: half a pixel decides nothing */
            double x = 530000 + 500 * (i % 4) + (corner & 1 ? 499 : 1);
            double y = 2221000 - 500 * (i / 4) - (corner & 2 ? 499 : 1);
            float height_m, sigma_db;
            uint8_t fallback;
            htsc_clutter_sample(clutter, 1, &x, &y, &height_m, &sigma_db, &fallback);
            assert_near((double)height_m, (double)expected_m[i], 0);
            assert_int_equal(fallback, expected_fallback[i]);
            assert_true(isnan(sigma_db));
        }
    const double x[3] = {529999, (double)NAN, 538500}, y[3] = {2220500, 2220500, 2221000};
    float height_m[3] = {9, 9, 9};
    uint8_t fallback[3] = {9, 9, 9};
    htsc_clutter_sample(clutter, 3, x, y, height_m, NULL, fallback);
    for (int i = 0; i < 3; i++) assert_true(height_m[i] == 0 && fallback[i] == 1);
    htsc_clutter_sample(clutter, 3, x, y, NULL, NULL, NULL);
    const htsc_clutter_counts *counts = htsc_clutter_get_counts(clutter);
    assert_int_equal(counts->pixel_count, 8);
    assert_int_equal(counts->fallback_count, 3);
    assert_int_equal(counts->file_count, 1);
    assert_string_equal(htsc__clutter_file(clutter, 0), path);
    assert_null(htsc__clutter_file(clutter, 1));
    htsc_clutter_free(clutter);
    htsc_clutter_free(NULL);
}

static void test_clutter_read_own_classes_replace_the_built_in(void **state) {
    const char *path = make_raster(scratch_path(*state, "cover.tif"), &small, GDT_Byte, small_values);
    const htsc_clutter_class classes[] = {{77, HTSC_CLUTTER_DENSE_URBAN, "phố", (double)NAN, 7.5},
                                          {10, HTSC_CLUTTER_TREES, NULL, 8, (double)NAN},
                                          {255, HTSC_CLUTTER_SUBURBAN, NULL, (double)NAN, (double)NAN}};
    htsc_clutter *clutter = NULL;
    htsc_error err;
    assert_ok(htsc_clutter_read(path, &small_box, vn, classes, 3, &clutter, &err), err);
    const double x[4] = {530250, 530750, 531750, 530750}, y[4] = {2220750, 2220250, 2220250, 2220750};
    float height_m[4], sigma_db[4];
    uint8_t fallback[4];
    htsc_clutter_sample(clutter, 4, x, y, height_m, sigma_db, fallback);
    assert_true(height_m[0] == 8 && isnan(sigma_db[0]) && fallback[0] == 0);
    assert_true(height_m[1] == 20 && sigma_db[1] == 7.5f && fallback[1] == 0);
    assert_true(height_m[2] == 10 && isnan(sigma_db[2]) && fallback[2] == 0);
    assert_true(height_m[3] == 0 && isnan(sigma_db[3]) && fallback[3] == 1); /* 50 is no longer a class */
    assert_int_equal(htsc_clutter_get_counts(clutter)->fallback_count, 5);
    htsc_clutter_free(clutter);
}

static void test_clutter_read_wrong_classes_are_refused(void **state) {
    const char *path = make_raster(scratch_path(*state, "cover.tif"), &small, GDT_Byte, small_values);
    const htsc_clutter_class good = {10, HTSC_CLUTTER_TREES, NULL, (double)NAN, (double)NAN};
    htsc_clutter_class pairs[][2] = {{good, good}, {good, good}, {good, good},
                                     {good, good}, {good, good}, {good, good}};
    static const char *const reasons[] = {"10 stands twice",      "256 is outside",  "-1 is outside",
                                          "20: 9 is no category", "20: height_m -1", "20: sigma_db 31"};
    static const int codes[] = {10, 256, -1, 20, 20, 20};
    for (size_t i = 0; i < 6; i++) pairs[i][1].code = codes[i];
    pairs[3][1].category = (htsc_clutter_category)9;
    pairs[4][1].height_m = -1;
    pairs[5][1].sigma_db = 31;
    for (size_t i = 0; i < 6; i++) {
        htsc_clutter *clutter = NULL;
        htsc_error err;
        assert_status(htsc_clutter_read(path, &small_box, vn, pairs[i], 2, &clutter, &err), HTSC_ERR_ARGUMENT, err);
        assert_null(clutter);
        assert_contains(err.message, reasons[i]);
    }
}

static void test_clutter_read_what_cannot_be_used_is_refused_by_name(void **state) {
    const char *path = make_raster(scratch_path(*state, "cover.tif"), &small, GDT_Byte, small_values);
    const htsc_box elsewhere = {590000, 2320000, 600000, 2330000};
    htsc_clutter *clutter = NULL;
    htsc_error err;
    assert_status(htsc_clutter_read(path, &elsewhere, vn, NULL, 0, &clutter, &err), HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "cover.tif: does not reach");
    assert_status(htsc_clutter_read(scratch_path(*state, "absent.tif"), &small_box, vn, NULL, 0, &clutter, &err),
                  HTSC_ERR_IO, err);
    assert_contains(err.message, "absent.tif");
    assert_null(clutter);
}

/* Lines against points, and areas against each other: across land, sea and the edge of the raster. */
static void assert_lines(const htsc_clutter *a, const htsc_clutter *b, const htsc_box *box) {
    enum { COUNT = 500 };
    static double x[COUNT], y[COUNT];
    static float line[COUNT], other[COUNT], points[COUNT];
    uint64_t seed = 4;
    for (int n = 0; n < 200; n++) {
        double x0 = random_in(&seed, box->min_x, box->max_x), y0 = random_in(&seed, box->min_y, box->max_y);
        double dx = (random_in(&seed, box->min_x, box->max_x) - x0) / COUNT;
        double dy = (random_in(&seed, box->min_y, box->max_y) - y0) / COUNT;
        for (int i = 0; i < COUNT; i++) x[i] = x0 + i * dx, y[i] = y0 + i * dy;
        htsc__clutter_line(a, x0, y0, dx, dy, COUNT, line);
        htsc__clutter_line(b, x0, y0, dx, dy, COUNT, other);
        htsc_clutter_sample(a, COUNT, x, y, points, NULL, NULL);
        assert_memory_equal(line, other, sizeof line);
        assert_memory_equal(line, points, sizeof line);
    }
}

static void test_clutter_line_equals_points_in_any_area(void **state) {
    (void)state;
    const htsc_box all = {500000, 2200000, 560000, 2250000};
    const htsc_box parts[] = {{533000, 2219000, 537000, 2224000}, {524000, 2214500, 528000, 2217000}};
    htsc_clutter *whole = read_clutter(testdata, &all, vn);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        htsc_clutter *part = read_clutter(testdata, &parts[i], vn);
        assert_lines(whole, part, &parts[i]);
        htsc_clutter_free(part);
    }
    htsc_clutter_free(whole);
}

/* What the raster says in its own CRS; a pixel's border may lie 0.02 m aside. */
static void test_clutter_sample_equals_the_raster_in_its_own_crs(void **state) {
    (void)state;
    const htsc_box box = {530000, 2217000, 543000, 2232000};
    htsc_clutter *clutter = read_clutter(testdata, &box, vn);
    htsc_grid *grid = NULL;
    htsc_transform *transform = NULL;
    htsc_error err;
    uint64_t seed = 6;
    int seen[HTSC_CLUTTER_CATEGORY_COUNT * 8] = {0};
    assert_ok(htsc_grid_read(testdata, NULL, NULL, &grid, &err), err);
    assert_ok(htsc_transform_create(vn, HTSC_CRS_WGS84, &transform, &err), err);
    const htsc_grid_spec *s = htsc_grid_get_spec(grid);
    for (int i = 0; i < 5000; i++) {
        double x = random_in(&seed, box.min_x, box.max_x), y = random_in(&seed, box.min_y, box.max_y), lon = x, lat = y;
        assert_ok(htsc_transform_points(transform, 1, &lon, &lat, &err), err);
        double column = (lon - s->west) / s->cell_width, row = (s->north - lat) / s->cell_height;
        if (fabs(column - round(column)) < 0.001 || fabs(row - round(row)) < 0.001) continue;
        float code = htsc_grid_values(grid)[(int)row * s->width + (int)column], height_m;
        float expected_m = code == 10 ? 15 : code == 50 ? 10 : 0;
        htsc_clutter_sample(clutter, 1, &x, &y, &height_m, NULL, NULL);
        assert_near((double)height_m, (double)expected_m, 0);
        seen[(int)expected_m]++;
    }
    assert_true(seen[0] > 100 && seen[10] > 10 && seen[15] > 100);
    assert_int_equal(htsc_clutter_get_counts(clutter)->fallback_count, 0);
    htsc_transform_free(transform);
    htsc_grid_free(grid);
    htsc_clutter_free(clutter);
}

/* 36000 x 36000 cells of which a window is read: land and sea of an island. */
static void test_clutter_read_worldcover_tile_by_window(void **state) {
    (void)state;
    const char *path = shared_data("terrain/ESA_WorldCover_10m_2021_v200_N00E006_Map.tif");
    if (path == NULL) skip();
    htsc_clutter *clutter = NULL;
    htsc_grid *grid = NULL;
    htsc_error err;
    const htsc_box box = {230000, 10000, 250000, 30000}, degrees = {6.57, 0.0, 6.78, 0.3};
    clutter = read_clutter(path, &box, utm32);
    assert_ok(htsc_grid_read(path, &degrees, HTSC_CRS_WGS84, &grid, &err), err);
    const htsc_clutter_counts *counts = htsc_clutter_get_counts(clutter);
    assert_in_range(counts->pixel_count, 4000000, 6000000); /* 21 km of some 9.25 m each way */
    assert_true(counts->fallback_count < counts->pixel_count);
    htsc_transform *transform = NULL;
    assert_ok(htsc_transform_create(utm32, HTSC_CRS_WGS84, &transform, &err), err);
    const htsc_grid_spec *s = htsc_grid_get_spec(grid);
    int trees = 0;
    uint64_t seed = 9;
    for (int i = 0; i < 2000; i++) {
        double x = random_in(&seed, box.min_x, box.max_x), y = random_in(&seed, box.min_y, box.max_y), lon = x, lat = y;
        assert_ok(htsc_transform_points(transform, 1, &lon, &lat, &err), err);
        double column = (lon - s->west) / s->cell_width, row = (s->north - lat) / s->cell_height;
        if (!(column >= 0 && column < s->width && row >= 0 && row < s->height)) continue;
        if (fabs(column - round(column)) < 0.003 || fabs(row - round(row)) < 0.003) continue;
        float code = htsc_grid_values(grid)[(int)row * s->width + (int)column], height_m;
        htsc_clutter_sample(clutter, 1, &x, &y, &height_m, NULL, NULL);
        assert_near((double)height_m, code == 10 || code == 95 ? 15 : code == 50 ? 10 : 0, 0);
        trees += code == 10;
    }
    assert_true(trees > 200);
    htsc_transform_free(transform);
    htsc_grid_free(grid);
    htsc_clutter_free(clutter);
}

static htsc_status read_one(void *ctx, htsc_error *err) {
    htsc_clutter *clutter = NULL;
    htsc_status status = htsc_clutter_read(ctx, &small_box, vn, NULL, 0, &clutter, err);
    htsc_clutter_free(clutter);
    return status;
}

static void test_clutter_failing_allocation_is_an_error(void **state) {
    char path[512];
    snprintf(path, sizeof path, "%s", make_raster(scratch_path(*state, "cover.tif"), &small, GDT_Byte, small_values));
    assert_true(fail_each_allocation(read_one, path) >= 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clutter_category_names_and_heights),
        cmocka_unit_test(test_clutter_worldcover_has_the_products_codes),
        cmocka_unit_test(test_clutter_line_equals_points_in_any_area),
        cmocka_unit_test(test_clutter_sample_equals_the_raster_in_its_own_crs),
        cmocka_unit_test(test_clutter_read_worldcover_tile_by_window),
        IN_SCRATCH(test_clutter_sample_nearest_pixel_and_fallback),
        IN_SCRATCH(test_clutter_read_own_classes_replace_the_built_in),
        IN_SCRATCH(test_clutter_read_wrong_classes_are_refused),
        IN_SCRATCH(test_clutter_read_what_cannot_be_used_is_refused_by_name),
        IN_SCRATCH(test_clutter_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
