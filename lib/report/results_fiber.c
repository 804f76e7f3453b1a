/* Fibre of a run: networks made whole, reach of every operator and of any, counts by class and by reason. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/text.h"
#include "data/fiber.h"
#include "report/results_read.h"

const char *htsc__reason_stem(htsc_fiber_reason reason) {
    static const char *const stems[HTSC__REASON_COUNT] = {"gigabit",     "too_far", "no_path",
                                                          "over_budget", "no_port", "too_slow"};
    return stems[reason];
}

const char *htsc__change_stem(htsc_line_change_kind kind) {
    static const char *const stems[] = {"zero_length", "duplicate",   "merged",     "reversed", "overshoot",
                                        "end_to_end",  "end_to_line", "self_touch", "gap"};
    return stems[kind];
}

double htsc__used_households(const htsc__results *x, size_t region, size_t operator_index) {
    const size_t villages = htsc_villages_count(x->villages);
    const uint32_t who = operator_index == x->operator_count ? HTSC_ALL_OPERATORS : (uint32_t)operator_index;
    if (x->subscriptions == NULL || region == HTSC_REGION_OUTSIDE(villages)) return (double)NAN;
    return (double)htsc_subscriptions_total(x->subscriptions, region < villages ? (uint32_t)region : HTSC_ALL_VILLAGES,
                                            who);
}

static void fill_options(const htsc__results *x, const htsc_report_options *run, htsc__fiber_results *f) {
    const htsc_project_fiber *p = &x->project->fiber;
    htsc_fiber_reach_options_init(&f->options);
    f->options.max_drop_m = x->project->max_drop_m;
    f->options.gigabit_mbps = x->project->gigabit_mbps;
    f->options.max_off_road_m = p->max_off_road_m;
    f->options.attach_m = p->attach_m;
    f->options.db_per_km = p->db_per_km;
    f->options.splice_db = p->splice_db;
    f->options.splices_per_km = p->splices_per_km;
    f->options.connector_db = p->connector_db;
    f->options.connector_count = p->connectors;
    f->options.margin_db = p->margin_db;
    f->options.jobs = run->jobs;
    f->options.progress = run->progress;
    htsc_line_net_options_init(&f->cable_options);
    f->cable_options.snap_m = p->snap_m;
    f->cable_options.overshoot_m = p->overshoot_m;
    htsc_fiber_gap_options_init(&f->gap_options);
    f->gap_options.link_m = p->link_m;
    f->gap_options.max_off_road_m = fmax(f->gap_options.max_off_road_m, p->max_off_road_m);
    f->gap_options.progress = run->progress;
}

/* The routes of an operator as lines, and the network they make. */
static htsc_status make_cables(const htsc__results *x, uint32_t operator_index, htsc__cables *c, htsc_error *err) {
    const size_t all = htsc_fiber_route_count(x->fiber);
    size_t count = 0, points = 0;
    for (size_t i = 0; i < all; i++) {
        const htsc_fiber_route *route = htsc_fiber_get_route(x->fiber, i);
        if (route->operator_index != operator_index) continue;
        count++;
        points += route->point_count;
    }
    if (count == 0) return HTSC_OK;
    c->routes = htsc__alloc(count, sizeof *c->routes);
    c->first_point = htsc__alloc(count + 1, sizeof *c->first_point);
    c->xy_m = htsc__alloc(2 * points, sizeof *c->xy_m);
    if (c->routes == NULL || c->first_point == NULL || c->xy_m == NULL) return htsc__error_memory(err, "fibre routes");
    count = points = 0;
    for (size_t i = 0; i < all; i++) {
        const htsc_fiber_route *route = htsc_fiber_get_route(x->fiber, i);
        if (route->operator_index != operator_index) continue;
        memcpy(c->xy_m + 2 * points, htsc_fiber_points(x->fiber) + 2 * route->first_point,
               2 * route->point_count * sizeof *c->xy_m);
        c->routes[count++] = (uint32_t)i;
        points += route->point_count;
        c->first_point[count] = points;
    }
    c->lines = (htsc_line_set){count, c->first_point, c->xy_m, NULL};
    return htsc_line_net_create(&c->lines, &x->fiber_results->cable_options, &c->net, err);
}

