/** @file grid.h  Rasters: a pixel is an area, and its value is that of the pixel's centre. */
#ifndef HTSCOVER_GRID_H
#define HTSCOVER_GRID_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Place of a north-up raster: column 0 is west, row 0 is north. */
typedef struct htsc_grid_spec {
    double west;        /**< west edge of column 0, in the CRS' unit */
    double north;       /**< north edge of row 0 */
    double cell_width;  /**< > 0 */
    double cell_height; /**< > 0 */
    int32_t width;      /**< columns, > 0 */
    int32_t height;     /**< rows, > 0 */
} htsc_grid_spec;

/** Bounds in some CRS. */
typedef struct htsc_box {
    double min_x, min_y, max_x, max_y;
} htsc_box;

/** A float raster with its place and CRS. Immutable after it was read; may be shared between threads. */
typedef struct htsc_grid htsc_grid;

/**
 * Reads the part of a raster file that covers `window`, plus one pixel around it.
 * Drivers: GTiff, SRTMHGT, AAIGrid. First band. No-data and non-finite values become NaN. A point-registered raster
 * (HGT) is placed so that its samples are pixel centres. Rotated rasters are refused.
 *
 * @param window      bounds in `window_crs`; NULL reads all
 * @param window_crs  CRS of `window`; NULL means the raster's own
 * @param[out] grid   owned by the caller; htsc_grid_free()
 * @return HTSC_ERR_IO, HTSC_ERR_FORMAT, HTSC_ERR_CRS (no CRS in the file), HTSC_ERR_LIMIT (above 2^28 pixels), or
 *         HTSC_ERR_ARGUMENT where the window misses the raster
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_grid_read(const char *path, const htsc_box *window, const char *window_crs,
                                                   htsc_grid **grid, htsc_error *err);
HTSC_API void htsc_grid_free(htsc_grid *grid);
HTSC_API const htsc_grid_spec *htsc_grid_get_spec(const htsc_grid *grid);
/** CRS as "EPSG:code" where it has one, else WKT. Borrowed from `grid`. */
HTSC_API const char *htsc_grid_crs(const htsc_grid *grid);
/** Row-major values, `width * height` of them. Borrowed from `grid`. */
HTSC_API const float *htsc_grid_values(const htsc_grid *grid);
/**
 * Bilinear value between the four nearest pixel centres, at x, y in the grid's own CRS.
 * NaN outside the raster; where some of the four are NaN, the mean of the others weighted alike; NaN where all are.
 * In the outer half pixel the edge value is held. Inside the window that was asked for, the bits do not depend on it.
 */
HTSC_API double htsc_grid_sample(const htsc_grid *grid, double x, double y);

#ifdef __cplusplus
}
#endif
#endif
