/* Rasters and the KMZ of the synthetic commune, opened by other software: they show what the other files say. */
#include <cpl_conv.h>
#include <cpl_minixml.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "run.h"

typedef struct made {
    const char *out;
    csv_sheet villages;
} made;

static int run_once(void **state) {
    made *m = calloc(1, sizeof *m);
    assert_non_null(m);
    *state = m;
    GDALAllRegister();
    m->out = path_of(folder_new(), "out");
    result ran = RUN("run", HTSC_TESTDATA_DIR "/ngoclac/project.yaml", "-o", m->out, "-q");
    assert_code(&ran, 3);
    result_clear(&ran);
    m->villages = csv_read(path_of(m->out, "villages.csv"));
    return 0;
}

static int forget(void **state) {
    made *m = *state;
    csv_clear(&m->villages);
    free(m);
    return 0;
}

typedef struct raster {
    GDALDatasetH dataset;
    GDALRasterBandH band;
    int width, height;
    float *values;
    double place[6];
} raster;

static raster open_raster(const made *m, const char *name) {
    raster r = {.dataset = GDALOpen(path_of(m->out, name), GA_ReadOnly)};
    if (r.dataset == NULL) fail_msg("%s cannot be opened", name);
    r.band = GDALGetRasterBand(r.dataset, 1);
    r.width = GDALGetRasterXSize(r.dataset);
    r.height = GDALGetRasterYSize(r.dataset);
    r.values = calloc((size_t)r.width * (size_t)r.height, sizeof *r.values);
    assert_non_null(r.values);
    assert_int_equal(GDALGetGeoTransform(r.dataset, r.place), CE_None);
    assert_int_equal(
        GDALRasterIO(r.band, GF_Read, 0, 0, r.width, r.height, r.values, r.width, r.height, GDT_Float32, 0, 0),
        CE_None);
    return r;
}

static void close_raster(raster *r) {
    GDALClose(r->dataset);
    free(r->values);
}

/* A population point has the level of its own place, not of the pixel's centre: most agree, and the means are near. */
static void test_grids_levels_agree_with_the_households(void **state) {
    const made *m = *state;
    raster rsrp = open_raster(m, "rsrp_5g.tif"), classes = open_raster(m, "class_5g.tif");
    GDALDatasetH dataset = GDALOpenEx(path_of(m->out, "households.shp"), GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(dataset);
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    OGRFeatureH feature;
    int count = 0, same = 0;
    double difference_db = 0;
    while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
        OGRGeometryH point = OGR_F_GetGeometryRef(feature);
        const int column = (int)floor((OGR_G_GetX(point, 0) - rsrp.place[0]) / rsrp.place[1]),
                  row = (int)floor((OGR_G_GetY(point, 0) - rsrp.place[3]) / rsrp.place[5]);
        if (column < 0 || row < 0 || column >= rsrp.width || row >= rsrp.height) {
            OGR_F_Destroy(feature);
            continue;
        }
        static const char *const names[] = {"none", "weak", "good"};
        const size_t at = (size_t)row * (size_t)rsrp.width + (size_t)column;
        const double level_dbm = OGR_F_GetFieldAsDouble(feature, OGR_F_GetFieldIndex(feature, "T5_DBM"));
        const char *name = OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "T5_CLASS"));
        if (classes.values[at] < 3) {
            count++;
            same += strcmp(names[(int)classes.values[at]], name) == 0;
            if (!isnan(rsrp.values[at])) difference_db += (double)rsrp.values[at] - level_dbm;
        }
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
    assert_true(count > 6000);
    if (!(same > 0.6 * count)) fail_msg("only %d of %d points have their pixel's class", same, count);
    if (!(fabs(difference_db / count) < 3)) fail_msg("levels differ by %.2f dB on average", difference_db / count);
    close_raster(&rsrp);
    close_raster(&classes);
}

/* Pixels are cut at villages' borders in the table, so areas agree but for the rim. */
static void test_grids_class_areas_agree_with_the_table(void **state) {
    const made *m = *state;
    static const char *const columns[] = {"5g_area_none_km2", "5g_area_weak_km2", "5g_area_good_km2"};
    raster r = open_raster(m, "class_5g.tif");
    double area_km2[256] = {0};
    for (size_t i = 0; i < (size_t)r.width * (size_t)r.height; i++)
        area_km2[(int)r.values[i]] += r.place[1] * -r.place[5] / 1e6;
    const size_t total = csv_find(&m->villages, "code", "total");
    for (int level = 0; level < 3; level++) {
        const double told = csv_number(&m->villages, total, columns[level]);
        if (!(fabs(area_km2[level] - told) < 0.03 * told))
            fail_msg("%s: %.3f is not %.3f", columns[level], area_km2[level], told);
    }
    close_raster(&r);
}

