/* Siting by hand: small problems whose answers can be read off, and inputs that are none. */
#include <htscover/siting.h>

#include "analysis/siting_check.h"

/* Points of 10, 20, 30, 40, 50, 60 (210 in all) in three villages of two; A covers 60, B 70, C 50, D 100, E nobody. */
enum { A, B, C, D, E };

static instance now;

static void make_six(instance *n) {
    memset(n, 0, sizeof *n);
    n->villages = 3;
    for (uint32_t i = 0; i < 6; i++) add_point(n, 10.0 * (i + 1), i / 2);
    ADD(n, 5, 0, 1, 2);
    ADD(n, 3, 2, 3);
    ADD(n, 1, 4);
    ADD(n, 6, 3, 5);
    add_candidate(n, 1, (const int[]){-1});
}

static void check_sites(const htsc_siting *siting, const uint32_t *expected, size_t count) {
    assert_int_equal(htsc_siting_get_summary(siting)->site_count, count);
    for (size_t k = 0; k < count; k++) assert_int_equal(htsc_siting_get(siting, k)->candidate, expected[k]);
}

static void test_siting_create_two_sites_gives_order_gains_and_curve(void **state) {
    (void)state;
    make_six(&now);
    htsc_siting_options o = options_of(2);
    htsc_siting *siting = solved(&now, &o);
    const htsc_siting_summary *s = htsc_siting_get_summary(siting);
    /* D 100 and A 60; A with B would be 100, D with C 150. */
    check_sites(siting, (const uint32_t[]){D, A}, 2);
    assert_int_equal(s->verdict, HTSC_SITING_OPTIMAL);
    assert_near(s->objective, 160, 0);
    assert_near(s->bound, 160, 0);
    assert_near(s->gap_pct, 0, 0);
    assert_near(s->total_weight, 210, 0);
    assert_near(s->before_weight, 0, 0);
    assert_near(s->covered_weight, 160, 0);
    assert_near(s->cost, 11, 0);
    assert_int_equal(s->condition, HTSC_SITING_NO_CONDITION);
    assert_string_equal(s->explanation, "");
    assert_near(htsc_siting_get(siting, 0)->gain, 100, 0);
    assert_near(htsc_siting_get(siting, 0)->bound, 100, 0);
    assert_near(htsc_siting_get(siting, 0)->covered_weight, 100, 0);
    assert_near(htsc_siting_get(siting, 1)->gain, 60, 0);
    assert_near(htsc_siting_get(siting, 1)->gain_alone, 60, 0);
    assert_near(htsc_siting_get(siting, 1)->bound, 160, 0);
    assert_memory_equal(htsc_siting_covered(siting), ((const uint8_t[]){1, 1, 1, 1, 0, 1}), 6);
    htsc_siting_free(siting);
}

static void test_siting_create_fixed_sites_cover_and_are_not_chosen(void **state) {
    (void)state;
    make_six(&now);
    now.fixed[D] = 1;
    htsc_siting_options o = options_of(1);
    htsc_siting *siting = solved(&now, &o);
    /* Beside D: A 60, B 30, C 50. */
    check_sites(siting, (const uint32_t[]){A}, 1);
    assert_near(htsc_siting_get_summary(siting)->before_weight, 100, 0);
    assert_near(htsc_siting_get_summary(siting)->objective, 60, 0);
    assert_near(htsc_siting_get_summary(siting)->covered_weight, 160, 0);
    htsc_siting_free(siting);
    now.fixed[D] = 0;
    now.already[5] = now.already[0] = now.already[1] = 1;
    siting = solved(&now, &o);
    /* Left: A 30, B 70, C 50, D 40. */
    check_sites(siting, (const uint32_t[]){B}, 1);
    assert_near(htsc_siting_get_summary(siting)->before_weight, 90, 0);
    htsc_siting_free(siting);
}

static void test_siting_create_priority_decides_and_weight_is_counted(void **state) {
    (void)state;
    make_six(&now);
    for (size_t i = 0; i < 6; i++) now.priority[i] = i == 4 ? 9 : 1;
    htsc_siting_options o = options_of(1);
    htsc_siting *siting = solved(&now, &o);
    check_sites(siting, (const uint32_t[]){C}, 1);
    assert_near(htsc_siting_get(siting, 0)->gain, 9, 0);
    assert_near(htsc_siting_get(siting, 0)->weight_gain, 50, 0);
    assert_near(htsc_siting_get(siting, 0)->covered_weight, 50, 0);
    htsc_siting_free(siting);
}

