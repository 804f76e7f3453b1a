#include "base/support.h"

#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_srs_api.h>

#include <htscover/crs.h>
#include <htscover/grid.h>

typedef struct raster {
    int width, height;
    double transform[6];
    int epsg; /* 0: none */
    double no_data;
    double scale, offset; /* 0: none */
} raster;

/* A GeoTIFF of floats. */
static const char *make_raster(scratch *s, const char *name, const raster *r, const float *values) {
    const char *path = scratch_path(s, name);
    GDALAllRegister();
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GTiff"), path, r->width, r->height, 1, GDT_Float32, NULL);
    assert_non_null(dataset);
    double transform[6];
    memcpy(transform, r->transform, sizeof transform);
    if (transform[1] != 0) assert_int_equal(GDALSetGeoTransform(dataset, transform), CE_None);
    if (r->epsg != 0) {
        OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
        assert_int_equal(OSRImportFromEPSG(srs, r->epsg), OGRERR_NONE);
        assert_int_equal(GDALSetSpatialRef(dataset, srs), CE_None);
        OSRDestroySpatialReference(srs);
    }
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    if (!isnan(r->no_data)) assert_int_equal(GDALSetRasterNoDataValue(band, r->no_data), CE_None);
    if (r->scale != 0) {
        assert_int_equal(GDALSetRasterScale(band, r->scale), CE_None);
        assert_int_equal(GDALSetRasterOffset(band, r->offset), CE_None);
    }
    size_t size = (size_t)r->width * (size_t)r->height;
    float *copy = malloc(size * sizeof *copy);
    assert_non_null(copy);
    memcpy(copy, values, size * sizeof *copy);
    assert_int_equal(
        GDALRasterIO(band, GF_Write, 0, 0, r->width, r->height, copy, r->width, r->height, GDT_Float32, 0, 0), CE_None);
    free(copy);
    GDALClose(dataset);
    return path;
}

/* 4 x 3 cells of 0.5 x 0.25 degrees from 105 E, 21 N. */
static const raster small = {
    .width = 4, .height = 3, .transform = {105, 0.5, 0, 21, 0, -0.25}, .epsg = 4326, .no_data = -99999};
static const float small_values[] = {1, 2, 3, 4, 10, 20, 30, 40, 100, 200, 300, 400};

static htsc_grid *read_grid(const char *path, const htsc_box *window, const char *crs) {
    htsc_grid *grid = NULL;
    htsc_error err;
    assert_ok(htsc_grid_read(path, window, crs, &grid, &err), err);
    return grid;
}

static void test_grid_read_whole_place_crs_and_values(void **state) {
    htsc_grid *grid = read_grid(make_raster(*state, "small.tif", &small, small_values), NULL, NULL);
    const htsc_grid_spec *spec = htsc_grid_get_spec(grid);
    assert_int_equal(spec->width, 4);
    assert_int_equal(spec->height, 3);
    assert_true(spec->west == 105 && spec->north == 21 && spec->cell_width == 0.5 && spec->cell_height == 0.25);
    assert_string_equal(htsc_grid_crs(grid), "EPSG:4326");
    assert_memory_equal(htsc_grid_values(grid), small_values, sizeof small_values);
    htsc_grid_free(grid);
    htsc_grid_free(NULL);
}

/* Half a pixel decides: the value of a pixel is that of its centre. Exact in binary, so the tolerance is 0. */
static void test_grid_sample_pixel_centre_and_half_a_pixel_aside(void **state) {
    htsc_grid *grid = read_grid(make_raster(*state, "small.tif", &small, small_values), NULL, NULL);
    for (int row = 0; row < 3; row++)
        for (int column = 0; column < 4; column++) {
            double x = 105 + 0.5 * column + 0.25, y = 21 - 0.25 * row - 0.125;
            double here = (double)small_values[row * 4 + column];
            assert_near(htsc_grid_sample(grid, x, y), here, 0);
            if (column < 3)
                assert_near(htsc_grid_sample(grid, x + 0.25, y),
                            (here + (double)small_values[row * 4 + column + 1]) / 2, 0);
            if (row < 2)
                assert_near(htsc_grid_sample(grid, x, y - 0.125),
                            (here + (double)small_values[row * 4 + column + 4]) / 2, 0);
        }
    assert_near(htsc_grid_sample(grid, 105.5, 20.75), (1 + 2 + 10 + 20) / 4.0, 0);
    htsc_grid_free(grid);
}

