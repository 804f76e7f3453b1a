/* Fibre where there is next to nothing: from files to reach, counts and zones. Zeros with their denominators, or a
 * reason; a number that is not there is NaN where the header says so, and nowhere else. */
#include "analysis/network.h"
#include "analysis/world.h"

#include <htscover/fiber_gap.h>
#include <htscover/fiber_reach.h>

static htsc_line_net *net_of_routes(const htsc_fiber *fiber) {
    size_t count = htsc_fiber_route_count(fiber), first[9] = {0};
    htsc_line_net_options options;
    htsc_line_net *net = NULL;
    htsc_error err;
    assert_true(count < 9);
    for (size_t i = 0; i < count; i++) first[i + 1] = first[i] + htsc_fiber_get_route(fiber, i)->point_count;
    const htsc_line_set set = {count, first, htsc_fiber_points(fiber), NULL};
    htsc_line_net_options_init(&options);
    assert_ok(htsc_line_net_create(&set, &options, &net, &err), err);
    return net;
}

/* Access points as terminals, of the OLT at a place where there is one. */
static size_t terminals_of(const htsc_fiber *fiber, bool with_olt, htsc_fiber_terminal *terminals) {
    size_t count = htsc_fiber_access_point_count(fiber);
    assert_true(count <= 8);
    for (size_t i = 0; i < count; i++) {
        const htsc_access_point *a = htsc_fiber_get_access_point(fiber, i);
        terminals[i] = (htsc_fiber_terminal){
            a->x_m, a->y_m, a->technology, a->max_down_mbps, a->ports_free, a->splitter_loss_db, with_olt ? 0 : -1};
    }
    return count;
}

/* What every result must be, whatever went in. */
static void assert_clean(const htsc_fiber_reach_point *p) {
    bool none = p->terminal == UINT32_MAX;
    assert_true(p->reason <= HTSC_FIBER_TOO_SLOW && p->checks_passed <= 6);
    assert_true(none == (p->reach_class == HTSC_REACH_NONE) && none == (p->checks_passed < 6));
    assert_true(none == (p->reason >= HTSC_FIBER_TOO_FAR && p->reason <= HTSC_FIBER_NO_PORT));
    assert_true(none ? isnan(p->distance_m) && isnan(p->loss_db) : p->distance_m >= 0 && isfinite(p->distance_m));
    assert_true(isnan(p->loss_db) || (isfinite(p->loss_db) && p->loss_db >= 0));
    if (p->gigabit_terminal != UINT32_MAX) assert_int_equal(p->reach_class, HTSC_REACH_GIGABIT);
}

static void reach_all(size_t count, const double *x_m, const double *y_m, const double *households,
                      const htsc_line_net *roads, const htsc_fiber_plant *plant, htsc_fiber_reach_point *points) {
    htsc_fiber_reach_options o;
    htsc_fiber_demand *demand = NULL;
    htsc_error err;
    htsc_fiber_reach_options_init(&o);
    assert_ok(htsc_fiber_demand_create(count, x_m, y_m, households, roads, &o, &demand, &err), err);
    assert_ok(htsc_fiber_reach_compute(demand, plant, &o, points, &err), err);
    htsc_fiber_demand_free(demand);
    for (size_t i = 0; i < count; i++) assert_clean(&points[i]);
}

#define VILLAGES \
    "code,name,wkt\n001,Một,\"POLYGON ((500000 2220000, 501000 2220000, 501000 2221000, 500000 2221000, 500000 " \
    "2220000))\"\n002,Hai,\"POLYGON ((501000 2220000, 502000 2220000, 502000 2221000, 501000 2221000, 501000 " \
    "2220000))\"\n"

static void assert_tally(const htsc_tally *t, double households, double reached) {
    assert_near(htsc_tally_households(t), households, 0);
    assert_near(htsc_tally_households_from(t, HTSC_REACH_FIBER), reached, 0);
    assert_true(isfinite(t->expected_households) && isfinite(t->expected_persons));
    for (int c = 0; c < HTSC_CLASS_COUNT; c++) assert_true(isfinite(t->persons[c]) && isfinite(t->households[c]));
}

