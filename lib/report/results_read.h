/* Reading for a run: private to results*.c. */
#ifndef HTSC_REPORT_RESULTS_READ_H
#define HTSC_REPORT_RESULTS_READ_H

#include "report/results.h"

typedef struct htsc__reading {
    htsc__results *results;
    const htsc_progress *progress;
    size_t done, total;
} htsc__reading;

/* Notes an input file: its name, checksum and size. `name` must live as long as the results. */
htsc_status htsc__note_source(htsc__results *x, const char *role, const char *name, const char *path,
                              htsc__source **source, htsc_error *err);

/* Before anything is read: the findings, technologies and the model of the project. */
htsc_status htsc__results_begin(htsc__results *x, htsc_error *err);
htsc_status htsc__results_model(htsc__results *results, htsc_error *err);
/* In this order; population and fibre may be left out. Sites read their antenna patterns first. */
htsc_status htsc__results_villages(htsc__reading *reading, htsc_error *err);
htsc_status htsc__results_population(htsc__reading *reading, htsc_error *err);
htsc_status htsc__results_sites(htsc__reading *reading, htsc_error *err);
htsc_status htsc__results_fiber(htsc__reading *reading, htsc_error *err);
/* Roads and subscriptions, where the project has them. */
htsc_status htsc__results_roads(htsc__reading *reading, htsc_error *err);
htsc_status htsc__results_subscriptions(htsc__reading *reading, htsc_error *err);
/* Computes and counts reach; then, after everything else, the zones without it. Nothing without a fibre input. */
htsc_status htsc__results_reach(htsc__results *x, const htsc_report_options *run, htsc_error *err);
htsc_status htsc__results_fiber_gap(htsc__results *x, htsc_error *err);
void htsc__fiber_results_free(htsc__fiber_results *f, size_t operator_count);
/* Tells where more households subscribe than can be reached. */
htsc_status htsc__tell_use_above_reach(htsc__results *x, htsc_error *err);
/* Degrees around the villages beyond which a position is a mistake. */
htsc_status htsc__results_near_box(const htsc__results *x, htsc_box *lonlat, htsc_error *err);
/* Antenna patterns, before the sites that name them. */
htsc_status htsc__results_antennas(htsc__results *results, htsc_error *err);
/* Terrain and land cover under a box of the working CRS, where the project has them; then the sweep's options. */
htsc_status htsc__results_terrain(htsc__reading *reading, const htsc_box *box, htsc_error *err);
/* The same under the study area and the masts that reach it, after the sites; what has no height is told. */
htsc_status htsc__results_ground(htsc__reading *reading, htsc_error *err);
void htsc__results_coverage_options(htsc__results *results, const htsc_report_options *run,
                                    htsc_coverage_options *options);

#endif
