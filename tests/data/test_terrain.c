#include "base/support.h"

#include <htscover/crs.h>
#include <htscover/terrain.h>

#include "geo/raster.h"
#include "data/terrain.h"

static const char testdata[] = HTSC_TESTDATA_DIR "/ngoclac/terrain.tif";
static const htsc_box area = {530000, 2215000, 545000, 2232000};
static const char vn[] = HTSC_CRS_VN2000_TM3_105, utm31[] = "EPSG:32631";

static htsc_terrain *read_terrain(const char *path, const htsc_box *box, const char *crs) {
    htsc_terrain *terrain = NULL;
    htsc_error err;
    assert_ok(htsc_terrain_read(path, box, crs, &terrain, &err), err);
    return terrain;
}

static float sample(const htsc_terrain *terrain, double x, double y) {
    float ground;
    htsc_error err;
    assert_ok(htsc_terrain_sample(terrain, 1, &x, &y, &ground, &err), err);
    return ground;
}

static void assert_same_bits(const float *a, const float *b, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(isnan(a[i]) && isnan(b[i]))) assert_memory_equal(&a[i], &b[i], sizeof *a);
}

/* Points of the working CRS against the raster sampled in its own. A place may be off by 0.02 m, and the steepest slope
 * of that relief is below 1.5: 0.03 m. */
static void test_terrain_sample_equals_the_raster_in_its_own_crs(void **state) {
    (void)state;
    enum { COUNT = 10000 };
    static double x[COUNT], y[COUNT], lon[COUNT], lat[COUNT];
    static float ground[COUNT];
    htsc_grid *grid = NULL;
    htsc_transform *transform = NULL;
    htsc_error err;
    uint64_t seed = 5;
    htsc_terrain *terrain = read_terrain(testdata, &area, vn);
    assert_ok(htsc_grid_read(testdata, NULL, NULL, &grid, &err), err);
    assert_ok(htsc_transform_create(vn, HTSC_CRS_WGS84, &transform, &err), err);
    for (int i = 0; i < COUNT; i++) {
        lon[i] = x[i] = random_in(&seed, area.min_x, area.max_x);
        lat[i] = y[i] = random_in(&seed, area.min_y, area.max_y);
    }
    assert_ok(htsc_transform_points(transform, COUNT, lon, lat, &err), err);
    assert_ok(htsc_terrain_sample(terrain, COUNT, x, y, ground, &err), err);
    int known = 0;
    for (int i = 0; i < COUNT; i++) {
        double expected = htsc_grid_sample(grid, lon[i], lat[i]);
        assert_int_equal(isnan(expected) != 0, isnan(ground[i]) != 0);
        if (isnan(expected)) continue;
        assert_near((double)ground[i], expected, 0.03);
        known++;
    }
    assert_true(known > COUNT / 2);
    assert_ok(htsc_terrain_sample(terrain, 0, NULL, NULL, NULL, &err), err);
    assert_status(htsc_terrain_sample(terrain, 1, x, NULL, ground, &err), HTSC_ERR_ARGUMENT, err);
    htsc_transform_free(transform);
    htsc_grid_free(grid);
    htsc_terrain_free(terrain);
    htsc_terrain_free(NULL);
}

/* In one CRS nothing is off: 4 x 3 pixels of 500 m, the value of a pixel is that of its centre. Exact in binary. */
static void test_terrain_sample_pixel_centre_and_half_a_pixel_aside(void **state) {
    static float values[] = {1, 2, 3, 4, 10, 20, 30, 40, 100, 200, 300, 400};
    const char *path = make_raster(scratch_path(*state, "small.tif"), &(raster){4, 3, 530000, 2221500, 500, 5897, -1},
                                   GDT_Float32, values);
    const htsc_box box = {530000, 2220000, 532000, 2221500};
    htsc_terrain *terrain = read_terrain(path, &box, vn);
    const double near = 1e-4; /* 0.001 km and the cell divide with rounding: 1e-10 pixels of up to 300 m */
    for (int row = 0; row < 3; row++)
        for (int column = 0; column < 4; column++) {
            double x = 530000 + 500 * column + 250, y = 2221500 - 500 * row - 250;
            double here = (double)values[row * 4 + column];
            assert_near((double)sample(terrain, x, y), here, near);
            if (column < 3)
                assert_near((double)sample(terrain, x + 250, y), (here + (double)values[row * 4 + column + 1]) / 2,
                            near);
            if (row < 2)
                assert_near((double)sample(terrain, x, y - 250), (here + (double)values[row * 4 + column + 4]) / 2,
                            near);
        }
    assert_near((double)sample(terrain, 530001, 2221499), 1, near); /* the outer half pixel holds the edge */
    assert_near((double)sample(terrain, 531999, 2220001), 400, near);
    assert_true(isnan(sample(terrain, 529999, 2221000)) && isnan(sample(terrain, 532001, 2221000)));
    const htsc_terrain_counts *counts = htsc_terrain_get_counts(terrain);
    assert_int_equal(counts->pixel_count, 12);
    assert_int_equal(counts->void_count, 0);
    assert_int_equal(counts->file_count, 1);
    assert_near(counts->pixel_size_m, 500, 1e-6);
    htsc_terrain_free(terrain);
}

