#include <htscover/reach.h>

#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "data/fiber.h"
#include "geo/cell_index.h"

enum { BLOCK = 1024 };

struct htsc_reach {
    size_t count, operator_count;
    htsc_reach_point *points; /* operators, then the union, `count` each */
};

/* A stretch a household may be connected to: an access point, or one straight piece of a route. */
typedef struct stretch {
    double x0_m, y0_m, x1_m, y1_m;
    uint32_t operator_index;
    bool gigabit;
} stretch;

typedef struct run {
    const htsc_reach_options *options;
    const double *x_m, *y_m;
    stretch *stretches;
    size_t stretch_count;
    htsc__cell_index *index;
    htsc_reach *out;
} run;

void htsc_reach_options_init(htsc_reach_options *options) {
    *options = (htsc_reach_options){.struct_size = sizeof *options, .max_drop_m = 300, .gigabit_mbps = 1000};
}

static bool offers_gigabit(htsc_fiber_technology technology, double max_down_mbps, double gigabit_mbps) {
    return htsc_fiber_technology_max_mbps(technology) > gigabit_mbps && max_down_mbps > gigabit_mbps; /* NaN: no */
}

/* Access points of operators that declared some, pieces of routes of those that did not. */
static htsc_status collect(const htsc_fiber *fiber, run *r, htsc_error *err) {
    double gigabit_mbps = r->options->gigabit_mbps;
    size_t points = htsc_fiber_access_point_count(fiber), routes = htsc_fiber_route_count(fiber), pieces = 0;
    for (size_t i = 0; i < routes; i++) pieces += htsc_fiber_get_route(fiber, i)->point_count;
    r->stretches = htsc__alloc(points + pieces, sizeof *r->stretches);
    if (r->stretches == NULL) return htsc__error_memory(err, "fibre reach");
    for (size_t i = 0; i < points; i++) {
        const htsc_access_point *p = htsc_fiber_get_access_point(fiber, i);
        r->stretches[r->stretch_count++] = (stretch){p->x_m,
                                                     p->y_m,
                                                     p->x_m,
                                                     p->y_m,
                                                     p->operator_index,
                                                     offers_gigabit(p->technology, p->max_down_mbps, gigabit_mbps)};
    }
    for (size_t i = 0; i < routes; i++) {
        const htsc_fiber_route *route = htsc_fiber_get_route(fiber, i);
        const double *xy = htsc_fiber_points(fiber) + 2 * route->first_point;
        if (htsc__fiber_has_access_points(fiber, route->operator_index)) continue;
        for (size_t k = 0; k + 1 < route->point_count; k++)
            r->stretches[r->stretch_count++] =
                (stretch){xy[2 * k],
                          xy[2 * k + 1],
                          xy[2 * k + 2],
                          xy[2 * k + 3],
                          route->operator_index,
                          offers_gigabit(route->technology, route->max_down_mbps, gigabit_mbps)};
    }
    return HTSC_OK;
}

static htsc_status build_index(run *r, htsc_error *err) {
    htsc_box *boxes = htsc__alloc(r->stretch_count, sizeof *boxes);
    if (boxes == NULL) return htsc__error_memory(err, "fibre reach");
    for (size_t i = 0; i < r->stretch_count; i++) {
        const stretch *s = &r->stretches[i];
        boxes[i] =
            (htsc_box){fmin(s->x0_m, s->x1_m), fmin(s->y0_m, s->y1_m), fmax(s->x0_m, s->x1_m), fmax(s->y0_m, s->y1_m)};
    }
    htsc_status status = htsc__cell_index_create(boxes, r->stretch_count, r->options->max_drop_m, &r->index, err);
    htsc__free(boxes);
    return status;
}

static double distance_m(const stretch *s, double x_m, double y_m) {
    double dx = s->x1_m - s->x0_m, dy = s->y1_m - s->y0_m, squared = dx * dx + dy * dy;
    double along = squared > 0 ? ((x_m - s->x0_m) * dx + (y_m - s->y0_m) * dy) / squared : 0;
    along = fmin(fmax(along, 0), 1);
    return hypot(x_m - (s->x0_m + along * dx), y_m - (s->y0_m + along * dy));
}

