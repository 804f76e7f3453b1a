#ifndef HTSC_REPORT_RESULTS_H
#define HTSC_REPORT_RESULTS_H

#include <stdbool.h>

#include <htscover/clutter.h>
#include <htscover/coverage.h>
#include <htscover/fiber.h>
#include <htscover/fiber_gap.h>
#include <htscover/fiber_reach.h>
#include <htscover/line_net.h>
#include <htscover/population.h>
#include <htscover/project.h>
#include <htscover/ratio.h>
#include <htscover/reach.h>
#include <htscover/report.h>
#include <htscover/roads.h>
#include <htscover/site.h>
#include <htscover/subscription.h>
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

enum { HTSC__REASON_COUNT = HTSC_FIBER_TOO_SLOW + 1 };

/* Routes of one operator: as declared, and made into a network. */
typedef struct htsc__cables {
    uint32_t *routes; /* number of each line's route in the fibre network */
    size_t *first_point;
    double *xy_m;
    htsc_line_set lines;
    htsc_line_net *net; /* NULL where there is no route */
} htsc__cables;

/* Where a network can be extended. */
typedef struct htsc__fiber_end {
    const char *id; /* of the access point, route or OLT */
    uint32_t operator_index;
} htsc__fiber_end;

/* All about fibre but the ratios that are counted as others are. */
typedef struct htsc__fiber_results {
    htsc_fiber_reach_options options;
    htsc_line_net_options cable_options;
    htsc_fiber_gap_options gap_options;
    htsc__cables *cables;                     /* one an operator */
    htsc_line_net *roads;                     /* NULL without roads */
    htsc_fiber_reach_point **points;          /* operator_count + 1; the last is the union */
    uint32_t *serving_operator;               /* of the union */
    htsc_ratio **reasons[HTSC__REASON_COUNT]; /* class 1: those of that reason */
    double *households;
    htsc__fiber_end *ends;
    double *end_x_m, *end_y_m;
    size_t end_count, end_capacity, x_capacity, y_capacity;
    htsc_fiber_gap *gap;
    uint32_t *ranked;  /* zones that are listed, the one with most households first */
    uint32_t *rank;    /* of every zone; 0: not listed */
    uint32_t *village; /* of every zone: with most of its households; HTSC_NO_VILLAGE: most are in none */
    size_t ranked_count;
} htsc__fiber_results;

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
    htsc_roads *roads;
    htsc_subscriptions *subscriptions; /* NULL where the project has none */
    htsc_terrain *terrain;
    htsc_clutter *clutter;
    htsc_study *study;
    htsc_coverage *people, *pixels; /* signals at the population points, and at the pixels of the study */
    size_t operator_count;
    htsc__technology_ratios technologies[HTSC_TECHNOLOGY_COUNT];
    size_t technology_count;
    htsc__question *questions;
    size_t question_count, question_capacity;
    htsc_ratio **reach;                 /* operator_count + 1, or NULL where the project has no fibre input */
    htsc__fiber_results *fiber_results; /* as reach */
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

/* What was done to a route, as tables and keys have it, e.g. "end_to_line". */
const char *htsc__change_stem(htsc_line_change_kind kind);
/* A reason as columns and keys have it, e.g. "too_far". */
const char *htsc__reason_stem(htsc_fiber_reason reason);
/* Households of a region that subscribe, of an operator or (operator_count) all; NaN for `outside`, and where nothing
 * is declared. */
double htsc__used_households(const htsc__results *x, size_t region, size_t operator_index);
/* Code or name of the village of a zone without fibre; "" where it is in none. */
const char *htsc__fiber_zone_village(const htsc__results *x, uint32_t zone, bool name);

/* Fills the scores from what was counted and declared. */
void htsc__scoreboard(htsc__results *results);

#endif
