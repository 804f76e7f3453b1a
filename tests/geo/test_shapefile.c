#include "geo/shapes.h"

#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <signal.h>
#include <sys/resource.h>

#include "geo/shapefile.h"

static const htsc__field fields[] = {{"village", HTSC__FIELD_TEXT, 20, 0},
                                     {"persons", HTSC__FIELD_INTEGER, 12, 0},
                                     {"area_km2", HTSC__FIELD_REAL, 18, 6},
                                     {"mean_dbm_x", HTSC__FIELD_REAL, 8, 2}};
enum { FIELDS = 4 };

typedef struct parts {
    char shp[256], shx[256], dbf[256], prj[256], cpg[256];
} parts;

static htsc__shapefile_target target_in(const scratch *s, const char *stem, parts *p) {
    snprintf(p->shp, sizeof p->shp, "%s/%s.shp", s->folder, stem);
    snprintf(p->shx, sizeof p->shx, "%s/%s.shx", s->folder, stem);
    snprintf(p->dbf, sizeof p->dbf, "%s/%s.dbf", s->folder, stem);
    snprintf(p->prj, sizeof p->prj, "%s/%s.prj", s->folder, stem);
    snprintf(p->cpg, sizeof p->cpg, "%s/%s.cpg", s->folder, stem);
    return (htsc__shapefile_target){p->shp, p->shx, p->dbf, p->prj, p->cpg, "EPSG:5897", 20260930, HTSC__SHAPE_POLYGON};
}

typedef struct record {
    const char *wkt;
    htsc__value values[FIELDS];
} record;

static const record records[] = {
    /* Outer ring counter-clockwise with a hole that is, too: both must be turned as the format wants them. */
    {"POLYGON ((538000 2221000, 538900 2221000, 538900 2221900, 538000 2221900, 538000 2221000),"
     " (538100 2221100, 538200 2221100, 538200 2221200, 538100 2221200, 538100 2221100))",
     {{"Thôn Ngọc Lặc ở đâu", 0}, {NULL, 4294967296.0}, {NULL, 0.8}, {NULL, -101.25}}},
    {"MULTIPOLYGON (((0 0, 0 5, 5 5, 5 0, 0 0)), ((10 10, 15 10, 15 15, 10 10)))",
     {{"Mường Khến Mường Khến", 0}, {NULL, -7}, {NULL, (double)NAN}, {NULL, (double)INFINITY}}},
    {"POLYGON EMPTY", {{NULL, 0}, {NULL, (double)NAN}, {NULL, 123456.654321}, {NULL, 0}}}};
enum { RECORDS = sizeof records / sizeof records[0] };

static void write_all(const htsc__shapefile_target *target) {
    htsc__geos *geos = new_geos();
    htsc__shapefile *file = NULL;
    htsc_error err;
    assert_ok(htsc__shapefile_create(target, fields, FIELDS, &file, &err), err);
    for (int i = 0; i < RECORDS; i++) {
        htsc__geom *geom = from_wkt(geos, records[i].wkt);
        assert_ok(htsc__shapefile_add(file, geos, &(htsc__shape){.polygon = geom}, records[i].values, &err), err);
        htsc__geom_free(geos, geom);
    }
    assert_ok(htsc__shapefile_close(file, &err), err);
    htsc__geos_free(geos);
}

static OGRLayerH open_written(const char *path, GDALDatasetH *dataset) {
    GDALAllRegister();
    *dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_VERBOSE_ERROR, NULL, NULL, NULL);
    assert_non_null(*dataset);
    return GDALDatasetGetLayer(*dataset, 0);
}

