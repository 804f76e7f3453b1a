/** @file fiber_gap.h  Zones without fibre, and in which order to build towards them. */
#ifndef HTSCOVER_FIBER_GAP_H
#define HTSCOVER_FIBER_GAP_H

#include <stddef.h>
#include <stdint.h>

#include <htscover/error.h>
#include <htscover/line_net.h>
#include <htscover/progress.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Parameters; metres of the working CRS. */
typedef struct htsc_fiber_gap_options {
    size_t struct_size;
    double link_m;         /**< (0, 10000]; unreached points no farther apart are of one zone; 200 */
    double outline_m;      /**< (0, 1000]; an outline keeps this far from its points; 25 */
    double max_off_road_m; /**< [0, 10000]; from a point to the road it uses; 200 */
    double target_frac;    /**< (0, 1]; building stops once so many of all households are reached; 1 */
    const htsc_progress *progress;
} htsc_fiber_gap_options;

HTSC_API void htsc_fiber_gap_options_init(htsc_fiber_gap_options *options);

/** Who is reached, and what is there. Borrowed arrays. */
typedef struct htsc_fiber_gap_input {
    size_t count;                              /**< of demand points */
    const double *x_m, *y_m;                   /**< finite */
    const double *persons, *households;        /**< >= 0 */
    const uint8_t *reached;                    /**< not 0: has fibre */
    const htsc_line_net *roads;                /**< NULL: nothing can be built, distances are straight */
    size_t existing_count;                     /**< places where the network can be extended */
    const double *existing_x_m, *existing_y_m; /**< finite */
} htsc_fiber_gap_input;

/** A zone without fibre. Zones are numbered by their lowest point. */
typedef struct htsc_fiber_zone {
    size_t first_member, member_count; /**< of htsc_fiber_gap_members() */
    size_t first_corner, corner_count; /**< of htsc_fiber_gap_corners(): convex, anticlockwise, not closed */
    double persons, households;
    uint32_t nearest;  /**< existing place; UINT32_MAX where there is none at all */
    int along_roads;   /**< not 0: distance_m is along roads, from the zone's nearest point; else straight */
    double distance_m; /**< to `nearest`; NaN where there is none */
} htsc_fiber_zone;

/** A step of the build-out list, in the order of building. */
typedef struct htsc_fiber_build {
    uint32_t zone;
    size_t first_line, line_count; /**< of htsc_fiber_gap_lines(): what is built in this step */
    double length_m;               /**< along roads and from the existing places to the road; drops are not in it */
    double households;             /**< of the points that the step serves: those a road leads to */
    double households_per_km;      /**< a length below 1 m counts as 1 m */
    double cumulative_length_m, cumulative_households;
    double cumulative_frac; /**< of all households, with those reached before; 0 where there are no households */
} htsc_fiber_build;

/** Zones and the build-out list. Immutable. */
typedef struct htsc_fiber_gap htsc_fiber_gap;

/**
 * Zones are the groups in which every point is within link_m of another (single linkage). A zone is built to along the
 * shortest ways from what exists or was built before; the ways of its points form a tree. The zone with most households
 * a kilometre comes next, of equal ones the lower; then all lengths are taken anew. Zones without households, or to
 * which no road leads, are in no step. Deterministic.
 */
HTSC_API HTSC_NODISCARD htsc_status htsc_fiber_gap_create(const htsc_fiber_gap_input *input,
                                                          const htsc_fiber_gap_options *options, htsc_fiber_gap **gap,
                                                          htsc_error *err);
HTSC_API void htsc_fiber_gap_free(htsc_fiber_gap *gap);
HTSC_API size_t htsc_fiber_gap_zone_count(const htsc_fiber_gap *gap);
/** Borrowed, as all below. */
HTSC_API const htsc_fiber_zone *htsc_fiber_gap_get_zone(const htsc_fiber_gap *gap, size_t index);
/** Demand points, ascending within each zone. */
HTSC_API const uint32_t *htsc_fiber_gap_members(const htsc_fiber_gap *gap);
/** x, y pairs. */
HTSC_API const double *htsc_fiber_gap_corners(const htsc_fiber_gap *gap);
HTSC_API size_t htsc_fiber_gap_build_count(const htsc_fiber_gap *gap);
HTSC_API const htsc_fiber_build *htsc_fiber_gap_get_build(const htsc_fiber_gap *gap, size_t index);
HTSC_API const htsc_line_set *htsc_fiber_gap_lines(const htsc_fiber_gap *gap);

#ifdef __cplusplus
}
#endif
#endif
