/* What households may be connected to, and where it stands on the roads. */
#include <math.h>
#include <string.h>

#include "analysis/fiber_run.h"
#include "analysis/segment.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"

static bool is_gigabit(htsc_fiber_technology technology, double max_down_mbps, double gigabit_mbps) {
    return htsc_fiber_technology_max_mbps(technology) > gigabit_mbps && max_down_mbps > gigabit_mbps; /* NaN: no */
}

static htsc_status check_terminal(const htsc_fiber_plant *plant, size_t index, htsc_error *err) {
    const htsc_fiber_terminal *t = &plant->terminals[index];
    if (!isfinite(t->x_m) || !isfinite(t->y_m))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "terminal %zu: x_m %g y_m %g is not finite", index, t->x_m,
                               t->y_m);
    if (t->technology < HTSC_FIBER_UNDECLARED || t->technology > HTSC_FIBER_P2P)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "terminal %zu: technology %d is outside [0, %d]", index,
                               (int)t->technology, HTSC_FIBER_P2P);
    if (t->ports_free < -1 || t->ports_free > INT32_MAX)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "terminal %zu: ports_free %lld is outside [-1, %d]", index,
                               (long long)t->ports_free, INT32_MAX);
    if (t->splitter_db < 0)
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "terminal %zu: splitter_db %g is below 0", index,
                               t->splitter_db);
    if (t->olt < -1 || (t->olt >= 0 && (size_t)t->olt >= plant->olt_count))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "terminal %zu: olt %d is outside [-1, %zu)", index, (int)t->olt,
                               plant->olt_count);
    return HTSC_OK;
}

static htsc_status take_terminals(htsc__fiber_run *run, htsc_error *err) {
    const htsc_fiber_plant *plant = run->plant;
    run->outlets = htsc__alloc(plant->terminal_count, sizeof *run->outlets);
    run->ports_left_milli = htsc__alloc(plant->terminal_count, sizeof *run->ports_left_milli);
    if (run->outlets == NULL || run->ports_left_milli == NULL) return htsc__error_memory(err, "fibre reach");
    for (size_t i = 0; i < plant->terminal_count; i++) {
        const htsc_fiber_terminal *t = &plant->terminals[i];
        htsc_status status = check_terminal(plant, i, err);
        if (status != HTSC_OK) return status;
        run->outlets[run->outlet_count++] =
            (htsc__outlet){.x0_m = t->x_m,
                           .y0_m = t->y_m,
                           .x1_m = t->x_m,
                           .y1_m = t->y_m,
                           .terminal = (uint32_t)i,
                           .gigabit = is_gigabit(t->technology, t->max_down_mbps, run->options->gigabit_mbps)};
        run->ports_left_milli[i] = t->ports_free < 0 ? -1 : 1000 * t->ports_free;
        run->any_ports |= t->ports_free >= 0;
    }
    return HTSC_OK;
}

/* Along roads a route is left at points; straight, anywhere on its pieces. */
static size_t steps_of(const htsc__fiber_run *run, const double *a, const double *b) {
    if (!run->demand->along_roads) return 1;
    return (size_t)fmax(1, ceil(htsc__segment_m(a, b) / run->options->route_step_m));
}

static void take_piece(htsc__fiber_run *run, const double *a, const double *b, const htsc__outlet *model) {
    size_t steps = steps_of(run, a, b);
    for (size_t k = 0; k < steps; k++) {
        double share = (double)k / (double)steps;
        htsc__outlet *o = &run->outlets[run->outlet_count++];
        *o = *model;
        o->x0_m = o->x1_m = a[0] + share * (b[0] - a[0]);
        o->y0_m = o->y1_m = a[1] + share * (b[1] - a[1]);
        if (!run->demand->along_roads) o->x1_m = b[0], o->y1_m = b[1];
    }
}

static htsc_status take_routes(htsc__fiber_run *run, htsc_error *err) {
    const htsc_line_set *routes = run->plant->routes;
    size_t points = routes->count == 0 ? 0 : routes->first_point[routes->count], outlets = 0;
    for (size_t p = 0; p < points; p++) {
        const double *xy = routes->xy_m + 2 * p;
        if (!isfinite(xy[0]) || !isfinite(xy[1]))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "routes: point %zu at x_m %g y_m %g is not finite", p, xy[0],
                                   xy[1]);
        outlets += p + 1 < points ? steps_of(run, xy, xy + 2) : 1;
    }
    if (outlets > UINT32_MAX - 1)
        return htsc__error_set(err, HTSC_ERR_LIMIT, "routes: %zu pieces are above 2^32 - 2", outlets);
    run->outlets = htsc__alloc(outlets, sizeof *run->outlets);
    run->ports_left_milli = htsc__alloc(routes->count, sizeof *run->ports_left_milli);
    if (run->outlets == NULL || run->ports_left_milli == NULL) return htsc__error_memory(err, "fibre reach");
    for (size_t i = 0; i < routes->count; i++) {
        size_t first = routes->first_point[i], next = routes->first_point[i + 1];
        htsc__outlet model = {.terminal = (uint32_t)i,
                              .gigabit = is_gigabit(run->plant->route_technology[i], run->plant->route_max_down_mbps[i],
                                                    run->options->gigabit_mbps)};
        run->ports_left_milli[i] = -1;
        for (size_t p = first; p + 1 < next; p++)
            take_piece(run, routes->xy_m + 2 * p, routes->xy_m + 2 * p + 2, &model);
        const double *last = routes->xy_m + 2 * (next - 1);
        if (next > first && (run->demand->along_roads || next == first + 1)) take_piece(run, last, last, &model);
    }
    return HTSC_OK;
}

