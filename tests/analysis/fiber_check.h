/* Reach by looking at all pairs: no index, no heap, no library of ours. What htsc_fiber_reach_compute() is held to. */
#ifndef TESTS_ANALYSIS_FIBER_CHECK_H
#define TESTS_ANALYSIS_FIBER_CHECK_H

#include "analysis/network.h"

#include <htscover/fiber_reach.h>

enum { CHECK_NODES = 24, CHECK_EDGES = 40, CHECK_POINTS = 90, CHECK_TERMINALS = 30, CHECK_ROUTE_POINTS = 9 };

/* Straight edges between nodes, and the shortest ways between all nodes. */
typedef struct check_graph {
    int node_count, edge_count;
    double xy[CHECK_NODES][2];
    int from[CHECK_EDGES], to[CHECK_EDGES];
    double way_m[CHECK_NODES][CHECK_NODES];
} check_graph;

typedef struct check_place {
    int edge; /* -1: nowhere */
    double along_m, off_m;
} check_place;

static inline double check_edge_m(const check_graph *g, int e) {
    return hypot(g->xy[g->to[e]][0] - g->xy[g->from[e]][0], g->xy[g->to[e]][1] - g->xy[g->from[e]][1]);
}

/* Dijkstra as in his paper: of the nodes that are left the nearest, found by looking at each. */
static inline void check_ways(check_graph *g) {
    for (int start = 0; start < g->node_count; start++) {
        bool done[CHECK_NODES] = {false};
        double *way = g->way_m[start];
        for (int n = 0; n < g->node_count; n++) way[n] = n == start ? 0 : HUGE_VAL;
        for (;;) {
            int at = -1;
            for (int n = 0; n < g->node_count; n++)
                if (!done[n] && !isinf(way[n]) && (at < 0 || way[n] < way[at])) at = n;
            if (at < 0) break;
            done[at] = true;
            for (int e = 0; e < g->edge_count; e++) {
                if (g->from[e] == at) way[g->to[e]] = fmin(way[g->to[e]], way[at] + check_edge_m(g, e));
                if (g->to[e] == at) way[g->from[e]] = fmin(way[g->from[e]], way[at] + check_edge_m(g, e));
            }
        }
    }
}

/* Nearest of the ends and the foot of the perpendicular; *along_m from a. */
static inline double check_segment_m(const double *a, const double *b, double x, double y, double *along_m) {
    double length = hypot(b[0] - a[0], b[1] - a[1]), to_a = hypot(x - a[0], y - a[1]), to_b = hypot(x - b[0], y - b[1]);
    double best = to_a;
    *along_m = 0;
    if (to_b < best) best = to_b, *along_m = length;
    if (length > 0) {
        double ux = (b[0] - a[0]) / length, uy = (b[1] - a[1]) / length;
        double t = (x - a[0]) * ux + (y - a[1]) * uy, off = fabs((x - a[0]) * uy - (y - a[1]) * ux);
        if (t > 0 && t < length) best = off, *along_m = t;
    }
    return best;
}

static inline check_place check_nearest(const check_graph *g, double x, double y, double max_m) {
    check_place best = {-1, 0, 0};
    for (int e = 0; e < g->edge_count; e++) {
        double along_m, off_m = check_segment_m(g->xy[g->from[e]], g->xy[g->to[e]], x, y, &along_m);
        if (off_m <= max_m && (best.edge < 0 || off_m < best.off_m)) best = (check_place){e, along_m, off_m};
    }
    return best;
}

/* Infinite where there is no way. */
static inline double check_way_m(const check_graph *g, check_place a, check_place b) {
    double best = HUGE_VAL;
    if (a.edge < 0 || b.edge < 0) return best;
    if (a.edge == b.edge) best = fabs(a.along_m - b.along_m);
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < 2; k++) {
            int from = i == 0 ? g->from[a.edge] : g->to[a.edge], to = k == 0 ? g->from[b.edge] : g->to[b.edge];
            double start = i == 0 ? a.along_m : check_edge_m(g, a.edge) - a.along_m;
            double end = k == 0 ? b.along_m : check_edge_m(g, b.edge) - b.along_m;
            best = fmin(best, start + g->way_m[from][to] + end);
        }
    }
    return a.off_m + best + b.off_m;
}

