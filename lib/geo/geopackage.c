#include "geo/geopackage.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "geo/gdal.h"

struct htsc__geopackage {
    GDALDatasetH dataset;
    OGRLayerH layer;
    htsc__shape_kind kind;
    htsc__field_kind *kinds;
    size_t field_count, kind_capacity;
    char *path;
    char stamp[32];
    size_t layer_count, style_count;
};

static const char *short_name(const htsc__geopackage *f) {
    const char *slash = strrchr(f->path, '/');
    return slash == NULL ? f->path : slash + 1;
}

static htsc_status failed(const htsc__geopackage *f, const htsc__gdal_errors *errors, htsc_error *err) {
    return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write: %s", short_name(f),
                           errors->message[0] == '\0' ? "unknown reason" : errors->message);
}

/* GDAL stamps rows with this instead of the clock. */
static void stamp(const htsc__geopackage *f, bool on) {
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", on ? f->stamp : NULL);
}

static bool run(const htsc__geopackage *f, const char *sql) {
    CPLErrorReset();
    OGRLayerH answer = GDALDatasetExecuteSQL(f->dataset, sql, NULL, NULL);
    if (answer != NULL) GDALDatasetReleaseResultSet(f->dataset, answer);
    return CPLGetLastErrorType() < CE_Failure;
}

htsc_status htsc__geopackage_create(const char *path, int32_t yyyymmdd, htsc__geopackage **file, htsc_error *err) {
    *file = NULL;
    htsc__geopackage *f = htsc__alloc(1, sizeof *f);
    if (f == NULL) return htsc__error_memory(err, path);
    f->path = htsc__strdup(path);
    if (f->path == NULL) {
        htsc__free(f);
        return htsc__error_memory(err, path);
    }
    snprintf(f->stamp, sizeof f->stamp, "%04d-%02d-%02dT00:00:00.000Z", yyyymmdd / 10000, yyyymmdd / 100 % 100,
             yyyymmdd % 100);
    htsc__gdal_init();
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    stamp(f, true);
    GDALDriverH driver = GDALGetDriverByName("GPKG");
    if (driver != NULL) f->dataset = GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, NULL);
    bool good = f->dataset != NULL && GDALDatasetStartTransaction(f->dataset, FALSE) == OGRERR_NONE;
    stamp(f, false);
    htsc__gdal_end();
    if (!good) {
        htsc_status status = failed(f, &errors, err), ignored = htsc__geopackage_close(f, NULL);
        (void)ignored;
        return status;
    }
    *file = f;
    return HTSC_OK;
}

static bool add_fields(htsc__geopackage *f, const htsc__gpkg_layer *layer) {
    static const OGRFieldType types[] = {OFTString, OFTInteger64, OFTReal};
    bool good = true;
    for (size_t i = 0; i < layer->field_count && good; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(layer->fields[i].name, types[layer->fields[i].kind]);
        good = OGR_L_CreateField(f->layer, field, TRUE) == OGRERR_NONE;
        OGR_Fld_Destroy(field);
        f->kinds[i] = layer->fields[i].kind;
    }
    return good;
}

/* What people read above each column: GeoPackage's schema extension (OGC 12-128r18, annex F.9). */
static bool add_headings(htsc__geopackage *f, const htsc__gpkg_layer *layer) {
    bool good =
        f->layer_count++ > 0 ||
        (run(f, "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, "
                "title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY "
                "KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))") &&
         run(f, "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT "
                "NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive "
                "BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, "
                "value))") &&
         run(f, "INSERT INTO gpkg_extensions (table_name, extension_name, definition, scope) VALUES "
                "('gpkg_data_columns', 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', "
                "'read-write'), ('gpkg_data_column_constraints', 'gpkg_schema', "
                "'http://www.geopackage.org/spec/#extension_schema', 'read-write')"));
    for (size_t i = 0; i < layer->field_count && good; i++) {
        char sql[1024], *label = CPLEscapeString(layer->fields[i].label, -1, CPLES_SQL);
        snprintf(sql, sizeof sql,
                 "INSERT OR IGNORE INTO gpkg_data_columns (table_name, column_name, name, title) VALUES ('%s', '%s', "
                 "'%s', '%s')",
                 layer->name, layer->fields[i].name, label, label);
        good = run(f, sql);
        CPLFree(label);
    }
    return good;
}

/* The table QGIS looks for styles in. */
static bool begin_styles(const htsc__geopackage *f) {
    char sql[400];
    snprintf(sql, sizeof sql,
             "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) VALUES "
             "('layer_styles', 'attributes', 'layer_styles', '', '%s')",
             f->stamp);
    return run(f,
               "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, "
               "f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, "
               "styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME)") &&
           run(f, sql);
}

static bool add_style(htsc__geopackage *f, const htsc__gpkg_layer *layer) {
    if (layer->qml == NULL) return true;
    if (f->style_count++ == 0 && !begin_styles(f)) return false;
    char *qml = CPLEscapeString(layer->qml, -1, CPLES_SQL);
    const size_t size = 512 + strlen(qml) + 2 * strlen(layer->name) + sizeof f->stamp;
    char *sql = htsc__alloc(size, 1);
    if (sql != NULL)
        snprintf(
            sql, size,
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
            "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) VALUES ('', '', '%s', 'geom', "
            "'%s', '%s', '', 1, '', '', NULL, '%s')",
            layer->name, layer->name, qml, f->stamp);
    CPLFree(qml);
    const bool good = sql != NULL && run(f, sql);
    htsc__free(sql);
    return good;
}