static void test_siting_create_floors_change_the_choice(void **state) {
    (void)state;
    make_six(&now);
    htsc_siting_options o = options_of(2);
    now.floor_frac[2] = 0.9; /* 99 of 110: both its points, so C and D */
    htsc_siting *siting = solved(&now, &o);
    check_sites(siting, (const uint32_t[]){D, C}, 2);
    assert_near(htsc_siting_get_summary(siting)->objective, 150, 0);
    assert_int_equal(htsc_siting_get_summary(siting)->verdict, HTSC_SITING_OPTIMAL);
    htsc_siting_free(siting);
    now.floor_frac[2] = 0.5; /* 55: D's 60 are enough */
    siting = solved(&now, &o);
    check_sites(siting, (const uint32_t[]){D, A}, 2);
    htsc_siting_free(siting);
}

static void test_siting_create_too_few_sites_for_the_floors_says_how_many(void **state) {
    (void)state;
    make_six(&now);
    now.floor_frac[0] = now.floor_frac[1] = now.floor_frac[2] = 1; /* A, C and D */
    htsc_siting_options o = options_of(2);
    htsc_siting_summary s = summary_of(&now, &o);
    assert_int_equal(s.verdict, HTSC_SITING_INFEASIBLE);
    assert_int_equal(s.condition, HTSC_SITING_MAX_SITES);
    assert_near(s.needed, 3, 0);
    assert_near(s.possible, 2, 0);
    assert_string_equal(s.explanation, "number of sites: the conditions need 3 at least, 2 allowed, 1 missing");
    o.max_sites = SIZE_MAX;
    o.max_cost = 11.5; /* A, C and D cost 12 */
    s = summary_of(&now, &o);
    assert_int_equal(s.verdict, HTSC_SITING_INFEASIBLE);
    assert_int_equal(s.condition, HTSC_SITING_MAX_COST);
    assert_near(s.needed, 12, 0);
    assert_near(s.possible, 11.5, 0);
    o.max_cost = 12;
    s = summary_of(&now, &o);
    assert_int_equal(s.verdict, HTSC_SITING_OPTIMAL);
    assert_near(s.objective, 210, 0);
}

static void test_siting_create_out_of_reach_says_what_and_by_how_much(void **state) {
    (void)state;
    make_six(&now);
    now.villages = 4;
    add_point(&now, 8, 3); /* nobody covers it */
    now.floor_frac[3] = 0.5;
    htsc_siting_options o = options_of(2);
    htsc_siting_summary s = summary_of(&now, &o);
    assert_int_equal(s.verdict, HTSC_SITING_INFEASIBLE);
    assert_int_equal(s.condition, HTSC_SITING_FLOOR);
    assert_int_equal(s.village, 3);
    assert_near(s.needed, 4, 0);
    assert_near(s.possible, 0, 0);
    assert_string_equal(s.explanation, "coverage of village 3: 4.000 needed, 0.000 possible, 4.000 missing");
    assert_near(s.objective, 160, 0); /* the rest is proposed all the same */
    now.floor_frac[3] = 0;
    htsc_siting_options_init(&o);
    o.goal = HTSC_SITING_LEAST_COST;
    o.reach_frac = 1;
    s = summary_of(&now, &o);
    assert_int_equal(s.verdict, HTSC_SITING_INFEASIBLE);
    assert_int_equal(s.condition, HTSC_SITING_REACH);
    assert_near(s.needed, 218, 0);
    assert_near(s.possible, 210, 0);
}

static void test_siting_create_budget_takes_the_cheap_pair(void **state) {
    (void)state;
    make_six(&now);
    htsc_siting_options o = options_of(SIZE_MAX);
    o.max_cost = 6; /* D 100 for 6; A and C 110 for 6; B and C 120 for 4 */
    htsc_siting *siting = solved(&now, &o);
    check_sites(siting, (const uint32_t[]){B, C}, 2);
    assert_near(htsc_siting_get_summary(siting)->cost, 4, 0);
    assert_int_equal(htsc_siting_get_summary(siting)->verdict, HTSC_SITING_OPTIMAL);
    htsc_siting_free(siting);
    o.max_cost = 7; /* D and C 150 */
    siting = solved(&now, &o);
    check_sites(siting, (const uint32_t[]){D, C}, 2);
    htsc_siting_free(siting);
    o.max_sites = 1;
    siting = solved(&now, &o);
    check_sites(siting, (const uint32_t[]){D}, 1);
    htsc_siting_free(siting);
}