typedef struct visit {
    const run *run;
    size_t point;
} visit;

static void connect(htsc_reach_point *point, float distance, bool gigabit) {
    if (isnan(point->distance_m) || distance < point->distance_m) point->distance_m = distance;
    uint8_t reached = gigabit ? HTSC_REACH_GIGABIT : HTSC_REACH_FIBER;
    if (reached > point->reach_class) point->reach_class = reached;
}

/* The outcome is a minimum and a maximum, so the order of calls does not matter. What changes nothing for the operator
 * changes nothing for the union. */
static double meet(void *ctx, uint32_t number, double off_m2) {
    const visit *v = ctx;
    const stretch *s = &v->run->stretches[number];
    htsc_reach *out = v->run->out;
    double x_m = v->run->x_m[v->point], y_m = v->run->y_m[v->point];
    htsc_reach_point *point = &out->points[s->operator_index * out->count + v->point];
    bool known = point->reach_class >= (s->gigabit ? HTSC_REACH_GIGABIT : HTSC_REACH_FIBER);
    if (known && off_m2 > htsc__cell_index_most_m2(x_m, y_m, (double)point->distance_m)) return HUGE_VAL;
    double distance = distance_m(s, x_m, y_m);
    if (!(distance <= v->run->options->max_drop_m)) return HUGE_VAL;
    connect(point, (float)distance, s->gigabit);
    connect(&out->points[out->operator_count * out->count + v->point], (float)distance, s->gigabit);
    return HUGE_VAL;
}

static htsc_status run_block(void *ctx, size_t block, htsc_error *err) {
    run *r = ctx;
    size_t first = block * BLOCK, last = first + BLOCK < r->out->count ? first + BLOCK : r->out->count;
    (void)err;
    for (size_t i = first; i < last; i++) {
        visit v = {r, i};
        htsc__cell_index_near(r->index, r->x_m[i], r->y_m[i], r->options->max_drop_m, meet, &v);
    }
    return HTSC_OK;
}

htsc_status htsc_reach_create(const htsc_fiber *fiber, const htsc_reach_options *options, size_t count,
                              const double *x_m, const double *y_m, htsc_reach **reach, htsc_error *err) {
    *reach = NULL;
    if (options->struct_size != sizeof *options || !(options->max_drop_m > 0) || !(options->gigabit_mbps > 0))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT,
                               "reach options: max_drop_m %g and gigabit_mbps %g must be above 0", options->max_drop_m,
                               options->gigabit_mbps);
    htsc_reach *made = htsc__alloc(1, sizeof *made);
    if (made == NULL) return htsc__error_memory(err, "fibre reach");
    run r = {.options = options, .x_m = x_m, .y_m = y_m, .out = made};
    htsc_status status = HTSC_OK;
    made->count = count;
    made->operator_count = htsc_fiber_operator_count(fiber);
    made->points = htsc__alloc((made->operator_count + 1) * count, sizeof *made->points);
    if (made->points == NULL) status = htsc__error_memory(err, "fibre reach");
    for (size_t i = 0; status == HTSC_OK && i < (made->operator_count + 1) * count; i++)
        made->points[i].distance_m = NAN;
    if (status == HTSC_OK) status = collect(fiber, &r, err);
    if (status == HTSC_OK) status = build_index(&r, err);
    if (status == HTSC_OK)
        status = htsc__parallel((count + BLOCK - 1) / BLOCK, options->jobs, options->progress, HTSC_STAGE_REACH,
                                run_block, &r, err);
    htsc__cell_index_free(r.index);
    htsc__free(r.stretches);
    if (status != HTSC_OK) {
        htsc_reach_free(made);
        return status;
    }
    *reach = made;
    return HTSC_OK;
}

void htsc_reach_free(htsc_reach *reach) {
    if (reach == NULL) return;
    htsc__free(reach->points);
    htsc__free(reach);
}

size_t htsc_reach_count(const htsc_reach *reach) {
    return reach->count;
}

const htsc_reach_point *htsc_reach_get(const htsc_reach *reach, uint32_t operator_index) {
    size_t layer = operator_index == HTSC_UNION ? reach->operator_count : operator_index;
    return reach->points + layer * reach->count;
}
