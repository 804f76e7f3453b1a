#include "analysis/fiber_world.h"

static void compute(const check_world *w, const world_nets *nets, const htsc_fiber_reach_options *o,
                    htsc_fiber_reach_point *out) {
    world_plant p;
    htsc_error err;
    htsc_fiber_demand *demand = demand_of(w, nets, o);
    plant_of(w, nets, &p);
    assert_ok(htsc_fiber_reach_compute(demand, &p.plant, o, out, &err), err);
    htsc_fiber_demand_free(demand);
}

static void test_random_worlds_equal_all_pairs_in_all_combinations(void **state) {
    (void)state;
    enum { WORLDS = 200 };
    uint64_t seed = 3;
    size_t reasons[6] = {0}, gigabit = 0;
    for (int trial = 0; trial < WORLDS; trial++) {
        check_world w;
        htsc_fiber_reach_options o;
        htsc_fiber_reach_options_init(&o);
        random_world(&seed, &w);
        o.max_drop_m = trial % 2 == 0 ? 300 : 150;
        o.db_per_km = random_in(&seed, 0, 8); /* of a world of one kilometre */
        o.max_optical_path_km = random_in(&seed, 0.5, 3);
        world_nets nets = {net_of_graph(&w.roads), net_of_graph(&w.cables)};
        for (int combination = 0; combination < 10; combination++) {
            htsc_fiber_reach_point got[CHECK_POINTS], wanted[CHECK_POINTS];
            check_world v = w;
            v.along_roads = combination & 1;
            v.budgets = combination & 2;
            if (combination >= 8) v.terminal_count = v.olt_count = 0; /* by its routes */
            for (int t = 0; t < v.terminal_count && (combination & 4) == 0; t++) v.terminals[t].ports_free = -1;
            o.jobs = trial % 10 == 0 ? 2 : 1;
            compute(&v, &nets, &o, got);
            check_world_reach(&v, &o, wanted);
            for (int i = 0; i < v.point_count; i++) {
                assert_same(&got[i], &wanted[i], i);
                reasons[got[i].reason]++;
                gigabit += got[i].gigabit_terminal != UINT32_MAX && got[i].gigabit_terminal != got[i].terminal;
            }
        }
        htsc_line_net_free(nets.roads);
        htsc_line_net_free(nets.cables);
    }
    for (int r = 0; r < 6; r++) assert_true(reasons[r] > 500); /* the worlds show every reason */
    assert_true(gigabit > 500);
    print_message("reasons: served %zu, too far %zu, no path %zu, over budget %zu, no port %zu, too slow %zu\n",
                  reasons[0], reasons[1], reasons[2], reasons[3], reasons[4], reasons[5]);
}

static htsc_fiber_reach_point reach_of_one(const htsc_fiber_plant *plant, const htsc_fiber_reach_options *o, double x_m,
                                           double y_m, double households, const htsc_line_net *roads) {
    htsc_fiber_demand *demand = NULL;
    htsc_fiber_reach_point point;
    htsc_error err;
    assert_ok(htsc_fiber_demand_create(1, &x_m, &y_m, &households, roads, o, &demand, &err), err);
    assert_ok(htsc_fiber_reach_compute(demand, plant, o, &point, &err), err);
    htsc_fiber_demand_free(demand);
    return point;
}

/*
 * The example of docs/methods.md, "The optical budget by hand": change both or none. With the default parameters. A
 * cable of 6 km leads from the OLT to the terminal; the household is 200 m farther: 6.2 km.
 *   fibre       6.2 km x 0.35 dB/km              2.17 dB
 *   splices     6.2 km x 0.5 a km x 0.1 dB       0.31 dB
 *   connectors  4 x 0.5 dB                       2.00 dB
 *   splitter    1x32                            17.20 dB
 *   together                                    21.68 dB
 * Class B+ leaves 28 - 3 = 25 dB: reached. With a splitter of 1x64 (21.5 dB) it is 25.98 dB: over B+, within C+
 * (32 - 3 = 29 dB). With two connectors 1 dB less: 20.68 dB, and 24.98 dB, which B+ allows.
 */