static void test_siting_create_least_reaches_the_share(void **state) {
    (void)state;
    make_six(&now);
    htsc_siting_options o;
    htsc_siting_options_init(&o);
    o.goal = HTSC_SITING_LEAST_COST;
    o.reach_frac = 0.5; /* 105: B and C have 120 for 4 */
    htsc_siting *siting = solved(&now, &o);
    check_sites(siting, (const uint32_t[]){B, C}, 2);
    assert_near(htsc_siting_get_summary(siting)->objective, 4, 0);
    assert_near(htsc_siting_get_summary(siting)->bound, 4, 0);
    htsc_siting_free(siting);
    o.goal = HTSC_SITING_FEWEST_SITES;
    htsc_siting_summary s = summary_of(&now, &o); /* D has 100 */
    assert_near(s.objective, 2, 0);
    assert_int_equal(s.verdict, HTSC_SITING_OPTIMAL);
    o.reach_frac = 0.47; /* 98.7 */
    siting = solved(&now, &o);
    check_sites(siting, (const uint32_t[]){D}, 1);
    htsc_siting_free(siting);
    o.reach_frac = 0;
    now.floor_frac[0] = 0.3; /* of 30: A */
    now.floor_frac[1] = 0.5; /* 35 of 70: B's 70, D's 40 */
    siting = solved(&now, &o);
    assert_int_equal(htsc_siting_get_summary(siting)->site_count, 2);
    htsc_siting_free(siting);
    now.fixed[A] = now.fixed[B] = 1;
    siting = solved(&now, &o);
    check_sites(siting, NULL, 0);
    assert_int_equal(htsc_siting_get_summary(siting)->verdict, HTSC_SITING_OPTIMAL);
    htsc_siting_free(siting);
}

/* 7 % of 100 are 7, though 0.07 is not a double and 0.07 * 100 is above 7. */
static void test_siting_create_a_share_met_exactly_is_met(void **state) {
    (void)state;
    memset(&now, 0, sizeof now);
    add_point(&now, 7, HTSC_SITING_OUTSIDE);
    add_point(&now, 93, HTSC_SITING_OUTSIDE);
    ADD(&now, 1, 0);
    ADD(&now, 9, 0, 1);
    htsc_siting_options o;
    htsc_siting_options_init(&o);
    o.goal = HTSC_SITING_LEAST_COST;
    o.reach_frac = 0.07;
    htsc_siting_summary s = summary_of(&now, &o);
    assert_near(s.objective, 1, 0);
    o.reach_frac = 0.070001;
    s = summary_of(&now, &o);
    assert_near(s.objective, 9, 0);
}

static void test_siting_create_ties_go_by_rank_then_index(void **state) {
    (void)state;
    memset(&now, 0, sizeof now);
    for (int i = 0; i < 4; i++) add_point(&now, 5, HTSC_SITING_OUTSIDE);
    for (int i = 0; i < 4; i++) ADD(&now, 1, i);
    htsc_siting_options o = options_of(2);
    htsc_siting *siting = solved(&now, &o);
    check_sites(siting, (const uint32_t[]){0, 1}, 2);
    htsc_siting_free(siting);
    now.rank[0] = 9;
    now.rank[2] = 1;
    siting = solved(&now, &o);
    check_sites(siting, (const uint32_t[]){1, 2}, 2);
    htsc_siting_free(siting);
}

static void test_siting_create_listed_twice_counts_once(void **state) {
    (void)state;
    memset(&now, 0, sizeof now);
    add_point(&now, 5, HTSC_SITING_OUTSIDE);
    add_point(&now, 7, HTSC_SITING_OUTSIDE);
    ADD(&now, 1, 0, 0, 0);
    ADD(&now, 1, 1);
    htsc_siting_options o = options_of(1);
    htsc_siting *siting = solved(&now, &o);
    check_sites(siting, (const uint32_t[]){1}, 1);
    assert_near(htsc_siting_get(siting, 0)->gain, 7, 0);
    htsc_siting_free(siting);
}