static void test_shapefile_fields_and_values_are_read_back(void **state) {
    parts p;
    htsc__shapefile_target target = target_in(*state, "zones", &p);
    write_all(&target);
    GDALDatasetH dataset;
    OGRLayerH layer = open_written(target.shp, &dataset);
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    assert_int_equal(OGR_FD_GetFieldCount(definition), FIELDS);
    for (int i = 0; i < FIELDS; i++) {
        const char *name = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i));
        assert_string_equal(name, fields[i].name);
        assert_true(strlen(name) <= 10);
        for (const char *c = name; *c != '\0'; c++) assert_true((unsigned char)*c < 0x80);
    }
    assert_int_equal(OGR_L_GetFeatureCount(layer, 1), RECORDS);

    OGRFeatureH feature = OGR_L_GetFeature(layer, 0);
    /* 20 bytes hold "Thôn Ngọc Lặc " and no half of what follows: 1 + 1 + 2 + 1 + 1 + 1 + 1 + 3 + 1 + 1 + 1 + 3 + 1 + 1
     * = 19. */
    assert_string_equal(OGR_F_GetFieldAsString(feature, 0), "Thôn Ngọc Lặc");
    assert_true(OGR_F_GetFieldAsInteger64(feature, 1) == 4294967296);
    assert_near(OGR_F_GetFieldAsDouble(feature, 2), 0.8, 0);
    assert_near(OGR_F_GetFieldAsDouble(feature, 3), -101.25, 0);
    OGR_F_Destroy(feature);

    feature = OGR_L_GetFeature(layer, 1);
    assert_string_equal(OGR_F_GetFieldAsString(feature, 0), "Mường Khến Mư");
    assert_true(OGR_F_GetFieldAsInteger64(feature, 1) == -7);
    assert_false(OGR_F_IsFieldSetAndNotNull(feature, 2));
    assert_false(OGR_F_IsFieldSetAndNotNull(feature, 3));
    OGR_F_Destroy(feature);

    feature = OGR_L_GetFeature(layer, 2);
    assert_false(OGR_F_IsFieldSetAndNotNull(feature, 1));
    assert_near(OGR_F_GetFieldAsDouble(feature, 2), 123456.654321, 1e-9);
    assert_null(OGR_F_GetGeometryRef(feature));
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}

/* The same area and parts; no repair needed to read it. */
static void test_shapefile_geometries_are_read_back(void **state) {
    parts p;
    htsc__shapefile_target target = target_in(*state, "zones", &p);
    write_all(&target);
    GDALDatasetH dataset;
    OGRLayerH layer = open_written(target.shp, &dataset);
    OGRFeatureH feature = OGR_L_GetFeature(layer, 0);
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    assert_int_equal(wkbFlatten(OGR_G_GetGeometryType(geometry)), wkbPolygon);
    assert_int_equal(OGR_G_GetGeometryCount(geometry), 2);
    assert_near(OGR_G_Area(geometry), 810000 - 10000, 1e-6);
    assert_true(OGR_G_IsValid(geometry));
    OGR_F_Destroy(feature);
    feature = OGR_L_GetFeature(layer, 1);
    geometry = OGR_F_GetGeometryRef(feature);
    assert_int_equal(wkbFlatten(OGR_G_GetGeometryType(geometry)), wkbMultiPolygon);
    assert_near(OGR_G_Area(geometry), 25 + 12.5, 1e-9);
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}

static int32_t le32(const unsigned char *bytes) {
    return (int32_t)((uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                     (uint32_t)bytes[3] << 24);
}

/* ESRI Shapefile Technical Description, 1998, p. 8: outer rings clockwise, holes counter-clockwise. Read from the
 * bytes, since readers put it right without a word. */
static void test_shapefile_ring_orientation_in_the_bytes(void **state) {
    parts p;
    htsc__shapefile_target target = target_in(*state, "zones", &p);
    write_all(&target);
    size_t size = 0;
    char *bytes = read_whole(target.shp, &size);
    const unsigned char *at = (unsigned char *)bytes + 100;
    static const int signs[RECORDS][2] = {{-1, 1}, {-1, -1}, {0, 0}};
    for (int r = 0; r < RECORDS; r++) {
        const unsigned char *content = at + 8;
        int type = le32(content);
        if (signs[r][0] == 0) {
            assert_int_equal(type, 0); /* null shape */
            break;
        }
        assert_int_equal(type, 5);
        int ring_count = le32(content + 36), point_count = le32(content + 40);
        assert_int_equal(ring_count, 2);
        const unsigned char *points = content + 44 + 4 * ring_count;
        for (int k = 0; k < ring_count; k++) {
            int first = le32(content + 44 + 4 * k), end = k + 1 < ring_count ? le32(content + 48 + 4 * k) : point_count;
            double area = 0, xy[2][2];
            for (int i = first; i + 1 < end; i++) {
                memcpy(xy, points + 16 * i, sizeof xy);
                area += xy[0][0] * xy[1][1] - xy[1][0] * xy[0][1];
            }
            assert_true(area * signs[r][k] > 0);
        }
        at = points + 16 * point_count;
    }
    free(bytes);
}

static void test_shapefile_cpg_and_prj(void **state) {
    parts p;
    htsc__shapefile_target target = target_in(*state, "zones", &p);
    write_all(&target);
    char *cpg = read_whole(target.cpg, NULL), *prj = read_whole(target.prj, NULL);
    cpg[strcspn(cpg, "\r\n")] = '\0';
    assert_string_equal(cpg, "UTF-8");
    assert_int_equal(strncmp(prj, "PROJCS[", 7), 0); /* ESRI's WKT 1 */
    char *list[] = {prj, NULL};
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromESRI(srs, list), OGRERR_NONE);
    int confidence = 0, *confidences = NULL, matches = 0;
    OGRSpatialReferenceH *found = OSRFindMatches(srs, NULL, &matches, &confidences);
    bool same = false;
    for (int i = 0; i < matches; i++)
        if (strcmp(OSRGetAuthorityCode(found[i], NULL), "5897") == 0) same = true, confidence = confidences[i];
    assert_true(same);
    assert_true(confidence >= 90);
    OSRFreeSRSArray(found);
    CPLFree(confidences);
    OSRDestroySpatialReference(srs);
    free(cpg);
    free(prj);
}

