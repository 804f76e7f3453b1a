/* Small networks for tests: lines written as text, distances along them. */
#ifndef TESTS_ANALYSIS_NETWORK_H
#define TESTS_ANALYSIS_NETWORK_H

#include "base/support.h"

#include <htscover/line_net.h>

#include "analysis/graph.h"
#include "analysis/graph_paths.h"

typedef struct lines {
    size_t count, first[512];
    double xy[4096];
    uint32_t owner[512];
} lines;

/* "0 0, 100 0; 100 0, 100 50": lines of x y pairs; "@2 0 0, …" is one of owner 2. */
static inline void lines_add(lines *l, const char *text) {
    uint32_t owner = 0;
    if (l->count == 0) l->first[0] = 0;
    size_t at = l->first[l->count];
    while (*text != '\0') {
        char *next;
        if (*text == '@') owner = (uint32_t)strtoul(text + 1, &next, 10), text = next;
        l->xy[2 * at] = strtod(text, &next);
        l->xy[2 * at++ + 1] = strtod(next, &next);
        while (*next == ' ') next++;
        if (*next != ',') {
            l->owner[l->count++] = owner;
            l->first[l->count] = at;
        }
        text = *next == '\0' ? next : next + 1;
        while (*text == ' ') text++;
    }
}

static inline htsc_line_set lines_set(const lines *l) {
    return (htsc_line_set){l->count, l->first, l->xy, l->owner};
}

static inline htsc_line_net *lines_net(const lines *l, const htsc_line_net_options *options) {
    htsc_line_net_options usual;
    htsc_line_net *net = NULL;
    htsc_error err = {HTSC_OK, ""};
    htsc_line_set set = lines_set(l);
    htsc_line_net_options_init(&usual);
    assert_ok(htsc_line_net_create(&set, options == NULL ? &usual : options, &net, &err), err);
    return net;
}

static inline htsc_line_net *net_of(const char *text, const htsc_line_net_options *options) {
    static lines l;
    l.count = 0;
    lines_add(&l, text);
    return lines_net(&l, options);
}

static inline size_t changes_of(const htsc_line_net *net, htsc_line_change_kind kind) {
    size_t count = 0;
    for (size_t i = 0; i < htsc_line_net_change_count(net); i++)
        count += htsc_line_net_get_change(net, i)->kind == kind;
    return count;
}

static inline const htsc_line_change *change_of(const htsc_line_net *net, htsc_line_change_kind kind) {
    for (size_t i = 0; i < htsc_line_net_change_count(net); i++)
        if (htsc_line_net_get_change(net, i)->kind == kind) return htsc_line_net_get_change(net, i);
    fail_msg("no change of kind %s", htsc_line_change_name(kind));
    return NULL;
}

/* Along the graph between the places nearest two points; infinite where there is no way. */
static inline double way_m(const htsc__graph *graph, double ax, double ay, double bx, double by) {
    htsc_error err;
    htsc__graph_index *index = NULL;
    htsc__paths *paths = NULL;
    htsc__graph_place a, b;
    uint32_t node;
    assert_ok(htsc__graph_index_create(graph, &index, &err), err);
    htsc__graph_index_nearest(index, ax, ay, 100, &a);
    htsc__graph_index_nearest(index, bx, by, 100, &b);
    assert_ok(htsc__paths_create(graph, &paths, &err), err);
    assert_true(a.edge != UINT32_MAX && b.edge != UINT32_MAX);
    htsc__paths_start(paths, graph->from[a.edge], a.along_m, 0);
    htsc__paths_start(paths, graph->to[a.edge], graph->length_m[a.edge] - a.along_m, 0);
    while (htsc__paths_next(paths, HUGE_VAL, &node)) continue;
    double best = fmin(paths->distance_m[graph->from[b.edge]] + b.along_m,
                       paths->distance_m[graph->to[b.edge]] + graph->length_m[b.edge] - b.along_m);
    if (a.edge == b.edge) best = fmin(best, fabs(a.along_m - b.along_m));
    htsc__paths_free(paths);
    htsc__graph_index_free(index);
    return best;
}

static inline double net_way_m(const htsc_line_net *net, double ax, double ay, double bx, double by) {
    htsc_error err;
    htsc__graph *graph = NULL;
    assert_ok(htsc__graph_create(htsc_line_net_lines(net), &graph, &err), err);
    double best = way_m(graph, ax, ay, bx, by);
    htsc__graph_free(graph);
    return best;
}

#endif
