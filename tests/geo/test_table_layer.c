#include "base/support.h"

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "geo/table.h"

static htsc__table *open_layer(const char *path, const char *layer) {
    htsc__table *table = NULL;
    htsc_input input = htsc_input_of(path);
    htsc_error err;
    input.layer = layer;
    assert_ok(htsc__table_open(&input, &table, &err), err);
    return table;
}

static void next(htsc__table *table, htsc__row *row, bool expected) {
    bool more = !expected;
    htsc_error err;
    assert_ok(htsc__table_next(table, row, &more, &err), err);
    assert_int_equal(more, expected);
}

static void assert_open_fails(const char *path, const char *layer, htsc_status status, const char *words) {
    htsc__table *table = NULL;
    htsc_input input = htsc_input_of(path);
    htsc_error err;
    input.layer = layer;
    assert_status(htsc__table_open(&input, &table, &err), status, err);
    assert_null(table);
    assert_contains(err.message, strrchr(path, '/') + 1);
    assert_contains(err.message, words);
}

static const char *cell(htsc__table *table, const htsc__row *row, const char *column) {
    long index = htsc__table_find(table, column);
    assert_true(index >= 0);
    return row->cells[index];
}

static void test_table_layer_geojson_points_and_nulls(void **state) {
    const char *path = scratch_write(
        *state, "t.GeoJSON",
        "{\"type\":\"FeatureCollection\",\"features\":["
        "{\"type\":\"Feature\",\"properties\":{\"code\":\"007\",\"n\":1.5,\"k\":12,\"name\":\" Thôn Hạ \"},"
        "\"geometry\":{\"type\":\"Point\",\"coordinates\":[105.37,20.08]}},"
        "{\"type\":\"Feature\",\"properties\":{\"code\":null},\"geometry\":null},"
        "{\"type\":\"Feature\",\"properties\":{\"code\":\"9\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[["
        "1,2,9],[3,4,9]]}},"
        "{\"type\":\"Feature\",\"properties\":{\"code\":\"10\"},\"geometry\":{\"type\":\"MultiPoint\",\"coordinates\":["
        "[1,2]]}}]}");
    htsc__table *table = open_layer(path, NULL);
    htsc__row row;
    assert_true(htsc__table_has_geometry(table));
    assert_string_equal(htsc__table_crs(table), "EPSG:4326");
    next(table, &row, true);
    assert_int_equal(row.number, 1);
    assert_int_equal(row.shape, HTSC__SHAPE_POINT);
    assert_true(row.x == 105.37 && row.y == 20.08);
    assert_string_equal(cell(table, &row, "code"), "007");
    assert_string_equal(cell(table, &row, "n"), "1.5");
    assert_string_equal(cell(table, &row, "k"), "12");
    assert_string_equal(cell(table, &row, "name"), "Thôn Hạ");
    next(table, &row, true);
    assert_int_equal(row.number, 2);
    assert_int_equal(row.shape, HTSC__SHAPE_NONE);
    assert_int_equal(row.problem, HTSC__ROW_GOOD);
    assert_string_equal(cell(table, &row, "code"), "");
    next(table, &row, true);
    assert_int_equal(row.shape, HTSC__SHAPE_LINE);
    assert_int_equal(row.wkb_size, 1 + 4 + 4 + 2 * 16); /* heights are dropped */
    next(table, &row, true);
    assert_int_equal(row.shape, HTSC__SHAPE_OTHER);
    next(table, &row, false);
    htsc__table_free(table);
}

