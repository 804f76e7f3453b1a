#include <htscover/fiber_gap.h>

#include <math.h>

#include "analysis/fiber_plan.h"
#include "analysis/segment.h"
#include "base/error.h"
#include "base/memory.h"
#include "geo/box_index.h"

void htsc_fiber_gap_options_init(htsc_fiber_gap_options *options) {
    *options = (htsc_fiber_gap_options){
        .struct_size = sizeof *options, .link_m = 200, .outline_m = 25, .max_off_road_m = 200, .target_frac = 1};
}

static htsc_status check_options(const htsc_fiber_gap_options *o, htsc_error *err) {
    if (o->struct_size != sizeof *o)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "fibre gap options: struct_size %zu is not %zu", o->struct_size,
                               sizeof *o);
    if (!(o->link_m > 0 && o->link_m <= 10000))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "fibre gap options: link_m %g is outside (0, 10000]", o->link_m);
    if (!(o->outline_m > 0 && o->outline_m <= 1000))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "fibre gap options: outline_m %g is outside (0, 1000]",
                               o->outline_m);
    if (!(o->max_off_road_m >= 0 && o->max_off_road_m <= 10000))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "fibre gap options: max_off_road_m %g is outside [0, 10000]",
                               o->max_off_road_m);
    if (!(o->target_frac > 0 && o->target_frac <= 1))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "fibre gap options: target_frac %g is outside (0, 1]",
                               o->target_frac);
    return HTSC_OK;
}

static htsc_status check_input(const htsc_fiber_gap_input *in, htsc_error *err) {
    if (in->count >= UINT32_MAX || in->existing_count >= UINT32_MAX)
        return htsc__error_set(err, HTSC_ERR_LIMIT, "fibre gap: %zu demand points or %zu places are above 2^32 - 2",
                               in->count, in->existing_count);
    for (size_t i = 0; i < in->count; i++) {
        if (!(fabs(in->x_m[i]) <= 1e9 && fabs(in->y_m[i]) <= 1e9))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "demand point %zu: x_m %g y_m %g is outside [-1e9, 1e9]", i,
                                   in->x_m[i], in->y_m[i]);
        if (!(in->persons[i] >= 0 && in->households[i] >= 0 && isfinite(in->persons[i] + in->households[i])))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "demand point %zu: persons %g households %g is below 0", i,
                                   in->persons[i], in->households[i]);
    }
    for (size_t i = 0; i < in->existing_count; i++)
        if (!isfinite(in->existing_x_m[i]) || !isfinite(in->existing_y_m[i]))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "existing place %zu: x_m %g y_m %g is not finite", i,
                                   in->existing_x_m[i], in->existing_y_m[i]);
    return HTSC_OK;
}

static htsc_status place_all(const htsc_fiber_gap_input *in, const htsc_fiber_gap *gap, const htsc__graph *roads,
                             double max_m, htsc__graph_place *places, htsc_error *err) {
    htsc__graph_index *index = NULL;
    htsc_status status = htsc__graph_index_create(roads, &index, err);
    for (size_t i = 0; i < gap->member_count + in->existing_count && status == HTSC_OK; i++) {
        bool member = i < gap->member_count;
        double x_m = member ? in->x_m[gap->members[i]] : in->existing_x_m[i - gap->member_count];
        double y_m = member ? in->y_m[gap->members[i]] : in->existing_y_m[i - gap->member_count];
        htsc__graph_index_nearest(index, x_m, y_m, max_m, &places[i]);
    }
    htsc__graph_index_free(index);
    return status;
}

static htsc_status make_ground(const htsc_fiber_gap_input *in, const htsc_fiber_gap_options *options,
                               const htsc_fiber_gap *gap, htsc__fiber_ground *ground, htsc_error *err) {
    size_t count = gap->member_count + in->existing_count;
    htsc__graph *roads = NULL;
    htsc__graph_place *places = htsc__alloc(count, sizeof *places);
    ground->node = htsc__alloc(count, sizeof *ground->node);
    ground->off_m = htsc__alloc(count, sizeof *ground->off_m);
    htsc_status status = places == NULL || ground->node == NULL || ground->off_m == NULL
                             ? htsc__error_memory(err, "zones without fibre")
                             : htsc__graph_create(htsc_line_net_lines(in->roads), &roads, err);
    if (status == HTSC_OK) status = place_all(in, gap, roads, options->max_off_road_m, places, err);
    if (status == HTSC_OK) status = htsc__graph_split(roads, count, places, ground->node, &ground->graph, err);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) ground->off_m[i] = places[i].off_m;
    htsc__graph_free(roads);
    htsc__free(places);
    if (status == HTSC_OK) status = htsc__paths_create(ground->graph, &ground->paths, err);
    if (status != HTSC_OK) return status;
    for (size_t i = 0; i < in->existing_count; i++) {
        uint32_t node = ground->node[gap->member_count + i];
        if (node != UINT32_MAX)
            htsc__paths_start(ground->paths, node, ground->off_m[gap->member_count + i], (uint32_t)i);
    }
    for (uint32_t node; htsc__paths_next(ground->paths, HUGE_VAL, &node);) continue;
    return HTSC_OK;
}

static void measure_roads(const htsc__fiber_ground *ground, htsc_fiber_zone *zone) {
    for (size_t m = zone->first_member; m < zone->first_member + zone->member_count; m++) {
        uint32_t node = ground->node[m];
        if (node == UINT32_MAX || isinf(ground->paths->distance_m[node])) continue;
        double distance_m = ground->off_m[m] + ground->paths->distance_m[node];
        if (zone->along_roads != 0 && !(distance_m < zone->distance_m)) continue;
        zone->along_roads = 1;
        zone->distance_m = distance_m;
        zone->nearest = ground->paths->label[node];
    }
}

