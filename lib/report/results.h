#ifndef HTSC_REPORT_RESULTS_H
#define HTSC_REPORT_RESULTS_H

#include <htscover/clutter.h>
#include <htscover/coverage.h>
#include <htscover/fiber.h>
#include <htscover/population.h>
#include <htscover/project.h>
#include <htscover/ratio.h>
#include <htscover/reach.h>
#include <htscover/report.h>
#include <htscover/site.h>
#include <htscover/terrain.h>
#include <htscover/village.h>
#include <htscover/zone.h>

/* All that one run read and computed; writers only look at it. */

/* An input file as it was found. */
typedef struct htsc__source {
    const char *role;
    const char *name; /* as the project writes it */
    char sha256[65];
    uint64_t bytes;
    htsc_read_counts counts;
} htsc__source;

/* Counts of one technology: each operator of the project, then any. */
typedef struct htsc__technology_ratios {
    htsc_technology technology;
    const htsc_project_technology *settings;
    htsc_ratio **ratios; /* operator_count + 1; the last is the union */
    htsc_zones *zones;
} htsc__technology_ratios;

/* A further question about a technology: indoors, or a rate. Class 1 is yes. */
typedef struct htsc__question {
    char name[64]; /* e.g. "5G_indoor", "5G_100mbps" */
    htsc_ratio **ratios;
} htsc__question;

typedef struct htsc__results {
    const htsc_project *project;
    htsc_model_storage model_storage;
    htsc_propagation_model model; /* of a sweep only name, source and distance */
    htsc_sweep_options sweep;     /* where the project's model is P.1812 */
    htsc_building building;
    htsc_rate_options rate;
    htsc_sinr_options sinr;
    htsc_site_pattern *patterns;
    htsc_antenna_pattern **owned_patterns;
    size_t pattern_count;
    htsc_findings *findings;
    htsc__source *sources;
    size_t source_count, source_capacity;
    htsc_villages *villages;
    htsc_population *population;
    htsc_sites *sites;
    htsc_fiber *fiber;
    htsc_terrain *terrain;
    htsc_clutter *clutter;
    htsc_study *study;
    size_t operator_count;
    htsc__technology_ratios technologies[HTSC_TECHNOLOGY_COUNT];
    size_t technology_count;
    htsc__question *questions;
    size_t question_count, question_capacity;
    htsc_ratio **reach; /* operator_count + 1, or NULL where the project has no fibre input */
    double persons_beyond_outline, households_beyond_outline; /* of villages, outside the commune */
    size_t heard_count, silent_count, left_out_count;
    uint64_t pair_count, flagged[HTSC_VALIDITY_COUNT];
    htsc_score scores[HTSC_TARGET_COUNT];
} htsc__results;

htsc_status htsc__results_create(const htsc_project *project, const htsc_report_options *options,
                                 htsc__results **results, htsc_error *err);
void htsc__results_free(htsc__results *results);

/* What a row of counts is called. */
const char *htsc__region_code(const htsc__results *results, size_t region);
const char *htsc__region_name(const htsc__results *results, size_t region);
/* "" for the index after the last: nobody. */
const char *htsc__operator_name(const htsc__results *results, uint32_t operator_index);
/* 100 * part / whole; NaN where whole is 0. */
double htsc__pct(double part, double whole);

/* Fills the scores from what was counted and declared. */
void htsc__scoreboard(htsc__results *results);

#endif
