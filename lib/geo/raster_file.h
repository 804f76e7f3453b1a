#ifndef HTSC_GEO_RASTER_FILE_H
#define HTSC_GEO_RASTER_FILE_H

#include <stdbool.h>

#include <htscover/grid.h>

/* Private to floors geo and data: one raster file, opened under the rules for data from outside. */

/* Pixels of a raster or lattice, counted from its own north-west corner. */
typedef struct htsc__window {
    int column, row, width, height;
} htsc__window;

typedef struct htsc__raster {
    void *dataset; /* GDAL's */
    char *crs;     /* "EPSG:code" or WKT */
    htsc_grid_spec spec;
} htsc__raster;

/*
 * GTiff, SRTMHGT (a zipped .hgt.zip too), AAIGrid; VRT where `allow_vrt`, by the ending .vrt, and only over local files
 * of the other three. North-up with a CRS. On failure nothing is left open. close(zeroed) is fine.
 */
htsc_status htsc__raster_open(const char *path, bool allow_vrt, htsc__raster *raster, htsc_error *err);
void htsc__raster_close(htsc__raster *raster);

/* First band, row-major; no-data and non-finite values become NaN; scale and offset of packed rasters are applied. */
htsc_status htsc__raster_read(const htsc__raster *raster, const char *path, const htsc__window *w, float *values,
                              htsc_error *err);

/* A window may be read in one piece: HTSC_ERR_ARGUMENT where it is empty, HTSC_ERR_LIMIT above 2^28 pixels. */
htsc_status htsc__window_check(const htsc__window *w, const char *path, htsc_error *err);

/* `value` as an int in [low, high]; low where it is NaN. */
int htsc__clamp_int(double value, int low, int high);

/* The VRT at `path` names only files that htsc__raster_open takes, and computes nothing. */
htsc_status htsc__vrt_check(const char *path, htsc_error *err);

#endif
