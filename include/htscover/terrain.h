/** @file terrain.h  Ground heights above mean sea level at points of the working CRS. */
#ifndef HTSCOVER_TERRAIN_H
#define HTSCOVER_TERRAIN_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/grid.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Terrain of a study area. Immutable after it was read; may be shared between threads. */
typedef struct htsc_terrain htsc_terrain;

/** What was read for an area. Pixels are those that the area, rounded outwards to whole kilometres, lies on. */
typedef struct htsc_terrain_counts {
    uint64_t pixel_count;
    uint64_t void_count;   /**< of these: a file has the pixel, none has a height for it */
    uint64_t filled_count; /**< voids that got a height from pixels around them */
    uint32_t file_count;   /**< files read */
    double pixel_size_m;   /**< length of a pixel from north to south, about */
} htsc_terrain_counts;

/**
 * Reads the part of a terrain raster (metres above mean sea level) that covers `area`, rounded outwards to whole
 * kilometres of the working CRS.
 *
 * `path` is a raster (GeoTIFF, SRTM .hgt, zipped .hgt.zip, ESRI ASCII grid, or a .vrt over local files of these), or a
 * folder: its files .hgt, .hgt.zip, .tif, .tiff and .asc are tiles of one lattice, other files are ignored. Of what
 * tiles share, the first by name in byte order counts that has a height. Point-registered rasters (HGT) are placed so
 * that their samples are pixel centres; rotated rasters are refused.
 *
 * Voids are no data, and values outside [-500, 9000] m. They are filled from the nearest known pixel of each quadrant
 * at most 100 pixels away, weighted by the inverse of the distance (GDALFillNodata without smoothing). A void farther
 * from any height stays unknown, and so does what no file covers.
 *
 * A height depends on the files alone: the same bits whatever area was asked for.
 *
 * @param area         bounds in `working_crs`
 * @param working_crs  metric CRS of the points that will be asked for
 * @param[out] terrain owned by the caller; htsc_terrain_free()
 * @return HTSC_ERR_IO, HTSC_ERR_FORMAT (no raster; tiles that differ in CRS, pixel size or lattice: both are named),
 *         HTSC_ERR_UNSUPPORTED (rotated; a VRT that does more than put local files together), HTSC_ERR_CRS,
 *         HTSC_ERR_LIMIT (above 2^28 pixels), or HTSC_ERR_ARGUMENT where the area misses the raster
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_terrain_read(const char *path, const htsc_box *area, const char *working_crs,
                                                      htsc_terrain **terrain, htsc_error *err);
/** NULL is fine. */
HTSC_API void htsc_terrain_free(htsc_terrain *terrain);
/** Borrowed from `terrain`. */
HTSC_API const htsc_terrain_counts *htsc_terrain_get_counts(const htsc_terrain *terrain);
/**
 * Ground height in metres above mean sea level by bilinear interpolation between pixel centres; in the raster's outer
 * half pixel the edge is held. NaN where it is unknown, and outside the area that was read. Beside unknown pixels the
 * known ones of the four count alone. Places on the raster are off by less than 0.02 m (bilinear between exact ones a
 * kilometre apart). Thread-safe; some 0.1 us a point.
 * @param x_m,y_m  `count` coordinates in the working CRS
 * @param[out] ground_amsl_m  `count` heights
 * @return HTSC_ERR_ARGUMENT where an array is NULL though `count` is above 0
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_terrain_sample(const htsc_terrain *terrain, size_t count, const double *x_m,
                                                        const double *y_m, float *ground_amsl_m, htsc_error *err);

#ifdef __cplusplus
}
#endif
#endif