htsc_status htsc__geopackage_layer(htsc__geopackage *file, const htsc__gpkg_layer *layer, htsc_error *err) {
    static const OGRwkbGeometryType types[] = {wkbMultiPolygon, wkbMultiLineString, wkbPoint};
    htsc_status status =
        htsc__grow(&file->kinds, &file->kind_capacity, layer->field_count, sizeof *file->kinds, "a layer", err);
    if (status != HTSC_OK) return status;
    char *options[4] = {NULL}, identifier[256];
    snprintf(identifier, sizeof identifier, "IDENTIFIER=%s", layer->title);
    options[0] = identifier;
    options[1] = (char *)(uintptr_t) "GEOMETRY_NAME=geom";
    options[2] = (char *)(uintptr_t) "FID=fid";
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    stamp(file, true);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    file->kind = layer->kind;
    file->field_count = layer->field_count;
    file->layer = NULL;
    bool good = OSRSetFromUserInput(srs, layer->crs) == OGRERR_NONE;
    if (good) {
        OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
        file->layer = GDALDatasetCreateLayer(file->dataset, layer->name, srs, types[layer->kind], options);
    }
    good = file->layer != NULL && add_fields(file, layer) && add_headings(file, layer) && add_style(file, layer);
    OSRDestroySpatialReference(srs);
    stamp(file, false);
    htsc__gdal_end();
    return good ? HTSC_OK : failed(file, &errors, err);
}

static OGRGeometryH ring_of(OGRwkbGeometryType type, size_t count, const double *x, const double *y) {
    OGRGeometryH ring = OGR_G_CreateGeometry(type);
    OGR_G_SetPoints(ring, (int)count, x, (int)sizeof *x, y, (int)sizeof *y, NULL, 0);
    return ring;
}

/* Outer rings come before their holes. */
static htsc_status add_ring(void *ctx, bool hole, size_t count, const double *x, const double *y, htsc_error *err) {
    (void)err;
    OGRGeometryH whole = ctx;
    if (!hole) OGR_G_AddGeometryDirectly(whole, OGR_G_CreateGeometry(wkbPolygon));
    OGRGeometryH last = OGR_G_GetGeometryRef(whole, OGR_G_GetGeometryCount(whole) - 1);
    OGR_G_AddGeometryDirectly(last, ring_of(wkbLinearRing, count, x, y));
    return HTSC_OK;
}

static htsc_status make_geometry(const htsc__geopackage *f, htsc__geos *geos, const htsc__shape *shape,
                                 OGRGeometryH *made, htsc_error *err) {
    htsc_status status = HTSC_OK;
    if (f->kind == HTSC__SHAPE_POINT) {
        *made = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(*made, 0, shape->x[0], shape->y[0]);
        return HTSC_OK;
    }
    *made = OGR_G_CreateGeometry(f->kind == HTSC__SHAPE_LINES ? wkbMultiLineString : wkbMultiPolygon);
    if (shape->polygon != NULL) return htsc__geom_each_ring(geos, shape->polygon, add_ring, *made, err);
    for (size_t p = 0; p < shape->part_count && status == HTSC_OK; p++) {
        const size_t first = (size_t)shape->starts[p],
                     last = p + 1 < shape->part_count ? (size_t)shape->starts[p + 1] : shape->point_count;
        if (f->kind == HTSC__SHAPE_LINES)
            OGR_G_AddGeometryDirectly(*made, ring_of(wkbLineString, last - first, shape->x + first, shape->y + first));
        else
            status = add_ring(*made, false, last - first, shape->x + first, shape->y + first, err);
    }
    return status;
}

static void set_values(const htsc__geopackage *f, OGRFeatureH feature, const htsc__value *values) {
    for (size_t i = 0; i < f->field_count; i++) {
        if (f->kinds[i] == HTSC__FIELD_TEXT)
            OGR_F_SetFieldString(feature, (int)i, values[i].text == NULL ? "" : values[i].text);
        else if (!isfinite(values[i].number))
            OGR_F_SetFieldNull(feature, (int)i);
        else if (f->kinds[i] == HTSC__FIELD_INTEGER)
            OGR_F_SetFieldInteger64(feature, (int)i, (GIntBig)values[i].number);
        else
            OGR_F_SetFieldDouble(feature, (int)i, values[i].number);
    }
}

htsc_status htsc__geopackage_add(htsc__geopackage *file, htsc__geos *geos, const htsc__shape *shape,
                                 const htsc__value *values, htsc_error *err) {
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    stamp(file, true);
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(file->layer));
    htsc_status status = HTSC_OK;
    set_values(file, feature, values);
    if (shape->polygon != NULL || shape->part_count > 0) {
        OGRGeometryH geometry = NULL;
        status = make_geometry(file, geos, shape, &geometry, err);
        OGR_F_SetGeometryDirectly(feature, geometry);
    }
    const bool good = OGR_L_CreateFeature(file->layer, feature) == OGRERR_NONE;
    OGR_F_Destroy(feature);
    stamp(file, false);
    htsc__gdal_end();
    if (status != HTSC_OK) return status;
    return good ? HTSC_OK : failed(file, &errors, err);
}

htsc_status htsc__geopackage_close(htsc__geopackage *file, htsc_error *err) {
    if (file == NULL) return HTSC_OK;
    htsc_status status = HTSC_OK;
    htsc__gdal_errors errors;
    if (file->dataset != NULL) {
        htsc__gdal_begin(&errors);
        stamp(file, true);
        const bool good = GDALDatasetCommitTransaction(file->dataset) == OGRERR_NONE;
        GDALClose(file->dataset);
        if (!good || errors.message[0] != '\0') status = failed(file, &errors, err);
        stamp(file, false);
        htsc__gdal_end();
    }
    htsc__free(file->kinds);
    htsc__free(file->path);
    htsc__free(file);
    return status;
}
