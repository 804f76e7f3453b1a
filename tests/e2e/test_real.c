/* Real boundaries and real population: commune 15061 and the seven around it, WorldPop persons, the invented sites. */
#include <gdal.h>
#include <jansson.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "run.h"

#define DATA HTSC_SHARED_DATA_DIR
static const char communes_path[] = DATA "/thanhhoa/communes_2025.gpkg",
                  persons_path[] = DATA "/population/worldpop_2020_1km_thanhhoa.tif",
                  relief_path[] = DATA "/terrain/relief_standin_N20E105.tif";
/* Exact overlap sum, of another program: data's README. */
static const double persons_15061 = 22229;

enum { MAX_NEAR = 32 };

typedef struct near_commune {
    char *code, *name;
} near_commune;

static bool absent(void) {
    if (file_exists(communes_path) && file_exists(persons_path)) return false;
    sheet("SKIPPED: %s is not here", DATA);
    return true;
}

static OGRFeatureH find_commune(OGRLayerH layer, const char *code) {
    OGRFeatureH feature;
    OGR_L_ResetReading(layer);
    while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
        if (strcmp(OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "code")), code) == 0) return feature;
        OGR_F_Destroy(feature);
    }
    fail_msg("there is no commune %s", code);
    return NULL;
}

static OGRLayerH make_layer(const char *path, GDALDatasetH *dataset) {
    GDALDriverH driver = GDALGetDriverByName("GPKG");
    assert_non_null(driver);
    *dataset = GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, NULL);
    assert_non_null(*dataset);
    OGRSpatialReferenceH wgs84 = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromEPSG(wgs84, 4326), OGRERR_NONE);
    OGRLayerH layer = GDALDatasetCreateLayer(*dataset, "villages", wgs84, wkbMultiPolygon, NULL);
    assert_non_null(layer);
    OSRDestroySpatialReference(wgs84);
    static const char *const names[] = {"code", "name"};
    for (size_t i = 0; i < 2; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(names[i], OFTString);
        assert_int_equal(OGR_L_CreateField(layer, field, 1), OGRERR_NONE);
        OGR_Fld_Destroy(field);
    }
    return layer;
}

static void add_commune(OGRLayerH layer, OGRFeatureH from) {
    OGRFeatureH to = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    OGR_F_SetFieldString(to, 0, OGR_F_GetFieldAsString(from, OGR_F_GetFieldIndex(from, "code")));
    OGR_F_SetFieldString(to, 1, OGR_F_GetFieldAsString(from, OGR_F_GetFieldIndex(from, "name")));
    OGR_F_SetGeometry(to, OGR_F_GetGeometryRef(from));
    assert_int_equal(OGR_L_CreateFeature(layer, to), OGRERR_NONE);
    OGR_F_Destroy(to);
}

/* villages.gpkg: the communes that touch 15061, and 15061 itself where `with_centre`; commune.gpkg: 15061. */
static size_t write_communes(const char *in, bool with_centre, near_commune *found) {
    GDALDatasetH source = GDALOpenEx(communes_path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL), made, outline;
    assert_non_null(source);
    OGRLayerH all = GDALDatasetGetLayer(source, 0), layer = make_layer(path_of(in, "villages.gpkg"), &made);
    OGRFeatureH centre = find_commune(all, "15061"), feature;
    OGRGeometryH here = OGR_F_GetGeometryRef(centre);
    size_t count = 0;
    OGR_L_ResetReading(all);
    while ((feature = OGR_L_GetNextFeature(all)) != NULL) {
        bool is_centre = OGR_F_GetFID(feature) == OGR_F_GetFID(centre);
        if (is_centre ? with_centre : OGR_G_Intersects(OGR_F_GetGeometryRef(feature), here)) {
            assert_true(count < MAX_NEAR);
            found[count].code = strdup(OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "code")));
            found[count++].name = strdup(OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "name")));
            add_commune(layer, feature);
        }
        OGR_F_Destroy(feature);
    }
    GDALClose(made);
    layer = make_layer(path_of(in, "commune.gpkg"), &outline);
    add_commune(layer, centre);
    GDALClose(outline);
    OGR_F_Destroy(centre);
    GDALClose(source);
    return count;
}

static void write_project(const char *in, bool with_outline) {
    const char *project = path_of(in, "project.yaml");
    char text[2000];
    file_replace(project, "  subscriptions:\n    - {path: subscriptions.csv}\n", ""); /* of other villages */
    file_replace(project, "  commune: {path: commune.geojson}\n",
                 with_outline ? "  commune: {path: commune.gpkg}\n" : "");
    snprintf(text, sizeof text, "  population_raster: {path: %s}\n", persons_path);
    file_replace(project, "  population:\n    - {path: households.csv}\n", text);
    if (file_exists(relief_path)) {
        snprintf(text, sizeof text, "{path: %s}", relief_path);
        file_replace(project, "{path: terrain.tif}", text);
    } else {
        file_replace(project, "  terrain: {path: terrain.tif}\n", "");
    }
    file_replace(project, "resolution_m: 30", "resolution_m: 60\npersons_per_household: 4");
}