static void test_budget_worked_by_hand(void **state) {
    (void)state;
    htsc_line_net *cables = net_of("0 0, 6000 0", NULL);
    htsc_fiber_terminal terminal = {6000, 0, HTSC_FIBER_GPON, 300, -1, 17.2, 0};
    htsc_fiber_olt olt = {0, 0, 28};
    htsc_fiber_plant plant = {
        .terminal_count = 1, .terminals = &terminal, .olt_count = 1, .olts = &olt, .cables = cables};
    htsc_fiber_reach_options o;
    htsc_fiber_reach_options_init(&o);
    htsc_fiber_reach_point p = reach_of_one(&plant, &o, 6000, 200, 1, NULL);
    assert_int_equal(p.reach_class, HTSC_REACH_FIBER);
    assert_near((double)p.loss_db, 21.68, 1e-5); /* a float */
    assert_near((double)p.distance_m, 200, 0);
    terminal.splitter_db = 21.5;
    p = reach_of_one(&plant, &o, 6000, 200, 1, NULL);
    assert_int_equal(p.reason, HTSC_FIBER_OVER_BUDGET);
    assert_true(isnan(p.loss_db));
    o.connector_count = 2;
    assert_near((double)reach_of_one(&plant, &o, 6000, 200, 1, NULL).loss_db, 24.98, 1e-5);
    terminal.splitter_db = 17.2;
    assert_near((double)reach_of_one(&plant, &o, 6000, 200, 1, NULL).loss_db, 20.68, 1e-5);
    terminal.splitter_db = 21.5, o.connector_count = 4, olt.budget_db = 32;
    p = reach_of_one(&plant, &o, 6000, 200, 1, NULL);
    assert_int_equal(p.reach_class, HTSC_REACH_FIBER);
    assert_near((double)p.loss_db, 25.98, 1e-5);
    terminal.splitter_db = (double)NAN; /* taken as 1x32 */
    assert_near((double)reach_of_one(&plant, &o, 6000, 200, 1, NULL).loss_db, 21.68, 1e-5);
    o.max_optical_path_km = 6.1;
    assert_int_equal(reach_of_one(&plant, &o, 6000, 200, 1, NULL).reason, HTSC_FIBER_OVER_BUDGET);
    olt.x_m = -51; /* off the cable */
    assert_int_equal(reach_of_one(&plant, &o, 6000, 200, 1, NULL).reason, HTSC_FIBER_NO_PATH);
    htsc_line_net_free(cables);
}

static void test_nothing_at_all_is_too_far(void **state) {
    (void)state;
    htsc_fiber_plant plant = {.terminal_count = 0};
    htsc_fiber_reach_options o;
    htsc_fiber_reach_options_init(&o);
    htsc_line_net *nothing = net_of("", NULL);
    for (int k = 0; k < 2; k++) {
        htsc_fiber_reach_point p = reach_of_one(&plant, &o, 0, 0, 1, k == 0 ? NULL : nothing);
        assert_int_equal(p.reach_class, HTSC_REACH_NONE);
        assert_int_equal(p.reason, HTSC_FIBER_TOO_FAR);
        assert_int_equal(p.terminal, UINT32_MAX);
    }
    htsc_fiber_terminal terminal = {0, 0, HTSC_FIBER_GPON, 300, -1, (double)NAN, -1};
    plant = (htsc_fiber_plant){.terminal_count = 1, .terminals = &terminal};
    assert_int_equal(reach_of_one(&plant, &o, 0, 0, 1, nothing).reason, HTSC_FIBER_NO_PATH);
    htsc_line_net_free(nothing);
}

static void test_zero_ports_serve_points_without_households_alone(void **state) {
    (void)state;
    htsc_fiber_terminal terminal = {0, 0, HTSC_FIBER_XGS_PON, 2000, 0, (double)NAN, -1};
    htsc_fiber_plant plant = {.terminal_count = 1, .terminals = &terminal};
    htsc_fiber_reach_options o;
    htsc_fiber_reach_options_init(&o);
    assert_int_equal(reach_of_one(&plant, &o, 10, 0, 1, NULL).reason, HTSC_FIBER_NO_PORT);
    assert_int_equal(reach_of_one(&plant, &o, 10, 0, 0.01, NULL).reason, HTSC_FIBER_NO_PORT);
    assert_int_equal(reach_of_one(&plant, &o, 10, 0, 0, NULL).reach_class, HTSC_REACH_GIGABIT);
    terminal.ports_free = 1;
    assert_int_equal(reach_of_one(&plant, &o, 10, 0, 1.001, NULL).reason, HTSC_FIBER_NO_PORT);
    assert_int_equal(reach_of_one(&plant, &o, 300, 0, 1, NULL).reach_class, HTSC_REACH_GIGABIT); /* inclusive */
}