static void test_table_layer_broken_files_are_errors(void **state) {
    scratch *s = *state;
    assert_open_fails(scratch_write(s, "broken.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{"), NULL,
                      HTSC_ERR_FORMAT, "GeoJSON");
    assert_open_fails(scratch_write(s, "text.gpkg", "no database"), NULL, HTSC_ERR_FORMAT, "GPKG");
    assert_open_fails(scratch_write(s, "text.shp", "no shapes"), NULL, HTSC_ERR_FORMAT, "Shapefile");
    assert_open_fails(scratch_write(s, "empty.gpkg", ""), NULL, HTSC_ERR_FORMAT, "empty");
    assert_open_fails(scratch_path(s, "absent.gpkg"), NULL, HTSC_ERR_IO, "cannot open");
    assert_open_fails(scratch_write(s, "t.kml", "<kml/>"), NULL, HTSC_ERR_UNSUPPORTED, "ending");
    assert_open_fails(scratch_write(s, "t.vrt", "<OGRVRTDataSource/>"), NULL, HTSC_ERR_UNSUPPORTED, "ending");
    assert_open_fails(scratch_write(s, "noending", "x"), NULL, HTSC_ERR_UNSUPPORTED, "ending");
    /* A virtual layer under another name is not opened as one. */
    assert_open_fails(
        scratch_write(s, "hidden.geojson",
                      "<OGRVRTDataSource><OGRVRTLayer name=\"a\"><SrcDataSource>/etc/passwd</SrcDataSource>"
                      "</OGRVRTLayer></OGRVRTDataSource>"),
        NULL, HTSC_ERR_FORMAT, "GeoJSON");
}

/* Two fields, a date, two features, of which the second has no values and no geometry. */
static void add_layer(GDALDatasetH dataset, const char *name, int epsg) {
    OGRSpatialReferenceH srs = epsg == 0 ? NULL : OSRNewSpatialReference(NULL);
    if (srs != NULL) assert_int_equal(OSRImportFromEPSG(srs, epsg), OGRERR_NONE);
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, name, srs, wkbPoint, NULL);
    assert_non_null(layer);
    static const struct {
        const char *name;
        OGRFieldType type;
    } fields[] = {{"code", OFTString}, {"height", OFTReal}, {"since", OFTDate}, {"big", OFTInteger64}};
    for (int i = 0; i < 4; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(fields[i].name, fields[i].type);
        assert_int_equal(OGR_L_CreateField(layer, field, 1), OGRERR_NONE);
        OGR_Fld_Destroy(field);
    }
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    OGR_F_SetFieldString(feature, 0, "Mường");
    OGR_F_SetFieldDouble(feature, 1, 42.125);
    OGR_F_SetFieldDateTime(feature, 2, 2024, 2, 9, 0, 0, 0, 0);
    OGR_F_SetFieldInteger64(feature, 3, 900719925474099);
    OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
    OGR_G_SetPoint_2D(point, 0, 538500.25, 2221152.5);
    OGR_F_SetGeometryDirectly(feature, point);
    assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
    feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
    OSRDestroySpatialReference(srs);
}

static const char *make_file(scratch *s, const char *name, const char *driver, int epsg, int layers) {
    static const char *const names[] = {"sites", "masts"};
    const char *path = scratch_path(s, name);
    GDALAllRegister();
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName(driver), path, 0, 0, 0, GDT_Unknown, NULL);
    assert_non_null(dataset);
    for (int i = 0; i < layers; i++) add_layer(dataset, names[i], epsg);
    GDALClose(dataset);
    return path;
}

static void assert_the_two_features(htsc__table *table) {
    htsc__row row;
    next(table, &row, true);
    assert_int_equal(row.number, 1);
    assert_int_equal(row.problem, HTSC__ROW_GOOD);
    assert_string_equal(cell(table, &row, "code"), "Mường");
    assert_string_equal(cell(table, &row, "height"), "42.125");
    assert_string_equal(cell(table, &row, "since"), "2024-02-09");
    assert_string_equal(cell(table, &row, "big"), "900719925474099");
    assert_int_equal(row.shape, HTSC__SHAPE_POINT);
    assert_true(row.x == 538500.25 && row.y == 2221152.5);
    next(table, &row, true);
    assert_int_equal(row.number, 2);
    assert_int_equal(row.problem, HTSC__ROW_GOOD);
    for (size_t i = 0; i < htsc__table_column_count(table); i++) assert_string_equal(row.cells[i], "");
    assert_int_equal(row.shape, HTSC__SHAPE_NONE);
    next(table, &row, false);
    htsc__table_free(table);
}

