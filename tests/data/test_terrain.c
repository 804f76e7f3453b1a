#include "base/support.h"

#include <htscover/crs.h>
#include <htscover/terrain.h>

static const char testdata[] = HTSC_TESTDATA_DIR "/ngoclac/terrain.tif";
static const htsc_box area = {530000, 2215000, 545000, 2232000};

/* Points of the working CRS against the raster sampled in its own: more points than one block of the transform. Heights
 * are floats of up to 556 m: 1e-4 m. */
static void test_terrain_sample_equals_the_raster_in_its_own_crs(void **state) {
    (void)state;
    enum { COUNT = 10000 };
    static double x[COUNT], y[COUNT], lon[COUNT], lat[COUNT];
    static float ground[COUNT];
    htsc_terrain *terrain = NULL;
    htsc_grid *grid = NULL;
    htsc_transform *transform = NULL;
    htsc_error err;
    uint64_t seed = 5;
    assert_ok(htsc_terrain_read(testdata, &area, HTSC_CRS_VN2000_TM3_105, &terrain, &err), err);
    assert_ok(htsc_grid_read(testdata, NULL, NULL, &grid, &err), err);
    assert_ok(htsc_transform_create(HTSC_CRS_VN2000_TM3_105, HTSC_CRS_WGS84, &transform, &err), err);
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
        assert_near((double)ground[i], expected, 1e-4);
        known++;
    }
    assert_true(known > COUNT / 2);
    assert_ok(htsc_terrain_sample(terrain, 0, NULL, NULL, NULL, &err), err);
    htsc_transform_free(transform);
    htsc_grid_free(grid);
    htsc_terrain_free(terrain);
    htsc_terrain_free(NULL);
}

static void test_terrain_sample_outside_the_raster_is_nan(void **state) {
    (void)state;
    htsc_terrain *terrain = NULL;
    htsc_error err;
    const double x[3] = {100000, (double)NAN, 538500}, y[3] = {2221000, 2221000, 2221000};
    float ground[3];
    assert_ok(htsc_terrain_read(testdata, &area, HTSC_CRS_VN2000_TM3_105, &terrain, &err), err);
    assert_ok(htsc_terrain_sample(terrain, 3, x, y, ground, &err), err);
    assert_true(isnan(ground[0]) && isnan(ground[1]));
    assert_true(ground[2] >= 49 && ground[2] <= 556); /* extremes of testdata/README.md */
    htsc_terrain_free(terrain);
}

static void test_terrain_read_elsewhere_is_refused(void **state) {
    (void)state;
    htsc_terrain *terrain = (htsc_terrain *)&terrain;
    htsc_error err;
    const htsc_box hanoi = {590000, 2320000, 600000, 2330000};
    assert_status(htsc_terrain_read(testdata, &hanoi, HTSC_CRS_VN2000_TM3_105, &terrain, &err), HTSC_ERR_ARGUMENT, err);
    assert_null(terrain);
    assert_contains(err.message, "terrain.tif");
    assert_status(htsc_terrain_read("absent.tif", &area, HTSC_CRS_VN2000_TM3_105, &terrain, &err), HTSC_ERR_IO, err);
}

static htsc_status read_and_sample(void *ctx, htsc_error *err) {
    (void)ctx;
    htsc_terrain *terrain = NULL;
    const double x = 538500, y = 2221000;
    float ground;
    htsc_status status = htsc_terrain_read(testdata, &area, HTSC_CRS_VN2000_TM3_105, &terrain, err);
    if (status == HTSC_OK) status = htsc_terrain_sample(terrain, 1, &x, &y, &ground, err);
    htsc_terrain_free(terrain);
    return status;
}

static void test_terrain_failing_allocation_is_an_error(void **state) {
    (void)state;
    assert_true(fail_each_allocation(read_and_sample, NULL) >= 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terrain_sample_equals_the_raster_in_its_own_crs),
        cmocka_unit_test(test_terrain_sample_outside_the_raster_is_nan),
        cmocka_unit_test(test_terrain_read_elsewhere_is_refused),
        cmocka_unit_test(test_terrain_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