static void test_route_without_length_serves_around_it(void **state) {
    (void)state;
    const size_t first[] = {0, 2, 3, 3};
    const double xy[] = {100, 0, 100, 0, 900, 0}, mbps[] = {2000, 300, 300};
    const htsc_fiber_technology technology[] = {HTSC_FIBER_P2P, HTSC_FIBER_P2P, HTSC_FIBER_P2P};
    const htsc_line_set routes = {3, first, xy, NULL};
    htsc_fiber_plant plant = {.routes = &routes, .route_technology = technology, .route_max_down_mbps = mbps};
    htsc_fiber_reach_options o;
    htsc_fiber_reach_options_init(&o);
    assert_int_equal(reach_of_one(&plant, &o, 0, 0, 1, NULL).reach_class, HTSC_REACH_GIGABIT);
    assert_int_equal(reach_of_one(&plant, &o, 900, 10, 1, NULL).terminal, 1);
    htsc_line_net *roads = net_of("0 0, 1000 0", NULL);
    assert_near((double)reach_of_one(&plant, &o, 0, 0, 1, roads).distance_m, 100, 1e-4);
    assert_int_equal(reach_of_one(&plant, &o, 900, 10, 1, roads).terminal, 1);
    htsc_line_net_free(roads);
}

/* The same, for many blocks of points and a straight line. */
static void check_many(size_t count, const double *x, const double *y, const double *households, size_t terminal_count,
                       const htsc_fiber_terminal *terminals, const htsc_fiber_reach_point *got) {
    check_pair *pairs = calloc(count * terminal_count, sizeof *pairs);
    htsc_fiber_reach_point *wanted = calloc(count, sizeof *wanted);
    double *left = calloc(terminal_count, sizeof *left);
    size_t used = 0;
    assert_true(pairs != NULL && wanted != NULL && left != NULL);
    for (size_t i = 0; i < count; i++) {
        wanted[i].terminal = wanted[i].gigabit_terminal = UINT32_MAX;
        for (size_t t = 0; t < terminal_count; t++) {
            double d = hypot(x[i] - terminals[t].x_m, y[i] - terminals[t].y_m);
            if (d <= 300) pairs[used++] = (check_pair){d, (int)t, (int)i, terminals[t].max_down_mbps > 1000};
        }
    }
    for (size_t t = 0; t < terminal_count; t++) left[t] = 1000.0 * (double)terminals[t].ports_free;
    qsort(pairs, used, sizeof *pairs, check_order);
    check_serve(households, pairs, used, false, left, wanted);
    check_serve(households, pairs, used, true, left, wanted);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(got[i].terminal, wanted[i].terminal);
        assert_int_equal(got[i].gigabit_terminal, wanted[i].gigabit_terminal);
    }
    free(pairs);
    free(wanted);
    free(left);
}

static void test_same_result_for_any_number_of_jobs(void **state) {
    (void)state;
    enum { POINTS = 6000, TERMINALS = 300 };
    uint64_t seed = 9;
    static double x[POINTS], y[POINTS], households[POINTS];
    static htsc_fiber_terminal terminals[TERMINALS];
    static htsc_fiber_reach_point results[3][POINTS];
    htsc_line_net *roads = net_of("0 0, 2000 0; 0 500, 2000 500; 1000 0, 1000 500, 1000 2000; 0 1500, 1000 1500", NULL);
    for (int i = 0; i < POINTS; i++)
        x[i] = random_in(&seed, 0, 2000), y[i] = random_in(&seed, 0, 2000), households[i] = (double)(i % 4);
    for (int t = 0; t < TERMINALS; t++)
        terminals[t] = (htsc_fiber_terminal){random_in(&seed, 0, 2000),
                                             random_in(&seed, 0, 2000),
                                             HTSC_FIBER_XGS_PON,
                                             t % 2 == 0 ? 2000 : 100,
                                             t % 16,
                                             (double)NAN,
                                             -1};
    const htsc_fiber_plant plant = {.terminal_count = TERMINALS, .terminals = terminals};
    for (int along = 0; along < 2; along++) {
        for (int k = 0; k < 3; k++) {
            htsc_fiber_reach_options o;
            htsc_fiber_demand *demand = NULL;
            htsc_error err;
            htsc_fiber_reach_options_init(&o);
            o.jobs = k + 1;
            assert_ok(htsc_fiber_demand_create(POINTS, x, y, households, along ? roads : NULL, &o, &demand, &err), err);
            assert_ok(htsc_fiber_reach_compute(demand, &plant, &o, results[k], &err), err);
            htsc_fiber_demand_free(demand);
        }
        assert_memory_equal(results[0], results[1], sizeof results[0]);
        assert_memory_equal(results[0], results[2], sizeof results[0]);
        if (along == 0) check_many(POINTS, x, y, households, TERMINALS, terminals, results[0]);
    }
    htsc_line_net_free(roads);
}

