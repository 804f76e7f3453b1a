/** @file terrain.h  Ground heights above mean sea level at points of the working CRS. */
#ifndef HTSCOVER_TERRAIN_H
#define HTSCOVER_TERRAIN_H

#include <stddef.h>

#include <htscover/error.h>
#include <htscover/grid.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Terrain of a study area. Immutable after it was read; may be shared between threads. */
typedef struct htsc_terrain htsc_terrain;

/**
 * Reads the window of a terrain raster (metres above mean sea level) that covers `area`.
 * @param area         bounds in `working_crs`
 * @param working_crs  CRS of the points that will be asked for
 * @param[out] terrain owned by the caller; htsc_terrain_free()
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_terrain_read(const char *path, const htsc_box *area, const char *working_crs,
                                                      htsc_terrain **terrain, htsc_error *err);
HTSC_API void htsc_terrain_free(htsc_terrain *terrain);
/**
 * Ground height in metres above mean sea level by bilinear interpolation at points of the working CRS; NaN where the
 * raster has none. Thread-safe; builds one transform a call, so ask for many points at once.
 * @param x_m,y_m  `count` coordinates
 * @param[out] ground_amsl_m  `count` heights
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_terrain_sample(const htsc_terrain *terrain, size_t count, const double *x_m,
                                                        const double *y_m, float *ground_amsl_m, htsc_error *err);

#ifdef __cplusplus
}
#endif
#endif
