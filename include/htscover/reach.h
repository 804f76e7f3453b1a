/** @file reach.h  Which households a fibre network can reach, and which with more than 1 Gb/s. */
#ifndef HTSCOVER_REACH_H
#define HTSCOVER_REACH_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/coverage.h>
#include <htscover/error.h>
#include <htscover/fiber.h>
#include <htscover/progress.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Classes of a household. Each includes the ones below it. */
typedef enum htsc_reach_class {
    HTSC_REACH_NONE = 0,
    HTSC_REACH_FIBER = 1,  /**< within the drop length of a network */
    HTSC_REACH_GIGABIT = 2 /**< of one whose technology and offer both exceed the gigabit speed */
} htsc_reach_class;

/** Reach of one operator (or of any) at one point. */
typedef struct htsc_reach_point {
    uint8_t reach_class; /**< htsc_reach_class */
    float distance_m;    /**< to the nearest access point or route within the drop length; NaN where there is none */
} htsc_reach_point;

/** How reach is computed. */
typedef struct htsc_reach_options {
    size_t struct_size;
    double max_drop_m;   /**< > 0; straight line in the working CRS; 300 */
    double gigabit_mbps; /**< > 0; speeds above this count; 1000 */
    int jobs;            /**< threads; 0: all */
    const htsc_progress *progress;
} htsc_reach_options;

HTSC_API void htsc_reach_options_init(htsc_reach_options *options);

/** Reach at a set of points. Immutable; may be shared between threads. */
typedef struct htsc_reach htsc_reach;

/**
 * Straight-line reach: to the nearest access point of an operator, or of its routes where it sent no
 * access point at all. The same bytes for any number of jobs. `fiber` must outlive the result.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_reach_create(const htsc_fiber *fiber, const htsc_reach_options *options,
                                                      size_t count, const double *x_m, const double *y_m,
                                                      htsc_reach **reach, htsc_error *err);
HTSC_API void htsc_reach_free(htsc_reach *reach);
HTSC_API size_t htsc_reach_count(const htsc_reach *reach);
/** One point's reach by an operator of the fibre network, or HTSC_UNION. Borrowed; htsc_reach_count() of them. */
HTSC_API const htsc_reach_point *htsc_reach_get(const htsc_reach *reach, uint32_t operator_index);

#ifdef __cplusplus
}
#endif
#endif
