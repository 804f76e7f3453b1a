/* Loose ends that come near another part of the network, and are not joined. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/graph.h"
#include "analysis/line_work.h"
#include "analysis/segment.h"
#include "base/error.h"
#include "base/memory.h"

typedef struct gap {
    uint32_t low, high; /* the two parts */
    uint32_t line, other_line, node;
    double length_m;
} gap;

typedef struct finder {
    const htsc__graph *graph;
    const uint32_t *part, *owner;
    uint32_t node, line; /* the loose end, and its line */
    gap nearest;
} finder;

static void meet(void *ctx, uint32_t edge, size_t point) {
    finder *f = ctx;
    const htsc__graph *g = f->graph;
    uint32_t mine = f->part[f->node], other = f->part[g->from[edge]];
    if (mine == other || f->owner[edge] != f->owner[f->line]) return;
    const double *xy = g->node_xy_m + 2 * (size_t)f->node;
    double off_m = htsc__foot_on(g->xy_m + 2 * point, g->xy_m + 2 * point + 2, xy[0], xy[1]).off_m;
    if (off_m > f->nearest.length_m || (off_m == f->nearest.length_m && edge >= f->nearest.other_line)) return;
    f->nearest = (gap){mine < other ? mine : other, mine < other ? other : mine, f->line, edge, f->node, off_m};
}

static int by_parts(const void *left, const void *right) {
    const gap *a = left, *b = right;
    if (a->low != b->low) return a->low < b->low ? -1 : 1;
    if (a->high != b->high) return a->high < b->high ? -1 : 1;
    if (a->length_m != b->length_m) return a->length_m < b->length_m ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

static htsc_status find_gaps(htsc__line_work *work, const htsc_line_set *lines, const htsc__graph *graph,
                             const uint32_t *part, gap *gaps, size_t *count, htsc_error *err) {
    htsc__graph_index *index = NULL;
    htsc_status status = htsc__graph_index_create(graph, &index, err);
    for (size_t n = 0; n < graph->node_count && status == HTSC_OK; n++) {
        const double *xy = graph->node_xy_m + 2 * n;
        if (graph->first_arc[n + 1] - graph->first_arc[n] != 1) continue;
        double within_m = work->options->near_miss_m;
        finder f = {.graph = graph, .part = part, .owner = lines->owner, .node = (uint32_t)n};
        htsc_box box = htsc__point_box(xy[0], xy[1], within_m);
        f.line = graph->arcs[graph->first_arc[n]].edge;
        f.nearest = (gap){.other_line = UINT32_MAX, .length_m = within_m};
        htsc__graph_index_query(index, &box, meet, &f);
        if (f.nearest.other_line != UINT32_MAX) gaps[(*count)++] = f.nearest;
    }
    htsc__graph_index_free(index);
    return status;
}

/* Of two parts that come near each other in many places the narrowest gap is listed. */
static htsc_status list(htsc__line_work *work, const htsc__graph *graph, gap *gaps, size_t count, htsc_error *err) {
    htsc_status status = HTSC_OK;
    qsort(gaps, count, sizeof *gaps, by_parts);
    for (size_t i = 0; i < count && status == HTSC_OK; i++) {
        const gap *g = &gaps[i];
        if (i > 0 && g->low == g[-1].low && g->high == g[-1].high) continue;
        status = htsc__line_work_log(work, HTSC_LINE_GAP, g->line, g->other_line,
                                     graph->node_xy_m + 2 * (size_t)g->node, g->length_m, err);
    }
    return status;
}

htsc_status htsc__line_list_gaps(htsc__line_work *work, const htsc_line_set *lines, htsc_error *err) {
    htsc__graph *graph = NULL;
    size_t parts = 0, count = 0;
    htsc_status status = htsc__graph_create(lines, &graph, err);
    if (status != HTSC_OK) return status;
    uint32_t *part = htsc__alloc(graph->node_count, sizeof *part);
    gap *gaps = htsc__alloc(graph->node_count, sizeof *gaps);
    if (part == NULL || gaps == NULL) status = htsc__error_memory(err, "a line network");
    if (status == HTSC_OK) status = htsc__graph_components(graph, part, &parts, err);
    if (status == HTSC_OK) status = find_gaps(work, lines, graph, part, gaps, &count, err);
    if (status == HTSC_OK) status = list(work, graph, gaps, count, err);
    htsc__free(part);
    htsc__free(gaps);
    htsc__graph_free(graph);
    return status;
}