static void test_absurd_values_are_named(void **state) {
    (void)state;
    htsc_fiber_reach_options o;
    htsc_fiber_demand *demand = NULL;
    htsc_error err;
    double x_m = 0, y_m = 0, households = -1;
    htsc_fiber_reach_options_init(&o);
    assert_status(htsc_fiber_demand_create(1, &x_m, &y_m, &households, NULL, &o, &demand, &err), HTSC_ERR_ARGUMENT,
                  err);
    assert_contains(err.message, "households -1");
    households = 1;
    x_m = (double)NAN;
    assert_status(htsc_fiber_demand_create(1, &x_m, &y_m, &households, NULL, &o, &demand, &err), HTSC_ERR_ARGUMENT,
                  err);
    x_m = 0;
    assert_ok(htsc_fiber_demand_create(1, &x_m, &y_m, &households, NULL, &o, &demand, &err), err);
    const htsc_fiber_terminal good = {0, 0, HTSC_FIBER_GPON, 300, -1, 17.2, -1};
    htsc_fiber_terminal bad[4] = {good, good, good, good};
    bad[0].ports_free = -2, bad[1].olt = 0, bad[2].y_m = HUGE_VAL, bad[3].splitter_db = -1;
    const char *const words[] = {"ports_free -2", "olt 0", "y_m inf", "splitter_db -1"};
    htsc_fiber_reach_point point;
    for (int k = 0; k < 4; k++) {
        htsc_fiber_plant plant = {.terminal_count = 1, .terminals = &bad[k]};
        assert_status(htsc_fiber_reach_compute(demand, &plant, &o, &point, &err), HTSC_ERR_ARGUMENT, err);
        assert_contains(err.message, words[k]);
    }
    o.max_drop_m = 0;
    htsc_fiber_plant plant = {.terminal_count = 1, .terminals = &good};
    assert_status(htsc_fiber_reach_compute(demand, &plant, &o, &point, &err), HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "max_drop_m 0 is outside (0, 10000]");
    htsc_fiber_demand_free(demand);
}

static htsc_status attempt(void *ctx, htsc_error *err) {
    const htsc_line_net *const *nets = ctx;
    const htsc_fiber_terminal terminals[] = {{10, 0, HTSC_FIBER_GPON, 300, 1, 17.2, 0},
                                             {20, 0, HTSC_FIBER_XGS_PON, 3000, 2, 17.2, -1}};
    const htsc_fiber_olt olt = {0, 0, 28};
    const htsc_fiber_plant plant = {2, terminals, 1, &olt, nets[0], NULL, NULL, NULL};
    const double x_m[] = {1, 2}, y_m[] = {0, 0}, households[] = {1, 1};
    htsc_fiber_reach_point points[2];
    htsc_fiber_demand *demand = NULL;
    htsc_fiber_reach_options o;
    htsc_fiber_reach_options_init(&o);
    o.jobs = 1;
    htsc_status status = htsc_fiber_demand_create(2, x_m, y_m, households, nets[0], &o, &demand, err);
    if (status == HTSC_OK) status = htsc_fiber_reach_compute(demand, &plant, &o, points, err);
    htsc_fiber_demand_free(demand);
    return status;
}

static void test_failing_allocations_are_reported(void **state) {
    (void)state;
    htsc_line_net *net = net_of("0 0, 100 0", NULL);
    assert_true(fail_each_allocation(attempt, &net) > 50);
    htsc_line_net_free(net);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_worlds_equal_all_pairs_in_all_combinations),
        cmocka_unit_test(test_budget_worked_by_hand),
        cmocka_unit_test(test_nothing_at_all_is_too_far),
        cmocka_unit_test(test_zero_ports_serve_points_without_households_alone),
        cmocka_unit_test(test_route_without_length_serves_around_it),
        cmocka_unit_test(test_same_result_for_any_number_of_jobs),
        cmocka_unit_test(test_absurd_values_are_named),
        cmocka_unit_test(test_failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
