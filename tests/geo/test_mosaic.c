#include "base/support.h"

#include <htscover/crs.h>

#include "geo/mosaic.h"
#include "geo/raster.h"
#include "geo/raster_mesh.h"
#include "geo/void_fill.h"

static const char *folder_of(scratch *s, const char *name) {
    const char *path = scratch_path(s, name);
    assert_int_equal(mkdir(path, 0700), 0);
    return path;
}

/* What the tiles gave, the first one winning; -2: nothing came. */
typedef struct sheet {
    int width;
    float values[64];
} sheet;

static void first_wins(void *ctx, const htsc__window *part, const float *values) {
    sheet *s = ctx;
    for (int i = 0; i < part->width * part->height; i++) {
        float *to = &s->values[(part->row + i / part->width) * s->width + part->column + i % part->width];
        if (*to < 0) *to = isnan(values[i]) ? -1 : values[i];
    }
}

static sheet read_sheet(htsc__mosaic *m, const htsc__window *w, uint32_t *files) {
    sheet s = {w->width, {0}};
    htsc_error err;
    assert_true(w->width * w->height <= 64);
    for (int i = 0; i < 64; i++) s.values[i] = -2;
    assert_ok(htsc__mosaic_read(m, w, first_wins, &s, files, &err), err);
    return s;
}

/* b.tif lies east of a.tif and shares a column with it; c.tif lies apart. */
static const char *three_tiles(scratch *s) {
    static float a[] = {1, 2, -1, 4, 5, 6}, b[] = {13, 14, 15, 16, 17, 18}, c[] = {21, 22};
    const char *folder = folder_of(s, "tiles");
    make_raster(scratch_path(s, "tiles/b.tif"), &(raster){3, 2, 538020, 2221000, 10, 5897, -1}, GDT_Float32, b);
    make_raster(scratch_path(s, "tiles/a.tif"), &(raster){3, 2, 538000, 2221000, 10, 5897, -1}, GDT_Float32, a);
    make_raster(scratch_path(s, "tiles/c.TIFF"), &(raster){1, 2, 537980, 2220980, 10, 5897, -1}, GDT_Float32, c);
    scratch_write(s, "tiles/readme.txt", "no tile");
    scratch_write(s, "tiles/.tif", "no name");
    return folder;
}

static void test_mosaic_open_folder_is_one_lattice_by_name(void **state) {
    htsc__mosaic m;
    htsc_error err;
    uint32_t files;
    assert_ok(htsc__mosaic_open(three_tiles(*state), &m, &err), err);
    assert_int_equal(m.count, 3);
    assert_contains(m.tiles[0].path, "/a.tif");
    assert_true(m.whole.west == 537980 && m.whole.north == 2221000);
    assert_int_equal(m.whole.width, 7);
    assert_int_equal(m.whole.height, 4);
    assert_string_equal(m.crs, "EPSG:5897");
    sheet s = read_sheet(&m, &(htsc__window){0, 0, 7, 4}, &files);
    static const float expected[] = {-2, -2, 1,  2,  13, 14, 15, -2, -2, 4,  5,  6,  17, 18,
                                     21, -2, -2, -2, -2, -2, -2, 22, -2, -2, -2, -2, -2, -2};
    for (int i = 0; i < 28; i++) assert_near((double)s.values[i], (double)expected[i], 0);
    assert_int_equal(files, 3);
    s = read_sheet(&m, &(htsc__window){5, 1, 2, 3}, &files); /* of b alone */
    assert_int_equal(files, 1);
    assert_near((double)s.values[0], 17, 0);
    assert_near((double)s.values[2], -2, 0);
    htsc__mosaic_close(&m);
    htsc__mosaic_close(&m);
}