static void test_table_layer_geopackage_dates_and_nulls(void **state) {
    const char *path = make_file(*state, "t.gpkg", "GPKG", 5897, 1);
    htsc__table *table = open_layer(path, NULL);
    assert_string_equal(htsc__table_crs(table), "EPSG:5897");
    assert_the_two_features(table);
    assert_the_two_features(open_layer(path, "sites"));
}

static void test_table_layer_geopackage_of_several_layers_wants_a_name(void **state) {
    const char *path = make_file(*state, "t.gpkg", "GPKG", 5897, 2);
    assert_open_fails(path, NULL, HTSC_ERR_FORMAT, "2 layers");
    assert_open_fails(path, "towers", HTSC_ERR_FORMAT, "towers");
    assert_the_two_features(open_layer(path, "masts"));
}

static void test_table_layer_shapefile_with_all_parts(void **state) {
    htsc__table *table = open_layer(make_file(*state, "sites.shp", "ESRI Shapefile", 32648, 1), NULL);
    assert_string_equal(htsc__table_crs(table), "EPSG:32648");
    htsc__row row;
    next(table, &row, true);
    assert_int_equal(row.shape, HTSC__SHAPE_POINT);
    assert_string_equal(cell(table, &row, "since"), "2024-02-09");
    next(table, &row, true);
    assert_int_equal(row.shape, HTSC__SHAPE_NONE);
    assert_string_equal(cell(table, &row, "since"), "");
    next(table, &row, false);
    htsc__table_free(table);
}

static void test_table_layer_shapefile_without_prj_has_no_crs(void **state) {
    const char *path = make_file(*state, "sites.shp", "ESRI Shapefile", 0, 1);
    assert_false(file_exists(scratch_path(*state, "sites.prj")));
    htsc__table *table = open_layer(path, NULL);
    assert_null(htsc__table_crs(table));
    assert_true(htsc__table_has_geometry(table));
    htsc__table_free(table);
}

/* A .cpg says what the bytes are; without it they are taken as they are, and what is no UTF-8 is refused. */
static void test_table_layer_shapefile_encoding_is_never_guessed(void **state) {
    scratch *s = *state;
    const char *path = make_file(s, "sites.shp", "ESRI Shapefile", 5897, 1);
    const char *dbf = scratch_path(s, "sites.dbf"), *cpg = scratch_path(s, "sites.cpg");
    size_t size = 0;
    char *bytes = read_whole(dbf, &size);
    char *place = NULL;
    for (size_t i = 0; i + 2 < size; i++)
        if (bytes[i] == 'M' && bytes[i + 2] != 'm' && bytes[i + 1] != 'e') place = bytes + i;
    assert_non_null(place); /* "Mường", in whatever encoding it was written */
    htsc__row row;

    memcpy(place, "M\xc6\xb0\xe1\xbb\x9dng  ", 10); /* UTF-8, no .cpg */
    scratch_write_bytes(s, "sites.dbf", bytes, size);
    unlink(cpg);
    htsc__table *table = open_layer(path, NULL);
    next(table, &row, true);
    assert_int_equal(row.problem, HTSC__ROW_GOOD);
    assert_string_equal(cell(table, &row, "code"), "Mường");
    htsc__table_free(table);

    memcpy(place, "th\xf4n      ", 10); /* Latin-1, no .cpg */
    scratch_write_bytes(s, "sites.dbf", bytes, size);
    table = open_layer(path, NULL);
    next(table, &row, true);
    assert_int_equal(row.problem, HTSC__ROW_BAD_ENCODING);
    next(table, &row, true);
    assert_int_equal(row.problem, HTSC__ROW_GOOD);
    htsc__table_free(table);

    scratch_write(s, "sites.cpg", "ISO-8859-1"); /* and with it */
    table = open_layer(path, NULL);
    next(table, &row, true);
    assert_int_equal(row.problem, HTSC__ROW_GOOD);
    assert_string_equal(cell(table, &row, "code"), "thôn");
    htsc__table_free(table);
    free(bytes);
}

