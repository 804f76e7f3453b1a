#include "geo/raster_write.h"

#include <cpl_string.h>
#include <gdal.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>

#include "base/error.h"
#include "geo/gdal.h"

static const char *short_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static bool set_place(GDALDatasetH dataset, const htsc__raster_target *t) {
    double place[6] = {t->spec->west, t->spec->cell_width, 0, t->spec->north, 0, -t->spec->cell_height};
    char *wkt = NULL;
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    const bool good = OSRSetFromUserInput(srs, t->crs) == OGRERR_NONE && OSRExportToWkt(srs, &wkt) == OGRERR_NONE &&
                      GDALSetProjection(dataset, wkt) == CE_None && GDALSetGeoTransform(dataset, place) == CE_None;
    CPLFree(wkt);
    OSRDestroySpatialReference(srs);
    return good;
}

/* A dataset in memory; the COG driver only copies. */
static GDALDatasetH make(const htsc__raster_target *t, GDALDataType type, const void *values, double no_data) {
    const int width = t->spec->width, height = t->spec->height;
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("MEM"), "", width, height, 1, type, NULL);
    if (dataset == NULL) return NULL;
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    /* GDAL only reads the values here. */
    void *borrowed = (void *)(uintptr_t)values;
    if (set_place(dataset, t) && GDALSetRasterNoDataValue(band, no_data) == CE_None &&
        GDALRasterIO(band, GF_Write, 0, 0, width, height, borrowed, width, height, type, 0, 0) == CE_None) {
        GDALSetDescription(band, t->description);
        char **metadata = NULL;
        for (size_t i = 0; t->metadata != NULL && t->metadata[i] != NULL; i++)
            metadata = CSLAddString(metadata, t->metadata[i]);
        GDALSetMetadata(dataset, metadata, NULL);
        CSLDestroy(metadata);
        return dataset;
    }
    GDALClose(dataset);
    return NULL;
}

static bool copy(const htsc__raster_target *t, GDALDatasetH dataset, const char *resampling) {
    char **options = CSLSetNameValue(NULL, "COMPRESS", "DEFLATE");
    options = CSLSetNameValue(options, "OVERVIEW_RESAMPLING", resampling);
    options = CSLSetNameValue(options, "NUM_THREADS", "1");
    GDALDatasetH out = GDALCreateCopy(GDALGetDriverByName("COG"), t->path, dataset, FALSE, options, NULL, NULL);
    CSLDestroy(options);
    if (out != NULL) GDALClose(out);
    return out != NULL;
}

static htsc_status finish(const htsc__raster_target *t, GDALDatasetH dataset, const char *resampling,
                          const htsc__gdal_errors *errors, htsc_error *err) {
    const bool good = dataset != NULL && copy(t, dataset, resampling) && errors->message[0] == '\0';
    if (dataset != NULL) GDALClose(dataset);
    htsc__gdal_end();
    if (good) return HTSC_OK;
    return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot write: %s", short_name(t->path),
                           errors->message[0] == '\0' ? "unknown reason" : errors->message);
}

htsc_status htsc__raster_write_float(const htsc__raster_target *target, const float *values, htsc_error *err) {
    htsc__gdal_errors errors;
    htsc__gdal_init();
    htsc__gdal_begin(&errors);
    return finish(target, make(target, GDT_Float32, values, (double)NAN), "AVERAGE", &errors, err);
}

htsc_status htsc__raster_write_classes(const htsc__raster_target *target, const uint8_t *values, size_t count,
                                       const uint32_t *rgb, htsc_error *err) {
    htsc__gdal_errors errors;
    htsc__gdal_init();
    htsc__gdal_begin(&errors);
    GDALDatasetH dataset = make(target, GDT_Byte, values, 255);
    if (dataset != NULL) {
        GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
        GDALColorTableH table = GDALCreateColorTable(GPI_RGB);
        for (size_t i = 0; i < count; i++) {
            const GDALColorEntry colour = {(short)(rgb[i] >> 16), (short)(rgb[i] >> 8 & 255), (short)(rgb[i] & 255),
                                           255};
            GDALSetColorEntry(table, (int)i, &colour);
        }
        GDALSetRasterColorTable(band, table);
        GDALDestroyColorTable(table);
    }
    return finish(target, dataset, "MODE", &errors, err);
}
