/* Losses from the OLTs to the outlets, along the cables. */
#include <math.h>
#include <stdlib.h>

#include "analysis/fiber_run.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"

enum { OLT_BLOCK = 8 };

typedef struct optics {
    htsc__fiber_run *run;
    htsc__graph *graph;
    htsc__graph_index *index;
    uint32_t *part;
    htsc__graph_place *places; /* of the terminals, then the OLTs */
    uint32_t *by_olt;          /* terminals with an OLT, by OLT */
    size_t *first;             /* into by_olt, of every OLT, and one more */
} optics;

static double db_per_m(const htsc_fiber_reach_options *o) {
    return (o->db_per_km + o->splice_db * o->splices_per_km) / 1000;
}

double htsc__fiber_loss_db(const htsc__fiber_run *run, const htsc__outlet *outlet, double distance_m) {
    if (!outlet->has_olt || outlet->no_cable) return (double)NAN;
    return outlet->base_db + distance_m * db_per_m(run->options);
}

int htsc__fiber_optical_checks(const htsc__fiber_run *run, const htsc__outlet *outlet, double distance_m) {
    if (!outlet->has_olt) return 5;
    if (outlet->no_cable) return 3;
    bool near = outlet->path_m + distance_m <= 1000 * run->options->max_optical_path_km;
    return near && htsc__fiber_loss_db(run, outlet, distance_m) <= outlet->budget_db ? 5 : 4;
}

static htsc_status group_by_olt(optics *o, htsc_error *err) {
    const htsc_fiber_plant *plant = o->run->plant;
    o->by_olt = htsc__alloc(plant->terminal_count, sizeof *o->by_olt);
    o->first = htsc__alloc(plant->olt_count + 2, sizeof *o->first);
    if (o->by_olt == NULL || o->first == NULL) return htsc__error_memory(err, "optical budgets");
    for (size_t i = 0; i < plant->terminal_count; i++)
        if (plant->terminals[i].olt >= 0) o->first[plant->terminals[i].olt + 2]++;
    for (size_t k = 2; k < plant->olt_count + 2; k++) o->first[k] += o->first[k - 1];
    for (size_t i = 0; i < plant->terminal_count; i++)
        if (plant->terminals[i].olt >= 0) o->by_olt[o->first[plant->terminals[i].olt + 1]++] = (uint32_t)i;
    return HTSC_OK;
}

static htsc_status place_all(optics *o, htsc_error *err) {
    const htsc_fiber_plant *plant = o->run->plant;
    o->places = htsc__alloc(plant->terminal_count + plant->olt_count, sizeof *o->places);
    htsc_status status = o->places == NULL ? htsc__error_memory(err, "optical budgets") : HTSC_OK;
    for (size_t i = 0; i < plant->terminal_count + plant->olt_count && status == HTSC_OK; i++) {
        bool is_olt = i >= plant->terminal_count;
        if (!is_olt && plant->terminals[i].olt < 0) continue;
        double x_m = is_olt ? plant->olts[i - plant->terminal_count].x_m : plant->terminals[i].x_m;
        double y_m = is_olt ? plant->olts[i - plant->terminal_count].y_m : plant->terminals[i].y_m;
        if (!isfinite(x_m) || !isfinite(y_m))
            status = htsc__error_set(err, HTSC_ERR_ARGUMENT, "olt %zu: x_m %g y_m %g is not finite",
                                     i - plant->terminal_count, x_m, y_m);
        if (status == HTSC_OK) htsc__graph_index_nearest(o->index, x_m, y_m, o->run->options->attach_m, &o->places[i]);
    }
    return status;
}

static bool connected(const optics *o, const htsc__graph_place *a, const htsc__graph_place *b) {
    return a->edge != UINT32_MAX && b->edge != UINT32_MAX &&
           o->part[o->graph->from[a->edge]] == o->part[o->graph->from[b->edge]];
}

/* Marks the ends of the cables that terminals of the OLT hang on; returns how many. */
static size_t mark_ends(const optics *o, size_t olt, const htsc__graph_place *start, uint8_t *wanted) {
    size_t count = 0;
    for (size_t i = o->first[olt]; i < o->first[olt + 1]; i++) {
        const htsc__graph_place *there = &o->places[o->by_olt[i]];
        if (!connected(o, start, there)) continue;
        const uint32_t ends[2] = {o->graph->from[there->edge], o->graph->to[there->edge]};
        for (int k = 0; k < 2; k++) {
            count += wanted[ends[k]] == 0;
            wanted[ends[k]] = 1;
        }
    }
    return count;
}

