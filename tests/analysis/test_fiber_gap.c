#include "analysis/network.h"

#include <htscover/fiber_gap.h>

enum { NODES = 30, EDGES = 36, POINTS = 40 };

/* Roads between nodes; households and existing places stand on some of them, or anywhere. */
typedef struct world {
    double node[NODES][2];
    int from[EDGES], to[EDGES];
    double x[POINTS], y[POINTS], persons[POINTS], households[POINTS];
    int point_node[POINTS];
    uint8_t reached[POINTS];
    int existing_node[3];
    double existing_x[3], existing_y[3];
} world;

static double edge_m(const world *w, int e) {
    return hypot(w->node[w->from[e]][0] - w->node[w->to[e]][0], w->node[w->from[e]][1] - w->node[w->to[e]][1]);
}

static void make_world(uint64_t *seed, world *w) {
    for (int n = 0; n < NODES; n++)
        for (int k = 0; k < 2; k++) w->node[n][k] = random_in(seed, 0, 5000);
    for (int e = 0; e < EDGES; e++) {
        bool again = true;
        while (again) { /* no two between the same nodes; two parts */
            w->from[e] = (int)(random_bits(seed) % NODES), w->to[e] = (int)(random_bits(seed) % NODES);
            again = w->from[e] == w->to[e] || (w->from[e] % 5 == 0) != (w->to[e] % 5 == 0);
            for (int k = 0; k < e && !again; k++)
                again = (w->from[k] == w->from[e] && w->to[k] == w->to[e]) ||
                        (w->from[k] == w->to[e] && w->to[k] == w->from[e]);
        }
    }
    for (int i = 0; i < POINTS; i++) {
        w->point_node[i] = w->from[random_bits(seed) % EDGES];
        w->x[i] = w->node[w->point_node[i]][0], w->y[i] = w->node[w->point_node[i]][1];
        w->households[i] = (double)(random_bits(seed) % 4);
        w->persons[i] = 3 * w->households[i];
        w->reached[i] = random_bits(seed) % 3 == 0;
    }
    for (int i = 0; i < 3; i++) {
        w->existing_node[i] = w->from[random_bits(seed) % EDGES];
        w->existing_x[i] = w->node[w->existing_node[i]][0], w->existing_y[i] = w->node[w->existing_node[i]][1];
    }
}

static htsc_line_net *roads_of(const world *w) {
    static lines l;
    htsc_line_net_options o;
    l = (lines){.count = EDGES};
    for (int e = 0; e < EDGES; e++) {
        l.first[e + 1] = 2 * (size_t)(e + 1);
        memcpy(l.xy + 4 * e, w->node[w->from[e]], 2 * sizeof(double));
        memcpy(l.xy + 4 * e + 2, w->node[w->to[e]], 2 * sizeof(double));
    }
    htsc_line_net_options_init(&o);
    o.snap_m = o.overshoot_m = o.duplicate_m = o.near_miss_m = 0;
    return lines_net(&l, &o);
}

static htsc_fiber_gap *gap_of(const world *w, const htsc_line_net *roads, double link_m) {
    const htsc_fiber_gap_input input = {POINTS,     w->x,  w->y, w->persons,    w->households,
                                        w->reached, roads, 3,    w->existing_x, w->existing_y};
    htsc_fiber_gap_options o;
    htsc_fiber_gap *gap = NULL;
    htsc_error err;
    htsc_fiber_gap_options_init(&o);
    o.link_m = link_m;
    assert_ok(htsc_fiber_gap_create(&input, &o, &gap, &err), err);
    return gap;
}

/* Zone of every point by spreading until nothing changes; -1: reached. */
static int flood(const world *w, double link_m, int *zone) {
    int count = 0;
    for (int i = 0; i < POINTS; i++) zone[i] = -1;
    for (int i = 0; i < POINTS; i++) {
        if (w->reached[i] || zone[i] >= 0) continue;
        zone[i] = count;
        for (bool more = true; more;) {
            more = false;
            for (int a = 0; a < POINTS; a++)
                for (int b = 0; b < POINTS; b++)
                    if (zone[a] == count && zone[b] < 0 && !w->reached[b] &&
                        hypot(w->x[a] - w->x[b], w->y[a] - w->y[b]) <= link_m)
                        zone[b] = count, more = true;
        }
        count++;
    }
    return count;
}

