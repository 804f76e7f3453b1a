/* One place with masts, swept: receivers are dealt to its radials and handed on in batches with their losses. */
#ifndef HTSC_ANALYSIS_SWEEP_H
#define HTSC_ANALYSIS_SWEEP_H

#include <math.h>
#include <stdbool.h>

#include <htscover/grid.h>
#include <htscover/sweep.h>

#include "radio/p1812_median.h"

/* Receivers, with what does not depend on masts. */
typedef struct htsc__receivers {
    size_t count;
    const double *x_m, *y_m;
    double height_agl_m;
    float *ground_amsl_m; /* NaN: unknown */
    float *clutter_m;     /* NULL: no clutter */
    float *sigma_db;      /* of the clutter's class, NaN where it has none; NULL: no clutter */
    htsc_box *boxes;      /* of each HTSC__RECEIVERS_BOXED in order */
} htsc__receivers;
#define HTSC__RECEIVERS_BOXED 1024

htsc_status htsc__receivers_init(htsc__receivers *receivers, const htsc_sweep_options *options, double height_agl_m,
                                 size_t count, const double *x_m, const double *y_m, int jobs, htsc_error *err);
void htsc__receivers_clear(htsc__receivers *receivers);

/* One antenna height and frequency at the place. */
typedef struct htsc__sweep_band {
    double antenna_height_agl_m;
    htsc__p1812_band band;
} htsc__sweep_band;

/* A place; bands come by height. */
typedef struct htsc__sweep_place {
    double x_m, y_m, ground_amsl_m;
    size_t band_count;
    const htsc__sweep_band *bands;
} htsc__sweep_place;

/* Receivers of one radial and their losses in one band. */
typedef struct htsc__sweep_batch {
    size_t count;
    size_t band;
    const uint32_t *receivers;
    const double *d_km;
    const double *bearing_rad;   /* from north, clockwise, (-pi, pi] */
    const double *elevation_rad; /* of the receiver as the antenna sees it */
    const double *loss_db;       /* time_pct, half the places */
    size_t unknown_ground_count; /* receivers whose profile has heights that are not known and are held over */
} htsc__sweep_batch;

/* How many radials a place has. */
static inline size_t htsc__sweep_radial_count(const htsc_sweep_options *options) {
    return (size_t)ceil(2 * M_PI * options->max_radius_m / options->step_m);
}

/* The radial nearest to a bearing within (-pi, pi]. */
static inline uint32_t htsc__sweep_radial(double bearing_rad, size_t radial_count) {
    const double turn = bearing_rad / (2 * M_PI / (double)radial_count);
    const double index = rint(turn < 0 ? turn + (double)radial_count : turn);
    return index < (double)radial_count ? (uint32_t)index : 0;
}

/* Called from several threads; a receiver is in one batch a band. */
typedef htsc_status (*htsc__sweep_fn)(void *ctx, const htsc__sweep_batch *batch, htsc_error *err);

/* Fills a band for a frequency and height; options are checked. */
htsc_status htsc__sweep_band_init(htsc__sweep_band *band, const htsc_sweep_options *options, double freq_mhz,
                                  double antenna_height_agl_m, double receiver_height_agl_m, htsc_error *err);

htsc_status htsc__sweep(const htsc_sweep_options *options, const htsc__receivers *receivers,
                        const htsc__sweep_place *place, int jobs, htsc__sweep_fn listen, void *ctx, htsc_error *err);

/* Somebody may be within reach of the place. */
bool htsc__sweep_is_heard(const htsc_sweep_options *options, const htsc__receivers *receivers, double x_m, double y_m);

/* Standard deviation over places of a receiver, from that of one below its clutter in the band. */
double htsc__sweep_sigma_db(const htsc_sweep_options *options, const htsc__receivers *receivers, size_t receiver,
                            double below_clutter_db);

/* The profile of one receiver, for those who want to see it: what htsc__sweep() goes over. */
typedef struct htsc__profile {
    size_t count;         /* the receiver last */
    size_t unknown_count; /* points between without ground height: that of the point before is held */
    double *distance_km, *ground_amsl_m, *clutter_m; /* clutter 0 without land cover and in the receiver's gap */
    double bearing_deg;                              /* of the line it runs along, [0, 360) */
} htsc__profile;

/* Along the nearest radial, or straight to the receiver. The options are checked, the receiver has a ground height.
 * All zero is an empty profile. */
htsc_status htsc__profile_create(htsc__profile *profile, const htsc_sweep_options *options,
                                 const htsc__sweep_place *place, const htsc__receivers *receivers, size_t receiver,
                                 bool straight, htsc_error *err);
void htsc__profile_clear(htsc__profile *profile);

#endif