/* Also where the line leaves the raster, and where it leaves the area. */
static void test_terrain_line_equals_points_to_the_bit(void **state) {
    (void)state;
    enum { COUNT = 700 };
    float line[COUNT], points[COUNT];
    double x[COUNT], y[COUNT];
    htsc_error err;
    uint64_t seed = 8;
    size_t known = 0;
    htsc_terrain *terrain = read_terrain(testdata, &area, vn);
    for (int n = 0; n < 300; n++) {
        double x0 = random_in(&seed, area.min_x, area.max_x), y0 = random_in(&seed, area.min_y, area.max_y);
        double dx = random_in(&seed, -30, 30), dy = random_in(&seed, -30, 30);
        if (n % 10 == 0) dx = 0;
        for (int i = 0; i < COUNT; i++) x[i] = x0 + i * dx, y[i] = y0 + i * dy;
        htsc__terrain_line(terrain, x0, y0, dx, dy, COUNT, line);
        assert_ok(htsc_terrain_sample(terrain, COUNT, x, y, points, &err), err);
        assert_same_bits(line, points, COUNT);
        for (int i = 0; i < COUNT; i++) known += isnan(line[i]) ? 0 : 1;
    }
    assert_true(known > 50000 && known < 300 * COUNT);
    htsc__terrain_line(terrain, (double)NAN, 0, 1, 1, 3, line);
    assert_true(isnan(line[0]) && isnan(line[2]));
    htsc__terrain_line(terrain, 0, 0, 1, 1, 0, NULL);
    htsc_terrain_free(terrain);
}

/* What two areas share has the same bits in both. `shared` is within both. */
static void assert_areas_agree(const htsc_terrain *a, const htsc_terrain *b, const htsc_box *shared) {
    enum { COUNT = 400 };
    float one[COUNT], other[COUNT];
    uint64_t seed = 12;
    for (int n = 0; n < 400; n++) {
        double x0 = random_in(&seed, shared->min_x, shared->max_x), y0 = random_in(&seed, shared->min_y, shared->max_y);
        double dx = (random_in(&seed, shared->min_x, shared->max_x) - x0) / COUNT;
        double dy = (random_in(&seed, shared->min_y, shared->max_y) - y0) / COUNT;
        htsc__terrain_line(a, x0, y0, dx, dy, COUNT, one);
        htsc__terrain_line(b, x0, y0, dx, dy, COUNT, other);
        assert_same_bits(one, other, COUNT);
    }
}

static void test_terrain_read_any_area_gives_the_same_bits(void **state) {
    (void)state;
    const htsc_box parts[] = {{533000, 2219000, 537000, 2224000},
                              {533333.25, 2219111.5, 534444.75, 2222222.125},
                              {525500, 2215500, 527000, 2217000},
                              {540000, 2230000, 549000, 2236000}};
    const htsc_box all = {500000, 2200000, 560000, 2250000};
    htsc_terrain *whole = read_terrain(testdata, &all, vn);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        htsc_terrain *part = read_terrain(testdata, &parts[i], vn);
        assert_areas_agree(whole, part, &parts[i]);
        htsc_terrain_free(part);
    }
    assert_int_equal(htsc_terrain_get_counts(whole)->void_count, 51); /* testdata/README.md */
    assert_int_equal(htsc_terrain_get_counts(whole)->filled_count, 51);
    assert_int_equal(htsc_terrain_get_counts(whole)->pixel_count, 678 * 592);
    assert_near(htsc_terrain_get_counts(whole)->pixel_size_m, 30.75, 0.05);
    htsc_terrain_free(whole);
}

