/* The shapefiles of the synthetic commune, opened by other software: whole texts, true areas, no overlap, nobody lost.
 */
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "run.h"

enum { VILLAGES = 50, MAX_ZONES = 8000 };
static const char *const stems[] = {"villages", "weak_zones_4g", "weak_zones_5g"};

typedef struct zone {
    OGRGeometryH polygon;
    OGREnvelope box;
    int village;
    bool weak;
    double area_m2, persons, households;
} zone;

typedef struct made {
    const char *out;
    csv_sheet villages;
    OGRGeometryH polygons[VILLAGES]; /* of the input, as the library was given them */
    char *codes[VILLAGES], *names[VILLAGES];
    zone zones[2][MAX_ZONES];
    size_t zone_count[2];
} made;

static OGRLayerH open_layer(const char *path, GDALDatasetH *dataset) {
    *dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    if (*dataset == NULL) fail_msg("%s cannot be opened", path);
    OGRLayerH layer = GDALDatasetGetLayer(*dataset, 0);
    assert_non_null(layer);
    return layer;
}

static const char *text_of(OGRFeatureH feature, const char *name) {
    int field = OGR_F_GetFieldIndex(feature, name);
    if (field < 0) fail_msg("there is no field %s", name);
    return OGR_F_GetFieldAsString(feature, field);
}

static double number_of(OGRFeatureH feature, const char *name) {
    int field = OGR_F_GetFieldIndex(feature, name);
    if (field < 0) fail_msg("there is no field %s", name);
    return OGR_F_IsFieldSetAndNotNull(feature, field) ? OGR_F_GetFieldAsDouble(feature, field) : (double)NAN;
}

/* Of what an overlay left: lines and points have none. */
static double area_m2_of(OGRGeometryH geometry) {
    OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    return type == wkbPolygon || type == wkbMultiPolygon || type == wkbGeometryCollection ? OGR_G_Area(geometry) : 0;
}

static int village_of(const made *m, const char *code) {
    for (int i = 0; i < VILLAGES; i++)
        if (strcmp(m->codes[i], code) == 0) return i;
    fail_msg("there is no village %s", code);
    return -1;
}

static void load_villages(made *m) {
    GDALDatasetH dataset;
    OGRFeatureH feature;
    OGRLayerH layer = open_layer(HTSC_TESTDATA_DIR "/ngoclac/villages.gpkg", &dataset);
    int i = 0;
    while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
        assert_true(i < VILLAGES);
        m->codes[i] = strdup(text_of(feature, "code"));
        m->names[i] = strdup(text_of(feature, "name"));
        m->polygons[i++] = OGR_G_Clone(OGR_F_GetGeometryRef(feature));
        OGR_F_Destroy(feature);
    }
    assert_int_equal(i, VILLAGES);
    GDALClose(dataset);
}

static void load_zones(made *m, int t) {
    GDALDatasetH dataset;
    OGRFeatureH feature;
    char name[64];
    snprintf(name, sizeof name, "%s.shp", stems[t + 1]);
    OGRLayerH layer = open_layer(path_of(m->out, name), &dataset);
    while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
        assert_true(m->zone_count[t] < MAX_ZONES);
        zone *z = &m->zones[t][m->zone_count[t]++];
        z->polygon = OGR_G_Clone(OGR_F_GetGeometryRef(feature));
        OGR_G_GetEnvelope(z->polygon, &z->box);
        z->village = village_of(m, text_of(feature, "VIL_CODE"));
        z->weak = strcmp(text_of(feature, "CLASS"), "weak") == 0;
        z->area_m2 = number_of(feature, "AREA_M2");
        z->persons = number_of(feature, "PERSONS");
        z->households = number_of(feature, "HOUSEH");
        OGR_F_Destroy(feature);
    }
    assert_true(m->zone_count[t] > 10);
    GDALClose(dataset);
}

