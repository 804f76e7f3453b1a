/* The GeoPackage of the synthetic commune, opened by other software: every figure is that of the other files. */
#include <cpl_minixml.h>
#include <gdal.h>
#include <jansson.h>
#include <math.h>
#include <ogr_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "run.h"

static const char *const layers[] = {"villages",       "weak_zones_4g",  "weak_zones_5g",
                                     "zones_no_fiber", "fiber_buildout", "fiber_routes",
                                     "access_points",  "sites",          "households"};
enum { LAYERS = sizeof layers / sizeof layers[0] };

typedef struct made {
    const char *out;
    GDALDatasetH dataset;
    csv_sheet villages;
    json_t *summary;
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
    m->summary = json_load_file(path_of(m->out, "summary.json"), 0, NULL);
    assert_non_null(m->summary);
    m->dataset = GDALOpenEx(path_of(m->out, "coverage.gpkg"), GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    assert_non_null(m->dataset);
    return 0;
}

static int forget(void **state) {
    made *m = *state;
    GDALClose(m->dataset);
    csv_clear(&m->villages);
    json_decref(m->summary);
    free(m);
    return 0;
}

/* One number; NaN where the answer is null. */
static double ask(const made *m, const char *sql) {
    OGRLayerH answer = GDALDatasetExecuteSQL(m->dataset, sql, NULL, NULL);
    if (answer == NULL) fail_msg("%s: no answer", sql);
    OGRFeatureH feature = OGR_L_GetNextFeature(answer);
    assert_non_null(feature);
    double value = OGR_F_IsFieldSetAndNotNull(feature, 0) ? OGR_F_GetFieldAsDouble(feature, 0) : (double)NAN;
    OGR_F_Destroy(feature);
    GDALDatasetReleaseResultSet(m->dataset, answer);
    return value;
}

static void test_gpkg_layers_are_those_of_the_shapefiles(void **state) {
    const made *m = *state;
    assert_int_equal(ask(m, "SELECT count(*) FROM gpkg_geometry_columns"), LAYERS);
    for (int i = 0; i < LAYERS; i++) {
        char name[64];
        OGRLayerH layer = GDALDatasetGetLayerByName(m->dataset, layers[i]);
        assert_non_null(layer);
        snprintf(name, sizeof name, "%s.shp", layers[i]);
        GDALDatasetH shapes = GDALOpenEx(path_of(m->out, name), GDAL_OF_VECTOR, NULL, NULL, NULL);
        assert_non_null(shapes);
        OGRLayerH other = GDALDatasetGetLayer(shapes, 0);
        assert_true(OGR_L_GetFeatureCount(layer, 1) > 0);
        assert_int_equal(OGR_L_GetFeatureCount(layer, 1), OGR_L_GetFeatureCount(other, 1));
        OGR_L_ResetReading(layer);
        OGRFeatureH a, b;
        while ((a = OGR_L_GetNextFeature(layer)) != NULL) {
            b = OGR_L_GetNextFeature(other);
            OGRGeometryH left = OGR_F_GetGeometryRef(a), right = OGR_F_GetGeometryRef(b);
            if ((left == NULL) != (right == NULL)) fail_msg("%s: a shape is missing", layers[i]);
            if (left != NULL) {
                OGREnvelope p, q;
                OGR_G_GetEnvelope(left, &p);
                OGR_G_GetEnvelope(right, &q);
                assert_true(p.MinX == q.MinX && p.MaxX == q.MaxX && p.MinY == q.MinY && p.MaxY == q.MaxY);
            }
            OGR_F_Destroy(a);
            OGR_F_Destroy(b);
        }
        GDALClose(shapes);
    }
}

/* Every column of the table is a field of the layer; CSV numbers are rounded to as many decimals as they have. */
static void assert_same(const made *m, const char *layer_name, const csv_sheet *sheet) {
    OGRLayerH layer = GDALDatasetGetLayerByName(m->dataset, layer_name);
    OGR_L_ResetReading(layer);
    OGRFeatureH feature;
    for (size_t row = 0; (feature = OGR_L_GetNextFeature(layer)) != NULL; row++) {
        assert_true(row < csv_rows(sheet));
        for (size_t c = 0; c < sheet->columns; c++) {
            const char *name = sheet->cells[c], *text = csv_text(sheet, row, name);
            const int field = OGR_F_GetFieldIndex(feature, name);
            if (field < 0) fail_msg("%s has no field %s", layer_name, name);
            if (OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, field)) == OFTString) {
                assert_string_equal(OGR_F_GetFieldAsString(feature, field), text);
                continue;
            }
            assert_int_equal(OGR_F_IsFieldSetAndNotNull(feature, field) == 0, text[0] == '\0');
            if (text[0] == '\0') continue;
            const char *point = strchr(text, '.');
            const double step = pow(10, point == NULL ? 0 : -(double)strlen(point + 1));
            if (fabs(OGR_F_GetFieldAsDouble(feature, field) - strtod(text, NULL)) > 0.5000001 * step)
                fail_msg("%s row %zu, %s: %.9g is not %s", layer_name, row, name,
                         OGR_F_GetFieldAsDouble(feature, field), text);
        }
        OGR_F_Destroy(feature);
    }
}

