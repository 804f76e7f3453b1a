/* One coverage under way: what the two ways of computing it share. */
#ifndef HTSC_ANALYSIS_COVERAGE_RUN_H
#define HTSC_ANALYSIS_COVERAGE_RUN_H

#include <stdatomic.h>

#include "analysis/signals.h"

typedef struct htsc__coverage_run {
    const htsc_coverage_options *options;
    const htsc_sites *sites;
    htsc__masts masts;
    htsc__signals signals;
    size_t count;
    const double *x_m, *y_m;
    size_t left_out_count; /* cells in reach that a sweep cannot compute */
    atomic_ullong pairs, flagged[HTSC_VALIDITY_COUNT];
} htsc__coverage_run;

/* Entry loss by elevation, whole degrees, as a normal; made once a frequency. */
typedef struct htsc__entry {
    double median_db[91], sigma_db[91];
} htsc__entry;
htsc_status htsc__entry_init(htsc__entry *entry, htsc_building building, double freq_mhz, htsc_error *err);
/* Between the degrees; the sign of the elevation does not matter. */
void htsc__entry_get(const htsc__entry *entry, double elevation_deg, double *median_db, double *sigma_db);

/* Losses by the model, pair by pair, for blocks of points. */
htsc_status htsc__coverage_by_pairs(htsc__coverage_run *run, htsc_error *err);
/* Losses by the sweep, mast by mast. */
htsc_status htsc__coverage_by_sweep(htsc__coverage_run *run, htsc_error *err);

#endif