static void test_mosaic_open_tiles_that_differ_are_refused_by_name(void **state) {
    scratch *s = *state;
    static float values[4] = {1, 2, 3, 4};
    const struct {
        raster other;
        const char *reason;
    } cases[] = {{{2, 2, 538020, 2221000, 10, 3405, -1}, "CRS"},
                 {{2, 2, 538020, 2221000, 10.0001, 5897, -1}, "pixels of 10.0001 x 10.0001"},
                 {{2, 2, 538020, 2221000.5, 10, 5897, -1}, "off the lattice"},
                 {{2, 2, 538020.02, 2221000, 10, 5897, -1}, "off the lattice"}};
    const char *folder = folder_of(s, "tiles");
    make_raster(scratch_path(s, "tiles/first.tif"), &(raster){2, 2, 538000, 2221000, 10, 5897, -1}, GDT_Float32,
                values);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        htsc__mosaic m;
        htsc_error err;
        make_raster(scratch_path(s, "tiles/second.tif"), &cases[i].other, GDT_Float32, values);
        assert_status(htsc__mosaic_open(folder, &m, &err), HTSC_ERR_FORMAT, err);
        assert_contains(err.message, "second.tif: ");
        assert_contains(err.message, "first.tif");
        assert_contains(err.message, cases[i].reason);
        assert_null(m.tiles);
    }
    htsc__mosaic m;
    htsc_error err;
    make_raster(scratch_path(s, "tiles/second.tif"), &(raster){2, 2, 538020.002, 2221000, 10, 5897, -1}, GDT_Float32,
                values);
    assert_ok(htsc__mosaic_open(folder, &m, &err), err); /* 2e-4 pixels */
    htsc__mosaic_close(&m);
}

static void test_mosaic_open_what_holds_no_raster_is_refused(void **state) {
    scratch *s = *state;
    htsc__mosaic m;
    htsc_error err;
    assert_status(htsc__mosaic_open(folder_of(s, "none"), &m, &err), HTSC_ERR_FORMAT, err);
    assert_contains(err.message, "none: holds no raster");
    folder_of(s, "bad");
    scratch_write(s, "bad/x.asc", "words");
    assert_status(htsc__mosaic_open(scratch_path(s, "bad"), &m, &err), HTSC_ERR_FORMAT, err);
    assert_contains(err.message, "bad/x.asc: is no raster");
    assert_status(htsc__mosaic_open(scratch_path(s, "absent"), &m, &err), HTSC_ERR_IO, err);
    assert_contains(err.message, "absent: cannot open");
}

#define VRT_OF(attributes, band_attributes, source) \
    "<VRTDataset rasterXSize=\"2\" rasterYSize=\"2\" " attributes "><SRS>EPSG:5897</SRS>" \
    "<GeoTransform>538000, 10, 0, 2221000, 0, -10</GeoTransform><VRTRasterBand dataType=\"Float32\" band=\"1\" " \
    "" band_attributes ">" source "</VRTRasterBand></VRTDataset>"
#define PLAIN_SOURCE(name) \
    "<SimpleSource><SourceFilename relativeToVRT=\"1\">" name "</SourceFilename><SourceBand>1</SourceBand>" \
    "</SimpleSource>"

static void test_mosaic_open_vrt_over_local_files_is_read(void **state) {
    scratch *s = *state;
    static float values[4] = {1, 2, 3, 4};
    htsc__mosaic m;
    htsc_error err;
    uint32_t files;
    make_raster(scratch_path(s, "plain.tif"), &(raster){2, 2, 538000, 2221000, 10, 5897, -1}, GDT_Float32, values);
    const char *vrt = scratch_write(s, "good.vrt", VRT_OF("", "", PLAIN_SOURCE("plain.tif")));
    assert_ok(htsc__mosaic_open(vrt, &m, &err), err);
    sheet got = read_sheet(&m, &(htsc__window){0, 0, 2, 2}, &files);
    assert_near((double)got.values[3], 4, 0);
    htsc__mosaic_close(&m);
}