static void test_gpkg_figures_equal_the_tables(void **state) {
    const made *m = *state;
    csv_sheet buildout = csv_read(path_of(m->out, "fiber_buildout.csv"));
    assert_same(m, "villages", &m->villages);
    assert_same(m, "fiber_buildout", &buildout);
    csv_clear(&buildout);
}

/* Of every village and of all: persons by class of signal, households by reason. Sums of rows against rounded cells. */
static void test_gpkg_households_sum_to_the_villages(void **state) {
    const made *m = *state;
    static const struct {
        const char *column, *what, *where;
    } sums[] = {{"persons", "persons", "1"},
                {"households", "households", "1"},
                {"4g_persons_good", "persons", "\"4g_class\" = 'good'"},
                {"4g_persons_none", "persons", "\"4g_class\" = 'none'"},
                {"5g_persons_good", "persons", "\"5g_class\" = 'good'"},
                {"5g_persons_weak", "persons", "\"5g_class\" = 'weak'"},
                {"5g_households_none", "households", "\"5g_class\" = 'none'"},
                {"fiber_households", "households", "fiber_class <> 'none'"},
                {"gigabit_persons", "persons", "fiber_class = 'gigabit'"},
                {"fiber_too_far_households", "households", "fiber_reason = 'too_far'"},
                {"fiber_no_path_households", "households", "fiber_reason = 'no_path'"},
                {"fiber_over_budget_households", "households", "fiber_reason = 'over_budget'"},
                {"fiber_no_port_households", "households", "fiber_reason = 'no_port'"},
                {"fiber_too_slow_households", "households", "fiber_reason = 'too_slow'"}};
    for (size_t row = 0; row < csv_rows(&m->villages); row++) {
        const char *code = csv_text(&m->villages, row, "code");
        char where[128], sql[512];
        if (strcmp(code, "commune") == 0) continue; /* needs the outline */
        snprintf(where, sizeof where, "village_code = '%s'", strcmp(code, "outside") == 0 ? "" : code);
        if (strcmp(code, "total") == 0) snprintf(where, sizeof where, "1");
        for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
            snprintf(sql, sizeof sql, "SELECT coalesce(sum(%s), 0) FROM households WHERE %s AND %s", sums[i].what,
                     where, sums[i].where);
            const double sum = ask(m, sql), told = csv_number(&m->villages, row, sums[i].column);
            if (fabs(sum - told) > 0.00501) fail_msg("%s, %s: %.6f is not %.2f", code, sums[i].column, sum, told);
        }
    }
}

/* Reasons of each operator and of any, in three files. */
static void test_gpkg_reasons_equal_the_summary(void **state) {
    const made *m = *state;
    json_t *regions = json_object_get(m->summary, "regions"),
           *total = json_array_get(regions, json_array_size(regions) - 1), *fiber = json_object_get(total, "fiber"),
           *reasons = json_object_get(fiber, "reasons"), *each = json_object_get(reasons, "operators");
    assert_string_equal(json_string_value(json_object_get(total, "code")), "total");
    assert_int_equal(json_object_size(each), 4);
    const char *name, *reason;
    json_t *one, *households;
    int number = 0;
    json_object_foreach(each, name, one) {
        number++;
        assert_int_equal(json_object_size(json_object_get(one, "households")), 6);
        json_object_foreach(json_object_get(one, "households"), reason, households) {
            char sql[256];
            snprintf(sql, sizeof sql,
                     "SELECT coalesce(sum(households), 0) FROM households WHERE fiber_%d_reason = '%s'", number,
                     reason);
            if (fabs(ask(m, sql) - json_number_value(households)) > 1e-6)
                fail_msg("%s, %s: %.9g is not %.9g", name, reason, ask(m, sql), json_number_value(households));
        }
    }
    json_object_foreach(json_object_get(json_object_get(reasons, "union"), "households"), reason, households) {
        char sql[256];
        snprintf(sql, sizeof sql, "SELECT coalesce(sum(households), 0) FROM households WHERE fiber_reason = '%s'",
                 reason);
        assert_true(fabs(ask(m, sql) - json_number_value(households)) <= 1e-6);
    }
    /* zones without fibre hold whom nobody reaches */
    const double unreached = ask(m, "SELECT sum(households) FROM households WHERE fiber_class = 'none'");
    assert_true(fabs(ask(m, "SELECT sum(households) FROM zones_no_fiber") - unreached) < 1e-6);
}