static void test_terrain_sample_outside_the_raster_is_nan(void **state) {
    (void)state;
    htsc_error err;
    const double x[4] = {100000, (double)NAN, 538500, 1e300}, y[4] = {2221000, 2221000, 2221000, -1e300};
    float ground[4];
    htsc_terrain *terrain = read_terrain(testdata, &area, vn);
    assert_ok(htsc_terrain_sample(terrain, 4, x, y, ground, &err), err);
    assert_true(isnan(ground[0]) && isnan(ground[1]) && isnan(ground[3]));
    assert_true(ground[2] >= 49 && ground[2] <= 556); /* extremes of testdata/README.md */
    htsc_terrain_free(terrain);
}

/* 300 columns, of which 100 are known: the next 100 are filled, the rest stays unknown. Lost no-data tags are voids. */
static void test_terrain_read_voids_are_filled_as_far_as_the_rule_goes(void **state) {
    enum { WIDTH = 300, HEIGHT = 100 };
    static float values[WIDTH * HEIGHT];
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        values[i] = i % WIDTH < 100 ? 50 : i % 3 == 0 ? -32768 : i % 3 == 1 ? -1 : 20000;
    const char *path = make_raster(scratch_path(*state, "sea.tif"),
                                   &(raster){WIDTH, HEIGHT, 530000, 2221000, 10, 5897, -1}, GDT_Float32, values);
    const htsc_box box = {530000, 2220000, 532999, 2220999};
    htsc_terrain *terrain = read_terrain(path, &box, vn);
    const htsc_terrain_counts *counts = htsc_terrain_get_counts(terrain);
    assert_int_equal(counts->pixel_count, WIDTH * HEIGHT);
    assert_int_equal(counts->void_count, 200 * HEIGHT);
    assert_int_equal(counts->filled_count, 100 * HEIGHT);
    assert_near((double)sample(terrain, 531500, 2220500), 50, 1e-4);
    assert_near((double)sample(terrain, 531994, 2220500), 50, 1e-4); /* the last of the filled */
    assert_true(isnan(sample(terrain, 532015, 2220500)));
    htsc_terrain_free(terrain);
}

/* Two tiles with a gap between them: nothing is made up where no file is, not even beside a void. */
static void test_terrain_read_gap_between_tiles_is_unknown(void **state) {
    scratch *s = *state;
    static float values[100] = {0};
    const char *folder = scratch_path(s, "tiles");
    assert_int_equal(mkdir(folder, 0700), 0);
    for (int i = 0; i < 100; i++) values[i] = i == 44 ? -1 : 70;
    make_raster(scratch_path(s, "tiles/a.tif"), &(raster){10, 10, 530000, 2221000, 10, 5897, -1}, GDT_Float32, values);
    make_raster(scratch_path(s, "tiles/b.tif"), &(raster){10, 10, 530300, 2221000, 10, 5897, -1}, GDT_Float32, values);
    const htsc_box box = {530000, 2220500, 530500, 2220999};
    htsc_terrain *terrain = read_terrain(folder, &box, vn);
    const htsc_terrain_counts *counts = htsc_terrain_get_counts(terrain);
    assert_int_equal(counts->pixel_count, 40 * 10);
    assert_int_equal(counts->void_count, 2);
    assert_int_equal(counts->filled_count, 2);
    assert_int_equal(counts->file_count, 2);
    assert_near((double)sample(terrain, 530045, 2220955), 70, 1e-4);
    assert_true(isnan(sample(terrain, 530200, 2220955)));
    assert_near((double)sample(terrain, 530350, 2220955), 70, 1e-4);
    htsc_terrain_free(terrain);
}

