/* Zones without fibre of a run: where networks end today, the zones, and their ranks. */
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "data/fiber.h"
#include "report/results_read.h"

static htsc_status add_end(htsc__fiber_results *f, const char *id, uint32_t operator_index, double x_m, double y_m,
                           htsc_error *err) {
    const size_t need = f->end_count + 1;
    htsc_status status = htsc__grow(&f->ends, &f->end_capacity, need, sizeof *f->ends, "fibre ends", err);
    if (status == HTSC_OK)
        status = htsc__grow(&f->end_x_m, &f->x_capacity, need, sizeof *f->end_x_m, "fibre ends", err);
    if (status == HTSC_OK)
        status = htsc__grow(&f->end_y_m, &f->y_capacity, need, sizeof *f->end_y_m, "fibre ends", err);
    if (status != HTSC_OK) return status;
    f->ends[f->end_count] = (htsc__fiber_end){id, operator_index};
    f->end_x_m[f->end_count] = x_m;
    f->end_y_m[f->end_count++] = y_m;
    return HTSC_OK;
}

/* A route is left anywhere: at points no farther apart than when reach is computed. */
static htsc_status add_route(const htsc__results *x, const htsc_fiber_route *route, htsc_error *err) {
    htsc__fiber_results *f = x->fiber_results;
    const double *xy = htsc_fiber_points(x->fiber) + 2 * route->first_point;
    htsc_status status = HTSC_OK;
    for (size_t p = 0; p + 1 < route->point_count && status == HTSC_OK; p++) {
        const double *a = xy + 2 * p, *b = a + 2;
        const size_t steps = (size_t)fmax(1, ceil(hypot(b[0] - a[0], b[1] - a[1]) / f->options.route_step_m));
        for (size_t k = 0; k < steps && status == HTSC_OK; k++) {
            const double share = (double)k / (double)steps;
            status = add_end(f, route->route_id, route->operator_index, a[0] + share * (b[0] - a[0]),
                             a[1] + share * (b[1] - a[1]), err);
        }
    }
    const double *last = xy + 2 * (route->point_count - 1);
    return status == HTSC_OK ? add_end(f, route->route_id, route->operator_index, last[0], last[1], err) : status;
}

/* Access points and OLTs; routes of operators that connect households to them. */
static htsc_status find_ends(const htsc__results *x, htsc_error *err) {
    htsc__fiber_results *f = x->fiber_results;
    htsc_status status = HTSC_OK;
    for (size_t i = 0; i < htsc_fiber_access_point_count(x->fiber) && status == HTSC_OK; i++) {
        const htsc_access_point *ap = htsc_fiber_get_access_point(x->fiber, i);
        status = add_end(f, ap->access_point_id, ap->operator_index, ap->x_m, ap->y_m, err);
    }
    for (size_t i = 0; i < htsc_fiber_olt_count(x->fiber) && status == HTSC_OK; i++) {
        const htsc_olt *olt = htsc_fiber_get_olt(x->fiber, i);
        status = add_end(f, olt->olt_id, olt->operator_index, olt->x_m, olt->y_m, err);
    }
    for (size_t i = 0; i < htsc_fiber_route_count(x->fiber) && status == HTSC_OK; i++) {
        const htsc_fiber_route *route = htsc_fiber_get_route(x->fiber, i);
        if (!htsc__fiber_has_access_points(x->fiber, route->operator_index)) status = add_route(x, route, err);
    }
    return status;
}

static htsc_status make_gap(const htsc__results *x, htsc_error *err) {
    htsc__fiber_results *f = x->fiber_results;
    const size_t count = htsc_population_count(x->population);
    const htsc_demand *demands = htsc_population_get(x->population);
    double *persons = htsc__alloc(count, sizeof *persons);
    uint8_t *reached = htsc__alloc(count, sizeof *reached);
    htsc_status status = HTSC_OK;
    if (persons == NULL || reached == NULL) status = htsc__error_memory(err, "zones without fibre");
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        persons[i] = demands[i].persons;
        reached[i] = f->points[x->operator_count][i].reach_class != HTSC_REACH_NONE;
    }
    htsc_fiber_gap_input input = {.count = count,
                                  .x_m = htsc_population_x_m(x->population),
                                  .y_m = htsc_population_y_m(x->population),
                                  .persons = persons,
                                  .households = f->households,
                                  .reached = reached,
                                  .roads = f->roads,
                                  .existing_count = f->end_count,
                                  .existing_x_m = f->end_x_m,
                                  .existing_y_m = f->end_y_m};
    if (status == HTSC_OK) status = htsc_fiber_gap_create(&input, &f->gap_options, &f->gap, err);
    htsc__free(persons);
    htsc__free(reached);
    return status;
}

