/** @file clutter.h  Land cover: how high what stands on the ground is, at points of the working CRS. */
#ifndef HTSCOVER_CLUTTER_H
#define HTSCOVER_CLUTTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/grid.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Categories of Recommendation ITU-R P.1812-8, Table 2. Values are never renumbered. */
typedef enum htsc_clutter_category {
    HTSC_CLUTTER_WATER = 0,      /**< water, sea: 0 m */
    HTSC_CLUTTER_OPEN = 1,       /**< open, rural: 0 m */
    HTSC_CLUTTER_SUBURBAN = 2,   /**< suburban: 10 m */
    HTSC_CLUTTER_TREES = 3,      /**< urban, trees, forest: 15 m */
    HTSC_CLUTTER_DENSE_URBAN = 4 /**< dense urban: 20 m */
} htsc_clutter_category;
#define HTSC_CLUTTER_CATEGORY_COUNT 5

/** "water", "open", "suburban", "trees", "dense_urban". Static storage; "" for no category. */
HTSC_API const char *htsc_clutter_category_name(htsc_clutter_category category);
/** The category of a name, written as above. False, and *category untouched, where there is none of that name. */
HTSC_API bool htsc_clutter_category_parse(const char *name, htsc_clutter_category *category);
/** Representative clutter height of the category, in metres (Table 2). NaN for no category. */
HTSC_API double htsc_clutter_category_height_m(htsc_clutter_category category);

/** What a code of a land cover raster means. */
typedef struct htsc_clutter_class {
    int32_t code; /**< [0, 255] */
    htsc_clutter_category category;
    const char *name; /**< of the class, as its source calls it; may be NULL */
    double height_m;  /**< [0, 100]; NaN: the category's */
    double sigma_db;  /**< location variability, [0, 30]; NaN: by the model's rule */
} htsc_clutter_class;

/**
 * Classes of ESA WorldCover 2021 (v200). Static storage.
 * @param[out] count  how many; may be NULL
 */
HTSC_API const htsc_clutter_class *htsc_clutter_worldcover(size_t *count);

/** Land cover of a study area. Immutable after it was read; may be shared between threads. */
typedef struct htsc_clutter htsc_clutter;

/** What was read for an area. Pixels are those that the area, rounded outwards to whole kilometres, lies on. */
typedef struct htsc_clutter_counts {
    uint64_t pixel_count;
    uint64_t fallback_count; /**< of these: no data, a code of no class, or in no file */
    uint32_t file_count;     /**< files read */
} htsc_clutter_counts;

/**
 * Reads the part of a land cover raster that covers `area`, rounded outwards to whole kilometres of the working CRS.
 * `path` is what htsc_terrain_read() takes: a raster, a .vrt over local ones, or a folder of tiles.
 *
 * A pixel that has no data, whose value is the code of no class, or that no file covers is open ground of height 0 with
 * the location variability of the model's rule: the fallback. Its number is counted.
 *
 * @param area         bounds in `working_crs`
 * @param working_crs  metric CRS of the points that will be asked for
 * @param classes      `class_count` classes, at most 255, no code twice; copied. NULL and 0: ESA WorldCover's
 * @param[out] clutter owned by the caller; htsc_clutter_free()
 * @return as htsc_terrain_read(); HTSC_ERR_ARGUMENT too where a class is wrong: the message names its code
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_clutter_read(const char *path, const htsc_box *area, const char *working_crs,
                                                      const htsc_clutter_class *classes, size_t class_count,
                                                      htsc_clutter **clutter, htsc_error *err);
/** NULL is fine. */
HTSC_API void htsc_clutter_free(htsc_clutter *clutter);
/** Borrowed from `clutter`. */
HTSC_API const htsc_clutter_counts *htsc_clutter_get_counts(const htsc_clutter *clutter);
/**
 * Clutter at points: that of the pixel they lie in; the fallback outside the area that was read. Places on the raster
 * are off by less than 0.02 m. A point has the same bits whatever area was asked for. Thread-safe; some 0.1 us a point.
 * @param x_m,y_m  `count` coordinates in the working CRS
 * @param[out] height_m  `count` clutter heights above ground; may be NULL
 * @param[out] sigma_db  `count` location variabilities, NaN: by the model's rule; may be NULL
 * @param[out] fallback  `count` marks, 1 where the fallback was taken, else 0; may be NULL
 */
HTSC_API void htsc_clutter_sample(const htsc_clutter *clutter, size_t count, const double *x_m, const double *y_m,
                                  float *height_m, float *sigma_db, uint8_t *fallback);

#ifdef __cplusplus
}
#endif
#endif