static htsc_status make_roads(const htsc__results *x, htsc_line_net **net, htsc_error *err) {
    const size_t count = x->roads == NULL ? 0 : htsc_roads_count(x->roads);
    htsc_line_net_options options;
    if (x->roads == NULL) return HTSC_OK;
    htsc_line_net_options_init(&options);
    options.near_miss_m = 0;
    options.shared_points = 1;
    size_t *first_point = htsc__alloc(count + 1, sizeof *first_point);
    if (first_point == NULL) return htsc__error_memory(err, "roads");
    for (size_t i = 0; i < count; i++) {
        const htsc_road *road = htsc_roads_get(x->roads, i);
        first_point[i + 1] = road->first_point + road->point_count;
    }
    htsc_line_set lines = {count, first_point, htsc_roads_points(x->roads), NULL};
    htsc_status status = htsc_line_net_create(&lines, &options, net, err);
    htsc__free(first_point);
    return status;
}

/* What one operator's reach is computed from; freed by clear_plant(). */
typedef struct plant_parts {
    htsc_fiber_plant plant;
    htsc_fiber_terminal *terminals;
    htsc_fiber_olt *olts;
    int32_t *olt_of; /* number among the operator's own, of every OLT */
    htsc_fiber_technology *technologies;
    double *rates_mbps;
} plant_parts;

static void clear_plant(plant_parts *p) {
    htsc__free(p->terminals);
    htsc__free(p->olts);
    htsc__free(p->olt_of);
    htsc__free(p->technologies);
    htsc__free(p->rates_mbps);
}

static void take_olts(const htsc__results *x, uint32_t operator_index, plant_parts *p) {
    for (size_t i = 0; i < htsc_fiber_olt_count(x->fiber); i++) {
        const htsc_olt *olt = htsc_fiber_get_olt(x->fiber, i);
        p->olt_of[i] = -1;
        if (olt->operator_index != operator_index) continue;
        p->olt_of[i] = (int32_t)p->plant.olt_count;
        p->olts[p->plant.olt_count++] = (htsc_fiber_olt){olt->x_m, olt->y_m, olt->budget_db};
    }
}

static void take_terminals(const htsc__results *x, uint32_t operator_index, plant_parts *p) {
    for (size_t i = 0; i < htsc_fiber_access_point_count(x->fiber); i++) {
        const htsc_access_point *ap = htsc_fiber_get_access_point(x->fiber, i);
        if (ap->operator_index != operator_index) continue;
        p->terminals[p->plant.terminal_count++] = (htsc_fiber_terminal){
            .x_m = ap->x_m,
            .y_m = ap->y_m,
            .technology = ap->technology,
            .max_down_mbps = ap->max_down_mbps,
            /* Households that subscribe are among those to be reached and hold ports: all count, not the free alone. */
            .ports_free = ap->ports >= 0 ? ap->ports : ap->ports_free,
            .splitter_db = ap->splitter_loss_db,
            .olt = ap->olt_index == HTSC_NO_OLT ? -1 : p->olt_of[ap->olt_index],
        };
    }
}

static size_t count_terminals(const htsc__results *x, uint32_t operator_index) {
    size_t count = 0;
    for (size_t i = 0; i < htsc_fiber_access_point_count(x->fiber); i++)
        count += htsc_fiber_get_access_point(x->fiber, i)->operator_index == operator_index;
    return count;
}

static htsc_status tell_points(htsc__results *x, htsc_finding_code code, const char *column, size_t count,
                               uint32_t operator_index, htsc_error *err) {
    char value[160];
    if (count == 0) return HTSC_OK;
    snprintf(value, sizeof value, "%zu (%s)", count, x->project->operators[operator_index]);
    htsc__text_trim_utf8(value);
    const htsc_finding finding = {code, HTSC_SEVERITY_ANOMALY, "", 0, column, value, ""};
    return htsc_findings_append(x->findings, &finding, err);
}