static void test_grid_sample_outer_half_pixel_holds_the_edge(void **state) {
    htsc_grid *grid = read_grid(make_raster(*state, "small.tif", &small, small_values), NULL, NULL);
    assert_near(htsc_grid_sample(grid, 105, 21), 1, 0);
    assert_near(htsc_grid_sample(grid, 107, 20.25), 400, 0);
    assert_near(htsc_grid_sample(grid, 107, 21), 4, 0);
    assert_true(isnan(htsc_grid_sample(grid, 104.999, 20.8)));
    assert_true(isnan(htsc_grid_sample(grid, 107.001, 20.8)));
    assert_true(isnan(htsc_grid_sample(grid, 106, 21.001)));
    assert_true(isnan(htsc_grid_sample(grid, 106, 20.249)));
    assert_true(isnan(htsc_grid_sample(grid, (double)NAN, 20.8)));
    htsc_grid_free(grid);
}

static void test_grid_sample_beside_voids_weighs_the_known_alike(void **state) {
    static const float values[] = {8,      -99999, (float)NAN,      -99999, 16,     -99999,
                                   -99999, -99999, (float)INFINITY, -99999, -99999, -99999};
    htsc_grid *grid = read_grid(make_raster(*state, "voids.tif", &small, values), NULL, NULL);
    assert_true(isnan(htsc_grid_values(grid)[1]) && isnan(htsc_grid_values(grid)[2]) &&
                isnan(htsc_grid_values(grid)[8]));
    assert_near(htsc_grid_sample(grid, 105.5, 20.75), 12, 1e-12);  /* two of four known, weights alike */
    assert_near(htsc_grid_sample(grid, 105.5, 20.875), 8, 1e-12);  /* in the middle of a known and a void */
    assert_near(htsc_grid_sample(grid, 105.74, 20.875), 8, 1e-12); /* almost on a void's own centre */
    assert_true(isnan(htsc_grid_sample(grid, 106.75, 20.625)));    /* all four void */
    htsc_grid_free(grid);
}

static void test_grid_read_packed_values_are_unpacked(void **state) {
    raster packed = small;
    packed.scale = 0.5, packed.offset = 100, packed.no_data = 4;
    htsc_grid *grid = read_grid(make_raster(*state, "packed.tif", &packed, small_values), NULL, NULL);
    assert_near((double)htsc_grid_values(grid)[0], 100.5, 0);
    assert_near((double)htsc_grid_values(grid)[11], 300, 0);
    assert_true(isnan(htsc_grid_values(grid)[3])); /* no data is told of the stored value */
    htsc_grid_free(grid);
}

/* 60 x 50 cells over the commune; windows in degrees and in metres. To the bit: cells are counted from the file's own
 * corner. */