static htsc_status index_outlets(htsc__fiber_run *run, htsc_error *err) {
    htsc_box *boxes = htsc__alloc(run->outlet_count, sizeof *boxes);
    if (boxes == NULL) return htsc__error_memory(err, "fibre reach");
    for (size_t i = 0; i < run->outlet_count; i++) {
        const htsc__outlet *o = &run->outlets[i];
        boxes[i] = htsc__segment_box(&(double[]){o->x0_m, o->y0_m}[0], &(double[]){o->x1_m, o->y1_m}[0], 0);
    }
    htsc_status status = htsc__cell_index_create(boxes, run->outlet_count, run->options->max_drop_m, &run->index, err);
    htsc__free(boxes);
    return status;
}

static htsc_status place_block(void *ctx, size_t block, htsc_error *err) {
    htsc__fiber_run *run = ctx;
    size_t first = block * HTSC__FIBER_BLOCK, last = first + HTSC__FIBER_BLOCK;
    (void)err;
    for (size_t i = first; i < last && i < run->outlet_count; i++)
        htsc__graph_index_nearest(run->demand->index, run->outlets[i].x0_m, run->outlets[i].y0_m,
                                  run->options->max_off_road_m, &run->places[i]);
    return HTSC_OK;
}

/* Outlets by road, in their own order. */
static htsc_status park(htsc__fiber_run *run, htsc_error *err) {
    size_t edges = run->demand->roads->edge_count,
           blocks = (run->outlet_count + HTSC__FIBER_BLOCK - 1) / HTSC__FIBER_BLOCK;
    run->places = htsc__alloc(run->outlet_count, sizeof *run->places);
    run->first_parked = htsc__alloc(edges + 2, sizeof *run->first_parked);
    run->parked = htsc__alloc(run->outlet_count, sizeof *run->parked);
    if (run->places == NULL || run->first_parked == NULL || run->parked == NULL)
        return htsc__error_memory(err, "fibre reach");
    htsc_status status = htsc__parallel(blocks, run->options->jobs, NULL, HTSC_STAGE_REACH, place_block, run, err);
    if (status != HTSC_OK) return status;
    for (size_t i = 0; i < run->outlet_count; i++)
        if (run->places[i].edge != UINT32_MAX) run->first_parked[run->places[i].edge + 2]++;
    for (size_t e = 2; e < edges + 2; e++) run->first_parked[e] += run->first_parked[e - 1];
    for (size_t i = 0; i < run->outlet_count; i++) {
        const htsc__graph_place *p = &run->places[i];
        if (p->edge == UINT32_MAX) continue;
        run->parked[run->first_parked[p->edge + 1]++] = (htsc__parked){(uint32_t)i, p->along_m, p->off_m};
    }
    return HTSC_OK;
}

htsc_status htsc__fiber_run_create(htsc__fiber_run *run, htsc_error *err) {
    htsc_status status = HTSC_OK;
    if (run->plant->terminal_count >= UINT32_MAX)
        return htsc__error_set(err, HTSC_ERR_LIMIT, "%zu terminals are above 2^32 - 2", run->plant->terminal_count);
    if (run->plant->terminal_count > 0 || run->plant->routes == NULL) {
        status = take_terminals(run, err);
    } else {
        status = take_routes(run, err);
    }
    if (status == HTSC_OK) status = index_outlets(run, err);
    if (status == HTSC_OK && run->demand->along_roads) status = park(run, err);
    return status;
}

void htsc__fiber_run_clear(htsc__fiber_run *run) {
    htsc__free(run->outlets);
    htsc__cell_index_free(run->index);
    htsc__free(run->places);
    htsc__free(run->first_parked);
    htsc__free(run->parked);
    htsc__free(run->ports_left_milli);
    htsc__free(run->nearest_m);
    htsc__free(run->nearest_gigabit_m);
}
