/** @file zone.h  Weak-signal zones: connected areas without good signal, clipped to villages, without pixel stairs. */
#ifndef HTSCOVER_ZONE_H
#define HTSCOVER_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/coverage.h>
#include <htscover/error.h>
#include <htscover/grid.h>
#include <htscover/population.h>
#include <htscover/village.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The raster of a study area: square pixels of `resolution_m` whose edges are multiples of it, and the pixels that
 * touch the area. Coverage is computed at pixel centres and stands for the whole pixel.
 */
typedef struct htsc_study htsc_study;

/** @param resolution_m  > 0; at most 2^28 pixels may come out */
HTSC_API HTSC_NODISCARD htsc_status htsc_study_create(const htsc_villages *villages, double resolution_m,
                                                      htsc_study **study, htsc_error *err);
HTSC_API void htsc_study_free(htsc_study *study);
HTSC_API const htsc_grid_spec *htsc_study_spec(const htsc_study *study);
/** Pixels that touch the area: their number and the coordinates of their centres. Borrowed. */
HTSC_API size_t htsc_study_count(const htsc_study *study);
HTSC_API const double *htsc_study_x_m(const htsc_study *study);
HTSC_API const double *htsc_study_y_m(const htsc_study *study);

/** A zone. Strings are borrowed from the sites. */
typedef struct htsc_zone {
    uint32_t village; /**< index */
    htsc_level level; /**< HTSC_LEVEL_NONE or HTSC_LEVEL_WEAK */
    double area_m2;   /**< in the working CRS: of the outline, and of the pixels it stands for */
    double persons;   /**< who live inside the outline as drawn, whatever their own point's level */
    double households;
    double mean_rsrp_dbm; /**< over its own pixels, of the best server's mean level; NaN where nobody is heard in it */
    double min_rsrp_dbm;
    double x_m, y_m; /**< a point inside, working CRS */
    double lon_deg, lat_deg;
    double site_distance_m; /**< from that point to the nearest heard site of the technology; NaN where there is none */
    const char *site_id;    /**< that site; "" where there is none */
    uint32_t rank;          /**< 1 is the zone with most persons */
} htsc_zone;

/** Zones of one technology and the areas by level of each village. Immutable. */
typedef struct htsc_zones htsc_zones;

/** How zones are made. */
typedef struct htsc_zones_options {
    size_t struct_size;
    htsc_technology technology;
    uint32_t operator_index; /**< or HTSC_UNION */
    double min_area_m2;      /**< smaller zones are counted, not listed; >= 0 */
    int32_t date;            /**< as in coverage: sites that are heard */
    int jobs;
    const htsc_progress *progress;
    /**
     * How far outlines may leave the pixels' edges: a step of their simplification displaces at most simplify_m^2 of
     * area, as much to one side as to the other. NaN (default): the width of a pixel; 0: pixel stairs.
     */
    double simplify_m;
} htsc_zones_options;

HTSC_API void htsc_zones_options_init(htsc_zones_options *options);

/**
 * `coverage` must be of the study's pixels, in their order. Zones come in the order of their rank. Zones of a village
 * share the very same line where they touch: neither gaps nor overlaps, and each has the area of its pixels in the
 * village. Areas below min_area_m2 leave no mark on the outlines of others, which may cut their corners. The village's
 * own border stays as it is. Memory: about 10 bytes a pixel of the village under work.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_zones_create(const htsc_study *study, const htsc_coverage *coverage,
                                                      const htsc_villages *villages, const htsc_population *population,
                                                      const htsc_sites *sites, const htsc_zones_options *options,
                                                      htsc_zones **zones, htsc_error *err);
HTSC_API void htsc_zones_free(htsc_zones *zones);
HTSC_API size_t htsc_zones_count(const htsc_zones *zones);
/** Borrowed; `index` below htsc_zones_count(). */
HTSC_API const htsc_zone *htsc_zones_get(const htsc_zones *zones, size_t index);
/** Area of a village at a level, m2, by exact overlap of pixels and polygon. */
HTSC_API double htsc_zones_level_area_m2(const htsc_zones *zones, size_t village, htsc_level level);
/** Zones below min_area_m2 that are not listed, their area and their persons. */
HTSC_API size_t htsc_zones_dropped_count(const htsc_zones *zones);
HTSC_API double htsc_zones_dropped_area_m2(const htsc_zones *zones);
HTSC_API double htsc_zones_dropped_persons(const htsc_zones *zones);

#ifdef __cplusplus
}
#endif
#endif