/* What an operator left out that moves its figures. */
static htsc_status tell_left_out(htsc__results *x, uint32_t operator_index, htsc_error *err) {
    const bool no_cables = x->fiber_results->cables[operator_index].net == NULL;
    size_t free_only = 0, unchecked = 0;
    for (size_t i = 0; i < htsc_fiber_access_point_count(x->fiber); i++) {
        const htsc_access_point *ap = htsc_fiber_get_access_point(x->fiber, i);
        if (ap->operator_index != operator_index) continue;
        free_only += ap->ports < 0 && ap->ports_free >= 0;
        unchecked += no_cables && ap->olt_index != HTSC_NO_OLT;
    }
    htsc_status status = tell_points(x, HTSC_FINDING_FREE_PORTS_ONLY, "ports", free_only, operator_index, err);
    return status == HTSC_OK ? tell_points(x, HTSC_FINDING_BUDGET_UNCHECKED, "olt", unchecked, operator_index, err)
                             : status;
}

static htsc_status make_plant(const htsc__results *x, uint32_t operator_index, plant_parts *p, htsc_error *err) {
    const htsc__cables *cables = &x->fiber_results->cables[operator_index];
    p->terminals = htsc__alloc(count_terminals(x, operator_index), sizeof *p->terminals);
    p->olts = htsc__alloc(htsc_fiber_olt_count(x->fiber), sizeof *p->olts);
    p->olt_of = htsc__alloc(htsc_fiber_olt_count(x->fiber), sizeof *p->olt_of);
    p->technologies = htsc__alloc(cables->lines.count, sizeof *p->technologies);
    p->rates_mbps = htsc__alloc(cables->lines.count, sizeof *p->rates_mbps);
    if (p->terminals == NULL || p->olts == NULL || p->olt_of == NULL || p->technologies == NULL ||
        p->rates_mbps == NULL)
        return htsc__error_memory(err, "fibre networks");
    take_olts(x, operator_index, p);
    take_terminals(x, operator_index, p);
    for (size_t i = 0; i < cables->lines.count; i++) {
        const htsc_fiber_route *route = htsc_fiber_get_route(x->fiber, cables->routes[i]);
        p->technologies[i] = route->technology;
        p->rates_mbps[i] = route->max_down_mbps;
    }
    p->plant.terminals = p->terminals;
    p->plant.olts = p->olts;
    p->plant.cables = cables->net;
    p->plant.route_technology = p->technologies;
    p->plant.route_max_down_mbps = p->rates_mbps;
    /* Access points out of service, or refused, still say that nobody connects to the bare route. */
    if (cables->lines.count > 0 && !htsc__fiber_has_access_points(x->fiber, operator_index))
        p->plant.routes = &cables->lines;
    return HTSC_OK;
}

static htsc_status reach_operators(htsc__results *x, const htsc_fiber_demand *demand, plant_parts *parts,
                                   htsc_fiber_plant *plants, htsc_error *err) {
    htsc__fiber_results *f = x->fiber_results;
    const htsc_fiber_operators all = {x->operator_count, plants, (const htsc_fiber_reach_point *const *)f->points};
    htsc_status status = HTSC_OK;
    for (size_t o = 0; o < x->operator_count && status == HTSC_OK; o++) {
        status = make_plant(x, (uint32_t)o, &parts[o], err);
        if (status == HTSC_OK) status = tell_left_out(x, (uint32_t)o, err);
        plants[o] = parts[o].plant;
        if (status == HTSC_OK) status = htsc_fiber_reach_compute(demand, &plants[o], &f->options, f->points[o], err);
    }
    if (status != HTSC_OK) return status;
    return htsc_fiber_reach_any(demand, &all, &f->options, f->points[x->operator_count], f->serving_operator, NULL,
                                err);
}

