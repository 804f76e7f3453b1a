/* Layers of fibre, roads and OLTs without a row: nothing is made of them, nothing is told, nothing fails. */
#include "data/fiber_world.h"

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include <htscover/roads.h>

/* A GeoPackage of a layer with these columns and no feature. */
static const char *empty_geopackage(scratch *s, const char *const *columns, OGRwkbGeometryType kind) {
    GDALAllRegister();
    const char *path = scratch_path(s, "empty.gpkg");
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromEPSG(srs, 5897), OGRERR_NONE);
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, NULL);
    assert_non_null(dataset);
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, "empty", srs, kind, NULL);
    assert_non_null(layer);
    for (size_t i = 0; i < 3 && columns[i] != NULL; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(columns[i], OFTString);
        assert_int_equal(OGR_L_CreateField(layer, field, 1), OGRERR_NONE);
        OGR_Fld_Destroy(field);
    }
    GDALClose(dataset);
    OSRDestroySpatialReference(srs);
    return path;
}

enum { ROUTES, POINTS, OLTS, OFDS_NODES, OFDS_SPANS, ROADS, KINDS };

static htsc_status read_kind(int kind, htsc_fiber *fiber, htsc_roads *roads, const htsc_input *input,
                             htsc_findings *findings, htsc_read_counts *counts, htsc_error *err) {
    switch (kind) {
    case ROUTES: return htsc_fiber_read_routes(fiber, input, findings, counts, err);
    case POINTS: return htsc_fiber_read_access_points(fiber, input, findings, counts, err);
    case OLTS: return htsc_fiber_read_olts(fiber, input, findings, counts, err);
    case OFDS_NODES: return htsc_fiber_read_ofds(fiber, input, NULL, findings, counts, NULL, err);
    case OFDS_SPANS: return htsc_fiber_read_ofds(fiber, NULL, input, findings, NULL, counts, err);
    default: return htsc_roads_read(roads, input, findings, counts, err);
    }
}

static const struct {
    const char *heading, *columns[3];
    OGRwkbGeometryType kind;
} layers[KINDS] = {{"route_id,operator,wkt\n", {"route_id", "operator"}, wkbLineString},
                   {"access_point_id,operator,lon_deg,lat_deg\n", {"access_point_id", "operator"}, wkbPoint},
                   {"olt_id,operator,lon_deg,lat_deg\n", {"olt_id", "operator"}, wkbPoint},
                   {"id,operator,lon_deg,lat_deg\n", {"id", "operator"}, wkbPoint},
                   {"id,operator,wkt\n", {"id", "operator"}, wkbLineString},
                   {"wkt\n", {NULL}, wkbMultiLineString}};

static void test_empty_layers_give_nothing(void **state) {
    for (int i = 0; i < 2 * KINDS; i++) {
        int kind = i / 2;
        htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
        htsc_findings *findings = new_findings();
        htsc_roads *roads = NULL;
        htsc_read_counts counts = {9, 9, 9};
        htsc_error err;
        const htsc_input input =
            htsc_input_of(i % 2 == 0 ? scratch_write(*state, "empty.csv", layers[kind].heading)
                                     : empty_geopackage(*state, layers[kind].columns, layers[kind].kind));
        assert_ok(htsc_roads_create(HTSC_CRS_VN2000_TM3_105, NULL, &roads, &err), err);
        assert_ok(read_kind(kind, fiber, roads, &input, findings, &counts, &err), err);
        assert_ok(htsc_fiber_link(fiber, findings, &err), err);
        assert_no_findings(findings);
        assert_true(counts.read_count == 0 && counts.kept_count == 0 && counts.refused_count == 0);
        assert_true(htsc_fiber_route_count(fiber) == 0 && htsc_fiber_access_point_count(fiber) == 0);
        assert_true(htsc_fiber_olt_count(fiber) == 0 && htsc_roads_count(roads) == 0);
        assert_int_equal(htsc_fiber_operator_count(fiber), 2);
        unlink(input.path);
        htsc_roads_free(roads);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

/* A GeoJSON without features has no columns either: that is told by the name of the one that is missing. */
static void test_empty_geojson_lacks_its_columns(void **state) {
    static const char *const missing[KINDS] = {"route_id", "access_point_id", "olt_id", "id", "id", NULL};
    const htsc_input input =
        htsc_input_of(scratch_write(*state, "empty.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}"));
    for (int kind = 0; kind < KINDS; kind++) {
        htsc_fiber *fiber = fiber_in(NULL, &fiber_area);
        htsc_findings *findings = new_findings();
        htsc_roads *roads = NULL;
        htsc_read_counts counts = {9, 9, 9};
        htsc_error err = {HTSC_OK, ""};
        assert_ok(htsc_roads_create(HTSC_CRS_VN2000_TM3_105, NULL, &roads, &err), err);
        htsc_status status = read_kind(kind, fiber, roads, &input, findings, &counts, &err);
        assert_status(status, missing[kind] == NULL ? HTSC_OK : HTSC_ERR_FORMAT, err);
        if (missing[kind] != NULL) assert_contains(err.message, "empty.geojson: has no column");
        if (missing[kind] != NULL) assert_contains(err.message, missing[kind]);
        if (missing[kind] == NULL) assert_int_equal(counts.read_count, 0);
        assert_no_findings(findings);
        htsc_roads_free(roads);
        htsc_findings_free(findings);
        htsc_fiber_free(fiber);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_empty_layers_give_nothing),
        IN_SCRATCH(test_empty_geojson_lacks_its_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
