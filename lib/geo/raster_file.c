#include "geo/raster_file.h"

#include <gdal.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "geo/gdal.h"
#include "geo/srs.h"

int htsc__clamp_int(double value, int low, int high) {
    if (!(value > low)) return low;
    return value < high ? (int)value : high;
}

htsc_status htsc__window_check(const htsc__window *w, const char *path, htsc_error *err) {
    if (w->width <= 0 || w->height <= 0)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "%s: does not reach the study area", path);
    if ((double)w->width * w->height > (double)(1 << 28))
        return htsc__error_set(err, HTSC_ERR_LIMIT, "%s: %d x %d pixels are more than the limit of 268435456", path,
                               w->width, w->height);
    return HTSC_OK;
}

/* Sources of a VRT may lie in a local zip; what is looked at then is the zip. */
static htsc_status check_file(const char *path, htsc_error *err) {
    static const char prefix[] = "/vsizip/";
    if (strncmp(path, prefix, sizeof prefix - 1) != 0) return htsc__file_check(path, err);
    const char *archive = path + sizeof prefix - 1, *end = strcasestr(archive, ".zip/");
    if (end == NULL || strstr(archive, "/vsi") != NULL || strchr(archive, '{') != NULL)
        return htsc__error_set(err, HTSC_ERR_UNSUPPORTED, "%s: is no file in a local .zip", path);
    char *local = htsc__strdup(archive);
    if (local == NULL) return htsc__error_memory(err, path);
    local[end - archive + 4] = '\0';
    htsc_status status = htsc__file_check(local, err);
    htsc__free(local);
    return status;
}

static htsc_status find_spec(GDALDatasetH dataset, const char *path, htsc_grid_spec *spec, htsc_error *err) {
    double g[6];
    if (GDALGetGeoTransform(dataset, g) != CE_None)
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: has no georeference", path);
    if (g[2] != 0 || g[4] != 0 || !(g[1] > 0) || !(g[5] < 0))
        return htsc__error_set(err, HTSC_ERR_UNSUPPORTED, "%s: is rotated or not north-up", path);
    *spec = (htsc_grid_spec){g[0], g[3], g[1], -g[5], GDALGetRasterXSize(dataset), GDALGetRasterYSize(dataset)};
    if (GDALGetRasterCount(dataset) < 1 || spec->width < 1 || spec->height < 1)
        return htsc__error_set(err, HTSC_ERR_FORMAT, "%s: has no pixels", path);
    return HTSC_OK;
}

htsc_status htsc__raster_open(const char *path, bool allow_vrt, htsc__raster *raster, htsc_error *err) {
    *raster = (htsc__raster){0};
    static const char *const files[] = {"GTiff", "SRTMHGT", "AAIGrid", NULL}, *const vrt[] = {"VRT", NULL};
    const bool is_vrt = allow_vrt && htsc__path_has_ext(path, "vrt");
    htsc_status status = check_file(path, err);
    if (status != HTSC_OK) return status;
    htsc__gdal_init();
    if (is_vrt) status = htsc__vrt_check(path, err);
    if (status != HTSC_OK) return status;
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    raster->dataset =
        GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, is_vrt ? vrt : files, NULL, NULL);
    htsc__gdal_end();
    if (raster->dataset == NULL)
        return htsc__error_set(err, HTSC_ERR_FORMAT,
                               "%s: is no raster this library reads (GeoTIFF, HGT, ASCII grid%s): %s", path,
                               allow_vrt ? ", VRT" : "", errors.message);
    status = find_spec(raster->dataset, path, &raster->spec, err);
    if (status == HTSC_OK) {
        status = htsc__srs_name(GDALGetSpatialRef(raster->dataset), &raster->crs, err);
        if (status != HTSC_OK) htsc__error_prefix(err, status, path);
    }
    if (status != HTSC_OK) htsc__raster_close(raster);
    return status;
}

void htsc__raster_close(htsc__raster *raster) {
    if (raster->dataset != NULL) GDALClose(raster->dataset);
    htsc__free(raster->crs);
    *raster = (htsc__raster){0};
}

htsc_status htsc__raster_read(const htsc__raster *raster, const char *path, const htsc__window *w, float *values,
                              htsc_error *err) {
    GDALRasterBandH band = GDALGetRasterBand(raster->dataset, 1);
    htsc__gdal_errors errors;
    htsc__gdal_begin(&errors);
    CPLErr failed = GDALRasterIO(band, GF_Read, w->column, w->row, w->width, w->height, values, w->width, w->height,
                                 GDT_Float32, 0, 0);
    htsc__gdal_end();
    if (failed != CE_None) return htsc__error_set(err, HTSC_ERR_IO, "%s: cannot read pixels: %s", path, errors.message);
    int has_no_data = 0;
    float no_data = (float)GDALGetRasterNoDataValue(band, &has_no_data);
    /* Packed rasters keep value = offset + scale * stored; the no-data value is one of the stored. */
    double scale = GDALGetRasterScale(band, NULL), offset = GDALGetRasterOffset(band, NULL);
    size_t count = (size_t)w->width * (size_t)w->height;
    for (size_t i = 0; i < count; i++) {
        float *value = &values[i];
        if (!isfinite(*value) || (has_no_data && *value == no_data))
            *value = NAN;
        else if (scale != 1 || offset != 0)
            *value = (float)(offset + scale * (double)*value);
    }
    return HTSC_OK;
}
