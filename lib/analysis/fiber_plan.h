#ifndef HTSC_ANALYSIS_FIBER_PLAN_H
#define HTSC_ANALYSIS_FIBER_PLAN_H

#include <htscover/fiber_gap.h>

#include "analysis/graph_paths.h"

struct htsc_fiber_gap {
    size_t zone_count, member_count, build_count;
    htsc_fiber_zone *zones;
    uint32_t *members;
    double *corners;
    size_t corner_count, corner_capacity;
    htsc_fiber_build *builds;
    htsc_line_set lines; /* of the two below */
    size_t *first_point;
    double *xy_m;
    size_t line_count, line_capacity, point_count, point_capacity;
};

/* The roads with nodes where members and existing places stand. */
typedef struct htsc__fiber_ground {
    htsc__graph *graph;
    htsc__paths *paths; /* from the existing places, each from its distance off the road; labels are their numbers */
    uint32_t *node;     /* of members, then existing places; UINT32_MAX: off the roads */
    double *off_m;      /* the same order */
} htsc__fiber_ground;

/* Zones with members, sums and outlines; nearest places are left open. */
htsc_status htsc__fiber_cluster(const htsc_fiber_gap_input *input, const htsc_fiber_gap_options *options,
                                htsc_fiber_gap *gap, htsc_error *err);
/* The build-out list; leaves the paths changed. */
htsc_status htsc__fiber_plan(const htsc_fiber_gap_input *input, const htsc_fiber_gap_options *options,
                             htsc__fiber_ground *ground, htsc_fiber_gap *gap, htsc_error *err);

#endif