typedef struct search {
    const htsc_fiber_gap_input *input;
    double x_m, y_m, best_m;
    uint32_t best;
} search;

static void meet(void *ctx, uint32_t number) {
    search *s = ctx;
    double off_m = hypot(s->input->existing_x_m[number] - s->x_m, s->input->existing_y_m[number] - s->y_m);
    if (off_m > s->best_m || (off_m == s->best_m && number >= s->best)) return;
    s->best_m = off_m;
    s->best = number;
}

/* Windows grow until something is found; then they need be no wider than that. */
static htsc_status measure_straight(const htsc_fiber_gap_input *in, const htsc_fiber_gap *gap,
                                    const htsc__box_index *index, htsc__geos *geos, htsc_fiber_zone *zone,
                                    htsc_error *err) {
    htsc_status status = HTSC_OK;
    search s = {.input = in, .best_m = 1000, .best = UINT32_MAX};
    for (size_t m = zone->first_member; m < zone->first_member + zone->member_count; m++) {
        s.x_m = in->x_m[gap->members[m]];
        s.y_m = in->y_m[gap->members[m]];
        do {
            htsc_box box = htsc__point_box(s.x_m, s.y_m, s.best_m);
            status = htsc__box_index_query(index, geos, &box, meet, &s, err);
            if (s.best == UINT32_MAX) s.best_m *= 4;
        } while (status == HTSC_OK && s.best == UINT32_MAX);
        if (status != HTSC_OK) return status;
    }
    zone->nearest = s.best;
    zone->distance_m = s.best_m;
    return HTSC_OK;
}

static htsc_status measure_zones(const htsc_fiber_gap_input *in, const htsc__fiber_ground *ground, htsc_fiber_gap *gap,
                                 htsc_error *err) {
    htsc__box_index *index = NULL;
    htsc__geos *geos = NULL;
    htsc_box *boxes = htsc__alloc(in->existing_count, sizeof *boxes);
    htsc_status status = boxes == NULL ? htsc__error_memory(err, "zones without fibre") : htsc__geos_create(&geos, err);
    for (size_t i = 0; i < in->existing_count && status == HTSC_OK; i++)
        boxes[i] = htsc__point_box(in->existing_x_m[i], in->existing_y_m[i], 0);
    if (status == HTSC_OK) status = htsc__box_index_create(boxes, in->existing_count, &index, err);
    for (size_t z = 0; z < gap->zone_count && status == HTSC_OK; z++) {
        htsc_fiber_zone *zone = &gap->zones[z];
        zone->nearest = UINT32_MAX;
        zone->distance_m = (double)NAN;
        if (in->roads != NULL) measure_roads(ground, zone);
        if (zone->along_roads == 0 && in->existing_count > 0)
            status = measure_straight(in, gap, index, geos, zone, err);
    }
    htsc__box_index_free(index);
    htsc__geos_free(geos);
    htsc__free(boxes);
    return status;
}

htsc_status htsc_fiber_gap_create(const htsc_fiber_gap_input *input, const htsc_fiber_gap_options *options,
                                  htsc_fiber_gap **gap, htsc_error *err) {
    htsc__fiber_ground ground = {NULL, NULL, NULL, NULL};
    *gap = NULL;
    htsc_status status = check_options(options, err);
    if (status == HTSC_OK) status = check_input(input, err);
    if (status != HTSC_OK) return status;
    htsc_fiber_gap *made = htsc__alloc(1, sizeof *made);
    if (made == NULL) return htsc__error_memory(err, "zones without fibre");
    status =
        htsc__grow(&made->first_point, &made->line_capacity, 1, sizeof *made->first_point, "a build-out list", err);
    if (status == HTSC_OK) {
        made->first_point[0] = 0;
        status = htsc__fiber_cluster(input, options, made, err);
    }
    if (status == HTSC_OK && input->roads != NULL) status = make_ground(input, options, made, &ground, err);
    if (status == HTSC_OK) status = measure_zones(input, &ground, made, err);
    if (status == HTSC_OK && input->roads != NULL) status = htsc__fiber_plan(input, options, &ground, made, err);
    htsc__graph_free(ground.graph);
    htsc__paths_free(ground.paths);
    htsc__free(ground.node);
    htsc__free(ground.off_m);
    if (status != HTSC_OK) {
        htsc_fiber_gap_free(made);
        return status;
    }
    made->lines = (htsc_line_set){made->line_count, made->first_point, made->xy_m, NULL};
    *gap = made;
    return HTSC_OK;
}

void htsc_fiber_gap_free(htsc_fiber_gap *gap) {
    if (gap == NULL) return;
    htsc__free(gap->zones);
    htsc__free(gap->members);
    htsc__free(gap->corners);
    htsc__free(gap->builds);
    htsc__free(gap->first_point);
    htsc__free(gap->xy_m);
    htsc__free(gap);
}

size_t htsc_fiber_gap_zone_count(const htsc_fiber_gap *gap) {
    return gap->zone_count;
}

const htsc_fiber_zone *htsc_fiber_gap_get_zone(const htsc_fiber_gap *gap, size_t index) {
    return &gap->zones[index];
}

const uint32_t *htsc_fiber_gap_members(const htsc_fiber_gap *gap) {
    return gap->members;
}

const double *htsc_fiber_gap_corners(const htsc_fiber_gap *gap) {
    return gap->corners;
}

size_t htsc_fiber_gap_build_count(const htsc_fiber_gap *gap) {
    return gap->build_count;
}

const htsc_fiber_build *htsc_fiber_gap_get_build(const htsc_fiber_gap *gap, size_t index) {
    return &gap->builds[index];
}

const htsc_line_set *htsc_fiber_gap_lines(const htsc_fiber_gap *gap) {
    return &gap->lines;
}