static int run_once(void **state) {
    made *m = calloc(1, sizeof *m);
    assert_non_null(m);
    *state = m;
    GDALAllRegister();
    m->out = path_of(folder_new(), "out");
    const char *in = folder_copy(HTSC_TESTDATA_DIR "/ngoclac");
    file_replace(path_of(in, "project.yaml"), "min_zone_area_m2: 10000", "min_zone_area_m2: 0"); /* every zone */
    result ran = RUN("run", path_of(in, "project.yaml"), "-o", m->out, "-q");
    assert_code(&ran, 3);
    result_clear(&ran);
    m->villages = csv_read(path_of(m->out, "villages.csv"));
    load_villages(m);
    load_zones(m, 0);
    load_zones(m, 1);
    return 0;
}

static int forget(void **state) {
    made *m = *state;
    for (int t = 0; t < 2; t++)
        for (size_t i = 0; i < m->zone_count[t]; i++) OGR_G_DestroyGeometry(m->zones[t][i].polygon);
    for (int i = 0; i < VILLAGES; i++) {
        OGR_G_DestroyGeometry(m->polygons[i]);
        free(m->codes[i]);
        free(m->names[i]);
    }
    csv_clear(&m->villages);
    free(m);
    return 0;
}

static void test_layers_field_names_short_ascii_and_parts_whole(void **state) {
    const made *m = *state;
    for (size_t s = 0; s < 3; s++) {
        char name[64];
        size_t size;
        snprintf(name, sizeof name, "%s.cpg", stems[s]);
        char *cpg = file_read(path_of(m->out, name), NULL);
        assert_string_equal(cpg, "UTF-8");
        free(cpg);
        snprintf(name, sizeof name, "%s.dbf", stems[s]);
        unsigned char *dbf = (unsigned char *)file_read(path_of(m->out, name), &size);
        /* the day of the project, not of the clock */
        assert_int_equal(dbf[1], 126);
        assert_int_equal(dbf[2], 9);
        assert_int_equal(dbf[3], 30);
        size_t head = (size_t)dbf[8] + 256 * (size_t)dbf[9], row = (size_t)dbf[10] + 256 * (size_t)dbf[11];
        size_t rows = dbf[4] + 256u * dbf[5];
        assert_true(size == head + rows * row || size == head + rows * row + 1);
        for (size_t at = 32; at + 32 < head; at += 32) {
            size_t length = strnlen((const char *)dbf + at, 11);
            assert_true(length >= 1 && length <= 10);
            for (size_t i = 0; i < length; i++) assert_true(dbf[at + i] > 0x20 && dbf[at + i] < 0x7f);
        }
        free(dbf);
    }
}

/* The .prj alone must carry the projection: TM-3, central meridian 105, VN-2000. */
static void test_layers_prj_is_the_working_crs(void **state) {
    const made *m = *state;
    for (size_t s = 0; s < 3; s++) {
        char name[64];
        snprintf(name, sizeof name, "%s.prj", stems[s]);
        char *wkt = file_read(path_of(m->out, name), NULL);
        assert_contains(wkt, "VN_2000");
        OGRSpatialReferenceH srs = OSRNewSpatialReference(wkt);
        assert_non_null(srs);
        OGRErr failed = OGRERR_NONE;
        assert_true(OSRIsProjected(srs));
        assert_true(OSRGetProjParm(srs, SRS_PP_CENTRAL_MERIDIAN, 0, &failed) == 105.0);
        assert_true(OSRGetProjParm(srs, SRS_PP_SCALE_FACTOR, 0, &failed) == 0.9999);
        assert_true(OSRGetProjParm(srs, SRS_PP_FALSE_EASTING, 0, &failed) == 500000.0);
        assert_int_equal(failed, OGRERR_NONE);
        OSRDestroySpatialReference(srs);
        free(wkt);
    }
}

