/** @file population.h  Where people live: weighted points that belong to villages. */
#ifndef HTSCOVER_POPULATION_H
#define HTSCOVER_POPULATION_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/finding.h>
#include <htscover/input.h>
#include <htscover/village.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a point weighs, and where it belongs. */
typedef struct htsc_demand {
    double persons;    /**< >= 0 */
    double households; /**< >= 0 */
    htsc_place place;
} htsc_demand;

/** A population. Fill from one thread; then it may be shared. */
typedef struct htsc_population htsc_population;

/** `villages` must outlive the population. */
HTSC_API HTSC_NODISCARD htsc_status htsc_population_create(const htsc_villages *villages, htsc_population **population,
                                                           htsc_error *err);
HTSC_API void htsc_population_free(htsc_population *population);
/**
 * Reads population points (columns in docs/formats.md). Points outside the commune and every village are reported; with
 * a commune outline they are not counted, without one they count as outside all villages.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_population_read_points(htsc_population *population, const htsc_input *input,
                                                                htsc_findings *findings, htsc_read_counts *counts,
                                                                htsc_error *err);
/**
 * Reads a raster of persons per cell. Each cell's persons are spread evenly over its area; villages and the commune
 * get the exact overlapping shares. Cells are divided until a part is no wider than `sample_m`, each part becoming
 * one weighted point a village it overlaps, placed at the part's centre.
 *
 * @param sample_m               > 0, e.g. the coverage resolution
 * @param persons_per_household  > 0: households = persons / this; NaN: no households
 * @param[out] counts            cells read, kept and without data; may be NULL
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_population_read_raster(htsc_population *population, const htsc_input *input,
                                                                double sample_m, double persons_per_household,
                                                                htsc_findings *findings, htsc_read_counts *counts,
                                                                htsc_error *err);
/**
 * Scales persons and households of each village with a declared total to that total. A factor outside [0.1, 10], or a
 * declared total where nobody was counted, is an error in `findings` and is not applied.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_population_scale_to_declared(htsc_population *population,
                                                                      htsc_findings *findings, htsc_error *err);
HTSC_API size_t htsc_population_count(const htsc_population *population);
/** All points, htsc_population_count() of them: weights, and coordinates in the working CRS. Borrowed. */
HTSC_API const htsc_demand *htsc_population_get(const htsc_population *population);
HTSC_API const double *htsc_population_x_m(const htsc_population *population);
HTSC_API const double *htsc_population_y_m(const htsc_population *population);
/** Factor by which a village's persons were scaled; 1 when not. */
HTSC_API double htsc_population_persons_factor(const htsc_population *population, size_t village);
/** Factor by which a village's households were scaled; 1 when not. */
HTSC_API double htsc_population_households_factor(const htsc_population *population, size_t village);
/** Persons read that lie outside the commune outline and every village, and are not counted. */
HTSC_API double htsc_population_persons_outside(const htsc_population *population);

#ifdef __cplusplus
}
#endif
#endif
