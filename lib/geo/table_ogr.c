/* Vector layers through OGR: only drivers named here, no network, no virtual formats. */
#include <cpl_conv.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "geo/gdal.h"
#include "geo/srs.h"
#include "geo/table_backend.h"

typedef struct ogr_file {
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureH feature;
    unsigned char *wkb;
    size_t wkb_capacity;
    char *cells[HTSC__MAX_COLUMNS];
    char *text;
    size_t text_size, text_capacity;
} ogr_file;

static const char *driver_of(const char *path) {
    if (htsc__path_has_ext(path, "geojson") || htsc__path_has_ext(path, "json")) return "GeoJSON";
    if (htsc__path_has_ext(path, "gpkg")) return "GPKG";
    if (htsc__path_has_ext(path, "shp")) return "ESRI Shapefile";
    return NULL;
}

static bool sibling_exists(const char *path, const char *ext) {
    char sibling[4096];
    size_t stem = (size_t)(strrchr(path, '.') - path);
    struct stat info;
    if (stem + 5 > sizeof sibling) return false;
    snprintf(sibling, sizeof sibling, "%.*s.%s", (int)stem, path, ext);
    return stat(sibling, &info) == 0;
}

static htsc_status open_dataset(ogr_file *f, const char *path, htsc_error *err) {
    const char *driver = driver_of(path);
    if (driver == NULL)
        return htsc__error_set(err, HTSC_ERR_UNSUPPORTED,
                               "%s: its ending is none of csv, tsv, txt, geojson, json, gpkg, shp", path);
    const char *const drivers[] = {driver, NULL};
    /* Without a .cpg the bytes are taken as they are and checked to be UTF-8, not guessed at. */
    static const char *const raw_text[] = {"ENCODING=", NULL};
    bool raw = strcmp(driver, "ESRI Shapefile") == 0 && !sibling_exists(path, "cpg") && !sibling_exists(path, "CPG");
    htsc__gdal_init();
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    f->dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers,
                            raw ? raw_text : NULL, NULL);
    htsc__gdal_end();
    if (f->dataset == NULL)
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: cannot be read as %s: %s", path, driver, errors.message);
    return HTSC_OK;
}

static htsc_status pick_layer(ogr_file *f, const htsc_input *input, htsc_error *err) {
    int layers = GDALDatasetGetLayerCount(f->dataset);
    if (input->layer != NULL) {
        htsc__gdal_errors errors;
        htsc__gdal_begin(&errors);
        f->layer = GDALDatasetGetLayerByName(f->dataset, input->layer);
        htsc__gdal_end();
        if (f->layer == NULL)
            return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: has no layer \"%s\"", input->path, input->layer);
        return HTSC_OK;
    }
    if (layers != 1)
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: has %d layers; name one (layer:)", input->path, layers);
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    f->layer = GDALDatasetGetLayer(f->dataset, 0);
    htsc__gdal_end();
    return f->layer == NULL ? htsc__error_set(err, HTSC_ERR_FORMAT, "%s: has no layer: %s", input->path, errors.message)
                            : HTSC_OK;
}

static htsc_status append_text(ogr_file *f, const char *value, size_t *start, htsc_error *err) {
    size_t size = strlen(value) + 1;
    htsc_status status = htsc__grow(&f->text, &f->text_capacity, f->text_size + size, 1, "a row", err);
    if (status != HTSC_OK) return status;
    *start = f->text_size;
    memcpy(f->text + f->text_size, value, size);
    f->text_size += size;
    return HTSC_OK;
}

static htsc_status append_cell(ogr_file *f, int field, size_t *start, htsc_error *err) {
    if (!OGR_F_IsFieldSetAndNotNull(f->feature, field)) return append_text(f, "", start, err);
    char number[64];
    switch (OGR_Fld_GetType(OGR_F_GetFieldDefnRef(f->feature, field))) {
    case OFTReal: {
        double value = OGR_F_GetFieldAsDouble(f->feature, field);
        if (isnan(value))
            snprintf(number, sizeof number, "nan");
        else
            htsc__text_from_double(value, number, sizeof number);
        return append_text(f, number, start, err);
    }
    case OFTDate:
    case OFTDateTime: {
        int year = 0, month = 0, day = 0, hour, minute, second, zone;
        OGR_F_GetFieldAsDateTime(f->feature, field, &year, &month, &day, &hour, &minute, &second, &zone);
        snprintf(number, sizeof number, "%04d-%02d-%02d", year, month, day);
        return append_text(f, number, start, err);
    }
    default: return append_text(f, OGR_F_GetFieldAsString(f->feature, field), start, err);
    }
}

static htsc_status read_cells(htsc__table *table, ogr_file *f, htsc__row *row, htsc_error *err) {
    size_t starts[HTSC__MAX_COLUMNS];
    f->text_size = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        htsc_status status = append_cell(f, (int)i, &starts[i], err);
        if (status != HTSC_OK) return status;
    }
    for (size_t i = 0; i < table->column_count; i++) {
        f->cells[i] = htsc__text_strip(f->text + starts[i]);
        if (!htsc__text_is_utf8(f->cells[i])) row->problem = HTSC__ROW_BAD_ENCODING;
    }
    row->cells = f->cells;
    return HTSC_OK;
}

