/** @file sweep.h  Recommendation ITU-R P.1812-8 over terrain, for many receivers of a mast at once. */
#ifndef HTSCOVER_SWEEP_H
#define HTSCOVER_SWEEP_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/clutter.h>
#include <htscover/error.h>
#include <htscover/p1812.h>
#include <htscover/progress.h>
#include <htscover/propagation.h>
#include <htscover/terrain.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * How profiles are made and the method is set. A receiver's profile runs along the nearest of the mast's radials:
 * points of ground every step_m, the last of them half a step or more before the receiver, and the receiver at its own
 * distance and height. Radials are evenly spread, no farther apart than step_m at max_radius_m; so the profile passes
 * within half a step of the straight one, and what it gives is htsc_p1812_loss() of that very profile.
 *
 * Clutter ends receiver_gap_m before the receiver, for P.1812 leaves out what stands around a terminal and does not say
 * how far: points nearer have bare ground. Where it ends the profile has a point of its own, whose ground is on the
 * chord between its neighbours and whose clutter is that of the nearest point of the radial that is not beyond the
 * receiver (none where that is the mast's). So step_m does not decide where clutter ends. Receivers nearer to the mast
 * than receiver_gap_m have no clutter before them.
 */
typedef struct htsc_sweep_options {
    size_t struct_size;
    const htsc_terrain *terrain;    /**< needed; must reach max_radius_m around the masts */
    const htsc_clutter *clutter;    /**< NULL: none */
    double max_radius_m;            /**< receivers beyond hear nothing, [250, 100000]; 10000 */
    double step_m;                  /**< [5, 500]; 30 */
    double time_pct;                /**< [1, 50]; 50. Below 50 every profile is gone over: some thirty times slower */
    double delta_n;                 /**< as in htsc_p1812_options; 45 */
    double n0;                      /**< 325 */
    double mid_latitude_deg;        /**< 20 */
    htsc_polarization polarization; /**< vertical */
    double location_sigma_db;       /**< [0, 50] or HTSC_P1812_SIGMA_AUTO (default); a class of the clutter that has a
                                         variability of its own goes before it */
    double location_resolution_m;   /**< width of the square of the automatic variability, [1, 10000]; 100 */
    bool terminal_clutter;          /**< P.2108 at the receiver; not with `clutter`; false */
    double receiver_gap_m;          /**< without clutter before a receiver, [1, 1000]; 30. Coverage hangs on it */
} htsc_sweep_options;

/** The defaults named at each field. */
HTSC_API void htsc_sweep_options_init(htsc_sweep_options *options);

/** @return HTSC_ERR_ARGUMENT naming the field that is outside its range, or the pair that excludes each other */
HTSC_API HTSC_NODISCARD htsc_status htsc_sweep_options_check(const htsc_sweep_options *options, htsc_error *err);

/**
 * Basic transmission loss from one place to many, median over time (or time_pct) and places.
 * Inland paths only. Bits depend on mast and receiver alone: not on the other receivers, their order or `jobs`.
 * Cost: some hundred nanoseconds a receiver and about a tenth of that for each further frequency.
 *
 * @param masts        `mast_count` of one x_m, y_m, by height and then frequency they share what can be shared;
 *                     ground_amsl_m, one for all, is looked up where it is NaN
 * @param height_agl_m of all receivers, [1, 3000]
 * @param x_m,y_m      `count` receivers in the terrain's working CRS
 * @param jobs         threads; 0: all
 * @param[out] loss_db mast after mast, `count` each; NaN beyond max_radius_m and where the receiver has no ground
 * height
 * @return HTSC_ERR_ARGUMENT for options, heights and frequencies outside P.1812's ranges, masts of more than one place
 *         or ground height, and a mast without ground height
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_sweep_losses(const htsc_sweep_options *options, size_t mast_count,
                                                      const htsc_mast *masts, double height_agl_m, size_t count,
                                                      const double *x_m, const double *y_m, int jobs, float *loss_db,
                                                      htsc_error *err);

#ifdef __cplusplus
}
#endif
#endif