static void test_grids_are_cloud_optimised_with_colours_and_origin(void **state) {
    const made *m = *state;
    static const char *const names[] = {"rsrp_4g.tif", "rsrp_5g.tif", "class_4g.tif", "class_5g.tif"};
    for (int i = 0; i < 4; i++) {
        raster r = open_raster(m, names[i]);
        assert_string_equal(GDALGetMetadataItem(r.dataset, "LAYOUT", "IMAGE_STRUCTURE"), "COG");
        assert_contains(GDALGetProjectionRef(r.dataset), "VN-2000");
        assert_string_equal(GDALGetMetadataItem(r.dataset, "PERIOD", NULL), "2026-Q3");
        assert_non_null(GDALGetMetadataItem(r.dataset, "TOOL", NULL));
        assert_string_equal(GDALGetMetadataItem(r.dataset, "COVERED_DBM", NULL), "-110");
        assert_int_equal(GDALGetRasterColorTable(r.band) != NULL, i >= 2);
        close_raster(&r);
    }
}

static CPLXMLNode *open_kml(const made *m) {
    char path[600];
    snprintf(path, sizeof path, "/vsizip/%s/doc.kml", path_of(m->out, "coverage.kmz"));
    CPLXMLNode *root = CPLParseXMLFile(path);
    assert_non_null(root);
    return root;
}

static void test_kmz_folders_hold_the_layers_with_their_names(void **state) {
    const made *m = *state;
    CPLXMLNode *root = open_kml(m), *document = CPLGetXMLNode(root, "=kml.Document");
    assert_string_equal(CPLGetXMLValue(document, "name", ""), "Xã Ngọc Lặc (dữ liệu giả lập)");
    static const char *const titles[] = {"Các thôn",
                                         "Vùng sóng 4G yếu hoặc không có",
                                         "Vùng sóng 5G yếu hoặc không có",
                                         "Vùng chưa có cáp quang",
                                         "Tuyến cáp quang cần xây",
                                         "Điểm truy nhập cáp quang",
                                         "Trạm gốc"};
    static const char *const files[] = {"villages.shp",       "weak_zones_4g.shp",  "weak_zones_5g.shp",
                                        "zones_no_fiber.shp", "fiber_buildout.shp", "access_points.shp",
                                        "sites.shp"};
    int folder = 0;
    for (CPLXMLNode *f = document->psChild; f != NULL; f = f->psNext) {
        if (strcmp(f->pszValue, "Folder") != 0) continue;
        assert_string_equal(CPLGetXMLValue(f, "name", ""), titles[folder]);
        GDALDatasetH dataset = GDALOpenEx(path_of(m->out, files[folder]), GDAL_OF_VECTOR, NULL, NULL, NULL);
        int marks = 0;
        for (CPLXMLNode *p = f->psChild; p != NULL; p = p->psNext) marks += strcmp(p->pszValue, "Placemark") == 0;
        assert_int_equal(marks, OGR_L_GetFeatureCount(GDALDatasetGetLayer(dataset, 0), 1));
        GDALClose(dataset);
        folder++;
    }
    assert_int_equal(folder, 7);
    CPLDestroyXMLNode(root);
}

/* First village: named, in the right place, with its figures as the language writes them. */
static void test_kmz_village_has_place_and_figures(void **state) {
    const made *m = *state;
    CPLXMLNode *root = open_kml(m), *mark = CPLGetXMLNode(root, "=kml.Document.Folder.Placemark");
    assert_string_equal(CPLGetXMLValue(mark, "name", ""), csv_text(&m->villages, 0, "name"));
    double lon_deg = 0, lat_deg = 0;
    const char *points = CPLGetXMLValue(mark, "MultiGeometry.Polygon.outerBoundaryIs.LinearRing.coordinates", "");
    assert_int_equal(sscanf(points, "%lf,%lf", &lon_deg, &lat_deg), 2);
    assert_true(lon_deg > 105.27 && lon_deg < 105.40 && lat_deg > 20.05 && lat_deg < 20.17);
    bool found = false;
    for (CPLXMLNode *d = CPLGetXMLNode(mark, "ExtendedData")->psChild; d != NULL; d = d->psNext) {
        if (strcmp(CPLGetXMLValue(d, "name", ""), "5g_covered_pct") != 0) continue;
        char expected[32];
        snprintf(expected, sizeof expected, "%s", csv_text(&m->villages, 0, "5g_covered_pct"));
        char *point = strchr(expected, '.');
        if (point != NULL) *point = ',';
        assert_string_equal(CPLGetXMLValue(d, "value", ""), expected);
        assert_string_equal(CPLGetXMLValue(d, "displayName", ""), "5G: dân số được phủ sóng, %");
        found = true;
    }
    assert_true(found);
    CPLDestroyXMLNode(root);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_grids_levels_agree_with_the_households),
                                       cmocka_unit_test(test_grids_class_areas_agree_with_the_table),
                                       cmocka_unit_test(test_grids_are_cloud_optimised_with_colours_and_origin),
                                       cmocka_unit_test(test_kmz_folders_hold_the_layers_with_their_names),
                                       cmocka_unit_test(test_kmz_village_has_place_and_figures)};
    return cmocka_run_group_tests(tests, run_once, forget);
}