/* Of every operator and of any. */
static htsc_status reach_all(htsc__results *x, const htsc_fiber_demand *demand, htsc_error *err) {
    plant_parts *parts = htsc__alloc(x->operator_count, sizeof *parts);
    htsc_fiber_plant *plants = htsc__alloc(x->operator_count, sizeof *plants);
    htsc_status status = parts == NULL || plants == NULL ? htsc__error_memory(err, "fibre networks")
                                                         : reach_operators(x, demand, parts, plants, err);
    for (size_t o = 0; parts != NULL && o < x->operator_count; o++) clear_plant(&parts[o]);
    htsc__free(parts);
    htsc__free(plants);
    return status;
}

static htsc_status make_results(htsc__results *x, const htsc_report_options *run, htsc_error *err) {
    const size_t people = htsc_population_count(x->population), layers = x->operator_count + 1;
    htsc__fiber_results *f = x->fiber_results = htsc__alloc(1, sizeof *f);
    x->reach = htsc__alloc(layers, sizeof *x->reach);
    if (f == NULL || x->reach == NULL) return htsc__error_memory(err, "fibre reach");
    fill_options(x, run, f);
    f->cables = htsc__alloc(x->operator_count, sizeof *f->cables);
    f->points = htsc__alloc(layers, sizeof *f->points);
    f->serving_operator = htsc__alloc(people, sizeof *f->serving_operator);
    f->households = htsc__alloc(people, sizeof *f->households);
    if (f->cables == NULL || f->points == NULL || f->serving_operator == NULL || f->households == NULL)
        return htsc__error_memory(err, "fibre reach");
    for (size_t r = 0; r < HTSC__REASON_COUNT; r++) {
        f->reasons[r] = htsc__alloc(layers, sizeof *f->reasons[r]);
        if (f->reasons[r] == NULL) return htsc__error_memory(err, "fibre reach");
    }
    for (size_t o = 0; o < layers; o++) {
        f->points[o] = htsc__alloc(people, sizeof *f->points[o]);
        if (f->points[o] == NULL) return htsc__error_memory(err, "fibre reach");
    }
    for (size_t i = 0; i < people; i++) f->households[i] = htsc_population_get(x->population)[i].households;
    return HTSC_OK;
}

static htsc_status make_networks(htsc__results *x, const htsc_progress *progress, htsc_error *err) {
    htsc__fiber_results *f = x->fiber_results;
    const size_t steps = x->operator_count + 1;
    htsc_status status = HTSC_OK;
    for (size_t o = 0; o < x->operator_count && status == HTSC_OK; o++) {
        status = htsc__progress_step(progress, HTSC_STAGE_REACH, o, steps, err);
        if (status == HTSC_OK) status = make_cables(x, (uint32_t)o, &f->cables[o], err);
    }
    if (status == HTSC_OK) status = htsc__progress_step(progress, HTSC_STAGE_REACH, x->operator_count, steps, err);
    return status == HTSC_OK ? make_roads(x, &f->roads, err) : status;
}

static htsc_status count_all(htsc__results *x, htsc_error *err) {
    const size_t villages = htsc_villages_count(x->villages);
    htsc__fiber_results *f = x->fiber_results;
    htsc_status status = HTSC_OK;
    for (size_t o = 0; o <= x->operator_count && status == HTSC_OK; o++) {
        status = htsc_ratio_count_fiber(x->population, villages, f->points[o], &x->reach[o], err);
        for (int r = 0; r < HTSC__REASON_COUNT && status == HTSC_OK; r++)
            status = htsc_ratio_count_fiber_reason(x->population, villages, f->points[o], (htsc_fiber_reason)r,
                                                   &f->reasons[r][o], err);
    }
    return status;
}

