#include "analysis/fiber_check_any.h"
#include "analysis/fiber_world.h"

/* Operators of one world: each has a third of the terminals; the last, in every other world, its routes alone. */
static void share_out(const check_world *w, int combination, check_world *worlds) {
    for (int k = 0; k < CHECK_OPERATORS; k++) {
        check_world *v = &worlds[k];
        *v = *w;
        v->along_roads = combination & 1;
        v->budgets = combination & 2;
        v->terminal_count = CHECK_TERMINALS / CHECK_OPERATORS;
        memcpy(v->terminals, w->terminals + k * v->terminal_count, (size_t)v->terminal_count * sizeof *v->terminals);
        for (int t = 0; t < v->terminal_count && (combination & 4) == 0; t++) v->terminals[t].ports_free = -1;
        if ((combination & 8) != 0 && k == CHECK_OPERATORS - 1) v->terminal_count = v->olt_count = 0;
    }
}

typedef struct any_results {
    htsc_fiber_reach_point each[CHECK_OPERATORS][CHECK_POINTS], any[CHECK_POINTS];
    uint32_t operator_index[CHECK_POINTS], gigabit_operator_index[CHECK_POINTS];
} any_results;

static void compute(const check_world *worlds, const world_nets *nets, const htsc_fiber_reach_options *o,
                    any_results *r) {
    static world_plant p[CHECK_OPERATORS];
    htsc_fiber_plant plants[CHECK_OPERATORS];
    htsc_error err;
    htsc_fiber_demand *demand = demand_of(&worlds[0], nets, o);
    const htsc_fiber_reach_point *const each[CHECK_OPERATORS] = {r->each[0], r->each[1], r->each[2]};
    const htsc_fiber_operators all = {CHECK_OPERATORS, plants, each};
    for (int k = 0; k < CHECK_OPERATORS; k++) {
        plant_of(&worlds[k], nets, &p[k]);
        plants[k] = p[k].plant;
        assert_ok(htsc_fiber_reach_compute(demand, &plants[k], o, r->each[k], &err), err);
    }
    assert_ok(htsc_fiber_reach_any(demand, &all, o, r->any, r->operator_index, r->gigabit_operator_index, &err), err);
    htsc_fiber_demand_free(demand);
}

/* Whoever an operator serves is served; returns those that only the others' room serves, at the class. */
static size_t assert_above_each(const any_results *r, int i, htsc_reach_class reach_class) {
    int best = HTSC_REACH_NONE;
    for (int k = 0; k < CHECK_OPERATORS; k++)
        if (r->each[k][i].reach_class > best) best = r->each[k][i].reach_class;
    if (r->any[i].reach_class < best) fail_msg("point %d: class %d, below %d", i, r->any[i].reach_class, best);
    return best < (int)reach_class && r->any[i].reach_class >= reach_class;
}

static void assert_within_ports(const check_world *worlds, const any_results *r) {
    enum { SIZE = CHECK_TERMINALS + CHECK_ROUTE_POINTS };
    double ports[CHECK_OPERATORS][SIZE];
    double *const left[CHECK_OPERATORS] = {ports[0], ports[1], ports[2]};
    check_whose whose[CHECK_POINTS];
    for (int k = 0; k < CHECK_OPERATORS; k++)
        check_declare((size_t)worlds[k].terminal_count, worlds[k].terminals, SIZE, ports[k]);
    for (int i = 0; i < CHECK_POINTS; i++) whose[i] = (check_whose){r->operator_index[i], r->gigabit_operator_index[i]};
    check_hold(CHECK_POINTS, worlds[0].households, r->any, whose, left);
    for (int k = 0; k < CHECK_OPERATORS; k++)
        for (int t = 0; t < SIZE; t++)
            if (ports[k][t] < 0) fail_msg("operator %d, terminal %d: %g ports too many", k, t, -ports[k][t] / 1000);
}

