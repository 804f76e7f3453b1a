/* In which order to build, greedily. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/fiber_plan.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"

/* What building to a zone would take now. */
typedef struct offer {
    double length_m, households, households_per_km;
    bool open; /* not built yet */
} offer;

typedef struct planner {
    const htsc_fiber_gap_input *input;
    htsc__fiber_ground *ground;
    htsc_fiber_gap *gap;
    offer *offers;
    uint32_t *winner; /* a tree of matches: zone z is at leaf_count + z, the best of all at 1 */
    size_t leaf_count;
    uint32_t *zone_of;  /* of every member */
    size_t *first_here; /* of every node, and one more: members that stand there */
    uint32_t *here;
    uint32_t *stamp, turn; /* of every node: the last walk that passed */
    uint32_t *stale;       /* zones to be looked at again */
    size_t stale_count;
    bool *is_stale;
} planner;

/* Adds a straight piece to the open line, which starts with its first point. */
static htsc_status add_point(htsc_fiber_gap *gap, const double *xy, htsc_error *err) {
    htsc_status status = htsc__grow(&gap->xy_m, &gap->point_capacity, gap->point_count + 1, 2 * sizeof *gap->xy_m,
                                    "a build-out list", err);
    if (status == HTSC_OK) memcpy(gap->xy_m + 2 * gap->point_count++, xy, 2 * sizeof *xy);
    return status;
}

static htsc_status close_line(htsc_fiber_gap *gap, htsc_error *err) {
    htsc_status status = htsc__grow(&gap->first_point, &gap->line_capacity, gap->line_count + 2,
                                    sizeof *gap->first_point, "a build-out list", err);
    if (status == HTSC_OK) gap->first_point[++gap->line_count] = gap->point_count;
    return status;
}

/* The points of an edge from this node on, without the first. */
static htsc_status add_edge(htsc_fiber_gap *gap, const htsc__graph *g, uint32_t edge, uint32_t node, htsc_error *err) {
    size_t first = g->first_point[edge], last = g->first_point[edge + 1] - 1;
    htsc_status status = HTSC_OK;
    for (size_t k = 1; k <= last - first && status == HTSC_OK; k++)
        status = add_point(gap, g->xy_m + 2 * (g->from[edge] == node ? first + k : last - k), err);
    return status;
}

/* From a member's node to what is built, or to what this walk passed already; a start that is not built is left by
 * its way off the road. With `draw` it becomes a line. */
static htsc_status walk(planner *p, uint32_t node, bool draw, double *length_m, htsc_error *err) {
    const htsc__paths *paths = p->ground->paths;
    const htsc__graph *g = p->ground->graph;
    size_t before = p->gap->point_count;
    htsc_status status = HTSC_OK;
    while (p->stamp[node] != p->turn && paths->distance_m[node] > 0 && status == HTSC_OK) {
        uint32_t edge = paths->parent_edge[node];
        if (draw && p->gap->point_count == before) status = add_point(p->gap, g->node_xy_m + 2 * (size_t)node, err);
        p->stamp[node] = p->turn;
        *length_m += edge == UINT32_MAX ? paths->distance_m[node] : g->length_m[edge];
        if (edge == UINT32_MAX) {
            size_t place = paths->label[node];
            const double xy[2] = {p->input->existing_x_m[place], p->input->existing_y_m[place]};
            if (draw && status == HTSC_OK) status = add_point(p->gap, xy, err);
            break;
        }
        if (draw && status == HTSC_OK) status = add_edge(p->gap, g, edge, node, err);
        node = htsc__paths_before(paths, node);
    }
    if (status == HTSC_OK && p->gap->point_count > before) status = close_line(p->gap, err);
    return status;
}

/* All ways of a zone. */
static htsc_status walk_zone(planner *p, size_t zone, bool draw, offer *out, htsc_error *err) {
    const htsc_fiber_zone *z = &p->gap->zones[zone];
    htsc_status status = HTSC_OK;
    *out = (offer){.open = true};
    p->turn++;
    for (size_t m = z->first_member; m < z->first_member + z->member_count && status == HTSC_OK; m++) {
        uint32_t node = p->ground->node[m];
        if (node == UINT32_MAX || isinf(p->ground->paths->distance_m[node])) continue;
        out->households += p->input->households[p->gap->members[m]];
        status = walk(p, node, draw, &out->length_m, err);
    }
    out->households_per_km = out->households / (fmax(out->length_m, 1) / 1000);
    return status;
}

static uint32_t better(const planner *p, uint32_t a, uint32_t b) {
    if (a == UINT32_MAX || b == UINT32_MAX) return a == UINT32_MAX ? b : a;
    const offer *x = &p->offers[a], *y = &p->offers[b];
    if (x->households_per_km != y->households_per_km) return x->households_per_km > y->households_per_km ? a : b;
    return a < b ? a : b;
}

static void enter(planner *p, uint32_t zone) {
    const offer *o = &p->offers[zone];
    size_t slot = p->leaf_count + zone;
    p->winner[slot] = o->open && o->households > 0 ? zone : UINT32_MAX;
    while ((slot /= 2) > 0) p->winner[slot] = better(p, p->winner[2 * slot], p->winner[2 * slot + 1]);
}

