#include "analysis/graph.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/segment.h"
#include "base/error.h"
#include "base/memory.h"

typedef struct line_end {
    double x_m, y_m;
    uint32_t owner;
    size_t number; /* 2 * line + (0 first, 1 last) */
} line_end;

static int by_place(const void *left, const void *right) {
    const line_end *a = left, *b = right;
    if (a->owner != b->owner) return a->owner < b->owner ? -1 : 1;
    if (a->x_m != b->x_m) return a->x_m < b->x_m ? -1 : 1;
    if (a->y_m != b->y_m) return a->y_m < b->y_m ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static htsc_status make_nodes(const htsc_line_set *lines, htsc__graph *g, htsc_error *err) {
    line_end *ends = htsc__alloc(2 * lines->count, sizeof *ends);
    g->node_xy_m = htsc__alloc(4 * lines->count, sizeof *g->node_xy_m);
    if (ends == NULL || g->node_xy_m == NULL) {
        htsc__free(ends);
        return htsc__error_memory(err, "a graph");
    }
    for (size_t e = 0; e < 2 * lines->count; e++) {
        const double *xy = g->xy_m + 2 * (e % 2 == 0 ? g->first_point[e / 2] : g->first_point[e / 2 + 1] - 1);
        ends[e] = (line_end){xy[0], xy[1], lines->owner == NULL ? 0 : lines->owner[e / 2], e};
    }
    qsort(ends, 2 * lines->count, sizeof *ends, by_place);
    for (size_t i = 0; i < 2 * lines->count; i++) {
        const line_end *e = &ends[i];
        if (i == 0 || e->owner != e[-1].owner || e->x_m != e[-1].x_m || e->y_m != e[-1].y_m) {
            g->node_xy_m[2 * g->node_count] = e->x_m;
            g->node_xy_m[2 * g->node_count++ + 1] = e->y_m;
        }
        *(e->number % 2 == 0 ? &g->from[e->number / 2] : &g->to[e->number / 2]) = (uint32_t)(g->node_count - 1);
    }
    htsc__free(ends);
    return HTSC_OK;
}

static htsc_status make_arcs(htsc__graph *g, htsc_error *err) {
    g->first_arc = htsc__alloc(g->node_count + 2, sizeof *g->first_arc);
    g->arcs = htsc__alloc(2 * g->edge_count, sizeof *g->arcs);
    if (g->first_arc == NULL || g->arcs == NULL) return htsc__error_memory(err, "a graph");
    for (size_t e = 0; e < g->edge_count; e++) {
        g->first_arc[g->from[e] + 2]++;
        g->first_arc[g->to[e] + 2]++;
    }
    for (size_t n = 2; n < g->node_count + 2; n++) g->first_arc[n] += g->first_arc[n - 1];
    for (size_t e = 0; e < g->edge_count; e++) {
        g->arcs[g->first_arc[g->from[e] + 1]++] = (htsc__arc){g->to[e], (uint32_t)e};
        g->arcs[g->first_arc[g->to[e] + 1]++] = (htsc__arc){g->from[e], (uint32_t)e};
    }
    return HTSC_OK;
}

static htsc_status copy_lines(const htsc_line_set *lines, htsc__graph *g, htsc_error *err) {
    size_t points = lines->count == 0 ? 0 : lines->first_point[lines->count];
    g->edge_count = lines->count;
    g->from = htsc__alloc(lines->count, sizeof *g->from);
    g->to = htsc__alloc(lines->count, sizeof *g->to);
    g->length_m = htsc__alloc(lines->count, sizeof *g->length_m);
    g->first_point = htsc__alloc(lines->count + 1, sizeof *g->first_point);
    g->xy_m = htsc__alloc(2 * points, sizeof *g->xy_m);
    if (g->from == NULL || g->to == NULL || g->length_m == NULL || g->first_point == NULL || g->xy_m == NULL)
        return htsc__error_memory(err, "a graph");
    if (points > 0) memcpy(g->xy_m, lines->xy_m, 2 * points * sizeof *g->xy_m);
    for (size_t i = 0; i < lines->count; i++) {
        g->first_point[i + 1] = lines->first_point[i + 1];
        for (size_t p = g->first_point[i]; p + 1 < g->first_point[i + 1]; p++)
            g->length_m[i] += htsc__segment_m(g->xy_m + 2 * p, g->xy_m + 2 * p + 2);
    }
    return HTSC_OK;
}

htsc_status htsc__graph_create(const htsc_line_set *lines, htsc__graph **graph, htsc_error *err) {
    *graph = NULL;
    if (lines->count > INT32_MAX)
        return htsc__error_set(err, HTSC_ERR_LIMIT, "a graph: %zu lines are above 2^31 - 1", lines->count);
    htsc__graph *made = htsc__alloc(1, sizeof *made);
    if (made == NULL) return htsc__error_memory(err, "a graph");
    htsc_status status = copy_lines(lines, made, err);
    if (status == HTSC_OK) status = make_nodes(lines, made, err);
    if (status == HTSC_OK) status = make_arcs(made, err);
    if (status != HTSC_OK) {
        htsc__graph_free(made);
        return status;
    }
    *graph = made;
    return HTSC_OK;
}

void htsc__graph_free(htsc__graph *graph) {
    if (graph == NULL) return;
    htsc__free(graph->node_xy_m);
    htsc__free(graph->from);
    htsc__free(graph->to);
    htsc__free(graph->length_m);
    htsc__free(graph->first_point);
    htsc__free(graph->xy_m);
    htsc__free(graph->first_arc);
    htsc__free(graph->arcs);
    htsc__free(graph);
}

htsc_status htsc__graph_components(const htsc__graph *graph, uint32_t *component, size_t *count, htsc_error *err) {
    uint32_t *stack = htsc__alloc(graph->node_count, sizeof *stack);
    if (stack == NULL) return htsc__error_memory(err, "a graph");
    *count = 0;
    for (size_t n = 0; n < graph->node_count; n++) component[n] = UINT32_MAX;
    for (size_t n = 0; n < graph->node_count; n++) {
        if (component[n] != UINT32_MAX) continue;
        size_t waiting = 0;
        component[n] = (uint32_t)*count;
        for (stack[waiting++] = (uint32_t)n; waiting > 0;) {
            uint32_t at = stack[--waiting];
            for (size_t a = graph->first_arc[at]; a < graph->first_arc[at + 1]; a++) {
                uint32_t next = graph->arcs[a].to;
                if (component[next] != UINT32_MAX) continue;
                component[next] = (uint32_t)*count;
                stack[waiting++] = next;
            }
        }
        ++*count;
    }
    htsc__free(stack);
    return HTSC_OK;
}

void htsc__graph_locate(const htsc__graph *graph, const htsc__graph_place *place, double xy_m[2]) {
    double left_m = place->along_m;
    size_t last = graph->first_point[place->edge + 1] - 1;
    for (size_t p = graph->first_point[place->edge]; p < last; p++) {
        const double *a = graph->xy_m + 2 * p, *b = a + 2;
        double length_m = htsc__segment_m(a, b);
        if (left_m <= length_m && length_m > 0) {
            xy_m[0] = a[0] + left_m / length_m * (b[0] - a[0]);
            xy_m[1] = a[1] + left_m / length_m * (b[1] - a[1]);
            return;
        }
        left_m -= length_m;
    }
    memcpy(xy_m, graph->xy_m + 2 * last, 2 * sizeof *xy_m);
}
