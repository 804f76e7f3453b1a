#ifndef HTSC_RADIO_TR38901_H
#define HTSC_RADIO_TR38901_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/propagation.h>

/* Losses computed at a time by htsc__tr38901_losses(). */
enum { HTSC__TR38901_BATCH = 128 };

/* Distances of TR 38.901, table 7.4.1-1: all start at 10 m; NLOS, which always has weight, ends at 5 km. */
#define HTSC__TR38901_SHORTEST_M 10.0
#define HTSC__TR38901_LONGEST_M 5000.0

/* All three scenarios, for one frequency and two heights, as functions of distance alone:
 *   PL1  = near_db + near_slope_db log10(d3D) + near_db_per_m d3D        d2D <= break_m
 *   PL2  = far_db + 40 log10(d3D)                                        beyond
 *   PL'  = nlos_db + nlos_slope_db log10(d3D), and at least the LOS loss
 *   P    = (s + exp(-(d2D - offset_m) / decay_m) (1 - s)) (1 + tall (d2D / 100)^3 exp(-d2D / 150)), s = share_m / d2D,
 *          and at most 1: that covers the first metres, and UMa just beyond 18 m, where tall receivers exceed it */
typedef struct htsc__tr38901_curve {
    double height_difference_m;
    double break_m;
    double near_db, near_slope_db, near_db_per_m;
    double far_db;
    double nlos_db, nlos_slope_db;
    double near_sigma_db, far_sigma_db, nlos_sigma_db;
    double offset_m, share_m, decay_m, tall;
    double bound_at_1m_db; /* losses are held up to this + 20 log10(d3D); -INFINITY: no bound */
    uint32_t validity;     /* bits that hold at every distance */
} htsc__tr38901_curve;

/* Copies what the caller's struct_size holds, fills the rest with defaults and checks the ranges. */
htsc_status htsc__tr38901_options_read(const htsc_tr38901_options *given, htsc_tr38901_options *options,
                                       htsc_error *err);

/* Heights and frequency above 0 and finite. No free-space bound is set. */
void htsc__tr38901_curve_init(const htsc_tr38901_options *options, double freq_mhz, double tx_height_agl_m,
                              double rx_height_agl_m, htsc__tr38901_curve *curve);

/* At most HTSC__TR38901_BATCH horizontal distances. A loss depends on its distance alone, not on its neighbours. */
void htsc__tr38901_losses(const htsc__tr38901_curve *curve, const double *distance_m, size_t count, htsc_loss *losses);

#endif