typedef struct check_world {
    bool along_roads, budgets;
    check_graph roads, cables;
    int point_count, terminal_count, olt_count, route_point_count;
    double x[CHECK_POINTS], y[CHECK_POINTS], households[CHECK_POINTS];
    htsc_fiber_terminal terminals[CHECK_TERMINALS];
    htsc_fiber_olt olts[2];
    double route[2 * CHECK_ROUTE_POINTS]; /* used where there is no terminal: pieces of one route each */
    double route_mbps[CHECK_ROUTE_POINTS];
} check_world;

typedef struct check_pair {
    double distance_m;
    int terminal, point;
    bool gigabit;
} check_pair;

/* Distance of a pair and how many of checks 1 to 3 it passes. */
static inline int check_reach(const check_world *w, const htsc_fiber_reach_options *o, int point, check_place here,
                              const double *a, const double *b, double *distance_m) {
    double along_m;
    *distance_m = check_segment_m(a, b, w->x[point], w->y[point], &along_m);
    if (*distance_m > o->max_drop_m) return 0;
    if (!w->along_roads) return 3;
    *distance_m = check_way_m(&w->roads, here, check_nearest(&w->roads, a[0], a[1], o->max_off_road_m));
    if (isinf(*distance_m)) return 1;
    return *distance_m <= o->max_drop_m ? 3 : 2;
}

/* Checks 4 and 5. */
static inline int check_light(const check_world *w, const htsc_fiber_reach_options *o, int terminal, double drop_m) {
    const htsc_fiber_terminal *t = &w->terminals[terminal];
    if (!w->budgets || t->olt < 0) return 5;
    const htsc_fiber_olt *olt = &w->olts[t->olt];
    double way_m = check_way_m(&w->cables, check_nearest(&w->cables, olt->x_m, olt->y_m, o->attach_m),
                               check_nearest(&w->cables, t->x_m, t->y_m, o->attach_m));
    if (isinf(way_m)) return 3;
    double km = (way_m + drop_m) / 1000, splitter = t->splitter_db, budget = olt->budget_db;
    if (isnan(splitter)) splitter = t->technology == HTSC_FIBER_P2P ? 0 : o->default_splitter_db;
    if (isnan(budget)) budget = o->default_budget_db;
    double loss =
        km * o->db_per_km + km * o->splices_per_km * o->splice_db + o->connector_count * o->connector_db + splitter;
    return km <= o->max_optical_path_km && loss <= budget - o->margin_db ? 5 : 4;
}

static inline int check_order(const void *left, const void *right) {
    const check_pair *a = left, *b = right;
    if (a->distance_m != b->distance_m) return a->distance_m < b->distance_m ? -1 : 1;
    if (a->terminal != b->terminal) return a->terminal - b->terminal;
    return a->point - b->point;
}

static inline void check_serve(const double *households, const check_pair *pairs, size_t count, bool gigabit,
                               double *left, htsc_fiber_reach_point *out) {
    for (size_t i = 0; i < count; i++) {
        const check_pair *p = &pairs[i];
        htsc_fiber_reach_point *o = &out[p->point];
        double wanted = round(1000 * households[p->point]); /* as left: thousandths of a port */
        if (gigabit && (!p->gigabit || o->terminal == UINT32_MAX || o->gigabit_terminal != UINT32_MAX)) continue;
        if (!gigabit && o->terminal != UINT32_MAX) continue;
        if (left[p->terminal] < wanted) continue;
        left[p->terminal] -= wanted;
        if (p->gigabit) o->gigabit_terminal = (uint32_t)p->terminal;
        if (gigabit) continue;
        o->terminal = (uint32_t)p->terminal;
        o->distance_m = (float)p->distance_m;
    }
}