htsc_status htsc__results_reach(htsc__results *x, const htsc_report_options *run, htsc_error *err) {
    const htsc_project_inputs *in = &x->project->inputs;
    if (in->fiber_route_count + in->access_point_count + in->ofds_count == 0) return HTSC_OK;
    htsc_fiber_demand *demand = NULL;
    htsc_status status = make_results(x, run, err);
    htsc__fiber_results *f = x->fiber_results;
    if (status == HTSC_OK) status = make_networks(x, run->progress, err);
    if (status == HTSC_OK)
        status = htsc_fiber_demand_create(htsc_population_count(x->population), htsc_population_x_m(x->population),
                                          htsc_population_y_m(x->population), f->households,
                                          x->project->fiber.method == HTSC_FIBER_METHOD_ROADS ? f->roads : NULL,
                                          &f->options, &demand, err);
    if (status == HTSC_OK) status = reach_all(x, demand, err);
    htsc_fiber_demand_free(demand);
    if (status == HTSC_OK) status = count_all(x, err);
    return status == HTSC_OK ? htsc__tell_use_above_reach(x, err) : status;
}

/* Of a village or the commune, and an operator or all operators together. */
static htsc_status tell_one(htsc__results *x, size_t village, size_t operator_index, htsc_error *err) {
    const htsc_project_inputs *in = &x->project->inputs;
    const double used = htsc__used_households(x, village, operator_index),
                 reached =
                     htsc_tally_households_from(htsc_ratio_get(x->reach[operator_index], village), HTSC_REACH_FIBER);
    const bool any = operator_index == x->operator_count;
    char value[160], expected[80];
    /* Sums of scaled households differ by rounding. */
    if (!(used > reached + 1e-6)) return HTSC_OK;
    snprintf(value, sizeof value, "%.0f (%.40s%s%.80s)", used, htsc__region_code(x, village), any ? "" : ", ",
             any ? "" : x->project->operators[operator_index]);
    snprintf(expected, sizeof expected, "<= %.2f", reached);
    const htsc_finding finding = {HTSC_FINDING_USE_ABOVE_REACH,
                                  HTSC_SEVERITY_ANOMALY,
                                  in->subscription_count == 1 ? in->subscriptions[0].name : "",
                                  0,
                                  "households_count",
                                  value,
                                  expected};
    return htsc_findings_append(x->findings, &finding, err);
}

htsc_status htsc__tell_use_above_reach(htsc__results *x, htsc_error *err) {
    htsc_status status = HTSC_OK;
    for (size_t v = 0; v < htsc_villages_count(x->villages) && x->subscriptions != NULL; v++)
        for (size_t o = 0; o <= x->operator_count && status == HTSC_OK; o++) status = tell_one(x, v, o, err);
    /* Villages that reach beyond the commune's outline may subscribe more than it has households. */
    if (status == HTSC_OK && x->subscriptions != NULL)
        status = tell_one(x, HTSC_REGION_COMMUNE(htsc_villages_count(x->villages)), x->operator_count, err);
    return status;
}

void htsc__fiber_results_free(htsc__fiber_results *f, size_t operator_count) {
    if (f == NULL) return;
    for (size_t o = 0; f->cables != NULL && o < operator_count; o++) {
        htsc_line_net_free(f->cables[o].net);
        htsc__free(f->cables[o].routes);
        htsc__free(f->cables[o].first_point);
        htsc__free(f->cables[o].xy_m);
    }
    for (size_t o = 0; f->points != NULL && o <= operator_count; o++) htsc__free(f->points[o]);
    for (size_t r = 0; r < HTSC__REASON_COUNT; r++) {
        for (size_t o = 0; f->reasons[r] != NULL && o <= operator_count; o++) htsc_ratio_free(f->reasons[r][o]);
        htsc__free((void *)f->reasons[r]);
    }
    htsc_line_net_free(f->roads);
    htsc_fiber_gap_free(f->gap);
    htsc__free(f->cables);
    htsc__free((void *)f->points);
    htsc__free(f->serving_operator);
    htsc__free(f->households);
    htsc__free(f->ends);
    htsc__free(f->end_x_m);
    htsc__free(f->end_y_m);
    htsc__free(f->ranked);
    htsc__free(f->rank);
    htsc__free(f->village);
    htsc__free(f);
}
