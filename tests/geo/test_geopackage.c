/* GeoPackages as other software reads them. */
#include "geo/shapes.h"

#include <gdal.h>
#include <ogr_api.h>
#include <signal.h>
#include <sys/resource.h>

#include "geo/geopackage.h"

static const htsc__gpkg_field fields[] = {{"name", "tên 'thôn'", HTSC__FIELD_TEXT},
                                          {"count", "số", HTSC__FIELD_INTEGER},
                                          {"share", "tỷ lệ", HTSC__FIELD_REAL}};
static const char hostile[] = "'); DROP TABLE gpkg_contents; --<script>\"", style[] = "<qgis>it's</qgis>";
enum { KINDS = 3, FIELDS = 3 };
static const char *const names[KINDS] = {"areas", "lines", "points"};
static const double x[] = {500000, 500000, 500010, 500010, 500000}, y[] = {2200000, 2200010, 2200010, 2200000, 2200000};

static htsc_status write_layer(htsc__geopackage *file, htsc__geos *geos, int kind, htsc_error *err) {
    static const int starts[] = {0};
    static const size_t points[KINDS] = {5, 3, 1};
    const htsc__value values[2][FIELDS] = {{{hostile, 0}, {NULL, 7}, {NULL, 0.25}},
                                           {{NULL, 0}, {NULL, (double)NAN}, {NULL, (double)INFINITY}}};
    const htsc__shape shape = {NULL, 1, starts, points[kind], x, y}, none = {.part_count = 0};
    const htsc__gpkg_layer layer = {names[kind], names[kind], "EPSG:5897", (htsc__shape_kind)kind,
                                    fields,      FIELDS,      style};
    htsc_status status = htsc__geopackage_layer(file, &layer, err);
    if (status == HTSC_OK) status = htsc__geopackage_add(file, geos, &shape, values[0], err);
    return status == HTSC_OK ? htsc__geopackage_add(file, geos, &none, values[1], err) : status;
}

static htsc_status write_all(const char *path, htsc_error *err) {
    htsc__geopackage *file = NULL;
    htsc__geos *geos = NULL;
    htsc_status status = htsc__geos_create(&geos, err);
    if (status == HTSC_OK) status = htsc__geopackage_create(path, 20260930, &file, err);
    for (int kind = 0; kind < KINDS && status == HTSC_OK; kind++) status = write_layer(file, geos, kind, err);
    htsc_status closed = htsc__geopackage_close(file, status == HTSC_OK ? err : NULL);
    htsc__geos_free(geos);
    return status == HTSC_OK ? closed : status;
}

static const char *write_in(scratch *s, const char *name) {
    const char *path = scratch_path(s, name);
    htsc_error err;
    assert_ok(write_all(path, &err), err);
    return path;
}