static long vertex_count(OGRGeometryH geometry) {
    long count = OGR_G_GetPointCount(geometry);
    for (int i = 0; i < OGR_G_GetGeometryCount(geometry); i++) count += vertex_count(OGR_G_GetGeometryRef(geometry, i));
    return count;
}

static htsc__shape_kind kind_of(OGRGeometryH geometry) {
    switch (wkbFlatten(OGR_G_GetGeometryType(geometry))) {
    case wkbPoint: return HTSC__SHAPE_POINT;
    case wkbLineString:
    case wkbMultiLineString: return HTSC__SHAPE_LINE;
    case wkbPolygon:
    case wkbMultiPolygon: return HTSC__SHAPE_POLYGON;
    default: return HTSC__SHAPE_OTHER;
    }
}

static htsc_status read_geometry(ogr_file *f, htsc__row *row, htsc_error *err) {
    OGRGeometryH geometry = OGR_F_GetGeometryRef(f->feature);
    if (geometry == NULL || OGR_G_IsEmpty(geometry)) return HTSC_OK;
    OGR_G_FlattenTo2D(geometry);
    row->shape = kind_of(geometry);
    if (row->shape == HTSC__SHAPE_POINT) {
        row->x = OGR_G_GetX(geometry, 0);
        row->y = OGR_G_GetY(geometry, 0);
        return HTSC_OK;
    }
    if (vertex_count(geometry) > HTSC__MAX_VERTICES) {
        row->problem = HTSC__ROW_BAD_GEOMETRY;
        return HTSC_OK;
    }
    row->wkb_size = (size_t)OGR_G_WkbSize(geometry);
    htsc_status status = htsc__grow(&f->wkb, &f->wkb_capacity, row->wkb_size, 1, "a geometry", err);
    if (status != HTSC_OK) return status;
    if (OGR_G_ExportToIsoWkb(geometry, wkbNDR, f->wkb) != OGRERR_NONE) row->problem = HTSC__ROW_BAD_GEOMETRY;
    row->wkb = f->wkb;
    return HTSC_OK;
}

static htsc_status next_feature(htsc__table *table, htsc__row *row, bool *more, htsc_error *err) {
    ogr_file *f = table->backend;
    OGR_F_Destroy(f->feature);
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    f->feature = OGR_L_GetNextFeature(f->layer);
    htsc__gdal_end();
    *more = f->feature != NULL;
    row->number = table->row_count + 1;
    if (f->feature == NULL) {
        if (errors.message[0] != '\0')
            return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: feature %lld cannot be read: %s", table->path,
                                   (long long)row->number, errors.message);
        return HTSC_OK;
    }
    htsc_status status = read_cells(table, f, row, err);
    if (status != HTSC_OK) return status;
    if (errors.message[0] != '\0') {
        /* A Shapefile that cannot give a shape is cut or damaged as a file; elsewhere it is the feature that is wrong.
         */
        if (htsc__path_has_ext(table->path, "shp"))
            return htsc__error_set(err, HTSC_ERR_FORMAT,
                                   "%s: feature %lld cannot be read, the file is cut or damaged: %s", table->path,
                                   (long long)row->number, errors.message);
        row->problem = HTSC__ROW_BAD_GEOMETRY;
    }
    return read_geometry(f, row, err);
}

static void close_ogr(void *backend) {
    ogr_file *f = backend;
    if (f == NULL) return;
    OGR_F_Destroy(f->feature);
    if (f->dataset != NULL) GDALClose(f->dataset);
    htsc__free(f->wkb);
    htsc__free(f->text);
    htsc__free(f);
}

static htsc_status read_definition(htsc__table *table, ogr_file *f, htsc_error *err) {
    htsc__gdal_errors errors; /* a .prj is read only when it is asked for */
    htsc__gdal_begin(&errors);
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(f->layer);
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(f->layer);
    htsc__gdal_end();
    htsc_status status = HTSC_OK;
    for (int i = 0; i < OGR_FD_GetFieldCount(definition) && status == HTSC_OK; i++)
        status = htsc__table_add_column(table, OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i)), err);
    if (status != HTSC_OK) return status;
    table->has_geometry = OGR_FD_GetGeomType(definition) != wkbNone;
    if (!table->has_geometry || srs == NULL) return HTSC_OK;
    status = htsc__srs_name(srs, &table->crs, err);
    return status == HTSC_OK ? HTSC_OK : htsc__error_prefix(err, status, table->path);
}

htsc_status htsc__table_open_ogr(htsc__table *table, const htsc_input *input, htsc_error *err) {
    ogr_file *f = htsc__alloc(1, sizeof *f);
    if (f == NULL) return htsc__error_memory(err, input->path);
    table->backend = f;
    table->close = close_ogr;
    table->next = next_feature;
    htsc_status status = open_dataset(f, input->path, err);
    if (status == HTSC_OK) status = pick_layer(f, input, err);
    return status == HTSC_OK ? read_definition(table, f, err) : status;
}