/* Village 001 has the commune's only household; 002 has none: persons without a household, or nobody at all. */
static void test_one_household_and_a_village_without_any(void **state) {
    (void)state;
    for (int k = 0; k < 2; k++) {
        world w;
        htsc_reach *reach = NULL;
        htsc_ratio *ratio = NULL;
        htsc_reach_options options;
        htsc_error err;
        world_init(&w);
        world_villages(&w, VILLAGES);
        world_population(&w, k == 0 ? "persons,households,x_m,y_m\n4,1,500500,2220500\n3,0,501500,2220500\n"
                                    : "persons,households,x_m,y_m\n4,1,500500,2220500\n");
        world_fiber(&w, "access_point_id,operator,x_m,y_m\nA,one,500500,2220600\n", NULL);
        assert_int_equal(htsc_findings_count(w.findings), 0);
        htsc_reach_options_init(&options);
        assert_ok(htsc_reach_create(w.fiber, &options, htsc_population_count(w.population),
                                    htsc_population_x_m(w.population), htsc_population_y_m(w.population), &reach, &err),
                  err);
        assert_ok(htsc_ratio_count_reach(w.population, 2, reach, HTSC_UNION, &ratio, &err), err);
        assert_tally(htsc_ratio_get(ratio, 0), 1, 1);
        assert_tally(htsc_ratio_get(ratio, 1), 0, 0);
        assert_near(htsc_tally_persons(htsc_ratio_get(ratio, 1)), k == 0 ? 3 : 0, 0);
        assert_tally(htsc_ratio_get(ratio, HTSC_REGION_OUTSIDE(2)), 0, 0);
        assert_tally(htsc_ratio_get(ratio, HTSC_REGION_TOTAL(2)), 1, 1);
        const htsc_ratio *const one[] = {ratio};
        assert_int_equal(htsc_ratio_max_operator(one, 1, 1), 1); /* none */
        htsc_ratio_free(ratio);
        htsc_reach_free(reach);
        world_clear(&w);
    }
}

/* The only access point has no port: the household is near, and not reached; its zone is built to from there. */
static void test_one_household_at_an_access_point_without_ports(void **state) {
    (void)state;
    world w;
    world_init(&w);
    world_fiber(&w,
                "access_point_id,operator,technology,max_down_mbps,ports,ports_free,x_m,y_m\n"
                "A,one,XGS-PON,2000,0,0,500000,2220000\n",
                NULL);
    assert_int_equal(htsc_findings_count(w.findings), 0);
    htsc_fiber_terminal terminal[8];
    htsc_fiber_plant plant = {.terminal_count = terminals_of(w.fiber, false, terminal), .terminals = terminal};
    assert_true(plant.terminal_count == 1 && terminal[0].ports_free == 0);
    const double x_m = 500010, y_m = 2220000, persons = 4, household = 1;
    htsc_fiber_reach_point p;
    reach_all(1, &x_m, &y_m, &household, NULL, &plant, &p);
    assert_true(p.reason == HTSC_FIBER_NO_PORT && p.checks_passed == 5);
    htsc_line_net *roads = net_of("500000 2220000, 500100 2220000", NULL);
    const uint8_t reached = p.reach_class;
    const htsc_fiber_gap_input input = {1,        &x_m,  &y_m, &persons,         &household,
                                        &reached, roads, 1,    &terminal[0].x_m, &terminal[0].y_m};
    htsc_fiber_gap_options o;
    htsc_fiber_gap *gap = NULL;
    htsc_error err;
    htsc_fiber_gap_options_init(&o);
    assert_ok(htsc_fiber_gap_create(&input, &o, &gap, &err), err);
    assert_true(htsc_fiber_gap_zone_count(gap) == 1 && htsc_fiber_gap_build_count(gap) == 1);
    const htsc_fiber_zone *zone = htsc_fiber_gap_get_zone(gap, 0);
    assert_true(zone->households == 1 && zone->persons == 4);
    assert_near(zone->distance_m, 10, 1e-6);
    assert_near(htsc_fiber_gap_get_build(gap, 0)->cumulative_frac, 1, 0);
    htsc_fiber_gap_free(gap);
    htsc_line_net_free(roads);
    world_clear(&w);
}