static void test_siting_create_nothing_to_do_proposes_nothing(void **state) {
    (void)state;
    memset(&now, 0, sizeof now);
    htsc_siting_options o = options_of(3);
    htsc_siting_summary s = summary_of(&now, &o); /* no candidate, no demand */
    assert_int_equal(s.verdict, HTSC_SITING_OPTIMAL);
    assert_int_equal(s.site_count, 0);
    assert_near(s.gap_pct, 0, 0);
    make_six(&now);
    o = options_of(0);
    assert_int_equal(summary_of(&now, &o).site_count, 0);
    o = options_of(SIZE_MAX);
    o.max_cost = 0;
    s = summary_of(&now, &o);
    assert_int_equal(s.site_count, 0);
    assert_int_equal(s.verdict, HTSC_SITING_OPTIMAL);
    o = options_of(100); /* more than there are; B and E would bring nothing */
    s = summary_of(&now, &o);
    assert_int_equal(s.site_count, 3);
    assert_near(s.objective, 210, 0);
    for (size_t i = 0; i < now.points; i++) now.weight[i] = now.priority[i] = 0;
    s = summary_of(&now, &o);
    assert_int_equal(s.site_count, 0);
    assert_near(s.total_weight, 0, 0);
    assert_int_equal(s.verdict, HTSC_SITING_OPTIMAL);
    o.reach_frac = 1; /* of nothing */
    assert_int_equal(summary_of(&now, &o).verdict, HTSC_SITING_OPTIMAL);
}

static void refused_at(const instance *n, const htsc_siting_options *o, htsc_status status, const char *words,
                       const char *file, int line) {
    htsc_siting_input input = input_of(n);
    htsc_siting *siting = (htsc_siting *)&now;
    htsc_error err = {HTSC_OK, ""};
    assert_status_at(htsc_siting_create(&input, o, &siting, &err), status, &err, file, line);
    assert_contains_at(err.message, words, file, line);
    assert_null(siting);
}

#define refused(o, status, words) refused_at(&now, (o), (status), (words), __FILE__, __LINE__)

static void test_siting_create_bad_input_is_refused_with_place_and_value(void **state) {
    (void)state;
    htsc_siting_options o = options_of(2);
    make_six(&now), now.weight[3] = NAN;
    refused(&o, HTSC_ERR_ARGUMENT, "demand point 3: weight nan");
    make_six(&now), now.weight[2] = -1;
    refused(&o, HTSC_ERR_ARGUMENT, "demand point 2: weight -1");
    make_six(&now), now.priority[1] = HUGE_VAL;
    refused(&o, HTSC_ERR_ARGUMENT, "demand point 1: priority inf");
    make_six(&now), now.cost[4] = NAN;
    refused(&o, HTSC_ERR_ARGUMENT, "candidate 4: cost nan");
    make_six(&now), now.weight[5] = 9.1e9;
    refused(&o, HTSC_ERR_LIMIT, "demand point 5: weight adds up to");
    make_six(&now), now.cost[1] = 1e13;
    refused(&o, HTSC_ERR_LIMIT, "candidate 1: cost adds up to");
    make_six(&now), now.covered[4] = 6;
    refused(&o, HTSC_ERR_ARGUMENT, "candidate 1: covers demand point 6 of 6");
    make_six(&now), now.first[2] = 1;
    refused(&o, HTSC_ERR_ARGUMENT, "candidate 1: first_covered falls from 3 to 1");
    make_six(&now), now.village[0] = 3;
    refused(&o, HTSC_ERR_ARGUMENT, "demand point 0: is in village 3 of 3");
    make_six(&now), now.floor_frac[1] = 1.5;
    refused(&o, HTSC_ERR_ARGUMENT, "village 1: floor_frac 1.5 is outside [0, 1]");
    make_six(&now);
    o.max_cost = NAN;
    refused(&o, HTSC_ERR_ARGUMENT, "max_cost");
    o = options_of(2), o.reach_frac = NAN;
    refused(&o, HTSC_ERR_ARGUMENT, "reach_frac");
    o = options_of(2), o.time_limit_s = 0;
    refused(&o, HTSC_ERR_ARGUMENT, "time_limit_s");
    o = options_of(2), o.struct_size--;
    refused(&o, HTSC_ERR_ARGUMENT, "struct_size");
    o = options_of(2), o.goal = (htsc_siting_goal)7;
    refused(&o, HTSC_ERR_ARGUMENT, "goal 7");
    o = options_of(2), o.goal = HTSC_SITING_FEWEST_SITES;
    refused(&o, HTSC_ERR_ARGUMENT, "max_sites");
    o = options_of(2), o.exact = 1;
    if (htsc_siting_has_exact() == 0) refused(&o, HTSC_ERR_UNSUPPORTED, "CBC");
}

static htsc_status create_once(void *ctx, htsc_error *err) {
    htsc_siting_input input = input_of(&now);
    htsc_siting *siting = NULL;
    htsc_status status = htsc_siting_create(&input, ctx, &siting, err);
    htsc_siting_free(siting);
    return status;
}

