/** @file village.h  Village polygons: a partition of the study area without overlaps. */
#ifndef HTSCOVER_VILLAGE_H
#define HTSCOVER_VILLAGE_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/finding.h>
#include <htscover/grid.h>
#include <htscover/input.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Index of a place that is in no village. */
#define HTSC_NO_VILLAGE UINT32_MAX

/** A village. Strings are borrowed from the htsc_villages. */
typedef struct htsc_village {
    const char *code;           /**< text, leading zeros kept */
    const char *name;           /**< UTF-8 */
    double declared_persons;    /**< NaN when not declared */
    double declared_households; /**< NaN when not declared */
    double area_m2;             /**< geodesic on the WGS 84 ellipsoid */
    double grid_area_m2;        /**< in the working CRS */
} htsc_village;

/** Villages and, if given, the commune's outline. Fill from one thread; then it may be shared. */
typedef struct htsc_villages htsc_villages;

/** @param working_crs  metric CRS of everything that comes out */
HTSC_API HTSC_NODISCARD htsc_status htsc_villages_create(const char *working_crs, htsc_villages **villages,
                                                         htsc_error *err);
HTSC_API void htsc_villages_free(htsc_villages *villages);
/**
 * Reads village polygons (columns in docs/formats.md). Self-crossing polygons are repaired and reported; a part that
 * overlaps an earlier village stays with the earlier one and is reported. Villages keep file order.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_villages_read(htsc_villages *villages, const htsc_input *input,
                                                       htsc_findings *findings, htsc_read_counts *counts,
                                                       htsc_error *err);
/**
 * Reads the commune's outline: the union of the file's polygons, of those alone whose column `code` is `commune_code`
 * where the file has such a column and `commune_code` is not NULL. Optional; without it the commune is the union of the
 * villages. A village beyond the outline is kept whole and reported.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_villages_read_commune(htsc_villages *villages, const htsc_input *input,
                                                               const char *commune_code, htsc_findings *findings,
                                                               htsc_read_counts *counts, htsc_error *err);
HTSC_API size_t htsc_villages_count(const htsc_villages *villages);
/** Borrowed; `index` below htsc_villages_count(). */
HTSC_API const htsc_village *htsc_villages_get(const htsc_villages *villages, size_t index);
/** Bounds of villages and commune in the working CRS. */
HTSC_API htsc_box htsc_villages_bounds(const htsc_villages *villages);
/** The working CRS. Borrowed. */
HTSC_API const char *htsc_villages_crs(const htsc_villages *villages);
/** Area of the commune (of the union of villages when no outline was read) in the working CRS, m2. */
HTSC_API double htsc_villages_commune_area_m2(const htsc_villages *villages);

/** Where a point is. */
typedef struct htsc_place {
    uint32_t village;   /**< index, or HTSC_NO_VILLAGE */
    uint8_t in_commune; /**< 1 inside the commune's outline (of the union of villages when none was read) */
} htsc_place;

/**
 * Which village each point is in. A point on a shared border belongs to the village that comes first; one within 0.5 m
 * of a village and in none belongs to the nearest, the first when equal. Thread-safe.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_villages_locate(const htsc_villages *villages, size_t count, const double *x_m,
                                                         const double *y_m, htsc_place *places, htsc_error *err);

#ifdef __cplusplus
}
#endif
#endif