/* What a VRT could reach or run: nothing of it is opened. */
static void test_mosaic_open_vrt_that_does_more_is_refused(void **state) {
    scratch *s = *state;
    static float values[4] = {1, 2, 3, 4};
    make_raster(scratch_path(s, "plain.tif"), &(raster){2, 2, 538000, 2221000, 10, 5897, -1}, GDT_Float32, values);
    scratch_write(s, "inner.vrt", VRT_OF("", "", PLAIN_SOURCE("plain.tif")));
    scratch_write(s, "disguised.tif", VRT_OF("", "", PLAIN_SOURCE("plain.tif")));
    scratch_write(s, "service.tif", "<GDAL_WMS><Service name=\"WMS\"/></GDAL_WMS>");
    const struct {
        const char *text;
        htsc_status status;
        const char *reason;
    } cases[] = {
        {VRT_OF("", "", PLAIN_SOURCE("/vsicurl/http://127.0.0.1/x.tif")), HTSC_ERR_UNSUPPORTED, "/vsicurl/"},
        {VRT_OF("", "", PLAIN_SOURCE("http://127.0.0.1/x.tif")), HTSC_ERR_UNSUPPORTED, "http://"},
        {VRT_OF("", "", PLAIN_SOURCE("/vsizip//vsicurl/http:/h/x.zip/x.tif")), HTSC_ERR_UNSUPPORTED, "/vsizip/"},
        {VRT_OF("", "", PLAIN_SOURCE("inner.vrt")), HTSC_ERR_UNSUPPORTED, "inner.vrt"},
        {VRT_OF("", "", PLAIN_SOURCE("disguised.tif")), HTSC_ERR_FORMAT, "disguised.tif"},
        {VRT_OF("", "", PLAIN_SOURCE("service.tif")), HTSC_ERR_FORMAT, "service.tif"},
        {VRT_OF("", "", PLAIN_SOURCE("absent.tif")), HTSC_ERR_IO, "absent.tif"},
        {VRT_OF("", "", PLAIN_SOURCE("GTIFF_DIR:1:plain.tif")), HTSC_ERR_IO, "GTIFF_DIR"},
        {VRT_OF("", "", "<SimpleSource SourceFilename=\"plain.tif\"/>"), HTSC_ERR_UNSUPPORTED, "SourceFilename"},
        {VRT_OF("", "", "<AveragedSource/>"), HTSC_ERR_UNSUPPORTED, "AveragedSource"},
        {VRT_OF("", "subClass=\"VRTRawRasterBand\"", ""), HTSC_ERR_UNSUPPORTED, "VRTRawRasterBand"},
        {VRT_OF("subclass=\"VRTWarpedDataset\"", "", ""), HTSC_ERR_UNSUPPORTED, "VRTWarpedDataset"},
        {VRT_OF("", "subClass=\"VRTDerivedRasterBand\"",
                "<PixelFunctionType>f</PixelFunctionType><PixelFunctionLanguage>Python</PixelFunctionLanguage>"),
         HTSC_ERR_UNSUPPORTED, "VRTDerivedRasterBand"},
        {"<VRTDataset", HTSC_ERR_FORMAT, "is no VRT"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        htsc__mosaic m;
        htsc_error err;
        const char *path = scratch_write(s, "evil.vrt", cases[i].text);
        assert_status(htsc__mosaic_open(path, &m, &err), cases[i].status, err);
        assert_contains(err.message, "evil.vrt");
        assert_contains(err.message, cases[i].reason);
    }
}

/* A void between 10 in the west and 20 in the east, one and three pixels away, nothing north or south: 1/d weights. */
static void test_fill_voids_weighs_by_inverse_distance(void **state) {
    (void)state;
    enum { WIDTH = 5 };
    float values[WIDTH] = {10, NAN, NAN, NAN, 20};
    htsc_error err;
    assert_ok(htsc__fill_voids(values, WIDTH, 1, &(htsc__window){0, 0, WIDTH, 1}, &err), err);
    assert_near((double)values[0], 10, 0);
    assert_near((double)values[1], (10 / 1.0 + 20 / 3.0) / (1 + 1 / 3.0), 1e-5); /* float */
    assert_near((double)values[2], 15, 1e-5);
    assert_near((double)values[3], (10 / 3.0 + 20 / 1.0) / (1 + 1 / 3.0), 1e-5);
    assert_near((double)values[4], 20, 0);
}

static void test_fill_voids_reaches_100_pixels_and_not_over_gaps_of_no_tile(void **state) {
    (void)state;
    enum { WIDTH = 120 };
    float values[WIDTH];
    htsc_error err;
    for (int i = 0; i < WIDTH; i++) values[i] = i == 0 ? 7 : i == 50 ? INFINITY : NAN;
    assert_ok(htsc__fill_voids(values, WIDTH, 1, &(htsc__window){0, 0, WIDTH, 1}, &err), err);
    for (int i = 0; i < WIDTH; i++) {
        if (i == 50)
            assert_true(isinf(values[i]));
        else if (i <= HTSC__FILL_REACH_PX)
            assert_near((double)values[i], 7, 1e-5);
        else
            assert_true(isnan(values[i]));
    }
}

/* Voids of many sizes, across the borders of blocks; the part filled alone has the margin that the rule needs. */
static void test_fill_voids_is_the_same_in_any_window(void **state) {
    (void)state;
    enum { SIDE = 640, FIRST = 150, PART = 300, AROUND = PART + 2 * HTSC__FILL_REACH_PX };
    float *whole = malloc(sizeof(float) * SIDE * SIDE), *part = malloc(sizeof(float) * AROUND * AROUND);
    htsc_error err;
    uint64_t seed = 3;
    assert_true(whole != NULL && part != NULL);
    for (int i = 0; i < SIDE * SIDE; i++) {
        int column = i % SIDE, row = i / SIDE;
        bool hole = (column / 40 + row / 30) % 5 == 0 || (column > 200 && column < 420 && row > 260 && row < 500);
        whole[i] = hole && random_bits(&seed) % 100 != 0 ? NAN : (float)random_in(&seed, 0, 900);
    }
    for (int i = 0; i < AROUND * AROUND; i++)
        part[i] = whole[(FIRST - HTSC__FILL_REACH_PX + i / AROUND) * SIDE + FIRST - HTSC__FILL_REACH_PX + i % AROUND];
    assert_ok(htsc__fill_voids(whole, SIDE, SIDE, &(htsc__window){0, 0, SIDE, SIDE}, &err), err);
    htsc__window inner = {HTSC__FILL_REACH_PX, HTSC__FILL_REACH_PX, PART, PART};
    assert_ok(htsc__fill_voids(part, AROUND, AROUND, &inner, &err), err);
    for (int row = 0; row < PART; row++)
        assert_memory_equal(part + (row + HTSC__FILL_REACH_PX) * AROUND + HTSC__FILL_REACH_PX,
                            whole + (row + FIRST) * SIDE + FIRST, PART * sizeof(float));
    free(whole);
    free(part);
}

/* Degrees of the ground: metres on the ellipsoid, well enough for an error. */
static double ground_m(const htsc_grid_spec *s, bool degrees, double columns, double rows, double lat_deg) {
    double x = columns * s->cell_width, y = rows * s->cell_height;
    return degrees ? hypot(x * 111320 * cos(lat_deg * M_PI / 180), y * 111320) : hypot(x, y);
}

/* Off PROJ's own answer by less than 0.02 m of ground. Not where PROJ's answer jumps: at 9.35 N, by 0.7 m. */
static void assert_mesh_is_near_proj(const char *working, const char *own, const htsc_box *box,
                                     const htsc_grid_spec *spec, double within_m) {
    htsc__mesh mesh;
    htsc_transform *transform = NULL;
    htsc_error err;
    uint64_t seed = 11;
    double worst_m = 0;
    const bool degrees = spec->cell_width < 1;
    assert_ok(htsc__mesh_init(&mesh, box, working, own, spec, &err), err);
    assert_ok(htsc_transform_create(working, own, &transform, &err), err);
    for (int i = 0; i < 20000; i++) {
        htsc__line line = {random_in(&seed, box->min_x, box->max_x), random_in(&seed, box->min_y, box->max_y), 0, 0};
        htsc__mesh_cell cell;
        double column, row, x = line.x_m, y = line.y_m;
        assert_int_equal(htsc__mesh_run(&mesh, &line, 0, 1, &cell), 1);
        htsc__mesh_place(&cell, &line, 0, &column, &row);
        assert_ok(htsc_transform_points(transform, 1, &x, &y, &err), err);
        double columns = column - (x - spec->west) / spec->cell_width;
        double rows = row - (spec->north - y) / spec->cell_height;
        worst_m = fmax(worst_m, ground_m(spec, degrees, columns, rows, degrees ? y : 0));
    }
    print_message("%s over %s: %.4f m\n", working, own, worst_m);
    assert_true(worst_m < within_m);
    htsc_transform_free(transform);
    htsc__mesh_clear(&mesh);
}

static void test_mesh_place_is_near_proj(void **state) {
    (void)state;
    const htsc_grid_spec seconds = {100, 25, 1.0 / 3600, 1.0 / 3600, 60000, 60000};
    const htsc_grid_spec metres = {0, 3000000, 30, 30, 50000, 90000};
    const htsc_box thanh_hoa = {460000, 2130000, 620000, 2290000}, north = {430000, 2500000, 560000, 2590000};
    const htsc_box south = {430000, 1050000, 560000, 1150000};
    assert_mesh_is_near_proj("EPSG:5897", "EPSG:4326", &thanh_hoa, &seconds, 0.02);
    assert_mesh_is_near_proj("EPSG:5897", "EPSG:4326", &north, &seconds, 0.02); /* 23.4 N: the worst there is */
    assert_mesh_is_near_proj("EPSG:5897", "EPSG:4326", &south, &seconds, 0.02);
    assert_mesh_is_near_proj("EPSG:3405", "EPSG:4326", &thanh_hoa, &seconds, 0.02);
    assert_mesh_is_near_proj("EPSG:5897", "EPSG:3405", &thanh_hoa, &metres, 0.001);
    assert_mesh_is_near_proj("EPSG:5897", "EPSG:5897", &thanh_hoa, &metres, 1e-6);
}

/* Every point of a line is in the cell that it is said to be in, whichever way the line goes. */
static void test_mesh_run_splits_lines_like_points(void **state) {
    (void)state;
    const htsc_grid_spec metres = {500000, 2250000, 30, 30, 2000, 2000};
    const htsc_box box = {520000, 2200000, 529000, 2209000};
    htsc__mesh mesh;
    htsc_error err;
    uint64_t seed = 5;
    assert_ok(htsc__mesh_init(&mesh, &box, "EPSG:5897", "EPSG:5897", &metres, &err), err);
    for (int n = 0; n < 3000; n++) {
        htsc__line line = {random_in(&seed, box.min_x, box.max_x), random_in(&seed, box.min_y, box.max_y),
                           random_in(&seed, -90, 90), random_in(&seed, -90, 90)};
        if (n % 7 == 0) line.dx_m = 0;
        if (n % 5 == 0) line.dy_m = 0;
        if (n % 3 == 0) line.x_m = 524000, line.dx_m = n % 2 ? 12.5 : -12.5;
        if (n % 11 == 0) line.dx_m *= 1e-12;
        const size_t count = 400;
        for (size_t i = 0; i < count;) {
            htsc__mesh_cell cell, other;
            size_t run = htsc__mesh_run(&mesh, &line, i, count, &cell);
            for (size_t k = i; k < i + (run == 0 ? 1 : run); k++) {
                htsc__line point = {line.x_m + (double)k * line.dx_m, line.y_m + (double)k * line.dy_m, 0, 0};
                assert_int_equal(htsc__mesh_run(&mesh, &point, 0, 1, &other), run == 0 ? 0 : 1);
                if (run > 0) assert_memory_equal(&cell, &other, sizeof cell);
            }
            i += run == 0 ? 1 : run;
        }
    }
    htsc__line nowhere = {(double)NAN, 2205000, 1, 0}, away = {1e300, 2205000, 0, 0}, endless = {525000, 2205000, 0, 0};
    htsc__mesh_cell cell;
    assert_int_equal(htsc__mesh_run(&mesh, &nowhere, 0, 5, &cell), 0);
    assert_int_equal(htsc__mesh_run(&mesh, &away, 0, 5, &cell), 0);
    assert_int_equal(htsc__mesh_run(&mesh, &endless, 0, 5, &cell), 5);
    htsc__mesh_clear(&mesh);
}

static void test_mesh_init_areas_that_cannot_be_are_refused(void **state) {
    (void)state;
    const htsc_grid_spec seconds = {100, 25, 1.0 / 3600, 1.0 / 3600, 60000, 60000};
    const struct {
        htsc_box box;
        htsc_status status;
    } cases[] = {{{520000, 2200000, 510000, 2209000}, HTSC_ERR_ARGUMENT},
                 {{520000, (double)NAN, 530000, 2209000}, HTSC_ERR_ARGUMENT},
                 {{-(double)INFINITY, 2200000, 530000, 2209000}, HTSC_ERR_ARGUMENT},
                 {{-9e9, -9e9, 9e9, 9e9}, HTSC_ERR_LIMIT},
                 {{9e9, 9e9, 9.00001e9, 9.00001e9}, HTSC_ERR_CRS}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        htsc__mesh mesh;
        htsc_error err;
        assert_status(htsc__mesh_init(&mesh, &cases[i].box, "EPSG:5897", "EPSG:4326", &seconds, &err), cases[i].status,
                      err);
        assert_null(mesh.nodes);
    }
}

static htsc_status open_and_read(void *ctx, htsc_error *err) {
    htsc__mosaic m;
    sheet s = {7, {0}};
    uint32_t files;
    htsc_status status = htsc__mosaic_open(ctx, &m, err);
    if (status != HTSC_OK) return status;
    status = htsc__mosaic_read(&m, &(htsc__window){0, 0, 7, 4}, first_wins, &s, &files, err);
    htsc__mosaic_close(&m);
    return status;
}

static void test_mosaic_failing_allocation_is_an_error(void **state) {
    char folder[512];
    snprintf(folder, sizeof folder, "%s", three_tiles(*state));
    assert_true(fail_each_allocation(open_and_read, folder) >= 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_mosaic_open_folder_is_one_lattice_by_name),
        IN_SCRATCH(test_mosaic_open_tiles_that_differ_are_refused_by_name),
        IN_SCRATCH(test_mosaic_open_what_holds_no_raster_is_refused),
        IN_SCRATCH(test_mosaic_open_vrt_over_local_files_is_read),
        IN_SCRATCH(test_mosaic_open_vrt_that_does_more_is_refused),
        IN_SCRATCH(test_mosaic_failing_allocation_is_an_error),
        cmocka_unit_test(test_fill_voids_weighs_by_inverse_distance),
        cmocka_unit_test(test_fill_voids_reaches_100_pixels_and_not_over_gaps_of_no_tile),
        cmocka_unit_test(test_fill_voids_is_the_same_in_any_window),
        cmocka_unit_test(test_mesh_place_is_near_proj),
        cmocka_unit_test(test_mesh_run_splits_lines_like_points),
        cmocka_unit_test(test_mesh_init_areas_that_cannot_be_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