/* It serves who lives around it; as a cable it leads nowhere, and the net has no line of it. */
static void test_route_of_no_length_from_a_file(void **state) {
    (void)state;
    world w;
    world_init(&w);
    world_fiber(&w, NULL, "route_id,operator,length_m,wkt\nR,one,0,\"LINESTRING (500000 2220000, 500000 2220000)\"\n");
    assert_int_equal(htsc_findings_count(w.findings), 0);
    const htsc_fiber_route *route = htsc_fiber_get_route(w.fiber, 0);
    assert_true(route->length_m == 0 && route->declared_length_m == 0);
    htsc_line_net *net = net_of_routes(w.fiber);
    assert_int_equal(htsc_line_net_lines(net)->count, 0);
    assert_int_equal(htsc_line_net_change_count(net), 1);
    assert_int_equal(change_of(net, HTSC_LINE_ZERO_LENGTH)->line, 0);
    const double x_m[] = {500000, 500300, 500301}, y_m[] = {2220000, 2220000, 2220000}, ones[] = {1, 1, 1};
    const size_t first[] = {0, 2};
    const htsc_line_set routes = {1, first, htsc_fiber_points(w.fiber), NULL};
    htsc_fiber_plant plant = {
        .routes = &routes, .route_technology = &route->technology, .route_max_down_mbps = &route->max_down_mbps};
    htsc_fiber_reach_point p[3];
    reach_all(3, x_m, y_m, ones, NULL, &plant, p);
    assert_true(p[0].distance_m == 0 && p[1].distance_m == 300);
    assert_true(p[0].reason == HTSC_FIBER_TOO_SLOW && p[2].reason == HTSC_FIBER_TOO_FAR);
    const htsc_fiber_terminal terminal = {500000, 2220000, HTSC_FIBER_GPON, 300, -1, 17.2, 0};
    const htsc_fiber_olt olt = {500000, 2220000, 28};
    plant =
        (htsc_fiber_plant){.terminal_count = 1, .terminals = &terminal, .olt_count = 1, .olts = &olt, .cables = net};
    reach_all(3, x_m, y_m, ones, NULL, &plant, p);
    assert_true(p[0].reason == HTSC_FIBER_NO_PATH && p[0].checks_passed == 3);
    htsc_line_net_free(net);
    world_clear(&w);
}

/* Two roads that do not meet, an access point on one: who lives on the other is near, and has no way there. */
static void test_disconnected_roads(void **state) {
    (void)state;
    htsc_line_net *roads = net_of("0 0, 1000 0; 0 100, 1000 100", NULL);
    const htsc_fiber_terminal terminal = {500, 0, HTSC_FIBER_GPON, 300, -1, (double)NAN, -1};
    const htsc_fiber_plant plant = {.terminal_count = 1, .terminals = &terminal};
    const double x_m[] = {500, 500, 500, 600, 900}, y_m[] = {100, 60, 40, 0, 0}, ones[] = {1, 1, 1, 1, 1};
    htsc_fiber_reach_point p[5];
    reach_all(5, x_m, y_m, ones, roads, &plant, p);
    assert_true(p[0].reason == HTSC_FIBER_NO_PATH && p[0].checks_passed == 1);
    assert_true(p[1].reason == HTSC_FIBER_NO_PATH); /* 40 m from the other road, 60 m from this */
    assert_near((double)p[2].distance_m, 40, 1e-4);
    assert_near((double)p[3].distance_m, 100, 1e-4);
    assert_true(p[4].reason == HTSC_FIBER_TOO_FAR && p[4].checks_passed == 0);
    const uint8_t reached[] = {0, 0, 1, 1, 1};
    const htsc_fiber_gap_input input = {5, x_m, y_m, ones, ones, reached, roads, 1, &terminal.x_m, &terminal.y_m};
    htsc_fiber_gap_options o;
    htsc_fiber_gap *gap = NULL;
    htsc_error err;
    htsc_fiber_gap_options_init(&o);
    o.max_off_road_m = 50;
    assert_ok(htsc_fiber_gap_create(&input, &o, &gap, &err), err);
    assert_true(htsc_fiber_gap_zone_count(gap) == 1 && htsc_fiber_gap_build_count(gap) == 0); /* no road leads there */
    assert_true(htsc_fiber_gap_get_zone(gap, 0)->along_roads == 0);
    assert_near(htsc_fiber_gap_get_zone(gap, 0)->distance_m, 60, 1e-6);
    htsc_fiber_gap_free(gap);
    htsc_line_net_free(roads);
}