/* Facts of the tile as its source states them. */
static void test_terrain_read_srtm_voids_are_filled_and_counted(void **state) {
    (void)state;
    const char *path = shared_data("terrain/N21E105.hgt");
    if (path == NULL) skip();
    const htsc_box all = {480000, 2310000, 620000, 2450000};
    htsc_terrain *whole = read_terrain(path, &all, vn);
    const htsc_terrain_counts *counts = htsc_terrain_get_counts(whole);
    assert_int_equal(counts->pixel_count, 1201 * 1201);
    assert_int_equal(counts->void_count, 1539);
    assert_int_equal(counts->filled_count, 1539);
    assert_near(counts->pixel_size_m, 92.3, 0.1); /* 3 seconds of latitude */
    htsc_grid *grid = NULL;
    htsc_transform *transform = NULL;
    htsc_error err;
    assert_ok(htsc_grid_read(path, NULL, NULL, &grid, &err), err);
    assert_ok(htsc_transform_create(HTSC_CRS_WGS84, vn, &transform, &err), err);
    const htsc_grid_spec *spec = htsc_grid_get_spec(grid);
    int tried = 0;
    for (int i = 0; i < 1201 * 1201; i += 1) { /* windows that cut through the voids */
        if (!isnan(htsc_grid_values(grid)[i]) || ++tried % 100 != 0) continue;
        double x = spec->west + (i % 1201 + 0.5) * spec->cell_width,
               y = spec->north - (i / 1201 + 0.5) * spec->cell_height;
        assert_ok(htsc_transform_points(transform, 1, &x, &y, &err), err);
        assert_true(sample(whole, x, y) >= -60 && sample(whole, x, y) <= 1582);
        htsc_box box = {x - 900, y - 100, x + 100, y + 1200};
        htsc_terrain *part = read_terrain(path, &box, vn);
        assert_areas_agree(whole, part, &box);
        htsc_terrain_free(part);
    }
    htsc_transform_free(transform);
    htsc_grid_free(grid);
    htsc_terrain_free(whole);
}

enum { SRTM = 1201, PAIR_ROWS = 2 * SRTM - 1 };

/* Both Pyrenees tiles as one raster; in the shared row the southern one, first by name, goes before. */
static const char *merged(scratch *s, const char *south_path, const char *north_path) {
    htsc_grid *south = NULL, *north = NULL;
    htsc_error err;
    float *values = malloc(sizeof(float) * SRTM * PAIR_ROWS);
    assert_non_null(values);
    assert_ok(htsc_grid_read(south_path, NULL, NULL, &south, &err), err);
    assert_ok(htsc_grid_read(north_path, NULL, NULL, &north, &err), err);
    for (int i = 0; i < SRTM * PAIR_ROWS; i++) {
        float value = i < SRTM * SRTM ? htsc_grid_values(north)[i] : NAN;
        int k = i - SRTM * (SRTM - 1);
        if (k >= 0 && !isnan(htsc_grid_values(south)[k])) value = htsc_grid_values(south)[k];
        values[i] = isnan(value) ? -32768 : value;
    }
    htsc_grid_free(south);
    htsc_grid_free(north);
    const char *path = make_raster(
        scratch_path(s, "merged.tif"),
        &(raster){SRTM, PAIR_ROWS, 1 - 0.5 / 1200, 43 + 0.5 / 1200, 1.0 / 1200, 4326, -32768}, GDT_Int16, values);
    free(values);
    return path;
}

