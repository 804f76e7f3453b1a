#include "analysis/network.h"

static htsc__graph *graph_of(const char *text) {
    static lines l;
    htsc_error err;
    htsc__graph *graph = NULL;
    l.count = 0;
    lines_add(&l, text);
    htsc_line_set set = lines_set(&l);
    assert_ok(htsc__graph_create(&set, &graph, &err), err);
    return graph;
}

static void test_graph_create_joins_ends_of_one_owner(void **state) {
    (void)state;
    htsc__graph *g = graph_of("0 0, 3 4; 3 4, 3 14, 13 14; 3 4, 0 0; @1 13 14, 20 14");
    htsc_error err;
    uint32_t part[8];
    size_t parts;
    assert_int_equal(g->node_count, 5); /* the last line's are another owner's */
    assert_int_equal(g->edge_count, 4);
    assert_near(g->length_m[0], 5, 0);
    assert_near(g->length_m[1], 20, 0);
    assert_int_equal(g->from[0], g->to[2]);
    assert_int_equal(g->first_arc[g->to[0] + 1] - g->first_arc[g->to[0]], 3);
    assert_ok(htsc__graph_components(g, part, &parts, &err), err);
    assert_int_equal(parts, 2);
    assert_int_equal(part[0], 0);
    htsc__graph_free(g);
    g = graph_of("");
    assert_int_equal(g->node_count, 0);
    assert_ok(htsc__graph_components(g, part, &parts, &err), err);
    assert_int_equal(parts, 0);
    htsc__graph_free(g);
}

/* A random graph on few places, so that edges are parallel, rings and of equal length. */
static htsc__graph *random_graph(uint64_t *seed, size_t edges) {
    static lines l;
    char text[64];
    htsc_error err;
    htsc__graph *graph = NULL;
    l.count = 0;
    for (size_t i = 0; i < edges; i++) {
        snprintf(text, sizeof text, "%d %d, %d %d", (int)(random_bits(seed) % 6) * 100,
                 (int)(random_bits(seed) % 6) * 100, (int)(random_bits(seed) % 6) * 100,
                 (int)(random_bits(seed) % 6) * 100);
        lines_add(&l, text);
    }
    htsc_line_set set = lines_set(&l);
    assert_ok(htsc__graph_create(&set, &graph, &err), err);
    return graph;
}

/* Bellman's rule until nothing gets better: distance, then label. */
static void relax_all(const htsc__graph *g, double *distance_m, uint32_t *label) {
    for (bool better = true; better;) {
        better = false;
        for (size_t k = 0; k < 2 * g->edge_count; k++) {
            uint32_t a = k % 2 == 0 ? g->from[k / 2] : g->to[k / 2], b = k % 2 == 0 ? g->to[k / 2] : g->from[k / 2];
            double d = distance_m[a] + g->length_m[k / 2];
            if (d > distance_m[b] || (d == distance_m[b] && label[a] >= label[b]) || isinf(d)) continue;
            distance_m[b] = d;
            label[b] = label[a];
            better = true;
        }
    }
}

static void test_paths_from_many_starts_equal_exhaustive_relaxation(void **state) {
    (void)state;
    uint64_t seed = 11;
    for (int trial = 0; trial < 200; trial++) {
        htsc_error err;
        htsc__paths *paths = NULL;
        htsc__graph *g = random_graph(&seed, 30);
        double distance_m[64];
        uint32_t label[64], node;
        size_t n = g->node_count;
        assert_ok(htsc__paths_create(g, &paths, &err), err);
        for (int again = 0; again < 2; again++) { /* the second time after a reset */
            double radius_m = again == 0 ? HUGE_VAL : 250, last_m = 0;
            for (size_t i = 0; i < n; i++) distance_m[i] = HUGE_VAL, label[i] = UINT32_MAX;
            htsc__paths_reset(paths);
            for (uint32_t s = 0; s < 4; s++) {
                uint32_t at = (uint32_t)(random_bits(&seed) % n);
                double d = s == 3 ? 100 : 0;
                htsc__paths_start(paths, at, d, 3 - s);
                if (d < distance_m[at] || (d == distance_m[at] && 3 - s < label[at]))
                    distance_m[at] = d, label[at] = 3 - s;
            }
            relax_all(g, distance_m, label);
            size_t out = 0, expected = 0;
            while (htsc__paths_next(paths, radius_m, &node)) {
                assert_true(paths->distance_m[node] >= last_m);
                last_m = paths->distance_m[node];
                out++;
                uint32_t before = htsc__paths_before(paths, node);
                if (before != UINT32_MAX)
                    assert_near(paths->distance_m[before] + g->length_m[paths->parent_edge[node]], last_m, 0);
            }
            for (size_t i = 0; i < n; i++) {
                if (!(distance_m[i] <= radius_m)) continue;
                expected++;
                if (isinf(distance_m[i])) expected--;
                if (isinf(distance_m[i])) continue;
                assert_near(paths->distance_m[i], distance_m[i], 0);
                assert_int_equal(paths->label[i], label[i]);
            }
            assert_int_equal(out, expected);
        }
        /* Going on with one more start equals having had it from the beginning. */
        while (htsc__paths_next(paths, HUGE_VAL, &node)) continue;
        relax_all(g, distance_m, label);
        uint32_t more = (uint32_t)(random_bits(&seed) % n);
        htsc__paths_start(paths, more, 0, 0);
        while (htsc__paths_next(paths, HUGE_VAL, &node)) continue;
        distance_m[more] = 0, label[more] = 0;
        relax_all(g, distance_m, label);
        for (size_t i = 0; i < n; i++)
            assert_true(paths->distance_m[i] == distance_m[i] && paths->label[i] == label[i]);
        htsc__paths_free(paths);
        htsc__graph_free(g);
    }
}