static void test_grid_read_window_samples_equal_the_whole(void **state) {
    enum { WIDTH = 60, HEIGHT = 50 };
    static float values[WIDTH * HEIGHT];
    raster r = {.width = WIDTH,
                .height = HEIGHT,
                .transform = {105.2, 0.004, 0, 20.25, 0, -0.005},
                .epsg = 4326,
                .no_data = (double)NAN};
    for (int i = 0; i < WIDTH * HEIGHT; i++) values[i] = (float)i;
    const char *path = make_raster(*state, "big.tif", &r, values);
    htsc_grid *whole = read_grid(path, NULL, NULL);
    htsc_transform *to_metres = NULL;
    htsc_error err;
    assert_ok(htsc_transform_create(HTSC_CRS_WGS84, HTSC_CRS_VN2000_TM3_105, &to_metres, &err), err);
    uint64_t seed = 7;
    for (int i = 0; i < 40; i++) {
        bool metres = i % 2 == 1;
        double lon = random_in(&seed, 105.2, 105.4), lat = random_in(&seed, 20.01, 20.22);
        htsc_box box = {lon, lat, lon + random_in(&seed, 0.0001, 0.04), lat + random_in(&seed, 0.0001, 0.03)};
        if (metres) {
            double x[2] = {box.min_x, box.max_x}, y[2] = {box.min_y, box.max_y};
            assert_ok(htsc_transform_points(to_metres, 2, x, y, &err), err);
            box = (htsc_box){fmin(x[0], x[1]), fmin(y[0], y[1]), fmax(x[0], x[1]), fmax(y[0], y[1])};
        }
        htsc_grid *part = read_grid(path, &box, metres ? HTSC_CRS_VN2000_TM3_105 : HTSC_CRS_WGS84);
        assert_true(htsc_grid_get_spec(part)->width < WIDTH);
        for (int k = 0; k < 50; k++) {
            double x = random_in(&seed, box.min_x, box.max_x), y = random_in(&seed, box.min_y, box.max_y);
            if (k == 0) x = box.min_x, y = box.min_y;
            if (k == 1) x = box.max_x, y = box.max_y;
            if (metres) assert_ok(htsc_transform_points_inverse(to_metres, 1, &x, &y, &err), err);
            double expected = htsc_grid_sample(whole, x, y), got = htsc_grid_sample(part, x, y);
            if (isnan(expected) && isnan(got)) continue;
            assert_near(got, expected, 0);
        }
        htsc_grid_free(part);
    }
    htsc_transform_free(to_metres);
    htsc_grid_free(whole);
}

static void test_grid_read_window_holds_one_pixel_more_around(void **state) {
    const char *path = make_raster(*state, "small.tif", &small, small_values);
    htsc_box box = {106.1, 20.6, 106.4, 20.7}; /* inside column 2, row 1 */
    htsc_grid *grid = read_grid(path, &box, NULL);
    const htsc_grid_spec *spec = htsc_grid_get_spec(grid);
    assert_int_equal(spec->width, 3);
    assert_int_equal(spec->height, 3);
    assert_true(spec->west == 105.5 && spec->north == 21);
    assert_near((double)htsc_grid_values(grid)[4], 30, 0);
    htsc_grid_free(grid);
}

static void test_grid_read_window_that_misses_is_refused(void **state) {
    const char *path = make_raster(*state, "small.tif", &small, small_values);
    static const htsc_box boxes[] = {
        {108, 20.5, 109, 20.6}, {100, 20.5, 101, 20.6}, {105.5, 30, 106, 31}, {105.5, 10, 106, 11}};
    for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
        htsc_grid *grid = NULL;
        htsc_error err;
        assert_status(htsc_grid_read(path, &boxes[i], HTSC_CRS_WGS84, &grid, &err), HTSC_ERR_ARGUMENT, err);
        assert_contains(err.message, "small.tif");
        assert_null(grid);
    }
}