static json_t *union_of(json_t *summary, const char *code, const char *question) {
    json_t *region;
    size_t i;
    json_array_foreach(json_object_get(summary, "regions"), i,
                       region) if (strcmp(json_string_value(json_object_get(region, "code")), code) ==
                                   0) return json_object_get(json_object_get(region, question), "union");
    fail_msg("there is no region %s", code);
    return NULL;
}

static double persons_of(json_t *tally, const char *level) {
    return json_number_value(level == NULL ? json_object_get(tally, "persons")
                                           : json_object_get(json_object_get(tally, "persons_by_class"), level));
}

/* Villages + outside = total, class by class, to 1e-9. */
static void assert_parts_sum(json_t *summary) {
    static const char *const questions[] = {"4G", "5G", "fiber"};
    static const char *const levels[2][4] = {{"good", "weak", "none", NULL},
                                             {"gigabit", "reached", "not_reached", NULL}};
    for (int q = 0; q < 3; q++)
        for (int l = 0; l < 4; l++) {
            json_t *region;
            size_t i;
            double sum = 0;
            json_array_foreach(json_object_get(summary, "regions"), i, region) {
                const char *code = json_string_value(json_object_get(region, "code"));
                if (strcmp(code, "commune") != 0 && strcmp(code, "total") != 0)
                    sum +=
                        persons_of(json_object_get(json_object_get(region, questions[q]), "union"), levels[q == 2][l]);
            }
            double total = persons_of(union_of(summary, "total", questions[q]), levels[q == 2][l]);
            if (!(fabs(sum - total) <= 1e-9 * fmax(1, total)))
                fail_msg("%s: parts %.12g, whole %.12g", questions[q], sum, total);
        }
}

static void assert_names_whole(const char *out, const near_commune *found, size_t count) {
    csv_sheet villages = csv_read(path_of(out, "villages.csv"));
    GDALDatasetH shapes = GDALOpenEx(path_of(out, "villages.shp"), GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    assert_non_null(shapes);
    OGRLayerH layer = GDALDatasetGetLayer(shapes, 0);
    for (size_t i = 0; i < count; i++) {
        OGRFeatureH feature = OGR_L_GetNextFeature(layer);
        assert_non_null(feature);
        assert_string_equal(csv_text(&villages, i, "code"), found[i].code);
        assert_string_equal(csv_text(&villages, i, "name"), found[i].name);
        assert_string_equal(OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "CODE")), found[i].code);
        assert_string_equal(OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "NAME")), found[i].name);
        OGR_F_Destroy(feature);
    }
    GDALClose(shapes);
    csv_clear(&villages);
}

static double run_job(bool with_outline, const char *region) {
    near_commune found[MAX_NEAR] = {{NULL, NULL}};
    const char *in = folder_copy(HTSC_TESTDATA_DIR "/ngoclac"), *out = path_of(in, "out");
    size_t count = write_communes(in, !with_outline, found);
    assert_int_equal(count, with_outline ? 7 : 8);
    write_project(in, with_outline);
    result ran = RUN("run", path_of(in, "project.yaml"), "-o", out, "-q");
    assert_code(&ran, 3); /* the 17 rows of the faulty operator, nothing else */
    json_error_t why;
    json_t *summary = json_load_file(path_of(out, "summary.json"), 0, &why);
    assert_non_null(summary);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(summary, "findings"), "error")), 17);
    assert_parts_sum(summary);
    assert_names_whole(out, found, count);
    double persons = persons_of(union_of(summary, region, "5G"), NULL);
    sheet("%s: %.2f persons in 15061 (%+.3f %%), %.1f in all; %.1f s",
          with_outline ? "outline of 15061, 7 neighbours as villages" : "8 communes as villages, no outline", persons,
          100 * (persons / persons_15061 - 1), persons_of(union_of(summary, "total", "5G"), NULL), ran.seconds);
    json_decref(summary);
    result_clear(&ran);
    for (size_t i = 0; i < count; i++) {
        free(found[i].code);
        free(found[i].name);
    }
    folder_remove(in);
    return persons;
}

static void test_real_communes_as_villages_hold_the_persons(void **state) {
    (void)state;
    if (absent()) skip();
    double persons = run_job(false, "15061");
    assert_true(fabs(persons - persons_15061) <= 0.005 * persons_15061);
}

static void test_real_outline_holds_the_persons(void **state) {
    (void)state;
    if (absent()) skip();
    double persons = run_job(true, "commune");
    assert_true(fabs(persons - persons_15061) <= 0.005 * persons_15061);
}

static int start(void **state) {
    (void)state;
    GDALAllRegister();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_communes_as_villages_hold_the_persons),
        cmocka_unit_test(test_real_outline_holds_the_persons),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