/* Of every zone, the village with most of its households, then persons; the first of equal ones. */
static htsc_status find_villages(const htsc__results *x, htsc_error *err) {
    htsc__fiber_results *f = x->fiber_results;
    const size_t none = htsc_villages_count(x->villages), zones = htsc_fiber_gap_zone_count(f->gap);
    const htsc_demand *demands = htsc_population_get(x->population);
    const uint32_t *members = htsc_fiber_gap_members(f->gap);
    double *households = htsc__alloc(none + 1, sizeof *households), *persons = htsc__alloc(none + 1, sizeof *persons);
    f->village = htsc__alloc(zones, sizeof *f->village);
    htsc_status status = HTSC_OK;
    if (households == NULL || persons == NULL || f->village == NULL)
        status = htsc__error_memory(err, "zones without fibre");
    for (size_t z = 0; z < zones && status == HTSC_OK; z++) {
        const htsc_fiber_zone *zone = htsc_fiber_gap_get_zone(f->gap, z);
        const size_t first = zone->first_member, last = first + zone->member_count;
        size_t best = none;
        for (int pass = 0; pass < 3; pass++) /* add up, choose, wipe */
            for (size_t m = first; m < last; m++) {
                const htsc_demand *d = &demands[members[m]];
                const size_t v = d->place.village == HTSC_NO_VILLAGE ? none : d->place.village;
                if (pass == 0) {
                    households[v] += d->households;
                    persons[v] += d->persons;
                } else if (pass == 1) {
                    const bool more = households[v] > households[best] ||
                                      (households[v] == households[best] && persons[v] > persons[best]) ||
                                      (households[v] == households[best] && persons[v] == persons[best] && v < best);
                    if (more) best = v;
                } else {
                    households[v] = persons[v] = 0;
                }
            }
        f->village[z] = best == none ? HTSC_NO_VILLAGE : (uint32_t)best;
    }
    htsc__free(households);
    htsc__free(persons);
    return status;
}

typedef struct standing {
    double households, persons;
    uint32_t zone;
} standing;

static int compare(const void *a, const void *b) {
    const standing *p = a, *q = b;
    if (p->households != q->households) return p->households < q->households ? 1 : -1;
    if (p->persons != q->persons) return p->persons < q->persons ? 1 : -1;
    return p->zone < q->zone ? -1 : p->zone > q->zone;
}

static htsc_status rank_zones(const htsc__results *x, htsc_error *err) {
    htsc__fiber_results *f = x->fiber_results;
    const size_t count = htsc_fiber_gap_zone_count(f->gap);
    standing *standings = htsc__alloc(count, sizeof *standings);
    f->ranked = htsc__alloc(count, sizeof *f->ranked);
    f->rank = htsc__alloc(count, sizeof *f->rank);
    if (standings == NULL || f->ranked == NULL || f->rank == NULL) {
        htsc__free(standings);
        return htsc__error_memory(err, "zones without fibre");
    }
    for (size_t i = 0; i < count; i++) {
        const htsc_fiber_zone *zone = htsc_fiber_gap_get_zone(f->gap, i);
        /* The same households in another order may sum to a hair less. */
        if (zone->households < x->project->fiber.min_cluster_households - 1e-9) continue;
        standings[f->ranked_count++] = (standing){zone->households, zone->persons, (uint32_t)i};
    }
    qsort(standings, f->ranked_count, sizeof *standings, compare);
    for (size_t i = 0; i < f->ranked_count; i++) {
        f->ranked[i] = standings[i].zone;
        f->rank[standings[i].zone] = (uint32_t)i + 1;
    }
    htsc__free(standings);
    return HTSC_OK;
}

htsc_status htsc__results_fiber_gap(htsc__results *x, htsc_error *err) {
    if (x->fiber_results == NULL) return HTSC_OK;
    htsc_status status = find_ends(x, err);
    if (status == HTSC_OK) status = make_gap(x, err);
    if (status == HTSC_OK) status = find_villages(x, err);
    return status == HTSC_OK ? rank_zones(x, err) : status;
}

const char *htsc__fiber_zone_village(const htsc__results *x, uint32_t zone, bool name) {
    const uint32_t village = x->fiber_results->village[zone];
    if (village == HTSC_NO_VILLAGE) return "";
    const htsc_village *v = htsc_villages_get(x->villages, village);
    return name ? v->name : v->code;
}
