/* Worlds at random, for the plain checks: two towns of roads that do not meet, cables, terminals, households. */
#ifndef TESTS_ANALYSIS_FIBER_WORLD_H
#define TESTS_ANALYSIS_FIBER_WORLD_H

#include "analysis/fiber_check.h"

static inline bool is_there(const check_graph *g, int edge) {
    for (int e = 0; e < edge; e++)
        if ((g->from[e] == g->from[edge] && g->to[e] == g->to[edge]) ||
            (g->from[e] == g->to[edge] && g->to[e] == g->from[edge]))
            return true;
    return false;
}

static inline void random_graph(uint64_t *seed, check_graph *g, int nodes, int edges, double size_m) {
    g->node_count = nodes;
    g->edge_count = edges;
    for (int n = 0; n < nodes; n++) {
        g->xy[n][0] = random_in(seed, 0, size_m);
        g->xy[n][1] = random_in(seed, 0, size_m);
    }
    for (int e = 0; e < edges; e++) { /* two parts: even and odd nodes */
        do {
            g->from[e] = (int)(random_bits(seed) % (uint64_t)nodes);
            g->to[e] = (int)(random_bits(seed) % (uint64_t)nodes);
        } while (g->to[e] == g->from[e] || (g->to[e] + g->from[e]) % 2 != 0 || is_there(g, e));
    }
    check_ways(g);
}

static inline htsc_line_net *net_of_graph(const check_graph *g) {
    static lines l;
    htsc_line_net_options options;
    l = (lines){.count = (size_t)g->edge_count};
    for (int e = 0; e < g->edge_count; e++) {
        l.first[e + 1] = 2 * (size_t)(e + 1);
        memcpy(l.xy + 4 * e, g->xy[g->from[e]], 2 * sizeof(double));
        memcpy(l.xy + 4 * e + 2, g->xy[g->to[e]], 2 * sizeof(double));
    }
    htsc_line_net_options_init(&options); /* as they are: the plain graph is not repaired either */
    options.snap_m = options.overshoot_m = options.duplicate_m = options.near_miss_m = 0;
    return lines_net(&l, &options);
}

static inline void random_world(uint64_t *seed, check_world *w) {
    const double size_m = 1200, splitters_db[] = {10.7, 13.9, 17.2, 21.5, (double)NAN};
    const double mbps[] = {300, 1000, 2000, (double)NAN};
    *w = (check_world){.point_count = CHECK_POINTS, .terminal_count = CHECK_TERMINALS, .olt_count = 2};
    random_graph(seed, &w->roads, 24, 34, size_m);
    random_graph(seed, &w->cables, 14, 18, size_m);
    for (int i = 0; i < CHECK_POINTS; i++) {
        w->x[i] = random_in(seed, 0, size_m);
        w->y[i] = random_in(seed, 0, size_m);
        w->households[i] = random_bits(seed) % 4 == 0 ? random_in(seed, 0, 3) : (double)(random_bits(seed) % 3);
    }
    for (int t = 0; t < CHECK_TERMINALS; t++) {
        const double *at = w->cables.xy[random_bits(seed) % 14];
        w->terminals[t] = (htsc_fiber_terminal){at[0] + random_in(seed, -60, 60),
                                                at[1] + random_in(seed, -60, 60),
                                                (htsc_fiber_technology)(random_bits(seed) % 6),
                                                mbps[random_bits(seed) % 4],
                                                (int64_t)(random_bits(seed) % 9) - 1,
                                                splitters_db[random_bits(seed) % 5],
                                                (int32_t)(random_bits(seed) % 3) - 1};
        if (t > 0 && random_bits(seed) % 8 == 0) /* two at one place */
            w->terminals[t].x_m = w->terminals[t - 1].x_m, w->terminals[t].y_m = w->terminals[t - 1].y_m;
    }
    for (int k = 0; k < 2; k++)
        w->olts[k] = (htsc_fiber_olt){w->cables.xy[k][0] + 10, w->cables.xy[k][1], k == 0 ? 30 : (double)NAN};
    w->route_point_count = CHECK_ROUTE_POINTS;
    for (int i = 0; i < CHECK_ROUTE_POINTS; i++) {
        w->route[2 * i] = random_in(seed, 0, size_m);
        w->route[2 * i + 1] = random_in(seed, 0, size_m);
        w->route_mbps[i] = mbps[random_bits(seed) % 4];
    }
}

typedef struct world_nets {
    htsc_line_net *roads, *cables;
} world_nets;

/* Do not move it: it points into itself. */
typedef struct world_plant {
    htsc_fiber_plant plant;
    htsc_line_set routes;
    double pieces[4 * CHECK_ROUTE_POINTS];
    size_t first[CHECK_ROUTE_POINTS + 1];
    htsc_fiber_technology technologies[CHECK_ROUTE_POINTS];
} world_plant;

static inline void plant_of(const check_world *w, const world_nets *nets, world_plant *p) {
    *p = (world_plant){.routes = {(size_t)w->route_point_count - 1, p->first, p->pieces, NULL}};
    for (int r = 0; r + 1 < w->route_point_count; r++) {
        memcpy(p->pieces + 4 * r, w->route + 2 * r, 4 * sizeof(double));
        p->first[r + 1] = 2 * (size_t)(r + 1);
        p->technologies[r] = HTSC_FIBER_P2P;
    }
    p->plant = (htsc_fiber_plant){.terminal_count = (size_t)w->terminal_count,
                                  .terminals = w->terminals,
                                  .olt_count = (size_t)w->olt_count,
                                  .olts = w->olts,
                                  .cables = w->budgets ? nets->cables : NULL,
                                  .routes = &p->routes,
                                  .route_technology = p->technologies,
                                  .route_max_down_mbps = w->route_mbps};
}

static inline htsc_fiber_demand *demand_of(const check_world *w, const world_nets *nets,
                                           const htsc_fiber_reach_options *o) {
    htsc_fiber_demand *demand = NULL;
    htsc_error err;
    assert_ok(htsc_fiber_demand_create((size_t)w->point_count, w->x, w->y, w->households,
                                       w->along_roads ? nets->roads : NULL, o, &demand, &err),
              err);
    return demand;
}

static inline void assert_same(const htsc_fiber_reach_point *a, const htsc_fiber_reach_point *b, int i) {
    if (a->reach_class != b->reach_class || a->reason != b->reason || a->terminal != b->terminal ||
        a->gigabit_terminal != b->gigabit_terminal || a->checks_passed != b->checks_passed)
        fail_msg("point %d: class %d, reason %s, terminal %u, gigabit %u, not %d, %s, %u, %u", i, a->reach_class,
                 htsc_fiber_reason_name(a->reason), a->terminal, a->gigabit_terminal, b->reach_class,
                 htsc_fiber_reason_name(b->reason), b->terminal, b->gigabit_terminal);
    if (a->terminal != UINT32_MAX) assert_near((double)a->distance_m, (double)b->distance_m, 1e-3); /* floats of 300 */
    assert_true(isnan(a->distance_m) == (a->terminal == UINT32_MAX));
}

#endif