static void test_random_worlds_equal_all_pairs_of_all_operators(void **state) {
    (void)state;
    enum { WORLDS = 200 };
    static any_results r;
    uint64_t seed = 5;
    size_t more = 0, more_gigabit = 0, crossed = 0;
    for (int trial = 0; trial < WORLDS; trial++) {
        check_world w, worlds[CHECK_OPERATORS];
        htsc_fiber_reach_options o;
        htsc_fiber_reach_options_init(&o);
        random_world(&seed, &w);
        o.max_drop_m = trial % 2 == 0 ? 300 : 400;
        o.db_per_km = random_in(&seed, 0, 4); /* of a world of one kilometre */
        o.max_optical_path_km = random_in(&seed, 1, 4);
        o.jobs = trial % 10 == 0 ? 2 : 1;
        world_nets nets = {net_of_graph(&w.roads), net_of_graph(&w.cables)};
        for (int combination = 0; combination < 16; combination++) {
            /* Without ports there is little to see; to look along routes takes the plain check long. */
            if ((combination & 4) == 0 && trial % 4 != 0) continue;
            if ((combination & 8) != 0 && trial % 3 != 0) continue;
            htsc_fiber_reach_point wanted[CHECK_POINTS];
            check_whose whose[CHECK_POINTS];
            share_out(&w, combination, worlds);
            compute(worlds, &nets, &o, &r);
            const htsc_fiber_reach_point *const each[CHECK_OPERATORS] = {r.each[0], r.each[1], r.each[2]};
            check_world_any(worlds, &o, each, wanted, whose);
            size_t added = 0, added_gigabit = 0;
            for (int i = 0; i < CHECK_POINTS; i++) {
                assert_same(&r.any[i], &wanted[i], i);
                assert_int_equal(r.operator_index[i], whose[i].terminal);
                assert_int_equal(r.gigabit_operator_index[i], whose[i].gigabit);
                added += assert_above_each(&r, i, HTSC_REACH_FIBER);
                added_gigabit += assert_above_each(&r, i, HTSC_REACH_GIGABIT);
                crossed +=
                    r.gigabit_operator_index[i] != UINT32_MAX && r.gigabit_operator_index[i] != r.operator_index[i];
            }
            assert_within_ports(worlds, &r);
            if ((combination & 4) == 0) assert_int_equal(added + added_gigabit, 0); /* as any of the operators */
            more += added;
            more_gigabit += added_gigabit;
        }
        htsc_line_net_free(nets.roads);
        htsc_line_net_free(nets.cables);
    }
    print_message("more than each: %zu points, %zu with a gigabit, %zu of two operators\n", more, more_gigabit,
                  crossed);
    assert_true(more > 500 && more_gigabit > 100 && crossed > 50); /* the worlds show every step */
}

/* A terminal of each operator with two ports, one of b with one; households on a line, one each. */
static void test_port_given_back_serves_the_next(void **state) {
    (void)state;
    const double x_m[] = {0, 10, 100, 200}, y_m[] = {0, 0, 0, 0}, households[] = {1, 1, 1, 1};
    const htsc_fiber_terminal a[] = {{-50, 0, HTSC_FIBER_GPON, 300, 2, (double)NAN, -1}},
                              b[] = {{50, 0, HTSC_FIBER_XGS_PON, 2000, 1, (double)NAN, -1}};
    const htsc_fiber_plant plants[] = {{.terminal_count = 1, .terminals = a}, {.terminal_count = 1, .terminals = b}};
    htsc_fiber_reach_point by_a[4], by_b[4], any[4];
    const htsc_fiber_reach_point *const each[] = {by_a, by_b};
    const htsc_fiber_operators both = {2, plants, each};
    uint32_t whose[4], whose_gigabit[4];
    htsc_fiber_demand *demand = NULL;
    htsc_fiber_reach_options o;
    htsc_error err;
    htsc_fiber_reach_options_init(&o);
    o.max_drop_m = 200;
    assert_ok(htsc_fiber_demand_create(4, x_m, y_m, households, NULL, &o, &demand, &err), err);
    assert_ok(htsc_fiber_reach_compute(demand, &plants[0], &o, by_a, &err), err);
    assert_ok(htsc_fiber_reach_compute(demand, &plants[1], &o, by_b, &err), err);
    assert_int_equal(by_b[1].reach_class, HTSC_REACH_GIGABIT); /* 40 m; the others have no port of b's */
    assert_ok(htsc_fiber_reach_any(demand, &both, &o, any, whose, whose_gigabit, &err), err);
    /* The second is a's and b's: it keeps b's gigabit, and a's port is the third's, at 150 m. */
    assert_true(by_a[2].reason == HTSC_FIBER_NO_PORT && by_b[2].reason == HTSC_FIBER_NO_PORT);
    static const uint32_t owners[] = {0, 1, 0, UINT32_MAX};
    static const uint8_t classes[] = {HTSC_REACH_FIBER, HTSC_REACH_GIGABIT, HTSC_REACH_FIBER, HTSC_REACH_NONE};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(whose[i], owners[i]);
        assert_int_equal(any[i].reach_class, classes[i]);
        assert_int_equal(whose_gigabit[i], i == 1 ? 1 : UINT32_MAX);
    }
    assert_near((double)any[2].distance_m, 150, 0);
    assert_int_equal(any[3].reason, HTSC_FIBER_NO_PORT); /* of b, at 150 m */
    const htsc_fiber_operators nobody = {0, NULL, NULL};
    assert_ok(htsc_fiber_reach_any(demand, &nobody, &o, any, NULL, NULL, &err), err);
    assert_int_equal(any[0].reason, HTSC_FIBER_TOO_FAR);
    by_a[0].terminal = 1; /* there is none such */
    assert_status(htsc_fiber_reach_any(demand, &both, &o, any, NULL, NULL, &err), HTSC_ERR_ARGUMENT, err);
    assert_contains(err.message, "operator 0: the reach of point 0 by terminal 1");
    htsc_fiber_demand_free(demand);
}