/* Distances from the nodes that are there, and the edge by which each is come to (-1: none). */
static void spread(const world *w, const bool *there, double *way_m, int *edge) {
    bool done[NODES] = {false};
    for (int n = 0; n < NODES; n++) way_m[n] = there[n] ? 0 : HUGE_VAL, edge[n] = -1;
    for (;;) {
        int at = -1;
        for (int n = 0; n < NODES; n++)
            if (!done[n] && !isinf(way_m[n]) && (at < 0 || way_m[n] < way_m[at])) at = n;
        if (at < 0) return;
        done[at] = true;
        for (int e = 0; e < EDGES; e++) {
            int next = w->from[e] == at ? w->to[e] : w->to[e] == at ? w->from[e] : -1;
            if (next < 0 || !(way_m[at] + edge_m(w, e) < way_m[next])) continue;
            way_m[next] = way_m[at] + edge_m(w, e);
            edge[next] = e;
        }
    }
}

/* Length of the tree to a zone; `build` makes its nodes there. */
static double tree_m(const world *w, const int *zone, int wanted, const double *way_m, const int *edge, bool *build,
                     double *households) {
    bool used[EDGES] = {false};
    double length_m = 0;
    *households = 0;
    for (int i = 0; i < POINTS; i++) {
        if (zone[i] != wanted || isinf(way_m[w->point_node[i]])) continue;
        *households += w->households[i];
        for (int n = w->point_node[i];; n = w->from[edge[n]] == n ? w->to[edge[n]] : w->from[edge[n]]) {
            if (build != NULL) build[n] = true;
            if (edge[n] < 0) break;
            if (!used[edge[n]]) length_m += edge_m(w, edge[n]);
            used[edge[n]] = true;
        }
    }
    return length_m;
}

static void check_order_of_building(const world *w, const int *zone, int zones, const htsc_fiber_gap *gap) {
    bool there[NODES] = {false}, open[POINTS];
    double way_m[NODES], sum_m = 0, gained = 0, all = 0, before = 0;
    int edge[NODES];
    size_t step = 0;
    for (int i = 0; i < 3; i++) there[w->existing_node[i]] = true;
    for (int z = 0; z < zones; z++) open[z] = true;
    for (int i = 0; i < POINTS; i++) all += w->households[i], before += w->reached[i] ? w->households[i] : 0;
    for (;; step++) {
        int best = -1;
        double best_rate = 0, households, best_households = 0, best_m = 0;
        spread(w, there, way_m, edge);
        for (int z = 0; z < zones; z++) {
            double length_m = tree_m(w, zone, z, way_m, edge, NULL, &households);
            double rate = households / (fmax(length_m, 1) / 1000);
            if (!open[z] || !(rate > best_rate)) continue;
            best = z, best_rate = rate, best_households = households, best_m = length_m;
        }
        if (best < 0) break;
        assert_true(step < htsc_fiber_gap_build_count(gap));
        const htsc_fiber_build *b = htsc_fiber_gap_get_build(gap, step);
        tree_m(w, zone, best, way_m, edge, there, &households);
        open[best] = false;
        assert_int_equal(b->zone, best);
        assert_near(b->length_m, best_m, 1e-6); /* sums of the same lengths in another order */
        assert_near(b->households, best_households, 0);
        assert_near(b->cumulative_length_m, sum_m += best_m, 1e-5);
        assert_near(b->cumulative_households, gained += best_households, 0);
        assert_near(b->cumulative_frac, (before + gained) / all, 1e-12);
    }
    assert_int_equal(step, htsc_fiber_gap_build_count(gap));
}

static void check_lines(const htsc_fiber_gap *gap) {
    const htsc_line_set *l = htsc_fiber_gap_lines(gap);
    for (size_t s = 0; s < htsc_fiber_gap_build_count(gap); s++) {
        const htsc_fiber_build *b = htsc_fiber_gap_get_build(gap, s);
        double length_m = 0;
        for (size_t i = b->first_line; i < b->first_line + b->line_count; i++)
            for (size_t p = l->first_point[i]; p + 1 < l->first_point[i + 1]; p++)
                length_m += hypot(l->xy_m[2 * p + 2] - l->xy_m[2 * p], l->xy_m[2 * p + 3] - l->xy_m[2 * p + 1]);
        assert_near(length_m, b->length_m, 1e-6);
        assert_true(isfinite(b->households_per_km));
    }
}

