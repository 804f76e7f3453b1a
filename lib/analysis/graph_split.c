#include <stdlib.h>
#include <string.h>

#include "analysis/graph.h"
#include "analysis/segment.h"
#include "base/error.h"
#include "base/memory.h"

typedef struct stop {
    uint32_t edge;
    double along_m;
    size_t place;
} stop;

static int by_edge(const void *left, const void *right) {
    const stop *a = left, *b = right;
    if (a->edge != b->edge) return a->edge < b->edge ? -1 : 1;
    if (a->along_m != b->along_m) return a->along_m < b->along_m ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

/* New lines under way. A stop gets the number of the line end that stands there: 2 * line + (0 first, 1 last). */
typedef struct splitter {
    const htsc__graph *graph;
    htsc_line_set lines;
    size_t *first;
    double *xy_m;
    size_t line_count, point_count;
    size_t *end_of;
} splitter;

static void add_point(splitter *s, const double *xy) {
    memcpy(s->xy_m + 2 * s->point_count++, xy, 2 * sizeof *xy);
}

/* Ends the open line at xy and starts the next one there. */
static void turn(splitter *s, const double *xy) {
    double here[2];
    memcpy(here, xy, sizeof here);
    add_point(s, here);
    s->first[++s->line_count] = s->point_count;
    add_point(s, here);
}

static void split_edge(splitter *s, uint32_t edge, const stop *stops, size_t count) {
    const htsc__graph *g = s->graph;
    size_t p = g->first_point[edge], last = g->first_point[edge + 1] - 1, first_line = s->line_count;
    double passed_m = 0, at_m = 0; /* passed: along the edge up to point p; at: up to the last turn */
    add_point(s, g->xy_m + 2 * p);
    for (size_t i = 0; i < count; i++) {
        double along_m = stops[i].along_m, xy[2];
        if (along_m <= 0) {
            s->end_of[stops[i].place] = 2 * first_line;
            continue;
        }
        if (along_m >= g->length_m[edge]) break;
        if (along_m > at_m) {
            for (double step_m; p < last; passed_m += step_m, p++) {
                step_m = htsc__segment_m(g->xy_m + 2 * p, g->xy_m + 2 * p + 2);
                if (passed_m + step_m >= along_m) break;
                if (p + 1 < last) add_point(s, g->xy_m + 2 * p + 2);
            }
            htsc__graph_locate(g, &(htsc__graph_place){edge, along_m, 0}, xy);
            turn(s, xy);
            at_m = along_m;
        }
        s->end_of[stops[i].place] = 2 * s->line_count;
    }
    while (++p < last) add_point(s, g->xy_m + 2 * p);
    add_point(s, g->xy_m + 2 * last);
    for (size_t i = count; i-- > 0 && stops[i].along_m >= g->length_m[edge];)
        if (stops[i].along_m > 0) s->end_of[stops[i].place] = 2 * s->line_count + 1;
    s->first[++s->line_count] = s->point_count;
}

static stop *order_stops(const htsc__graph_place *places, size_t count, size_t *used) {
    stop *stops = htsc__alloc(count, sizeof *stops);
    *used = 0;
    if (stops == NULL) return NULL;
    for (size_t i = 0; i < count; i++)
        if (places[i].edge != UINT32_MAX) stops[(*used)++] = (stop){places[i].edge, places[i].along_m, i};
    qsort(stops, *used, sizeof *stops, by_edge);
    return stops;
}

htsc_status htsc__graph_split(const htsc__graph *graph, size_t count, const htsc__graph_place *places, uint32_t *node,
                              htsc__graph **split, htsc_error *err) {
    size_t used = 0, points = graph->first_point[graph->edge_count];
    splitter s = {.graph = graph};
    stop *stops = order_stops(places, count, &used);
    *split = NULL;
    s.first = htsc__alloc(graph->edge_count + used + 1, sizeof *s.first);
    s.xy_m = htsc__alloc(2 * (points + 2 * used), sizeof *s.xy_m);
    s.end_of = htsc__alloc(count, sizeof *s.end_of);
    htsc_status status = stops == NULL || s.first == NULL || s.xy_m == NULL || s.end_of == NULL
                             ? htsc__error_memory(err, "a graph")
                             : HTSC_OK;
    for (size_t e = 0, at = 0, next; e < graph->edge_count && status == HTSC_OK; e++, at = next) {
        for (next = at; next < used && stops[next].edge == e;) next++;
        split_edge(&s, (uint32_t)e, stops + at, next - at);
    }
    s.lines = (htsc_line_set){s.line_count, s.first, s.xy_m, NULL};
    if (status == HTSC_OK) status = htsc__graph_create(&s.lines, split, err);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        size_t end = s.end_of[i];
        node[i] = places[i].edge == UINT32_MAX ? UINT32_MAX
                  : end % 2 == 0               ? (*split)->from[end / 2]
                                               : (*split)->to[end / 2];
    }
    htsc__free(stops);
    htsc__free(s.first);
    htsc__free(s.xy_m);
    htsc__free(s.end_of);
    return status;
}