/* All pairs of a point with terminals, or with the pieces of routes. */
static inline size_t check_pairs(const check_world *w, const htsc_fiber_reach_options *o, int point, check_pair *pairs,
                                 int *passed) {
    static const double technology_mbps[] = {0, 2488, 9953, 1000, 10000, HUGE_VAL}; /* fiber.h */
    const check_place here = check_nearest(&w->roads, w->x[point], w->y[point], o->max_off_road_m);
    size_t count = 0;
    *passed = 0;
    for (int t = 0; t < w->terminal_count; t++) {
        const htsc_fiber_terminal *terminal = &w->terminals[t];
        double d, at[2] = {terminal->x_m, terminal->y_m};
        int checks = check_reach(w, o, point, here, at, at, &d);
        if (checks == 3) checks = check_light(w, o, t, d);
        if (checks > *passed) *passed = checks;
        if (checks == 5)
            pairs[count++] = (check_pair){d, t, point,
                                          technology_mbps[terminal->technology] > o->gigabit_mbps &&
                                              terminal->max_down_mbps > o->gigabit_mbps};
    }
    for (int r = 0; w->terminal_count == 0 && r + 1 < w->route_point_count; r++) {
        const double *a = w->route + 2 * r, *b = a + 2;
        double d, length = hypot(b[0] - a[0], b[1] - a[1]);
        int steps = w->along_roads ? (int)ceil(length / o->route_step_m) : 1;
        for (int k = 0; k < (w->along_roads ? steps + 1 : 1); k++) { /* points along it, or the whole piece */
            double at[2] = {a[0] + k * (b[0] - a[0]) / steps, a[1] + k * (b[1] - a[1]) / steps};
            if (k == steps) memcpy(at, b, sizeof at); /* pieces in a row share it to the last bit */
            int checks = check_reach(w, o, point, here, at, w->along_roads ? at : b, &d);
            if (checks == 3) checks = 5;
            if (checks > *passed) *passed = checks;
            if (checks == 5) pairs[count++] = (check_pair){d, r, point, w->route_mbps[r] > o->gigabit_mbps};
        }
    }
    return count;
}

/* passed: of checks, by a point that is not reached. */
static inline void check_conclude(htsc_fiber_reach_point *out, int passed) {
    static const htsc_fiber_reason reasons[] = {HTSC_FIBER_TOO_FAR, HTSC_FIBER_NO_PATH,     HTSC_FIBER_TOO_FAR,
                                                HTSC_FIBER_NO_PATH, HTSC_FIBER_OVER_BUDGET, HTSC_FIBER_NO_PORT};
    bool reached = out->terminal != UINT32_MAX, gigabit = out->gigabit_terminal != UINT32_MAX;
    out->checks_passed = (uint8_t)(reached ? 6 : passed);
    out->reach_class = gigabit ? HTSC_REACH_GIGABIT : reached ? HTSC_REACH_FIBER : HTSC_REACH_NONE;
    out->reason = (uint8_t)(gigabit ? HTSC_FIBER_SERVED : reached ? HTSC_FIBER_TOO_SLOW : reasons[passed]);
}

static inline void check_world_reach(const check_world *w, const htsc_fiber_reach_options *o,
                                     htsc_fiber_reach_point *out) {
    static check_pair pairs[CHECK_POINTS * 1024];
    size_t count = 0;
    int passed[CHECK_POINTS];
    double left[CHECK_TERMINALS + CHECK_ROUTE_POINTS];
    for (int i = 0; i < w->point_count; i++) {
        count += check_pairs(w, o, i, pairs + count, &passed[i]);
        out[i] = (htsc_fiber_reach_point){.terminal = UINT32_MAX, .gigabit_terminal = UINT32_MAX};
    }
    for (size_t t = 0; t < sizeof left / sizeof left[0]; t++)
        left[t] = t < (size_t)w->terminal_count && w->terminals[t].ports_free >= 0
                      ? 1000.0 * (double)w->terminals[t].ports_free
                      : HUGE_VAL;
    qsort(pairs, count, sizeof *pairs, check_order);
    check_serve(w->households, pairs, count, false, left, out);
    check_serve(w->households, pairs, count, true, left, out);
    for (int i = 0; i < w->point_count; i++) check_conclude(&out[i], passed[i]);
}

#endif