/* Convex and anticlockwise, with every member well inside. */
static void check_outline(const world *w, const htsc_fiber_gap *gap, const htsc_fiber_zone *z) {
    assert_true(z->corner_count >= 3);
    for (size_t c = 0; c < z->corner_count; c++) {
        const double *a = htsc_fiber_gap_corners(gap) + 2 * (z->first_corner + c);
        const double *b = htsc_fiber_gap_corners(gap) + 2 * (z->first_corner + (c + 1) % z->corner_count);
        for (size_t m = 0; m < z->member_count; m++) {
            uint32_t i = htsc_fiber_gap_members(gap)[z->first_member + m];
            double inside_m =
                ((b[0] - a[0]) * (w->y[i] - a[1]) - (b[1] - a[1]) * (w->x[i] - a[0])) / hypot(b[0] - a[0], b[1] - a[1]);
            assert_true(inside_m >= 25 * cos(3.14159265358979323846 / 16) - 1e-6);
        }
    }
}

static void test_small_worlds_equal_brute_force(void **state) {
    (void)state;
    uint64_t seed = 21;
    size_t steps = 0;
    for (int trial = 0; trial < 200; trial++) {
        world w;
        int zone[POINTS];
        make_world(&seed, &w);
        double link_m = random_in(&seed, 10, 1500);
        htsc_line_net *roads = roads_of(&w);
        htsc_fiber_gap *gap = gap_of(&w, roads, link_m);
        int zones = flood(&w, link_m, zone);
        double households = 0, persons = 0;
        assert_int_equal(htsc_fiber_gap_zone_count(gap), zones);
        for (int z = 0; z < zones; z++) {
            const htsc_fiber_zone *got = htsc_fiber_gap_get_zone(gap, (size_t)z);
            size_t m = 0;
            for (int i = 0; i < POINTS; i++) {
                if (zone[i] != z) continue;
                assert_int_equal(htsc_fiber_gap_members(gap)[got->first_member + m++], i);
                households -= w.households[i], persons -= w.persons[i];
            }
            assert_int_equal(m, got->member_count);
            households += got->households, persons += got->persons;
            check_outline(&w, gap, got);
            assert_true(isfinite(got->distance_m) && got->nearest < 3);
        }
        assert_near(households, 0, 0);
        assert_near(persons, 0, 0);
        check_order_of_building(&w, zone, zones, gap);
        check_lines(gap);
        steps += htsc_fiber_gap_build_count(gap);
        htsc_fiber_gap_free(gap);
        htsc_line_net_free(roads);
    }
    assert_true(steps > 1000);
}

/* Two hamlets on one road: the farther is built from the nearer. */
static void test_later_steps_start_from_earlier_ones(void **state) {
    (void)state;
    const double x[] = {1000, 3000, 5000, 900}, y[] = {10, -20, 0, 3000}, ones[] = {10, 4, 5, 1};
    const uint8_t reached[] = {0, 0, 0, 0};
    const double at_x = 0, at_y = 30;
    htsc_line_net *roads = net_of("0 0, 2000 0, 6000 0", NULL);
    const htsc_fiber_gap_input input = {4, x, y, ones, ones, reached, roads, 1, &at_x, &at_y};
    htsc_fiber_gap_options o;
    htsc_fiber_gap *gap = NULL;
    htsc_error err;
    htsc_fiber_gap_options_init(&o);
    assert_ok(htsc_fiber_gap_create(&input, &o, &gap, &err), err);
    assert_int_equal(htsc_fiber_gap_zone_count(gap), 4);
    assert_near(htsc_fiber_gap_get_zone(gap, 1)->distance_m, 30 + 3000 + 20, 1e-9);
    assert_int_equal(htsc_fiber_gap_get_zone(gap, 3)->along_roads, 0); /* too far off any road */
    assert_near(htsc_fiber_gap_get_zone(gap, 3)->distance_m, hypot(900, 2970), 1e-9);
    assert_int_equal(htsc_fiber_gap_build_count(gap), 3);
    const double lengths_m[] = {1030, 2000, 2000};
    for (size_t s = 0; s < 3; s++) {
        const htsc_fiber_build *b = htsc_fiber_gap_get_build(gap, s);
        assert_int_equal(b->zone, s);
        assert_near(b->length_m, lengths_m[s], 1e-9);
        assert_int_equal(b->line_count, 1);
    }
    assert_near(htsc_fiber_gap_get_build(gap, 2)->cumulative_frac, 19.0 / 20, 1e-12);
    const htsc_line_set *l = htsc_fiber_gap_lines(gap); /* from the hamlet to the cabinet off the road */
    assert_near(l->xy_m[2 * (l->first_point[1] - 1) + 1], 30, 0);
    htsc_fiber_gap_free(gap);
    o.target_frac = 0.7;
    assert_ok(htsc_fiber_gap_create(&input, &o, &gap, &err), err);
    assert_int_equal(htsc_fiber_gap_build_count(gap), 2);
    htsc_fiber_gap_free(gap);
    htsc_line_net_free(roads);
}

