/* Demand points, and their places on the roads. */
#include <math.h>

#include "analysis/fiber_run.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "geo/cells.h"

typedef struct placing {
    htsc_fiber_demand *demand;
    const htsc_fiber_reach_options *options;
} placing;

static htsc_status place_block(void *ctx, size_t block, htsc_error *err) {
    placing *p = ctx;
    size_t first = block * HTSC__FIBER_BLOCK, last = first + HTSC__FIBER_BLOCK;
    (void)err;
    for (size_t i = first; i < last && i < p->demand->count; i++)
        htsc__graph_index_nearest(p->demand->index, p->demand->x_m[i], p->demand->y_m[i], p->options->max_off_road_m,
                                  &p->demand->places[i]);
    return HTSC_OK;
}

static htsc_status copy_points(htsc_fiber_demand *d, const double *x_m, const double *y_m, const double *households,
                               double near_m, htsc_error *err) {
    d->x_m = htsc__alloc(d->count, sizeof *d->x_m);
    d->y_m = htsc__alloc(d->count, sizeof *d->y_m);
    d->ports_milli = htsc__alloc(d->count, sizeof *d->ports_milli);
    if (d->x_m == NULL || d->y_m == NULL || d->ports_milli == NULL) return htsc__error_memory(err, "fibre demand");
    for (size_t i = 0; i < d->count; i++) {
        if (!isfinite(x_m[i]) || !isfinite(y_m[i]))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "demand point %zu: x_m %g y_m %g is not finite", i, x_m[i],
                                   y_m[i]);
        if (!(households[i] >= 0 && households[i] <= INT32_MAX))
            return htsc__error_set(err, HTSC_ERR_ARGUMENT, "demand point %zu: households %g is outside [0, %d]", i,
                                   households[i], INT32_MAX);
        d->ports_milli[i] = (int64_t)round(1000 * households[i]);
    }
    htsc_status status = htsc__cells_order(d->count, x_m, y_m, near_m, &d->number, err);
    if (status != HTSC_OK) return status;
    for (size_t i = 0; i < d->count; i++) {
        d->x_m[i] = x_m[d->number[i]];
        d->y_m[i] = y_m[d->number[i]];
    }
    return HTSC_OK;
}

static htsc_status place_points(htsc_fiber_demand *d, const htsc_line_net *roads,
                                const htsc_fiber_reach_options *options, htsc_error *err) {
    placing p = {d, options};
    size_t parts = 0;
    d->along_roads = true;
    d->places = htsc__alloc(d->count, sizeof *d->places);
    htsc_status status = d->places == NULL ? htsc__error_memory(err, "fibre demand")
                                           : htsc__graph_create(htsc_line_net_lines(roads), &d->roads, err);
    if (status != HTSC_OK) return status;
    d->part = htsc__alloc(d->roads->node_count, sizeof *d->part);
    if (d->part == NULL) return htsc__error_memory(err, "fibre demand");
    status = htsc__graph_components(d->roads, d->part, &parts, err);
    if (status == HTSC_OK) status = htsc__graph_index_create(d->roads, &d->index, err);
    if (status != HTSC_OK) return status;
    return htsc__parallel((d->count + HTSC__FIBER_BLOCK - 1) / HTSC__FIBER_BLOCK, options->jobs, options->progress,
                          HTSC_STAGE_REACH, place_block, &p, err);
}

htsc_status htsc_fiber_demand_create(size_t count, const double *x_m, const double *y_m, const double *households,
                                     const htsc_line_net *roads, const htsc_fiber_reach_options *options,
                                     htsc_fiber_demand **demand, htsc_error *err) {
    *demand = NULL;
    htsc_status status = htsc__fiber_options_check(options, err);
    if (status != HTSC_OK) return status;
    if (count >= UINT32_MAX) return htsc__error_set(err, HTSC_ERR_LIMIT, "%zu demand points are above 2^32 - 2", count);
    htsc_fiber_demand *made = htsc__alloc(1, sizeof *made);
    if (made == NULL) return htsc__error_memory(err, "fibre demand");
    made->count = count;
    status = copy_points(made, x_m, y_m, households, options->max_drop_m, err);
    if (status == HTSC_OK && roads != NULL) status = place_points(made, roads, options, err);
    if (status != HTSC_OK) {
        htsc_fiber_demand_free(made);
        return status;
    }
    *demand = made;
    return HTSC_OK;
}

void htsc_fiber_demand_free(htsc_fiber_demand *demand) {
    if (demand == NULL) return;
    htsc__free(demand->x_m);
    htsc__free(demand->y_m);
    htsc__free(demand->ports_milli);
    htsc__free(demand->number);
    htsc__free(demand->places);
    htsc__free(demand->part);
    htsc__graph_index_free(demand->index);
    htsc__graph_free(demand->roads);
    htsc__free(demand);
}