static void test_grid_read_what_cannot_be_used_is_refused_by_name(void **state) {
    scratch *s = *state;
    raster rotated = small, south_up = small, nowhere = small, no_crs = small;
    rotated.transform[2] = 0.01, rotated.transform[4] = 0.01;
    south_up.transform[3] = 20, south_up.transform[5] = 0.25;
    nowhere.transform[1] = 0;
    no_crs.epsg = 0;
    const struct {
        const char *path;
        htsc_status status;
    } cases[] = {
        {make_raster(s, "rotated.tif", &rotated, small_values), HTSC_ERR_UNSUPPORTED},
        {make_raster(s, "south_up.tif", &south_up, small_values), HTSC_ERR_UNSUPPORTED},
        {make_raster(s, "nowhere.tif", &nowhere, small_values), HTSC_ERR_FORMAT},
        {make_raster(s, "no_crs.tif", &no_crs, small_values), HTSC_ERR_CRS},
        {scratch_write(s, "text.tif", "no raster at all"), HTSC_ERR_FORMAT},
        {scratch_write(s, "virtual.vrt", "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"/>"), HTSC_ERR_FORMAT},
        {scratch_write(s, "empty.tif", ""), HTSC_ERR_FORMAT},
        {scratch_path(s, "absent.tif"), HTSC_ERR_IO},
        {s->folder, HTSC_ERR_IO}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        htsc_grid *grid = NULL;
        htsc_error err;
        assert_status(htsc_grid_read(cases[i].path, NULL, NULL, &grid, &err), cases[i].status, err);
        assert_contains(err.message, strrchr(cases[i].path, '/') + 1);
        assert_null(grid);
    }
}

static void test_grid_read_cut_short_is_an_io_error(void **state) {
    scratch *s = *state;
    size_t size = 0;
    char *bytes = read_whole(make_raster(s, "small.tif", &small, small_values), &size);
    const char *path = scratch_write_bytes(s, "short.tif", bytes, size / 2);
    free(bytes);
    htsc_grid *grid = NULL;
    htsc_error err;
    htsc_status status = htsc_grid_read(path, NULL, NULL, &grid, &err);
    assert_true(status == HTSC_ERR_IO || status == HTSC_ERR_FORMAT);
    assert_contains(err.message, "short.tif");
    assert_null(grid);
}

static void test_grid_read_ascii_grid(void **state) {
    scratch *s = *state;
    const char *path =
        scratch_write(s, "grid.asc",
                      "ncols 3\nnrows 2\nxllcorner 538000\nyllcorner 2221000\ncellsize 100\nNODATA_value -9999\n"
                      "1.5 2.5 3.5\n-9999 5.5 6.5\n");
    htsc_grid *grid = NULL;
    htsc_error err;
    assert_status(htsc_grid_read(path, NULL, NULL, &grid, &err), HTSC_ERR_CRS, err); /* no .prj beside it */
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    char *wkt = NULL;
    assert_int_equal(OSRImportFromEPSG(srs, 5897), OGRERR_NONE);
    assert_int_equal(OSRExportToWkt(srs, &wkt), OGRERR_NONE);
    OSRDestroySpatialReference(srs);
    scratch_write(s, "grid.prj", wkt);
    CPLFree(wkt);
    grid = read_grid(path, NULL, NULL);
    const htsc_grid_spec *spec = htsc_grid_get_spec(grid);
    assert_int_equal(spec->width, 3);
    assert_true(spec->west == 538000 && spec->north == 2221200 && spec->cell_width == 100 && spec->cell_height == 100);
    assert_near(htsc_grid_sample(grid, 538050, 2221150), 1.5, 0);
    assert_near(htsc_grid_sample(grid, 538200, 2221050), 6, 1e-6);
    assert_true(isnan(htsc_grid_values(grid)[3]));
    htsc_transform *t = NULL; /* the CRS is one that can be worked with */
    assert_ok(htsc_transform_create(htsc_grid_crs(grid), HTSC_CRS_WGS84, &t, &err), err);
    htsc_transform_free(t);
    htsc_grid_free(grid);
}

/* SRTM tiles count samples on whole degrees: 1201 of them, the outer ones on the corners. 1e-12 degrees: rounding. */
static void test_grid_read_hgt_samples_stand_on_whole_degrees(void **state) {
    enum { SIDE = 1201 };
    static unsigned char bytes[SIDE * SIDE * 2];
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++) {
            int value = row + 2 * column;
            bytes[2 * (row * SIDE + column)] = (unsigned char)(value >> 8);
            bytes[2 * (row * SIDE + column) + 1] = (unsigned char)value;
        }
    bytes[0] = 0x80, bytes[1] = 0; /* -32768: void */
    htsc_grid *grid = read_grid(scratch_write_bytes(*state, "N20E105.hgt", bytes, sizeof bytes), NULL, NULL);
    const htsc_grid_spec *spec = htsc_grid_get_spec(grid);
    assert_near(spec->west, 105 - 0.5 / 1200, 1e-12);
    assert_near(spec->north, 21 + 0.5 / 1200, 1e-12);
    assert_string_equal(htsc_grid_crs(grid), "EPSG:4326");
    assert_true(isnan(htsc_grid_values(grid)[0]));
    assert_near(htsc_grid_sample(grid, 106, 20), 1200 + 2400, 1e-6);
    assert_near(htsc_grid_sample(grid, 106, 21), 2400, 1e-6);
    assert_near(htsc_grid_sample(grid, 105.5, 20.5), 600 + 1200, 1e-6);
    assert_near(htsc_grid_sample(grid, 105.5 + 0.5 / 1200, 20.5), 600 + 1201, 1e-6);
    htsc_grid_free(grid);
}

/* Facts of the tile as its source states them. */
static void test_grid_read_srtm_tile_voids_and_extremes(void **state) {
    (void)state;
    const char *path = shared_data("terrain/N21E105.hgt");
    if (path == NULL) skip();
    htsc_grid *grid = read_grid(path, NULL, NULL);
    const htsc_grid_spec *spec = htsc_grid_get_spec(grid);
    const float *values = htsc_grid_values(grid);
    assert_int_equal(spec->width, 1201);
    assert_int_equal(spec->height, 1201);
    assert_near(spec->west + 0.5 * spec->cell_width, 105, 1e-12);
    assert_near(spec->north - 0.5 * spec->cell_height, 22, 1e-12);
    int voids = 0;
    float low = 9999, high = -9999;
    for (int i = 0; i < 1201 * 1201; i++) {
        if (isnan(values[i])) {
            voids++;
            continue;
        }
        if (values[i] < low) low = values[i];
        if (values[i] > high) high = values[i];
    }
    assert_int_equal(voids, 1539);
    assert_int_equal((int)low, -60);
    assert_int_equal((int)high, 1582);
    htsc_grid_free(grid);
}

/* 36000 x 36000 cells: only the window is read, and the whole is over the limit. */
static void test_grid_read_land_cover_by_window(void **state) {
    (void)state;
    const char *path = shared_data("terrain/ESA_WorldCover_10m_2021_v200_N00E006_Map.tif");
    if (path == NULL) skip();
    htsc_grid *grid = NULL;
    htsc_error err;
    assert_status(htsc_grid_read(path, NULL, NULL, &grid, &err), HTSC_ERR_LIMIT, err);
    htsc_box box = {6.60, 0.20, 6.70, 0.30};
    grid = read_grid(path, &box, HTSC_CRS_WGS84);
    assert_true(htsc_grid_get_spec(grid)->width <= 1204);
    htsc_grid_free(grid);
}

typedef struct read_case {
    const char *path;
    htsc_box box;
} read_case;

static htsc_status one_read(void *ctx, htsc_error *err) {
    read_case *c = ctx;
    htsc_grid *grid = NULL;
    htsc_status status = htsc_grid_read(c->path, &c->box, HTSC_CRS_VN2000_TM3_105, &grid, err);
    htsc_grid_free(grid);
    return status;
}

static void test_grid_read_failing_allocation_is_an_error(void **state) {
    raster r = {.width = 4, .height = 3, .transform = {105.3, 0.05, 0, 20.2, 0, -0.05}, .epsg = 4326, .no_data = -1};
    read_case c = {make_raster(*state, "small.tif", &r, small_values), {538000, 2221000, 539000, 2222000}};
    assert_true(fail_each_allocation(one_read, &c) >= 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_grid_read_whole_place_crs_and_values),
        IN_SCRATCH(test_grid_sample_pixel_centre_and_half_a_pixel_aside),
        IN_SCRATCH(test_grid_sample_outer_half_pixel_holds_the_edge),
        IN_SCRATCH(test_grid_sample_beside_voids_weighs_the_known_alike),
        IN_SCRATCH(test_grid_read_packed_values_are_unpacked),
        IN_SCRATCH(test_grid_read_window_samples_equal_the_whole),
        IN_SCRATCH(test_grid_read_window_holds_one_pixel_more_around),
        IN_SCRATCH(test_grid_read_window_that_misses_is_refused),
        IN_SCRATCH(test_grid_read_what_cannot_be_used_is_refused_by_name),
        IN_SCRATCH(test_grid_read_cut_short_is_an_io_error),
        IN_SCRATCH(test_grid_read_ascii_grid),
        IN_SCRATCH(test_grid_read_hgt_samples_stand_on_whole_degrees),
        IN_SCRATCH(test_grid_read_failing_allocation_is_an_error),
        cmocka_unit_test(test_grid_read_srtm_tile_voids_and_extremes),
        cmocka_unit_test(test_grid_read_land_cover_by_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