/* No household, no road, no terminal, no route, in all combinations. */
static void test_nothing_in_all_combinations(void **state) {
    (void)state;
    htsc_line_net *nothing = net_of("", NULL), *road = net_of("0 0, 100 0", NULL);
    const htsc_fiber_terminal terminal = {0, 0, HTSC_FIBER_GPON, 300, 0, (double)NAN, -1};
    const htsc_fiber_olt olt = {0, 0, (double)NAN};
    const size_t first[] = {0};
    const htsc_line_set no_routes = {0, first, NULL, NULL};
    const htsc_line_net *const nets[] = {NULL, nothing, road};
    const double zero = 0;
    for (int k = 0; k < 2 * 3 * 2 * 2 * 3; k++) {
        htsc_fiber_plant plant = {.terminal_count = (size_t)(k / 6 % 2),
                                  .terminals = &terminal,
                                  .olt_count = (size_t)(k / 12 % 2),
                                  .olts = &olt,
                                  .cables = nets[k / 24],
                                  .routes = k % 5 == 0 ? &no_routes : NULL};
        htsc_fiber_reach_point p = {0};
        reach_all((size_t)(k % 2), &zero, &zero, &zero, nets[k / 2 % 3], &plant, &p);
        if (k % 2 == 0) continue;
        bool served =
            plant.terminal_count == 1 && nets[k / 2 % 3] != nothing; /* without a household, no port is taken */
        assert_int_equal(p.reach_class, served ? HTSC_REACH_FIBER : HTSC_REACH_NONE);
    }
    htsc_line_net_free(nothing);
    htsc_line_net_free(road);
}

