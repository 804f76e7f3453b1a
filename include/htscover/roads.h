/** @file roads.h  Roads along which fibre is or could be laid. */
#ifndef HTSCOVER_ROADS_H
#define HTSCOVER_ROADS_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/finding.h>
#include <htscover/grid.h>
#include <htscover/input.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A road: a chain of points in the working CRS. A line of several parts is as many roads. */
typedef struct htsc_road {
    size_t first_point; /**< into htsc_roads_points() */
    size_t point_count; /**< >= 2 */
    double length_m;    /**< in the working CRS, >= 0.001 */
} htsc_road;

/** A set of roads. Fill from one thread; then it may be shared. */
typedef struct htsc_roads htsc_roads;

/**
 * @param working_crs  metric CRS of everything that comes out
 * @param near_lonlat  WGS 84 degrees; lines that begin or end outside are refused as far away; NULL accepts the world
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_roads_create(const char *working_crs, const htsc_box *near_lonlat,
                                                      htsc_roads **roads, htsc_error *err);
HTSC_API void htsc_roads_free(htsc_roads *roads);
/**
 * Reads a layer of lines (CSV with WKT, GeoJSON, GeoPackage, Shapefile); its columns are not looked at. Lines shorter
 * than 1 mm are good rows, but dropped and counted. After an error the set may only be freed.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_roads_read(htsc_roads *roads, const htsc_input *input, htsc_findings *findings,
                                                    htsc_read_counts *counts, htsc_error *err);
HTSC_API size_t htsc_roads_count(const htsc_roads *roads);
/** Borrowed; `index` below htsc_roads_count(). */
HTSC_API const htsc_road *htsc_roads_get(const htsc_roads *roads, size_t index);
/** x_m, y_m pairs of all roads, in file order; NULL where there is none. Borrowed. */
HTSC_API const double *htsc_roads_points(const htsc_roads *roads);
/** Number of pairs in htsc_roads_points(). */
HTSC_API size_t htsc_roads_point_count(const htsc_roads *roads);
/** Lines (parts of lines) that were left out for being shorter than 1 mm. */
HTSC_API uint64_t htsc_roads_dropped_count(const htsc_roads *roads);

#ifdef __cplusplus
}
#endif
#endif