enum { MANY_POINTS = 6000, MANY_TERMINALS = 200 };

typedef struct many {
    double x[MANY_POINTS], y[MANY_POINTS], households[MANY_POINTS];
    htsc_fiber_terminal terminals[CHECK_OPERATORS][MANY_TERMINALS];
    htsc_fiber_reach_point each[CHECK_OPERATORS][MANY_POINTS];
} many;

static void make_many(many *m) {
    uint64_t seed = 11;
    for (int i = 0; i < MANY_POINTS; i++) {
        m->x[i] = random_in(&seed, 0, 1000), m->y[i] = random_in(&seed, 0, 1000);
        m->households[i] = i % 5 == 0 ? random_in(&seed, 0, 2) : (double)(i % 4);
    }
    for (int k = 0; k < CHECK_OPERATORS; k++)
        for (int t = 0; t < MANY_TERMINALS; t++)
            m->terminals[k][t] = (htsc_fiber_terminal){random_in(&seed, 0, 1000),
                                                       random_in(&seed, 0, 1000),
                                                       HTSC_FIBER_XGS_PON,
                                                       t % 3 == 0 ? 2000 : 100,
                                                       t % 43,
                                                       (double)NAN,
                                                       -1};
}

typedef struct many_results {
    htsc_fiber_reach_point points[MANY_POINTS];
    uint32_t operator_index[MANY_POINTS], gigabit_operator_index[MANY_POINTS];
} many_results;

/* By all pairs, straight. */
static void check_many(const many *m, const many_results *r) {
    static double ports[CHECK_OPERATORS][MANY_TERMINALS];
    static htsc_fiber_reach_point wanted[MANY_POINTS];
    static check_whose whose[MANY_POINTS];
    check_offer *offers = calloc((size_t)CHECK_OPERATORS * MANY_TERMINALS * MANY_POINTS, sizeof *offers);
    double *const left[CHECK_OPERATORS] = {ports[0], ports[1], ports[2]};
    const htsc_fiber_reach_point *const each[CHECK_OPERATORS] = {m->each[0], m->each[1], m->each[2]};
    size_t count = 0, more = 0;
    assert_non_null(offers);
    for (int k = 0; k < CHECK_OPERATORS; k++) {
        check_declare(MANY_TERMINALS, m->terminals[k], MANY_TERMINALS, ports[k]);
        for (int t = 0; t < MANY_TERMINALS; t++)
            for (int i = 0; i < MANY_POINTS; i++) {
                const htsc_fiber_terminal *at = &m->terminals[k][t];
                double d = hypot(m->x[i] - at->x_m, m->y[i] - at->y_m);
                if (d <= 300) offers[count++] = (check_offer){{d, t, i, at->max_down_mbps > 1000}, k};
            }
    }
    check_any(MANY_POINTS, m->households, each, offers, count, left, wanted, whose);
    for (int i = 0; i < MANY_POINTS; i++) {
        assert_int_equal(r->points[i].terminal, wanted[i].terminal);
        assert_int_equal(r->points[i].gigabit_terminal, wanted[i].gigabit_terminal);
        assert_int_equal(r->operator_index[i], whose[i].terminal);
        assert_int_equal(r->gigabit_operator_index[i], whose[i].gigabit);
        more += r->points[i].reach_class != HTSC_REACH_NONE && each[0][i].reach_class == HTSC_REACH_NONE &&
                each[1][i].reach_class == HTSC_REACH_NONE && each[2][i].reach_class == HTSC_REACH_NONE;
    }
    print_message("%zu of %d points are served by ports given back\n", more, MANY_POINTS);
    assert_true(more > 300); /* so many that they are served ring by ring */
    free(offers);
}