/* Twenty points whose .shp ends in the middle: the first are read, the lost ones are seen to be lost. */
static void test_table_layer_shapefile_cut_short_loses_no_row_silently(void **state) {
    scratch *s = *state;
    const char *path = scratch_path(s, "t.shp");
    GDALAllRegister();
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("ESRI Shapefile"), path, 0, 0, 0, GDT_Unknown, NULL);
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, "t", NULL, wkbPoint, NULL);
    for (int i = 0; i < 20; i++) {
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(point, 0, i + 1, 7);
        OGR_F_SetGeometryDirectly(feature, point);
        assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
    size_t size = 0;
    char *bytes = read_whole(path, &size);
    assert_int_equal(size, 100 + 20 * 28);
    scratch_write_bytes(s, "t.shp", bytes, 100 + 10 * 28 + 6);
    free(bytes);
    htsc__table *table = open_layer(path, NULL);
    int good = 0, lost = 0;
    bool more = true;
    while (more) {
        htsc__row row;
        htsc_error err;
        htsc_status status = htsc__table_next(table, &row, &more, &err);
        if (status != HTSC_OK) { /* an error that names the feature is as good */
            assert_int_equal(status, HTSC_ERR_FORMAT);
            assert_contains(err.message, "feature");
            lost = 10;
            break;
        }
        if (!more) break;
        if (row.shape == HTSC__SHAPE_POINT && row.problem == HTSC__ROW_GOOD) {
            assert_true(row.x == good + 1 && row.y == 7);
            good++;
        } else {
            lost++;
        }
    }
    assert_int_equal(good, 10);
    assert_int_equal(lost, 10);
    htsc__table_free(table);
}

static void test_table_layer_vertices_above_the_limit_refuse_the_row(void **state) {
    enum { LIMIT = 1000000 };
    scratch *s = *state;
    const char *path = scratch_path(s, "t.geojson");
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs("{\"type\":\"FeatureCollection\",\"features\":[", out);
    for (int feature = 0; feature < 2; feature++) {
        fputs("{\"type\":\"Feature\",\"properties\":{\"a\":1},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[["
              "0,0]",
              out);
        for (int i = 1; i < LIMIT + 1 - feature; i++) fprintf(out, ",[%d,1]", i % 100);
        fputs(feature == 0 ? "]}}," : "]}}", out);
    }
    fputs("]}", out);
    assert_int_equal(fclose(out), 0);
    htsc__table *table = open_layer(path, NULL);
    htsc__row row;
    next(table, &row, true);
    assert_int_equal(row.problem, HTSC__ROW_BAD_GEOMETRY);
    next(table, &row, true);
    assert_int_equal(row.problem, HTSC__ROW_GOOD);
    assert_int_equal(row.shape, HTSC__SHAPE_LINE);
    next(table, &row, false);
    htsc__table_free(table);
}

static htsc_status read_all(void *ctx, htsc_error *err) {
    htsc_input input = htsc_input_of(ctx);
    htsc__table *table = NULL;
    htsc__row row;
    bool more = true;
    htsc_status status = htsc__table_open(&input, &table, err);
    while (status == HTSC_OK && more) status = htsc__table_next(table, &row, &more, err);
    htsc__table_free(table);
    return status;
}

static void test_table_layer_failing_allocation_is_an_error(void **state) {
    char *path = strdup(make_file(*state, "t.gpkg", "GPKG", 5897, 1));
    assert_true(fail_each_allocation(read_all, path) >= 6);
    free(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_table_layer_geojson_points_and_nulls),
        IN_SCRATCH(test_table_layer_broken_files_are_errors),
        IN_SCRATCH(test_table_layer_geopackage_dates_and_nulls),
        IN_SCRATCH(test_table_layer_geopackage_of_several_layers_wants_a_name),
        IN_SCRATCH(test_table_layer_shapefile_with_all_parts),
        IN_SCRATCH(test_table_layer_shapefile_without_prj_has_no_crs),
        IN_SCRATCH(test_table_layer_shapefile_encoding_is_never_guessed),
        IN_SCRATCH(test_table_layer_shapefile_cut_short_loses_no_row_silently),
        IN_SCRATCH(test_table_layer_vertices_above_the_limit_refuse_the_row),
        IN_SCRATCH(test_table_layer_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