static void test_terrain_read_folder_of_zipped_tiles_has_no_seam(void **state) {
    scratch *s = *state;
    const char *south = shared_data("terrain/N41E001.hgt.zip"), *north = shared_data("terrain/N42E001.hgt.zip");
    if (south == NULL || north == NULL) skip();
    const char *folder = scratch_path(s, "tiles"), *one = merged(s, south, north);
    assert_int_equal(mkdir(folder, 0700), 0);
    copy_shared(s, north, "tiles/N42E001.hgt.zip");
    copy_shared(s, south, "tiles/N41E001.hgt.zip");
    scratch_write(s, "tiles/notes.txt", "not a tile");
    const htsc_box box = {360000, 4620000, 400000, 4680000}; /* 42 N is at y 4650800 or so */
    htsc_terrain *tiles = read_terrain(folder, &box, utm31), *whole = read_terrain(one, &box, utm31);
    assert_int_equal(htsc_terrain_get_counts(tiles)->file_count, 2);
    assert_int_equal(htsc_terrain_get_counts(whole)->file_count, 1);
    assert_int_equal(htsc_terrain_get_counts(tiles)->pixel_count, htsc_terrain_get_counts(whole)->pixel_count);
    assert_int_equal(htsc_terrain_get_counts(tiles)->void_count, htsc_terrain_get_counts(whole)->void_count);
    enum { COUNT = 3000 };
    static float one_line[COUNT], other[COUNT];
    for (int i = 0; i < 20; i++) {
        htsc__terrain_line(tiles, 361000 + 1900.0 * i, 4620000, 0, 20, COUNT, one_line);
        htsc__terrain_line(whole, 361000 + 1900.0 * i, 4620000, 0, 20, COUNT, other);
        for (int k = 0; k < COUNT; k++) {
            assert_near((double)one_line[k], (double)other[k], 1e-6);
            assert_true(one_line[k] > 0 && one_line[k] < 3150); /* no NaN */
        }
    }
    const htsc_box south_only = {370000, 4600000, 380000, 4610000};
    htsc_terrain *part = read_terrain(folder, &south_only, utm31), *alone = read_terrain(south, &south_only, utm31);
    assert_int_equal(htsc_terrain_get_counts(part)->file_count, 1);
    assert_contains(htsc__terrain_file(part, 0), "tiles/N41E001.hgt.zip");
    assert_null(htsc__terrain_file(part, 1));
    assert_contains(htsc__terrain_file(tiles, 1), "tiles/N42E001.hgt.zip");
    assert_near((double)sample(part, 375000.5, 4605000.5), (double)sample(alone, 375000.5, 4605000.5), 1e-3);
    htsc_terrain_free(alone);
    htsc_terrain_free(part);
    htsc_terrain_free(tiles);
    htsc_terrain_free(whole);
}

static void test_terrain_read_elsewhere_is_refused(void **state) {
    (void)state;
    htsc_terrain *terrain = (htsc_terrain *)&terrain;
    htsc_error err;
    const htsc_box hanoi = {590000, 2320000, 600000, 2330000}, backwards = {545000, 2215000, 530000, 2232000};
    assert_status(htsc_terrain_read(testdata, &hanoi, vn, &terrain, &err), HTSC_ERR_ARGUMENT, err);
    assert_null(terrain);
    assert_contains(err.message, "terrain.tif: does not reach");
    assert_status(htsc_terrain_read(testdata, &backwards, vn, &terrain, &err), HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "terrain.tif: ");
    assert_status(htsc_terrain_read(testdata, &area, "EPSG:1", &terrain, &err), HTSC_ERR_CRS, err);
    assert_contains(err.message, "terrain.tif: ");
    assert_status(htsc_terrain_read("absent.tif", &area, vn, &terrain, &err), HTSC_ERR_IO, err);
}

static htsc_status read_and_sample(void *ctx, htsc_error *err) {
    htsc_terrain *terrain = NULL;
    const htsc_box box = {538000, 2230000, 545000, 2236000}; /* with voids */
    const double x = 538500, y = 2231000;
    float ground;
    htsc_status status = htsc_terrain_read(ctx, &box, vn, &terrain, err);
    if (status == HTSC_OK) status = htsc_terrain_sample(terrain, 1, &x, &y, &ground, err);
    htsc_terrain_free(terrain);
    return status;
}

static void test_terrain_failing_allocation_is_an_error(void **state) {
    (void)state;
    char path[sizeof testdata];
    memcpy(path, testdata, sizeof testdata);
    assert_true(fail_each_allocation(read_and_sample, path) >= 12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terrain_sample_equals_the_raster_in_its_own_crs),
        cmocka_unit_test(test_terrain_line_equals_points_to_the_bit),
        cmocka_unit_test(test_terrain_read_any_area_gives_the_same_bits),
        cmocka_unit_test(test_terrain_sample_outside_the_raster_is_nan),
        cmocka_unit_test(test_terrain_read_srtm_voids_are_filled_and_counted),
        cmocka_unit_test(test_terrain_read_elsewhere_is_refused),
        cmocka_unit_test(test_terrain_failing_allocation_is_an_error),
        IN_SCRATCH(test_terrain_sample_pixel_centre_and_half_a_pixel_aside),
        IN_SCRATCH(test_terrain_read_voids_are_filled_as_far_as_the_rule_goes),
        IN_SCRATCH(test_terrain_read_gap_between_tiles_is_unknown),
        IN_SCRATCH(test_terrain_read_folder_of_zipped_tiles_has_no_seam),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