/* And what matters most: points of the written file stand where they were. 1 mm. */
static void test_shapefile_prj_transforms_like_the_crs(void **state) {
    parts p;
    htsc__shapefile_target target = target_in(*state, "zones", &p);
    write_all(&target);
    char *prj = read_whole(target.prj, NULL);
    htsc_transform *transform = NULL;
    htsc_error err;
    double x = 105.37, y = 20.08;
    assert_ok(htsc_transform_create(HTSC_CRS_WGS84, prj, &transform, &err), err);
    assert_ok(htsc_transform_points(transform, 1, &x, &y, &err), err);
    assert_near(x, 538500.127, 1e-3);
    assert_near(y, 2221151.985, 1e-3);
    htsc_transform_free(transform);
    free(prj);
}

/* The date is the project's, never the clock's, and nothing else differs from one writing to the next. */
static void test_shapefile_same_input_same_bytes(void **state) {
    parts first, second;
    htsc__shapefile_target a = target_in(*state, "zones", &first), b = target_in(*state, "again", &second);
    write_all(&a);
    write_all(&b);
    const char *const pairs[][2] = {{a.shp, b.shp}, {a.shx, b.shx}, {a.dbf, b.dbf}, {a.prj, b.prj}, {a.cpg, b.cpg}};
    for (int i = 0; i < 5; i++) {
        size_t sizes[2];
        char *one = read_whole(pairs[i][0], &sizes[0]), *other = read_whole(pairs[i][1], &sizes[1]);
        assert_int_equal(sizes[0], sizes[1]);
        assert_memory_equal(one, other, sizes[0]);
        if (i == 2) { /* dBASE: years since 1900, month, day */
            assert_int_equal((unsigned char)one[1], 126);
            assert_int_equal(one[2], 9);
            assert_int_equal(one[3], 30);
        }
        free(one);
        free(other);
    }
}

static void test_shapefile_value_too_wide_is_an_error(void **state) {
    parts p;
    htsc__shapefile_target target = target_in(*state, "zones", &p);
    htsc__geos *geos = new_geos();
    htsc__geom *geom = from_wkt(geos, records[1].wkt);
    htsc__shapefile *file = NULL;
    htsc_error err;
    htsc__value values[FIELDS] = {{"x", 0}, {NULL, 1e15}, {NULL, 0}, {NULL, 0}};
    assert_ok(htsc__shapefile_create(&target, fields, FIELDS, &file, &err), err);
    assert_status(htsc__shapefile_add(file, geos, &(htsc__shape){.polygon = geom}, values, &err), HTSC_ERR_IO, err);
    assert_contains(err.message, "persons");
    htsc_status ignored = htsc__shapefile_close(file, NULL);
    (void)ignored;
    htsc__geom_free(geos, geom);
    htsc__geos_free(geos);
}

static void test_shapefile_create_what_cannot_be_is_an_error(void **state) {
    scratch *s = *state;
    parts p;
    htsc__shapefile_target target = target_in(s, "no/such/folder", &p);
    htsc__shapefile *file = (htsc__shapefile *)s;
    htsc_error err;
    assert_status(htsc__shapefile_create(&target, fields, FIELDS, &file, &err), HTSC_ERR_IO, err);
    assert_null(file);
    assert_contains(err.message, "folder.prj");
    target = target_in(s, "zones", &p);
    target.crs = "EPSG:999999";
    assert_status(htsc__shapefile_create(&target, fields, FIELDS, &file, &err), HTSC_ERR_CRS, err);
    target = target_in(s, "zones", &p);
    const htsc__field long_name = {"eleven_char", HTSC__FIELD_TEXT, 5, 0};
    assert_status(htsc__shapefile_create(&target, &long_name, 1, &file, &err), HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "eleven_char");
    assert_ok(htsc__shapefile_close(NULL, &err), err);
}

