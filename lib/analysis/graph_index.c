#include <math.h>

#include "analysis/graph.h"
#include "analysis/segment.h"
#include "base/error.h"
#include "base/memory.h"
#include "geo/cell_index.h"

/* Most places are as near to a road. */
enum { WINDOW_M = 50 };

struct htsc__graph_index {
    const htsc__graph *graph;
    htsc__cell_index *boxes;
    uint32_t *edge, *point; /* of every piece */
};

htsc_status htsc__graph_index_create(const htsc__graph *graph, htsc__graph_index **index, htsc_error *err) {
    *index = NULL;
    size_t points = graph->first_point[graph->edge_count], count = 0;
    if (points >= UINT32_MAX)
        return htsc__error_set(err, HTSC_ERR_LIMIT, "an index of edges: %zu points are above 2^32 - 2", points);
    htsc__graph_index *made = htsc__alloc(1, sizeof *made);
    htsc_box *boxes = htsc__alloc(points, sizeof *boxes);
    if (made != NULL) {
        made->graph = graph;
        made->edge = htsc__alloc(points, sizeof *made->edge);
        made->point = htsc__alloc(points, sizeof *made->point);
    }
    htsc_status status = boxes == NULL || made == NULL || made->edge == NULL || made->point == NULL
                             ? htsc__error_memory(err, "an index of edges")
                             : HTSC_OK;
    for (size_t e = 0; e < graph->edge_count && status == HTSC_OK; e++) {
        for (size_t p = graph->first_point[e]; p + 1 < graph->first_point[e + 1]; p++) {
            boxes[count] = htsc__segment_box(graph->xy_m + 2 * p, graph->xy_m + 2 * p + 2, 0);
            made->edge[count] = (uint32_t)e;
            made->point[count++] = (uint32_t)p;
        }
    }
    if (status == HTSC_OK) status = htsc__cell_index_create(boxes, count, WINDOW_M, &made->boxes, err);
    htsc__free(boxes);
    if (status != HTSC_OK) {
        htsc__graph_index_free(made);
        return status;
    }
    *index = made;
    return HTSC_OK;
}

void htsc__graph_index_free(htsc__graph_index *index) {
    if (index == NULL) return;
    htsc__cell_index_free(index->boxes);
    htsc__free(index->edge);
    htsc__free(index->point);
    htsc__free(index);
}

typedef struct search {
    const htsc__graph_index *index;
    double x_m, y_m;
    htsc__graph_place best;
    size_t point; /* first of the best piece */
    double piece_m;
    void (*tell)(void *ctx, uint32_t edge, size_t point);
    void *ctx;
} search;

static double meet(void *ctx, uint32_t number, double off_m2) {
    search *s = ctx;
    const htsc__graph *g = s->index->graph;
    size_t point = s->index->point[number];
    const double *a = g->xy_m + 2 * point, *b = a + 2;
    htsc__foot foot = htsc__foot_on(a, b, s->x_m, s->y_m);
    (void)off_m2;
    if (foot.off_m > s->best.off_m) return HUGE_VAL;
    if (foot.off_m == s->best.off_m && point >= s->point) return HUGE_VAL; /* they are numbered along the edges */
    s->best.edge = s->index->edge[number];
    s->best.off_m = foot.off_m;
    s->point = point;
    s->piece_m = foot.along_frac * htsc__segment_m(a, b);
    return htsc__cell_index_most_m2(s->x_m, s->y_m, foot.off_m);
}

void htsc__graph_index_nearest(const htsc__graph_index *index, double x_m, double y_m, double max_m,
                               htsc__graph_place *place) {
    const htsc__graph *g = index->graph;
    search s = {.index = index, .x_m = x_m, .y_m = y_m};
    double window_m = fmin(max_m, WINDOW_M);
    for (;;) { /* what was found within the window is the nearest of all */
        s.best = (htsc__graph_place){UINT32_MAX, 0, window_m};
        s.point = SIZE_MAX;
        htsc__cell_index_near(index->boxes, x_m, y_m, window_m, meet, &s);
        if (s.best.edge != UINT32_MAX || !(window_m < max_m)) break;
        window_m = fmin(4 * window_m, max_m);
    }
    *place = s.best;
    if (place->edge == UINT32_MAX) return;
    for (size_t p = g->first_point[place->edge]; p < s.point; p++)
        place->along_m += htsc__segment_m(g->xy_m + 2 * p, g->xy_m + 2 * p + 2);
    place->along_m = fmin(place->along_m + s.piece_m, g->length_m[place->edge]);
}

static void pass_on(void *ctx, uint32_t number) {
    const search *s = ctx;
    s->tell(s->ctx, s->index->edge[number], s->index->point[number]);
}

void htsc__graph_index_query(const htsc__graph_index *index, const htsc_box *box,
                             void (*tell)(void *ctx, uint32_t edge, size_t point), void *ctx) {
    search s = {.index = index, .tell = tell, .ctx = ctx};
    htsc__cell_index_query(index->boxes, box, pass_on, &s);
}
