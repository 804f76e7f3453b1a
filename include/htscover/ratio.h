/** @file ratio.h  Persons and households by class, for every village, the commune and what lies outside. */
#ifndef HTSCOVER_RATIO_H
#define HTSCOVER_RATIO_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/coverage.h>
#include <htscover/error.h>
#include <htscover/fiber_reach.h>
#include <htscover/population.h>
#include <htscover/reach.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Number of classes of one question: none, weak, good; or not reached, reached, reached with more than 1 Gb/s. */
#define HTSC_CLASS_COUNT 3

/** Persons and households of a region by class, and expected ones. */
typedef struct htsc_tally {
    double persons[HTSC_CLASS_COUNT];
    double households[HTSC_CLASS_COUNT];
    double expected_persons; /**< sum of persons x probability of being covered; of reach, those reached */
    double expected_households;
} htsc_tally;

/** All of a region: the denominator. */
HTSC_API double htsc_tally_persons(const htsc_tally *tally);
HTSC_API double htsc_tally_households(const htsc_tally *tally);
/** Those in the classes from `from` up. */
HTSC_API double htsc_tally_persons_from(const htsc_tally *tally, int from);
HTSC_API double htsc_tally_households_from(const htsc_tally *tally, int from);

/** Regions after the villages: region indices of a count over `n` villages. */
#define HTSC_REGION_OUTSIDE(n) (n)       /**< in no village */
#define HTSC_REGION_COMMUNE(n) ((n) + 1) /**< inside the commune's outline; without one, in a village */
#define HTSC_REGION_TOTAL(n) ((n) + 2)   /**< villages + outside: everything that is counted */
#define HTSC_REGION_COUNT(n) ((n) + 3)

/** Counts of one question by one operator (or any). Villages + outside = total, class by class. */
typedef struct htsc_ratio htsc_ratio;

/** Counts the levels of a layer. `coverage` must be of the population's points, in their order. */
HTSC_API HTSC_NODISCARD htsc_status htsc_ratio_count_coverage(const htsc_population *population, size_t village_count,
                                                              const htsc_coverage *coverage, htsc_technology technology,
                                                              uint32_t operator_index, htsc_ratio **ratio,
                                                              htsc_error *err);
/** Counts who is covered indoors: class 1, else 0. `coverage` must have been computed with a building. */
HTSC_API HTSC_NODISCARD htsc_status htsc_ratio_count_indoor(const htsc_population *population, size_t village_count,
                                                            const htsc_coverage *coverage, htsc_technology technology,
                                                            uint32_t operator_index, htsc_ratio **ratio,
                                                            htsc_error *err);
/** Counts who is covered (weak or good) and gets at least that rate: class 1, else 0. Expected is as counted. */
HTSC_API HTSC_NODISCARD htsc_status htsc_ratio_count_rate(const htsc_population *population, size_t village_count,
                                                          const htsc_coverage *coverage, htsc_technology technology,
                                                          uint32_t operator_index, double at_least_mbps,
                                                          htsc_ratio **ratio, htsc_error *err);
/** Counts the reach of an operator. `reach` must be of the population's points, in their order. */
HTSC_API HTSC_NODISCARD htsc_status htsc_ratio_count_reach(const htsc_population *population, size_t village_count,
                                                           const htsc_reach *reach, uint32_t operator_index,
                                                           htsc_ratio **ratio, htsc_error *err);
/** Counts the reach of an operator, or of any. `points` are of the population's points, in their order. */
HTSC_API HTSC_NODISCARD htsc_status htsc_ratio_count_fiber(const htsc_population *population, size_t village_count,
                                                           const htsc_fiber_reach_point *points, htsc_ratio **ratio,
                                                           htsc_error *err);
/** Counts whose reason is `reason`: class 1, else 0. Class 1 of all reasons together is everybody. */
HTSC_API HTSC_NODISCARD htsc_status htsc_ratio_count_fiber_reason(const htsc_population *population,
                                                                  size_t village_count,
                                                                  const htsc_fiber_reach_point *points,
                                                                  htsc_fiber_reason reason, htsc_ratio **ratio,
                                                                  htsc_error *err);
HTSC_API void htsc_ratio_free(htsc_ratio *ratio);
/** Tally of a region, below HTSC_REGION_COUNT(villages). Borrowed. */
HTSC_API const htsc_tally *htsc_ratio_get(const htsc_ratio *ratio, size_t region);
/**
 * The operator that covers most persons of a region (UN SDG indicator 9.c.1 reports that maximum); the first when
 * equal, `count` where none covers anybody.
 * @param ratios  one an operator, `count` > 0
 */
HTSC_API uint32_t htsc_ratio_max_operator(const htsc_ratio *const *ratios, size_t count, size_t region);

#ifdef __cplusplus
}
#endif
#endif