/* What was just drawn is built: nodes on it are at no distance, and others come nearer. */
static void settle(planner *p, size_t zone) {
    htsc__paths *paths = p->ground->paths;
    const htsc_fiber_zone *z = &p->gap->zones[zone];
    uint32_t node;
    p->turn++;
    for (size_t m = z->first_member; m < z->first_member + z->member_count; m++) {
        for (node = p->ground->node[m]; node != UINT32_MAX && !isinf(paths->distance_m[node]);) {
            uint32_t next = htsc__paths_before(paths, node); /* before it becomes a start */
            if (p->stamp[node] == p->turn || !(paths->distance_m[node] > 0)) break;
            p->stamp[node] = p->turn;
            htsc__paths_start(paths, node, 0, UINT32_MAX);
            node = next;
        }
    }
    while (htsc__paths_next(paths, HUGE_VAL, &node)) {
        for (size_t i = p->first_here[node]; i < p->first_here[node + 1]; i++) {
            uint32_t other = p->zone_of[p->here[i]];
            if (p->is_stale[other] || !p->offers[other].open) continue;
            p->is_stale[other] = true;
            p->stale[p->stale_count++] = other;
        }
    }
}

static htsc_status renew(planner *p, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < p->stale_count && status == HTSC_OK; i++) {
        uint32_t zone = p->stale[i];
        p->is_stale[zone] = false;
        status = walk_zone(p, zone, false, &p->offers[zone], err);
        if (status == HTSC_OK) enter(p, zone);
    }
    p->stale_count = 0;
    return status;
}

static htsc_status prepare(planner *p, htsc_error *err) {
    size_t nodes = p->ground->graph->node_count, zones = p->gap->zone_count, members = p->gap->member_count;
    for (p->leaf_count = 1; p->leaf_count < zones;) p->leaf_count *= 2;
    p->offers = htsc__alloc(zones, sizeof *p->offers);
    p->winner = htsc__alloc(2 * p->leaf_count, sizeof *p->winner);
    p->zone_of = htsc__alloc(members, sizeof *p->zone_of);
    p->first_here = htsc__alloc(nodes + 2, sizeof *p->first_here);
    p->here = htsc__alloc(members, sizeof *p->here);
    p->stamp = htsc__alloc(nodes, sizeof *p->stamp);
    p->stale = htsc__alloc(zones, sizeof *p->stale);
    p->is_stale = htsc__alloc(zones, sizeof *p->is_stale);
    p->gap->builds = htsc__alloc(zones, sizeof *p->gap->builds);
    if (p->offers == NULL || p->winner == NULL || p->zone_of == NULL || p->first_here == NULL || p->here == NULL ||
        p->stamp == NULL || p->stale == NULL || p->is_stale == NULL || p->gap->builds == NULL)
        return htsc__error_memory(err, "a build-out list");
    for (size_t i = 0; i < 2 * p->leaf_count; i++) p->winner[i] = UINT32_MAX;
    for (size_t z = 0; z < zones; z++)
        for (size_t m = 0; m < p->gap->zones[z].member_count; m++)
            p->zone_of[p->gap->zones[z].first_member + m] = (uint32_t)z;
    for (size_t m = 0; m < members; m++)
        if (p->ground->node[m] != UINT32_MAX) p->first_here[p->ground->node[m] + 2]++;
    for (size_t n = 2; n < nodes + 2; n++) p->first_here[n] += p->first_here[n - 1];
    for (size_t m = 0; m < members; m++)
        if (p->ground->node[m] != UINT32_MAX) p->here[p->first_here[p->ground->node[m] + 1]++] = (uint32_t)m;
    htsc_status status = HTSC_OK;
    for (size_t z = 0; z < zones && status == HTSC_OK; z++) {
        status = walk_zone(p, z, false, &p->offers[z], err);
        if (status == HTSC_OK) enter(p, (uint32_t)z);
    }
    return status;
}

static htsc_status build(planner *p, const htsc_fiber_gap_options *options, htsc_error *err) {
    double all = 0, reached = 0, length_m = 0, gained = 0;
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < p->input->count; i++) {
        all += p->input->households[i];
        if (p->input->reached[i] != 0) reached += p->input->households[i];
    }
    while (status == HTSC_OK && p->winner[1] != UINT32_MAX && !(reached + gained >= options->target_frac * all)) {
        uint32_t zone = p->winner[1];
        htsc_fiber_build *b = &p->gap->builds[p->gap->build_count];
        *b = (htsc_fiber_build){.zone = zone, .first_line = p->gap->line_count};
        status = walk_zone(p, zone, true, &p->offers[zone], err);
        if (status != HTSC_OK) break;
        const offer *o = &p->offers[zone];
        b->line_count = p->gap->line_count - b->first_line;
        b->length_m = o->length_m;
        b->households = o->households;
        b->households_per_km = o->households_per_km;
        b->cumulative_length_m = length_m += o->length_m;
        b->cumulative_households = gained += o->households;
        b->cumulative_frac = fmin(1, (reached + gained) / all); /* all > 0: the zone has some */
        p->gap->build_count++;
        p->offers[zone].open = false;
        enter(p, zone);
        settle(p, zone);
        status = renew(p, err);
        if (status == HTSC_OK)
            status =
                htsc__progress_step(options->progress, HTSC_STAGE_ZONES, p->gap->build_count, p->gap->zone_count, err);
    }
    return status;
}

htsc_status htsc__fiber_plan(const htsc_fiber_gap_input *input, const htsc_fiber_gap_options *options,
                             htsc__fiber_ground *ground, htsc_fiber_gap *gap, htsc_error *err) {
    planner p = {.input = input, .ground = ground, .gap = gap};
    htsc_status status = prepare(&p, err);
    if (status == HTSC_OK) status = build(&p, options, err);
    htsc__free(p.offers);
    htsc__free(p.winner);
    htsc__free(p.zone_of);
    htsc__free(p.first_here);
    htsc__free(p.here);
    htsc__free(p.stamp);
    htsc__free(p.stale);
    htsc__free(p.is_stale);
    return status;
}