/* Seven points, seven candidates of three each, any two of which share a point (the Fano plane). The relaxation of two
 * sites takes 2/7 of each and covers six; two real ones cover five. */
static void make_gap(instance *n) {
    memset(n, 0, sizeof *n);
    for (int i = 0; i < 7; i++) add_point(n, 1, HTSC_SITING_OUTSIDE);
    for (int i = 0; i < 7; i++) ADD(n, 1, i, (i + 1) % 7, (i + 3) % 7);
}

static void test_siting_create_a_wide_relaxation_is_closed(void **state) {
    (void)state;
    make_gap(&now);
    htsc_siting_options o = options_of(2);
    htsc_siting_summary s = summary_of(&now, &o);
    assert_int_equal(s.verdict, HTSC_SITING_OPTIMAL);
    assert_near(s.objective, 5, 0);
    o = options_of(SIZE_MAX);
    o.goal = HTSC_SITING_FEWEST_SITES;
    o.reach_frac = 0.85; /* six of seven: two sites have five */
    s = summary_of(&now, &o);
    assert_int_equal(s.verdict, HTSC_SITING_OPTIMAL);
    assert_near(s.objective, 3, 0);
}

static void test_siting_create_failing_allocations_leak_nothing(void **state) {
    (void)state;
    make_six(&now);
    htsc_siting_options o = options_of(2);
    o.max_cost = 7;
    now.floor_frac[1] = 0.1;
    o.exact = htsc_siting_has_exact();
    assert_true(fail_each_allocation(create_once, &o) > 60);
    now.floor_frac[0] = now.floor_frac[2] = 1; /* three sites: the search for the least is run too */
    assert_true(fail_each_allocation(create_once, &o) > 60);
    make_gap(&now); /* the tree too */
    o = options_of(2);
    long made = fail_each_allocation(create_once, &o);
    print_message("%ld allocations with the tree\n", made);
    assert_true(made > 60);
}

typedef struct stopper {
    int asked, stop_at;
    uint64_t done, total;
} stopper;

static int stop_at(void *ctx) {
    stopper *s = ctx;
    return ++s->asked == s->stop_at;
}

static void note(void *ctx, htsc_stage stage, uint64_t done, uint64_t total) {
    stopper *s = ctx;
    assert_int_equal(stage, HTSC_STAGE_SITING);
    assert_true(done <= total);
    s->done = done;
}

static void test_siting_create_cancelled_at_any_time_ends(void **state) {
    (void)state;
    htsc_siting_options o;
    make_small(&now, 24, &o);
    stopper s = {0, 0, 0, 0};
    htsc_progress progress = {&s, note, stop_at};
    o.progress = &progress;
    htsc_error err = {HTSC_OK, ""};
    assert_ok(create_once(&o, &err), err);
    int all = s.asked;
    assert_true(all > 20);
    for (int at = 1; at <= all; at += 1 + at / 10) {
        s = (stopper){0, at, 0, 0};
        assert_status(create_once(&o, &err), HTSC_ERR_CANCELLED, err);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_siting_create_two_sites_gives_order_gains_and_curve),
        cmocka_unit_test(test_siting_create_fixed_sites_cover_and_are_not_chosen),
        cmocka_unit_test(test_siting_create_priority_decides_and_weight_is_counted),
        cmocka_unit_test(test_siting_create_floors_change_the_choice),
        cmocka_unit_test(test_siting_create_too_few_sites_for_the_floors_says_how_many),
        cmocka_unit_test(test_siting_create_out_of_reach_says_what_and_by_how_much),
        cmocka_unit_test(test_siting_create_budget_takes_the_cheap_pair),
        cmocka_unit_test(test_siting_create_least_reaches_the_share),
        cmocka_unit_test(test_siting_create_a_share_met_exactly_is_met),
        cmocka_unit_test(test_siting_create_ties_go_by_rank_then_index),
        cmocka_unit_test(test_siting_create_listed_twice_counts_once),
        cmocka_unit_test(test_siting_create_nothing_to_do_proposes_nothing),
        cmocka_unit_test(test_siting_create_bad_input_is_refused_with_place_and_value),
        cmocka_unit_test(test_siting_create_a_wide_relaxation_is_closed),
        cmocka_unit_test(test_siting_create_failing_allocations_leak_nothing),
        cmocka_unit_test(test_siting_create_cancelled_at_any_time_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