static void test_nothing_to_do_or_nothing_there(void **state) {
    (void)state;
    const double zero = 0, one = 1;
    const uint8_t reached = 0;
    htsc_line_net *empty = net_of("", NULL), *road = net_of("0 0, 100 0", NULL);
    htsc_fiber_gap_options o;
    htsc_fiber_gap *gap = NULL;
    htsc_error err;
    htsc_fiber_gap_options_init(&o);
    htsc_fiber_gap_input none = {.count = 0, .roads = empty};
    assert_ok(htsc_fiber_gap_create(&none, &o, &gap, &err), err);
    assert_int_equal(htsc_fiber_gap_zone_count(gap) + htsc_fiber_gap_build_count(gap), 0);
    htsc_fiber_gap_free(gap);
    for (int k = 0; k < 3; k++) { /* one household; no network, no roads, or already on it */
        const htsc_fiber_gap_input input = {
            1, &zero, &zero, &one, &one, &reached, k == 1 ? NULL : road, k == 0 ? 0 : 1, &zero, &zero};
        assert_ok(htsc_fiber_gap_create(&input, &o, &gap, &err), err);
        const htsc_fiber_zone *z = htsc_fiber_gap_get_zone(gap, 0);
        assert_int_equal(htsc_fiber_gap_zone_count(gap), 1);
        assert_true(k == 0 ? isnan(z->distance_m) && z->nearest == UINT32_MAX : z->distance_m == 0);
        assert_int_equal(htsc_fiber_gap_build_count(gap), k == 2);
        if (k == 2) {
            assert_near(htsc_fiber_gap_get_build(gap, 0)->households_per_km, 1000, 0);
            assert_near(htsc_fiber_gap_get_build(gap, 0)->cumulative_frac, 1, 0);
        }
        htsc_fiber_gap_free(gap);
    }
    /* Nobody lives there: a zone, but no step, and no share of nothing. */
    const htsc_fiber_gap_input nobody = {1, &zero, &zero, &zero, &zero, &reached, road, 1, &zero, &zero};
    assert_ok(htsc_fiber_gap_create(&nobody, &o, &gap, &err), err);
    assert_int_equal(htsc_fiber_gap_build_count(gap), 0);
    htsc_fiber_gap_free(gap);
    const double minus = -1;
    const htsc_fiber_gap_input absurd = {1, &zero, &zero, &minus, &one, &reached, road, 1, &zero, &zero};
    assert_status(htsc_fiber_gap_create(&absurd, &o, &gap, &err), HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "persons -1");
    o.link_m = 0;
    assert_status(htsc_fiber_gap_create(&nobody, &o, &gap, &err), HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "link_m 0 is outside (0, 10000]");
    htsc_line_net_free(empty);
    htsc_line_net_free(road);
}

static htsc_status attempt(void *ctx, htsc_error *err) {
    const htsc_line_net *const *roads = ctx;
    const double x[] = {1000, 3000}, y[] = {10, -20}, ones[] = {1, 1}, at = 0;
    const uint8_t reached[] = {0, 0};
    const htsc_fiber_gap_input input = {2, x, y, ones, ones, reached, *roads, 1, &at, &at};
    htsc_fiber_gap_options o;
    htsc_fiber_gap *gap = NULL;
    htsc_fiber_gap_options_init(&o);
    htsc_status status = htsc_fiber_gap_create(&input, &o, &gap, err);
    htsc_fiber_gap_free(gap);
    return status;
}

static void test_failing_allocations_are_reported(void **state) {
    (void)state;
    htsc_line_net *roads = net_of("0 0, 5000 0", NULL);
    assert_true(fail_each_allocation(attempt, &roads) > 50);
    htsc_line_net_free(roads);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_worlds_equal_brute_force),
        cmocka_unit_test(test_later_steps_start_from_earlier_ones),
        cmocka_unit_test(test_nothing_to_do_or_nothing_there),
        cmocka_unit_test(test_failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