static void compute_many(many *m, const htsc_line_net *roads, int jobs, many_results *r) {
    const htsc_fiber_plant plants[CHECK_OPERATORS] = {{.terminal_count = MANY_TERMINALS, .terminals = m->terminals[0]},
                                                      {.terminal_count = MANY_TERMINALS, .terminals = m->terminals[1]},
                                                      {.terminal_count = MANY_TERMINALS, .terminals = m->terminals[2]}};
    const htsc_fiber_reach_point *const each[CHECK_OPERATORS] = {m->each[0], m->each[1], m->each[2]};
    const htsc_fiber_operators all = {CHECK_OPERATORS, plants, each};
    htsc_fiber_reach_options o;
    htsc_fiber_demand *demand = NULL;
    htsc_error err;
    htsc_fiber_reach_options_init(&o);
    o.jobs = jobs;
    assert_ok(htsc_fiber_demand_create(MANY_POINTS, m->x, m->y, m->households, roads, &o, &demand, &err), err);
    for (int k = 0; k < CHECK_OPERATORS; k++)
        assert_ok(htsc_fiber_reach_compute(demand, &plants[k], &o, m->each[k], &err), err);
    assert_ok(htsc_fiber_reach_any(demand, &all, &o, r->points, r->operator_index, r->gigabit_operator_index, &err),
              err);
    htsc_fiber_demand_free(demand);
}

static void test_same_result_for_any_number_of_jobs(void **state) {
    (void)state;
    static many m;
    static many_results results[3];
    htsc_line_net *roads = net_of("0 0, 2000 0; 0 500, 2000 500; 1000 0, 1000 500, 1000 2000; 0 1500, 1000 1500", NULL);
    make_many(&m);
    for (int along = 0; along < 2; along++) {
        for (int k = 0; k < 3; k++) {
            compute_many(&m, along ? roads : NULL, k + 1, &results[k]);
            assert_memory_equal(&results[0], &results[k], sizeof results[0]);
        }
        if (along == 0) check_many(&m, &results[0]);
    }
    htsc_line_net_free(roads);
}

/* On a grid of 100 m hardly a distance is there once: who comes first is a matter of operator, terminal and point. */
static void test_equal_distances_go_by_operator_terminal_and_point(void **state) {
    (void)state;
    static many m;
    static many_results r;
    make_many(&m);
    for (int i = 0; i < MANY_POINTS; i++) m.x[i] = 100 * round(m.x[i] / 100), m.y[i] = 100 * round(m.y[i] / 100);
    for (int k = 0; k < CHECK_OPERATORS; k++)
        for (int t = 0; t < MANY_TERMINALS; t++) {
            htsc_fiber_terminal *at = &m.terminals[k][t];
            at->x_m = 100 * round(at->x_m / 100), at->y_m = 100 * round(at->y_m / 100);
        }
    compute_many(&m, NULL, 2, &r);
    check_many(&m, &r);
}

static htsc_status attempt(void *ctx, htsc_error *err) {
    const htsc_line_net *const *nets = ctx;
    const htsc_fiber_terminal a[] = {{10, 0, HTSC_FIBER_GPON, 300, 1, 17.2, 0}},
                              b[] = {{20, 0, HTSC_FIBER_XGS_PON, 3000, 1, 17.2, -1}};
    const htsc_fiber_olt olt = {0, 0, 28};
    const htsc_fiber_plant plants[] = {{1, a, 1, &olt, nets[0], NULL, NULL, NULL},
                                       {1, b, 1, &olt, nets[0], NULL, NULL, NULL}};
    const double x_m[] = {1, 2}, y_m[] = {0, 0}, households[] = {1, 1};
    htsc_fiber_reach_point by_a[2], by_b[2], any[2];
    const htsc_fiber_reach_point *const each[] = {by_a, by_b};
    const htsc_fiber_operators both = {2, plants, each};
    htsc_fiber_demand *demand = NULL;
    htsc_fiber_reach_options o;
    htsc_fiber_reach_options_init(&o);
    o.jobs = 1;
    htsc_status status = htsc_fiber_demand_create(2, x_m, y_m, households, nets[0], &o, &demand, err);
    if (status == HTSC_OK) status = htsc_fiber_reach_compute(demand, &plants[0], &o, by_a, err);
    if (status == HTSC_OK) status = htsc_fiber_reach_compute(demand, &plants[1], &o, by_b, err);
    if (status == HTSC_OK) status = htsc_fiber_reach_any(demand, &both, &o, any, NULL, NULL, err);
    if (status == HTSC_OK) assert_true(any[0].terminal == 0 && any[1].terminal == 0);
    htsc_fiber_demand_free(demand);
    return status;
}

static void test_failing_allocations_are_reported(void **state) {
    (void)state;
    htsc_line_net *net = net_of("0 0, 100 0", NULL);
    assert_true(fail_each_allocation(attempt, &net) > 100);
    htsc_line_net_free(net);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_worlds_equal_all_pairs_of_all_operators),
        cmocka_unit_test(test_port_given_back_serves_the_next),
        cmocka_unit_test(test_same_result_for_any_number_of_jobs),
        cmocka_unit_test(test_equal_distances_go_by_operator_terminal_and_point),
        cmocka_unit_test(test_failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