/* Rows that cannot be are refused, each with its column and value; the good one is computed with. */
static void test_absurd_rows_are_told_and_the_rest_goes_on(void **state) {
    (void)state;
    static const struct {
        const char *row, *column, *value;
        htsc_finding_code code;
    } rows[] = {{"B,one,GPON,100,-1,,,500000,2220000", "ports", "-1", HTSC_FINDING_OUT_OF_RANGE},
                {"C,one,GPON,100,8,-8,,500000,2220000", "ports_free", "-8", HTSC_FINDING_OUT_OF_RANGE},
                {"D,one,GPON,100,1e9,,,500000,2220000", "ports", "1e9", HTSC_FINDING_OUT_OF_RANGE},
                {"E,one,GPON,-100,,,,500000,2220000", "max_down_mbps", "-100", HTSC_FINDING_OUT_OF_RANGE},
                {"F,one,GPON,1e300,,,,500000,2220000", "max_down_mbps", "1e300", HTSC_FINDING_OUT_OF_RANGE},
                {"G,one,GPON,fast,,,,500000,2220000", "max_down_mbps", "fast", HTSC_FINDING_NOT_A_NUMBER},
                {"H,one,GPON,100,,,1x-8,500000,2220000", "splitter", "1x-8", HTSC_FINDING_NOT_ALLOWED},
                {"I,one,laser,100,,,,500000,2220000", "technology", "laser", HTSC_FINDING_NOT_ALLOWED},
                {"J,one,GPON,100,,,,east,2220000", "x_m", "east", HTSC_FINDING_NOT_A_NUMBER},
                {"K,one,GPON,100,,,,inf,2220000", "x_m", "inf", HTSC_FINDING_NOT_A_NUMBER},
                {"L,one,GPON,100,,,,500000,", "y_m", "", HTSC_FINDING_MISSING_VALUE},
                {"A,one,GPON,100,,,,500000,2220000", "", "A", HTSC_FINDING_DUPLICATE}};
    enum { ROWS = sizeof rows / sizeof rows[0] };
    char text[2048] = "access_point_id,operator,technology,max_down_mbps,ports,ports_free,splitter,x_m,y_m\n"
                      "A,one,GPON,300,8,2,1x32,500000,2220000\n";
    world w;
    world_init(&w);
    for (size_t i = 0; i < ROWS; i++) snprintf(text + strlen(text), sizeof text - strlen(text), "%s\n", rows[i].row);
    world_fiber(&w, text, NULL);
    assert_int_equal(htsc_findings_count(w.findings), ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        const htsc_finding *f = htsc_findings_get(w.findings, i); /* in the order of the rows */
        assert_true(f->severity == HTSC_SEVERITY_ERROR && f->code == rows[i].code && f->row == (int64_t)i + 3);
        assert_string_equal(f->column, rows[i].column);
        assert_string_equal(f->value, rows[i].value);
    }
    htsc_fiber_terminal terminal[8];
    const htsc_fiber_plant plant = {.terminal_count = terminals_of(w.fiber, false, terminal), .terminals = terminal};
    const double x_m[] = {500010, 500020, 500030}, y_m[] = {2220000, 2220000, 2220000}, ones[] = {1, 1, 1};
    htsc_fiber_reach_point p[3];
    assert_int_equal(plant.terminal_count, 1);
    reach_all(3, x_m, y_m, ones, NULL, &plant, p);
    assert_true(p[0].reach_class == HTSC_REACH_FIBER && p[1].reach_class == HTSC_REACH_FIBER);
    assert_true(p[2].reason == HTSC_FIBER_NO_PORT); /* two are free */
    world_clear(&w);
}

/* Budgets and losses beyond reason make nobody reached, and no number that is none. */
static void test_absurd_budgets_reach_nobody(void **state) {
    (void)state;
    static const struct {
        double budget_db, splitter_db, max_down_mbps;
        int reason;
    } cases[] = {{-5, 17.2, 300, HTSC_FIBER_OVER_BUDGET},        {0, 0, 300, HTSC_FIBER_OVER_BUDGET},
                 {28, 1e300, 300, HTSC_FIBER_OVER_BUDGET},       {28, HUGE_VAL, 300, HTSC_FIBER_OVER_BUDGET},
                 {-HUGE_VAL, 17.2, 300, HTSC_FIBER_OVER_BUDGET}, {1e300, 17.2, -1e300, HTSC_FIBER_TOO_SLOW},
                 {28, 17.2, HUGE_VAL, HTSC_FIBER_SERVED}};
    htsc_line_net *cable = net_of("0 0, 1000 0", NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const htsc_fiber_terminal terminal = {
            1000, 0, HTSC_FIBER_XGS_PON, cases[i].max_down_mbps, -1, cases[i].splitter_db, 0};
        const htsc_fiber_olt olt = {0, 0, cases[i].budget_db};
        const htsc_fiber_plant plant = {
            .terminal_count = 1, .terminals = &terminal, .olt_count = 1, .olts = &olt, .cables = cable};
        const double x_m = 1000, y_m = 0, one = 1;
        htsc_fiber_reach_point p;
        reach_all(1, &x_m, &y_m, &one, NULL, &plant, &p);
        assert_int_equal(p.reason, cases[i].reason);
    }
    htsc_line_net_free(cable);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_household_and_a_village_without_any),
        cmocka_unit_test(test_one_household_at_an_access_point_without_ports),
        cmocka_unit_test(test_route_of_no_length_from_a_file),
        cmocka_unit_test(test_disconnected_roads),
        cmocka_unit_test(test_nothing_in_all_combinations),
        cmocka_unit_test(test_absurd_rows_are_told_and_the_rest_goes_on),
        cmocka_unit_test(test_absurd_budgets_reach_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