static void search(const optics *o, size_t olt, const htsc__graph_place *start, htsc__paths *paths, uint8_t *wanted) {
    double radius_m = 1000 * o->run->options->max_optical_path_km;
    size_t left = mark_ends(o, olt, start, wanted);
    htsc__paths_reset(paths);
    htsc__paths_start(paths, o->graph->from[start->edge], start->off_m + start->along_m, 0);
    htsc__paths_start(paths, o->graph->to[start->edge],
                      start->off_m + (o->graph->length_m[start->edge] - start->along_m), 0);
    for (uint32_t node; left > 0 && htsc__paths_next(paths, radius_m, &node);) left -= wanted[node];
    for (size_t i = o->first[olt]; i < o->first[olt + 1]; i++) {
        const htsc__graph_place *there = &o->places[o->by_olt[i]];
        if (there->edge != UINT32_MAX) wanted[o->graph->from[there->edge]] = wanted[o->graph->to[there->edge]] = 0;
    }
}

static double path_m(const optics *o, const htsc__graph_place *start, const htsc__graph_place *there,
                     const htsc__paths *paths) {
    const htsc__graph *g = o->graph;
    double best_m = fmin(paths->distance_m[g->from[there->edge]] + there->along_m,
                         paths->distance_m[g->to[there->edge]] + (g->length_m[there->edge] - there->along_m));
    if (start->edge == there->edge) best_m = fmin(best_m, start->off_m + fabs(start->along_m - there->along_m));
    return best_m + there->off_m;
}

static void set_losses(optics *o, size_t olt, const htsc__graph_place *start, const htsc__paths *paths) {
    const htsc_fiber_reach_options *options = o->run->options;
    const htsc_fiber_plant *plant = o->run->plant;
    double budget_db = plant->olts[olt].budget_db;
    for (size_t i = o->first[olt]; i < o->first[olt + 1]; i++) {
        const htsc_fiber_terminal *t = &plant->terminals[o->by_olt[i]];
        const htsc__graph_place *there = &o->places[o->by_olt[i]];
        htsc__outlet *out = &o->run->outlets[o->by_olt[i]];
        double splitter_db = !isnan(t->splitter_db)            ? t->splitter_db
                             : t->technology == HTSC_FIBER_P2P ? 0
                                                               : options->default_splitter_db;
        out->has_olt = true;
        out->no_cable = !connected(o, start, there);
        if (out->no_cable) continue;
        out->path_m = path_m(o, start, there, paths);
        out->base_db = out->path_m * db_per_m(options) + options->connector_db * options->connector_count + splitter_db;
        out->budget_db = (isnan(budget_db) ? options->default_budget_db : budget_db) - options->margin_db;
    }
}

static htsc_status run_block(void *ctx, size_t block, htsc_error *err) {
    optics *o = ctx;
    htsc__paths *paths = NULL;
    size_t olts = o->run->plant->olt_count, last = (block + 1) * OLT_BLOCK < olts ? (block + 1) * OLT_BLOCK : olts;
    uint8_t *wanted = htsc__alloc(o->graph->node_count, sizeof *wanted);
    htsc_status status =
        wanted == NULL ? htsc__error_memory(err, "optical budgets") : htsc__paths_create(o->graph, &paths, err);
    for (size_t olt = block * OLT_BLOCK; olt < last && status == HTSC_OK; olt++) {
        const htsc__graph_place *start = &o->places[o->run->plant->terminal_count + olt];
        if (start->edge != UINT32_MAX) search(o, olt, start, paths, wanted);
        set_losses(o, olt, start, paths);
    }
    htsc__paths_free(paths);
    htsc__free(wanted);
    return status;
}

htsc_status htsc__fiber_budget(htsc__fiber_run *run, htsc_error *err) {
    const htsc_fiber_plant *plant = run->plant;
    optics o = {.run = run};
    size_t parts = 0;
    if (plant->cables == NULL || plant->olt_count == 0 || plant->terminal_count == 0) return HTSC_OK;
    htsc_status status = htsc__graph_create(htsc_line_net_lines(plant->cables), &o.graph, err);
    if (status == HTSC_OK) {
        o.part = htsc__alloc(o.graph->node_count, sizeof *o.part);
        if (o.part == NULL) status = htsc__error_memory(err, "optical budgets");
    }
    if (status == HTSC_OK) status = htsc__graph_components(o.graph, o.part, &parts, err);
    if (status == HTSC_OK) status = htsc__graph_index_create(o.graph, &o.index, err);
    if (status == HTSC_OK) status = group_by_olt(&o, err);
    if (status == HTSC_OK) status = place_all(&o, err);
    if (status == HTSC_OK)
        status = htsc__parallel((plant->olt_count + OLT_BLOCK - 1) / OLT_BLOCK, run->options->jobs, NULL,
                                HTSC_STAGE_REACH, run_block, &o, err);
    htsc__free(o.by_olt);
    htsc__free(o.first);
    htsc__free(o.places);
    htsc__free(o.part);
    htsc__graph_index_free(o.index);
    htsc__graph_free(o.graph);
    return status;
}