static void test_nearest_edge_equals_looking_at_all(void **state) {
    (void)state;
    uint64_t seed = 5;
    htsc_error err;
    for (int trial = 0; trial < 20; trial++) {
        htsc__graph *g = random_graph(&seed, 20);
        htsc__graph_index *index = NULL;
        assert_ok(htsc__graph_index_create(g, &index, &err), err);
        for (int k = 0; k < 100; k++) {
            double x = floor(random_in(&seed, -300, 900)), y = floor(random_in(&seed, -300, 900)), xy[2];
            double max_m = random_in(&seed, 1, 400), best_m = max_m;
            uint32_t best = UINT32_MAX;
            htsc__graph_place place;
            for (uint32_t e = 0; e < g->edge_count; e++) {
                const double *a = g->xy_m + 2 * g->first_point[e], *b = a + 2;
                double dx = b[0] - a[0], dy = b[1] - a[1], l2 = dx * dx + dy * dy;
                double t = l2 > 0 ? fmin(1, fmax(0, ((x - a[0]) * dx + (y - a[1]) * dy) / l2)) : 0;
                double off = hypot(x - a[0] - t * dx, y - a[1] - t * dy);
                if (off < best_m - 1e-9 || (best == UINT32_MAX && off <= best_m)) best_m = off, best = e;
            }
            htsc__graph_index_nearest(index, x, y, max_m, &place);
            assert_true((place.edge == UINT32_MAX) == (best == UINT32_MAX));
            if (best == UINT32_MAX) continue;
            assert_near(place.off_m, best_m, 1e-9); /* two formulas, coordinates to 1000 */
            htsc__graph_locate(g, &place, xy);
            assert_near(hypot(xy[0] - x, xy[1] - y), place.off_m, 1e-9);
        }
        htsc__graph_index_free(index);
        htsc__graph_free(g);
    }
    /* Equally near: the lowest. */
    htsc__graph *g = graph_of("0 10, 100 10; 0 -10, 100 -10; 0 10, 100 10");
    htsc__graph_index *index = NULL;
    htsc__graph_place place;
    assert_ok(htsc__graph_index_create(g, &index, &err), err);
    htsc__graph_index_nearest(index, 50, 0, 50, &place);
    assert_int_equal(place.edge, 0);
    assert_near(place.along_m, 50, 0);
    htsc__graph_index_nearest(index, 50, 0, 9.99, &place);
    assert_int_equal(place.edge, UINT32_MAX);
    htsc__graph_index_free(index);
    htsc__graph_free(g);
}

static void test_split_makes_nodes_and_keeps_lengths(void **state) {
    (void)state;
    htsc__graph *g = graph_of("0 0, 100 0, 100 50; 100 50, 200 50; 0 0, 0 0"), *s = NULL;
    const htsc__graph_place places[] = {{0, 120, 3}, {0, 30, 0},  {UINT32_MAX, 0, 0}, {0, 0, 0},
                                        {0, 150, 0}, {1, 100, 0}, {0, 30, 9},         {2, 0, 0}};
    const double expected[][2] = {{100, 20}, {30, 0}, {0, 0}, {0, 0}, {100, 50}, {200, 50}, {30, 0}, {0, 0}};
    uint32_t node[8];
    htsc_error err;
    assert_ok(htsc__graph_split(g, 8, places, node, &s, &err), err);
    assert_int_equal(s->edge_count, 5);
    assert_int_equal(s->node_count, 5);
    double total_m = 0;
    for (size_t e = 0; e < s->edge_count; e++) total_m += s->length_m[e];
    assert_near(total_m, 250, 1e-9);
    assert_int_equal(node[2], UINT32_MAX);
    assert_int_equal(node[1], node[6]);
    for (size_t i = 0; i < 8; i++) {
        if (i == 2) continue;
        assert_near(s->node_xy_m[2 * node[i]], expected[i][0], 1e-9);
        assert_near(s->node_xy_m[2 * node[i] + 1], expected[i][1], 1e-9);
    }
    assert_near(way_m(s, 30, 0, 200, 50), 220, 1e-9);
    htsc__graph_free(s);
    htsc__graph_free(g);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_graph_create_joins_ends_of_one_owner),
        cmocka_unit_test(test_paths_from_many_starts_equal_exhaustive_relaxation),
        cmocka_unit_test(test_nearest_edge_equals_looking_at_all),
        cmocka_unit_test(test_split_makes_nodes_and_keeps_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