static void test_gpkg_styles_are_whole_and_named_after_fields(void **state) {
    const made *m = *state;
    assert_int_equal(ask(m, "SELECT count(*) FROM layer_styles WHERE useAsDefault = 1"), LAYERS);
    OGRLayerH answer = GDALDatasetExecuteSQL(m->dataset, "SELECT f_table_name, styleQML FROM layer_styles", NULL, NULL);
    OGRFeatureH feature;
    while ((feature = OGR_L_GetNextFeature(answer)) != NULL) {
        OGRLayerH layer = GDALDatasetGetLayerByName(m->dataset, OGR_F_GetFieldAsString(feature, 0));
        CPLXMLNode *style = CPLParseXMLString(OGR_F_GetFieldAsString(feature, 1));
        assert_non_null(layer);
        assert_non_null(style);
        const char *attribute = CPLGetXMLValue(style, "=qgis.renderer-v2.attr", ""),
                   *label = CPLGetXMLValue(style, "=qgis.labeling.settings.text-style.fieldName", "");
        OGRFeatureDefnH fields = OGR_L_GetLayerDefn(layer);
        assert_true(attribute[0] == '\0' || OGR_FD_GetFieldIndex(fields, attribute) >= 0);
        assert_true(label[0] == '\0' || OGR_FD_GetFieldIndex(fields, label) >= 0);
        assert_non_null(CPLGetXMLNode(style, "=qgis.renderer-v2.symbols.symbol"));
        CPLDestroyXMLNode(style);
        OGR_F_Destroy(feature);
    }
    GDALDatasetReleaseResultSet(m->dataset, answer);
    for (int i = 0; i < LAYERS; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.qml", layers[i]);
        CPLXMLNode *style = CPLParseXMLFile(path_of(m->out, name));
        assert_non_null(style);
        CPLDestroyXMLNode(style);
    }
}

static void test_gpkg_headings_are_whole_vietnamese(void **state) {
    const made *m = *state;
    assert_int_equal(ask(m, "SELECT count(*) FROM gpkg_data_columns WHERE table_name = 'households' AND column_name = "
                            "'fiber_1_reason' AND title = 'Lam Sơn Telecom: lý do (mã)'"),
                     1);
    OGRLayerH answer = GDALDatasetExecuteSQL(
        m->dataset, "SELECT identifier, last_change FROM gpkg_contents WHERE table_name = 'zones_no_fiber'", NULL,
        NULL);
    OGRFeatureH feature = OGR_L_GetNextFeature(answer);
    assert_string_equal(OGR_F_GetFieldAsString(feature, 0), "Vùng chưa có cáp quang");
    OGR_F_Destroy(feature);
    GDALDatasetReleaseResultSet(m->dataset, answer);
    assert_int_equal(ask(m, "SELECT count(*) FROM gpkg_contents WHERE last_change <> '2026-09-30T00:00:00.000Z'"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_gpkg_layers_are_those_of_the_shapefiles),
                                       cmocka_unit_test(test_gpkg_figures_equal_the_tables),
                                       cmocka_unit_test(test_gpkg_households_sum_to_the_villages),
                                       cmocka_unit_test(test_gpkg_reasons_equal_the_summary),
                                       cmocka_unit_test(test_gpkg_styles_are_whole_and_named_after_fields),
                                       cmocka_unit_test(test_gpkg_headings_are_whole_vietnamese)};
    return cmocka_run_group_tests(tests, run_once, forget);
}
