/* Layers and rasters that are broken or try something, and texts that would act where they are shown. */
#include <gdal.h>
#include <gdal_utils.h>
#include <jansson.h>
#include <ogr_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "broken.h"
#include "csv.h"
#include "run.h"

static const char *tiny(void) {
    return folder_copy(HTSC_SOURCE_DIR "/tests/e2e/tiny");
}

static void use(const char *in, const char *old, const char *new) {
    file_replace(path_of(in, "project.yaml"), old, new);
}

/* villages.geojson of the project in another format. */
static void translate(const char *in, const char *name, const char *layer, bool append) {
    char *words[] = {(char *)(uintptr_t)(append ? "-update" : "-overwrite"),
                     (char *)(uintptr_t) "-nln",
                     (char *)(uintptr_t)layer,
                     (char *)(uintptr_t) "-nlt",
                     (char *)(uintptr_t) "POLYGON",
                     (char *)(uintptr_t)(strstr(name, ".shp") != NULL ? "-lco" : NULL),
                     (char *)(uintptr_t) "ENCODING=UTF-8",
                     NULL};
    GDALDatasetH source = GDALOpenEx(path_of(in, "villages.geojson"), GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(source);
    GDALVectorTranslateOptions *options = GDALVectorTranslateOptionsNew(words, NULL);
    GDALDatasetH made = GDALVectorTranslate(path_of(in, name), NULL, 1, &source, options, NULL);
    assert_non_null(made);
    GDALClose(made);
    GDALVectorTranslateOptionsFree(options);
    GDALClose(source);
}

static void shapefile(const char *in) {
    translate(in, "villages.shp", "villages", false);
    use(in, "villages.geojson", "villages.shp");
}

static void shapefile_without_prj(const char *in) {
    shapefile(in);
    unlink(path_of(in, "villages.prj"));
}

static void shapefile_without_prj_named(const char *in) {
    shapefile_without_prj(in);
    use(in, "{path: villages.shp}", "{path: villages.shp, crs: \"EPSG:4326\"}");
}

static void shapefile_cut(const char *in) {
    shapefile(in);
    file_cut(path_of(in, "villages.shp"), 0.5);
}

static void shapefile_head_cut(const char *in) {
    shapefile(in);
    file_cut(path_of(in, "villages.shp"), 0.05);
}

static void shapefile_dbf_cut(const char *in) {
    shapefile(in);
    file_cut(path_of(in, "villages.dbf"), 0.6);
}

/* "Thôn Ngọc Sơn", and the others in ASCII. */
static void shapefile_latin(const char *in) {
    file_replace(path_of(in, "villages.geojson"), "Thôn Ngọc Sơn", "Thôn");
    file_replace(path_of(in, "villages.geojson"), "Làng Chẹ", "B");
    file_replace(path_of(in, "villages.geojson"), "Phố Lê Lợi", "C");
    file_replace(path_of(in, "villages.geojson"), "Thôn Hạ Đụ", "D");
    shapefile(in);
    size_t size;
    char *dbf = file_read(path_of(in, "villages.dbf"), &size), *name = memmem(dbf, size, "Thôn ", strlen("Thôn "));
    assert_non_null(name);
    memcpy(name, "Th\xf4n  ", 6);
    file_write(path_of(in, "villages.dbf"), dbf, size);
    free(dbf);
    unlink(path_of(in, "villages.cpg"));
}

static void shapefile_latin_told(const char *in) {
    shapefile_latin(in);
    file_write_text(path_of(in, "villages.cpg"), "ISO-8859-1");
}

static void shapefile_without_dbf(const char *in) {
    shapefile(in);
    unlink(path_of(in, "villages.dbf"));
}

static void shapefile_without_shx(const char *in) {
    shapefile(in);
    unlink(path_of(in, "villages.shx"));
}

static void shapefile_prj_nonsense(const char *in) {
    shapefile(in);
    file_write_text(path_of(in, "villages.prj"), "PROJCS[\"x\",nonsense");
}

static void geopackage_two_layers(const char *in) {
    translate(in, "villages.gpkg", "first", false);
    translate(in, "villages.gpkg", "second", true);
    use(in, "villages.geojson", "villages.gpkg");
}

static void geopackage_one_of_two(const char *in) {
    geopackage_two_layers(in);
    use(in, "{path: villages.gpkg}", "{path: villages.gpkg, layer: second}");
}

static void geopackage_third_of_two(const char *in) {
    geopackage_two_layers(in);
    use(in, "{path: villages.gpkg}", "{path: villages.gpkg, layer: third}");
}

/* All of the rows' pages, none of the first: the file opens and then cannot be read. */
static void geopackage_corrupt(const char *in) {
    size_t size;
    char *bytes = file_read(HTSC_TESTDATA_DIR "/ngoclac/villages.gpkg", &size);
    memset(bytes + size / 3, 0x5a, size / 2);
    file_write(path_of(in, "villages.gpkg"), bytes, size);
    free(bytes);
    use(in, "villages.geojson", "villages.gpkg");
}

static void geopackage_cut(const char *in) {
    size_t size;
    char *bytes = file_read(HTSC_TESTDATA_DIR "/ngoclac/villages.gpkg", &size);
    file_write(path_of(in, "villages.gpkg"), bytes, size / 2);
    free(bytes);
    use(in, "villages.geojson", "villages.gpkg");
}

static void geojson_cut(const char *in) {
    file_cut(path_of(in, "villages.geojson"), 0.55);
}

static void geojson_deep(const char *in) {
    FILE *out = fopen(path_of(in, "villages.geojson"), "wb");
    assert_non_null(out);
    fputs("{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\": {\"code\": \"V1\", "
          "\"name\": \"A\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": ",
          out);
    for (int i = 0; i < 300000; i++) fputc('[', out);
    for (int i = 0; i < 300000; i++) fputc(']', out);
    fputs("}}]}", out);
    assert_int_equal(fclose(out), 0);
}

static const char vrt[] =
    "<OGRVRTDataSource><OGRVRTLayer "
    "name=\"villages\"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>";
static const char raster_vrt[] =
    "<VRTDataset rasterXSize=\"4\" "
    "rasterYSize=\"4\"><SRS>EPSG:4326</SRS><GeoTransform>105.3,0.02,0,20.15,0,-0.02</GeoTransform>"
    "<VRTRasterBand dataType=\"Float32\" "
    "band=\"1\"><SimpleSource><SourceFilename>/vsicurl/http://127.0.0.1:9/x.tif</SourceFilename>"
    "</SimpleSource></VRTRasterBand></VRTDataset>";

static const broken layers[] = {
    {"shapefile as it should be", NULL, NULL, NULL, shapefile, 0, {NULL}, {NULL}},
    {"shapefile without .prj", NULL, NULL, NULL, shapefile_without_prj, 1, {"villages.shp", ".prj", "crs:"}, {NULL}},
    {"shapefile without .prj, CRS in the project", NULL, NULL, NULL, shapefile_without_prj_named, 0, {NULL}, {NULL}},
    {"shapefile with nonsense in .prj", NULL, NULL, NULL, shapefile_prj_nonsense, 1, {"villages.shp"}, {NULL}},
    {"shapefile cut in the middle", NULL, NULL, NULL, shapefile_cut, 1, {"villages.shp", "feature 2", "cut"}, {NULL}},
    {"shapefile cut in its head", NULL, NULL, NULL, shapefile_head_cut, 1, {"villages.shp"}, {NULL}},
    {"shapefile whose .dbf is cut", NULL, NULL, NULL, shapefile_dbf_cut, 1, {"villages.shp"}, {NULL}},
    {"shapefile in bytes of ISO-8859-1, not told",
     NULL,
     NULL,
     NULL,
     shapefile_latin,
     3,
     {"villages.shp:1:", "UTF-8"},
     {"villages.shp|1|||bad_encoding"}},
    {"shapefile in ISO-8859-1 that tells it", NULL, NULL, NULL, shapefile_latin_told, 0, {NULL}, {NULL}},
    {"shapefile without .dbf", NULL, NULL, NULL, shapefile_without_dbf, 1, {"villages.shp"}, {NULL}},
    {"shapefile without .shx", NULL, NULL, NULL, shapefile_without_shx, 1, {"villages.shp"}, {NULL}},
    {"GeoPackage of two layers, none named",
     NULL,
     NULL,
     NULL,
     geopackage_two_layers,
     1,
     {"villages.gpkg", "2 layers", "layer:"},
     {NULL}},
    {"GeoPackage of two layers, one named", NULL, NULL, NULL, geopackage_one_of_two, 0, {NULL}, {NULL}},
    {"GeoPackage without the layer named",
     NULL,
     NULL,
     NULL,
     geopackage_third_of_two,
     1,
     {"villages.gpkg", "third"},
     {NULL}},
    {"GeoPackage corrupted in the middle", NULL, NULL, NULL, geopackage_corrupt, 1, {"villages.gpkg"}, {NULL}},
    {"GeoPackage cut in the middle", NULL, NULL, NULL, geopackage_cut, 1, {"villages.gpkg"}, {NULL}},
    {"GeoJSON cut in the middle", NULL, NULL, NULL, geojson_cut, 1, {"villages.geojson"}, {NULL}},
    {"GeoJSON empty", "villages.geojson", NULL, "", NULL, 1, {"villages.geojson: is empty"}, {NULL}},
    {"GeoJSON that is no JSON", "villages.geojson", NULL, "hello", NULL, 1, {"villages.geojson"}, {NULL}},
    {"GeoJSON 300,000 deep", NULL, NULL, NULL, geojson_deep, 1, {"villages.geojson"}, {NULL}},
    {"virtual format named .geojson", "villages.geojson", NULL, vrt, NULL, 1, {"villages.geojson"}, {NULL}},
    {"web page named .geojson",
     "villages.geojson",
     NULL,
     "<html><body>404</body></html>",
     NULL,
     1,
     {"villages.geojson"},
     {NULL}},
    {"GeoJSON that points elsewhere",
     "villages.geojson",
     NULL,
     "{\"type\": \"FeatureCollection\", \"links\": [{\"rel\": \"next\", \"href\": \"http://127.0.0.1:9/\"}], "
     "\"features\": []}",
     NULL,
     1,
     {"villages.geojson"},
     {NULL}},
};

static void test_layers_broken_fail_with_their_name(void **state) {
    (void)state;
    BROKEN_RUN(layers);
}

/* ---- rasters ---- */

static void terrain(const char *in) {
    size_t size;
    char *bytes = file_read(HTSC_TESTDATA_DIR "/ngoclac/terrain.tif", &size);
    file_write(path_of(in, "terrain.tif"), bytes, size);
    free(bytes);
    use(in, "inputs:\n", "inputs:\n  terrain: {path: terrain.tif}\n");
}

static void terrain_cut(const char *in) {
    terrain(in);
    file_cut(path_of(in, "terrain.tif"), 0.4);
}

static void terrain_text(const char *in) {
    terrain(in);
    file_write_text(path_of(in, "terrain.tif"), "not a raster\n");
}

static void terrain_virtual(const char *in) {
    terrain(in);
    file_write_text(path_of(in, "terrain.tif"), raster_vrt);
}

/* 4 x 4 cells of 7 of an ASCII grid. */
static void grid(const char *in, const char *name, const char *west, const char *cell, const char *value, bool crs) {
    char text[600];
    snprintf(text, sizeof text,
             "ncols 4\nnrows 4\nxllcorner %s\nyllcorner 20.09\ncellsize %s\nNODATA_value -9999\n%s %s %s %s\n%s %s %s "
             "%s\n%s %s %s %s\n%s %s %s %s\n",
             west, cell, value, value, value, value, value, value, value, value, value, value, value, value, value,
             value, value, value);
    file_write_text(path_of(in, name), text);
    char *prj = strdup(path_of(in, name));
    assert_non_null(prj);
    strcpy(strrchr(prj, '.'), ".prj");
    if (crs)
        file_write_text(prj, "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298."
                             "257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]");
    free(prj);
}

static void terrain_elsewhere(const char *in) {
    grid(in, "terrain.asc", "10.0", "0.01", "100", true);
    use(in, "inputs:\n", "inputs:\n  terrain: {path: terrain.asc}\n");
}

static void terrain_without_crs(const char *in) {
    grid(in, "terrain.asc", "105.32", "0.01", "100", false);
    use(in, "inputs:\n", "inputs:\n  terrain: {path: terrain.asc}\n");
}

static void people_raster(const char *in, const char *value) {
    use(in, "resolution_m: 100\n", "resolution_m: 100\nscale_to_declared: false\n");
    grid(in, "persons.asc", "105.32", "0.01", value, true);
    use(in, "  population:\n    - {path: households.csv}\n", "  population_raster: {path: persons.asc}\n");
}

static void persons_as_they_should(const char *in) {
    people_raster(in, "12.5");
}

static void persons_of_nobody(const char *in) {
    people_raster(in, "-9999");
}

static void persons_below_zero(const char *in) {
    people_raster(in, "-5");
}

static void persons_beyond_count(const char *in) {
    people_raster(in, "1e300");
}

static void persons_in_a_table(const char *in) {
    use(in, "  population:\n    - {path: households.csv}\n", "  population_raster: {path: households.csv}\n");
}

static const broken rasters[] = {
    {"terrain as it should be", NULL, NULL, NULL, terrain, 0, {NULL}, {NULL}},
    {"terrain cut", NULL, NULL, NULL, terrain_cut, 1, {"terrain.tif"}, {NULL}},
    {"terrain that is no raster", NULL, NULL, NULL, terrain_text, 1, {"terrain.tif", "GeoTIFF"}, {NULL}},
    {"virtual format named .tif", NULL, NULL, NULL, terrain_virtual, 1, {"terrain.tif", "GeoTIFF"}, {NULL}},
    {"terrain of another place", NULL, NULL, NULL, terrain_elsewhere, 1, {"terrain.asc", "does not reach"}, {NULL}},
    {"terrain without a CRS", NULL, NULL, NULL, terrain_without_crs, 1, {"terrain.asc", "CRS"}, {NULL}},
    {"raster of persons as it should be", NULL, NULL, NULL, persons_as_they_should, 0, {NULL}, {NULL}},
    {"raster of persons without anybody",
     NULL,
     NULL,
     NULL,
     persons_of_nobody,
     1,
     {"persons.asc", "population"},
     {NULL}},
    {"raster of persons below zero", NULL, NULL, NULL, persons_below_zero, 1, {"persons.asc", "population"}, {NULL}},
    {"raster of persons beyond counting", NULL, NULL, NULL, persons_beyond_count, 1, {"persons.asc"}, {NULL}},
    {"raster of persons that is a table",
     NULL,
     NULL,
     NULL,
     persons_in_a_table,
     1,
     {"households.csv", "raster"},
     {NULL}},
};

static void test_rasters_broken_fail_with_their_name(void **state) {
    (void)state;
    BROKEN_RUN(rasters);
}

/* ---- texts ---- */

#define FORMULA "=cmd|' /C calc'!A0"
#define SCRIPT "<script>alert(1)</script>"
#define TURNED \
    "\xe2\x80\xae" \
    "moc.elpmaxe" /* right-to-left override */

static char *long_text(size_t bytes) {
    char *text = malloc(bytes + 1);
    assert_non_null(text);
    memset(text, 'L', bytes);
    text[bytes] = '\0';
    return text;
}

/* In a JSON or a double-quoted YAML string these need no escape. */
static void rename_operator(const char *in, const char *name) {
    const char *project = path_of(in, "project.yaml"), *sites = path_of(in, "sites.csv"),
               *points = path_of(in, "access_points.csv");
    char text[1000];
    snprintf(text, sizeof text, "[\"%s\", Sông Âm Mobile]", name);
    file_replace(project, "[Lam Sơn Telecom, Sông Âm Mobile]", text);
    char *all = file_read(sites, NULL), *line = strstr(all, "LS1,"), *made = calloc(strlen(all) + 4000, 1);
    assert_non_null(made);
    memcpy(made, all, (size_t)(line - all));
    for (char *at = line; *at != '\0';) {
        if (strncmp(at, "Lam Sơn Telecom", strlen("Lam Sơn Telecom")) == 0) {
            strcat(strcat(strcat(made, "\""), name), "\"");
            at += strlen("Lam Sơn Telecom");
        } else {
            strncat(made, at++, 1);
        }
    }
    file_write_text(sites, made);
    free(made);
    free(all);
    snprintf(text, sizeof text, "AP2,\"%s\"", name);
    file_replace(points, "AP2,Lam Sơn Telecom", text);
}

/* No cell of a table begins with a sign a spreadsheet takes for a formula; every row has the heading's cells. */
static void assert_sheets_harmless(const char *out) {
    static const char *const names[] = {"villages.csv", "ratios.csv", "fiber_changes.csv", "rejects.csv"};
    for (size_t n = 0; n < 4; n++) {
        csv_sheet s = csv_read(path_of(out, names[n]));
        for (size_t i = 0; i < s.rows * s.columns; i++) {
            const char *cell = s.cells[i];
            char *end;
            if (cell[0] == '\0' || strchr("=+-@\t\r", cell[0]) == NULL) continue;
            strtod(cell, &end);
            if (*end != '\0') fail_msg("%s: a cell is \"%s\"", names[n], cell);
        }
        csv_clear(&s);
    }
}

static void assert_summary_whole(const char *out) {
    json_error_t error;
    json_t *root = json_load_file(path_of(out, "summary.json"), JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) fail_msg("summary.json:%d: %s", error.line, error.text);
    json_decref(root);
}

static void assert_terminal_harmless(const result *ran) {
    for (const char *c = ran->out; *c != '\0'; c++) assert_true((unsigned char)*c >= 0x20 || *c == '\n');
    for (const char *c = ran->err; *c != '\0'; c++) assert_true((unsigned char)*c >= 0x20 || *c == '\n');
}

static void test_text_operator_names_that_act_are_held_back(void **state) {
    (void)state;
    char *long_name = long_text(190);
    const char *const names[] = {FORMULA,           SCRIPT,    TURNED,  long_name, "@SUM(1+1)*cmd|x", "-2+3",
                                 "+84 912 345 678", "a,b;c|d", "%s%n%d"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *in = tiny(), *out = path_of(in, "out");
        rename_operator(in, names[i]);
        result ran = RUN("run", path_of(in, "project.yaml"), "-o", out);
        assert_code(&ran, 0);
        assert_terminal_harmless(&ran);
        assert_sheets_harmless(out);
        assert_summary_whole(out);
        csv_sheet ratios = csv_read(path_of(out, "ratios.csv"));
        const char *cell = csv_text(&ratios, 0, "operator");
        assert_string_equal(strchr("=+-@", names[i][0]) != NULL ? cell + 1 : cell, names[i]);
        sheet("ok   0  operator named %.40s: the table says %.50s", names[i], cell);
        csv_clear(&ratios);
        result_clear(&ran);
        folder_remove(in);
    }
    free(long_name);
}

static void test_text_operator_of_300_bytes_refused_or_whole(void **state) {
    (void)state;
    char *name = long_text(300);
    const char *in = tiny(), *out = path_of(in, "out");
    rename_operator(in, name);
    result ran = RUN("run", path_of(in, "project.yaml"), "-o", out, "--lang", "en");
    /* Either limit will do, as long as it is told and the two agree. */
    if (ran.code == 1) {
        assert_contains(ran.err, "project.yaml:9:");
        assert_nothing_written(out);
    } else if (ran.code == 3) {
        assert_contains(ran.err, "200 bytes");
        assert_sheets_harmless(out);
    } else {
        assert_code(&ran, 0);
        assert_sheets_harmless(out);
    }
    sheet("ok   %d  operator of 300 bytes", ran.code);
    result_clear(&ran);
    free(name);
}

static void test_text_site_and_village_names_that_act_are_held_back(void **state) {
    (void)state;
    static const struct {
        const char *site, *village;
    } names[] = {{"\"=1+1\"", "=1+1"},
                 {"\"a,b\"\"c\"", "a,\\\"c"},
                 {"\"two\nlines\"", "two\\nlines"},
                 {"\"\t=tab\"", "\\t=tab"},
                 {"\"\x1b[31mred\"", "\\u001b[31mred"},
                 {SCRIPT, SCRIPT},
                 {TURNED, TURNED},
                 {"../../etc/passwd", "../../etc/passwd"},
                 {"'; DROP TABLE x; --", "'; DROP TABLE x; --"},
                 {"Trạm Ngọc Lặc 🙂", "Thôn 🙂 Đắk"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *in = tiny(), *out = path_of(in, "out");
        char text[300];
        snprintf(text, sizeof text, "\n%s,Sông Âm Mobile,4G,", names[i].site);
        file_replace(path_of(in, "sites.csv"), "\nSA1,Sông Âm Mobile,4G,", text);
        file_replace(path_of(in, "villages.geojson"), "Làng Chẹ", names[i].village);
        /* one row more that is refused, so that the name is also shown there */
        char *sites = file_read(path_of(in, "sites.csv"), NULL);
        size_t size = strlen(sites) + 600;
        char *more = malloc(size);
        assert_non_null(more);
        snprintf(more, size, "%s%s,%s,4G,105.336,20.106,36,50,65,10,2,1825,20,15,62.5,on_air,2018-03-15\n", sites,
                 names[i].site, names[i].site);
        file_write_text(path_of(in, "sites.csv"), more);
        free(more);
        free(sites);
        result ran = RUN("run", path_of(in, "project.yaml"), "-o", out, "--lang", "en");
        assert_code(&ran, 3);
        assert_terminal_harmless(&ran);
        assert_sheets_harmless(out);
        assert_summary_whole(out);
        assert_int_equal(folder_count(out, ""), TINY_FILES);
        csv_sheet villages = csv_read(path_of(out, "villages.csv"));
        sheet("ok   3  village and site named %.40s: the table says %.40s", names[i].village,
              csv_text(&villages, 1, "name"));
        csv_clear(&villages);
        GDALDatasetH shapes = GDALOpenEx(path_of(out, "villages.shp"), GDAL_OF_VECTOR, NULL, NULL, NULL);
        assert_non_null(shapes);
        assert_int_equal(OGR_L_GetFeatureCount(GDALDatasetGetLayer(shapes, 0), 1), 4);
        GDALClose(shapes);
        result_clear(&ran);
        folder_remove(in);
    }
}

/* A long name with three-byte letters is cut between letters in the shapefile's 120 bytes. */
static void test_text_long_village_name_cut_between_letters(void **state) {
    (void)state;
    const char *in = tiny(), *out = path_of(in, "out");
    char name[400] = "";
    for (int i = 0; i < 55; i++) strcat(name, i % 2 == 0 ? "ệ" : "Đ");
    file_replace(path_of(in, "villages.geojson"), "Làng Chẹ", name);
    result ran = RUN("run", path_of(in, "project.yaml"), "-o", out);
    assert_code(&ran, 0);
    GDALDatasetH shapes = GDALOpenEx(path_of(out, "villages.shp"), GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(shapes);
    OGRFeatureH feature = OGR_L_GetFeature(GDALDatasetGetLayer(shapes, 0), 1);
    const char *kept = OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "NAME"));
    size_t length = strlen(kept);
    assert_true(length > 110 && length <= 120);
    assert_memory_equal(kept, name, length);
    assert_true((name[length] & 0xc0) != 0x80);
    OGR_F_Destroy(feature);
    GDALClose(shapes);
    result_clear(&ran);
}

/* ---- the disk ---- */

/* Each limit breaks another file at another place; what stood there before stays as it was. */
static void test_disk_no_room_nothing_written_and_the_old_kept(void **state) {
    (void)state;
    static const size_t room[] = {1, 600, 1500, 2500, 3000, 4000, 5000, 8000, 12000, 16000, 24000, 32000};
    const char *in = tiny(), *before = path_of(in, "before"), *out = path_of(in, "out");
    result ran = RUN("run", path_of(in, "project.yaml"), "-o", before);
    assert_code(&ran, 0);
    result_clear(&ran);
    int failed = 0;
    for (size_t i = 0; i < sizeof room / sizeof room[0]; i++) {
        run_options o = {.file_bytes = room[i]};
        ran = RUN("run", path_of(in, "project.yaml"), "-o", out);
        assert_code(&ran, 0);
        result_clear(&ran);
        ran = RUN_WITH(&o, "run", path_of(in, "project.yaml"), "-o", out, "--lang", "en", "-q");
        /* the program's own messages go to a file too: they are cut at the same size, the exit code is not */
        if (ran.code != 0 && ran.code != 1) assert_code(&ran, 1);
        assert_folders_equal(before, out);
        failed += ran.code == 1;
        sheet("ok   %d  room for %zu bytes a file: %.90s", ran.code, room[i],
              strstr(ran.err, "error:") == NULL ? "" : strstr(ran.err, "error:"));
        result_clear(&ran);
    }
    assert_true(failed >= 6);
    /* and into an empty folder */
    run_options o = {.file_bytes = 4000};
    ran = RUN_WITH(&o, "run", path_of(in, "project.yaml"), "-o", path_of(in, "fresh"), "-q");
    assert_code(&ran, 1);
    assert_nothing_written(path_of(in, "fresh"));
    result_clear(&ran);
}

static void test_disk_full_nothing_written(void **state) {
    (void)state;
    const char *in = tiny(), *disk = folder_new();
    if (mount("none", disk, "tmpfs", 0, "size=20k") != 0) {
        sheet("SKIPPED: a small disk cannot be mounted here (needs root)");
        skip();
    }
    result ran = RUN("run", path_of(in, "project.yaml"), "-o", path_of(disk, "out"), "--lang", "en");
    int left = folder_count(path_of(disk, "out"), "");
    umount(disk);
    assert_code(&ran, 1);
    assert_contains(ran.err, "No space left");
    assert_int_equal(left, 0);
    sheet("ok   1  disk of 20 kB: %.120s", strstr(ran.err, "error:"));
    result_clear(&ran);
}

static int start(void **state) {
    (void)state;
    GDALAllRegister();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layers_broken_fail_with_their_name),
        cmocka_unit_test(test_rasters_broken_fail_with_their_name),
        cmocka_unit_test(test_text_operator_names_that_act_are_held_back),
        cmocka_unit_test(test_text_operator_of_300_bytes_refused_or_whole),
        cmocka_unit_test(test_text_site_and_village_names_that_act_are_held_back),
        cmocka_unit_test(test_text_long_village_name_cut_between_letters),
        cmocka_unit_test(test_disk_no_room_nothing_written_and_the_old_kept),
        cmocka_unit_test(test_disk_full_nothing_written),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