static void test_layers_names_whole_and_figures_equal_the_table(void **state) {
    const made *m = *state;
    static const struct {
        const char *field, *column;
        double tolerance;
    } same[] = {{"AREA_KM2", "area_km2", 1e-9},
                {"PERSONS", "persons", 1e-9},
                {"HOUSEH", "households", 1e-9},
                {"P4_GOOD", "4g_persons_good", 1e-9},
                {"P4_WEAK", "4g_persons_weak", 1e-9},
                {"P4_NONE", "4g_persons_none", 1e-9},
                {"P4_COV_PCT", "4g_covered_pct", 1e-9},
                {"P4_EXP_PCT", "4g_expected_pct", 1e-9},
                {"P4_MAX_PCT", "4g_maximum_covered_pct", 1e-9},
                {"P5_GOOD", "5g_persons_good", 1e-9},
                {"P5_WEAK", "5g_persons_weak", 1e-9},
                {"P5_NONE", "5g_persons_none", 1e-9},
                {"P5_COV_PCT", "5g_covered_pct", 1e-9},
                {"P5_EXP_PCT", "5g_expected_pct", 1e-9},
                {"P5_MAX_PCT", "5g_maximum_covered_pct", 1e-9},
                {"FIB_HH", "fiber_households", 1e-9},
                {"FIB_HH_PCT", "fiber_households_pct", 1e-9},
                {"GBIT_P", "gigabit_persons", 1e-9},
                {"GBIT_P_PCT", "gigabit_persons_pct", 1e-9}};
    GDALDatasetH dataset;
    OGRLayerH layer = open_layer(path_of(m->out, "villages.shp"), &dataset);
    assert_int_equal(OGR_L_GetFeatureCount(layer, 1), VILLAGES);
    for (size_t i = 0; i < VILLAGES; i++) {
        OGRFeatureH feature = OGR_L_GetNextFeature(layer);
        assert_string_equal(text_of(feature, "CODE"), m->codes[i]);
        assert_string_equal(text_of(feature, "NAME"), m->names[i]);
        assert_string_equal(csv_text(&m->villages, i, "code"), m->codes[i]);
        assert_string_equal(csv_text(&m->villages, i, "name"), m->names[i]);
        for (size_t k = 0; k < sizeof same / sizeof same[0]; k++) {
            double a = number_of(feature, same[k].field), b = csv_number(&m->villages, i, same[k].column);
            if (!(fabs(a - b) <= same[k].tolerance) && !(isnan(a) && isnan(b)))
                fail_msg("%s of %s: %.10g in the shapefile, %.10g in the table", same[k].field, m->codes[i], a, b);
        }
        OGRGeometryH difference = OGR_G_SymDifference(OGR_F_GetGeometryRef(feature), m->polygons[i]);
        assert_non_null(difference);
        assert_true(area_m2_of(difference) < 1e-3); /* the same polygon, up to rounding of vertices */
        OGR_G_DestroyGeometry(difference);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
}

/* Rounded to 1e-4 km2 each: the three may be off by 1.5e-4 km2 more than the 0.1 %. */
static void test_layers_classes_fill_the_village(void **state) {
    const made *m = *state;
    static const char *const columns[2][3] = {{"4g_area_good_km2", "4g_area_weak_km2", "4g_area_none_km2"},
                                              {"5g_area_good_km2", "5g_area_weak_km2", "5g_area_none_km2"}};
    for (size_t i = 0; i < VILLAGES; i++)
        for (int t = 0; t < 2; t++) {
            double km2 = csv_number(&m->villages, i, "area_km2"), sum_km2 = 0;
            for (int l = 0; l < 3; l++) sum_km2 += csv_number(&m->villages, i, columns[t][l]);
            if (!(fabs(sum_km2 - km2) <= 0.001 * km2 + 1.5e-4))
                fail_msg("%s: %.4f of %.4f km2", m->codes[i], sum_km2, km2);
        }
}

static void test_layers_zone_areas_are_the_class_areas(void **state) {
    const made *m = *state;
    for (int t = 0; t < 2; t++)
        for (int weak = 0; weak < 2; weak++)
            for (int v = 0; v < VILLAGES; v++) {
                double polygons_m2 = 0, fields_m2 = 0;
                for (size_t i = 0; i < m->zone_count[t]; i++) {
                    const zone *z = &m->zones[t][i];
                    if (z->village != v || z->weak != (weak == 1)) continue;
                    polygons_m2 += area_m2_of(z->polygon);
                    fields_m2 += z->area_m2;
                }
                char column[32];
                snprintf(column, sizeof column, "%s_area_%s_km2", t == 0 ? "4g" : "5g", weak ? "weak" : "none");
                double class_m2 = 1e6 * csv_number(&m->villages, (size_t)v, column);
                if (!(fabs(polygons_m2 - class_m2) <= 0.001 * class_m2 + 51) ||
                    !(fabs(fields_m2 - polygons_m2) <= 1e-6 * polygons_m2 + 2))
                    fail_msg("%s %s: polygons %.1f, fields %.1f, class %.1f m2", m->codes[v], column, polygons_m2,
                             fields_m2, class_m2);
            }
}

static void test_layers_zones_stay_in_their_village(void **state) {
    const made *m = *state;
    for (int t = 0; t < 2; t++)
        for (size_t i = 0; i < m->zone_count[t]; i++) {
            const zone *z = &m->zones[t][i];
            assert_true(OGR_G_IsValid(z->polygon));
            OGRGeometryH outside = OGR_G_Difference(z->polygon, m->polygons[z->village]);
            assert_non_null(outside);
            if (area_m2_of(outside) >= 1)
                fail_msg("zone %zu: %.2f m2 outside %s", i, area_m2_of(outside), m->codes[z->village]);
            OGR_G_DestroyGeometry(outside);
        }
}

static void test_layers_zones_do_not_overlap(void **state) {
    const made *m = *state;
    for (int t = 0; t < 2; t++) {
        double common_m2 = 0;
        for (size_t i = 0; i < m->zone_count[t]; i++)
            for (size_t j = 0; j < i; j++) {
                const zone *a = &m->zones[t][i], *b = &m->zones[t][j];
                if (a->box.MinX > b->box.MaxX || b->box.MinX > a->box.MaxX || a->box.MinY > b->box.MaxY ||
                    b->box.MinY > a->box.MaxY)
                    continue;
                OGRGeometryH common = OGR_G_Intersection(a->polygon, b->polygon);
                assert_non_null(common);
                common_m2 += area_m2_of(common);
                OGR_G_DestroyGeometry(common);
            }
        assert_true(common_m2 < 1);
    }
}

/* Ranks are 1, 2, … by persons, most first; the texts and thresholds of every row are those of the project. */
static void test_layers_zones_ranked_and_labelled(void **state) {
    const made *m = *state;
    for (int t = 0; t < 2; t++) {
        GDALDatasetH dataset;
        OGRFeatureH feature;
        char name[64];
        snprintf(name, sizeof name, "%s.shp", stems[t + 1]);
        OGRLayerH layer = open_layer(path_of(m->out, name), &dataset);
        double last_persons = (double)INFINITY;
        for (int rank = 1; (feature = OGR_L_GetNextFeature(layer)) != NULL; rank++) {
            assert_int_equal((int)number_of(feature, "RANK"), rank);
            assert_true(number_of(feature, "PERSONS") <= last_persons);
            last_persons = number_of(feature, "PERSONS");
            assert_string_equal(text_of(feature, "VIL_NAME"), m->names[village_of(m, text_of(feature, "VIL_CODE"))]);
            assert_string_equal(text_of(feature, "TECH"), t == 0 ? "4G" : "5G");
            bool weak = strcmp(text_of(feature, "CLASS"), "weak") == 0;
            assert_string_equal(text_of(feature, "CLASS_VI"), weak ? "sóng yếu" : "không có sóng");
            assert_true(number_of(feature, "COV_DBM") == -110 && number_of(feature, "GOOD_DBM") == -100);
            assert_true(number_of(feature, "LOC_PROB") == 0.9);
            double lowest = number_of(feature, "RSRP_MIN"), mean = number_of(feature, "RSRP_MEAN");
            assert_true(isnan(mean) || lowest <= mean);
            assert_true(number_of(feature, "SITE_M") >= 0);
            assert_true(strlen(text_of(feature, "SITE_ID")) > 0);
            OGR_F_Destroy(feature);
        }
        GDALClose(dataset);
    }
}

/* Households by their own coordinates, in the polygons as another program sees them. */
static void test_layers_zone_persons_are_those_inside(void **state) {
    const made *m = *state;
    csv_sheet households = csv_read(HTSC_TESTDATA_DIR "/ngoclac/households.csv");
    OGRSpatialReferenceH wgs84 = OSRNewSpatialReference(NULL), working = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromEPSG(wgs84, 4326), OGRERR_NONE);
    assert_int_equal(OSRImportFromEPSG(working, 5897), OGRERR_NONE);
    OSRSetAxisMappingStrategy(wgs84, OAMS_TRADITIONAL_GIS_ORDER);
    OSRSetAxisMappingStrategy(working, OAMS_TRADITIONAL_GIS_ORDER);
    OGRCoordinateTransformationH shift = OCTNewCoordinateTransformation(wgs84, working);
    assert_non_null(shift);
    for (int t = 0; t < 2; t++) {
        double *found = calloc(2 * m->zone_count[t], sizeof *found);
        assert_non_null(found);
        for (size_t h = 0; h < csv_rows(&households); h++) {
            double x = csv_number(&households, h, "lon_deg"), y = csv_number(&households, h, "lat_deg");
            assert_true(OCTTransform(shift, 1, &x, &y, NULL));
            OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
            OGR_G_SetPoint_2D(point, 0, x, y);
            for (size_t i = 0; i < m->zone_count[t]; i++) {
                const zone *z = &m->zones[t][i];
                if (x < z->box.MinX || x > z->box.MaxX || y < z->box.MinY || y > z->box.MaxY) continue;
                if (!OGR_G_Contains(z->polygon, point)) continue;
                found[2 * i] += csv_number(&households, h, "persons") *
                                csv_number(&m->villages, (size_t)z->village, "persons_factor");
                found[2 * i + 1] += csv_number(&households, h, "households") *
                                    csv_number(&m->villages, (size_t)z->village, "households_factor");
                break;
            }
            OGR_G_DestroyGeometry(point);
        }
        double persons = 0, found_persons = 0, off = 0;
        for (size_t i = 0; i < m->zone_count[t]; i++) {
            persons += m->zones[t][i].persons;
            found_persons += found[2 * i];
            off += fabs(m->zones[t][i].persons - found[2 * i]);
        }
        free(found);
        sheet("%s: %.2f persons in zones by their fields, %.2f inside the polygons", t == 0 ? "4G" : "5G", persons,
              found_persons);
        /* The 48 households within 20 cm of a border, some 200 persons, may lie beyond the polygon of their own
         * village. */
        assert_true(fabs(persons - found_persons) <= 60);
        assert_true(off <= 120);
    }
    OCTDestroyCoordinateTransformation(shift);
    OSRDestroySpatialReference(wgs84);
    OSRDestroySpatialReference(working);
    csv_clear(&households);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layers_field_names_short_ascii_and_parts_whole),
        cmocka_unit_test(test_layers_prj_is_the_working_crs),
        cmocka_unit_test(test_layers_names_whole_and_figures_equal_the_table),
        cmocka_unit_test(test_layers_classes_fill_the_village),
        cmocka_unit_test(test_layers_zone_areas_are_the_class_areas),
        cmocka_unit_test(test_layers_zones_stay_in_their_village),
        cmocka_unit_test(test_layers_zones_do_not_overlap),
        cmocka_unit_test(test_layers_zones_ranked_and_labelled),
        cmocka_unit_test(test_layers_zone_persons_are_those_inside),
    };
    return cmocka_run_group_tests(tests, run_once, forget);
}