static void test_geopackage_shapes_and_values_are_read_back(void **state) {
    static const OGRwkbGeometryType types[KINDS] = {wkbMultiPolygon, wkbMultiLineString, wkbPoint};
    GDALAllRegister();
    GDALDatasetH dataset = GDALOpenEx(write_in(*state, "a.gpkg"), GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(dataset);
    for (int kind = 0; kind < KINDS; kind++) {
        OGRLayerH layer = GDALDatasetGetLayerByName(dataset, names[kind]);
        assert_non_null(layer);
        assert_int_equal(OGR_L_GetGeomType(layer), types[kind]);
        assert_int_equal(OGR_L_GetFeatureCount(layer, 1), 2);
        OGRFeatureH first = OGR_L_GetNextFeature(layer), second = OGR_L_GetNextFeature(layer);
        assert_string_equal(OGR_F_GetFieldAsString(first, 0), hostile);
        assert_int_equal(OGR_F_GetFieldAsInteger(first, 1), 7);
        assert_true(OGR_F_GetFieldAsDouble(first, 2) == 0.25);
        OGREnvelope box;
        OGR_G_GetEnvelope(OGR_F_GetGeometryRef(first), &box);
        assert_true(box.MinX == 500000 && box.MinY == 2200000 && box.MaxX == (kind == 2 ? 500000 : 500010));
        if (kind == 0) assert_true(OGR_G_Area(OGR_F_GetGeometryRef(first)) == 100);
        assert_null(OGR_F_GetGeometryRef(second));
        assert_string_equal(OGR_F_GetFieldAsString(second, 0), "");
        assert_true(OGR_F_IsFieldNull(second, 1) && OGR_F_IsFieldNull(second, 2));
        OGR_F_Destroy(first);
        OGR_F_Destroy(second);
    }
    GDALClose(dataset);
}

static void test_geopackage_holes_stay_holes(void **state) {
    const char *path = scratch_path(*state, "holes.gpkg");
    htsc__geos *geos = new_geos();
    htsc__geom *geom =
        from_wkt(geos, "MULTIPOLYGON (((0 0, 0 9, 9 9, 9 0, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1), (4 4, 5 4, 5 "
                       "5, 4 5, 4 4)), ((20 20, 20 21, 21 21, 20 20)))");
    const htsc__gpkg_layer layer = {"a", "a", "EPSG:5897", HTSC__SHAPE_POLYGON, fields, 0, NULL};
    htsc__geopackage *file = NULL;
    htsc_error err;
    assert_ok(htsc__geopackage_create(path, 20260930, &file, &err), err);
    assert_ok(htsc__geopackage_layer(file, &layer, &err), err);
    assert_ok(htsc__geopackage_add(file, geos, &(htsc__shape){.polygon = geom}, NULL, &err), err);
    assert_ok(htsc__geopackage_close(file, &err), err);
    htsc__geom_free(geos, geom);
    htsc__geos_free(geos);
    GDALAllRegister();
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    OGRFeatureH feature = OGR_L_GetNextFeature(GDALDatasetGetLayer(dataset, 0));
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    assert_int_equal(OGR_G_GetGeometryCount(geometry), 2);
    assert_int_equal(OGR_G_GetGeometryCount(OGR_G_GetGeometryRef(geometry, 0)), 3);
    assert_true(OGR_G_Area(geometry) == 81 - 1 - 1 + 0.5);
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}

static void test_geopackage_has_headings_styles_and_its_own_day(void **state) {
    GDALAllRegister();
    GDALDatasetH dataset = GDALOpenEx(write_in(*state, "a.gpkg"), GDAL_OF_VECTOR, NULL, NULL, NULL);
    static const struct {
        const char *sql;
        int count;
    } counts[] = {{"SELECT count(*) FROM gpkg_data_columns WHERE title = 'tên ''thôn'''", 3},
                  {"SELECT count(*) FROM gpkg_data_columns", 9},
                  {"SELECT count(*) FROM layer_styles WHERE styleQML = '<qgis>it''s</qgis>' AND useAsDefault = 1", 3},
                  {"SELECT count(*) FROM gpkg_contents", 4},
                  {"SELECT count(*) FROM gpkg_contents WHERE last_change = '2026-09-30T00:00:00.000Z'", 4},
                  {"SELECT count(*) FROM gpkg_geometry_columns WHERE srs_id = 5897", 3}};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        OGRLayerH answer = GDALDatasetExecuteSQL(dataset, counts[i].sql, NULL, NULL);
        OGRFeatureH feature = OGR_L_GetNextFeature(answer);
        if (OGR_F_GetFieldAsInteger(feature, 0) != counts[i].count)
            fail_msg("%s: %d", counts[i].sql, OGR_F_GetFieldAsInteger(feature, 0));
        OGR_F_Destroy(feature);
        GDALDatasetReleaseResultSet(dataset, answer);
    }
    GDALClose(dataset);
}

static void test_geopackage_same_rows_same_bytes(void **state) {
    size_t size_a, size_b;
    char *a = read_whole(write_in(*state, "a.gpkg"), &size_a), *b = read_whole(write_in(*state, "b.gpkg"), &size_b);
    assert_int_equal(size_a, size_b);
    assert_memory_equal(a, b, size_a);
    free(a);
    free(b);
}

static void test_geopackage_without_folder_or_crs_is_an_error(void **state) {
    htsc__geopackage *file = NULL;
    htsc_error err;
    assert_status(htsc__geopackage_create(scratch_path(*state, "no/such/a.gpkg"), 20260930, &file, &err), HTSC_ERR_IO,
                  err);
    assert_null(file);
    assert_contains(err.message, "a.gpkg");
    const htsc__gpkg_layer layer = {"a", "a", "EPSG:1", HTSC__SHAPE_POLYGON, fields, FIELDS, NULL};
    assert_ok(htsc__geopackage_create(scratch_path(*state, "a.gpkg"), 20260930, &file, &err), err);
    assert_status(htsc__geopackage_layer(file, &layer, &err), HTSC_ERR_IO, err);
    htsc_status ignored = htsc__geopackage_close(file, NULL);
    (void)ignored;
}

/* A full disk, stood in for by a limit on the size of files. */
static void test_geopackage_short_on_disk_is_an_io_error(void **state) {
    struct rlimit before, tight;
    htsc_error err = {HTSC_OK, ""};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight = before;
    tight.rlim_cur = 60000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    htsc_status status = write_all(scratch_path(*state, "full.gpkg"), &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_status(status, HTSC_ERR_IO, err);
    assert_contains(err.message, "full.gpkg");
}

int main(void) {
    const struct CMUnitTest tests[] = {IN_SCRATCH(test_geopackage_shapes_and_values_are_read_back),
                                       IN_SCRATCH(test_geopackage_holes_stay_holes),
                                       IN_SCRATCH(test_geopackage_has_headings_styles_and_its_own_day),
                                       IN_SCRATCH(test_geopackage_same_rows_same_bytes),
                                       IN_SCRATCH(test_geopackage_without_folder_or_crs_is_an_error),
                                       IN_SCRATCH(test_geopackage_short_on_disk_is_an_io_error)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