static htsc_status one_write(void *ctx, htsc_error *err) {
    const htsc__shapefile_target *target = ctx;
    htsc__geos *geos = NULL;
    htsc__geom *geom = NULL;
    htsc__shapefile *file = NULL;
    htsc_status status = htsc__geos_create(&geos, err);
    if (status == HTSC_OK) status = htsc__geom_from_wkt(geos, records[0].wkt, &geom, err);
    if (status == HTSC_OK) status = htsc__shapefile_create(target, fields, FIELDS, &file, err);
    if (status == HTSC_OK)
        status = htsc__shapefile_add(file, geos, &(htsc__shape){.polygon = geom}, records[0].values, err);
    htsc_status closed = htsc__shapefile_close(file, status == HTSC_OK ? err : NULL);
    if (status == HTSC_OK) status = closed;
    htsc__geom_free(geos, geom);
    htsc__geos_free(geos);
    return status;
}

static void test_shapefile_failing_allocation_is_an_error(void **state) {
    parts p;
    htsc__shapefile_target target = target_in(*state, "zones", &p);
    assert_true(fail_each_allocation(one_write, &target) >= 6);
}

/* A full disk, stood in for by a limit on the size of files: the .dbf is larger than the .shp. */
static void test_shapefile_close_short_on_disk_is_an_io_error(void **state) {
    parts p;
    htsc__shapefile_target target = target_in(*state, "zones", &p);
    const htsc__field wide = {"name", HTSC__FIELD_TEXT, 250, 0};
    const htsc__value value = {"x", 0};
    htsc__geos *geos = new_geos();
    htsc__geom *geom = from_wkt(geos, "POLYGON ((0 0, 1 1, 1 0, 0 0))");
    htsc__shapefile *file = NULL;
    htsc_error err;
    assert_ok(htsc__shapefile_create(&target, &wide, 1, &file, &err), err);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before, tight;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight = before;
    tight.rlim_cur = 20000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    htsc_status status = HTSC_OK;
    for (int i = 0; i < 130 && status == HTSC_OK; i++)
        status = htsc__shapefile_add(file, geos, &(htsc__shape){.polygon = geom}, &value, &err);
    htsc_status closed = htsc__shapefile_close(file, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_true(status == HTSC_ERR_IO || closed == HTSC_ERR_IO);
    assert_contains(err.message, "zones");
    htsc__geom_free(geos, geom);
    htsc__geos_free(geos);
}

static void test_shapefile_lines_are_read_back(void **state) {
    static const double x[] = {0, 3, 3, 10, 10}, y[] = {0, 0, 4, 10, 12};
    static const int starts[] = {0, 3};
    static const htsc__value values[] = {{"A", 0}, {NULL, 1}, {NULL, 2}, {NULL, 3}};
    parts p;
    htsc__shapefile_target target = target_in(*state, "lines", &p);
    htsc__shapefile *file = NULL;
    htsc_error err;
    target.kind = HTSC__SHAPE_LINES;
    assert_ok(htsc__shapefile_create(&target, fields, FIELDS, &file, &err), err);
    assert_ok(htsc__shapefile_add(file, NULL, &(htsc__shape){NULL, 2, starts, 5, x, y}, values, &err), err);
    assert_ok(htsc__shapefile_add(file, NULL, &(htsc__shape){NULL, 0, starts, 0, x, y}, values, &err), err);
    assert_ok(htsc__shapefile_close(file, &err), err);
    GDALDatasetH dataset;
    OGRLayerH layer = open_written(target.shp, &dataset);
    assert_int_equal(OGR_L_GetFeatureCount(layer, 1), 2);
    assert_int_equal(wkbFlatten(OGR_L_GetGeomType(layer)), wkbLineString);
    OGRFeatureH feature = OGR_L_GetFeature(layer, 0);
    assert_int_equal(OGR_G_GetGeometryCount(OGR_F_GetGeometryRef(feature)), 2);
    assert_near(OGR_G_Length(OGR_F_GetGeometryRef(feature)), 3 + 4 + 2, 1e-12);
    OGR_F_Destroy(feature);
    feature = OGR_L_GetFeature(layer, 1);
    assert_null(OGR_F_GetGeometryRef(feature));
    assert_near(OGR_F_GetFieldAsDouble(feature, 2), 2, 0);
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_shapefile_fields_and_values_are_read_back),
        IN_SCRATCH(test_shapefile_geometries_are_read_back),
        IN_SCRATCH(test_shapefile_lines_are_read_back),
        IN_SCRATCH(test_shapefile_ring_orientation_in_the_bytes),
        IN_SCRATCH(test_shapefile_cpg_and_prj),
        IN_SCRATCH(test_shapefile_prj_transforms_like_the_crs),
        IN_SCRATCH(test_shapefile_same_input_same_bytes),
        IN_SCRATCH(test_shapefile_value_too_wide_is_an_error),
        IN_SCRATCH(test_shapefile_create_what_cannot_be_is_an_error),
        IN_SCRATCH(test_shapefile_failing_allocation_is_an_error),
        IN_SCRATCH(test_shapefile_close_short_on_disk_is_an_io_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
